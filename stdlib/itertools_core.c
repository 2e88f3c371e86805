/* SPDX-License-Identifier: MIT
 *
 * Module _itertools: the steps of module itertools (itertools.aio) that stand in the middle of loops. Each class is its own
 * iterator; what it works on are its values, in the order of the enum before it, and a small payload.
 *
 * A step may run script, which may run the same iterator again: state is written before what follows from it is asked for,
 * so that the worst a program can get is items in an order of its own making. Semantics: the Python documentation of
 * itertools, and CPython 3.13 where that is silent.
 */
#include "aioli.h"
#include "itertools_parts.h"

#include <stdint.h>
#include <string.h>

static AioliValue value_of(AioliVm *vm, AioliValue self, size_t index) { return aioli_object_value(vm, self, index); }
static AioliValue next_of(AioliVm *vm, AioliValue self, size_t index) {
    return aioli_next(vm, value_of(vm, self, index));
}
static void drop(AioliVm *vm, AioliValue self, size_t index) { aioli_object_set_value(vm, self, index, aioli_none()); }

/* Value `index` becomes an iterator over `iterable`. */
static bool set_source(AioliVm *vm, AioliValue self, size_t index, AioliValue iterable) {
    AioliValue source = aioli_iterate(vm, iterable);
    if (aioli_is_error(source)) return false;
    aioli_object_set_value(vm, self, index, source);
    return true;
}

static AioliValue none_if(bool ok) { return ok ? aioli_none() : aioli_error(); }

static AioliValue missing_argument(AioliVm *vm, const char *function, const char *name) {
    return aioli_raise(vm, "TypeError", "%s() missing required argument '%s' (pos 1)", function, name);
}

static AioliValue call_1(AioliVm *vm, AioliValue function, AioliValue argument) {
    return aioli_call(vm, function, &argument, 1);
}

/* function(item) as a truth; bool(item) for None: 1, 0, -1. */
static int decides(AioliVm *vm, AioliValue function, AioliValue item) {
    AioliValue answer = aioli_is_none(function) ? item : call_1(vm, function, item);
    return aioli_is_error(answer) ? -1 : aioli_truth(vm, answer);
}

/* ---- count: the next number, the step ---- */

static bool is_number(AioliVm *vm, AioliValue v) {
    static const char *const METHODS[] = {"__index__", "__float__", "__complex__"};
    for (size_t i = 0; i < sizeof METHODS / sizeof *METHODS; i++) {
        AioliValue method = aioli_attr_find(vm, v, METHODS[i]);
        if (!aioli_is_missing(method)) return !aioli_is_error(method);
    }
    aioli_raise(vm, "TypeError", "a number is required");
    return false;
}

static AioliValue count_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue start = aioli_is_missing(args[1]) ? aioli_int(vm, 0) : args[1];
    AioliValue step = aioli_is_missing(args[2]) ? aioli_int(vm, 1) : args[2];
    if (!is_number(vm, start) || !is_number(vm, step)) return aioli_error();
    aioli_object_set_value(vm, args[0], 0, start);
    aioli_object_set_value(vm, args[0], 1, step);
    return aioli_none();
}

static AioliValue count_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue number = value_of(vm, args[0], 0),
               following = aioli_binary(vm, AIOLI_ADD, number, value_of(vm, args[0], 1));
    if (aioli_is_error(following)) return following;
    aioli_object_set_value(vm, args[0], 0, following);
    return number;
}

/* The name of its class, which is a subclass's own. */
static AioliValue name_of(AioliVm *vm, AioliValue self) {
    return aioli_attr_get(vm, aioli_class_of(vm, self), "__name__");
}

static AioliValue count_repr(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue number = value_of(vm, args[0], 0), step = value_of(vm, args[0], 1);
    AioliValue name = name_of(vm, args[0]);
    if (aioli_is_error(name)) return name;
    int64_t by;
    bool by_one = aioli_is_exact(vm, step, AIOLI_TYPE_INT) && aioli_int_get_clipped(vm, step, &by) && by == 1;
    return by_one ? aioli_string_format(vm, "%V(%R)", name, number)
                  : aioli_string_format(vm, "%V(%R, %R)", name, number, step);
}

