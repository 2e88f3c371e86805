/* SPDX-License-Identifier: MIT
 *
 * The classes set and frozenset, and set_iterator.
 *
 * Operators accept sets only, methods any iterable. A set looked for in a set (`s in t`, remove, discard) stands for
 * the frozenset of the same items.
 */
#include "types/init.h"
#include "types/set.h"

/* ---- life ---- */

static void trace(Tracer *tracer, Object *self) {
    const Set *set = (Set *)self;
    if (!set->table) return;
    for (size_t i = 0; i <= set->mask; i++) trace_value(tracer, set->table[i].key);
}

static void finalize(Vm *vm, Object *self) { oli_set_clear(vm, (Set *)self); }

static Value set_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)args, (void)count, (void)names;
    Value self = oli_instance_new(vm, cls);
    if (!is_error(self)) as_set(self)->hash = -1;
    return self;
}

static bool set_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    uint32_t positional = names ? count - (uint32_t)names->count : count;
    if (!oli_check_no_keywords(vm, "set", names) || !oli_check_arg_count(vm, "set", positional, 0, 1)) return false;
    if (as_set(self)->filled) oli_set_clear(vm, as_set(self));
    return !positional || oli_set_update(vm, as_set(self), args[0]);
}

static Value frozenset_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    Class *base = vm->classes[CLASS_FROZENSET];
    bool takes_keywords = cls != base && cls->ops.init != base->ops.init;
    uint32_t positional = names ? count - (uint32_t)names->count : count;
    if (!takes_keywords && !oli_check_no_keywords(vm, "frozenset", names)) return VALUE_ERROR;
    if (!oli_check_arg_count(vm, "frozenset", positional, 0, 1)) return VALUE_ERROR;
    if (positional && cls == base && is_exact(vm, args[0], CLASS_FROZENSET)) return args[0];
    Value self = oli_instance_new(vm, cls);
    if (is_error(self)) return VALUE_ERROR;
    as_set(self)->hash = -1;
    if (!positional) return self;
    Root root;
    root_push(vm, &root, self);
    bool ok = oli_set_update(vm, as_set(self), args[0]);
    root_pop(vm, &root);
    return ok ? self : VALUE_ERROR;
}

/* ---- text ---- */

static Value wrap_text(Str *text) { return text ? make_object(text) : VALUE_ERROR; }

/* The items as a List: repr must not look at the table between calls into script. */
static List *items_of(Vm *vm, Set *set) {
    List *list = oli_list_new(vm, set->used);
    if (!list) return NULL;
    size_t position = 0;
    for (const SetEntry *entry; (entry = oli_set_next(set, &position));) {
        if (!oli_list_append(vm, list, entry->key)) return NULL;
    }
    return list;
}

static Value repr_items(Vm *vm, Value self) {
    List *list = items_of(vm, as_set(self));
    if (!list) return VALUE_ERROR;
    Root root;
    root_push(vm, &root, make_object(list));
    TextBuilder text;
    oli_text_init(&text, vm);
    bool is_plain = is_exact(vm, self, CLASS_SET);
    if (!is_plain) oli_text_format(&text, "%T(", self);
    for (size_t i = 0; i < list->count; i++) {
        if (!oli_text_append_c(&text, i ? ", " : "{") || !oli_text_append_repr(&text, list->items[i])) break;
    }
    oli_text_append_c(&text, is_plain ? "}" : "})");
    root_pop(vm, &root);
    return wrap_text(oli_text_finish(&text));
}

static Value repr(Vm *vm, Value self) {
    if (!as_set(self)->used) return wrap_text(oli_str_format(vm, "%T()", self));
    int entered = oli_repr_enter(vm, self);
    if (entered < 0) return VALUE_ERROR;
    if (!entered) return wrap_text(oli_str_format(vm, "%T(...)", self));
    Root root;
    root_push(vm, &root, self);
    Value result = repr_items(vm, self);
    root_pop(vm, &root);
    oli_repr_leave(vm, self);
    return result;
}

/* ---- hash and comparison ---- */

static inline uint64_t shuffle_bits(uint64_t hash) { return ((hash ^ 89869747u) ^ (hash << 16)) * 3644798167u; }

/* Independent of the order; the one CPython publishes. */
static bool frozenset_hash(Vm *vm, Value self, int64_t *out) {
    (void)vm;
    Set *set = as_set(self);
    if (set->hash == -1) {
        uint64_t hash = 0;
        size_t position = 0;
        for (const SetEntry *entry; (entry = oli_set_next(set, &position));) {
            hash ^= shuffle_bits((uint64_t)entry->hash);
        }
        hash ^= ((uint64_t)set->used + 1) * 1927868237u;
        hash ^= (hash >> 11) ^ (hash >> 25);
        hash = hash * 69069u + 907133923u;
        set->hash = hash == UINT64_MAX ? 590923713 : (int64_t)hash;
    }
    *out = set->hash;
    return true;
}

