# Event loops that programs derive, policies, futures and tasks of other kinds, and which loop a future belongs to.
import asyncio
import contextvars


# ---- a loop with a clock of its own ----

class ClockLoop(asyncio.SelectorEventLoop):
    """Time stands still while something runs, and jumps to the next deadline when nothing does."""

    def __init__(self):
        super().__init__()
        self.now = 100.0
        self.deadlines = []

    def time(self):
        return self.now

    def call_at(self, when, callback, *args, context=None):
        self.deadlines.append(when)
        return super().call_at(when, callback, *args, context=context)

    def _run_once(self):
        if not self._ready and self.deadlines:
            self.now = max(self.now, min(self.deadlines))
            self.deadlines.remove(min(self.deadlines))
        super()._run_once()


async def sleeper(name, *delays):
    loop = asyncio.get_running_loop()
    for delay in delays:
        await asyncio.sleep(delay)
        print(name, loop.time())
    return name


async def with_clock():
    print(await asyncio.gather(sleeper("a", 1, 2), sleeper("b", 2.5), sleeper("c", 0)))
    try:
        async with asyncio.timeout(10):
            await asyncio.Event().wait()
    except TimeoutError:
        print("timeout at", asyncio.get_running_loop().time())
    try:
        await asyncio.wait_for(sleeper("d", 50), 5)
    except TimeoutError:
        print("wait_for at", asyncio.get_running_loop().time())


loop = ClockLoop()
print(loop.run_until_complete(with_clock()), loop.is_running(), loop.is_closed())
loop.call_later(3, loop.stop)
loop.run_forever()
print("stopped at", loop.time())
loop.close()
print(loop.is_closed(), isinstance(loop, asyncio.BaseEventLoop), isinstance(loop, asyncio.AbstractEventLoop))


# ---- a loop that makes its own tasks, and tells of errors itself ----

class CountingLoop(asyncio.SelectorEventLoop):
    made = 0

    def create_task(self, coro, **options):
        CountingLoop.made += 1
        return super().create_task(coro, **options)

    def default_exception_handler(self, context):
        print("own handler:", context["message"].split(" at ")[0], repr(context.get("exception")))


loop = CountingLoop()
loop.call_soon(lambda: 1 / 0)
print(loop.run_until_complete(sleeper("e")), CountingLoop.made)
loop.call_exception_handler({"message": "by hand"})
loop.set_exception_handler(lambda loop, context: print("handler:", context["message"]))
loop.call_exception_handler({"message": "by hand"})
loop.close()


# ---- policies ----

class Policy(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self):
        print("policy makes a loop")
        return super().new_event_loop()

    def set_event_loop(self, loop):
        print("policy sets", "none" if loop is None else "a loop")
        super().set_event_loop(loop)


async def nothing():
    return asyncio.get_running_loop().is_running()


asyncio.set_event_loop_policy(Policy())
print(asyncio.run(nothing()))
asyncio.set_event_loop_policy(None)
print(asyncio.run(nothing()))


# ---- loops of futures ----

class FakeLoop:
    """Not a loop at all, but it can be asked to call."""

    def __init__(self):
        self.calls = []

    def get_debug(self):
        return False

    def call_soon(self, callback, *args, context=None):
        self.calls.append((callback, args, context is not None))


fake = FakeLoop()
future = asyncio.Future(loop=fake)
future.add_done_callback(print)
print(future.get_loop() is fake, future._loop is fake, future)
future.set_result(5)
print([(args[0] is future, has_context) for _, args, has_context in fake.calls])
first, second = asyncio.new_event_loop(), asyncio.new_event_loop()
alien = second.create_future()
print(alien.get_loop() is second, first.create_future().get_loop() is first)


async def waits_for(future):
    try:
        await future
    except RuntimeError as error:
        print(str(error).split(" got ")[1].split(" attached")[0], "attached" + str(error).split("attached")[1])


first.run_until_complete(waits_for(alien))
for attempt in (lambda: asyncio.ensure_future(alien, loop=first), lambda: asyncio.gather(first.create_future(), alien)):
    try:
        attempt()
    except ValueError as error:
        print(error)
alien.add_done_callback(lambda future: print("done in its own loop", asyncio.get_running_loop() is second))
alien.set_result(1)
print(second.run_until_complete(alien))
first.close()
second.close()


