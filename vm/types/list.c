/* SPDX-License-Identifier: MIT
 *
 * List: storage, the C interface of sequence.h, operators. Methods are in list_methods.c, subscripts in list_item.c,
 * sorting in sort.c.
 *
 * Invariants: items[0 .. count) are live Values, never VALUE_UNDEF; the rest up to capacity is garbage. `items` may
 * move whenever script runs, so nobody keeps a pointer into it across such a call.
 */
#include "types/list.h"

#include "types/dict_private.h"
#include "types/init.h"
#include "types/reduce.h"
#include "types/set.h"

/* ---- storage ---- */

/* A capacity for `count` items and some more, so that appending is amortised. */
static inline size_t grown_capacity(size_t count) { return (count + (count >> 2) + 4) & ~(size_t)3; }

static bool set_capacity(Vm *vm, List *list, size_t capacity) {
    if (capacity > SIZE_MAX / (2 * sizeof(Value))) return oli_raise_no_memory(vm), false;
    Value *items = oli_resize(vm, list->items, list->capacity * sizeof(Value), capacity * sizeof(Value));
    if (!items) return false;
    list->items = items;
    list->capacity = capacity;
    list->header.flags |= LIST_CHANGED_IN_SORT; /* whatever is done to an empty list begins here */
    return true;
}

bool oli_list_reserve(Vm *vm, List *list, size_t capacity) {
    return capacity <= list->capacity || set_capacity(vm, list, capacity);
}

bool oli_list_grow(Vm *vm, List *list, size_t count) {
    return count <= list->capacity || set_capacity(vm, list, grown_capacity(count));
}

void oli_list_clear(Vm *vm, List *list) {
    Value *items = list->items;
    size_t capacity = list->capacity;
    list->items = NULL;
    list->count = list->capacity = 0;
    if (items) oli_release(vm, items, capacity * sizeof(Value));
}

void oli_list_shrink(Vm *vm, List *list) {
    if (list->count >= list->capacity / 2 || list->capacity <= 16) return;
    size_t capacity = grown_capacity(list->count);
    Value *items = oli_try_resize(vm, list->items, list->capacity * sizeof(Value), capacity * sizeof(Value));
    if (!items) return;
    list->items = items;
    list->capacity = capacity;
}

/* ---- C interface ---- */

List *oli_list_new(Vm *vm, size_t capacity) {
    List *list = oli_new(vm, vm->classes[CLASS_LIST], sizeof(List));
    if (!list || (capacity && !set_capacity(vm, list, capacity))) return NULL;
    return list;
}

List *oli_list_from(Vm *vm, const Value *items, size_t count) {
    List *list = oli_list_new(vm, count);
    if (!list) return NULL;
    if (count) memcpy(list->items, items, count * sizeof(Value));
    list->count = count;
    return list;
}

bool oli_list_append(Vm *vm, List *list, Value item) {
    if (list->count == list->capacity && !oli_list_grow(vm, list, list->count + 1)) return false;
    list->items[list->count++] = item;
    barrier(vm, item);
    return true;
}

bool oli_list_insert(Vm *vm, List *list, size_t index, Value item) {
    if (!oli_list_grow(vm, list, list->count + 1)) return false;
    if (index > list->count) index = list->count;
    memmove(list->items + index + 1, list->items + index, (list->count - index) * sizeof(Value));
    list->items[index] = item;
    list->count++;
    barrier(vm, item);
    return true;
}

/* Before `more` items are appended at once: exact for a first filling, else with spare. */
static bool make_room(Vm *vm, List *list, size_t more) {
    if (more > SIZE_MAX / sizeof(Value) - list->count) return oli_raise_no_memory(vm), false;
    return list->count ? oli_list_grow(vm, list, list->count + more) : oli_list_reserve(vm, list, more);
}

bool oli_list_append_all(Vm *vm, List *list, const Value *items, size_t count) {
    if (!count) return true;
    size_t own = items >= list->items && items < list->items + list->count ? (size_t)(items - list->items) : SIZE_MAX;
    if (!make_room(vm, list, count)) return false;
    if (own != SIZE_MAX) items = list->items + own;
    memcpy(list->items + list->count, items, count * sizeof(Value));
    list->count += count;
    oli_barrier_values(vm, items, count);
    return true;
}

