/* SPDX-License-Identifier: MIT
 *
 * The collector: incremental tri-colour marking, lazy sweeping. heap.h states the invariants.
 *
 * A cycle: roots are shaded (GC_MARKING begins); steps pop grey objects and trace them, in proportion to what the
 * program allocates; when no grey object is left, the roots are traced once more, atomically, because stacks and
 * running frames are written without a barrier; then weak things are cleared and GC_SWEEPING begins: pages are swept
 * when an allocation wants cells of their size, the rest by further steps. White means: mark bit clear; grey: mark bit
 * set and on the mark stack; black: mark bit set only. Objects allocated while marking are white, and reached by the
 * second tracing of the roots or through a barrier. Roots that may be very many (tasks) come in slices, so that they do
 * not all stand on the mark stack at once. When the mark stack cannot grow, gray_overflow makes the cycle
 * trace all marked objects again, so memory pressure costs time, never correctness.
 */
#include "heap/page.h"

#include <stdlib.h>

enum {
    MIN_TRIGGER_BYTES = 1 << 20, /* garbage to let pile up in a small heap */
    STEP_BYTES = 64 << 10,       /* allocation between two steps of a cycle */
    STEP_WORK_BYTES = 512 << 10, /* cells traced in one step */
    STEP_PAGES = 16              /* pages swept in one step */
};

/* ---- mark bits ---- */

static inline bool test_mark(const Object *object) {
    if (object->gc & OBJECT_LARGE) return ((const LargeCell *)(const void *)object - 1)->marked;
    size_t bit = ((uintptr_t)object & (PAGE_BYTES - 1)) / CELL_ALIGN;
    return page_of(object)->marks[bit / 64] >> (bit % 64) & 1;
}

/* Returns whether it was white. */
static inline bool set_mark(Heap *heap, Object *object) {
    if (object->gc & OBJECT_LARGE) {
        LargeCell *large = (LargeCell *)(void *)object - 1;
        if (large->marked) return false;
        large->marked = true;
        heap->marked_bytes += large->size;
        return true;
    }
    Page *page = page_of(object);
    size_t bit = ((uintptr_t)object & (PAGE_BYTES - 1)) / CELL_ALIGN;
    uint64_t mask = (uint64_t)1 << (bit % 64);
    if (page->marks[bit / 64] & mask) return false;
    page->marks[bit / 64] |= mask;
    heap->marked_bytes += page->cell_size;
    return true;
}

bool oli_is_marked(const Object *object) { return test_mark(object); }

/* ---- marking ---- */

static bool grow_gray(Vm *vm) {
    Heap *heap = &vm->heap;
    size_t capacity = heap->gray_capacity ? heap->gray_capacity * 2 : 256;
    Object **gray =
        heap->alloc(heap->alloc_host, heap->gray, heap->gray_capacity * sizeof *gray, capacity * sizeof *gray);
    if (!gray) return false;
    heap->used_bytes += (capacity - heap->gray_capacity) * sizeof *gray;
    heap->gray = gray;
    heap->gray_capacity = capacity;
    return true;
}

static inline void push_gray(Vm *vm, Object *object) {
    Heap *heap = &vm->heap;
    if (heap->gray_count == heap->gray_capacity && !grow_gray(vm)) {
        heap->gray_overflow = true;
        return;
    }
    heap->gray[heap->gray_count++] = object;
}

void oli_shade(Vm *vm, Object *object) {
    if (set_mark(&vm->heap, object)) push_gray(vm, object);
}

void oli_rescan(Vm *vm, Object *owner) {
    if (test_mark(owner)) push_gray(vm, owner);
}

void oli_trace_object(Tracer *tracer, Object *object) {
    if (tracer->verifying) {
        if (!test_mark(object)) abort(); /* a barrier or a trace function is missing */
        return;
    }
    oli_shade(tracer->vm, object);
}

static inline void trace_children(Tracer *tracer, Object *object) {
    Class *cls = object->cls;
    oli_trace_object(tracer, &cls->header);
    if (cls->ops.trace) cls->ops.trace(tracer, object);
    if (cls->attr_offset) oli_trace_attributes(tracer, object);
}

static void retrace(Vm *vm, Object *object, void *tracer) {
    (void)vm;
    if (test_mark(object)) trace_children(tracer, object);
}

/* Trace grey objects worth about `work_bytes`; true when none is left. */
static bool mark_some(Vm *vm, size_t work_bytes) {
    Heap *heap = &vm->heap;
    Tracer tracer = {.vm = vm};
    size_t done = 0;
    while (done < work_bytes) {
        if (heap->gray_count <= heap->slice_floor && oli_trace_root_slice(&tracer)) continue;
        if (!heap->gray_count) {
            if (!heap->gray_overflow) return true;
            heap->gray_overflow = false;
            oli_heap_walk(vm, retrace, &tracer);
            continue;
        }
        Object *object = heap->gray[--heap->gray_count];
        done += 64;
        trace_children(&tracer, object);
    }
    return false;
}

void oli_mark_below(Vm *vm, Object *object) {
    Tracer tracer = {.vm = vm};
    trace_children(&tracer, object);
    while (!mark_some(vm, SIZE_MAX)) {}
}

#ifdef OLI_DEBUG
static void verify(Vm *vm) {
    Tracer tracer = {.vm = vm, .verifying = true};
    oli_trace_roots(&tracer);
    while (oli_trace_root_slice(&tracer)) {}
    oli_heap_walk(vm, retrace, &tracer);
}
#endif

/* ---- the cycle ---- */

static void begin_marking(Vm *vm) {
    Heap *heap = &vm->heap;
    heap->phase = GC_MARKING;
    heap->allocated_bytes = 0;
    heap->marked_bytes = 0;
    heap->gray_overflow = false;
    Tracer tracer = {.vm = vm};
    oli_trace_roots(&tracer);
    heap->slice_floor = heap->gray_count;
}

