/* SPDX-License-Identifier: MIT
 *
 * Shifts and bitwise operations of big integers. Negative numbers behave as two's complement of infinite length, which
 * is computed from sign and magnitude digit by digit: -x is ~(x - 1), that is ~x + 1.
 */
#include "types/bigint.h"

Value oli_big_shift_left(Vm *vm, const IntView *a, uint64_t bits) {
    if (a->count == 0) return make_int(0);
    if (bits / DIGIT_BITS >= BIG_MAX_DIGITS) return oli_raise_no_memory(vm);
    size_t skip = (size_t)(bits / DIGIT_BITS);
    BigInt *big = oli_big_new(vm, a->count + skip + 1); /* whose digits are zero so far */
    if (!big) return VALUE_ERROR;
    big->digits[a->count + skip] =
        oli_digits_shift_left(big->digits + skip, a->digits, a->count, (unsigned)(bits % DIGIT_BITS));
    return oli_big_finish(big, a->count + skip + 1, a->sign);
}

Value oli_big_shift_right(Vm *vm, const IntView *a, uint64_t bits) {
    if (bits / DIGIT_BITS >= a->count) return make_int(a->sign < 0 ? -1 : 0);
    size_t skip = (size_t)(bits / DIGIT_BITS);
    unsigned rest = (unsigned)(bits % DIGIT_BITS);
    size_t count = a->count - skip;
    BigInt *big = oli_big_new(vm, count + 1);
    if (!big) return VALUE_ERROR;
    oli_digits_shift_right(big->digits, a->digits + skip, count, rest);
    bool lost = trim_digits(a->digits, skip) > 0 || (a->digits[skip] & (((uint64_t)1 << rest) - 1)) != 0;
    if (a->sign < 0 && lost) { /* floor: the magnitude rounds up */
        uint64_t one = 1;
        oli_digits_add(big->digits, big->digits, count, &one, 1);
    }
    return oli_big_finish(big, count + 1, a->sign);
}

/* Reads a view as digits of two's complement, lowest first, without end. */
typedef struct TwosComplement {
    const IntView *view;
    uint64_t flip;  /* DIGIT_MASK for negative numbers */
    uint64_t carry; /* of the + 1 */
} TwosComplement;

static inline uint64_t next_digit(TwosComplement *source, size_t i) {
    uint64_t digit = i < source->view->count ? source->view->digits[i] : 0;
    uint64_t sum = (digit ^ source->flip) + source->carry;
    source->carry = sum >> DIGIT_BITS;
    return sum & DIGIT_MASK;
}

static inline uint64_t apply_bitwise(BinaryOperator op, uint64_t a, uint64_t b) {
    return op == BINARY_AND ? a & b : op == BINARY_OR ? a | b : a ^ b;
}

Value oli_big_bitwise(Vm *vm, BinaryOperator op, const IntView *a, const IntView *b) {
    TwosComplement x = {a, a->sign < 0 ? DIGIT_MASK : 0, a->sign < 0};
    TwosComplement y = {b, b->sign < 0 ? DIGIT_MASK : 0, b->sign < 0};
    bool negative = apply_bitwise(op, x.flip, y.flip) != 0;
    size_t count = (a->count > b->count ? a->count : b->count) + 1;
    /* Beyond a non-negative operand, AND gives zeros. */
    if (op == BINARY_AND && a->sign >= 0 && a->count + 1 < count) count = a->count + 1;
    if (op == BINARY_AND && b->sign >= 0 && b->count + 1 < count) count = b->count + 1;
    BigInt *big = oli_big_new(vm, count);
    if (!big) return VALUE_ERROR;
    uint64_t flip = negative ? DIGIT_MASK : 0, carry = negative;
    for (size_t i = 0; i < count; i++) {
        uint64_t digit = apply_bitwise(op, next_digit(&x, i), next_digit(&y, i));
        uint64_t sum = (digit ^ flip) + carry;
        carry = sum >> DIGIT_BITS;
        big->digits[i] = sum & DIGIT_MASK;
    }
    return oli_big_finish(big, count, negative ? -1 : 1);
}

Value oli_int_invert(Vm *vm, Value v) {
    if (is_int(v)) return make_int(~int_of(v));
    IntView view, one;
    view_int(v, &view);
    view_i64(-1, &one);
    view.sign = -view.sign; /* ~v is -v - 1 */
    return oli_big_add(vm, &view, &one, one.sign);
}
