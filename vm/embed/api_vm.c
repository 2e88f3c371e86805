/* SPDX-License-Identifier: MIT
 *
 * The public API: the life of a VM, its configuration, its limits (aioli.h).
 *
 * The embed state and what it owns are blocks of the host's allocator, counted like everything else, but given back
 * after the VM itself: its end may still print, and natives point into tables that are kept here.
 */
#include "embed/embed.h"
#include "embed/import.h"
#include "embed/output.h"
#include "run/finalizer.h"
#include "run/run.h"
#include "run/scheduler.h"
#include "run/state.h"
#include "run/traceback.h"

#include <stdlib.h>

#define STRINGIFY_(x) #x
#define STRINGIFY(x) STRINGIFY_(x)

const char *aioli_version(void) {
    return STRINGIFY(AIOLI_VERSION_MAJOR) "." STRINGIFY(AIOLI_VERSION_MINOR) "." STRINGIFY(AIOLI_VERSION_PATCH);
}

/* The C library's allocator; malloc aligns to 16 bytes where pointers have 8. */
static void *allocate(void *host, void *old, size_t old_size, size_t new_size) {
    (void)host;
    (void)old_size;
    if (new_size) return realloc(old, new_size);
    free(old);
    return NULL;
}

/* ---- making ---- */

/* The host's structure, which may be an older, shorter one. False: it makes no sense. */
static bool read_config(const AioliConfig *given, AioliConfig *config, AioliSystem *system) {
    *config = (AioliConfig){.size = sizeof *config};
    *system = (AioliSystem){.size = sizeof *system};
    if (given && (given->size < sizeof given->size || given->size > sizeof *config)) return false;
    if (given) memcpy(config, given, given->size);
    if (config->argc < 0 || (config->argc && !config->argv)) return false;
    if (!config->allocate) config->allocate = allocate;
    const AioliSystem *from = config->system ? config->system : oli_default_system;
    if (from && (from->size < sizeof from->size || from->size > sizeof *system)) return false;
    if (from) memcpy(system, from, from->size);
    return !config->loop || (config->loop->size == sizeof(AioliLoop) && config->loop->poll && config->loop->wake);
}

static const char *const *copy_texts(Vm *vm, const char *const *texts, size_t count) {
    const char **copy = oli_embed_keep_block(vm, (count + 1) * sizeof *copy);
    for (size_t i = 0; copy && i < count; i++)
        if (!(copy[i] = oli_embed_copy(vm, texts[i]))) return NULL;
    return copy;
}

static bool copy_config(Vm *vm, Embed *embed) {
    AioliConfig *config = &embed->config;
    size_t paths = 0;
    while (config->import_paths && config->import_paths[paths]) paths++;
    config->import_paths = copy_texts(vm, config->import_paths, paths);
    config->argv = copy_texts(vm, config->argv, (size_t)config->argc);
    config->executable = oli_embed_copy(vm, config->executable ? config->executable : "");
    config->system = &embed->system;
    if (config->loop) embed->loop = *config->loop;
    config->loop = config->loop ? &embed->loop : NULL;
    return config->import_paths && config->argv && config->executable;
}

static uint64_t make_seed(const AioliConfig *config, const AioliSystem *system, const void *address) {
    if (config->hash_seed) return config->hash_seed;
    uint64_t seed = 0;
    if (system->random_bytes && !system->random_bytes(system->context, &seed, sizeof seed)) return seed;
    return (uint64_t)(uintptr_t)address * 0x9E3779B97F4A7C15u + 1;
}

static bool open_embed(Vm *vm, const AioliConfig *config, const AioliSystem *system) {
    Embed *embed = oli_resize(vm, NULL, 0, sizeof *embed);
    if (!embed) return false;
    memset(embed, 0, sizeof *embed);
    embed->vm = vm;
    embed->config = *config;
    embed->system = *system;
    vm->embed = embed;
    vm->host = config->host;
    vm->read_source = oli_read_source;
    for (int i = 0; i < HELD_COUNT; i++) embed->held[i] = VALUE_UNDEF;
    root_array_push(vm, &embed->held_root, embed->held, HELD_COUNT);
    root_array_push(vm, &embed->handles, NULL, 0);
    root_array_push(vm, &embed->refs, NULL, 0);
    oli_embed_connect_loop(vm);
    return copy_config(vm, embed) && oli_init_host(vm) && oli_embed_start_watching(vm);
}

