# warnings: actions, filters, recording, categories.
import io, sys, warnings
from warnings import catch_warnings, filterwarnings, simplefilter, warn


def shows(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


def collect(*actions, calls=3, message="msg", category=UserWarning):
    with catch_warnings(record=True) as log:
        warnings.resetwarnings()
        for action in actions:
            simplefilter(*action) if isinstance(action, tuple) else simplefilter(action)
        for i in range(calls):
            warn(message, category)
            warn(f"{message}{i}", category)
    return [str(w.message) for w in log]


for action in ("default", "always", "ignore", "once", "module"):
    print(action, collect(action))
shows(lambda: collect("error"))
print(collect(("ignore", DeprecationWarning), category=DeprecationWarning), collect("always", ("ignore", UserWarning), category=DeprecationWarning, calls=1))
with catch_warnings(record=True) as log:
    simplefilter("always")
    warn("plain"); warn(RuntimeWarning("instance")); warn("cat", FutureWarning); warn(5)
    warnings.warn_explicit("explicit", UserWarning, "file.py", 42)
w = log[0]
print([(str(x.message), x.category.__name__, type(x.message).__name__) for x in log], log[-1].filename, log[-1].lineno, type(w).__name__, w.filename.endswith(".py"), w.lineno)
with catch_warnings(record=True) as log:
    simplefilter("always")
    filterwarnings("ignore", message="skip", category=UserWarning)
    filterwarnings("error", message=".*bad", category=RuntimeWarning)
    warn("skip this"); warn("SKIP that"); warn("do not skip"); warn("so bad")
    shows(lambda: warn("very bad", RuntimeWarning))
print([str(x.message) for x in log])
for bad in (lambda: simplefilter("nope"), lambda: warn("x", int), lambda: warn("x", 5), lambda: filterwarnings("ignore", message=5), lambda: filterwarnings("ignore", category=5), lambda: simplefilter("ignore", lineno=-1)):
    shows(bad)
with catch_warnings():
    simplefilter("error")
    shows(lambda: warn("raised", DeprecationWarning))
err, sys.stderr = sys.stderr, io.StringIO()
with catch_warnings():
    simplefilter("always")
    warnings.warn_explicit("to stderr", UserWarning, "nofile.py", 7)
    warnings.showwarning = lambda message, category, filename, lineno, file=None, line=None: print("own:", message, category.__name__, lineno)
    warnings.warn_explicit("shown", UserWarning, "f", 3)
text, sys.stderr = sys.stderr.getvalue(), err
print(repr(text), repr(warnings.formatwarning("m", UserWarning, "f.py", 3, "the line")))
cw = catch_warnings(record=True)
with cw as log: pass
shows(lambda: cw.__enter__())
print(repr(cw))


@warnings.deprecated("use new()")
def old(x):
    "doc"
    return x + 1


@warnings.deprecated("no more")
class Old:
    def __init__(self, a): self.a = a


with catch_warnings(record=True) as log:
    simplefilter("always")
    print(old(1), old.__doc__, old.__deprecated__, Old(5).a, Old.__deprecated__)
print([(str(x.message), x.category.__name__) for x in log])
print(collect("always", calls=1), [c.__name__ for c in (Warning, UserWarning, DeprecationWarning, FutureWarning, ResourceWarning) if issubclass(c, Warning)])
