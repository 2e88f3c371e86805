/* SPDX-License-Identifier: MIT
 *
 * The diagnosing parser: a small packrat parser that interprets a table of productions (peg_table.c).
 *
 * Why a second grammar: which message CPython gives for a wrong program follows from the order in which its PEG parser
 * tries things, with extra productions for known mistakes. An LALR machine stops too early for that. So a source that
 * was refused is read again by the same method: once plainly (which finds the token where the generic error belongs),
 * once with the productions for mistakes. Speed does not matter here; memory is bounded by forgetting the memo
 * of statements that are done.
 *
 * Notation of a production's body: 'x' a token, `x` a soft keyword, UPPER a token class, lower another rule;
 * ( | ) ? * + as usual; x% one or more separated by commas; & and ! look ahead; ~ no other alternative from here;
 * ^'x' a token that must come ("expected 'x'"); a= b= c= label for the message.
 */
#ifndef OLI_PARSER_PEG_H
#define OLI_PARSER_PEG_H

#include "parser/state.h"

typedef enum {
    NODE_PLAIN, /* no node of its own: hands on its only child */
    NODE_TOKEN, NODE_NAME, NODE_ATTRIBUTE, NODE_SUBSCRIPT, NODE_STARRED, NODE_LIST, NODE_TUPLE, NODE_LAMBDA, NODE_CALL,
    NODE_EXPRESSION, NODE_GENERATOR, NODE_YIELD, NODE_AWAIT, NODE_LIST_COMP, NODE_SET_COMP, NODE_DICT_COMP, NODE_DICT,
    NODE_SET, NODE_FSTRING, NODE_LITERAL, NODE_TRUE, NODE_FALSE, NODE_NONE, NODE_ELLIPSIS, NODE_COMPARE,
    NODE_CONDITIONAL, NODE_NAMED,
    NODE_STRINGS,  /* becomes NODE_LITERAL or NODE_FSTRING */
    NODE_PRIMARY,  /* becomes what its last suffix is */
    NODE_IN, NODE_OTHER, /* the first comparison of a NODE_COMPARE */
    NODE_KEYWORD, NODE_KEYWORDS /* arguments name=value, **value */
} NodeKind;

typedef struct Node {
    NodeKind kind;
    uint32_t first, last; /* tokens */
    uint32_t child_count;
    struct Node **children;
} Node;

typedef enum {
    DO_NOTHING,
    /* Raise the message; where: */
    AT,            /* label a */
    BETWEEN,       /* from a to b */
    ONWARD,        /* from a to where the lexer stands */
    LAST,          /* the token read last */
    NEXT,          /* the next token */
    AFTER_KEY,     /* the last character of a, as far as a's line goes */
    INDENT_AFTER,  /* an IndentationError at the token read last, naming a's line */
    /* Look closer; functions of diagnose_rule.c: */
    CHECK_STRINGS, CHECK_COMMA, CHECK_LEGACY, CHECK_TARGET, CHECK_DELETE, CHECK_FOR_TARGET, CHECK_POSITIONAL,
    CHECK_BARE_GENERATOR, CHECK_CONVERSION, CHECK_REAL, CHECK_IMAGINARY, CHECK_SPEC
} Action;

enum { FOLD = 1, MEMO = 2, QUIET = 4 }; /* one child is handed on; result kept; no productions for mistakes inside */

typedef struct {
    const char *rule; /* NULL: one more alternative of the rule above. A rule whose name begins with "bad_" is for
                       * mistakes, and skipped in the first reading. */
    const char *body;
    NodeKind kind;
    unsigned flags;
    Action action;
    const char *message;
} Production;

extern const Production oli_productions[];

typedef struct Rule Rule;
typedef struct Memo Memo;

typedef struct Peg {
    Parser *p;
    Lexer lexer;
    Token *tokens;
    uint32_t token_count, position;
    Memo **memos;   /* per token */
    Memo *free_memos;
    Rule *rules;
    uint32_t rule_count;
    Node **children; /* a stack: children of the sequences being matched */
    uint32_t child_count, child_room;
    uint32_t depth;
    bool seeks_mistakes; /* second reading */
    bool stopped;        /* an error is recorded, or memory is out */
} Peg;

/* Compile the table; false: out of memory. */
bool oli_peg_init(Peg *peg, Parser *p);
/* Match `rule` from the first token on. */
bool oli_peg_match(Peg *peg, const char *rule);
/* The token at `index`, read if need be; NULL when the lexer failed (stopped). */
const Token *oli_peg_token(Peg *peg, uint32_t index);
/* Run a production's action (diagnose_rule.c). False: the rule does not match after all. */
bool oli_peg_act(Peg *peg, const Production *production, Node *const labels[3], Node *result);

#endif
