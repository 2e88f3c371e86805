# pprint: what is broken over lines, and where; options; recursion.
import pprint, types
from collections import *
from dataclasses import dataclass
from pprint import pformat

WORDS = " ".join(f"word{i}" for i in range(30))


@dataclass
class Point:
    x: int
    label: str = WORDS
    inner: object = None


DATA = [
    {"b": [1, 2], "a": {"nested": (1, "x" * 30), "more": ["y" * 30, "z" * 10]}}, list(range(40)), tuple("abc" * 12), ("single",), {"k" * 30: "v" * 60}, WORDS, {"text": WORDS, "lines": "line one\nline two\n" * 4},
    set(range(100, 130)), frozenset("abcdefghijklmnopqrstuvwxyz"), b"bytes " * 20, bytearray(range(60)), OrderedDict((i, "o" * i) for i in range(12)), Counter("the quick brown fox jumps over the lazy dog"), defaultdict(list, {i: ["d" * 20] * 2 for i in range(4)}),
    deque(["item" * 4] * 8), deque(range(50), maxlen=60), ChainMap({"a": "x" * 40}, {"b": "y" * 40}), UserDict(a="x" * 50, b="y" * 50), UserList(["x" * 50] * 3), UserString(WORDS), types.SimpleNamespace(alpha="x" * 40, beta=["y" * 20] * 3), types.MappingProxyType({"k": "v" * 80}),
    Point(1), Point(2, "s", Point(3)), [[], {}, (), set(), "", None, 1.5, {1: {2: {3: {4: 5}}}}], {1: "int", "a": "str", None: "none", (1, 2): "tuple"}, 123456789012, [1e100, -0.0, 3 + 4j], "a" * 200,
]
for value in DATA:
    for kw in ({}, {"width": 30}, {"width": 50, "indent": 4}, {"compact": True, "width": 40}, {"depth": 1}, {"sort_dicts": False}):
        print(pformat(value, **kw))
loop = [1]
loop.append(loop)
cycle = {}
cycle["self"] = cycle
print(pformat(loop).split("id=")[0], pformat(cycle).split("id=")[0], pprint.isrecursive(loop), pprint.isrecursive([1]), pprint.isreadable([1, "a"]), pprint.isreadable(object()), pprint.saferepr({2: 1, 1: 2}), pformat(1234567, underscore_numbers=True), pformat({"b": 1, "a": 2}, sort_dicts=False))
pprint.pprint({"b": 1, "a": 2}); pprint.pp({"b": 1, "a": 2}); pprint.PrettyPrinter(indent=2, width=10).pprint([1, [2, 3], {"a": "b"}])
for bad in (dict(indent=-1), dict(depth=0), dict(width=0)):
    try:
        pprint.PrettyPrinter(**bad)
    except ValueError as error:
        print(error)
