# A special method that is None in the class; objects that only look like classes, by __bases__ and __class__.
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class B:
    __bool__=None; __bytes__=None; __eq__=None; __iter__=None; __index__=None; __int__=None; __float__=None; __complex__=None; __hash__=None; __len__=None; __add__=None; __radd__=None; __contains__=None; __getitem__=None; __repr__=None; __str__=None;__format__=None; __call__=None; __neg__=None; __lt__=None; __iadd__=None; __next__=None; __enter__=None; __reversed__=None; __round__=None; __abs__=None; __dir__=None; __setitem__=None; __delitem__=None; __get__=None; __await__=None; __aiter__=None; __length_hint__=None; __divmod__=None; __pow__=None; __ne__=None; __fspath__=None
b=B()
import operator, math, os
for n,f in dict(bool=lambda:bool(b), bytes=lambda:bytes(b), eq=lambda:b==1, ne=lambda:b!=1, req=lambda:1==b, iter=lambda:iter(b), idx=lambda:[1][b], int_=lambda:int(b), fl=lambda:float(b), cx=lambda:complex(b), hs=lambda:hash(b), ln=lambda:len(b), add=lambda:b+1, radd=lambda:1+b, cont=lambda:1 in b, gi=lambda:b[0], rp=lambda:repr(b), st=lambda:str(b), fmt=lambda:format(b), call=lambda:b(), neg=lambda:-b, lt=lambda:b<1, gt=lambda:1>b, iadd=lambda:operator.iadd(b,1), nx=lambda:next(b), rev=lambda:reversed(b), rnd=lambda:round(b), ab=lambda:abs(b), dr=lambda:dir(b), si=lambda:operator.setitem(b,0,1), de=lambda:operator.delitem(b,0), dm=lambda:divmod(b,1), pw=lambda:b**2, pw3=lambda:pow(b,2,3), fs=lambda:os.fspath(b), lh=lambda:list(b), oidx=lambda:operator.index(b), rng=lambda:range(b)).items():
    print(n, end=' '); t(f)
def w():
    with b: pass
t(w)
class C2:
    def __add__(s,o): return NotImplemented
class D(C2): __radd__=None
t(lambda: C2()+D())
class E:
    def __eq__(s,o): return NotImplemented
class F(E): __eq__=None
t(lambda: E()==F())
t(lambda: E()!=F())
class AbstractClass:
    def __init__(self, bases): self.bases = bases
    def getbases(self): return self.bases
    __bases__ = property(getbases)
    def __call__(self): return AbstractInstance(self)
class AbstractInstance:
    def __init__(self, klass): self.klass = klass
    __class__ = property(lambda s: s.klass)
A=AbstractClass(()); Ch=AbstractClass((A,))
t(lambda: isinstance(A(), A)); t(lambda: isinstance(Ch(), A)); t(lambda: isinstance(A(), Ch)); t(lambda: issubclass(Ch, A)); t(lambda: issubclass(A, Ch)); t(lambda: issubclass(1, int)); t(lambda: isinstance(1, 1)); t(lambda: issubclass(int, 1)); t(lambda: issubclass(A,int))
class Cx:
    def g(self): raise RuntimeError
    __bases__=property(g)
t(lambda: isinstance(1, Cx())); t(lambda: issubclass(Cx(), int))
class S1:
    @property
    def __bases__(self): return self.__bases__
t(lambda: issubclass(S1(), int))
t(lambda: isinstance(1, S1()))
