# uuid, secrets, platform, graphlib, colorsys, getopt, copyreg, timeit, keyword, reprlib, types, operator, bisect, stat.
import bisect, colorsys, copy, copyreg, getopt, graphlib, keyword, operator, platform, reprlib, secrets, stat, timeit, types, uuid


def shows(*makes):
    for make in makes:
        try:
            print(repr(make()), end="; ")
        except Exception as error:
            print(type(error).__name__, error, end="; ")
    print()


print("-- uuid")
u = uuid.UUID("{12345678-1234-5678-9234-567812345678}")
shows(lambda: u, lambda: str(u), lambda: u.hex, lambda: u.urn, lambda: u.bytes, lambda: u.bytes_le, lambda: u.fields, lambda: u.int, lambda: u.variant, lambda: u.version, lambda: u.time, lambda: u.clock_seq, lambda: u.node, lambda: uuid.UUID(int=5), lambda: uuid.UUID(bytes=u.bytes) == u, lambda: uuid.UUID(bytes_le=u.bytes_le) == u, lambda: uuid.UUID(fields=u.fields) == u, lambda: hash(u) == hash(uuid.UUID(str(u))), lambda: u < uuid.UUID(int=2 ** 127), lambda: uuid.UUID(int=0, version=4), lambda: copy.copy(u) == u, lambda: int(u) == u.int)
shows(lambda: uuid.UUID("x"), lambda: uuid.UUID(), lambda: uuid.UUID(int=-1), lambda: uuid.UUID(int=0, version=9), lambda: setattr(u, "int", 5), lambda: uuid.UUID(bytes=b"x"), lambda: u < 5)
a, b = uuid.uuid4(), uuid.uuid1()
print(a != uuid.uuid4(), a.version, a.variant == uuid.RFC_4122, b.version, len(str(a)), uuid.NAMESPACE_DNS, uuid.SafeUUID.unknown)
print("-- secrets, platform")
print(len(secrets.token_hex(4)), len(secrets.token_bytes()), secrets.randbelow(1), secrets.choice("a"), 0 <= secrets.randbits(8) < 256, secrets.compare_digest("a", "a"), secrets.compare_digest(b"a", b"b"), platform.system(), platform.python_version_tuple()[:2], platform.architecture()[0], platform.uname().system, bool(platform.platform()), platform.machine() == platform.uname()[4])
shows(lambda: secrets.randbelow(0), lambda: secrets.compare_digest("a", b"a"), lambda: secrets.compare_digest("é", "é"))
print("-- graphlib")
T = graphlib.TopologicalSorter
shows(lambda: list(T({"D": {"B", "C"}, "B": {"A"}, "C": {"A"}}).static_order())[0::3], lambda: list(T({3: [2], 2: [1]}).static_order()), lambda: list(T({1: [2], 2: [1]}).static_order()), lambda: list(T({1: [1]}).static_order()), lambda: T().get_ready(), lambda: list(T().static_order()))
t = T(); t.add("c", "a", "b"); t.add("d", "c"); t.prepare(); print(t.is_active(), sorted(t.get_ready()), t.get_ready()); t.done("a"); print(t.get_ready()); t.done("b"); print(t.get_ready(), bool(t)); t.done("c"); print(t.get_ready()); t.done("d"); print(t.is_active())
shows(lambda: t.add("z"), lambda: t.prepare(), lambda: t.done("d"), lambda: t.done("zz"))
print("-- colorsys, getopt, copyreg, timeit")
for r, g, b in ((0, 0, 0), (1, 1, 1), (0.2, 0.4, 0.6), (1, 0, 0.5), (0.9, 0.9, 0.1)):
    print([tuple(round(v, 12) for v in f(r, g, b)) for f in (colorsys.rgb_to_hsv, colorsys.rgb_to_hls, colorsys.rgb_to_yiq, colorsys.hsv_to_rgb, colorsys.hls_to_rgb, colorsys.yiq_to_rgb)])
