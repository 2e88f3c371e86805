/* SPDX-License-Identifier: MIT
 *
 * Module _random: the generator under module random (random.aio), and those of its methods that programs call most.
 *
 * The generator is the Mersenne Twister MT19937 of Matsumoto and Nishimura, seeded by init_by_array, and used as
 * CPython uses it: the same seeds give the same numbers, so every draw of 32 bits is part of the contract. A class that
 * overrides random() or getrandbits() gets methods written in Aioli instead of those here (random.aio arranges it).
 */
#include <string.h>

#include "aioli.h"
#include "digest.h"

enum { WORDS = 624, MIDDLE = 397 };

typedef struct Twister {
    uint32_t state[WORDS];
    uint32_t index;
    bool is_seeded;
} Twister;

/* ---- the generator ---- */

static void init_by_number(Twister *twister, uint32_t seed) {
    twister->state[0] = seed;
    for (uint32_t i = 1; i < WORDS; i++) {
        uint32_t before = twister->state[i - 1];
        twister->state[i] = 1812433253u * (before ^ before >> 30) + i;
    }
    twister->index = WORDS;
    twister->is_seeded = true;
}

/* Stir `factor` times the word before into each word, from position *i on. */
static uint32_t stir(Twister *twister, uint32_t *i, uint32_t factor) {
    uint32_t *state = twister->state, before = state[*i - 1];
    return state[*i] ^ (before ^ before >> 30) * factor;
}

static void advance(Twister *twister, uint32_t *i) {
    if (++*i < WORDS) return;
    twister->state[0] = twister->state[WORDS - 1];
    *i = 1;
}

static void init_by_array(Twister *twister, const uint32_t *key, size_t length) {
    init_by_number(twister, 19650218u);
    uint32_t i = 1;
    size_t j = 0;
    for (size_t k = length > WORDS ? length : WORDS; k > 0; k--) {
        twister->state[i] = stir(twister, &i, 1664525u) + key[j] + (uint32_t)j;
        advance(twister, &i);
        if (++j >= length) j = 0;
    }
    for (size_t k = WORDS - 1; k > 0; k--) {
        twister->state[i] = stir(twister, &i, 1566083941u) - i;
        advance(twister, &i);
    }
    twister->state[0] = 0x80000000u;
}

static uint32_t twist(uint32_t far, uint32_t high, uint32_t low) {
    uint32_t mixed = (high & 0x80000000u) | (low & 0x7FFFFFFFu);
    return far ^ mixed >> 1 ^ (low & 1 ? 0x9908B0DFu : 0);
}

static void next_state(Twister *twister) {
    uint32_t *s = twister->state;
    uint32_t i = 0;
    for (; i < WORDS - MIDDLE; i++) s[i] = twist(s[i + MIDDLE], s[i], s[i + 1]);
    for (; i < WORDS - 1; i++) s[i] = twist(s[i + MIDDLE - WORDS], s[i], s[i + 1]);
    s[WORDS - 1] = twist(s[MIDDLE - 1], s[WORDS - 1], s[0]);
    twister->index = 0;
}

