/* SPDX-License-Identifier: MIT
 *
 * Module _json, the writing half: objects to JSON text (RFC 8259). json/encoder.aio keeps the class and asks here.
 *
 * The text grows in one block of the VM's memory. Containers that are being written are known by a dict of their ids
 * (check_circular), as in CPython. What is written runs script only in default(), in hooks of subclasses, and in sorting.
 */
#include "json_parts.h"

#include <math.h>
#include <string.h>

typedef struct Writer {
    AioliVm *vm;
    AioliValue encoder, open; /* open: dict of the containers being written, or missing */
    char *bytes;
    size_t used, capacity;
    const char *item_separator, *key_separator, *indent; /* indent NULL: all in one line */
    size_t item_separator_size, key_separator_size, indent_size, depth;
    bool ensure_ascii, allow_nan, sort_keys, skip_keys;
} Writer;

static bool write_value(Writer *writer, AioliValue v);

static bool write_bytes(Writer *writer, const char *bytes, size_t size) {
    if (!size) return true;
    if (writer->used + size > writer->capacity) {
        size_t capacity = (writer->used + size) * 2 + 128;
        char *grown = aioli_memory_resize(writer->vm, writer->bytes, writer->capacity, capacity);
        if (!grown) return false;
        writer->bytes = grown;
        writer->capacity = capacity;
    }
    memcpy(writer->bytes + writer->used, bytes, size);
    writer->used += size;
    return true;
}

static bool write_text(Writer *writer, const char *text) { return write_bytes(writer, text, strlen(text)); }

/* The characters of a str, as they are. */
static bool write_str(Writer *writer, AioliValue text) {
    size_t size;
    const char *bytes = aioli_is_error(text) ? NULL : aioli_string_get(writer->vm, text, &size);
    return bytes && write_bytes(writer, bytes, size);
}

/* ---- strings ---- */

static bool write_unit(Writer *writer, uint32_t unit) {
    static const char DIGITS[] = "0123456789abcdef";
    char escape[6] = {
        '\\', 'u', DIGITS[unit >> 12 & 15], DIGITS[unit >> 8 & 15], DIGITS[unit >> 4 & 15], DIGITS[unit & 15]};
    return write_bytes(writer, escape, sizeof escape);
}

/* The code point at `text`, of UTF-8 that is known to be well formed (lone surrogates apart). */
static uint32_t decode(const unsigned char *text, size_t *length) {
    if (text[0] < 0x80) {
        *length = 1;
        return text[0];
    }
    *length = text[0] < 0xE0 ? 2 : text[0] < 0xF0 ? 3 : 4;
    uint32_t code = text[0] & (0xFFu >> (*length + 1));
    for (size_t i = 1; i < *length; i++) code = code << 6 | (text[i] & 0x3F);
    return code;
}

static bool write_escaped(Writer *writer, uint32_t code) {
    static const char PLAIN[] = "\"\\\b\f\n\r\t", NAMES[] = "\"\\bfnrt";
    const char *plain = code && code < 0x80 ? strchr(PLAIN, (int)code) : NULL;
    if (plain) {
        char escape[2] = {'\\', NAMES[plain - PLAIN]};
        return write_bytes(writer, escape, 2);
    }
    if (code < 0x10000) return write_unit(writer, code);
    code -= 0x10000;
    return write_unit(writer, 0xD800 | code >> 10) && write_unit(writer, 0xDC00 | (code & 0x3FF));
}

static bool write_quoted(Writer *writer, AioliValue string) {
    size_t size;
    const char *text = aioli_string_get(writer->vm, string, &size);
    if (!text || !write_bytes(writer, "\"", 1)) return false;
    size_t start = 0, length = 1;
    for (size_t at = 0; at < size; at += length) {
        unsigned char c = (unsigned char)text[at];
        length = 1;
        if (c >= 0x20 && c != '"' && c != '\\' && (c < 0x7F || !writer->ensure_ascii)) continue;
        if (!write_bytes(writer, text + start, at - start) ||
            !write_escaped(writer, decode((const unsigned char *)text + at, &length)))
            return false;
        start = at + length;
    }
    return write_bytes(writer, text + start, size - start) && write_bytes(writer, "\"", 1);
}

