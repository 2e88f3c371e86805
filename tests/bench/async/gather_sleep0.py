# Many tasks taking turns.
import asyncio
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 10000


async def turns(i):
    for k in range(10): await asyncio.sleep(0)
    return i


async def main(): print(sum(await asyncio.gather(*map(turns, range(N)))))


asyncio.run(main())
