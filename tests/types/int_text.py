# int() of text and int to text, in all bases and with all errors.
def show(*args, **kw):
    try:
        r = int(*args, **kw)
        print(args, kw, r if abs(r) < 10 ** 60 else hash(r))
    except Exception as e:
        text = str(e)
        print([a if len(repr(a)) < 50 else len(a) for a in args], kw, type(e).__name__, text if len(text) < 300 else (len(text), text[:60]))


for text in ("0", "-0", "+5", " 12 ", "\t\n\v\f\r7\r", "1_000", "_1", "1_", "1__0", "", " ", "-", "+-1", "--1", "- 1", "1 2", "abc",
             "12a", "1.5", "0x1f", "00", "007", "0_7", "٣", "१२३", "１２", "\u20031\u2003", "\x851", "1\x1c", "\x1f1", "½", "²", "1\x002",
             "\ud800", "é", "𝟙𝟚", "-٣_٣", "９" * 30):
    show(text)
for args in (("0x1f", 0), ("0X1F", 16), ("0o17", 0), ("0b101", 0), ("0B101", 2), ("0_1", 0), ("0x_1f", 0), ("0x__1", 0), ("0x", 16),
             ("0x", 0), ("0b2", 0), ("0o8", 0), ("010", 0), ("00", 0), ("0_0", 0), ("-0x1f", 0), ("-0x-1", 16), ("- 0x1", 0), ("0x1", 10),
             ("0b1", 16), ("0b1", 3), ("z", 36), ("Zz", 36), ("z", 35), ("9", 8), ("1" * 70, 2), ("7" * 60, 8), ("f" * 50, 16),
             ("2" * 60, 3), ("v" * 40, 32), ("hello", 30), ("1", 1), ("1", 37), ("1", -1), ("1", 2 ** 100), ("1", -2 ** 100), ("1", 2.0),
             ("1", None), ("1", []), (b"12",), (b" 0x1f ", 16), (bytearray(b"-7"),), (b"abc",), (b"\xff",), (b"\xd9\xa3",), (b"",), (1, 2),
             (1.5, 10), (None,), ([],), (1j,), (object, 2), (), (1, 2, 3), (5,), (5.9,), (-5.9,), (True,), (1e20,), (-1e300,),
             (float("inf"),), (float("nan"),), ("x" * 300,), ("é" * 300,), (b"x" * 300,)):
    show(*args)
show(base=10), show(x=1), show("1", foo=1), show("11", base=2), show(11, base=2), show("1", 2, base=3)
show("1" * 4300), show("1" * 4301), show("-" + "1" * 4301), show("1_" * 4300 + "1"), show("0" * 5000), show("x" * 5000), show("1" * 5000 + "x")
show("1" * 5000 + " "), show("f" * 5000, 16), show("z" * 4301, 36), show("12" * 2000, 3)
for f in (lambda: str(10 ** 4300), lambda: len(str(10 ** 4299)), lambda: len(repr(-10 ** 4299)), lambda: f"{10 ** 4300}",
          lambda: "%d" % 10 ** 4300, lambda: format(10 ** 4300, "d"), lambda: len(hex(10 ** 5000)), lambda: len(f"{10 ** 5000:x}")):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)

state = 99
for bits in (1, 20, 59, 60, 61, 62, 63, 64, 120, 121, 200, 500, 1000, 5000, 14000):
    n = 0
    while n.bit_length() < bits:
        state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        n = n << 32 | state >> 32
    n >>= n.bit_length() - bits
    for v in (n, -n):
        texts = [str(v), repr(v), bin(v), oct(v), hex(v), f"{v:x}", f"{v:,}", f"{v:_b}", f"{v:#o}", f"{v:+d}", "%d" % v, "%x" % v]
        assert int(texts[0]) == v and int(texts[2], 2) == v and int(texts[3], 0) == v and int(texts[4], 16) == v
        print(bits, v if bits < 130 else len(texts[0]), sum(ord(c) * i for i, c in enumerate("|".join(texts), 1)) % 1000003)
for base in range(2, 37):
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"[:base]
    text = (digits[::-1] * 3)[:60]
    n = 0
    for c in text:
        n = n * base + digits.index(c)
    assert int(text, base) == int(text.upper(), base) == n, base
for n in (10 ** 17, 10 ** 18, 10 ** 19, 10 ** 36, 10 ** 37, 10 ** 54 - 1, 10 ** 720, 10 ** 721 + 7, 10 ** 3000 - 1, 10 ** 3000):
    assert int(str(n)) == n and str(n).strip("0") in ("1", "9" * 54, "9" * 3000, "1" + "0" * 720 + "7"), n
print("ok")
