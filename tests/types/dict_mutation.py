# Dicts and sets that change while they are iterated, compared or searched, and keys with awkward methods.
def attempt(f):
    try:
        return f()
    except Exception as e:
        return "%s: %s" % (type(e).__name__, e)


def walk(d, action, view=lambda d: d):
    seen = []
    try:
        for x in view(d):
            seen.append(x)
            action(d, x)
            if len(seen) > 50:
                return seen, "endless"
    except RuntimeError as e:
        return seen, str(e)
    return seen, d


print(walk({1: 1, 2: 2}, lambda d, k: d.update({k: 5})))
print(walk({1: 1, 2: 2}, lambda d, k: d.update({k + 10: 5})))
print(walk({1: 1, 2: 2}, lambda d, k: d.pop(k)))
print(walk({1: 1, 2: 2, 3: 3}, lambda d, k: d.clear()))
print(walk({0: 0}, lambda d, k: (d.pop(0), d.update({0: 0}))))
print(walk({0: 0, 1: 1}, lambda d, k: (d.pop(k), d.update({k + 2: 0}))))
print(walk({i: i for i in range(6)}, lambda d, k: (d.pop(k), d.update({k: 1}))))
print(walk({1: 1, 2: 2, 3: 3}, lambda d, k: (d.popitem(), d.update({k * 7: 0}))))
print(walk({i: i for i in range(5)}, lambda d, k: (d.pop(k), d.update({-k - 1: 1}))))
print(walk({i: i for i in range(10)}, lambda d, k: k == 9 and (d.pop(9), d.update({99: 1}))))
print(walk({1: 1, 2: 2}, lambda d, x: d.update({9: 9}), dict.values))
print(walk({1: 1, 2: 2}, lambda d, x: d.update({9: 9}), dict.items))
print(walk({1: 1, 2: 2}, lambda d, x: d.update({9: 9}), reversed))
print(walk({1: 1, 2: 2, 3: 3}, lambda d, x: d.pop(x), reversed))
print(walk({1: 1, 2: 2, 3: 3}, lambda d, x: (d.pop(x), d.update({x: 1})), reversed))
print(walk({1, 2, 3}, lambda s, x: s.add(x + 10)))
print(walk({1, 2, 3}, lambda s, x: s.discard(x)))
print(walk({1, 2, 3}, lambda s, x: (s.discard(x), s.add(x))))
d = {1: 1}
it = iter(d)
d[2] = 2
print(attempt(lambda: next(it)), attempt(lambda: next(it)), it.__length_hint__())
del d[2]
print(attempt(lambda: next(it)))
it = iter(d)
print(next(it), attempt(lambda: next(it)), d.update({5: 5}), attempt(lambda: next(it)), list(it))
s = {1}
it = iter(s)
s.add(2)
print(attempt(lambda: next(it)), attempt(lambda: next(it)), it.__length_hint__())
it = iter({1: 2, 3: 4}.items())
print(next(it), next(it), list(it), list(it))


class Key:
    """A key whose comparison meddles with the table."""

    def __init__(self, name, hash_value=1, action=None, equal=False):
        self.name, self.hash_value, self.action, self.equal = name, hash_value, action, equal

    def __hash__(self):
        return self.hash_value

    def __eq__(self, other):
        if self.action:
            action, self.action = self.action, None
            action()
        return self.equal or (isinstance(other, Key) and self.name == other.name)

    def __repr__(self):
        return "K" + self.name


for size in (0, 3, 20):
    for effect in (lambda: d.clear(), lambda: d.update({i + 100: i for i in range(50)}), lambda: d.pop(a), lambda: d.popitem(), lambda: d.update({Key("z"): 1})):
        for use in (lambda: d.get(b), lambda: d.__setitem__(b, 5), lambda: b in d, lambda: d.pop(b, "none"), lambda: d.setdefault(b, 6)):
            d = {i: i for i in range(size)}
            a, b = Key("a"), Key("b")
            d[a] = "a"
            a.action = effect
            result = attempt(use)
            print(result, len(d), sorted(map(str, d))[:3], sum(isinstance(k, Key) for k in d), end=" | ")
        print()
