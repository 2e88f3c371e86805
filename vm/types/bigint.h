/* SPDX-License-Identifier: MIT
 *
 * What the files of `int` share: views of integers of any kind as sign and digits, and arithmetic on bare digit arrays.
 *
 * A magnitude is an array of digits in base 2^60, least significant first (LibTomMath's mp_digit, so that its functions
 * can read our arrays in place). "count" is the number of digits; a normalised magnitude has no zero digit at its top,
 * and zero has count 0. The oli_digits_* functions know nothing of signs and objects; the oli_big_* functions work on
 * views and return normalised Values. Nothing here runs script, so raw views stay valid throughout.
 *
 * Temporary memory is a Scratch (a few digits on the C stack, more from the VM's allocator) or LibTomMath's own, which
 * is announced to oli_may_allocate before. No number may grow beyond BIG_MAX_DIGITS: MemoryError.
 */
#ifndef OLI_TYPES_BIGINT_H
#define OLI_TYPES_BIGINT_H

#define MP_NO_FILE
#include <tommath.h>

#include "types/error.h"
#include "types/number.h"

#define DIGIT_BITS 60
#define DIGIT_MASK (((uint64_t)1 << DIGIT_BITS) - 1)
#define BIG_MAX_DIGITS ((size_t)INT32_MAX / DIGIT_BITS)

_Static_assert(MP_DIGIT_BIT == DIGIT_BITS && sizeof(mp_digit) == sizeof(uint64_t),
               "LibTomMath must be built with 60-bit digits (MP_64BIT)");

__extension__ typedef unsigned __int128 Wide;
__extension__ typedef __int128 SignedWide;

/* ---- views ---- */

typedef struct IntView {
    int sign; /* -1, 0, 1 */
    size_t count;
    const uint64_t *digits; /* `local`, or those of a BigInt */
    uint64_t local[2];
} IntView;

static inline void view_i64(int64_t i, IntView *view) {
    uint64_t magnitude = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    view->sign = i < 0 ? -1 : i > 0;
    view->local[0] = magnitude & DIGIT_MASK;
    view->local[1] = magnitude >> DIGIT_BITS;
    view->count = view->local[1] ? 2 : magnitude != 0;
    view->digits = view->local;
}

/* `v` is an integer of any kind (is_integer). The view lives as long as `v` and `*view` do. */
static inline void view_int(Value v, IntView *view) {
    if (is_int(v)) {
        view_i64(int_of(v), view);
    } else if (is_bool(v)) {
        view_i64(is_same(v, VALUE_TRUE), view);
    } else {
        const BigInt *big = (const BigInt *)object_of(v);
        view->sign = big->sign;
        view->count = big->count;
        view->digits = big->digits;
    }
}

/* A read-only LibTomMath number over the digits of a view: never to be cleared, nor passed as a destination. */
static inline mp_int alias_digits(const uint64_t *digits, size_t count, int sign) {
    mp_int alias;
    alias.used = alias.alloc = (int)count;
    alias.sign = sign < 0 ? MP_NEG : MP_ZPOS;
    alias.dp = (mp_digit *)(uintptr_t)digits;
    return alias;
}
static inline mp_int alias_view(const IntView *view) { return alias_digits(view->digits, view->count, view->sign); }

/* ---- making ints ---- */

/* A BigInt with room for `count` digits, all zero and sign 1: fill it at once and pass it to oli_big_finish. NULL with
 * MemoryError when there is no room or count is beyond BIG_MAX_DIGITS. */
BigInt *oli_big_new(Vm *vm, size_t count);
/* The value of a BigInt whose first `count` digits are filled in: leading zeros go, small values become tagged ints. */
Value oli_big_finish(BigInt *big, size_t count, int sign);
Value oli_int_from_wide(Vm *vm, Wide magnitude, int sign);
Value oli_int_from_mp(Vm *vm, const mp_int *mp); /* copies */
/* The exact int with the value of an integer of any kind (bools, subclass instances). */
Value oli_int_exact(Vm *vm, Value v);
/* An instance of `cls`, a proper subclass of int, with the value of `v` (an integer of any kind). */
Value oli_int_instance(Vm *vm, Class *cls, Value v);
/* MemoryError: a result of `bits` bits would be too long or pass the VM's limit. */
bool oli_may_hold_bits(Vm *vm, uint64_t bits);
/* The exception for a failure of LibTomMath. */
Value oli_raise_mp(Vm *vm, mp_err error);

/* ---- temporary digits ---- */

enum { SCRATCH_INLINE = 48 };

typedef struct Scratch {
    uint64_t *digits; /* `count` of them, uninitialised */
    size_t count;
    uint64_t local[SCRATCH_INLINE];
} Scratch;

bool oli_scratch_init(Vm *vm, Scratch *scratch, size_t count); /* false: MemoryError, nothing to free */
void oli_scratch_free(Vm *vm, Scratch *scratch);

/* ---- magnitudes ---- */

static inline size_t trim_digits(const uint64_t *digits, size_t count) {
    while (count > 0 && digits[count - 1] == 0) count--;
    return count;
}
static inline uint64_t bit_length_u64(uint64_t i) { return i ? 64 - (uint64_t)__builtin_clzll(i) : 0; }
/* Bits of a normalised magnitude. */
static inline uint64_t bit_length_digits(const uint64_t *digits, size_t count) {
    return count ? (uint64_t)(count - 1) * DIGIT_BITS + bit_length_u64(digits[count - 1]) : 0;
}

