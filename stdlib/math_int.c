/* SPDX-License-Identifier: MIT
 *
 * Number theory of module math: gcd, lcm, isqrt, factorial, comb, perm.
 *
 * Small numbers are computed in machine words. Large ones use the operators of int, arranged so that long operands meet
 * long ones (products as balanced trees), but for gcd, which works on the words of both numbers in place.
 */
#include <math.h>

#include "math_parts.h"

static AioliValue multiply(AioliVm *vm, AioliValue a, AioliValue b) {
    if (aioli_is_error(a) || aioli_is_error(b)) return aioli_error();
    return aioli_binary(vm, AIOLI_MUL, a, b);
}

static AioliValue binary(AioliVm *vm, AioliOperator op, AioliValue a, AioliValue b) {
    if (aioli_is_error(a) || aioli_is_error(b)) return aioli_error();
    return aioli_binary(vm, op, a, b);
}

/* An exact int that fits 64 bits; false without an exception when it does not. */
static bool get_small(AioliVm *vm, AioliValue v, int64_t *out) {
    int64_t clipped;
    if (!aioli_int_get_clipped(vm, v, &clipped)) {
        aioli_error_clear(vm);
        return false;
    }
    *out = clipped;
    return clipped != INT64_MAX && clipped != INT64_MIN;
}

static int sign_of(AioliVm *vm, AioliValue v) {
    int64_t clipped = 0;
    if (!aioli_int_get_clipped(vm, v, &clipped)) return 0;
    return clipped < 0 ? -1 : clipped > 0;
}

int64_t oli_math_bit_length(AioliVm *vm, AioliValue v) {
    AioliValue length = aioli_call_method(vm, v, "bit_length", NULL, 0);
    int64_t bits;
    if (aioli_is_error(length) || !aioli_int_get(vm, length, &bits)) return -1;
    return bits;
}

/* ---- gcd: Lehmer's algorithm on 64-bit words ---- */

__extension__ typedef __int128 Wide;

/* Stein's: shifts and subtractions instead of divisions. */
static uint64_t gcd_u64(uint64_t a, uint64_t b) {
    if (a == 0 || b == 0) return a | b;
    int twos = __builtin_ctzll(a | b);
    a >>= __builtin_ctzll(a);
    while (b) {
        b >>= __builtin_ctzll(b);
        uint64_t smaller = a < b ? a : b;
        b = a < b ? b - a : a - b;
        a = smaller;
    }
    return a << twos;
}

typedef struct Words {
    uint64_t *words; /* least significant first */
    size_t count, capacity;
} Words;

static bool read_words(AioliVm *vm, AioliValue v, Words *out) {
    size_t size = aioli_int_to_bytes(vm, v, NULL, 0, NULL);
    *out = (Words){NULL, 0, size / 8 + 1};
    if (size == AIOLI_NUL) return false;
    unsigned char *bytes = aioli_memory_resize(vm, NULL, 0, out->capacity * 8);
    if (!bytes) return false;
    aioli_int_to_bytes(vm, v, bytes, out->capacity * 8, NULL);
    out->words = (uint64_t *)(void *)bytes;
    for (size_t i = 0; i < out->capacity; i++) {
        uint64_t word = 0;
        for (int k = 7; k >= 0; k--) word = word << 8 | bytes[i * 8 + (size_t)k];
        out->words[i] = word;
        if (word) out->count = i + 1;
    }
    return true;
}

static AioliValue words_value(AioliVm *vm, const Words *words) {
    unsigned char *bytes = (unsigned char *)(void *)words->words;
    for (size_t i = 0; i < words->count; i++) {
        uint64_t word = words->words[i];
        for (size_t k = 0; k < 8; k++) bytes[i * 8 + k] = (unsigned char)(word >> 8 * k);
    }
    return aioli_int_from_bytes(vm, bytes, words->count * 8, false);
}

static void free_words(AioliVm *vm, Words *words) {
    if (words->words) aioli_memory_free(vm, words->words, words->capacity * 8);
}

/* The bits [shift, shift + 62) of the number. */
static int64_t leading_bits(const Words *words, size_t shift) {
    size_t skip = shift / 64, rest = shift % 64;
    uint64_t low = skip < words->count ? words->words[skip] >> rest : 0;
    if (rest && skip + 1 < words->count) low |= words->words[skip + 1] << (64 - rest);
    return (int64_t)(low & (((uint64_t)1 << 62) - 1));
}

