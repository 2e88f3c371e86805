/* SPDX-License-Identifier: MIT
 *
 * Memory that is refused. Each script runs again and again in a new VM whose k-th allocation fails, k = 1, 2, 3, ...:
 * once with every later one granted, once with every later one refused. Each run must end well or in MemoryError, leave
 * a VM that still computes, and give every byte back when the VM is freed.
 *
 * The hook sees blocks only: cells are cut from pages. So that each cell can fail too, the linker hands the calls of
 * oli_new to the wrapper here (-Wl,--wrap=oli_new, see the Makefile).
 *
 * Run as `oom SCRIPT K MODE` for one case, with VERBOSE=1 to see each as it starts.
 */
#include "check.h"

void *__real_oli_new(void *vm, void *cls, size_t size);
void *__wrap_oli_new(void *vm, void *cls, size_t size);
void oli_raise_no_memory(void *vm);

#ifdef OLI_DEBUG
enum { DENSE = 150, STEP_DIVISOR = 25 };
#else
enum { DENSE = 500, STEP_DIVISOR = 80 };
#endif
enum { CASES = 100000, BUDGET = 1000000 };

typedef enum Mode { FAIL_ONCE, FAIL_ON, MODE_COUNT } Mode;

/* What the hook counts. */
static struct Memory {
    size_t bytes, blocks;
    uint64_t asked, fail_at; /* fail_at 0: never */
    Mode mode;
    bool failed;
} memory;

typedef struct Script {
    const char *name;
    const char *text;
    bool from_start; /* the making of the VM may fail too */
} Script;

/* ---- scripts: none catches MemoryError ---- */

