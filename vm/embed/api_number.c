/* SPDX-License-Identifier: MIT
 *
 * The public API: what kind of value it is; numbers (aioli.h).
 */
#include "embed/embed.h"
#include "types/bigint.h"

AioliType aioli_type(AioliVm *handle, AioliValue v) {
    if (!handle || !is_script_value(v)) return AIOLI_TYPE_INVALID;
    Value value = value_in(v);
    if (!is_object(value)) {
        if (is_int(value)) return AIOLI_TYPE_INT;
        if (is_inline_float(value)) return AIOLI_TYPE_FLOAT;
        if (is_bool(value)) return AIOLI_TYPE_BOOL;
        return is_none(value) ? AIOLI_TYPE_NONE : AIOLI_TYPE_OTHER;
    }
    switch (object_of(value)->kind) {
    case CLASS_INT: return AIOLI_TYPE_INT;
    case CLASS_FLOAT: return AIOLI_TYPE_FLOAT;
    case CLASS_COMPLEX: return AIOLI_TYPE_COMPLEX;
    case CLASS_STR: return AIOLI_TYPE_STRING;
    case CLASS_BYTES: return AIOLI_TYPE_BYTES;
    case CLASS_BYTEARRAY: return AIOLI_TYPE_BYTEARRAY;
    case CLASS_LIST: return AIOLI_TYPE_LIST;
    case CLASS_TUPLE: return AIOLI_TYPE_TUPLE;
    case CLASS_DICT: return AIOLI_TYPE_DICT;
    case CLASS_SET:
    case CLASS_FROZENSET: return AIOLI_TYPE_SET;
    case CLASS_RANGE: return AIOLI_TYPE_RANGE;
    case CLASS_SLICE: return AIOLI_TYPE_SLICE;
    case CLASS_FUNCTION:
    case CLASS_NATIVE:
    case CLASS_NATIVE_METHOD:
    case CLASS_METHOD: return AIOLI_TYPE_FUNCTION;
    case CLASS_TYPE: return AIOLI_TYPE_CLASS;
    case CLASS_MODULE: return AIOLI_TYPE_MODULE;
    case CLASS_EXCEPTION: return AIOLI_TYPE_EXCEPTION;
    case CLASS_GENERATOR:
    case CLASS_ASYNC_GENERATOR: return AIOLI_TYPE_GENERATOR;
    case CLASS_COROUTINE: return AIOLI_TYPE_COROUTINE;
    case CLASS_FUTURE:
    case CLASS_TASK:
    case CLASS_GATHERING: return AIOLI_TYPE_FUTURE;
    case CLASS_HOST: return AIOLI_TYPE_HOST;
    default: return AIOLI_TYPE_OTHER;
    }
}

bool aioli_is_exact(AioliVm *handle, AioliValue v, AioliType type) {
    if (aioli_type(handle, v) != type) return false;
    Value value = value_in(v);
    return !is_object(value) || !(object_of(value)->cls->flags & CLASS_FLAG_USER);
}

const char *aioli_type_name(AioliVm *handle, AioliValue v) {
    if (!handle || !is_script_value(v)) return "invalid value";
    Str *name = class_of(vm_of(handle), value_in(v))->name;
    if (!name->buffer) return name->data;
    Str *copy = oli_str_new(vm_of(handle), name->data, name->size);
    if (!copy || aioli_is_error(keep_object(vm_of(handle), copy))) {
        clear_exception(vm_of(handle));
        return "?";
    }
    return copy->data;
}

/* ---- int ---- */

AioliValue aioli_int(AioliVm *handle, int64_t i) {
    if (!handle) return aioli_error();
    return int_fits(i) ? value_out(make_int(i)) : keep(vm_of(handle), oli_int_from_i64(vm_of(handle), i));
}

AioliValue aioli_int_unsigned(AioliVm *handle, uint64_t i) {
    if (!handle) return aioli_error();
    return i <= (uint64_t)SMALL_INT_MAX ? value_out(make_int((int64_t)i))
                                        : keep(vm_of(handle), oli_int_from_u64(vm_of(handle), i));
}

AioliValue aioli_int_parse(AioliVm *handle, const char *text, size_t size, int base) {
    if (!is_ready(handle)) return aioli_error();
    if (!text) return oli_misuse(handle, __func__, "no text");
    size = text_size(text, size);
    Str *original = oli_str_decode(vm_of(handle), text, size, "utf-8");
    if (!original) return aioli_error();
    return keep(vm_of(handle), oli_int_parse(vm_of(handle), text, size, base, make_object(original)));
}

AioliValue aioli_int_text(AioliVm *handle, AioliValue v, int base) {
    if (!is_ready(handle)) return aioli_error();
    if (!is_script_value(v) || !is_integer(value_in(v))) return oli_misuse(handle, __func__, "not an int");
    return keep_object(vm_of(handle), oli_int_to_str(vm_of(handle), value_in(v), base));
}

