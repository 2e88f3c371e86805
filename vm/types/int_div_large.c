/* SPDX-License-Identifier: MIT
 *
 * Division of long big integers by Burnikel and Ziegler's recursion ("Fast recursive division"): a division of 2n by n
 * digits is two of 3n/2 by n, each of which is one of half the size and a product. So it costs little more than
 * multiplication, where algorithm D (int_div.c) is quadratic. It makes decimal conversion of huge numbers fast.
 *
 * All work happens in one array: a dividend is a window of it, and leaves its remainder in the window's lower digits.
 */
#include "types/int_div.h"

typedef struct Division {
    Vm *vm;
    uint64_t *product; /* room for as many digits as the divisor has, twice */
} Division;

static bool divide_window(const Division *division, uint64_t *quotient, uint64_t *u, const uint64_t *v, size_t n);

/* u[0 .. count) -= a[0 .. a_count); returns the borrow. */
static uint64_t subtract_from(uint64_t *u, size_t count, const uint64_t *a, size_t a_count) {
    uint64_t borrow = 0;
    for (size_t i = 0; i < count && (i < a_count || borrow); i++) {
        uint64_t difference = u[i] - (i < a_count ? a[i] : 0) - borrow;
        u[i] = difference & DIGIT_MASK;
        borrow = difference >> 63;
    }
    return borrow;
}

/* u[0 .. count) += a[0 .. a_count); returns the carry. */
static uint64_t add_to(uint64_t *u, size_t count, const uint64_t *a, size_t a_count) {
    uint64_t carry = 0;
    for (size_t i = 0; i < count && (i < a_count || carry); i++) {
        uint64_t sum = u[i] + (i < a_count ? a[i] : 0) + carry;
        u[i] = sum & DIGIT_MASK;
        carry = sum >> DIGIT_BITS;
    }
    return carry;
}

/* u (3m digits) by v (2m digits), whose quotient has m digits; the remainder is left in u[0 .. 2m). */
static bool divide_three_halves(const Division *division, uint64_t *quotient, uint64_t *u, const uint64_t *v,
                                size_t m) {
    const uint64_t *high = v + m;
    size_t top = 2 * m;
    if (oli_digits_compare(u + top, m, high, m) < 0) {
        if (!divide_window(division, quotient, u + m, high, m)) return false;
        memset(u + top, 0, m * sizeof(uint64_t));
    } else { /* the estimate is all ones; (top, middle) - (2^60m - 1) high is (0, middle + high) */
        for (size_t i = 0; i < m; i++) quotient[i] = DIGIT_MASK;
        memset(u + top, 0, m * sizeof(uint64_t));
        u[top] = add_to(u + m, m, high, m);
    }
    if (!oli_digits_multiply(division->vm, division->product, quotient, m, v, m)) return false;
    const uint64_t one = 1;
    uint64_t borrow = subtract_from(u, top + 1, division->product, top);
    while (borrow) { /* the estimate was too large, by two at most */
        subtract_from(quotient, m, &one, 1);
        borrow -= add_to(u, top + 1, v, top);
    }
    return true;
}

/* u (2n digits, the upper n below v) by v (n digits); the remainder is left in u[0 .. n). */
static bool divide_window(const Division *division, uint64_t *quotient, uint64_t *u, const uint64_t *v, size_t n) {
    if (n < DIVIDE_RECURSION_LIMIT || n % 2 != 0) {
        oli_digits_divide_long(quotient, u, 2 * n - 1, v, n);
        return true;
    }
    size_t m = n / 2;
    return divide_three_halves(division, quotient + m, u + m, v, m) && divide_three_halves(division, quotient, u, v, m);
}

/* The divisor's length rounded up so that it can be halved until pieces are short. */
static size_t padded_length(size_t count) {
    unsigned halvings = 0;
    while (count >> halvings >= DIVIDE_RECURSION_LIMIT) halvings++;
    return ((count >> halvings) + 1) << halvings;
}

bool oli_digits_divide_large(Vm *vm, uint64_t *quotient, uint64_t *u, size_t u_count, const uint64_t *v,
                             size_t v_count) {
    size_t n = padded_length(v_count), padding = n - v_count;
    size_t blocks = (u_count + 1 + padding + n - 1) / n;
    if (blocks < 2) blocks = 2;
    /* The dividend with zeros below and above, the divisor with zeros below, the quotient, and the product. */
    size_t dividend_count = blocks * n, quotient_count = (blocks - 1) * n;
    Scratch scratch;
    if (!oli_scratch_init(vm, &scratch, dividend_count + n + quotient_count + 2 * n)) return false;
    uint64_t *dividend = scratch.digits, *divisor = dividend + dividend_count;
    uint64_t *digits = divisor + n;
    Division division = {vm, digits + quotient_count};
    memset(dividend, 0, (dividend_count + n) * sizeof(uint64_t));
    memcpy(dividend + padding, u, (u_count + 1) * sizeof(uint64_t));
    memcpy(divisor + padding, v, v_count * sizeof(uint64_t));
    bool done = true;
    for (size_t i = blocks - 1; done && i-- > 0;) {
        done = divide_window(&division, digits + i * n, dividend + i * n, divisor, n);
    }
    if (done) {
        if (quotient) memcpy(quotient, digits, (u_count - v_count + 1) * sizeof(uint64_t));
        memcpy(u, dividend + padding, v_count * sizeof(uint64_t));
    }
    oli_scratch_free(vm, &scratch);
    return done;
}