/* Several steps of Euclid's algorithm as far as the leading bits decide them: they amount to
 * a, b = A a - B b, D b - C a, or with all signs changed when `is_odd`. */
typedef struct Cofactors {
    int64_t A, B, C, D;
    bool is_odd, is_useless;
} Cofactors;

static Cofactors simulate(int64_t x, int64_t y) {
    Cofactors c = {1, 0, 0, 1, false, true};
    while (y != c.C) {
        int64_t quotient = (x + (c.A - 1)) / (y - c.C);
        int64_t next_cofactor = c.B + quotient * c.D, rest = x - quotient * y;
        if (next_cofactor > rest) break;
        int64_t other = c.A + quotient * c.C;
        x = y;
        y = rest;
        c.A = c.D;
        c.B = c.C;
        c.C = next_cofactor;
        c.D = other;
        c.is_odd = !c.is_odd;
        c.is_useless = false;
    }
    return c;
}

static void apply(Words *a, Words *b, const Cofactors *c) {
    Wide carry_a = 0, carry_b = 0;
    for (size_t i = 0; i < a->count; i++) {
        uint64_t x = a->words[i], y = i < b->count ? b->words[i] : 0;
        Wide next_a = c->is_odd ? (Wide)y * c->A - (Wide)x * c->B : (Wide)x * c->A - (Wide)y * c->B;
        Wide next_b = c->is_odd ? (Wide)x * c->D - (Wide)y * c->C : (Wide)y * c->D - (Wide)x * c->C;
        carry_a += next_a;
        carry_b += next_b;
        a->words[i] = (uint64_t)carry_a;
        b->words[i] = (uint64_t)carry_b;
        carry_a >>= 64;
        carry_b >>= 64;
    }
    b->count = a->count;
    while (a->count && a->words[a->count - 1] == 0) a->count--;
    while (b->count && b->words[b->count - 1] == 0) b->count--;
}

/* a, b = b, a % b by the operator: where Lehmer's steps do not help (quotients of many bits). */
static bool divide_step(AioliVm *vm, Words *a, Words *b) {
    AioliScope scope;
    aioli_scope_open(vm, &scope);
    Words copy_a = *a, copy_b = *b;
    AioliValue x = words_value(vm, &copy_a), y = aioli_is_error(x) ? x : words_value(vm, &copy_b);
    AioliValue rest = binary(vm, AIOLI_MOD, x, y);
    free_words(vm, a);
    free_words(vm, b);
    *a = *b = (Words){NULL, 0, 0};
    /* Both have the room of the larger one: the steps write to as many words of either. */
    bool done = !aioli_is_error(rest) && read_words(vm, y, a) && read_words(vm, rest, b);
    if (done && b->capacity < a->capacity) {
        uint64_t *words = aioli_memory_resize(vm, b->words, b->capacity * 8, a->capacity * 8);
        if (words) {
            for (size_t i = b->capacity; i < a->capacity; i++) words[i] = 0;
            b->words = words;
            b->capacity = a->capacity;
        }
        done = words != NULL;
    }
    aioli_scope_close(vm, &scope, aioli_missing());
    return done;
}

static bool reduce(AioliVm *vm, Words *a, Words *b) {
    while (b->count > 1) {
        size_t bits = a->count * 64 - (size_t)__builtin_clzll(a->words[a->count - 1]);
        int64_t x = leading_bits(a, bits - 62), y = leading_bits(b, bits - 62);
        Cofactors cofactors = simulate(x, y);
        if (cofactors.is_useless) {
            if (!divide_step(vm, a, b)) return false;
        } else {
            apply(a, b, &cofactors);
        }
    }
    return b->count == 0 || a->count == 1 || divide_step(vm, a, b);
}

