# What conversions warn of, the limit of digits, and sequences times sequences.
import sys
import warnings


class MyInt(int):
    pass


class MyFloat(float):
    pass


class MyComplex(complex):
    pass


class Odd:
    def __int__(self):
        return MyInt(3)

    def __float__(self):
        return MyFloat(2.5)

    def __complex__(self):
        return MyComplex(1j)


class Index:
    def __index__(self):
        return True


class Truncates:
    def __trunc__(self):
        return MyInt(7)


def attempt(function, *args):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = function(*args)
            print(type(result).__name__, result)
        except Exception as error:
            print(type(error).__name__, error)
    for warning in caught:
        print("  ", warning.category.__name__, warning.message)


attempt(int, Odd())
attempt(float, Odd())
attempt(complex, Odd())
attempt(int, Index())
attempt([10, 20].__getitem__, Index())
attempt(int, Truncates())
yes, no = True, False
attempt(lambda: ~yes)
attempt(lambda: ~no)
attempt(int, MyInt(4))
attempt(float, MyFloat(4))
warnings.simplefilter("error", DeprecationWarning)
for function in (lambda: int(Odd()), lambda: ~yes, lambda: float(Odd()), lambda: range(10)[Index()]):
    try:
        print(function())
    except DeprecationWarning as warning:
        print("raised", str(warning)[:40])

print(sys.get_int_max_str_digits())
for limit in (-1, 639, "x", 10**20):
    attempt(sys.set_int_max_str_digits, limit)
sys.set_int_max_str_digits(maxdigits=640)
attempt(lambda: len(str(10**639)))
attempt(lambda: len(str(10**640)))
attempt(lambda: int("1" * 641) and None)
sys.set_int_max_str_digits(0)
print(len(str(10**5000)), int("1" * 5000) % 1000)

for sequence in ([1], (1,), bytearray(b"a")):
    for other in ([2], (), "x", {1}, None, 1.5):
        attempt(lambda: sequence * other)
