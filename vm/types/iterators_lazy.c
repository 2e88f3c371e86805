/* SPDX-License-Identifier: MIT
 *
 * enumerate, zip, map, filter: iterators that compute from other iterators, one item at a time.
 *
 * Their `next` may run script at every step. The iterator itself is kept alive by the caller; items that are held
 * while further script runs are rooted.
 */
#include "types/dict_private.h"
#include "types/init.h"
#include "types/iterators.h"
#include "types/reduce.h"

/* Keyword arguments are an error unless a subclass has an __init__ that may take them. */
static bool check_keywords(Vm *vm, Class *cls, ClassId id, const char *name, Tuple *names) {
    Class *base = vm->classes[id];
    if (cls != base && cls->ops.init != base->ops.init) return true;
    return oli_check_no_keywords(vm, name, names);
}

static inline uint32_t positional_count(uint32_t count, const Tuple *names) {
    return names ? count - (uint32_t)names->count : count;
}

/* What a failed call means for iteration: a StopIteration that the function let out ends it. */
static Value stop_or_error(Vm *vm) {
    if (!oli_exception_is(vm, EXC_STOP_ITERATION)) return VALUE_ERROR;
    clear_exception(vm);
    vm->stop_value = VALUE_NONE;
    return VALUE_STOP;
}

/* ---- enumerate ---- */

static void trace_enumerate(Tracer *tracer, Object *self) {
    trace_value(tracer, ((Enumerate *)self)->iterator);
    trace_value(tracer, ((Enumerate *)self)->index);
}

/* Put the arguments (iterable, start) in order, whichever way they were given: false: TypeError. */
static bool bind_enumerate(Vm *vm, Value *args, uint32_t count, const Tuple *names, Value out[2]) {
    uint32_t positional = positional_count(count, names);
    if (count > 2) {
        return oli_raise_false(vm, EXC_TYPE_ERROR, "enumerate() takes at most 2 arguments (%u given)", count);
    }
    out[0] = positional > 0 ? args[0] : VALUE_UNDEF;
    out[1] = positional > 1 ? args[1] : VALUE_UNDEF;
    for (uint32_t i = positional; i < count; i++) {
        Str *name = as_str(names->items[i - positional]);
        bool is_iterable = oli_str_equals_c(name, "iterable") && is_undef(out[0]);
        if (!is_iterable && !(oli_str_equals_c(name, "start") && (count == 2))) {
            return oli_raise_false(vm, EXC_TYPE_ERROR, "'%S' is an invalid keyword argument for enumerate()", name);
        }
        out[is_iterable ? 0 : 1] = args[i];
    }
    if (!is_undef(out[0])) return true;
    return oli_raise_false(vm, EXC_TYPE_ERROR, "enumerate() missing required argument 'iterable'");
}

static Value create_enumerate(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    Value given[2];
    if (!bind_enumerate(vm, args, count, names, given)) return VALUE_ERROR;
    Root start, iterator, self;
    root_push(vm, &start, is_undef(given[1]) ? make_int(0) : oli_as_index(vm, given[1]));
    root_push(vm, &iterator, is_error(start.value) ? VALUE_ERROR : oli_iter(vm, given[0]));
    root_push(vm, &self, is_error(iterator.value) ? VALUE_ERROR : oli_instance_new(vm, cls));
    root_pop(vm, &self);
    root_pop(vm, &iterator);
    root_pop(vm, &start);
    if (is_error(self.value)) return VALUE_ERROR;
    Enumerate *enumerate = (Enumerate *)object_of(self.value);
    enumerate->iterator = iterator.value;
    enumerate->index = start.value;
    return self.value;
}

