/* SPDX-License-Identifier: MIT
 *
 * complex: the class, its arithmetic, and complex()'s conversions.
 *
 * Arithmetic converts real operands to complex numbers first, as CPython 3.13 does (which shows in signs of zero and in
 * infinities). Small whole powers are computed by repeated multiplication, others through polar coordinates.
 */
#include <math.h>

#include "types/float.h"
#include "types/format.h"
#include "types/number_text.h"
#include "types/protocol.h"
#include "types/init.h"

typedef struct Pair {
    double real, imag;
} Pair;

Value oli_complex_new(Vm *vm, double real, double imag) {
    Complex *complex = oli_new(vm, vm->classes[CLASS_COMPLEX], sizeof(Complex));
    if (!complex) return VALUE_ERROR;
    complex->real = real;
    complex->imag = imag;
    return make_object(complex);
}

static Value box(Vm *vm, Pair z) { return oli_complex_new(vm, z.real, z.imag); }

static bool is_complex(Value v) { return is_kind(v, CLASS_COMPLEX); }

static Pair pair_of(Value v) {
    const Complex *complex = (const Complex *)object_of(v);
    return (Pair){complex->real, complex->imag};
}

/* An operand: 1; 0: no number; -1: an exception is pending. */
static int operand(Vm *vm, Value v, Pair *out) {
    if (is_complex(v)) {
        *out = pair_of(v);
        return 1;
    }
    out->imag = 0.0;
    return oli_operand_as_double(vm, v, &out->real);
}

/* ---- arithmetic ---- */

static Pair multiply(Pair a, Pair b) {
    return (Pair){a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real};
}

/* Smith's way: the larger part of the divisor is divided out first. False: division by zero. */
static bool divide(Pair a, Pair b, Pair *out) {
    double real = fabs(b.real), imag = fabs(b.imag);
    if (real >= imag) {
        if (real == 0) return false;
        double ratio = b.imag / b.real, denominator = b.real + b.imag * ratio;
        *out = (Pair){(a.real + a.imag * ratio) / denominator, (a.imag - a.real * ratio) / denominator};
    } else if (imag >= real) {
        double ratio = b.real / b.imag, denominator = b.real * ratio + b.imag;
        *out = (Pair){(a.real * ratio + a.imag) / denominator, (a.imag * ratio - a.real) / denominator};
    } else { /* a NaN among them */
        *out = (Pair){NAN, NAN};
    }
    return true;
}

static Pair power_of_whole(Pair base, unsigned exponent) {
    Pair result = {1.0, 0.0};
    for (unsigned mask = 1; mask <= exponent; mask <<= 1) {
        if (exponent & mask) result = multiply(result, base);
        base = multiply(base, base);
    }
    return result;
}

static bool power_of_polar(Pair a, Pair b, Pair *out) {
    if (b.real == 0 && b.imag == 0) {
        *out = (Pair){1.0, 0.0};
    } else if (a.real == 0 && a.imag == 0) {
        *out = (Pair){0.0, 0.0};
        return !(b.imag != 0 || b.real < 0);
    } else {
        double magnitude = hypot(a.real, a.imag), angle = atan2(a.imag, a.real);
        double length = pow(magnitude, b.real), phase = angle * b.real;
        if (b.imag != 0) {
            length /= exp(angle * b.imag);
            phase += b.imag * log(magnitude);
        }
        if (isinf(phase)) return false; /* there is no sine of it */
        *out = (Pair){length * cos(phase), length * sin(phase)};
    }
    return true;
}

static Value power(Vm *vm, Pair a, Pair b) {
    Pair result;
    bool defined;
    if (b.imag == 0 && b.real == floor(b.real) && fabs(b.real) <= 100.0) {
        result = power_of_whole(a, (unsigned)fabs(b.real));
        defined = b.real > 0 || divide((Pair){1.0, 0.0}, result, &result);
    } else {
        defined = power_of_polar(a, b, &result);
    }
    if (!defined) return oli_raise(vm, EXC_ZERO_DIVISION_ERROR, "0.0 to a negative or complex power");
    if (isinf(result.real) || isinf(result.imag)) {
        return oli_raise(vm, EXC_OVERFLOW_ERROR, "complex exponentiation");
    }
    return box(vm, result);
}

Value oli_complex_power_of_reals(Vm *vm, double a, double b) { return power(vm, (Pair){a, 0.0}, (Pair){b, 0.0}); }

