/* SPDX-License-Identifier: MIT
 *
 * What the steps of one parse share. Made and owned by parse.c.
 *
 * The steps: lexer and grammar build the tree (tree.c); check.c refuses what the grammar takes too generously; when
 * any of these fails, diagnose.c reads the source again to say what is wrong, in CPython's words; scope.c resolves the
 * names; place.c checks what depends on where a statement stands.
 */
#ifndef OLI_PARSER_STATE_H
#define OLI_PARSER_STATE_H

#include "parser/error.h"
#include "parser/lexer.h"

typedef struct Parser {
    Arena *arena;
    const ParseOptions *options;
    Errors errors;
    NameTable names;
    Lexer lexer;
    Module *module;
    uint32_t last_future_line; /* of the `from __future__` imports that begin the file */
    bool is_refused;  /* the grammar or an action refused the source */
    bool is_too_deep; /* the grammar's stack is full */
    /* Stand in for nodes when memory is refused, so that actions need not check; nobody reads them. */
    Expr spare_expr;
    Stmt spare_stmt;
    Pattern spare_pattern;
} Parser;

/* Structure rules that the grammar leaves open. False: the source has to be refused. */
bool oli_check_tree(Parser *parser);
/* Find and record the error in a source that was refused. */
void oli_diagnose(Parser *parser);
/* Find and check `from __future__` imports; false: an error is recorded. */
bool oli_find_futures(Parser *parser);
/* Build and resolve all scopes; false: an error is recorded, or memory is out. */
bool oli_build_scopes(Parser *parser);
/* The rules of placement that CPython's compiler checks, in its order, and the SyntaxWarnings. */
bool oli_check_placement(Parser *parser);

#endif