/* The next item (or VALUE_STOP, VALUE_ERROR), and its index in *index. */
static inline Value count_next(Vm *vm, Enumerate *enumerate, Value *index) {
    Value item = oli_next(vm, enumerate->iterator);
    if (is_stop(item) || is_error(item)) return item;
    *index = enumerate->index;
    if (is_int(*index) && int_of(*index) < SMALL_INT_MAX) {
        enumerate->index = make_int(int_of(*index) + 1);
        return item;
    }
    Value next = oli_int_binary(vm, BINARY_ADD, *index, make_int(1));
    if (is_error(next)) return VALUE_ERROR;
    enumerate->index = next;
    barrier(vm, next);
    return item;
}

static Value next_of_enumerate(Vm *vm, Value self) {
    Value pair[2];
    pair[1] = count_next(vm, (Enumerate *)object_of(self), &pair[0]);
    if (is_stop(pair[1]) || is_error(pair[1])) return pair[1];
    Tuple *tuple = oli_tuple_from(vm, pair, 2);
    return tuple ? make_object(tuple) : VALUE_ERROR;
}

const ClassSpec oli_enumerate_spec = {
    .id = CLASS_ENUMERATE,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "enumerate(iterable, start=0): pairs of a count and an item.",
    .size = sizeof(Enumerate),
    .flags = CLASS_FLAG_SUBCLASSABLE,
    .ops = {.trace = trace_enumerate,
            .create = create_enumerate,
            .iter = oli_iterate_self,
            .next = next_of_enumerate},
};

/* ---- zip ---- */

static void trace_zip(Tracer *tracer, Object *self) { trace_object(tracer, ((Zip *)self)->iterators); }

/* A Tuple of iterators over args[0 .. count); the args are rooted by the caller. */
static Tuple *iterators_of(Vm *vm, const Value *args, uint32_t count) {
    Tuple *iterators = oli_tuple_new(vm, count);
    if (!iterators) return NULL;
    Root root;
    root_push(vm, &root, make_object(iterators));
    for (uint32_t i = 0; i < count; i++) {
        Value iterator = oli_iter(vm, args[i]);
        if (is_error(iterator)) {
            iterators = NULL;
            break;
        }
        iterators->items[i] = iterator;
        barrier(vm, iterator);
    }
    root_pop(vm, &root);
    return iterators;
}

static bool read_strict(Vm *vm, const Value *values, const Tuple *names, bool *strict) {
    for (size_t i = 0; i < names->count; i++) {
        if (!oli_str_equals_c(as_str(names->items[i]), "strict")) {
            return oli_raise_false(vm, EXC_TYPE_ERROR, "zip() got an unexpected keyword argument '%S'",
                                   as_str(names->items[i]));
        }
        int truth = oli_truth(vm, values[i]);
        if (truth < 0) return false;
        *strict = truth;
    }
    return true;
}

static Value create_zip(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    uint32_t positional = positional_count(count, names);
    bool strict = false;
    if (names && !read_strict(vm, args + positional, names, &strict)) return VALUE_ERROR;
    Tuple *iterators = iterators_of(vm, args, positional);
    Value self = iterators ? oli_instance_new(vm, cls) : VALUE_ERROR;
    if (is_error(self)) return VALUE_ERROR;
    Zip *zip = (Zip *)object_of(self);
    zip->iterators = iterators;
    zip->strict = strict;
    return self;
}

static Value raise_unequal(Vm *vm, size_t argument, const char *how) {
    return oli_raise(vm, EXC_VALUE_ERROR, "zip() argument %zu is %s than argument%s%zu", argument + 1, how,
                     argument == 1 ? " " : "s 1-", argument);
}

/* Strict, and iterator `ended` is exhausted: all must be, or it is an error. */
static Value end_strictly(Vm *vm, const Tuple *iterators, size_t ended) {
    if (ended > 0) return raise_unequal(vm, ended, "shorter");
    for (size_t i = 1; i < iterators->count; i++) {
        Value item = oli_next(vm, iterators->items[i]);
        if (is_error(item)) return VALUE_ERROR;
        if (!is_stop(item)) return raise_unequal(vm, i, "longer");
    }
    return VALUE_STOP;
}

