/* SPDX-License-Identifier: MIT
 *
 * The hash table under dict (dict.h has the invariants): lookup, insertion, removal, growth.
 *
 * The index of 2^index_bits slots holds positions in `entries`; the smallest one stands in the Dict itself. It is
 * probed by the recurrence slot = 5 * slot + 1 + perturb, which visits every slot and brings in all bits of the hash,
 * so that dense int keys (whose hash is their value) neither collide with each other nor make missing keys slow. At
 * most two thirds of the slots are ever in use: `usable` counts insertions down, deletions do not count it up, and at
 * zero the table is rebuilt for three times the live entries, which drops the deleted ones.
 *
 * Only compare_slowly() runs script. After it, everything read from the table before is stale unless the table was not
 * rebuilt and the entry still holds the same key.
 */
#include "types/dict.h"

#include "types/dict_table.h"
#include "types/error.h"

enum {
    MIN_BITS = 3,
    MAX_BITS = 31,
    PERTURB_SHIFT = 5,
    LOOKUP_AGAIN = -3, /* beside DICT_MISSING and DICT_FAILED */
};

#define SLOT_EMPTY UINT32_MAX
#define SLOT_DELETED (UINT32_MAX - 1)

/* ---- the index ---- */

static inline uint32_t usable_of(uint32_t bits) { return (uint32_t)(((uint64_t)2 << bits) / 3); }

static inline size_t index_size(uint32_t bits) {
    return ((size_t)1 << bits) << (bits <= 8 ? 0 : bits <= 16 ? 1 : 2);
}

static inline uint32_t read_slot(const Dict *dict, size_t slot) {
    if (dict->index_bits <= 8) {
        const uint8_t *table = dict->index_bits == MIN_BITS ? dict->index.small : dict->index.table;
        uint32_t position = table[slot];
        return position >= 0xFE ? position | 0xFFFFFF00 : position;
    }
    if (dict->index_bits <= 16) {
        uint32_t position = ((const uint16_t *)dict->index.table)[slot];
        return position >= 0xFFFE ? position | 0xFFFF0000 : position;
    }
    return ((const uint32_t *)dict->index.table)[slot];
}

static inline void write_slot(Dict *dict, size_t slot, uint32_t position) {
    if (dict->index_bits == MIN_BITS) {
        dict->index.small[slot] = (uint8_t)position;
    } else if (dict->index_bits <= 8) {
        ((uint8_t *)dict->index.table)[slot] = (uint8_t)position;
    } else if (dict->index_bits <= 16) {
        ((uint16_t *)dict->index.table)[slot] = (uint16_t)position;
    } else {
        ((uint32_t *)dict->index.table)[slot] = position;
    }
}

typedef struct Probe {
    size_t slot, mask;
    uint64_t perturb;
} Probe;

static inline Probe probe_start(const Dict *dict, int64_t hash) {
    size_t mask = ((size_t)1 << dict->index_bits) - 1;
    return (Probe){(size_t)hash & mask, mask, (uint64_t)hash};
}

static inline void probe_next(Probe *probe) {
    probe->perturb >>= PERTURB_SHIFT;
    probe->slot = (probe->slot * 5 + 1 + (size_t)probe->perturb) & probe->mask;
}

/* Enter the position of an entry with this hash. */
static void index_add(Dict *dict, int64_t hash, uint32_t position) {
    Probe probe = probe_start(dict, hash);
    while (read_slot(dict, probe.slot) < SLOT_DELETED) probe_next(&probe);
    write_slot(dict, probe.slot, position);
}

static void index_remove(Dict *dict, int64_t hash, uint32_t position) {
    Probe probe = probe_start(dict, hash);
    while (read_slot(dict, probe.slot) != position) probe_next(&probe);
    write_slot(dict, probe.slot, SLOT_DELETED);
}

/* ---- growth ---- */

