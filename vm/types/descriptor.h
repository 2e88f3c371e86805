/* SPDX-License-Identifier: MIT
 *
 * property, super and mappingproxy: layouts that the interpreter loop reads, so that getters, setters and methods found
 * through super() are entered without C recursion. (classmethod and staticmethod are Methods with no self: class.h.)
 */
#ifndef OLI_TYPES_DESCRIPTOR_H
#define OLI_TYPES_DESCRIPTOR_H

#include "types/class.h"

typedef struct Property {
    Object header;
    Value getter, setter, deleter; /* VALUE_NONE: none */
    Value doc;                     /* __doc__ of a property that is no instance of a subclass; VALUE_NONE: none */
    bool has_getter_doc;           /* it is the getter's */
    Value name;                    /* as __set_name__ told; VALUE_UNDEF: the getter's */
} Property;

static inline bool is_property(Value v) { return is_kind(v, CLASS_PROPERTY); }
static inline Property *as_property(Value v) { return (Property *)(void *)object_of(v); }

typedef enum PropertyPart { PROPERTY_GETTER, PROPERTY_SETTER, PROPERTY_DELETER } PropertyPart;

/* AttributeError "property 'x' of 'C' object has no getter" (setter, deleter). Always VALUE_ERROR. May run script. */
Value oli_property_missing(Vm *vm, Property *property, Value instance, PropertyPart part);
/* What class creation calls for each property in the class's namespace. */
void oli_property_set_name(Vm *vm, Property *property, Str *name);

/* super(cls, self): attributes of self as found in its MRO after cls. */
typedef struct Super {
    Object header;
    Class *cls;
    Value self;        /* VALUE_UNDEF: unbound */
    Class *self_class; /* whose MRO is searched: type(self), or self when it is a class; NULL: unbound */
} Super;

static inline bool is_super(Value v) { return is_kind(v, CLASS_SUPER); }

/* super(cls, self): TypeError when self is neither an instance nor a subclass of cls. May run script (__class__). */
Value oli_super_new(Vm *vm, Class *cls, Value self);
/* The class whose MRO super(cls, self) searches; NULL: TypeError. For loads that need no Super object. */
Class *oli_super_class(Vm *vm, Class *cls, Value self);
/* getattr(super(cls, self), name) without the object. May run script (descriptors). */
Value oli_super_get_attr(Vm *vm, Class *cls, Class *self_class, Value self, Str *name);

typedef struct MappingProxy {
    Object header;
    Value mapping;
} MappingProxy;

Value oli_mapping_proxy_new(Vm *vm, Value mapping);

/* The classes, for oli_init_descriptors. */
extern const ClassSpec oli_property_spec, oli_super_spec, oli_mapping_proxy_spec;

#endif
