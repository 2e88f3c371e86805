/* SPDX-License-Identifier: MIT
 *
 * Steps of asynchronous generators, for the loop.
 */
#ifndef OLI_RUN_ASYNC_GENERATOR_H
#define OLI_RUN_ASYNC_GENERATOR_H

#include "run/frame.h"

typedef enum StepMode { STEP_SEND, STEP_THROW, STEP_CLOSE } StepMode;

/* The awaitable of asend(value), athrow(exception), aclose(). While it runs, the generator's frame->handled is it. */
typedef struct AsyncStep {
    Object header;
    GeneratorObject *generator;
    Value value;       /* to send, or to throw */
    uint8_t mode;      /* StepMode */
    bool used, driven; /* awaited (or driven) before; driven by hand and not at its end */
} AsyncStep;

static inline AsyncStep *as_async_step(Value v) { return (AsyncStep *)(void *)object_of(v); }

Value oli_async_step_new(Vm *vm, GeneratorObject *generator, StepMode mode, Value value);
/* VALUE_UNDEF: go on in the generator with vm->sent (or the pending exception); else the step's result at once. */
Value oli_async_step_begin(Vm *vm, AsyncStep *step);
bool oli_async_step_may_yield(Vm *vm, Value step);
bool oli_async_step_failed(Vm *vm, Value step);
void oli_async_convert_stop(
    Vm *vm); /* StopIteration and StopAsyncIteration in the generator's own body (PEP 479, 525) */
Value oli_async_iter(Vm *vm, Value v);
bool oli_init_async_generator(Vm *vm, const GetSetDef *fields, const ClassOps *ops);

#endif
