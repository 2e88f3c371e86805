/* SPDX-License-Identifier: MIT
 *
 * io.FileIO: a file without a buffer.
 */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io.h"

/* ---- descriptors ---- */

void oli_io_handle_drop(AioliVm *vm, IoHandle *handle) {
    if (!handle || --handle->owners) return;
    if (handle->closes && handle->fd >= 0) close(handle->fd);
    aioli_memory_free(vm, handle, sizeof *handle);
}

int64_t oli_io_read(AioliVm *vm, int fd, void *bytes, size_t size, bool *blocks) {
    ssize_t got;
    *blocks = false;
    if (fd == STDIN_FILENO && !aioli_flush(vm, 1)) return -1;
    while ((got = read(fd, bytes, size)) < 0) {
        if (errno == EAGAIN) {
            *blocks = true;
            return 0;
        }
        if (errno != EINTR) {
            aioli_raise_errno(vm, errno, aioli_missing());
            return -1;
        }
        if (!aioli_check_interrupt(vm)) return -1;
    }
    return got;
}

int64_t oli_io_write(AioliVm *vm, int fd, const void *bytes, size_t size, bool *blocks) {
    ssize_t done;
    *blocks = false;
    while ((done = write(fd, bytes, size)) < 0) {
        if (errno == EAGAIN) {
            *blocks = true;
            return 0;
        }
        if (errno != EINTR) {
            aioli_raise_errno(vm, errno, aioli_missing());
            return -1;
        }
        if (!aioli_check_interrupt(vm)) return -1;
    }
    return done;
}

static FileIo *payload(AioliVm *vm, AioliValue self) { return aioli_object_payload(vm, self, &oli_io_file_class); }

/* The file; NULL with ValueError when it is closed. */
static FileIo *open_file(AioliVm *vm, AioliValue self) {
    FileIo *file = payload(vm, self);
    if (file && !file->handle) {
        aioli_raise(vm, "ValueError", "I/O operation on closed file");
        return NULL;
    }
    return file;
}

/* ---- opening ---- */

static bool read_mode(AioliVm *vm, const char *text, IoMode *out) {
    *out = (IoMode){0};
    int kinds = 0, pluses = 0;
    for (const char *p = text; *p; p++) {
        kinds += *p == 'r' || *p == 'w' || *p == 'a' || *p == 'x';
        if (*p == 'r') out->reads = true;
        if (*p == 'w') out->writes = out->truncates = true;
        if (*p == 'a') out->writes = out->appends = true;
        if (*p == 'x') out->writes = out->creates = true;
        pluses += *p == '+';
        if (!strchr("rwax+b", *p)) {
            aioli_raise(vm, "ValueError", "invalid mode: %s", text);
            return false;
        }
    }
    if (kinds != 1 || pluses > 1) {
        aioli_raise(vm, "ValueError", "Must have exactly one of create/read/write/append mode and at most one plus");
        return false;
    }
    if (pluses) out->reads = out->writes = true;
    return true;
}

static int open_flags(IoMode mode) {
    int flags = mode.reads && mode.writes ? O_RDWR : mode.writes ? O_WRONLY : O_RDONLY;
    if (mode.creates) flags |= O_CREAT | O_EXCL;
    if (mode.truncates) flags |= O_CREAT | O_TRUNC;
    if (mode.appends) flags |= O_CREAT | O_APPEND;
    return flags | O_CLOEXEC;
}

/* A new descriptor from a script's opener(path, flags); -1: an exception is pending. */
static int call_opener(AioliVm *vm, AioliValue file, AioliValue opener, int flags) {
    const AioliValue args[] = {file, aioli_int(vm, flags)};
    AioliValue result = aioli_call(vm, opener, args, 2);
    if (aioli_is_error(result)) return -1;
    int64_t fd;
    if (aioli_type(vm, result) != AIOLI_TYPE_INT || !aioli_int_get(vm, result, &fd)) {
        if (!aioli_error_pending(vm)) aioli_raise(vm, "TypeError", "expected integer from opener");
        return -1;
    }
    if (fd < 0 || fd > INT_MAX) aioli_raise(vm, "ValueError", "opener returned %lld", (long long)fd);
    return fd < 0 || fd > INT_MAX ? -1 : (int)fd;
}