/* Give back the embed state when the VM is gone. */
static void close_embed(Embed *embed) {
    if (!embed) return;
    AioliAllocate alloc = embed->config.allocate;
    void *host = embed->config.host;
    for (int stream = 0; stream < 3; stream++)
        if (embed->output[stream].text) alloc(host, embed->output[stream].text, OUTPUT_BUFFER_BYTES, 0);
    if (embed->handles.values) alloc(host, embed->handles.values, embed->handle_capacity * sizeof(Value), 0);
    if (embed->refs.values) alloc(host, embed->refs.values, embed->ref_capacity * sizeof(Value), 0);
    if (embed->modules) alloc(host, (void *)embed->modules, embed->module_capacity * sizeof *embed->modules, 0);
    if (embed->classes) alloc(host, embed->classes, embed->class_capacity * sizeof *embed->classes, 0);
    for (size_t i = 0; i < sizeof embed->described / sizeof *embed->described; i++)
        if (embed->described[i].text) alloc(host, embed->described[i].text, embed->described[i].size, 0);
    for (KeptBlock *block = embed->kept, *next; block; block = next) {
        next = block->next;
        alloc(host, block, sizeof *block + block->size, 0);
    }
    alloc(host, embed, sizeof *embed, 0);
}

AioliVm *aioli_vm_new(const AioliConfig *given) {
    AioliConfig config;
    AioliSystem system;
    if (!read_config(given, &config, &system)) return NULL;
    VmOptions options = {.alloc = config.allocate,
                         .alloc_host = config.host,
                         .limit_bytes = config.memory_limit_bytes,
                         .hash_seed = make_seed(&config, &system, &config),
                         .depth_limit = config.recursion_limit,
                         .budget = config.instruction_budget ? (int64_t)config.instruction_budget : -1};
#ifdef OLI_GC_STRESS
    options.gc_stress = true;
#endif
    Vm *vm = oli_vm_new(&options);
    if (!vm) return NULL;
    if (open_embed(vm, &config, &system)) return handle_of(vm);
    Embed *embed = embed_of(vm);
    oli_vm_free(vm);
    close_embed(embed);
    return NULL;
}

static void free_data(Vm *vm, Embed *embed) {
    for (DataBlock *data = embed->data, *next; data; data = next) {
        next = data->next;
        if (data->free_block) data->free_block(data->block);
        oli_release(vm, data, sizeof *data + data->size);
    }
    embed->data = NULL;
}

AioliStatus aioli_vm_free(AioliVm *handle) {
    if (!handle) return AIOLI_OK;
    Vm *vm = vm_of(handle);
    if (!is_outside(vm)) return AIOLI_MISUSE;
    Embed *embed = embed_of(vm);
    clear_exception(vm);
    char *saved = oli_vm_enter(vm);
    oli_finalizer_run_all(vm);
    oli_vm_leave(vm, saved);
    clear_exception(vm);
    if (embed->loop.close) embed->loop.close(embed->loop.context, handle);
    oli_output_flush_quietly(vm);
    free_data(vm, embed);
    oli_vm_free(vm);
    close_embed(embed);
    return AIOLI_OK;
}

size_t aioli_vm_report_lost(AioliVm *handle) {
    if (!handle || !is_outside(vm_of(handle))) return 0;
    Vm *vm = vm_of(handle);
    char *saved = oli_vm_enter(vm);
    oli_report_rest(vm);
    oli_vm_leave(vm, saved);
    return vm->lost_errors;
}

/* ---- asking ---- */

void *aioli_vm_host(AioliVm *handle) { return handle ? embed_of(vm_of(handle))->config.host : NULL; }
const AioliConfig *aioli_vm_config(AioliVm *handle) { return handle ? &embed_of(vm_of(handle))->config : NULL; }
const AioliSystem *aioli_vm_system(AioliVm *handle) { return handle ? &embed_of(vm_of(handle))->system : NULL; }
uint32_t aioli_vm_capabilities(AioliVm *handle) { return handle ? embed_of(vm_of(handle))->config.capabilities : 0; }
size_t aioli_vm_memory(AioliVm *handle) { return handle ? vm_of(handle)->heap.used_bytes : 0; }
uint32_t aioli_vm_recursion_limit(AioliVm *handle) { return handle ? vm_of(handle)->depth_limit : 0; }

