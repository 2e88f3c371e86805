# Classes of typing that cannot be derived from.
import typing


def derive(*bases):
    try:
        class C(*bases):
            pass
        print("derived", C.__mro__[1].__name__)
    except TypeError as error:
        print(error)


for form in typing.ClassVar, typing.Final, typing.Union, typing.Optional, typing.Self, typing.Literal:
    derive(type(form))
    derive(form)
for alias in typing.ClassVar[int], typing.Union[int, str], typing.Literal[1]:
    derive(type(alias))
    derive(alias)
for cls in typing.TypeVar, typing.ParamSpec, typing.TypeVarTuple:
    derive(cls)
    derive(cls("T"))
derive(typing.ForwardRef)
derive(typing.NewType)
derive(typing.List[int])
derive(typing.Generic[typing.T])
for union in (typing.Optional[int], typing.Union[int, None], typing.Union[int, str], typing.Union[None, str, int]):
    print(union, union.__name__, union.__qualname__)
