#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The interpreter's streams against this Python's: a server of ours with clients from here, clients of ours with a server
from here. Echo, lines, many connections, half-close, reset, slow reader. Argument: the interpreter."""
import ast
import os
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path

AIOLI = os.path.abspath(sys.argv[1])
PEERS = Path(__file__).resolve().parent / "peers"
TIMEOUT = 120
# Sanitizers and constant collection are slow; they need not prove that there is room for many.
COUNT = 1000 if Path(AIOLI).parent.name == "build" else 30
failures = []
count = 0


def check(name, got, want):
    global count
    count += 1
    if got != want:
        failures.append(f"FAIL {name}\n  got    {got!r}\n  wanted {want!r}")


def connect(port):
    sock = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
    return sock, sock.makefile("rwb")


def ask(port, *lines):
    sock, file = connect(port)
    with sock, file:
        answers = []
        for line in lines:
            file.write(line + b"\n")
            file.flush()
            answers.append(file.readline())
        return answers


def reset(sock):
    """Close with a reset instead of an end."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def test_server():
    process = subprocess.Popen([AIOLI, str(PEERS / "server.aio")], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        port = int(process.stdout.readline())
        check("server: echo and lines", ask(port, b"echo a b", b"sum 1 2 3"), [b"a b\n", b"6\n"])

        sock, file = connect(port)
        with sock, file:
            file.write(b"echo x\necho y\n")
            file.flush()
            sock.shutdown(socket.SHUT_WR)
            check("server: half-close", file.read(), b"x\ny\nend\n")

        open_ones = [connect(port) for _ in range(COUNT)]
        for number, (sock, file) in enumerate(open_ones):
            file.write(b"echo %d\n" % number)
            file.flush()
        answers = [file.readline() for sock, file in open_ones]
        check("server: many connections", answers, [b"%d\n" % i for i in range(COUNT)])
        for sock, file in open_ones:
            file.close()
            sock.close()

        sock, file = connect(port)
        with sock, file:
            file.write(b"big 3000000\n")
            file.flush()
            check("server: slow reader waits", sock.recv(1), b"\0")
            total = 1
            while total < 3_000_000:
                total += len(sock.recv(1 << 16))
            check("server: slow reader", total, 3_000_000)

        sock, file = connect(port)
        file.write(b"echo 1\n")
        file.flush()
        file.readline()
        file.close()
        reset(sock)
        check("server: after a reset", ask(port, b"echo again"), [b"again\n"])
        with connect(port)[0] as sock:
            sock.sendall(b"stop\n")
        out = process.communicate(timeout=TIMEOUT)[0]
        seen = ast.literal_eval(out)
        check("server: connections", (process.returncode, seen["connections"]), (0, COUNT + 6))
        check("server: errors", (seen["connection errors"], seen.get("errors at close", 0) <= 1), (1, True))
        check("server: back-pressure", seen["most buffered"] <= 70_000, True)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def serve(sock):
    """One connection of the server that ours are the clients of."""
    with sock, sock.makefile("rwb") as file:
        for line in file:
            command, *words = line.split()
            if command == b"echo":
                file.write(b" ".join(words) + b"\n")
            elif command == b"sum":
                file.write(b"%d\n" % sum(map(int, words)))
            elif command == b"big":
                file.write(bytes(int(words[0])))
            elif command == b"reset":
                file.close()
                reset(sock)
                return
            file.flush()


def test_client():
    with socket.create_server(("127.0.0.1", 0), backlog=1000) as server:

        def accept():
            while True:
                try:
                    sock = server.accept()[0]
                except OSError:
                    return
                threading.Thread(target=serve, args=(sock,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        done = subprocess.run([AIOLI, str(PEERS / "client.aio"), str(server.getsockname()[1]), str(min(COUNT, 200))],
                              capture_output=True, text=True, timeout=TIMEOUT)
        errors = done.stderr if "Traceback" in done.stderr else ""  # a warning of a slow step is none
        check("client", (done.returncode, done.stdout.splitlines(), errors),
              (0, [r"[b'a b\n', b'6\n']", r"[b'x\n', b'y\n']", "True",
                   "ConnectionResetError(104, 'Connection reset by peer')", "slow 1000000"], ""))
        server.shutdown(socket.SHUT_RDWR)


def main():
    for test in test_server, test_client:
        try:
            test()
        except (OSError, ValueError, SyntaxError, subprocess.SubprocessError) as error:
            failures.append(f"FAIL {test.__name__}: {error!r}")
    for text in failures:
        print(text)
    print(f"{count - len(failures)} passed, {len(failures)} failed")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
