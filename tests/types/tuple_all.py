# tuple: operations, hash values, methods, subclasses.
def show(f):
    try:
        print(repr(f()))
    except BaseException as e:
        print(type(e).__name__, e)


t = (1, "a", 2.5)
for text in """() (1,) t t[0] t[-1] t[3] t[-4] t["a"] t[1.0] t[None] t[10**30] t[1:] t[::-1] t[:] t[::0] t["a":] t+(4,) t+[1] t+None t*2 2*t t*-1 t*"a" t*1.5 t*10**30 (0,)*(1<<62) ()*(1<<62) t*None t.index("a") t.index(9) t.index() t.index(1,1) t.index(1,-3) t.index("a",0,1) t.index(1,"a") t.count(1) t.count() t.append(1)
len(t) "a"in(t) 9in(t) tuple() tuple("ab") tuple(5) tuple(1,2) tuple(x=1) tuple([1]) tuple({1:2}) tuple(range(3)) tuple(t)is(t) t[:]is(t) ()is() t+()is(t) t*1is(t) (1,2)<(1,3) (1,2)<(1,2,0) (1,)<("a",) (1,2)==[1,2] (1,2)!=(1,2) t<1 (1,2)>=(1,2) ()<(0,) (1,[2])==(1,[2]) ([],)<([0],) hash(([],)) hash(()) hash((1,)) hash((1,2,3)) hash((-1,-2)) hash((0,)) hash((1.5,2**70,True)) hash(((1,2),(3,(4,)))) hash(tuple(range(50)))
{(1,2):"k"}[1,2] {(1,2):"k"}[1.0,True] str((1,)) str(((),)) repr((1,"'",'"')) tuple.__name__ iter(t).__length_hint__() type(iter(t)) t.__getnewargs__() t.__hash__()==hash(t) t.__add__((1,)) t.__mul__(2) t.__rmul__(2) t.__contains__(1) t.__eq__(1) t.__lt__((0,)) max(t[::2]) sum((1,2)) sorted((3,1,2)) [*t,*t] (*t,*"xy")""".split():
    text = text.replace("~", " ")
    print(text, end=" -> ")
    show(lambda: eval(text))
try:
    t[0] = 1
except TypeError as e:
    print(e)
try:
    del t[0]
except TypeError as e:
    print(e)
a = (1, 2)
b = a
a += (3,)
print(a, b)
a *= 2
print(a)
r = ([],)
r[0].append(r)
print(r, r[0])
nan = float("nan")
print((nan,) == (nan,), (nan,) == (float("nan"),), nan in (nan,), (1, nan) < (1, nan))


class T(tuple):
    def __new__(cls, *args, extra=None):
        self = super().__new__(cls, args)
        self.extra = extra
        return self


x = T(1, 2, 3, extra="e")
print(x, x.extra, type(x), len(x), x[1], x[1:], type(x[1:]), x == (1, 2, 3), hash(x) == hash((1, 2, 3)), {x: 1}[1, 2, 3], type(x + (1,)), type(x * 1), type(x[:]), tuple(x) is x, type(tuple(x)), isinstance(x, tuple), x.__dict__)
x.more = [1]
print(x.more, vars(x), T(), T().extra, *x)


class Plain(tuple):
    pass


print(Plain("ab"), Plain(), type(Plain([1]) + Plain([2])), Plain([1]) == (1,), Plain([1, 2]) < Plain([1, 3]))
show(lambda: Plain(1, 2))
show(lambda: Plain(x=1))


class Init(tuple):
    def __init__(self, items, name=None):
        self.name = name


print(Init([1, 2], name="n").name) if 0 else show(lambda: Init([1, 2], name="n").name)


class Iter(tuple):
    def __iter__(self):
        return iter("xyz")

    def __len__(self):
        return 99

    def __getitem__(self, i):
        return "item"


y = Iter([1, 2])
print(list(y), tuple(y), [*y], len(y), y[0], y, y + (3,), (0,) + y, y == (1, 2), max(y))
p, q, s = y
print(p, q, s)
deep = ()
for _ in range(40):
    deep = (deep,)
print(deep, hash(deep) == hash(deep))
for n in range(100000):
    deep = (deep,)
try:
    repr(deep)
except RecursionError as e:
    print("RecursionError")
