#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the compiler does not check: layers, sizes, marks. Prints what is wrong; exit status 1 when anything is.

- A file includes its own layer or a lower one: heap < types < code < run < embed < cli; parser nothing of vm; stdlib's
  C files aioli.h, each other and the system alone.
- No C file has more than 1,000 lines, none that is longer than 600 goes unmentioned; functions over 70 lines likewise
  (the interpreter loop excepted).
- No lines over 140 columns (clang-format aims at 120), no tabs, no unfinished marks, an SPDX line in every C file.
- Symbols of libaioli.so are aioli_* alone (when it is built).
"""
import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
LAYERS = ["heap", "types", "code", "run", "embed", "cli"]
MAX_LINES, SOFT_LINES, MAX_FUNCTION, MAX_COLUMNS = 1000, 600, 70, 140
LOOP_FILES = {"vm/run/loop.c"}
# A mark is two words here so that this line is none.
MARKS = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")

problems, notes = [], []


def problem(path, line, text):
    problems.append(f"{path.relative_to(TOP)}:{line}: {text}")


def layer_of(path):
    parts = path.relative_to(TOP).parts
    if parts[0] == "vm" and len(parts) > 2:
        return parts[1]
    return parts[0]


def check_include(path, number, target):
    layer = layer_of(path)
    first = target.split("/")[0]
    if layer == "parser":
        if first in LAYERS or target == "aioli.h":
            problem(path, number, f"the parser includes {target}")
    elif layer == "stdlib":
        if "/" in target or (target != "aioli.h" and not (TOP / "stdlib" / target).exists()):
            problem(path, number, f"a module includes {target}: only aioli.h and stdlib's own headers")
    elif target.endswith(".def"):
        pass  # tables: enums of every layer are made from them
    elif layer in LAYERS and first in LAYERS and LAYERS.index(first) > LAYERS.index(layer):
        problem(path, number, f"layer {layer} includes {target} of a higher layer")
    elif layer in ("heap", "types") and first == "parser":
        problem(path, number, f"layer {layer} includes {target}")


def check_functions(path, lines):
    if str(path.relative_to(TOP)) in LOOP_FILES:
        return
    start, name = None, ""
    for number, line in enumerate(lines, 1):
        if start is None and re.match(r"^[A-Za-z_].*\{$", line) and "(" in line and "=" not in line.split("(")[0]:
            start, name = number, re.sub(r"\(.*", "", line).split()[-1].lstrip("*")
        elif start is not None and line.startswith("}"):
            if number - start + 1 > MAX_FUNCTION:
                notes.append(f"{path.relative_to(TOP)}:{start}: {name} has {number - start + 1} lines")
            start = None


def check_c(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    if "SPDX-License-Identifier: MIT" not in "\n".join(lines[:2]):
        problem(path, 1, "no SPDX line")
    count = len(lines) - 1
    if count > MAX_LINES:
        problem(path, 1, f"{count} lines: split it by responsibility")
    elif count > SOFT_LINES:
        notes.append(f"{path.relative_to(TOP)}: {count} lines")
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_COLUMNS:
            problem(path, number, f"{len(line)} columns")
        if "\t" in line:
            problem(path, number, "a tab")
        if MARKS.search(line):
            problem(path, number, "an unfinished mark")
        include = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if include:
            check_include(path, number, include.group(1))
    check_functions(path, lines)


def check_symbols():
    library = TOP / "build" / "libaioli.so.0"
    if not library.exists():
        return
    listed = subprocess.run(["nm", "-D", "--defined-only", str(library)], capture_output=True, text=True).stdout
    for line in listed.splitlines():
        name = line.split()[-1]
        if not name.startswith("aioli_") and name not in ("_init", "_fini"):
            problems.append(f"libaioli.so shows {name}")


def main():
    folders = ("parser", "vm", "stdlib", "tests", "examples")
    files = [f for folder in folders for f in sorted((TOP / folder).rglob("*")) if f.suffix in (".c", ".h", ".inc")]
    for path in files:
        check_c(path)
    check_symbols()
    for line in problems:
        print(line)
    for line in notes:
        print("note:", line)
    print(f"{len(files)} files, {len(problems)} problems, {len(notes)} notes")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
