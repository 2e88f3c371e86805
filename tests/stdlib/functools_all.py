# functools: wrappers, reduce, ordering, partial, caches, single dispatch.
import functools
from functools import *


def shows(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


print(WRAPPER_ASSIGNMENTS, WRAPPER_UPDATES)

print("-- wraps")


def target(a, b: int = 2) -> str:
    "target doc"


target.extra = [1]


@wraps(target)
def wrapper(*args):
    return args


print(wrapper.__name__, wrapper.__qualname__, wrapper.__doc__, wrapper.__module__, wrapper.__annotations__, wrapper.extra, wrapper.__wrapped__ is target)
w2 = update_wrapper(lambda: 1, target, assigned=("__doc__",), updated=())
print(w2.__name__, w2.__doc__, hasattr(w2, "extra"))
w3 = update_wrapper(lambda: 1, partial(target, 1))
print(w3.__name__, w3.__wrapped__.args)


class Callable:
    def __call__(self): pass


print(update_wrapper(Callable(), target).__name__)

print("-- reduce")
print(reduce(lambda a, b: a + b, [1, 2, 3]), reduce(lambda a, b: (a, b), "abc", None), reduce(max, [7]), reduce(max, [], "init"))
shows(lambda: reduce(max, []))
shows(lambda: reduce(max, 5))
shows(lambda: reduce(max))

print("-- total_ordering, cmp_to_key")


def ordered(root):
    class Value:
        def __init__(self, v): self.v = v
        def __eq__(self, other): return self.v == other.v if isinstance(other, Value) else NotImplemented
    def compare(self, other):
        if not isinstance(other, Value): return NotImplemented
        return eval(f"a {root} b", {"a": self.v, "b": other.v})
    setattr(Value, {"<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__"}[root], compare)
    return total_ordering(Value)


for root in ("<", "<=", ">", ">="):
    V = ordered(root)
    print(root, [(V(a) < V(b), V(a) <= V(b), V(a) > V(b), V(a) >= V(b)) for a, b in ((1, 2), (2, 2), (3, 2))])
    shows(lambda: V(1) < 5)
    shows(lambda: V(1) >= "x")
print(ordered("<").__ge__.__name__)
shows(lambda: total_ordering(type("Nothing", (), {})))
key = cmp_to_key(lambda a, b: a - b)
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)), key(1) < key(2), key(1) == key(1), key(2) >= key(3), key(4).obj, min([5, 4], key=key))

print("-- partial")
p = partial(pow, 2, mod=5)
print(p(3), p.func is pow, p.args, p.keywords, partial(p, 4)(), partial(p, 4).args, partial(p, mod=7).keywords, partial(p, mod=7)(5))
print(repr(partial(print)).replace("built-in function ", ""), repr(partial(int, "1", base=2)))
shows(lambda: partial())
shows(lambda: partial(5))
p.note = "x"
print(p.note, partial(dict, a=1)(b=2, a=3), isinstance(p, partial), partial(lambda *a: a, 1)(2, 3))


class Sub(partial): pass


print(Sub(int, "10")(base=2), repr(Sub(int)), type(Sub(int)).__name__, partial(Sub(int, "11"), base=2)())
import copy
q = copy.copy(p)
print(q.args, q.keywords, q(3))


class Cell:
    def __init__(self): self.alive = False
    def set_state(self, state, *, note="-"):
        self.alive = state
        return self, note
    set_alive = partialmethod(set_state, True)
    set_dead = partialmethod(set_state, False, note="dead")
    again = partialmethod(set_alive, note="again")
    @classmethod
    def make(cls, *args): return cls.__name__, args
    made = partialmethod(make, 1)
    @staticmethod
    def add(a, b): return a + b
    add5 = partialmethod(add, 5)
    number = partialmethod(int, base=10)


c = Cell()
print(c.set_alive()[0] is c, c.alive, c.set_dead()[1], c.alive, c.again()[1], c.made(2), Cell.made(3), c.add5(1), Cell.add5(2))
print(Cell.set_alive(c)[0] is c)
shows(lambda: partialmethod(5))
print(repr(Cell.__dict__["set_dead"]).split(" at ")[0])

print("-- caches")
calls = []


@lru_cache(maxsize=2)
def double(x, *, plus=0):
    "doc of double"
    calls.append(x)
    return x * 2 + plus


print(double(1), double(1), double(2), double(1), double(3), double(2), calls, double.cache_info(), double.__doc__)
print(double(1, plus=1), double(1, plus=1), double.cache_parameters(), double.cache_info().hits)
double.cache_clear()
print(double.cache_info(), double.__wrapped__(9), double.__name__)
shows(lambda: double([]))


