# not CPython: how deep data may nest is ours.
import asyncio

# not under stress: collecting at every safepoint would walk all of it each time
DEPTH = 100_000


def outcome(act):
    try:
        result = act()
    except RecursionError:
        return "RecursionError"
    return f"{type(result).__name__} {result if isinstance(result, (bool, int)) and -10**9 < result < 10**9 else '...'}"


def nest(wrap, seed, n=DEPTH):
    value = seed
    for _ in range(n):
        value = wrap(value)
    return value


shapes = {
    "list": (lambda v: [v], []),
    "tuple": (lambda v: (v,), ()),
    "dict": (lambda v: {1: v}, {}),
    "frozen": (lambda v: (v, frozenset((1,))), ()),
    "list in tuple": (lambda v: ([v],), []),
}
for name, (wrap, seed) in shapes.items():
    deep, other = nest(wrap, seed), nest(wrap, seed)
    print(name, "repr", outcome(lambda: len(repr(deep))))
    print(name, "equal", outcome(lambda: deep == other), outcome(lambda: deep != other))
    print(name, "less", outcome(lambda: deep < other) if "dict" not in name else "")
    print(name, "itself", deep == deep, deep in [deep])
    print(name, "hash", outcome(lambda: hash(deep)) if name in ("tuple", "frozen") else "")
    print(name, "format", outcome(lambda: len(f"{deep}")), outcome(lambda: len("%s" % (deep,))))
    deep = other = None


class Node:
    def __init__(self, below): self.below = below


chain = nest(Node, None)
chain = nest(lambda f: lambda: f(), lambda: 0)
print("closures", outcome(chain))
chain = None
error = ValueError(0)
for i in range(DEPTH):
    fresh = ValueError(i)
    fresh.__cause__ = error
    error = fresh
error = fresh = None


def numbers(n):
    yield n


layers = iter([1, 2])
for _ in range(DEPTH):
    layers = map(lambda x: x, layers)
print("map of map", outcome(lambda: next(layers)))
layers = None
layered = numbers(1)
for _ in range(DEPTH):
    layered = (v for v in layered)
print("generators", outcome(lambda: next(layered)))
layered = None


async def one(inner):
    return (await inner) + 1 if inner else 0


async def main():
    inner = one(None)
    for _ in range(DEPTH):
        inner = one(inner)
    try:
        return await inner
    except RecursionError:
        return "RecursionError"


print("awaits", asyncio.run(main()))


async def short():
    inner = one(None)
    for _ in range(400):
        inner = one(inner)
    return await inner


print("awaits", asyncio.run(short()))


async def tasks():
    async def follow(task):
        return (await task) + 1 if task else 0
    task = None
    for _ in range(DEPTH):
        task = asyncio.create_task(follow(task))
    return await task


print("tasks", asyncio.run(tasks()) == DEPTH - 1)
