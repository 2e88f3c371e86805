/* SPDX-License-Identifier: MIT
 *
 * io.TextIOWrapper: text over a buffer.
 *
 * No text is read ahead: lines and characters are found in the bytes of the Buffered below, which grows until what is
 * asked for is there, so tell() is simply its position. Objects that are no Buffered get one of ours put before them.
 * That works for UTF-8 and for encodings of one byte each; of all others (UTF-16, ...) the rest of the file is decoded
 * at once and served from memory.
 *
 * Values: 0 the buffer as the script knows it, 1 the Buffered that is used, 2 encoding, 3 errors, 4 decoded rest.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <string.h>

#include "io_text.h"

static Text *payload(AioliVm *vm, AioliValue self) { return aioli_object_payload(vm, self, &oli_io_text_class); }

/* ---- construction ---- */

/* Encodings under other names, compared without '-' and '_'. */
static bool is_named(const char *name, const char *plain) {
    for (; *name; name++) {
        char c = *name >= 'A' && *name <= 'Z' ? (char)(*name | 0x20) : *name;
        if (c == '-' || c == '_' || c == ' ') continue;
        if (c != *plain++) return false;
    }
    return !*plain;
}

static bool is_wide(const char *name) {
    static const char *const starts[] = {"utf16",    "utf32", "utf7", "unicodeescape", "rawunicodeescape",
                                         "punycode", "idna"};
    char plain[32];
    size_t used = 0;
    for (; *name && used + 1 < sizeof plain; name++)
        if (*name != '-' && *name != '_') plain[used++] = *name >= 'A' && *name <= 'Z' ? (char)(*name | 0x20) : *name;
    plain[used] = '\0';
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (!strncmp(plain, starts[i], strlen(starts[i]))) return true;
    return false;
}

/* LookupError "unknown encoding: x" unless text can be encoded so. */
static bool check_encoding(AioliVm *vm, AioliValue encoding) {
    const AioliValue args[] = {encoding, aioli_string(vm, "replace", AIOLI_NUL)};
    return !aioli_is_error(aioli_call_method(vm, aioli_string(vm, "a", 1), "encode", args, 2));
}

static bool set_encoding(AioliVm *vm, AioliValue self, Text *text, AioliValue encoding, AioliValue errors) {
    const char *name = aioli_string_c(vm, encoding);
    const char *handler = name ? aioli_string_c(vm, errors) : NULL;
    if (!handler) return false;
    text->has_mark = is_named(name, "utf8sig");
    bool utf8 = text->has_mark || is_named(name, "utf8") || is_named(name, "u8") || is_named(name, "utf");
    if (!utf8 && !check_encoding(vm, encoding)) return false;
    text->kind = utf8 ? ENCODING_UTF8 : is_wide(name) ? ENCODING_OTHER : ENCODING_BYTE;
    text->is_strict = !strcmp(handler, "strict");
    aioli_object_set_value(vm, self, VALUE_ENCODING, encoding);
    aioli_object_set_value(vm, self, VALUE_ERRORS, errors);
    return true;
}

/* An argument that is a str or None; false: TypeError. */
static bool text_option(AioliVm *vm, AioliValue v, const char *name, AioliValue otherwise, AioliValue *out) {
    *out = aioli_is_missing(v) || aioli_is_none(v) ? otherwise : v;
    if (aioli_is_missing(v) || aioli_is_none(v) || aioli_type(vm, v) == AIOLI_TYPE_STRING) return true;
    aioli_raise(vm, "TypeError", "TextIOWrapper() argument '%s' must be str or None, not %T", name, v);
    return false;
}

