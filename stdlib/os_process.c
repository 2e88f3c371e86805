/* SPDX-License-Identifier: MIT
 *
 * Module _os, part three: processes, their groups and sessions, how children ended, and what descriptors are told about
 * blocking and inheriting (fork, wait, setpgid, fcntl in POSIX.1-2017).
 */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os.h"

static AioliValue raise_errno(AioliVm *vm) { return oli_os_error(vm, errno, aioli_missing(), aioli_missing()); }

/* Up to two int arguments, with the grant for processes. */
static bool read_ints(AioliVm *vm, const AioliValue *args, const char *function, int *a, int *b) {
    return aioli_vm_require(vm, AIOLI_ALLOW_PROCESSES, function) && oli_os_int(vm, args[0], 0, a) &&
           (!b || oli_os_int(vm, args[1], 0, b));
}

/* ---- groups and sessions ---- */

static AioliValue os_killpg(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int group, number;
    if (!read_ints(vm, args, "killpg", &group, &number)) return aioli_error();
    if (killpg(group, number)) return raise_errno(vm);
    return aioli_check_interrupt(vm) ? aioli_none() : aioli_error();
}

static AioliValue os_getpgrp(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    return aioli_int(vm, getpgrp());
}

static AioliValue os_getpgid(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int pid;
    if (!read_ints(vm, args, "getpgid", &pid, NULL)) return aioli_error();
    pid_t group = getpgid(pid);
    return group < 0 ? raise_errno(vm) : aioli_int(vm, group);
}

static AioliValue os_setpgid(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int pid, group;
    if (!read_ints(vm, args, "setpgid", &pid, &group)) return aioli_error();
    return setpgid(pid, group) ? raise_errno(vm) : aioli_none();
}

static AioliValue os_getsid(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int pid;
    if (!read_ints(vm, args, "getsid", &pid, NULL)) return aioli_error();
    pid_t session = getsid(pid);
    return session < 0 ? raise_errno(vm) : aioli_int(vm, session);
}

static AioliValue os_setsid(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_PROCESSES, "setsid")) return aioli_error();
    return setsid() < 0 ? raise_errno(vm) : aioli_none();
}

static AioliValue os_nice(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int by;
    if (!read_ints(vm, args, "nice", &by, NULL)) return aioli_error();
    errno = 0;
    int now = nice(by);
    return now == -1 && errno ? raise_errno(vm) : aioli_int(vm, now);
}

/* ---- children ---- */

static AioliValue wait_for(AioliVm *vm, int pid, int options) {
    int status = 0;
    pid_t ended;
    while ((ended = waitpid(pid, &status, options)) < 0) {
        if (errno != EINTR) return raise_errno(vm);
        if (!aioli_check_interrupt(vm)) return aioli_error();
    }
    const AioliValue both[] = {aioli_int(vm, ended), aioli_int(vm, status)};
    return aioli_tuple(vm, both, 2);
}

static AioliValue os_waitpid(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int pid, options;
    return read_ints(vm, args, "waitpid", &pid, &options) ? wait_for(vm, pid, options) : aioli_error();
}

static AioliValue os_wait(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    return aioli_vm_require(vm, AIOLI_ALLOW_PROCESSES, "wait") ? wait_for(vm, -1, 0) : aioli_error();
}

/* The macros of <sys/wait.h> as functions. */
#define STATUS_FUNCTION(name, convert)                                                                                 \
    static AioliValue os_##name(AioliVm *vm, const AioliValue *args, size_t count) {                                   \
        (void)count;                                                                                                   \
        int status;                                                                                                    \
        return oli_os_int(vm, args[0], 0, &status) ? convert : aioli_error();                                          \
    }
STATUS_FUNCTION(WIFEXITED, aioli_bool(WIFEXITED(status)))
STATUS_FUNCTION(WIFSIGNALED, aioli_bool(WIFSIGNALED(status)))
STATUS_FUNCTION(WIFSTOPPED, aioli_bool(WIFSTOPPED(status)))
STATUS_FUNCTION(WIFCONTINUED, aioli_bool(WIFCONTINUED(status)))
STATUS_FUNCTION(WEXITSTATUS, aioli_int(vm, WEXITSTATUS(status)))
STATUS_FUNCTION(WTERMSIG, aioli_int(vm, WTERMSIG(status)))
STATUS_FUNCTION(WSTOPSIG, aioli_int(vm, WSTOPSIG(status)))

/* ---- descriptors ---- */

