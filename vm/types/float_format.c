/* SPDX-License-Identifier: MIT
 *
 * Doubles to a given number of digits: printf's e, f and g, and round(), all exact.
 *
 * A double is a whole number divided by a power of two, so it has a finite decimal expansion: at most 309 digits before
 * the point and 1074 behind. It is written out whole, in limbs of nine digits, and rounded as text (half-way cases to
 * even), so the last digit is right whatever the precision. Typical numbers have some fifty digits; that is quick.
 */
#include <limits.h>
#include <math.h>
#include <string.h>

#include "types/number_text.h"

enum {
    LIMB_DIGITS = 9,
    LIMB_BASE = 1000000000,
    WHOLE_LIMBS = 36,     /* 2^1024 has 309 digits */
    FRACTION_LIMBS = 120, /* 2^-1074 has 1074 digits behind the point */
    MAX_DIGITS = (WHOLE_LIMBS + FRACTION_LIMBS) * LIMB_DIGITS
};

/* 0.d1d2d3... * 10^point; no leading zeros; count 0 is zero. */
typedef struct Expansion {
    int count;
    int point;
    char digits[MAX_DIGITS + 1]; /* '0' .. '9' */
} Expansion;

/* Limbs around the decimal point: whole[0 .. whole_count) from the lowest, fraction[...] from the highest. */
typedef struct Limbs {
    uint32_t whole[WHOLE_LIMBS], fraction[FRACTION_LIMBS];
    int whole_count, fraction_count;
} Limbs;

static void multiply_whole(Limbs *limbs, unsigned shift) {
    uint64_t carry = 0;
    for (int i = 0; i < limbs->whole_count; i++) {
        uint64_t value = ((uint64_t)limbs->whole[i] << shift) + carry;
        limbs->whole[i] = (uint32_t)(value % LIMB_BASE);
        carry = value / LIMB_BASE;
    }
    if (carry) limbs->whole[limbs->whole_count++] = (uint32_t)carry;
}

/* Divide by 2^shift, shift <= 9: what falls out of a limb is a multiple of 10^9 / 2^shift in the next. */
static void divide_limbs(Limbs *limbs, unsigned shift) {
    uint32_t mask = (1u << shift) - 1, unit = LIMB_BASE >> shift, carry = 0;
    for (int i = limbs->whole_count; i-- > 0;) {
        uint32_t limb = limbs->whole[i];
        limbs->whole[i] = (limb >> shift) + carry;
        carry = (limb & mask) * unit;
    }
    while (limbs->whole_count && limbs->whole[limbs->whole_count - 1] == 0) limbs->whole_count--;
    for (int i = 0; i < limbs->fraction_count; i++) {
        uint32_t limb = limbs->fraction[i];
        limbs->fraction[i] = (limb >> shift) + carry;
        carry = (limb & mask) * unit;
    }
    if (carry) limbs->fraction[limbs->fraction_count++] = carry;
}

static void fill_limbs(Limbs *limbs, double d) {
    int exponent;
    uint64_t mantissa = (uint64_t)ldexp(frexp(d, &exponent), 53);
    exponent -= 53;
    if (exponent < 0) {
        int zeros = __builtin_ctzll(mantissa);
        if (zeros > -exponent) zeros = -exponent;
        mantissa >>= zeros;
        exponent += zeros;
    }
    limbs->whole_count = limbs->fraction_count = 0;
    for (; mantissa; mantissa /= LIMB_BASE) limbs->whole[limbs->whole_count++] = (uint32_t)(mantissa % LIMB_BASE);
    for (; exponent > 0; exponent -= exponent < 29 ? exponent : 29) {
        multiply_whole(limbs, (unsigned)(exponent < 29 ? exponent : 29));
    }
    for (; exponent < 0; exponent += exponent > -9 ? -exponent : 9) {
        divide_limbs(limbs, (unsigned)(exponent > -9 ? -exponent : 9));
    }
}

static char *write_limb(char *out, uint32_t limb) {
    for (int i = LIMB_DIGITS; i-- > 0; limb /= 10) out[i] = (char)('0' + limb % 10);
    return out + LIMB_DIGITS;
}

/* All digits of a finite |d|. */
static void expand(double d, Expansion *expansion) {
    expansion->count = expansion->point = 0;
    if (d == 0) return;
    Limbs limbs;
    fill_limbs(&limbs, fabs(d));
    char *out = expansion->digits;
    for (int i = limbs.whole_count; i-- > 0;) out = write_limb(out, limbs.whole[i]);
    expansion->point = (int)(out - expansion->digits);
    for (int i = 0; i < limbs.fraction_count; i++) out = write_limb(out, limbs.fraction[i]);
    int count = (int)(out - expansion->digits), leading = 0;
    while (expansion->digits[leading] == '0') leading++;
    while (expansion->digits[count - 1] == '0') count--;
    memmove(expansion->digits, expansion->digits + leading, (size_t)(count - leading));
    expansion->count = count - leading;
    expansion->point -= leading;
}