static bool knows_operator(BinaryOperator op) {
    return op == BINARY_ADD || op == BINARY_SUB || op == BINARY_MUL || op == BINARY_DIV || op == BINARY_POW;
}

static Value complex_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    Pair x, y, result;
    if (!knows_operator(op)) return VALUE_NOT_IMPLEMENTED;
    int found = operand(vm, a, &x);
    if (found > 0) found = operand(vm, b, &y);
    if (found <= 0) return found < 0 ? VALUE_ERROR : VALUE_NOT_IMPLEMENTED;
    switch (op) {
    case BINARY_ADD: return box(vm, (Pair){x.real + y.real, x.imag + y.imag});
    case BINARY_SUB: return box(vm, (Pair){x.real - y.real, x.imag - y.imag});
    case BINARY_MUL: return box(vm, multiply(x, y));
    case BINARY_DIV:
        if (!divide(x, y, &result)) return oli_raise(vm, EXC_ZERO_DIVISION_ERROR, "complex division by zero");
        return box(vm, result);
    default: return power(vm, x, y);
    }
}

static Value complex_power(Vm *vm, Value a, Value b, Value modulus) {
    (void)a, (void)b, (void)modulus;
    return oli_raise(vm, EXC_VALUE_ERROR, "complex modulo");
}

static Value complex_exact(Vm *vm, Value v) {
    return is_exact(vm, v, CLASS_COMPLEX) ? v : box(vm, pair_of(v));
}

static Value absolute(Vm *vm, Pair z) {
    if (!isfinite(z.real) || !isfinite(z.imag)) {
        return make_float(vm, isinf(z.real) || isinf(z.imag) ? HUGE_VAL : (double)NAN);
    }
    double magnitude = hypot(z.real, z.imag);
    if (isinf(magnitude)) return oli_raise(vm, EXC_OVERFLOW_ERROR, "absolute value too large");
    return make_float(vm, magnitude);
}

static Value complex_unary(Vm *vm, UnaryOperator op, Value v) {
    Pair z = pair_of(v);
    switch (op) {
    case UNARY_OP_PLUS: return complex_exact(vm, v);
    case UNARY_OP_MINUS: return box(vm, (Pair){-z.real, -z.imag});
    case UNARY_OP_ABS: return absolute(vm, z);
    default: return VALUE_NOT_IMPLEMENTED;
    }
}

static Value complex_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (op != COMPARE_EQ && op != COMPARE_NE) return VALUE_NOT_IMPLEMENTED;
    Value self = is_complex(a) ? a : b, other = is_complex(a) ? b : a;
    Pair z = pair_of(self);
    bool equal;
    if (is_complex(other)) {
        Pair w = pair_of(other);
        equal = z.real == w.real && z.imag == w.imag;
    } else if (is_float(other)) {
        equal = z.imag == 0 && z.real == float_of(other);
    } else if (is_integer(other)) { /* exactly: the int may have more digits than a double */
        Value real = make_float(vm, z.real);
        if (is_error(real)) return VALUE_ERROR;
        equal = z.imag == 0 && oli_number_compare(real, other, COMPARE_EQ);
    } else {
        return VALUE_NOT_IMPLEMENTED;
    }
    return make_bool(equal == (op == COMPARE_EQ));
}

static bool complex_hash(Vm *vm, Value self, int64_t *out) {
    (void)vm;
    const uint64_t imag_factor = 1000003;
    Pair z = pair_of(self);
    int64_t by_identity = (int64_t)(VALUE_BITS(self) >> 4);
    uint64_t real = (uint64_t)(isnan(z.real) ? by_identity : oli_hash_double(z.real));
    uint64_t imag = (uint64_t)(isnan(z.imag) ? by_identity : oli_hash_double(z.imag));
    int64_t hash = (int64_t)(real + imag_factor * imag);
    *out = hash == -1 ? -2 : hash;
    return true;
}

static int complex_truth(Vm *vm, Value self) {
    (void)vm;
    Pair z = pair_of(self);
    return z.real != 0 || z.imag != 0;
}

/* ---- repr ---- */

/* repr of a part, without ".0"; with a sign when asked for. */
static bool append_part(TextBuilder *text, double d, bool with_sign) {
    char buffer[32];
    size_t size = oli_double_repr(d, buffer);
    if (size > 2 && buffer[size - 2] == '.' && buffer[size - 1] == '0') size -= 2;
    if (with_sign && buffer[0] != '-') oli_text_append(text, "+", 1);
    return oli_text_append(text, buffer, size);
}

