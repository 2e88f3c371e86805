/* SPDX-License-Identifier: MIT
 *
 * Module _os: the system calls under module os (os.aio), named as in CPython's posix. This file has the process, its
 * environment and its terminal; os_file.c files; os_scan.c folders.
 */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE

#include "os.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

AioliValue oli_os_error(AioliVm *vm, int error, AioliValue path, AioliValue path2) {
    if (aioli_is_missing(path2)) return aioli_raise_errno(vm, error, path);
    const AioliValue args[] = {aioli_int(vm, error), aioli_string(vm, strerror(error), AIOLI_NUL), path, aioli_none(),
                               path2};
    AioliValue cls = aioli_builtin(vm, "OSError");
    AioliValue made = aioli_is_error(cls) ? cls : aioli_call(vm, cls, args, 5);
    return aioli_is_error(made) ? made : aioli_raise_value(vm, made, aioli_missing());
}

const char *oli_os_path_of(AioliVm *vm, AioliValue path, const char *function, OsPathKind kind) {
    static const char *const KINDS[] = {" or os.PathLike", ", os.PathLike or integer",
                                        ", os.PathLike, integer or None"};
    if (!aioli_vm_require(vm, AIOLI_ALLOW_FILES, function)) return NULL;
    AioliType type = aioli_type(vm, path);
    if (type != AIOLI_TYPE_STRING && type != AIOLI_TYPE_BYTES) {
        AioliValue convert = aioli_attr_find(vm, aioli_class_of(vm, path), "__fspath__");
        if (aioli_is_error(convert)) return NULL;
        if (aioli_is_missing(convert)) {
            aioli_raise(vm, "TypeError", "%s: path should be string, bytes%s, not %T", function, KINDS[kind], path);
            return NULL;
        }
    }
    const char *text = aioli_path_c(vm, path);
    if (!text && aioli_error_is(vm, "ValueError") && strstr(aioli_error_message(vm), "null")) {
        aioli_error_clear(vm);
        aioli_raise(vm, "ValueError", "%s: embedded null character in path", function);
    }
    return text;
}

bool oli_os_int(AioliVm *vm, AioliValue v, int otherwise, int *out) {
    int64_t i = otherwise;
    if (!aioli_is_missing(v) && !aioli_int_get(vm, v, &i)) return false;
    if (i < INT_MIN || i > INT_MAX) {
        aioli_raise(vm, "OverflowError", "Python int too large to convert to C int");
        return false;
    }
    *out = (int)i;
    return true;
}

/* ---- random ---- */

static AioliValue os_urandom(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t size;
    if (!aioli_int_get(vm, args[0], &size)) return aioli_error();
    if (size < 0) return aioli_raise(vm, "ValueError", "negative argument not allowed");
    void *bytes;
    AioliValue result = aioli_bytes_reserve(vm, (size_t)size, &bytes);
    return aioli_is_error(result) || aioli_random_bytes(vm, bytes, (size_t)size) ? result : aioli_error();
}

/* ---- environment ---- */

static AioliValue environment(AioliVm *vm) {
    AioliValue dict = aioli_dict(vm);
    if (!(aioli_vm_capabilities(vm) & AIOLI_ALLOW_ENVIRONMENT)) return dict;
    for (char **entry = environ; entry && *entry && !aioli_is_error(dict); entry++) {
        const char *equals = strchr(*entry, '=');
        if (!equals) continue;
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue name = aioli_string_from_system(vm, *entry, (size_t)(equals - *entry));
        AioliValue value = aioli_is_error(name) ? name : aioli_string_from_system(vm, equals + 1, AIOLI_NUL);
        if (aioli_is_error(value) || !aioli_dict_set(vm, dict, name, value)) dict = aioli_error();
        aioli_scope_close(vm, &scope, aioli_missing());
    }
    return dict;
}

static AioliValue os_putenv(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_ENVIRONMENT, "putenv")) return aioli_error();
    const char *name = aioli_path_c(vm, args[0]), *value = name ? aioli_path_c(vm, args[1]) : NULL;
    if (!value) return aioli_error();
    if (strchr(name, '=')) return aioli_raise(vm, "ValueError", "illegal environment variable name");
    return setenv(name, value, 1) ? oli_os_error(vm, errno, aioli_missing(), aioli_missing()) : aioli_none();
}

static AioliValue os_unsetenv(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_ENVIRONMENT, "unsetenv")) return aioli_error();
    const char *name = aioli_path_c(vm, args[0]);
    if (!name) return aioli_error();
    return unsetenv(name) ? oli_os_error(vm, errno, aioli_missing(), aioli_missing()) : aioli_none();
}

