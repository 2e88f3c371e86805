/* SPDX-License-Identifier: MIT
 *
 * try and with: guarded ranges and what leaves them.
 *
 * A guarded block records ranges of instructions and the label of its handler. A jump out of the block (return, break,
 * continue) emits the block's clean-up in front of the jump; those instructions belong to the blocks around, so the
 * range is closed before and a new one opened after them (oli_unwind, oli_unwind_end). A `finally` body is compiled
 * once for each way out of the block.
 *
 * In a handler R[e] is the exception and R[e+1] what was being handled before; PUSH_HANDLED and POP_HANDLED switch.
 */
#include "code/compile.h"

void oli_block_push(Compiler *c, Block *block, BlockKind kind) {
    Unit *u = c->unit;
    block->kind = kind;
    block->outer = u->block;
    block->depth = ++u->block_depth;
    u->block = block;
}

void oli_block_pop(Compiler *c) {
    c->unit->block_depth--;
    c->unit->block = c->unit->block->outer;
}

void oli_range_open(Compiler *c, Block *block) {
    block->has_range = true;
    block->range_start = c->unit->word_count;
}

void oli_range_close(Compiler *c, Block *block) {
    Unit *u = c->unit;
    if (!block->has_range || c->failed) return;
    block->has_range = false;
    if (block->range_start == u->word_count) return;
    if (u->range_count == u->range_capacity) {
        uint32_t capacity = u->range_capacity ? u->range_capacity * 2 : 8;
        GuardRange *grown = oli_resize(c->vm, u->ranges, u->range_capacity * sizeof *grown, capacity * sizeof *grown);
        if (!grown) {
            c->failed = true;
            return;
        }
        u->ranges = grown;
        u->range_capacity = capacity;
    }
    u->ranges[u->range_count++] =
        (GuardRange){block->range_start, u->word_count, block->handler_reg, block->depth, block->handler};
}

/* Labels of handlers live as long as the unit. */
static Label *new_label(Compiler *c) {
    Label *label = oli_compile_alloc(c, sizeof *label);
    if (label) *label = oli_label();
    return label;
}

void oli_guard(Compiler *c, Block *block, BlockKind kind, uint32_t reg) {
    block->handler_reg = reg;
    block->handler = new_label(c);
    oli_block_push(c, block, kind);
    oli_range_open(c, block);
}

void oli_unguard(Compiler *c, Block *block) {
    oli_range_close(c, block);
    oli_block_pop(c);
}

/* ---- leaving blocks ---- */

/* R[pair], R[pair+1] = the bound __exit__: call it with three Nones. */
static void call_exit_none(Compiler *c, uint32_t pair, bool is_async) {
    uint32_t mark = c->unit->next_reg;
    uint32_t base = oli_reg_push(c, 5);
    oli_emit(c, BC_MOVE, base, pair, 0);
    oli_emit(c, BC_MOVE, base + 1, pair + 1, 0);
    for (uint32_t i = 2; i < 5; i++) oli_load_constant(c, base + i, VALUE_NONE);
    oli_emit(c, BC_CALL_METHOD, base, 3, base);
    if (is_async) oli_await(c, base, base, 2);
    c->unit->next_reg = mark;
}

static void leave(Compiler *c, Block *block) {
    Unit *u = c->unit;
    switch (block->kind) {
    case BLOCK_LOOP:
        if (block->owns_iterator) oli_emit(c, BC_DROP_ITERATOR, block->reg, 0, 0);
        return;
    case BLOCK_TRY: return;
    case BLOCK_FINALLY: {
        BoundSet before = oli_bound_save(c);
        u->block = block->outer;
        oli_statements(c, block->finally);
        oli_bound_restore(c, &before);
        return;
    }
    case BLOCK_HANDLED:
        oli_emit(c, BC_POP_HANDLED, block->reg, 0, 0);
        if (block->name) oli_unbind_exception_name(c, block->name);
        return;
    case BLOCK_WITH:
        oli_at(c, block->at);
        call_exit_none(c, block->reg, block->is_async);
        return;
    }
}

