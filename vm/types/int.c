/* SPDX-License-Identifier: MIT
 *
 * int and bool: the classes, their operators on integers of any kind, and int()'s conversions.
 *
 * Operators first try machine words (a wrong guess costs two tests); what does not fit goes to the oli_big_* functions
 * on views. The interpreter loop has its own fast paths for tagged ints and calls oli_int_binary when they overflow.
 */
#include "types/bigint.h"
#include "types/bytes.h"
#include "types/format.h"
#include "types/protocol.h"
#include "types/init.h"

/* ---- operators ---- */

static Value raise_zero_division(Vm *vm, BinaryOperator op) {
    const char *what = op == BINARY_DIV   ? "division by zero"
                       : op == BINARY_MOD ? "integer modulo by zero"
                                          : "integer division or modulo by zero";
    return oli_raise(vm, EXC_ZERO_DIVISION_ERROR, "%s", what);
}

static Value from_signed_wide(Vm *vm, SignedWide i) {
    return oli_int_from_wide(vm, i < 0 ? 0 - (Wide)i : (Wide)i, i < 0 ? -1 : 1);
}

static int64_t floor_divide(int64_t a, int64_t b) {
    int64_t quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

static int64_t floor_modulo(int64_t a, int64_t b) {
    int64_t remainder = a % b;
    return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
}

/* base ** exponent when it fits a machine word. */
static bool power_i64(int64_t base, uint64_t exponent, int64_t *out) {
    int64_t result = 1;
    while (true) {
        if ((exponent & 1) && __builtin_mul_overflow(result, base, &result)) return false;
        exponent >>= 1;
        if (exponent == 0) break;
        if (__builtin_mul_overflow(base, base, &base)) return false;
    }
    *out = result;
    return true;
}

static inline bool is_between(int64_t i, int64_t limit) { return i <= limit && i >= -limit; }

/* For words: the result, or VALUE_UNDEF where the general way is needed. */
static Value binary_i64(Vm *vm, BinaryOperator op, int64_t a, int64_t b) {
    const int64_t exact_double = (int64_t)1 << 53;
    int64_t result;
    switch (op) {
    case BINARY_ADD: return from_signed_wide(vm, (SignedWide)a + b);
    case BINARY_SUB: return from_signed_wide(vm, (SignedWide)a - b);
    case BINARY_MUL: return from_signed_wide(vm, (SignedWide)a * b);
    case BINARY_AND: return oli_int_from_i64(vm, a & b);
    case BINARY_OR: return oli_int_from_i64(vm, a | b);
    case BINARY_XOR: return oli_int_from_i64(vm, a ^ b);
    case BINARY_FLOORDIV:
        if (b == 0 || b == -1) return VALUE_UNDEF;
        return oli_int_from_i64(vm, floor_divide(a, b));
    case BINARY_MOD:
        if (b == 0 || b == -1) return VALUE_UNDEF;
        return oli_int_from_i64(vm, floor_modulo(a, b));
    case BINARY_DIV:
        if (b == 0 || !is_between(a, exact_double) || !is_between(b, exact_double)) return VALUE_UNDEF;
        return make_float(vm, (double)a / (double)b);
    case BINARY_RSHIFT:
        if (b < 0) return VALUE_UNDEF;
        return oli_int_from_i64(vm, b > 63 ? (a < 0 ? -1 : 0) : a >> b);
    case BINARY_LSHIFT:
        if (b < 0 || b > 62) return VALUE_UNDEF;
        return from_signed_wide(vm, (SignedWide)a * ((SignedWide)1 << b));
    case BINARY_POW:
        if (b < 0 || !power_i64(a, (uint64_t)b, &result)) return VALUE_UNDEF;
        return oli_int_from_i64(vm, result);
    default: return VALUE_UNDEF;
    }
}

static Value power(Vm *vm, Value a, const IntView *x, Value b, const IntView *y) {
    if (y->sign < 0) {
        double base, exponent;
        if (!oli_as_double(vm, a, &base) || !oli_as_double(vm, b, &exponent)) return VALUE_ERROR;
        return oli_float_binary(vm, BINARY_POW, make_float(vm, base), make_float(vm, exponent));
    }
    int64_t exponent;
    if (oli_int_to_i64(b, &exponent)) return oli_big_power(vm, x, (uint64_t)exponent);
    bool is_unit = x->count == 0 || (x->count == 1 && x->digits[0] == 1);
    if (!is_unit) return oli_raise_no_memory(vm);
    return make_int(x->sign < 0 && !(y->digits[0] & 1) ? 1 : x->sign);
}

static Value shift(Vm *vm, BinaryOperator op, const IntView *x, Value b, const IntView *y) {
    if (y->sign < 0) return oli_raise(vm, EXC_VALUE_ERROR, "negative shift count");
    int64_t bits;
    bool fits = oli_int_to_i64(b, &bits);
    if (op == BINARY_RSHIFT) return oli_big_shift_right(vm, x, fits ? (uint64_t)bits : UINT64_MAX);
    if (x->sign == 0) return make_int(0);
    if (!fits) return oli_raise(vm, EXC_OVERFLOW_ERROR, "too many digits in integer");
    return oli_big_shift_left(vm, x, (uint64_t)bits);
}

static Value binary_big(Vm *vm, BinaryOperator op, Value a, Value b) {
    IntView x, y;
    view_int(a, &x);
    view_int(b, &y);
    Value result = VALUE_ERROR;
    switch (op) {
    case BINARY_ADD: return oli_big_add(vm, &x, &y, y.sign);
    case BINARY_SUB: return oli_big_add(vm, &x, &y, -y.sign);
    case BINARY_MUL: return oli_big_multiply(vm, &x, &y);
    case BINARY_AND:
    case BINARY_OR:
    case BINARY_XOR: return oli_big_bitwise(vm, op, &x, &y);
    case BINARY_LSHIFT:
    case BINARY_RSHIFT: return shift(vm, op, &x, b, &y);
    case BINARY_POW: return power(vm, a, &x, b, &y);
    case BINARY_DIV: return y.sign == 0 ? raise_zero_division(vm, op) : oli_big_divide(vm, &x, &y);
    case BINARY_FLOORDIV:
        if (y.sign == 0) return raise_zero_division(vm, op);
        return oli_big_divmod(vm, &x, &y, &result, NULL) ? result : VALUE_ERROR;
    case BINARY_MOD:
        if (y.sign == 0) return raise_zero_division(vm, op);
        return oli_big_divmod(vm, &x, &y, NULL, &result) ? result : VALUE_ERROR;
    default: return VALUE_NOT_IMPLEMENTED;
    }
}

static Value binary_bool(BinaryOperator op, bool a, bool b) {
    return make_bool(op == BINARY_AND ? a && b : op == BINARY_OR ? a || b : a != b);
}

Value oli_int_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (!is_integer(a) || !is_integer(b)) return VALUE_NOT_IMPLEMENTED;
    int64_t x, y;
    if (oli_int_to_i64(a, &x) && oli_int_to_i64(b, &y)) {
        if (is_bool(a) && is_bool(b) && (op == BINARY_AND || op == BINARY_OR || op == BINARY_XOR)) {
            return binary_bool(op, x, y);
        }
        Value result = binary_i64(vm, op, x, y);
        if (!is_undef(result)) return result;
    }
    return binary_big(vm, op, a, b);
}

