/* SPDX-License-Identifier: MIT
 *
 * io.TextIOWrapper: reading. What is asked for is looked for in a window of bytes that grows until it holds it; only then
 * is text made, and the bytes are taken off the Buffered.
 */
#define _POSIX_C_SOURCE 200809L

#include <string.h>

#include "io_text.h"

/* ---- decoding ---- */

static void note_newlines(Text *text, const char *bytes, size_t size, bool has_returns) {
    enum { ALL = SEEN_LF | SEEN_CR | SEEN_CRLF };
    if (!has_returns) {
        if (!(text->seen & SEEN_LF) && memchr(bytes, '\n', size)) text->seen |= SEEN_LF;
        return;
    }
    for (size_t i = 0; i < size && text->seen != ALL; i++) {
        if (bytes[i] == '\n') text->seen |= SEEN_LF;
        if (bytes[i] != '\r') continue;
        bool pair = i + 1 < size && bytes[i + 1] == '\n';
        text->seen |= pair ? SEEN_CRLF : SEEN_CR;
        i += pair;
    }
}

/* ---- decoding ---- */

static AioliValue decode(AioliVm *vm, AioliValue self, const char *bytes, size_t size) {
    AioliValue object = aioli_bytes(vm, bytes, size);
    const AioliValue args[] = {aioli_object_value(vm, self, VALUE_ENCODING),
                               aioli_object_value(vm, self, VALUE_ERRORS)};
    return aioli_is_error(object) ? object : aioli_call_method(vm, object, "decode", args, 2);
}

/* ENCODING_OTHER: read everything and decode it. */
static bool decode_rest(AioliVm *vm, AioliValue self, Text *text, Buffered *buffered) {
    if (text->has_decoded) return true;
    int64_t got;
    while ((got = oli_io_buffered_more(vm, used_of(vm, self), buffered)) > 0) {}
    if (got < 0) return false;
    AioliValue decoded = decode(vm, self, buffered->bytes + buffered->start, buffered->end - buffered->start);
    if (aioli_is_error(decoded)) return false;
    buffered->start = buffered->end = 0;
    aioli_object_set_value(vm, self, VALUE_DECODED, decoded);
    text->has_decoded = true;
    text->decoded_at = 0;
    return true;
}

Window oli_io_text_window(AioliVm *vm, AioliValue self, const Text *text, const Buffered *buffered) {
    if (text->kind != ENCODING_OTHER)
        return (Window){buffered->bytes + buffered->start, buffered->end - buffered->start, buffered->is_at_end};
    size_t size;
    const char *decoded = aioli_string_get(vm, aioli_object_value(vm, self, VALUE_DECODED), &size);
    return (Window){decoded + text->decoded_at, size - text->decoded_at, true};
}

/* Whether bytes are UTF-8 but for a character that is cut off at their end: its size so far is stored. Rough: what is
 * wrong in other ways is found when the text is made. */
static bool is_utf8(const char *bytes, size_t size, size_t *cut) {
    *cut = 0;
    for (size_t i = 0; i < size;) {
        uint64_t word;
        if (i + sizeof word <= size) { /* eight ASCII characters at once */
            memcpy(&word, bytes + i, sizeof word);
            if (!(word & 0x8080808080808080u)) {
                i += sizeof word;
                continue;
            }
        }
        unsigned char lead = (unsigned char)bytes[i];
        size_t length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (!length) return false;
        for (size_t k = 1; k < length; k++) {
            if (i + k == size) {
                *cut = k;
                return true;
            }
            if (((unsigned char)bytes[i + k] & 0xC0) != 0x80) return false;
        }
        i += length;
    }
    return true;
}

static bool is_ascii(const char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)bytes[i] >= 0x80) return false;
    return true;
}

/* Check bytes as they come, as CPython does, whose decoder sees them by the bufferful: what cannot be decoded raises at
 * the first read that comes near it, not when its line is due. */
static bool check_new_bytes(AioliVm *vm, AioliValue self, Text *text, const Buffered *buffered, size_t got) {
    size_t size = text->unchecked + got;
    if (!got && size && text->is_strict) /* the file ends within a character */
        return !aioli_is_error(decode(vm, self, buffered->bytes + buffered->end - size, size));
    if (size > buffered->end - buffered->start) size = buffered->end - buffered->start;
    const char *bytes = buffered->bytes + buffered->end - size;
    text->unchecked = 0;
    if (!text->is_strict || text->kind == ENCODING_OTHER) return true;
    if (text->kind == ENCODING_UTF8 ? is_utf8(bytes, size, &text->unchecked) : is_ascii(bytes, size)) return true;
    return !aioli_is_error(decode(vm, self, bytes, size));
}

/* See more. False: an exception is pending. At the end, window->is_end is set. */
static bool look_further(AioliVm *vm, AioliValue self, Text *text, Buffered *buffered, Window *window) {
    int64_t got = oli_io_buffered_more(vm, used_of(vm, self), buffered);
    if (got < 0 || !check_new_bytes(vm, self, text, buffered, (size_t)got)) return false;
    *window = oli_io_text_window(vm, self, text, buffered);
    window->is_end = got == 0;
    return true;
}

