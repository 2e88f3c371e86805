/* SPDX-License-Identifier: MIT
 *
 * The value of number and string literals (contracts in tree.h).
 *
 * Decimal to binary is left to strtod, but never with a decimal point in the text: digits and point become an integer
 * with an exponent ("12.5" is "125e-1"), which strtod reads alike in every locale.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser/tree.h"

/* --- numbers ------------------------------------------------------------------------------------------------------ */

static int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return (c | 32) - 'a' + 10;
}

static void integer_value(const char *digits, size_t size, uint8_t base, Expr *result) {
    const int64_t limit = (INT64_C(1) << 62) - 1;
    int64_t value = 0;
    bool fits = true;
    for (size_t i = 0; i < size && fits; i++) {
        int digit = digit_value(digits[i]);
        fits = value <= (limit - digit) / base;
        if (fits) value = value * base + digit;
    }
    result->constant.base = base;
    if (fits) {
        result->constant.kind = CONST_INT;
        result->constant.u.integer = value;
    } else {
        result->constant.kind = CONST_BIGINT;
        result->constant.u.text.data = digits;
        result->constant.u.text.size = size;
    }
}

/* `text` without underscores; room for an exponent behind it. */
static double real_value(char *text, size_t size) {
    size_t mantissa = 0, fraction = 0, i = 0;
    for (bool point = false; i < size && text[i] != 'e' && text[i] != 'E'; i++) {
        if (text[i] == '.') {
            point = true;
            continue;
        }
        text[mantissa++] = text[i];
        fraction += point;
    }
    long exponent = 0;
    if (i < size) exponent = strtol(text + i + 1, NULL, 10);
    const long far = 100000000; /* beyond it everything is 0 or infinite; keeps the sum from overflowing */
    if (exponent > far) exponent = far;
    if (exponent < -far) exponent = -far;
    snprintf(text + mantissa, 32, "e%ld", exponent - (long)fraction);
    return strtod(text, NULL);
}

void oli_number_value(Parser *p, Token token, Expr *result) {
    char *text = oli_arena_alloc(p->arena, token.size + 40);
    if (!text) return;
    size_t size = 0;
    for (size_t i = 0; i < token.size; i++) {
        if (token.text[i] != '_') text[size++] = token.text[i];
    }
    char kind = size > 1 ? (char)(text[1] | 32) : '0';
    if (text[0] == '0' && (kind == 'x' || kind == 'o' || kind == 'b')) {
        integer_value(text + 2, size - 2, kind == 'x' ? 16 : kind == 'o' ? 8 : 2, result);
        return;
    }
    bool imaginary = (text[size - 1] | 32) == 'j';
    if (imaginary) text[--size] = 0;
    if (!imaginary && strspn(text, "0123456789") == size) {
        integer_value(text, size, 10, result);
        return;
    }
    result->constant.kind = imaginary ? CONST_IMAG : CONST_FLOAT;
    result->constant.u.number = real_value(text, size);
}

/* --- strings ------------------------------------------------------------------------------------------------------ */

typedef struct {
    Parser *p;
    const char *start, *next, *end;
    Span literal;
    bool is_bytes, is_fstring;
    bool warned;
    char *out;
} Decoder;

static bool fail(Decoder *d, const char *message) {
    Errors *errors = &d->p->errors;
    Line text = oli_source_line(errors, d->literal.line);
    Line last = oli_source_line(errors, d->literal.end_line);
    uint32_t offset = oli_count_chars(text.start, d->literal.col) + 1;
    int32_t end = (int32_t)oli_count_chars(last.start, d->literal.end_col) + 1;
    if (text.start + text.size < errors->limit && d->p->lexer.line <= d->literal.line) text.size++;
    oli_error(errors, SYNTAX_ERROR, d->literal.line, offset, d->literal.end_line, end, text, "%s", message);
    return false;
}

/* Positions are those in CPython's buffer, where a character beyond ASCII takes 10 bytes. */
static bool unicode_failure(Decoder *d, const char *escape, const char *reason) {
    size_t first = (size_t)(escape - d->start), last = (size_t)(d->next - d->start) - 1;
    size_t shift = 0;
    for (const char *c = d->start; c < escape; c++) {
        uint8_t byte = (uint8_t)*c;
        if (byte >= 0xC0) shift += 10;
        if (byte >= 0x80) shift--;
    }
    const char *where = first == last
        ? oli_format(d->p->arena, "byte 0x5c in position %zu", first + shift)
        : oli_format(d->p->arena, "bytes in position %zu-%zu", first + shift, last + shift);
    const char *text = oli_format(d->p->arena, "(unicode error) 'unicodeescape' codec can't decode %s: %s",
                                  where ? where : "", reason);
    return text && fail(d, text);
}

static void put_char(Decoder *d, uint32_t c) {
    if (c < 0x80) {
        *d->out++ = (char)c;
    } else if (c < 0x800) {
        *d->out++ = (char)(0xC0 | c >> 6);
        *d->out++ = (char)(0x80 | (c & 63));
    } else if (c < 0x10000) {
        *d->out++ = (char)(0xE0 | c >> 12);
        *d->out++ = (char)(0x80 | (c >> 6 & 63));
        *d->out++ = (char)(0x80 | (c & 63));
    } else {
        *d->out++ = (char)(0xF0 | c >> 18);
        *d->out++ = (char)(0x80 | (c >> 12 & 63));
        *d->out++ = (char)(0x80 | (c >> 6 & 63));
        *d->out++ = (char)(0x80 | (c & 63));
    }
}