/* ---- the process ---- */

static AioliValue os_getpid(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    return aioli_int(vm, getpid());
}
static AioliValue os_getppid(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    return aioli_int(vm, getppid());
}
static AioliValue os_getuid(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    return aioli_int(vm, getuid());
}
static AioliValue os_geteuid(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    return aioli_int(vm, geteuid());
}
static AioliValue os_getgid(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    return aioli_int(vm, getgid());
}
static AioliValue os_getegid(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    return aioli_int(vm, getegid());
}

static AioliValue os_kill(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int pid, number;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_PROCESSES, "kill") || !oli_os_int(vm, args[0], 0, &pid) ||
        !oli_os_int(vm, args[1], 0, &number))
        return aioli_error();
    if (kill(pid, number)) return oli_os_error(vm, errno, aioli_missing(), aioli_missing());
    return aioli_check_interrupt(vm) ? aioli_none() : aioli_error();
}

static AioliValue os_system(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_PROCESSES, "system")) return aioli_error();
    const char *command = aioli_path_c(vm, args[0]);
    if (!command || !aioli_flush(vm, 1) || !aioli_flush(vm, 2)) return aioli_error();
    int status = system(command);
    if (status < 0) return oli_os_error(vm, errno, aioli_missing(), aioli_missing());
    return aioli_check_interrupt(vm) ? aioli_int(vm, status) : aioli_error();
}

static AioliValue os_waitstatus_to_exitcode(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int status;
    if (!oli_os_int(vm, args[0], 0, &status)) return aioli_error();
    if (WIFEXITED(status)) return aioli_int(vm, WEXITSTATUS(status));
    if (WIFSIGNALED(status)) return aioli_int(vm, -WTERMSIG(status));
    return aioli_raise(vm, "ValueError", "invalid wait status: %d", status);
}

static AioliValue os_exit_now(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int status;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_PROCESSES, "_exit") || !oli_os_int(vm, args[0], 0, &status))
        return aioli_error();
    _exit(status);
}

static AioliValue os_abort(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_PROCESSES, "abort")) return aioli_error();
    abort();
}

static AioliValue os_cpu_count(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    return cpus > 0 ? aioli_int(vm, cpus) : aioli_none();
}

static AioliValue os_getloadavg(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    double loads[3];
    if (getloadavg(loads, 3) != 3) return aioli_raise(vm, "OSError", "Load averages are unobtainable");
    const AioliValue values[] = {aioli_float(vm, loads[0]), aioli_float(vm, loads[1]), aioli_float(vm, loads[2])};
    return aioli_tuple(vm, values, 3);
}

static AioliValue os_umask(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int mask;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_FILES, "umask") || !oli_os_int(vm, args[0], 0, &mask)) return aioli_error();
    return aioli_int(vm, umask((mode_t)mask));
}

static const char *const UNAME_FIELDS[] = {"sysname", "nodename", "release", "version", "machine", NULL};
static const AioliRecord UNAME_RECORD = {.name = "uname_result", .module = "posix", .fields = UNAME_FIELDS};

static AioliValue os_uname(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    struct utsname name;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_ENVIRONMENT, "uname")) return aioli_error();
    if (uname(&name) < 0) return oli_os_error(vm, errno, aioli_missing(), aioli_missing());
    const AioliValue values[] = {
        aioli_string_from_system(vm, name.sysname, AIOLI_NUL), aioli_string_from_system(vm, name.nodename, AIOLI_NUL),
        aioli_string_from_system(vm, name.release, AIOLI_NUL), aioli_string_from_system(vm, name.version, AIOLI_NUL),
        aioli_string_from_system(vm, name.machine, AIOLI_NUL)};
    return aioli_record_new(vm, &UNAME_RECORD, values);
}

/* ---- the terminal ---- */

static const char *const SIZE_FIELDS[] = {"columns", "lines", NULL};
static const AioliRecord SIZE_RECORD = {.name = "terminal_size", .module = "os", .fields = SIZE_FIELDS};

static AioliValue os_get_terminal_size(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int fd;
    struct winsize size;
    if (!oli_os_int(vm, args[0], STDOUT_FILENO, &fd)) return aioli_error();
    if (ioctl(fd, TIOCGWINSZ, &size)) return oli_os_error(vm, errno, aioli_missing(), aioli_missing());
    const AioliValue values[] = {aioli_int(vm, size.ws_col), aioli_int(vm, size.ws_row)};
    return aioli_record_new(vm, &SIZE_RECORD, values);
}

