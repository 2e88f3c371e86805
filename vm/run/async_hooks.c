/* SPDX-License-Identifier: MIT
 *
 * Generators that are left before their end.
 *
 * An asynchronous generator meets two hooks (PEP 525): `firstiter` at its first step, and the `finalizer` of that moment
 * when nothing refers to it any more. While an event loop runs the hooks are the loop's, which creates a task for
 * aclose(); closing the loop closes those that are left (loop.shutdown_asyncgens). The generators are known here, weakly,
 * from their first step on; a collection finds out which are dead.
 *
 * Where `for` or `async for` loops over the very result of a call of a generator function, nothing but the loop's
 * register refers to the generator (frame->is_temporary), so leaving the loop finalises it at once.
 */
#include "run/async_generator.h"

#include <string.h>

#include "run/event_loop.h"
#include "run/loop_ops.h"

static bool is_open(const GeneratorObject *generator) {
    const Frame *frame = &generator->frame;
    return !frame->finished && !frame->running && !frame->in_step && frame->resume != RESUME_START;
}

/* ---- the generators that have begun ---- */

static void forget_finished(Scheduler *s) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s->begun_count; i++)
        if (!s->begun[i].generator->frame.finished) s->begun[kept++] = s->begun[i];
    s->begun_count = kept;
}

static bool remember(Vm *vm, GeneratorObject *generator, Value finalizer) {
    Scheduler *s = vm->scheduler;
    if (s->begun_count == s->begun_capacity) forget_finished(s);
    if (s->begun_count == s->begun_capacity || s->begun_count > s->begun_capacity / 4 * 3) {
        uint32_t capacity = s->begun_capacity ? s->begun_capacity * 2 : 8;
        BegunGenerator *grown =
            oli_resize(vm, s->begun, s->begun_capacity * sizeof *grown, capacity * sizeof *grown);
        if (!grown) return false;
        s->begun = grown;
        s->begun_capacity = capacity;
    }
    s->begun[s->begun_count++] = (BegunGenerator){generator, finalizer};
    return true;
}

bool oli_async_first_step(Vm *vm, GeneratorObject *generator) {
    Scheduler *s = vm->scheduler;
    generator->header.flags |= ASYNC_HAS_HOOKS;
    if (!remember(vm, generator, s->asyncgen_finalizer)) return false;
    Value hook = s->asyncgen_firstiter;
    if (is_none(hook) || is_kind(hook, CLASS_EVENT_LOOP)) return true;
    Root root;
    root_push(vm, &root, make_object(generator));
    Value result = oli_call1(vm, hook, make_object(generator));
    root_pop(vm, &root);
    return !is_error(result);
}

void oli_find_abandoned(Vm *vm) {
    Scheduler *s = vm->scheduler;
    if (!s) return;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s->begun_count; i++) {
        GeneratorObject *generator = s->begun[i].generator;
        bool marked = oli_is_marked(&generator->header);
        if (!marked && !is_open(generator)) continue;
        s->begun[kept++] = s->begun[i];
        if (!marked && oli_note_report(vm, &generator->header)) oli_shade(vm, &generator->header);
    }
    s->begun_count = kept;
}

/* Its finaliser; it is forgotten. VALUE_NONE: none. */
static Value take_finalizer(Scheduler *s, const GeneratorObject *generator) {
    for (uint32_t i = 0; i < s->begun_count; i++) {
        if (s->begun[i].generator != generator) continue;
        Value finalizer = s->begun[i].finalizer;
        memmove(s->begun + i, s->begun + i + 1, (--s->begun_count - i) * sizeof *s->begun);
        return finalizer;
    }
    return VALUE_NONE;
}

/* ---- finalising ---- */

/* The pending exception came from a finaliser: it is told of, and goes nowhere. */
static void tell_ignored(Vm *vm, Value generator) {
    Value exception = oli_take_exception(vm);
    Root root, root_exception;
    root_push(vm, &root, generator);
    root_push(vm, &root_exception, exception);
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_text_format(&text, "Exception ignored in: %R\n", generator);
    oli_format_exception(vm, &text, exception);
    Str *made = oli_text_finish(&text);
    if (made) oli_warn_text(vm, made);
    if (has_exception(vm)) clear_exception(vm);
    root_pop(vm, &root_exception);
    root_pop(vm, &root);
}

/* aclose() in a task of its own, one turn from now, as asyncio's hook does. */
static Value close_in_task(Vm *vm, Value loop, Value generator) {
    if (as_loop(loop)->closed) return VALUE_NONE;
    Root root;
    Value step = oli_async_step_new(vm, as_generator(generator), STEP_CLOSE, VALUE_UNDEF);
    if (is_error(step)) return step;
    root_push(vm, &root, step);
    Str *name = oli_str_intern(vm, "create_task", strlen("create_task"));
    Value create = name ? oli_get_attr(vm, loop, name) : VALUE_ERROR;
    Tuple *arguments = is_error(create) ? NULL : oli_tuple_from(vm, &step, 1);
    Value call[4] = {loop, create, arguments ? make_object(arguments) : VALUE_NONE, VALUE_UNDEF};
    Value handle = arguments ? oli_loop_call_soon(vm, call) : VALUE_ERROR;
    root_pop(vm, &root);
    return handle;
}