static int equal_sets(Vm *vm, Set *a, Set *b) {
    if (a->used != b->used) return 0;
    if (a->hash != -1 && b->hash != -1 && a->hash != b->hash) return 0;
    return oli_set_is_subset(vm, a, make_object(b));
}

static Value compare(Vm *vm, Value a_value, Value b_value, CompareOperator op) {
    if (!is_set(b_value)) return VALUE_NOT_IMPLEMENTED;
    Set *a = as_set(a_value), *b = as_set(b_value);
    int result;
    switch (op) {
    case COMPARE_EQ: result = equal_sets(vm, a, b); break;
    case COMPARE_NE:
        result = equal_sets(vm, a, b);
        if (result >= 0) result = !result;
        break;
    case COMPARE_LT: result = a->used < b->used ? oli_set_is_subset(vm, a, b_value) : 0; break;
    case COMPARE_LE: result = oli_set_is_subset(vm, a, b_value); break;
    case COMPARE_GT: result = a->used > b->used ? oli_set_is_subset(vm, b, a_value) : 0; break;
    default: result = oli_set_is_subset(vm, b, a_value); break;
    }
    return result < 0 ? VALUE_ERROR : make_bool(result);
}

/* ---- items ---- */

static int64_t length(Vm *vm, Value self) {
    (void)vm;
    return (int64_t)as_set(self)->used;
}

typedef int (*HashedFn)(Vm *vm, Set *set, Value key, int64_t hash);

/* Do something with a key; an unhashable set is replaced by a frozenset of the same items. */
static int with_key(Vm *vm, Value self, Value key, HashedFn fn) {
    int64_t hash;
    Root self_root, key_root;
    root_push(vm, &self_root, self);
    root_push(vm, &key_root, key);
    int result = -1;
    if (oli_hash_key(vm, key, &hash)) {
        result = fn(vm, as_set(self), key, hash);
    } else if (is_set(key) && oli_exception_is(vm, EXC_TYPE_ERROR)) {
        clear_exception(vm);
        Set *frozen = oli_set_of(vm, key, true);
        if (frozen) key_root.value = make_object(frozen);
        if (frozen && frozenset_hash(vm, key_root.value, &hash)) result = fn(vm, as_set(self), key_root.value, hash);
    }
    root_pop(vm, &key_root);
    root_pop(vm, &self_root);
    return result;
}

static int contains(Vm *vm, Value self, Value key) { return with_key(vm, self, key, oli_set_contains_hashed); }

/* ---- operators ---- */

static Value wrap(Set *set) { return set ? make_object(set) : VALUE_ERROR; }

static Value binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (!is_set(a) || !is_set(b)) return VALUE_NOT_IMPLEMENTED;
    switch (op) {
    case BINARY_OR: return wrap(oli_set_union(vm, as_set(a), b));
    case BINARY_AND: return wrap(oli_set_intersection(vm, as_set(a), b));
    case BINARY_SUB: return wrap(oli_set_difference(vm, as_set(a), b));
    case BINARY_XOR: return wrap(oli_set_symmetric_difference(vm, as_set(a), b));
    default: return VALUE_NOT_IMPLEMENTED;
    }
}

/* set &= other: the items of the intersection replace those of the set. */
static bool intersect_in_place(Vm *vm, Set *set, Value other) {
    Root root;
    root_push(vm, &root, make_object(set));
    Set *result = oli_set_intersection(vm, set, other);
    root_pop(vm, &root);
    if (result) oli_set_swap(vm, set, result);
    return result;
}

static Value inplace(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (!is_set(b)) return VALUE_NOT_IMPLEMENTED;
    Set *set = as_set(a);
    bool ok;
    switch (op) {
    case BINARY_OR: ok = oli_set_update(vm, set, b); break;
    case BINARY_AND: ok = intersect_in_place(vm, set, b); break;
    case BINARY_SUB: ok = oli_set_difference_update(vm, set, b); break;
    case BINARY_XOR: ok = oli_set_symmetric_difference_update(vm, set, b); break;
    default: return VALUE_NOT_IMPLEMENTED;
    }
    return ok ? a : VALUE_ERROR;
}

/* ---- methods of set ---- */

static Value none_or_error(bool ok) { return ok ? VALUE_NONE : VALUE_ERROR; }
static Value bool_or_error(int result) { return result < 0 ? VALUE_ERROR : make_bool(result); }

static Value add(Vm *vm, Value *args) { return none_or_error(oli_set_add(vm, as_set(args[0]), args[1]) >= 0); }

static Value discard(Vm *vm, Value *args) {
    return none_or_error(with_key(vm, args[0], args[1], oli_set_remove_hashed) >= 0);
}