static const Script SCRIPTS[] = {
    {"start", "pass", true},
    {"classes",
     "class Meta(type):\n"
     "    def __new__(m, name, bases, ns, **k): return super().__new__(m, name, bases, ns)\n"
     "    def __init__(c, name, bases, ns, **k): super().__init__(name, bases, ns)\n"
     "class Field:\n"
     "    def __set_name__(self, owner, name): self.name = name\n"
     "    def __get__(self, it, owner=None): return self if it is None else it.__dict__[self.name]\n"
     "    def __set__(self, it, value): it.__dict__[self.name] = value\n"
     "class A(metaclass=Meta, flag=1):\n"
     "    x = Field()\n"
     "    def __init__(self, x): self.x = x; self.extra = [x]\n"
     "    @property\n"
     "    def double(self): return self.x * 2\n"
     "    @classmethod\n"
     "    def make(cls): return cls(7)\n"
     "    @staticmethod\n"
     "    def free(a, b=2, *c, d=3, **e): return (a, b, c, d, e)\n"
     "class B(A):\n"
     "    def __init_subclass__(cls, **k): cls.seen = k\n"
     "    def __init__(self, x): super().__init__(x + 1); setattr(self, 'n%d' % x, x)\n"
     "    def __add__(self, other): return B(self.x + other)\n"
     "    def __repr__(self): return f'B({self.x})'\n"
     "class C(B, k=1): __slots__ = ('one', 'two')\n"
     "c = C(3); c.one = 1\n"
     "assert repr(c + 4) == 'B(9)' and B.make().double == 16 and A.free(1, 2, 3, d=4, f=5)[4] == {'f': 5}\n"
     "for i in range(40): setattr(c, 'attribute%d' % i, i)\n"
     "for i in range(40): delattr(c, 'attribute%d' % i)\n",
     false},
    {"generators",
     "def count(n):\n"
     "    try:\n"
     "        for i in range(n):\n"
     "            got = yield i\n"
     "            if got: yield got\n"
     "    finally:\n"
     "        closed.append(n)\n"
     "    return n\n"
     "def outer(n):\n"
     "    r = yield from count(n)\n"
     "    yield r\n"
     "closed = []\n"
     "assert list(outer(5)) == [0, 1, 2, 3, 4, 5]\n"
     "g = count(3); next(g); g.send('x'); g.close()\n"
     "h = count(2); next(h)\n"
     "try: h.throw(ValueError('thrown'))\n"
     "except ValueError as e: e.add_note('seen')\n"
     "assert sum(x * y for x in count(5) for y in (1, 2)) == 30\n"
     "a, *b = map(str, filter(None, zip(count(4), 'abcd')))\n"
     "live = [count(i) for i in range(20)]\n"
     "for one in live:\n"
     "    for _ in one: break\n",
     false},
    {"closures",
     "def adder(n, *more, key=None, **rest):\n"
     "    total = n\n"
     "    def add(m):\n"
     "        nonlocal total\n"
     "        total += m\n"
     "        return lambda k=total: k + total\n"
     "    return add\n"
     "fs = [adder(i, i, i, key=i, extra=i) for i in range(20)]\n"
     "assert sum(f(1)() for f in fs) == 420\n"
     "def deco(f):\n"
     "    def wrapped(*a, **k): return f(*a, **k)\n"
     "    return wrapped\n"
     "@deco\n"
     "@deco\n"
     "def g(a, /, b, *, c): return [a, b, c]\n"
     "assert g(1, **{'b': 2, 'c': 3}) == g(*(1, 2), c=3)\n"
     "code = compile('def f(x):\\n return [y for y in x if y]\\nz = f(range(3))', 'name', 'exec')\n"
     "exec(code)\n"
     "assert eval('z + [4]') == [1, 2, 4]\n",
     false},
    {"exceptions",
     "class E(Exception):\n"
     "    def __init__(self, text, n): super().__init__(text); self.n = n\n"
     "def deep(n):\n"
     "    try:\n"
     "        if not n: raise E('bottom', n)\n"
     "        deep(n - 1)\n"
     "    except E as e:\n"
     "        raise E(f'level {n}', n) from e\n"
     "    finally:\n"
     "        log.append(n)\n"
     "log = []\n"
     "try: deep(8)\n"
     "except E as e:\n"
     "    kept = e\n"
     "n = 0\n"
     "while kept: kept = kept.__cause__; n += 1\n"
     "class Manager:\n"
     "    def __enter__(self): return self\n"
     "    def __exit__(self, *details): return details[0] is ZeroDivisionError\n"
     "with Manager() as m, Manager(): 1 // 0\n"
     "for bad in ('{}[1]', '[][0]', 'None.x', 'unknown', 'int(\"x\")', '1 + \"\"', 'len(1)', 'f(', '{[]: 1}'):\n"
     "    try: eval(bad)\n"
     "    except (LookupError, AttributeError, NameError, ValueError, TypeError, SyntaxError) as e:\n"
     "        log.append((str(e), e.args, e.__traceback__))\n"
     "def forever(): return forever()\n"
     "try: forever()\n"
     "except RecursionError: pass\n"
     "group = ExceptionGroup('g', [ValueError(1), ExceptionGroup('h', [TypeError(2)])])\n"
     "assert group.split(TypeError)[0] is not None\n",
     false},
    {"strings",
     "s = 'tea caf\\xe9 \\u4e2d \\U0001f600 ' * 20\n"
     "assert s.encode().decode() == s and len(s.split()) == 80\n"
     "parts = s.split(' '); joined = '-'.join(parts); r = joined.replace('-', '+++').upper().title().center(2000)\n"
     "n = 'x'\n"
     "for i in range(200): n += str(i)\n"
     "assert f'{3.14159:>10.2f}|{10:#x}|{n!r:.5}|{\"in\":{8}}' and '%s %r %05d %.3e' % (1, 'a', 3, 2.5)\n"
     "assert '{0} {a[1]} {b.real!s:>5}'.format(1, a=[1, 2], b=3) == '1 2     3'\n"
     "b = bytes(range(256)) + bytearray(b'abc'); b.hex(); b.find(b'abc'); b.translate(bytes(256))\n"
     "x = 3 ** 500; y = str(x); assert int(y) == x and x // 7 ** 40 * 7 ** 40 + x % 7 ** 40 == x\n"
     "repr([1.5, float('inf'), 1e300, 2 ** 70, 1j, {1: ('a',)}, {2}, range(3), slice(1), b'x', ...])\n",
     false},
    {"containers",
     "d = {}\n"
     "for i in range(300): d[i] = str(i); d[str(i)] = i\n"
     "for i in range(0, 300, 2): del d[i]\n"
     "e = dict(d) | {'more': 1}; e.update(a=1, b=2); copy = {**e, 'z': 0}\n"
     "s = set(d) ^ set(range(400)); t = frozenset(s) & set(range(100)); u = s | {(1, 2)}\n"
     "l = list(d.items()); l2 = sorted(l, key=lambda p: str(p), reverse=True); l.sort(key=repr)\n"
     "l[10:20] = range(50); l[::3] = [0] * len(l[::3]); l += (1, 2); l *= 2; del l[5:9]\n"
     "class K:\n"
     "    def __init__(self, n): self.n = n\n"
     "    def __hash__(self): return self.n % 5\n"
     "    def __eq__(self, o): return self.n == o.n\n"
     "    def __lt__(self, o): return self.n < o.n\n"
     "ks = {K(i): i for i in range(40)}; assert ks[K(7)] == 7 and sorted(ks)[3].n == 3\n"
     "m = [[i * j for j in range(6) if j % 2] for i in range(6)]; a, (b, *c), d2 = 1, (2, 3, 4), 5\n"
     "z = {i: {j for j in range(i)} for i in range(8)}; tuple(zip(*m)); dict(enumerate('abc')); list(reversed(l))\n"
     "max(l2, key=str); any(m); [*m, *l]; print(z, m, ks.values() is None, sep='|')\n",
     false},
    {"modules",
     "import math, itertools, functools, collections, json, textwrap, dataclasses, enum, string, random, time\n"
     "from collections import deque, Counter, OrderedDict, namedtuple, defaultdict\n"
     "P = namedtuple('P', 'x y'); p = P(1, 2)._replace(x=5)\n"
     "q = deque(range(100), 50); q.rotate(3); q.appendleft(1); c = Counter('abracadabra').most_common(2)\n"
     "j = json.loads(json.dumps({'a': [1, 2.5, None, True, {'b': 'text \\u00e9'}]}, indent=2))\n"
     "k = functools.lru_cache(maxsize=4)(lambda x: x + 1); [k(i) for i in range(10)]\n"
     "list(itertools.product('ab', repeat=3)); list(itertools.permutations(range(4)))\n"
     "@dataclasses.dataclass(order=True)\n"
     "class D:\n"
     "    a: int\n"
     "    b: list = dataclasses.field(default_factory=list)\n"
     "repr(D(1)); D(1) == D(1)\n"
     "class Colour(enum.Enum): RED = 1; BLUE = 2\n"
     "Colour(2).name; string.Template('$a').substitute(a=1); textwrap.wrap('word ' * 30)\n"
     "random.Random(1).sample(range(100), 10); math.factorial(50); math.isqrt(10 ** 40)\n",
     false},
    {"tasks",
     "import asyncio\n"
     "async def work(n):\n"
     "    for i in range(n): await asyncio.sleep(i * 0.001)\n"
     "    return n\n"
     "async def waits(future):\n"
     "    try: return await future\n"
     "    finally: await asyncio.sleep(0)\n"
     "async def fails(): await asyncio.sleep(0); raise KeyError('wanted')\n"
     "async def main():\n"
     "    assert await asyncio.gather(*[work(i % 4) for i in range(20)]) == [i % 4 for i in range(20)]\n"
     "    loop = asyncio.get_running_loop(); future = loop.create_future()\n"
     "    tasks = [asyncio.create_task(waits(asyncio.shield(future)), name=f'w{i}') for i in range(10)]\n"
     "    await asyncio.sleep(0)\n"
     "    tasks[0].cancel('why'); loop.call_soon(future.set_result, 'done')\n"
     "    for task in tasks[1:]: assert await task == 'done'\n"
     "    try: await tasks[0]\n"
     "    except asyncio.CancelledError: pass\n"
     "    try: await fails()\n"
     "    except KeyError: pass\n"
     "    never = [asyncio.create_task(work(1000)) for i in range(5)]\n"
     "    await asyncio.sleep(0.01)\n"
     "asyncio.run(main())\n",
     false},
    {"coordination",
     "import asyncio\n"
     "class Span:\n"
     "    async def __aenter__(self): await asyncio.sleep(0); return self\n"
     "    async def __aexit__(self, *details): await asyncio.sleep(0)\n"
     "async def produce(queue):\n"
     "    for i in range(10): await queue.put(i)\n"
     "    await queue.put(None)\n"
     "async def consume(queue, lock, seen):\n"
     "    while (item := await queue.get()) is not None:\n"
     "        async with lock, Span(): seen.append(item)\n"
     "async def main():\n"
     "    queue, lock, event, seen = asyncio.Queue(2), asyncio.Lock(), asyncio.Event(), []\n"
     "    async with asyncio.TaskGroup() as group:\n"
     "        group.create_task(produce(queue)); group.create_task(consume(queue, lock, seen))\n"
     "        group.create_task(event.wait()); event.set()\n"
     "    try: await asyncio.wait_for(asyncio.sleep(100), 1)\n"
     "    except TimeoutError: seen.append('late')\n"
     "    try:\n"
     "        async with asyncio.timeout(0.5): await asyncio.Event().wait()\n"
     "    except TimeoutError: seen.append('timeout')\n"
     "    await asyncio.wait([asyncio.create_task(asyncio.sleep(i)) for i in (1, 2)], return_when='FIRST_COMPLETED')\n"
     "    assert len(seen) == 12\n"
     "asyncio.run(main())\n",
     false},
};
enum { SCRIPT_COUNT = sizeof SCRIPTS / sizeof *SCRIPTS };

