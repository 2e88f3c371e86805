/* SPDX-License-Identifier: MIT
 *
 * What an object has, and which of it was meant: dir(), and the "Did you mean" of errors.
 */
#ifndef OLI_RUN_SUGGEST_H
#define OLI_RUN_SUGGEST_H

#include "types/protocol.h"

/* dir(v): the sorted list of names that type(v).__dir__ gives. NULL: an exception is pending. May run script. */
List *oli_dir(Vm *vm, Value v);

/* The candidate nearest to `name` as CPython measures it, or NULL; others than Str are left out. Runs no script. */
Str *oli_suggest(const Value *candidates, size_t count, const Str *name);

/* The text to put behind the message of a NameError, AttributeError or ImportError: "foo" of "Did you mean: 'foo'?".
 * NULL when there is nothing to suggest; no exception is left pending. May run script. */
Str *oli_suggest_for(Vm *vm, Value exception);

/* Whether `name` is a module of Python's standard library (sys.stdlib_module_names), Aioli's or not. */
bool oli_is_library_module(const Str *name);

#endif
