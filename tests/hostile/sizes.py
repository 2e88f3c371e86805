# not CPython: numbers and sizes beyond reason. Each is refused, or done at once.


def refused(name, act):
    try:
        result = act()
    except (MemoryError, OverflowError, ValueError) as error:
        print(name, type(error).__name__, error)
    else:
        print(name, "went well", type(result).__name__)


huge = 10 ** 15
refused("str", lambda: "x" * 10 ** 15)
refused("bytes", lambda: b"x" * 10 ** 15)
refused("bytearray", lambda: bytearray(10 ** 15))
refused("list", lambda: [0] * huge)
refused("tuple", lambda: (0,) * huge)
refused("str beyond", lambda: "ab" * 2 ** 63)
refused("list beyond", lambda: [0] * 2 ** 63)
refused("list beyond any", lambda: [0] * 10 ** 100)
refused("repeat in place", lambda: exec("a = [1, 2]\na *= 2 ** 62"))
refused("power", lambda: 10 ** 10 ** 10)
refused("power of power", lambda: 2 ** 2 ** 2 ** 2 ** 2 ** 2)
refused("shift", lambda: 1 << 2 ** 62)
refused("shift by more", lambda: 1 << 10 ** 30)
refused("right", lambda: 5 >> 10 ** 30)
refused("width", lambda: "%*d" % (10 ** 15, 1))
refused("format width", lambda: format(1, "1000000000000000"))
refused("f-string width", lambda: f"{1:>99999999999999999999}")
refused("precision", lambda: "%.*f" % (10 ** 12, 1.5))
refused("float precision", lambda: format(1.5, ".1000000000000f"))
refused("ljust", lambda: "x".ljust(10 ** 15))
refused("zfill", lambda: "x".zfill(10 ** 15))
refused("expandtabs", lambda: ("\t" * 1000).expandtabs(10 ** 15))
refused("replace", lambda: ("a" * 10 ** 6).replace("a", "b" * 10 ** 9))
refused("join", lambda: ("x" * 10 ** 7).join(["y"] * 10 ** 6 * 10))
refused("len of range", lambda: len(range(10 ** 30)))
refused("range index", lambda: range(10 ** 30)[10 ** 29])
refused("list of range", lambda: list(range(10 ** 15)))
refused("bytes of int", lambda: bytes(10 ** 18))
refused("to_bytes", lambda: (1).to_bytes(10 ** 15, "big"))
refused("str of int", lambda: str(10 ** 5000))
refused("int of str", lambda: int("9" * 5000))
refused("float of int", lambda: float(10 ** 400))
refused("int of inf", lambda: int(float("inf")))
refused("float power", lambda: 10.0 ** 400)
refused("round", lambda: round(1.5, 10 ** 30))
refused("chr", lambda: chr(10 ** 30))
refused("index", lambda: [1][10 ** 30:])
refused("enumerate", lambda: next(enumerate("a", 10 ** 30)))
print(list(range(2 ** 63 - 2, 2 ** 63 + 2)), range(-10 ** 30, 10 ** 30, 10 ** 30)[1], (-7) ** 3 >> 10 ** 20)