/* Ready to read: written text is written out, a mark is skipped. */
static bool begin_reading(AioliVm *vm, AioliValue self, Text *text, Buffered *buffered, Window *window) {
    if (!buffered->reads) {
        oli_io_unsupported(vm, "not readable");
        return false;
    }
    if (buffered->dirty && !oli_io_buffered_flush(vm, used_of(vm, self), buffered)) return false;
    if (text->kind == ENCODING_OTHER && !decode_rest(vm, self, text, buffered)) return false;
    if (text->has_mark) {
        while (buffered->end - buffered->start < 3 && !buffered->is_at_end)
            if (oli_io_buffered_more(vm, used_of(vm, self), buffered) < 0) return false;
        bool is_there =
            buffered->end - buffered->start >= 3 && !memcmp(buffered->bytes + buffered->start, "\xEF\xBB\xBF", 3);
        if (is_there) buffered->start += 3;
        text->has_mark = false;
    }
    *window = oli_io_text_window(vm, self, text, buffered);
    return true;
}

/* Text of bytes, newlines translated where that is due. */
static AioliValue make_text(AioliVm *vm, AioliValue self, const Text *text, const char *bytes, size_t size) {
    bool as_is = text->kind == ENCODING_OTHER || (text->kind == ENCODING_UTF8 && text->is_strict);
    if (as_is) return aioli_string(vm, size ? bytes : "", size);
    return decode(vm, self, bytes, size);
}

static AioliValue translated_text(AioliVm *vm, AioliValue self, const Text *text, const char *bytes, size_t size) {
    char *copy = aioli_memory_resize(vm, NULL, 0, size);
    if (!copy) return aioli_error();
    size_t used = oli_io_translate(copy, bytes, size);
    AioliValue result = make_text(vm, self, text, copy, used);
    aioli_memory_free(vm, copy, size);
    return result;
}

/* Take the first `size` bytes of the window as text. */
static AioliValue take(AioliVm *vm, AioliValue self, Text *text, Buffered *buffered, Window window, size_t size) {
    bool universal = text->newline == NEWLINE_UNIVERSAL;
    bool has_returns = (universal || text->newline == NEWLINE_KEEP) && memchr(window.text, '\r', size);
    if (universal || text->newline == NEWLINE_KEEP) note_newlines(text, window.text, size, has_returns);
    AioliValue result = universal && has_returns ? translated_text(vm, self, text, window.text, size)
                                                 : make_text(vm, self, text, window.text, size);
    if (aioli_is_error(result)) return result;
    if (text->kind == ENCODING_OTHER) {
        text->decoded_at += size;
    } else {
        buffered->start += size;
    }
    return result;
}

/* ---- reading ---- */

static size_t character_size(const Text *text, char lead) {
    unsigned char byte = (unsigned char)lead;
    return text->kind == ENCODING_BYTE || byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/* Bytes of the first `limit` characters of the window from *at on, counted in *characters; short when it ends first or
 * the last character or line break may go on behind it. */
static void count_characters(const Text *text, Window window, int64_t limit, size_t *at, int64_t *characters) {
    bool universal = text->newline == NEWLINE_UNIVERSAL;
    while (*characters < limit && *at < window.size) {
        size_t size = character_size(text, window.text[*at]);
        if (universal && window.text[*at] == '\r') {
            if (*at + 1 == window.size && !window.is_end) return;
            if (*at + 1 < window.size && window.text[*at + 1] == '\n') size = 2;
        }
        if (*at + size > window.size) {
            if (!window.is_end) return;
            size = window.size - *at;
        }
        *at += size;
        ++*characters;
    }
}

AioliValue oli_io_text_read(AioliVm *vm, AioliValue self, int64_t limit) {
    Buffered *buffered;
    Window window;
    Text *text = oli_io_text_usable(vm, self, &buffered);
    if (!text || !begin_reading(vm, self, text, buffered, &window)) return aioli_error();
    size_t at = 0;
    for (int64_t characters = 0;;) {
        if (limit >= 0) count_characters(text, window, limit, &at, &characters);
        if (limit >= 0 && characters == limit) break;
        if (window.is_end) {
            at = window.size;
            text->iterates = false;
            break;
        }
        if (!look_further(vm, self, text, buffered, &window)) return aioli_error();
    }
    return take(vm, self, text, buffered, window, at);
}

AioliValue oli_io_text_line(AioliVm *vm, AioliValue self, int64_t limit) {
    Buffered *buffered;
    Window window;
    Text *text = oli_io_text_usable(vm, self, &buffered);
    if (!text || !begin_reading(vm, self, text, buffered, &window)) return aioli_error();
    for (size_t looked = 0, bound = 0, mark;;) {
        size_t end = oli_io_line_end(window.text + looked, window.size - looked, text->newline, window.is_end, &mark);
        size_t line = end ? looked + end : window.size;
        if (limit >= 0) {
            int64_t characters = 0;
            bound = 0;
            count_characters(text, (Window){window.text, line, window.is_end || end}, limit, &bound, &characters);
            if (characters == limit && bound < line) return take(vm, self, text, buffered, window, bound);
        }
        if (end || window.is_end) return take(vm, self, text, buffered, window, line);
        looked = window.size && window.text[window.size - 1] == '\r' ? window.size - 1 : window.size;
        if (!look_further(vm, self, text, buffered, &window)) return aioli_error();
    }
}
