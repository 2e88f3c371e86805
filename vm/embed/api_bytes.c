/* SPDX-License-Identifier: MIT
 *
 * The public API: bytes (aioli.h).
 */
#include "embed/embed.h"
#include "types/bytes.h"
#include "types/bytes_methods.h"

AioliValue aioli_bytes(AioliVm *handle, const void *bytes, size_t size) {
    if (!is_ready(handle)) return aioli_error();
    if (!bytes && size) return oli_misuse(handle, __func__, "no bytes");
    return keep_object(vm_of(handle), oli_bytes_new(vm_of(handle), size ? bytes : "", size));
}

const void *aioli_bytes_get(AioliVm *handle, AioliValue v, size_t *size) {
    if (!is_ready(handle)) return NULL;
    ByteSpan span;
    if (!is_script_value(v)) {
        oli_misuse(handle, __func__, "not a value");
        return NULL;
    }
    if (!oli_bytes_like(vm_of(handle), value_in(v), &span)) return NULL;
    if (size) *size = span.size;
    return span.data ? span.data : "";
}

void *aioli_bytes_get_writable(AioliVm *handle, AioliValue v, size_t *size) {
    if (!is_ready(handle)) return NULL;
    ByteSpan span;
    if (is_script_value(v) && !is_bytes(value_in(v)) && oli_bytes_span(value_in(v), &span) &&
        !(is_kind(value_in(v), CLASS_MEMORYVIEW) && oli_memoryview_is_readonly(value_in(v)))) {
        if (size) *size = span.size;
        return (void *)(uintptr_t)span.data;
    }
    oli_raise(vm_of(handle), EXC_TYPE_ERROR, "argument must be read-write bytes-like object, not %s",
              aioli_type_name(handle, v));
    return NULL;
}

AioliValue aioli_bytes_reserve(AioliVm *handle, size_t size, void **bytes) {
    if (!is_ready(handle)) return aioli_error();
    if (!bytes) return oli_misuse(handle, __func__, "nowhere to put the address");
    Bytes *made = oli_bytes_alloc(vm_of(handle), size);
    if (made) *bytes = made->data;
    return keep_object(vm_of(handle), made);
}
