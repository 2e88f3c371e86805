#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of the command: options, exit statuses, signals, streams, the prompt. Argument: the interpreter."""
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

AIOLI = os.path.abspath(sys.argv[1])
TIMEOUT = 60
FOLDER = Path(tempfile.mkdtemp())
failures = []
count = 0


def run(*args, stdin="", cwd=FOLDER, **more):
    done = subprocess.run([AIOLI, *args], input=stdin if isinstance(stdin, bytes) else stdin.encode(), capture_output=True,
                          cwd=cwd, timeout=TIMEOUT, **more)
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace").replace(AIOLI, "aioli")


def check(name, got, want):
    """Equal; a compiled pattern in `want` must be found instead."""
    global count
    count += 1
    same = isinstance(want, tuple) and len(got) == len(want) and all(
        bool(w.search(g)) if isinstance(w, re.Pattern) else g == w for g, w in zip(got, want))
    if not same:
        failures.append(f"FAIL {name}\n  got    {got!r}\n  wanted {want!r}")


def script(name, text):
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


USAGE = "usage: aioli [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `aioli -h' for more information.\n"


def test_options():
    check("version", run("--version"), (0, re.compile(r"^Aioli \d+\.\d+\.\d+ \(Python 3\.13\)\n$"), ""))
    check("-V", run("-V"), (0, run("--version")[1], ""))
    check("help", run("--help"), (0, re.compile(r"^usage: .*--virtual-time", re.S), ""))
    check("-h", run("-h")[1:], run("--help")[1:])
    check("unknown letter", run("-z"), (2, "", "Unknown option: -z\n" + USAGE))
    check("unknown word", run("--zzz"), (2, "", "unknown option --zzz\n" + USAGE))
    check("-c alone", run("-c"), (2, "", "Argument expected for the -c option\n" + USAGE))
    check("-m alone", run("-m"), (2, "", "Argument expected for the -m option\n" + USAGE))
    check("bad number", run("--memory-limit", "lots"), (2, "", "Number expected for the --memory-limit option\n" + USAGE))
    check("-c", run("-c", "import sys; print(sys.argv, __name__, sys.path[0] == '')", "a", "-b"), (0, "['-c', 'a', '-b'] __main__ True\n", ""))
    check("-cTEXT", run("-cprint(1)"), (0, "1\n", ""))
    check("letters together", run("-qBc", "print(2)"), (0, "2\n", ""))
    check("stdin", run("-", "x", stdin="import sys\nprint(sys.argv)"), (0, "['-', 'x']\n", ""))
    check("stdin without name", run(stdin="print(__name__)"), (0, "__main__\n", ""))
    script("mod.py", "import sys\nprint(__name__, sys.argv[1:], __file__.endswith('mod.py'))\n")
    check("-m", run("-m", "mod", "a"), (0, "__main__ ['a'] True\n", ""))
    check("-m of a package", (script("pack/__init__.py", ""), script("pack/__main__.py", "print('main of', __package__)"))[:0] or
          run("-m", "pack"), (0, "main of pack\n", ""))
    check("-m unknown", run("-m", "no_such"), (1, "", re.compile("No module named no_such")))
    check("--budget", run("--budget", "100000", "-c", "while True: pass"), (1, "", re.compile("budget")))
    check("--memory-limit", run("--memory-limit", "20M", "-c", "x = [1]\nwhile 1: x += x"), (1, "", re.compile("MemoryError\n$")))


def test_files():
    where = script("where.py", "import sys\nprint(__file__, sys.argv, sys.path[0])\n")
    check("file", run("where.py", "-x"), (0, f"{where} ['where.py', '-x'] {FOLDER}\n", ""))
    check("missing", run("nothing.py"), (2, "", f"aioli: can't open file '{FOLDER}/nothing.py': [Errno 2] No such file or directory\n"))
    os.makedirs(FOLDER / "empty", exist_ok=True)
    check("folder", run("empty"), (1, "", f"aioli: can't find '__main__' module in '{FOLDER}/empty'\n"))
    script("app/__main__.py", "import helper\nprint(helper.name, __name__)\n")
    script("app/helper.py", "name = 'helper'\n")
    check("folder with __main__", run("app"), (0, "helper __main__\n", ""))
    check("not UTF-8", run(script("bad.py", b"x = 1\ny = '\xff'\n")), (1, "", re.compile(r"SyntaxError: \(unicode error\)|SyntaxError: Non-UTF-8 code starting with '\\xff'")))
    check("NUL", run(script("nul.py", b"a = 1\0\n")), (1, "", re.compile("SyntaxError: source code cannot contain null bytes\n$")))
    check("BOM", run(script("bom.py", b"\xef\xbb\xbfprint('ok')\n")), (0, "ok\n", ""))
    check("empty file", run(script("empty.py", "")), (0, "", ""))
    check("CRLF", run(script("crlf.py", b"if 1:\r\n    print('ok')\r\n")), (0, "ok\n", ""))


