/* SPDX-License-Identifier: MIT
 *
 * Asynchronous generators (PEP 525): asend(), athrow() and aclose() give a step, and awaiting the step runs the generator
 * to its next yield. The generator's frame is linked under the awaiting one like a coroutine's, so what it awaits
 * suspends the whole chain; its own yield goes to the awaiter alone.
 */
#include "run/async_generator.h"

#include "run/loop_ops.h"

Value oli_async_step_new(Vm *vm, GeneratorObject *generator, StepMode mode, Value value) {
    if (!(generator->header.flags & ASYNC_HAS_HOOKS)) {
        Root root, root_generator;
        root_push(vm, &root, value);
        root_push(vm, &root_generator, make_object(generator));
        bool ok = oli_async_first_step(vm, generator);
        root_pop(vm, &root_generator);
        root_pop(vm, &root);
        if (!ok) return VALUE_ERROR;
    }
    AsyncStep *step = oli_new(vm, vm->classes[CLASS_ASYNC_GENERATOR_STEP], sizeof *step);
    if (!step) return VALUE_ERROR;
    step->generator = generator;
    step->mode = (uint8_t)mode;
    step->value = value;
    step->outer = VALUE_NONE;
    return make_object(step);
}

/* ---- what a step means ---- */

static const char *name_of(const AsyncStep *step) {
    return step->mode == STEP_SEND ? "__anext__()/asend()" : "aclose()/athrow()";
}

static Value raise_used(Vm *vm, const AsyncStep *step) {
    return oli_raise(vm, EXC_RUNTIME_ERROR, "cannot reuse already awaited %s", name_of(step));
}

static bool check_idle(Vm *vm, AsyncStep *step) {
    static const char *const NAMES[] = {"anext", "athrow", "aclose"};
    if (!step->generator->frame.in_step) return true;
    step->state = STEP_OVER;
    return oli_raise_false(vm, EXC_RUNTIME_ERROR, "%s(): asynchronous generator is already running",
                           NAMES[step->mode]);
}

static void begin(AsyncStep *step) {
    step->state = STEP_BEGUN;
    step->generator->frame.in_step = true;
}

static void end(AsyncStep *step) {
    step->state = STEP_OVER;
    step->generator->frame.in_step = false;
}

bool oli_warn_throw_arguments(Vm *vm, const char *name, Value value, Value traceback) {
    if (is_undef(value) && is_undef(traceback)) return true;
    Str *text = oli_str_format(
        vm, "the (type, exc, tb) signature of %s() is deprecated, use the single-arg signature instead.", name);
    return oli_warn_deprecated(vm, text);
}

Value oli_thrown_exception(Vm *vm, Value type, Value value, Value traceback) {
    bool has_value = !is_undef(value) && !is_none(value);
    if (!is_undef(traceback) && !is_none(traceback) && !is_kind(traceback, CLASS_TRACEBACK))
        return oli_raise(vm, EXC_TYPE_ERROR, "throw() third argument must be a traceback object");
    Value exception = type;
    if (is_class(type) && as_class(type)->flags & CLASS_FLAG_EXCEPTION) {
        if (!has_value)
            exception = oli_call0(vm, type);
        else if (is_exception(value) && oli_class_is_subclass(object_of(value)->cls, as_class(type)))
            exception = value;
        else if (is_tuple(value))
            exception = oli_call(vm, type, as_tuple(value)->items, (uint32_t)as_tuple(value)->count, NULL);
        else
            exception = oli_call1(vm, type, value);
        if (is_error(exception)) return exception;
        if (!is_exception(exception))
            return oli_raise(vm, EXC_TYPE_ERROR, "calling %R should have returned an instance of BaseException, not %T",
                             type, exception);
    } else if (!is_exception(type)) {
        return oli_raise(vm, EXC_TYPE_ERROR,
                         "exceptions must be classes or instances deriving from BaseException, not %T", type);
    } else if (has_value) {
        return oli_raise(vm, EXC_TYPE_ERROR, "instance exception may not have a separate value");
    }
    if (is_kind(traceback, CLASS_TRACEBACK)) {
        as_exception(exception)->traceback = traceback;
        barrier(vm, traceback);
    }
    return exception;
}