static Value int_power(Vm *vm, Value a, Value b, Value modulus) {
    if (is_integer(a) && is_integer(b) && is_integer(modulus)) return oli_int_power_mod(vm, a, b, modulus);
    if (is_kind(b, CLASS_COMPLEX) || is_kind(modulus, CLASS_COMPLEX)) {
        return oli_raise(vm, EXC_VALUE_ERROR, "complex modulo");
    }
    if (is_float(b) || is_float(modulus)) {
        return oli_raise(vm, EXC_TYPE_ERROR, "pow() 3rd argument not allowed unless all arguments are integers");
    }
    return VALUE_NOT_IMPLEMENTED;
}

static const char INVERTED_BOOL[] =
    "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns the bitwise inversion "
    "of the underlying int object and is usually not what you expect from negating a bool. Use the 'not' operator for "
    "boolean negation or ~int(x) if you really want the bitwise inversion of the underlying int.";

static Value int_unary(Vm *vm, UnaryOperator op, Value v) {
    switch (op) {
    case UNARY_OP_INVERT:
        if (is_bool(v) && !oli_warn_deprecated(vm, oli_str_from_c(vm, INVERTED_BOOL))) return VALUE_ERROR;
        return oli_int_invert(vm, oli_int_exact(vm, v));
    case UNARY_OP_PLUS: return oli_int_exact(vm, v);
    case UNARY_OP_MINUS: return oli_int_negate(vm, v);
    case UNARY_OP_ABS: return oli_int_absolute(vm, v);
    default: return VALUE_NOT_IMPLEMENTED;
    }
}

