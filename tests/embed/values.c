/* SPDX-License-Identifier: MIT
 * The public API: values of every kind, in and out; scopes and references.
 */
#include "check.h"

static Printed printed;

static void numbers(void) {
    AioliVm *vm = make_vm(&printed);
    static const int64_t INTS[] = {0, 1, -1, INT32_MAX, INT64_MAX, INT64_MIN, (int64_t)1 << 62, -((int64_t)1 << 62)};
    for (size_t i = 0; i < sizeof INTS / sizeof *INTS; i++) {
        int64_t out = 1234;
        CHECK(aioli_int_get(vm, aioli_int(vm, INTS[i]), &out) && out == INTS[i]);
        char text[32];
        snprintf(text, sizeof text, "%" PRId64, INTS[i]);
        CHECK_TEXT(aioli_string_c(vm, aioli_int_text(vm, aioli_int(vm, INTS[i]), 10)), text);
    }
    CHECK_TEXT(aioli_string_c(vm, aioli_int_text(vm, aioli_int_unsigned(vm, UINT64_MAX), 16)), "ffffffffffffffff");
    AioliValue big = aioli_int_parse(vm, "-123456789012345678901234567890", AIOLI_NUL, 10);
    CHECK(aioli_type(vm, big) == AIOLI_TYPE_INT);
    unsigned char bytes[16];
    bool negative = false;
    CHECK(aioli_int_to_bytes(vm, big, bytes, sizeof bytes, &negative) == 13 && negative);
    AioliValue again = aioli_int_from_bytes(vm, bytes, sizeof bytes, negative);
    CHECK(aioli_equal(vm, big, again) == 1);
    int64_t out;
    CHECK(!aioli_int_get(vm, big, &out) && aioli_error_is(vm, "OverflowError"));
    aioli_error_clear(vm);
    CHECK(aioli_int_get_clipped(vm, big, &out) && out == INT64_MIN);
    CHECK(!aioli_int_get(vm, aioli_string(vm, "7", AIOLI_NUL), &out) && aioli_error_is(vm, "TypeError"));
    CHECK_TEXT(aioli_error_message(vm), "'str' object cannot be interpreted as an integer");
    aioli_error_clear(vm);
    static const double FLOATS[] = {0.0, -0.0, 1.5, 1e300, 5e-324, -1e-300};
    for (size_t i = 0; i < sizeof FLOATS / sizeof *FLOATS; i++) {
        double d;
        CHECK(aioli_float_get(vm, aioli_float(vm, FLOATS[i]), &d) && !memcmp(&d, &FLOATS[i], sizeof d));
    }
    double d;
    CHECK(aioli_float_get(vm, aioli_int(vm, 3), &d) && d == 3.0);
    CHECK(!aioli_float_get(vm, aioli_none(), &d) && aioli_error_is(vm, "TypeError"));
    aioli_error_clear(vm);
    double real, imag;
    CHECK(aioli_complex_get(vm, aioli_complex(vm, 1, -2), &real, &imag) && real == 1 && imag == -2);
    aioli_vm_free(vm);
}

static void texts(void) {
    AioliVm *vm = make_vm(&printed);
    size_t size;
    const char *text = aioli_string_get(vm, aioli_string(vm, "gr\xC3\xBC\xC3\x9F", AIOLI_NUL), &size);
    CHECK(size == 6 && !memcmp(text, "gr\xC3\xBC\xC3\x9F", 6));
    CHECK(aioli_string_length(vm, aioli_string(vm, "gr\xC3\xBC\xC3\x9F", AIOLI_NUL)) == 4);
    CHECK(aioli_is_error(aioli_string(vm, "\xFF", 1)) && aioli_error_is(vm, "UnicodeDecodeError"));
    aioli_error_clear(vm);
    AioliValue odd = aioli_string_from_system(vm, "a\xFFz", AIOLI_NUL);
    CHECK_TEXT(aioli_string_c(vm, aioli_repr(vm, odd)), "'a\\udcffz'");
    CHECK_TEXT(aioli_path_c(vm, odd), "a\xFFz");
    CHECK(!aioli_string_c(vm, aioli_string(vm, "a\0b", 3)) && aioli_error_is(vm, "ValueError"));
    aioli_error_clear(vm);
    CHECK(!aioli_string_get(vm, aioli_int(vm, 1), NULL) && aioli_error_is(vm, "TypeError"));
    CHECK_TEXT(aioli_error_message(vm), "expected str, not int");
    aioli_error_clear(vm);
    AioliValue formatted =
        aioli_string_format(vm, "%s|%.2s|%d|%u|%lld|%zu|%x|%c|%%|%g|%V|%R|%T", "text", "cut", -5, 6u, -7LL, (size_t)8,
                            255, 'c', 0.5, aioli_string(vm, "v", 1), aioli_string(vm, "r", 1), aioli_list(vm, NULL, 0));
    CHECK_TEXT(aioli_string_c(vm, formatted), "text|cu|-5|6|-7|8|ff|c|%|0.5|v|'r'|list");
    CHECK(aioli_is_same(aioli_string_intern(vm, "name", AIOLI_NUL), aioli_string_intern(vm, "name", AIOLI_NUL)));
    const unsigned char *bytes = aioli_bytes_get(vm, aioli_bytes(vm, "a\0b", 3), &size);
    CHECK(size == 3 && !memcmp(bytes, "a\0b", 3));
    CHECK(!aioli_bytes_get(vm, aioli_string(vm, "x", 1), &size) && aioli_error_is(vm, "TypeError"));
    aioli_vm_free(vm);
}

