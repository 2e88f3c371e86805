/* SPDX-License-Identifier: MIT
 *
 * Module cmath: functions of complex numbers.
 *
 * Signed zeros, infinities and NaN follow C99's Annex G, whose answers the C library's own functions give; finite values
 * are computed by the formulas of W. Kahan ("Branch cuts for complex elementary functions") as CPython does, so that the
 * last digits agree. Large values are scaled down first. An invalid operation or a pole is a ValueError, a finite
 * argument with a result that is too large an OverflowError.
 */
#include <complex.h>
#include <float.h>
#include <math.h>

#include "aioli.h"

typedef struct Complex {
    double re, im;
} Complex;

/* What went wrong: ValueError "math domain error", OverflowError "math range error". */
typedef enum Problem { FINE, DOMAIN, RANGE } Problem;
typedef Complex (*Function)(Complex z, Problem *problem);

static const double PI = 3.14159265358979323846, E = 2.7182818284590452354, LN2 = 0.69314718055994530942;
static const double LN10 = 2.30258509299404568402;
static const double LARGE = DBL_MAX / 4.0; /* beyond, sums of two may overflow */
static const double LOG_LARGE = 708.3964185322641;

static bool is_finite(Complex z) { return isfinite(z.re) && isfinite(z.im); }
static bool is_large(Complex z) { return fabs(z.re) > LARGE || fabs(z.im) > LARGE; }
static Complex times_i(Complex z) { return (Complex){-z.im, z.re}; }
static Complex over_i(Complex z) { return (Complex){z.im, -z.re}; }

/* Through the C library's function, for what is not finite. */
static Complex special(double complex (*function)(double complex), Complex z) {
    double complex w;
    ((double *)&w)[0] = isnan(z.re) ? NAN : z.re; /* the sign of a NaN must not show */
    ((double *)&w)[1] = isnan(z.im) ? NAN : z.im;
    w = function(w);
    return (Complex){creal(w), cimag(w)};
}

/* ---- roots, inverse functions ---- */

static Complex square_root(Complex z, Problem *problem) {
    (void)problem;
    if (!is_finite(z)) return special(csqrt, z);
    if (z.re == 0.0 && z.im == 0.0) return (Complex){0.0, z.im};
    double ax = fabs(z.re), ay = fabs(z.im), s;
    if (ax < DBL_MIN && ay < DBL_MIN && (ax > 0.0 || ay > 0.0)) {
        ax = ldexp(ax, 53);
        s = ldexp(sqrt(ax + hypot(ax, ldexp(ay, 53))), -27);
    } else {
        ax /= 8.0;
        s = 2.0 * sqrt(ax + hypot(ax, ay / 8.0));
    }
    double d = ay / (2.0 * s);
    return z.re >= 0.0 ? (Complex){s, copysign(d, z.im)} : (Complex){d, copysign(s, z.im)};
}

/* log(2 |z|) for large z */
static double log_double(Complex z) { return log(hypot(z.re / 2.0, z.im / 2.0)) + LN2 * 2.0; }

static Complex arc_cosine(Complex z, Problem *problem) {
    if (isinf(z.re) && isnan(z.im)) return (Complex){NAN, INFINITY};
    if (!is_finite(z)) return special(cacos, z);
    if (is_large(z))
        return (Complex){atan2(fabs(z.im), z.re),
                         z.re < 0.0 ? -copysign(log_double(z), z.im) : copysign(log_double(z), -z.im)};
    Complex a = square_root((Complex){1.0 - z.re, -z.im}, problem);
    Complex b = square_root((Complex){1.0 + z.re, z.im}, problem);
    return (Complex){2.0 * atan2(a.re, b.re), asinh(b.re * a.im - b.im * a.re)};
}

static Complex arc_hyperbolic_cosine(Complex z, Problem *problem) {
    if (z.re == 0.0 && isnan(z.im)) return (Complex){NAN, NAN};
    if (!is_finite(z)) return special(cacosh, z);
    if (is_large(z)) return (Complex){log_double(z), atan2(z.im, z.re)};
    Complex a = square_root((Complex){z.re - 1.0, z.im}, problem);
    Complex b = square_root((Complex){z.re + 1.0, z.im}, problem);
    return (Complex){asinh(a.re * b.re + a.im * b.im), 2.0 * atan2(a.im, b.re)};
}