static Value int_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    (void)vm;
    if (!is_integer(a) || !is_integer(b)) return VALUE_NOT_IMPLEMENTED;
    return make_bool(oli_number_compare(a, b, op));
}

static bool int_hash(Vm *vm, Value self, int64_t *out) {
    (void)vm;
    *out = oli_hash_int(self);
    return true;
}

static int int_truth(Vm *vm, Value self) {
    (void)vm;
    return oli_int_sign(self) != 0;
}

static Value int_repr(Vm *vm, Value self) {
    Str *text = oli_int_to_str(vm, self, 10);
    return text ? make_object(text) : VALUE_ERROR;
}

static Value int_to_float(Vm *vm, Value self) {
    double d;
    if (!oli_int_to_double(self, &d)) {
        return oli_raise(vm, EXC_OVERFLOW_ERROR, "int too large to convert to float");
    }
    return make_float(vm, d);
}

static void int_finalize(Vm *vm, Object *self) {
    BigInt *big = (BigInt *)self;
    if (big->digits && big->digits != big->inline_digits) {
        oli_release(vm, big->digits, big->count * sizeof(uint64_t));
    }
}

/* ---- int() ---- */

static Value int_from_text(Vm *vm, Value v, int base) {
    if (is_str(v)) return oli_int_parse(vm, as_str(v)->data, as_str(v)->size, base, v);
    ByteSpan span;
    if (!oli_bytes_span(v, &span)) return VALUE_UNDEF;
    if (is_bytes(v) || is_bytearray(v)) return oli_int_parse(vm, span.data, span.size, base, v);
    Bytes *bytes = oli_bytes_new(vm, span.data, span.size);
    return bytes ? oli_int_parse(vm, bytes->data, bytes->size, base, make_object(bytes)) : VALUE_ERROR;
}

/* What __trunc__ returned, as an exact int. */
static Value int_from_trunc(Vm *vm, Value truncated) {
    if (is_integer(truncated)) return oli_int_exact(vm, truncated);
    if (class_of(vm, truncated)->ops.index) return oli_as_index(vm, truncated);
    return oli_raise(vm, EXC_TYPE_ERROR, "__trunc__ returned non-Integral (type %T)", truncated);
}

