# not CPython (which crashes): iterators in iterators in iterators, 100,000 deep.
import itertools

# not under stress: collecting at every safepoint would walk all of it each time
DEPTH = 100_000
makers = {
    "map": lambda v: map(abs, v),
    "filter": lambda v: filter(None, v),
    "zip": lambda v: zip(v),
    "enumerate": lambda v: enumerate(v),
    "chain": lambda v: itertools.chain(v),
    "islice": lambda v: itertools.islice(v, 5),
    "accumulate": lambda v: itertools.accumulate(v),
    "takewhile": lambda v: itertools.takewhile(abs, v),
    "starmap": lambda v: itertools.starmap(max, v),
    "tee": lambda v: itertools.tee(v)[0],
    "cycle": lambda v: itertools.cycle(v),
    "groupby": lambda v: itertools.groupby(v),
    "pairwise": lambda v: itertools.pairwise(v),
    "batched": lambda v: itertools.batched(v, 1),
    "zip_longest": lambda v: itertools.zip_longest(v, v),
    "iter": lambda v: iter(v.__next__, 7),
    "compress": lambda v: itertools.compress(v, [1]),
}
for name, make in makers.items():
    layers = iter([1, 2])
    for _ in range(DEPTH): layers = make(layers)
    try: next(layers)
    except RecursionError: print(name, "RecursionError")
    except Exception as e: print(name, type(e))
    else: print(name, "went well")
    layers = None
