# The text of exception groups.
import sys


def make(f):
    try:
        f()
    except BaseException as e:
        return e


def leaf(x):
    raise ValueError(x)


def caused():
    try:
        leaf("inner")
    except ValueError as e:
        raise KeyError("outer") from e


def group(*exceptions):
    raise ExceptionGroup("the group", exceptions)


def nested(depth):
    e = make(lambda: leaf(depth))
    for i in range(depth):
        e = ExceptionGroup(f"level {i}", [e])
    raise e


def noted():
    e = ExceptionGroup("noted", [make(caused), ValueError("plain")])
    e.add_note("a note")
    e.exceptions[1].add_note("note of\na member")
    raise e


def in_chain():
    try:
        group(ValueError(1))
    except ExceptionGroup as e:
        raise KeyError("after") from e


def during():
    try:
        leaf(1)
    except ValueError:
        group(KeyError(1), ExceptionGroup("two", [TypeError(2), OSError(3, "three")]), IndexError(4))


def without_traceback():
    return ExceptionGroup("never raised", [ValueError(1), ExceptionGroup("in", [ValueError("multi\nline"), SyntaxError("s", ("f", 1, 2, "text"))])])


for e in (make(lambda: group(make(lambda: leaf(1)), make(caused))), make(lambda: nested(3)), make(lambda: nested(12)), make(noted),
          make(in_chain), make(during), without_traceback(), ExceptionGroup("many", [ValueError(i) for i in range(20)]),
          ExceptionGroup("one more", [ValueError(i) for i in range(16)]), BaseExceptionGroup("base", [KeyboardInterrupt("k")])):
    if e.__traceback__:
        e.__traceback__ = e.__traceback__.tb_next
    sys.excepthook(type(e), e, e.__traceback__)
    print("----", file=sys.stderr)
