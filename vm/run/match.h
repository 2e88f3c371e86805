/* SPDX-License-Identifier: MIT
 *
 * The instructions of the match statement. All may run script; operands stand in registers.
 */
#ifndef OLI_RUN_MATCH_H
#define OLI_RUN_MATCH_H

#include "types/sequence.h"

int oli_match_sequence(Vm *vm, Value v); /* does a sequence pattern look into it: 1, 0, -1 error */
int oli_match_mapping(Vm *vm, Value v);  /* the same for mapping patterns */
/* The tuple of the keys' values, None when one is missing, or VALUE_ERROR. */
Value oli_match_keys(Vm *vm, Value subject, Tuple *keys);
/* A new dict of what the mapping has besides these keys. */
Value oli_match_rest(Vm *vm, Value subject, Tuple *keys);
/* cls(positional patterns, names=...): the tuple of what the patterns are matched against, None when the subject is no
 * instance or lacks an attribute, or VALUE_ERROR. */
Value oli_match_class(Vm *vm, Value subject, Value cls, Tuple *names, uint32_t positional);

#endif
