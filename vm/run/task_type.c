/* SPDX-License-Identifier: MIT
 *
 * The class Task: what scripts see of one. Source: CPython's asyncio documentation, "Task Object".
 */
#include "run/scheduler.h"

#include "run/loop_ops.h"
#include "run/recorder.h"

static Value text_value(Str *text) { return text ? make_object(text) : VALUE_ERROR; }

Value oli_task_label(const Task *task) { return is_tuple(task->name) ? as_tuple(task->name)->items[0] : task->name; }

Str *oli_task_name(Vm *vm, Task *task) {
    Value label = oli_task_label(task);
    if (is_int(label)) return oli_str_format(vm, "Task-%lld", (long long)int_of(label));
    return oli_to_str(vm, label);
}

Value oli_task_context(const Task *task) { return is_tuple(task->name) ? as_tuple(task->name)->items[1] : VALUE_NONE; }

static bool set_label(Vm *vm, Task *task, Value label, Value context) {
    Value pair[2] = {label, context};
    Tuple *both = is_none(context) ? NULL : oli_tuple_from(vm, pair, 2);
    if (!both && !is_none(context)) return false;
    task->name = both ? make_object(both) : label;
    barrier(vm, task->name);
    return true;
}

bool oli_task_set_context(Vm *vm, Task *task, Value context) { return set_label(vm, task, oli_task_label(task), context); }

static Value task_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)args, (void)count, (void)names;
    Value made = oli_instance_new(vm, cls);
    if (!is_error(made)) oli_task_clear(as_task(made));
    return made;
}

/* Run the coroutine up to its first wait, as part of the caller's step. */
static bool start_eagerly(Vm *vm, Task *task, Value coroutine, Value name, Value context) {
    Scheduler *s = vm->scheduler;
    Task *outer = s->current;
    if (!oli_task_adopt(vm, task, coroutine, name)) return false;
    if (!is_undef(context) && !is_none(context) && !oli_task_set_context(vm, task, context)) return false;
    task->root->frame.is_owned = false; /* until it waits: it is driven from here */
    task->root->task = NULL;
    s->current = task;
    Value value = oli_generator_resume(vm, task->root, VALUE_NONE);
    if (is_stop(value)) {
        oli_task_finished(vm, task, vm->stop_value);
    } else if (is_error(value)) {
        oli_task_failed(vm, task);
    } else {
        task->root->frame.is_owned = true;
        task->root->task = task;
        if (is_future(value)) as_future(value)->wants_wake = true;
        oli_task_yielded(vm, task, value);
    }
    if (s->recorder) oli_record_eager_step(vm, task);
    s->current = outer;
    return true;
}

static bool task_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    Value out[5];
    Task *task = as_task(self);
    if (!oli_native_bind(vm, "Task", "coro, *, loop=, name=, context=, eager_start=", args, count, names, out))
        return false;
    if (task->root || task->future.state != FUTURE_PENDING)
        return oli_raise_false(vm, EXC_RUNTIME_ERROR, "a Task cannot be initialised again");
    int eager = is_undef(out[4]) ? 0 : oli_truth(vm, out[4]);
    if (eager < 0) return false;
    if (eager && oli_loop_is_running(vm))
        return oli_task_arguments(vm, &out[0], &out[2]) && start_eagerly(vm, task, out[0], out[2], out[3]);
    if (!oli_loop_start_task(vm, out[1], task, out[0], out[2])) return false;
    return is_undef(out[3]) || is_none(out[3]) || oli_task_set_context(vm, task, out[3]);
}

static Value get_name(Vm *vm, Value *args) { return text_value(oli_task_name(vm, as_task(args[0]))); }

static Value set_name(Vm *vm, Value *args) {
    Str *name = oli_to_str(vm, args[1]);
    if (!name) return VALUE_ERROR;
    Task *task = as_task(args[0]);
    return set_label(vm, task, make_object(name), oli_task_context(task)) ? VALUE_NONE : VALUE_ERROR;
}

static Value get_context(Vm *vm, Value *args) {
    Task *task = as_task(args[0]);
    if (!vm->classes[CLASS_CONTEXT] && is_error(oli_context_names(vm, NULL))) return VALUE_ERROR;
    Value context = oli_context_object(vm, oli_task_context(task));
    return is_error(context) || !oli_task_set_context(vm, task, context) ? VALUE_ERROR : context;
}

static Value get_coro(Vm *vm, Value *args) {
    (void)vm;
    const Task *task = as_task(args[0]);
    return task->root ? make_object(task->root) : task->waiting_on;
}

/* The frames of the coroutine, and their text: in Aioli. */
static Value get_stack(Vm *vm, Value *args) {
    Value call[2] = {args[0], is_undef(args[1]) ? VALUE_NONE : args[1]};
    return oli_call_library(vm, "asyncio.base_tasks", "_task_get_stack", call, 2);
}

