/* SPDX-License-Identifier: MIT
 *
 * The combinatoric iterators of module itertools: product, permutations, combinations, combinations_with_replacement.
 *
 * Each holds its pools (a tuple; of tuples for product) as its value, and walks patterns of indices into them. The
 * indices are a block of the VM's memory: `width` of them for what is handed out next, for permutations as many as the
 * pool has items, and the counters of their cycles after those. A pattern is moved on after the tuple is made, so that a
 * step that fails for want of memory can be tried again.
 */
#include "itertools_parts.h"

#include <stdint.h>
#include <string.h>

typedef struct Pattern {
    int64_t *indices; /* index_count of them, then the cycles of permutations */
    size_t block;     /* bytes at indices */
    int64_t width, pool_size;
    bool over;
} Pattern;

/* Patterns are freed with a VM at hand that counts their memory. */
static void pattern_finalize(AioliVm *vm, void *payload) {
    Pattern *pattern = payload;
    if (pattern->indices) aioli_memory_free(vm, pattern->indices, pattern->block);
}

/* `count` indices, zeroed. */
static bool start_pattern(AioliVm *vm, Pattern *pattern, AioliValue self, AioliValue pools, int64_t count) {
    if (count < 0 || count > (int64_t)(SIZE_MAX / sizeof(int64_t) / 4)) {
        aioli_raise(vm, "MemoryError", "");
        return false;
    }
    size_t block = ((size_t)count + 1) * sizeof(int64_t);
    int64_t *indices = aioli_memory_resize(vm, NULL, 0, block);
    if (!indices) return false;
    memset(indices, 0, block);
    if (pattern->indices) aioli_memory_free(vm, pattern->indices, pattern->block);
    pattern->indices = indices;
    pattern->block = block;
    aioli_object_set_value(vm, self, 0, pools);
    return true;
}

enum { SMALL = 16 };

/* The items that the pattern points at: of one pool, or of each its own. */
static AioliValue pick(AioliVm *vm, const Pattern *pattern, AioliValue pools, bool nested) {
    AioliValue few[SMALL];
    if (pattern->width <= SMALL) {
        for (size_t i = 0; i < (size_t)pattern->width; i++)
            few[i] =
                aioli_sequence_get(vm, nested ? aioli_sequence_get(vm, pools, i) : pools, (size_t)pattern->indices[i]);
        return aioli_tuple(vm, few, (size_t)pattern->width);
    }
    AioliValue items = aioli_list(vm, NULL, 0);
    for (size_t i = 0; !aioli_is_error(items) && i < (size_t)pattern->width; i++) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue item =
            aioli_sequence_get(vm, nested ? aioli_sequence_get(vm, pools, i) : pools, (size_t)pattern->indices[i]);
        bool ok = aioli_list_append(vm, items, item);
        aioli_scope_close(vm, &scope, aioli_missing());
        if (!ok) return aioli_error();
    }
    return aioli_is_error(items) ? items : aioli_tuple_of(vm, items);
}

/* ---- product ---- */

/* The pools, `repeat` times over, as a tuple of tuples. Missing: an exception is pending. */
static AioliValue make_pools(AioliVm *vm, AioliValue iterables, int64_t repeat, bool *empty) {
    int64_t count = repeat ? aioli_sequence_length(vm, iterables) : 0;
    AioliValue pools = aioli_list(vm, NULL, 0);
    for (int64_t i = 0; !aioli_is_error(pools) && i < count; i++) {
        AioliValue pool = aioli_tuple_of(vm, aioli_sequence_get(vm, iterables, (size_t)i));
        if (aioli_is_error(pool) || !aioli_list_append(vm, pools, pool)) return aioli_error();
        if (!aioli_sequence_length(vm, pool)) *empty = true;
    }
    if (aioli_is_error(pools)) return pools;
    AioliValue repeated = repeat > 1 ? aioli_binary(vm, AIOLI_MUL, pools, aioli_int(vm, repeat)) : pools;
    return aioli_is_error(repeated) ? repeated : aioli_tuple_of(vm, repeated);
}