/* The Buffered to use: the buffer itself, or one of ours before any other object. */
static AioliValue buffered_for(AioliVm *vm, AioliValue buffer) {
    if (oli_io_buffered(vm, buffer)) return buffer;
    int reads = -1, writes = -1;
    AioliValue answer = aioli_call_method(vm, buffer, "readable", NULL, 0);
    if (!aioli_is_error(answer)) reads = aioli_truth(vm, answer);
    if (reads >= 0 && !aioli_is_error(answer = aioli_call_method(vm, buffer, "writable", NULL, 0)))
        writes = aioli_truth(vm, answer);
    if (reads < 0 || writes < 0) return aioli_error();
    const AioliClass *def = reads && writes ? &oli_io_random_class
                            : writes        ? &oli_io_writer_class
                                            : &oli_io_reader_class;
    if (!reads && !writes) return oli_io_unsupported(vm, "not readable");
    return oli_io_buffered_new(vm, def, buffer, IO_BUFFER_BYTES);
}

static bool flag(AioliVm *vm, AioliValue v, bool *out) {
    int truth = aioli_is_missing(v) || aioli_is_none(v) ? 0 : aioli_truth(vm, v);
    *out = truth > 0;
    return truth >= 0;
}

static AioliValue init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue self = args[0], encoding, errors;
    Text *text = payload(vm, self);
    text->is_ready = false;
    if (!text_option(vm, args[2], "encoding", aioli_string(vm, "UTF-8", AIOLI_NUL), &encoding) ||
        !text_option(vm, args[3], "errors", aioli_string(vm, "strict", AIOLI_NUL), &errors))
        return aioli_error();
    if (!aioli_is_missing(args[2]) && !aioli_is_none(args[2]) && is_named(aioli_string_c(vm, encoding), "locale"))
        encoding = aioli_string(vm, "UTF-8", AIOLI_NUL);
    if (!oli_io_newline(vm, args[4], &text->newline) || !set_encoding(vm, self, text, encoding, errors) ||
        !flag(vm, args[5], &text->line_buffering) || !flag(vm, args[6], &text->write_through))
        return aioli_error();
    AioliValue used = buffered_for(vm, args[1]);
    if (aioli_is_error(used)) return used;
    aioli_object_set_value(vm, self, VALUE_BUFFER, args[1]);
    aioli_object_set_value(vm, self, VALUE_USED, used);
    text->buffered = oli_io_buffered(vm, used);
    text->is_ready = true;
    return aioli_none();
}

/* ---- state ---- */

static bool is_closed(AioliVm *vm, AioliValue self) {
    AioliValue closed = aioli_attr_get(vm, aioli_object_value(vm, self, VALUE_BUFFER), "closed");
    return !aioli_is_false(closed);
}

Text *oli_io_text_usable(AioliVm *vm, AioliValue self, Buffered **buffered) {
    Text *text = payload(vm, self);
    if (text->is_detached || !text->is_ready) {
        aioli_raise(vm, "ValueError",
                    text->is_detached ? "underlying buffer has been detached"
                                      : "I/O operation on uninitialized object");
        return NULL;
    }
    *buffered = text->buffered;
    bool closed = (*buffered)->is_closed || (!(*buffered)->handle && is_closed(vm, self));
    if (closed && !aioli_error_pending(vm)) aioli_raise(vm, "ValueError", "I/O operation on closed file.");
    return closed ? NULL : text;
}

/* ---- reading ---- */

static AioliValue read_some(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t limit;
    return oli_io_size(vm, args[1], &limit) ? oli_io_text_read(vm, args[0], limit) : aioli_error();
}

static AioliValue read_line(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t limit;
    return oli_io_size(vm, args[1], &limit) ? oli_io_text_line(vm, args[0], limit) : aioli_error();
}

static AioliValue next_line(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue line = oli_io_text_line(vm, args[0], -1);
    if (aioli_is_error(line)) return line;
    int truth = aioli_truth(vm, line);
    payload(vm, args[0])->iterates = truth > 0;
    return truth < 0 ? aioli_error() : truth ? line : aioli_stop();
}

static AioliValue read_lines(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return oli_io_read_lines(vm, args[0], args[1]);
}

/* ---- writing ---- */

static bool has_surrogates(const char *text, size_t size) {
    for (const char *end = text + size; (text = memchr(text, 0xED, (size_t)(end - text))); text++)
        if (end - text > 1 && (unsigned char)text[1] >= 0xA0) return true;
    return false;
}

