# math: functions of floats with special values and errors. Transcendental results are shown to 14 digits, since the
# last ones are the C library's.
import math

VALUES = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 0.1, 3.7, -3.7, 10.0, 1e-10, -1e-10, 1e10, 171.0, 710.0, -746.0, 1e300, -1e300, 5e-324, 1.7976931348623157e308, math.inf, -math.inf, math.nan, 5, True, 10 ** 25, 10 ** 400, "x", None]
EXACT = "ceil floor trunc fabs frexp modf sqrt isfinite isinf isnan ulp".split()
ROUNDED = "acos acosh asin asinh atan atanh cbrt cos cosh degrees erf erfc exp exp2 expm1 gamma lgamma log log10 log1p log2 radians sin sinh tan tanh".split()


def show(f, *args, **kw):
    try:
        r = f(*args, **kw)
    except Exception as e:
        return f"{type(e).__name__}: {e}"
    return f"{r:.14g}" if type(r) is float else repr(r) if len(repr(r)) < 50 else hash(r)


for name in EXACT + ROUNDED:
    f = getattr(math, name)
    for v in VALUES:
        if name in EXACT:
            try:
                r = repr(f(v))
            except Exception as e:
                r = f"{type(e).__name__}: {e}"
            print(name, v if v != 10 ** 400 else "10**400", r if len(r) < 60 else len(r))
        else:
            print(name, v if v != 10 ** 400 else "10**400", show(f, v))
PAIRS = [0.0, -0.0, 1.0, -1.0, 2.5, -2.5, 3.0, 0.1, 1e300, 5e-324, math.inf, -math.inf, math.nan]
for name in ("atan2", "copysign", "fmod", "pow", "remainder", "nextafter", "hypot", "isclose"):
    f = getattr(math, name)
    for a in PAIRS:
        print(name, a, [show(f, a, b) for b in PAIRS])
for a in (0.5, 1.0, -3.0, 0.0, math.inf, 5e-324):
    print([show(math.ldexp, a, e) for e in (0, 1, -1, 1000, -1000, 1024, -1080, 10 ** 30, -10 ** 30, 5000, True)])
for args in ((1, 1.0), (1, "x"), ("x", 1), (1,)):
    print(show(math.ldexp, *args), show(math.pow, *args), show(math.fmod, *args)) if len(args) > 1 else None
for args in ((8, 2), (100, 10), (2, 1), (10 ** 400, 10), (10, 10 ** 400), (2, 0), (0, 2), (2.5, "x"), ("a", 2), (-1, 2), (8, -2), (math.e,), (), (1, 2, 3), (10 ** 400,), (-10 ** 400,), (2 ** 3000 - 1, 2), (1, 7), (True,)):
    print(len(args), show(math.log, *args))
print(show(math.log2, 2 ** 4000), show(math.log10, 10 ** 5000), show(math.log2, 10 ** 400), show(math.log1p, 10 ** 400), show(math.log2, -10 ** 400), show(math.log10, 0))
for kw in ({}, {"rel_tol": 0.1}, {"abs_tol": 0.2}, {"rel_tol": -1}, {"abs_tol": -1}, {"rel_tol": 0, "abs_tol": 0}, {"rel_tol": "x"}):
    print(kw, [show(math.isclose, a, b, **kw) for a, b in ((1, 1), (1, 1.05), (1, 1.0000000001), (0, 1e-12), (1e10, 1.00000000001e10), (math.inf, math.inf), (math.inf, 1e308), (math.nan, math.nan))])
for steps in (0, 1, 2, 5, 10 ** 30, 2 ** 62, None, -1, 1.0, True):
    print(steps, [show(lambda: math.nextafter(a, b, steps=steps).hex()) for a, b in ((1, 2), (-1, 2), (0.0, 1), (-5e-324, 1), (5e-324, -1), (-0.0, 0.0), (1, 1), (math.nan, 1), (1, math.nan), (math.inf, 0), (1e308, math.inf))])
print([math.ulp(x).hex() for x in (0, 1, -1, 1.5, 2, 1e300, 5e-324, 1.7976931348623157e308, 2.2250738585072014e-308)])
for args in ((2, 3, 4), (1.1, 1.1, -1.21), (1e308, 10, 1), (1e308, 10, -math.inf), (math.inf, 0, 1), (0, math.inf, math.nan), (0.1, 10, -1), (1e-320, 1e-10, 0), ("a", 1, 2), (-0.0, 1, 0.0), (-0.0, 1, -0.0)):
    print(args, show(lambda: math.fma(*args).hex()))
class F:
    def __floor__(self): return "floor"
    def __ceil__(self): return "ceil"
    def __trunc__(self): return "trunc"
class G:
    def __float__(self): return 2.5
class H:
    def __index__(self): return 7
for c in (F, G, H):
    print([show(f, c()) for f in (math.floor, math.ceil, math.trunc, math.sqrt, math.fabs, math.isnan)])
print(math.floor(-0.5), math.ceil(-0.5), math.floor(1e300) == int(1e300), math.floor(10 ** 30), math.trunc(-7.9), math.floor(True), type(math.floor(True)).__name__)
print(math.pi, math.e, math.tau, math.inf, math.nan, math.pi.hex(), math.e.hex())
print([round(math.gamma(x), 10) for x in (0.5, 1.5, -0.5, -1.5, 3.3, 5.5, 10.1)], [math.gamma(n) for n in range(1, 25)], show(math.gamma, 171.5), show(math.gamma, -170.5), show(math.gamma, -200.5), show(math.gamma, 1e-310), show(math.gamma, -1))
print(sorted(x for x in dir(math) if not x.startswith("_")))
