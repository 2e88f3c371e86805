# Raising and catching, through frames and finally.
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 200000


class Odd(Exception): pass


def check(i):
    if i % 2: raise Odd(i)
    return i


def guarded(i, log):
    try: return check(i)
    finally: log[0] += 1


log, caught = [0], 0
for i in range(N):
    try: guarded(i, log)
    except Odd as error: caught += error.args[0]
print(log, caught)
