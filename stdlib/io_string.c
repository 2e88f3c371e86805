/* SPDX-License-Identifier: MIT
 *
 * io.StringIO: a text file in memory.
 *
 * The text is UTF-8; the position is kept both in characters, which scripts see, and in bytes. As long as all of it is
 * ASCII the two are the same, and seek() is immediate; else it counts from the start.
 */
#include <stdio.h>
#include <string.h>

#include "io.h"

typedef struct StringIo {
    char *text;
    size_t size, capacity; /* bytes */
    int64_t length;        /* characters */
    int64_t at;            /* characters; may lie behind the end, then at_byte is size */
    size_t at_byte;
    IoNewline newline;
    bool is_closed, is_ready;
} StringIo;

static StringIo *payload(AioliVm *vm, AioliValue self) { return aioli_object_payload(vm, self, &oli_io_string_class); }

static StringIo *usable(AioliVm *vm, AioliValue self) {
    StringIo *file = payload(vm, self);
    if (!file->is_ready) aioli_raise(vm, "ValueError", "I/O operation on uninitialized object");
    if (file->is_closed) aioli_raise(vm, "ValueError", "I/O operation on closed file");
    return file->is_ready && !file->is_closed ? file : NULL;
}

/* ---- positions ---- */

static size_t character_size(char lead) {
    unsigned char byte = (unsigned char)lead;
    return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

static int64_t count_characters(const char *text, size_t size) {
    int64_t count = 0;
    for (size_t i = 0; i < size; i++) count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

/* Bytes of the first `count` characters from byte `from` on; fewer at the end. */
static size_t skip(const StringIo *file, size_t from, int64_t count) {
    if ((int64_t)file->size == file->length)
        return (uint64_t)count < file->size - from ? (size_t)count : file->size - from;
    size_t at = from;
    while (count-- > 0 && at < file->size) at += character_size(file->text[at]);
    return at - from;
}

static void go_to(StringIo *file, int64_t at) {
    file->at = at;
    file->at_byte = skip(file, 0, at);
}

/* ---- writing ---- */

static bool reserve(AioliVm *vm, StringIo *file, size_t size) {
    if (size <= file->capacity) return true;
    size_t capacity = file->capacity ? file->capacity * 2 : 64;
    if (capacity < size) capacity = size;
    char *text = aioli_memory_resize(vm, file->text, file->capacity, capacity);
    if (!text) return false;
    file->text = text;
    file->capacity = capacity;
    return true;
}

/* Put text over what stands at the position, as many characters as it has; NULs fill a gap behind the end. */
static bool put(AioliVm *vm, StringIo *file, const char *text, size_t size, int64_t length) {
    if (!length) return true;
    if (file->at > file->length) {
        size_t gap = (size_t)(file->at - file->length);
        if (!reserve(vm, file, file->size + gap)) return false;
        memset(file->text + file->size, 0, gap);
        file->size += gap;
        file->length = file->at;
        file->at_byte = file->size;
    }
    size_t replaced = skip(file, file->at_byte, length);
    int64_t replaced_length = count_characters(file->text + file->at_byte, replaced);
    if (!reserve(vm, file, file->size + size - replaced)) return false;
    char *at = file->text + file->at_byte;
    memmove(at + size, at + replaced, file->size - file->at_byte - replaced);
    memcpy(at, text, size);
    file->size = file->size + size - replaced;
    file->length += length - replaced_length;
    file->at += length;
    file->at_byte += size;
    return true;
}

/* The text with its newlines as this file keeps them. */
static AioliValue with_newlines(AioliVm *vm, const StringIo *file, AioliValue v) {
    size_t size;
    const char *text = aioli_string_get(vm, v, &size);
    if (!text) return aioli_error();
    if (file->newline == NEWLINE_UNIVERSAL && memchr(text, '\r', size)) {
        char *copy = aioli_memory_resize(vm, NULL, 0, size);
        if (!copy) return aioli_error();
        AioliValue translated = aioli_string(vm, copy, oli_io_translate(copy, text, size));
        aioli_memory_free(vm, copy, size);
        return translated;
    }
    if (file->newline < NEWLINE_CR || !memchr(text, '\n', size)) return v;
    const AioliValue args[] = {aioli_string(vm, "\n", 1),
                               aioli_string(vm, file->newline == NEWLINE_CR ? "\r" : "\r\n", AIOLI_NUL)};
    return aioli_call_method(vm, v, "replace", args, 2);
}

static bool write_value(AioliVm *vm, StringIo *file, AioliValue v) {
    AioliValue shown = with_newlines(vm, file, v);
    size_t size;
    const char *text = aioli_is_error(shown) ? NULL : aioli_string_get(vm, shown, &size);
    return text && put(vm, file, text, size, aioli_string_length(vm, shown));
}

static AioliValue write_text(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    StringIo *file = usable(vm, args[0]);
    if (!file) return aioli_error();
    if (aioli_type(vm, args[1]) != AIOLI_TYPE_STRING)
        return aioli_raise(vm, "TypeError", "string argument expected, got '%T'", args[1]);
    return write_value(vm, file, args[1]) ? aioli_int(vm, aioli_string_length(vm, args[1])) : aioli_error();
}

static AioliValue init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    StringIo *file = payload(vm, args[0]);
    AioliValue initial = args[1];
    bool has_initial = !aioli_is_missing(initial) && !aioli_is_none(initial);
    if (aioli_is_missing(args[2])) {
        file->newline = NEWLINE_LF;
    } else {
        if (!aioli_is_none(args[2]) && aioli_type(vm, args[2]) != AIOLI_TYPE_STRING)
            return aioli_raise(vm, "TypeError", "newline must be str or None, not %T", args[2]);
        if (!oli_io_newline(vm, args[2], &file->newline)) {
            aioli_error_clear(vm);
            return aioli_raise(vm, "ValueError", "illegal newline value: %R", args[2]);
        }
    }
    if (has_initial && aioli_type(vm, initial) != AIOLI_TYPE_STRING)
        return aioli_raise(vm, "TypeError", "initial_value must be str or None, not %T", initial);
    file->size = file->at_byte = 0;
    file->length = file->at = 0;
    if (has_initial && !write_value(vm, file, initial)) return aioli_error();
    go_to(file, 0);
    file->is_ready = true;
    file->is_closed = false;
    return aioli_none();
}

static void finalize(AioliVm *vm, void *block) {
    StringIo *file = block;
    aioli_memory_free(vm, file->text, file->capacity);
    file->text = NULL;
}

static AioliValue write_lines(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return usable(vm, args[0]) ? oli_io_write_lines(vm, args[0], args[1]) : aioli_error();
}

static AioliValue truncate_file(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    StringIo *file = usable(vm, args[0]);
    if (!file) return aioli_error();
    int64_t length = file->at;
    bool given = !aioli_is_missing(args[1]) && !aioli_is_none(args[1]);
    if (given && !oli_io_size(vm, args[1], &length)) return aioli_error();
    if (length < 0) return aioli_raise(vm, "ValueError", "Negative size value %lld", (long long)length);
    if (length < file->length) {
        file->size = skip(file, 0, length);
        file->length = length;
        if (file->at_byte > file->size) file->at_byte = file->size;
    }
    return aioli_int(vm, length);
}

/* ---- reading ---- */

static AioliValue take(AioliVm *vm, StringIo *file, size_t size) {
    AioliValue text = aioli_string(vm, size ? file->text + file->at_byte : "", size);
    if (aioli_is_error(text)) return text;
    file->at += aioli_string_length(vm, text);
    file->at_byte += size;
    return text;
}

static AioliValue read_some(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t limit;
    StringIo *file = usable(vm, args[0]);
    if (!file || !oli_io_size(vm, args[1], &limit)) return aioli_error();
    return take(vm, file, limit < 0 ? file->size - file->at_byte : skip(file, file->at_byte, limit));
}

static AioliValue take_line(AioliVm *vm, StringIo *file, int64_t limit) {
    size_t mark, left = file->size - file->at_byte;
    size_t size = left ? oli_io_line_end(file->text + file->at_byte, left, file->newline, true, &mark) : 0;
    if (!size) size = left;
    if (limit >= 0) {
        size_t bound = skip(file, file->at_byte, limit);
        if (bound < size) size = bound;
    }
    return take(vm, file, size);
}

static AioliValue read_line(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t limit;
    StringIo *file = usable(vm, args[0]);
    return file && oli_io_size(vm, args[1], &limit) ? take_line(vm, file, limit) : aioli_error();
}

static AioliValue next_line(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    StringIo *file = usable(vm, args[0]);
    if (!file) return aioli_error();
    return file->at_byte < file->size ? take_line(vm, file, -1) : aioli_stop();
}

static AioliValue read_lines(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return usable(vm, args[0]) ? oli_io_read_lines(vm, args[0], args[1]) : aioli_error();
}

static AioliValue get_value(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    StringIo *file = usable(vm, args[0]);
    return file ? aioli_string(vm, file->size ? file->text : "", file->size) : aioli_error();
}

/* ---- position and state ---- */

static AioliValue seek(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t offset, whence = SEEK_SET;
    StringIo *file = usable(vm, args[0]);
    if (!file || !aioli_int_get(vm, args[1], &offset) ||
        (!aioli_is_missing(args[2]) && !aioli_int_get(vm, args[2], &whence)))
        return aioli_error();
    if (whence < 0 || whence > 2)
        return aioli_raise(vm, "ValueError", "Invalid whence (%lld, should be 0, 1 or 2)", (long long)whence);
    if (whence == SEEK_SET && offset < 0)
        return aioli_raise(vm, "ValueError", "Negative seek position %lld", (long long)offset);
    if (whence != SEEK_SET && offset) return aioli_raise(vm, "OSError", "Can't do nonzero cur-relative seeks");
    if (whence != SEEK_CUR) go_to(file, whence == SEEK_SET ? offset : file->length);
    return aioli_int(vm, file->at);
}

static AioliValue tell(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    StringIo *file = usable(vm, args[0]);
    return file ? aioli_int(vm, file->at) : aioli_error();
}

static AioliValue close_file(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    StringIo *file = payload(vm, args[0]);
    aioli_memory_free(vm, file->text, file->capacity);
    *file = (StringIo){.is_closed = true, .is_ready = true};
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
static AioliValue flush(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)vm, (void)args, (void)count;
    return aioli_none();
}
static AioliValue same(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return usable(vm, args[0]) ? args[0] : aioli_error();
}
static AioliValue enter(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (payload(vm, args[0])->is_closed) return aioli_raise(vm, "ValueError", "I/O operation on closed file.");
    return args[0];
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
static AioliValue get_nothing(AioliVm *vm, AioliValue self) {
    (void)vm, (void)self;
    return aioli_none();
}
static AioliValue get_false(AioliVm *vm, AioliValue self) {
    (void)vm, (void)self;
    return aioli_bool(false);
}

static const AioliFunction METHODS[] = {
    {"__init__", "self, initial_value='', newline='\\n'", init, NULL},
    {"__enter__", "self, /", enter, NULL},
    {"__exit__", "self, /, *args", close_file, NULL},
    {"__iter__", "self, /", same, NULL},
    {"__next__", "self, /", next_line, NULL},
    {"read", "self, size=-1, /", read_some, NULL},
    {"readline", "self, size=-1, /", read_line, NULL},
    {"readlines", "self, hint=-1, /", read_lines, NULL},
    {"getvalue", "self, /", get_value, NULL},
    {"write", "self, s, /", write_text, NULL},
    {"writelines", "self, lines, /", write_lines, NULL},
    {"truncate", "self, pos=None, /", truncate_file, NULL},
    {"seek", "self, pos, whence=0, /", seek, NULL},
    {"tell", "self, /", tell, NULL},
    {"close", "self, /", close_file, NULL},
    {"flush", "self, /", flush, NULL},
    {"isatty", "self, /", no, NULL},
    {"readable", "self, /", yes, NULL},
    {"writable", "self, /", yes, NULL},
    {"seekable", "self, /", yes, NULL},
    {"fileno", "self, /", file_number, NULL},
    {"detach", "self, /", detach, NULL},
    {NULL, NULL, NULL, NULL},
};

static const AioliProperty PROPERTIES[] = {
    {"closed", get_closed, NULL, NULL},        {"encoding", get_nothing, NULL, NULL},
    {"errors", get_nothing, NULL, NULL},       {"newlines", get_nothing, NULL, NULL},
    {"line_buffering", get_false, NULL, NULL}, {NULL, NULL, NULL, NULL},
};

const AioliClass oli_io_string_class = {
    .name = "StringIO",
    .module = "_io",
    .flags = AIOLI_CLASS_HAS_DICT,
    .payload_size = sizeof(StringIo),
    .finalize = finalize,
    .methods = METHODS,
    .properties = PROPERTIES,
};
