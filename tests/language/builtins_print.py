# print(): where it writes, and in which pieces.
import sys
import io

print()
print("a", 1, 2.5, None, [1, "x"], sep="|", end="!\n")
print(*range(5), sep="")
print("no newline", end="")
print("", end="\n")
print("x", sep=None, end=None, file=None)


class Pieces:
    def __init__(self):
        self.pieces = []

    def write(self, text):
        self.pieces.append(text)
        return len(text)

    def flush(self):
        self.pieces.append("<flush>")


p = Pieces()
print("a", 1, sep="-", end="\n", file=p)
print(file=p)
print("b", file=p, flush=True)
print(p.pieces)
old, sys.stdout = sys.stdout, p
print("to pieces", 5)
sys.stdout = None
print("nowhere")
sys.stdout = old
print(p.pieces[-4:])
del sys.stdout
try:
    print("lost")
except RuntimeError as e:
    sys.stdout = old
    print(e)


class Loud:
    def __str__(self):
        print("(str runs)", end="")
        return "loud"


print("before", Loud(), "after")


class Fails:
    def __str__(self):
        raise ValueError("no text")


try:
    print("first", Fails(), "never")
except ValueError as e:
    print(" |", e)


class NotText:
    def __str__(self):
        return 5


try:
    print(NotText())
except TypeError as e:
    print(e)


class NoWrite:
    pass


for f in (NoWrite(), 5):
    try:
        print("x", file=f)
    except AttributeError as e:
        print(e)


class BadWrite:
    def write(self, text):
        raise OSError("full")


try:
    print("x", file=BadWrite())
except OSError as e:
    print(e)
for bad in ({"sep": 1}, {"end": b""}, {"unknown": 1}):
    try:
        print("x", **bad)
    except TypeError as e:
        print(e)
buffer = io.StringIO()
print("one", "two", file=buffer)
print(repr(buffer.getvalue()))
sys.stdout.write("written\n")
print(sys.stdout.write("12345\n"))
sys.stderr.flush()


class Str(str):
    def __str__(self):
        return "from subclass"


print(Str("x"), Str("y"), sep=Str("/"))
sys.stdin = io.StringIO("line one\nline two")
print(repr(input()), repr(input("prompt> ")))
try:
    input()
except EOFError as e:
    print(repr(e))
sys.stdin = None
try:
    input()
except RuntimeError as e:
    print(e)
