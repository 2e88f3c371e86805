/* SPDX-License-Identifier: MIT
 * The public API: C functions, modules, classes, records, and how errors cross.
 */
#include "check.h"

static Printed printed;

/* ---- functions ---- */

static AioliValue describe(AioliVm *vm, const AioliValue *args, size_t count) {
    AioliValue shown[8];
    for (size_t i = 0; i < count; i++) shown[i] = aioli_is_missing(args[i]) ? aioli_string(vm, "-", 1) : args[i];
    return aioli_tuple(vm, shown, count);
}

static AioliValue no_result(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)vm, (void)args, (void)count;
    return aioli_error();
}

static AioliValue result_and_error(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args, (void)count;
    aioli_raise(vm, "ValueError", "both");
    return aioli_none();
}

static AioliValue call_twice(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue first = aioli_call(vm, args[0], NULL, 0), second = aioli_call(vm, args[0], NULL, 0);
    aioli_vm_collect(vm);
    return aioli_binary(vm, AIOLI_ADD, first, second);
}

static AioliValue lookup(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return aioli_raise(vm, "KeyError", "no %s here, but %R", "such thing", args[0]);
}

static const AioliFunction FUNCTIONS[] = {{"describe", "a, /, b, c=1, *rest, d=None, **options", describe, "Doc text."},
                                          {"pair", "a, b", describe, NULL},
                                          {"none", "", describe, NULL},
                                          {"no_result", NULL, no_result, NULL},
                                          {"result_and_error", "", result_and_error, NULL},
                                          {"call_twice", "f, /", call_twice, NULL},
                                          {"lookup", "what, /", lookup, NULL},
                                          {NULL, NULL, NULL, NULL}};

static bool init_module(AioliVm *vm, AioliValue module) {
    return aioli_attr_set(vm, module, "answer", aioli_int(vm, 42));
}
static const AioliModule MODULE = {.name = "native", .doc = "A module.", .functions = FUNCTIONS, .init = init_module};

static bool fail_init(AioliVm *vm, AioliValue module) {
    (void)module;
    aioli_raise(vm, "RuntimeError", "cannot start");
    return false;
}
static const AioliModule BROKEN = {.name = "broken", .init = fail_init};

static void signatures(void) {
    AioliVm *vm = make_vm(&printed);
    CHECK(aioli_module_add(vm, &MODULE) && aioli_module_add(vm, &BROKEN) &&
          run(vm, "import native\nfrom native import *\n"));
    CHECK_TEXT(eval(vm, "native.answer, native.__doc__, native.__name__"), "(42, 'A module.', 'native')");
    CHECK_TEXT(eval(vm, "describe(1, 2)"), "(1, 2, '-', (), '-', {})");
    CHECK_TEXT(eval(vm, "describe(1, 2, 3, 4, 5, d=6, e=7)"), "(1, 2, 3, (4, 5), 6, {'e': 7})");
    CHECK_TEXT(eval(vm, "describe(1, b=2, a=3)"), "(1, 2, '-', (), '-', {'a': 3})");
    CHECK_TEXT(eval(vm, "pair(b=1, a=2)"), "(2, 1)");
    CHECK_TEXT(eval(vm, "none()"), "()");
    CHECK_TEXT(eval(vm, "describe.__doc__, describe.__name__, repr(pair)"),
               "('Doc text.', 'describe', '<built-in function pair>')");
    CHECK(strstr(eval(vm, "pair(1)"), "TypeError: pair() missing required argument 'b' (pos 2)"));
    CHECK(strstr(eval(vm, "pair(1, 2, 3)"), "TypeError: pair() takes "));
    CHECK(strstr(eval(vm, "none(1)"), "TypeError: none() takes no arguments (1 given)"));
    CHECK(strstr(eval(vm, "no_result()"), "SystemError"));
    CHECK(strstr(eval(vm, "result_and_error()"), "SystemError"));
    CHECK_TEXT(eval(vm, "call_twice(lambda: 'ab' * 20)"),
               "'abababababababababababababababababababababababababababababababababababababababab'");
    CHECK(strstr(eval(vm, "call_twice(lambda: 1 / 0)"), "ZeroDivisionError: division by zero"));
    CHECK(strstr(eval(vm, "lookup([1])"), "KeyError: 'no such thing here, but [1]'"));
    CHECK(!run(vm, "import broken") && aioli_error_is(vm, "RuntimeError"));
    aioli_error_clear(vm);
    CHECK_TEXT(eval(vm, "'broken' in __import__('sys').modules"), "False");
    CHECK(aioli_function_define(vm, &FUNCTIONS[1]));
    aioli_vm_free(vm);
}

