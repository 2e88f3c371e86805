/* SPDX-License-Identifier: MIT
 *
 * Tracebacks and the text of errors.
 *
 * A Traceback entry is the pair (code, pc); line and columns are worked out when somebody asks. Source lines come from
 * texts that were given to the VM (oli_source_remember) or from vm->read_source, a hook of the host: nothing in vm/
 * opens a file.
 */
#ifndef OLI_TYPES_TRACEBACK_H
#define OLI_TYPES_TRACEBACK_H

#include "types/protocol.h"

bool oli_init_traceback(Vm *vm); /* the class traceback; called by oli_init_exceptions */

/* Line `line` (1-based) of the file, without the line break; NULL when it is not known (nothing raised, never a
 * MemoryError either). Runs no script. */
Str *oli_source_line(Vm *vm, Str *filename, uint32_t line);
/* Keep the text of a script that is no file, for tracebacks. False: no memory (pending). */
bool oli_source_remember(Vm *vm, Str *filename, Str *text);

/* The entries of a traceback, innermost last, as text; at most the last `limit` of them (0: all). */
bool oli_format_traceback(Vm *vm, TextBuilder *text, Value traceback);
/* The last lines: "ValueError: text", notes; SyntaxError with its place and caret. May run script. */
bool oli_format_exception_only(Vm *vm, TextBuilder *text, Value exception);

/* ---- suggestions (suggest.c) ---- */

/* The candidate (Strs; others are skipped) nearest to `name` as CPython measures it, or NULL. Runs no script. */
Str *oli_suggest(const Value *candidates, size_t count, const Str *name);
/* What CPython would suggest for this exception: a new Str, NULL when nothing (no exception is left pending). May run
 * script. */
Str *oli_suggest_for(Vm *vm, Value exception);

/* ---- carets (caret.c) ---- */

typedef enum AnchorKind { ANCHOR_NONE, ANCHOR_BINARY, ANCHOR_SUBSCRIPT, ANCHOR_CALL } AnchorKind;

/* What an expression's text is at its top: a binary operation, a subscript or a call; `left_end` and `right_start` are
 * byte offsets: the operator, or from the opening bracket to the end. */
typedef struct Anchors {
    AnchorKind kind;
    size_t left_end, right_start;
    bool callee_is_name; /* a call f(...) of a plain name */
} Anchors;

Anchors oli_find_anchors(const char *text, size_t size);

#endif
