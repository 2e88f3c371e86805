/* SPDX-License-Identifier: MIT
 *
 * Heap: where objects live, and the collector.
 *
 * Cells of one size class share 64 KB pages (found from a cell's address by masking); mark bits stand in the page's
 * head, aside from the cells. Larger objects have pages of their own. Objects never move.
 *
 * The collector is a tri-colour mark-sweep in small steps. Invariants:
 *  - **Collection happens only at safepoints**: back-edges and calls of the interpreter loop, and the scheduler's turn.
 *    Never inside an allocation. So a native function may hold raw Values until it calls back into script (oli_call,
 *    and whatever may reach it: repr, hash, equal, iteration over foreign objects, attribute access); across such a
 *    call, what it holds must be reachable: from its arguments (args[] are roots and may be overwritten to root
 *    something else), or by a Root.
 *  - While marking, no black object points to a white one, except the stacks and the frames that run, which are
 *    scanned again before the sweep: every store of a Value into a heap object that is not brand-new passes a barrier.
 *    "Brand-new": no safepoint since it was allocated.
 *  - Sweeping is lazy: a page is swept before anything is allocated in it.
 *  - All memory, cells and what they own, passes the host's allocator hook and is counted; passing the limit makes an
 *    allocation fail, which raises MemoryError.
 */
#ifndef OLI_HEAP_HEAP_H
#define OLI_HEAP_HEAP_H

#include "heap/object.h"

/* ---- allocation ---- */

/* A zeroed object of `size` bytes (>= sizeof(Object)) with its header filled in: class, its shape and kind.
 * NULL with MemoryError pending when memory is refused. Never collects. */
void *oli_new(Vm *vm, Class *cls, size_t size);

/* The cell of an object to which, as the caller knows for certain, nothing refers any more, is used again at once. The
 * object must own no memory. Between collections only: else this does nothing, and the object is left to the sweep. */
void oli_recycle(Vm *vm, Object *object);

/* Memory owned by an object (list items, dict tables): counted; the owner's finalize frees it. The old contents are
 * kept as realloc does; NULL with MemoryError pending when refused (the old block stays valid). */
void *oli_resize(Vm *vm, void *old, size_t old_size, size_t new_size);
void oli_release(Vm *vm, void *block, size_t size);

/* The same without raising: for code that reports by other means. */
void *oli_try_resize(Vm *vm, void *old, size_t old_size, size_t new_size);

/* Whether `size` more bytes would pass the memory limit; raises MemoryError then. For results whose size is known
 * before a library call allocates them (big integers). */
bool oli_may_allocate(Vm *vm, size_t size);

/* ---- barriers ---- */

void oli_shade(Vm *vm, Object *object); /* mark grey, if white */

static inline bool is_marking(const Vm *vm);

/* After storing `v` into a field of a heap object that is not brand-new. */
static inline void barrier(Vm *vm, Value v) {
    if (__builtin_expect(is_marking(vm), 0) && is_object(v)) oli_shade(vm, object_of(v));
}
static inline void barrier_object(Vm *vm, const void *object) {
    if (__builtin_expect(is_marking(vm), 0) && object) oli_shade(vm, (Object *)(uintptr_t)object);
}
/* After storing many values into `owner` at once: it is scanned again. */
void oli_rescan(Vm *vm, Object *owner);
static inline void barrier_owner(Vm *vm, void *owner) {
    if (__builtin_expect(is_marking(vm), 0)) oli_rescan(vm, owner);
}

/* ---- tracing: for ops.trace ---- */
struct Tracer {
    Vm *vm;
    bool verifying; /* debug: check that no marked object refers to an unmarked one */
};
void oli_trace_object(Tracer *tracer, Object *object);
static inline void trace_value(Tracer *tracer, Value v) {
    if (is_object(v)) oli_trace_object(tracer, object_of(v));
}
static inline void trace_object(Tracer *tracer, void *object) {
    if (object) oli_trace_object(tracer, object);
}
static inline void trace_values(Tracer *tracer, const Value *values, size_t count) {
    for (size_t i = 0; i < count; i++) trace_value(tracer, values[i]);
}

/* ---- roots held by C code across calls into script ----
 *     Root root;
 *     root_push(vm, &root, list);
 *     ... calls that may run script; root.value stays alive ...
 *     root_pop(vm, &root);          // on every way out, last pushed first
 */
typedef struct Root {
    struct Root *next;
    Value value;
} Root;
static inline void root_push(Vm *vm, Root *root, Value value);
static inline void root_pop(Vm *vm, Root *root);

/* The same for an array of `count` values in C memory. */
typedef struct RootArray {
    struct RootArray *next;
    Value *values;
    size_t count;
} RootArray;
static inline void root_array_push(Vm *vm, RootArray *root, Value *values, size_t count);
static inline void root_array_pop(Vm *vm, RootArray *root);

/* ---- collection ---- */
/* realloc-like allocator hook: new_size 0 frees; NULL refuses. Old sizes are exact. Blocks are aligned to 16 bytes. */
typedef void *(*AllocFn)(void *host, void *old, size_t old_size, size_t new_size);
bool oli_heap_init(Vm *vm, AllocFn alloc, void *alloc_host, size_t limit_bytes);
void oli_heap_free(Vm *vm); /* finalizes and releases everything */
static inline bool gc_due(const Vm *vm);
void oli_gc_step(Vm *vm); /* at a safepoint: some marking or sweeping, in proportion to what was allocated */
void oli_gc_full(Vm *vm); /* at a safepoint: a whole cycle, everything swept */
/* What the last cycle found dead is swept, so that a walk of the heap does not meet it. Not only at safepoints. */
void oli_gc_finish_sweep(Vm *vm);
bool oli_is_marked(const Object *object); /* between the end of marking and the sweep: will it survive? */
/* Between the end of marking and the sweep: mark all that `object` leads to, but not itself unless it is part of that. */
void oli_mark_below(Vm *vm, Object *object);
/* The next safepoint comes at once. */
void oli_request_safepoint(Vm *vm);
/* Visit every object of the heap (those dead but unswept excluded when called right after oli_gc_full or _finish_sweep). */
void oli_heap_walk(Vm *vm, void (*visit)(Vm *vm, Object *object, void *context), void *context);

/* Implemented by higher layers, called by the heap. */
Value oli_raise_no_memory(Vm *vm);    /* types/exception.c: MemoryError, without allocating */
void oli_trace_roots(Tracer *tracer); /* run/state.c: everything a Vm refers to, but for slices */
bool oli_trace_root_slice(
    Tracer *tracer); /* run/scheduler.c: some more roots; false: there are none left since oli_trace_roots */
void oli_before_finalize(Vm *vm); /* run/state.c: after marking; may shade objects that are to be reported first */
bool oli_finalizer_add(Vm *vm, Object *object); /* run/finalizer.c: an object of a class with CLASS_FLAG_HAS_DEL */
bool oli_finalizer_adopt(Vm *vm, Class *cls); /* the same: the instances of a class that got its __del__ just now */
void oli_before_sweep(Vm *vm);    /* run/state.c: drop what weakly refers to unmarked objects */
void oli_trace_attributes(Tracer *tracer, Object *object); /* types/attribute.c: the slots at class->attr_offset */
void oli_finalize_attributes(Vm *vm, Object *object);

#endif
