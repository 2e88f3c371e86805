/* SPDX-License-Identifier: MIT
 *
 * Module _json, the reading half: JSON text (RFC 8259) to objects. json/decoder.aio keeps the classes and asks here.
 *
 * A recursive descent over the UTF-8 bytes of the str. Bytes from 0x80 on are met inside of strings alone (elsewhere they
 * are errors), so everything counts bytes; error positions are told in code points. Every function leaves *at behind what
 * it read; hooks may run any script, but the text stays in place as long as its str lives, which the caller sees to.
 */
#include "json_parts.h"

#include <string.h>

typedef struct Reader {
    AioliVm *vm;
    const char *text;
    size_t size;
    AioliValue doc, error_class;
    AioliValue object_hook, pairs_hook, parse_float, parse_int, parse_constant; /* missing: the usual thing */
    bool strict;
} Reader;

static AioliValue read_value(Reader *reader, size_t *at);

static AioliValue fail(Reader *reader, const char *message, size_t at) {
    AioliVm *vm = reader->vm;
    AioliValue args[3] = {aioli_string(vm, message, AIOLI_NUL), reader->doc,
                          aioli_int(vm, aioli_string_index(vm, reader->doc, (int64_t)at))};
    AioliValue error = aioli_is_error(args[0]) ? args[0] : aioli_call(vm, reader->error_class, args, 3);
    return aioli_is_error(error) ? error : aioli_raise_value(vm, error, aioli_missing());
}

static char peek(const Reader *reader, size_t at) { return at < reader->size ? reader->text[at] : '\0'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static void skip_blanks(const Reader *reader, size_t *at) {
    while (*at < reader->size && (reader->text[*at] == ' ' || reader->text[*at] == '\n' || reader->text[*at] == '\r' ||
                                  reader->text[*at] == '\t'))
        ++*at;
}

static bool starts_with(const Reader *reader, size_t at, const char *word) {
    size_t length = strlen(word);
    return reader->size - at >= length && !memcmp(reader->text + at, word, length);
}

static AioliValue slice(Reader *reader, size_t start, size_t end) {
    return aioli_string_join(reader->vm, reader->text + start, end - start);
}

/* ---- strings ---- */

typedef struct Buffer {
    char *bytes;
    size_t used, capacity;
} Buffer;

static bool append(Reader *reader, Buffer *buffer, const char *bytes, size_t size) {
    if (!size) return true;
    if (buffer->used + size > buffer->capacity) {
        size_t capacity = (buffer->used + size) * 2;
        char *grown = aioli_memory_resize(reader->vm, buffer->bytes, buffer->capacity, capacity);
        if (!grown) return false;
        buffer->bytes = grown;
        buffer->capacity = capacity;
    }
    memcpy(buffer->bytes + buffer->used, bytes, size);
    buffer->used += size;
    return true;
}

/* UTF-8, lone surrogates as three bytes (as aioli_string_join takes them). */
static size_t encode(uint32_t code, char out[4]) {
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char FIRST[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = length - 1; i; i--, code >>= 6) out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)(FIRST[length] | code);
    return length;
}

/* Four hexadecimal digits, which may not be the last of the text; -1: they are not there. */
static int32_t read_hex4(const Reader *reader, size_t at) {
    if (reader->size <= at + 4) return -1;
    int32_t code = 0;
    for (size_t i = at; i < at + 4; i++) {
        char c = reader->text[i];
        int digit = is_digit(c)            ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0) return -1;
        code = code << 4 | digit;
    }
    return code;
}

