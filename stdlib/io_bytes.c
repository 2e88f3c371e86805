/* SPDX-License-Identifier: MIT
 *
 * io.BytesIO: a file in memory.
 */
#include <stdio.h>
#include <string.h>

#include "io.h"

typedef struct BytesIo {
    char *bytes;
    size_t size, capacity, at; /* at may lie behind the end */
    bool is_closed;
} BytesIo;

static BytesIo *payload(AioliVm *vm, AioliValue self) { return aioli_object_payload(vm, self, &oli_io_bytes_class); }

static BytesIo *usable(AioliVm *vm, AioliValue self) {
    BytesIo *file = payload(vm, self);
    if (file->is_closed) aioli_raise(vm, "ValueError", "I/O operation on closed file.");
    return file->is_closed ? NULL : file;
}

static bool reserve(AioliVm *vm, BytesIo *file, size_t size) {
    if (size <= file->capacity) return true;
    size_t capacity = file->capacity ? file->capacity * 2 : 64;
    if (capacity < size) capacity = size;
    char *bytes = aioli_memory_resize(vm, file->bytes, file->capacity, capacity);
    if (!bytes) return false;
    file->bytes = bytes;
    file->capacity = capacity;
    return true;
}

static bool put(AioliVm *vm, BytesIo *file, const void *bytes, size_t size) {
    if (!size) return true;
    if (!reserve(vm, file, file->at + size)) return false;
    if (file->at > file->size) memset(file->bytes + file->size, 0, file->at - file->size);
    memcpy(file->bytes + file->at, bytes, size);
    file->at += size;
    if (file->at > file->size) file->size = file->at;
    return true;
}

static AioliValue init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    BytesIo *file = payload(vm, args[0]);
    file->size = file->at = 0;
    if (aioli_is_missing(args[1]) || aioli_is_none(args[1])) return aioli_none();
    size_t size;
    const void *bytes = aioli_bytes_get(vm, args[1], &size);
    if (!bytes || !put(vm, file, bytes, size)) return aioli_error();
    file->at = 0;
    return aioli_none();
}

static void finalize(AioliVm *vm, void *block) {
    BytesIo *file = block;
    aioli_memory_free(vm, file->bytes, file->capacity);
    file->bytes = NULL;
}

/* ---- reading ---- */

static size_t left(const BytesIo *file) { return file->at < file->size ? file->size - file->at : 0; }

static AioliValue take(AioliVm *vm, BytesIo *file, size_t size) {
    AioliValue bytes = aioli_bytes(vm, size ? file->bytes + file->at : "", size);
    if (!aioli_is_error(bytes)) file->at += size;
    return bytes;
}

static size_t clipped(int64_t limit, size_t size) { return limit < 0 || (uint64_t)limit > size ? size : (size_t)limit; }

static AioliValue read_some(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t limit;
    BytesIo *file = usable(vm, args[0]);
    if (!file || !oli_io_size(vm, args[1], &limit)) return aioli_error();
    return take(vm, file, clipped(limit, left(file)));
}

static AioliValue take_line(AioliVm *vm, BytesIo *file, int64_t limit) {
    size_t size = left(file);
    const char *found = size ? memchr(file->bytes + file->at, '\n', size) : NULL;
    if (found) size = (size_t)(found - (file->bytes + file->at)) + 1;
    return take(vm, file, clipped(limit, size));
}

static AioliValue read_line(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t limit;
    BytesIo *file = usable(vm, args[0]);
    return file && oli_io_size(vm, args[1], &limit) ? take_line(vm, file, limit) : aioli_error();
}

static AioliValue next_line(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    BytesIo *file = usable(vm, args[0]);
    if (!file) return aioli_error();
    return left(file) ? take_line(vm, file, -1) : aioli_stop();
}

static AioliValue read_lines(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return usable(vm, args[0]) ? oli_io_read_lines(vm, args[0], args[1]) : aioli_error();
}

static AioliValue read_into(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    BytesIo *file = usable(vm, args[0]);
    size_t size;
    void *bytes = file ? (void *)(uintptr_t)aioli_bytes_get(vm, args[1], &size) : NULL;
    if (!bytes) return aioli_error();
    size_t got = left(file) < size ? left(file) : size;
    if (got) memcpy(bytes, file->bytes + file->at, got);
    file->at += got;
    return aioli_int(vm, (int64_t)got);
}

static AioliValue get_value(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    BytesIo *file = usable(vm, args[0]);
    return file ? aioli_bytes(vm, file->size ? file->bytes : "", file->size) : aioli_error();
}

/* A memoryview of a copy. */
static AioliValue get_buffer(AioliVm *vm, const AioliValue *args, size_t count) {
    AioliValue bytes = get_value(vm, args, count);
    AioliValue array = aioli_is_error(bytes) ? bytes : aioli_builtin(vm, "bytearray");
    if (!aioli_is_error(array)) array = aioli_call(vm, array, &bytes, 1);
    AioliValue view = aioli_is_error(array) ? array : aioli_builtin(vm, "memoryview");
    return aioli_is_error(view) ? view : aioli_call(vm, view, &array, 1);
}

