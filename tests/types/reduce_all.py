# What __reduce__, __reduce_ex__, __getstate__ and __setstate__ of the built-in classes say.
class C: pass
c=C(); c.x=1
for p in range(6): print(p, c.__reduce_ex__(p)[1:])
print(C().__reduce_ex__(2)[1:], c.__getstate__(), C().__getstate__())
class S:
    __slots__=('a','__b')
s=S(); s.a=1
print(s.__reduce_ex__(2)[1:])
for v in (iter([1,2]), iter((1,)), iter("aß"), iter(b"ab"), iter(range(5)), reversed([1,2]), iter({1:2}), iter({1:2}.items()), range(3), slice(1,2), {1}, frozenset([2]), bytearray(b"x"), "a".upper, len, [].append, str.upper, reversed("ab"), iter({1,2}), iter(int, 1)):
    try: print(v.__reduce__())
    except Exception as e: print(type(e), e)
it=iter("aßc"); it.__setstate__(2); print(next(it))
it=iter(range(10)); next(it); it.__setstate__(3); print(list(it), it.__reduce__())
it=reversed([1,2,3]); it.__setstate__(1); print(list(it))
class L(list): pass
l=L([1]); l.x=2
print([list(x) if hasattr(x,'__next__') else x for x in l.__reduce_ex__(2)[1:]], l.__reduce_ex__(0)[1:])
class I(int): pass
print(I(3).__reduce_ex__(2)[1:], I(3).__reduce_ex__(1)[1:])
for v in ((i for i in []), {}.keys(), type(c).__dict__, 1):
    for p in (0, 2):
        try: print(v.__reduce_ex__(p)[1:])
        except Exception as e: print(type(e), e)
