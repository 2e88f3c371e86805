/* SPDX-License-Identifier: MIT
 *
 * io.BufferedReader, BufferedWriter and BufferedRandom: one structure for the three.
 *
 * The buffer holds either bytes that were read ahead, [start, end), or bytes that wait to be written, [0, dirty): going
 * from one to the other first seeks back or writes out. A Buffered with bytes to write must not lose them, whatever the
 * order in which the collector finds it and its FileIO: it shares the descriptor with the FileIO (IoHandle), writes out
 * when it is finalised, and stands in a list of the VM's meanwhile, which is written out when the VM goes and when
 * another file is opened (CPython, which counts references, has closed forgotten files by then).
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "io.h"

static const char LIST_KEY;

typedef struct OpenList {
    Buffered *first;
} OpenList;

/* ---- the list of those who may have bytes to write ---- */

/* Write out without a word: there is nobody to tell. */
static void flush_quietly(Buffered *buffered) {
    size_t done = 0;
    while (done < buffered->dirty) {
        ssize_t wrote = write(buffered->handle->fd, buffered->bytes + done, buffered->dirty - done);
        if (wrote < 0 && errno != EINTR) break;
        if (wrote > 0) done += (size_t)wrote;
    }
    buffered->dirty = 0;
}

static void free_list(void *block) {
    OpenList *list = block;
    for (Buffered *buffered = list->first; buffered; buffered = buffered->next) {
        flush_quietly(buffered);
        buffered->link = NULL;
    }
}

static bool add_to_list(AioliVm *vm, Buffered *buffered) {
    OpenList *list = aioli_vm_data(vm, &LIST_KEY, sizeof *list, free_list);
    if (!list) return false;
    buffered->next = list->first;
    buffered->link = &list->first;
    if (list->first) list->first->link = &buffered->next;
    list->first = buffered;
    return true;
}

static void remove_from_list(Buffered *buffered) {
    if (!buffered->link) return;
    *buffered->link = buffered->next;
    if (buffered->next) buffered->next->link = buffered->link;
    buffered->link = NULL;
}

void oli_io_flush_all(AioliVm *vm) {
    OpenList *list = aioli_vm_data(vm, &LIST_KEY, sizeof *list, free_list);
    if (!list) {
        aioli_error_clear(vm);
        return;
    }
    for (Buffered *buffered = list->first; buffered; buffered = buffered->next)
        if (buffered->dirty) flush_quietly(buffered);
}

static void finalize(AioliVm *vm, void *block) {
    Buffered *buffered = block;
    if (buffered->dirty && buffered->handle && buffered->handle->fd >= 0) flush_quietly(buffered);
    remove_from_list(buffered);
    oli_io_handle_drop(vm, buffered->handle);
    buffered->handle = NULL;
    aioli_memory_free(vm, buffered->bytes, buffered->capacity);
    buffered->bytes = NULL;
}

/* ---- construction ---- */

Buffered *oli_io_buffered(AioliVm *vm, AioliValue v) {
    static const AioliClass *const classes[] = {&oli_io_reader_class, &oli_io_writer_class, &oli_io_random_class};
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        if (aioli_object_is(vm, v, classes[i])) return aioli_object_payload(vm, v, classes[i]);
    return NULL;
}

/* The answer of raw.name(), a method that says whether the object can do something; -1: an exception is pending. */
static int ask(AioliVm *vm, AioliValue raw, const char *name) {
    AioliValue answer = aioli_call_method(vm, raw, name, NULL, 0);
    return aioli_is_error(answer) ? -1 : aioli_truth(vm, answer);
}

static bool check_ability(AioliVm *vm, AioliValue raw, const char *method, const char *message) {
    int able = ask(vm, raw, method);
    if (able == 0) {
        AioliValue cls = aioli_builtin(vm, "OSError");
        if (!aioli_is_error(cls)) aioli_raise_value(vm, cls, aioli_string(vm, message, AIOLI_NUL));
    }
    return able > 0;
}

