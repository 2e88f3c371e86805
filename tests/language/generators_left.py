"""Generators that are left before their end: loops over calls, asynchronous ones, hooks, shutdown."""
import asyncio
import sys


def numbers(n, name='numbers'):
    try:
        for i in range(n):
            yield i
    finally:
        print('  closed', name)


def wrapper(n):
    try:
        yield from numbers(n, 'inner')
    except GeneratorExit:
        print('  wrapper saw GeneratorExit')
        raise
    finally:
        print('  closed wrapper')


class Has:
    def items(self, *, stop=3):
        return numbers(stop, 'not fresh')

    def gen(self, *args, stop=3):
        try:
            yield from range(stop)
        finally:
            print('  closed gen', args)

    def __call__(self, n):
        try:
            yield from range(n)
        finally:
            print('  closed call')


print('break')
for x in numbers(3):
    print(x)
    break
print('after break')
for x in wrapper(3):
    if x == 1:
        break
print('continue and end')
for x in numbers(2):
    continue
else:
    print('else')
print('kept')
kept = numbers(3, 'kept')
for x in kept:
    break
print(next(kept), list(kept))
print('methods')
for x in Has().gen(1, stop=2):
    break
for x in Has()(3):
    break
for x in Has().gen(*[1, 2], **{'stop': 2}):
    break


def returns():
    for x in numbers(3, 'returned from'):
        return print('  returning')


def raises():
    for x in numbers(3, 'outer'):
        for y in numbers(3, 'middle'):
            try:
                for z in numbers(3, 'raised through'):
                    raise ValueError('up')
            finally:
                print('  finally')


def nested_break():
    for x in numbers(3, 'outer'):
        for y in numbers(3, 'inner'):
            break
        print('  between')
        break
    else:
        print('  no else')


returns()
try:
    raises()
except ValueError as e:
    print('caught', e)
nested_break()


def misbehaving():
    try:
        yield 1
    finally:
        for x in numbers(1, 'in finally'):
            pass
        print('  context', sys.exception())


try:
    for x in misbehaving():
        raise KeyError('k')
except KeyError as e:
    print('caught', repr(e), e.__context__)


# ---- asynchronous ----

async def ticks(n, name='ticks'):
    try:
        for i in range(n):
            await asyncio.sleep(0.01)
            yield i
    finally:
        await asyncio.sleep(0.01)
        print('  closed', name)


async def leaves():
    async for x in ticks(3):
        print('got', x)
        break
    print('left')
    await asyncio.sleep(0.05)
    print('later')
    try:
        async for x in ticks(3, 'raised'):
            raise ValueError(x)
    except ValueError as e:
        print('caught', repr(e))
    await asyncio.sleep(0.05)
    kept = ticks(5, 'kept till the end')
    async for x in kept:
        break
    other = ticks(5, 'other')
    await anext(other)
    return kept, other

kept, other = asyncio.run(leaves())
print('run is over', kept.ag_running, kept.ag_frame is None)


async def bad():
    try:
        yield 1
    finally:
        raise OSError('while closing')


async def fails():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print('handler:', sorted(context), repr(context['exception'])))
    global g
    g = bad()
    await anext(g)

asyncio.run(fails())


async def ignores():
    for i in range(2):
        try:
            yield 1
        except GeneratorExit:
            print('  ignored')


async def explicit():
    g = ignores()
    await anext(g)
    try:
        await g.aclose()
    except RuntimeError as e:
        print(e)
    try:
        await anext(g)
    except StopAsyncIteration:
        print('at its end')
    g = ticks(2, 'explicit')
    await anext(g)
    await asyncio.get_running_loop().shutdown_asyncgens()
    try:
        print(await anext(g))
    except StopAsyncIteration:
        print('stopped')

asyncio.run(explicit())

# ---- hooks ----

print(sys.get_asyncgen_hooks())
seen = []
sys.set_asyncgen_hooks(firstiter=lambda g: seen.append(('first', g.__name__)),
                       finalizer=lambda g: seen.append(('final', g.__name__)))


async def plain():
    try:
        yield 1
        yield 2
    finally:
        print('never printed here')


def drive(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as e:
        return e.value


async def uses():
    async for x in plain():
        break
    g = plain()
    print(seen)
    await g.asend(None)
    await g.asend(None)
    return g

g = drive(uses())
print(seen)
hooks = sys.get_asyncgen_hooks()
print(type(hooks).__name__, hooks.firstiter.__name__, hooks[1].__name__, len(hooks))


async def inside():
    mine = sys.get_asyncgen_hooks()
    print(mine.firstiter.__name__, mine.finalizer.__name__)

asyncio.run(inside())
print(sys.get_asyncgen_hooks() == hooks)
for bad in 1, 'x':
    try:
        sys.set_asyncgen_hooks(firstiter=bad)
    except TypeError as e:
        print(e)
try:
    sys.set_asyncgen_hooks(finalizer=[])
except TypeError as e:
    print(e)
sys.set_asyncgen_hooks(None, None)
print(sys.get_asyncgen_hooks())
