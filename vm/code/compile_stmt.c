/* SPDX-License-Identifier: MIT
 *
 * Statements, but for try and with (compile_try.c), functions and classes (compile_function.c).
 */
#include "code/compile.h"

/* ---- assignment ---- */

static void unpack(Compiler *c, Expr *target, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    const ExprList *items = &target->items;
    uint32_t star = UINT32_MAX;
    for (uint32_t i = 0; i < items->count; i++)
        if (items->items[i]->kind == EXPR_STARRED) star = i;
    uint32_t base = oli_reg_push(c, items->count ? items->count : 1);
    oli_at(c, target->at);
    if (star == UINT32_MAX) {
        oli_emit(c, BC_UNPACK, base, reg, items->count);
    } else {
        oli_emit(c, BC_UNPACK_STAR, base, reg, 0);
        oli_emit_word(c, star | (items->count - star - 1) << 8);
    }
    for (uint32_t i = 0; i < items->count; i++) {
        Expr *item = items->items[i];
        oli_assign(c, item->kind == EXPR_STARRED ? item->operand : item, base + i);
    }
    c->unit->next_reg = mark;
}

void oli_assign(Compiler *c, Expr *target, uint32_t reg) {
    if (c->failed) return;
    uint32_t mark = c->unit->next_reg;
    switch (target->kind) {
    case EXPR_NAME:
        oli_at(c, target->at);
        oli_store_name(c, target->name, reg);
        break;
    case EXPR_ATTRIBUTE: {
        uint32_t object = oli_expr(c, target->attribute.value);
        oli_at_attribute(c, target->at, target);
        Expr *value = target->attribute.value;
        if (value->kind == EXPR_NAME && value->name == c->unit->first_param)
            oli_note_self_store(c, target->attribute.name);
        oli_note_static_store(c, target);
        oli_emit_name(c, BC_SET_ATTR, object, reg, 0, target->attribute.name);
        break;
    }
    case EXPR_SUBSCRIPT: {
        uint32_t object = oli_expr(c, target->subscript.value);
        uint32_t key = oli_expr(c, target->subscript.index);
        oli_at(c, target->at);
        oli_emit(c, BC_SET_ITEM, object, key, reg);
        break;
    }
    case EXPR_TUPLE:
    case EXPR_LIST: unpack(c, target, reg); break;
    case EXPR_STARRED: oli_compile_error(c, target->at, "starred assignment target must be in a list or tuple"); break;
    default: oli_compile_error(c, target->at, "cannot assign to expression"); break;
    }
    c->unit->next_reg = mark;
}

/* Expressions whose last instruction alone writes the target may be compiled into a local's own register. */
static bool writes_once(const Compiler *c, const Expr *e) {
    switch (e->kind) {
    case EXPR_CONST:
    case EXPR_NAME:
    case EXPR_ATTRIBUTE:
    case EXPR_SUBSCRIPT:
    case EXPR_LIST:
    case EXPR_TUPLE:
    case EXPR_SET:
    case EXPR_DICT:
    case EXPR_LIST_COMP:
    case EXPR_SET_COMP:
    case EXPR_DICT_COMP:
    case EXPR_BINARY:
    case EXPR_UNARY:
    case EXPR_BOOL_OP:
    case EXPR_CONDITIONAL:
    case EXPR_CALL:
    case EXPR_GATHER:
    case EXPR_AWAIT:
    case EXPR_YIELD:
    case EXPR_LAMBDA:
    case EXPR_FSTRING: return !c->has_walrus;
    case EXPR_COMPARE: return e->compare.rights.count == 1 && !c->has_walrus;
    default: return false;
    }
}

