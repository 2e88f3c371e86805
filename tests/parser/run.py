#!/usr/bin/env python3
"""Checks the parser against what CPython 3.13 said, as recorded in the files beside this one.

    run.py PARSE_TOOL                   compare with the recorded answers
    run.py PARSE_TOOL --record PYTHON   record them anew, with CPython 3.13

NAME.cases holds sources, each after a line "# --- [mode]"; NAME.expect holds one line per source: the tree as
ast.dump prints it, or Type|message|lineno|offset|end_lineno|end_offset|text for an error. Files whose name begins with
"tree" are compared by tree, the others by error alone ("ok" if there is none). scopes.cases is compared with
scopes.expect, which was written by parse_tool itself after its answers had been compared with CPython's symtable.
"""
import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MARK = "# ---"

RECORDER = r'''
import ast, json, sys, warnings
warnings.simplefilter("ignore")
def answer(source, mode, want_tree):
    try:
        if want_tree:
            return ast.dump(ast.parse(source, mode=mode))
        compile(source, "<t>", mode)
        return "ok"
    except SyntaxError as e:
        numbers = "|".join(str(n or 0) for n in (e.lineno, e.offset, e.end_lineno, e.end_offset))
        return f"{type(e).__name__}|{e.msg}|{numbers}|{e.text!r}"
for line in sys.stdin:
    print(json.dumps(answer(*json.loads(line))))
'''


def read_cases(path):
    """(mode, source) of each case"""
    cases = []
    for block in path.read_text(encoding="utf-8").split(MARK)[1:]:
        head, _, source = block.partition("\n")
        cases.append((head.strip() or "exec", source.replace("\\r", "\r")))
    return cases


def ask_tool(tool, path, cases):
    """The tool's answer to each case: one process per mode, one line per answer."""
    answers = [None] * len(cases)
    show = "--tree" if path.stem.startswith("tree") else "--check"
    for mode in sorted({mode for mode, _ in cases}):
        chosen = [i for i, case in enumerate(cases) if case[0] == mode]
        stream = b""
        for i in chosen:
            source = cases[i][1].encode("utf-8", "surrogatepass")
            stream += b"%d\n" % len(source) + source
        flags = [] if mode == "exec" else ["--" + mode]
        done = subprocess.run([tool, show, *flags, "-"], input=stream, capture_output=True, timeout=120)
        lines = done.stdout.decode("utf-8", "surrogateescape").split("\n")
        for i, line in zip(chosen, lines):
            answers[i] = line
    return answers


def record(python, path, cases):
    import json
    want_tree = path.stem.startswith("tree")
    stream = "".join(json.dumps((source, mode, want_tree)) + "\n" for mode, source in cases)
    done = subprocess.run([python, "-X", "utf8", "-c", RECORDER], input=stream, capture_output=True, text=True,
                          encoding="utf-8", check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    text = "".join(answer + "\n" for answer in answers)
    path.with_suffix(".expect").write_text(text, encoding="utf-8", errors="surrogateescape")


def ask_scopes(tool, path):
    parts = []
    for _, source in read_cases(path):
        stream = b"%d\n" % len(source.encode()) + source.encode()
        done = subprocess.run([tool, "--scopes", "-"], input=stream, capture_output=True, timeout=60)
        parts.append(done.stdout.decode("utf-8"))
    return parts


def compare(name, cases, wanted, answers):
    """Print what differs; how many agree."""
    passed = 0
    for (mode, source), want, got in zip(cases, wanted, answers):
        if want == got:
            passed += 1
        else:
            print(f"FAIL {name} ({mode}): {source!r}\n  want {want}\n  got  {got}")
    return passed


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("tool", help="the parse_tool program")
    ap.add_argument("--record", metavar="PYTHON", help="CPython 3.13, to record the expected answers")
    args = ap.parse_args()
    passed = failed = 0
    for path in sorted(HERE.glob("*.cases")):
        cases = read_cases(path)
        expect = path.with_suffix(".expect")
        if path.stem == "scopes":
            answers = ask_scopes(args.tool, path)
            if args.record:
                expect.write_text("".join(answers), encoding="utf-8")
            wanted = split_scopes(expect)
        else:
            if args.record:
                record(args.record, path, cases)
            answers = ask_tool(args.tool, path, cases)
            wanted = expect.read_text(encoding="utf-8", errors="surrogateescape").split("\n")[:-1]
        if len(wanted) != len(cases):
            print(f"FAIL {path.name}: {len(cases)} cases, {len(wanted)} answers recorded")
            failed += 1
            continue
        good = compare(path.stem, cases, wanted, answers)
        passed += good
        failed += len(cases) - good
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def split_scopes(expect):
    """The recorded scopes: each begins with a line about a module."""
    parts = []
    for line in expect.read_text(encoding="utf-8").splitlines(True):
        if line.startswith("module "):
            parts.append("")
        if line.strip():
            parts[-1] += line
    return parts


if __name__ == "__main__":
    sys.exit(main())