/* Close the gaps that deleted entries left. */
static void compact(Dict *dict) {
    if (dict->used == dict->entry_count) return;
    uint32_t kept = 0;
    for (uint32_t i = dict->first; i < dict->entry_count; i++) {
        if (!is_undef(dict->entries[i].key)) dict->entries[kept++] = dict->entries[i];
    }
    dict->entry_count = kept;
    dict->first = 0;
}

static bool resize_entries(Vm *vm, Dict *dict, uint32_t capacity) {
    size_t old_size = dict->capacity * sizeof(DictEntry), new_size = capacity * sizeof(DictEntry);
    if (capacity > dict->capacity) {
        DictEntry *entries = oli_resize(vm, dict->entries, old_size, new_size);
        if (!entries) return false;
        dict->entries = entries;
        dict->capacity = capacity;
        compact(dict);
        return true;
    }
    compact(dict);
    if (capacity == dict->capacity) return true;
    DictEntry *entries = oli_try_resize(vm, dict->entries, old_size, new_size);
    if (!entries) return true; /* the old block is larger than needed: no harm */
    dict->entries = entries;
    dict->capacity = capacity;
    return true;
}

static void release_index(Vm *vm, Dict *dict) {
    if (dict->index_bits > MIN_BITS) oli_release(vm, dict->index.table, index_size(dict->index_bits));
}

/* Give the table an index of 2^bits slots and room for as many entries as it allows. */
static bool rebuild(Vm *vm, Dict *dict, uint32_t bits) {
    if (bits > MAX_BITS) return oli_raise_no_memory(vm), false;
    void *table = NULL;
    if (bits > MIN_BITS) {
        table = oli_resize(vm, NULL, 0, index_size(bits));
        if (!table) return false;
    }
    if (!resize_entries(vm, dict, usable_of(bits))) {
        if (table) oli_release(vm, table, index_size(bits));
        return false;
    }
    release_index(vm, dict);
    dict->index.table = table;
    dict->index_bits = bits;
    memset(table ? table : dict->index.small, 0xFF, index_size(bits));
    dict->usable = usable_of(bits) - dict->used;
    dict->rebuilds++;
    for (uint32_t i = 0; i < dict->entry_count; i++) index_add(dict, dict->entries[i].hash, i);
    return true;
}

/* The smallest table of at least `slots` slots. */
static uint32_t bits_for_slots(uint64_t slots) {
    uint32_t bits = MIN_BITS;
    while (bits <= MAX_BITS && ((uint64_t)1 << bits) < slots) bits++;
    return bits;
}

bool oli_dict_reserve(Vm *vm, Dict *dict, size_t count) {
    if (count <= dict->used || count - dict->used <= dict->usable) return true;
    if (count > UINT32_MAX) return oli_raise_no_memory(vm), false;
    return rebuild(vm, dict, bits_for_slots(((uint64_t)count * 3 + 1) / 2));
}

/* ---- lookup ---- */

/* Compare the entry's key with `key` by script: 1, 0, DICT_FAILED or LOOKUP_AGAIN. */
static int64_t compare_slowly(Vm *vm, Dict *dict, uint32_t position, Value key) {
    Value other = dict->entries[position].key;
    uint32_t rebuilds = dict->rebuilds;
    Root dict_root, key_root, other_root;
    root_push(vm, &dict_root, make_object(dict));
    root_push(vm, &key_root, key);
    root_push(vm, &other_root, other);
    int equal = oli_equal(vm, other, key);
    root_pop(vm, &other_root);
    root_pop(vm, &key_root);
    root_pop(vm, &dict_root);
    if (equal < 0) return DICT_FAILED;
    if (dict->rebuilds != rebuilds || position >= dict->entry_count) return LOOKUP_AGAIN;
    return is_same(dict->entries[position].key, other) ? equal : LOOKUP_AGAIN;
}

