# Awaiting what need not wait.
import asyncio
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000


async def add(a, b): return a + b & 0xFFFF


async def main():
    total = 0
    for i in range(N): total = await add(total, i)
    print(total)


asyncio.run(main())