static AioliValue os_isatty(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int fd;
    return oli_os_int(vm, args[0], 0, &fd) ? aioli_bool(isatty(fd)) : aioli_error();
}

static AioliValue os_strerror(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int error;
    return oli_os_int(vm, args[0], 0, &error) ? aioli_string(vm, strerror(error), AIOLI_NUL) : aioli_error();
}

static const AioliFunction FUNCTIONS[] = {{"urandom", "size, /", os_urandom, NULL},
                                          {"putenv", "name, value, /", os_putenv, NULL},
                                          {"unsetenv", "name, /", os_unsetenv, NULL},
                                          {"getpid", "", os_getpid, NULL},
                                          {"getppid", "", os_getppid, NULL},
                                          {"getuid", "", os_getuid, NULL},
                                          {"geteuid", "", os_geteuid, NULL},
                                          {"getgid", "", os_getgid, NULL},
                                          {"getegid", "", os_getegid, NULL},
                                          {"kill", "pid, signal, /", os_kill, NULL},
                                          {"system", "command", os_system, NULL},
                                          {"waitstatus_to_exitcode", "status", os_waitstatus_to_exitcode, NULL},
                                          {"_exit", "status", os_exit_now, NULL},
                                          {"abort", "", os_abort, NULL},
                                          {"cpu_count", "", os_cpu_count, NULL},
                                          {"getloadavg", "", os_getloadavg, NULL},
                                          {"umask", "mask, /", os_umask, NULL},
                                          {"uname", "", os_uname, NULL},
                                          {"get_terminal_size", "fd=1, /", os_get_terminal_size, NULL},
                                          {"isatty", "fd, /", os_isatty, NULL},
                                          {"strerror", "code, /", os_strerror, NULL},
                                          {NULL, NULL, NULL, NULL}};

/* ---- the module ---- */

static const struct {
    const char *name;
    int value;
} CONSTANTS[] = {{"F_OK", F_OK},
                 {"R_OK", R_OK},
                 {"W_OK", W_OK},
                 {"X_OK", X_OK},
                 {"O_RDONLY", O_RDONLY},
                 {"O_WRONLY", O_WRONLY},
                 {"O_RDWR", O_RDWR},
                 {"O_CREAT", O_CREAT},
                 {"O_EXCL", O_EXCL},
                 {"O_TRUNC", O_TRUNC},
                 {"O_APPEND", O_APPEND},
                 {"O_NONBLOCK", O_NONBLOCK},
                 {"O_CLOEXEC", O_CLOEXEC},
                 {"O_NOFOLLOW", O_NOFOLLOW},
                 {"O_DIRECTORY", O_DIRECTORY},
                 {"O_SYNC", O_SYNC},
                 {"SEEK_SET", SEEK_SET},
                 {"SEEK_CUR", SEEK_CUR},
                 {"SEEK_END", SEEK_END},
                 {"WNOHANG", WNOHANG},
                 {"WUNTRACED", WUNTRACED},
                 {"EX_OK", 0},
                 {"EX_USAGE", 64},
                 {"EX_DATAERR", 65},
                 {"EX_NOINPUT", 66},
                 {"EX_UNAVAILABLE", 69},
                 {"EX_SOFTWARE", 70},
                 {"EX_OSERR", 71},
                 {"EX_IOERR", 74},
                 {"EX_NOPERM", 77},
                 {"NGROUPS_MAX", NGROUPS_MAX}};

static bool init(AioliVm *vm, AioliValue module) {
    for (size_t i = 0; i < sizeof CONSTANTS / sizeof *CONSTANTS; i++)
        if (!aioli_attr_set(vm, module, CONSTANTS[i].name, aioli_int(vm, CONSTANTS[i].value))) return false;
    AioliValue variables = environment(vm);
    AioliValue size_class = aioli_record_class(vm, module, &SIZE_RECORD);
    return !aioli_is_error(variables) && !aioli_is_error(size_class) &&
           aioli_attr_set(vm, module, "environ", variables) && aioli_functions_add(vm, module, oli_os_file_functions) &&
           aioli_functions_add(vm, module, oli_os_scan_functions) &&
           aioli_functions_add(vm, module, oli_os_process_functions);
}

extern const AioliModule oli_module__os;
const AioliModule oli_module__os = {
    .name = "_os", .doc = "The system calls under module os.", .functions = FUNCTIONS, .init = init};
