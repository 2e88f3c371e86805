# Forty awaits deep, giving up the turn at the bottom.
import asyncio
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 15000


async def link(depth):
    if depth: return 1 + await link(depth - 1)
    await asyncio.sleep(0)
    return 0


async def main():
    total = 0
    for i in range(N): total += await link(40)
    print(total)


asyncio.run(main())