int oli_digits_compare(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count); /* normalised: -1, 0, 1 */
/* out[0 .. a_count] = a + b; a_count >= b_count; out may be a. Digit out[a_count] is the carry. */
void oli_digits_add(uint64_t *out, const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count);
/* out[0 .. a_count) = a - b, for a >= b; out may be a. */
void oli_digits_subtract(uint64_t *out, const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count);
/* out = a * factor + addend, count digits; returns the digit above. out may be a. */
uint64_t oli_digits_multiply_small(uint64_t *out, const uint64_t *a, size_t count, uint64_t factor, uint64_t addend);
/* out[0 .. a_count + b_count) = a * b; out overlaps neither. False: MemoryError (large operands need room). */
bool oli_digits_multiply(Vm *vm, uint64_t *out, const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count);
/* out = a << bits (0 <= bits < 60), count digits; returns the digit shifted out at the top. out may be a, or above. */
uint64_t oli_digits_shift_left(uint64_t *out, const uint64_t *a, size_t count, unsigned bits);
/* out = a >> bits (0 <= bits < 60), count digits; out may be a or below it. */
void oli_digits_shift_right(uint64_t *out, const uint64_t *a, size_t count, unsigned bits);
/* Divide normalised magnitudes, a_count >= b_count >= 1: quotient (a_count - b_count + 1 digits) and remainder (b_count
 * digits), either of which may be NULL; they overlap neither operand. False: MemoryError. */
bool oli_digits_divide(Vm *vm, uint64_t *quotient, uint64_t *remainder, const uint64_t *a, size_t a_count,
                       const uint64_t *b, size_t b_count);

/* Division of two digits by one whose reciprocal was computed beforehand: Moeller and Granlund, "Improved division by
 * invariant integers". */
typedef struct Reciprocal {
    uint64_t divisor; /* shifted so that its top bit is set */
    uint64_t inverse; /* floor((2^128 - 1) / divisor) - 2^64 */
    unsigned shift;
} Reciprocal;
Reciprocal oli_reciprocal(uint64_t divisor); /* 0 < divisor < 2^60 */
/* (high * 2^60 + low) / divisor, for high < divisor. */
static inline uint64_t divide_two(const Reciprocal *r, uint64_t high, uint64_t low, uint64_t *remainder) {
    Wide dividend = ((Wide)high << DIGIT_BITS | low) << r->shift;
    uint64_t top = (uint64_t)(dividend >> 64), bottom = (uint64_t)dividend;
    Wide estimate = (Wide)r->inverse * top + dividend;
    uint64_t quotient = (uint64_t)(estimate >> 64) + 1;
    uint64_t rest = bottom - quotient * r->divisor;
    if (rest > (uint64_t)estimate) {
        quotient--;
        rest += r->divisor;
    }
    if (rest >= r->divisor) {
        quotient++;
        rest -= r->divisor;
    }
    *remainder = rest >> r->shift;
    return quotient;
}

/* a * b modulo the divisor; both are below it. */
static inline uint64_t multiply_modulo(const Reciprocal *r, uint64_t a, uint64_t b) {
    Wide product = (Wide)a * b;
    uint64_t remainder;
    (void)divide_two(r, (uint64_t)(product >> DIGIT_BITS), (uint64_t)product & DIGIT_MASK, &remainder);
    return remainder;
}

/* a = a / divisor; returns the remainder. */
uint64_t oli_digits_divide_small(uint64_t *a, size_t count, const Reciprocal *reciprocal);

/* ---- operations on views ---- */

Value oli_big_add(Vm *vm, const IntView *a, const IntView *b, int b_sign); /* b_sign: b->sign; opposite: a - b */
Value oli_big_multiply(Vm *vm, const IntView *a, const IntView *b);
/* Floor division: quotient and remainder (with the sign of b), either may be NULL. b is not zero. */
bool oli_big_divmod(Vm *vm, const IntView *a, const IntView *b, Value *quotient, Value *remainder);
/* a / b as a float, correctly rounded; b is not zero. */
Value oli_big_divide(Vm *vm, const IntView *a, const IntView *b);
Value oli_big_power(Vm *vm, const IntView *base, uint64_t exponent);
Value oli_big_shift_left(Vm *vm, const IntView *a, uint64_t bits);
Value oli_big_shift_right(Vm *vm, const IntView *a, uint64_t bits); /* floor, as for two's complement */
/* AND, OR, XOR in two's complement. */
Value oli_big_bitwise(Vm *vm, BinaryOperator op, const IntView *a, const IntView *b);

/* ---- whole operations on integers of any kind ---- */

Value oli_int_negate(Vm *vm, Value v);
Value oli_int_absolute(Vm *vm, Value v);
Value oli_int_invert(Vm *vm, Value v);
/* divmod(a, b) as a Tuple; ZeroDivisionError. Both are integers of any kind. */
Value oli_int_divmod(Vm *vm, Value a, Value b);
/* pow(a, b, modulus); all are integers of any kind. */
Value oli_int_power_mod(Vm *vm, Value a, Value b, Value modulus);
/* The inverse of a modulo m (m > 0) in 0 .. m - 1; ValueError "base is not invertible for the given modulus". */
Value oli_int_invert_mod(Vm *vm, Value a, Value m);
/* round(v, -places): to the nearest multiple of 10**places, ties to even. */
Value oli_int_round(Vm *vm, Value v, int64_t places);
uint64_t oli_int_bit_length(Value v);
uint64_t oli_int_bit_count(Value v);
/* The nearest double; false when it is too large for one (no exception). */
bool oli_int_to_double(Value v, double *out);
/* -1, 0, 1 */
int oli_int_compare(Value a, Value b);
int oli_int_compare_double(Value a, double b); /* exact; b is not NaN */
int oli_int_sign(Value v);

/* Methods of int in other files. */
Value oli_int_method_to_bytes(Vm *vm, Value *args);
Value oli_int_method_from_bytes(Vm *vm, Value *args);

#endif
