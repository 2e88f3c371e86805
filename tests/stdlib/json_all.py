# json: what is decoded and refused, encoder options, hooks, streams.
import enum, io, json
from collections import OrderedDict, namedtuple


def shows(*makes):
    for make in makes:
        try:
            print(repr(make()), end="; ")
        except Exception as error:
            print(type(error).__name__, error, end="; ")
    print()


GOOD = ('{"a": [1, 2.5, -3e2, true, false, null], "b": {"c": "x\\n\\u00e9"}}', "[]", " {} ", '"\\ud83d\\ude00"', '"\\ud83d"', "NaN", "[-Infinity,1E5,-0,0.0]", "123456789012345678901234567890", '"a/\\/b"', '{"k":{"k":[[],{}]}}', '{"a":1,"a":2}', "1e400", '"\\u0041\\b\\f\\r\\t"')
BAD = ("", " ", "{", "[", "[1,]", '{"a":1,}', "{'a':1}", '{"a" 1}', "[1 2]", "nul", '"abc', "1 2", '{"a":}', "01", "1.", "-", "+1", '"\\x"', '"\\u12"', '"\\ud83d', '"a\nb"', "tru", "[1,,2]", "{1:2}", '{"a":1 "b":2}', "\ufeff[]", "[1,\n2,\n x]", '{"a":1,,}')
for text in GOOD:
    shows(lambda: json.loads(text))
for text in BAD:
    shows(lambda: json.loads(text))
try:
    json.loads('{"a":\n  [1, 2,,]}')
except json.JSONDecodeError as e:
    print(e.msg, e.doc, e.pos, e.lineno, e.colno, isinstance(e, ValueError), type(e).__module__)
shows(lambda: json.loads(5), lambda: json.loads(b'"\xc3\xa9"'), lambda: json.loads('"x"'.encode("utf-16")), lambda: json.loads('"a\tb"', strict=False), lambda: json.JSONDecoder().raw_decode('{"a":1} tail'), lambda: json.JSONDecoder().raw_decode("x", 5))
shows(lambda: json.loads('{"a":{"b":1}}', object_hook=lambda d: list(d.items())), lambda: json.loads('{"a":1,"b":2}', object_pairs_hook=OrderedDict), lambda: json.loads("[1.5,2,NaN]", parse_float=str, parse_int=float, parse_constant=lambda c: "const " + c), lambda: json.loads("NaN", parse_constant=int))
P = namedtuple("P", "x y")


class E(enum.IntEnum): A = 1


class S(str): pass


class F(float):
    def __repr__(self): return "F!"


data = {"s": 'q"\\\n\x01\x7fé😀\u2028/', "i": [0, -1, 10 ** 20], "f": [0.1, 1e100, 1.0, -0.0], "c": [True, False, None], "t": (1, (2,)), "e": [[], {}, ()], "nt": P(1, 2), "en": E.A, "st": S("sub"), "fl": F(2.5), 1: "int", 2.5: "float", None: "none", True: "true", E.A: "enum"}
for kw in ({}, {"indent": 2}, {"indent": "\t"}, {"indent": 0}, {"ensure_ascii": False}, {"separators": (",", ":")}, {"indent": 1, "separators": (", ", " = ")}):
    print(json.dumps(data, **kw))
print(json.dumps({"b": 1, "a": {"d": 1, "c": 2}}, sort_keys=True), json.dumps([float("inf"), float("-inf"), float("nan")]), json.dumps("é"), json.dumps(S("x")), json.dumps({(1,): 2, "k": 3}, skipkeys=True), json.dumps({}, indent=2), json.dumps([[], {}], indent=2))
shows(lambda: json.dumps({1, 2}), lambda: json.dumps({(1,): 2}), lambda: json.dumps(float("nan"), allow_nan=False), lambda: json.dumps({1: 1, "a": 2}, sort_keys=True), lambda: json.dumps(b"x"), lambda: json.dumps({"a": {1}}, default=sorted), lambda: json.dumps(1j, default=lambda o: 1 / 0), lambda: json.dumps(object, default=lambda o: o))
loop = []
loop.append(loop)
shows(lambda: json.dumps(loop), lambda: json.dumps({"a": loop}))


class Enc(json.JSONEncoder):
    def default(self, o):
        return {"set": sorted(o)} if isinstance(o, set) else super().default(o)


print(json.dumps([{3, 1}], cls=Enc), Enc(indent=1).encode({"a": {1}}), "".join(json.JSONEncoder().iterencode([1, {"a": None}])))
shows(lambda: Enc().encode(1j))


class Dec(json.JSONDecoder):
    def __init__(self, **kw): super().__init__(object_hook=lambda d: sorted(d), **kw)


print(json.loads('{"b":1,"a":2}', cls=Dec))
out = io.StringIO()
json.dump(data["i"], out, indent=1)
print(repr(out.getvalue()), json.load(io.StringIO("[1]")))
deep = json.loads("[" * 200 + "]" * 200)
print(len(json.dumps(deep)), json.dumps(json.loads(json.dumps({"x": [1.5, "é", None, {"y": []}]}))) == json.dumps({"x": [1.5, "é", None, {"y": []}]}))
