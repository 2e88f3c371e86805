/* SPDX-License-Identifier: MIT
 *
 * Numbers across types: what any value is as an index, an int64 or a double; ints and doubles converted into each other
 * and compared exactly.
 *
 * An int and a float never meet by rounding the int: comparison looks at sign and magnitude first and at digits last,
 * so 2**53 + 1 is not equal to 2.0**53.
 */
#include <math.h>

#include "types/bigint.h"
#include "types/float.h"
#include "types/number_text.h"
#include "types/protocol.h"

enum { DOUBLE_BITS = 53, DOUBLE_MAX_DIGITS = 18 }; /* digits of the largest double as an integer: 1024 bits */

/* ---- int to double ---- */

/* Bits [shift, shift + 64) of a magnitude. */
static uint64_t extract_bits(const uint64_t *digits, size_t count, uint64_t shift) {
    size_t skip = (size_t)(shift / DIGIT_BITS);
    unsigned rest = (unsigned)(shift % DIGIT_BITS);
    Wide window = digits[skip];
    if (skip + 1 < count) window |= (Wide)digits[skip + 1] << DIGIT_BITS;
    if (skip + 2 < count) window |= (Wide)digits[skip + 2] << (2 * DIGIT_BITS);
    return (uint64_t)(window >> rest);
}

bool oli_int_to_double(Value v, double *out) {
    IntView view;
    view_int(v, &view);
    uint64_t bits = bit_length_digits(view.digits, view.count);
    double magnitude;
    if (bits <= 64) {
        magnitude = view.count ? (double)extract_bits(view.digits, view.count, 0) : 0.0;
    } else if (bits > 1024) {
        return false;
    } else {
        /* 64 leading bits, the last of which also stands for all ones behind: rounding them is rounding the number. */
        uint64_t shift = bits - 64;
        uint64_t leading = extract_bits(view.digits, view.count, shift);
        size_t skip = (size_t)(shift / DIGIT_BITS);
        uint64_t partial = view.digits[skip] & (((uint64_t)1 << shift % DIGIT_BITS) - 1);
        if (partial || trim_digits(view.digits, skip)) leading |= 1;
        magnitude = ldexp((double)leading, (int)shift);
        if (isinf(magnitude)) return false;
    }
    *out = view.sign < 0 ? -magnitude : magnitude;
    return true;
}

double oli_scale_to_double(uint64_t mantissa, bool sticky, int64_t exponent) {
    if (mantissa == 0 || exponent < -1200) return 0.0;
    if (exponent > 1024) return HUGE_VAL;
    int drop = (int)bit_length_u64(mantissa) - DOUBLE_BITS;
    if ((int)exponent + drop < -1074) drop = -1074 - (int)exponent; /* a subnormal result keeps fewer bits */
    if (drop <= 0) return ldexp((double)mantissa, (int)exponent);
    if (drop > 64) return 0.0;
    Wide half = (Wide)1 << (drop - 1), lost = mantissa & (2 * half - 1);
    uint64_t kept = (uint64_t)((Wide)mantissa >> drop);
    if (lost > half || (lost == half && (sticky || (kept & 1)))) kept++;
    return ldexp((double)kept, (int)exponent + drop);
}

/* ---- double to int ---- */

/* The digits of the integer part of a finite |d|; returns their count. */
static size_t digits_of_double(double d, uint64_t out[DOUBLE_MAX_DIGITS]) {
    int exponent;
    double fraction = frexp(fabs(d), &exponent);
    if (exponent <= 0) return 0;
    uint64_t mantissa = (uint64_t)ldexp(fraction, DOUBLE_BITS);
    if (exponent <= DOUBLE_BITS) {
        out[0] = mantissa >> (DOUBLE_BITS - exponent);
        return out[0] != 0;
    }
    size_t shift = (size_t)(exponent - DOUBLE_BITS), skip = shift / DIGIT_BITS;
    Wide placed = (Wide)mantissa << shift % DIGIT_BITS;
    for (size_t i = 0; i < skip; i++) out[i] = 0;
    out[skip] = (uint64_t)placed & DIGIT_MASK;
    out[skip + 1] = (uint64_t)(placed >> DIGIT_BITS);
    return trim_digits(out, skip + 2);
}

Value oli_int_from_double(Vm *vm, double d) {
    if (fabs(d) < 4e18) return oli_int_from_i64(vm, (int64_t)d);
    if (isnan(d)) return oli_raise(vm, EXC_VALUE_ERROR, "cannot convert float NaN to integer");
    if (isinf(d)) return oli_raise(vm, EXC_OVERFLOW_ERROR, "cannot convert float infinity to integer");
    BigInt *big = oli_big_new(vm, DOUBLE_MAX_DIGITS);
    if (!big) return VALUE_ERROR;
    return oli_big_finish(big, digits_of_double(d, big->digits), d < 0 ? -1 : 1);
}

/* ---- comparison ---- */

int oli_int_compare_double(Value a, double b) {
    int64_t small;
    bool is_small = oli_int_to_i64(a, &small);
    if (is_small && fabs(b) < 9.2e18) {
        int64_t whole = (int64_t)b;
        if (small != whole) return small < whole ? -1 : 1;
        double fraction = b - (double)whole;
        return fraction > 0 ? -1 : fraction < 0;
    }
    int a_sign = oli_int_sign(a), b_sign = b > 0 ? 1 : b < 0 ? -1 : 0;
    if (a_sign != b_sign) return a_sign < b_sign ? -1 : 1;
    if (isinf(b)) return -b_sign;
    /* Both are large, unless b is small against a big int: only then its fraction is lost, and does not matter. */
    IntView view;
    view_int(a, &view);
    uint64_t digits[DOUBLE_MAX_DIGITS];
    int order = oli_digits_compare(view.digits, view.count, digits, digits_of_double(b, digits));
    return a_sign < 0 ? -order : order;
}

