# __await__ that gives a coroutine's iterator: futures, sleeps, nested.
import asyncio


class Wrapped:
    def __init__(self, coroutine):
        self.coroutine = coroutine

    def __await__(self):
        return self.coroutine.__await__()


async def of_future():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(0.01, future.set_result, "future")
    return await future


async def of_sleep():
    await asyncio.sleep(0.01)
    return "sleep"


async def failing():
    await asyncio.sleep(0.01)
    raise ValueError("failed")


async def inner(awaitable):
    return await awaitable


async def main():
    print(await Wrapped(of_sleep()), await Wrapped(of_future()))
    print(await Wrapped(inner(of_future())), await inner(Wrapped(of_future())), await Wrapped(inner(Wrapped(of_future()))))
    print(await Wrapped(inner(asyncio.create_task(of_future()))))
    try:
        await Wrapped(failing())
    except ValueError as error:
        print(error)
    task = asyncio.create_task(inner(Wrapped(of_future())))
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled")
    print(await asyncio.gather(Wrapped(of_future()), Wrapped(of_sleep())))
    print(await asyncio.wait_for(Wrapped(of_future()), 1))


asyncio.run(main())
coroutine = of_future()
try:
    coroutine.send(None)
except RuntimeError as error:
    print(error)
