# complex: arithmetic with its special values, text both ways, conversions, errors.
inf, nan = float("inf"), float("nan")


def show(f, *args, **kw):
    try:
        return repr(f(*args, **kw))
    except Exception as e:
        return f"{type(e).__name__}: {e}"


PARTS = [0.0, -0.0, 1.0, -2.5, 1e300, inf, nan]
NUMBERS = [complex(a, b) for a in PARTS for b in PARTS]
for z in NUMBERS:
    print(z, repr(z), z.real, z.imag, -z, +z, show(abs, z), bool(z), z.conjugate(), z == z, z != 1)
OTHERS = [1, -2, 0.5, True, 10 ** 20, 3 + 4j, -1j, 0j, complex(-0.0, -0.0), complex(inf, 1)]
for z in NUMBERS[::3]:
    for w in OTHERS:
        print(z, w, z + w, w + z, z - w, w - z, z * w, show(lambda: z / w), show(lambda: w / z), z == w)
for z in (2j, 1 + 1j, -1 + 2j, 0j, 3 + 0j, 0.5 - 0.25j):
    print(z, [show(lambda: z ** n) for n in (0, 1, 2, 3, 7, 20, -1, -2, 100)], [f"{p:.12g}" if isinstance(p, complex) else p for p in (z ** 0.5 if z else 0, z ** 1j if z else 0, z ** (1 + 1j) if z else 0, 2 ** z, (1 + 2j) ** z)])
for f in (lambda: 0j ** -1, lambda: 0j ** 1j, lambda: (1e200 + 1j) ** 2, lambda: (1e200 + 1j) ** 2.5, lambda: 1j / 0, lambda: 1 / 0j, lambda: 1j // 1, lambda: 1j % 1, lambda: divmod(1j, 1), lambda: 1j < 2, lambda: 1j > 1j, lambda: 1j + "a",
          lambda: 1j & 1, lambda: ~1j, lambda: int(1j), lambda: float(1j), lambda: round(1j), lambda: abs(complex(1.7e308, 1.7e308)), lambda: pow(1j, 2, 3), lambda: pow(2, 1j, 3), lambda: 10 ** 400 + 1j, lambda: 10 ** 400 == 1j, lambda: 2 ** 53 + 1 == complex(2 ** 53),
          lambda: {1: "a"}[1 + 0j], lambda: {2.5 + 0j: "b"}[2.5], lambda: hash(1 + 2j), lambda: hash(-1j), lambda: hash(1.5 - 2.25j), lambda: hash(complex(inf, -inf)), lambda: sum([1j, 2, 0.5]), lambda: (1 + 2j).__getnewargs__(), lambda: (1j).__complex__(),
          lambda: (1j).__eq__(1), lambda: (1j).__lt__(1), lambda: (1j).__add__("a"), lambda: (1j).__radd__(1), lambda: complex.__new__(complex, 5), lambda: complex.__new__(int)):
    print(show(f))
print(f"{(-8) ** (1 / 3):.10g} {(-1) ** 0.5:.3g} {(-2.5) ** -1.5:.6f}")
for text in ("1", "1j", "j", "+j", "-j", "1+2j", "1-2j", "-1-2j", "+1+j", "1e3-1e-3j", "1E5J", ".5j", "1.j", " 1+2j ", "(1+2j)", " ( 1 - 2j ) ", "((1))", "inf", "-inf+nanj", "nan", "infj", "Infinity-Infj", "1_0+2_0j", "1e400", "1e400j", "٣+٤j", "\u20031j",
             "", " ", "()", "(", "1+2", "1+2j3", "1j+2", "1 +2j", "1+ 2j", "1+2 j", "(1+2j", "1+2j)", "1++2j", "1+-2j", "jj", "j1", "+", "e5", "1__0j", "_1j", "1_j", "1+_2j", "1_0+x", "1j2", "nanx", "0x1", "1\0", "abc", "i", "1+i"):
    print(ascii(text), show(complex, text))
for args in ((), (1,), (1, 2), (1.5, -0.0), (1j,), (1j, 1j), (1, 1j), (2j, 3), ("1", 2), (1, "2"), ("1", "2"), (1j, "2"), ([],), (1, []), (None,), (b"1",), (10 ** 400,), (True, False), (1, 2, 3), (0.0, inf), (inf, 1j), (complex(-0.0, -0.0), -0.0)):
    print(args, show(complex, *args))
print(show(complex, real=1, imag=2), show(complex, imag=2), show(complex, real="1+1j"), show(complex, 1, imag=3), show(complex, x=1), show(complex, 1, real=2))


class C:
    def __complex__(self): return 1 + 2j


class Bad:
    def __complex__(self): return 1


class F:
    def __float__(self): return 2.5


class I:
    def __index__(self): return 7


class Z(complex):
    def __new__(cls, real=0, imag=0, name="z"):
        self = super().__new__(cls, real, imag)
        self.name = name
        return self


for c in (C, Bad, F, I):
    print(show(lambda: complex(c())), show(lambda: complex(1, c())), show(lambda: complex(c(), 1j)), show(lambda: 1j + c())[:50])
z = Z(3, 4, "w")
print(z, z.name, abs(z), z + 1, [type(r).__name__ for r in (z + 1, -z, +z, z.conjugate(), complex(z), z * z, z.__complex__())], z == 3 + 4j, hash(z) == hash(3 + 4j), isinstance(z, complex), f"{z:.1f}", Z(5), Z())
for spec in ("", ".2f", ".3e", "g", ">20", "<20", "^20.1f", "*^20", "+", "+.1f", " .1f", ",.1f", ".3", "#", "#.3g", "_f", "n"):
    print(spec, [format(v, spec) for v in (3 + 4j, -1.5 - 0.25j, 1e20 + 1e-5j, 0j, complex(-0.0, 1), complex(inf, nan), 1234567.891j)])
for spec in ("05", "=10", "d", "%", "s", "x"):
    print(spec, show(format, 1j, spec))
print("%s %r" % (1j, 2 + 0j), str(1e16 + 1j), [1j], {1j: 2j}, complex("1" * 20), 1e-5j, 123456789012345678j)
def set_real(): (1j).real = 2
print(show(set_real)[:14])
