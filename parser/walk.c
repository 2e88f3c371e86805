/* SPDX-License-Identifier: MIT
 *
 * Visiting the children of nodes (contract in walk.h).
 */
#include "parser/walk.h"

static bool visit(const Walk *walk, Expr *expr) {
    return !expr || walk->expr(walk->self, expr);
}

bool oli_walk_list(const Walk *walk, const ExprList *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        if (!visit(walk, list->items[i])) return false;
    }
    return true;
}

bool oli_walk_body(const Walk *walk, const StmtList *body) {
    for (uint32_t i = 0; i < body->count; i++) {
        if (!walk->stmt(walk->self, body->items[i])) return false;
    }
    return true;
}

bool oli_walk_keywords(const Walk *walk, const KeywordList *keywords) {
    for (uint32_t i = 0; i < keywords->count; i++) {
        if (!visit(walk, keywords->items[i].value)) return false;
    }
    return true;
}

static uint32_t param_count(const Params *params) {
    return params->posonly_count + params->positional_count + params->keyword_only_count;
}

bool oli_walk_defaults(const Walk *walk, const Params *params) {
    for (uint32_t i = 0; i < param_count(params); i++) {
        if (!visit(walk, params->items[i].fallback)) return false;
    }
    return true;
}

bool oli_walk_annotations(const Walk *walk, const Params *params, Expr *returns) {
    uint32_t positional = params->posonly_count + params->positional_count;
    for (uint32_t i = 0; i < positional; i++) {
        if (!visit(walk, params->items[i].annotation)) return false;
    }
    if (params->rest && !visit(walk, params->rest->annotation)) return false;
    for (uint32_t i = positional; i < param_count(params); i++) {
        if (!visit(walk, params->items[i].annotation)) return false;
    }
    return (!params->keywords || visit(walk, params->keywords->annotation)) && visit(walk, returns);
}

bool oli_walk_type_params(const Walk *walk, const TypeParams *params) {
    for (uint32_t i = 0; i < params->count; i++) {
        if (!visit(walk, params->items[i].bound) || !visit(walk, params->items[i].fallback)) return false;
    }
    return true;
}

static bool walk_dict(const Walk *walk, const Expr *expr) {
    for (uint32_t i = 0; i < expr->dict.values.count; i++) {
        if (!visit(walk, expr->dict.keys.items[i]) || !visit(walk, expr->dict.values.items[i])) return false;
    }
    return true;
}

static bool walk_comp(const Walk *walk, const Expr *expr) {
    for (uint32_t i = 0; i < expr->comp.clause_count; i++) {
        const Comprehension *clause = &expr->comp.clauses[i];
        if (!visit(walk, clause->iter) || !visit(walk, clause->target)) return false;
        if (!oli_walk_list(walk, &clause->conditions)) return false;
    }
    return visit(walk, expr->comp.item) && (expr->kind != EXPR_DICT_COMP || visit(walk, expr->comp.value));
}

bool oli_walk_expr(const Walk *walk, Expr *expr) {
    switch (expr->kind) {
        case EXPR_CONST: case EXPR_NAME: return true;
        case EXPR_ATTRIBUTE: return visit(walk, expr->attribute.value);
        case EXPR_SUBSCRIPT: return visit(walk, expr->subscript.value) && visit(walk, expr->subscript.index);
        case EXPR_SLICE:
            return visit(walk, expr->slice.lower) && visit(walk, expr->slice.upper) && visit(walk, expr->slice.step);
        case EXPR_TUPLE: case EXPR_LIST: case EXPR_SET: case EXPR_FSTRING: return oli_walk_list(walk, &expr->items);
        case EXPR_DICT: return walk_dict(walk, expr);
        case EXPR_LIST_COMP: case EXPR_SET_COMP: case EXPR_DICT_COMP: case EXPR_GENERATOR: return walk_comp(walk, expr);
        case EXPR_BOOL_OP: return oli_walk_list(walk, &expr->bool_op.items);
        case EXPR_BINARY: return visit(walk, expr->binary.left) && visit(walk, expr->binary.right);
        case EXPR_UNARY: return visit(walk, expr->unary.operand);
        case EXPR_COMPARE: return visit(walk, expr->compare.left) && oli_walk_list(walk, &expr->compare.rights);
        case EXPR_CONDITIONAL:
            return visit(walk, expr->conditional.test) && visit(walk, expr->conditional.then) &&
                   visit(walk, expr->conditional.otherwise);
        case EXPR_NAMED: return visit(walk, expr->named.value) && visit(walk, expr->named.target);
        case EXPR_LAMBDA: return oli_walk_defaults(walk, expr->lambda.params) && visit(walk, expr->lambda.body);
        case EXPR_CALL: case EXPR_GATHER:
            return visit(walk, expr->call.function) && oli_walk_list(walk, &expr->call.args) &&
                   oli_walk_keywords(walk, &expr->call.keywords);
        case EXPR_STARRED: case EXPR_AWAIT: case EXPR_YIELD: case EXPR_YIELD_FROM: return visit(walk, expr->operand);
        case EXPR_FORMATTED: return visit(walk, expr->formatted.value) && visit(walk, expr->formatted.spec);
    }
    return true;
}

