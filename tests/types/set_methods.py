# Every method and operator of set and frozenset, with their errors.
def show(f):
    try:
        r = f()
        print(sorted(r, key=repr) if isinstance(r, (set, frozenset)) and len(r) > 1 else repr(r), type(r).__name__)
    except BaseException as e:
        print(type(e).__name__, e)


s, f = {1, 2, 3}, frozenset([2, 3, 4])
for text in """set() set([]) set("hello") set(5) set(1,2) set(x=1) frozenset() frozenset("ab") frozenset(5) frozenset(1,2) frozenset(x=1) set({1:2}) set((1,1.0,True)) set([[]]) {1,2}|f f|{1,2} s&f s-f s^f f-s s|[1] s&[1] s-[1] s^[1] [1]|s s|None s+s s*2
s.union() s.union([9],"a",{7:7}) s.intersection() s.intersection([1,2],[2]) s.difference() s.difference([1],[2]) s.symmetric_difference([1,9]) s.symmetric_difference() s.symmetric_difference([1],[2]) s.union(5) s.union([[]]) s.intersection([[]]) s.difference([[]]) s.symmetric_difference([[]])
s.add() s.add(1) s.add([]) s.add({1}) s.remove(9) s.remove([]) s.remove({9}) s.remove() s.discard(9) s.discard([]) s.discard({9}) s.pop(1) set().pop() s.clear(1) s.copy(1) s.update(5) s.update([9],[8]) s.update() s.difference_update([9]) s.difference_update() s.intersection_update([1,2,3]) s.intersection_update() s.symmetric_difference_update([5,5])
s<=f s<f s>=f s>f s==f s!=f s<=s s<s {1}<{1,2} {1,2}>{1} s<=[1] s<5 s==[1,2,3] s==5 {1}==frozenset([1]) frozenset([1])=={1} {1}=={1:2} s.issubset([1,2,3,5,9]) s.issubset(5) s.issuperset([1]) s.issuperset("a") s.issuperset(5) s.isdisjoint([7]) s.isdisjoint("a") s.isdisjoint(5) s.isdisjoint() {1}.isdisjoint({1})
hash(s) hash(f)==hash(frozenset([4,3,2])) f.add(1) f.remove(1) f.pop() f.update([1]) f.clear() len(s) 1in(s) []in(s) {1}in(s) {1}in{frozenset([1])} {frozenset([1])}.remove({1}) {frozenset([1])}.discard({1}) s[0] s.nothing f.copy()is(f) frozenset(f)is(f) s.copy()is(s) f|f==f bool(set()) bool({0}) set.__name__ type({*[1],2}) {*"aab"} set.union({1},{2}) frozenset.union({1},{2}) set.add(5,1)
s.__or__([1]) s.__ior__([1]) s.__and__({1}) s.__rsub__({1,9}) s.__contains__({1}) s.__len__() min(s) max(f) sum(f) sorted(f) iter(s).__length_hint__() type(iter(s)) next(iter(set())) list(set()) reversed(s) any({0}) all({0})""".split():
    text = text.replace("~", " ")
    print(text, end=" -> ")
    show(lambda: eval(text))
print(sorted(s), sorted(f))
a = {1, 2, 3, 4}
b = a
a |= {5}
a &= {1, 2, 5, 6}
a -= {2}
a ^= {7, 1}
print(a is b, sorted(a))
a |= a
a &= a
print(sorted(a))
a ^= a
print(a)
a = {1, 2}
a -= a
print(a)
g = h = frozenset([1])
g |= {2}
print(sorted(g), h, type(g))
for op in ("|=", "&=", "-=", "^="):
    try:
        a = {1}
        exec("a %s [1]" % op)
    except TypeError as e:
        print(e)
print(set(), frozenset(), {1}, frozenset([1]), {frozenset()}, {(1, 2)}, [set()], {None})


class S(set):
    pass


class F(frozenset):
    pass


s, f = S([1]), F([1])
print(s, f, S(), F(), [type(x).__name__ for x in (s | f, f | s, s & f, f - s, s ^ s, s.copy(), f.copy(), s.union([2]), f.union([2]), {1} | s, s.difference([]), f.intersection([1]))])
s.x = 1
s |= {2}
print(type(s), s.x, s == {1, 2}, hash(f) == hash(frozenset([1])), frozenset(f) is f, type(frozenset(f)))


class Args(set):
    def __init__(self, items, extra):
        super().__init__(items)
        self.extra = extra


print(Args([1], "e").extra, Args([1], "e"), type(Args([1], 2) | {3}).__name__)


class New(frozenset):
    def __new__(cls, a, *, key=None):
        return super().__new__(cls, [a, key])


print(sorted(New(1, key=2)))
r = set()


class Holder:
    def __hash__(self):
        return 1

    def __repr__(self):
        return "H(%r)" % (r,)


r.add(Holder())
print(r)
f = frozenset([Holder()])
it = iter([1, 2, 3])
print({1}.intersection(it), list(it))
it = iter([1, 2, 3, 4])
print({1, 2}.issubset(it), list(it))
it = iter([1, 9, 3, 4])
print({1, 2}.issuperset(it), list(it))
it = iter([5, 1, 3, 4])
print({1, 2}.isdisjoint(it), list(it))
print(hash(frozenset()), hash(frozenset([1])), hash(frozenset([1, 2, 3])), hash(frozenset(range(100))), hash(frozenset([frozenset(), frozenset([frozenset()])])), hash(frozenset([-1, -2, 0, 2 ** 70])))
print({1: "a"}.keys() & {1, 2}, {frozenset([1, 2]): "x"}[frozenset([2, 1])], len({frozenset([i % 3]) for i in range(9)}))
