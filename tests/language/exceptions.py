# Exceptions: chaining, finally and what leaves it, handlers in handlers, bare raise, names of handlers; with statements.
import sys


def show(error):
    text = f"{type(error).__name__}({', '.join(map(repr, error.args))})"
    if error.__cause__: text += f" cause {type(error.__cause__).__name__}"
    if error.__context__: text += f" context {type(error.__context__).__name__}"
    return text + (" suppressed" if error.__suppress_context__ else "")


def attempt(act, *args):
    try:
        return act(*args)
    except BaseException as error:
        return show(error)


def plain(): raise ValueError("v", 1)
def of_class(): raise KeyError
def not_one(): raise 5
def not_class(): raise int
def bare(): raise
def from_other(): raise ValueError("v") from KeyError("k")
def from_class(): raise ValueError from KeyError
def from_none():
    try: 1 / 0
    except ZeroDivisionError: raise ValueError("v") from None
def implicit():
    try: 1 / 0
    except ZeroDivisionError: raise ValueError("v")
def from_bad(): raise ValueError from 5
def in_finally():
    try: 1 / 0
    finally: raise KeyError("finally")
def again():
    try: 1 / 0
    except ZeroDivisionError: raise
def again_nested():
    try: 1 / 0
    except ZeroDivisionError:
        try: [][1]
        except IndexError: pass
        raise
def of_call(): return bare_in_call()
def bare_in_call():
    try: 1 / 0
    except ZeroDivisionError: bare()
def bad_handler():
    try: 1 / 0
    except 5: pass
def bad_tuple():
    try: 1 / 0
    except (ValueError, 5): pass
def init_fails():
    class E(Exception):
        def __init__(self): raise KeyError("init")
    raise E


for f in (plain, of_class, not_one, not_class, bare, from_other, from_class, from_none, implicit, from_bad, in_finally, again, again_nested, of_call, bad_handler, bad_tuple, init_fails):
    print(f.__name__, attempt(f))


def finally_return():
    try: return "try"
    finally: return "finally"
def finally_swallows():
    try: 1 / 0
    finally: return "swallowed"
def finally_order(log):
    try:
        log.append("try")
        return log.append("value") or list(log)
    finally:
        log.append("finally")
def finally_value():
    x = 1
    try: return x
    finally: x = 2
def finally_loop():
    out = []
    for i in range(5):
        try:
            if i == 1: continue
            if i == 3: break
            out.append(i)
        finally:
            out.append(-i)
    else: out.append("else")
    return out
def finally_break():
    while True:
        try: return "never"
        finally: break
    return "after"
def finally_continue():
    for i in range(3):
        try: 1 / 0
        finally: continue
    return i
def nested_finally(log):
    try:
        try:
            try: raise ValueError("inner")
            finally: log.append(1)
        except KeyError: log.append("wrong")
        finally: log.append(2)
    except ValueError: log.append(3)
    else: log.append("wrong")
    finally: log.append(4)
    return log
def else_raises():
    try: pass
    except KeyError: return "wrong"
    else: raise KeyError("else")
    finally: pass
def return_in_except():
    try: 1 / 0
    except ZeroDivisionError: return repr(sys.exception())
    finally: assert sys.exception() is None


log = []
print(finally_return(), finally_swallows(), finally_order(log), log, finally_value(), finally_loop(), finally_break(), finally_continue(), nested_finally([]), attempt(else_raises), return_in_except())
print(sys.exception(), sys.exc_info())


def scope():
    e = "before"
    try: raise ValueError
    except ValueError as e: inside = e
    return e


print(attempt(scope))


def rebinds():
    try: raise ValueError("kept")
    except ValueError as e:
        kept = e
        e = 5
    return show(kept), "e" in locals()


def deletes():
    try: raise ValueError
    except ValueError as e: del e
    return "fine"


print(rebinds(), deletes())
for kinds, error in (((KeyError, IndexError), IndexError("i")), (LookupError, KeyError("k")), (OSError, FileNotFoundError(2, "no", "file")), (Exception, KeyboardInterrupt()), ((), ValueError())):
    try:
        try: raise error
        except kinds as caught: print("caught", show(caught), caught)
    except BaseException as missed: print("missed", show(missed))


class Own(Exception):
    def __init__(self, code): super().__init__(f"code {code}"); self.code = code
    def __str__(self): return f"own text {self.code}"
