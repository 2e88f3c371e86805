/* SPDX-License-Identifier: MIT
 *
 * Tuple: immutable sequence with its items inline, and tuple_iterator.
 *
 * The empty tuple is one shared object. The hash is the one CPython publishes (xxHash-like mixing of the items'
 * hashes), so that sets of tuples come in the same order.
 */
#include "types/container.h"
#include "types/dict_table.h"
#include "types/init.h"
#include "types/reduce.h"

/* ---- C interface ---- */

static Tuple *new_unfilled(Vm *vm, size_t count) {
    if (count > (SIZE_MAX - sizeof(Tuple)) / (2 * sizeof(Value))) return oli_raise_no_memory(vm), NULL;
    Tuple *tuple = oli_new(vm, vm->classes[CLASS_TUPLE], sizeof(Tuple) + count * sizeof(Value));
    if (tuple) tuple->count = count;
    return tuple;
}

Tuple *oli_tuple_new(Vm *vm, size_t count) {
    if (!count && vm->empty_tuple) return vm->empty_tuple;
    Tuple *tuple = new_unfilled(vm, count);
    if (!tuple) return NULL;
    for (size_t i = 0; i < count; i++) tuple->items[i] = VALUE_NONE;
    return tuple;
}

Tuple *oli_tuple_from(Vm *vm, const Value *items, size_t count) {
    if (!count && vm->empty_tuple) return vm->empty_tuple;
    Tuple *tuple = new_unfilled(vm, count);
    if (tuple && count) memcpy(tuple->items, items, count * sizeof(Value));
    return tuple;
}

Tuple *oli_tuple_of(Vm *vm, Value iterable) {
    if (is_exact(vm, iterable, CLASS_TUPLE)) return as_tuple(iterable);
    if (is_list(iterable) && oli_has_plain_iter(vm, iterable, CLASS_LIST)) {
        return oli_tuple_from(vm, as_list(iterable)->items, as_list(iterable)->count);
    }
    List *list = oli_list_of(vm, iterable);
    return list ? oli_tuple_from(vm, list->items, list->count) : NULL;
}

/* ---- life ---- */

static void trace(Tracer *tracer, Object *self) {
    const Tuple *tuple = (Tuple *)self;
    trace_values(tracer, tuple->items, tuple->count);
}

static Value create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    Class *base = vm->classes[CLASS_TUPLE];
    bool takes_keywords = cls != base && cls->ops.init != base->ops.init;
    uint32_t positional = names ? count - (uint32_t)names->count : count;
    if (!takes_keywords && !oli_check_no_keywords(vm, "tuple", names)) return VALUE_ERROR;
    if (!oli_check_arg_count(vm, "tuple", positional, 0, 1)) return VALUE_ERROR;
    Root root;
    root_push(vm, &root, make_object(cls));
    Tuple *items = positional ? oli_tuple_of(vm, args[0]) : oli_tuple_new(vm, 0);
    root_pop(vm, &root);
    if (!items || cls == base) return items ? make_object(items) : VALUE_ERROR;
    Tuple *tuple = oli_new(vm, cls, sizeof(Tuple) + items->count * sizeof(Value));
    if (!tuple) return VALUE_ERROR;
    tuple->count = items->count;
    memcpy(tuple->items, items->items, items->count * sizeof(Value));
    return make_object(tuple);
}

/* ---- operations ---- */

static Value repr(Vm *vm, Value self) { return oli_sequence_repr(vm, self, "()"); }

static bool hash(Vm *vm, Value self, int64_t *out) {
    const uint64_t prime1 = 11400714785074694791u, prime2 = 14029467366897019727u, prime5 = 2870177450012600261u;
    if (!oli_check_c_stack(vm)) return false;
    const Tuple *tuple = as_tuple(self);
    uint64_t mixed = prime5;
    Root root;
    root_push(vm, &root, self);
    for (size_t i = 0; i < tuple->count; i++) {
        int64_t lane;
        if (!oli_hash_key(vm, tuple->items[i], &lane)) return root_pop(vm, &root), false;
        mixed += (uint64_t)lane * prime2;
        mixed = (mixed << 31) | (mixed >> 33);
        mixed *= prime1;
    }
    root_pop(vm, &root);
    mixed += tuple->count ^ (prime5 ^ 3527539u);
    *out = mixed == UINT64_MAX ? 1546275796 : (int64_t)mixed;
    return true;
}