void oli_async_finalize(Vm *vm, GeneratorObject *generator) {
    if (!is_open(generator)) return;
    Value finalizer = take_finalizer(vm->scheduler, generator);
    if (is_none(finalizer)) return;
    Value self = make_object(generator);
    Root root;
    root_push(vm, &root, self);
    Value result = is_kind(finalizer, CLASS_EVENT_LOOP) ? close_in_task(vm, finalizer, self)
                                                        : oli_call1(vm, finalizer, self);
    if (is_error(result)) tell_ignored(vm, self);
    root_pop(vm, &root);
}

void oli_drop_iterator(Vm *vm, Value iterator) {
    if (!is_generator(iterator)) return;
    GeneratorObject *generator = as_generator(iterator);
    if (!generator->frame.is_temporary || !is_open(generator)) return;
    generator->frame.is_temporary = false;
    if (generator->header.kind == CLASS_ASYNC_GENERATOR) {
        oli_async_finalize(vm, generator);
        return;
    }
    Root root;
    root_push(vm, &root, iterator);
    if (is_error(oli_generator_close(vm, &iterator))) tell_ignored(vm, iterator);
    root_pop(vm, &root);
}

/* ---- the loop's part ---- */

static bool is_open_in(const BegunGenerator *begun, Value loop) {
    return is_same(begun->finalizer, loop) && !begun->generator->frame.finished;
}

bool oli_async_has_open(Vm *vm, Value loop) {
    Scheduler *s = vm->scheduler;
    for (uint32_t i = 0; i < s->begun_count; i++)
        if (is_open_in(&s->begun[i], loop)) return true;
    return false;
}

List *oli_async_take_open(Vm *vm, Value loop) {
    Scheduler *s = vm->scheduler;
    List *open = oli_list_new(vm, 0);
    uint32_t kept = 0;
    for (uint32_t i = 0; open && i < s->begun_count; i++) {
        if (!is_open_in(&s->begun[i], loop)) {
            s->begun[kept++] = s->begun[i];
            continue;
        }
        if (!oli_list_append(vm, open, make_object(s->begun[i].generator))) return NULL;
    }
    if (open) s->begun_count = kept;
    return open;
}

Value oli_loop_asyncgen_firstiter(Vm *vm, Value *args) {
    (void)vm;
    (void)args;
    return VALUE_NONE; /* the generator is remembered with the loop's finaliser */
}

Value oli_loop_asyncgen_finalizer(Vm *vm, Value *args) { return close_in_task(vm, args[0], args[1]); }

/* ---- sys.get_asyncgen_hooks, sys.set_asyncgen_hooks ---- */

/* What scripts see: the loop's own hooks are its methods. */
static Value shown(Vm *vm, Value hook, const char *method) {
    if (!is_kind(hook, CLASS_EVENT_LOOP)) return hook;
    Str *name = oli_str_intern(vm, method, strlen(method));
    return name ? oli_get_attr(vm, hook, name) : VALUE_ERROR;
}

/* What is kept: a loop's own methods are the loop. */
static Value kept(Value hook, const char *method) {
    if (!is_kind(hook, CLASS_NATIVE) || !is_kind(as_native(hook)->self, CLASS_EVENT_LOOP)) return hook;
    return strcmp(as_native(hook)->def->name, method) ? hook : as_native(hook)->self;
}

static const char FIRSTITER[] = "_asyncgen_firstiter_hook", FINALIZER[] = "_asyncgen_finalizer_hook";

Value oli_async_get_hooks(Vm *vm, Value *args) {
    (void)args;
    Scheduler *s = vm->scheduler;
    Value hooks[2] = {shown(vm, s->asyncgen_firstiter, FIRSTITER), VALUE_NONE};
    if (is_error(hooks[0])) return VALUE_ERROR;
    Root root;
    root_push(vm, &root, hooks[0]);
    hooks[1] = shown(vm, s->asyncgen_finalizer, FINALIZER);
    root_pop(vm, &root);
    Tuple *pair = is_error(hooks[1]) ? NULL : oli_tuple_from(vm, hooks, 2);
    return pair ? make_object(pair) : VALUE_ERROR;
}

Value oli_async_set_hooks(Vm *vm, Value *args) {
    static const char *const NAMES[] = {"firstiter", "finalizer"};
    Scheduler *s = vm->scheduler;
    for (int i = 1; i >= 0; i--)
        if (!is_undef(args[i]) && !is_none(args[i]) && !oli_callable(vm, args[i]))
            return oli_raise(vm, EXC_TYPE_ERROR, "callable %s expected, got %T", NAMES[i], args[i]);
    if (!is_undef(args[0])) s->asyncgen_firstiter = kept(args[0], FIRSTITER);
    if (!is_undef(args[1])) s->asyncgen_finalizer = kept(args[1], FINALIZER);
    return VALUE_NONE;
}
