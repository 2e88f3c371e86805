/* SPDX-License-Identifier: MIT
 *
 * Substring search. One byte is memchr's. Longer needles are first looked for by their first byte (memchr) and compared
 * on the spot, which is fastest on ordinary text; when the comparisons that came to nothing cost more than a multiple
 * of the text read, the rest of the search is done by the two-way algorithm (Crochemore and Perrin 1991), which needs
 * linear time and no memory on any input. Both directions use the same code: `step` is 1 or -1, and text and needle
 * are read from their first or last byte on.
 */
#include "types/str_find.h"

#include <stdbool.h>
#include <string.h>

static inline unsigned char at(const char *base, size_t index, ptrdiff_t step) {
    return (unsigned char)base[(ptrdiff_t)index * step];
}

/* The start of the maximal suffix of the needle (under < or, `reversed`, under >), minus one; *period is its period. */
static inline ptrdiff_t maximal_suffix(const char *needle, size_t size, ptrdiff_t step, bool reversed, size_t *period) {
    ptrdiff_t suffix = -1;
    size_t j = 0, k = 1, p = 1;
    while (j + k < size) {
        unsigned char a = at(needle, j + k, step), b = at(needle, (size_t)(suffix + (ptrdiff_t)k), step);
        if (reversed ? a > b : a < b) {
            j += k;
            k = 1;
            p = (size_t)((ptrdiff_t)j - suffix);
        } else if (a == b) {
            if (k == p) {
                j += p;
                k = 1;
            } else {
                k++;
            }
        } else {
            suffix = (ptrdiff_t)j++;
            k = p = 1;
        }
    }
    *period = p;
    return suffix;
}

static inline bool is_repeated(const char *needle, size_t count, size_t period, ptrdiff_t step) {
    for (size_t i = 0; i < count; i++)
        if (at(needle, i, step) != at(needle, i + period, step)) return false;
    return true;
}

/* Two-way search from `start` on; the needle has at least two bytes and is no longer than the text. */
static inline size_t two_way(const char *text, size_t size, size_t start, const char *needle, size_t needle_size,
                             ptrdiff_t step) {
    size_t period, other_period;
    ptrdiff_t left = maximal_suffix(needle, needle_size, step, false, &period);
    ptrdiff_t other = maximal_suffix(needle, needle_size, step, true, &other_period);
    if (other > left) {
        left = other;
        period = other_period;
    }
    size_t critical = (size_t)(left + 1); /* the factorisation: needle = [0, critical) [critical, size) */
    bool periodic = critical + period <= needle_size && is_repeated(needle, critical, period, step);
    if (!periodic) period = (critical > needle_size - critical ? critical : needle_size - critical) + 1;
    size_t memory = 0; /* bytes of the needle known to match, when it is periodic */
    size_t position = start;
    while (position + needle_size <= size) {
        size_t i = critical > memory ? critical : memory;
        while (i < needle_size && at(needle, i, step) == at(text, position + i, step)) i++;
        if (i < needle_size) {
            position += i - critical + 1;
            memory = 0;
            continue;
        }
        i = critical;
        while (i > memory && at(needle, i - 1, step) == at(text, position + i - 1, step)) i--;
        if (i <= memory) return position;
        position += period;
        memory = periodic ? needle_size - period : 0;
    }
    return NOT_FOUND;
}

/* How many bytes may be compared in vain before the search changes to two_way. */
static inline size_t budget_at(size_t position) { return 256 + 4 * position; }

size_t oli_find(const char *text, size_t size, const char *needle, size_t needle_size) {
    if (needle_size > size) return NOT_FOUND;
    if (!needle_size) return 0;
    size_t last = size - needle_size, wasted = 0;
    const char *cursor = text, *limit = text + last + 1;
    while ((cursor = memchr(cursor, needle[0], (size_t)(limit - cursor)))) {
        size_t position = (size_t)(cursor - text);
        if (cursor[needle_size - 1] == needle[needle_size - 1]) {
            size_t same = 1;
            while (same < needle_size && cursor[same] == needle[same]) same++;
            if (same == needle_size) return position;
            wasted += same;
        }
        wasted += 4; /* a call of memchr */
        cursor++;
        if (wasted > budget_at(position)) return two_way(text, size, position + 1, needle, needle_size, 1);
        if (cursor == limit) break;
    }
    return NOT_FOUND;
}

static const char *last_byte(const char *start, const char *end, char byte) {
    while (end > start)
        if (*--end == byte) return end;
    return NULL;
}

size_t oli_rfind(const char *text, size_t size, const char *needle, size_t needle_size) {
    if (needle_size > size) return NOT_FOUND;
    if (!needle_size) return size;
    size_t wasted = 0;
    const char *end = text + (size - needle_size) + 1; /* an occurrence begins before it */
    const char *cursor;
    while ((cursor = last_byte(text, end, needle[0]))) {
        size_t same = 1;
        while (same < needle_size && cursor[same] == needle[same]) same++;
        if (same == needle_size) return (size_t)(cursor - text);
        wasted += same;
        end = cursor;
        size_t done = (size - needle_size) - (size_t)(cursor - text); /* starts tried, counted from the end */
        if (wasted > budget_at(done)) {
            size_t back = two_way(text + size - 1, size, done + 1, needle + needle_size - 1, needle_size, -1);
            return back == NOT_FOUND ? NOT_FOUND : size - back - needle_size;
        }
    }
    return NOT_FOUND;
}

size_t oli_count(const char *text, size_t size, const char *needle, size_t needle_size, size_t limit) {
    size_t count = 0, position = 0;
    if (needle_size == 1) {
        for (const char *p = text, *end = text + size; count < limit && p < end; count++) {
            p = memchr(p, needle[0], (size_t)(end - p));
            if (!p) break;
            p++;
        }
        return count;
    }
    while (count < limit) {
        size_t found = oli_find(text + position, size - position, needle, needle_size);
        if (found == NOT_FOUND) break;
        position += found + needle_size;
        count++;
    }
    return count;
}
