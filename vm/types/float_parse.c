/* SPDX-License-Identifier: MIT
 *
 * Doubles from decimal text, correctly rounded.
 *
 * Up to 19 significant digits make an integer; small ones with small exponents are one exact multiplication or division
 * of doubles. Otherwise Daniel Lemire's method ("Number parsing at a gigabyte per second"; without fallback after
 * Mushtak and Lemire) multiplies by a 128-bit power of ten. Only when more digits follow, and the two neighbouring
 * integers give different doubles, the exact decimal is compared with the half-way point in big integers.
 */
#include <math.h>
#include <string.h>

#include "types/bigint.h"
#include "types/number_text.h"

enum {
    MANTISSA_BITS = 52,
    MAX_SIGNIFICANT = 19,   /* digits that surely fit 64 bits */
    EXACT_DIGITS = 800,     /* no half-way point between doubles has more significant digits */
    SMALLEST_POWER = -342,
    LARGEST_POWER = 308
};

/* A decimal number: value * 10^exponent, where `value` holds the first digits only if `is_truncated`. */
typedef struct Decimal {
    uint64_t value;
    int64_t exponent;
    bool is_truncated;
    const char *digits, *digits_end; /* the mantissa's text: digits, point, underscores */
    int64_t last_exponent;           /* of the last digit of that text */
} Decimal;

/* ---- Lemire's method ---- */

