# Flips of every permutation.
import sys
from itertools import permutations

N = int(sys.argv[1]) if len(sys.argv) > 1 else 8


def flips(order):
    order, count = list(order), 0
    while order[0]:
        k = order[0] + 1
        order[:k] = order[k - 1::-1] if k == len(order) else order[:k][::-1]
        count += 1
    return count


print(max(map(flips, permutations(range(N)))))
