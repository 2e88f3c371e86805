# Queues: every method, many waiters, cancellation at each await, subclasses, shutdown.
import asyncio


def show(*values):
    print(*values)


async def basics():
    q = asyncio.Queue()
    show(q, q.maxsize, q.qsize(), q.empty(), q.full(), repr(q)[:7], repr(q).split(" ", 3)[3])
    for item in (1, "two", None, [3]):
        await q.put(item)
    show(q, q.qsize(), q.empty(), q.full())
    show([q.get_nowait(), await q.get(), await q.get(), q.get_nowait()])
    for attempt in (q.get_nowait, q.task_done, q.task_done, q.task_done, q.task_done, q.task_done):
        try:
            show("->", attempt())
        except (asyncio.QueueEmpty, ValueError) as error:
            show(type(error).__name__, type(error).__module__, error)
    one = asyncio.Queue(maxsize=1)
    one.put_nowait("x")
    try:
        one.put_nowait("y")
    except asyncio.QueueFull as error:
        show("full", repr(error), one.full(), one)
    for size in (-1, 0, 1, 2.5, True):
        q = asyncio.Queue(size)
        n = 0
        while not q.full() and n < 5:
            q.put_nowait(n)
            n += 1
        show(repr(size), n, q.maxsize, q)
    for bad in (lambda: asyncio.Queue("many").full(), lambda: asyncio.Queue(1, 2), lambda: asyncio.Queue(size=3), lambda: asyncio.Queue().put()):
        try:
            bad()
        except TypeError as error:
            show("TypeError", "<=" in str(error) or "argument" in str(error))
    show(asyncio.Queue[int].__origin__ is asyncio.Queue, asyncio.Queue.__module__, asyncio.iscoroutinefunction(q.get))
    show(asyncio.queues.Queue is asyncio.Queue, issubclass(asyncio.LifoQueue, asyncio.Queue))


async def kinds():
    lifo, least = asyncio.LifoQueue(3), asyncio.PriorityQueue()
    for item in (5, 1, 4):
        lifo.put_nowait(item)
    show(lifo, [lifo.get_nowait() for _ in range(3)])
    for item in ((2, "b"), (1, "z"), (3, "a"), (1, "a"), (2, "a")):
        least.put_nowait(item)
    show(least)
    show([(await least.get()) for _ in range(5)])

    class Job:
        def __init__(self, rank, name):
            self.rank, self.name = rank, name

        def __lt__(self, other):
            return self.rank < other.rank

    for i, rank in enumerate((3, 1, 2, 1, 3, 2, 1, 1)):
        least.put_nowait(Job(rank, i))
    show([least.get_nowait().name for _ in range(8)])
    least.put_nowait(1)
    try:
        least.put_nowait("a")
    except TypeError as error:
        show(error, least.qsize())