static uint32_t next_word(Twister *twister) {
    if (twister->index >= WORDS) next_state(twister);
    uint32_t y = twister->state[twister->index++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9D2C5680u;
    y ^= y << 15 & 0xEFC60000u;
    return y ^ y >> 18;
}

/* 53 bits as a fraction. */
static double next_double(Twister *twister) {
    uint32_t high = next_word(twister) >> 5, low = next_word(twister) >> 6;
    return (high * 67108864.0 + low) * (1.0 / 9007199254740992.0);
}

/* 1 .. 64 bits: whole words from the lowest, of the last one its upper bits. */
static uint64_t next_bits(Twister *twister, unsigned bits) {
    if (bits <= 32) return next_word(twister) >> (32 - bits);
    uint64_t low = next_word(twister);
    return low | (uint64_t)(next_word(twister) >> (64 - bits)) << 32;
}

/* 0 .. n - 1, n > 0. */
static uint64_t next_below(Twister *twister, uint64_t n) {
    unsigned bits = 64 - (unsigned)__builtin_clzll(n);
    uint64_t result = next_bits(twister, bits);
    while (result >= n) result = next_bits(twister, bits);
    return result;
}

/* ---- seeding ---- */

static const AioliClass RANDOM_CLASS;

static bool seed_from_system(AioliVm *vm, Twister *twister) {
    uint32_t key[WORDS];
    if (!aioli_random_bytes(vm, key, sizeof key)) { /* no such source, or not for this script */
        aioli_error_clear(vm);
        int64_t now[2] = {aioli_clock_ns(vm, AIOLI_CLOCK_REAL), aioli_clock_ns(vm, AIOLI_CLOCK_MONOTONIC)};
        memcpy(key, now, sizeof now);
        init_by_array(twister, key, 4);
        return true;
    }
    init_by_array(twister, key, WORDS);
    return true;
}

static Twister *twister_of(AioliVm *vm, AioliValue self) {
    Twister *twister = aioli_object_payload(vm, self, &RANDOM_CLASS);
    if (twister && !twister->is_seeded && !seed_from_system(vm, twister)) return NULL;
    return twister;
}

/* By the bytes of a number, least significant first. */
static bool seed_from_bytes(AioliVm *vm, Twister *twister, const unsigned char *bytes, size_t size) {
    while (size && bytes[size - 1] == 0) size--;
    size_t length = (size + 3) / 4;
    if (length == 0) length = 1;
    uint32_t *key = aioli_memory_resize(vm, NULL, 0, length * sizeof *key);
    if (!key) return false;
    for (size_t i = 0; i < length; i++) {
        key[i] = 0;
        for (size_t k = 4; k-- > 0;) key[i] = key[i] << 8 | (i * 4 + k < size ? bytes[i * 4 + k] : 0);
    }
    init_by_array(twister, key, length);
    aioli_memory_free(vm, key, length * sizeof *key);
    return true;
}

static bool seed_from_int(AioliVm *vm, Twister *twister, AioliValue number) {
    size_t size = aioli_int_to_bytes(vm, number, NULL, 0, NULL);
    if (size == AIOLI_NUL) return false;
    unsigned char *bytes = aioli_memory_resize(vm, NULL, 0, size + 1);
    if (!bytes) return false;
    aioli_int_to_bytes(vm, number, bytes, size + 1, NULL);
    bool done = seed_from_bytes(vm, twister, bytes, size);
    aioli_memory_free(vm, bytes, size + 1);
    return done;
}

/* seed(self, n=None): an int by its absolute value, other objects by their hash. */
static AioliValue random_seed(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Twister *twister = aioli_object_payload(vm, args[0], &RANDOM_CLASS);
    if (!twister) return aioli_error();
    bool done;
    AioliType type = aioli_type(vm, args[1]);
    if (aioli_is_missing(args[1]) || aioli_is_none(args[1])) {
        done = seed_from_system(vm, twister);
    } else if (type == AIOLI_TYPE_INT || type == AIOLI_TYPE_BOOL) {
        AioliValue number = aioli_index(vm, args[1]);
        done = !aioli_is_error(number) && seed_from_int(vm, twister, number);
    } else {
        int64_t hash;
        unsigned char bytes[8];
        if (!aioli_hash(vm, args[1], &hash)) return aioli_error();
        for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)((uint64_t)hash >> 8 * i);
        done = seed_from_bytes(vm, twister, bytes, sizeof bytes);
    }
    return done ? aioli_none() : aioli_error();
}

