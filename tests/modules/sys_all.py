# Module sys: what scripts ask for, in values that both interpreters share.
import sys
import io

print(sys.version_info[:2] == (3, 13), sys.version_info.major, sys.version_info.releaselevel, sys.version_info >= (3, 8),
      type(sys.version_info).__name__, len(sys.version_info), isinstance(sys.version_info, tuple))
print(sys.version_info[0:2], sys.hexversion >> 16 == 0x030D, sys.version.startswith("3.13."), sys.api_version if False else "")
print(sys.maxsize, sys.maxunicode, sys.byteorder, sys.platform, sys.float_repr_style)
print(sys.float_info.max, sys.float_info.min, sys.float_info.epsilon, sys.float_info.dig, sys.float_info.mant_dig,
      sys.float_info.max_exp, sys.float_info.radix, repr(sys.float_info)[:30])
print(sys.int_info.default_max_str_digits, sys.hash_info.width, sys.hash_info.modulus, sys.hash_info.inf, sys.hash_info.imag)
print(sys.flags.debug, sys.flags.optimize, sys.flags.dev_mode, type(sys.flags).__name__)
print(type(sys.implementation).__name__, isinstance(sys.implementation.name, str), sys.implementation.version == sys.version_info)
for name in ("argv", "path", "modules", "stdin", "stdout", "stderr", "executable", "warnoptions", "orig_argv"):
    print(name, type(getattr(sys, name)).__name__)
print(sys.__stdout__ is sys.stdout, sys.__stderr__ is sys.stderr, "sys" in sys.modules, sys.modules["sys"] is sys)
print(sys.getrecursionlimit())
sys.setrecursionlimit(1500)
print(sys.getrecursionlimit())
sys.setrecursionlimit(1000)
for wrong in (0, -1, "x", 2 ** 40):
    try:
        sys.setrecursionlimit(wrong)
    except Exception as error:
        print(type(error).__name__, error)
print(sys.getdefaultencoding(), sys.getfilesystemencoding(), sys.getfilesystemencodeerrors(), sys.is_finalizing())
print(sys.intern("some text") is sys.intern("some " + "text"))
for wrong in (1, b"x", None):
    try:
        sys.intern(wrong)
    except TypeError as error:
        print(error)
print(sys.getsizeof([]) > 0, sys.getsizeof("x" * 1000) > 1000, sys.getsizeof(1) > 0, sys.getrefcount(sys) > 0)
print(sys.exc_info(), sys.exception())
try:
    1 / 0
except ZeroDivisionError as caught:
    kind, value, traceback = sys.exc_info()
    print(kind, value, type(traceback).__name__, value is caught, sys.exception() is caught)
    try:
        raise KeyError("inner")
    except KeyError:
        print(sys.exc_info()[0], sys.exception())
    print(sys.exc_info()[0])
print(sys.exc_info())


def generator():
    try:
        raise ValueError("in generator")
    except ValueError:
        yield sys.exc_info()[0]
        yield sys.exc_info()[0]


g = generator()
print(next(g), sys.exc_info()[0], next(g))
for arguments in ((), (None,), (0,), (3,), ("text",), ((1, 2),), ([],), (True,), (2.5,)):
    try:
        sys.exit(*arguments)
    except SystemExit as error:
        print(repr(error), repr(error.code), error.args)
try:
    sys.exit(1, 2)
except TypeError as error:
    print(error)
out = sys.stdout
sys.stdout = io.StringIO()
print("captured", 1)
sys.stdout.write("more")
text = sys.stdout.getvalue()
sys.stdout = out
print(repr(text))
sys.stdout = None
print("nowhere")
sys.stdout = out
print(sys.stdout.writable(), sys.stdout.readable(), sys.stdout.encoding, sys.stderr.errors, sys.stdout.name,
      sys.stdout.mode, sys.stdin.mode, sys.stdout.fileno(), sys.stdin.fileno(), sys.stdout.isatty(), sys.stdout.closed)
print(sys.stdout.write("four"), sys.stdout.write(""), sys.stdout.flush())
sys.stdout.writelines(["a\n", "b\n"])
sys.stdout.flush()
print(sys.stdout.buffer.write(b"bytes\n"))
for wrong in (b"bytes", 1, None):
    try:
        sys.stdout.write(wrong)
    except TypeError as error:
        print(error)
try:
    sys.stdout.read()
except Exception as error:
    print(type(error).__name__, error)
try:
    print("\ud800")
except UnicodeEncodeError as error:
    print(error)
print(repr(sys.stdout), sys.stdout.line_buffering)
sys.displayhook(None)
sys.displayhook([1, "two"])
import builtins
print(builtins._)
try:
    sys.nothing
except AttributeError as error:
    print(error)
print(all(name in dir(sys) for name in ("exit", "argv", "float_info", "version_info", "stdout")))
print(sys.stdin.readline(), sys.stdin.read(3), sys.stdin.readline(2), [line for line in sys.stdin][:2], repr(sys.stdin.read()))
print(input.__name__, callable(sys.excepthook), sys.dont_write_bytecode)
print(repr(sys), sys.__name__, sys.settrace if hasattr(sys, "nothing") else "")
