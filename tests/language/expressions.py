# Operators and their precedence, comparisons and chains, slices, unpacking, targets, f-strings, truth.


def attempt(act, *args):
    try:
        return act(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


print(2 + 3 * 4 ** 2 // 5 % 7 - -1, -2 ** 2, (-2) ** 2, 2 ** -1, 2 ** 3 ** 2, -3 // 2, -3 % 2, 3 % -2, 7 // -2, divmod(-7, 3), -7.5 // 2, -7.5 % 2, 1 << 2 + 1, 6 & 3 | 8 ^ 1, ~5 & 0xF, 5 & 3 == 3, not 1 == 2, not 0 or 0 and 1)
print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 > 1 == 1, 1 == 1 != 2 is not None, 1 in [1] == True, (1 in [1]) == True, 1 < 2 > 1, "a" < "b" <= "b", [1, 2] < [1, 3] < [2], (1,) < (1, 0), {1} < {1, 2}, 1 == 1.0 == True, 0.1 + 0.2 == 0.3)
print(1 and 2, 0 and 2, 0 or "", None or [] or 5, not [], 1 if [] else 2, (1 if 0 else 2 if 0 else 3), "x" if "y" else "z", [] and {}.missing, 5 or {}.missing)
print(attempt(lambda: 1 < "a"), attempt(lambda: [] < ()), attempt(lambda: None < None), attempt(lambda: 1j < 2j), attempt(lambda: {} < {}), 1 == "a", [] == (), None == 0, attempt(lambda: 1 in "a"), attempt(lambda: "a" in 1), attempt(lambda: [1] + (2,)), attempt(lambda: "a" * "b"), attempt(lambda: 2 ** "a"), attempt(lambda: 1 << -1), attempt(lambda: 0 ** -1), attempt(lambda: 1.5 & 1), attempt(lambda: "%d" % "x"), attempt(lambda: 1 @ 2))
s, l = "abcdefgh", list(range(10))
print(s[1:3], s[::-1], s[-3:], s[:-3], s[10:], s[::3], s[5:1:-2], s[-100:100], s[slice(2)], l[7:2:-2], l[::-3], l[:], l[3:3], attempt(lambda: s[::0]), attempt(lambda: s[1.5]), attempt(lambda: s["a"]), attempt(lambda: l[10]), s[True], attempt(lambda: s[None:2]), attempt(lambda: s["a":]))
l[2:5] = "xy"; print(l)
l[::2] = [0] * len(l[::2]); print(l)
l[1:1] = [7, 8]; del l[-1], l[0:2]; print(l)
print(attempt(lambda: l.__setitem__(slice(None, None, 2), [1])), attempt(lambda: l.__setitem__(slice(1), 5)), attempt(lambda: l.__delitem__(100)))
a, b = 1, 2
a, b = b, a
(c, [d, *e]), f = (1, [2, 3, 4]), "f"
*g, h = "xyz"
i, *j = [1]
k, (m, *n), *o = 1, "abc", 4, 5
print(a, b, c, d, e, f, g, h, i, j, k, m, n, o)
def unpack(v):
    x, y = v
    return x, y
def star(v):
    x, *y, z = v
    return x, y, z
print(attempt(unpack, (1,)), attempt(unpack, (1, 2, 3)), attempt(unpack, 5), attempt(unpack, "ab"), attempt(unpack, {1: 2, 3: 4}), attempt(unpack, iter([1])), attempt(unpack, (i for i in range(9))), attempt(star, (1,)), attempt(star, (1, 2)), attempt(star, range(5)), attempt(unpack, []), attempt(unpack, None))
p = q = [1]
q += [2]; print(p is q, p)
q = q + [3]; print(p is q, p, q)
x = [0, 1, 2]; y = 0
y, x[y] = 2, "set"; print(x, y)
x[0], x[0] = 1, 2; print(x)
class Box: pass
box = Box(); box.a = box.b = 3; box.a += 1; box.list = [1]; box.list[0] -= 5; box.a, box.b = box.b, box.a; print(vars(box))
for box.c in range(3): pass
for x[0] in "ab": pass
for u, (v, *w) in [(1, "abc"), (2, [3])]: print(u, v, w, end=" ")
print(box.c, x)
with_dict = {"k": [1]}; with_dict["k"] += [2]; with_dict["n"] = with_dict.get("n", 0) + 1; print(with_dict)
number: int = 5
undefined: str
box.attribute: int = 6
print(number, __annotations__, box.attribute)
n = 8
for op in ("+=", "-=", "*=", "//=", "%=", "**=", "<<=", ">>=", "&=", "|=", "^=", "/="):
    space = {"n": 29}
    exec(f"n {op} 3", space)
    print(space["n"], end=" ")
print()
print([*range(3), *"ab"], (*[1], 2), {*[1, 1]}, {**{"a": 1}, "b": 2, **{"a": 3}}, [*[]], print(*[1, 2], sep="-"))
value, width, name = 3.14159, 10, "world"
print(f"{value:.2f} {value:>{width}.3f}| {name!r:>10} {name!s} {name!a} {value=} {value = :.1f} {name=!s} {1 + 1=} {{}} {{{name}}} {'nested ' + f'{name[0]}{f"{1 + 1}"}'} {name:{'>'}{width}}")
print(f"{'a' if value else 'b'} {(lambda v: v * 2)(3)} {[i for i in range(3)]} {dict(a=1)['a']} { {1, 2} } {name.upper():^11}|{-5:+d} {5:+} {255:#x} {255:08b} {1e10:,} {1234567:_} {0.5:%} {True:d} {None} {None!r:>6}" f" joined {name}" " plain {name}" rf"\n{name}\t")
print(f"""multi
{name
 } {
  value:.1f}""", f'{name!r}' f"{'"'}", f"{'\n'}", f"{value:{'.'}{2}f}", f"{3:{4}}", "%s %r %5.1f %-5d| %05d %x %c %% %(a)s" % {"a": 1} if False else "%s %r %5.1f %-5d| %05d %x %c %%" % ("s", "r", 1.25, 5, 42, 255, "c"))
print("{} {1} {0}".format(1, 2) if False else "{1} {0} {a} {b[0]} {c.real} {0!r:>5}".format("x", 2, a=3, b=[4], c=5), "{:{}}".format("a", 5) + "|", attempt("{} {}".format, 1), attempt("{a}".format), attempt("{0} {}".format, 1), attempt("{".format), attempt("}".format), attempt(format, 1, "z"), attempt(format, "a", "d"), attempt(lambda: f"{[]:5}"))
for item in (0, 1, -0.0, 0.1, "", "0", (), (0,), [], [0], {}, {0: 0}, set(), None, ..., 0j, b"", b"0", range(0), range(1), type, lambda: 0, NotImplemented if False else 1):
    print(1 if item else 0, end="")
print()
print(True + True, True * 3, -True, ~0, True is (1 == 1), bool("False"), int(True), str(True), True == 1, hash(True) == hash(1), {True: "t", 1: "one"}, isinstance(True, int), True & False, type(True & True), type(True & 1), max(True, 2), sum([True, True]))
print(int("0x1f", 16), int(" 42 "), int("1_000"), int("-0b11", 0), int(3.9), int(-3.9), 10 ** 20, 2 ** 100, -7 // 2, 7 / 2, 6 / 2, 1e16, 1e-5, 123456789.123, 1e22, 1e23, 0.1, 1 / 3, float("inf"), -float("inf"), float("nan"), 5 .bit_length(), 0b101, 0o17, 0xff, 1_000, 1.5e3, .5, 5., 1j, 3 + 4j, abs(3 + 4j), round(2.5), round(3.5), round(-2.5), round(1.005, 2), round(1234, -2))
print("a" "b" 'c', "tab\t|", 'q"q', "q'q", "\x41\u0042\U00000043\N{DIGIT ONE}\101", r"\n", b"\x00ab", b'a"' b"b", """a
b""", "line \
continued", "é" < "z", "\\", repr("\n\t\0\x7f\u200b'"), repr("'\""))
if (n := 10) > 5 and (r := n % 3): print(n, r)
print([y for x in range(5) if (y := x * x) > 3], (z := 1, z + 1), [w := 5, w ** 2][1])
print((lambda *a, **k: (a, k))(*[1], 2, *[3], x=1, **{"y": 2}), (yield_ := 3), *(i for i in "ab"), sep="/")
print(1 if True else 2 if True else 3, [i for i in range(10) if i % 2 if i % 3], [(i, j) for i in range(3) for j in range(i)], {i: {j for j in range(i)} for i in range(3)}, [[i for i in range(j)] for j in range(3)])
print(..., Ellipsis is ..., NotImplemented, type(None)(), __name__, __debug__, (1,), (), (1, 2)[0:1], [[]] * 2, not not 1, - - 1, +-+1, 1 if 1else 2, 0x1for 5) if False else print(..., Ellipsis is ..., NotImplemented, type(None)(), __debug__, (1,), (), not not 1, - - 1)
def order():
    out = []
    def t(v): out.append(v); return v
    t(1) + t(2) * t(3); (t(4), t(5)); {t(6): t(7)}; [t(8)][t(0)]; t(9) if t(10) else t(11); t(12) and t(0) or t(13)
    d = {}; d[t(14)] = t(15); t(d)[t(16)] = t(17); x = y = t(18); t(19) < t(20) < t(1) < t(21)
    return [v for v in out if type(v) is int]
print(order())
print(len("x" if 1 else ""), "abc".replace("b", "-").upper()[1:], [1, 2, 3].index(2), {"a": {"b": [1, {"c": 2}]}}["a"]["b"][1]["c"], (lambda: [lambda: 5])()[0](), "a,b".split(",")[-1][0], [[1, 2], [3, 4]][1][-1], -[5][0], not [1][0] == 1, (1, 2) + (3,) * 2)
print(id(None) == id(None), (1, 2) is (1, 3), None is not 0 if False else True, "a" not in "bc", 5 not in [5], not (5 in [5]))
import sys as system, math; from math import pi as PI, floor; print(system is __import__("sys"), math.floor(PI), floor is math.floor, attempt(lambda: __import__("no_such_module_here")))
del a, (b, c), [d]; print("a" in globals(), "d" in globals())
assert True, "never"
pass; print("end"); ...
