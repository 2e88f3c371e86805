# logging: levels, loggers in a tree, handlers, formats, filters, adapters, configuration.
import io, logging, sys
from logging import *


def shows(*makes):
    for make in makes:
        try:
            print(repr(make()), end="; ")
        except Exception as error:
            print(type(error).__name__, error, end="; ")
    print()


class Lines(Handler):
    def __init__(self, tag="", level=NOTSET):
        super().__init__(level); self.tag = tag
    def emit(self, record): print(self.tag, self.format(record))


print(getLevelName(10), getLevelName("INFO"), getLevelName(15), logging.WARN == WARNING, getLevelNamesMapping()["FATAL"])
addLevelName(15, "TRACE"); print(getLevelName(15), getLevelName("TRACE"))
top, a, ab, abc_ = getLogger(), getLogger("a"), getLogger("a.b"), getLogger("a.b.c")
print(top, a, ab.parent is a, abc_.parent is ab, a.parent is top, getLogger("a") is a, a.getChild("b") is ab, top.getChild("a") is a, top.name, ab.getEffectiveLevel(), sorted(l.name for l in a.getChildren()), getLogger("root") is top, getLogger("x.y.z").parent is top)
y = getLogger("x.y"); print(getLogger("x.y.z").parent is y, a.hasHandlers())
top.addHandler(Lines("top")); a.addHandler(Lines("a")); top.setLevel("DEBUG")
ab.info("to both %s", 1); a.propagate = False; ab.info("only a"); a.propagate = True; ab.setLevel(ERROR); ab.warning("no"); ab.error("yes"); abc_.log(15, "no"); ab.setLevel(NOTSET); ab.log(15, "trace")
a.handlers[0].setLevel(WARNING); ab.info("filtered by handler"); ab.disabled = True; ab.critical("disabled"); ab.disabled = False
disable(INFO); a.info("off"); a.warning("on"); disable(NOTSET)
print(a.isEnabledFor(DEBUG), ab.isEnabledFor(5))
print("-- formats")
h = Lines("f"); lg = getLogger("fmt"); lg.addHandler(h); lg.propagate = False
for fmt, style in (("%(levelname)-8s|%(name)s|%(message)s", "%"), ("{levelname:>9} {message!r} {levelno}", "{"), ("$levelname: ${message}", "$"), (None, "%"), ("%(module)s %(filename)s %(funcName)s %(threadName)s %(processName)s %(message)s", "%")):
    h.setFormatter(Formatter(fmt, style=style)); lg.warning("hello %s %d", "w", 5)
h.setFormatter(Formatter("%(asctime)s %(msecs)d %(message)s", datefmt="%Y"))
record = makeLogRecord({"name": "n", "msg": "m %s", "args": (1,), "levelname": "X", "levelno": 5, "created": 0.5, "msecs": 500.0})
f = Formatter("%(asctime)s %(name)s %(message)s %(levelname)s"); Formatter.converter = __import__("time").gmtime
print(f.format(record), Formatter("%(asctime)s", "%H:%M").format(record), record.getMessage(), Formatter("{x} {message}", style="{", defaults={"x": 9}).format(record))
h.setFormatter(Formatter("%(message)s"))
try:
    1 / 0
except ZeroDivisionError as error:
    e = error
    lg.exception("caught %s", "it") if False else None
    text = Formatter("%(message)s").format(makeLogRecord({"msg": "m", "exc_info": (type(e), e, e.__traceback__)}))
    print(text.splitlines()[0], text.splitlines()[1], text.splitlines()[-1])
lg.info("dict %(a)s", {"a": 1}); lg.info("no args %s"); lg.info("percent %d%%", 5); lg.info(12345); lg.info("%s and %s", "a", "b")
lg.info("extra", extra={"user": "u"}); h.setFormatter(Formatter("%(user)s %(message)s")); lg.info("extra", extra={"user": "u"}); h.setFormatter(None)
shows(lambda: lg.info("x", extra={"message": 1}), lambda: lg.info("x", extra={"name": 1}), lambda: lg.log("INFO", "x"), lambda: lg.setLevel("NOPE"), lambda: lg.setLevel(1.5), lambda: Formatter("no fields"), lambda: Formatter("{bad", style="{"), lambda: Formatter("x", style="!"), lambda: getLogger(5), lambda: setLoggerClass(int), lambda: Formatter("%(nope)s").format(record))
print("-- filters, adapters, classes")
lg.addFilter(Filter("fmt")); lg.info("passes"); lg.addFilter(lambda r: "secret" not in r.getMessage()); lg.info("a secret"); lg.info("public")
lg.filters.clear()
class Redact(Filter):
    def filter(self, record): record.msg = record.msg.upper(); return True