static Value remove_method(Vm *vm, Value *args) {
    int removed = with_key(vm, args[0], args[1], oli_set_remove_hashed);
    if (!removed) return oli_raise_key(vm, args[1]);
    return none_or_error(removed > 0);
}

static Value pop(Vm *vm, Value *args) {
    Value item;
    if (oli_set_pop(vm, as_set(args[0]), &item)) return item;
    return oli_raise(vm, EXC_KEY_ERROR, "pop from an empty set");
}

static Value clear(Vm *vm, Value *args) {
    oli_set_clear(vm, as_set(args[0]));
    return VALUE_NONE;
}

/* args: the set and a Tuple of iterables. */
static Value update(Vm *vm, Value *args) {
    const Tuple *others = as_tuple(args[1]);
    for (size_t i = 0; i < others->count; i++) {
        if (!oli_set_update(vm, as_set(args[0]), others->items[i])) return VALUE_ERROR;
    }
    return VALUE_NONE;
}

static Value difference_update(Vm *vm, Value *args) {
    const Tuple *others = as_tuple(args[1]);
    for (size_t i = 0; i < others->count; i++) {
        if (!oli_set_difference_update(vm, as_set(args[0]), others->items[i])) return VALUE_ERROR;
    }
    return VALUE_NONE;
}

static Value symmetric_difference_update(Vm *vm, Value *args) {
    return none_or_error(oli_set_symmetric_difference_update(vm, as_set(args[0]), args[1]));
}

/* ---- methods of both ---- */

static Value copy(Vm *vm, Value *args) {
    if (is_exact(vm, args[0], CLASS_FROZENSET)) return args[0];
    return wrap(oli_set_of(vm, args[0], is_frozen(as_set(args[0]))));
}

typedef Set *(*CombineFn)(Vm *vm, Set *set, Value other);

/* Combine the set with each of a Tuple of iterables in turn; a copy when there is none. */
static Value combine_all(Vm *vm, Value *args, CombineFn combine) {
    const Tuple *others = as_tuple(args[1]);
    if (!others->count) return wrap(oli_set_of(vm, args[0], is_frozen(as_set(args[0]))));
    for (size_t i = 0; i < others->count; i++) {
        Set *result = combine(vm, as_set(args[0]), others->items[i]);
        if (!result) return VALUE_ERROR;
        args[0] = make_object(result);
    }
    return args[0];
}

static Value intersection(Vm *vm, Value *args) { return combine_all(vm, args, oli_set_intersection); }

static Value union_method(Vm *vm, Value *args) {
    Value self = args[0];
    Set *result = oli_set_of(vm, self, is_frozen(as_set(self)));
    if (!result) return VALUE_ERROR;
    args[0] = make_object(result); /* roots it; `self` is only compared from here on */
    const Tuple *others = as_tuple(args[1]);
    for (size_t i = 0; i < others->count; i++) {
        if (!is_same(others->items[i], self) && !oli_set_update(vm, result, others->items[i])) return VALUE_ERROR;
    }
    return args[0];
}

static Value difference(Vm *vm, Value *args) {
    const Tuple *others = as_tuple(args[1]);
    if (!others->count) return wrap(oli_set_of(vm, args[0], is_frozen(as_set(args[0]))));
    Set *result = oli_set_difference(vm, as_set(args[0]), others->items[0]);
    if (!result) return VALUE_ERROR;
    args[0] = make_object(result);
    for (size_t i = 1; i < others->count; i++) {
        if (!oli_set_difference_update(vm, result, others->items[i])) return VALUE_ERROR;
    }
    return args[0];
}

static Value intersection_update(Vm *vm, Value *args) {
    Root root;
    root_push(vm, &root, args[0]);
    Value result = intersection(vm, args);
    if (!is_error(result)) oli_set_swap(vm, as_set(root.value), as_set(result));
    root_pop(vm, &root);
    return is_error(result) ? VALUE_ERROR : VALUE_NONE;
}

static Value symmetric_difference(Vm *vm, Value *args) {
    return wrap(oli_set_symmetric_difference(vm, as_set(args[0]), args[1]));
}

static Value isdisjoint(Vm *vm, Value *args) {
    return bool_or_error(oli_set_is_disjoint(vm, as_set(args[0]), args[1]));
}
static Value issubset(Vm *vm, Value *args) { return bool_or_error(oli_set_is_subset(vm, as_set(args[0]), args[1])); }
static Value issuperset(Vm *vm, Value *args) {
    return bool_or_error(oli_set_is_superset(vm, as_set(args[0]), args[1]));
}