/* _seed_bytes(self, data): as the big-endian number that data and its SHA-512 digest are together. */
static AioliValue random_seed_bytes(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Twister *twister = aioli_object_payload(vm, args[0], &RANDOM_CLASS);
    size_t size;
    const unsigned char *data = twister ? aioli_bytes_get(vm, args[1], &size) : NULL;
    if (!data) return aioli_error();
    size_t total = size + 64;
    unsigned char *bytes = aioli_memory_resize(vm, NULL, 0, total);
    if (!bytes) return aioli_error();
    unsigned char digest[64];
    oli_sha512(data, size, digest);
    for (size_t i = 0; i < 64; i++) bytes[i] = digest[63 - i];
    for (size_t i = 0; i < size; i++) bytes[64 + i] = data[size - 1 - i];
    bool done = seed_from_bytes(vm, twister, bytes, total);
    aioli_memory_free(vm, bytes, total);
    return done ? aioli_none() : aioli_error();
}

/* ---- state ---- */

static AioliValue random_getstate(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Twister *twister = twister_of(vm, args[0]);
    if (!twister) return aioli_error();
    AioliValue items[WORDS + 1]; /* words are small ints: nothing here needs to be kept alive */
    for (size_t i = 0; i < WORDS; i++) items[i] = aioli_int(vm, twister->state[i]);
    items[WORDS] = aioli_int(vm, twister->index);
    return aioli_tuple(vm, items, WORDS + 1);
}

static AioliValue random_setstate(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Twister *twister = aioli_object_payload(vm, args[0], &RANDOM_CLASS);
    if (!twister) return aioli_error();
    if (aioli_type(vm, args[1]) != AIOLI_TYPE_TUPLE) {
        return aioli_raise(vm, "TypeError", "state vector must be a tuple");
    }
    if (aioli_sequence_length(vm, args[1]) != WORDS + 1) {
        return aioli_raise(vm, "ValueError", "state vector is the wrong size");
    }
    Twister next = {.is_seeded = true};
    for (size_t i = 0; i <= WORDS; i++) {
        int64_t word;
        if (!aioli_int_get(vm, aioli_sequence_get(vm, args[1], i), &word)) return aioli_error();
        if (i < WORDS) {
            next.state[i] = (uint32_t)word;
        } else if (word < 0 || word > WORDS) {
            return aioli_raise(vm, "ValueError", "invalid state");
        } else {
            next.index = (uint32_t)word;
        }
    }
    *twister = next;
    return aioli_none();
}

/* ---- numbers ---- */

static AioliValue random_random(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Twister *twister = twister_of(vm, args[0]);
    return twister ? aioli_float(vm, next_double(twister)) : aioli_error();
}

/* Write `bits` random bits as bytes, least significant first. */
static void fill_bits(Twister *twister, unsigned char *bytes, size_t size, uint64_t bits) {
    for (size_t i = 0; i < size; i += 4) {
        uint32_t word = next_word(twister);
        uint64_t rest = bits - i * 8;
        if (rest < 32) word >>= 32 - rest;
        for (size_t k = 0; k < 4 && i + k < size; k++) bytes[i + k] = (unsigned char)(word >> 8 * k);
    }
}

static AioliValue bits_value(AioliVm *vm, Twister *twister, uint64_t bits) {
    if (bits == 0) return aioli_int(vm, 0);
    if (bits <= 64) return aioli_int_unsigned(vm, next_bits(twister, (unsigned)bits));
    size_t size = (size_t)((bits + 7) / 8);
    unsigned char *bytes = aioli_memory_resize(vm, NULL, 0, size);
    if (!bytes) return aioli_error();
    fill_bits(twister, bytes, size, bits);
    AioliValue result = aioli_int_from_bytes(vm, bytes, size, false);
    aioli_memory_free(vm, bytes, size);
    return result;
}

static bool get_bit_count(AioliVm *vm, AioliValue v, int64_t limit, int64_t *out) {
    AioliValue number = aioli_index(vm, v);
    if (aioli_is_error(number) || !aioli_int_get_clipped(vm, number, out)) return false;
    if (*out > limit || *out < -limit) {
        aioli_raise(vm, "OverflowError", "Python int too large to convert to C int");
        return false;
    }
    if (*out >= 0) return true;
    aioli_raise(vm, "ValueError", "number of bits must be non-negative");
    return false;
}