static bool setup(AioliVm *vm, AioliValue self, AioliValue raw, int64_t size) {
    Buffered *buffered = oli_io_buffered(vm, self);
    bool reads = !aioli_object_is(vm, self, &oli_io_writer_class);
    bool writes = !aioli_object_is(vm, self, &oli_io_reader_class);
    if (size <= 0) {
        aioli_raise(vm, "ValueError", "buffer size must be strictly positive");
        return false;
    }
    if (reads && writes && !check_ability(vm, raw, "seekable", "File or stream is not seekable.")) return false;
    if (reads && !check_ability(vm, raw, "readable", "File or stream is not readable.")) return false;
    if (writes && !check_ability(vm, raw, "writable", "File or stream is not writable.")) return false;
    char *bytes = aioli_memory_resize(vm, buffered->bytes, buffered->capacity, (size_t)size);
    if (!bytes) return false;
    buffered->bytes = bytes;
    buffered->capacity = (size_t)size;
    buffered->vm = vm;
    buffered->reads = reads;
    buffered->writes = writes;
    if (aioli_object_is(vm, raw, &oli_io_file_class)) {
        FileIo *file = aioli_object_payload(vm, raw, &oli_io_file_class);
        if (writes && !buffered->link && !add_to_list(vm, buffered)) return false;
        oli_io_handle_drop(vm, buffered->handle);
        buffered->handle = file->handle;
        buffered->handle->owners++;
    }
    aioli_object_set_value(vm, self, 0, raw);
    return true;
}

AioliValue oli_io_buffered_new(AioliVm *vm, const AioliClass *def, AioliValue raw, int64_t size) {
    AioliValue cls = aioli_class_new(vm, aioli_missing(), def);
    AioliValue self = aioli_is_error(cls) ? cls : aioli_object_new(vm, cls);
    return aioli_is_error(self) || !setup(vm, self, raw, size) ? aioli_error() : self;
}

static AioliValue init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t size = IO_BUFFER_BYTES;
    if (!aioli_is_missing(args[2]) && !aioli_int_get(vm, args[2], &size)) return aioli_error();
    return setup(vm, args[0], args[1], size) ? aioli_none() : aioli_error();
}

/* ---- the layer below ---- */

static bool raise_closed(AioliVm *vm) {
    aioli_raise(vm, "ValueError", "I/O operation on closed file");
    return false;
}

bool oli_io_buffered_check(AioliVm *vm, const Buffered *buffered) {
    if (buffered->is_detached) {
        aioli_raise(vm, "ValueError", "raw stream has been detached");
        return false;
    }
    if (!buffered->bytes) {
        aioli_raise(vm, "ValueError", "I/O operation on uninitialized object");
        return false;
    }
    return !buffered->is_closed || raise_closed(vm);
}

/* Read up to `size` bytes from below to `out`; -1. */
static int64_t read_raw(AioliVm *vm, AioliValue self, Buffered *buffered, char *out, size_t size) {
    if (buffered->handle) {
        bool blocks;
        return buffered->handle->fd < 0 ? (raise_closed(vm), -1)
                                        : oli_io_read(vm, buffered->handle->fd, out, size, &blocks);
    }
    AioliScope scope;
    aioli_scope_open(vm, &scope);
    AioliValue raw = aioli_object_value(vm, self, 0), argument = aioli_int(vm, (int64_t)size);
    AioliValue read1 = aioli_attr_find(vm, raw, "read1");
    AioliValue chunk = aioli_is_error(read1)     ? read1
                       : aioli_is_missing(read1) ? aioli_call_method(vm, raw, "read", &argument, 1)
                                                 : aioli_call(vm, read1, &argument, 1);
    int64_t got = -1;
    if (aioli_is_none(chunk)) got = 0;
    if (!aioli_is_error(chunk) && got) {
        size_t chunk_size;
        const void *bytes = aioli_bytes_get(vm, chunk, &chunk_size);
        if (bytes && chunk_size > size) {
            aioli_raise(vm, "OSError", "raw read() returned too much data");
        } else if (bytes) {
            memcpy(out, bytes, chunk_size);
            got = (int64_t)chunk_size;
        }
    }
    aioli_scope_close(vm, &scope, aioli_missing());
    return got;
}

/* Write some of the bytes below; how many, or -1. */
static int64_t write_raw(AioliVm *vm, AioliValue self, Buffered *buffered, const char *bytes, size_t size) {
    if (buffered->handle) {
        bool blocks;
        if (buffered->handle->fd < 0) return raise_closed(vm), -1;
        int64_t done = oli_io_write(vm, buffered->handle->fd, bytes, size, &blocks);
        if (blocks) aioli_raise_errno(vm, EAGAIN, aioli_missing());
        return blocks ? -1 : done;
    }
    AioliScope scope;
    aioli_scope_open(vm, &scope);
    AioliValue chunk = aioli_bytes(vm, bytes, size);
    AioliValue result =
        aioli_is_error(chunk) ? chunk : aioli_call_method(vm, aioli_object_value(vm, self, 0), "write", &chunk, 1);
    int64_t done = -1;
    if (aioli_is_none(result)) {
        done = (int64_t)size;
    } else if (!aioli_is_error(result) && aioli_int_get(vm, result, &done) && (done < 0 || done > (int64_t)size)) {
        aioli_raise(vm, "OSError", "raw write() returned invalid length %lld (should have been between 0 and %lld)",
                    (long long)done, (long long)size);
        done = -1;
    }
    aioli_scope_close(vm, &scope, aioli_missing());
    return done;
}