AioliValue aioli_int_from_bytes(AioliVm *handle, const void *bytes, size_t size, bool negative) {
    if (!is_ready(handle)) return aioli_error();
    static const char DIGITS[] = "0123456789abcdef";
    const unsigned char *from = bytes;
    while (size && !from[size - 1]) size--;
    if (size <= 7) {
        int64_t i = 0;
        for (size_t k = size; k-- > 0;) i = i << 8 | from[k];
        return aioli_int(handle, negative ? -i : i);
    }
    Vm *vm = vm_of(handle);
    char *text = oli_resize(vm, NULL, 0, size * 2);
    if (!text) return aioli_error();
    for (size_t k = 0; k < size; k++) {
        unsigned char byte = from[size - 1 - k];
        text[2 * k] = DIGITS[byte >> 4];
        text[2 * k + 1] = DIGITS[byte & 15];
    }
    Value result = oli_int_from_digits(vm, text, size * 2, 16, negative);
    oli_release(vm, text, size * 2);
    return keep(vm, result);
}

/* Byte `index` of the absolute value of a BigInt: its digits hold 60 bits each. */
static unsigned char big_byte(const BigInt *big, size_t index) {
    size_t bit = index * 8, digit = bit / 60, shift = bit % 60;
    if (digit >= big->count) return 0;
    uint64_t bits = big->digits[digit] >> shift;
    if (shift > 52 && digit + 1 < big->count) bits |= big->digits[digit + 1] << (60 - shift);
    return (unsigned char)bits;
}

size_t aioli_int_to_bytes(AioliVm *handle, AioliValue v, void *bytes, size_t capacity, bool *negative) {
    if (!is_ready(handle)) return AIOLI_NUL;
    Value value = value_in(v);
    if (!is_script_value(v) || !is_integer(value)) {
        oli_misuse(handle, __func__, "not an int");
        return AIOLI_NUL;
    }
    unsigned char *out = bytes;
    if (capacity) memset(out, 0, capacity);
    int64_t small;
    if (!oli_int_to_i64(value, &small)) {
        const BigInt *big = (const BigInt *)(const void *)object_of(value);
        if (negative) *negative = big->sign < 0;
        size_t size = (size_t)big->count * 15 / 2 + 1;
        while (size && !big_byte(big, size - 1)) size--;
        for (size_t k = 0; k < size && k < capacity; k++) out[k] = big_byte(big, k);
        return size;
    }
    if (negative) *negative = small < 0;
    uint64_t magnitude = small < 0 ? 0 - (uint64_t)small : (uint64_t)small;
    size_t size = 0;
    for (; magnitude; magnitude >>= 8, size++)
        if (size < capacity) out[size] = (unsigned char)magnitude;
    return size;
}

bool aioli_int_get(AioliVm *handle, AioliValue v, int64_t *out) {
    if (is_int(value_in(v)) && out) {
        *out = int_of(value_in(v));
        return true;
    }
    if (!is_ready(handle)) return false;
    if (!is_script_value(v) || !out) return oli_misuse_false(handle, __func__, "not a value");
    return oli_as_i64(vm_of(handle), value_in(v), out);
}

bool aioli_int_get_clipped(AioliVm *handle, AioliValue v, int64_t *out) {
    if (!is_ready(handle)) return false;
    if (!is_script_value(v) || !out) return oli_misuse_false(handle, __func__, "not a value");
    return oli_as_i64_clipped(vm_of(handle), value_in(v), out);
}

AioliValue aioli_index(AioliVm *handle, AioliValue v) {
    if (!is_ready(handle)) return aioli_error();
    if (!is_script_value(v)) return oli_misuse(handle, __func__, "not a value");
    return keep(vm_of(handle), oli_as_index(vm_of(handle), value_in(v)));
}

/* ---- float, complex ---- */

AioliValue aioli_float(AioliVm *handle, double d) {
    if (!handle) return aioli_error();
    Value v;
    return encode_inline_float(d, &v) ? value_out(v) : keep(vm_of(handle), oli_float_box(vm_of(handle), d));
}

bool aioli_float_get(AioliVm *handle, AioliValue v, double *out) {
    if (!is_ready(handle)) return false;
    if (!is_script_value(v) || !out) return oli_misuse_false(handle, __func__, "not a value");
    return oli_as_double(vm_of(handle), value_in(v), out);
}

AioliValue aioli_int_from_double(AioliVm *handle, double d) {
    if (!is_ready(handle)) return aioli_error();
    return keep(vm_of(handle), oli_int_from_double(vm_of(handle), d));
}

AioliValue aioli_complex(AioliVm *handle, double real, double imag) {
    if (!is_ready(handle)) return aioli_error();
    Vm *vm = vm_of(handle);
    Complex *complex = oli_new(vm, vm->classes[CLASS_COMPLEX], sizeof *complex);
    if (!complex) return aioli_error();
    complex->real = real;
    complex->imag = imag;
    return keep_object(vm, complex);
}

bool aioli_complex_get(AioliVm *handle, AioliValue v, double *real, double *imag) {
    if (!is_ready(handle)) return false;
    if (!is_script_value(v) || !real || !imag) return oli_misuse_false(handle, __func__, "not a value");
    return oli_as_complex(vm_of(handle), value_in(v), real, imag);
}
