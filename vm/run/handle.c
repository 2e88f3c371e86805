/* SPDX-License-Identifier: MIT
 *
 * Callbacks of event loops: call_soon, call_later, call_at, the handles that they give, and functions that block
 * (run_in_executor), which run as an entry of their own in the ready queue.
 */
#include <math.h>
#include <string.h>

#include "run/event_loop.h"
#include "run/loop_ops.h"

/* ---- callbacks ---- */

static Handle *make_handle(Vm *vm, EventLoop *loop, Value callback, Value args, Value context, ClassId id) {
    if (!oli_loop_check_open(vm, loop)) return NULL;
    if (!oli_callable(vm, callback))
        return oli_raise_null(vm, EXC_TYPE_ERROR, "a callable object was expected by %s(), got %R",
                              id == CLASS_HANDLE ? "call_soon" : "call_at", callback);
    if (loop->debug && (oli_is_coroutine(vm, callback) || oli_is_coroutine_function(callback)))
        return oli_raise_null(vm, EXC_TYPE_ERROR, "coroutines cannot be used with %s()",
                              id == CLASS_HANDLE ? "call_soon" : "call_at");
    Handle *handle = oli_new(vm, vm->classes[id], sizeof *handle);
    if (!handle) return NULL;
    handle->callback = callback;
    handle->args = as_tuple(args);
    handle->context = is_given(context) ? context : oli_context_snapshot(vm);
    return handle;
}

Value oli_loop_call_soon(Vm *vm, Value *args) {
    EventLoop *loop = as_loop(args[0]);
    Handle *handle = make_handle(vm, loop, args[1], args[2], args[3], CLASS_HANDLE);
    if (!handle) return VALUE_ERROR;
    EventLoop *running = oli_loop_enter(vm, loop);
    bool ok = oli_ready_push(vm, make_object(handle), VALUE_UNDEF);
    oli_loop_select(vm, running);
    return ok ? make_object(handle) : VALUE_ERROR;
}

Value oli_loop_make_handle(Vm *vm, Value *args) {
    if (!is_tuple(args[2])) return oli_raise(vm, EXC_TYPE_ERROR, "args must be a tuple, not %T", args[2]);
    Handle *handle = make_handle(vm, as_loop(args[0]), args[1], args[2], VALUE_UNDEF, CLASS_HANDLE);
    return handle ? make_object(handle) : VALUE_ERROR;
}

Value oli_loop_add_callback(Vm *vm, Value *args) {
    if (!is_kind(args[1], CLASS_HANDLE)) return oli_raise(vm, EXC_TYPE_ERROR, "a Handle is required, not %T", args[1]);
    if (as_handle(args[1])->cancelled || as_loop(args[0])->closed) return VALUE_NONE;
    EventLoop *running = oli_loop_enter(vm, as_loop(args[0]));
    bool ok = oli_ready_push(vm, args[1], VALUE_UNDEF);
    oli_loop_select(vm, running);
    return ok ? VALUE_NONE : VALUE_ERROR;
}

static Value add_timer(Vm *vm, Value *args, double deadline) {
    EventLoop *loop = as_loop(args[0]);
    Handle *handle = make_handle(vm, loop, args[2], args[3], args[4], CLASS_TIMER_HANDLE);
    if (!handle) return VALUE_ERROR;
    if (isnan(deadline)) return oli_raise(vm, EXC_VALUE_ERROR, "Invalid delay: NaN (not a number)");
    handle->when = deadline;
    handle->deadline_ns = oli_deadline_ns(deadline);
    EventLoop *running = oli_loop_enter(vm, loop);
    bool ok = oli_timer_add(vm, make_object(handle), handle->deadline_ns);
    oli_loop_select(vm, running);
    return ok ? make_object(handle) : VALUE_ERROR;
}

Value oli_loop_call_at(Vm *vm, Value *args) {
    double when;
    if (is_none(args[1])) return oli_raise(vm, EXC_TYPE_ERROR, "when cannot be None");
    return oli_as_double(vm, args[1], &when) ? add_timer(vm, args, when) : VALUE_ERROR;
}

