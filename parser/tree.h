/* SPDX-License-Identifier: MIT
 *
 * Building the tree: what grammar.y's actions call.
 *
 * No function here returns NULL for want of memory: a spare node stands in, and the parse ends as out of memory.
 * Lists grow by doubling whenever their count is a power of two.
 */
#ifndef OLI_PARSER_TREE_H
#define OLI_PARSER_TREE_H

#include "parser/state.h"

/* Only while parsing: `value as target` inside parentheses, until `with` takes it apart (in `binary`). */
enum { EXPR_AS_ITEM = EXPR_FORMATTED + 1 };

typedef struct {
    ExprList args;
    KeywordList keywords;
    bool has_bare_generator; /* f(x for x in y): no other argument may stand beside it */
} Arguments;
typedef struct {
    bool is_keyword; /* name=value, or **value when name is NULL */
    bool is_bare_generator;
    Name *name;
    Expr *value;
    Span at;
} ArgumentItem;

typedef struct {
    Comprehension *items;
    uint32_t count;
    Span at;
} Clauses;
/* What may follow a clause: its conditions, then more clauses. */
typedef struct {
    ExprList conditions;
    Clauses clauses;
} CompTail;

typedef enum { PARAM_PLAIN, PARAM_SLASH, PARAM_STAR, PARAM_KEYWORDS } ParamKind;
typedef struct {
    ParamKind kind;
    Param param; /* PARAM_STAR: name is NULL for a bare star */
} ParamItem;
typedef struct {
    ParamItem *items;
    uint32_t count;
} ParamItems;

/* One literal of a run of string literals. */
typedef struct {
    Token token;      /* STRING or FSTRING_BEGIN */
    Span at;
    ExprList parts;   /* of an f-string */
} StringPiece;
typedef struct {
    StringPiece *items;
    uint32_t count;
} StringPieces;

typedef struct {
    Token bang, name; /* bang.text NULL: none */
} Conversion;
typedef struct {
    Token colon; /* text NULL: none */
    ExprList parts;
} FormatSpec;

typedef struct {
    ExprList keys;
    ExprList values;
} DictItems;
typedef struct {
    Expr *key, *value; /* key NULL: **value */
} DictItem;

/* A class pattern's argument (name or no name), or a mapping pattern's item (key, or name alone for **name). */
typedef struct {
    Name *name;
    Pattern *key, *value;
} PatternArg;
typedef struct {
    PatternArg *items;
    uint32_t count;
} PatternArgs;

typedef struct {
    Handler *items;
    uint32_t count;
    bool is_star;
} Handlers;
typedef struct {
    Case *items;
    uint32_t count;
} Cases;
typedef struct {
    WithItem *items;
    uint32_t count;
} WithItems;
typedef struct {
    Alias *items;
    uint32_t count;
} Aliases;
typedef struct {
    NameList list;
    Span at;
} SpannedNames;
typedef struct {
    uint32_t level;
    NameList dotted;
} FromModule;
typedef struct {
    Expr *test;
    StmtList body;
    Span at; /* of the keyword */
} Elif;
typedef struct {
    Elif *items;
    uint32_t count;
} Elifs;

/* Make room for one more item and return its slot, zeroed; NULL when memory is refused. */
void *oli_list_slot(Parser *p, void **items, uint32_t *count, size_t item_size);
ExprList oli_expr_list(Parser *p, ExprList list, Expr *item);
StmtList oli_stmt_list(Parser *p, StmtList list, Stmt *item);
PatternList oli_pattern_list(Parser *p, PatternList list, Pattern *item);
NameList oli_name_list(Parser *p, NameList list, Name *item);

static inline Span oli_span(Span first, Span last) {
    return (Span){first.line, first.col, last.end_line, last.end_col};
}

/* tree.c: nodes and expressions. */
Expr *oli_new_expr(Parser *p, ExprKind kind, Span at);
Stmt *oli_new_stmt(Parser *p, StmtKind kind, Span at);
Pattern *oli_new_pattern(Parser *p, PatternKind kind, Span at);
Name *oli_token_name(Parser *p, Token token);
Expr *oli_make_name(Parser *p, Token token);
Expr *oli_make_attribute(Parser *p, Expr *value, Token name);
Expr *oli_make_constant(Parser *p, ConstKind kind, Token token);
Expr *oli_make_number(Parser *p, Token token);
Expr *oli_make_binary(Parser *p, BinaryOp op, Expr *left, Expr *right);
Expr *oli_make_unary(Parser *p, UnaryOp op, Token token, Expr *operand);
Expr *oli_make_bool(Parser *p, bool is_or, Expr *left, Expr *right);
Expr *oli_make_compare(Parser *p, Expr *left, CompareOp op, Expr *right);
Expr *oli_make_operand(Parser *p, ExprKind kind, Token token, Expr *operand);
Expr *oli_make_items(Parser *p, ExprKind kind, Span at, ExprList items);
/* One item without a comma is that item; else a tuple, up to the comma. */
Expr *oli_make_tuple(Parser *p, ExprList items, bool has_comma, Span comma);
/* The same, but inside of an index: a starred item alone makes a tuple. */
Expr *oli_make_subscript(Parser *p, ExprList items, bool has_comma, Span comma);
/* The same, but inside of parentheses. */
Expr *oli_make_group(Parser *p, Span at, ExprList items, bool has_comma);
Expr *oli_make_slice(Parser *p, Expr *lower, Token colon, Expr *upper, Token colon2, Expr *step);
Expr *oli_make_dict(Parser *p, Span at, DictItems items);
DictItems oli_add_dict_item(Parser *p, DictItems items, DictItem item);
Expr *oli_make_comp(Parser *p, ExprKind kind, Span at, Expr *item, Expr *value, Clauses clauses);
Clauses oli_join_clauses(Parser *p, Span start, Comprehension first, CompTail tail);
CompTail oli_add_condition(Parser *p, Expr *condition, CompTail tail);
Expr *oli_make_lambda(Parser *p, Token token, ParamItems params, Expr *body);
Expr *oli_make_call(Parser *p, Expr *function, Arguments arguments, Token close);
Arguments oli_add_argument(Parser *p, Arguments arguments, ArgumentItem item);
Expr *oli_parenthesised(Expr *expr, Span outer);

