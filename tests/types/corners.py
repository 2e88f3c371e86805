# Operator methods of sequences called by name, and small corners of list, float, iter, hex and weak collections.
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
for v in ('abc', b'abc', bytearray(b'a'), [1], (1,)):
    t(lambda: v.__mul__('')); t(lambda: v.__rmul__(None)); t(lambda: v.__add__(1)); t(lambda: v.__mul__(2))
    if hasattr(v,'__imul__'): t(lambda: v.__imul__('x')); t(lambda: v.__iadd__(1))
t(lambda: {}.__or__(1)); t(lambda: {1}.__or__(1)); t(lambda: (1).__add__('a')); t(lambda: (1.5).__mul__('a'))
t(lambda: '%d' % 1); t(lambda: 'a'.__mod__(1)); t(lambda: 'a'.__rmod__(1))
import sys
import weakref
import copy

print(b"ab".hex("\x00").encode(), b"abc".hex(":", 2), hash(float("nan")) != 0)
nan = float("nan")
print(hash(nan) == object.__hash__(nan))


class Hint:
    def __iter__(self):
        return iter([1])

    def __length_hint__(self):
        return sys.maxsize


items = [1]
items.extend(Hint())
print(items)


class WithNew(list):
    def __new__(cls, seq, extra=None):
        self = super().__new__(cls, seq)
        self.extra = extra
        return self


class SetWithNew(set):
    def __new__(cls, seq, extra=None):
        self = super().__new__(cls, seq)
        self.extra = extra
        return self


class Plain(float):
    pass


class WithInit(float):
    def __init__(self, value, extra=None):
        self.extra = extra


class Text(str):
    def __float__(self):
        return 9.5


print(WithNew([1, 2], extra=3).extra, WithInit(1, extra=2).extra, float(Text("8")))
t(lambda: SetWithNew([1], extra=2))
for make in (lambda: Plain(x=1), lambda: list(sequence=()), lambda: set(a=1), lambda: type("L", (list,), {})(a=1)):
    t(make)


def spam():
    if spam.again:
        return 2
    spam.again = True
    list(spam.iterator)
    return 1


spam.again = False
spam.iterator = iter(spam, 2)
t(lambda: next(spam.iterator))


class Odd:
    def __getattribute__(self, name):
        if name == "__name__":
            raise KeyError(name)
        return super().__getattribute__(name)


odd = Odd()
reference = weakref.ref(odd)
print("to 'Odd'" in repr(reference), copy.copy(reference) is reference, copy.deepcopy([reference])[0] is reference)
