# asyncio's child processes: streams, protocols, signals, what cannot be run.
import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT


async def attempt(awaitable):
    try:
        print(await awaitable)
    except Exception as error:
        print(type(error).__name__, error, getattr(error, "filename", ""))


async def communicating():
    proc = await asyncio.create_subprocess_exec("cat", stdin=PIPE, stdout=PIPE)
    print(proc.returncode, proc.pid > 0, proc.stderr)
    print(await proc.communicate(b"hello"), proc.returncode)
    proc = await asyncio.create_subprocess_shell("echo out; echo err >&2; exit 3", stdout=PIPE, stderr=PIPE)
    print(await proc.communicate(), proc.returncode, await proc.wait())
    proc = await asyncio.create_subprocess_shell("echo out; echo err >&2", stdout=PIPE, stderr=STDOUT)
    print(await proc.communicate())
    proc = await asyncio.create_subprocess_exec("sh", "-c", "echo nobody sees it", stdout=DEVNULL)
    print(await proc.wait(), await proc.communicate())
    proc = await asyncio.create_subprocess_exec("pwd", cwd="/", stdout=PIPE, env={"PATH": os.environ["PATH"]})
    print((await proc.communicate())[0])
    big = b"0123456789" * 100_000
    proc = await asyncio.create_subprocess_shell("tee /dev/stderr", stdin=PIPE, stdout=PIPE, stderr=PIPE)
    out, err = await proc.communicate(big)
    print(out == big, err == big, proc.returncode)
    proc = await asyncio.create_subprocess_exec("true", stdin=PIPE)
    print(await proc.communicate(big), proc.returncode)
    with open("from", "wb") as file:
        file.write(b"through files\n")
    with open("from", "rb") as source, open("to", "wb") as target:
        proc = await asyncio.create_subprocess_exec("cat", stdin=source, stdout=target)
        print(await proc.wait(), open("to").read())


async def line_by_line():
    proc = await asyncio.create_subprocess_shell("while read line; do echo \"[$line]\"; done", stdin=PIPE, stdout=PIPE)
    for text in ("one", "two"):
        proc.stdin.write(text.encode() + b"\n")
        await proc.stdin.drain()
        print(await proc.stdout.readline())
    proc.stdin.close()
    await proc.stdin.wait_closed()
    print(await proc.stdout.read(), proc.stdout.at_eof(), await proc.wait())
    proc = await asyncio.create_subprocess_shell("for i in 1 2 3; do echo $i; done", stdout=PIPE)
    async for line in proc.stdout:
        print(line)
    print(await proc.wait())
    proc = await asyncio.create_subprocess_shell("printf abc; sleep 0.01; printf def", stdout=PIPE)
    print(await proc.stdout.readexactly(5), await proc.stdout.read())
    await proc.wait()


async def full_pipe():
    """The child fills its pipe: wait() alone would hang, reading beside it ends it."""
    proc = await asyncio.create_subprocess_exec("head", "-c", "1000000", "/dev/zero", stdout=PIPE)
    try:
        await asyncio.wait_for(proc.wait(), 0.05)
    except TimeoutError:
        print("waits for its reader")
    data, status = await asyncio.gather(proc.stdout.read(), proc.wait())
    print(len(data), status)


async def signals():
    proc = await asyncio.create_subprocess_exec("sleep", "60")
    proc.terminate()
    print(await proc.wait(), proc.returncode)
    proc = await asyncio.create_subprocess_exec("sleep", "60")
    proc.send_signal(signal.SIGINT)
    print(await proc.wait())
    proc = await asyncio.create_subprocess_exec("sleep", "60")
    try:
        async with asyncio.timeout(0.01):
            await proc.communicate()
    except TimeoutError:
        proc.kill()
        print("killed", await proc.wait())
    try:
        proc.kill()
    except ProcessLookupError as error:
        print(repr(error))
    proc = await asyncio.create_subprocess_shell(
        "trap 'echo trapped; exit 5' TERM; echo ready; while :; do sleep 0.01; done", stdout=PIPE)
    print(await proc.stdout.readline())
    proc.terminate()
    print(await proc.communicate(), proc.returncode)
    proc = await asyncio.create_subprocess_exec("sh", "-c", "ps -o sid= -p $$", stdout=PIPE, start_new_session=True)
    print(int((await proc.communicate())[0]) == proc.pid)


