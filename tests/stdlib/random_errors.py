# random: errors, subclasses that bring a generator of their own, SystemRandom.
import random


def show(f):
    try:
        r = f()
        print(r)
    except Exception as e:
        print(type(e).__name__, e)


random.seed(1)
for f in (lambda: random.choice([]), lambda: random.choice({1, 2}), lambda: random.choice({1: 2}), lambda: random.choice(5), lambda: random.shuffle("abc"), lambda: random.shuffle((1, 2)), lambda: random.shuffle([]),
          lambda: random.sample([1], 2), lambda: random.sample([1], -1), lambda: random.sample({1}, 1), lambda: random.sample({1: 2}, 1), lambda: random.sample([1, 2], 1.5), lambda: random.sample([1, 2], counts=[1], k=1),
          lambda: random.sample([1, 2], counts=[1, 1.5], k=1), lambda: random.sample([1, 2], counts=[0, 0], k=1), lambda: random.randrange(0), lambda: random.randrange(-5), lambda: random.randrange(5, 5), lambda: random.randrange(5, 1),
          lambda: random.randrange(1, 5, 0), lambda: random.randrange(1, 5, -1), lambda: random.randrange(1.0), lambda: random.randrange(1, 2.0), lambda: random.randrange(1, 5, 1.0), lambda: random.randrange("a"), lambda: random.randrange(5, step=2),
          lambda: random.randrange(5, None, 2), lambda: random.randint(1, 0), lambda: random.randint(1.5, 3), lambda: random.randint(1, 2.5), lambda: random.randint(1, "a"), lambda: random.choices([]), lambda: random.choices([], k=0),
          lambda: random.choices([1, 2], [1], k=1), lambda: random.choices([1, 2], [0, 0], k=1), lambda: random.choices([1, 2], 5), lambda: random.choices([1, 2], [1, 1], cum_weights=[1, 2]), lambda: random.choices([1, 2], [1, float("inf")]),
          lambda: random.choices([1, 2], [-1, 0]), lambda: random.getrandbits(-1), lambda: random.getrandbits(1.5), lambda: random.getrandbits(2 ** 70), lambda: random.randbytes(-1), lambda: random.randbytes(1.5), lambda: random.seed([]), lambda: random.seed(1j),
          lambda: random.setstate((3, (1, 2), None)), lambda: random.setstate((3, [1], None)), lambda: random.setstate((1, 2, 3)), lambda: random.setstate((3, tuple([2] * 624) + (625,), None)), lambda: random.setstate((3, tuple([2] * 624) + (-1,), None)),
          lambda: random.gammavariate(0, 1), lambda: random.gammavariate(1, -1), lambda: random.binomialvariate(-1), lambda: random.binomialvariate(1, 2), lambda: random.triangular(1, 1), lambda: random.triangular(1, 1, 1), lambda: random.expovariate(0),
          lambda: random.uniform("a", 1), lambda: random.Random([]), lambda: random.vonmisesvariate(0, "a")):
    show(f)


class Sequence(random.Random):
    "Numbers that count up."
    def seed(self, *args): self.n = 0
    def random(self):
        self.n += 1
        return self.n * 0.137 % 1
    def getstate(self): return self.n
    def setstate(self, n): self.n = n


class Bits(random.Random):
    calls = 0
    def getrandbits(self, k):
        Bits.calls += 1
        return super().getrandbits(k)


class Below(random.Random):
    def _randbelow(self, n): return n - 1


class Plain(random.Random):
    def extra(self): return self.randint(1, 6)


s = Sequence()
x = list(range(8))
s.shuffle(x)
print(s.random(), s.randint(1, 100), s.randrange(5, 20, 3), s.choice("abcdef"), x, s.sample(range(50), 4), s.choices("xyz", k=4), s.uniform(0, 10), s.gauss(0, 1), s.getstate())
b = Bits(7)
print(b.randint(1, 100), b.choice([1, 2, 3]), b.calls > 0, b.random(), random.Random(7).randint(1, 100), b.randbytes(3))
w = Below()
x = list(range(5))
w.shuffle(x)
print(w.randrange(10), w.choice("abc"), x, w.sample(range(10), 3), w.randint(1, 6))
p = Plain(3)
q = random.Random(3)
print(p.extra() == q.randint(1, 6), p.random() == q.random(), p.choice(range(100)) == q.choice(range(100)), isinstance(p, random.Random))
y = random.SystemRandom()
print(0 <= y.random() < 1, 0 <= y.getrandbits(10) < 1024, y.getrandbits(0), len(y.randbytes(5)), 1 <= y.randint(1, 6) <= 6, y.choice([5]), len(y.sample(range(100), 5)), y.seed(5), sorted(y.choices([1, 2], k=2))[0] in (1, 2))
show(y.getstate), show(lambda: y.setstate(1)), show(lambda: y.getrandbits(-1)), show(lambda: y.randrange(0)), show(lambda: y.choice([]))
n = random.Random.__new__(random.Random)
print(0 <= n.random() < 1)
print(random.__all__, random.TWOPI, random.BPF, random.LOG4, random.RECIP_BPF)
