/* SPDX-License-Identifier: MIT
 *
 * Scopes: which name lives where. Built after parsing, before check.c ends; the reference is CPython's symtable
 * (Language Reference 4.2 "Naming and binding", PEP 227, 3104, 572, 695, 709).
 *
 * Invariants: a SYMBOL_FREE name is SYMBOL_CELL or SYMBOL_FREE in every scope between it and its owner; class scopes
 * are skipped when a nested function's name is resolved (but for __class__); a comprehension's walrus targets belong
 * to the enclosing function.
 *
 * SCOPE_COMPREHENSION shares the frame of its parent, so using a name of the parent's there does not make it a cell: a
 * SYMBOL_FREE name of a comprehension is whatever the same name is in the parent (LOCAL, CELL or FREE). `__class__`
 * has no symbol in the class itself: needs_class_cell says that the class makes that cell. The same holds of
 * `__classdict__`, the class's namespace, which scopes that see the class's names (via_class) get from it: a hidden
 * name, like the TypeParams' `.type_params`. Type
 * parameters' bounds and defaults and a type alias's value are SCOPE_LAMBDAs without parameters.
 * The iterator argument of comprehensions has no symbol.
 */
#ifndef OLI_PARSER_SCOPE_H
#define OLI_PARSER_SCOPE_H

#include "parser/ast.h"

typedef enum {
    SCOPE_MODULE, SCOPE_FUNCTION, SCOPE_LAMBDA, SCOPE_CLASS,
    SCOPE_COMPREHENSION, /* list, set, dict: compiled into the enclosing frame (PEP 709) */
    SCOPE_GENERATOR,     /* generator expression: a function of its own */
    SCOPE_TYPE_PARAMS
} ScopeKind;

typedef enum {
    SYMBOL_LOCAL,           /* bound here, used only here (at module and class level: the namespace) */
    SYMBOL_CELL,            /* bound here, used by a nested scope too */
    SYMBOL_FREE,            /* bound in an enclosing function */
    SYMBOL_GLOBAL,          /* declared global */
    SYMBOL_GLOBAL_IMPLICIT  /* not bound in any enclosing function: module, then built-ins */
} SymbolPlace;

typedef struct Symbol {
    Name *name;
    SymbolPlace place;
    bool is_param;     /* parameters come first, in the order of the registers: positional-only, positional,
                        * keyword-only, *args, **kwargs */
    bool is_bound;     /* assigned, deleted, imported, a loop target, ... in this scope */
    bool is_nonlocal;  /* declared nonlocal */
    bool is_annotated;
    bool is_deleted;   /* target of `del`, or of `except ... as` */
    bool via_class;    /* SYMBOL_FREE or SYMBOL_GLOBAL_IMPLICIT seen from a class body or a scope that sees one: look in
                        * the class namespace first */
    bool is_free_class; /* a class binds the name itself, and functions inside of it use the enclosing function's */
    uint32_t reg;      /* for the compiler: register, plus 1 */
    struct Symbol *next; /* in order of first appearance */
    struct Symbol *hash_next;
} Symbol;

struct Scope {
    ScopeKind kind;
    Name *name;    /* function or class name; "<module>", "<lambda>", "<listcomp>", "<genexpr>", ... */
    Scope *parent; /* NULL for the module */
    Symbol *symbols;
    uint32_t symbol_count;
    bool is_async;          /* async def, or a generator expression / comprehension that is asynchronous */
    bool is_generator;      /* holds yield (an async one is an asynchronous generator) */
    bool has_await;         /* REPL: the module itself awaits */
    bool needs_class_cell;  /* a class whose methods use __class__ or super() */
    bool needs_class_dict;  /* a class whose type parameters' scopes read the namespace */
    bool has_star_import;
    uint32_t line;          /* where it begins */
    Symbol **table;         /* hash table, power-of-two size */
    uint32_t table_size;
};

/* The symbol of `name` in exactly this scope, or NULL. */
Symbol *oli_scope_find(const Scope *scope, const Name *name);

#endif
