/* SPDX-License-Identifier: MIT
 *
 * Cells, pages and accounting: where an allocation comes from. gc.c decides what may be reused.
 *
 * Pages (32 KB, aligned) are cut from blocks that come from the allocator hook; a page serves one size class until all
 * its cells are dead. A free cell has cls NULL and links to the next one in its second word. Within the newest page of
 * a class, cells beyond `bump` have never been touched (so their memory need not be resident).
 */
#include "heap/page.h"

static const uint16_t CELL_SIZES[SIZE_CLASS_COUNT] = {16,  32,  48,  64,  80,  96,  112, 128, 144, 160, 176, 192,
                                                      208, 224, 240, 256, 320, 384, 448, 512, 640, 768, 896, 1024};

/* Size classes are 16 bytes apart up to 256, 64 up to 512, 128 up to 1024. */
static inline uint32_t size_class_of(size_t size) {
    if (size <= 256) return (uint32_t)((size + 15) / 16 - 1);
    if (size <= 512) return (uint32_t)(16 + (size - 256 + 63) / 64 - 1);
    return (uint32_t)(20 + (size - 512 + 127) / 128 - 1);
}

static void *hook_alloc(Vm *vm, void *old, size_t old_size, size_t new_size) {
    Heap *heap = &vm->heap;
    if (new_size > old_size && heap->limit_bytes &&
        (heap->used_bytes > heap->limit_bytes || new_size - old_size > heap->limit_bytes - heap->used_bytes))
        return NULL;
    void *block = heap->alloc(heap->alloc_host, old, old_size, new_size);
    if (!block && new_size) return NULL;
    heap->used_bytes += new_size - old_size;
    return block;
}

/* A safepoint polls fuel: it runs out. */
void oli_request_safepoint(Vm *vm) {
    if (vm->fuel <= 0) return;
    vm->fuel_slice -= vm->fuel;
    vm->fuel = 0;
}

static inline void request_gc_if_due(Vm *vm) {
    if (__builtin_expect(gc_due(vm), 0)) oli_request_safepoint(vm);
}

void *oli_try_resize(Vm *vm, void *old, size_t old_size, size_t new_size) {
    if (!new_size) {
        oli_release(vm, old, old_size);
        return NULL;
    }
    void *block = hook_alloc(vm, old, old_size, new_size);
    if (new_size > old_size) vm->heap.allocated_bytes += new_size - old_size;
    request_gc_if_due(vm);
    return block;
}

void *oli_resize(Vm *vm, void *old, size_t old_size, size_t new_size) {
    void *block = oli_try_resize(vm, old, old_size, new_size);
    if (!block && new_size) oli_raise_no_memory(vm);
    return block;
}

void oli_release(Vm *vm, void *block, size_t size) {
    if (!block) return;
    vm->heap.alloc(vm->heap.alloc_host, block, size, 0);
    vm->heap.used_bytes -= size;
}

bool oli_may_allocate(Vm *vm, size_t size) {
    Heap *heap = &vm->heap;
    size_t limit = heap->limit_bytes ? heap->limit_bytes : (size_t)1 << (sizeof(size_t) > 4 ? 40 : 31);
    if (size <= limit && heap->used_bytes <= limit - size) return true;
    oli_raise_no_memory(vm);
    return false;
}

/* ---- pages ---- */

/* Cut a new block into free pages. Blocks grow from 8 to 64 pages, so that a small VM stays small. */
static bool add_block(Vm *vm) {
    Heap *heap = &vm->heap;
    size_t pages = heap->blocks ? (heap->blocks->page_count < 64 ? heap->blocks->page_count * 2 : 64) : 8;
    PageBlock *block = NULL;
    size_t size = 0;
    for (; pages; pages /= 2) {
        size = sizeof(PageBlock) + (pages + 1) * PAGE_BYTES;
        block = hook_alloc(vm, NULL, 0, size);
        if (block) break;
    }
    if (!block) return false;
    uintptr_t first = ((uintptr_t)(block + 1) + PAGE_BYTES - 1) & ~(uintptr_t)(PAGE_BYTES - 1);
    *block = (PageBlock){.next = heap->blocks, .size = size, .page_count = (uint32_t)pages, .next_page = (char *)first};
    heap->blocks = block;
    heap->block_bytes += size;
    return true;
}

static Page *take_page(Vm *vm) {
    Heap *heap = &vm->heap;
    Page *page = heap->free_pages;
    if (page) {
        heap->free_pages = page->next;
    } else {
        if ((!heap->blocks || heap->blocks->used_pages == heap->blocks->page_count) && !add_block(vm)) return NULL;
        page = (Page *)(void *)heap->blocks->next_page;
        heap->blocks->next_page += PAGE_BYTES;
        heap->blocks->used_pages++;
    }
    memset(page, 0, sizeof *page);
    return page;
}

static bool add_page(Vm *vm, SizeClass *size_class) {
    Page *page = take_page(vm);
    if (!page) return false;
    page->cell_size = size_class->cell_size;
    page->size_class = size_class;
    uint32_t cells = (PAGE_BYTES - PAGE_HEAD) / size_class->cell_size;
    if (size_class->newest) size_class->newest->bump = size_class->bump; /* it is full */
    size_class->newest = page;
    size_class->bump = (char *)page + PAGE_HEAD;
    size_class->bump_end = size_class->bump + (size_t)cells * size_class->cell_size;
    page->bump = size_class->bump;
    page->next = size_class->pages;
    size_class->pages = page;
    return true;
}

/* ---- cells ---- */