h.addFilter(Redact()); lg.info("shout"); h.filters.clear()
ad = LoggerAdapter(lg, {"ip": "1.2"}); h.setFormatter(Formatter("%(ip)s %(message)s")); ad.info("adapted %d", 1); print(ad, ad.name, ad.isEnabledFor(DEBUG)); h.setFormatter(None)
class Prefix(LoggerAdapter):
    def process(self, msg, kwargs): return f"[{self.extra['p']}] {msg}", kwargs
Prefix(lg, {"p": "P"}).warning("pre")
class MyLogger(Logger):
    def hello(self): return "hello from " + self.name
setLoggerClass(MyLogger); print(getLogger("mine").hello(), getLoggerClass() is MyLogger); setLoggerClass(Logger)
old = getLogRecordFactory(); setLogRecordFactory(lambda *a, **k: (r := old(*a, **k), setattr(r, "own", 1))[0]); h.setFormatter(Formatter("%(own)s %(message)s")); lg.info("factory"); setLogRecordFactory(old); h.setFormatter(None)
print("-- handlers, configuration")
s = io.StringIO(); sh = StreamHandler(s); sh.setFormatter(Formatter("%(message)s")); lg2 = getLogger("stream"); lg2.addHandler(sh); lg2.propagate = False; lg2.warning("one"); sh.terminator = "|"; lg2.warning("two"); print(repr(s.getvalue()), sh.setStream(sys.stdout) is s, repr(sh), NullHandler(), repr(Lines()))
fh = FileHandler("out.log", "w", encoding="utf-8"); lg2.addHandler(fh); lg2.removeHandler(sh); lg2.error("é to file"); fh.close(); print(open("out.log", encoding="utf-8").read(), end="")
sh.name = "named"; print(getHandlerByName("named") is sh, "named" in getHandlerNames())
for x in top.handlers[:]: top.removeHandler(x)
buf = io.StringIO(); basicConfig(stream=buf, level=INFO, format="%(levelname)s-%(message)s"); logging.info("i"); logging.debug("d"); logging.warning("w %s", 1); logging.critical("c"); print(buf.getvalue().split()); basicConfig(stream=sys.stdout); print(len(top.handlers))
buf = io.StringIO(); basicConfig(stream=buf, force=True, style="{", level="DEBUG"); logging.debug("forced"); print(buf.getvalue().strip())
shows(lambda: basicConfig(force=True, stream=1, filename="x"), lambda: basicConfig(force=True, nope=1), lambda: basicConfig(force=True, style="?"))
for x in top.handlers[:]: top.removeHandler(x)
err, sys.stderr = sys.stderr, io.StringIO(); getLogger("lonely").warning("last resort"); getLogger("lonely").info("nothing"); text, sys.stderr = sys.stderr.getvalue(), err; print(repr(text))
class Broken(Handler):
    def emit(self, record):
        try: raise ValueError("broken")
        except Exception: self.handleError(record)
err, sys.stderr = sys.stderr, io.StringIO(); bl = getLogger("broken"); bl.addHandler(Broken()); bl.propagate = False; bl.error("msg %s", 1); text, sys.stderr = sys.stderr.getvalue(), err; print(text.splitlines()[0], text.splitlines()[-2:])
import warnings
captureWarnings(True); wl = getLogger("py.warnings"); wl.addHandler(Lines("W")); wl.propagate = False
with warnings.catch_warnings(): warnings.simplefilter("always"); warnings.warn_explicit("captured", UserWarning, "nofile", 3)
captureWarnings(False)
print(BufferingFormatter(Formatter("%(message)s;")).format([record, record]), repr(record)); shutdown()