static const NativeDef set_methods[] = {
    NATIVE("add", "self, object, /", add),
    NATIVE("clear", "self", clear),
    NATIVE("copy", "self", copy),
    NATIVE("difference", "self, *others", difference),
    NATIVE("difference_update", "self, *others", difference_update),
    NATIVE("discard", "self, object, /", discard),
    NATIVE("intersection", "self, *others", intersection),
    NATIVE("intersection_update", "self, *others", intersection_update),
    NATIVE("isdisjoint", "self, other, /", isdisjoint),
    NATIVE("issubset", "self, other, /", issubset),
    NATIVE("issuperset", "self, other, /", issuperset),
    NATIVE("pop", "self", pop),
    NATIVE("remove", "self, object, /", remove_method),
    NATIVE("symmetric_difference", "self, other, /", symmetric_difference),
    NATIVE("symmetric_difference_update", "self, other, /", symmetric_difference_update),
    NATIVE("union", "self, *others", union_method),
    NATIVE("update", "self, *others", update),
    NATIVE_END,
};

static const NativeDef frozenset_methods[] = {
    NATIVE("copy", "self", copy),
    NATIVE("difference", "self, *others", difference),
    NATIVE("intersection", "self, *others", intersection),
    NATIVE("isdisjoint", "self, other, /", isdisjoint),
    NATIVE("issubset", "self, other, /", issubset),
    NATIVE("issuperset", "self, other, /", issuperset),
    NATIVE("symmetric_difference", "self, other, /", symmetric_difference),
    NATIVE("union", "self, *others", union_method),
    NATIVE_END,
};

/* ---- iterator ---- */

typedef struct SetIterator {
    Object header;
    Set *set; /* NULL when exhausted */
    size_t position, used, remaining;
} SetIterator;

static Value iter(Vm *vm, Value self) {
    SetIterator *iterator = oli_new(vm, vm->classes[CLASS_SET_ITERATOR], sizeof(SetIterator));
    if (!iterator) return VALUE_ERROR;
    iterator->set = as_set(self);
    iterator->used = iterator->remaining = as_set(self)->used;
    return make_object(iterator);
}

static void trace_iterator(Tracer *tracer, Object *self) { trace_object(tracer, ((SetIterator *)self)->set); }

static Value next(Vm *vm, Value self) {
    SetIterator *iterator = (SetIterator *)object_of(self);
    if (!iterator->set) return VALUE_STOP;
    if (iterator->used != iterator->set->used) {
        iterator->used = SIZE_MAX; /* the error stays */
        return oli_raise(vm, EXC_RUNTIME_ERROR, "Set changed size during iteration");
    }
    const SetEntry *entry = oli_set_next(iterator->set, &iterator->position);
    if (entry) {
        if (iterator->remaining) iterator->remaining--;
        return entry->key;
    }
    iterator->set = NULL;
    return VALUE_STOP;
}

static Value length_hint(Vm *vm, Value *args) {
    (void)vm;
    const SetIterator *iterator = (SetIterator *)object_of(args[0]);
    bool is_valid = iterator->set && iterator->used == iterator->set->used;
    return make_int(is_valid ? (int64_t)iterator->remaining : 0);
}

static const NativeDef iterator_methods[] = {
    NATIVE("__length_hint__", "self", length_hint),
    NATIVE_END,
};

static const ClassSpec set_spec = {
    .id = CLASS_SET,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "set(iterable=(), /): an unordered collection of unique items.",
    .size = sizeof(Set),
    .flags = CLASS_FLAG_SUBCLASSABLE,
    .ops = {.trace = trace,
            .finalize = finalize,
            .create = set_create,
            .init = set_init,
            .repr = repr,
            .compare = compare,
            .length = length,
            .contains = contains,
            .iter = iter,
            .binary = binary,
            .inplace = inplace},
    .methods = set_methods,
};

static const ClassSpec frozenset_spec = {
    .id = CLASS_FROZENSET,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "frozenset(iterable=(), /): an immutable set.",
    .size = sizeof(Set),
    .flags = CLASS_FLAG_SUBCLASSABLE,
    .ops = {.trace = trace,
            .finalize = finalize,
            .create = frozenset_create,
            .repr = repr,
            .hash = frozenset_hash,
            .compare = compare,
            .length = length,
            .contains = contains,
            .iter = iter,
            .binary = binary},
    .methods = frozenset_methods,
};

static const ClassSpec iterator_spec = {
    .id = CLASS_SET_ITERATOR,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(SetIterator),
    .flags = CLASS_FLAG_NO_INSTANTIATE | CLASS_FLAG_NO_DICT,
    .ops = {.trace = trace_iterator, .iter = oli_iterate_self, .next = next},
    .methods = iterator_methods,
};

bool oli_init_set(Vm *vm) {
    return oli_class_define(vm, &set_spec) && oli_class_define(vm, &frozenset_spec) &&
           oli_class_define(vm, &iterator_spec);
}
