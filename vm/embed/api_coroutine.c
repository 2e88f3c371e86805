/* SPDX-License-Identifier: MIT
 *
 * The public API: coroutines whose body is a C function, and calls in the next turn (aioli.h).
 *
 * An AioliCoroutine is a NativeCoroutine whose step is run_host_step. The host's step returns aioli_stop() when it
 * waits, with what it waits for in `awaited`; waiting for what is done already is no waiting: the step goes on at once.
 */
#include "embed/embed.h"
#include "run/event_loop.h"
#include "run/scheduler.h"

static NativeCoroutine *as_coroutine(AioliCoroutine *self) { return (NativeCoroutine *)(void *)self; }
static const NativeCoroutine *as_coroutine_const(const AioliCoroutine *self) {
    return (const NativeCoroutine *)(const void *)self;
}

/* One call of the host's step, in a scope of its own. */
static AioliValue call_step(Vm *vm, NativeCoroutine *self, Value sent) {
    Embed *embed = embed_of(vm);
    size_t mark = embed->handles.count, depth = embed->scope_depth++;
    embed->host_depth++;
    AioliStep step;
    memcpy(&step, &self->host, sizeof step);
    AioliValue result = step(handle_of(vm), (AioliCoroutine *)(void *)self, value_out(sent));
    embed->handles.count = mark;
    embed->scope_depth = depth;
    embed->host_depth--;
    return result;
}

static Value run_host_step(Vm *vm, NativeCoroutine *self, GeneratorObject *driver, Value sent) {
    (void)driver;
    Root root;
    root_push(vm, &root, make_object(self));
    Value answer = VALUE_UNDEF;
    if (!is_undef(sent) && !is_undef(self->awaited) && is_future(self->awaited)) {
        sent = oli_future_take(vm, self->awaited);
        if (is_error(sent)) sent = VALUE_UNDEF;
    }
    while (is_undef(answer)) {
        self->awaited = VALUE_UNDEF;
        AioliValue result = call_step(vm, self, sent);
        if (aioli_is_stop(result) && !has_exception(vm) && !is_undef(self->awaited)) {
            if (is_future(self->awaited) && oli_future_is_done(self->awaited)) {
                sent = oli_future_take(vm, self->awaited);
                if (is_error(sent)) sent = VALUE_UNDEF;
            } else {
                answer = self->awaited;
            }
        } else if (has_exception(vm)) {
            answer = VALUE_ERROR;
        } else if (is_script_value(result)) {
            vm->stop_value = value_in(result);
            answer = VALUE_STOP;
        } else {
            answer = oli_raise(vm, EXC_SYSTEM_ERROR, "%s returned no value", self->name);
        }
    }
    root_pop(vm, &root);
    return answer;
}

AioliValue aioli_coroutine_new(AioliVm *handle, const char *name, AioliStep step, const AioliValue *values,
                               size_t count) {
    if (!is_ready(handle)) return aioli_error();
    if (!name || !step || count > AIOLI_COROUTINE_VALUES) return oli_misuse(handle, __func__, "no step, or too many values");
    Value own[AIOLI_COROUTINE_VALUES] = {VALUE_NONE, VALUE_NONE, VALUE_NONE};
    for (size_t i = 0; i < count; i++) {
        if (!is_script_value(values[i]) && !aioli_is_missing(values[i]))
            return oli_misuse(handle, __func__, "not a value");
        own[i] = value_in(values[i]);
    }
    Vm *vm = vm_of(handle);
    Value made = oli_native_coroutine_new(vm, run_host_step, name, own[0], own[1], own[2]);
    if (is_error(made)) return aioli_error();
    NativeCoroutine *coroutine = (NativeCoroutine *)(void *)object_of(made);
    memcpy(&coroutine->host, &step, sizeof step);
    return keep(vm, made);
}

AioliValue aioli_coroutine_value(const AioliCoroutine *self, size_t index) {
    const NativeCoroutine *coroutine = as_coroutine_const(self);
    return value_out(index == 0 ? coroutine->a : index == 1 ? coroutine->b : coroutine->c);
}

void aioli_coroutine_set_value(AioliVm *handle, AioliCoroutine *self, size_t index, AioliValue value) {
    NativeCoroutine *coroutine = as_coroutine(self);
    *(index == 0 ? &coroutine->a : index == 1 ? &coroutine->b : &coroutine->c) = value_in(value);
    barrier(vm_of(handle), value_in(value));
}

uint32_t aioli_coroutine_state(const AioliCoroutine *self) { return as_coroutine_const(self)->state; }
void aioli_coroutine_set_state(AioliCoroutine *self, uint32_t state) { as_coroutine(self)->state = state; }

AioliValue aioli_coroutine_await(AioliVm *handle, AioliCoroutine *self, AioliValue future) {
    if (!is_ready(handle)) return aioli_error();
    if (!aioli_is_none(future) && (!is_script_value(future) || !is_future(value_in(future))))
        return oli_misuse(handle, __func__, "not a future");
    NativeCoroutine *coroutine = as_coroutine(self);
    coroutine->awaited = value_in(future);
    barrier(vm_of(handle), coroutine->awaited);
    return aioli_stop();
}

bool aioli_call_soon(AioliVm *handle, AioliValue loop, AioliValue callable, AioliValue argument) {
    if (!is_ready(handle)) return false;
    if (!is_script_value(callable) || !is_object(value_in(callable)) || !is_script_value(argument))
        return oli_misuse_false(handle, __func__, "not a value");
    Vm *vm = vm_of(handle);
    EventLoop *target = as_loop(vm->scheduler->loop);
    if (is_script_value(loop) && is_kind(value_in(loop), CLASS_EVENT_LOOP)) target = as_loop(value_in(loop));
    if (target->closed) return true;
    EventLoop *running = oli_loop_enter(vm, target);
    bool ok = oli_ready_push(vm, value_in(callable), value_in(argument));
    oli_loop_select(vm, running);
    return ok;
}