static int open_path(AioliVm *vm, AioliValue file, int flags) {
    AioliType type = aioli_type(vm, file);
    bool is_text = type == AIOLI_TYPE_STRING || type == AIOLI_TYPE_BYTES;
    if (!is_text && aioli_is_missing(aioli_attr_find(vm, aioli_class_of(vm, file), "__fspath__"))) {
        if (!aioli_error_pending(vm))
            aioli_raise(vm, "TypeError", "expected str, bytes or os.PathLike object, not %T", file);
        return -1;
    }
    size_t size = 0;
    const char *given = type == AIOLI_TYPE_STRING  ? aioli_string_get(vm, file, &size)
                        : type == AIOLI_TYPE_BYTES ? aioli_bytes_get(vm, file, &size)
                                                   : NULL;
    if (given && memchr(given, '\0', size)) {
        aioli_raise(vm, "ValueError", "embedded null byte");
        return -1;
    }
    const char *path = aioli_path_c(vm, file);
    if (!path) return -1;
    int fd;
    while ((fd = open(path, flags, 0666)) < 0) {
        if (errno != EINTR) {
            aioli_raise_errno(vm, errno, file);
            return -1;
        }
        if (!aioli_check_interrupt(vm)) return -1;
    }
    return fd;
}

/* What `file` is: a descriptor given by the script (*given), or a newly opened one. -1: an exception is pending. */
static int open_descriptor(AioliVm *vm, AioliValue file, IoMode mode, bool closes, AioliValue opener, bool *given) {
    AioliType type = aioli_type(vm, file);
    *given = type == AIOLI_TYPE_INT || type == AIOLI_TYPE_BOOL;
    if (*given) {
        int64_t fd;
        if (!aioli_int_get(vm, file, &fd)) return -1;
        if (fd < 0) aioli_raise(vm, "ValueError", "negative file descriptor");
        if (fd > INT_MAX) aioli_raise(vm, "OverflowError", "Python int too large to convert to C int");
        return fd < 0 || fd > INT_MAX ? -1 : (int)fd;
    }
    if (!closes) {
        aioli_raise(vm, "ValueError", "Cannot use closefd=False with file name");
        return -1;
    }
    oli_io_flush_all(vm);
    int flags = open_flags(mode);
    return aioli_is_missing(opener) || aioli_is_none(opener) ? open_path(vm, file, flags)
                                                             : call_opener(vm, file, opener, flags);
}

/* 0, or the errno that speaks against reading or writing this descriptor: a folder, or none at all. */
static int check_descriptor(int fd) {
    struct stat info;
    if (fstat(fd, &info)) return errno;
    return S_ISDIR(info.st_mode) ? EISDIR : 0;
}

static bool open_into(AioliVm *vm, AioliValue self, AioliValue value, const char *mode_text, bool closes,
                      AioliValue opener) {
    IoMode mode;
    if (!read_mode(vm, mode_text, &mode) || !aioli_vm_require(vm, AIOLI_ALLOW_FILES, "open")) return false;
    bool given;
    int fd = open_descriptor(vm, value, mode, closes, opener, &given);
    if (fd < 0) return false;
    int error = check_descriptor(fd);
    IoHandle *handle = error ? NULL : aioli_memory_resize(vm, NULL, 0, sizeof *handle);
    if (!handle) {
        if (!given) close(fd);
        if (error) aioli_raise_errno(vm, error, given && error == EBADF ? aioli_missing() : value);
        return false;
    }
    *handle = (IoHandle){.fd = fd, .owners = 1, .closes = closes};
    if (mode.appends) lseek(fd, 0, SEEK_END);
    FileIo *file = payload(vm, self);
    oli_io_handle_drop(vm, file->handle);
    file->handle = handle;
    file->mode = mode;
    aioli_object_set_value(vm, self, 0, value);
    return true;
}

