/* SPDX-License-Identifier: MIT
 *
 * Host functions and host classes inside embed/ (api_function.c, api_class.c, import.c).
 */
#ifndef OLI_EMBED_HOST_H
#define OLI_EMBED_HOST_H

#include "embed/embed.h"

typedef enum HostFunctionKind { HOST_FUNCTION, HOST_GETTER, HOST_SETTER, HOST_DELETER, HOST_FIELD } HostFunctionKind;

/* What Native.host points to. */
typedef struct HostFunction {
    NativeDef def;
    HostFunctionKind kind;
    union {
        AioliFn fn;
        AioliValue (*get)(AioliVm *vm, AioliValue self);
        bool (*set)(AioliVm *vm, AioliValue self, AioliValue value);
        size_t field; /* index of a record's item */
    };
} HostFunction;

/* The table of HostFunctions for a table of AioliFunctions; NULL: MemoryError. */
HostFunction *oli_host_functions(Vm *vm, const AioliFunction *functions, size_t *count);
/* Call it in a scope of its own and return what it returned, unchecked (AIOLI's stop among it). May run script. */
AioliValue oli_host_invoke(Vm *vm, const HostFunction *function, Value *args, uint32_t count);
/* What the script gets: SystemErrors for results that make no sense, StopIteration for the stop. */
Value oli_host_check(Vm *vm, const HostFunction *function, AioliValue result);
Value oli_host_native(Vm *vm, HostFunction *function, Value self, Str *module);
/* A method of a class that is made later; its owner is set then. */
Native *oli_host_method(Vm *vm, HostFunction *function);
/* The class made from a def before, or missing; and noting it. */
AioliValue oli_host_class(Vm *vm, const void *def);
bool oli_host_remember(Vm *vm, const void *def, Class *cls);
/* Define the functions in a module's namespace. */
bool oli_host_define(Vm *vm, Dict *namespace_, const AioliFunction *functions, Str *module);

#endif
