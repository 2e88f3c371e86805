/* SPDX-License-Identifier: MIT
 *
 * The last pass: the rules that CPython checks while it compiles, in the order in which it compiles, because the first
 * error wins. Where await, yield, return, break and stars may stand; repeated keywords; __debug__; __future__.
 */
#include "parser/place.h"

#include <string.h>

bool oli_place_error(Placer *placer, Span at, const char *format, const char *what) {
    oli_error_late(&placer->p->errors, at, format, what);
    return false;
}

static bool refuse(Placer *placer, Span at, const char *message) {
    return oli_place_error(placer, at, "%s", message);
}

bool oli_check_bound_name(Placer *placer, const Name *name, Span at) {
    return !oli_name_is(name, "__debug__") || refuse(placer, at, "cannot assign to __debug__");
}

/* --- await and its relatives -------------------------------------------------------------------------------------- */

static bool top_level_await(const Placer *placer) {
    return placer->p->options->top_level_await && placer->frame.kind == FRAME_MODULE;
}

static bool check_await(Placer *placer, Span at) {
    FrameKind kind = placer->frame.kind;
    if (top_level_await(placer) || kind == FRAME_ASYNC || kind == FRAME_GENERATOR) return true;
    return refuse(placer, at, kind == FRAME_FUNCTION ? "'await' outside async function" : "'await' outside function");
}

static bool check_gather(Placer *placer, Span at) {
    const Frame *frame = &placer->frame;
    if (frame->gather_allowed || (placer->p->options->top_level_await && frame->gather_in_module)) return true;
    return refuse(placer, at, frame->kind == FRAME_MODULE || frame->kind == FRAME_CLASS || frame->gather_in_module
                                  ? "'gather' outside function"
                                  : "'gather' outside async function");
}

static bool check_yield(Placer *placer, const Expr *expr) {
    FrameKind kind = placer->frame.kind;
    if (kind == FRAME_MODULE || kind == FRAME_CLASS) {
        return refuse(placer, expr->at,
                      expr->kind == EXPR_YIELD ? "'yield' outside function" : "'yield from' outside function");
    }
    if (expr->kind == EXPR_YIELD_FROM && kind == FRAME_ASYNC) {
        return refuse(placer, expr->at, "'yield from' inside async function");
    }
    return true;
}

/* --- names, targets, arguments ------------------------------------------------------------------------------------ */

static bool check_stars(Placer *placer, const Expr *target) {
    bool seen = false;
    for (uint32_t i = 0; i < target->items.count; i++) {
        if (target->items.items[i]->kind != EXPR_STARRED) continue;
        if (seen) return refuse(placer, target->at, "multiple starred expressions in assignment");
        if (i >= 256) return refuse(placer, target->at, "too many expressions in star-unpacking assignment");
        seen = true;
    }
    return true;
}

static bool check_target(Placer *placer, Expr *target, bool is_delete) {
    const char *message = is_delete ? "cannot delete __debug__" : "cannot assign to __debug__";
    switch (target->kind) {
        case EXPR_NAME: return !oli_name_is(target->name, "__debug__") || refuse(placer, target->at, message);
        case EXPR_ATTRIBUTE:
            if (!oli_walk_expr(&placer->walk, target)) return false;
            return is_delete || !oli_name_is(target->attribute.name, "__debug__") ||
                   refuse(placer, target->at, message);
        case EXPR_STARRED: return refuse(placer, target->at, "starred assignment target must be in a list or tuple");
        case EXPR_TUPLE: case EXPR_LIST:
            if (!check_stars(placer, target)) return false;
            for (uint32_t i = 0; i < target->items.count; i++) {
                Expr *item = target->items.items[i];
                if (item->kind == EXPR_STARRED) item = item->operand;
                if (!check_target(placer, item, is_delete)) return false;
            }
            return true;
        default: return placer->walk.expr(placer, target);
    }
}

