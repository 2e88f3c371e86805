/* SPDX-License-Identifier: MIT
 *
 * Module _io: open(), and the classes of io_file.c, io_buffer.c, io_text.c, io_bytes.c and io_string.c. Module io
 * (io.aio) adds the abstract classes and names them all.
 */
#define _POSIX_C_SOURCE 200809L

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io.h"

/* ---- what the classes share ---- */

AioliValue oli_io_unsupported(AioliVm *vm, const char *what) {
    AioliValue io = aioli_import(vm, "io");
    AioliValue cls = aioli_is_error(io) ? io : aioli_attr_get(vm, io, "UnsupportedOperation");
    return aioli_is_error(cls) ? cls : aioli_raise_value(vm, cls, aioli_string(vm, what, AIOLI_NUL));
}

bool oli_io_size(AioliVm *vm, AioliValue v, int64_t *out) {
    *out = -1;
    if (aioli_is_missing(v) || aioli_is_none(v)) return true;
    AioliType type = aioli_type(vm, v);
    bool is_index = type == AIOLI_TYPE_INT || type == AIOLI_TYPE_BOOL ||
                    !aioli_is_missing(aioli_attr_find(vm, aioli_class_of(vm, v), "__index__"));
    if (is_index) return !aioli_error_pending(vm) && aioli_int_get(vm, v, out);
    aioli_raise(vm, "TypeError", "argument should be integer or None, not '%T'", v);
    return false;
}

/* The size that counts for the hint of readlines. */
static int64_t size_of_line(AioliVm *vm, AioliValue line) {
    size_t size;
    if (aioli_type(vm, line) == AIOLI_TYPE_STRING) return aioli_string_length(vm, line);
    return aioli_bytes_get(vm, line, &size) ? (int64_t)size : -1;
}

AioliValue oli_io_read_lines(AioliVm *vm, AioliValue self, AioliValue hint) {
    int64_t limit, total = 0;
    if (!oli_io_size(vm, hint, &limit)) return aioli_error();
    if (limit <= 0) return aioli_list_of(vm, self);
    AioliValue lines = aioli_list(vm, NULL, 0);
    while (!aioli_is_error(lines) && total < limit) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue line = aioli_next(vm, self);
        int64_t size = aioli_is_stop(line) ? 0 : aioli_is_error(line) ? -1 : size_of_line(vm, line);
        bool ok = size >= 0 && (aioli_is_stop(line) || aioli_list_append(vm, lines, line));
        bool is_end = aioli_is_stop(line);
        aioli_scope_close(vm, &scope, aioli_missing());
        if (!ok) return aioli_error();
        if (is_end) break;
        total += size;
    }
    return lines;
}

AioliValue oli_io_write_lines(AioliVm *vm, AioliValue self, AioliValue lines) {
    AioliValue iterator = aioli_iterate(vm, lines);
    if (aioli_is_error(iterator)) return iterator;
    for (;;) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue line = aioli_next(vm, iterator);
        bool is_end = aioli_is_stop(line);
        bool ok = is_end || (!aioli_is_error(line) && !aioli_is_error(aioli_call_method(vm, self, "write", &line, 1)));
        aioli_scope_close(vm, &scope, aioli_missing());
        if (!ok) return aioli_error();
        if (is_end) return aioli_none();
    }
}

/* ---- open() ---- */

typedef struct OpenMode {
    char raw[8]; /* what FileIO takes */
    bool binary, updates, writes;
} OpenMode;

static bool bad_mode(AioliVm *vm, const char *what) {
    aioli_raise(vm, "ValueError", "%s", what);
    return false;
}

static bool read_mode(AioliVm *vm, const char *mode, OpenMode *out) {
    *out = (OpenMode){.binary = false};
    bool is_text = false;
    int kinds = 0;
    char kind = '\0';
    for (const char *p = mode; *p; p++) {
        if (!strchr("axrwb+t", *p) || memchr(mode, *p, (size_t)(p - mode))) {
            aioli_raise(vm, "ValueError", "invalid mode: '%s'", mode);
            return false;
        }
        if (*p == 'b') out->binary = true;
        if (*p == 't') is_text = true;
        if (*p == '+') out->updates = true;
        if (strchr("axrw", *p)) {
            kinds++;
            kind = *p;
        }
    }
    if (is_text && out->binary) return bad_mode(vm, "can't have text and binary mode at once");
    if (kinds > 1) return bad_mode(vm, "must have exactly one of create/read/write/append mode");
    if (!kinds) return bad_mode(vm, "Must have exactly one of create/read/write/append mode and at most one plus");
    out->writes = kind != 'r';
    out->raw[0] = kind;
    if (out->updates) out->raw[1] = '+';
    return true;
}

static bool is_given(AioliValue v) { return !aioli_is_missing(v) && !aioli_is_none(v); }

/* Arguments of open() after the mode. */
typedef struct OpenOptions {
    int64_t buffering;
    AioliValue encoding, errors, newline, opener;
    bool closes;
} OpenOptions;

static bool check_str(AioliVm *vm, AioliValue v, const char *name) {
    if (!is_given(v) || aioli_type(vm, v) == AIOLI_TYPE_STRING) return true;
    aioli_raise(vm, "TypeError", "open() argument '%s' must be str or None, not %T", name, v);
    return false;
}

