/* SPDX-License-Identifier: MIT
 *
 * Pages and large cells: private to heap/.
 */
#ifndef OLI_HEAP_PAGE_H
#define OLI_HEAP_PAGE_H

#include "heap/vm.h"

typedef struct PageBlock {
    struct PageBlock *next;
    size_t size;         /* bytes obtained from the hook */
    char *next_page;
    uint32_t page_count, used_pages;
} PageBlock;

enum { MARK_WORDS = PAGE_BYTES / CELL_ALIGN / 64 };

struct Page {
    Page *next;          /* of the same size class, or of the free pages */
    SizeClass *size_class;
    char *bump;          /* end of the cells ever used, unless it is the class's newest page */
    uint32_t cell_size;
    uint64_t marks[MARK_WORDS]; /* one bit per 16 bytes: the cell that begins there is marked */
};

enum { PAGE_HEAD = (sizeof(struct Page) + CELL_ALIGN - 1) / CELL_ALIGN * CELL_ALIGN };

typedef struct LargeCell {
    struct LargeCell *next;
    size_t size;         /* of the object */
    bool marked;
    _Alignas(16) char object[];
} LargeCell;

static inline Object **oli_cell_link(Object *cell) { return (Object **)(void *)((char *)cell + sizeof(Class *)); }

static inline Page *page_of(const Object *object) {
    return (Page *)((uintptr_t)object & ~(uintptr_t)(PAGE_BYTES - 1));
}

static inline char *oli_page_end(const Page *page) {
    return page == page->size_class->newest ? page->size_class->bump : page->bump;
}

/* Sweep size_class->unswept: its dead cells join the free list. */
void oli_sweep_next_page(Vm *vm, SizeClass *size_class);
/* Decide when the next cycle begins, from what is used now. */
void oli_gc_set_trigger(Vm *vm);

#endif
