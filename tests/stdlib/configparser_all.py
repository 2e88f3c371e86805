# configparser: reading, interpolation, values, writing, errors.
import configparser, io
from configparser import *


def shows(*makes):
    for make in makes:
        try:
            print(repr(make()), end="; ")
        except Exception as error:
            print(type(error).__name__, repr(str(error)), end="; ")
    print()


TEXT = """
# comment
[DEFAULT]
base = /srv
Level = 3
[simple values]
key=value
spaces in keys = allowed
spaces in values: allowed as well
you can also use : to delimit
empty =
[multi]
chorus: I'm a lumberjack
    and I'm okay
      I sleep all night

    after blank
next = x ; not a comment
  ; comment inside
[paths]
home = %(base)s/home
pct = 100%%
deep = %(home)s/%(level)s
num = 0x10
int = 42
flt = 1.5
yes = On
no = 0
"""
c = ConfigParser(); c.read_string(TEXT)
print(c.sections(), c["multi"]["chorus"].splitlines(), c["multi"]["next"], dict(c["simple values"]), c["paths"]["home"], c.get("paths", "deep"), c["paths"]["pct"], c.get("paths", "home", raw=True), c.get("paths", "home", vars={"base": "/v"}))
shows(lambda: c.getint("paths", "int"), lambda: c.getfloat("paths", "flt"), lambda: c.getboolean("paths", "yes"), lambda: c.getboolean("paths", "no"), lambda: c.getint("paths", "flt"), lambda: c.getboolean("paths", "int"), lambda: c.get("paths", "nope"), lambda: c.get("nope", "x"), lambda: c.get("paths", "nope", fallback="fb"), lambda: c.getint("nope", "x", fallback=7), lambda: c["paths"].getint("int"), lambda: c["paths"].get("zz"), lambda: c["paths"].get("zz", "d"), lambda: c["nope"], lambda: c["paths"]["zz"], lambda: c["paths"].getboolean("yes"))
print(c.has_section("paths"), c.has_section("DEFAULT"), c.has_option("paths", "LEVEL"), "paths" in c, "DEFAULT" in c, "int" in c["paths"], c.options("multi"), c.items("multi")[0], len(c), list(c), c.defaults(), repr(c["multi"]), c["multi"].name, c["DEFAULT"]["level"], [k for k in c["paths"]][:3])
c["new"] = {"A": "1", "b": "%(a)s2"}; c["new"]["c"] = "x"; c.set("new", "d", "y"); c.add_section("more"); c.remove_option("new", "c"); print(dict(c["new"]), c.remove_section("more"), c.remove_section("more"), c.remove_option("new", "zz"))
out = io.StringIO(); d = ConfigParser(); d.read_dict({"s": {"k": 1, "m": "a\nb"}, "t": {}}); d["DEFAULT"]["z"] = "9"; d.write(out); print(out.getvalue()); out = io.StringIO(); d.write(out, space_around_delimiters=False); print(out.getvalue())
for text in ("key = 1", "[a]\n[a]", "[a]\nx=1\nX=2", "[a]\njust a key", "[a]\n= v", "[a\nx=1", "[]\n", "[a]\nx=1\n y\n", "[a] trailing\nk=v"):
    shows(lambda: (lambda p: (p.read_string(text), {s: dict(p[s]) for s in p.sections()})[1])(ConfigParser()))
shows(lambda: c.set("new", "n", 5), lambda: c.add_section("DEFAULT"), lambda: c.add_section("paths"), lambda: c.set("zz", "a", "b"), lambda: c.set("new", "bad", "50%"), lambda: c.add_section(5), lambda: c.items("zz"), lambda: c.options("zz"))
e = ConfigParser(interpolation=ExtendedInterpolation()); e.read_string("[a]\nx=1\ny=${x}2\nz=${b:k}\nm=$$5\nq=${nope}\n[b]\nk=${a:y}!\nloop=${loop}")
shows(lambda: e["a"]["y"], lambda: e["a"]["z"], lambda: e["a"]["m"], lambda: e["a"]["q"], lambda: e["b"]["loop"])
b = ConfigParser(); b.read_string("[a]\nloop=%(loop)s\nmiss=%(nope)s\nbad=%x\nopen=%(x")
shows(lambda: b["a"]["loop"], lambda: b["a"]["miss"], lambda: b["a"]["bad"], lambda: b["a"]["open"])
n = ConfigParser(allow_no_value=True, inline_comment_prefixes=("#",), delimiters=("=",), interpolation=None, default_section="common", comment_prefixes=("//",)); n.read_string("[common]\nd=1\n[s]\nflag\nv = a:b # c\n// comment\nraw = %(x)s\n"); print(dict(n["s"]), n.defaults()); out = io.StringIO(); n.write(out); print(out.getvalue())
p = ConfigParser(converters={"list": lambda v: v.split(",")}); p.read_string("[s]\nl=a,b,c"); print(p.getlist("s", "l"), p["s"].getlist("l"), p["s"].getlist("zz"), p.getlist("s", "zz", fallback=[]))
class Case(ConfigParser):
    def optionxform(self, s): return s
k = Case(); k.read_string("[S]\nKey=1\nkey=2"); print(dict(k["S"]))
r = RawConfigParser(); r.read_string("[s]\np=100%"); print(r["s"]["p"], r.read(["no-such-file.ini"]), isinstance(c, dict)); r.set("s", "num", 5); print(r.get("s", "num"))
open("x.ini", "w").write("[f]\na=1\n"); f = ConfigParser(); print(f.read(["x.ini", "none.ini"]), f["f"]["a"]); f.read_file(["[g]", "b=2"], "src"); print(f.sections(), f.popitem()); del f["g"]; print(f.sections()); shows(lambda: f.__delitem__("DEFAULT"))
u = ConfigParser(strict=False); u.read_string("[a]\nx=1\n[a]\nx=2\ny=3"); print(dict(u["a"])); v = ConfigParser({"dd": "1"}, empty_lines_in_values=False); v.read_string("[a]\nx=1\n\n  y=2"); print(dict(v["a"]))
