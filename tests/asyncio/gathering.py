# gather, wait, as_completed, shield: results, errors, cancellation, order.
import asyncio

show = print


async def work(name, steps=1, error=None):
    try:
        for i in range(steps):
            show(name, i)
            await asyncio.sleep(0)
        if error:
            raise error
        return name
    except asyncio.CancelledError as cancelled:
        show(name, "cancelled", cancelled.args)
        raise


async def gathers():
    show(await asyncio.gather())
    show(await asyncio.gather(work("a", 3), work("b", 1), work("c", 2)))
    try:
        await asyncio.gather(work("a", 3), work("b", 1, ValueError("b")), work("c", 2, KeyError("c")))
    except ValueError as error:
        show("raised", error)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    show(await asyncio.gather(work("a"), work("b", 1, ValueError("b")), return_exceptions=True))
    coroutine = work("twice")
    show(await asyncio.gather(coroutine, coroutine))
    task = asyncio.create_task(work("task"))
    future = asyncio.get_running_loop().create_future()
    future.set_result("future")
    show(await asyncio.gather(task, future, asyncio.sleep(0, "sleep"), task))
    group = asyncio.gather(task, future)
    show(type(group).__name__, group.done(), group.result())
    group = asyncio.gather(work("x", 5), work("y", 5))
    show(isinstance(group, asyncio.Future), group.done())
    await asyncio.sleep(0)
    show(group.cancel("msg"), group.cancelled(), group.done())
    try:
        await group
    except asyncio.CancelledError as error:
        show("cancelled", error.args, group.cancelled(), group.done())
    show(group.cancel())
    group = asyncio.gather(work("x", 5), work("y", 1), return_exceptions=True)
    await asyncio.sleep(0)
    group.cancel()
    try:
        show(await group)
    except asyncio.CancelledError as error:
        show("cancelled", error.args, group.cancelled())
    child = asyncio.create_task(work("child", 9))
    group = asyncio.gather(child, work("other", 2))
    await asyncio.sleep(0)
    child.cancel("just this one")
    try:
        await group
    except asyncio.CancelledError as error:
        show("child cancelled", error.args, group.cancelled())
    child = asyncio.create_task(work("child", 9))
    group = asyncio.gather(child, work("other", 2), return_exceptions=True)
    await asyncio.sleep(0)
    child.cancel("just this one")
    show(await group)
    outer = asyncio.create_task(outer_task())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    outer.cancel("outer")
    show(await asyncio.gather(outer, return_exceptions=True))
    for wrong in (3, "text"):
        try:
            await asyncio.gather(wrong)
        except TypeError as error:
            show(error)
    group = asyncio.gather(work("late"), work("later", 2))
    group.add_done_callback(lambda g: show("callback", g.result()))
    await group
    await asyncio.sleep(0)


async def outer_task():
    try:
        return await asyncio.gather(work("in1", 9), work("in2", 9))
    finally:
        show("outer ends")


async def waits():
    def names(tasks):
        return sorted(task.get_name() for task in tasks)

    def start(*specs):
        return [asyncio.create_task(work(name, steps, error), name=name) for name, steps, error in specs]

    for condition in (asyncio.ALL_COMPLETED, asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION):
        show(condition)
        tasks = start(("a", 1, None), ("b", 3, KeyError("b")), ("c", 5, None))
        done, pending = await asyncio.wait(tasks, return_when=condition)
        show(names(done), names(pending))
        await asyncio.gather(*tasks, return_exceptions=True)
    tasks = [asyncio.create_task(asyncio.sleep(t, t), name=str(t)) for t in (0.01, 0.05, 0.03)]
    done, pending = await asyncio.wait(tasks, timeout=0.02)
    show(names(done), names(pending))
    done, pending = await asyncio.wait(pending, timeout=0)
    show(names(done), names(pending))
    done, pending = await asyncio.wait({*pending})
    show(names(done), names(pending), sorted(task.result() for task in done))
    waiter = asyncio.create_task(asyncio.wait(start(("x", 5, None), ("y", 5, None))))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiter.cancel()
    show(await asyncio.gather(waiter, return_exceptions=True))
    await asyncio.sleep(0.01)
    for arguments, options in (([], {}), (work("no"), {}), ([work("no")], {}), (tasks, {"return_when": "never"})):
        try:
            await asyncio.wait(arguments, **options)
        except (TypeError, ValueError) as error:
            show(type(error).__name__, error)
        for coroutine in arguments if isinstance(arguments, list) else [arguments]:
            if asyncio.iscoroutine(coroutine):
                coroutine.close()


async def completed():
    async def nap(seconds, error=None):
        await asyncio.sleep(seconds)
        if error:
            raise error
        return seconds

    for future in asyncio.as_completed([nap(0.03), nap(0.01), nap(0.02, ValueError("two"))]):
        try:
            show(await future)
        except ValueError as error:
            show(error)
    try:
        for future in asyncio.as_completed([nap(0.01), nap(0.05), nap(0.06)], timeout=0.03):
            show(await future)
    except TimeoutError as error:
        show("timeout", error.args)
    show(list(asyncio.as_completed([])))
    tasks = {asyncio.create_task(nap(t)): t for t in (0.02, 0.01)}
    iterator = asyncio.as_completed(tasks)
    while True:
        try:
            task = await iterator.__anext__()
        except StopAsyncIteration:
            break
        show(task in tasks, await task)
    try:
        asyncio.as_completed(asyncio.sleep(0))
    except TypeError as error:
        show(error)


async def shields():
    task = asyncio.create_task(work("inner", 3))
    shielded = asyncio.shield(task)
    await asyncio.sleep(0)
    show(shielded.cancel("outer"), shielded.cancelled(), task.cancelled())
    show(await task)
    show(asyncio.shield(task) is task)
    show(await asyncio.shield(work("coro")))
    try:
        await asyncio.shield(work("bad", 1, KeyError("bad")))
    except KeyError as error:
        show(error)

    async def protected():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            show("who waits is cancelled", error.args)
            raise

    task = asyncio.create_task(work("inner", 4))
    waiter = asyncio.create_task(protected())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiter.cancel("waiter")
    show(await asyncio.gather(waiter, return_exceptions=True), task.done(), await task)
    task = asyncio.create_task(work("inner", 4))
    shielded = asyncio.shield(task)
    await asyncio.sleep(0)
    task.cancel("the task itself")
    try:
        await shielded
    except asyncio.CancelledError as error:
        show(error.args, shielded.cancelled())


async def main():
    for part in (gathers, waits, completed, shields):
        show("----", part.__name__)
        await part()


asyncio.run(main())
