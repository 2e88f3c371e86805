# The text of tracebacks: source lines, carets, chains, notes, repeated lines. sys.excepthook prints as for an uncaught one.
import sys


def show(f, *args):
    try:
        f(*args)
    except BaseException as e:
        e.__traceback__ = e.__traceback__.tb_next
        sys.excepthook(type(e), e, e.__traceback__)


class C:
    value = None

    def method(self, *args):
        return self.value.missing(*args)

    def __getitem__(self, key):
        raise KeyError(key)

    def __add__(self, other):
        raise TypeError("no add")


def ident(x):
    return x


def zero():
    return 0


def binary(a, b):
    return a + 1 / b * 2


def whole_line(a, b):
    a / b


def assigned(a, b):
    quotient = a / b
    return quotient


def return_call():
    return zero_division()


def assign_call():
    x = zero_division()
    return x


def zero_division():
    1 / zero()


def nested_call():
    print(ident(zero_division()), 2)


def subscript(d):
    return ident(d["a"]["b"]["c"])


def attribute():
    return C().value.nothing.more


def method():
    C().method(1, 2)


def multi_line_call():
    ident(
        1,
        zero_division(),
        3,
    )


def multi_line_binary(a, b):
    return (
        a
        +
        (1 /
         b)
    )


def long_call():
    ident(
        1,
        2,
        3,
        4,
        5,
    )


def unicode_line(b):
    return "日本語" + ident("é") + 1 / b


def tabs(b):
	return ident(1) + 1 / b


def raise_line():
    raise ValueError("raised") from KeyError("c")


def assertion(x):
    assert x > 1, "too small"


def power(a):
    return -2 ** (a / 0)


def compare(a):
    return 1 < a < "x"


def condition(a):
    if a / 0 > 1:
        return 1


def loop():
    for i in 5:
        pass


def loop_call():
    for i in ident(5):
        pass


def unpack():
    a, b = 1, 2, 3


def unpack_call():
    a, b = ident((1,))


def delete(d):
    del d["k"]


def store(t):
    t[0] = 1


def augmented(a):
    a += "x"
    return a


def augmented_item(d):
    d["k"] += 1


def comprehension(items):
    return [1 / x for x in items if x is not None]


def generator(items):
    return sum(1 / x for x in items)


def lambda_():
    return (lambda x: x / 0)(1)


def formatted(x):
    return f"value {x / 0} end"


def formatted_spec(x):
    return f"{x:zz}"


def keyword():
    return ident(y=1)


def star():
    return ident(*5)


def not_callable():
    return ident(3)(4)


def import_missing():
    import no_such_module_here


def from_missing():
    from sys import no_such_name_here


def with_statement():
    with C() as c:
        pass


def call_unary(x):
    return -x.y


def walrus():
    return ident(y := 1 / 0)


def conditional(x):
    return 1 / x if x == 0 else x


def multi_statement(x): a = 1; b = a / x; c = 3


def comment(x):
    return zero_division()  # a comment


def parenthesised(x):
    return (zero_division())


def semicolon(x):
    return zero_division(); x = 1


def string_lines():
    return "a" % (
        1,
    )


def slice_error():
    return "abc"["x":2]


def decorated():
    @zero_division
    def f():
        pass


def decorated_call():
    @ident(zero_division())
    def f():
        pass


def class_body():
    class D:
        x = 1 / 0


def default_value():
    def f(a=1 / 0):
        pass


def starred_display():
    return [*5]


def dict_display():
    return {[]: 1}


def set_display():
    return {1, [], 2}


def dict_spread():
    return {**5}


def await_nothing():
    async def f():
        await 5
    coroutine = f()
    try:
        coroutine.send(None)
    finally:
        coroutine.close()


def yield_from():
    def g():
        yield from 5
    list(g())


def custom_add():
    return C() + 1


def custom_item():
    return C()[1][2]


def match_error():
    match 1 / 0:
        case 1:
            pass


def with_note():
    e = ValueError("main")
    e.add_note("first note")
    e.add_note("second\nnote")
    raise e


def multi_line_message():
    raise ValueError("one\ntwo\nthree")


def empty_message():
    raise ValueError


def no_str():
    class E(Exception):
        def __str__(self):
            raise KeyError
    raise E


def local_class():
    class E(Exception):
        pass
    raise E("local")


def recursion(n):
    if n:
        recursion(n - 1)
    else:
        1 / 0


def mutual(n):
    other(n)


def other(n):
    if n:
        mutual(n - 1)
    else:
        raise IndexError


def cause():
    try:
        zero_division()
    except ZeroDivisionError as e:
        raise ValueError("second") from e


def context():
    try:
        zero_division()
    except ZeroDivisionError:
        raise ValueError("second")


def chain():
    try:
        cause()
    except ValueError:
        raise KeyError("third")


def from_none():
    try:
        zero_division()
    except ZeroDivisionError:
        raise ValueError("alone") from None


def context_cycle():
    a, b = ValueError("a"), ValueError("b")
    a.__context__, b.__context__ = b, a
    raise a


def in_exec():
    exec("x = 1\ny = x / 0")


def in_compiled():
    exec(compile("def f():\n    return 1 / 0\nf()", "<made up>", "exec"))


for f, *args in ((binary, 1, 0), (whole_line, 1, 0), (assigned, 1, 0), (return_call,), (assign_call,), (nested_call,), (subscript, {"a": {"b": {}}}),
                 (subscript, {"a": 1}), (attribute,), (method,), (multi_line_call,), (multi_line_binary, 1, 0), (long_call,), (unicode_line, 0),
                 (tabs, 0), (raise_line,), (assertion, 1), (power, 1), (compare, 2), (condition, 1), (loop,), (loop_call,), (unpack,),
                 (unpack_call,), (delete, {}), (store, ()), (augmented, 1), (augmented_item, {}), (comprehension, [1, 0]), (generator, [1, 0]),
                 (lambda_,), (formatted, 1), (formatted_spec, 1), (keyword,), (star,), (not_callable,), (import_missing,), (from_missing,),
                 (with_statement,), (call_unary, 1), (walrus,), (conditional, 0), (multi_statement, 0), (comment, 0), (parenthesised, 0),
                 (semicolon, 0), (string_lines,), (slice_error,), (decorated,), (decorated_call,), (class_body,), (default_value,),
                 (starred_display,), (dict_display,), (set_display,), (dict_spread,), (await_nothing,), (yield_from,), (custom_add,), (custom_item,),
                 (match_error,), (with_note,), (multi_line_message,), (empty_message,), (no_str,), (local_class,), (recursion, 2),
                 (recursion, 3), (recursion, 4), (recursion, 20), (mutual, 5), (cause,), (context,), (chain,), (from_none,), (context_cycle,),
                 (in_exec,), (in_compiled,)):
    print("----", f.__name__, file=sys.stderr)
    show(f, *args)
