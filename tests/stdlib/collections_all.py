# collections: deque, Counter, OrderedDict, defaultdict, namedtuple, ChainMap, User*.
import collections
from collections import *
import random


def shows(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


print(sorted(collections.__all__))

print("-- deque")
d = deque("abc")
print(d, deque(), deque(range(5), maxlen=3), deque([1], 0), deque(maxlen=2), len(d), bool(deque()), d.maxlen)
for f in (lambda: deque(5), lambda: deque([], -1), lambda: deque([], "x"), lambda: deque().pop(), lambda: deque().popleft(), lambda: d[3], lambda: d[-4],
          lambda: d.remove("z"), lambda: d.index("z"), lambda: deque([1], 1).insert(0, 2), lambda: d["a"], lambda: d + [1]):
    shows(f)
d.extend("de"); d.extendleft("ZY"); print(d)
d.insert(1, "i"); d.insert(-1, "j"); d.insert(100, "k"); d.insert(-100, "l"); print(d)
d.remove("i"); del d[0]; d[0] = "Q"; d[-1] = "R"; print(d, d.count("a"), d.index("b"), d.index("R", -1), "a" in d)
d.reverse(); print(d, list(reversed(d)))
e = deque([1, 2, 3, 4, 5]); e.rotate(2); print(e); e.rotate(-1); print(e); e.rotate(13); print(e); e.rotate(0); deque().rotate(3); print(e)
print(e == deque([1]), e != deque(e), deque([1]) < deque([2]), deque([1]) == [1], deque([1, 2]) >= deque([1]), e.copy() == e, e.copy() is e)
print(deque([1]) + deque([2]), deque([1, 2]) * 2, 2 * deque([3]), deque([1, 2], 3) * 2, deque([1, 2], 3) + deque([3, 4]))
m = deque(maxlen=2); m += [1, 2, 3]; print(m); m.appendleft(0); print(m); m *= 2; print(m); m.extend(m); print(m)
z = deque([], 0); z.append(1); z.appendleft(1); print(z, len(z))
r = deque([1]); r.append(r); print(r)
it = iter(e); next(it); e.append(1)
shows(lambda: next(it))
def grow():
    for _ in e: e.popleft()
shows(grow)
class D2(deque): pass
print(D2([1, 2]), D2([1], 3).copy(), type(D2("a") + D2("b")).__name__, isinstance(D2(), deque))
R = random.Random(5)
ok = True
for maxlen in (None, 5):
    a, b = deque(maxlen=maxlen), []
    for step in range(3000):
        op = R.randrange(9)
        if op in (0, 1): a.append(step); b.append(step); b[:] = b[-maxlen:] if maxlen else b
        elif op in (2, 3): a.appendleft(step); b.insert(0, step); b[:] = b[:maxlen] if maxlen else b
        elif op == 4 and b: ok &= a.pop() == b.pop()
        elif op == 5 and b: ok &= a.popleft() == b.pop(0)
        elif op == 6 and b:
            n = R.randrange(-9, 9); a.rotate(n); n %= len(b); b[:] = b[-n:] + b[:-n]
        elif op == 7 and b: i = R.randrange(len(b)); ok &= a[i] == b[i] and a[-i - 1] == b[-i - 1]
        elif op == 8 and b and R.random() < .2: i = R.randrange(len(b)); del a[i], b[i]
        ok &= len(a) == len(b)
    ok &= list(a) == b and list(reversed(a)) == b[::-1]
print(ok)
big = deque()
for i in range(50000): big.append(i); big.appendleft(i)
while len(big) > 10: big.popleft(); big.append(big.popleft())
print(len(big), sum(big))

print("-- Counter")
c = Counter("abracadabra")
print(c, c.most_common(2), c.most_common(), c.most_common(0), c["zz"], "zz" in c, sorted(c.elements()), c.total(), Counter(), Counter(a=2, b=-1), Counter({"x": 3}), Counter([1, 1.0, True]))
c.update("aaz"); c.update({"q": 5}); c.update(w=1); c.subtract("qq", a=1); print(c)
del c["nothing"]; del c["q"]; print(len(c), c.pop("w"))
a, b = Counter(x=3, y=1, n=-2), Counter(x=1, y=2, z=5)
print(a + b, a - b, a | b, a & b, +a, -a, a == b, a <= b, a < b, a >= a, a > b, Counter(a=1) == Counter(a=1, b=0), Counter(a=1) == {"a": 1}, a != a)
a += b; print(a); a -= Counter(x=1); print(a); a |= Counter(k=9); print(a); a &= Counter(k=3, x=9); print(a)
shows(lambda: Counter.fromkeys("ab"))
shows(lambda: Counter(5))
print(Counter("ab").copy(), type(Counter("a").copy()).__name__, dict(Counter("ab")), repr(Counter({"a": "x", "b": 1})))
class C2(Counter): pass
print(C2("aab"), C2("a") + C2("b"))

print("-- defaultdict, OrderedDict")
dd = defaultdict(list, a=[1]); dd["b"].append(2); print(dd, dd["c"], len(dd), "z" in dd, dd.get("q"), dd.default_factory, defaultdict(None, {1: 2}))
shows(lambda: defaultdict()["x"])
shows(lambda: defaultdict(5))
print(dd.copy(), type(dd.copy()).__name__, dd | {"n": 0}, {"m": 1} | dd, defaultdict(lambda: 7)[1])
dd["self"] = dd
print(len(repr(dd)) < 300)
nested = defaultdict(lambda: defaultdict(int)); nested["a"]["b"] += 1; print(nested["a"]["b"], dict(nested["a"]))
class DM(defaultdict):
    def __missing__(self, key): return key * 2
print(DM()["ab"], len(DM()))
o = OrderedDict([("a", 1), ("b", 2), ("c", 3)])
o.move_to_end("a"); print(o, list(o)); o.move_to_end("c", last=False); print(list(o)); o["a"] = 9; print(list(o.items()))
shows(lambda: o.move_to_end("zz"))
shows(lambda: OrderedDict().popitem())
print(o.popitem(), o.popitem(False), o, OrderedDict(), list(reversed(OrderedDict(x=1, y=2))), OrderedDict.fromkeys("ab", 0), OrderedDict(x=1) | {"y": 2}, {"y": 2} | OrderedDict(x=1))
p, q = OrderedDict(a=1, b=2), OrderedDict(b=2, a=1)
print(p == q, p != q, p == {"b": 2, "a": 1}, {"b": 2, "a": 1} == p, p == OrderedDict(a=1, b=2), p == 5, p.copy() == p)
p |= {"z": 3}; print(p, p.pop("z"), p.pop("z", None), p.setdefault("k", 5), isinstance(p, dict))
lru = OrderedDict()
for i in range(20000):
    lru[i] = i
    if len(lru) > 1000: lru.popitem(last=False)
print(len(lru), next(iter(lru)))
class O2(OrderedDict): pass
print(O2(a=1), O2())

print("-- namedtuple")
P = namedtuple("P", ["x", "y"])
p = P(1, y=2)
print(p, P._fields, p._asdict(), p._replace(x=9), P._make([3, 4]), p.x + p[1], p == (1, 2), hash(p) == hash((1, 2)), len(p), P.__doc__, P.__new__.__doc__, P.x.__doc__, P.__match_args__, P.__name__, P.__module__, p._field_defaults)
x, y = p; print(x, y, isinstance(p, tuple), [*p], p + (3,), max(P(1, 5), P(2, 0)))
Q = namedtuple("Q", "a, b c", defaults=(5, [6])); print(Q(1), Q(1, 2), Q._field_defaults, Q(1)._replace(b=0, c=1))
print(namedtuple("N", "")(), namedtuple("R", ["a", "def", "_x", "a", "ok", "1b"], rename=True)._fields, namedtuple("M", "a", module="mod").__module__)
for f in (lambda: P(1), lambda: P(1, 2, 3), lambda: P(x=1, z=2), lambda: P._make([1]), lambda: p._replace(q=1), lambda: namedtuple("A", "a a"), lambda: namedtuple("A", "class"),
          lambda: namedtuple("A", "_p"), lambda: namedtuple("1A", "p"), lambda: namedtuple("A", "a b", defaults=(1, 2, 3)), lambda: namedtuple("A", "a-b"), lambda: setattr(p, "z", 1)):
    shows(f)
try:
    p.x = 5
except AttributeError as error:
    print("AttributeError")
class P3(P):
    __slots__ = ()
    @property
    def norm(self): return (self.x ** 2 + self.y ** 2) ** 0.5
    def __str__(self): return f"<{self.x},{self.y}>"
print(P3(3, 4).norm, P3(1, 2), repr(P3(1, 2)), P3(1, 2)._replace(x=0), sorted([P(2, 1), P(1, 2)]), P.__new__.__qualname__)
import copy
print(copy.copy(p), copy.deepcopy(Q(1)), copy.replace(p, y=7), type(copy.copy(P3(1, 2))).__name__)

print("-- ChainMap, UserDict, UserList, UserString")
cm = ChainMap({"a": 1}, {"a": 2, "b": 3})
print(cm, cm["a"], cm.get("zz", 0), list(cm), len(cm), "b" in cm, dict(cm), cm.parents, cm.new_child(), cm.new_child({"z": 0}, y=1), bool(ChainMap()), ChainMap())
cm["b"] = 9; print(cm.maps, cm.pop("b")); shows(lambda: cm.pop("b")); shows(lambda: cm["nope"])
def delete(): del cm["b"]
shows(delete)
print(cm | {"k": 1}, {"k": 1, "a": 0} | cm, sorted(cm.items()), cm == {"a": 1, "b": 3}, ChainMap.fromkeys("ab", 1)); cm |= {"q": 2}; print(cm.popitem(), cm.copy().maps[1] is cm.maps[1])
class UD(UserDict):
    def __missing__(self, key): return "missing " + key
u = UD({"a": 1}, b=2); print(u, u["zz"], "zz" in u, u.get("zz"), len(u), u | {"c": 3}, {"c": 3} | u, u == {"a": 1, "b": 2}, u.copy(), type(u.copy()).__name__, UserDict.fromkeys("a"), u.pop("a"), u.setdefault("n", []), list(u.items()))
ul = UserList([3, 1, 2]); ul.sort(); ul.append(5); ul += (6,); print(ul, ul[1:], type(ul[1:]).__name__, ul + [1], [0] + ul, ul * 2, ul == [1, 2, 3, 5, 6], ul.index(5), ul.count(1), ul.pop(), 2 in ul, ul < [9], UserList("ab"), ul.copy(), ul.data)
us = UserString("Hello"); print(us, repr(us), us.upper(), type(us.upper()).__name__, us + "!", "x" + us, us * 2, us[1:3], "ell" in us, us == "Hello", us.find("l"), us.split("l"), len(us), hash(us) == hash("Hello"), us.replace("l", "L"), UserString(5), UserString("%s-%s") % (1, 2), us.startswith("He"), ", ".join(["a"]), us.center(9, "*"), us.encode(), UserString("5").isdigit(), int(UserString("5")))