/* What athrow() and aclose() throw. */
static Value exception_to_throw(Vm *vm, const AsyncStep *step) {
    if (step->mode == STEP_CLOSE) return oli_exception_new(vm, vm->exceptions[EXC_GENERATOR_EXIT], NULL, 0);
    if (!is_tuple(step->value)) return oli_thrown_exception(vm, step->value, VALUE_UNDEF, VALUE_UNDEF);
    const Value *parts = as_tuple(step->value)->items;
    return oli_thrown_exception(vm, parts[0], parts[1], parts[2]);
}

Value oli_async_step_begin(Vm *vm, AsyncStep *step) {
    Frame *frame = &step->generator->frame;
    if (step->state != STEP_FRESH) return raise_used(vm, step);
    if (step->mode != STEP_SEND && frame->finished) {
        step->state = STEP_OVER;
        return VALUE_NONE;
    }
    if (!check_idle(vm, step)) return VALUE_ERROR;
    if (step->mode == STEP_SEND) {
        bool fresh = frame->resume == RESUME_START && !frame->finished;
        step->state = STEP_OVER;
        if (frame->finished) return oli_raise_class(vm, vm->exceptions[EXC_STOP_ASYNC_ITERATION], VALUE_UNDEF);
        if (fresh && !is_none(step->value))
            return oli_raise(vm, EXC_TYPE_ERROR, "can't send non-None value to a just-started async generator");
        begin(step);
        vm->sent = step->value;
        return VALUE_UNDEF;
    }
    step->state = STEP_OVER;
    if (step->generator->header.flags & ASYNC_CLOSED)
        return oli_raise_class(vm, vm->exceptions[EXC_STOP_ASYNC_ITERATION], VALUE_UNDEF);
    Value exception = exception_to_throw(vm, step);
    if (is_error(exception)) return exception;
    if (step->mode == STEP_CLOSE) step->generator->header.flags |= ASYNC_CLOSED;
    begin(step);
    vm->sent = VALUE_UNDEF;
    vm->exception = exception;
    return VALUE_UNDEF;
}

void oli_async_step_enter(Vm *vm, AsyncStep *step) {
    Frame *frame = &step->generator->frame;
    step->outer = vm->handled;
    barrier(vm, step->outer);
    step->outer_inherits = vm->inherits_handled;
    vm->inherits_handled = is_undef(frame->handled);
    if (!vm->inherits_handled) vm->handled = frame->handled;
    frame->handled = make_object(step);
}

void oli_async_step_leave(Vm *vm, Frame *frame) {
    const AsyncStep *step = as_async_step(frame->handled);
    frame->handled = vm->inherits_handled ? VALUE_UNDEF : vm->handled;
    vm->handled = step->outer;
    vm->inherits_handled = step->outer_inherits;
}

bool oli_async_step_yielded(Vm *vm, AsyncStep *step) {
    end(step);
    return step->mode != STEP_CLOSE ||
           oli_raise_false(vm, EXC_RUNTIME_ERROR, "async generator ignored GeneratorExit");
}