static void assign_statement(Compiler *c, Stmt *s) {
    uint32_t mark = c->unit->next_reg;
    const ExprList *targets = &s->assign.targets;
    if (targets->count == 1 && targets->items[0]->kind == EXPR_NAME && writes_once(c, s->assign.value)) {
        Name *name = targets->items[0]->name;
        int32_t local = oli_store_target(c, name);
        if (local >= 0) {
            oli_expr_to(c, s->assign.value, (uint32_t)local);
            oli_mark_bound(c, name);
            c->unit->next_reg = mark;
            return;
        }
    }
    Expr *first = targets->items[0];
    bool swaps = first->kind == EXPR_TUPLE && s->assign.value->kind == EXPR_TUPLE && targets->count == 1 &&
                 first->items.count == s->assign.value->items.count && first->items.count <= 8;
    for (uint32_t i = 0; swaps && i < first->items.count; i++)
        swaps = first->items.items[i]->kind != EXPR_STARRED && s->assign.value->items.items[i]->kind != EXPR_STARRED;
    if (swaps) { /* a, b = b, a: no tuple */
        uint32_t base = c->unit->next_reg;
        for (uint32_t i = 0; i < first->items.count; i++) oli_expr_push(c, s->assign.value->items.items[i]);
        for (uint32_t i = 0; i < first->items.count; i++) oli_assign(c, first->items.items[i], base + i);
        c->unit->next_reg = mark;
        return;
    }
    uint32_t value = targets->count == 1 ? oli_expr(c, s->assign.value) : oli_expr_push(c, s->assign.value);
    for (uint32_t i = 0; i < targets->count; i++) oli_assign(c, targets->items[i], value);
    c->unit->next_reg = mark;
}

/* R[result] = R[left] op= value */
static void inplace(Compiler *c, Stmt *s, uint32_t result, uint32_t left) {
    uint32_t mark = c->unit->next_reg;
    BinaryOp op = s->aug_assign.op;
    Expr *value = s->aug_assign.value;
    Value constant;
    if ((op == OP_ADD || op == OP_SUB) && value->kind == EXPR_CONST && oli_constant_of(c, value, &constant) &&
        is_int(constant) && int_of(constant) >= -128 && int_of(constant) <= 127) {
        oli_at(c, s->at);
        oli_emit(c, op == OP_ADD ? BC_ADD_INPLACE_IMMEDIATE : BC_SUB_INPLACE_IMMEDIATE, result, left,
                 (uint32_t)int_of(constant));
        return;
    }
    uint32_t right = oli_expr(c, value);
    oli_at(c, s->at);
    oli_emit(c, BC_INPLACE, result, left, right);
    oli_emit_word(c, (uint32_t)op);
    c->unit->next_reg = mark;
}

static void aug_assign(Compiler *c, Stmt *s) {
    uint32_t mark = c->unit->next_reg;
    Expr *target = s->aug_assign.target;
    oli_at(c, s->at);
    if (target->kind == EXPR_NAME) {
        int32_t local = c->has_walrus ? -1 : oli_store_target(c, target->name);
        uint32_t left = oli_expr(c, target);
        uint32_t result = local >= 0 ? (uint32_t)local : oli_reg_push(c, 1);
        inplace(c, s, result, left);
        oli_at(c, s->at);
        if (local < 0) oli_store_name(c, target->name, result);
    } else if (target->kind == EXPR_ATTRIBUTE) {
        uint32_t object = oli_expr(c, target->attribute.value);
        uint32_t value = oli_reg_push(c, 1);
        oli_at_attribute(c, target->at, target);
        oli_emit_name(c, BC_GET_ATTR, value, object, 0, target->attribute.name);
        inplace(c, s, value, value);
        oli_at_attribute(c, target->at, target);
        oli_emit_name(c, BC_SET_ATTR, object, value, 0, target->attribute.name);
    } else {
        uint32_t object = oli_expr(c, target->subscript.value);
        uint32_t key = oli_expr(c, target->subscript.index);
        uint32_t value = oli_reg_push(c, 1);
        oli_at(c, target->at);
        oli_emit(c, BC_GET_ITEM, value, object, key);
        inplace(c, s, value, value);
        oli_at(c, target->at);
        oli_emit(c, BC_SET_ITEM, object, key, value);
    }
    c->unit->next_reg = mark;
}

