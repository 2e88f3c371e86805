# math: gcd, lcm, isqrt, factorial, comb, perm.
import math


def show(f, *args):
    try:
        r = f(*args)
        return r if abs(r) < 10 ** 30 else (r.bit_length(), r % (10 ** 18 + 9))
    except Exception as e:
        return f"{type(e).__name__}: {e}"


class I:
    def __index__(self): return 12


NUMBERS = [0, 1, -1, 2, 12, -18, 2 ** 31, 2 ** 61, 2 ** 62, 2 ** 63 - 1, 2 ** 63, 2 ** 64, -2 ** 64, 6 ** 40, 10 ** 25, 10 ** 50, 2 ** 200 * 3 ** 50, -3 ** 150, 10 ** 400 + 1]
for a in NUMBERS:
    print(show(int, a), [show(math.gcd, a, b) for b in NUMBERS], [show(math.lcm, a, b) for b in NUMBERS[:12]])
print(math.gcd(), math.gcd(-5), math.gcd(12, 18, 30), math.gcd(10 ** 30, 10 ** 20, 6), math.gcd(True), math.gcd(I(), 18), math.lcm(), math.lcm(-4), math.lcm(4, 6, 10), math.lcm(1, 0, 10 ** 40), math.lcm(I(), 5))
for f in (math.gcd, math.lcm):
    print(show(f, 1.0), show(f, 1, "x"), show(f, None))
state = 17


def bits(n):
    global state
    out = 0
    for _ in range(0, n, 32):
        state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        out = out << 32 | state >> 32
    return out & (1 << n) - 1


def plain_gcd(a, b):
    while b:
        a, b = b, a % b
    return abs(a)


total = 0
for size in (40, 64, 65, 100, 128, 129, 300, 1000, 3000):
    for _ in range(40):
        g, a, b = bits(bits(12) % size + 1), bits(bits(12) % size + 1), bits(bits(12) % size + 1)
        if bits(2) == 0:
            b = a * bits(20) + 1  # quotients of a few bits, then a long one
        x, y = g * a, g * b
        assert math.gcd(x, y) == plain_gcd(x, y) == math.gcd(y, -x), (x, y)
        total += math.gcd(x, y) % 1000003
a, b = 0, 1
for _ in range(1000):
    a, b = b, a + b
print(total, math.gcd(a, b), math.gcd(a * 10 ** 50, b * 10 ** 50) == 10 ** 50, math.gcd(2 ** 3000, 2 ** 1000 * 3), math.gcd(3 ** 500, 3 ** 499 * 2 ** 400) == 3 ** 499)
for n in list(range(20)) + [2 ** 31, 2 ** 32 - 1, 2 ** 52, 2 ** 53 - 1, 2 ** 61, 2 ** 62, 2 ** 63 - 1, 2 ** 64, 10 ** 30, 10 ** 40, 10 ** 40 - 1, 7 ** 100, 10 ** 1001]:
    r = math.isqrt(n)
    assert r * r <= n < (r + 1) ** 2
    print(show(int, r), end=" ")
for _ in range(300):
    n = bits(bits(11) + 1)
    for m in (n, n * n, n * n - 1, n * n + 1):
        if m >= 0:
            r = math.isqrt(m)
            assert r * r <= m < (r + 1) ** 2, m
print(show(math.isqrt, -1), show(math.isqrt, 2.0), show(math.isqrt, I()), show(math.isqrt, True))
print([math.factorial(n) for n in range(26)], [show(math.factorial, n) for n in (30, 50, 64, 65, 100, 127, 128, 1000, 1023, 1024, 3000)])
f = 1
for n in range(1, 300):
    f *= n
    assert math.factorial(n) == f, n
print([show(math.factorial, n) for n in (-1, -10 ** 20, 10 ** 20, 1.0, 5.5, "x", None, True, I())])
for n in range(12):
    print([math.comb(n, k) for k in range(n + 2)], [math.perm(n, k) for k in range(n + 2)])
for n in range(0, 140, 3):
    for k in range(n + 1):
        assert math.comb(n, k) * math.factorial(k) == math.perm(n, k) and math.perm(n, k) * math.factorial(n - k) == math.factorial(n), (n, k)
for args in ((100, 50), (1000, 500), (10 ** 6, 3), (2 ** 62, 2), (2 ** 63, 2), (2 ** 64, 40), (10 ** 30, 3), (10 ** 30, 10 ** 30 - 3), (10 ** 30, 10 ** 29), (10 ** 30, 0), (5, 6), (5, -1), (-5, 1), (-1, -1), (5, 1.0), (5.0, 1), ("a", 1), (I(), 2), (2000, 1000), (61, 30), (67, 33), (68, 34)):
    print(args if type(args[0]) is not I else "I", show(math.comb, *args), show(math.perm, *args))
print(math.perm(5), math.perm(5, None), show(math.perm, 10 ** 30), show(math.perm, -1), show(math.perm, 2.0))
