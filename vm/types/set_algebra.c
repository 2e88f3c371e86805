/* SPDX-License-Identifier: MIT
 *
 * Intersection, difference, union and comparison of sets with sets and with other iterables.
 *
 * Which operand is gone through, and when a copy is made, follows CPython: it decides the order of the result. Sets may
 * change while keys are compared; oli_set_next looks at the table anew for each entry. Operands and results are rooted
 * here.
 */
#include "types/set.h"

/* Roots of an operation: its operands and its result. */
typedef struct Scope {
    Root set, other, result;
} Scope;

static void enter(Vm *vm, Scope *scope, Set *set, Value other, Set *result) {
    root_push(vm, &scope->set, make_object(set));
    root_push(vm, &scope->other, other);
    root_push(vm, &scope->result, result ? make_object(result) : VALUE_NONE);
}

static void leave(Vm *vm, Scope *scope) {
    root_pop(vm, &scope->result);
    root_pop(vm, &scope->other);
    root_pop(vm, &scope->set);
}

/* Whether `other`, a set or an exact dict, holds a key: 1, 0, -1. */
static int holds(Vm *vm, Value other, Value key, int64_t hash) {
    if (is_set(other)) return oli_set_contains_hashed(vm, as_set(other), key, hash);
    int64_t position = oli_dict_lookup(vm, as_dict(other), key, hash);
    return position >= 0 ? 1 : position == DICT_MISSING ? 0 : -1;
}

Set *oli_set_of(Vm *vm, Value iterable, bool frozen) {
    Set *set = oli_set_new(vm, frozen);
    return set && oli_set_update(vm, set, iterable) ? set : NULL;
}

Set *oli_set_union(Vm *vm, Set *set, Value other) {
    Root root;
    root_push(vm, &root, other);
    Set *result = oli_set_of(vm, make_object(set), is_frozen(set));
    root_pop(vm, &root);
    if (!result || is_same(make_object(set), other)) return result;
    return oli_set_update(vm, result, other) ? result : NULL;
}

/* ---- visiting other iterables ---- */

typedef struct Visit {
    Set *set;    /* what keys are looked up in */
    Set *result; /* where they go */
    int answer;
} Visit;

static bool hash_and_look(Vm *vm, Value key, const Visit *visit, int64_t *hash, int *found) {
    if (!oli_hash_key(vm, key, hash)) return false;
    *found = oli_set_contains_hashed(vm, visit->set, key, *hash);
    return *found >= 0;
}

/* oli_for_each, but `visit` may also end it: then it returns false with no exception pending. */
static bool for_each_until(Vm *vm, Value iterable, VisitFn visit, Visit *context) {
    return oli_for_each(vm, iterable, visit, context) || !has_exception(vm);
}

/* ---- intersection ---- */

static bool intersect_visited(Vm *vm, Value key, void *context) {
    const Visit *visit = context;
    int64_t hash;
    int found;
    if (!hash_and_look(vm, key, visit, &hash, &found)) return false;
    if (found && oli_set_add_hashed(vm, visit->result, key, hash) < 0) return false;
    return !found || visit->result->used < visit->set->used; /* all found: no need to go on */
}

static bool intersect_sets(Vm *vm, Set *result, Set *small, Set *large) {
    size_t position = 0;
    for (const SetEntry *entry; (entry = oli_set_next(small, &position));) {
        SetEntry copy = *entry;
        Root key;
        root_push(vm, &key, copy.key);
        int found = oli_set_contains_hashed(vm, large, copy.key, copy.hash);
        if (found > 0) found = oli_set_add_hashed(vm, result, copy.key, copy.hash);
        root_pop(vm, &key);
        if (found < 0) return false;
    }
    return true;
}

Set *oli_set_intersection(Vm *vm, Set *set, Value other) {
    bool frozen = is_frozen(set);
    if (is_same(make_object(set), other)) return oli_set_of(vm, other, frozen);
    Set *result = oli_set_new(vm, frozen);
    if (!result) return NULL;
    Scope scope;
    enter(vm, &scope, set, other, result);
    bool ok;
    if (is_set(other)) {
        bool other_is_larger = as_set(other)->used > set->used;
        ok = other_is_larger ? intersect_sets(vm, result, set, as_set(other))
                             : intersect_sets(vm, result, as_set(other), set);
    } else {
        Visit visit = {set, result, 0};
        ok = for_each_until(vm, other, intersect_visited, &visit);
    }
    leave(vm, &scope);
    return ok ? result : NULL;
}

