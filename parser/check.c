/* SPDX-License-Identifier: MIT
 *
 * The first pass over a tree: refuses what grammar.y takes too generously (targets, mostly) and what is nested too
 * deeply. It only says no; diagnose.c finds the words.
 */
#include "parser/tree.h"
#include "parser/walk.h"

typedef struct {
    Parser *p;
    Walk walk;
    uint32_t depth;
} Checker;

/* Can `expr` be assigned to? `may_star`: it stands in a list of targets, or alone before =. */
static bool is_target(const Expr *expr, bool may_star, uint32_t depth) {
    if (depth > OLI_MAX_NESTING) return true; /* refused elsewhere */
    switch (expr->kind) {
        case EXPR_NAME: case EXPR_ATTRIBUTE: case EXPR_SUBSCRIPT: return true;
        case EXPR_STARRED:
            return may_star && expr->operand->kind != EXPR_STARRED && is_target(expr->operand, false, depth + 1);
        case EXPR_TUPLE: case EXPR_LIST:
            for (uint32_t i = 0; i < expr->items.count; i++) {
                if (!is_target(expr->items.items[i], may_star, depth + 1)) return false;
            }
            return true;
        default: return false;
    }
}

/* A star is allowed at every level but directly under another. */
static bool is_star_target(const Expr *expr) {
    return is_target(expr, true, 0);
}

static bool is_single_target(const Expr *expr) {
    return expr->kind == EXPR_NAME || expr->kind == EXPR_ATTRIBUTE || expr->kind == EXPR_SUBSCRIPT;
}

static bool check_targets(const ExprList *targets) {
    for (uint32_t i = 0; i < targets->count; i++) {
        if (!is_star_target(targets->items[i])) return false;
    }
    return true;
}

static bool check_clauses(const Expr *expr) {
    for (uint32_t i = 0; i < expr->comp.clause_count; i++) {
        if (!is_star_target(expr->comp.clauses[i].target)) return false;
    }
    return true;
}

static bool descend(Checker *c) {
    if (++c->depth <= OLI_MAX_NESTING) return true;
    c->p->is_too_deep = true;
    return false;
}

static bool check_expr(void *self, Expr *expr) {
    Checker *c = self;
    if (!descend(c) || expr->kind == (ExprKind)EXPR_AS_ITEM) return false;
    bool is_comp = expr->kind >= EXPR_LIST_COMP && expr->kind <= EXPR_GENERATOR;
    if (is_comp && !check_clauses(expr)) return false;
    bool ok = oli_walk_expr(&c->walk, expr);
    c->depth--;
    return ok;
}

static bool check_pattern(void *self, Pattern *pattern) {
    Checker *c = self;
    bool ok = descend(c) && oli_walk_pattern(&c->walk, pattern);
    c->depth--;
    return ok;
}

static bool check_own_targets(const Stmt *stmt) {
    switch (stmt->kind) {
        case STMT_ASSIGN: return check_targets(&stmt->assign.targets);
        case STMT_AUG_ASSIGN: return is_single_target(stmt->aug_assign.target);
        case STMT_ANN_ASSIGN: return is_single_target(stmt->ann_assign.target);
        case STMT_FOR: return is_star_target(stmt->loop.target);
        case STMT_MATCH: return stmt->match.subject->kind != EXPR_STARRED;
        case STMT_DELETE:
            for (uint32_t i = 0; i < stmt->targets.count; i++) {
                if (!is_target(stmt->targets.items[i], false, 0)) return false;
            }
            return true;
        case STMT_WITH:
            for (uint32_t i = 0; i < stmt->with.count; i++) {
                const Expr *target = stmt->with.items[i].target;
                if (target && !is_star_target(target)) return false;
            }
            return true;
        default: return true;
    }
}

static bool check_stmt(void *self, Stmt *stmt) {
    Checker *c = self;
    bool ok = descend(c) && check_own_targets(stmt) && oli_walk_stmt(&c->walk, stmt);
    c->depth--;
    return ok;
}

bool oli_check_tree(Parser *p) {
    Checker c = {.p = p};
    c.walk = (Walk){check_expr, check_stmt, check_pattern, &c};
    return oli_walk_body(&c.walk, &p->module->body);
}
