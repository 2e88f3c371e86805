# Long random sequences of operations on dicts, beside a list of pairs that does the same slowly.
class Random:
    def __init__(self, seed):
        self.state = seed

    def next(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (self.state >> 33) % n


def digest(values):
    d = 0
    for v in values:
        d = (d * 1000003 + (v if isinstance(v, int) else sum(map(ord, str(v))))) % 2305843009213693951
    return d


def key_of(kind, n):
    if kind == 0:
        return n
    if kind == 1:
        return "key%d" % n
    if kind == 2:
        return n * 1024
    if kind == 3:
        return (n % 7, n)
    if kind == 4:
        return float(n) / 2
    if kind == 5:
        return -n
    return (n, "s%d" % n, None, n / 4, frozenset([n]))[n % 5]


def run(kind, size, steps, seed):
    rnd = Random(seed)
    d, model = {}, []

    def find(k):
        for i, (key, _) in enumerate(model):
            if key == k:
                return i
        return -1

    for step in range(steps):
        k = key_of(kind, rnd.next(size))
        op = rnd.next(100)
        i = find(k)
        if op < 40:
            d[k] = step
            if i < 0:
                model.append((k, step))
            else:
                model[i] = (model[i][0], step)
        elif op < 60:
            assert d.pop(k, None) == (model.pop(i)[1] if i >= 0 else None)
        elif op < 65:
            if i < 0:
                try:
                    del d[k]
                    assert False
                except KeyError as e:
                    assert e.args == (k,)
            else:
                del d[k]
                del model[i]
        elif op < 75:
            assert d.get(k, "none") == (model[i][1] if i >= 0 else "none")
        elif op < 80:
            assert (k in d) == (i >= 0)
        elif op < 85:
            if model:
                assert d.popitem() == model.pop()
        elif op < 90:
            if i < 0:
                model.append((k, "default"))
            assert d.setdefault(k, "default") == model[i][1]
        elif op < 92:
            assert d.copy() == d == dict(d) == dict(model) and list(d.copy()) == list(d)
        elif op < 94:
            extra = {key_of(kind, rnd.next(size)): -1 for _ in range(rnd.next(5))}
            if rnd.next(2):
                d.update(extra)
            else:
                d |= list(extra.items())
            for k in extra:
                i = find(k)
                if i < 0:
                    model.append((k, -1))
                else:
                    model[i] = (model[i][0], -1)
        elif op == 94 and rnd.next(10) == 0:
            d.clear()
            model.clear()
        assert len(d) == len(model)
        if step % 37 == 0:
            assert list(d.items()) == model and list(reversed(d)) == [k for k, _ in reversed(model)]
            assert list(d.keys()) == [k for k, _ in model] and list(d.values()) == [v for _, v in model]
    print(kind, size, len(d), digest(model and [v for _, v in model]), digest([str(k) for k in d if not isinstance(k, (tuple, frozenset))]))


for kind in range(7):
    for size, steps in ((4, 400), (12, 600), (60, 900)):
        run(kind, size, steps, kind * 100 + size)

# larger ones, against what arithmetic says
d = {}
for i in range(20000):
    d[i * 7919 % 10007] = i
    if i % 3 == 0:
        d.pop(i * 31 % 10007, None)
print(len(d), digest(d), digest(d.values()), digest(list(d)[:10]))
d = {str(i): i for i in range(5000)}
for i in range(0, 5000, 2):
    del d[str(i)]
for i in range(5000, 5100):
    d[str(i)] = i
print(len(d), list(d)[:3], list(d)[-3:], sum(d.values()), all(d[k] == int(k) for k in d), sum(str(i) in d for i in range(6000)))
d = {1 << i: i for i in range(200)}
print(len(d), all(d[1 << i] == i for i in range(200)), (1 << 200) in d, d[1.0], d[2.0 ** 100])
d = {i << 32: i for i in range(2000)}
print(sum(d[i << 32] for i in range(2000)), sum((i << 31) in d for i in range(4000)))
