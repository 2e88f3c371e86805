/* SPDX-License-Identifier: MIT
 *
 * Building nodes and expressions (contracts in tree.h).
 */
#include "parser/tree.h"

#include <string.h>

void *oli_list_slot(Parser *p, void **items, uint32_t *count, size_t item_size) {
    uint32_t used = *count;
    if ((used & (used - 1)) == 0) { /* full at every power of two, and when empty */
        char *grown = oli_arena_alloc(p->arena, (used ? (size_t)used * 2 : 1) * item_size);
        if (!grown) return NULL;
        if (used) memcpy(grown, *items, used * item_size);
        *items = grown;
    }
    (*count)++;
    return (char *)*items + used * item_size;
}

ExprList oli_expr_list(Parser *p, ExprList list, Expr *item) {
    Expr **slot = oli_list_slot(p, (void **)&list.items, &list.count, sizeof *slot);
    if (slot) *slot = item;
    return list;
}

StmtList oli_stmt_list(Parser *p, StmtList list, Stmt *item) {
    Stmt **slot = oli_list_slot(p, (void **)&list.items, &list.count, sizeof *slot);
    if (slot) *slot = item;
    return list;
}

PatternList oli_pattern_list(Parser *p, PatternList list, Pattern *item) {
    Pattern **slot = oli_list_slot(p, (void **)&list.items, &list.count, sizeof *slot);
    if (slot) *slot = item;
    return list;
}

NameList oli_name_list(Parser *p, NameList list, Name *item) {
    Name **slot = oli_list_slot(p, (void **)&list.items, &list.count, sizeof *slot);
    if (slot) *slot = item;
    return list;
}

Expr *oli_new_expr(Parser *p, ExprKind kind, Span at) {
    Expr *expr = oli_arena_alloc(p->arena, sizeof *expr);
    if (!expr) expr = memset(&p->spare_expr, 0, sizeof *expr);
    expr->kind = kind;
    expr->at = expr->outer = at;
    return expr;
}

Stmt *oli_new_stmt(Parser *p, StmtKind kind, Span at) {
    Stmt *stmt = oli_arena_alloc(p->arena, sizeof *stmt);
    if (!stmt) stmt = memset(&p->spare_stmt, 0, sizeof *stmt);
    stmt->kind = kind;
    stmt->at = at;
    return stmt;
}

Pattern *oli_new_pattern(Parser *p, PatternKind kind, Span at) {
    Pattern *pattern = oli_arena_alloc(p->arena, sizeof *pattern);
    if (!pattern) pattern = memset(&p->spare_pattern, 0, sizeof *pattern);
    pattern->kind = kind;
    pattern->at = at;
    return pattern;
}

Name *oli_token_name(Parser *p, Token token) {
    return oli_name_normalised(&p->names, token.text, token.size);
}

Expr *oli_make_name(Parser *p, Token token) {
    Expr *expr = oli_new_expr(p, EXPR_NAME, token.at);
    expr->name = oli_token_name(p, token);
    return expr;
}

Expr *oli_make_attribute(Parser *p, Expr *value, Token name) {
    Expr *expr = oli_new_expr(p, EXPR_ATTRIBUTE, oli_span(value->outer, name.at));
    expr->attribute.value = value;
    expr->attribute.name = oli_token_name(p, name);
    expr->attribute.name_at = name.at;
    return expr;
}

Expr *oli_make_constant(Parser *p, ConstKind kind, Token token) {
    Expr *expr = oli_new_expr(p, EXPR_CONST, token.at);
    expr->constant.kind = kind;
    return expr;
}

Expr *oli_make_number(Parser *p, Token token) {
    Expr *expr = oli_new_expr(p, EXPR_CONST, token.at);
    oli_number_value(p, token, expr);
    return expr;
}

Expr *oli_make_binary(Parser *p, BinaryOp op, Expr *left, Expr *right) {
    Expr *expr = oli_new_expr(p, EXPR_BINARY, oli_span(left->outer, right->outer));
    expr->binary.op = op;
    expr->binary.left = left;
    expr->binary.right = right;
    return expr;
}