/* int(v): an exact int. `v` is rooted. */
static Value int_from_value(Vm *vm, Value v) {
    if (is_int(v)) return v;
    if (is_inline_float(v)) return oli_int_from_double(vm, inline_float_of(v));
    Class *cls = class_of(vm, v);
    if (cls->ops.to_int) {
        Value result = cls->ops.to_int(vm, v);
        if (is_error(result)) return VALUE_ERROR;
        if (!is_undef(result)) {
            bool is_own = is_integer(v) && cls->ops.to_int == vm->classes[CLASS_INT]->ops.to_int;
            if (is_integer(result)) return is_own ? oli_int_exact(vm, result) : oli_int_of_subclass(vm, "__int__", result);
            return oli_raise(vm, EXC_TYPE_ERROR, "__int__ returned non-int (type %T)", result);
        }
    }
    if (cls->ops.index) return oli_as_index(vm, v);
    Value truncated = oli_call_special(vm, v, vm->names.dunder_trunc, NULL, 0);
    if (is_error(truncated)) return VALUE_ERROR;
    if (!is_undef(truncated)) {
        Root root;
        root_push(vm, &root, truncated);
        bool ok = oli_warn_deprecated(vm, oli_str_from_c(vm, "The delegation of int() to __trunc__ is deprecated."));
        root_pop(vm, &root);
        return ok ? int_from_trunc(vm, truncated) : VALUE_ERROR;
    }
    Value result = int_from_text(vm, v, 10);
    if (!is_undef(result)) return result;
    return oli_raise(vm, EXC_TYPE_ERROR,
                     "int() argument must be a string, a bytes-like object or a real number, not '%C'", cls);
}

static Value int_from_based_text(Vm *vm, Value v, Value base_value) {
    int64_t base;
    if (is_undef(v)) return oli_raise(vm, EXC_TYPE_ERROR, "int() missing string argument");
    if (!oli_as_i64_clipped(vm, base_value, &base)) return VALUE_ERROR;
    if ((base != 0 && base < 2) || base > 36) {
        return oli_raise(vm, EXC_VALUE_ERROR, "int() base must be >= 2 and <= 36, or 0");
    }
    if (is_str(v) || is_bytes(v) || is_bytearray(v)) return int_from_text(vm, v, (int)base);
    return oli_raise(vm, EXC_TYPE_ERROR, "int() can't convert non-string with explicit base");
}

/* Sorts the arguments of int(x, /, base=10). */
static bool int_arguments(Vm *vm, const Value *args, uint32_t count, const Tuple *names, Value *x, Value *base) {
    uint32_t keywords = names ? (uint32_t)names->count : 0, positional = count - keywords;
    *x = positional > 0 ? args[0] : VALUE_UNDEF;
    *base = positional > 1 ? args[1] : VALUE_UNDEF;
    if (positional > 2 && !keywords) {
        return oli_raise_false(vm, EXC_TYPE_ERROR, "int expected at most 2 arguments, got %u", positional);
    }
    if (count > 2) return oli_raise_false(vm, EXC_TYPE_ERROR, "int() takes at most 2 arguments (%u given)", count);
    for (uint32_t i = 0; i < keywords; i++) {
        Str *name = as_str(names->items[i]);
        if (!oli_str_equals_c(name, "base")) {
            return oli_raise_false(vm, EXC_TYPE_ERROR, "int() got an unexpected keyword argument '%S'", name);
        }
        *base = args[positional + i];
    }
    return true;
}

static Value int_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    Value x, base;
    if (cls == vm->classes[CLASS_BOOL]) {
        return oli_raise(vm, EXC_TYPE_ERROR, "int.__new__(bool) is not safe, use bool.__new__()");
    }
    if (!int_arguments(vm, args, count, names, &x, &base)) return VALUE_ERROR;
    Value result = !is_undef(base) ? int_from_based_text(vm, x, base)
                   : is_undef(x)   ? make_int(0)
                                   : int_from_value(vm, x);
    if (is_error(result) || cls == vm->classes[CLASS_INT]) return result;
    return oli_int_instance(vm, cls, result);
}

/* ---- methods ---- */

static Value method_bit_length(Vm *vm, Value *args) { return oli_int_from_u64(vm, oli_int_bit_length(args[0])); }
static Value method_bit_count(Vm *vm, Value *args) { return oli_int_from_u64(vm, oli_int_bit_count(args[0])); }
static Value method_exact(Vm *vm, Value *args) { return oli_int_exact(vm, args[0]); }