void oli_unwind(Compiler *c, Block *until) {
    Block *innermost = c->unit->block;
    for (Block *block = innermost; block != until; block = block->outer) {
        oli_range_close(c, block);
        leave(c, block);
        c->unit->block = block->outer;
    }
}

void oli_unwind_end(Compiler *c, Block *innermost, Block *until) {
    c->unit->block = innermost;
    for (Block *block = innermost; block != until; block = block->outer)
        if (block->handler) oli_range_open(c, block);
}

/* ---- loops ---- */

/* Calls of these give no generator, as long as the names mean what they usually do. */
static bool may_give_generator(const Expr *iter) {
    static const char *const NAMES[] = {"range", "enumerate", "zip", "list", "sorted", "reversed", "map", "filter"};
    if (iter->kind == EXPR_GENERATOR) return true;
    if (iter->kind != EXPR_CALL) return false;
    if (iter->call.function->kind != EXPR_NAME) return true;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (!strcmp(iter->call.function->name->text, NAMES[i])) return false;
    return true;
}

void oli_loop_block_begin(Compiler *c, Block *block, Expr *iter, uint32_t iterator, Label *next, Label *end) {
    block->continue_to = next;
    block->break_to = end;
    block->reg = iterator;
    block->owns_iterator = may_give_generator(iter);
    if (block->owns_iterator)
        oli_guard(c, block, BLOCK_LOOP, oli_reg_push(c, 1));
    else
        oli_block_push(c, block, BLOCK_LOOP);
}

void oli_loop_block_end(Compiler *c, Block *block) {
    if (block->owns_iterator) oli_range_close(c, block);
    oli_block_pop(c);
}

void oli_loop_handler(Compiler *c, Block *block) {
    if (!block->owns_iterator) return;
    Label end = oli_label();
    oli_emit_jump(c, BC_JUMP, 0, 0, 0, &end);
    oli_place(c, block->handler);
    oli_emit(c, BC_DROP_ITERATOR, block->reg, 0, 0);
    oli_emit(c, BC_RERAISE, block->handler_reg, 0, 0);
    oli_place(c, &end);
}

/* ---- try ---- */

/* `name = None; del name`, as the end of `except ... as name` */
void oli_unbind_exception_name(Compiler *c, Name *name) {
    uint32_t reg = oli_reg_push(c, 1);
    oli_load_constant(c, reg, VALUE_NONE);
    oli_store_name(c, name, reg);
    oli_delete_name(c, name);
    c->unit->next_reg = reg;
}

/* After an exception in a handler: what was being handled before is so again, and the new exception goes on. */
static void reraise_inner(Compiler *c, uint32_t e, uint32_t inner, Name *name) {
    oli_emit(c, BC_POP_HANDLED, e, 0, 0);
    if (name) oli_unbind_exception_name(c, name);
    oli_emit(c, BC_RERAISE, inner, 0, 0);
}

/* The clause's type, guarded: it may raise. Jumps to `next` when R[e] is no instance. */
static void match_clause(Compiler *c, Handler *handler, uint32_t e, Label *next) {
    uint32_t mark = c->unit->next_reg;
    uint32_t inner = oli_reg_push(c, 2);
    Block block = {.reg = e};
    oli_guard(c, &block, BLOCK_HANDLED, inner);
    uint32_t type = oli_expr(c, handler->type);
    oli_at(c, handler->type->at);
    oli_emit_jump(c, BC_JUMP_NO_MATCH, e, type, 0, next);
    oli_unguard(c, &block);
    Label matched = oli_label();
    oli_emit_jump(c, BC_JUMP, 0, 0, 0, &matched);
    oli_place(c, block.handler);
    reraise_inner(c, e, inner, NULL);
    oli_place(c, &matched);
    c->unit->next_reg = mark;
}

