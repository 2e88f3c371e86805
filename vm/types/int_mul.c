/* SPDX-License-Identifier: MIT
 *
 * Products and powers of big integers.
 *
 * Short operands are multiplied column by column straight into the result; beyond COLUMN_LIMIT digits LibTomMath's
 * Karatsuba and Toom-Cook take over, which need temporaries of their own. Powers go through the exponent's bits from
 * the top, with the base's factors of two set aside (10**n is 5**n shifted); modular powers of what fits a machine
 * word or are even are computed here, others by LibTomMath (Montgomery).
 */
#include "types/bigint.h"

enum { COLUMN_LIMIT = 64 }; /* a column adds up to this many products of 120 bits: at most 255 fit a Wide */

/* ---- products ---- */

static void multiply_columns(uint64_t *out, const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count) {
    Wide column = 0;
    for (size_t k = 0; k + 1 < a_count + b_count; k++) {
        size_t first = k < b_count ? 0 : k - b_count + 1;
        size_t last = k < a_count ? k : a_count - 1;
        for (size_t i = first; i <= last; i++) column += (Wide)a[i] * b[k - i];
        out[k] = (uint64_t)column & DIGIT_MASK;
        column >>= DIGIT_BITS;
    }
    out[a_count + b_count - 1] = (uint64_t)column;
}

static bool multiply_large(Vm *vm, uint64_t *out, const uint64_t *a, size_t a_count, const uint64_t *b,
                           size_t b_count) {
    size_t count = a_count + b_count;
    if (!oli_may_allocate(vm, 3 * count * sizeof(uint64_t))) return false;
    mp_int x = alias_digits(a, trim_digits(a, a_count), 1);
    mp_int y = alias_digits(b, trim_digits(b, b_count), 1);
    mp_int product;
    mp_err error = mp_init(&product);
    if (error == MP_OKAY) {
        error = a == b && a_count == b_count ? mp_sqr(&x, &product) : mp_mul(&x, &y, &product);
        if (error == MP_OKAY) {
            size_t used = (size_t)product.used;
            memcpy(out, product.dp, used * sizeof(uint64_t));
            memset(out + used, 0, (count - used) * sizeof(uint64_t));
        }
        mp_clear(&product);
    }
    if (error != MP_OKAY) oli_raise_mp(vm, error);
    return error == MP_OKAY;
}

bool oli_digits_multiply(Vm *vm, uint64_t *out, const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count) {
    size_t shorter = a_count < b_count ? a_count : b_count;
    if (shorter == 0) {
        memset(out, 0, (a_count + b_count) * sizeof(uint64_t));
        return true;
    }
    if (shorter == 1) {
        const uint64_t *longer = a_count == 1 ? b : a;
        size_t count = a_count + b_count - 1;
        uint64_t factor = a_count == 1 ? a[0] : b[0];
        out[count] = oli_digits_multiply_small(out, longer, count, factor, 0);
        return true;
    }
    if (shorter <= COLUMN_LIMIT) {
        multiply_columns(out, a, a_count, b, b_count);
        return true;
    }
    return multiply_large(vm, out, a, a_count, b, b_count);
}

Value oli_big_multiply(Vm *vm, const IntView *a, const IntView *b) {
    BigInt *product = oli_big_new(vm, a->count + b->count);
    if (!product) return VALUE_ERROR;
    if (!oli_digits_multiply(vm, product->digits, a->digits, a->count, b->digits, b->count)) return VALUE_ERROR;
    return oli_big_finish(product, a->count + b->count, a->sign * b->sign);
}

/* ---- powers ---- */

/* The magnitude in `power` (its count in *count) becomes power**2, or power * factor; `spare` is as large. The two
 * buffers change roles. */
static bool multiply_into_spare(Vm *vm, Scratch *power, Scratch *spare, size_t *count, const uint64_t *factor,
                                size_t factor_count) {
    if (!oli_digits_multiply(vm, spare->digits, power->digits, *count, factor, factor_count)) return false;
    *count = trim_digits(spare->digits, *count + factor_count);
    memcpy(power->digits, spare->digits, *count * sizeof(uint64_t));
    return true;
}

/* power = odd ** exponent; the buffers have room for the result and as much as one factor more. */
static bool power_of_odd(Vm *vm, Scratch *power, Scratch *spare, size_t *count, const uint64_t *odd, size_t odd_count,
                         uint64_t exponent) {
    memcpy(power->digits, odd, odd_count * sizeof(uint64_t));
    *count = odd_count;
    for (uint64_t bit = bit_length_u64(exponent) - 1; bit-- > 0;) {
        if (!multiply_into_spare(vm, power, spare, count, power->digits, *count)) return false;
        if ((exponent >> bit & 1) && !multiply_into_spare(vm, power, spare, count, odd, odd_count)) return false;
    }
    return true;
}

