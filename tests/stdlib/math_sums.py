# math: fsum, sumprod, prod, hypot, dist; sum of floats.
import math


def show(f, *args, **kw):
    try:
        return repr(f(*args, **kw))
    except Exception as e:
        return f"{type(e).__name__}: {e}"


inf, nan = math.inf, math.nan
for items in ([], [0.1] * 10, [1e16, 1, 1e-16], [1e308, 1e308], [1e308, 1e308, -1e308], [inf, 1], [inf, -inf], [nan], [nan, inf], [-inf, 5], [1e100, 1, -1e100], [1, 1e100, 1, -1e100] * 1000, [2 ** 53, 1.0], [10 ** 20, 1], ["a"], [None], 5,
              [1e-320, 1e-320], [-0.0], [0.0, -0.0], [2.0 ** 53, 1.0, 2.0 ** -100], [2.0 ** 53 + 4.0, 1.0, 2.0 ** -100], [2.0 ** 53 - 4.0, 0.5, -2.0 ** -54], [1.0 / n for n in range(1, 1001)], [(-1.0) ** n / n for n in range(1, 1001)],
              [1.7 ** (i + 1) - 1.7 ** i for i in range(1000)] + [-1.7 ** 1000], [True, 2, 0.5], (x / 10 for x in range(5)), {1.5: 2}):
    print(show(math.fsum, items))
state = 3


def random():
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
    return ((state >> 11) / 2 ** 53 - 0.5) * 2.0 ** ((state & 127) - 64)


for n in (2, 3, 10, 50, 200):
    for _ in range(5):
        values = [random() for _ in range(n)]
        ratios = [v.as_integer_ratio() for v in values]
        scale = max(d for _, d in ratios)
        assert math.fsum(values) == sum(n * (scale // d) for n, d in ratios) / scale
        others = [random() for _ in range(n)]
        dot = math.sumprod(values, others)
        print(n, math.fsum(values), dot, math.hypot(*values), math.dist(values, others), sum(values) == math.fsum(values))
for p, q in (([1, 2], [3, 4]), ([1, 2], [3]), ([1], [3, 4]), ([], []), ([1.5, 2], [3, 4]), ([True], [2]), ([2 ** 62] * 4, [4] * 4), ([2 ** 63] * 2, [1.5, 2]), (["a"], [2]), ([[1]], [2]), ([0.1] * 10, [10] * 10), ([1e308], [10]), ([1e308, 1e308, -1e308], [10, 1, 1]),
             ([10 ** 400], [1.0]), ([1, 2.5, 10 ** 30], [2, 2, 2]), ([1, 2.5, 3j, 0.5], [1, 2, 3, 4]), ([inf], [0]), ([nan, 1], [1, 1]), (5, [1]), ([1], None), (iter([1, 2]), (3, 4)), ([1e16, 1, -1e16], [1, 1, 1]), ([True, 1.5], [1.5, True])):
    print(show(math.sumprod, p, q))
for items, kw in (([], {}), ([2, 3], {}), ([2] * 100, {}), ([1.5, 2], {}), ([2, 0.5], {"start": 10}), (["a"], {}), ([3], {"start": "ab"}), ([[1]], {"start": 2}), ([True, True], {}), ([2j, 4], {}), ([1e200, 1e200], {}), (5, {}), ([2 ** 62, 4, 0.5], {}), (range(1, 21), {})):
    print(show(math.prod, items, **kw))
print(show(math.prod, [1], 2))
for args in ((), (3,), (3, 4), (-3, 4), (1, 2, 3, 4), (1e308, 1e308), (5e-324, 5e-324), (1e-310, 1e-311), (inf, nan), (nan, 1), (nan, -inf), (0, 0), (-0.0,), (True, 2), (10 ** 20, 1), (1e200, 1e-200), tuple(range(30)), ("x",), (1, None), (10 ** 400,)):
    print(show(math.hypot, *args))
for p, q in (((1, 2), (4, 6)), ([1, 2], [4, 6]), ((), ()), ((1,), (2, 3)), (iter([1, 2]), (3, 4)), (1, 2), ((1,), ("a",)), (range(20), range(20, 40)), ((1e308,), (-1e308,)), ((inf,), (inf,)), ((0.1, 0.2), (0.3, 0.4)), ([True], [2.5])):
    print(show(math.dist, p, q))
print(sum([0.1] * 10), sum([1e100, 1.0, -1e100]), sum([0.1, 0.2, 0.3]), sum([1, 0.1, 10 ** 20]), sum([1e308, 1e308]), sum([inf, -inf]), sum([0.1] * 3, 0.3))
