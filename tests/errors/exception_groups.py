# Exception groups: construction, splitting, deriving.
eg = ExceptionGroup("msg", [ValueError(1), TypeError("t"), ExceptionGroup("nested", [KeyError("k"), ValueError(2)])])
print(eg, repr(eg), eg.message, len(eg.exceptions), isinstance(eg, Exception))
m, r = eg.split(ValueError); print(m, m.exceptions, r, r.exceptions); print(eg.subgroup(KeyError), eg.subgroup(OSError), eg.subgroup(lambda e: isinstance(e, TypeError)))
for f in (lambda: ExceptionGroup("m", []), lambda: ExceptionGroup("m", [1]), lambda: ExceptionGroup(5, [ValueError()]), lambda: ExceptionGroup("m"), lambda: ExceptionGroup("m", [KeyboardInterrupt()]), lambda: ExceptionGroup("m", ValueError())):
    try: f()
    except Exception as e: print(type(e).__name__, e)
print(repr(BaseExceptionGroup("b", [KeyboardInterrupt()])), type(BaseExceptionGroup("b", [ValueError()])).__name__)
class My(ExceptionGroup):
    def derive(self, excs): return My(self.message + "!", excs)
m, r = My("my", [ValueError(1), KeyError(2)]).split(KeyError); print(repr(m), repr(r))
def leaves(g): return [x for e in g.exceptions for x in (leaves(e) if isinstance(e, BaseExceptionGroup) else [repr(e)])]
print(leaves(eg)); e = ExceptionGroup("x", [ValueError()]); e.add_note("note"); print(e.derive([TypeError()]).message, e.__notes__, e.split(ValueError)[0].__notes__)
g=ExceptionGroup("m",[ValueError(1),TypeError(2)])
class M(ExceptionGroup,ValueError):
    def derive(self,e): return 5
class N(BaseExceptionGroup):
    def __new__(cls,code): self=super().__new__(N,"msg",[ValueError(),KeyError()]); self.code=code; return self
def t(s):
    try: print(s, '->', repr(eval(s, globals())))
    except BaseException as e: print(s, '!!', type(e).__name__, e)
for s in """ExceptionGroup('m',5)|ExceptionGroup('m',(ValueError(),))|ExceptionGroup('m',[ValueError],1)|ExceptionGroup()|ExceptionGroup(message='m',exceptions=[ValueError()])|g.args|g.split(ValueError)[0].__suppress_context__|g.split(5)|g.split()|g.split([ValueError])|g.split((ValueError,5))|g.split(int)|g.split(lambda e:True)|g.split(lambda e:False)|g.split((ValueError,TypeError))|g.split(ExceptionGroup)|g.derive([KeyError()])|g.derive([KeyboardInterrupt()])|g.derive(5)|ExceptionGroup.__mro__|ExceptionGroup.__bases__|g.split(lambda e: 1/0)|ExceptionGroup('m',{1:2})|ExceptionGroup('m','ab')|ExceptionGroup('m',{ValueError()})|g.__init__('x',5)|g.args|g.message|ExceptionGroup('a',[ExceptionGroup('b',[KeyError(1)]),ValueError()]).split(KeyError)|g.split(type)|g.split(print)|M('a',[ValueError(),KeyError()]).split(KeyError)|M('a',[KeyboardInterrupt()])|N(4)|N(4).split(KeyError)|N(4).args|ExceptionGroup[int]""".split("|"): t(s)
for n in ("message","exceptions"):
    try: setattr(g, n, 5)
    except Exception as e: print(repr(e))