static Value print_stack(Vm *vm, Value *args) {
    Value call[3] = {args[0], is_undef(args[1]) ? VALUE_NONE : args[1], is_undef(args[2]) ? VALUE_NONE : args[2]};
    return oli_call_library(vm, "asyncio.base_tasks", "_task_print_stack", call, 3);
}

static Value cancelling(Vm *vm, Value *args) {
    (void)vm;
    return make_int(as_task(args[0])->cancel_requests);
}

static Value uncancel(Vm *vm, Value *args) {
    (void)vm;
    Task *task = as_task(args[0]);
    if (task->cancel_requests && !--task->cancel_requests) task->must_cancel = false;
    return make_int(task->cancel_requests);
}

static Value cancel(Vm *vm, Value *args) {
    bool cancelled = oli_task_cancel(vm, as_task(args[0]), is_undef(args[1]) ? VALUE_NONE : args[1]);
    return has_exception(vm) ? VALUE_ERROR : make_bool(cancelled);
}

static Value refuse(Vm *vm, Value *args) {
    (void)args;
    return oli_raise(vm, EXC_RUNTIME_ERROR, "Task does not support set_result operation");
}

static Value refuse_exception(Vm *vm, Value *args) {
    (void)args;
    return oli_raise(vm, EXC_RUNTIME_ERROR, "Task does not support set_exception operation");
}

static void trace_task(Tracer *tracer, Object *self) {
    Task *task = (Task *)(void *)self;
    trace_value(tracer, task->future.result);
    trace_value(tracer, task->future.callbacks);
    trace_object(tracer, task->root);
    trace_value(tracer, task->waiting_on);
    trace_value(tracer, task->name);
}

/* "name() running at file:line", or where it was defined when it is done. */
static void append_coroutine(TextBuilder *text, Task *task) {
    Value coroutine = task->root ? make_object(task->root) : task->waiting_on;
    Value function = is_generator(coroutine) ? make_object(as_generator(coroutine)->frame.function) : VALUE_NONE;
    if (!is_function(function)) return;
    Code *code = as_function(function)->code;
    uint32_t line = code->first_line;
    const char *how = "done, defined";
    if (task->root) {
        CodePosition position;
        const Frame *frame = &task->root->frame;
        how = "running";
        bool started = frame->running || frame->resume != RESUME_START;
        if (started && oli_code_position(code, (uint32_t)(frame->pc - code->words) - 1, &position))
            line = position.line;
    }
    oli_text_format(text, " coro=<%S() %s at %S:%u>", as_function(function)->qualname, how, code->filename, line);
}

static Value task_repr(Vm *vm, Value self) {
    static const char *const STATES[] = {"pending", "cancelled", "finished"};
    Task *task = as_task(self);
    Str *name = oli_task_name(vm, task);
    if (!name) return VALUE_ERROR;
    bool pending = task->future.state == FUTURE_PENDING;
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_text_format(&text, "<%C %s name=%R", class_of(vm, self),
                    pending && task->cancel_requests ? "cancelling" : STATES[task->future.state], make_object(name));
    append_coroutine(&text, task);
    static const char *const WAITS[] = {[WAIT_TIMER] = " wait_for=<Future pending cb=[Task.task_wakeup()]>",
                                        [WAIT_FIRED] = " wait_for=<Future finished result=None>",
                                        [WAIT_INTERRUPTED] = " wait_for=<Future cancelled>"};
    if (pending && task->wait >= WAIT_TIMER)
        oli_text_append_c(&text, WAITS[task->wait]);
    else if (is_future(task->waiting_on))
        oli_text_format(&text, " wait_for=%R", task->waiting_on);
    oli_future_append_outcome(vm, &text, self);
    oli_future_append_callbacks(vm, &text, &task->future);
    oli_text_append_c(&text, ">");
    return text_value(oli_text_finish(&text));
}

bool oli_init_task(Vm *vm) {
    static const NativeDef METHODS[] = {NATIVE("get_name", "self, /", get_name),
                                        NATIVE("set_name", "self, value, /", set_name),
                                        NATIVE("get_coro", "self, /", get_coro),
                                        NATIVE("get_context", "self, /", get_context),
                                        NATIVE("get_stack", "self, /, *, limit=", get_stack),
                                        NATIVE("print_stack", "self, /, *, limit=, file=", print_stack),
                                        NATIVE("cancelling", "self, /", cancelling),
                                        NATIVE("uncancel", "self, /", uncancel),
                                        NATIVE("cancel", "self, msg=", cancel),
                                        NATIVE("set_result", "self, result, /", refuse),
                                        NATIVE("set_exception", "self, exception, /", refuse_exception),
                                        NATIVE_END};
    const ClassSpec SPEC = {
        .id = CLASS_TASK,
        .base = CLASS_FUTURE,
        .module = "_asyncio",
        .size = sizeof(Task),
        .flags = CLASS_FLAG_SUBCLASSABLE,
        .ops = {.trace = trace_task, .create = task_create, .init = task_init, .repr = task_repr},
        .methods = METHODS,
        .getsets = oli_task_fields()};
    return oli_class_define(vm, &SPEC);
}