AioliValue oli_io_file_open(AioliVm *vm, AioliValue file, const char *mode, bool closes, AioliValue opener) {
    AioliValue cls = aioli_class_new(vm, aioli_missing(), &oli_io_file_class);
    AioliValue self = aioli_is_error(cls) ? cls : aioli_object_new(vm, cls);
    if (aioli_is_error(self) || !open_into(vm, self, file, mode, closes, opener)) return aioli_error();
    return self;
}

static AioliValue init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const char *mode = "r";
    if (!aioli_is_missing(args[2]) && !(mode = aioli_string_c(vm, args[2]))) return aioli_error();
    int closes = aioli_is_missing(args[3]) ? 1 : aioli_truth(vm, args[3]);
    if (closes < 0 || !open_into(vm, args[0], args[1], mode, closes, args[4])) return aioli_error();
    return aioli_none();
}

static void finalize(AioliVm *vm, void *block) {
    FileIo *file = block;
    oli_io_handle_drop(vm, file->handle);
    file->handle = NULL;
}

/* ---- reading and writing ---- */

static FileIo *readable_file(AioliVm *vm, AioliValue self) {
    FileIo *file = open_file(vm, self);
    if (file && !file->mode.reads) {
        oli_io_unsupported(vm, "File not open for reading");
        return NULL;
    }
    return file;
}

static AioliValue read_rest(AioliVm *vm, FileIo *file) {
    char *bytes = NULL;
    size_t size = 0, capacity = 0;
    AioliValue result = aioli_error();
    for (;;) {
        if (size == capacity) {
            size_t grown = capacity ? capacity * 2 : IO_BUFFER_BYTES;
            char *more = aioli_memory_resize(vm, bytes, capacity, grown);
            if (!more) break;
            bytes = more;
            capacity = grown;
        }
        bool blocks;
        int64_t got = oli_io_read(vm, file->handle->fd, bytes + size, capacity - size, &blocks);
        if (got > 0) size += (size_t)got;
        if (got == 0) result = blocks && !size ? aioli_none() : aioli_bytes(vm, bytes, size);
        if (got <= 0) break;
    }
    aioli_memory_free(vm, bytes, capacity);
    return result;
}

static AioliValue read_all(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    FileIo *file = readable_file(vm, args[0]);
    return file ? read_rest(vm, file) : aioli_error();
}

static AioliValue read_some(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t size;
    FileIo *file = readable_file(vm, args[0]);
    if (!file || !oli_io_size(vm, args[1], &size)) return aioli_error();
    if (size < 0) return read_rest(vm, file);
    void *bytes;
    AioliValue result = aioli_bytes_reserve(vm, (size_t)size, &bytes);
    if (aioli_is_error(result)) return result;
    bool blocks;
    int64_t got = oli_io_read(vm, file->handle->fd, bytes, (size_t)size, &blocks);
    if (got < 0 || blocks) return blocks ? aioli_none() : aioli_error();
    return got == size ? result : aioli_bytes(vm, bytes, (size_t)got);
}

static AioliValue read_into(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    FileIo *file = readable_file(vm, args[0]);
    size_t size;
    const void *bytes = file ? aioli_bytes_get(vm, args[1], &size) : NULL;
    if (!bytes) return aioli_error();
    bool blocks;
    int64_t got = oli_io_read(vm, file->handle->fd, (void *)(uintptr_t)bytes, size, &blocks);
    return got < 0 ? aioli_error() : blocks ? aioli_none() : aioli_int(vm, got);
}

static AioliValue write_some(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    FileIo *file = open_file(vm, args[0]);
    if (!file) return aioli_error();
    if (!file->mode.writes) return oli_io_unsupported(vm, "File not open for writing");
    size_t size;
    const void *bytes = aioli_bytes_get(vm, args[1], &size);
    if (!bytes) return aioli_error();
    bool blocks;
    int64_t done = oli_io_write(vm, file->handle->fd, bytes, size, &blocks);
    return done < 0 ? aioli_error() : blocks ? aioli_none() : aioli_int(vm, done);
}