/* ---- numbers ---- */

/* type.__repr__(v), whatever a subclass has made of it. */
static AioliValue plain_repr(AioliVm *vm, AioliValue v, AioliType type, const char *name) {
    if (aioli_is_exact(vm, v, type)) return aioli_repr(vm, v);
    AioliValue cls = aioli_builtin(vm, name);
    return aioli_is_error(cls) ? cls : aioli_call_method(vm, cls, "__repr__", &v, 1);
}

/* A float as text: a str, or the error value. */
static AioliValue float_text(Writer *writer, AioliValue v) {
    double d;
    if (!aioli_float_get(writer->vm, v, &d)) return aioli_error();
    if (isfinite(d)) return plain_repr(writer->vm, v, AIOLI_TYPE_FLOAT, "float");
    if (!writer->allow_nan)
        return aioli_raise(writer->vm, "ValueError", "Out of range float values are not JSON compliant: %R", v);
    return aioli_string(writer->vm, isnan(d) ? "NaN" : d > 0 ? "Infinity" : "-Infinity", AIOLI_NUL);
}

/* ---- containers ---- */

static bool new_line(Writer *writer) {
    if (!writer->indent) return true;
    bool ok = write_bytes(writer, "\n", 1);
    for (size_t i = 0; ok && i < writer->depth; i++) ok = write_bytes(writer, writer->indent, writer->indent_size);
    return ok;
}

static AioliValue id_of(Writer *writer, AioliValue v) {
    AioliValue function = aioli_builtin(writer->vm, "id");
    return aioli_is_error(function) ? function : aioli_call(writer->vm, function, &v, 1);
}

/* Before the items of a container: false when it is being written already, or too deep. */
static bool enter(Writer *writer, AioliValue v) {
    AioliVm *vm = writer->vm;
    if (!aioli_check_recursion(vm)) return false;
    if (aioli_is_missing(writer->open)) return true;
    AioliValue key = id_of(writer, v);
    AioliValue found = aioli_is_error(key) ? key : aioli_dict_get(vm, writer->open, key);
    if (aioli_is_error(found)) return false;
    if (aioli_is_missing(found)) return aioli_dict_set(vm, writer->open, key, v);
    aioli_raise(vm, "ValueError", "Circular reference detected");
    return false;
}

static bool leave(Writer *writer, AioliValue v) {
    if (aioli_is_missing(writer->open)) return true;
    AioliValue key = id_of(writer, v);
    return !aioli_is_error(key) && aioli_dict_delete(writer->vm, writer->open, key) >= 0;
}

static bool between(Writer *writer, bool first) {
    return (first || write_bytes(writer, writer->item_separator, writer->item_separator_size)) && new_line(writer);
}

/* The items of `iterable` (v itself for a list or tuple). */
static bool write_items(Writer *writer, AioliValue iterable) {
    AioliVm *vm = writer->vm;
    AioliValue iterator = aioli_iterate(vm, iterable);
    if (aioli_is_error(iterator)) return false;
    bool ok = true, more = true;
    for (bool first = true; ok && more; first = false) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue item = aioli_next(vm, iterator);
        more = !aioli_is_stop(item);
        ok = !aioli_is_error(item) && (!more || (between(writer, first) && write_value(writer, item)));
        aioli_scope_close(vm, &scope, aioli_missing());
    }
    return ok;
}

static bool write_sequence(Writer *writer, AioliValue v) {
    int64_t size = aioli_length(writer->vm, v);
    if (size < 0) return false;
    if (!size) return write_text(writer, "[]");
    if (!enter(writer, v) || !write_text(writer, "[")) return false;
    writer->depth++;
    bool ok = write_items(writer, v);
    writer->depth--;
    return ok && new_line(writer) && write_text(writer, "]") && leave(writer, v);
}

