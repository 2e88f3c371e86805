# Slices of lists, read, assigned and deleted, over all small bounds.
bounds = [None, *range(-6, 7)]
steps = [None, -7, -3, -2, -1, 1, 2, 3, 7]


def attempt(f):
    try:
        return f()
    except Exception as e:
        return "%s: %s" % (type(e).__name__, e)


for step in steps:
    text = []
    total = 0
    for start in bounds:
        for stop in bounds:
            a = list(range(5))
            t = tuple(a)
            part = a[start:stop:step]
            assert list(t[start:stop:step]) == part and list(range(5)[start:stop:step]) == part
            text.append("".join(map(str, part)))
            for new in ((), "x", "xy", "xyz", "uvwxyz"):
                def assign(a=a):
                    a = list(a)
                    a[start:stop:step] = new
                    return "".join(map(str, a))
                total = (total * 31 + sum(map(ord, attempt(assign)))) % 1000003
            b = list(a)
            del b[start:stop:step]
            text.append("".join(map(str, b)))
            assert sorted(b + part) == a
    print(step, total, " ".join(text[::5]))
big = 10 ** 30
a = list(range(10))
print(a[-big:big], a[big:-big], a[::big], a[::-big], a[big::-1], a[:-big:-1], a[True:], a[:False])
for bad in ("a", 1.5, [], (1,)):
    for f in (lambda: a[bad:], lambda: a[:bad], lambda: a[::bad], lambda: a.__setitem__(slice(bad), 1), lambda: a.__delitem__(slice(bad))):
        print(attempt(f), end="; ")
    print()
print(attempt(lambda: a[::0]), attempt(lambda: a.__delitem__(slice(None, None, 0))), attempt(lambda: a.__setitem__(slice(None, None, 0), [])))
print(attempt(lambda: a.__setitem__(slice(0, 1), 5)), attempt(lambda: a.__setitem__(slice(0, 4, 2), None)), attempt(lambda: a.__setitem__(slice(0, 4, 2), [1])))
a = [1, 2, 3]
a[:] = a
a[1:1] = a
print(a)
a[::2] = a[1::2]
print(a)
a[::-1] = list(a)
print(a)
a[len(a):] = (x * x for x in range(4))
print(a)
a[:2] = {9: 1, 8: 2}
print(a)


class Shrinks:
    """An index that changes the list while it is evaluated."""

    def __init__(self, a, value):
        self.a, self.value = a, value

    def __index__(self):
        del self.a[2:]
        return self.value


a = list(range(10))
print(a[Shrinks(a, 1):9], a)
a = list(range(10))
a[Shrinks(a, 5):9] = "xyz"
print(a)
a = list(range(10))
del a[Shrinks(a, 1):]
print(a)
a = list(range(10))
try:
    print(a[Shrinks(a, 5)])
except IndexError as e:
    print(e)
a = list(range(10))
try:
    a[Shrinks(a, 5)] = 0
except IndexError as e:
    print(e)
a = list(range(10))


def changes():
    a.clear()
    yield 1
    a.append("late")
    yield 2


a[2:4] = changes()
print(a)
a = list(range(10))
try:
    a[::5] = changes()
except ValueError as e:
    print(e, a)
a = list(range(1000))
del a[::3]
del a[1::2]
del a[-1:-300:-4]
print(len(a), sum(a), a[:10], a[-10:])
a[10:300] = []
print(len(a), a)
