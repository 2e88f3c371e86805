/* SPDX-License-Identifier: MIT
 *
 * sys.stdin, sys.stdout and sys.stderr: what _io.TextIOWrapper and its buffer are in CPython, for these three alone.
 *
 * Written text goes through the VM's output (aioli_write), read bytes come from file descriptor 0. A stream's payload
 * is its number; stdin keeps what it has read ahead in the VM's data block.
 */
#define _POSIX_C_SOURCE 200809L

#include "streams.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { READ_BYTES = 8192, STREAM_TEXT = 0, STREAM_BINARY = 1 };

typedef struct Stream {
    int number;
    bool is_closed;
} Stream;

/* What was read from descriptor 0 and not handed out yet. */
typedef struct Input {
    AioliVm *vm;
    char *bytes;
    size_t start, end, capacity;
    bool is_at_end;
} Input;

static const char INPUT_KEY;

static void free_input(void *block) {
    Input *input = block;
    aioli_memory_free(input->vm, input->bytes, input->capacity);
}

static Input *input_of(AioliVm *vm) {
    Input *input = aioli_vm_data(vm, &INPUT_KEY, sizeof *input, free_input);
    if (input) input->vm = vm;
    return input;
}

static const char *const NAMES[] = {"<stdin>", "<stdout>", "<stderr>"};
static const AioliClass TEXT_CLASS, BUFFER_CLASS;

/* The stream of a text or binary object; NULL with ValueError when it is closed. */
static Stream *stream_of(AioliVm *vm, AioliValue self) {
    Stream *stream =
        aioli_object_payload(vm, self, aioli_object_is(vm, self, &BUFFER_CLASS) ? &BUFFER_CLASS : &TEXT_CLASS);
    if (stream && stream->is_closed) {
        aioli_raise(vm, "ValueError", "I/O operation on closed file.");
        return NULL;
    }
    return stream;
}

static AioliValue unsupported(AioliVm *vm, const char *what) {
    AioliValue io = aioli_import(vm, "io");
    if (aioli_is_error(io)) aioli_error_clear(vm);
    AioliValue cls = aioli_is_error(io) ? aioli_builtin(vm, "OSError") : aioli_attr_get(vm, io, "UnsupportedOperation");
    if (aioli_is_error(cls)) return cls;
    return aioli_raise_value(vm, cls, aioli_string(vm, what, AIOLI_NUL));
}

/* ---- writing ---- */

static AioliValue write_text(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Stream *stream = stream_of(vm, args[0]);
    if (!stream) return aioli_error();
    if (aioli_type(vm, args[1]) != AIOLI_TYPE_STRING)
        return aioli_raise(vm, "TypeError", "write() argument must be str, not %N", args[1]);
    if (!stream->number) return unsupported(vm, "not writable");
    if (!aioli_write_string(vm, stream->number, args[1])) return aioli_error();
    return aioli_int(vm, aioli_string_length(vm, args[1]));
}

static AioliValue write_bytes(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Stream *stream = stream_of(vm, args[0]);
    if (!stream) return aioli_error();
    if (!stream->number) return unsupported(vm, "write");
    size_t size;
    const void *bytes = aioli_bytes_get(vm, args[1], &size);
    if (!bytes || !aioli_write(vm, stream->number, bytes, size)) return aioli_error();
    return aioli_int(vm, (int64_t)size);
}

static AioliValue write_lines(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue lines = aioli_iterate(vm, args[1]);
    if (aioli_is_error(lines)) return lines;
    for (;;) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue line = aioli_next(vm, lines);
        bool is_end = aioli_is_stop(line);
        bool ok =
            !aioli_is_error(line) && (is_end || !aioli_is_error(aioli_call_method(vm, args[0], "write", &line, 1)));
        aioli_scope_close(vm, &scope, aioli_missing());
        if (!ok) return aioli_error();
        if (is_end) return aioli_none();
    }
}

static AioliValue flush(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Stream *stream = stream_of(vm, args[0]);
    if (!stream || (stream->number && !aioli_flush(vm, stream->number))) return aioli_error();
    return aioli_none();
}

/* ---- reading ---- */