static Value next_of_zip(Vm *vm, Value self) {
    Zip *zip = (Zip *)object_of(self);
    Tuple *iterators = zip->iterators;
    if (!iterators->count) return VALUE_STOP;
    Tuple *row = oli_tuple_new(vm, iterators->count);
    if (!row) return VALUE_ERROR;
    Root root;
    root_push(vm, &root, make_object(row));
    Value result = root.value;
    for (size_t i = 0; i < iterators->count; i++) {
        Value item = oli_next(vm, iterators->items[i]);
        if (is_stop(item) || is_error(item)) {
            result = is_stop(item) && zip->strict ? end_strictly(vm, iterators, i) : item;
            break;
        }
        row->items[i] = item;
        barrier(vm, item);
    }
    root_pop(vm, &root);
    return result;
}

static const NativeDef zip_methods[] = {NATIVE("__setstate__", "self, state, /", oli_iterator_set_state), NATIVE_END};

const ClassSpec oli_zip_spec = {
    .id = CLASS_ZIP,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "zip(*iterables, strict=False): tuples of one item of each.",
    .size = sizeof(Zip),
    .flags = CLASS_FLAG_SUBCLASSABLE,
    .ops = {.trace = trace_zip, .create = create_zip, .iter = oli_iterate_self, .next = next_of_zip},
    .methods = zip_methods,
};

/* ---- pairs without tuples ---- */

static int end_of(Value item) { return is_stop(item) ? 0 : -1; }

/* A zip of two: its next row. */
static int next_of_two(Vm *vm, const Zip *zip, Value out[2]) {
    const Tuple *iterators = zip->iterators;
    Root first;
    root_push(vm, &first, oli_next(vm, iterators->items[0]));
    bool has_first = !is_stop(first.value) && !is_error(first.value);
    Value second = has_first ? oli_next(vm, iterators->items[1]) : first.value;
    bool is_end = is_stop(second);
    if (is_end && zip->strict) second = end_strictly(vm, iterators, has_first);
    root_pop(vm, &first);
    if (is_end || is_error(second)) return end_of(second);
    out[0] = first.value;
    out[1] = second;
    return 1;
}

int oli_next_pair(Vm *vm, Value iterator, Value out[2]) {
    if (!is_object(iterator)) return -2;
    Object *object = object_of(iterator);
    if (object->cls == vm->classes[CLASS_DICT_ITEM_ITERATOR]) return oli_dict_next_pair(vm, iterator, out);
    if (object->cls == vm->classes[CLASS_ENUMERATE]) {
        out[1] = count_next(vm, (Enumerate *)object, &out[0]);
        return is_stop(out[1]) || is_error(out[1]) ? end_of(out[1]) : 1;
    }
    if (object->cls == vm->classes[CLASS_ZIP] && ((Zip *)object)->iterators->count == 2) {
        return next_of_two(vm, (Zip *)object, out);
    }
    return -2;
}

/* ---- map ---- */

static void trace_map(Tracer *tracer, Object *self) {
    trace_value(tracer, ((Map *)self)->function);
    trace_object(tracer, ((Map *)self)->iterators);
}

static Value create_map(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    if (!check_keywords(vm, cls, CLASS_MAP, "map", names)) return VALUE_ERROR;
    uint32_t positional = positional_count(count, names);
    if (positional < 2) return oli_raise(vm, EXC_TYPE_ERROR, "map() must have at least two arguments.");
    Tuple *iterators = iterators_of(vm, args + 1, positional - 1);
    Value self = iterators ? oli_instance_new(vm, cls) : VALUE_ERROR;
    if (is_error(self)) return VALUE_ERROR;
    Map *map = (Map *)object_of(self);
    map->function = args[0];
    map->iterators = iterators;
    return self;
}

