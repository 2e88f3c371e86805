# logging.handlers and logging.config: files that rotate, buffers, queues, configuration from dictionaries and files.
import io
import logging
import logging.config
import logging.handlers
import os
import queue
import sys
import time

os.environ["TZ"] = "UTC"
time.tzset()


def record(text, level=logging.INFO):
    return logging.makeLogRecord({"msg": text, "levelno": level, "levelname": logging.getLevelName(level), "name": "n"})


def listing():
    for name in sorted(n for n in os.listdir(".") if ".log" in n):
        print(name, repr(open(name).read()))


h = logging.handlers.RotatingFileHandler("size.log", maxBytes=20, backupCount=2)
for i in range(9):
    h.emit(record(f"line {i}"))
h.close()
listing()
h = logging.handlers.RotatingFileHandler("named.log", maxBytes=5, backupCount=1)
h.namer = lambda name: name + ".old"
h.rotator = lambda source, target: (print("rotate", os.path.basename(source), os.path.basename(target)),
                                    os.rename(source, target))
for i in range(3):
    h.emit(record(f"line {i}"))
h.close()

for when, interval in ("S", 1), ("m", 2), ("H", 1), ("D", 3), ("midnight", 1), ("W0", 1), ("W6", 1):
    h = logging.handlers.TimedRotatingFileHandler("timed.log", when=when, interval=interval, utc=True, delay=True)
    print(when, h.interval, h.suffix, h.computeRollover(1_000_000_000) - 1_000_000_000)
    h.close()
for when in "X", "W", "W9":
    try:
        logging.handlers.TimedRotatingFileHandler("timed.log", when=when, delay=True)
    except ValueError as error:
        print(error)
h = logging.handlers.TimedRotatingFileHandler("timed.log", when="S", backupCount=1, utc=True)
h.emit(record("first"))
h.rolloverAt = 1_000_000_001
h.emit(record("second"))
h.rolloverAt = 1_000_000_005
h.emit(record("third"))
h.close()
print([name for name in sorted(os.listdir(".")) if name.startswith("timed")])

h = logging.handlers.WatchedFileHandler("watched.log")
h.emit(record("one"))
os.rename("watched.log", "moved.log")
h.emit(record("two"))
h.close()
print(open("watched.log").read(), open("moved.log").read())

out = io.StringIO()
target = logging.StreamHandler(out)
memory = logging.handlers.MemoryHandler(3, target=target)
for i in range(2):
    memory.handle(record(f"m{i}"))
print(repr(out.getvalue()), len(memory.buffer))
memory.handle(record("error", logging.ERROR))
print(repr(out.getvalue()), memory.buffer)
memory.close()

q = queue.Queue()
sender = logging.handlers.QueueHandler(q)
sender.setFormatter(logging.Formatter("<%(message)s>"))
try:
    1 / 0
except ZeroDivisionError:
    one = logging.LogRecord("n", logging.WARNING, "p", 1, "value %d", (3,), sys.exc_info())
sender.emit(one)
got = q.get()
print(got.msg.splitlines()[0], got.args, got.exc_info, one.args)
out = io.StringIO()
listener = logging.handlers.QueueListener(q, logging.StreamHandler(out), respect_handler_level=True)
listener.start()
sender.emit(record("through the queue"))
listener.stop()
print(out.getvalue())


class Upper(logging.Filter):
    def __init__(self, mark="!"):
        self.mark = mark

    def filter(self, record):
        record.msg = record.msg.upper() + self.mark
        return True


old = logging.getLogger("old")
logging.config.dictConfig({
    "version": 1,
    "formatters": {"short": {"format": "%(levelname)s:%(message)s"}, "brace": {"format": "{name}|{message}", "style": "{"}},
    "filters": {"upper": {"()": Upper, "mark": "?", ".": {"extra": 5}}},
    "handlers": {
        "out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "short", "level": "INFO",
                "filters": ["upper"]},
        "all": {"class": "logging.handlers.MemoryHandler", "capacity": 10, "flushLevel": "ERROR", "target": "brace"},
        "brace": {"class": "logging.StreamHandler", "stream": "cfg://streams[main]", "formatter": "brace"},
    },
    "streams": {"main": "ext://sys.stdout"},
    "loggers": {"app": {"level": "DEBUG", "handlers": ["out"], "propagate": False}, "app.sub": {"handlers": ["all"]}},
    "root": {"level": "WARNING", "handlers": ["brace"]},
})
logging.getLogger("app").debug("hidden")
logging.getLogger("app").info("shown")
logging.getLogger("app.sub").error("both")
logging.getLogger("other").warning("root")
print(old.disabled, logging.getHandlerByName("out").filters[0].extra, sorted(logging.getHandlerNames()))
logging.config.dictConfig({"version": 1, "incremental": True, "handlers": {"out": {"level": "ERROR"}},
                           "loggers": {"app": {"level": "ERROR"}}})
print(logging.getHandlerByName("out").level, logging.getLogger("app").level)
for bad in [{}, {"version": 2}, {"version": 1, "handlers": {"h": {"class": "logging.Nothing"}}},
            {"version": 1, "handlers": {"h": {"class": "logging.StreamHandler", "formatter": "none"}}},
            {"version": 1, "root": {"handlers": ["none"]}}, {"version": 1, "filters": {"f": {"()": "no.such.module"}}},
            {"version": 1, "incremental": True, "handlers": {"none": {}}}]:
    try:
        logging.config.dictConfig(bad)
    except ValueError as error:
        print(error, "<-", repr(error.__cause__))
with open("logging.ini", "w") as file:
    file.write("""[loggers]
keys=root,special
[handlers]
keys=console
[formatters]
keys=plain
[logger_root]
level=WARNING
handlers=console
[logger_special]
level=DEBUG
handlers=console
qualname=special.one
propagate=0
[handler_console]
class=StreamHandler
level=NOTSET
formatter=plain
args=(sys.stdout,)
[formatter_plain]
format=%(name)s %(levelname)s %(message)s
""")
logging.config.fileConfig("logging.ini")
logging.getLogger("special.one").debug("from the file")
logging.getLogger("special").warning("root of the file")
print(logging.getLogger("app").disabled)
try:
    logging.config.fileConfig("nothing.ini")
except FileNotFoundError as error:
    print(error)
