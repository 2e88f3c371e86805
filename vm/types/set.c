/* SPDX-License-Identifier: MIT
 *
 * The hash table under set and frozenset.
 *
 * Open addressing: from the slot that the hash names, up to LINEAR_PROBES neighbours are tried, then the probe jumps by
 * the recurrence slot = 5 * slot + 1 + perturb. Sizes are powers of two from 8; a table three fifths full grows
 * fourfold (twofold when large). This is the design CPython documents, and the order in which a script sees a set's
 * items follows from it. A new key goes to the last deleted entry (key VALUE_STOP) that its search passed, if any.
 *
 * Only compare_slowly() runs script; afterwards the table may be another one, and the search starts again.
 */
#include "types/set.h"

enum { MIN_SIZE = 8, LINEAR_PROBES = 9, PERTURB_SHIFT = 5, LARGE_SET = 50000 };
enum { SLOT_MISSING = -1, LOOKUP_FAILED = -2, LOOKUP_AGAIN = -3 };

static inline bool is_live(const SetEntry *entry) { return !is_undef(entry->key) && !is_stop(entry->key); }

/* ---- probing ---- */

/* Visits slots in order: each start, then its neighbours when they do not pass the table's end. */
typedef struct Probe {
    size_t slot, mask, start;
    int neighbours; /* left to try after slot */
    uint64_t perturb;
} Probe;

static inline void probe_at(Probe *probe, size_t start) {
    probe->slot = probe->start = start;
    probe->neighbours = start + LINEAR_PROBES <= probe->mask ? LINEAR_PROBES : 0;
}

static inline Probe probe_start(size_t mask, int64_t hash) {
    Probe probe = {.mask = mask, .perturb = (uint64_t)hash};
    probe_at(&probe, (size_t)hash & mask);
    return probe;
}

static inline void probe_next(Probe *probe) {
    if (probe->neighbours) {
        probe->neighbours--;
        probe->slot++;
        return;
    }
    probe->perturb >>= PERTURB_SHIFT;
    probe_at(probe, (probe->start * 5 + 1 + (size_t)probe->perturb) & probe->mask);
}

/* Enter a key that is known to be missing into a table that has free slots. */
static inline void insert_new(SetEntry *table, size_t mask, Value key, int64_t hash) {
    SetEntry *first = &table[(size_t)hash & mask];
    if (is_undef(first->key)) {
        *first = (SetEntry){key, hash};
        return;
    }
    Probe probe = probe_start(mask, hash);
    while (!is_undef(table[probe.slot].key)) probe_next(&probe);
    table[probe.slot] = (SetEntry){key, hash};
}

/* ---- size ---- */

/* The smallest table of more than `wanted` slots; 0: beyond all memory. */
static size_t size_for(size_t wanted) {
    size_t size = MIN_SIZE;
    while (size <= wanted) {
        if (size > SIZE_MAX / 4 / sizeof(SetEntry)) return 0;
        size *= 2;
    }
    return size;
}

static SetEntry *new_table(Vm *vm, size_t size) {
    if (!size) return oli_raise_no_memory(vm), NULL;
    return oli_resize(vm, NULL, 0, size * sizeof(SetEntry));
}

static void replace_table(Vm *vm, Set *set, SetEntry *table, size_t size) {
    if (set->table) oli_release(vm, set->table, (set->mask + 1) * sizeof(SetEntry));
    set->table = table;
    set->mask = size - 1;
    set->filled = set->used;
    set->rebuilds++;
}

/* Replace the table by one of more than `wanted` slots, without the deleted entries. False: no memory. */
static bool resize(Vm *vm, Set *set, size_t wanted) {
    size_t size = size_for(wanted);
    SetEntry *table = new_table(vm, size);
    if (!table) return false;
    for (size_t i = 0; i < size; i++) table[i] = (SetEntry){VALUE_UNDEF, 0};
    size_t position = 0;
    for (const SetEntry *entry; (entry = oli_set_next(set, &position));) {
        insert_new(table, size - 1, entry->key, entry->hash);
    }
    replace_table(vm, set, table, size);
    return true;
}

static inline size_t grown(const Set *set) { return set->used > LARGE_SET ? set->used * 2 : set->used * 4; }

/* How many slots the table should exceed before `more` keys are added at once; 0: it is large enough. */
static inline size_t wanted_for(const Set *set, size_t more) {
    size_t mask = set->table ? set->mask : MIN_SIZE - 1;
    return (set->filled + more) * 5 < mask * 3 ? 0 : (set->used + more) * 2;
}

static bool reserve(Vm *vm, Set *set, size_t more) {
    size_t wanted = wanted_for(set, more);
    return !wanted || resize(vm, set, wanted);
}

void oli_set_free_deleted(Vm *vm, Set *set) {
    if (set->filled - set->used <= set->mask / 4) return;
    if (!resize(vm, set, grown(set))) clear_exception(vm); /* the table stays usable as it is */
}

