/* SPDX-License-Identifier: MIT
 *
 * Classes and shapes: making them, looking through them, changing them.
 */
#ifndef OLI_TYPES_CLASS_H
#define OLI_TYPES_CLASS_H

#include "types/special.h"

static inline bool is_class(Value v) { return is_kind(v, CLASS_TYPE); }
static inline Class *as_class(Value v) { return (Class *)object_of(v); }

/* ---- shapes ---- */
static inline Shape *shape_of(const Vm *vm, const Object *object) { return vm->shapes[object->shape]; }
Shape *oli_shape_root(Vm *vm, Class *cls);
/* The slot of attribute `name`, or -1. */
int32_t oli_shape_find(Vm *vm, Shape *shape, Str *name);
/* The shape with `name` added; NULL with MemoryError pending. vm->... is unchanged for objects of the old shape. */
Shape *oli_shape_add(Vm *vm, Shape *shape, Str *name);
enum { SHAPE_MAX_SLOTS = 128 }; /* with more attributes an instance keeps them in a Dict */

/* ---- attribute storage of an instance (attribute.c) ---- */
static inline Value *attr_words(const Class *cls, Object *object);
/* Do instances have a __dict__ (in whatever form)? */
static inline bool has_instance_dict(const Class *cls) {
    return cls->attr_offset && !(cls->flags & CLASS_FLAG_NO_DICT);
}
/* The contents of a slot of __slots__ without a value: what fresh memory holds. */
#define VALUE_UNSET VALUE_OF_BITS(0)
static inline bool is_unset(Value v) { return VALUE_BITS(v) == 0; }
Value oli_slots_get(Vm *vm, Object *object, Str *name); /* VALUE_UNDEF when missing; runs no script */
bool oli_slots_set(Vm *vm, Object *object, Str *name, Value value);
int oli_slots_delete(Vm *vm, Object *object, Str *name);    /* 1, 0 missing, -1 */
Dict *oli_slots_dict(Vm *vm, Object *object);               /* obj.__dict__: from then on the Dict is the storage */
bool oli_slots_replace(Vm *vm, Object *object, Dict *dict); /* obj.__dict__ = dict */

/* ---- classes (class.c) ---- */
/* As oli_class_define, for classes that have no ClassId of their own (exceptions): called `name`, derived from `base`,
 * with the layout kind spec->id; spec->size 0: the base's. Not put into vm->classes. NULL: an exception is pending. */
Class *oli_class_define_as(Vm *vm, const ClassSpec *spec, const char *name, Class *base);
bool oli_class_set_attr(Vm *vm, Class *cls, Str *name, Value value); /* VALUE_UNDEF: delete (AttributeError) */
/* Renew the versions of cls and its subclasses: every cache that depends on them is out of date. */
void oli_class_changed(Vm *vm, Class *cls);
Value oli_class_lookup_from(Vm *vm, Class *cls, Class *after, Str *name); /* super(): the MRO after `after` */
Class *oli_class_metaclass(Vm *vm, Class *declared,
                           Tuple *bases); /* the most derived metaclass; TypeError on conflict */
/* Bind what a class lookup found to an instance, as attribute access does. May run script for foreign descriptors. */
Value oli_bind(Vm *vm, Value attribute, Value instance, Class *owner);
static inline bool is_data_descriptor(const Vm *vm, Value v) { return class_of(vm, v)->ops.descriptor_set != NULL; }
Value oli_method_new(Vm *vm, Value function, Value self);

/* run/: forget every inline cache of every code object (a data descriptor came to a class that has instances). */
void oli_flush_inline_caches(Vm *vm);

/* The words {overflow, inline slots...} of an instance. */
size_t oli_variable_size(const Object *object); /* bytes of a CLASS_FLAG_VARIABLE instance before its attribute words */
static inline Value *attr_words(const Class *cls, Object *object) {
    if (__builtin_expect(cls->flags & CLASS_FLAG_VARIABLE, 0))
        return (Value *)(void *)((char *)object + oli_variable_size(object));
    return (Value *)(void *)object + cls->attr_offset;
}

/* The first class of a layout whose instances take attributes gets the field __dict__, the first whose instances can be
 * weakly referenced the field __weakref__. */
bool oli_class_add_dict_field(Vm *vm, Class *cls);
bool oli_class_add_weakref_field(Vm *vm, Class *cls);
bool oli_class_bootstrap(Vm *vm);                     /* vm->classes of what the very first allocations need */
bool oli_special_names_init(Vm *vm);                  /* after vm->names */
void oli_method_cache_clear(Vm *vm);
void oli_method_cache_free(Vm *vm);
Value oli_generic_alias(Vm *vm, Value *args); /* __class_getitem__(cls, item) of the built-in containers */
Value oli_raise_abstract(Vm *vm, Class *cls);
/* What super() without arguments means in the running frame: __class__ and the first argument. False: RuntimeError. */
bool oli_super_of_frame(Vm *vm, Value out[2]);
Value oli_current_module_name(Vm *vm); /* __name__ of the running frame's globals (run/), "builtins" without one */
Value oli_mapping_proxy_new(Vm *vm, Value mapping);
Value oli_union_new(Vm *vm, Value a, Value b); /* int | str (union.c); NotImplemented */

typedef struct Method {
    Object header;
    Value function, self;
} Method;

#endif
