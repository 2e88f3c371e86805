# Every method of dict and its views, with their errors.
def show(f):
    try:
        print(repr(f()))
    except BaseException as e:
        print(type(e).__name__, e)


d = {"a": 1, "b": 2}
for text in """d.get("a") d.get("z") d.get("z",0) d.get() d.get(1,2,3) d.get([]) d["a"] d["z"] d[[]] d.pop("a") d.pop("a") d.pop("a",None) d.pop() d.pop(1,2,3) d.pop([]) {}.pop([],1) {}.pop([])
{}.popitem() d.popitem(1) d.setdefault("a",9) d.setdefault("a",8) d.setdefault("n") d.setdefault() d.setdefault([],1) d.update(1,2) d.update(5) d.update([1]) d.update([(1,2,3)]) d.update(["ab"]) d.update([(1,)])
d.update("ab") d.update(["abc"]) d.update(b=20,c=30) d.update({"d":4},e=5) d.update() d.update([("p","q")],r=1) d.copy() d.copy(1) d.clear(1) d.keys() d.values() d.items() d.keys(1) len(d) "a"in(d) []in(d)
dict() dict(1) dict(1,2) dict([1]) dict([(1,2)]) dict([[1,2],"ab"]) dict({1:2},x=3) dict(a=1,b=2) dict([(1,2,3)]) dict({1}) dict(["xy","zw"],x=7) dict.fromkeys("ab") dict.fromkeys("ab",0) dict.fromkeys() dict.fromkeys(5) dict.fromkeys([[]]) dict.fromkeys(range(3),[])
dict.update() dict.update(5) d|{"x":1} {"x":1}|d d|[1] d|None [1]|d d.__or__([(1,2)]) d.__ior__([(1,2)]) d.__ior__(5) d<d d=={} d!={} {}=={} {1:2}=={1:2.0} {1:2}=={True:2} {1:2}==[1] {}<{} hash({}) d.nothing
d.__contains__("a") d.__getitem__("zz") d.__delitem__("zz") d.__len__() d.__missing__ dict.__name__ list(d) list(reversed(d)) list(reversed(d.values())) list(reversed(d.items())) list(reversed(d.keys())) type(iter(d)) type(iter(d.values())) type(iter(d.items())) type(reversed(d)) type(reversed(d.values())) type(reversed(d.items()))
iter(d).__length_hint__() reversed(d).__length_hint__() d.keys().mapping d.items().mapping==d d.values().mapping["p"] d.keys()-5 5-d.keys() d.keys()&5 d.keys()|5 d.keys()^5 d.keys()<[1] d.values()==d.values() d.keys()==d.keys() d.keys()==set(d) set(d)==d.keys() d.items()==set(d.items())
{1:2}.items()&{1:2}.items() {1:2}.items()&{(1,2)} (1,2)in{1:2}.items() (1,3)in{1:2}.items() 1in{1:2}.items() [1,2]in{1:2}.items() ([],2)in{1:2}.items() (1,2,3)in{1:2}.items() {1:2}.keys()-{1:0} [1,2]-{1:0}.keys() [1,2]&{1:0}.keys() [1,1]|{1:0}.keys() (1,)^{1:0}.keys() {1}|{1:0}.keys() {1}-{1:0}.keys() {1:2}.keys()|[3] {1:2}.items()^{(1,2):3}.keys()
{1:2}.keys().isdisjoint([3]) {1:2}.keys().isdisjoint({1}) {1:2}.keys().isdisjoint(5) {1:2}.items().isdisjoint([(1,2)]) {}.keys().isdisjoint({}.keys()) hash({}.keys()) d.keys()+1 d.values()&{1} type(d.keys())() d.keys().nothing {1:0,2:0}.keys()>{1} {1:0,2:0}.keys()>={1,2} {1:0}.keys()<={1,2} {1:0}.keys()<{1} {1:0}.keys()!={1}
{1:2}.items()<={(1,2),3} {}.items()=={}.keys() {1:[]}.items()|[] {1:[]}.items()=={1:[]}.items() {1:[]}.items()&[] 1in{1:2}.values() 2in{1:2}.values() len({1:2}.values()) {1:2}.values()|{1}
next(iter({})) {**d} {**d,"a":0} {**{1:2},**{1:3}} {"k":1,"k":2} {1:1,1.0:2,True:3} {0:1,False:2,0.0:3,-0.0:4} {None:1,...:2,():3,frozenset():4,int:5}[int] {1j:1,1:2} {"1":1,1:2,b"1":3} {float("inf"):1}[float("inf")]""".split():
    text = text.replace("~", " ")
    print(text, end=" -> ")
    show(lambda: eval(text))
print(d, len(d), str(d), bool(d), bool({}))
nan = float("nan")
e = {nan: 1}
print(nan in e, float("nan") in e, e[nan], e == {nan: 1}, {1: nan} == {1: nan}, {1: nan} == {1: float("nan")})
e = {i: i * i for i in range(5)}
e[2] = "changed"
del e[3]
e[3] = "again"
print(e, list(e.items()), e.popitem(), e.popitem(), e)
k, v, i = e.keys(), e.values(), e.items()
e["new"] = 1
print(k, v, i, len(k), "new" in k, 1 in v, ("new", 1) in i, list(k), sorted(map(str, v)))
e.clear()
print(k, v, i, e, list(k), len(i))
r = {}
r["me"] = r
r["keys"] = r.keys()
r["values"] = r.values()
r["items"] = [r.items()]
print(r)
deep = {}
for n in range(30):
    deep = {n: deep}
print(deep, deep == deep)
a, b = {}, {}
a["x"], b["x"] = b, a
try:
    print(a == b)
except RecursionError as x:
    print(x)


class Missing(dict):
    def __missing__(self, key):
        return "no %r" % (key,)


m = Missing(a=1)
print(m["a"], m["z"], m.get("z"), "z" in m, m, type(m | {}), type(m.copy()), type(Missing.fromkeys("a")), type({} | m), m == {"a": 1}, repr(m), m.pop("z", 0))
m |= {"b": 2}
m.attr = 1
print(type(m), m, m.attr, m.__dict__, dict(m), {**m}, list(m), [*m.items()])


class Loud(dict):
    def __setitem__(self, key, value):
        print("set", key)
        super().__setitem__(key, value)

    def __getitem__(self, key):
        return "got %s" % super().__getitem__(key)

    def keys(self):
        print("keys")
        return super().keys()

    def __iter__(self):
        print("iter")
        return super().__iter__()


l = Loud(a=1)
l["b"] = 2
l.update(c=3)
l.setdefault("d", 4)
print(l["a"], l.get("a"), l.pop("b"), dict(l), {**l}, len(l), list(l), sorted(l.values()), {} | l, Loud.fromkeys("xy"))


class Iterless(dict):
    def keys(self):
        return ["only"]

    def __getitem__(self, key):
        return key * 2


print(dict(Iterless(a=1)), {**Iterless(a=1)}, dict(**Iterless(a=1)))


class Mapping:
    def keys(self):
        return iter("pq")

    def __getitem__(self, key):
        return key.upper()


def f(**kw):
    return kw


print(dict(Mapping()), {**Mapping()}, f(**Mapping()), dict(Mapping(), q=1))
try:
    print({} | Mapping())
except TypeError as x:
    print(x)


class Half:
    def keys(self):
        return [1, 2]


for g in (lambda: dict(Half()), lambda: {**Half()}, lambda: {**5}, lambda: f(**{1: 2}), lambda: dict(**{1: 2}), lambda: f(a=1, **{"a": 2}), lambda: dict(a=1, **{"a": 2})):
    show(g)