/* ---- refusing ---- */

static bool is_refused(void) {
    memory.asked++;
    if (!memory.fail_at || memory.asked < memory.fail_at) return false;
    if (memory.mode == FAIL_ONCE && memory.asked > memory.fail_at) return false;
    memory.failed = true;
    return true;
}

static void *hook(void *host, void *old, size_t old_size, size_t new_size) {
    (void)host;
    if (new_size > old_size && is_refused()) return NULL;
    if (!new_size) {
        memory.bytes -= old_size;
        memory.blocks -= old != NULL;
        free(old);
        return NULL;
    }
    void *block = realloc(old, new_size);
    if (!block) return NULL;
    memory.bytes += new_size - old_size;
    memory.blocks += old == NULL;
    return block;
}

void *__wrap_oli_new(void *vm, void *cls, size_t size) {
    if (!is_refused()) return __real_oli_new(vm, cls, size);
    oli_raise_no_memory(vm);
    return NULL;
}

static void refuse_from(uint64_t fail_at, Mode mode) {
    memory.asked = 0;
    memory.fail_at = fail_at;
    memory.mode = mode;
    memory.failed = false;
}

/* ---- one case ---- */

static void show_output(void *host, int stream, const char *text, size_t size) {
    (void)host, (void)stream;
    if (getenv("VERBOSE")) fwrite(text, 1, size, stderr);
}