static Value compare(Vm *vm, Value a, Value b, CompareOperator op) {
    return is_tuple(b) ? oli_compare_sequences(vm, a, b, op) : VALUE_NOT_IMPLEMENTED;
}

static int64_t length(Vm *vm, Value self) {
    (void)vm;
    return (int64_t)as_tuple(self)->count;
}

static Value get_slice(Vm *vm, Value self, Value key) {
    Root root;
    root_push(vm, &root, self);
    const Tuple *tuple = as_tuple(self);
    int64_t start, stop, step, count;
    bool ok = oli_slice_resolve(vm, (Slice *)object_of(key), (int64_t)tuple->count, &start, &stop, &step, &count);
    root_pop(vm, &root);
    if (!ok) return VALUE_ERROR;
    if (step == 1 && (size_t)count == tuple->count && is_exact(vm, self, CLASS_TUPLE)) return self;
    if (step == 1 || !count) {
        Tuple *part = oli_tuple_from(vm, tuple->items + start, (size_t)count);
        return part ? make_object(part) : VALUE_ERROR;
    }
    Tuple *part = new_unfilled(vm, (size_t)count);
    if (!part) return VALUE_ERROR;
    for (int64_t i = 0; i < count; i++) part->items[i] = tuple->items[start + i * step];
    return make_object(part);
}

static Value get_item(Vm *vm, Value self, Value key) {
    if (is_kind(key, CLASS_SLICE)) return get_slice(vm, self, key);
    Root root;
    root_push(vm, &root, self);
    int64_t i;
    int is_index = oli_subscript_index(vm, key, &i);
    root_pop(vm, &root);
    if (is_index < 0) return VALUE_ERROR;
    if (!is_index) return oli_raise(vm, EXC_TYPE_ERROR, "tuple indices must be integers or slices, not %T", key);
    size_t index;
    if (!oli_resolve_index(i, as_tuple(self)->count, &index)) {
        return oli_raise(vm, EXC_INDEX_ERROR, "tuple index out of range");
    }
    return as_tuple(self)->items[index];
}

static int contains(Vm *vm, Value self, Value item) {
    const Tuple *tuple = as_tuple(self);
    Root root, item_root;
    root_push(vm, &root, self);
    root_push(vm, &item_root, item);
    int found = 0;
    for (size_t i = 0; i < tuple->count && !found; i++) found = oli_equal_items(vm, tuple->items[i], item);
    root_pop(vm, &item_root);
    root_pop(vm, &root);
    return found;
}

static Value iter(Vm *vm, Value self) { return oli_iterator_over(vm, CLASS_TUPLE_ITERATOR, self, 0); }

static Value concat(Vm *vm, Value a_value, Value b_value) {
    const Tuple *a = as_tuple(a_value), *b = as_tuple(b_value);
    if (!a->count && is_exact(vm, b_value, CLASS_TUPLE)) return b_value;
    if (!b->count && is_exact(vm, a_value, CLASS_TUPLE)) return a_value;
    Tuple *tuple = new_unfilled(vm, a->count + b->count);
    if (!tuple) return VALUE_ERROR;
    memcpy(tuple->items, a->items, a->count * sizeof(Value));
    memcpy(tuple->items + a->count, b->items, b->count * sizeof(Value));
    return make_object(tuple);
}

static Value repeat(Vm *vm, Value self, size_t times) {
    const Tuple *tuple = as_tuple(self);
    size_t count = tuple->count;
    if ((!count || times == 1) && is_exact(vm, self, CLASS_TUPLE)) return self;
    if (count && times > SIZE_MAX / 4 / sizeof(Value) / count) return oli_raise_no_memory(vm);
    if (!count || !times) return make_object(vm->empty_tuple);
    Tuple *result = new_unfilled(vm, count * times);
    if (!result) return VALUE_ERROR;
    memcpy(result->items, tuple->items, count * sizeof(Value));
    oli_fill_repeated(result->items, count, times);
    return make_object(result);
}

static Value binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (op == BINARY_ADD) {
        if (!is_tuple(a)) return VALUE_NOT_IMPLEMENTED;
        return is_tuple(b) ? concat(vm, a, b) : oli_concat_foreign(vm, a, b, "tuple");
    }
    if (op != BINARY_MUL) return VALUE_NOT_IMPLEMENTED;
    bool reflected = !is_tuple(a);
    Root root;
    root_push(vm, &root, reflected ? b : a);
    size_t times;
    Value result = oli_repeat_count(vm, a, b, reflected, &times);
    if (is_undef(result)) result = repeat(vm, root.value, times);
    root_pop(vm, &root);
    return result;
}

