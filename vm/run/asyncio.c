/* SPDX-License-Identifier: MIT
 *
 * The module _asyncio: the scheduler's functions as scripts name them. The package asyncio (stdlib/asyncio) takes them
 * from here and adds what is written in Aioli.
 */
#include <math.h>

#include "run/scheduler.h"

#include "run/loop_ops.h"

/* ---- tasks ---- */

static bool check_running(Vm *vm) {
    return oli_loop_is_running(vm) || oli_raise_false(vm, EXC_RUNTIME_ERROR, "no running event loop");
}

static Value create_task(Vm *vm, Value *args) {
    if (!check_running(vm)) return VALUE_ERROR;
    if (!is_kind(args[0], CLASS_COROUTINE) && !is_kind(args[0], CLASS_NATIVE_COROUTINE) &&
        !(is_kind(args[0], CLASS_GENERATOR) && as_generator(args[0])->frame.function->code->flags & CODE_ITERABLE_COROUTINE))
        return oli_raise(vm, EXC_TYPE_ERROR, "a coroutine was expected, got %R", args[0]);
    Value coroutine = is_kind(args[0], CLASS_COROUTINE) || is_kind(args[0], CLASS_GENERATOR) ? args[0] : oli_wrap_awaitable(vm, args[0]);
    if (is_error(coroutine)) return coroutine;
    Value name = VALUE_UNDEF;
    if (!is_undef(args[1]) && !is_none(args[1])) {
        Str *text = oli_to_str(vm, args[1]);
        if (!text) return VALUE_ERROR;
        name = make_object(text);
    }
    Task *task = oli_task_new(vm, coroutine, name);
    return task ? make_object(task) : VALUE_ERROR;
}

Value oli_ensure_future(Vm *vm, Value awaitable) {
    if (is_future(awaitable)) return awaitable;
    Value coroutine = awaitable;
    if (!is_kind(awaitable, CLASS_COROUTINE)) {
        coroutine = oli_wrap_awaitable(vm, awaitable);
        if (is_error(coroutine)) {
            if (oli_exception_is(vm, EXC_VALUE_ERROR)) {
                clear_exception(vm);
                return oli_raise(vm, EXC_TYPE_ERROR, "An asyncio.Future, a coroutine or an awaitable is required");
            }
            return coroutine;
        }
    }
    if (!check_running(vm)) return VALUE_ERROR;
    Task *task = oli_task_new(vm, coroutine, VALUE_UNDEF);
    return task ? make_object(task) : VALUE_ERROR;
}

static Value ensure_future(Vm *vm, Value *args) { return oli_ensure_future(vm, args[0]); }

/* async def _wrap(awaitable): return await awaitable - compiled once, on demand. */
Value oli_wrap_awaitable(Vm *vm, Value awaitable) {
    bool known = is_future(awaitable) || is_kind(awaitable, CLASS_NATIVE_COROUTINE) ||
                 !is_undef(oli_class_lookup(vm, class_of(vm, awaitable), vm->names.dunder_await)) ||
                 (is_kind(awaitable, CLASS_GENERATOR) && as_generator(awaitable)->frame.function->code->flags & CODE_ITERABLE_COROUTINE);
    if (!known) return oli_raise(vm, EXC_VALUE_ERROR, "a coroutine was expected, got %R", awaitable);
    static const char SOURCE[] = "async def _wrap_awaitable(awaitable):\n    return await awaitable\n";
    Scheduler *s = vm->scheduler;
    if (is_undef(s->wrapper)) {
        Str *filename = oli_str_from_c(vm, "<asyncio>");
        Dict *globals = oli_dict_new(vm);
        if (!filename || !globals) return VALUE_ERROR;
        Root root, root_awaitable;
        root_push(vm, &root, make_object(globals));
        root_push(vm, &root_awaitable, awaitable);
        Code *code = oli_compile(vm, SOURCE, sizeof SOURCE - 1, filename, COMPILE_EXEC, 0, NULL);
        Value ran = code ? oli_run_code(vm, code, globals) : VALUE_ERROR;
        root_pop(vm, &root_awaitable);
        root_pop(vm, &root);
        if (is_error(ran)) return ran;
        Str *name = oli_str_intern(vm, "_wrap_awaitable", 15);
        if (!name) return VALUE_ERROR;
        s->wrapper = oli_dict_get_str(vm, globals, name);
    }
    return oli_generator_call(vm, as_function(s->wrapper), &awaitable, 1, NULL);
}

