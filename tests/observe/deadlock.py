# not CPython: it hangs
# What a DeadlockError says: who waits on what, where, created where, and the rings.
import asyncio


class Account:
    def __init__(self):
        self.lock = asyncio.Lock()

    async def transfer(self, other):
        async with self.lock:
            await asyncio.sleep(0.1)
            async with other.lock:
                pass


async def two_locks():
    a, b = Account(), Account()
    await asyncio.gather(a.transfer(b), b.transfer(a))


async def own_lock():
    lock = asyncio.Lock()
    async with lock:
        await lock.acquire()


async def queue_ends():
    empty, full = asyncio.Queue(), asyncio.Queue(1)
    full.put_nowait(0)

    async def put():
        await full.put(1)

    async def get():
        return await empty.get()

    async with asyncio.TaskGroup() as group:
        group.create_task(put(), name="putter")
        group.create_task(get(), name="getter")
        await full.join()


async def primitives():
    event, condition, barrier = asyncio.Event(), asyncio.Condition(), asyncio.Barrier(2)
    permits = asyncio.Semaphore(0)

    async def on_condition():
        async with condition:
            await condition.wait_for(lambda: False)

    async def on_semaphore():
        async with permits:
            pass

    async def timed():
        async with asyncio.timeout(None):
            await asyncio.shield(asyncio.wait_for(event.wait(), None))

    async with asyncio.TaskGroup() as group:
        for work in (event.wait(), on_condition(), barrier.wait(), on_semaphore(), timed()):
            group.create_task(work)


async def reacquiring():
    condition = asyncio.Condition()

    async def waits():
        async with condition:
            await condition.wait()

    task = asyncio.create_task(waits())
    await asyncio.sleep(0)
    await condition.acquire()
    condition.notify()
    await task


async def each_other():
    tasks = []

    async def waits_for(number):
        await tasks[number]

    tasks += [asyncio.create_task(waits_for((i + 1) % 3), name="abc"[i]) for i in range(3)]
    await asyncio.wait(tasks)


async def as_they_end():
    async def never():
        await asyncio.get_running_loop().create_future()

    for next_one in asyncio.as_completed([never(), never()]):
        await next_one


async def awaitable_object():
    class Result:
        def __await__(self):
            return (yield from asyncio.Future())

    await Result()


async def generator():
    async def items():
        yield 1
        await asyncio.Event().wait()

    async for item in items():
        print("item", item)


async def many():
    await asyncio.gather(*(asyncio.Event().wait() for _ in range(30)))


def leaf(error):
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


for program in (two_locks, own_lock, queue_ends, primitives, reacquiring, each_other, as_they_end, awaitable_object,
                generator, many):
    print("----", program.__name__)
    try:
        asyncio.run(program())
    except (asyncio.DeadlockError, ExceptionGroup) as error:
        print(leaf(error))


async def caught():
    try:
        await asyncio.Event().wait()
    except asyncio.DeadlockError as error:
        print("caught in main:", str(error).splitlines()[0])
    return 5


print(asyncio.run(caught()))
loop = asyncio.new_event_loop()
try:
    loop.run_forever()
except asyncio.DeadlockError as error:
    print(error)
