/* SPDX-License-Identifier: MIT
 *
 * Text to bytes: each encoding's form of a code point, and what the error handlers put where there is none.
 */
#include "types/protocol.h"
#include "types/str_codec.h"
#include "types/unicode.h"
#include "types/unicode_names.h"

/* ---- code points ---- */

static void put_unit(Coder *coder, uint32_t unit, size_t size) {
    char bytes[4];
    for (size_t i = 0; i < size; i++) bytes[coder->codec->is_big_endian ? size - 1 - i : i] = (char)(unit >> (8 * i));
    oli_text_append(&coder->out, bytes, size);
}

/* The byte for `c`, or -1. */
static int byte_of(const Codec *codec, uint32_t c) {
    if (!codec->high) return c < codec->plain ? (int)c : -1;
    if (c < 0x80 || (c >= 0xC0 && c < 0x100)) return (int)c;
    for (int i = 0; i < 64; i++)
        if (codec->high[i] == c) return 0x80 + i;
    return -1;
}

static bool can_encode(const Codec *codec, uint32_t c) {
    switch (codec->kind) {
    case CODEC_UTF8:
    case CODEC_UTF8_SIG:
    case CODEC_UTF16:
    case CODEC_UTF32: return !is_surrogate(c);
    case CODEC_BYTE: return byte_of(codec, c) >= 0;
    default: return true;
    }
}

static void put_escaped(Coder *coder, uint32_t c) {
    char escape[ESCAPE_MAX];
    if (coder->codec->kind == CODEC_RAW_UNICODE_ESCAPE && c < 0x100) {
        escape[0] = (char)c;
        oli_text_append(&coder->out, escape, 1);
        return;
    }
    switch (c) {
    case '\n': oli_text_append(&coder->out, "\\n", 2); return;
    case '\r': oli_text_append(&coder->out, "\\r", 2); return;
    case '\t': oli_text_append(&coder->out, "\\t", 2); return;
    case '\\': oli_text_append(&coder->out, "\\\\", 2); return;
    default: break;
    }
    if (c >= 0x20 && c < 0x7F) oli_text_append_char(&coder->out, c);
    else oli_text_append(&coder->out, escape, oli_escape(c, escape));
}

/* Put `c`, which the codec has a form for (or which is a surrogate that is to pass). */
static void put(Coder *coder, uint32_t c) {
    switch (coder->codec->kind) {
    case CODEC_UTF8:
    case CODEC_UTF8_SIG: oli_text_append_char(&coder->out, c); return;
    case CODEC_UTF16:
        if (c >= 0x10000) {
            put_unit(coder, 0xD800 + ((c - 0x10000) >> 10), 2);
            put_unit(coder, 0xDC00 + ((c - 0x10000) & 0x3FF), 2);
        } else {
            put_unit(coder, c, 2);
        }
        return;
    case CODEC_UTF32: put_unit(coder, c, 4); return;
    case CODEC_BYTE: {
        char byte = (char)byte_of(coder->codec, c);
        oli_text_append(&coder->out, &byte, 1);
        return;
    }
    default: put_escaped(coder, c); return;
    }
}

/* ---- errors ---- */

/* Neighbouring characters without a form that are reported as one error; `index` counts code points. */
typedef struct Run {
    const char *start, *end;
    size_t index, end_index;
} Run;

static void put_ascii(Coder *coder, const char *text, size_t size) {
    for (size_t i = 0; i < size; i++) put(coder, (unsigned char)text[i]);
}

static void put_reference(Coder *coder, uint32_t c) {
    char digits[16], *start = digits + sizeof digits;
    *--start = ';';
    do *--start = (char)('0' + c % 10);
    while (c /= 10);
    *--start = '#';
    *--start = '&';
    put_ascii(coder, start, (size_t)(digits + sizeof digits - start));
}

static const char *reason_of(const Codec *codec) {
    return codec->kind == CODEC_BYTE ? codec->out_of_range : "surrogates not allowed";
}