/* The text with "\r" or "\r\n" for each newline; the error value. */
static AioliValue with_newlines(AioliVm *vm, AioliValue v, IoNewline newline) {
    const AioliValue args[] = {aioli_string(vm, "\n", 1),
                               aioli_string(vm, newline == NEWLINE_CR ? "\r" : "\r\n", AIOLI_NUL)};
    return aioli_call_method(vm, v, "replace", args, 2);
}

/* Encode and write. */
static bool put(AioliVm *vm, AioliValue self, Text *text, Buffered *buffered, AioliValue v) {
    size_t size;
    AioliValue used = used_of(vm, self);
    const char *bytes = aioli_string_get(vm, v, &size);
    if (buffered->end) { /* as in CPython, text goes behind what was read ahead */
        buffered->start = buffered->end = 0;
        text->unchecked = 0;
    }
    if (text->has_mark) {
        int64_t at = oli_io_buffered_tell(vm, used, buffered);
        text->has_mark = false;
        if (at < 0) return false;
        if (at == 0 && !oli_io_buffered_write(vm, used, buffered, "\xEF\xBB\xBF", 3)) return false;
    }
    if (text->kind == ENCODING_UTF8 && !has_surrogates(bytes, size))
        return oli_io_buffered_write(vm, used, buffered, bytes, size);
    const AioliValue args[] = {aioli_object_value(vm, self, VALUE_ENCODING),
                               aioli_object_value(vm, self, VALUE_ERRORS)};
    AioliValue encoded = aioli_call_method(vm, v, "encode", args, 2);
    bytes = aioli_is_error(encoded) ? NULL : aioli_bytes_get(vm, encoded, &size);
    if (bytes && text->kind == ENCODING_OTHER) { /* UTF-16 and UTF-32 mark the byte order once */
        int64_t at = oli_io_buffered_tell(vm, used, buffered);
        if (at < 0) return false;
        const char *name = aioli_string_c(vm, args[0]);
        bool marks = is_named(name, "utf16") || is_named(name, "utf32");
        size_t mark = !marks || at == 0 ? 0 : is_named(name, "utf16") ? 2 : 4;
        return oli_io_buffered_write(vm, used, buffered, bytes + mark, size - mark);
    }
    return bytes && oli_io_buffered_write(vm, used, buffered, bytes, size);
}

static AioliValue write_text(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue self = args[0], v = args[1];
    if (aioli_type(vm, v) != AIOLI_TYPE_STRING)
        return aioli_raise(vm, "TypeError", "write() argument must be str, not %T", v);
    Buffered *buffered;
    Text *text = oli_io_text_usable(vm, self, &buffered);
    if (!text) return aioli_error();
    if (!buffered->writes) return oli_io_unsupported(vm, "not writable");
    size_t size;
    const char *bytes = aioli_string_get(vm, v, &size);
    bool breaks = memchr(bytes, '\n', size) != NULL;
    AioliValue shown = breaks && text->newline >= NEWLINE_CR ? with_newlines(vm, v, text->newline) : v;
    if (aioli_is_error(shown) || !put(vm, self, text, buffered, shown)) return aioli_error();
    bool flushes = text->write_through || (text->line_buffering && (breaks || memchr(bytes, '\r', size)));
    if (flushes && !oli_io_buffered_flush(vm, used_of(vm, self), buffered)) return aioli_error();
    text->has_decoded = false;
    return aioli_int(vm, aioli_string_length(vm, v));
}

static AioliValue write_lines(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Buffered *buffered;
    return oli_io_text_usable(vm, args[0], &buffered) ? oli_io_write_lines(vm, args[0], args[1]) : aioli_error();
}

/* ---- position ---- */