/* Both are ints. */
static AioliValue gcd_large(AioliVm *vm, AioliValue a, AioliValue b) {
    AioliValue rest = sign_of(vm, b) ? aioli_binary(vm, AIOLI_MOD, a, b) : a;
    if (aioli_is_error(rest)) return aioli_error();
    if (!sign_of(vm, b)) return aioli_unary(vm, AIOLI_ABS, a);
    Words x = {NULL, 0, 0}, y = {NULL, 0, 0};
    AioliValue result = aioli_error();
    if (read_words(vm, b, &x) && read_words(vm, rest, &y)) {
        if (y.capacity < x.capacity) {
            uint64_t *words = aioli_memory_resize(vm, y.words, y.capacity * 8, x.capacity * 8);
            if (!words) goto done;
            for (size_t i = y.capacity; i < x.capacity; i++) words[i] = 0;
            y.words = words;
            y.capacity = x.capacity;
        }
        if (!reduce(vm, &x, &y)) goto done;
        result = y.count == 0 ? words_value(vm, &x) : aioli_int_unsigned(vm, gcd_u64(x.words[0], y.words[0]));
    }
done:
    free_words(vm, &x);
    free_words(vm, &y);
    return result;
}

static uint64_t absolute(int64_t i) { return i < 0 ? 0 - (uint64_t)i : (uint64_t)i; }

/* Of two exact ints. */
static AioliValue gcd(AioliVm *vm, AioliValue a, AioliValue b) {
    int64_t x, y;
    if (get_small(vm, a, &x) && get_small(vm, b, &y)) {
        return aioli_int_unsigned(vm, gcd_u64(absolute(x), absolute(y)));
    }
    return gcd_large(vm, a, b);
}

static AioliValue lcm(AioliVm *vm, AioliValue a, AioliValue b) {
    if (!sign_of(vm, a) || !sign_of(vm, b)) return aioli_int(vm, 0);
    AioliValue divisor = gcd(vm, a, b);
    AioliValue product = multiply(vm, binary(vm, AIOLI_FLOORDIV, a, divisor), b);
    return aioli_is_error(product) ? product : aioli_unary(vm, AIOLI_ABS, product);
}

static AioliValue fold(AioliVm *vm, AioliValue numbers, int64_t start,
                       AioliValue (*combine)(AioliVm *vm, AioliValue a, AioliValue b)) {
    int64_t count = aioli_sequence_length(vm, numbers);
    AioliValue result = aioli_int(vm, start);
    for (int64_t i = 0; i < count; i++) {
        AioliValue item = aioli_index(vm, aioli_sequence_get(vm, numbers, (size_t)i));
        if (aioli_is_error(item)) return aioli_error();
        result = i == 0 ? aioli_unary(vm, AIOLI_ABS, item) : combine(vm, result, item);
        if (aioli_is_error(result)) return aioli_error();
    }
    return result;
}

/* Of two machine ints among the arguments; false when there are others. */
static bool gcd_of_small_pair(AioliVm *vm, AioliValue numbers, AioliValue *out) {
    int64_t a, b;
    if (aioli_sequence_length(vm, numbers) != 2) return false;
    AioliValue x = aioli_sequence_get(vm, numbers, 0), y = aioli_sequence_get(vm, numbers, 1);
    if (!aioli_is_exact(vm, x, AIOLI_TYPE_INT) || !aioli_is_exact(vm, y, AIOLI_TYPE_INT)) return false;
    if (!get_small(vm, x, &a) || !get_small(vm, y, &b)) return false;
    *out = aioli_int_unsigned(vm, gcd_u64(absolute(a), absolute(b)));
    return true;
}

static AioliValue math_gcd(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue result;
    return gcd_of_small_pair(vm, args[0], &result) ? result : fold(vm, args[0], 0, gcd);
}

static AioliValue math_lcm(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return fold(vm, args[0], 1, lcm);
}

/* ---- isqrt ---- */

static uint64_t isqrt_u64(uint64_t n) {
    uint64_t root = (uint64_t)sqrt((double)n);
    if (root > UINT32_MAX) root = UINT32_MAX;
    while (root * root > n) root--;
    while (root < UINT32_MAX && (root + 1) * (root + 1) <= n) root++;
    return root;
}

/* The root of the leading bits, with twice as many right after each division (Newton's iteration on a growing part of
 * n): `bits` is half of n's length. */
