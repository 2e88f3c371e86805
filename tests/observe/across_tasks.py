# Tracebacks tell where they pass from one task into another; CPython prints the same without these lines.
import asyncio


async def innermost(n):
    await asyncio.sleep(0.1)
    return 1 / n


async def worker(n):
    return await innermost(n)


async def supervisor():
    return await asyncio.create_task(worker(0), name="the worker")


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(worker(1))
        group.create_task(supervisor())


asyncio.run(main())
