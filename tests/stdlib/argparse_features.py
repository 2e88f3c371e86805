# argparse: parents, files of arguments, subcommands, groups, texts, errors.
import argparse, contextlib, io, os, sys


def run(parser, args, how="parse_args"):
    out, err = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stderr(err), contextlib.redirect_stdout(out):
            result = getattr(parser, how)(args)
        print(result)
    except SystemExit as stop:
        print("exit", stop.code)
    except Exception as error:
        print(type(error).__name__, error)
    if out.getvalue():
        print("out:", out.getvalue())
    if err.getvalue():
        print("err:", err.getvalue())


print("-- parents, set_defaults")
base = argparse.ArgumentParser(add_help=False)
base.add_argument("--verbose", "-v", action="count", default=0, help="say more")
grp = base.add_argument_group("shared", "what all have")
grp.add_argument("--level", type=int, choices=range(1, 4), default=2)
mx = base.add_mutually_exclusive_group()
mx.add_argument("--json", action="store_true")
mx.add_argument("--yaml", action="store_true")
base.set_defaults(kind="base")
child = argparse.ArgumentParser(prog="child", parents=[base], usage="%(prog)s [options] file", description="A child of %(prog)s.")
child.add_argument("file", nargs="?", default="-")
child.print_help()
run(child, ["-vv", "--level=3", "x"])
run(child, ["--json", "--yaml"])
run(child, ["--level", "9"])
run(child, ["--level", "z"])
print(child.get_default("kind"), child.get_default("level"), child.get_default("nope"))

print("-- subcommands")
main = argparse.ArgumentParser(prog="main", epilog="See the manual.")
main.add_argument("--debug", action="store_true")
subs = main.add_subparsers(title="commands", description="what it can do", dest="command", required=True, metavar="COMMAND", help="the command")
add = subs.add_parser("add", help="add a thing", aliases=["a", "plus"], description="Adds.")
add.add_argument("things", nargs="+", type=int)
add.add_argument("--name", required=True)
add.set_defaults(func=lambda ns: sum(ns.things))
rm = subs.add_parser("remove", help="remove it all, in a sentence that is long enough to be wrapped around")
inner = rm.add_subparsers(dest="what")
inner.add_parser("one").add_argument("n")
old = subs.add_parser("old", deprecated=True)
main.print_help()
add.print_help()
print(inner.choices["one"].format_usage(), end="")
ns = main.parse_args(["--debug", "add", "1", "2", "--name", "n"])
print(ns.func(ns), ns.command, ns.debug, ns.name)
run(main, [])
run(main, ["nope"])
run(main, ["add", "x", "--name", "y"])
run(main, ["remove", "one", "5"])
run(main, ["old"])
run(main, ["a", "1", "--name", "q", "--what"])
run(main, ["remove", "one"])
print(sorted(subs.choices))

print("-- actions")


class Pair(argparse.Action):
    def __call__(self, parser, namespace, values, option_string=None):
        items = dict(getattr(namespace, self.dest) or {})
        for value in values:
            key, sep, rest = value.partition("=")
            if not sep:
                parser.error(f"{option_string}: expected key=value, got {value!r}")
            items[key] = rest
        setattr(namespace, self.dest, items)


def even(text):
    number = int(text)
    if number % 2:
        raise argparse.ArgumentTypeError(f"{text} is odd")
    return number


p = argparse.ArgumentParser(prog="acts", formatter_class=argparse.ArgumentDefaultsHelpFormatter)
p.add_argument("--set", action=Pair, nargs="+", default={}, metavar="K=V", help="pairs")
p.add_argument("--even", type=even, default="4")
p.add_argument("--no-color", dest="color", action="store_false", help="plain")
p.add_argument("--cache", action=argparse.BooleanOptionalAction, default=True, help="use the cache")
p.add_argument("--add", action="append", nargs=2, metavar=("X", "Y"), default=[["0", "0"]])
p.add_argument("--const", dest="consts", action="append_const", const=1)
p.add_argument("--more", dest="consts", action="append_const", const=2)
p.add_argument("--ext", action="extend", nargs="*", type=int, default=[0])
p.add_argument("--opt", nargs="?", const="C", default="D", help="with or without")
p.add_argument("-V", "--version", action="version", version="%(prog)s 2.0 on a line")
p.add_argument("-o", action="store_const", const=[1], help=argparse.SUPPRESS)
p.print_help()
run(p, [])
run(p, "--set a=1 b=2 --set c=3 --even 8 --no-color --no-cache --add 1 2 --add 3 4 --const --more --ext 1 2 --ext 3 --opt -o".split())
run(p, ["--set", "bad"])
run(p, ["--even", "3"])
run(p, ["--even", "x"])
run(p, ["--add", "1"])
run(p, ["--version"])
run(p, ["--cach", "--opt=z"])
run(p, ["--nocache"])
print(p.parse_args([]).add is p.parse_args([]).add)