static bool append_visited(Vm *vm, Value item, void *list) { return oli_list_append(vm, list, item); }

/* Append what a foreign iterable yields; `iterable` and `list` are rooted. */
static bool extend_by_iteration(Vm *vm, List *list, Value iterable) {
    Value iterator = oli_iter(vm, iterable);
    if (is_error(iterator)) return false;
    Root root;
    root_push(vm, &root, iterator);
    int64_t hint = oli_length_hint(vm, iterable);
    if (hint > INT64_MAX - (int64_t)list->count) hint = 0; /* nobody can mean that */
    bool ok = hint >= 0 && (!hint || make_room(vm, list, (size_t)hint)) &&
              oli_for_each(vm, iterator, append_visited, list);
    root_pop(vm, &root);
    return ok;
}

/* ---- from built-in containers, without iterators ---- */

static bool extend_by_range(Vm *vm, List *list, const Range *range) {
    size_t old_count = list->count;
    if (!make_room(vm, list, (size_t)range->length)) return false;
    for (int64_t i = 0; i < range->length; i++) {
        Value item = oli_int_from_i64(vm, (int64_t)((uint64_t)range->start + (uint64_t)i * (uint64_t)range->step));
        if (is_error(item)) return false;
        list->items[list->count++] = item;
    }
    oli_barrier_values(vm, list->items + old_count, list->count - old_count);
    return true;
}

static bool extend_by_dict(Vm *vm, List *list, Dict *dict, DictYield yields) {
    size_t old_count = list->count;
    if (!make_room(vm, list, dict->used)) return false;
    uint32_t position = 0;
    for (const DictEntry *entry; (entry = oli_dict_next(dict, &position));) {
        Value item = oli_dict_entry_as(vm, entry, yields);
        if (is_error(item)) return false;
        list->items[list->count++] = item;
    }
    oli_barrier_values(vm, list->items + old_count, list->count - old_count);
    return true;
}

static bool extend_by_set(Vm *vm, List *list, const Set *set) {
    size_t old_count = list->count;
    if (!make_room(vm, list, set->used)) return false;
    size_t position = 0;
    for (const SetEntry *entry; (entry = oli_set_next(set, &position));) list->items[list->count++] = entry->key;
    oli_barrier_values(vm, list->items + old_count, list->count - old_count);
    return true;
}

bool oli_list_extend(Vm *vm, List *list, Value iterable) {
    if (is_object(iterable)) {
        switch (object_of(iterable)->kind) {
        case CLASS_LIST:
            if (!oli_has_plain_iter(vm, iterable, CLASS_LIST)) break;
            return oli_list_append_all(vm, list, as_list(iterable)->items, as_list(iterable)->count);
        case CLASS_TUPLE:
            if (!oli_has_plain_iter(vm, iterable, CLASS_TUPLE)) break;
            return oli_list_append_all(vm, list, as_tuple(iterable)->items, as_tuple(iterable)->count);
        case CLASS_DICT:
            if (!oli_has_plain_iter(vm, iterable, CLASS_DICT)) break;
            return extend_by_dict(vm, list, as_dict(iterable), DICT_YIELD_KEYS);
        case CLASS_DICT_KEYS:
        case CLASS_DICT_VALUES:
        case CLASS_DICT_ITEMS:
            return extend_by_dict(vm, list, ((DictView *)object_of(iterable))->dict, view_yields(iterable));
        case CLASS_SET:
        case CLASS_FROZENSET:
            if (!oli_has_plain_iter(vm, iterable, (ClassId)object_of(iterable)->kind)) break;
            return extend_by_set(vm, list, as_set(iterable));
        case CLASS_RANGE:
            if (((Range *)object_of(iterable))->length < 0) break;
            return extend_by_range(vm, list, (Range *)object_of(iterable));
        default: break;
        }
    }
    Root list_root, iterable_root;
    root_push(vm, &list_root, make_object(list));
    root_push(vm, &iterable_root, iterable);
    bool ok = extend_by_iteration(vm, list, iterable);
    root_pop(vm, &iterable_root);
    root_pop(vm, &list_root);
    return ok;
}

List *oli_list_of(Vm *vm, Value iterable) {
    List *list = oli_list_new(vm, 0);
    return list && oli_list_extend(vm, list, iterable) ? list : NULL;
}