/* x: int = 1. The annotation is evaluated at module and class level only, and kept there for plain names. */
static void ann_assign(Compiler *c, Stmt *s) {
    uint32_t mark = c->unit->next_reg;
    Expr *target = s->ann_assign.target;
    if (s->ann_assign.value) {
        uint32_t value = oli_expr(c, s->ann_assign.value);
        oli_assign(c, target, value);
        c->unit->next_reg = mark;
    }
    bool keeps = c->unit->is_module || c->unit->is_namespace;
    if (!keeps) return;
    uint32_t base = oli_reg_push(c, 3);
    oli_annotation(c, s->ann_assign.annotation, base + 2);
    if (s->ann_assign.simple && target->kind == EXPR_NAME) {
        Name key = {.text = "__annotations__", .size = 15};
        oli_emit_name(c, c->unit->is_namespace ? BC_LOAD_NAME : BC_LOAD_GLOBAL, base, 0, 0, &key);
        Str *name = oli_name_str(c, target->name);
        if (name) oli_load_constant(c, base + 1, make_object(name));
        oli_emit(c, BC_SET_ITEM, base, base + 1, base + 2);
    } else if (!s->ann_assign.value && target->kind == EXPR_ATTRIBUTE) {
        oli_expr(c, target->attribute.value);
    }
    c->unit->next_reg = mark;
}

static void delete_target(Compiler *c, Expr *target) {
    uint32_t mark = c->unit->next_reg;
    oli_at(c, target->at);
    switch (target->kind) {
    case EXPR_NAME: oli_delete_name(c, target->name); break;
    case EXPR_ATTRIBUTE: {
        uint32_t object = oli_expr(c, target->attribute.value);
        oli_at_attribute(c, target->at, target);
        oli_emit_name(c, BC_DELETE_ATTR, object, 0, 0, target->attribute.name);
        break;
    }
    case EXPR_SUBSCRIPT: {
        uint32_t object = oli_expr(c, target->subscript.value);
        uint32_t key = oli_expr(c, target->subscript.index);
        oli_at(c, target->at);
        oli_emit(c, BC_DELETE_ITEM, object, key, 0);
        break;
    }
    case EXPR_TUPLE:
    case EXPR_LIST:
        for (uint32_t i = 0; i < target->items.count; i++) delete_target(c, target->items.items[i]);
        break;
    default: oli_compile_error(c, target->at, "cannot delete expression"); break;
    }
    c->unit->next_reg = mark;
}

/* ---- control flow ---- */

static void if_statement(Compiler *c, Stmt *s) {
    Label otherwise = oli_label(), end = oli_label();
    oli_jump_if(c, s->branch.test, false, &otherwise);
    BoundSet before = oli_bound_save(c);
    oli_statements(c, &s->branch.body);
    BoundSet then = oli_bound_save(c);
    if (s->branch.otherwise.count && !then.unreachable) oli_emit_jump(c, BC_JUMP, 0, 0, 0, &end);
    oli_place(c, &otherwise);
    oli_bound_restore(c, &before);
    oli_statements(c, &s->branch.otherwise);
    oli_bound_merge(c, &then);
    oli_place(c, &end);
}

static bool is_true_literal(Compiler *c, Expr *e) {
    Value v;
    return e->kind == EXPR_CONST && oli_constant_of(c, e, &v) && oli_truth(c->vm, v) == 1;
}

