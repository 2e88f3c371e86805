/* SPDX-License-Identifier: MIT
 *
 * Sorting by a comparison that may run script and fail (sort.h): the merge sort by T. Peters that CPython documents in
 * Objects/listsort.txt, written anew from that description, with powersort's merge order.
 *
 * In short: find runs, ascending or (with equal stretches turned round) descending; lengthen short ones to a minimum by
 * binary insertion; merge adjoining runs. A merge copies the shorter run aside and takes from both ends' heads one by
 * one until one side wins `min_gallop` times in a row, then gallops: finds by exponential search how many it may take
 * at once. min_gallop adapts to whether that pays.
 *
 * Invariant, also when a comparison fails: `keys` and `items` hold every value exactly once when a function returns.
 */
#include "types/sort.h"

enum { INITIAL_MIN_GALLOP = 7, MAX_MIN_RUN = 64, FAILED = -1 };

typedef struct Run {
    size_t start, count;
    int power; /* at which it meets the run after it */
} Run;

/* A place in both arrays at once. */
typedef struct Slice2 {
    Value *keys, *items; /* items may be NULL */
} Slice2;

typedef struct Sorter {
    SortJob *job;
    size_t min_gallop;
    size_t run_count;
    Run runs[SORT_MAX_RUNS];
} Sorter;

static inline int less(const Sorter *sorter, Value a, Value b) { return sorter->job->less(sorter->job->vm, a, b); }

/* ---- moving keys and items together ---- */

static inline Slice2 advanced(Slice2 slice, ptrdiff_t by) {
    return (Slice2){slice.keys + by, slice.items ? slice.items + by : NULL};
}

static inline void move_one(Slice2 to, Slice2 from) {
    *to.keys = *from.keys;
    if (to.items) *to.items = *from.items;
}

static inline void move_many(Slice2 to, Slice2 from, size_t count) {
    memmove(to.keys, from.keys, count * sizeof(Value));
    if (to.items) memmove(to.items, from.items, count * sizeof(Value));
}

static void reverse_values(Value *values, size_t count) {
    for (size_t low = 0, high = count; low + 1 < high; low++) {
        Value value = values[low];
        values[low] = values[--high];
        values[high] = value;
    }
}

static void reverse(Slice2 slice, size_t count) {
    reverse_values(slice.keys, count);
    if (slice.items) reverse_values(slice.items, count);
}

/* ---- runs ---- */

/* Go on with a run that is descending so far (in the wide sense, equal stretches turned round) for `length`; turn it
 * round as a whole. Its length, or FAILED. */
static ptrdiff_t finish_descending(const Sorter *sorter, Slice2 at, size_t length, size_t count) {
    const Value *keys = at.keys;
    size_t equal = 0; /* at the end, besides the first of them */
    for (; length < count; length++) {
        int smaller = less(sorter, keys[length], keys[length - 1]);
        if (smaller < 0) return FAILED;
        if (smaller) {
            if (equal) reverse(advanced(at, (ptrdiff_t)(length - equal - 1)), equal + 1);
            equal = 0;
            continue;
        }
        int larger = less(sorter, keys[length - 1], keys[length]);
        if (larger < 0) return FAILED;
        if (larger) break;
        equal++;
    }
    if (equal) reverse(advanced(at, (ptrdiff_t)(length - equal - 1)), equal + 1);
    reverse(at, length);
    return (ptrdiff_t)length;
}

/* How far from `length` on each key is not smaller than the one before it: the length then, or FAILED. */
static ptrdiff_t extend_ascending(const Sorter *sorter, const Value *keys, size_t length, size_t count) {
    for (; length < count; length++) {
        int smaller = less(sorter, keys[length], keys[length - 1]);
        if (smaller < 0) return FAILED;
        if (smaller) break;
    }
    return (ptrdiff_t)length;
}