static bool check_keywords(Placer *placer, const KeywordList *keywords) {
    for (uint32_t i = 0; i < keywords->count; i++) {
        const Keyword *keyword = &keywords->items[i];
        if (!keyword->name) continue;
        if (!oli_check_bound_name(placer, keyword->name, keyword->at)) return false;
        for (uint32_t k = i + 1; k < keywords->count; k++) {
            if (keywords->items[k].name != keyword->name) continue;
            return oli_place_error(placer, keywords->items[k].at, "keyword argument repeated: %s", keyword->name->text);
        }
    }
    return true;
}

static bool check_params(Placer *placer, const Params *params) {
    uint32_t count = params->posonly_count + params->positional_count + params->keyword_only_count;
    for (uint32_t i = 0; i < count; i++) {
        if (!oli_check_bound_name(placer, params->items[i].name, params->items[i].at)) return false;
    }
    if (params->rest && !oli_check_bound_name(placer, params->rest->name, params->rest->at)) return false;
    return !params->keywords || oli_check_bound_name(placer, params->keywords->name, params->keywords->at);
}

/* --- expressions -------------------------------------------------------------------------------------------------- */

/* Items among which stars are welcome. */
static bool check_items(Placer *placer, const ExprList *items) {
    for (uint32_t i = 0; i < items->count; i++) {
        Expr *item = items->items[i];
        if (item->kind == EXPR_STARRED) item = item->operand;
        if (!placer->walk.expr(placer, item)) return false;
    }
    return true;
}

static bool check_call(Placer *placer, Expr *expr) {
    if (!check_keywords(placer, &expr->call.keywords)) return false;
    if (expr->call.function && !placer->walk.expr(placer, expr->call.function)) return false;
    return check_items(placer, &expr->call.args) && oli_walk_keywords(&placer->walk, &expr->call.keywords);
}

static Frame function_frame(const Placer *placer, const Scope *scope, bool is_async) {
    (void)placer;
    return (Frame){.kind = is_async ? FRAME_ASYNC : FRAME_FUNCTION, .scope = scope, .gather_allowed = is_async};
}

static bool check_lambda(Placer *placer, Expr *expr) {
    if (!check_params(placer, expr->lambda.params) || !oli_walk_defaults(&placer->walk, expr->lambda.params))
        return false;
    Frame saved = placer->frame;
    placer->frame = function_frame(placer, expr->lambda.scope, false);
    bool ok = placer->walk.expr(placer, expr->lambda.body);
    placer->frame = saved;
    return ok;
}

static bool check_clause(Placer *placer, Comprehension *clause, bool is_first) {
    if (!is_first && !placer->walk.expr(placer, clause->iter)) return false;
    return check_target(placer, clause->target, false) && oli_walk_list(&placer->walk, &clause->conditions);
}

static bool check_comp(Placer *placer, Expr *expr) {
    bool is_generator = expr->kind == EXPR_GENERATOR;
    FrameKind kind = placer->frame.kind;
    bool async_allowed = is_generator || kind == FRAME_ASYNC || kind == FRAME_GENERATOR || top_level_await(placer);
    if (!placer->walk.expr(placer, expr->comp.clauses[0].iter)) return false;
    if (expr->comp.scope->is_async && !async_allowed) {
        return refuse(placer, expr->at, "asynchronous comprehension outside of an asynchronous function");
    }
    Frame saved = placer->frame;
    if (is_generator) {
        placer->frame.kind = FRAME_GENERATOR;
        placer->frame.scope = expr->comp.scope;
    }
    bool ok = true;
    for (uint32_t i = 0; ok && i < expr->comp.clause_count; i++)
        ok = check_clause(placer, &expr->comp.clauses[i], i == 0);
    ok = ok && placer->walk.expr(placer, expr->comp.item);
    if (ok && expr->kind == EXPR_DICT_COMP) ok = placer->walk.expr(placer, expr->comp.value);
    placer->frame = saved;
    return ok;
}

