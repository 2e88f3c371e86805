/* SPDX-License-Identifier: MIT
 *
 * Slice: start, stop and step of any type, immutable; and what they mean for a sequence of a given length.
 */
#include "types/container.h"
#include "types/dict_table.h"
#include "types/slice.h"

Value oli_slice_new(Vm *vm, Value start, Value stop, Value step) {
    Slice *slice = oli_new(vm, vm->classes[CLASS_SLICE], sizeof(Slice));
    if (!slice) return VALUE_ERROR;
    slice->start = start;
    slice->stop = stop;
    slice->step = step;
    return make_object(slice);
}

/* ---- resolving ---- */

static bool raise_bad_index(Vm *vm) {
    return oli_raise_false(vm, EXC_TYPE_ERROR, "slice indices must be integers or None or have an __index__ method");
}

/* A bound as int64, clipped to its range. `missing` stands for None. */
static bool bound_as_i64(Vm *vm, Value bound, int64_t missing, int64_t *out) {
    if (is_int(bound)) {
        *out = int_of(bound);
        return true;
    }
    if (is_none(bound)) {
        *out = missing;
        return true;
    }
    return class_of(vm, bound)->ops.index ? oli_as_i64_clipped(vm, bound, out) : raise_bad_index(vm);
}

static inline int64_t clip(int64_t i, int64_t length, int64_t lowest, int64_t highest) {
    if (i < 0) i = i < -length ? lowest : i + length;
    return i < lowest ? lowest : i > highest ? highest : i;
}

bool oli_slice_unpack(Vm *vm, const Slice *slice, int64_t *start, int64_t *stop, int64_t *step) {
    Root root;
    root_push(vm, &root, make_object(slice));
    bool ok = bound_as_i64(vm, slice->step, 1, step);
    if (ok && *step == 0) ok = oli_raise_false(vm, EXC_VALUE_ERROR, "slice step cannot be zero");
    if (ok && *step == INT64_MIN) *step = -INT64_MAX;
    ok = ok && bound_as_i64(vm, slice->start, *step < 0 ? INT64_MAX : 0, start) &&
         bound_as_i64(vm, slice->stop, *step < 0 ? INT64_MIN : INT64_MAX, stop);
    root_pop(vm, &root);
    return ok;
}

int64_t oli_slice_clip(int64_t length, int64_t *start, int64_t *stop, int64_t step) {
    int64_t lowest = step < 0 ? -1 : 0, highest = step < 0 ? length - 1 : length;
    *start = clip(*start, length, lowest, highest);
    *stop = clip(*stop, length, lowest, highest);
    if (step < 0) return *stop < *start ? (*start - *stop - 1) / -step + 1 : 0;
    return *start < *stop ? (*stop - *start - 1) / step + 1 : 0;
}

bool oli_slice_resolve(Vm *vm, const Slice *slice, int64_t length, int64_t *start, int64_t *stop, int64_t *step,
                       int64_t *count) {
    if (!oli_slice_unpack(vm, slice, start, stop, step)) return false;
    *count = oli_slice_clip(length, start, stop, *step);
    return true;
}

/* ---- indices(), for lengths of any size ---- */

/* A bound clipped for a sequence of `length`, all ints of any size. args[] is scratch space of the caller. */
static Value clip_any(Vm *vm, Value bound, Value length, Value lowest, Value highest, Value missing) {
    if (is_none(bound)) return missing;
    if (!is_integer(bound) && !class_of(vm, bound)->ops.index) return raise_bad_index(vm), VALUE_ERROR;
    Value i = is_int(bound) ? bound : oli_as_index(vm, bound);
    if (is_error(i)) return VALUE_ERROR;
    if (oli_number_compare(i, make_int(0), COMPARE_LT)) {
        i = oli_int_binary(vm, BINARY_ADD, i, length);
        if (is_error(i)) return VALUE_ERROR;
        return oli_number_compare(i, lowest, COMPARE_LT) ? lowest : i;
    }
    return oli_number_compare(i, highest, COMPARE_GT) ? highest : i;
}

