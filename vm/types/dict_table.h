/* SPDX-License-Identifier: MIT
 *
 * The hash table under dict, for the dict*.c files and for natives that already know a key's hash.
 */
#ifndef OLI_TYPES_DICT_TABLE_H
#define OLI_TYPES_DICT_TABLE_H

#include "types/protocol.h"

enum { DICT_MISSING = -1, DICT_FAILED = -2 };

/* hash(key). Runs script only for keys of classes other than str and int; false: an exception is pending. */
static inline bool oli_hash_key(Vm *vm, Value key, int64_t *out) {
    if (is_exact(vm, key, CLASS_STR)) {
        Str *s = as_str(key);
        *out = s->header.flags & STR_HASHED ? s->hash : oli_str_hash(vm, s);
        return true;
    }
    if (is_int(key)) {
        int64_t i = int_of(key);
        if (i >= 0 && i < ((int64_t)1 << 61) - 1) {
            *out = i;
            return true;
        }
        *out = oli_hash_int(key);
        return true;
    }
    return oli_hash(vm, key, out);
}

/* Whether two keys of equal hash are equal, when that can be told at once: 1, 0; or -1: ask oli_equal. */
static inline int oli_keys_equal_fast(Vm *vm, Value a, Value b) {
    if (is_same(a, b)) return 1;
    if (is_exact(vm, a, CLASS_STR) && is_exact(vm, b, CLASS_STR)) return oli_str_equal(as_str(a), as_str(b));
    return are_ints(a, b) ? 0 : -1;
}

/* Position of `key` in dict->entries, DICT_MISSING or DICT_FAILED. May run script (__eq__), keeps its arguments
 * alive. */
int64_t oli_dict_lookup(Vm *vm, Dict *dict, Value key, int64_t hash);
/* dict[key] = value. May run script, keeps its arguments alive meanwhile. */
bool oli_dict_set_hashed(Vm *vm, Dict *dict, Value key, int64_t hash, Value value);
/* Add a key that is known to be missing. */
bool oli_dict_append(Vm *vm, Dict *dict, Value key, int64_t hash, Value value);
/* Remove the live entry at `position`. */
void oli_dict_remove_at(Vm *vm, Dict *dict, uint32_t position);
/* Remove the last entry and give it out; false when the dict is empty. */
bool oli_dict_pop_last(Vm *vm, Dict *dict, DictEntry *out);
/* Whether the table has no gaps and is well filled: then CPython copies it as a whole. */
bool oli_dict_is_dense(const Dict *dict);
/* Make `target`, which is empty, hold what `source` holds: no hashing, no script. False: no memory. */
bool oli_dict_clone_into(Vm *vm, Dict *target, Dict *source);

#endif
