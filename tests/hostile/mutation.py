# not CPython: the moment at which callbacks find their container changed is ours. None of them may do harm.


def attempt(act):
    try:
        return act()
    except Exception as error:
        return type(error).__name__


class Evil:
    """Compares, hashes and shows itself after doing something to a container."""
    def __init__(self, act, n=0): self.act, self.n = act, n
    def __eq__(self, other): self.act(); return False
    def __lt__(self, other): self.act(); return False
    def __hash__(self): return self.n
    def __repr__(self): self.act(); return "evil"
    def __index__(self): self.act(); return 1


items = list(range(50))
items.insert(10, Evil(items.clear))
print(attempt(lambda: items.index("none")), len(items))
items = list(range(50)); items[5] = Evil(items.clear)
print(attempt(lambda: "none" in items), attempt(lambda: items.count("none")), attempt(lambda: items.remove("none")))
items = list(range(50)); items[5] = Evil(items.clear)
print(attempt(lambda: items == list(range(5)) + ["x"] * 45), len(items))
items = [Evil(lambda: items.append(1)) for _ in range(10)]
print(attempt(items.sort), len(items) >= 10)
items = [3, 2, 1]
print(attempt(lambda: items.sort(key=lambda v: items.clear())), len(items))
items = [Evil(lambda: items.clear())] * 3 + [1]
print(attempt(lambda: repr(items)) is not None, items)
items = list(range(20))
items[Evil(items.clear):] = [1, 2]
print(items)
table = {}
for i in range(20): table[Evil(table.clear, 7)] = i
print(len(table) <= 20, attempt(lambda: table.get(Evil(table.clear, 7))))
table = {i: i for i in range(20)}


def grow():
    for key in table: table[key + 100] = 1


print(attempt(grow), attempt(lambda: [table.pop(k) for k in table]), attempt(lambda: [table.clear() for k in table.items()]))
group = set(range(20))
print(attempt(lambda: [group.add(v + 100) for v in group]), attempt(lambda: group & {Evil(group.clear, v) for v in range(3)}) is not None)
group = {Evil(lambda: group.clear(), 5) for _ in range(1)}
print(attempt(lambda: Evil(lambda: group.clear(), 5) in group))
items = [1, 2, 3]
print([items.append(v) or v for v in items if len(items) < 9][:3], [items.pop() for _ in items][:2])
items = []
items.append(items)
table = {"self": None}
table["self"] = table
print(items, table, attempt(lambda: items == [items]), attempt(lambda: [items] == items))
data = bytearray(b"abc" * 10)
print(attempt(lambda: data.join([data, Evil(data.clear)])), attempt(lambda: data.__setitem__(Evil(data.clear), 5)), data)
view = memoryview(bytearray(5))
print(attempt(lambda: view.obj.extend(b"more")), len(view))
generator = (generator.send(None) for _ in range(2))
print(attempt(lambda: list(generator)))
layers = type("Layer", (), {})
for i in range(300): layers = type(f"Layer{i}", (layers,), {"depth": i})
print(layers().depth, len(layers.__mro__))


class Changes:
    def __getattr__(self, name):
        Changes.found = lambda self: "found"
        del Changes.__getattr__
        return getattr(self, name, "gone")


print(Changes().other, Changes().found())


class Swap:
    def __enter__(self): self.__class__ = Other; return self
    def __exit__(self, *details): print("exit of Swap")
class Other:
    def __exit__(self, *details): print("exit of Other")


with Swap(): pass