static Value current_task(Vm *vm, Value *args) {
    if ((is_undef(args[0]) || is_none(args[0])) && !check_running(vm)) return VALUE_ERROR;
    Task *task = oli_current_task(vm);
    return task ? make_object(task) : VALUE_NONE;
}

static Value all_tasks(Vm *vm, Value *args) {
    (void)args;
    Scheduler *s = vm->scheduler;
    Set *set = oli_set_new(vm, false);
    if (!set || !check_running(vm)) return VALUE_ERROR;
    for (uint32_t i = 0; i < s->task_count; i++)
        if (oli_set_add(vm, set, make_object(s->tasks[i])) < 0) return VALUE_ERROR;
    return make_object(set);
}

static Value gather(Vm *vm, Value *args, uint32_t count, Tuple *names) {
    uint32_t positional = names ? count - (uint32_t)names->count : count;
    Tuple *awaitables = oli_tuple_from(vm, args, positional);
    if (!awaitables) return VALUE_ERROR;
    Value keywords = VALUE_UNDEF;
    if (names) {
        Dict *dict = oli_dict_new(vm);
        if (!dict) return VALUE_ERROR;
        for (size_t i = 0; i < names->count; i++)
            if (!oli_dict_set_str(vm, dict, as_str(names->items[i]), args[positional + i])) return VALUE_ERROR;
        keywords = make_object(dict);
    }
    return oli_gather(vm, awaitables, keywords);
}

/* ---- sleep ---- */

/* a: delay (nanoseconds as int), b: result */
static Value step_sleep(Vm *vm, NativeCoroutine *self, GeneratorObject *driver, Value sent) {
    if (is_undef(sent)) return VALUE_ERROR; /* cancelled, or thrown into: goes through */
    if (self->state == 1) {
        vm->stop_value = self->b;
        return VALUE_STOP;
    }
    self->state = 1;
    int64_t delay_ns = int_of(self->a);
    if (delay_ns <= 0) return VALUE_NONE; /* one turn, as a bare yield */
    if (!driver || driver->frame.on_return != RETURN_TASK)
        return oli_raise(vm, EXC_RUNTIME_ERROR, "no running event loop");
    Task *task = driver->task;
    if (!oli_task_sleep(vm, task, oli_clock_ns(vm) + delay_ns)) return VALUE_ERROR;
    return VALUE_UNDEF;
}

static int64_t delay_of(double seconds) {
    if (!(seconds > 0)) return 0;
    if (seconds > 1e9) return (int64_t)1e18;
    int64_t ns = (int64_t)(seconds * 1e9 + 0.5);
    return ns ? ns : 1;
}

bool oli_sleep_delay(Value seconds, int64_t *delay_ns) {
    if (is_int(seconds) && int_of(seconds) < 1000000000) {
        *delay_ns = int_of(seconds) > 0 ? int_of(seconds) * 1000000000 : 0;
        return true;
    }
    if (!is_inline_float(seconds)) return false;
    double d = inline_float_of(seconds);
    *delay_ns = delay_of(d);
    return !isnan(d);
}

static Value sleep_(Vm *vm, Value *args) {
    int64_t ns;
    if (!oli_sleep_delay(args[0], &ns)) {
        double seconds;
        if (!oli_as_double(vm, args[0], &seconds)) return VALUE_ERROR;
        if (isnan(seconds)) return oli_raise(vm, EXC_VALUE_ERROR, "Invalid delay: NaN (not a number)");
        ns = delay_of(seconds);
    }
    return oli_native_coroutine_new(vm, step_sleep, "sleep", make_int(ns), is_undef(args[1]) ? VALUE_NONE : args[1], VALUE_NONE);
}

/* ---- the loop object ---- */

static Value get_running_loop(Vm *vm, Value *args) {
    (void)args;
    return check_running(vm) ? vm->scheduler->loop : VALUE_ERROR;
}

static Value loop_time(Vm *vm, Value *args) {
    (void)args;
    return make_float(vm, (double)oli_clock_ns(vm) / 1e9);
}

static Value loop_create_future(Vm *vm, Value *args) {
    (void)args;
    Future *future = oli_future_new(vm);
    return future ? make_object(future) : VALUE_ERROR;
}

static Value loop_create_task(Vm *vm, Value *args) { return create_task(vm, args + 1); }

