/* SPDX-License-Identifier: MIT
 *
 * list.sort(): what is compared and how, and keeping the list whole meanwhile.
 *
 * While sorting the list is empty, so that scripts called back find nothing to disturb; its array hangs in a List of
 * its own (`holder`), which keeps the values alive, as another List keeps the computed keys. Keys that are all
 * numbers or all str become machine words and are sorted without script (sort_pairs.c). Others are sorted by
 * comparison (sort_merge.c); as values then move between arrays while script runs, all arrays are roots.
 */
#include "types/sort.h"

#include "types/container.h"
#include "types/list.h"

typedef struct Sorting {
    Vm *vm;
    List *holder; /* the items */
    List *keys;   /* the same List when there is no key function */
    bool reverse;
} Sorting;

static void reverse_values(Value *values, size_t count) {
    for (size_t low = 0, high = count; low + 1 < high; low++) {
        Value value = values[low];
        values[low] = values[--high];
        values[high] = value;
    }
}

/* ---- keys that are machine words ---- */

typedef enum KeyKind { KEYS_INTS, KEYS_NUMBERS, KEYS_TEXT, KEYS_OTHER } KeyKind;

/* Ints up to here are doubles exactly. */
#define EXACT_INT_LIMIT ((int64_t)1 << 53)

/* Whether all keys are ints (bools among them); whether all are numbers that doubles hold exactly. */
static KeyKind kind_of_numbers(const Value *keys, size_t count) {
    bool ints = true, exact = true;
    for (size_t i = 0; i < count; i++) {
        if (is_int(keys[i])) {
            exact = exact && int_of(keys[i]) <= EXACT_INT_LIMIT && int_of(keys[i]) >= -EXACT_INT_LIMIT;
        } else if (is_float(keys[i])) {
            double d = float_of(keys[i]);
            if (d != d) return KEYS_OTHER;
            ints = false;
        } else if (!is_bool(keys[i])) {
            return KEYS_OTHER;
        }
        if (!ints && !exact) return KEYS_OTHER;
    }
    return ints ? KEYS_INTS : KEYS_NUMBERS;
}

static KeyKind kind_of_keys(Vm *vm, const Value *keys, size_t count) {
    if (is_exact(vm, keys[0], CLASS_STR)) {
        for (size_t i = 1; i < count; i++) {
            if (!is_exact(vm, keys[i], CLASS_STR)) return KEYS_OTHER;
        }
        return KEYS_TEXT;
    }
    if (is_object(keys[0]) && !is_exact(vm, keys[0], CLASS_FLOAT)) return KEYS_OTHER;
    return kind_of_numbers(keys, count);
}

/* An integer that is ordered as the double is; equal for both zeros. */
static int64_t ordered_bits(double d) {
    int64_t bits;
    d += 0.0; /* -0.0 becomes 0.0 */
    memcpy(&bits, &d, sizeof bits);
    return bits < 0 ? (int64_t)((uint64_t)INT64_MAX - (uint64_t)bits + 1) : bits;
}

static int64_t number_key(Value key, KeyKind kind) {
    if (kind == KEYS_INTS) return is_int(key) ? int_of(key) : is_same(key, VALUE_TRUE);
    if (is_int(key)) return ordered_bits((double)int_of(key));
    return ordered_bits(is_bool(key) ? is_same(key, VALUE_TRUE) : float_of(key));
}

/* How many bytes all texts begin with in common. */
static size_t common_prefix(const Value *texts, size_t count) {
    const Str *first = as_str(texts[0]);
    size_t common = first->size;
    for (size_t i = 1; i < count && common; i++) {
        const Str *text = as_str(texts[i]);
        if (text->size < common) common = text->size;
        if (!memcmp(text->data, first->data, common)) continue;
        common = 0;
        while (text->data[common] == first->data[common]) common++;
    }
    return common;
}

/* The eight bytes of a text from `offset` on as a number of the same order. */
static int64_t text_key(const Str *text, size_t offset) {
    uint64_t prefix = 0;
    size_t count = text->size - offset < 8 ? text->size - offset : 8;
    for (size_t i = 0; i < count; i++) prefix |= (uint64_t)(unsigned char)text->data[offset + i] << (56 - 8 * i);
    return (int64_t)(prefix ^ ((uint64_t)1 << 63));
}

/* Put the items into the order of the sorted pairs. `order` has room for all. */
static void permute(List *holder, const SortPair *pairs, Value *order) {
    for (size_t i = 0; i < holder->count; i++) order[i] = holder->items[pairs[i].index];
    memcpy(holder->items, order, holder->count * sizeof(Value));
}

static bool sort_as_pairs(const Sorting *sorting, KeyKind kind) {
    const Value *keys = sorting->keys->items;
    size_t count = sorting->holder->count;
    size_t size = 2 * count * sizeof(SortPair);
    SortPair *pairs = oli_resize(sorting->vm, NULL, 0, size);
    if (!pairs) return false;
    size_t offset = kind == KEYS_TEXT ? common_prefix(keys, count) : 0;
    for (size_t i = 0; i < count; i++) {
        size_t from = sorting->reverse ? count - 1 - i : i;
        pairs[i].index = from;
        pairs[i].key = kind == KEYS_TEXT ? text_key(as_str(keys[from]), offset) : number_key(keys[from], kind);
    }
    SortPair *scratch = pairs + count;
    oli_sort_pairs(pairs, count, kind == KEYS_TEXT ? keys : NULL, scratch);
    permute(sorting->holder, pairs, (Value *)(void *)scratch);
    if (sorting->reverse) reverse_values(sorting->holder->items, count);
    oli_release(sorting->vm, pairs, size);
    return true;
}

/* ---- other keys ---- */

