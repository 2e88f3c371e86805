/* SPDX-License-Identifier: MIT
 *
 * Steps of asynchronous generators, for the loop, and what happens to generators that are left before their end.
 */
#ifndef OLI_RUN_ASYNC_GENERATOR_H
#define OLI_RUN_ASYNC_GENERATOR_H

#include "run/frame.h"

typedef enum StepMode { STEP_SEND, STEP_THROW, STEP_CLOSE } StepMode;
typedef enum StepState { STEP_FRESH, STEP_BEGUN, STEP_OVER } StepState;

/* The awaitable of asend(value), athrow(exception), aclose(). While it runs, the generator's frame->handled is it. */
typedef struct AsyncStep {
    Object header;
    GeneratorObject *generator;
    Value value;   /* to send, or to throw: what athrow() was given, a Tuple when it was more than one thing */
    Value outer;   /* while it is awaited: vm->handled of whoever awaits it; and vm->inherits_handled: */
    bool outer_inherits;
    uint8_t mode;  /* StepMode */
    uint8_t state; /* StepState */
} AsyncStep;

static inline AsyncStep *as_async_step(Value v) { return (AsyncStep *)(void *)object_of(v); }

/* May run script: the hook for a generator's first step. */
Value oli_async_step_new(Vm *vm, GeneratorObject *generator, StepMode mode, Value value);
/* The generator's frame goes on under the one that awaits `step`, or is left for it: which exception is being handled. */
void oli_async_step_enter(Vm *vm, AsyncStep *step);
void oli_async_step_leave(Vm *vm, Frame *frame);
/* VALUE_UNDEF: go on in the generator with vm->sent (or the pending exception); else the step's result at once. */
Value oli_async_step_begin(Vm *vm, AsyncStep *step);
/* The generator yielded: false with RuntimeError pending when it was to be closed. */
bool oli_async_step_yielded(Vm *vm, AsyncStep *step);
/* The generator ended with the pending exception: true (and none is pending) when that is what closing it wants. */
bool oli_async_step_failed(Vm *vm, AsyncStep *step);
void oli_async_convert_stop(
    Vm *vm); /* StopIteration and StopAsyncIteration in the generator's own body (PEP 479, 525) */
Value oli_async_iter(Vm *vm, Value v);
bool oli_init_async_generator(Vm *vm, const GetSetDef *fields, const ClassOps *ops);

/* The exception that throw(type, value, traceback) means; value and traceback may be VALUE_UNDEF. May run script. */
Value oli_thrown_exception(Vm *vm, Value type, Value value, Value traceback);
/* Warns of throw() and athrow() with more than one argument. False: the warning was made an exception. */
bool oli_warn_throw_arguments(Vm *vm, const char *name, Value value, Value traceback);

/* ---- async_hooks.c ---- */
bool oli_async_first_step(Vm *vm, GeneratorObject *generator); /* calls the hook; may run script */
/* After marking: generators found dead are kept for their finaliser. And telling it; may run script. */
void oli_find_abandoned(Vm *vm);
void oli_async_finalize(Vm *vm, GeneratorObject *generator);
/* A loop was left with `iterator` in its register: when nothing else refers to it, it is finalised, as CPython does when
 * the last reference goes. May run script; raises nothing. */
void oli_drop_iterator(Vm *vm, Value iterator);
/* The running loop's generators that are not at their end, as a List; they are forgotten. NULL: no memory. */
List *oli_async_take_open(Vm *vm, Value loop);
bool oli_async_has_open(Vm *vm, Value loop);
Value oli_async_get_hooks(Vm *vm, Value *args);
Value oli_async_set_hooks(Vm *vm, Value *args);
/* The hooks of a loop, as scripts call them: args: loop, generator. */
Value oli_loop_asyncgen_firstiter(Vm *vm, Value *args);
Value oli_loop_asyncgen_finalizer(Vm *vm, Value *args);

#endif
