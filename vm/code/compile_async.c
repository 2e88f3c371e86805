/* SPDX-License-Identifier: MIT
 *
 * Asynchronous loops: `async for` as a statement and in comprehensions (PEP 492, 525, 530).
 *
 *     next:   value = await type(iterator).__anext__(iterator)      guarded
 *             target = value; body; go to next
 *     handler: StopAsyncIteration ends the loop, any other exception goes on
 */
#include "code/compile.h"

void oli_async_loop_begin(Compiler *c, AsyncLoop *loop, Expr *iter) {
    Span at = c->unit->at;
    if (iter) {
        uint32_t mark = c->unit->next_reg;
        uint32_t value = oli_expr(c, iter);
        at = iter->at;
        oli_at(c, at);
        oli_emit(c, BC_GET_ASYNC_ITER, loop->iterator, value, 0);
        c->unit->next_reg = mark;
    }
    loop->value = oli_reg_push(c, 1);
    loop->exception = oli_reg_push(c, 2);
    loop->next = oli_label();
    loop->guard = (Block){0};
    oli_place(c, &loop->next);
    oli_guard(c, &loop->guard, BLOCK_TRY, loop->exception);
    oli_at(c, at);
    oli_emit(c, BC_ASYNC_NEXT, loop->value, loop->iterator, 0);
    oli_await(c, loop->value, loop->value, 3);
    oli_unguard(c, &loop->guard);
}

void oli_async_loop_end(Compiler *c, AsyncLoop *loop) {
    oli_emit_jump(c, BC_JUMP_BACK, 0, 0, 0, &loop->next);
    oli_place(c, loop->guard.handler);
    oli_emit(c, BC_END_ASYNC_FOR, loop->exception, 0, 0);
}

void oli_async_for(Compiler *c, Stmt *s) {
    uint32_t mark = c->unit->next_reg;
    AsyncLoop loop = {.iterator = oli_reg_push(c, 1)};
    oli_loop_begin(c);
    BoundSet before = oli_bound_save(c);
    oli_async_loop_begin(c, &loop, s->loop.iter);
    Label end = oli_label();
    oli_assign(c, s->loop.target, loop.value);
    Block block = {0};
    oli_loop_block_begin(c, &block, s->loop.iter, loop.iterator, &loop.next, &end);
    oli_statements(c, &s->loop.body);
    oli_loop_block_end(c, &block);
    oli_bound_restore(c, &before);
    oli_at(c, s->loop.iter->at);
    oli_async_loop_end(c, &loop);
    oli_loop_handler(c, &block);
    oli_loop_end(c);
    c->unit->next_reg = mark;
    oli_statements(c, &s->loop.otherwise);
    oli_place(c, &end);
    oli_bound_restore(c, &before);
}
