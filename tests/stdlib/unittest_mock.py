# Mocks: calls, specs, special methods, coroutines, patches; also the messages of failed assertions.
import asyncio
import sys
import unittest
from unittest import mock
from unittest.mock import (
    ANY, DEFAULT, AsyncMock, MagicMock, Mock, NonCallableMagicMock, NonCallableMock, PropertyMock, call, create_autospec,
    mock_open, patch, seal, sentinel,
)


def show(text):
    """Without the numbers of ids."""
    text = str(text)
    while " id='" in text:
        start = text.index(" id='")
        text = text[:start] + text[text.index("'", start + 5) + 1:]
    print(text)


def attempt(function, *args, **kwargs):
    try:
        show(repr(function(*args, **kwargs)))
    except Exception as error:
        show(f"{type(error).__name__}: {error}")
        if error.__cause__ is not None:
            print("  from", repr(error.__cause__))


# calls
m = Mock(return_value=3)
print(m(1, a=2), m.called, m.call_count, m.call_args, m.call_args.args, m.call_args.kwargs, m.call_args_list)
m.method(4).other.third(x=5)
print(m.mock_calls, m.method_calls)
print(m.mock_calls[-1] == call.method().other.third(x=5), call.method(4).other.third(x=5).call_list())
print(call(1) == ((1,), {}), call(1) == ("", (1,)), call.a(1) == ("a", (1,)), call.a == ("a",), call() == (), call(1) != (2,))
print(call, call.count(1), call.a.b, call()(), call(ANY, b=ANY) == call(3, b=[]), repr(ANY))
m.assert_called_once_with(1, a=2)
attempt(m.assert_called_with, 2)
attempt(m.assert_not_called)
attempt(Mock(name="named").assert_called)
attempt(Mock().assert_called_with, 1, k="v")
m(5)
attempt(m.assert_called_once)
attempt(m.assert_called_once_with, 5)
m.assert_any_call(1, a=ANY)
attempt(m.assert_any_call, 7)
m.assert_has_calls([call(1, a=2), call.method(4)])
attempt(m.assert_has_calls, [call.method(4), call(1, a=2)])
m.assert_has_calls([call(5), call(1, a=2)], any_order=True)
attempt(m.assert_has_calls, [call(5), call(9)], any_order=True)
attempt(getattr, m, "assert_called_onec")
attempt(getattr, m, "called_once_with")
m.reset_mock()
print(m.called, m.mock_calls, m.call_args, m())
m.reset_mock(return_value=True)
show(m())

# side effects
m = Mock(side_effect=[1, ValueError("two"), DEFAULT], return_value="value")
for _ in range(4):
    attempt(m)
m.side_effect = lambda *args: sum(args)
print(m(1, 2, 3))
m.side_effect = KeyError
attempt(m)
m.side_effect = None
print(m())
wrapped = Mock(wraps=dict(a=1))
print(wrapped.get("a"), wrapped.get.mock_calls, wrapped.keys())

# names, attributes, children
show(Mock(name="n"))
show(Mock(name="n").a.b().c)
show(MagicMock(spec=int).real)
show(NonCallableMock(spec_set=str))
attempt(NonCallableMock())
parent = Mock()
child = Mock()
parent.child = child
child(1)
parent.attach_mock(Mock(name="x"), "attached")
parent.attached(2)
show(parent.mock_calls)
show(repr(parent.attached))
m = Mock(**{"a.b.return_value": 3, "c": 4})
print(m.a.b(), m.c)
m.configure_mock(c=5, **{"a.b.side_effect": ZeroDivisionError})
print(m.c)
attempt(m.a.b)
del m.c
attempt(getattr, m, "c")
attempt(delattr, m, "c")
print([name for name in dir(m) if not name.startswith(("assert", "_"))])


# specs
class Thing:
    attribute = 3

    def method(self, a, b=2):
        """Doc"""

    @classmethod
    def make(cls, x):
        pass

    @staticmethod
    def static(y):
        pass

    @property
    def prop(self):
        return 1

    async def coro(self):
        pass

    def __len__(self):
        return 7


m = Mock(spec=Thing)
print(isinstance(m, Thing), m.__class__, type(m).__name__)
attempt(getattr, m, "missing")
m.missing = 3
attempt(setattr, Mock(spec_set=Thing), "missing", 3)
attempt(len, m)
print(len(MagicMock(spec=Thing)))
attempt(lambda: MagicMock(spec=Thing) + 1)
attempt(getattr, Mock(spec=["a", "b"]), "c")
attempt(Mock, spec=Mock())
m = Mock(spec=Thing)
print(type(m.coro).__name__, asyncio.iscoroutinefunction(m.coro))
auto = create_autospec(Thing)
thing = auto(); attempt(auto, 1)
attempt(thing.method)
attempt(thing.method, 1, 2, 3)
show(thing.method(1, b=3))
thing.method.assert_called_once_with(1, 3)
attempt(thing.method.assert_called_with, 1, c=4)
attempt(auto.make, 1, 2)
auto.make(1)
auto.static(1)
attempt(getattr, thing, "none")
show(thing.attribute)
show(repr(thing))


