/* SPDX-License-Identifier: MIT
 *
 * Attributes: where an instance keeps them, and what reading, writing and deleting `v.name` means
 * (Language Reference 3.3.2 "Customizing attribute access" and 3.3.2.4 "Invoking descriptors").
 *
 * An instance's attribute words are {overflow, inline slots}: slot i is inline while i < class->inline_slots, else
 * overflow[i - inline_slots] (capacity: the next power of two, from 4). Deleting an attribute, too many of them, or
 * asking for __dict__ moves them into a Dict, which then hangs at the overflow word, under class->dict_shape.
 */
#include "types/bytes.h"
#include "types/class.h"
#include "types/function.h"

static inline uint32_t overflow_capacity(uint32_t count) {
    uint32_t capacity = 4;
    while (capacity < count) capacity *= 2;
    return capacity;
}

static inline Value *overflow_of(const Value *words) { return (Value *)(uintptr_t)VALUE_BITS(words[0]); }

static inline uint32_t overflow_count(const Class *cls, const Shape *shape) {
    return shape->count > cls->inline_slots ? shape->count - cls->inline_slots : 0;
}

static inline Value *slot_at(const Class *cls, Value *words, uint32_t slot) {
    return slot < cls->inline_slots ? &words[1 + slot] : &overflow_of(words)[slot - cls->inline_slots];
}

void oli_trace_attributes(Tracer *tracer, Object *object) {
    Class *cls = object->cls;
    Shape *shape = shape_of(tracer->vm, object);
    Value *words = attr_words(cls, object);
    for (uint32_t i = 0; i < cls->slot_count; i++)
        if (!is_unset(words[1 + i])) trace_value(tracer, words[1 + i]);
    if (shape->is_dict) {
        trace_value(tracer, words[0]);
        return;
    }
    for (uint32_t i = cls->slot_count; i < shape->count; i++) trace_value(tracer, *slot_at(cls, words, i));
}

void oli_finalize_attributes(Vm *vm, Object *object) {
    Class *cls = object->cls;
    Shape *shape = shape_of(vm, object);
    uint32_t count = overflow_count(cls, shape);
    if (shape->is_dict || !count) return;
    oli_release(vm, overflow_of(attr_words(cls, object)), overflow_capacity(count) * sizeof(Value));
}

size_t oli_variable_size(const Object *object) {
    switch (object->kind) {
    case CLASS_TUPLE: return sizeof(Tuple) + ((const Tuple *)(const void *)object)->count * sizeof(Value);
    case CLASS_BYTES: return oli_bytes_object_size((const Bytes *)(const void *)object);
    default: return object->cls->size;
    }
}

/* ---- storage ---- */

Value oli_slots_get(Vm *vm, Object *object, Str *name) {
    Class *cls = object->cls;
    Shape *shape = shape_of(vm, object);
    Value *words = attr_words(cls, object);
    if (shape->is_dict) return oli_dict_get_str(vm, as_dict(words[0]), name);
    int32_t slot = oli_shape_find(vm, shape, name);
    return slot < 0 ? VALUE_UNDEF : *slot_at(cls, words, (uint32_t)slot);
}

Dict *oli_slots_dict(Vm *vm, Object *object) {
    Class *cls = object->cls;
    Shape *shape = shape_of(vm, object);
    Value *words = attr_words(cls, object);
    if (shape->is_dict) return as_dict(words[0]);
    if (!cls->dict_shape) {
        Shape *dict_shape = oli_shape_root(vm, cls);
        if (!dict_shape) return NULL;
        dict_shape->is_dict = true;
        cls->dict_shape = dict_shape;
        barrier_object(vm, dict_shape);
    }
    Dict *dict = oli_dict_new(vm);
    if (!dict) return NULL;
    Str *names[SHAPE_MAX_SLOTS];
    for (Shape *s = shape; s->parent; s = s->parent) names[s->count - 1] = s->name;
    for (uint32_t i = cls->slot_count; i < shape->count; i++)
        if (!oli_dict_set_str(vm, dict, names[i], *slot_at(cls, words, i))) return NULL;
    oli_finalize_attributes(vm, object);
    words[0] = make_object(dict);
    object->shape = cls->dict_shape->id;
    barrier(vm, words[0]);
    return dict;
}

bool oli_slots_replace(Vm *vm, Object *object, Dict *dict) {
    if (!oli_slots_dict(vm, object)) return false;
    Value *words = attr_words(object->cls, object);
    words[0] = make_object(dict);
    barrier(vm, words[0]);
    return true;
}

/* Give `object` the shape with one more slot, making room for it. */
static bool add_slot(Vm *vm, Object *object, Shape *shape, Str *name, Value value) {
    Class *cls = object->cls;
    Value *words = attr_words(cls, object);
    Shape *next = oli_shape_add(vm, shape, name);
    if (!next) return false;
    uint32_t old_count = overflow_count(cls, shape), new_count = overflow_count(cls, next);
    uint32_t old_capacity = old_count ? overflow_capacity(old_count) : 0;
    if (new_count > old_capacity) {
        uint32_t capacity = overflow_capacity(new_count);
        Value *old = old_capacity ? overflow_of(words) : NULL;
        Value *grown = oli_resize(vm, old, old_capacity * sizeof *grown, capacity * sizeof *grown);
        if (!grown) return false;
        words[0] = VALUE_OF_BITS((uint64_t)(uintptr_t)grown);
    }
    *slot_at(cls, words, next->count - 1) = value;
    object->shape = next->id;
    barrier(vm, value);
    return true;
}

