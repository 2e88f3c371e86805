/* SPDX-License-Identifier: MIT
 *
 * Future: a result that is not there yet, and who waits for it. Source: CPython's asyncio documentation, "Futures".
 *
 * Completing a future pushes one ready-queue entry per waiter, in the order in which they were added, as asyncio's
 * call_soon of each callback does. A single waiter is kept without a list.
 */
#include "run/loop_ops.h"
#include "run/event_loop.h"
#include "run/waits.h"
#include "types/exception.h"

Future *oli_future_new(Vm *vm) {
    Future *future = oli_new(vm, vm->classes[CLASS_FUTURE], sizeof *future);
    if (!future) return NULL;
    future->result = future->callbacks = VALUE_UNDEF;
    future->loop = as_loop(vm->scheduler->loop)->number;
    return future;
}

/* ---- waiters ---- */

/* One call_soon in the future's loop. */
static bool schedule_waiter(Vm *vm, Future *future, Value waiter) {
    if (UNLIKELY(future->loop != as_loop(vm->scheduler->loop)->number && future->loop))
        return oli_call_soon_elsewhere(vm, future, waiter);
    return oli_ready_push(vm, waiter, is_kind(waiter, CLASS_TASK) ? VALUE_UNDEF : make_object(future));
}

bool oli_future_add_waiter(Vm *vm, Future *future, Value waiter) {
    if (future->state != FUTURE_PENDING) return schedule_waiter(vm, future, waiter);
    if (is_undef(future->callbacks)) {
        future->callbacks = waiter;
        barrier(vm, waiter);
        return true;
    }
    if (!is_exact(vm, future->callbacks, CLASS_LIST)) {
        List *list = oli_list_from(vm, &future->callbacks, 1);
        if (!list) return false;
        future->callbacks = make_object(list);
        barrier(vm, future->callbacks);
    }
    return oli_list_append(vm, as_list(future->callbacks), waiter);
}

/* What such a method is given: future.add_done_callback of ours knows it as the task itself. */
static Value wake_task(Vm *vm, Value *args) {
    return oli_ready_push(vm, args[0], VALUE_UNDEF) ? VALUE_NONE : VALUE_ERROR;
}

bool oli_wait_by_method(Vm *vm, Task *task, Value future) {
    static const NativeDef WAKE = NATIVE("task_wakeup", "self, future, /", wake_task);
    Str *name = oli_str_intern(vm, "add_done_callback", 17);
    if (!name) return false;
    if (is_kind(oli_class_lookup(vm, class_of(vm, future), name), CLASS_NATIVE_METHOD))
        return oli_future_add_waiter(vm, as_future(future), make_object(task));
    Value method = oli_get_attr(vm, future, name);
    if (is_error(method) || (!vm->classes[CLASS_CONTEXT] && is_error(oli_context_names(vm, NULL)))) return false;
    Value call[2] = {oli_native_new(vm, &WAKE, make_object(task), NULL), VALUE_NONE};
    Str *keyword = is_error(call[0]) ? NULL : oli_str_intern(vm, "context", 7);
    Tuple *names = keyword ? oli_tuple_new(vm, 1) : NULL;
    if (!names) return false;
    names->items[0] = make_object(keyword);
    call[1] = oli_context_object(vm, oli_task_context(task));
    return !is_error(call[1]) && !is_error(oli_call(vm, method, call, 2, names));
}

/* The task of a wake-up that oli_wait_by_method made; else `callback`. */
static Value task_behind(Value callback) {
    bool wakes = is_kind(callback, CLASS_NATIVE) && as_native(callback)->def->fn == wake_task;
    return wakes ? as_native(callback)->self : callback;
}

void oli_future_remove_waiter(Vm *vm, Future *future, Value waiter) {
    (void)vm;
    if (is_same(future->callbacks, waiter)) {
        future->callbacks = VALUE_UNDEF;
    } else if (is_kind(future->callbacks, CLASS_LIST)) {
        List *list = as_list(future->callbacks);
        size_t kept = 0;
        for (size_t i = 0; i < list->count; i++)
            if (!is_same(list->items[i], waiter)) list->items[kept++] = list->items[i];
        list->count = kept;
    }
}

bool oli_future_schedule_callbacks(Vm *vm, Future *future) {
    Value callbacks = future->callbacks;
    future->callbacks = VALUE_UNDEF;
    if (is_undef(callbacks)) return true;
    if (!is_exact(vm, callbacks, CLASS_LIST)) return schedule_waiter(vm, future, callbacks);
    List *list = as_list(callbacks);
    Root root;
    root_push(vm, &root, callbacks);
    bool ok = true;
    for (size_t i = 0; ok && i < list->count; i++) ok = schedule_waiter(vm, future, list->items[i]);
    root_pop(vm, &root);
    return ok;
}

