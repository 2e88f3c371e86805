# Names that the base classes use too, values of mixed-in classes, aliases by hand, flags without bits, inner tools.
import enum
from collections import namedtuple
from dataclasses import dataclass
from enum import Enum, EnumType, Flag, IntEnum, StrEnum, auto, _simple_enum, _test_simple_enum
from types import DynamicClassAttribute


class Number(IntEnum):
    divisor = 1
    numerator = 2


print(Number.divisor.numerator, Number.numerator.divisor, repr(Number.numerator), list(Number))


class Book(StrEnum):
    author = "author"
    title = "title"


print(Book.title.title(), Book.author.title(), repr(Book.title))


class Base(Enum):
    @DynamicClassAttribute
    def test(self):
        return "dynamic"

    @enum.property
    def flash(self):
        return "flashy"


class Test(Base):
    test = 1
    flash = 2


print(Test.test.test, repr(Test.test), Test.flash.flash)


class Plain(metaclass=EnumType):
    pass


class E(Plain, Enum):
    A = 1


print(repr(E.A), E._value_repr_)


@dataclass
class Creature:
    size: str
    legs: int = 4


@dataclass(repr=False)
class Own:
    a: int

    def __repr__(self):
        return "own text"


class Creatures(Creature, Enum):
    BEETLE = "small", 6
    DOG = ("medium",)


class Owns(Own, Enum):
    ONE = 1


print(Creatures.BEETLE, repr(Creatures.BEETLE), repr(Creatures.DOG), repr(Owns.ONE), Owns._member_type_)


class Several(Enum):
    ONE = auto()
    TWO = auto(), auto()
    THREE = auto(), "x", auto()


print([m.value for m in Several])
T = namedtuple("T", "index text")


class Tuples(T, Enum):
    first = auto(), "one"
    second = auto(), "two"


print(Tuples.second.value, Tuples.first.index, Tuples.second.text)


class Mixin:
    @property
    def ORG(self):
        return "org"


class Color(Mixin, Enum):
    RED = 1
    GREEN = [2]


Color.RED._add_alias_("ROJO")
Color.RED._add_alias_("ORG")
Color.RED._add_value_alias_(5)
Color.GREEN._add_value_alias_([7])
print(Color.ROJO, Color.ORG, Color.RED.ORG, Color(5), Color([7]), Color["ORG"])
for action in [lambda: Color.GREEN._add_alias_("ROJO"), lambda: Color.GREEN._add_value_alias_(5),
               lambda: Enum("X", ("", "B")), lambda: Enum("X", "mro")]:
    try:
        action()
    except (NameError, ValueError) as error:
        print(type(error).__name__, error)


class Bits(Flag):
    C = 4
    B = 2
    A = 1
    AB = 3


class Bits2(Flag):
    A = 1
    NONE = None


print(list(Bits), list(Bits.AB | Bits.C), Bits2.NONE.value)
for action in [lambda: Bits2.A | Bits2.NONE, lambda: Bits2.NONE & Bits2.A, lambda: Bits2.A ^ Bits2.NONE,
               lambda: ~Bits2.NONE]:
    try:
        action()
    except TypeError as error:
        print(error)


class Described(Enum):
    def __new__(cls, value):
        self = object.__new__(cls)
        self._value_ = value
        self.description = "d"
        return self

    def method(self):
        pass


class Sub(Described):
    a = 1


print(dir(Sub.a), "description" in dir(Sub))


@_simple_enum(IntEnum)
class Simple:
    ONE = 1
    TWO = auto()


class Checked(IntEnum):
    ONE = 1
    TWO = auto()


class Unlike(IntEnum):
    ONE = 1
    TWO = 5


print(Simple, list(Simple), Simple.TWO.__class__)
_test_simple_enum(Checked, Simple)
try:
    _test_simple_enum(Unlike, Simple)
except TypeError as error:
    print(str(error).splitlines()[0])
GLOBAL_A, GLOBAL_B = 7, 3
made = IntEnum._convert_("Globals", __name__, lambda name: name.startswith("GLOBAL_"))
print(list(made), repr(GLOBAL_A), Globals is made)
print(enum.show_flag_values(11), enum.bin(10), enum.unique.__module__)
try:
    list(enum._iter_bits_lsb(-8))
except ValueError as error:
    print(error)
