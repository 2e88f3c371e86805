/* SPDX-License-Identifier: MIT
 *
 * Module struct: values as packed bytes, as the Python documentation of struct describes the formats.
 *
 * A format is read once into fields (Struct holds them; the module's functions keep the last formats they met). Sizes and
 * alignment of native mode are this machine's C compiler's; standard mode has none of its own. Numbers are written byte
 * by byte in both, so that no field need be aligned in memory.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "aioli.h"

enum { CACHE_MAX = 100, STRUCT_FORMAT = 0, STRUCT_VALUES = 1 };

typedef struct Field {
    char code;
    uint8_t size;  /* of one item; s and p: 1 */
    size_t count;  /* items; s and p: bytes of the one */
    size_t offset; /* of the first */
} Field;

/* Payload of Struct. */
typedef struct Layout {
    Field *fields;
    size_t field_count, field_capacity;
    size_t size, value_count;
    bool is_big, is_native;
} Layout;

typedef struct State {
    AioliRef *cache; /* dict from format to Struct */
} State;

static const char STATE_KEY;
static const AioliClass STRUCT_CLASS, ITERATOR_CLASS, ERROR_CLASS;

static AioliValue fail_value(AioliVm *vm, AioliValue message) {
    return aioli_is_error(message) ? message : aioli_raise_value(vm, aioli_class_get(vm, &ERROR_CLASS), message);
}

static AioliValue fail(AioliVm *vm, const char *message) {
    return fail_value(vm, aioli_string(vm, message, AIOLI_NUL));
}

/* ---- formats ---- */

/* Size of one item, 0 when there is no such code in this mode. */
static size_t item_size(char code, bool is_native) {
    switch (code) {
    case 'x':
    case 'c':
    case 'b':
    case 'B':
    case 's':
    case 'p':
    case '?': return 1;
    case 'h':
    case 'H':
    case 'e': return 2;
    case 'i':
    case 'I':
    case 'f': return 4;
    case 'l':
    case 'L': return is_native ? sizeof(long) : 4;
    case 'q':
    case 'Q':
    case 'd': return 8;
    case 'n':
    case 'N': return is_native ? sizeof(size_t) : 0;
    case 'P': return is_native ? sizeof(void *) : 0;
    default: return 0;
    }
}

static bool add_field(AioliVm *vm, Layout *layout, Field field) {
    if (layout->field_count == layout->field_capacity) {
        size_t old = layout->field_capacity, capacity = old ? old * 2 : 8;
        Field *fields = aioli_memory_resize(vm, layout->fields, old * sizeof *fields, capacity * sizeof *fields);
        if (!fields) return false;
        layout->fields = fields;
        layout->field_capacity = capacity;
    }
    layout->fields[layout->field_count++] = field;
    return true;
}

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* A repeat count at *p, which then stands behind it; SIZE_MAX: too large. */
static size_t read_count(const char **p, const char *end) {
    size_t count = 0;
    for (; *p < end && **p >= '0' && **p <= '9'; ++*p) {
        if (count > (PTRDIFF_MAX - 9) / 10) return SIZE_MAX;
        count = count * 10 + (size_t)(**p - '0');
    }
    return count;
}

static bool read_field(AioliVm *vm, Layout *layout, bool aligns, const char **p, const char *end) {
    size_t count = 1;
    if (**p >= '0' && **p <= '9') {
        count = read_count(p, end);
        if (count == SIZE_MAX) return fail(vm, "total struct size too long"), false;
        if (*p == end) return fail(vm, "repeat count given without format specifier"), false;
    }
    char code = *(*p)++;
    size_t size = item_size(code, layout->is_native);
    if (!size) return fail(vm, "bad char in struct format"), false;
    if (aligns && layout->size % size) layout->size += size - layout->size % size;
    if (count > (PTRDIFF_MAX - layout->size) / size) return fail(vm, "total struct size too long"), false;
    Field field = {code, (uint8_t)size, count, layout->size};
    layout->size += count * size;
    bool is_one = code == 's' || code == 'p';
    layout->value_count += code == 'x' ? 0 : is_one ? 1 : count;
    return code == 'x' || (!count && !is_one) || add_field(vm, layout, field);
}