/* ---- completing ---- */

static bool raise_invalid_state(Vm *vm) { return oli_raise_false(vm, EXC_INVALID_STATE_ERROR, "invalid state"); }

bool oli_future_set_result(Vm *vm, Future *future, Value result) {
    if (future->state != FUTURE_PENDING) return raise_invalid_state(vm);
    future->state = FUTURE_FINISHED;
    future->result = result;
    barrier(vm, result);
    return oli_future_schedule_callbacks(vm, future);
}

bool oli_future_set_exception(Vm *vm, Future *future, Value exception) {
    if (future->state != FUTURE_PENDING) return raise_invalid_state(vm);
    future->state = FUTURE_FINISHED;
    future->is_error = true;
    future->result = exception;
    barrier(vm, exception);
    oli_note_failed(vm, future);
    return oli_future_schedule_callbacks(vm, future);
}

static bool cancel_built_in(Vm *vm, Value v, Value message) {
    if (is_kind(v, CLASS_TASK)) return oli_task_cancel(vm, as_task(v), message);
    if (is_kind(v, CLASS_GATHERING)) return oli_gathering_cancel(vm, (Gathering *)(void *)object_of(v), message);
    Future *future = as_future(v);
    if (future->state != FUTURE_PENDING) return false;
    future->state = FUTURE_CANCELLED;
    future->result = is_none(message) ? VALUE_UNDEF : message;
    barrier(vm, message);
    oli_future_schedule_callbacks(vm, future);
    return true;
}

bool oli_future_cancel(Vm *vm, Value v, Value message) {
    Class *cls = class_of(vm, v);
    if (!(cls->flags & CLASS_FLAG_USER) || is_kind(oli_class_lookup(vm, cls, vm->names.cancel), CLASS_NATIVE_METHOD))
        return cancel_built_in(vm, v, message);
    Tuple *names = oli_tuple_new(vm, 1);
    if (!names) return false;
    names->items[0] = make_object(vm->names.msg);
    Value method = oli_get_attr(vm, v, vm->names.cancel);
    Value result = is_error(method) ? method : oli_call(vm, method, &message, 1, names);
    return !is_error(result) && oli_truth(vm, result) > 0;
}

Value oli_make_cancelled(Vm *vm, Value message) {
    return oli_exception_new(vm, vm->exceptions[EXC_CANCELLED_ERROR], &message, !is_none(message));
}

Value oli_cancelled_error(Vm *vm, Future *future) {
    Value error = future->result;
    if (!is_exception(error)) return oli_make_cancelled(vm, cancel_message_of(future));
    future->result = VALUE_UNDEF;
    return error;
}

/* The exception of a future that is done and has no result, or the one of making it. */
static Value exception_of(Vm *vm, Future *future) {
    if (future->state == FUTURE_CANCELLED) {
        Value cancelled = oli_cancelled_error(vm, future);
        return is_error(cancelled) ? oli_take_exception(vm) : cancelled;
    }
    future->retrieved = true;
    return future->result;
}

Value oli_future_take(Vm *vm, Value v) {
    Future *future = as_future(v);
    if (future->state == FUTURE_FINISHED && !future->is_error) return future->result;
    if (future->state == FUTURE_PENDING) return oli_raise(vm, EXC_INVALID_STATE_ERROR, "Result is not set.");
    return oli_raise_value(vm, exception_of(vm, future));
}

Value oli_future_resume(Vm *vm, Value v) {
    Future *future = as_future(v);
    if (future->state == FUTURE_FINISHED && !future->is_error) return future->result;
    if (future->state == FUTURE_PENDING) return oli_raise(vm, EXC_RUNTIME_ERROR, "await wasn't used with future");
    vm->exception = exception_of(vm, future);
    return VALUE_ERROR;
}

/* ---- methods ---- */

static Value future_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)args, (void)count, (void)names;
    Value made = oli_instance_new(vm, cls);
    if (!is_error(made)) as_future(made)->result = as_future(made)->callbacks = VALUE_UNDEF;
    return made;
}

