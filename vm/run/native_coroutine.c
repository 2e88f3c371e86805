/* SPDX-License-Identifier: MIT
 *
 * Native coroutines: a step function and its state behind an object of the type "coroutine". Awaiting one steps it in
 * the loop; it may park the task itself (sleep), wait on a future by yielding it, or finish at once.
 */
#include "run/scheduler.h"

#include "run/loop_ops.h"

enum { STATE_FINISHED = 0xFFFFFFFF };

Value oli_native_coroutine_new(Vm *vm, StepFn step, const char *name, Value a, Value b, Value c) {
    NativeCoroutine *made = oli_new(vm, vm->classes[CLASS_NATIVE_COROUTINE], sizeof *made);
    if (!made) return VALUE_ERROR;
    made->step = step;
    made->name = name;
    made->a = a;
    made->b = b;
    made->c = c;
    made->awaited = VALUE_UNDEF;
    const Frame *frame = vm->frame;
    bool awaited_here = !frame || !frame->function || op_of(*frame->pc) == BC_AWAIT;
    if (UNLIKELY(!awaited_here)) oli_note_native_coroutine(vm, made);
    return make_object(made);
}

static NativeCoroutine *as_native_coroutine(Value v) { return (NativeCoroutine *)(void *)object_of(v); }

Value oli_native_coroutine_step(Vm *vm, Value v, GeneratorObject *driver, Value sent) {
    NativeCoroutine *self = as_native_coroutine(v);
    if (self->state == STATE_FINISHED) {
        if (is_undef(sent)) return VALUE_ERROR;
        return oli_raise(vm, EXC_RUNTIME_ERROR, "cannot reuse already awaited coroutine");
    }
    Value result = self->step(vm, self, driver, sent);
    if (is_stop(result) || is_error(result)) self->state = STATE_FINISHED;
    if (is_future(result)) as_future(result)->wants_wake = true;
    return result;
}

static Value as_exception_or_value(Vm *vm, Value result) {
    if (is_stop(result)) return oli_raise_stop(vm, is_none(vm->stop_value) ? VALUE_UNDEF : vm->stop_value);
    return result;
}

/* Driven by hand: outside of any task. */
static Value native_send(Vm *vm, Value *args) {
    return as_exception_or_value(vm, oli_native_coroutine_step(vm, args[0], NULL, args[1]));
}

static Value native_throw(Vm *vm, Value *args) {
    Value exception = args[1];
    if (is_class(exception))
        exception = is_undef(args[2]) ? oli_call0(vm, exception) : oli_call1(vm, exception, args[2]);
    if (is_error(exception)) return exception;
    vm->exception = exception;
    return as_exception_or_value(vm, oli_native_coroutine_step(vm, args[0], NULL, VALUE_UNDEF));
}

static Value native_close(Vm *vm, Value *args) {
    NativeCoroutine *self = as_native_coroutine(args[0]);
    if (!self->state || self->state == STATE_FINISHED) {
        self->state = STATE_FINISHED;
        return VALUE_NONE;
    }
    oli_raise_class(vm, vm->exceptions[EXC_GENERATOR_EXIT], VALUE_UNDEF);
    Value result = oli_native_coroutine_step(vm, args[0], NULL, VALUE_UNDEF);
    if (is_stop(result)) return VALUE_NONE;
    if (!is_error(result)) return oli_raise(vm, EXC_RUNTIME_ERROR, "coroutine ignored GeneratorExit");
    if (!oli_exception_is(vm, EXC_GENERATOR_EXIT)) return result;
    clear_exception(vm);
    return VALUE_NONE;
}

static Value native_await(Vm *vm, Value *args) {
    (void)vm;
    return args[0];
}

static Value native_next(Vm *vm, Value self) { return oli_native_coroutine_step(vm, self, NULL, VALUE_NONE); }

static Value native_self(Vm *vm, Value self) {
    (void)vm;
    return self;
}

static void trace_native(Tracer *tracer, Object *self) {
    NativeCoroutine *coroutine = (NativeCoroutine *)(void *)self;
    trace_value(tracer, coroutine->a);
    trace_value(tracer, coroutine->b);
    trace_value(tracer, coroutine->c);
    trace_value(tracer, coroutine->awaited);
}

static Value native_repr(Vm *vm, Value self) {
    Str *text = oli_str_format(vm, "<coroutine object %s at 0x%llx>", as_native_coroutine(self)->name,
                               (unsigned long long)VALUE_BITS(self));
    return text ? make_object(text) : VALUE_ERROR;
}

bool oli_init_native_coroutine(Vm *vm) {
    static const NativeDef METHODS[] = {NATIVE("send", "self, value, /", native_send),
                                        NATIVE("throw", "self, type, value=, traceback=, /", native_throw),
                                        NATIVE("close", "self, /", native_close),
                                        NATIVE("__await__", "self, /", native_await), NATIVE_END};
    static const ClassSpec SPEC = {
        .id = CLASS_NATIVE_COROUTINE,
        .module = "builtins",
        .size = sizeof(NativeCoroutine),
        .ops = {.trace = trace_native, .repr = native_repr, .iter = native_self, .next = native_next},
        .methods = METHODS};
    return oli_class_define(vm, &SPEC);
}
