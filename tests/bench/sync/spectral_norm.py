# A matrix that is a function: nested loops of float division.
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 150


def cell(i, j): return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)
def times(v): return [sum(cell(i, j) * v[j] for j in range(N)) for i in range(N)]
def transposed(v): return [sum(cell(j, i) * v[j] for j in range(N)) for i in range(N)]


u = [1.0] * N
for turn in range(4): u = transposed(times(u))
v = transposed(times(u))
print(round((sum(a * b for a, b in zip(u, v)) / sum(a * a for a in u)) ** 0.5, 9))
