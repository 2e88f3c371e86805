# Methods and attributes of int and bool, conversions through special methods, subclasses.
def show(f):
    try:
        r = f()
        print(type(r).__name__, r)
    except Exception as e:
        print(type(e).__name__, e)


for n in (0, 1, -1, 127, 128, -128, -129, 255, 256, -256, 2 ** 31, -2 ** 63, 2 ** 64, -2 ** 80, 2 ** 120 - 1, 2 ** 120, -2 ** 119, 12345678901234567890123):
    print(n, n.bit_length(), n.bit_count(), n.as_integer_ratio(), n.conjugate(), n.real, n.imag, n.numerator, n.denominator, n.is_integer(),
          n.__index__(), n.__int__(), n.__float__() if abs(n) < 2 ** 70 else "", n.__trunc__(), n.__floor__(), n.__ceil__(), n.__getnewargs__())
    for signed in (False, True):
        for order in ("big", "little"):
            for length in (0, 1, 2, 8, 9, 15, 16, 17):
                try:
                    data = n.to_bytes(length, order, signed=signed)
                    assert int.from_bytes(data, order, signed=signed) == n or n == -1
                    print(length, data, end=" ")
                except OverflowError as e:
                    print(str(e)[:12], end=" ")
    print()
for data in (b"", b"\0", b"\1", b"\x80", b"\xff", b"\x80\0", b"\xff" * 8, b"\x7f" + b"\xff" * 14, b"\x80" + b"\0" * 15, bytes(range(40))):
    print([int.from_bytes(data, o, signed=s) for o in ("big", "little") for s in (False, True)])
show(lambda: (5).to_bytes()), show(lambda: (5).to_bytes(2)), show(lambda: (5).to_bytes(length=3, byteorder="little"))
show(lambda: (-1).to_bytes()), show(lambda: (1).to_bytes(-1)), show(lambda: (1).to_bytes("a")), show(lambda: (1).to_bytes(1, 1))
show(lambda: (1).to_bytes(1, "x")), show(lambda: (1).to_bytes(1, "big", True)), show(lambda: (1).to_bytes(2 ** 70)), show(lambda: True.to_bytes())
show(lambda: int.from_bytes([1, 0], "little")), show(lambda: int.from_bytes([256])), show(lambda: int.from_bytes("a")), show(lambda: int.from_bytes(1))
show(lambda: int.from_bytes(b"a", "x")), show(lambda: int.from_bytes(b"a", 1)), show(lambda: int.from_bytes(bytearray(b"ab"))), show(lambda: int.from_bytes(memoryview(b"ab")))
show(lambda: int.from_bytes(bytes=b"\1\2", byteorder="little", signed=1)), show(lambda: int.from_bytes(x for x in (1, 2))), show(lambda: int.from_bytes(1.5))

for n in (0, 1, 4, 5, 6, 15, 25, -5, -15, -25, 14, 16, 149, 150, 151, 250, 12345678901234567890, -10 ** 30 - 5 * 10 ** 19):
    print(n, [round(n, d) for d in (2, 0, -1, -2, -3, -19, -20, -21, -30, -40)])
show(lambda: round(5)), show(lambda: round(5, None)), show(lambda: round(5, 1.0)), show(lambda: (5).__round__("a")), show(lambda: round(5, 2 ** 100))
show(lambda: round(True)), show(lambda: round(True, -1)), show(lambda: (5).__round__(None))


class I(int):
    pass


class Named(int):
    def __new__(cls, v, name):
        self = super().__new__(cls, v)
        self.name = name
        return self

    def __repr__(self):
        return f"{self.name}={int(self)}"

    def __add__(self, other):
        return Named(int(self) + int(other), self.name + "'")


a, b = I(7), I(10 ** 30)
for v in (a, b):
    print([type(r).__name__ for r in (+v, -v, abs(v), ~v, v + 1, v - v, v & v, v << 0, v // 1, v.real, v.conjugate(), int(v), v.__index__(), round(v), v.__trunc__(), v * 1, v ** 1)])
    print(v, repr(v), hash(v) == hash(int(v)), v == int(v), {int(v): 1}[v], f"{v:>35,}", "%d" % v, bool(v), float(v) if v < 100 else "", v.bit_length())
n = Named(5, "n")
print(n, n + 1, [n], n * 2, n == 5, n.name, Named(2 ** 70, "big"), Named(2 ** 70, "big") - 2 ** 70, [10, 20, 30, 40, 50, 60][n])
print(I(), I("12"), I("ff", 16), I("11", base=2), I(3.9), I(True), type(I.from_bytes(b"\5")).__name__, I.from_bytes(b"\5"), isinstance(I(1), int))
print(0 if I(0) else 1, sorted([I(3), 1, I(2)]), max(I(3), 2.5), sum([I(1), I(2)]), list(range(I(3))), "ab" * I(2), [1] * I(2))


class Index:
    def __index__(self): return 7


class Both(Index):
    def __int__(self): return 8


class BadInt:
    def __int__(self): return 1.5


class BoolInt:
    def __int__(self): return True


class BadIndex:
    def __index__(self): return "x"


class Trunc:
    def __trunc__(self): return 9


for c in (Index, Both, BadInt, BadIndex):
    show(lambda: int(c())), show(lambda: [1, 2, 3, 4, 5, 6, 7, 8][c()]), show(lambda: hex(c())), show(lambda: range(c())), show(lambda: "x" * c())
    show(lambda: float(c())), show(lambda: 2 ** 70 + c()), show(lambda: round(5, c())), show(lambda: int("11", c()))
show(lambda: int(BoolInt())), show(lambda: int.__new__(int, 5)), show(lambda: int.__new__(I, "5")), show(lambda: int.__new__(str)), show(lambda: int.__new__(bool, 1))
print(True + True, True & False, True | 1, True ^ True, type(True & True).__name__, type(True & 1).__name__, -True, +True, True << 3, True / 2, True ** 2, abs(False), True == 1, hash(True), 5 * True)
print(True.real, True.imag, True.numerator, True.conjugate(), True.bit_length(), str(True), repr(False), int(True), bool(), bool([]), bool("0"), bool(0.0), bool(-0.0), bool(float("nan")))
print(f"{True} {True:d} {True:5} {False:>8} {True!r}", "%d %s" % (True, True), isinstance(True, int), issubclass(bool, int), bool.__mro__, True is (1 == 1))
show(lambda: bool(1, 2)), show(lambda: bool(x=1)), show(lambda: type("B", (bool,), {}))
def set_attribute(): (5).x = 1
def set_real(): (5).real = 1
show(set_attribute), show(set_real)
