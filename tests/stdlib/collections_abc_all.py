# collections.abc: recognition by methods, mixin methods, registration.
import collections.abc as abc
from collections.abc import *
from collections import deque, OrderedDict, UserList, ChainMap


def shows(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


print(sorted(abc.__all__))
async def coro(): pass
async def agen(): yield
c = coro()
values = {"list": [], "tuple": (), "dict": {}, "set": set(), "frozenset": frozenset(), "str": "", "bytes": b"", "bytearray": bytearray(), "range": range(1), "iter": iter([]),
          "gen": (x for x in ()), "int": 5, "len": len, "class": int, "keys": {}.keys(), "items": {}.items(), "values": {}.values(), "None": None, "coro": c, "agen": agen(), "deque": deque(), "od": OrderedDict(), "ul": UserList(), "cm": ChainMap()}
for name, value in values.items():
    print(name, [n for n in abc.__all__ if n != "ByteString" and n != "Buffer" and isinstance(value, getattr(abc, n))])
c.close()
for n in ("Sequence", "Mapping", "Set", "MutableMapping", "Iterator", "Generator", "Coroutine", "Hashable", "Callable"):
    shows(getattr(abc, n))


class Vec(Sequence):
    def __init__(self, *a): self.a = a
    def __getitem__(self, i): return self.a[i]
    def __len__(self): return len(self.a)


v = Vec(1, 2, 3, 2)
print(list(v), list(reversed(v)), 3 in v, 9 in v, v.index(2), v.index(2, 2), v.index(3, -3, -1), v.count(2), isinstance(v, Iterable), isinstance(v, Reversible), isinstance(v, Collection))
shows(lambda: v.index(9))


class MSeq(MutableSequence):
    def __init__(self, *a): self.a = list(a)
    def __getitem__(self, i): return self.a[i]
    def __setitem__(self, i, x): self.a[i] = x
    def __delitem__(self, i): del self.a[i]
    def __len__(self): return len(self.a)
    def insert(self, i, x): self.a.insert(i, x)


m = MSeq(1, 2)
m.append(3); m.extend([4, 5]); m += (6,); m.reverse(); print(m.a, m.pop(), m.pop(0)); m.remove(3); print(m.a); m.extend(m); print(m.a); m.clear(); print(m.a)
shows(lambda: m.remove(1))


class MSet(MutableSet):
    def __init__(self, it=()): self.d = dict.fromkeys(it)
    def __contains__(self, x): return x in self.d
    def __iter__(self): return iter(self.d)
    def __len__(self): return len(self.d)
    def add(self, x): self.d[x] = None
    def discard(self, x): self.d.pop(x, None)
    def __repr__(self): return f"MSet({list(self.d)})"


s, t = MSet("abc"), MSet("bcd")
print(s & t, s | t, s - t, s ^ t, s & "ax", s | ["z"], s - ["a"], ["z", "a"] - s, s <= t, MSet("b") <= s, MSet("b") < s, s > MSet("b"), s == {"a", "b", "c"}, s != t, s.isdisjoint("xyz"), {"a"} | s, s ^ "az")
s.remove("a"); shows(lambda: s.remove("zz")); s |= "q"; print(s); s &= {"q", "b"}; print(s); s -= {"b"}; print(s); s ^= ["q", "w"]; print(s, s.pop(), len(s)); s |= t; s -= s; print(s); shows(lambda: MSet().pop()); s |= "ab"; s.clear(); print(len(s), s._hash() == hash(frozenset()))


class Map(Mapping):
    def __init__(self, **kw): self.d = kw
    def __getitem__(self, k): return self.d[k]
    def __iter__(self): return iter(self.d)
    def __len__(self): return len(self.d)


mp = Map(a=1, b=2)
print(list(mp), mp.get("z", 0), "a" in mp, list(mp.items()), list(mp.values()), mp.keys() & {"a"}, mp == {"a": 1, "b": 2}, mp != Map(), 2 in mp.values(), ("a", 1) in mp.items(), ("a", 2) in mp.items(), len(mp.keys()), dict(mp), {**mp}, sorted(mp.keys() | {"z"}), mp.items() == {("a", 1), ("b", 2)})
shows(lambda: mp.zz)
shows(lambda: reversed(mp))


class MMap(MutableMapping):
    def __init__(self, **kw): self.d = kw
    def __getitem__(self, k): return self.d[k]
    def __setitem__(self, k, v): self.d[k] = v
    def __delitem__(self, k): del self.d[k]
    def __iter__(self): return iter(self.d)
    def __len__(self): return len(self.d)


mm = MMap(a=1)
mm.update({"b": 2}, c=3); mm.update([("d", 4)]); print(mm.d, mm.pop("a"), mm.pop("a", "no"), mm.setdefault("e", 5), mm.setdefault("b"), mm.popitem(), mm.d)
shows(lambda: mm.pop("zz")); mm.clear(); print(len(mm)); shows(lambda: mm.popitem())


class It(Iterator):
    n = 0
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration
        return self.n


class Gen(Generator):
    def send(self, v):
        if v == "stop": raise StopIteration("r")
        return v
    def throw(self, t, v=None, tb=None): raise t


g = Gen()
print(list(It()), next(g), g.send(5), g.close())


class Duck:
    def __iter__(self): pass
    def __next__(self): pass
    __hash__ = None


print(issubclass(Duck, Iterator), isinstance(Duck(), Hashable), issubclass(int, Hashable), issubclass(list, Hashable), isinstance(lambda: 1, Callable))


class Plugin(metaclass=type(Sized)):
    pass


@Plugin.register
class Impl: pass


class Sub(Impl): pass


print(isinstance(Impl(), Plugin), issubclass(Sub, Plugin), isinstance(5, Plugin), Impl.__mro__)
Plugin.register(int); print(isinstance(5, Plugin), isinstance(True, Plugin), isinstance("s", Plugin))
shows(lambda: Plugin.register(5))
shows(lambda: Impl.register)
shows(lambda: issubclass(5, Plugin))


class Hook(Plugin):
    @classmethod
    def __subclasshook__(cls, c): return hasattr(c, "special") or NotImplemented


class Special: special = 1


print(issubclass(Special, Hook), issubclass(Special, Plugin), issubclass(dict, Hook))
import abc as abcmod
print(abcmod.get_cache_token() > 0, Iterable[int], Mapping[str, int], Sequence.__abstractmethods__ == frozenset({"__len__", "__getitem__"}), Iterable.__module__, Callable[[int], str], Callable[..., int])


class Base(abcmod.ABC):
    @property
    @abcmod.abstractmethod
    def prop(self): ...
    @staticmethod
    @abcmod.abstractmethod
    def st(): ...
    @classmethod
    @abcmod.abstractmethod
    def cl(cls): ...
    @abcmod.abstractmethod
    def m(self): return "base m"


print(sorted(Base.__abstractmethods__), Base.__class__.__name__)
shows(Base)


class Part(Base):
    prop = 1
    def m(self): return super().m()


shows(Part)


class All(Part):
    st = cl = None


print(All().m(), All.__abstractmethods__)


class Later(Base): pass


Later.m = lambda self: 1
abcmod.update_abstractmethods(Later)
print(sorted(Later.__abstractmethods__))


class One(abcmod.ABC):
    @abcmod.abstractmethod
    def only(self): ...


shows(One)
