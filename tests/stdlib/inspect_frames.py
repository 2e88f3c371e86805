# Frames with their source, class trees, what functions refer to.
import inspect
import sys

UNUSED = 1


def outer():
    return inner(1, 2, extra=3)


def inner(a, *rest, key=5, **more):
    return inspect.stack(context=3), inspect.getframeinfo(inspect.currentframe(), 1), \
        inspect.getargvalues(inspect.currentframe())


frames, info, values = outer()
for found in frames:
    print(found.filename, found.lineno, found.function, found.code_context, found.index, type(found.frame).__name__)
print(info[1:], type(info).__name__, isinstance(info, tuple), info._fields)
print(values.args, values.varargs, values.keywords, sorted(values.locals))
print(inspect.formatargvalues(*values))
try:
    outer_missing()
except NameError:
    print([(f.function, f.lineno, f.code_context) for f in inspect.trace()])
    print([f.function for f in inspect.getinnerframes(sys.exception().__traceback__, 0)])
try:
    inspect.getframeinfo(3)
except (AttributeError, TypeError):
    print("refused")


class A: pass
class B(A): pass
class C(A): pass
class D(B, C): pass


def show(tree, depth=0):
    for item in tree:
        if isinstance(item, list):
            show(item, depth + 1)
        else:
            print("  " * depth + item[0].__name__, [b.__name__ for b in item[1]])


show(inspect.getclasstree([A, B, C, D]))
show(inspect.getclasstree([B, C, D], unique=True))
print(inspect.getargs(inner.__code__))


def closure():
    value = 3

    def used():
        return value, UNUSED, len, undefined
    return used


print(inspect.getclosurevars(closure()))
print([a for a in inspect.classify_class_attrs(B) if a.defining_class is B and a.name == "__module__"])


async def agen():
    x = 1
    yield x


print(inspect.getasyncgenlocals(agen()))
for function in inspect.getasyncgenlocals, inspect.getgeneratorlocals:
    try:
        function(3)
    except TypeError as error:
        print(error)
