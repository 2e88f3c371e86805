/* SPDX-License-Identifier: MIT
 *
 * asyncio.run, and whatever else runs the loop until something is done.
 *
 * asyncio.run(main) parks its caller's frame, runs until main's done-callback, then cancels what is left, then closes the
 * asynchronous generators that are left, as asyncio.Runner does (RunPhase); the caller then goes on with the result.
 * run_until_complete and run_forever park their caller in the same way and leave the loop as it is.
 */
#include "run/scheduler.h"

#include "run/loop_ops.h"
#include "run/state.h"

static inline Scheduler *scheduler_of(Vm *vm) { return vm->scheduler; }

/* KeyboardInterrupt and SystemExit end the loop: the exception is the task's and asyncio.run's. */
void oli_scheduler_stop_with(Vm *vm, Value exception) {
    Scheduler *s = scheduler_of(vm);
    s->error = exception;
    s->result = VALUE_ERROR;
    s->stopping = true;
    s->turn_left = 0;
    s->awaited = VALUE_NONE;
}

static const NativeDef STOP = NATIVE("_run_until_complete_cb", "future, /", oli_scheduler_stop);

/* The done-callback of what the present phase waits for: the turn that runs it is the last. */
Value oli_scheduler_stop(Vm *vm, Value *args) {
    Scheduler *s = scheduler_of(vm);
    if (is_same(args[0], s->awaited)) s->stopping = true;
    return VALUE_NONE;
}

static bool run_until(Vm *vm, Value future) {
    Scheduler *s = scheduler_of(vm);
    Value callback = oli_native_new(vm, &STOP, VALUE_UNDEF, NULL);
    if (is_error(callback)) return false;
    s->awaited = future;
    return oli_future_add_waiter(vm, as_future(future), callback);
}

/* The caller `f` is parked from here on. */
static void park_caller(Vm *vm, Frame *f, bool from_c, uint32_t dst, bool keeps_loop) {
    Scheduler *s = scheduler_of(vm);
    s->callback_context = oli_context_snapshot(vm); /* what the main task inherits */
    s->base = f;
    s->dst = (uint8_t)dst;
    s->from_c = from_c;
    s->keeps_loop = keeps_loop;
    s->stopping = s->interrupted = false;
    s->turn_left = 0;
    s->result = VALUE_NONE;
    s->error = VALUE_UNDEF;
    s->phase = RUN_MAIN;
    oli_watch_turn(vm);
    s->outer_driver = vm->driver;
    vm->driver = NULL;
    s->outer_entered_context = s->entered_context;
    s->outer_firstiter = s->asyncgen_firstiter;
    s->outer_finalizer = s->asyncgen_finalizer;
    s->asyncgen_firstiter = s->asyncgen_finalizer = s->loop;
}

static void unpark_caller(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    vm->driver = s->outer_driver;
    s->asyncgen_firstiter = s->outer_firstiter;
    s->asyncgen_finalizer = s->outer_finalizer;
    s->outer_firstiter = s->outer_finalizer = VALUE_NONE;
}

static Frame *begin_run(Vm *vm, Frame *f, const Value *args, bool from_c, uint32_t dst) {
    Scheduler *s = scheduler_of(vm);
    if (s->phase != RUN_IDLE) {
        oli_raise(vm, EXC_RUNTIME_ERROR, "asyncio.run() cannot be called from a running event loop");
        return NULL;
    }
    Value driven = args[0];
    if (!is_kind(driven, CLASS_COROUTINE)) {
        driven = is_future(driven) ? oli_raise(vm, EXC_VALUE_ERROR, "a coroutine was expected, got %R", driven)
                                   : oli_wrap_awaitable(vm, driven);
        if (is_error(driven)) return NULL;
    }
    Root root;
    root_push(vm, &root, driven);
    bool opened = oli_loop_open(vm, args[2]);
    root_pop(vm, &root);
    if (!opened) return NULL;
    if (!is_undef(args[1]) && !is_none(args[1])) {
        int debug = oli_truth(vm, args[1]);
        if (debug < 0) return NULL;
        ((EventLoop *)(void *)object_of(s->loop))->debug = debug;
    }
    park_caller(vm, f, from_c, dst, false);
    Task *main = oli_task_new(vm, driven, VALUE_UNDEF);
    if (main) s->main = make_object(main);
    if (main && run_until(vm, s->main)) {
        s->entered_context = VALUE_UNDEF;
        return f;
    }
    s->phase = RUN_IDLE;
    unpark_caller(vm);
    return NULL;
}

bool oli_scheduler_begin(Vm *vm, Value future, bool is_main) {
    Scheduler *s = scheduler_of(vm);
    park_caller(vm, vm->frame, true, 0, true);
    s->main = is_main ? future : VALUE_NONE;
    if (is_none(future) || run_until(vm, future)) {
        s->entered_context = VALUE_UNDEF;
        return true;
    }
    s->phase = RUN_IDLE;
    unpark_caller(vm);
    return false;
}

Frame *oli_scheduler_run(Vm *vm, Frame *f, Value *args, uint32_t count, Tuple *names, uint32_t dst) {
    Value out[3];
    if (!oli_native_bind(vm, "run", "main, *, debug=, loop_factory=", args, count, names, out)) return NULL;
    return begin_run(vm, f, out, false, dst);
}

static bool asks_policy(Vm *vm) { return scheduler_of(vm)->has_policy && scheduler_of(vm)->phase == RUN_IDLE; }