static Value method_is_integer(Vm *vm, Value *args) {
    (void)vm, (void)args;
    return VALUE_TRUE;
}

static Value make_pair(Vm *vm, Value first, Value second) {
    if (is_error(first) || is_error(second)) return VALUE_ERROR;
    Value items[2] = {first, second};
    Tuple *pair = oli_tuple_from(vm, items, 2);
    return pair ? make_object(pair) : VALUE_ERROR;
}

static Value method_as_integer_ratio(Vm *vm, Value *args) {
    return make_pair(vm, oli_int_exact(vm, args[0]), make_int(1));
}

static Value method_getnewargs(Vm *vm, Value *args) {
    Value exact = oli_int_exact(vm, args[0]);
    if (is_error(exact)) return VALUE_ERROR;
    Tuple *tuple = oli_tuple_from(vm, &exact, 1);
    return tuple ? make_object(tuple) : VALUE_ERROR;
}

/* What CPython would say: a header of 24 bytes and digits of 30 bits. */
static Value method_sizeof(Vm *vm, Value *args) {
    uint64_t digits = (oli_int_bit_length(args[0]) + 29) / 30;
    return oli_int_from_u64(vm, 24 + 4 * (digits ? digits : 1));
}

static Value method_divmod(Vm *vm, Value *args) {
    if (!is_integer(args[1])) return VALUE_NOT_IMPLEMENTED;
    return oli_int_divmod(vm, args[0], args[1]);
}

static Value method_rdivmod(Vm *vm, Value *args) {
    if (!is_integer(args[1])) return VALUE_NOT_IMPLEMENTED;
    return oli_int_divmod(vm, args[1], args[0]);
}

Value oli_int_round(Vm *vm, Value v, int64_t places) {
    /* Below half of 10**places the answer is 0, whatever the digits: no need to compute a huge power. */
    if (places > (int64_t)oli_int_bit_length(v) * 302 / 1000 + 2) return make_int(0);
    Value unit = oli_int_binary(vm, BINARY_POW, make_int(10), make_int(places));
    if (is_error(unit)) return VALUE_ERROR;
    IntView view, unit_view;
    view_int(v, &view);
    view_int(unit, &unit_view);
    Value quotient, remainder;
    if (!oli_big_divmod(vm, &view, &unit_view, &quotient, &remainder)) return VALUE_ERROR;
    Value doubled = oli_int_binary(vm, BINARY_MUL, remainder, make_int(2));
    if (is_error(doubled)) return VALUE_ERROR;
    int order = oli_int_compare(doubled, unit);
    IntView quotient_view;
    view_int(quotient, &quotient_view);
    bool is_odd = quotient_view.count && (quotient_view.digits[0] & 1);
    Value whole = oli_int_binary(vm, BINARY_SUB, v, remainder);
    if (is_error(whole) || order < 0 || (order == 0 && !is_odd)) return whole;
    return oli_int_binary(vm, BINARY_ADD, whole, unit);
}

static Value method_round(Vm *vm, Value *args) {
    if (is_undef(args[1])) return oli_int_exact(vm, args[0]);
    int64_t places;
    if (!oli_as_i64_clipped(vm, args[1], &places)) return VALUE_ERROR;
    if (places >= 0) return oli_int_exact(vm, args[0]);
    return oli_int_round(vm, args[0], places == INT64_MIN ? INT64_MAX : -places);
}

static Value get_one(Vm *vm, Value self) {
    (void)vm, (void)self;
    return make_int(1);
}

static Value get_zero(Vm *vm, Value self) {
    (void)vm, (void)self;
    return make_int(0);
}

