# Every function of itertools: results, laziness, sharing and errors.
from itertools import *
import itertools


def shows(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


def take(n, iterable):
    return list(islice(iterable, n))


def noisy(items, name="src"):
    for item in items:
        print(name, "gives", item)
        yield item


print(sorted(n for n in dir(itertools) if not n.startswith("_")))

print("-- count, cycle, repeat")
print(take(3, count()), take(3, count(10, -3)), take(3, count(1.5, 0.25)), take(2, count(10 ** 20)))
print(count(3), count(3, 2), count(0.5), count(0.5, 1.5), count(1, 1.0))
c = count(5)
next(c)
print(c, iter(c) is c)
shows(lambda: count("a"))
shows(lambda: count(1, "a"))
print(take(7, cycle("abc")), list(cycle([])))
x = cycle(noisy([1, 2]))
print(next(x), next(x), next(x), next(x), next(x))
shows(lambda: cycle(5))
print(list(repeat("x", 3)), list(repeat(1, 0)), list(repeat(1, -5)), repeat("a"), repeat(None, 3), repeat(1, -2))
r = repeat("q", times=2)
print(next(r), r, r.__length_hint__(), list(r), r.__length_hint__(), repeat(object=5, times=1))
shows(lambda: repeat(1).__length_hint__())
shows(lambda: repeat())
shows(lambda: repeat(1, "2"))
shows(lambda: repeat(1, 2.0))
print(list(map(pow, range(5), repeat(2))))

print("-- accumulate, batched")
print(list(accumulate([])), list(accumulate([], initial=3)), list(accumulate("abc")), list(accumulate([1, 2, 3], initial=100)))
print(list(accumulate([5, 1, 7], min)), list(accumulate([2, 3, 4], lambda a, b: a * b)), list(accumulate([1, 2], None)))
a = accumulate(noisy([1, 2]))
print(next(a), next(a), next(a, "end"))
shows(lambda: list(accumulate([1, "a"])))
shows(lambda: accumulate())
print(list(batched("ABCDEFG", 3)), list(batched([], 2)), list(batched(range(4), 2)), list(batched(range(4), 2, strict=True)))
shows(lambda: list(batched(range(5), 2, strict=True)))
shows(lambda: batched("abc", 0))
b = batched(noisy(range(3)), 2)
print(next(b), next(b), next(b, "end"), next(b, "end"))

print("-- chain, compress, dropwhile, takewhile, filterfalse")
print(list(chain()), list(chain([], [1], [], "ab")), list(chain.from_iterable(["ab", [3]])), type(chain.from_iterable([])).__name__)
ch = chain(noisy([1], "a"), noisy([2], "b"))
print(next(ch), next(ch), next(ch, "end"))
shows(lambda: list(chain([1], 5)))
shows(lambda: chain.from_iterable(5))
outer = chain.from_iterable(noisy([[1, 2], [3]], "outer"))
print(next(outer), next(outer), next(outer))
print(list(compress("ABCDEF", [1, 0, 1])), list(compress([1, 2], [True, True, True])), list(compress([], [1])))
print(list(dropwhile(lambda v: v < 5, [1, 4, 6, 3, 8])), list(dropwhile(bool, [])), list(dropwhile(str.isalpha, "ab1c")))
t = takewhile(lambda v: v < 5, noisy([1, 4, 6, 3]))
print(list(t), next(t, "end"))
print(list(filterfalse(None, [0, 1, "", "a", None])), list(filterfalse(lambda v: v % 3, range(10))))

print("-- groupby")
print([(k, "".join(g)) for k, g in groupby("AAAABBBCCDAABBB")], [(k, list(g)) for k, g in groupby([])])
g = groupby([1, 1, 2, 3, 3])
k1, g1 = next(g)
print(k1, next(g1))
k2, g2 = next(g)
print(k2, list(g1), list(g2), list(g2))
print([k for k, _ in groupby("aabbc")])
print([(k, [w for w in grp]) for k, grp in groupby(["x", "yy", "zz", "w"], key=len)])
items = [(k, list(grp)) for k, grp in list(groupby("aab"))]
print(items)
print(type(next(groupby("a"))[1]).__name__)

print("-- islice")
print(list(islice("ABCDEFG", 2)), list(islice("ABCDEFG", 2, 4)), list(islice("ABCDEFG", 2, None)), list(islice("ABCDEFG", 0, None, 2)))
it = iter(range(10))
print(list(islice(it, 3)), next(it), list(islice(it, 1, 5, 3)), next(it))
print(list(islice([], 3)), list(islice("abc", 0)), list(islice("abc", 5, 9)), list(islice("abc", None, None, None)), list(islice("abcdef", 3, 3)))
for bad in ((-1,), ("a",), (0, -1), (-1, 2), (0, 1, 0), (0, 1, -1), (0, 1, "x"), (1.5,), (0, 2.5)):
    shows(lambda: islice("abc", *bad))
shows(lambda: islice(5, 2))
s = islice(noisy(range(6)), 1, 4, 2)
print(next(s), next(s), next(s, "end"), next(s, "end"))

print("-- pairwise, starmap, zip_longest, tee")
print(list(pairwise("ABCD")), list(pairwise([1])), list(pairwise([])))
print(list(starmap(pow, [(2, 5), (3, 2)])), list(starmap(lambda *a: a, [(), [1], "ab"])))
shows(lambda: list(starmap(pow, [1])))
print(list(zip_longest("ABCD", "xy", fillvalue="-")), list(zip_longest()), list(zip_longest([1, 2], [])), list(zip_longest([], [])))
a, b = tee(noisy([1, 2, 3]))
print(next(a), next(b), next(a), list(b), list(a))
print(tee([1], 0), len(tee("ab", 3)))
a, = tee("abc", 1)
next(a)
b, c = tee(a)
print(list(b), list(c), type(c).__name__)
import copy
x, y = tee(range(5))
next(x)
z = copy.copy(x)
print(list(z), list(x), list(y))
shows(lambda: tee([1], -1))

print("-- combinatorics")
print(list(product()), list(product("ab", repeat=0)), list(product("ab", range(2), repeat=1)), list(product("ab", [])))
print(list(product([0, 1], repeat=3)), len(list(product(range(3), range(4), "ab"))))
shows(lambda: product("a", repeat=-1))
shows(lambda: product(5))
print(list(permutations("ABC")), list(permutations(range(4), 2)), list(permutations([], 0)), list(permutations("ab", 3)), list(permutations("ab", 0)))
shows(lambda: permutations("a", -1))
shows(lambda: permutations("a", "b"))
print(list(combinations("ABCD", 2)), list(combinations(range(4), 3)), list(combinations("ab", 3)), list(combinations("ab", 0)), list(combinations([], 0)))
shows(lambda: combinations("a", -1))
print(list(combinations_with_replacement("ABC", 2)), list(combinations_with_replacement("A", 3)), list(combinations_with_replacement([], 2)), list(combinations_with_replacement([], 0)), list(combinations_with_replacement("ab", 0)))
shows(lambda: combinations_with_replacement("a", -1))
print(sum(1 for _ in permutations(range(6))), sum(1 for _ in combinations(range(12), 5)), sum(1 for _ in combinations_with_replacement(range(6), 4)))
p = product([1, 2], [3])
print(next(p), list(p), next(p, "end"), iter(p) is p)
print([type(v).__name__ for v in (chain(), product(), permutations([]), islice([], 1), zip_longest())], count, type(repeat(1)).__module__)


class Stack(chain):
    def __iter__(self):
        return self


print(list(Stack("a", "b")), isinstance(Stack(), chain), list(Stack.from_iterable([[1]])), type(Stack.from_iterable([])).__name__)
print(chain[str])