@lru_cache
def plain(*args, **kw): return args, kw


print(plain(1), plain(1.0), plain(True), plain("1"), plain(a=1), plain(("a", 1)), plain.cache_info())


@lru_cache(maxsize=None, typed=True)
def typed(x): return type(x).__name__


print(typed(1), typed(1.0), typed(True), typed(1), typed.cache_info(), typed.cache_parameters())


@lru_cache(0)
def never(x): return x


print(never(1), never(1), never.cache_info())
print(lru_cache(-5)(abs)(3), lru_cache(-5)(abs).cache_info())
shows(lambda: lru_cache("x"))


@cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(60), fib.cache_info())


@cache
def fails(x):
    calls.append("fails")
    raise ValueError(x)


calls.clear()
for _ in range(2):
    shows(lambda: fails(1))
print(calls, fails.cache_info())


class Owner:
    @lru_cache(maxsize=4)
    def method(self, x): return x + 1
    @cached_property
    def prop(self):
        "prop doc"
        calls.append("prop")
        return [len(calls)]


o = Owner()
print(o.method(1), o.method(1), Owner.method.cache_info())
calls.clear()
print(o.prop, o.prop, calls, "prop" in o.__dict__, Owner.prop.__doc__, Owner.prop.attrname, type(Owner.prop).__name__)
o.prop = "set"
print(o.prop)
del o.prop
print(o.prop)


class Slotted:
    __slots__ = ()
    @cached_property
    def p(self): return 1


shows(lambda: Slotted().p)


class Late: pass


Late.p = cached_property(lambda self: 1)
shows(lambda: Late().p)
lru = lru_cache(maxsize=3)(lambda x: x)
for i in (1, 2, 3, 1, 4, 2, 5, 1, 3):
    lru(i)
print(lru.cache_info())

print("-- singledispatch")


@singledispatch
def fun(arg, verbose=False):
    "generic"
    return "default", arg


@fun.register
def _(arg: int, verbose=False): return "int", arg


@fun.register(list)
@fun.register(tuple)
def seq(arg, verbose=False): return "seq", len(arg)


fun.register(type(None), lambda arg, verbose=False: "none")


@fun.register
def _(arg: float | complex, verbose=False): return "inexact"


@fun.register
def _(arg: "str", verbose=False): return "text"


print(fun(1), fun(True), fun([1]), fun((1, 2)), fun(None), fun(1.5), fun(1j), fun("s"), fun({}), fun(2, verbose=True))
print(fun.dispatch(bool) is fun.dispatch(int), fun.dispatch(dict)(1), fun.__name__, fun.__doc__, len(fun.registry), fun.registry[list] is seq, type(fun.registry).__name__)
shows(lambda: fun())
shows(lambda: fun.register(5))
shows(lambda: fun.register("x", len))
shows(lambda: fun.register(abs and 'name'))
from collections.abc import Mapping, Sized, Iterable, MutableMapping, Sequence


@fun.register(Mapping)
def _(arg, verbose=False): return "mapping"


@fun.register(Sized)
def _(arg, verbose=False): return "sized"


print(fun({}), fun(set()), fun(range(2)), fun(b""), fun("s"), fun(object)[0])
fun.register(MutableMapping, lambda arg, verbose=False: "mutable mapping")
print(fun({}))


class Base: pass
class Derived(Base): pass


fun.register(Base, lambda a: "base")
print(fun(Derived()))
fun.register(Derived, lambda a: "derived")
print(fun(Derived()))


class Registered: pass


print(fun(Registered())[0])
Sequence.register(Registered)
fun.register(Sequence, lambda a: "sequence")
print(fun(Registered()))


class Both:
    def __len__(self): return 0
    def __iter__(self): return iter(())


fun.register(Iterable, lambda a: "iterable")
shows(lambda: fun(Both()))


class Negator:
    @singledispatchmethod
    def neg(self, arg): raise NotImplementedError("Cannot negate a")
    @neg.register
    def _(self, arg: int): return -arg
    @neg.register(bool)
    def _(self, arg): return not arg
    @singledispatchmethod
    @classmethod
    def cm(cls, arg): return cls.__name__, "default"
    @cm.register(int)
    @classmethod
    def _(cls, arg): return cls.__name__, "int"


print(Negator().neg(5), Negator().neg(True), Negator.cm(1), Negator().cm(""))
shows(lambda: Negator().neg("x"))
shows(lambda: Negator().neg())
