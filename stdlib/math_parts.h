/* SPDX-License-Identifier: MIT
 *
 * What the files of module math share: math.c (functions of doubles), math_gamma.c, math_int.c (number theory),
 * math_sum.c (sums, products, distances).
 */
#ifndef OLI_STDLIB_MATH_PARTS_H
#define OLI_STDLIB_MATH_PARTS_H

#include "aioli.h"

extern const AioliFunction oli_math_int_functions[];
extern const AioliFunction oli_math_sum_functions[];

/* The errors of mathematical functions. */
AioliValue oli_math_domain_error(AioliVm *vm); /* ValueError "math domain error" */
AioliValue oli_math_range_error(AioliVm *vm);  /* OverflowError "math range error" */

AioliValue oli_math_gamma(AioliVm *vm, const AioliValue *args, size_t count);
AioliValue oli_math_lgamma(AioliVm *vm, const AioliValue *args, size_t count);

/* Bits of the absolute value of an int; -1: an exception is pending. */
int64_t oli_math_bit_length(AioliVm *vm, AioliValue v);

#endif
