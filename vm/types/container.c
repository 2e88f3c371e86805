/* SPDX-License-Identifier: MIT
 *
 * What the containers share (container.h). Everything here that runs script roots what it needs afterwards, and looks
 * at sizes and items anew.
 */
#include "types/container.h"

int oli_equal_rooted(Vm *vm, Value a, Value b) {
    Root a_root, b_root;
    root_push(vm, &a_root, a);
    root_push(vm, &b_root, b);
    int equal = oli_equal(vm, a, b);
    root_pop(vm, &b_root);
    root_pop(vm, &a_root);
    return equal;
}

/* ---- subscripts and counts ---- */

/* An integer of any size as int64, else IndexError. */
static int index_to_i64(Vm *vm, Value key, Value integer, int64_t *out) {
    if (oli_int_to_i64(integer, out)) return 1;
    return oli_raise_int(vm, EXC_INDEX_ERROR, "cannot fit '%T' into an index-sized integer", key);
}

int oli_subscript_index(Vm *vm, Value key, int64_t *out) {
    if (is_int(key)) {
        *out = int_of(key);
        return 1;
    }
    if (!class_of(vm, key)->ops.index) return 0;
    Root root;
    root_push(vm, &root, key);
    Value integer = oli_as_index(vm, key);
    root_pop(vm, &root);
    return is_error(integer) ? -1 : index_to_i64(vm, key, integer, out);
}

bool oli_search_bound(Vm *vm, Value bound, size_t count, int64_t missing, int64_t *out) {
    if (is_undef(bound)) {
        *out = missing;
        return true;
    }
    if (!is_int(bound) && !class_of(vm, bound)->ops.index) {
        return oli_raise_false(vm, EXC_TYPE_ERROR, "slice indices must be integers or have an __index__ method");
    }
    int64_t i;
    if (!oli_as_i64_clipped(vm, bound, &i)) return false;
    if (i < 0) i = i < -(int64_t)count ? 0 : i + (int64_t)count;
    *out = i;
    return true;
}

Value oli_repeat_count(Vm *vm, Value a, Value b, bool reflected, size_t *out) {
    Value other = reflected ? a : b;
    if (!is_integer(other)) {
        const ClassOps *ops = &class_of(vm, other)->ops;
        /* Sequences multiply by what they are given: two would ask each other for ever. */
        bool is_sequence = is_object(other) && ops->binary == vm->classes[object_of(other)->kind]->ops.binary &&
                           ops->get_item && ops->length;
        if (!reflected && ops->binary && !is_sequence) {
            Value result = ops->binary(vm, BINARY_MUL, a, b);
            if (!is_not_implemented(result)) return result;
        }
        if (!ops->index)
            return oli_raise(vm, EXC_TYPE_ERROR, "can't multiply sequence by non-int of type '%T'",
                             is_sequence && reflected ? b : other);
    }
    Root root;
    root_push(vm, &root, other);
    Value integer = is_int(other) ? other : oli_as_index(vm, other);
    root_pop(vm, &root);
    if (is_error(integer)) return VALUE_ERROR;
    int64_t count;
    if (!oli_int_to_i64(integer, &count)) {
        return oli_raise(vm, EXC_OVERFLOW_ERROR, "cannot fit '%T' into an index-sized integer", other);
    }
    *out = count < 0 ? 0 : (size_t)count;
    return VALUE_UNDEF;
}

void oli_fill_repeated(Value *items, size_t count, size_t times) {
    size_t total = count * times;
    if (count == 1) {
        for (size_t i = 1; i < total; i++) items[i] = items[0];
        return;
    }
    for (size_t filled = count; filled < total;) { /* double what is there */
        size_t more = filled <= total - filled ? filled : total - filled;
        memcpy(items + filled, items, more * sizeof(Value));
        filled += more;
    }
}

Value oli_concat_foreign(Vm *vm, Value a, Value b, const char *name) {
    const ClassOps *ops = &class_of(vm, b)->ops;
    if (ops->binary) {
        Value result = ops->binary(vm, BINARY_ADD, a, b);
        if (!is_not_implemented(result)) return result;
    }
    return oli_raise(vm, EXC_TYPE_ERROR, "can only concatenate %s (not \"%T\") to %s", name, b, name);
}

/* ---- lists and tuples ---- */

/* The items of a list or tuple as they are now. */
static inline const Value *items_of(Value v, size_t *count) {
    if (is_list(v)) {
        *count = as_list(v)->count;
        return as_list(v)->items;
    }
    *count = as_tuple(v)->count;
    return as_tuple(v)->items;
}

