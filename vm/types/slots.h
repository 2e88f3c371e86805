/* SPDX-License-Identifier: MIT
 *
 * `__slots__` and member_descriptor: what class creation and the attribute caches know of them.
 */
#ifndef OLI_TYPES_SLOTS_H
#define OLI_TYPES_SLOTS_H

#include "types/class.h"

typedef struct Member {
    Object header;
    Str *name;
    Class *owner;
    uint32_t slot; /* among the inline slots of owner and its subclasses */
} Member;

static inline Member *as_member(Value v) { return (Member *)(void *)object_of(v); }

/* What a class body's __slots__ says. */
typedef struct SlotNames {
    List *names; /* mangled, interned; without the two below */
    bool has_dict, has_weakref;
} SlotNames;

/* Read `declared` (a str or an iterable of them). False: TypeError or ValueError, or what iterating raised. May run
 * script: the caller keeps class_name, namespace_ and declared alive. */
bool oli_slot_names(Vm *vm, Str *class_name, Dict *namespace_, Value declared, SlotNames *slots);
/* May a class derived from `base` add slots? TypeError when its instances vary in size. */
bool oli_slots_allowed(Vm *vm, Class *base);
/* The class up the chain of bases that declared the last slots of cls; NULL: there are none. */
Class *oli_slots_owner(Class *cls);
/* Whether instances of both have the same slots in the same places: those of one class, or equal declarations in two
 * that derive from the same one. */
bool oli_slots_alike(Vm *vm, Class *a, Class *b);
/* Put the member descriptors of `names` into cls, whose layout already counts them. */
bool oli_slots_define(Vm *vm, Class *cls, List *names);

extern const ClassSpec oli_member_spec; /* for oli_init_descriptors */

#endif
