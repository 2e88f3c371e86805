"""__code__ that is assigned, cells, __class__ of classes with equal slots, awaiting what cannot be awaited."""
import types


def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f'{type(e).__name__}: {e}'


def a(x, y=2):
    return x + y


def b(x, y=5, *rest):
    return x * y, rest


def closure():
    n = 1

    def f():
        return n
    return f


a.__code__ = b.__code__
print(a(3), a(3, 4, 5), a.__name__, a.__code__.co_name, a.__defaults__)
print(attempt(setattr, a, '__code__', 1), '|', attempt(setattr, a, '__code__', closure().__code__))
print(attempt(setattr, closure(), '__code__', a.__code__))
f = closure()
f.__code__ = closure().__code__
print(f(), attempt(delattr, a, '__code__'))

empty, one, two = types.CellType(), types.CellType(1), types.CellType(2)
print(one < two, one == types.CellType(1), empty < one, one < empty, empty == types.CellType(), one != two, two >= one)
print(attempt(lambda: one < 1), attempt(lambda: one == 1), attempt(lambda: empty.cell_contents), one.cell_contents)
print(attempt(types.CellType, 1, 2), '|', attempt(lambda: one < types.CellType('a')))


class P:
    __slots__ = 'x', 'y'


class Q:
    __slots__ = 'x', 'y'


class R:
    __slots__ = 'x', 'z'


class S(P):
    __slots__ = 'w'


class T(Q):
    __slots__ = 'w'


class U(P):
    __slots__ = 'w', '__dict__'


p = P()
p.x, p.y = 1, 2
p.__class__ = Q
print(type(p).__name__, p.x, p.y)
s = S()
s.w, s.x = 3, 4
print(attempt(setattr, s, '__class__', T), s.w, s.x, attempt(lambda: s.y))
for cls in R, S, U, int:
    print(attempt(setattr, p, '__class__', cls))


@types.coroutine
def pause():
    yield 'paused'


async def work():
    await pause()
    return 'worked'


async def waits(c):
    return await c


c = work()
c.send(None)
print(attempt(waits(c).send, None))
print(attempt(c.send, None), attempt(c.throw, KeyError('late')), attempt(c.send, None))


class Item:
    def __aiter__(self):
        return self

    def __anext__(self):
        return self

    def __await__(self):
        1 / 0


async def loop():
    async for _ in Item():
        pass

try:
    loop().send(None)
except TypeError as e:
    print(e, repr(e.__cause__))

# Functions with very many locals.
source = 'def many(bind):\n' + ''.join(f'    v{i} = {i}\n' for i in range(400)) + '''
    if bind:
        last = 1
    del v399
    try:
        v399
    except UnboundLocalError as e:
        print(e)
    try:
        del v399
    except UnboundLocalError as e:
        print(e)
    v398 += 1
    return v0, v150, v398, last
'''
exec(source)
print(attempt(many, True), attempt(many, False))