static Value loop_is_running(Vm *vm, Value *args) {
    (void)args;
    return make_bool(oli_loop_is_running(vm));
}

static Value make_handle(Vm *vm, Value callback, Value args, Value context, bool timed, int64_t deadline_ns) {
    if (!oli_callable(vm, callback)) return oli_raise(vm, EXC_TYPE_ERROR, "a callable object was expected by call_soon(), got %R", callback);
    Handle *handle = oli_new(vm, vm->classes[timed ? CLASS_TIMER_HANDLE : CLASS_HANDLE], sizeof *handle);
    if (!handle) return VALUE_ERROR;
    handle->callback = callback;
    handle->args = as_tuple(args);
    handle->context = is_undef(context) ? VALUE_NONE : context;
    handle->deadline_ns = deadline_ns;
    bool ok = timed ? oli_timer_add(vm, make_object(handle), deadline_ns) : oli_ready_push(vm, make_object(handle), VALUE_UNDEF);
    return ok ? make_object(handle) : VALUE_ERROR;
}

static Value loop_call_soon(Vm *vm, Value *args) { return make_handle(vm, args[1], args[2], args[3], false, 0); }

static Value loop_call_at(Vm *vm, Value *args) {
    double when;
    if (!oli_as_double(vm, args[1], &when)) return VALUE_ERROR;
    return make_handle(vm, args[2], args[3], args[4], true, (int64_t)(when * 1e9 + 0.5));
}

static Value loop_call_later(Vm *vm, Value *args) {
    double delay;
    if (!oli_as_double(vm, args[1], &delay)) return VALUE_ERROR;
    return make_handle(vm, args[2], args[3], args[4], true, oli_clock_ns(vm) + (int64_t)(delay * 1e9 + 0.5));
}

static Value loop_get_debug(Vm *vm, Value *args) {
    (void)vm;
    (void)args;
    return VALUE_FALSE;
}

static Value handle_cancel(Vm *vm, Value *args) {
    Handle *handle = (Handle *)(void *)object_of(args[0]);
    handle->callback = VALUE_UNDEF;
    if (handle->timer_index) oli_timer_remove(vm, args[0]);
    return VALUE_NONE;
}

static Value handle_cancelled(Vm *vm, Value *args) {
    (void)vm;
    return make_bool(is_undef(((Handle *)(void *)object_of(args[0]))->callback));
}

static Value handle_when(Vm *vm, Value *args) {
    return make_float(vm, (double)((Handle *)(void *)object_of(args[0]))->deadline_ns / 1e9);
}

static void trace_handle(Tracer *tracer, Object *self) {
    Handle *handle = (Handle *)(void *)self;
    trace_value(tracer, handle->callback);
    trace_object(tracer, handle->args);
    trace_value(tracer, handle->context);
}

/* types.coroutine: the function's generators may be awaited. */
static Value mark_coroutine(Vm *vm, Value *args) {
    if (!is_function(args[0])) return args[0];
    Function *function = as_function(args[0]);
    (void)vm;
    if (function->code->flags & CODE_GENERATOR) function->code->flags |= CODE_ITERABLE_COROUTINE;
    return args[0];
}

static Value set_future_blocking(Vm *vm, Value *args) {
    (void)vm;
    if (is_future(args[0])) as_future(args[0])->wants_wake = true;
    return VALUE_NONE;
}

static bool define_classes(Vm *vm) {
    static const NativeDef HANDLE_METHODS[] = {NATIVE("cancel", "self, /", handle_cancel),
                                               NATIVE("cancelled", "self, /", handle_cancelled), NATIVE_END};
    static const NativeDef TIMER_METHODS[] = {NATIVE("when", "self, /", handle_when), NATIVE_END};
    static const NativeDef LOOP_METHODS[] = {NATIVE("time", "self, /", loop_time),
                                             NATIVE("create_future", "self, /", loop_create_future),
                                             NATIVE("create_task", "self, coro, *, name=, context=", loop_create_task),
                                             NATIVE("call_soon", "self, callback, /, *args, context=", loop_call_soon),
                                             NATIVE("call_later", "self, delay, callback, /, *args, context=", loop_call_later),
                                             NATIVE("call_at", "self, when, callback, /, *args, context=", loop_call_at),
                                             NATIVE("is_running", "self, /", loop_is_running),
                                             NATIVE("get_debug", "self, /", loop_get_debug),
                                             NATIVE_END};
    static const ClassSpec SPECS[] = {
        {.id = CLASS_HANDLE,
         .module = "asyncio",
         .size = sizeof(Handle),
         .flags = CLASS_FLAG_NO_INSTANTIATE,
         .ops = {.trace = trace_handle},
         .methods = HANDLE_METHODS},
        {.id = CLASS_TIMER_HANDLE,
         .base = CLASS_HANDLE,
         .module = "asyncio",
         .size = sizeof(Handle),
         .flags = CLASS_FLAG_NO_INSTANTIATE,
         .methods = TIMER_METHODS},
        {.id = CLASS_EVENT_LOOP,
         .module = "asyncio",
         .size = sizeof(Object),
         .flags = CLASS_FLAG_NO_INSTANTIATE,
         .methods = LOOP_METHODS}};
    for (size_t i = 0; i < sizeof SPECS / sizeof *SPECS; i++)
        if (!oli_class_define(vm, &SPECS[i])) return false;
    return true;
}

