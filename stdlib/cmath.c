/* SPDX-License-Identifier: MIT
 *
 * Module cmath: functions of complex numbers, by C's own (ISO C11, 7.3 and Annex G, which says what they make of
 * infinities, NaN and signed zeros). Where Python raises and C does not, the head of each function says when.
 */
#include <complex.h>
#include <math.h>

#include "math_parts.h"

typedef double complex Complex;

/* C11's CMPLX, which not every compiler has: the parts as they are, infinities and signed zeros included. */
static Complex make(double real, double imag) {
    union {
        double parts[2];
        Complex z;
    } both = {{real, imag}};
    return both.z;
}

static bool is_nan(Complex z) { return isnan(creal(z)) || isnan(cimag(z)); }
static bool is_infinite(Complex z) { return isinf(creal(z)) || isinf(cimag(z)); }
static bool is_finite(Complex z) { return isfinite(creal(z)) && isfinite(cimag(z)); }

static bool read(AioliVm *vm, AioliValue v, Complex *out) {
    double real, imag;
    if (!aioli_complex_get(vm, v, &real, &imag)) return false;
    *out = make(real, imag);
    return true;
}

static AioliValue write(AioliVm *vm, Complex z) { return aioli_complex(vm, creal(z), cimag(z)); }

/* A finite argument whose result is not: OverflowError. */
static AioliValue checked(AioliVm *vm, Complex argument, Complex result) {
    return is_finite(argument) && is_infinite(result) ? oli_math_range_error(vm) : write(vm, result);
}

/* ---- functions without errors ---- */

/* Nothing is known of the angle either when the imaginary part is no number. */
static Complex arc_hyperbolic_cosine(Complex z) {
    return isnan(cimag(z)) && isfinite(creal(z)) ? make(NAN, NAN) : cacosh(z);
}

#define SIMPLE(name, function)                                                                                         \
    static AioliValue name(AioliVm *vm, const AioliValue *args, size_t count) {                                        \
        (void)count;                                                                                                   \
        Complex z;                                                                                                     \
        return read(vm, args[0], &z) ? write(vm, function(z)) : aioli_error();                                         \
    }
SIMPLE(complex_acos, cacos)
SIMPLE(complex_acosh, arc_hyperbolic_cosine)
SIMPLE(complex_asin, casin)
SIMPLE(complex_asinh, casinh)
SIMPLE(complex_sqrt, csqrt)

/* ---- ValueError at an infinite angle, OverflowError ---- */

/* Multiplied by i, and by -i. */
static Complex turn(Complex z) { return make(-cimag(z), creal(z)); }
static Complex turn_back(Complex z) { return make(cimag(z), -creal(z)); }

/* cosh and sinh: an infinite imaginary part has no angle. */
static AioliValue hyperbolic(AioliVm *vm, AioliValue v, Complex (*function)(Complex), bool is_circular) {
    Complex z;
    if (!read(vm, v, &z)) return aioli_error();
    double angle = is_circular ? creal(z) : cimag(z), size = is_circular ? cimag(z) : creal(z);
    if (isinf(angle) && !isnan(size)) return oli_math_domain_error(vm);
    return checked(vm, z, function(z));
}

static Complex cosine(Complex z) { return ccosh(turn(z)); }
static Complex sine(Complex z) { return turn_back(csinh(turn(z))); }
/* Zero at an unknown angle is no number, as CPython has it. */
static Complex hyperbolic_tangent(Complex z) {
    return isnan(cimag(z)) && isfinite(creal(z)) ? make(NAN, NAN) : ctanh(z);
}
static Complex tangent(Complex z) { return turn_back(hyperbolic_tangent(turn(z))); }
static Complex arc_tangent(Complex z) { return turn_back(catanh(turn(z))); }

static AioliValue complex_cos(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return hyperbolic(vm, args[0], cosine, true);
}
static AioliValue complex_cosh(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return hyperbolic(vm, args[0], ccosh, false);
}
static AioliValue complex_sin(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return hyperbolic(vm, args[0], sine, true);
}
static AioliValue complex_sinh(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return hyperbolic(vm, args[0], csinh, false);
}