def function(a, *, key=None):
    """Doc of function"""


auto = create_autospec(function, return_value=9)
print(auto.__name__, auto.__doc__, auto(1, key=2), auto.call_args, auto.mock_calls, type(auto).__name__)
attempt(auto)
attempt(auto, 1, wrong=2)
auto.assert_called_once_with(1, key=2)
auto.reset_mock()
print(auto.called, auto.call_count)
attempt(create_autospec, function, autospect=True)

# special methods
m = MagicMock()
print(len(m), int(m), bool(m), list(m), 3 in m, float(m), complex(m), m == m, m == 3, m != 3, [1, 2, 3][m], hash(m) == hash(m))
m.__getitem__.return_value = "item"
m.__iter__.return_value = [1, 2]
m.__len__.return_value = 9
print(m["k"], list(m), len(m), m.__getitem__.call_args, m.mock_calls[-1])
with m as entered:
    show(entered is m.__enter__.return_value)
m.__add__.return_value = 5
m.__radd__ = lambda self, other: ("radd", other)
print(m + 1, 1 + m)
m.__str__.return_value = "text"
print(str(m), f"{m}")
attempt(lambda: m < 3)
m.__lt__ = lambda self, other: True
print(m < 3)
attempt(setattr, m, "__init__", 3)
attempt(lambda: Mock() + 1)
plain = Mock()
plain.__len__ = lambda self: 4
print(len(plain))
del m.__len__
attempt(len, m)


# coroutines
async def main():
    m = AsyncMock(return_value=1)
    print(asyncio.iscoroutinefunction(m), await m(1), m.await_count, m.await_args, m.mock_calls)
    attempt(m.assert_not_awaited)
    m.assert_awaited_once_with(1)
    attempt(m.assert_awaited_with, 2)
    attempt(m.assert_any_await, 3)
    attempt(m.assert_has_awaits, [call(1), call(2)])
    attempt(AsyncMock().assert_awaited)
    m.side_effect = [1, ValueError("v")]
    print(await m())
    for _ in range(2):
        try:
            await m()
        except (ValueError, StopAsyncIteration) as error:
            print(repr(error))

    async def effect(x):
        return x * 2
    m.side_effect = effect
    print(await m(4))
    show(await AsyncMock().method())
    magic = MagicMock()
    async with magic as entered:
        show(entered)
    magic.__aiter__.return_value = [1, 2, 3]
    print([x async for x in magic])
    auto = create_autospec(Thing)
    show(await auto().coro())
    with patch("__main__.coroutine") as patched:
        print(type(patched).__name__)


async def coroutine():
    pass


asyncio.run(main())

# patches
VALUE = "original"


@patch("__main__.VALUE", "replaced")
@patch.object(Thing, "attribute")
def patched(first, *rest):
    show((VALUE, first, rest, Thing.attribute is first))


patched()
patched("extra")
print(VALUE, Thing.attribute)
with patch("__main__.VALUE") as m, patch.object(Thing, "method", autospec=True) as method:
    show(VALUE is m)
    Thing().method(1)
    show(method.call_args.args[1:])
attempt(patch("__main__.NOTHING").__enter__)
attempt(patch, "nodots")
with patch("__main__.NOTHING", 3, create=True):
    print(NOTHING)
print("NOTHING" in globals())
with patch.multiple(Thing, attribute=DEFAULT, method="m") as made:
    print(sorted(made), Thing.method)
d = {"a": 1}
with patch.dict(d, {"b": 2}, c=3):
    print(d)
with patch.dict(d, {"z": 2}, clear=True) as entered:
    print(d, entered is d)
print(d)
patcher = patch("__main__.VALUE", new_callable=PropertyMock)
show(type(patcher.start()))
patcher.stop()
print(VALUE, patcher.stop())
patch.object(Thing, "attribute", 1).start()
patch.stopall()
print(Thing.attribute)


@patch.object(Thing, "attribute", 99)
class Tests(unittest.TestCase):
    def test_it(self):
        print(Thing.attribute)

    def helper(self):
        print(Thing.attribute)


Tests("test_it").debug()
Tests("test_it").helper()
with patch.object(Thing, "prop", new_callable=PropertyMock) as prop:
    prop.return_value = 12
    thing = Thing()
    print(thing.prop)
    thing.prop = 4
    print(prop.mock_calls)
with patch("builtins.open", mock_open(read_data="one\ntwo\n")) as opened:
    with open("file", "w") as f:
        print(f.read(), end="")
        f.write("x")
    print(list(open("again")), opened.mock_calls[0], opened().write.mock_calls)
    f = open("again")
    print(repr(f.readline()), f.readlines())
for arguments in dict(new=1, new_callable=Mock), dict(autospec=True, new_callable=Mock), dict(autospect=1):
    attempt(patch, "a.b", **arguments)

# sealing, sentinels
m = Mock()
m.known.deep = 3
seal(m)
print(m.known.deep)
attempt(getattr, m, "unknown")
attempt(m.known)
attempt(setattr, m, "new", 1)
print(sentinel.a, sentinel.a is sentinel.a, sentinel.a is sentinel.b, DEFAULT)
