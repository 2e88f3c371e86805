/* SPDX-License-Identifier: MIT
 *
 * Generators and coroutines: making them, linking chains (frame.h), and their methods.
 */
#include "run/finalizer.h"
#include "run/loop_ops.h"
#include "run/traceback.h"

/* ---- making ---- */

static ClassId class_of_code(const Code *code) {
    if (code->flags & CODE_ASYNC_GENERATOR) return CLASS_ASYNC_GENERATOR;
    return code->flags & CODE_COROUTINE ? CLASS_COROUTINE : CLASS_GENERATOR;
}

Value oli_generator_call(Vm *vm, Function *function, const Value *args, uint32_t count, Tuple *names) {
    Code *code = function->code;
    GeneratorObject *made =
        oli_new(vm, vm->classes[class_of_code(code)], sizeof *made + (size_t)code->register_count * sizeof(Value));
    if (!made) return VALUE_ERROR;
    for (uint32_t i = 0; i < code->register_count; i++) made->registers[i] = VALUE_UNDEF;
    Frame *frame = &made->frame;
    frame->function = function;
    frame->regs = made->registers;
    frame->pc = code->words + 1; /* past GENERATOR_START */
    frame->is_heap = true;
    frame->handled = VALUE_UNDEF;
    frame->inner = frame;
    bool plain = !(code->flags & (CODE_HAS_REST | CODE_HAS_OPTIONS)) && !code->keyword_only_count;
    if (plain && !names && count == code->param_count) {
        for (uint32_t i = 0; i < count; i++) made->registers[i] = args[i];
    } else if (!oli_bind_arguments(vm, function, args, count, names, made->registers)) {
        made->frame.finished = true;
        return VALUE_ERROR;
    }
    if (code->handler_count && made->header.kind == CLASS_GENERATOR && !oli_finalizer_add(vm, &made->header))
        return VALUE_ERROR;
    return make_object(made);
}

/* ---- chains ---- */

static const char *kind_name(const GeneratorObject *generator) {
    return generator->header.kind == CLASS_GENERATOR   ? "generator"
           : generator->header.kind == CLASS_COROUTINE ? "coroutine"
                                                       : "async generator";
}

/* Heap frames nested in heap frames take no plain frame, so they count by themselves. The caller's registers may have
 * changed since it was marked, and when the chain is suspended only its root and its innermost frame are scanned again:
 * so the caller is, now. */