static bool check_expr(void *self, Expr *expr) {
    Placer *placer = self;
    oli_warn_expr(placer, expr);
    switch (expr->kind) {
        case EXPR_TUPLE: case EXPR_LIST: case EXPR_SET: return check_items(placer, &expr->items);
        case EXPR_STARRED: return refuse(placer, expr->at, "can't use starred expression here");
        case EXPR_CALL: return check_call(placer, expr);
        case EXPR_GATHER: return check_gather(placer, expr->at) && check_call(placer, expr);
        case EXPR_AWAIT: return check_await(placer, expr->at) && check_expr(placer, expr->operand);
        case EXPR_YIELD: case EXPR_YIELD_FROM:
            return check_yield(placer, expr) && (!expr->operand || check_expr(placer, expr->operand));
        case EXPR_LIST_COMP:
        case EXPR_SET_COMP:
        case EXPR_DICT_COMP:
        case EXPR_GENERATOR: return check_comp(placer, expr);
        case EXPR_LAMBDA: return check_lambda(placer, expr);
        case EXPR_NAMED:
            return check_expr(placer, expr->named.value) && check_target(placer, expr->named.target, false);
        default: return oli_walk_expr(&placer->walk, expr);
    }
}

/* --- definitions -------------------------------------------------------------------------------------------------- */

static bool check_type_params(Placer *placer, const TypeParams *params) {
    bool seen_default = false;
    for (uint32_t i = 0; i < params->count; i++) {
        const TypeParam *param = &params->items[i];
        if (!oli_check_bound_name(placer, param->name, param->at)) return false;
        if (param->bound && !check_expr(placer, param->bound)) return false;
        if (param->fallback) {
            Expr *fallback = param->fallback->kind == EXPR_STARRED ? param->fallback->operand : param->fallback;
            seen_default = true;
            if (!check_expr(placer, fallback)) return false;
        } else if (seen_default) {
            return oli_place_error(placer, param->at, "non-default type parameter '%s' follows default type parameter",
                                   param->name->text);
        }
    }
    return true;
}

static bool check_annotations(Placer *placer, const Params *params, Expr *returns) {
    if (placer->p->module->has_future_annotations) return true;
    if (params->rest && params->rest->annotation && params->rest->annotation->kind == EXPR_STARRED) {
        Param rest = *params->rest; /* *args: *Ts */
        Params plain = *params;
        rest.annotation = rest.annotation->operand;
        plain.rest = &rest;
        return oli_walk_annotations(&placer->walk, &plain, returns);
    }
    return oli_walk_annotations(&placer->walk, params, returns);
}

static bool check_function(Placer *placer, Stmt *stmt) {
    const Params *params = stmt->function.params;
    if (!oli_walk_list(&placer->walk, &stmt->function.decorators) || !check_params(placer, params)) return false;
    if (!oli_walk_defaults(&placer->walk, params)) return false;
    if (!check_type_params(placer, &stmt->function.type_params)) return false;
    if (!check_annotations(placer, params, stmt->function.returns)) return false;
    Frame saved = placer->frame;
    placer->frame = function_frame(placer, stmt->function.scope, stmt->function.is_async);
    bool ok = oli_walk_body(&placer->walk, &stmt->function.body);
    placer->frame = saved;
    return ok && oli_check_bound_name(placer, stmt->function.name, stmt->at);
}

static bool check_class(Placer *placer, Stmt *stmt) {
    if (!oli_walk_list(&placer->walk, &stmt->cls.decorators)) return false;
    if (!check_type_params(placer, &stmt->cls.type_params)) return false;
    Frame saved = placer->frame;
    placer->frame = (Frame){.kind = FRAME_CLASS, .scope = stmt->cls.scope};
    bool ok = oli_walk_body(&placer->walk, &stmt->cls.body);
    placer->frame = saved;
    ok = ok && check_keywords(placer, &stmt->cls.keywords) && check_items(placer, &stmt->cls.bases);
    return ok && oli_walk_keywords(&placer->walk, &stmt->cls.keywords) &&
           oli_check_bound_name(placer, stmt->cls.name, stmt->at);
}

