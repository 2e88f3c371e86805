/* SPDX-License-Identifier: MIT
 *
 * Checks for the C tests: each test is a function of a VM; main runs them and prints "N passed, N failed".
 */
#ifndef OLI_TESTS_CHECK_H
#define OLI_TESTS_CHECK_H

#include <aioli.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures; /* in the running test */

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            failures++;                                                                                                \
            printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                                             \
        }                                                                                                              \
    } while (0)

#define CHECK_TEXT(got, want)                                                                                          \
    do {                                                                                                               \
        const char *got_text = (got), *want_text = (want);                                                             \
        if (!got_text || strcmp(got_text, want_text)) {                                                                \
            failures++;                                                                                                \
            printf("%s:%d: \"%s\" is not \"%s\"\n", __FILE__, __LINE__, got_text ? got_text : "(null)", want_text);    \
        }                                                                                                              \
    } while (0)

typedef struct Test {
    const char *name;
    void (*run)(void);
} Test;

/* Text that scripts print, kept. */
typedef struct Printed {
    char text[4096];
    size_t size;
} Printed;

static inline void keep_printed(void *host, int stream, const char *text, size_t size) {
    Printed *printed = host;
    if (stream != 1 || !printed) return;
    if (size > sizeof printed->text - 1 - printed->size) size = sizeof printed->text - 1 - printed->size;
    memcpy(printed->text + printed->size, text, size);
    printed->size += size;
    printed->text[printed->size] = 0;
}

/* A VM with everything granted, printing to `printed`, on virtual time. */
static inline AioliVm *make_vm(Printed *printed) {
    memset(printed, 0, sizeof *printed);
    AioliConfig config = {.size = sizeof config,
                          .host = printed,
                          .output = keep_printed,
                          .capabilities = AIOLI_ALLOW_ALL,
                          .virtual_time = true};
    return aioli_vm_new(&config);
}

static inline bool run(AioliVm *vm, const char *text) {
    AioliStatus status = aioli_vm_run_string(vm, "test.aio", text, AIOLI_NUL);
    if (status == AIOLI_RAISED) printf("%s", aioli_error_text(vm));
    return status == AIOLI_OK;
}

/* repr of an expression in __main__; lives until the next call. */
static inline const char *eval(AioliVm *vm, const char *expression) {
    static char kept[1024];
    AioliScope scope;
    aioli_scope_open(vm, &scope);
    AioliValue value = aioli_repr(vm, aioli_vm_eval(vm, expression, AIOLI_NUL));
    snprintf(kept, sizeof kept, "%s", aioli_is_error(value) ? aioli_error_text(vm) : aioli_string_c(vm, value));
    aioli_error_clear(vm);
    aioli_scope_close(vm, &scope, aioli_missing());
    return kept;
}

static inline int run_tests(const Test *tests, size_t count) {
    int failed = 0;
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    for (size_t i = 0; i < count; i++) {
        failures = 0;
        if (getenv("VERBOSE")) printf("%s\n", tests[i].name);
        tests[i].run();
        if (!failures) continue;
        failed++;
        printf("FAIL %s\n", tests[i].name);
    }
    printf("%d passed, %d failed\n", (int)count - failed, failed);
    return failed != 0;
}

#define TEST(name)                                                                                                     \
    { #name, name }

#endif
