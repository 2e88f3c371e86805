/* SPDX-License-Identifier: MIT
 *
 * Building statements, parameters and patterns (contracts in tree.h).
 */
#include <string.h>

#include "parser/tree.h"

Span oli_list_span(const StmtList *body) {
    if (!body->count) return (Span){0}; /* out of memory */
    return oli_span(body->items[0]->at, body->items[body->count - 1]->at);
}

SpannedNames oli_spanned_names(Parser *p, SpannedNames names, Token token) {
    names.at = names.list.count ? oli_span(names.at, token.at) : token.at;
    names.list = oli_name_list(p, names.list, oli_token_name(p, token));
    return names;
}

/* --- simple statements -------------------------------------------------------------------------------------------- */

Stmt *oli_make_assign(Parser *p, Stmt *assign, Expr *target, Expr *value) {
    if (!assign) {
        assign = oli_new_stmt(p, STMT_ASSIGN, target->outer);
    } else {
        target = assign->assign.value; /* what was the value is one more target */
    }
    assign->assign.targets = oli_expr_list(p, assign->assign.targets, target);
    assign->assign.value = value;
    assign->at = oli_span(assign->at, value->outer);
    return assign;
}

static BinaryOp augmented_op(Token op) {
    switch (op.text[0]) {
        case '+': return OP_ADD;
        case '-': return OP_SUB;
        case '*': return op.size == 3 ? OP_POW : OP_MUL;
        case '/': return op.size == 3 ? OP_FLOORDIV : OP_DIV;
        case '%': return OP_MOD;
        case '@': return OP_MATMUL;
        case '&': return OP_BITAND;
        case '|': return OP_BITOR;
        case '^': return OP_BITXOR;
        case '<': return OP_LSHIFT;
        default: return OP_RSHIFT;
    }
}

Stmt *oli_make_aug_assign(Parser *p, Expr *target, Token op, Expr *value) {
    Stmt *stmt = oli_new_stmt(p, STMT_AUG_ASSIGN, oli_span(target->outer, value->outer));
    stmt->aug_assign.target = target;
    stmt->aug_assign.op = augmented_op(op);
    stmt->aug_assign.value = value;
    return stmt;
}

Stmt *oli_make_import_from(Parser *p, Span at, FromModule module, Aliases aliases) {
    Stmt *stmt = oli_new_stmt(p, STMT_IMPORT_FROM, at);
    stmt->import_from.module = module.dotted.count ? oli_name_joined(&p->names, &module.dotted) : NULL;
    stmt->import_from.level = module.level;
    stmt->import_from.aliases = aliases.items;
    stmt->import_from.count = aliases.count;
    return stmt;
}

Alias oli_make_alias(Parser *p, NameList dotted, Span at, Token as) {
    Alias alias = {.dotted = dotted, .at = at};
    if (dotted.count) alias.full = oli_name_joined(&p->names, &dotted);
    if (as.text) alias.as = oli_token_name(p, as);
    return alias;
}

Aliases oli_add_alias(Parser *p, Aliases aliases, Alias alias) {
    Alias *slot = oli_list_slot(p, (void **)&aliases.items, &aliases.count, sizeof *slot);
    if (slot) *slot = alias;
    return aliases;
}

/* --- compound statements ------------------------------------------------------------------------------------------ */

Elifs oli_add_elif(Parser *p, Elifs elifs, Token token, Expr *test, StmtList body) {
    Elif *slot = oli_list_slot(p, (void **)&elifs.items, &elifs.count, sizeof *slot);
    if (slot) *slot = (Elif){.test = test, .body = body, .at = token.at};
    return elifs;
}

static Stmt *make_branch(Parser *p, Span start, Expr *test, StmtList body, StmtList otherwise) {
    Span end = oli_list_span(otherwise.count ? &otherwise : &body);
    Stmt *stmt = oli_new_stmt(p, STMT_IF, oli_span(start, end));
    stmt->branch.test = test;
    stmt->branch.body = body;
    stmt->branch.otherwise = otherwise;
    return stmt;
}

Stmt *oli_make_if(Parser *p, Token token, Expr *test, StmtList body, Elifs elifs, StmtList otherwise) {
    for (uint32_t i = elifs.count; i-- > 0;) {
        Elif *elif = &elifs.items[i];
        Stmt *nested = make_branch(p, elif->at, elif->test, elif->body, otherwise);
        otherwise = oli_stmt_list(p, (StmtList){0}, nested);
    }
    return make_branch(p, token.at, test, body, otherwise);
}

