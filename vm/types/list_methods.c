/* SPDX-License-Identifier: MIT
 *
 * The methods of list. Their arguments are roots (args[]), so only items taken out of the list need care.
 */
#include "types/container.h"
#include "types/list.h"

static Value append(Vm *vm, Value *args) {
    return oli_list_append(vm, as_list(args[0]), args[1]) ? VALUE_NONE : VALUE_ERROR;
}

static Value extend(Vm *vm, Value *args) {
    return oli_list_extend(vm, as_list(args[0]), args[1]) ? VALUE_NONE : VALUE_ERROR;
}

static Value clear(Vm *vm, Value *args) {
    oli_list_clear(vm, as_list(args[0]));
    return VALUE_NONE;
}

static Value copy(Vm *vm, Value *args) {
    List *result = oli_list_from(vm, as_list(args[0])->items, as_list(args[0])->count);
    return result ? make_object(result) : VALUE_ERROR;
}

static Value insert(Vm *vm, Value *args) {
    int64_t i;
    if (!oli_as_i64(vm, args[1], &i)) return VALUE_ERROR;
    List *list = as_list(args[0]);
    int64_t count = (int64_t)list->count;
    if (i < 0) i = i < -count ? 0 : i + count;
    return oli_list_insert(vm, list, (size_t)i, args[2]) ? VALUE_NONE : VALUE_ERROR;
}

static Value pop(Vm *vm, Value *args) {
    int64_t i = -1;
    if (is_int(args[1])) {
        i = int_of(args[1]);
    } else if (!is_undef(args[1]) && !oli_as_i64(vm, args[1], &i)) {
        return VALUE_ERROR;
    }
    List *list = as_list(args[0]);
    if (!list->count) return oli_raise(vm, EXC_INDEX_ERROR, "pop from empty list");
    if (i == -1) {
        Value last = list->items[--list->count];
        oli_list_shrink(vm, list);
        return last;
    }
    size_t position;
    if (!oli_resolve_index(i, list->count, &position)) return oli_raise(vm, EXC_INDEX_ERROR, "pop index out of range");
    Value item = list->items[position];
    oli_list_remove_range(vm, list, position, 1);
    return item;
}

/* The first position from `start` on, before `stop`, of an item equal to `item`; -1: none; -2: an exception. */
static int64_t find(Vm *vm, const List *list, Value item, int64_t start, int64_t stop) {
    for (int64_t i = start; i < stop && i < (int64_t)list->count; i++) {
        int equal = oli_equal_items(vm, list->items[i], item);
        if (equal) return equal < 0 ? -2 : i;
    }
    return -1;
}

static Value remove_method(Vm *vm, Value *args) {
    List *list = as_list(args[0]);
    int64_t i = find(vm, list, args[1], 0, INT64_MAX);
    if (i == -2) return VALUE_ERROR;
    if (i == -1) return oli_raise(vm, EXC_VALUE_ERROR, "list.remove(x): x not in list");
    if ((size_t)i < list->count) oli_list_remove_range(vm, list, (size_t)i, 1); /* __eq__ may have shortened it */
    return VALUE_NONE;
}

static Value index_method(Vm *vm, Value *args) {
    List *list = as_list(args[0]);
    int64_t start, stop;
    if (!oli_search_bound(vm, args[2], list->count, 0, &start)) return VALUE_ERROR;
    if (!oli_search_bound(vm, args[3], list->count, INT64_MAX, &stop)) return VALUE_ERROR;
    int64_t i = find(vm, list, args[1], start, stop);
    if (i == -1) return oli_raise(vm, EXC_VALUE_ERROR, "%R is not in list", args[1]);
    return i == -2 ? VALUE_ERROR : make_int(i);
}

static Value count_method(Vm *vm, Value *args) {
    const List *list = as_list(args[0]);
    int64_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        int equal = oli_equal_items(vm, list->items[i], args[1]);
        if (equal < 0) return VALUE_ERROR;
        count += equal;
    }
    return make_int(count);
}

static Value reverse(Vm *vm, Value *args) {
    (void)vm; /* no value comes to the list: no barrier */
    List *list = as_list(args[0]);
    for (size_t low = 0, high = list->count; low + 1 < high; low++) {
        Value item = list->items[low];
        list->items[low] = list->items[--high];
        list->items[high] = item;
    }
    return VALUE_NONE;
}

static Value sort(Vm *vm, Value *args) {
    bool is_reverse = false;
    if (!is_undef(args[2])) {
        int truth = oli_truth(vm, args[2]);
        if (truth < 0) return VALUE_ERROR;
        is_reverse = truth;
    }
    Value key = is_undef(args[1]) ? VALUE_NONE : args[1];
    return oli_list_sort(vm, as_list(args[0]), key, is_reverse) ? VALUE_NONE : VALUE_ERROR;
}

static Value reversed(Vm *vm, Value *args) {
    return oli_iterator_over(vm, CLASS_LIST_REVERSE_ITERATOR, args[0], as_list(args[0])->count);
}

const NativeDef oli_list_methods[] = {
    NATIVE("append", "self, object, /", append),
    NATIVE("clear", "self", clear),
    NATIVE("copy", "self", copy),
    NATIVE("count", "self, value, /", count_method),
    NATIVE("extend", "self, iterable, /", extend),
    NATIVE("index", "self, value, start=, stop=, /", index_method),
    NATIVE("insert", "self, index, object, /", insert),
    NATIVE("pop", "self, index=-1, /", pop),
    NATIVE("remove", "self, value, /", remove_method),
    NATIVE("reverse", "self", reverse),
    NATIVE("sort", "self, *, key=, reverse=", sort),
    NATIVE("__reversed__", "self", reversed),
    NATIVE_END,
};
