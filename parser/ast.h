/* SPDX-License-Identifier: MIT
 *
 * The tree that the parser hands to the compiler: Python 3.13's abstract grammar (the module `ast` of CPython is the
 * reference for shapes and names), as plain structs in an arena.
 *
 * Invariants of a tree that oli_parse returned: every placement rule and target rule holds (check.c), names inside
 * classes are already mangled, every `ExprName` and binding has an entry in the Scope it belongs to (scope.h), and
 * nesting is no deeper than OLI_MAX_NESTING, so a walker may recurse.
 */
#ifndef OLI_PARSER_AST_H
#define OLI_PARSER_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OLI_MAX_NESTING = 3000 }; /* depth of the tree, expressions and blocks together: a walker's frames stay small */

/* An identifier, NFKC-normalised, unique within one parse: names are equal when their pointers are. */
typedef struct Name {
    const char *text; /* UTF-8, NUL-terminated */
    uint32_t size;    /* bytes */
    uint32_t hash;
    struct Name *next; /* in the parser's table */
} Name;

/* Where a node stands. Lines count from 1; columns are byte offsets into the line, from 0. */
typedef struct Span {
    uint32_t line, col, end_line, end_col;
} Span;

typedef struct Expr Expr;
typedef struct Stmt Stmt;
typedef struct Pattern Pattern;
typedef struct Scope Scope;

typedef struct {
    Expr **items; /* an item is NULL only where a comment below says so */
    uint32_t count;
} ExprList;
typedef struct {
    Stmt **items;
    uint32_t count;
} StmtList;
typedef struct {
    Pattern **items;
    uint32_t count;
} PatternList;
typedef struct {
    Name **items;
    uint32_t count;
} NameList;

typedef enum {
    OP_ADD, OP_SUB, OP_MUL, OP_MATMUL, OP_DIV, OP_MOD, OP_POW, OP_LSHIFT, OP_RSHIFT, OP_BITOR, OP_BITXOR, OP_BITAND,
    OP_FLOORDIV
} BinaryOp;
typedef enum { UNARY_INVERT, UNARY_NOT, UNARY_PLUS, UNARY_MINUS } UnaryOp;
typedef enum { CMP_EQ, CMP_NE, CMP_LT, CMP_LE, CMP_GT, CMP_GE, CMP_IS, CMP_IS_NOT, CMP_IN, CMP_NOT_IN } CompareOp;

typedef enum {
    CONST_NONE, CONST_TRUE, CONST_FALSE, CONST_ELLIPSIS,
    CONST_INT,   /* fits in 62 bits: u.integer */
    CONST_BIGINT, /* u.text: digits without prefix or underscores; `base` 2, 8, 10 or 16 */
    CONST_FLOAT, /* u.number */
    CONST_IMAG,  /* u.number: the imaginary part */
    CONST_STR,   /* u.text: UTF-8 (lone surrogates as three bytes each), may hold NULs */
    CONST_BYTES  /* u.text */
} ConstKind;

typedef enum {
    EXPR_CONST, EXPR_NAME, EXPR_ATTRIBUTE, EXPR_SUBSCRIPT, EXPR_SLICE, EXPR_STARRED,
    EXPR_TUPLE, EXPR_LIST, EXPR_SET, EXPR_DICT,
    EXPR_LIST_COMP, EXPR_SET_COMP, EXPR_DICT_COMP, EXPR_GENERATOR,
    EXPR_BOOL_OP, EXPR_BINARY, EXPR_UNARY, EXPR_COMPARE, EXPR_CONDITIONAL, EXPR_NAMED, EXPR_LAMBDA,
    EXPR_CALL,
    EXPR_GATHER, /* the keyword gather(...): args as in a call, no function */
    EXPR_AWAIT, EXPR_YIELD, EXPR_YIELD_FROM,
    EXPR_FSTRING, EXPR_FORMATTED
} ExprKind;

typedef struct {
    Name *name; /* NULL: **value */
    Expr *value;
    Span at;
} Keyword;

typedef struct {
    Keyword *items;
    uint32_t count;
} KeywordList;

/* One `for target in iter if ...` of a comprehension. */
typedef struct {
    Expr *target, *iter;
    ExprList conditions;
    bool is_async;
} Comprehension;

typedef struct {
    Name *name;
    Expr *annotation; /* or NULL */
    Expr *fallback;   /* default value, or NULL */
    Span at;
} Param;