WithItems oli_add_with_item(Parser *p, WithItems items, WithItem item) {
    WithItem *slot = oli_list_slot(p, (void **)&items.items, &items.count, sizeof *slot);
    if (slot) *slot = item;
    return items;
}

static bool can_be_with_item(const Expr *expr) {
    return expr->kind != EXPR_STARRED && (expr->kind != EXPR_NAMED || expr->parenthesised);
}

static WithItem split_as_item(Expr *expr) {
    if (expr->kind != (ExprKind)EXPR_AS_ITEM) return (WithItem){.context = expr};
    return (WithItem){.context = expr->binary.left, .target = expr->binary.right};
}

/* `with (a as b, c):` came as a tuple in parentheses. */
static WithItems unpack_items(Parser *p, WithItems items) {
    Expr *only = items.count == 1 && !items.items[0].target ? items.items[0].context : NULL;
    if (!only || !only->parenthesised) return items;
    if (only->kind == (ExprKind)EXPR_AS_ITEM) {
        items.items[0] = split_as_item(only);
        return items;
    }
    if (only->kind != EXPR_TUPLE || !only->items.count) return items;
    for (uint32_t i = 0; i < only->items.count; i++) {
        if (!can_be_with_item(only->items.items[i])) return items;
    }
    WithItems all = {0};
    for (uint32_t i = 0; i < only->items.count; i++) {
        all = oli_add_with_item(p, all, split_as_item(only->items.items[i]));
    }
    return all;
}

Stmt *oli_make_with(Parser *p, Token token, WithItems items, StmtList body) {
    Stmt *stmt = oli_new_stmt(p, STMT_WITH, oli_span(token.at, oli_list_span(&body)));
    items = unpack_items(p, items);
    stmt->with.items = items.items;
    stmt->with.count = items.count;
    stmt->with.body = body;
    return stmt;
}

Handlers oli_make_handler(Parser *p, Token token, bool is_star, Expr *type, Token name, StmtList body) {
    Handlers one = {.is_star = is_star};
    Handler *slot = oli_list_slot(p, (void **)&one.items, &one.count, sizeof *slot);
    if (!slot) return one;
    *slot = (Handler){.type = type, .body = body, .at = oli_span(token.at, oli_list_span(&body))};
    if (name.text) slot->name = oli_token_name(p, name);
    return one;
}

Handlers oli_join_handlers(Parser *p, Handlers handlers, Handlers one) {
    if (handlers.is_star != one.is_star) p->is_refused = true;
    Handler *slot = oli_list_slot(p, (void **)&handlers.items, &handlers.count, sizeof *slot);
    if (slot && one.count) *slot = one.items[0];
    return handlers;
}

Stmt *oli_make_try(Parser *p, Token token, StmtList body, Handlers handlers, StmtList otherwise, StmtList finally) {
    Span end = handlers.count ? handlers.items[handlers.count - 1].at : oli_list_span(&body);
    if (otherwise.count) end = oli_list_span(&otherwise);
    if (finally.count) end = oli_list_span(&finally);
    Stmt *stmt = oli_new_stmt(p, STMT_TRY, oli_span(token.at, end));
    stmt->try_.body = body;
    stmt->try_.handlers = handlers.items;
    stmt->try_.handler_count = handlers.count;
    stmt->try_.otherwise = otherwise;
    stmt->try_.finally = finally;
    stmt->try_.is_star = handlers.is_star;
    return stmt;
}

Stmt *oli_make_class(Parser *p, Token token, Token name, TypeParams params, Arguments arguments, StmtList body) {
    Stmt *stmt = oli_new_stmt(p, STMT_CLASS, oli_span(token.at, oli_list_span(&body)));
    stmt->cls.name = oli_token_name(p, name);
    stmt->cls.name_at = name.at;
    stmt->cls.type_params = params;
    stmt->cls.bases = arguments.args;
    stmt->cls.keywords = arguments.keywords;
    stmt->cls.body = body;
    return stmt;
}

