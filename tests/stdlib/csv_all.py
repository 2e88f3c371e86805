# csv: reading, writing, dialects, dict rows, sniffing, errors.
import csv, io


def shows(*makes):
    for make in makes:
        try:
            print(repr(make()), end="; ")
        except Exception as error:
            print(type(error).__name__, error, end="; ")
    print()


TEXTS = ('a,b\r\n1,2\r\n', '"q""uote","com,ma","new\nline"\n', "a;b|c", ' x, "y",z ', "\n\na\n", '""', ',,\n', 'a\\,b,c', "'s,q',t", '"open', 'a"b"c,d', '"a"b,c', '1.5,"2",', "a\rb", "é,ü\n")
for text in TEXTS:
    shows(lambda: list(csv.reader(io.StringIO(text, newline=""))), lambda: list(csv.reader(text.splitlines(True), delimiter=";", skipinitialspace=True)), lambda: list(csv.reader([text], quotechar="'", escapechar="\\")), lambda: list(csv.reader([text], strict=True)), lambda: list(csv.reader([text], quoting=csv.QUOTE_NONE)), lambda: list(csv.reader([text], quoting=csv.QUOTE_NONNUMERIC)), lambda: list(csv.reader([text], quoting=csv.QUOTE_NOTNULL)))


def write(rows, **kw):
    out = io.StringIO(newline="")
    w = csv.writer(out, **kw)
    w.writerows(rows)
    return out.getvalue()


ROWS = [["a", 'q"x', "c,d"], [1, None, "l\nm"], [], [""], [1.5, True, "é"], [" s", "t'", "b\\s"]]
for kw in ({}, {"lineterminator": "\n", "delimiter": "\t"}, {"quoting": csv.QUOTE_ALL}, {"quoting": csv.QUOTE_NONNUMERIC}, {"quoting": csv.QUOTE_STRINGS}, {"quoting": csv.QUOTE_NOTNULL}, {"quoting": csv.QUOTE_NONE, "escapechar": "\\"}, {"quoting": csv.QUOTE_NONE}, {"doublequote": False, "escapechar": "|"}, {"doublequote": False}, {"dialect": "excel-tab"}, {"dialect": "unix"}, {"quotechar": "'"}):
    shows(lambda: write(ROWS[:3], **kw), lambda: write(ROWS[4:], **kw), lambda: write([[""]], **kw), lambda: write([["", ""]], **kw))


class Semi(csv.Dialect):
    delimiter = ";"
    quotechar = "'"
    lineterminator = "\n"
    quoting = csv.QUOTE_MINIMAL


csv.register_dialect("semi", Semi)
csv.register_dialect("pipes", delimiter="|", quoting=csv.QUOTE_ALL)
shows(lambda: write([["a;b", "c'd"]], dialect="semi"), lambda: write([["a", 1]], dialect="pipes"), lambda: write([["a|b"]], dialect=Semi, delimiter="|"), lambda: sorted(csv.list_dialects()), lambda: csv.get_dialect("semi").delimiter, lambda: csv.unregister_dialect("semi"), lambda: csv.get_dialect("semi"), lambda: csv.unregister_dialect("semi"))
r = csv.DictReader(io.StringIO("x,y\n1,2\n3\n\n4,5,6,7\n"), restkey="more", restval="none")
print(r.fieldnames, list(r), r.line_num, list(csv.DictReader(["1,2"], fieldnames=["a", "b"])))
out = io.StringIO()
w = csv.DictWriter(out, ["a", "b"], restval="-", lineterminator="\n")
w.writeheader(); w.writerow({"a": 1}); w.writerows([{"b": 2, "a": "x,y"}])
print(repr(out.getvalue()))
shows(lambda: w.writerow({"zz": 1}), lambda: csv.DictWriter(out, "ab", extrasaction="ignore").writerow({"a": 1, "zz": 2}), lambda: csv.DictWriter(out, "ab", extrasaction="bad"))
shows(lambda: csv.reader([], delimiter="ab"), lambda: csv.reader([], delimiter=None), lambda: csv.reader([], quotechar=5), lambda: csv.reader([], quoting=9), lambda: csv.reader([], quotechar=None, quoting=csv.QUOTE_ALL), lambda: csv.reader([], nope=1), lambda: csv.reader([], "nope"), lambda: list(csv.reader([b"x"])), lambda: csv.writer(5), lambda: csv.writer(io.StringIO()).writerow(5), lambda: csv.reader([], delimiter="\n"), lambda: csv.reader([], delimiter='"'), lambda: csv.field_size_limit())
rd = csv.reader(io.StringIO('a\n"b\nc"\nd\n')); print([(row, rd.line_num) for row in rd], rd.dialect.delimiter)
for sample in ("a,b,c\n1,2,3\n4,5,6\n", "a;b\n1;2\n3;4", "a\tb\n1\t2\n", "'x' , 'y'\n'1' , '2'\n", "name|age\nbob|5\nann|6\n"):
    shows(lambda: (csv.Sniffer().sniff(sample).delimiter, csv.Sniffer().sniff(sample).quotechar), lambda: csv.Sniffer().has_header(sample))