/* The escape whose backslash stands at *at, appended. */
static bool read_escape(Reader *reader, size_t opening, size_t *at, Buffer *buffer) {
    static const char NAMES[] = "\"\\/bfnrt", MEANINGS[] = "\"\\/\b\f\n\r\t";
    if (*at + 1 >= reader->size) {
        fail(reader, "Unterminated string starting at", opening);
        return false;
    }
    char name = reader->text[*at + 1];
    const char *known = name ? strchr(NAMES, name) : NULL;
    if (known) {
        *at += 2;
        return append(reader, buffer, MEANINGS + (known - NAMES), 1);
    }
    if (name != 'u') {
        fail(reader, "Invalid \\escape", *at);
        return false;
    }
    int32_t code = read_hex4(reader, *at + 2);
    size_t wrong = *at;
    *at += 6;
    if (code >= 0xD800 && code < 0xDC00 && starts_with(reader, *at, "\\u")) {
        int32_t low = read_hex4(reader, *at + 2);
        if (low < 0) {
            wrong = *at;
            code = -1;
        } else if (low >= 0xDC00 && low < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10 | (low - 0xDC00));
            *at += 6;
        }
    }
    if (code < 0) {
        fail(reader, "Invalid \\uXXXX escape", wrong + 1);
        return false;
    }
    char bytes[4];
    return append(reader, buffer, bytes, encode((uint32_t)code, bytes));
}

/* The end of a run of characters that stand for themselves. */
static size_t plain_end(const Reader *reader, size_t at) {
    while (at < reader->size && reader->text[at] != '"' && reader->text[at] != '\\' &&
           ((unsigned char)reader->text[at] >= 0x20 || !reader->strict))
        at++;
    return at;
}

static bool check_plain_end(Reader *reader, size_t opening, size_t at) {
    if (at >= reader->size)
        fail(reader, "Unterminated string starting at", opening);
    else if ((unsigned char)reader->text[at] < 0x20 && reader->strict)
        fail(reader, "Invalid control character at", at);
    else
        return true;
    return false;
}

/* The string whose opening quote stands before *at. */
static AioliValue read_string(Reader *reader, size_t *at, bool is_key) {
    size_t opening = *at - 1, start = *at, end = plain_end(reader, start);
    if (!check_plain_end(reader, opening, end)) return aioli_error();
    if (reader->text[end] == '"') {
        *at = end + 1;
        return is_key ? aioli_string_intern(reader->vm, reader->text + start, end - start) : slice(reader, start, end);
    }
    Buffer buffer = {NULL, 0, 0};
    bool ok = true;
    while ((ok = append(reader, &buffer, reader->text + start, end - start)) && reader->text[end] != '"') {
        if (!(ok = read_escape(reader, opening, &end, &buffer))) break;
        start = end;
        end = plain_end(reader, start);
        if (!(ok = check_plain_end(reader, opening, end))) break;
    }
    AioliValue result = ok ? aioli_string_join(reader->vm, buffer.bytes, buffer.used) : aioli_error();
    if (buffer.bytes) aioli_memory_free(reader->vm, buffer.bytes, buffer.capacity);
    *at = end + 1;
    return result;
}

/* ---- numbers and constants ---- */

static AioliValue parse(Reader *reader, AioliValue function, const char *usual, size_t start, size_t end) {
    AioliValue text = slice(reader, start, end);
    AioliValue callable = aioli_is_missing(function) ? aioli_builtin(reader->vm, usual) : function;
    return aioli_is_error(text) || aioli_is_error(callable) ? aioli_error()
                                                            : aioli_call(reader->vm, callable, &text, 1);
}

static AioliValue read_constant(Reader *reader, size_t *at, const char *name) {
    *at += strlen(name);
    AioliValue text = aioli_string(reader->vm, name, AIOLI_NUL);
    if (aioli_is_error(text)) return text;
    return aioli_call(reader->vm, reader->parse_constant, &text, 1);
}

static size_t skip_digits(const Reader *reader, size_t at) {
    while (is_digit(peek(reader, at))) at++;
    return at;
}

