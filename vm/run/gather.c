/* SPDX-License-Identifier: MIT
 *
 * gather: a future of several results. Source: CPython's asyncio documentation, "Running Tasks Concurrently".
 *
 * Each child that completes costs one ready-queue entry (the child's done-callback), and the last one completes the
 * Gathering, whose waiter is woken by one more: the steps of asyncio.gather.
 */
#include "run/event_loop.h"

#include "run/loop_ops.h"
#include "types/set.h"

static Gathering *make_gathering(Vm *vm, Tuple *children, uint16_t loop, bool return_exceptions) {
    Gathering *gathering = oli_new(vm, vm->classes[CLASS_GATHERING], sizeof *gathering);
    if (!gathering) return NULL;
    gathering->future.result = gathering->future.callbacks = VALUE_UNDEF;
    gathering->future.loop = loop;
    gathering->children = children;
    gathering->return_exceptions = return_exceptions;
    return gathering;
}

enum { FEW = 16 };

/* Whether children[i] is there for the first time: 1, 0, -1 without memory. `seen`: VALUE_UNDEF, or the Set of those
 * before it, by identity. */
static int is_first(Vm *vm, Value seen, const Tuple *children, size_t i) {
    Value child = children->items[i];
    if (!is_undef(seen)) return oli_set_add_hashed(vm, (Set *)(void *)object_of(seen), child, (int64_t)VALUE_BITS(child));
    for (size_t k = 0; k < i; k++)
        if (is_same(children->items[k], child)) return 0;
    return 1;
}

/* Wait for each different child that is not done, count all of them. Returns how many are done, -1: error. */
static int add_to_children(Vm *vm, Gathering *gathering, Value seen, bool may_repeat) {
    int done = 0;
    const Tuple *children = gathering->children;
    for (size_t i = 0; i < children->count; i++) {
        int first = may_repeat ? is_first(vm, seen, children, i) : 1;
        if (first < 0) return -1;
        if (!first) continue;
        gathering->pending++;
        if (oli_future_is_done(children->items[i]))
            done++;
        else if (!oli_future_add_waiter(vm, as_future(children->items[i]), make_object(gathering)))
            return -1;
    }
    return done;
}

/* The result of gathering nothing: a Future of the current loop that is done. */
static Value gather_nothing(Vm *vm) {
    Value loop = oli_get_event_loop(vm, NULL);
    if (is_error(loop)) return loop;
    Future *future = oli_future_new(vm);
    List *empty = future ? oli_list_new(vm, 0) : NULL;
    if (!empty) return VALUE_ERROR;
    future->loop = oli_loop_number(vm, loop);
    return oli_future_set_result(vm, future, make_object(empty)) ? make_object(future) : VALUE_ERROR;
}

static Value start_gathering(Vm *vm, Tuple *children, bool return_exceptions, bool may_repeat) {
    if (!children->count) return gather_nothing(vm);
    Gathering *gathering = make_gathering(vm, children, as_future(children->items[0])->loop, return_exceptions);
    if (!gathering) return VALUE_ERROR;
    Value seen = VALUE_UNDEF;
    if (may_repeat && children->count > FEW) {
        Set *set = oli_set_new(vm, false);
        if (!set) return VALUE_ERROR;
        seen = make_object(set);
    }
    int done = add_to_children(vm, gathering, seen, may_repeat);
    if (done < 0) return VALUE_ERROR;
    Set *told = done > FEW && may_repeat ? oli_set_new(vm, false) : NULL;
    if (done > FEW && may_repeat && !told) return VALUE_ERROR;
    seen = told ? make_object(told) : VALUE_UNDEF;
    for (size_t i = 0; done && i < children->count; i++) {
        if (!oli_future_is_done(children->items[i])) continue;
        int first = may_repeat ? is_first(vm, seen, children, i) : 1;
        if (first < 0) return VALUE_ERROR;
        if (first) oli_gathering_child_done(vm, gathering, children->items[i]);
    }
    return make_object(gathering);
}

/* The same awaitable twice is one child. */
static Value child_of(Vm *vm, const Tuple *awaitables, const Tuple *children, size_t i, bool *repeated) {
    Value loop = i ? oli_loop_numbered(vm, as_future(children->items[0])->loop) : VALUE_NONE;
    if (is_future(awaitables->items[i])) {
        *repeated = true; /* may be: start_gathering looks */
        bool same_loop = !i || as_future(awaitables->items[i])->loop == as_future(children->items[0])->loop;
        return same_loop ? awaitables->items[i] : oli_ensure_future_in(vm, awaitables->items[i], loop);
    }
    for (size_t k = 0; i <= 64 && k < i; k++)
        if (is_same(awaitables->items[k], awaitables->items[i])) {
            *repeated = true;
            return children->items[k];
        }
    return oli_ensure_future_in(vm, awaitables->items[i], loop);
}