static Value complex_repr(Vm *vm, Value self) {
    Pair z = pair_of(self);
    TextBuilder text;
    oli_text_init(&text, vm);
    if (z.real == 0 && !signbit(z.real)) {
        append_part(&text, z.imag, false);
        oli_text_append(&text, "j", 1);
    } else {
        oli_text_append(&text, "(", 1);
        append_part(&text, z.real, false);
        append_part(&text, z.imag, true);
        oli_text_append(&text, "j)", 2);
    }
    Str *result = oli_text_finish(&text);
    return result ? make_object(result) : VALUE_ERROR;
}

/* ---- complex(text) ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static const char *skip_digits(const char *p, const char *end) {
    const char *start = p;
    for (; p < end; p++) {
        bool separates = *p == '_' && p > start && is_digit(p[-1]) && p + 1 < end && is_digit(p[1]);
        if (!is_digit(*p) && !separates) break;
    }
    return p;
}

static const char *skip_word(const char *p, const char *end, const char *word) {
    for (; *word; word++, p++) {
        if (p == end || (*p | 0x20) != *word) return NULL;
    }
    return p;
}

/* The end of the longest float (with or without a sign) that begins at p; p when there is none. */
static const char *float_end(const char *p, const char *end) {
    const char *start = p;
    if (p < end && (*p == '+' || *p == '-')) p++;
    static const char *const WORDS[] = {"infinity", "inf", "nan"};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        const char *after = skip_word(p, end, WORDS[i]);
        if (after) return after;
    }
    const char *digits = p;
    p = skip_digits(p, end);
    bool any = p > digits;
    if (p < end && *p == '.') {
        const char *fraction = p + 1;
        p = skip_digits(fraction, end);
        any = any || p > fraction;
    }
    if (!any) return start;
    if (p < end && (*p | 0x20) == 'e') {
        const char *exponent = p + 1;
        if (exponent < end && (*exponent == '+' || *exponent == '-')) exponent++;
        const char *after = skip_digits(exponent, end);
        if (after > exponent) p = after;
    }
    return p;
}

static bool is_imaginary_unit(const char *p, const char *end) { return p < end && (*p | 0x20) == 'j'; }

/* The imaginary part: a float, or a sign that stands for 1, before "j". */
static bool read_imaginary(const char **cursor, const char *end, double *out) {
    const char *p = *cursor, *after = float_end(p, end);
    if (after > p) {
        if (!oli_double_parse(p, (size_t)(after - p), out)) return false;
    } else {
        *out = p < end && *p == '-' ? -1.0 : 1.0;
        if (p < end && (*p == '-' || *p == '+')) after++;
    }
    *cursor = after;
    return is_imaginary_unit(after, end);
}

/* <float>, <float>j, or <float><signed float>j, where the float before j may be a mere sign or missing. */
static bool parse_parts(const char *p, const char *end, Pair *out) {
    *out = (Pair){0.0, 0.0};
    const char *after = float_end(p, end);
    if (after == p || is_imaginary_unit(after, end)) {
        return read_imaginary(&p, end, &out->imag) && p + 1 == end;
    }
    if (!oli_double_parse(p, (size_t)(after - p), &out->real)) return false;
    p = after;
    if (p == end) return true;
    if (*p != '+' && *p != '-') return false;
    return read_imaginary(&p, end, &out->imag) && p + 1 == end;
}

static bool parse(const char *text, size_t size, Pair *out) {
    const char *end = text + size;
    strip_number_space(&text, &end);
    if (text < end && *text == '(') {
        if (end[-1] != ')' || end - text < 2) return false;
        text++;
        end--;
        strip_number_space(&text, &end);
    }
    return text < end && parse_parts(text, end, out);
}

/* Whether each underscore stands between digits. */
static bool has_good_underscores(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (text[i] != '_') continue;
        if (i == 0 || !is_digit(text[i - 1]) || i + 1 == size || !is_digit(text[i + 1])) return false;
    }
    return true;
}