static bool read_format(AioliVm *vm, Layout *layout, const char *p, size_t length) {
    const char *end = p + length;
    const uint16_t one = 1;
    bool is_big_machine = !*(const unsigned char *)&one;
    if (memchr(p, 0, length)) return fail(vm, "embedded null character"), false;
    layout->is_native = true;
    layout->is_big = is_big_machine;
    bool aligns = true;
    if (length && strchr("@=<>!", *p)) {
        layout->is_native = aligns = *p == '@';
        if (*p != '@') layout->is_big = *p == '=' ? is_big_machine : *p != '<';
        p++;
    }
    while (p < end) {
        if (is_space(*p))
            p++;
        else if (!read_field(vm, layout, aligns, &p, end))
            return false;
    }
    return true;
}

/* The text of a format, str or bytes, as a str. */
static AioliValue format_text(AioliVm *vm, AioliValue format) {
    size_t size;
    AioliType type = aioli_type(vm, format);
    if (type == AIOLI_TYPE_STRING) {
        AioliValue encoding = aioli_string(vm, "ascii", AIOLI_NUL);
        AioliValue bytes = aioli_call_method(vm, format, "encode", &encoding, 1);
        return aioli_is_error(bytes) ? bytes : format;
    }
    if (type != AIOLI_TYPE_BYTES)
        return aioli_raise(vm, "TypeError", "Struct() argument 1 must be a str or bytes object, not %T", format);
    const char *bytes = aioli_bytes_get(vm, format, &size);
    return bytes ? aioli_string(vm, bytes, size) : aioli_error();
}

static void finalize_struct(AioliVm *vm, void *payload) {
    Layout *layout = payload;
    aioli_memory_free(vm, layout->fields, layout->field_capacity * sizeof *layout->fields);
}

static bool fill_struct(AioliVm *vm, AioliValue self, AioliValue format) {
    Layout *layout = aioli_object_payload(vm, self, &STRUCT_CLASS);
    AioliValue text = format_text(vm, format);
    size_t size;
    const char *p = aioli_is_error(text) ? NULL : aioli_string_get(vm, text, &size);
    if (!layout || !p) return false;
    finalize_struct(vm, layout);
    *layout = (Layout){0};
    aioli_object_set_value(vm, self, STRUCT_FORMAT, text);
    return read_format(vm, layout, p, size);
}

static AioliValue struct_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (aioli_is_missing(args[1]))
        return aioli_raise(vm, "TypeError", "Struct() missing required argument 'format' (pos 1)");
    return fill_struct(vm, args[0], args[1]) ? aioli_none() : aioli_error();
}

/* The Struct of a format, from the cache if it is there. */
static AioliValue find_struct(AioliVm *vm, AioliValue format) {
    State *state = aioli_vm_data(vm, &STATE_KEY, sizeof *state, NULL);
    if (!state) return aioli_error();
    if (!state->cache) {
        AioliValue dict = aioli_dict(vm);
        state->cache = aioli_is_error(dict) ? NULL : aioli_ref_new(vm, dict);
    }
    if (!state->cache) return aioli_error();
    bool is_plain = aioli_is_exact(vm, format, AIOLI_TYPE_STRING) || aioli_is_exact(vm, format, AIOLI_TYPE_BYTES);
    if (is_plain) {
        AioliValue found = aioli_dict_get(vm, aioli_ref_get(state->cache), format);
        if (!aioli_is_missing(found)) return found;
    }
    AioliValue made = aioli_object_new(vm, aioli_class_get(vm, &STRUCT_CLASS));
    if (aioli_is_error(made) || !fill_struct(vm, made, format)) return aioli_error();
    if (is_plain && aioli_dict_length(vm, aioli_ref_get(state->cache)) >= CACHE_MAX) {
        AioliValue dict = aioli_dict(vm);
        if (aioli_is_error(dict)) return dict;
        aioli_ref_set(vm, state->cache, dict);
    }
    return !is_plain || aioli_dict_set(vm, aioli_ref_get(state->cache), format, made) ? made : aioli_error();
}

