/* SPDX-License-Identifier: MIT
 *
 * Asynchronous generators (PEP 525): asend(), athrow() and aclose() give a step, and awaiting the step runs the generator
 * to its next yield. The generator's frame is linked under the awaiting one like a coroutine's, so what it awaits
 * suspends the whole chain; its own yield goes to the awaiter alone.
 */
#include "run/async_generator.h"

#include "run/loop_ops.h"

Value oli_async_step_new(Vm *vm, GeneratorObject *generator, StepMode mode, Value value) {
    AsyncStep *step = oli_new(vm, vm->classes[CLASS_ASYNC_GENERATOR_STEP], sizeof *step);
    if (!step) return VALUE_ERROR;
    step->generator = generator;
    step->mode = mode;
    step->value = value;
    return make_object(step);
}

static const char *name_of(const AsyncStep *step) {
    return step->mode == STEP_SEND ? "__anext__()/asend()" : "aclose()/athrow()";
}

Value oli_async_step_begin(Vm *vm, AsyncStep *step) {
    GeneratorObject *generator = step->generator;
    Frame *frame = &generator->frame;
    if (step->used) return oli_raise(vm, EXC_RUNTIME_ERROR, "cannot reuse already awaited %s", name_of(step));
    if (frame->running) {
        static const char *const NAMES[] = {"anext", "athrow", "aclose"};
        return oli_raise(vm, EXC_RUNTIME_ERROR, "%s(): asynchronous generator is already running", NAMES[step->mode]);
    }
    step->used = true;
    bool fresh = frame->resume == RESUME_START;
    if (step->mode == STEP_SEND) {
        if (frame->finished) return oli_raise_class(vm, vm->exceptions[EXC_STOP_ASYNC_ITERATION], VALUE_UNDEF);
        if (fresh && !is_none(step->value))
            return oli_raise(vm, EXC_TYPE_ERROR, "can't send non-None value to a just-started async generator");
        vm->sent = step->value;
        return VALUE_UNDEF;
    }
    if (frame->finished || (fresh && step->mode == STEP_CLOSE)) {
        frame->finished = true;
        return VALUE_NONE;
    }
    vm->sent = VALUE_UNDEF;
    vm->exception = step->value;
    return VALUE_UNDEF;
}

/* The generator yielded while it was to be closed. */
bool oli_async_step_may_yield(Vm *vm, Value step) {
    if (!is_kind(step, CLASS_ASYNC_GENERATOR_STEP) || as_async_step(step)->mode != STEP_CLOSE) return true;
    return oli_raise_false(vm, EXC_RUNTIME_ERROR, "async generator ignored GeneratorExit");
}

/* The generator ended with the pending exception: true when that is what closing it wants. */
bool oli_async_step_failed(Vm *vm, Value step) {
    bool closes = is_kind(step, CLASS_ASYNC_GENERATOR_STEP) && as_async_step(step)->mode == STEP_CLOSE;
    if (closes && (oli_exception_is(vm, EXC_GENERATOR_EXIT) || oli_exception_is(vm, EXC_STOP_ASYNC_ITERATION))) {
        clear_exception(vm);
        return true;
    }
    return false;
}

void oli_async_convert_stop(Vm *vm) {
    bool stop = oli_exception_is(vm, EXC_STOP_ITERATION);
    if (!stop && !oli_exception_is(vm, EXC_STOP_ASYNC_ITERATION)) return;
    Value raised = oli_take_exception(vm);
    oli_raise(vm, EXC_RUNTIME_ERROR, "async generator raised %s", stop ? "StopIteration" : "StopAsyncIteration");
    as_exception(vm->exception)->cause = as_exception(vm->exception)->context = raised;
    as_exception(vm->exception)->suppress_context = true;
}

/* ---- driven by hand ---- */

static Value drive(Vm *vm, Value self, Value sent) {
    AsyncStep *step = as_async_step(self);
    GeneratorObject *generator = step->generator;
    Value thrown = is_undef(sent) ? oli_take_exception(vm) : VALUE_UNDEF;
    if (!step->used) {
        if (!is_undef(thrown)) {
            step->used = true;
            return oli_raise_value(vm, thrown);
        }
        if (step->mode == STEP_SEND && !is_none(sent)) step->value = sent;
        Value begun = oli_async_step_begin(vm, step);
        if (!is_undef(begun)) {
            vm->stop_value = VALUE_NONE;
            return is_error(begun) ? begun : VALUE_STOP;
        }
        sent = vm->sent;
        if (is_undef(sent)) thrown = oli_take_exception(vm);
    } else if (generator->frame.finished || !step->driven) {
        return oli_raise(vm, EXC_RUNTIME_ERROR, "cannot reuse already awaited %s", name_of(step));
    }
    step->driven = true;
    Frame *inner = oli_generator_link(vm, generator, vm->frame, RETURN_DRIVEN, 0);
    if (!inner) return VALUE_ERROR;
    if (!is_undef(thrown)) vm->exception = thrown;
    vm->sent = sent;
    Root root;
    root_push(vm, &root, self);
    Value result = oli_interpret(vm, inner);
    root_pop(vm, &root);
    if (is_stop(result) || is_error(result)) step->driven = false;
    if (is_stop(result) && !generator->frame.finished && !oli_async_step_may_yield(vm, self)) return VALUE_ERROR;
    if (is_error(result) && oli_async_step_failed(vm, self)) {
        vm->stop_value = VALUE_NONE;
        return VALUE_STOP;
    }
    return result;
}

