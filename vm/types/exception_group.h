/* SPDX-License-Identifier: MIT
 *
 * Exception groups, and what `except*` does with them.
 */
#ifndef OLI_TYPES_EXCEPTION_GROUP_H
#define OLI_TYPES_EXCEPTION_GROUP_H

#include "types/exception.h"

extern const ClassSpec oli_exception_group_spec;

/* ExceptionGroup derives from BaseExceptionGroup and Exception: gives the class its second base. */
bool oli_exception_group_link(Vm *vm);

static inline bool is_exception_group(Vm *vm, Value v) {
    return oli_is_instance_of_exception(vm, v, EXC_BASE_EXCEPTION_GROUP);
}

/* ExceptionGroup(message, exceptions), or BaseExceptionGroup when a member is no Exception. VALUE_ERROR. */
Value oli_exception_group_new(Vm *vm, Str *message, List *exceptions);

/* `except* type` for the exception `exception` (None: everything was handled): *match is what the clause handles, a
 * group in any case, or None; *rest is what is left, or None. TypeError for what cannot be caught. May run script. */
bool oli_group_match(Vm *vm, Value exception, Value type, Root *match, Root *rest);

/* After the clauses of a `try` with except*: `original` is what was caught, `raised` what the clauses raised and what
 * was left (None entries do not count). Returns what to raise, or None. May run script. */
Value oli_group_reraise(Vm *vm, Value original, List *raised);

#endif
