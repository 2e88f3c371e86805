/* SPDX-License-Identifier: MIT
 *
 * Between the files of the last pass (place.c): the frame being looked at, and the checks that stand elsewhere.
 */
#ifndef OLI_PARSER_PLACE_H
#define OLI_PARSER_PLACE_H

#include "parser/state.h"
#include "parser/walk.h"

typedef enum { FRAME_MODULE, FRAME_CLASS, FRAME_FUNCTION, FRAME_ASYNC, FRAME_GENERATOR } FrameKind;

/* What a statement's or expression's rules depend on. */
typedef struct Frame {
    FrameKind kind;
    const Scope *scope;
    bool in_loop;          /* the innermost of loop and except* is a loop */
    bool in_except_star;   /* the innermost of them is an except* block */
    bool gather_allowed;   /* in an async function, comprehensions and generator expressions inside of it included */
    bool gather_in_module; /* not in any function */
} Frame;

typedef struct Placer {
    Parser *p;
    Walk walk;
    Frame frame;
} Placer;

/* Record an error; false. */
bool oli_place_error(Placer *placer, Span at, const char *format, const char *what);
/* May `name` be bound (or deleted)? __debug__ may not. */
bool oli_check_bound_name(Placer *placer, const Name *name, Span at);
/* match: unreachable cases, repeated names and keys. */
bool oli_check_match(Placer *placer, const Stmt *stmt);
/* SyntaxWarnings of one expression or assert statement. */
void oli_warn_expr(Placer *placer, const Expr *expr);
void oli_warn_assert(Placer *placer, const Stmt *stmt);

#endif
