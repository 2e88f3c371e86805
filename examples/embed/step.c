/* SPDX-License-Identifier: MIT
 * The host keeps its own loop: it starts tasks, steps the VM, and sleeps until the deadline that the VM names. */
#define _POSIX_C_SOURCE 200809L
#include <aioli.h>
#include <stdio.h>
#include <time.h>

static const char SCRIPT[] = "import asyncio\n"
                             "async def blink(name, every, times):\n"
                             "    for n in range(times):\n"
                             "        print(name, n)\n"
                             "        await asyncio.sleep(every)\n";

/* Call blink and make a task of the coroutine. */
static bool start(AioliVm *vm, const char *name, double every, int64_t times) {
    AioliScope scope;
    aioli_scope_open(vm, &scope);
    AioliValue args[] = {aioli_string(vm, name, AIOLI_NUL), aioli_float(vm, every), aioli_int(vm, times)};
    AioliValue task = aioli_task_start(vm, aioli_call(vm, aioli_global_get(vm, "blink"), args, 3));
    aioli_scope_close(vm, &scope, aioli_missing());
    return !aioli_is_error(task);
}

static void sleep_until(AioliVm *vm, int64_t deadline_ns) {
    int64_t left_ns = deadline_ns - aioli_clock_ns(vm, AIOLI_CLOCK_MONOTONIC);
    struct timespec left = {.tv_sec = left_ns / 1000000000, .tv_nsec = left_ns % 1000000000};
    if (left_ns > 0) nanosleep(&left, NULL);
}

int main(void) {
    AioliConfig config = {.size = sizeof config, .capabilities = AIOLI_ALLOW_CLOCK};
    AioliVm *vm = aioli_vm_new(&config);
    bool ok = vm && aioli_vm_run_string(vm, "step.aio", SCRIPT, AIOLI_NUL) == AIOLI_OK && start(vm, "red", 0.1, 3) &&
              start(vm, "green", 0.25, 2);
    AioliStatus status = AIOLI_READY;
    for (int turn = 0; ok && (status == AIOLI_READY || status == AIOLI_WAITING); turn++) {
        int64_t deadline_ns;
        status = aioli_vm_step(vm, 100, &deadline_ns); /* at most about 100 steps, then it is our turn again */
        if (status == AIOLI_WAITING) sleep_until(vm, deadline_ns);
    }
    ok = ok && status == AIOLI_OK;
    if (!ok && vm) fputs(aioli_error_text(vm), stderr);
    aioli_vm_free(vm);
    return !ok;
}
