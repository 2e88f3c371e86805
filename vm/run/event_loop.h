/* SPDX-License-Identifier: MIT
 *
 * The parts of event loops to each other: the loop itself (event_loop.c), callbacks and their handles (handle.c), and
 * errors that nobody catches (loop_error.c). The methods have the signatures of natives; event_loop.c lists them.
 */
#ifndef OLI_RUN_EVENT_LOOP_H
#define OLI_RUN_EVENT_LOOP_H

#include "run/scheduler.h"

static inline EventLoop *as_loop(Value v) { return (EventLoop *)(void *)object_of(v); }
static inline Handle *as_handle(Value v) { return (Handle *)(void *)object_of(v); }
static inline bool is_given(Value v) { return !is_undef(v) && !is_none(v); }

/* ---- event_loop.c ---- */
void oli_loop_select(Vm *vm, EventLoop *loop);
/* Select `loop` for a call on it; returns what oli_loop_select is to select again: the loop that runs, or `loop`. */
EventLoop *oli_loop_enter(Vm *vm, EventLoop *loop);
Value oli_get_event_loop(Vm *vm, Value *args); /* as asyncio.get_event_loop() */
bool oli_loop_check_open(Vm *vm, EventLoop *loop); /* RuntimeError when it is closed */

/* ---- handle.c ---- */
Value oli_loop_call_soon(Vm *vm, Value *args);
Value oli_loop_call_later(Vm *vm, Value *args);
Value oli_loop_call_at(Vm *vm, Value *args);
Value oli_loop_run_in_executor(Vm *vm, Value *args);
Value oli_loop_make_handle(Vm *vm, Value *args);  /* args: loop, callback, tuple: a Handle that is not queued yet */
Value oli_loop_add_callback(Vm *vm, Value *args); /* args: loop, Handle: queued unless it is cancelled */
bool oli_init_handles(Vm *vm);

/* ---- loop_library.c ---- */
#define LIBRARY_METHOD(name, module) Value oli_loop_##name(Vm *vm, Value *args);
#include "run/loop_library.def"
#undef LIBRARY_METHOD

/* ---- handle_class.c ---- */
Value oli_handle_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names);
bool oli_handle_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names);
Value oli_timer_handle_compare(Vm *vm, Value a, Value b, CompareOperator op);
bool oli_timer_handle_hash(Vm *vm, Value self, int64_t *out);
Value oli_handle_run(Vm *vm, Value *args);
const GetSetDef *oli_handle_fields(void);
const GetSetDef *oli_timer_handle_fields(void);

/* ---- loop_error.c ---- */
Value oli_loop_call_exception_handler(Vm *vm, Value *args);
Value oli_loop_default_exception_handler(Vm *vm, Value *args);
Value oli_loop_set_exception_handler(Vm *vm, Value *args);
Value oli_loop_get_exception_handler(Vm *vm, Value *args);

#endif
