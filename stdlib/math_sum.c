/* SPDX-License-Identifier: MIT
 *
 * Sums, products and distances of module math: fsum, sumprod, prod, hypot, dist.
 *
 * Where the result promises more than double precision, errors of single operations are computed exactly and carried
 * along (Dekker, Knuth, Shewchuk, Ogita-Rump-Oishi): a + b is high + low without error, a * b likewise through fma.
 */
#include <float.h>
#include <math.h>

#include "math_parts.h"

/* A number as an unevaluated sum. */
typedef struct Twin {
    double high, low;
} Twin;

/* a + b, |a| >= |b|. */
static Twin fast_sum(double a, double b) {
    double high = a + b;
    return (Twin){high, (a - high) + b};
}

static Twin exact_sum(double a, double b) {
    double high = a + b, part = high - a;
    return (Twin){high, (a - (high - part)) + (b - part)};
}

static Twin exact_product(double a, double b) {
    double high = a * b;
    return (Twin){high, fma(a, b, -high)};
}

/* ---- fsum: Shewchuk's partial sums, which never overlap, from the smallest ---- */

enum { INLINE_PARTIALS = 32 };

typedef struct Partials {
    double local[INLINE_PARTIALS];
    double *items; /* local, or from aioli_memory_resize */
    size_t count, capacity;
    double special_sum, infinite_sum; /* of what is not finite */
} Partials;

static bool push_partial(AioliVm *vm, Partials *partials, double x) {
    if (partials->count == partials->capacity) {
        size_t old = partials->items == partials->local ? 0 : partials->capacity * sizeof(double);
        size_t capacity = partials->capacity * 2;
        double *items = aioli_memory_resize(vm, old ? partials->items : NULL, old, capacity * sizeof(double));
        if (!items) return false;
        for (size_t i = 0; !old && i < partials->count; i++) items[i] = partials->local[i];
        partials->items = items;
        partials->capacity = capacity;
    }
    partials->items[partials->count++] = x;
    return true;
}

static void free_partials(AioliVm *vm, Partials *partials) {
    if (partials->items != partials->local) {
        aioli_memory_free(vm, partials->items, partials->capacity * sizeof(double));
    }
}

static bool add_to_partials(AioliVm *vm, Partials *partials, double x) {
    double original = x;
    size_t kept = 0;
    for (size_t i = 0; i < partials->count; i++) {
        double y = partials->items[i];
        Twin sum = fabs(x) < fabs(y) ? fast_sum(y, x) : fast_sum(x, y);
        if (sum.low != 0.0) partials->items[kept++] = sum.low;
        x = sum.high;
    }
    partials->count = kept;
    if (x == 0.0) return true;
    if (isfinite(x)) return push_partial(vm, partials, x);
    if (isfinite(original)) {
        aioli_raise(vm, "OverflowError", "intermediate overflow in fsum");
        return false;
    }
    if (isinf(original)) partials->infinite_sum += original;
    partials->special_sum += original;
    partials->count = 0;
    return true;
}

/* The partials' sum, rounded once. */
static double round_partials(const Partials *partials) {
    size_t i = partials->count;
    if (i == 0) return 0.0;
    double high = partials->items[--i], low = 0.0;
    while (i > 0) {
        Twin sum = fast_sum(high, partials->items[--i]);
        high = sum.high;
        low = sum.low;
        if (low != 0.0) break;
    }
    /* Half-way cases: the next partial tells to which side the exact sum lies. */
    if (i > 0 && ((low < 0.0 && partials->items[i - 1] < 0.0) || (low > 0.0 && partials->items[i - 1] > 0.0))) {
        double twice = low * 2.0, rounded = high + twice;
        if (twice == rounded - high) high = rounded;
    }
    return high;
}

static AioliValue sum_of_partials(AioliVm *vm, const Partials *partials) {
    if (partials->special_sum == 0.0) return aioli_float(vm, round_partials(partials));
    if (isnan(partials->infinite_sum)) return aioli_raise(vm, "ValueError", "-inf + inf in fsum");
    return aioli_float(vm, partials->special_sum);
}

