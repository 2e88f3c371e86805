# not CPython: clocks jump
# Under --virtual-time every clock is one, and jumps when all sleep.
import asyncio
import datetime
import time

DAY = 86400
clocks = (time.time, time.monotonic, time.perf_counter, lambda: time.time_ns() / 1e9, lambda: time.monotonic_ns() / 1e9,
          lambda: datetime.datetime.now().timestamp(), lambda: time.mktime(time.localtime()))


async def main():
    loop = asyncio.get_running_loop()
    began = [clock() for clock in clocks] + [loop.time()]
    first_day = time.strftime("%Y-%m-%d")
    await asyncio.sleep(DAY)
    print([round(clock() - start) for clock, start in zip(clocks + (loop.time,), began)])
    time.sleep(DAY)
    print([round(clock() - start) for clock, start in zip(clocks + (loop.time,), began)])
    print((datetime.date.fromisoformat(time.strftime("%Y-%m-%d")) - datetime.date.fromisoformat(first_day)).days)
    try:
        async with asyncio.timeout(3600):
            await asyncio.sleep(DAY)
    except TimeoutError:
        print("timeout after", round(loop.time() - began[-1] - 2 * DAY))
    loop.call_later(10, print, "ten seconds later")
    await asyncio.wait_for(asyncio.sleep(20, "slept"), 30)
    start = loop.time()
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    real = time.process_time()
    await asyncio.sleep(0.2)
    print("with a server open:", round(loop.time() - start, 1))
    server.close()
    await server.wait_closed()
    start = loop.time()
    await asyncio.sleep(DAY)
    print("without:", round(loop.time() - start))


asyncio.run(main())