/* A key as a str; aioli_missing(): it is left out. */
static AioliValue key_text(Writer *writer, AioliValue key) {
    AioliVm *vm = writer->vm;
    if (aioli_is_true(key) || aioli_is_false(key) || aioli_is_none(key))
        return aioli_string(vm, aioli_is_true(key) ? "true" : aioli_is_false(key) ? "false" : "null", AIOLI_NUL);
    switch (aioli_type(vm, key)) {
    case AIOLI_TYPE_STRING: return key;
    case AIOLI_TYPE_FLOAT: return float_text(writer, key);
    case AIOLI_TYPE_INT: return plain_repr(vm, key, AIOLI_TYPE_INT, "int");
    default: break;
    }
    if (writer->skip_keys) return aioli_missing();
    return aioli_raise(vm, "TypeError", "keys must be str, int, float, bool or None, not %s", aioli_type_name(vm, key));
}

static bool write_member(Writer *writer, AioliValue key, AioliValue value, bool *first) {
    AioliValue text = key_text(writer, key);
    if (aioli_is_missing(text)) return true;
    if (aioli_is_error(text) || !between(writer, *first)) return false;
    *first = false;
    return write_quoted(writer, text) && write_bytes(writer, writer->key_separator, writer->key_separator_size) &&
           write_value(writer, value);
}

/* The members in the order of the keys, or those that items() of a subclass gives. */
static bool write_pairs(Writer *writer, AioliValue v, bool *first) {
    AioliVm *vm = writer->vm;
    AioliValue items = aioli_call_method(vm, v, "items", NULL, 0);
    AioliValue list = aioli_is_error(items) ? items : aioli_list_of(vm, items);
    if (aioli_is_error(list) || (writer->sort_keys && !aioli_list_sort(vm, list))) return false;
    bool ok = true;
    for (int64_t i = 0; ok && i < aioli_sequence_length(vm, list); i++) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue pair = aioli_sequence_get(vm, list, (size_t)i);
        if (aioli_sequence_length(vm, pair) != 2) {
            ok = false;
            if (!aioli_error_pending(vm)) aioli_raise(vm, "ValueError", "items must return 2-tuples");
        } else {
            ok = write_member(writer, aioli_sequence_get(vm, pair, 0), aioli_sequence_get(vm, pair, 1), first);
        }
        aioli_scope_close(vm, &scope, aioli_missing());
    }
    return ok;
}

static bool write_members(Writer *writer, AioliValue v) {
    AioliVm *vm = writer->vm;
    bool first = true, ok = true;
    if (writer->sort_keys || !aioli_is_exact(vm, v, AIOLI_TYPE_DICT)) {
        ok = write_pairs(writer, v, &first);
    } else {
        size_t position = 0;
        for (bool more = true; ok && more;) {
            AioliScope scope;
            aioli_scope_open(vm, &scope);
            AioliValue key, value;
            more = aioli_dict_next(vm, v, &position, &key, &value);
            ok = !more || write_member(writer, key, value, &first);
            aioli_scope_close(vm, &scope, aioli_missing());
        }
    }
    return ok;
}

static bool write_mapping(Writer *writer, AioliValue v) {
    int64_t size = aioli_length(writer->vm, v);
    if (size < 0) return false;
    if (!size) return write_text(writer, "{}");
    if (!enter(writer, v) || !write_text(writer, "{")) return false;
    writer->depth++;
    bool ok = write_members(writer, v);
    writer->depth--;
    return ok && new_line(writer) && write_text(writer, "}") && leave(writer, v);
}

/* What default() makes of it. */
static bool write_other(Writer *writer, AioliValue v) {
    if (!enter(writer, v)) return false;
    AioliValue other = aioli_call_method(writer->vm, writer->encoder, "default", &v, 1);
    return !aioli_is_error(other) && write_value(writer, other) && leave(writer, v);
}

static bool write_value(Writer *writer, AioliValue v) {
    AioliVm *vm = writer->vm;
    if (aioli_is_none(v)) return write_text(writer, "null");
    if (aioli_is_true(v)) return write_text(writer, "true");
    if (aioli_is_false(v)) return write_text(writer, "false");
    switch (aioli_type(vm, v)) {
    case AIOLI_TYPE_STRING: return write_quoted(writer, v);
    case AIOLI_TYPE_INT: return write_str(writer, plain_repr(vm, v, AIOLI_TYPE_INT, "int"));
    case AIOLI_TYPE_FLOAT: return write_str(writer, float_text(writer, v));
    case AIOLI_TYPE_LIST:
    case AIOLI_TYPE_TUPLE: return write_sequence(writer, v);
    case AIOLI_TYPE_DICT: return write_mapping(writer, v);
    default: return write_other(writer, v);
    }
}