static int64_t seek_raw(AioliVm *vm, AioliValue self, Buffered *buffered, int64_t offset, int whence) {
    if (buffered->handle) {
        if (buffered->handle->fd < 0) return raise_closed(vm), -1;
        off_t at = lseek(buffered->handle->fd, offset, whence);
        if (at < 0) aioli_raise_errno(vm, errno, aioli_missing());
        return at;
    }
    const AioliValue args[] = {aioli_int(vm, offset), aioli_int(vm, whence)};
    AioliValue result = aioli_call_method(vm, aioli_object_value(vm, self, 0), "seek", args, 2);
    int64_t at;
    return aioli_is_error(result) || !aioli_int_get(vm, result, &at) ? -1 : at;
}

/* ---- the buffer ---- */

bool oli_io_buffered_flush(AioliVm *vm, AioliValue self, Buffered *buffered) {
    size_t done = 0;
    bool ok = true;
    while (ok && done < buffered->dirty) {
        int64_t wrote = write_raw(vm, self, buffered, buffered->bytes + done, buffered->dirty - done);
        ok = wrote >= 0;
        if (ok) done += (size_t)wrote;
    }
    memmove(buffered->bytes, buffered->bytes + done, buffered->dirty - done);
    buffered->dirty -= done;
    return ok;
}

/* Give back what was read ahead, so that the position below is the one the script sees. */
static bool drop_read_ahead(AioliVm *vm, AioliValue self, Buffered *buffered) {
    size_t ahead = buffered->end - buffered->start;
    buffered->start = buffered->end = 0;
    buffered->is_at_end = false;
    return !ahead || seek_raw(vm, self, buffered, -(int64_t)ahead, SEEK_CUR) >= 0;
}

int64_t oli_io_buffered_more(AioliVm *vm, AioliValue self, Buffered *buffered) {
    if (buffered->dirty && !oli_io_buffered_flush(vm, self, buffered)) return -1;
    if (buffered->start) {
        memmove(buffered->bytes, buffered->bytes + buffered->start, buffered->end - buffered->start);
        buffered->end -= buffered->start;
        buffered->start = 0;
    }
    if (buffered->end == buffered->capacity) {
        char *bytes = aioli_memory_resize(vm, buffered->bytes, buffered->capacity, buffered->capacity * 2);
        if (!bytes) return -1;
        buffered->bytes = bytes;
        buffered->capacity *= 2;
    }
    int64_t got = read_raw(vm, self, buffered, buffered->bytes + buffered->end, buffered->capacity - buffered->end);
    if (got > 0) buffered->end += (size_t)got;
    if (got >= 0) buffered->is_at_end = got == 0;
    return got;
}

bool oli_io_buffered_write(AioliVm *vm, AioliValue self, Buffered *buffered, const char *bytes, size_t size) {
    if (!buffered->dirty && buffered->reads && !drop_read_ahead(vm, self, buffered)) return false;
    if (buffered->dirty + size > buffered->capacity && !oli_io_buffered_flush(vm, self, buffered)) return false;
    if (size < buffered->capacity) {
        memcpy(buffered->bytes + buffered->dirty, bytes, size);
        buffered->dirty += size;
        return true;
    }
    while (size) {
        int64_t wrote = write_raw(vm, self, buffered, bytes, size);
        if (wrote < 0) return false;
        bytes += wrote;
        size -= (size_t)wrote;
    }
    return true;
}

int64_t oli_io_buffered_tell(AioliVm *vm, AioliValue self, Buffered *buffered) {
    int64_t at = seek_raw(vm, self, buffered, 0, SEEK_CUR);
    return at < 0 ? at : at - (int64_t)(buffered->end - buffered->start) + (int64_t)buffered->dirty;
}

