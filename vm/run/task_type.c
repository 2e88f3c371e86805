/* SPDX-License-Identifier: MIT
 *
 * The class Task: what scripts see of one. Source: CPython's asyncio documentation, "Task Object".
 */
#include "run/scheduler.h"

#include "run/loop_ops.h"

static Value text_value(Str *text) { return text ? make_object(text) : VALUE_ERROR; }

Str *oli_task_name(Vm *vm, Task *task) {
    if (is_int(task->name)) return oli_str_format(vm, "Task-%lld", (long long)int_of(task->name));
    return oli_to_str(vm, task->name);
}

static Value task_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)args, (void)count, (void)names;
    Value made = oli_instance_new(vm, cls);
    if (!is_error(made)) oli_task_clear(as_task(made));
    return made;
}

static bool task_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    Value out[5];
    Task *task = as_task(self);
    if (!oli_native_bind(vm, "Task", "coro, *, loop=, name=, context=, eager_start=", args, count, names, out))
        return false;
    if (task->root || task->future.state != FUTURE_PENDING)
        return oli_raise_false(vm, EXC_RUNTIME_ERROR, "a Task cannot be initialised again");
    return oli_loop_start_task(vm, out[1], task, out[0], out[2]);
}

static Value get_name(Vm *vm, Value *args) { return text_value(oli_task_name(vm, as_task(args[0]))); }

static Value set_name(Vm *vm, Value *args) {
    Str *name = oli_to_str(vm, args[1]);
    if (!name) return VALUE_ERROR;
    as_task(args[0])->name = make_object(name);
    barrier(vm, make_object(name));
    return VALUE_NONE;
}

static Value get_coro(Vm *vm, Value *args) {
    (void)vm;
    GeneratorObject *root = as_task(args[0])->root;
    return root ? make_object(root) : VALUE_NONE;
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
    Value function = task->root ? make_object(task->root->frame.function) : task->waiting_on;
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
    if (pending && task->wait == WAIT_TIMER)
        oli_text_append_c(&text, " wait_for=<Future pending cb=[Task.task_wakeup()]>");
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
                                        NATIVE("cancelling", "self, /", cancelling),
                                        NATIVE("uncancel", "self, /", uncancel),
                                        NATIVE("cancel", "self, msg=", cancel),
                                        NATIVE("set_result", "self, result, /", refuse),
                                        NATIVE("set_exception", "self, exception, /", refuse_exception),
                                        NATIVE_END};
    static const ClassSpec SPEC = {
        .id = CLASS_TASK,
        .base = CLASS_FUTURE,
        .module = "_asyncio",
        .size = sizeof(Task),
        .flags = CLASS_FLAG_SUBCLASSABLE,
        .ops = {.trace = trace_task, .create = task_create, .init = task_init, .repr = task_repr},
        .methods = METHODS};
    return oli_class_define(vm, &SPEC);
}
