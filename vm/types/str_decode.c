/* SPDX-License-Identifier: MIT
 *
 * Bytes to text: each encoding's reader, and what the error handlers make of bytes that mean nothing.
 */
#include <string.h>

#include "types/protocol.h"
#include "types/str_codec.h"
#include "types/unicode.h"
#include "types/unicode_names.h"

/* ---- errors ---- */

static uint32_t read_unit(const Coder *coder, size_t at, size_t size, bool is_big_endian) {
    uint32_t unit = 0;
    for (size_t i = 0; i < size; i++) {
        uint32_t byte = (unsigned char)coder->span.data[at + i];
        unit |= byte << (8 * (is_big_endian ? size - 1 - i : i));
    }
    return unit;
}

/* A surrogate that stands at `start` in the codec's form passes: how many bytes it takes, or 0. */
static size_t pass_surrogate(Coder *coder, size_t start, bool is_big_endian) {
    size_t left = coder->span.size - start;
    uint32_t c = 0;
    size_t size = 0, unused;
    switch (coder->codec->kind) {
    case CODEC_UTF8:
    case CODEC_UTF8_SIG: {
        const char *p = coder->span.data + start;
        if ((unsigned char)*p != 0xED || left < 3 || oli_utf8_check_one(p, left, true, &unused) != UTF8_OK) return 0;
        c = utf8_read(&p);
        size = 3;
        break;
    }
    case CODEC_UTF16:
    case CODEC_UTF32:
        size = coder->codec->kind == CODEC_UTF16 ? 2 : 4;
        if (left < size) return 0;
        c = read_unit(coder, start, size, is_big_endian);
        break;
    default: return 0;
    }
    if (!is_surrogate(c)) return 0;
    oli_text_append_char(&coder->out, c);
    return size;
}

/* The bytes from `start` on that are not ASCII become surrogates; returns where they end. */
static size_t escape_bytes(Coder *coder, size_t start, size_t end) {
    size_t at = start;
    for (; at < end && (coder->span.data[at] & 0x80); at++)
        oli_text_append_char(&coder->out, 0xDC00 + (uint32_t)(unsigned char)coder->span.data[at]);
    return at;
}

typedef struct Failure {
    size_t start, end; /* the bytes at fault */
    const char *codec, *reason;
    bool is_big_endian;
} Failure;

static bool ask(Coder *coder, const Failure *failure, size_t *next) {
    oli_raise_decode_error(coder, failure->codec, failure->start, failure->end, failure->reason);
    int64_t position;
    Value given = oli_ask_handler(coder, &position);
    if (is_error(given)) return false;
    *next = (size_t)position;
    return oli_text_append_str(&coder->out, as_str(given));
}

/* Let the handler deal with it; *next is where decoding goes on. */
static bool handle(Coder *coder, const Failure *failure, size_t *next) {
    char escape[ESCAPE_MAX];
    *next = failure->end;
    switch (coder->handler) {
    case HANDLER_UNKNOWN: return ask(coder, failure, next);
    case HANDLER_IGNORE: return true;
    case HANDLER_REPLACE: return oli_text_append_char(&coder->out, 0xFFFD);
    case HANDLER_BACKSLASH:
        for (size_t i = failure->start; i < failure->end; i++)
            oli_text_append(&coder->out, escape, oli_escape((unsigned char)coder->span.data[i], escape));
        return true;
    case HANDLER_XML:
    case HANDLER_NAME:
        return oli_raise_false(coder->vm, EXC_TYPE_ERROR,
                               "don't know how to handle UnicodeDecodeError in error callback");
    case HANDLER_SURROGATE_ESCAPE:
        *next = escape_bytes(coder, failure->start, failure->end);
        if (*next > failure->start) return true;
        break;
    case HANDLER_SURROGATE_PASS: {
        size_t size = pass_surrogate(coder, failure->start, failure->is_big_endian);
        *next = failure->start + size;
        if (size) return true;
        break;
    }
    default: break;
    }
    return oli_raise_decode_error(coder, failure->codec, failure->start, failure->end, failure->reason);
}

/* ---- UTF-8 ---- */