static void containers(void) {
    AioliVm *vm = make_vm(&printed);
    AioliValue items[] = {aioli_int(vm, 1), aioli_string(vm, "two", AIOLI_NUL), aioli_none()};
    AioliValue list = aioli_list(vm, items, 3);
    CHECK(aioli_list_append(vm, list, aioli_bool(true)) && aioli_sequence_length(vm, list) == 4);
    CHECK(aioli_sequence_set(vm, list, 0, aioli_float(vm, 1.5)));
    CHECK_TEXT(aioli_string_c(vm, aioli_repr(vm, list)), "[1.5, 'two', None, True]");
    CHECK(aioli_is_error(aioli_sequence_get(vm, list, 4)) && aioli_error_is(vm, "IndexError"));
    aioli_error_clear(vm);
    AioliValue tuple = aioli_tuple_of(vm, list);
    CHECK(aioli_type(vm, tuple) == AIOLI_TYPE_TUPLE && aioli_length(vm, tuple) == 4);
    AioliValue dict = aioli_dict(vm);
    CHECK(aioli_dict_set_c(vm, dict, "a", aioli_int(vm, 1)) && aioli_dict_set(vm, dict, aioli_int(vm, 2), list));
    CHECK(aioli_is_same(aioli_dict_get_c(vm, dict, "a"), aioli_int(vm, 1)));
    CHECK(aioli_is_missing(aioli_dict_get_c(vm, dict, "b")) && !aioli_error_pending(vm));
    size_t position = 0, met = 0;
    AioliValue key, value;
    while (aioli_dict_next(vm, dict, &position, &key, &value)) met++;
    CHECK(met == 2 && aioli_dict_length(vm, dict) == 2);
    CHECK(aioli_dict_delete(vm, dict, aioli_int(vm, 2)) == 1 && aioli_dict_delete(vm, dict, aioli_int(vm, 2)) == 0);
    CHECK(aioli_dict_delete(vm, dict, list) == -1 && aioli_error_is(vm, "TypeError"));
    aioli_error_clear(vm);
    AioliValue set = aioli_set(vm, false);
    CHECK(aioli_set_add(vm, set, aioli_int(vm, 1)) == 1 && aioli_set_add(vm, set, aioli_int(vm, 1)) == 0);
    CHECK(aioli_contains(vm, set, aioli_int(vm, 1)) == 1 && aioli_contains(vm, set, aioli_int(vm, 2)) == 0);
    int64_t start, stop, step, count;
    AioliValue slice = aioli_slice(vm, aioli_int(vm, -3), aioli_none(), aioli_none());
    CHECK(aioli_slice_get(vm, slice, 10, &start, &stop, &step, &count) && start == 7 && stop == 10 && count == 3);
    aioli_vm_free(vm);
}

static void operations(void) {
    AioliVm *vm = make_vm(&printed);
    CHECK(run(vm, "class P:\n    def __init__(self, x): self.x = x\n    def double(self, *, by=2): return self.x * "
                  "by\np = P(4)\n"));
    AioliValue p = aioli_global_get(vm, "p"), result = aioli_call_method(vm, p, "double", NULL, 0);
    int64_t i;
    CHECK(aioli_int_get(vm, result, &i) && i == 8);
    static const char *const NAMES[] = {"by"};
    AioliValue by = aioli_int(vm, 10);
    result = aioli_call_keywords(vm, aioli_attr_get(vm, p, "double"), &by, 1, NAMES, 1);
    CHECK(aioli_int_get(vm, result, &i) && i == 40);
    CHECK(aioli_attr_set(vm, p, "x", aioli_string(vm, "ab", 2)));
    CHECK_TEXT(eval(vm, "p.double()"), "'abab'");
    CHECK(aioli_is_missing(aioli_attr_find(vm, p, "nothing")));
    CHECK(aioli_is_error(aioli_attr_get(vm, p, "nothing")) && aioli_error_is(vm, "AttributeError"));
    aioli_error_clear(vm);
    AioliValue a = aioli_int(vm, 7), b = aioli_int(vm, 2);
    CHECK(aioli_int_get(vm, aioli_binary(vm, AIOLI_POW, a, b), &i) && i == 49);
    CHECK(aioli_int_get(vm, aioli_unary(vm, AIOLI_NEGATIVE, a), &i) && i == -7);
    CHECK(aioli_compare_truth(vm, AIOLI_LT, b, a) == 1);
    CHECK(aioli_is_error(aioli_binary(vm, AIOLI_ADD, a, aioli_none())) && aioli_error_is(vm, "TypeError"));
    aioli_error_clear(vm);
    AioliValue iterator = aioli_iterate(vm, aioli_vm_eval(vm, "(n * n for n in range(3))", AIOLI_NUL));
    int64_t sum = 0;
    for (AioliValue item; !aioli_is_stop(item = aioli_next(vm, iterator)) && !aioli_is_error(item);)
        if (aioli_int_get(vm, item, &i)) sum += i;
    CHECK(sum == 5 && !aioli_error_pending(vm));
    AioliValue args = aioli_vm_eval(vm, "(1, 2)", AIOLI_NUL),
               keywords = aioli_vm_eval(vm, "{'sep': '-', 'end': ''}", AIOLI_NUL);
    CHECK(!aioli_is_error(aioli_call_tuple(vm, aioli_builtin(vm, "print"), args, keywords)));
    CHECK(aioli_flush(vm, 1));
    CHECK_TEXT(printed.text, "1-2");
    CHECK(aioli_is_instance(vm, a, aioli_builtin(vm, "int")) == 1);
    CHECK(aioli_truth(vm, aioli_list(vm, NULL, 0)) == 0);
    aioli_vm_free(vm);
}

