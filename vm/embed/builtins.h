/* SPDX-License-Identifier: MIT
 *
 * The built-in functions: tables of the files builtins_*.c, put into vm->builtins by builtins.c.
 */
#ifndef OLI_EMBED_BUILTINS_H
#define OLI_EMBED_BUILTINS_H

#include "types/native.h"

extern const NativeDef oli_builtins_number[]; /* abs, divmod, max, sum, ... */
extern const NativeDef oli_builtins_object[]; /* getattr, isinstance, vars, len, iter, ... */
extern const NativeDef oli_builtins_text[];   /* chr, format, print, input, ... */
extern const NativeDef oli_builtins_run[];    /* compile, eval, exec, globals, __import__, ... */

/* A function's result that is text. */
static inline Value builtin_text(Str *text) { return text ? make_object(text) : VALUE_ERROR; }

/* `v` as an attribute's name, interned; NULL: TypeError. */
Str *oli_attribute_name(Vm *vm, Value v);

#endif
