# Ints and floats meeting: conversion, comparison, true division, hashes; all exact.
NUMBERS = []
for e in (0, 10, 52, 53, 54, 55, 60, 62, 63, 64, 100, 200, 1000, 1023):
    for d in (-3, -2, -1, 0, 1, 2, 3):
        NUMBERS.append(2 ** e + d)
for n in (2 ** 1024 - 2 ** 970, 2 ** 1024 - 2 ** 969 - 1, 2 ** 53 + 1, (2 ** 53 + 1) << 200, (2 ** 54 + 2) << 100, (2 ** 54 + 3) << 100, (2 ** 54 + 6 << 77) + 1):
    NUMBERS.append(n)


def checked(f):
    try:
        return f()
    except OverflowError as e:
        return str(e)


for n in NUMBERS:
    f = checked(lambda: float(n))
    if isinstance(f, str):
        print(n.bit_length(), f)
        continue
    near = [f, -f, f * 1.0000000000000002, f * 0.9999999999999999, f + 0.5, 0.5, float("inf"), float("nan")]
    print(n.bit_length(), f.hex(), int(f) == n, [(n < g) + 2 * (n == g) + 4 * (n > g) + 8 * (g < n) + 16 * (g >= n) + 32 * (g != n) for g in near], hash(f) == hash(int(f)))
for n in (2 ** 1024 - 2 ** 969, 2 ** 1024, 10 ** 400, -10 ** 400):
    print(checked(lambda: float(n)), n > 1e308, n == float("inf"), n < float("inf"), n > float("-inf"), n == float("nan"), 1e308 < n, checked(lambda: n * 1.0), checked(lambda: n / 1.0))
for f in (0.0, -0.0, 0.9, -0.9, 1.5, -2.5, 4.6e18, -4.7e18, 9.3e18, 1e22, 1e23, 1.7976931348623157e308, 5e-324, 2.0 ** 63, -2.0 ** 63, 2.0 ** 60 + 1024):
    print(f, int(f), f.__trunc__(), f.__floor__(), f.__ceil__(), round(f), int(f) == f, hash(f))

state = 7


def bits(n):
    global state
    out = 0
    for _ in range(0, n, 32):
        state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        out = out << 32 | state >> 32
    return out & (1 << n) - 1


for size in (10, 60, 64, 120, 300, 1100):
    line = []
    for _ in range(60):
        a, b = bits(bits(11) % size + 1), bits(bits(11) % size + 1) or 1
        if bits(1):
            a = -a
        line.append(checked(lambda: (a / b).hex()))
        line.append(checked(lambda: (b / ((a << 1) | 1)).hex()))
    print(size, line[:4], sum(ord(c) * i for i, c in enumerate("".join(line), 1)) % (10 ** 12 + 39))
# Halfway cases of division, subnormal results, overflow at the edge.
for a, b in ((2 ** 53 + 1, 1), (2 ** 54 + 1, 2), ((2 ** 53 + 1) << 100, 3 << 100), (1, 2 ** 1074), (1, 2 ** 1075), (3, 2 ** 1075), (2 ** 53 + 1, 2 ** 1127), (2 ** 1024 - 1, 1),
             (2 ** 1024 - 2 ** 970, 1), (10 ** 400, 10 ** 92), (10 ** 400, 10 ** 91), (1, 10 ** 400), (-1, 10 ** 324), (0, -10 ** 40), (0, 10 ** 40), (10 ** 40, 10 ** 40), (1, 3 * 2 ** 1072)):
    print(checked(lambda: a / b), checked(lambda: -a / b))
print(1e16 + 1, 2 ** 53 + 1.0, 10 ** 16 + 1 == 1e16 + 1, sum([10 ** 20, 1.0, -10 ** 20]), max(2 ** 53 + 1, 2.0 ** 53), sorted([2 ** 53 + 1, 2.0 ** 53, 2 ** 53]))
print({1: "a", 2 ** 70: "b"}[1.0], {2.0 ** 70: "c"}[2 ** 70], 1 in [1.0], 2 ** 53 + 1 in {2.0 ** 53})