bool oli_slice_any_indices(Vm *vm, const Slice *slice, Value length, Value out[3]) {
    Value step = make_int(1);
    if (!is_none(slice->step)) {
        if (!is_integer(slice->step) && !class_of(vm, slice->step)->ops.index) return raise_bad_index(vm);
        step = oli_as_index(vm, slice->step);
        if (is_error(step)) return false;
    }
    if (is_same(step, make_int(0))) return oli_raise_false(vm, EXC_VALUE_ERROR, "slice step cannot be zero");
    bool down = oli_number_compare(step, make_int(0), COMPARE_LT);
    Value lowest = make_int(down ? -1 : 0), highest = length;
    if (down) highest = oli_int_binary(vm, BINARY_SUB, length, make_int(1));
    if (is_error(highest)) return false;
    Root step_root, highest_root, start_root;
    root_push(vm, &step_root, step);
    root_push(vm, &highest_root, highest);
    out[0] = clip_any(vm, slice->start, length, lowest, highest, down ? highest : lowest);
    root_push(vm, &start_root, out[0]);
    out[1] = is_error(out[0]) ? VALUE_ERROR
                              : clip_any(vm, slice->stop, length, lowest, highest, down ? lowest : highest);
    root_pop(vm, &start_root);
    root_pop(vm, &highest_root);
    root_pop(vm, &step_root);
    out[2] = step;
    return !is_error(out[1]);
}

static Value indices(Vm *vm, Value *args) {
    if (!is_integer(args[1]) && !class_of(vm, args[1])->ops.index) {
        return oli_raise(vm, EXC_TYPE_ERROR, "'%T' object cannot be interpreted as an integer", args[1]);
    }
    args[1] = oli_as_index(vm, args[1]);
    if (is_error(args[1])) return VALUE_ERROR;
    if (oli_number_compare(args[1], make_int(0), COMPARE_LT)) {
        return oli_raise(vm, EXC_VALUE_ERROR, "length should not be negative");
    }
    Value result[3];
    if (!oli_slice_any_indices(vm, (Slice *)object_of(args[0]), args[1], result)) return VALUE_ERROR;
    Tuple *tuple = oli_tuple_from(vm, result, 3);
    return tuple ? make_object(tuple) : VALUE_ERROR;
}

/* ---- operations ---- */

static void trace(Tracer *tracer, Object *self) {
    const Slice *slice = (Slice *)self;
    trace_value(tracer, slice->start);
    trace_value(tracer, slice->stop);
    trace_value(tracer, slice->step);
}

static Value create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)cls;
    if (!oli_check_no_keywords(vm, "slice", names) || !oli_check_arg_count(vm, "slice", count, 1, 3)) {
        return VALUE_ERROR;
    }
    if (count == 1) return oli_slice_new(vm, VALUE_NONE, args[0], VALUE_NONE);
    return oli_slice_new(vm, args[0], args[1], count == 3 ? args[2] : VALUE_NONE);
}

static Value repr(Vm *vm, Value self) {
    Root root;
    root_push(vm, &root, self);
    const Slice *slice = (Slice *)object_of(self);
    Str *text = oli_str_format(vm, "slice(%R, %R, %R)", slice->start, slice->stop, slice->step);
    root_pop(vm, &root);
    return text ? make_object(text) : VALUE_ERROR;
}

static Tuple *as_three(Vm *vm, Value self) {
    const Slice *slice = (Slice *)object_of(self);
    return oli_tuple_from(vm, (Value[]){slice->start, slice->stop, slice->step}, 3);
}

static Value compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (!is_kind(b, CLASS_SLICE)) return VALUE_NOT_IMPLEMENTED;
    if (is_same(a, b)) return make_bool(op == COMPARE_EQ || op == COMPARE_LE || op == COMPARE_GE);
    Tuple *a_items = as_three(vm, a), *b_items = a_items ? as_three(vm, b) : NULL;
    if (!b_items) return VALUE_ERROR;
    return oli_compare_sequences(vm, make_object(a_items), make_object(b_items), op);
}

static bool hash(Vm *vm, Value self, int64_t *out) {
    Tuple *items = as_three(vm, self);
    return items && oli_hash(vm, make_object(items), out);
}

static Value get_start(Vm *vm, Value self) {
    (void)vm;
    return ((Slice *)object_of(self))->start;
}

static Value get_stop(Vm *vm, Value self) {
    (void)vm;
    return ((Slice *)object_of(self))->stop;
}

static Value get_step(Vm *vm, Value self) {
    (void)vm;
    return ((Slice *)object_of(self))->step;
}

static const NativeDef methods[] = {
    NATIVE("indices", "self, object, /", indices),
    NATIVE_END,
};

static const GetSetDef getsets[] = {
    {"start", get_start, NULL},
    {"stop", get_stop, NULL},
    {"step", get_step, NULL},
    {NULL, NULL, NULL},
};

const ClassSpec oli_slice_spec = {
    .id = CLASS_SLICE,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "slice(stop), slice(start, stop, step=None): what stands in the brackets of a[start:stop:step].",
    .size = sizeof(Slice),
    .flags = CLASS_FLAG_NO_DICT,
    .ops = {.trace = trace, .create = create, .repr = repr, .hash = hash, .compare = compare},
    .methods = methods,
    .getsets = getsets,
};