static void lifetimes(void) {
    AioliVm *vm = make_vm(&printed);
    AioliRef *ref = aioli_ref_new(vm, aioli_vm_eval(vm, "['kept']", AIOLI_NUL));
    size_t before = 0;
    for (int round = 0; round < 200; round++) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        for (int i = 0; i < 100; i++) aioli_string_format(vm, "a string that is long enough to matter: %d", i);
        aioli_scope_close(vm, &scope, aioli_missing());
        if (round % 50 == 0) aioli_vm_collect(vm);
        if (round == 100) before = aioli_vm_memory(vm);
    }
    aioli_vm_collect(vm);
    CHECK(aioli_vm_memory(vm) <= before + 65536);
    CHECK_TEXT(aioli_string_c(vm, aioli_repr(vm, aioli_ref_get(ref))), "['kept']");
    AioliScope outer, inner;
    aioli_scope_open(vm, &outer);
    aioli_scope_open(vm, &inner);
    AioliValue made = aioli_scope_close(vm, &inner, aioli_vm_eval(vm, "'for' + ' outside'", AIOLI_NUL));
    aioli_vm_collect(vm);
    CHECK_TEXT(aioli_string_c(vm, made), "for outside");
    CHECK(aioli_is_error(aioli_scope_close(vm, &inner, aioli_missing())) && aioli_error_is(vm, "SystemError"));
    aioli_error_clear(vm);
    aioli_scope_close(vm, &outer, aioli_missing());
    AioliRef *second = aioli_ref_new(vm, aioli_int(vm, 1));
    aioli_ref_set(vm, second, aioli_string(vm, "set", 3));
    aioli_ref_free(vm, ref);
    aioli_ref_free(vm, NULL);
    AioliRef *third = aioli_ref_new(vm, aioli_none());
    CHECK(aioli_is_none(aioli_ref_get(third)));
    CHECK_TEXT(aioli_string_c(vm, aioli_ref_get(second)), "set");
    aioli_vm_free(vm);
}

static void misuse(void) {
    AioliVm *vm = make_vm(&printed);
    CHECK(aioli_vm_free(NULL) == AIOLI_OK);
    CHECK(aioli_is_error(aioli_int(NULL, 1)) && aioli_is_error(aioli_string(NULL, "x", 1)));
    AioliValue zero;
    memset(&zero, 0, sizeof zero);
    const AioliValue WRONG[] = {zero, aioli_error(), aioli_missing(), aioli_stop()};
    AioliValue list = aioli_list(vm, NULL, 0);
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        CHECK(!aioli_list_append(vm, list, WRONG[i]) && aioli_error_is(vm, "SystemError"));
        aioli_error_clear(vm);
        CHECK(aioli_is_error(aioli_repr(vm, WRONG[i])));
        aioli_error_clear(vm);
        CHECK(aioli_is_error(aioli_call(vm, WRONG[i], NULL, 0)));
        aioli_error_clear(vm);
        CHECK(aioli_type(vm, WRONG[i]) == AIOLI_TYPE_INVALID);
    }
    CHECK(!aioli_list_append(vm, aioli_int(vm, 1), aioli_int(vm, 1)) && aioli_error_is(vm, "SystemError"));
    aioli_error_clear(vm);
    aioli_raise(vm, "KeyError", "pending");
    CHECK(aioli_is_error(aioli_list(vm, NULL, 0)) && aioli_error_is(vm, "KeyError")); /* stays as it is */
    aioli_error_clear(vm);
    CHECK(aioli_is_error(aioli_raise(vm, "NoSuchError", "x")) && aioli_error_is(vm, "SystemError"));
    AioliConfig config = {0};
    CHECK(!aioli_vm_new(&config));
    aioli_vm_free(vm);
}

int main(void) {
    static const Test TESTS[] = {TEST(numbers),    TEST(texts),     TEST(containers),
                                 TEST(operations), TEST(lifetimes), TEST(misuse)};
    return run_tests(TESTS, sizeof TESTS / sizeof *TESTS);
}
