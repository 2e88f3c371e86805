/* SPDX-License-Identifier: MIT
 * A program with an interpreter in it: gives the script a function, calls one of the script's, reads an error. */
#include <aioli.h>
#include <stdio.h>

/* add(a, b), as the script sees it */
static AioliValue add(AioliVm *vm, const AioliValue *args, size_t count) {
    int64_t a, b;
    (void)count;
    if (!aioli_int_get(vm, args[0], &a) || !aioli_int_get(vm, args[1], &b)) return aioli_error();
    return aioli_int(vm, a + b);
}

static const AioliFunction ADD = {"add", "a, b, /", add, "The sum of two ints."};

static const char SCRIPT[] = "async def greet(name, n):\n"
                             "    return f'hello, {name}: {add(n, 1)}'\n"
                             "print('the script is loaded')\n";

int main(void) {
    AioliVm *vm = aioli_vm_new(NULL);
    if (!vm) return 1;
    aioli_function_define(vm, &ADD);
    int status = aioli_vm_run_string(vm, "hello.aio", SCRIPT, AIOLI_NUL) != AIOLI_OK;

    AioliValue args[] = {aioli_string(vm, "C", AIOLI_NUL), aioli_int(vm, 41)};
    AioliValue greeting = aioli_await(vm, aioli_call(vm, aioli_global_get(vm, "greet"), args, 2));
    const char *text = aioli_is_error(greeting) ? NULL : aioli_string_c(vm, greeting);
    if (text) puts(text);
    if (status || !text) fputs(aioli_error_text(vm), stderr);
    aioli_error_clear(vm);

    if (aioli_vm_run_string(vm, "wrong.aio", "add(1, 'two')\n", AIOLI_NUL) == AIOLI_RAISED)
        printf("as it should be: %s: %s\n", aioli_error_type_name(vm), aioli_error_message(vm));
    aioli_error_clear(vm);
    aioli_vm_free(vm);
    return status || !text;
}
