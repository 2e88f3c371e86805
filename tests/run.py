#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Run the tests of this folder and close with "N passed, N failed".

A test is a script NAME.py or NAME.aio with what it must print beside it:

  NAME.out     standard output; absent: none
  NAME.err     standard error, whole; "~" in front of a line: that line alone, as a regular expression, in any place
  NAME.status  exit status (absent: 0; with .err: 1)
  NAME.args    arguments of the script, as a shell reads them; a first line "# options: ..." goes before the script
  NAME.in      standard input
  NAME.d/      files that are copied next to the script

A script "NAME.py" that has none of these beside it is a helper module, not a test. Scripts run in a folder of their own,
under --virtual-time. --record PYTHON writes .out (and .status, and the last line of .err) from CPython 3.13; tests whose
first line says "# not CPython" are left alone.

  run.py                       language tests under build/aioli
  run.py --variant asan        the same under build/asan/aioli
  run.py --all                 everything: release, sanitizers, collect-at-every-safepoint, C tests, parser, fuzz, command
  run.py --only 'GLOB'         tests whose path under tests/ matches
  run.py --against PYTHON      print where CPython and Aioli differ, in the tests or in the files that follow
"""
import argparse
import difflib
import fnmatch
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).resolve().parent
TOP = TESTS.parent
VARIANTS = {"release": "build/aioli", "debug": "build/debug/aioli", "asan": "build/asan/aioli", "stress": "build/stress/aioli"}
# Memory and time are other things under the sanitizers and with constant collection.
TIMEOUT = {"release": 60, "debug": 120, "asan": 240, "stress": 480}
SIDE_FILES = (".out", ".err", ".status")
OTHER_RUNNERS = ("embed", "parser", "fuzz", "bench")
FUZZ_ROUNDS = {"fuzz_parser": 20000, "fuzz_vm": 3000}
SANITIZER = {"ASAN_OPTIONS": "detect_leaks=1:allocator_may_return_null=1", "UBSAN_OPTIONS": "print_stacktrace=1",
             "LSAN_OPTIONS": f"suppressions={TESTS / 'lsan.suppressions'}:print_suppressions=0"}


class Outcome:
    def __init__(self, name, problem=""):
        self.name, self.problem = name, problem


def find_scripts(only):
    found = []
    for path in sorted(TESTS.rglob("*")):
        relative = path.relative_to(TESTS)
        if path.suffix not in (".py", ".aio") or relative.parts[0] in OTHER_RUNNERS or ".d" in [p[-2:] for p in relative.parts[:-1]]:
            continue
        if any(path.with_suffix(s).exists() for s in SIDE_FILES) and fnmatch.fnmatch(str(relative.with_suffix("")), only):
            found.append(path)
    return found


def side(script, suffix):
    path = script.with_suffix(suffix)
    return path.read_text(encoding="utf-8", errors="surrogateescape") if path.exists() else None


def command_line(script):
    """(options before the script, arguments after it)"""
    text = side(script, ".args") or ""
    options = []
    lines = text.splitlines()
    if lines and lines[0].startswith("# options:"):
        options = shlex.split(lines.pop(0).split(":", 1)[1])
    return options, shlex.split(" ".join(lines))


def run_script(command, script, timeout, extra_env=()):
    """The finished process; stdout and stderr with the test's folder left out."""
    options, args = command_line(script)
    with tempfile.TemporaryDirectory() as folder:
        if script.with_suffix(".d").is_dir():
            shutil.copytree(script.with_suffix(".d"), folder, dirs_exist_ok=True)
        shutil.copy(script, folder)
        env = dict(os.environ, HOME=folder, COLUMNS="80", LC_ALL="C.UTF-8", PYTHONDONTWRITEBYTECODE="1", NO_COLOR="1",
                   AIOLI=command[0], **dict(extra_env))
        env.pop("PYTHONPATH", None)
        given = side(script, ".in")
        done = subprocess.run(command + options + [script.name] + args, cwd=folder, env=env, timeout=timeout,
                              input=(given or "").encode("utf-8", "surrogateescape"), capture_output=True)
    done.stdout, done.stderr = (text.decode("utf-8", "backslashreplace").replace(folder + "/", "") for text in
                                (done.stdout, done.stderr))
    return done