static Value run_by_policy(Vm *vm, Value *args) {
    for (int i = 1; i < 3; i++)
        if (is_undef(args[i])) args[i] = VALUE_NONE;
    return oli_call_library(vm, "asyncio.runners", "_run", args, 3);
}

Value oli_scheduler_run_from_c(Vm *vm, Value *args, uint32_t count, Tuple *names) {
    Value out[3];
    if (!oli_native_bind(vm, "run", "main, *, debug=, loop_factory=", args, count, names, out)) return VALUE_ERROR;
    if (asks_policy(vm)) return run_by_policy(vm, out);
    if (!begin_run(vm, vm->frame, out, true, 0)) return VALUE_ERROR;
    return oli_interpret(vm, NULL);
}

/* Without memory the tasks that are left cannot be waited for: the run ends with this error, unless it has one. */
static bool give_up_rest(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    Value error = oli_take_exception(vm);
    if (!is_undef(s->error)) return false;
    s->error = error;
    s->result = VALUE_ERROR;
    return false;
}

/* Cancel every task that is left and wait for all of them, as asyncio.Runner.close does. False: nothing to wait for. */
static bool cancel_rest(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    if (!s->task_count) return false;
    oli_report_left_running(vm);
    if (!s->task_count) return false;
    Tuple *rest = oli_tuple_new(vm, s->task_count);
    if (!rest) return give_up_rest(vm);
    for (uint32_t i = 0; i < s->task_count; i++) rest->items[i] = make_object(s->tasks[i]);
    for (size_t i = 0; i < rest->count; i++) {
        oli_task_cancel(vm, as_task(rest->items[i]), VALUE_NONE);
        clear_exception(vm);
    }
    Value gathering = oli_gather_all(vm, rest);
    return (!is_error(gathering) && run_until(vm, gathering)) || give_up_rest(vm);
}

/* Close the asynchronous generators that are left, as asyncio.Runner.close does. False: there are none. */
static bool close_generators(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    if (!oli_async_has_open(vm, s->loop)) return false;
    Value coroutine = oli_shutdown_asyncgens(vm, &s->loop);
    Task *task = is_error(coroutine) ? NULL : oli_task_new(vm, coroutine, VALUE_UNDEF);
    return (task && run_until(vm, make_object(task))) || give_up_rest(vm);
}

/* The main task ended by `cancelled`. If Ctrl-C alone asked for that, KeyboardInterrupt goes on, as Runner.run has it. */
Value oli_scheduler_as_interrupt(Vm *vm, Value main, Value cancelled) {
    if (!vm->scheduler->interrupted || !oli_is_instance_of_exception(vm, cancelled, EXC_CANCELLED_ERROR)) return cancelled;
    if (is_kind(main, CLASS_TASK) && as_task(main)->cancel_requests > 1) return cancelled;
    Root root;
    root_push(vm, &root, cancelled);
    oli_raise_class(vm, vm->exceptions[EXC_KEYBOARD_INTERRUPT], VALUE_UNDEF);
    Value interrupt = oli_take_exception(vm);
    if (is_exception(interrupt)) oli_exception_set_context(vm, interrupt, cancelled);
    root_pop(vm, &root);
    return interrupt;
}

static void take_main_result(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    if (!is_undef(s->error)) return;
    Value result = oli_future_take(vm, s->main);
    s->result = result;
    if (!is_error(result)) return;
    s->error = oli_scheduler_as_interrupt(vm, s->main, oli_take_exception(vm));
}

/* The loop stopped: the next phase, or the end. True when the end is reached. */
bool oli_run_next_phase(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    s->stopping = false;
    if (s->keeps_loop) {
        s->phase = RUN_IDLE;
        s->main = s->awaited = VALUE_NONE;
        s->current = NULL;
        oli_report_lost(vm, false);
        return true;
    }
    if (s->phase == RUN_MAIN) {
        take_main_result(vm);
        s->phase = RUN_CANCELLING;
        if (!vm->uncatchable && cancel_rest(vm)) return false;
    }
    if (s->phase == RUN_CANCELLING) {
        s->phase = RUN_FINALIZING;
        if (!vm->uncatchable && close_generators(vm)) return false;
    }
    s->phase = RUN_IDLE;
    oli_loop_close(vm);
    s->main = s->awaited = VALUE_NONE;
    s->current = NULL;
    oli_report_lost(vm, true);
    return true;
}

Frame *oli_run_end(Vm *vm, Value *value) {
    Scheduler *s = scheduler_of(vm);
    *value = s->result;
    if (is_error(s->result)) vm->exception = s->error;
    s->result = VALUE_NONE;
    s->error = VALUE_UNDEF;
    vm->frame = s->base;
    unpark_caller(vm);
    s->entered_context = s->outer_entered_context;
    s->outer_entered_context = VALUE_UNDEF;
    if (s->from_c) return NULL;
    vm->scheduler_result = true;
    vm->scheduler_dst = s->dst;
    return s->base;
}

bool oli_scheduler_interrupt(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    if (!s || s->phase != RUN_MAIN || s->interrupted || !is_kind(s->main, CLASS_TASK)) return false;
    Task *main = as_task(s->main);
    if (main->future.state != FUTURE_PENDING) return false;
    s->interrupted = true;
    oli_task_cancel(vm, main, VALUE_NONE);
    clear_exception(vm);
    return true;
}