async def failing():
    await attempt(asyncio.create_subprocess_exec("no-such-program"))
    await attempt(asyncio.create_subprocess_exec("/etc/passwd"))
    await attempt(asyncio.create_subprocess_exec("echo", cwd="/no/such/folder"))
    await attempt(asyncio.create_subprocess_shell(["a", "list"]))
    await attempt(asyncio.create_subprocess_exec("echo", text=True))
    await attempt(asyncio.create_subprocess_exec("echo", universal_newlines=True))
    await attempt(asyncio.create_subprocess_exec("echo", bufsize=1))
    await attempt(asyncio.create_subprocess_exec("echo", shell=True))
    await attempt(asyncio.create_subprocess_exec("echo", encoding="utf-8"))
    await attempt(asyncio.create_subprocess_shell("echo", shell=False))


class Recorder(asyncio.SubprocessProtocol):
    def __init__(self, done):
        self.done = done
        self.data = {}

    def connection_made(self, transport):
        print("connection_made", transport.get_returncode(), transport.get_pipe_transport(2))
        self.transport = transport

    def pipe_data_received(self, fd, data):
        self.data[fd] = self.data.get(fd, b"") + data

    def pipe_connection_lost(self, fd, exc):
        print("pipe_connection_lost", fd, exc)

    def process_exited(self):
        print("process_exited", self.transport.get_returncode())

    def connection_lost(self, exc):
        print("connection_lost", exc, self.data)
        self.done.set_result(None)


async def protocols():
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    transport, protocol = await loop.subprocess_exec(lambda: Recorder(done), "cat", stderr=None)
    print(type(transport).__name__, protocol is transport.get_protocol(), transport.is_closing())
    stdin = transport.get_pipe_transport(0)
    stdin.write(b"some data")
    stdin.write_eof()
    await done
    transport.close()
    print(transport.get_returncode(), transport.is_closing())
    done = loop.create_future()
    transport, protocol = await loop.subprocess_shell(lambda: Recorder(done), "exec sleep 60", stdin=None, stderr=None)
    transport.close()
    await done
    print(transport.get_returncode())


async def pipes():
    loop = asyncio.get_running_loop()
    r, w = os.pipe()
    reader = asyncio.StreamReader()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), open(r, "rb", 0))
    output, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, open(w, "wb", 0))
    output.write(b"line one\nline ")
    output.write(b"two\n")
    print(await reader.readline(), await reader.readline(), transport.is_reading())
    output.close()
    print(await reader.read())
    with open("from", "rb") as file:
        await attempt(loop.connect_read_pipe(asyncio.Protocol, file))


async def blocking_wait():
    """The Popen below waits without the loop, which hears of the end later."""
    transport, _ = await asyncio.get_running_loop().subprocess_exec(
        asyncio.SubprocessProtocol, "sh", "-c", "exit 4", stdin=None, stdout=None, stderr=None)
    popen = transport.get_extra_info("subprocess")
    print(popen.wait(), popen.poll(), popen.returncode, transport.get_returncode())
    transport.close()
    await asyncio.sleep(0.02)


async def many():
    async def one(number):
        proc = await asyncio.create_subprocess_exec("sh", "-c", f"exit {number}")
        return await proc.wait()

    print(await asyncio.gather(*(one(n) for n in range(12))))


for main in (communicating, line_by_line, full_pipe, signals, failing, protocols, pipes, blocking_wait, many):
    print("--", main.__name__)
    asyncio.run(main())
