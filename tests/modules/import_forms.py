# Imports of every form, from files beside the script.
import sys


def attempt(text, namespace=None):
    namespace = {"__name__": "__main__", "__package__": None} if namespace is None else namespace
    try:
        exec(text, namespace)
    except Exception as error:
        print(text.replace("\n", "; "), "->", type(error).__name__, str(error).replace(sys.path[0] + "/", ""),
              *(repr(getattr(error, n)) for n in ("name", "name_from") if hasattr(error, n)))
    else:
        shown = {k: v for k, v in namespace.items() if not k.startswith("__")}
        print(text.replace("\n", "; "), "->", {k: getattr(v, "__name__", v) for k, v in sorted(shown.items())})


attempt("import plain")
attempt("import plain as p")
attempt("from plain import value, function")
attempt("from plain import value as v, _private")
attempt("from plain import *")
attempt("from limited import *")
attempt("from broken_all import *")
attempt("import pkg")
attempt("import pkg.sub.deep")
attempt("import pkg.sub.deep as d")
attempt("from pkg import sub")
attempt("from pkg.sub import deep, nothing")
attempt("from pkg import *")
attempt("from pkg.sub import *")
attempt("import pkg.nothing")
attempt("import plain.nothing")
attempt("import nothing.at.all")
attempt("from plain import nothing")
attempt("from nothing import x")
attempt("from . import x")
attempt("from .. import x")
attempt("from .plain import value")
attempt("from . import deep", {"__name__": "pkg.sub", "__package__": "pkg.sub"})
attempt("from .. import top", {"__name__": "pkg.sub.x", "__package__": "pkg.sub"})
attempt("from ... import top", {"__name__": "pkg.sub.x", "__package__": "pkg.sub"})
attempt("from .deep import show", {"__name__": "pkg.sub.x"})
attempt("import failing")
print("failing" in sys.modules)
attempt("import failing")
attempt("import wrong_syntax")
attempt("import circular_a")
attempt("from circular_c import name")
attempt("import space.inner.leaf")
attempt("import space")
attempt("import replaced")
attempt("__import__('pkg.sub')")
attempt("x = __import__('pkg.sub.deep', fromlist=['show'])")
attempt("x = __import__('')")
attempt("x = __import__('plain', level=-1)")
attempt("x = __import__('sub', {'__package__': 'pkg', '__name__': 'pkg'}, None, ['deep'], 1)")
sys.modules["halted"] = None
attempt("import halted")
sys.modules["fake"] = 42
attempt("import fake")
attempt("from fake import real")
attempt("from fake import nothing")

import pkg, pkg.sub.deep, plain, space
print(pkg.__name__, pkg.__package__, type(pkg.__path__).__name__, len(pkg.__path__), pkg.__file__.split("/")[-2:])
print(pkg.sub.deep.__name__, pkg.sub.deep.__package__, hasattr(pkg.sub.deep, "__path__"))
print(plain.__name__, repr(plain.__package__), plain.__doc__, space.__name__, hasattr(space, "__file__") and space.__file__)
print(plain is sys.modules["plain"], __import__("plain") is plain, repr(plain).startswith("<module 'plain' from "), repr(sys))
print(sorted(k for k in vars(plain) if k not in ("__cached__", "__builtins__", "__spec__", "__loader__")))
del sys.modules["plain"]
import plain as again
print(again is plain, again.value == plain.value)
for wrong in ("from plain import (", "import", "from import x", "from plain import *, x", "def f():\n    from plain import *"):
    attempt(wrong)


def local():
    import plain as inner
    from pkg.sub import deep
    return inner.value, deep.show()


print(local())


class Body:
    import plain
    from plain import value as kept


print(Body.plain.value, Body.kept)
lazy = __import__("getattr_module")
print(lazy.computed, lazy.other)
attempt("from getattr_module import computed, missing")
print(sorted(n for n in dir(lazy) if not n.startswith("__")), "listed" in dir(lazy))
