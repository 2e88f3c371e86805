# __del__ and the closing of generators. CPython counts references, so each step ends with gc.collect().
import gc
import io
import sys


class Noisy:
    def __init__(self, name, *parts):
        self.name = name
        self.parts = parts

    def __del__(self):
        print("del", self.name)


def drop(make):
    make()
    gc.collect()


print("- one, a whole before its parts, a cycle")
drop(lambda: Noisy("one"))
drop(lambda: Noisy("whole", Noisy("part")))
drop(lambda: [Noisy("in a list")])


def cycle():
    noisy = Noisy("cycle")
    noisy.me = noisy


drop(cycle)

print("- locals of a finished call, arguments, temporaries")


def local():
    kept = Noisy("local")
    kept.name += " variable"


local()
gc.collect()


def shadowed(argument):
    argument = None
    gc.collect()
    print("after the argument")


shadowed(Noisy("argument"))
Noisy("temporary").name
gc.collect()

print("- an exception in __del__ is reported, and does not spread")


class Failing:
    def __init__(self, error):
        self.error = error

    def __del__(self):
        raise self.error


def hook(arguments):
    print(arguments.exc_type.__name__, arguments.exc_value, arguments.err_msg, arguments.object is Failing.__del__,
          arguments.exc_traceback is not None)


sys.unraisablehook = hook
drop(lambda: Failing(ValueError("in del")))
drop(lambda: Failing(KeyboardInterrupt()))
sys.unraisablehook = sys.__unraisablehook__
stderr, sys.stderr = sys.stderr, io.StringIO()
drop(lambda: Failing(ValueError("printed")))
text, sys.stderr = sys.stderr.getvalue(), stderr
lines = text.splitlines()
print(lines[0].startswith("Exception ignored in: <function Failing.__del__ at 0x"), lines[1], lines[-1], len(lines))

print("- resurrection: __del__ runs once")
kept = []


class Phoenix:
    def __del__(self):
        print("rises")
        kept.append(self)


drop(Phoenix)
print(len(kept), type(kept[0]).__name__, gc.is_finalized(kept[0]))
kept.clear()
gc.collect()
print(len(kept))

print("- __del__ that makes objects, and those that come to a class late")


class Chain:
    def __init__(self, depth):
        self.depth = depth

    def __del__(self):
        print("depth", self.depth)
        if self.depth:
            Chain(self.depth - 1)


drop(lambda: Chain(3))
gc.collect()
print("whole chain")


class Late:
    pass


late = Late()
Late.__del__ = lambda self: print("late")
gc.collect()
del late
gc.collect()


class Derived(Late):
    __slots__ = ("slot",)


drop(Derived)
del Late.__del__
drop(Derived)

print("- built-in bases")


class Numbers(list):
    def __del__(self):
        print("list", self)


class Text(str):
    def __del__(self):
        print("str", self)


class Failure(Exception):
    def __del__(self):
        print("exception", self.args)


drop(lambda: Numbers([1, 2]))
drop(lambda: Text("text"))


def fail():
    try:
        raise Failure("gone")
    except Failure as error:
        print("caught", error)


drop(fail)

print("- generators are closed")


def generator(name):
    try:
        yield 1
        yield 2
    finally:
        print("closed", name)


def begin(name):
    for _ in generator(name):
        break


drop(lambda: begin("abandoned"))
drop(lambda: generator("never begun"))
drop(lambda: list(generator("exhausted")))


def stubborn():
    while True:
        try:
            yield
        except GeneratorExit:
            pass


def report(arguments):
    print(arguments.exc_type.__name__, arguments.exc_value)


def begin_stubborn():
    for _ in stubborn():
        break


sys.unraisablehook = report
drop(begin_stubborn)
sys.unraisablehook = sys.__unraisablehook__

print("- gc")
print(gc.isenabled())
gc.disable()
print(gc.isenabled())
gc.enable()
print(gc.isenabled(), type(gc.collect()), gc.collect(0) >= 0, gc.garbage)
for wrong in (3, -1, "x"):
    try:
        gc.collect(wrong)
    except Exception as error:
        print(type(error).__name__, error)
print([gc.is_tracked(v) for v in (1, 1.5, "a", [], Noisy)])


class Found:
    pass


found = Found()
print(any(one is found for one in gc.get_objects()))

print("- at the end of the program")
first, second = Noisy("first"), Noisy("second")