/* ---- methods ---- */

static Value index_method(Vm *vm, Value *args) {
    const Tuple *tuple = as_tuple(args[0]);
    int64_t start, stop, count = (int64_t)tuple->count;
    if (!oli_search_bound(vm, args[2], tuple->count, 0, &start)) return VALUE_ERROR;
    if (!oli_search_bound(vm, args[3], tuple->count, count, &stop)) return VALUE_ERROR;
    for (int64_t i = start; i < stop && i < count; i++) {
        int equal = oli_equal_items(vm, tuple->items[i], args[1]);
        if (equal) return equal < 0 ? VALUE_ERROR : make_int(i);
    }
    return oli_raise(vm, EXC_VALUE_ERROR, "tuple.index(x): x not in tuple");
}

static Value count_method(Vm *vm, Value *args) {
    const Tuple *tuple = as_tuple(args[0]);
    int64_t count = 0;
    for (size_t i = 0; i < tuple->count; i++) {
        int equal = oli_equal_items(vm, tuple->items[i], args[1]);
        if (equal < 0) return VALUE_ERROR;
        count += equal;
    }
    return make_int(count);
}

static Value getnewargs(Vm *vm, Value *args) {
    Tuple *plain = oli_tuple_from(vm, as_tuple(args[0])->items, as_tuple(args[0])->count);
    Value wrapped = plain ? make_object(plain) : VALUE_ERROR;
    Tuple *result = plain ? oli_tuple_from(vm, &wrapped, 1) : NULL;
    return result ? make_object(result) : VALUE_ERROR;
}

static const NativeDef methods[] = {
    NATIVE("index", "self, value, start=, stop=, /", index_method),
    NATIVE("count", "self, value, /", count_method),
    NATIVE("__getnewargs__", "self", getnewargs),
    NATIVE_END,
};

/* ---- iterator ---- */

static void trace_iterator(Tracer *tracer, Object *self) { trace_value(tracer, ((SequenceIterator *)self)->sequence); }

static Value next(Vm *vm, Value self) {
    (void)vm;
    SequenceIterator *iterator = (SequenceIterator *)object_of(self);
    if (is_undef(iterator->sequence)) return VALUE_STOP;
    const Tuple *tuple = as_tuple(iterator->sequence);
    if (iterator->index < tuple->count) return tuple->items[iterator->index++];
    iterator->sequence = VALUE_UNDEF;
    return VALUE_STOP;
}

static Value length_hint(Vm *vm, Value *args) {
    (void)vm;
    const SequenceIterator *iterator = (SequenceIterator *)object_of(args[0]);
    if (is_undef(iterator->sequence)) return make_int(0);
    return make_int((int64_t)(as_tuple(iterator->sequence)->count - iterator->index));
}

static const NativeDef iterator_methods[] = {
    NATIVE("__length_hint__", "self", length_hint),
    NATIVE("__setstate__", "self, state, /", oli_iterator_set_state),
    NATIVE_END,
};

static const ClassSpec tuple_spec = {
    .id = CLASS_TUPLE,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "tuple(iterable=(), /): an immutable sequence.",
    .size = sizeof(Tuple),
    .flags = CLASS_FLAG_SUBCLASSABLE | CLASS_FLAG_VARIABLE,
    .ops = {.trace = trace,
            .create = create,
            .repr = repr,
            .hash = hash,
            .compare = compare,
            .length = length,
            .get_item = get_item,
            .contains = contains,
            .iter = iter,
            .binary = binary},
    .methods = methods,
};

static const ClassSpec iterator_spec = {
    .id = CLASS_TUPLE_ITERATOR,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(SequenceIterator),
    .flags = CLASS_FLAG_NO_INSTANTIATE | CLASS_FLAG_NO_DICT,
    .ops = {.trace = trace_iterator, .iter = oli_iterate_self, .next = next},
    .methods = iterator_methods,
};

bool oli_init_tuple(Vm *vm) {
    if (!oli_class_define(vm, &tuple_spec) || !oli_class_define(vm, &iterator_spec)) return false;
    if (!vm->empty_tuple) vm->empty_tuple = new_unfilled(vm, 0);
    return vm->empty_tuple;
}