/* The same, at once where possible; the hashes are equal. */
static inline int64_t compare_entry(Vm *vm, Dict *dict, uint32_t position, Value key) {
    int equal = oli_keys_equal_fast(vm, dict->entries[position].key, key);
    return equal >= 0 ? equal : compare_slowly(vm, dict, position, key);
}

static int64_t find(Vm *vm, Dict *dict, Value key, int64_t hash) {
    if (!dict->used) return DICT_MISSING;
    for (Probe probe = probe_start(dict, hash);; probe_next(&probe)) {
        uint32_t position = read_slot(dict, probe.slot);
        if (position == SLOT_EMPTY) return DICT_MISSING;
        if (position == SLOT_DELETED) continue;
        const DictEntry *entry = &dict->entries[position];
        if (is_same(entry->key, key)) return position;
        if (entry->hash != hash) continue;
        int64_t equal = compare_entry(vm, dict, position, key);
        if (equal == 1) return position;
        if (equal < 0) return equal;
    }
}

static __attribute__((noinline)) int64_t lookup_slowly(Vm *vm, Dict *dict, Value key, int64_t hash) {
    for (;;) {
        int64_t position = find(vm, dict, key, hash);
        if (position != LOOKUP_AGAIN) return position;
    }
}

/* What most lookups come to: the very key is found, or no key has its hash. Otherwise LOOKUP_AGAIN: keys must be
 * compared. Calls nothing, so that it costs little wherever it is inlined. */
static inline int64_t find_same(const Dict *dict, Value key, int64_t hash) {
    if (!dict->used) return DICT_MISSING;
    for (Probe probe = probe_start(dict, hash);; probe_next(&probe)) {
        uint32_t position = read_slot(dict, probe.slot);
        if (position >= SLOT_DELETED) {
            if (position == SLOT_EMPTY) return DICT_MISSING;
            continue;
        }
        const DictEntry *entry = &dict->entries[position];
        if (is_same(entry->key, key)) return position;
        if (entry->hash == hash) return LOOKUP_AGAIN;
    }
}

int64_t oli_dict_lookup(Vm *vm, Dict *dict, Value key, int64_t hash) {
    int64_t position = find_same(dict, key, hash);
    return position == LOOKUP_AGAIN ? lookup_slowly(vm, dict, key, hash) : position;
}

/* Whether an entry's key is a str that compares as str does, and is this text. */
static bool is_text(Vm *vm, const DictEntry *entry, const Str *text) {
    Value key = entry->key;
    if (!is_str(key) || object_of(key)->cls->ops.compare != vm->classes[CLASS_STR]->ops.compare) return false;
    return oli_str_equal(as_str(key), text);
}

/* The search by text alone: foreign keys are passed over. */
static __attribute__((noinline)) int64_t find_text(Vm *vm, const Dict *dict, const Str *text, int64_t hash) {
    for (Probe probe = probe_start(dict, hash);; probe_next(&probe)) {
        uint32_t position = read_slot(dict, probe.slot);
        if (position == SLOT_EMPTY) return DICT_MISSING;
        if (position == SLOT_DELETED) continue;
        if (dict->entries[position].hash == hash && is_text(vm, &dict->entries[position], text)) return position;
    }
}

int64_t oli_dict_find_str(Vm *vm, Dict *dict, Str *key) {
    int64_t hash = key->header.flags & STR_HASHED ? key->hash : oli_str_hash(vm, key);
    int64_t position = find_same(dict, make_object(key), hash);
    return position == LOOKUP_AGAIN ? find_text(vm, dict, key, hash) : position;
}

/* ---- insertion and removal ---- */

bool oli_dict_append(Vm *vm, Dict *dict, Value key, int64_t hash, Value value) {
    if (!dict->usable && !rebuild(vm, dict, bits_for_slots((uint64_t)dict->used * 3))) return false;
    uint32_t position = dict->entry_count++;
    dict->entries[position] = (DictEntry){key, value, hash};
    index_add(dict, hash, position);
    dict->used++;
    dict->usable--;
    dict->keys_version = ++vm->keys_version_counter;
    barrier(vm, key);
    barrier(vm, value);
    return true;
}

