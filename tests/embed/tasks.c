/* SPDX-License-Identifier: MIT
 * The public API: tasks, futures, stepping from a host's loop, messages from other threads.
 */
#define _POSIX_C_SOURCE 200809L
#include "check.h"

#include <pthread.h>
#include <time.h>

static Printed printed;

static const char SCRIPT[] = "import asyncio\n"
                             "async def blink(name, every, times):\n"
                             "    for n in range(times):\n        print(name, n)\n        await asyncio.sleep(every)\n"
                             "    return name\n"
                             "async def fail():\n    await asyncio.sleep(1)\n    raise KeyError('k')\n";

static AioliValue call_blink(AioliVm *vm, const char *name, double every, int64_t times) {
    AioliValue args[] = {aioli_string(vm, name, AIOLI_NUL), aioli_float(vm, every), aioli_int(vm, times)};
    return aioli_call(vm, aioli_global_get(vm, "blink"), args, 3);
}

static void awaiting(void) {
    AioliVm *vm = make_vm(&printed);
    CHECK(run(vm, SCRIPT));
    AioliValue result = aioli_await(vm, call_blink(vm, "a", 2, 2));
    CHECK_TEXT(aioli_string_c(vm, result), "a");
    CHECK_TEXT(printed.text, "a 0\na 1\n");
    CHECK(aioli_is_error(aioli_await(vm, aioli_call(vm, aioli_global_get(vm, "fail"), NULL, 0))) &&
          aioli_error_is(vm, "KeyError"));
    aioli_error_clear(vm);
    CHECK(aioli_is_error(aioli_await(vm, aioli_int(vm, 1))) && aioli_error_is(vm, "TypeError"));
    aioli_vm_free(vm);
}

static void stepping(void) {
    AioliVm *vm = make_vm(&printed);
    CHECK(run(vm, SCRIPT));
    AioliValue a = aioli_task_start(vm, call_blink(vm, "a", 1, 3)),
               b = aioli_task_start(vm, call_blink(vm, "b", 1.5, 2));
    int64_t deadline_ns;
    AioliStatus status;
    int waits = 0;
    while ((status = aioli_vm_step(vm, 1, &deadline_ns)) == AIOLI_READY || status == AIOLI_WAITING) {
        waits += status == AIOLI_WAITING;
        CHECK(deadline_ns != AIOLI_NEVER || status == AIOLI_READY);
    }
    CHECK(status == AIOLI_OK);
    CHECK_TEXT(printed.text, "a 0\nb 0\na 1\nb 1\na 2\n");
    CHECK(aioli_future_is_done(vm, a) && aioli_future_is_done(vm, b));
    CHECK_TEXT(aioli_string_c(vm, aioli_future_result(vm, a)), "a");
    AioliValue failing = aioli_task_start(vm, aioli_call(vm, aioli_global_get(vm, "fail"), NULL, 0));
    CHECK(aioli_is_error(aioli_future_result(vm, failing)) && aioli_error_is(vm, "InvalidStateError"));
    aioli_error_clear(vm);
    CHECK(aioli_future_cancel(vm, failing));
    while ((status = aioli_vm_step(vm, 0, NULL)) == AIOLI_READY || status == AIOLI_WAITING) {}
    CHECK(aioli_is_error(aioli_future_result(vm, failing)) && aioli_error_is(vm, "CancelledError"));
    aioli_error_clear(vm);
    aioli_vm_free(vm);
}

/* ---- futures ---- */

static AioliRef *pending[4];
static size_t pending_count;

static AioliValue wait_for_host(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args, (void)count;
    AioliValue future = aioli_future_new(vm);
    pending[pending_count++] = aioli_ref_new(vm, future);
    return future;
}
static const AioliFunction WAIT = {"wait_for_host", "", wait_for_host, NULL};

static int done_calls;
static void on_done(AioliVm *vm, AioliValue future, void *context) {
    CHECK(aioli_future_is_done(vm, future) && context == &done_calls);
    done_calls++;
}