static AioliValue read_number(Reader *reader, size_t *at) {
    size_t start = *at, digits = peek(reader, start) == '-' ? start + 1 : start, end = digits + 1;
    if (!is_digit(peek(reader, digits))) {
        if (starts_with(reader, start, "-Infinity")) return read_constant(reader, at, "-Infinity");
        return fail(reader, "Expecting value", start);
    }
    if (reader->text[digits] != '0') end = skip_digits(reader, end);
    bool is_float = false;
    if (peek(reader, end) == '.' && is_digit(peek(reader, end + 1))) {
        is_float = true;
        end = skip_digits(reader, end + 1);
    }
    if (peek(reader, end) == 'e' || peek(reader, end) == 'E') {
        size_t exponent = end + 1;
        if (peek(reader, exponent) == '+' || peek(reader, exponent) == '-') exponent++;
        if (is_digit(peek(reader, exponent))) {
            is_float = true;
            end = skip_digits(reader, exponent);
        }
    }
    *at = end;
    if (is_float) return parse(reader, reader->parse_float, "float", start, end);
    if (!aioli_is_missing(reader->parse_int) || end - digits > 18)
        return parse(reader, reader->parse_int, "int", start, end);
    int64_t number = 0;
    for (size_t i = digits; i < end; i++) number = number * 10 + (reader->text[i] - '0');
    return aioli_int(reader->vm, digits > start ? -number : number);
}

/* ---- arrays and objects ---- */

/* Behind an item: ',' and the next one (1), or `close` (0), both read; -1: an exception. */
static int after_item(Reader *reader, size_t *at, char close, const char *trailing) {
    skip_blanks(reader, at);
    size_t comma = *at;
    char c = peek(reader, comma);
    if (c == close || c == ',') ++*at;
    if (c == close) return 0;
    if (c != ',') {
        fail(reader, "Expecting ',' delimiter", comma);
        return -1;
    }
    skip_blanks(reader, at);
    if (peek(reader, *at) != close) return 1;
    fail(reader, trailing, comma);
    return -1;
}

static AioliValue read_array(Reader *reader, size_t *at) {
    AioliVm *vm = reader->vm;
    AioliValue array = aioli_list(vm, NULL, 0);
    if (aioli_is_error(array)) return array;
    skip_blanks(reader, at);
    if (peek(reader, *at) == ']') {
        ++*at;
        return array;
    }
    for (int more = 1; more > 0;) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue item = read_value(reader, at);
        bool ok = !aioli_is_error(item) && aioli_list_append(vm, array, item);
        aioli_scope_close(vm, &scope, aioli_missing());
        more = ok ? after_item(reader, at, ']', "Illegal trailing comma before end of array") : -1;
        if (more < 0) return aioli_error();
    }
    return array;
}

/* "key": value, into the dict, or as a pair into the list. */
static bool read_member(Reader *reader, size_t *at, AioliValue object, bool as_pairs) {
    AioliVm *vm = reader->vm;
    if (peek(reader, *at) != '"') {
        fail(reader, "Expecting property name enclosed in double quotes", *at);
        return false;
    }
    ++*at;
    AioliValue pair[2];
    pair[0] = read_string(reader, at, true);
    if (aioli_is_error(pair[0])) return false;
    skip_blanks(reader, at);
    if (peek(reader, *at) != ':') {
        fail(reader, "Expecting ':' delimiter", *at);
        return false;
    }
    ++*at;
    skip_blanks(reader, at);
    pair[1] = read_value(reader, at);
    if (aioli_is_error(pair[1])) return false;
    if (!as_pairs) return aioli_dict_set(vm, object, pair[0], pair[1]);
    AioliValue both = aioli_tuple(vm, pair, 2);
    return !aioli_is_error(both) && aioli_list_append(vm, object, both);
}

