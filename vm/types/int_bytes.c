/* SPDX-License-Identifier: MIT
 *
 * int.to_bytes and int.from_bytes: eight bits at a time into and out of digits of sixty, in two's complement when
 * signed.
 */
#include "types/bigint.h"
#include "types/bytes.h"
#include "types/protocol.h"

enum Order { ORDER_BIG, ORDER_LITTLE };

/* The argument `byteorder`; VALUE_UNDEF: big. */
static bool read_order(Vm *vm, const char *function, Value v, enum Order *order) {
    *order = ORDER_BIG;
    if (is_undef(v)) return true;
    if (!is_str(v)) {
        return oli_raise_false(vm, EXC_TYPE_ERROR, "%s() argument 'byteorder' must be str, not %T", function, v);
    }
    if (oli_str_equals_c(as_str(v), "big")) return true;
    *order = ORDER_LITTLE;
    if (oli_str_equals_c(as_str(v), "little")) return true;
    return oli_raise_false(vm, EXC_VALUE_ERROR, "byteorder must be either 'little' or 'big'");
}

/* ---- to_bytes ---- */

/* Whether -2^(8 length - 1) <= v < 2^(8 length - 1), or 0 <= v < 2^(8 length). */
static bool fits_bytes(const IntView *view, uint64_t length, bool is_signed) {
    uint64_t bits = bit_length_digits(view->digits, view->count);
    if (!is_signed || view->count == 0) return bits <= length * 8;
    if (bits < length * 8) return true;
    if (length == 0) return view->sign < 0 && bits == 1; /* -1 is as many ones as wanted, or none */
    if (view->sign > 0 || bits > length * 8) return false;
    /* Of as many bits only the power of two itself fits. */
    uint64_t ones = 0;
    for (size_t i = 0; i < view->count; i++) ones += (uint64_t)__builtin_popcountll(view->digits[i]);
    return ones == 1;
}

static void write_bytes(const IntView *view, char *out, size_t length, enum Order order) {
    Wide pending = 0;
    unsigned pending_bits = 0, carry = view->sign < 0, flip = view->sign < 0 ? 0xFF : 0;
    size_t next = 0;
    for (size_t i = 0; i < length; i++) {
        if (pending_bits < 8 && next < view->count) {
            pending |= (Wide)view->digits[next++] << pending_bits;
            pending_bits += DIGIT_BITS;
        }
        unsigned byte = (((unsigned)pending & 0xFF) ^ flip) + carry;
        carry = byte >> 8;
        out[order == ORDER_LITTLE ? i : length - 1 - i] = (char)byte;
        pending >>= 8;
        pending_bits = pending_bits > 8 ? pending_bits - 8 : 0;
    }
}

/* to_bytes(self, length=1, byteorder='big', *, signed=False) */
Value oli_int_method_to_bytes(Vm *vm, Value *args) {
    int64_t length = 1;
    if (!is_undef(args[1]) && !oli_as_i64(vm, args[1], &length)) return VALUE_ERROR;
    enum Order order;
    int is_signed = 0;
    if (!is_undef(args[2]) && !is_str(args[2]) && !read_order(vm, "to_bytes", args[2], &order)) return VALUE_ERROR;
    if (!is_undef(args[3]) && (is_signed = oli_truth(vm, args[3])) < 0) return VALUE_ERROR;
    if (!read_order(vm, "to_bytes", args[2], &order)) return VALUE_ERROR;
    if (length < 0) return oli_raise(vm, EXC_VALUE_ERROR, "length argument must be non-negative");
    IntView view;
    view_int(args[0], &view);
    if (view.sign < 0 && !is_signed) {
        return oli_raise(vm, EXC_OVERFLOW_ERROR, "can't convert negative int to unsigned");
    }
    if (length < INT64_MAX / 16 && !fits_bytes(&view, (uint64_t)length, is_signed)) {
        return oli_raise(vm, EXC_OVERFLOW_ERROR, "int too big to convert");
    }
    Bytes *bytes = oli_bytes_alloc(vm, (size_t)length);
    if (!bytes) return VALUE_ERROR;
    write_bytes(&view, bytes->data, (size_t)length, order);
    return make_object(bytes);
}

/* ---- from_bytes ---- */

static Value read_bytes(Vm *vm, const char *data, size_t size, enum Order order, bool is_signed) {
    bool negative = is_signed && size && (data[order == ORDER_LITTLE ? size - 1 : 0] & 0x80);
    if (!oli_may_hold_bits(vm, (uint64_t)size * 8)) return VALUE_ERROR;
    size_t count = size * 8 / DIGIT_BITS + 2;
    BigInt *big = oli_big_new(vm, count);
    if (!big) return VALUE_ERROR;
    Wide pending = 0;
    unsigned pending_bits = 0, carry = negative, flip = negative ? 0xFF : 0;
    size_t filled = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned byte = ((unsigned char)data[order == ORDER_LITTLE ? i : size - 1 - i] ^ flip) + carry;
        carry = byte >> 8;
        pending |= (Wide)(byte & 0xFF) << pending_bits;
        pending_bits += 8;
        if (pending_bits >= DIGIT_BITS) {
            big->digits[filled++] = (uint64_t)pending & DIGIT_MASK;
            pending >>= DIGIT_BITS;
            pending_bits -= DIGIT_BITS;
        }
    }
    pending |= (Wide)carry << pending_bits; /* b"\x80\x00": the magnitude takes a bit more */
    big->digits[filled++] = (uint64_t)pending & DIGIT_MASK;
    big->digits[filled++] = (uint64_t)(pending >> DIGIT_BITS);
    return oli_big_finish(big, filled, negative ? -1 : 1);
}

/* What from_bytes takes for bytes: their bytes themselves, an iterable of ints, or what __bytes__ gives. */
static Value bytes_of(Vm *vm, Value v) {
    Value result = oli_call_special(vm, v, vm->names.dunder_bytes, NULL, 0);
    if (is_error(result)) return VALUE_ERROR;
    if (!is_undef(result)) {
        if (is_bytes(result)) return result;
        return oli_raise(vm, EXC_TYPE_ERROR, "__bytes__ returned non-bytes (type %T)", result);
    }
    if (is_integer(v) || is_str(v) || is_float(v)) {
        return oli_raise(vm, EXC_TYPE_ERROR, "cannot convert '%T' object to bytes", v);
    }
    return oli_bytes_from(vm, v);
}

/* from_bytes(type, bytes, byteorder='big', *, signed=False) */
Value oli_int_method_from_bytes(Vm *vm, Value *args) {
    enum Order order;
    int is_signed = 0;
    if (!is_undef(args[2]) && !is_str(args[2]) && !read_order(vm, "from_bytes", args[2], &order)) return VALUE_ERROR;
    if (!is_undef(args[3]) && (is_signed = oli_truth(vm, args[3])) < 0) return VALUE_ERROR;
    if (!read_order(vm, "from_bytes", args[2], &order)) return VALUE_ERROR;
    ByteSpan span;
    if (!is_exact(vm, args[1], CLASS_BYTES)) {
        args[1] = bytes_of(vm, args[1]);
        if (is_error(args[1])) return VALUE_ERROR;
    }
    if (!oli_bytes_like(vm, args[1], &span)) return VALUE_ERROR;
    Value result = read_bytes(vm, span.data, span.size, order, is_signed);
    if (is_error(result) || object_of(args[0]) == (Object *)vm->classes[CLASS_INT]) return result;
    return oli_call1(vm, args[0], result);
}
