/* SPDX-License-Identifier: MIT
 *
 * The public API: tasks, futures, time, messages from other threads (aioli.h).
 *
 * A pending future of the host's that a reference still holds is a reason for the VM to wait: somebody may complete it.
 * One that nobody holds is not, so that a forgotten future ends in DeadlockError instead of a hang.
 */
#include "embed/embed.h"
#include "embed/output.h"
#include "run/scheduler.h"
#include "run/state.h"

static bool is_future_value(AioliValue v) { return is_script_value(v) && is_future(value_in(v)); }

/* ---- futures ---- */

AioliValue aioli_future_new(AioliVm *handle) {
    return is_ready(handle) ? keep_object(vm_of(handle), oli_future_new(vm_of(handle))) : aioli_error();
}

/* A future that may be completed from outside: not a task. */
static Future *open_future(AioliVm *handle, AioliValue future, const char *function) {
    if (!handle) return NULL;
    if (is_future_value(future) && is_kind(value_in(future), CLASS_FUTURE)) return as_future(value_in(future));
    oli_misuse(handle, function, "not a future, or a task's");
    return NULL;
}

bool aioli_future_resolve(AioliVm *handle, AioliValue future, AioliValue result) {
    if (!is_ready(handle)) return false;
    Future *open = open_future(handle, future, __func__);
    if (!open) return false;
    if (!is_script_value(result)) return oli_misuse_false(handle, __func__, "not a value");
    if (open->state != FUTURE_PENDING) return false;
    bool ok = oli_future_set_result(vm_of(handle), open, value_in(result));
    if (is_outside(vm_of(handle))) aioli_vm_wake(handle);
    return ok;
}

bool aioli_future_reject(AioliVm *handle, AioliValue future, AioliValue exception) {
    Future *open = open_future(handle, future, __func__);
    if (!open) return false;
    Vm *vm = vm_of(handle);
    Value error = value_in(exception);
    if (aioli_is_missing(exception) && has_exception(vm)) error = oli_take_exception(vm);
    if (has_exception(vm)) return false;
    if (is_undef(error) || !is_exception(error)) return oli_misuse_false(handle, __func__, "not an exception");
    if (open->state != FUTURE_PENDING) return false;
    bool ok = oli_future_set_exception(vm, open, error);
    if (is_outside(vm)) aioli_vm_wake(handle);
    return ok;
}

bool aioli_future_is_done(AioliVm *handle, AioliValue future) {
    return handle && is_future_value(future) && oli_future_is_done(value_in(future));
}

AioliValue aioli_future_result(AioliVm *handle, AioliValue future) {
    if (!is_ready(handle)) return aioli_error();
    if (!is_future_value(future)) return oli_misuse(handle, __func__, "not a future");
    if (oli_future_is_done(value_in(future)))
        return keep(vm_of(handle), oli_future_take(vm_of(handle), value_in(future)));
    return value_out(oli_raise(vm_of(handle), EXC_INVALID_STATE_ERROR, "Result is not set."));
}

bool aioli_future_cancel(AioliVm *handle, AioliValue future) {
    if (!is_ready(handle)) return false;
    if (!is_future_value(future)) return oli_misuse_false(handle, __func__, "not a future");
    return oli_future_cancel(vm_of(handle), value_in(future), VALUE_NONE);
}

/* ---- being told ---- */

typedef struct DoneCall {
    void (*done)(AioliVm *vm, AioliValue future, void *context);
    void *context;
} DoneCall;

static const AioliClass DONE_CLASS;

static AioliValue call_done(AioliVm *handle, const AioliValue *args, size_t count) {
    (void)count;
    const DoneCall *call = aioli_object_payload(handle, args[0], &DONE_CLASS);
    if (!call) return aioli_error();
    call->done(handle, args[1], call->context);
    return aioli_error_pending(handle) ? aioli_error() : aioli_none();
}

static const AioliFunction DONE_METHODS[] = {{"__call__", "self, future, /", call_done, NULL},
                                             {NULL, NULL, NULL, NULL}};
static const AioliClass DONE_CLASS = {.name = "host_callback",
                                      .flags = AIOLI_CLASS_FINAL | AIOLI_CLASS_ABSTRACT,
                                      .payload_size = sizeof(DoneCall),
                                      .methods = DONE_METHODS};

bool aioli_future_on_done(AioliVm *handle, AioliValue future,
                          void (*done)(AioliVm *vm, AioliValue future, void *context), void *context) {
    if (!is_ready(handle)) return false;
    if (!is_future_value(future) || !done) return oli_misuse_false(handle, __func__, "not a future, or no function");
    AioliScope scope;
    aioli_scope_open(handle, &scope);
    AioliValue cls = aioli_class_new(handle, aioli_missing(), &DONE_CLASS);
    AioliValue callback = aioli_is_error(cls) ? cls : aioli_object_new(handle, cls);
    DoneCall *call = aioli_is_error(callback) ? NULL : aioli_object_payload(handle, callback, &DONE_CLASS);
    if (call) *call = (DoneCall){done, context};
    bool ok = call && oli_future_add_waiter(vm_of(handle), as_future(value_in(future)), value_in(callback));
    aioli_scope_close(handle, &scope, aioli_missing());
    return ok;
}