/* Parameters in order: positional-only, positional-or-keyword, *args, keyword-only, **kwargs. */
typedef struct {
    Param *items; /* posonly_count + positional_count + keyword_only_count of them, in that order */
    uint32_t posonly_count, positional_count, keyword_only_count;
    Param *rest;    /* *args, or NULL */
    Param *keywords; /* **kwargs, or NULL */
} Params;

struct Expr {
    ExprKind kind;
    bool parenthesised; /* stood in parentheses of its own */
    Span at;
    Span outer; /* the same, with those parentheses */
    union {
        struct {
            ConstKind kind;
            uint8_t base;
            bool has_u_prefix; /* CONST_STR written u"...": only ast's `kind` shows it */
            union {
                int64_t integer;
                double number;
                struct {
                    const char *data;
                    size_t size;
                } text;
            } u;
        } constant;
        Name *name;
        struct {
            Expr *value;
            Name *name;
            Span name_at;
        } attribute;
        struct {
            Expr *value, *index; /* index may be EXPR_SLICE, or EXPR_TUPLE holding slices and starred items */
        } subscript;
        struct {
            Expr *lower, *upper, *step; /* each may be NULL */
        } slice;
        Expr *operand;                  /* EXPR_STARRED, EXPR_AWAIT, EXPR_YIELD (NULL: none), EXPR_YIELD_FROM */
        ExprList items;                 /* EXPR_TUPLE, EXPR_LIST, EXPR_SET, EXPR_FSTRING (CONST_STR and FORMATTED) */
        struct {
            ExprList keys; /* NULL key: **value */
            ExprList values;
        } dict;
        struct {
            Expr *item;  /* the key for EXPR_DICT_COMP */
            Expr *value; /* EXPR_DICT_COMP only */
            Comprehension *clauses;
            uint32_t clause_count;
            Scope *scope; /* its own; the first clause's iter is evaluated outside of it */
        } comp;           /* the three comprehensions and EXPR_GENERATOR */
        struct {
            bool is_or;
            ExprList items; /* two or more */
        } bool_op;
        struct {
            BinaryOp op;
            Expr *left, *right;
        } binary;
        struct {
            UnaryOp op;
            Expr *operand;
        } unary;
        struct {
            Expr *left;
            CompareOp *ops;
            ExprList rights; /* one per op */
        } compare;
        struct {
            Expr *test, *then, *otherwise;
        } conditional;
        struct {
            Expr *target; /* EXPR_NAME */
            Expr *value;
        } named;
        struct {
            Params *params;
            Expr *body;
            Scope *scope;
        } lambda;
        struct {
            Expr *function; /* NULL for EXPR_GATHER */
            ExprList args;  /* EXPR_STARRED among them */
            KeywordList keywords;
        } call; /* EXPR_CALL, EXPR_GATHER */
        struct {
            Expr *value;
            int conversion; /* 0, 's', 'r' or 'a' */
            Expr *spec;     /* EXPR_FSTRING, or NULL */
        } formatted; /* `{x=}` has its text as a CONST_STR part before it, and conversion 'r' unless a spec or
                      * conversion is given */
    };
};

typedef enum {
    PATTERN_VALUE, PATTERN_SINGLETON, PATTERN_SEQUENCE, PATTERN_MAPPING, PATTERN_CLASS, PATTERN_STAR, PATTERN_AS,
    PATTERN_OR
} PatternKind;

struct Pattern {
    PatternKind kind;
    bool parenthesised; /* stood in parentheses of its own */
    Span at;
    union {
        Expr *value; /* PATTERN_VALUE: constant or dotted name; PATTERN_SINGLETON: None, True, False */
        PatternList items; /* PATTERN_SEQUENCE, PATTERN_OR */
        struct {
            ExprList keys;
            PatternList values;
            Name *rest; /* **rest, or NULL */
        } mapping;
        struct {
            Expr *cls;
            PatternList items;
            NameList keyword_names;
            PatternList keyword_patterns;
        } cls;
        Name *star; /* PATTERN_STAR: NULL for *_ */
        struct {
            Pattern *pattern; /* NULL: a capture, or the wildcard when name is NULL too */
            Name *name;
        } as;
    };
};

