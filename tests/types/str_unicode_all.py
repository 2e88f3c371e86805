# release only: every code point that means something: properties and case mappings, summed up by blocks of 4096.
TESTS = ["isalpha", "isdecimal", "isdigit", "isnumeric", "isalnum", "isspace", "islower", "isupper", "istitle",
         "isprintable", "isidentifier"]
MAPS = ["upper", "lower", "title", "casefold", "swapcase", "capitalize"]


def weigh(text):
    total = 0
    for i, c in enumerate(text, 1):
        total += i * ord(c)
    return total


def block(start):
    chars = [chr(c) for c in range(start, start + 4096)]
    line = [hex(start)]
    for name in TESTS:
        method = getattr(str, name)
        hits = [i for i, c in enumerate(chars) if method(c)]
        line.append((name, len(hits), sum(hits)))
    parts = [i for i, c in enumerate(chars) if ("a" + c).isidentifier()]
    breaks = [i for i, c in enumerate(chars) if len((c + "x").splitlines()) == 2]
    line.append(("part", len(parts), sum(parts), "breaks", breaks))
    for name in MAPS:
        method = getattr(str, name)
        mapped = [method(c) for c in chars]
        line.append((name, sum(map(len, mapped)), weigh("".join(mapped))))
    after = [i for i, c in enumerate(chars) if ("a\u03a3" + c).lower()[1] == "\u03c3"]
    through = [i for i, c in enumerate(chars) if ("a\u03a3" + c + "b").lower()[1] == "\u03c3"]
    line.append(("sigma", len(after), sum(after), len(through), sum(through)))
    shown = repr("".join(chars))
    line.append(("repr", len(shown), len(ascii(shown)), weigh(shown)))
    print(*line)


for start in range(0, 0x33000, 4096):
    block(start)
block(0xE0000)
block(0x10F000)
digits = [(c, int(chr(c))) for c in range(0x20000) if chr(c).isdecimal()]
print(len(digits), sum(c * (d + 1) for c, d in digits))
