# weakref.ref, proxy, WeakMethod, finalize and the weak collections. CPython counts references: hence gc.collect().
import copy
import gc
import weakref


class Thing:
    def __init__(self, name="thing"):
        self.name = name

    def __repr__(self):
        return f"Thing({self.name!r})"

    def method(self):
        return self.name


def attempt(function, *args):
    try:
        print(function(*args))
    except Exception as error:
        print(f"{type(error).__name__}: {error}")


print("- ref")
thing = Thing()
ref = weakref.ref(thing)
print(ref() is thing, weakref.ref(thing) is ref, weakref.getweakrefcount(thing), weakref.getweakrefs(thing) == [ref])
print(ref.__callback__, thing.__weakref__ is ref, type(ref), isinstance(ref, weakref.ReferenceType))
other = weakref.ref(thing, lambda dead: print("callback", dead() is None))
print(other is ref, other == ref, hash(other) == hash(ref) == hash(thing), other.__callback__ is not None)
print(repr(ref).split()[0], repr(ref).split()[3:5], "dead" in repr(ref))
del thing
gc.collect()
print(ref(), other(), ref == other, ref == ref, "dead" in repr(ref), hash(ref) is not None)
thing = Thing()
unhashed = weakref.ref(thing)
del thing
gc.collect()
attempt(hash, unhashed)
attempt(unhashed, 1)

print("- what can be referred to")


class Slots:
    __slots__ = ("a",)


class SlotsAndWeak:
    __slots__ = ("a", "__weakref__")


class Derived(SlotsAndWeak):
    __slots__ = ()


class Error(Exception):
    pass


class MyInt(int):
    pass


class MyTuple(tuple):
    pass


class MyList(list):
    pass


class MyStr(str):
    pass


for value in (1, 1.5, "text", [], {}, (), None, object(), Slots(), ValueError(), MyInt(), MyTuple(), b"", slice(1)):
    attempt(weakref.ref, value)
kept = [SlotsAndWeak(), Derived(), Error(), MyList(), MyStr(), {1}.copy(), frozenset([1]), Thing, print, attempt, Thing().method,
        (i for i in []), gc, memoryview(b"")]
print([type(weakref.ref(value)()).__name__ for value in kept])
attempt(type, "Twice", (Thing,), {"__slots__": ("__weakref__",)})

print("- callbacks: newest first, none for dead references, errors are reported")
thing = Thing()
refs = [weakref.ref(thing, lambda _, i=i: print("callback", i)) for i in range(3)]
weakref.ref(thing, lambda _: print("never: the reference is gone"))
gc.collect()
del thing
gc.collect()

print("- derived references")


class Named(weakref.ref):
    def __new__(cls, target, callback=None, name=None):
        return super().__new__(cls, target, callback)

    def __init__(self, target, callback=None, name=None):
        super().__init__(target, callback)
        self.name = name

    def __call__(self):
        return self.name, super().__call__()


thing = Thing()
named = Named(thing, name="n")
print(named(), named == weakref.ref(thing), Named(thing) is Named(thing))
attempt(weakref.ref)
attempt(weakref.ref, thing, None, None)

print("- proxies")


class Numberlike:
    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        return self.value + other

    def __radd__(self, other):
        return other - self.value

    def __iadd__(self, other):
        self.value += other
        return self

    def __len__(self):
        return 3

    def __getitem__(self, key):
        return key * 2

    def __setitem__(self, key, value):
        print("set", key, value)

    def __contains__(self, key):
        return key == 1

    def __index__(self):
        return self.value

    def __eq__(self, other):
        return self.value == other

    def __iter__(self):
        return iter([1, 2])

    def __neg__(self):
        return -self.value

    def __bytes__(self):
        return b"bytes"

    def __pow__(self, other, modulus=None):
        return self.value, other, modulus

    def __divmod__(self, other):
        return "divmod", other


