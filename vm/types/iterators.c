/* SPDX-License-Identifier: MIT
 *
 * oli_for_each, and the iterators over objects that have no iterator of their own: "iterator" (through __getitem__),
 * "callable_iterator" and "reversed". enumerate, zip, map and filter are in iterators_lazy.c.
 *
 * Whoever calls an iterator's `next` keeps the iterator alive.
 */
#include "types/iterators.h"

#include "types/container.h"
#include "types/init.h"
#include "types/reduce.h"

/* ---- visiting any iterable ---- */

static bool visit_list(Vm *vm, const List *list, VisitFn visit, void *context, Root *item) {
    for (size_t i = 0; i < list->count; i++) {
        item->value = list->items[i];
        if (!visit(vm, item->value, context)) return false;
    }
    return true;
}

static bool visit_tuple(Vm *vm, const Tuple *tuple, VisitFn visit, void *context) {
    for (size_t i = 0; i < tuple->count; i++) {
        if (!visit(vm, tuple->items[i], context)) return false;
    }
    return true;
}

static bool visit_iterator(Vm *vm, Value iterator, VisitFn visit, void *context, Root *item) {
    for (;;) {
        item->value = oli_next(vm, iterator);
        if (is_stop(item->value)) return true;
        if (is_error(item->value) || !visit(vm, item->value, context)) return false;
    }
}

bool oli_for_each(Vm *vm, Value iterable, VisitFn visit, void *context) {
    Root root, item;
    root_push(vm, &root, iterable);
    root_push(vm, &item, VALUE_NONE);
    bool ok;
    if (is_list(iterable) && oli_has_plain_iter(vm, iterable, CLASS_LIST)) {
        ok = visit_list(vm, as_list(iterable), visit, context, &item);
    } else if (is_tuple(iterable) && oli_has_plain_iter(vm, iterable, CLASS_TUPLE)) {
        ok = visit_tuple(vm, as_tuple(iterable), visit, context);
    } else {
        root.value = oli_iter(vm, iterable);
        ok = !is_error(root.value) && visit_iterator(vm, root.value, visit, context, &item);
    }
    root_pop(vm, &item);
    root_pop(vm, &root);
    return ok;
}

/* ---- iterator: through __getitem__ ---- */

static void trace_sequence(Tracer *tracer, Object *self) { trace_value(tracer, ((SequenceIterator *)self)->sequence); }

Value oli_sequence_iterator_new(Vm *vm, Value sequence) {
    return oli_iterator_over(vm, CLASS_SEQUENCE_ITERATOR, sequence, 0);
}

/* sequence[index]; VALUE_STOP when that is an IndexError. */
static Value item_or_stop(Vm *vm, Value sequence, size_t index) {
    Value item = oli_get_item(vm, sequence, make_int((int64_t)index));
    if (!is_error(item)) return item;
    if (!oli_exception_is(vm, EXC_INDEX_ERROR) && !oli_exception_is(vm, EXC_STOP_ITERATION)) return VALUE_ERROR;
    clear_exception(vm);
    return VALUE_STOP;
}

static Value next_of_sequence(Vm *vm, Value self) {
    SequenceIterator *iterator = (SequenceIterator *)object_of(self);
    if (is_undef(iterator->sequence)) return VALUE_STOP;
    Root root;
    root_push(vm, &root, self);
    Value item = item_or_stop(vm, iterator->sequence, iterator->index);
    root_pop(vm, &root);
    if (is_stop(item)) iterator->sequence = VALUE_UNDEF;
    if (!is_error(item)) iterator->index++;
    return item;
}

static Value sequence_length_hint(Vm *vm, Value *args) {
    const SequenceIterator *iterator = (SequenceIterator *)object_of(args[0]);
    if (is_undef(iterator->sequence)) return make_int(0);
    if (!class_of(vm, iterator->sequence)->ops.length) return VALUE_NOT_IMPLEMENTED;
    int64_t length = oli_length(vm, iterator->sequence);
    if (length < 0) return VALUE_ERROR;
    return make_int(length < (int64_t)iterator->index ? 0 : length - (int64_t)iterator->index);
}

static const NativeDef sequence_methods[] = {
    NATIVE("__length_hint__", "self", sequence_length_hint),
    NATIVE("__setstate__", "self, state, /", oli_iterator_set_state),
    NATIVE_END,
};

static const ClassSpec sequence_spec = {
    .id = CLASS_SEQUENCE_ITERATOR,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(SequenceIterator),
    .flags = CLASS_FLAG_NO_INSTANTIATE | CLASS_FLAG_NO_DICT,
    .ops = {.trace = trace_sequence, .iter = oli_iterate_self, .next = next_of_sequence},
    .methods = sequence_methods,
};

/* ---- reversed ---- */