static const AioliFunction COUNT_METHODS[] = {{"__init__", "self, start=0, step=1", count_init, NULL},
                                              {"__next__", "self, /", count_next, NULL},
                                              {"__repr__", "self, /", count_repr, NULL},
                                              {NULL, NULL, NULL, NULL}};
static const AioliClass COUNT = {.name = "count",
                                 .module = "itertools",
                                 .methods = COUNT_METHODS,
                                 .value_count = 2,
                                 .doc = "count(start=0, step=1): start, start + step, start + 2 * step, ..."};

/* ---- repeat: the object ---- */

typedef struct Repeat {
    int64_t left; /* below 0: for ever */
} Repeat;
static const AioliClass REPEAT;

static AioliValue repeat_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (aioli_is_missing(args[1])) return missing_argument(vm, "repeat", "object");
    int64_t left = -1;
    if (!aioli_is_missing(args[2])) {
        if (!aioli_int_get(vm, args[2], &left)) return aioli_error();
        if (left < 0) left = 0;
    }
    Repeat *repeat = aioli_object_payload(vm, args[0], &REPEAT);
    if (!repeat) return aioli_error();
    repeat->left = left;
    aioli_object_set_value(vm, args[0], 0, args[1]);
    return aioli_none();
}

static AioliValue repeat_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Repeat *repeat = aioli_object_payload(vm, args[0], &REPEAT);
    if (!repeat) return aioli_error();
    if (!repeat->left) return aioli_stop();
    if (repeat->left > 0) repeat->left--;
    return value_of(vm, args[0], 0);
}

static AioliValue repeat_repr(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Repeat *repeat = aioli_object_payload(vm, args[0], &REPEAT);
    if (!repeat) return aioli_error();
    AioliValue object = value_of(vm, args[0], 0), name = name_of(vm, args[0]);
    if (aioli_is_error(name)) return name;
    return repeat->left < 0 ? aioli_string_format(vm, "%V(%R)", name, object)
                            : aioli_string_format(vm, "%V(%R, %lld)", name, object, (long long)repeat->left);
}

static AioliValue repeat_length_hint(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Repeat *repeat = aioli_object_payload(vm, args[0], &REPEAT);
    if (!repeat) return aioli_error();
    return repeat->left < 0 ? aioli_raise(vm, "TypeError", "len() of unsized object") : aioli_int(vm, repeat->left);
}

static const AioliFunction REPEAT_METHODS[] = {{"__init__", "self, object=None, times=None", repeat_init, NULL},
                                               {"__next__", "self, /", repeat_next, NULL},
                                               {"__repr__", "self, /", repeat_repr, NULL},
                                               {"__length_hint__", "self, /", repeat_length_hint, NULL},
                                               {NULL, NULL, NULL, NULL}};
static const AioliClass REPEAT = {.name = "repeat",
                                  .module = "itertools",
                                  .methods = REPEAT_METHODS,
                                  .payload_size = sizeof(Repeat),
                                  .value_count = 1,
                                  .doc = "repeat(object[, times]): the object, for ever or `times` times."};

/* ---- cycle: source (None at its end), what it gave ---- */

typedef struct Cycle {
    int64_t position;
} Cycle;
extern const AioliClass oli_itertools_cycle;

static AioliValue cycle_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue saved = aioli_list(vm, NULL, 0);
    if (aioli_is_error(saved)) return saved;
    aioli_object_set_value(vm, args[0], 1, saved);
    return none_if(set_source(vm, args[0], 0, args[1]));
}

static AioliValue cycle_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue self = args[0], source = value_of(vm, self, 0), saved = value_of(vm, self, 1);
    if (!aioli_is_none(source)) {
        AioliValue item = aioli_next(vm, source);
        if (!aioli_is_stop(item))
            return aioli_is_error(item) || aioli_list_append(vm, saved, item) ? item : aioli_error();
        drop(vm, self, 0);
    }
    Cycle *cycle = aioli_object_payload(vm, self, &oli_itertools_cycle);
    if (!cycle) return aioli_error();
    int64_t size = aioli_sequence_length(vm, saved);
    if (size <= 0) return size ? aioli_error() : aioli_stop();
    int64_t position = cycle->position < size ? cycle->position : 0;
    cycle->position = position + 1;
    return aioli_sequence_get(vm, saved, (size_t)position);
}

