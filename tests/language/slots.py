# __slots__: declared attributes, instances without __dict__, layouts, errors.


def err(function, *args, **keywords):
    try:
        return function(*args, **keywords)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def norm(self):
        return self.x * self.x + self.y * self.y


p = Point(3, 4)
print(p.norm(), p.x, p.y, Point.__slots__, hasattr(p, "__dict__"))
print(err(setattr, p, "z", 1))
print(err(delattr, p, "z"))
print(err(setattr, p, "norm", 1))
print(err(getattr, p, "z"))
print(Point.x, type(Point.x).__name__, Point.x.__name__, Point.x.__qualname__, Point.x.__objclass__, Point.x.__doc__)
print(Point.x.__get__(p), Point.x.__get__(p, Point), Point.x.__get__(None, Point) is Point.x)
Point.x.__set__(p, 30)
print(p.x, err(Point.x.__get__, 5), err(Point.x.__set__, 5, 1))
Point.x.__delete__(p)
print(err(getattr, p, "x"), err(delattr, p, "x"), hasattr(p, "x"))
del p.y
print(hasattr(p, "y"), [n for n in dir(p) if not n.startswith("__")])


def read(o):
    try:
        return o.x
    except AttributeError as error:
        return str(error)


def write(o, v):
    o.x = v


# the same instruction, cached, over set and unset slots
for i in range(6):
    write(p, i)
    print(read(p), end=" ")
    if i % 2:
        del p.x
        print(read(p), end=" ")
print(sum(Point(i, i).norm() for i in range(100)))


class One:
    __slots__ = "name"


class Empty:
    __slots__ = ()


class WithDict:
    __slots__ = ["a", "__dict__"]


class Weak:
    __slots__ = {"a": "first", "__weakref__": "weak"}


class Private:
    __slots__ = ("__secret", "__dunder__", "_one")

    def __init__(self):
        self.__secret = 1


one = One()
one.name = "n"
print(one.name, err(setattr, one, "n", 1), err(setattr, Empty(), "a", 1), err(getattr, Empty(), "__dict__"))
w = WithDict()
w.a = 1
w.b = 2
print(w.a, w.b, w.__dict__, vars(w))
w.__dict__["a"] = "hidden"
print(w.a, w.__dict__)
w.__dict__ = {"c": 3}
print(w.a, w.c, hasattr(w, "b"))
print(Weak.__slots__, hasattr(Weak(), "__weakref__"), hasattr(Weak(), "__dict__"), "__weakref__" in Weak.__dict__)
print(sorted(n for n in Private.__dict__ if "secret" in n or n in ("__dunder__", "_one")), Private()._Private__secret)


# ---- inheritance ----
class Point3(Point):
    __slots__ = ("z",)

    def __init__(self, x, y, z):
        super().__init__(x, y)
        self.z = z


class Open(Point):
    def __init__(self):
        super().__init__(1, 2)
        self.extra = 3


class Closed(Open):
    __slots__ = ("more",)


p3 = Point3(1, 2, 3)
print(p3.x, p3.y, p3.z, p3.norm(), hasattr(p3, "__dict__"), err(setattr, p3, "w", 1), Point.x.__get__(p3))
o = Open()
print(o.x, o.y, o.extra, o.__dict__, o.norm())
o.later = 4
del o.extra
print(o.__dict__, o.x)
o.x = 10
print(o.x, o.__dict__, hasattr(o, "extra"))
c = Closed()
c.more = 5
c.other = 6
print(c.more, c.x, sorted(c.__dict__.items()))


class Mixed(Empty, Open):
    __slots__ = ()


m = Mixed()
m.q = 1
print(m.x, m.__dict__)


class Shadow(Point):
    __slots__ = ()
    x = "class value"


s = Shadow.__new__(Shadow)
print(s.x, err(setattr, s, "x", 1))
Point.x.__set__(s, 7)
print(s.x, Point.x.__get__(s))
del Shadow.x
print(s.x)


class Getter(Point):
    __slots__ = ()

    @property
    def x(self):
        return Point.x.__get__(self) * 2

    @x.setter
    def x(self, value):
        Point.x.__set__(self, value + 1)


