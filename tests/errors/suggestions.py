# "Did you mean" behind errors about names.
import sys


def show(f):
    try:
        f()
    except BaseException as e:
        sys.excepthook(type(e), e, None if not isinstance(e, NameError) else e.__traceback__)


some_global_name = 1


class Thing:
    attribute = 1
    _private = 2

    def __init__(self):
        self.instance_name = 1

    def method(self):
        return self.instance_nam

    def private(self):
        return self._privat

    def forgotten_self(self):
        return instance_name

    def forgotten_self_method(self):
        method()


def local():
    some_local_name = 1
    return some_local_nam


def global_():
    return some_globl_name


def builtin():
    return pritn(1)


def nothing_near():
    return qqqqqqqqqq


def module():
    return math.pi


def module_typo():
    return itertool.count()


def attribute():
    return Thing().atribute


def attribute_class():
    return Thing.Attribute


def attribute_private():
    return Thing()._private_


def attribute_hidden():
    return Thing().privat_


def attribute_builtin():
    return [].apend(1)


def attribute_str():
    return "".uper()


def attribute_module():
    return sys.exut


def attribute_set():
    del Thing().attribut


def attribute_int():
    return (1).reel


def import_name():
    from sys import exut


def import_nothing():
    from sys import qqqqqqqq


def keyword():
    def f(first, second=1, *, third=2):
        pass
    f(1, secnd=2)


def keyword_two():
    def f(*, colour, width):
        pass
    f(color=1, width=2)


def keyword_none():
    def f(a):
        pass
    f(1, zzzzzzzz=2)


def unbound():
    print(later_bound)
    later_bound = 1


def raised():
    raise NameError("custom", name="some_globl_name")


def raised_attribute():
    raise AttributeError("custom", name="atribute", obj=Thing())


def unnamed():
    raise AttributeError("custom atribute")


class Dir:
    def __dir__(self):
        return ["strange_name", 5, "other"]

    def __getattr__(self, name):
        raise AttributeError("no such", name=name, obj=self)


def own_dir():
    Dir().strange_nam


class BadDir:
    def __dir__(self):
        raise ValueError


def bad_dir():
    BadDir().x


for f in (local, global_, builtin, nothing_near, module, module_typo, attribute, attribute_class, attribute_private, attribute_hidden,
          attribute_builtin, attribute_str, attribute_module, attribute_set, attribute_int, import_name, import_nothing, keyword, keyword_two,
          keyword_none, unbound, raised, raised_attribute, unnamed, own_dir, Thing().method, Thing().private,
          Thing().forgotten_self, Thing().forgotten_self_method):
    show(f)
