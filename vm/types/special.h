/* SPDX-License-Identifier: MIT
 *
 * Special methods: the two-way bridge between ClassOps entries and methods named __x__.
 *
 * Built-in classes: for every entry of their ops, a slot wrapper ("wrapper_descriptor") stands in the class's dict, so
 * that scripts can name it (int.__add__, super().__init__). User classes: oli_special_update sets each entry of ops to
 * the inherited C function, or, where the MRO holds something else under the special name, to a function of special.c
 * that looks the method up and calls it. The interpreter loop recognises those (`oli_is_script_special`) and enters a
 * script method without C recursion.
 */
#ifndef OLI_TYPES_SPECIAL_H
#define OLI_TYPES_SPECIAL_H

#include "types/protocol.h"

typedef enum Special {
#define SPECIAL(id, name, op) SPECIAL_##id,
#include "types/special.def"
#undef SPECIAL
    SPECIAL_COUNT
} Special;

typedef struct SlotWrapper {
    Object header;
    Class *owner; /* whose ops it calls */
    Special special;
} SlotWrapper;

static inline Str *special_name(Vm *vm, Special special) { return vm->special_names[special]; }
static inline Special special_of_binary(BinaryOperator op) { return (Special)(SPECIAL_ADD + (int)op); }
static inline Special special_of_reflected(BinaryOperator op) { return (Special)(SPECIAL_RADD + (int)op); }
static inline Special special_of_inplace(BinaryOperator op) { return (Special)(SPECIAL_IADD + (int)op); }
static inline Special special_of_compare(CompareOperator op) { return (Special)(SPECIAL_EQ + (int)op); }

bool oli_special_init(Vm *vm);                 /* special_names; the class wrapper_descriptor */
bool oli_special_wrap(Vm *vm, Class *cls);     /* a built-in class: wrappers for what its spec gave */
void oli_special_update(Vm *vm, Class *cls);   /* a user class, after its dict, bases or a base changed */
Value oli_slot_call(Vm *vm, SlotWrapper *wrapper, Value *args, uint32_t count, Tuple *names);

/* Ops of user classes that reach script methods; compared by address. */
Value oli_special_binary(Vm *vm, BinaryOperator op, Value a, Value b);
Value oli_special_inplace(Vm *vm, BinaryOperator op, Value a, Value b);
Value oli_special_unary(Vm *vm, UnaryOperator op, Value self);
Value oli_special_compare(Vm *vm, Value a, Value b, CompareOperator op);
Value oli_special_get_item(Vm *vm, Value self, Value key);
bool oli_special_set_item(Vm *vm, Value self, Value key, Value item);
int oli_special_contains(Vm *vm, Value self, Value item);
int oli_special_truth(Vm *vm, Value self);
Value oli_special_iter(Vm *vm, Value self);
Value oli_special_next(Vm *vm, Value self);
Value oli_special_call(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names);
Value oli_special_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names);
bool oli_special_init_instance(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names);
Value oli_special_get_attr(Vm *vm, Value self, Str *name);

#endif
