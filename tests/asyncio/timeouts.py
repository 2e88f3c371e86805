# timeout, timeout_at, wait_for: what expires, what is cancelled, and what the exceptions refer to.
import asyncio

show = print


async def nap(seconds, result="done", name="nap"):
    try:
        await asyncio.sleep(seconds)
        show(name, "slept")
        return result
    except asyncio.CancelledError as error:
        show(name, "cancelled", error.args)
        raise
    finally:
        show(name, "finally")


async def stubborn():
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError:
        await asyncio.sleep(0.01)
        return "stubborn"


async def failing():
    await asyncio.sleep(0)
    raise KeyError("failed")


async def clean_up_fails():
    try:
        await asyncio.sleep(1)
    finally:
        raise ValueError("clean-up")


def chain(error):
    return [type(e).__name__ for e in (error, error.__cause__, error.__context__)]


async def wait_for():
    async def attempt(awaitable, timeout):
        try:
            show(await asyncio.wait_for(awaitable, timeout))
        except BaseException as error:
            show(repr(error), chain(error))

    await attempt(nap(0), None)
    await attempt(nap(0.01), 0.1)
    await attempt(nap(1), 0.02)
    await attempt(nap(1), 0)
    await attempt(nap(1), -1)
    await attempt(stubborn(), 0.02)
    await attempt(failing(), 1)
    await attempt(clean_up_fails(), 0.02)
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    done.set_result("at once")
    await attempt(done, 0)
    await attempt(done, 5)
    pending = loop.create_future()
    await attempt(pending, 0.01)
    show(pending.cancelled())
    task = asyncio.create_task(nap(1, name="task"))
    await attempt(asyncio.shield(task), 0.01)
    show(task.done())
    task.cancel()
    await asyncio.wait([task])
    outer = asyncio.create_task(attempt(nap(1, name="inner"), 5))
    await asyncio.sleep(0.01)
    outer.cancel("from outside")
    await asyncio.wait([outer])
    show(outer.cancelled(), outer.result())
    for wrong in (3, None):
        await attempt(wrong, 1)
    await attempt(asyncio.gather(nap(0.01), nap(1)), 0.03)


async def blocks():
    async with asyncio.timeout(None) as timeout:
        show(timeout.when(), repr(timeout), timeout.expired())
    show(repr(timeout))
    async with asyncio.timeout(1) as timeout:
        show(timeout.when() > asyncio.get_running_loop().time(), repr(timeout).startswith("<Timeout [active] when="))
    try:
        async with asyncio.timeout(0.01) as timeout:
            await nap(1)
        show("not reached")
    except TimeoutError as error:
        show(chain(error), error.args, repr(timeout), timeout.expired(), asyncio.current_task().cancelling())
    try:
        async with asyncio.timeout(0):
            show("runs until it waits")
            await nap(1)
    except TimeoutError:
        show("expired at the first wait")
    async with asyncio.timeout(-1) as timeout:
        show("never waits")
    show(timeout.expired())
    async with asyncio.timeout_at(asyncio.get_running_loop().time() + 0.02) as timeout:
        timeout.reschedule(timeout.when() + 5)
        await nap(0.04)
    show(timeout.expired())
    try:
        async with asyncio.timeout(5) as timeout:
            timeout.reschedule(asyncio.get_running_loop().time() - 1)
            await nap(1)
    except TimeoutError:
        show("rescheduled to the past")
    for call in (lambda: timeout.reschedule(1), lambda: asyncio.timeout(1).reschedule(2)):
        try:
            call()
        except RuntimeError as error:
            show(error)
    try:
        async with timeout:
            pass
    except RuntimeError as error:
        show(error)
    try:
        async with asyncio.timeout(0.01):
            try:
                await nap(1)
            except asyncio.CancelledError:
                raise KeyError("instead")
    except KeyError as error:
        show(chain(error), chain(error.__context__))
    try:
        async with asyncio.timeout(0.01) as timeout:
            try:
                await nap(1)
            except asyncio.CancelledError:
                show("swallowed")
    except TimeoutError:
        show("not raised")
    show(timeout.expired(), asyncio.current_task().cancelling())
    await asyncio.sleep(0)


async def nested():
    try:
        async with asyncio.timeout(0.05) as outer:
            try:
                async with asyncio.timeout(0.01) as inner:
                    await nap(1)
            except TimeoutError:
                show("inner", inner.expired(), outer.expired())
            await nap(1)
    except TimeoutError:
        show("outer", inner.expired(), outer.expired())
    try:
        async with asyncio.timeout(0.01) as outer:
            async with asyncio.timeout(0.05) as inner:
                await nap(1)
    except TimeoutError:
        show(inner.expired(), outer.expired())

    async def cancelled_inside():
        try:
            async with asyncio.timeout(0.01) as timeout:
                await nap(1)
        except TimeoutError:
            show("timeout first")
        except asyncio.CancelledError as error:
            show("cancelled", error.args, timeout.expired(), asyncio.current_task().cancelling())
            raise

    task = asyncio.create_task(cancelled_inside())
    await asyncio.sleep(0)
    task.cancel("outside")
    show(await asyncio.gather(task, return_exceptions=True))


async def main():
    for part in (wait_for, blocks, nested):
        show("----", part.__name__)
        await part()


asyncio.run(main())
