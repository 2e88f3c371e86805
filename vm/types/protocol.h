/* SPDX-License-Identifier: MIT
 *
 * The operations of the language on any Value, as C functions: what `a + b`, `v.name`, `for x in v` or `f(x)` do when
 * native code does them. All may run script unless said otherwise (heap.h: roots). The interpreter loop takes the same
 * decisions without C recursion wherever a script function is reached; these are for natives.
 */
#ifndef OLI_TYPES_PROTOCOL_H
#define OLI_TYPES_PROTOCOL_H

#include "types/dict.h"
#include "types/error.h"
#include "types/number.h"
#include "types/sequence.h"
#include "types/str.h"

/* ---- calls ---- */
/* `args` hold positional values, then the values of the keywords in `names` (NULL: none); count counts all of them. */
Value oli_call(Vm *vm, Value callable, const Value *args, uint32_t count, Tuple *names);
Value oli_call0(Vm *vm, Value callable);
Value oli_call1(Vm *vm, Value callable, Value a);
Value oli_call2(Vm *vm, Value callable, Value a, Value b);
/* Positional `args`, then the items of `keywords` (str keys) as keyword arguments. */
Value oli_call_with_dict(Vm *vm, Value callable, const Value *args, uint32_t count, Dict *keywords);
/* callable(first, args...): the arguments shifted by one. */
Value oli_call_with_first(Vm *vm, Value callable, Value first, const Value *args, uint32_t count, Tuple *names);
/* Call what a class lookup found as a method of `self`: functions get self first, others are bound. */
Value oli_call_bound(Vm *vm, Value method, Value self, const Value *args, uint32_t count, Tuple *names);
/* v.name(args...): AttributeError when missing */
Value oli_call_method(Vm *vm, Value v, Str *name, const Value *args, uint32_t count);
/* type(v).name(v, args...), the way special methods are found; VALUE_UNDEF when the class has none. */
Value oli_call_special(Vm *vm, Value v, Str *name, const Value *args, uint32_t count);
bool oli_callable(Vm *vm, Value v); /* runs no script */
/* module.function(args...), the module imported when need be. Roots args. (run/asyncio.c) */
Value oli_call_library(Vm *vm, const char *module, const char *function, Value *args, uint32_t count);
/* warnings.warn(text, DeprecationWarning); text NULL: an exception is pending already. False: so one is. */
bool oli_warn_deprecated(Vm *vm, Str *text);

/* ---- attributes ---- */
Value oli_get_attr(Vm *vm, Value v, Str *name);        /* AttributeError when missing */
Value oli_find_attr(Vm *vm, Value v, Str *name);       /* VALUE_UNDEF when missing (AttributeError swallowed) */
bool oli_set_attr(Vm *vm, Value v, Str *name, Value value); /* VALUE_UNDEF: delete */
Value oli_generic_get_attr(Vm *vm, Value v, Str *name); /* object.__getattribute__ */
bool oli_generic_set_attr(Vm *vm, Value v, Str *name, Value value);
/* The attribute of `cls` or the first of its MRO that has it, unbound; VALUE_UNDEF. Runs no script, raises nothing. */
Value oli_class_lookup(Vm *vm, Class *cls, Str *name);

/* ---- text ---- */
Str *oli_repr(Vm *vm, Value v);
Str *oli_to_str(Vm *vm, Value v);
Str *oli_ascii(Vm *vm, Value v);
Value oli_format_value(Vm *vm, Value v, Str *spec); /* format(v, spec) */
/* Guard of containers that print themselves: 1 entered, 0 `v` is being printed already ("[...]"), -1 error. */
int oli_repr_enter(Vm *vm, Value v);
void oli_repr_leave(Vm *vm, Value v);
/* Guard of every native recursion that data can drive: false raises RecursionError. Balanced by nothing: it only
 * looks at how deep the C stack is. */
bool oli_check_c_stack(Vm *vm);
bool oli_check_c_stack_in(Vm *vm, const char *where); /* where: " in comparison", ... for the message */

/* ---- comparison, truth, hash ---- */
Value oli_compare(Vm *vm, Value a, Value b, CompareOperator op);
int oli_compare_bool(Vm *vm, Value a, Value b, CompareOperator op); /* 0, 1, -1 */
int oli_equal(Vm *vm, Value a, Value b);                            /* identity first, as containers compare */
int oli_truth(Vm *vm, Value v);
bool oli_hash(Vm *vm, Value v, int64_t *out);
int oli_is_instance(Vm *vm, Value v, Value cls);  /* class, tuple or union; honours __instancecheck__ */
int oli_is_subclass(Vm *vm, Value cls, Value base);
/* Without hooks, runs no script: */
bool oli_class_is_subclass(const Class *cls, const Class *base);
static inline bool is_instance_of(const Vm *vm, Value v, ClassId id) {
    return oli_class_is_subclass(class_of(vm, v), vm->classes[id]);
}

/* ---- numbers ---- */
Value oli_binary(Vm *vm, BinaryOperator op, Value a, Value b); /* with reflected forms; TypeError */
Value oli_inplace(Vm *vm, BinaryOperator op, Value a, Value b);
Value oli_unary(Vm *vm, UnaryOperator op, Value v);
Value oli_power(Vm *vm, Value a, Value b, Value modulus); /* pow(a, b, modulus); modulus VALUE_NONE: a ** b */
Value oli_raise_operands(Vm *vm, BinaryOperator op, Value a, Value b); /* the TypeError of oli_binary */
const char *oli_binary_symbol(BinaryOperator op); /* "+", ... as in error messages */

/* ---- containers ---- */
int64_t oli_length(Vm *vm, Value v);           /* -1: error */
int64_t oli_length_hint(Vm *vm, Value v);      /* a guess, 0 when unknown; -1: error */
Value oli_get_item(Vm *vm, Value v, Value key);
bool oli_set_item(Vm *vm, Value v, Value key, Value item);
bool oli_delete_item(Vm *vm, Value v, Value key);
int oli_contains(Vm *vm, Value container, Value item);
int oli_contains_by_iteration(Vm *vm, Value container, Value item);
Value oli_sequence_iterator_new(Vm *vm, Value sequence); /* through __getitem__ (iterators.c) */
Value oli_iter(Vm *vm, Value v);               /* TypeError "'x' object is not iterable" */
Value oli_next(Vm *vm, Value iterator);        /* VALUE_STOP at the end (StopIteration is swallowed), VALUE_ERROR */

/* Call `visit` for each item; it returns false to stop with an exception pending. Handles lists, tuples, ... quickly
 * and roots what it holds. */
typedef bool (*VisitFn)(Vm *vm, Value item, void *context);
bool oli_for_each(Vm *vm, Value iterable, VisitFn visit, void *context);

/* ---- classes and natives: types/class.c, types/native.c ---- */
bool oli_class_define(Vm *vm, const ClassSpec *spec); /* makes vm->classes[spec->id] */
/* A class made by a script: type(name, bases, namespace). */
Class *oli_class_new(Vm *vm, Class *metaclass, Str *name, Tuple *bases, Dict *namespace_, Value keywords);
Value oli_native_new(Vm *vm, const NativeDef *def, Value self, Str *module); /* self VALUE_UNDEF: none */
bool oli_define_natives(Vm *vm, Dict *namespace_, const NativeDef *defs, Str *module); /* functions of a module */
Value oli_instance_new(Vm *vm, Class *cls); /* object.__new__(cls) */

#endif