class Deeper(Own, KeyError): pass


try: raise Deeper(7)
except KeyError as error: print(error, repr(error), error.args, error.code, isinstance(error, LookupError))
e = ValueError("base")
print(e.with_traceback(None) is e, e.add_note("one"), e.add_note("two"), e.__notes__, attempt(e.add_note, 5), str(ValueError()), str(ValueError(1, 2)), repr(ValueError(1)), str(KeyError("k")), KeyError("a", "b"))
print(attempt(setattr, e, "__cause__", 5), attempt(setattr, e, "__traceback__", 5), attempt(setattr, e, "args", 5), attempt(lambda: BaseException.__new__(ValueError, 1).args))
stop, exit = StopIteration(5), SystemExit(3)
print(stop.value, exit.code, SystemExit().code, OSError(2, "text").errno, OSError(2, "text", "f"), type(OSError(13, "x")).__name__, OSError("only"), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "why"))
print(attempt(lambda: AttributeError("m", name="n", obj=1).name), NameError("x", name="y").name, ImportError("m", name="n", path="p").path, attempt(lambda: ValueError(x=1)))


def level(n):
    if n == 0: raise ValueError("deep")
    try: level(n - 1)
    except ValueError as error: raise KeyError(n) from error


try: level(3)
except KeyError as error:
    chain = []
    while error: chain.append(repr(error)); error = error.__cause__
    print(chain)
try:
    try: raise ValueError(1)
    except ValueError:
        try: raise KeyError(2)
        except KeyError: raise IndexError(3)
except IndexError as error:
    print(repr(error.__context__), repr(error.__context__.__context__), error.__context__.__context__.__context__)


def lines():
    try: level(1)
    except KeyError as error:
        tb, out = error.__traceback__, []
        while tb: out.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - lines.__code__.co_firstlineno)); tb = tb.tb_next
        return out


print(lines())


class Manager:
    def __init__(self, name, suppress=False, enter=None, exit=None): self.name, self.suppress, self.enter, self.exit = name, suppress, enter, exit
    def __enter__(self):
        print("enter", self.name, end="; ")
        if self.enter: raise self.enter
        return self.name
    def __exit__(self, kind, value, tb):
        print("exit", self.name, kind and kind.__name__, value, tb is not None, end="; ")
        if self.exit: raise self.exit
        return self.suppress


def several():
    with Manager("a") as a, Manager("b", True) as b, Manager("c"):
        print(a, b, end="; ")
        raise ValueError("body")
    print("after", end="; ")
def enter_fails():
    with Manager("a"), Manager("b", enter=KeyError("enter")): print("wrong")
def exit_fails():
    with Manager("a"), Manager("b", exit=KeyError("exit")): raise ValueError("body")
def leaves():
    for i in range(3):
        with Manager(i):
            if i == 0: continue
            if i == 1: break
    with Manager("return"): return "value"
def parenthesised():
    with (Manager("x") as x, Manager("y") as (p),): return x, p
def unpacks():
    with Manager("ab") as (p, q): return p, q
def unpack_fails():
    with Manager("abc", True) as (p, q): pass
    return "suppressed"
def not_manager():
    with 5: pass
def no_exit():
    class Half:
        def __enter__(self): pass
    with Half(): pass
def on_instance():
    m = Manager("i")
    m.__enter__ = lambda: "wrong"
    with m as got: return got


for f in (several, enter_fails, exit_fails, leaves, parenthesised, unpacks, unpack_fails, not_manager, no_exit, on_instance):
    print(f.__name__, attempt(f))
try: assert 1 == 2, "message"
except AssertionError as error: print(show(error))
try: assert False
except AssertionError as error: print(show(error))
for i in range(3): pass
else: print("for else", i)
while False: pass
else: print("while else")
for i in range(3):
    if i == 1: break
else: print("wrong")
print(i, attempt(lambda: {}["missing"]), attempt(lambda: [].pop()), attempt(lambda: (1,)[5]), attempt(lambda: int("x")), attempt(lambda: "a" + 1), attempt(lambda: 1 % 0), attempt(lambda: 1.0 // 0), attempt(lambda: {[]: 1}), attempt(lambda: None[0]), attempt(lambda: [1, 2]["a"]))
