/* SPDX-License-Identifier: MIT
 *
 * Filling a dict from another mapping or from pairs: dict(), update(), |=, fromkeys().
 *
 * Every function here may run script, and roots the dict and the source meanwhile.
 */
#include "types/dict_private.h"
#include "types/set.h"

/* ---- from a dict ---- */

/* Copy the entries one by one: keys of the target may have to be compared by script. Both are rooted. */
static bool merge_entries(Vm *vm, Dict *target, Dict *source) {
    uint32_t position = 0, entry_count = source->entry_count;
    for (const DictEntry *entry; (entry = oli_dict_next(source, &position));) {
        if (!oli_dict_set_hashed(vm, target, entry->key, entry->hash, entry->value)) return false;
        if (source->entry_count != entry_count) {
            return oli_raise_false(vm, EXC_RUNTIME_ERROR, "dict mutated during update");
        }
    }
    return true;
}

static bool merge_dict(Vm *vm, Dict *target, Dict *source) {
    if (target == source || !source->used) return true;
    if (!target->used && oli_dict_is_dense(source)) {
        if (target->entries) oli_dict_clear(vm, target);
        return oli_dict_clone_into(vm, target, source);
    }
    if (source->used > target->capacity && !oli_dict_reserve(vm, target, (size_t)target->used + source->used)) {
        return false;
    }
    return merge_entries(vm, target, source);
}

/* ---- from an object with keys() ---- */

typedef struct Merge {
    Dict *target;
    Value source;
} Merge;

static bool merge_key(Vm *vm, Value key, void *context) {
    const Merge *merge = context;
    Value value = oli_get_item(vm, merge->source, key);
    return !is_error(value) && oli_dict_set(vm, merge->target, key, value);
}

static bool merge_by_keys(Vm *vm, Dict *target, Value source, Value keys_method) {
    Value keys = oli_call0(vm, keys_method);
    if (is_error(keys)) return false;
    Merge merge = {target, source};
    return oli_for_each(vm, keys, merge_key, &merge);
}

/* ---- from pairs ---- */

typedef struct PairMerge {
    Dict *target;
    size_t count; /* pairs so far */
} PairMerge;

/* The two items of a pair; false: it is not one. `pair` is rooted. */
static bool unpack_pair(Vm *vm, Value pair, size_t at, Value out[2]) {
    const ClassOps *ops = &class_of(vm, pair)->ops;
    if (!ops->iter && !ops->get_item) {
        return oli_raise_false(vm, EXC_TYPE_ERROR,
                               "cannot convert dictionary update sequence element #%zu to a sequence", at);
    }
    bool is_plain = is_exact(vm, pair, CLASS_TUPLE) || is_exact(vm, pair, CLASS_LIST);
    if (!is_plain) {
        List *list = oli_list_of(vm, pair);
        if (!list) return false;
        pair = make_object(list);
    }
    size_t count = is_list(pair) ? as_list(pair)->count : as_tuple(pair)->count;
    if (count != 2) {
        return oli_raise_false(vm, EXC_VALUE_ERROR,
                               "dictionary update sequence element #%zu has length %zu; 2 is required", at, count);
    }
    memcpy(out, is_list(pair) ? as_list(pair)->items : as_tuple(pair)->items, 2 * sizeof(Value));
    return true;
}

static bool merge_pair(Vm *vm, Value pair, void *context) {
    PairMerge *merge = context;
    Value items[2];
    return unpack_pair(vm, pair, merge->count++, items) && oli_dict_set(vm, merge->target, items[0], items[1]);
}

/* ---- anything ---- */

static bool update_alive(Vm *vm, Dict *dict, Value other) {
    if (is_dict(other) && oli_has_plain_iter(vm, other, CLASS_DICT)) return merge_dict(vm, dict, as_dict(other));
    Value keys = oli_find_attr(vm, other, vm->names.keys);
    if (is_error(keys)) return false;
    if (!is_undef(keys)) return merge_by_keys(vm, dict, other, keys);
    PairMerge merge = {dict, 0};
    return oli_for_each(vm, other, merge_pair, &merge);
}

bool oli_dict_update(Vm *vm, Dict *dict, Value other) {
    Root dict_root, other_root;
    root_push(vm, &dict_root, make_object(dict));
    root_push(vm, &other_root, other);
    bool ok = update_alive(vm, dict, other);
    root_pop(vm, &other_root);
    root_pop(vm, &dict_root);
    return ok;
}

/* ---- fromkeys ---- */

typedef struct Filling {
    Value target, value;
} Filling;

static bool fill_key(Vm *vm, Value key, void *context) {
    const Filling *filling = context;
    if (is_exact(vm, filling->target, CLASS_DICT)) {
        return oli_dict_set(vm, as_dict(filling->target), key, filling->value);
    }
    return oli_set_item(vm, filling->target, key, filling->value);
}

/* The keys of a set or dict with the hashes that are known; all are rooted. */
static bool fill_from_set(Vm *vm, Dict *target, Set *source, Value value) {
    if (!oli_dict_reserve(vm, target, source->used)) return false;
    size_t position = 0;
    for (const SetEntry *entry; (entry = oli_set_next(source, &position));) {
        if (!oli_dict_set_hashed(vm, target, entry->key, entry->hash, value)) return false;
    }
    return true;
}

static bool fill_from_dict(Vm *vm, Dict *target, Dict *source, Value value) {
    if (!oli_dict_reserve(vm, target, source->used)) return false;
    uint32_t position = 0;
    for (const DictEntry *entry; (entry = oli_dict_next(source, &position));) {
        if (!oli_dict_set_hashed(vm, target, entry->key, entry->hash, value)) return false;
    }
    return true;
}

static bool fill(Vm *vm, Value target, Value iterable, Value value) {
    if (is_exact(vm, target, CLASS_DICT) && !as_dict(target)->used) {
        if (is_exact(vm, iterable, CLASS_DICT)) return fill_from_dict(vm, as_dict(target), as_dict(iterable), value);
        if (is_exact(vm, iterable, CLASS_SET) || is_exact(vm, iterable, CLASS_FROZENSET)) {
            return fill_from_set(vm, as_dict(target), as_set(iterable), value);
        }
    }
    Filling filling = {target, value};
    return oli_for_each(vm, iterable, fill_key, &filling);
}

Value oli_dict_fromkeys(Vm *vm, Value *args) {
    Value target = oli_call0(vm, args[0]);
    if (is_error(target)) return VALUE_ERROR;
    args[0] = target; /* rooted from here on, as the others are */
    if (is_undef(args[2])) args[2] = VALUE_NONE;
    return fill(vm, target, args[1], args[2]) ? args[0] : VALUE_ERROR;
}
