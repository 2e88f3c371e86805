/* SPDX-License-Identifier: MIT
 *
 * Unicode: UTF-8 primitives, and what Python asks of a code point (Unicode 15.1, as CPython 3.13).
 *
 * "UTF-8" here means Str's own form: strict UTF-8, but a lone surrogate is its three-byte form. Nothing in this file
 * allocates, raises or runs script, and none of it needs a Vm.
 */
#ifndef OLI_TYPES_UNICODE_H
#define OLI_TYPES_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UNICODE_MAX = 0x10FFFF, UTF8_MAX = 4, CASE_MAX = 3 }; /* CASE_MAX: code points that one maps to, at most */

/* ---- UTF-8 ---- */

static inline bool is_surrogate(uint32_t c) { return c - 0xD800 < 0x800; }
static inline bool utf8_is_continuation(char byte) { return (byte & 0xC0) == 0x80; }

static inline size_t utf8_size(uint32_t c) { return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4; }

/* Bytes of the sequence that begins with `lead`. */
static inline size_t utf8_lead_size(char lead) {
    unsigned char byte = (unsigned char)lead;
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/* The code point at `*cursor` of well-formed text, which then stands behind it. */
static inline uint32_t utf8_read(const char **cursor) {
    const unsigned char *p = (const unsigned char *)*cursor;
    uint32_t c = p[0];
    if (c < 0x80) {
        *cursor += 1;
        return c;
    }
    if (c < 0xE0) {
        *cursor += 2;
        return (c & 0x1F) << 6 | (p[1] & 0x3F);
    }
    if (c < 0xF0) {
        *cursor += 3;
        return (c & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    }
    *cursor += 4;
    return (c & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 | (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3F);
}

/* The start of the code point that ends before `p`. */
static inline const char *utf8_before(const char *p) {
    do p--;
    while (utf8_is_continuation(*p));
    return p;
}

/* Writes `c` (up to UTF8_MAX bytes); returns its size. */
static inline size_t utf8_write(char *out, uint32_t c) {
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

typedef struct Utf8Scan {
    size_t length;       /* code points */
    bool has_surrogates;
} Utf8Scan;

/* Bytes of the ASCII prefix. */
size_t oli_ascii_prefix(const char *data, size_t size);
/* Measures well-formed text. */
Utf8Scan oli_utf8_scan(const char *data, size_t size);
/* Code points in well-formed text (bytes that are no continuation). */
size_t oli_utf8_length(const char *data, size_t size);
/* Bytes of the first `count` code points of well-formed text that has at least so many. */
size_t oli_utf8_skip(const char *data, size_t count);

/* What stopped a strict check. */
typedef enum Utf8Error { UTF8_OK, UTF8_INVALID_START, UTF8_INVALID_CONTINUATION, UTF8_UNEXPECTED_END } Utf8Error;

/* Looks at one sequence of bytes that may be anything. UTF8_OK: `*size` is its length. Else `*size` is the number of
 * bytes that the ill-formed part takes (the maximal subpart, as the Unicode standard recommends and CPython does).
 * Surrogates are ill-formed unless `surrogates`. */
Utf8Error oli_utf8_check_one(const char *data, size_t limit, bool surrogates, size_t *size);
/* Bytes of the well-formed prefix. */
size_t oli_utf8_valid_prefix(const char *data, size_t size, bool surrogates);

/* The escape of `c` in a literal, without regard to what it is: \xhh, \uhhhh or \Uhhhhhhhh. Returns its size. */
enum { ESCAPE_MAX = 10 };
size_t oli_escape(uint32_t c, char out[ESCAPE_MAX]);

/* ---- properties: str.isX() of a single code point ---- */

bool oli_is_alpha(uint32_t c);
bool oli_is_numeric(uint32_t c);
int oli_decimal_value(uint32_t c); /* 0..9, or -1: what isdecimal() and int() ask */
int oli_digit_value(uint32_t c);   /* 0..9, or -1: superscripts, circled digits, ... too */
bool oli_is_alnum(uint32_t c);
bool oli_is_space(uint32_t c);
bool oli_is_line_break(uint32_t c);
bool oli_is_lower(uint32_t c);
bool oli_is_upper(uint32_t c);
bool oli_is_title(uint32_t c);     /* a titlecase letter (Dž), nothing else */
bool oli_is_cased(uint32_t c);
bool oli_is_case_ignorable(uint32_t c);
bool oli_is_printable(uint32_t c);
bool oli_is_identifier_start(uint32_t c);
bool oli_is_identifier_part(uint32_t c);

/* The same two, quick for ASCII. */
static inline bool is_space(uint32_t c) { return c < 0x80 ? c == ' ' || c - 9 < 5 || c - 0x1C < 4 : oli_is_space(c); }
static inline bool is_line_break(uint32_t c) {
    return c < 0x80 ? c - 0x0A < 4 || c - 0x1C < 3 : oli_is_line_break(c);
}

/* ---- case: full mappings, not sensitive to context ---- */
/* Each writes up to CASE_MAX code points and returns how many. */
size_t oli_upper(uint32_t c, uint32_t out[CASE_MAX]);
size_t oli_lower(uint32_t c, uint32_t out[CASE_MAX]);
size_t oli_title(uint32_t c, uint32_t out[CASE_MAX]);
size_t oli_casefold(uint32_t c, uint32_t out[CASE_MAX]);

/* ---- ASCII ---- */
static inline bool ascii_is_lower(char c) { return (unsigned char)(c - 'a') < 26; }
static inline bool ascii_is_upper(char c) { return (unsigned char)(c - 'A') < 26; }
static inline bool ascii_is_alpha(char c) { return (unsigned char)((c | 0x20) - 'a') < 26; }
static inline bool ascii_is_digit(char c) { return (unsigned char)(c - '0') < 10; }
static inline char ascii_lower(char c) { return ascii_is_upper(c) ? (char)(c | 0x20) : c; }
static inline char ascii_upper(char c) { return ascii_is_lower(c) ? (char)(c & ~0x20) : c; }
/* Space as bytes see it: no \x1c..\x1f. */
static inline bool ascii_is_space(char c) { return c == ' ' || (unsigned char)(c - '\t') < 5; }

#endif