static Complex arc_hyperbolic_sine(Complex z, Problem *problem) {
    if (!is_finite(z)) return special(casinh, z);
    if (is_large(z)) {
        double re = z.im >= 0.0 ? copysign(log_double(z), z.re) : -copysign(log_double(z), -z.re);
        return (Complex){re, atan2(z.im, fabs(z.re))};
    }
    Complex a = square_root((Complex){1.0 + z.im, -z.re}, problem);
    Complex b = square_root((Complex){1.0 - z.im, z.re}, problem);
    return (Complex){asinh(a.re * b.im - b.re * a.im), atan2(z.im, a.re * b.re - a.im * b.im)};
}

static Complex arc_sine(Complex z, Problem *problem) { return over_i(arc_hyperbolic_sine(times_i(z), problem)); }

static Complex arc_hyperbolic_tangent(Complex z, Problem *problem) {
    if (!is_finite(z)) return special(catanh, z);
    if (z.re < 0.0 || (z.re == 0.0 && copysign(1.0, z.re) < 0.0)) {
        Complex r = arc_hyperbolic_tangent((Complex){-z.re, -z.im}, problem);
        return (Complex){-r.re, -r.im};
    }
    double ay = fabs(z.im), root = sqrt(LARGE);
    if (z.re > root || ay > root) {
        double h = hypot(z.re / 2.0, z.im / 2.0);
        return (Complex){z.re / 4.0 / h / h, -copysign(PI / 2.0, -z.im)};
    }
    if (z.re == 1.0 && ay < sqrt(DBL_MIN)) {
        if (ay == 0.0) {
            *problem = DOMAIN;
            return (Complex){INFINITY, z.im};
        }
        return (Complex){-log(sqrt(ay) / sqrt(hypot(ay, 2.0))), copysign(atan2(2.0, -ay) / 2.0, z.im)};
    }
    double one = 1.0 - z.re;
    return (Complex){log1p(4.0 * z.re / (one * one + ay * ay)) / 4.0,
                     -atan2(-2.0 * z.im, one * (1.0 + z.re) - ay * ay) / 2.0};
}

static Complex arc_tangent(Complex z, Problem *problem) { return over_i(arc_hyperbolic_tangent(times_i(z), problem)); }

/* ---- exponential, trigonometric, hyperbolic functions ---- */

/* A result that is not finite of an argument that is. */
static Complex check_range(Complex r, Problem *problem) {
    if (isinf(r.re) || isinf(r.im)) *problem = RANGE;
    return r;
}

/* An infinite imaginary part, of an argument that is turned round by it, is invalid. */
static Complex check_turn(Complex r, Complex z, bool is_turned, Problem *problem) {
    if (isinf(z.im) && is_turned) *problem = DOMAIN;
    return r;
}

static Complex exponential(Complex z, Problem *problem) {
    if (isinf(z.re) && z.re < 0 && isinf(z.im)) return (Complex){0.0, 0.0};
    if (!is_finite(z)) return check_turn(special(cexp, z), z, isfinite(z.re) || (isinf(z.re) && z.re > 0), problem);
    if (z.re > LOG_LARGE) {
        double l = exp(z.re - 1.0);
        return check_range((Complex){l * cos(z.im) * E, l * sin(z.im) * E}, problem);
    }
    double l = exp(z.re);
    return check_range((Complex){l * cos(z.im), l * sin(z.im)}, problem);
}

static Complex hyperbolic_cosine(Complex z, Problem *problem) {
    if (isnan(z.re) && z.im == 0.0) return (Complex){NAN, 0.0};
    if (!is_finite(z)) return check_turn(special(ccosh, z), z, !isnan(z.re), problem);
    if (fabs(z.re) > LOG_LARGE) {
        double x = z.re - copysign(1.0, z.re);
        return check_range((Complex){cos(z.im) * cosh(x) * E, sin(z.im) * sinh(x) * E}, problem);
    }
    return check_range((Complex){cos(z.im) * cosh(z.re), sin(z.im) * sinh(z.re)}, problem);
}