/* One except clause; R[e] is the exception, already the handled one. Returns what is bound at its end. */
static BoundSet handler_clause(Compiler *c, Handler *handler, uint32_t e, Label *end) {
    uint32_t mark = c->unit->next_reg;
    Label next = oli_label();
    oli_at(c, handler->at);
    if (handler->type) match_clause(c, handler, e, &next);
    if (handler->name) oli_store_name(c, handler->name, e);
    uint32_t inner = oli_reg_push(c, 2);
    Block block = {.name = handler->name, .reg = e};
    oli_guard(c, &block, BLOCK_HANDLED, inner);
    oli_statements(c, &handler->body);
    oli_unguard(c, &block);
    BoundSet bound = oli_bound_save(c);
    oli_emit(c, BC_POP_HANDLED, e, 0, 0);
    if (handler->name) oli_unbind_exception_name(c, handler->name);
    oli_emit_jump(c, BC_JUMP, 0, 0, 0, end);
    oli_place(c, block.handler);
    reraise_inner(c, e, inner, handler->name);
    oli_place(c, &next);
    c->unit->next_reg = mark;
    return bound;
}

static void try_except(Compiler *c, Stmt *s) {
    uint32_t mark = c->unit->next_reg;
    uint32_t e = oli_reg_push(c, 2);
    Label end = oli_label();
    BoundSet before = oli_bound_save(c);
    Block block = {0};
    oli_guard(c, &block, BLOCK_TRY, e);
    oli_statements(c, &s->try_.body);
    oli_unguard(c, &block);
    oli_statements(c, &s->try_.otherwise);
    oli_emit_jump(c, BC_JUMP, 0, 0, 0, &end);
    BoundSet result = oli_bound_save(c);
    oli_place(c, block.handler);
    oli_bound_restore(c, &before);
    oli_emit(c, BC_PUSH_HANDLED, e, 0, 0);
    for (uint32_t i = 0; i < s->try_.handler_count; i++) {
        oli_bound_restore(c, &before);
        BoundSet clause = handler_clause(c, &s->try_.handlers[i], e, &end);
        oli_bound_restore(c, &result);
        oli_bound_merge(c, &clause);
        result = oli_bound_save(c);
    }
    reraise_inner(c, e, e, NULL);
    oli_bound_restore(c, &result);
    oli_place(c, &end);
    c->unit->next_reg = mark;
}

/* ---- except* ---- */

/* Registers of a `try` with except*, one after the other. */
enum {
    STAR_CAUGHT,   /* what was caught, and in the next one what was being handled before */
    STAR_RAISED = 2, /* list of what the clauses raised */
    STAR_REST,     /* what no clause has handled so far */
    STAR_MATCH,    /* what the clause at hand handles */
    STAR_RAISING,  /* what it raised, and what was being handled then */
    STAR_REGISTERS = 7
};

/* One clause. An exception in its body is noted and the next clause goes on; one of its type's expression ends all. */
static void star_clause(Compiler *c, Handler *handler, uint32_t base) {
    uint32_t mark = c->unit->next_reg;
    Label next = oli_label();
    oli_at(c, handler->at);
    uint32_t type = oli_expr(c, handler->type);
    oli_at(c, handler->type->at);
    oli_emit(c, BC_GROUP_MATCH, base + STAR_REST, type, 0);
    c->unit->next_reg = mark;
    oli_emit_jump(c, BC_JUMP_NONE, base + STAR_MATCH, 0, 0, &next);
    oli_at(c, handler->at);
    if (handler->name) oli_store_name(c, handler->name, base + STAR_MATCH);
    Block block = {.name = handler->name, .reg = base + STAR_CAUGHT};
    oli_guard(c, &block, BLOCK_HANDLED, base + STAR_RAISING);
    oli_statements(c, &handler->body);
    oli_unguard(c, &block);
    if (handler->name) oli_unbind_exception_name(c, handler->name);
    oli_emit_jump(c, BC_JUMP, 0, 0, 0, &next);
    oli_place(c, block.handler);
    oli_emit(c, BC_LIST_APPEND, base + STAR_RAISED, base + STAR_RAISING, 0);
    if (handler->name) oli_unbind_exception_name(c, handler->name);
    oli_place(c, &next);
}