/* tree_string.c: strings and f-strings. */
StringPieces oli_add_string(Parser *p, StringPieces pieces, StringPiece piece);
Expr *oli_make_strings(Parser *p, StringPieces pieces);
Expr *oli_make_text(Parser *p, Token token);
ExprList oli_add_field(Parser *p, ExprList parts, Token open, Expr *value, Token equals, Conversion conversion,
                       FormatSpec spec, Token close);

/* Are the literals among these tokens (fields of f-strings included) well-formed inside? For diagnosing. */
bool oli_check_literals(Parser *p, const Token *tokens, uint32_t count);

/* tree_stmt.c: statements, parameters, patterns. */
Span oli_list_span(const StmtList *body);
SpannedNames oli_spanned_names(Parser *p, SpannedNames names, Token token);
Stmt *oli_make_assign(Parser *p, Stmt *assign, Expr *target, Expr *value);
Stmt *oli_make_aug_assign(Parser *p, Expr *target, Token op, Expr *value);
Stmt *oli_make_import_from(Parser *p, Span at, FromModule module, Aliases aliases);
Alias oli_make_alias(Parser *p, NameList dotted, Span at, Token as);
Aliases oli_add_alias(Parser *p, Aliases aliases, Alias alias);
Stmt *oli_make_if(Parser *p, Token token, Expr *test, StmtList body, Elifs elifs, StmtList otherwise);
Elifs oli_add_elif(Parser *p, Elifs elifs, Token token, Expr *test, StmtList body);
Stmt *oli_make_with(Parser *p, Token token, WithItems items, StmtList body);
WithItems oli_add_with_item(Parser *p, WithItems items, WithItem item);
Stmt *oli_make_try(Parser *p, Token token, StmtList body, Handlers handlers, StmtList otherwise, StmtList finally);
Handlers oli_make_handler(Parser *p, Token token, bool is_star, Expr *type, Token name, StmtList body);
Handlers oli_join_handlers(Parser *p, Handlers handlers, Handlers one);
Stmt *oli_make_class(Parser *p, Token token, Token name, TypeParams params, Arguments arguments, StmtList body);
Stmt *oli_with_async(Token token, Stmt *stmt);
Stmt *oli_with_decorators(Stmt *stmt, ExprList decorators);
TypeParam oli_make_type_param(Parser *p, TypeParamKind kind, Span start, Token name, Expr *bound, Expr *fallback);
TypeParams oli_add_type_param(Parser *p, TypeParams params, TypeParam param);
ParamItem oli_make_param(Parser *p, ParamKind kind, Token token, Expr *annotation, Expr *fallback);
ParamItems oli_add_param(Parser *p, ParamItems items, ParamItem item);
/* Order and number of the parameters are checked here. */
Params *oli_make_params(Parser *p, ParamItems items);
Cases oli_add_case(Parser *p, Cases cases, Case one);
Span oli_patterns_span(PatternList list);
Pattern *oli_make_or_pattern(Parser *p, Pattern *left, Pattern *right);
Pattern *oli_make_value_pattern(Parser *p, Expr *value);
Pattern *oli_make_capture_or_value(Parser *p, Expr *dotted);
Pattern *oli_make_sequence_pattern(Parser *p, Span at, PatternList items);
Pattern *oli_make_mapping_pattern(Parser *p, Span at, PatternArgs args);
Pattern *oli_make_class_pattern(Parser *p, Expr *cls, PatternArgs args, Token close);
PatternArgs oli_add_pattern_arg(Parser *p, PatternArgs args, PatternArg arg);
Expr *oli_make_complex(Parser *p, BinaryOp op, Expr *real, Expr *imaginary);

/* literal.c: the value of literals. */
/* A NUMBER token's value; the lexer has checked its form. */
void oli_number_value(Parser *p, Token token, Expr *result);
/* Decode the inside of a string literal into result's text. `literal` is the place that errors name. False: an error
 * is recorded, or memory is out. */
bool oli_decode_text(Parser *p, const char *text, size_t size, bool is_bytes, bool is_raw, bool is_fstring,
                     Span literal, Expr *result);

#endif
