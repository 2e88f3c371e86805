/* SPDX-License-Identifier: MIT
 *
 * Bytes (immutable), ByteArray (mutable) and memoryview: arrays of bytes.
 *
 * Bytes holds its data inline. ByteArray owns a block whose live part begins at `data` (removing from the front moves
 * `data` instead of the bytes). A memoryview looks into either; while one is alive and not released, a ByteArray keeps
 * its size (BufferError). Which views are alive is counted in a small block outside the heap that the array and its
 * views share, so that finalizers touch no other object.
 */
#ifndef OLI_TYPES_BYTES_H
#define OLI_TYPES_BYTES_H

#include "heap/vm.h"

enum { BYTES_HASHED = 1 }; /* Object.flags */

typedef struct Bytes {
    Object header;
    size_t size;
    int64_t hash;
    char data[]; /* a NUL follows */
} Bytes;

/* Counts the views on a ByteArray; freed by the last of all who refer to it. */
typedef struct ViewCount {
    uint32_t views;  /* memoryviews neither released nor collected */
    uint32_t owners; /* objects that refer to this block */
} ViewCount;

typedef struct ByteArray {
    Object header;
    size_t size, capacity;
    char *data;       /* within block */
    char *block;      /* from oli_resize; NULL when capacity is 0 */
    ViewCount *views; /* NULL until a view was made */
} ByteArray;

/* Bytes that an object holds: valid until script runs or the object changes. */
typedef struct ByteSpan {
    const char *data;
    size_t size;
} ByteSpan;

static inline bool is_bytes(Value v) { return is_kind(v, CLASS_BYTES); }
static inline Bytes *as_bytes(Value v) { return (Bytes *)object_of(v); }
static inline bool is_bytearray(Value v) { return is_kind(v, CLASS_BYTEARRAY); }
static inline ByteArray *as_bytearray(Value v) { return (ByteArray *)object_of(v); }

/* All return NULL with an exception pending on failure. */
Bytes *oli_bytes_new(Vm *vm, const char *data, size_t size);
Bytes *oli_bytes_alloc(Vm *vm, size_t size); /* data is to be filled at once */
ByteArray *oli_bytearray_new(Vm *vm, const char *data, size_t size);
bool oli_bytearray_resize(Vm *vm, ByteArray *array, size_t size); /* new bytes are zero; BufferError while viewed */
/* Bytes of the object itself, its attribute words excluded: oli_variable_size of class.h. */
static inline size_t oli_bytes_object_size(const Bytes *bytes) {
    return (sizeof(Bytes) + bytes->size + 1 + 7) & ~(size_t)7;
}

/* The bytes of a bytes-like object: bytes, bytearray, contiguous memoryview. False (nothing raised) for others. */
bool oli_bytes_span(Value v, ByteSpan *out);
/* The same; TypeError "a bytes-like object is required, not 'x'". */
bool oli_bytes_like(Vm *vm, Value v, ByteSpan *out);
/* What bytes(v) makes of an iterable of ints or a bytes-like object. NULL: raised. May run script. */
Value oli_bytes_from(Vm *vm, Value v);

#endif
