/* SPDX-License-Identifier: MIT
 *
 * Loops that are not plainly the interpreter's own: classes that scripts derive from EventLoop and that have time(),
 * call_at(), call_later() or _run_once() of their own, and objects of any other kind that a Future was given as its loop.
 *
 * What a loop overrides is found once, when it is made, and the scheduler looks at one byte (Scheduler.overrides): other
 * loops cost nothing. Each loop has a number, by which a future names the one that it belongs to.
 */
#include <string.h>

#include "run/event_loop.h"
#include "run/loop_ops.h"

/* ---- numbers ---- */

uint16_t oli_loop_number(Vm *vm, Value loop) {
    Scheduler *s = vm->scheduler;
    if (is_kind(loop, CLASS_EVENT_LOOP) && as_loop(loop)->number) return as_loop(loop)->number;
    uint32_t at = s->loop_count;
    for (uint32_t i = 0; i < s->loop_count; i++) {
        if (is_same(s->loops[i], loop)) return (uint16_t)(i + 1);
        if (is_undef(s->loops[i])) at = i;
    }
    if (at >= UINT16_MAX) return (uint16_t)(at = UINT16_MAX); /* no such entry: the selected loop stands for it */
    if (at == s->loop_capacity) {
        uint32_t capacity = s->loop_capacity ? s->loop_capacity * 2 : 4;
        Value *grown = oli_resize(vm, s->loops, s->loop_capacity * sizeof *grown, capacity * sizeof *grown);
        if (!grown) return 0;
        s->loops = grown;
        s->loop_capacity = capacity;
    }
    if (at == s->loop_count) s->loop_count++;
    s->loops[at] = loop;
    barrier(vm, loop);
    return (uint16_t)(at + 1);
}

Value oli_loop_numbered(Vm *vm, uint16_t number) {
    Scheduler *s = vm->scheduler;
    bool known = number && number <= s->loop_count && !is_undef(s->loops[number - 1]);
    return known ? s->loops[number - 1] : s->loop;
}

void oli_loops_sweep(Vm *vm) {
    Scheduler *s = vm->scheduler;
    for (uint32_t i = 0; i < s->loop_count; i++)
        if (is_kind(s->loops[i], CLASS_EVENT_LOOP) && !oli_is_marked(object_of(s->loops[i]))) s->loops[i] = VALUE_UNDEF;
}

/* ---- overrides ---- */

uint8_t oli_loop_find_overrides(Vm *vm, Class *cls) {
    static const struct {
        const char *name;
        uint8_t override;
    } METHODS[] = {{"time", LOOP_OWN_TIME},
                   {"call_at", LOOP_OWN_CALL_AT},
                   {"call_later", LOOP_OWN_CALL_LATER},
                   {"_run_once", LOOP_OWN_TURN}};
    uint8_t found = 0;
    for (size_t i = 0; i < sizeof METHODS / sizeof *METHODS; i++) {
        Str *name = oli_str_intern(vm, METHODS[i].name, strlen(METHODS[i].name));
        if (!name) clear_exception(vm);
        if (name && !is_kind(oli_class_lookup(vm, cls, name), CLASS_NATIVE_METHOD)) found |= METHODS[i].override;
    }
    return found;
}

void oli_loop_read_time(Vm *vm) {
    Scheduler *s = vm->scheduler;
    Str *name = oli_str_intern(vm, "time", 4);
    Root root;
    root_push(vm, &root, s->loop);
    Value now = name ? oli_call_method(vm, s->loop, name, NULL, 0) : VALUE_ERROR;
    root_pop(vm, &root);
    double seconds;
    if (!is_error(now) && oli_as_double(vm, now, &seconds)) s->own_time_ns = oli_deadline_ns(seconds);
    if (has_exception(vm) && !vm->uncatchable) clear_exception(vm);
}

Value oli_call_own_create_task(Vm *vm, Value loop, Value coroutine) {
    Str *name = oli_str_intern(vm, "create_task", 11);
    return name ? oli_call_method(vm, loop, name, &coroutine, 1) : VALUE_ERROR;
}