bool oli_nest(Vm *vm, Frame *caller, Frame *frame) {
    if (is_marking(vm) && caller->is_heap) oli_rescan(vm, &generator_of(caller)->header);
    uint32_t depth = caller->is_heap ? caller->depth + 1u : 1;
    if (depth >= vm->depth_limit || depth > UINT16_MAX)
        return oli_raise_false(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded");
    frame->depth = (uint16_t)depth;
    return true;
}

Frame *oli_generator_link(Vm *vm, GeneratorObject *root, Frame *caller, OnReturn how, uint32_t dst) {
    if (root->frame.running) {
        oli_raise(vm, EXC_VALUE_ERROR, "%s already executing", kind_name(root));
        return NULL;
    }
    if (root->frame.finished) {
        if (root->header.kind == CLASS_COROUTINE)
            oli_raise(vm, EXC_RUNTIME_ERROR, "cannot reuse already awaited coroutine");
        else
            oli_raise_stop(vm, VALUE_UNDEF);
        return NULL;
    }
    if (root->frame.caller) { /* it is being awaited: whoever awaits it drives it */
        oli_raise(vm, EXC_RUNTIME_ERROR, "coroutine is being awaited already");
        return NULL;
    }
    if (root->frame.is_owned && how != RETURN_TASK) {
        oli_raise(vm, EXC_RUNTIME_ERROR, "coroutine belongs to a task");
        return NULL;
    }
    if (!oli_nest(vm, caller, &root->frame)) return NULL;
    Frame *inner = root->frame.inner;
    inner->above = root->frame.above = caller->above;
    inner->top = root->frame.top = caller->top;
    root->frame.caller = caller;
    root->frame.on_return = (uint8_t)how;
    root->frame.dst = (uint8_t)dst;
    root->frame.running = 1;
    if (!root->frame.is_owned) root->outer_driver = vm->driver;
    vm->driver = root;
    Value outer = vm->handled;
    root->frame.outer_inherits = vm->inherits_handled;
    vm->inherits_handled = is_undef(root->frame.handled);
    if (!vm->inherits_handled) vm->handled = root->frame.handled;
    root->frame.handled = outer;
    return inner;
}

void oli_generator_unlink(Vm *vm, GeneratorObject *root) {
    if (vm->thrown_root == root) vm->thrown_root = NULL;
    Value outer = root->frame.handled;
    root->frame.handled = vm->inherits_handled ? VALUE_UNDEF : vm->handled;
    vm->handled = outer;
    vm->inherits_handled = root->frame.outer_inherits;
    if (root->frame.is_owned) {
        vm->driver = NULL; /* tasks run on the scheduler, not inside of another chain */
    } else {
        vm->driver = root->outer_driver;
        root->outer_driver = NULL;
    }
    root->frame.running = 0;
    root->frame.caller = NULL;
    if (is_marking(vm)) oli_rescan(vm, &root->header);
}

Value oli_inherited_handled(const Frame *f) {
    while (f->on_return == RETURN_AWAITED) f = f->caller;
    return f->on_return == RETURN_STEP ? as_async_step(f->handled)->outer : f->handled;
}

/* The exception that frame `f` itself is handling, VALUE_NONE: none. A handler's body is guarded by a POP_HANDLED. */
static Value handled_by(const Frame *f) {
    const Code *code = f->function->code;
    uint32_t pc = (uint32_t)(f->pc - code->words) - 1;
    for (uint32_t i = 0; i < code->handler_count; i++) {
        const CodeHandler *handler = &code->handlers[i];
        uint32_t first = code->words[handler->target];
        if (pc < handler->start || pc >= handler->end) continue;
        if (op_of(first) == BC_POP_HANDLED) return f->regs[a_of(first)];
        if (op_of(first) == BC_LIST_APPEND) return f->regs[handler->reg - 1]; /* except*: compile_try.c, STAR_MATCH */
    }
    return VALUE_NONE;
}

void oli_chain_thrown(Vm *vm, const Frame *f) {
    vm->thrown_root = vm->driver;
    vm->thrown_depth = f->depth;
    if (!is_none(vm->handled)) oli_exception_set_context(vm, vm->exception, handled_by(f));
}

void oli_chain_delegated(Vm *vm, const Frame *f) {
    if (vm->thrown_root == vm->driver && f->is_heap && f->depth < vm->thrown_depth) oli_chain_thrown(vm, f);
}

void oli_generator_finish(Vm *vm, GeneratorObject *root) {
    oli_generator_unlink(vm, root);
    root->frame.handled = VALUE_UNDEF;
    root->frame.finished = 1;
    root->frame.inner = &root->frame;
    for (uint32_t i = 0; i < root->frame.function->code->register_count; i++) root->registers[i] = VALUE_UNDEF;
}

bool oli_generator_may_join(Vm *vm, GeneratorObject *callee, Frame *f) {
    if (callee->frame.finished) {
        if (callee->header.kind == CLASS_COROUTINE)
            return oli_raise_false(vm, EXC_RUNTIME_ERROR, "cannot reuse already awaited coroutine");
    } else if (callee->frame.running || (callee->header.kind == CLASS_COROUTINE && callee->frame.resume != RESUME_START) ||
               (callee->frame.is_owned && callee->frame.resume != RESUME_START)) {
        return oli_raise_false(vm, callee->header.kind == CLASS_COROUTINE ? EXC_RUNTIME_ERROR : EXC_VALUE_ERROR,
                               callee->header.kind == CLASS_COROUTINE ? "coroutine is being awaited already"
                                                                      : "generator already executing");
    }
    return oli_nest(vm, f, &callee->frame);
}

void oli_convert_stop(Vm *vm, GeneratorObject *generator) {
    if (generator->header.kind == CLASS_ASYNC_GENERATOR) {
        oli_async_convert_stop(vm);
        return;
    }
    if (!oli_exception_is(vm, EXC_STOP_ITERATION)) return;
    Value stop = oli_take_exception(vm);
    oli_raise(vm, EXC_RUNTIME_ERROR, "%s raised StopIteration", kind_name(generator));
    as_exception(vm->exception)->cause = stop;
    as_exception(vm->exception)->context = stop;
    as_exception(vm->exception)->suppress_context = true;
}

/* ---- driving from C ---- */

/* GeneratorExit is thrown into a suspended chain: what the root delegates to is closed first, as a generator of its own,
 * and only then the root itself sees the exception, or the one that closing gave. True: the exception goes to the root. */
static bool close_delegate(Vm *vm, GeneratorObject *root, Value exception) {
    if (root->frame.inner == &root->frame || root->frame.running) return false;
    Frame *child = root->frame.inner;
    while (child->caller != &root->frame) child = child->caller;
    GeneratorObject *delegate = generator_of(child);
    if (delegate->header.kind == CLASS_ASYNC_GENERATOR) return false;
    child->inner = root->frame.inner;
    child->caller = NULL;
    child->running = 0;
    root->frame.inner = &root->frame;
    root->frame.resume = RESUME_VALUE; /* what it waited for is over */
    Value roots[3] = {make_object(root), make_object(delegate), exception};
    RootArray array;
    root_array_push(vm, &array, roots, 3);
    if (is_marking(vm)) oli_rescan(vm, &root->header);
    root->frame.running = 1; /* nobody resumes it meanwhile */
    if (!is_error(oli_generator_close(vm, &roots[1]))) vm->exception = exception;
    root->frame.running = 0;
    root_array_pop(vm, &array);
    return true;
}

Value oli_generator_resume(Vm *vm, GeneratorObject *generator, Value sent) {
    bool throws = is_undef(sent);
    Value exception = throws ? oli_take_exception(vm) : VALUE_UNDEF;
    if (!throws && !is_none(sent) && !generator->frame.finished && !generator->frame.running &&
        generator->frame.resume == RESUME_START)
        return oli_raise(vm, EXC_TYPE_ERROR, "can't send non-None value to a just-started %s", kind_name(generator));
    if (generator->frame.finished && !generator->frame.running) {
        if (throws && generator->header.kind != CLASS_COROUTINE) {
            vm->exception = exception;
            return VALUE_ERROR;
        }
        if (generator->header.kind != CLASS_COROUTINE) {
            vm->stop_value = VALUE_NONE;
            return VALUE_STOP;
        }
    }
    if (throws && oli_is_instance_of_exception(vm, exception, EXC_GENERATOR_EXIT) &&
        close_delegate(vm, generator, exception))
        exception = oli_take_exception(vm);
    Frame *inner = oli_generator_link(vm, generator, vm->frame, RETURN_DRIVEN, 0);
    if (!inner) return VALUE_ERROR;
    if (throws) vm->exception = exception;
    vm->sent = sent;
    Root root;
    root_push(vm, &root, make_object(generator));
    Value result = oli_interpret(vm, inner);
    root_pop(vm, &root);
    return result;
}

void oli_abandon(Vm *vm, Frame *entry) {
    if (entry->is_heap) {
        oli_generator_unlink(vm, vm->driver);
        return;
    }
    if (entry->on_return & RETURN_NEW_CHUNK) oli_stack_drop_chunk(vm);
}

Value oli_yield_iter(Vm *vm, Value v, bool in_coroutine) {
    if (is_kind(v, CLASS_GENERATOR)) return v;
    if (is_kind(v, CLASS_COROUTINE)) {
        if (in_coroutine) return v;
        return oli_raise(vm, EXC_TYPE_ERROR, "cannot 'yield from' a coroutine object in a non-coroutine generator");
    }
    if (is_future(v) && in_coroutine) return oli_awaitable_iter(vm, v, 0);
    return oli_iter(vm, v);
}

static const char *const AWAIT_MESSAGES[] = {
    "object %T can't be used in 'await' expression",
    "'async with' received an object from __aenter__ that does not implement __await__: %T",
    "'async with' received an object from __aexit__ that does not implement __await__: %T",
    "'async for' received an invalid object from __anext__: %T"};

/* What __anext__ gave cannot be awaited: its own error is the cause of the loop's. */
static Value refuse_item(Vm *vm, Value v) {
    Value cause = oli_take_exception(vm);
    Root root;
    root_push(vm, &root, cause);
    oli_raise(vm, EXC_TYPE_ERROR, AWAIT_MESSAGES[3], v);
    if (is_exception(vm->exception) && is_exception(cause)) {
        as_exception(vm->exception)->cause = as_exception(vm->exception)->context = cause;
        as_exception(vm->exception)->suppress_context = true;
    }
    root_pop(vm, &root);
    return VALUE_ERROR;
}

Value oli_awaitable_iter(Vm *vm, Value v, uint32_t context) {
    if (is_kind(v, CLASS_GENERATOR) && as_generator(v)->frame.function->code->flags & CODE_ITERABLE_COROUTINE) return v;
    Value method = oli_class_lookup(vm, class_of(vm, v), vm->names.dunder_await);
    if (is_undef(method) || is_none(method)) return oli_raise(vm, EXC_TYPE_ERROR, AWAIT_MESSAGES[context], v);
    Root root;
    root_push(vm, &root, v);
    Value iterator = oli_call_bound(vm, method, v, NULL, 0, NULL);
    root_pop(vm, &root);
    if (is_kind(iterator, CLASS_COROUTINE))
        iterator = oli_raise(vm, EXC_TYPE_ERROR, "__await__() returned a coroutine");
    else if (!is_error(iterator) && !class_of(vm, iterator)->ops.next)
        iterator = oli_raise(vm, EXC_TYPE_ERROR, "__await__() returned non-iterator of type '%T'", iterator);
    return is_error(iterator) && context == 3 ? refuse_item(vm, v) : iterator;
}

/* send(v) when it has that method and v is not None, else next() */
Value oli_drive_iterator(Vm *vm, Value iterator, Value sent) {
    if (is_none(sent)) return oli_next(vm, iterator);
    Value result = oli_call_method(vm, iterator, vm->names.send, &sent, 1);
    if (!is_error(result) || !oli_exception_is(vm, EXC_STOP_ITERATION)) return result;
    vm->stop_value = as_exception(oli_take_exception(vm))->value;
    if (is_undef(vm->stop_value)) vm->stop_value = VALUE_NONE;
    return VALUE_STOP;
}

Value oli_throw_into_iterator(Vm *vm, Value iterator) {
    Value exception = oli_take_exception(vm);
    Root root;
    root_push(vm, &root, exception);
    Value result;
    bool closes = oli_is_instance_of_exception(vm, exception, EXC_GENERATOR_EXIT);
    Value method = oli_find_attr(vm, iterator, closes ? vm->names.close : vm->names.throw);
    if (is_error(method)) {
        result = method;
    } else if (is_undef(method)) {
        vm->exception = exception;
        result = VALUE_ERROR;
    } else if (closes) {
        result = oli_call0(vm, method);
        if (!is_error(result)) {
            vm->exception = exception;
            result = VALUE_ERROR;
        }
    } else {
        result = oli_call1(vm, method, exception);
        if (is_error(result) && oli_exception_is(vm, EXC_STOP_ITERATION)) {
            vm->stop_value = as_exception(oli_take_exception(vm))->value;
            if (is_undef(vm->stop_value)) vm->stop_value = VALUE_NONE;
            result = VALUE_STOP;
        }
    }
    root_pop(vm, &root);
    return result;
}

/* ---- methods ---- */

static Value stop_to_exception(Vm *vm, Value result) {
    if (!is_stop(result)) return result;
    return oli_raise_stop(vm, is_none(vm->stop_value) ? VALUE_UNDEF : vm->stop_value);
}

static Value generator_send(Vm *vm, Value *args) {
    return stop_to_exception(vm, oli_generator_resume(vm, as_generator(args[0]), args[1]));
}

/* throw(value) or throw(type[, value[, traceback]]) */
static Value generator_throw(Vm *vm, Value *args) {
    if (!oli_warn_throw_arguments(vm, "throw", args[2], args[3])) return VALUE_ERROR;
    Value exception = oli_thrown_exception(vm, args[1], args[2], args[3]);
    if (is_error(exception)) return exception;
    vm->exception = exception;
    return stop_to_exception(vm, oli_generator_resume(vm, as_generator(args[0]), VALUE_UNDEF));
}

Value oli_generator_close(Vm *vm, Value *args) {
    GeneratorObject *generator = as_generator(args[0]);
    if (generator->frame.finished) return VALUE_NONE;
    if (generator->frame.resume == RESUME_START && !generator->frame.running) {
        generator->frame.finished = 1;
        return VALUE_NONE;
    }
    oli_raise_class(vm, vm->exceptions[EXC_GENERATOR_EXIT], VALUE_UNDEF);
    Value result = oli_generator_resume(vm, generator, VALUE_UNDEF);
    if (is_stop(result)) return vm->stop_value;
    if (!is_error(result)) return oli_raise(vm, EXC_RUNTIME_ERROR, "%s ignored GeneratorExit", kind_name(generator));
    if (!oli_exception_is(vm, EXC_GENERATOR_EXIT) && !oli_exception_is(vm, EXC_STOP_ITERATION)) return result;
    clear_exception(vm);
    return VALUE_NONE;
}

static Value generator_next(Vm *vm, Value self) { return oli_generator_resume(vm, as_generator(self), VALUE_NONE); }

static Value generator_self(Vm *vm, Value self) {
    (void)vm;
    return self;
}

static void trace_generator(Tracer *tracer, Object *self) {
    GeneratorObject *generator = (GeneratorObject *)(void *)self;
    Frame *frame = &generator->frame;
    trace_object(tracer, frame->function);
    trace_value(tracer, frame->handled);
    if (frame->is_owned || frame->running)
        trace_object(tracer, frame->is_owned ? (void *)generator->task : generator->outer_driver);
    if (frame->finished) return;
    trace_values(tracer, generator->registers, frame_code(frame)->register_count);
    if (!frame->running && frame->inner != frame) trace_object(tracer, generator_of(frame->inner));
    if (frame->caller && frame->caller->is_heap) trace_object(tracer, generator_of(frame->caller));
}

static Value text_value(Str *text) { return text ? make_object(text) : VALUE_ERROR; }

static Value generator_repr(Vm *vm, Value self) {
    return text_value(oli_str_format(
        vm, "<%s object %S at 0x%llx>",
        as_generator(self)->header.kind == CLASS_ASYNC_GENERATOR ? "async_generator" : kind_name(as_generator(self)),
        as_generator(self)->frame.function->qualname, (unsigned long long)VALUE_BITS(self)));
}

static Value get_name(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_generator(self)->frame.function->name);
}
static Value get_qualname(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_generator(self)->frame.function->qualname);
}
/* The function of a generator is its own from here on: a copy, of which the names may differ. */
static Function *own_function(Vm *vm, GeneratorObject *generator) {
    Function *old = generator->frame.function, *made = oli_function_new(vm, old->code, old->globals);
    if (!made) return NULL;
    made->closure = old->closure;
    made->name = old->name;
    made->qualname = old->qualname;
    generator->frame.function = made;
    barrier_object(vm, made);
    return made;
}
static bool set_name(Vm *vm, Value self, Value value) {
    if (!is_str(value)) return oli_raise_false(vm, EXC_TYPE_ERROR, "__name__ must be set to a string object");
    Function *function = own_function(vm, as_generator(self));
    if (function) function->name = as_str(value);
    return function != NULL;
}
static bool set_qualname(Vm *vm, Value self, Value value) {
    if (!is_str(value)) return oli_raise_false(vm, EXC_TYPE_ERROR, "__qualname__ must be set to a string object");
    Function *function = own_function(vm, as_generator(self));
    if (function) function->qualname = as_str(value);
    return function != NULL;
}
static Value get_code(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_generator(self)->frame.function->code);
}
/* `running` stays set while a suspended chain awaits; what tells is the root of the chain. */
static bool is_executing(const Frame *frame) {
    while (frame->is_heap && frame->caller && (frame->on_return == RETURN_AWAITED || frame->on_return == RETURN_STEP))
        frame = frame->caller;
    return !frame->is_heap || frame->running;
}
static Value get_running(Vm *vm, Value self) {
    (void)vm;
    const Frame *frame = &as_generator(self)->frame;
    return make_bool(is_executing(frame) || frame->in_step);
}
static Value get_suspended(Vm *vm, Value self) {
    (void)vm;
    const Frame *frame = &as_generator(self)->frame;
    return make_bool(!frame->finished && frame->resume != RESUME_START && !is_executing(frame));
}
/* What this frame waits on: the object under its `await` or `yield from`. */
static Value get_awaited(Vm *vm, Value self) {
    (void)vm;
    GeneratorObject *generator = as_generator(self);
    Frame *frame = &generator->frame;
    if (frame->finished || frame->resume == RESUME_START || frame->resume == RESUME_VALUE) return VALUE_NONE;
    if (is_executing(frame)) return VALUE_NONE;
    Value awaited = frame->regs[frame->resume_src];
    if (is_generator(awaited)) as_generator(awaited)->frame.is_temporary = false; /* the script holds it now, too */
    return awaited;
}
static Value get_frame(Vm *vm, Value self) {
    const Frame *frame = &as_generator(self)->frame;
    if (frame->finished) return VALUE_NONE;
    return is_executing(frame) ? oli_frame_view_of(vm, frame) : oli_generator_view(vm, frame);
}

