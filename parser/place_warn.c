/* SPDX-License-Identifier: MIT
 *
 * The SyntaxWarnings that CPython's compiler gives for expressions that are certainly mistakes.
 */
#include "parser/place.h"

static bool is_constant(const Expr *expr) {
    if (expr->kind == EXPR_UNARY && expr->unary.op != UNARY_NOT) expr = expr->unary.operand;
    if (expr->kind == EXPR_CONST) return true;
    if (expr->kind != EXPR_TUPLE) return false;
    for (uint32_t i = 0; i < expr->items.count; i++) {
        if (expr->items.items[i]->kind != EXPR_CONST) return false;
    }
    return true;
}

/* The type that `expr` certainly has, or NULL. */
static const char *type_of(const Expr *expr) {
    static const char *const constants[] = {"NoneType", "bool", "bool", "ellipsis", "int", "int", "float", "complex",
                                            "str", "bytes"};
    switch (expr->kind) {
        case EXPR_TUPLE: return "tuple";
        case EXPR_LIST: case EXPR_LIST_COMP: return "list";
        case EXPR_DICT: case EXPR_DICT_COMP: return "dict";
        case EXPR_SET: case EXPR_SET_COMP: return "set";
        case EXPR_GENERATOR: return "generator";
        case EXPR_LAMBDA: return "function";
        case EXPR_FSTRING: return "str";
        case EXPR_CONST: return constants[expr->constant.kind];
        case EXPR_UNARY: return is_constant(expr) ? type_of(expr->unary.operand) : NULL;
        default: return NULL;
    }
}

static bool is_identity_operand(const Expr *expr) {
    return !is_constant(expr) || (expr->kind == EXPR_CONST && expr->constant.kind <= CONST_ELLIPSIS);
}

static void warn_compare(Errors *errors, const Expr *expr) {
    const Expr *left = expr->compare.left;
    for (uint32_t i = 0; i < expr->compare.rights.count; i++) {
        const Expr *right = expr->compare.rights.items[i];
        CompareOp op = expr->compare.ops[i];
        bool fine = is_identity_operand(left) && is_identity_operand(right);
        if ((op == CMP_IS || op == CMP_IS_NOT) && !fine) {
            oli_warn(errors, expr->at.line, "\"%s\" with '%s' literal. Did you mean \"%s\"?",
                     op == CMP_IS ? "is" : "is not", type_of(is_identity_operand(left) ? right : left),
                     op == CMP_IS ? "==" : "!=");
            return;
        }
        left = right;
    }
}

static void warn_call(Errors *errors, const Expr *expr) {
    const Expr *function = expr->call.function;
    if (!function || function->kind == EXPR_LAMBDA || function->kind == EXPR_UNARY || !type_of(function)) return;
    oli_warn(errors, function->at.line, "'%s' object is not callable; perhaps you missed a comma?", type_of(function));
}

static void warn_subscript(Errors *errors, const Expr *expr) {
    const Expr *value = expr->subscript.value, *index = expr->subscript.index;
    bool is_text =
        value->kind == EXPR_FSTRING ||
        (value->kind == EXPR_CONST && (value->constant.kind == CONST_STR || value->constant.kind == CONST_BYTES));
    bool never = value->kind == EXPR_SET || value->kind == EXPR_SET_COMP || value->kind == EXPR_GENERATOR ||
                 value->kind == EXPR_LAMBDA;
    if (value->kind == EXPR_CONST && !is_text) never = true;
    if (never) {
        oli_warn(errors, value->at.line, "'%s' object is not subscriptable; perhaps you missed a comma?",
                 type_of(value));
        return;
    }
    bool is_sequence =
        is_text || value->kind == EXPR_TUPLE || value->kind == EXPR_LIST || value->kind == EXPR_LIST_COMP;
    const char *type = type_of(index);
    bool is_integer =
        index->kind == EXPR_CONST && (index->constant.kind == CONST_INT || index->constant.kind == CONST_BIGINT ||
                                      index->constant.kind == CONST_TRUE || index->constant.kind == CONST_FALSE);
    if (!is_sequence || !type || is_integer || index->kind == EXPR_UNARY) return;
    oli_warn(errors, value->at.line, "%s indices must be integers or slices, not %s; perhaps you missed a comma?",
             type_of(value), type);
}

void oli_warn_expr(Placer *placer, const Expr *expr) {
    Errors *errors = &placer->p->errors;
    if (expr->kind == EXPR_COMPARE) warn_compare(errors, expr);
    if (expr->kind == EXPR_CALL) warn_call(errors, expr);
    if (expr->kind == EXPR_SUBSCRIPT) warn_subscript(errors, expr);
}

void oli_warn_assert(Placer *placer, const Stmt *stmt) {
    const Expr *test = stmt->assertion.test;
    if (test->kind != EXPR_TUPLE || !test->items.count) return;
    oli_warn(&placer->p->errors, stmt->at.line, "assertion is always true, perhaps remove parentheses?");
}
