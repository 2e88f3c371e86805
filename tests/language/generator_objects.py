"""What generators and coroutines tell of themselves: names, frames, what they wait for; closing and throwing by delegation."""
import inspect
import sys
import types


def attempt(f, *args):
    try:
        return f(*args)
    except BaseException as e:
        return f'{type(e).__name__}: {e}'


def gen(a=1):
    b = yield a
    yield b


async def coro():
    await pause()


@types.coroutine
def pause():
    yield 'paused'


async def agen():
    yield 1


for make in gen, coro, agen:
    g = make()
    g.__name__ = 'renamed'
    g.__qualname__ = 'quite.renamed'
    print(g.__name__, g.__qualname__, repr(g).split(' at ')[0], make.__name__, make().__name__)
    print(attempt(setattr, g, '__name__', 1), '|', attempt(setattr, g, '__qualname__', None))
    if make is coro:
        g.close()

g = gen(5)
print(g.gi_frame.f_lineno - gen.__code__.co_firstlineno, g.gi_frame.f_locals, g.gi_frame.f_back, g.gi_frame.f_code is gen.__code__)
print(attempt(g.send, 1), next(g), g.gi_suspended, g.gi_running, g.gi_yieldfrom)
print(g.gi_frame.f_lineno - gen.__code__.co_firstlineno, g.gi_frame.f_locals, g.gi_frame.f_back)
print(g.send(7), g.gi_frame.f_locals, next(g, 'end'), g.gi_frame, g.gi_suspended)


def looks():
    print('  inside', me.gi_running, me.gi_suspended, me.gi_yieldfrom, me.gi_frame.f_back.f_code.co_name,
          inspect.getgeneratorstate(me))
    yield 1
    yield from inner()


def inner():
    print('  delegated', me.gi_running, me.gi_suspended, me.gi_yieldfrom, inspect.getgeneratorstate(me))
    yield 2


me = looks()
print(inspect.getgeneratorstate(me), me.gi_suspended)
next(me)
print(inspect.getgeneratorstate(me), me.gi_yieldfrom)
next(me)
print(me.gi_yieldfrom.__name__, me.gi_yieldfrom.gi_suspended, me.gi_running, me.gi_suspended)
me.close()
print(inspect.getgeneratorstate(me), me.gi_yieldfrom)

c = coro()
print(c.cr_await, c.cr_suspended)
c.send(None)
print(c.cr_await.__name__, c.cr_suspended, c.cr_running, c.cr_frame.f_code.co_name, inspect.getcoroutinestate(c))
c.close()
print(c.cr_await, c.cr_frame)


# ---- GeneratorExit goes down by close(), then up by itself ----

def sub(kind):
    try:
        yield 'sub'
    except GeneratorExit:
        print('  sub closed')
        if kind == 'returns':
            return 'ignored value'
        if kind == 'yields':
            yield 'no'
        if kind == 'raises':
            raise KeyError('from sub')
        raise


def delegates(kind):
    try:
        value = yield from sub(kind)
        print('  value', value)
        yield 'after'
    except GeneratorExit as e:
        print('  outer GeneratorExit', repr(e.__context__))
        raise
    except KeyError as e:
        print('  outer', e, repr(e.__context__))
    yield 'last'


for kind in 'raises again', 'returns', 'yields', 'raises':
    for how in 'close', 'throw':
        g = delegates(kind)
        next(g)
        print(kind, how, attempt(g.close) if how == 'close' else attempt(g.throw, GeneratorExit('own')))


class Iterator:
    def __iter__(self):
        return self

    def __next__(self):
        return 1

    def close(self):
        print('  Iterator.close')


def over(it):
    yield from it


g = over(over(Iterator()))
next(g)
print(attempt(g.throw, GeneratorExit))

# ---- throw() and its arguments ----


class E(Exception):
    def __new__(cls, *args):
        return cls


def catches():
    while True:
        try:
            yield
        except Exception as e:
            print('  got', type(e).__name__, e.args, e.__traceback__ is not None)


g = catches()
next(g)
import warnings
warnings.simplefilter('ignore')
for args in [(ValueError,), (ValueError('x'),), (ValueError, 'y'), (ValueError, ('a', 'b')), (ValueError, ValueError('z')),
             (ValueError, None, None), (ValueError('w'), None)]:
    g.throw(*args)
for args in [(1,), (int,), ('text',), (ValueError('x'), 'y'), (ValueError, 1, 2), (E,)]:
    print(attempt(catches().throw, *args))
warnings.simplefilter('error')
print(attempt(g.throw, ValueError, 1))


# ---- recursion limit ----

def depth():
    n = 0

    def g():
        nonlocal n
        n += 1
        g()
    try:
        g()
    except RecursionError as e:
        return n, str(e)


def deep(n):
    return deep(n - 1) if n else attempt(sys.setrecursionlimit, 20).split(' at ')[0]


print(depth()[0] > 900)
sys.setrecursionlimit(100)
print(80 < depth()[0] < 100, deep(30), attempt(sys.setrecursionlimit, 0))
sys.setrecursionlimit(1000)
print(depth()[0] > 900)


# ---- an initialiser that takes anything ----

def wrapped(f):
    def w(*args, **kwargs):
        return f(*args, **kwargs)
    return w


class Made:
    @wrapped
    def __init__(self, *args):
        self.args = args


print(type(Made()), Made(1, 2).args, Made(*[1]).args)