/* coroutine.__await__(): an iterator that drives it. */
typedef struct CoroutineWrapper {
    Object header;
    Value coroutine;
} CoroutineWrapper;

static Value wrapped(Value self) { return ((CoroutineWrapper *)(void *)object_of(self))->coroutine; }

static Value coroutine_await(Vm *vm, Value *args) {
    CoroutineWrapper *wrapper = oli_new(vm, vm->classes[CLASS_COROUTINE_WRAPPER], sizeof *wrapper);
    if (!wrapper) return VALUE_ERROR;
    wrapper->coroutine = args[0];
    return make_object(wrapper);
}
static void trace_wrapper(Tracer *tracer, Object *self) {
    trace_value(tracer, ((CoroutineWrapper *)(void *)self)->coroutine);
}
static Value wrapper_next(Vm *vm, Value self) { return generator_next(vm, wrapped(self)); }
static Value wrapper_send(Vm *vm, Value *args) {
    args[0] = wrapped(args[0]);
    return generator_send(vm, args);
}
static Value wrapper_throw(Vm *vm, Value *args) {
    args[0] = wrapped(args[0]);
    return generator_throw(vm, args);
}
static Value wrapper_close(Vm *vm, Value *args) {
    args[0] = wrapped(args[0]);
    return oli_generator_close(vm, args);
}

