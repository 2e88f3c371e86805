# not CPython: it tells of less, later
# What nobody looked at or awaited is told of on stderr.
import asyncio
import sys


class Out:
    """stderr as stdout, so that the order shows."""

    def write(self, text):
        before, found, after = text.partition(" at 0x")
        sys.stdout.write(before + after[after.index(">"):] if found else text)

    def flush(self):
        pass


sys.stderr = Out()


async def fails(what="boom"):
    raise ValueError(what)


async def outer():
    await fails()


async def nothing():
    pass


async def never_awaited():
    nothing()
    for _ in range(3):
        asyncio.sleep(1)
    asyncio.Queue().get()
    kept = nothing()
    await asyncio.sleep(0)
    await kept
    asyncio.wait_for(nothing(), 1)
    await asyncio.sleep(0)


async def failed_tasks():
    asyncio.create_task(outer(), name="forgotten")
    told = asyncio.create_task(fails("with a callback"))
    told.add_done_callback(lambda task: None)
    del told
    kept = asyncio.create_task(fails("looked at"))
    for _ in range(5):
        await asyncio.sleep(0)
    print(repr(kept.exception()))


async def at_once():
    asyncio.create_task(fails("told before the sleep is over"))
    await asyncio.sleep(60)
    print("a minute later")


async def failed_futures():
    future = asyncio.get_running_loop().create_future()
    future.set_exception(KeyError("nobody"))
    del future
    asyncio.gather(fails("in a gather"))
    await asyncio.sleep(0.1)


async def siblings():
    async def slow():
        try:
            await asyncio.sleep(10)
        finally:
            print("slow is cancelled")

    try:
        await asyncio.gather(slow(), fails(), slow())
    except ValueError as error:
        print("main goes on after", error)
    await asyncio.sleep(1)


async def siblings_that_end():
    try:
        await asyncio.gather(asyncio.sleep(1), fails())
    except ValueError:
        await asyncio.sleep(2)


async def unclosed():
    async def numbers():
        try:
            yield 1
            yield 2
        finally:
            print("numbers is closed")

    async def plain():
        yield 1
        yield 2

    first, second = numbers(), plain()
    print(await anext(first), await anext(second))
    globals().update(first=first, second=second)


async def callback_fails():
    asyncio.get_running_loop().call_soon(lambda: 1 / 0)
    await asyncio.sleep(0)


async def by_handler():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print("handler:", context["message"], repr(context["exception"])))
    asyncio.create_task(fails("to the handler"))
    await asyncio.sleep(0.1)


async def one_more():
    nothing()


def by_filters():
    import warnings
    for action in ("always", "ignore"):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter(action)
            asyncio.run(one_more())
        print(action, [(str(w.message), w.category.__name__, w.lineno) for w in caught])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        asyncio.run(another())


async def another():
    nothing()


for program in (never_awaited, failed_tasks, at_once, failed_futures, siblings, siblings_that_end, unclosed, callback_fails,
                by_handler):
    print("----", program.__name__)
    asyncio.run(program())
print("---- filters")
by_filters()
print("---- outside")
nothing()