/* Visit the items of an iterable as doubles. */
static bool add_items(AioliVm *vm, AioliValue iterable, Partials *partials) {
    AioliValue iterator = aioli_iterate(vm, iterable);
    if (aioli_is_error(iterator)) return false;
    while (true) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue item = aioli_next(vm, iterator);
        double x;
        bool is_end = aioli_is_stop(item);
        bool done = is_end || (!aioli_is_error(item) && aioli_float_get(vm, item, &x) &&
                               add_to_partials(vm, partials, x));
        aioli_scope_close(vm, &scope, aioli_missing());
        if (!done) return false;
        if (is_end) return true;
    }
}

static AioliValue math_fsum(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Partials partials = {.capacity = INLINE_PARTIALS};
    partials.items = partials.local;
    AioliValue result = add_items(vm, args[0], &partials) ? sum_of_partials(vm, &partials) : aioli_error();
    free_partials(vm, &partials);
    return result;
}

/* ---- prod ---- */

/* product * the next item into `product`: 1, 0 at the end, -1. */
static int multiply_next(AioliVm *vm, AioliValue iterator, AioliRef *product) {
    AioliValue item = aioli_next(vm, iterator);
    if (aioli_is_stop(item)) return 0;
    AioliValue next = aioli_is_error(item) ? item : aioli_binary(vm, AIOLI_MUL, aioli_ref_get(product), item);
    if (aioli_is_error(next)) return -1;
    aioli_ref_set(vm, product, next);
    return 1;
}

static AioliValue math_prod(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue iterator = aioli_iterate(vm, args[0]);
    if (aioli_is_error(iterator)) return aioli_error();
    AioliRef *product = aioli_ref_new(vm, aioli_is_missing(args[1]) ? aioli_int(vm, 1) : args[1]);
    if (!product) return aioli_error();
    int more = 1;
    while (more > 0) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        more = multiply_next(vm, iterator, product);
        aioli_scope_close(vm, &scope, aioli_missing());
    }
    AioliScope keeper;
    aioli_scope_open(vm, &keeper);
    AioliValue result = aioli_scope_close(vm, &keeper, more < 0 ? aioli_error() : aioli_ref_get(product));
    aioli_ref_free(vm, product);
    return result;
}

/* ---- sumprod ---- */

/* Three doubles whose sum is a running dot product with the precision of three. */
typedef struct Triple {
    double high, low, tiny;
} Triple;

static Triple triple_add_product(Triple total, double a, double b) {
    Twin product = exact_product(a, b);
    Twin sum = exact_sum(total.high, product.high);
    Twin first = exact_sum(total.low, product.low);
    Twin second = exact_sum(first.high, sum.low);
    return (Triple){sum.high, second.high, total.tiny + first.low + second.low};
}

static double triple_value(Triple total) {
    Twin last = exact_sum(total.tiny, total.low);
    Twin sum = exact_sum(total.high, last.high);
    return sum.high + (last.low + sum.low);
}

/* The sum in three parts: machine ints and doubles are gathered apart as long as only they come, then everything goes
 * through the objects' own operators. */
typedef struct SumProduct {
    AioliValue total;
    int64_t ints;
    Triple floats;
    bool takes_ints, has_ints, takes_floats, has_floats;
} SumProduct;

static bool flush(AioliVm *vm, SumProduct *sum, AioliValue part) {
    if (!aioli_is_error(part)) sum->total = aioli_binary(vm, AIOLI_ADD, sum->total, part);
    return !aioli_is_error(part) && !aioli_is_error(sum->total);
}

static bool flush_ints(AioliVm *vm, SumProduct *sum) {
    sum->takes_ints = false;
    if (!sum->has_ints) return true;
    sum->has_ints = false;
    return flush(vm, sum, aioli_int(vm, sum->ints));
}

static bool flush_floats(AioliVm *vm, SumProduct *sum) {
    sum->takes_floats = false;
    if (!sum->has_floats) return true;
    sum->has_floats = false;
    return flush(vm, sum, aioli_float(vm, triple_value(sum->floats)));
}