number = Numberlike(5)
proxy = weakref.proxy(number)
print(proxy is weakref.proxy(number), type(proxy), isinstance(proxy, Numberlike), proxy.__class__)
print(proxy + 1, 1 + proxy, len(proxy), proxy[4], 1 in proxy, 2 in proxy, [10, 20, 30, 40, 50, 60][proxy])
proxy[1] = 2
proxy.attribute = "set"
print(number.attribute, proxy == 5, list(proxy), -proxy, bytes(proxy), proxy**2, pow(proxy, 2, 3), divmod(proxy, 2))
proxy += 2
print(number.value, str(weakref.proxy(Thing)) == str(Thing), "weakproxy" in repr(weakref.proxy(number)))
del number.attribute
attempt(lambda: proxy.attribute)
attempt(hash, weakref.proxy(number))
attempt(next, weakref.proxy(number))
callable_proxy = weakref.proxy(attempt)
print(type(callable_proxy), callable_proxy(len, "abc"))
dying = weakref.proxy(Thing())
gc.collect()
for use in (lambda: dying.name, lambda: bool(dying), lambda: str(dying), lambda: dying + 1, lambda: dying()):
    attempt(use)

print("- WeakMethod")
thing = Thing("bound")
bound = weakref.ref(thing.method)
gc.collect()
print(bound())
method = weakref.WeakMethod(thing.method, lambda dead: print("method died", dead() is None))
print(method()(), method == weakref.WeakMethod(thing.method), method != weakref.WeakMethod(Thing().method))
attempt(weakref.WeakMethod, print)
del thing
gc.collect()
print(method(), method == method)

print("- finalize")
thing = Thing()
finalizer = weakref.finalize(thing, print, "finalized", 1, sep=" / ")
print(finalizer.alive, finalizer.atexit, finalizer.peek()[1:], "for 'Thing'" in repr(finalizer))
del thing
gc.collect()
print(finalizer.alive, finalizer.peek(), finalizer(), finalizer.detach(), "dead" in repr(finalizer))
thing = Thing()
finalizer = weakref.finalize(thing, lambda: "result")
print(finalizer(), finalizer())
print(weakref.finalize(thing, print, "never").detach()[2:])

print("- WeakValueDictionary")
values = weakref.WeakValueDictionary()
a, b = Thing("a"), Thing("b")
values["a"], values["b"] = a, b
print(len(values), sorted(values), values["a"], values.get("x", "default"), "b" in values, list(values.items()))
del b
gc.collect()
print(len(values), list(values.values()), "b" in values, len(values.valuerefs()))
attempt(lambda: values["b"])
print(values.setdefault("a", Thing("new")), values.pop("a"), len(values))
attempt(values.pop, "a")
attempt(values.popitem)
values.update({"x": a}, y=a)
print(sorted(values), sorted(values | {"z": a}), copy.copy(values).keys() and len(copy.deepcopy(values)))
things = [Thing(str(i)) for i in range(5)]
values.update((thing.name, thing) for thing in things)
seen = []
for key in values.keys():
    seen.append(key)
    things.clear()
    gc.collect()
print(len(seen) <= 4, sorted(values), len(values))

print("- WeakKeyDictionary")
keys = weakref.WeakKeyDictionary()
a, b = Thing("a"), Thing("b")
keys[a], keys[b] = 1, 2
print(len(keys), keys[a], a in keys, "text" in keys, sorted(keys.values()), [key.name for key in keys])
del b
gc.collect()
print(len(keys), list(keys.items()), keys.get(Thing()), len(keys.keyrefs()))
attempt(lambda: Thing() in keys)
print(keys.pop(a), len(keys), keys.setdefault(a, 9))

print("- WeakSet")
a, b, c = Thing("a"), Thing("b"), Thing("c")
weak = weakref.WeakSet([a, b, c])
print(len(weak), a in weak, 1 in weak, sorted(one.name for one in weak))
del c
gc.collect()
print(len(weak), sorted(one.name for one in weak | {a}), [one.name for one in weak & {a}],
      [one.name for one in weak - {a}], [one.name for one in weak ^ {a}], weak == weakref.WeakSet([b, a]),
      weak >= {a}, weak < {a}, weak.isdisjoint([Thing()]))
weak.remove(a)
print(a in weak)
weak.discard(a)
weak.clear()
attempt(weak.pop)
