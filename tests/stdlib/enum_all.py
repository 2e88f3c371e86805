# enum: members, aliases, data types, flags, the functional way, hooks, decorators.
import enum, copy
from enum import *


def shows(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, str(error)[:150])


class Color(Enum):
    "Colors."
    RED = 1
    GREEN = 2
    CRIMSON = 1
    _private = 5
    __mangled = 6

    def describe(self): return f"{self.name}={self.value}"

    @classmethod
    def first(cls): return next(iter(cls))

    @staticmethod
    def static(): return "static"

    class Inner: pass


R = Color.RED
print(R, repr(R), R.name, R.value, Color(1) is R, Color["RED"] is R, Color.CRIMSON is R, list(Color)[:2], len(Color), Color.__members__, [m.name for m in reversed(Color)][:2], type(R), isinstance(R, Color), R == 1, R != Color.GREEN, hash(R) == hash("RED"))
print(R.describe(), Color.first(), Color.static(), Color.GREEN.GREEN, R in Color, 1 in Color, 9 in Color, "RED" in Color, bool(R), bool(Color), Color, repr(Color), f"{R} {R!r} {R:>12}", "%s" % R, {R: "r"}[Color(1)], Color.__doc__, Color.__name__, R.__class__.__name__, R.__objclass__)
for f in (lambda: Color(99), lambda: Color["NO"], lambda: R < Color.GREEN, lambda: Color.nope, lambda: R.nope, lambda: setattr(Color, "RED", 5), lambda: delattr(Color, "RED"), lambda: Color.value, lambda: setattr(R, "value", 5),
          lambda: Color(), lambda: Enum("E", "A", nope=1), lambda: Color([1]), lambda: Color.RED()):
    shows(f)
Color.extra = "ok"
print(Color.extra, copy.copy(R) is R, copy.deepcopy([R])[0] is R, dir(R), [n for n in dir(Color) if n[0] != "_"])
print("-- class bodies")
for body in ("A = 1\nA = 2", "_bad_ = 1", "A = 1\ndef A(self): pass", "mro = 1"):
    try:
        exec("class X(Enum):\n" + "\n".join("    " + l for l in body.split("\n")))
        print("made")
    except Exception as e: print(type(e).__name__, str(e)[:70])
shows(lambda: type("X", (Color,), {}))
try:
    class Ext(Color): pass
except TypeError as e: print(e)


class Base(Enum):
    def shout(self): return self.name + "!"


class Derived(Base): A = 1


print(Derived.A.shout(), isinstance(Derived.A, Base), Base.__members__)


class Planet(Enum):
    EARTH = (5.97, 6.37); MARS = (0.64, 3.39)
    def __init__(self, mass, radius): self.mass, self.radius = mass, radius
    @property
    def density(self): return round(self.mass / self.radius, 3)


print(Planet.EARTH.mass, Planet.MARS.density, Planet((0.64, 3.39)), Planet.EARTH)


class WithNew(Enum):
    def __new__(cls, code, label):
        self = object.__new__(cls)
        self._value_ = code
        self.label = label
        return self
    A = (1, "one"); B = (2, "two")


print(WithNew(2).label, WithNew.A.value, WithNew.B)


class Unhash(Enum): A = [1]; B = {"k": 2}; C = [1]


print(Unhash([1]), Unhash.C is Unhash.A, [1] in Unhash, list(Unhash))


class Ig(Enum):
    _ignore_ = "tmp i"
    tmp = vars()
    for i in range(3): tmp[f"M{i}"] = i


print(list(Ig), hasattr(Ig, "tmp"))


class Ordered(Enum):
    _order_ = "A B"
    A = 1; B = 2


try:
    class Bad(Enum):
        _order_ = "B A"
        A = 1; B = 2
except TypeError as e: print(str(e).split(":")[0])


class NM(Enum):
    A = 1
    B = nonmember(5)
    @member
    def f(): return "called"
    g = member(lambda: 2)
    @enum.property
    def name_len(self): return len(self.name)


