# copy and deepcopy: atoms, containers, objects, hooks, cycles.
import copy
from copy import deepcopy


def shows(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


for atom in (1, 2.5, "s", b"b", None, True, ..., NotImplemented, 1j, len, int, range(3), shows, slice(1, 2), frozenset([1]), (1, 2)):
    print(copy.copy(atom) is atom, deepcopy(atom) is atom, end=" ")
print()


class Plain:
    def __init__(self, **kw): self.__dict__.update(kw)


p = Plain(a=[1], b={"k": (1, [2])})
c, d = copy.copy(p), deepcopy(p)
print(type(c).__name__, c.a is p.a, d.a is p.a, d.a, d.b, d.b["k"][1] is p.b["k"][1], type(d).__name__)
p.me = p
d = deepcopy(p)
print(d.me is d, d is not p)
t = ([],)
t[0].append(t)
u = deepcopy(t)
print(u[0][0] is u, u is t)
x = [1, 2]
y = deepcopy({"a": x, "b": x})
print(y["a"] is y["b"], y["a"] is x)
inner = (1, 2)
print(deepcopy((inner, "x")) is (inner, "x"), deepcopy(inner) is inner)


class Slots:
    __slots__ = ("a", "b", "__hidden")

    def __init__(self):
        self.a = [1]
        self.__hidden = "h"

    def hidden(self): return self.__hidden


s = Slots()
e = deepcopy(s)
print(e.a, e.a is s.a, hasattr(e, "b"), e.hidden(), copy.copy(s).a is s.a)


class L(list):
    def __init__(self, items=(), tag=None):
        super().__init__(items)
        self.tag = tag


class D(dict): pass


class S(set): pass


class I(int): pass


class T(tuple):
    def __new__(cls, *items): return super().__new__(cls, items)


class Str(str): pass


l = L([[1]], tag=["t"])
m = copy.copy(l)
n = deepcopy(l)
print(m, m.tag is l.tag, m[0] is l[0], n, n.tag is l.tag, n[0] is l[0], type(n).__name__)
d = D(a=[1])
d.note = [2]
print(copy.copy(d), copy.copy(d).note is d.note, deepcopy(d), deepcopy(d).note is d.note, type(deepcopy(d)).__name__)
st = S([1])
st.x = 5
print(copy.copy(st), copy.copy(st).x, deepcopy(st), deepcopy(st).x)
i = I(7)
i.tag = "seven"
print(copy.copy(i), copy.copy(i).tag, deepcopy(i) + 1, type(deepcopy(i)).__name__)
print(copy.copy(Str("q")), type(copy.copy(Str("q"))).__name__)


class NewArgs:
    def __new__(cls, x, *, y=0):
        self = super().__new__(cls)
        self.x, self.y = x, y
        return self

    def __getnewargs_ex__(self): return (self.x,), {"y": self.y}


a = NewArgs([1], y=2)
b = deepcopy(a)
print(b.x, b.y, b.x is a.x)


class State:
    def __init__(self): self.v, self.cache = [1], "big"

    def __getstate__(self): return {"v": self.v}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self.cache = "rebuilt"


q = deepcopy(State())
print(q.v, q.cache, copy.copy(State()).cache)


class Reduce:
    def __init__(self, a): self.a = a

    def __reduce__(self): return Reduce, (self.a,), {"extra": 1}


r = deepcopy(Reduce([1]))
print(r.a, r.extra)


class Hooks:
    def __copy__(self): return "copied"

    def __deepcopy__(self, memo): return "deep", len(memo)


print(copy.copy(Hooks()), deepcopy(Hooks()), deepcopy([Hooks()]))


class Meta(type): pass


class K(metaclass=Meta): pass


print(copy.copy(K) is K, deepcopy(K) is K)
bound = Plain(z=1).__init__
print(deepcopy(p.__init__).__self__ is p, type(deepcopy(bound)).__name__)
err = deepcopy(ValueError("msg", [1]))
print(repr(err), copy.copy(KeyError("k")).args)


class MyError(Exception):
    def __init__(self, a, b): super().__init__(a, b); self.note = a


print(repr(deepcopy(MyError(1, [2]))), deepcopy(MyError(1, 2)).note)
shows(lambda: deepcopy(x for x in ()))
shows(lambda: copy.copy(copy).__name__)
memo = {}
z = [1]
z2 = deepcopy(z, memo)
print(memo[id(z)] is z2, deepcopy(z, memo) is z2)
shows(lambda: copy.replace(5, x=1))


class R:
    def __init__(self, x=1): self.x = x
    def __replace__(self, /, **kw): return R(**kw)


print(copy.replace(R(), x=5).x, copy.Error is copy.error, issubclass(copy.Error, Exception))
print(deepcopy(bytearray(b"ab")), deepcopy({1: {2}}), deepcopy(frozenset([(1, 2)])), copy.copy(bytearray(b"q")))
from collections import OrderedDict, deque, defaultdict, Counter
od = OrderedDict(a=[1])
print(copy.copy(od), deepcopy(od)["a"] is od["a"], copy.copy(deque([1], 3)), deepcopy(deque([[1]])), deepcopy(defaultdict(list, a=[1])), copy.copy(Counter("aab")), deepcopy(Counter("ab")))
