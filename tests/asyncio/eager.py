# Eager tasks: they run at once up to their first wait. And coroutines that are driven by hand inside a loop.
import asyncio

show = print


async def work(name, waits=0, error=None):
    show(name, "begins in", asyncio.current_task().get_name())
    for i in range(waits):
        await asyncio.sleep(0)
        show(name, "turn", i)
    if error:
        raise error
    return name


async def eager():
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    me = asyncio.current_task()
    task = asyncio.create_task(work("at once"), name="t1")
    show(task.done(), task.result(), asyncio.current_task() is me, task in asyncio.all_tasks())
    task = asyncio.create_task(work("waits", 2), name="t2")
    show(task.done(), asyncio.current_task() is me, task in asyncio.all_tasks())
    show(await task)
    task = asyncio.create_task(work("fails", 0, KeyError("x")), name="t3")
    show(task.done(), repr(task.exception()))
    show(await asyncio.gather(work("a", 1), work("b"), work("c", 2)))

    async def nested(n):
        show("nested", n)
        if n:
            await asyncio.create_task(nested(n - 1))
        await asyncio.sleep(0.001)
        show("nested ends", n)

    await asyncio.create_task(nested(3))
    future = loop.create_future()

    async def on_future():
        return await future

    task = asyncio.create_task(on_future())
    show(task.done())
    future.set_result("future")
    show(await task)

    async def slow():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as error:
            show("cancelled", error.args)
            raise

    task = asyncio.create_task(slow())
    task.cancel("soon")
    show(await asyncio.gather(task, return_exceptions=True))

    async def itself():
        asyncio.current_task().cancel("self")
        await asyncio.sleep(0)

    show(await asyncio.gather(asyncio.create_task(itself()), return_exceptions=True))
    async with asyncio.TaskGroup() as group:
        done = group.create_task(work("in the group"))
        later = group.create_task(work("in the group too", 1))
        show(done.done(), later.done(), group)
    task = asyncio.Task(work("lazy"), eager_start=False)
    show("not begun")
    await task
    async with asyncio.timeout(1):
        show(await asyncio.create_task(asyncio.sleep(0.001, "slept")))


async def by_hand():
    sleeping = asyncio.sleep(0.002, "result")
    future = sleeping.send(None)
    show(asyncio.isfuture(future), future.done())
    await asyncio.sleep(0.004)
    try:
        sleeping.send(None)
    except StopIteration as stop:
        show("slept", stop.value)
    yielding = asyncio.sleep(0, "zero")
    show(yielding.send(None))
    try:
        yielding.send(None)
    except StopIteration as stop:
        show(stop.value)
    for wrong in ("text", None):
        coroutine = asyncio.sleep(wrong)
        try:
            await coroutine
        except TypeError as error:
            show(error)
    try:
        await asyncio.sleep(float("nan"))
    except ValueError as error:
        show(error)


asyncio.run(eager())
asyncio.run(by_hand())
