# Float operators on every pair of special values; signs of zero, infinities, NaN; errors.
inf, nan = float("inf"), float("nan")
VALUES = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, -3.0, 1.5, -2.5, 0.1, 1e16, -1e16, 1e300, -1e300, 1e-300, 5e-324, -5e-324, inf, -inf, nan]


def show(f):
    try:
        return repr(f())
    except Exception as e:
        return f"{type(e).__name__}({e})"


for a in VALUES:
    print("==", a, -a, +a, abs(a), bool(a), a.is_integer(), show(lambda: int(a))[:40], show(lambda: a.as_integer_ratio())[:60], show(lambda: a.__floor__())[:40], show(lambda: a.__ceil__())[:40])
    for b in VALUES:
        print(b, a + b, a - b, a * b, show(lambda: a / b), show(lambda: a // b), show(lambda: a % b), show(lambda: divmod(a, b)), a < b, a <= b, a == b, a != b, a > b, a >= b)
for a in VALUES:
    print("**", a, [show(lambda: a ** b) for b in VALUES])
for a, b in ((7, 0.5), (-7, 2.5), (7.5, -2), (5.5, 1.5), (1, 0.1), (1.0, 0.1), (-1e-20, 3), (3, -1e-20), (1e17, 3), (10 ** 17, 3.0), (0.3, 0.1), (True, 0.5), (2.5, True), (5, -0.0), (1e308, 1e-10)):
    print(a, b, show(lambda: a // b), show(lambda: a % b), show(lambda: divmod(a, b)), show(lambda: a / b), show(lambda: a ** b), show(lambda: a - b))
for f in (lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 1.0 % 0, lambda: divmod(1.0, 0), lambda: 0.0 ** -1, lambda: 0.0 ** -1.5, lambda: (-8.0) ** (1 / 3), lambda: (-8) ** 0.5, lambda: 2.0 ** 2000, lambda: 1e200 ** 2,
          lambda: pow(2.0, 3, 5), lambda: 1.5 << 1, lambda: 1.5 & 1, lambda: ~1.5, lambda: 1.5 + "a", lambda: "a" + 1.5, lambda: 1.5 < "a", lambda: 1.5 @ 1, lambda: 1.5 + None, lambda: 1.5 * [1], lambda: [1] * 1.5,
          lambda: float(1, 2), lambda: float(x=1), lambda: float.__new__(int), lambda: float.__getformat__("double"), lambda: float.__getformat__("x"), lambda: (1.5).__add__("a"), lambda: (5.0).__divmod__(2), lambda: (5.0).__rdivmod__(7),
          lambda: (5.0).__pow__(2), lambda: (5.0).__rpow__(2), lambda: (1.5).__eq__(1.5), lambda: (1.5).__lt__("a"), lambda: (1.5).__float__(), lambda: (1.5).__int__(), lambda: (1.5).__getnewargs__(), lambda: (1.5).conjugate(),
          lambda: ((1.5).real, (1.5).imag), lambda: (1.5).__hash__(), lambda: (1.5).__bool__(), lambda: (1.5).__trunc__()):
    print(show(f))
try:
    2.0 ** 2000
except OverflowError as e:
    print(e.args)
for f in (0.5, 0.1, 1.5, -0.75, 1e20, 1e300, 5e-324, 2.0 ** 61, 2.0 ** 61 - 1, -1.0, inf, -inf, 2.0 ** -61, 1 / 3, 123.456, -0.0, 2.0 ** 1000):
    print(f, hash(f))
print(hash(nan) == hash(nan), len({nan, nan}), nan in [nan], [nan] == [nan], [nan] == [float("nan")], {1.0: "a"}[1], {0.0: 1} == {-0.0: 1})


class F(float):
    def __new__(cls, v, unit=""):
        self = float.__new__(cls, v)
        self.unit = unit
        return self

    def __repr__(self): return f"F({float(self)}{self.unit})"


f = F(2.5, "m")
print(f, [f], f + 1, type(f + 1).__name__, f.unit, f == 2.5, hash(f) == hash(2.5), {2.5: "x"}[f], F("1e400"), f.is_integer(), f"{f:.3f}", "%s %.1f" % (f, f), type(+f).__name__, type(-f).__name__, type(abs(f)).__name__, round(f), type(f.real).__name__)
print(float(f), type(float(f)).__name__, int(f), f > 2, sorted([F(3), F(1), 2]), max(F(1), F(2)), f * f, 2 * f, 10 // f, F(nan) == F(nan), bool(F(0)))


class C:
    def __float__(self): return 4.5


class BadFloat:
    def __float__(self): return "x"


class IntFloat:
    def __float__(self): return 1


class Sub:
    def __float__(self): return F(7, "s")


for c in (C, BadFloat, IntFloat, Sub):
    print(show(lambda: float(c())), show(lambda: type(float(c()))), show(lambda: complex(c())), show(lambda: int(c()))[:60], show(lambda: 1.0 + c())[:60])