static bool decode_utf8(Coder *coder) {
    static const char *const REASONS[] = {"", "invalid start byte", "invalid continuation byte",
                                          "unexpected end of data"};
    ByteSpan *span = &coder->span;
    for (size_t at = 0; at < span->size;) {
        size_t valid = oli_utf8_valid_prefix(span->data + at, span->size - at, false);
        if (!oli_text_append(&coder->out, span->data + at, valid)) return false;
        at += valid;
        if (at == span->size) break;
        size_t size;
        Utf8Error error = oli_utf8_check_one(span->data + at, span->size - at, false, &size);
        Failure failure = {at, at + size, coder->codec->name, REASONS[error], false};
        if (!handle(coder, &failure, &at)) return false;
    }
    return true;
}

/* ---- one byte a character ---- */

static bool decode_byte_codec(Coder *coder) {
    const Codec *codec = coder->codec;
    for (size_t at = 0; at < coder->span.size;) {
        uint32_t byte = (unsigned char)coder->span.data[at], c = byte;
        bool is_known = true;
        if (codec->high) {
            if (byte >= 0x80 && byte < 0xC0) c = codec->high[byte - 0x80];
            is_known = c || !byte;
        } else {
            is_known = byte < codec->plain;
        }
        if (is_known) {
            if (!oli_text_append_char(&coder->out, c)) return false;
            at++;
            continue;
        }
        Failure failure = {at, at + 1, codec->name, codec->out_of_range, false};
        if (!handle(coder, &failure, &at)) return false;
    }
    return true;
}

/* ---- UTF-16 and UTF-32 ---- */

/* Which byte order the mark at the start says; *at is left behind it. */
static bool read_mark(const Coder *coder, size_t size, size_t *at) {
    *at = 0;
    if (!coder->codec->has_mark || coder->span.size < size) return coder->codec->is_big_endian;
    for (int big = 0; big <= 1; big++) {
        if (read_unit(coder, 0, size, big) != 0xFEFF) continue;
        *at = size;
        return big;
    }
    return false;
}

