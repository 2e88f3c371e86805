/* SPDX-License-Identifier: MIT
 *
 * Line breaks of text files: the newline argument, where a line ends, and making one of all.
 */
#include <string.h>

#include "io.h"

bool oli_io_newline(AioliVm *vm, AioliValue v, IoNewline *out) {
    static const char *const texts[] = {NULL, "", "\n", "\r", "\r\n"};
    *out = NEWLINE_UNIVERSAL;
    if (aioli_is_missing(v) || aioli_is_none(v)) return true;
    const char *text = aioli_string_c(vm, v);
    if (!text) return false;
    for (int i = 1; i < 5; i++)
        if (!strcmp(text, texts[i])) *out = (IoNewline)i;
    if (*out == NEWLINE_UNIVERSAL) aioli_raise(vm, "ValueError", "illegal newline value: %s", text);
    return *out != NEWLINE_UNIVERSAL;
}

/* The first '\n' or '\r' that ends a line; '\r' only where universal newlines are on. */
static size_t universal_end(const char *text, size_t size, bool is_end, size_t *mark) {
    const char *feed = memchr(text, '\n', size);
    size_t bound = feed ? (size_t)(feed - text) : size;
    const char *carriage = memchr(text, '\r', bound);
    *mark = 1;
    if (!carriage) return feed ? bound + 1 : 0;
    size_t at = (size_t)(carriage - text);
    if (at + 1 == size && !is_end) return 0;
    if (at + 1 < size && text[at + 1] == '\n') *mark = 2;
    return at + *mark;
}

size_t oli_io_line_end(const char *text, size_t size, IoNewline newline, bool is_end, size_t *mark) {
    if (newline == NEWLINE_UNIVERSAL || newline == NEWLINE_KEEP) return universal_end(text, size, is_end, mark);
    char last = newline == NEWLINE_CR ? '\r' : '\n';
    *mark = newline == NEWLINE_CRLF ? 2 : 1;
    for (size_t from = 0; from < size;) {
        const char *found = memchr(text + from, last, size - from);
        if (!found) return 0;
        size_t at = (size_t)(found - text);
        if (newline != NEWLINE_CRLF || (at && text[at - 1] == '\r')) return at + 1;
        from = at + 1;
    }
    return 0;
}

size_t oli_io_translate(char *out, const char *text, size_t size) {
    size_t used = 0;
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\r' && i + 1 < size && text[i + 1] == '\n') continue;
        out[used++] = text[i] == '\r' ? '\n' : text[i];
    }
    return used;
}
