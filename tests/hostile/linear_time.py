# not CPython; # release only: eight times the data takes about eight times the time.
import time



def seconds(act, n):
    best = 1e9
    for _ in range(3):
        start = time.process_time()
        act(n)
        best = min(best, time.process_time() - start)
    return best


def linear(name, act, n):
    small, large = seconds(act, n), seconds(act, n * 8)
    ratio = large / max(small, 1e-4)
    print(name, "linear" if ratio < 30 or large < 0.02 else f"eight times the data took {ratio:.0f} times as long")


def concatenate(n):
    text = ""
    for i in range(n): text += "ab"
    assert len(text) == 2 * n


def concatenate_wide(n):
    text = "\u4e2d"
    for i in range(n): text += "\xe9"
    assert len(text) == n + 1


def join(n): return "".join([str(i) for i in range(n)])


def wide_index(n):
    text = "\xe9\u4e2d" * (n * 4)
    return sum(ord(text[(i * 7919) % len(text)]) for i in range(n))


def wide_walk(n):
    text = "\xe9\u4e2da" * n
    return [text[i] for i in range(0, len(text))]


def wide_slices(n):
    text = "\u4e2d" * n
    return [text[i:i + 3] for i in range(n)]


def sort_sorted(n):
    items = list(range(n))
    items.sort()
    items.sort(reverse=True)
    items += items
    items.sort()


def sort_same(n): return sorted([1] * n), sorted([(1, "a")] * n), sorted(["x"] * n, key=len)


def queue(n):
    items = list(range(n))
    while items: items.pop()


def split(n): return " ".join(("a b\n" * n).split()).splitlines()


def find(n): return ("ab" * n + "c").find("bac"), ("a" * n).count("aa"), ("a" * n + "b").rfind("ba"), "b" * 50 in "a" * n


def replace(n): return ("ab" * n).replace("a", "xyz").replace("xyz", "")


def dict_churn(n):
    d = {}
    for i in range(n):
        d[i] = i
        if i > 100: del d[i - 100]
    return next(iter(d))


def dict_front(n):
    d = dict.fromkeys(range(n))
    while d: del d[next(iter(d))]


def set_front(n):
    s = set(range(n))
    while s: s.pop()


def colliding(n): return {i << 32: i for i in range(n)}, {float(i) for i in range(n)}, {i * 2 ** 20 for i in range(n)}


def unpack(n):
    first, *rest = range(n)
    return [*rest, *rest], {**dict.fromkeys(range(n))}


def attributes(n):
    class Bag: pass
    bag = Bag()
    for i in range(n): setattr(bag, f"a{i}", i)
    for i in range(n): getattr(bag, f"a{i}")


def objects(n):
    class Cell: __slots__ = ("next",)
    head = None
    for i in range(n):
        cell = Cell()
        cell.next = head
        head = cell


def bytearray_build(n):
    b = bytearray()
    for i in range(n): b.append(i & 255)
    for i in range(n): del b[0:1]


linear("+=", concatenate, 125_000)
linear("+= wide", concatenate_wide, 50_000)
linear("join", join, 20_000)
linear("index in text", wide_index, 10_000)
linear("walk over text", wide_walk, 10_000)
linear("slices of text", wide_slices, 10_000)
linear("sort sorted", sort_sorted, 20_000)
linear("sort same", sort_same, 10_000)
linear("pop", queue, 20_000)
linear("split", split, 20_000)
linear("find", find, 50_000)
linear("replace", replace, 50_000)
linear("dict churn", dict_churn, 20_000)
linear("dict from the front", dict_front, 10_000)
linear("set from the front", set_front, 10_000)
linear("regular keys", colliding, 10_000)
linear("unpack", unpack, 20_000)
linear("attributes", attributes, 4_000)
linear("objects", objects, 20_000)
linear("bytearray", bytearray_build, 10_000)