/* oli_dict_lookup while a value that is to be stored stays alive. */
static __attribute__((noinline)) int64_t lookup_for_value(Vm *vm, Dict *dict, Value key, int64_t hash, Value value) {
    Root dict_root, key_root, value_root;
    root_push(vm, &dict_root, make_object(dict));
    root_push(vm, &key_root, key);
    root_push(vm, &value_root, value);
    int64_t position = lookup_slowly(vm, dict, key, hash);
    root_pop(vm, &value_root);
    root_pop(vm, &key_root);
    root_pop(vm, &dict_root);
    return position;
}

bool oli_dict_set_hashed(Vm *vm, Dict *dict, Value key, int64_t hash, Value value) {
    int64_t position = find_same(dict, key, hash);
    if (position == LOOKUP_AGAIN) position = lookup_for_value(vm, dict, key, hash, value);
    if (position == DICT_FAILED) return false;
    if (position == DICT_MISSING) return oli_dict_append(vm, dict, key, hash, value);
    dict->entries[position].value = value;
    barrier(vm, value);
    return true;
}

void oli_dict_remove_at(Vm *vm, Dict *dict, uint32_t position) {
    DictEntry *entry = &dict->entries[position];
    index_remove(dict, entry->hash, position);
    entry->key = VALUE_UNDEF;
    entry->value = VALUE_UNDEF;
    dict->used--;
    dict->keys_version = ++vm->keys_version_counter;
    if (position != dict->first) return;
    uint32_t first = position + 1;
    while (first < dict->entry_count && is_undef(dict->entries[first].key)) first++;
    dict->first = first;
}

bool oli_dict_pop_last(Vm *vm, Dict *dict, DictEntry *out) {
    if (!dict->used) return false;
    uint32_t position = dict->entry_count - 1;
    while (is_undef(dict->entries[position].key)) position--;
    *out = dict->entries[position];
    oli_dict_remove_at(vm, dict, position);
    dict->entry_count = position;
    if (dict->first > position) dict->first = position;
    return true;
}

/* ---- any key ---- */

/* hash(key) by the protocol, during which `dict` and `other` stay alive. */
static __attribute__((noinline)) bool hash_rooted(Vm *vm, Dict *dict, Value key, Value other, int64_t *hash) {
    Root dict_root, key_root, other_root;
    root_push(vm, &dict_root, make_object(dict));
    root_push(vm, &key_root, key);
    root_push(vm, &other_root, other);
    bool ok = oli_hash(vm, key, hash);
    root_pop(vm, &other_root);
    root_pop(vm, &key_root);
    root_pop(vm, &dict_root);
    return ok;
}

static inline bool hash_for(Vm *vm, Dict *dict, Value key, Value other, int64_t *hash) {
    if (is_int(key) || is_exact(vm, key, CLASS_STR)) return oli_hash_key(vm, key, hash);
    return hash_rooted(vm, dict, key, other, hash);
}

Value oli_dict_get(Vm *vm, Dict *dict, Value key) {
    int64_t hash;
    if (!hash_for(vm, dict, key, VALUE_UNDEF, &hash)) return VALUE_ERROR;
    int64_t position = find_same(dict, key, hash);
    if (position == LOOKUP_AGAIN) position = lookup_slowly(vm, dict, key, hash);
    if (position >= 0) return dict->entries[position].value;
    return position == DICT_MISSING ? VALUE_UNDEF : VALUE_ERROR;
}

bool oli_dict_set(Vm *vm, Dict *dict, Value key, Value value) {
    int64_t hash;
    return hash_for(vm, dict, key, value, &hash) && oli_dict_set_hashed(vm, dict, key, hash, value);
}