static AioliValue random_getrandbits(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Twister *twister = twister_of(vm, args[0]);
    int64_t bits;
    if (!twister || !get_bit_count(vm, args[1], INT32_MAX, &bits)) return aioli_error();
    return bits_value(vm, twister, (uint64_t)bits);
}

static AioliValue random_randbytes(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Twister *twister = twister_of(vm, args[0]);
    int64_t size;
    if (!twister || !get_bit_count(vm, args[1], INT32_MAX / 8, &size)) return aioli_error();
    void *bytes;
    AioliValue result = aioli_bytes_reserve(vm, (size_t)size, &bytes);
    if (!aioli_is_error(result)) fill_bits(twister, bytes, (size_t)size, (uint64_t)size * 8);
    return result;
}

/* ---- ints below a bound ---- */

/* A positive int of any size. */
static AioliValue below(AioliVm *vm, Twister *twister, AioliValue n) {
    int64_t small;
    if (!aioli_int_get_clipped(vm, n, &small)) return aioli_error();
    if (small < INT64_MAX) return aioli_int(vm, (int64_t)next_below(twister, (uint64_t)small));
    AioliValue length = aioli_call_method(vm, n, "bit_length", NULL, 0);
    int64_t bits;
    if (aioli_is_error(length) || !aioli_int_get(vm, length, &bits)) return aioli_error();
    while (true) {
        AioliValue candidate = bits_value(vm, twister, (uint64_t)bits);
        int is_below = aioli_is_error(candidate) ? -1 : aioli_compare_truth(vm, AIOLI_LT, candidate, n);
        if (is_below) return is_below < 0 ? aioli_error() : candidate;
    }
}

static AioliValue random_randbelow(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Twister *twister = twister_of(vm, args[0]);
    AioliValue n = twister ? aioli_index(vm, args[1]) : aioli_error();
    int is_positive = aioli_is_error(n) ? -1 : aioli_compare_truth(vm, AIOLI_GT, n, aioli_int(vm, 0));
    if (is_positive < 0) return aioli_error();
    return is_positive ? below(vm, twister, n) : aioli_int(vm, 0);
}

static AioliValue binary(AioliVm *vm, AioliOperator op, AioliValue a, AioliValue b) {
    if (aioli_is_error(a) || aioli_is_error(b)) return aioli_error();
    return aioli_binary(vm, op, a, b);
}

static int sign_of(AioliVm *vm, AioliValue v) {
    int64_t clipped = 0;
    if (!aioli_int_get_clipped(vm, v, &clipped)) return 0;
    return clipped < 0 ? -1 : clipped > 0;
}

static AioliValue raise_empty(AioliVm *vm, AioliValue start, AioliValue stop, AioliValue step) {
    if (aioli_is_missing(step)) {
        return aioli_raise(vm, "ValueError", "empty range in randrange(%V, %V)", start, stop);
    }
    return aioli_raise(vm, "ValueError", "empty range in randrange(%V, %V, %V)", start, stop, step);
}

/* first + a random int below width, which may be of any size. */
static AioliValue offset_below(AioliVm *vm, Twister *twister, AioliValue first, AioliValue width, AioliValue stop) {
    if (sign_of(vm, width) <= 0) return raise_empty(vm, first, stop, aioli_missing());
    int64_t start, small;
    if (!aioli_int_get_clipped(vm, first, &start) || !aioli_int_get_clipped(vm, width, &small)) return aioli_error();
    int64_t limit = INT64_MAX / 2;
    if (start < limit && start > -limit && small < limit) {
        return aioli_int(vm, start + (int64_t)next_below(twister, (uint64_t)small));
    }
    return binary(vm, AIOLI_ADD, first, below(vm, twister, width));
}

