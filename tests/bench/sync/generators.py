# Generators in a row, yield from, expressions.
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 500000


def numbers(n):
    for i in range(n): yield i
def twice(source):
    for v in source: yield v * 2
def through(source): yield from source


print(sum(v for v in through(twice(numbers(N))) if v % 3))