static const NativeDef INT_METHODS[] = {
    NATIVE("as_integer_ratio", "self, /", method_as_integer_ratio),
    NATIVE("bit_count", "self, /", method_bit_count),
    NATIVE("bit_length", "self, /", method_bit_length),
    NATIVE("conjugate", "self, /", method_exact),
    NATIVE("is_integer", "self, /", method_is_integer),
    NATIVE("to_bytes", "self, length=1, byteorder='big', *, signed=False", oli_int_method_to_bytes),
    NATIVE("__ceil__", "self, /", method_exact),
    NATIVE("__divmod__", "self, value, /", method_divmod),
    NATIVE("__floor__", "self, /", method_exact),
    NATIVE("__getnewargs__", "self, /", method_getnewargs),
    NATIVE("__rdivmod__", "self, value, /", method_rdivmod),
    NATIVE("__round__", "self, ndigits=, /", method_round),
    NATIVE("__sizeof__", "self, /", method_sizeof),
    NATIVE("__trunc__", "self, /", method_exact),
    NATIVE_END,
};

static const NativeDef INT_CLASS_METHODS[] = {
    NATIVE("from_bytes", "type, bytes, byteorder='big', *, signed=False", oli_int_method_from_bytes),
    NATIVE_END,
};

static const GetSetDef INT_GETSETS[] = {
    {"real", oli_int_exact, NULL},
    {"imag", get_zero, NULL},
    {"numerator", oli_int_exact, NULL},
    {"denominator", get_one, NULL},
    {NULL, NULL, NULL},
};

static const ClassSpec INT_SPEC = {
    .id = CLASS_INT,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "int(x=0, /)\nint(text, /, base=10)\n\nThe whole number that a number is when its fraction is cut off, or "
           "that a text in a base stands for.\nBase 0 reads the prefixes 0x, 0o and 0b.",
    .size = sizeof(BigInt),
    .flags = CLASS_FLAG_SUBCLASSABLE,
    .ops =
        {
            .finalize = int_finalize,
            .create = int_create,
            .repr = int_repr,
            .hash = int_hash,
            .compare = int_compare,
            .truth = int_truth,
            .format = oli_format_int,
            .binary = oli_int_binary,
            .power = int_power,
            .unary = int_unary,
            .index = oli_int_exact,
            .to_int = oli_int_exact,
            .to_float = int_to_float,
        },
    .methods = INT_METHODS,
    .class_methods = INT_CLASS_METHODS,
    .getsets = INT_GETSETS,
};

/* ---- bool ---- */

static Value bool_repr(Vm *vm, Value self) {
    Str *text = oli_str_from_c(vm, is_same(self, VALUE_TRUE) ? "True" : "False");
    return text ? make_object(text) : VALUE_ERROR;
}

static Value bool_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)cls;
    if (names && names->count) return oli_raise(vm, EXC_TYPE_ERROR, "bool() takes no keyword arguments");
    if (count > 1) return oli_raise(vm, EXC_TYPE_ERROR, "bool expected at most 1 argument, got %u", count);
    if (count == 0) return VALUE_FALSE;
    int truth = oli_truth(vm, args[0]);
    return truth < 0 ? VALUE_ERROR : make_bool(truth);
}

/* Functions of its own, so that the class has methods of its own for & | ^ and ~, as CPython's has. */
static Value bool_binary(Vm *vm, BinaryOperator op, Value a, Value b) { return oli_int_binary(vm, op, a, b); }
static Value bool_unary(Vm *vm, UnaryOperator op, Value v) { return int_unary(vm, op, v); }

static const ClassSpec BOOL_SPEC = {
    .id = CLASS_BOOL,
    .base = CLASS_INT,
    .module = "builtins",
    .doc = "bool(object=False, /)\n--\n\nWhether the object is true. True and False are the only instances.",
    .size = sizeof(Object),
    .flags = CLASS_FLAG_NO_DICT,
    .ops = {.create = bool_create, .repr = bool_repr, .binary = bool_binary, .unary = bool_unary},
};

bool oli_init_int(Vm *vm) {
    vm->int_digits_limit = 4300;
    return oli_class_define(vm, &INT_SPEC) && oli_class_define(vm, &BOOL_SPEC);
}
