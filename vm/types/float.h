/* SPDX-License-Identifier: MIT
 *
 * What the files of float and complex share.
 */
#ifndef OLI_TYPES_FLOAT_H
#define OLI_TYPES_FLOAT_H

#include "types/number.h"

/* An operand of float arithmetic: 1 and its double; 0: no number; -1: OverflowError, an int too large for a double. */
int oli_operand_as_double(Vm *vm, Value v, double *out);

/* What the to_float of `cls`, the class of `v`, returns. False: TypeError when it is no float. May run script. */
bool oli_call_float(Vm *vm, Value v, Class *cls, double *out);

/* pow() of C's math library reports overflow as Python words it: OverflowError(34, ...). */
Value oli_raise_range(Vm *vm);

/* a ** b for a < 0 and b not whole. */
Value oli_complex_power_of_reals(Vm *vm, double a, double b);

/* Methods of float in float_hex.c. */
Value oli_float_method_hex(Vm *vm, Value *args);
Value oli_float_method_fromhex(Vm *vm, Value *args);

#endif
