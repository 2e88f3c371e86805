"""sys.exception() across suspensions: what a generator handles itself, and what it is resumed in the handling of."""
import sys, asyncio
def g():
    try:
        raise ValueError
    except ValueError:
        yield 1
    print('none?', sys.exception())
    yield 2
gen = g()
try:
    raise IndexError
except IndexError:
    next(gen)
    print(repr(sys.exception()))
next(gen)
def same():
    try: yield
    except Exception as e:
        yield repr(sys.exception())
        yield repr(sys.exception())
    yield repr(sys.exception())
s = same(); next(s)
try: raise ValueError(1)
except Exception as e:
    print(s.throw(e))
print(next(s), sys.exception())
try: raise KeyError
except KeyError: print(next(s))
async def ag():
    try: raise ValueError('in ag')
    except ValueError:
        yield 1
        await asyncio.sleep(0)
        print('ag', repr(sys.exception()))
        yield 2
    print('ag after', sys.exception())
    yield 3
async def main():
    async for x in ag():
        print(x, sys.exception())
        try: raise KeyError
        except KeyError:
            await asyncio.sleep(0)
    a = ag()
    try: raise OSError
    except OSError:
        print(await anext(a), repr(sys.exception()))
        print(await anext(a), repr(sys.exception()))
    print(await anext(a), repr(sys.exception()))
asyncio.run(main())
def inner():
    yield repr(sys.exception())
def outer():
    try: raise ValueError
    except ValueError:
        yield from inner()
        yield from inner()
print(list(outer()), sys.exception())
