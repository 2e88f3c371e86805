/* SPDX-License-Identifier: MIT
 *
 * math.gamma and math.lgamma, by Lanczos' approximation as Boost evaluates it (13 terms, g = 6.0246800407767296), and
 * Euler's reflection for negative numbers. C's own tgamma is not used, because its results differ from library to
 * library in the last digits, and from CPython's.
 */
#include <math.h>

#include "math_parts.h"

enum { TERMS = 13, WHOLE_RESULTS = 23 }; /* 22! is the last factorial that a double holds exactly */

static const double PI = 3.141592653589793238462643383279502884197;
static const double LOG_PI = 1.144729885849400174143427351353058711647;
static const double G = 6.024680040776729583740234375;
static const double G_MINUS_HALF = 5.524680040776729583740234375;

static const double NUMERATOR[TERMS] = {
    23531376880.410759688572007674451636754734846804940, 42919803642.649098768957899047001988850926355848959,
    35711959237.355668049440185451547166705960488635843, 17921034426.037209699919755754458931112671403265390,
    6039542586.3520280050642916443072979210699388420708, 1439720407.3117216736632230727949123939715485786372,
    248874557.86205415651146038641322942321632125127801, 31426415.585400194380614231628318205362874684987640,
    2876370.6289353724412254090516208496135991145378768, 186056.26539522349504029498971604569928220784236328,
    8071.6720023658162106380029022722506138218516325024, 210.82427775157934587250973392071336271166969580291,
    2.5066282746310002701649081771338373386264310793408,
};
static const double DENOMINATOR[TERMS] = {
    0.0,       39916800.0, 120543840.0, 150917976.0, 105258076.0, 45995730.0, 13339535.0,
    2637558.0, 357423.0,   32670.0,     1925.0,      66.0,        1.0,
};

/* The quotient of both polynomials; for large x in powers of 1/x, so that nothing overflows. */
static double lanczos_sum(double x) {
    double numerator = 0.0, denominator = 0.0;
    if (x < 5.0) {
        for (int i = TERMS; i-- > 0;) {
            numerator = numerator * x + NUMERATOR[i];
            denominator = denominator * x + DENOMINATOR[i];
        }
    } else {
        for (int i = 0; i < TERMS; i++) {
            numerator = numerator / x + NUMERATOR[i];
            denominator = denominator / x + DENOMINATOR[i];
        }
    }
    return numerator / denominator;
}

/* sin(pi x), exact at the quarters. */
static double sin_pi(double x) {
    double y = fmod(fabs(x), 2.0), result;
    switch ((int)round(2.0 * y)) {
    case 0: result = sin(PI * y); break;
    case 1: result = cos(PI * (y - 0.5)); break;
    case 2: result = sin(PI * (1.0 - y)); break; /* not -sin(pi (y - 1)): a zero keeps its sign */
    case 3: result = -cos(PI * (y - 1.5)); break;
    default: result = sin(PI * (y - 2.0)); break;
    }
    return copysign(1.0, x) * result;
}

/* (n - 1)! */
static double factorial_before(int n) {
    double result = 1.0;
    for (int i = 2; i < n; i++) result *= i;
    return result;
}

/* Multiplies (or divides) by y ** power, in two steps where one would overflow. */
static double scale_by_power(double r, double y, double x, bool divides) {
    if (x < 140.0) {
        double factor = pow(y, x - 0.5);
        return divides ? r / factor : r * factor;
    }
    double root = pow(y, x / 2.0 - 0.25);
    return divides ? r / root / root : r * root * root;
}

/* Finite x that is neither whole nor tiny nor beyond 200. */
static double gamma_of(double x) {
    double a = fabs(x), y = a + G_MINUS_HALF;
    /* What rounding y lost, as far as it can be found: it is made good by a first-order correction. */
    double lost = a > G_MINUS_HALF ? (y - a) - G_MINUS_HALF : (y - G_MINUS_HALF) - a;
    double z = lost * G / y;
    double r;
    if (x < 0.0) {
        r = -PI / sin_pi(a) / a * exp(y) / lanczos_sum(a);
        r -= z * r;
        return scale_by_power(r, y, a, true);
    }
    r = lanczos_sum(a) / exp(y);
    r += z * r;
    return scale_by_power(r, y, a, false);
}

AioliValue oli_math_gamma(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    double x;
    if (!aioli_float_get(vm, args[0], &x)) return aioli_error();
    if (isnan(x) || (isinf(x) && x > 0)) return aioli_float(vm, x);
    if (isinf(x) || x == 0.0) return oli_math_domain_error(vm);
    if (x == floor(x)) {
        if (x < 0.0) return oli_math_domain_error(vm);
        if (x <= WHOLE_RESULTS) return aioli_float(vm, factorial_before((int)x));
    }
    double r;
    if (fabs(x) < 1e-20) {
        r = 1.0 / x;
    } else if (fabs(x) > 200.0) {
        r = x < 0.0 ? 0.0 / sin_pi(x) : HUGE_VAL;
    } else {
        r = gamma_of(x);
    }
    return isinf(r) ? oli_math_range_error(vm) : aioli_float(vm, r);
}

AioliValue oli_math_lgamma(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    double x;
    if (!aioli_float_get(vm, args[0], &x)) return aioli_error();
    if (isnan(x)) return aioli_float(vm, x);
    if (isinf(x)) return aioli_float(vm, HUGE_VAL);
    if (x == floor(x) && x <= 2.0) return x <= 0.0 ? oli_math_domain_error(vm) : aioli_float(vm, 0.0);
    double a = fabs(x);
    if (a < 1e-20) return aioli_float(vm, -log(a));
    double r = log(lanczos_sum(a)) - G;
    r += (a - 0.5) * (log(a + G - 0.5) - 1);
    if (x < 0.0) r = LOG_PI - log(fabs(sin_pi(a))) - log(a) - r;
    return isinf(r) ? oli_math_range_error(vm) : aioli_float(vm, r);
}
