/* SPDX-License-Identifier: MIT
 *
 * Range, its iterator, and the definition of slice's class beside them.
 *
 * A range whose start, stop, step and length fit int64 is kept as such, and all its items fit as well. Others keep
 * their four ints in a Tuple (`big`), and everything about them is computed with ints of any size. Integer arithmetic
 * runs no script, so nothing needs roots here but where items are compared with foreign values.
 */
#include "types/container.h"
#include "types/init.h"
#include "types/reduce.h"
#include "types/slice.h"

enum { BIG_START, BIG_STOP, BIG_STEP, BIG_LENGTH };  /* of Range.big */
enum { BIG_NEXT, BIG_STRIDE, BIG_REMAINING };        /* of RangeIterator.big */

static inline Range *as_range(Value v) { return (Range *)object_of(v); }
static inline bool is_big(const Range *range) { return range->length < 0; }

/* ---- arithmetic on ints of any size; an error in an operand is passed on ---- */

static Value calculate(Vm *vm, BinaryOperator op, Value a, Value b) {
    return is_error(a) || is_error(b) ? VALUE_ERROR : oli_int_binary(vm, op, a, b);
}

static bool is_negative(Value v) { return oli_number_compare(v, make_int(0), COMPARE_LT); }

/* How many items there are from start towards stop. */
static Value any_length(Vm *vm, Value start, Value stop, Value step) {
    Value low = start, high = stop;
    if (is_negative(step)) {
        low = stop;
        high = start;
        step = calculate(vm, BINARY_SUB, make_int(0), step);
    }
    if (!oli_number_compare(low, high, COMPARE_LT)) return make_int(0);
    Value distance = calculate(vm, BINARY_SUB, calculate(vm, BINARY_SUB, high, low), make_int(1));
    return calculate(vm, BINARY_ADD, calculate(vm, BINARY_FLOORDIV, distance, step), make_int(1));
}

/* The same in int64: false when it does not fit. */
static bool small_length(int64_t start, int64_t stop, int64_t step, int64_t *out) {
    if (step > 0 ? start >= stop : start <= stop) {
        *out = 0;
        return true;
    }
    uint64_t distance = step > 0 ? (uint64_t)stop - (uint64_t)start : (uint64_t)start - (uint64_t)stop;
    uint64_t stride = step > 0 ? (uint64_t)step : 0 - (uint64_t)step;
    uint64_t length = (distance - 1) / stride + 1;
    *out = (int64_t)length;
    return length <= INT64_MAX;
}

/* ---- making ranges ---- */

static Value new_big(Vm *vm, Value start, Value stop, Value step) {
    Value length = any_length(vm, start, stop, step);
    if (is_error(length)) return VALUE_ERROR;
    Tuple *big = oli_tuple_from(vm, (Value[]){start, stop, step, length}, 4);
    Range *range = big ? oli_new(vm, vm->classes[CLASS_RANGE], sizeof(Range)) : NULL;
    if (!range) return VALUE_ERROR;
    range->length = -1;
    range->big = big;
    return make_object(range);
}

Value oli_range_new(Vm *vm, Value start, Value stop, Value step) {
    if (is_undef(start)) start = make_int(0);
    if (is_undef(step)) step = make_int(1);
    if (is_same(step, make_int(0))) return oli_raise(vm, EXC_VALUE_ERROR, "range() arg 3 must not be zero");
    int64_t start_i, stop_i, step_i, length;
    bool fits = oli_int_to_i64(start, &start_i) && oli_int_to_i64(stop, &stop_i) && oli_int_to_i64(step, &step_i) &&
                small_length(start_i, stop_i, step_i, &length);
    if (!fits) return new_big(vm, start, stop, step);
    Range *range = oli_new(vm, vm->classes[CLASS_RANGE], sizeof(Range));
    if (!range) return VALUE_ERROR;
    range->start = start_i;
    range->stop = stop_i;
    range->step = step_i;
    range->length = length;
    return make_object(range);
}

static Value create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)cls;
    if (!oli_check_no_keywords(vm, "range", names) || !oli_check_arg_count(vm, "range", count, 1, 3)) {
        return VALUE_ERROR;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (is_int(args[i])) continue;
        args[i] = oli_as_index(vm, args[i]);
        if (is_error(args[i])) return VALUE_ERROR;
    }
    if (count == 1) return oli_range_new(vm, VALUE_UNDEF, args[0], VALUE_UNDEF);
    return oli_range_new(vm, args[0], args[1], count == 3 ? args[2] : VALUE_UNDEF);
}

static void trace(Tracer *tracer, Object *self) { trace_object(tracer, ((Range *)self)->big); }

/* ---- parts, as ints ---- */

