# Sleeping tasks, all at once.
import asyncio
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 40000


async def wait(i):
    await asyncio.sleep(i % 50 * 0.001)
    return 1


async def main(): print(sum(await asyncio.gather(*map(wait, range(N)))))


asyncio.run(main())
