/* SPDX-License-Identifier: MIT
 * The public API: VMs, what they may do, their limits, their errors; that two do not see each other.
 */
#define _POSIX_C_SOURCE 200809L
#include "check.h"

static Printed printed, other_printed;

static void running(void) {
    AioliVm *vm = make_vm(&printed);
    CHECK(run(vm, "x = 1\nprint('one')"));
    CHECK_TEXT(printed.text, "one\n"); /* handed over when the VM returns */
    CHECK(run(vm, "print(x + 1, __name__)"));
    CHECK_TEXT(printed.text, "one\n2 __main__\n");
    CHECK(aioli_vm_run_string(vm, "bad.aio", "def f(:\n", AIOLI_NUL) == AIOLI_RAISED);
    CHECK_TEXT(aioli_error_type_name(vm), "SyntaxError");
    CHECK(strstr(aioli_error_text(vm), "  File \"bad.aio\", line 1\n    def f(:\n"));
    aioli_error_clear(vm);
    CHECK(aioli_vm_run_string(vm, "trace.aio", "def f():\n    return 1 / 0\nf()\n", AIOLI_NUL) == AIOLI_RAISED);
    CHECK_TEXT(aioli_error_text(vm), "Traceback (most recent call last):\n"
                                     "  File \"trace.aio\", line 3, in <module>\n    f()\n    ~^^\n"
                                     "  File \"trace.aio\", line 2, in f\n    return 1 / 0\n           ~~^~~\n"
                                     "ZeroDivisionError: division by zero\n");
    CHECK_TEXT(aioli_error_message(vm), "division by zero");
    CHECK(aioli_error_is(vm, "ArithmeticError") && !aioli_error_is(vm, "KeyError"));
    CHECK(aioli_error_exit_status(vm) == 1);
    aioli_error_clear(vm);
    CHECK_TEXT(aioli_error_text(vm), "");
    CHECK(aioli_vm_run_string(vm, NULL, "raise SystemExit(7)", AIOLI_NUL) == AIOLI_RAISED &&
          aioli_error_exit_status(vm) == 7);
    aioli_error_clear(vm);
    CHECK(aioli_vm_run_file(vm, "/no/such/file") == AIOLI_RAISED && aioli_error_is(vm, "FileNotFoundError"));
    aioli_error_clear(vm);
    CHECK(aioli_vm_run_file(vm, "/") == AIOLI_RAISED && aioli_error_is(vm, "IsADirectoryError"));
    aioli_error_clear(vm);
    CHECK(aioli_vm_run_string(vm, NULL, "x = '\xFF'", AIOLI_NUL) == AIOLI_RAISED && aioli_error_is(vm, "SyntaxError"));
    aioli_error_clear(vm);
    CHECK(aioli_vm_run_string(vm, NULL, "x = 1\0", 6) == AIOLI_RAISED && aioli_error_is(vm, "SyntaxError"));
    aioli_error_clear(vm);
    CHECK(aioli_is_error(aioli_vm_eval(vm, "x = 1", AIOLI_NUL)) && aioli_error_is(vm, "SyntaxError"));
    aioli_error_clear(vm);
    aioli_vm_free(vm);
}

static void lines(void) {
    AioliVm *vm = make_vm(&printed);
    CHECK(aioli_vm_run_line(vm, "1 + 1\n", AIOLI_NUL, true) == AIOLI_OK);
    CHECK_TEXT(printed.text, "2\n");
    CHECK(aioli_vm_run_line(vm, "_ * 5\n", AIOLI_NUL, true) == AIOLI_OK);
    CHECK_TEXT(printed.text, "2\n10\n");
    CHECK(aioli_vm_run_line(vm, "for i in range(2):\n", AIOLI_NUL, true) == AIOLI_INCOMPLETE);
    CHECK(aioli_vm_run_line(vm, "for i in range(2):\n    i\n", AIOLI_NUL, true) == AIOLI_INCOMPLETE);
    CHECK(aioli_vm_run_line(vm, "for i in range(2):\n    i\n\n", AIOLI_NUL, true) == AIOLI_OK);
    CHECK_TEXT(printed.text, "2\n10\n0\n1\n");
    CHECK(aioli_vm_run_line(vm, "(1,\n", AIOLI_NUL, true) == AIOLI_INCOMPLETE);
    CHECK(aioli_vm_run_line(vm, "(1,\n", AIOLI_NUL, false) == AIOLI_RAISED && aioli_error_is(vm, "SyntaxError"));
    aioli_error_clear(vm);
    CHECK(aioli_vm_run_line(vm, "\n", AIOLI_NUL, true) == AIOLI_OK);
    CHECK(aioli_vm_run_line(vm, "import asyncio\n", AIOLI_NUL, true) == AIOLI_OK);
    CHECK(aioli_vm_run_line(vm, "await asyncio.sleep(1, 'slept')\n", AIOLI_NUL, true) == AIOLI_OK);
    CHECK(strstr(printed.text, "'slept'\n"));
    aioli_vm_free(vm);
}

