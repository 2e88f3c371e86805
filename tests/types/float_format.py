# Doubles to so many digits: %, format(), hexadecimal.
VALUES = [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, 0.25, 0.125, 0.375, 1e-5, 9.995, 9.9995, 99.5, 0.05, 0.15, 0.35, 999999.5, 9999995.0, 1e16, 123456789.0, 1e22, 1e23, 1.7976931348623157e308, 5e-324,
          2.2250738585072014e-308, 3.141592653589793, -2.718281828459045, 1 / 3, 2 / 3, 1e100, 1e-100, 0.1, 0.7, 1234.5678, float("inf"), float("-inf"), float("nan")]
for f in VALUES:
    print(repr(f), ["%.0f" % f, "%.1f" % f, "%.2f" % f, "%f" % f, "%.3e" % f, "%e" % f, "%.0e" % f, "%g" % f, "%.3g" % f, "%.0g" % f, "%.17g" % f, "%#.0f" % f, "%#g" % f, "%#.3g" % f, "%#.0e" % f, "%G" % f, "%E" % f, "%F" % f] if abs(f) < 1e30 or f != f or abs(f) > 1e309 else
          ["%e" % f, "%.20e" % f, "%g" % f, "%.3g" % f, "%.17g" % f, "%#g" % f, len("%f" % f), hash(f)])
    print([format(f, s) if abs(f) < 1e30 or s[-1:] not in ("f", "%") else "" for s in ("", ".0", ".1", ".3", ".5", ".17", "e", ".2e", "f", ".3f", "g", ".4g", "%", ".1%", "n", "+.2f", " .2f", "012.3f", ">12.2f", "<12.2f", "^12.2f", ",.2f", "_.2f", "z.1f", "#.3g", "=+12.1f", "*^14.2e")])
print("%.60f" % 0.1, "%.400f" % 1e-5, "%.55e" % 1e300, "%.400f" % 1e300)
print("%.1074f" % 5e-324 == "0." + "0" * 323 + str(5 ** 1074)[:751], len("%.1074f" % 5e-324), "%.20f" % 2.0 ** 60, "%.3f" % 2.0 ** 1023 == str(2 ** 1023) + ".000")
print(["%.*f" % (p, 0.5) for p in range(4)], ["%.*g" % (p, 123456.789) for p in range(10)], ["%.*e" % (p, 9.9999) for p in range(6)])
print(["%.0f" % (n + 0.5) for n in range(8)], ["%.1f" % (n / 20) for n in range(1, 20, 2)], ["%.2f" % (n / 8) for n in range(8)])
state = 31


def bits(n):
    global state
    out = 0
    for _ in range(0, n, 32):
        state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        out = out << 32 | state >> 32
    return out & (1 << n) - 1


for group in range(25):
    h = 7
    for _ in range(40):
        f = bits(53) * 10.0 ** (bits(6) - 40) if group % 3 else bits(20) / 2 ** bits(4)
        p = bits(5) if group % 2 else bits(3)
        for c in "%.*f|%.*e|%.*g|%#.*g" % (p, f, p, f, p, f, p, f):
            h = (h * 131 + ord(c)) % 2305843009213693951
    print(group, "%.*g" % (p, f), h)
for f in VALUES:
    print(f.hex(), end=" ")
    if f == f and abs(f) != float("inf"):
        assert float.fromhex(f.hex()) == f
        print(f.as_integer_ratio() if 1e-20 < abs(f) < 1e30 else "", f.is_integer(), end=" ")
print()
for text in ("0x1p-1075", "0x1.8p-1075", "0x1.00000001p-1075", "0x3p-1075", "0x1.fffffffffffff7p1023", "0x1.fffffffffffff8p1023", "0x1.fffffffffffff7ffffffffffffffffp1023", "0x1.fffffffffffff8p0", "0x1.00000000000008p0",
             "0x1.000000000000080000000000000000001p0", "0x1.00000000000018p0", "1.8", " 0x.8 ", "-0x1p3", "+1p3", "inf", "-Infinity", "nan", "-nan", "0x0p99999999999999999999", "1p-99999999999999999999", "1p99999999999999999999",
             "0x1p1024", "0x1p1023", "", "0x", "0x.", "0x.p1", "1p", "1p+", "zz", "0x1_0", "1 2", "--1", "+-inf", "0x1.8p+0x1", "ABCDEFabcdef", "0X1P4", "0x" + "1" * 300, "0x." + "0" * 300 + "1p1204", "1" + "0" * 100 + "p-400"):
    try:
        print(text[:30], float.fromhex(text))
    except Exception as e:
        print(text[:30], type(e).__name__, e)
class F(float): pass
print(type(F.fromhex("1p1")).__name__, F.fromhex("0x1.8p1"))