static Value start_of(Vm *vm, const Range *range) {
    return is_big(range) ? range->big->items[BIG_START] : oli_int_from_i64(vm, range->start);
}
static Value stop_of(Vm *vm, const Range *range) {
    return is_big(range) ? range->big->items[BIG_STOP] : oli_int_from_i64(vm, range->stop);
}
static Value step_of(Vm *vm, const Range *range) {
    return is_big(range) ? range->big->items[BIG_STEP] : oli_int_from_i64(vm, range->step);
}
static Value length_of(Vm *vm, const Range *range) {
    return is_big(range) ? range->big->items[BIG_LENGTH] : oli_int_from_i64(vm, range->length);
}

static Value get_start(Vm *vm, Value self) { return start_of(vm, as_range(self)); }
static Value get_stop(Vm *vm, Value self) { return stop_of(vm, as_range(self)); }
static Value get_step(Vm *vm, Value self) { return step_of(vm, as_range(self)); }

/* start + index * step, `index` an int that need not be inside. */
static Value item_at(Vm *vm, const Range *range, Value index) {
    return calculate(vm, BINARY_ADD, start_of(vm, range), calculate(vm, BINARY_MUL, index, step_of(vm, range)));
}

/* start + index * step for an index inside. */
static inline Value small_item_at(Vm *vm, const Range *range, int64_t index) {
    return oli_int_from_i64(vm, (int64_t)((uint64_t)range->start + (uint64_t)index * (uint64_t)range->step));
}

/* ---- operations ---- */

static Value repr(Vm *vm, Value self) {
    const Range *range = as_range(self);
    Value step = step_of(vm, range);
    Str *text = is_same(step, make_int(1))
                    ? oli_str_format(vm, "range(%V, %V)", start_of(vm, range), stop_of(vm, range))
                    : oli_str_format(vm, "range(%V, %V, %V)", start_of(vm, range), stop_of(vm, range), step);
    return text ? make_object(text) : VALUE_ERROR;
}

static int64_t length(Vm *vm, Value self) {
    const Range *range = as_range(self);
    int64_t result;
    if (!is_big(range)) return range->length;
    if (oli_int_to_i64(length_of(vm, range), &result)) return result;
    return oli_raise_int(vm, EXC_OVERFLOW_ERROR, "Python int too large to convert to C ssize_t");
}

static int truth(Vm *vm, Value self) { return !is_same(length_of(vm, as_range(self)), make_int(0)); }

static bool equal_ints(Value a, Value b) { return oli_number_compare(a, b, COMPARE_EQ); }

static bool equal_ranges(Vm *vm, const Range *a, const Range *b) {
    if (a == b) return true;
    Value count = length_of(vm, a);
    if (!equal_ints(count, length_of(vm, b))) return false;
    if (is_same(count, make_int(0))) return true;
    if (!equal_ints(start_of(vm, a), start_of(vm, b))) return false;
    return is_same(count, make_int(1)) || equal_ints(step_of(vm, a), step_of(vm, b));
}

static Value compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (!is_kind(b, CLASS_RANGE) || (op != COMPARE_EQ && op != COMPARE_NE)) return VALUE_NOT_IMPLEMENTED;
    return make_bool(equal_ranges(vm, as_range(a), as_range(b)) == (op == COMPARE_EQ));
}

/* That of a tuple of what two equal ranges have in common. */
static bool hash(Vm *vm, Value self, int64_t *out) {
    const Range *range = as_range(self);
    Value count = length_of(vm, range);
    bool has_items = !is_same(count, make_int(0));
    bool has_step = has_items && !is_same(count, make_int(1));
    Value key[3] = {count, has_items ? start_of(vm, range) : VALUE_NONE, has_step ? step_of(vm, range) : VALUE_NONE};
    Tuple *tuple = oli_tuple_from(vm, key, 3);
    return tuple && oli_hash(vm, make_object(tuple), out);
}

static Value get_slice(Vm *vm, Value self, const Slice *slice) {
    Root root;
    root_push(vm, &root, self);
    const Range *range = as_range(self);
    Value bounds[3];
    bool ok = oli_slice_any_indices(vm, slice, length_of(vm, range), bounds);
    root_pop(vm, &root);
    if (!ok) return VALUE_ERROR;
    Value start = item_at(vm, range, bounds[0]), stop = item_at(vm, range, bounds[1]);
    Value step = calculate(vm, BINARY_MUL, step_of(vm, range), bounds[2]);
    if (is_error(start) || is_error(stop) || is_error(step)) return VALUE_ERROR;
    return oli_range_new(vm, start, stop, step);
}