def test_ends():
    check("exit status", run("-c", "import sys; sys.exit(7)"), (7, "", ""))
    check("exit -1", run("-c", "import sys; sys.exit(-1)"), (255, "", ""))
    check("exit text", run("-c", "import sys; print('out'); sys.exit('bye')"), (1, "out\n", "bye\n"))
    check("exit None", run("-c", "raise SystemExit"), (0, "", ""))
    check("uncaught", run("-c", "print('a')\n1/0"), (1, "a\n", re.compile(r'^Traceback \(most recent call last\):\n  File "<string>", line 2, in <module>\n    1/0\n    ~\^~\nZeroDivisionError: division by zero\n$')))
    check("syntax error", run(script("syntax.py", "print('never')\nx = = 1\n")), (1, "", f'  File "{FOLDER}/syntax.py", line 2\n    x = = 1\n        ^\nSyntaxError: invalid syntax\n'))
    check("excepthook", run("-c", "import sys\nsys.excepthook = lambda t, v, tb: print('hook', t.__name__, v)\n1/0"), (1, "hook ZeroDivisionError division by zero\n", ""))
    check("stderr", run("-c", "import sys; print('e', file=sys.stderr); print('o')"), (0, "o\n", "e\n"))
    full = run("-c", "print('x' * 100)", stdin="") if not os.path.exists("/dev/full") else None
    if full is None:
        with open("/dev/full", "w") as out:
            done = subprocess.run([AIOLI, "-c", "print('x')"], stdout=out, stderr=subprocess.PIPE, timeout=TIMEOUT)
        check("full disk", (done.returncode, done.stderr.decode()), (120, re.compile("OSError: \\[Errno 28\\] No space left on device")))
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run([AIOLI, "-c", "print('x')"], stdout=write_end, stderr=subprocess.PIPE, timeout=TIMEOUT)
    os.close(write_end)
    check("broken pipe at the end", (done.returncode, done.stderr.decode()), (120, re.compile("BrokenPipeError: \\[Errno 32\\] Broken pipe")))


