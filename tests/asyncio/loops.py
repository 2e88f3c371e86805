# Event loops as objects: callbacks, timers, run_until_complete, Runner, exception handlers, task factories.
import asyncio

show = print


def attempt(call, *args, **options):
    try:
        show(call(*args, **options))
    except BaseException as error:
        show(type(error).__name__, error)


async def callbacks():
    loop = asyncio.get_running_loop()
    log = []
    handles = [loop.call_soon(log.append, i) for i in range(3)]
    handles[1].cancel()
    show([h.cancelled() for h in handles], handles[1])
    loop.call_soon(lambda: loop.call_soon(log.append, "nested"))
    await asyncio.sleep(0)
    show(log)
    await asyncio.sleep(0)
    show(log)
    del log[:]
    timers = [loop.call_later(delay, log.append, delay) for delay in (0.03, 0.01, 0.02, 0, -1)]
    at = loop.call_at(loop.time() + 0.015, log.append, "at")
    show(at.when() > loop.time(), timers[2].cancelled())
    timers[2].cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    show(log)
    await asyncio.sleep(0.05)
    show(log)
    attempt(loop.call_later, None, print)
    attempt(loop.call_at, None, print)
    show(loop.is_running(), loop.is_closed(), loop.get_debug(), str(loop))
    attempt(loop.close)
    show(asyncio.get_event_loop() is loop, asyncio._get_running_loop() is loop)
    attempt(asyncio.run, None)
    future = loop.create_future()
    loop.call_soon_threadsafe(future.set_result, "threadsafe")
    show(await future)


def by_hand():
    loop = asyncio.new_event_loop()
    show(loop.is_running(), loop.is_closed(), isinstance(loop, asyncio.AbstractEventLoop))
    loop.call_soon(show, "queued before")
    loop.call_later(0.01, loop.stop)
    loop.run_forever()
    show("stopped")
    loop.stop()
    loop.call_soon(show, "one turn")
    loop.run_forever()

    async def body(n):
        await asyncio.sleep(0)
        return n, asyncio.get_running_loop() is loop

    show(loop.run_until_complete(body(1)))
    task = loop.create_task(body(2))
    left = loop.create_task(asyncio.sleep(0.01, "left over"))
    show(loop.run_until_complete(task), left.done(), len(asyncio.all_tasks(loop)))
    show(loop.run_until_complete(left))
    future = loop.create_future()
    loop.call_soon(future.set_result, "future")
    show(loop.run_until_complete(future))

    async def fails():
        raise KeyError("out")

    attempt(loop.run_until_complete, fails())

    async def stops():
        asyncio.get_running_loop().stop()
        await asyncio.sleep(0.01)
        return "later"

    task = loop.create_task(stops())
    attempt(loop.run_until_complete, task)
    attempt(loop.run_until_complete, task)
    other = asyncio.new_event_loop()

    async def nested():
        other.call_soon(show, "in the other loop")

    loop.run_until_complete(nested())
    other.call_soon(other.stop)
    other.run_forever()
    other.close()
    loop.close()
    loop.close()
    show(loop.is_closed())
    for call in (loop.run_forever, lambda: loop.call_soon(print), lambda: loop.call_later(1, print)):
        attempt(call)
    asyncio.set_event_loop(other)
    show(asyncio.get_event_loop() is other)
    asyncio.set_event_loop(None)
    attempt(asyncio.get_event_loop)
    attempt(asyncio.set_event_loop, 3)


def runners():
    async def body(n):
        show("body", n, asyncio.current_task() is not None)
        await asyncio.sleep(0)
        return n

    async def forever():
        try:
            await asyncio.sleep(100)
        finally:
            show("cleaned up")

    async def leaves():
        asyncio.create_task(forever())
        await asyncio.sleep(0)

    with asyncio.Runner() as runner:
        show(runner.run(body(1)), runner.run(body(2)), runner.get_loop().is_running())
        loop = runner.get_loop()
        runner.run(leaves())
        attempt(runner.run, 3)
        show("closing")
    show(loop.is_closed())
    attempt(runner.get_loop)
    runner = asyncio.Runner(debug=False, loop_factory=asyncio.new_event_loop)
    show(runner.run(body(3)))
    runner.close()
    runner.close()
    asyncio.run(leaves())

    async def inside():
        coroutine = body(0)
        attempt(asyncio.Runner().run, coroutine)
        coroutine.close()
        coroutine = body(0)
        attempt(asyncio.run, coroutine)
        coroutine.close()

    asyncio.run(inside())
    for wrong in (3, None):
        attempt(asyncio.run, wrong)
    show(asyncio.run(body(4), debug=False))


async def handlers():
    loop = asyncio.get_running_loop()

    def handler(loop, context):
        show(sorted(context), context["message"].split(" at ")[0], repr(context.get("exception")))

    show(loop.get_exception_handler())
    loop.set_exception_handler(handler)
    loop.call_soon(lambda: 1 / 0)
    future = loop.create_future()

    def broken(future):
        raise KeyError("callback")

    future.add_done_callback(broken)
    future.add_done_callback(lambda f: show("the next one runs"))
    future.set_result(0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    loop.call_exception_handler({"message": "by hand", "more": 1})
    attempt(loop.set_exception_handler, 3)
    loop.set_exception_handler(None)
    show(loop.get_exception_handler())


async def factories():
    loop = asyncio.get_running_loop()

    class Named(asyncio.Task):
        pass

    def factory(loop, coro, **options):
        show("factory", sorted(options))
        return asyncio.Task(coro, loop=loop, **options)

    loop.set_task_factory(factory)
    show(loop.get_task_factory() is factory)
    task = asyncio.create_task(asyncio.sleep(0, "made"), name="named")
    show(task.get_name(), await task)
    show(await asyncio.gather(asyncio.sleep(0, 1), asyncio.sleep(0, 2)))
    loop.set_task_factory(None)
    attempt(loop.set_task_factory, 3)


asyncio.run(callbacks())
by_hand()
runners()
asyncio.run(handlers())
asyncio.run(factories())