print(list(NM.__members__), NM.B, NM.A.name_len, NM.f.value(), NM.A.value)
shows(lambda: NM.name_len)
print("-- auto")


class Auto(Enum):
    A = auto(); B = auto(); C = 10; D = auto()
    E = (auto(), "x") if False else 20


class Named(Enum):
    @staticmethod
    def _generate_next_value_(name, start, count, last_values): return f"{name.lower()}{count}{len(last_values)}"
    X = auto(); Y = auto()


print([m.value for m in Auto], [m.value for m in Named], repr(auto()))
try:
    class Mixed(Enum): A = "x"; B = auto()
except TypeError as e: print(e)
print("-- data types")


class I(IntEnum): A = 1; B = 2; C = auto()
class S(StrEnum): A = auto(); B = "bee"
class F(float, Enum): PI = 3.14
class T(str, Enum): A = "a"; B = "b"
class Z(int, Enum): ONE = 1
class Tup(tuple, Enum): P = (1, 2)
class D8(bytes, Enum): X = b"x"


print(I.A, repr(I.A), str(I.B), I.A + 1, I.A < I.B, I.A == 1, I(2), f"{I.A:03}", f"{I.A}", sorted(I, reverse=True), int(I.C), [10, 20, 30][I.A], isinstance(I.A, int), {1: "x"}[I.A], hash(I.A) == hash(1), I.A | I.B, type(I.A | I.B).__name__, max(I), sum(I), "%d" % I.A)
print(S.A, repr(S.B), S.B == "bee", S.B.upper(), f"{S.A:>4}", S("bee"), len(S.B), "e" in S.B, str(S.A) + "x", isinstance(S.A, str), ",".join(S))
print(F.PI, F.PI + 1, repr(F.PI), T.A, repr(T.A), T.A == "a", f"{T.A}", str(T.A), Z.ONE, f"{Z.ONE}", Z.ONE + 1, Tup.P, Tup.P[1], Tup.P.value, D8.X, D8.X.value)
for f in (lambda: StrEnum("Q", {"A": 5}), lambda: IntEnum("Q", {"A": "x"}), lambda: I("x"), lambda: S("no")):
    shows(f)
print("-- functional")
A1 = Enum("A1", "CAT DOG,BIRD"); A2 = Enum("A2", ["x", "y"], start=5); A3 = Enum("A3", [("p", 1), ("q", "w")]); A4 = Enum("A4", {"m": 1.5}); A5 = IntEnum("A5", "a b"); A6 = Flag("A6", "r w x"); A7 = Enum("A7", "s", type=str); A8 = Enum("A8", "n", module="mod", qualname="Outer.A8"); A9 = Enum("A9", names=())
for e in (A1, A2, A3, A4, A5, A6, A7, A8, A9): print(e, list(e), e.__module__, e.__qualname__)
print("-- hooks")


class Miss(Enum):
    A = "a"
    @classmethod
    def _missing_(cls, value):
        if value == "bad": return 5
        if value == "err": raise KeyError("in missing")
        return cls.A if isinstance(value, str) and value.lower() == "a" else None


print(Miss("A"))
for v in ("z", "bad", "err"): shows(lambda: Miss(v))


class Sub(Enum):
    def __init_subclass__(cls, **kw):
        super().__init_subclass__(**kw); cls.members_seen = [m.name for m in cls]


class SubA(Sub): P = 1; Q = 2


print(SubA.members_seen)


class Cmp(Enum):
    LO = 1; HI = 2
    def __lt__(self, other): return self.value < other.value if isinstance(other, Cmp) else NotImplemented
    def __str__(self): return "cmp " + self.name
    def __eq__(self, other): return self is other or self.value == other
    __hash__ = Enum.__hash__
    def __call__(self, x): return x * self.value