bool oli_slots_set(Vm *vm, Object *object, Str *name, Value value) {
    Class *cls = object->cls;
    Shape *shape = shape_of(vm, object);
    Value *words = attr_words(cls, object);
    if (!shape->is_dict) {
        int32_t slot = oli_shape_find(vm, shape, name);
        if (slot >= 0) {
            *slot_at(cls, words, (uint32_t)slot) = value;
            barrier(vm, value);
            return true;
        }
        if (shape->count < SHAPE_MAX_SLOTS) {
            Str *interned = oli_str_intern_str(vm, name);
            return interned && add_slot(vm, object, shape, interned, value);
        }
        if (!oli_slots_dict(vm, object)) return false;
    }
    return oli_dict_set_str(vm, as_dict(words[0]), name, value);
}

int oli_slots_delete(Vm *vm, Object *object, Str *name) {
    if (is_undef(oli_slots_get(vm, object, name))) return 0;
    Dict *dict = oli_slots_dict(vm, object);
    return dict ? oli_dict_delete(vm, dict, make_object(name)) : -1;
}

/* ---- the generic protocol ---- */

static Value raise_missing(Vm *vm, Value v, Str *name) {
    Value error;
    if (is_class(v))
        error = oli_raise(vm, EXC_ATTRIBUTE_ERROR, "type object '%C' has no attribute '%S'", as_class(v), name);
    else
        error = oli_raise(vm, EXC_ATTRIBUTE_ERROR, "'%T' object has no attribute '%S'", v, name);
    oli_set_attribute_error(vm, v, name);
    return error;
}

Value oli_bind(Vm *vm, Value attribute, Value instance, Class *owner) {
    if (!is_object(attribute)) return attribute;
    if (is_kind(attribute, CLASS_FUNCTION))
        return is_undef(instance) ? attribute : oli_method_new(vm, attribute, instance);
    Class *cls = object_of(attribute)->cls;
    if (!cls->ops.descriptor_get) return attribute;
    return cls->ops.descriptor_get(vm, attribute, instance, make_object(owner));
}

/* object.__getattribute__, but VALUE_UNDEF for what is missing. */
static Value generic_find(Vm *vm, Value v, Str *name) {
    Class *cls = class_of(vm, v);
    Value attribute = oli_class_lookup(vm, cls, name);
    bool found = !is_undef(attribute);
    if (found && is_object(attribute) && is_data_descriptor(vm, attribute)) {
        Class *descriptor = object_of(attribute)->cls;
        if (descriptor->ops.descriptor_get) return descriptor->ops.descriptor_get(vm, attribute, v, make_object(cls));
    }
    if (has_instance_dict(cls)) {
        Value own = oli_slots_get(vm, object_of(v), name);
        if (!is_undef(own)) return own;
    }
    return found ? oli_bind(vm, attribute, v, cls) : VALUE_UNDEF;
}

Value oli_generic_get_attr(Vm *vm, Value v, Str *name) {
    Value found = generic_find(vm, v, name);
    return is_undef(found) ? raise_missing(vm, v, name) : found;
}

bool oli_generic_set_attr(Vm *vm, Value v, Str *name, Value value) {
    Class *cls = class_of(vm, v);
    Value attribute = oli_class_lookup(vm, cls, name);
    if (!is_undef(attribute) && is_object(attribute) && is_data_descriptor(vm, attribute))
        return object_of(attribute)->cls->ops.descriptor_set(vm, attribute, v, value);
    if (has_instance_dict(cls)) {
        if (!is_undef(value)) return oli_slots_set(vm, object_of(v), name, value);
        int deleted = oli_slots_delete(vm, object_of(v), name);
        if (deleted != 0) return deleted > 0;
    }
    if (!has_instance_dict(cls) && !is_undef(attribute))
        return oli_raise_false(vm, EXC_ATTRIBUTE_ERROR, "'%T' object attribute '%S' is read-only", v, name);
    if (!has_instance_dict(cls)) {
        oli_raise(vm, EXC_ATTRIBUTE_ERROR,
                  "'%T' object has no attribute '%S' and no __dict__ for setting new attributes", v, name);
        oli_set_attribute_error(vm, v, name);
        return false;
    }
    raise_missing(vm, v, name);
    return false;
}

Value oli_get_attr(Vm *vm, Value v, Str *name) {
    Class *cls = class_of(vm, v);
    Value found = cls->ops.get_attr ? cls->ops.get_attr(vm, v, name) : oli_generic_get_attr(vm, v, name);
    if (is_error(found)) oli_set_attribute_error(vm, v, name);
    return found;
}

Value oli_find_attr(Vm *vm, Value v, Str *name) {
    Class *cls = class_of(vm, v);
    bool is_generic = !cls->ops.get_attr || cls->ops.get_attr == oli_generic_get_attr;
    Value found = is_generic ? generic_find(vm, v, name) : oli_get_attr(vm, v, name);
    if (!is_error(found) || !oli_exception_is(vm, EXC_ATTRIBUTE_ERROR)) return found;
    clear_exception(vm);
    return VALUE_UNDEF;
}

bool oli_set_attr(Vm *vm, Value v, Str *name, Value value) {
    Class *cls = class_of(vm, v);
    return cls->ops.set_attr ? cls->ops.set_attr(vm, v, name, value) : oli_generic_set_attr(vm, v, name, value);
}