int64_t oli_io_buffered_seek(AioliVm *vm, AioliValue self, Buffered *buffered, int64_t offset, int whence) {
    if (!oli_io_buffered_flush(vm, self, buffered)) return -1;
    if (whence == SEEK_CUR) offset -= (int64_t)(buffered->end - buffered->start);
    int64_t at = seek_raw(vm, self, buffered, offset, whence);
    if (at < 0) return -1;
    buffered->start = buffered->end = 0;
    buffered->is_at_end = false;
    return at;
}

/* ---- methods: reading ---- */

static Buffered *usable(AioliVm *vm, AioliValue self) {
    Buffered *buffered = oli_io_buffered(vm, self);
    return oli_io_buffered_check(vm, buffered) ? buffered : NULL;
}

static Buffered *readable(AioliVm *vm, AioliValue self, const char *what) {
    Buffered *buffered = oli_io_buffered(vm, self);
    if (buffered->bytes && !buffered->reads) {
        oli_io_unsupported(vm, what);
        return NULL;
    }
    if (!oli_io_buffered_check(vm, buffered)) return NULL;
    return !buffered->dirty || oli_io_buffered_flush(vm, self, buffered) ? buffered : NULL;
}

static AioliValue take(AioliVm *vm, Buffered *buffered, size_t size) {
    AioliValue bytes = aioli_bytes(vm, buffered->bytes + buffered->start, size);
    if (!aioli_is_error(bytes)) buffered->start += size;
    return bytes;
}

static size_t ahead_of(const Buffered *buffered) { return buffered->end - buffered->start; }

/* Have at least `size` bytes ahead, or all there are (size below 0: all). */
static bool read_ahead(AioliVm *vm, AioliValue self, Buffered *buffered, int64_t size) {
    while (size < 0 || (int64_t)ahead_of(buffered) < size) {
        int64_t got = oli_io_buffered_more(vm, self, buffered);
        if (got < 0) return false;
        if (got == 0) return true;
    }
    return true;
}

static AioliValue read_some(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t size;
    Buffered *buffered = readable(vm, args[0], "read");
    if (!buffered || !oli_io_size(vm, args[1], &size)) return aioli_error();
    if (size < -1) return aioli_raise(vm, "ValueError", "read length must be non-negative or -1");
    if (!read_ahead(vm, args[0], buffered, size)) return aioli_error();
    size_t ahead = ahead_of(buffered);
    return take(vm, buffered, size < 0 || (uint64_t)size > ahead ? ahead : (size_t)size);
}

/* At most one read below. */
static AioliValue read_once(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t size;
    Buffered *buffered = readable(vm, args[0], "read");
    if (!buffered || !oli_io_size(vm, args[1], &size)) return aioli_error();
    if (!ahead_of(buffered) && size && oli_io_buffered_more(vm, args[0], buffered) < 0) return aioli_error();
    size_t ahead = ahead_of(buffered);
    return take(vm, buffered, size < 0 || (uint64_t)size > ahead ? ahead : (size_t)size);
}

static AioliValue peek(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Buffered *buffered = readable(vm, args[0], "peek");
    if (!buffered || (!ahead_of(buffered) && oli_io_buffered_more(vm, args[0], buffered) < 0)) return aioli_error();
    return aioli_bytes(vm, buffered->bytes + buffered->start, ahead_of(buffered));
}

static AioliValue read_into(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Buffered *buffered = readable(vm, args[0], "readinto");
    size_t size;
    if (!buffered || !aioli_bytes_get(vm, args[1], &size)) return aioli_error();
    if (!read_ahead(vm, args[0], buffered, (int64_t)size)) return aioli_error();
    void *bytes = (void *)(uintptr_t)aioli_bytes_get(vm, args[1], &size);
    if (!bytes) return aioli_error();
    size_t got = ahead_of(buffered) < size ? ahead_of(buffered) : size;
    memcpy(bytes, buffered->bytes + buffered->start, got);
    buffered->start += got;
    return aioli_int(vm, (int64_t)got);
}

static AioliValue take_line(AioliVm *vm, AioliValue self, Buffered *buffered, int64_t limit) {
    size_t looked = 0;
    for (;;) {
        size_t ahead = ahead_of(buffered);
        size_t bound = limit >= 0 && (uint64_t)limit < ahead ? (size_t)limit : ahead;
        const char *text = buffered->bytes + buffered->start;
        const char *found = memchr(text + looked, '\n', bound - looked);
        if (found) return take(vm, buffered, (size_t)(found - text) + 1);
        if (limit >= 0 && (uint64_t)limit <= ahead) return take(vm, buffered, bound);
        looked = ahead;
        int64_t got = oli_io_buffered_more(vm, self, buffered);
        if (got < 0) return aioli_error();
        if (got == 0) return take(vm, buffered, ahead_of(buffered));
    }
}