print(sorted([Cmp.HI, Cmp.LO]), str(Cmp.LO), f"{Cmp.LO}", Cmp.LO == 1, Cmp.HI(5))
match Color(2):
    case Color.RED: print("red")
    case Color.GREEN: print("green")
print("-- flags")


class P(Flag):
    R = auto(); W = auto(); X = auto()
    RW = R | W
    NONE = 0


p = P.R | P.X
print(p, repr(p), p.name, p.value, P.R in p, P.W in p, bool(p & P.W), p ^ P.R, P(3), repr(P(3)), P(0), repr(P.NONE), ~P.R, ~p, ~P.RW, P.RW & ~P.R, list(P), list(p), len(p), len(P), P(7), repr(P(7)), P.R | P.W is P.RW, P["RW"], hash(p) == hash(p), {p: 1}[P(5)], P.R == 1, P.__members__.keys(), P)
for f in (lambda: P(8), lambda: P(-100), lambda: P.R | 1, lambda: 1 in P.R, lambda: P("x"), lambda: P.R + P.W, lambda: 5 in P, lambda: 9 in P):
    shows(f)
print(P(-1), P(-2), P.R | P.W | P.X)


class NoZero(Flag): A = 1; B = 2


print(repr(NoZero(0)), NoZero(0), bool(NoZero(0)), NoZero.A & NoZero.B, NoZero(0).name)


class IF(IntFlag): A = 1; B = 2; C = 4; AB = 3


print(IF.A | IF.B, repr(IF.A | IF.C), IF.A | 8, repr(IF.A | 8), IF(16), repr(IF(16)), IF.A + 1, IF.A == 1, ~IF.A, repr(~IF.A), IF(5) & 4, repr(IF(5) & 4), 1 | IF.B, isinstance(IF.A, int), list(IF), repr(IF(0)), IF.A in IF(3), f"{IF.A | IF.B}", str(IF.C), 5 ^ IF.A, repr(IF(-1)))


class Con(Flag, boundary=CONFORM): A = 1; B = 4
class Ej(Flag, boundary=EJECT): A = 1
class Ke(Flag, boundary=KEEP): A = 1; B = 4


print(Con(7), Con(2), Ej(6), type(Ej(6)).__name__, Ke(3), repr(Ke(10)), Con.A | Con.B)


class Multi(Flag): AB = 3; C = 4


print(list(Multi), Multi.AB, repr(Multi(7)), Multi.AB | Multi.C, [m.name for m in Multi])


class Over(Flag):
    A = 1; B = 2
    def __str__(self): return "over:" + str(self.value)


print(Over.A | Over.B, repr(Over.A), f"{Over.B}")
print("-- decorators")
for deco, body in ((unique, "A = 1\n    B = 1"), (verify(UNIQUE), "A = 1\n    B = 1"), (verify(CONTINUOUS), "A = 1\n    B = 4"), (verify(CONTINUOUS), "A = 1\n    B = 2")):
    ns = {"Enum": Enum, "deco": deco}
    try:
        exec(f"@deco\nclass U(Enum):\n    {body}", ns); print("fine")
    except ValueError as e: print(e)
try:
    @verify(NAMED_FLAGS)
    class VF(Flag): A = 1; C = 6
except ValueError as e: print(e)


@global_enum
class Glob(Enum): GA = 1; GB = 2


print(GA, repr(GB), Glob.GA is GA, enum.show_flag_values(13), enum.bin(10), enum.bin(-10), FlagBoundary.STRICT, repr(UNIQUE), EnumMeta is EnumType)
from dataclasses import dataclass


@dataclass
class Creature:
    size: str
    legs: int


class Beast(Creature, Enum):
    BEETLE = "small", 6
    DOG = ("medium", 4)


print(Beast.DOG, repr(Beast.BEETLE), Beast.BEETLE.legs, Beast.DOG.value)


class MixM:
    def hello(self): return "hello " + self.name


class WithMix(MixM, Enum): A = 1


print(WithMix.A.hello(), WithMix.A)