static void problem(const Script *script, uint64_t k, Mode mode, const char *what, const char *detail) {
    if (failures++ < 5) printf("%s %llu %d: %s: %s\n", script->name, (unsigned long long)k, (int)mode, what, detail);
}

/* MemoryError, or a group of exceptions that holds one. */
static bool is_about_memory(AioliVm *vm) {
    return aioli_error_is(vm, "MemoryError") ||
           (aioli_error_is(vm, "BaseExceptionGroup") && strstr(aioli_error_text(vm), "| MemoryError"));
}

/* Run it, look at how it ended. */
static void run_in(AioliVm *vm, const Script *script, uint64_t k, Mode mode) {
    AioliStatus status = aioli_vm_run_string(vm, script->name, script->text, AIOLI_NUL);
    bool failed = memory.failed;
    memory.fail_at = 0;
    if (status != AIOLI_OK && !aioli_error_pending(vm)) problem(script, k, mode, "failed without an error", "");
    if (status != AIOLI_OK && !(failed && is_about_memory(vm)))
        problem(script, k, mode, "another error", aioli_error_text(vm));
    if (status == AIOLI_OK && aioli_error_pending(vm))
        problem(script, k, mode, "ended well, but", aioli_error_text(vm));
    aioli_error_clear(vm);
    AioliValue two = aioli_vm_eval(vm, "sum([len(repr(x)) for x in (1, 'a')])", AIOLI_NUL);
    int64_t number = 0;
    if (aioli_is_error(two) || !aioli_int_get(vm, two, &number) || number != 4)
        problem(script, k, mode, "unusable afterwards", aioli_error_text(vm));
    aioli_error_clear(vm);
    aioli_vm_collect(vm);
}