Value oli_function_call(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    Function *function = as_function(self);
    if (is_generator_code(function->code)) {
        Value made = oli_generator_call(vm, function, args, count, names);
        if (is_kind(made, CLASS_COROUTINE)) oli_note_coroutine(vm, as_generator(made));
        return made;
    }
    Frame *entered = oli_enter(vm, vm->frame, function, args, count, names, RETURN_EXIT, 0);
    return entered ? oli_interpret(vm, entered) : VALUE_ERROR;
}

/* Mark send() so that the loop does it by itself. */
static void mark_control(Vm *vm, ClassId id, const char *name, uint16_t control) {
    Str *key = oli_str_intern(vm, name, strlen(name));
    Value method = key ? oli_dict_get_str(vm, vm->classes[id]->dict, key) : VALUE_UNDEF;
    if (is_kind(method, CLASS_NATIVE_METHOD)) object_of(method)->flags = control;
}

bool oli_init_generators(Vm *vm) {
    static const NativeDef METHODS[] = {NATIVE("send", "self, value, /", generator_send),
                                        NATIVE("throw", "self, type, value=, traceback=, /", generator_throw),
                                        NATIVE("close", "self, /", oli_generator_close), NATIVE_END};
    static const NativeDef COROUTINE_METHODS[] = {NATIVE("send", "self, value, /", generator_send),
                                                  NATIVE("throw", "self, type, value=, traceback=, /", generator_throw),
                                                  NATIVE("close", "self, /", oli_generator_close),
                                                  NATIVE("__await__", "self, /", coroutine_await), NATIVE_END};
    static const NativeDef WRAPPER_METHODS[] = {NATIVE("send", "self, value, /", wrapper_send),
                                                NATIVE("throw", "self, type, value=, traceback=, /", wrapper_throw),
                                                NATIVE("close", "self, /", wrapper_close), NATIVE_END};
    static const GetSetDef FIELDS[] = {{"__name__", get_name, set_name},          {"__qualname__", get_qualname, set_qualname},
                                       {"gi_code", get_code, NULL},           {"gi_running", get_running, NULL},
                                       {"gi_suspended", get_suspended, NULL}, {"gi_yieldfrom", get_awaited, NULL},
                                       {"gi_frame", get_frame, NULL},         {NULL, NULL, NULL}};
    static const GetSetDef COROUTINE_FIELDS[] = {
        {"__name__", get_name, set_name},          {"__qualname__", get_qualname, set_qualname},
        {"cr_code", get_code, NULL},           {"cr_running", get_running, NULL},
        {"cr_suspended", get_suspended, NULL}, {"cr_await", get_awaited, NULL},
        {"cr_frame", get_frame, NULL},         {NULL, NULL, NULL}};
    static const ClassSpec SPECS[] = {
        {.id = CLASS_GENERATOR,
         .module = "builtins",
         .size = sizeof(GeneratorObject),
         .ops = {.trace = trace_generator, .repr = generator_repr, .iter = generator_self, .next = generator_next},
         .methods = METHODS,
         .getsets = FIELDS},
        {.id = CLASS_COROUTINE,
         .module = "builtins",
         .size = sizeof(GeneratorObject),
         .ops = {.trace = trace_generator, .repr = generator_repr},
         .methods = COROUTINE_METHODS,
         .getsets = COROUTINE_FIELDS},
        {.id = CLASS_COROUTINE_WRAPPER,
         .module = "builtins",
         .size = sizeof(CoroutineWrapper),
         .ops = {.trace = trace_wrapper, .iter = generator_self, .next = wrapper_next},
         .methods = WRAPPER_METHODS}};
    for (size_t i = 0; i < sizeof SPECS / sizeof *SPECS; i++)
        if (!oli_class_define(vm, &SPECS[i])) return false;
    static const GetSetDef ASYNC_FIELDS[] = {
        {"__name__", get_name, set_name},          {"__qualname__", get_qualname, set_qualname},
        {"ag_code", get_code, NULL},           {"ag_running", get_running, NULL},
        {"ag_suspended", get_suspended, NULL}, {"ag_await", get_awaited, NULL},
        {"ag_frame", get_frame, NULL},         {NULL, NULL, NULL}};
    static const ClassOps ASYNC_OPS = {.trace = trace_generator, .repr = generator_repr};
    if (!oli_init_async_generator(vm, ASYNC_FIELDS, &ASYNC_OPS)) return false;
    mark_control(vm, CLASS_GENERATOR, "send", CONTROL_SEND);
    mark_control(vm, CLASS_COROUTINE, "send", CONTROL_SEND);
    return true;
}
