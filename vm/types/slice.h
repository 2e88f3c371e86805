/* SPDX-License-Identifier: MIT
 *
 * The steps of resolving a slice, for types whose length may change while __index__ runs, or is a big int.
 */
#ifndef OLI_TYPES_SLICE_H
#define OLI_TYPES_SLICE_H

#include "types/sequence.h"

/* The three bounds as int64, None replaced and clipped to the int64 range, step not 0. May run script (__index__). */
bool oli_slice_unpack(Vm *vm, const Slice *slice, int64_t *start, int64_t *stop, int64_t *step);
/* Clip unpacked bounds to a sequence of `length`; returns how many items are selected. */
int64_t oli_slice_clip(int64_t length, int64_t *start, int64_t *stop, int64_t step);
/* start, stop, step for a sequence whose length is an int of any size. The slice and the length are rooted by the
 * caller. May run script. */
bool oli_slice_any_indices(Vm *vm, const Slice *slice, Value length, Value out[3]);

extern const ClassSpec oli_slice_spec;

#endif