/* ---- difference ---- */

static bool remove_visited(Vm *vm, Value key, void *context) {
    const Visit *visit = context;
    int64_t hash;
    return oli_hash_key(vm, key, &hash) && oli_set_remove_hashed(vm, visit->set, key, hash) >= 0;
}

/* Remove every key of `other`; both are rooted. */
static bool remove_keys(Vm *vm, Set *set, Set *other) {
    size_t position = 0;
    for (const SetEntry *entry; (entry = oli_set_next(other, &position));) {
        if (oli_set_remove_hashed(vm, set, entry->key, entry->hash) < 0) return false;
    }
    return true;
}

bool oli_set_difference_update(Vm *vm, Set *set, Value other) {
    if (is_same(make_object(set), other)) {
        oli_set_clear(vm, set);
        return true;
    }
    Scope scope;
    enter(vm, &scope, set, other, NULL);
    bool ok;
    if (is_set(other)) {
        Set *unwanted = as_set(other);
        if (unwanted->used >> 3 > set->used) unwanted = oli_set_intersection(vm, set, other);
        if (unwanted) scope.result.value = make_object(unwanted);
        ok = unwanted && remove_keys(vm, set, unwanted);
    } else {
        Visit visit = {set, NULL, 0};
        ok = oli_for_each(vm, other, remove_visited, &visit);
    }
    leave(vm, &scope);
    if (ok) oli_set_free_deleted(vm, set);
    return ok;
}

static Set *copy_and_remove(Vm *vm, Set *set, Value other) {
    Root root;
    root_push(vm, &root, other);
    Set *result = oli_set_of(vm, make_object(set), is_frozen(set));
    if (result) root.value = make_object(result);
    bool ok = result && oli_set_difference_update(vm, result, other);
    root_pop(vm, &root);
    return ok ? result : NULL;
}

/* Add the keys of `set` that `other` (a set or dict) does not hold; all are rooted. */
static bool add_remaining(Vm *vm, Set *result, Set *set, Value other) {
    size_t position = 0;
    for (const SetEntry *entry; (entry = oli_set_next(set, &position));) {
        SetEntry copy = *entry;
        Root key;
        root_push(vm, &key, copy.key);
        int state = holds(vm, other, copy.key, copy.hash);
        if (!state) state = oli_set_add_hashed(vm, result, copy.key, copy.hash);
        root_pop(vm, &key);
        if (state < 0) return false;
    }
    return true;
}

Set *oli_set_difference(Vm *vm, Set *set, Value other) {
    bool is_dict_other = is_exact(vm, other, CLASS_DICT);
    if (!is_set(other) && !is_dict_other) return copy_and_remove(vm, set, other);
    size_t other_size = is_dict_other ? as_dict(other)->used : as_set(other)->used;
    if (set->used >> 2 > other_size) return copy_and_remove(vm, set, other);
    Set *result = oli_set_new(vm, is_frozen(set));
    if (!result) return NULL;
    Scope scope;
    enter(vm, &scope, set, other, result);
    bool ok = add_remaining(vm, result, set, other);
    leave(vm, &scope);
    return ok ? result : NULL;
}

/* ---- symmetric difference ---- */

static bool toggle(Vm *vm, Set *set, Value key, int64_t hash) {
    Root root;
    root_push(vm, &root, key);
    int state = oli_set_remove_hashed(vm, set, key, hash);
    if (!state) state = oli_set_add_hashed(vm, set, key, hash);
    root_pop(vm, &root);
    return state >= 0;
}

static bool toggle_dict_keys(Vm *vm, Set *set, Dict *dict) {
    uint32_t position = 0;
    for (const DictEntry *entry; (entry = oli_dict_next(dict, &position));) {
        if (!toggle(vm, set, entry->key, entry->hash)) return false;
    }
    return true;
}