static void futures(void) {
    AioliVm *vm = make_vm(&printed);
    pending_count = 0;
    done_calls = 0;
    CHECK(aioli_function_define(vm, &WAIT));
    CHECK(run(vm, "async def one(name):\n"
                  "    try:\n        print(name, await wait_for_host())\n"
                  "    except ValueError as error:\n        print(name, repr(error))\n"));
    for (int i = 0; i < 3; i++) {
        AioliValue name = aioli_int(vm, i);
        AioliValue task = aioli_task_start(vm, aioli_call(vm, aioli_global_get(vm, "one"), &name, 1));
        CHECK(!aioli_is_error(task));
    }
    int64_t deadline_ns = 0;
    CHECK(aioli_vm_step(vm, 0, &deadline_ns) == AIOLI_WAITING && deadline_ns == AIOLI_NEVER && pending_count == 3);
    CHECK(aioli_future_on_done(vm, aioli_ref_get(pending[1]), on_done, &done_calls));
    CHECK(aioli_future_resolve(vm, aioli_ref_get(pending[1]), aioli_string(vm, "second", AIOLI_NUL)));
    CHECK(!aioli_future_resolve(vm, aioli_ref_get(pending[1]), aioli_none()) && !aioli_error_pending(vm));
    aioli_raise(vm, "ValueError", "from C");
    CHECK(aioli_future_reject(vm, aioli_ref_get(pending[0]), aioli_missing()) && !aioli_error_pending(vm));
    CHECK(aioli_vm_step(vm, 0, &deadline_ns) == AIOLI_WAITING && done_calls == 1);
    CHECK_TEXT(printed.text, "1 second\n0 ValueError('from C')\n");
    CHECK(aioli_future_resolve(vm, aioli_ref_get(pending[2]), aioli_int(vm, 3)));
    CHECK(aioli_vm_step(vm, 0, &deadline_ns) == AIOLI_OK);
    CHECK(aioli_is_same(aioli_future_result(vm, aioli_ref_get(pending[2])), aioli_int(vm, 3)));
    aioli_vm_free(vm);
}

static void deadlock(void) {
    AioliVm *vm = make_vm(&printed);
    CHECK(run(vm, "import asyncio\nasync def stuck():\n    await asyncio.Event().wait()\n"));
    AioliValue task = aioli_task_start(vm, aioli_call(vm, aioli_global_get(vm, "stuck"), NULL, 0));
    CHECK(!aioli_is_error(task));
    AioliStatus status = AIOLI_READY;
    for (int i = 0; i < 10 && (status == AIOLI_READY || status == AIOLI_OK); i++) status = aioli_vm_step(vm, 0, NULL);
    CHECK(status == AIOLI_RAISED && aioli_error_is(vm, "DeadlockError"));
    aioli_error_clear(vm);
    CHECK(aioli_is_error(aioli_await(vm, aioli_call(vm, aioli_global_get(vm, "stuck"), NULL, 0))) &&
          aioli_error_is(vm, "DeadlockError"));
    aioli_error_clear(vm);
    aioli_vm_free(vm);
}

/* ---- threads ---- */

typedef struct Message {
    AioliPost post;
    AioliVm *vm;
    AioliRef *future;
    int64_t number;
} Message;

static void deliver(AioliVm *vm, AioliPost *post) {
    Message *message = (Message *)(void *)post;
    CHECK(aioli_future_resolve(vm, aioli_ref_get(message->future), aioli_int(vm, message->number)));
    aioli_ref_free(vm, message->future);
    free(message);
}

static void *send_message(void *argument) {
    Message *message = argument;
    struct timespec pause = {.tv_nsec = 5000000};
    nanosleep(&pause, NULL);
    aioli_vm_post(message->vm, &message->post);
    return NULL;
}

static pthread_t threads[8];
static size_t thread_count;

static AioliValue from_thread(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Message *message = calloc(1, sizeof *message);
    AioliValue future = aioli_future_new(vm);
    if (!message || !aioli_int_get(vm, args[0], &message->number)) return aioli_error();
    message->post.run = deliver;
    message->vm = vm;
    message->future = aioli_ref_new(vm, future);
    pthread_create(&threads[thread_count++], NULL, send_message, message);
    return future;
}
static const AioliFunction FROM_THREAD = {"from_thread", "n, /", from_thread, NULL};

static void threads_post(void) {
    memset(&printed, 0, sizeof printed);
    AioliConfig config = {
        .size = sizeof config, .host = &printed, .output = keep_printed, .capabilities = AIOLI_ALLOW_ALL};
    AioliVm *vm = aioli_vm_new(&config);
    thread_count = 0;
    CHECK(aioli_function_define(vm, &FROM_THREAD));
    CHECK(run(vm, "import asyncio\n"
                  "async def main():\n    print(sum(await gather(*(from_thread(i) for i in range(8)))))\n"
                  "asyncio.run(main())\n"));
    CHECK_TEXT(printed.text, "28\n");
    for (size_t i = 0; i < thread_count; i++) pthread_join(threads[i], NULL);
    aioli_vm_free(vm);
}

