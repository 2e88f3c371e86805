/* SPDX-License-Identifier: MIT
 *
 * Dict: insertion-ordered hash table (compact: an array of entries in order, and an index table into it). Set: keys in
 * one table, in no order.
 *
 * Invariants: entries[0 .. entry_count) hold the items in order; a deleted one has key VALUE_UNDEF and value
 * VALUE_UNDEF and stays until the table is rebuilt. An entry never moves otherwise, so a cached position is right
 * exactly when position < entry_count and entries[position].key is (identically) the interned name that was cached:
 * inline caches of globals and modules rely on it. keys_version is renewed whenever a key is added or removed (not when
 * a value changes). User-defined __hash__ and __eq__ may run in any lookup and may change the table: lookups detect it
 * and start again. The capacities and the moments of rebuilding are CPython's, because a script that adds and deletes
 * keys while it iterates can tell.
 */
#ifndef OLI_TYPES_DICT_H
#define OLI_TYPES_DICT_H

#include "types/sequence.h"
#include "types/str.h"

typedef struct DictEntry {
    Value key;
    Value value;
    int64_t hash;
} DictEntry;

struct Dict {
    Object header;
    uint32_t used;         /* live entries */
    uint32_t entry_count;  /* entries in use, deleted ones included */
    uint32_t capacity;     /* of entries */
    uint32_t keys_version; /* unique in the VM */
    DictEntry *entries;
    union {
        uint8_t small[8];  /* hash table of positions while there are few entries, ... */
        void *table;       /* ... and of 8, 16 or 32 bits each for more */
    } index;
    uint32_t index_bits;   /* log2 of the table's size; 0: no table and no entries */
    uint32_t usable;       /* entries that may still be appended before the table is rebuilt */
    uint32_t first;        /* no live entry stands below it */
    uint32_t rebuilds;     /* counts the times that positions became invalid */
};

/* dict_keyiterator and the like, both directions: `class_of` says what it yields. */
typedef struct DictIterator {
    Object header;
    Dict *dict;         /* NULL when exhausted */
    uint32_t position;  /* of the next entry to look at; going down: one above it */
    uint32_t used;      /* dict->used when iteration began; UINT32_MAX once that changed */
    uint32_t remaining;
    uint8_t yields;     /* DictYield, for the iterators that go down */
} DictIterator;

typedef enum DictYield { DICT_YIELD_KEYS, DICT_YIELD_VALUES, DICT_YIELD_ITEMS } DictYield;

typedef struct SetEntry {
    Value key; /* VALUE_UNDEF: free; VALUE_STOP: deleted */
    int64_t hash;
} SetEntry;

typedef struct Set {
    Object header;
    size_t used, filled; /* filled counts deleted ones too */
    SetEntry *table;
    size_t mask;         /* size - 1; 0 while the table is NULL, which it is until the first insertion */
    int64_t hash;        /* frozenset: cached, -1 unknown */
    size_t finger;       /* where pop() looks next */
    uint32_t rebuilds;   /* counts the times that the table was replaced */
} Set;

static inline bool is_dict(Value v) { return is_kind(v, CLASS_DICT); }
static inline Dict *as_dict(Value v) { return (Dict *)object_of(v); }
static inline bool is_set(Value v) { return is_kind(v, CLASS_SET) || is_kind(v, CLASS_FROZENSET); }
static inline Set *as_set(Value v) { return (Set *)object_of(v); }

Dict *oli_dict_new(Vm *vm);
void oli_dict_finalize(Vm *vm, Object *self); /* ops.finalize, which the bootstrap of classes sets before the rest */
/* Make room for `count` items in all, so that adding them rebuilds nothing. False: no memory. */
bool oli_dict_reserve(Vm *vm, Dict *dict, size_t count);
/* Any key; may run script (hash, eq). Found value; VALUE_UNDEF when missing; VALUE_ERROR. */
Value oli_dict_get(Vm *vm, Dict *dict, Value key);
bool oli_dict_set(Vm *vm, Dict *dict, Value key, Value value);
int oli_dict_delete(Vm *vm, Dict *dict, Value key); /* 1 deleted, 0 missing, -1 error */
/* Str keys in dicts: never run script and never fail but for memory (when all keys are str, as in namespaces;
 * a foreign key with an equal hash is compared the slow way by the functions above only). */
Value oli_dict_get_str(Vm *vm, Dict *dict, Str *key); /* VALUE_UNDEF when missing */
bool oli_dict_set_str(Vm *vm, Dict *dict, Str *key, Value value);
bool oli_dict_set_c(Vm *vm, Dict *dict, const char *key, Value value);
int64_t oli_dict_find_str(Vm *vm, Dict *dict, Str *key); /* position in entries, or -1 */
bool oli_dict_update(Vm *vm, Dict *dict, Value other);   /* mapping or iterable of pairs; may run script */
Dict *oli_dict_copy(Vm *vm, Dict *dict);
void oli_dict_clear(Vm *vm, Dict *dict);
/* The next live entry at or after *position (start with 0): its index is stored there plus one. NULL at the end. */
static inline DictEntry *oli_dict_next(Dict *dict, uint32_t *position) {
    uint32_t i = *position > dict->first ? *position : dict->first;
    for (; i < dict->entry_count; i++) {
        if (is_undef(dict->entries[i].key)) continue;
        *position = i + 1;
        return &dict->entries[i];
    }
    *position = i;
    return NULL;
}

Set *oli_set_new(Vm *vm, bool frozen);
int oli_set_add(Vm *vm, Set *set, Value key);      /* 1 added, 0 was there, -1 error; may run script */
int oli_set_contains(Vm *vm, Set *set, Value key);
bool oli_set_update(Vm *vm, Set *set, Value iterable);

#endif
