# difflib: ratios, opcodes, deltas and diffs of random texts.
import difflib as D, random
R=random.Random(2)
def t(f):
    try: return repr(f())
    except Exception as e: return f"{type(e).__name__} {e}"
def line(): return "".join(R.choice("ab c\t") for _ in range(R.randrange(6)))+"\n"
for i in range(120):
    a=[line() for _ in range(R.randrange(8))]; b=list(a)
    for _ in range(R.randrange(4)):
        op=R.random(); k=R.randrange(len(b)+1)
        if op<.4: b.insert(k,line())
        elif op<.7 and b: del b[min(k,len(b)-1)]
        elif b: q=min(k,len(b)-1); b[q]=b[q][:-1]+R.choice("xyz")+"\n"
    x,y="".join(a),"".join(b); s=D.SequenceMatcher(None,x,y); j=D.SequenceMatcher(lambda c:c==" ",x,y)
    print(*[t(f) for f in (lambda:list(D.unified_diff(a,b,"f","t",n=R.choice([0,1,3]))),lambda:list(D.context_diff(a,b,"f","t","d1","d2")),lambda:list(D.ndiff(a,b)),lambda:list(D.Differ(D.IS_LINE_JUNK).compare(a,b)),lambda:s.ratio(),lambda:s.quick_ratio(),lambda:s.real_quick_ratio(),lambda:s.get_matching_blocks(),lambda:s.get_opcodes(),lambda:j.get_opcodes(),lambda:j.find_longest_match(),lambda:list(D.restore(D.ndiff(a,b),1))==a,lambda:D.get_close_matches(x[:5],["".join(R.choice("abc ") for _ in range(4)) for _ in range(9)]))])
big=["%d"%R.randrange(30) for _ in range(300)]; big2=list(big); del big2[50:60]; print(D.SequenceMatcher(None,big,big2).ratio(),D.SequenceMatcher(None,big,big2,False).ratio(),sorted(D.SequenceMatcher(None,big,big2).bpopular)[:3])
print(t(lambda:D.get_close_matches("a",["a"],n=0)),t(lambda:D.get_close_matches("a",["a"],cutoff=2)),t(lambda:list(D.restore([],3))),t(lambda:list(D.unified_diff([1],["a"]))),t(lambda:list(D.unified_diff(["a"],["b"],fromfile=5))),list(D.diff_bytes(D.unified_diff,[b"a"],[b"b"],b"f",b"t")),D.get_close_matches("appel",["ape","apple","peach","puppy"]))
