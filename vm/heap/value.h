/* SPDX-License-Identifier: MIT
 *
 * Value: anything a script can hold, in one 64-bit word.
 *
 *     ...iiii iiii iii1   int of 63 bits (larger ones are BigInt objects)
 *     ...pppp pppp p000   pointer to an Object, 16-byte aligned, never NULL
 *     ...ffff ffff ff10   double whose exponent is within 2^-255 .. 2^256, and both zeros (others are Float objects)
 *     ...cccc cccc c100   constant: None, True, ...
 *
 * Only the functions below know the encoding. In debug builds (OLI_DEBUG) a Value is a struct, so that mixing it with
 * an integer does not compile. Two Values are the same object exactly when is_same() says so; equal doubles need not be.
 */
#ifndef OLI_HEAP_VALUE_H
#define OLI_HEAP_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef OLI_DEBUG
typedef struct Value {
    uint64_t bits;
} Value;
#define VALUE_BITS(v) ((v).bits)
#define VALUE_OF_BITS(b) ((Value){(b)})
#else
typedef uint64_t Value;
#define VALUE_BITS(v) (v)
#define VALUE_OF_BITS(b) ((Value)(b))
#endif

typedef struct Object Object;

#define VALUE_CONSTANT(n) VALUE_OF_BITS(((uint64_t)(n) << 3) | 4)
#define VALUE_ERROR VALUE_CONSTANT(0) /* an exception is pending in the VM */
#define VALUE_UNDEF VALUE_CONSTANT(1) /* no value: unbound local, missing argument, empty slot; never seen by scripts */
#define VALUE_STOP VALUE_CONSTANT(2)  /* an iterator's `next` is exhausted (no exception pending) */
#define VALUE_NONE VALUE_CONSTANT(3)
#define VALUE_FALSE VALUE_CONSTANT(4)
#define VALUE_TRUE VALUE_CONSTANT(5)
#define VALUE_NOT_IMPLEMENTED VALUE_CONSTANT(6)
#define VALUE_ELLIPSIS VALUE_CONSTANT(7)

#define SMALL_INT_MAX ((int64_t)0x3FFFFFFFFFFFFFFF)
#define SMALL_INT_MIN (-SMALL_INT_MAX - 1)

static inline bool is_same(Value a, Value b) { return VALUE_BITS(a) == VALUE_BITS(b); }
static inline bool is_error(Value v) { return is_same(v, VALUE_ERROR); }
static inline bool is_undef(Value v) { return is_same(v, VALUE_UNDEF); }
static inline bool is_stop(Value v) { return is_same(v, VALUE_STOP); }
static inline bool is_none(Value v) { return is_same(v, VALUE_NONE); }
static inline bool is_not_implemented(Value v) { return is_same(v, VALUE_NOT_IMPLEMENTED); }

/* ---- bool ---- */
static inline bool is_bool(Value v) { return (VALUE_BITS(v) & ~(uint64_t)8) == VALUE_BITS(VALUE_FALSE); }
static inline Value make_bool(bool b) { return b ? VALUE_TRUE : VALUE_FALSE; }

/* ---- small int ---- */
static inline bool is_int(Value v) { return VALUE_BITS(v) & 1; }
static inline bool are_ints(Value a, Value b) { return VALUE_BITS(a) & VALUE_BITS(b) & 1; }
static inline bool int_fits(int64_t i) { return i >= SMALL_INT_MIN && i <= SMALL_INT_MAX; }
static inline Value make_int(int64_t i) { return VALUE_OF_BITS(((uint64_t)i << 1) | 1); }
static inline int64_t int_of(Value v) { return (int64_t)VALUE_BITS(v) >> 1; }

/* ---- object pointer ---- */
static inline bool is_object(Value v) { return (VALUE_BITS(v) & 7) == 0; }
static inline Object *object_of(Value v) { return (Object *)(uintptr_t)VALUE_BITS(v); }
static inline Value make_object(const void *object) { return VALUE_OF_BITS((uint64_t)(uintptr_t)object); }

/* ---- inline double ----
 * The double's bits are rotated left by one, so that the sign is lowest and the exponent highest; subtracting the
 * exponent 2^-255 brings the common range to 0 .. 2^62, where payloads 0 and 1 stand for 0.0 and -0.0. */
#define FLOAT_BIAS ((uint64_t)0x300 << 53)

static inline bool is_inline_float(Value v) { return (VALUE_BITS(v) & 3) == 2; }
static inline bool are_inline_floats(Value a, Value b) {
    return ((VALUE_BITS(a) ^ 2) & 3) == 0 && ((VALUE_BITS(b) ^ 2) & 3) == 0;
}

static inline double inline_float_of(Value v) {
    uint64_t payload = VALUE_BITS(v) >> 2;
    uint64_t rotated = payload > 1 ? payload + FLOAT_BIAS : payload;
    uint64_t bits = (rotated >> 1) | (rotated << 63);
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

/* Encode `d` if it fits inline; else return false (then oli_float_new makes an object). */
static inline bool encode_inline_float(double d, Value *out) {
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    uint64_t rotated = (bits << 1) | (bits >> 63);
    uint64_t payload = rotated - FLOAT_BIAS;
    if (payload - 2 < ((uint64_t)1 << 62) - 2) {
        *out = VALUE_OF_BITS((payload << 2) | 2);
        return true;
    }
    if (rotated <= 1) {
        *out = VALUE_OF_BITS((rotated << 2) | 2);
        return true;
    }
    return false;
}

#endif