static void put_name(Coder *coder, uint32_t c) {
    char name[CHARACTER_NAME_MAX], escape[ESCAPE_MAX];
    size_t size = oli_character_name(c, name);
    if (size) {
        put_ascii(coder, "\\N{", 3);
        put_ascii(coder, name, size);
        put_ascii(coder, "}", 1);
    } else {
        put_ascii(coder, escape, oli_escape(c, escape));
    }
}

/* What the handler makes of one character; false: it cannot. */
static bool put_replacement(Coder *coder, uint32_t c) {
    char escape[ESCAPE_MAX];
    CodecKind kind = coder->codec->kind;
    switch (coder->handler) {
    case HANDLER_IGNORE: return true;
    case HANDLER_REPLACE: put(coder, '?'); return true;
    case HANDLER_BACKSLASH: put_ascii(coder, escape, oli_escape(c, escape)); return true;
    case HANDLER_XML: put_reference(coder, c); return true;
    case HANDLER_NAME: put_name(coder, c); return true;
    case HANDLER_SURROGATE_ESCAPE:
        if (c < 0xDC80 || c > 0xDCFF || kind == CODEC_UTF16 || kind == CODEC_UTF32) return false;
        escape[0] = (char)(c - 0xDC00);
        oli_text_append(&coder->out, escape, 1);
        return true;
    case HANDLER_SURROGATE_PASS:
        if (!is_surrogate(c) || kind == CODEC_BYTE) return false;
        put(coder, c);
        return true;
    default: return false;
    }
}

/* Put what a script's handler gives; characters of it must have a form themselves. *p, *index: where to go on. */
static bool ask(Coder *coder, const Run *run, const char **p, size_t *index) {
    oli_raise_encode_error(coder, run->index, run->end_index, reason_of(coder->codec));
    Root error;
    root_push(coder->vm, &error, coder->vm->exception);
    int64_t position;
    Value given = oli_ask_handler(coder, &position);
    root_pop(coder->vm, &error);
    if (is_error(given)) return false;
    if (is_bytes(given)) {
        oli_text_append(&coder->out, as_bytes(given)->data, as_bytes(given)->size);
    } else {
        const char *at = as_str(given)->data, *end = at + as_str(given)->size;
        while (at < end) {
            uint32_t c = utf8_read(&at);
            if (!can_encode(coder->codec, c)) {
                oli_raise_value(coder->vm, error.value);
                return false;
            }
            put(coder, c);
        }
    }
    *p = coder->text->data;
    for (*index = 0; *index < (size_t)position; ++*index) utf8_read(p);
    return true;
}

static bool handle(Coder *coder, const Run *run) {
    size_t index = run->index;
    for (const char *p = run->start; p < run->end; index++)
        if (!put_replacement(coder, utf8_read(&p)))
            return oli_raise_encode_error(coder, index, run->end_index, reason_of(coder->codec));
    return true;
}

bool oli_encode_text(Coder *coder) {
    const Codec *codec = coder->codec;
    const char *p = coder->text->data, *end = p + coder->text->size;
    if (codec->kind == CODEC_UTF8_SIG || codec->has_mark) put(coder, 0xFEFF);
    bool joins_errors = codec->kind != CODEC_UTF16 && codec->kind != CODEC_UTF32;
    for (size_t index = 0; p < end;) {
        Run run = {.start = p, .index = index};
        uint32_t c = utf8_read(&p);
        index++;
        if (can_encode(codec, c)) {
            put(coder, c);
            continue;
        }
        while (joins_errors && p < end) {
            const char *next = p;
            if (can_encode(codec, utf8_read(&next))) break;
            p = next;
            index++;
        }
        run.end = p;
        run.end_index = index;
        if (coder->handler == HANDLER_UNKNOWN) {
            if (!ask(coder, &run, &p, &index)) return false;
        } else if (!handle(coder, &run)) {
            return false;
        }
    }
    return !coder->out.failed;
}
