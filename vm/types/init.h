/* SPDX-License-Identifier: MIT
 *
 * The built-in classes are made in this order when a VM starts (run/vm.c): each function defines the classes of its
 * file with oli_class_define and returns false with an exception pending when memory is short.
 */
#ifndef OLI_TYPES_INIT_H
#define OLI_TYPES_INIT_H

#include "heap/vm.h"

bool oli_init_class(Vm *vm);      /* object, type, shape, buffer: before anything else (class.c) */
bool oli_init_str(Vm *vm);        /* str, its iterator; interning (str.c) */
bool oli_init_native(Vm *vm);     /* builtin_function_or_method, method_descriptor, getset_descriptor (native.c) */
bool oli_init_bytes(Vm *vm);      /* bytes, bytearray and their iterator (bytes.c) */
bool oli_init_int(Vm *vm);        /* int, bool (int.c) */
bool oli_init_float(Vm *vm);      /* float (float.c) */
bool oli_init_complex(Vm *vm);    /* complex (complex.c) */
bool oli_init_list(Vm *vm);       /* list and its iterators (list.c) */
bool oli_init_tuple(Vm *vm);      /* tuple and its iterator (tuple.c) */
bool oli_init_dict(Vm *vm);       /* dict, its views and iterators (dict.c) */
bool oli_init_set(Vm *vm);        /* set, frozenset and their iterator (set.c) */
bool oli_init_range(Vm *vm);      /* range and its iterator, slice (range.c, slice.c) */
bool oli_init_iterators(Vm *vm);  /* iterator, callable_iterator, enumerate, zip, map, filter, reversed (iterators.c) */
bool oli_init_singletons(Vm *vm); /* NoneType, NotImplementedType, ellipsis (singletons.c) */
bool oli_init_exceptions(Vm *vm); /* every class of exceptions.def, traceback (exception.c) */
bool oli_init_traceback(
    Vm *vm); /* traceback, and the frames it shows: called by oli_init_exceptions (run/traceback.c) */
bool oli_init_descriptors(Vm *vm); /* property, classmethod, staticmethod, super, mappingproxy (descriptor.c) */
bool oli_init_function(Vm *vm);    /* function, method, cell, code, frame, module (code/function.c) */
bool oli_init_union(Vm *vm);       /* GenericAlias, UnionType (alias.c) */
bool oli_init_builtins(Vm *vm);    /* the namespace vm->builtins: functions and classes (embed/builtins.c) */

#endif