static bool check_type_alias(Placer *placer, Stmt *stmt) {
    Frame saved = placer->frame;
    bool ok = check_type_params(placer, &stmt->type_alias.params);
    placer->frame = function_frame(placer, stmt->type_alias.scope, false);
    ok = ok && check_expr(placer, stmt->type_alias.value);
    placer->frame = saved;
    return ok && oli_check_bound_name(placer, stmt->type_alias.name, stmt->at);
}

/* --- jumps -------------------------------------------------------------------------------------------------------- */

static const char *const jump_in_except_star = "'break', 'continue' and 'return' cannot appear in an except* block";

static bool check_jump(Placer *placer, Stmt *stmt) {
    if (placer->frame.in_except_star) return refuse(placer, stmt->at, jump_in_except_star);
    if (placer->frame.in_loop) return true;
    return refuse(placer, stmt->at,
                  stmt->kind == STMT_BREAK ? "'break' outside loop" : "'continue' not properly in loop");
}

static bool check_return(Placer *placer, Stmt *stmt) {
    const Frame *frame = &placer->frame;
    if (frame->kind != FRAME_FUNCTION && frame->kind != FRAME_ASYNC) {
        return refuse(placer, stmt->at, "'return' outside function");
    }
    if (stmt->expr && frame->kind == FRAME_ASYNC && frame->scope->is_generator) {
        return refuse(placer, stmt->at, "'return' with value in async generator");
    }
    if (stmt->expr && !check_expr(placer, stmt->expr)) return false;
    return !frame->in_except_star || refuse(placer, stmt->at, jump_in_except_star);
}

/* --- compound statements ------------------------------------------------------------------------------------------ */

static bool check_block(Placer *placer, const StmtList *body, bool in_loop, bool in_except_star) {
    Frame saved = placer->frame;
    placer->frame.in_loop = in_loop;
    placer->frame.in_except_star = in_except_star;
    bool ok = oli_walk_body(&placer->walk, body);
    placer->frame = saved;
    return ok;
}

static bool check_async(Placer *placer, Stmt *stmt, bool is_async, const char *message) {
    if (!is_async || placer->frame.kind == FRAME_ASYNC || top_level_await(placer)) return true;
    return refuse(placer, stmt->at, message);
}

static bool check_for(Placer *placer, Stmt *stmt) {
    return check_async(placer, stmt, stmt->loop.is_async, "'async for' outside async function") &&
           check_expr(placer, stmt->loop.iter) && check_target(placer, stmt->loop.target, false) &&
           check_block(placer, &stmt->loop.body, true, false) && oli_walk_body(&placer->walk, &stmt->loop.otherwise);
}

static bool check_with(Placer *placer, Stmt *stmt) {
    if (!check_async(placer, stmt, stmt->with.is_async, "'async with' outside async function")) return false;
    for (uint32_t i = 0; i < stmt->with.count; i++) {
        if (!check_expr(placer, stmt->with.items[i].context)) return false;
        if (stmt->with.items[i].target && !check_target(placer, stmt->with.items[i].target, false)) return false;
    }
    return oli_walk_body(&placer->walk, &stmt->with.body);
}

static bool check_try(Placer *placer, Stmt *stmt) {
    if (!oli_walk_body(&placer->walk, &stmt->try_.body)) return false;
    for (uint32_t i = 0; i < stmt->try_.handler_count; i++) {
        const Handler *handler = &stmt->try_.handlers[i];
        if (!handler->type && i + 1 < stmt->try_.handler_count) {
            return refuse(placer, handler->at, "default 'except:' must be last");
        }
        if (handler->type && !check_expr(placer, handler->type)) return false;
        if (handler->name && !oli_check_bound_name(placer, handler->name, handler->at)) return false;
        bool star = stmt->try_.is_star;
        if (!check_block(placer, &handler->body, !star && placer->frame.in_loop,
                         star || placer->frame.in_except_star)) {
            return false;
        }
    }
    return oli_walk_body(&placer->walk, &stmt->try_.otherwise) && oli_walk_body(&placer->walk, &stmt->try_.finally);
}