/* The condition stands at the end: one jump per turn. */
static void while_statement(Compiler *c, Stmt *s) {
    uint32_t mark = c->unit->next_reg;
    oli_loop_begin(c);
    Label body = oli_label(), test = oli_label(), end = oli_label();
    bool forever = is_true_literal(c, s->branch.test);
    if (!forever) oli_emit_jump(c, BC_JUMP, 0, 0, 0, &test);
    BoundSet before = oli_bound_save(c);
    oli_place(c, &body);
    Block block = {.continue_to = &test, .break_to = &end};
    oli_block_push(c, &block, BLOCK_LOOP);
    oli_statements(c, &s->branch.body);
    oli_block_pop(c);
    oli_place(c, &test);
    oli_bound_restore(c, &before);
    if (forever)
        oli_emit_jump(c, BC_JUMP_BACK, 0, 0, 0, &body);
    else
        oli_jump_if(c, s->branch.test, true, &body);
    oli_loop_end(c);
    c->unit->next_reg = mark;
    BoundSet exit = oli_bound_save(c);
    oli_statements(c, &s->branch.otherwise);
    if (!forever) oli_bound_restore(c, &exit);
    oli_place(c, &end);
    oli_bound_restore(c, &before);
}

static bool is_range_call(Compiler *c, Expr *e) {
    if (e->kind != EXPR_CALL || e->call.function->kind != EXPR_NAME || e->call.keywords.count) return false;
    if (strcmp(e->call.function->name->text, "range") != 0 || !e->call.args.count || e->call.args.count > 3)
        return false;
    for (uint32_t i = 0; i < e->call.args.count; i++)
        if (e->call.args.items[i]->kind == EXPR_STARRED) return false;
    return oli_store_target(c, e->call.function->name) < 0;
}

/* Loops over range(...) need no range object when it is the built-in: RANGE_BEGIN decides. */
void oli_iterator_to(Compiler *c, Expr *e, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    if (!is_range_call(c, e)) {
        uint32_t value = oli_expr(c, e);
        oli_at(c, e->at);
        oli_emit(c, BC_GET_ITER, reg, value, 0);
        c->unit->next_reg = mark;
        return;
    }
    uint32_t base = oli_reg_push(c, 4);
    oli_expr_to(c, e->call.function, base);
    for (uint32_t i = 0; i < e->call.args.count; i++) oli_expr_to(c, e->call.args.items[i], base + 1 + i);
    oli_at(c, e->at);
    Label ready = oli_label();
    oli_emit_jump(c, BC_RANGE_BEGIN, base, e->call.args.count, reg, &ready);
    oli_emit(c, BC_CALL, base, e->call.args.count, base);
    oli_emit(c, BC_GET_ITER, reg, base, 0);
    oli_place(c, &ready);
    c->unit->next_reg = mark;
}

static void for_statement(Compiler *c, Stmt *s) {
    if (s->loop.is_async) {
        oli_async_for(c, s);
        return;
    }
    uint32_t mark = c->unit->next_reg;
    oli_loop_begin(c);
    uint32_t iterator = oli_reg_push(c, 4);
    oli_iterator_to(c, s->loop.iter, iterator);
    Label body = oli_label(), next = oli_label(), end = oli_label();
    oli_emit_jump(c, BC_JUMP, 0, 0, 0, &next);
    BoundSet before = oli_bound_save(c);
    oli_place(c, &body);
    Expr *target = s->loop.target;
    int32_t direct = target->kind == EXPR_NAME ? oli_store_target(c, target->name) : -1;
    uint32_t item = direct >= 0 ? (uint32_t)direct : oli_reg_push(c, 1);
    if (direct >= 0)
        oli_mark_bound(c, target->name);
    else
        oli_assign(c, target, item);
    Block block = {0};
    oli_loop_block_begin(c, &block, s->loop.iter, iterator, &next, &end);
    oli_statements(c, &s->loop.body);
    oli_loop_block_end(c, &block);
    oli_place(c, &next);
    oli_bound_restore(c, &before);
    oli_at(c, s->loop.iter->at);
    oli_emit_jump(c, BC_FOR_RANGE, iterator, item, 0, &body);
    oli_loop_handler(c, &block);
    oli_loop_end(c);
    c->unit->next_reg = mark;
    oli_statements(c, &s->loop.otherwise);
    oli_place(c, &end);
    oli_bound_restore(c, &before);
}

