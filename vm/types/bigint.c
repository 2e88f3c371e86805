/* SPDX-License-Identifier: MIT
 *
 * Big integers: making them, and the linear operations on digits (compare, add, subtract, shift by less than a digit).
 *
 * bigint.h explains digits, views and limits. Linear loops are written here rather than taken from LibTomMath because
 * they compute straight into the new object, without a temporary to allocate, copy and free: most big integers that
 * programs meet have a few digits only. Multiplication of large operands is LibTomMath's (int_mul.c).
 */
#include "types/bigint.h"

#include "types/protocol.h"

/* ---- making ints ---- */

bool oli_may_hold_bits(Vm *vm, uint64_t bits) {
    if (bits / DIGIT_BITS >= BIG_MAX_DIGITS) {
        oli_raise_no_memory(vm);
        return false;
    }
    return bits < 4096 || oli_may_allocate(vm, (size_t)(bits / 8));
}

BigInt *oli_big_new(Vm *vm, size_t count) {
    if (count > BIG_MAX_DIGITS) {
        oli_raise_no_memory(vm);
        return NULL;
    }
    BigInt *big = oli_new(vm, vm->classes[CLASS_INT], sizeof(BigInt) + count * sizeof(uint64_t));
    if (!big) return NULL;
    big->sign = 1;
    big->count = (uint32_t)count;
    big->digits = big->inline_digits;
    return big;
}

Value oli_big_finish(BigInt *big, size_t count, int sign) {
    count = trim_digits(big->digits, count);
    if (count < 2) {
        int64_t magnitude = count ? (int64_t)big->digits[0] : 0;
        return make_int(sign < 0 ? -magnitude : magnitude);
    }
    if (count == 2 && big->digits[1] <= 4) {
        uint64_t magnitude = big->digits[0] | big->digits[1] << DIGIT_BITS;
        if (magnitude <= (uint64_t)SMALL_INT_MAX + (sign < 0)) {
            return make_int(sign < 0 ? (int64_t)(0 - magnitude) : (int64_t)magnitude);
        }
    }
    big->count = (uint32_t)count;
    big->sign = sign < 0 ? -1 : 1;
    return make_object(big);
}

Value oli_int_from_wide(Vm *vm, Wide magnitude, int sign) {
    if (magnitude <= (Wide)SMALL_INT_MAX) {
        int64_t small = (int64_t)magnitude;
        return make_int(sign < 0 ? -small : small);
    }
    BigInt *big = oli_big_new(vm, 3);
    if (!big) return VALUE_ERROR;
    big->digits[0] = (uint64_t)magnitude & DIGIT_MASK;
    big->digits[1] = (uint64_t)(magnitude >> DIGIT_BITS) & DIGIT_MASK;
    big->digits[2] = (uint64_t)(magnitude >> (2 * DIGIT_BITS));
    return oli_big_finish(big, 3, sign);
}

Value oli_int_from_i64(Vm *vm, int64_t i) {
    if (int_fits(i)) return make_int(i);
    return oli_int_from_wide(vm, i < 0 ? 0 - (uint64_t)i : (uint64_t)i, i < 0 ? -1 : 1);
}

Value oli_int_from_u64(Vm *vm, uint64_t i) { return oli_int_from_wide(vm, i, 1); }

Value oli_int_from_mp(Vm *vm, const mp_int *mp) {
    size_t count = (size_t)mp->used;
    BigInt *big = oli_big_new(vm, count);
    if (!big) return VALUE_ERROR;
    if (count) memcpy(big->digits, mp->dp, count * sizeof(uint64_t));
    return oli_big_finish(big, count, mp->sign == MP_NEG ? -1 : 1);
}

Value oli_int_exact(Vm *vm, Value v) {
    if (is_int(v)) return v;
    if (is_bool(v)) return make_int(is_same(v, VALUE_TRUE));
    if (object_of(v)->cls == vm->classes[CLASS_INT]) return v;
    const BigInt *source = (const BigInt *)object_of(v);
    BigInt *big = oli_big_new(vm, source->count);
    if (!big) return VALUE_ERROR;
    if (source->count) memcpy(big->digits, source->digits, source->count * sizeof(uint64_t));
    return oli_big_finish(big, source->count, source->sign);
}