typedef enum {
    STMT_EXPR, STMT_ASSIGN, STMT_AUG_ASSIGN, STMT_ANN_ASSIGN, STMT_DELETE, STMT_PASS, STMT_BREAK, STMT_CONTINUE,
    STMT_RETURN, STMT_RAISE, STMT_GLOBAL, STMT_NONLOCAL, STMT_ASSERT, STMT_IMPORT, STMT_IMPORT_FROM, STMT_TYPE_ALIAS,
    STMT_IF, STMT_WHILE, STMT_FOR, STMT_WITH, STMT_TRY, STMT_MATCH, STMT_FUNCTION, STMT_CLASS
} StmtKind;

typedef struct {
    NameList dotted; /* the name's parts; empty in `from . import x` */
    Name *full;      /* "a.b.c" */
    Name *as;        /* NULL: none */
    Span at;
} Alias;

typedef struct {
    Expr *context;
    Expr *target; /* or NULL */
} WithItem;

typedef struct {
    Expr *type; /* NULL: bare except */
    Name *name; /* NULL: none */
    StmtList body;
    Span at;
} Handler;

typedef struct {
    Pattern *pattern;
    Expr *guard; /* or NULL */
    StmtList body;
} Case;

typedef enum { TYPE_PARAM_VAR, TYPE_PARAM_TUPLE, TYPE_PARAM_SPEC } TypeParamKind;
typedef struct {
    TypeParamKind kind;
    Name *name;
    Name *text; /* the same as it is written: private names are not mangled in the object's __name__ */
    Expr *bound, *fallback; /* each may be NULL; evaluated lazily, in scopes of their own: */
    Scope *bound_scope, *fallback_scope;
    Span at;
} TypeParam;
typedef struct {
    TypeParam *items;
    uint32_t count;
    Scope *scope; /* NULL when count is 0 */
    Name *hidden; /* ".type_params": in `scope`, bound by the compiler to the tuple of all; class bodies read it */
} TypeParams;

struct Stmt {
    StmtKind kind;
    Span at;
    union {
        Expr *expr; /* STMT_EXPR, STMT_RETURN (NULL: none) */
        struct {
            ExprList targets; /* a = b = value: two targets */
            Expr *value;
        } assign;
        struct {
            Expr *target;
            BinaryOp op;
            Expr *value;
        } aug_assign;
        struct {
            Expr *target, *annotation, *value; /* value may be NULL */
            bool simple;                       /* a bare, unparenthesised name */
        } ann_assign;
        ExprList targets; /* STMT_DELETE */
        struct {
            Expr *exception, *cause; /* each may be NULL */
        } raise;
        NameList names; /* STMT_GLOBAL, STMT_NONLOCAL */
        struct {
            Expr *test, *message; /* message may be NULL */
        } assertion;
        struct {
            Alias *aliases;
            uint32_t count;
        } import;
        struct {
            Name *module; /* dotted, or NULL in `from . import x` */
            uint32_t level; /* leading dots */
            Alias *aliases; /* count 0: `import *` */
            uint32_t count;
        } import_from;
        struct {
            Name *name;
            TypeParams params;
            Expr *value;
            Scope *scope; /* of the value, evaluated lazily */
        } type_alias;
        struct {
            Expr *test;
            StmtList body, otherwise; /* elif is an `if` alone in otherwise */
        } branch;                     /* STMT_IF, STMT_WHILE */
        struct {
            Expr *target, *iter;
            StmtList body, otherwise;
            bool is_async;
        } loop; /* STMT_FOR */
        struct {
            WithItem *items;
            uint32_t count;
            StmtList body;
            bool is_async;
        } with;
        struct {
            StmtList body;
            Handler *handlers;
            uint32_t handler_count;
            StmtList otherwise, finally;
            bool is_star; /* except* */
        } try_;
        struct {
            Expr *subject;
            Case *cases;
            uint32_t count;
        } match;
        struct {
            Name *name;
            TypeParams type_params;
            Params *params;
            Expr *returns; /* or NULL */
            StmtList body;
            ExprList decorators;
            bool is_async;
            Scope *scope;
            Span name_at;
        } function;
        struct {
            Name *name;
            TypeParams type_params;
            ExprList bases; /* EXPR_STARRED among them */
            KeywordList keywords;
            StmtList body;
            ExprList decorators;
            Scope *scope;
            Span name_at;
        } cls;
    };
};

typedef struct Module {
    StmtList body;
    Scope *scope;
    bool has_future_annotations; /* from __future__ import annotations */
} Module;

#endif