def diff(what, want, got, names=("expected", "printed")):
    lines = difflib.unified_diff(want.splitlines(), got.splitlines(), f"{names[0]} {what}", f"{names[1]} {what}", "", "", 1, "")
    text = [line[:160] for line in lines]
    return "\n".join("    " + line for line in text[:24] + (["..."] if len(text) > 24 else []))


def check_stderr(want, got):
    patterns = [line[1:] for line in want.splitlines() if line.startswith("~")]
    if not patterns:
        return "" if want == got else diff("on stderr", want, got)
    missing = [p for p in patterns if not re.search(p, got, re.M)]
    return "" if not missing else f"    stderr lacks {missing[0]!r}:\n" + "\n".join("    " + l for l in got.splitlines()[-8:])


def check(command, script, timeout, extra_env=()):
    try:
        done = run_script(command, script, timeout, extra_env)
    except subprocess.TimeoutExpired:
        return f"    no end after {timeout} s"
    problems = []
    want_out = side(script, ".out") or ""
    if done.stdout != want_out:
        problems.append(diff("on stdout", want_out, done.stdout))
    want_err = side(script, ".err")
    status = side(script, ".status")
    want_status = int(status) if status else 1 if want_err is not None else 0
    if want_err is not None:
        problems.append(check_stderr(want_err, done.stderr))
    if done.returncode != want_status:
        last = done.stderr.strip().splitlines()[-6:]
        problems.append(f"    exit status {done.returncode}, not {want_status}\n" + "\n".join("    " + l for l in last))
    return "\n".join(p for p in problems if p)


def run_scripts(variant, only, jobs):
    binary = TOP / VARIANTS[variant]
    command = [str(binary), "--virtual-time"]
    env = SANITIZER if variant == "asan" else {}
    scripts = find_scripts(only)
    if variant != "release":
        marks = ("# release only", f"# not under {variant}")
        scripts = [s for s in scripts if not any(m in s.read_text(encoding="utf-8", errors="replace")[:400] for m in marks)]

    def one(script):
        return Outcome(f"{variant}: {script.relative_to(TESTS)}", check(command, script, TIMEOUT[variant], env))

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(one, scripts))


def run_command(name, command, timeout, env=()):
    """A program that exits with 0 when all is well; "N passed, N failed" in its output is counted."""
    try:
        done = subprocess.run(command, cwd=TOP, env=dict(os.environ, **dict(env)), timeout=timeout, capture_output=True,
                              text=True, errors="replace")
    except subprocess.TimeoutExpired:
        return [Outcome(name, f"    no end after {timeout} s")]
    except OSError as error:
        return [Outcome(name, f"    {error}")]
    counted = re.findall(r"^(\d+) passed, (\d+) failed", done.stdout, re.M)
    text = "\n".join("    " + line for line in (done.stdout + done.stderr).splitlines()[-30:])
    if not counted:
        return [Outcome(name, text or f"    exit status {done.returncode}" if done.returncode else "")]
    passed, failed = map(int, counted[-1])
    if done.returncode and not failed:
        failed = 1
    return [Outcome(name)] * passed + [Outcome(name, text)] + [Outcome(name, "    (above)")] * (failed - 1) if failed else \
        [Outcome(name)] * passed


def sanitizer_env(variant):
    return SANITIZER if variant == "asan" else {}


def run_c_tests(variant):
    """The programs of embed/, and those that parser/ and fuzz/ need."""
    made = subprocess.run(["make", "--no-print-directory", f"VARIANT={variant}", "c-tests"], cwd=TOP, capture_output=True, text=True)
    if made.returncode:
        return [Outcome(f"{variant}: C tests", "\n".join("    " + l for l in (made.stdout + made.stderr).splitlines()[-20:]))]
    outcomes = []
    for source in sorted((TESTS / "embed").glob("*.c")):
        outcomes += run_command(f"{variant}: embed/{source.stem}", [str(tool(variant, source.stem))], TIMEOUT[variant] * 5,
                                sanitizer_env(variant))
    return outcomes


def tool(variant, name):
    return TOP / Path(VARIANTS[variant]).parent / "tests" / name


