/* SPDX-License-Identifier: MIT
 * The public API: recordings, shuffled schedules, the tree of tasks, stalls.
 */
#define _POSIX_C_SOURCE 200809L
#include "check.h"

static const char SCRIPT[] = "import asyncio\n"
                             "async def worker(n, lock):\n"
                             "    async with lock:\n        print(n, end=' ')\n        await asyncio.sleep(n)\n"
                             "async def main():\n"
                             "    lock = asyncio.Lock()\n"
                             "    await asyncio.gather(*(worker(n, lock) for n in range(1, 5)))\n"
                             "asyncio.run(main())\n";

/* What went to both streams. */
typedef struct Output {
    char text[2][8192];
    size_t size[2];
} Output;

static void keep_output(void *host, int stream, const char *text, size_t size) {
    Output *output = host;
    size_t *used = &output->size[stream - 1];
    if (*used + size >= sizeof output->text[0]) return;
    memcpy(output->text[stream - 1] + *used, text, size);
    *used += size;
    output->text[stream - 1][*used] = 0;
}

static Output output;

static AioliVm *make(AioliConfig config) {
    memset(&output, 0, sizeof output);
    config.size = sizeof config;
    config.host = &output;
    config.output = keep_output;
    config.capabilities = AIOLI_ALLOW_ALL;
    return aioli_vm_new(&config);
}

typedef struct Sink {
    char text[65536];
    size_t size, pieces;
    bool refuses;
} Sink;

static bool put(void *to, const char *bytes, size_t size) {
    Sink *sink = to;
    sink->pieces++;
    if (sink->refuses || sink->size + size >= sizeof sink->text) return false;
    memcpy(sink->text + sink->size, bytes, size);
    sink->size += size;
    sink->text[sink->size] = 0;
    return true;
}

static Sink sink;

static bool write_trace(AioliVm *vm, AioliTraceForm form) {
    memset(&sink, 0, sizeof sink);
    return aioli_vm_write_trace(vm, form, put, &sink);
}

static void recordings(void) {
    AioliVm *vm = make((AioliConfig){.virtual_time = true, .record_tasks = true});
    CHECK(run(vm, SCRIPT));
    CHECK(write_trace(vm, AIOLI_TRACE_JSON) && strstr(sink.text, "\"name\":\"Task-5 (worker)\"") &&
          strstr(sink.text, "waits for Lock 'lock', held by Task-2 (worker)") &&
          !strcmp(sink.text + sink.size - 4, "\n]}\n"));
    CHECK(write_trace(vm, AIOLI_TRACE_TEXT) && strstr(sink.text, "Task-5 (worker)") && strstr(sink.text, "slept 4 s"));
    CHECK(write_trace(vm, AIOLI_TRACE_SVG) && strstr(sink.text, "</svg>"));
    CHECK(!write_trace(vm, (AioliTraceForm)99) && !sink.pieces);
    sink.refuses = true;
    CHECK(!aioli_vm_write_trace(vm, AIOLI_TRACE_JSON, put, &sink) && sink.pieces == 1);
    CHECK(!aioli_vm_write_trace(vm, AIOLI_TRACE_JSON, NULL, NULL) && !aioli_vm_write_trace(NULL, AIOLI_TRACE_JSON, put, &sink));
    CHECK(aioli_vm_run_string(vm, NULL, "1/0", AIOLI_NUL) == AIOLI_RAISED);
    CHECK(write_trace(vm, AIOLI_TRACE_JSON) && aioli_error_is(vm, "ZeroDivisionError")); /* it is still pending */
    aioli_vm_free(vm);
    vm = make((AioliConfig){.virtual_time = true});
    CHECK(run(vm, SCRIPT) && !write_trace(vm, AIOLI_TRACE_TEXT) && !write_trace(vm, AIOLI_TRACE_SVG));
    aioli_vm_free(vm);
}

/* A recording that meets the memory limit ends; the program does not. */
static void recording_without_memory(void) {
    static const char MANY[] = "import asyncio\nasync def nothing(): pass\n"
                               "async def main():\n    for _ in range(200000): await asyncio.create_task(nothing())\n"
                               "asyncio.run(main())\nprint('done')\n";
    AioliVm *vm = make((AioliConfig){.virtual_time = true, .record_tasks = true, .memory_limit_bytes = 12 << 20});
    CHECK(run(vm, MANY));
    CHECK_TEXT(output.text[0], "done\n");
    aioli_vm_free(vm);
}

static void schedules(void) {
    char first[64] = "";
    int different = 0;
    for (uint64_t seed = 0; seed < 6; seed++) {
        for (int again = 0; again < 2; again++) {
            AioliVm *vm = make((AioliConfig){.virtual_time = true, .schedule_seed = seed});
            CHECK(run(vm, SCRIPT));
            if (again)
                CHECK_TEXT(output.text[0], first);
            else
                snprintf(first, sizeof first, "%.63s", output.text[0]);
            aioli_vm_free(vm);
        }
        if (!seed) CHECK_TEXT(first, "1 2 3 4 ");
        different += strcmp(first, "1 2 3 4 ") != 0;
    }
    CHECK(different >= 3);
}

static AioliValue show(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    aioli_vm_show_tasks(vm);
    return aioli_none();
}

static void showing(void) {
    static const AioliFunction SHOW = {"show", "", show, NULL};
    AioliVm *vm = make((AioliConfig){.virtual_time = true});
    CHECK(aioli_global_set(vm, "show", aioli_function_new(vm, &SHOW, aioli_missing())));
    CHECK(run(vm, "import asyncio\n"
                  "async def shows():\n    await asyncio.sleep(1)\n    show()\n    await asyncio.sleep(1)\n"
                  "async def main():\n    await asyncio.gather(shows(), asyncio.sleep(2))\n"
                  "asyncio.run(main())\n"));
    CHECK(strstr(output.text[1], "3 tasks\n  Task-1 (main) waits in gather() for Task-2 (shows), Task-3 (sleep), at "
                                 "test.aio:7 in main, created at test.aio:8\n"));
    CHECK(strstr(output.text[1], "    Task-3 (sleep) sleeps, created at test.aio:7 in main\n"));
    aioli_vm_show_tasks(NULL);
    aioli_vm_free(vm);
}

static void stalls(void) {
    static const char BLOCKS[] = "import asyncio, time\nasync def main():\n    time.sleep(0.03)\nasyncio.run(main())\n";
    AioliVm *vm = make((AioliConfig){.stall_ms = 20});
    CHECK(run(vm, BLOCKS) && strstr(output.text[1], "StallWarning: Task-1 (main) has held the event loop for "));
    aioli_vm_free(vm);
    vm = make((AioliConfig){.stall_ms = 0});
    CHECK(run(vm, BLOCKS) && !output.size[1]);
    aioli_vm_free(vm);
}

int main(void) {
    static const Test TESTS[] = {TEST(recordings), TEST(recording_without_memory), TEST(schedules), TEST(showing),
                                 TEST(stalls)};
    return run_tests(TESTS, sizeof TESTS / sizeof *TESTS);
}