static AioliValue read_line(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t limit;
    FileIo *file = readable_file(vm, args[0]);
    if (!file || !oli_io_size(vm, args[1], &limit)) return aioli_error();
    char *bytes = NULL;
    size_t size = 0, capacity = 0;
    bool ok = true, is_done = false;
    while (ok && !is_done && (limit < 0 || (int64_t)size < limit)) {
        if (size == capacity) {
            size_t grown = capacity ? capacity * 2 : 128;
            char *more = aioli_memory_resize(vm, bytes, capacity, grown);
            ok = more != NULL;
            if (!ok) break;
            bytes = more;
            capacity = grown;
        }
        bool blocks;
        int64_t got = oli_io_read(vm, file->handle->fd, bytes + size, 1, &blocks);
        ok = got >= 0;
        is_done = got <= 0 || bytes[size] == '\n';
        size += got > 0;
    }
    AioliValue line = ok ? aioli_bytes(vm, size ? bytes : "", size) : aioli_error();
    aioli_memory_free(vm, bytes, capacity);
    return line;
}

static AioliValue next_line(AioliVm *vm, const AioliValue *args, size_t count) {
    const AioliValue line_args[] = {args[0], aioli_missing()};
    AioliValue line = read_line(vm, line_args, count);
    if (aioli_is_error(line)) return line;
    size_t size = 0;
    aioli_bytes_get(vm, line, &size);
    return size ? line : aioli_stop();
}

/* ---- position and state ---- */

static AioliValue seek(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t offset, whence = SEEK_SET;
    FileIo *file = open_file(vm, args[0]);
    if (!file || !aioli_int_get(vm, args[1], &offset) ||
        (!aioli_is_missing(args[2]) && !aioli_int_get(vm, args[2], &whence)))
        return aioli_error();
    off_t at = lseek(file->handle->fd, offset, (int)whence);
    return at < 0 ? aioli_raise_errno(vm, errno, aioli_missing()) : aioli_int(vm, at);
}

static AioliValue tell(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    FileIo *file = open_file(vm, args[0]);
    if (!file) return aioli_error();
    off_t at = lseek(file->handle->fd, 0, SEEK_CUR);
    return at < 0 ? aioli_raise_errno(vm, errno, aioli_missing()) : aioli_int(vm, at);
}

static AioliValue truncate_file(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    FileIo *file = open_file(vm, args[0]);
    if (!file) return aioli_error();
    if (!file->mode.writes) return oli_io_unsupported(vm, "File not open for writing");
    int64_t size = lseek(file->handle->fd, 0, SEEK_CUR);
    if (!aioli_is_missing(args[1]) && !aioli_is_none(args[1]) && !aioli_int_get(vm, args[1], &size))
        return aioli_error();
    if (ftruncate(file->handle->fd, size)) return aioli_raise_errno(vm, errno, aioli_missing());
    return aioli_int(vm, size);
}

static AioliValue close_file(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    FileIo *file = payload(vm, args[0]);
    IoHandle *handle = file->handle;
    if (!handle) return aioli_none();
    file->handle = NULL;
    int fd = handle->fd;
    bool closes = handle->closes;
    handle->fd = -1; /* a Buffered above may still hold it */
    oli_io_handle_drop(vm, handle);
    if (closes && close(fd) && errno != EINTR) return aioli_raise_errno(vm, errno, aioli_missing());
    return aioli_none();
}

static AioliValue file_number(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    FileIo *file = open_file(vm, args[0]);
    return file ? aioli_int(vm, file->handle->fd) : aioli_error();
}

static AioliValue is_terminal(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    FileIo *file = open_file(vm, args[0]);
    return file ? aioli_bool(isatty(file->handle->fd)) : aioli_error();
}

static AioliValue is_readable(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    FileIo *file = open_file(vm, args[0]);
    return file ? aioli_bool(file->mode.reads) : aioli_error();
}

static AioliValue is_writable(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    FileIo *file = open_file(vm, args[0]);
    return file ? aioli_bool(file->mode.writes) : aioli_error();
}

