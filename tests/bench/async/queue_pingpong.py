# Two tasks and two queues.
import asyncio
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 60000


async def answer(calls, answers):
    while (item := await calls.get()) is not None: await answers.put(item + 1)


async def main():
    calls, answers, value = asyncio.Queue(1), asyncio.Queue(1), 0
    other = asyncio.create_task(answer(calls, answers))
    for i in range(N):
        await calls.put(value)
        value = await answers.get()
    await calls.put(None)
    await other
    print(value)


asyncio.run(main())