static uint64_t trailing_zeros(const IntView *view) {
    size_t i = 0;
    while (view->digits[i] == 0) i++;
    return (uint64_t)i * DIGIT_BITS + (uint64_t)__builtin_ctzll(view->digits[i]);
}

/* base = odd << zeros, with `odd` to be computed into a brand-new magnitude. */
static bool strip_zeros(Vm *vm, const IntView *base, uint64_t zeros, Scratch *odd) {
    size_t skip = (size_t)(zeros / DIGIT_BITS);
    if (!oli_scratch_init(vm, odd, base->count - skip)) return false;
    oli_digits_shift_right(odd->digits, base->digits + skip, odd->count, (unsigned)(zeros % DIGIT_BITS));
    return true;
}

static Value shifted_power(Vm *vm, const Scratch *power, size_t count, int sign, uint64_t zeros) {
    IntView view = {.sign = sign, .count = count, .digits = power->digits};
    return oli_big_shift_left(vm, &view, zeros);
}

Value oli_big_power(Vm *vm, const IntView *base, uint64_t exponent) {
    if (exponent == 0) return make_int(1);
    if (base->count == 0) return make_int(0);
    int sign = base->sign < 0 && (exponent & 1) ? -1 : 1;
    uint64_t zeros = trailing_zeros(base);
    uint64_t bits = bit_length_digits(base->digits, base->count);
    if (bits == 1) bits = 0; /* 1 and -1 */
    uint64_t total_bits;
    if (__builtin_mul_overflow(bits, exponent, &total_bits)) total_bits = UINT64_MAX;
    if (!oli_may_hold_bits(vm, total_bits)) return VALUE_ERROR;
    if (bits == 0) return make_int(sign);

    Scratch odd, power, spare;
    if (!strip_zeros(vm, base, zeros, &odd)) return VALUE_ERROR;
    size_t odd_count = trim_digits(odd.digits, odd.count);
    uint64_t odd_bits = bit_length_digits(odd.digits, odd_count);
    size_t room = odd_bits == 1 ? 3 : (size_t)(odd_bits * exponent / DIGIT_BITS) + odd_count + 2;
    Value result = VALUE_ERROR;
    if (oli_scratch_init(vm, &power, room)) {
        if (oli_scratch_init(vm, &spare, room)) {
            size_t count = 1;
            power.digits[0] = 1;
            if (odd_bits == 1 || power_of_odd(vm, &power, &spare, &count, odd.digits, odd_count, exponent)) {
                result = shifted_power(vm, &power, count, sign, zeros * exponent);
            }
            oli_scratch_free(vm, &spare);
        }
        oli_scratch_free(vm, &power);
    }
    oli_scratch_free(vm, &odd);
    return result;
}

/* ---- modular powers ---- */

/* For a modulus of one digit. */
static uint64_t power_mod_small(uint64_t base, const IntView *exponent, uint64_t modulus) {
    Reciprocal reciprocal = oli_reciprocal(modulus);
    uint64_t result = 1;
    for (size_t i = exponent->count; i-- > 0;) {
        uint64_t digit = exponent->digits[i];
        unsigned top = i + 1 == exponent->count ? (unsigned)bit_length_u64(digit) : DIGIT_BITS;
        for (unsigned bit = top; bit-- > 0;) {
            result = multiply_modulo(&reciprocal, result, result);
            if (digit >> bit & 1) result = multiply_modulo(&reciprocal, result, base);
        }
    }
    return result;
}

/* out = a * b modulo m, of which out, a and b have the digits (zeros at the top included); product has room for two. */
static bool multiply_mod(Vm *vm, uint64_t *out, const uint64_t *a, const uint64_t *b, const IntView *m,
                         uint64_t *product) {
    if (!oli_digits_multiply(vm, product, a, m->count, b, m->count)) return false;
    size_t count = trim_digits(product, 2 * m->count);
    if (count >= m->count) return oli_digits_divide(vm, NULL, out, product, count, m->digits, m->count);
    memcpy(out, product, m->count * sizeof(uint64_t));
    return true;
}

/* For even moduli, where LibTomMath 1.2 errs (it takes 2^72 - 2^60 for a number of the form 2^p - one digit). `base` is
 * below the modulus. */
static Value power_mod_even(Vm *vm, const IntView *base, const IntView *exponent, const IntView *modulus) {
    size_t count = modulus->count;
    Scratch scratch;
    if (!oli_scratch_init(vm, &scratch, 4 * count)) return VALUE_ERROR;
    uint64_t *result = scratch.digits, *factor = result + count, *product = factor + count;
    memset(result, 0, 2 * count * sizeof(uint64_t));
    result[0] = 1;
    if (base->count) memcpy(factor, base->digits, base->count * sizeof(uint64_t));
    bool done = true;
    for (uint64_t bit = bit_length_digits(exponent->digits, exponent->count); done && bit-- > 0;) {
        done = multiply_mod(vm, result, result, result, modulus, product);
        if (done && (exponent->digits[bit / DIGIT_BITS] >> bit % DIGIT_BITS & 1)) {
            done = multiply_mod(vm, result, result, factor, modulus, product);
        }
    }
    Value value = VALUE_ERROR;
    if (done) {
        mp_int alias = alias_digits(result, trim_digits(result, count), 1);
        value = oli_int_from_mp(vm, &alias);
    }
    oli_scratch_free(vm, &scratch);
    return value;
}