/* The first index at which both differ (or one ends): 1 with *out, or -1. */
static int first_difference(Vm *vm, Value a, Value b, size_t *out) {
    for (size_t i = 0;; i++) {
        size_t a_count, b_count;
        const Value *a_items = items_of(a, &a_count), *b_items = items_of(b, &b_count);
        *out = i;
        if (i >= a_count || i >= b_count) return 1;
        int equal = oli_equal_items(vm, a_items[i], b_items[i]);
        if (equal <= 0) return equal < 0 ? -1 : 1;
    }
}

static Value compare_alive(Vm *vm, Value a, Value b, CompareOperator op) {
    size_t a_count, b_count, i;
    items_of(a, &a_count);
    items_of(b, &b_count); /* lists of different lengths differ; tuples are compared all the same, as in CPython */
    if (a_count != b_count && is_list(a) && (op == COMPARE_EQ || op == COMPARE_NE)) return make_bool(op == COMPARE_NE);
    if (!oli_check_c_stack_in(vm, " in comparison")) return VALUE_ERROR;
    if (first_difference(vm, a, b, &i) < 0) return VALUE_ERROR;
    const Value *a_items = items_of(a, &a_count), *b_items = items_of(b, &b_count);
    if (i >= a_count || i >= b_count) return make_bool(oli_order_holds(op, a_count, b_count));
    if (op == COMPARE_EQ || op == COMPARE_NE) return make_bool(op == COMPARE_NE);
    Root a_root, b_root;
    root_push(vm, &a_root, a_items[i]);
    root_push(vm, &b_root, b_items[i]);
    Value result = oli_compare(vm, a_root.value, b_root.value, op);
    root_pop(vm, &b_root);
    root_pop(vm, &a_root);
    return result;
}

Value oli_compare_sequences(Vm *vm, Value a, Value b, CompareOperator op) {
    Root a_root, b_root;
    root_push(vm, &a_root, a);
    root_push(vm, &b_root, b);
    Value result = compare_alive(vm, a, b, op);
    root_pop(vm, &b_root);
    root_pop(vm, &a_root);
    return result;
}

static bool append_items_repr(Vm *vm, TextBuilder *text, Value self) {
    size_t count;
    for (size_t i = 0; items_of(self, &count), i < count; i++) {
        if (i && !oli_text_append(text, ", ", 2)) return false;
        Root item;
        root_push(vm, &item, items_of(self, &count)[i]);
        bool ok = oli_text_append_repr(text, item.value);
        root_pop(vm, &item);
        if (!ok) return false;
    }
    return !is_tuple(self) || count != 1 || oli_text_append(text, ",", 1);
}

Value oli_sequence_repr(Vm *vm, Value self, const char *brackets) {
    size_t count;
    items_of(self, &count);
    Str *result;
    int entered = 0;
    if (count > 0) {
        entered = oli_repr_enter(vm, self);
        if (entered < 0) return VALUE_ERROR;
    }
    if (!entered) {
        result = oli_str_format(vm, "%c%s%c", brackets[0], count ? "..." : "", brackets[1]);
        return result ? make_object(result) : VALUE_ERROR;
    }
    TextBuilder text;
    oli_text_init(&text, vm);
    Root root;
    root_push(vm, &root, self);
    if (oli_text_append(&text, &brackets[0], 1) && append_items_repr(vm, &text, self)) {
        oli_text_append(&text, &brackets[1], 1);
    }
    root_pop(vm, &root);
    oli_repr_leave(vm, self);
    result = oli_text_finish(&text);
    return result ? make_object(result) : VALUE_ERROR;
}

/* ---- arguments ---- */

bool oli_check_no_keywords(Vm *vm, const char *name, Tuple *names) {
    if (!names || !names->count) return true;
    return oli_raise_false(vm, EXC_TYPE_ERROR, "%s() takes no keyword arguments", name);
}

bool oli_check_arg_count(Vm *vm, const char *name, uint32_t count, uint32_t least, uint32_t most) {
    if (count >= least && count <= most) return true;
    uint32_t bound = count < least ? least : most;
    const char *how = least == most ? "" : count < least ? "at least " : "at most ";
    return oli_raise_false(vm, EXC_TYPE_ERROR, "%s expected %s%u argument%s, got %u", name, how, bound,
                           bound == 1 ? "" : "s", count);
}

/* ---- iterators ---- */

Value oli_iterator_over(Vm *vm, ClassId id, Value sequence, size_t index) {
    SequenceIterator *iterator = oli_new(vm, vm->classes[id], sizeof(SequenceIterator));
    if (!iterator) return VALUE_ERROR;
    iterator->sequence = sequence;
    iterator->index = index;
    return make_object(iterator);
}
