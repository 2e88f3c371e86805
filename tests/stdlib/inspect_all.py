# inspect: kinds of objects, signatures and binding, members, documentation.
import functools, inspect
from inspect import *
from typing import List, Optional


def shows(*makes):
    for make in makes:
        try:
            print(repr(make()), end="; ")
        except Exception as error:
            print(type(error).__name__, error, end="; ")
    print()


class Base:
    """Base doc.

        indented
    more
    """
    attr = 1
    def method(self, a, b=2, *args, c, d=4, **kw) -> int: "method doc"
    @classmethod
    def cm(cls, x): pass
    @staticmethod
    def sm(x, y=1): pass
    @property
    def prop(self): "prop doc"
    def __call__(self, q): pass


class Kid(Base):
    def __init__(self, x, *, y=1): self.x = x
    def method(self, a): pass


class NewOnly:
    def __new__(cls, n: int = 3): return super().__new__(cls)


class Empty: pass


async def coro(x): pass
def gen(): yield
def f(a, /, b: int, c: "str" = "x", *args: float, d, e: Optional[int] = None, **kw) -> List[int]: "f doc"
lam = lambda x, y=1: x
part = functools.partial(f, 1, d=5)


@functools.wraps(f)
def wrapped(*args, **kwargs): pass


k = Kid(1)
c = coro(1)
objs = dict(f=f, lam=lam, Base=Base, k=k, method=k.method, cm=Kid.cm, sm=Kid.sm, prop=Base.__dict__["prop"], coro=coro, c=c, gen=gen, g=gen(), len=len, append=[].append, join=str.join, mod=functools, code=f.__code__, one=1, None_=None, int=int)
tests = "ismodule isclass ismethod isfunction isbuiltin isroutine iscode isgenerator iscoroutine isawaitable isabstract isgeneratorfunction iscoroutinefunction isasyncgenfunction isdatadescriptor".split()
for name, obj in objs.items():
    print(name, [t for t in tests if getattr(inspect, t)(obj)])
c.close()
print("-- signatures")
for obj in (f, lam, Kid, Base, NewOnly, Empty, k.method, Kid.method, Base.method, Base().method, Kid.cm, Kid.sm, k, coro, gen, part, wrapped, functools.partial(lam, y=3), functools.partial(f, 1, 2, 3, 4), 5):
    shows(lambda: str(signature(obj)))
s = signature(f)
print(list(s.parameters), [p.kind.name for p in s.parameters.values()], [p.default for p in s.parameters.values() if p.default is not p.empty], s.return_annotation, s.parameters["b"].annotation, repr(s.parameters["c"]), repr(s), s.parameters["args"], s.parameters["a"].kind, s.parameters["a"].kind.description, s.parameters["e"].default, s == signature(f), s == signature(lam), hash(s) == hash(signature(f)), Parameter.empty is Signature.empty)
b = s.bind(1, 2, "z", 9, 8, d=4, extra=1)
print(b, b.args, b.kwargs, b.arguments, b.signature is s, s.bind_partial(1), s.bind(1, 2, d=3).arguments)
b = s.bind(1, b=2, d=3); b.apply_defaults(); print(b.arguments, b.args, b.kwargs)
for args, kw in (((), {}), ((1,), {}), ((1, 2), {}), ((1, 2), {"d": 1, "b": 3}), ((), {"a": 1, "b": 2, "d": 3}), ((1, 2, 3, 4, 5), {"d": 1})):
    shows(lambda: s.bind(*args, **kw))
s2 = signature(lam)
shows(lambda: s2.bind(1, 2, 3), lambda: s2.bind(), lambda: s2.bind(1, z=2), lambda: s2.bind(1, x=2), lambda: signature(lambda a, /: 1).bind(a=1), lambda: signature(lambda *, k: 1).bind(), lambda: s2.bind_partial().arguments)
P = Parameter
shows(lambda: Signature([P("a", P.POSITIONAL_ONLY), P("b", P.KEYWORD_ONLY, default=1, annotation=int)], return_annotation=str), lambda: s.replace(return_annotation=int), lambda: s2.replace(parameters=[]), lambda: P("x", P.POSITIONAL_OR_KEYWORD).replace(name="y", default=3), lambda: Signature([P("a", P.KEYWORD_ONLY), P("b", P.POSITIONAL_ONLY)]), lambda: Signature([P("a", P.POSITIONAL_ONLY)] * 2), lambda: P("1a", P.KEYWORD_ONLY), lambda: P("if", P.KEYWORD_ONLY), lambda: P("a", P.VAR_POSITIONAL, default=1), lambda: P("a", 9) if False else 1, lambda: P(5, P.KEYWORD_ONLY), lambda: Signature([P("a", P.POSITIONAL_OR_KEYWORD, default=1), P("b", P.POSITIONAL_OR_KEYWORD)]), lambda: P("a", P.KEYWORD_ONLY) == P("a", P.KEYWORD_ONLY), lambda: s2.format(max_width=3))
print(getfullargspec(f), getfullargspec(k.method), getcallargs(lam, 5), getcallargs(k.method, 1) == {"self": k, "a": 1})
class Declared:
    __signature__ = Signature([P("decl", P.POSITIONAL_ONLY)])
print(signature(Declared), signature(Declared()) if callable(Declared()) else "-")
print("-- members, docs")
print([n for n, v in getmembers(Kid, isfunction)], [n for n, v in getmembers(k) if not n.startswith("__")], getmembers(Base, lambda v: v == 1), getmro(Kid)[1].__name__, repr(getdoc(Base)), getdoc(f), getdoc(Kid.method), getdoc(Base.prop), getdoc(Kid), repr(cleandoc("  a\n    b\n      c\n\n")), getdoc(1) is not None)
print(unwrap(wrapped) is f, getattr_static(k, "prop") is Base.__dict__["prop"], getattr_static(k, "x"), getattr_static(k, "zz", "default"), getattr_static(Kid, "attr"), get_annotations(f)["b"], get_annotations(Empty), get_annotations(f, eval_str=True)["c"], getmodule(f).__name__, getmodule(Kid).__name__)
shows(lambda: getattr_static(k, "zz"), lambda: get_annotations(5), lambda: signature(5), lambda: getfullargspec(5))
print([a[:2] for a in classify_class_attrs(Base) if not a.name.startswith("__")])
g = gen(); print(getgeneratorstate(g)); next(g); print(getgeneratorstate(g)); g.close(); print(getgeneratorstate(g))
c = coro(1); print(getcoroutinestate(c)); c.close(); print(getcoroutinestate(c))
@markcoroutinefunction
def marked(): pass
def outer():
    free = 5
    def inner(): return free, len, k, undefined_name
    return inner
cv = getclosurevars(outer())
print(iscoroutinefunction(marked), iscoroutinefunction(functools.partial(coro, 1)), iscoroutinefunction(k.method), cv.nonlocals, list(cv.globals), list(cv.builtins), cv.unbound, CO_GENERATOR & gen.__code__.co_flags, CO_COROUTINE & coro.__code__.co_flags)
import abc
class Abs(abc.ABC):
    @abc.abstractmethod
    def m(self): ...
print(isabstract(Abs), isabstract(Kid), isclass(Abs), isawaitable(5), ismethoddescriptor(str.join), isdatadescriptor(Base.__dict__["prop"]), inspect.isgetsetdescriptor(type(f).__dict__["__code__"]))
