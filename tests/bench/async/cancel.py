# Tasks cancelled while they sleep.
import asyncio
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 30000


async def sleeper(log):
    try: await asyncio.sleep(1000)
    except asyncio.CancelledError:
        log[0] += 1
        raise


async def main():
    log = [0]
    for batch in range(N // 500):
        tasks = [asyncio.create_task(sleeper(log)) for i in range(500)]
        await asyncio.sleep(0)
        for task in tasks: task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    print(log)


asyncio.run(main())