/* Set or clear a flag of fcntl; with `value` missing: what it is. */
static AioliValue change_flag(AioliVm *vm, const AioliValue *args, const char *function, int get, int set, int flag,
                              bool inverted) {
    int fd;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_FILES, function) || !oli_os_int(vm, args[0], 0, &fd)) return aioli_error();
    int flags = fcntl(fd, get);
    if (flags < 0) return raise_errno(vm);
    if (set < 0) return aioli_bool(!!(flags & flag) != inverted);
    int on = aioli_truth(vm, args[1]);
    if (on < 0) return aioli_error();
    int wanted = !!on != inverted ? flags | flag : flags & ~flag;
    return wanted != flags && fcntl(fd, set, wanted) ? raise_errno(vm) : aioli_none();
}

static AioliValue os_get_blocking(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return change_flag(vm, args, "get_blocking", F_GETFL, -1, O_NONBLOCK, true);
}

static AioliValue os_set_blocking(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return change_flag(vm, args, "set_blocking", F_GETFL, F_SETFL, O_NONBLOCK, true);
}

static AioliValue os_get_inheritable(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return change_flag(vm, args, "get_inheritable", F_GETFD, -1, FD_CLOEXEC, true);
}

static AioliValue os_set_inheritable(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return change_flag(vm, args, "set_inheritable", F_GETFD, F_SETFD, FD_CLOEXEC, true);
}

/* pread(fd, size, position), pwrite(fd, data, position) */
static AioliValue os_pread(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int fd;
    int64_t size, position;
    void *bytes;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_FILES, "pread") || !oli_os_int(vm, args[0], 0, &fd) ||
        !aioli_int_get(vm, args[1], &size) || !aioli_int_get(vm, args[2], &position))
        return aioli_error();
    if (size < 0) return oli_os_error(vm, EINVAL, aioli_missing(), aioli_missing());
    AioliValue buffer = aioli_bytes_reserve(vm, (size_t)size, &bytes);
    if (aioli_is_error(buffer)) return buffer;
    ssize_t got;
    while ((got = pread(fd, bytes, (size_t)size, position)) < 0) {
        if (errno != EINTR) return raise_errno(vm);
        if (!aioli_check_interrupt(vm)) return aioli_error();
    }
    return got == size ? buffer : aioli_bytes(vm, bytes, (size_t)got);
}

static AioliValue os_pwrite(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int fd;
    int64_t position;
    size_t size;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_FILES, "pwrite") || !oli_os_int(vm, args[0], 0, &fd) ||
        !aioli_int_get(vm, args[2], &position))
        return aioli_error();
    const void *bytes = aioli_bytes_get(vm, args[1], &size);
    if (!bytes) return aioli_error();
    ssize_t done = pwrite(fd, bytes, size, position);
    return done < 0 ? raise_errno(vm) : aioli_int(vm, done);
}

const AioliFunction oli_os_process_functions[] = {{"killpg", "pgid, signal, /", os_killpg, NULL},
                                                  {"getpgrp", "", os_getpgrp, NULL},
                                                  {"getpgid", "pid", os_getpgid, NULL},
                                                  {"setpgid", "pid, pgrp, /", os_setpgid, NULL},
                                                  {"getsid", "pid, /", os_getsid, NULL},
                                                  {"setsid", "", os_setsid, NULL},
                                                  {"nice", "increment, /", os_nice, NULL},
                                                  {"waitpid", "pid, options, /", os_waitpid, NULL},
                                                  {"wait", "", os_wait, NULL},
                                                  {"WIFEXITED", "status", os_WIFEXITED, NULL},
                                                  {"WIFSIGNALED", "status", os_WIFSIGNALED, NULL},
                                                  {"WIFSTOPPED", "status", os_WIFSTOPPED, NULL},
                                                  {"WIFCONTINUED", "status", os_WIFCONTINUED, NULL},
                                                  {"WEXITSTATUS", "status", os_WEXITSTATUS, NULL},
                                                  {"WTERMSIG", "status", os_WTERMSIG, NULL},
                                                  {"WSTOPSIG", "status", os_WSTOPSIG, NULL},
                                                  {"get_blocking", "fd, /", os_get_blocking, NULL},
                                                  {"set_blocking", "fd, blocking, /", os_set_blocking, NULL},
                                                  {"get_inheritable", "fd, /", os_get_inheritable, NULL},
                                                  {"set_inheritable", "fd, inheritable, /", os_set_inheritable, NULL},
                                                  {"pread", "fd, length, offset, /", os_pread, NULL},
                                                  {"pwrite", "fd, buffer, offset, /", os_pwrite, NULL},
                                                  {NULL, NULL, NULL, NULL}};
