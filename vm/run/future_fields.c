/* SPDX-License-Identifier: MIT
 *
 * The attributes of futures and tasks that begin with an underscore, as CPython's have them: what debuggers, tests and
 * other implementations of awaitables look at. Nothing of asyncio itself goes through them.
 */
#include "run/event_loop.h"
#include "run/loop_ops.h"
#include "run/waits.h"

static Value text_of(Vm *vm, const char *name) {
    Str *text = oli_str_from_c(vm, name);
    return text ? make_object(text) : VALUE_ERROR;
}

static bool refuse_deletion(Vm *vm, Value value) {
    return !is_undef(value) || oli_raise_false(vm, EXC_ATTRIBUTE_ERROR, "cannot delete attribute");
}

/* ---- futures ---- */

static Value get_blocking(Vm *vm, Value self) {
    (void)vm;
    return make_bool(as_future(self)->wants_wake);
}

static bool set_blocking(Vm *vm, Value self, Value value) {
    if (!refuse_deletion(vm, value)) return false;
    int truth = oli_truth(vm, value);
    if (truth >= 0) as_future(self)->wants_wake = truth;
    return truth >= 0;
}

static Value get_loop(Vm *vm, Value self) {
    return as_future(self)->loop ? oli_loop_numbered(vm, as_future(self)->loop) : VALUE_NONE;
}

static Value get_state(Vm *vm, Value self) {
    static const char *const STATES[] = {"PENDING", "CANCELLED", "FINISHED"};
    return text_of(vm, STATES[as_future(self)->state]);
}

static Value get_result(Vm *vm, Value self) {
    (void)vm;
    const Future *future = as_future(self);
    return future->state == FUTURE_FINISHED && !future->is_error ? future->result : VALUE_NONE;
}

static Value get_exception(Vm *vm, Value self) {
    (void)vm;
    const Future *future = as_future(self);
    return future->state == FUTURE_FINISHED && future->is_error ? future->result : VALUE_NONE;
}

/* A done-callback and its context, as (callback, context). */
static Value callback_pair(Vm *vm, Value waiter) {
    Value pair[2] = {waiter, VALUE_NONE};
    if (is_exact(vm, waiter, CLASS_TUPLE)) memcpy(pair, as_tuple(waiter)->items, sizeof pair);
    if (!vm->classes[CLASS_CONTEXT] && is_error(oli_context_names(vm, NULL))) return VALUE_ERROR;
    pair[1] = oli_context_object(vm, pair[1]);
    Tuple *tuple = is_error(pair[1]) ? NULL : oli_tuple_from(vm, pair, 2);
    return tuple ? make_object(tuple) : VALUE_ERROR;
}

static Value get_callbacks(Vm *vm, Value self) {
    Value callbacks = as_future(self)->callbacks;
    if (is_undef(callbacks)) return VALUE_NONE;
    bool several = is_exact(vm, callbacks, CLASS_LIST);
    size_t count = several ? as_list(callbacks)->count : 1;
    if (!count) return VALUE_NONE;
    List *list = oli_list_new(vm, count);
    Root root;
    if (list) root_push(vm, &root, make_object(list));
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        Value pair = callback_pair(vm, several ? as_list(callbacks)->items[i] : callbacks);
        ok = !is_error(pair) && oli_list_append(vm, list, pair);
    }
    if (list) root_pop(vm, &root);
    return ok ? make_object(list) : VALUE_ERROR;
}

static Value get_message(Vm *vm, Value self) {
    (void)vm;
    const Future *future = as_future(self);
    return future->state == FUTURE_FINISHED ? VALUE_NONE : cancel_message_of(future);
}

static bool set_message(Vm *vm, Value self, Value value) {
    if (!refuse_deletion(vm, value)) return false;
    Future *future = as_future(self);
    if (future->state == FUTURE_FINISHED) return true;
    future->result = is_none(value) ? VALUE_UNDEF : value;
    barrier(vm, value);
    return true;
}

static Value get_log_traceback(Vm *vm, Value self) {
    (void)vm;
    const Future *future = as_future(self);
    return make_bool(future->state == FUTURE_FINISHED && future->is_error && !future->retrieved);
}

static bool set_log_traceback(Vm *vm, Value self, Value value) {
    if (!refuse_deletion(vm, value)) return false;
    int truth = oli_truth(vm, value);
    if (truth > 0) return oli_raise_false(vm, EXC_VALUE_ERROR, "_log_traceback can only be set to False");
    if (!truth) as_future(self)->retrieved = true;
    return truth == 0;
}

static Value get_none(Vm *vm, Value self) {
    (void)vm;
    (void)self;
    return VALUE_NONE;
}

static Value get_awaited_by(Vm *vm, Value self) { return oli_awaited_by(vm, self); }

/* ---- tasks ---- */

static Value get_coroutine(Vm *vm, Value self) {
    (void)vm;
    const Task *task = as_task(self);
    return task->root ? make_object(task->root) : task->waiting_on;
}

static Value get_waiter(Vm *vm, Value self) {
    (void)vm;
    Value waiting_on = as_task(self)->waiting_on;
    return is_future(waiting_on) ? waiting_on : VALUE_NONE;
}

static Value get_must_cancel(Vm *vm, Value self) {
    (void)vm;
    return make_bool(as_task(self)->must_cancel);
}

static Value get_cancels(Vm *vm, Value self) {
    (void)vm;
    return make_int(as_task(self)->cancel_requests);
}

static Value get_log_destroy(Vm *vm, Value self) {
    (void)vm;
    return make_bool(!as_future(self)->quiet);
}

static bool set_log_destroy(Vm *vm, Value self, Value value) {
    if (!refuse_deletion(vm, value)) return false;
    int truth = oli_truth(vm, value);
    if (truth >= 0) as_future(self)->quiet = !truth;
    return truth >= 0;
}

const GetSetDef *oli_future_fields(void) {
    static const GetSetDef FIELDS[] = {{"_asyncio_future_blocking", get_blocking, set_blocking},
                                       {"_loop", get_loop, NULL},
                                       {"_state", get_state, NULL},
                                       {"_result", get_result, NULL},
                                       {"_exception", get_exception, oli_set_readonly},
                                       {"_callbacks", get_callbacks, NULL},
                                       {"_cancel_message", get_message, set_message},
                                       {"_log_traceback", get_log_traceback, set_log_traceback},
                                       {"_asyncio_awaited_by", get_awaited_by, oli_set_readonly},
                                       {"_source_traceback", get_none, NULL},
                                       {NULL, NULL, NULL}};
    return FIELDS;
}

const GetSetDef *oli_task_fields(void) {
    static const GetSetDef FIELDS[] = {{"_coro", get_coroutine, NULL},
                                       {"_fut_waiter", get_waiter, NULL},
                                       {"_must_cancel", get_must_cancel, NULL},
                                       {"_num_cancels_requested", get_cancels, NULL},
                                       {"_log_destroy_pending", get_log_destroy, set_log_destroy},
                                       {NULL, NULL, NULL}};
    return FIELDS;
}