static AioliValue read_object(Reader *reader, size_t *at) {
    AioliVm *vm = reader->vm;
    bool as_pairs = !aioli_is_missing(reader->pairs_hook);
    AioliValue object = as_pairs ? aioli_list(vm, NULL, 0) : aioli_dict(vm);
    if (aioli_is_error(object)) return object;
    skip_blanks(reader, at);
    int more = peek(reader, *at) != '}';
    if (!more) ++*at;
    while (more > 0) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        bool ok = read_member(reader, at, object, as_pairs);
        aioli_scope_close(vm, &scope, aioli_missing());
        more = ok ? after_item(reader, at, '}', "Illegal trailing comma before end of object") : -1;
        if (more < 0) return aioli_error();
    }
    AioliValue hook = as_pairs ? reader->pairs_hook : reader->object_hook;
    return aioli_is_missing(hook) ? object : aioli_call(vm, hook, &object, 1);
}

static AioliValue read_nested(Reader *reader, size_t *at, AioliValue (*read)(Reader *reader, size_t *at)) {
    if (!aioli_check_recursion(reader->vm)) return aioli_error();
    AioliScope scope;
    aioli_scope_open(reader->vm, &scope);
    ++*at;
    return aioli_scope_close(reader->vm, &scope, read(reader, at));
}

static AioliValue read_value(Reader *reader, size_t *at) {
    char c = peek(reader, *at);
    switch (c) {
    case '"': ++*at; return read_string(reader, at, false);
    case '{': return read_nested(reader, at, read_object);
    case '[': return read_nested(reader, at, read_array);
    case 't':
    case 'f':
    case 'n': {
        const char *word = c == 't' ? "true" : c == 'f' ? "false" : "null";
        if (!starts_with(reader, *at, word)) break;
        *at += strlen(word);
        return c == 'n' ? aioli_none() : aioli_bool(c == 't');
    }
    case 'N':
    case 'I': {
        const char *word = c == 'N' ? "NaN" : "Infinity";
        if (!starts_with(reader, *at, word)) break;
        return read_constant(reader, at, word);
    }
    default:
        if (c == '-' || is_digit(c)) return read_number(reader, at);
    }
    return fail(reader, "Expecting value", *at);
}

/* ---- the function ---- */

/* An attribute of the decoder: missing when it is None, or the built-in class `usual`. */
static bool read_hook(AioliVm *vm, AioliValue decoder, const char *name, const char *usual, AioliValue *out) {
    *out = aioli_attr_get(vm, decoder, name);
    if (aioli_is_error(*out)) return false;
    if (aioli_is_none(*out) || (usual && aioli_is_same(*out, aioli_builtin(vm, usual)))) *out = aioli_missing();
    return true;
}

AioliValue oli_json_decode(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue decoder = args[0], pair[2];
    Reader reader = {.vm = vm, .doc = args[1], .error_class = args[3]};
    int64_t start;
    AioliValue strict = aioli_attr_get(vm, decoder, "strict");
    int is_strict = aioli_is_error(strict) ? -1 : aioli_truth(vm, strict);
    if (is_strict < 0 || !read_hook(vm, decoder, "object_hook", NULL, &reader.object_hook) ||
        !read_hook(vm, decoder, "object_pairs_hook", NULL, &reader.pairs_hook) ||
        !read_hook(vm, decoder, "parse_float", "float", &reader.parse_float) ||
        !read_hook(vm, decoder, "parse_int", "int", &reader.parse_int) ||
        !read_hook(vm, decoder, "parse_constant", NULL, &reader.parse_constant) || !aioli_int_get(vm, args[2], &start))
        return aioli_error();
    reader.strict = is_strict;
    reader.text = aioli_string_get(vm, args[1], &reader.size);
    int64_t offset = reader.text ? aioli_string_offset(vm, args[1], start) : -1;
    if (offset < 0) return aioli_error();
    size_t at = (size_t)offset;
    pair[0] = read_value(&reader, &at);
    if (aioli_is_error(pair[0])) return pair[0];
    pair[1] = aioli_int(vm, aioli_string_index(vm, args[1], (int64_t)at));
    return aioli_tuple(vm, pair, 2);
}
