/* SPDX-License-Identifier: MIT
 *
 * Powers of ten for reading and writing doubles, and the shortest decimal of a double.
 *
 * The shortest decimal is found by Raffaello Giulietti's Schubfach ("The Schubfach way to render doubles"): the
 * interval that rounds to the double is scaled by a power of ten so that it is a few units wide, and the candidates
 * are compared in integers. Its scale factors, and those of reading (float_parse.c), are 128-bit powers of ten. A table
 * of 617 would take 10 KB; instead every 28th stands here with 192 bits, and one exact multiplication by 5^0 .. 5^27
 * gives the others: the first 128 bits come out right for every exponent in the range, as an exhaustive comparison
 * with exact arithmetic shows (tests/types/float_powers.py runs through all of them).
 */
#include <math.h>
#include <string.h>

#include "types/number_text.h"

__extension__ typedef unsigned __int128 Wide;

enum { POWER_STEP = 28, POWER_FIRST = -13 }; /* the first entry is 10^(28 * -13) */

static const uint64_t POWERS[][3] = {
    {0xE1AFA13AFBD14D6D, 0x82189C09A3A1EC21, 0x7A43516213C7E04C}, /* -364 */
    {0xE3E27A444D8D98B7, 0xFD1B1B2308169B25, 0x363B1F2C568DC3E2}, /* -336 */
    {0xE61ACF033D1A45DF, 0x6FB92487298E33BD, 0xADD7728C20B99BD1}, /* -308 */
    {0xE858AD248F5C22C9, 0xD1B3400F8F9CFF68, 0xF910F9F648232F14}, /* -280 */
    {0xEA9C227723EE8BCB, 0x465E15A979C1CADC, 0x0A0CE827EAC11F2D}, /* -252 */
    {0xECE53CEC4A314EBD, 0xA4F8BF5635246428, 0x4609AC5C7899CA36}, /* -224 */
    {0xEF340A98172AACE4, 0x86FB897116C87C34, 0x9C39C1DA4C49278D}, /* -196 */
    {0xF18899B1BC3F8CA1, 0xDC44E6C3CB279AC1, 0xF80F36174730CA34}, /* -168 */
    {0xF3E2F893DEC3F126, 0x5A89DBA3C3EFCCFA, 0xD8ECB58659BE9C90}, /* -140 */
    {0xF64335BCF065D37D, 0x4D4617B5FF4A16D5, 0xAA09501D5954A559}, /* -112 */
    {0xF8A95FCF88747D94, 0x75A44C6397CE912A, 0x33CCA6C06B07B74D}, /* -84 */
    {0xFB158592BE068D2E, 0xEED6E2F0F0D56712, 0xAC2E4F162CFAD40A}, /* -56 */
    {0xFD87B5F28300CA0D, 0x8BCA9D6E188853FC, 0x76DCB60081CE0FA5}, /* -28 */
    {0x8000000000000000, 0x0000000000000000, 0x0000000000000000}, /* 0 */
    {0x813F3978F8940984, 0x4000000000000000, 0x0000000000000000}, /* 28 */
    {0x82818F1281ED449F, 0xBFF8F10E7A8921A4, 0x2000000000000000}, /* 56 */
    {0x83C7088E1AAB65DB, 0x792667C6DA79E0FA, 0x0861D3EE22D1CC53}, /* 84 */
    {0x850FADC09923329E, 0x03E2CF6BC604DDB0, 0x74A7EF0198791097}, /* 112 */
    {0x865B86925B9BC5C2, 0x0B8A2392BA45A9B2, 0x5C6658D409FB8BF7}, /* 140 */
    {0x87AA9AFF79042286, 0x90FB44D2F05D0842, 0xFB118FC9C217A1D2}, /* 168 */
    {0x88FCF317F22241E2, 0x441FECE3BDF81F03, 0x12F274928400100D}, /* 196 */
    {0x8A5296FFE33CC92F, 0x82BD6B70D99AAA6F, 0xBC10C5C5CDA97C8D}, /* 224 */
    {0x8BAB8EEFB6409C1A, 0x1AD089B6C2F7548E, 0x25C7B885BA466E37}, /* 252 */
    {0x8D07E33455637EB2, 0xDB0B487B6423E1E8, 0x7EC63730F500B406}, /* 280 */
    {0x8E679C2F5E44FF8F, 0x570F09EAA7EA7648, 0x5961DB50C6D2B886}, /* 308 */
};

