# cmath over the plane, its special points included.
import cmath
import math

NAMES = ["acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "cosh", "exp", "log", "log10", "sin", "sinh", "sqrt",
         "tan", "tanh", "phase", "polar", "isfinite", "isinf", "isnan"]
PARTS = [0.0, -0.0, 0.5, -2.0, 1.0, math.inf, -math.inf, math.nan, 1e300]


def show(value):
    if isinstance(value, complex):
        return f"({show(value.real)}, {show(value.imag)})"
    if isinstance(value, tuple):
        return str([show(item) for item in value])
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def unsigned(value):
    """At infinities and NaN the C library has a say in the signs of zeros and infinities."""
    return complex(abs(value.real), abs(value.imag)) if isinstance(value, complex) else value


# Where the C library and CPython differ, in the last digits or in the sign of a zero that nobody specified.
SKIPPED = {"acos", "asin", "atan", "acosh", "asinh", "atanh"}
for name in NAMES:
    function = getattr(cmath, name)
    for real in PARTS:
        for imag in PARTS:
            if name in SKIPPED and 1e300 in (real, imag):
                continue
            try:
                result = function(complex(real, imag))
                print(name, real, imag, show(result if cmath.isfinite(complex(real, imag)) else unsigned(result)))
            except Exception as error:
                print(name, real, imag, type(error).__name__, error)


class Number:
    def __complex__(self):
        return 3 + 4j


class Index:
    def __index__(self):
        return 4


def attempt(function, *args, **kwargs):
    try:
        print(show(function(*args, **kwargs)))
    except Exception as error:
        print(type(error).__name__, error)


attempt(cmath.sqrt, Index())
attempt(cmath.polar, Number())
attempt(cmath.sqrt, "1")
attempt(cmath.log, 100, 10)
attempt(cmath.log, 1, 0)
attempt(cmath.log, 8j, 2)
for r, phi in ((1, math.pi / 2), (2, 0.0), (math.inf, 0.0), (math.inf, math.inf), (0, math.inf), (0, math.nan), (1, math.inf)):
    attempt(cmath.rect, r, phi)
attempt(cmath.isclose, 1 + 1j, 1 + 1.0000000001j)
attempt(cmath.isclose, 1, 2, abs_tol=1)
attempt(cmath.isclose, 1, 2, rel_tol=-1)
attempt(cmath.isclose, cmath.inf, cmath.inf)
print(cmath.pi, cmath.e, cmath.tau, cmath.inf, cmath.nan, cmath.infj, cmath.nanj)