/* ---- numbers ---- */

static void put_bits(char *out, uint64_t bits, size_t size, bool is_big) {
    for (size_t i = 0; i < size; i++) out[is_big ? size - 1 - i : i] = (char)(bits >> 8 * i);
}

static uint64_t get_bits(const char *in, size_t size, bool is_big) {
    uint64_t bits = 0;
    for (size_t i = 0; i < size; i++) bits |= (uint64_t)(unsigned char)in[is_big ? size - 1 - i : i] << 8 * i;
    return bits;
}

static bool is_signed(char code) { return strchr("bhilqn", code) != NULL; }

static bool range_error(AioliVm *vm, const Field *field) {
    unsigned bits = 8u * field->size;
    unsigned long long most = is_signed(field->code) ? (1ull << (bits - 1)) - 1
                              : bits == 64           ? ~0ull
                                                     : (1ull << bits) - 1;
    long long least = is_signed(field->code) ? -(long long)most - 1 : 0;
    fail_value(vm, aioli_string_format(vm, "'%c' format requires %lld <= number <= %llu", field->code, least, most));
    return false;
}

static bool pack_int(AioliVm *vm, const Field *field, AioliValue v, char *out, bool is_big) {
    AioliType type = aioli_type(vm, v);
    if (type != AIOLI_TYPE_INT && type != AIOLI_TYPE_BOOL) {
        AioliValue index = aioli_attr_find(vm, v, "__index__");
        if (aioli_is_error(index)) return false;
        if (aioli_is_missing(index)) return fail(vm, "required argument is not an integer"), false;
        v = aioli_index(vm, v);
        if (aioli_is_error(v)) return false;
    }
    unsigned char bytes[8];
    bool negative;
    size_t needed = aioli_int_to_bytes(vm, v, bytes, sizeof bytes, &negative);
    if (needed == AIOLI_NUL) return false;
    uint64_t magnitude = get_bits((const char *)bytes, 8, false);
    unsigned bits = 8u * field->size;
    bool fits = needed <= 8;
    if (field->code == 'P') {
        if (!fits) return fail(vm, "int too large to convert"), false;
    } else if (is_signed(field->code)) {
        fits = fits && magnitude <= (1ull << (bits - 1)) - (negative ? 0 : 1);
    } else {
        fits = fits && !negative && (bits == 64 || magnitude >> bits == 0);
    }
    if (!fits) return range_error(vm, field);
    put_bits(out, negative ? 0 - magnitude : magnitude, field->size, is_big);
    return true;
}

static AioliValue unpack_int(AioliVm *vm, const Field *field, const char *in, bool is_big) {
    uint64_t bits = get_bits(in, field->size, is_big);
    if (!is_signed(field->code)) return aioli_int_unsigned(vm, bits);
    unsigned unused = 64 - 8u * field->size;
    return aioli_int(vm, (int64_t)(bits << unused) >> unused);
}

/* Binary16 (IEEE 754), rounded half to even. False: too large. */
static bool half_from_double(double x, uint16_t *out) {
    uint16_t sign = signbit(x) ? 0x8000 : 0, bits;
    int exponent;
    if (isnan(x)) {
        *out = sign | 0x7E00;
        return true;
    }
    if (isinf(x) || x == 0.0) {
        *out = (uint16_t)(sign | (x == 0.0 ? 0 : 0x7C00));
        return true;
    }
    double fraction = frexp(fabs(x), &exponent) * 2.0;
    exponent--;
    if (exponent >= 16) return false;
    if (exponent < -25) {
        *out = sign;
        return true;
    }
    if (exponent < -14) {
        fraction = ldexp(fraction, 14 + exponent);
        exponent = 0;
    } else {
        fraction -= 1.0;
        exponent += 15;
    }
    fraction *= 1024.0;
    bits = (uint16_t)fraction;
    fraction -= bits;
    uint32_t rounded = bits + (uint32_t)exponent * 1024u + (fraction > 0.5 || (fraction == 0.5 && bits & 1));
    *out = (uint16_t)(sign | rounded);
    return rounded < 0x7C00;
}

