/* SPDX-License-Identifier: MIT
 *
 * float: the class, its operators, and float()'s conversions.
 *
 * Most doubles live inside a Value (heap/value.h); Float objects hold the rare exponents, infinities, NaNs and the
 * payload of subclass instances. Text goes through float_text.c, float_parse.c and float_format.c, which do not depend
 * on the host's locale.
 */
#include "types/float.h"

#include <math.h>

#include "types/bigint.h"
#include "types/bytes.h"
#include "types/format.h"
#include "types/number_text.h"
#include "types/protocol.h"
#include "types/init.h"

Value oli_float_box(Vm *vm, double d) {
    Float *box = oli_new(vm, vm->classes[CLASS_FLOAT], sizeof(Float));
    if (!box) return VALUE_ERROR;
    box->value = d;
    return make_object(box);
}

/* ---- operators ---- */

int oli_operand_as_double(Vm *vm, Value v, double *out) {
    if (is_float(v)) {
        *out = float_of(v);
        return 1;
    }
    if (!is_integer(v)) return 0;
    if (oli_int_to_double(v, out)) return 1;
    return oli_raise_int(vm, EXC_OVERFLOW_ERROR, "int too large to convert to float");
}

Value oli_raise_range(Vm *vm) {
    Str *text = oli_str_from_c(vm, "Numerical result out of range");
    if (!text) return VALUE_ERROR;
    const Value args[2] = {make_int(34), make_object(text)};
    Value exception = oli_exception_new(vm, vm->exceptions[EXC_OVERFLOW_ERROR], args, 2);
    return is_error(exception) ? VALUE_ERROR : oli_raise_value(vm, exception);
}

double oli_float_mod(double a, double b) {
    double remainder = fmod(a, b);
    if (remainder == 0) return copysign(0.0, b);
    return (b < 0) != (remainder < 0) ? remainder + b : remainder;
}

double oli_float_floordiv(double a, double b) {
    double remainder = fmod(a, b);
    double quotient = (a - remainder) / b;
    if (remainder != 0 && (b < 0) != (remainder < 0)) quotient -= 1.0;
    if (quotient == 0) return copysign(0.0, a / b);
    double whole = floor(quotient);
    return quotient - whole > 0.5 ? whole + 1.0 : whole;
}

static bool is_odd(double d) { return fmod(fabs(d), 2.0) == 1.0; }

/* a ** b where one of them is 0, infinite or not a number, or b makes it trivial: Python's table. */
static bool power_of_special(double a, double b, double *out) {
    if (b == 0) {
        *out = 1.0;
    } else if (isnan(a)) {
        *out = a;
    } else if (isnan(b)) {
        *out = a == 1.0 ? 1.0 : b;
    } else if (isinf(b)) {
        a = fabs(a);
        *out = a == 1.0 ? 1.0 : (b > 0) == (a > 1.0) ? fabs(b) : 0.0;
    } else if (isinf(a)) {
        double magnitude = b > 0 ? HUGE_VAL : 0.0;
        *out = is_odd(b) ? copysign(magnitude, a) : magnitude;
    } else if (a == 0 && b > 0) {
        *out = is_odd(b) ? a : 0.0;
    } else {
        return false;
    }
    return true;
}

static Value power(Vm *vm, double a, double b) {
    double result;
    if (a > 0 && isfinite(a) && isfinite(b)) {
        result = pow(a, b);
        return isinf(result) ? oli_raise_range(vm) : make_float(vm, result);
    }
    if (power_of_special(a, b, &result)) return make_float(vm, result);
    if (a == 0) return oli_raise(vm, EXC_ZERO_DIVISION_ERROR, "0.0 cannot be raised to a negative power");
    if (b != floor(b)) return oli_complex_power_of_reals(vm, a, b);
    result = pow(-a, b);
    if (isinf(result)) return oli_raise_range(vm);
    return make_float(vm, is_odd(b) ? -result : result);
}