/* The clauses and what follows them: nothing is left, or it goes on. */
static void star_clauses(Compiler *c, Stmt *s, uint32_t base) {
    Label nothing = oli_label();
    uint32_t outer = oli_reg_push(c, 2);
    Block block = {.reg = base + STAR_CAUGHT};
    oli_emit(c, BC_PUSH_HANDLED, base + STAR_CAUGHT, 0, 0);
    oli_guard(c, &block, BLOCK_HANDLED, outer);
    oli_emit(c, BC_BUILD_LIST, base + STAR_RAISED, 0, 0);
    oli_emit(c, BC_MOVE, base + STAR_REST, base + STAR_CAUGHT, 0);
    BoundSet bound = oli_bound_save(c);
    for (uint32_t i = 0; i < s->try_.handler_count; i++) {
        star_clause(c, &s->try_.handlers[i], base);
        oli_bound_merge(c, &bound);
        bound = oli_bound_save(c);
    }
    oli_emit(c, BC_LIST_APPEND, base + STAR_RAISED, base + STAR_REST, 0);
    oli_emit(c, BC_GROUP_REST, base + STAR_REST, base + STAR_CAUGHT, base + STAR_RAISED);
    oli_unguard(c, &block);
    oli_emit(c, BC_POP_HANDLED, base + STAR_CAUGHT, 0, 0);
    oli_emit_jump(c, BC_JUMP_NONE, base + STAR_REST, 0, 0, &nothing);
    oli_emit(c, BC_RERAISE, base + STAR_REST, 0, 0);
    oli_place(c, block.handler);
    reraise_inner(c, base + STAR_CAUGHT, outer, NULL);
    oli_place(c, &nothing);
}

static void try_star(Compiler *c, Stmt *s) {
    uint32_t mark = c->unit->next_reg;
    uint32_t base = oli_reg_push(c, STAR_REGISTERS);
    Label end = oli_label();
    BoundSet before = oli_bound_save(c);
    Block block = {0};
    oli_guard(c, &block, BLOCK_TRY, base + STAR_CAUGHT);
    oli_statements(c, &s->try_.body);
    oli_unguard(c, &block);
    oli_statements(c, &s->try_.otherwise);
    oli_emit_jump(c, BC_JUMP, 0, 0, 0, &end);
    BoundSet result = oli_bound_save(c);
    oli_place(c, block.handler);
    oli_bound_restore(c, &before);
    star_clauses(c, s, base);
    oli_bound_merge(c, &result);
    oli_place(c, &end);
    c->unit->next_reg = mark;
}

static void try_finally(Compiler *c, Stmt *s) {
    uint32_t mark = c->unit->next_reg;
    uint32_t e = oli_reg_push(c, 2);
    Label end = oli_label();
    BoundSet before = oli_bound_save(c);
    Block block = {.finally = &s->try_.finally};
    oli_guard(c, &block, BLOCK_FINALLY, e);
    if (s->try_.is_star)
        try_star(c, s);
    else if (s->try_.handler_count)
        try_except(c, s);
    else
        oli_statements(c, &s->try_.body);
    oli_unguard(c, &block);
    BoundSet after_body = oli_bound_save(c);
    oli_statements(c, &s->try_.finally);
    oli_emit_jump(c, BC_JUMP, 0, 0, 0, &end);
    BoundSet result = oli_bound_save(c);
    if (after_body.unreachable) result.unreachable = true;
    oli_place(c, block.handler);
    oli_bound_restore(c, &before);
    oli_emit(c, BC_PUSH_HANDLED, e, 0, 0);
    uint32_t inner = oli_reg_push(c, 2);
    Block handled = {.reg = e};
    oli_guard(c, &handled, BLOCK_HANDLED, inner);
    oli_statements(c, &s->try_.finally);
    oli_unguard(c, &handled);
    reraise_inner(c, e, e, NULL);
    oli_place(c, handled.handler);
    reraise_inner(c, e, inner, NULL);
    oli_bound_restore(c, &result);
    oli_place(c, &end);
    c->unit->next_reg = mark;
}

