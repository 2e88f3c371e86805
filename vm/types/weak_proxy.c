/* SPDX-License-Identifier: MIT
 *
 * weakref.proxy: objects that do what their target does, and raise ReferenceError once it is dead.
 *
 * A proxy is a WeakRef (weakref.h) of one of two classes: one for targets that can be called. Each operation fetches the
 * target and roots it for its own time, since the proxy does not keep it alive.
 */
#include "types/native.h"
#include "types/protocol.h"
#include "types/weakref.h"

static bool is_proxy(Value v) { return is_kind(v, CLASS_WEAK_PROXY) || is_kind(v, CLASS_CALLABLE_WEAK_PROXY); }

/* The target of a proxy, any other value itself. VALUE_ERROR: ReferenceError. */
static Value unwrap(Vm *vm, Value v) {
    if (!is_proxy(v)) return v;
    Object *target = as_weakref(v)->target;
    return target ? make_object(target)
                  : oli_raise(vm, EXC_REFERENCE_ERROR, "weakly-referenced object no longer exists");
}

/* Up to three operands, unwrapped and rooted. */
typedef struct Operands {
    Value values[3];
    RootArray root;
} Operands;

static bool begin(Vm *vm, Operands *operands, Value a, Value b, Value c) {
    operands->values[0] = unwrap(vm, a);
    operands->values[1] = is_error(operands->values[0]) ? VALUE_NONE : unwrap(vm, b);
    operands->values[2] = c;
    for (int i = 0; i < 2; i++)
        if (is_error(operands->values[i])) return false;
    root_array_push(vm, &operands->root, operands->values, 3);
    return true;
}

static Value end(Vm *vm, Operands *operands, Value result) {
    root_array_pop(vm, &operands->root);
    return result;
}

#define WITH_TARGET(failed)                                                                                            \
    Operands operands;                                                                                                 \
    if (!begin(vm, &operands, self, VALUE_NONE, VALUE_NONE)) return failed;                                            \
    Value target = operands.values[0]

static void trace(Tracer *tracer, Object *self) { trace_value(tracer, ((WeakRef *)(void *)self)->callback); }

/* ---- text, identity ---- */

static Value proxy_repr(Vm *vm, Value self) {
    const WeakRef *ref = as_weakref(self);
    Value target = weakref_target(ref);
    Str *text = oli_str_format(vm, "<weakproxy at 0x%llx to %T at 0x%llx>", (unsigned long long)VALUE_BITS(self),
                               target, (unsigned long long)VALUE_BITS(target));
    return text ? make_object(text) : VALUE_ERROR;
}

static Value proxy_str(Vm *vm, Value self) {
    WITH_TARGET(VALUE_ERROR);
    Str *text = oli_to_str(vm, target);
    return end(vm, &operands, text ? make_object(text) : VALUE_ERROR);
}

static Value proxy_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    Operands operands;
    if (!begin(vm, &operands, a, b, VALUE_NONE)) return VALUE_ERROR;
    return end(vm, &operands, oli_compare(vm, operands.values[0], operands.values[1], op));
}

static int proxy_truth(Vm *vm, Value self) {
    WITH_TARGET(-1);
    int truth = oli_truth(vm, target);
    end(vm, &operands, VALUE_NONE);
    return truth;
}

/* ---- containers ---- */

static int64_t proxy_length(Vm *vm, Value self) {
    WITH_TARGET(-1);
    int64_t length = oli_length(vm, target);
    end(vm, &operands, VALUE_NONE);
    return length;
}

static Value proxy_get_item(Vm *vm, Value self, Value key) {
    WITH_TARGET(VALUE_ERROR);
    return end(vm, &operands, oli_get_item(vm, target, key));
}

static bool proxy_set_item(Vm *vm, Value self, Value key, Value item) {
    WITH_TARGET(false);
    bool ok = is_undef(item) ? oli_delete_item(vm, target, key) : oli_set_item(vm, target, key, item);
    end(vm, &operands, VALUE_NONE);
    return ok;
}

static int proxy_contains(Vm *vm, Value self, Value item) {
    WITH_TARGET(-1);
    int found = oli_contains(vm, target, item);
    end(vm, &operands, VALUE_NONE);
    return found;
}

static Value proxy_iter(Vm *vm, Value self) {
    WITH_TARGET(VALUE_ERROR);
    return end(vm, &operands, oli_iter(vm, target));
}

static Value proxy_next(Vm *vm, Value self) {
    WITH_TARGET(VALUE_ERROR);
    Class *cls = class_of(vm, target);
    Value result = cls->ops.next
                       ? cls->ops.next(vm, target)
                       : oli_raise(vm, EXC_TYPE_ERROR, "Weakref proxy referenced a non-iterator '%C' object", cls);
    return end(vm, &operands, result);
}

/* ---- numbers ---- */

static Value proxy_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    Operands operands;
    if (!begin(vm, &operands, a, b, VALUE_NONE)) return VALUE_ERROR;
    return end(vm, &operands, oli_binary(vm, op, operands.values[0], operands.values[1]));
}

