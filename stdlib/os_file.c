/* SPDX-License-Identifier: MIT
 *
 * Module _os: files by name and by descriptor.
 */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "os.h"

static AioliValue raise(AioliVm *vm, AioliValue path) { return oli_os_error(vm, errno, path, aioli_missing()); }
static AioliValue raise_plain(AioliVm *vm) { return raise(vm, aioli_missing()); }

/* ---- descriptors ---- */

static AioliValue os_open(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int flags, mode;
    const char *path = oli_os_path(vm, args[0], "open");
    if (!path || !oli_os_int(vm, args[1], 0, &flags) || !oli_os_int(vm, args[2], 0777, &mode)) return aioli_error();
    int fd;
    while ((fd = open(path, flags | O_CLOEXEC, (mode_t)mode)) < 0 && errno == EINTR)
        if (!aioli_check_interrupt(vm)) return aioli_error();
    return fd < 0 ? raise(vm, args[0]) : aioli_int(vm, fd);
}

/* The descriptor argument; false without the grant. */
static bool descriptor(AioliVm *vm, AioliValue v, const char *function, int *fd) {
    return aioli_vm_require(vm, AIOLI_ALLOW_FILES, function) && oli_os_int(vm, v, -1, fd);
}

static AioliValue os_close(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int fd;
    if (!descriptor(vm, args[0], "close", &fd)) return aioli_error();
    return close(fd) && errno != EINTR ? raise_plain(vm) : aioli_none();
}

static AioliValue os_read(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int fd;
    int64_t size;
    if (!descriptor(vm, args[0], "read", &fd) || !aioli_int_get(vm, args[1], &size)) return aioli_error();
    if (size < 0) return oli_os_error(vm, EINVAL, aioli_missing(), aioli_missing());
    void *bytes;
    AioliValue buffer = aioli_bytes_reserve(vm, (size_t)size, &bytes);
    if (aioli_is_error(buffer)) return buffer;
    ssize_t got;
    while ((got = read(fd, bytes, (size_t)size)) < 0) {
        if (errno != EINTR) return raise_plain(vm);
        if (!aioli_check_interrupt(vm)) return aioli_error();
    }
    return got == size ? buffer : aioli_bytes(vm, bytes, (size_t)got);
}

static AioliValue os_write(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int fd;
    size_t size;
    if (!descriptor(vm, args[0], "write", &fd)) return aioli_error();
    const void *bytes = aioli_bytes_get(vm, args[1], &size);
    if (!bytes) return aioli_error();
    ssize_t done;
    while ((done = write(fd, bytes, size)) < 0) {
        if (errno != EINTR) return raise_plain(vm);
        if (!aioli_check_interrupt(vm) || !(bytes = aioli_bytes_get(vm, args[1], &size))) return aioli_error();
    }
    return aioli_int(vm, done);
}

static AioliValue os_lseek(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int fd, whence;
    int64_t position;
    if (!descriptor(vm, args[0], "lseek", &fd) || !aioli_int_get(vm, args[1], &position) ||
        !oli_os_int(vm, args[2], 0, &whence))
        return aioli_error();
    off_t now = lseek(fd, position, whence);
    return now < 0 ? raise_plain(vm) : aioli_int(vm, now);
}

static AioliValue os_fsync(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int fd;
    if (!descriptor(vm, args[0], "fsync", &fd)) return aioli_error();
    return fsync(fd) ? raise_plain(vm) : aioli_none();
}

static AioliValue os_ftruncate(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int fd;
    int64_t length;
    if (!descriptor(vm, args[0], "ftruncate", &fd) || !aioli_int_get(vm, args[1], &length)) return aioli_error();
    return ftruncate(fd, length) ? raise_plain(vm) : aioli_none();
}

static AioliValue os_dup(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int fd;
    if (!descriptor(vm, args[0], "dup", &fd)) return aioli_error();
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    return copy < 0 ? raise_plain(vm) : aioli_int(vm, copy);
}

static AioliValue os_dup2(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int fd, target;
    if (!descriptor(vm, args[0], "dup2", &fd) || !oli_os_int(vm, args[1], -1, &target)) return aioli_error();
    return dup2(fd, target) < 0 ? raise_plain(vm) : aioli_int(vm, target);
}