static void *interrupt_later(void *argument) {
    struct timespec pause = {.tv_nsec = 20000000};
    nanosleep(&pause, NULL);
    aioli_vm_interrupt(argument);
    return NULL;
}

static void interrupt_from_thread(void) {
    memset(&printed, 0, sizeof printed);
    AioliConfig config = {
        .size = sizeof config, .host = &printed, .output = keep_printed, .capabilities = AIOLI_ALLOW_ALL};
    static const char *const SCRIPTS[] = {"while True: pass", "import time\ntime.sleep(60)",
                                          "import asyncio\nasyncio.run(asyncio.sleep(60))"};
    for (size_t i = 0; i < sizeof SCRIPTS / sizeof *SCRIPTS; i++) {
        AioliVm *vm = aioli_vm_new(&config);
        pthread_t thread;
        CHECK(!pthread_create(&thread, NULL, interrupt_later, vm));
        CHECK(aioli_vm_run_string(vm, NULL, SCRIPTS[i], AIOLI_NUL) == AIOLI_RAISED &&
              aioli_error_is(vm, "KeyboardInterrupt"));
        pthread_join(thread, NULL);
        aioli_error_clear(vm);
        aioli_vm_free(vm);
    }
}

/* ---- attention ---- */

static int attended;

static bool attend(AioliVm *vm) {
    attended++;
    AioliValue count = aioli_int(vm, attended);
    if (attended > 1) aioli_raise(vm, "ValueError", "from a signal");
    return attended == 1 && aioli_global_set(vm, "attended", count);
}

static void attention(void) {
    AioliVm *vm = make_vm(&printed);
    attended = 0;
    aioli_vm_attend(vm); /* nobody listens */
    CHECK(run(vm, "for i in range(10): pass"));
    aioli_vm_on_attention(vm, attend);
    aioli_vm_attend(vm);
    aioli_vm_attend(vm);
    CHECK(run(vm, "for i in range(10): pass\nprint(attended)"));
    CHECK_TEXT(printed.text, "1\n");
    aioli_vm_attend(vm);
    CHECK(!run(vm, "while True: pass") && attended == 2);
    CHECK(aioli_error_is(vm, "ValueError"));
    aioli_error_clear(vm);
    aioli_vm_on_attention(vm, NULL);
    aioli_vm_attend(vm);
    CHECK(run(vm, "for i in range(10): pass") && attended == 2);
    aioli_vm_attend(NULL);
    aioli_vm_on_attention(NULL, attend);
    aioli_vm_free(vm);
}

/* What may wake the VM keeps a waiting task from being a deadlock. */
static void expecting(void) {
    AioliVm *vm = make_vm(&printed);
    CHECK(run(vm, "import asyncio\nasync def wait(): await asyncio.Event().wait()"));
    AioliValue task = aioli_task_start(vm, aioli_call(vm, aioli_global_get(vm, "wait"), NULL, 0));
    aioli_vm_expect(vm, 2);
    aioli_vm_expect(vm, -1);
    AioliStatus status;
    while ((status = aioli_vm_step(vm, 0, NULL)) == AIOLI_READY) {}
    CHECK(status == AIOLI_WAITING);
    aioli_vm_expect(vm, -5);
    CHECK(aioli_vm_step(vm, 0, NULL) == AIOLI_RAISED && aioli_error_is(vm, "DeadlockError"));
    aioli_error_clear(vm);
    aioli_future_cancel(vm, task);
    while ((status = aioli_vm_step(vm, 0, NULL)) == AIOLI_READY) {}
    aioli_vm_expect(NULL, 1);
    aioli_vm_free(vm);
}

int main(void) {
    static const Test TESTS[] = {TEST(awaiting),  TEST(stepping),     TEST(futures),
                                 TEST(deadlock),  TEST(threads_post), TEST(interrupt_from_thread),
                                 TEST(attention), TEST(expecting)};
    return run_tests(TESTS, sizeof TESTS / sizeof *TESTS);
}