/* self.call_at(when, callback, *args, context=context), which a script's class has. */
static Value call_own_at(Vm *vm, Value *args, double when) {
    Str *name = oli_str_intern(vm, "call_at", 7);
    Value method = name ? oli_get_attr(vm, args[0], name) : VALUE_ERROR;
    if (is_error(method)) return method;
    Value first[2] = {make_float(vm, when), args[2]};
    Tuple *rest = as_tuple(args[3]), *all = is_error(first[0]) ? NULL : oli_tuple_new(vm, rest->count + 2);
    Dict *keywords = all ? oli_dict_new(vm) : NULL;
    if (!keywords || (is_given(args[4]) && !oli_dict_set_c(vm, keywords, "context", args[4]))) return VALUE_ERROR;
    memcpy(all->items, first, sizeof first);
    memcpy(all->items + 2, rest->items, rest->count * sizeof(Value));
    Root root, root_keywords, root_method;
    root_push(vm, &root, make_object(all));
    root_push(vm, &root_keywords, make_object(keywords));
    root_push(vm, &root_method, method);
    Value handle = oli_call_with_dict(vm, method, all->items, (uint32_t)all->count, keywords);
    root_pop(vm, &root_method);
    root_pop(vm, &root_keywords);
    root_pop(vm, &root);
    return handle;
}

Value oli_loop_call_later(Vm *vm, Value *args) {
    double delay;
    if (is_none(args[1])) return oli_raise(vm, EXC_TYPE_ERROR, "delay must not be None");
    if (!oli_as_double(vm, args[1], &delay)) return VALUE_ERROR;
    EventLoop *loop = as_loop(args[0]);
    if (!loop->overrides) return add_timer(vm, args, (double)oli_clock_ns(vm) / 1e9 + delay);
    EventLoop *running = oli_loop_enter(vm, loop);
    if (loop->overrides & LOOP_OWN_TIME) oli_loop_read_time(vm);
    double when = (double)oli_clock_ns(vm) / 1e9 + delay;
    oli_loop_select(vm, running);
    return loop->overrides & LOOP_OWN_CALL_AT ? call_own_at(vm, args, when) : add_timer(vm, args, when);
}

static Value set_result_unless_cancelled(Vm *vm, Value *args) {
    if (as_future(args[0])->state == FUTURE_CANCELLED) return VALUE_NONE;
    return oli_future_set_result(vm, as_future(args[0]), args[1]) ? VALUE_NONE : VALUE_ERROR;
}

/* The same by the loop's own methods; call: the loop, -, callback, (future, result), context */
static Value set_result_by_method(Vm *vm, Value *call, int64_t delay_ns) {
    call[1] = make_float(vm, (double)delay_ns / 1e9);
    if (is_error(call[1])) return call[1];
    RootArray root;
    root_array_push(vm, &root, call, 5);
    Value handle;
    if (vm->scheduler->overrides & LOOP_OWN_CALL_LATER) {
        Tuple *args = as_tuple(call[3]);
        Value later[4] = {call[1], call[2], args->items[0], args->items[1]};
        Str *name = oli_str_intern(vm, "call_later", 10);
        handle = name ? oli_call_method(vm, call[0], name, later, 4) : VALUE_ERROR;
    } else {
        handle = oli_loop_call_later(vm, call);
    }
    root_array_pop(vm, &root);
    return handle;
}

Value oli_loop_set_result_later(Vm *vm, Future *future, Value result, int64_t delay_ns) {
    static const NativeDef SET =
        NATIVE("_set_result_unless_cancelled", "future, result, /", set_result_unless_cancelled);
    Value items[2] = {make_object(future), result};
    Tuple *args = oli_tuple_from(vm, items, 2);
    Value callback = args ? oli_native_new(vm, &SET, VALUE_UNDEF, NULL) : VALUE_ERROR;
    if (is_error(callback)) return callback;
    Value call[5] = {vm->scheduler->loop, VALUE_NONE, callback, make_object(args), VALUE_UNDEF};
    if (vm->scheduler->overrides) return set_result_by_method(vm, call, delay_ns);
    return add_timer(vm, call, (double)(oli_clock_ns(vm) + delay_ns) / 1e9);
}

void oli_handle_cancel(Vm *vm, Value v) {
    Handle *handle = as_handle(v);
    handle->callback = VALUE_UNDEF;
    handle->cancelled = true;
    if (handle->timer_index) oli_timer_remove(vm, v);
}

static Value handle_cancel(Vm *vm, Value *args) {
    oli_handle_cancel(vm, args[0]);
    return VALUE_NONE;
}

static Value handle_cancelled(Vm *vm, Value *args) {
    (void)vm;
    return make_bool(as_handle(args[0])->cancelled);
}

static Value handle_when(Vm *vm, Value *args) { return make_float(vm, as_handle(args[0])->when); }

static Value handle_get_context(Vm *vm, Value *args) {
    Handle *handle = as_handle(args[0]);
    if (!vm->classes[CLASS_CONTEXT] && is_error(oli_context_names(vm, NULL))) return VALUE_ERROR;
    Value context = oli_context_object(vm, handle->context);
    if (is_error(context)) return context;
    handle->context = context;
    barrier(vm, context);
    return context;
}