static AioliValue os_pipe(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    int ends[2];
    if (!aioli_vm_require(vm, AIOLI_ALLOW_FILES, "pipe")) return aioli_error();
    if (pipe(ends)) return raise_plain(vm);
    for (int i = 0; i < 2; i++) fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    const AioliValue both[] = {aioli_int(vm, ends[0]), aioli_int(vm, ends[1])};
    return aioli_tuple(vm, both, 2);
}

/* ---- stat ---- */

static const char *const STAT_FIELDS[] = {"st_mode", "st_ino",   "st_dev",   "st_nlink", "st_uid", "st_gid",
                                          "st_size", "st_atime", "st_mtime", "st_ctime", NULL};
static const char *const STAT_EXTRA[] = {"st_atime",    "st_mtime",   "st_ctime",  "st_atime_ns", "st_mtime_ns",
                                         "st_ctime_ns", "st_blksize", "st_blocks", "st_rdev",     NULL};
static const AioliRecord STAT_RECORD = {
    .name = "stat_result", .module = "os", .fields = STAT_FIELDS, .extra = STAT_EXTRA};

static double seconds(const struct timespec *time) { return (double)time->tv_sec + 1e-9 * (double)time->tv_nsec; }
static int64_t nanoseconds(const struct timespec *time) { return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec; }

AioliValue oli_os_stat_result(AioliVm *vm, const struct stat *info) {
    const AioliValue values[] = {aioli_int(vm, info->st_mode),
                                 aioli_int_unsigned(vm, info->st_ino),
                                 aioli_int_unsigned(vm, info->st_dev),
                                 aioli_int_unsigned(vm, info->st_nlink),
                                 aioli_int(vm, info->st_uid),
                                 aioli_int(vm, info->st_gid),
                                 aioli_int(vm, info->st_size),
                                 aioli_int(vm, info->st_atim.tv_sec),
                                 aioli_int(vm, info->st_mtim.tv_sec),
                                 aioli_int(vm, info->st_ctim.tv_sec),
                                 aioli_float(vm, seconds(&info->st_atim)),
                                 aioli_float(vm, seconds(&info->st_mtim)),
                                 aioli_float(vm, seconds(&info->st_ctim)),
                                 aioli_int(vm, nanoseconds(&info->st_atim)),
                                 aioli_int(vm, nanoseconds(&info->st_mtim)),
                                 aioli_int(vm, nanoseconds(&info->st_ctim)),
                                 aioli_int(vm, info->st_blksize),
                                 aioli_int(vm, info->st_blocks),
                                 aioli_int_unsigned(vm, info->st_rdev)};
    return aioli_record_new(vm, &STAT_RECORD, values);
}

static AioliValue os_fstat(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int fd;
    struct stat info;
    if (!descriptor(vm, args[0], "fstat", &fd)) return aioli_error();
    return fstat(fd, &info) ? raise_plain(vm) : oli_os_stat_result(vm, &info);
}

static AioliValue os_lstat(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    struct stat info;
    const char *path = oli_os_path(vm, args[0], "lstat");
    if (!path) return aioli_error();
    return lstat(path, &info) ? raise(vm, args[0]) : oli_os_stat_result(vm, &info);
}

static AioliValue os_stat(AioliVm *vm, const AioliValue *args, size_t count) {
    if (aioli_type(vm, args[0]) == AIOLI_TYPE_INT) return os_fstat(vm, args, count);
    int follow = aioli_is_missing(args[1]) ? 1 : aioli_truth(vm, args[1]);
    if (follow < 0) return aioli_error();
    if (!follow) return os_lstat(vm, args, count);
    struct stat info;
    const char *path = oli_os_path_of(vm, args[0], "stat", OS_PATH_OR_FD);
    if (!path) return aioli_error();
    return stat(path, &info) ? raise(vm, args[0]) : oli_os_stat_result(vm, &info);
}

static AioliValue os_access(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int mode;
    const char *path = oli_os_path(vm, args[0], "access");
    if (!path || !oli_os_int(vm, args[1], 0, &mode)) return aioli_error();
    return aioli_bool(!access(path, mode));
}

