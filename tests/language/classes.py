# Classes: resolution order, super, hooks of creation, operators, attribute access, properties, metaclasses.


def attempt(act, *args):
    try:
        return act(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class A:
    def who(self): return "A"
class B(A):
    def who(self): return "B" + super().who()
class C(A):
    def who(self): return "C" + super().who()
class D(B, C):
    def who(self): return "D" + super().who()
print(D().who(), [c.__name__ for c in D.__mro__], D.__bases__, D.__base__, super(B, D()).who())
print(attempt(lambda: type("X", (A, B), {})), attempt(lambda: type("X", (A, A), {})), attempt(lambda: type("X", (int, str), {})))
print(attempt(lambda: type("X", (bool,), {})), attempt(lambda: super()), attempt(lambda: super(B, 5).who))
print(isinstance(D(), (int, C)), issubclass(D, A), attempt(isinstance, 1, 5), attempt(issubclass, 1, int), attempt(issubclass, int, 1))
print(A.__subclasses__(), D.mro()[-1], A.__name__, A.__module__, A.__qualname__, repr(A), type(A), A.__doc__, A.__dict__["who"].__name__)


class Operators:
    def __init__(self, n): self.n = n
    def __repr__(self): return f"<{self.n}>"
for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift", "and", "or", "xor", "matmul", "divmod"):
    setattr(Operators, f"__{name}__", lambda self, other, name=name: (name, self.n, other) if other != "no" else NotImplemented)
    setattr(Operators, f"__r{name}__", lambda self, other, name=name: ("r" + name, self.n, other) if other != "no" else NotImplemented)
o = Operators(1)
print(o + 1, o - 1, o * 1, o / 1, o // 1, o % 1, o ** 1, o << 1, o >> 1, o & 1, o | 1, o ^ 1, o @ 1, divmod(o, 1))
print(1 + o, 1 - o, 1 * o, 1 / o, 1 // o, 1 % o, 1 ** o, 1 << o, 1 >> o, 1 & o, 1 | o, 1 ^ o, 1 @ o, divmod(1, o))
print(attempt(lambda: o + "no"), attempt(lambda: "no" + o), attempt(lambda: o ** "no"), attempt(lambda: divmod(o, "no")), attempt(lambda: o @ "no"), attempt(lambda: "no" % o))
print(attempt(lambda: [] + o), [1] * 2, attempt(lambda: [] - []), attempt(lambda: {} + {}), attempt(lambda: -"x"), attempt(lambda: ~1.5), attempt(lambda: +[]), attempt(lambda: 1 + None))


class Left:
    def __add__(self, other): return "left"
    def __eq__(self, other): return "eq left"
    def __lt__(self, other): return "lt left"
class Right(Left):
    def __radd__(self, other): return "right first"
    def __eq__(self, other): return "eq right"
    def __gt__(self, other): return "gt right"
print(Left() + Right(), Left() == Right(), Left() < Right(), Left() > Right(), Left() != Right(), attempt(lambda: Left() <= Right()))


class InPlace:
    def __init__(self): self.log = []
    def __iadd__(self, other): self.log.append(other); return self
    def __mul__(self, other): return "made"
i = j = InPlace()
i += 1
i *= 2
print(j.log, i)
t = ([],)
try: t[0] += [1]
except TypeError as error: print(error, t)


class Compare:
    def __init__(self, n): self.n = n
    def __lt__(self, other): return self.n < other.n
    def __eq__(self, other): return isinstance(other, Compare) and self.n == other.n
print(sorted([Compare(2), Compare(1)])[0].n, Compare(1) == Compare(1), Compare(1) != Compare(1), Compare(2) > Compare(1), attempt(lambda: Compare(1) <= Compare(1)), attempt(hash, Compare(1)),
      attempt(lambda: {Compare(1): 1}), Compare.__hash__)


class Attributes:
    kept = "class"
    def __getattr__(self, name):
        if name.startswith("x"): return name * 2
        raise AttributeError(f"no {name} here")
    def __setattr__(self, name, value): super().__setattr__(name, value if name == "_" else [value])
    def __delattr__(self, name): print("deleting", name); super().__delattr__(name)
a = Attributes()
a.one = 1
print(a.one, a.xy, a.kept, attempt(lambda: a.other), hasattr(a, "other"), getattr(a, "zz", "default"), vars(a))
del a.one
print(attempt(delattr, a, "one"), attempt(lambda: A().none), attempt(lambda: A.none), attempt(delattr, A(), "who"), attempt(setattr, 5, "x", 1), attempt(lambda: None.x))


class Every:
    def __getattribute__(self, name): return "got " + name if name != "real" else super().__getattribute__(name)
    real = 1
print(Every().anything, Every().real, len.__name__)


class Props:
    def __init__(self): self._v = 1
    @property
    def v(self):
        "The value."
        return self._v
    @v.setter
    def v(self, value): self._v = value
    @v.deleter
    def v(self): del self._v
    @property
    def fixed(self): return 1
    broken = property(lambda self: self.nothing)
    writable = property(None, lambda self, v: None)
p = Props()
p.v += 5
print(p.v, Props.v.__doc__, attempt(setattr, p, "fixed", 1), attempt(delattr, p, "fixed"), attempt(lambda: p.broken), attempt(lambda: p.writable), attempt(setattr, p, "broken", 1))
del p.v
print(attempt(lambda: p.v), attempt(delattr, p, "v"), Props.fixed.fget(p), type(Props.fixed))


class Slots:
    __slots__ = ("a", "b")
    def __init__(self): self.a = 1
s = Slots()
print(s.a, attempt(lambda: s.b), attempt(setattr, s, "c", 1), hasattr(s, "__dict__"), Slots.__slots__, Slots.a, attempt(delattr, s, "b"))
print(attempt(lambda: type("X", (), {"__slots__": ("a",), "a": 1})), attempt(lambda: type("X", (), {"__slots__": ("1a",)})), attempt(lambda: type("X", (), {"__slots__": 5})))


class Base:
    made = []
    def __init_subclass__(cls, /, label="none", **kwargs):
        super().__init_subclass__(**kwargs)
        cls.made.append((cls.__name__, label))
class Sub(Base, label="given"): pass
class Sub2(Sub): pass
print(Base.made, attempt(lambda: type("X", (Base,), {}, wrong=1)), attempt(lambda: type("X", (), {}, wrong=1)))


class Named:
    def __set_name__(self, owner, name): print("named", owner.__name__, name)
    def __get__(self, it, owner): return (it is None, owner.__name__)
class HasNamed:
    one = Named()
    two = Named()
print(HasNamed.one, HasNamed().two)


class BadName:
    def __set_name__(self, owner, name): raise ValueError("refused")
try:
    class Owner:
        field = BadName()
except ValueError as error: print(error, error.__notes__)


class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kw): print("prepare", name, kw); return {"prepared": True}
    def __new__(mcs, name, bases, ns, **kw): print("new", name, sorted(k for k in ns if k[0] != "_")); return super().__new__(mcs, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw): print("init", name); super().__init__(name, bases, ns)
    def __call__(cls, *args, **kw): print("call", cls.__name__, args); return super().__call__(*args, **kw)
    def __len__(cls): return 42
    def __getattr__(cls, name): return "meta " + name
    def __iter__(cls): return iter("meta")
    def __contains__(cls, item): return item == 1
    def __getitem__(cls, item): return item
    def __instancecheck__(cls, it): return it == "special"
    def __repr__(cls): return "<meta class>"
    attribute = property(lambda cls: "property of meta")
class M(metaclass=Meta, option=1):
    def __init__(self, x): self.x = x
print(M(5).x, len(M), M.unknown, list(M), 1 in M, M[3], isinstance("special", M), M, M.attribute, type(M), M.prepared, attempt(lambda: M(5).unknown))
class M2(M): pass
class Other(type): pass
print(attempt(lambda: Other("X", (M,), {})))


class New:
    def __new__(cls, *args): it = super().__new__(cls); it.args = args; return it
    def __init__(self, *args): self.initialised = True
class NewOther:
    def __new__(cls): return 5
    def __init__(self): print("never")
class IntChild(int):
    def __new__(cls, v): return super().__new__(cls, v * 2)
    def __add__(self, other): return IntChild(int(self) + other)
print(New(1, 2).args, NewOther(), IntChild(5), IntChild(5) + 1, type(IntChild(1) * 2), attempt(lambda: type("X", (), {"__init__": lambda self: 5})()))


class Container:
    def __init__(self): self.d = {}
    def __getitem__(self, k): return self.d[k] if k in self.d else ("got", k)
    def __setitem__(self, k, v): self.d[k] = v
    def __delitem__(self, k): del self.d[k]
    def __len__(self): return len(self.d)
    def __contains__(self, k): return k in self.d
c = Container()
c[1] = 2; c[1:2] = 3; c[1, ..., ::2] = 4
del c[1]
print(c.d, c["x"], c[:], c[1:2, 3], bool(c), bool(Container()), 1 in c, len(c))
class Old:
    def __getitem__(self, i):
        if i > 3: raise IndexError
        return i * i
print(list(Old()), 4 in Old(), 5 in Old(), *Old())
class NegativeLen:
    def __len__(self): return -1
class BadLen:
    def __len__(self): return "x"
class BadBool:
    def __bool__(self): return 1
print(attempt(len, NegativeLen()), attempt(len, BadLen()), attempt(bool, BadBool()), attempt(bool, NegativeLen()), attempt(iter, 5), attempt(next, 5), attempt(lambda: 1 in 5))
class BadIter:
    def __iter__(self): return 5
class BadRepr:
    def __repr__(self): return 5
    def __str__(self): return 6
    def __hash__(self): return "x"
    def __index__(self): return 1.5
    def __format__(self, s): return 7
print(attempt(iter, BadIter()), attempt(repr, BadRepr()), attempt(str, BadRepr()), attempt(hash, BadRepr()), attempt(range, BadRepr()), attempt(format, BadRepr()), attempt(lambda: [1][BadRepr()]))
class Callable:
    def __call__(self, *a, **k): return a, k
print(Callable()(1, x=2), callable(Callable()), callable(5), callable(A))
one = A()
one.__class__ = B
print(one.who(), attempt(setattr, one, "__class__", int), attempt(setattr, one, "__class__", 5))
A.added = lambda self: "added later"
print(D().added(), attempt(setattr, int, "x", 1))
class Conversions:
    def __int__(self): return 1
    def __float__(self): return 2.5
    def __complex__(self): return 3j
    def __index__(self): return 4
    def __round__(self, n=None): return ("round", n)
    def __trunc__(self): return 5
    def __neg__(self): return "neg"
    def __pos__(self): return "pos"
    def __invert__(self): return "inv"
    def __abs__(self): return "abs"
    def __bytes__(self): return b"bytes"
    def __reversed__(self): return "reversed"
    def __dir__(self): return ["z", "a"]
    def __sizeof__(self): return 1
v = Conversions()
print(int(v), float(v), complex(v), hex(v), round(v), round(v, 2), -v, +v, ~v, abs(v), bytes(v), reversed(v), dir(v), [0, 1, 2, 3, "four"][v], "x" * v)
def generic():
    class G:
        def __class_getitem__(cls, item): return f"{cls.__name__}[{item}]"
    return G[int], list[int], dict[str, int] | None
print(generic())
