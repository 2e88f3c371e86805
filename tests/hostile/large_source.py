# not CPython: a function holds as many names as its registers. Programs with much of everything.


def outcome(name, source):
    space = {}
    try:
        exec(source, space)
    except (SyntaxError, MemoryError, RecursionError) as error:
        print(name, type(error).__name__, getattr(error, "msg", ""))
    else:
        print(name, space["r"])


for n in (200, 2000):
    names = ", ".join(f"a{i}" for i in range(n))
    outcome(f"{n} parameters", f"def f({names}): return a{n - 1}\nr = f(*range({n})), f(**{{'a%d' % i: i for i in range({n})}})")
    outcome(f"{n} locals", "def g():\n" + "".join(f" v{i} = {i} * 1.5\n" for i in range(n)) + f" return v0, v{n - 1}\nr = g()")
    outcome(f"{n} arguments", f"def f(*a, **k): return len(a), len(k)\nr = f({','.join(map(str, range(n)))}), f({','.join(f'k{i}={i}' for i in range(n))})")
    outcome(f"{n} targets", f"{names} = range({n})\nr = a{n - 1}")
    outcome(f"{n} defaults", f"def f({', '.join(f'a{i}={i}' for i in range(n))}): return a{n - 1}\nr = f()")
    outcome(f"{n} free names", f"def f():\n {names} = range({n})\n def g(): return {names}\n return g\nr = len(f()())")
    outcome(f"{n} decorators", "d = lambda f: f\n" + "@d\n" * n + "def r(): pass\nr = r()")
    outcome(f"{n} bases", "".join(f"class C{i}: pass\n" for i in range(n)) + f"class D({', '.join(f'C{i}' for i in range(n))}): pass\nr = len(D.__mro__)")
    outcome(f"{n} comparisons", "r = " + " < ".join(map(str, range(n))))
outcome("constants", "r = len({" + ",".join(f"'text {i}', {i}, {i}.5" for i in range(15000)) + "})")
outcome("attributes", "class Big:\n" + "".join(f" m{i} = lambda self: {i}\n" for i in range(10000)) + "r = Big().m9999()")
outcome("members", "class A: pass\na = A()\n" + "".join(f"a.x{i} = {i}\n" for i in range(10000)) + "r = sum(vars(a).values()), a.x9999")
outcome("globals", "".join(f"g{i} = {i}\n" for i in range(20000)) + "r = g19999")
outcome("jumps", "x = 0\n" + "if x == 0: x += 0\n" * 20000 + "r = x")
outcome("long loop", "def h(x):\n while x:\n" + "  x = x + 0\n" * 20000 + "  x = x - 1\n return x\nr = h(2)")
outcome("long line", "r = len('" + "long " * 200000 + "')")
outcome("long tuple", "r = len((" + "1," * 100000 + "))")
outcome("long list", "x = 1\nr = len([" + "x," * 100000 + "])")
outcome("long dict", "x = 1\nr = len({" + ",".join(f"{i}: x" for i in range(50000)) + "})")
outcome("long sum", "r = " + "+".join("1" for _ in range(3000)))
outcome("long and", "r = " + " and ".join("1" for _ in range(3000)))
outcome("long text", "r = len(" + "'a' " * 50000 + ")")
outcome("f-string", "x = 1\nr = len(f'" + "{x}" * 20000 + "')")
outcome("name", "n" + "a" * 1000000 + " = 5\nr = n" + "a" * 1000000)
outcome("handlers", "try: raise KeyError\n" + "except ValueError: pass\n" * 2000 + "except KeyError: r = 'caught'")
outcome("blank lines", "\n" * 1000000 + "r = 1")
outcome("comment", "#" * 1000000 + "\nr = 1")