g = Getter(1, 2)
print(g.x, g.norm())


class Fallback:
    __slots__ = ("a",)

    def __getattr__(self, name):
        return f"<{name}>"


f = Fallback()
print(f.a, f.b)
f.a = 1
print(f.a)
print(err(lambda: type("L", (), {"__slots__": ("a",)}).a))


class Late:
    __slots__ = ("x",)


late = Late()
for i in range(4):
    late.x = i
    print(read(late), end=" ")
Late.x = "replaced"
print(read(late), err(setattr, late, "x", 1))


# ---- built-in bases ----
class Pair(tuple):
    __slots__ = ()


class Stack(list):
    __slots__ = ("limit",)


class Table(dict):
    __slots__ = ("name",)


class Problem(Exception):
    __slots__ = ("code",)


print(Pair((1, 2)), hasattr(Pair(), "__dict__"), err(setattr, Pair(), "a", 1))
st = Stack([1, 2])
st.limit = 3
st.append(3)
print(st, st.limit, hasattr(st, "__dict__"), err(setattr, st, "a", 1))
t = Table(a=1)
t.name = "T"
print(t, t.name, err(setattr, t, "a", 1))
e = Problem("text")
e.code = 5
e.note = 6
print(e.code, e.note, e.__dict__, repr(e))


class Text(str):
    __slots__ = ("tag",)


x = Text("abc")
x.tag = 1
print(x, x.tag, x + "d", hasattr(x, "__dict__"))


# ---- errors ----
def make(bases=(), **namespace):
    return type("C", bases, namespace)


print(err(make, (), **{"__slots__": 5}))
print(err(make, (), **{"__slots__": (1,)}))
print(err(make, (), **{"__slots__": "a b"}))
print(err(make, (), **{"__slots__": ("",)}))
print(err(make, (), **{"__slots__": ("x",), "x": 1}))
print(err(make, (int,), **{"__slots__": ("x",)}))
print(err(make, (tuple,), **{"__slots__": ["x"]}))
print(err(make, (bytes,), **{"__slots__": "x"}))
print(err(make, (type,), **{"__slots__": "x"}))
print(err(make, (), **{"__slots__": ("__dict__", "__dict__")}))
print(err(make, (), **{"__slots__": ("__weakref__", "__weakref__")}))
print(err(make, (Open,), **{"__slots__": ("__dict__",)}))
print(err(make, (Open,), **{"__slots__": ("__weakref__",)}))
print(err(make, (Point, One)))
print(err(make, (list, One)))
print(err(make, (Point, list)))
print(err(make, (Point, Point3)))
print(make((Empty, Point)).__base__.__name__, make((Point3, Empty)).__base__.__name__, make((int,), __slots__=()).__base__)
print(sorted(n for n in make(__slots__=(n for n in "cab")).__dict__ if len(n) == 1))
print(err(make, (), **{"__slots__": (n for n in 1 / 0 and "ab")}) if False else "lazy")


def failing():
    yield "a"
    raise ValueError("no more")


print(err(make, (), **{"__slots__": failing()}))


class Same(Point):
    __slots__ = ()


class Other(Point):
    __slots__ = ()


q = Same(1, 2)
q.__class__ = Other
print(type(q).__name__, q.x, q.norm())
print(err(setattr, q, "__class__", Point3))
print(err(setattr, q, "__class__", Open))

# ---- many slots, and objects that only slots hold ----
names = [f"s{i}" for i in range(200)]
Many = type("Many", (), {"__slots__": names})
many = Many()
for i, n in enumerate(names):
    setattr(many, n, [i])
rubbish = [[i] for i in range(50000)]
del rubbish
print(sum(getattr(many, n)[0] for n in names))
MoreMany = type("MoreMany", (Many,), {})
many = MoreMany()
many.s199 = 1
many.z = 2
print(many.s199, many.__dict__, err(getattr, many, "s0"))


class Node:
    __slots__ = ("value", "next")

    def __init__(self, value, next=None):
        self.value = value
        self.next = next


head = None
for i in range(20000):
    head = Node([i], head)
total = 0
while head:
    total += head.value[0]
    head = head.next
print(total)