static Object *allocate_slowly(Vm *vm, SizeClass *size_class) {
    for (;;) {
        if (size_class->free) {
            Object *cell = size_class->free;
            size_class->free = *oli_cell_link(cell);
            return cell;
        }
        if (size_class->unswept) {
            oli_sweep_next_page(vm, size_class);
            continue;
        }
        if (size_class->bump == size_class->bump_end && !add_page(vm, size_class)) return NULL;
        Object *cell = (Object *)(void *)size_class->bump;
        size_class->bump += size_class->cell_size;
        return cell;
    }
}

static Object *allocate_large(Vm *vm, size_t size) {
    LargeCell *large = hook_alloc(vm, NULL, 0, sizeof(LargeCell) + size);
    if (!large) return NULL;
    vm->heap.allocated_bytes += size;
    large->size = size;
    large->marked = false;
    large->next = vm->heap.large;
    vm->heap.large = large;
    Object *object = (Object *)(void *)(large + 1);
    memset(object, 0, size);
    object->gc = OBJECT_LARGE;
    return object;
}

void *oli_new(Vm *vm, Class *cls, size_t size) {
    Object *object;
    size += cls->extra_bytes;
    if (size <= LARGEST_CELL) {
        SizeClass *size_class = &vm->heap.classes[size_class_of(size)];
        object = size_class->free;
        if (__builtin_expect(object != NULL, 1)) {
            size_class->free = *oli_cell_link(object);
        } else {
            object = allocate_slowly(vm, size_class);
            if (!object) {
                oli_raise_no_memory(vm);
                return NULL;
            }
        }
        vm->heap.allocated_bytes += size_class->cell_size;
        memset(object, 0, size);
    } else {
        object = allocate_large(vm, size);
        if (!object) {
            oli_raise_no_memory(vm);
            return NULL;
        }
    }
    object->cls = cls;
    object->kind = (uint8_t)cls->kind;
    object->shape = cls->shape ? cls->shape->id : 0;
    request_gc_if_due(vm);
    if (__builtin_expect(cls->flags & CLASS_FLAG_HAS_DEL, 0) && !oli_finalizer_add(vm, object)) return NULL;
    return object;
}

void oli_recycle(Vm *vm, Object *object) {
    Heap *heap = &vm->heap;
    if (heap->phase != GC_IDLE || object->gc) return; /* large; or a cycle in progress or somebody else may know it */
    SizeClass *size_class = page_of(object)->size_class;
    object->cls = NULL;
    *oli_cell_link(object) = size_class->free;
    size_class->free = object;
    if (heap->allocated_bytes >= size_class->cell_size) heap->allocated_bytes -= size_class->cell_size;
}

bool oli_heap_init(Vm *vm, AllocFn alloc, void *alloc_host, size_t limit_bytes) {
    Heap *heap = &vm->heap;
    heap->alloc = alloc;
    heap->alloc_host = alloc_host;
    heap->limit_bytes = limit_bytes;
    heap->used_bytes = sizeof(Vm);
    for (uint32_t i = 0; i < SIZE_CLASS_COUNT; i++) heap->classes[i].cell_size = CELL_SIZES[i];
    oli_gc_set_trigger(vm);
    return true;
}

/* ---- walking and freeing ---- */

static void walk_pages(Vm *vm, Page *page, void (*visit)(Vm *, Object *, void *), void *context) {
    for (; page; page = page->next) {
        char *end = oli_page_end(page);
        for (char *cell = (char *)page + PAGE_HEAD; cell < end; cell += page->cell_size) {
            Object *object = (Object *)(void *)cell;
            if (object->cls) visit(vm, object, context);
        }
    }
}

static void walk_large(Vm *vm, LargeCell *large, void (*visit)(Vm *, Object *, void *), void *context) {
    for (; large; large = large->next) visit(vm, (Object *)(void *)(large + 1), context);
}

void oli_heap_walk(Vm *vm, void (*visit)(Vm *, Object *, void *), void *context) {
    for (uint32_t i = 0; i < SIZE_CLASS_COUNT; i++) {
        walk_pages(vm, vm->heap.classes[i].unswept, visit, context);
        walk_pages(vm, vm->heap.classes[i].pages, visit, context);
    }
    walk_large(vm, vm->heap.large_unswept, visit, context);
    walk_large(vm, vm->heap.large, visit, context);
}

/* Attributes first: where they are follows from classes and shapes, which are whole as long as nothing was finalized. */
static void free_attributes(Vm *vm, Object *object, void *context) {
    (void)context;
    if (object->cls->attr_offset) oli_finalize_attributes(vm, object);
}

static void finalize_any(Vm *vm, Object *object, void *finalize_of_kind) {
    void (**by_kind)(Vm *, Object *) = finalize_of_kind;
    if (by_kind[object->kind]) by_kind[object->kind](vm, object);
}

static void free_large(Vm *vm, LargeCell *large) {
    while (large) {
        LargeCell *next = large->next;
        oli_release(vm, large, sizeof(LargeCell) + large->size);
        large = next;
    }
}

void oli_heap_free(Vm *vm) {
    Heap *heap = &vm->heap;
    void (*finalize_of_kind[CLASS_COUNT])(Vm *, Object *) = {0};
    for (int i = 0; i < CLASS_COUNT; i++)
        if (vm->classes[i]) finalize_of_kind[i] = vm->classes[i]->ops.finalize;
    if (vm->exceptions[0]) finalize_of_kind[CLASS_EXCEPTION] = vm->exceptions[0]->ops.finalize;
    oli_heap_walk(vm, free_attributes, NULL);
    oli_heap_walk(vm, finalize_any, finalize_of_kind);
    free_large(vm, heap->large_unswept);
    free_large(vm, heap->large);
    while (heap->blocks) {
        PageBlock *next = heap->blocks->next;
        oli_release(vm, heap->blocks, heap->blocks->size);
        heap->blocks = next;
    }
    oli_release(vm, heap->gray, heap->gray_capacity * sizeof(Object *));
}
