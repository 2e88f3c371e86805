/* SPDX-License-Identifier: MIT
 *
 * Shapes: the tree of attribute layouts of a class. A shape is its parent plus one name; instances that got the same
 * attributes in the same order share one. Ids are never used again, so an inline cache may keep one without holding
 * the shape. Every class has its own root, so a shape implies the class.
 */
#include "types/class.h"

enum { INDEX_FROM = 8 }; /* shapes with more attributes get a name -> slot Dict */

static bool number_shape(Vm *vm, Shape *shape) {
    if (vm->shape_count == vm->shape_capacity) {
        uint32_t capacity = vm->shape_capacity ? vm->shape_capacity * 2 : 256;
        Shape **grown = oli_resize(vm, vm->shapes, vm->shape_capacity * sizeof *grown, capacity * sizeof *grown);
        if (!grown) return false;
        vm->shapes = grown;
        vm->shape_capacity = capacity;
    }
    shape->id = vm->shape_count;
    vm->shapes[vm->shape_count++] = shape;
    return true;
}

Shape *oli_shape_root(Vm *vm, Class *cls) {
    Shape *shape = oli_new(vm, vm->classes[CLASS_SHAPE], sizeof *shape);
    if (!shape) return NULL;
    shape->cls = cls;
    shape->count = cls->slot_count;
    return number_shape(vm, shape) ? shape : NULL;
}

static bool make_index(Vm *vm, Shape *shape) {
    Dict *index = oli_dict_new(vm);
    if (!index) return false;
    for (Shape *s = shape; s->parent; s = s->parent)
        if (!oli_dict_set_str(vm, index, s->name, make_int((int64_t)s->count - 1))) return false;
    shape->index = index;
    barrier_object(vm, index);
    return true;
}

int32_t oli_shape_find(Vm *vm, Shape *shape, Str *name) {
    if (shape->count > INDEX_FROM) {
        if (shape->index || make_index(vm, shape)) {
            Value slot = oli_dict_get_str(vm, shape->index, name);
            return is_undef(slot) ? -1 : (int32_t)int_of(slot);
        }
        clear_exception(vm); /* no memory for the index: walk */
    }
    bool interned = name->header.flags & STR_INTERNED;
    for (Shape *s = shape; s->parent; s = s->parent)
        if (s->name == name || (!interned && oli_str_equal(s->name, name))) return (int32_t)s->count - 1;
    return -1;
}

Shape *oli_shape_add(Vm *vm, Shape *shape, Str *name) {
    for (uint32_t i = 0; i < shape->child_count; i++)
        if (shape->children[i]->name == name) return shape->children[i];
    if (shape->child_count == shape->child_capacity) {
        uint32_t capacity = shape->child_capacity ? shape->child_capacity * 2 : 1;
        Shape **grown =
            oli_resize(vm, shape->children, shape->child_capacity * sizeof *grown, capacity * sizeof *grown);
        if (!grown) return NULL;
        shape->children = grown;
        shape->child_capacity = capacity;
    }
    Shape *child = oli_shape_root(vm, shape->cls);
    if (!child) return NULL;
    child->parent = shape;
    child->count = shape->count + 1;
    child->name = name;
    shape->children[shape->child_count++] = child;
    barrier_object(vm, child);
    return child;
}
