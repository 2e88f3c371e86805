# Sorting ints, strings, tuples, with keys, sorted already.
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 150000
seed, items = 7, []
for i in range(N):
    seed = seed * 1103515245 + 12345 & 0x7FFFFFFF
    items.append(seed)
ordered = sorted(items)
texts = sorted(map(str, items))
pairs = sorted([(i % 100, i) for i in items], reverse=True)
print(ordered[N // 2], texts[N // 2], pairs[0], sorted(ordered) == ordered, sorted(items, key=lambda i: -i)[0] == ordered[-1])
