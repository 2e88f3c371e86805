/* SPDX-License-Identifier: MIT
 *
 * Functions, cells and modules: layouts that the loop reads.
 */
#ifndef OLI_TYPES_FUNCTION_H
#define OLI_TYPES_FUNCTION_H

#include "types/class.h"

typedef struct Cell {
    Object header;
    Value value; /* VALUE_UNDEF: not bound */
} Cell;

/* A script function. */
typedef struct Function {
    Object header;
    Code *code;
    Dict *globals;
    Tuple *closure;     /* Cells of the free variables, in the code's order; NULL: none */
    Tuple *defaults;    /* of the last positional parameters; NULL: none */
    Dict *kw_defaults;  /* name -> value; NULL: none */
    Str *name, *qualname;
    Value doc, module;
    Dict *annotations;  /* NULL until asked for or given */
    Value type_params;  /* Tuple or VALUE_UNDEF */
} Function;

typedef struct ModuleObject {
    Object header;
    Dict *dict;         /* its namespace: the globals of the functions in it */
    bool by_script;     /* made by a call of ModuleType, not by import: no "(built-in)" in its repr */
} ModuleObject;

static inline bool is_function(Value v) { return is_kind(v, CLASS_FUNCTION); }
static inline Function *as_function(Value v) { return (Function *)object_of(v); }
static inline Cell *as_cell(Value v) { return (Cell *)object_of(v); }

Function *oli_function_new(Vm *vm, Code *code, Dict *globals);
uint32_t oli_function_self_stores(const Function *function); /* attributes it stores through its first parameter */
Cell *oli_cell_new(Vm *vm, Value value);
static inline void oli_cell_set(Vm *vm, Value cell, Value value) {
    as_cell(cell)->value = value;
    barrier(vm, value);
}

/* classmethod, staticmethod (descriptor.c): a Method-like pair {function} */
Value oli_wrap_method(Vm *vm, Value function, ClassId wrapper);

Value oli_module_new(Vm *vm, Str *name); /* with __name__, __doc__, __package__, __loader__, __spec__ */
static inline Dict *module_dict(Value module) { return ((ModuleObject *)(void *)object_of(module))->dict; }

bool oli_function_is_running(const Vm *vm, const Function *function); /* run/locals.c: some frame runs it */
/* run/: call a script function from C */
Value oli_function_call(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names);

/* run/errors.c, type.c */
void oli_set_name_error(Vm *vm, Str *name);
Value oli_type_get_attr(Vm *vm, Value self, Str *name);
void oli_set_attribute_error(Vm *vm, Value object, Str *name); /* fill name and obj of the pending AttributeError */

#endif