static const uint64_t POWERS_OF_FIVE[POWER_STEP] = {
    1u,
    5u,
    25u,
    125u,
    625u,
    3125u,
    15625u,
    78125u,
    390625u,
    1953125u,
    9765625u,
    48828125u,
    244140625u,
    1220703125u,
    6103515625u,
    30517578125u,
    152587890625u,
    762939453125u,
    3814697265625u,
    19073486328125u,
    95367431640625u,
    476837158203125u,
    2384185791015625u,
    11920928955078125u,
    59604644775390625u,
    298023223876953125u,
    1490116119384765625u,
    7450580596923828125u,
};

PowerOfTen oli_power_of_ten(int exponent) {
    int index = (exponent - POWER_FIRST * POWER_STEP) / POWER_STEP;
    int rest = exponent - (index + POWER_FIRST) * POWER_STEP;
    const uint64_t *power = POWERS[index];
    uint64_t factor = POWERS_OF_FIVE[rest];
    /* 192 bits by 63: the first 128 of the product's words, behind its leading zeros. */
    Wide low = (Wide)power[2] * factor;
    Wide middle = (Wide)power[1] * factor + (uint64_t)(low >> 64);
    Wide high = (Wide)power[0] * factor + (uint64_t)(middle >> 64);
    uint64_t words[3] = {(uint64_t)(high >> 64), (uint64_t)high, (uint64_t)middle};
    PowerOfTen result = {words[1], words[2]};
    if (words[0]) {
        int shift = __builtin_clzll(words[0]);
        result.high = shift ? words[0] << shift | words[1] >> (64 - shift) : words[0];
        result.low = shift ? words[1] << shift | words[2] >> (64 - shift) : words[1];
    }
    return result;
}

