# textwrap: wrap, fill, shorten, dedent, indent and the options of TextWrapper.
import textwrap
from textwrap import *

TEXT = "The quick brown fox, a well-known (fast-moving) animal--jumped over the lazy dog. It was e-mailed to jane.doe@example.com!  A.B.C. co-op re-re-read   tabs\there\nand newlines."
for width in (70, 40, 25, 12, 7):
    print("\n".join(f"|{line:<{width}}|" for line in wrap(TEXT, width)))
for kw in (dict(break_on_hyphens=False), dict(break_long_words=False), dict(break_on_hyphens=False, break_long_words=False), dict(drop_whitespace=False), dict(expand_tabs=False, replace_whitespace=False), dict(fix_sentence_endings=True), dict(initial_indent="* ", subsequent_indent="  - "), dict(max_lines=2), dict(max_lines=1, placeholder="~"), dict(tabsize=2)):
    print(kw, wrap(TEXT, 20, **kw))
print(wrap("", 5), wrap("   ", 5), fill("a b", 1), wrap("supercalifragilistic", 6), wrap("a-very-long-hyphenated-word", 8), wrap("--option --other-option=value", 10), wrap("x" * 5 + "-" + "y" * 9, 7))
print(shorten("Hello  world!", 12), shorten("Hello  world!", 11), shorten("Hello world", 10, placeholder="..."), shorten("one two three", 5, placeholder=""), shorten("word", 10))
for bad in (lambda: wrap("a", 0), lambda: shorten("hello world", 3), lambda: wrap("a b", 3, max_lines=1, placeholder="long placeholder")):
    try:
        print(bad())
    except ValueError as error:
        print(error)
print(repr(dedent("    a\n      b\n\n    c\n  \n")), repr(dedent("\ta\n    b")), repr(dedent("  \n\t\n x")), repr(dedent("no\n  indent")), repr(dedent("")), repr(dedent("\t  a\n\t b")))
print(repr(indent("a\n\n b\nc", "> ")), repr(indent("a\n\nb", "+", lambda line: True)), repr(indent("", "x")), repr(indent("a\r\nb", "-")))
w = TextWrapper(width=30, initial_indent=">", max_lines=3)
print(w.fill(TEXT), w.width, w.wrap("short"))