static AioliValue isqrt_large(AioliVm *vm, AioliValue n, int64_t length) {
    int64_t bits = (length - 1) / 2, precision = 0;
    int levels = 64 - __builtin_clzll((unsigned long long)bits);
    AioliValue root = aioli_int(vm, 1);
    for (int level = levels; level-- > 0;) {
        int64_t before = precision;
        precision = bits >> level;
        AioliValue shifted = binary(vm, AIOLI_LSHIFT, root, aioli_int(vm, precision - before - 1));
        AioliValue part = binary(vm, AIOLI_RSHIFT, n, aioli_int(vm, 2 * bits - before - precision + 1));
        root = binary(vm, AIOLI_ADD, shifted, binary(vm, AIOLI_FLOORDIV, part, root));
        if (aioli_is_error(root)) return aioli_error();
    }
    int too_large = aioli_compare_truth(vm, AIOLI_GT, multiply(vm, root, root), n);
    if (too_large < 0) return aioli_error();
    return too_large ? aioli_binary(vm, AIOLI_SUB, root, aioli_int(vm, 1)) : root;
}

static AioliValue math_isqrt(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue n = aioli_index(vm, args[0]);
    if (aioli_is_error(n)) return aioli_error();
    if (sign_of(vm, n) < 0) return aioli_raise(vm, "ValueError", "isqrt() argument must be nonnegative");
    int64_t small;
    if (get_small(vm, n, &small)) return aioli_int(vm, (int64_t)isqrt_u64((uint64_t)small));
    int64_t length = oli_math_bit_length(vm, n);
    return length < 0 ? aioli_error() : isqrt_large(vm, n, length);
}

/* ---- factorials and binomials ---- */

/* first * (first + step) * ... (count factors, count >= 1), as a balanced tree over machine words. */
static AioliValue product_of_range(AioliVm *vm, uint64_t first, uint64_t step, uint64_t count) {
    uint64_t last = first + (count - 1) * step;
    uint64_t bits = 64 - (uint64_t)__builtin_clzll(last | 1);
    if (count * bits <= 63 || count == 1) {
        uint64_t product = first;
        for (uint64_t i = 1; i < count; i++) product *= first + i * step;
        return aioli_int_unsigned(vm, product);
    }
    uint64_t half = count / 2;
    AioliScope scope;
    aioli_scope_open(vm, &scope);
    AioliValue low = product_of_range(vm, first, step, half);
    AioliValue high =
        aioli_is_error(low) ? low : product_of_range(vm, first + half * step, step, count - half);
    return aioli_scope_close(vm, &scope, multiply(vm, low, high));
}

/* n!: its odd part is a product of ranges of odd numbers, (1 3 .. n/8) .. (1 3 .. n/2) (1 3 .. n), each of which goes
 * on where the one before ended; the power of two is shifted in. */
static AioliValue factorial(AioliVm *vm, uint64_t n) {
    AioliValue inner = aioli_int(vm, 1), outer = inner;
    uint64_t upper = 3;
    int levels = n ? 63 - __builtin_clzll(n) : 0;
    for (int i = levels - 1; i >= 0; i--) {
        uint64_t part = n >> i;
        if (part <= 2) continue;
        uint64_t lower = upper;
        upper = (part + 1) | 1;
        if (lower < upper) inner = multiply(vm, inner, product_of_range(vm, lower, 2, (upper - lower) / 2));
        outer = multiply(vm, outer, inner);
        if (aioli_is_error(outer)) return aioli_error();
    }
    uint64_t twos = n - (uint64_t)__builtin_popcountll(n);
    return aioli_binary(vm, AIOLI_LSHIFT, outer, aioli_int_unsigned(vm, twos));
}

static AioliValue factorial_of(AioliVm *vm, AioliValue n) {
    int64_t small;
    if (!aioli_int_get_clipped(vm, n, &small)) return aioli_error();
    if (small < 0) return aioli_raise(vm, "ValueError", "factorial() not defined for negative values");
    if (small == INT64_MAX) {
        return aioli_raise(vm, "OverflowError", "factorial() argument should not exceed %lld", (long long)INT64_MAX);
    }
    if (small <= 20) {
        uint64_t product = 1;
        for (int64_t i = 2; i <= small; i++) product *= (uint64_t)i;
        return aioli_int_unsigned(vm, product);
    }
    return factorial(vm, (uint64_t)small);
}

static AioliValue math_factorial(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return factorial_of(vm, args[0]);
}

