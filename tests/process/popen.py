# The synchronous module: run, Popen, communicate, what goes wrong.
import os
import signal
import subprocess
from subprocess import DEVNULL, PIPE, STDOUT, CalledProcessError, Popen, TimeoutExpired, run


def attempt(function, *args, **kwargs):
    try:
        print(function(*args, **kwargs))
    except Exception as error:
        print(type(error).__name__, error, getattr(error, "filename", ""))


print("-- run")
print(run(["echo", "hello"], capture_output=True))
print(run("echo out; echo err >&2; exit 3", shell=True, capture_output=True, text=True))
print(run(["cat"], input=b"through cat", stdout=PIPE).stdout)
print(run(["cat"], input="text\r\nline\n", stdout=PIPE, text=True).stdout.encode())
print(run(["sh", "-c", "echo both; echo err >&2"], stdout=PIPE, stderr=STDOUT).stdout)
print(run(["sh", "-c", "echo nobody sees it"], stdout=DEVNULL).returncode)
print(run(["cat"], stdin=DEVNULL, stdout=PIPE).stdout)
print(run(["sh", "-c", "kill -9 $$"]).returncode)
attempt(run, ["false"], check=True)
attempt(run, ["sh", "-c", "kill -TERM $$"], check=True)
attempt(run, ["x"], input=b"", stdin=PIPE)
attempt(run, ["x"], capture_output=True, stdout=PIPE)

print("-- environment and folder")
print(run(["sh", "-c", "echo $COLOUR; pwd"], env={"COLOUR": "blue", "PATH": os.environ["PATH"]}, cwd="/", stdout=PIPE).stdout)
print(run("echo $0", shell=True, executable="/bin/sh", stdout=PIPE).stdout)
attempt(run, ["echo"], env={"A=B": "c"})
attempt(run, ["echo", "a\0b"])

print("-- what cannot be run")
attempt(run, ["no-such-program"])
attempt(run, ["./no/such/program"])
attempt(run, ["/"])
attempt(run, ["/etc/passwd"])
attempt(run, ["echo"], cwd="/no/such/folder")
attempt(Popen, ["echo"], stdout=STDOUT)
attempt(Popen, ["echo"], bufsize="x")
attempt(Popen, [], stdout=PIPE)

print("-- Popen")
process = Popen(["cat"], stdin=PIPE, stdout=PIPE)
print(process.poll(), process.returncode, process.args, process.pid > 0)
process.stdin.write(b"one\ntwo\n")
process.stdin.flush()
print(process.stdout.readline())
process.stdin.close()
print(process.stdout.read(), process.wait(), process.poll())
process.stdout.close()
with Popen(["sh", "-c", "read line; echo got $line"], stdin=PIPE, stdout=PIPE, text=True, bufsize=1) as process:
    print("hello", file=process.stdin)
    print(process.stdout.read())
print(process.returncode, repr(process))
process = Popen(["sleep", "60"])
attempt(process.wait, timeout=0.01)
try:
    process.communicate(timeout=0.01)
except TimeoutExpired as error:
    print(error.cmd, error.output)
process.terminate()
print(process.wait(), -signal.SIGTERM)
process.kill()  # it has ended: nothing happens
try:
    run(["sleep", "60"], timeout=0.01)
except TimeoutExpired as error:
    print(error.cmd, error.stderr)

print("-- much data both ways")
big = os.urandom(1) * 1_000_000
print(run(["cat"], input=big, capture_output=True).stdout == big)
result = run(["sh", "-c", "cat >&2; head -c 300000 /dev/zero"], input=big, capture_output=True)
print(len(result.stdout), len(result.stderr))
print(run(["true"], input=big).returncode)

print("-- timeout, then the rest")
process = Popen(["sh", "-c", "echo early; sleep 0.2; echo late"], stdout=PIPE)
try:
    process.communicate(timeout=0.02)
except TimeoutExpired as error:
    print(error.timeout, error.stdout in (b"early\n", None))
print(process.communicate())

print("-- others")
print(subprocess.call(["sh", "-c", "exit 7"]), subprocess.check_call(["true"]))
print(subprocess.check_output(["echo", "x"]), subprocess.getoutput("echo a; echo b >&2"))
print(subprocess.getstatusoutput("echo bad; exit 4"))
attempt(subprocess.check_call, ["sh", "-c", "exit 2"])
attempt(subprocess.check_output, ["sh", "-c", "echo partly; exit 5"])
attempt(subprocess.check_output, ["x"], stdout=PIPE)
try:
    subprocess.check_output("echo partly; exit 5", shell=True)
except CalledProcessError as error:
    print(error.returncode, error.cmd, error.output, error.stdout, error.stderr)
print(subprocess.list2cmdline(["a", "b c", 'd"e', "f\\", "g h\\", 'i\\"j', "", "k\tl"]))
print(issubclass(TimeoutExpired, subprocess.SubprocessError), subprocess.CompletedProcess(["a"], 0, b"o"))
r, w = os.pipe()
print(run(["sh", "-c", f"echo passed >&{w}"], pass_fds=(w,)).returncode, os.read(r, 100))
print(run(["sh", "-c", "ps -o sid= -p $$ | tr -d ' '; echo $$"], start_new_session=True, stdout=PIPE).stdout.split()[0] != str(os.getsid(0)).encode())
with open("output", "w") as file:
    run(["echo", "into a file"], stdout=file)
print(open("output").read())