static bool from_str(Vm *vm, const Str *s, Pair *out) {
    bool done = true, parsed, underscores;
    if (str_is_ascii(s)) {
        parsed = parse(s->data, s->size, out);
        underscores = has_good_underscores(s->data, s->size);
    } else {
        TextBuilder ascii;
        oli_text_init(&ascii, vm);
        done = oli_number_to_ascii(&ascii, s->data, s->size);
        parsed = done && parse(ascii.data, ascii.size, out);
        underscores = done && has_good_underscores(ascii.data, ascii.size);
        oli_text_free(&ascii);
    }
    if (parsed || !done) return parsed;
    if (underscores) return oli_raise_false(vm, EXC_VALUE_ERROR, "complex() arg is a malformed string");
    return oli_raise_false(vm, EXC_VALUE_ERROR, "could not convert string to complex: %R", make_object(s));
}

/* ---- complex() ---- */

/* What __complex__ makes of `v`: 1, 0 when there is no such method, -1. */
static int call_complex(Vm *vm, Value v, Pair *out) {
    if (is_exact(vm, v, CLASS_COMPLEX)) {
        *out = pair_of(v);
        return 1;
    }
    if (!is_object(v)) return 0;
    Value result = oli_call_special(vm, v, vm->names.dunder_complex, NULL, 0);
    if (is_error(result)) return -1;
    if (is_undef(result)) return 0;
    if (!is_complex(result)) {
        return oli_raise_int(vm, EXC_TYPE_ERROR, "__complex__ returned non-complex (type %T)", result);
    }
    if (!is_exact(vm, result, CLASS_COMPLEX)) {
        Root root;
        root_push(vm, &root, result);
        bool ok = oli_warn_deprecated(
            vm, oli_str_format(vm, "__complex__ returned non-complex (type %T).  The ability to return an instance of a "
                                   "strict subclass of complex is deprecated, and may be removed in a future "
                                   "version of Python.",
                               result));
        root_pop(vm, &root);
        if (!ok) return -1;
    }
    *out = pair_of(result);
    return 1;
}

bool oli_as_complex(Vm *vm, Value v, double *real, double *imag) {
    Pair pair = {0};
    int found = call_complex(vm, v, &pair);
    if (found < 0 || (!found && !oli_as_double(vm, v, &pair.real))) return false;
    *real = pair.real;
    *imag = pair.imag;
    return true;
}

static bool has_real_value(Vm *vm, Value v) {
    const Class *cls = class_of(vm, v);
    return cls->ops.to_float || cls->ops.index;
}

/* What float(v) is. */
static bool as_float(Vm *vm, Value v, double *out) {
    Class *cls = class_of(vm, v);
    return cls->ops.to_float ? oli_call_float(vm, v, cls, out) : oli_as_double(vm, v, out);
}

/* The first argument; *is_complex_value: it had an imaginary part to speak of. */
static bool read_real(Vm *vm, Value v, Pair *out, bool *is_complex_value) {
    int found = call_complex(vm, v, out);
    if (found < 0) return false;
    *is_complex_value = found > 0;
    if (found > 0) return true;
    if (!has_real_value(vm, v)) {
        return oli_raise_false(vm, EXC_TYPE_ERROR, "complex() first argument must be a string or a number, not '%T'",
                               v);
    }
    out->imag = 0.0;
    return as_float(vm, v, &out->real);
}

static bool read_imag(Vm *vm, Value v, Pair *out) {
    if (is_complex(v)) {
        *out = pair_of(v);
        return true;
    }
    if (!has_real_value(vm, v)) {
        return oli_raise_false(vm, EXC_TYPE_ERROR, "complex() second argument must be a number, not '%T'", v);
    }
    out->imag = 0.0;
    return as_float(vm, v, &out->real);
}

static bool from_numbers(Vm *vm, Value real, Value imag, Pair *out) {
    Pair a = {0.0, 0.0}, b = {0.0, 0.0};
    bool a_complex = false, b_complex = !is_undef(imag) && is_complex(imag);
    if (!is_undef(real) && !read_real(vm, real, &a, &a_complex)) return false;
    if (!is_undef(imag) && !read_imag(vm, imag, &b)) return false;
    /* real + imag * 1j, with parts that do not exist left out rather than added as zeros. */
    *out = (Pair){a.real, is_undef(imag) ? a.imag : b.real};
    if (b_complex) out->real -= b.imag;
    if (a_complex && !is_undef(imag)) out->imag += a.imag;
    return true;
}

