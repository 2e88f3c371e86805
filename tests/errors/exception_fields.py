# Constructors, fields and texts of the exception classes.
def show(source):
    try:
        print(source, "->", repr(eval(source, globals())))
    except BaseException as e:
        print(source, "!!", type(e).__name__, e)


def run(source):
    try:
        exec(source, globals())
        print(source, "ok")
    except BaseException as e:
        print(source, "!!", type(e).__name__, e)


e = ValueError(1)
for source in ("del e.args", "e.args = 5", "e.args = [1, 2]", "e.__traceback__ = 5", "del e.__traceback__", "e.__context__ = 5",
               "del e.__context__", "e.__cause__ = 5", "del e.__cause__", "e.__suppress_context__ = 1", "del e.__suppress_context__",
               "e.__suppress_context__ = True", "e.__cause__ = None", "e.__context__ = None", "e.__traceback__ = None"):
    run(source)
show("e.args, e.__suppress_context__, e.__cause__, e.__context__, e.__traceback__")
for source in """ImportError('x', foo=1)
ValueError(a=1)
AttributeError(foo=1)
NameError('a', obj=1)
StopIteration(1, 2).value
StopIteration().value
StopAsyncIteration(1).args
SystemExit(1, 2).code
SystemExit().code
SystemExit('bye').code
ImportError('x', 'y', name='n', path='p').msg
ImportError('x', name='n', path='p').msg
ImportError('x', name='n', path='p')
str(ImportError(5))
str(ImportError('a', 'b'))
ImportError('a', name_from='b').name_from
ModuleNotFoundError('m', name='q').name
OSError(2, 'x').errno
OSError(2, 'x', 'f').args
str(OSError(2, 'x', 'f'))
str(OSError(2, 'x', 'f', None, 'g'))
OSError(2, 'x', 'f', None, 'g').filename2
OSError(2).errno
OSError(1, 2, 3, 4, 5, 6).args
repr(OSError(2, 'x', 'f'))
OSError('a', 'b')
str(OSError('a', 'b'))
str(OSError(None, 'b'))
BlockingIOError(11, 'b', 5).characters_written
BlockingIOError(11, 'b').characters_written
OSError(11, 'b', 5).filename
OSError(2, 'x', None).args
OSError(a=1)
FileNotFoundError(1, 'a')
[type(OSError(n, 'x')).__name__ for n in (1, 2, 3, 4, 10, 11, 13, 17, 20, 21, 32, 103, 104, 110, 111, 114, 115, 9999)]
SyntaxError('a', ('f', 1, 2, 't')).args
str(SyntaxError('a', ('f', 1, 2, 't')))
str(SyntaxError('a', ('/x/y/f', 1, 2, 't', 1, 4)))
SyntaxError('a', ('f', 1, 2))
SyntaxError('a', 5)
SyntaxError('a', ('f', 1, 2, 't', 3))
str(SyntaxError('a', ('f', None, 2, 't')))
str(SyntaxError('a', (None, 3, 2, 't')))
str(SyntaxError())
SyntaxError('a', [1, 2, 3, 4]).filename
SyntaxError('a').print_file_and_line
str(UnicodeDecodeError('utf-8', b'abc\\xff', 3, 4, 'bad'))
str(UnicodeDecodeError('utf-8', b'abc\\xff', 2, 4, 'bad'))
UnicodeDecodeError('utf-8', 'abc', 2, 4, 'bad')
UnicodeDecodeError(1, b'abc', 2, 4, 'bad')
UnicodeDecodeError()
str(UnicodeEncodeError('ascii', 'a\\xe9', 1, 2, 'bad'))
str(UnicodeEncodeError('ascii', 'a\\u20ac', 1, 2, 'bad'))
str(UnicodeEncodeError('ascii', 'a\\U0001F600', 1, 2, 'bad'))
str(UnicodeEncodeError('ascii', 'a\\U0001F600', 0, 2, 'bad'))
str(UnicodeEncodeError('ascii', 'a\\U0001F600', 0, 20, 'bad'))
UnicodeEncodeError('a', b'a', 1, 2, 's')
str(UnicodeTranslateError('a\\xe9', 1, 2, 's'))
str(UnicodeTranslateError('a\\xe9', 0, 2, 's'))
UnicodeTranslateError(1, 1, 2, 's')
UnicodeEncodeError('ascii', 'a\\xe9', 1, 2, 3)
UnicodeEncodeError('ascii', 'a\\xe9', '1', 2, '3')
repr(UnicodeEncodeError('ascii', 'a\\xe9', 1, 2, '3'))
UnicodeDecodeError('utf-8', bytearray(b'abc'), 2, 4, 'bad').object
str(KeyError())
str(KeyError('a', 'b'))
str(KeyError(''))
str(KeyError(KeyError('x')))
repr(ValueError(1,))
repr(ValueError())
str(ValueError(1, 2))
NameError('m', name='n').name
AttributeError('m', name='n', obj=4).obj
AttributeError('m').obj
ValueError.__new__(ValueError, 1).args
BaseException.__new__(ValueError, 1).args
GeneratorExit.__mro__
ConnectionError.__bases__
ConnectionResetError.__mro__
EnvironmentError is OSError, IOError is OSError
AttributeError('x', name=1).__reduce__()
ImportError('x', name='a').__reduce__()
OSError(2, 'x', 'f').__reduce__()
ValueError(1, 2).__reduce__()
KeyError(1) == KeyError(1)
UnicodeError(1, 2, 3)
MemoryError('a').args
e.with_traceback(5)
e.with_traceback(None) is e
type(e.add_note('n')), e.__notes__, e.__dict__
e.add_note(1)""".split("\n"):
    show(source)