/* ---- classes ---- */

typedef struct Counter {
    int64_t value, step;
    char *owned;
} Counter;

static int finalized;
static const AioliClass COUNTER;

static Counter *counter_of(AioliVm *vm, AioliValue self) { return aioli_object_payload(vm, self, &COUNTER); }

static AioliValue counter_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Counter *counter = counter_of(vm, args[0]);
    if (!counter) return aioli_error();
    counter->step = 1;
    if (!aioli_is_missing(args[1]) && !aioli_int_get(vm, args[1], &counter->value)) return aioli_error();
    if (!counter->owned) counter->owned = malloc(10);
    return aioli_none();
}

static AioliValue counter_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Counter *counter = counter_of(vm, args[0]);
    if (!counter) return aioli_error();
    if (counter->value >= 5) return aioli_stop();
    int64_t value = counter->value;
    counter->value += counter->step;
    return aioli_int(vm, value);
}

static AioliValue counter_add(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t other;
    Counter *counter = counter_of(vm, args[0]);
    if (!counter) return aioli_error();
    if (aioli_type(vm, args[1]) != AIOLI_TYPE_INT) return aioli_not_implemented();
    return aioli_int_get(vm, args[1], &other) ? aioli_int(vm, counter->value + other) : aioli_error();
}

static AioliValue counter_keep(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue before = aioli_object_value(vm, args[0], 0);
    aioli_object_set_value(vm, args[0], 0, args[1]);
    return before;
}

static AioliValue counter_make(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return aioli_call(vm, args[0], &args[1], 1);
}

static AioliValue get_step(AioliVm *vm, AioliValue self) { return aioli_int(vm, counter_of(vm, self)->step); }
static bool set_step(AioliVm *vm, AioliValue self, AioliValue value) {
    if (aioli_is_missing(value)) {
        aioli_raise(vm, "AttributeError", "step stays");
        return false;
    }
    return aioli_int_get(vm, value, &counter_of(vm, self)->step);
}
static AioliValue get_value(AioliVm *vm, AioliValue self) { return aioli_int(vm, counter_of(vm, self)->value); }

static void counter_finalize(AioliVm *vm, void *payload) {
    (void)vm;
    free(((Counter *)payload)->owned);
    finalized++;
}

static const AioliFunction METHODS[] = {{"__init__", "self, value=0", counter_init, NULL},
                                        {"__next__", "self, /", counter_next, NULL},
                                        {"__add__", "self, other, /", counter_add, NULL},
                                        {"keep", "self, value, /", counter_keep, NULL},
                                        {NULL, NULL, NULL, NULL}};
static const AioliFunction CLASS_METHODS[] = {{"make", "cls, value, /", counter_make, NULL}, {NULL, NULL, NULL, NULL}};
static const AioliProperty PROPERTIES[] = {
    {"step", get_step, set_step, "How far."}, {"value", get_value, NULL, NULL}, {NULL, NULL, NULL, NULL}};
static const AioliClass COUNTER = {.name = "Counter",
                                   .module = "native",
                                   .doc = "Counts.",
                                   .payload_size = sizeof(Counter),
                                   .value_count = 1,
                                   .finalize = counter_finalize,
                                   .methods = METHODS,
                                   .class_methods = CLASS_METHODS,
                                   .properties = PROPERTIES};
static const AioliClass WRONG = {
    .name = "Wrong", .module = "native", .flags = AIOLI_CLASS_EXCEPTION, .base = "ValueError"};
static const AioliClass SEALED = {
    .name = "Sealed", .module = "native", .flags = AIOLI_CLASS_FINAL | AIOLI_CLASS_ABSTRACT};

static bool init_classes(AioliVm *vm, AioliValue module) {
    return !aioli_is_error(aioli_class_new(vm, module, &COUNTER)) &&
           !aioli_is_error(aioli_class_new(vm, module, &WRONG)) &&
           !aioli_is_error(aioli_class_new(vm, module, &SEALED));
}
static const AioliModule CLASSES = {.name = "native", .init = init_classes};