static const AioliFunction CYCLE_METHODS[] = {{"__init__", "self, iterable, /", cycle_init, NULL},
                                              {"__next__", "self, /", cycle_next, NULL},
                                              {NULL, NULL, NULL, NULL}};
const AioliClass oli_itertools_cycle = {.name = "cycle",
                                        .module = "itertools",
                                        .methods = CYCLE_METHODS,
                                        .doc = "cycle(iterable): its items again and again.",
                                        .payload_size = sizeof(Cycle),
                                        .value_count = 2};

/* ---- chain: the iterables, the one that is read now; None: no more ---- */

static AioliValue chain_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return none_if(set_source(vm, args[0], 0, args[1]));
}

extern const AioliClass oli_itertools_chain;
static AioliValue chain_from_iterable(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue self = aioli_object_new(vm, args[0]);
    return !aioli_is_error(self) && set_source(vm, self, 0, args[1]) ? self : aioli_error();
}

static AioliValue chain_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue self = args[0];
    for (;;) {
        AioliValue active = value_of(vm, self, 1), iterables = value_of(vm, self, 0);
        if (!aioli_is_none(active)) {
            AioliValue item = aioli_next(vm, active);
            if (!aioli_is_stop(item)) return item;
            drop(vm, self, 1);
        }
        if (aioli_is_none(iterables)) return aioli_stop();
        AioliValue iterable = aioli_next(vm, iterables);
        if (aioli_is_stop(iterable) || aioli_is_error(iterable) || !set_source(vm, self, 1, iterable)) {
            drop(vm, self, 0);
            return aioli_is_stop(iterable) ? iterable : aioli_error();
        }
    }
}

/* chain[int]: annotations only. */
static AioliValue chain_class_getitem(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue types = aioli_import(vm, "types");
    return aioli_is_error(types) ? types : aioli_call_method(vm, types, "GenericAlias", args, 2);
}

static const AioliFunction CHAIN_METHODS[] = {{"__init__", "self, /, *iterables", chain_init, NULL},
                                              {"__next__", "self, /", chain_next, NULL},
                                              {NULL, NULL, NULL, NULL}};
static const AioliFunction CHAIN_CLASS_METHODS[] = {
    {"from_iterable", "cls, iterable, /", chain_from_iterable,
     "Like chain(*iterable), but the outer iterable is read as it is needed."},
    {"__class_getitem__", "cls, item, /", chain_class_getitem, NULL},
    {NULL, NULL, NULL, NULL}};
const AioliClass oli_itertools_chain = {.name = "chain",
                                        .module = "itertools",
                                        .methods = CHAIN_METHODS,
                                        .class_methods = CHAIN_CLASS_METHODS,
                                        .doc =
                                            "chain(*iterables): the items of the first, then those of the second, ...",
                                        .value_count = 2};

/* ---- accumulate: source, function, initial, the total so far (a tuple of it) ---- */

enum { ACC_SOURCE, ACC_FUNCTION, ACC_INITIAL, ACC_TOTAL, ACC_VALUES };
typedef struct Accumulate {
    bool started;
} Accumulate;
extern const AioliClass oli_itertools_accumulate;

static AioliValue accumulate_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (aioli_is_missing(args[1])) return missing_argument(vm, "accumulate", "iterable");
    if (!aioli_is_missing(args[2])) aioli_object_set_value(vm, args[0], ACC_FUNCTION, args[2]);
    if (!aioli_is_missing(args[3])) aioli_object_set_value(vm, args[0], ACC_INITIAL, args[3]);
    return none_if(set_source(vm, args[0], ACC_SOURCE, args[1]));
}