for source in ("class A(ValueError, KeyError): pass", "class A(OSError, KeyError): pass", "class A(OSError, list): pass",
               "class A(OSError, Exception, object): pass", "ValueError.x = 1", "e.__notes__ = 5; e.add_note('a')",
               "s = StopIteration(1); del s.value; print(s.value)", "s = UnicodeDecodeError('utf-8', b'abc', 2, 3, 'bad'); s.start = 'a'",
               "del s.start", "s.start = 1; print(s)", "s = SystemExit(4); s.code = 8; print(s, s.code)",
               "s = OSError(1, '2'); s.errno = 7; print(s); s.filename = 'k'; print(s, s.args)", "e.__setstate__(5)",
               "e.__setstate__({'a': 1}); print(e.a)", "ValueError().no_such", "raise ValueError", "raise ValueError, 1"):
    run(source)


class Plain(Exception):
    pass


class WithInit(Exception):
    def __init__(self, a, b=2):
        self.a = a


class WithSuper(Exception):
    def __init__(self, a):
        super().__init__("made from", a)


class WithNew(Exception):
    def __new__(cls, *args):
        self = super().__new__(cls, "new", *args)
        self.made = True
        return self


class WithStr(Exception):
    def __str__(self):
        return "text of " + repr(self.args)


class MyOs(OSError):
    def __init__(self, code):
        super().__init__(code, "mine", "file")
        self.extra = code


class MyOs2(OSError):
    pass


class MyOs3(OSError):
    def __init__(self, a, b):
        self.a = a


class MyKey(KeyError):
    pass


class MyStop(StopIteration):
    def __init__(self, value):
        super().__init__(value * 2)


for x in (Plain(), Plain(1, 2), WithInit(1), WithInit(1, b=3), WithSuper(5), WithNew(1), WithStr("a"), MyOs(2), MyOs2(2, "t", "f"),
          MyOs3(2, "t"), MyKey("k"), MyStop(4)):
    print(repr(x), "|", str(x), "|", x.args, "|", x.__dict__, "|", getattr(x, "errno", "-"), getattr(x, "filename", "-"), getattr(x, "value", "-"))
try:
    WithInit(b=1)
except TypeError as t:
    print(t)
try:
    raise WithInit(1) from Plain("cause")
except WithInit as w:
    print(repr(w.__cause__), w.__suppress_context__, w.__traceback__ is not None, w.__traceback__.tb_lineno > 100, w.__traceback__.tb_next)
