# Every method of list, with its errors.
def show(f):
    try:
        print(repr(f()))
    except BaseException as e:
        print(type(e).__name__, e)


class Index:
    def __init__(self, i):
        self.i = i

    def __index__(self):
        return self.i


a = [3, 1, 2]
show(lambda: a.append(4) or a)
show(lambda: a.append())
show(lambda: a.append(1, 2))
show(lambda: a.extend("xy") or a)
show(lambda: a.extend(5))
show(lambda: a.extend(a) or a)
show(lambda: a.insert(0, "first") or a)
show(lambda: a.insert(-1, "before last") or a)
show(lambda: a.insert(1000, "end") or a)
show(lambda: a.insert(-1000, "start") or a)
show(lambda: a.insert(Index(2), "two") or a)
show(lambda: a.insert("a", 1))
show(lambda: a.insert(1.5, 1))
show(lambda: a.insert(10 ** 30, 1))
show(lambda: a.insert(1))
show(lambda: a.pop())
show(lambda: a.pop(0))
show(lambda: a.pop(-2))
show(lambda: a.pop(Index(1)))
show(lambda: a.pop(100))
show(lambda: a.pop(-100))
show(lambda: a.pop("a"))
show(lambda: a.pop(10 ** 30))
show(lambda: a.pop(1, 2))
show(lambda: [].pop())
show(lambda: a.remove(4) or a)
show(lambda: a.remove("missing"))
show(lambda: a.remove())
show(lambda: a.index("x"))
show(lambda: a.index("missing"))
show(lambda: [1, 2, 1, 2].index(2, 2))
show(lambda: [1, 2, 1, 2].index(2, -1))
show(lambda: [1, 2, 1, 2].index(2, -100, 2))
show(lambda: [1, 2, 1, 2].index(2, 0, 1))
show(lambda: [1, 2, 1, 2].index(2, Index(2), Index(-1)))
show(lambda: [1, 2, 1, 2].index(2, None))
show(lambda: [1, 2, 1, 2].index(2, -10 ** 30, 10 ** 30))
show(lambda: [1].index(10 ** 40))
show(lambda: a.index())
show(lambda: [1, 1.0, True, "1", 2].count(1))
show(lambda: a.count())
show(lambda: [1, 2, 3].reverse())
for n in range(5):
    b = list(range(n))
    b.reverse()
    print(b, list(reversed(b)))
b = [1, 2]
c = b.copy()
print(c, c is b, c == b, b.clear(), b, c)
show(lambda: b.copy(1))
show(lambda: b.clear(1))
show(lambda: [3, 1].sort(1))
show(lambda: [3, 1].sort(reversed=True))
show(lambda: [3, 1].sort(reverse="yes"))
show(lambda: [3, "a"].sort())
show(lambda: [3, 1].sort(key=5))
show(lambda: list(1, 2))
show(lambda: list(x=1))
show(lambda: list(5))
show(lambda: list.append(5, 1))
show(lambda: list.append())
show(lambda: [1].nothing)
show(lambda: setattr([1], "x", 2))
show(lambda: hash([]))
show(lambda: [1, 2][2])
show(lambda: [1, 2][-3])
two = [1, 2]
show(lambda: two["a"])
show(lambda: two[1.0])
show(lambda: two[None])
show(lambda: [1, 2][10 ** 30])
show(lambda: [1, 2][Index(1)])
show(lambda: [1, 2][True])
show(lambda: [1, 2].__setitem__(2, 0))
show(lambda: [1, 2].__setitem__("a", 0))
show(lambda: [1, 2].__delitem__(2))
show(lambda: [1, 2].__delitem__("a"))
show(lambda: [1] + (2,))
show(lambda: [1] + 2)
show(lambda: [1] + None)
show(lambda: (1,) + [2])
show(lambda: [1] * "a")
show(lambda: [1] * 1.5)
show(lambda: None * [1])
show(lambda: [1] * None)
show(lambda: [1, 2] * -1)
show(lambda: 2 * [1, 2])
show(lambda: True * [1, 2])
show(lambda: [1, 2] * Index(2))
show(lambda: Index(2) * [1, 2])
show(lambda: [1] * 10 ** 30)
show(lambda: [0] * (1 << 62))
show(lambda: [] * (1 << 62))
show(lambda: [1, 2, 3] * 3)
show(lambda: [1, 2] - [1])
show(lambda: [1] < 1)
show(lambda: [1] < ["a"])
show(lambda: [1] == 1)
show(lambda: [1] != (1,))
x = [1, 2]
y = x
x += (3,)
x += "ab"
x += {5: 6}
print(x, x is y)
x *= 2
print(x, x is y)
x *= 0
print(x, x is y)
try:
    x += 5
except TypeError as e:
    print(e)
try:
    x *= "a"
except TypeError as e:
    print(e)
x += x
x = [1]
x += x
x += x
print(x)
for p in ([], [1], [1, 2], [1, 3], [2], ["a"][:0], [0, 5]):
    print([[p < q, p <= q, p == q, p != q, p > q, p >= q] for q in ([], [1], [1, 2], [0, 5, 9])])
nan = float("nan")
print([nan] == [nan], nan in [nan], [nan].index(nan), [nan].count(nan), [float("nan")] == [float("nan")], [0.0] == [-0.0], 0.0 in [-0.0])
r = [1, "a", None, 2.5, b"x", (1,), {2}, {3: 4}, ..., NotImplemented, True]
print(r, str(r), repr(r) == str(r), len(repr(r)))
r.append(r)
r.append([r])
print(r)
d = {"list": r}
r.append(d)
print(r)
deep = []
for _ in range(50):
    deep = [deep]
print(deep)
print([[]] * 3, [[1, 2]] * 2, list(range(10)), [*range(3), *"ab", *{7}], bool([]), bool([0]), len([1, 2, 3]))
print(list.__name__, list.__doc__ is not None, type([]), isinstance([], list), list is [].__class__)


class Stack(list):
    def push(self, x):
        self.append(x)
        return self

    def __len__(self):
        return 100


s = Stack([1, 2])
s.extra = "attribute"
print(s.push(3), s, type(s), s.extra, len(s), s == [1, 2, 3], [1, 2, 3] == s, type(s + [1]), type(s * 2), type(s[:]), type(s.copy()), list(s), s[0], s.__dict__)
s += [9]
print(s, type(s), isinstance(s, list), sorted(s, reverse=True))


class Strange(list):
    def __iter__(self):
        return iter("xyz")

    def __repr__(self):
        return "Strange!"

    def __eq__(self, other):
        return "equal"

    __hash__ = None


g = Strange([1, 2])
print(g, [g], list(g), tuple(g), [*g], [0] + g, len(g), g == 5, [1, 2] == g, [g] == [g])
h = [0]
h += g
h.extend(g)
h[0:1] = g
print(h)


class Init(list):
    def __init__(self, a, b=2, *, c=3):
        super().__init__([a, b, c])


print(Init(1), Init(1, 5, c=7), Init.__mro__)
show(lambda: Init())