/* --- simple statements -------------------------------------------------------------------------------------------- */

static bool check_targets(Placer *placer, const ExprList *targets, bool is_delete) {
    for (uint32_t i = 0; i < targets->count; i++) {
        if (!check_target(placer, targets->items[i], is_delete)) return false;
    }
    return true;
}

static bool check_annotated(Placer *placer, Stmt *stmt) {
    if (stmt->ann_assign.value && !check_expr(placer, stmt->ann_assign.value)) return false;
    if (!check_target(placer, stmt->ann_assign.target, false)) return false;
    return placer->p->module->has_future_annotations || check_expr(placer, stmt->ann_assign.annotation);
}

static bool check_import(Placer *placer, const Stmt *stmt) {
    bool is_from = stmt->kind == STMT_IMPORT_FROM;
    const Alias *aliases = is_from ? stmt->import_from.aliases : stmt->import.aliases;
    uint32_t count = is_from ? stmt->import_from.count : stmt->import.count;
    if (is_from && oli_name_is(stmt->import_from.module, "__future__") && stmt->import_from.level == 0 &&
        stmt->at.line > placer->p->last_future_line) {
        return refuse(placer, stmt->at, "from __future__ imports must occur at the beginning of the file");
    }
    for (uint32_t i = 0; i < count; i++) {
        const Name *bound = aliases[i].as ? aliases[i].as : aliases[i].dotted.items[0];
        if (!oli_check_bound_name(placer, bound, stmt->at)) return false;
    }
    return true;
}

static bool check_stmt(void *self, Stmt *stmt) {
    Placer *placer = self;
    switch (stmt->kind) {
        case STMT_ASSIGN:
            return check_expr(placer, stmt->assign.value) && check_targets(placer, &stmt->assign.targets, false);
        case STMT_AUG_ASSIGN:
            return check_target(placer, stmt->aug_assign.target, false) && check_expr(placer, stmt->aug_assign.value);
        case STMT_ANN_ASSIGN: return check_annotated(placer, stmt);
        case STMT_DELETE: return check_targets(placer, &stmt->targets, true);
        case STMT_BREAK: case STMT_CONTINUE: return check_jump(placer, stmt);
        case STMT_RETURN: return check_return(placer, stmt);
        case STMT_IMPORT: case STMT_IMPORT_FROM: return check_import(placer, stmt);
        case STMT_ASSERT: oli_warn_assert(placer, stmt); return oli_walk_stmt(&placer->walk, stmt);
        case STMT_TYPE_ALIAS: return check_type_alias(placer, stmt);
        case STMT_WHILE:
            return check_expr(placer, stmt->branch.test) && check_block(placer, &stmt->branch.body, true, false) &&
                   oli_walk_body(&placer->walk, &stmt->branch.otherwise);
        case STMT_FOR: return check_for(placer, stmt);
        case STMT_WITH: return check_with(placer, stmt);
        case STMT_TRY: return check_try(placer, stmt);
        case STMT_MATCH: return oli_check_match(placer, stmt);
        case STMT_FUNCTION: return check_function(placer, stmt);
        case STMT_CLASS: return check_class(placer, stmt);
        default: return oli_walk_stmt(&placer->walk, stmt);
    }
}

static bool check_pattern(void *self, Pattern *pattern) {
    return oli_walk_pattern(&((Placer *)self)->walk, pattern);
}

bool oli_check_placement(Parser *p) {
    Placer placer = {.p = p, .frame = {.kind = FRAME_MODULE, .scope = p->module->scope, .gather_in_module = true}};
    placer.walk = (Walk){check_expr, check_stmt, check_pattern, &placer};
    return oli_walk_body(&placer.walk, &p->module->body) && !p->arena->failed;
}