Stmt *oli_with_async(Token token, Stmt *stmt) {
    stmt->at = oli_span(token.at, stmt->at);
    if (stmt->kind == STMT_FOR) stmt->loop.is_async = true;
    if (stmt->kind == STMT_WITH) stmt->with.is_async = true;
    if (stmt->kind == STMT_FUNCTION) stmt->function.is_async = true;
    return stmt;
}

Stmt *oli_with_decorators(Stmt *stmt, ExprList decorators) {
    if (stmt->kind == STMT_FUNCTION) stmt->function.decorators = decorators;
    if (stmt->kind == STMT_CLASS) stmt->cls.decorators = decorators;
    return stmt;
}

/* --- parameters --------------------------------------------------------------------------------------------------- */

TypeParam oli_make_type_param(Parser *p, TypeParamKind kind, Span start, Token name, Expr *bound, Expr *fallback) {
    Span end = fallback ? fallback->outer : bound ? bound->outer : name.at;
    return (TypeParam){.kind = kind, .name = oli_token_name(p, name), .bound = bound, .fallback = fallback,
                       .at = oli_span(start, end)};
}

TypeParams oli_add_type_param(Parser *p, TypeParams params, TypeParam param) {
    TypeParam *slot = oli_list_slot(p, (void **)&params.items, &params.count, sizeof *slot);
    if (slot) *slot = param;
    return params;
}

ParamItem oli_make_param(Parser *p, ParamKind kind, Token token, Expr *annotation, Expr *fallback) {
    ParamItem item = {.kind = kind};
    bool has_name = kind == PARAM_PLAIN || kind == PARAM_KEYWORDS || (kind == PARAM_STAR && token.text[0] != '*');
    item.param.name = has_name ? oli_token_name(p, token) : NULL;
    item.param.annotation = annotation;
    item.param.fallback = fallback;
    item.param.at = annotation ? oli_span(token.at, annotation->outer) : token.at;
    return item;
}

ParamItems oli_add_param(Parser *p, ParamItems items, ParamItem item) {
    ParamItem *slot = oli_list_slot(p, (void **)&items.items, &items.count, sizeof *slot);
    if (slot) *slot = item;
    return items;
}

/* Is the order / * ** respected, each at most once, with something before / and after a bare *? */
static bool order_is_valid(ParamItems items) {
    bool slash = false, star = false, bare = false, keywords = false, fallback = false;
    for (uint32_t i = 0; i < items.count; i++) {
        ParamKind kind = items.items[i].kind;
        bool has_fallback = items.items[i].param.fallback != NULL;
        if (keywords) return false;
        if (kind == PARAM_SLASH && (slash || star || i == 0)) return false;
        if (kind == PARAM_STAR && star) return false;
        if (kind == PARAM_KEYWORDS && bare) return false;
        if (kind == PARAM_PLAIN && !star && fallback && !has_fallback) return false;
        slash = slash || kind == PARAM_SLASH;
        bare = kind == PARAM_STAR && !items.items[i].param.name;
        star = star || kind == PARAM_STAR;
        keywords = kind == PARAM_KEYWORDS;
        fallback = fallback || has_fallback;
    }
    return !bare;
}

Params *oli_make_params(Parser *p, ParamItems items) {
    Params *params = oli_arena_alloc(p->arena, sizeof *params);
    if (!order_is_valid(items)) p->is_refused = true;
    Param *plain = oli_arena_alloc(p->arena, (items.count + 1) * sizeof *plain);
    if (!params || !plain) return NULL;
    params->items = plain;
    for (uint32_t i = 0; i < items.count; i++) {
        ParamItem *item = &items.items[i];
        if (item->kind == PARAM_SLASH) {
            params->posonly_count = params->positional_count;
            params->positional_count = 0;
        } else if (item->kind == PARAM_KEYWORDS) {
            params->keywords = &item->param;
        } else if (item->kind == PARAM_STAR) {
            if (item->param.name) params->rest = &item->param;
            for (uint32_t k = i + 1; k < items.count; k++) {
                params->keyword_only_count += items.items[k].kind == PARAM_PLAIN;
            }
        } else {
            *plain++ = item->param;
            params->positional_count++;
        }
    }
    params->positional_count -= params->keyword_only_count;
    return params;
}

/* --- patterns ----------------------------------------------------------------------------------------------------- */

Cases oli_add_case(Parser *p, Cases cases, Case one) {
    Case *slot = oli_list_slot(p, (void **)&cases.items, &cases.count, sizeof *slot);
    if (slot) *slot = one;
    return cases;
}

