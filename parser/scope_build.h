/* SPDX-License-Identifier: MIT
 *
 * Between the files that build scopes: scope.c collects what each block does with its names, resolve.c decides where
 * the names live. Both report the errors that CPython's symtable does.
 */
#ifndef OLI_PARSER_SCOPE_BUILD_H
#define OLI_PARSER_SCOPE_BUILD_H

#include "parser/state.h"

enum { /* what a block does with a name */
    USE_LOAD = 1,
    USE_BIND = 2,
    USE_PARAM = 4,
    USE_GLOBAL = 8,
    USE_NONLOCAL = 16,
    USE_ANNOTATE = 32,
    USE_LOOP = 64, /* a comprehension's loop variable */
    USE_TYPE_PARAM = 128
};

typedef struct NameUse {
    Symbol symbol; /* first: a Symbol * is a NameUse * */
    unsigned uses;
    Span directive; /* of the first global or nonlocal statement; line 0: none */
} NameUse;

/* Annotation-like blocks, where await, yield and := are not allowed. */
typedef enum { LAZY_NONE, LAZY_ALIAS, LAZY_GENERIC, LAZY_BOUND, LAZY_DEFAULT } LazyKind;

typedef struct Block {
    Scope scope; /* first: a Scope * is a Block * */
    struct Block *first_child, *last_child, *next;
    Symbol *last_symbol;
    const Name *cls; /* innermost class, for mangling */
    const TypeParams *private; /* inside a class's type parameters: only these names are mangled */
    LazyKind lazy;
    unsigned iterables; /* how many comprehensions' iterables are being visited */
    bool in_loop_target;
    bool sees_class; /* its parent is a class whose names it can see */
} Block;

typedef struct Call {
    Expr *expr;
    Block *block;
    struct Call *next;
} Call;

static inline Block *oli_block_parent(const Block *block) {
    return (Block *)block->scope.parent;
}
static inline bool oli_is_comprehension(const Block *block) {
    return block->scope.kind == SCOPE_COMPREHENSION || block->scope.kind == SCOPE_GENERATOR;
}

/* The use record of `name` in `block`; made when it is new. NULL: out of memory. */
NameUse *oli_name_use(Parser *p, Block *block, Name *name);
/* Decide the place of every name; false: an error is recorded. */
bool oli_resolve(Parser *p, Block *module);

#endif