/* ---- tasks ---- */

/* The loop of what the host starts: it outlives each call, unlike those of asyncio.run. VALUE_ERROR: MemoryError. */
static Value host_loop(Vm *vm) {
    Embed *embed = embed_of(vm);
    if (is_undef(embed->held[HELD_LOOP])) {
        Value loop = oli_loop_new(vm);
        if (is_error(loop)) return loop;
        embed->held[HELD_LOOP] = loop;
    }
    return embed->held[HELD_LOOP];
}

AioliValue aioli_task_start(AioliVm *handle, AioliValue coroutine) {
    if (!is_ready(handle)) return aioli_error();
    if (!is_script_value(coroutine)) return oli_misuse(handle, __func__, "not a value");
    Vm *vm = vm_of(handle);
    Value loop = oli_loop_is_running(vm) ? VALUE_NONE : host_loop(vm);
    return is_error(loop) ? aioli_error() : keep(vm, oli_loop_create_task(vm, loop, value_in(coroutine)));
}

AioliStatus aioli_vm_step(AioliVm *handle, uint64_t budget, int64_t *deadline_ns) {
    static const AioliStatus STATUS[] = {[STEP_READY] = AIOLI_READY,
                                         [STEP_WAITING] = AIOLI_WAITING,
                                         [STEP_DONE] = AIOLI_OK,
                                         [STEP_ERROR] = AIOLI_RAISED};
    if (!handle) return AIOLI_MISUSE;
    if (!is_ready(handle)) return AIOLI_RAISED;
    Vm *vm = vm_of(handle);
    if (oli_loop_is_running(vm)) return AIOLI_MISUSE;
    Value loop = host_loop(vm);
    if (is_error(loop)) return AIOLI_RAISED;
    int64_t deadline;
    StepResult result = oli_loop_step(vm, loop, budget ? budget : UINT64_MAX, &deadline);
    if (deadline_ns) *deadline_ns = deadline;
    if (is_outside(vm)) oli_output_flush_quietly(vm);
    return STATUS[result];
}

AioliValue aioli_await(AioliVm *handle, AioliValue awaitable) {
    if (!is_ready(handle)) return aioli_error();
    if (!is_script_value(awaitable)) return oli_misuse(handle, __func__, "not a value");
    Vm *vm = vm_of(handle);
    Value args[2] = {host_loop(vm), value_in(awaitable)};
    if (is_error(args[0])) return aioli_error();
    RootArray root;
    root_array_push(vm, &root, args, 2);
    AioliValue result = keep(vm, oli_loop_run_main(vm, args));
    root_array_pop(vm, &root);
    if (is_outside(vm)) oli_output_flush_quietly(vm);
    return result;
}

/* ---- messages from other threads ---- */

void aioli_vm_post(AioliVm *handle, AioliPost *post) {
    if (!handle || !post || !post->run) return;
    Embed *embed = embed_of(vm_of(handle));
    AioliPost *top = __atomic_load_n(&embed->posts, __ATOMIC_RELAXED);
    do post->next = top;
    while (!__atomic_compare_exchange_n(&embed->posts, &top, post, true, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
    aioli_vm_wake(handle);
}

/* In the order in which they were posted. */
void oli_embed_run_posts(Vm *vm) {
    Embed *embed = embed_of(vm);
    if (!__atomic_load_n(&embed->posts, __ATOMIC_RELAXED)) return;
    AioliPost *newest = __atomic_exchange_n(&embed->posts, NULL, __ATOMIC_ACQUIRE), *oldest = NULL;
    while (newest) {
        AioliPost *next = newest->next;
        newest->next = oldest;
        oldest = newest;
        newest = next;
    }
    while (oldest) {
        AioliPost *post = oldest;
        oldest = post->next;
        AioliScope scope;
        aioli_scope_open(handle_of(vm), &scope);
        embed->host_depth++;
        post->run(handle_of(vm), post);
        embed->host_depth--;
        embed->handles.count = scope.mark;
        embed->scope_depth = scope.depth - 1;
        if (has_exception(vm)) oli_callback_failed(vm);
    }
}

/* ---- chance ---- */

bool aioli_random_bytes(AioliVm *handle, void *bytes, size_t size) {
    if (!is_ready(handle)) return false;
    Vm *vm = vm_of(handle);
    const AioliSystem *system = &embed_of(vm)->system;
    if (!system->random_bytes) return oli_raise_false(vm, EXC_NOT_IMPLEMENTED_ERROR, "no source of random bytes");
    int error = system->random_bytes(system->context, bytes, size);
    return !error || (oli_raise_errno(vm, error, VALUE_UNDEF), false);
}