shows(lambda: getopt.getopt("-a -b val --long --arg=5 rest -c".split(), "ab:", ["long", "arg="]), lambda: getopt.gnu_getopt("x -a y --arg 3 -- -b".split(), "ab:", ["arg="]), lambda: getopt.getopt(["-z"], "a"), lambda: getopt.getopt(["--lo"], "", ["long", "lobby"]), lambda: getopt.getopt(["--lon=3"], "", ["long"]), lambda: getopt.getopt(["-b"], "b:"), lambda: getopt.getopt(["-ab1"], "ab:"), lambda: getopt.getopt(["--ar"], "", ["arg="]))
class C:
    def __init__(self, x): self.x = x
copyreg.pickle(C, lambda c: (C, (c.x + 1,)))
print(copy.copy(C(1)).x, timeit.timeit("pass", number=10) >= 0, len(timeit.repeat(lambda: 1, repeat=2, number=3)), timeit.timeit("x += 1", "x = 0", number=5) < 5)
shows(lambda: timeit.Timer(5), lambda: copyreg.pickle(C, 5))
print("-- keyword, reprlib, types, bisect, stat")
print(keyword.iskeyword("for"), keyword.iskeyword("x"), keyword.issoftkeyword("match"), len(keyword.kwlist), keyword.softkwlist)
r = reprlib.Repr(); r.maxlist = 2; r.maxstring = 12
print(reprlib.repr(list(range(20))), reprlib.repr({i: i for i in range(9)}), reprlib.repr("x" * 50), reprlib.repr(set(range(10))), reprlib.repr([[[[[[[1]]]]]]]), r.repr([1, 2, 3]), r.repr("abcdefghijklmnop"), reprlib.repr(10 ** 60), reprlib.repr((1,)), reprlib.repr({}), reprlib.Repr(indent=2).repr([1, {"a": 2}]))
class Loop:
    @reprlib.recursive_repr("<loop>")
    def __repr__(self): return f"Loop({self.me!r})"
l = Loop(); l.me = l; print(l)
ns = types.SimpleNamespace(a=1, b="x"); ns.c = ns
print(ns, ns == types.SimpleNamespace(a=1), types.SimpleNamespace({"k": 1}, z=2), types.SimpleNamespace() == types.SimpleNamespace(), copy.replace(types.SimpleNamespace(a=1), a=2))
print([isinstance(v, t) for v, t in ((shows, types.FunctionType), (len, types.BuiltinFunctionType), (ns, types.SimpleNamespace), (types, types.ModuleType), ((i for i in ()), types.GeneratorType), (l.__repr__, types.MethodType), (None, types.NoneType), (..., types.EllipsisType), (int | str, types.UnionType), (list[int], types.GenericAlias), (shows.__code__, types.CodeType), (C.__dict__, types.MappingProxyType))])
K = types.new_class("K", (dict,), {}, lambda ns: ns.update(x=5)); print(K.x, K.__mro__[1], types.prepare_class("Z", (int,))[0], types.resolve_bases((int, list[int])), types.get_original_bases(K))
mp = types.MappingProxyType({"a": 1}); shows(lambda: mp["a"], lambda: mp.__setitem__("b", 1) if hasattr(mp, "__setitem__") else "read-only", lambda: dict(mp), lambda: mp | {"c": 2})
@types.coroutine
def old_style():
    x = yield 1
    return x
async def user(): return await old_style()
c = user(); print(c.send(None)); shows(lambda: c.send("sent"))
a = [1, 3, 3, 5]; print(bisect.bisect_left(a, 3), bisect.bisect(a, 3), bisect.bisect(a, 3, 0, 2), bisect.bisect_left(a, -3, key=lambda v: -v)); bisect.insort(a, 4); print(a); shows(lambda: bisect.bisect(a, 1, -1))
print(stat.filemode(0o100755), stat.S_ISDIR(0o40000), oct(stat.S_IMODE(0o100644)))
print(operator.attrgetter("a.b", "c"), operator.itemgetter(1, 2), operator.methodcaller("m", 1, k=2), operator.length_hint(iter([1, 2])), operator.length_hint(5, 9), operator.index(True), operator.concat([1], [2]), operator.countOf("banana", "a"), operator.call(max, 1, 2))
shows(lambda: operator.attrgetter(5), lambda: operator.index(1.5), lambda: operator.concat(1, 2), lambda: operator.indexOf([1], 5), lambda: operator.itemgetter()(1), lambda: operator.length_hint(5, "x"), lambda: operator.methodcaller(5))
