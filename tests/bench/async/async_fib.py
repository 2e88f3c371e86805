# Recursion by await.
import asyncio
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 26


async def fib(n): return n if n < 2 else await fib(n - 2) + await fib(n - 1)


print(asyncio.run(fib(N)))