static bool decode_utf16(Coder *coder) {
    size_t at, size = coder->span.size;
    bool big = read_mark(coder, 2, &at);
    /* An error names the order that was found. */
    const char *name = !coder->codec->has_mark ? coder->codec->name : big ? "utf-16-be" : "utf-16-le";
    while (at < size) {
        Failure failure = {at, at + 2, name, NULL, big};
        uint32_t unit = size - at >= 2 ? read_unit(coder, at, 2, big) : 0;
        if (size - at < 2) {
            failure.end = size;
            failure.reason = "truncated data";
        } else if (!is_surrogate(unit)) {
            oli_text_append_char(&coder->out, unit);
            at += 2;
            continue;
        } else if (unit >= 0xDC00) {
            failure.reason = "illegal encoding";
        } else if (size - at < 4) {
            failure.end = size;
            failure.reason = "unexpected end of data";
        } else {
            uint32_t low = read_unit(coder, at + 2, 2, big);
            if (low >= 0xDC00 && low < 0xE000) {
                oli_text_append_char(&coder->out, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
                at += 4;
                continue;
            }
            failure.reason = "illegal UTF-16 surrogate";
        }
        if (!handle(coder, &failure, &at)) return false;
    }
    return true;
}

static bool decode_utf32(Coder *coder) {
    size_t at, size = coder->span.size;
    bool big = read_mark(coder, 4, &at);
    const char *name = !coder->codec->has_mark ? coder->codec->name : big ? "utf-32-be" : "utf-32-le";
    while (at < size) {
        Failure failure = {at, at + 4, name, NULL, big};
        uint32_t c = size - at >= 4 ? read_unit(coder, at, 4, big) : 0;
        if (size - at < 4) {
            failure.end = size;
            failure.reason = "truncated data";
        } else if (is_surrogate(c)) {
            failure.reason = "code point in surrogate code point range(0xd800, 0xe000)";
        } else if (c > UNICODE_MAX) {
            failure.reason = "code point not in range(0x110000)";
        } else {
            oli_text_append_char(&coder->out, c);
            at += 4;
            continue;
        }
        if (!handle(coder, &failure, &at)) return false;
    }
    return true;
}

/* ---- escapes ---- */

static int hex_value(char c) {
    if (ascii_is_digit(c)) return c - '0';
    char lower = ascii_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Up to `digits` hexadecimal digits from *at on; how many there were. */
static size_t read_hex(const Coder *coder, size_t *at, size_t digits, uint32_t *out) {
    size_t count = 0;
    *out = 0;
    while (count < digits && *at < coder->span.size) {
        int value = hex_value(coder->span.data[*at]);
        if (value < 0) break;
        *out = *out << 4 | (uint32_t)value;
        ++*at;
        count++;
    }
    return count;
}

/* \x, \u or \U at `start`; *at stands behind the letter. */
static bool decode_hex_escape(Coder *coder, size_t start, size_t *at, char letter) {
    static const char *const TRUNCATED[] = {"truncated \\xXX escape", "truncated \\uXXXX escape",
                                            "truncated \\UXXXXXXXX escape"};
    size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : 8;
    uint32_t c;
    size_t count = read_hex(coder, at, digits, &c);
    if (count == digits && c <= UNICODE_MAX) return oli_text_append_char(&coder->out, c);
    Failure failure = {start, *at, coder->codec->name, "illegal Unicode character", false};
    if (count < digits) failure.reason = TRUNCATED[letter == 'x' ? 0 : letter == 'u' ? 1 : 2];
    return handle(coder, &failure, at);
}

static bool decode_octal(Coder *coder, size_t *at) {
    uint32_t c = 0;
    for (int i = 0; i < 3 && *at < coder->span.size; i++, ++*at) {
        char digit = coder->span.data[*at];
        if (digit < '0' || digit > '7') break;
        c = c << 3 | (uint32_t)(digit - '0');
    }
    return oli_text_append_char(&coder->out, c);
}

/* \N{name} */
static bool decode_name(Coder *coder, size_t start, size_t *at) {
    const char *data = coder->span.data;
    size_t end = *at;
    Failure failure = {start, 0, coder->codec->name, "malformed \\N character escape", false};
    if (end < coder->span.size && data[end] == '{') {
        while (end < coder->span.size && data[end] != '}') end++;
        if (end < coder->span.size && end > *at + 1) {
            uint32_t c;
            if (oli_character_named(data + *at + 1, end - *at - 1, &c)) {
                *at = end + 1;
                return oli_text_append_char(&coder->out, c);
            }
            end++;
            failure.reason = "unknown Unicode character name";
        }
    }
    failure.end = end;
    return handle(coder, &failure, at);
}

/* A backslash stands at `start`, `*at` behind it. */
static bool decode_escape(Coder *coder, size_t start, size_t *at) {
    static const char LETTERS[] = "\\'\"abfnrtv", MEANINGS[] = "\\'\"\a\b\f\n\r\t\v";
    if (*at == coder->span.size) {
        Failure failure = {start, *at, coder->codec->name, "\\ at end of string", false};
        return handle(coder, &failure, at);
    }
    char letter = coder->span.data[*at];
    if (letter >= '0' && letter <= '7') return decode_octal(coder, at);
    ++*at;
    if (letter == '\n') return true;
    if (letter == 'x' || letter == 'u' || letter == 'U') return decode_hex_escape(coder, start, at, letter);
    if (letter == 'N') return decode_name(coder, start, at);
    const char *known = letter ? strchr(LETTERS, letter) : NULL;
    if (known) return oli_text_append(&coder->out, &MEANINGS[known - LETTERS], 1);
    oli_text_append(&coder->out, "\\", 1);
    return oli_text_append_char(&coder->out, (unsigned char)letter);
}

static bool decode_escapes(Coder *coder) {
    bool is_raw = coder->codec->kind == CODEC_RAW_UNICODE_ESCAPE;
    const ByteSpan *span = &coder->span;
    for (size_t at = 0; at < span->size;) {
        size_t start = at;
        char c = span->data[at++];
        bool escapes = c == '\\';
        if (escapes && is_raw) escapes = at < span->size && (span->data[at] == 'u' || span->data[at] == 'U');
        if (!escapes) {
            if (!oli_text_append_char(&coder->out, (unsigned char)c)) return false;
            if (c == '\\' && at < span->size) oli_text_append_char(&coder->out, (unsigned char)span->data[at++]);
            continue;
        }
        if (!decode_escape(coder, start, &at)) return false;
    }
    return true;
}

bool oli_decode_bytes(Coder *coder) {
    ByteSpan *span = &coder->span;
    switch (coder->codec->kind) {
    case CODEC_UTF8: return decode_utf8(coder);
    case CODEC_UTF8_SIG:
        if (span->size >= 3 && !memcmp(span->data, "\xEF\xBB\xBF", 3)) {
            span->data += 3;
            span->size -= 3;
            coder->object = VALUE_UNDEF;
        }
        return decode_utf8(coder);
    case CODEC_UTF16: return decode_utf16(coder);
    case CODEC_UTF32: return decode_utf32(coder);
    case CODEC_BYTE: return decode_byte_codec(coder);
    default: return decode_escapes(coder);
    }
}