/* ---- writing ---- */

static AioliValue write_some(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    BytesIo *file = usable(vm, args[0]);
    size_t size;
    const void *bytes = file ? aioli_bytes_get(vm, args[1], &size) : NULL;
    return bytes && put(vm, file, bytes, size) ? aioli_int(vm, (int64_t)size) : aioli_error();
}

static AioliValue write_lines(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return usable(vm, args[0]) ? oli_io_write_lines(vm, args[0], args[1]) : aioli_error();
}

static AioliValue truncate_file(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    BytesIo *file = usable(vm, args[0]);
    if (!file) return aioli_error();
    int64_t size = (int64_t)file->at;
    bool given = !aioli_is_missing(args[1]) && !aioli_is_none(args[1]);
    if (given && !oli_io_size(vm, args[1], &size)) return aioli_error();
    if (size < 0) return aioli_raise(vm, "ValueError", "negative size value %lld", (long long)size);
    if ((size_t)size < file->size) file->size = (size_t)size;
    return aioli_int(vm, size);
}

/* ---- position and state ---- */

static AioliValue seek(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t offset, whence = SEEK_SET;
    BytesIo *file = usable(vm, args[0]);
    if (!file || !aioli_int_get(vm, args[1], &offset) ||
        (!aioli_is_missing(args[2]) && !aioli_int_get(vm, args[2], &whence)))
        return aioli_error();
    if (whence == SEEK_SET && offset < 0)
        return aioli_raise(vm, "ValueError", "negative seek value %lld", (long long)offset);
    if (whence < 0 || whence > 2)
        return aioli_raise(vm, "ValueError", "invalid whence (%lld, should be 0, 1 or 2)", (long long)whence);
    int64_t base = whence == SEEK_SET ? 0 : (int64_t)(whence == SEEK_CUR ? file->at : file->size);
    if (offset > INT64_MAX - base) return aioli_raise(vm, "OverflowError", "new position too large");
    file->at = base + offset < 0 ? 0 : (size_t)(base + offset);
    return aioli_int(vm, (int64_t)file->at);
}

static AioliValue tell(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    BytesIo *file = usable(vm, args[0]);
    return file ? aioli_int(vm, (int64_t)file->at) : aioli_error();
}

static AioliValue close_file(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    BytesIo *file = payload(vm, args[0]);
    aioli_memory_free(vm, file->bytes, file->capacity);
    *file = (BytesIo){.is_closed = true};
    return aioli_none();
}

static AioliValue yes(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return usable(vm, args[0]) ? aioli_bool(true) : aioli_error();
}
static AioliValue no(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return usable(vm, args[0]) ? aioli_bool(false) : aioli_error();
}
static AioliValue nothing(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return usable(vm, args[0]) ? aioli_none() : aioli_error();
}
static AioliValue same(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return usable(vm, args[0]) ? args[0] : aioli_error();
}
static AioliValue file_number(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args, (void)count;
    return oli_io_unsupported(vm, "fileno");
}
static AioliValue detach(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args, (void)count;
    return oli_io_unsupported(vm, "detach");
}

static AioliValue get_closed(AioliVm *vm, AioliValue self) { return aioli_bool(payload(vm, self)->is_closed); }

static const AioliFunction METHODS[] = {
    {"__init__", "self, initial_bytes=b''", init, NULL},
    {"__enter__", "self, /", same, NULL},
    {"__exit__", "self, /, *args", close_file, NULL},
    {"__iter__", "self, /", same, NULL},
    {"__next__", "self, /", next_line, NULL},
    {"read", "self, size=-1, /", read_some, NULL},
    {"read1", "self, size=-1, /", read_some, NULL},
    {"readinto", "self, buffer, /", read_into, NULL},
    {"readline", "self, size=-1, /", read_line, NULL},
    {"readlines", "self, size=None, /", read_lines, NULL},
    {"getvalue", "self, /", get_value, NULL},
    {"getbuffer", "self, /", get_buffer, NULL},
    {"write", "self, b, /", write_some, NULL},
    {"writelines", "self, lines, /", write_lines, NULL},
    {"truncate", "self, size=None, /", truncate_file, NULL},
    {"seek", "self, pos, whence=0, /", seek, NULL},
    {"tell", "self, /", tell, NULL},
    {"close", "self, /", close_file, NULL},
    {"flush", "self, /", nothing, NULL},
    {"isatty", "self, /", no, NULL},
    {"readable", "self, /", yes, NULL},
    {"writable", "self, /", yes, NULL},
    {"seekable", "self, /", yes, NULL},
    {"fileno", "self, /", file_number, NULL},
    {"detach", "self, /", detach, NULL},
    {NULL, NULL, NULL, NULL},
};

static const AioliProperty PROPERTIES[] = {{"closed", get_closed, NULL, NULL}, {NULL, NULL, NULL, NULL}};

const AioliClass oli_io_bytes_class = {
    .name = "BytesIO",
    .module = "_io",
    .flags = AIOLI_CLASS_HAS_DICT,
    .payload_size = sizeof(BytesIo),
    .finalize = finalize,
    .methods = METHODS,
    .properties = PROPERTIES,
};
