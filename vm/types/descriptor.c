/* SPDX-License-Identifier: MIT
 *
 * classmethod and staticmethod, and the definition of the other descriptor classes.
 *
 * Both are Methods whose `function` is the wrapped callable; `self` is VALUE_UNDEF, or the Dict of attributes that a
 * script gave to the wrapper itself. What describes the callable (__name__, __doc__, ...) is asked of it when needed,
 * where CPython copies it.
 */
#include "types/descriptor.h"
#include "types/container.h"
#include "types/function.h"
#include "types/init.h"
#include "types/slots.h"

static Method *as_wrapper(Value v) { return (Method *)(void *)object_of(v); }

static void wrapper_trace(Tracer *tracer, Object *self) {
    Method *wrapper = (Method *)(void *)self;
    trace_value(tracer, wrapper->function);
    trace_value(tracer, wrapper->self);
}

Value oli_wrap_method(Vm *vm, Value function, ClassId wrapper) {
    Method *method = oli_new(vm, vm->classes[wrapper], sizeof *method);
    if (!method) return VALUE_ERROR;
    method->function = function;
    method->self = VALUE_UNDEF;
    return make_object(method);
}

static const char *wrapper_name(Value self) {
    return is_kind(self, CLASS_CLASSMETHOD) ? "classmethod" : "staticmethod";
}

static Value wrapper_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)args, (void)count, (void)names;
    Method *method = oli_new(vm, cls, cls->size);
    if (!method) return VALUE_ERROR;
    method->function = VALUE_NONE;
    method->self = VALUE_UNDEF;
    return make_object(method);
}

static bool wrapper_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    const char *name = wrapper_name(self);
    if (!oli_check_no_keywords(vm, name, names)) return false;
    if (count != 1) return oli_raise_false(vm, EXC_TYPE_ERROR, "%s expected 1 argument, got %u", name, count);
    as_wrapper(self)->function = args[0];
    barrier(vm, args[0]);
    return true;
}

static Value wrapper_repr(Vm *vm, Value self) {
    Str *text = oli_str_format(vm, "<%s(%R)>", wrapper_name(self), as_wrapper(self)->function);
    return text ? make_object(text) : VALUE_ERROR;
}

/* ---- binding ---- */

static Value classmethod_get(Vm *vm, Value self, Value instance, Value owner) {
    if (is_undef(owner) || is_none(owner)) owner = make_object(class_of(vm, instance));
    return oli_method_new(vm, as_wrapper(self)->function, owner);
}

static Value staticmethod_get(Vm *vm, Value self, Value instance, Value owner) {
    (void)vm, (void)instance, (void)owner;
    return as_wrapper(self)->function;
}

static Value staticmethod_call(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    return oli_call(vm, as_wrapper(self)->function, args, count, names);
}

/* ---- attributes ---- */

static Value get_function(Vm *vm, Value self) {
    (void)vm;
    return as_wrapper(self)->function;
}

/* The names that are the callable's. */
static bool describes_function(Vm *vm, Str *name) {
    return name == vm->names.dunder_name || name == vm->names.dunder_qualname || name == vm->names.dunder_doc ||
           name == vm->names.dunder_module || name == vm->names.dunder_annotations ||
           oli_str_equals_c(name, "__isabstractmethod__");
}

static Value find_own(Vm *vm, Value self, Str *name) {
    Value own = as_wrapper(self)->self;
    return is_dict(own) ? oli_dict_get_str(vm, as_dict(own), name) : VALUE_UNDEF;
}

static Value wrapper_get_attr(Vm *vm, Value self, Str *name) {
    Value own = find_own(vm, self, name);
    if (!is_undef(own)) return own;
    if (!describes_function(vm, name)) return oli_generic_get_attr(vm, self, name);
    Value found = oli_find_attr(vm, as_wrapper(self)->function, name);
    if (!is_undef(found)) return found;
    if (oli_str_equals_c(name, "__isabstractmethod__")) return VALUE_FALSE;
    return oli_generic_get_attr(vm, self, name);
}

/* The Dict of the wrapper's own attributes, made when first needed. NULL: no memory. */
static Dict *own_attributes(Vm *vm, Value self) {
    Method *wrapper = as_wrapper(self);
    if (is_dict(wrapper->self)) return as_dict(wrapper->self);
    Dict *dict = oli_dict_new(vm);
    if (!dict) return NULL;
    wrapper->self = make_object(dict);
    barrier_object(vm, dict);
    return dict;
}

static bool wrapper_set_attr(Vm *vm, Value self, Str *name, Value value) {
    Value known = oli_class_lookup(vm, object_of(self)->cls, name);
    bool is_own = describes_function(vm, name) || is_undef(known) || !is_data_descriptor(vm, known);
    if (!is_own || (is_undef(value) && is_undef(find_own(vm, self, name))))
        return oli_generic_set_attr(vm, self, name, value);
    Dict *dict = own_attributes(vm, self);
    if (!dict) return false;
    if (is_undef(value)) return oli_dict_delete(vm, dict, make_object(name)) >= 0;
    return oli_dict_set_str(vm, dict, name, value);
}

/* What the callable tells of itself, overlaid by the wrapper's own attributes: CPython's copies. */
static Value get_dict(Vm *vm, Value self) {
    Str *copied[] = {vm->names.dunder_module, vm->names.dunder_name, vm->names.dunder_qualname, vm->names.dunder_doc,
                     vm->names.dunder_annotations};
    Dict *dict = own_attributes(vm, self);
    if (!dict) return VALUE_ERROR;
    for (size_t i = 0; i < sizeof copied / sizeof copied[0]; i++) {
        if (!is_undef(oli_dict_get_str(vm, dict, copied[i]))) continue;
        Value found = oli_find_attr(vm, as_wrapper(self)->function, copied[i]);
        if (is_error(found)) return VALUE_ERROR;
        if (!is_undef(found) && !oli_dict_set_str(vm, dict, copied[i], found)) return VALUE_ERROR;
    }
    return make_object(dict);
}

static const GetSetDef wrapper_getsets[] = {
    {"__func__", get_function, oli_set_readonly},
    {"__wrapped__", get_function, oli_set_readonly},
    {"__dict__", get_dict, NULL},
    {NULL, NULL, NULL},
};

static const ClassSpec classmethod_spec = {
    .id = CLASS_CLASSMETHOD,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(Method),
    .flags = CLASS_FLAG_SUBCLASSABLE,
    .ops = {.trace = wrapper_trace,
            .create = wrapper_create,
            .init = wrapper_init,
            .repr = wrapper_repr,
            .descriptor_get = classmethod_get,
            .get_attr = wrapper_get_attr,
            .set_attr = wrapper_set_attr},
    .getsets = wrapper_getsets,
};

static const ClassSpec staticmethod_spec = {
    .id = CLASS_STATICMETHOD,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(Method),
    .flags = CLASS_FLAG_SUBCLASSABLE,
    .ops = {.trace = wrapper_trace,
            .create = wrapper_create,
            .init = wrapper_init,
            .repr = wrapper_repr,
            .descriptor_get = staticmethod_get,
            .call = staticmethod_call,
            .get_attr = wrapper_get_attr,
            .set_attr = wrapper_set_attr},
    .getsets = wrapper_getsets,
};

bool oli_init_descriptors(Vm *vm) {
    return oli_class_define(vm, &classmethod_spec) && oli_class_define(vm, &staticmethod_spec) &&
           oli_class_define(vm, &oli_property_spec) && oli_class_define(vm, &oli_super_spec) &&
           oli_class_define(vm, &oli_mapping_proxy_spec) && oli_class_define(vm, &oli_member_spec);
}
