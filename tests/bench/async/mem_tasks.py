# Tasks that all wait: bytes for each.
# metric: bytes per N
import asyncio
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 100000


async def wait(event):
    await event.wait()
    return 1


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(wait(event)) for i in range(N)]
    await asyncio.sleep(0)
    event.set()
    print(sum([await task for task in tasks]))


asyncio.run(main())
