# Formatting and text methods that call back into the program while they hold things: for the collector to find.
class S(str):
    def __getattr__(self, n): return S(n + "x" * 50)
class K:
    def __init__(self, v): self.v = v
    def __repr__(self): return "K" + "r" * 40 + str(self.v)
    def __str__(self): return "s" * 30 + str(self.v)
    def __format__(self, spec): return spec + "f" * 30
    def __getitem__(self, k): return K(str(k) * 3)
    def __getattr__(self, n): return K(n * 2)
    def __index__(self): return [1] and 7
    def __int__(self): return int("9" * 3)
    def __bytes__(self): return bytes([65] * 20)
    def __hash__(self): return 5
    def __eq__(self, o): return "".join(["a", "b"]) == "ab"
k = K(1)
for i in range(30):
    x = "%s %r %a %d %i %x %c %s" % (k, k, k, k, k, k, k, K(i))
    y = "{0} {0!r} {0.a.b[3].c} {x[1]:>{w}} {y:{x}{w}}".format(k, x=K(2), w=K(3), y=K(4))
    z = "%(a)s %(b)r" % k
    w = b"%s %d %b %a" % (k, k, K(i), k)
    v = "abc".translate(k) if i < 0 else "abc".translate({97: "q" * i, 98: None})
    f = f"{k}{k!r}{k:x{i}}{K(i).zz!s:>{len(str(k))}}"
    m = str.maketrans({"a": K(1), 98: K(2)})
    b = bytearray(K(3)); b.extend([K(1), 2, K(3)]); b[K(0):K(9)] = [K(1)] * 5; b.insert(K(1), K(2))
    c = bytes([K(1), K(2)]), bytes(K(4)), b.find(K(1)), "abcabcabc"[K(1):], "ab".replace("a", "b", K(1)), "a".center(K(1)), "a b".split(None, K(1))
    d = "-".join(str(K(j)) for j in range(5)), b"-".join(bytes([j]) for j in range(65, 70))
    e = S("q").attr.upper(), "{0.foo.bar}".format(S("z")), S("a%s") % S("b"), sorted([S("b"), S("a")])
    g = {S("k"): 1}["k"], "x" in S("xyz"), S("é" * 100)[50:60], S("a") + "b" + S("c"), "".join([S("a"), "b"])
    mv = memoryview(b); mv[0:2] = b"zz"; h = bytes(mv[::2]), mv.tolist()[:3]; mv.release(); b.append(1)
print(x); print(y); print(z); print(w); print(v, f); print(b); print(c); print(d); print(e); print(g); print(h)
