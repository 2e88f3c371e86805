# The order in which sets of ints show their items: the table's, which CPython documents.
class Random:
    def __init__(self, seed):
        self.state = seed

    def next(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (self.state >> 33) % n


for items in ((1, 2, 3), (3, 2, 1), (10, 20, 30, 40), (8, 0, 16), (0, 8, 16), (100, 50, 75), range(20), (-1, -2, 0, 1), (5, 13, 21, 29), range(0, 100, 7),
              (2 ** i for i in range(20)), (i * i for i in range(15)), (1.0, 2.5, 3), (True, 5), (0.5, 1.5, 100), ((1, 2), (3, 4), (0,), ()), (frozenset([1]), frozenset([2]), frozenset()), (10 ** 20, 5, 10 ** 30)):
    print(set(items))
a, b = 1, 9
print({3, a} | {b, 17}, {a, b, 17} & {17, b, 25}, {a, b, 17, 25} - {b}, {a, b} ^ {17, a}, set([9, 1]).union([17, 25], {33}))


def digest(values):
    d = 0
    for v in values:
        d = (d * 1000003 + v) % 2305843009213693951
    return d


def run(size, steps, seed):
    rnd = Random(seed)
    s = set()
    total = 0
    for step in range(steps):
        op = rnd.next(100)
        k = rnd.next(size) - size // 4
        if op < 45:
            s.add(k)
        elif op < 60:
            s.discard(k)
        elif op < 63:
            if s:
                total += s.pop()
        elif op < 66:
            s |= {rnd.next(size) for _ in range(rnd.next(8))}
        elif op < 69:
            s -= {rnd.next(size) for _ in range(rnd.next(8))}
        elif op < 71:
            s ^= {rnd.next(size) for _ in range(rnd.next(8))}
        elif op < 73:
            s = s | {rnd.next(size) for _ in range(rnd.next(20))}
        elif op < 75:
            s = s - {rnd.next(size) for _ in range(rnd.next(20))}
        elif op < 77:
            s = s ^ {rnd.next(size) for _ in range(rnd.next(20))}
        elif op < 79:
            total += digest(s & set(range(rnd.next(size))))
        elif op < 81:
            s.update(range(rnd.next(30)))
        elif op < 83:
            s.difference_update(range(rnd.next(10)))
        elif op < 85:
            s = s.copy()
        elif op < 87:
            s = set(list(s))
        elif op < 88:
            s = s.intersection(range(-size, size - rnd.next(5)))
        elif op < 89:
            s.update({rnd.next(size): 0 for _ in range(rnd.next(10))})
        elif op < 90:
            s = s.difference({rnd.next(size): 0 for _ in range(rnd.next(10))})
        elif op < 91:
            s.symmetric_difference_update({rnd.next(size): 0 for _ in range(rnd.next(10))})
        elif op < 92:
            s.intersection_update(set(range(-size, size - rnd.next(5))))
        elif op < 93 and rnd.next(10) == 0:
            s.clear()
        elif op < 94:
            total += hash(frozenset(s)) % 1000003
        total = (total * 31 + digest(s)) % 2305843009213693951
    print(size, len(s), total, list(s)[:8])


for size, steps in ((8, 300), (20, 400), (100, 500), (1000, 500), (100000, 300)):
    for seed in range(4):
        run(size, steps, seed * 17 + size)
big = set(range(0, 300000, 3))
print(len(big), digest(list(big)[:1000]), digest(list(big)[-1000:]))
big -= set(range(0, 300000, 6))
print(len(big), digest(big))
big &= set(range(100000))
print(len(big), digest(big), digest(big | {7}))
