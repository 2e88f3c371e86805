# Names: local, enclosing, global, built-in, class scope, comprehension scope; what is unbound.


def attempt(act):
    try:
        return act()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


x = "global"


def reads(): return x
def unbound():
    print(x)
    x = 1
def maybe(flag):
    if flag: y = 1
    return y
def deleted():
    a = 1
    del a
    return a
def free():
    def inner(): return late
    inner()
    late = 1
def free_deleted():
    v = 1
    def inner(): return v
    del v
    return inner()
def sets_global():
    global x, fresh
    x = "changed"
    fresh = 1
def deletes_global():
    global fresh
    del fresh


print(reads(), attempt(unbound), attempt(lambda: maybe(False)), maybe(True), attempt(deleted), attempt(free), attempt(free_deleted))
sets_global()
print(x, fresh)
deletes_global()
print(attempt(lambda: fresh), attempt(deletes_global), attempt(lambda: undefined_anywhere))


def counter():
    count = 0
    def up(by=1):
        nonlocal count
        count += by
        return count
    def read(): return count
    return up, read


up, read = counter()
other, _ = counter()
print(up(), up(5), read(), other())


def three():
    a = 1
    def middle():
        b = 2
        def inner():
            nonlocal a, b
            a, b = a + 10, b + 10
            return a, b, locals()
        return inner(), a, b
    return middle(), a


print(three())
functions = [lambda: i for i in range(3)]
print([f() for f in functions], [f() for f in [lambda i=i: i for i in range(3)]])
loop = []
for k in range(3): loop.append(lambda: k)
print([f() for f in loop], k)


class Scope:
    x = "class"
    y = x + "!"
    def method(self): return x
    items = [x for _ in range(2)]
    from_class = [v for v in y]
    lam = lambda self: x
    if True:
        inside = 1
    for z in range(2): pass
    class Inner:
        seen = x
    __private = 5
    def private(self): return self.__private
    del y


print(Scope().method(), Scope.items, Scope.from_class[:3], Scope().lam(), Scope.inside, Scope.z, Scope.Inner.seen, Scope().private(),
      [n for n in vars(Scope) if "private" in n], hasattr(Scope, "y"))


def class_in_function():
    x = "enclosing"
    class A:
        x = x if False else "own"
        def get(self): return x
    return A.x, A().get()


print(attempt(class_in_function))


def class_reads():
    w = "enclosing"
    class A:
        v = w
        def get(self): return __class__.__name__, w
    return A.v, A().get()


print(class_reads())
print([y := 5, y * 2], y)
print([last := v for v in range(4)], last)
print(any((hit := v) > 2 for v in [1, 2, 3, 4]), hit)


def walrus():
    if (n := len("abc")) > 2: pass
    total = [t := (t if "t" in locals() else 0) + v for v in (1,)]
    return n, [m := n + 1, m], m


print(walrus()[0:2])
matrix = [[1, 2], [3, 4]]
print([[row[i] for row in matrix] for i in range(2)], [a for row in matrix for a in row if a % 2], {a: b for a, b in matrix}, {a % 2 for a in (1, 2, 3)})
v = "outer"
print([v for v in range(2)], v, list(v for v in "ab"), v)


def lazy():
    base = 1
    made = (base + i for i in range(2))
    base = 10
    return list(made)


print(lazy())


def first_is_eager():
    try:
        return (i for i in 5)
    except TypeError as error:
        return str(error)


print(first_is_eager())


def handler():
    try:
        1 / 0
    except ZeroDivisionError as error:
        pass
    return error


print(attempt(handler))
e = "kept?"
try: raise ValueError
except ValueError as e: pass
print("e" in globals())


def shadows():
    len = lambda v: "mine"
    return len([])


print(shadows(), len([]))
import builtins
builtins.invented = "from builtins"
print(invented)
del builtins.invented
print(attempt(lambda: invented))


def dynamic():
    a = 1
    b = [a]
    return sorted(locals())


print(dynamic(), "x" in globals())
print(attempt(lambda: eval("a + b", {"a": 1, "b": 2})), [f.__closure__[0].cell_contents for f in [read]], read.__code__.co_freevars)
for source in ("def f():\n x = 1\n global x", "nonlocal x", "def f():\n nonlocal q", "def f(a):\n global a", "def f(a, a): pass", "class A:\n nonlocal b",
               "[i := 0 for i in x]", "[x for x in (y := 1)]", "def f():\n print(z)\n nonlocal z", "return 1", "yield 1", "break", "continue", "await x", "def f(): await x",
               "f() = 1", "1 = x", "a + 1 = 2", "None = 1", "del f()", "x: int: 3", "(a, b): int", "*a = 1", "*a, *b = 1", "f(a=1, a=2)", "f(a for a in b, 1)", "f(**a, *b)", "f(a=1, 2)",
               "def f(a=1, b): pass", "def f(*): pass", "def f(*, **k): pass", "lambda *: 1", "for 1 in x: pass", "with a as 1: pass", "import a.b as c.d", "from . import *\ndef f(): pass",
               "def f():\n from x import *", "try: pass\nexcept: pass\nexcept A: pass", "x = *a", "print *a", "a := 1", "(a.b := 1)", "__debug__ = 1", "class A(a for a in b): pass", "async with a: pass"):
    try:
        compile(source, "s", "exec")
        print(repr(source), "compiled")
    except SyntaxError as error:
        print(repr(source), error.msg, error.lineno, error.offset)