static double double_from_half(uint16_t bits) {
    unsigned exponent = bits >> 10 & 31, fraction = bits & 0x3FF;
    double x = exponent == 31 ? (fraction ? NAN : INFINITY)
               : exponent     ? ldexp(1.0 + fraction / 1024.0, (int)exponent - 15)
                              : ldexp(fraction / 1024.0, -14);
    return bits & 0x8000 ? -x : x;
}

static bool pack_float(AioliVm *vm, const Layout *layout, const Field *field, AioliValue v, char *out) {
    double x;
    if (!aioli_float_get(vm, v, &x)) {
        aioli_error_clear(vm);
        return fail(vm, "required argument is not a float"), false;
    }
    uint64_t bits = 0;
    bool fits = true;
    if (field->code == 'd') {
        memcpy(&bits, &x, sizeof bits);
    } else if (field->code == 'f') {
        float narrow = (float)x;
        uint32_t word;
        memcpy(&word, &narrow, sizeof word);
        bits = word;
        fits = layout->is_native || !isinf(narrow) || isinf(x);
    } else {
        uint16_t half;
        fits = half_from_double(x, &half);
        bits = half;
    }
    if (!fits)
        aioli_raise(vm, "OverflowError", "float too large to pack with %c format", field->code);
    else
        put_bits(out, bits, field->size, layout->is_big);
    return fits;
}

static AioliValue unpack_float(AioliVm *vm, const Layout *layout, const Field *field, const char *in) {
    uint64_t bits = get_bits(in, field->size, layout->is_big);
    if (field->code == 'e') return aioli_float(vm, double_from_half((uint16_t)bits));
    if (field->code == 'f') {
        uint32_t word = (uint32_t)bits;
        float narrow;
        memcpy(&narrow, &word, sizeof narrow);
        return aioli_float(vm, narrow);
    }
    double x;
    memcpy(&x, &bits, sizeof x);
    return aioli_float(vm, x);
}

/* ---- packing ---- */

static bool pack_text(AioliVm *vm, const Field *field, AioliValue v, char *out) {
    AioliType type = aioli_type(vm, v);
    if (type != AIOLI_TYPE_BYTES && type != AIOLI_TYPE_BYTEARRAY) {
        fail_value(vm, aioli_string_format(vm, "argument for '%c' must be a bytes object", field->code));
        return false;
    }
    size_t size, room = field->count;
    const char *bytes = aioli_bytes_get(vm, v, &size);
    if (!bytes) return false;
    if (field->code == 'p' && room) {
        room--;
        size_t length = size < room ? size : room;
        *out++ = (char)(length > 255 ? 255 : length);
    }
    memcpy(out, bytes, size < room ? size : room);
    return true;
}

static bool pack_item(AioliVm *vm, const Layout *layout, const Field *field, AioliValue v, char *out) {
    switch (field->code) {
    case 'c': {
        size_t size;
        const char *bytes = aioli_type(vm, v) == AIOLI_TYPE_BYTES ? aioli_bytes_get(vm, v, &size) : NULL;
        if (!bytes || size != 1) return fail(vm, "char format requires a bytes object of length 1"), false;
        *out = *bytes;
        return true;
    }
    case '?': {
        int truth = aioli_truth(vm, v);
        *out = truth > 0;
        return truth >= 0;
    }
    case 'e':
    case 'f':
    case 'd': return pack_float(vm, layout, field, v, out);
    default: return pack_int(vm, field, v, out, layout->is_big);
    }
}