/* The length of the run at `at`, made ascending; FAILED. */
static ptrdiff_t find_run(const Sorter *sorter, Slice2 at, size_t count) {
    ptrdiff_t length = extend_ascending(sorter, at.keys, 1, count);
    if (length < 0 || (size_t)length == count) return length;
    if (length > 1) {
        int rises = less(sorter, at.keys[0], at.keys[length - 1]);
        if (rises) return rises < 0 ? FAILED : length;
        reverse(at, (size_t)length); /* all equal, and what follows is smaller */
    }
    length = finish_descending(sorter, at, (size_t)length + 1, count);
    return length < 0 ? FAILED : extend_ascending(sorter, at.keys, (size_t)length, count);
}

/* Sort `count` keys, of which the first `sorted` already are. */
static bool insertion_sort(const Sorter *sorter, Slice2 at, size_t sorted, size_t count) {
    for (; sorted < count; sorted++) {
        size_t low = 0, high = sorted;
        Value key = at.keys[sorted], item = at.items ? at.items[sorted] : VALUE_UNDEF;
        while (low < high) {
            size_t middle = (low + high) / 2;
            int before = less(sorter, key, at.keys[middle]);
            if (before < 0) return false;
            if (before) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        move_many(advanced(at, (ptrdiff_t)low + 1), advanced(at, (ptrdiff_t)low), sorted - low);
        at.keys[low] = key;
        if (at.items) at.items[low] = item;
    }
    return true;
}

/* ---- galloping ---- */

typedef enum Side { BEFORE_EQUALS, BEHIND_EQUALS } Side;

/* Whether the place of `key` is above `element`: 1, 0, FAILED. */
static inline int is_below(const Sorter *sorter, Value element, Value key, Side side) {
    if (side == BEFORE_EQUALS) return less(sorter, element, key);
    int above = less(sorter, key, element);
    return above < 0 ? FAILED : !above;
}

/* Where `key` belongs in the sorted keys[0 .. count): the search takes steps of 1, 3, 7, ... away from `hint`, then
 * halves the last one. FAILED when a comparison failed. */
static ptrdiff_t gallop(const Sorter *sorter, Value key, const Value *keys, size_t count, size_t hint, Side side) {
    int is_above_hint = is_below(sorter, keys[hint], key, side);
    if (is_above_hint < 0) return FAILED;
    size_t limit = is_above_hint ? count - hint : hint + 1;
    size_t passed = 0, step = 1; /* distances from hint: the place is beyond `passed`, not beyond `step` */
    while (step < limit) {
        int below = is_below(sorter, keys[is_above_hint ? hint + step : hint - step], key, side);
        if (below < 0) return FAILED;
        if (below != is_above_hint) break;
        passed = step;
        step = step * 2 + 1;
    }
    if (step > limit) step = limit;
    size_t low = is_above_hint ? hint + passed + 1 : hint + 1 - step;
    size_t high = is_above_hint ? hint + step : hint - passed;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int below = is_below(sorter, keys[middle], key, side);
        if (below < 0) return FAILED;
        if (below) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return (ptrdiff_t)high;
}

/* ---- merging two adjoining runs ---- */

/* What is left of a run: items are taken from its low end when merging upwards, else from its high end. */
typedef struct Rest {
    Slice2 at;
    size_t count;
} Rest;

typedef struct Merge {
    Sorter *sorter;
    Rest a, b;    /* a stood below b */
    Rest *stayed; /* the one that is still in the array, ... */
    Rest *aside;  /* ... and the shorter one, which is in the scratch space */
    Slice2 out;   /* upwards: the next free place; downwards: the one above it */
    bool down;
} Merge;

static inline Value head(const Merge *merge, const Rest *rest) {
    return rest->at.keys[merge->down ? rest->count - 1 : 0];
}

/* Move the next `count` of a run to the result. */
static void take(Merge *merge, Rest *from, size_t count) {
    from->count -= count;
    if (merge->down) {
        merge->out = advanced(merge->out, -(ptrdiff_t)count);
        move_many(merge->out, advanced(from->at, (ptrdiff_t)from->count), count);
    } else {
        move_many(merge->out, from->at, count);
        merge->out = advanced(merge->out, (ptrdiff_t)count);
        from->at = advanced(from->at, (ptrdiff_t)count);
    }
}

static inline void take_one(Merge *merge, Rest *from) {
    from->count--;
    if (merge->down) {
        merge->out = advanced(merge->out, -1);
        move_one(merge->out, advanced(from->at, (ptrdiff_t)from->count));
    } else {
        move_one(merge->out, from->at);
        merge->out = advanced(merge->out, 1);
        from->at = advanced(from->at, 1);
    }
}

/* The last one aside is known to come behind (downwards: before) all that stayed. */
static inline bool is_decided(const Merge *merge) { return !merge->stayed->count || merge->aside->count <= 1; }

/* Take head by head until one side wins often in a row: 1; 0: the merge is decided; FAILED. */
static int take_in_turn(Merge *merge) {
    size_t stayed_wins = 0, aside_wins = 0;
    for (;;) {
        int is_b_less = less(merge->sorter, head(merge, &merge->b), head(merge, &merge->a));
        if (is_b_less < 0) return FAILED;
        if (is_b_less) {
            take_one(merge, merge->stayed);
            stayed_wins++;
            aside_wins = 0;
        } else {
            take_one(merge, merge->aside);
            aside_wins++;
            stayed_wins = 0;
        }
        if (is_decided(merge)) return 0;
        if (stayed_wins >= merge->sorter->min_gallop || aside_wins >= merge->sorter->min_gallop) return 1;
    }
}

/* Take all of `from` that comes before the head of the other run: how many, or FAILED. */
static ptrdiff_t take_before(Merge *merge, Rest *from, Value other_head, Side side) {
    size_t hint = merge->down ? from->count - 1 : 0;
    ptrdiff_t place = gallop(merge->sorter, other_head, from->at.keys, from->count, hint, side);
    if (place < 0) return FAILED;
    size_t count = merge->down ? from->count - (size_t)place : (size_t)place;
    if (count) take(merge, from, count);
    return (ptrdiff_t)count;
}

/* Take many at a time for as long as that pays: 1 when it no longer does; 0: the merge is decided; FAILED. */
static int take_galloping(Merge *merge) {
    ptrdiff_t from_a, from_b;
    do {
        if (merge->sorter->min_gallop > 1) merge->sorter->min_gallop--;
        from_a = take_before(merge, &merge->a, head(merge, &merge->b), BEHIND_EQUALS);
        if (from_a < 0) return FAILED;
        if (from_a && is_decided(merge)) return 0;
        take_one(merge, &merge->b);
        if (is_decided(merge)) return 0;
        from_b = take_before(merge, &merge->b, head(merge, &merge->a), BEFORE_EQUALS);
        if (from_b < 0) return FAILED;
        if (from_b && is_decided(merge)) return 0;
        take_one(merge, &merge->a);
        if (is_decided(merge)) return 0;
    } while (from_a >= INITIAL_MIN_GALLOP || from_b >= INITIAL_MIN_GALLOP);
    return 1;
}

static bool merge_rests(Merge *merge) {
    int state = 1;
    take_one(merge, merge->stayed);
    if (is_decided(merge)) state = 0;
    while (state > 0) {
        state = take_in_turn(merge);
        if (state <= 0) break;
        merge->sorter->min_gallop++;
        state = take_galloping(merge);
        if (state > 0) merge->sorter->min_gallop++;
    }
    if (state == 0) take(merge, merge->stayed, merge->stayed->count);
    take(merge, merge->aside, merge->aside->count); /* fills the gap, after a failure too */
    return state == 0;
}

/* Merge the runs of `left` and of `right` items that begin at `at`. */
static bool merge_runs(Sorter *sorter, Slice2 at, size_t left, size_t right) {
    ptrdiff_t in_place = gallop(sorter, at.keys[left], at.keys, left, 0, BEHIND_EQUALS);
    if (in_place < 0) return false;
    at = advanced(at, in_place);
    left -= (size_t)in_place;
    if (!left) return true;
    Slice2 upper = advanced(at, (ptrdiff_t)left);
    ptrdiff_t reached = gallop(sorter, at.keys[left - 1], upper.keys, right, right - 1, BEFORE_EQUALS);
    if (reached <= 0) return reached == 0;
    right = (size_t)reached;
    Slice2 scratch = {sorter->job->scratch_keys, sorter->job->scratch_items};
    Merge merge = {.sorter = sorter, .a = {at, left}, .b = {upper, right}, .down = left > right};
    merge.aside = merge.down ? &merge.b : &merge.a;
    merge.stayed = merge.down ? &merge.a : &merge.b;
    merge.out = merge.down ? advanced(upper, (ptrdiff_t)right) : at;
    move_many(scratch, merge.aside->at, merge.aside->count);
    merge.aside->at = scratch;
    return merge_rests(&merge);
}

/* ---- which runs are merged when ---- */

static inline Slice2 slice_at(const Sorter *sorter, size_t start) {
    return advanced((Slice2){sorter->job->keys, sorter->job->items}, (ptrdiff_t)start);
}

/* Merge runs[i] and runs[i + 1]; at most one run stands above them. */
static bool merge_at(Sorter *sorter, size_t i) {
    Run *run = &sorter->runs[i];
    size_t left = run->count, right = run[1].count;
    run->count += right;
    if (i + 3 == sorter->run_count) run[1] = run[2];
    sorter->run_count--;
    return merge_runs(sorter, slice_at(sorter, run->start), left, right);
}

/* Before a run of `count` comes on the stack: merge those below it that belong together sooner. */
static bool make_way(Sorter *sorter, size_t count) {
    if (!sorter->run_count) return true;
    const Run *top = &sorter->runs[sorter->run_count - 1];
    int power = oli_sort_power(top->start, top->count, count, sorter->job->count);
    while (sorter->run_count > 1 && sorter->runs[sorter->run_count - 2].power > power) {
        if (!merge_at(sorter, sorter->run_count - 2)) return false;
    }
    sorter->runs[sorter->run_count - 1].power = power;
    return true;
}

static bool merge_all(Sorter *sorter) {
    while (sorter->run_count > 1) {
        size_t i = sorter->run_count - 2;
        if (i > 0 && sorter->runs[i - 1].count < sorter->runs[i + 1].count) i--;
        if (!merge_at(sorter, i)) return false;
    }
    return true;
}

/* A length for short runs, such that count / length is a power of two or little less. */
static size_t min_run_for(size_t count) {
    size_t odd = 0;
    for (; count >= MAX_MIN_RUN; count >>= 1) odd |= count & 1;
    return count + odd;
}

bool oli_sort_merge(SortJob *job) {
    Sorter sorter = {.job = job, .min_gallop = INITIAL_MIN_GALLOP};
    size_t min_run = min_run_for(job->count);
    for (size_t start = 0; start < job->count;) {
        Slice2 at = slice_at(&sorter, start);
        size_t left = job->count - start;
        ptrdiff_t found = find_run(&sorter, at, left);
        if (found < 0) return false;
        size_t count = (size_t)found;
        if (count < min_run) {
            size_t wanted = left < min_run ? left : min_run;
            if (!insertion_sort(&sorter, at, count, wanted)) return false;
            count = wanted;
        }
        if (!make_way(&sorter, count)) return false;
        sorter.runs[sorter.run_count++] = (Run){start, count, 0};
        start += count;
    }
    return merge_all(&sorter);
}