static Complex hyperbolic_sine(Complex z, Problem *problem) {
    if (z.re == 0.0 && isnan(z.im)) return (Complex){0.0, NAN};
    if (!is_finite(z)) return check_turn(special(csinh, z), z, !isnan(z.re), problem);
    if (fabs(z.re) > LOG_LARGE) {
        double x = z.re - copysign(1.0, z.re);
        return check_range((Complex){cos(z.im) * sinh(x) * E, sin(z.im) * cosh(x) * E}, problem);
    }
    return check_range((Complex){cos(z.im) * sinh(z.re), sin(z.im) * cosh(z.re)}, problem);
}

static Complex hyperbolic_tangent(Complex z, Problem *problem) {
    if (z.re == 0.0 && isnan(z.im)) return (Complex){NAN, NAN};
    if (isinf(z.re) && isinf(z.im)) return (Complex){copysign(1.0, z.re), 0.0};
    if (!is_finite(z)) return check_turn(special(ctanh, z), z, isfinite(z.re), problem);
    if (fabs(z.re) > LOG_LARGE)
        return (Complex){copysign(1.0, z.re), 4.0 * sin(z.im) * cos(z.im) * exp(-2.0 * fabs(z.re))};
    double tx = tanh(z.re), ty = tan(z.im), cx = 1.0 / cosh(z.re), txty = tx * ty, denominator = 1.0 + txty * txty;
    return (Complex){tx * (1.0 + ty * ty) / denominator, ty / denominator * cx * cx};
}

static Complex cosine(Complex z, Problem *problem) { return hyperbolic_cosine(times_i(z), problem); }
static Complex sine(Complex z, Problem *problem) { return over_i(hyperbolic_sine(times_i(z), problem)); }
static Complex tangent(Complex z, Problem *problem) { return over_i(hyperbolic_tangent(times_i(z), problem)); }

/* ---- logarithms ---- */

static Complex natural_log(Complex z, Problem *problem) {
    if (!is_finite(z)) return special(clog, z);
    double ax = fabs(z.re), ay = fabs(z.im), re;
    if (ax > LARGE || ay > LARGE) {
        re = log(hypot(ax / 2.0, ay / 2.0)) + LN2;
    } else if (ax < DBL_MIN && ay < DBL_MIN) {
        if (ax > 0.0 || ay > 0.0) {
            re = log(hypot(ldexp(ax, DBL_MANT_DIG), ldexp(ay, DBL_MANT_DIG))) - DBL_MANT_DIG * LN2;
        } else {
            *problem = DOMAIN;
            re = -INFINITY;
        }
    } else {
        double h = hypot(ax, ay);
        if (0.71 <= h && h <= 1.73) { /* near 1, where log(h) would lose digits */
            double most = ax > ay ? ax : ay, least = ax > ay ? ay : ax;
            re = log1p((most - 1) * (most + 1) + least * least) / 2.0;
        } else {
            re = log(h);
        }
    }
    return (Complex){re, atan2(z.im, z.re)};
}

static Complex log_10(Complex z, Problem *problem) {
    Complex r = natural_log(z, problem);
    return (Complex){r.re / LN10, r.im / LN10};
}

/* ---- calling them ---- */

static AioliValue result(AioliVm *vm, Complex r, Problem problem) {
    if (problem == DOMAIN) return aioli_raise(vm, "ValueError", "math domain error");
    if (problem == RANGE) return aioli_raise(vm, "OverflowError", "math range error");
    return aioli_complex(vm, r.re, r.im);
}

static AioliValue apply(AioliVm *vm, const AioliValue *args, Function function) {
    Complex z;
    Problem problem = FINE;
    if (!aioli_complex_get(vm, args[0], &z.re, &z.im)) return aioli_error();
    Complex r = function(z, &problem);
    return result(vm, r, problem);
}

#define WRAP(name, function)                                                                                           \
    static AioliValue cmath_##name(AioliVm *vm, const AioliValue *args, size_t count) {                                \
        (void)count;                                                                                                   \
        return apply(vm, args, function);                                                                              \
    }
