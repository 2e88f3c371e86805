# What frames between a task and the place where it waits hold survives collections that go on meanwhile.
import asyncio


async def leaf():
    await asyncio.sleep(0)


async def middle(depth, number):
    kept = [number, depth]
    total = 0
    for i in range(30):
        fresh = [number + i, "x" * (i + depth)]  # new since this frame was last marked
        pair = (fresh, kept)
        coroutine = middle(depth - 1, i) if depth and i == 3 else leaf()
        await coroutine
        garbage = [[j] for j in range(40)]
        assert pair[0] is fresh and fresh[0] == number + i and len(fresh[1]) == i + depth, (depth, i)
        assert kept == [number, depth]
        total += len(garbage)
    return total


async def main():
    print(sum(await asyncio.gather(*[middle(3, n) for n in range(60)])))


asyncio.run(main())
