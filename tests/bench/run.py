#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Ratios against other interpreters on the programs of sync/ and async/: below 1.00 the subject needs less.

Subject and peers take turns, run by run; the least CPU time (user + system) of --runs counts. A program with the line
"# metric: bytes per N" is compared by memory: what N of its things need beyond none of them, for each. The last two
lines are an empty program with `import asyncio`: CPU time and peak memory.

  run.py --subject build/aioli --peer python3.13 [--peer ...] [--only GLOB] [--runs N] [--limit RATIO]

Exit status 1: a program failed, printed something else, or a ratio passes --limit.
"""
import argparse
import fnmatch
import math
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
# A child's ru_maxrss includes its parent's at the fork; the program itself can read its own.
TELL_PEAK = """
import sys
print([line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")][0], file=sys.stderr)
"""


def run(command):
    """(what it printed, on stderr, CPU seconds); an exception when it fails."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=dict(os.environ, PYTHONHASHSEED="0"))
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0), err.seek(0)
        text = err.read()
        if child.returncode:
            raise RuntimeError(f"exit status {child.returncode}: {(text.strip().splitlines() or [''])[-1]}")
        return out.read(), text, usage.ru_utime + usage.ru_stime


def least_cpu(commands, arguments, runs):
    """CPU seconds of each command, all of which must print the same."""
    best = [float("inf")] * len(commands)
    outputs = set()
    for turn in range(runs):
        for i, command in enumerate(commands):
            output, _, cpu = run(command + arguments)
            best[i] = min(best[i], cpu)
            outputs.add(output)
    if len(outputs) > 1:
        raise RuntimeError("outputs differ: " + " | ".join(output.strip() for output in outputs))
    return best


def least_peak(commands, text, arguments, runs):
    """Peak memory in bytes of each command running `text`."""
    best = [float("inf")] * len(commands)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "program.py")
        script.write_text(text + TELL_PEAK)
        for turn in range(runs):
            for i, command in enumerate(commands):
                best[i] = min(best[i], int(run(command + [str(script)] + arguments)[1].split()[-1]) * 1024)
    return best


def compare(program, commands, runs):
    """(unit, the value for each command) of one program."""
    text = program.read_text()
    if "# metric: bytes per N" not in text:
        return "s", least_cpu(commands, [str(program)], runs)
    count = int(re.search(r"else (\d+)", text)[1])
    full, empty = (least_peak(commands, text, arguments, runs) for arguments in ([], ["0"]))
    return "B", [(a - b) / count for a, b in zip(full, empty)]


def show(name, unit, values, peers):
    ratios = [values[0] / value if value else math.inf for value in values[1:]]
    form = "{:9.3f} s" if unit == "s" else "{:9.0f} B"
    cells = [form.format(value) for value in values]
    print(f"{name:24}" + cells[0] + "".join(f"  {cell}  {ratio:5.2f}" for cell, ratio in zip(cells[1:], ratios)), flush=True)
    return ratios


def startup(commands, runs):
    """CPU seconds and peak bytes of next to nothing: CPU of twenty runs, as one is too short to measure."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "empty.py")
        script.write_text("import asyncio\n")
        twenty = ["sh", "-c", 'i=0; while [ $i -lt 20 ]; do "$@" || exit 1; i=$((i + 1)); done', "sh"]
        times = least_cpu([twenty + command for command in commands], [str(script)], runs)
    return [cpu / 20 for cpu in times], least_peak(commands, "import asyncio\n", [], runs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--subject", required=True)
    parser.add_argument("--peer", action="append", default=[])
    parser.add_argument("--only", default="*", metavar="GLOB")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=float, default=math.inf, metavar="RATIO")
    options = parser.parse_args()
    commands = [shlex.split(command) for command in [options.subject] + options.peer]
    print(f"{'':24}{'subject':>11}" + "".join(f"  {command[0].split('/')[-1][:11]:>11}  ratio" for command in commands[1:]))
    logarithms, bad = [], 0
    for program in sorted(HERE.glob("*sync/*.py")):
        name = f"{program.parent.name}/{program.stem}"
        if not fnmatch.fnmatch(name, options.only) and not fnmatch.fnmatch(program.stem, options.only):
            continue
        try:
            unit, values = compare(program, commands, options.runs)
        except RuntimeError as error:
            print(f"{name:24}{error}")
            bad += 1
            continue
        ratios = show(name, unit, values, commands[1:])
        bad += any(ratio > options.limit for ratio in ratios)
        if unit == "s":
            logarithms.append([math.log(max(ratio, 1e-9)) for ratio in ratios])
    if logarithms:
        means = [math.exp(sum(column) / len(column)) for column in zip(*logarithms)]
        print(f"{'geometric mean':24}{'':11}" + "".join(f"  {'':11}  {mean:5.2f}" for mean in means))
    if fnmatch.fnmatch("startup", options.only):
        times, peaks = startup(commands, options.runs)
        show("startup", "s", times, commands[1:])
        show("startup memory", "B", peaks, commands[1:])
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
