/* SPDX-License-Identifier: MIT
 *
 * What the set*.c files and the dict views share: the table, and the algebra on it.
 *
 * Every function here that takes keys may run script (__hash__, __eq__, iteration), unless it says otherwise, and keeps
 * its arguments alive meanwhile.
 */
#ifndef OLI_TYPES_SET_H
#define OLI_TYPES_SET_H

#include "types/container.h"
#include "types/dict_table.h"

/* ---- the table (set.c) ---- */

/* A live entry at or after *position (start with 0), whose index plus one is stored there; NULL at the end. */
static inline const SetEntry *oli_set_next(const Set *set, size_t *position) {
    if (!set->table) return NULL;
    for (size_t i = *position; i <= set->mask; i++) {
        Value key = set->table[i].key;
        if (is_undef(key) || is_stop(key)) continue;
        *position = i + 1;
        return &set->table[i];
    }
    *position = set->mask + 1;
    return NULL;
}

int oli_set_add_hashed(Vm *vm, Set *set, Value key, int64_t hash);      /* 1 added, 0 was there, -1 */
int oli_set_contains_hashed(Vm *vm, Set *set, Value key, int64_t hash); /* 1, 0, -1 */
int oli_set_remove_hashed(Vm *vm, Set *set, Value key, int64_t hash);   /* 1 removed, 0 was missing, -1 */
void oli_set_clear(Vm *vm, Set *set);                                   /* runs no script */
void oli_set_swap(Vm *vm, Set *a, Set *b);                              /* exchange contents; runs no script */
bool oli_set_pop(Vm *vm, Set *set, Value *out);                         /* false: empty; runs no script */
void oli_set_free_deleted(Vm *vm, Set *set);                            /* after many removals; runs no script */

/* ---- algebra (set_algebra.c); results are brand-new, exact sets or frozensets ---- */

Set *oli_set_of(Vm *vm, Value iterable, bool frozen);
Set *oli_set_intersection(Vm *vm, Set *set, Value other);
Set *oli_set_difference(Vm *vm, Set *set, Value other);
Set *oli_set_symmetric_difference(Vm *vm, Set *set, Value other);
Set *oli_set_union(Vm *vm, Set *set, Value other);
bool oli_set_difference_update(Vm *vm, Set *set, Value other);
bool oli_set_symmetric_difference_update(Vm *vm, Set *set, Value other);
int oli_set_is_subset(Vm *vm, Set *set, Value other);
int oli_set_is_superset(Vm *vm, Set *set, Value other);
int oli_set_is_disjoint(Vm *vm, Set *set, Value other);

static inline bool is_frozen(const Set *set) { return set->header.kind == CLASS_FROZENSET; }

#endif
