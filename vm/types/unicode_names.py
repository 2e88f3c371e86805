#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes unicode_names.dat, the names of characters, from the unicodedata of the Python that runs it (CPython 3.13:
Unicode 15.1). Run by hand when the Unicode version changes: unicode_names.py ALIASES > unicode_names.dat, where ALIASES
is NameAliases.txt of the Unicode database. unicode_names.c describes the format.
"""
import re
import sys
import unicodedata
from collections import Counter

SYMBOLS = [chr(c) for c in range(0x20, 0x7F) if chr(c) not in '"\\?0123456789']
BASE = len(SYMBOLS)
NUMBERED = ("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH", "KHITAN SMALL SCRIPT CHARACTER",
            "NUSHU CHARACTER")
MAX_SHARED_TOKENS, MAX_SHARED_LETTERS = 9, 25


def read_names():
    names, numbered = {}, {}
    for c in range(0x110000):
        name = unicodedata.name(chr(c), None)
        if name is None or 0xAC00 <= c <= 0xD7A3:
            continue
        prefix = name.rpartition("-")[0]
        if prefix in NUMBERED and name == f"{prefix}-{c:04X}":
            numbered.setdefault(prefix, []).append(c)
        else:
            names[c] = name
    return names, numbered


def read_aliases(path):
    with open(path, encoding="utf-8") as lines:
        rows = [line.split(";") for line in lines if line[0] not in "#\n"]
    return [(int(row[0], 16), row[1]) for row in rows]


def tokens_of(name):
    tokens = []
    for piece in name.split(" "):
        parts = re.findall(r"-|[^-]+", piece)
        if piece.startswith("-"):
            parts[0] = "_-"
        if piece.endswith("-") and len(parts) > 1:
            parts[-1] = "-_"
        tokens += parts
    return tokens


def runs_of(codes):
    runs = []
    for c in codes:
        if runs and runs[-1][0] + runs[-1][1] == c:
            runs[-1][1] += 1
        else:
            runs.append([c, 1])
    return runs


def share(a, b, limit):
    n = 0
    while n < min(len(a), len(b), limit) and a[n] == b[n]:
        n += 1
    return n


def choose_classes(counts):
    """How many words get codes of one symbol, and how many symbols begin codes of two and three."""
    total = len(counts)
    best = None
    for two in range(1, BASE):
        for three in range(1, BASE - two):
            one = BASE - two - three
            if one + two * BASE + three * BASE * BASE < total:
                continue
            cost = sum(n * (1 if i < one else 2 if i < one + two * BASE else 3) for i, n in enumerate(counts))
            if best is None or cost < best[0]:
                best = cost, one, two, three
    return best[1:]


def literal(text, width=110):
    lines = [text[i:i + width] for i in range(0, len(text), width)]
    return "\n".join(f'    "{line}"' for line in lines)


def array(values, per_line=12):
    lines = [values[i:i + per_line] for i in range(0, len(values), per_line)]
    return "\n".join("    " + ", ".join(line) + "," for line in lines)


def main():
    names, numbered = read_names()
    aliases = [(c, name) for c, name in read_aliases(sys.argv[1])]
    entries, previous, words = [], [], Counter()
    for name in [names[c] for c in sorted(names)] + [name for _, name in aliases]:
        tokens = tokens_of(name)
        shared = share(tokens, previous, MAX_SHARED_TOKENS)
        entries.append((shared, tokens[shared:]))
        words.update(tokens[shared:])
        previous = tokens
    ranked = [word for word, _ in words.most_common()]
    ranked += sorted({t for name in names.values() for t in tokens_of(name)} - set(ranked))
    one, two, three = choose_classes([words[w] for w in ranked])
    classes = [sorted(ranked[:one]), sorted(ranked[one:one + two * BASE]), sorted(ranked[one + two * BASE:])]
    codes, word_texts = {}, []
    for kind, members in enumerate(classes):
        text, before = "", ""
        for i, word in enumerate(members):
            shared = share(word, before, MAX_SHARED_LETTERS)
            text += chr(ord("a") + shared) + word[shared:]
            before = word
            if kind == 0:
                codes[word] = SYMBOLS[i]
            elif kind == 1:
                codes[word] = SYMBOLS[one + i // BASE] + SYMBOLS[i % BASE]
            else:
                codes[word] = SYMBOLS[one + two + i // BASE // BASE] + SYMBOLS[i // BASE % BASE] + SYMBOLS[i % BASE]
        word_texts.append(text)
    stream = "".join(str(shared) + "".join(codes[t] for t in tokens) for shared, tokens in entries)
    runs = runs_of(sorted(names))
    print("/* SPDX-License-Identifier: MIT")
    print(" *")
    print(f" * Names of characters, Unicode {unicodedata.unidata_version}. Written by unicode_names.py; unicode_names.c reads it. */")
    print(f"enum {{ ONE_SYMBOL_CODES = {one}, TWO_SYMBOL_LEADS = {two}, NAME_COUNT = {len(names)} }};\n")
    for kind, text in enumerate(word_texts):
        print(f"static const char words_{kind + 1}[] =\n{literal(text)};\n")
    print(f"static const char names[] =\n{literal(stream)};\n")
    print("static const NameRun runs[] = {")
    print(array([f"{{0x{c:x}, {n}}}" for c, n in runs], 7))
    print("};\n")
    print("static const NumberedRun numbered_runs[] = {")
    rows = [(c, n, prefix) for prefix in NUMBERED for c, n in runs_of(numbered[prefix])]
    print("\n".join(f'    {{{{0x{c:x}, {n}}}, "{prefix}"}},' for c, n, prefix in rows))
    print("};\n")
    print("static const uint32_t alias_codes[] = {")
    print(array([f"0x{c:x}" for c, _ in aliases]))
    print("};")


main()