static AioliValue accumulate_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue self = args[0], total;
    Accumulate *state = aioli_object_payload(vm, self, &oli_itertools_accumulate);
    if (!state) return aioli_error();
    AioliValue initial = value_of(vm, self, ACC_INITIAL);
    if (!state->started && !aioli_is_none(initial)) {
        drop(vm, self, ACC_INITIAL);
        total = initial;
    } else {
        AioliValue item = next_of(vm, self, ACC_SOURCE), function = value_of(vm, self, ACC_FUNCTION);
        if (aioli_is_stop(item) || aioli_is_error(item)) return item;
        if (!state->started) {
            total = item;
        } else if (aioli_is_none(function)) {
            total = aioli_binary(vm, AIOLI_ADD, value_of(vm, self, ACC_TOTAL), item);
        } else {
            AioliValue pair[2] = {value_of(vm, self, ACC_TOTAL), item};
            total = aioli_call(vm, function, pair, 2);
        }
        if (aioli_is_error(total)) return total;
    }
    state->started = true;
    aioli_object_set_value(vm, self, ACC_TOTAL, total);
    return total;
}

static const AioliFunction ACCUMULATE_METHODS[] = {
    {"__init__", "self, iterable=None, func=None, *, initial=None", accumulate_init, NULL},
    {"__next__", "self, /", accumulate_next, NULL},
    {NULL, NULL, NULL, NULL}};
const AioliClass oli_itertools_accumulate = {
    .name = "accumulate",
    .module = "itertools",
    .methods = ACCUMULATE_METHODS,
    .payload_size = sizeof(Accumulate),
    .doc = "accumulate(iterable, func=operator.add, *, initial=None): running totals.",
    .value_count = ACC_VALUES};

/* ---- compress: data, selectors ---- */

static AioliValue compress_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return none_if(set_source(vm, args[0], 0, args[1]) && set_source(vm, args[0], 1, args[2]));
}

static AioliValue compress_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    for (;;) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue item = next_of(vm, args[0], 0);
        AioliValue selector = aioli_is_stop(item) || aioli_is_error(item) ? item : next_of(vm, args[0], 1);
        bool over = aioli_is_stop(selector) || aioli_is_error(selector);
        int chosen = over ? 1 : aioli_truth(vm, selector);
        AioliValue result = aioli_scope_close(vm, &scope, over ? selector : chosen < 0 ? aioli_error() : item);
        if (chosen) return result;
    }
}

static const AioliFunction COMPRESS_METHODS[] = {{"__init__", "self, data, selectors", compress_init, NULL},
                                                 {"__next__", "self, /", compress_next, NULL},
                                                 {NULL, NULL, NULL, NULL}};
const AioliClass oli_itertools_compress = {.name = "compress",
                                           .module = "itertools",
                                           .methods = COMPRESS_METHODS,
                                           .doc = "compress(data, selectors): the data whose selector is true.",
                                           .value_count = 2};

/* ---- dropwhile, takewhile, filterfalse, starmap: function, source ---- */

static AioliValue with_function_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    aioli_object_set_value(vm, args[0], 0, args[1]);
    return none_if(set_source(vm, args[0], 1, args[2]));
}

/* The next item of value 1 for which value 0 decides `wanted`. */
static AioliValue next_decided(AioliVm *vm, AioliValue self, int wanted) {
    for (;;) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue item = next_of(vm, self, 1);
        bool over = aioli_is_stop(item) || aioli_is_error(item);
        int decided = over ? wanted : decides(vm, value_of(vm, self, 0), item);
        AioliValue result = aioli_scope_close(vm, &scope, decided < 0 ? aioli_error() : item);
        if (decided < 0 || decided == wanted) return result;
    }
}

typedef struct Switch {
    bool over; /* dropwhile: dropping has ended; takewhile: taking has ended */
} Switch;
extern const AioliClass oli_itertools_dropwhile, oli_itertools_takewhile;

static AioliValue dropwhile_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Switch *state = aioli_object_payload(vm, args[0], &oli_itertools_dropwhile);
    if (!state) return aioli_error();
    if (state->over) return next_of(vm, args[0], 1);
    AioliValue item = next_decided(vm, args[0], 0);
    if (!aioli_is_stop(item) && !aioli_is_error(item)) state->over = true;
    return item;
}

static AioliValue takewhile_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Switch *state = aioli_object_payload(vm, args[0], &oli_itertools_takewhile);
    if (!state) return aioli_error();
    if (state->over) return aioli_stop();
    AioliValue item = next_of(vm, args[0], 1);
    if (aioli_is_stop(item) || aioli_is_error(item)) return item;
    AioliValue answer = call_1(vm, value_of(vm, args[0], 0), item);
    int wanted = aioli_is_error(answer) ? -1 : aioli_truth(vm, answer);
    if (wanted > 0) return item;
    if (wanted < 0) return aioli_error();
    state->over = true;
    return aioli_stop();
}

