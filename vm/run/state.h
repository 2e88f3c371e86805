/* SPDX-License-Identifier: MIT
 *
 * The life of a VM, and running code in it from C.
 */
#ifndef OLI_RUN_STATE_H
#define OLI_RUN_STATE_H

#include "run/run.h"

typedef struct VmOptions {
    AllocFn alloc;
    void *alloc_host;
    size_t limit_bytes;       /* 0: none */
    uint64_t hash_seed;
    uint32_t depth_limit;     /* script frames; 0: 1000 */
    size_t c_stack_bytes;     /* for nested native calls; 0: 512 KB */
    int64_t budget;           /* safepoints; negative: unlimited */
    bool gc_stress;           /* collect at safepoints without need (run/enter.c) */
} VmOptions;

/* NULL when memory is short. */
Vm *oli_vm_new(const VmOptions *options);
/* Warns of coroutines never awaited through vm->warn, then frees everything. */
void oli_vm_free(Vm *vm);

/* C enters the VM from outside: remembers how deep the C stack is. Returns what oli_vm_leave wants back. */
char *oli_vm_enter(Vm *vm);
void oli_vm_leave(Vm *vm, char *saved);

/* Run module or expression code in a namespace; its value (VALUE_NONE for statements). May run script, of course. */
Value oli_run_code(Vm *vm, Code *code, Dict *globals);
/* Set vm->interrupted: safe in signal handlers and from other threads. */
void oli_vm_interrupt(Vm *vm, InterruptKind kind);

#endif
