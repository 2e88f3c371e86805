# TaskGroup: results, errors, cancellation from inside and outside.
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


def describe(group):
    return group.message, [repr(error) for error in group.exceptions], repr(group.__cause__), group.__suppress_context__


async def good():
    async with asyncio.TaskGroup() as group:
        show(group)
        a = group.create_task(work("a", 2))
        b = group.create_task(work("b", 1), name="named")
        show(group, b.get_name())
    show(a.result(), b.result(), group)
    async with asyncio.TaskGroup():
        show("empty")
    async with asyncio.TaskGroup() as group:
        async def grow(n):
            show("grow", n)
            if n:
                group.create_task(grow(n - 1))

        group.create_task(grow(3))
    async with asyncio.TaskGroup() as outer:
        async with asyncio.TaskGroup() as inner:
            outer.create_task(work("outer", 3))
            inner.create_task(work("inner", 2))
        show("inner done")


async def bad():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(work("a", 5))
            group.create_task(work("b", 2, KeyError("b")))
            show("body waits")
            await work("body", 9)
    except BaseExceptionGroup as error:
        show(type(error).__name__, describe(error), group, asyncio.current_task().cancelling())
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(work("a", 5))
            raise ValueError("body")
    except ExceptionGroup as error:
        show(describe(error))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(work("a", 1, KeyError("a")))
            group.create_task(work("b", 1, ValueError("b")))
            group.create_task(work("c", 1))
    except ExceptionGroup as error:
        show(describe(error))

    async def fails_when_cancelled():
        try:
            await asyncio.sleep(1)
        finally:
            raise OSError("while cancelled")

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails_when_cancelled())
            await asyncio.sleep(0)
            raise ValueError("body")
    except ExceptionGroup as error:
        show(describe(error))
    try:
        async with asyncio.TaskGroup() as group:
            async with asyncio.TaskGroup() as inner:
                inner.create_task(work("inner", 1, KeyError("inner")))
            show("not reached")
    except ExceptionGroup as error:
        show(describe(error), [describe(e) for e in error.exceptions])


async def cancelled():
    async def grouped():
        async with asyncio.TaskGroup() as group:
            group.create_task(work("g1", 9))
            group.create_task(work("g2", 9))
        show("not reached")

    task = asyncio.create_task(grouped())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel("outside")
    show(await asyncio.gather(task, return_exceptions=True))
    async with asyncio.TaskGroup() as group:
        child = group.create_task(work("child", 9))
        await asyncio.sleep(0)
        child.cancel("one child")
    show(child.cancelled(), "the group goes on")

    async def body_cancelled():
        async with asyncio.TaskGroup() as group:
            group.create_task(work("x", 9))
            asyncio.current_task().cancel("self")
            await work("body", 3)

    show(await asyncio.gather(asyncio.create_task(body_cancelled()), return_exceptions=True))

    async def error_and_cancel():
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(work("x", 2, KeyError("x")))
                group.create_task(work("y", 9))
        except ExceptionGroup as error:
            show(describe(error), asyncio.current_task().cancelling())
            await asyncio.sleep(0)
        show("went on")

    task = asyncio.create_task(error_and_cancel())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel("at the same time")
    show(await asyncio.gather(task, return_exceptions=True))
    try:
        async with asyncio.timeout(0.01):
            async with asyncio.TaskGroup() as group:
                group.create_task(asyncio.sleep(1))
    except TimeoutError as error:
        show("timeout", group)
    try:
        async with asyncio.TaskGroup() as group:
            async with asyncio.timeout(0.01):
                group.create_task(asyncio.sleep(0.02))
                await asyncio.sleep(1)
    except ExceptionGroup as error:
        show(describe(error))


async def misuse():
    group = asyncio.TaskGroup()
    for wanted in ("has not been entered",):
        try:
            group.create_task(work("never"))
        except RuntimeError as error:
            show(error)
    async with group:
        try:
            async with group:
                pass
        except RuntimeError as error:
            show(error)
    try:
        group.create_task(work("never"))
    except RuntimeError as error:
        show(error)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(work("bad", 0, KeyError("bad")))
            try:
                await asyncio.sleep(1)
            except asyncio.CancelledError:
                try:
                    group.create_task(work("never"))
                except RuntimeError as error:
                    show(error)
    except ExceptionGroup as error:
        show(describe(error))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(3)
    except ExceptionGroup as error:
        show(describe(error))


async def main():
    for part in (good, bad, cancelled, misuse):
        show("----", part.__name__)
        await part()


asyncio.run(main())
