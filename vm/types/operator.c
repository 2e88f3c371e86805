/* SPDX-License-Identifier: MIT
 *
 * Arithmetic on any values: the rules of Language Reference 3.3.8 "Emulating numeric types" about reflected and
 * in-place forms. The loop's fast paths for ints and floats stand before this.
 */
#include "types/class.h"

static const char *const SYMBOLS[] = {"+", "-", "*", "@", "/", "%", "** or pow()", "<<", ">>", "|", "^", "&", "//"};
static const char *const INPLACE_SYMBOLS[] = {
    "+=", "-=", "*=", "@=", "/=", "%=", "**=", "<<=", ">>=", "|=", "^=", "&=", "//="};

const char *oli_binary_symbol(BinaryOperator op) { return SYMBOLS[op]; }

/* Both classes' functions, the subclass's first; NotImplemented when neither can. */
static Value binary_generic(Vm *vm, BinaryOperator op, Value a, Value b) {
    Class *ca = class_of(vm, a), *cb = class_of(vm, b);
    Value (*fa)(Vm *, BinaryOperator, Value, Value) = ca->ops.binary;
    Value (*fb)(Vm *, BinaryOperator, Value, Value) = cb->ops.binary;
    if (fb == fa) fb = NULL;
    if (fa && fb && oli_class_is_subclass(cb, ca)) {
        Value result = fb(vm, op, a, b);
        if (!is_not_implemented(result)) return result;
        fb = NULL;
    }
    if (fa) {
        Value result = fa(vm, op, a, b);
        if (!is_not_implemented(result)) return result;
    }
    return fb ? fb(vm, op, a, b) : VALUE_NOT_IMPLEMENTED;
}

static Value binary_rooted(Vm *vm, BinaryOperator op, Value a, Value b) {
    Root root_a, root_b;
    root_push(vm, &root_a, a);
    root_push(vm, &root_b, b);
    Value result = binary_generic(vm, op, a, b);
    root_pop(vm, &root_b);
    root_pop(vm, &root_a);
    return result;
}

static Value raise_operands(Vm *vm, const char *symbol, Value a, Value b) {
    return oli_raise(vm, EXC_TYPE_ERROR, "unsupported operand type(s) for %s: '%T' and '%T'", symbol, a, b);
}

static bool is_sequence(Value v) {
    return is_str(v) || is_list(v) || is_tuple(v) || is_kind(v, CLASS_BYTES) || is_kind(v, CLASS_BYTEARRAY);
}

/* Sequences word their refusals themselves: 'can only concatenate str (not "int") to str'. */
static Value raise_binary(Vm *vm, BinaryOperator op, Value a, Value b, const char *symbol) {
    if (op == BINARY_ADD && is_object(a)) {
        switch (object_of(a)->kind) {
        case CLASS_STR:
        case CLASS_LIST:
        case CLASS_TUPLE:
            return oli_raise(vm, EXC_TYPE_ERROR, "can only concatenate %C (not \"%T\") to %C",
                             vm->classes[object_of(a)->kind], b, vm->classes[object_of(a)->kind]);
        case CLASS_BYTES:
        case CLASS_BYTEARRAY: return oli_raise(vm, EXC_TYPE_ERROR, "can't concat %T to %T", b, a);
        default: break;
        }
    }
    if (op == BINARY_MUL) {
        bool a_sequence = is_sequence(a), b_sequence = is_sequence(b);
        if (a_sequence || b_sequence)
            return oli_raise(vm, EXC_TYPE_ERROR, "can't multiply sequence by non-int of type '%T'", a_sequence ? b : a);
    }
    return raise_operands(vm, symbol, a, b);
}

Value oli_raise_operands(Vm *vm, BinaryOperator op, Value a, Value b) {
    return raise_binary(vm, op, a, b, SYMBOLS[op]);
}

Value oli_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    Value result = binary_rooted(vm, op, a, b);
    return is_not_implemented(result) ? raise_binary(vm, op, a, b, SYMBOLS[op]) : result;
}

Value oli_inplace(Vm *vm, BinaryOperator op, Value a, Value b) {
    Class *ca = class_of(vm, a);
    if (ca->ops.inplace) {
        Root root_a, root_b;
        root_push(vm, &root_a, a);
        root_push(vm, &root_b, b);
        Value result = ca->ops.inplace(vm, op, a, b);
        root_pop(vm, &root_b);
        root_pop(vm, &root_a);
        if (!is_not_implemented(result)) return result;
    }
    Value result = binary_rooted(vm, op, a, b);
    return is_not_implemented(result) ? raise_binary(vm, op, a, b, INPLACE_SYMBOLS[op]) : result;
}

Value oli_power(Vm *vm, Value a, Value b, Value modulus) {
    if (is_none(modulus)) return oli_binary(vm, BINARY_POW, a, b);
    Class *ca = class_of(vm, a);
    if (ca->ops.power) {
        Value result = ca->ops.power(vm, a, b, modulus);
        if (!is_not_implemented(result)) return result;
    } else if (ca->flags & CLASS_FLAG_USER) {
        Value args[2] = {b, modulus};
        Value result = oli_call_special(vm, a, vm->names.dunder_pow, args, 2);
        if (!is_undef(result) && !is_not_implemented(result)) return result;
    }
    return oli_raise(vm, EXC_TYPE_ERROR, "unsupported operand type(s) for ** or pow(): '%T', '%T', '%T'", a, b,
                     modulus);
}

Value oli_unary(Vm *vm, UnaryOperator op, Value v) {
    if (op == UNARY_OP_NOT) {
        int truth = oli_truth(vm, v);
        return truth < 0 ? VALUE_ERROR : make_bool(!truth);
    }
    Class *cls = class_of(vm, v);
    Value result = cls->ops.unary ? cls->ops.unary(vm, op, v) : VALUE_NOT_IMPLEMENTED;
    if (!is_not_implemented(result)) return result;
    if (op == UNARY_OP_ABS) return oli_raise(vm, EXC_TYPE_ERROR, "bad operand type for abs(): '%T'", v);
    return oli_raise(vm, EXC_TYPE_ERROR, "bad operand type for unary %s: '%T'",
                     op == UNARY_OP_INVERT ? "~"
                     : op == UNARY_OP_PLUS ? "+"
                                           : "-",
                     v);
}