static Value stop_to_exception(Vm *vm, Value result) {
    return is_stop(result) ? oli_raise_stop(vm, is_none(vm->stop_value) ? VALUE_UNDEF : vm->stop_value) : result;
}

static Value step_next(Vm *vm, Value self) { return drive(vm, self, VALUE_NONE); }
static Value step_send(Vm *vm, Value *args) { return stop_to_exception(vm, drive(vm, args[0], args[1])); }

static Value instance_of(Vm *vm, Value type, Value value) {
    if (is_exception(type)) return type;
    if (!is_class(type) || !(as_class(type)->flags & CLASS_FLAG_EXCEPTION))
        return oli_raise(vm, EXC_TYPE_ERROR,
                         "exceptions must be classes or instances deriving from BaseException, not %T", type);
    if (is_exception(value)) return value;
    return is_undef(value) || is_none(value) ? oli_call0(vm, type) : oli_call1(vm, type, value);
}

static Value step_throw(Vm *vm, Value *args) {
    Value exception = instance_of(vm, args[1], args[2]);
    if (is_error(exception)) return exception;
    vm->exception = exception;
    return stop_to_exception(vm, drive(vm, args[0], VALUE_UNDEF));
}

static Value step_close(Vm *vm, Value *args) {
    (void)vm;
    as_async_step(args[0])->used = true;
    return VALUE_NONE;
}

static Value step_self(Vm *vm, Value self) {
    (void)vm;
    return self;
}
static Value step_await(Vm *vm, Value *args) {
    (void)vm;
    return args[0];
}

static void trace_step(Tracer *tracer, Object *self) {
    trace_object(tracer, ((AsyncStep *)(void *)self)->generator);
    trace_value(tracer, ((AsyncStep *)(void *)self)->value);
}

/* ---- the generator's methods ---- */

static Value generator_anext(Vm *vm, Value *args) {
    return oli_async_step_new(vm, as_generator(args[0]), STEP_SEND, VALUE_NONE);
}
static Value generator_asend(Vm *vm, Value *args) {
    return oli_async_step_new(vm, as_generator(args[0]), STEP_SEND, args[1]);
}
static Value generator_athrow(Vm *vm, Value *args) {
    Value exception = instance_of(vm, args[1], args[2]);
    return is_error(exception) ? exception : oli_async_step_new(vm, as_generator(args[0]), STEP_THROW, exception);
}
static Value generator_aclose(Vm *vm, Value *args) {
    Value exit = oli_exception_new(vm, vm->exceptions[EXC_GENERATOR_EXIT], NULL, 0);
    return is_error(exit) ? exit : oli_async_step_new(vm, as_generator(args[0]), STEP_CLOSE, exit);
}
static Value generator_aiter(Vm *vm, Value *args) {
    (void)vm;
    return args[0];
}

Value oli_async_iter(Vm *vm, Value v) {
    if (is_kind(v, CLASS_ASYNC_GENERATOR)) return v;
    Value method = oli_class_lookup(vm, class_of(vm, v), vm->names.dunder_aiter);
    if (is_undef(method) || is_none(method))
        return oli_raise(vm, EXC_TYPE_ERROR, "'async for' requires an object with __aiter__ method, got %T", v);
    Value iterator = oli_call_bound(vm, method, v, NULL, 0, NULL);
    if (is_error(iterator)) return iterator;
    if (is_undef(oli_class_lookup(vm, class_of(vm, iterator), vm->names.dunder_anext)))
        return oli_raise(vm, EXC_TYPE_ERROR,
                         "'async for' received an object from __aiter__ that does not implement __anext__: %T",
                         iterator);
    return iterator;
}

bool oli_init_async_generator(Vm *vm, const GetSetDef *fields, const ClassOps *ops) {
    static const NativeDef METHODS[] = {NATIVE("__aiter__", "self, /", generator_aiter),
                                        NATIVE("__anext__", "self, /", generator_anext),
                                        NATIVE("asend", "self, value, /", generator_asend),
                                        NATIVE("athrow", "self, type, value=, traceback=, /", generator_athrow),
                                        NATIVE("aclose", "self, /", generator_aclose),
                                        NATIVE_END};
    static const NativeDef STEP_METHODS[] = {
        NATIVE("send", "self, value, /", step_send), NATIVE("throw", "self, type, value=, traceback=, /", step_throw),
        NATIVE("close", "self, /", step_close), NATIVE("__await__", "self, /", step_await), NATIVE_END};
    ClassSpec generator = {.id = CLASS_ASYNC_GENERATOR,
                           .base = CLASS_OBJECT,
                           .module = "builtins",
                           .size = sizeof(GeneratorObject),
                           .ops = *ops,
                           .methods = METHODS,
                           .getsets = fields};
    static const ClassSpec STEP = {.id = CLASS_ASYNC_GENERATOR_STEP,
                                   .base = CLASS_OBJECT,
                                   .module = "builtins",
                                   .size = sizeof(AsyncStep),
                                   .ops = {.trace = trace_step, .iter = step_self, .next = step_next},
                                   .methods = STEP_METHODS};
    return oli_class_define(vm, &generator) && oli_class_define(vm, &STEP);
}
