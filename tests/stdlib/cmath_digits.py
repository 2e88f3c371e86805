import cmath
import math
import random


def t(call):
    try:
        return repr(call())
    except Exception as error:
        return type(error).__name__ + ' ' + str(error)


NAMES = ('sqrt', 'acos', 'acosh', 'asin', 'asinh', 'atan', 'atanh', 'exp', 'cos', 'cosh', 'sin', 'sinh', 'tan', 'tanh', 'log', 'log10', 'phase', 'polar')
PARTS = (0.0, -0.0, 1.0, -1.5, math.inf, -math.inf, math.nan)
for name in NAMES:
    function = getattr(cmath, name)
    for re in PARTS:
        print(name, re, [t(lambda: function(complex(re, im))) for im in PARTS])
random.seed(7)
values = [complex(random.gauss(0, 3), random.gauss(0, 3)) for _ in range(12)]
values += [1 + 1e-9j, 1 + 0j, -1 + 0j, 1j, -1j, 1e-310 + 1e-310j, 1e308 + 1e308j, -1e308 + 1j, 1 + 1e308j, 709.9 + 1j, 711 + 1j, -720 + 2j, 0.9999 + 1e-5j, 1e-5, 3, True]
for z in values:
    print(z, [t(lambda: getattr(cmath, name)(z)) for name in NAMES])
for r in PARTS + (2.0,):
    print(r, [t(lambda: cmath.rect(r, phi)) for phi in PARTS])
for call in [
    lambda: cmath.log(8, 2), lambda: cmath.log(8, 0), lambda: cmath.log(0, 2), lambda: cmath.log(1j, 1), lambda: cmath.sqrt('x'), lambda: cmath.sqrt(None), lambda: cmath.isclose(1, 1 + 1e-10j),
    lambda: cmath.isclose(1, 2, rel_tol=-1), lambda: cmath.isclose(1, 1.1, abs_tol=0.2), lambda: cmath.isclose(math.inf, 1), lambda: cmath.isnan(complex(0, math.nan)), lambda: cmath.isinf(complex(math.inf, math.nan)),
    lambda: cmath.isfinite(1j), lambda: (cmath.pi, cmath.e, cmath.tau, cmath.inf, cmath.nan, cmath.infj, cmath.nanj),
]:
    print(t(call))