void oli_set_clear(Vm *vm, Set *set) {
    if (set->table) oli_release(vm, set->table, (set->mask + 1) * sizeof(SetEntry));
    set->table = NULL;
    set->mask = set->used = set->filled = 0;
    set->rebuilds++;
}

void oli_set_swap(Vm *vm, Set *a, Set *b) {
    Set saved = *a;
    a->used = b->used;
    a->filled = b->filled;
    a->table = b->table;
    a->mask = b->mask;
    b->used = saved.used;
    b->filled = saved.filled;
    b->table = saved.table;
    b->mask = saved.mask;
    a->rebuilds++;
    b->rebuilds++;
    barrier_owner(vm, a);
    barrier_owner(vm, b);
}

/* ---- lookup ---- */

static int compare_slowly(Vm *vm, Set *set, size_t slot, Value key) {
    Value other = set->table[slot].key;
    uint32_t rebuilds = set->rebuilds;
    Root set_root, key_root, other_root;
    root_push(vm, &set_root, make_object(set));
    root_push(vm, &key_root, key);
    root_push(vm, &other_root, other);
    int equal = oli_equal(vm, other, key);
    root_pop(vm, &other_root);
    root_pop(vm, &key_root);
    root_pop(vm, &set_root);
    if (equal < 0) return LOOKUP_FAILED;
    if (set->rebuilds != rebuilds || !is_same(set->table[slot].key, other)) return LOOKUP_AGAIN;
    return equal;
}

/* The slot of `key`, or SLOT_MISSING with the slot where it would go in *free_slot. */
static int64_t lookup_once(Vm *vm, Set *set, Value key, int64_t hash, size_t *free_slot) {
    *free_slot = SIZE_MAX;
    for (Probe probe = probe_start(set->mask, hash);; probe_next(&probe)) {
        const SetEntry *entry = &set->table[probe.slot];
        if (is_undef(entry->key)) {
            if (*free_slot == SIZE_MAX) *free_slot = probe.slot;
            return is_live(&set->table[*free_slot]) ? LOOKUP_AGAIN : SLOT_MISSING; /* script may have filled it */
        }
        if (is_stop(entry->key)) {
            *free_slot = probe.slot;
            continue;
        }
        if (entry->hash != hash) continue;
        int equal = oli_keys_equal_fast(vm, entry->key, key);
        if (equal < 0) equal = compare_slowly(vm, set, probe.slot, key);
        if (equal == 1) return (int64_t)probe.slot;
        if (equal < 0) return equal;
    }
}

static __attribute__((noinline)) int64_t lookup_slowly(Vm *vm, Set *set, Value key, int64_t hash, size_t *free_slot) {
    for (;;) {
        if (!set->table) return SLOT_MISSING;
        int64_t slot = lookup_once(vm, set, key, hash, free_slot);
        if (slot != LOOKUP_AGAIN) return slot;
    }
}

/* The slot of `key`, SLOT_MISSING with *free_slot set (unless there is no table), or LOOKUP_FAILED. Mostly the first
 * slot decides. */
static inline int64_t lookup(Vm *vm, Set *set, Value key, int64_t hash, size_t *free_slot) {
    if (!set->table) return SLOT_MISSING;
    size_t slot = (size_t)hash & set->mask;
    const SetEntry *entry = &set->table[slot];
    if (is_undef(entry->key)) {
        *free_slot = slot;
        return SLOT_MISSING;
    }
    if (entry->hash == hash && is_same(entry->key, key)) return (int64_t)slot;
    return lookup_slowly(vm, set, key, hash, free_slot);
}

/* The first key of a set without a table. */
static __attribute__((noinline)) int add_first(Vm *vm, Set *set, Value key, int64_t hash) {
    if (!resize(vm, set, 0)) return -1;
    set->table[(size_t)hash & set->mask] = (SetEntry){key, hash};
    barrier(vm, key);
    set->used = set->filled = 1;
    return 1;
}

/* The table is three fifths full since the key in `slot` was added: grow, or take it out again. */
static __attribute__((noinline)) int grow_or_undo(Vm *vm, Set *set, size_t slot) {
    if (resize(vm, set, grown(set))) return 1;
    set->table[slot] = (SetEntry){VALUE_UNDEF, 0};
    set->used--;
    set->filled--;
    return -1;
}

int oli_set_add_hashed(Vm *vm, Set *set, Value key, int64_t hash) {
    size_t free_slot = 0;
    int64_t found = lookup(vm, set, key, hash, &free_slot);
    if (found != SLOT_MISSING) return found == LOOKUP_FAILED ? -1 : 0;
    if (!set->table) return add_first(vm, set, key, hash);
    SetEntry *entry = &set->table[free_slot];
    bool was_deleted = is_stop(entry->key);
    *entry = (SetEntry){key, hash};
    barrier(vm, key);
    set->used++;
    if (was_deleted) return 1;
    set->filled++;
    return set->filled * 5 < set->mask * 3 ? 1 : grow_or_undo(vm, set, free_slot);
}

