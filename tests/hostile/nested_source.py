# not CPython: how deep programs may nest is ours.
sources = {
    "parentheses": "(" * 20_000 + ")" * 20_000,
    "brackets": "[" * 20_000 + "]" * 20_000,
    "braces": "{" * 20_000 + "}" * 20_000,
    "calls": "f(" * 20_000 + ")" * 20_000,
    "minus": "-" * 100_000 + "1",
    "not": "not " * 100_000 + "1",
    "power": "1" + "**1" * 100_000,
    "lambda": "lambda: " * 50_000 + "1",
    "conditional": "1 if 1 else " * 50_000 + "1",
    "attributes": "a" + ".b" * 100_000,
    "subscripts": "a" + "[0]" * 100_000,
    "called": "a" + "()" * 100_000,
    "f-string": "f'{" * 200 + "1" + "}'" * 200,
    "open": "(" * 200_000,
    "await": "await " * 50_000 + "x",
    "star": "*" * 50_000 + "x",
    "comprehension": "[" * 100 + "0" + " for x in y]" * 100,
}
for name, text in sources.items():
    try:
        compile(text, "deep", "eval")
    except SyntaxError as error:
        print(name, "SyntaxError")
    except (RecursionError, MemoryError) as error:
        print(name, type(error).__name__)
    else:
        print(name, "compiled")
for name, text in {
    "if": "".join("    " * i + "if 1:\n" for i in range(99)) + "    " * 99 + "x = 1\n",
    "indentation": "".join(" " * i + "if 1:\n" for i in range(150)) + " " * 150 + "x = 1\n",
    "elif": "if 0: pass\n" + "elif 0: pass\n" * 5000,
    "def": "".join(" " * i + "def f():\n" for i in range(90)) + " " * 90 + "pass\n",
    "class": "".join(" " * i + "class C:\n" for i in range(90)) + " " * 90 + "pass\n",
    "for": "".join(" " * i + "for x in y:\n" for i in range(19)) + " " * 19 + "pass\n",
    "try": "".join(" " * i + "try:\n" for i in range(19)) + " " * 19 + "pass\n" +
           "".join(" " * i + "finally: pass\n" for i in reversed(range(19))),
    "with": "".join(" " * i + "with a:\n" for i in range(19)) + " " * 19 + "pass\n",
    "targets": "(" * 150 + "a" + ",)" * 150 + " = x\n",
    "assignments": "a = " * 10_000 + "1\n",
}.items():
    try:
        compile(text, "deep", "exec")
    except (SyntaxError, RecursionError, MemoryError) as error:
        print(name, type(error).__name__, getattr(error, "msg", ""))
    else:
        print(name, "compiled")
print(eval("+".join(["1"] * 2000)), eval("1," * 5000)[-1], eval(" and ".join(["1"] * 2000)))
