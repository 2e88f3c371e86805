# Small programs: a tokenizer and calculator, an interpreter, a text report, matrices, a graph, life, a priority queue, a bank.
from collections import Counter, defaultdict, deque
import heapq


class Tokens:
    def __init__(self, text):
        self.items = list(self.split(text))
        self.at = 0

    @staticmethod
    def split(text):
        i = 0
        while i < len(text):
            c = text[i]
            if c.isspace():
                i += 1
                continue
            j = i + 1
            if c.isdigit():
                while j < len(text) and (text[j].isdigit() or text[j] == "."): j += 1
                yield "number", float(text[i:j]) if "." in text[i:j] else int(text[i:j])
            elif c.isalpha():
                while j < len(text) and text[j].isalnum(): j += 1
                yield "name", text[i:j]
            elif text[i:i + 2] in ("**", "//", "=="):
                j = i + 2
                yield "operator", text[i:j]
            elif c in "+-*/()=,%<":
                yield "operator", c
            else:
                raise SyntaxError(f"unexpected {c!r} at {i}")
            i = j
        yield "end", None

    def peek(self): return self.items[self.at]

    def take(self, *wanted):
        kind, value = self.items[self.at]
        if value in wanted and kind == "operator":
            self.at += 1
            return value
        return None


class Calculator:
    LEVELS = [("==", "<"), ("+", "-"), ("*", "/", "//", "%")]
    ACTIONS = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b, "//": lambda a, b: a // b,
               "%": lambda a, b: a % b, "**": lambda a, b: a ** b, "==": lambda a, b: a == b, "<": lambda a, b: a < b}

    def __init__(self): self.names = {"max": max, "min": min, "abs": abs}

    def run(self, text):
        self.tokens = Tokens(text)
        try:
            value = self.statement()
            if self.tokens.peek()[0] != "end": raise SyntaxError(f"left over: {self.tokens.peek()[1]}")
            return value
        except (SyntaxError, NameError, ZeroDivisionError, TypeError) as error:
            return f"{type(error).__name__}: {error}"

    def statement(self):
        kind, name = self.tokens.peek()
        if kind == "name" and self.tokens.items[self.tokens.at + 1][1] == "=":
            self.tokens.at += 2
            self.names[name] = value = self.statement()
            return value
        return self.binary(0)

    def binary(self, level):
        if level == len(self.LEVELS): return self.unary()
        value = self.binary(level + 1)
        while operator := self.tokens.take(*self.LEVELS[level]):
            value = self.ACTIONS[operator](value, self.binary(level + 1))
        return value

    def unary(self):
        if self.tokens.take("-"): return -self.unary()
        value = self.atom()
        return value ** self.unary() if self.tokens.take("**") else value

    def atom(self):
        kind, value = self.tokens.peek()
        self.tokens.at += 1
        if kind == "number": return value
        if kind == "name":
            if value not in self.names: raise NameError(value)
            if not self.tokens.take("("): return self.names[value]
            arguments = []
            while not self.tokens.take(")"):
                arguments.append(self.binary(0))
                self.tokens.take(",")
            return self.names[value](*arguments)
        if value == "(":
            inner = self.binary(0)
            if not self.tokens.take(")"): raise SyntaxError("missing )")
            return inner
        raise SyntaxError(f"unexpected {value!r}")


calculator = Calculator()
for line in ("1 + 2 * 3", "(1 + 2) * 3", "2 ** 3 ** 2", "-2 ** 2", "x = y = 7 // 2", "x * y - 1.5", "max(x, 10, 3) % 4", "1 / 0", "unknown + 1", "(1", "1 2", "4 $ 4", "1 + 1 == 2", "abs(0 - 5) < 6", "x(1)"):
    try: print(f"{line:20} -> {calculator.run(line)}")
    except SyntaxError as error: print(f"{line:20} !! {error}")


def machine(program, *arguments):
    stack, at, steps, local = list(arguments), 0, 0, {}
    labels = {word[:-1]: i for i, (word, *_) in enumerate(program) if word.endswith(":")}
    while at < len(program):
        word, *rest = program[at]
        at += 1
        steps += 1
        if word == "push": stack.append(rest[0])
        elif word == "store": local[rest[0]] = stack.pop()
        elif word == "load": stack.append(local[rest[0]])
        elif word in ("add", "mul", "sub"):
            b, a = stack.pop(), stack.pop()
            stack.append({"add": a + b, "mul": a * b, "sub": a - b}[word])
        elif word == "jump-if": at = labels[rest[0]] if stack.pop() else at
        elif word == "return": break
    return stack.pop(), steps


factorial = [("store", "n"), ("push", 1), ("store", "r"), ("again:",), ("load", "r"), ("load", "n"), ("mul",), ("store", "r"), ("load", "n"), ("push", 1), ("sub",), ("store", "n"), ("load", "n"), ("jump-if", "again"), ("load", "r"), ("return",)]
print([machine(factorial, n) for n in (1, 5, 20, 30)])
text = """The quick brown fox jumps over the lazy dog; the dog, being lazy, sleeps.
A fox is quick. A dog is not -- but the dog is happy!"""
words = ["".join(c for c in word if c.isalpha()).lower() for word in text.split()]
counts = Counter(filter(None, words))
for word, count in sorted(counts.items(), key=lambda p: (-p[1], p[0]))[:6]: print(f"{word:<8}{'#' * count:<6}{count / len(words):6.1%}")
by_length = defaultdict(list)
for word in counts: by_length[len(word)].append(word)
print({n: sorted(ws) for n, ws in sorted(by_length.items())})
print("\n".join(line.strip().capitalize().center(60, ".") for line in text.replace(";", "\n").splitlines()))