/* The items of `values` from index `first` on into zeroed memory. */
static bool pack_fields(AioliVm *vm, const Layout *layout, AioliValue values, size_t first, char *out) {
    size_t at = first;
    AioliScope scope;
    for (size_t i = 0; i < layout->field_count; i++) {
        const Field *field = &layout->fields[i];
        bool is_one = field->code == 's' || field->code == 'p', ok = true;
        for (size_t k = 0; k < (is_one ? 1 : field->count) && ok; k++) {
            aioli_scope_open(vm, &scope);
            AioliValue v = aioli_sequence_get(vm, values, at++);
            char *place = out + field->offset + k * field->size;
            ok = is_one ? pack_text(vm, field, v, place) : pack_item(vm, layout, field, v, place);
            aioli_scope_close(vm, &scope, aioli_missing());
        }
        if (!ok) return false;
    }
    return true;
}

static bool check_count(AioliVm *vm, const Layout *layout, const char *function, int64_t given) {
    if (given == (int64_t)layout->value_count) return true;
    fail_value(vm, aioli_string_format(vm, "%s expected %zu items for packing (got %lld)", function,
                                       layout->value_count, (long long)given));
    return false;
}

/* Memory of the VM for the result, so that values that change what they are packed into find nothing half done. */
static char *pack_values(AioliVm *vm, const Layout *layout, AioliValue values, size_t first) {
    char *block = aioli_memory_resize(vm, NULL, 0, layout->size + 1);
    if (!block) return NULL;
    memset(block, 0, layout->size + 1);
    if (pack_fields(vm, layout, values, first, block)) return block;
    aioli_memory_free(vm, block, layout->size + 1);
    return NULL;
}

static AioliValue pack(AioliVm *vm, AioliValue self, AioliValue values) {
    const Layout *layout = aioli_object_payload(vm, self, &STRUCT_CLASS);
    if (!layout || !check_count(vm, layout, "pack", aioli_sequence_length(vm, values))) return aioli_error();
    char *block = pack_values(vm, layout, values, 0);
    if (!block) return aioli_error();
    AioliValue result = aioli_bytes(vm, block, layout->size);
    aioli_memory_free(vm, block, layout->size + 1);
    return result;
}

/* The place of `size` bytes at an offset that scripts gave, in a buffer of `length`. False: struct.error. */
static bool find_place(AioliVm *vm, const char *function, const char *doing, int64_t offset, size_t size, size_t length,
                       size_t *place) {
    AioliValue message;
    if (offset < 0 && offset + (int64_t)size > 0) {
        message = aioli_string_format(vm, "%s %zu bytes at offset %lld",
                                      *doing == 'p' ? "no space to pack" : "not enough data to unpack", size,
                                      (long long)offset);
    } else if (offset < 0 && offset + (int64_t)length < 0) {
        message = aioli_string_format(vm, "offset %lld out of range for %zu-byte buffer", (long long)offset, length);
    } else {
        if (offset < 0) offset += (int64_t)length;
        *place = (size_t)offset;
        if (*place <= length && length - *place >= size) return true;
        message = aioli_string_format(
            vm,
            "%s requires a buffer of at least %zu bytes for %s %zu bytes at offset %lld (actual buffer size is %zu)",
            function, size + *place, doing, size, (long long)offset, length);
    }
    fail_value(vm, message);
    return false;
}

/* `rest`: buffer, offset, values. */
static AioliValue pack_into(AioliVm *vm, AioliValue self, AioliValue rest) {
    const Layout *layout = aioli_object_payload(vm, self, &STRUCT_CLASS);
    int64_t given = aioli_sequence_length(vm, rest), offset;
    if (!layout || given < 0) return aioli_error();
    if (given == 0) return fail(vm, "pack_into expected buffer argument");
    if (given == 1) return fail(vm, "pack_into expected offset argument");
    AioliValue buffer = aioli_sequence_get(vm, rest, 0);
    size_t length, place;
    if (!check_count(vm, layout, "pack_into", given - 2) || !aioli_bytes_get_writable(vm, buffer, &length) ||
        !aioli_int_get(vm, aioli_sequence_get(vm, rest, 1), &offset))
        return aioli_error();
    if (!find_place(vm, "pack_into", "packing", offset, layout->size, length, &place)) return aioli_error();
    char *block = pack_values(vm, layout, rest, 2);
    if (!block) return aioli_error();
    char *target = aioli_bytes_get_writable(vm, buffer, &length);
    bool ok = target && place <= length && length - place >= layout->size;
    if (ok) memcpy(target + place, block, layout->size);
    aioli_memory_free(vm, block, layout->size + 1);
    if (ok) return aioli_none();
    return target ? fail(vm, "the buffer changed its size while it was packed into") : aioli_error();
}