static AioliValue flush(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Buffered *buffered;
    if (!oli_io_text_usable(vm, args[0], &buffered) || !oli_io_buffered_flush(vm, used_of(vm, args[0]), buffered))
        return aioli_error();
    AioliValue buffer = aioli_object_value(vm, args[0], VALUE_BUFFER);
    if (aioli_is_same(buffer, used_of(vm, args[0]))) return aioli_none();
    return aioli_is_error(aioli_call_method(vm, buffer, "flush", NULL, 0)) ? aioli_error() : aioli_none();
}

static AioliValue tell(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Buffered *buffered;
    Text *text = oli_io_text_usable(vm, args[0], &buffered);
    if (!text) return aioli_error();
    if (text->iterates) return aioli_raise(vm, "OSError", "telling position disabled by next() call");
    int64_t at = oli_io_buffered_tell(vm, used_of(vm, args[0]), buffered);
    if (at < 0) return aioli_error();
    if (!text->has_decoded) return aioli_int(vm, at);
    Window rest = oli_io_text_window(vm, args[0], text, buffered); /* as many bytes as the rest would take lie ahead */
    const AioliValue encode_args[] = {aioli_object_value(vm, args[0], VALUE_ENCODING),
                                      aioli_object_value(vm, args[0], VALUE_ERRORS)};
    AioliValue encoded = aioli_call_method(vm, aioli_string(vm, rest.text, rest.size), "encode", encode_args, 2);
    size_t size;
    if (aioli_is_error(encoded) || !aioli_bytes_get(vm, encoded, &size)) return aioli_error();
    return aioli_int(vm, at - (rest.size ? (int64_t)size : 0));
}

static AioliValue seek(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t offset, whence = SEEK_SET;
    Buffered *buffered;
    Text *text = oli_io_text_usable(vm, args[0], &buffered);
    if (!text || !aioli_int_get(vm, args[1], &offset) ||
        (!aioli_is_missing(args[2]) && !aioli_int_get(vm, args[2], &whence)))
        return aioli_error();
    if (whence == SEEK_CUR && offset) return oli_io_unsupported(vm, "can't do nonzero cur-relative seeks");
    if (whence == SEEK_END && offset) return oli_io_unsupported(vm, "can't do nonzero end-relative seeks");
    if (whence < 0 || whence > 2)
        return aioli_raise(vm, "ValueError", "invalid whence (%lld, should be 0, 1 or 2)", (long long)whence);
    if (whence == SEEK_SET && offset < 0)
        return aioli_raise(vm, "ValueError", "negative seek position %lld", (long long)offset);
    int64_t at = oli_io_buffered_seek(vm, used_of(vm, args[0]), buffered, offset, (int)whence);
    if (at < 0) return aioli_error();
    text->has_decoded = text->iterates = false;
    text->unchecked = 0;
    if (at == 0)
        text->has_mark = is_named(aioli_string_c(vm, aioli_object_value(vm, args[0], VALUE_ENCODING)), "utf8sig");
    return aioli_int(vm, at);
}

static AioliValue truncate_file(AioliVm *vm, const AioliValue *args, size_t count) {
    Buffered *buffered;
    if (!oli_io_text_usable(vm, args[0], &buffered) || aioli_is_error(flush(vm, args, count))) return aioli_error();
    AioliValue size = args[1];
    if (aioli_is_missing(size) || aioli_is_none(size)) {
        int64_t at = oli_io_buffered_tell(vm, used_of(vm, args[0]), buffered);
        if (at < 0) return aioli_error();
        size = aioli_int(vm, at);
    }
    return aioli_call_method(vm, aioli_object_value(vm, args[0], VALUE_BUFFER), "truncate", &size, 1);
}

/* ---- the rest ---- */

