"""Type parameters of functions, classes and aliases: objects, scopes, lazy evaluation, defaults, mangling, errors."""
from typing import Generic, NoDefault, ParamSpec, TypeAliasType, TypeVar, TypeVarTuple


def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f'{type(e).__name__}: {e}'


def show(param):
    kind = type(param).__name__
    if isinstance(param, TypeVar):
        print(' ', kind, param, param.__name__, attempt(lambda: param.__bound__), attempt(lambda: param.__constraints__),
              param.__infer_variance__, param.has_default(), param.__module__)
    else:
        print(' ', kind, param.__name__, param.has_default())
    if param.has_default():
        print('  default', attempt(lambda: param.__default__))


# ---- functions ----

def first[T](x: T, y: list[T] = [1], *, key: T = None) -> T:
    """doc"""
    return x, y, key


print(first(5), first.__type_params__, first.__annotations__, first.__qualname__, first.__doc__, first.__defaults__,
      first.__kwdefaults__, first.__name__)


def many[T: int, U: (str, bytes), *Ts, **P](*args: *Ts, **kwargs):
    return T, U, Ts, P


for param in many.__type_params__:
    show(param)
print(many() == many.__type_params__, many.__annotations__)


def decorate(f):
    print('decorating', f.__name__, f.__type_params__)
    return f


@decorate
async def coroutine[T]() -> T:
    return T


@decorate
def generator[T]():
    yield T


print(next(generator()) is generator.__type_params__[0])
first.__type_params__ = ()
print(first.__type_params__, attempt(setattr, first, '__type_params__', 1))
print((lambda: 1).__type_params__, len.__class__.__name__)


# ---- bounds and defaults are lazy, and kept ----

def lazy[T: compute(), U = compute()]():
    pass


def compute():
    print('  computing')
    return int


print(lazy.__type_params__[0].__bound__, lazy.__type_params__[0].__bound__)
print(lazy.__type_params__[1].__default__, lazy.__type_params__[1].__default__)


def undefined[T: Missing, U: (Missing, int), V = Missing]():
    pass


for param in undefined.__type_params__:
    show(param)
Missing = str
for param in undefined.__type_params__:
    show(param)


def defaults[T = int, *Ts = *tuple[int, str], **P = [int, str]]():
    pass


for param in defaults.__type_params__:
    show(param)
print(NoDefault, TypeVar('X').__default__ is NoDefault, TypeVar('X', default=3).__default__)


# ---- classes ----

class Box[T]:
    kind = T

    def __init__(self, value: T):
        self.value = value

    def map[U](self, f, extra: U = None) -> 'Box[U]':
        return Box(f(self.value)), T, U

    class Inner[T]:
        t = T

    @classmethod
    def make(cls):
        return __class__, cls


print(Box.__type_params__, Box.__orig_bases__, Box.__bases__ == (Generic,), Box.__parameters__, Box.__mro__[1:])
box, T, U = Box(3).map(str)
print(box.value, T is Box.kind, U, Box.Inner.t is not T, Box[int], Box.make() == (Box, Box))


class Base:
    def __init_subclass__(cls, **kwargs):
        print('init_subclass', cls.__name__, kwargs, cls.__type_params__)


class Derived[T: int](Base, list[T], flag=1):
    pass


class Meta(type):
    def __new__(mcs, name, bases, namespace, **kwargs):
        print('new', name, [k for k in namespace if k not in ('__firstlineno__', '__static_attributes__')], kwargs)
        return super().__new__(mcs, name, bases, namespace)


class WithMeta[*Ts](metaclass=Meta):
    x: 'int' = 1


print(Derived.__orig_bases__, WithMeta.__type_params__, int.__type_params__, type.__type_params__)


# ---- aliases ----

type Plain = int
type Recursive = list[Recursive]
type Parameterised[K, *V] = dict[K, tuple[*V]]
print(Plain, Plain.__name__, Plain.__value__, Plain.__type_params__, Plain.__module__, type(Plain) is TypeAliasType)
print(Recursive.__value__, Parameterised.__value__, Parameterised.__type_params__, Parameterised.__parameters__)
print(Parameterised[int, str], attempt(lambda: Plain[int]))
print(attempt(setattr, Plain, '__value__', 1), '|', attempt(setattr, Plain, 'other', 1))
made = TypeAliasType('made', str, type_params=(T,))
print(made, made.__value__, made.__type_params__, attempt(TypeAliasType, 1, int))
type Fails = 1 / 0
print(attempt(lambda: Fails.__value__))
type type = list[int]
print(type)
type = 5
print(type)


# ---- scopes ----

x = 'global'


def outer():
    x = 'outer'

    class Cls:
        type before = x
        x = 'class'
        type after = x

        def method[T: x](self, a: x) -> x: ...

        class Nested[T: x]:
            y = x
        only_outer = None

    type local = x

    def closure[T: x]():
        return lambda: T

    return Cls, local, closure


Cls, local, closure = outer()
print(Cls.before.__value__, Cls.after.__value__, Cls.method.__type_params__[0].__bound__, Cls.method.__annotations__,
      Cls.Nested.__type_params__[0].__bound__, Cls.Nested.y)
Cls.x = 'changed'
print(Cls.after.__value__, local.__value__, closure.__type_params__[0].__bound__, closure()() is closure.__type_params__[0])


class Shadow[T]:
    T = 'class'
    lists = [T for _ in range(1)]
    inner = lambda: T


print(Shadow.lists, Shadow.inner(), Shadow.T)


class Private:
    def __method[__T: int](self, a: __T):
        return __T

    def call(self):
        return self.__method(1)

    class Deep[__T](list):
        __x = __T


print(Private().call().__name__, Private.Deep._Deep__x)

# ---- what is no program ----

for source in ['def f[T, T](): pass', 'class A[]: pass', 'type A[T: (yield)] = int', 'type A = (x := 1)',
               'def f[T: (y := 1)](): pass', 'class A[T]((z := 1)): pass', 'def f[T = int, U](): pass',
               'type A[*T: int] = int', 'class B[**P: (int, str)]: pass', 'async def f():\n type A = await x',
               'def f[T]():\n nonlocal T', 'def f[T](x: (yield)): pass', 'type A[T] = [(q := 1) for _ in T]',
               'def f[T: [(q := 1) for _ in ()]](): pass', 'type 1 = int', 'type A.b = int', 'def f[T=*int](): pass']:
    try:
        compile(source, '<s>', 'exec')
        print('compiled', source)
    except SyntaxError as e:
        print(e.msg, e.lineno, e.offset)
