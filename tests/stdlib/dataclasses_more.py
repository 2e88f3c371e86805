# Annotations as text, recursive reprs, generated documentation, slots below other slots, globals of the methods.
import dataclasses
import typing
from dataclasses import InitVar, KW_ONLY, dataclass, field
from typing import ClassVar, List, Optional
from typing import ClassVar as CV

ALIAS = ClassVar[int]


@dataclass
class Texts:
    a: "ClassVar[int]" = 1
    b: "typing . ClassVar [ int ]" = 2
    c: "CV" = 3
    d: "ALIAS" = 4
    e: " ClassVar" = 5
    f: "InitVar[int]"
    g: "dataclasses.InitVar" = 7
    h: "ClassVariable" = 8
    i: "other.ClassVar[int]" = 9
    _: "KW_ONLY"
    j: "int" = 10

    def __post_init__(self, f, g):
        print("post", f, g)


print(dataclasses.fields(Texts)[0].name, [f.name for f in dataclasses.fields(Texts)], Texts(6))
print(Texts.__doc__)
f = field(default=1, default_factory=dataclasses.MISSING)
f.type = f
print(repr(f).split("default_factory")[0])


@dataclass
class Documented:
    x: List[int]
    y: Optional[int] = None
    z: "Later" = field(default_factory=list)


print(Documented.__doc__)


class Later:
    pass


print(typing.get_type_hints(Documented.__init__)["z"], Documented.__init__.__globals__ is globals())


class Weak:
    __slots__ = ("__weakref__", "w")


@dataclass(slots=True, weakref_slot=True)
class Slotted(Weak):
    x: int = 1


T = typing.TypeVar("T")


@dataclass(slots=True, weakref_slot=True, frozen=True)
class Generic(typing.Generic[T]):
    x: T


@dataclass(slots=True, frozen=True)
class Below(Generic[int]):
    y: int


print(Slotted.__slots__, Generic.__slots__, Below.__slots__, Below(1, 2))
for action in [lambda: setattr(Below(1, 2), "x", 3), lambda: delattr(Below(1, 2), "y")]:
    try:
        action()
    except dataclasses.FrozenInstanceError as error:
        print(error)


class Unknown:
    __slots__ = iter(["a"])


try:
    @dataclass(slots=True)
    class C(Unknown):
        x: int
except TypeError as error:
    print(error)
