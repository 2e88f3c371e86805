"""What a class statement puts into the namespace by itself; the cell of __class__ and metaclasses; property's documentation."""


def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f'{type(e).__name__}: {e}'


def decorate(c):
    return c


class Meta(type):
    def __new__(mcs, name, bases, namespace):
        print(list(namespace), namespace['__firstlineno__'])
        return super().__new__(mcs, name, bases, namespace)


@decorate
class A(metaclass=Meta):
    """doc"""
    x: int = 1

    def f(self):
        self.a = 1
        self.a, (self.b, *self.c) = 1, (2, 3)

    def g(self):
        def h():
            self.d = 2
        self.e += 1
        self.__private = 1
        self.annotated: int = 1
        del self.not_deleted
        other.not_other = 5
        for self.i in ():
            with x as self.j:
                pass
        self.x.not_this = 1

    def k(this):
        this.not_this = 1

    class Inner:
        def f(self):
            self.inner = 1

    lam = lambda self: [0 for self.w in [1]]


print(sorted(A.__static_attributes__), A.__firstlineno__, A.Inner.__static_attributes__)


class B(metaclass=Meta):
    pass


print(B.__static_attributes__, hasattr(type('T', (), {}), '__firstlineno__'))


# ---- __classcell__ ----

class Loses(type):
    def __new__(mcs, name, bases, namespace):
        namespace.pop('__classcell__', None)
        return super().__new__(mcs, name, bases, namespace)


class Replaces(type):
    def __new__(mcs, name, bases, namespace, cell):
        namespace['__classcell__'] = cell
        return super().__new__(mcs, name, bases, namespace)

    def __init__(cls, *args, **kwargs):
        pass


class Other(type):
    def __new__(mcs, name, bases, namespace):
        cls = super().__new__(mcs, name, bases, namespace)
        return super().__new__(mcs, 'Second', bases, {k: v for k, v in namespace.items() if k != '__classcell__'})


def lost():
    class C(metaclass=Loses):
        def f(self):
            return __class__


def replaced(value):
    class C(metaclass=Replaces, cell=value):
        def f(self):
            return __class__


def other():
    class C(metaclass=Other):
        def f(self):
            return __class__


print(attempt(lost).replace(__name__ + '.', '').split(' as ')[0])
for value in 0, None, 'text', object():
    print(attempt(replaced, value))
print(attempt(other).split(' set to ')[0])


# ---- property ----

def documented(self):
    """the getter's"""
    return 1


def plain(self):
    return 2


class Sub(property):
    """Sub's own"""


class Slotted(property):
    __slots__ = ()


class WithSlot(property):
    __slots__ = ('__doc__',)


class Plain(property):
    pass


for cls in property, Sub, Slotted, WithSlot, Plain:
    for getter in documented, plain, None:
        for doc in None, 'given':
            made = attempt(lambda: cls(getter, doc=doc))
            if isinstance(made, str):
                print(cls.__name__, made)
                continue
            print(cls.__name__, attempt(lambda: made.__doc__), attempt(lambda: made.setter(plain).__doc__),
                  attempt(lambda: made.getter(documented).__doc__), attempt(lambda: made.getter(plain).__doc__))
documented.__doc__ = 'changed later'


class Uses:
    p = property(documented)
    q = property(plain, doc='q')


Uses.p.__doc__ = 'set'
print(Uses.p.__doc__, Uses.q.__doc__, Uses.p.setter(plain).__doc__)