static bool future_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    Value out[1];
    if (!oli_native_bind(vm, "Future", "*, loop=", args, count, names, out)) return false;
    Value loop = is_given(out[0]) ? out[0] : oli_get_event_loop(vm, NULL);
    if (is_error(loop)) return false;
    if (!is_kind(loop, CLASS_EVENT_LOOP)) { /* asyncio asks it */
        Str *get_debug = oli_str_intern(vm, "get_debug", 9);
        if (!get_debug || is_error(oli_call_method(vm, loop, get_debug, NULL, 0))) return false;
    }
    as_future(self)->loop = oli_loop_number(vm, loop);
    return as_future(self)->loop != 0;
}

/* A class of the script's may not have called our __init__. */
static bool check_made(Vm *vm, Value self) {
    return as_future(self)->loop || oli_raise_false(vm, EXC_RUNTIME_ERROR, "Future object is not initialized.");
}

static bool is_half_made(Vm *vm, Value self) {
    return !as_future(self)->loop &&
           (oli_raise(vm, EXC_INVALID_STATE_ERROR, "Future object is not initialized."), true);
}

static Value future_result(Vm *vm, Value *args) {
    return is_half_made(vm, args[0]) ? VALUE_ERROR : oli_future_take(vm, args[0]);
}

static Value future_exception(Vm *vm, Value *args) {
    Future *future = as_future(args[0]);
    if (is_half_made(vm, args[0])) return VALUE_ERROR;
    if (future->state == FUTURE_PENDING) return oli_raise(vm, EXC_INVALID_STATE_ERROR, "Exception is not set.");
    if (future->state == FUTURE_CANCELLED) return oli_future_take(vm, args[0]);
    future->retrieved = true;
    return future->is_error ? future->result : VALUE_NONE;
}

static Value future_done(Vm *vm, Value *args) {
    (void)vm;
    return make_bool(as_future(args[0])->state != FUTURE_PENDING);
}

static Value future_cancelled(Vm *vm, Value *args) {
    (void)vm;
    return make_bool(as_future(args[0])->state == FUTURE_CANCELLED);
}

static Value future_cancel(Vm *vm, Value *args) {
    if (!check_made(vm, args[0])) return VALUE_ERROR;
    bool cancelled = cancel_built_in(vm, args[0], is_undef(args[1]) ? VALUE_NONE : args[1]);
    return has_exception(vm) ? VALUE_ERROR : make_bool(cancelled);
}

static Value future_set_result(Vm *vm, Value *args) {
    if (!check_made(vm, args[0])) return VALUE_ERROR;
    return oli_future_set_result(vm, as_future(args[0]), args[1]) ? VALUE_NONE : VALUE_ERROR;
}

static Value future_set_exception(Vm *vm, Value *args) {
    Value exception = args[1];
    if (!check_made(vm, args[0])) return VALUE_ERROR;
    if (as_future(args[0])->state != FUTURE_PENDING) return raise_invalid_state(vm), VALUE_ERROR;
    if (is_class(exception) && as_class(exception)->flags & CLASS_FLAG_EXCEPTION) exception = oli_call0(vm, exception);
    if (is_error(exception)) return exception;
    if (!is_exception(exception)) return oli_raise(vm, EXC_TYPE_ERROR, "invalid exception object");
    if (oli_is_instance_of_exception(vm, exception, EXC_STOP_ITERATION)) {
        Value made = oli_raise(vm, EXC_RUNTIME_ERROR,
                               "StopIteration interacts badly with generators and cannot be raised into a Future");
        (void)made;
        Value replaced = oli_take_exception(vm);
        as_exception(replaced)->cause = as_exception(replaced)->context = exception;
        exception = replaced;
    }
    return oli_future_set_exception(vm, as_future(args[0]), exception) ? VALUE_NONE : VALUE_ERROR;
}

static Value future_add_callback(Vm *vm, Value *args) {
    if (!as_future(args[0])->loop) return oli_raise(vm, EXC_RUNTIME_ERROR, "uninitialized Future object");
    Value waiter = task_behind(args[1]);
    if (!is_same(waiter, args[1]))
        return oli_future_add_waiter(vm, as_future(args[0]), waiter) ? VALUE_NONE : VALUE_ERROR;
    Value context = is_undef(args[2]) || is_none(args[2]) ? oli_context_snapshot(vm) : args[2];
    if (!is_none(context)) {
        Value pair[2] = {args[1], context};
        Tuple *tuple = oli_tuple_from(vm, pair, 2);
        if (!tuple) return VALUE_ERROR;
        waiter = make_object(tuple);
    }
    return oli_future_add_waiter(vm, as_future(args[0]), waiter) ? VALUE_NONE : VALUE_ERROR;
}

