# os, os.path, pathlib, glob, fnmatch, shutil and tempfile on a small tree.
import fnmatch, glob, os, os.path as P, pathlib, shutil, stat, tempfile


def shows(*makes):
    for make in makes:
        try:
            print(repr(make()), end="; ")
        except Exception as error:
            print(type(error).__name__, error, end="; ")
    print()


for a in ("", "/", "//", "///a", "a", "a/b/../c/./d//e", "/..", "../../a", "a/.hid", "x.tar.gz", "..x", "a./b."):
    shows(lambda: P.normpath(a), lambda: P.split(a), lambda: P.splitext(a), lambda: P.join("base", a), lambda: P.isabs(a), lambda: P.splitroot(a))
    p = pathlib.PurePosixPath(a)
    shows(lambda: p, lambda: p.parts, lambda: (p.name, p.stem, p.suffix, p.suffixes, p.root), lambda: p.parent, lambda: list(p.parents), lambda: p.with_name("n.x"), lambda: p.with_suffix(".s"), lambda: p.with_stem("st"), lambda: p / "q", lambda: "q" / p)
shows(lambda: P.relpath("/a/b", "/a/c/d"), lambda: P.commonpath(["/a/b", "/a/bc"]), lambda: P.commonprefix(["abc", "abd"]), lambda: P.commonpath([]), lambda: P.commonpath(["a", "/b"]), lambda: P.join("a", 5), lambda: P.join("a", b"b"), lambda: P.dirname(None))
Q = pathlib.PurePosixPath
shows(lambda: Q("/a/b/c").relative_to("/a"), lambda: Q("/a").relative_to("/b"), lambda: Q("/a/x").relative_to("/a/b/c", walk_up=True), lambda: Q("a/b").is_relative_to("a"), lambda: Q("a/b.py").match("*.py"), lambda: Q("a/b/c.py").full_match("a/**/*.py"), lambda: Q("a").joinpath("b", "c"), lambda: Q("/a b").as_uri(), lambda: Q("a") < Q("b"), lambda: Q("a") == Q("a/."), lambda: hash(Q("a")) == hash(Q("a")), lambda: Q("a", Q("b")), lambda: Q(5), lambda: Q("a") / 5, lambda: bytes(Q("a")), lambda: Q("a").with_name("x/y"), lambda: Q("a").with_suffix("x"))
os.environ["VAR"] = "value"
os.environ["HOME"] = "/home/me"
shows(*[lambda s=s: (P.expandvars(s), P.expanduser(s)) for s in ("$VAR/${VAR}x", "$NOPE $", "${VAR", "~", "~/a", "a~")])
os.makedirs("t/a/b"); os.makedirs("t/.hidden"); os.makedirs("t/a/b", exist_ok=True)
for name in ("t/x.py", "t/a/y.py", "t/a/b/z.txt", "t/.hidden/h.py"):
    with open(name, "w") as file: file.write(name)
os.symlink("a", "t/link"); os.symlink("none", "t/broken")
shows(lambda: os.makedirs("t/a"), lambda: os.mkdir("t/q/r"), lambda: os.listdir("no"), lambda: sorted(os.listdir("t")), lambda: sorted((e.name, e.is_dir(), e.is_symlink()) for e in os.scandir("t")))
print(sorted((d, sorted(s), sorted(f)) for d, s, f in os.walk("t")))
print([d for d, s, f in os.walk("t", topdown=False)][-1], sorted(d for d, s, f in os.walk("t", followlinks=True)))
for pattern in ("t/*", "t/**", "t/**/*.py", "t/.*", "t/*/", "t/[xq].py", "t/link/*", "nope*", "t/x.py"):
    print(pattern, sorted(glob.glob(pattern)), sorted(glob.glob(pattern, recursive=True)), sorted(map(str, pathlib.Path().glob(pattern))))
