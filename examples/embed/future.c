/* SPDX-License-Identifier: MIT
 * A C function that a script awaits: it returns a future, a thread does the work, and the result is posted back. */
#include <aioli.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* One piece of work, on its way to the thread and back. */
typedef struct Work {
    AioliPost post; /* first: the post is the work */
    AioliVm *vm;
    AioliRef *future;
    int64_t n, result;
} Work;

/* Back on the VM's thread: complete the future. */
static void deliver(AioliVm *vm, AioliPost *post) {
    Work *work = (Work *)post;
    aioli_future_resolve(vm, aioli_ref_get(work->future), aioli_int(vm, work->result));
    aioli_ref_free(vm, work->future);
    free(work);
}

static void *compute(void *argument) {
    Work *work = argument;
    for (int64_t i = 1; i <= work->n; i++) work->result += i;
    aioli_vm_post(work->vm, &work->post);
    return NULL;
}

/* total(n): awaitable */
static AioliValue total(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t n;
    if (!aioli_int_get(vm, args[0], &n)) return aioli_error();
    AioliValue future = aioli_future_new(vm);
    Work *work = aioli_is_error(future) ? NULL : calloc(1, sizeof *work);
    if (!work) return aioli_is_error(future) ? future : aioli_raise(vm, "MemoryError", "no memory for work");
    *work = (Work){.post = {.run = deliver}, .vm = vm, .future = aioli_ref_new(vm, future), .n = n};
    pthread_t thread;
    if (!work->future || pthread_create(&thread, NULL, compute, work)) {
        aioli_ref_free(vm, work->future);
        free(work);
        return aioli_raise(vm, "RuntimeError", "no thread");
    }
    pthread_detach(thread);
    return future;
}

static const AioliFunction TOTAL = {"total", "n, /", total, "The sum of 1 .. n, worked out by a thread."};

static const char SCRIPT[] = "import asyncio\n"
                             "async def main():\n"
                             "    print(await gather(total(10), total(100), total(1000)))\n"
                             "asyncio.run(main())\n";

int main(void) {
    AioliVm *vm = aioli_vm_new(NULL);
    if (!vm || !aioli_function_define(vm, &TOTAL)) return 1;
    int status = aioli_vm_run_string(vm, "future.aio", SCRIPT, AIOLI_NUL) != AIOLI_OK;
    if (status) fputs(aioli_error_text(vm), stderr);
    aioli_vm_free(vm);
    return status;
}