/* ---- the folder we are in ---- */

static AioliValue os_getcwd(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    char path[PATH_MAX];
    if (!aioli_vm_require(vm, AIOLI_ALLOW_FILES, "getcwd")) return aioli_error();
    return getcwd(path, sizeof path) ? aioli_string_from_system(vm, path, AIOLI_NUL) : raise_plain(vm);
}

static AioliValue os_getcwdb(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    char path[PATH_MAX];
    if (!aioli_vm_require(vm, AIOLI_ALLOW_FILES, "getcwd")) return aioli_error();
    return getcwd(path, sizeof path) ? aioli_bytes(vm, path, strlen(path)) : raise_plain(vm);
}

static AioliValue os_chdir(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int fd;
    if (aioli_type(vm, args[0]) == AIOLI_TYPE_INT) {
        if (!descriptor(vm, args[0], "chdir", &fd)) return aioli_error();
        return fchdir(fd) ? raise_plain(vm) : aioli_none();
    }
    const char *path = oli_os_path_of(vm, args[0], "chdir", OS_PATH_OR_FD);
    if (!path) return aioli_error();
    return chdir(path) ? raise(vm, args[0]) : aioli_none();
}

/* ---- making, removing, renaming ---- */

static AioliValue os_mkdir(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int mode;
    const char *path = oli_os_path(vm, args[0], "mkdir");
    if (!path || !oli_os_int(vm, args[1], 0777, &mode)) return aioli_error();
    return mkdir(path, (mode_t)mode) ? raise(vm, args[0]) : aioli_none();
}

static AioliValue os_rmdir(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const char *path = oli_os_path(vm, args[0], "rmdir");
    if (!path) return aioli_error();
    return rmdir(path) ? raise(vm, args[0]) : aioli_none();
}

static AioliValue os_unlink(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const char *path = oli_os_path(vm, args[0], "unlink");
    if (!path) return aioli_error();
    return unlink(path) ? raise(vm, args[0]) : aioli_none();
}

/* Calls that take two names. */
static AioliValue with_two(AioliVm *vm, const AioliValue *args, const char *function,
                           int (*call)(const char *from, const char *to)) {
    const char *from = oli_os_path(vm, args[0], function), *to = from ? oli_os_path(vm, args[1], function) : NULL;
    if (!to) return aioli_error();
    return call(from, to) ? oli_os_error(vm, errno, args[0], args[1]) : aioli_none();
}

static AioliValue os_rename(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return with_two(vm, args, "rename", rename);
}
static AioliValue os_replace(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return with_two(vm, args, "replace", rename);
}
static AioliValue os_link(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return with_two(vm, args, "link", link);
}
static AioliValue os_symlink(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return with_two(vm, args, "symlink", symlink);
}

static AioliValue os_readlink(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    char target[PATH_MAX];
    const char *path = oli_os_path(vm, args[0], "readlink");
    if (!path) return aioli_error();
    ssize_t size = readlink(path, target, sizeof target);
    if (size < 0) return raise(vm, args[0]);
    return aioli_type(vm, args[0]) == AIOLI_TYPE_BYTES ? aioli_bytes(vm, target, (size_t)size)
                                                       : aioli_string_from_system(vm, target, (size_t)size);
}

static AioliValue os_chmod(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int mode, fd;
    if (aioli_type(vm, args[0]) == AIOLI_TYPE_INT) {
        if (!descriptor(vm, args[0], "chmod", &fd) || !oli_os_int(vm, args[1], 0, &mode)) return aioli_error();
        return fchmod(fd, (mode_t)mode) ? raise_plain(vm) : aioli_none();
    }
    const char *path = oli_os_path_of(vm, args[0], "chmod", OS_PATH_OR_FD);
    if (!path || !oli_os_int(vm, args[1], 0, &mode)) return aioli_error();
    return chmod(path, (mode_t)mode) ? raise(vm, args[0]) : aioli_none();
}

static AioliValue os_truncate(AioliVm *vm, const AioliValue *args, size_t count) {
    if (aioli_type(vm, args[0]) == AIOLI_TYPE_INT) return os_ftruncate(vm, args, count);
    int64_t length;
    const char *path = oli_os_path_of(vm, args[0], "truncate", OS_PATH_OR_FD);
    if (!path || !aioli_int_get(vm, args[1], &length)) return aioli_error();
    return truncate(path, length) ? raise(vm, args[0]) : aioli_none();
}