static Value proxy_inplace(Vm *vm, BinaryOperator op, Value a, Value b) {
    Operands operands;
    if (!begin(vm, &operands, a, b, VALUE_NONE)) return VALUE_ERROR;
    return end(vm, &operands, oli_inplace(vm, op, operands.values[0], operands.values[1]));
}

static Value proxy_power(Vm *vm, Value a, Value b, Value modulus) {
    Operands operands;
    Value plain = unwrap(vm, modulus);
    if (is_error(plain) || !begin(vm, &operands, a, b, plain)) return VALUE_ERROR;
    return end(vm, &operands, oli_power(vm, operands.values[0], operands.values[1], plain));
}

static Value proxy_unary(Vm *vm, UnaryOperator op, Value self) {
    WITH_TARGET(VALUE_ERROR);
    return end(vm, &operands, oli_unary(vm, op, target));
}

static Value proxy_index(Vm *vm, Value self) {
    WITH_TARGET(VALUE_ERROR);
    return end(vm, &operands, oli_as_index(vm, target));
}

static Value proxy_to_int(Vm *vm, Value self) {
    WITH_TARGET(VALUE_ERROR);
    return end(vm, &operands, oli_call1(vm, make_object(vm->classes[CLASS_INT]), target));
}

static Value proxy_to_float(Vm *vm, Value self) {
    WITH_TARGET(VALUE_ERROR);
    return end(vm, &operands, oli_call1(vm, make_object(vm->classes[CLASS_FLOAT]), target));
}

/* ---- attributes and calls ---- */

static Value proxy_get_attr(Vm *vm, Value self, Str *name) {
    WITH_TARGET(VALUE_ERROR);
    return end(vm, &operands, oli_get_attr(vm, target, name));
}

static bool proxy_set_attr(Vm *vm, Value self, Str *name, Value value) {
    WITH_TARGET(false);
    bool ok = oli_set_attr(vm, target, name, value);
    end(vm, &operands, VALUE_NONE);
    return ok;
}

static Value proxy_call(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    WITH_TARGET(VALUE_ERROR);
    return end(vm, &operands, oli_call(vm, target, args, count, names));
}

/* type(target).name(target, argument): special methods without an entry in ClassOps. */
static Value call_special(Vm *vm, Value *args, Str *name, uint32_t count) {
    Value self = args[0];
    WITH_TARGET(VALUE_ERROR);
    Value argument = count ? unwrap(vm, args[1]) : VALUE_NONE;
    if (is_error(argument)) return end(vm, &operands, argument);
    Value result = name ? oli_call_special(vm, target, name, &argument, count) : VALUE_ERROR;
    if (is_undef(result))
        result = oli_raise(vm, EXC_ATTRIBUTE_ERROR, "'%T' object has no attribute '%S'", target, name);
    return end(vm, &operands, result);
}

static Value proxy_bytes(Vm *vm, Value *args) { return call_special(vm, args, vm->names.dunder_bytes, 0); }
static Value proxy_reversed(Vm *vm, Value *args) { return call_special(vm, args, vm->names.dunder_reversed, 0); }
static Value proxy_divmod(Vm *vm, Value *args) { return call_special(vm, args, vm->names.dunder_divmod, 1); }
static Value proxy_rdivmod(Vm *vm, Value *args) { return call_special(vm, args, vm->names.dunder_rdivmod, 1); }

static const NativeDef METHODS[] = {NATIVE("__bytes__", "self, /", proxy_bytes),
                                    NATIVE("__reversed__", "self, /", proxy_reversed),
                                    NATIVE("__divmod__", "self, other, /", proxy_divmod),
                                    NATIVE("__rdivmod__", "self, other, /", proxy_rdivmod), NATIVE_END};

#define PROXY_OPS                                                                                                      \
    .trace = trace, .repr = proxy_repr, .str = proxy_str, .compare = proxy_compare, .truth = proxy_truth,              \
    .length = proxy_length, .get_item = proxy_get_item, .set_item = proxy_set_item, .contains = proxy_contains,        \
    .iter = proxy_iter, .next = proxy_next, .binary = proxy_binary, .inplace = proxy_inplace, .power = proxy_power,    \
    .unary = proxy_unary, .index = proxy_index, .to_int = proxy_to_int, .to_float = proxy_to_float,                    \
    .get_attr = proxy_get_attr, .set_attr = proxy_set_attr

const ClassSpec oli_weak_proxy_spec = {.id = CLASS_WEAK_PROXY,
                                       .base = CLASS_OBJECT,
                                       .module = "weakref",
                                       .size = sizeof(WeakRef),
                                       .flags = CLASS_FLAG_NO_INSTANTIATE | CLASS_FLAG_DOTTED,
                                       .ops = {PROXY_OPS},
                                       .methods = METHODS};
const ClassSpec oli_callable_weak_proxy_spec = {.id = CLASS_CALLABLE_WEAK_PROXY,
                                                .base = CLASS_OBJECT,
                                                .module = "weakref",
                                                .size = sizeof(WeakRef),
                                                .flags = CLASS_FLAG_NO_INSTANTIATE | CLASS_FLAG_DOTTED,
                                                .ops = {PROXY_OPS, .call = proxy_call},
                                                .methods = METHODS};