WRAP(sqrt, square_root)
WRAP(acos, arc_cosine)
WRAP(acosh, arc_hyperbolic_cosine)
WRAP(asin, arc_sine)
WRAP(asinh, arc_hyperbolic_sine)
WRAP(atan, arc_tangent)
WRAP(atanh, arc_hyperbolic_tangent)
WRAP(exp, exponential)
WRAP(cos, cosine)
WRAP(cosh, hyperbolic_cosine)
WRAP(sin, sine)
WRAP(sinh, hyperbolic_sine)
WRAP(tan, tangent)
WRAP(tanh, hyperbolic_tangent)
WRAP(log10, log_10)

static AioliValue cmath_log(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Complex z;
    Problem problem = FINE;
    if (!aioli_complex_get(vm, args[0], &z.re, &z.im)) return aioli_error();
    Complex r = natural_log(z, &problem);
    if (aioli_is_missing(args[1])) return result(vm, r, problem);
    if (!aioli_complex_get(vm, args[1], &z.re, &z.im)) return aioli_error();
    problem = FINE; /* the logarithm of zero has a quotient, to CPython */
    Complex base = natural_log(z, &problem);
    if (base.re == 0.0 && base.im == 0.0) problem = DOMAIN;
    if (problem != FINE) return result(vm, r, problem);
    return aioli_binary(vm, AIOLI_DIV, aioli_complex(vm, r.re, r.im), aioli_complex(vm, base.re, base.im));
}

static AioliValue cmath_phase(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Complex z;
    return aioli_complex_get(vm, args[0], &z.re, &z.im) ? aioli_float(vm, atan2(z.im, z.re)) : aioli_error();
}

static AioliValue cmath_polar(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Complex z;
    if (!aioli_complex_get(vm, args[0], &z.re, &z.im)) return aioli_error();
    double r = hypot(z.re, z.im);
    if (isinf(r) && is_finite(z)) return result(vm, z, RANGE);
    AioliValue pair[] = {aioli_float(vm, r), aioli_float(vm, atan2(z.im, z.re))};
    return aioli_tuple(vm, pair, 2);
}

/* For what is not finite: r times a direction, where zero stays zero. */
static Complex rect_special(double r, double phi, Problem *problem) {
    if (isinf(r) && isfinite(phi) && phi != 0.0)
        return r > 0 ? (Complex){copysign(INFINITY, cos(phi)), copysign(INFINITY, sin(phi))}
                     : (Complex){-copysign(INFINITY, cos(phi)), -copysign(INFINITY, sin(phi))};
    if (isinf(phi) && r != 0.0 && !isnan(r)) *problem = DOMAIN;
    if (r == 0.0) return (Complex){0.0, 0.0};
    if (phi == 0.0) return (Complex){r, isnan(r) ? 0.0 : copysign(1.0, r) * phi};
    return (Complex){isinf(r) ? INFINITY : NAN, NAN};
}

static AioliValue cmath_rect(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    double r, phi;
    Problem problem = FINE;
    if (!aioli_float_get(vm, args[0], &r) || !aioli_float_get(vm, args[1], &phi)) return aioli_error();
    if (!isfinite(r) || !isfinite(phi)) {
        Complex z = rect_special(r, phi, &problem);
        return result(vm, z, problem);
    }
    return phi == 0.0 ? aioli_complex(vm, r, r * phi) : aioli_complex(vm, r * cos(phi), r * sin(phi));
}

static AioliValue cmath_isfinite(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Complex z;
    return aioli_complex_get(vm, args[0], &z.re, &z.im) ? aioli_bool(is_finite(z)) : aioli_error();
}

static AioliValue cmath_isinf(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Complex z;
    return aioli_complex_get(vm, args[0], &z.re, &z.im) ? aioli_bool(isinf(z.re) || isinf(z.im)) : aioli_error();
}

static AioliValue cmath_isnan(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Complex z;
    return aioli_complex_get(vm, args[0], &z.re, &z.im) ? aioli_bool(isnan(z.re) || isnan(z.im)) : aioli_error();
}

