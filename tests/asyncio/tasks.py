# Future and Task: states, callbacks, errors, names, reprs, cancellation counts.
import asyncio

show = print


def attempt(call, *args):
    try:
        show(call(*args))
    except BaseException as error:
        show(type(error).__name__, error)


async def futures():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    show(future, future.done(), future.cancelled(), future.get_loop() is loop, type(future).__module__)
    attempt(future.result)
    attempt(future.exception)
    order = []
    first, second = (lambda f: order.append(("first", f.result()))), (lambda f: order.append("second"))
    for callback in (first, second, first, second):
        future.add_done_callback(callback)
    show(future.remove_done_callback(second), future.remove_done_callback(print))
    future.set_result(1)
    future.add_done_callback(second)
    show(order, future)
    await asyncio.sleep(0)
    show(order, future.result(), future.exception(), await future)
    attempt(future.set_result, 2)
    attempt(future.set_exception, KeyError())
    attempt(future.cancel)
    failed = loop.create_future()
    attempt(failed.set_exception, 3)
    attempt(failed.set_exception, StopIteration)
    attempt(failed.set_exception, StopIteration(1))
    show(failed.done(), repr(failed.exception()) if failed.done() else None)
    failed = loop.create_future()
    failed.set_exception(KeyError("class or instance"))
    show(failed, repr(failed.exception()))
    attempt(failed.result)
    try:
        await failed
    except KeyError as error:
        show("awaited", error)
    cancelled = loop.create_future()
    cancelled.add_done_callback(lambda f: show("callback of", f))
    show(cancelled.cancel("why"), cancelled.cancel("again"), cancelled)
    attempt(cancelled.result)
    attempt(cancelled.exception)
    attempt(cancelled.set_result, 1)
    await asyncio.sleep(0)
    try:
        await cancelled
    except asyncio.CancelledError as error:
        show("awaited", error.args)
    show(asyncio.isfuture(cancelled), asyncio.isfuture(3), asyncio.iscoroutine(cancelled))

    class Own(asyncio.Future):
        def set_result(self, result):
            super().set_result(("own", result))

    own = Own()
    loop.call_soon(own.set_result, 5)
    show(await own, own, isinstance(own, asyncio.Future))
    shared = loop.create_future()

    async def waiter(name):
        show(name, await shared)

    tasks = [asyncio.create_task(waiter(i)) for i in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.sleep(0)
    show(shared.cancelled(), [task.done() for task in tasks])
    outcome = await asyncio.gather(*tasks, return_exceptions=True)
    show([repr(value) for value in outcome])


async def naming():
    async def body():
        return asyncio.current_task().get_name()

    task = asyncio.create_task(body())
    show(task.get_name().startswith("Task-"), task.get_coro().__name__)
    task.set_name(3)
    show(repr(task.get_name()), await task, task.get_name())
    show(await asyncio.create_task(body(), name="given"))
    loop = asyncio.get_running_loop()
    show(await loop.create_task(body(), name="by loop"), await asyncio.Task(body(), name="class"))
    a, b = asyncio.create_task(body()), asyncio.create_task(body())
    show(int(b.get_name()[5:]) - int(a.get_name()[5:]))
    show(len(asyncio.all_tasks()), asyncio.current_task() in asyncio.all_tasks())
    await a
    await b
    show(len(asyncio.all_tasks()), a in asyncio.all_tasks())
    attempt(a.set_result, 1)
    attempt(a.set_exception, KeyError())
    attempt(asyncio.create_task, 5)
    attempt(asyncio.create_task, "text")
    attempt(asyncio.ensure_future, 5)
    show(asyncio.ensure_future(a) is a)


async def cancelling():
    log = []

    async def body(name, ignores=0):
        while True:
            try:
                await asyncio.sleep(1)
            except asyncio.CancelledError as error:
                log.append((name, error.args, asyncio.current_task().cancelling()))
                if not ignores:
                    raise
                ignores -= 1

    task = asyncio.create_task(body("fresh"))
    show(task.cancel("before it began"), task.cancelling(), str(task)[:16])
    try:
        await task
    except asyncio.CancelledError as error:
        show("cancelled", error.args, task.cancelled(), log)
    show(task.cancel(), task.cancelling())
    task = asyncio.create_task(body("sleeping", 2))
    await asyncio.sleep(0)
    show(task.cancel("one"), task.cancel("two"), task.cancelling())
    await asyncio.sleep(0)
    show(log, task.uncancel(), task.uncancel(), task.uncancel(), task.cancelling())
    task.cancel("three")
    await asyncio.sleep(0)
    show(log[1:], task.done())
    task.cancel("four")
    for _ in range(2):
        try:
            await task
        except asyncio.CancelledError as error:
            show(error.args, log[-1])
    attempt(task.result)
    attempt(task.exception)

    async def quick():
        await asyncio.sleep(0)
        return "result"

    task = asyncio.create_task(quick())
    await asyncio.sleep(0)
    task.cancel()
    task.uncancel()
    show(await task)
    task = asyncio.create_task(body("uncancelled sleep"))
    await asyncio.sleep(0)
    task.cancel()
    task.uncancel()
    show(await asyncio.gather(task, return_exceptions=True))

    async def itself():
        asyncio.current_task().cancel("self")
        show("still runs")
        try:
            await asyncio.sleep(0)
        except asyncio.CancelledError as error:
            show("self", error.args)
        return "survived"

    show(await asyncio.create_task(itself()))

    async def last_moment():
        asyncio.current_task().cancel("returns")
        return "lost"

    show(await asyncio.gather(asyncio.create_task(last_moment()), return_exceptions=True))

    async def raises_cancelled():
        raise asyncio.CancelledError("by hand", 2)

    task = asyncio.create_task(raises_cancelled())
    for _ in range(2):
        try:
            await task
        except asyncio.CancelledError as error:
            show(error.args, task.cancelled())

    async def chain(depth):
        try:
            return await (chain(depth - 1) if depth else asyncio.sleep(1))
        finally:
            log.append(depth)

    del log[:]
    task = asyncio.create_task(chain(4))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    show(log)
    inner = asyncio.create_task(asyncio.sleep(1))

    async def awaits_task():
        await inner

    task = asyncio.create_task(awaits_task())
    await asyncio.sleep(0)
    task.cancel("through")
    show(await asyncio.gather(task, inner, return_exceptions=True))

    async def both():
        try:
            await asyncio.sleep(1)
        finally:
            await asyncio.sleep(0)
            show("clean-up done")

    task = asyncio.create_task(both())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    task.cancel("during the clean-up")
    show(await asyncio.gather(task, return_exceptions=True))


async def errors():
    async def bad():
        raise KeyError("bad")

    task = asyncio.create_task(bad())
    task.add_done_callback(lambda t: show("callback", repr(t.exception())))
    await asyncio.wait([task])
    await asyncio.sleep(0)
    attempt(task.result)
    for _ in range(2):
        try:
            await task
        except KeyError as error:
            show("again", error)

    async def itself():
        await asyncio.current_task()

    task = asyncio.create_task(itself())
    try:
        await task
    except RuntimeError as error:
        show(str(error)[:27])

    class Yields:
        def __init__(self, value):
            self.value = value

        def __await__(self):
            try:
                show("resumed with", (yield self.value))
            except RuntimeError as error:
                show(str(error)[:30])
            return "after"

    async def awaits(thing):
        return await thing

    show(await asyncio.create_task(awaits(Yields(None))))
    show(await asyncio.create_task(awaits(Yields("nonsense"))))
    show(await asyncio.create_task(awaits(Yields(asyncio.get_running_loop().create_future()))))

    async def stops():
        raise StopIteration("x")

    try:
        await asyncio.create_task(stops())
    except RuntimeError as error:
        show(error, repr(error.__cause__))
    async def slow():
        await asyncio.sleep(0)
        raise KeyError("slow")

    coroutine = slow()
    task = asyncio.create_task(coroutine)
    await asyncio.sleep(0)
    try:
        await coroutine
    except RuntimeError as error:
        show(error)
    await asyncio.gather(task, return_exceptions=True)
    try:
        await coroutine
    except RuntimeError as error:
        show(error)


async def main():
    for part in (futures, naming, cancelling, errors):
        show("----", part.__name__)
        await part()


asyncio.run(main())
attempt(asyncio.current_task)
attempt(asyncio.get_running_loop)
attempt(asyncio.all_tasks)


class Subclass(asyncio.Task):
    def __init__(self, coro, *, label="none", **options):
        super().__init__(coro, **options)
        self.label = label


class Loud(asyncio.Future):
    def cancel(self, msg=None):
        show("Loud.cancel", msg)
        return super().cancel(msg)


async def subclasses():
    async def body(value):
        await asyncio.sleep(0)
        return value

    task = Subclass(body(1), label="mine", name="sub")
    show(task.label, task.get_name(), isinstance(task, asyncio.Task), await task)
    loud = Loud()

    async def waits():
        await loud

    task = asyncio.create_task(waits())
    await asyncio.sleep(0)
    task.cancel("through")
    show(await asyncio.gather(task, return_exceptions=True), loud)
    generic = asyncio.Future[int], asyncio.Task[str]
    show(generic[0].__origin__ is asyncio.Future)


async def rings():
    # Tasks that wait for tasks that wait ...: cancelled from the far end.
    async def link(awaited):
        return await awaited

    task = asyncio.create_task(asyncio.sleep(10))
    tasks = [task]
    for _ in range(100):
        task = asyncio.create_task(link(task))
        tasks.append(task)
    for _ in range(3):
        await asyncio.sleep(0)
    tasks[-1].cancel("far")
    try:
        await tasks[-1]
    except asyncio.CancelledError as error:
        show(error.args, all(task.cancelled() for task in tasks))


asyncio.run(subclasses())
asyncio.run(rings())