Value oli_gather(Vm *vm, Tuple *awaitables, Value keywords) {
    bool return_exceptions = false;
    if (!is_undef(keywords)) {
        uint32_t position = 0;
        for (DictEntry *entry; (entry = oli_dict_next(as_dict(keywords), &position));) {
            if (!oli_str_equals_c(as_str(entry->key), "return_exceptions"))
                return oli_raise(vm, EXC_TYPE_ERROR, "gather() got an unexpected keyword argument '%S'",
                                 as_str(entry->key));
            int truth = oli_truth(vm, entry->value);
            if (truth < 0) return VALUE_ERROR;
            return_exceptions = truth;
        }
    }
    Tuple *children = oli_tuple_new(vm, awaitables->count);
    if (!children) return VALUE_ERROR;
    Root root, root_awaitables;
    root_push(vm, &root, make_object(children));
    root_push(vm, &root_awaitables, make_object(awaitables));
    bool repeated = false;
    Value result = VALUE_NONE;
    for (size_t i = 0; i < awaitables->count && !is_error(result); i++) {
        result = child_of(vm, awaitables, children, i, &repeated);
        if (!is_error(result)) children->items[i] = result;
        barrier(vm, children->items[i]);
    }
    if (!is_error(result)) result = start_gathering(vm, children, return_exceptions, repeated);
    root_pop(vm, &root_awaitables);
    root_pop(vm, &root);
    return result;
}

Value oli_gather_all(Vm *vm, Tuple *futures) { return start_gathering(vm, futures, true, false); }

/* What stands in the list for a cancelled child: always with a message. */
static Value cancelled_item(Vm *vm, Future *child) {
    Value message = cancel_message_of(child);
    return oli_make_cancelled(vm, is_none(message) ? make_object(vm->empty_str) : message);
}

/* The list of results; with return_exceptions, exceptions stand in it. */
static Value collect_results(Vm *vm, Gathering *gathering) {
    List *results = oli_list_new(vm, gathering->children->count);
    if (!results) return VALUE_ERROR;
    for (size_t i = 0; i < gathering->children->count; i++) {
        Future *child = as_future(gathering->children->items[i]);
        Value item = child->result;
        if (child->state == FUTURE_CANCELLED) item = cancelled_item(vm, child);
        child->retrieved = true;
        if (is_error(item) || !oli_list_append(vm, results, item)) return VALUE_ERROR;
    }
    return make_object(results);
}

static void fail(Vm *vm, Gathering *gathering, Value exception) {
    if (!oli_future_set_exception(vm, &gathering->future, exception)) clear_exception(vm);
}

void oli_gathering_child_done(Vm *vm, Gathering *gathering, Value v) {
    Future *child = as_future(v);
    gathering->pending--;
    if (gathering->future.state != FUTURE_PENDING) {
        if (child->state == FUTURE_FINISHED) child->retrieved = true;
        return;
    }
    if (!gathering->return_exceptions) {
        if (child->state == FUTURE_CANCELLED) {
            Value cancelled = oli_cancelled_error(vm, child);
            fail(vm, gathering, is_error(cancelled) ? oli_take_exception(vm) : cancelled);
            return;
        }
        if (child->is_error) {
            child->retrieved = true;
            fail(vm, gathering, child->result);
            return;
        }
    }
    if (gathering->pending) return;
    Value results = collect_results(vm, gathering);
    if (is_error(results)) {
        fail(vm, gathering, oli_take_exception(vm));
    } else if (gathering->cancel_requested) {
        Future *last = as_future(gathering->children->items[gathering->children->count - 1]);
        Value cancelled =
            last->state == FUTURE_CANCELLED ? oli_cancelled_error(vm, last) : oli_make_cancelled(vm, VALUE_NONE);
        fail(vm, gathering, is_error(cancelled) ? oli_take_exception(vm) : cancelled);
    } else if (!oli_future_set_result(vm, &gathering->future, results)) {
        clear_exception(vm);
    }
}

bool oli_gathering_cancel(Vm *vm, Gathering *gathering, Value message) {
    if (gathering->future.state != FUTURE_PENDING || !oli_check_c_stack(vm)) return false;
    bool cancelled = false;
    for (size_t i = 0; i < gathering->children->count; i++)
        if (oli_future_cancel(vm, gathering->children->items[i], message))
            cancelled = true;
        else if (has_exception(vm))
            return false;
    if (cancelled) {
        gathering->cancel_requested = true;
        gathering->future.result = is_none(message) ? VALUE_UNDEF : message;
        barrier(vm, message);
    }
    return cancelled;
}

static void trace_gathering(Tracer *tracer, Object *self) {
    Gathering *gathering = (Gathering *)(void *)self;
    trace_value(tracer, gathering->future.result);
    trace_value(tracer, gathering->future.callbacks);
    trace_object(tracer, gathering->children);
}

bool oli_init_gathering(Vm *vm) {
    static const ClassSpec SPEC = {.id = CLASS_GATHERING,
                                   .base = CLASS_FUTURE,
                                   .module = "asyncio.tasks",
                                   .size = sizeof(Gathering),
                                   .flags = CLASS_FLAG_NO_INSTANTIATE,
                                   .ops = {.trace = trace_gathering}};
    return oli_class_define(vm, &SPEC);
}
