# property, classmethod, staticmethod, super, mappingproxy.
MappingProxyType = type(int.__dict__)


def show(source):
    try:
        print(source, "->", repr(eval(source, globals())))
    except BaseException as e:
        print(source, "!!", type(e).__name__, e)


def run(source):
    try:
        exec(source, globals())
        print(source, "ok")
    except BaseException as e:
        print(source, "!!", type(e).__name__, e)


class C:
    p = property()
    q = property(lambda self: 1, doc="Q")

    @property
    def r(self):
        "R doc"
        return 2

    def m(self):
        return "C.m"

    @classmethod
    def k(cls):
        "K doc"
        return cls.__name__

    @staticmethod
    def s(x):
        return x


class D(C):
    def m(self):
        return "D.m"

    @classmethod
    def k(cls):
        return "D", super().k()


class P(property):
    pass


c, d = C(), D()
for source in ("c.p", "C.q.__doc__", "C.r.__doc__", "C.r.setter(None).__doc__", "C.q.getter(lambda s: 5).__doc__", "C.q.__name__",
               "C.p.__name__", "property().__name__", "property(len).__name__", "property().__get__(c)", "property().__set__(c, 1)",
               "property(1, 2, 3, 4, 5)", "property(foo=1)", "C.q.__get__(c)", "C.q.fget(1)",
               "C.q.fset, C.q.fdel", "C.q.__isabstractmethod__", "P(lambda s: 1).__doc__", "property(doc=5).__doc__",
               "super(5)", "super(C, 5)", "super(C, int)", "super(C, d)", "super(C)", "super(D, c)", "super(D, d).m()", "super(D, d).zz",
               "super(D, D).m(5)", "super(D, d).__thisclass__, super(D, d).__self_class__, super(D, d).__self__ is d", "super(D)._x",
               "super(D).__self__", "super(D, d, 1)", "super(D, x=1)", "super(D).__get__(d)", "super(D).__get__(c)", "super(D, d).__class__",
               "type(super(D, d)) is super", "super(D, d).k()", "super(D, D).k()", "super(D, d).r", "super()", "D.k(), d.k()",
               "classmethod()", "classmethod(1)", "classmethod(1, 2)", "classmethod(x=1)", "classmethod(len)", "staticmethod(len)('abc')",
               "staticmethod(5)()", "classmethod(len)()", "classmethod(C.m).__name__", "classmethod(C.m).__wrapped__ is C.m",
               "staticmethod(C.m).__func__ is C.m", "classmethod(5).__name__", "classmethod(C.m).__isabstractmethod__",
               "classmethod(len).__get__(None, int)", "classmethod(len).__get__(5)", "staticmethod(5).__get__(1)",
               "classmethod(5).__get__(None, int)()", "C.k.__doc__, C.__dict__['k'].__doc__, C.k.__self__ is C, C.k.__func__.__name__",
               "C.s(4), c.s(5), C.s is c.s", "type(C.__dict__['s']).__name__, C.__dict__['s'](6)", "c.m.__self__ is c, c.m.__func__ is C.m",
               "C.m.__get__(c)() , C.m.__get__(None, C) is C.m"):
    show(source)
for source in ("c.p = 1", "del c.p", "c.q = 1", "del c.q", "C.q.fget = 1", "C.q.__doc__ = 'new'", "print(C.q.__doc__)", "C.q.__set_name__(1)",
               "C.q.__set_name__(C, 'zz')", "c.q = 1", "C.q.x = 1", "P(lambda s: 1).x = 5", "del C.q.__doc__", "print(C.q.__doc__)",
               "super(D, d).y = 1", "a = classmethod(len); a.foo = 1; print(a.foo, a.__dict__['foo'])", "C.r = 5; print(c.r)"):
    run(source)
m = MappingProxyType({"a": 1})
M = MappingProxyType
for source in ("M(5)", "M([1])", "M({1: 2})", "M()", "m['a'], m.get('z'), m.get('z', 5), len(m), list(m), 'a' in m", "m.keys(), m.values(), m.items()",
               "m == {'a': 1}, {'a': 1} == m, m != {'a': 1}", "m | {'b': 2}", "{'b': 2} | m", "m['zz']", "str(m)", "repr(m)", "list(reversed(m))", "hash(m)",
               "m.copy()", "m | 5", "m.clear()", "m < m", "m[[]]", "M({}) == M({})", "bool(M({}))", "M(1, 2)", "M(mapping={})", "isinstance(m, dict)",
               "type(C.__dict__).__name__", "C.__dict__['m'] is C.m", "dict(m), {**m}"):
    show(source)
for source in ("m['b'] = 1", "del m['a']", "m.x = 1", "C.__dict__['z'] = 1", "m |= M({})"):
    run(source)


class Log:
    "A descriptor that tells what it is asked."

    def __set_name__(self, owner, name):
        print("set_name", owner.__name__, name)

    def __get__(self, instance, owner=None):
        return "get", instance is not None, owner.__name__

    def __set__(self, instance, value):
        print("set", value)

    def __delete__(self, instance):
        print("delete")


class NonData:
    def __get__(self, instance, owner=None):
        return "non-data"


class E:
    x = Log()
    y = NonData()


e = E()
print(e.x, E.x, e.y, E.y)
e.x = 1
del e.x
e.__dict__["x"] = "hidden"
e.__dict__["y"] = "seen"
print(e.x, e.y)


class Meta(type):
    @property
    def prop(cls):
        return "meta " + cls.__name__

    def __getattr__(cls, name):
        return "meta getattr " + name


class F(metaclass=Meta):
    pass


print(F.prop, F.other)
try:
    F().prop
except AttributeError as error:
    print(error)


class Base:
    def __init__(self):
        self.log = ["Base"]

    def hello(self):
        return "Base.hello"

    @property
    def v(self):
        return "Base.v"


class Left(Base):
    def __init__(self):
        super().__init__()
        self.log.append("Left")

    def hello(self):
        return "Left " + super().hello()

    @property
    def v(self):
        return "Left " + super().v


class Right(Base):
    def __init__(self):
        super().__init__()
        self.log.append("Right")

    def hello(self):
        return "Right " + super(Right, self).hello()

    @property
    def v(self):
        return "Right " + super().v


class Both(Left, Right):
    def __init__(self):
        super().__init__()
        self.log.append("Both")

    def hello(self):
        return "Both " + super().hello()

    @property
    def v(self):
        return "Both " + super().v


b = Both()
print(b.log, b.hello(), b.v)


class Getter:
    @property
    def fails(self):
        raise AttributeError("inside the getter")

    def __getattr__(self, name):
        return "fallback for " + name


print(Getter().fails, Getter().other)


class Counter:
    def __init__(self):
        self._n = 0

    @property
    def n(self):
        return self._n

    @n.setter
    def n(self, value):
        self._n = value

    @n.deleter
    def n(self):
        self._n = -1


k = Counter()
for i in range(100):
    k.n += 1
print(k.n)
del k.n
print(k.n)


def no_class():
    return super().x


try:
    no_class()
except RuntimeError as error:
    print(error)


class NoArgs:
    def f():
        return super().x

    def g(self):
        del self
        return super().x


for f in (NoArgs.f, NoArgs().g):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)