/* Read more bytes behind those that are there. False: an exception is pending. */
static bool fill(AioliVm *vm, Input *input) {
    if (!aioli_vm_require(vm, AIOLI_ALLOW_FILES, "reading standard input")) return false;
    if (!aioli_flush(vm, 1)) return false;
    if (input->start == input->end) input->start = input->end = 0;
    if (input->end + READ_BYTES > input->capacity) {
        size_t capacity = (input->capacity ? input->capacity * 2 : READ_BYTES) + READ_BYTES;
        char *bytes = aioli_memory_resize(vm, input->bytes, input->capacity, capacity);
        if (!bytes) return false;
        input->bytes = bytes;
        input->capacity = capacity;
    }
    ssize_t got;
    while ((got = read(STDIN_FILENO, input->bytes + input->end, READ_BYTES)) < 0) {
        if (errno != EINTR) {
            aioli_raise_errno(vm, errno, aioli_missing());
            return false;
        }
        if (!aioli_check_interrupt(vm)) return false;
    }
    input->end += (size_t)got;
    input->is_at_end = !got;
    return true;
}

/* How far a read has looked into what is there: so that it looks at each byte once. */
typedef struct Progress {
    size_t size;        /* bytes that belong to the result so far */
    int64_t characters; /* or bytes of a binary stream */
    bool is_done;
} Progress;