def interrupted(text):
    path = script("interrupted.py", "print('ready', flush=True)\n" + text)
    process = subprocess.Popen([AIOLI, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=FOLDER,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
    process.stdout.readline()
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=TIMEOUT)
    return process.returncode, out.decode(), err.decode()


def test_signals():
    ended = -signal.SIGINT
    check("Ctrl-C in a loop", interrupted("while True: pass\n"), (ended, "", re.compile("KeyboardInterrupt\n$")))
    check("Ctrl-C in time.sleep", interrupted("import time\ntime.sleep(60)\n"), (ended, "", re.compile("KeyboardInterrupt\n$")))
    check("Ctrl-C in asyncio.run", interrupted(
        "import asyncio\nasync def main():\n    try:\n        await asyncio.sleep(60)\n    except asyncio.CancelledError:\n"
        "        print('cancelled')\n        raise\nasyncio.run(main())\n"), (ended, "cancelled\n", re.compile("KeyboardInterrupt\n$")))
    check("Ctrl-C caught", interrupted("try:\n    while True: pass\nexcept KeyboardInterrupt:\n    print('caught')\n"), (0, "caught\n", ""))


def test_virtual_time():
    start = time.monotonic()
    text = "import asyncio, time\nt = time.monotonic()\nasyncio.run(asyncio.sleep(86400))\ntime.sleep(86400)\nprint(round(time.monotonic() - t))"
    check("a day", run("--virtual-time", "-c", text), (0, "172800\n", ""))
    check("in no time", (time.monotonic() - start < 20,), (True,))


def test_prompt_from_pipe():
    check("-i", run("-i", "-q", stdin="x = 1\nx + 1\n1/0\nif x:\n    print('in')\n\n_\n"),
          (0, "2\nin\n2\n", re.compile(r">>> >>> >>> Traceback.*ZeroDivisionError: division by zero\n>>> \.\.\. \.\.\. >>> >>> \n$", re.S)))
    check("-i exit", run("-i", "-q", stdin="raise SystemExit(3)\nprint('never')\n")[:2], (3, ""))
    check("-i syntax error", run("-i", "-q", stdin="x = = 1\nprint('on')\n"), (0, "on\n", re.compile("SyntaxError: invalid syntax")))
    check("-i await", run("-i", "-q", stdin="import asyncio\nawait asyncio.sleep(0, 'slept')\n")[:2], (0, "'slept'\n"))
    check("-i unfinished", run("-i", "-q", stdin="def f():\n    return 1\n"), (0, "", re.compile(r"\.\.\. ")))
    check("-i after a script", run("-i", "-q", "-c", "y = 5", stdin="y\n")[:2], (0, "5\n"))


class Terminal:
    """The command at a terminal."""

    def __init__(self, home):
        self.pid, self.fd = pty.fork()
        if not self.pid:
            os.environ.update(HOME=home, TERM="xterm")
            os.execv(AIOLI, [AIOLI])
        self.seen = ""

    def wait_for(self, text, seconds=20):
        end = time.monotonic() + seconds
        while text not in self.seen and time.monotonic() < end:
            if select.select([self.fd], [], [], 0.1)[0]:
                try:
                    self.seen += os.read(self.fd, 4096).decode(errors="replace")
                except OSError:
                    break
        found = text in self.seen
        self.seen = self.seen.split(text, 1)[1] if found else self.seen
        return found

    def is_editing(self):
        """Whether the command reads a line now: only then are keys like Tab and Ctrl-D its own, not the kernel's."""
        return not termios.tcgetattr(self.fd)[3] & termios.ICANON

    def wait_until(self, editing, seconds=20):
        end = time.monotonic() + seconds
        while self.is_editing() != editing and time.monotonic() < end:
            time.sleep(0.01)

    def send(self, text):
        self.wait_until(editing=True)
        os.write(self.fd, text.encode())

    def interrupt(self):
        """Ctrl-C while something runs."""
        self.wait_until(editing=False)
        os.write(self.fd, b"\x03")

    def end(self, seconds=20):
        end = time.monotonic() + seconds
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        while not pid and time.monotonic() < end:
            time.sleep(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
        if not pid:
            os.kill(self.pid, signal.SIGKILL)
            status = os.waitpid(self.pid, 0)[1]
        return os.waitstatus_to_exitcode(status)

    def rest(self):
        """What it still printed, the report of a sanitizer perhaps."""
        text = b""
        try:
            while select.select([self.fd], [], [], 0)[0]:
                text += os.read(self.fd, 65536)
        except OSError:
            pass
        return text.decode(errors="replace")


def test_terminal():
    home = tempfile.mkdtemp()
    t = Terminal(home)
    check("banner", (t.wait_for("Aioli"), t.wait_for(">>> ")), (True, True))
    t.send("6 * 7\n")
    check("value", (t.wait_for("42\r\n"), t.wait_for(">>> ")), (True, True))
    t.send("for i in range(3):\n")
    check("more", (t.wait_for("... "),), (True,))
    t.send("    print('i', i)\n")
    t.wait_for("... ")
    t.send("\n")
    check("block", (t.wait_for("i 2\r\n"), t.wait_for(">>> ")), (True, True))
    t.send("(1 +\x03")
    check("Ctrl-C drops the line", (t.wait_for("KeyboardInterrupt"), t.wait_for(">>> ")), (True, True))
    t.send("while True: pass\n")
    t.wait_for("... ")
    t.send("\n")
    t.interrupt()
    check("Ctrl-C in a loop", (t.wait_for("KeyboardInterrupt\r\n"), t.wait_for(">>> ")), (True, True))
    t.send("long_name_of_mine = 9\n")
    t.wait_for(">>> ")
    t.send("long_na\t + 1\n")
    check("Tab", (t.wait_for("10\r\n"), t.wait_for(">>> ")), (True, True))
    t.send("\x04")
    status = t.end()
    check("end", (status, "" if not status else t.rest()), (0, ""))
    check("history", ("long_name_of_mine" in (Path(home) / ".aioli_history").read_text().replace("\\040", " "),), (True,))
    shutil.rmtree(home)


def main():
    # Of a runner in the background Ctrl-C may be ignored, which children would inherit.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name, test in sorted(globals().items()):
        if name.startswith("test_"):
            try:
                test()
            except subprocess.TimeoutExpired as error:
                failures.append(f"FAIL {name}: no end: {error.cmd}")
    shutil.rmtree(FOLDER)
    for text in failures:
        print(text)
    print(f"{count - len(failures)} passed, {len(failures)} failed")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
