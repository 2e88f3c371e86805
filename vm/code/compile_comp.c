/* SPDX-License-Identifier: MIT
 *
 * Comprehensions, compiled into the frame around them (PEP 709), and the loops of generator expressions, which are
 * functions of their own (compile_function.c).
 */
#include "code/compile.h"

/* Registers (and cells) for the comprehension's own variables. */
static void declare_variables(Compiler *c, Scope *scope) {
    for (Symbol *symbol = scope->symbols; symbol; symbol = symbol->next) {
        if (symbol->place != SYMBOL_LOCAL && symbol->place != SYMBOL_CELL) continue;
        uint32_t reg = oli_reg_push(c, 1);
        oli_declare_local(c, symbol, reg);
        if (symbol->place == SYMBOL_CELL)
            oli_emit(c, BC_NEW_CELL, reg, 0, 0);
        else
            oli_load_constant(c, reg, VALUE_UNDEF);
    }
}

static void emit_item(Compiler *c, Expr *e, uint32_t result) {
    uint32_t mark = c->unit->next_reg;
    if (e->kind == EXPR_DICT_COMP) {
        uint32_t key = oli_expr_push(c, e->comp.item);
        uint32_t value = oli_expr(c, e->comp.value);
        oli_emit(c, BC_DICT_SET, result, key, value);
    } else {
        uint32_t item = oli_expr(c, e->comp.item);
        oli_at(c, e->comp.item->at);
        if (e->kind == EXPR_GENERATOR)
            oli_emit(c, c->unit->flags & CODE_ASYNC_GENERATOR ? BC_ASYNC_YIELD : BC_YIELD, oli_reg_push(c, 1), item, 0);
        else
            oli_emit(c, e->kind == EXPR_LIST_COMP ? BC_LIST_APPEND : BC_SET_ADD, result, item, 0);
    }
    c->unit->next_reg = mark;
}

static void clause_loop(Compiler *c, Expr *e, uint32_t index, uint32_t iterator, uint32_t result);

/* The iterator of a clause into R[reg .. reg+3]. */
static void clause_iterator(Compiler *c, Comprehension *clause, uint32_t reg) {
    if (!clause->is_async) {
        oli_iterator_to(c, clause->iter, reg);
        return;
    }
    uint32_t mark = c->unit->next_reg;
    uint32_t value = oli_expr(c, clause->iter);
    oli_at(c, clause->iter->at);
    oli_emit(c, BC_GET_ASYNC_ITER, reg, value, 0);
    c->unit->next_reg = mark;
}

/* What a turn of clause `index - 1` does: the next clause, or the item. */
static void inside(Compiler *c, Expr *e, uint32_t index, uint32_t result) {
    if (index == e->comp.clause_count) {
        emit_item(c, e, result);
        return;
    }
    uint32_t inner = oli_reg_push(c, 4);
    clause_iterator(c, &e->comp.clauses[index], inner);
    clause_loop(c, e, index, inner, result);
}

/* `async for`: the iterator is in R[iterator] already. */
static void async_clause(Compiler *c, Expr *e, uint32_t index, uint32_t iterator, uint32_t result) {
    Comprehension *clause = &e->comp.clauses[index];
    uint32_t mark = c->unit->next_reg;
    AsyncLoop loop = {.iterator = iterator};
    oli_loop_begin(c);
    BoundSet before = oli_bound_save(c);
    oli_at(c, clause->iter->at);
    oli_async_loop_begin(c, &loop, NULL);
    oli_assign(c, clause->target, loop.value);
    for (uint32_t i = 0; i < clause->conditions.count; i++)
        oli_jump_if(c, clause->conditions.items[i], false, &loop.next);
    inside(c, e, index + 1, result);
    oli_bound_restore(c, &before);
    oli_async_loop_end(c, &loop);
    oli_loop_end(c);
    c->unit->next_reg = mark;
}

/* Clause number `index` and all inside it; the loop's iterator is in R[iterator .. iterator+3]. */
static void clause_loop(Compiler *c, Expr *e, uint32_t index, uint32_t iterator, uint32_t result) {
    if (c->failed) return;
    Comprehension *clause = &e->comp.clauses[index];
    if (clause->is_async) {
        async_clause(c, e, index, iterator, result);
        return;
    }
    uint32_t mark = c->unit->next_reg;
    oli_loop_begin(c);
    Label next = oli_label(), body = oli_label();
    oli_emit_jump(c, BC_JUMP, 0, 0, 0, &next);
    oli_place(c, &body);
    BoundSet before = oli_bound_save(c);
    int32_t direct = clause->target->kind == EXPR_NAME ? oli_store_target(c, clause->target->name) : -1;
    uint32_t item = direct >= 0 ? (uint32_t)direct : oli_reg_push(c, 1);
    if (direct >= 0)
        oli_mark_bound(c, clause->target->name);
    else
        oli_assign(c, clause->target, item);
    for (uint32_t i = 0; i < clause->conditions.count; i++) oli_jump_if(c, clause->conditions.items[i], false, &next);
    inside(c, e, index + 1, result);
    oli_bound_restore(c, &before);
    oli_place(c, &next);
    oli_at(c, clause->iter->at);
    oli_emit_jump(c, BC_FOR_RANGE, iterator, item, 0, &body);
    oli_loop_end(c);
    c->unit->next_reg = mark;
}

void oli_comprehension_clauses(Compiler *c, Expr *e, uint32_t first, uint32_t result) {
    clause_loop(c, e, 0, first, result);
}

void oli_comprehension(Compiler *c, Expr *e, uint32_t reg) {
    static const Opcode BUILD[] = {BC_BUILD_LIST, BC_BUILD_SET, BC_BUILD_DICT};
    Unit *u = c->unit;
    uint32_t mark = u->next_reg;
    uint32_t result = oli_reg_push(c, 1);
    uint32_t first = oli_reg_push(c, 4);
    clause_iterator(c, &e->comp.clauses[0], first); /* evaluated in the scope around */
    Scope *outer = u->scope;
    u->scope = e->comp.scope;
    declare_variables(c, e->comp.scope);
    oli_at(c, e->at);
    oli_emit(c, BUILD[e->kind - EXPR_LIST_COMP], result, 0, 0);
    clause_loop(c, e, 0, first, result);
    u->scope = outer;
    if (reg != result) oli_emit(c, BC_MOVE, reg, result, 0);
    u->next_reg = mark;
}