Value oli_float_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    double x, y;
    if (are_inline_floats(a, b)) {
        x = inline_float_of(a);
        y = inline_float_of(b);
    } else {
        if (op == BINARY_MATMUL || (op >= BINARY_LSHIFT && op <= BINARY_AND)) return VALUE_NOT_IMPLEMENTED;
        int found = oli_operand_as_double(vm, a, &x);
        if (found > 0) found = oli_operand_as_double(vm, b, &y);
        if (found <= 0) return found < 0 ? VALUE_ERROR : VALUE_NOT_IMPLEMENTED;
    }
    switch (op) {
    case BINARY_ADD: return make_float(vm, x + y);
    case BINARY_SUB: return make_float(vm, x - y);
    case BINARY_MUL: return make_float(vm, x * y);
    case BINARY_DIV:
        if (y == 0) return oli_raise(vm, EXC_ZERO_DIVISION_ERROR, "float division by zero");
        return make_float(vm, x / y);
    case BINARY_FLOORDIV:
        if (y == 0) return oli_raise(vm, EXC_ZERO_DIVISION_ERROR, "float floor division by zero");
        return make_float(vm, oli_float_floordiv(x, y));
    case BINARY_MOD:
        if (y == 0) return oli_raise(vm, EXC_ZERO_DIVISION_ERROR, "float modulo by zero");
        return make_float(vm, oli_float_mod(x, y));
    case BINARY_POW: return power(vm, x, y);
    default: return VALUE_NOT_IMPLEMENTED;
    }
}

static Value float_power(Vm *vm, Value a, Value b, Value modulus) {
    if (!(is_float(a) || is_integer(a)) || !(is_float(b) || is_integer(b))) return VALUE_NOT_IMPLEMENTED;
    (void)modulus;
    return oli_raise(vm, EXC_TYPE_ERROR, "pow() 3rd argument not allowed unless all arguments are integers");
}

static Value float_exact(Vm *vm, Value v) {
    if (is_inline_float(v) || object_of(v)->cls == vm->classes[CLASS_FLOAT]) return v;
    return make_float(vm, float_of(v));
}

static Value float_unary(Vm *vm, UnaryOperator op, Value v) {
    switch (op) {
    case UNARY_OP_PLUS: return float_exact(vm, v);
    case UNARY_OP_MINUS: return make_float(vm, -float_of(v));
    case UNARY_OP_ABS: return make_float(vm, fabs(float_of(v)));
    default: return VALUE_NOT_IMPLEMENTED;
    }
}

static Value float_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    (void)vm;
    if (!(is_float(a) || is_integer(a)) || !(is_float(b) || is_integer(b))) return VALUE_NOT_IMPLEMENTED;
    return make_bool(oli_number_compare(a, b, op));
}

/* ---- hash ---- */

/* d modulo the prime 2^61 - 1, in which powers of two are rotations (oli_hash_int). */
int64_t oli_hash_double(double d) {
    enum { HASH_BITS = 61 };
    const uint64_t prime = ((uint64_t)1 << HASH_BITS) - 1;
    if (isinf(d)) return d > 0 ? 314159 : -314159;
    int exponent;
    uint64_t mantissa = (uint64_t)ldexp(frexp(fabs(d), &exponent), 53);
    exponent -= 53;
    unsigned rotation = (unsigned)((exponent % HASH_BITS + HASH_BITS) % HASH_BITS);
    uint64_t hash = rotation ? (mantissa << rotation & prime) | mantissa >> (HASH_BITS - rotation) : mantissa;
    int64_t signed_hash = d < 0 ? -(int64_t)hash : (int64_t)hash;
    return signed_hash == -1 ? -2 : signed_hash;
}

static bool float_hash(Vm *vm, Value self, int64_t *out) {
    (void)vm;
    double d = float_of(self);
    *out = isnan(d) ? oli_hash_identity(self) : oli_hash_double(d); /* a NaN is equal to nothing but itself */
    return true;
}

static int float_truth(Vm *vm, Value self) {
    (void)vm;
    return float_of(self) != 0;
}

static Value float_repr(Vm *vm, Value self) {
    char buffer[32];
    size_t size = oli_double_repr(float_of(self), buffer);
    Str *text = oli_str_new(vm, buffer, size);
    return text ? make_object(text) : VALUE_ERROR;
}

static Value float_to_int(Vm *vm, Value self) { return oli_int_from_double(vm, float_of(self)); }

/* ---- float() ---- */

static Value raise_text(Vm *vm, Value v) {
    return oli_raise(vm, EXC_VALUE_ERROR, "could not convert string to float: %R", v);
}

static Value float_from_str(Vm *vm, Value v) {
    const Str *s = as_str(v);
    double d;
    if (oli_double_parse(s->data, s->size, &d)) return make_float(vm, d);
    if (str_is_ascii(s)) return raise_text(vm, v);
    TextBuilder ascii;
    oli_text_init(&ascii, vm);
    bool done = oli_number_to_ascii(&ascii, s->data, s->size);
    bool parsed = done && oli_double_parse(ascii.data, ascii.size, &d);
    oli_text_free(&ascii);
    if (parsed) return make_float(vm, d);
    return done ? raise_text(vm, v) : VALUE_ERROR;
}

