# repr: the shortest digits that read back; float(): correctly rounded. Explicit hard cases, then pseudo-random doubles.
HARD = """0.1 0.2 0.3 1e15 1e16 1e17 123456789012345680.0 9007199254740993 9007199254740992.5 1e22 1e23 1.1e-7 123e-7 5e-324 4.9e-324 2.4703282292062327e-324
2.4703282292062328e-324 2.2250738585072014e-308 2.2250738585072011e-308 2.225073858507201e-308 1.7976931348623157e308 1.7976931348623158e308 1.797693134862315807e308
1.7976931348623159e308 1e309 -1e309 1e400 1e-400 1e-323 3e-324 8.98846567431158e307 4.4501477170144023e-308 1.00000000000000011102230246251565 1.00000000000000011102230246251566
1.00000000000000033306690738754696 9007199254740991 9007199254740993.0000000000000000000000000000000000000000000000000000000000001 0.500000000000000166533453693773481063544750213623046875
3.518437208883201171875e13 62.5364939768271845828 8.10109172351e-10 1.50000000000000011102230246251565 6.7902955e-306 7.2057594037927933e16 6929495644600919.5 3.7455744005952583e15
2.9802322387695312e-8 5.764607523034235e39 1.152921504606847e40 2.305843009213694e40 9.5e-3 1e-5 0.0001 12345678.9 1e100 1e-100 1.5e300 100 2.5 4.35 4.349999999999999
0.1e1 .5 5. 1E5 1e+5 1e-5 +1.5 -1.5 00012.5e03 0e1000000 0.0e-5000 1e00000000000000000000000005 123456789e-1000000000000 1_000.5 1_0e1_0 0_1.5_0 1e-0_5
179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880
0.00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001
1.000000000000000055511151231257827021181583404541015625000000000000000000000000000000000000000000000001
2.2250738585072012595738212570207680200334495949e-308 8.41e21 2.0919495182368195e19 2.6153245263757307e19 5.00e-324""".split()
for text in HARD:
    f = float(text)
    print(text[:40], repr(f), f.hex(), float(repr(f)) == f)
for text in ("inf", "-Infinity", "+INF", "nan", "-NaN", " 1.5 ", "\t1\n", "١.٥", "１e２", "\u2003-2.5\u2003"):
    print(ascii(text), float(text))
for text in ("", " ", ".", "e5", "1e", "1e+", "1.5.2", "1__0", "_1", "1_", "1_.5", "1._5", "1e_5", "1_e5", "1e5_", "0x10", "infin", "nano", "1 2", "--1", "+-1", "1\x00", "\x001", "1.5f", "½", "é",
             "\x1c1", "1\u200b", "١٠x"):
    try:
        print(ascii(text), float(text))
    except ValueError as e:
        print(ascii(str(e)))
for v in (b"1.5", b" 2e3 ", b"\xff", b"", bytearray(b"-7"), memoryview(b"8"), 5, True, 10 ** 30, None, [], 1j, "x" * 60):
    try:
        print(v if not isinstance(v, memoryview) else "view", float(v))
    except Exception as e:
        print(type(e).__name__, e)

state = 4242


def bits(n):
    global state
    out = 0
    for _ in range(0, n, 32):
        state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        out = out << 32 | state >> 32
    return out & (1 << n) - 1


def double(mantissa, exponent):
    "mantissa * 2**exponent, by steps that are exact"
    f = float(mantissa)
    while exponent > 0:
        f *= 2.0 ** min(exponent, 1000)
        exponent -= min(exponent, 1000)
    while exponent < 0:
        f /= 2.0 ** min(-exponent, 1000)
        exponent += min(-exponent, 1000)
    return f


def digest(texts):
    h = 7
    for text in texts:
        for c in text:
            h = (h * 131 + ord(c)) % 2305843009213693951
    return h


for group in range(30):
    texts = []
    for _ in range(60):
        kind = group % 5
        if kind == 0:
            f = double(bits(53) | 1 << 52, bits(11) % 2000 - 1040)
        elif kind == 1:
            f = bits(30) / 10 ** (bits(4) % 8)
        elif kind == 2:
            f = double(1, bits(11) % 2090 - 1070)
        elif kind == 3:
            f = double(bits(bits(6) % 53 + 1), -1074 + bits(3))
        else:
            f = float(f"{bits(20)}e{bits(10) % 620 - 320}")
        text = repr(f)
        assert float(text) == f, text
        texts.append(text)
        if f != float("inf"):
            texts.append(f.hex())
            exact = "%.800f" % f if 1e-200 < f < 1e200 else "%.30e" % f
            texts.append(float(exact).hex())
            texts.append(float(exact[:40] + "1" if "e" not in exact else exact).hex())
    print(group, texts[0], texts[4], digest(texts))
