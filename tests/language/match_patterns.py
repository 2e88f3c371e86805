# Every kind of pattern, captures, guards, and the errors of class and mapping patterns.
from collections import deque, OrderedDict, defaultdict, UserDict, UserList, namedtuple
from types import MappingProxyType


def literal(x):
    match x:
        case 0:
            return "zero"
        case -1:
            return "minus one"
        case 300:
            return "300"
        case 1.5 | 2.5:
            return "half"
        case 2 + 3j:
            return "complex"
        case "a" "b":
            return "text"
        case b"x":
            return "bytes"
        case None:
            return "None"
        case True:
            return "True"
        case False:
            return "False"
    return "other"


for value in (0, -1, 300, 1.5, 2.5, 2 + 3j, "ab", b"x", None, True, False, 1, "", [], 0.0, -1.0):
    print(repr(value), literal(value))


def sequence(x):
    match x:
        case []:
            return "empty"
        case [1, 2]:
            return "one two"
        case (a,):
            return "single", a
        case [a, [b, c]]:
            return "nested", a, b, c
        case [0, *rest]:
            return "zero", rest
        case [*init, 0]:
            return "last zero", init
        case [7, *mid, 9]:
            return "between", mid
        case [_, _, *_, 5]:
            return "five at the end"
        case [5, _, *_, x1, _]:
            return "by index", x1
        case [_, *_]:
            return "anything"
        case [*_]:
            return "unreached"
        case _:
            return "no sequence"


for value in ([], (), [1, 2], (4,), range(1), range(0), [1, (2, 3)], (1, [2]), [0, 1, 2], [0], (8, 1, 0), [7, 8, 9], [7, 9],
              [1, 2, 5], [5, 1, 2, 3, 4], "ab", b"ab", bytearray(b"a"), {1, 2}, {1: 2}, iter([1]), 3, None,
              deque([1, 2]), deque([0, 4]), memoryview(b"\x07ab\x09"), UserList([7, 1, 9]), namedtuple("P", "x y")(1, 2)):
    print(type(value).__name__, sequence(value))


def mapping(x):
    match x:
        case {"kind": "circle", "r": r}:
            return "circle", r
        case {"kind": "rect", "size": [w, h], **rest}:
            return "rect", w, h, rest
        case {1: {2: {3: deep}}}:
            return "deep", deep
        case {None: n, True: t}:
            return "singletons", n, t
        case {"only": _}:
            return "only"
        case {**rest} if len(rest) == 1:
            return "one", rest
        case {}:
            return "mapping"
        case _:
            return "none"


for value in ({"kind": "circle", "r": 3, "z": 1}, {"kind": "rect", "size": (1, 2), "c": 3, "d": 4}, {1: {2: {3: 4}}},
              {None: 1, True: 2}, {"only": 1, "b": 2}, {"x": 1}, {}, {"x": 1, "y": 2}, [], "kind",
              OrderedDict(kind="circle", r=1), MappingProxyType({"only": 1}), UserDict({"kind": "circle", "r": 9})):
    print(type(value).__name__, mapping(value))

d = defaultdict(int)
match d:
    case {"missing": m}:
        print("found", m)
    case _:
        print("no __missing__", dict(d))


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


class Named(Point):
    name = "named"


def classes(v):
    match v:
        case Named(1, name=n):
            return "named", n
        case Point(0, 0):
            return "origin"
        case Point(x=0, y=y):
            return "x0", y
        case Point(x, y) if x == y:
            return "diagonal", x
        case Point(z=_):
            return "has z"
        case Point(x):
            return "x", x
        case Point():
            return "unreached"
        case bool(b):
            return "bool", b
        case int(i) | float(i):
            return "number", i
        case str("yes" | "no" as answer):
            return "answer", answer
        case str():
            return "str"
        case bytes(b) | bytearray(b):
            return "bytes", b
        case list([a, *_]):
            return "list", a
        case tuple(t) | frozenset(t) | set(t) | dict(t):
            return "container", t
    return None


class Int(int):
    pass


with_z = Point(3, 4)
with_z.z = 1
for value in (Named(1, 2), Named(0, 5), Point(0, 0), Point(0, 3), Point(2, 2), with_z, Point(1, 9), True, 7, Int(8), 2.5,
              "yes", "maybe", b"q", bytearray(b"w"), [1, 2], [], (1,), frozenset([1]), {2}, {3: 4}, None, 1j):
    print(type(value).__name__, classes(value))