static void two_vms(void) {
    AioliVm *a = make_vm(&printed), *b = make_vm(&other_printed);
    CHECK(run(a, "import sys\nsys.path.append('a')\nshared = 'a'\nint_class = int\nprint('from a')"));
    CHECK(run(b, "import sys\nprint('from b', 'shared' in globals(), 'a' in sys.path)"));
    CHECK_TEXT(printed.text, "from a\n");
    CHECK_TEXT(other_printed.text, "from b False False\n");
    CHECK(aioli_vm_run_string(a, NULL, "1 / 0", AIOLI_NUL) == AIOLI_RAISED && !aioli_error_pending(b));
    CHECK(aioli_vm_free(a) == AIOLI_OK);
    CHECK(run(b, "print('still there')"));
    aioli_vm_free(b);
}

/* ---- grants ---- */

static void capabilities(void) {
    memset(&printed, 0, sizeof printed);
    AioliConfig config = {.size = sizeof config, .host = &printed, .output = keep_printed};
    AioliVm *vm = aioli_vm_new(&config);
    static const char *const REFUSED[] = {"import os; os.listdir('.')", "import os; os.system('true')",
                                          "import os; os.stat('/')"};
    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
        CHECK(aioli_vm_run_string(vm, NULL, REFUSED[i], AIOLI_NUL) == AIOLI_RAISED &&
              aioli_error_is(vm, "PermissionError"));
        aioli_error_clear(vm);
    }
    CHECK(run(vm, "import os\nprint(dict(os.environ))"));
    CHECK_TEXT(printed.text, "{}\n");
    CHECK(aioli_vm_run_string(vm, NULL, "import no_such_module_anywhere", AIOLI_NUL) == AIOLI_RAISED &&
          aioli_error_is(vm, "ModuleNotFoundError"));
    CHECK_TEXT(aioli_error_message(vm), "No module named 'no_such_module_anywhere'");
    aioli_error_clear(vm);
    aioli_vm_free(vm);
}

static const char *find_module(void *host, const char *name, size_t *size, bool *is_package) {
    (void)host;
    *size = AIOLI_NUL;
    if (!strcmp(name, "given")) {
        *is_package = true;
        return "from . import inner\nwhere = __name__, __package__, inner.where\n";
    }
    return strcmp(name, "given.inner") ? NULL : "where = __name__, __package__\n";
}

static void host_modules(void) {
    memset(&printed, 0, sizeof printed);
    AioliConfig config = {.size = sizeof config, .host = &printed, .output = keep_printed, .find_module = find_module};
    AioliVm *vm = aioli_vm_new(&config);
    CHECK(run(vm, "import given"));
    CHECK_TEXT(eval(vm, "given.where"), "('given', 'given', ('given.inner', 'given'))");
    aioli_vm_free(vm);
}

/* ---- limits ---- */

static void limits(void) {
    memset(&printed, 0, sizeof printed);
    AioliConfig config = {.size = sizeof config,
                          .host = &printed,
                          .output = keep_printed,
                          .memory_limit_bytes = 8 << 20,
                          .instruction_budget = 2000000,
                          .recursion_limit = 200};
    AioliVm *vm = aioli_vm_new(&config);
    CHECK(aioli_vm_run_string(vm, NULL, "x = [0]\nwhile True: x = x + x", AIOLI_NUL) == AIOLI_RAISED &&
          aioli_error_is(vm, "MemoryError"));
    aioli_error_clear(vm);
    CHECK(run(vm, "x = None\nprint('alive')"));
    CHECK(run(vm, "try:\n    y = 'a' * 10 ** 9\nexcept MemoryError:\n    print('refused')"));
    CHECK(aioli_vm_run_string(vm, NULL, "def f(): f()\nf()", AIOLI_NUL) == AIOLI_RAISED &&
          aioli_error_is(vm, "RecursionError"));
    aioli_error_clear(vm);
    CHECK(aioli_vm_run_string(
              vm, NULL, "while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass",
              AIOLI_NUL) == AIOLI_RAISED);
    aioli_error_clear(vm);
    CHECK_TEXT(printed.text, "alive\nrefused\n");
    aioli_vm_set_budget(vm, 1000000);
    CHECK(run(vm, "print('again')"));
    printed.text[0] = '\0';
    printed.size = 0;
    CHECK(run(vm, "try:\n    1 // 0\nexcept ZeroDivisionError:\n    print('caught')"));
    CHECK_TEXT(printed.text, "caught\n");
    CHECK(aioli_vm_memory(vm) > 0 && aioli_vm_memory(vm) <= 8 << 20);
    aioli_vm_free(vm);
}

static AioliValue interrupt_me(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args, (void)count;
    aioli_vm_interrupt(vm);
    return aioli_none();
}
static AioliValue free_me(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args, (void)count;
    return aioli_int(vm, aioli_vm_free(vm));
}