s = set()
for effect in (lambda: s.clear(), lambda: s.update(range(100)), lambda: s.discard(a)):
    for use in (lambda: b in s, lambda: s.add(b), lambda: s.discard(b), lambda: s | {b}, lambda: len(s & {b, 1}), lambda: s.isdisjoint([b])):
        s = {1, 2}
        a, b = Key("a"), Key("b")
        s.add(a)
        a.action = effect
        result = attempt(use)
        print(type(result).__name__, len(s), sum(isinstance(k, Key) for k in s), end=" | ")
    print()


class Raises:
    def __init__(self, what):
        self.what = what

    def __hash__(self):
        if self.what == "hash":
            raise ValueError("hash")
        return 1

    def __eq__(self, other):
        raise ValueError("eq")


d = {1: "one"}
for k in (Raises("hash"), Raises("eq")):
    for f in (lambda: d[k], lambda: d.get(k), lambda: k in d, lambda: d.__setitem__(k, 1), lambda: d.pop(k), lambda: d.pop(k, 1), lambda: d.setdefault(k), lambda: {1, k}, lambda: {1: 1, k: 2}, lambda: k in {1}, lambda: {1}.remove(k), lambda: {1}.discard(k), lambda: {1} & {k}, lambda: {1}.union([k]), lambda: dict([(1, 2), (k, 3)]), lambda: {1: 1} == {k: 1}, lambda: {1} == {k}):
        print(attempt(f), end="; ")
    print(d)


class BadHash:
    def __init__(self, value):
        self.value = value

    def __hash__(self):
        return self.value


for v in ("a", 1.5, None, 2 ** 61 - 1, 2 ** 70, -1, True):
    print(attempt(lambda: hash(BadHash(v))), attempt(lambda: len({BadHash(v): 1})), end="; ")
print()


class NoHash:
    __hash__ = None


class EqOnly:
    def __eq__(self, other):
        return True


for o in ([], {}, set(), bytearray(), NoHash(), EqOnly(), ([],), (1, ({},)), slice(1), {}.keys(), {}.values(), {}.items(), frozenset([1])):
    print(attempt(lambda: {o: 1} and "ok"), attempt(lambda: {o} and "ok"), attempt(lambda: o in {} or "no"), attempt(lambda: [].count(o)), end="; ")
    print()


class Changing:
    """A hash that changes: the key is lost, but the table stays sound."""

    def __init__(self):
        self.h = 1

    def __hash__(self):
        return self.h


c = Changing()
d = {c: "x", 5: 5}
c.h = 2
print(c in d, d.get(c), list(d.values()), len(d))
d[c] = "y"
print(len(d), list(d.values()))
c.h = 1
print(d[c])
del d[c]
print(len(d), list(d.values()))


class Text(str):
    def __eq__(self, other):
        return str.__eq__(self, other) or other == "wild"

    def __hash__(self):
        return hash("wild")


d = {"wild": 1, "tame": 2}
t = Text("other")
print(d.get(t), d.get(Text("tame")), t in d, {t: 1}.get("wild"), d)
d[t] = 3
print(d)


class Plain(str):
    pass


d = {Plain("a"): 1}
print(d["a"], "a" in d, d.get(Plain("a")), {"a": 2}[Plain("a")], type(list(d)[0]), d == {"a": 1})


def rebuild():
    d = {}
    for i in range(1000):
        d[i] = i
        if i >= 10:
            del d[i - 10]
    return d


print(rebuild())
d = dict.fromkeys(range(100))
while len(d) > 3:
    del d[next(iter(d))]
print(d)
d = dict.fromkeys(range(5))
for i in range(200):
    d[i + 5] = None
    d.popitem()
    d.popitem()
    d[-i - 1] = None
print(d)
for d in ({}, {1: 2}, dict.fromkeys(range(20))):
    class Grow:
        def keys(self):
            return [1, 2, 3]

        def __getitem__(self, k):
            d["grown", k] = k
            return k
    d.update(Grow())
    print(len(d), list(d)[-6:])
src = {1: 1, 2: 2}


class Target(Key):
    pass


dst = {Target("t", 2, lambda: src.update({i: i for i in range(20, 60)})): 0}
print(attempt(lambda: dst.update(src)), len(src))
