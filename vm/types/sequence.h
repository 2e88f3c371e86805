/* SPDX-License-Identifier: MIT
 *
 * List, Tuple, Range, Slice and their iterators: layouts that the interpreter loop reads directly.
 */
#ifndef OLI_TYPES_SEQUENCE_H
#define OLI_TYPES_SEQUENCE_H

#include "heap/vm.h"

struct List {
    Object header;
    size_t count, capacity;
    Value *items; /* oli_resize'd; NULL when capacity is 0 */
};

struct Tuple {
    Object header;
    size_t count;
    int64_t hash; /* unused by the loop */
    Value items[];
};

/* range(start, stop, step) of small ints; big ones keep Values in `big` (a Tuple of start, stop, step, length). */
typedef struct Range {
    Object header;
    int64_t start, stop, step;
    int64_t length; /* -1: see big */
    Tuple *big;
} Range;

typedef struct Slice {
    Object header;
    Value start, stop, step;
} Slice;

/* list_iterator, tuple_iterator, ...: a sequence and a position. `sequence` becomes VALUE_UNDEF when exhausted. */
typedef struct SequenceIterator {
    Object header;
    Value sequence;
    size_t index;
    size_t offset; /* str: byte offset of `index` */
} SequenceIterator;

typedef struct RangeIterator {
    Object header;
    int64_t next, step;
    int64_t remaining;
    Value big; /* iterator state for big ranges: Tuple, or VALUE_UNDEF */
} RangeIterator;

static inline bool is_list(Value v) { return is_kind(v, CLASS_LIST); }
static inline List *as_list(Value v) { return (List *)object_of(v); }
static inline bool is_tuple(Value v) { return is_kind(v, CLASS_TUPLE); }
static inline Tuple *as_tuple(Value v) { return (Tuple *)object_of(v); }

void oli_list_finalize(Vm *vm, Object *self); /* ops.finalize, which the bootstrap of classes sets before the rest */
List *oli_list_new(Vm *vm, size_t capacity);                       /* empty */
List *oli_list_from(Vm *vm, const Value *items, size_t count);
bool oli_list_append(Vm *vm, List *list, Value item);              /* with barrier */
bool oli_list_insert(Vm *vm, List *list, size_t index, Value item);
bool oli_list_extend(Vm *vm, List *list, Value iterable);          /* may run script: root the list */
bool oli_list_reserve(Vm *vm, List *list, size_t capacity);
/* Stable merge sort; key VALUE_NONE for none. The list is empty while it runs (CPython: ValueError if modified). */
bool oli_list_sort(Vm *vm, List *list, Value key, bool reverse);

Tuple *oli_tuple_new(Vm *vm, size_t count);                        /* items are VALUE_NONE, to be filled at once */
Tuple *oli_tuple_from(Vm *vm, const Value *items, size_t count);
/* Any iterable as a brand-new list / as a tuple (a tuple itself unchanged). NULL on error. May run script. */
List *oli_list_of(Vm *vm, Value iterable);
Tuple *oli_tuple_of(Vm *vm, Value iterable);

Value oli_range_new(Vm *vm, Value start, Value stop, Value step);  /* any ints; VALUE_UNDEF start/step: 0/1 */
Value oli_slice_new(Vm *vm, Value start, Value stop, Value step);
/* iter(callable, sentinel): calls until the result equals the sentinel (iterators.c). */
Value oli_callable_iterator_new(Vm *vm, Value callable, Value sentinel);
/* `for a, b in ...` without a tuple for each step: 1: out[0] and out[1] are set; 0: exhausted; -1: an exception;
 * -2: `iterator` is no plain enumerate, zip of two, or dict_itemiterator: ask oli_next and unpack (iterators_lazy.c).
 * May run script. */
int oli_next_pair(Vm *vm, Value iterator, Value out[2]);
/* As PySlice_Unpack + AdjustIndices: start, stop clipped to length, count of items. False: an exception is pending. */
bool oli_slice_resolve(Vm *vm, const Slice *slice, int64_t length, int64_t *start, int64_t *stop, int64_t *step,
                       int64_t *count);

#endif