/* Keep the first `keep` digits (possibly fewer than none), rounding half to even. */
static void round_expansion(Expansion *expansion, int keep) {
    if (keep >= expansion->count) return;
    bool up = false;
    if (keep >= 0) {
        char next = expansion->digits[keep];
        bool exactly_half = next == '5' && keep + 1 == expansion->count;
        bool is_odd = keep > 0 && ((expansion->digits[keep - 1] - '0') & 1);
        up = exactly_half ? is_odd : next >= '5';
    }
    int count = keep > 0 ? keep : 0;
    if (up) {
        while (count > 0 && expansion->digits[count - 1] == '9') count--;
        if (count > 0) {
            expansion->digits[count - 1]++;
        } else { /* 0.99 becomes 1; what was below the kept digits becomes one of the last kept place */
            expansion->digits[0] = '1';
            expansion->point++;
            count = 1;
        }
    }
    while (count > 0 && expansion->digits[count - 1] == '0') count--;
    expansion->count = count;
    if (count == 0) expansion->point = 0;
}

/* ---- layout ---- */

/* Append digits [from, to) of the expansion, zeros where it has none. */
static bool append_digits(TextBuilder *text, const Expansion *expansion, int from, int to) {
    if (from >= to) return true;
    if (from < 0) {
        int zeros = (to < 0 ? to : 0) - from;
        if (!oli_text_append_fill(text, '0', (size_t)zeros)) return false;
        from += zeros;
    }
    if (from < to && from < expansion->count) {
        int end = to < expansion->count ? to : expansion->count;
        if (!oli_text_append(text, expansion->digits + from, (size_t)(end - from))) return false;
        from = end;
    }
    return from >= to || oli_text_append_fill(text, '0', (size_t)(to - from));
}

static bool append_fixed(TextBuilder *text, const Expansion *expansion, int places, bool alternate) {
    int point = expansion->point;
    if (point <= 0) {
        oli_text_append(text, "0", 1);
    } else {
        append_digits(text, expansion, 0, point);
    }
    if (places > 0 || alternate) oli_text_append(text, ".", 1);
    return append_digits(text, expansion, point, point + places);
}

static bool append_exponential(TextBuilder *text, const Expansion *expansion, int places, bool alternate, bool upper) {
    int exponent = expansion->count ? expansion->point - 1 : 0;
    append_digits(text, expansion, 0, 1);
    if (places > 0 || alternate) oli_text_append(text, ".", 1);
    append_digits(text, expansion, 1, 1 + places);
    unsigned magnitude = (unsigned)(exponent < 0 ? -exponent : exponent);
    return oli_text_format(text, "%c%c%s%u", upper ? 'E' : 'e', exponent < 0 ? '-' : '+', magnitude < 10 ? "0" : "",
                           magnitude);
}

static bool append_general(TextBuilder *text, Expansion *expansion, int precision, bool alternate, bool upper) {
    if (precision == 0) precision = 1;
    round_expansion(expansion, precision);
    int exponent = expansion->count ? expansion->point - 1 : 0;
    int significant = alternate ? precision : expansion->count ? expansion->count : 1;
    if (exponent < -4 || exponent >= precision) {
        return append_exponential(text, expansion, significant - 1, alternate, upper);
    }
    int places = significant - 1 - exponent;
    return append_fixed(text, expansion, places > 0 ? places : 0, alternate);
}

/* Digits that a precision may ask for in all: beyond, positions would not fit an int. */
enum { PRECISION_LIMIT = INT_MAX - 2 * MAX_DIGITS };

bool oli_double_format(TextBuilder *text, double d, char type, int precision, bool alternate) {
    char lower = (char)(type | 0x20);
    bool upper = lower != type;
    if (!isnan(d) && signbit(d)) oli_text_append(text, "-", 1);
    if (!isfinite(d)) {
        const char *word = isnan(d) ? (upper ? "NAN" : "nan") : (upper ? "INF" : "inf");
        return oli_text_append(text, word, 3);
    }
    if (lower == 'r') {
        char buffer[32];
        size_t size = oli_double_repr(fabs(d), buffer);
        return oli_text_append(text, buffer, size);
    }
    if (precision > PRECISION_LIMIT) precision = PRECISION_LIMIT;
    Expansion expansion;
    expand(d, &expansion);
    if (lower == 'g') return append_general(text, &expansion, precision, alternate, upper);
    if (lower == 'e') {
        round_expansion(&expansion, precision + 1);
        return append_exponential(text, &expansion, precision, alternate, upper);
    }
    round_expansion(&expansion, expansion.point + precision);
    return append_fixed(text, &expansion, precision, alternate);
}

/* ---- round() ---- */

double oli_double_round(double d, int places) {
    /* More places than any double has digits, or an integer far above it. */
    if (places > 1100 || d == 0) return d;
    if (places < -310) return copysign(0.0, d);
    Expansion expansion;
    expand(d, &expansion);
    if (expansion.point + places >= expansion.count) return d;
    round_expansion(&expansion, expansion.point + places);
    if (expansion.count == 0) return copysign(0.0, d);
    char text[MAX_DIGITS + 16];
    size_t size = (size_t)expansion.count;
    memcpy(text, expansion.digits, size);
    int exponent = expansion.point - expansion.count;
    text[size++] = 'e';
    text[size++] = exponent < 0 ? '-' : '+';
    unsigned magnitude = (unsigned)(exponent < 0 ? -exponent : exponent);
    for (unsigned divisor = 1000; divisor > 0; divisor /= 10) text[size++] = (char)('0' + magnitude / divisor % 10);
    double result = 0;
    oli_double_parse(text, size, &result);
    return copysign(result, d);
}