static AioliValue cmath_isclose(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Complex a, b;
    double relative = 1e-9, absolute = 0.0;
    if (!aioli_complex_get(vm, args[0], &a.re, &a.im) || !aioli_complex_get(vm, args[1], &b.re, &b.im) ||
        (!aioli_is_missing(args[2]) && !aioli_float_get(vm, args[2], &relative)) ||
        (!aioli_is_missing(args[3]) && !aioli_float_get(vm, args[3], &absolute)))
        return aioli_error();
    if (relative < 0.0 || absolute < 0.0) return aioli_raise(vm, "ValueError", "tolerances must be non-negative");
    if (a.re == b.re && a.im == b.im) return aioli_bool(true);
    if (isinf(a.re) || isinf(a.im) || isinf(b.re) || isinf(b.im)) return aioli_bool(false);
    double distance = hypot(a.re - b.re, a.im - b.im);
    return aioli_bool(distance <= relative * hypot(b.re, b.im) || distance <= relative * hypot(a.re, a.im) ||
                      distance <= absolute);
}

static const AioliFunction FUNCTIONS[] = {
    {"acos", "z, /", cmath_acos, "Return the arc cosine of z."},
    {"acosh", "z, /", cmath_acosh, "Return the inverse hyperbolic cosine of z."},
    {"asin", "z, /", cmath_asin, "Return the arc sine of z."},
    {"asinh", "z, /", cmath_asinh, "Return the inverse hyperbolic sine of z."},
    {"atan", "z, /", cmath_atan, "Return the arc tangent of z."},
    {"atanh", "z, /", cmath_atanh, "Return the inverse hyperbolic tangent of z."},
    {"cos", "z, /", cmath_cos, "Return the cosine of z."},
    {"cosh", "z, /", cmath_cosh, "Return the hyperbolic cosine of z."},
    {"exp", "z, /", cmath_exp, "Return the exponential value e**z."},
    {"isclose", "a, b, *, rel_tol=1e-09, abs_tol=0.0", cmath_isclose,
     "Determine whether two complex numbers are close."},
    {"isfinite", "z, /", cmath_isfinite, "Return True if both the real and imaginary parts of z are finite."},
    {"isinf", "z, /", cmath_isinf, "Checks if the real or imaginary part of z is infinite."},
    {"isnan", "z, /", cmath_isnan, "Checks if the real or imaginary part of z not a number (NaN)."},
    {"log", "z, base=, /", cmath_log, "log(z[, base]) -> the logarithm of z to the given base."},
    {"log10", "z, /", cmath_log10, "Return the base-10 logarithm of z."},
    {"phase", "z, /", cmath_phase, "Return argument, also known as the phase angle, of a complex."},
    {"polar", "z, /", cmath_polar, "Convert a complex from rectangular coordinates to polar coordinates."},
    {"rect", "r, phi, /", cmath_rect, "Convert from polar coordinates to rectangular coordinates."},
    {"sin", "z, /", cmath_sin, "Return the sine of z."},
    {"sinh", "z, /", cmath_sinh, "Return the hyperbolic sine of z."},
    {"sqrt", "z, /", cmath_sqrt, "Return the square root of z."},
    {"tan", "z, /", cmath_tan, "Return the tangent of z."},
    {"tanh", "z, /", cmath_tanh, "Return the hyperbolic tangent of z."},
    {NULL, NULL, NULL, NULL}};

static bool init_module(AioliVm *vm, AioliValue module) {
    return aioli_attr_set(vm, module, "pi", aioli_float(vm, PI)) &&
           aioli_attr_set(vm, module, "e", aioli_float(vm, E)) &&
           aioli_attr_set(vm, module, "tau", aioli_float(vm, 2.0 * PI)) &&
           aioli_attr_set(vm, module, "inf", aioli_float(vm, INFINITY)) &&
           aioli_attr_set(vm, module, "nan", aioli_float(vm, NAN)) &&
           aioli_attr_set(vm, module, "infj", aioli_complex(vm, 0.0, INFINITY)) &&
           aioli_attr_set(vm, module, "nanj", aioli_complex(vm, 0.0, NAN));
}

const AioliModule oli_module_cmath = {"cmath", "Mathematical functions for complex numbers.", FUNCTIONS, init_module};
