/* SPDX-License-Identifier: MIT
 *
 * Natives: C functions as script values, and how arguments reach them.
 */
#ifndef OLI_TYPES_NATIVE_H
#define OLI_TYPES_NATIVE_H

#include "types/class.h"

/* builtin_function_or_method (kind CLASS_NATIVE: self may be bound) and method_descriptor (CLASS_NATIVE_METHOD: the
 * first argument must be an instance of `owner`). */
typedef struct Native {
    Object header;
    const NativeDef *def;
    Value self;        /* the first argument; VALUE_UNDEF: none */
    Class *owner;      /* of a method, else NULL */
    Str *module;       /* or NULL */
    uint8_t min_count; /* positional parameters without a default, self included */
    uint8_t max_count; /* positional parameters, self included */
    uint8_t total;     /* args[] that def->fn gets */
    bool direct;       /* no self, no owner, not the host's: with `total` arguments def->fn can be called as it is */
    bool simple;       /* no keyword-only, *rest or **options: min <= count <= max is all that is to check */
    void *host;        /* embed/: the public API's function, or NULL */
} Native;

typedef struct GetSet {
    Object header;
    const GetSetDef *def;
    Class *owner;
} GetSet;

static inline bool is_native(Value v) { return is_kind(v, CLASS_NATIVE); }
static inline Native *as_native(Value v) { return (Native *)object_of(v); }

enum { NATIVE_MAX_ARGS = 32 }; /* parameters of one native */

/* Call with `args` as given (self not included when bound). args is rooted by the caller and may be overwritten. */
Value oli_native_call(Vm *vm, Native *native, Value *args, uint32_t count, Tuple *names);
/* embed/: call the host's function of a native whose `host` is set. args holds native->total values. */
Value oli_host_call(Vm *vm, Native *native, Value *args, uint32_t count);
/* run/suggest.c: the candidate nearest to `name`, or NULL. */
Str *oli_suggest(const Value *candidates, size_t count, const Str *name);
Native *oli_native_method_new(Vm *vm, const NativeDef *def, Class *owner);
/* Lay out (args, count, names) per `signature` into out[NATIVE_MAX_ARGS]; false: TypeError. name is for messages. */
bool oli_native_bind(Vm *vm, const char *name, const char *signature, const Value *args, uint32_t count, Tuple *names,
                     Value *out);

#endif