static bool add_ints(AioliVm *vm, SumProduct *sum, AioliValue p, AioliValue q) {
    if (!aioli_is_exact(vm, p, AIOLI_TYPE_INT) || !aioli_is_exact(vm, q, AIOLI_TYPE_INT)) return false;
    int64_t a, b, product, total;
    if (!aioli_int_get(vm, p, &a) || !aioli_int_get(vm, q, &b)) {
        aioli_error_clear(vm); /* too large for a machine int */
        return false;
    }
    if (__builtin_mul_overflow(a, b, &product) || __builtin_add_overflow(sum->ints, product, &total)) return false;
    sum->ints = total;
    sum->has_ints = true;
    return true;
}

/* A float, or an int or bool beside one. */
static bool read_factor(AioliVm *vm, AioliValue v, double *out) {
    if (!aioli_is_exact(vm, v, AIOLI_TYPE_FLOAT) && !aioli_is_exact(vm, v, AIOLI_TYPE_INT) &&
        !aioli_is_exact(vm, v, AIOLI_TYPE_BOOL)) {
        return false;
    }
    if (aioli_float_get(vm, v, out)) return true;
    aioli_error_clear(vm);
    return false;
}

static bool add_floats(AioliVm *vm, SumProduct *sum, AioliValue p, AioliValue q) {
    if (!aioli_is_exact(vm, p, AIOLI_TYPE_FLOAT) && !aioli_is_exact(vm, q, AIOLI_TYPE_FLOAT)) return false;
    double a, b;
    if (!read_factor(vm, p, &a) || !read_factor(vm, q, &b)) return false;
    Triple total = triple_add_product(sum->floats, a, b);
    if (!isfinite(total.high)) return false;
    sum->floats = total;
    sum->has_floats = true;
    return true;
}

static bool add_product(AioliVm *vm, SumProduct *sum, AioliValue p, AioliValue q) {
    if (sum->takes_ints) {
        if (add_ints(vm, sum, p, q)) return true;
        if (!flush_ints(vm, sum)) return false;
    }
    if (sum->takes_floats) {
        if (add_floats(vm, sum, p, q)) return true;
        if (!flush_floats(vm, sum)) return false;
    }
    return flush(vm, sum, aioli_binary(vm, AIOLI_MUL, p, q));
}

/* One pair: 1, 0 at the end of both, -1. */
static int sum_step(AioliVm *vm, SumProduct *sum, AioliValue p_iterator, AioliValue q_iterator) {
    AioliValue p = aioli_next(vm, p_iterator);
    if (aioli_is_error(p)) return -1;
    AioliValue q = aioli_next(vm, q_iterator);
    if (aioli_is_error(q)) return -1;
    if (aioli_is_stop(p) != aioli_is_stop(q)) {
        aioli_raise(vm, "ValueError", "Inputs are not the same length");
        return -1;
    }
    if (aioli_is_stop(p)) return 0;
    return add_product(vm, sum, p, q) ? 1 : -1;
}

static AioliValue math_sumprod(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue p = aioli_iterate(vm, args[0]);
    AioliValue q = aioli_is_error(p) ? p : aioli_iterate(vm, args[1]);
    if (aioli_is_error(q)) return aioli_error();
    AioliRef *total = aioli_ref_new(vm, aioli_none());
    if (!total) return aioli_error();
    SumProduct sum = {.total = aioli_int(vm, 0), .takes_ints = true, .takes_floats = true};
    int more = 1;
    while (more > 0) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        more = sum_step(vm, &sum, p, q);
        if (more >= 0) aioli_ref_set(vm, total, sum.total);
        aioli_scope_close(vm, &scope, aioli_missing());
    }
    bool done = more == 0 && flush_ints(vm, &sum) && flush_floats(vm, &sum);
    aioli_ref_free(vm, total);
    return done ? sum.total : aioli_error();
}

/* ---- distances ---- */

/* The length of a vector whose largest component is `largest`, all >= 0: scaled by a power of two so that squares
 * neither overflow nor vanish, summed with exact errors, and the root improved by one step. */