def run_others(variant):
    """The runners that other folders bring: each takes the program it tests as its argument."""
    outcomes = []
    for runner, program in (("cli/run.py", TOP / VARIANTS[variant]), ("cli/observe.py", TOP / VARIANTS[variant]),
                            ("net/run.py", TOP / VARIANTS[variant]),
                            ("parser/run.py", tool(variant, "parse_tool"))):
        outcomes += run_command(f"{variant}: {runner}", [sys.executable, str(TESTS / runner), str(program)], 1800,
                                sanitizer_env(variant))
    return outcomes


def run_fuzz(variant):
    """Always the same mutants: what fails here fails anywhere. fuzz/mutate.h tells how to look for others."""
    corpus = sorted(str(p) for p in TESTS.rglob("*.py")
                    if p.name != "run.py" and p.stat().st_size < 30000 and "bench" not in p.relative_to(TESTS).parts)
    outcomes = []
    for name, rounds in FUZZ_ROUNDS.items():
        command = [str(tool(variant, name)), "-n", str(rounds), *corpus, *(str(p) for p in (TESTS / "parser").glob("*.cases"))]
        outcomes += run_command(f"{variant}: {name}", command, 900, {**sanitizer_env(variant), "FUZZ_INPUT": f"build/{name}.input"})
    return outcomes


def record(python, only):
    for script in find_scripts(only):
        if "# not CPython" in script.read_text(encoding="utf-8", errors="replace").split("\n", 1)[0]:
            continue
        done = run_script([python], script, 120)
        script.with_suffix(".out").write_text(done.stdout, encoding="utf-8", errors="surrogateescape")
        if script.with_suffix(".err").exists():
            last = (done.stderr.strip().splitlines() or [""])[-1]
            whole = "~" not in (side(script, ".err") or "")
            script.with_suffix(".err").write_text(done.stderr if whole else "~^" + re.escape(last) + "$\n", encoding="utf-8")
        if done.returncode > 1 or (done.returncode and not script.with_suffix(".err").exists()):
            script.with_suffix(".status").write_text(f"{done.returncode}\n")
        print("recorded", script.relative_to(TESTS))


def against(python, only, files):
    """Print where the two differ, in `files` or in the tests."""
    different = 0
    for script in [Path(f).resolve() for f in files] or find_scripts(only):
        theirs, ours = run_script([python], script, 120), run_script([str(TOP / VARIANTS["release"]), "--virtual-time"], script, 20)
        if theirs.stdout != ours.stdout or theirs.returncode != ours.returncode:
            different += 1
            print(os.path.relpath(script))
            print(f"    exit status {theirs.returncode} of CPython, {ours.returncode} of Aioli")
            for stream in ("stdout", "stderr"):
                text = diff("on " + stream, getattr(theirs, stream), getattr(ours, stream), ("CPython", "Aioli"))
                print(text, end="\n" if text else "")
    print(f"{different} scripts differ")
    return different > 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--variant", choices=VARIANTS, default="release")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", default="*", metavar="GLOB")
    parser.add_argument("--record", metavar="PYTHON")
    parser.add_argument("--against", metavar="PYTHON")
    parser.add_argument("files", nargs="*", help="with --against: these scripts instead of the tests")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    options = parser.parse_args()
    # Of a runner in the background Ctrl-C may be ignored, which children would inherit.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if options.record:
        return record(options.record, options.only)
    if options.against:
        return against(options.against, options.only, options.files)
    variants = ("release", "asan", "stress") if options.all else (options.variant,)
    stages = [(f"{v}: scripts", lambda v=v: run_scripts(v, options.only, options.jobs)) for v in variants]
    if options.all:
        for v in variants:
            stages += [(f"{v}: C tests", lambda v=v: run_c_tests(v)), (f"{v}: command, parser", lambda v=v: run_others(v))]
        stages.append(("asan: fuzz", lambda: run_fuzz("asan")))
    return run_stages(stages)


def run_stages(stages):
    passed = failed = 0
    for name, run in stages:
        start = time.monotonic()
        outcomes = run()
        wrong = [o for o in outcomes if o.problem]
        for outcome in wrong:
            print(f"FAIL {outcome.name}\n{outcome.problem}")
        passed, failed = passed + len(outcomes) - len(wrong), failed + len(wrong)
        if len(stages) > 1:
            print(f"{name}: {len(outcomes)} run, {len(wrong)} failed, {time.monotonic() - start:.0f} s", flush=True)
    print(f"{passed} passed, {failed} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
