# None, NotImplemented, Ellipsis and their classes.
def show(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


for v in (None, NotImplemented, ...):
    cls = type(v)
    print(v, repr(v), str(v), f"{v}", cls.__name__, cls, cls() is v, bool([v]), v == v, v != v, v is v, {v: 1}[v], hash(v) == hash(v), v in [v])
    for f in (lambda: cls(1), lambda: v(), lambda: v.x, lambda: v + 1, lambda: 1 + v, lambda: v < v, lambda: -v, lambda: v[0], lambda: len(v), lambda: iter(v), lambda: int(v), lambda: type("X", (cls,), {}), lambda: v.__class__, lambda: v.__eq__(v), lambda: v.__eq__(1),
              lambda: v.__ne__(1), lambda: v.__doc__ is None or len(v.__doc__) > 0, lambda: cls.__new__(cls), lambda: cls.__mro__, lambda: format(v, ""), lambda: format(v, "5"), lambda: "%s %r" % (v, v)):
        show(f)
def set_none(): None.x = 1
show(set_none), show(lambda: None.__bool__()), show(lambda: bool(None)), show(lambda: not None), show(lambda: bool(...)), show(lambda: hash(None)), show(lambda: (...).__reduce__()), show(lambda: NotImplemented.__reduce__())
show(lambda: None if None else "false"), show(lambda: [None, 1] == [None, 1]), show(lambda: sorted([None, 1])), show(lambda: isinstance(None, type(None))), show(lambda: isinstance(None, object))