Expr *oli_make_unary(Parser *p, UnaryOp op, Token token, Expr *operand) {
    Expr *expr = oli_new_expr(p, EXPR_UNARY, oli_span(token.at, operand->outer));
    expr->unary.op = op;
    expr->unary.operand = operand;
    return expr;
}

Expr *oli_make_bool(Parser *p, bool is_or, Expr *left, Expr *right) {
    if (left->kind == EXPR_BOOL_OP && left->bool_op.is_or == is_or && !left->parenthesised) {
        left->bool_op.items = oli_expr_list(p, left->bool_op.items, right);
        left->outer = oli_span(left->outer, right->outer);
        return left;
    }
    Expr *expr = oli_new_expr(p, EXPR_BOOL_OP, oli_span(left->outer, right->outer));
    expr->bool_op.is_or = is_or;
    expr->bool_op.items = oli_expr_list(p, oli_expr_list(p, (ExprList){0}, left), right);
    return expr;
}

Expr *oli_make_compare(Parser *p, Expr *left, CompareOp op, Expr *right) {
    Expr *expr = left;
    if (left->kind != EXPR_COMPARE || left->parenthesised) {
        expr = oli_new_expr(p, EXPR_COMPARE, left->outer);
        expr->compare.left = left;
    }
    uint32_t count = expr->compare.rights.count;
    CompareOp *slot = oli_list_slot(p, (void **)&expr->compare.ops, &count, sizeof *slot);
    if (slot) *slot = op;
    expr->compare.rights = oli_expr_list(p, expr->compare.rights, right);
    expr->at = expr->outer = oli_span(expr->at, right->outer);
    return expr;
}

Expr *oli_make_operand(Parser *p, ExprKind kind, Token token, Expr *operand) {
    Expr *expr = oli_new_expr(p, kind, oli_span(token.at, operand->outer));
    expr->operand = operand;
    return expr;
}

Expr *oli_make_items(Parser *p, ExprKind kind, Span at, ExprList items) {
    Expr *expr = oli_new_expr(p, kind, at);
    expr->items = items;
    if (kind == EXPR_TUPLE) expr->parenthesised = true;
    return expr;
}

Expr *oli_make_tuple(Parser *p, ExprList items, bool has_comma, Span comma) {
    if (!items.count) return oli_new_expr(p, EXPR_TUPLE, comma); /* out of memory */
    if (items.count == 1 && !has_comma) return items.items[0];
    Span last = has_comma ? comma : items.items[items.count - 1]->outer;
    Expr *expr = oli_new_expr(p, EXPR_TUPLE, oli_span(items.items[0]->outer, last));
    expr->items = items;
    return expr;
}

Expr *oli_make_subscript(Parser *p, ExprList items, bool has_comma, Span comma) {
    bool lone_star = items.count == 1 && !has_comma && items.items[0]->kind == EXPR_STARRED;
    return lone_star ? oli_make_tuple(p, items, true, items.items[0]->outer)
                     : oli_make_tuple(p, items, has_comma, comma);
}

Expr *oli_make_group(Parser *p, Span at, ExprList items, bool has_comma) {
    if (items.count == 1 && !has_comma) {
        Expr *only = items.items[0];
        if (only->kind == EXPR_STARRED) p->is_refused = true;
        return oli_parenthesised(only, at);
    }
    return oli_make_items(p, EXPR_TUPLE, at, items);
}

Expr *oli_parenthesised(Expr *expr, Span outer) {
    expr->parenthesised = true;
    expr->outer = outer;
    return expr;
}

Expr *oli_make_slice(Parser *p, Expr *lower, Token colon, Expr *upper, Token colon2, Expr *step) {
    Span last = step ? step->outer : colon2.text ? colon2.at : upper ? upper->outer : colon.at;
    Expr *expr = oli_new_expr(p, EXPR_SLICE, oli_span(lower ? lower->outer : colon.at, last));
    expr->slice.lower = lower;
    expr->slice.upper = upper;
    expr->slice.step = step;
    return expr;
}