Span oli_patterns_span(PatternList list) {
    if (!list.count) return (Span){0}; /* out of memory */
    return oli_span(list.items[0]->at, list.items[list.count - 1]->at);
}

Pattern *oli_make_or_pattern(Parser *p, Pattern *left, Pattern *right) {
    Pattern *pattern = oli_new_pattern(p, PATTERN_OR, oli_span(left->at, right->at));
    if (left->kind == PATTERN_OR && !left->parenthesised) {
        pattern->items = left->items;
    } else {
        pattern->items = oli_pattern_list(p, (PatternList){0}, left);
    }
    pattern->items = oli_pattern_list(p, pattern->items, right);
    return pattern;
}

Pattern *oli_make_value_pattern(Parser *p, Expr *value) {
    bool is_singleton = value->kind == EXPR_CONST && value->constant.kind <= CONST_FALSE;
    Pattern *pattern = oli_new_pattern(p, is_singleton ? PATTERN_SINGLETON : PATTERN_VALUE, value->at);
    pattern->value = value;
    return pattern;
}

Pattern *oli_make_capture_or_value(Parser *p, Expr *dotted) {
    if (dotted->kind != EXPR_NAME) return oli_make_value_pattern(p, dotted);
    Pattern *pattern = oli_new_pattern(p, PATTERN_AS, dotted->at);
    pattern->as.name = oli_name_is(dotted->name, "_") ? NULL : dotted->name;
    return pattern;
}

Pattern *oli_make_sequence_pattern(Parser *p, Span at, PatternList items) {
    Pattern *pattern = oli_new_pattern(p, PATTERN_SEQUENCE, at);
    pattern->items = items;
    return pattern;
}

PatternArgs oli_add_pattern_arg(Parser *p, PatternArgs args, PatternArg arg) {
    PatternArg *slot = oli_list_slot(p, (void **)&args.items, &args.count, sizeof *slot);
    if (slot) *slot = arg;
    return args;
}

Pattern *oli_make_mapping_pattern(Parser *p, Span at, PatternArgs args) {
    Pattern *pattern = oli_new_pattern(p, PATTERN_MAPPING, at);
    for (uint32_t i = 0; i < args.count; i++) {
        PatternArg *arg = &args.items[i];
        if (!arg->key) { /* **rest comes last and is no wildcard */
            if (i + 1 != args.count || oli_name_is(arg->name, "_")) p->is_refused = true;
            pattern->mapping.rest = arg->name;
            continue;
        }
        bool is_value = arg->key->kind == PATTERN_VALUE || arg->key->kind == PATTERN_SINGLETON;
        if (!is_value || arg->key->parenthesised) p->is_refused = true;
        pattern->mapping.keys = oli_expr_list(p, pattern->mapping.keys, is_value ? arg->key->value : NULL);
        pattern->mapping.values = oli_pattern_list(p, pattern->mapping.values, arg->value);
    }
    return pattern;
}

Pattern *oli_make_class_pattern(Parser *p, Expr *cls, PatternArgs args, Token close) {
    Pattern *pattern = oli_new_pattern(p, PATTERN_CLASS, oli_span(cls->at, close.at));
    pattern->cls.cls = cls;
    for (uint32_t i = 0; i < args.count; i++) {
        PatternArg *arg = &args.items[i];
        if (arg->name) {
            pattern->cls.keyword_names = oli_name_list(p, pattern->cls.keyword_names, arg->name);
            pattern->cls.keyword_patterns = oli_pattern_list(p, pattern->cls.keyword_patterns, arg->value);
        } else {
            if (pattern->cls.keyword_names.count) p->is_refused = true;
            pattern->cls.items = oli_pattern_list(p, pattern->cls.items, arg->value);
        }
    }
    return pattern;
}

static bool is_number(const Expr *expr, bool imaginary) {
    if (expr->kind == EXPR_UNARY) expr = expr->unary.operand;
    return expr->kind == EXPR_CONST && (expr->constant.kind == CONST_IMAG) == imaginary;
}

Expr *oli_make_complex(Parser *p, BinaryOp op, Expr *real, Expr *imaginary) {
    if (!is_number(real, false) || !is_number(imaginary, true)) p->is_refused = true;
    return oli_make_binary(p, op, real, imaginary);
}