static AioliValue product_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t repeat = 1;
    if (!aioli_is_missing(args[2]) && !aioli_int_get(vm, args[2], &repeat)) return aioli_error();
    if (repeat < 0) return aioli_raise(vm, "ValueError", "repeat argument cannot be negative");
    Pattern *pattern = aioli_object_payload(vm, args[0], &oli_itertools_product);
    if (!pattern) return aioli_error();
    bool empty = false;
    AioliValue pools = make_pools(vm, args[1], repeat, &empty);
    if (aioli_is_error(pools)) return pools;
    int64_t width = aioli_sequence_length(vm, pools);
    if (!start_pattern(vm, pattern, args[0], pools, width)) return aioli_error();
    pattern->width = width;
    pattern->over = empty;
    return aioli_none();
}

static AioliValue product_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Pattern *pattern = aioli_object_payload(vm, args[0], &oli_itertools_product);
    if (!pattern) return aioli_error();
    if (pattern->over || !pattern->indices) return aioli_stop();
    AioliValue pools = aioli_object_value(vm, args[0], 0), picked = pick(vm, pattern, pools, true);
    if (aioli_is_error(picked)) return picked;
    int64_t i = pattern->width - 1;
    for (; i >= 0; i--) {
        if (++pattern->indices[i] < aioli_sequence_length(vm, aioli_sequence_get(vm, pools, (size_t)i))) break;
        pattern->indices[i] = 0;
    }
    pattern->over = i < 0;
    return picked;
}

/* ---- the others: one pool ---- */

/* Read the pool and the width; `index_count` and the rest are the caller's. */
static bool read_pool(AioliVm *vm, AioliValue iterable, AioliValue *pool, int64_t *size) {
    *pool = aioli_tuple_of(vm, iterable);
    if (aioli_is_error(*pool)) return false;
    *size = aioli_sequence_length(vm, *pool);
    return true;
}

static AioliValue permutations_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Pattern *pattern = aioli_object_payload(vm, args[0], &oli_itertools_permutations);
    AioliValue pool;
    int64_t size, width;
    if (!pattern || !read_pool(vm, args[1], &pool, &size)) return aioli_error();
    if (aioli_is_missing(args[2]) || aioli_is_none(args[2])) {
        width = size;
    } else {
        AioliType type = aioli_type(vm, args[2]);
        if (type != AIOLI_TYPE_INT && type != AIOLI_TYPE_BOOL) return aioli_raise(vm, "TypeError", "Expected int as r");
        if (!aioli_int_get(vm, args[2], &width)) return aioli_error();
        if (width < 0) return aioli_raise(vm, "ValueError", "r must be non-negative");
    }
    if (!start_pattern(vm, pattern, args[0], pool, width > size ? 0 : size + width)) return aioli_error();
    pattern->width = width;
    pattern->pool_size = size;
    pattern->over = width > size;
    for (int64_t i = 0; !pattern->over && i < size; i++) pattern->indices[i] = i;
    for (int64_t i = 0; !pattern->over && i < width; i++) pattern->indices[size + i] = size - i;
    return aioli_none();
}

/* cycles[i]: how many more items position i will take before it falls back to its first. */
static bool move_permutation(Pattern *pattern) {
    int64_t *indices = pattern->indices, *cycles = indices + pattern->pool_size, size = pattern->pool_size;
    for (int64_t i = pattern->width - 1; i >= 0; i--) {
        if (--cycles[i]) {
            int64_t j = size - cycles[i], swapped = indices[i];
            indices[i] = indices[j];
            indices[j] = swapped;
            return true;
        }
        int64_t first = indices[i];
        memmove(indices + i, indices + i + 1, (size_t)(size - 1 - i) * sizeof *indices);
        indices[size - 1] = first;
        cycles[i] = size - i;
    }
    return false;
}

static AioliValue permutations_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Pattern *pattern = aioli_object_payload(vm, args[0], &oli_itertools_permutations);
    if (!pattern) return aioli_error();
    if (pattern->over || !pattern->indices) return aioli_stop();
    AioliValue picked = pick(vm, pattern, aioli_object_value(vm, args[0], 0), false);
    if (!aioli_is_error(picked)) pattern->over = !move_permutation(pattern);
    return picked;
}

