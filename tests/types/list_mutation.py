# Lists that change while something walks over them or compares their items.
log = []


class Meddler:
    """Equal to nothing; runs an action whenever it is compared."""

    def __init__(self, action, result=False):
        self.action, self.result = action, result

    def __eq__(self, other):
        self.action()
        return self.result

    def __lt__(self, other):
        self.action()
        return self.result

    def __repr__(self):
        self.action()
        return "<M>"


def attempt(f):
    try:
        return f()
    except Exception as e:
        return "%s: %s" % (type(e).__name__, e)


a = [1, 2, 3]
for x in a:
    if len(a) < 8:
        a.append(x * 10)
print(a)
a = list(range(6))
for x in a:
    a.remove(x)
print(a)
a = list(range(6))
it = iter(a)
print(next(it), next(it))
a.clear()
print(list(it))
a.extend("more")
print(list(it))
a = list(range(6))
it = reversed(a)
print(next(it), next(it))
del a[2:]
print(list(it), a)
a = [1, 2, 3]
a.append(Meddler(a.clear))
print(5 in a, a)
a = [Meddler(lambda: a.clear()), 2, 3]
print(attempt(lambda: a.index(5)), a)
a = [1, Meddler(lambda: a.clear(), True), 3]
print(attempt(lambda: a.remove(7)), a)
a = [1, Meddler(lambda: a.pop(), True), 3, 4]
print(attempt(lambda: a.remove(7)), len(a))
a = [1, Meddler(lambda: a.insert(0, 0), True), 3, 4]
print(attempt(lambda: a.remove(7)), len(a), a[0], a[-1])
a = [Meddler(lambda: a.append(1) if len(a) < 20 else None)] * 3
print(a.count(1), len(a))
a = [1, 2, 3]
b = [1, Meddler(b.clear) if 0 else Meddler(lambda: b.clear(), True), 3]
print(a == b, b)
a = [1, 2, 3]
b = [1, Meddler(lambda: (a.clear(), b.clear())), 3]
print(a == b, a, b)
a = [1, 2, 3]
b = [1, Meddler(lambda: a.clear()), 3]
print(attempt(lambda: a < b), a)
a = [1, Meddler(lambda: a.pop()), 2, 3, 4]
print(a)
a = [1, 2]
a.append(Meddler(lambda: a.append(5) if len(a) < 6 else None))
print(a)
a = [5, 4]
a.extend(x for x in a if len(a) < 10)
print(a)


def grow():
    for i in range(5):
        yield i
        a.append("g")


a = []
a.extend(grow())
print(a)
a = [0]
a[1:] = grow()
print(a)


class Hint:
    def __init__(self, hint):
        self.hint = hint

    def __iter__(self):
        print("iter", end=" ")
        return iter([1, 2])

    def __length_hint__(self):
        print("hint", end=" ")
        if isinstance(self.hint, Exception):
            raise self.hint
        return self.hint


for h in (0, 1, 100, NotImplemented, -1, "a", ValueError("v"), TypeError("t")):
    print(attempt(lambda: list(Hint(h))), attempt(lambda: tuple(Hint(h))), attempt(lambda: [*Hint(h)]))


class Sized(Hint):
    def __len__(self):
        print("len", end=" ")
        return self.hint


for h in (3, -1, "a"):
    print(attempt(lambda: list(Sized(h))))


class BadIter:
    def __iter__(self):
        return 5


class NoIter:
    __iter__ = None


class Failing:
    def __iter__(self):
        yield 1
        yield 2
        raise KeyError("in the middle")


for c in (BadIter, NoIter, Failing):
    a = [0]
    print(attempt(lambda: list(c())), attempt(lambda: a.extend(c())), a, attempt(lambda: tuple(c())), attempt(lambda: set(c())), attempt(lambda: 1 in c()))


class Getitem:
    def __getitem__(self, i):
        if i > 3:
            raise IndexError
        return i * i


g = Getitem()
print(list(g), 4 in g, 5 in g, [*g], max(g), attempt(lambda: reversed(g)), attempt(lambda: len(g)))
a = []
a.append(a)
b = []
b.append(b)
print(attempt(lambda: a == b), a == a, attempt(lambda: a < b))
