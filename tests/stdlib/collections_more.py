# Changes while a deque is walked or searched, copies with attributes, keywords of OrderedDict's methods.
import copy
from collections import Counter, OrderedDict, deque, _count_elements


class Clearing:
    def __init__(self, target):
        self.target = target

    def __eq__(self, other):
        self.target.clear()
        return False


def attempt(function, *args, **kwargs):
    try:
        print(function(*args, **kwargs))
    except (RuntimeError, KeyError, AttributeError, TypeError, ValueError) as error:
        print(type(error).__name__, error)


for name in "count", "index", "__contains__":
    d = deque(range(5))
    d[2] = Clearing(d)
    attempt(getattr(d, name), 9)
d = deque(range(5))
d[3] = Clearing(d)
print(1 in d, d.index(1))
d = deque("abc")
forward, backward = iter(d), reversed(d)
d.append("d")
attempt(next, forward)
attempt(next, backward)
d = deque()
forward = iter(d)
d.append(1)
attempt(next, forward)


class Slotted(deque):
    __slots__ = ("x", "y", "__dict__")


s = Slotted("ab", 3)
s.x = 1
s.z = [2]
print(s.__reduce__()[:3], copy.deepcopy(s).x, copy.deepcopy(s).z, hasattr(deque(), "__dict__"), s, s.maxlen)



class Ordered(OrderedDict):
    def __missing__(self, key):
        return f"missing {key}"


for cls in OrderedDict, Ordered:
    o = cls(a=1, b=2)
    o.x = 3
    print(getattr(copy.copy(o), "x", None), copy.deepcopy(o).x, hasattr(o.copy(), "x"))
    print(o.pop("a", default=5), o.pop("a", default=5), o.setdefault("c", default=7), o.setdefault(key="d"), o)
    attempt(o.pop, "zzz")
    attempt(o.pop, key="b")
counts = {}
_count_elements(counts, "abca")
print(counts, Counter("aab"))