/* True when the k-th allocation came to pass. */
static bool run_case(const Script *script, uint64_t k, Mode mode) {
    AioliConfig config = {.size = sizeof config,
                          .allocate = hook,
                          .output = show_output,
                          .capabilities = AIOLI_ALLOW_ALL,
                          .instruction_budget = BUDGET,
                          .hash_seed = 1,
                          .virtual_time = true};
    if (getenv("VERBOSE")) printf("%s %llu %d\n", script->name, (unsigned long long)k, (int)mode);
    refuse_from(script->from_start ? k : 0, mode);
    AioliVm *vm = aioli_vm_new(&config);
    if (!vm && !memory.failed) problem(script, k, mode, "no VM", "");
    if (!script->from_start) refuse_from(k, mode);
    bool happened = memory.failed;
    if (vm) {
        run_in(vm, script, k, mode);
        happened = memory.failed;
        if (aioli_vm_free(vm) != AIOLI_OK) problem(script, k, mode, "not freed", "");
    }
    char left[64];
    snprintf(left, sizeof left, "%zu bytes in %zu blocks", memory.bytes, memory.blocks);
    if (memory.bytes || memory.blocks) problem(script, k, mode, "left over", left);
    memory.bytes = memory.blocks = 0;
    memory.fail_at = 0;
    return happened;
}

/* Starts are quick, and each of their allocations is a different place: there k leaves none out. */
static void run_cases(const Script *script, Mode mode) {
    uint64_t k = 1, dense = script->from_start ? (uint64_t)DENSE * 10 : (uint64_t)DENSE;
    for (int i = 0; i < CASES && run_case(script, k, mode); i++) {
        k += k < dense ? 1 : k / STEP_DIVISOR + (k % 3); /* not always the same residues */
    }
}

int main(int argc, char **argv) {
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    int failed = 0, count = 0;
    for (int i = 0; i < SCRIPT_COUNT; i++) {
        const Script *script = &SCRIPTS[i];
        if (argc > 1 && strcmp(script->name, argv[1])) continue;
        for (Mode mode = FAIL_ONCE; mode < MODE_COUNT; mode++) {
            failures = 0;
            count++;
            if (argc <= 3) {
                run_case(script, 0, mode);
                run_cases(script, mode);
            } else if (atoi(argv[3]) == (int)mode) {
                run_case(script, strtoull(argv[2], NULL, 10), mode);
            }
            if (!failures) continue;
            failed++;
            printf("FAIL %s, mode %d: %d cases\n", script->name, (int)mode, failures);
        }
    }
    printf("%d passed, %d failed\n", count - failed, failed);
    return failed != 0;
}
