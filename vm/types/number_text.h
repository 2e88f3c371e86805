/* SPDX-License-Identifier: MIT
 *
 * What reading numbers from text has in common for int, float and complex. Nothing here depends on the locale.
 */
#ifndef OLI_TYPES_NUMBER_TEXT_H
#define OLI_TYPES_NUMBER_TEXT_H

#include "types/number.h"

/* The white space that may surround a number; other Unicode spaces become ' ' by oli_number_to_ascii. */
static inline bool is_number_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static inline void strip_number_space(const char **text, const char **end) {
    while (*text < *end && is_number_space(**text)) (*text)++;
    while (*text < *end && is_number_space((*end)[-1])) (*end)--;
}

static inline bool is_ascii_text(const char *text, size_t size) {
    unsigned char all = 0;
    for (size_t i = 0; i < size; i++) all |= (unsigned char)text[i];
    return all < 0x80;
}

/* Append well-formed UTF-8 with decimal digits of any script as '0'..'9', spaces as ' ', and '?' for everything else
 * that is not ASCII. */
bool oli_number_to_ascii(TextBuilder *out, const char *text, size_t size);

/* ---- doubles (float_text.c, float_parse.c, float_format.c) ---- */

/* floor(10^exponent * 2^(127 - floor(log2(10^exponent)))): the first 128 bits of a power of ten. */
typedef struct PowerOfTen {
    uint64_t high, low;
} PowerOfTen;
enum { POWER_OF_TEN_MIN = -343, POWER_OF_TEN_MAX = 324 };
PowerOfTen oli_power_of_ten(int exponent); /* POWER_OF_TEN_MIN .. POWER_OF_TEN_MAX */

/* 10^exponent for 0 <= exponent <= 22, which doubles hold exactly. */
double oli_exact_power_of_ten(int exponent);

/* The shortest decimal digits * 10^exponent that reads back as `d` (finite, not zero; its sign is ignored), the nearest
 * to it among those. No trailing zeros. */
uint64_t oli_shortest_decimal(double d, int *exponent);

/* mantissa * 2^exponent rounded half to even, infinite when too large. `sticky` stands for ones below the mantissa's
 * last bit; then the mantissa has more than 53 bits. */
double oli_scale_to_double(uint64_t mantissa, bool sticky, int64_t exponent);

/* round(d, places): the decimal with so many places nearest to `d` (ties: exactly half-way ones to even), as a double.
 * `d` is finite. Infinite when it overflows. */
double oli_double_round(double d, int places);

#endif
