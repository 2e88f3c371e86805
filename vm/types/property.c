/* SPDX-License-Identifier: MIT
 *
 * property: a getter, a setter and a deleter behind an attribute.
 */
#include "types/descriptor.h"
#include "types/native.h"

static void property_trace(Tracer *tracer, Object *self) {
    Property *property = (Property *)(void *)self;
    trace_value(tracer, property->getter);
    trace_value(tracer, property->setter);
    trace_value(tracer, property->deleter);
    trace_value(tracer, property->doc);
    trace_value(tracer, property->name);
}

/* ---- construction ---- */

static Value property_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)args, (void)count, (void)names;
    Property *property = oli_new(vm, cls, cls->size);
    if (!property) return VALUE_ERROR;
    property->getter = property->setter = property->deleter = VALUE_NONE;
    property->doc = VALUE_NONE;
    property->name = VALUE_UNDEF;
    return make_object(property);
}

static void store(Vm *vm, Value *field, Value v) {
    *field = is_undef(v) ? VALUE_NONE : v;
    barrier(vm, v);
}

/* The doc given, else the getter's. An instance of a subclass keeps it among its own attributes, where that of the
 * class does not hide it; without such, one that was given is dropped. `self` is rooted. */
static bool init_doc(Vm *vm, Value self, Value given) {
    Property *property = as_property(self);
    Value doc = is_undef(given) ? VALUE_NONE : given;
    if (is_none(doc) && !is_none(property->getter)) {
        doc = oli_find_attr(vm, property->getter, vm->names.dunder_doc);
        if (is_error(doc)) return false;
        if (is_undef(doc)) doc = VALUE_NONE;
        property->has_getter_doc = !is_none(doc);
    }
    if (object_of(self)->cls == vm->classes[CLASS_PROPERTY]) {
        store(vm, &property->doc, doc);
        return true;
    }
    Root root;
    root_push(vm, &root, doc);
    bool ok = oli_set_attr(vm, self, vm->names.dunder_doc, doc);
    root_pop(vm, &root);
    if (ok || property->has_getter_doc || !oli_exception_is(vm, EXC_ATTRIBUTE_ERROR)) return ok;
    clear_exception(vm);
    return true;
}

static bool property_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    Value bound[NATIVE_MAX_ARGS];
    if (!oli_native_bind(vm, "property", "fget=, fset=, fdel=, doc=", args, count, names, bound)) return false;
    Property *property = as_property(self);
    store(vm, &property->getter, bound[0]);
    store(vm, &property->setter, bound[1]);
    store(vm, &property->deleter, bound[2]);
    property->name = VALUE_UNDEF;
    property->has_getter_doc = false;
    return init_doc(vm, self, bound[3]);
}

/* A copy of the property, of its own class, with one function replaced (None keeps the old one, as in CPython). */
static Value copy_with(Vm *vm, Value self, PropertyPart part, Value function) {
    Property *old = as_property(self);
    Root root;
    root_push(vm, &root, self);
    bool takes_new_doc = old->has_getter_doc && !is_none(part == PROPERTY_GETTER ? function : old->getter);
    Value doc = takes_new_doc ? VALUE_NONE : old->doc;
    Value values[4] = {old->getter, old->setter, old->deleter, doc};
    if (!is_none(function)) values[part] = function;
    Value made = oli_call(vm, make_object(object_of(self)->cls), values, 4, NULL);
    root_pop(vm, &root);
    if (is_property(made)) {
        as_property(made)->name = old->name;
        barrier(vm, old->name);
    }
    return made;
}

static Value with_getter(Vm *vm, Value *args) { return copy_with(vm, args[0], PROPERTY_GETTER, args[1]); }
static Value with_setter(Vm *vm, Value *args) { return copy_with(vm, args[0], PROPERTY_SETTER, args[1]); }
static Value with_deleter(Vm *vm, Value *args) { return copy_with(vm, args[0], PROPERTY_DELETER, args[1]); }

/* ---- names ---- */

void oli_property_set_name(Vm *vm, Property *property, Str *name) {
    property->name = make_object(name);
    barrier_object(vm, name);
}

static Value set_name(Vm *vm, Value *args) {
    Tuple *rest = as_tuple(args[1]);
    if (rest->count != 2)
        return oli_raise(vm, EXC_TYPE_ERROR, "__set_name__() takes 2 positional arguments but %zu were given",
                         rest->count);
    as_property(args[0])->name = rest->items[1];
    barrier(vm, rest->items[1]);
    return VALUE_NONE;
}

/* The name it was given, or the getter's; VALUE_UNDEF when neither is known. */
static Value find_name(Vm *vm, Property *property) {
    if (!is_undef(property->name)) return property->name;
    if (is_none(property->getter)) return VALUE_UNDEF;
    return oli_find_attr(vm, property->getter, vm->names.dunder_name);
}

