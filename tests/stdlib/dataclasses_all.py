# dataclasses: generated methods, options, inheritance, conversion, errors.
import dataclasses, copy
from dataclasses import *
from typing import ClassVar, List, Optional, Any
from collections import namedtuple, defaultdict, OrderedDict


def shows(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, str(error)[:160])


@dataclass
class P:
    x: int
    y: float = 1.5
    tags: list = field(default_factory=list)
    hid: str = field(default="h", repr=False, compare=False)
    K: ClassVar[int] = 7

    def total(self): return self.x + self.y


p = P(1)
print(p, p == P(1), p == P(1, hid="z"), p != P(2), p == 5, p.total(), P(1, 2, [3], "q").hid, P.__match_args__, P.__doc__, P.y, hasattr(P, "x"), hasattr(P, "tags"), P.K, P(x=1, tags=[9]), P.__init__.__annotations__, P.__init__.__qualname__, P.__hash__)
for f in (lambda: P(), lambda: P(1, 2, [], "h", 5), lambda: P(1, z=1), lambda: P(1) < P(2), lambda: hash(p), lambda: P(1, x=1)):
    shows(f)


@dataclass(order=True, frozen=True)
class V:
    major: int
    minor: int = 0
    note: str = field(default="", compare=False)


v = V(1, 2)
print(sorted([V(2), V(1, 5), V(1, 2)]), V(1) < V(2), V(2) >= V(1), {V(1): "a"}[V(1, note="n")], hash(V(1)) == hash((1, 0)), V(1) == V(1), v.__lt__(5))
for f in (lambda: setattr(v, "major", 5), lambda: delattr(v, "major"), lambda: setattr(v, "new", 5), lambda: V(1) < 5):
    shows(f)
print(isinstance(FrozenInstanceError("x"), AttributeError))


@dataclass
class Base:
    a: int
    b: int = 2
    def __post_init__(self): self.sum = self.a + self.b


@dataclass
class Child(Base):
    c: int = 3
    b: int = 20


print(Child(1), Child(1).sum, Child(1, 2, 3) == Child(1, 2), Base(1) == Child(1), Child.__match_args__, [f.name for f in fields(Child)], Child.__mro__[1] is Base)


@dataclass
class Ini:
    x: int
    scale: InitVar[int] = 2
    extra: InitVar[str] = "e"
    y: int = field(init=False)
    z: int = field(init=False, default=9)
    def __post_init__(self, scale, extra): self.y = self.x * scale; self.e = extra


print(Ini(3), Ini(3, 4).y, Ini(1, extra="q").e, [f.name for f in fields(Ini)], Ini.scale, InitVar[int], InitVar[List[int]])


@dataclass(kw_only=True)
class Kw:
    q: int
    r: int = 0


@dataclass
class Kw2:
    a: int
    _: KW_ONLY
    b: int = 1
    c: str


print(Kw(q=1), Kw2(1, c="x"), Kw2.__match_args__, Kw2.__doc__, Kw.__doc__)
for f in (lambda: Kw(1), lambda: Kw(), lambda: Kw2(1, 2, "c")):
    shows(f)


@dataclass(slots=True)
class Sl:
    x: int
    y: int = 5
    def get(self): return self.x


@dataclass(frozen=True, slots=True)
class FSl:
    x: int
    y: list = field(default_factory=list)


s = Sl(1)
print(s, s.get(), Sl.__slots__, hasattr(s, "__dict__"), Sl.__qualname__, FSl(1), copy.copy(FSl(1, [2])), copy.deepcopy(FSl(1)) == FSl(1))
for f in (lambda: setattr(s, "zz", 1), lambda: setattr(FSl(1), "x", 2)):
    shows(f)
print("-- options")


@dataclass(eq=False, repr=False)
class Plain: v: int = 1


print(Plain() == Plain(), repr(Plain()).startswith("<__main__.Plain object"), hash(Plain()) != None)


@dataclass(unsafe_hash=True)
class Uh: a: int; b: str = field(hash=False, default="")


@dataclass(init=False)
class NoInit:
    a: int = 3


@dataclass
class Own:
    a: int
    def __init__(self): self.a = 42
    def __repr__(self): return "own repr"
    def __eq__(self, o): return True


@dataclass
class ExplicitHash:
    a: int
    def __hash__(self): return 5


print(hash(Uh(1, "x")) == hash(Uh(1, "y")), NoInit(), Own(), Own() == 5, hash(ExplicitHash(1)), hash(Own) is not None, Own.__hash__)


