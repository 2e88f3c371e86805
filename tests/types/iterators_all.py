# enumerate, zip, map, filter, reversed, iter: laziness, errors, hints.
def show(f):
    try:
        print(repr(f()))
    except BaseException as e:
        print(type(e).__name__, e)


class Seq:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        if i >= self.n:
            raise IndexError(i)
        return i * i


class NotReversible:
    __reversed__ = None

    def __len__(self):
        return 1

    def __getitem__(self, i):
        return i


class Own:
    def __reversed__(self):
        return "own"


for text in """list(enumerate("ab")) list(enumerate("ab",5)) list(enumerate("ab",start=-1)) list(enumerate("ab",10**19)) list(enumerate("ab",2**62-1)) list(enumerate(iterable="a",start=3)) list(enumerate(start=3,iterable="a")) enumerate() enumerate(5) enumerate([],"a") enumerate([],1.5) enumerate([],1,2) enumerate([],foo=1) enumerate(start=1) enumerate([],1,start=2) type(enumerate([])) list(enumerate("ab",True))
list(zip()) list(zip("ab")) list(zip("abc",[1,2])) list(zip("ab",[1,2],strict=True)) zip(5) zip([],5) zip([1],foo=1) list(zip(strict=True)) list(zip([1],[1,2],strict=True)) list(zip([1,2],[1],strict=True)) list(zip([1,2],[1,2],[1],strict=True)) list(zip([1],[1],[1,2],strict=True)) list(zip([],[1],strict=True)) list(zip([],[],[1],strict=True)) list(zip([1],strict=0)) list(zip([1,2],[3,4],[5,6])) list(zip(*[[1,2],[3,4]])) dict(zip("ab",range(2)))
list(map(str,[1,2])) list(map(lambda*a:a,"ab",[1,2,3])) list(map(pow,[2,3],[3,2])) map() map(1) map(len,5) list(map(len,[1])) list(map(5,[1])) map(len,[],foo=1) list(map(None,[])) list(map(lambda:1,[1])) list(map(max,[1,5],[3,2],[2,9])) list(map(str.upper,"ab")) list(map(int,"12"))
list(filter(None,[0,1,"",2])) list(filter(bool,[0,1])) list(filter(str.isdigit,"a1b2")) filter() filter(None) filter(None,5) filter(None,[],1) filter(None,[],x=1) list(filter(5,[1])) list(filter(len,[[],[1]]))
reversed() reversed(5) reversed({1}) reversed([],1) reversed(x=1) list(reversed("abc")) list(reversed((1,2))) list(reversed([1,2])) list(reversed(Seq(4))) reversed(NotReversible()) reversed(Own()) list(reversed({1:2,3:4})) reversed(iter([])) list(reversed(b"ab")) list(reversed(bytearray(b"ab"))) type(reversed("a")) type(reversed([]))
iter(5) iter(5,6) type(iter(len,6)) iter() iter([],1,2) list(iter(Seq(3))) type(iter(Seq(3))) type(iter(lambda:1,2)) next(5) next([]) next(iter([])) next(iter([]),"d") next(iter([1]),"d") next() next(iter([]),1,2) iter(Seq(3)).__length_hint__() reversed(Seq(3)).__length_hint__() iter([1,2]).__length_hint__() iter("ab").__length_hint__() reversed([1,2]).__length_hint__() reversed("ab").__length_hint__()""".split():
    text = text.replace("~", " ")
    print(text, end=" -> ")
    show(lambda: eval(text))
print(list(filter(lambda x: x > 1, [1, 2, 3])))
for kind in (iter([1]), enumerate([1]), zip([1]), map(str, [1]), filter(None, [1]), reversed([1]), iter({}), iter(())):
    assert iter(kind) is kind
    print(type(kind).__name__, list(kind), list(kind), next(kind, "end"))


def noisy(name, n):
    for i in range(n):
        print(name, i, end="; ")
        yield i
    print(name, "ends", end="; ")


print(list(zip(noisy("a", 2), noisy("b", 3))))
print(list(zip(noisy("a", 3), noisy("b", 2))))
show(lambda: list(zip(noisy("a", 1), noisy("b", 2), strict=True)))
print(list(map(lambda x, y: x + y, noisy("a", 2), noisy("b", 1))))
print(list(enumerate(noisy("e", 2))), list(filter(lambda x: x % 2, noisy("f", 4))))
lazy = map(lambda x: print("called", x) or x, [1, 2, 3])
print("nothing yet", next(lazy), next(lazy), list(lazy))
count = 0


def tick():
    global count
    count += 1
    return count


print(list(iter(tick, 5)), count, list(iter(tick, 6)), count)


def stop():
    raise StopIteration


print(list(iter(stop, 1)))


def fail():
    raise ValueError("failed")


for f in (lambda: list(iter(fail, 1)), lambda: list(map(lambda x: 1 // x, [1, 0])), lambda: list(filter(lambda x: 1 // x, [1, 0])), lambda: list(map(lambda x: next(iter([])), [1])), lambda: list(zip([1, 2], map(lambda x: 1 // x, [1, 0])))):
    show(f)
it = iter(Seq(3))
print(next(it), it.__length_hint__(), list(it), it.__length_hint__(), list(it))


class BadGet:
    def __getitem__(self, i):
        if i == 2:
            raise KeyError("two")
        return i


it = iter(BadGet())
print(next(it), next(it))
show(lambda: next(it))
show(lambda: next(it))


class Stops:
    def __getitem__(self, i):
        if i == 2:
            raise StopIteration
        return i


print(list(Stops()), 1 in Stops(), 5 in Stops())


class E(enumerate):
    x = 1


class Z(zip):
    def __next__(self):
        return ("z",) + super().__next__()


class M(map):
    def __init__(self, *args, key=None):
        self.key = key


class Fi(filter):
    pass


print(list(E("a")), E("a").x, list(Z("ab", "cd")), list(M(str, [1], key=2)), M(str, [], key=2).key, list(Fi(None, [0, 1])))
show(lambda: Fi(None, [1], x=1))
a, b, *c = map(str, range(5))
print(a, b, c, *zip("ab", "cd"), dict(enumerate("xy")), sum(map(int, "123")), max(map(len, ["a", "bbb"])), sorted(filter(None, [3, 0, 1])))
i = iter(range(6))
print(list(zip(i, i)), [x + y for x, y in zip([1, 2], [10, 20])], [(i, a, b) for i, (a, b) in enumerate(zip("ab", [1, 2]))])
x = zip([1, 2, 3], (y for y in [1]))
print(next(x), next(x, "done"), next(x, "done"))
nested = map(lambda p: p[0] * p[1], enumerate(map(lambda q: q + 1, filter(lambda r: r % 2, range(10)))))
print(list(nested))
