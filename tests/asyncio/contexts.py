# Context variables: in tasks, callbacks, Context.run, across loops; errors and views.
import asyncio
import contextvars
from contextvars import Context, ContextVar, Token, copy_context

show = print
color = ContextVar("color", default="none")
size = ContextVar("size")


def attempt(call, *args, **options):
    try:
        show(call(*args, **options))
    except Exception as error:
        show(type(error).__name__, str(error).split(" at 0x")[0])


def basics():
    show(color.name, color.get(), color.get("given"), size.get(None))
    attempt(size.get)
    first = color.set("red")
    second = color.set("blue")
    show(first.old_value is Token.MISSING, second.old_value, second.var is color, color.get())
    show(repr(Token.MISSING), repr(color).split(" at ")[0], repr(first).split(" var")[0])
    color.reset(second)
    show(color.get(), repr(second).split(" var")[0])
    attempt(color.reset, second)
    attempt(size.reset, first)
    attempt(copy_context().run, color.reset, first)
    color.reset(first)
    show(color.get())
    attempt(color.reset, 3)
    attempt(ContextVar, 3)
    attempt(Context, 3)
    attempt(Token)
    attempt(color.get, 1, 2)
    show(ContextVar[int].__origin__ is ContextVar, Context.__module__)


def contexts():
    empty = Context()
    show(len(empty), list(empty), color in empty, empty.get(color), empty.get(color, "default"))
    color.set("green")
    copied = copy_context()
    size.set(9)
    both = copied.copy()
    show(len(copied), len(copy_context()), copied[color], size in copied, [v.name for v in copied])
    show(list(copied.values()), [(k.name, v) for k, v in copied.items()], [k.name for k in copied.keys()])
    show(copied == both, copied == empty, copied != empty, copied == 3)
    attempt(lambda: copied["color"])
    attempt(lambda: copied[size])
    attempt(lambda: "color" in copied)

    def change(value, *, more=None):
        old = color.get()
        color.set(value)
        if more:
            size.set(more)
        return old, color.get()

    show(copied.run(change, "pink", more=1), copied[color], copied[size], color.get(), size.get(), both[color])
    show(copied.run(change, "grey"), empty.run(change, "black"), len(empty))
    attempt(copied.run)
    attempt(copied.run, copied.run, print)
    attempt(copied.run, lambda: 1 / 0)
    show(copied.run(lambda: copy_context() == copied), copied.run(both.run, color.get))


async def tasks():
    color.set("main")

    async def child(name):
        show(name, "sees", color.get())
        color.set(name)
        await asyncio.sleep(0)
        show(name, "has", color.get())
        await grandchild(name)
        return color.get()

    async def grandchild(name):
        color.set(name + "'s child")

    show(await asyncio.gather(child("a"), child("b")), color.get())
    show(await child("direct"), color.get())
    context = copy_context()
    task = asyncio.create_task(child("given"), context=context)
    show(await task, color.get(), context[color], task.get_context() is context)
    task = asyncio.create_task(child("own"))
    show(await task, task.get_context()[color], color.get())
    color.set("before")
    task = asyncio.create_task(child("late"))
    color.set("after")
    await task
    async with asyncio.TaskGroup() as group:
        group.create_task(child("group"), context=context)
    show(context[color])
    show(await asyncio.wait_for(child("waited"), 1), color.get())
    token = color.set("temporary")
    color.reset(token)
    show(color.get())


async def callbacks():
    loop = asyncio.get_running_loop()
    color.set("soon")
    loop.call_soon(lambda: show("call_soon", color.get()))
    color.set("later")
    loop.call_later(0.001, lambda: show("call_later", color.get()))
    future = loop.create_future()
    color.set("callback")
    future.add_done_callback(lambda f: show("done", color.get()))
    context = copy_context()
    future.add_done_callback(lambda f: color.set("set by callback"), context=context)
    handle = loop.call_soon(lambda: color.set("in the handle"), context=context)
    color.set("end")
    show(handle.get_context() is context)
    await asyncio.sleep(0)
    show(context[color])
    future.set_result(None)
    await asyncio.sleep(0.005)
    show(context[color], color.get())

    def chain(n):
        show("chain", n, color.get())
        color.set(n)
        if n:
            loop.call_soon(chain, n - 1)

    chain(2)
    await asyncio.sleep(0.001)
    show(color.get())


async def inside():
    show("inside", color.get(), size.get())
    color.set("changed inside")
    await asyncio.sleep(0)
    return color.get()


def runs():
    color.set("module")
    show(asyncio.run(inside()), color.get())
    context = copy_context()
    context.run(color.set, "entered")
    show(context.run(asyncio.run, inside()), context[color], color.get())
    with asyncio.Runner() as runner:
        show(runner.run(inside()), color.get())
        show(runner.run(inside(), context=context), context[color])

    def generator():
        color.set("by the generator")
        yield color.get()
        yield color.get()

    steps = generator()
    show(next(steps), color.get())
    color.set("between")
    show(next(steps))


basics()
contexts()
asyncio.run(tasks())
asyncio.run(callbacks())
runs()