/* Rising patterns: each index is at least `gap` above the one before it. */
static AioliValue rising_init(AioliVm *vm, const AioliValue *args, const AioliClass *cls, int64_t gap) {
    Pattern *pattern = aioli_object_payload(vm, args[0], cls);
    AioliValue pool;
    int64_t size, width;
    if (!pattern || !read_pool(vm, args[1], &pool, &size) || !aioli_int_get(vm, args[2], &width)) return aioli_error();
    if (width < 0) return aioli_raise(vm, "ValueError", "r must be non-negative");
    bool over = gap ? width > size : width && !size;
    if (!start_pattern(vm, pattern, args[0], pool, over ? 0 : width)) return aioli_error();
    pattern->width = width;
    pattern->pool_size = size;
    pattern->over = over;
    for (int64_t i = 0; !over && i < width; i++) pattern->indices[i] = i * gap;
    return aioli_none();
}

static AioliValue rising_next(AioliVm *vm, AioliValue self, const AioliClass *cls, int64_t gap) {
    Pattern *pattern = aioli_object_payload(vm, self, cls);
    if (!pattern) return aioli_error();
    if (pattern->over || !pattern->indices) return aioli_stop();
    AioliValue picked = pick(vm, pattern, aioli_object_value(vm, self, 0), false);
    if (aioli_is_error(picked)) return picked;
    int64_t width = pattern->width, last = pattern->pool_size - 1, i = width - 1, *indices = pattern->indices;
    while (i >= 0 && indices[i] == last - (width - 1 - i) * gap) i--;
    pattern->over = i < 0;
    if (i < 0) return picked;
    for (int64_t index = indices[i] + 1; i < width; i++, index += gap) indices[i] = index;
    return picked;
}

static AioliValue combinations_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return rising_init(vm, args, &oli_itertools_combinations, 1);
}
static AioliValue combinations_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return rising_next(vm, args[0], &oli_itertools_combinations, 1);
}
static AioliValue replacement_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return rising_init(vm, args, &oli_itertools_combinations_with_replacement, 0);
}
static AioliValue replacement_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return rising_next(vm, args[0], &oli_itertools_combinations_with_replacement, 0);
}

static const AioliFunction PRODUCT_METHODS[] = {{"__init__", "self, /, *iterables, repeat=1", product_init, NULL},
                                                {"__next__", "self, /", product_next, NULL},
                                                {NULL, NULL, NULL, NULL}};
static const AioliFunction PERMUTATIONS_METHODS[] = {{"__init__", "self, iterable, r=None", permutations_init, NULL},
                                                     {"__next__", "self, /", permutations_next, NULL},
                                                     {NULL, NULL, NULL, NULL}};
static const AioliFunction COMBINATIONS_METHODS[] = {{"__init__", "self, iterable, r", combinations_init, NULL},
                                                     {"__next__", "self, /", combinations_next, NULL},
                                                     {NULL, NULL, NULL, NULL}};
static const AioliFunction REPLACEMENT_METHODS[] = {{"__init__", "self, iterable, r", replacement_init, NULL},
                                                    {"__next__", "self, /", replacement_next, NULL},
                                                    {NULL, NULL, NULL, NULL}};

const AioliClass oli_itertools_product = {
    .name = "product",
    .module = "itertools",
    .methods = PRODUCT_METHODS,
    .payload_size = sizeof(Pattern),
    .value_count = 1,
    .doc = "product(*iterables, repeat=1): the cartesian product, the rightmost item changing fastest.",
    .finalize = pattern_finalize};
const AioliClass oli_itertools_permutations = {
    .name = "permutations",
    .module = "itertools",
    .methods = PERMUTATIONS_METHODS,
    .payload_size = sizeof(Pattern),
    .value_count = 1,
    .finalize = pattern_finalize,
    .doc = "permutations(iterable, r=None): arrangements of r items, in the order of their positions."};
const AioliClass oli_itertools_combinations = {
    .name = "combinations",
    .module = "itertools",
    .methods = COMBINATIONS_METHODS,
    .payload_size = sizeof(Pattern),
    .value_count = 1,
    .finalize = pattern_finalize,
    .doc = "combinations(iterable, r): subsequences of r items, in the order of their positions."};
const AioliClass oli_itertools_combinations_with_replacement = {
    .name = "combinations_with_replacement",
    .module = "itertools",
    .methods = REPLACEMENT_METHODS,
    .payload_size = sizeof(Pattern),
    .value_count = 1,
    .finalize = pattern_finalize,
    .doc = "combinations_with_replacement(iterable, r): combinations in which an item may come again."};
