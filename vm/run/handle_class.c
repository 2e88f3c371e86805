/* SPDX-License-Identifier: MIT
 *
 * The classes Handle and TimerHandle as scripts may use them by themselves: made by hand for a loop of the script's own,
 * compared and sorted by their deadlines, run. Source: CPython's asyncio documentation, "Callback Handles".
 */
#include "run/event_loop.h"
#include "run/loop_ops.h"

static bool is_timer(Value v) { return is_kind(v, CLASS_TIMER_HANDLE); }

Value oli_handle_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)args, (void)count, (void)names;
    Value made = oli_instance_new(vm, cls);
    if (is_error(made)) return made;
    Handle *handle = as_handle(made);
    handle->callback = VALUE_UNDEF;
    handle->args = vm->empty_tuple;
    handle->context = VALUE_NONE;
    return made;
}

bool oli_handle_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    Value out[5], *rest = out;
    bool timer = is_timer(self);
    const char *signature = timer ? "when, callback, args, loop, context=" : "callback, args, loop, context=";
    if (!oli_native_bind(vm, timer ? "TimerHandle" : "Handle", signature, args, count, names, out)) return false;
    Handle *handle = as_handle(self);
    if (timer && !oli_as_double(vm, *rest++, &handle->when)) return false;
    if (timer) handle->deadline_ns = oli_deadline_ns(handle->when);
    if (!is_tuple(rest[1])) return oli_raise_false(vm, EXC_TYPE_ERROR, "args must be a tuple, not %T", rest[1]);
    handle->callback = rest[0];
    handle->args = as_tuple(rest[1]);
    handle->context = is_given(rest[3]) ? rest[3] : oli_context_snapshot(vm);
    barrier(vm, rest[0]);
    barrier(vm, rest[1]);
    barrier(vm, handle->context);
    return true;
}

/* ---- order ---- */

static int is_equal(Vm *vm, const Handle *a, const Handle *b) {
    if (a->when != b->when || a->cancelled != b->cancelled) return 0;
    if (is_undef(a->callback) || is_undef(b->callback)) return is_undef(a->callback) && is_undef(b->callback);
    int same = oli_equal(vm, a->callback, b->callback);
    return same > 0 ? oli_equal(vm, make_object(a->args), make_object(b->args)) : same;
}

Value oli_timer_handle_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (!is_timer(a) || !is_timer(b)) return VALUE_NOT_IMPLEMENTED;
    const Handle *left = as_handle(a), *right = as_handle(b);
    bool equal = false;
    if (op != COMPARE_LT && op != COMPARE_GT) {
        int same = is_equal(vm, left, right);
        if (same < 0) return VALUE_ERROR;
        equal = same;
    }
    switch (op) {
    case COMPARE_EQ: return make_bool(equal);
    case COMPARE_NE: return make_bool(!equal);
    case COMPARE_LT: return make_bool(left->when < right->when);
    case COMPARE_LE: return make_bool(left->when < right->when || equal);
    case COMPARE_GT: return make_bool(left->when > right->when);
    case COMPARE_GE: return make_bool(left->when > right->when || equal);
    default: return VALUE_NOT_IMPLEMENTED;
    }
}

bool oli_timer_handle_hash(Vm *vm, Value self, int64_t *out) {
    Value when = make_float(vm, as_handle(self)->when);
    return !is_error(when) && oli_hash(vm, when, out);
}

/* ---- attributes ---- */

static Value get_callback(Vm *vm, Value self) {
    (void)vm;
    Value callback = as_handle(self)->callback;
    return is_undef(callback) ? VALUE_NONE : callback;
}

static Value get_args(Vm *vm, Value self) {
    (void)vm;
    const Handle *handle = as_handle(self);
    return handle->cancelled ? VALUE_NONE : make_object(handle->args);
}

static Value get_cancelled(Vm *vm, Value self) {
    (void)vm;
    return make_bool(as_handle(self)->cancelled);
}

static Value get_scheduled(Vm *vm, Value self) {
    (void)vm;
    return make_bool(as_handle(self)->timer_index != 0);
}

static Value get_none(Vm *vm, Value self) {
    (void)vm;
    (void)self;
    return VALUE_NONE;
}

static Value get_when(Vm *vm, Value self) { return make_float(vm, as_handle(self)->when); }

/* handle._run(): the callback in its context; what it raises goes to the loop's handler. */
Value oli_handle_run(Vm *vm, Value *args) {
    Handle *handle = as_handle(args[0]);
    if (is_undef(handle->callback)) return VALUE_NONE;
    Str *run = oli_str_intern(vm, "run", 3);
    if (!run || (!vm->classes[CLASS_CONTEXT] && is_error(oli_context_names(vm, NULL)))) return VALUE_ERROR;
    Value context = oli_context_object(vm, handle->context);
    Value method = is_error(context) ? context : oli_get_attr(vm, context, run);
    if (is_error(method)) return method;
    Value result = oli_call_with_first(vm, method, handle->callback, handle->args->items, (uint32_t)handle->args->count, NULL);
    if (!is_error(result)) return VALUE_NONE;
    if (oli_exception_is(vm, EXC_KEYBOARD_INTERRUPT) || oli_exception_is(vm, EXC_SYSTEM_EXIT) || vm->uncatchable)
        return VALUE_ERROR;
    oli_callback_error(vm, args[0], oli_take_exception(vm));
    return VALUE_NONE;
}

const GetSetDef *oli_handle_fields(void) {
    static const GetSetDef FIELDS[] = {{"_callback", get_callback, oli_set_readonly},
                                       {"_args", get_args, oli_set_readonly},
                                       {"_cancelled", get_cancelled, oli_set_readonly},
                                       {"_source_traceback", get_none, oli_set_readonly},
                                       {NULL, NULL, NULL}};
    return FIELDS;
}

const GetSetDef *oli_timer_handle_fields(void) {
    static const GetSetDef FIELDS[] = {
        {"_when", get_when, oli_set_readonly}, {"_scheduled", get_scheduled, oli_set_readonly}, {NULL, NULL, NULL}};
    return FIELDS;
}