static AioliValue filterfalse_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return next_decided(vm, args[0], 0);
}

static AioliValue starmap_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue item = next_of(vm, args[0], 1);
    if (aioli_is_stop(item) || aioli_is_error(item)) return item;
    AioliValue arguments = aioli_is_exact(vm, item, AIOLI_TYPE_TUPLE) ? item : aioli_tuple_of(vm, item);
    return aioli_is_error(arguments) ? arguments
                                     : aioli_call_tuple(vm, value_of(vm, args[0], 0), arguments, aioli_missing());
}

static const AioliFunction DROPWHILE_METHODS[] = {
    {"__init__", "self, predicate, iterable, /", with_function_init, NULL},
    {"__next__", "self, /", dropwhile_next, NULL},
    {NULL, NULL, NULL, NULL}};
static const AioliFunction TAKEWHILE_METHODS[] = {
    {"__init__", "self, predicate, iterable, /", with_function_init, NULL},
    {"__next__", "self, /", takewhile_next, NULL},
    {NULL, NULL, NULL, NULL}};
static const AioliFunction FILTERFALSE_METHODS[] = {
    {"__init__", "self, function, iterable, /", with_function_init, NULL},
    {"__next__", "self, /", filterfalse_next, NULL},
    {NULL, NULL, NULL, NULL}};
static const AioliFunction STARMAP_METHODS[] = {{"__init__", "self, function, iterable, /", with_function_init, NULL},
                                                {"__next__", "self, /", starmap_next, NULL},
                                                {NULL, NULL, NULL, NULL}};
const AioliClass oli_itertools_dropwhile = {
    .name = "dropwhile",
    .module = "itertools",
    .methods = DROPWHILE_METHODS,
    .payload_size = sizeof(Switch),
    .value_count = 2,
    .doc = "dropwhile(predicate, iterable): everything from the first item that fails the predicate on."};
const AioliClass oli_itertools_takewhile = {
    .name = "takewhile",
    .module = "itertools",
    .methods = TAKEWHILE_METHODS,
    .payload_size = sizeof(Switch),
    .value_count = 2,
    .doc = "takewhile(predicate, iterable): the items before the first that fails the predicate."};
const AioliClass oli_itertools_filterfalse = {
    .name = "filterfalse",
    .module = "itertools",
    .methods = FILTERFALSE_METHODS,
    .value_count = 2,
    .doc = "filterfalse(function, iterable): the items that fail the function; None stands for bool."};
const AioliClass oli_itertools_starmap = {
    .name = "starmap",
    .module = "itertools",
    .methods = STARMAP_METHODS,
    .value_count = 2,
    .doc = "starmap(function, iterable): function(*args) for each tuple of arguments."};

/* ---- islice: source (None when it is over) ---- */

typedef struct Slice {
    int64_t position, wanted, stop, step; /* taken so far, the next to hand out; stop < 0: no end */
} Slice;
extern const AioliClass oli_itertools_islice;

static const char BAD_STOP[] = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
static const char BAD_START[] = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
static const char BAD_STEP[] = "Step for islice() must be a positive integer or None.";

/* A bound: None stays at *out, else an int from `least` on. */
static bool read_bound(AioliVm *vm, AioliValue given, int64_t least, const char *text, int64_t *out) {
    if (aioli_is_none(given)) return true;
    if (!aioli_int_get(vm, given, out)) {
        if (!aioli_error_is(vm, "TypeError") && !aioli_error_is(vm, "OverflowError")) return false;
        aioli_error_clear(vm);
        *out = least - 1;
    }
    if (*out >= least) return true;
    aioli_raise(vm, "ValueError", "%s", text);
    return false;
}

