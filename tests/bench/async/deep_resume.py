# One task, woken again and again under forty frames.
import asyncio
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 200000


async def bottom():
    for i in range(N): await asyncio.sleep(0)
    return 0


async def link(depth): return 1 + await (link(depth - 1) if depth else bottom())


print(asyncio.run(link(40)))
