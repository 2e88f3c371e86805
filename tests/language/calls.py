# Functions: every kind of parameter, the order of evaluation, and what wrong calls say.


def attempt(act, *args, **kwargs):
    try:
        return act(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def none(): return "none"
def one(a): return a
def two(a, b): return a, b
def default(a, b=2, c=3): return a, b, c
def only(a, b, /, c, *, d, e=5): return a, b, c, d, e
def rest(a, *args, k=1, **kwargs): return a, args, k, kwargs
def named(*, x, y, z): return x, y, z
def positional(a, b=2, /): return a, b
def four(a, b, c, d): return a, b, c, d


print(attempt(none), attempt(none, 1), attempt(none, x=1))
print(attempt(one), attempt(one, 1, 2), attempt(one, b=1), attempt(one, 1, a=2), attempt(one, a=1))
print(attempt(two), attempt(two, 1), attempt(two, b=1), attempt(two, 1, 2, 3))
print(attempt(four), attempt(four, 1), attempt(four, 1, 2, 3, 4, 5, 6), attempt(four, 1, d=2))
print(attempt(default), attempt(default, 1, 2, 3, 4), attempt(default, 1, c=9), attempt(default, 1, 2, b=3))
print(attempt(only, 1, 2, 3, d=4), attempt(only, 1, 2, c=3, d=4, e=6), attempt(only, 1, 2, 3))
print(attempt(only, 1, b=2, c=3, d=4), attempt(only, a=1, b=2, c=3, d=4), attempt(only, 1, 2, 3, 4))
print(attempt(only, 1, 2, 3, 4, d=5), attempt(only, 1), attempt(only))
print(attempt(rest), attempt(rest, 1, 2, 3, k=4, x=5), attempt(rest, a=1, b=2), attempt(rest, 1, a=2))
print(attempt(named), attempt(named, x=1), attempt(named, x=1, y=2), attempt(named, 1, x=1, y=1, z=1))
print(attempt(positional), attempt(positional, 1, b=3), attempt(positional, a=1), attempt(positional, 1, 2, 3))
print(attempt(lambda: rest(*[1, 2], *(3,), **{"p": 1}, **{"q": 2})))
print(attempt(lambda: rest(1, **{"p": 1}, **{"p": 2})), attempt(lambda: rest(1, p=1, **{"p": 2})))
print(attempt(lambda: rest(*1)), attempt(lambda: rest(1, **[])), attempt(lambda: rest(**{1: 2})))
print(attempt(lambda: one(*None)), attempt(lambda: len(**{"obj": 1})), attempt(lambda: 5()), attempt(lambda: "x"(1)))
print(rest(1, *"ab", *{"c": 1}, k=0, **dict(z=1)))


class Mapping:
    def keys(self): return ["m", "n"]
    def __getitem__(self, key): return key * 2


print(rest(0, **Mapping()))
trace = []


def note(x):
    trace.append(x)
    return x


rest(note(1), *[note(2), note(3)], k=note(4), **{note("k5"): note(6)})
print(trace)
trace.clear()
{note("a"): note("b"), note("c"): note("d")}
[note(1), note(2)][note(0)] = note(3)
note(1) < note(2) < note(0) < note(9)
print(trace)


def evaluated_once(x, seen=[]):
    seen.append(x)
    return seen


print(evaluated_once(1), evaluated_once(2), evaluated_once.__defaults__, named.__kwdefaults__, only.__kwdefaults__)
default.__defaults__ = (7,)
print(attempt(default, 1), attempt(default, 1, 2))


class Methods:
    def plain(self, x): return x
    @classmethod
    def of_class(cls, x): return cls.__name__, x
    @staticmethod
    def free(x, y=0): return x, y
    def __call__(self, *args): return args
    def __init__(self, a=None): pass


it = Methods()
print(attempt(it.plain), attempt(it.plain, 1, 2), attempt(Methods.plain), attempt(Methods.plain, it), attempt(Methods.of_class))
print(attempt(it.of_class, 1), attempt(it.free), attempt(it.free, 1, 2, 3), attempt(it, 1, 2), attempt(Methods, 1, 2), attempt(Methods, b=1))
print(attempt(object, 1), attempt(type("Empty", (), {}), 1), attempt(type("Empty", (), {}), x=1))
print([f(3) for f in [lambda x: x, lambda x, y=2: x * y, lambda *a: a, lambda x, /, **k: (x, k)]])
print((lambda a, *b, c=1, **d: (a, b, c, d))(1, 2, c=3, e=4), (lambda: (yield))().__class__.__name__)


def annotated(a: int, *b: "text", c: 1 + 1 = 3, **d: list) -> None: "Its text."


print(annotated.__annotations__, annotated.__doc__, annotated.__name__, annotated.__qualname__)
print(two.__code__.co_varnames, two.__code__.co_argcount, rest.__code__.co_flags & 12, only.__code__.co_posonlyargcount,
      only.__code__.co_kwonlyargcount)


def outer():
    def inner(x): return x
    class Local:
        def method(self, a): return a
    return inner, Local


inner, Local = outer()
print(attempt(inner), attempt(Local().method), inner.__qualname__, Local.method.__qualname__)
annotated.extra = 5
print(annotated.__dict__, attempt(lambda: annotated.missing), attempt(setattr, len, "x", 1))


def counted(n): return 0 if n == 0 else 1 + counted(n - 1)


print(counted(500))