static AioliValue stepped_below(AioliVm *vm, Twister *twister, AioliValue first, AioliValue width, AioliValue step,
                                AioliValue stop) {
    int direction = sign_of(vm, step);
    if (direction == 0) return aioli_raise(vm, "ValueError", "zero step for randrange()");
    AioliValue rounded = binary(vm, AIOLI_SUB, binary(vm, AIOLI_ADD, width, step), aioli_int(vm, direction));
    AioliValue choices = binary(vm, AIOLI_FLOORDIV, rounded, step);
    if (aioli_is_error(choices)) return aioli_error();
    if (sign_of(vm, choices) <= 0) return raise_empty(vm, first, stop, step);
    return binary(vm, AIOLI_ADD, first, binary(vm, AIOLI_MUL, step, below(vm, twister, choices)));
}

static bool is_one(AioliVm *vm, AioliValue v) { return aioli_is_same(v, aioli_int(vm, 1)); }

/* randrange(self, start, stop=None, step=1) */
static AioliValue random_randrange(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Twister *twister = twister_of(vm, args[0]);
    AioliValue start = twister ? aioli_index(vm, args[1]) : aioli_error();
    if (aioli_is_error(start)) return aioli_error();
    bool has_step = !aioli_is_missing(args[3]) && !is_one(vm, args[3]);
    if (aioli_is_missing(args[2]) || aioli_is_none(args[2])) {
        if (has_step) return aioli_raise(vm, "TypeError", "Missing a non-None stop argument");
        if (sign_of(vm, start) <= 0) return aioli_raise(vm, "ValueError", "empty range for randrange()");
        return below(vm, twister, start);
    }
    AioliValue stop = aioli_index(vm, args[2]);
    AioliValue step = aioli_is_error(stop) ? stop : has_step ? aioli_index(vm, args[3]) : aioli_int(vm, 1);
    if (aioli_is_error(step)) return aioli_error();
    AioliValue width = aioli_binary(vm, AIOLI_SUB, stop, start);
    if (aioli_is_error(width)) return aioli_error();
    if (is_one(vm, step)) return offset_below(vm, twister, start, width, stop);
    return stepped_below(vm, twister, start, width, step, stop);
}

/* randint(self, a, b): randrange(a, b + 1) */
static AioliValue random_randint(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Twister *twister = twister_of(vm, args[0]);
    AioliValue one = aioli_int(vm, 1);
    AioliValue end = twister ? aioli_binary(vm, AIOLI_ADD, args[2], one) : aioli_error();
    AioliValue start = aioli_is_error(end) ? end : aioli_index(vm, args[1]);
    AioliValue stop = aioli_is_error(start) ? start : aioli_index(vm, end);
    AioliValue width = binary(vm, AIOLI_SUB, stop, start);
    return aioli_is_error(width) ? width : offset_below(vm, twister, start, width, stop);
}

/* ---- sequences ---- */

static bool is_plain_sequence(AioliVm *vm, AioliValue v) {
    return aioli_is_exact(vm, v, AIOLI_TYPE_LIST) || aioli_is_exact(vm, v, AIOLI_TYPE_TUPLE);
}

static AioliValue random_choice(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Twister *twister = twister_of(vm, args[0]);
    int64_t length = twister ? aioli_length(vm, args[1]) : -1;
    if (length < 0) return aioli_error();
    if (length == 0) return aioli_raise(vm, "IndexError", "Cannot choose from an empty sequence");
    uint64_t index = next_below(twister, (uint64_t)length);
    if (is_plain_sequence(vm, args[1])) return aioli_sequence_get(vm, args[1], (size_t)index);
    return aioli_item_get(vm, args[1], aioli_int(vm, (int64_t)index));
}

static bool swap_plain(AioliVm *vm, AioliValue list, size_t i, size_t j) {
    AioliValue a = aioli_sequence_get(vm, list, i), b = aioli_sequence_get(vm, list, j);
    return !aioli_is_error(a) && !aioli_is_error(b) && aioli_sequence_set(vm, list, i, b) &&
           aioli_sequence_set(vm, list, j, a);
}

