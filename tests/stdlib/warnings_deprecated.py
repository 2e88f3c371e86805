# @deprecated on classes that define __init_subclass__, on coroutine functions; public names of the module.
import inspect
import warnings


def seen(function, *args):
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        result = function(*args)
    print([(str(w.message), w.lineno) for w in found])
    return result


@warnings.deprecated("C goes away")
class C:
    def __init_subclass__(cls, x=0):
        cls.x = x


@warnings.deprecated("Plain goes away")
class Plain:
    pass


class Base:
    def __init_subclass__(cls, **kwargs):
        print("Base", cls.__name__, kwargs)


@warnings.deprecated("Derived goes away")
class Derived(Base, y=1):
    pass


def derive(base, **kwargs):
    class D(base, **kwargs):
        pass
    return D


print(seen(lambda: derive(C, x=5)).x, isinstance(seen(C), C))
seen(derive, Plain)
seen(lambda: derive(Derived, z=2))
D = seen(derive, C)
seen(D)
print(C.__deprecated__, C.__init_subclass__.__deprecated__)


@warnings.deprecated("coroutine")
async def coroutine():
    return 1


print(inspect.iscoroutinefunction(coroutine))
coro = seen(coroutine)
coro.close()
print(warnings.defaultaction, type(warnings.onceregistry))
seen(lambda: (lambda: warnings._deprecated("thing", remove=(9, 1)))())
try:
    warnings._deprecated("thing", remove=(3, 2))
except RuntimeError as error:
    print(error)
