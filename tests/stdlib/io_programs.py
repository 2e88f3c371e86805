# Files as programs use them.
import io
import os

with open("data.txt", "w") as f:
    for i in range(2000):
        print(f"line {i}", "é" * (i % 7), file=f)
total = 0
with open("data.txt") as f:
    for number, line in enumerate(f):
        total += len(line)
print(number, total, os.path.getsize("data.txt") > total)
with open("data.txt") as f:
    print(len(f.read()) == total, f.tell() == os.path.getsize("data.txt"))
with open("data.txt", "rb") as f:
    chunks = []
    while chunk := f.read(1000):
        chunks.append(chunk)
print(len(chunks), sum(map(len, chunks)) == os.path.getsize("data.txt"))
print(b"".join(chunks).decode().count("\n"))
with open("data.txt") as f:
    first = [f.readline() for _ in range(3)]
    place = f.tell()
    fourth = f.readline()
    f.seek(place)
    print(first, fourth == f.readline(), place)
    f.seek(0)
    pieces = []
    while piece := f.read(777):
        pieces.append(piece)
    print(len(pieces), len("".join(pieces)) == total)
with open("data.txt", "r+") as f:
    f.write("LINE")
    f.seek(0, io.SEEK_END)
    f.write("last\n")
lines = open("data.txt").read().splitlines()
print(lines[0], lines[-1], len(lines))
with open("out.bin", "wb") as f:
    f.write(bytes(range(256)) * 100)
    f.seek(1000)
    f.write(b"patched")
with open("out.bin", "rb") as f:
    f.seek(998)
    print(f.read(12), f.tell())
    f.seek(-3, 2)
    print(f.read())
with open("copy.txt", "w") as out, open("data.txt") as source:
    out.writelines(line.upper() for line in source if line.startswith("line 1"))
print(sum(1 for _ in open("copy.txt")), open("copy.txt").readline())
open("forgotten.txt", "w").write("not closed")
print(open("forgotten.txt").read())
f = open("kept.txt", "w")
f.write("a")
f.flush()
print(open("kept.txt").read())
f.close()
with open("append.txt", "a") as f:
    f.write("one\n")
with open("append.txt", "a") as f:
    f.write("two\n")
print(open("append.txt").readlines())
try:
    with open("kept.txt", "w") as f:
        f.write("written before the error")
        raise ValueError("inside")
except ValueError as e:
    print(e, f.closed, open("kept.txt").read())
with open("long.txt", "w") as f:
    f.write("x" * 100000 + "\n" + "y" * 50000)
with open("long.txt") as f:
    print([len(line) for line in f])
with open("bad.txt", "wb") as f:
    f.write(b"good\n\xff\xfebad\n")
with open("bad.txt") as f:
    try:
        f.readline()
    except UnicodeDecodeError as e:
        print(e, e.object)
with open("bad.txt", encoding="ascii") as f:
    try:
        f.readline()
    except UnicodeDecodeError as e:
        print(e, e.object)
with open("cut.txt", "wb") as f:
    f.write(b"x" * 8191 + "é".encode() + b"\nsecond \xe2\x82")
with open("cut.txt") as f:
    print(len(f.readline()))
    try:
        print(f.readline())
    except UnicodeDecodeError as e:
        print(e)
for errors in ("ignore", "replace", "backslashreplace", "surrogateescape"):
    print(errors, ascii(open("bad.txt", errors=errors).read()))
with open("surrogates.txt", "w", errors="surrogateescape") as f:
    f.write("a\udcffb")
print(open("surrogates.txt", "rb").read())
try:
    open("surrogates.txt", "w").write("\ud800")
except UnicodeEncodeError as e:
    print(e)
for encoding in ("utf-8", "latin-1", "utf-16", "utf-8-sig", "ascii", "utf-16-le"):
    with open("enc.txt", "w", encoding=encoding, errors="replace") as f:
        f.write("é\n")
        f.write("z\n")
    raw = open("enc.txt", "rb").read()
    with open("enc.txt", encoding=encoding) as f:
        print(encoding, raw, f.readline(), f.read())
EOF = object()
print(list(iter(io.StringIO("a\nb").readline, "")))
text = io.TextIOWrapper(io.BufferedWriter(raw := io.BytesIO()), line_buffering=True)
text.write("line\n")
print(raw.getvalue())
text.write("more")
print(raw.getvalue())
text.flush()
print(raw.getvalue())


class Upper(io.TextIOBase):
    def __init__(self):
        self.parts = []

    def writable(self):
        return True

    def write(self, text):
        self.parts.append(text.upper())
        return len(text)


u = Upper()
print("to", "upper", file=u)
u.writelines(["a", "b"])
print(u.parts, isinstance(u, io.IOBase), u.closed, u.readable(), u.writable())
with u:
    pass
print(u.closed)
