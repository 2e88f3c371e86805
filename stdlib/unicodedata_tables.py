#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes unicodedata.dat, what utf8proc does not know of characters: numeric values, East Asian width; from the
unicodedata of the Python that runs it (CPython 3.13: Unicode 15.1). Run by hand when the Unicode version changes:
unicodedata_tables.py > unicodedata.dat. unicodedata.c describes the tables.
"""
import unicodedata
from fractions import Fraction

WIDTHS = ["N", "A", "F", "H", "Na", "W"]


def numeric_runs():
    runs = []
    for c in range(0x110000):
        value = unicodedata.numeric(chr(c), None)
        if value is None:
            continue
        value = Fraction(value).limit_denominator(1000)
        kind = (unicodedata.decimal(chr(c), None) is not None) + (unicodedata.digit(chr(c), None) is not None)
        if runs:
            run = runs[-1]
            step = value.numerator - run["last"]
            follows = run["first"] + run["count"] == c and run["denominator"] == value.denominator and run["kind"] == kind
            if follows and abs(step) < 1 << 31 and run["count"] < 60000 and (run["count"] == 1 or step == run["step"]):
                run.update(count=run["count"] + 1, step=step, last=value.numerator)
                continue
        runs.append(dict(first=c, count=1, denominator=value.denominator, kind=kind, start=value.numerator, step=0,
                         last=value.numerator))
    return runs


def width_runs():
    runs = []
    for c in range(0x110000):
        width = WIDTHS.index(unicodedata.east_asian_width(chr(c)))
        if not runs or runs[-1][1] != width:
            runs.append((c, width))
    return runs


def write(rows, per_line):
    for at in range(0, len(rows), per_line):
        print("    " + ", ".join(rows[at:at + per_line]) + ",")


print("/* Written by unicodedata_tables.py, Unicode", unicodedata.unidata_version + ". */")
print("static const NumericRun NUMERIC_RUNS[] = {")
write(["{0x%X, %d, %d, %d, %d, %d}" % (r["first"], r["count"], r["denominator"], r["kind"], r["step"], r["start"])
       for r in numeric_runs()], 4)
print("};\nstatic const uint32_t WIDTH_RUNS[] = {")
write(["0x%X" % (c << 3 | width) for c, width in width_runs()], 12)
print("};")