static Value callback_of(Value waiter) { return is_kind(waiter, CLASS_TUPLE) ? as_tuple(waiter)->items[0] : waiter; }

static Value future_remove_callback(Vm *vm, Value *args) {
    Future *future = as_future(args[0]);
    if (!check_made(vm, args[0])) return VALUE_ERROR;
    if (is_undef(future->callbacks)) return make_int(0);
    if (!is_exact(vm, future->callbacks, CLASS_LIST)) {
        int same = oli_equal(vm, callback_of(future->callbacks), args[1]);
        if (same > 0) future->callbacks = VALUE_UNDEF;
        return same < 0 ? VALUE_ERROR : make_int(same);
    }
    List *list = as_list(future->callbacks);
    int64_t removed = 0;
    for (size_t i = 0; i < list->count;) {
        int same = oli_equal(vm, callback_of(list->items[i]), args[1]);
        if (same < 0) return VALUE_ERROR;
        if (same && i < list->count) {
            memmove(list->items + i, list->items + i + 1, (list->count - i - 1) * sizeof(Value));
            list->count--;
            removed++;
        } else {
            i++;
        }
    }
    return make_int(removed);
}

static Value future_get_loop(Vm *vm, Value *args) {
    return check_made(vm, args[0]) ? oli_loop_numbered(vm, as_future(args[0])->loop) : VALUE_ERROR;
}

/* Future.__await__: yields the future itself until it is done. */
typedef struct FutureIterator {
    Object header;
    Value future; /* VALUE_UNDEF: exhausted */
    bool yielded;
} FutureIterator;

static FutureIterator *as_iterator(Value v) { return (FutureIterator *)(void *)object_of(v); }

static Value future_await(Vm *vm, Value *args) {
    FutureIterator *iterator = oli_new(vm, vm->classes[CLASS_FUTURE_ITERATOR], sizeof *iterator);
    if (!iterator) return VALUE_ERROR;
    iterator->future = args[0];
    return make_object(iterator);
}

static Value future_iter(Vm *vm, Value self) { return future_await(vm, &self); }

static Value iterator_next(Vm *vm, Value self) {
    FutureIterator *iterator = as_iterator(self);
    if (is_undef(iterator->future)) {
        vm->stop_value = VALUE_NONE;
        return VALUE_STOP;
    }
    Future *future = as_future(iterator->future);
    if (future->state == FUTURE_PENDING) {
        if (iterator->yielded) return oli_raise(vm, EXC_RUNTIME_ERROR, "await wasn't used with future");
        iterator->yielded = true;
        future->wants_wake = true;
        return iterator->future;
    }
    Value result = oli_future_take(vm, iterator->future);
    iterator->future = VALUE_UNDEF;
    if (is_error(result)) return result;
    vm->stop_value = result;
    return VALUE_STOP;
}

static Value iterator_send(Vm *vm, Value *args) {
    Value result = iterator_next(vm, args[0]);
    return is_stop(result) ? oli_raise_stop(vm, vm->stop_value) : result;
}

static bool warn_of_old_throw(Vm *vm) {
    Str *text = oli_str_from_c(vm, "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature "
                                   "instead.");
    Str *category = oli_str_intern(vm, "DeprecationWarning", 18);
    if (!text || !category) return false;
    Value call[2] = {make_object(text), oli_dict_get_str(vm, vm->builtins, category)};
    return !is_error(oli_call_library(vm, "warnings", "warn", call, 2));
}

static Value iterator_throw(Vm *vm, Value *args) {
    if (!is_undef(args[2]) && !warn_of_old_throw(vm)) return VALUE_ERROR;
    as_iterator(args[0])->future = VALUE_UNDEF;
    Value exception = args[1];
    if (is_class(exception) && is_exception(args[2]))
        exception = args[2];
    else if (is_class(exception))
        exception = is_undef(args[2]) ? oli_call0(vm, exception) : oli_call1(vm, exception, args[2]);
    if (is_error(exception)) return exception;
    if (!is_exception(exception))
        return oli_raise(vm, EXC_TYPE_ERROR, "exceptions must be classes deriving BaseException or instances, not %T",
                         exception);
    return oli_raise_value(vm, exception);
}

static Value iterator_close(Vm *vm, Value *args) {
    (void)vm;
    as_iterator(args[0])->future = VALUE_UNDEF;
    return VALUE_NONE;
}

static Value iterator_self(Vm *vm, Value self) {
    (void)vm;
    return self;
}