@dataclass
class Nest:
    p: P
    items: List[P]
    d: dict
    nt: Any = None
    o: Optional["Nest"] = None


NT = namedtuple("NT", "a b")
n = Nest(P(1), [P(2)], {"k": P(3), 4: (P(5),)}, NT(P(6), 2))
d = asdict(n)
print(d)
print(astuple(n))
print(d["items"][0]["tags"] is n.items[0].tags, asdict(P(1), dict_factory=OrderedDict), astuple(P(1), tuple_factory=list), asdict(Nest(P(1), [], defaultdict(list, a=[P(1)]))))
r = replace(n, items=[]); print(r.items, r.p is n.p, replace(V(1), minor=9), copy.replace(V(1), note="z"), replace(Ini(3), scale=5, x=1) if False else "-")
shows(lambda: replace(Ini(3), y=1))
shows(lambda: replace(5))
shows(lambda: asdict(P))
shows(lambda: astuple(5))
shows(lambda: fields(5))
print(is_dataclass(P), is_dataclass(p), is_dataclass(5), is_dataclass(int), fields(P)[0].name, fields(p)[1].default, fields(P)[2].default_factory, fields(P)[3].repr, fields(P)[0].default is MISSING, fields(P)[0].type, fields(P)[0].kw_only)
M = make_dataclass("M", ["a", ("b", int), ("c", int, field(default=3))], namespace={"add": lambda self: self.b + self.c}, frozen=True)
print(M(1, 2), M(1, 2).add(), M.__annotations__, M.__name__, M.__module__, make_dataclass("N", [("x", int)], bases=(P,), order=True)(1, x=2) if False else "-", issubclass(make_dataclass("N", [("z", int, 0)], bases=(P,)), P))
for f in (lambda: make_dataclass("X", ["a b"]), lambda: make_dataclass("X", ["a", "a"]), lambda: make_dataclass("X", ["if"]), lambda: make_dataclass("X", [5]) if False else make_dataclass("X", [("a", 1, 2, 3)])):
    shows(f)
print("-- errors")
for text, deco in (("a: int = 1\n    b: int", ""), ("a: list = []", ""), ("a: dict = {}", ""), ("a: set = field(default=set())", ""), ("a: int = field(default=1, default_factory=int)", ""), ("a = field(default=1)", ""), ("a: int\n    def __lt__(s, o): pass", "(order=True)"),
                   ("a: int", "(order=True, eq=False)"), ("a: int\n    def __hash__(s): return 1", "(unsafe_hash=True)"), ("a: int\n    def __setattr__(s, n, v): pass", "(frozen=True)"), ("a: int\n    __slots__ = ('a',)", "(slots=True)"), ("_: KW_ONLY\n    a: int\n    _2: KW_ONLY", ""), ("a: ClassVar[int] = field(default_factory=int)", ""), ("a: int", "(weakref_slot=True)")):
    shows(lambda: exec(f"@dataclass{deco}\nclass B:\n    {text}", globals()))
try:
    @dataclass
    class NF(V): z: int = 1
except TypeError as e: print(e)
try:
    @dataclass(frozen=True)
    class FN(P): z: int = 1
except TypeError as e: print(e)


@dataclass
class Rec:
    me: Any = None


rec = Rec(); rec.me = rec; rec2 = Rec([rec])
print(rec, rec2)


class Desc:
    def __set_name__(self, owner, name): self.name = "_" + name
    def __get__(self, i, o): return 5 if i is None else getattr(i, self.name)
    def __set__(self, i, v): setattr(i, self.name, int(v))


@dataclass
class WithDesc: d: Desc = Desc()


print(WithDesc(), WithDesc("7"), WithDesc("7").d)


@dataclass
class Text:
    a: "int"
    b: "ClassVar[int]" = 3
    c: "InitVar[int]" = 4
    e: "List[int]" = None


print(Text(1), [f.name for f in fields(Text)], Text.__init__.__annotations__)
match P(1, 2):
    case P(1, y): print("matched", y)
print(repr(fields(V)[0])[:60], repr(MISSING)[:35], P.__dataclass_params__)


class Mixin:
    def hello(self): return f"hello {self.x}"


@dataclass
class Mixed(Mixin):
    x: int
    @property
    def double(self): return self.x * 2
    @classmethod
    def make(cls): return cls(9)
    @staticmethod
    def st(): return "st"


print(Mixed(1).hello(), Mixed(2).double, Mixed.make(), Mixed.st())