/* ---- the functions ---- */

static bool read_flag(AioliVm *vm, AioliValue encoder, const char *name, bool *out) {
    AioliValue value = aioli_attr_get(vm, encoder, name);
    int truth = aioli_is_error(value) ? -1 : aioli_truth(vm, value);
    *out = truth > 0;
    return truth >= 0;
}

static bool read_text(AioliVm *vm, AioliValue encoder, const char *name, const char **out, size_t *size) {
    AioliValue value = aioli_attr_get(vm, encoder, name);
    return !aioli_is_error(value) && (*out = aioli_string_get(vm, value, size));
}

/* None, a number of blanks, or a str. */
static bool read_indent(Writer *writer) {
    AioliVm *vm = writer->vm;
    AioliValue indent = aioli_attr_get(vm, writer->encoder, "indent");
    if (aioli_is_error(indent)) return false;
    if (aioli_is_none(indent)) return true;
    AioliType type = aioli_type(vm, indent);
    if (type == AIOLI_TYPE_INT || type == AIOLI_TYPE_BOOL)
        indent = aioli_binary(vm, AIOLI_MUL, aioli_string(vm, " ", 1), indent);
    return !aioli_is_error(indent) && (writer->indent = aioli_string_get(vm, indent, &writer->indent_size));
}

static bool read_options(Writer *writer) {
    AioliVm *vm = writer->vm;
    AioliValue encoder = writer->encoder;
    bool check_circular;
    if (!read_flag(vm, encoder, "ensure_ascii", &writer->ensure_ascii) ||
        !read_flag(vm, encoder, "allow_nan", &writer->allow_nan) ||
        !read_flag(vm, encoder, "sort_keys", &writer->sort_keys) ||
        !read_flag(vm, encoder, "skipkeys", &writer->skip_keys) ||
        !read_flag(vm, encoder, "check_circular", &check_circular) ||
        !read_text(vm, encoder, "item_separator", &writer->item_separator, &writer->item_separator_size) ||
        !read_text(vm, encoder, "key_separator", &writer->key_separator, &writer->key_separator_size) ||
        !read_indent(writer))
        return false;
    if (check_circular) writer->open = aioli_dict(vm);
    return !aioli_is_error(writer->open);
}

static AioliValue finish(Writer *writer, bool ok) {
    AioliValue text =
        ok ? aioli_string_join(writer->vm, writer->bytes ? writer->bytes : "", writer->used) : aioli_error();
    if (writer->bytes) aioli_memory_free(writer->vm, writer->bytes, writer->capacity);
    return text;
}

AioliValue oli_json_encode(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Writer writer = {.vm = vm, .encoder = args[0], .open = aioli_missing()};
    return finish(&writer, read_options(&writer) && write_value(&writer, args[1]));
}

/* A str in quotes: everything outside ASCII escaped, or only what must be. */
static AioliValue quote(AioliVm *vm, AioliValue text, bool ensure_ascii) {
    if (aioli_type(vm, text) != AIOLI_TYPE_STRING)
        return aioli_raise(vm, "TypeError", "first argument must be a string, not %s", aioli_type_name(vm, text));
    Writer writer = {.vm = vm, .ensure_ascii = ensure_ascii};
    return finish(&writer, write_quoted(&writer, text));
}

static AioliValue encode_basestring(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return quote(vm, args[0], false);
}

static AioliValue encode_basestring_ascii(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return quote(vm, args[0], true);
}

static const AioliFunction FUNCTIONS[] = {
    {"decode", "decoder, text, start, error, /", oli_json_decode, NULL},
    {"encode", "encoder, o, /", oli_json_encode, NULL},
    {"encode_basestring", "s, /", encode_basestring, "A str in quotes, with only what must be escaped escaped."},
    {"encode_basestring_ascii", "s, /", encode_basestring_ascii, "A str in quotes, everything outside ASCII escaped."},
    {NULL, NULL, NULL, NULL}};

extern const AioliModule oli_module__json;
const AioliModule oli_module__json = {.name = "_json", .doc = "The work of module json.", .functions = FUNCTIONS};
