/* SPDX-License-Identifier: MIT
 *
 * Sorting of pairs (sort.h): natural merge sort. Runs that are there already, ascending or descending, are taken as
 * they are, short ones are lengthened by insertion, and adjoining ones are merged in powersort's order. No comparison
 * fails or runs script here.
 */
#include "types/sort.h"
#include "types/str.h"

enum { MIN_RUN = 24 };

typedef struct Sorter {
    SortPair *pairs;
    SortPair *scratch;
    const Value *texts;
} Sorter;

static bool text_less(const Sorter *sorter, const SortPair *a, const SortPair *b) {
    return oli_str_compare(as_str(sorter->texts[a->index]), as_str(sorter->texts[b->index])) < 0;
}

static inline bool less(const Sorter *sorter, const SortPair *a, const SortPair *b) {
    if (sorter->texts && a->key == b->key) return text_less(sorter, a, b);
    return a->key < b->key;
}

static void reverse(SortPair *pairs, size_t count) {
    for (size_t low = 0, high = count; low + 1 < high; low++) {
        SortPair pair = pairs[low];
        pairs[low] = pairs[--high];
        pairs[high] = pair;
    }
}

/* Sort pairs[0 .. count), of which the first `sorted` already are. */
static void insertion_sort(const Sorter *sorter, SortPair *pairs, size_t sorted, size_t count) {
    for (; sorted < count; sorted++) {
        SortPair pair = pairs[sorted];
        size_t at = sorted;
        for (; at > 0 && less(sorter, &pair, &pairs[at - 1]); at--) pairs[at] = pairs[at - 1];
        pairs[at] = pair;
    }
}

/* Make a sorted run at the start of pairs[0 .. count): its length. */
static size_t make_run(const Sorter *sorter, SortPair *pairs, size_t count) {
    size_t length = 1;
    if (count > 1 && less(sorter, &pairs[1], &pairs[0])) {
        while (length < count && less(sorter, &pairs[length], &pairs[length - 1])) length++;
        reverse(pairs, length);
    }
    while (length < count && !less(sorter, &pairs[length], &pairs[length - 1])) length++;
    if (length >= MIN_RUN || length == count) return length;
    size_t wanted = count < MIN_RUN ? count : MIN_RUN;
    insertion_sort(sorter, pairs, length, wanted);
    return wanted;
}

/* Merge scratch[0 .. left) with the `right` pairs that stand `left` above `out`, into `out`. */
static void merge_up(const Sorter *sorter, SortPair *out, size_t left, size_t right) {
    const SortPair *a = sorter->scratch, *a_end = a + left, *b = out + left, *b_end = b + right;
    while (a < a_end && b < b_end) {
        bool take_b = less(sorter, b, a);
        *out++ = *(take_b ? b : a);
        b += take_b;
        a += !take_b;
    }
    memcpy(out, a, (size_t)(a_end - a) * sizeof *out);
}

/* Merge pairs[0 .. left) with scratch[0 .. right), from the upper end, into pairs. */
static void merge_down(const Sorter *sorter, SortPair *pairs, size_t left, size_t right) {
    const SortPair *a = pairs + left, *b = sorter->scratch + right;
    SortPair *out = pairs + left + right;
    while (a > pairs && b > sorter->scratch) {
        bool take_a = less(sorter, b - 1, a - 1);
        *--out = *(take_a ? a - 1 : b - 1);
        a -= take_a;
        b -= !take_a;
    }
    memcpy(pairs, sorter->scratch, (size_t)(b - sorter->scratch) * sizeof *out);
}

/* How many of the sorted pairs[0 .. count) are not above `pivot` (or, with `strictly`, below it). */
static size_t count_below(const Sorter *sorter, const SortPair *pairs, size_t count, const SortPair *pivot,
                          bool strictly) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool below = strictly ? less(sorter, &pairs[middle], pivot) : !less(sorter, pivot, &pairs[middle]);
        if (below) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Merge the adjoining runs pairs[0 .. left) and pairs[left .. left + right). */
static void merge(const Sorter *sorter, SortPair *pairs, size_t left, size_t right) {
    size_t in_place = count_below(sorter, pairs, left, &pairs[left], false);
    pairs += in_place;
    left -= in_place;
    if (!left) return;
    right = count_below(sorter, pairs + left, right, &pairs[left - 1], true);
    if (!right) return;
    if (left <= right) {
        memcpy(sorter->scratch, pairs, left * sizeof *pairs);
        merge_up(sorter, pairs, left, right);
    } else {
        memcpy(sorter->scratch, pairs + left, right * sizeof *pairs);
        merge_down(sorter, pairs, left, right);
    }
}

void oli_sort_pairs(SortPair *pairs, size_t count, const Value *texts, SortPair *scratch) {
    struct {
        size_t start;
        int power; /* at which it meets the run before it */
    } runs[SORT_MAX_RUNS];
    Sorter sorter = {pairs, scratch, texts};
    size_t run_count = 0;
    size_t start = 0; /* of the newest run, which ends at `end` */
    for (size_t end = 0; end < count;) {
        size_t length = make_run(&sorter, pairs + end, count - end);
        int power = end ? oli_sort_power(start, end - start, length, count) : 0;
        for (; run_count > 1 && runs[run_count - 1].power > power; run_count--) {
            size_t before = runs[run_count - 2].start;
            merge(&sorter, pairs + before, start - before, end - start);
            start = before;
        }
        runs[run_count].start = end;
        runs[run_count++].power = power;
        start = end;
        end += length;
    }
    for (; run_count > 1; run_count--) {
        size_t before = runs[run_count - 2].start;
        merge(&sorter, pairs + before, start - before, count - start);
        start = before;
    }
}
