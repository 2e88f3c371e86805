# typing: how hints show, are taken apart and evaluated; generic classes, protocols, NamedTuple, TypedDict.
import typing
from typing import *
import collections.abc


def shows(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


T = TypeVar("T"); K = TypeVar("K", bound=int); V = TypeVar("V", int, str); C_co = TypeVar("C_co", covariant=True); N_contra = TypeVar("N_contra", contravariant=True)
P = ParamSpec("P"); Ts = TypeVarTuple("Ts")
print("-- repr")
for x in (T, K, V, C_co, N_contra, P, Ts, Any, Union, Optional, List, Dict, Tuple, Callable, Type, Iterable, Generator, Literal, ClassVar, Final, NoReturn, Never, Self, AnyStr, Generic,
          List[int], Dict[str, List[int]], Set["A"], Tuple[int, ...], Tuple[()], Tuple[int, str], Callable[[int], str], Callable[..., Any], Callable[[], None], Callable[P, T], Callable[Concatenate[int, P], T],
          Optional[int], Union[int, str], Union[int, None, str], Union[int], Union[int, Union[str, float]], Optional[Union[int, str]], List[int] | None, int | List[str], Literal["a", 1, None, True], Literal[1, Literal[2, 1]],
          Annotated[int, "x", 5], Annotated[Annotated[int, 1], 2], ClassVar[int], Final[str], Type[int], Iterable[T], Mapping[str, T], Generator[int, None, str], Generator[int], AsyncIterator[int], Awaitable[None],
          Deque[int], DefaultDict[str, int], Counter[str], ChainMap[str, int], Pattern[str], ContextManager[int], Required[int], NotRequired[str], TypeGuard[int], TypeIs[int], Unpack[Ts], Tuple[Unpack[Ts]], List["Fwd"], ForwardRef("X"), P.args, P.kwargs, NoDefault,
          list[T], dict[str, list[int]], List[list[int]], Dict[str, int | None], Type[Any], IO[str], TextIO, Text, AbstractSet[int], SupportsInt, Hashable, Sized, LiteralString, TypeAlias, Union[int, "str"], List[Any], List[None], List[Callable]):
    print(x, end="; ")
print()
print("-- equality, hashing")
print(Union[int, str] == Union[str, int], Union[int, str] == (int | str), Optional[int] == (int | None), List[int] == List[int], List[int] == List[str], Literal[1] == Literal[True], Literal[1, 2] == Literal[2, 1], len({List[int], List[int], Dict[str, int]}), Annotated[int, 1] == Annotated[int, 1], Callable[[int], str] == Callable[[int], str], hash(Union[int, str]) == hash(Union[str, int]), List[int] == list[int])
print("-- origin, args, parameters")
for x in (List[int], Dict[str, T], Union[int, str], Optional[T], Callable[[int, str], T], Callable[..., int], Tuple[int, ...], Literal["a", 2], Annotated[int, "m"], ClassVar[int], list[int], int | str, int, List, Generic, Generic[T], Iterable[int], Type[int], Callable[P, int]):
    print(get_origin(x), get_args(x), getattr(x, "__parameters__", None), end="; ")
print()
print(List[T][int], Dict[K, List[T]][int, str], Union[T, int][str], Union[T, None][int], Callable[[T], K][str, int], Tuple[T, ...][int], Optional[T][int], Annotated[T, 1][int], List[List[T]][int], Callable[P, T][[int, str], bool], Tuple[int, Unpack[Ts]][str, bool])
print("-- errors")
for f in (lambda: List[int, str], lambda: Dict[int], lambda: Optional[int, str], lambda: Union[()], lambda: List[int][str], lambda: List(), lambda: Union(), lambda: Any(), lambda: isinstance(5, Any), lambda: isinstance([], List[int]),
          lambda: Optional[5], lambda: Union[5, int], lambda: List[5], lambda: Callable[int], lambda: Callable[int, str], lambda: ClassVar[int, str], lambda: Annotated[int], lambda: Generic[int], lambda: Generic[T, T], lambda: TypeVar("X", int),
          lambda: TypeVar("X", bound=int, covariant=True, contravariant=True), lambda: Literal(), lambda: Self[int], lambda: Concatenate[int, str], lambda: ForwardRef("a b"), lambda: assert_never(5), lambda: Any[int], lambda: issubclass(int, Union), lambda: typing.nope):
    shows(f)
print(isinstance([], List), isinstance({}, Dict), isinstance((), Tuple), isinstance(len, Callable), issubclass(dict, Mapping), isinstance(5, Union[int, str]), isinstance("s", Optional[int]), isinstance([], Iterable))
for bases in ((Union,), (Any,), (List[int],), (Callable,), (Tuple[int],), (Dict[str, int],)):
    try:
        print(type.__name__ and __import__("types").new_class("Sub", bases).__mro__[1:])
    except TypeError as error:
        print("TypeError", error)
print("-- generic classes")


class Box(Generic[T]):
    def __init__(self, item: T): self.item = item
    def get(self) -> T: return self.item


class Pair(Generic[T, K]): pass
class IntBox(Box[int]): pass
class Both(Box[T], Pair[T, K]): pass
class MyList(List[T]): pass
class MyMap(Dict[str, T]): pass
class Plain(Mapping[str, int]): __getitem__ = __iter__ = __len__ = None


print(Box[int], Box[int](5).get(), Box("s").item, Box[int](1).__orig_class__, Box[T], Pair[int, int], IntBox(3).get(), IntBox.__orig_bases__, Box.__parameters__, Pair.__parameters__, Both.__parameters__, Both[str, int], [c.__name__ for c in Both.__mro__])
print(MyList[int]([1, 2]), MyList.__mro__, MyMap[int](a=1), MyList.__parameters__, isinstance(MyList(), list), [c.__name__ for c in Plain.__mro__], Box[int].__origin__ is Box, Box[Box[int]], Box[int] == Box[int], Box[List[T]][int])
for f in (lambda: Box[int, str], lambda: Pair[int], lambda: IntBox[int], lambda: isinstance(Box(1), Box[int]), lambda: Box[5], lambda: Box[int][str]):
    shows(f)
try:
    class Bad(Generic): pass
except TypeError as e: print(e)
try:
    class Bad2(Generic[T], Box[K]): pass
except TypeError as e: print(e)
print("-- protocols")


@runtime_checkable
class Closer(Protocol):
    def close(self) -> None: ...


class Named(Protocol):
    name: str
    def hello(self) -> str: return "hi " + self.name


@runtime_checkable
class HasX(Protocol):
    x: int


class File:
    def close(self): pass


class Impl(Named):
    name = "impl"


class G(Protocol[T]):
    def get(self) -> T: ...


class Pt: x = 1


print(isinstance(File(), Closer), isinstance(5, Closer), issubclass(File, Closer), issubclass(int, Closer), Impl().hello(), isinstance(Impl(), Named) if False else "-", G[int], isinstance(Pt(), HasX), isinstance(3, HasX), isinstance(3, SupportsInt), isinstance("s", SupportsInt), isinstance(3, SupportsIndex), isinstance(2.5, SupportsAbs), is_protocol(Closer), is_protocol(File), sorted(get_protocol_members(Named)))
for f in (lambda: Closer(), lambda: isinstance(1, Named), lambda: issubclass(Pt, HasX), lambda: runtime_checkable(File)):
    shows(f)
try:
    class BadP(Protocol, File): pass
except TypeError as e: print(str(e)[:52])
print("-- NamedTuple")


class Emp(NamedTuple):
    "An employee."
    name: str
    id: int = 3
    tags: "list[str]" = ()
    def up(self): return self.name.upper()
    @property
    def first(self): return self.name[0]


e = Emp("bob")
print(e, e.up(), e.first, Emp._fields, Emp._field_defaults, Emp.__annotations__, Emp.__doc__, Emp.__name__, Emp.__mro__, e._replace(id=9), Emp.__orig_bases__[0] is NamedTuple, isinstance(e, tuple), e == ("bob", 3, ()), Emp.__module__)
print(NamedTuple("NT", [("a", int), ("b", str)])(1, "x"), NamedTuple("NT2", [("a", int)]).__annotations__)
try:
    class BadN(NamedTuple):
        a: int = 1
        b: str
except TypeError as x: print(x)
try:
    class BadM(NamedTuple):
        a: int
        def _replace(self): pass
except AttributeError as x: print(x)
shows(lambda: Emp())
print("-- TypedDict")


class Movie(TypedDict):
    title: str
    year: NotRequired[int]


class More(Movie, total=False):
    extra: Required[str]
    note: "int"


m = Movie(title="x", year=1)
print(m, type(m), Movie.__annotations__, sorted(Movie.__required_keys__), sorted(Movie.__optional_keys__), Movie.__total__, More.__total__, sorted(More.__required_keys__), sorted(More.__optional_keys__), More.__annotations__, is_typeddict(Movie), is_typeddict(dict), Movie.__name__, More.__mro__)
TD = TypedDict("TD", {"in": int, "x-y": List[str]}, total=False)
print(TD({"in": 1}), TD.__annotations__, TD.__total__, TD.__name__)
shows(lambda: isinstance({}, Movie))
try:
    class BadT(TypedDict, dict): pass
except TypeError as x: print(x)
print("-- get_type_hints")


class A:
    x: "int"
    y: Optional["A"] = None
    z: ClassVar["str"] = ""
    def f(self, a: "A", b: List["A"], *args: int, c: "list[A] | None" = None, **kw: "Any") -> "A": ...


class B(A):
    w: Annotated[int, "meta"]
    x: str


print(get_type_hints(A), get_type_hints(A.f), get_type_hints(B), get_type_hints(B, include_extras=True), get_type_hints(lambda: 1), get_type_hints(Movie), get_type_hints(Movie, include_extras=True), get_type_hints(Emp))
def g(x: "None", y: Annotated[List[int], 1] = None) -> None: ...
print(get_type_hints(g), get_type_hints(g, include_extras=True), get_type_hints(g, globalns={}))
shows(lambda: get_type_hints(5))
def undefined(x: "Nope"): ...
shows(lambda: get_type_hints(undefined))
print("-- the rest")
UserId = NewType("UserId", int)
print(UserId(5), UserId, UserId.__name__, UserId.__supertype__, List[UserId], UserId | None)
@overload
def ov(a: int) -> int: ...
@overload
def ov(a: str) -> str: ...
dummy = ov
def ov(a): return a
print(ov(1), len(get_overloads(ov)), cast(int, "x"), cast("List[int]", []), assert_type(5, int))
shows(lambda: dummy(1))
@final
class F: pass
print(F.__final__, no_type_check(lambda: 1).__no_type_check__, TYPE_CHECKING, T.__name__, T.__bound__, K.__bound__, V.__constraints__, T.__covariant__, C_co.__covariant__, T.has_default(), TypeVar("D", default=int).__default__, T.__module__)
@override
def method(): ...
print(method.__override__, sorted(set(dir(typing)) & {"List"}), len(typing.__all__) == len(set(typing.__all__)))
class Num(int, Any): pass
print(Num(5), issubclass(Num, Any) if False else "-")