/* The function behind a callback: what a partial calls, what a decorator wrapped. VALUE_UNDEF: none in script. */
static Value source_of(Vm *vm, Value callable) {
    Str *func = oli_str_intern(vm, "func", 4);
    while (func && is_object(callable) && oli_str_equals_c(class_of(vm, callable)->name, "partial")) {
        callable = oli_find_attr(vm, callable, func);
        if (is_error(callable)) {
            clear_exception(vm);
            return VALUE_UNDEF;
        }
    }
    return is_function(callable) ? callable : VALUE_UNDEF;
}

static void append_name(Vm *vm, TextBuilder *text, Value callable) {
    if (is_object(callable) && oli_str_equals_c(class_of(vm, callable)->name, "partial")) {
        Str *func = oli_str_intern(vm, "func", 4);
        Value inner = func ? oli_find_attr(vm, callable, func) : VALUE_ERROR;
        if (!is_error(inner) && !is_undef(inner) && oli_check_c_stack(vm)) {
            append_name(vm, text, inner);
            oli_text_append_c(text, "()");
            return;
        }
        clear_exception(vm);
    }
    Value name = oli_find_attr(vm, callable, vm->names.dunder_qualname);
    if (is_str(name))
        oli_text_append_str(text, as_str(name));
    else if (!is_error(name))
        oli_text_format(text, "%R", callable);
}

void oli_callback_text(Vm *vm, TextBuilder *text, Value callable) {
    if (is_kind(callable, CLASS_TUPLE)) callable = as_tuple(callable)->items[0];
    if (is_kind(callable, CLASS_TASK)) {
        oli_text_append_c(text, "Task.task_wakeup()");
        return;
    }
    if (is_kind(callable, CLASS_GATHERING)) {
        oli_text_append_c(text, "gather.<locals>._done_callback()");
        return;
    }
    append_name(vm, text, callable);
    oli_text_append_c(text, "()");
    Value function = source_of(vm, callable);
    if (is_undef(function)) return;
    Code *code = as_function(function)->code;
    oli_text_format(text, " at %S:%u", code->filename, code->first_line);
}

static Value handle_repr(Vm *vm, Value self) {
    Handle *handle = as_handle(self);
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_text_format(&text, "<%C", class_of(vm, self));
    if (handle->cancelled) oli_text_append_c(&text, " cancelled");
    if (is_kind(self, CLASS_TIMER_HANDLE)) {
        Value when = make_float(vm, handle->when);
        if (!is_error(when)) oli_text_format(&text, " when=%R", when);
    }
    if (!is_undef(handle->callback)) {
        oli_text_append_c(&text, " ");
        oli_callback_text(vm, &text, handle->callback);
    }
    oli_text_append_c(&text, ">");
    Str *made = oli_text_finish(&text);
    return made ? make_object(made) : VALUE_ERROR;
}

static void trace_handle(Tracer *tracer, Object *self) {
    Handle *handle = (Handle *)(void *)self;
    trace_value(tracer, handle->callback);
    trace_object(tracer, handle->args);
    trace_value(tracer, handle->context);
}

/* ---- functions that block ---- */

/* call: Future, function, arguments... Whatever the function raises is the Future's. */
static Value run_work(Vm *vm, Value *args) {
    Tuple *call = as_tuple(args[0]);
    Future *future = as_future(call->items[0]);
    if (future->state != FUTURE_PENDING) return VALUE_NONE;
    Value result = oli_call(vm, call->items[1], call->items + 2, (uint32_t)call->count - 2, NULL);
    if (vm->uncatchable) return VALUE_ERROR;
    if (future->state != FUTURE_PENDING) {
        clear_exception(vm);
        return VALUE_NONE;
    }
    bool ok = is_error(result) ? oli_future_set_exception(vm, future, oli_take_exception(vm))
                               : oli_future_set_result(vm, future, result);
    return ok ? VALUE_NONE : VALUE_ERROR;
}

/* The Future of a function that runs as an entry of its own in the next turn, in an empty context. */
static Value run_soon(Vm *vm, EventLoop *loop, Value function, Tuple *arguments) {
    static const NativeDef RUN = NATIVE("_run_work", "*call", run_work);
    Future *future = oli_future_new(vm);
    if (future) future->loop = loop->number;
    Tuple *call = future ? oli_tuple_new(vm, arguments->count + 2) : NULL;
    if (!call) return VALUE_ERROR;
    call->items[0] = make_object(future);
    call->items[1] = function;
    for (size_t i = 0; i < arguments->count; i++) call->items[i + 2] = arguments->items[i];
    Value callback = oli_native_new(vm, &RUN, VALUE_UNDEF, NULL);
    Handle *handle =
        is_error(callback) ? NULL : make_handle(vm, loop, callback, make_object(call), VALUE_NONE, CLASS_HANDLE);
    if (!handle) return VALUE_ERROR;
    handle->context = VALUE_NONE;
    EventLoop *running = oli_loop_enter(vm, loop);
    bool ok = oli_ready_push(vm, make_object(handle), VALUE_UNDEF);
    oli_loop_select(vm, running);
    return ok ? make_object(future) : VALUE_ERROR;
}