print(sorted(map(str, pathlib.Path("t").rglob("*.py"))), sorted(str(p) for p in pathlib.Path("t").iterdir()), [(str(a), sorted(b), sorted(c)) for a, b, c in pathlib.Path("t/a").walk()])
shows(lambda: P.exists("t/broken"), lambda: P.lexists("t/broken"), lambda: P.islink("t/link"), lambda: P.isdir("t/link"), lambda: P.realpath("t/link/b/..") == P.abspath("t/a"), lambda: P.samefile("t/link", "t/a"), lambda: P.getsize("t/x.py"), lambda: os.readlink("t/link"), lambda: P.realpath("t/zz").replace(os.getcwd(), ""))
f = pathlib.Path("t/new.txt")
shows(lambda: f.write_text("é\n"), lambda: f.read_bytes(), lambda: f.stat().st_size, lambda: f.is_file(), lambda: f.rename("t/ren.txt"), lambda: f.exists(), lambda: f.read_text(), lambda: f.unlink(), lambda: f.unlink(missing_ok=True), lambda: f.touch(), lambda: f.touch(exist_ok=False), lambda: f.write_bytes(b"\x00"), lambda: f.mkdir(), lambda: f.open().read(), lambda: f.chmod(0o600), lambda: stat.filemode(f.stat().st_mode))
d = pathlib.Path("t/p/q")
shows(lambda: d.mkdir(), lambda: d.mkdir(parents=True), lambda: d.mkdir(), lambda: d.mkdir(exist_ok=True), lambda: d.rmdir(), lambda: d.rmdir(), lambda: pathlib.Path("t").rmdir(), lambda: pathlib.Path.cwd() == pathlib.Path(os.getcwd()), lambda: pathlib.Path.home(), lambda: pathlib.Path("~/z").expanduser(), lambda: pathlib.Path("a").absolute().is_absolute(), lambda: isinstance(d, os.PathLike), lambda: os.fspath(d), lambda: os.fspath(5))
for name, pat in (("a.py", "*.py"), ("a.py", "a.??"), ("abc", "[!x]bc"), ("abc", "[a-c]*"), ("a]", "a]"), ("[", "["), ("", "*"), ("aXbXc", "*X*c"), ("A.PY", "*.py"), ("a\nb", "a*b")):
    print(name, pat, fnmatch.fnmatch(name, pat), fnmatch.translate(pat), end="; ")
print(fnmatch.filter(["a.c", "b.h", "c.c"], "*.c"), glob.escape("a[b]*?"), glob.has_magic("a*"))
shows(lambda: shutil.copy("t/x.py", "t/a"), lambda: shutil.copyfile("t/x.py", "t/x.py"), lambda: shutil.copytree("t", "t2", symlinks=True, ignore=shutil.ignore_patterns("*.txt")), lambda: sorted(p.name for p in pathlib.Path("t2").rglob("*")), lambda: shutil.move("t2/x.py", "t2/a"), lambda: shutil.move("t2/a/y.py", "t2/moved.py"), lambda: shutil.rmtree("t2"), lambda: P.exists("t2"), lambda: shutil.rmtree("none"), lambda: shutil.rmtree("none", ignore_errors=True), lambda: shutil.which("no-such-program"), lambda: shutil.get_terminal_size().columns)
with tempfile.TemporaryDirectory(prefix="pre", suffix="suf") as name: print(P.isdir(name), P.basename(name)[:3], name[-3:])
print(P.exists(name))
with tempfile.NamedTemporaryFile("w+") as file:
    file.write("text"); file.seek(0); print(file.read(), P.exists(file.name))
print(P.exists(file.name))
fd, name = tempfile.mkstemp(".x"); os.close(fd); os.unlink(name); print(name.endswith(".x"))
shows(lambda: os.environ["VAR"], lambda: os.environ.pop("VAR"), lambda: os.environ["VAR"], lambda: os.getenv("VAR", "gone"), lambda: os.environ.setdefault("NEW", "n"), lambda: "NEW" in os.environ, lambda: os.environ.__setitem__("X", 5), lambda: os.name, lambda: (os.sep, os.linesep, os.curdir, os.pathsep), lambda: len(os.urandom(3)), lambda: os.cpu_count() > 0, lambda: os.fsencode("é"), lambda: os.strerror(2))
os.rename("t/ren.txt", "t/r2"); os.replace("t/r2", "t/r3"); os.remove("t/r3"); os.chdir("t"); print(P.basename(os.getcwd())); os.chdir(".."); shutil.rmtree("t"); print("t" in os.listdir("."))
