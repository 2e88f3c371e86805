/* SPDX-License-Identifier: MIT
 *
 * The two algorithms of long division (int_div.c, int_div_large.c).
 */
#ifndef OLI_TYPES_INT_DIV_H
#define OLI_TYPES_INT_DIV_H

#include "types/bigint.h"

enum { DIVIDE_RECURSION_LIMIT = 100 }; /* digits of a divisor from which on recursion is quicker */

/* u (u_count + 1 digits, the upper v_count of them below v) by v (v_count >= 2 digits): the quotient has
 * u_count - v_count + 1 digits (NULL: not wanted), the remainder is left in u[0 .. v_count). */
void oli_digits_divide_long(uint64_t *quotient, uint64_t *u, size_t u_count, const uint64_t *v, size_t v_count);
/* The same for a divisor whose top bit is set; false: MemoryError. */
bool oli_digits_divide_large(Vm *vm, uint64_t *quotient, uint64_t *u, size_t u_count, const uint64_t *v,
                             size_t v_count);

#endif