/* exp: the angle matters unless the size is nothing. */
static AioliValue complex_exp(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Complex z;
    if (!read(vm, args[0], &z)) return aioli_error();
    bool is_zero = isinf(creal(z)) && creal(z) < 0;
    if (isinf(cimag(z)) && !isnan(creal(z)) && !is_zero) return oli_math_domain_error(vm);
    return checked(vm, z, cexp(z));
}

/* tanh and tan: an infinite angle matters where the size is finite. */
static AioliValue complex_tanh(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Complex z;
    if (!read(vm, args[0], &z)) return aioli_error();
    return isinf(cimag(z)) && isfinite(creal(z)) ? oli_math_domain_error(vm) : write(vm, hyperbolic_tangent(z));
}

static AioliValue complex_tan(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Complex z;
    if (!read(vm, args[0], &z)) return aioli_error();
    return isinf(creal(z)) && isfinite(cimag(z)) ? oli_math_domain_error(vm) : write(vm, tangent(z));
}

/* ---- poles ---- */

static AioliValue complex_atanh(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Complex z;
    if (!read(vm, args[0], &z)) return aioli_error();
    return fabs(creal(z)) == 1 && cimag(z) == 0 ? oli_math_domain_error(vm) : write(vm, catanh(z));
}

static AioliValue complex_atan(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Complex z;
    if (!read(vm, args[0], &z)) return aioli_error();
    return fabs(cimag(z)) == 1 && creal(z) == 0 ? oli_math_domain_error(vm) : write(vm, arc_tangent(z));
}

static bool logarithm(AioliVm *vm, AioliValue v, Complex *out) {
    Complex z;
    if (!read(vm, v, &z)) return false;
    if (creal(z) == 0 && cimag(z) == 0) {
        oli_math_domain_error(vm);
        return false;
    }
    *out = clog(z);
    return true;
}

static AioliValue complex_log(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Complex z, base;
    if (!logarithm(vm, args[0], &z)) return aioli_error();
    if (aioli_is_missing(args[1])) return write(vm, z);
    if (!logarithm(vm, args[1], &base)) return aioli_error();
    return aioli_binary(vm, AIOLI_DIV, write(vm, z), write(vm, base));
}

static AioliValue complex_log10(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Complex z;
    if (!logarithm(vm, args[0], &z)) return aioli_error();
    const double ln10 = 2.302585092994045684017991454684364208;
    return aioli_complex(vm, creal(z) / ln10, cimag(z) / ln10);
}

/* ---- polar coordinates ---- */

static AioliValue complex_phase(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Complex z;
    return read(vm, args[0], &z) ? aioli_float(vm, atan2(cimag(z), creal(z))) : aioli_error();
}

static AioliValue complex_polar(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Complex z;
    if (!read(vm, args[0], &z)) return aioli_error();
    double size = hypot(creal(z), cimag(z));
    if (isinf(size) && is_finite(z)) return oli_math_range_error(vm);
    const AioliValue parts[] = {aioli_float(vm, size), aioli_float(vm, atan2(cimag(z), creal(z)))};
    return aioli_tuple(vm, parts, 2);
}

static AioliValue complex_rect(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    double r, phi;
    if (!aioli_float_get(vm, args[0], &r) || !aioli_float_get(vm, args[1], &phi)) return aioli_error();
    if (isinf(phi) && r != 0 && !isnan(r)) return oli_math_domain_error(vm);
    if (phi == 0) return aioli_complex(vm, r, phi * copysign(1, r)); /* also where r is infinite */
    if (isinf(phi)) return isnan(r) ? aioli_complex(vm, r, NAN) : aioli_complex(vm, 0, 0);
    if (isinf(r) && isnan(phi)) return aioli_complex(vm, INFINITY, NAN);
    if (r == 0 && isnan(phi)) return aioli_complex(vm, 0, 0);
    return aioli_complex(vm, r * cos(phi), r * sin(phi));
}

/* ---- what kind of number ---- */

#define TEST(name, condition)                                                                                          \
    static AioliValue name(AioliVm *vm, const AioliValue *args, size_t count) {                                        \
        (void)count;                                                                                                   \
        Complex z;                                                                                                     \
        return read(vm, args[0], &z) ? aioli_bool(condition(z)) : aioli_error();                                       \
    }