static void finish_marking(Vm *vm) {
    Heap *heap = &vm->heap;
    Tracer tracer = {.vm = vm};
    oli_trace_roots(&tracer);
    heap->slice_floor = heap->gray_count;
    while (!mark_some(vm, SIZE_MAX)) {}
    oli_before_finalize(vm); /* may resurrect: objects whose end the program is to hear of */
    while (!mark_some(vm, SIZE_MAX)) {}
#ifdef OLI_DEBUG
    verify(vm);
#endif
    oli_before_sweep(vm);
    heap->phase = GC_SWEEPING;
    for (uint32_t i = 0; i < SIZE_CLASS_COUNT; i++) {
        SizeClass *size_class = &heap->classes[i];
        size_class->free = NULL;
        size_class->unswept = size_class->pages;
        size_class->pages = NULL;
    }
    heap->large_unswept = heap->large;
    heap->large = NULL;
}

static inline void finalize(Vm *vm, Object *object) {
    Class *cls = object->cls;
    if (cls->attr_offset) oli_finalize_attributes(vm, object);
    if (cls->ops.finalize) cls->ops.finalize(vm, object);
}

/* ---- sweeping ----
 * Finalizing looks at the object's class, so a class must not be freed before its last instance: classes are never
 * freed while the VM lives (each is held by its bases' lists of subclasses). */
void oli_sweep_next_page(Vm *vm, SizeClass *size_class) {
    Page *page = size_class->unswept;
    size_class->unswept = page->next;
    Object *free = size_class->free;
    char *end = oli_page_end(page);
    uint32_t cell_size = page->cell_size;
    bool used = page == size_class->newest;
    for (char *cell = (char *)page + PAGE_HEAD; cell < end; cell += cell_size) {
        Object *object = (Object *)(void *)cell;
        size_t bit = (size_t)(cell - (char *)page) / CELL_ALIGN;
        if (page->marks[bit / 64] >> (bit % 64) & 1) {
            used = true;
            continue;
        }
        if (object->cls) {
            finalize(vm, object);
            object->cls = NULL;
        }
        *oli_cell_link(object) = free;
        free = object;
    }
    if (!used) { /* nothing lives here: any size class may have the page */
        page->next = vm->heap.free_pages;
        vm->heap.free_pages = page;
        return;
    }
    memset(page->marks, 0, sizeof page->marks);
    size_class->free = free;
    page->next = size_class->pages;
    size_class->pages = page;
}

static bool sweep_large(Vm *vm, size_t count) {
    Heap *heap = &vm->heap;
    while (heap->large_unswept) {
        if (!count--) return false;
        LargeCell *large = heap->large_unswept;
        heap->large_unswept = large->next;
        if (large->marked) {
            large->marked = false;
            large->next = heap->large;
            heap->large = large;
            continue;
        }
        finalize(vm, (Object *)(void *)(large + 1));
        oli_release(vm, large, sizeof(LargeCell) + large->size);
    }
    return true;
}

/* Sweep up to `pages` pages and large cells; true when nothing is left to sweep. */
static bool sweep_some(Vm *vm, size_t pages) {
    for (uint32_t i = 0; i < SIZE_CLASS_COUNT; i++) {
        SizeClass *size_class = &vm->heap.classes[i];
        while (size_class->unswept) {
            if (!pages--) return false;
            oli_sweep_next_page(vm, size_class);
        }
    }
    return sweep_large(vm, pages + 64);
}

void oli_gc_set_trigger(Vm *vm) {
    Heap *heap = &vm->heap;
    size_t live =
        heap->marked_bytes + (heap->used_bytes > heap->block_bytes ? heap->used_bytes - heap->block_bytes : 0);
    size_t room = live > MIN_TRIGGER_BYTES ? live : MIN_TRIGGER_BYTES;
    if (heap->limit_bytes) { /* near the limit, collect earlier */
        size_t left = heap->limit_bytes > heap->used_bytes ? heap->limit_bytes - heap->used_bytes : 0;
        if (room > left / 2) room = left / 2;
        if (room < STEP_BYTES) room = STEP_BYTES;
    }
    heap->trigger_bytes = room;
}

static void finish_sweeping(Vm *vm) {
    vm->heap.phase = GC_IDLE;
    vm->heap.cycles++;
    oli_gc_set_trigger(vm);
}

void oli_gc_step(Vm *vm) {
    Heap *heap = &vm->heap;
    if (heap->disabled) return;
    switch (heap->phase) {
    case GC_IDLE:
        begin_marking(vm);
        heap->trigger_bytes = STEP_BYTES;
        return;
    case GC_MARKING:
        if (mark_some(vm, STEP_WORK_BYTES)) finish_marking(vm);
        heap->trigger_bytes = heap->allocated_bytes + STEP_BYTES;
        return;
    case GC_SWEEPING:
        if (sweep_some(vm, STEP_PAGES))
            finish_sweeping(vm);
        else
            heap->trigger_bytes = heap->allocated_bytes + STEP_BYTES;
        return;
    }
}

void oli_gc_finish_sweep(Vm *vm) {
    if (vm->heap.phase != GC_SWEEPING) return;
    while (!sweep_some(vm, SIZE_MAX / 2)) {}
    finish_sweeping(vm);
}

void oli_gc_full(Vm *vm) {
    Heap *heap = &vm->heap;
    if (heap->disabled) return;
    oli_gc_finish_sweep(vm);
    if (heap->phase == GC_IDLE) begin_marking(vm);
    finish_marking(vm);
    oli_gc_finish_sweep(vm);
}
