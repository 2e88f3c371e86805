# Where the doc of a property comes from; breakpoint(); what else the tests of builtins show.
import sys
import warnings


def t(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


class Sub(property):
    """doc of the class"""


class Bare(property):
    pass


class Slotted(property):
    __slots__ = ("foo",)


class WithDocSlot(property):
    __slots__ = ("__doc__",)


def documented(self):
    """doc of the getter"""
    return 1


def undocumented(self):
    return 2


for cls in (property, Sub, Bare, Slotted, WithDocSlot):
    for getter in (documented, undocumented, None):
        for doc in ((), ("given",)):
            t(lambda: cls(getter, None, None, *doc).__doc__)


class C:
    @Sub
    def spam(self):
        """spam"""

    @spam.setter
    def spam(self, value):
        """not this"""

    @property
    def eggs(self):
        """first"""

    @eggs.getter
    def eggs(self):
        """second"""

    @Sub
    def bare(self):
        pass

    given = Sub(documented, doc="given").getter(undocumented)


print(C.spam.__doc__, C.eggs.__doc__, C.bare.__doc__, C.given.__doc__, type(C.spam).__name__)
C.eggs.__doc__ = "changed"
print(C.eggs.__doc__)

print("- breakpoint")
sys.breakpointhook = lambda *args, **kws: (args, kws)
print(breakpoint(1, a=2))
del sys.breakpointhook
t(breakpoint)
sys.breakpointhook = sys.__breakpointhook__

print("- others")
print(hash("abc") == hash(b"abc"), hash(""), hash(b""))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(bool(NotImplemented), 1 if NotImplemented else 2)
print([str(warning.message) for warning in caught])
for length in (sys.maxsize + 1, -1, -sys.maxsize - 10, "x"):
    t(lambda: len(type("L", (), {"__len__": lambda self: length})()))
A = type("A", (), {})
t(lambda: setattr(A, "__name__", "a\0b"))
t(lambda: setattr(A, "__name__", "\udcba"))
t(lambda: setattr(A, "__name__", b"x"))
