# partial: state, attributes, printing, as a class attribute; singledispatch among abstract classes; wraps(type).
import copy
import functools
import warnings
from collections import abc
from functools import lru_cache, partial, singledispatch, total_ordering, wraps


def attempt(function, *args):
    try:
        print(function(*args))
    except (AttributeError, TypeError, RuntimeError) as error:
        print(type(error).__name__, error)


def capture(*args, **kwargs):
    return args, kwargs


p = partial(capture, 1, a=[2])
p.mark = [3]
q = copy.copy(p)
print(q.mark is p.mark, q.keywords is p.keywords, copy.deepcopy(p).keywords["a"] is p.keywords["a"])
for name in "func", "args", "keywords":
    try:
        setattr(p, name, 3)
    except AttributeError:
        print("read-only", name)
print(p.__reduce__()[2][1:])
for state in [(capture, (), {}), [capture, (), {}, None], (None, (), {}, None), (capture, None, {}, None),
              (capture, (), [], None)]:
    attempt(p.__setstate__, state)
p.__setstate__((capture, (5,), None, dict(attr=1)))
print(p(6), p.attr, p.keywords)
recursive = partial(capture)
recursive.__setstate__((recursive, (recursive,), {"k": recursive}, {}))
print(repr(recursive))


class A:
    method = partial(capture, 1)
    static = staticmethod(partial(capture, 2))


with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    print(A.method(), A().static())
    print(len(seen), A().method(), len(seen), seen[0].category.__name__, seen[0].message)


@singledispatch
def which(value):
    return "object"


which.register(abc.Sized, lambda value: "sized")
which.register(abc.MutableMapping, lambda value: "mutable mapping")
which.register(abc.Iterable, lambda value: "iterable")


class Bag(abc.Sized, abc.Iterable):
    def __len__(self):
        return 0

    def __iter__(self):
        return iter(())


class Other:
    def __len__(self):
        return 0

    def __iter__(self):
        return iter(())


class Explicit(abc.Iterable):
    def __len__(self):
        return 0

    def __iter__(self):
        return iter(())


print(which({}), which(3), which(Bag()), which(Explicit()))
attempt(which, Other())
attempt(which, [])
which.register(abc.Sequence, lambda value: "sequence")
print(which([]), which("text"), which.dispatch(dict)(0))
print([c.__name__ for c in functools._c3_mro(dict, [abc.MutableMapping])])
print([c.__name__ for c in functools._compose_mro(dict, [abc.MutableMapping, abc.Sized])])


@wraps(type)
def wrapper():
    pass


print(wrapper.__name__, wrapper.__annotations__, hasattr(type, "__annotations__"), hasattr(int, "__abstractmethods__"))


@total_ordering
class Ordered:
    def __lt__(self, other):
        return False


print(Ordered.__ge__.__name__, Ordered() >= Ordered())
import builtins
before = builtins.len
builtins.len = lru_cache(4)(len)
print([len("abc"[:n]) for n in (0, 1, 2, 3, 0, 1)])
cached = builtins.len
builtins.len = before
print(cached.cache_info())
