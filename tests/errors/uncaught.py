import sys


class AppError(Exception):
    """Of the module __main__: printed without it."""


def middle(n):
    try:
        return {}[n]
    except KeyError as e:
        raise AppError("failed", n) from e


def outer():
    middle(3)


print("before", flush=True)
outer()
print("never")
