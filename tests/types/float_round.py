# round() of floats: the decimal nearest to the exact value, ties to even.
for f in (0.5, 1.5, 2.5, -0.5, -1.5, 2.675, 1.005, 0.125, 0.375, 5.015, 1234.5678, -1234.5678, 1e16, 1e22, 123456789.987654321, 5e-324, 1.7976931348623157e308, 0.0, -0.0, 1e-10, 0.15, 0.25, 0.35, 45.0, 55.0, 150.0, 250.0, 9.995, 99999.99999):
    print(f, round(f) if abs(f) < 1e30 else "", [round(f, n) for n in (0, 1, 2, 3, 5, 10, 15, 20, 22, 23, 300, 323, 324, 400)], [round(f, n) for n in (-1, -2, -3, -5, -10, -15, -16, -17, -22, -307 if f < 1e308 else -2, -308 if f < 1e308 else -2, -309, -400)])
def show(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
show(lambda: round(1.7e308, -308)), show(lambda: round(1e308, -308)), show(lambda: round(float("nan"))), show(lambda: round(float("inf"))), show(lambda: round(float("nan"), 1)), show(lambda: round(float("-inf"), 1))
show(lambda: round(1.5, None)), show(lambda: round(1.5, "a")), show(lambda: round(1.5, 1.0)), show(lambda: round(1.5, 2 ** 100)), show(lambda: round(-1.5, -2 ** 100)), show(lambda: round("x")), show(lambda: round(1.5, 2, 3)), show(lambda: round())
show(lambda: type(round(1.5, 0))), show(lambda: type(round(1.5))), show(lambda: (2.5).__round__()), show(lambda: (2.5).__round__(None)), show(lambda: (2.55).__round__(1)), show(lambda: round(number=2.567, ndigits=2)), show(lambda: round(1e300) == int(1e300))
state = 5


def bits(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
    return state >> 64 - n


for group in range(20):
    h = 7
    for _ in range(100):
        f = bits(40) / 10 ** (bits(4) % 10) if group % 2 else bits(50) * 2.0 ** (bits(7) - 90)
        for n in (bits(3), bits(3) - 4):
            r = round(f, n)
            for c in repr(r):
                h = (h * 131 + ord(c)) % 2305843009213693951
    print(group, f, n, r, h)
print([round(n / 100, 1) for n in range(5, 100, 10)], [round(n / 8, 2) for n in range(1, 16, 2)], [round(n + 0.5) for n in range(-5, 5)])
