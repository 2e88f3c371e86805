# eval, exec, compile, globals, locals, __import__.
def show(source, **names):
    try:
        print(source, "->", repr(eval(source, globals(), names or None)))
    except BaseException as e:
        print(source, "!!", type(e).__name__, e)


class Mapping:
    def __init__(self):
        self.got = []

    def __getitem__(self, key):
        self.got.append(key)
        if key == "known":
            return 42
        raise KeyError(key)

    def __setitem__(self, key, value):
        self.got.append((key, value))


x = 10
for source in """eval('1 + 2')
eval('x * 2')
eval('x * 2', {'x': 21})
eval('x + y', {'x': 1}, {'y': 2})
eval('x', {'x': 1}, {'x': 2})
eval('[x + y for y in ys]', {'x': 1}, {'ys': [1, 2]})
eval('[x for x in ys if x > z]', {}, {'ys': [1, 2], 'z': 1})
eval('(lambda: x)()', {'x': 1}, {'x': 2})
eval('(lambda: q)()', {'x': 1}, {'q': 2})
eval(b'1+1')
eval('  1')
eval('\\n1')
eval('1\\n')
eval('1;')
eval('x = 1')
eval('')
eval('1 +')
eval(5)
eval('x', 5)
eval('1', {}, 5)
eval()
eval('known', {}, Mapping())
eval('unknown', {}, Mapping())
eval('__name__', {})
eval('len("abc")', {})
sorted(k for k in {}.__class__(a=1))
exec('y = x + 1'), y
exec('1 + 1')
exec(5)
exec('1', 5)
exec('1', {}, 5)
exec()
exec('raise ValueError(3)')
exec('return 1')
compile('1', 'f', 'zz')
compile()
compile(5, 'f', 'eval')
compile('1', 'f', 'eval', flags=1 << 30)
compile('a b', 'f', 'exec')
compile('1', 5, 'eval')
eval(compile('x + 1', 'f', 'eval'))
eval(compile('z = 5', 'f', 'exec')), z
exec(compile('x', 'f', 'eval'))
compile('x', 'name', 'eval').co_filename, compile('x', b'name', 'eval').co_filename, compile('x', 'n', 'exec').co_name
globals() is vars()
globals(1)
locals(1)
__import__()
__import__(5)
__import__('')
__import__('no_such_module')
__import__('sys').__name__
__import__('os.path').__name__
__import__('os.path', fromlist=['join']).__name__
(lambda a, b: sorted(locals()))(1, 2)
[sorted(locals()) for q in [1]][0] != []""".split("\n"):
    show(source)
names = {}
exec("a = 1\ndef f(b): return a + b\nclass C:\n    d = a\nimport sys\nfor i in range(3): pass\n[j for j in range(2)]", names)
print(sorted(names), names["f"](4), names["C"].d, names["i"], names["f"].__globals__ is names)
outer, inner = {"g": 1}, {"l": 2}
exec("new = g + l\nl = 5\nglobal shared\nshared = 7\ndef f(): return g\nw = f()\ndel l\ncomp = [g for _ in 'ab']", outer, inner)
print(sorted(outer), sorted(inner), inner["new"], inner["w"], outer["shared"], inner["comp"])
m = Mapping()
exec("known\nset_it = known", {}, m)
print(m.got)
try:
    exec("missing_name", {}, {})
except NameError as e:
    print(e)


def function(a, b=2, *args, c=3, **kw):
    d = 4
    before = locals()
    e = 5
    before["a"] = "changed"
    nested = lambda: (a, d)
    first = sorted(before)
    return first, sorted(locals()), a, eval("a + d"), eval("b", {"b": "global"}), nested()


print(function(1))


def writes():
    v = 1
    exec("v = 2; w = 3")
    return v, "w" in locals()


print(writes())


def captured():
    v = 1

    def inner():
        nonlocal v
        v += 1
        return sorted(locals()), eval("v")
    return inner(), sorted(k for k in locals() if k != "inner")


print(captured())


class Body:
    p = 1
    q = sorted(k for k in locals() if k[:2] != "__")
    r = eval("p")
    exec("s = p + 10")
    t = [sorted(k for k in locals() if k[:2] != "__") for _ in [0]]


print(Body.q, Body.r, Body.s)
code = compile("result = 0\nfor i in range(n):\n    result += i", "<sum>", "exec")
for n in (3, 4):
    space = {"n": n}
    exec(code, space)
    print(space["result"], "__builtins__" in space, code.co_filename, code.co_name)
exec(compile("single_value = 3; single_value", "<s>", "single"))
print(single_value)
try:
    exec("def f(:\n  pass")
except SyntaxError as e:
    print(e.msg, e.filename, e.lineno, e.offset, repr(e.text))
try:
    eval("(1,\n 2 3)")
except SyntaxError as e:
    print(e.msg, e.filename, e.lineno, e.offset, e.end_lineno, e.end_offset, repr(e.text))
