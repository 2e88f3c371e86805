# Errors of attributes and method calls that stand on several lines.
import sys
def show(f, *a):
    try: f(*a)
    except Exception as e:
        e.__traceback__ = e.__traceback__.tb_next
        sys.excepthook(type(e), e, e.__traceback__)
def a(x):
    x \
        .strip() \
        .index(9)
def b(x):
    return (x
        .strip()
        .foo
        .bar(
            1,
        ))
def c(x):
    (x
     .upper
     .lower)
def d(x):
    x.index(
        1
    ).bar
def e(x):
    (x.
     foo)
def f(x):
    x.y = (x
     .z)
def g(x):
    (x
     .y) = 1
def h(x):
    del (x
     .y)
def i(x):
    x.upper().index(
       "q"
    )
def j(x):
    (x
     .é
    )
def k(x):
    (x
     .upper())(
     1
     )
def l(x):
    (x
     .missing(1)
     .foo())
for fn in (a, b, c, d, e, f, g, h, i, j, k, l): show(fn, "abc")
