/* SPDX-License-Identifier: MIT
 *
 * Module math: functions of doubles, and what rounds them to ints. math_parts.h says where the others are.
 *
 * The C library computes; what is added is Python's answer to its special cases. Where the result is not a number
 * though the argument was one, the argument lies outside the function's domain (ValueError); where it is infinite
 * though the argument was finite, the result is too large (OverflowError), or the argument is a pole (ValueError).
 */
#include <float.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#include "math_parts.h"

static const double PI = 3.141592653589793238462643383279502884197;
static const double E = 2.718281828459045235360287471352662497757;

AioliValue oli_math_domain_error(AioliVm *vm) { return aioli_raise(vm, "ValueError", "math domain error"); }
AioliValue oli_math_range_error(AioliVm *vm) { return aioli_raise(vm, "OverflowError", "math range error"); }

/* ---- functions of one argument ---- */

static AioliValue apply(AioliVm *vm, AioliValue arg, double (*function)(double), bool may_overflow) {
    double x;
    if (!aioli_float_get(vm, arg, &x)) return aioli_error();
    double r = function(x);
    if (isnan(r) && !isnan(x)) return oli_math_domain_error(vm);
    if (isinf(r) && isfinite(x)) return may_overflow ? oli_math_range_error(vm) : oli_math_domain_error(vm);
    return aioli_float(vm, r);
}

#define FUNCTION(name, may_overflow)                                                                                  \
    static AioliValue math_##name(AioliVm *vm, const AioliValue *args, size_t count) {                                \
        (void)count;                                                                                                  \
        return apply(vm, args[0], name, may_overflow);                                                                \
    }
FUNCTION(acos, false)
FUNCTION(acosh, false)
FUNCTION(asin, false)
FUNCTION(asinh, false)
FUNCTION(atan, false)
FUNCTION(atanh, false)
FUNCTION(cbrt, false)
FUNCTION(cos, false)
FUNCTION(cosh, true)
FUNCTION(erf, false)
FUNCTION(erfc, false)
FUNCTION(exp, true)
FUNCTION(exp2, true)
FUNCTION(expm1, true)
FUNCTION(fabs, false)
FUNCTION(log1p, false)
FUNCTION(sin, false)
FUNCTION(sinh, true)
FUNCTION(sqrt, false)
FUNCTION(tan, false)
FUNCTION(tanh, false)
#undef FUNCTION

static AioliValue math_degrees(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    double x;
    return aioli_float_get(vm, args[0], &x) ? aioli_float(vm, x * (180.0 / PI)) : aioli_error();
}

static AioliValue math_radians(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    double x;
    return aioli_float_get(vm, args[0], &x) ? aioli_float(vm, x * (PI / 180.0)) : aioli_error();
}

static AioliValue math_isfinite(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    double x;
    return aioli_float_get(vm, args[0], &x) ? aioli_bool(isfinite(x)) : aioli_error();
}

static AioliValue math_isinf(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    double x;
    return aioli_float_get(vm, args[0], &x) ? aioli_bool(isinf(x)) : aioli_error();
}

static AioliValue math_isnan(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    double x;
    return aioli_float_get(vm, args[0], &x) ? aioli_bool(isnan(x)) : aioli_error();
}

static AioliValue math_ulp(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    double x;
    if (!aioli_float_get(vm, args[0], &x)) return aioli_error();
    x = fabs(x);
    if (!isfinite(x)) return aioli_float(vm, x);
    double above = nextafter(x, HUGE_VAL);
    return aioli_float(vm, isinf(above) ? x - nextafter(x, 0.0) : above - x);
}

/* ---- functions of two and three arguments ---- */

static bool get_two(AioliVm *vm, const AioliValue *args, double *x, double *y) {
    return aioli_float_get(vm, args[0], x) && aioli_float_get(vm, args[1], y);
}