/* One of the two times of utime: seconds as a float. */
static bool read_time(AioliVm *vm, AioliValue times, size_t index, struct timespec *out) {
    double value;
    AioliValue item = aioli_sequence_get(vm, times, index);
    if (aioli_is_error(item) || !aioli_float_get(vm, item, &value)) return false;
    int64_t whole = (int64_t)value - (value < (double)(int64_t)value);
    out->tv_sec = whole;
    out->tv_nsec = (long)((value - (double)whole) * 1e9);
    return true;
}

static AioliValue os_utime(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    struct timespec times[2] = {{.tv_nsec = UTIME_NOW}, {.tv_nsec = UTIME_NOW}};
    bool by_fd = aioli_type(vm, args[0]) == AIOLI_TYPE_INT;
    int fd = -1;
    const char *path = by_fd ? NULL : oli_os_path_of(vm, args[0], "utime", OS_PATH_OR_FD);
    if (by_fd ? !descriptor(vm, args[0], "utime", &fd) : !path) return aioli_error();
    if (!aioli_is_missing(args[1]) && !aioli_is_none(args[1])) {
        if (aioli_type(vm, args[1]) != AIOLI_TYPE_TUPLE || aioli_sequence_length(vm, args[1]) != 2)
            return aioli_raise(vm, "TypeError", "utime: 'times' must be either a tuple of two ints or None");
        if (!read_time(vm, args[1], 0, &times[0]) || !read_time(vm, args[1], 1, &times[1])) return aioli_error();
    }
    if (by_fd) return futimens(fd, times) ? raise_plain(vm) : aioli_none();
    return utimensat(AT_FDCWD, path, times, 0) ? raise(vm, args[0]) : aioli_none();
}

const AioliFunction oli_os_file_functions[] = {
    {"open", "path, flags, mode=0o777, *, dir_fd=None", os_open, NULL},
    {"close", "fd", os_close, NULL},
    {"read", "fd, length, /", os_read, NULL},
    {"write", "fd, data, /", os_write, NULL},
    {"lseek", "fd, position, whence=0, /", os_lseek, NULL},
    {"fsync", "fd", os_fsync, NULL},
    {"ftruncate", "fd, length, /", os_ftruncate, NULL},
    {"dup", "fd, /", os_dup, NULL},
    {"dup2", "fd, fd2, inheritable=True", os_dup2, NULL},
    {"pipe", "", os_pipe, NULL},
    {"fstat", "fd", os_fstat, NULL},
    {"stat", "path, *, follow_symlinks=True, dir_fd=None", os_stat, NULL},
    {"lstat", "path, *, dir_fd=None", os_lstat, NULL},
    {"access", "path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True", os_access, NULL},
    {"getcwd", "", os_getcwd, NULL},
    {"getcwdb", "", os_getcwdb, NULL},
    {"chdir", "path", os_chdir, NULL},
    {"mkdir", "path, mode=0o777, *, dir_fd=None", os_mkdir, NULL},
    {"rmdir", "path, *, dir_fd=None", os_rmdir, NULL},
    {"unlink", "path, *, dir_fd=None", os_unlink, NULL},
    {"remove", "path, *, dir_fd=None", os_unlink, NULL},
    {"rename", "src, dst, *, src_dir_fd=None, dst_dir_fd=None", os_rename, NULL},
    {"replace", "src, dst, *, src_dir_fd=None, dst_dir_fd=None", os_replace, NULL},
    {"link", "src, dst", os_link, NULL},
    {"symlink", "src, dst, target_is_directory=False, *, dir_fd=None", os_symlink, NULL},
    {"readlink", "path, *, dir_fd=None", os_readlink, NULL},
    {"chmod", "path, mode, *, dir_fd=None, follow_symlinks=True", os_chmod, NULL},
    {"truncate", "path, length", os_truncate, NULL},
    {"utime", "path, times=None", os_utime, NULL},
    {NULL, NULL, NULL, NULL}};