static bool order_satisfies(int order, CompareOperator op) {
    switch (op) {
    case COMPARE_EQ: return order == 0;
    case COMPARE_NE: return order != 0;
    case COMPARE_LT: return order < 0;
    case COMPARE_LE: return order <= 0;
    case COMPARE_GT: return order > 0;
    default: return order >= 0;
    }
}

int oli_number_compare(Value a, Value b, CompareOperator op) {
    bool a_float = is_float(a), b_float = is_float(b);
    if (a_float && b_float) {
        double x = float_of(a), y = float_of(b);
        switch (op) {
        case COMPARE_EQ: return x == y;
        case COMPARE_NE: return x != y;
        case COMPARE_LT: return x < y;
        case COMPARE_LE: return x <= y;
        case COMPARE_GT: return x > y;
        default: return x >= y;
        }
    }
    if (!a_float && !b_float) return order_satisfies(oli_int_compare(a, b), op);
    double d = float_of(a_float ? a : b);
    if (isnan(d)) return op == COMPARE_NE;
    return order_satisfies(a_float ? -oli_int_compare_double(b, d) : oli_int_compare_double(a, d), op);
}

/* ---- any value as a number ---- */

Value oli_int_of_subclass(Vm *vm, const char *method, Value result) {
    if (is_int(result) || is_exact(vm, result, CLASS_INT)) return result;
    Root root;
    root_push(vm, &root, result);
    bool ok = oli_warn_deprecated(vm, oli_str_format(vm, "%s returned non-int (type %T).  The ability to return an "
                                                         "instance of a strict subclass of int is deprecated, and may "
                                                         "be removed in a future version of Python.",
                                                     method, result));
    root_pop(vm, &root);
    return ok ? oli_int_exact(vm, result) : VALUE_ERROR;
}

Value oli_as_index(Vm *vm, Value v) {
    if (is_int(v)) return v;
    if (is_integer(v)) return oli_int_exact(vm, v);
    Class *cls = class_of(vm, v);
    Value result = cls->ops.index ? cls->ops.index(vm, v) : VALUE_UNDEF;
    if (is_error(result)) return VALUE_ERROR;
    if (is_undef(result)) {
        return oli_raise(vm, EXC_TYPE_ERROR, "'%C' object cannot be interpreted as an integer", cls);
    }
    if (!is_integer(result)) return oli_raise(vm, EXC_TYPE_ERROR, "__index__ returned non-int (type %T)", result);
    return oli_int_of_subclass(vm, "__index__", result);
}

bool oli_as_i64(Vm *vm, Value v, int64_t *out) {
    if (is_int(v)) {
        *out = int_of(v);
        return true;
    }
    v = oli_as_index(vm, v);
    if (is_error(v)) return false;
    if (oli_int_to_i64(v, out)) return true;
    return oli_raise_false(vm, EXC_OVERFLOW_ERROR, "Python int too large to convert to C ssize_t");
}

bool oli_as_i64_clipped(Vm *vm, Value v, int64_t *out) {
    if (is_int(v)) {
        *out = int_of(v);
        return true;
    }
    v = oli_as_index(vm, v);
    if (is_error(v)) return false;
    if (!oli_int_to_i64(v, out)) *out = oli_int_sign(v) < 0 ? INT64_MIN : INT64_MAX;
    return true;
}

static bool int_as_double(Vm *vm, Value v, double *out) {
    if (oli_int_to_double(v, out)) return true;
    return oli_raise_false(vm, EXC_OVERFLOW_ERROR, "int too large to convert to float");
}

bool oli_call_float(Vm *vm, Value v, Class *cls, double *out) {
    Value result = cls->ops.to_float(vm, v);
    if (is_error(result)) return false;
    if (!is_float(result)) {
        return oli_raise_false(vm, EXC_TYPE_ERROR, "%C.__float__ returned non-float (type %T)", cls, result);
    }
    if (is_object(result) && !is_exact(vm, result, CLASS_FLOAT)) {
        Root root;
        root_push(vm, &root, result);
        bool ok = oli_warn_deprecated(
            vm, oli_str_format(vm, "%C.__float__ returned non-float (type %T).  The ability to return an instance of a "
                                   "strict subclass of float is deprecated, and may be removed in a future "
                                   "version of Python.",
                               cls, result));
        root_pop(vm, &root);
        if (!ok) return false;
    }
    *out = float_of(result);
    return true;
}

bool oli_as_double(Vm *vm, Value v, double *out) {
    if (is_float(v)) {
        *out = float_of(v);
        return true;
    }
    if (is_int(v)) {
        *out = (double)int_of(v);
        return true;
    }
    Class *cls = class_of(vm, v);
    if (is_bool(v) || cls == vm->classes[CLASS_INT]) return int_as_double(vm, v, out);
    if (cls->ops.to_float) return oli_call_float(vm, v, cls, out);
    if (!cls->ops.index) return oli_raise_false(vm, EXC_TYPE_ERROR, "must be real number, not %C", cls);
    Value index = oli_as_index(vm, v);
    return !is_error(index) && int_as_double(vm, index, out);
}