def alternatives(v):
    match v:
        case [x, y, "first"] | {"y": y, "x": x} | Point(y, x):
            return x, y
        case (1 | 2) as small:
            return "small", small
        case [(("a" | "b") as letter), *_] as whole:
            return letter, whole
        case [[p, _] | [p], q] | [q, p, _]:
            return "pq", p, q


for value in ([1, 2, "first"], {"x": 1, "y": 2}, Point(2, 1), 1, 2, 3, ["a", 1], ["b"], [[5, 6], 7], [[5], 7], [1, 2, 3]):
    print(alternatives(value))


# captures are bound only when the whole pattern has matched, before the guard
def bound_late():
    a = b = "unset"
    match [1, 2]:
        case [a, 3]:
            pass
        case [b, 2] if b > 5:
            pass
        case [a, b]:
            print("last", a, b)
    match [1, 2]:
        case [a, 3]:
            pass
    print(a, b)
    a = "old"
    match (9, 8):
        case (a, 7) | (7, a):
            pass
        case (_, b) if b == 0:
            pass
    print(a, b)


bound_late()


def subject_changes(x):
    match x:
        case [x, y] if y > x:
            return "ascending", x, y
        case [y, x] if y > x:
            return "descending", y, x
        case [x, _]:
            return "equal", x


print(subject_changes([1, 2]), subject_changes([2, 1]), subject_changes([3, 3]))


def unbound(v):
    match v:
        case 1:
            w = "one"
        case [w]:
            pass
        case {"w": w} if w:
            pass
    return w


print(unbound(1), unbound([2]), unbound({"w": 3}))
for value in (2, {"w": 0}):
    try:
        print(unbound(value))
    except UnboundLocalError as error:
        print(type(error).__name__, error)


# names are captured by closures, globals, classes, generators
def closure(v):
    match v:
        case {"f": f, **others}:
            return lambda: (f, others)


print(closure({"f": 1, "g": 2})())


def gen(items):
    for item in items:
        match item:
            case {"stop": True}:
                return
            case [a, b]:
                got = yield a + b
                print("got", got)
            case int() as n if n % 2:
                continue
            case _:
                yield item


print(list(gen([[1, 2], 3, 4, {"stop": True}, 5])))


class Body:
    match ("k", 5):
        case (k, n):
            pass


print(Body.k, Body.n)

match [10, 20], 30:
    case [[top, _], last]:
        print(top, last)


class Consts:
    RED = 1
    class Inner:
        KEY = "key"


match 1:
    case Consts.RED:
        print("red")
match {"key": 5, "other": 6}:
    case {Consts.Inner.KEY: value, **more}:
        print(value, more)


# errors
class Odd:
    __match_args__ = ["x"]


class OddNames:
    __match_args__ = (1,)


class Twice:
    __match_args__ = ("x", "x")
    x = 1


class Plain:
    x = 1


def attempt(text):
    try:
        exec(text, globals())
        print("fine")
    except Exception as error:
        print(type(error).__name__ + ":", error)


one = "x"
attempt("match Point(1, 2):\n case Point(1, 2, 3): pass")
attempt("match Plain():\n case Plain(1): pass")
attempt("match Plain():\n case Plain(): pass")
attempt("match 5:\n case int(a, b): pass")
attempt("match Odd():\n case Odd(1): pass")
attempt("match OddNames():\n case OddNames(1): pass")
attempt("match Twice():\n case Twice(1, 1): pass")
attempt("match Point(1, 2):\n case Point(1, x=1): pass")
attempt("match Point(2, 2):\n case Point(a, x=b): pass")
attempt("match 1:\n case one(): pass")
attempt("match 1:\n case missing(): pass")
attempt("match {'x': 1, 'y': 1}:\n case {Consts.Inner.KEY: _, 'key': _}: pass")
attempt("match {'key': 1, 'y': 1}:\n case {Consts.Inner.KEY: _, 'key': _}: pass")


# the order of what is asked
class Loud:
    __match_args__ = ("a", "b")

    def __getattr__(self, name):
        print("get", name)
        if name == "c":
            raise AttributeError(name)
        return name


match Loud():
    case Loud(x, _, c=1, d=2):
        print("no")
    case Loud("a", "z", d="d"):
        print("no")
    case Loud("a", y, d=dd):
        print("yes", y, dd)


class Eq:
    def __init__(self, name):
        self.name = name

    def __eq__(self, other):
        print("eq", self.name, other)
        return self.name == other


match [Eq(1), Eq(2)]:
    case [1, 3]:
        print("no")
    case [1 | 7, 9 | 2]:
        print("yes")