/* ---- operations ---- */

static void trace(Tracer *tracer, Object *self) { trace_values(tracer, ((List *)self)->items, ((List *)self)->count); }

void oli_list_finalize(Vm *vm, Object *self) { oli_list_clear(vm, (List *)self); }

static Value create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)args, (void)count, (void)names;
    if (cls != vm->classes[CLASS_LIST]) return oli_instance_new(vm, cls);
    List *list = oli_list_new(vm, 0);
    return list ? make_object(list) : VALUE_ERROR;
}

static bool init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    uint32_t positional = names ? count - (uint32_t)names->count : count;
    bool has_own_new = class_of(vm, self)->ops.create != vm->classes[CLASS_LIST]->ops.create;
    if ((!has_own_new && !oli_check_no_keywords(vm, "list", names)) || !oli_check_arg_count(vm, "list", positional, 0, 1)) return false;
    if (as_list(self)->count) oli_list_clear(vm, as_list(self));
    return !positional || oli_list_extend(vm, as_list(self), args[0]);
}

static Value repr(Vm *vm, Value self) { return oli_sequence_repr(vm, self, "[]"); }

static Value compare(Vm *vm, Value a, Value b, CompareOperator op) {
    return is_list(b) ? oli_compare_sequences(vm, a, b, op) : VALUE_NOT_IMPLEMENTED;
}

static int64_t length(Vm *vm, Value self) {
    (void)vm;
    return (int64_t)as_list(self)->count;
}

static int contains(Vm *vm, Value self, Value item) {
    List *list = as_list(self);
    Root root, item_root;
    root_push(vm, &root, self);
    root_push(vm, &item_root, item);
    int found = 0;
    for (size_t i = 0; i < list->count && !found; i++) found = oli_equal_items(vm, list->items[i], item);
    root_pop(vm, &item_root);
    root_pop(vm, &root);
    return found;
}

static Value iter(Vm *vm, Value self) { return oli_iterator_over(vm, CLASS_LIST_ITERATOR, self, 0); }

static Value concat(Vm *vm, const List *a, const List *b) {
    if (a->count > SIZE_MAX / sizeof(Value) - b->count) return oli_raise_no_memory(vm);
    List *list = oli_list_new(vm, a->count + b->count);
    if (!list) return VALUE_ERROR;
    if (a->count) memcpy(list->items, a->items, a->count * sizeof(Value));
    if (b->count) memcpy(list->items + a->count, b->items, b->count * sizeof(Value));
    list->count = a->count + b->count;
    return make_object(list);
}

static Value repeat(Vm *vm, const List *list, size_t times) {
    size_t count = list->count;
    if (count && times > SIZE_MAX / 2 / sizeof(Value) / count) return oli_raise_no_memory(vm);
    List *result = oli_list_new(vm, count * times);
    if (!result) return VALUE_ERROR;
    if (!count || !times) return make_object(result);
    memcpy(result->items, list->items, count * sizeof(Value));
    oli_fill_repeated(result->items, count, times);
    result->count = count * times;
    return make_object(result);
}

static Value binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (op == BINARY_ADD) {
        if (!is_list(a)) return VALUE_NOT_IMPLEMENTED;
        return is_list(b) ? concat(vm, as_list(a), as_list(b)) : oli_concat_foreign(vm, a, b, "list");
    }
    if (op != BINARY_MUL) return VALUE_NOT_IMPLEMENTED;
    bool reflected = !is_list(a);
    Root root;
    root_push(vm, &root, reflected ? b : a);
    size_t times;
    Value result = oli_repeat_count(vm, a, b, reflected, &times);
    if (is_undef(result)) result = repeat(vm, as_list(root.value), times);
    root_pop(vm, &root);
    return result;
}

static Value repeat_in_place(Vm *vm, Value self, Value factor) {
    Root root;
    root_push(vm, &root, self);
    size_t times;
    Value result = oli_repeat_count(vm, self, factor, false, &times);
    root_pop(vm, &root);
    if (!is_undef(result)) return result;
    List *list = as_list(self);
    size_t count = list->count;
    if (!count || !times) {
        oli_list_clear(vm, list);
        return self;
    }
    if (times > SIZE_MAX / 2 / sizeof(Value) / count) return oli_raise_no_memory(vm);
    if (!oli_list_grow(vm, list, count * times)) return VALUE_ERROR;
    oli_fill_repeated(list->items, count, times);
    list->count = count * times;
    return self;
}

