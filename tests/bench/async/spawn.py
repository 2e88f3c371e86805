# Tasks that end at once.
import asyncio
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 60000


async def nothing(i): return i


async def main():
    total = 0
    for i in range(N): total += await asyncio.create_task(nothing(i))
    print(total)


asyncio.run(main())
