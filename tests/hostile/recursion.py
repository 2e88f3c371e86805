# not CPython: where the stack ends is ours. Scripts that recurse without end through every door: RecursionError, no crash.
import asyncio


def expect(name, act, *more):
    try:
        act(*more)
    except RecursionError as error:
        print(name, "RecursionError")
    except Exception as error:
        print(name, type(error).__name__, error)
    else:
        print(name, "went well")


def plain(n):
    return plain(n + 1)


expect("call", plain, 0)


class Repr:
    def __repr__(self): return repr(self)
class Str:
    def __str__(self): return f"{self}"
class Equal:
    def __eq__(self, other): return self == other
class Less:
    def __lt__(self, other): return self < other
class Add:
    def __add__(self, other): return self + other
class Reflected:
    def __radd__(self, other): return other + self
class InPlace:
    def __iadd__(self, other):
        self += other
        return self
class Getattr:
    def __getattr__(self, name): return self.other
class Getattribute:
    def __getattribute__(self, name): return self.other
class Setattr:
    def __setattr__(self, name, value): self.other = value
class Delattr:
    def __delattr__(self, name): del self.other
class Hash:
    def __hash__(self): return hash(self)
class Len:
    def __len__(self): return len(self)
class Bool:
    def __bool__(self): return bool(self)
class Iter:
    def __iter__(self): return iter(self)
class Next:
    def __iter__(self): return self
    def __next__(self): return next(self)
class Contains:
    def __contains__(self, item): return item in self
class Item:
    def __getitem__(self, key): return self[key]
class SetItem:
    def __setitem__(self, key, value): self[key] = value
class Call:
    def __call__(self): return self()
class Index:
    def __index__(self): return range(10)[self]
class Int:
    def __int__(self): return int(self)
class Format:
    def __format__(self, spec): return format(self, spec)
class Enter:
    def __enter__(self):
        with self: pass
    def __exit__(self, *details): pass
class New:
    def __new__(cls): return cls()
class Init:
    def __init__(self): Init()
class Property:
    @property
    def value(self): return self.value
class Descriptor:
    def __get__(self, it, owner): return it.x
class Described:
    x = Descriptor()
class Meta(type):
    def __call__(cls, *args): return cls(*args)
class OfMeta(metaclass=Meta):
    pass
class Check(type):
    def __instancecheck__(cls, it): return isinstance(it, cls)
    def __subclasscheck__(cls, other): return issubclass(other, cls)
class OfCheck(metaclass=Check):
    pass
class Missing(dict):
    def __missing__(self, key): return self[key]
class Reversed:
    def __reversed__(self): return reversed(self)
class Subclassed:
    def __init_subclass__(cls): type("Sub", (cls,), {})


def augment():
    value = InPlace()
    value += 1


expect("__repr__", repr, Repr())
expect("__repr__ in a list", repr, [Repr()])
expect("__str__", str, Str())
expect("__eq__", lambda: Equal() == Equal())
expect("__eq__ in a list", lambda: [Equal()] == [Equal()])
expect("__lt__", lambda: Less() < Less())
expect("sort", lambda: sorted([Less(), Less()]))
expect("min", lambda: min([Less(), Less()]))
expect("__add__", lambda: Add() + 1)
expect("sum", lambda: sum([Add(), 1], Add()))
expect("__radd__", lambda: 1 + Reflected())
expect("__iadd__", augment)
expect("__getattr__", lambda: Getattr().any)
expect("__getattribute__", lambda: Getattribute().any)
expect("__setattr__", lambda: setattr(Setattr(), "any", 1))
expect("__delattr__", lambda: delattr(Delattr(), "any"))
expect("__hash__", lambda: {Hash(): 1})
expect("__len__", lambda: len(Len()))
expect("__bool__", lambda: not Bool())
expect("__iter__", lambda: list(Iter()))
expect("__next__", lambda: [v for v in Next()])
expect("__contains__", lambda: 1 in Contains())
expect("__getitem__", lambda: Item()[0])
expect("__setitem__", lambda: SetItem().__setitem__(0, 0))
expect("__call__", Call())
expect("__index__", lambda: [0, 1][Index()])
expect("__int__", lambda: int(Int()))
expect("__format__", lambda: f"{Format():>3}")
expect("__enter__", lambda: Enter().__enter__())
expect("__new__", New)
expect("__init__", Init)
expect("property", lambda: Property().value)
expect("descriptor", lambda: Described().x)
expect("metaclass", OfMeta)
expect("isinstance", lambda: isinstance(1, OfCheck))
expect("issubclass", lambda: issubclass(int, OfCheck))
expect("__missing__", lambda: Missing()[1])
expect("__reversed__", lambda: reversed(Reversed()))
expect("__init_subclass__", lambda: type("First", (Subclassed,), {}))
expect("sort key", lambda: (lambda f: f(f))(lambda f: sorted([1, 2], key=lambda x: f(f))))
expect("map", lambda: (lambda f: f(f))(lambda f: list(map(lambda x: f(f), [1]))))
expect("comprehension", lambda: (lambda f: f(f))(lambda f: [f(f) for _ in [1]]))
expect("generator expression", lambda: (lambda f: f(f))(lambda f: sum(f(f) for _ in [1])))
expect("eval", lambda: (lambda f: f(f))(lambda f: eval("f(f)", {"f": f})))


def through_except():
    try:
        through_except()
    finally:
        through_except()


def generator(n):
    yield from generator(n + 1)


async def awaits(n):
    return await awaits(n + 1)


def decorated(f):
    @decorated
    def inner(): pass
    return inner


try:
    generator_depth = sum(1 for _ in generator(0))
except RecursionError as error:
    print("yield from RecursionError")
expect("await", lambda: asyncio.run(awaits(0)))
expect("decorator", decorated, None)
handled = 0


def handles(n):
    global handled
    try:
        return handles(n + 1)
    except RecursionError:
        handled += 1
        raise


expect("except", handles, 0)
print(handled > 500)


def deep_enough(n):
    return n and deep_enough(n - 1)


print("afterwards", deep_enough(900))
