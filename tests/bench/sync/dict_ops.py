# Dicts: insert, look up, count, delete.
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 300000
numbers, words, counts = {}, {}, {}
for i in range(N):
    numbers[i * 7] = i
    words[f"w{i % 5000}"] = i
    counts[i % 97] = counts.get(i % 97, 0) + 1
found = sum(1 for i in range(N) if i in numbers)
for i in range(0, N, 2): del numbers[i * 7]
print(len(numbers), found, sum(words.values()), counts[5], sum(k for k, v in numbers.items() if v % 3))
