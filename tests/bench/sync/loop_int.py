# Arithmetic on small ints in local variables.
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 3000000


def turns(n):
    total, step = 0, 1
    while n:
        total = (total * 3 + n ^ step) & 0xFFFFF
        step += n % 5
        n -= 1
    for i in range(total & 0xFFFF):
        step -= i // 3
    return total, step


print(turns(N))