async def waiters():
    q = asyncio.Queue(2)

    async def getter(name, n=1):
        for _ in range(n):
            show(name, "waits")
            show(name, "got", await q.get(), q)

    async def putter(name, *items):
        for item in items:
            await q.put(item)
            show(name, "put", item, q)

    getters = [asyncio.create_task(getter(f"g{i}")) for i in range(4)]
    await asyncio.sleep(0)
    show(q)
    getters[1].cancel()
    q.put_nowait("a")
    q.put_nowait("b")
    show(q)
    getters[0].cancel()  # it was woken already: the wake-up goes on to the next
    await asyncio.sleep(0)
    show(q)
    await asyncio.sleep(0)
    await putter("main", "c", "d")
    show(await asyncio.gather(*getters, return_exceptions=True))
    putters = [asyncio.create_task(putter(f"p{i}", i, i * 10)) for i in range(3)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    show(q)
    putters[0].cancel("enough")
    await getter("main", 4)
    show(await asyncio.gather(*putters, return_exceptions=True), q)
    while not q.empty():
        q.get_nowait()


async def joining():
    q = asyncio.Queue()
    await q.join()
    show("joined empty")

    async def work(name):
        while True:
            item = await q.get()
            await asyncio.sleep(0)
            show(name, "did", item)
            q.task_done()

    async def joiner(name):
        await q.join()
        show(name, "joined")

    workers = [asyncio.create_task(work(f"w{i}")) for i in range(2)]
    for i in range(5):
        q.put_nowait(i)
    joiners = [asyncio.create_task(joiner(f"j{i}")) for i in range(3)]
    await asyncio.sleep(0)
    joiners[1].cancel()
    await q.join()
    show("all done", q)
    for worker in workers:
        worker.cancel()
    show(await asyncio.gather(*workers, *joiners, return_exceptions=True))


async def shutting_down():
    q = asyncio.Queue(1)

    async def attempt(name, coro):
        try:
            show(name, await coro)
        except asyncio.QueueShutDown as error:
            show(name, type(error).__name__, error.args)

    q.put_nowait(1)
    tasks = [asyncio.create_task(attempt(f"put{i}", q.put(i))) for i in range(2)]
    await asyncio.sleep(0)
    q.shutdown()
    show(q)
    await asyncio.gather(*tasks)
    await attempt("get", q.get())
    await attempt("get", q.get())
    await attempt("put", q.put(1))
    for call in (q.get_nowait, lambda: q.put_nowait(1)):
        try:
            call()
        except asyncio.QueueShutDown:
            show("shut down")
    q = asyncio.Queue()
    for i in range(3):
        q.put_nowait(i)
    joiner = asyncio.create_task(q.join())
    await asyncio.sleep(0)
    q.shutdown(immediate=True)
    show(q, q.empty())
    show(await joiner)
    q = asyncio.Queue()
    getters = [asyncio.create_task(attempt(f"get{i}", q.get())) for i in range(2)]
    await asyncio.sleep(0)
    show(q)
    q.shutdown(True)
    await asyncio.gather(*getters)


async def subclasses():
    class Unique(asyncio.Queue):
        def _init(self, maxsize):
            show("_init", maxsize)
            self._queue = set()

        def _put(self, item):
            self._queue.add(item)

        def _get(self):
            return self._queue.pop()

    q = Unique(3)
    for item in (1, 1, 1, 2):
        await q.put(item)
    show(q.qsize(), q.full(), sorted([await q.get(), await q.get()]), q.empty())

    class Logged(asyncio.Queue):
        def __init__(self, name, size=0):
            super().__init__(size)
            self.name = name

        def _put(self, item):
            show(self.name, "put", item, len(self._queue))
            super()._put((self.name, item))

        def get_nowait(self):
            item = super().get_nowait()
            show(self.name, "got", item)
            return item

        async def put(self, item):
            show("async put")
            return await super().put(item)

    q = Logged("log", 2)
    await q.put(1)
    task = asyncio.create_task(q.put(2))
    await task
    late = asyncio.create_task(q.put(3))
    await asyncio.sleep(0)
    show(q, str(q) == f"<Logged {q._format()}>")
    show(await q.get(), await q.get(), await late, await q.get())
    plain = asyncio.Queue()
    plain.put_nowait(1)
    plain.put_nowait(2)
    plain._queue.clear()
    show(plain.qsize(), plain.empty(), plain, type(plain._queue).__name__)
    plain.put_nowait(3)
    show(plain._queue[0], plain.get_nowait(), plain._unfinished_tasks)
    plain.extra = "attribute"
    show(plain.extra)

    class Odd(asyncio.PriorityQueue):
        def full(self):
            return self.qsize() >= 1

    q = Odd()
    q.put_nowait(2)
    waiting = asyncio.create_task(q.put(1))
    await asyncio.sleep(0)
    show(waiting.done(), await q.get(), await waiting, await q.get(), q._queue)


async def by_hand():
    q = asyncio.Queue()
    coro = q.get()
    future = coro.send(None)
    show(future.done(), q)
    try:
        coro.throw(KeyError("thrown"))
    except KeyError as error:
        show("thrown", error, q)
    q.put_nowait(7)
    try:
        q.get().send(None)
    except StopIteration as stop:
        show("value", stop.value)


async def main():
    for part in (basics, kinds, waiters, joining, shutting_down, subclasses, by_hand):
        show("----", part.__name__)
        await part()


asyncio.run(main())