static AioliValue is_seekable(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    FileIo *file = open_file(vm, args[0]);
    return file ? aioli_bool(lseek(file->handle->fd, 0, SEEK_CUR) >= 0) : aioli_error();
}

static AioliValue same(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return open_file(vm, args[0]) ? args[0] : aioli_error();
}

static AioliValue flush(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return open_file(vm, args[0]) ? aioli_none() : aioli_error();
}

static AioliValue read_lines(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return oli_io_read_lines(vm, args[0], args[1]);
}

static AioliValue write_lines(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return oli_io_write_lines(vm, args[0], args[1]);
}

static const char *mode_text(const FileIo *file) {
    if (file->mode.creates) return file->mode.reads ? "xb+" : "xb";
    if (file->mode.appends) return file->mode.reads ? "ab+" : "ab";
    return file->mode.reads ? (file->mode.writes ? "rb+" : "rb") : "wb";
}

static AioliValue repr(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const FileIo *file = payload(vm, args[0]);
    if (!file->handle) return aioli_string(vm, "<_io.FileIO [closed]>", AIOLI_NUL);
    return aioli_string_format(vm, "<_io.FileIO name=%R mode='%s' closefd=%s>", aioli_object_value(vm, args[0], 0),
                               mode_text(file), file->handle->closes ? "True" : "False");
}

static AioliValue get_name(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, 0); }
static bool set_name(AioliVm *vm, AioliValue self, AioliValue value) {
    aioli_object_set_value(vm, self, 0, aioli_is_missing(value) ? aioli_none() : value);
    return true;
}
static AioliValue get_mode(AioliVm *vm, AioliValue self) {
    return aioli_string(vm, mode_text(payload(vm, self)), AIOLI_NUL);
}
static AioliValue get_closed(AioliVm *vm, AioliValue self) { return aioli_bool(!payload(vm, self)->handle); }
static AioliValue get_closefd(AioliVm *vm, AioliValue self) {
    const FileIo *file = payload(vm, self);
    return aioli_bool(!file->handle || file->handle->closes);
}

static const AioliFunction METHODS[] = {
    {"__init__", "self, file, mode='r', closefd=True, opener=None", init, NULL},
    {"__repr__", "self, /", repr, NULL},
    {"__enter__", "self, /", same, NULL},
    {"__exit__", "self, /, *args", close_file, NULL},
    {"__iter__", "self, /", same, NULL},
    {"__next__", "self, /", next_line, NULL},
    {"read", "self, size=-1, /", read_some, NULL},
    {"readall", "self, /", read_all, NULL},
    {"readinto", "self, buffer, /", read_into, NULL},
    {"readline", "self, size=-1, /", read_line, NULL},
    {"readlines", "self, hint=-1, /", read_lines, NULL},
    {"write", "self, b, /", write_some, NULL},
    {"writelines", "self, lines, /", write_lines, NULL},
    {"seek", "self, pos, whence=0, /", seek, NULL},
    {"tell", "self, /", tell, NULL},
    {"truncate", "self, size=None, /", truncate_file, NULL},
    {"flush", "self, /", flush, NULL},
    {"close", "self, /", close_file, NULL},
    {"fileno", "self, /", file_number, NULL},
    {"isatty", "self, /", is_terminal, NULL},
    {"readable", "self, /", is_readable, NULL},
    {"writable", "self, /", is_writable, NULL},
    {"seekable", "self, /", is_seekable, NULL},
    {NULL, NULL, NULL, NULL},
};

static const AioliProperty PROPERTIES[] = {
    {"name", get_name, set_name, NULL},   {"mode", get_mode, NULL, NULL}, {"closed", get_closed, NULL, NULL},
    {"closefd", get_closefd, NULL, NULL}, {NULL, NULL, NULL, NULL},
};

const AioliClass oli_io_file_class = {
    .name = "FileIO",
    .module = "_io",
    .flags = AIOLI_CLASS_HAS_DICT,
    .payload_size = sizeof(FileIo),
    .value_count = 1,
    .finalize = finalize,
    .methods = METHODS,
    .properties = PROPERTIES,
};