static Value get_item(Vm *vm, Value self, Value key) {
    if (is_kind(key, CLASS_SLICE)) return get_slice(vm, self, (Slice *)object_of(key));
    const Range *range = as_range(self);
    if (is_int(key) && !is_big(range)) {
        size_t index;
        if (!oli_resolve_index(int_of(key), (size_t)range->length, &index)) {
            return oli_raise(vm, EXC_INDEX_ERROR, "range object index out of range");
        }
        return small_item_at(vm, range, (int64_t)index);
    }
    if (!class_of(vm, key)->ops.index) {
        return oli_raise(vm, EXC_TYPE_ERROR, "range indices must be integers or slices, not %T", key);
    }
    Root root;
    root_push(vm, &root, self);
    Value index = oli_as_index(vm, key);
    root_pop(vm, &root);
    Value count = length_of(vm, range);
    if (!is_error(index) && is_negative(index)) index = calculate(vm, BINARY_ADD, index, count);
    if (is_error(index)) return VALUE_ERROR;
    if (is_negative(index) || !oli_number_compare(index, count, COMPARE_LT)) {
        return oli_raise(vm, EXC_INDEX_ERROR, "range object index out of range");
    }
    return item_at(vm, range, index);
}

/* ---- searching ---- */

/* Ints and bools are found by arithmetic, anything else by comparing. */
static bool is_plain_integer(const Vm *vm, Value v) {
    return is_int(v) || is_bool(v) || is_exact(vm, v, CLASS_INT);
}

/* The index of an integer: VALUE_UNDEF when it is no item. */
static Value index_of_integer(Vm *vm, const Range *range, Value item) {
    Value start = start_of(vm, range), stop = stop_of(vm, range), step = step_of(vm, range);
    bool down = is_negative(step);
    if (is_bool(item)) item = make_int(is_same(item, VALUE_TRUE));
    if (oli_number_compare(item, start, down ? COMPARE_GT : COMPARE_LT)) return VALUE_UNDEF;
    if (oli_number_compare(item, stop, down ? COMPARE_LE : COMPARE_GE)) return VALUE_UNDEF;
    Value distance = calculate(vm, BINARY_SUB, item, start);
    Value rest = calculate(vm, BINARY_MOD, distance, step);
    if (is_error(rest)) return VALUE_ERROR;
    return is_same(rest, make_int(0)) ? calculate(vm, BINARY_FLOORDIV, distance, step) : VALUE_UNDEF;
}

static int contains(Vm *vm, Value self, Value item) {
    if (!is_plain_integer(vm, item)) return oli_contains_by_iteration(vm, self, item);
    const Range *range = as_range(self);
    if (is_int(item) && !is_big(range)) {
        int64_t i = int_of(item);
        if (range->step > 0 ? i < range->start || i >= range->stop : i > range->start || i <= range->stop) return 0;
        if (range->step == 1) return 1;
        uint64_t distance = range->step > 0 ? (uint64_t)i - (uint64_t)range->start
                                            : (uint64_t)range->start - (uint64_t)i;
        return distance % (range->step > 0 ? (uint64_t)range->step : 0 - (uint64_t)range->step) == 0;
    }
    Value index = index_of_integer(vm, range, item);
    return is_error(index) ? -1 : !is_undef(index);
}

typedef struct Search {
    Value item;
    int64_t index, found, count; /* found: the first index, or -1 */
} Search;

static bool compare_visited(Vm *vm, Value item, void *context) {
    Search *search = context;
    int equal = oli_equal_items(vm, item, search->item);
    if (equal < 0) return false;
    if (equal && search->found < 0) search->found = search->index;
    search->count += equal;
    search->index++;
    return true;
}

static Value index_method(Vm *vm, Value *args) {
    if (is_plain_integer(vm, args[1])) {
        Value index = index_of_integer(vm, as_range(args[0]), args[1]);
        return is_undef(index) ? oli_raise(vm, EXC_VALUE_ERROR, "%R is not in range", args[1]) : index;
    }
    Search search = {args[1], 0, -1, 0};
    if (!oli_for_each(vm, args[0], compare_visited, &search)) return VALUE_ERROR;
    if (search.found < 0) return oli_raise(vm, EXC_VALUE_ERROR, "sequence.index(x): x not in sequence");
    return make_int(search.found);
}

static Value count_method(Vm *vm, Value *args) {
    if (is_plain_integer(vm, args[1])) {
        int found = contains(vm, args[0], args[1]);
        return found < 0 ? VALUE_ERROR : make_int(found);
    }
    Search search = {args[1], 0, -1, 0};
    return oli_for_each(vm, args[0], compare_visited, &search) ? make_int(search.count) : VALUE_ERROR;
}

/* ---- iterating ---- */

static Value new_iterator(Vm *vm, int64_t start, int64_t step, int64_t remaining) {
    RangeIterator *iterator = oli_new(vm, vm->classes[CLASS_RANGE_ITERATOR], sizeof(RangeIterator));
    if (!iterator) return VALUE_ERROR;
    iterator->next = start;
    iterator->step = step;
    iterator->remaining = remaining;
    iterator->big = VALUE_UNDEF;
    return make_object(iterator);
}