static void classes(void) {
    AioliVm *vm = make_vm(&printed);
    finalized = 0;
    CHECK(aioli_module_add(vm, &CLASSES) && run(vm, "from native import Counter, Wrong, Sealed\nc = Counter(2)\n"));
    CHECK_TEXT(eval(vm, "Counter, Counter.__doc__, type(c), c.value"),
               "(<class 'native.Counter'>, 'Counts.', <class 'native.Counter'>, 2)");
    CHECK_TEXT(eval(vm, "list(Counter(value=1)), next(c), c.__next__(), next(c), next(c, 'end')"),
               "([1, 2, 3, 4], 2, 3, 4, 'end')");
    CHECK(strstr(eval(vm, "next(c)"), "StopIteration"));
    CHECK(strstr(eval(vm, "c.__next__()"), "StopIteration"));
    CHECK_TEXT(eval(vm, "Counter(3) + 4, Counter.make(9).value"), "(7, 9)");
    CHECK(strstr(eval(vm, "Counter(3) + 'x'"),
                 "TypeError: unsupported operand type(s) for +: 'native.Counter' and 'str'"));
    CHECK(run(vm, "c.step = 3"));
    CHECK_TEXT(eval(vm, "c.step"), "3");
    CHECK(strstr(eval(vm, "exec('del c.step')"), "AttributeError: step stays"));
    CHECK(strstr(eval(vm, "exec('c.value = 1')"), "AttributeError"));
    CHECK(strstr(eval(vm, "exec('c.other = 1')"), "AttributeError: 'native.Counter' object has no attribute 'other'"));
    CHECK_TEXT(eval(vm, "c.keep([1, 2]), c.keep(None)"), "(None, [1, 2])");
    CHECK(run(vm, "class Sub(Counter):\n"
                  "    def __init__(self, n):\n        super().__init__(n)\n        self.extra = [n]\n"
                  "    def __next__(self):\n        return -super().__next__()\n"
                  "s = Sub(1)\n"));
    CHECK_TEXT(eval(vm, "list(s), s.extra, s.value, isinstance(s, Counter)"), "([-1, -2, -3, -4], [1], 5, True)");
    CHECK(strstr(eval(vm, "Counter.keep(1, 2)"),
                 "TypeError: descriptor 'keep' for 'Counter' objects doesn't apply to a 'int' object"));
    CHECK(strstr(eval(vm, "Sealed()"), "TypeError: cannot create 'native.Sealed' instances"));
    CHECK(strstr(eval(vm, "type('X', (Sealed,), {})"), "is not an acceptable base type"));
    CHECK(!run(vm, "raise Wrong('so')") && aioli_error_is(vm, "ValueError"));
    CHECK_TEXT(aioli_error_type_name(vm), "Wrong");
    aioli_error_clear(vm);
    CHECK(!aioli_object_payload(vm, aioli_int(vm, 1), &COUNTER) && aioli_error_is(vm, "TypeError"));
    aioli_error_clear(vm);
    CHECK(run(vm, "for n in range(100): Counter(n).keep(str(n) * 10)"));
    aioli_vm_collect(vm);
    CHECK(finalized >= 90);
    int before = finalized;
    aioli_vm_free(vm);
    CHECK(finalized > before && finalized >= 102);
}

/* ---- records ---- */

static const char *const FIELDS[] = {"x", "y", NULL}, *const EXTRA[] = {"y", "label", NULL};
static const AioliRecord POINT = {.name = "point", .module = "native", .fields = FIELDS, .extra = EXTRA};

static void records(void) {
    AioliVm *vm = make_vm(&printed);
    AioliValue values[] = {aioli_int(vm, 1), aioli_int(vm, 2), aioli_float(vm, 2.5),
                           aioli_string(vm, "here", AIOLI_NUL)};
    AioliValue point = aioli_record_new(vm, &POINT, values);
    CHECK(!aioli_is_error(point) && aioli_global_set(vm, "p", point));
    CHECK_TEXT(eval(vm, "p, p.x, p[1], p.y, p.label, len(p), p == (1, 2), type(p)"),
               "(native.point(x=1, y=2), 1, 2, 2.5, 'here', 2, True, <class 'native.point'>)");
    CHECK_TEXT(eval(vm, "type(p)([5, 6, 7]), isinstance(p, tuple), p + (3,)"),
               "(native.point(x=5, y=6), True, (1, 2, 3))");
    CHECK(
        strstr(eval(vm, "type(p)([5])"), "TypeError: native.point() takes an at least 2-sequence (1-sequence given)"));
    CHECK(strstr(eval(vm, "exec('p.x = 1')"), "AttributeError"));
    aioli_vm_free(vm);
}

int main(void) {
    static const Test TESTS[] = {TEST(signatures), TEST(classes), TEST(records)};
    return run_tests(TESTS, sizeof TESTS / sizeof *TESTS);
}