bool oli_async_step_failed(Vm *vm, AsyncStep *step) {
    end(step);
    bool closed = oli_exception_is(vm, EXC_GENERATOR_EXIT) || oli_exception_is(vm, EXC_STOP_ASYNC_ITERATION);
    if (closed) step->generator->header.flags |= ASYNC_CLOSED;
    if (!closed || step->mode != STEP_CLOSE) return false;
    clear_exception(vm);
    return true;
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

/* Run the generator of a step that has begun: with `sent`, or the exception `thrown` unless that is VALUE_UNDEF. */
static Value run_step(Vm *vm, Value self, Value sent, Value thrown) {
    AsyncStep *step = as_async_step(self);
    Frame *inner = NULL;
    if (!step->generator->frame.finished)
        inner = oli_generator_link(vm, step->generator, vm->frame, RETURN_DRIVEN, 0);
    else if (is_undef(thrown))
        oli_raise_class(vm, vm->exceptions[EXC_STOP_ASYNC_ITERATION], VALUE_UNDEF);
    else
        vm->exception = thrown;
    Value result = VALUE_ERROR;
    if (inner) {
        if (!is_undef(thrown)) vm->exception = thrown;
        vm->sent = is_undef(thrown) ? sent : VALUE_UNDEF;
        Root root;
        root_push(vm, &root, self);
        result = oli_interpret(vm, inner);
        root_pop(vm, &root);
    }
    if (is_stop(result)) return oli_async_step_yielded(vm, step) ? result : VALUE_ERROR;
    if (!is_error(result) || !oli_async_step_failed(vm, step)) return result;
    vm->stop_value = VALUE_NONE;
    return VALUE_STOP;
}

static Value drive(Vm *vm, Value self, Value sent) {
    AsyncStep *step = as_async_step(self);
    Value thrown = is_undef(sent) ? oli_take_exception(vm) : VALUE_UNDEF;
    if (step->state == STEP_OVER) return raise_used(vm, step);
    if (step->state == STEP_BEGUN) return run_step(vm, self, sent, thrown);
    if (!is_undef(thrown)) {
        if (!check_idle(vm, step)) return VALUE_ERROR;
        begin(step);
        return run_step(vm, self, VALUE_NONE, thrown);
    }
    if (!is_none(sent) && step->mode != STEP_SEND)
        return oli_raise(vm, EXC_RUNTIME_ERROR, "can't send non-None value to a just-started coroutine");
    if (!is_none(sent)) {
        step->value = sent;
        barrier(vm, sent);
    }
    Value begun = oli_async_step_begin(vm, step);
    if (!is_undef(begun)) {
        vm->stop_value = VALUE_NONE;
        return is_error(begun) ? begun : VALUE_STOP;
    }
    return run_step(vm, self, vm->sent, is_undef(vm->sent) ? oli_take_exception(vm) : VALUE_UNDEF);
}

static Value stop_to_exception(Vm *vm, Value result) {
    return is_stop(result) ? oli_raise_stop(vm, is_none(vm->stop_value) ? VALUE_UNDEF : vm->stop_value) : result;
}

static Value step_next(Vm *vm, Value self) { return drive(vm, self, VALUE_NONE); }
static Value step_send(Vm *vm, Value *args) { return stop_to_exception(vm, drive(vm, args[0], args[1])); }

static Value step_throw(Vm *vm, Value *args) {
    if (as_async_step(args[0])->state == STEP_OVER) return raise_used(vm, as_async_step(args[0]));
    Value exception = oli_thrown_exception(vm, args[1], args[2], args[3]);
    if (is_error(exception)) return exception;
    vm->exception = exception;
    return stop_to_exception(vm, drive(vm, args[0], VALUE_UNDEF));
}

static Value step_close(Vm *vm, Value *args) {
    if (as_async_step(args[0])->state == STEP_OVER) return VALUE_NONE;
    oli_raise_class(vm, vm->exceptions[EXC_GENERATOR_EXIT], VALUE_UNDEF);
    Value result = drive(vm, args[0], VALUE_UNDEF);
    if (is_stop(result)) return VALUE_NONE;
    if (!is_error(result)) return oli_raise(vm, EXC_RUNTIME_ERROR, "coroutine ignored GeneratorExit");
    if (!oli_exception_is(vm, EXC_GENERATOR_EXIT) && !oli_exception_is(vm, EXC_STOP_ASYNC_ITERATION) &&
        !oli_exception_is(vm, EXC_STOP_ITERATION))
        return result;
    clear_exception(vm);
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
    trace_value(tracer, ((AsyncStep *)(void *)self)->outer);
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
    if (!oli_warn_throw_arguments(vm, "athrow", args[2], args[3])) return VALUE_ERROR;
    Value thrown = args[1];
    if (!is_undef(args[2]) || !is_undef(args[3])) {
        Tuple *parts = oli_tuple_from(vm, args + 1, 3);
        if (!parts) return VALUE_ERROR;
        thrown = make_object(parts);
    }
    return oli_async_step_new(vm, as_generator(args[0]), STEP_THROW, thrown);
}
static Value generator_aclose(Vm *vm, Value *args) {
    return oli_async_step_new(vm, as_generator(args[0]), STEP_CLOSE, VALUE_UNDEF);
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