void oli_try(Compiler *c, Stmt *s) {
    if (s->try_.finally.count)
        try_finally(c, s);
    else if (s->try_.is_star)
        try_star(c, s);
    else
        try_except(c, s);
}

/* ---- with ---- */

/* R[pair] = __exit__ and its self; R[value] = __enter__() */
static void enter_context(Compiler *c, WithItem *item, bool is_async, uint32_t pair, uint32_t value) {
    uint32_t mark = c->unit->next_reg;
    uint32_t base = oli_reg_push(c, 2);
    uint32_t context = oli_expr(c, item->context);
    oli_at(c, item->context->at);
    Name enter = {.text = is_async ? "__aenter__" : "__enter__", .size = is_async ? 10 : 9};
    Name exit = {.text = is_async ? "__aexit__" : "__exit__", .size = is_async ? 9 : 8};
    oli_emit_name(c, BC_LOAD_SPECIAL, base, context, is_async ? 2 : 1, &enter);
    oli_emit_name(c, BC_LOAD_SPECIAL, pair, context, is_async ? 2 : 1, &exit);
    oli_emit(c, BC_CALL_METHOD, base, 0, is_async ? base : value);
    if (is_async) oli_await(c, value, base, 1);
    c->unit->next_reg = mark;
}

/* In the handler: call __exit__ with the exception in R[e]; a true result swallows it. */
static void exit_with_exception(Compiler *c, uint32_t pair, uint32_t e, bool is_async, Label *swallowed) {
    uint32_t mark = c->unit->next_reg;
    oli_emit(c, BC_PUSH_HANDLED, e, 0, 0);
    uint32_t inner = oli_reg_push(c, 2);
    Block handled = {.reg = e};
    oli_guard(c, &handled, BLOCK_HANDLED, inner);
    uint32_t base = oli_reg_push(c, 5);
    oli_emit(c, BC_MOVE, base, pair, 0);
    oli_emit(c, BC_MOVE, base + 1, pair + 1, 0);
    oli_emit(c, BC_EXCEPTION_PARTS, base + 2, e, 0);
    oli_emit(c, BC_CALL_METHOD, base, 3, base);
    if (is_async) oli_await(c, base, base, 2);
    Label keep = oli_label();
    oli_emit_jump(c, BC_JUMP_FALSE, base, 0, 0, &keep);
    oli_unguard(c, &handled);
    oli_emit(c, BC_POP_HANDLED, e, 0, 0);
    oli_emit_jump(c, BC_JUMP, 0, 0, 0, swallowed);
    oli_place(c, &keep);
    reraise_inner(c, e, e, NULL);
    oli_place(c, handled.handler);
    reraise_inner(c, e, inner, NULL);
    c->unit->next_reg = mark;
}

void oli_with(Compiler *c, Stmt *s, uint32_t index) {
    if (index == s->with.count) {
        oli_statements(c, &s->with.body);
        return;
    }
    uint32_t mark = c->unit->next_reg;
    WithItem *item = &s->with.items[index];
    uint32_t pair = oli_reg_push(c, 2), e = oli_reg_push(c, 2), value = oli_reg_push(c, 1);
    enter_context(c, item, s->with.is_async, pair, value);
    BoundSet before = oli_bound_save(c);
    Block block = {.is_async = s->with.is_async, .at = item->context->at, .reg = pair};
    oli_guard(c, &block, BLOCK_WITH, e);
    if (item->target) oli_assign(c, item->target, value);
    oli_with(c, s, index + 1);
    bool reachable = !c->unit->bound.unreachable;
    oli_unguard(c, &block);
    Label end = oli_label();
    oli_at(c, item->context->at);
    if (reachable) {
        call_exit_none(c, pair, s->with.is_async);
        oli_emit_jump(c, BC_JUMP, 0, 0, 0, &end);
    }
    oli_place(c, block.handler);
    exit_with_exception(c, pair, e, s->with.is_async, &end);
    oli_place(c, &end);
    oli_bound_restore(c, &before);
    c->unit->next_reg = mark;
}
