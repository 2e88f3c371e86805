/* SPDX-License-Identifier: MIT
 *
 * super: attribute lookup that begins behind a class in the MRO. `super()` without arguments is made by an opcode that
 * passes the class cell and the first argument; here are the object itself and the explicit forms.
 */
#include "types/container.h"
#include "types/descriptor.h"

static Super *as_super(Value v) { return (Super *)(void *)object_of(v); }

static void super_trace(Tracer *tracer, Object *self) {
    Super *super = (Super *)(void *)self;
    trace_object(tracer, super->cls);
    trace_value(tracer, super->self);
    trace_object(tracer, super->self_class);
}

/* ---- construction ---- */

/* The class that obj.__class__ claims, when it differs from type(obj) and derives from cls: proxies. NULL when not. */
static Class *claimed_class(Vm *vm, Class *cls, Value self) {
    Root root;
    root_push(vm, &root, self);
    Value claimed = oli_find_attr(vm, self, vm->names.dunder_class);
    root_pop(vm, &root);
    if (is_error(claimed)) {
        clear_exception(vm);
        return NULL;
    }
    return is_class(claimed) && oli_class_is_subclass(as_class(claimed), cls) ? as_class(claimed) : NULL;
}

Class *oli_super_class(Vm *vm, Class *cls, Value self) {
    if (is_class(self) && oli_class_is_subclass(as_class(self), cls)) return as_class(self);
    if (oli_class_is_subclass(class_of(vm, self), cls)) return class_of(vm, self);
    Class *claimed = claimed_class(vm, cls, self);
    if (claimed) return claimed;
    bool is_type = is_class(self);
    return oli_raise_null(vm, EXC_TYPE_ERROR,
                          "super(type, obj): obj (%s%C) is not an instance or subtype of type (%C).",
                          is_type ? "type " : "instance of ", is_type ? as_class(self) : class_of(vm, self), cls);
}

static bool bind_super(Vm *vm, Super *super, Class *cls, Value self) {
    Class *self_class = NULL;
    if (is_none(self)) self = VALUE_UNDEF;
    if (!is_undef(self) && !(self_class = oli_super_class(vm, cls, self))) return false;
    super->cls = cls;
    super->self = self;
    super->self_class = self_class;
    barrier_object(vm, cls);
    barrier(vm, self);
    barrier_object(vm, self_class);
    return true;
}

Value oli_super_new(Vm *vm, Class *cls, Value self) {
    Class *self_class = oli_super_class(vm, cls, self);
    if (!self_class) return VALUE_ERROR;
    Super *super = oli_new(vm, vm->classes[CLASS_SUPER], sizeof *super);
    if (!super) return VALUE_ERROR;
    super->cls = cls;
    super->self = self;
    super->self_class = self_class;
    return make_object(super);
}

static Value super_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)args, (void)count, (void)names;
    Super *super = oli_new(vm, cls, cls->size);
    if (!super) return VALUE_ERROR;
    super->cls = vm->classes[CLASS_OBJECT];
    super->self = VALUE_UNDEF;
    return make_object(super);
}

static bool super_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    if (!oli_check_no_keywords(vm, "super", names)) return false;
    if (count > 2) return oli_raise_false(vm, EXC_TYPE_ERROR, "super() expected at most 2 arguments, got %u", count);
    Value found[2];
    if (count == 0) { /* what the compiler does for super().name */
        if (!oli_super_of_frame(vm, found)) return false;
        args = found;
        count = 2;
    }
    if (!is_class(args[0]))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "super() argument 1 must be a type, not %T", args[0]);
    Root root;
    root_push(vm, &root, self);
    bool ok = bind_super(vm, as_super(self), as_class(args[0]), count == 2 ? args[1] : VALUE_UNDEF);
    root_pop(vm, &root);
    return ok;
}

/* ---- attributes ---- */

/* The attribute behind cls in the MRO, bound; VALUE_UNDEF when there is none. */
static Value find_behind(Vm *vm, Class *cls, Class *self_class, Value self, Str *name) {
    if (name == vm->names.dunder_class) return VALUE_UNDEF;
    Value found = oli_class_lookup_from(vm, self_class, cls, name);
    if (is_undef(found)) return VALUE_UNDEF;
    bool through_class = is_class(self) && as_class(self) == self_class;
    return oli_bind(vm, found, through_class ? VALUE_UNDEF : self, self_class);
}

Value oli_super_get_attr(Vm *vm, Class *cls, Class *self_class, Value self, Str *name) {
    Value found = find_behind(vm, cls, self_class, self, name);
    if (!is_undef(found)) return found;
    Value super = oli_super_new(vm, cls, self);
    return is_error(super) ? VALUE_ERROR : oli_generic_get_attr(vm, super, name);
}

static Value super_get_attr(Vm *vm, Value self, Str *name) {
    Super *super = as_super(self);
    if (super->self_class) {
        Value found = find_behind(vm, super->cls, super->self_class, super->self, name);
        if (!is_undef(found)) return found;
    }
    return oli_generic_get_attr(vm, self, name);
}

static Value super_descriptor_get(Vm *vm, Value self, Value instance, Value owner) {
    (void)owner;
    Super *super = as_super(self);
    if (is_undef(instance) || is_none(instance) || super->self_class) return self;
    if (object_of(self)->cls == vm->classes[CLASS_SUPER]) return oli_super_new(vm, super->cls, instance);
    return oli_call2(vm, make_object(object_of(self)->cls), make_object(super->cls), instance);
}

static Value super_repr(Vm *vm, Value self) {
    Super *super = as_super(self);
    Str *text = super->self_class
                    ? oli_str_format(vm, "<super: <class '%C'>, <%C object>>", super->cls, super->self_class)
                    : oli_str_format(vm, "<super: <class '%C'>, NULL>", super->cls);
    return text ? make_object(text) : VALUE_ERROR;
}

static Value get_this_class(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_super(self)->cls);
}

static Value get_self(Vm *vm, Value self) {
    (void)vm;
    return is_undef(as_super(self)->self) ? VALUE_NONE : as_super(self)->self;
}

static Value get_self_class(Vm *vm, Value self) {
    (void)vm;
    Class *cls = as_super(self)->self_class;
    return cls ? make_object(cls) : VALUE_NONE;
}

static const GetSetDef super_getsets[] = {
    {"__thisclass__", get_this_class, oli_set_readonly},
    {"__self__", get_self, oli_set_readonly},
    {"__self_class__", get_self_class, oli_set_readonly},
    {NULL, NULL, NULL},
};

const ClassSpec oli_super_spec = {
    .id = CLASS_SUPER,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(Super),
    .flags = CLASS_FLAG_SUBCLASSABLE,
    .ops = {.trace = super_trace,
            .create = super_create,
            .init = super_init,
            .repr = super_repr,
            .get_attr = super_get_attr,
            .descriptor_get = super_descriptor_get},
    .getsets = super_getsets,
};