static void trace_iterator(Tracer *tracer, Object *self) {
    trace_value(tracer, ((FutureIterator *)(void *)self)->future);
}

static void trace_future(Tracer *tracer, Object *self) {
    Future *future = (Future *)(void *)self;
    trace_value(tracer, future->result);
    trace_value(tracer, future->callbacks);
}

void oli_future_append_callbacks(Vm *vm, TextBuilder *text, Future *future) {
    Value callbacks = future->callbacks;
    if (is_undef(callbacks)) return;
    const Value *items = &callbacks;
    size_t count = 1;
    if (is_exact(vm, callbacks, CLASS_LIST)) {
        items = as_list(callbacks)->items;
        count = as_list(callbacks)->count;
    }
    if (!count) return;
    Value first = items[0], last = items[count - 1];
    oli_text_append_c(text, " cb=[");
    oli_callback_text(vm, text, first);
    if (count > 2) oli_text_format(text, ", <%zu more>", count - 2);
    if (count > 1) {
        oli_text_append_c(text, ", ");
        oli_callback_text(vm, text, last);
    }
    oli_text_append_c(text, "]");
}

/* A Future being printed may be reached from its own result. */
bool oli_future_append_outcome(Vm *vm, TextBuilder *text, Value self) {
    Future *future = as_future(self);
    if (future->state != FUTURE_FINISHED) return true;
    int entered = oli_repr_enter(vm, self);
    if (entered < 0) return false;
    if (!entered) return oli_text_append_c(text, " result=...");
    bool ok = oli_text_format(text, future->is_error ? " exception=%R" : " result=%R", future->result);
    oli_repr_leave(vm, self);
    return ok;
}

static Value future_repr(Vm *vm, Value self) {
    static const char *const STATES[] = {"pending", "cancelled", "finished"};
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_text_format(&text, "<%C %s", class_of(vm, self), STATES[as_future(self)->state]);
    oli_future_append_outcome(vm, &text, self);
    oli_future_append_callbacks(vm, &text, as_future(self));
    oli_text_append_c(&text, ">");
    Str *made = oli_text_finish(&text);
    return made ? make_object(made) : VALUE_ERROR;
}

bool oli_init_future(Vm *vm) {
    static const NativeDef METHODS[] = {NATIVE("result", "self, /", future_result),
                                        NATIVE("exception", "self, /", future_exception),
                                        NATIVE("done", "self, /", future_done),
                                        NATIVE("cancelled", "self, /", future_cancelled),
                                        NATIVE("cancel", "self, msg=", future_cancel),
                                        NATIVE("set_result", "self, result, /", future_set_result),
                                        NATIVE("set_exception", "self, exception, /", future_set_exception),
                                        NATIVE("add_done_callback", "self, fn, /, *, context=", future_add_callback),
                                        NATIVE("remove_done_callback", "self, fn, /", future_remove_callback),
                                        NATIVE("get_loop", "self, /", future_get_loop),
                                        NATIVE("__await__", "self, /", future_await),
                                        NATIVE_END};
    static const NativeDef CLASS_METHODS[] = {NATIVE("__class_getitem__", "cls, item, /", oli_generic_alias),
                                              NATIVE_END};
    static const NativeDef ITERATOR_METHODS[] = {NATIVE("send", "self, value, /", iterator_send),
                                                 NATIVE("throw", "self, type, value=, traceback=, /", iterator_throw),
                                                 NATIVE("close", "self, /", iterator_close), NATIVE_END};
    const ClassSpec SPECS[] = {{.id = CLASS_FUTURE,
                                       .module = "_asyncio",
                                       .size = sizeof(Future),
                                       .flags = CLASS_FLAG_SUBCLASSABLE,
                                       .ops = {.trace = trace_future,
                                               .create = future_create,
                                               .init = future_init,
                                               .repr = future_repr,
                                               .iter = future_iter},
                                       .methods = METHODS,
                                       .class_methods = CLASS_METHODS,
                                       .getsets = oli_future_fields()},
                                      {.id = CLASS_FUTURE_ITERATOR,
                                       .module = "_asyncio",
                                       .size = sizeof(FutureIterator),
                                       .ops = {.trace = trace_iterator, .iter = iterator_self, .next = iterator_next},
                                       .methods = ITERATOR_METHODS}};
    for (size_t i = 0; i < sizeof SPECS / sizeof *SPECS; i++)
        if (!oli_class_define(vm, &SPECS[i])) return false;
    return true;
}
