# Module traceback: text and data, in the pieces CPython has.
import io
import sys
import traceback
import linecache


def inner(x):
    return 10 // x


def outer(x):
    try:
        return inner(x)
    except ZeroDivisionError as e:
        raise ValueError("outer") from e


def strip(text):
    return text.replace(__file__, "FILE").replace("traceback_module.py", "FILE")


try:
    outer(0)
except ValueError as e:
    pieces = traceback.format_exception(e)
    for piece in pieces:
        print(repr(strip(piece)))
    print(traceback.format_exception(e) == traceback.format_exception(type(e), e, e.__traceback__))
    print([strip(p) for p in traceback.format_exception(e, chain=False)])
    print([strip(p) for p in traceback.format_exception(e, limit=1)][-3:])
    print([strip(p) for p in traceback.format_exception(e, limit=-1)][-3:])
    print([strip(p) for p in traceback.format_exception(type(e), e, None)][-2:])
    print(traceback.format_exception_only(e), traceback.format_exception_only(type(e), e))
    summary = traceback.extract_tb(e.__traceback__)
    print(type(summary).__name__, len(summary), strip(repr(summary[0])))
    for frame in summary:
        print(frame.name, frame.lineno, frame.line, frame.end_lineno, frame.colno, frame.end_colno, len(frame), frame[2], list(frame)[1:])
    print([strip(s) for s in summary.format()] == [strip(s) for s in traceback.format_tb(e.__traceback__)])
    print(strip("".join(traceback.format_list(summary))))
    out = io.StringIO()
    traceback.print_exc(file=out)
    print(out.getvalue() == "".join(pieces) == traceback.format_exc())
    out = io.StringIO()
    traceback.print_tb(e.__traceback__, file=out, limit=1)
    print(strip(out.getvalue()))
    out = io.StringIO()
    traceback.print_exception(e, file=out, chain=False)
    print(strip(out.getvalue()))
    print([(f.f_code.co_name, line) for f, line in traceback.walk_tb(e.__traceback__)])
    t = traceback.TracebackException.from_exception(e)
    print(str(t), t.exc_type_str, t.exc_type_qualname, t.exc_type_module, type(t.stack).__name__, str(t.__cause__), t.__context__, t.__suppress_context__)
    print("".join(t.format()) == "".join(pieces), list(t.format_exception_only()))
print(repr(traceback.format_exc()), traceback.format_exception(None), traceback.format_exception_only(None))
for bad in (5, "x"):
    try:
        traceback.format_exception(bad)
    except TypeError as e:
        print(e)
try:
    traceback.format_exception(ValueError(), ValueError())
except ValueError as e:
    print(e)


def stack():
    return traceback.extract_stack()


def caller():
    return stack()


print([(f.name, f.line) for f in caller()])
print([strip(s) for s in traceback.format_stack()])
e = ValueError("notes")
e.add_note("one")
e.add_note("two\nlines")
print(traceback.format_exception_only(e), traceback.format_exception(e))
group = ExceptionGroup("g", [ValueError(1), ExceptionGroup("h", [KeyError("k"), SyntaxError("s", ("f", 1, 2, "text"))])])
for piece in traceback.format_exception(group):
    print(repr(piece))
print(traceback.format_exception_only(group))
print(traceback.format_exception_only(group, show_group=True))
print(traceback.format_exception_only(SyntaxError("msg", ("file", 3, 5, "some text here\n", 3, 9))))
for x in (KeyError("k"), ValueError(), OSError(2, "gone"), ValueError("multi\nline"), type("Local", (Exception,), {})("c"), StopIteration(3), SystemExit(2), KeyboardInterrupt()):
    print(traceback.format_exception_only(x))
print(traceback.format_list([("a.py", 3, "f", "x = 1"), ("b.py", 4, "g", None)]))
s = traceback.StackSummary.from_list([("a.py", 1, "f", "line")] * 6)
print(s.format())
f = traceback.FrameSummary("nofile", 1, "name", line="  text  ")
print(f, f.line, f == ("nofile", 1, "name", "text"), f.locals)
f = traceback.FrameSummary("nofile", 1, "name", locals={"b": 1, "a": "x"})
print(repr(f.line), f.locals, traceback.StackSummary.from_list([f]).format())


def recurse(n):
    if n == 0:
        raise IndexError
    recurse(n - 1)


try:
    recurse(10)
except IndexError as e:
    print([strip(s) for s in traceback.format_exception(e)])
    print(len(traceback.extract_tb(e.__traceback__)), len(traceback.extract_tb(e.__traceback__, limit=3)), len(traceback.extract_tb(e.__traceback__, limit=-3)))
print(repr(linecache.getline(__file__, 1)), repr(linecache.getline(__file__, 10 ** 6)), repr(linecache.getline("/no/such/file", 1)))
with open("lines.txt", "w") as out:
    out.write("one\ntwo\nthree")
print(linecache.getline("lines.txt", 2), linecache.getlines("lines.txt"))
linecache.checkcache()
linecache.clearcache()
frame = sys.exc_info()[2]
print(frame)