static double assemble(uint64_t mantissa, int biased_exponent) {
    uint64_t bits = (mantissa & (((uint64_t)1 << MANTISSA_BITS) - 1)) | (uint64_t)biased_exponent << MANTISSA_BITS;
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

/* The first 128 bits of value * 10^exponent, at least as many of them right as rounding needs. */
static PowerOfTen scale(uint64_t value, int exponent) {
    PowerOfTen power = oli_power_of_ten(exponent);
    if (exponent < 0 && exponent >= -27) { /* rounded up, so that products that are whole come out whole */
        power.low++;
        power.high += power.low == 0;
    }
    Wide product = (Wide)value * power.high;
    PowerOfTen result = {(uint64_t)(product >> 64), (uint64_t)product};
    if ((result.high & 0x1FF) == 0x1FF) {
        uint64_t more = (uint64_t)((Wide)value * power.low >> 64);
        result.low += more;
        result.high += result.low < more;
    }
    return result;
}

/* value * 10^exponent, value not 0. */
static double lemire(uint64_t value, int64_t decimal_exponent) {
    if (decimal_exponent < SMALLEST_POWER) return 0.0;
    if (decimal_exponent > LARGEST_POWER) return HUGE_VAL;
    int exponent = (int)decimal_exponent;
    int zeros = __builtin_clzll(value);
    PowerOfTen product = scale(value << zeros, exponent);
    int upper = (int)(product.high >> 63);
    int shift = upper + 64 - MANTISSA_BITS - 3;
    uint64_t mantissa = product.high >> shift;
    int power = ((217706 * exponent) >> 16) + 63 + upper - zeros + 1023;
    if (power <= 0) { /* subnormal */
        if (1 - power >= 64) return 0.0;
        mantissa >>= 1 - power;
        mantissa += mantissa & 1;
        mantissa >>= 1;
        return assemble(mantissa, mantissa >> MANTISSA_BITS != 0);
    }
    bool is_tie = product.low <= 1 && exponent >= -4 && exponent <= 23 && (mantissa & 3) == 1;
    if (is_tie && mantissa << shift == product.high) mantissa &= ~(uint64_t)1;
    mantissa += mantissa & 1;
    mantissa >>= 1;
    if (mantissa >> (MANTISSA_BITS + 1)) {
        mantissa = (uint64_t)1 << MANTISSA_BITS;
        power++;
    }
    return power >= 0x7FF ? HUGE_VAL : assemble(mantissa, power);
}

/* ---- exact comparison ---- */

enum { EXACT_CAPACITY = 128 }; /* of our digits: 7680 bits, above any number that occurs here */

typedef struct Exact {
    uint64_t digits[EXACT_CAPACITY];
    size_t count;
} Exact;

static void exact_multiply_add(Exact *exact, uint64_t factor, uint64_t addend) {
    uint64_t carry = oli_digits_multiply_small(exact->digits, exact->digits, exact->count, factor, addend);
    if (carry) exact->digits[exact->count++] = carry;
}

static void exact_multiply_power_of_ten(Exact *exact, int64_t exponent) {
    for (; exponent >= 16; exponent -= 16) exact_multiply_add(exact, 10000000000000000u, 0);
    for (; exponent > 0; exponent--) exact_multiply_add(exact, 10, 0);
}

static void exact_shift_left(Exact *exact, size_t bits) {
    size_t skip = bits / DIGIT_BITS;
    uint64_t top =
        oli_digits_shift_left(exact->digits + skip, exact->digits, exact->count, (unsigned)(bits % DIGIT_BITS));
    for (size_t i = 0; i < skip; i++) exact->digits[i] = 0;
    exact->count += skip;
    if (top) exact->digits[exact->count++] = top;
}

/* The decimal's digits as an integer * 10^*exponent; what is cut off beyond EXACT_DIGITS leaves a 1 behind. */
static void exact_from_text(const Decimal *decimal, Exact *exact, int64_t *exponent) {
    exact->count = 0;
    *exponent = decimal->last_exponent;
    size_t used = 0;
    int64_t left_out = 0;
    bool rest = false;
    for (const char *p = decimal->digits; p < decimal->digits_end; p++) {
        if (*p == '.' || *p == '_') continue;
        if (used < EXACT_DIGITS) {
            if (used || *p != '0') {
                exact_multiply_add(exact, 10, (uint64_t)(*p - '0'));
                used++;
            }
        } else {
            left_out++;
            rest = rest || *p != '0';
        }
    }
    *exponent += left_out;
    if (rest) {
        exact_multiply_add(exact, 10, 1);
        --*exponent;
    }
}

/* Which of two neighbours, low < high, is nearest to the decimal: compares it with the point half-way. */
static double nearest_by_exact_comparison(const Decimal *decimal, double low) {
    uint64_t bits;
    memcpy(&bits, &low, sizeof bits);
    int biased = (int)(bits >> MANTISSA_BITS);
    uint64_t mantissa = bits & (((uint64_t)1 << MANTISSA_BITS) - 1);
    if (biased) mantissa |= (uint64_t)1 << MANTISSA_BITS;
    int64_t half_exponent = (biased ? biased : 1) - 1075 - 1;
    Exact half = {.count = 1, .digits = {2 * mantissa + 1}}, exact;
    int64_t exponent;
    exact_from_text(decimal, &exact, &exponent);
    /* exact * 10^exponent against half * 2^half_exponent: bring the negative powers to the other side. */
    exact_multiply_power_of_ten(exponent > 0 ? &exact : &half, exponent > 0 ? exponent : -exponent);
    exact_shift_left(half_exponent > 0 ? &half : &exact, (size_t)(half_exponent > 0 ? half_exponent : -half_exponent));
    int order = oli_digits_compare(exact.digits, exact.count, half.digits, half.count);
    if (order < 0 || (order == 0 && (mantissa & 1) == 0)) return low;
    bits++;
    memcpy(&low, &bits, sizeof low);
    return low;
}

static double convert(const Decimal *decimal) {
    if (decimal->value == 0) return 0.0;
    if (!decimal->is_truncated && decimal->value >> 53 == 0) {
        double value = (double)decimal->value;
        if (decimal->exponent >= 0 && decimal->exponent <= 22) {
            return value * oli_exact_power_of_ten((int)decimal->exponent);
        }
        if (decimal->exponent < 0 && decimal->exponent >= -22) {
            return value / oli_exact_power_of_ten((int)-decimal->exponent);
        }
    }
    double low = lemire(decimal->value, decimal->exponent);
    if (!decimal->is_truncated) return low;
    double high = lemire(decimal->value + 1, decimal->exponent);
    return low == high ? low : nearest_by_exact_comparison(decimal, low);
}

/* ---- text ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Whether the underscore at p stands between digits. */
static bool is_separator(const char *p, const char *start, const char *end) {
    return *p == '_' && p > start && is_digit(p[-1]) && p + 1 < end && is_digit(p[1]);
}

static const char *read_mantissa(const char *p, const char *end, Decimal *decimal) {
    const char *start = p;
    int significant = 0;
    bool any = false, after_point = false;
    decimal->digits = p;
    for (; p < end; p++) {
        if (*p == '.' && !after_point) {
            after_point = true;
            continue;
        }
        if (is_separator(p, start, end)) continue;
        if (!is_digit(*p)) break;
        any = true;
        if (after_point) decimal->last_exponent--;
        if (significant < MAX_SIGNIFICANT) {
            decimal->value = decimal->value * 10 + (uint64_t)(*p - '0');
            decimal->exponent = decimal->last_exponent;
            significant += decimal->value != 0;
        } else {
            decimal->is_truncated = decimal->is_truncated || *p != '0';
            if (!after_point) decimal->exponent++;
        }
    }
    decimal->digits_end = p;
    return any ? p : NULL;
}

static const char *read_exponent(const char *p, const char *end, Decimal *decimal) {
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+')) p++;
    const char *start = p;
    int64_t exponent = 0;
    for (; p < end && (is_digit(*p) || is_separator(p, start, end)); p++) {
        if (*p != '_' && exponent < (int64_t)1 << 50) exponent = exponent * 10 + (*p - '0');
    }
    if (p == start) return NULL;
    decimal->exponent += negative ? -exponent : exponent;
    decimal->last_exponent += negative ? -exponent : exponent;
    return p;
}

static bool equals_ignoring_case(const char *text, size_t size, const char *word) {
    if (size != strlen(word)) return false;
    for (size_t i = 0; i < size; i++) {
        if ((text[i] | 0x20) != word[i]) return false;
    }
    return true;
}

static bool parse_word(const char *text, size_t size, double *out) {
    if (equals_ignoring_case(text, size, "inf") || equals_ignoring_case(text, size, "infinity")) {
        *out = HUGE_VAL;
        return true;
    }
    if (!equals_ignoring_case(text, size, "nan")) return false;
    *out = NAN;
    return true;
}

bool oli_double_parse(const char *text, size_t size, double *out) {
    const char *end = text + size;
    strip_number_space(&text, &end);
    bool negative = text < end && *text == '-';
    if (text < end && (*text == '-' || *text == '+')) text++;
    double magnitude;
    if (text == end) return false;
    if (!is_digit(*text) && *text != '.') {
        if (!parse_word(text, (size_t)(end - text), &magnitude)) return false;
    } else {
        Decimal decimal = {0};
        const char *p = read_mantissa(text, end, &decimal);
        if (p && p < end && (*p | 0x20) == 'e') p = read_exponent(p + 1, end, &decimal);
        if (p != end) return false;
        magnitude = convert(&decimal);
    }
    *out = negative ? -magnitude : magnitude;
    return true;
}