static size_t character_size(char lead) {
    unsigned char byte = (unsigned char)lead;
    return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/* Go on until `limit` characters (below 0: no limit), the end of a line, or the end of what was read. */
static void look_further(Progress *progress, const Input *input, int64_t limit, int kind, bool by_line) {
    const char *text = input->bytes + input->start;
    size_t size = input->end - input->start;
    if (limit < 0 && !by_line) progress->size = size;
    while (progress->size < size && (limit < 0 || progress->characters < limit)) {
        size_t next = progress->size + (kind == STREAM_TEXT ? character_size(text[progress->size]) : 1);
        if (next > size && !input->is_at_end) return;
        progress->is_done = by_line && text[progress->size] == '\n';
        progress->size = next < size ? next : size;
        progress->characters++;
        if (progress->is_done) return;
    }
    progress->is_done = limit >= 0 && progress->characters == limit;
}

static AioliValue take(AioliVm *vm, Input *input, size_t size, int kind) {
    const char *text = input->bytes + input->start;
    AioliValue result;
    if (kind == STREAM_BINARY) {
        result = aioli_bytes(vm, text, size);
    } else if (memchr(text, '\r', size)) { /* universal newlines */
        char *copy = aioli_memory_resize(vm, NULL, 0, size);
        if (!copy) return aioli_error();
        size_t used = 0;
        for (size_t i = 0; i < size; i++) {
            if (text[i] == '\r' && i + 1 < size && text[i + 1] == '\n') continue;
            copy[used++] = text[i] == '\r' ? '\n' : text[i];
        }
        result = aioli_string(vm, copy, used);
        aioli_memory_free(vm, copy, size);
    } else {
        result = aioli_string(vm, size ? text : "", size);
    }
    input->start += size;
    return result;
}

static AioliValue read_some(AioliVm *vm, AioliValue self, AioliValue limit_value, bool by_line) {
    const Stream *stream = stream_of(vm, self);
    if (!stream) return aioli_error();
    int kind = aioli_object_is(vm, self, &BUFFER_CLASS) ? STREAM_BINARY : STREAM_TEXT;
    if (stream->number) return unsupported(vm, kind == STREAM_TEXT ? "not readable" : "read");
    int64_t limit = -1;
    if (!aioli_is_missing(limit_value) && !aioli_is_none(limit_value) && !aioli_int_get(vm, limit_value, &limit))
        return aioli_error();
    Input *input = input_of(vm);
    if (!input || (!input->bytes && !fill(vm, input))) return aioli_error();
    for (Progress progress = {0};;) {
        look_further(&progress, input, limit, kind, by_line);
        if (progress.is_done || input->is_at_end) {
            input->is_at_end = false; /* a terminal may go on after an end */
            return take(vm, input, progress.size, kind);
        }
        if (!fill(vm, input)) return aioli_error();
    }
}

static AioliValue read_all(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return read_some(vm, args[0], args[1], false);
}

static AioliValue read_line(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return read_some(vm, args[0], args[1], true);
}

/* Whether readline() of stdin would not have to wait; _fill() reads what has come, when some has. */
static AioliValue has_line(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Stream *stream = stream_of(vm, args[0]);
    const Input *input = stream ? input_of(vm) : NULL;
    if (!input) return aioli_error();
    bool found = input->bytes && memchr(input->bytes + input->start, '\n', input->end - input->start);
    return aioli_bool(stream->number || found || input->is_at_end);
}

static AioliValue fill_some(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Stream *stream = stream_of(vm, args[0]);
    Input *input = stream ? input_of(vm) : NULL;
    if (!input) return aioli_error();
    if (stream->number) return unsupported(vm, "not readable");
    return fill(vm, input) ? aioli_none() : aioli_error();
}

static AioliValue next_line(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue line = read_some(vm, args[0], aioli_missing(), true);
    if (aioli_is_error(line)) return line;
    int truth = aioli_truth(vm, line);
    return truth < 0 ? aioli_error() : truth ? line : aioli_stop();
}

static AioliValue read_lines(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return aioli_list_of(vm, args[0]);
}

/* ---- what a stream says of itself ---- */

static AioliValue file_number(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Stream *stream = stream_of(vm, args[0]);
    return stream ? aioli_int(vm, stream->number) : aioli_error();
}

static AioliValue is_terminal(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Stream *stream = stream_of(vm, args[0]);
    return stream ? aioli_bool(isatty(stream->number)) : aioli_error();
}

static AioliValue is_readable(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Stream *stream = stream_of(vm, args[0]);
    return stream ? aioli_bool(!stream->number) : aioli_error();
}

static AioliValue is_writable(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Stream *stream = stream_of(vm, args[0]);
    return stream ? aioli_bool(stream->number != 0) : aioli_error();
}

static AioliValue is_seekable(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return stream_of(vm, args[0]) ? aioli_bool(false) : aioli_error();
}

static AioliValue close_stream(AioliVm *vm, const AioliValue *args, size_t count) {
    if (aioli_is_error(flush(vm, args, count))) return aioli_error();
    Stream *stream = stream_of(vm, args[0]);
    if (stream) stream->is_closed = true;
    return stream ? aioli_none() : aioli_error();
}

static AioliValue enter(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return stream_of(vm, args[0]) ? args[0] : aioli_error();
}

static AioliValue leave(AioliVm *vm, const AioliValue *args, size_t count) { return close_stream(vm, args, count); }

static AioliValue reconfigure(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return stream_of(vm, args[0]) ? aioli_none() : aioli_error();
}

/* The payload, closed or not. */
static const Stream *look(AioliVm *vm, AioliValue self) {
    return aioli_object_payload(vm, self, aioli_object_is(vm, self, &BUFFER_CLASS) ? &BUFFER_CLASS : &TEXT_CLASS);
}

static AioliValue text_repr(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Stream *stream = look(vm, args[0]);
    return aioli_string_format(vm, "<_io.TextIOWrapper name='%s' mode='%s' encoding='utf-8'>", NAMES[stream->number],
                               stream->number ? "w" : "r");
}

static AioliValue buffer_repr(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Stream *stream = look(vm, args[0]);
    return aioli_string_format(vm, "<_io.Buffered%s name='%s'>", stream->number ? "Writer" : "Reader",
                               NAMES[stream->number]);
}

static AioliValue get_name(AioliVm *vm, AioliValue self) {
    return aioli_string(vm, NAMES[look(vm, self)->number], AIOLI_NUL);
}
static AioliValue get_mode(AioliVm *vm, AioliValue self) {
    static const char *const MODES[] = {"r", "w", "rb", "wb"};
    int binary = aioli_object_is(vm, self, &BUFFER_CLASS) ? 2 : 0;
    return aioli_string(vm, MODES[binary + (look(vm, self)->number ? 1 : 0)], AIOLI_NUL);
}
static AioliValue get_closed(AioliVm *vm, AioliValue self) { return aioli_bool(look(vm, self)->is_closed); }
static AioliValue get_encoding(AioliVm *vm, AioliValue self) {
    (void)self;
    return aioli_string(vm, "utf-8", AIOLI_NUL);
}
static AioliValue get_errors(AioliVm *vm, AioliValue self) {
    return aioli_string(vm, look(vm, self)->number == 2 ? "backslashreplace" : "strict", AIOLI_NUL);
}
static AioliValue get_newlines(AioliVm *vm, AioliValue self) {
    (void)vm;
    (void)self;
    return aioli_none();
}
static AioliValue get_line_buffering(AioliVm *vm, AioliValue self) {
    int number = look(vm, self)->number;
    return aioli_bool(number == 2 || (number == 1 && aioli_vm_config(vm)->line_buffered));
}
static AioliValue get_buffer(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, 0); }