static bool fill_module(Vm *vm, Dict *dict, Str *name) {
    static const NativeDef FUNCTIONS[] = {NATIVE_RAW("run", oli_scheduler_run_from_c),
                                          NATIVE_RAW("gather", gather),
                                          NATIVE("create_task", "coro, *, name=, context=", create_task),
                                          NATIVE("ensure_future", "coro_or_future, *, loop=", ensure_future),
                                          NATIVE("current_task", "loop=", current_task),
                                          NATIVE("all_tasks", "loop=", all_tasks),
                                          NATIVE("sleep", "delay, result=", sleep_),
                                          NATIVE("get_running_loop", "", get_running_loop),
                                          NATIVE("_get_running_loop", "", get_running_loop),
                                          NATIVE("_mark_coroutine", "func, /", mark_coroutine),
                                          NATIVE("_set_future_blocking", "future, /", set_future_blocking),
                                          NATIVE_END};
    static const struct {
        const char *name;
        ClassId id;
    } CLASSES[] = {{"Future", CLASS_FUTURE}, {"Task", CLASS_TASK}, {"Handle", CLASS_HANDLE},
                   {"TimerHandle", CLASS_TIMER_HANDLE}, {"EventLoop", CLASS_EVENT_LOOP}};
    static const struct {
        const char *name;
        ExceptionId id;
    } EXCEPTIONS[] = {{"CancelledError", EXC_CANCELLED_ERROR}, {"InvalidStateError", EXC_INVALID_STATE_ERROR},
                      {"QueueEmpty", EXC_QUEUE_EMPTY},         {"QueueFull", EXC_QUEUE_FULL},
                      {"QueueShutDown", EXC_QUEUE_SHUT_DOWN},  {"DeadlockError", EXC_DEADLOCK_ERROR}};
    if (!oli_define_natives(vm, dict, FUNCTIONS, name)) return false;
    for (size_t i = 0; i < sizeof CLASSES / sizeof *CLASSES; i++)
        if (!oli_dict_set_c(vm, dict, CLASSES[i].name, make_object(vm->classes[CLASSES[i].id]))) return false;
    for (size_t i = 0; i < sizeof EXCEPTIONS / sizeof *EXCEPTIONS; i++)
        if (!oli_dict_set_c(vm, dict, EXCEPTIONS[i].name, make_object(vm->exceptions[EXCEPTIONS[i].id]))) return false;
    Str *run = oli_str_intern(vm, "run", 3);
    if (!run) return false;
    object_of(oli_dict_get_str(vm, dict, run))->flags = CONTROL_RUN;
    Str *sleep_name = oli_str_intern(vm, "sleep", 5);
    if (!sleep_name) return false;
    object_of(oli_dict_get_str(vm, dict, sleep_name))->flags = CONTROL_SLEEP;
    return true;
}

bool oli_init_asyncio(Vm *vm) {
    Str *name = oli_str_intern(vm, "_asyncio", 8);
    if (!name || !define_classes(vm) || !oli_init_native_coroutine(vm)) return false;
    Object *loop = oli_new(vm, vm->classes[CLASS_EVENT_LOOP], sizeof *loop);
    Value module = oli_module_new(vm, name);
    if (!loop || is_error(module)) return false;
    vm->scheduler->loop = make_object(loop);
    return fill_module(vm, module_dict(module), name) && oli_dict_set_str(vm, vm->modules, name, module);
}
