# Sorting: order, stability, errors, and the very sequence of comparisons.
import sys


class Random:
    def __init__(self, seed):
        self.state = seed

    def next(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (self.state >> 33) % n


rnd = Random(7)


def attempt(f):
    try:
        return f()
    except Exception as e:
        return "%s: %s" % (type(e).__name__, e)


compared = []


class Key:
    __slots__ = "value", "name"

    def __init__(self, value, name):
        self.value, self.name = value, name

    def __lt__(self, other):
        compared.append((self.name, other.name))
        return self.value < other.value


def digest(pairs):
    d = 0
    for a, b in pairs:
        d = (d * 1000003 + a * 7919 + b) % 2305843009213693951
    return d


def shapes(n):
    yield "random", [rnd.next(n * 10 + 1) for _ in range(n)]
    yield "few values", [rnd.next(4) for _ in range(n)]
    yield "sorted", list(range(n))
    yield "reversed", list(range(n, 0, -1))
    yield "equal", [5] * n
    yield "reversed equal", [x // 4 for x in range(n, 0, -1)]
    yield "saw", [x % 17 for x in range(n)]
    yield "two runs", list(range(n // 2)) + list(range(n - n // 2))
    yield "organ pipe", list(range(n // 2)) + list(range(n - n // 2, 0, -1))
    yield "nearly sorted", [x if rnd.next(10) else rnd.next(n) for x in range(n)]
    yield "blocks", [(x // 50) % 7 * 1000 + x for x in range(n)]


for n in (2, 3, 5, 10, 32, 33, 63, 64, 65, 100, 130, 300):
    for label, values in shapes(n):
        keys = [Key(v, i) for i, v in enumerate(values)]
        compared.clear()
        keys.sort()
        want = sorted(range(n), key=lambda i: (values[i], i))
        assert [k.name for k in keys] == want, (n, label)
        count, d = len(compared), digest(compared)
        keys = [Key(v, i) for i, v in enumerate(values)]
        compared.clear()
        names = sorted(range(n), key=keys.__getitem__, reverse=True)
        assert names == sorted(range(n), key=lambda i: (-values[i], i)), (n, label)
        print(n, label, count, d, len(compared), digest(compared))

# values of one kind, of mixed kinds, with and without a key
for n in (0, 1, 2, 20, 100, 300):
    ints = [rnd.next(1000) - 500 for _ in range(n)]
    floats = [(rnd.next(2000) - 1000) / 8 for _ in range(n)]
    mixed = [ints[i] if i % 3 else floats[i] for i in range(n)]
    strs = ["".join("abé\U0001f600z"[rnd.next(5)] for _ in range(rnd.next(12))) for _ in range(n)]
    bigs = [(rnd.next(100) - 50) * 10 ** 20 + rnd.next(3) for _ in range(n)]
    bools = [bool(rnd.next(2)) for _ in range(n)]
    tuples = [(rnd.next(5), strs[i], floats[i]) for i in range(n)]
    nested = [((rnd.next(3), rnd.next(3)), [rnd.next(4)]) for _ in range(n)]
    lists = [[rnd.next(4) for _ in range(rnd.next(4))] for _ in range(n)]
    byte = [bytes(rnd.next(256) for _ in range(rnd.next(5))) for _ in range(n)]
    for name, data in (("ints", ints), ("floats", floats), ("mixed", mixed), ("strs", strs), ("bigs", bigs), ("bools", bools), ("int bool", ints + bools),
                       ("tuples", tuples), ("nested", nested), ("lists", lists), ("bytes", byte), ("int big", ints + bigs), ("float big", floats + bigs)):
        up, down = sorted(data), sorted(data, reverse=True)
        assert all(not up[i + 1] < up[i] for i in range(len(up) - 1)), name
        assert all(not down[i] < down[i + 1] for i in range(len(up) - 1)), name
        by_index = sorted(range(len(data)), key=lambda i: data[i])
        by_index_down = sorted(range(len(data)), key=lambda i: data[i], reverse=True)
        assert all(data[p] < data[q] or (data[p] == data[q] and p < q) for p, q in zip(by_index, by_index[1:])), name
        assert all(data[q] < data[p] or (data[p] == data[q] and p < q) for p, q in zip(by_index_down, by_index_down[1:])), name
        print(n, name, up[:4] == [data[i] for i in by_index[:4]], str(up[:2])[:60], by_index[-3:], by_index_down[:3])

nan, inf = float("nan"), float("inf")
for n in (3, 10, 50, 200):
    data = [nan if rnd.next(5) == 0 else float(rnd.next(20)) for _ in range(n)]
    print(sorted(data)[:40], [x for x in sorted(data, reverse=True)[:10]])
print(sorted([inf, -inf, 0.0, -0.0, 5e-324, -5e-324, 1e308, -1e308, 1, True, False, 2 ** 53, 2 ** 53 + 1, float(2 ** 53)]))
print(sorted([-0.0, 0.0, 0, False]), sorted([0.0, -0.0]), sorted([1.0, True, 1], reverse=True), sorted([2 ** 53 + 1, float(2 ** 53), 2 ** 53]))
print(sorted([2 ** 62, 2 ** 62 - 1, -2 ** 62, -2 ** 62 - 1, 2 ** 64, 0]))
print([sorted(x) for x in sorted([{1, 2}, {1}, {3}, {2, 3}, set(), {1, 2, 3}], key=len)], len(sorted([{1}, {2}, {1, 2}, set()])))
print(sorted(["a\0", "a", "", "\0", "a\0b", "ab", "abcdefgh", "abcdefghi", "abcdefgh\0", "é", "e", "z", "\U0001f600", "\uffff"]))
print(sorted("The quick brown fox".split(), key=str.lower), sorted("The quick brown fox".split(), key=len), sorted([3, 1, 2], key=lambda x: -x))
print(sorted([(1, nan), (1, 2.0), (0, nan)]), sorted([(1, "b"), (1, "a", 0), (1, "a"), ()]), sorted([(True, 1), (1, 0), (1.0, 2)]))

# errors leave every item in place
for data in ([3, "a", 1], [1, 2, None], ["a", 1.5], [(1, 2), (1, "a")], [1j, 2j], [[1], ["a"]], [{}, {}]):
    copy = list(data)
    print(attempt(copy.sort), sorted(map(repr, copy)) == sorted(map(repr, data)), attempt(lambda: sorted(data, reverse=True)))


class Bomb:
    left = 0

    def __init__(self, v):
        self.v = v

    def __lt__(self, other):
        Bomb.left -= 1
        if Bomb.left < 0:
            raise ZeroDivisionError("bang")
        return self.v < other.v


for n in (5, 40, 70, 150):
    for limit in range(0, n * 8, 1 + n // 3):
        Bomb.left = limit
        data = [Bomb(rnd.next(n)) for _ in range(n)]
        copy = list(data)
        message = attempt(lambda: copy.sort(reverse=limit % 2 == 1))
        assert len(copy) == n and {id(x) for x in copy} == {id(x) for x in data}, (n, limit)
        if limit % 11 == 0:
            print(n, limit, message)
data = [3, 1, 2]
print(attempt(lambda: data.sort(key=lambda x: 1 // (x - 1))), data)

# the list is empty while it is sorted, and changing it is an error
data = [3, 1, 2]
print(data.sort(key=lambda x: (print(data, end=" "), x)[1]), data)
print(attempt(lambda: data.sort(key=lambda x: data.append(x))), data)
print(attempt(lambda: data.sort(key=lambda x: (data.append(x), data.clear())[1] or x)), data)


class Nosy:
    def __init__(self, v):
        self.v = v

    def __lt__(self, other):
        data.append(1)
        return self.v < other.v


data = [Nosy(3), Nosy(1), Nosy(2)]
print(attempt(data.sort), [x.v for x in data])
data = [2, 1]
print(attempt(lambda: data.sort(key=lambda x: (data.sort(), x)[1])), data)
words = ["b", "a"]
words.sort(key=None, reverse=0)
print(words, sorted([2, 1], key=None), sorted({"b": 1, "a": 2}), sorted("hello"), sorted(x * x % 7 for x in range(7)))
print(attempt(lambda: sorted()), attempt(lambda: sorted([], None)), attempt(lambda: sorted(5)), attempt(lambda: sorted([1], cmp=1)), attempt(lambda: sorted([1], key=5)))


class Partial:
    """Only __gt__: sorting asks for __lt__ and finds it reflected."""

    def __init__(self, v):
        self.v = v

    def __gt__(self, other):
        return self.v > other.v


print([p.v for p in sorted(map(Partial, [3, 1, 2]))])


class Truthy:
    def __init__(self, v):
        self.v = v

    def __lt__(self, other):
        return [1] if self.v < other.v else []


print([p.v for p in sorted(map(Truthy, [3, 1, 2]))], min(map(Truthy, [3, 1, 2])).v, max(map(Truthy, [3, 1, 2])).v)
