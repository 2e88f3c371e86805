# Generators: send, throw, close, return values, delegation, what happens when they end badly.
import sys


def attempt(act, *args):
    try:
        return act(*args)
    except BaseException as error:
        return f"{type(error).__name__}: {error}" + (f" from {error.__cause__!r}" if error.__cause__ else "")


def echo():
    got = None
    while True:
        try:
            got = yield got
        except ValueError as error:
            got = f"caught {error}"
        if got == "stop": return "returned"


g = echo()
print(attempt(g.send, 1), next(g), g.send(5), g.throw(ValueError("thrown")), g.throw(ValueError), attempt(g.send, "stop"), attempt(next, g), attempt(g.throw, KeyError("late")))
g = echo()
print(attempt(g.throw, KeyError("early")), attempt(next, g), g.close())


def closing(log):
    try:
        yield 1
        yield 2
    except GeneratorExit:
        log.append("exit")
        raise
    finally:
        log.append("finally")


log = []
g = closing(log)
next(g)
print(g.close(), log, g.close(), attempt(next, g))
g = closing(log)
print(g.close(), log)


def stubborn():
    try: yield 1
    except GeneratorExit: yield 2


def returns_on_close():
    try: yield 1
    except GeneratorExit: return "value"


g = stubborn(); next(g)
print(attempt(g.close))
g = returns_on_close(); next(g)
print(g.close())


def inner(log):
    try:
        x = yield "first"
        log.append(("sent", x))
        y = yield "second"
        log.append(("sent", y))
    except ValueError as error:
        log.append(("inner caught", str(error)))
        yield "recovered"
    finally:
        log.append("inner done")
    return "inner result"


def outer(log):
    result = yield from inner(log)
    log.append(result)
    result = yield from [10, 20]
    log.append(result)
    return "outer result"


log = []
g = outer(log)
print(next(g), g.send("a"), g.throw(ValueError("v")), next(g), next(g), attempt(next, g), log)
log = []
g = outer(log)
next(g)
print(attempt(g.throw, KeyError("k")), log)
log = []
g = outer(log); next(g); g.close()
print(log)


class Custom:
    def __iter__(self): return self
    def __next__(self): return "next"
    def send(self, v): return ("send", v)
    def throw(self, *a): return ("throw", [type(x).__name__ for x in a])
    def close(self): print("custom closed")


def delegate(it): return (yield from it)


g = delegate(Custom())
print(next(g), g.send(1), g.send(None), g.throw(ValueError("x")))
g.close()
g = delegate(iter([1, 2]))
print(next(g), attempt(g.send, 5))
print(attempt(lambda: list(delegate(5))))


def raises_stop():
    yield 1
    raise StopIteration("inside")


print(attempt(lambda: list(raises_stop())), attempt(lambda: list(next(iter([])) for _ in range(2))))


def busy():
    yield next(me)


me = busy()
print(attempt(next, me))
print(attempt(lambda: list(map(lambda x: next(iter([])), [1, 2]))))


def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


print([v for v, _ in zip(fib(), range(12))], max(x for x in range(5)), sum(i * i for i in range(10) if i % 2))


def tree(node):
    if node:
        left, value, right = node
        yield from tree(left)
        yield value
        yield from tree(right)


print(list(tree((((None, 1, None), 2, None), 3, (None, 4, (None, 5, None))))))


def both(n):
    for i in range(n):
        sent = yield i
        if sent is not None: yield f"got {sent}"


g = both(3)
print(next(g), g.send("x"), next(g), list(g))


def with_finally(log):
    for i in range(3):
        try:
            if i == 1: continue
            yield i
        finally:
            log.append(i)


log = []
for v in with_finally(log): pass
print(log)
log = []
for v in with_finally(log): break
del v
g = with_finally(log)
print(next(g), g.gi_running, g.gi_frame is not None, g.gi_code.co_name, g.gi_yieldfrom, type(g).__name__, g.__name__, g.__qualname__)
print(repr(g)[:35], iter(g) is g, list(g), g.gi_frame)
g = delegate([1]); next(g)
print(type(g.gi_yieldfrom).__name__)
expression = (i for i in range(3))
print(expression.__name__, expression.__qualname__, next(expression), list(expression))


def value_of_return():
    try:
        yield 1
        return 5
    finally:
        print("leaving")


def take():
    result = yield from value_of_return()
    print("result", result)


list(take())


def yields_in_odd_places():
    x = (yield 1) + (yield 2)
    y = [(yield 3), (yield 4)]
    z = {(yield 5): (yield 6)}
    f = lambda: (yield)
    print(f"{(yield 7)}", x, y, z, type(f()).__name__)
    return (yield)


g = yields_in_odd_places()
print(next(g), [g.send(i) for i in range(10, 17)], attempt(g.send, "end"))


def swaps(): a = b = None; a, b = (yield a), (yield b); return a, b


g = swaps(); next(g); g.send(1)
print(attempt(g.send, 2))


def handled_context():
    try:
        1 / 0
    except ZeroDivisionError:
        yield sys.exception()
        yield sys.exception()


g = handled_context()
print(repr(next(g)), sys.exception())
try: raise KeyError("outside")
except KeyError: print(repr(next(g)), repr(sys.exception()))


def chained():
    try: yield
    except KeyError as error: raise ValueError("new") from error


g = chained(); next(g)
print(attempt(g.throw, KeyError("cause")))


def throw_class():
    try: yield
    except Exception as error: yield type(error).__name__, error.args


g = throw_class(); next(g)
print(g.throw(KeyError), attempt(throw_class().throw, 5), attempt(throw_class().throw, int))


def countdown(n):
    while n:
        if (yield n) == "skip": n -= 1
        n -= 1
    else:
        yield "liftoff"


g = countdown(6)
print(next(g), g.send("skip"), list(g))
pipeline = (x + 1 for x in (y * 2 for y in (z for z in range(5) if z != 2)))
print(list(pipeline), [*countdown(2)], (lambda a, *b: b)(*countdown(3)), dict(zip("ab", countdown(2))))
a, *b = countdown(3)
print(a, b, 3 in countdown(5), sorted(map(str, countdown(2))), "-".join(str(i) for i in range(3)))