static bool complex_arguments(Vm *vm, const Value *args, uint32_t count, const Tuple *names, Value *real, Value *imag) {
    uint32_t keywords = names ? (uint32_t)names->count : 0, positional = count - keywords;
    *real = positional > 0 ? args[0] : VALUE_UNDEF;
    *imag = positional > 1 ? args[1] : VALUE_UNDEF;
    if (count > 2) return oli_raise_false(vm, EXC_TYPE_ERROR, "complex() takes at most 2 arguments (%u given)", count);
    for (uint32_t i = 0; i < keywords; i++) {
        Str *name = as_str(names->items[i]);
        bool is_real = oli_str_equals_c(name, "real");
        if (!is_real && !oli_str_equals_c(name, "imag")) {
            return oli_raise_false(vm, EXC_TYPE_ERROR, "complex() got an unexpected keyword argument '%S'", name);
        }
        Value *slot = is_real ? real : imag;
        if (!is_undef(*slot)) {
            return oli_raise_false(vm, EXC_TYPE_ERROR, "argument for complex() given by name ('%S') and position (%d)",
                                   name, is_real ? 1 : 2);
        }
        *slot = args[positional + i];
    }
    return true;
}

static Value complex_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    Value real, imag;
    Pair z;
    if (!complex_arguments(vm, args, count, names, &real, &imag)) return VALUE_ERROR;
    if (!is_undef(real) && is_undef(imag) && cls == vm->classes[CLASS_COMPLEX] && is_exact(vm, real, CLASS_COMPLEX)) {
        return real;
    }
    if (!is_undef(real) && is_str(real)) {
        if (!is_undef(imag)) {
            return oli_raise(vm, EXC_TYPE_ERROR, "complex() can't take second arg if first is a string");
        }
        if (!from_str(vm, as_str(real), &z)) return VALUE_ERROR;
    } else if (!is_undef(imag) && is_str(imag)) {
        return oli_raise(vm, EXC_TYPE_ERROR, "complex() second arg can't be a string");
    } else if (!from_numbers(vm, real, imag, &z)) {
        return VALUE_ERROR;
    }
    if (cls == vm->classes[CLASS_COMPLEX]) return box(vm, z);
    Value instance = oli_instance_new(vm, cls);
    if (is_error(instance)) return VALUE_ERROR;
    ((Complex *)object_of(instance))->real = z.real;
    ((Complex *)object_of(instance))->imag = z.imag;
    return instance;
}

/* ---- methods ---- */

static Value method_conjugate(Vm *vm, Value *args) {
    Pair z = pair_of(args[0]);
    return box(vm, (Pair){z.real, -z.imag});
}

static Value method_exact(Vm *vm, Value *args) { return complex_exact(vm, args[0]); }

static Value method_getnewargs(Vm *vm, Value *args) {
    Pair z = pair_of(args[0]);
    Value items[2] = {make_float(vm, z.real), make_float(vm, z.imag)};
    if (is_error(items[0]) || is_error(items[1])) return VALUE_ERROR;
    Tuple *tuple = oli_tuple_from(vm, items, 2);
    return tuple ? make_object(tuple) : VALUE_ERROR;
}

static Value get_real(Vm *vm, Value self) { return make_float(vm, pair_of(self).real); }
static Value get_imag(Vm *vm, Value self) { return make_float(vm, pair_of(self).imag); }

static const NativeDef COMPLEX_METHODS[] = {
    NATIVE("conjugate", "self, /", method_conjugate),
    NATIVE("__complex__", "self, /", method_exact),
    NATIVE("__getnewargs__", "self, /", method_getnewargs),
    NATIVE_END,
};

static const GetSetDef COMPLEX_GETSETS[] = {
    {"real", get_real, NULL},
    {"imag", get_imag, NULL},
    {NULL, NULL, NULL},
};

static const ClassSpec COMPLEX_SPEC = {
    .id = CLASS_COMPLEX,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "complex(real=0, imag=0)\n--\n\nThe complex number real + imag*1j, or the one that a string stands for.",
    .size = sizeof(Complex),
    .flags = CLASS_FLAG_SUBCLASSABLE,
    .ops =
        {
            .create = complex_create,
            .repr = complex_repr,
            .hash = complex_hash,
            .compare = complex_compare,
            .truth = complex_truth,
            .format = oli_format_complex,
            .binary = complex_binary,
            .power = complex_power,
            .unary = complex_unary,
        },
    .methods = COMPLEX_METHODS,
    .getsets = COMPLEX_GETSETS,
};

bool oli_init_complex(Vm *vm) { return oli_class_define(vm, &COMPLEX_SPEC); }