int oli_dict_delete(Vm *vm, Dict *dict, Value key) {
    int64_t hash;
    if (!hash_for(vm, dict, key, VALUE_UNDEF, &hash)) return -1;
    int64_t position = oli_dict_lookup(vm, dict, key, hash);
    if (position < 0) return position == DICT_MISSING ? 0 : -1;
    oli_dict_remove_at(vm, dict, (uint32_t)position);
    return 1;
}

/* ---- str keys ---- */

Value oli_dict_get_str(Vm *vm, Dict *dict, Str *key) {
    int64_t position = oli_dict_find_str(vm, dict, key);
    return position < 0 ? VALUE_UNDEF : dict->entries[position].value;
}

bool oli_dict_set_str(Vm *vm, Dict *dict, Str *key, Value value) {
    int64_t position = oli_dict_find_str(vm, dict, key);
    if (position < 0) return oli_dict_append(vm, dict, make_object(key), oli_str_hash(vm, key), value);
    dict->entries[position].value = value;
    barrier(vm, value);
    return true;
}

bool oli_dict_set_c(Vm *vm, Dict *dict, const char *key, Value value) {
    Str *name = oli_str_intern(vm, key, strlen(key));
    return name && oli_dict_set_str(vm, dict, name, value);
}

/* ---- whole dicts ---- */

Dict *oli_dict_new(Vm *vm) { return oli_new(vm, vm->classes[CLASS_DICT], sizeof(Dict)); }

void oli_dict_clear(Vm *vm, Dict *dict) {
    release_index(vm, dict);
    if (dict->entries) oli_release(vm, dict->entries, dict->capacity * sizeof(DictEntry));
    dict->index.table = NULL;
    dict->entries = NULL;
    dict->index_bits = 0;
    dict->used = dict->entry_count = dict->capacity = dict->usable = dict->first = 0;
    dict->rebuilds++;
    dict->keys_version = ++vm->keys_version_counter;
}

bool oli_dict_is_dense(const Dict *dict) {
    if (dict->used != dict->entry_count) return false;
    return dict->index_bits <= MIN_BITS || usable_of(dict->index_bits - 1) < dict->used;
}

/* Take over a table with its gaps, so that the copy grows when the original would. */
static bool clone_as_it_is(Vm *vm, Dict *target, const Dict *source) {
    if (!rebuild(vm, target, source->index_bits)) return false;
    memcpy(target->entries, source->entries, source->entry_count * sizeof(DictEntry));
    const void *table = source->index_bits > MIN_BITS ? source->index.table : source->index.small;
    memcpy(target->index_bits > MIN_BITS ? target->index.table : target->index.small, table,
           index_size(source->index_bits));
    target->entry_count = source->entry_count;
    target->first = source->first;
    target->usable = source->usable;
    return true;
}

static bool clone_compactly(Vm *vm, Dict *target, Dict *source) {
    if (!rebuild(vm, target, bits_for_slots(((uint64_t)source->used * 3 + 1) / 2))) return false;
    uint32_t position = 0;
    for (const DictEntry *entry; (entry = oli_dict_next(source, &position));) {
        target->entries[target->entry_count] = *entry;
        index_add(target, entry->hash, target->entry_count);
        target->entry_count++;
    }
    target->usable -= source->used;
    return true;
}

bool oli_dict_clone_into(Vm *vm, Dict *target, Dict *source) {
    if (!source->used) return true;
    bool has_few_gaps = source->used >= (uint64_t)source->entry_count * 2 / 3;
    bool ok = has_few_gaps ? clone_as_it_is(vm, target, source) : clone_compactly(vm, target, source);
    if (!ok) return false;
    target->used = source->used;
    target->keys_version = ++vm->keys_version_counter;
    barrier_owner(vm, target);
    return true;
}

Dict *oli_dict_copy(Vm *vm, Dict *dict) {
    Dict *copy = oli_dict_new(vm);
    return copy && oli_dict_clone_into(vm, copy, dict) ? copy : NULL;
}
