/* SPDX-License-Identifier: MIT
 *
 * List subscripts: reading, assigning and deleting items and slices.
 */
#include "types/container.h"
#include "types/list.h"
#include "types/slice.h"

/* A slice of the list as it is after the slice's own script has run. */
typedef struct Selection {
    int64_t start, stop, step, count;
} Selection;

static bool select_items(Vm *vm, Value self, Value key, Selection *out) {
    Root root;
    root_push(vm, &root, self);
    bool ok = oli_slice_unpack(vm, (Slice *)object_of(key), &out->start, &out->stop, &out->step);
    root_pop(vm, &root);
    if (!ok) return false;
    out->count = oli_slice_clip((int64_t)as_list(self)->count, &out->start, &out->stop, out->step);
    return true;
}

/* The position that an integer key names: false, with an exception pending, when it names none. */
static bool position_of(Vm *vm, Value self, Value key, const char *range_message, size_t *out) {
    Root root;
    root_push(vm, &root, self);
    int64_t i;
    int is_index = oli_subscript_index(vm, key, &i);
    root_pop(vm, &root);
    if (is_index < 0) return false;
    if (!is_index) {
        return oli_raise_false(vm, EXC_TYPE_ERROR, "list indices must be integers or slices, not %T", key);
    }
    if (oli_resolve_index(i, as_list(self)->count, out)) return true;
    return oli_raise_false(vm, EXC_INDEX_ERROR, "%s", range_message);
}

/* ---- reading ---- */

static Value get_slice(Vm *vm, Value self, Value key) {
    Selection at;
    if (!select_items(vm, self, key, &at)) return VALUE_ERROR;
    const List *list = as_list(self);
    List *part = oli_list_new(vm, (size_t)at.count);
    if (!part) return VALUE_ERROR;
    if (at.step == 1 && at.count) {
        memcpy(part->items, list->items + at.start, (size_t)at.count * sizeof(Value));
    } else {
        for (int64_t i = 0; i < at.count; i++) part->items[i] = list->items[at.start + i * at.step];
    }
    part->count = (size_t)at.count;
    return make_object(part);
}

Value oli_list_get_item(Vm *vm, Value self, Value key) {
    if (is_kind(key, CLASS_SLICE)) return get_slice(vm, self, key);
    size_t position;
    if (!position_of(vm, self, key, "list index out of range", &position)) return VALUE_ERROR;
    return as_list(self)->items[position];
}

/* ---- deleting ---- */

void oli_list_remove_range(Vm *vm, List *list, size_t start, size_t count) {
    if (!count) return;
    memmove(list->items + start, list->items + start + count, (list->count - start - count) * sizeof(Value));
    list->count -= count;
    oli_list_shrink(vm, list);
}

/* Delete items at a distance from each other, moving those between once. */
static void delete_spread(Vm *vm, List *list, Selection at) {
    if (!at.count) return;
    if (at.step < 0) {
        at.start += (at.count - 1) * at.step;
        at.step = -at.step;
    }
    size_t kept = (size_t)at.start;
    for (int64_t i = 0; i < at.count; i++) {
        size_t from = (size_t)(at.start + i * at.step) + 1;
        size_t to = i + 1 < at.count ? (size_t)(at.start + (i + 1) * at.step) : list->count;
        memmove(list->items + kept, list->items + from, (to - from) * sizeof(Value));
        kept += to - from;
    }
    list->count = kept;
    oli_list_shrink(vm, list);
}

static bool delete_slice(Vm *vm, Value self, Value key) {
    Selection at;
    if (!select_items(vm, self, key, &at)) return false;
    if (at.step == 1) {
        oli_list_remove_range(vm, as_list(self), (size_t)at.start, (size_t)at.count);
    } else {
        delete_spread(vm, as_list(self), at);
    }
    return true;
}

/* ---- assigning ---- */

/* list[start:stop] = items, of whatever length. `items` is not part of the list. */
static bool replace_range(Vm *vm, List *list, size_t start, size_t removed, const Value *items, size_t count) {
    size_t tail = list->count - start - removed;
    if (count > removed && !oli_list_grow(vm, list, list->count + count - removed)) return false;
    if (tail && count != removed) {
        memmove(list->items + start + count, list->items + start + removed, tail * sizeof(Value));
    }
    if (count) memcpy(list->items + start, items, count * sizeof(Value));
    list->count = start + count + tail;
    oli_barrier_values(vm, items, count);
    oli_list_shrink(vm, list);
    return true;
}

/* The items of an iterable as a tuple or list that is not `self`: they stay as they are while self changes. */
static Value snapshot(Vm *vm, Value self, Value iterable) {
    if (is_exact(vm, iterable, CLASS_TUPLE)) return iterable;
    if (is_exact(vm, iterable, CLASS_LIST) && !is_same(iterable, self)) return iterable;
    Root root;
    root_push(vm, &root, self);
    List *items = oli_list_of(vm, iterable);
    root_pop(vm, &root);
    return items ? make_object(items) : VALUE_ERROR;
}

static bool assign_items(Vm *vm, List *list, Selection at, const Value *items, size_t count) {
    if (at.step == 1) {
        return replace_range(vm, list, (size_t)at.start, (size_t)at.count, items, count);
    }
    if (count != (size_t)at.count) {
        return oli_raise_false(vm, EXC_VALUE_ERROR,
                               "attempt to assign sequence of size %zu to extended slice of size %zu", count,
                               (size_t)at.count);
    }
    for (size_t i = 0; i < count; i++) list->items[at.start + (int64_t)i * at.step] = items[i];
    oli_barrier_values(vm, items, count);
    return true;
}

static bool assign_slice(Vm *vm, Value self, Value key, Value iterable) {
    Root self_root, source_root;
    Selection at;
    root_push(vm, &self_root, self);
    root_push(vm, &source_root, iterable);
    bool ok = oli_slice_unpack(vm, (Slice *)object_of(key), &at.start, &at.stop, &at.step);
    if (ok && !class_of(vm, iterable)->ops.iter && !class_of(vm, iterable)->ops.get_item) {
        ok = oli_raise_false(vm, EXC_TYPE_ERROR, "must assign iterable to extended slice");
    }
    Value source = ok ? snapshot(vm, self, iterable) : VALUE_ERROR;
    root_pop(vm, &source_root);
    root_pop(vm, &self_root);
    if (is_error(source)) return false;
    at.count = oli_slice_clip((int64_t)as_list(self)->count, &at.start, &at.stop, at.step);
    if (is_list(source)) return assign_items(vm, as_list(self), at, as_list(source)->items, as_list(source)->count);
    return assign_items(vm, as_list(self), at, as_tuple(source)->items, as_tuple(source)->count);
}

bool oli_list_set_item(Vm *vm, Value self, Value key, Value item) {
    bool is_delete = is_undef(item);
    if (is_kind(key, CLASS_SLICE)) return is_delete ? delete_slice(vm, self, key) : assign_slice(vm, self, key, item);
    Root root;
    root_push(vm, &root, item);
    size_t position;
    bool ok = position_of(vm, self, key, "list assignment index out of range", &position);
    root_pop(vm, &root);
    if (!ok) return false;
    List *list = as_list(self);
    if (is_delete) {
        oli_list_remove_range(vm, list, position, 1);
    } else {
        list->items[position] = item;
        barrier(vm, item);
    }
    return true;
}
