# Lock, Event, Condition, Semaphore, Barrier: order of waiters, cancellation, reprs, errors.
import asyncio

show = print


def state(thing):
    return str(thing).split(" [")[-1]


async def lock():
    lock = asyncio.Lock()
    show(state(lock), lock.locked(), type(lock).__module__)
    show(await lock.acquire(), state(lock))
    try:
        lock.release()
        lock.release()
    except RuntimeError as error:
        show(error)

    async def user(name, hold):
        async with lock as value:
            show(name, "in", value, state(lock))
            for _ in range(hold):
                await asyncio.sleep(0)
        show(name, "out", state(lock))
        return name

    users = [asyncio.create_task(user(f"u{i}", i)) for i in range(4)]
    await asyncio.sleep(0)
    show("main tries", state(lock))
    async with lock:
        show("main in")
    show(await asyncio.gather(*users))
    # who is woken and cancelled at once hands it on
    await lock.acquire()
    users = [asyncio.create_task(user(f"c{i}", 1)) for i in range(3)]
    await asyncio.sleep(0)
    lock.release()
    show(state(lock))
    users[0].cancel()
    show("again", await lock.acquire(), state(lock))
    lock.release()
    show(await asyncio.gather(*users, return_exceptions=True), state(lock))
    # all waiters cancelled
    await lock.acquire()
    users = [asyncio.create_task(user(f"d{i}", 1)) for i in range(3)]
    await asyncio.sleep(0)
    for task in users:
        task.cancel("no")
    lock.release()
    show(state(lock), await lock.acquire())
    show(await asyncio.gather(*users, return_exceptions=True), state(lock))
    lock.release()
    try:
        async with lock:
            raise KeyError("inside")
    except KeyError as error:
        show(error, lock.locked())
    try:
        with lock:
            pass
    except TypeError as error:
        show(error)


async def event():
    event = asyncio.Event()
    show(state(event), event.is_set())

    async def waiter(name):
        show(name, "waits")
        show(name, await event.wait(), event.is_set())

    tasks = [asyncio.create_task(waiter(f"w{i}")) for i in range(3)]
    await asyncio.sleep(0)
    show(state(event))
    tasks[1].cancel()
    event.set()
    event.clear()
    show(state(event))
    show(await asyncio.gather(*tasks, return_exceptions=True), state(event))
    event.set()
    event.set()
    show(await event.wait(), state(event))


async def condition():
    condition = asyncio.Condition()
    show(state(condition))
    for call in (condition.notify, condition.notify_all):
        try:
            call()
        except RuntimeError as error:
            show(error)
    try:
        await condition.wait()
    except RuntimeError as error:
        show(error)

    async def waiter(name):
        async with condition:
            show(name, "waits")
            try:
                show(name, await condition.wait(), state(condition))
            except asyncio.CancelledError as error:
                show(name, "cancelled", error.args, condition.locked())
                raise

    tasks = [asyncio.create_task(waiter(f"w{i}")) for i in range(5)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    show(state(condition))
    async with condition:
        condition.notify(2)
        show("notified", state(condition))
        await asyncio.sleep(0)
        tasks[0].cancel("while it wants the lock")
        tasks[4].cancel("while it waits")
        await asyncio.sleep(0)
    show(state(condition))
    async with condition:
        condition.notify_all()
    show(await asyncio.gather(*tasks, return_exceptions=True), state(condition))
    number = 0

    async def until(wanted):
        async with condition:
            show("until", wanted, await condition.wait_for(lambda: number >= wanted and f"now {number}"))

    tasks = [asyncio.create_task(until(i)) for i in (3, 1, 2)]
    for _ in range(3):
        await asyncio.sleep(0)
        async with condition:
            number += 1
            condition.notify_all()
    await asyncio.gather(*tasks)
    shared = asyncio.Lock()
    a, b = asyncio.Condition(shared), asyncio.Condition(lock=shared)
    async with a:
        show(b.locked(), state(b), shared.locked())
    show(b.locked())


async def semaphore():
    semaphore = asyncio.Semaphore(2)
    show(state(semaphore), semaphore.locked())

    async def user(name, hold=2):
        show(name, "asks", state(semaphore))
        async with semaphore:
            show(name, "in", state(semaphore))
            for _ in range(hold):
                await asyncio.sleep(0)
        show(name, "out", state(semaphore))

    tasks = [asyncio.create_task(user(f"u{i}", i)) for i in range(5)]
    await asyncio.sleep(0)
    show(state(semaphore))
    tasks[2].cancel()
    tasks[3].cancel()
    show(await asyncio.gather(*tasks, return_exceptions=True), state(semaphore))
    await semaphore.acquire()
    await semaphore.acquire()
    tasks = [asyncio.create_task(user(f"v{i}")) for i in range(3)]
    await asyncio.sleep(0)
    semaphore.release()
    semaphore.release()
    show(state(semaphore), semaphore.locked())
    tasks[0].cancel()  # it has its place already
    show(await asyncio.gather(*tasks, return_exceptions=True), state(semaphore))
    semaphore.release()
    show(state(semaphore))
    bounded = asyncio.BoundedSemaphore()
    async with bounded:
        show(state(bounded))
    try:
        bounded.release()
    except ValueError as error:
        show(error)
    try:
        asyncio.Semaphore(-1)
    except ValueError as error:
        show(error)
    show(state(asyncio.Semaphore(0)), asyncio.Semaphore(0).locked())


async def barrier():
    barrier = asyncio.Barrier(3)
    show(state(barrier), barrier.parties, barrier.n_waiting, barrier.broken)

    async def party(name):
        try:
            async with barrier as position:
                show(name, "at", position, state(barrier))
            return position
        except asyncio.BrokenBarrierError as error:
            show(name, type(error).__name__, error)

    show(await asyncio.gather(*[party(f"p{i}") for i in range(6)]), state(barrier))
    tasks = [asyncio.create_task(party(f"q{i}")) for i in range(2)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    show(state(barrier))
    await barrier.reset()
    show(state(barrier), await asyncio.gather(*tasks), state(barrier))
    tasks = [asyncio.create_task(party(f"r{i}")) for i in range(2)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    tasks[0].cancel()
    show(await asyncio.gather(tasks[0], return_exceptions=True), state(barrier))
    await barrier.abort()
    show(state(barrier), await asyncio.gather(*tasks[1:]), barrier.broken)
    show(await party("late"))
    await barrier.reset()
    show(state(barrier), await asyncio.gather(*[party(f"s{i}") for i in range(3)]))
    try:
        asyncio.Barrier(0)
    except ValueError as error:
        show(error)


class Other:
    """Locks bound to a loop refuse another one, once somebody waited in them."""

    @staticmethod
    def run():
        lock = asyncio.Lock()

        async def contend():
            async with lock:
                task = asyncio.create_task(lock.acquire())
                await asyncio.sleep(0)
            await task
            lock.release()

        asyncio.run(contend())
        try:
            asyncio.run(contend())
        except RuntimeError as error:
            show(str(error).split("> ")[-1])


async def main():
    for part in (lock, event, condition, semaphore, barrier):
        show("----", part.__name__)
        await part()


asyncio.run(main())
Other.run()
