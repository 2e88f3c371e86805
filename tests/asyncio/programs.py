# SPDX-License-Identifier: MIT
# Random asyncio programs: tasks that use locks, events, conditions, semaphores, barriers, queues, futures, timeouts, groups
# and each other, fail, cancel each other, and print at every step. The order must be asyncio's to the line.
# Without arguments the recorded seeds run; "programs.py FIRST LAST" runs others, "programs.py show SEED" prints a program.
import asyncio
import contextlib
import contextvars
import sys


class Random:
    def __init__(self, seed):
        self.state = (seed * 2654435761 + 97) % 4294967296

    def below(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 18446744073709551616
        return (self.state >> 33) % n

    def choice(self, items):
        return items[self.below(len(items))]


PRELUDE = '''
lock, lock2 = asyncio.Lock(), asyncio.Lock()
event = asyncio.Event()
cond = asyncio.Condition()
sem, sem2 = asyncio.Semaphore(1), asyncio.BoundedSemaphore(2)
barrier = asyncio.Barrier(2)
queue, stack, heap = asyncio.Queue(1), asyncio.LifoQueue(2), asyncio.PriorityQueue(2)
futures = [asyncio.get_running_loop().create_future() for _ in range(3)]
tasks, extra, flag = [], [], [0]
loop = asyncio.get_running_loop()
'''


class Generator:
    """Writes one program; every part of it is short and ends by itself, or is cancelled at the end."""

    def __init__(self, seed):
        self.random = Random(seed)
        self.lines = []
        self.level = 0
        self.label = 0
        self.budget = 24
        self.workers = 2 + self.random.below(4)
        # A program uses a few kinds of statements, so that they meet.
        simple = [name for name in dir(self) if name.startswith("do_")]
        blocks = [name for name in dir(self) if name.startswith("block_")]
        self.simple = ["do_print", "do_sleep", "do_cancel"] + [self.random.choice(simple) for _ in range(7)]
        self.blocks = ["block_try"] + [self.random.choice(blocks) for _ in range(4)]

    def line(self, text):
        self.lines.append("    " * self.level + text)

    def show(self, what):
        self.label += 1
        self.line(f'show({self.label}, {what})')

    def delay(self):
        return self.random.choice(["0", "0", "0", "1/64", "2/64", "3/64", "5/64"])

    def body(self, depth):
        self.level += 1
        for _ in range(1 + self.random.below(3)):
            self.statement(depth)
        self.level -= 1

    def statement(self, depth):
        self.budget -= 1
        if depth < 3 and self.budget > 0 and self.random.below(3) == 0:
            getattr(self, self.random.choice(self.blocks))(depth + 1)
        else:
            getattr(self, self.random.choice(self.simple))()

    # ---- statements ----

    def do_print(self):
        self.show(self.random.choice([
            "''", "asyncio.current_task().cancelling()", "sorted(map(name, asyncio.all_tasks()))", "state(lock)", "state(sem)",
            "state(cond)", "state(event)", "state(barrier)", "clock()", "text(asyncio.current_task())",
            "text(random_task(%d))" % self.random.below(9), "text(futures)"]))

    def do_sleep(self):
        self.line(f"await asyncio.sleep({self.delay()})")

    def do_cancel(self):
        which = self.random.below(9)
        message = self.random.choice(["", "'m%d'" % self.random.below(5)])
        self.show(f"random_task({which}).cancel({message})")

    def do_cancel_self(self):
        self.show("asyncio.current_task().cancel('self')")

    def do_uncancel(self):
        self.show("asyncio.current_task().uncancel()")

    def do_raise(self):
        if self.random.below(3) == 0:
            kind = self.random.choice(["ValueError", "KeyError", "asyncio.CancelledError"])
            self.line(f"if flag[0] == 0: flag[0] = 1; raise {kind}({self.random.below(9)})")
        else:
            self.show("clock()")

    def do_event(self):
        self.show(self.random.choice(["await event.wait()", "event.set()", "event.clear()", "event.set()"]))

    def do_notify(self):
        with_lock = self.random.choice(["cond.notify()", "cond.notify_all()", "cond.notify(2)"])
        self.line("async with cond:")
        self.level += 1
        self.show(with_lock)
        self.level -= 1

    def do_set_flag(self):
        self.line("flag[0] += 1")

    def do_release(self):
        self.show(f"attempt({self.random.choice(['lock', 'lock2', 'sem', 'sem2', 'cond'])}.release)")

    def do_queue(self):
        q = self.random.choice(["queue", "stack", "heap"])
        self.show(self.random.choice([
            f"await {q}.put({self.random.below(9)})", f"await {q}.get()", f"attempt({q}.put_nowait, {self.random.below(9)})",
            f"attempt({q}.get_nowait)", f"await {q}.put({self.random.below(9)})", f"await {q}.get()",
            f"attempt({q}.task_done)", f"({q}.qsize(), {q}.empty(), {q}.full())"]))

    def do_queue_end(self):
        q = self.random.choice(["queue", "stack", "heap"])
        self.show(self.random.choice([f"await {q}.join()", f"{q}.shutdown({self.random.choice(['', 'True'])})"]))

    def do_barrier(self):
        self.show(self.random.choice(["await barrier.wait()"] * 4 + ["await barrier.reset()", "await barrier.abort()"]))

    def do_future(self):
        i = self.random.below(3)
        self.show(self.random.choice([
            f"await futures[{i}]", f"attempt(futures[{i}].set_result, {i})", f"attempt(futures[{i}].set_exception, OSError({i}))",
            f"futures[{i}].cancel('f')", f"await asyncio.shield(futures[{i}])", f"attempt(futures[{i}].result)",
            f"attempt(futures[{i}].exception)",
            f"futures[{i}].add_done_callback(lambda f: show('callback', text(f)))"]))

    def do_spawn(self):
        eager = self.random.below(4) == 0
        child = f"child({self.random.below(9)}, {self.delay()})"
        if eager:
            self.line(f"extra.append(asyncio.Task({child}, loop=loop, eager_start=True))")
        else:
            self.line(f"extra.append(asyncio.create_task({child}, name='x{self.random.below(9)}'))")

    def do_join(self):
        self.show(self.random.choice(["await later_task(%d)", "await asyncio.shield(later_task(%d))"]) % self.random.below(9))

    def do_wait_for(self):
        what = self.random.choice([f"child({self.random.below(9)}, {self.delay()})", f"futures[{self.random.below(3)}]",
                                   "event.wait()", "lock.acquire()", "sem.acquire()", "queue.get()",
                                   f"later_task({self.random.below(9)})", "cond.acquire()", "barrier.wait()"])
        self.show(f"await asyncio.wait_for({what}, {self.random.choice(['0', '1/64', '2/64', '4/64', 'None'])})")

    def children(self):
        return [f"child({self.random.below(9)}, {self.delay()})" for _ in range(1 + self.random.below(3))]

    def do_gather(self):
        parts = self.children()
        if self.random.below(2):
            parts.append(f"futures[{self.random.below(3)}]")
        if self.random.below(3) == 0:
            parts.append(f"later_task({self.random.below(9)})")
        self.show(f"await asyncio.gather({', '.join(parts)}, return_exceptions={self.random.choice(['True', 'False'])})")

    def do_wait(self):
        parts = ", ".join(f"asyncio.create_task({c})" for c in self.children())
        if self.random.below(2):
            parts += f", futures[{self.random.below(3)}]"
        when = self.random.choice(["FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"])
        timeout = self.random.choice(["None", "1/64", "3/64"])
        self.show(f"counts(await asyncio.wait([{parts}], timeout={timeout}, return_when=asyncio.{when}))")

    def do_as_completed(self):
        parts, timeout = ", ".join(f"asyncio.create_task({c})" for c in self.children()), self.random.choice(["None", "None", "2/64"])
        if self.random.below(2):
            self.line(f"for step in asyncio.as_completed([{parts}], timeout={timeout}):")
            self.level += 1
            self.show("await step")
        else:
            self.line(f"async for step in asyncio.as_completed([{parts}], timeout={timeout}):")
            self.level += 1
            self.show("attempt(step.result)")
        self.level -= 1

    def do_call(self):
        label = self.random.below(9)
        fail = self.random.below(4) == 0
        call = f"fail, {label}" if fail else f"show, 'called', {label}"
        how = self.random.choice(["call_soon(", "call_soon(", "call_later(1/64, ", "call_later(0, "])
        cancel = ".cancel()" if self.random.below(6) == 0 else ""
        self.line(f"loop.{how}{call}){cancel}")

    def do_context(self):
        self.show(self.random.choice(["variable.get()", f"variable.set({self.random.below(9)}) and 0"]))

    # ---- blocks ----

    def with_block(self, what, depth):
        self.line(f"async with {what}:")
        self.level += 1
        self.show("'in'")
        self.level -= 1
        self.body(depth)

    def block_lock(self, depth):
        self.with_block(self.random.choice(["lock", "lock", "lock2", "cond"]), depth)

    def block_sem(self, depth):
        self.with_block(self.random.choice(["sem", "sem2"]), depth)

    def block_barrier(self, depth):
        self.with_block("barrier as number", depth)

    def block_condition(self, depth):
        self.line("async with cond:")
        self.level += 1
        self.show(self.random.choice(["await cond.wait()", "await cond.wait()", "await cond.wait_for(lambda: flag[0] > 1)"]))
        self.level -= 1
        self.body(depth)

    def block_timeout(self, depth):
        delay = self.random.choice(["0", "1/64", "2/64", "4/64", "None", "-1"])
        self.line(f"async with asyncio.timeout({delay}) as limit:")
        self.body(depth)
        if self.random.below(4) == 0:
            self.level += 1
            self.line(f"limit.reschedule(loop.time() + {self.delay()})")
            self.level -= 1
            self.body(depth)

    def block_group(self, depth):
        self.line("async with asyncio.TaskGroup() as group:")
        self.level += 1
        for child in self.children():
            self.line(f"group.create_task({child})")
        self.level -= 1
        self.body(depth)

    def block_loop(self, depth):
        self.line("for number in range(2):")
        self.body(depth)

    def block_generator(self, depth):
        self.line(f"async with contextlib.aclosing(numbers({self.delay()}, {self.delay()})) as stream:")
        self.level += 1
        self.line("async for item in stream:")
        self.body(depth)
        self.level -= 1

    def block_try(self, depth):
        self.line("try:")
        self.body(depth)
        kind = self.random.below(6)
        if kind < 2:
            self.line("except asyncio.CancelledError as error:")
            self.level += 1
            self.show("chain(error)")
            self.level -= 1
            self.body(depth)
            if kind == 0:
                self.line("    raise")
        elif kind < 4:
            self.line(f"except {self.random.choice(['Exception', 'TimeoutError', 'BaseException'])} as error:")
            self.level += 1
            self.show("chain(error)")
            self.level -= 1
        if kind == 4 or kind == 5 or self.random.below(3) == 0:
            self.line("finally:")
            self.level += 1
            self.show("'finally'")
            self.level -= 1
            self.body(depth)

    # ---- whole ----

    def text(self):
        for i in range(self.workers):
            self.line(f"async def worker{i}():")
            self.budget = 24
            for _ in range(3):
                self.body(0)
            self.line(f"    return {i}")
        self.line("async def program():")
        self.level += 1
        for i in range(self.workers):
            self.line(f"tasks.append(asyncio.create_task(worker{i}(), name='w{i}'))")
        self.line("await asyncio.wait(tasks, timeout=4)")
        self.level -= 1
        return PRELUDE + "\n".join(self.lines) + "\n"


# ---- what the programs call ----

def name(task):
    text = task.get_name()
    return text if text[:4] != "Task" else "T" + str(int(text[5:]) - first_task)


def chain(error, depth=0):
    """An exception with what led to it."""
    if error is None or depth > 6:
        return ""
    args = [chain(e, depth + 1) for e in error.exceptions] if isinstance(error, BaseExceptionGroup) else error.args
    text = type(error).__name__ + ("()" if "await on itself" in str(args) else repr(args))
    if error.__cause__ is not None:
        return text + " from " + chain(error.__cause__, depth + 1)
    if error.__context__ is not None and CONTEXTS:
        return text + (" ~ " if error.__suppress_context__ else " after ") + chain(error.__context__, depth + 1)
    return text


def state(thing):
    return repr(thing).split("[")[-1]


def text(thing):
    """A repr without what differs from run to run."""
    parts = repr(thing).split("name='Task-")
    for i, part in enumerate(parts[1:], 1):
        number, rest = part.split("'", 1)
        parts[i] = f"name=T{int(number) - first_task}{rest}"
    parts = "".join(parts).split(" at ")
    for i, part in enumerate(parts[1:], 1):
        if part[:2] == "0x":
            parts[i] = part[2:].lstrip("0123456789abcdef")
        else:
            at = next(k for k in range(len(part)) if part[k] == ":" and part[k + 1].isdigit())
            parts[i] = " at " + (part[at:] if part.startswith("program") else part[at + 1:].lstrip("0123456789"))
    return "".join(parts).replace("_done_callback() at ", "_done_callback()")


def counts(sets):
    return [sorted(text(f) for f in part) for part in sets]


async def drive(source, seed):
    global first_task
    loop = asyncio.get_running_loop()
    first_task = int(asyncio.current_task().get_name()[5:])
    start = loop.time()

    def show(*args):
        task = asyncio.current_task() if asyncio._get_running_loop() else None
        print(name(task) if task else "-", *args)

    def attempt(function, *args):
        try:
            return function(*args)
        except BaseException as error:
            return chain(error)

    async def child(number, delay):
        try:
            await asyncio.sleep(delay)
            if number == 7:
                raise LookupError(number)
            if number == 8:
                await asyncio.sleep(1/64)
            return number
        except asyncio.CancelledError as error:
            show("child", chain(error))
            if number == 3:
                return "kept on"
            if number == 4:
                await asyncio.sleep(delay)
            raise
        finally:
            show("child ends", number)

    async def numbers(*delays):
        try:
            for number, delay in enumerate(delays):
                await asyncio.sleep(delay)
                yield number
        finally:
            show("no more numbers")

    def fail(number):
        raise ArithmeticError(number)

    def handle(loop, context):
        if "exception was never" not in context["message"] and not context["message"].startswith("Task was destroyed"):
            show("handler", text(context["message"]), sorted(context), chain(context.get("exception")))

    loop.set_exception_handler(handle)
    space = {"asyncio": asyncio, "contextlib": contextlib, "show": show, "attempt": attempt, "chain": chain, "state": state,
             "text": text, "child": child, "name": name, "counts": counts, "fail": fail, "numbers": numbers,
             "clock": lambda: float(loop.time() - start) * 64, "variable": variable}

    def random_task(number):
        candidates = space["tasks"] + space["extra"]
        return candidates[number % len(candidates)]

    def later_task(number):
        """A task that does not wait for this one."""
        task = asyncio.current_task()
        own = space["tasks"].index(task) + 1 if task in space["tasks"] else len(space["tasks"])
        candidates = space["tasks"][own:] + [task for task in space["extra"] if task.get_name()[0] == "x"]
        return candidates[number % len(candidates)] if candidates else asyncio.sleep(0)

    space.update(random_task=random_task, later_task=later_task)
    exec(compile(source, f"program{seed}", "exec"), space)
    try:
        await space["program"]()
    finally:
        for task in space["tasks"] + space["extra"]:
            if task.cancel():
                print("left:", text(task))
        for task in space["tasks"] + space["extra"]:
            while not task.done():
                await asyncio.wait([task], timeout=1)
                task.cancel()
                attempt(space["cond"].release)  # who waits on a condition takes its lock before it ends
            result = attempt(task.result)
            print("end of", name(task), result, task.cancelled(), task.cancelling())
        left = sorted(asyncio.all_tasks() - {asyncio.current_task()}, key=lambda task: int(name(task)[1:]))
        print("left", [task.cancel() and name(task) for task in left])
        for task in left:
            while not task.done():
                await asyncio.wait([task], timeout=1)
                task.cancel()


class OrderedSet(dict):
    def add(self, item):
        self[item] = None

    def discard(self, item):
        self.pop(item, None)


class OrderedGroup(asyncio.TaskGroup):
    """CPython's TaskGroup cancels in the order of a set: of addresses."""

    def __init__(self):
        super().__init__()
        self._tasks = OrderedSet()


class OrderedTimer(asyncio.TimerHandle if sys.implementation.name == "cpython" else object):
    """CPython's timers of one deadline come in the order of a heap."""

    made = 0

    def __init__(self, *args):
        super().__init__(*args)
        OrderedTimer.made += 1
        self.number = OrderedTimer.made

    def __lt__(self, other):
        return (self._when, self.number) < (other._when, other.number)


if sys.implementation.name == "cpython":
    asyncio.TaskGroup = OrderedGroup
    asyncio.events.TimerHandle = OrderedTimer


def virtual_loop():
    """CPython's loop on a clock that jumps."""
    loop = asyncio.SelectorEventLoop()
    now = [0]
    select = loop._selector.select

    def jump(timeout=None):
        if timeout:
            now[0] += timeout
        return select(0)

    loop._selector.select = jump
    loop.time = lambda: now[0]
    return loop


CONTEXTS = True
variable = contextvars.ContextVar("variable", default=0)


def run(seed):
    print("----", seed)
    source = Generator(seed).text()
    factory = virtual_loop if sys.implementation.name == "cpython" else None
    try:
        asyncio.run(drive(source, seed), loop_factory=factory)
    except BaseException as error:
        print("ended by", chain(error))


if sys.argv[1:2] == ["show"]:
    print(Generator(int(sys.argv[2])).text())
else:
    first, last = map(int, sys.argv[1:3]) if len(sys.argv) > 2 else (1, 61)
    for seed in range(first, last):
        run(seed)
