/* SPDX-License-Identifier: MIT
 *
 * The children of a node, for passes that treat most kinds alike.
 *
 * Each call visits the direct children, in the order in which CPython's compiler evaluates them; the visitor calls
 * oli_walk_* again to go deeper. Recursion is bounded by OLI_MAX_NESTING, which the first pass (check.c) enforces.
 */
#ifndef OLI_PARSER_WALK_H
#define OLI_PARSER_WALK_H

#include "parser/ast.h"

typedef struct Walk {
    bool (*expr)(void *self, Expr *expr);
    bool (*stmt)(void *self, Stmt *stmt);
    bool (*pattern)(void *self, Pattern *pattern);
    void *self;
} Walk;

/* False: a visitor returned false, and the walk stopped there. */
bool oli_walk_expr(const Walk *walk, Expr *expr);
bool oli_walk_stmt(const Walk *walk, Stmt *stmt);
bool oli_walk_pattern(const Walk *walk, Pattern *pattern);
bool oli_walk_body(const Walk *walk, const StmtList *body);
bool oli_walk_list(const Walk *walk, const ExprList *list);
bool oli_walk_keywords(const Walk *walk, const KeywordList *keywords);
bool oli_walk_defaults(const Walk *walk, const Params *params);
bool oli_walk_annotations(const Walk *walk, const Params *params, Expr *returns);
bool oli_walk_type_params(const Walk *walk, const TypeParams *params);

#endif
