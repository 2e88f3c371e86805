# add_signal_handler, Ctrl-C inside asyncio.run.
import asyncio
import os
import signal


def note(text):
    print("handler:", text)


async def handlers():
    loop = asyncio.get_running_loop()
    came = asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, note, "usr1")
    loop.add_signal_handler(signal.SIGUSR2, came.set)
    os.kill(os.getpid(), signal.SIGUSR1)
    print("sent")
    for turn in range(4):
        await asyncio.sleep(0)
        print("turn", turn)
    asyncio.get_running_loop().call_later(0.01, os.kill, os.getpid(), signal.SIGUSR2)
    await came.wait()
    print("came")
    print(loop.remove_signal_handler(signal.SIGUSR1), loop.remove_signal_handler(signal.SIGUSR1))
    print(repr(signal.getsignal(signal.SIGUSR1)))
    print(loop.remove_signal_handler(signal.SIGUSR2))


async def refused():
    loop = asyncio.get_running_loop()

    async def coroutine():
        pass

    for sig, callback in ((signal.SIGUSR1, coroutine), (0, note), (999, note), ("x", note), (signal.SIGKILL, note)):
        try:
            loop.add_signal_handler(sig, callback)
        except (TypeError, ValueError, RuntimeError) as error:
            print(type(error).__name__, error)
    try:
        loop.remove_signal_handler(999)
    except ValueError as error:
        print(error)


async def interrupted(name):
    try:
        os.kill(os.getpid(), signal.SIGINT)
        print(name, "goes on until it waits")
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise
    finally:
        print(name, "cleans up")


async def second_interrupt():
    try:
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        print("first")
        try:
            os.kill(os.getpid(), signal.SIGINT)
            for i in range(100000):
                pass
        except KeyboardInterrupt:
            print("second raises at once")
            raise


async def handled():
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGINT, stop.set)
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.call_later(0.01, os.kill, os.getpid(), signal.SIGINT)
    await stop.wait()
    print("graceful")
    stop.clear()
    loop.call_later(0.01, os.kill, os.getpid(), signal.SIGTERM)
    await stop.wait()
    print("graceful again")


async def with_tasks():
    async def worker(number):
        try:
            await asyncio.sleep(60)
        finally:
            print("worker", number, "ends")

    async with asyncio.TaskGroup() as group:
        for number in range(3):
            group.create_task(worker(number))
        asyncio.get_running_loop().call_later(0.01, os.kill, os.getpid(), signal.SIGINT)


asyncio.run(handlers())
asyncio.run(refused())
for main in (interrupted("main"), second_interrupt(), with_tasks()):
    try:
        asyncio.run(main)
    except KeyboardInterrupt:
        print("KeyboardInterrupt")
asyncio.run(handled())
with asyncio.Runner() as runner:
    try:
        runner.run(interrupted("runner's"))
    except KeyboardInterrupt:
        print("KeyboardInterrupt")

    async def after():
        return "the runner goes on"

    print(runner.run(after()))

# A handler of the script keeps Ctrl-C from the main task.
signal.signal(signal.SIGINT, lambda number, frame: print("own handler", number))


async def own():
    os.kill(os.getpid(), signal.SIGINT)
    await asyncio.sleep(0.01)
    return "not cancelled"


print(asyncio.run(own()))
signal.signal(signal.SIGINT, signal.default_int_handler)


# What comes out: KeyboardInterrupt only where nobody else cancelled.
async def cancelled_twice():
    loop = asyncio.get_running_loop()
    loop.call_later(0.01, asyncio.current_task().cancel)
    loop.call_later(0.01, os.kill, os.getpid(), signal.SIGINT)
    await asyncio.sleep(60)


async def cancelled_once():
    os.kill(os.getpid(), signal.SIGINT)
    await asyncio.sleep(60)


async def failing():
    try:
        await cancelled_once()
    except asyncio.CancelledError:
        raise ValueError("while it cleans up")


async def swallowing():
    try:
        await cancelled_once()
    except asyncio.CancelledError:
        return "swallowed"


for main in (cancelled_twice, cancelled_once, failing, swallowing):
    try:
        print(asyncio.run(main()))
    except BaseException as error:
        print(repr(error), repr(error.__context__))
