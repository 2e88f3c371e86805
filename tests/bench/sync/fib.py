# Calls.
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 30


def fib(n):
    return n if n < 2 else fib(n - 2) + fib(n - 1)


print(fib(N))
