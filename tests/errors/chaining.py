# __context__ and __cause__: who is linked to whom, and cycles that are broken.
def names(e):
    seen, out = set(), []
    while e is not None and id(e) not in seen:
        seen.add(id(e))
        out.append(f"{e!r}{'/c' if e.__cause__ is not None else ''}{'/s' if e.__suppress_context__ else ''}")
        e = e.__cause__ or e.__context__
    return " <- ".join(out) + (" ..." if e is not None else "")


def attempt(f):
    try:
        f()
    except BaseException as e:
        print(f.__name__, names(e))


def implicit():
    try:
        raise ValueError(1)
    except ValueError:
        raise KeyError(2)


def explicit():
    try:
        raise ValueError(1)
    except ValueError as e:
        raise KeyError(2) from e


def suppressed():
    try:
        raise ValueError(1)
    except ValueError:
        raise KeyError(2) from None


def by_class():
    raise KeyError from ValueError


def from_finally():
    try:
        raise ValueError(1)
    finally:
        raise KeyError(2)


def from_native():
    try:
        raise ValueError(1)
    except ValueError:
        {}["missing"]


def bare():
    try:
        raise ValueError(1)
    except ValueError:
        try:
            raise KeyError(2)
        except KeyError:
            raise


def outer_again():
    try:
        raise ValueError(1)
    except ValueError as e:
        try:
            raise KeyError(2)
        except KeyError:
            raise e


def self_again():
    try:
        raise ValueError(1)
    except ValueError as e:
        raise e


def cycle():
    a, b, c = ValueError("a"), ValueError("b"), ValueError("c")
    a.__context__, b.__context__ = b, c
    try:
        raise a
    except ValueError:
        raise c


def own_cycle():
    a, b = ValueError("a"), ValueError("b")
    a.__context__, b.__context__ = b, a
    try:
        raise a
    except ValueError:
        raise KeyError("new")


def after_handler():
    try:
        raise ValueError(1)
    except ValueError:
        pass
    raise KeyError(2)


def in_else():
    try:
        pass
    except ValueError:
        pass
    else:
        raise KeyError(2)


def nested_calls():
    def inner():
        raise KeyError("inner")
    try:
        raise ValueError(1)
    except ValueError:
        inner()


def generator():
    def g():
        try:
            yield 1
        except ValueError:
            raise KeyError("in generator")
    it = g()
    next(it)
    it.throw(ValueError("thrown"))


def generator_does_not_see_callers():
    def g():
        yield 1
        raise KeyError("later")
    it = g()
    next(it)
    try:
        raise ValueError("caller's")
    except ValueError:
        next(it)


def with_exit():
    class C:
        def __enter__(self):
            return self

        def __exit__(self, *args):
            raise KeyError("exit")
    with C():
        raise ValueError("body")


def bad_cause():
    raise ValueError from 5


def bad_raise():
    raise 5


def bad_class():
    raise int


def nothing():
    raise


def constructor_fails():
    class E(Exception):
        def __init__(self):
            raise KeyError("in constructor")
    raise E


def constructor_lies():
    class E(Exception):
        def __new__(cls):
            return 5
    raise E


def bad_except():
    try:
        raise ValueError(1)
    except 5:
        pass


def bad_except_tuple():
    try:
        raise ValueError(1)
    except (KeyError, "x"):
        pass


for f in list(globals().values()):
    if callable(f) and getattr(f, "__module__", None) == "__main__" and f not in (names, attempt):
        attempt(f)
import sys

print(sys.exc_info())
try:
    raise ValueError("one")
except ValueError as e:
    print(sys.exc_info()[0], sys.exc_info()[1] is e, sys.exc_info()[2] is e.__traceback__, sys.exception() is e)
    try:
        raise KeyError("two")
    except KeyError:
        print(sys.exception())
    print(sys.exception())
print(sys.exception())


def tb_list(tb):
    out = []
    while tb:
        out.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
        tb = tb.tb_next
    return out


def a():
    b()


def b():
    try:
        c()
    except ValueError:
        raise


def c():
    raise ValueError("deep")


try:
    a()
except ValueError as e:
    print(tb_list(e.__traceback__)[1:], e.__traceback__.tb_frame.f_globals is globals())
    try:
        raise e.with_traceback(None)
    except ValueError as again:
        print(len(tb_list(again.__traceback__)))
    try:
        e.__traceback__.tb_next = e.__traceback__
    except ValueError as t:
        print(t)
    try:
        e.__traceback__.tb_next = 5
    except TypeError as t:
        print(t)
