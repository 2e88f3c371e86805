# pickle: every protocol's bytes, and what they load as.
import pickle, collections, fractions, enum
class C:
    def __init__(s,x): s.x=x
    def __eq__(s,o): return s.__dict__==o.__dict__
class S:
    __slots__=('a',)
class L(list): pass
class Color(enum.Enum):
    RED=1
rec=[1]; rec.append(rec)
s=S(); s.a=5
l=L([1,2]); l.t=3
vals=[None,True,1,-1,255,256,70000,-70000,2**40,-2**40,2**100,1.5,-0.0,'abc','ä€\U0001f600\n\\','',b'',b'abc',bytearray(b'xy'),(),(1,),(1,2,3,4),[1,2],{'a':1},{1},frozenset([2]),C(3),s,l,len,int,C,range(3),slice(1,2),1j,...,NotImplemented,type(None),iter([1,2]),ValueError('x'),Color.RED,collections.OrderedDict(a=1),collections.Counter('aab'),fractions.Fraction(1,2),'x'*300,list(range(5)),rec, "abc".upper, C(3).__eq__]
for p in range(6):
    for v in vals:
        try:
            d=pickle.dumps(v,p)
            w=pickle.loads(d)
            print(p, d if len(d)<200 else len(d), type(w).__name__)
        except Exception as e: print(p, type(e), e)

print("- recursion, sharing, hooks")
shared = []
for protocol in range(6):
    both = pickle.loads(pickle.dumps([shared, shared, (shared,)], protocol))
    print(both[0] is both[1], both[2][0] is both[0], end=" ")
    loop = {}
    loop["me"] = (loop, [loop])
    back = pickle.loads(pickle.dumps(loop, protocol))
    print(back["me"][0] is back, back["me"][1][0] is back)


class Stated:
    def __init__(self):
        self.value = 1

    def __getstate__(self):
        return {"value": self.value, "more": 2}

    def __setstate__(self, state):
        self.state = state


class Reduced:
    def __reduce__(self):
        return (list, ((1, 2),), None, iter([3, 4]))


class NewArguments(tuple):
    def __new__(cls, a, *, b):
        return super().__new__(cls, (a, b))

    def __getnewargs_ex__(self):
        return (self[0],), {"b": self[1]}


for protocol in range(6):
    print(pickle.loads(pickle.dumps(Stated(), protocol)).state, pickle.loads(pickle.dumps(Reduced(), protocol)), end=" ")
    print(pickle.loads(pickle.dumps(NewArguments(1, b=2), protocol)) if protocol > 1 else "")


import io


class Persistent(pickle.Pickler):
    def persistent_id(self, obj):
        return "the C" if isinstance(obj, C) else None


class Loader(pickle.Unpickler):
    def persistent_load(self, pid):
        return ["persistent", pid]

    def find_class(self, module, name):
        print("find", module, name)
        return super().find_class(module, name)


out = io.BytesIO()
Persistent(out, 2).dump([C(1), len])
out.seek(0)
print(Loader(out).load())
out = io.BytesIO()
for value in ("one", 2, [3]):
    pickle.dump(value, out)
out.seek(0)
print([pickle.load(out) for _ in range(3)])

print("- errors")


def local():
    class Local:
        pass

    return Local


for make in (lambda: pickle.dumps(lambda: 1), lambda: pickle.dumps(i for i in []), lambda: pickle.dumps(local()()),
             lambda: pickle.dumps(1, 6), lambda: pickle.loads(b""), lambda: pickle.loads(b"\x80\x07."),
             lambda: pickle.loads(b"]]x"), lambda: pickle.loads(b"cnosuch\nname\n."), lambda: pickle.loads(b"h\x05."),
             lambda: pickle.loads("text"), lambda: pickle.loads(b"X\x05\x00\x00\x00ab"), lambda: pickle.loads(b".")):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, "" if "0x" in str(error) else error)
