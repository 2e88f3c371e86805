# Strings: pieces, join, formatting, replace, split.
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 250000


def build(n):
    text = ""
    for i in range(n): text += chr(97 + i % 26)
    parts = [f"{i}:{i * 2:04d}" for i in range(n)]
    joined = ",".join(parts)
    changed = len(joined.replace(":", "=>").split(","))
    return len(text), len(joined), joined.count("1"), changed, text.upper().find("XYZ"), "%s-%d" % (parts[3], n)


print(build(N))
