/* SPDX-License-Identifier: MIT
 *
 * Weak references: who refers to what without keeping it alive.
 *
 * The table maps an object to the list of its WeakRefs: canonical ones (no callback, exact type) first, at most one
 * reference and one proxy, then the others, newest first. Neither the table nor a WeakRef marks the object. After
 * marking, oli_weak_sweep clears those of dead objects and hands the ones with a callback to the finaliser queue
 * (run/finalizer.h), which calls them at the next safepoint: never inside a collection.
 */
#ifndef OLI_TYPES_WEAKREF_H
#define OLI_TYPES_WEAKREF_H

#include "heap/vm.h"

/* Of the kinds CLASS_WEAKREF, CLASS_WEAK_PROXY, CLASS_CALLABLE_WEAK_PROXY. */
typedef struct WeakRef {
    Object header;
    Object *target;       /* not traced; NULL once it is dead */
    struct WeakRef *next; /* of the same target; once dead: in the queue of callbacks that are due. Not traced */
    Value callback;       /* VALUE_NONE: none */
    int64_t hash;         /* the target's, valid when is_hashed */
    bool is_hashed;
} WeakRef;

static inline WeakRef *as_weakref(Value v) { return (WeakRef *)(void *)object_of(v); }

/* Whether instances of `cls` can be weakly referenced. */
bool oli_takes_weakrefs(const Class *cls);
/* A reference of class `cls` to `target`: an existing one where CPython gives that. callback VALUE_NONE: none. TypeError
 * when the target's class does not take weak references. Runs no script. */
Value oli_weakref_new(Vm *vm, Class *cls, Value target, Value callback);
/* The first reference to `object`, or NULL. */
WeakRef *oli_weakref_first(Vm *vm, const Object *object);
/* The target, or VALUE_NONE. */
static inline Value weakref_target(const WeakRef *ref) { return ref->target ? make_object(ref->target) : VALUE_NONE; }

/* After marking: forget what is dead. Allocates nothing. */
void oli_weak_sweep(Vm *vm);
void oli_weak_free(Vm *vm);

/* run/finalizer.c: a reference whose object died and that has a callback to run. */
void oli_weakref_due(Vm *vm, WeakRef *ref);

/* The classes are made when somebody first asks for them (embed/memory_modules.c). */
bool oli_init_weakref(Vm *vm);
extern const ClassSpec oli_weak_proxy_spec, oli_callable_weak_proxy_spec; /* weak_proxy.c */

#endif
