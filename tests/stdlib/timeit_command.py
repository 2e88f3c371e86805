# The command line of timeit with a clock of our own; a few names of typing and calendar that were missing.
import calendar
import collections
import sys
import timeit
import typing
import warnings


class Clock:
    def __init__(self, step):
        self.now = 0.0
        self.step = step

    def __call__(self):
        self.now += self.step
        return self.now


def run(*arguments, step=0.25):
    sys.stderr, before = sys.stdout, sys.stderr
    try:
        print(arguments, "->", timeit.main(list(arguments), _wrap_timer=lambda timer: Clock(step)))
    finally:
        sys.stderr = before


run("-n", "4", "x = 1")
run("-n", "1", "-r", "2", "-u", "msec", "x = 1")
run("-n", "2", "-r", "0", "-v", "-v", "x = 1", "y = 2")
run("-v", "pass")
run("-s", "a = 3", "-n", "1", "-u", "usec", "a", step=2e-7)
run("-u", "hours")
run("-z")
print(timeit.reindent("a\nb", 3) == "a\n   b")
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    print(calendar.January, calendar.February)
    print([str(w.message) for w in seen])
print(type(typing.Deque()), type(typing.Counter("ab")), type(typing.DefaultDict(int)), typing.OrderedDict[int, str]())
for name in "List", "Dict", "Tuple", "Type":
    try:
        getattr(typing, name)()
    except TypeError as error:
        print(error)
print(typing.T, typing.T_co, typing.KT, typing.VT, typing.CT_co.__bound__)