print("-- files, prefixes, conflicts")
with open("args.txt", "w") as file:
    file.write("--one\n1\n@more.txt\n")
with open("more.txt", "w") as file:
    file.write("--two=2 3")


class Words(argparse.ArgumentParser):
    def convert_arg_line_to_args(self, line):
        return line.split()


f = Words(prog="f", fromfile_prefix_chars="@")
f.add_argument("--one")
f.add_argument("--two")
f.add_argument("rest", nargs="*")
run(f, ["x", "@args.txt", "y"])
run(f, ["@none.txt"])
q = argparse.ArgumentParser(prog="q", prefix_chars="+/", conflict_handler="resolve")
q.add_argument("+a", "++all", action="store_true")
q.add_argument("/b", type=float)
q.add_argument("+a", help="again")
run(q, ["+a", "5", "/b", "2", "++all"])
q.print_help()
for make in (lambda: q.add_argument("-x"), lambda: argparse.ArgumentParser(conflict_handler="no"), lambda: p.add_argument("--even"),
             lambda: p.add_subparsers() and p.add_subparsers(), lambda: subs.add_parser("add"), lambda: mx.add_argument("--r", required=True),
             lambda: argparse.ArgumentParser(parents=[5]), lambda: p.add_argument("--bad", nargs=0)):
    try:
        make()
    except Exception as error:
        print(type(error).__name__, error)

print("-- namespace, known args, intermixed, negative numbers")
n = argparse.Namespace(a=1, b="x")
n.c = [1]
print(n, n == argparse.Namespace(a=1, b="x", c=[1]), "a" in n, "z" in n, vars(n), argparse.Namespace(**{"a b": 1}), n != 5)
k = argparse.ArgumentParser(prog="k")
k.add_argument("-n", type=float)
k.add_argument("xs", type=int, nargs="*")
run(k, ["-n", "-1.5", "-3", "4"])
run(k, ["1", "-q", "2", "--zz=3"], "parse_known_args")
run(k, ["1", "-n", "2", "3"], "parse_intermixed_args")
run(k, ["1", "-n", "2", "3"])
run(k, ["--", "-3", "5"])
k.add_argument("-1", dest="one", action="store_true")
run(k, ["-1", "5"])
target = argparse.Namespace(n=9, other=1)
print(k.parse_args(["7"], namespace=target) is target, target)
sys.argv = ["/some/dir/script.py", "1"]
auto = argparse.ArgumentParser(description=None)
auto.add_argument("x", type=int)
print(auto.prog, auto.parse_args(), auto)
e = argparse.ArgumentParser(prog="e", exit_on_error=False)
e.add_argument("--i", type=int)
run(e, ["--i", "x"])
run(e, ["--q"])


class Own(argparse.ArgumentParser):
    def error(self, message):
        print("own error:", message)
        raise SystemExit(9)


run(Own(prog="own"), ["x"])

print("-- formatters")
TEXT = """First line
    second line, which is rather long so that it would be wrapped by the ordinary formatter of help texts."""
for formatter in (argparse.HelpFormatter, argparse.RawDescriptionHelpFormatter, argparse.RawTextHelpFormatter, argparse.MetavarTypeHelpFormatter,
                  lambda prog: argparse.HelpFormatter(prog, max_help_position=8, width=50)):
    h = argparse.ArgumentParser(prog="fmt", description=TEXT, epilog=TEXT, formatter_class=formatter)
    h.add_argument("--long-option-name", type=int, help=TEXT)
    h.add_argument("thing", type=str, help="100%% of %(prog)s, %(type)s, %(choices)s", choices=None)
    print(h.format_help())


class Mine(argparse.HelpFormatter):
    def _format_action_invocation(self, action):
        return "/".join(action.option_strings) or action.dest

    def _split_lines(self, text, width):
        return [text.upper()]


m = argparse.ArgumentParser(prog="mine", formatter_class=Mine)
m.add_argument("-x", "--ex", help="help of ex")
print(m.format_help())
for columns in ("60", "30"):
    os.environ["COLUMNS"] = columns
    print(main.format_usage() + p.format_usage())