static bool walk_patterns(const Walk *walk, const PatternList *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        if (!walk->pattern(walk->self, list->items[i])) return false;
    }
    return true;
}

bool oli_walk_pattern(const Walk *walk, Pattern *pattern) {
    switch (pattern->kind) {
        case PATTERN_VALUE: case PATTERN_SINGLETON: return visit(walk, pattern->value);
        case PATTERN_SEQUENCE: case PATTERN_OR: return walk_patterns(walk, &pattern->items);
        case PATTERN_MAPPING:
            return oli_walk_list(walk, &pattern->mapping.keys) && walk_patterns(walk, &pattern->mapping.values);
        case PATTERN_CLASS:
            return visit(walk, pattern->cls.cls) && walk_patterns(walk, &pattern->cls.items) &&
                   walk_patterns(walk, &pattern->cls.keyword_patterns);
        case PATTERN_STAR: return true;
        case PATTERN_AS: return !pattern->as.pattern || walk->pattern(walk->self, pattern->as.pattern);
    }
    return true;
}

static bool walk_try(const Walk *walk, const Stmt *stmt) {
    if (!oli_walk_body(walk, &stmt->try_.body)) return false;
    for (uint32_t i = 0; i < stmt->try_.handler_count; i++) {
        if (!visit(walk, stmt->try_.handlers[i].type) || !oli_walk_body(walk, &stmt->try_.handlers[i].body))
            return false;
    }
    return oli_walk_body(walk, &stmt->try_.otherwise) && oli_walk_body(walk, &stmt->try_.finally);
}

static bool walk_match(const Walk *walk, const Stmt *stmt) {
    if (!visit(walk, stmt->match.subject)) return false;
    for (uint32_t i = 0; i < stmt->match.count; i++) {
        const Case *one = &stmt->match.cases[i];
        if (!walk->pattern(walk->self, one->pattern) || !visit(walk, one->guard)) return false;
        if (!oli_walk_body(walk, &one->body)) return false;
    }
    return true;
}

static bool walk_with(const Walk *walk, const Stmt *stmt) {
    for (uint32_t i = 0; i < stmt->with.count; i++) {
        if (!visit(walk, stmt->with.items[i].context) || !visit(walk, stmt->with.items[i].target)) return false;
    }
    return oli_walk_body(walk, &stmt->with.body);
}

static bool walk_definition(const Walk *walk, const Stmt *stmt) {
    if (stmt->kind == STMT_FUNCTION) {
        return oli_walk_list(walk, &stmt->function.decorators) && oli_walk_defaults(walk, stmt->function.params) &&
               oli_walk_type_params(walk, &stmt->function.type_params) &&
               oli_walk_annotations(walk, stmt->function.params, stmt->function.returns) &&
               oli_walk_body(walk, &stmt->function.body);
    }
    return oli_walk_list(walk, &stmt->cls.decorators) && oli_walk_type_params(walk, &stmt->cls.type_params) &&
           oli_walk_body(walk, &stmt->cls.body) && oli_walk_list(walk, &stmt->cls.bases) &&
           oli_walk_keywords(walk, &stmt->cls.keywords);
}

static bool walk_assignment(const Walk *walk, const Stmt *stmt) {
    if (stmt->kind == STMT_ASSIGN) {
        return visit(walk, stmt->assign.value) && oli_walk_list(walk, &stmt->assign.targets);
    }
    if (stmt->kind == STMT_AUG_ASSIGN) {
        return visit(walk, stmt->aug_assign.target) && visit(walk, stmt->aug_assign.value);
    }
    return visit(walk, stmt->ann_assign.value) && visit(walk, stmt->ann_assign.target) &&
           visit(walk, stmt->ann_assign.annotation);
}

bool oli_walk_stmt(const Walk *walk, Stmt *stmt) {
    switch (stmt->kind) {
        case STMT_EXPR: case STMT_RETURN: return visit(walk, stmt->expr);
        case STMT_ASSIGN: case STMT_AUG_ASSIGN: case STMT_ANN_ASSIGN: return walk_assignment(walk, stmt);
        case STMT_DELETE: return oli_walk_list(walk, &stmt->targets);
        case STMT_RAISE: return visit(walk, stmt->raise.exception) && visit(walk, stmt->raise.cause);
        case STMT_ASSERT: return visit(walk, stmt->assertion.test) && visit(walk, stmt->assertion.message);
        case STMT_TYPE_ALIAS:
            return oli_walk_type_params(walk, &stmt->type_alias.params) && visit(walk, stmt->type_alias.value);
        case STMT_IF: case STMT_WHILE:
            return visit(walk, stmt->branch.test) && oli_walk_body(walk, &stmt->branch.body) &&
                   oli_walk_body(walk, &stmt->branch.otherwise);
        case STMT_FOR:
            return visit(walk, stmt->loop.iter) && visit(walk, stmt->loop.target) &&
                   oli_walk_body(walk, &stmt->loop.body) && oli_walk_body(walk, &stmt->loop.otherwise);
        case STMT_WITH: return walk_with(walk, stmt);
        case STMT_TRY: return walk_try(walk, stmt);
        case STMT_MATCH: return walk_match(walk, stmt);
        case STMT_FUNCTION: case STMT_CLASS: return walk_definition(walk, stmt);
        default: return true;
    }
}