/* float(v): an exact float. `v` is rooted. */
static Value float_from_value(Vm *vm, Value v) {
    if (is_inline_float(v)) return v;
    if (is_int(v)) return make_float(vm, (double)int_of(v));
    Class *cls = class_of(vm, v);
    if (is_str(v) && !cls->ops.to_float) return float_from_str(vm, v);
    double d;
    if (cls->ops.to_float) return oli_call_float(vm, v, cls, &d) ? make_float(vm, d) : VALUE_ERROR;
    if (cls->ops.index) return oli_as_double(vm, v, &d) ? make_float(vm, d) : VALUE_ERROR;
    ByteSpan span;
    if (oli_bytes_span(v, &span)) {
        return oli_double_parse(span.data, span.size, &d) ? make_float(vm, d) : raise_text(vm, v);
    }
    return oli_raise(vm, EXC_TYPE_ERROR, "float() argument must be a string or a real number, not '%C'", cls);
}

static Value float_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    if (names && names->count) {
        Class *base = vm->classes[CLASS_FLOAT];
        if (cls == base || cls->ops.init == base->ops.init) return oli_raise(vm, EXC_TYPE_ERROR, "float() takes no keyword arguments");
        count -= (uint32_t)names->count;
    }
    if (count > 1) return oli_raise(vm, EXC_TYPE_ERROR, "float expected at most 1 argument, got %u", count);
    Value result = count ? float_from_value(vm, args[0]) : make_float(vm, 0.0);
    if (is_error(result) || cls == vm->classes[CLASS_FLOAT]) return result;
    double d = float_of(result);
    Value instance = oli_instance_new(vm, cls);
    if (!is_error(instance)) ((Float *)object_of(instance))->value = d;
    return instance;
}

/* ---- methods ---- */

static Value make_pair(Vm *vm, Value first, Value second) {
    if (is_error(first) || is_error(second)) return VALUE_ERROR;
    Value items[2] = {first, second};
    Tuple *pair = oli_tuple_from(vm, items, 2);
    return pair ? make_object(pair) : VALUE_ERROR;
}

static Value method_as_integer_ratio(Vm *vm, Value *args) {
    double d = float_of(args[0]);
    if (isnan(d)) return oli_raise(vm, EXC_VALUE_ERROR, "cannot convert NaN to integer ratio");
    if (isinf(d)) return oli_raise(vm, EXC_OVERFLOW_ERROR, "cannot convert Infinity to integer ratio");
    int exponent;
    double fraction = frexp(d, &exponent);
    for (int i = 0; i < 300 && fraction != floor(fraction); i++) {
        fraction *= 2.0;
        exponent--;
    }
    Value mantissa = make_int((int64_t)fraction), one = make_int(1);
    if (exponent >= 0) return make_pair(vm, oli_int_binary(vm, BINARY_LSHIFT, mantissa, make_int(exponent)), one);
    return make_pair(vm, mantissa, oli_int_binary(vm, BINARY_LSHIFT, one, make_int(-exponent)));
}

static Value method_is_integer(Vm *vm, Value *args) {
    (void)vm;
    double d = float_of(args[0]);
    return make_bool(isfinite(d) && d == floor(d));
}

static Value method_exact(Vm *vm, Value *args) { return float_exact(vm, args[0]); }
static Value method_trunc(Vm *vm, Value *args) { return oli_int_from_double(vm, float_of(args[0])); }
static Value method_floor(Vm *vm, Value *args) { return oli_int_from_double(vm, floor(float_of(args[0]))); }
static Value method_ceil(Vm *vm, Value *args) { return oli_int_from_double(vm, ceil(float_of(args[0]))); }

static Value method_round(Vm *vm, Value *args) {
    double d = float_of(args[0]);
    if (is_undef(args[1]) || is_none(args[1])) {
        double rounded = round(d);
        if (fabs(d - rounded) == 0.5) rounded = 2.0 * round(d / 2.0);
        return oli_int_from_double(vm, rounded);
    }
    int64_t places;
    if (!oli_as_i64_clipped(vm, args[1], &places)) return VALUE_ERROR;
    if (!isfinite(d)) return make_float(vm, d);
    double rounded = oli_double_round(d, places > 2000 ? 2000 : places < -2000 ? -2000 : (int)places);
    if (isinf(rounded)) return oli_raise(vm, EXC_OVERFLOW_ERROR, "rounded value too large to represent");
    return make_float(vm, rounded);
}

