# string: constants, capwords, Template, Formatter.
import string
from string import *


def shows(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


print([repr(getattr(string, n)) for n in ("whitespace", "ascii_letters", "digits", "hexdigits", "octdigits", "punctuation", "printable")])
print(capwords("  hello  WORLD foo "), capwords("a-b-c", "-"), capwords(""))
T = Template
for text in ("$a", "${a}b", "$$", "$", "$a$b", "x $1", "${", "${a", "$a_1-", "é$a", "line\n$!", "$A", "${b}${a}"):
    shows(lambda: T(text).substitute(a=1, b="two"))
    shows(lambda: T(text).safe_substitute({"a": 1}))
    print(T(text).is_valid(), end=" ")
print(T("$who $what").substitute({"who": "w"}, what=3), T("$x").safe_substitute(), T("$a $b $a ${c}").get_identifiers())


class Percent(Template):
    delimiter = "%"


print(Percent("%a %% %{b} $a").substitute(a=1, b=2), Percent("%a").template)


class F(Formatter):
    def get_value(self, key, args, kwargs):
        return kwargs.get(key, f"<{key}>") if isinstance(key, str) else args[key]

    def format_field(self, value, spec):
        return super().format_field(value, spec) if spec != "shout" else str(value).upper()

    def convert_field(self, value, conversion):
        return value[::-1] if conversion == "x" else super().convert_field(value, conversion)

    def check_unused_args(self, used, args, kwargs): print("used", sorted(map(str, used)))


f = F()
print(f.format("{0} {x} {y:>4} {} {z!r}".replace("{} ", ""), 1, y="z", z="q"), f.format("{a:shout} {b!x}", a="hi", b="abc"))
g = Formatter()
for text, args, kw in (("{} {}", (1, 2), {}), ("{0.real} {0.imag}", (1 + 2j,), {}), ("{a[0]} {a[-]}", (), {"a": {0: 1, "-": 2}}), ("{:{w}.{p}}", (3.14159,), {"w": 8, "p": 3}), ("{!r:>5} {!s} {!a}", ("a", "b", "é"), {}), ("{{x}} {0}", (5,), {}),
                       ("{} {0}", (1,), {}), ("{0} {}", (1,), {}), ("{x}", (), {}), ("{5}", (1,), {}), ("{", (), {}), ("}", (), {}), ("{0!z}", (1,), {}), ("{0:{1:{2}}}", (1, 2, 3), {}), ("{0:{1:{2:{3}}}}", (1, 2, 3, 4), {}), ("{a.b.c}", (), {"a": 1}), ("{a[}", (), {"a": 1}), ("{:d}", ("x",), {})):
    shows(lambda: g.format(text, *args, **kw))
print(list(g.parse("a{b!r:c{d}}e{{f}}{}")), g.vformat("{x}", (), {"x": 1}), g.get_field("0.real", (3,), {}))