/* `_ready`: a list of what stands in the ready queue: Handles, Tasks, callbacks. */
Value oli_loop_get_ready(Vm *vm, Value self) {
    EventLoop *running = oli_loop_enter(vm, as_loop(self));
    Value list = oli_ready_list(vm);
    oli_loop_select(vm, running);
    return list;
}

/* ---- running by turns ---- */

Value oli_loop_run_once(Vm *vm, Value *args) {
    EventLoop *loop = as_loop(args[0]);
    if (oli_loop_is_running(vm)) return oli_raise(vm, EXC_RUNTIME_ERROR, "This event loop is already running");
    oli_loop_select(vm, loop);
    return oli_scheduler_begin_turn(vm) ? oli_interpret(vm, NULL) : VALUE_ERROR;
}

/* args: loop, the future */
static Value request_stop(Vm *vm, Value *args) {
    (void)vm;
    as_loop(args[0])->stop_requested = true;
    return VALUE_NONE;
}

Value oli_loop_run_by_turns(Vm *vm, EventLoop *loop, Value future) {
    static const NativeDef STOP = NATIVE("_run_until_complete_cb", "self, future, /", request_stop);
    Value self = make_object(loop), callback = VALUE_NONE;
    Str *name = oli_str_intern(vm, "_run_once", 9);
    if (!name) return VALUE_ERROR;
    Root root, root_callback, root_name;
    root_push(vm, &root, self);
    root_push(vm, &root_name, make_object(name));
    if (!is_none(future)) callback = oli_native_new(vm, &STOP, self, NULL);
    root_push(vm, &root_callback, callback);
    Value result = callback;
    if (!is_none(future) && !is_error(callback) && !oli_future_add_waiter(vm, as_future(future), callback))
        result = VALUE_ERROR;
    loop->by_turns = true;
    for (bool stop = false; !is_error(result) && !stop; stop = loop->stop_requested)
        result = oli_call_method(vm, self, name, NULL, 0);
    loop->by_turns = loop->stop_requested = false;
    if (!is_none(future)) oli_future_remove_waiter(vm, as_future(future), root_callback.value);
    root_pop(vm, &root_callback);
    root_pop(vm, &root_name);
    root_pop(vm, &root);
    return is_error(result) ? result : VALUE_NONE;
}

/* ---- futures of other loops ---- */

/* loop.call_soon(callback, future, context=context) */
static bool call_soon_of(Vm *vm, Value loop, Value callback, Value context, Value future) {
    Value items[3] = {callback, future, oli_context_object(vm, context)};
    Str *name = oli_str_intern(vm, "call_soon", 9);
    if (!name || is_error(items[2])) return false;
    RootArray root;
    root_array_push(vm, &root, items, 3);
    Value method = oli_get_attr(vm, loop, name);
    Tuple *names = is_error(method) ? NULL : oli_tuple_new(vm, 1);
    Str *keyword = names ? oli_str_intern(vm, "context", 7) : NULL;
    if (keyword) names->items[0] = make_object(keyword);
    bool ok = keyword && !is_error(oli_call(vm, method, items, 3, names));
    root_array_pop(vm, &root);
    return ok;
}

bool oli_call_soon_elsewhere(Vm *vm, Future *future, Value waiter) {
    Value loop = oli_loop_numbered(vm, future->loop);
    bool is_native = is_kind(waiter, CLASS_TASK) || is_kind(waiter, CLASS_GATHERING);
    Value arg = is_kind(waiter, CLASS_TASK) ? VALUE_UNDEF : make_object(future);
    if (is_kind(loop, CLASS_EVENT_LOOP)) {
        EventLoop *running = oli_loop_enter(vm, as_loop(loop));
        bool ok = oli_ready_push(vm, waiter, arg);
        oli_loop_select(vm, running);
        return ok;
    }
    if (is_native) return oli_ready_push(vm, waiter, arg);
    Value context = VALUE_NONE;
    if (is_exact(vm, waiter, CLASS_TUPLE)) {
        context = as_tuple(waiter)->items[1];
        waiter = as_tuple(waiter)->items[0];
    }
    if (!vm->classes[CLASS_CONTEXT] && is_error(oli_context_names(vm, NULL))) return false;
    return call_soon_of(vm, loop, waiter, context, make_object(future));
}