Expr *oli_make_dict(Parser *p, Span at, DictItems items) {
    Expr *expr = oli_new_expr(p, EXPR_DICT, at);
    expr->dict.keys = items.keys;
    expr->dict.values = items.values;
    return expr;
}

DictItems oli_add_dict_item(Parser *p, DictItems items, DictItem item) {
    items.keys = oli_expr_list(p, items.keys, item.key);
    items.values = oli_expr_list(p, items.values, item.value);
    return items;
}

Expr *oli_make_comp(Parser *p, ExprKind kind, Span at, Expr *item, Expr *value, Clauses clauses) {
    Expr *expr = oli_new_expr(p, kind, at);
    expr->comp.item = item;
    expr->comp.value = value;
    expr->comp.clauses = clauses.items;
    expr->comp.clause_count = clauses.count;
    if (item->kind == EXPR_STARRED) p->is_refused = true;
    return expr;
}

Clauses oli_join_clauses(Parser *p, Span start, Comprehension first, CompTail tail) {
    Clauses all = {.at = oli_span(start, first.iter->outer)};
    first.conditions = tail.conditions;
    if (tail.conditions.count) all.at = oli_span(start, tail.conditions.items[tail.conditions.count - 1]->outer);
    if (tail.clauses.count) all.at = oli_span(start, tail.clauses.at);
    Comprehension *slot = oli_list_slot(p, (void **)&all.items, &all.count, sizeof *slot);
    if (slot) *slot = first;
    for (uint32_t i = 0; i < tail.clauses.count; i++) {
        slot = oli_list_slot(p, (void **)&all.items, &all.count, sizeof *slot);
        if (slot) *slot = tail.clauses.items[i];
    }
    return all;
}

CompTail oli_add_condition(Parser *p, Expr *condition, CompTail tail) {
    ExprList all = oli_expr_list(p, (ExprList){0}, condition);
    for (uint32_t i = 0; i < tail.conditions.count; i++) all = oli_expr_list(p, all, tail.conditions.items[i]);
    tail.conditions = all;
    return tail;
}

Expr *oli_make_lambda(Parser *p, Token token, ParamItems params, Expr *body) {
    Expr *expr = oli_new_expr(p, EXPR_LAMBDA, oli_span(token.at, body->outer));
    expr->lambda.params = oli_make_params(p, params);
    expr->lambda.body = body;
    return expr;
}

Expr *oli_make_call(Parser *p, Expr *function, Arguments arguments, Token close) {
    Expr *expr = oli_new_expr(p, EXPR_CALL, oli_span(function->outer, close.at));
    expr->call.function = function;
    expr->call.args = arguments.args;
    expr->call.keywords = arguments.keywords;
    if (arguments.has_bare_generator) { /* its parentheses are the call's */
        Expr *generator = arguments.args.items[0];
        generator->at = (Span){function->outer.end_line, function->outer.end_col, close.at.end_line, close.at.end_col};
    }
    return expr;
}

/* Positional after keyword, or * after **, is refused here. */
Arguments oli_add_argument(Parser *p, Arguments arguments, ArgumentItem item) {
    if (arguments.has_bare_generator ||
        (item.is_bare_generator && (arguments.args.count || arguments.keywords.count))) {
        p->is_refused = true;
    }
    if (item.is_keyword) {
        KeywordList *keywords = &arguments.keywords;
        Keyword *slot = oli_list_slot(p, (void **)&keywords->items, &keywords->count, sizeof *slot);
        if (slot) *slot = (Keyword){.name = item.name, .value = item.value, .at = item.at};
        return arguments;
    }
    bool is_starred = item.value->kind == EXPR_STARRED;
    for (uint32_t i = 0; i < arguments.keywords.count; i++) {
        if (!is_starred || !arguments.keywords.items[i].name) p->is_refused = true;
    }
    arguments.has_bare_generator = item.is_bare_generator;
    arguments.args = oli_expr_list(p, arguments.args, item.value);
    if (!arguments.args.count) arguments.has_bare_generator = false;
    return arguments;
}