static AioliValue islice_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t given = aioli_sequence_length(vm, args[2]);
    if (given < 1 || given > 3)
        return aioli_raise(vm, "TypeError", "islice expected %s arguments, got %lld",
                           given < 1 ? "at least 2" : "at most 4", (long long)given + 1);
    AioliValue bounds[3] = {aioli_none(), aioli_none(), aioli_none()};
    for (size_t i = 0; i < (size_t)given; i++) bounds[given == 1 ? 1 : i] = aioli_sequence_get(vm, args[2], i);
    Slice slice = {0, 0, -1, 1};
    if (!read_bound(vm, bounds[1], 0, BAD_STOP, &slice.stop) ||
        !read_bound(vm, bounds[0], 0, BAD_START, &slice.wanted) ||
        !read_bound(vm, bounds[2], 1, BAD_STEP, &slice.step) || !set_source(vm, args[0], 0, args[1]))
        return aioli_error();
    Slice *kept = aioli_object_payload(vm, args[0], &oli_itertools_islice);
    if (!kept) return aioli_error();
    *kept = slice;
    return aioli_none();
}

static AioliValue islice_end(AioliVm *vm, AioliValue self, AioliValue with) {
    if (aioli_is_stop(with)) drop(vm, self, 0);
    return with;
}

static AioliValue islice_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue self = args[0], source = value_of(vm, self, 0);
    Slice *slice = aioli_object_payload(vm, self, &oli_itertools_islice);
    if (!slice) return aioli_error();
    if (aioli_is_none(source)) return aioli_stop();
    while (slice->position < slice->wanted) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue skipped = aioli_next(vm, source);
        aioli_scope_close(vm, &scope, aioli_missing());
        if (aioli_is_stop(skipped) || aioli_is_error(skipped)) return islice_end(vm, self, skipped);
        slice->position++;
    }
    if (slice->stop >= 0 && slice->position >= slice->stop) return islice_end(vm, self, aioli_stop());
    AioliValue item = aioli_next(vm, source);
    if (aioli_is_stop(item) || aioli_is_error(item)) return islice_end(vm, self, item);
    slice->position++;
    if (__builtin_add_overflow(slice->wanted, slice->step, &slice->wanted)) slice->wanted = INT64_MAX;
    if (slice->stop >= 0 && slice->wanted > slice->stop) slice->wanted = slice->stop;
    return item;
}

static const AioliFunction ISLICE_METHODS[] = {{"__init__", "self, iterable, /, *bounds", islice_init, NULL},
                                               {"__next__", "self, /", islice_next, NULL},
                                               {NULL, NULL, NULL, NULL}};
const AioliClass oli_itertools_islice = {
    .name = "islice",
    .module = "itertools",
    .methods = ISLICE_METHODS,
    .payload_size = sizeof(Slice),
    .value_count = 1,
    .doc = "islice(iterable, stop) or islice(iterable, start, stop[, step]): a slice of what the iterable yields."};

/* ---- pairwise: source (None when it is over), the item before ---- */

typedef struct Pairwise {
    bool started;
} Pairwise;
extern const AioliClass oli_itertools_pairwise;

static AioliValue pairwise_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return none_if(set_source(vm, args[0], 0, args[1]));
}

static AioliValue pairwise_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue self = args[0], source = value_of(vm, self, 0);
    Pairwise *state = aioli_object_payload(vm, self, &oli_itertools_pairwise);
    if (!state) return aioli_error();
    if (aioli_is_none(source)) return aioli_stop();
    AioliValue pair[2] = {value_of(vm, self, 1), aioli_missing()};
    if (!state->started) {
        pair[0] = aioli_next(vm, source);
        if (aioli_is_error(pair[0])) return pair[0];
        if (aioli_is_stop(pair[0])) {
            drop(vm, self, 0);
            return pair[0];
        }
        state->started = true;
        aioli_object_set_value(vm, self, 1, pair[0]);
    }
    pair[1] = aioli_next(vm, source);
    if (aioli_is_error(pair[1])) return pair[1];
    if (aioli_is_stop(pair[1])) {
        drop(vm, self, 0);
        drop(vm, self, 1);
        return pair[1];
    }
    aioli_object_set_value(vm, self, 1, pair[1]);
    return aioli_tuple(vm, pair, 2);
}

static const AioliFunction PAIRWISE_METHODS[] = {{"__init__", "self, iterable, /", pairwise_init, NULL},
                                                 {"__next__", "self, /", pairwise_next, NULL},
                                                 {NULL, NULL, NULL, NULL}};