static AioliValue read_line(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t limit;
    Buffered *buffered = readable(vm, args[0], "read");
    if (!buffered || !oli_io_size(vm, args[1], &limit)) return aioli_error();
    return take_line(vm, args[0], buffered, limit);
}

static AioliValue next_line(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Buffered *buffered = readable(vm, args[0], "read");
    AioliValue line = buffered ? take_line(vm, args[0], buffered, -1) : aioli_error();
    size_t size = 1;
    if (!aioli_is_error(line)) aioli_bytes_get(vm, line, &size);
    return size ? line : aioli_stop();
}

static AioliValue read_lines(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return oli_io_read_lines(vm, args[0], args[1]);
}

/* ---- methods: writing, position, state ---- */

static AioliValue write_some(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Buffered *buffered = oli_io_buffered(vm, args[0]);
    if (buffered->bytes && !buffered->writes) return oli_io_unsupported(vm, "write");
    if (buffered->is_closed) return aioli_raise(vm, "ValueError", "write to closed file");
    if (!oli_io_buffered_check(vm, buffered)) return aioli_error();
    size_t size;
    const void *bytes = aioli_bytes_get(vm, args[1], &size);
    if (!bytes || !oli_io_buffered_write(vm, args[0], buffered, bytes, size)) return aioli_error();
    return aioli_int(vm, (int64_t)size);
}

static AioliValue write_lines(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return oli_io_write_lines(vm, args[0], args[1]);
}

static AioliValue flush(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Buffered *buffered = oli_io_buffered(vm, args[0]);
    if (buffered->is_closed) return aioli_raise(vm, "ValueError", "flush of closed file");
    return oli_io_buffered_check(vm, buffered) && oli_io_buffered_flush(vm, args[0], buffered) ? aioli_none()
                                                                                               : aioli_error();
}

static AioliValue seek(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t offset, whence = SEEK_SET;
    Buffered *buffered = usable(vm, args[0]);
    if (!buffered || !aioli_int_get(vm, args[1], &offset) ||
        (!aioli_is_missing(args[2]) && !aioli_int_get(vm, args[2], &whence)))
        return aioli_error();
    if (whence < 0 || whence > 2)
        return aioli_raise(vm, "ValueError", "whence value %lld unsupported", (long long)whence);
    int64_t at = oli_io_buffered_seek(vm, args[0], buffered, offset, (int)whence);
    return at < 0 ? aioli_error() : aioli_int(vm, at);
}

static AioliValue tell(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Buffered *buffered = usable(vm, args[0]);
    int64_t at = buffered ? oli_io_buffered_tell(vm, args[0], buffered) : -1;
    return at < 0 ? aioli_error() : aioli_int(vm, at);
}

static AioliValue truncate_file(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Buffered *buffered = usable(vm, args[0]);
    if (!buffered) return aioli_error();
    if (!buffered->writes) return oli_io_unsupported(vm, "truncate");
    if (!oli_io_buffered_flush(vm, args[0], buffered)) return aioli_error();
    AioliValue size = args[1];
    if (aioli_is_missing(size) || aioli_is_none(size)) {
        int64_t at = oli_io_buffered_tell(vm, args[0], buffered);
        if (at < 0) return aioli_error();
        size = aioli_int(vm, at);
    }
    return aioli_call_method(vm, aioli_object_value(vm, args[0], 0), "truncate", &size, 1);
}

static AioliValue close_all(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Buffered *buffered = oli_io_buffered(vm, args[0]);
    if (buffered->is_closed || buffered->is_detached || !buffered->bytes) return aioli_none();
    bool flushed = oli_io_buffered_flush(vm, args[0], buffered);
    AioliValue error = flushed ? aioli_none() : aioli_error_take(vm);
    buffered->is_closed = true;
    buffered->dirty = 0;
    remove_from_list(buffered);
    AioliValue closed = aioli_call_method(vm, aioli_object_value(vm, args[0], 0), "close", NULL, 0);
    if (!flushed && !aioli_is_error(closed)) return aioli_raise_value(vm, error, aioli_missing());
    return aioli_is_error(closed) ? closed : aioli_none();
}

static AioliValue detach(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Buffered *buffered = usable(vm, args[0]);
    if (!buffered || !oli_io_buffered_flush(vm, args[0], buffered)) return aioli_error();
    if (buffered->reads && !drop_read_ahead(vm, args[0], buffered)) aioli_error_clear(vm);
    buffered->is_detached = true;
    remove_from_list(buffered);
    return aioli_object_value(vm, args[0], 0);
}