static Value divmod(Vm *vm, Value a, Value b) {
    double x, y;
    int found = oli_operand_as_double(vm, a, &x);
    if (found > 0) found = oli_operand_as_double(vm, b, &y);
    if (found <= 0) return found < 0 ? VALUE_ERROR : VALUE_NOT_IMPLEMENTED;
    if (y == 0) return oli_raise(vm, EXC_ZERO_DIVISION_ERROR, "float divmod()");
    return make_pair(vm, make_float(vm, oli_float_floordiv(x, y)), make_float(vm, oli_float_mod(x, y)));
}

static Value method_divmod(Vm *vm, Value *args) { return divmod(vm, args[0], args[1]); }
static Value method_rdivmod(Vm *vm, Value *args) { return divmod(vm, args[1], args[0]); }

static Value method_getnewargs(Vm *vm, Value *args) {
    Value exact = float_exact(vm, args[0]);
    if (is_error(exact)) return VALUE_ERROR;
    Tuple *tuple = oli_tuple_from(vm, &exact, 1);
    return tuple ? make_object(tuple) : VALUE_ERROR;
}

/* __getformat__(type, typestr): the host's doubles are IEEE 754; which end comes first can be seen. */
static Value method_getformat(Vm *vm, Value *args) {
    if (!is_str(args[1])) {
        return oli_raise(vm, EXC_TYPE_ERROR, "__getformat__() argument must be str, not %T", args[1]);
    }
    if (!oli_str_equals_c(as_str(args[1]), "double") && !oli_str_equals_c(as_str(args[1]), "float")) {
        return oli_raise(vm, EXC_VALUE_ERROR, "__getformat__() argument 1 must be 'double' or 'float'");
    }
    const uint16_t probe = 1;
    bool little = *(const unsigned char *)&probe;
    Str *text = oli_str_from_c(vm, little ? "IEEE, little-endian" : "IEEE, big-endian");
    return text ? make_object(text) : VALUE_ERROR;
}

static Value get_imag(Vm *vm, Value self) {
    (void)self;
    return make_float(vm, 0.0);
}

static const NativeDef FLOAT_METHODS[] = {
    NATIVE("as_integer_ratio", "self, /", method_as_integer_ratio),
    NATIVE("conjugate", "self, /", method_exact),
    NATIVE("hex", "self, /", oli_float_method_hex),
    NATIVE("is_integer", "self, /", method_is_integer),
    NATIVE("__ceil__", "self, /", method_ceil),
    NATIVE("__divmod__", "self, value, /", method_divmod),
    NATIVE("__floor__", "self, /", method_floor),
    NATIVE("__getnewargs__", "self, /", method_getnewargs),
    NATIVE("__rdivmod__", "self, value, /", method_rdivmod),
    NATIVE("__round__", "self, ndigits=None, /", method_round),
    NATIVE("__trunc__", "self, /", method_trunc),
    NATIVE_END,
};

static const NativeDef FLOAT_CLASS_METHODS[] = {
    NATIVE("fromhex", "type, string, /", oli_float_method_fromhex),
    NATIVE("__getformat__", "type, typestr, /", method_getformat),
    NATIVE_END,
};

static const GetSetDef FLOAT_GETSETS[] = {
    {"real", float_exact, NULL},
    {"imag", get_imag, NULL},
    {NULL, NULL, NULL},
};

static const ClassSpec FLOAT_SPEC = {
    .id = CLASS_FLOAT,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "float(x=0, /)\n--\n\nThe floating-point number that a string or another number stands for.",
    .size = sizeof(Float),
    .flags = CLASS_FLAG_SUBCLASSABLE,
    .ops =
        {
            .create = float_create,
            .repr = float_repr,
            .hash = float_hash,
            .compare = float_compare,
            .truth = float_truth,
            .format = oli_format_float,
            .binary = oli_float_binary,
            .power = float_power,
            .unary = float_unary,
            .to_int = float_to_int,
            .to_float = float_exact,
        },
    .methods = FLOAT_METHODS,
    .class_methods = FLOAT_CLASS_METHODS,
    .getsets = FLOAT_GETSETS,
};

bool oli_init_float(Vm *vm) { return oli_class_define(vm, &FLOAT_SPEC); }
