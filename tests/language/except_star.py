"""except*: which part each clause gets, what goes on afterwards, contexts, names, nesting, coroutines."""
import asyncio


def shape(e):
    if isinstance(e, BaseExceptionGroup):
        return [type(e).__name__, e.message, [shape(x) for x in e.exceptions]]
    return repr(e)


def run(name, raiser, body):
    try:
        body(raiser)
        print(name, 'done')
    except BaseException as e:
        print(name, 'went on:', shape(e), '| context', shape(e.__context__) if e.__context__ else None,
              '| cause', e.__cause__, '| notes', getattr(e, '__notes__', None))


def tree():
    raise ExceptionGroup('a', [ValueError(1), TypeError(2), ExceptionGroup('b', [ValueError(3), OSError(4)])])


def naked():
    raise ValueError('alone')


def base():
    raise BaseExceptionGroup('x', [KeyboardInterrupt(), ValueError(1)])


def nothing():
    pass


def values(raiser):
    try:
        raiser()
    except* ValueError as e:
        print('  V', shape(e))


def two(raiser):
    try:
        raiser()
    except* ValueError as e:
        print('  V', shape(e))
    except* (TypeError, KeyboardInterrupt) as e:
        print('  T', shape(e))
    else:
        print('  else')
    finally:
        print('  finally')


def raises(raiser):
    try:
        raiser()
    except* ValueError as e:
        raise KeyError('new')
    except* TypeError as e:
        raise
    except* OSError as e:
        raise e


def noted(raiser):
    try:
        raiser()
    except* ValueError as e:
        e.add_note('seen')
        raise


def from_cause(raiser):
    try:
        raiser()
    except* ValueError as e:
        raise RuntimeError('caused') from e


def everything(raiser):
    try:
        raiser()
    except* BaseException as e:
        print('  all', shape(e))


def swallow_in_function(raiser):
    def inner():
        try:
            raiser()
        except* ValueError:
            return_value = 'assigned'
        return return_value
    print('  returned', inner())


def bad_type(raiser):
    try:
        raiser()
    except* int:
        print('never')


def group_type(raiser):
    try:
        raiser()
    except* ExceptionGroup:
        print('never')


def type_raises(raiser):
    try:
        raiser()
    except* undefined_name:
        print('never')


def nested(raiser):
    try:
        try:
            raiser()
        except* TypeError as e:
            print('  inner', shape(e))
    except* ValueError as e:
        print('  outer', shape(e))


def loops(raiser):
    for i in range(3):
        try:
            raiser()
        except* ValueError:
            for j in range(5):
                if j == 2:
                    break
                if j < 1:
                    continue
            print('  loop', i, j)
        except* Exception:
            print('  other')


for raiser in tree, naked, base, nothing:
    for body in (values, two, raises, noted, from_cause, everything, swallow_in_function, bad_type, group_type,
                 type_raises, nested, loops):
        run(f'{raiser.__name__}/{body.__name__}', raiser, body)

# The name is unbound after its clause, also when the clause raised.
try:
    try:
        tree()
    except* ValueError as e:
        pass
    except* TypeError as f:
        raise
    finally:
        print('e' in globals(), 'f' in globals())
except ExceptionGroup as g:
    print(shape(g))


# A subclass decides what its parts are.
class Mine(ExceptionGroup):
    def __new__(cls, message, excs, code):
        self = super().__new__(cls, message, excs)
        self.code = code
        return self

    def derive(self, excs):
        return Mine(self.message, excs, self.code)


try:
    try:
        raise Mine('m', [ValueError(1), TypeError(2)], 42)
    except* ValueError as e:
        print(type(e), e.code, e.exceptions)
except Mine as e:
    print(type(e), e.code, e.exceptions)


class Split(ExceptionGroup):
    result = None

    def split(self, condition):
        print('  split by', condition)
        return self.result


for result in [(None, None), (None, None, None)]:
    Split.result = result
    try:
        try:
            raise Split('s', [ValueError(1)])
        except* ValueError as e:
            print('handled', shape(e))
        print('over')
    except BaseException as e:
        print(type(e), e)


# Reads of what is being handled.
import sys
try:
    tree()
except* ValueError as e:
    print(sys.exc_info()[1] is e, shape(sys.exception()))
    try:
        1 / 0
    except ZeroDivisionError as z:
        print(z.__context__ is e)
    print(sys.exception() is e)
except* TypeError:
    print(shape(sys.exception()))
except* OSError:
    pass
print(sys.exception())


# In coroutines and generators, suspended in the middle.
async def waits():
    try:
        tree()
    except* ValueError as e:
        await asyncio.sleep(0.01)
        print(sys.exception() is e)
        raise KeyError('from the coroutine')
    except* TypeError as e:
        await asyncio.sleep(0.01)
        print('T', shape(e))


async def main():
    try:
        await waits()
    except* OSError as e:
        print('O', shape(e))
    except* KeyError as e:
        print('K', shape(e), shape(e.exceptions[0].__context__))


asyncio.run(main())


def generator():
    try:
        yield 1
    except* ValueError as e:
        yield shape(e)
    except* TypeError as e:
        yield shape(e)


g = generator()
print(next(g), g.throw(ExceptionGroup('thrown', [TypeError(1), ValueError(2)])), next(g), list(g))


class Body:
    try:
        tree()
    except* ValueError as e:
        kept = len(e.exceptions)
    except* Exception:
        pass


print(Body.kept, hasattr(Body, 'e'))


# What is thrown in gets the clause's own group as its context.
def suspended():
    try:
        tree()
    except* ValueError as e:
        try:
            yield 1
        except KeyError as k:
            print(shape(k.__context__))
        yield 2


g = suspended()
next(g)
print(g.throw(KeyError('k')))
