/* SPDX-License-Identifier: MIT
 *
 * The two sorting algorithms behind list.sort(): both stable, both linear on data that is sorted already.
 *
 * sort_pairs.c orders machine words (with text as tie-breaker) and never runs script, so only its result counts.
 * sort_merge.c orders anything by a comparison that may run script and fail; there the sequence of comparisons is
 * observable, and with inconsistent orders (NaN, sets) so is the algorithm: it is the one CPython describes.
 */
#ifndef OLI_TYPES_SORT_H
#define OLI_TYPES_SORT_H

#include "types/sequence.h"

enum { SORT_MAX_RUNS = 85 }; /* runs pending at once: enough for 2^64 items */

/* ---- sort_pairs.c ---- */

typedef struct SortPair {
    int64_t key;  /* what is compared first */
    size_t index; /* of the item; also of its text when keys tie */
} SortPair;

/* Sort `count` pairs. `texts`: the Strs to compare where keys are equal, or NULL. `scratch` has room for
 * as many. Never fails. */
void oli_sort_pairs(SortPair *pairs, size_t count, const Value *texts, SortPair *scratch);

/* ---- sort_merge.c ---- */

/* Whether a < b: 1, 0, or -1 with an exception pending. May run script. */
typedef int (*SortLessFn)(Vm *vm, Value a, Value b);

typedef struct SortJob {
    Vm *vm;
    SortLessFn less;
    Value *keys;          /* what is compared */
    Value *items;         /* what is moved along with the keys; NULL: keys alone */
    size_t count;
    Value *scratch_keys;  /* room for (count + 1) / 2 each */
    Value *scratch_items; /* NULL when items is */
} SortJob;

/* Sort. False: a comparison failed; keys and items are some permutation of what they were. The caller keeps all
 * Values alive by other means. */
bool oli_sort_merge(SortJob *job);

/* The level in the merge tree at which two adjoining runs meet (powersort: J. I. Munro and S. Wild, "Nearly-Optimal
 * Mergesorts", 2018): the run [start, start + left) and the `right` items after it, of `total`. */
static inline int oli_sort_power(size_t start, size_t left, size_t right, size_t total) {
    size_t a = 2 * start + left; /* twice the midpoints of both runs */
    size_t b = a + left + right;
    for (int power = 1;; power++) {
        if (a >= total) {
            a -= total;
            b -= total;
        } else if (b >= total) {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}

#endif