const AioliClass oli_itertools_pairwise = {.name = "pairwise",
                                           .module = "itertools",
                                           .methods = PAIRWISE_METHODS,
                                           .doc = "pairwise(iterable): overlapping pairs of neighbours.",
                                           .payload_size = sizeof(Pairwise),
                                           .value_count = 2};

/* ---- batched: source (None when it is over) ---- */

typedef struct Batched {
    int64_t size;
    bool strict;
} Batched;
extern const AioliClass oli_itertools_batched;

static AioliValue batched_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t size;
    int strict = aioli_is_missing(args[3]) ? 0 : aioli_truth(vm, args[3]);
    if (strict < 0 || !aioli_int_get(vm, args[2], &size)) return aioli_error();
    if (size < 1) return aioli_raise(vm, "ValueError", "n must be at least one");
    if (!set_source(vm, args[0], 0, args[1])) return aioli_error();
    Batched *state = aioli_object_payload(vm, args[0], &oli_itertools_batched);
    if (!state) return aioli_error();
    *state = (Batched){size, strict};
    return aioli_none();
}

/* Append up to state->size items to `batch`: how many; -1: an exception. Fewer: the source is over. */
static int64_t fill_batch(AioliVm *vm, AioliValue source, AioliValue batch, int64_t size) {
    int64_t filled = 0;
    for (bool more = true; more && filled < size; filled += more) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue item = aioli_next(vm, source);
        more = !aioli_is_stop(item);
        bool ok = !aioli_is_error(item) && (!more || aioli_list_append(vm, batch, item));
        aioli_scope_close(vm, &scope, aioli_missing());
        if (!ok) return -1;
    }
    return filled;
}

static AioliValue batched_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue self = args[0], source = value_of(vm, self, 0);
    const Batched *state = aioli_object_payload(vm, self, &oli_itertools_batched);
    if (!state) return aioli_error();
    if (aioli_is_none(source)) return aioli_stop();
    AioliValue batch = aioli_list(vm, NULL, 0);
    int64_t filled = aioli_is_error(batch) ? -1 : fill_batch(vm, source, batch, state->size);
    if (filled < 0) return aioli_error();
    if (filled < state->size) {
        drop(vm, self, 0);
        if (!filled) return aioli_stop();
        if (state->strict) return aioli_raise(vm, "ValueError", "batched(): incomplete batch");
    }
    return aioli_tuple_of(vm, batch);
}

static const AioliFunction BATCHED_METHODS[] = {{"__init__", "self, iterable, n, *, strict=False", batched_init, NULL},
                                                {"__next__", "self, /", batched_next, NULL},
                                                {NULL, NULL, NULL, NULL}};
const AioliClass oli_itertools_batched = {
    .name = "batched",
    .module = "itertools",
    .methods = BATCHED_METHODS,
    .payload_size = sizeof(Batched),
    .value_count = 1,
    .doc = "batched(iterable, n, *, strict=False): tuples of n items, the last one perhaps shorter."};

/* ---- the module ---- */

static bool init(AioliVm *vm, AioliValue module) {
    static const AioliClass *const CLASSES[] = {&COUNT,
                                                &REPEAT,
                                                &oli_itertools_cycle,
                                                &oli_itertools_chain,
                                                &oli_itertools_accumulate,
                                                &oli_itertools_compress,
                                                &oli_itertools_dropwhile,
                                                &oli_itertools_takewhile,
                                                &oli_itertools_filterfalse,
                                                &oli_itertools_starmap,
                                                &oli_itertools_islice,
                                                &oli_itertools_pairwise,
                                                &oli_itertools_batched,
                                                &oli_itertools_product,
                                                &oli_itertools_permutations,
                                                &oli_itertools_combinations,
                                                &oli_itertools_combinations_with_replacement};
    for (size_t i = 0; i < sizeof CLASSES / sizeof *CLASSES; i++)
        if (aioli_is_error(aioli_class_new(vm, module, CLASSES[i]))) return false;
    return true;
}

extern const AioliModule oli_module__itertools;
const AioliModule oli_module__itertools = {.name = "_itertools", .doc = "The steps of module itertools.", .init = init};