Value oli_property_missing(Vm *vm, Property *property, Value instance, PropertyPart part) {
    static const char *const parts[] = {"getter", "setter", "deleter"};
    Root roots[2];
    root_push(vm, &roots[0], make_object(property));
    root_push(vm, &roots[1], instance);
    Value name = find_name(vm, property);
    Str *owner = class_of(vm, instance)->qualname;
    if (is_undef(name)) {
        oli_raise(vm, EXC_ATTRIBUTE_ERROR, "property of %R object has no %s", make_object(owner), parts[part]);
    } else if (!is_error(name)) {
        oli_raise(vm, EXC_ATTRIBUTE_ERROR, "property %R of %R object has no %s", name, make_object(owner), parts[part]);
    }
    root_pop(vm, &roots[1]);
    root_pop(vm, &roots[0]);
    return VALUE_ERROR;
}

static Value get_name(Vm *vm, Value self) {
    Value name = find_name(vm, as_property(self));
    if (!is_undef(name)) return name;
    return oli_raise_attribute(vm, self, vm->names.dunder_name, "'%T' object has no attribute '__name__'", self);
}

static bool set_name_attribute(Vm *vm, Value self, Value value) {
    as_property(self)->name = value;
    barrier(vm, value);
    return true;
}

/* ---- the descriptor protocol ---- */

static Value property_get(Vm *vm, Value self, Value instance, Value owner) {
    (void)owner;
    if (is_undef(instance)) return self;
    Property *property = as_property(self);
    if (is_none(property->getter)) return oli_property_missing(vm, property, instance, PROPERTY_GETTER);
    return oli_call1(vm, property->getter, instance);
}

static bool property_set(Vm *vm, Value self, Value instance, Value value) {
    Property *property = as_property(self);
    bool deletes = is_undef(value);
    Value function = deletes ? property->deleter : property->setter;
    if (is_none(function)) {
        oli_property_missing(vm, property, instance, deletes ? PROPERTY_DELETER : PROPERTY_SETTER);
        return false;
    }
    return !is_error(deletes ? oli_call1(vm, function, instance) : oli_call2(vm, function, instance, value));
}

/* ---- attributes ---- */

static Value get_fget(Vm *vm, Value self) {
    (void)vm;
    return as_property(self)->getter;
}
static Value get_fset(Vm *vm, Value self) {
    (void)vm;
    return as_property(self)->setter;
}
static Value get_fdel(Vm *vm, Value self) {
    (void)vm;
    return as_property(self)->deleter;
}

static Value get_doc(Vm *vm, Value self) {
    (void)vm;
    return as_property(self)->doc;
}

static bool set_doc(Vm *vm, Value self, Value value) {
    as_property(self)->doc = is_undef(value) ? VALUE_NONE : value;
    barrier(vm, value);
    return true;
}

static Value get_is_abstract(Vm *vm, Value self) {
    Property *property = as_property(self);
    Value functions[3] = {property->getter, property->setter, property->deleter};
    Str *name = oli_str_intern(vm, "__isabstractmethod__", strlen("__isabstractmethod__"));
    if (!name) return VALUE_ERROR;
    Root root;
    root_push(vm, &root, self);
    int abstract = 0;
    for (int i = 0; i < 3 && !abstract; i++) {
        Value mark = oli_find_attr(vm, functions[i], name);
        abstract = is_error(mark) ? -1 : is_undef(mark) ? 0 : oli_truth(vm, mark);
    }
    root_pop(vm, &root);
    return abstract < 0 ? VALUE_ERROR : make_bool(abstract);
}

static const GetSetDef property_getsets[] = {
    {"fget", get_fget, oli_set_readonly},
    {"fset", get_fset, oli_set_readonly},
    {"fdel", get_fdel, oli_set_readonly},
    {"__doc__", get_doc, set_doc},
    {"__name__", get_name, set_name_attribute},
    {"__isabstractmethod__", get_is_abstract, NULL},
    {NULL, NULL, NULL},
};

static const NativeDef property_methods[] = {
    NATIVE("getter", "self, fget, /", with_getter),
    NATIVE("setter", "self, fset, /", with_setter),
    NATIVE("deleter", "self, fdel, /", with_deleter),
    NATIVE("__set_name__", "self, /, *args", set_name),
    NATIVE_END,
};

const ClassSpec oli_property_spec = {
    .id = CLASS_PROPERTY,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(Property),
    .flags = CLASS_FLAG_SUBCLASSABLE,
    .ops = {.trace = property_trace,
            .create = property_create,
            .init = property_init,
            .descriptor_get = property_get,
            .descriptor_set = property_set},
    .methods = property_methods,
    .getsets = property_getsets,
};
