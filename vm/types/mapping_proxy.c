/* SPDX-License-Identifier: MIT
 *
 * mappingproxy: a read-only view of a mapping; what cls.__dict__ is.
 */
#include "types/descriptor.h"
#include "types/native.h"

static Value mapping_of(Value self) { return ((MappingProxy *)(void *)object_of(self))->mapping; }

static Value unwrap(Value v) { return is_kind(v, CLASS_MAPPING_PROXY) ? mapping_of(v) : v; }

static void proxy_trace(Tracer *tracer, Object *self) { trace_value(tracer, ((MappingProxy *)(void *)self)->mapping); }

Value oli_mapping_proxy_new(Vm *vm, Value mapping) {
    MappingProxy *proxy = oli_new(vm, vm->classes[CLASS_MAPPING_PROXY], sizeof *proxy);
    if (!proxy) return VALUE_ERROR;
    proxy->mapping = mapping;
    return make_object(proxy);
}

static Value proxy_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)cls;
    Value bound[NATIVE_MAX_ARGS];
    if (!oli_native_bind(vm, "mappingproxy", "mapping", args, count, names, bound)) return VALUE_ERROR;
    Value mapping = bound[0];
    bool is_mapping = class_of(vm, mapping)->ops.get_item && !is_list(mapping) && !is_tuple(mapping);
    if (!is_mapping) return oli_raise(vm, EXC_TYPE_ERROR, "mappingproxy() argument must be a mapping, not %T", mapping);
    return oli_mapping_proxy_new(vm, mapping);
}

static Value proxy_repr(Vm *vm, Value self) {
    Str *text = oli_str_format(vm, "mappingproxy(%R)", mapping_of(self));
    return text ? make_object(text) : VALUE_ERROR;
}

static Value proxy_str(Vm *vm, Value self) {
    Str *text = oli_to_str(vm, mapping_of(self));
    return text ? make_object(text) : VALUE_ERROR;
}

static bool proxy_hash(Vm *vm, Value self, int64_t *out) { return oli_hash(vm, mapping_of(self), out); }

static Value proxy_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    return oli_compare(vm, mapping_of(a), b, op);
}

static int64_t proxy_length(Vm *vm, Value self) { return oli_length(vm, mapping_of(self)); }
static Value proxy_get_item(Vm *vm, Value self, Value key) { return oli_get_item(vm, mapping_of(self), key); }
static int proxy_contains(Vm *vm, Value self, Value item) { return oli_contains(vm, mapping_of(self), item); }
static Value proxy_iter(Vm *vm, Value self) { return oli_iter(vm, mapping_of(self)); }

static Value proxy_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    return op == BINARY_OR ? oli_binary(vm, op, unwrap(a), unwrap(b)) : VALUE_NOT_IMPLEMENTED;
}

static Value proxy_inplace(Vm *vm, BinaryOperator op, Value a, Value b) {
    (void)b;
    if (op != BINARY_OR) return VALUE_NOT_IMPLEMENTED;
    return oli_raise(vm, EXC_TYPE_ERROR, "'|=' is not supported by %T; use '|' instead", a);
}

static Value call_mapping(Vm *vm, Value self, const char *method, const Value *args, uint32_t count) {
    Str *name = oli_str_intern(vm, method, strlen(method));
    return name ? oli_call_method(vm, mapping_of(self), name, args, count) : VALUE_ERROR;
}

static Value proxy_get(Vm *vm, Value *args) {
    Value values[2] = {args[1], is_undef(args[2]) ? VALUE_NONE : args[2]};
    return call_mapping(vm, args[0], "get", values, 2);
}
static Value proxy_keys(Vm *vm, Value *args) { return call_mapping(vm, args[0], "keys", NULL, 0); }
static Value proxy_values(Vm *vm, Value *args) { return call_mapping(vm, args[0], "values", NULL, 0); }
static Value proxy_items(Vm *vm, Value *args) { return call_mapping(vm, args[0], "items", NULL, 0); }
static Value proxy_copy(Vm *vm, Value *args) { return call_mapping(vm, args[0], "copy", NULL, 0); }
static Value proxy_reversed(Vm *vm, Value *args) { return call_mapping(vm, args[0], "__reversed__", NULL, 0); }

static const NativeDef proxy_methods[] = {
    NATIVE("get", "self, key, default=, /", proxy_get),
    NATIVE("keys", "self, /", proxy_keys),
    NATIVE("values", "self, /", proxy_values),
    NATIVE("items", "self, /", proxy_items),
    NATIVE("copy", "self, /", proxy_copy),
    NATIVE("__reversed__", "self, /", proxy_reversed),
    NATIVE_END,
};

static const NativeDef proxy_class_methods[] = {
    NATIVE("__class_getitem__", "cls, item, /", oli_generic_alias),
    NATIVE_END,
};

const ClassSpec oli_mapping_proxy_spec = {
    .id = CLASS_MAPPING_PROXY,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(MappingProxy),
    .ops = {.trace = proxy_trace,
            .create = proxy_create,
            .repr = proxy_repr,
            .str = proxy_str,
            .hash = proxy_hash,
            .compare = proxy_compare,
            .length = proxy_length,
            .get_item = proxy_get_item,
            .contains = proxy_contains,
            .iter = proxy_iter,
            .binary = proxy_binary,
            .inplace = proxy_inplace},
    .methods = proxy_methods,
    .class_methods = proxy_class_methods,
};