Value oli_int_instance(Vm *vm, Class *cls, Value v) {
    IntView view;
    view_int(v, &view);
    Value instance = oli_instance_new(vm, cls);
    if (is_error(instance)) return VALUE_ERROR;
    BigInt *big = (BigInt *)object_of(instance);
    if (view.count) {
        uint64_t *digits = oli_resize(vm, NULL, 0, view.count * sizeof(uint64_t));
        if (!digits) return VALUE_ERROR;
        memcpy(digits, view.digits, view.count * sizeof(uint64_t));
        big->digits = digits;
    }
    big->count = (uint32_t)view.count;
    big->sign = view.sign;
    return instance;
}

Value oli_raise_mp(Vm *vm, mp_err error) {
    if (error == MP_MEM) return oli_raise_no_memory(vm);
    return oli_raise(vm, EXC_SYSTEM_ERROR, "big integer arithmetic failed: %s", mp_error_to_string(error));
}

bool oli_int_to_i64(Value v, int64_t *out) {
    if (is_int(v)) {
        *out = int_of(v);
        return true;
    }
    IntView view;
    view_int(v, &view);
    if (view.count > 2 || (view.count == 2 && view.digits[1] > 8)) return false;
    uint64_t magnitude = view.count ? view.digits[0] : 0;
    if (view.count == 2) {
        Wide wide = (Wide)view.digits[1] << DIGIT_BITS | magnitude;
        if (wide > (Wide)INT64_MAX + (view.sign < 0)) return false;
        magnitude = (uint64_t)wide;
    }
    *out = view.sign < 0 ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    return true;
}

/* ---- temporary digits ---- */

bool oli_scratch_init(Vm *vm, Scratch *scratch, size_t count) {
    scratch->count = count;
    scratch->digits = scratch->local;
    if (count <= SCRATCH_INLINE) return true;
    scratch->digits = oli_resize(vm, NULL, 0, count * sizeof(uint64_t));
    return scratch->digits != NULL;
}

void oli_scratch_free(Vm *vm, Scratch *scratch) {
    if (scratch->count > SCRATCH_INLINE) oli_release(vm, scratch->digits, scratch->count * sizeof(uint64_t));
}

/* ---- magnitudes ---- */

int oli_digits_compare(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count) {
    if (a_count != b_count) return a_count < b_count ? -1 : 1;
    for (size_t i = a_count; i-- > 0;) {
        if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    }
    return 0;
}

void oli_digits_add(uint64_t *out, const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count) {
    uint64_t carry = 0;
    size_t i = 0;
    for (; i < b_count; i++) {
        uint64_t sum = a[i] + b[i] + carry;
        out[i] = sum & DIGIT_MASK;
        carry = sum >> DIGIT_BITS;
    }
    for (; i < a_count; i++) {
        uint64_t sum = a[i] + carry;
        out[i] = sum & DIGIT_MASK;
        carry = sum >> DIGIT_BITS;
    }
    out[i] = carry;
}

void oli_digits_subtract(uint64_t *out, const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count) {
    uint64_t borrow = 0;
    size_t i = 0;
    for (; i < b_count; i++) {
        uint64_t difference = a[i] - b[i] - borrow;
        out[i] = difference & DIGIT_MASK;
        borrow = difference >> 63;
    }
    for (; i < a_count; i++) {
        uint64_t difference = a[i] - borrow;
        out[i] = difference & DIGIT_MASK;
        borrow = difference >> 63;
    }
}

uint64_t oli_digits_multiply_small(uint64_t *out, const uint64_t *a, size_t count, uint64_t factor, uint64_t addend) {
    /* The halves of a product are added apart, so that only a small carry runs from digit to digit. */
    uint64_t high = addend, carry = 0;
    for (size_t i = 0; i < count; i++) {
        Wide product = (Wide)a[i] * factor;
        uint64_t sum = ((uint64_t)product & DIGIT_MASK) + high + carry;
        high = (uint64_t)(product >> DIGIT_BITS);
        out[i] = sum & DIGIT_MASK;
        carry = sum >> DIGIT_BITS;
    }
    return high + carry;
}

uint64_t oli_digits_shift_left(uint64_t *out, const uint64_t *a, size_t count, unsigned bits) {
    uint64_t carry = 0;
    if (bits == 0) {
        memmove(out, a, count * sizeof(uint64_t));
        return 0;
    }
    /* From the top, so that `out` may lie above `a`. */
    for (size_t i = count; i-- > 0;) {
        uint64_t digit = a[i];
        if (i == count - 1) carry = digit >> (DIGIT_BITS - bits);
        uint64_t below = i ? a[i - 1] >> (DIGIT_BITS - bits) : 0;
        out[i] = (digit << bits & DIGIT_MASK) | below;
    }
    return carry;
}

