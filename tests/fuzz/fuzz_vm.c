/* SPDX-License-Identifier: MIT
 *
 * Fuzzing the whole engine: each input is run as a script, in a VM with little of everything and no capability, in
 * virtual time. Whatever it does, the VM must end it, still compute, and give all memory back.
 */
#include "aioli.h"
#include "mutate.h"

static const size_t LIMIT_BYTES = 24 << 20;
static const uint64_t BUDGET = 10000;

static void *count(void *host, void *old, size_t old_size, size_t new_size) {
    size_t *used = host;
    void *block = NULL;
    if (!new_size)
        free(old);
    else if (!(block = realloc(old, new_size)))
        return NULL;
    *used += new_size - old_size;
    return block;
}

static void swallow(void *host, int stream, const char *text, size_t size) {
    (void)host, (void)stream, (void)text, (void)size;
}

static void one_input(const uint8_t *data, size_t size) {
    size_t used = 0;
    AioliConfig config = {.size = sizeof config,
                          .host = &used,
                          .allocate = count,
                          .output = swallow,
                          .memory_limit_bytes = LIMIT_BYTES,
                          .instruction_budget = BUDGET,
                          .recursion_limit = 200,
                          .virtual_time = true,
                          .hash_seed = 1};
    AioliVm *vm = aioli_vm_new(&config);
    if (!vm) abort();
    if (aioli_vm_run_string(vm, "fuzz.aio", (const char *)data, size) != AIOLI_OK) (void)aioli_error_text(vm);
    aioli_error_clear(vm);
    aioli_vm_set_budget(vm, 0);
    aioli_vm_collect(vm);
    int64_t value = 0;
    AioliValue six = aioli_vm_eval(vm, "2 * 3", AIOLI_NUL);
    /* What the script left in its globals may have used the memory up. */
    bool no_memory = aioli_is_error(six) && aioli_error_is(vm, "MemoryError");
    if (!no_memory && (aioli_is_error(six) || !aioli_int_get(vm, six, &value) || value != 6)) {
        fprintf(stderr, "2 * 3: %s", aioli_error_text(vm));
        abort();
    }
    aioli_vm_free(vm);
    if (used) abort();
}