double oli_exact_power_of_ten(int exponent) {
    static const double EXACT[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    return EXACT[exponent];
}

/* ---- shortest decimal ---- */

enum { MANTISSA_BITS = 52, EXPONENT_BIAS = 1075, EXPONENT_MAX = 0x7FF };

/* Estimates of logarithms by multiplication, right for every exponent of a double. */
static int floor_log10_of_power_of_two(int e) { return (e * 1262611) >> 22; }
static int floor_log10_of_three_quarters(int e) { return (e * 1262611 - 524031) >> 22; }
static int floor_log2_of_power_of_ten(int e) { return (e * 1741647) >> 19; }

/* The high word of factor * power / 2^64; its lowest bit is set when the rest is not zero ("round to odd"). */
static uint64_t scale_to_odd(PowerOfTen power, uint64_t factor) {
    Wide low = (Wide)power.low * factor, high = (Wide)power.high * factor;
    high += (uint64_t)(low >> 64);
    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

static uint64_t strip_zeros(uint64_t digits, int *exponent) {
    while (digits % 10 == 0) {
        digits /= 10;
        ++*exponent;
    }
    return digits;
}

/* mantissa * 2^exponent; `irregular` when the next double below is only half as far as the one above. */
static uint64_t schubfach(uint64_t mantissa, int exponent, bool irregular, int *decimal_exponent) {
    bool is_even = (mantissa & 1) == 0;
    uint64_t center = mantissa * 4;
    uint64_t lower = center - (irregular ? 1 : 2), upper = center + 2;
    int k = irregular ? floor_log10_of_three_quarters(exponent) : floor_log10_of_power_of_two(exponent);
    int h = exponent + floor_log2_of_power_of_ten(-k) + 1;
    PowerOfTen power = oli_power_of_ten(-k);
    if (-k < 0 || -k > 55) { /* not exact: rounded up */
        power.low++;
        power.high += power.low == 0;
    }
    uint64_t low = scale_to_odd(power, lower << h);
    uint64_t middle = scale_to_odd(power, center << h);
    uint64_t high = scale_to_odd(power, upper << h);
    if (!is_even) { /* the ends of the interval belong to the neighbours */
        low++;
        high--;
    }
    uint64_t s = middle / 4;
    if (s >= 10) {
        uint64_t tens = s / 10;
        bool down_inside = low <= 40 * tens, up_inside = 40 * tens + 40 <= high;
        if (down_inside != up_inside) {
            *decimal_exponent = k + 1;
            return tens + up_inside;
        }
    }
    *decimal_exponent = k;
    bool down_inside = low <= 4 * s, up_inside = 4 * s + 4 <= high;
    if (down_inside != up_inside) return s + up_inside;
    uint64_t half = 4 * s + 2;
    return s + (middle > half || (middle == half && (s & 1)));
}

uint64_t oli_shortest_decimal(double d, int *exponent) {
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    uint64_t fraction = bits & (((uint64_t)1 << MANTISSA_BITS) - 1);
    int biased = (int)(bits >> MANTISSA_BITS) & EXPONENT_MAX;
    uint64_t mantissa = biased ? fraction | (uint64_t)1 << MANTISSA_BITS : fraction;
    int binary_exponent = (biased ? biased : 1) - EXPONENT_BIAS;
    uint64_t digits;
    if (binary_exponent <= 0 && binary_exponent > -53 && (mantissa & (((uint64_t)1 << -binary_exponent) - 1)) == 0) {
        digits = mantissa >> -binary_exponent; /* a whole number below 2^53: its own digits are the shortest */
        *exponent = 0;
    } else {
        digits = schubfach(mantissa, binary_exponent, fraction == 0 && biased > 1, exponent);
    }
    return strip_zeros(digits, exponent);
}

/* ---- repr ---- */

static size_t write_digits(char *out, uint64_t value) {
    char reversed[20];
    size_t size = 0;
    do reversed[size++] = (char)('0' + value % 10);
    while (value /= 10);
    for (size_t i = 0; i < size; i++) out[i] = reversed[size - 1 - i];
    return size;
}

static size_t write_exponent(char *out, int exponent) {
    size_t size = 0;
    out[size++] = 'e';
    out[size++] = exponent < 0 ? '-' : '+';
    unsigned magnitude = (unsigned)(exponent < 0 ? -exponent : exponent);
    if (magnitude < 10) out[size++] = '0';
    return size + write_digits(out + size, magnitude);
}

/* Digits with the decimal point behind the first `point` of them; point is -3 .. 16. */
static size_t write_positional(char *out, const char *digits, size_t count, int point) {
    size_t size = 0;
    if (point <= 0) {
        memcpy(out, "0.0000", 6);
        size = 2 + (size_t)-point;
        memcpy(out + size, digits, count);
        return size + count;
    }
    size_t whole = (size_t)point;
    for (; size < whole; size++) out[size] = size < count ? digits[size] : '0';
    out[size++] = '.';
    if (count <= whole) {
        out[size++] = '0';
        return size;
    }
    memcpy(out + size, digits + whole, count - whole);
    return size + count - whole;
}

size_t oli_double_repr(double d, char *buffer) {
    char *out = buffer;
    if (isnan(d)) {
        memcpy(out, "nan", 3);
        return 3;
    }
    if (signbit(d)) *out++ = '-';
    if (isinf(d) || d == 0) {
        memcpy(out, d == 0 ? "0.0" : "inf", 3);
        return (size_t)(out - buffer) + 3;
    }
    int exponent;
    uint64_t value = oli_shortest_decimal(d, &exponent);
    char digits[20];
    size_t count = write_digits(digits, value);
    int point = (int)count + exponent;
    if (point > -4 && point <= 16) {
        out += write_positional(out, digits, count, point);
    } else {
        *out++ = digits[0];
        if (count > 1) {
            *out++ = '.';
            memcpy(out, digits + 1, count - 1);
            out += count - 1;
        }
        out += write_exponent(out, point - 1);
    }
    return (size_t)(out - buffer);
}
