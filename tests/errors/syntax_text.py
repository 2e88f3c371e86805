# SyntaxErrors as they are printed.
import sys

for source in ("a b", "def f(:\n  pass", "x = = 1", "if True\n  pass", "print('a", "a = (1,\n2", "\tif 1:\n\t\tx y", "é = 1 +", "'日本' 'x' y",
               "def f():\nreturn 1", "  x = 1", "x = 1\n  y = 2", "if 1:\n\tx\n        y", "for x in y: break\nelse: continue", "return 1",
               "def f(a, a): pass", "f(a=1, 2)", "x = {1: 2, 3}", "1 = x", "del f()", "async def f():\n  yield from x", "await x", "nonlocal x",
               "from __future__ import nothing", "f'{a b}'", "f'{'", "lambda: (yield", "class C: return 1", "a = 5 if x", "with x as 1: pass"):
    try:
        compile(source, "<test>", "exec")
    except SyntaxError as e:
        e.__traceback__ = None
        sys.excepthook(type(e), e, None)
for args in (("msg",), ("msg", ("f", 1, 2, "text")), ("msg", ("f", 1, None, "text")), ("msg", (None, 1, 2, "  text\n")), ("msg", ("f", None, 2, "text")),
             ("msg", ("f", 1, 50, "text")), ("msg", ("f", 1, 2, "text", 1, 4)), ("msg", ("f", 1, 2, "text", 2, 1)), ("msg", ("f", 1, 0, "text")),
             ("msg", ("f", 1, 3, "\tx = y", 1, 4)), ("msg", ("f", 1, 2, None)), (), ("",), ("msg", ("f", 1, 2, "", 1, 3)), ("msg", ("f", 1, -1, "text"))):
    e = SyntaxError(*args)
    e.add_note("note")
    sys.excepthook(type(e), e, None)