/* What reversed() makes of an object: its own __reversed__, or this iterator: `index` is one above the next item. */
static Value reverse_object(Vm *vm, Class *cls, Value sequence) {
    Value method = oli_class_lookup(vm, class_of(vm, sequence), vm->names.dunder_reversed);
    if (!is_undef(method) && !is_none(method)) {
        return oli_call_special(vm, sequence, vm->names.dunder_reversed, NULL, 0);
    }
    if (is_none(method) || !class_of(vm, sequence)->ops.get_item || is_dict(sequence)) {
        return oli_raise(vm, EXC_TYPE_ERROR, "'%T' object is not reversible", sequence);
    }
    int64_t length = oli_length(vm, sequence);
    Value self = length < 0 ? VALUE_ERROR : oli_instance_new(vm, cls);
    if (is_error(self)) return VALUE_ERROR;
    SequenceIterator *iterator = (SequenceIterator *)object_of(self);
    iterator->sequence = sequence;
    iterator->index = (size_t)length;
    return self;
}

static Value create_reversed(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    if (cls == vm->classes[CLASS_REVERSED] && !oli_check_no_keywords(vm, "reversed", names)) return VALUE_ERROR;
    uint32_t positional = names ? count - (uint32_t)names->count : count;
    if (!oli_check_arg_count(vm, "reversed", positional, 1, 1)) return VALUE_ERROR;
    return reverse_object(vm, cls, args[0]);
}

static Value next_of_reversed(Vm *vm, Value self) {
    SequenceIterator *iterator = (SequenceIterator *)object_of(self);
    Value item = VALUE_STOP;
    if (is_undef(iterator->sequence)) return item;
    if (iterator->index > 0) {
        Root root;
        root_push(vm, &root, self);
        item = item_or_stop(vm, iterator->sequence, --iterator->index);
        root_pop(vm, &root);
    }
    if (is_stop(item)) iterator->sequence = VALUE_UNDEF;
    return item;
}

static Value reversed_length_hint(Vm *vm, Value *args) {
    const SequenceIterator *iterator = (SequenceIterator *)object_of(args[0]);
    if (is_undef(iterator->sequence)) return make_int(0);
    int64_t length = oli_length(vm, iterator->sequence);
    if (length < 0) return VALUE_ERROR;
    return make_int(length < (int64_t)iterator->index ? 0 : (int64_t)iterator->index);
}

static const NativeDef reversed_methods[] = {
    NATIVE("__length_hint__", "self", reversed_length_hint),
    NATIVE("__setstate__", "self, state, /", oli_iterator_set_state),
    NATIVE_END,
};

static const ClassSpec reversed_spec = {
    .id = CLASS_REVERSED,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "reversed(sequence, /): the items from the last to the first.",
    .size = sizeof(SequenceIterator),
    .flags = CLASS_FLAG_SUBCLASSABLE,
    .ops = {.trace = trace_sequence, .create = create_reversed, .iter = oli_iterate_self, .next = next_of_reversed},
    .methods = reversed_methods,
};

/* ---- callable_iterator ---- */

Value oli_callable_iterator_new(Vm *vm, Value callable, Value sentinel) {
    CallableIterator *iterator = oli_new(vm, vm->classes[CLASS_CALLABLE_ITERATOR], sizeof(CallableIterator));
    if (!iterator) return VALUE_ERROR;
    iterator->callable = callable;
    iterator->sentinel = sentinel;
    return make_object(iterator);
}

static void trace_callable(Tracer *tracer, Object *self) {
    const CallableIterator *iterator = (CallableIterator *)self;
    trace_value(tracer, iterator->callable);
    trace_value(tracer, iterator->sentinel);
}

/* Call once: the result, VALUE_STOP for the sentinel or StopIteration. `iterator` is rooted. */
static Value call_once(Vm *vm, const CallableIterator *iterator) {
    Root result;
    root_push(vm, &result, oli_call0(vm, iterator->callable));
    if (is_undef(iterator->callable) && !is_error(result.value)) { /* the call itself exhausted it */
        root_pop(vm, &result);
        return VALUE_STOP;
    }
    int is_end = is_error(result.value) ? -1 : oli_equal(vm, iterator->sentinel, result.value);
    root_pop(vm, &result);
    if (is_end == 0) return result.value;
    if (is_end > 0) return VALUE_STOP;
    if (!is_error(result.value) || !oli_exception_is(vm, EXC_STOP_ITERATION)) return VALUE_ERROR;
    clear_exception(vm);
    return VALUE_STOP;
}

static Value next_of_callable(Vm *vm, Value self) {
    CallableIterator *iterator = (CallableIterator *)object_of(self);
    if (is_undef(iterator->callable)) return VALUE_STOP;
    Root root;
    root_push(vm, &root, self);
    Value result = call_once(vm, iterator);
    root_pop(vm, &root);
    if (is_stop(result)) iterator->callable = iterator->sentinel = VALUE_UNDEF;
    return result;
}

static const ClassSpec callable_spec = {
    .id = CLASS_CALLABLE_ITERATOR,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(CallableIterator),
    .flags = CLASS_FLAG_NO_INSTANTIATE | CLASS_FLAG_NO_DICT,
    .ops = {.trace = trace_callable, .iter = oli_iterate_self, .next = next_of_callable},
};

bool oli_init_iterators(Vm *vm) {
    const ClassSpec *specs[] = {&sequence_spec,   &callable_spec, &reversed_spec,  &oli_enumerate_spec,
                                &oli_zip_spec,    &oli_map_spec,  &oli_filter_spec};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        if (!oli_class_define(vm, specs[i])) return false;
    }
    return true;
}