static void interrupts(void) {
    static const AioliFunction FUNCTIONS[] = {{"interrupt", "", interrupt_me, NULL}, {"free", "", free_me, NULL}};
    AioliVm *vm = make_vm(&printed);
    CHECK(aioli_function_define(vm, &FUNCTIONS[0]) && aioli_function_define(vm, &FUNCTIONS[1]));
    CHECK(aioli_vm_run_string(vm, NULL, "interrupt()\nwhile True: pass", AIOLI_NUL) == AIOLI_RAISED &&
          aioli_error_is(vm, "KeyboardInterrupt"));
    aioli_error_clear(vm);
    CHECK(run(
        vm,
        "try:\n    interrupt()\n    for i in range(10 ** 9): pass\nexcept KeyboardInterrupt:\n    print('caught')"));
    CHECK(run(vm, "import asyncio\n"
                  "async def main():\n"
                  "    try:\n        interrupt()\n        await asyncio.sleep(10 ** 6)\n"
                  "    except asyncio.CancelledError:\n        print('cancelled')\n        raise\n"
                  "try:\n    asyncio.run(main())\nexcept KeyboardInterrupt:\n    print('interrupted')"));
    CHECK_TEXT(printed.text, "caught\ncancelled\ninterrupted\n");
    int64_t status;
    CHECK(aioli_int_get(vm, aioli_vm_eval(vm, "free()", AIOLI_NUL), &status) && status == AIOLI_MISUSE);
    CHECK(aioli_vm_free(vm) == AIOLI_OK);
}

/* ---- memory: every allocation fails once ---- */

typedef struct Arena {
    int64_t countdown; /* allocations that still succeed; below 0: all */
    size_t used;
} Arena;

static void *failing_allocate(void *host, void *old, size_t old_size, size_t new_size) {
    Arena *arena = host;
    if (!new_size) {
        arena->used -= old_size;
        free(old);
        return NULL;
    }
    if (new_size > old_size && arena->countdown == 0) return NULL;
    if (new_size > old_size && arena->countdown > 0) arena->countdown--;
    void *block = NULL;
    if (posix_memalign(&block, 16, new_size)) return NULL;
    if (old) memcpy(block, old, old_size < new_size ? old_size : new_size);
    free(old);
    arena->used += new_size - old_size;
    return block;
}

static const char FAULT_SCRIPT[] =
    "import asyncio, math\n"
    "class A:\n    def __init__(self, x): self.x = [x] * 3\n    def __repr__(self): return f'A({self.x!r:>10})'\n"
    "async def f(n):\n    await asyncio.sleep(n)\n    return {n: str(A(n)), 'b': (n, 2 ** 100)}\n"
    "async def main():\n    return await asyncio.gather(*(f(i) for i in range(4)))\n"
    "r = asyncio.run(main())\n"
    "s = sorted(str(x) for x in r)\n"
    "try:\n    [1][2]\nexcept IndexError as e:\n    t = repr(e)\n"
    "u = {c for c in 'hello world'} | {1.5, None}\n";

static void failing_memory(void) {
    bool ended = false;
    int64_t step = 1;
    for (int64_t k = 0; !ended && k < 100000; k += step, step = 1 + k / 64) {
        Arena arena = {.countdown = k};
        AioliConfig config = {
            .size = sizeof config, .host = &arena, .allocate = failing_allocate, .virtual_time = true};
        AioliVm *vm = aioli_vm_new(&config);
        if (vm) {
            AioliStatus status = aioli_vm_run_string(vm, "fault.aio", FAULT_SCRIPT, AIOLI_NUL);
            ended = status == AIOLI_OK && arena.countdown > 0;
            if (status == AIOLI_RAISED && !aioli_error_is(vm, "MemoryError")) {
                printf("allocation %" PRId64 ": %s\n", k, aioli_error_text(vm));
                failures++;
                ended = true;
            }
            arena.countdown = -1;
            aioli_error_clear(vm);
            if (aioli_vm_run_string(vm, "after.aio", "assert [1, 2][1] + len('abc') == 5", AIOLI_NUL) != AIOLI_OK) {
                printf("after allocation %" PRId64 ": %s\n", k, aioli_error_text(vm));
                failures++;
                ended = true;
            }
            aioli_vm_free(vm);
        }
        if (arena.used) {
            printf("allocation %" PRId64 " leaks %zu bytes\n", k, arena.used);
            failures++;
            ended = true;
        }
    }
    CHECK(ended);
}

int main(void) {
    static const Test TESTS[] = {TEST(running),      TEST(lines),  TEST(two_vms),    TEST(capabilities),
                                 TEST(host_modules), TEST(limits), TEST(interrupts), TEST(failing_memory)};
    return run_tests(TESTS, sizeof TESTS / sizeof *TESTS);
}