static double vector_length(double *vector, size_t count, double largest, bool has_nan) {
    if (isinf(largest)) return largest;
    if (has_nan) return NAN;
    if (largest == 0.0 || count <= 1) return largest;
    int exponent;
    frexp(largest, &exponent);
    if (exponent < -1023) { /* subnormal: the scale itself would overflow */
        for (size_t i = 0; i < count; i++) vector[i] /= DBL_MIN;
        return DBL_MIN * vector_length(vector, count, largest / DBL_MIN, has_nan);
    }
    double scale = ldexp(1.0, -exponent), sum = 1.0, square_errors = 0.0, sum_errors = 0.0;
    for (size_t i = 0; i < count; i++) {
        double x = vector[i] * scale;
        Twin square = exact_product(x, x), next = fast_sum(sum, square.high);
        sum = next.high;
        square_errors += square.low;
        sum_errors += next.low;
    }
    double root = sqrt(sum - 1.0 + (square_errors + sum_errors));
    Twin square = exact_product(-root, root), rest = fast_sum(sum, square.high);
    square_errors += square.low;
    sum_errors += rest.low;
    double difference = rest.high - 1.0 + (square_errors + sum_errors);
    root += difference / (2.0 * root);
    return root / scale;
}

/* Components of a vector, gathered one by one. */
typedef struct Vector {
    double local[16];
    double *items;
    size_t count;
    double largest;
    bool has_nan;
} Vector;

static bool make_vector(AioliVm *vm, Vector *vector, size_t count) {
    vector->count = count;
    vector->largest = 0.0;
    vector->has_nan = false;
    vector->items = vector->local;
    if (count > sizeof vector->local / sizeof *vector->local) {
        vector->items = aioli_memory_resize(vm, NULL, 0, count * sizeof(double));
    }
    return vector->items != NULL;
}

static void free_vector(AioliVm *vm, Vector *vector) {
    if (vector->items != vector->local) aioli_memory_free(vm, vector->items, vector->count * sizeof(double));
}

static void set_component(Vector *vector, size_t i, double x) {
    x = fabs(x);
    vector->items[i] = x;
    vector->has_nan = vector->has_nan || isnan(x);
    if (x > vector->largest) vector->largest = x;
}

static AioliValue math_hypot(AioliVm *vm, const AioliValue *args, size_t arg_count) {
    (void)arg_count;
    int64_t length = aioli_sequence_length(vm, args[0]);
    Vector vector;
    if (length < 0 || !make_vector(vm, &vector, (size_t)length)) return aioli_error();
    bool done = true;
    for (size_t i = 0; done && i < vector.count; i++) {
        double x;
        done = aioli_float_get(vm, aioli_sequence_get(vm, args[0], i), &x);
        if (done) set_component(&vector, i, x);
    }
    AioliValue result = aioli_error();
    if (done) result = aioli_float(vm, vector_length(vector.items, vector.count, vector.largest, vector.has_nan));
    free_vector(vm, &vector);
    return result;
}

static AioliValue distance(AioliVm *vm, AioliValue p, AioliValue q, size_t count) {
    Vector vector;
    if (!make_vector(vm, &vector, count)) return aioli_error();
    bool done = true;
    for (size_t i = 0; done && i < count; i++) {
        double x, y;
        done = aioli_float_get(vm, aioli_sequence_get(vm, p, i), &x) &&
               aioli_float_get(vm, aioli_sequence_get(vm, q, i), &y);
        if (done) set_component(&vector, i, x - y);
    }
    AioliValue result = aioli_error();
    if (done) result = aioli_float(vm, vector_length(vector.items, count, vector.largest, vector.has_nan));
    free_vector(vm, &vector);
    return result;
}

static AioliValue math_dist(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue p = aioli_tuple_of(vm, args[0]);
    AioliValue q = aioli_is_error(p) ? p : aioli_tuple_of(vm, args[1]);
    if (aioli_is_error(q)) return aioli_error();
    int64_t length = aioli_sequence_length(vm, p);
    if (length != aioli_sequence_length(vm, q)) {
        return aioli_raise(vm, "ValueError", "both points must have the same number of dimensions");
    }
    return distance(vm, p, q, (size_t)length);
}

const AioliFunction oli_math_sum_functions[] = {
    {"dist", "p, q, /", math_dist, "The distance between two points."},
    {"fsum", "seq, /", math_fsum, "The sum of the numbers, rounded once."},
    {"hypot", "*coordinates", math_hypot, "The distance of a point from the origin."},
    {"prod", "iterable, /, *, start=1", math_prod, "The product of the items and start."},
    {"sumprod", "p, q, /", math_sumprod, "The sum of the products of corresponding items."},
    {NULL, NULL, NULL, NULL},
};