static int less_by_protocol(Vm *vm, Value a, Value b) { return oli_compare_bool(vm, a, b, COMPARE_LT); }

/* Whether a < b when both are ints, inline floats or strs: 1, 0; -1: not so; -2: equal. */
static int compare_plain(Vm *vm, Value a, Value b) {
    if (is_same(a, b)) return -2;
    if (are_ints(a, b)) return int_of(a) < int_of(b);
    if (are_inline_floats(a, b)) {
        double x = inline_float_of(a), y = inline_float_of(b);
        return x == y ? -2 : x < y;
    }
    if (!is_exact(vm, a, CLASS_STR) || !is_exact(vm, b, CLASS_STR)) return -1;
    int order = oli_str_compare(as_str(a), as_str(b));
    return order ? order < 0 : -2;
}

/* Tuples whose first items decide quickly are compared here. */
static int less_tuples(Vm *vm, Value a, Value b) {
    const Tuple *x = as_tuple(a), *y = as_tuple(b);
    for (size_t i = 0; i < x->count && i < y->count; i++) {
        int order = compare_plain(vm, x->items[i], y->items[i]);
        if (order >= 0) return order;
        if (order == -1) return less_by_protocol(vm, a, b);
    }
    return x->count < y->count;
}

static SortLessFn less_for(Vm *vm, const Value *keys, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!is_exact(vm, keys[i], CLASS_TUPLE)) return less_by_protocol;
    }
    return less_tuples;
}

static bool merge_rooted(SortJob *job) {
    size_t half = (job->count + 1) / 2;
    for (size_t i = 0; i < half; i++) {
        job->scratch_keys[i] = VALUE_NONE;
        if (job->scratch_items) job->scratch_items[i] = VALUE_NONE;
    }
    RootArray roots[4];
    root_array_push(job->vm, &roots[0], job->keys, job->count);
    root_array_push(job->vm, &roots[1], job->scratch_keys, half);
    root_array_push(job->vm, &roots[2], job->items, job->items ? job->count : 0);
    root_array_push(job->vm, &roots[3], job->scratch_items, job->scratch_items ? half : 0);
    bool ok = oli_sort_merge(job);
    for (int i = 3; i >= 0; i--) root_array_pop(job->vm, &roots[i]);
    return ok;
}

static bool sort_by_comparison(const Sorting *sorting) {
    size_t count = sorting->holder->count, half = (count + 1) / 2;
    bool keyed = sorting->keys != sorting->holder;
    size_t size = (keyed ? 2 : 1) * half * sizeof(Value);
    Value *scratch = oli_resize(sorting->vm, NULL, 0, size);
    if (!scratch) return false;
    Value *items = sorting->holder->items;
    SortJob job = {.vm = sorting->vm, .keys = sorting->keys->items, .count = count, .scratch_keys = scratch};
    if (keyed) {
        job.items = items;
        job.scratch_items = scratch + half;
    }
    if (sorting->reverse) {
        reverse_values(job.keys, count);
        if (keyed) reverse_values(items, count);
    }
    job.less = less_for(sorting->vm, job.keys, count);
    bool ok = merge_rooted(&job);
    if (sorting->reverse) reverse_values(items, count);
    oli_release(sorting->vm, scratch, size);
    return ok;
}

/* ---- the list ---- */

/* Fill `keys` with key(item) for each item. */
static bool compute_keys(Vm *vm, const List *holder, List *keys, Value key) {
    if (!oli_list_reserve(vm, keys, holder->count)) return false;
    for (size_t i = 0; i < holder->count; i++) {
        Value k = oli_call1(vm, key, holder->items[i]);
        if (is_error(k) || !oli_list_append(vm, keys, k)) return false;
    }
    return true;
}

static bool sort_items(Vm *vm, List *holder, Value key, bool reverse) {
    List *keys = holder;
    Root root;
    root_push(vm, &root, VALUE_NONE);
    bool ok = true;
    if (!is_none(key)) {
        keys = oli_list_new(vm, 0);
        if (keys) root.value = make_object(keys);
        ok = keys && compute_keys(vm, holder, keys, key);
    }
    if (ok && holder->count > 1) {
        Sorting sorting = {vm, holder, keys, reverse};
        KeyKind kind = kind_of_keys(vm, keys->items, keys->count);
        ok = kind == KEYS_OTHER ? sort_by_comparison(&sorting) : sort_as_pairs(&sorting, kind);
    }
    root_pop(vm, &root);
    return ok;
}

static void swap_contents(List *a, List *b) {
    List saved = *a;
    a->items = b->items;
    a->count = b->count;
    a->capacity = b->capacity;
    b->items = saved.items;
    b->count = saved.count;
    b->capacity = saved.capacity;
}

bool oli_list_sort(Vm *vm, List *list, Value key, bool reverse) {
    if (list->count < 2 && (is_none(key) || !list->count)) return true;
    List *holder = oli_list_new(vm, 0);
    if (!holder) return false;
    Root list_root, key_root, holder_root;
    root_push(vm, &list_root, make_object(list));
    root_push(vm, &key_root, key);
    root_push(vm, &holder_root, make_object(holder));
    swap_contents(list, holder);
    list->header.flags &= (uint16_t)~LIST_CHANGED_IN_SORT;
    bool ok = sort_items(vm, holder, key, reverse);
    bool modified = list->header.flags & LIST_CHANGED_IN_SORT;
    swap_contents(list, holder);
    oli_list_clear(vm, holder);
    barrier_owner(vm, list);
    root_pop(vm, &holder_root);
    root_pop(vm, &key_root);
    root_pop(vm, &list_root);
    if (ok && modified) return oli_raise_false(vm, EXC_VALUE_ERROR, "list modified during sort");
    return ok;
}