static AioliValue apply_two(AioliVm *vm, const AioliValue *args, double (*function)(double, double)) {
    double x, y;
    if (!get_two(vm, args, &x, &y)) return aioli_error();
    double r = function(x, y);
    if (isnan(r) && !isnan(x) && !isnan(y)) return oli_math_domain_error(vm);
    if (isinf(r) && isfinite(x) && isfinite(y)) return oli_math_range_error(vm);
    return aioli_float(vm, r);
}

static AioliValue math_atan2(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return apply_two(vm, args, atan2);
}

static AioliValue math_copysign(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return apply_two(vm, args, copysign);
}

static AioliValue math_fmod(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return apply_two(vm, args, fmod);
}

static AioliValue math_remainder(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return apply_two(vm, args, remainder);
}

static AioliValue math_pow(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    double x, y;
    if (!get_two(vm, args, &x, &y)) return aioli_error();
    double r = pow(x, y);
    if (isfinite(x) && isfinite(y)) {
        if (isnan(r)) return oli_math_domain_error(vm);
        if (isinf(r)) return x == 0.0 ? oli_math_domain_error(vm) : oli_math_range_error(vm);
    }
    return aioli_float(vm, r);
}

static AioliValue math_fma(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    double x, y, z;
    if (!get_two(vm, args, &x, &y) || !aioli_float_get(vm, args[2], &z)) return aioli_error();
    double r = fma(x, y, z);
    if (isnan(r) && !isnan(x) && !isnan(y) && !isnan(z)) {
        return aioli_raise(vm, "ValueError", "invalid operation in fma");
    }
    if (isinf(r) && isfinite(x) && isfinite(y) && isfinite(z)) {
        return aioli_raise(vm, "OverflowError", "overflow in fma");
    }
    return aioli_float(vm, r);
}

static bool is_close(double a, double b, double relative, double absolute) {
    if (a == b) return true;
    if (isinf(a) || isinf(b)) return false;
    double difference = fabs(b - a);
    return difference <= fabs(relative * b) || difference <= fabs(relative * a) || difference <= absolute;
}

static AioliValue math_isclose(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    double a, b, relative = 1e-09, absolute = 0.0;
    if (!get_two(vm, args, &a, &b)) return aioli_error();
    if (!aioli_is_missing(args[2]) && !aioli_float_get(vm, args[2], &relative)) return aioli_error();
    if (!aioli_is_missing(args[3]) && !aioli_float_get(vm, args[3], &absolute)) return aioli_error();
    if (relative < 0.0 || absolute < 0.0) return aioli_raise(vm, "ValueError", "tolerances must be non-negative");
    return aioli_bool(is_close(a, b, relative, absolute));
}

/* Doubles in order as integers: neighbours differ by one, and both zeros are 0. */
static int64_t order_of(double d) {
    int64_t bits;
    memcpy(&bits, &d, sizeof bits);
    return bits < 0 ? INT64_MIN - bits : bits;
}

