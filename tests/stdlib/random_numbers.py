# random: the numbers of given seeds are CPython's.
import random

for seed in (0, 1, -1, 444, 2 ** 31, 2 ** 32, 2 ** 64 + 1, 10 ** 50, -10 ** 50, "", "text", "é", "x" * 200, b"", b"bytes", b"\0\1", bytearray(b"bytes"), 3.5, -0.5, 0.0, 1e300, True):
    random.seed(seed)
    print(repr(seed)[:20], random.random(), random.randint(1, 1000), random.getrandbits(40))
for seed in ("", "text", "é", b"abc", 5):
    random.seed(seed, version=1)
    print(repr(seed), random.random())
r = random.Random(20240229)
print([r.random() for _ in range(5)], [r.getrandbits(k) for k in (0, 1, 5, 31, 32, 33, 63, 64, 65, 100, 200)], r.randbytes(0), r.randbytes(1), r.randbytes(7), r.randbytes(8), r.randbytes(33))
print([r.randrange(n) for n in (1, 2, 3, 10, 100, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 62, 2 ** 63, 2 ** 64, 10 ** 30)], [r.randrange(5, 50) for _ in range(8)], [r.randrange(0, 100, 7) for _ in range(8)], [r.randrange(100, 0, -9) for _ in range(8)], [r.randrange(-10 ** 30, 10 ** 30, 10 ** 10) for _ in range(3)])
print([r.randint(-5, 5) for _ in range(12)], r.randint(7, 7), [r.randint(-10 ** 20, 10 ** 20) for _ in range(3)], r.randint(1, 2 ** 62), r.randint(-2 ** 62, 2 ** 62), r.randint(True, 3))
print([r.choice("abcdef") for _ in range(6)], [r.choice([1, 2, 3]) for _ in range(6)], [r.choice((1, 2)) for _ in range(4)], r.choice(range(10 ** 12)), r.choice(b"abc"))
for n in (0, 1, 2, 10, 100):
    x = list(range(n))
    r.shuffle(x)
    print(x)
b = bytearray(b"abcdefgh")
r.shuffle(b)
print(b)
for n, k in ((0, 0), (5, 0), (5, 5), (5, 2), (20, 5), (21, 5), (22, 5), (100, 5), (1000, 6), (85, 6), (84, 6), (86, 6), (10 ** 6, 12), (341, 20), (342, 21), (300, 100)):
    print(n, k, r.sample(range(n), k))
print(r.sample("abcdefgh", 3), r.sample((1, 2, 3), 2), r.sample(["a", "b", "c"], counts=[3, 0, 5], k=4), r.sample(range(3), counts=(10, 20, 30), k=10), r.sample(b"xyz", 2))
print(r.choices("abc", k=10), r.choices([1, 2, 3], weights=[5, 1, 1], k=12), r.choices("ab", cum_weights=[1, 10], k=8), r.choices(range(5), [0, 0, 1, 0, 0], k=3), r.choices("abc", [0.1, 0.2, 0.7], k=6), r.choices((1, 2)))
for _ in range(3):
    print(r.uniform(1, 10), r.uniform(-1, 1), r.uniform(5, 5), r.triangular(), r.triangular(0, 10, 3), r.triangular(10, 0), r.gauss(), r.gauss(5, 2), r.normalvariate(), r.normalvariate(-3, 0.5), r.lognormvariate(0, 1))
    print(r.expovariate(), r.expovariate(1.5), r.expovariate(-2), r.gammavariate(0.5, 1), r.gammavariate(1, 2), r.gammavariate(3.7, 0.5), r.gammavariate(0.01, 1), r.betavariate(1, 2), r.betavariate(0.5, 0.5), r.vonmisesvariate(0, 4), r.vonmisesvariate(1, 0), r.paretovariate(3), r.weibullvariate(2, 1.5))
    print([r.binomialvariate(n, p) for n, p in ((1, 0.5), (10, 0.3), (10, 0.9), (100, 0.5), (1000, 0.01), (1000, 0.7), (10 ** 6, 0.25), (0, 0.5), (7, 0.0), (7, 1.0), (5, 1e-300))], r.binomialvariate())
state = r.getstate()
first = [r.random() for _ in range(700)] + [r.gauss(0, 1) for _ in range(3)]
r.setstate(state)
print(first == [r.random() for _ in range(700)] + [r.gauss(0, 1) for _ in range(3)], state[0], len(state[1]), state[1][-1], state[1][:3], type(state).__name__, r.VERSION)
r2 = random.Random()
r2.setstate(r.getstate())
print(r2.random() == r.random(), random.Random(5).random() == random.Random(5).random(), random.Random(x=5).random() == random.Random(5).random(), random.Random("a").getstate()[1][5])
r.setstate((2, tuple(range(624)) + (624,), None))
print(r.random(), r.getrandbits(32))
r.seed(1)
a = r.gauss()
r.seed(1)
print(a == r.gauss(), r.gauss_next is not None, random.Random(1).gauss_next)
