/* SPDX-License-Identifier: MIT
 *
 * The parts of the interpreter to each other: the loop (loop.c), calls (enter.c), generators (generator.c), the
 * scheduler (scheduler.c) and the VM's life (state.c).
 */
#ifndef OLI_RUN_RUN_H
#define OLI_RUN_RUN_H

#include "run/frame.h"
#include "types/native.h"

/* ---- loop.c ---- */

/* Run `frame` (entered, with on_return RETURN_EXIT, or RETURN_DRIVEN for a generator's root) until it returns, or
 * yields. VALUE_ERROR; for generators VALUE_STOP at their end (vm->stop_value is the result). */
Value oli_interpret(Vm *vm, Frame *frame);

/* ---- enter.c ---- */

/* Lay out arguments in the registers of `function`'s new frame. `args` may lie at `regs`. TypeError as CPython's. */
bool oli_bind_arguments(Vm *vm, Function *function, const Value *args, uint32_t count, Tuple *names, Value *regs);
/* The next plain frame above `frame`, or NULL with RecursionError or MemoryError pending. */
Frame *oli_frame_above(Vm *vm, Frame *frame);
/* False, with RecursionError pending: the running frames are as many. */
bool oli_set_depth_limit(Vm *vm, uint32_t limit);
/* Make room for `count` registers that do not fit the current chunk: the new window, or NULL (pending). The frame that
 * uses it must be marked RETURN_NEW_CHUNK. */
Value *oli_stack_new_chunk(Vm *vm, uint32_t count);
void oli_stack_drop_chunk(Vm *vm);
enum { RETURN_NEW_CHUNK = 0x80 }; /* or'ed to on_return */
/* A frame for calling `function` from `caller`, arguments bound; not yet running. For generators use oli_generator_call. */
Frame *oli_enter(Vm *vm, Frame *caller, Function *function, const Value *args, uint32_t count, Tuple *names,
                 OnReturn on_return, uint32_t dst);
bool oli_stack_init(Vm *vm);
void oli_stack_free(Vm *vm);
/* Called with fuel used up: collects, looks at interrupts and the budget. False: an exception is pending. */
bool oli_safepoint(Vm *vm);
bool oli_raise_budget(Vm *vm);     /* state.c: the instruction budget is used up; no handler of the script sees it */
bool oli_handle_interrupt(Vm *vm); /* state.c: vm->interrupted is set */
bool oli_raise_unexpected_keyword(Vm *vm, Function *function, Str *name); /* with a suggestion */

/* ---- generator.c ---- */
Value oli_generator_call(Vm *vm, Function *function, const Value *args, uint32_t count, Tuple *names);
/* Send a value (or VALUE_UNDEF with an exception pending: throw it) from C. VALUE_STOP: it returned vm->stop_value. */
Value oli_generator_resume(Vm *vm, GeneratorObject *generator, Value sent);
/* Check that `generator` can be resumed, then link it under `caller`: the frame to run next; NULL: exception pending.
 * `value` is what is sent (VALUE_UNDEF: the pending exception is thrown: the loop must unwind there). */
Frame *oli_generator_link(Vm *vm, GeneratorObject *generator, Frame *caller, OnReturn on_return, uint32_t dst);
void oli_generator_unlink(Vm *vm, GeneratorObject *root); /* the running chain suspends: its driver is the one before */
void oli_generator_finish(Vm *vm, GeneratorObject *generator); /* a root ended: as unlink, and it is done */
Value oli_inherited_handled(const Frame *f); /* what the chain of heap frames of `f` was resumed in the handling of */
Value oli_generator_close(Vm *vm, Value *args); /* generator.close(), coroutine.close(): args: self */
/* Whether frame `f` may await (or delegate to) `callee`: RuntimeError when it is running, awaited, or used up. */
bool oli_nest(Vm *vm, Frame *caller, Frame *frame); /* depth of a heap frame; RecursionError */
bool oli_generator_may_join(Vm *vm, GeneratorObject *callee, Frame *f);
/* The pending exception was thrown into frame `f`: what `f` itself handles at the time is its context, as in CPython.
 * (vm->handled is that of the whole chain of frames.) */
void oli_chain_thrown(Vm *vm, const Frame *f);
/* It has left a frame that `f` awaits: the same, when `f` handed the throw down. */
void oli_chain_delegated(Vm *vm, const Frame *f);
void oli_convert_stop(Vm *vm, GeneratorObject *generator); /* a pending StopIteration becomes RuntimeError (PEP 479) */
Value oli_drive_iterator(Vm *vm, Value iterator, Value sent); /* next() or send(); VALUE_STOP: vm->stop_value */
Value oli_throw_into_iterator(Vm *vm, Value iterator);        /* the pending exception */
void oli_warn_text(Vm *vm, Str *text);                        /* to stderr: embed/output.c */
Value oli_run_code(Vm *vm, Code *code, Dict *globals);        /* state.h */
bool oli_print_expression(Vm *vm, Value v);                   /* the REPL's hook (state.c) */
/* The iterator that `yield from v` drives / that `await v` drives: VALUE_ERROR with TypeError. */
Value oli_yield_iter(Vm *vm, Value v, bool in_coroutine);
Value oli_awaitable_iter(Vm *vm, Value v, uint32_t context);
bool oli_init_generators(Vm *vm);

/* generic.c: type parameters and aliases; `what` is a GENERIC_x (code.h). May run script. */
Value oli_generic(Vm *vm, uint32_t what, const Value *operands);

/* ---- slow.c: what instructions do when the fast path does not apply ---- */
Value oli_load_global_slow(Vm *vm, Function *function, Str *name, uint32_t *words);
Value oli_get_attr_slow(Vm *vm, Value v, Str *name, uint32_t *words);
bool oli_set_attr_slow(Vm *vm, Value v, Str *name, Value value, uint32_t *words);
bool oli_load_method_slow(Vm *vm, Value v, Str *name, uint32_t *words, Value *pair);
bool oli_load_super(Vm *vm, Value *pair, Str *name, bool method);
bool oli_load_special(Vm *vm, Value v, Str *name, uint32_t context, Value *pair);
Value oli_load_name(Vm *vm, Value namespace_, Function *function, Str *name);
bool oli_unpack(Vm *vm, Value v, Value *out, uint32_t before, uint32_t after, bool star);
Value oli_class_prepare(Vm *vm, Value *parts, Value *metaclass);
Value oli_class_finish(Vm *vm, Value *parts, Value metaclass, Value namespace_, Value cell);
Value oli_raise_unbound_local(Vm *vm, Str *name);
Value oli_raise_unbound_cell(Vm *vm, Str *name, bool is_free);
bool oli_do_raise(Vm *vm, Value exception, Value cause, bool has_cause);
int oli_exception_matches(Vm *vm, Value exception, Value type);
bool oli_merge_keywords(Vm *vm, Dict *dict, Value mapping, Value callee);
Value oli_get_slice(Vm *vm, Value v, Value lower, Value upper);
Value oli_import_name(Vm *vm, Str *name, Value fromlist, uint32_t level, Dict *globals); /* embed/import.c */
Value oli_import_from(Vm *vm, Value module, Str *name);
bool oli_import_star(Vm *vm, Value module, Dict *namespace_);

#endif
