# not CPython: new in 3.14
# asyncio.print_call_graph and its like; Task.get_stack, print_stack; the frames of coroutines.
import asyncio
import io
import sys


def plain(text):
    """Without the numbers of objects."""
    parts = text.split("id=0x")
    return parts[0] + "".join("id=0x" + part[part.index(")"):] for part in parts[1:])


async def innermost():
    here()
    await asyncio.sleep(0)


def here():
    file = io.StringIO()
    asyncio.print_call_graph(file=file)
    print(plain(file.getvalue()))
    print([entry.frame.f_code.co_name for entry in asyncio.capture_call_graph(limit=1).call_stack],
          [entry.frame.f_code.co_name for entry in asyncio.capture_call_graph(limit=-1).call_stack],
          [entry.frame.f_code.co_name for entry in asyncio.capture_call_graph(depth=2).call_stack],
          asyncio.capture_call_graph(limit=0).call_stack)


async def outer():
    await innermost()


async def waits_for(task):
    await asyncio.wait([task])


async def items(event):
    yield 1
    await event.wait()


async def reads(event):
    async for _ in items(event):
        pass


async def grouped(event):
    async with asyncio.TaskGroup() as group:
        group.create_task(reads(event), name="reader")
        group.create_task(event.wait(), name="waiter")


async def main():
    event = asyncio.Event()
    target = asyncio.create_task(outer(), name="target")
    await asyncio.gather(target, waits_for(target))
    print("----")
    group = asyncio.create_task(grouped(event), name="group")
    await asyncio.sleep(0.1)
    for task in sorted(asyncio.all_tasks(), key=asyncio.Task.get_name):
        if task.get_name() in ("reader", "waiter"):
            print(plain(asyncio.format_call_graph(task)))
            graph = asyncio.capture_call_graph(task, limit=1)
            print([entry.frame.f_code.co_name for entry in graph.call_stack], graph.future is task, len(graph.awaited_by))
    print(plain(asyncio.format_call_graph(asyncio.get_running_loop().create_future())))
    print("----")
    frames = group.get_stack()
    print([(f.f_code.co_name, f.f_lineno, sorted(f.f_locals)) for f in frames], group.get_stack(limit=0))
    group.print_stack(file=sys.stdout)
    event.set()
    await group

    async def fails():
        raise ValueError("why")

    failed = asyncio.create_task(fails(), name="failed")
    await asyncio.wait([failed])
    failed.print_stack(file=sys.stdout)
    failed.exception()
    quiet = asyncio.create_task(asyncio.sleep(0), name="quiet")
    await quiet
    print(quiet.get_stack())

    generator, coroutine = (n for n in (1, 2)), outer()
    print(generator.gi_frame.f_code.co_name, coroutine.cr_frame.f_lineno, coroutine.cr_frame.f_generator is coroutine)
    coroutine.close()
    print(coroutine.cr_frame, list(generator), generator.gi_frame)
    try:
        asyncio.capture_call_graph(1)
    except (TypeError, AttributeError) as error:
        print(type(error).__name__)


asyncio.run(main())
try:
    asyncio.capture_call_graph()
except RuntimeError as error:
    print(error)
