# Tasks that share a lock, an event, a condition, a semaphore, queues, a barrier, or that gather and group, and that are
# cancelled at random moments. Each step prints: the order must be asyncio's to the line.
import asyncio

show = print


class Random:
    def __init__(self, seed):
        self.state = seed * 2654435761 % 4294967296 or 1

    def below(self, n):
        self.state = (self.state * 1103515245 + 12345) % 2147483648
        return (self.state >> 8) % n


def state(thing):
    return str(thing).split("[")[-1]


class Program:
    """One kind of thing, five tasks, and a sixth that cancels them."""

    def __init__(self, kind, seed):
        self.use = getattr(self, kind)
        self.random = Random(seed)
        self.lock, self.event, self.condition_ = asyncio.Lock(), asyncio.Event(), asyncio.Condition()
        self.semaphore_ = asyncio.Semaphore(1 + self.random.below(3))
        self.queues = [asyncio.Queue(1), asyncio.Queue(2), asyncio.LifoQueue(1)]
        self.barrier_ = asyncio.Barrier(2 + self.random.below(2))
        self.tasks = []

    async def turns(self, n=3):
        for _ in range(self.random.below(n)):
            await asyncio.sleep(0)

    async def locks(self, name):
        await self.lock.acquire()
        show(name, "in", state(self.lock))
        try:
            await self.turns()
        finally:
            self.lock.release()
            show(name, "out")

    async def events(self, name):
        choice = self.random.below(4)
        if choice == 0:
            self.event.set()
        elif choice == 1:
            self.event.clear()
        else:
            show(name, await self.event.wait(), state(self.event))

    async def conditions(self, name):
        choice = self.random.below(4)
        async with self.condition_:
            show(name, "has it", state(self.condition_))
            if choice == 0:
                self.condition_.notify(1 + self.random.below(2))
            elif choice == 1:
                self.condition_.notify_all()
            elif choice == 2:
                show(name, await self.condition_.wait())
            else:
                show(name, await asyncio.wait_for(self.condition_.wait(), 5))
            await self.turns(2)

    async def semaphores(self, name):
        async with self.semaphore_:
            show(name, "in", state(self.semaphore_))
            await self.turns()

    async def queueing(self, name):
        queue, choice = self.queues[self.random.below(3)], self.random.below(9)
        if choice < 4:
            await queue.put((name, self.random.below(9)))
            show(name, "put", queue)
        elif choice < 8:
            show(name, "got", await queue.get(), queue)
            queue.task_done()
        else:
            await queue.join()
            show(name, "joined")
        if self.random.below(60) == 0:
            queue.shutdown(bool(self.random.below(2)))
            show(name, "shut down", queue)

    async def barriers(self, name):
        choice = self.random.below(12)
        if choice == 0:
            await self.barrier_.reset()
            show(name, "reset")
        elif choice == 1 and self.random.below(3) == 0:
            await self.barrier_.abort()
            show(name, "abort")
        else:
            show(name, await self.barrier_.wait(), state(self.barrier_))

    async def groups(self, name):
        choice = self.random.below(5)
        if choice == 0:
            show(name, await asyncio.gather(self.turns(), self.turns(), return_exceptions=True))
        elif choice == 1:
            show(name, await asyncio.shield(self.turns()))
        elif choice == 2:
            tasks = [asyncio.create_task(self.turns()) for _ in range(2)]
            done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            show(name, len(done), len(pending))
        elif choice == 3:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.turns())
                group.create_task(self.turns())
                await self.turns()
            show(name, group)
        else:
            show(name, await asyncio.wait_for(self.turns(), self.random.below(2) * 5))

    async def worker(self, name):
        for _ in range(5):
            try:
                await self.turns(2)
                await self.use(name)
                await self.turns(2)
            except asyncio.CancelledError as error:
                show(name, "cancelled", error.args, asyncio.current_task().cancelling())
                if self.random.below(4) == 0:
                    raise
            except BaseExceptionGroup as error:
                show(name, "group", [repr(e) for e in error.exceptions])
            except Exception as error:
                show(name, repr(error), repr(error.__cause__), repr(error.__context__))
        return name

    async def canceller(self):
        for i in range(20):
            await self.turns(4)
            task = self.tasks[self.random.below(len(self.tasks))]
            show("cancel", task.get_name(), task.cancel(None if self.random.below(2) else f"m{i}"))
            if self.random.below(5) == 0:
                show("uncancel", task.uncancel())
            if self.random.below(6) == 0:
                show("twice", task.cancel())

    async def main(self):
        for i in range(5):
            self.tasks.append(asyncio.create_task(self.worker(f"w{i}"), name=f"w{i}"))
        canceller = asyncio.create_task(self.canceller())
        await asyncio.sleep(0.1)
        while any(not task.done() for task in self.tasks):
            for task in self.tasks:
                task.cancel("final")
            await asyncio.sleep(0.01)
        show([repr(e) for e in await asyncio.gather(*self.tasks, return_exceptions=True)])
        await canceller
        show(state(self.lock), state(self.semaphore_), state(self.condition_), state(self.barrier_), state(self.event))
        show([str(queue) for queue in self.queues])


for kind in ("locks", "events", "conditions", "semaphores", "queueing", "barriers", "groups"):
    for seed in range(1, 5):
        show("----", kind, seed)
        asyncio.run(Program(kind, seed).main())
