#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of what the command shows of a running program: traces, timelines, stalls, tasks on SIGUSR1, shuffled schedules.
Argument: the interpreter."""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import xml.dom.minidom
from pathlib import Path

AIOLI = os.path.abspath(sys.argv[1])
FOLDER = Path(tempfile.mkdtemp())
TIMEOUT = 120
failures = []
count = 0

PROGRAM = '''
import asyncio

async def worker(number, lock):
    async with lock:
        await asyncio.sleep(number)

async def fails():
    await asyncio.sleep(1.5)
    raise ValueError('a "quoted" <text>')

async def main():
    lock = asyncio.Lock()
    failing = asyncio.create_task(fails(), name='the "failing" <one> \\\\ \\n é')
    endless = asyncio.create_task(asyncio.Queue().get())
    asyncio.get_running_loop().call_soon(print, "callback")
    await asyncio.gather(*(worker(i, lock) for i in (1, 2)))
    await failing

asyncio.run(main())
'''


def run(*args, **more):
    done = subprocess.run([AIOLI, *args], capture_output=True, text=True, cwd=FOLDER, timeout=TIMEOUT, **more)
    return done.returncode, done.stdout, done.stderr


def check(name, fine, got=""):
    global count
    count += 1
    if not fine:
        failures.append(f"FAIL {name}\n  {got}")


def test_trace():
    (FOLDER / "program.py").write_text(PROGRAM)
    status, out, err = run("--virtual-time", "--trace", "out.json", "program.py")
    check("a failing program is traced", status == 1 and out == "callback\n" and err.endswith("ValueError: a \"quoted\" <text>\n"), err)
    events = json.loads((FOLDER / "out.json").read_text(encoding="utf-8"))["traceEvents"]
    names = {e["tid"]: e["args"]["name"] for e in events if e["ph"] == "M" and e["name"] == "thread_name"}
    check("one track a task", sorted(names.values()) == sorted(
        ["Task-1 (main)", 'the "failing" <one> \\ \n é (fails)', "Task-2 (Queue.get)", "Task-3 (worker)", "Task-4 (worker)"]), names)
    slices = [e for e in events if e["ph"] == "X"]
    for track in names:
        own = sorted((e["ts"], e["dur"]) for e in slices if e["tid"] == track)
        check("slices do not overlap", all(a + d <= b for (a, d), (b, _) in zip(own, own[1:])), own)
    spent = {names[t]: {c: round(sum(e["dur"] for e in slices if e["tid"] == t and e["cat"] == c)) for c in ("sleeps", "waits")} for t in names}
    check("time of sleeping and waiting", spent["Task-4 (worker)"] == {"sleeps": 2000000, "waits": 1000000}, spent)
    check("what is waited for", any(e["name"] == "waits for Lock 'lock', held by Task-3 (worker)" for e in slices), slices)
    ends = {names[e["tid"]]: e["name"] for e in events if e["ph"] == "i" and not e["name"].startswith("created")}
    check("how tasks end", (ends["Task-3 (worker)"], ends["Task-2 (Queue.get)"], ends["Task-1 (main)"]) ==
          ("returned", "cancelled", "failed: ValueError"), ends)
    status, _, err = run("--trace", "real.json", "-c", "import asyncio\nasync def f(): await asyncio.sleep(0.01)\nasyncio.run(f())")
    slept = [e for e in json.loads((FOLDER / "real.json").read_text())["traceEvents"] if e.get("cat") == "sleeps"]
    check("real time", status == 0 and len(slept) == 1 and slept[0]["dur"] >= 10000, (err, slept))
    status, _, err = run("--trace", "none.json", "-c", "pass")
    check("no tasks at all", status == 0 and json.loads((FOLDER / "none.json").read_text())["traceEvents"], err)
    check("sys.exit", run("--trace", "exit.json", "-c", "import sys; sys.exit(3)")[0] == 3 and
          json.loads((FOLDER / "exit.json").read_text()))
    status, _, err = run("--trace", "no/such/folder.json", "-c", "print('never')")
    check("no such folder", (status, err) == (2, f"{AIOLI}: can't write file 'no/such/folder.json': [Errno 2] No such file or directory\n"), err)
    check("no file named", run("--trace")[2].startswith("File expected for the --trace option"))


def test_timeline():
    (FOLDER / "program.py").write_text(PROGRAM)
    status, out, err = run("--virtual-time", "--timeline", "program.py")
    lines = err.splitlines()
    rows = {line.split(" (")[0]: line for line in lines[-6:]}
    check("rows", status == 1 and "Task-1" in rows and "Task-4" in rows, err)
    check("a worker's row", re.search(r"^Task-4 \(worker\) +▪─+▪·+▪ +returned; slept 2 s, waited 1 s \(for Lock 'lock', held by Task-3 \(worker\)\)$",
                                      rows["Task-4"]), rows)
    check("a failure's row", any(re.search(r"▪·+▪ +failed: ValueError; slept 1.5 s$", line) for line in lines), err)
    for args in (["--timeline", "a.svg"], ["--timeline=b.svg"]):
        status, out, err = run("--virtual-time", *args, "program.py")
        name = args[-1].split("=")[-1]
        picture = xml.dom.minidom.parse(str(FOLDER / name))
        kinds = {r.getAttribute("class") for r in picture.getElementsByTagName("rect")}
        texts = [t.firstChild.data for t in picture.getElementsByTagName("text")]
        check("picture", status == 1 and {"runs", "waits", "sleeps"} <= kinds and "Task-4 (worker)" in texts, (kinds, texts))
        check("no timeline on stderr then", "ran briefly" not in err, err)


def test_stalls():
    text = ("import asyncio, time\nasync def computes():\n    until = time.process_time() + 0.4\n"
            "    while time.process_time() < until:\n        pass\nasync def blocks():\n    time.sleep(0.25)\nasync def main():\n    await computes()\n    await blocks()\n"
            "    await asyncio.sleep(0.001)\nasyncio.run(main())\n")
    (FOLDER / "stalls.py").write_text(text)
    status, _, err = run("stalls.py")
    check("stalls", status == 0 and re.search(r'^StallWarning: Task-1 \(main\) holds the event loop for \d+ ms\n  File "[^"]*stalls.py", line [45], in computes$',
                                              err, re.M), err)
    check("time.sleep", re.search(r'^StallWarning: Task-1 \(main\) has held the event loop for \d+ ms\n  File "[^"]*stalls.py", line 7, in blocks\n'
                                  r"    time.sleep\(0.25\)$", err, re.M), err)
    check("--stall-ms 0", run("--stall-ms", "0", "stalls.py") == (0, "", ""))
    check("--stall-ms 60000", run("--stall-ms", "60000", "stalls.py") == (0, "", ""))
    check("not under virtual time", run("--virtual-time", "stalls.py") == (0, "", ""))
    native = "import asyncio\nasync def main():\n    await asyncio.sleep(0.01)\n    sorted(range(3000000), key=str)\n    await asyncio.sleep(0)\nasyncio.run(main())\n"
    status, _, err = run("--stall-ms", "20", "-c", native)
    check("a long native call", status == 0 and err.count("StallWarning: Task-1 (main)") == 1, err)
    check("bad number", run("--stall-ms", "soon")[2].startswith("Number expected for the --stall-ms option"))


def test_show_tasks():
    text = ("import asyncio\nasync def waits(event):\n    await event.wait()\nasync def main():\n    event = asyncio.Event()\n"
            "    print('ready', flush=True)\n    await asyncio.gather(waits(event), asyncio.sleep(60))\nasyncio.run(main())\n")
    process = subprocess.Popen([AIOLI, "-c", text], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process.stdout.readline()
    tree = ""
    while "sleeps" not in tree:  # the signal may come before the tasks wait
        process.send_signal(signal.SIGUSR1)
        tree = "".join(process.stderr.readline() for _ in range(int(process.stderr.readline().split()[0])))
        if "sleeps" not in tree:
            time.sleep(0.1)
            process.send_signal(signal.SIGUSR1)
            while not re.match(r"\d+ tasks", line := process.stderr.readline()):
                pass
            tree = "".join(process.stderr.readline() for _ in range(int(line.split()[0])))
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=TIMEOUT)
    check("tree", re.search(r"^  Task-1 \(main\) waits in gather\(\) for Task-2 \(waits\), Task-3 \(sleep\), at <string>:7 in main, created at <string>:8\n"
                            r"    Task-2 \(waits\) waits for Event 'event', at <string>:3 in waits, created at <string>:7 in main\n"
                            r"    Task-3 \(sleep\) sleeps, created at <string>:7 in main\n", tree), tree)
    text = "import signal\nprint(signal.getsignal(signal.SIGUSR1) == signal.SIG_DFL)\nsignal.signal(signal.SIGUSR1, lambda *a: print('own'))\nsignal.raise_signal(signal.SIGUSR1)"
    check("a script's own handler", run("-c", text) == (0, "True\nown\n", ""))
    status, _, err = run("-c", "import os, signal\ndef f():\n    os.kill(os.getpid(), signal.SIGUSR1)\n    for _ in range(9): pass\nf()")
    check("without a loop", status == 0 and err.startswith("no event loop runs\nrunning at <string>:"), err)


def test_schedule_seed():
    text = ("import asyncio\nasync def one(n):\n    for _ in range(2):\n        print(n, end=' ')\n        await asyncio.sleep(0)\n"
            "async def main():\n    loop = asyncio.get_running_loop()\n    await asyncio.gather(*map(one, range(8)))\n    print()\n"
            "    for n in range(8): loop.call_soon(lambda n=n: print(n, end=' '))\n    await asyncio.sleep(0)\nasyncio.run(main())\n")
    orders = {seed: run("--schedule-seed", str(seed), "-c", text)[1].splitlines() for seed in range(6)}
    plain = " ".join(map(str, range(8)))
    check("0 is asyncio's order", orders[0][0].strip() == f"{plain} {plain}", orders)
    check("others are not", len({o[0] for o in orders.values()}) >= 5, orders)
    check("every task runs", all(sorted(o[0].split()) == sorted(2 * plain.split()) for o in orders.values()), orders)
    check("callbacks keep theirs", all(o[1].strip() == plain for o in orders.values()), orders)
    check("reproducible", run("--schedule-seed", "3", "-c", text)[1].splitlines() == orders[3])


def test_help():
    status, out, _ = run("--help")
    check("help", status == 0 and all(o in out for o in ("--trace", "--timeline", "--stall-ms", "--schedule-seed", "--virtual-time")))


def main():
    for name, test in sorted(globals().items()):
        if name.startswith("test_"):
            try:
                test()
            except Exception as error:
                failures.append(f"FAIL {name}: {error!r}")
    for text in failures:
        print(text)
    print(f"{count - len(failures)} passed, {len(failures)} failed")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