static Block *innermost_loop(Compiler *c) {
    Block *block = c->unit->block;
    while (block && block->kind != BLOCK_LOOP) block = block->outer;
    return block;
}

static void break_or_continue(Compiler *c, Stmt *s) {
    Block *loop = innermost_loop(c), *innermost = c->unit->block;
    if (!loop) return;
    oli_at(c, s->at);
    oli_unwind(c, loop);
    if (s->kind == STMT_BREAK && loop->owns_iterator) oli_emit(c, BC_DROP_ITERATOR, loop->reg, 0, 0);
    oli_emit_jump(c, BC_JUMP, 0, 0, 0, s->kind == STMT_BREAK ? loop->break_to : loop->continue_to);
    oli_unwind_end(c, innermost, loop);
    oli_unreachable(c);
}

static bool passes_blocks(const Compiler *c) {
    for (Block *block = c->unit->block; block; block = block->outer)
        if ((block->kind != BLOCK_LOOP && block->kind != BLOCK_TRY) || block->owns_iterator) return true;
    return false;
}

static void return_statement(Compiler *c, Stmt *s) {
    uint32_t mark = c->unit->next_reg;
    Block *innermost = c->unit->block;
    if (!passes_blocks(c)) {
        if (s->expr) {
            uint32_t reg = oli_expr(c, s->expr);
            oli_at(c, s->at);
            oli_emit(c, BC_RETURN, reg, 0, 0);
        } else {
            oli_emit(c, BC_RETURN_NONE, 0, 0, 0);
        }
    } else {
        uint32_t reg = oli_reg_push(c, 1);
        if (s->expr)
            oli_expr_to(c, s->expr, reg);
        else
            oli_load_constant(c, reg, VALUE_NONE);
        oli_unwind(c, NULL);
        oli_at(c, s->at);
        oli_emit(c, BC_RETURN, reg, 0, 0);
        oli_unwind_end(c, innermost, NULL);
    }
    c->unit->next_reg = mark;
    oli_unreachable(c);
}

static void raise_statement(Compiler *c, Stmt *s) {
    uint32_t mark = c->unit->next_reg;
    if (!s->raise.exception) {
        oli_emit(c, BC_RAISE, 255, 255, 0);
    } else {
        uint32_t exception = oli_expr(c, s->raise.exception);
        uint32_t cause = s->raise.cause ? oli_expr(c, s->raise.cause) : exception;
        oli_at(c, s->at);
        oli_emit(c, BC_RAISE, exception, cause, s->raise.cause != NULL);
    }
    c->unit->next_reg = mark;
    oli_unreachable(c);
}

static void assert_statement(Compiler *c, Stmt *s) {
    uint32_t mark = c->unit->next_reg;
    Label ok = oli_label();
    oli_jump_if(c, s->assertion.test, true, &ok);
    BoundSet before = oli_bound_save(c);
    uint32_t reg = s->assertion.message ? oli_expr_push(c, s->assertion.message) : 255;
    oli_at(c, s->assertion.test->at);
    oli_emit(c, BC_ASSERT_FAIL, reg, 0, 0);
    oli_bound_restore(c, &before);
    oli_place(c, &ok);
    c->unit->next_reg = mark;
}

/* ---- imports ---- */

static void import_statement(Compiler *c, Stmt *s) {
    for (uint32_t i = 0; i < s->import.count; i++) {
        Alias *alias = &s->import.aliases[i];
        uint32_t mark = c->unit->next_reg;
        uint32_t reg = oli_reg_push(c, 1);
        oli_load_constant(c, reg, VALUE_NONE);
        oli_at(c, s->at);
        oli_emit_name(c, BC_IMPORT, reg, 0, 0, alias->full);
        if (!alias->as) {
            oli_store_name(c, alias->dotted.items[0], reg);
        } else {
            for (uint32_t part = 1; part < alias->dotted.count; part++)
                oli_emit_name(c, BC_IMPORT_FROM, reg, reg, 0, alias->dotted.items[part]);
            oli_store_name(c, alias->as, reg);
        }
        c->unit->next_reg = mark;
    }
}