/* With several iterables the arguments are gathered in a Tuple, which keeps them alive. */
static Value next_of_many(Vm *vm, const Map *map) {
    Tuple *arguments = oli_tuple_new(vm, map->iterators->count);
    if (!arguments) return VALUE_ERROR;
    Root root;
    root_push(vm, &root, make_object(arguments));
    Value result = VALUE_UNDEF;
    for (size_t i = 0; i < arguments->count && is_undef(result); i++) {
        Value item = oli_next(vm, map->iterators->items[i]);
        if (is_stop(item) || is_error(item)) {
            result = item;
        } else {
            arguments->items[i] = item;
            barrier(vm, item);
        }
    }
    if (is_undef(result)) {
        result = oli_call(vm, map->function, arguments->items, (uint32_t)arguments->count, NULL);
    }
    root_pop(vm, &root);
    return result;
}

static Value next_of_one(Vm *vm, const Map *map) {
    Value item = oli_next(vm, map->iterators->items[0]);
    return is_stop(item) || is_error(item) ? item : oli_call1(vm, map->function, item);
}

static Value next_of_map(Vm *vm, Value self) {
    const Map *map = (Map *)object_of(self);
    Value result = map->iterators->count > 1 ? next_of_many(vm, map) : next_of_one(vm, map);
    return is_error(result) ? stop_or_error(vm) : result;
}

const ClassSpec oli_map_spec = {
    .id = CLASS_MAP,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "map(function, /, *iterables): the function's results.",
    .size = sizeof(Map),
    .flags = CLASS_FLAG_SUBCLASSABLE,
    .ops = {.trace = trace_map, .create = create_map, .iter = oli_iterate_self, .next = next_of_map},
};

/* ---- filter ---- */

static void trace_filter(Tracer *tracer, Object *self) {
    trace_value(tracer, ((Filter *)self)->function);
    trace_value(tracer, ((Filter *)self)->iterator);
}

static Value create_filter(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    if (!check_keywords(vm, cls, CLASS_FILTER, "filter", names)) return VALUE_ERROR;
    if (!oli_check_arg_count(vm, "filter", positional_count(count, names), 2, 2)) return VALUE_ERROR;
    Root iterator;
    root_push(vm, &iterator, oli_iter(vm, args[1]));
    Value self = is_error(iterator.value) ? VALUE_ERROR : oli_instance_new(vm, cls);
    root_pop(vm, &iterator);
    if (is_error(self)) return VALUE_ERROR;
    Filter *filter = (Filter *)object_of(self);
    filter->function = args[0];
    filter->iterator = iterator.value;
    return self;
}

/* Whether the filter lets an item pass: 1, 0, -1. */
static int passes(Vm *vm, const Filter *filter, Value item) {
    if (is_none(filter->function) || is_same(filter->function, make_object(vm->classes[CLASS_BOOL]))) {
        return oli_truth(vm, item);
    }
    Value verdict = oli_call1(vm, filter->function, item);
    if (is_error(verdict)) return -1;
    Root root;
    root_push(vm, &root, verdict);
    int truth = oli_truth(vm, verdict);
    root_pop(vm, &root);
    return truth;
}

static Value next_of_filter(Vm *vm, Value self) {
    const Filter *filter = (Filter *)object_of(self);
    for (;;) {
        Value item = oli_next(vm, filter->iterator);
        if (is_stop(item) || is_error(item)) return item;
        Root root;
        root_push(vm, &root, item);
        int pass = passes(vm, filter, item);
        root_pop(vm, &root);
        if (pass) return pass < 0 ? stop_or_error(vm) : item;
    }
}

const ClassSpec oli_filter_spec = {
    .id = CLASS_FILTER,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "filter(function, iterable, /): the items for which it is true.",
    .size = sizeof(Filter),
    .flags = CLASS_FLAG_SUBCLASSABLE,
    .ops = {.trace = trace_filter, .create = create_filter, .iter = oli_iterate_self, .next = next_of_filter},
};