static void put(Decoder *d, uint32_t c) {
    if (d->is_bytes) *d->out++ = (char)c;
    else put_char(d, c);
}

static bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* \xXX, \uXXXX, \UXXXXXXXX; next stands behind the letter. */
static bool hex_escape(Decoder *d, const char *escape, int digits) {
    uint32_t value = 0;
    for (int i = 0; i < digits; i++, d->next++) {
        if (d->next < d->end && is_hex(*d->next)) {
            value = value * 16 + (uint32_t)digit_value(*d->next);
            continue;
        }
        if (d->is_bytes) {
            const char *text = oli_format(d->p->arena, "(value error) invalid \\x escape at position %zu",
                                          (size_t)(escape - d->start));
            return text && fail(d, text);
        }
        return unicode_failure(d, escape, digits == 2   ? "truncated \\xXX escape"
                                          : digits == 4 ? "truncated \\uXXXX escape"
                                                        : "truncated \\UXXXXXXXX escape");
    }
    if (value > 0x10FFFF) return unicode_failure(d, escape, "illegal Unicode character");
    put(d, value);
    return true;
}

/* \N{name}; next stands behind the letter. Names are the caller's to know. */
static bool named_escape(Decoder *d, const char *escape) {
    if (d->next < d->end && *d->next == '{') {
        const char *name = d->next + 1, *close = memchr(d->next, '}', (size_t)(d->end - d->next));
        d->next = close ? close + 1 : d->end;
        if (close && close > name) {
            uint32_t c;
            bool (*find)(const char *, size_t, uint32_t *) = d->p->options->find_character;
            if (!find || !find(name, (size_t)(close - name), &c))
                return unicode_failure(d, escape, "unknown Unicode character name");
            put(d, c);
            return true;
        }
    }
    return unicode_failure(d, escape, "malformed \\N character escape");
}

static void warn_escape(Decoder *d, const char *escape, size_t size, bool octal) {
    if (d->warned) return;
    d->warned = true;
    oli_warn(&d->p->errors, d->literal.line, "invalid %sescape sequence '%.*s'", octal ? "octal " : "", (int)size,
             escape);
}

static void octal_escape(Decoder *d, const char *escape) {
    uint32_t value = 0;
    d->next = escape + 1;
    for (int i = 0; i < 3 && d->next < d->end && *d->next >= '0' && *d->next <= '7'; i++) {
        value = value * 8 + (uint32_t)(*d->next++ - '0');
    }
    if (value > 0377) warn_escape(d, escape, 4, true);
    put(d, value);
}

/* next stands at a backslash. */
static bool decode_escape(Decoder *d) {
    const char *escape = d->next++;
    if (d->next >= d->end && d->is_fstring) { /* a field follows */
        warn_escape(d, escape, 2, false);
        put(d, '\\');
        return true;
    }
    if (d->next >= d->end) return unicode_failure(d, escape, "\\ at end of string");
    char c = *d->next++;
    switch (c) {
        case '\n': return true;
        case '\\': case '\'': case '"': put(d, (uint32_t)c); return true;
        case 'a': put(d, '\a'); return true;
        case 'b': put(d, '\b'); return true;
        case 'f': put(d, '\f'); return true;
        case 'n': put(d, '\n'); return true;
        case 'r': put(d, '\r'); return true;
        case 't': put(d, '\t'); return true;
        case 'v': put(d, '\v'); return true;
        case 'x': return hex_escape(d, escape, 2);
        case 'u': if (!d->is_bytes) return hex_escape(d, escape, 4); break;
        case 'U': if (!d->is_bytes) return hex_escape(d, escape, 8); break;
        case 'N': if (!d->is_bytes) return named_escape(d, escape); break;
        default:
            if (c >= '0' && c <= '7') {
                octal_escape(d, escape);
                return true;
            }
    }
    if ((uint8_t)c < 0x80) warn_escape(d, escape, 2, false);
    put(d, '\\');
    d->next--; /* the character itself, or a brace, is ordinary text */
    return true;
}

static bool check_bytes(Decoder *d) {
    for (const char *c = d->start; d->is_bytes && c < d->end; c++) {
        if ((uint8_t)*c >= 0x80) return fail(d, "bytes can only contain ASCII literal characters");
    }
    const char *fault = d->is_bytes ? NULL : oli_utf8_fault(d->p->arena, d->start, (size_t)(d->end - d->start));
    return !fault || fail(d, fault);
}

bool oli_decode_text(Parser *p, const char *text, size_t size, bool is_bytes, bool is_raw, bool is_fstring,
                     Span literal, Expr *result) {
    char *out = oli_arena_alloc(p->arena, size + 1);
    if (!out) return false;
    Decoder d = {.p = p, .start = text, .next = text, .end = text + size, .literal = literal, .is_bytes = is_bytes,
                 .is_fstring = is_fstring, .out = out};
    if (!check_bytes(&d)) return false;
    while (d.next < d.end) {
        char c = *d.next;
        if (c == '\\' && !is_raw) {
            if (!decode_escape(&d)) return false;
            continue;
        }
        *d.out++ = c;
        d.next++;
        if (is_fstring && (c == '{' || c == '}') && d.next < d.end && *d.next == c) d.next++;
    }
    result->constant.kind = is_bytes ? CONST_BYTES : CONST_STR;
    result->constant.u.text.data = out;
    result->constant.u.text.size = (size_t)(d.out - out);
    return true;
}