bool aioli_vm_require(AioliVm *handle, uint32_t capabilities, const char *what) {
    if (!is_ready(handle)) return false;
    if (!(capabilities & ~aioli_vm_capabilities(handle))) return true;
    return oli_raise_false(vm_of(handle), EXC_PERMISSION_ERROR, "%s: not granted by the host", what ? what : "this");
}

/* ---- limits ---- */

bool aioli_vm_set_recursion_limit(AioliVm *handle, uint32_t limit) {
    return is_ready(handle) && (!limit || oli_set_depth_limit(vm_of(handle), limit));
}

uint32_t aioli_vm_int_digits_limit(AioliVm *handle) { return handle ? vm_of(handle)->int_digits_limit : 0; }

void aioli_vm_set_int_digits_limit(AioliVm *handle, uint32_t digits) {
    if (handle) vm_of(handle)->int_digits_limit = digits;
}

void aioli_vm_set_budget(AioliVm *handle, uint64_t budget) {
    if (handle) vm_of(handle)->budget = budget ? (int64_t)(budget > INT64_MAX ? INT64_MAX : budget) : -1;
}

void aioli_vm_collect(AioliVm *handle) {
    if (!handle) return;
    Vm *vm = vm_of(handle);
    if (has_exception(vm) || !is_outside(vm)) {
        oli_gc_full(vm); /* finalisers run at the next safepoint */
        return;
    }
    char *saved = oli_vm_enter(vm);
    oli_collect(vm);
    oli_vm_leave(vm, saved);
}

void aioli_vm_interrupt(AioliVm *handle) {
    if (!handle) return;
    oli_vm_interrupt(vm_of(handle), INTERRUPT_KEYBOARD);
    aioli_vm_wake(handle);
}

void aioli_vm_attend(AioliVm *handle) {
    if (!handle) return;
    oli_vm_interrupt(vm_of(handle), INTERRUPT_ATTENTION);
    aioli_vm_wake(handle);
}

static bool attend(Vm *vm) {
    Embed *embed = embed_of(vm);
    AioliScope scope;
    aioli_scope_open(handle_of(vm), &scope);
    embed->host_depth++;
    bool ok = embed->attend(handle_of(vm));
    embed->host_depth--;
    embed->handles.count = scope.mark;
    embed->scope_depth = scope.depth - 1;
    return ok && !has_exception(vm);
}

void aioli_vm_on_attention(AioliVm *handle, bool (*function)(AioliVm *vm)) {
    if (!handle) return;
    embed_of(vm_of(handle))->attend = function;
    vm_of(handle)->attend = function ? attend : NULL;
}

void aioli_vm_expect(AioliVm *handle, int change) {
    if (!handle) return;
    Embed *embed = embed_of(vm_of(handle));
    if (change < 0 && embed->expected < (uint32_t)-change) change = -(int)embed->expected;
    embed->expected += (uint32_t)change;
}

void aioli_vm_wake(AioliVm *handle) {
    if (!handle) return;
    const Embed *embed = embed_of(vm_of(handle));
    if (embed->loop.wake) embed->loop.wake(embed->loop.context);
}

bool aioli_check_interrupt(AioliVm *handle) {
    if (!is_ready(handle)) return false;
    return !vm_of(handle)->interrupted || oli_handle_interrupt(vm_of(handle));
}

size_t aioli_size(AioliVm *handle, AioliValue v) {
    if (!handle || !is_script_value(v) || !is_object(value_in(v))) return sizeof(Value);
    const Object *object = object_of(value_in(v));
    size_t size = object->cls->size + object->cls->extra_bytes;
    switch (object->kind) {
    case CLASS_STR: return sizeof(Str) + ((const Str *)(const void *)object)->size + 1;
    case CLASS_LIST: return size + ((const List *)(const void *)object)->capacity * sizeof(Value);
    case CLASS_TUPLE: return size + ((const Tuple *)(const void *)object)->count * sizeof(Value);
    case CLASS_DICT: return size + ((const Dict *)(const void *)object)->capacity * sizeof(DictEntry);
    case CLASS_INT: return sizeof(BigInt) + ((const BigInt *)(const void *)object)->count * sizeof(uint64_t);
    case CLASS_SET:
    case CLASS_FROZENSET: {
        const Set *set = (const Set *)(const void *)object;
        return size + (set->table ? (set->mask + 1) * sizeof(SetEntry) : 0);
    }
    default: return size;
    }
}
