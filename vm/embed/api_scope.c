/* SPDX-License-Identifier: MIT
 *
 * Lifetime of values that the host holds: scopes, references, and memory that belongs to the VM (embed.h).
 */
#include "embed/embed.h"

AioliValue oli_misuse(AioliVm *handle, const char *function, const char *text) {
    if (is_ready(handle)) oli_raise(vm_of(handle), EXC_SYSTEM_ERROR, "%s: %s", function, text);
    return aioli_error();
}

bool oli_misuse_false(AioliVm *handle, const char *function, const char *text) {
    oli_misuse(handle, function, text);
    return false;
}

/* ---- scopes ---- */

bool oli_embed_grow_handles(Embed *embed) {
    size_t capacity = embed->handle_capacity ? embed->handle_capacity * 2 : 64;
    Value *values = oli_resize(embed->vm, embed->handles.values, embed->handle_capacity * sizeof *values,
                               capacity * sizeof *values);
    if (!values) return false;
    embed->handles.values = values;
    embed->handle_capacity = capacity;
    return true;
}

void aioli_scope_open(AioliVm *handle, AioliScope *scope) {
    if (!handle || !scope) return;
    Embed *embed = embed_of(vm_of(handle));
    *scope = (AioliScope){embed->handles.count, ++embed->scope_depth};
}

AioliValue aioli_scope_close(AioliVm *handle, AioliScope *scope, AioliValue result) {
    if (!handle) return aioli_error();
    Embed *embed = embed_of(vm_of(handle));
    if (!scope || scope->depth != embed->scope_depth || scope->mark > embed->handles.count)
        return oli_misuse(handle, __func__, "not the innermost open scope");
    embed->scope_depth--;
    embed->handles.count = scope->mark;
    scope->depth = 0;
    return keep(vm_of(handle), value_in(result));
}

/* ---- references ---- */

static bool grow_refs(Vm *vm, Embed *embed) {
    size_t capacity = embed->ref_capacity ? embed->ref_capacity * 2 : 16;
    Value *values = oli_resize(vm, embed->refs.values, embed->ref_capacity * sizeof *values, capacity * sizeof *values);
    if (!values) return false;
    embed->refs.values = values;
    embed->ref_capacity = capacity;
    return true;
}

AioliRef *aioli_ref_new(AioliVm *handle, AioliValue value) {
    if (!handle) return NULL;
    Vm *vm = vm_of(handle);
    Embed *embed = embed_of(vm);
    AioliRef *ref = embed->free_refs;
    if (ref) {
        embed->free_refs = ref->next_free;
    } else {
        if (embed->refs.count == embed->ref_capacity && !grow_refs(vm, embed)) return NULL;
        ref = oli_embed_keep_block(vm, sizeof *ref);
        if (!ref) return NULL;
        *ref = (AioliRef){.embed = embed, .slot = (uint32_t)embed->refs.count++};
    }
    embed->refs.values[ref->slot] = value_in(value);
    return ref;
}

AioliValue aioli_ref_get(const AioliRef *ref) {
    return ref ? value_out(ref->embed->refs.values[ref->slot]) : aioli_missing();
}

void aioli_ref_set(AioliVm *handle, AioliRef *ref, AioliValue value) {
    if (handle && ref && ref->embed->vm == vm_of(handle)) ref->embed->refs.values[ref->slot] = value_in(value);
}

void aioli_ref_free(AioliVm *handle, AioliRef *ref) {
    if (!handle || !ref || ref->embed->vm != vm_of(handle)) return;
    Embed *embed = ref->embed;
    embed->refs.values[ref->slot] = VALUE_UNDEF;
    ref->next_free = embed->free_refs;
    embed->free_refs = ref;
}

/* ---- memory ---- */

void *oli_embed_keep_block(Vm *vm, size_t size) {
    KeptBlock *block = oli_resize(vm, NULL, 0, sizeof *block + size);
    if (!block) return NULL;
    Embed *embed = embed_of(vm);
    block->next = embed->kept;
    block->size = size;
    embed->kept = block;
    return memset(block->bytes, 0, size);
}

char *oli_embed_copy(Vm *vm, const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = oli_embed_keep_block(vm, size);
    return copy ? memcpy(copy, text, size) : NULL;
}

void *aioli_memory_resize(AioliVm *handle, void *old, size_t old_size, size_t new_size) {
    if (!handle) return NULL;
    if (new_size) return oli_resize(vm_of(handle), old, old_size, new_size);
    oli_release(vm_of(handle), old, old_size);
    return NULL;
}

void aioli_memory_free(AioliVm *handle, void *block, size_t size) {
    if (handle && block) oli_release(vm_of(handle), block, size);
}

void *aioli_vm_data(AioliVm *handle, const void *key, size_t size, void (*free_block)(void *block)) {
    if (!handle) return NULL;
    Vm *vm = vm_of(handle);
    Embed *embed = embed_of(vm);
    for (DataBlock *data = embed->data; data; data = data->next)
        if (data->key == key) return data->block;
    DataBlock *data = oli_resize(vm, NULL, 0, sizeof *data + size);
    if (!data) return NULL;
    memset(data, 0, sizeof *data + size);
    data->next = embed->data;
    data->key = key;
    data->size = size;
    data->free_block = free_block;
    embed->data = data;
    return data->block;
}