static Value new_big_iterator(Vm *vm, Value start, Value step, Value remaining) {
    if (is_error(start) || is_error(step) || is_error(remaining)) return VALUE_ERROR;
    Tuple *state = oli_tuple_from(vm, (Value[]){start, step, remaining}, 3);
    Value iterator = state ? new_iterator(vm, 0, 0, 0) : VALUE_ERROR;
    if (!is_error(iterator)) ((RangeIterator *)object_of(iterator))->big = make_object(state);
    return iterator;
}

static Value iter(Vm *vm, Value self) {
    const Range *range = as_range(self);
    if (!is_big(range)) return new_iterator(vm, range->start, range->step, range->length);
    return new_big_iterator(vm, start_of(vm, range), step_of(vm, range), length_of(vm, range));
}

static Value reversed(Vm *vm, Value *args) {
    const Range *range = as_range(args[0]);
    if (!is_big(range) && range->step != INT64_MIN) {
        int64_t last = (int64_t)((uint64_t)range->start + ((uint64_t)range->length - 1) * (uint64_t)range->step);
        return new_iterator(vm, last, -range->step, range->length);
    }
    Value count = length_of(vm, range);
    Value last = item_at(vm, range, calculate(vm, BINARY_SUB, count, make_int(1)));
    return new_big_iterator(vm, last, calculate(vm, BINARY_SUB, make_int(0), step_of(vm, range)), count);
}

static Value next_big(Vm *vm, Tuple *state) {
    Value current = state->items[BIG_NEXT];
    if (is_same(state->items[BIG_REMAINING], make_int(0))) return VALUE_STOP;
    Value next = calculate(vm, BINARY_ADD, current, state->items[BIG_STRIDE]);
    Value remaining = calculate(vm, BINARY_SUB, state->items[BIG_REMAINING], make_int(1));
    if (is_error(next) || is_error(remaining)) return VALUE_ERROR;
    state->items[BIG_NEXT] = next;
    state->items[BIG_REMAINING] = remaining;
    barrier(vm, next);
    barrier(vm, remaining);
    return current;
}

static Value next(Vm *vm, Value self) {
    RangeIterator *iterator = (RangeIterator *)object_of(self);
    if (!is_undef(iterator->big)) return next_big(vm, as_tuple(iterator->big));
    if (iterator->remaining <= 0) return VALUE_STOP;
    int64_t i = iterator->next;
    iterator->next = (int64_t)((uint64_t)i + (uint64_t)iterator->step);
    iterator->remaining--;
    return oli_int_from_i64(vm, i);
}

static void trace_iterator(Tracer *tracer, Object *self) { trace_value(tracer, ((RangeIterator *)self)->big); }

static Value length_hint(Vm *vm, Value *args) {
    const RangeIterator *iterator = (RangeIterator *)object_of(args[0]);
    if (!is_undef(iterator->big)) return as_tuple(iterator->big)->items[BIG_REMAINING];
    return oli_int_from_i64(vm, iterator->remaining);
}

/* ---- classes ---- */

static const NativeDef methods[] = {
    NATIVE("count", "self, value, /", count_method),
    NATIVE("index", "self, value, /", index_method),
    NATIVE("__reversed__", "self", reversed),
    NATIVE_END,
};

static const GetSetDef getsets[] = {
    {"start", get_start, NULL},
    {"stop", get_stop, NULL},
    {"step", get_step, NULL},
    {NULL, NULL, NULL},
};

static const NativeDef iterator_methods[] = {
    NATIVE("__length_hint__", "self", length_hint),
    NATIVE("__setstate__", "self, state, /", oli_iterator_set_state),
    NATIVE_END,
};

static const ClassSpec range_spec = {
    .id = CLASS_RANGE,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "range(stop), range(start, stop, step=1): a sequence of ints.",
    .size = sizeof(Range),
    .flags = CLASS_FLAG_NO_DICT,
    .ops = {.trace = trace,
            .create = create,
            .repr = repr,
            .hash = hash,
            .compare = compare,
            .truth = truth,
            .length = length,
            .get_item = get_item,
            .contains = contains,
            .iter = iter},
    .methods = methods,
    .getsets = getsets,
};

static const ClassSpec iterator_spec = {
    .id = CLASS_RANGE_ITERATOR,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(RangeIterator),
    .flags = CLASS_FLAG_NO_INSTANTIATE | CLASS_FLAG_NO_DICT,
    .ops = {.trace = trace_iterator, .iter = oli_iterate_self, .next = next},
    .methods = iterator_methods,
};

bool oli_init_range(Vm *vm) {
    return oli_class_define(vm, &range_spec) && oli_class_define(vm, &iterator_spec) &&
           oli_class_define(vm, &oli_slice_spec);
}