static Value power_mod_odd(Vm *vm, const IntView *base, const IntView *exponent, const IntView *modulus) {
    if (!oli_may_allocate(vm, 160 * (modulus->count + 2) * sizeof(uint64_t))) return VALUE_ERROR;
    mp_int b = alias_view(base), e = alias_view(exponent), m = alias_view(modulus);
    m.sign = MP_ZPOS;
    mp_int result;
    mp_err error = mp_init(&result);
    if (error != MP_OKAY) return oli_raise_mp(vm, error);
    error = mp_exptmod(&b, &e, &m, &result);
    Value value = error == MP_OKAY ? oli_int_from_mp(vm, &result) : oli_raise_mp(vm, error);
    mp_clear(&result);
    return value;
}

/* a ** b modulo |modulus|, all non-negative and a below the modulus. */
static Value power_mod_positive(Vm *vm, Value a, Value b, Value modulus) {
    IntView base, exponent, mod;
    view_int(a, &base);
    view_int(b, &exponent);
    view_int(modulus, &mod);
    if (mod.count > 1) {
        return mod.digits[0] & 1 ? power_mod_odd(vm, &base, &exponent, &mod)
                                 : power_mod_even(vm, &base, &exponent, &mod);
    }
    return make_int((int64_t)power_mod_small(base.count ? base.digits[0] : 0, &exponent, mod.digits[0]));
}

/* a modulo m in the sign of m. */
static Value floor_mod(Vm *vm, Value a, Value m) { return oli_int_binary(vm, BINARY_MOD, a, m); }

Value oli_int_power_mod(Vm *vm, Value a, Value b, Value modulus) {
    int modulus_sign = oli_int_sign(modulus);
    if (modulus_sign == 0) return oli_raise(vm, EXC_VALUE_ERROR, "pow() 3rd argument cannot be 0");
    Value positive = oli_int_absolute(vm, modulus);
    if (is_error(positive)) return VALUE_ERROR;
    if (is_same(positive, make_int(1))) return make_int(0);
    Value base = floor_mod(vm, a, positive);
    if (is_error(base)) return VALUE_ERROR;
    if (oli_int_sign(b) < 0) {
        b = oli_int_negate(vm, b);
        if (is_error(b)) return VALUE_ERROR;
        base = oli_int_invert_mod(vm, base, positive);
        if (is_error(base)) return VALUE_ERROR;
    }
    Value result = power_mod_positive(vm, base, b, positive);
    if (is_error(result) || modulus_sign > 0) return result;
    return floor_mod(vm, result, modulus);
}

/* The extended Euclidean algorithm, for a modulus below 2^62. */
static bool invert_small(int64_t a, int64_t m, int64_t *out) {
    int64_t r0 = m, r1 = a, s0 = 0, s1 = 1;
    while (r1) {
        int64_t quotient = r0 / r1;
        int64_t r2 = r0 - quotient * r1, s2 = s0 - quotient * s1;
        r0 = r1, r1 = r2;
        s0 = s1, s1 = s2;
    }
    *out = s0 < 0 ? s0 + m : s0;
    return r0 == 1;
}

Value oli_int_invert_mod(Vm *vm, Value a, Value m) {
    const char *not_invertible = "base is not invertible for the given modulus";
    if (are_ints(a, m)) {
        int64_t inverse;
        if (!invert_small(int_of(a), int_of(m), &inverse)) return oli_raise(vm, EXC_VALUE_ERROR, "%s", not_invertible);
        return make_int(inverse);
    }
    IntView base, modulus;
    view_int(a, &base);
    view_int(m, &modulus);
    if (base.sign == 0) return oli_raise(vm, EXC_VALUE_ERROR, "%s", not_invertible);
    if (!oli_may_allocate(vm, 8 * (modulus.count + 2) * sizeof(uint64_t))) return VALUE_ERROR;
    mp_int x = alias_view(&base), y = alias_view(&modulus), inverse;
    mp_err error = mp_init(&inverse);
    if (error != MP_OKAY) return oli_raise_mp(vm, error);
    error = mp_invmod(&x, &y, &inverse);
    Value result = error == MP_OKAY    ? oli_int_from_mp(vm, &inverse)
                   : error == MP_VAL ? oli_raise(vm, EXC_VALUE_ERROR, "%s", not_invertible)
                                     : oli_raise_mp(vm, error);
    mp_clear(&inverse);
    return result;
}