static AioliValue close_all(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Text *text = payload(vm, args[0]);
    if (text->is_detached || !text->is_ready) return aioli_none();
    AioliValue buffer = aioli_object_value(vm, args[0], VALUE_BUFFER), used = used_of(vm, args[0]);
    Buffered *buffered = oli_io_buffered(vm, used);
    if (buffered->is_closed) return aioli_none();
    if (aioli_is_same(buffer, used)) {
        AioliValue closed = aioli_call_method(vm, buffer, "close", NULL, 0);
        return aioli_is_error(closed) ? closed : aioli_none();
    }
    bool was_closed = is_closed(vm, args[0]);
    if (aioli_error_pending(vm)) return aioli_error();
    bool flushed = was_closed || oli_io_buffered_flush(vm, used, buffered);
    buffered->is_closed = true;
    if (was_closed || !flushed) return flushed ? aioli_none() : aioli_error();
    return aioli_is_error(aioli_call_method(vm, buffer, "close", NULL, 0)) ? aioli_error() : aioli_none();
}

static AioliValue detach(AioliVm *vm, const AioliValue *args, size_t count) {
    if (aioli_is_error(flush(vm, args, count))) return aioli_error();
    payload(vm, args[0])->is_detached = true;
    return aioli_object_value(vm, args[0], VALUE_BUFFER);
}

static AioliValue reconfigure(AioliVm *vm, const AioliValue *args, size_t count) {
    AioliValue self = args[0];
    Text *text = payload(vm, self);
    if (aioli_is_error(flush(vm, args, count))) return aioli_error();
    AioliValue encoding = args[1], errors = args[2];
    bool has_encoding = !aioli_is_missing(encoding) && !aioli_is_none(encoding);
    if (!has_encoding) encoding = aioli_object_value(vm, self, VALUE_ENCODING);
    if (aioli_is_missing(errors) || aioli_is_none(errors))
        errors = has_encoding ? aioli_string(vm, "strict", AIOLI_NUL) : aioli_object_value(vm, self, VALUE_ERRORS);
    if (!set_encoding(vm, self, text, encoding, errors)) return aioli_error();
    if (!aioli_is_missing(args[3]) && !oli_io_newline(vm, args[3], &text->newline)) return aioli_error();
    if (!aioli_is_missing(args[4]) && !aioli_is_none(args[4]) && !flag(vm, args[4], &text->line_buffering))
        return aioli_error();
    if (!aioli_is_missing(args[5]) && !aioli_is_none(args[5]) && !flag(vm, args[5], &text->write_through))
        return aioli_error();
    return aioli_none();
}

/* A method that the buffer answers. */
static AioliValue ask_buffer(AioliVm *vm, AioliValue self, const char *name) {
    const Text *text = payload(vm, self);
    if (text->is_detached || !text->is_ready)
        return aioli_raise(vm, "ValueError", "underlying buffer has been detached");
    return aioli_call_method(vm, aioli_object_value(vm, self, VALUE_BUFFER), name, NULL, 0);
}

#define ASK(function, name)                                                                                            \
    static AioliValue function(AioliVm *vm, const AioliValue *args, size_t count) {                                    \
        (void)count;                                                                                                   \
        return ask_buffer(vm, args[0], name);                                                                          \
    }
ASK(file_number, "fileno")
ASK(is_terminal, "isatty")
ASK(is_seekable, "seekable")
ASK(is_readable, "readable")
ASK(is_writable, "writable")

static AioliValue same(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Buffered *buffered;
    return oli_io_text_usable(vm, args[0], &buffered) ? args[0] : aioli_error();
}

static AioliValue repr(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue name = aioli_attr_find(vm, aioli_object_value(vm, args[0], VALUE_BUFFER), "name");
    AioliValue mode = aioli_is_error(name) ? name : aioli_attr_find(vm, args[0], "mode");
    if (aioli_is_error(mode)) return mode;
    AioliValue empty = aioli_string(vm, "", 0);
    AioliValue name_part = aioli_is_missing(name) ? empty : aioli_string_format(vm, " name=%R", name);
    AioliValue mode_part = aioli_is_missing(mode) ? empty : aioli_string_format(vm, " mode=%R", mode);
    if (aioli_is_error(name_part) || aioli_is_error(mode_part)) return aioli_error();
    return aioli_string_format(vm, "<_io.TextIOWrapper%V%V encoding=%R>", name_part, mode_part,
                               aioli_object_value(vm, args[0], VALUE_ENCODING));
}