/* Natives that block may have a better way (asyncio/threads.aio). VALUE_NONE: not this one. */
static Value run_blocking_native(Vm *vm, Value loop, Value function, Tuple *arguments) {
    if (!is_kind(function, CLASS_NATIVE) && !is_kind(function, CLASS_METHOD)) return VALUE_NONE;
    Value args[3] = {loop, function, make_object(arguments)};
    return oli_call_library(vm, "asyncio.threads", "_run_blocking", args, 3);
}

/* An executor of the library: what it is given runs in a step of its own too. VALUE_UNDEF: another kind. */
static Value run_in_steps(Vm *vm, Value *args) {
    Str *check = oli_str_intern(vm, "_check", 6), *call = oli_str_intern(vm, "_call", 5);
    if (!check || !call || !oli_str_equals_c(class_of(vm, args[1])->name, "ThreadPoolExecutor")) return VALUE_UNDEF;
    if (is_error(oli_call_method(vm, args[1], check, NULL, 0))) return VALUE_ERROR;
    Value method = oli_get_attr(vm, args[1], call);
    if (is_error(method)) return method;
    Tuple *given = as_tuple(args[3]), *arguments = oli_tuple_new(vm, given->count + 1);
    if (!arguments) return VALUE_ERROR;
    arguments->items[0] = args[2];
    for (size_t i = 0; i < given->count; i++) arguments->items[i + 1] = given->items[i];
    return run_soon(vm, as_loop(args[0]), method, arguments);
}

/* args: loop, executor, function, arguments */
Value oli_loop_run_in_executor(Vm *vm, Value *args) {
    if (!oli_loop_check_open(vm, as_loop(args[0]))) return VALUE_ERROR;
    if (is_none(args[1]) && as_loop(args[0])->executor_shut)
        return oli_raise(vm, EXC_RUNTIME_ERROR, "Executor shutdown has been called");
    if (is_none(args[1])) args[1] = as_loop(args[0])->executor;
    if (is_none(args[1])) {
        Value future = run_blocking_native(vm, args[0], args[2], as_tuple(args[3]));
        return is_none(future) ? run_soon(vm, as_loop(args[0]), args[2], as_tuple(args[3])) : future;
    }
    Value stepped = run_in_steps(vm, args);
    if (!is_undef(stepped)) return stepped;
    Str *submit = oli_str_intern(vm, "submit", 6);
    Value method = submit ? oli_get_attr(vm, args[1], submit) : VALUE_ERROR;
    if (is_error(method)) return method;
    Tuple *arguments = as_tuple(args[3]);
    Value future = oli_call_with_first(vm, method, args[2], arguments->items, (uint32_t)arguments->count, NULL);
    Value wrap[2] = {future, args[0]};
    return is_error(future) ? future : oli_call_library(vm, "asyncio.futures", "_wrap_in", wrap, 2);
}

bool oli_init_handles(Vm *vm) {
    static const NativeDef HANDLE_METHODS[] = {NATIVE("cancel", "self, /", handle_cancel),
                                               NATIVE("cancelled", "self, /", handle_cancelled),
                                               NATIVE("get_context", "self, /", handle_get_context),
                                               NATIVE("_run", "self, /", oli_handle_run), NATIVE_END};
    static const NativeDef TIMER_METHODS[] = {NATIVE("when", "self, /", handle_when), NATIVE_END};
    const ClassSpec SPECS[] = {{.id = CLASS_HANDLE,
                                .module = "asyncio.events",
                                .size = sizeof(Handle),
                                .flags = CLASS_FLAG_SUBCLASSABLE,
                                .ops = {.trace = trace_handle,
                                        .create = oli_handle_create,
                                        .init = oli_handle_init,
                                        .repr = handle_repr},
                                .methods = HANDLE_METHODS,
                                .getsets = oli_handle_fields()},
                               {.id = CLASS_TIMER_HANDLE,
                                .base = CLASS_HANDLE,
                                .module = "asyncio.events",
                                .size = sizeof(Handle),
                                .flags = CLASS_FLAG_SUBCLASSABLE,
                                .ops = {.compare = oli_timer_handle_compare, .hash = oli_timer_handle_hash},
                                .methods = TIMER_METHODS,
                                .getsets = oli_timer_handle_fields()}};
    return oli_class_define(vm, &SPECS[0]) && oli_class_define(vm, &SPECS[1]);
}