/* ---- unpacking ---- */

static AioliValue unpack_text(AioliVm *vm, const Field *field, const char *in) {
    if (field->code == 's') return aioli_bytes(vm, in, field->count);
    if (!field->count) return aioli_bytes(vm, in, 0);
    size_t length = (unsigned char)*in;
    return aioli_bytes(vm, in + 1, length < field->count ? length : field->count - 1);
}

static AioliValue unpack_item(AioliVm *vm, const Layout *layout, const Field *field, const char *in) {
    switch (field->code) {
    case 'c': return aioli_bytes(vm, in, 1);
    case '?': return aioli_bool(*in != 0);
    case 'e':
    case 'f':
    case 'd': return unpack_float(vm, layout, field, in);
    default: return unpack_int(vm, field, in, layout->is_big);
    }
}

static AioliValue unpack(AioliVm *vm, const Layout *layout, const char *in) {
    enum { FEW = 16 };
    AioliValue few[FEW], *values = few;
    size_t count = layout->value_count, at = 0;
    if (count > FEW) values = aioli_memory_resize(vm, NULL, 0, count * sizeof *values);
    if (!values) return aioli_error();
    bool ok = true;
    for (size_t i = 0; ok && i < layout->field_count; i++) {
        const Field *field = &layout->fields[i];
        const char *place = in + field->offset;
        bool is_one = field->code == 's' || field->code == 'p';
        for (size_t k = 0; k < (is_one ? 1 : field->count) && ok; k++, place += field->size) {
            values[at] = is_one ? unpack_text(vm, field, place) : unpack_item(vm, layout, field, place);
            ok = !aioli_is_error(values[at++]);
        }
    }
    AioliValue result = ok ? aioli_tuple(vm, values, count) : aioli_error();
    if (values != few) aioli_memory_free(vm, values, count * sizeof *values);
    return result;
}

static AioliValue unpack_all(AioliVm *vm, AioliValue self, AioliValue buffer) {
    const Layout *layout = aioli_object_payload(vm, self, &STRUCT_CLASS);
    size_t size;
    const char *bytes = layout ? aioli_bytes_get(vm, buffer, &size) : NULL;
    if (!bytes) return aioli_error();
    if (size == layout->size) return unpack(vm, layout, bytes);
    return fail_value(vm, aioli_string_format(vm, "unpack requires a buffer of %zu bytes", layout->size));
}

static AioliValue unpack_from(AioliVm *vm, AioliValue self, AioliValue buffer, AioliValue from) {
    const Layout *layout = aioli_object_payload(vm, self, &STRUCT_CLASS);
    int64_t offset = 0;
    size_t size, place;
    if (!layout || (!aioli_is_missing(from) && !aioli_int_get(vm, from, &offset))) return aioli_error();
    const char *bytes = aioli_bytes_get(vm, buffer, &size);
    if (!bytes || !find_place(vm, "unpack_from", "unpacking", offset, layout->size, size, &place)) return aioli_error();
    return unpack(vm, layout, bytes + place);
}

/* ---- iter_unpack ---- */

enum { ITERATOR_STRUCT, ITERATOR_BUFFER, ITERATOR_VALUES };

typedef struct Iterator {
    size_t offset;
} Iterator;