static bool read_options(AioliVm *vm, const AioliValue *args, const OpenMode *mode, OpenOptions *out) {
    *out =
        (OpenOptions){.buffering = -1, .encoding = args[3], .errors = args[4], .newline = args[5], .opener = args[7]};
    if (!aioli_is_missing(args[2]) && !aioli_int_get(vm, args[2], &out->buffering)) return false;
    int closes = aioli_is_missing(args[6]) ? 1 : aioli_truth(vm, args[6]);
    out->closes = closes > 0;
    if (closes < 0 || !check_str(vm, args[3], "encoding") || !check_str(vm, args[4], "errors") ||
        !check_str(vm, args[5], "newline"))
        return false;
    IoNewline newline;
    if (!mode->binary) return oli_io_newline(vm, args[5], &newline);
    if (is_given(args[3])) return bad_mode(vm, "binary mode doesn't take an encoding argument");
    if (is_given(args[4])) return bad_mode(vm, "binary mode doesn't take an errors argument");
    if (is_given(args[5])) return bad_mode(vm, "binary mode doesn't take a newline argument");
    return true;
}

static AioliValue make_text(AioliVm *vm, AioliValue buffer, const OpenOptions *options, bool by_line, AioliValue mode) {
    AioliValue cls = aioli_class_new(vm, aioli_missing(), &oli_io_text_class);
    const AioliValue none = aioli_none();
    const AioliValue args[] = {buffer, is_given(options->encoding) ? options->encoding : none,
                               is_given(options->errors) ? options->errors : none,
                               is_given(options->newline) ? options->newline : none, aioli_bool(by_line)};
    AioliValue text = aioli_is_error(cls) ? cls : aioli_call(vm, cls, args, 5);
    return aioli_is_error(text) || !aioli_attr_set(vm, text, "mode", mode) ? aioli_error() : text;
}

/* The layers over the raw file. */
static AioliValue make_layers(AioliVm *vm, AioliValue raw, const OpenMode *mode, const OpenOptions *options,
                              AioliValue mode_text) {
    int64_t buffering = options->buffering;
    const FileIo *file = aioli_object_payload(vm, raw, &oli_io_file_class);
    bool is_terminal = buffering < 0 && isatty(file->handle->fd);
    if (buffering == 0 && mode->binary) return raw;
    if (buffering == 0) return aioli_raise(vm, "ValueError", "can't have unbuffered text I/O");
    bool by_line = is_terminal || buffering == 1;
    const AioliClass *def = mode->updates  ? &oli_io_random_class
                            : mode->writes ? &oli_io_writer_class
                                           : &oli_io_reader_class;
    AioliValue buffer = oli_io_buffered_new(vm, def, raw, buffering > 1 ? buffering : IO_BUFFER_BYTES);
    return mode->binary || aioli_is_error(buffer) ? buffer : make_text(vm, buffer, options, by_line, mode_text);
}

/* What stands for the file: a descriptor, a path, or what __fspath__ gives. */
static AioliValue file_of(AioliVm *vm, AioliValue file) {
    AioliType type = aioli_type(vm, file);
    if (type == AIOLI_TYPE_STRING || type == AIOLI_TYPE_BYTES || type == AIOLI_TYPE_INT) return file;
    AioliValue convert = aioli_attr_find(vm, aioli_class_of(vm, file), "__fspath__");
    return aioli_is_missing(convert) ? file : aioli_is_error(convert) ? convert : aioli_call(vm, convert, &file, 1);
}

static AioliValue io_open(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue path = file_of(vm, args[0]);
    if (aioli_is_error(path)) return path;
    OpenMode mode;
    OpenOptions options;
    AioliValue mode_text = aioli_is_missing(args[1]) ? aioli_string(vm, "r", 1) : args[1];
    if (aioli_type(vm, mode_text) != AIOLI_TYPE_STRING)
        return aioli_raise(vm, "TypeError", "open() argument 'mode' must be str, not %T", mode_text);
    const char *text = aioli_string_c(vm, mode_text);
    if (!text || !read_mode(vm, text, &mode) || !read_options(vm, args, &mode, &options)) return aioli_error();
    if (options.buffering == 0 && !mode.binary) return aioli_raise(vm, "ValueError", "can't have unbuffered text I/O");
    AioliValue raw = oli_io_file_open(vm, path, mode.raw, options.closes, options.opener);
    if (aioli_is_error(raw)) return raw;
    AioliValue file = make_layers(vm, raw, &mode, &options, mode_text);
    if (!aioli_is_error(file)) return file;
    AioliValue error = aioli_error_take(vm);
    if (aioli_is_error(aioli_call_method(vm, raw, "close", NULL, 0))) aioli_error_clear(vm);
    return aioli_raise_value(vm, error, aioli_missing());
}

static AioliValue open_code(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const AioliValue open_args[] = {args[0],         aioli_string(vm, "rb", 2), aioli_missing(), aioli_missing(),
                                    aioli_missing(), aioli_missing(),           aioli_missing(), aioli_missing()};
    return io_open(vm, open_args, 8);
}

static const AioliFunction FUNCTIONS[] = {
    {"open", "file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None",
     io_open, NULL},
    {"open_code", "path", open_code, NULL},
    {NULL, NULL, NULL, NULL},
};

static bool init_module(AioliVm *vm, AioliValue module) {
    static const AioliClass *const classes[] = {&oli_io_file_class,   &oli_io_reader_class, &oli_io_writer_class,
                                                &oli_io_random_class, &oli_io_text_class,   &oli_io_bytes_class,
                                                &oli_io_string_class};
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        if (aioli_is_error(aioli_class_new(vm, module, classes[i]))) return false;
    return aioli_attr_set(vm, module, "DEFAULT_BUFFER_SIZE", aioli_int(vm, IO_BUFFER_BYTES));
}

const AioliModule oli_module__io = {.name = "_io", .functions = FUNCTIONS, .init = init_module};