static AioliValue get_buffer(AioliVm *vm, AioliValue self) {
    if (payload(vm, self)->is_detached) return aioli_raise(vm, "ValueError", "underlying buffer has been detached");
    return aioli_object_value(vm, self, VALUE_BUFFER);
}
static AioliValue get_name(AioliVm *vm, AioliValue self) {
    AioliValue buffer = get_buffer(vm, self);
    return aioli_is_error(buffer) ? buffer : aioli_attr_get(vm, buffer, "name");
}
static AioliValue get_closed(AioliVm *vm, AioliValue self) {
    AioliValue buffer = get_buffer(vm, self);
    return aioli_is_error(buffer) ? buffer : aioli_attr_get(vm, buffer, "closed");
}
static AioliValue get_encoding(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, VALUE_ENCODING); }
static AioliValue get_errors(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, VALUE_ERRORS); }
static AioliValue get_line_buffering(AioliVm *vm, AioliValue self) {
    return aioli_bool(payload(vm, self)->line_buffering);
}
static AioliValue get_write_through(AioliVm *vm, AioliValue self) {
    return aioli_bool(payload(vm, self)->write_through);
}

static AioliValue get_newlines(AioliVm *vm, AioliValue self) {
    static const char *const kinds[] = {"\r", "\n", "\r\n"};
    static const uint8_t bits[] = {SEEN_CR, SEEN_LF, SEEN_CRLF};
    AioliValue items[3];
    size_t count = 0;
    for (size_t i = 0; i < 3; i++)
        if (payload(vm, self)->seen & bits[i]) items[count++] = aioli_string(vm, kinds[i], AIOLI_NUL);
    return count == 0 ? aioli_none() : count == 1 ? items[0] : aioli_tuple(vm, items, count);
}

static const AioliFunction METHODS[] = {
    {"__init__", "self, buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False",
     init, NULL},
    {"__repr__", "self, /", repr, NULL},
    {"__enter__", "self, /", same, NULL},
    {"__exit__", "self, /, *args", close_all, NULL},
    {"__iter__", "self, /", same, NULL},
    {"__next__", "self, /", next_line, NULL},
    {"read", "self, size=-1, /", read_some, NULL},
    {"readline", "self, size=-1, /", read_line, NULL},
    {"readlines", "self, hint=-1, /", read_lines, NULL},
    {"write", "self, text, /", write_text, NULL},
    {"writelines", "self, lines, /", write_lines, NULL},
    {"seek", "self, cookie, whence=0, /", seek, NULL},
    {"tell", "self, /", tell, NULL},
    {"truncate", "self, pos=None, /", truncate_file, NULL},
    {"flush", "self, /", flush, NULL},
    {"close", "self, /", close_all, NULL},
    {"detach", "self, /", detach, NULL},
    {"reconfigure", "self, /, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None",
     reconfigure, NULL},
    {"fileno", "self, /", file_number, NULL},
    {"isatty", "self, /", is_terminal, NULL},
    {"readable", "self, /", is_readable, NULL},
    {"writable", "self, /", is_writable, NULL},
    {"seekable", "self, /", is_seekable, NULL},
    {NULL, NULL, NULL, NULL},
};

static const AioliProperty PROPERTIES[] = {
    {"buffer", get_buffer, NULL, NULL},
    {"name", get_name, NULL, NULL},
    {"closed", get_closed, NULL, NULL},
    {"encoding", get_encoding, NULL, NULL},
    {"errors", get_errors, NULL, NULL},
    {"newlines", get_newlines, NULL, NULL},
    {"line_buffering", get_line_buffering, NULL, NULL},
    {"write_through", get_write_through, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

const AioliClass oli_io_text_class = {
    .name = "TextIOWrapper",
    .module = "_io",
    .flags = AIOLI_CLASS_HAS_DICT,
    .payload_size = sizeof(Text),
    .value_count = VALUE_COUNT,
    .methods = METHODS,
    .properties = PROPERTIES,
};
