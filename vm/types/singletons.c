/* SPDX-License-Identifier: MIT
 *
 * The classes of the constants None, NotImplemented and Ellipsis. Their only values are encoded in the Value itself
 * (heap/value.h); calling such a class gives that value.
 */
#include "types/protocol.h"
#include "types/init.h"

/* A class that takes no arguments and has one value. `name` as CPython writes it in this message. */
static Value create_constant(Vm *vm, uint32_t count, const char *name, Value constant) {
    if (count) return oli_raise(vm, EXC_TYPE_ERROR, "%s takes no arguments", name);
    return constant;
}

static Value text(Vm *vm, const char *what) {
    Str *s = oli_str_from_c(vm, what);
    return s ? make_object(s) : VALUE_ERROR;
}

/* ---- None ---- */

static Value none_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)cls, (void)args, (void)names;
    return create_constant(vm, count, "NoneType", VALUE_NONE);
}

static Value none_repr(Vm *vm, Value self) {
    (void)self;
    return text(vm, "None");
}

static bool none_hash(Vm *vm, Value self, int64_t *out) {
    (void)vm, (void)self;
    *out = 0xFCA86420; /* CPython's */
    return true;
}

static int none_truth(Vm *vm, Value self) {
    (void)vm, (void)self;
    return 0;
}

static const ClassSpec NONE_SPEC = {
    .id = CLASS_NONE,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "The type of None.",
    .size = sizeof(Object),
    .flags = CLASS_FLAG_NO_DICT,
    .ops = {.create = none_create, .repr = none_repr, .hash = none_hash, .truth = none_truth},
};

/* ---- NotImplemented ---- */

static Value not_implemented_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)cls, (void)args, (void)names;
    return create_constant(vm, count, "NotImplementedType", VALUE_NOT_IMPLEMENTED);
}

static Value not_implemented_repr(Vm *vm, Value self) {
    (void)self;
    return text(vm, "NotImplemented");
}

static Value not_implemented_reduce(Vm *vm, Value *args) {
    (void)args;
    return text(vm, "NotImplemented");
}

static bool constant_hash(Vm *vm, Value self, int64_t *out) {
    (void)vm;
    *out = (int64_t)VALUE_BITS(self);
    return true;
}

static int not_implemented_truth(Vm *vm, Value self) {
    (void)self;
    return oli_warn_deprecated(vm, oli_str_from_c(vm, "NotImplemented should not be used in a boolean context")) ? 1 : -1;
}

static const NativeDef NOT_IMPLEMENTED_METHODS[] = {
    NATIVE("__reduce__", "self, /", not_implemented_reduce),
    NATIVE_END,
};

static const ClassSpec NOT_IMPLEMENTED_SPEC = {
    .id = CLASS_NOT_IMPLEMENTED,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "The type of the NotImplemented singleton.",
    .size = sizeof(Object),
    .flags = CLASS_FLAG_NO_DICT,
    .ops = {.create = not_implemented_create,
            .repr = not_implemented_repr,
            .hash = constant_hash,
            .truth = not_implemented_truth},
    .methods = NOT_IMPLEMENTED_METHODS,
};

/* ---- Ellipsis ---- */

static Value ellipsis_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)cls, (void)args, (void)names;
    return create_constant(vm, count, "EllipsisType", VALUE_ELLIPSIS);
}

static Value ellipsis_repr(Vm *vm, Value self) {
    (void)self;
    return text(vm, "Ellipsis");
}

static Value ellipsis_reduce(Vm *vm, Value *args) {
    (void)args;
    return text(vm, "Ellipsis");
}

static const NativeDef ELLIPSIS_METHODS[] = {
    NATIVE("__reduce__", "self, /", ellipsis_reduce),
    NATIVE_END,
};

static const ClassSpec ELLIPSIS_SPEC = {
    .id = CLASS_ELLIPSIS,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "The type of the Ellipsis singleton.",
    .size = sizeof(Object),
    .flags = CLASS_FLAG_NO_DICT,
    .ops = {.create = ellipsis_create, .repr = ellipsis_repr, .hash = constant_hash},
    .methods = ELLIPSIS_METHODS,
};

bool oli_init_singletons(Vm *vm) {
    return oli_class_define(vm, &NONE_SPEC) && oli_class_define(vm, &NOT_IMPLEMENTED_SPEC) &&
           oli_class_define(vm, &ELLIPSIS_SPEC);
}
