# release only: text of sizes at which anything quadratic would not come to an end in time.
def append(n):
    s = ""
    for i in range(n):
        s += "ab"
    return len(s), s[-3:]


def append_wide(n):
    s = ""
    for i in range(n):
        s = s + "é" + str(i & 7)
    return len(s), s[-3:]


def index(n):
    s = "é漢a😀" * (n // 4)
    return sum(ord(s[i]) for i in range(len(s))), sum(ord(s[-i]) for i in range(1, len(s), 3))


def shrink(s):
    steps = 0
    while s:
        s = s[1:-1]
        steps += 1
    return steps


def find_all(s, part):
    at = hits = 0
    while (at := s.find(part, at)) >= 0:
        hits += 1
        at += 1
    return hits


def pieces(n):
    s = "é漢a😀" * n
    return sum(len(s[i:i + 5]) for i in range(0, len(s), 3)), len(s[::-1]), len(s[::2])


def hard_needles(n):
    s = "a" * n
    needle = "a" * (n // 2) + "b" + "a" * (n // 2 - 1)
    return s.find(needle), s.rfind(needle), needle in s, s.count("a" * 1000 + "b"), ("b" + s).rfind("b" + "a" * (n // 2)), len(s.split("ab")), len(s.replace("a" * 999 + "b", ""))


def array(n):
    b = bytearray()
    for i in range(n):
        b += b"ab"
    while b:
        del b[:3]
    for i in range(n):
        b.append(i & 255)
    while len(b) > 10:
        b.pop()
    return bytes(b)


print(append(1000000), append_wide(100000), index(300000))
print(shrink("abc" * 50000), shrink("aé漢" * 30000), find_all("é,漢," * 100000, ","), find_all("a,b," * 100000, ","))
print(pieces(100000), hard_needles(1000000), array(300000))
print(len(("Σ:" * 100000).lower()), len((" \t" * 300000 + "x").strip()), len(("x" * 300000).replace("", "-")),
      len("\n".join("line %d" % i for i in range(100000)).splitlines()), len(("a b " * 200000).split()),
      len(("a,b;" * 100000).rsplit(",", 50000)), len("%s" * 50000 % tuple(range(50000))), len("{}" * 50000) // 2)
