/* SPDX-License-Identifier: MIT
 *
 * The error record of a parse (contract in error.h).
 */
#include "parser/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void oli_errors_init(Errors *errors, Arena *arena, const char *source, const char *limit) {
    memset(errors, 0, sizeof *errors);
    errors->arena = arena;
    errors->source = source;
    errors->limit = limit;
}

static const char *format_list(Arena *arena, const char *format, va_list arguments) {
    va_list copy;
    va_copy(copy, arguments);
    int size = vsnprintf(NULL, 0, format, copy);
    va_end(copy);
    char *text = size < 0 ? NULL : oli_arena_alloc(arena, (size_t)size + 1);
    if (text) vsnprintf(text, (size_t)size + 1, format, arguments);
    return text;
}

const char *oli_format(Arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const char *text = format_list(arena, format, arguments);
    va_end(arguments);
    return text;
}

void oli_error(Errors *errors, SyntaxErrorKind kind, uint32_t line, uint32_t offset, uint32_t end_line,
               int32_t end_offset, Line text, const char *format, ...) {
    if (errors->is_set) return;
    va_list arguments;
    va_start(arguments, format);
    errors->is_set = true;
    errors->error = (SyntaxError){.kind = kind, .line = line, .offset = offset, .end_line = end_line,
                                  .end_offset = end_offset, .text = text.start, .text_size = text.size};
    errors->error.message = format_list(errors->arena, format, arguments);
    va_end(arguments);
}

void oli_error_late(Errors *errors, Span at, const char *format, ...) {
    if (errors->is_set) return;
    va_list arguments;
    va_start(arguments, format);
    Line line = oli_source_line(errors, at.line);
    if (line.start + line.size < errors->limit) line.size++;
    errors->is_set = true;
    errors->error = (SyntaxError){.kind = SYNTAX_ERROR, .line = at.line, .offset = at.col + 1, .end_line = at.end_line,
                                  .end_offset = (int32_t)at.end_col + 1, .is_late = true,
                                  .late_text = line.start, .late_text_size = line.size};
    errors->error.message = format_list(errors->arena, format, arguments);
    va_end(arguments);
}

void oli_warn(Errors *errors, uint32_t line, const char *format, ...) {
    uint32_t count = errors->warning_count;
    if ((count & (count - 1)) == 0) { /* full at every power of two */
        SyntaxWarningNote *grown = oli_arena_alloc(errors->arena, (count ? count * 2 : 1) * sizeof *grown);
        if (!grown) return;
        if (count) memcpy(grown, errors->warnings, count * sizeof *grown);
        errors->warnings = grown;
    }
    va_list arguments;
    va_start(arguments, format);
    const char *message = format_list(errors->arena, format, arguments);
    va_end(arguments);
    if (message) errors->warnings[errors->warning_count++] = (SyntaxWarningNote){.line = line, .message = message};
}

Line oli_source_line(const Errors *errors, uint32_t number) {
    const char *start = errors->source;
    for (; number > 1; number--) {
        const char *newline = memchr(start, '\n', (size_t)(errors->limit - start));
        if (!newline) break;
        start = newline + 1;
    }
    const char *newline = memchr(start, '\n', (size_t)(errors->limit - start));
    return (Line){start, (size_t)((newline ? newline : errors->limit) - start)};
}

uint32_t oli_count_chars(const char *text, size_t bytes) {
    uint32_t count = 0;
    for (size_t i = 0; i < bytes; i++) count += ((uint8_t)text[i] & 0xC0) != 0x80;
    return count;
}

/* Bytes of the UTF-8 sequence that `text` begins with, and in *valid how many of them are as they should be. 0: no
 * sequence begins so. */
static size_t sequence_size(const char *text, size_t size, size_t *valid) {
    uint8_t first = (uint8_t)text[0];
    size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    uint8_t low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    uint8_t high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    for (*valid = 1; *valid < length && *valid < size; (*valid)++) {
        uint8_t byte = (uint8_t)text[*valid];
        if (byte < low || byte > high) break;
        low = 0x80, high = 0xBF;
    }
    return length;
}

const char *oli_utf8_fault(Arena *arena, const char *text, size_t size) {
    for (size_t i = 0; i < size;) {
        size_t valid, length = sequence_size(text + i, size - i, &valid);
        if (length && valid == length) {
            i += length;
            continue;
        }
        const char *reason = !length              ? "invalid start byte"
                             : i + valid >= size ? "unexpected end of data"
                                                 : "invalid continuation byte";
        const char *prefix = "(unicode error) 'utf-8' codec can't decode";
        if (!length || valid == 1) {
            return oli_format(arena, "%s byte 0x%02x in position %zu: %s", prefix, (unsigned)(uint8_t)text[i], i,
                              reason);
        }
        return oli_format(arena, "%s bytes in position %zu-%zu: %s", prefix, i, i + valid - 1, reason);
    }
    return NULL;
}