static AioliValue iter_unpack(AioliVm *vm, AioliValue self, AioliValue buffer) {
    const Layout *layout = aioli_object_payload(vm, self, &STRUCT_CLASS);
    size_t size;
    if (!layout || !aioli_bytes_get(vm, buffer, &size)) return aioli_error();
    if (!layout->size) return fail(vm, "cannot iteratively unpack with a struct of length 0");
    if (size % layout->size)
        return fail_value(
            vm,
            aioli_string_format(vm, "iterative unpacking requires a buffer of a multiple of %zu bytes", layout->size));
    AioliValue made = aioli_object_new(vm, aioli_class_new(vm, aioli_missing(), &ITERATOR_CLASS));
    if (aioli_is_error(made)) return made;
    aioli_object_set_value(vm, made, ITERATOR_STRUCT, self);
    aioli_object_set_value(vm, made, ITERATOR_BUFFER, buffer);
    return made;
}

static AioliValue iterator_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Iterator *iterator = aioli_object_payload(vm, args[0], &ITERATOR_CLASS);
    if (!iterator) return aioli_error();
    const Layout *layout = aioli_object_payload(vm, aioli_object_value(vm, args[0], ITERATOR_STRUCT), &STRUCT_CLASS);
    size_t size;
    const char *bytes = aioli_bytes_get(vm, aioli_object_value(vm, args[0], ITERATOR_BUFFER), &size);
    if (!layout || !bytes) return aioli_error();
    if (!layout->size || iterator->offset + layout->size > size) return aioli_stop();
    iterator->offset += layout->size;
    return unpack(vm, layout, bytes + iterator->offset - layout->size);
}

static AioliValue iterator_hint(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Iterator *iterator = aioli_object_payload(vm, args[0], &ITERATOR_CLASS);
    if (!iterator) return aioli_error();
    const Layout *layout = aioli_object_payload(vm, aioli_object_value(vm, args[0], ITERATOR_STRUCT), &STRUCT_CLASS);
    size_t size;
    const char *bytes = aioli_bytes_get(vm, aioli_object_value(vm, args[0], ITERATOR_BUFFER), &size);
    if (!layout || !bytes) return aioli_error();
    return aioli_int(vm, iterator->offset < size ? (int64_t)((size - iterator->offset) / layout->size) : 0);
}

static const AioliClass ITERATOR_CLASS = {
    .name = "unpack_iterator",
    .module = "_struct",
    .flags = AIOLI_CLASS_FINAL | AIOLI_CLASS_ABSTRACT,
    .payload_size = sizeof(Iterator),
    .value_count = ITERATOR_VALUES,
    .methods = (const AioliFunction[]){{"__next__", "self, /", iterator_next, NULL},
                                       {"__length_hint__", "self, /", iterator_hint, NULL},
                                       {NULL, NULL, NULL, NULL}}};

/* ---- Struct ---- */

static AioliValue struct_pack(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return pack(vm, args[0], args[1]);
}

static AioliValue struct_pack_into(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return pack_into(vm, args[0], args[1]);
}

static AioliValue struct_unpack(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return unpack_all(vm, args[0], args[1]);
}

static AioliValue struct_unpack_from(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return unpack_from(vm, args[0], args[1], args[2]);
}

static AioliValue struct_iter_unpack(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return iter_unpack(vm, args[0], args[1]);
}

static AioliValue struct_repr(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue format = aioli_object_value(vm, args[0], STRUCT_FORMAT);
    if (aioli_is_none(format)) format = aioli_string(vm, "", 0);
    AioliValue name = aioli_attr_get(vm, aioli_class_of(vm, args[0]), "__name__");
    return aioli_is_error(name) ? name : aioli_string_format(vm, "%V(%R)", name, format);
}

static AioliValue get_format(AioliVm *vm, AioliValue self) {
    AioliValue format = aioli_object_value(vm, self, STRUCT_FORMAT);
    return aioli_is_none(format) ? aioli_string(vm, "", 0) : format;
}

static AioliValue get_size(AioliVm *vm, AioliValue self) {
    const Layout *layout = aioli_object_payload(vm, self, &STRUCT_CLASS);
    return layout ? aioli_int(vm, (int64_t)layout->size) : aioli_error();
}

