/* SPDX-License-Identifier: MIT
 *
 * Building the one error (and the warnings) of a parse.
 *
 * The first error stays until somebody clears it. Places come as byte columns and leave as character offsets from 1,
 * as Python shows them.
 */
#ifndef OLI_PARSER_ERROR_H
#define OLI_PARSER_ERROR_H

#include "parser/names.h"
#include "parser/parser.h"

typedef struct Errors {
    Arena *arena;
    const char *source, *limit; /* newlines are \n; NUL at limit */
    SyntaxError error;
    bool is_set;
    bool is_incomplete; /* the error is that the input ended too early */
    SyntaxWarningNote *warnings;
    uint32_t warning_count;
} Errors;

/* Bytes of a line, without its newline. */
typedef struct Line {
    const char *start;
    size_t size;
} Line;

void oli_errors_init(Errors *errors, Arena *arena, const char *source, const char *limit);
/* Record an error whose offsets are already characters from 1. `text` as CPython would have it. */
void oli_error(Errors *errors, SyntaxErrorKind kind, uint32_t line, uint32_t offset, uint32_t end_line,
               int32_t end_offset, Line text, const char *format, ...);
/* Record an error found after parsing (names, placement). */
void oli_error_late(Errors *errors, Span at, const char *format, ...);
void oli_warn(Errors *errors, uint32_t line, const char *format, ...);
/* printf into the arena; NULL when out of memory. */
const char *oli_format(Arena *arena, const char *format, ...);

/* Line `number` (from 1) of the source; the last one for numbers beyond. */
Line oli_source_line(const Errors *errors, uint32_t number);
/* Characters in the first `bytes` bytes of UTF-8 `text`; a cut character counts as one. */
uint32_t oli_count_chars(const char *text, size_t bytes);

/* What is wrong with UTF-8 `text`, as CPython says it; NULL: nothing (or out of memory). */
const char *oli_utf8_fault(Arena *arena, const char *text, size_t size);

#endif
