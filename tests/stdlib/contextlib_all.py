# contextlib: generator managers, exit stacks, redirection, suppression, async counterparts.
import asyncio, contextlib, io, sys
from contextlib import *


def shows(make):
    try:
        print(make())
    except BaseException as error:
        print(type(error).__name__, error, repr(error.__context__), repr(error.__cause__))


@contextmanager
def tag(name, *, swallow=()):
    "doc of tag"
    print("<", name)
    try:
        yield name * 2
    except swallow as error:
        print("swallowed", error)
    finally:
        print(">", name)


print(tag.__name__, tag.__doc__, type(tag("x")).__name__)
with tag("a") as value, tag("b"):
    print(value)
with tag("s", swallow=ValueError):
    raise ValueError("v")


def use(exc, **kw):
    with tag("u", **kw):
        raise exc


shows(lambda: use(KeyError("k")))
shows(lambda: use(StopIteration("stop")))
shows(lambda: use(RuntimeError("rt")))
shows(lambda: use(GeneratorExit()))


@contextmanager
def other():
    try:
        yield
    except ValueError:
        raise TypeError("other")


def use_other():
    with other():
        raise ValueError("first")


shows(use_other)


@contextmanager
def chained():
    try:
        yield
    except ValueError as e:
        raise TypeError("chained") from e


def use_chained():
    with chained(): raise ValueError("first")


shows(use_chained)


@contextmanager
def no_yield():
    if False: yield


@contextmanager
def two():
    yield 1
    yield 2


@contextmanager
def continues():
    try: yield
    except ValueError: pass
    yield 3


def enter(cm, exc=None):
    with cm() as v:
        if exc: raise exc
    return v


shows(lambda: enter(no_yield))
shows(lambda: enter(two))
shows(lambda: enter(continues, ValueError("x")))


@tag("deco")
def decorated(x):
    "inner doc"
    return x + 1


print(decorated(1), decorated(2), decorated.__name__, decorated.__doc__)


class Deco(ContextDecorator):
    def __enter__(self): print("in"); return self
    def __exit__(self, *exc): print("out", exc[0]); return True


@Deco()
def fails(): raise ValueError("quiet")


print(fails())
g = tag("reuse")
with g: pass
try:
    with g: pass
except Exception as e: print(type(e).__name__)

print("-- closing, suppress, redirect, nullcontext")


class C:
    def close(self): print("closed")


with closing(C()) as c: print(type(c).__name__)
with suppress(KeyError, ValueError): int("x")
with suppress(): pass
shows(lambda: enter(lambda: suppress(KeyError), ValueError("through")))
with suppress(ValueError):
    raise ExceptionGroup("g", [ValueError(1), ValueError(2)])
try:
    with suppress(ValueError):
        raise ExceptionGroup("g", [ValueError(1), KeyError(2)])
except ExceptionGroup as g: print(repr(g))
buf, err = io.StringIO(), io.StringIO()
with redirect_stdout(buf) as b, redirect_stderr(err):
    print("x"); print("e", file=sys.stderr)
    with redirect_stdout(err): print("nested")
    print("y")
print(repr(buf.getvalue()), repr(err.getvalue()), b is buf)
with nullcontext(5) as n: print(n)
with nullcontext() as n: print(n)

print("-- ExitStack")


class M:
    def __init__(self, n, swallow=False, exc=None): self.n, self.swallow, self.exc = n, swallow, exc
    def __enter__(self): print("enter", self.n); return self.n
    def __exit__(self, t, v, tb):
        print("exit", self.n, t and t.__name__, v)
        if self.exc: raise self.exc
        return self.swallow


with ExitStack() as stack:
    print([stack.enter_context(M(i)) for i in range(3)])
    stack.callback(print, "callback", sep="-")
    print(stack.push(M("pushed")).n, stack.push(lambda *a: print("raw", a[0])) is not None)


@stack.callback
def late(): print("late")


stack.close()
with ExitStack() as stack:
    stack.enter_context(M("outer", swallow=True)); stack.enter_context(M("inner"))
    raise ValueError("swallowed")
print("after")


def replaced():
    with ExitStack() as stack:
        stack.enter_context(M(1)); stack.enter_context(M(2, exc=KeyError("new")))
        raise ValueError("old")


shows(replaced)


def two_new():
    with ExitStack() as stack:
        stack.enter_context(M(1, exc=TypeError("t"))); stack.enter_context(M(2, exc=KeyError("k")))


shows(two_new)


def then_swallowed():
    with ExitStack() as stack:
        stack.enter_context(M(1, swallow=True)); stack.enter_context(M(2, exc=KeyError("k")))
        raise ValueError("v")
    return "fine"


shows(then_swallowed)
stack = ExitStack(); stack.enter_context(M("moved")); other_stack = stack.pop_all(); stack.close(); print("nothing yet"); other_stack.close()
try: ExitStack().enter_context(5)
except TypeError as e: print(e)
def failing_enter():
    class Bad(M):
        def __enter__(self): raise OSError("enter")
    with ExitStack() as stack:
        stack.enter_context(M("good")); stack.enter_context(Bad("bad"))
shows(failing_enter)
print(isinstance(M(1), AbstractContextManager), isinstance(5, AbstractContextManager), issubclass(ExitStack, AbstractContextManager), AbstractContextManager[int])

print("-- async")


@asynccontextmanager
async def atag(name, swallow=()):
    print("a<", name); await asyncio.sleep(0)
    try: yield name
    except swallow as e: print("swallowed", e)
    finally: print("a>", name)


class AM:
    def __init__(self, n, swallow=False): self.n, self.swallow = n, swallow
    async def __aenter__(self): print("aenter", self.n); return self.n
    async def __aexit__(self, t, v, tb): await asyncio.sleep(0); print("aexit", self.n, v); return self.swallow


@asynccontextmanager
async def a_no_yield():
    if False: yield


@asynccontextmanager
async def a_two(): yield 1; yield 2


async def main():
    async with atag("x") as v: print(v)
    async with atag("y", ValueError): raise ValueError("q")
    for bad in (a_no_yield, a_two):
        try:
            async with bad(): pass
        except RuntimeError as e: print(e)
    try:
        async with atag("z"): raise KeyError("z")
    except KeyError as e: print("through", e)
    @atag("deco")
    async def f(x): return x * 2
    print(await f(4), await f(5))
    async def agen():
        try:
            yield 1; yield 2
        finally: print("agen closed")
    async with aclosing(agen()) as it:
        async for x in it: print(x); break
    async with nullcontext(7) as n: print(n)
    async def cb(x): print("async cb", x)
    async with AsyncExitStack() as stack:
        print(await stack.enter_async_context(AM("s1", True)), stack.enter_context(M("sync")))
        stack.push_async_callback(cb, 5); stack.callback(print, "sync cb"); stack.push_async_exit(AM("pushed"))
        raise ValueError("to swallow")
    print("after", isinstance(AM(1), AbstractAsyncContextManager))
    stack = AsyncExitStack(); await stack.enter_async_context(AM("closed")); await stack.aclose()
    try: await AsyncExitStack().enter_async_context(M(1))
    except TypeError as e: print(e)


asyncio.run(main())