class Matrix:
    def __init__(self, rows): self.rows = [list(row) for row in rows]
    @classmethod
    def identity(cls, n): return cls([int(i == j) for j in range(n)] for i in range(n))
    def __matmul__(self, other): return Matrix([sum(a * b for a, b in zip(row, column)) for column in zip(*other.rows)] for row in self.rows)
    def __pow__(self, n):
        result, base = Matrix.identity(len(self.rows)), self
        while n:
            if n & 1: result @= base
            base @= base
            n >>= 1
        return result
    def __eq__(self, other): return isinstance(other, Matrix) and self.rows == other.rows
    def __getitem__(self, where): return self.rows[where[0]][where[1]]
    def transposed(self): return Matrix(zip(*self.rows))
    def determinant(self):
        if len(self.rows) == 1: return self[0, 0]
        return sum((-1) ** i * v * Matrix([r[:i] + r[i + 1:] for r in self.rows[1:]]).determinant() for i, v in enumerate(self.rows[0]))
    def __str__(self): return "\n".join(" ".join(f"{v:4}" for v in row) for row in self.rows)


m = Matrix([[2, 0, 1], [1, 3, 2], [1, 1, 4]])
print(m, (m ** 3).rows, m.determinant(), m.transposed().transposed() == m, (Matrix([[1, 1], [1, 0]]) ** 90)[0, 1], sep="\n")
roads = {"a": {"b": 7, "c": 9, "f": 14}, "b": {"c": 10, "d": 15}, "c": {"d": 11, "f": 2}, "d": {"e": 6}, "f": {"e": 9}, "e": {}}


def shortest(start, end):
    heap, done = [(0, start, ())], set()
    while heap:
        cost, place, path = heapq.heappop(heap)
        if place in done: continue
        done.add(place)
        path += (place,)
        if place == end: return cost, "".join(path)
        for other, distance in roads[place].items(): heapq.heappush(heap, (cost + distance, other, path))


def breadth_first(start):
    seen, queue, order = {start}, deque([start]), []
    while queue:
        order.append(place := queue.popleft())
        for other in roads[place]:
            if other not in seen: seen.add(other); queue.append(other)
    return order


print(shortest("a", "e"), shortest("e", "a"), breadth_first("a"))


def life(alive):
    near = Counter((x + dx, y + dy) for x, y in alive for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy)
    return {cell for cell, n in near.items() if n == 3 or n == 2 and cell in alive}


glider = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
for _ in range(8): glider = life(glider)
print(sorted(glider))


def queens(n, row=0, columns=(), up=(), down=()):
    if row == n: yield columns
    for c in range(n):
        if c not in columns and row + c not in up and row - c not in down:
            yield from queens(n, row + 1, columns + (c,), up + (row + c,), down + (row - c,))


print(next(queens(8)), sum(1 for _ in queens(6)))


class Refused(Exception): pass
class Account:
    def __init__(self, owner, balance=0): self.owner, self.balance, self.log = owner, balance, []
    def take(self, amount):
        if amount > self.balance: raise Refused(f"{self.owner} lacks {amount - self.balance}")
        self.balance -= amount
class Transfer:
    def __init__(self, *accounts): self.accounts = accounts
    def __enter__(self): self.before = [a.balance for a in self.accounts]; return self
    def __exit__(self, kind, error, _):
        for account, balance in zip(self.accounts, self.before):
            if kind: account.balance = balance
            account.log.append(str(error) if kind else "done")
        return kind is Refused


ann, bob = Account("Ann", 100), Account("Bob")
for amount in (30, 90, 70):
    with Transfer(ann, bob):
        bob.balance += amount
        ann.take(amount)
print(ann.balance, bob.balance, ann.log)


def permutations(items):
    if not items: return [[]]
    return [[x] + rest for i, x in enumerate(items) for rest in permutations(items[:i] + items[i + 1:])]
def primes():
    found = {}
    n = 2
    while True:
        if n in found:
            for p in found.pop(n): found.setdefault(n + p, []).append(p)
        else:
            yield n
            found[n * n] = [n]
        n += 1
def roman(n):
    out = ""
    for value, text in zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), "M CM D CD C XC L XL X IX V IV I".split()):
        while n >= value: out += text; n -= value
    return out
def memo(f):
    known = {}
    def wrapped(*args):
        if args not in known: known[args] = f(*args)
        return known[args]
    wrapped.known = known
    return wrapped
@memo
def distance(a, b):
    if not a or not b: return len(a) + len(b)
    return min(distance(a[1:], b) + 1, distance(a, b[1:]) + 1, distance(a[1:], b[1:]) + (a[0] != b[0]))


print(len(permutations([1, 2, 3, 4])), permutations("abc")[3] if False else permutations([1, 2, 3])[3], [p for p, _ in zip(primes(), range(15))], roman(1994), distance("kitten", "sitting"), len(distance.known))
