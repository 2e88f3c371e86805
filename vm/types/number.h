/* SPDX-License-Identifier: MIT
 *
 * Numbers: tagged ints, BigInt (beyond 63 bits; LibTomMath computes), Float objects (doubles that do not fit inline).
 *
 * Invariants: a BigInt never holds a value that fits a tagged int; a Float object never one that encodes inline; so
 * results are always normalised through oli_int_from_* and oli_float_new. A user's subclass of int or float is an
 * instance of kind CLASS_INT / CLASS_FLOAT whose payload may be any such value; True and False are the constants.
 */
#ifndef OLI_TYPES_NUMBER_H
#define OLI_TYPES_NUMBER_H

#include "types/str.h"

typedef struct BigInt {
    Object header;     /* kind CLASS_INT */
    int32_t sign;      /* -1 or 1; 0 only for zero in a subclass instance */
    uint32_t count;    /* digits in use */
    uint64_t *digits;  /* base 2^60 (mp_digit), least significant first; inline_digits, or owned (subclass instances) */
    uint64_t inline_digits[];
} BigInt;

typedef struct Float {
    Object header; /* kind CLASS_FLOAT */
    double value;
} Float;

typedef struct Complex {
    Object header;
    double real, imag;
} Complex;

static inline bool is_float(Value v) { return is_inline_float(v) || is_kind(v, CLASS_FLOAT); }
static inline double float_of(Value v) {
    return is_inline_float(v) ? inline_float_of(v) : ((Float *)object_of(v))->value;
}
static inline bool is_big_int(Value v) { return is_kind(v, CLASS_INT); }
/* int, bool and subclasses of int */
static inline bool is_integer(Value v) { return is_int(v) || is_bool(v) || is_big_int(v); }

Value oli_float_box(Vm *vm, double d);
static inline Value make_float(Vm *vm, double d) {
    Value v;
    return encode_inline_float(d, &v) ? v : oli_float_box(vm, d);
}
Value oli_complex_new(Vm *vm, double real, double imag);
/* The parts of a number as cmath takes them: complex, __complex__, else as oli_as_double. May run script. */
bool oli_as_complex(Vm *vm, Value v, double *real, double *imag);
Value oli_int_from_i64(Vm *vm, int64_t i);
Value oli_int_from_u64(Vm *vm, uint64_t i);
Value oli_int_from_double(Vm *vm, double d); /* truncates; OverflowError, ValueError as CPython's int(float) */
/* ASCII digits in `base` (2..36), no sign, prefix or underscores. */
Value oli_int_from_digits(Vm *vm, const char *digits, size_t size, int base, bool negative);
/* `v` an integer of any kind: false when it does not fit (no exception). */
bool oli_int_to_i64(Value v, int64_t *out);
/* __index__ applied: TypeError "'x' object cannot be interpreted as an integer", OverflowError when it does not fit. */
bool oli_as_i64(Vm *vm, Value v, int64_t *out);
/* The same, but clipped to the int64 range instead of OverflowError (slices, repeat counts). */
bool oli_as_i64_clipped(Vm *vm, Value v, int64_t *out);
/* float, int, __float__, __index__; TypeError "must be real number, not x". */
bool oli_as_double(Vm *vm, Value v, double *out);
Value oli_as_index(Vm *vm, Value v);              /* an exact int */
/* The exact int of what __int__ or __index__ returned, an integer of any kind; DeprecationWarning for a subclass. */
Value oli_int_of_subclass(Vm *vm, const char *method, Value result);
/* Arithmetic on two integers of any kind / on numbers: the slow paths of the loop. NotImplemented when not numbers. */
Value oli_int_binary(Vm *vm, BinaryOperator op, Value a, Value b);
Value oli_float_binary(Vm *vm, BinaryOperator op, Value a, Value b);
double oli_float_mod(double a, double b);
double oli_float_floordiv(double a, double b);
/* int, float, bool in any mix, exact: 0, 1; NaN: 0 (1 for NE). */
int oli_number_compare(Value a, Value b, CompareOperator op);
int64_t oli_hash_double(double d); /* numeric hashes as CPython's: modulus 2^61-1; NaN handled by the caller */
int64_t oli_hash_int(Value v);
int64_t oli_hash_identity(Value v); /* object.__hash__ */

/* repr of a double, CPython's shortest ("1e+16", "inf"), into buffer of at least 32 bytes; returns the length. */
size_t oli_double_repr(double d, char *buffer);
/* Like printf's %.{precision}{type} with type e f g E F G, exact, locale-independent; alternate: #; r: as repr. */
bool oli_double_format(TextBuilder *text, double d, char type, int precision, bool alternate);
/* Parses all of [text, text + size) as Python's float() does (inf, nan, underscores; surrounding space): false if it is
 * no number. ASCII only: float() itself translates other digits and spaces before (oli_number_to_ascii). */
bool oli_double_parse(const char *text, size_t size, double *out);
/* int() of text: any base, prefixes, underscores; VALUE_ERROR with ValueError pending. */
Value oli_int_parse(Vm *vm, const char *text, size_t size, int base, Value original);
/* Digits with '-' where negative, no prefix; in base 10 limited to vm->int_digits_limit digits (ValueError). */
Str *oli_int_to_str(Vm *vm, Value v, int base);

#endif