/* x[i], x[j] = x[j], x[i] */
static bool swap_items(AioliVm *vm, AioliValue x, int64_t i, int64_t j) {
    AioliValue at_i = aioli_int(vm, i), at_j = aioli_int(vm, j);
    AioliValue b = aioli_item_get(vm, x, at_j);
    AioliValue a = aioli_is_error(b) ? b : aioli_item_get(vm, x, at_i);
    return !aioli_is_error(a) && aioli_item_set(vm, x, at_i, b) && aioli_item_set(vm, x, at_j, a);
}

static AioliValue random_shuffle(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Twister *twister = twister_of(vm, args[0]);
    int64_t length = twister ? aioli_length(vm, args[1]) : -1;
    if (length < 0) return aioli_error();
    bool is_list = aioli_is_exact(vm, args[1], AIOLI_TYPE_LIST);
    for (int64_t i = length - 1; i > 0; i--) {
        int64_t j = (int64_t)next_below(twister, (uint64_t)i + 1);
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        bool done = is_list ? swap_plain(vm, args[1], (size_t)i, (size_t)j) : swap_items(vm, args[1], i, j);
        aioli_scope_close(vm, &scope, aioli_missing());
        if (!done) return aioli_error();
    }
    return aioli_none();
}

/* ---- the module ---- */

static AioliValue system_bytes(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t size;
    if (!aioli_int_get(vm, args[0], &size)) return aioli_error();
    if (size < 0) return aioli_raise(vm, "ValueError", "negative argument not allowed");
    void *bytes;
    AioliValue result = aioli_bytes_reserve(vm, (size_t)size, &bytes);
    if (aioli_is_error(result) || !aioli_random_bytes(vm, bytes, (size_t)size)) return aioli_error();
    return result;
}

/* operator.index, for a module that is imported quickly. */
static AioliValue index_of(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return aioli_index(vm, args[0]);
}

static const AioliFunction METHODS[] = {
    {"seed", "self, n=None, /", random_seed, "Begin anew from n: an int, or the hash of another object."},
    {"_seed_bytes", "self, data, /", random_seed_bytes, NULL},
    {"getstate", "self, /", random_getstate, "The generator's state, for setstate."},
    {"setstate", "self, state, /", random_setstate, "Go on from a state of getstate."},
    {"random", "self, /", random_random, "A float x with 0.0 <= x < 1.0."},
    {"getrandbits", "self, k, /", random_getrandbits, "An int of k random bits."},
    {"randbytes", "self, n", random_randbytes, "n random bytes."},
    {"_randbelow", "self, n, /", random_randbelow, NULL},
    {"randrange", "self, start, stop=None, step=1", random_randrange, "A random item of range(start, stop, step)."},
    {"randint", "self, a, b", random_randint, "A random int x with a <= x <= b."},
    {"choice", "self, seq", random_choice, "A random item of a sequence that is not empty."},
    {"shuffle", "self, x", random_shuffle, "Put the items of a list into random order."},
    {NULL, NULL, NULL, NULL},
};

static const AioliClass RANDOM_CLASS = {
    .name = "Random",
    .module = "_random",
    .doc = "The generator without its distributions.",
    .payload_size = sizeof(Twister),
    .methods = METHODS,
};

static const AioliFunction FUNCTIONS[] = {
    {"index", "x, /", index_of, NULL},
    {"system_bytes", "n, /", system_bytes, "n bytes from the system's random source."},
    {NULL, NULL, NULL, NULL},
};

static bool init(AioliVm *vm, AioliValue module) {
    return !aioli_is_error(aioli_class_new(vm, module, &RANDOM_CLASS));
}

extern const AioliModule oli_module__random;
const AioliModule oli_module__random = {
    .name = "_random", .doc = "The generator under module random.", .functions = FUNCTIONS, .init = init};
