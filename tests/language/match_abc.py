# Which classes count as sequences and mappings.
import collections.abc


class Seq(collections.abc.Sequence):
    def __init__(self, *items):
        self.items = items

    def __len__(self):
        print("len")
        return len(self.items)

    def __getitem__(self, i):
        print("item", i)
        return self.items[i]


class Map(collections.abc.Mapping):
    def __len__(self):
        print("len")
        return 2

    def __getitem__(self, key):
        print("item", key)
        if key == "none":
            raise KeyError(key)
        return key * 2

    def __iter__(self):
        return iter(["a", "b"])


class Looks:
    def __len__(self):
        return 2

    def __getitem__(self, i):
        return [i, i + 1][i]


@collections.abc.Sequence.register
class Registered(Looks):
    pass


class Deep(Registered):
    pass


class Text(str):
    pass


def kind(v):
    match v:
        case [a, b]:
            return "pair", a, b
        case [_, *_, last]:
            return "ends in", last
        case {"a": x, **rest}:
            return "mapping", x, rest
        case {"none": _}:
            return "none"
        case _:
            return "neither"


for value in (Seq(1, 2), Seq(1, 2, 3), Map(), Looks(), Registered(), Deep(), Text("ab"), {"a": 1}, object(), kind):
    print(type(value).__name__, kind(value))


class Sub(dict):
    def get(self, key, default=None):
        print("get", key)
        return super().get(key, default)


print(kind(Sub(a=1, b=2)), kind(Sub(b=2)))