#define STREAM_METHODS                                                                                                 \
    {"writelines", "self, lines, /", write_lines, NULL}, {"flush", "self, /", flush, NULL},                            \
        {"read", "self, size=-1, /", read_all, NULL}, {"readline", "self, size=-1, /", read_line, NULL},               \
        {"readlines", "self, hint=-1, /", read_lines, NULL}, {"__next__", "self, /", next_line, NULL},                 \
        {"fileno", "self, /", file_number, NULL}, {"isatty", "self, /", is_terminal, NULL},                            \
        {"readable", "self, /", is_readable, NULL}, {"writable", "self, /", is_writable, NULL},                        \
        {"seekable", "self, /", is_seekable, NULL}, {"close", "self, /", close_stream, NULL},                          \
        {"__enter__", "self, /", enter, NULL}, {"__exit__", "self, *args", leave, NULL}, {                             \
        NULL, NULL, NULL, NULL                                                                                         \
    }

static const AioliFunction TEXT_METHODS[] = {
    {"write", "self, text, /", write_text, NULL},
    {"__repr__", "self, /", text_repr, NULL},
    {"_has_line", "self, /", has_line, NULL},
    {"_fill", "self, /", fill_some, NULL},
    {"reconfigure", "self, /, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None",
     reconfigure, NULL},
    STREAM_METHODS};

static const AioliFunction BUFFER_METHODS[] = {
    {"write", "self, bytes, /", write_bytes, NULL}, {"__repr__", "self, /", buffer_repr, NULL}, STREAM_METHODS};

static const AioliProperty TEXT_PROPERTIES[] = {{"name", get_name, NULL, NULL},
                                                {"mode", get_mode, NULL, NULL},
                                                {"closed", get_closed, NULL, NULL},
                                                {"encoding", get_encoding, NULL, NULL},
                                                {"errors", get_errors, NULL, NULL},
                                                {"newlines", get_newlines, NULL, NULL},
                                                {"line_buffering", get_line_buffering, NULL, NULL},
                                                {"buffer", get_buffer, NULL, NULL},
                                                {NULL, NULL, NULL, NULL}};
static const AioliProperty BUFFER_PROPERTIES[] = {{"name", get_name, NULL, NULL},
                                                  {"mode", get_mode, NULL, NULL},
                                                  {"closed", get_closed, NULL, NULL},
                                                  {NULL, NULL, NULL, NULL}};

static const AioliClass TEXT_CLASS = {.name = "TextIOWrapper",
                                      .module = "_io",
                                      .flags = AIOLI_CLASS_ABSTRACT,
                                      .payload_size = sizeof(Stream),
                                      .value_count = 1,
                                      .methods = TEXT_METHODS,
                                      .properties = TEXT_PROPERTIES};
static const AioliClass BUFFER_CLASS = {.name = "BufferedWriter",
                                        .module = "_io",
                                        .flags = AIOLI_CLASS_ABSTRACT,
                                        .payload_size = sizeof(Stream),
                                        .methods = BUFFER_METHODS,
                                        .properties = BUFFER_PROPERTIES};

static AioliValue make_stream(AioliVm *vm, const AioliClass *def, int number) {
    AioliValue cls = aioli_class_new(vm, aioli_missing(), def);
    AioliValue made = aioli_is_error(cls) ? cls : aioli_object_new(vm, cls);
    if (aioli_is_error(made)) return made;
    Stream *stream = aioli_object_payload(vm, made, def);
    stream->number = number;
    return made;
}

AioliValue oli_standard_stream(AioliVm *vm, int number) {
    AioliValue buffer = make_stream(vm, &BUFFER_CLASS, number);
    AioliValue text = aioli_is_error(buffer) ? buffer : make_stream(vm, &TEXT_CLASS, number);
    if (aioli_is_error(text)) return text;
    aioli_object_set_value(vm, text, 0, buffer);
    return aioli_stream_define(vm, number, text) ? text : aioli_error();
}
