# range and slice, with ints of all sizes.
def show(f):
    try:
        print(repr(f()))
    except BaseException as e:
        print(type(e).__name__, e)


class Index:
    def __index__(self):
        return 3


class Int(int):
    pass


B = 10 ** 20
r = range(2, 20, 3)
for text in """range(5) range(2,5) range(0,10,3) range(5,0,-2) range(0) range() range(1,2,3,4) range(1,2,0) range("a") range(1.5) range(1,"a") range(1,2,None) range(x=1) range(Index()) range(True,5) range(Int(3)) range(B) range(-B,B,B) range(B,-B,-B//2) range(0,10,B) range(0,B,1)
len(r) len(range(B)) len(range(0,B,B)) len(range(2**63)) len(range(2**63-1)) len(range(-2**63,2**63-1)) r[0] r[-1] r[6] r[-7] r["a"] r[1.0] r[B] r[Index()] r[True] r[1:3] r[::-1] r[::2] r[5:1] r[-2:] r[1:"a"] r[::0] range(B)[5] range(B)[-1] range(B)[B] range(B)[5:10] range(B)[::-1] range(B)[B//2:] range(1,B,7)[-1] range(10)[::B] range(10)[-B:B] range(0)[::-1] range(10)[8:2:-2]
8in(r) 9in(r) 8.0in(r) 8.5in(r) "a"in(r) None~in(r) True~in(range(2)) Int(8)~in(r) B~in(range(B+1)) B~in(range(B)) B-1~in(range(B)) -1in(range(10)) 5in(range(10,0,-5)) 5in(range(10,0,-3)) 0in(range(10,0,-5)) 2**63in(range(2**64)) r.index(8) r.index(9) r.index("a") r.index(8.0) r.index() r.count(8) r.count(9) r.count("a") r.count(8.0) range(B).index(B-5) range(0,B,2).index(7) range(10,0,-3).index(4)
r.start r.stop r.step range(B).stop range(5).start range(5).step range(3)==range(0,3) range(0)==range(5,2) range(1,2,5)==range(1,3,9) range(0,3,2)==range(0,4,2) range(0,3,2)==range(0,5,2) range(3)==[0,1,2] range(3)!=range(4) range(3)<range(4) range(B)==range(0,B) hash(range(3))==hash(range(0,3,1)) hash(range(0))==hash(range(9,1)) hash(range(2,3,7))==hash(range(2,4,2)) hash(range(10)) hash(range(0)) hash(range(1,2)) hash(range(B))==hash(range(0,B)) {range(3):1}[range(0,3)]
list(r) list(range(5,0,-1)) list(reversed(r)) list(reversed(range(0))) list(reversed(range(1))) list(range(B,B+3)) list(range(B,B-6,-2)) list(reversed(range(B,B+3))) next(iter(range(B))) next(reversed(range(B))) list(range(2**63-2,2**63+2)) list(range(-2**63-1,-2**63+2)) list(range(2**62-2,2**62+2)) next(reversed(range(-2**63,2**63-1))) max(range(5)) sum(range(101)) min(range(5,0,-1)) sorted(range(3,0,-1)) bool(range(0)) bool(range(B)) bool(range(B,0)) tuple(range(3)) set(range(3)) [*range(3)]
iter(range(5)).__length_hint__() reversed(range(5)).__length_hint__() iter(range(B)).__length_hint__() type(iter(range(3))) type(range(3)) r.start=1 r.nothing range(3)+range(3) range(3)*2 str(range(3)) list(zip(range(B,B+2),range(2))) list(range(3)[1:]) range(10)[2:8][1:3] range(10)[::2][::2] range(10)[::-1][::-1]
slice(5) slice(1,2) slice(1,2,3) slice() slice(1,2,3,4) slice(x=1) slice(None) slice("a",[1]) slice(1)==slice(1) slice(1)!=slice(2) slice(1,2)<slice(1,3) slice(1)<slice("a") slice(1)==5 hash(slice(1,2))==hash(slice(1,2)) hash(slice([],1)) slice(1,2).start slice(1,2).stop slice(1,2).step {slice(1):2}[slice(1)] slice(1).nothing slice(5).indices(3) slice(None,None,-1).indices(4) slice(-100,100,2).indices(10) slice(100,-100,-2).indices(10) slice(1,2,0).indices(5) slice("a").indices(5) slice(1).indices(-1) slice(1).indices("a") slice(1).indices(B) slice(-B,B,B).indices(5) slice(None,None,-B).indices(B) slice(Index(),Index()).indices(2) slice(1).indices() slice(1).indices(Index()) slice(B,-B,-1).indices(B*2) type(slice(1))""".split():
    text = text.replace("~", " ")
    print(text, end=" -> ")
    show(lambda: eval(text)) if "=1" not in text or "==" in text or "(x=1)" in text else print()
try:
    r.start = 5
except AttributeError as e:
    print("AttributeError")
try:
    class R(range):
        pass
except TypeError as e:
    print(e)
try:
    class S(slice):
        pass
except TypeError as e:
    print(e)
bounds = [-B, -7, -3, -1, 0, 1, 2, 5, 9, B]
total = 0
for start in bounds:
    for stop in bounds:
        for step in (-B, -3, -1, 1, 2, B):
            x = range(start, stop, step)
            if abs(start) < B and abs(stop) < B:
                items = list(x)
                assert len(x) == len(items) and list(reversed(x)) == items[::-1] and all(x[i] == items[i] for i in range(len(x)))
                assert all((n in x) == (n in items) for n in range(-12, 12)) and all(x.index(n) == items.index(n) for n in items)
                for s in (slice(1, None), slice(None, -1), slice(None, None, -1), slice(-3, None, 2), slice(5, 0, -2)):
                    assert list(x[s]) == items[s], (x, s)
            first = x[0] if x else None
            last = x[-1] if x else None
            total += bool(x) * 7 + (first or 0) + (last or 0)
            print(end="" if total else "")
print(total)


class Show:
    def __getitem__(self, k):
        return k

    def __setitem__(self, k, v):
        print("set", k, v)

    def __delitem__(self, k):
        print("del", k)


o = Show()
print(o[1:2], o[:], o[::], o[1:2:3, ...], o["a":"b"], o[()], o[1, ], o[:, 1])
o[1:2] = 3
del o[::2]
n = 0
for i in range(10 ** 30, 10 ** 30 + 5, 2):
    n += i
print(n)
it = iter(range(3))
print(list(it), list(it), it.__length_hint__())
