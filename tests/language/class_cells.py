"""__class__ and super() in unusual places: comprehensions in class bodies, other names of super, odd first arguments."""


def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f'{type(e).__name__}: {e}'


try:
    class InBody:
        found = [__class__ for x in [1]]
except NameError as e:
    print(e)
try:
    class Bound:
        __class__ = 2
        found = [__class__ for x in [1]]
except NameError as e:
    print(e)

import builtins
alias = builtins.super


class Base:
    def f(self):
        return 'Base.f'


class Derived(Base):
    def bare(self):
        super()
        return __class__ is Derived

    def other_name(self):
        super
        return alias().f()

    def rest(*args):
        return super().f()

    def rest_empty(*args):
        return alias()

    def captured(self):
        return (lambda: self), super().f(), alias().f()

    def deleted(self):
        del self
        return super().f()

    def deleted_captured(self):
        (lambda: self)
        del self
        return super().f()

    def in_comprehension(self):
        return [__class__.__name__ for _ in 'ab'], [super(Derived, self).f() for _ in 'a']

    def without():
        return super().f()

    def without_alias():
        super
        return alias().f()

    kept = [(lambda: x) for x in range(3)]
    called = [f() for f in kept]


d = Derived()
print(d.bare(), d.other_name(), attempt(d.rest), attempt(Derived.rest_empty), d.captured()[1:], Derived.called)
print(attempt(d.deleted), '|', attempt(d.deleted_captured))
print(d.in_comprehension(), attempt(Derived.without), attempt(Derived.without_alias))


def outside(self):
    return super().f()


print(attempt(outside, d), attempt(alias), attempt(lambda: super()), attempt(lambda x: alias(), 1))


def loose():
    __class__ = 5

    def f(self):
        return super().f()
    return f


print(attempt(loose(), d))

# Warnings of the compiler go through the module warnings.
import warnings

for source in [r'"\d"', r'b"\d"', r'"\400"', 'assert (1, "x")', 'x is 1', '1if 1else 2', '"a" "b"(1)', '[1](2)',
               '[1][1.5]', '(1)[0]', '0x1for x in y', 'x is not "s"', 'f"\\d{1}"', 'None()', '{1: 2}[1, 2]']:
    for action in 'always', 'error':
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter(action)
            try:
                compile(source, '<source>', 'exec')
            except SyntaxError as e:
                print(action, repr(e.msg), e.lineno, e.filename)
        for w in seen:
            print(action, w.category.__name__, w.message, w.lineno, w.filename)