# ---- futures and tasks of other kinds ----

class Duck:
    """Like a Future, and none."""

    _asyncio_future_blocking = False

    def __init__(self, task):
        self.task = task

    def __getattr__(self, name):
        return getattr(self.task, name)

    def __await__(self):
        return self.task.__await__()


async def ducks():
    loop = asyncio.get_running_loop()
    loop.set_task_factory(lambda loop, coro, **options: Duck(asyncio.Task(coro, loop=loop, **options)))
    duck = asyncio.create_task(sleeper("duck"))
    print(type(duck).__name__, asyncio.isfuture(duck), asyncio.ensure_future(duck) is duck, await duck)
    loop.set_task_factory(None)

    class Noticing(asyncio.Future):
        def add_done_callback(self, callback, *, context=None):
            print("add_done_callback", isinstance(context, contextvars.Context))
            super().add_done_callback(callback, context=context)

    noticing = Noticing()
    loop.call_soon(noticing.set_result, "noticed")
    print(await noticing)

    class Driven:
        """A coroutine by its methods alone."""

        def send(self, value):
            raise StopIteration("driven")

        def throw(self, *args):
            raise args[0]

        def close(self):
            pass

        def __await__(self):
            return self

    import collections.abc
    collections.abc.Coroutine.register(Driven)
    print(await asyncio.create_task(Driven()))

    class Registered:
        def get_loop(self):
            return loop

        def done(self):
            return False

    task = Registered()
    asyncio._register_task(task)
    print(task in asyncio.all_tasks(), len(asyncio.all_tasks()))
    asyncio._unregister_task(task)
    print(task in asyncio.all_tasks())
    try:
        asyncio._enter_task(loop, task)
    except RuntimeError as error:
        print(str(error).split("<")[0])


asyncio.run(ducks())


class Half(asyncio.Future):
    def __init__(self):
        pass


half = Half()
for method in (half.cancel, half.get_loop, lambda: half.set_result(1), lambda: half.add_done_callback(print), half.result):
    try:
        method()
    except (RuntimeError, asyncio.InvalidStateError) as error:
        print(type(error).__name__, error)


# ---- handles ----

loop = asyncio.new_event_loop()
soon, late = loop.call_at(loop.time() + 1, print), loop.call_at(loop.time() + 2, print)
print(soon < late, late <= soon, soon == soon, soon != late, sorted([late, soon]) == [soon, late], hash(soon) == hash(soon.when()))
handle = asyncio.Handle(lambda *args: print("called", args), (1, 2), loop)
handle._run()
print(handle._args, handle.cancelled())
handle.cancel()
print(handle.cancelled(), asyncio.TimerHandle(5.5, print, (), loop).when())
failing = asyncio.Handle(lambda: 1 / 0, (), loop)
loop.set_exception_handler(lambda loop, context: print(sorted(context), context["handle"] is failing))
failing._run()
loop.set_debug(True)
for call in (loop.call_soon, lambda function: loop.call_later(1, function)):
    try:
        call(nothing)
    except TypeError as error:
        print(error)
loop.close()


# ---- executors ----

async def executors():
    from concurrent.futures import ThreadPoolExecutor
    loop = asyncio.get_running_loop()
    try:
        loop.set_default_executor(3)
    except TypeError as error:
        print(error)
    loop.set_default_executor(ThreadPoolExecutor(1))
    print(await loop.run_in_executor(None, max, 3, 7))
    await loop.shutdown_default_executor()
    try:
        loop.run_in_executor(None, max, 3, 7)
    except RuntimeError as error:
        print(error)


asyncio.run(executors())


# ---- staggered races ----

async def races():
    from asyncio.staggered import staggered_race

    def racer(name, delay, error=None):
        async def run():
            print("start", name)
            try:
                await asyncio.sleep(delay)
            except asyncio.CancelledError:
                print("cancelled", name)
                raise
            if error:
                raise error
            return name
        return run

    print(await staggered_race([racer("slow", 1), racer("fast", .1), racer("never", 1)], .2))
    print(await staggered_race([racer("bad", 0, ValueError(1)), racer("worse", 0, KeyError(2))], None))
    print(await staggered_race([], 1))


asyncio.run(races())