static double double_at(int64_t order) {
    int64_t bits = order < 0 ? INT64_MIN - order : order;
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

static double step_towards(double x, double y, uint64_t steps) {
    if (steps == 0) return x;
    if (isnan(x)) return x;
    if (isnan(y) || x == y) return y;
    int64_t from = order_of(x), to = order_of(y);
    uint64_t distance = from < to ? (uint64_t)to - (uint64_t)from : (uint64_t)from - (uint64_t)to;
    if (steps >= distance) return y;
    double result = double_at(from < to ? (int64_t)((uint64_t)from + steps) : (int64_t)((uint64_t)from - steps));
    return result == 0 ? copysign(0.0, x) : result; /* a zero keeps the side that it was reached from */
}

static AioliValue math_nextafter(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    double x, y;
    if (!get_two(vm, args, &x, &y)) return aioli_error();
    if (aioli_is_missing(args[2]) || aioli_is_none(args[2])) return aioli_float(vm, nextafter(x, y));
    int64_t steps;
    if (!aioli_int_get_clipped(vm, args[2], &steps)) return aioli_error();
    if (steps < 0) return aioli_raise(vm, "ValueError", "steps must be a non-negative integer");
    uint64_t all = steps == INT64_MAX ? UINT64_MAX : (uint64_t)steps;
    return aioli_float(vm, step_towards(x, y, all));
}

/* ---- parts of a double ---- */

static AioliValue pair(AioliVm *vm, AioliValue first, AioliValue second) {
    if (aioli_is_error(first) || aioli_is_error(second)) return aioli_error();
    AioliValue items[2] = {first, second};
    return aioli_tuple(vm, items, 2);
}

static AioliValue math_frexp(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    double x;
    if (!aioli_float_get(vm, args[0], &x)) return aioli_error();
    int exponent = 0;
    double fraction = isfinite(x) ? frexp(x, &exponent) : x;
    return pair(vm, aioli_float(vm, fraction), aioli_int(vm, exponent));
}

static AioliValue math_ldexp(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    double x;
    int64_t exponent;
    if (!aioli_float_get(vm, args[0], &x)) return aioli_error();
    AioliType type = aioli_type(vm, args[1]);
    if (type != AIOLI_TYPE_INT && type != AIOLI_TYPE_BOOL) {
        return aioli_raise(vm, "TypeError", "Expected an int as second argument to ldexp.");
    }
    if (!aioli_int_get_clipped(vm, args[1], &exponent)) return aioli_error();
    if (x == 0.0 || !isfinite(x)) return aioli_float(vm, x);
    double r = ldexp(x, exponent > 10000 ? 10000 : exponent < -10000 ? -10000 : (int)exponent);
    return isinf(r) ? oli_math_range_error(vm) : aioli_float(vm, r);
}

static AioliValue math_modf(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    double x;
    if (!aioli_float_get(vm, args[0], &x)) return aioli_error();
    if (isinf(x)) return pair(vm, aioli_float(vm, copysign(0.0, x)), aioli_float(vm, x));
    double whole, fraction = modf(x, &whole);
    return pair(vm, aioli_float(vm, fraction), aioli_float(vm, whole));
}

/* ---- rounding to ints ---- */

/* type(v).name(v): the way special methods are found. Missing: the class has none. */
static AioliValue call_special(AioliVm *vm, AioliValue v, const char *name) {
    AioliValue method = aioli_attr_find(vm, aioli_class_of(vm, v), name);
    if (aioli_is_error(method) || aioli_is_missing(method)) return method;
    return aioli_call(vm, method, &v, 1);
}

static AioliValue round_with(AioliVm *vm, AioliValue v, const char *name, double (*function)(double)) {
    double x;
    if (!aioli_is_exact(vm, v, AIOLI_TYPE_FLOAT)) {
        if (aioli_is_exact(vm, v, AIOLI_TYPE_INT)) return v;
        AioliValue result = call_special(vm, v, name);
        if (!aioli_is_missing(result)) return result;
    }
    return aioli_float_get(vm, v, &x) ? aioli_int_from_double(vm, function(x)) : aioli_error();
}

static AioliValue math_floor(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return round_with(vm, args[0], "__floor__", floor);
}

static AioliValue math_ceil(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return round_with(vm, args[0], "__ceil__", ceil);
}

static AioliValue math_trunc(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    double x;
    if (aioli_is_exact(vm, args[0], AIOLI_TYPE_FLOAT) && aioli_float_get(vm, args[0], &x)) {
        return aioli_int_from_double(vm, x);
    }
    AioliValue result = call_special(vm, args[0], "__trunc__");
    if (!aioli_is_missing(result)) return result;
    return aioli_raise(vm, "TypeError", "type %T doesn't define __trunc__ method", args[0]);
}

/* ---- logarithms: of ints beyond any double too ---- */

/* A positive int as fraction * 2^*exponent with 0.5 <= fraction <= 1, the fraction rounded half to even. */
static bool split_int(AioliVm *vm, AioliValue v, double *fraction, int64_t *exponent) {
    *exponent = oli_math_bit_length(vm, v);
    if (*exponent < 0) return false;
    AioliValue shift = aioli_int(vm, *exponent - 64);
    AioliValue top = aioli_binary(vm, AIOLI_RSHIFT, v, shift);
    AioliValue back = aioli_is_error(top) ? top : aioli_binary(vm, AIOLI_LSHIFT, top, shift);
    int exact = aioli_is_error(back) ? -1 : aioli_equal(vm, back, v);
    unsigned char bytes[8];
    if (exact < 0 || aioli_int_to_bytes(vm, top, bytes, sizeof bytes, NULL) == AIOLI_NUL) return false;
    uint64_t leading = 0;
    for (int i = 7; i >= 0; i--) leading = leading << 8 | bytes[i];
    if (!exact) leading |= 1; /* stands for all ones behind */
    *fraction = ldexp((double)leading, -64);
    return true;
}

static AioliValue log_with(AioliVm *vm, AioliValue v, double (*function)(double)) {
    double x;
    AioliType type = aioli_type(vm, v);
    if (aioli_float_get(vm, v, &x)) {
        if (isnan(x) || (isinf(x) && x > 0)) return aioli_float(vm, x);
        return x > 0.0 ? aioli_float(vm, function(x)) : oli_math_domain_error(vm);
    }
    if (type != AIOLI_TYPE_INT || !aioli_error_is(vm, "OverflowError")) return aioli_error();
    aioli_error_clear(vm);
    int is_positive = aioli_compare_truth(vm, AIOLI_GT, v, aioli_int(vm, 0));
    if (is_positive <= 0) return is_positive < 0 ? aioli_error() : oli_math_domain_error(vm);
    double fraction;
    int64_t exponent;
    if (!split_int(vm, v, &fraction, &exponent)) return aioli_error();
    return aioli_float(vm, function(fraction) + function(2.0) * (double)exponent);
}

static AioliValue math_log(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t given = aioli_sequence_length(vm, args[0]);
    if (given < 1) return aioli_raise(vm, "TypeError", "log expected at least 1 argument, got 0");
    if (given > 2) return aioli_raise(vm, "TypeError", "log expected at most 2 arguments, got %lld", (long long)given);
    AioliValue number = log_with(vm, aioli_sequence_get(vm, args[0], 0), log);
    if (given == 1 || aioli_is_error(number)) return number;
    AioliValue base = log_with(vm, aioli_sequence_get(vm, args[0], 1), log);
    return aioli_is_error(base) ? base : aioli_binary(vm, AIOLI_DIV, number, base);
}

static AioliValue math_log2(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return log_with(vm, args[0], log2);
}

static AioliValue math_log10(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return log_with(vm, args[0], log10);
}

/* ---- the module ---- */

static const AioliFunction FUNCTIONS[] = {
    {"acos", "x, /", math_acos, "The arc cosine of x, in radians."},
    {"acosh", "x, /", math_acosh, "The inverse hyperbolic cosine of x."},
    {"asin", "x, /", math_asin, "The arc sine of x, in radians."},
    {"asinh", "x, /", math_asinh, "The inverse hyperbolic sine of x."},
    {"atan", "x, /", math_atan, "The arc tangent of x, in radians."},
    {"atan2", "y, x, /", math_atan2, "The arc tangent of y / x in the right quadrant, in radians."},
    {"atanh", "x, /", math_atanh, "The inverse hyperbolic tangent of x."},
    {"cbrt", "x, /", math_cbrt, "The cube root of x."},
    {"ceil", "x, /", math_ceil, "The smallest int that is not less than x."},
    {"copysign", "x, y, /", math_copysign, "The absolute value of x with the sign of y."},
    {"cos", "x, /", math_cos, "The cosine of x radians."},
    {"cosh", "x, /", math_cosh, "The hyperbolic cosine of x."},
    {"degrees", "x, /", math_degrees, "Radians as degrees."},
    {"erf", "x, /", math_erf, "The error function at x."},
    {"erfc", "x, /", math_erfc, "1 - erf(x), without cancellation."},
    {"exp", "x, /", math_exp, "e to the power of x."},
    {"exp2", "x, /", math_exp2, "2 to the power of x."},
    {"expm1", "x, /", math_expm1, "exp(x) - 1, without cancellation."},
    {"fabs", "x, /", math_fabs, "The absolute value of x, a float."},
    {"floor", "x, /", math_floor, "The largest int that is not greater than x."},
    {"fma", "x, y, z, /", math_fma, "x * y + z, rounded once."},
    {"fmod", "x, y, /", math_fmod, "The remainder of x / y, with the sign of x."},
    {"frexp", "x, /", math_frexp, "(m, e) with x == m * 2**e and 0.5 <= abs(m) < 1."},
    {"gamma", "x, /", oli_math_gamma, "The gamma function at x."},
    {"isclose", "a, b, *, rel_tol=1e-09, abs_tol=0.0", math_isclose, "Whether a and b are nearly equal."},
    {"isfinite", "x, /", math_isfinite, "Whether x is neither infinite nor NaN."},
    {"isinf", "x, /", math_isinf, "Whether x is infinite."},
    {"isnan", "x, /", math_isnan, "Whether x is NaN."},
    {"ldexp", "x, i, /", math_ldexp, "x * 2**i."},
    {"lgamma", "x, /", oli_math_lgamma, "The logarithm of the absolute value of gamma(x)."},
    {"log", "*x_base", math_log, "log(x, [base=math.e])\nThe logarithm of x to the base."},
    {"log10", "x, /", math_log10, "The logarithm of x to the base 10."},
    {"log1p", "x, /", math_log1p, "log(1 + x), without cancellation."},
    {"log2", "x, /", math_log2, "The logarithm of x to the base 2."},
    {"modf", "x, /", math_modf, "The fraction and the whole part of x, both with its sign."},
    {"nextafter", "x, y, /, *, steps=None", math_nextafter, "The float that many steps after x towards y."},
    {"pow", "x, y, /", math_pow, "x to the power of y."},
    {"radians", "x, /", math_radians, "Degrees as radians."},
    {"remainder", "x, y, /", math_remainder, "x - n*y for the int n nearest to x / y."},
    {"sin", "x, /", math_sin, "The sine of x radians."},
    {"sinh", "x, /", math_sinh, "The hyperbolic sine of x."},
    {"sqrt", "x, /", math_sqrt, "The square root of x."},
    {"tan", "x, /", math_tan, "The tangent of x radians."},
    {"tanh", "x, /", math_tanh, "The hyperbolic tangent of x."},
    {"trunc", "x, /", math_trunc, "x without its fraction."},
    {"ulp", "x, /", math_ulp, "The value of the last bit of x."},
    {NULL, NULL, NULL, NULL},
};

static bool add_float(AioliVm *vm, AioliValue module, const char *name, double d) {
    return aioli_attr_set(vm, module, name, aioli_float(vm, d));
}

static bool init(AioliVm *vm, AioliValue module) {
    return aioli_functions_add(vm, module, oli_math_int_functions) &&
           aioli_functions_add(vm, module, oli_math_sum_functions) && add_float(vm, module, "pi", PI) &&
           add_float(vm, module, "e", E) && add_float(vm, module, "tau", 2.0 * PI) &&
           add_float(vm, module, "inf", HUGE_VAL) && add_float(vm, module, "nan", (double)NAN);
}

extern const AioliModule oli_module_math;
const AioliModule oli_module_math = {
    .name = "math", .doc = "Mathematical functions of real numbers.", .functions = FUNCTIONS, .init = init};