static bool toggle_set_keys(Vm *vm, Set *set, Set *other) {
    size_t position = 0;
    for (const SetEntry *entry; (entry = oli_set_next(other, &position));) {
        if (!toggle(vm, set, entry->key, entry->hash)) return false;
    }
    return true;
}

bool oli_set_symmetric_difference_update(Vm *vm, Set *set, Value other) {
    if (is_same(make_object(set), other)) {
        oli_set_clear(vm, set);
        return true;
    }
    Scope scope;
    enter(vm, &scope, set, other, NULL);
    bool ok;
    if (is_exact(vm, other, CLASS_DICT)) {
        ok = toggle_dict_keys(vm, set, as_dict(other));
    } else {
        Set *keys = is_set(other) ? as_set(other) : oli_set_of(vm, other, false);
        if (keys) scope.result.value = make_object(keys);
        ok = keys && toggle_set_keys(vm, set, keys);
    }
    leave(vm, &scope);
    return ok;
}

Set *oli_set_symmetric_difference(Vm *vm, Set *set, Value other) {
    Root set_root, result_root;
    root_push(vm, &set_root, make_object(set));
    root_push(vm, &result_root, VALUE_NONE);
    Set *result = oli_set_of(vm, other, is_frozen(set));
    if (result) result_root.value = make_object(result);
    bool ok = result && oli_set_symmetric_difference_update(vm, result, make_object(set));
    root_pop(vm, &result_root);
    root_pop(vm, &set_root);
    return ok ? result : NULL;
}

/* ---- comparison ---- */

/* Whether `other` holds every key of `set`: 1, 0, -1. */
static int all_in(Vm *vm, Set *set, Set *other) {
    Scope scope;
    enter(vm, &scope, set, make_object(other), NULL);
    size_t position = 0;
    int found = 1;
    for (const SetEntry *entry; found > 0 && (entry = oli_set_next(set, &position));) {
        found = oli_set_contains_hashed(vm, other, entry->key, entry->hash);
    }
    leave(vm, &scope);
    return found;
}

int oli_set_is_subset(Vm *vm, Set *set, Value other) {
    if (is_set(other)) return set->used > as_set(other)->used ? 0 : all_in(vm, set, as_set(other));
    Root root;
    root_push(vm, &root, make_object(set));
    Set *common = oli_set_intersection(vm, set, other);
    root_pop(vm, &root);
    return common ? common->used == set->used : -1;
}

static bool check_contained(Vm *vm, Value key, void *context) {
    Visit *visit = context;
    int64_t hash;
    return hash_and_look(vm, key, visit, &hash, &visit->answer) && visit->answer;
}

static bool check_missing(Vm *vm, Value key, void *context) {
    Visit *visit = context;
    int64_t hash;
    int found;
    if (!hash_and_look(vm, key, visit, &hash, &found)) return false;
    visit->answer = !found;
    return !found;
}

/* Whether every item of an iterable passes the check: 1, 0, -1. */
static int all_pass(Vm *vm, Set *set, Value other, VisitFn check) {
    Scope scope;
    enter(vm, &scope, set, other, NULL);
    Visit visit = {set, NULL, 1};
    bool ok = for_each_until(vm, other, check, &visit);
    leave(vm, &scope);
    return ok ? visit.answer : -1;
}

int oli_set_is_superset(Vm *vm, Set *set, Value other) {
    if (is_set(other)) return oli_set_is_subset(vm, as_set(other), make_object(set));
    return all_pass(vm, set, other, check_contained);
}

int oli_set_is_disjoint(Vm *vm, Set *set, Value other) {
    if (!is_set(other)) return all_pass(vm, set, other, check_missing);
    Set *visited = as_set(other), *searched = set;
    if (visited == searched) return !set->used;
    if (visited->used > searched->used) {
        visited = set;
        searched = as_set(other);
    }
    Scope scope;
    enter(vm, &scope, visited, make_object(searched), NULL);
    size_t position = 0;
    int found = 0;
    for (const SetEntry *entry; !found && (entry = oli_set_next(visited, &position));) {
        found = oli_set_contains_hashed(vm, searched, entry->key, entry->hash);
    }
    leave(vm, &scope);
    return found < 0 ? -1 : !found;
}
