/* SPDX-License-Identifier: MIT
 *
 * How objects say what they are made of, for copying and pickling (library documentation of pickle, "Pickling class
 * instances").
 */
#ifndef OLI_TYPES_REDUCE_H
#define OLI_TYPES_REDUCE_H

#include "types/class.h"

/* object.__reduce_ex__(self, protocol), object.__reduce__(self) and object.__getstate__(self). May run script. */
Value oli_object_reduce_ex(Vm *vm, Value *args);
Value oli_object_reduce(Vm *vm, Value *args);
Value oli_object_get_state(Vm *vm, Value *args);

/* __setstate__ of the iterators that count: where to go on. */
Value oli_iterator_set_state(Vm *vm, Value *args);

#endif
