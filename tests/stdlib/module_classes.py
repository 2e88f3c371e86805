# Subclasses of ModuleType: their own attribute access, in imports too.
import sys
import types


class Lazy(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return name.upper()


sys.modules["lazy"] = Lazy("lazy")
import lazy
print(lazy.foo)
from lazy import bar
print(bar)


class Other:
    x = 3


sys.modules["other"] = Other()
from other import x
print(x)


class Computed(types.ModuleType):
    @property
    def p(self):
        return 9


sys.modules["computed"] = Computed("computed")
from computed import p
print(p)
m = Computed("mm", "doc")
m.q = 4
print(m.__dict__, vars(m) is m.__dict__, m, type(m), m.__doc__)
m.__dict__["p"] = 3
print(m.p)
m.__class__ = Lazy
print(m.zork)


class Own(types.ModuleType):
    def __init__(self, name, b):
        super().__init__(name)
        self.b = b

    def __setattr__(self, name, value):
        print("set", name)
        super().__setattr__(name, value)

    def __getattribute__(self, name):
        if name == "g":
            return "G"
        return super().__getattribute__(name)


n = Own("nn", 3)
print(n.b, n.g, n.__name__)
try:
    n.x
except AttributeError as e:
    print(e)
try:
    types.ModuleType()
except TypeError as e:
    print(e)
print(types.ModuleType("a", doc="b").__doc__)
for i in range(3):
    for module in sys, n:
        print(module.__name__)
print(sorted(dir(n))[-3:])
sys.modules[__name__].__class__ = Own
foo = 3
print(sys.modules[__name__].foo, sys.modules[__name__].g)
try:
    types.ModuleType.__new__(Own).x
except AttributeError as e:
    print(type(e).__name__)
empty = types.ModuleType("empty")
print(empty.__annotations__, "__annotations__" in vars(empty), empty)
empty.__loader__ = "the loader"
print(empty)
del empty.__name__
print(empty)
empty.__file__ = "/there.py"
print(empty)