static void import_from(Compiler *c, Stmt *s) {
    uint32_t mark = c->unit->next_reg;
    if (s->import_from.module && !strcmp(s->import_from.module->text, "__future__") && !s->import_from.level) {
        for (uint32_t i = 0; i < s->import_from.count; i++)
            if (!strcmp(s->import_from.aliases[i].full->text, "annotations")) c->future_annotations = true;
    }
    uint32_t module = oli_reg_push(c, 2);
    uint32_t count = s->import_from.count;
    Tuple *names = oli_tuple_new(c->vm, count ? count : 1);
    if (!names) {
        c->failed = true;
        return;
    }
    names->items[0] = make_object(oli_str_from_c(c->vm, "*"));
    for (uint32_t i = 0; i < count; i++) {
        Str *name = oli_name_str(c, s->import_from.aliases[i].full);
        if (!name) return;
        names->items[i] = make_object(name);
    }
    oli_load_constant(c, module, make_object(names));
    Name empty = {.text = "", .size = 0};
    oli_at(c, s->at);
    oli_emit_name(c, BC_IMPORT, module, s->import_from.level, 0,
                  s->import_from.module ? s->import_from.module : &empty);
    if (!count) oli_emit(c, BC_IMPORT_STAR, module, 0, 0);
    for (uint32_t i = 0; i < count; i++) {
        Alias *alias = &s->import_from.aliases[i];
        oli_emit_name(c, BC_IMPORT_FROM, module + 1, module, 0, alias->full);
        oli_store_name(c, alias->as ? alias->as : alias->full, module + 1);
    }
    c->unit->next_reg = mark;
}

static void expression_statement(Compiler *c, Stmt *s) {
    if (s->expr->kind == EXPR_CONST && !c->interactive) return;
    uint32_t mark = c->unit->next_reg;
    uint32_t reg = oli_expr(c, s->expr);
    if (c->interactive && c->unit->is_module) {
        oli_at(c, s->at);
        oli_emit(c, BC_PRINT_EXPRESSION, reg, 0, 0);
    }
    c->unit->next_reg = mark;
}

static void statement(Compiler *c, Stmt *s) {
    oli_at(c, s->at);
    switch (s->kind) {
    case STMT_EXPR: expression_statement(c, s); return;
    case STMT_ASSIGN: assign_statement(c, s); return;
    case STMT_AUG_ASSIGN: aug_assign(c, s); return;
    case STMT_ANN_ASSIGN: ann_assign(c, s); return;
    case STMT_DELETE:
        for (uint32_t i = 0; i < s->targets.count; i++) delete_target(c, s->targets.items[i]);
        return;
    case STMT_PASS:
    case STMT_GLOBAL:
    case STMT_NONLOCAL: return;
    case STMT_BREAK:
    case STMT_CONTINUE: break_or_continue(c, s); return;
    case STMT_RETURN: return_statement(c, s); return;
    case STMT_RAISE: raise_statement(c, s); return;
    case STMT_ASSERT: assert_statement(c, s); return;
    case STMT_IMPORT: import_statement(c, s); return;
    case STMT_IMPORT_FROM: import_from(c, s); return;
    case STMT_IF: if_statement(c, s); return;
    case STMT_WHILE: while_statement(c, s); return;
    case STMT_FOR: for_statement(c, s); return;
    case STMT_WITH: oli_with(c, s, 0); return;
    case STMT_TRY: oli_try(c, s); return;
    case STMT_FUNCTION: oli_function(c, s); return;
    case STMT_CLASS: oli_class(c, s); return;
    case STMT_MATCH: oli_match(c, s); return;
    case STMT_TYPE_ALIAS: oli_type_alias(c, s); return;
    }
}

void oli_statements(Compiler *c, const StmtList *list) {
    for (uint32_t i = 0; i < list->count && !c->failed; i++) statement(c, list->items[i]);
}