static const AioliClass STRUCT_CLASS = {
    .name = "Struct",
    .module = "_struct",
    .doc = "Struct(fmt) --> compiled struct object",
    .payload_size = sizeof(Layout),
    .value_count = STRUCT_VALUES,
    .finalize = finalize_struct,
    .methods = (const AioliFunction[]){{"__init__", "self, format=", struct_init, NULL},
                                       {"pack", "self, /, *values", struct_pack, NULL},
                                       {"pack_into", "self, /, *rest", struct_pack_into, NULL},
                                       {"unpack", "self, buffer, /", struct_unpack,
                                        "Return a tuple containing unpacked values."},
                                       {"unpack_from", "self, /, buffer, offset=0", struct_unpack_from, NULL},
                                       {"iter_unpack", "self, buffer, /", struct_iter_unpack, NULL},
                                       {"__repr__", "self, /", struct_repr, NULL},
                                       {NULL, NULL, NULL, NULL}},
    .properties = (const AioliProperty[]){{"format", get_format, NULL, "struct format string"},
                                          {"size", get_size, NULL, "struct size in bytes"},
                                          {NULL, NULL, NULL, NULL}}};

static const AioliClass ERROR_CLASS = {
    .name = "error", .module = "struct", .flags = AIOLI_CLASS_EXCEPTION, .base = "Exception"};

/* ---- the module's functions ---- */

static AioliValue module_calcsize(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue self = find_struct(vm, args[0]);
    return aioli_is_error(self) ? self : get_size(vm, self);
}

static AioliValue module_pack(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (aioli_is_missing(args[0])) return aioli_raise(vm, "TypeError", "missing format argument");
    AioliValue self = find_struct(vm, args[0]);
    return aioli_is_error(self) ? self : pack(vm, self, args[1]);
}

static AioliValue module_pack_into(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (aioli_is_missing(args[0])) return aioli_raise(vm, "TypeError", "missing format argument");
    AioliValue self = find_struct(vm, args[0]);
    return aioli_is_error(self) ? self : pack_into(vm, self, args[1]);
}

static AioliValue module_unpack(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue self = find_struct(vm, args[0]);
    return aioli_is_error(self) ? self : unpack_all(vm, self, args[1]);
}

static AioliValue module_unpack_from(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue self = find_struct(vm, args[0]);
    return aioli_is_error(self) ? self : unpack_from(vm, self, args[1], args[2]);
}

static AioliValue module_iter_unpack(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue self = find_struct(vm, args[0]);
    return aioli_is_error(self) ? self : iter_unpack(vm, self, args[1]);
}

static AioliValue module_clearcache(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    State *state = aioli_vm_data(vm, &STATE_KEY, sizeof *state, NULL);
    AioliValue dict = aioli_dict(vm);
    if (!state || aioli_is_error(dict)) return aioli_error();
    if (state->cache) aioli_ref_set(vm, state->cache, dict);
    return aioli_none();
}

static const AioliFunction FUNCTIONS[] = {
    {"calcsize", "format, /", module_calcsize, "Return size in bytes of the struct described by the format string."},
    {"pack", "format=, /, *values", module_pack, "Return bytes with the values packed according to the format string."},
    {"pack_into", "format=, /, *rest", module_pack_into,
     "Pack values into a writable buffer, beginning at an offset: pack_into(format, buffer, offset, v1, v2, ...)."},
    {"unpack", "format, buffer, /", module_unpack, "Return a tuple with the values unpacked from a buffer."},
    {"unpack_from", "format, /, buffer, offset=0", module_unpack_from,
     "Return a tuple with the values unpacked from a buffer, beginning at an offset."},
    {"iter_unpack", "format, buffer, /", module_iter_unpack,
     "Return an iterator yielding tuples unpacked from a buffer."},
    {"_clearcache", "", module_clearcache, "Clear the internal cache."},
    {NULL, NULL, NULL, NULL}};

static bool init_module(AioliVm *vm, AioliValue module) {
    return !aioli_is_error(aioli_class_new(vm, module, &STRUCT_CLASS)) &&
           !aioli_is_error(aioli_class_new(vm, module, &ERROR_CLASS));
}

const AioliModule oli_module_struct = {"struct", "Functions to convert between Python values and C structs.", FUNCTIONS,
                                       init_module};