static Value inplace(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (op == BINARY_ADD) return oli_list_extend(vm, as_list(a), b) ? a : VALUE_ERROR;
    return op == BINARY_MUL ? repeat_in_place(vm, a, b) : VALUE_NOT_IMPLEMENTED;
}

/* ---- iterators ---- */

static void trace_iterator(Tracer *tracer, Object *self) { trace_value(tracer, ((SequenceIterator *)self)->sequence); }

static Value next(Vm *vm, Value self) {
    (void)vm;
    SequenceIterator *iterator = (SequenceIterator *)object_of(self);
    if (is_undef(iterator->sequence)) return VALUE_STOP;
    const List *list = as_list(iterator->sequence);
    if (iterator->index < list->count) return list->items[iterator->index++];
    iterator->sequence = VALUE_UNDEF;
    return VALUE_STOP;
}

/* A list_reverseiterator: `index` is one above the next item. */
static Value next_reversed(Vm *vm, Value self) {
    (void)vm;
    SequenceIterator *iterator = (SequenceIterator *)object_of(self);
    if (is_undef(iterator->sequence)) return VALUE_STOP;
    const List *list = as_list(iterator->sequence);
    if (iterator->index && iterator->index <= list->count) return list->items[--iterator->index];
    iterator->sequence = VALUE_UNDEF;
    return VALUE_STOP;
}

static Value length_hint(Vm *vm, Value *args) {
    (void)vm;
    const SequenceIterator *iterator = (SequenceIterator *)object_of(args[0]);
    if (is_undef(iterator->sequence)) return make_int(0);
    size_t count = as_list(iterator->sequence)->count;
    return make_int(iterator->index < count ? (int64_t)(count - iterator->index) : 0);
}

static Value length_hint_reversed(Vm *vm, Value *args) {
    (void)vm;
    const SequenceIterator *iterator = (SequenceIterator *)object_of(args[0]);
    if (is_undef(iterator->sequence)) return make_int(0);
    return make_int(iterator->index <= as_list(iterator->sequence)->count ? (int64_t)iterator->index : 0);
}

static const NativeDef iterator_methods[] = {
    NATIVE("__length_hint__", "self", length_hint),
    NATIVE("__setstate__", "self, state, /", oli_iterator_set_state),
    NATIVE_END,
};

static const NativeDef reverse_iterator_methods[] = {
    NATIVE("__length_hint__", "self", length_hint_reversed),
    NATIVE("__setstate__", "self, state, /", oli_iterator_set_state),
    NATIVE_END,
};

static const ClassSpec list_spec = {
    .id = CLASS_LIST,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "list(iterable=(), /): a mutable sequence.",
    .size = sizeof(List),
    .flags = CLASS_FLAG_SUBCLASSABLE,
    .ops = {.trace = trace,
            .finalize = oli_list_finalize,
            .create = create,
            .init = init,
            .repr = repr,
            .compare = compare,
            .length = length,
            .get_item = oli_list_get_item,
            .set_item = oli_list_set_item,
            .contains = contains,
            .iter = iter,
            .binary = binary,
            .inplace = inplace},
    .methods = oli_list_methods,
};

static const ClassSpec iterator_spec = {
    .id = CLASS_LIST_ITERATOR,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(SequenceIterator),
    .flags = CLASS_FLAG_NO_INSTANTIATE | CLASS_FLAG_NO_DICT,
    .ops = {.trace = trace_iterator, .iter = oli_iterate_self, .next = next},
    .methods = iterator_methods,
};

static const ClassSpec reverse_iterator_spec = {
    .id = CLASS_LIST_REVERSE_ITERATOR,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(SequenceIterator),
    .flags = CLASS_FLAG_NO_INSTANTIATE | CLASS_FLAG_NO_DICT,
    .ops = {.trace = trace_iterator, .iter = oli_iterate_self, .next = next_reversed},
    .methods = reverse_iterator_methods,
};

bool oli_init_list(Vm *vm) {
    return oli_class_define(vm, &list_spec) && oli_class_define(vm, &iterator_spec) &&
           oli_class_define(vm, &reverse_iterator_spec);
}