void oli_digits_shift_right(uint64_t *out, const uint64_t *a, size_t count, unsigned bits) {
    if (bits == 0) {
        memmove(out, a, count * sizeof(uint64_t));
        return;
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t above = i + 1 < count ? a[i + 1] << (DIGIT_BITS - bits) & DIGIT_MASK : 0;
        out[i] = a[i] >> bits | above;
    }
}

/* ---- addition ---- */

Value oli_big_add(Vm *vm, const IntView *a, const IntView *b, int b_sign) {
    if (b_sign == 0 || a->sign == b_sign || a->sign == 0) {
        int sign = a->sign ? a->sign : b_sign;
        if (a->count < b->count) {
            const IntView *longer = b;
            b = a;
            a = longer;
        }
        BigInt *sum = oli_big_new(vm, a->count + 1);
        if (!sum) return VALUE_ERROR;
        oli_digits_add(sum->digits, a->digits, a->count, b->digits, b->count);
        return oli_big_finish(sum, a->count + 1, sign);
    }
    int order = oli_digits_compare(a->digits, a->count, b->digits, b->count);
    if (order == 0) return make_int(0);
    int sign = order > 0 ? a->sign : b_sign;
    if (order < 0) {
        const IntView *larger = b;
        b = a;
        a = larger;
    }
    BigInt *difference = oli_big_new(vm, a->count);
    if (!difference) return VALUE_ERROR;
    oli_digits_subtract(difference->digits, a->digits, a->count, b->digits, b->count);
    return oli_big_finish(difference, a->count, sign);
}

/* ---- sign ---- */

/* v with another sign: small ints never come here. */
static Value with_sign(Vm *vm, const IntView *view, int sign) {
    BigInt *big = oli_big_new(vm, view->count);
    if (!big) return VALUE_ERROR;
    if (view->count) memcpy(big->digits, view->digits, view->count * sizeof(uint64_t));
    return oli_big_finish(big, view->count, sign);
}

Value oli_int_negate(Vm *vm, Value v) {
    if (is_int(v)) return oli_int_from_i64(vm, -int_of(v));
    IntView view;
    view_int(v, &view);
    return with_sign(vm, &view, -view.sign);
}

Value oli_int_absolute(Vm *vm, Value v) {
    if (is_int(v)) return oli_int_from_i64(vm, int_of(v) < 0 ? -int_of(v) : int_of(v));
    IntView view;
    view_int(v, &view);
    return view.sign < 0 ? with_sign(vm, &view, 1) : oli_int_exact(vm, v);
}

int oli_int_sign(Value v) {
    if (is_int(v)) return int_of(v) < 0 ? -1 : int_of(v) > 0;
    if (is_bool(v)) return is_same(v, VALUE_TRUE);
    return ((const BigInt *)object_of(v))->sign;
}

int oli_int_compare(Value a, Value b) {
    if (are_ints(a, b)) return int_of(a) < int_of(b) ? -1 : int_of(a) > int_of(b);
    IntView x, y;
    view_int(a, &x);
    view_int(b, &y);
    if (x.sign != y.sign) return x.sign < y.sign ? -1 : 1;
    int order = oli_digits_compare(x.digits, x.count, y.digits, y.count);
    return x.sign < 0 ? -order : order;
}

/* ---- bits ---- */

uint64_t oli_int_bit_length(Value v) {
    IntView view;
    view_int(v, &view);
    return bit_length_digits(view.digits, view.count);
}

uint64_t oli_int_bit_count(Value v) {
    IntView view;
    view_int(v, &view);
    uint64_t count = 0;
    for (size_t i = 0; i < view.count; i++) count += (uint64_t)__builtin_popcountll(view.digits[i]);
    return count;
}

/* ---- hash ---- */

/* CPython's numeric hash: the value modulo the Mersenne prime 2^61 - 1, so that equal numbers of any type agree.
 * Multiplying by 2^60 modulo that prime is a rotation of 61 bits. */
int64_t oli_hash_int(Value v) {
    enum { HASH_BITS = 61 };
    const uint64_t prime = ((uint64_t)1 << HASH_BITS) - 1;
    IntView view;
    view_int(v, &view);
    uint64_t hash = 0;
    for (size_t i = view.count; i-- > 0;) {
        hash = (hash << DIGIT_BITS & prime) | hash >> (HASH_BITS - DIGIT_BITS);
        hash += view.digits[i];
        if (hash >= prime) hash -= prime;
    }
    int64_t signed_hash = view.sign < 0 ? -(int64_t)hash : (int64_t)hash;
    return signed_hash == -1 ? -2 : signed_hash;
}
