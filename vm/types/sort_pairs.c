/* SPDX-License-Identifier: MIT
 *
 * Sorting of pairs (sort.h). No comparison fails or runs script here, so any stable algorithm will do.
 *
 * The usual one is a natural merge sort: runs that are there already, ascending or descending, are taken as they are,
 * short ones are lengthened by insertion, and adjoining ones are merged in powersort's order. Many unordered numbers
 * are distributed by their bytes instead, lowest first (a radix sort): that takes one pass for each byte in which
 * they differ.
 */
#include "types/sort.h"
#include "types/str.h"

enum { MIN_RUN = 24, RADIX_MIN_COUNT = 1500, BUCKETS = 256, KEY_BYTES = 8 };

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

/* Merge scratch[0 .. left) with the `right` pairs that stand `left` above `out`, into `out`. Which side is smaller is
 * unpredictable, so pointers advance by the outcome and only the loop's end is a branch. */
static void merge_up(const Sorter *sorter, SortPair *out, size_t left, size_t right) {
    const SortPair *a = sorter->scratch, *a_end = a + left, *b = out + left, *b_end = b + right;
    if (!sorter->texts) {
        while (a < a_end && b < b_end) {
            SortPair first = *a, second = *b;
            size_t take_b = second.key < first.key;
            out->key = take_b ? second.key : first.key;
            out->index = take_b ? second.index : first.index;
            out++;
            b += take_b;
            a += 1 - take_b;
        }
    }
    while (a < a_end && b < b_end) *out++ = less(sorter, b, a) ? *b++ : *a++;
    memcpy(out, a, (size_t)(a_end - a) * sizeof *out);
}

/* Merge pairs[0 .. left) with scratch[0 .. right), from the upper end, into pairs. */
static void merge_down(const Sorter *sorter, SortPair *pairs, size_t left, size_t right) {
    const SortPair *a = pairs + left, *b_start = sorter->scratch, *b = b_start + right;
    SortPair *out = pairs + left + right;
    if (!sorter->texts) {
        while (a > pairs && b > b_start) {
            SortPair first = a[-1], second = b[-1];
            size_t take_a = second.key < first.key;
            out--;
            out->key = take_a ? first.key : second.key;
            out->index = take_a ? first.index : second.index;
            a -= take_a;
            b -= 1 - take_a;
        }
    }
    while (a > pairs && b > b_start) *--out = less(sorter, b - 1, a - 1) ? *--a : *--b;
    memcpy(pairs, b_start, (size_t)(b - b_start) * sizeof *out);
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

/* Sort pairs[0 .. count), whose first run is known. */
static void merge_sort(const Sorter *sorter, SortPair *pairs, size_t count, size_t first_run) {
    struct {
        size_t start;
        int power; /* at which it meets the run before it */
    } runs[SORT_MAX_RUNS];
    runs[0].start = 0;
    runs[0].power = 0;
    size_t run_count = 1, start = 0; /* of the newest run, which ends at `end` */
    for (size_t end = first_run; end < count;) {
        size_t length = make_run(sorter, pairs + end, count - end);
        int power = oli_sort_power(start, end - start, length, count);
        for (; run_count > 1 && runs[run_count - 1].power > power; run_count--) {
            size_t before = runs[run_count - 2].start;
            merge(sorter, pairs + before, start - before, end - start);
            start = before;
        }
        runs[run_count].start = end;
        runs[run_count++].power = power;
        start = end;
        end += length;
    }
    for (; run_count > 1; run_count--) {
        size_t before = runs[run_count - 2].start;
        merge(sorter, pairs + before, start - before, count - start);
        start = before;
    }
}

/* ---- by distribution ---- */

/* How many bytes of key - lowest can differ. */
static int bytes_in_use(const SortPair *pairs, size_t count, int64_t *lowest) {
    int64_t low = pairs[0].key, high = low;
    for (size_t i = 1; i < count; i++) {
        if (pairs[i].key < low) low = pairs[i].key;
        if (pairs[i].key > high) high = pairs[i].key;
    }
    *lowest = low;
    uint64_t range = (uint64_t)high - (uint64_t)low;
    int bytes = 0;
    for (; range; range >>= 8) bytes++;
    return bytes;
}

static inline size_t bucket_of(int64_t key, int64_t lowest, int byte) {
    return (((uint64_t)key - (uint64_t)lowest) >> (8 * byte)) & (BUCKETS - 1);
}

/* Distribute `from` to `to` by one byte of the keys, of which there are counts[bucket] each. */
static void distribute(const SortPair *from, SortPair *to, size_t count, const uint32_t *counts, int64_t lowest,
                       int byte) {
    SortPair *places[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
        places[i] = to;
        to += counts[i];
    }
    for (size_t i = 0; i < count; i++) *places[bucket_of(from[i].key, lowest, byte)]++ = from[i];
}

static void radix_sort(SortPair *pairs, size_t count, SortPair *scratch, int64_t lowest, int bytes) {
    uint32_t counts[KEY_BYTES][BUCKETS];
    memset(counts, 0, sizeof counts);
    for (size_t i = 0; i < count; i++) {
        for (int byte = 0; byte < bytes; byte++) counts[byte][bucket_of(pairs[i].key, lowest, byte)]++;
    }
    SortPair *from = pairs, *to = scratch;
    for (int byte = 0; byte < bytes; byte++) {
        if (counts[byte][bucket_of(pairs[0].key, lowest, byte)] == count) continue; /* all alike */
        distribute(from, to, count, counts[byte], lowest, byte);
        SortPair *filled = to;
        to = from;
        from = filled;
    }
    if (from != pairs) memcpy(pairs, from, count * sizeof *pairs);
}

/* Whether passes over all pairs cost less than merging: the latter takes log2(count) of them, each about twice as dear
 * at best. */
static bool suits_radix(const Sorter *sorter, size_t count, size_t first_run, int64_t *lowest, int *bytes) {
    if (count < RADIX_MIN_COUNT || count > UINT32_MAX || first_run > count / 8) return false;
    *bytes = bytes_in_use(sorter->pairs, count, lowest);
    return ((size_t)1 << (2 * *bytes)) <= count;
}

/* After the distribution of texts: sort those among themselves whose keys tie. */
static void sort_ties(const Sorter *sorter, size_t count) {
    for (size_t start = 0, end; start < count; start = end) {
        SortPair *pairs = sorter->pairs + start;
        for (end = start + 1; end < count && sorter->pairs[end].key == pairs->key; end++) {}
        if (end - start > 1) merge_sort(sorter, pairs, end - start, make_run(sorter, pairs, end - start));
    }
}

void oli_sort_pairs(SortPair *pairs, size_t count, const Value *texts, SortPair *scratch) {
    if (!count) return;
    Sorter sorter = {pairs, scratch, texts};
    size_t first_run = make_run(&sorter, pairs, count);
    int64_t lowest;
    int bytes;
    if (suits_radix(&sorter, count, first_run, &lowest, &bytes)) {
        radix_sort(pairs, count, scratch, lowest, bytes);
        if (texts) sort_ties(&sorter, count);
    } else {
        merge_sort(&sorter, pairs, count, first_run);
    }
}