/* n (n - 1) .. (n - k + 1) for any n >= k >= 1. */
static AioliValue falling(AioliVm *vm, AioliValue n, uint64_t k) {
    int64_t small;
    if (get_small(vm, n, &small)) return product_of_range(vm, (uint64_t)small - k + 1, 1, k);
    if (k == 1) return n;
    uint64_t half = k / 2;
    AioliScope scope;
    aioli_scope_open(vm, &scope);
    AioliValue rest = binary(vm, AIOLI_SUB, n, aioli_int_unsigned(vm, half));
    AioliValue low = aioli_is_error(rest) ? rest : falling(vm, rest, k - half);
    AioliValue high = aioli_is_error(low) ? low : falling(vm, n, half);
    return aioli_scope_close(vm, &scope, multiply(vm, low, high));
}

/* Checks that both are not negative. */
static bool check_counts(AioliVm *vm, AioliValue n, AioliValue k) {
    if (sign_of(vm, n) < 0) {
        aioli_raise(vm, "ValueError", "n must be a non-negative integer");
        return false;
    }
    if (sign_of(vm, k) < 0) {
        aioli_raise(vm, "ValueError", "k must be a non-negative integer");
        return false;
    }
    return true;
}

static AioliValue math_perm(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (aioli_is_missing(args[1]) || aioli_is_none(args[1])) return factorial_of(vm, args[0]);
    AioliValue n = aioli_index(vm, args[0]);
    AioliValue k = aioli_is_error(n) ? n : aioli_index(vm, args[1]);
    if (aioli_is_error(k) || !check_counts(vm, n, k)) return aioli_error();
    int is_less = aioli_compare_truth(vm, AIOLI_LT, n, k);
    if (is_less) return is_less < 0 ? aioli_error() : aioli_int(vm, 0);
    int64_t small;
    if (!get_small(vm, k, &small)) {
        return aioli_raise(vm, "OverflowError", "k must not exceed %lld", (long long)INT64_MAX);
    }
    return small == 0 ? aioli_int(vm, 1) : falling(vm, n, (uint64_t)small);
}

/* n over k in 64 bits, factor by factor: each step divides exactly. False when it overflows. */
static bool binomial_u64(uint64_t n, uint64_t k, uint64_t *out) {
    uint64_t result = 1;
    for (uint64_t i = 1; i <= k; i++) {
        uint64_t product;
        if (__builtin_mul_overflow(result, n - k + i, &product)) return false;
        result = product / i;
    }
    *out = result;
    return true;
}

static AioliValue math_comb(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue n = aioli_index(vm, args[0]);
    AioliValue k = aioli_is_error(n) ? n : aioli_index(vm, args[1]);
    if (aioli_is_error(k) || !check_counts(vm, n, k)) return aioli_error();
    AioliValue rest = aioli_binary(vm, AIOLI_SUB, n, k);
    if (aioli_is_error(rest)) return aioli_error();
    if (sign_of(vm, rest) < 0) return aioli_int(vm, 0);
    int order = aioli_compare_truth(vm, AIOLI_LT, rest, k);
    if (order < 0) return aioli_error();
    int64_t fewer, small;
    if (!get_small(vm, order ? rest : k, &fewer)) {
        return aioli_raise(vm, "OverflowError", "min(n - k, k) must not exceed %lld", (long long)INT64_MAX);
    }
    uint64_t result;
    if (fewer == 0) return aioli_int(vm, 1);
    if (get_small(vm, n, &small) && fewer < 40 && binomial_u64((uint64_t)small, (uint64_t)fewer, &result)) {
        return aioli_int_unsigned(vm, result);
    }
    AioliValue product = falling(vm, n, (uint64_t)fewer);
    return binary(vm, AIOLI_FLOORDIV, product, aioli_is_error(product) ? product : factorial(vm, (uint64_t)fewer));
}

const AioliFunction oli_math_int_functions[] = {
    {"comb", "n, k, /", math_comb, "In how many ways k of n items can be chosen, without order."},
    {"factorial", "n, /", math_factorial, "The product of 1 .. n."},
    {"gcd", "*integers", math_gcd, "The greatest common divisor."},
    {"isqrt", "n, /", math_isqrt, "The whole part of the square root of n."},
    {"lcm", "*integers", math_lcm, "The least common multiple."},
    {"perm", "n, k=None, /", math_perm, "In how many ways k of n items can be chosen and ordered."},
    {NULL, NULL, NULL, NULL},
};