TEST(complex_isfinite, is_finite)
TEST(complex_isinf, is_infinite)
TEST(complex_isnan, is_nan)

static AioliValue complex_isclose(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Complex a, b;
    double relative = 1e-9, absolute = 0;
    if (!read(vm, args[0], &a) || !read(vm, args[1], &b)) return aioli_error();
    if (!aioli_is_missing(args[2]) && !aioli_float_get(vm, args[2], &relative)) return aioli_error();
    if (!aioli_is_missing(args[3]) && !aioli_float_get(vm, args[3], &absolute)) return aioli_error();
    if (relative < 0 || absolute < 0) return aioli_raise(vm, "ValueError", "tolerances must be non-negative");
    if (creal(a) == creal(b) && cimag(a) == cimag(b)) return aioli_bool(true);
    if (is_infinite(a) || is_infinite(b)) return aioli_bool(false);
    double difference = cabs(a - b);
    return aioli_bool(difference <= relative * cabs(b) || difference <= relative * cabs(a) || difference <= absolute);
}

static const AioliFunction FUNCTIONS[] = {
    {"acos", "z, /", complex_acos, "The arc cosine of z."},
    {"acosh", "z, /", complex_acosh, "The inverse hyperbolic cosine of z."},
    {"asin", "z, /", complex_asin, "The arc sine of z."},
    {"asinh", "z, /", complex_asinh, "The inverse hyperbolic sine of z."},
    {"atan", "z, /", complex_atan, "The arc tangent of z."},
    {"atanh", "z, /", complex_atanh, "The inverse hyperbolic tangent of z."},
    {"cos", "z, /", complex_cos, "The cosine of z."},
    {"cosh", "z, /", complex_cosh, "The hyperbolic cosine of z."},
    {"exp", "z, /", complex_exp, "e to the power z."},
    {"isclose", "a, b, *, rel_tol=, abs_tol=", complex_isclose, "Whether two numbers are close in value."},
    {"isfinite", "z, /", complex_isfinite, "Whether both parts of z are finite."},
    {"isinf", "z, /", complex_isinf, "Whether a part of z is infinite."},
    {"isnan", "z, /", complex_isnan, "Whether a part of z is not a number."},
    {"log", "z, base=, /", complex_log, "The logarithm of z to the given base, or the natural one."},
    {"log10", "z, /", complex_log10, "The logarithm of z to the base 10."},
    {"phase", "z, /", complex_phase, "The angle of z, in radians."},
    {"polar", "z, /", complex_polar, "(distance from 0, angle in radians) of z."},
    {"rect", "r, phi, /", complex_rect, "The number at distance r from 0 and angle phi."},
    {"sin", "z, /", complex_sin, "The sine of z."},
    {"sinh", "z, /", complex_sinh, "The hyperbolic sine of z."},
    {"sqrt", "z, /", complex_sqrt, "The square root of z."},
    {"tan", "z, /", complex_tan, "The tangent of z."},
    {"tanh", "z, /", complex_tanh, "The hyperbolic tangent of z."},
    {NULL, NULL, NULL, NULL}};

static bool init(AioliVm *vm, AioliValue module) {
    const double pi = 3.141592653589793238462643383279502884, e = 2.718281828459045235360287471352662498;
    return aioli_attr_set(vm, module, "pi", aioli_float(vm, pi)) &&
           aioli_attr_set(vm, module, "e", aioli_float(vm, e)) &&
           aioli_attr_set(vm, module, "tau", aioli_float(vm, 2 * pi)) &&
           aioli_attr_set(vm, module, "inf", aioli_float(vm, INFINITY)) &&
           aioli_attr_set(vm, module, "nan", aioli_float(vm, NAN)) &&
           aioli_attr_set(vm, module, "infj", aioli_complex(vm, 0, INFINITY)) &&
           aioli_attr_set(vm, module, "nanj", aioli_complex(vm, 0, NAN));
}

extern const AioliModule oli_module_cmath;
const AioliModule oli_module_cmath = {
    .name = "cmath", .doc = "Mathematical functions of complex numbers.", .functions = FUNCTIONS, .init = init};
