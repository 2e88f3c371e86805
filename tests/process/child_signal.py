# SIGCHLD handlers beside child processes: the script hears of it, and so does whoever waits.
import asyncio
import os
import signal
import subprocess

heard = []


def on_child(number, frame):
    heard.append(number)


def run(first):
    print(subprocess.run(["true"]).returncode, bool(heard), first)
    heard.clear()


async def main():
    proc = await asyncio.create_subprocess_exec("sh", "-c", "exit 3")
    print(await proc.wait(), bool(heard))
    heard.clear()
    other = signal.signal(signal.SIGCHLD, lambda number, frame: heard.append("other"))
    print(other is on_child)
    proc, second = await asyncio.gather(*(asyncio.create_subprocess_exec("sh", "-c", f"exit {n}") for n in (4, 5)))
    print(await proc.wait(), await second.wait(), "other" in heard)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    print(repr(signal.getsignal(signal.SIGCHLD)))
    proc = await asyncio.create_subprocess_exec("sh", "-c", "exit 6")
    print(await proc.wait())
    heard.clear()
    signal.signal(signal.SIGCHLD, on_child)


signal.signal(signal.SIGCHLD, on_child)
run("before any child")
run("again")
asyncio.run(main())
os.kill(os.getpid(), signal.SIGCHLD)
print(heard)
# Children that nobody waits for are reaped when the next one starts.
abandoned = [subprocess.Popen(["true"]).pid for _ in range(3)]
for _ in range(50):
    subprocess.run(["sleep", "0.002"])
    if not any(os.path.exists(f"/proc/{pid}") for pid in abandoned[:2]):
        break
print("reaped:", not any(os.path.exists(f"/proc/{pid}") for pid in abandoned[:2]))