/* A method that the raw object answers. */
static AioliValue ask_raw(AioliVm *vm, AioliValue self, const char *name) {
    if (!usable(vm, self)) return aioli_error();
    return aioli_call_method(vm, aioli_object_value(vm, self, 0), name, NULL, 0);
}

static AioliValue file_number(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return ask_raw(vm, args[0], "fileno");
}
static AioliValue is_terminal(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return ask_raw(vm, args[0], "isatty");
}
static AioliValue is_seekable(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return ask_raw(vm, args[0], "seekable");
}
static AioliValue is_readable(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Buffered *buffered = usable(vm, args[0]);
    return buffered ? aioli_bool(buffered->reads) : aioli_error();
}
static AioliValue is_writable(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Buffered *buffered = usable(vm, args[0]);
    return buffered ? aioli_bool(buffered->writes) : aioli_error();
}
static AioliValue same(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return usable(vm, args[0]) ? args[0] : aioli_error();
}

static AioliValue repr(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue name = aioli_attr_find(vm, aioli_object_value(vm, args[0], 0), "name");
    if (aioli_is_error(name)) return name;
    const char *cls = aioli_type_name(vm, args[0]);
    return aioli_is_missing(name) ? aioli_string_format(vm, "<_io.%s>", cls)
                                  : aioli_string_format(vm, "<_io.%s name=%R>", cls, name);
}

static AioliValue get_raw(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, 0); }
static AioliValue get_name(AioliVm *vm, AioliValue self) { return aioli_attr_get(vm, get_raw(vm, self), "name"); }
static AioliValue get_mode(AioliVm *vm, AioliValue self) { return aioli_attr_get(vm, get_raw(vm, self), "mode"); }
static AioliValue get_closed(AioliVm *vm, AioliValue self) { return aioli_bool(oli_io_buffered(vm, self)->is_closed); }

static const AioliFunction METHODS[] = {
    {"__init__", "self, raw, buffer_size=8192", init, NULL},
    {"__repr__", "self, /", repr, NULL},
    {"__enter__", "self, /", same, NULL},
    {"__exit__", "self, /, *args", close_all, NULL},
    {"__iter__", "self, /", same, NULL},
    {"__next__", "self, /", next_line, NULL},
    {"read", "self, size=-1, /", read_some, NULL},
    {"read1", "self, size=-1, /", read_once, NULL},
    {"peek", "self, size=0, /", peek, NULL},
    {"readinto", "self, buffer, /", read_into, NULL},
    {"readline", "self, size=-1, /", read_line, NULL},
    {"readlines", "self, hint=-1, /", read_lines, NULL},
    {"write", "self, buffer, /", write_some, NULL},
    {"writelines", "self, lines, /", write_lines, NULL},
    {"seek", "self, target, whence=0, /", seek, NULL},
    {"tell", "self, /", tell, NULL},
    {"truncate", "self, pos=None, /", truncate_file, NULL},
    {"flush", "self, /", flush, NULL},
    {"close", "self, /", close_all, NULL},
    {"detach", "self, /", detach, NULL},
    {"fileno", "self, /", file_number, NULL},
    {"isatty", "self, /", is_terminal, NULL},
    {"readable", "self, /", is_readable, NULL},
    {"writable", "self, /", is_writable, NULL},
    {"seekable", "self, /", is_seekable, NULL},
    {NULL, NULL, NULL, NULL},
};

static const AioliProperty PROPERTIES[] = {
    {"raw", get_raw, NULL, NULL},       {"name", get_name, NULL, NULL}, {"mode", get_mode, NULL, NULL},
    {"closed", get_closed, NULL, NULL}, {NULL, NULL, NULL, NULL},
};

#define BUFFERED_CLASS(text)                                                                                           \
    {                                                                                                                  \
        .name = text, .module = "_io", .flags = AIOLI_CLASS_HAS_DICT, .payload_size = sizeof(Buffered),                \
        .value_count = 1, .finalize = finalize, .methods = METHODS, .properties = PROPERTIES,                          \
    }

const AioliClass oli_io_reader_class = BUFFERED_CLASS("BufferedReader");
const AioliClass oli_io_writer_class = BUFFERED_CLASS("BufferedWriter");
const AioliClass oli_io_random_class = BUFFERED_CLASS("BufferedRandom");
