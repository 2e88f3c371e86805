# Powers and modular powers.
def show(f):
    try:
        return f()
    except Exception as e:
        return f"{type(e).__name__}: {e}"


for base in (0, 1, -1, 2, -2, 3, -3, 10, -10, 12, 2 ** 30, 2 ** 61 - 1, -2 ** 62, 10 ** 20, -3 * 2 ** 70):
    print(base, [base ** e for e in (0, 1, 2, 3, 5, 16)], show(lambda: base ** -1), show(lambda: base ** -3))
print(hash(3 ** 2000), hash((-7) ** 1001), hash(10 ** 3000), (6 ** 500) % 10 ** 30, len(hex(12345 ** 777)))
print(1 ** 10 ** 40, (-1) ** 10 ** 40, (-1) ** (10 ** 40 + 1), 0 ** 10 ** 40)
print(2 ** -1074, 2 ** -1075, 10 ** -400, show(lambda: (10 ** 400) ** -1), show(lambda: 0 ** -1), show(lambda: 10 ** -10 ** 400))
print(pow(2, 10), pow(2, 10, None), pow(2.0, 3), pow(2, -1), pow(True, True), pow(2, 3, 5), pow(2, 3, -5), pow(-2, 3, 5))
MODULI = [1, 2, 3, 7, 10, 64, 97, 2 ** 31 - 1, 2 ** 32, 10 ** 9 + 7, 2 ** 59, 2 ** 60 - 1, 2 ** 60, 2 ** 61 - 1, 2 ** 62,
          2 ** 64 - 1, 10 ** 20, 2 ** 89 - 1, 2 ** 114, 2 ** 72 - 2 ** 60, 2 ** 127 - 1, 10 ** 40 + 1, 2 ** 200 - 2 ** 100,
          2 ** 521 - 1, 3 ** 200]
for m in MODULI:
    row = []
    for a in (0, 1, 2, -2, 3, 12345, m - 1, m + 1, 10 ** 25, -10 ** 50):
        for e in (0, 1, 2, 3, 17, 1000, 10 ** 18, 2 ** 70 + 1):
            row.append(pow(a, e, m) - 2 * pow(a, e, -m))
    print(m, sum(i * r for i, r in enumerate(row)) % (10 ** 15 + 37))
for a in (1, 2, 3, 4, 5, -3, 10 ** 20 + 39, 2 ** 70, 0):
    print(a, [show(lambda: pow(a, -1, m)) for m in (1, 2, 3, 7, 8, 10 ** 9 + 7, 2 ** 61 - 1, 10 ** 30 + 57, 2 ** 80, -7)],
          show(lambda: pow(a, -5, 10 ** 9 + 7)))
for args in ((2, 3, 0), (2, -1, 4), (2.0, 3, 5), (2, 3, 5.0), (2, 3, "a"), (2, "a", 3), (2j, 3, 5), ("a", 2), (2, None), (2, 3, 4, 5)):
    print(args, show(lambda: pow(*args)))