int oli_set_contains_hashed(Vm *vm, Set *set, Value key, int64_t hash) {
    size_t free_slot;
    int64_t found = lookup(vm, set, key, hash, &free_slot);
    return found >= 0 ? 1 : found == SLOT_MISSING ? 0 : -1;
}

static void remove_at(Set *set, size_t slot) {
    set->table[slot] = (SetEntry){VALUE_STOP, -1};
    set->used--;
}

int oli_set_remove_hashed(Vm *vm, Set *set, Value key, int64_t hash) {
    size_t free_slot;
    int64_t found = lookup(vm, set, key, hash, &free_slot);
    if (found < 0) return found == SLOT_MISSING ? 0 : -1;
    remove_at(set, (size_t)found);
    return 1;
}

bool oli_set_pop(Vm *vm, Set *set, Value *out) {
    (void)vm;
    if (!set->used) return false;
    size_t slot = set->finger & set->mask;
    while (!is_live(&set->table[slot])) slot = (slot + 1) & set->mask;
    *out = set->table[slot].key;
    remove_at(set, slot);
    set->finger = slot + 1;
    return true;
}

/* ---- C interface ---- */

Set *oli_set_new(Vm *vm, bool frozen) {
    Set *set = oli_new(vm, vm->classes[frozen ? CLASS_FROZENSET : CLASS_SET], sizeof(Set));
    if (set) set->hash = -1;
    return set;
}

/* hash(key) while the set and the key stay alive. */
static bool hash_for(Vm *vm, Set *set, Value key, int64_t *hash) {
    if (is_int(key) || is_exact(vm, key, CLASS_STR)) return oli_hash_key(vm, key, hash);
    Root set_root, key_root;
    root_push(vm, &set_root, make_object(set));
    root_push(vm, &key_root, key);
    bool ok = oli_hash(vm, key, hash);
    root_pop(vm, &key_root);
    root_pop(vm, &set_root);
    return ok;
}

int oli_set_add(Vm *vm, Set *set, Value key) {
    int64_t hash;
    return hash_for(vm, set, key, &hash) ? oli_set_add_hashed(vm, set, key, hash) : -1;
}

int oli_set_contains(Vm *vm, Set *set, Value key) {
    int64_t hash;
    return hash_for(vm, set, key, &hash) ? oli_set_contains_hashed(vm, set, key, hash) : -1;
}

/* ---- update ---- */

/* An empty set takes over another's items: as they stand when the table has the same size and nothing is deleted. */
static bool copy_set(Vm *vm, Set *set, const Set *other) {
    size_t size = set->table ? set->mask + 1 : MIN_SIZE, wanted = wanted_for(set, other->used);
    if (wanted) size = size_for(wanted);
    if (size == other->mask + 1 && other->filled == other->used) {
        SetEntry *table = new_table(vm, size);
        if (!table) return false;
        memcpy(table, other->table, size * sizeof(SetEntry));
        replace_table(vm, set, table, size);
    } else {
        if ((wanted || !set->table) && !resize(vm, set, wanted)) return false;
        size_t position = 0;
        for (const SetEntry *entry; (entry = oli_set_next(other, &position));) {
            insert_new(set->table, set->mask, entry->key, entry->hash);
        }
    }
    set->filled = set->used = other->used;
    barrier_owner(vm, set);
    return true;
}

static bool merge_set(Vm *vm, Set *set, Set *other) {
    if (other == set || !other->used) return true;
    if (!set->filled) return copy_set(vm, set, other);
    if (!reserve(vm, set, other->used)) return false;
    if (!set->filled) return copy_set(vm, set, other); /* there were deleted entries only */
    size_t position = 0;
    for (const SetEntry *entry; (entry = oli_set_next(other, &position));) {
        if (oli_set_add_hashed(vm, set, entry->key, entry->hash) < 0) return false;
    }
    return true;
}

static bool merge_dict_keys(Vm *vm, Set *set, Dict *dict) {
    if (!reserve(vm, set, dict->used)) return false;
    uint32_t position = 0;
    for (const DictEntry *entry; (entry = oli_dict_next(dict, &position));) {
        if (oli_set_add_hashed(vm, set, entry->key, entry->hash) < 0) return false;
    }
    return true;
}

static bool add_visited(Vm *vm, Value item, void *set) { return oli_set_add(vm, set, item) >= 0; }

bool oli_set_update(Vm *vm, Set *set, Value iterable) {
    Root set_root, iterable_root;
    root_push(vm, &set_root, make_object(set));
    root_push(vm, &iterable_root, iterable);
    bool ok;
    if (is_set(iterable)) {
        ok = merge_set(vm, set, as_set(iterable));
    } else if (is_exact(vm, iterable, CLASS_DICT)) {
        ok = merge_dict_keys(vm, set, as_dict(iterable));
    } else {
        ok = oli_for_each(vm, iterable, add_visited, set);
    }
    root_pop(vm, &iterable_root);
    root_pop(vm, &set_root);
    return ok;
}
