/* SPDX-License-Identifier: MIT
 *
 * What is to run when objects die: __del__, the closing of suspended generators, callbacks of weak references.
 *
 * A collection only notes it, after marking; it runs at the next safepoint (oli_safepoint, the scheduler's turn,
 * gc.collect()), never inside the collection. An object with a __del__ or a generator with something left to do is known
 * here from its making on; found dead, it is kept alive for its finaliser, with all that it refers to, and dies at a
 * later collection unless the finaliser brought it back. Each is finalised once at most (PEP 442). As with reference
 * counts, weak references to an object still work inside its __del__.
 */
#ifndef OLI_RUN_FINALIZER_H
#define OLI_RUN_FINALIZER_H

#include "types/weakref.h"

/* After marking: what is dead and has a finaliser is shaded, and queued. */
void oli_finalizer_find(Vm *vm);
void oli_finalizer_trace(Tracer *tracer);
void oli_finalizer_free(Vm *vm);

/* Run what is queued; exceptions are reported as unraisable. May run script. False: an exception that ends the script
 * is pending. */
bool oli_finalizer_run(Vm *vm);
bool oli_finalizer_is_due(const Vm *vm);
/* The program is over: finalise everything that ever was to be, oldest first. */
void oli_finalizer_run_all(Vm *vm);

/* gc.collect(): collect, run what is due, and go on while that freed something. The number of objects freed; -1: an
 * exception is pending. */
int64_t oli_collect(Vm *vm);

/* state.c: registers of the running frames that hold what no instruction will read are emptied. */
void oli_clear_dead_registers(Vm *vm);
/* embed/unraisable.c: take the pending exception and tell of it, "Exception ignored in: <object>", by sys.unraisablehook.
 * message NULL: "Exception ignored in". May run script. */
void oli_report_unraisable(Vm *vm, const char *message, Value object);
/* The same without the hook, for an exception that is not pending. */
void oli_print_unraisable(Vm *vm, const char *message, Value exception, Value object);

#endif
