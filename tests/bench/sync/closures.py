# Closures: made, called, changing what they share.
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 400000


def account():
    total = 0
    def add(n):
        nonlocal total
        total += n
        return total
    return add
def compose(f, g): return lambda x: f(g(x))


add, step = account(), compose(lambda x: x + 1, lambda x: x * 2)
for i in range(N): add(step(i) % 5)
print(add(0), sum(map(compose(step, step), range(N // 4))))
