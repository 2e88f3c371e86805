# Operators on ints of all sizes: every pair of edge values, then pseudo-random ones by checksum.
EDGES = [0, 1, -1, 2, -2, 7, -10, 255, -256]
for bits in (31, 53, 59, 60, 61, 62, 63, 64, 119, 120, 121, 240):
    EDGES += [(1 << bits) - 1, 1 << bits, -(1 << bits), -(1 << bits) - 1]


def digest(values):
    h = 7
    for v in values:
        if isinstance(v, tuple):
            v = v[0] * 3 + v[1]
        if isinstance(v, int):
            h = (h * 131 + v) % 2305843009213693951
        else:
            for c in str(v):
                h = (h * 131 + ord(c)) % 2305843009213693951
    return h


def results(a, b):
    yield a + b
    yield a - b
    yield a * b
    yield a & b
    yield a | b
    yield a ^ b
    yield a < b
    yield a <= b
    yield a == b
    if b:
        yield a // b
        yield a % b
        yield divmod(a, b)
        try:
            yield a / b
        except OverflowError as e:
            yield e
    if 0 <= b < 300:
        yield a << b
        yield a >> b


for a in EDGES:
    print(a, -a, +a, ~a, abs(a), bool(a), hash(a), a.bit_length(), a.bit_count(),
          digest([r for b in EDGES for r in results(a, b)]))

state = 12345


def bits(n):
    global state
    out = 0
    for _ in range(0, n, 32):
        state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        out = out << 32 | state >> 32
    return out & (1 << n) - 1


def number(largest):
    n = bits(bits(12) % largest + 1)
    kind = bits(4)
    if kind == 0:
        n = 1 << n.bit_length()
    elif kind == 1:
        n = (1 << n.bit_length()) - 1
    return -n if bits(1) else n


for largest in (64, 130, 400, 4000):
    for _ in range(8):
        print(largest, digest([r for _ in range(20) for r in results(number(largest), number(largest))]))

# Exact multiples and their neighbours: the hard cases of long division.
for _ in range(12):
    cases = []
    for _ in range(40):
        a, b = number(700), number(300) or 1
        for d in (-1, 0, 1):
            cases += [(a * b + d) // b, (a * b + d) % b]
    print(digest(cases))

# Long enough for Karatsuba, Toom-Cook and recursive division.
for n in (5000, 20000, 60000):
    a, b, c = bits(n), bits(n - 100) | 1, bits(n // 3) | 1
    p = a * b
    print(n, digest([p, a * a, p // b == a, (p + b - 1) % b == b - 1, p // c, p % c, (p + 1) // a]))
x = 10
x += 5; x -= 3; x *= 10 ** 20; x //= 7; x %= 10 ** 15; x **= 3; x <<= 70; x >>= 3; x |= 1; x &= (1 << 150) - 1; x ^= 3
print(x)
for f in (lambda: 1 // 0, lambda: 1 % 0, lambda: 1 / 0, lambda: divmod(1, 0), lambda: 10 ** 30 // 0, lambda: 10 ** 30 % 0,
          lambda: 10 ** 30 / 0, lambda: 1 << -1, lambda: 1 >> -1, lambda: 10 ** 30 << -10 ** 30, lambda: 1 >> -10 ** 30,
          lambda: 10 ** 400 / 3, lambda: 1 << 10 ** 30, lambda: 1 + "a", lambda: 1 << 1.0, lambda: 1 & 1.0,
          lambda: ~1.5, lambda: -"a", lambda: 1 @ 2, lambda: 1 < "a", lambda: 10 ** 400 + 1.0, lambda: 1.5 % 10 ** 400):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(0 << 10 ** 30, 1 >> 10 ** 30, -1 >> 10 ** 30, 10 ** 30 >> 10 ** 30, -10 ** 30 >> 10 ** 30)
print([int.__add__(1, 2), int.__sub__(1, 2), (5).__rsub__(7), (5).__add__(1.0), (5).__eq__(5.0), (5).__lshift__(2.0),
       (5).__truediv__(0.5), (5).__rdivmod__(7), (5).__divmod__(2.0), (7).__floordiv__(2), (7).__rfloordiv__(50)])
