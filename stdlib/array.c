/* SPDX-License-Identifier: MIT
 *
 * Module array: sequences of numbers or characters, packed as in C.
 *
 * Items lie in one block of the VM's memory; the class is bytes-like, so that the block can be read, and written, by all
 * that takes bytes. Whatever runs script (converting and comparing items, iterating) comes before a change is made, or
 * looks at the array anew afterwards, since the script may have changed it.
 */
#include <string.h>

#include "aioli.h"

typedef struct Array {
    char *data;
    size_t count, capacity; /* items */
    char code;
    uint8_t size; /* of an item; 0: not made yet */
} Array;

static const AioliClass ARRAY_CLASS, ITERATOR_CLASS;

static Array *array_of(AioliVm *vm, AioliValue v) { return aioli_object_payload(vm, v, &ARRAY_CLASS); }
static bool is_array(AioliVm *vm, AioliValue v) { return aioli_object_is(vm, v, &ARRAY_CLASS); }

static uint8_t size_of(char code) {
    switch (code) {
    case 'b':
    case 'B': return 1;
    case 'h':
    case 'H': return 2;
    case 'i':
    case 'I':
    case 'f':
    case 'u':
    case 'w': return 4;
    case 'l':
    case 'L':
    case 'q':
    case 'Q':
    case 'd': return 8;
    default: return 0;
    }
}

static bool is_text(const Array *array) { return array->code == 'u' || array->code == 'w'; }

/* ---- items ---- */

static uint64_t load(const char *p, size_t size) {
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;
    switch (size) {
    case 1: return memcpy(&u8, p, 1), u8;
    case 2: return memcpy(&u16, p, 2), u16;
    case 4: return memcpy(&u32, p, 4), u32;
    default: return memcpy(&u64, p, 8), u64;
    }
}

static void store(char *p, uint64_t bits, size_t size) {
    uint8_t u8 = (uint8_t)bits;
    uint16_t u16 = (uint16_t)bits;
    uint32_t u32 = (uint32_t)bits;
    memcpy(p, size == 1 ? (void *)&u8 : size == 2 ? (void *)&u16 : size == 4 ? (void *)&u32 : (void *)&bits, size);
}

static AioliValue text_of(AioliVm *vm, const Array *array, size_t start, size_t end) {
    size_t capacity = (end - start) * 4 + 1, size = 0;
    char *text = aioli_memory_resize(vm, NULL, 0, capacity);
    if (!text) return aioli_error();
    bool ok = true;
    for (size_t i = start; i < end && ok; i++) {
        uint32_t c = (uint32_t)load(array->data + i * 4, 4);
        size_t bytes = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        ok = c <= 0x10FFFF;
        if (bytes == 1)
            text[size] = (char)c;
        else
            text[size] = (char)((0xF00u >> bytes) | c >> 6 * (bytes - 1));
        for (size_t k = 1; k < bytes; k++) text[size + k] = (char)(0x80 | (c >> 6 * (bytes - 1 - k) & 0x3F));
        size += bytes;
    }
    AioliValue v = ok ? aioli_string_join(vm, text, size)
                      : aioli_raise(vm, "ValueError", "character is not in range [U+0000; U+10ffff]");
    aioli_memory_free(vm, text, capacity);
    return v;
}

static AioliValue item_of(AioliVm *vm, const Array *array, size_t index) {
    uint64_t bits = load(array->data + index * array->size, array->size);
    float f;
    double d;
    uint32_t u32 = (uint32_t)bits;
    switch (array->code) {
    case 'b': return aioli_int(vm, (int8_t)bits);
    case 'h': return aioli_int(vm, (int16_t)bits);
    case 'i': return aioli_int(vm, (int32_t)bits);
    case 'l':
    case 'q': return aioli_int(vm, (int64_t)bits);
    case 'f': return memcpy(&f, &u32, sizeof f), aioli_float(vm, f);
    case 'd': return memcpy(&d, &bits, sizeof d), aioli_float(vm, d);
    case 'u':
    case 'w': return text_of(vm, array, index, index + 1);
    default: return aioli_int_unsigned(vm, bits);
    }
}

static bool overflow(AioliVm *vm, const char *message) {
    aioli_raise(vm, "OverflowError", "%s", message);
    return false;
}

/* CPython reads items through C's types in steps, and so do the messages go. */
static bool check_small(AioliVm *vm, char code, bool fits, bool negative, uint64_t magnitude) {
    if (!fits || magnitude > (uint64_t)INT64_MAX + negative)
        return overflow(vm, "Python int too large to convert to C long");
    int64_t i = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    if (code == 'b' || code == 'h') {
        if (i > INT16_MAX) return overflow(vm, "signed short integer is greater than maximum");
        if (i < INT16_MIN) return overflow(vm, "signed short integer is less than minimum");
        if (code == 'b' && i > INT8_MAX) return overflow(vm, "signed char is greater than maximum");
        if (code == 'b' && i < INT8_MIN) return overflow(vm, "signed char is less than minimum");
    } else if (code == 'B') {
        if (i < 0) return overflow(vm, "unsigned byte integer is less than minimum");
        if (i > UINT8_MAX) return overflow(vm, "unsigned byte integer is greater than maximum");
    } else if (code != 'l') {
        if (i > INT32_MAX) return overflow(vm, "signed integer is greater than maximum");
        if (i < INT32_MIN) return overflow(vm, "signed integer is less than minimum");
        if (code == 'H' && i < 0) return overflow(vm, "unsigned short is less than minimum");
        if (code == 'H' && i > UINT16_MAX) return overflow(vm, "unsigned short is greater than maximum");
    }
    return true;
}

static bool int_bits(AioliVm *vm, char code, AioliValue v, uint64_t *bits) {
    AioliValue index = aioli_index(vm, v);
    unsigned char bytes[8];
    bool negative;
    size_t needed = aioli_is_error(index) ? AIOLI_NUL : aioli_int_to_bytes(vm, index, bytes, sizeof bytes, &negative);
    if (needed == AIOLI_NUL) return false;
    uint64_t magnitude = 0;
    for (size_t i = 0; i < 8; i++) magnitude |= (uint64_t)bytes[i] << 8 * i;
    bool fits = needed <= 8;
    *bits = negative ? 0 - magnitude : magnitude;
    switch (code) {
    case 'I':
    case 'L':
        if (negative) return overflow(vm, "can't convert negative value to unsigned int");
        if (!fits) return overflow(vm, "Python int too large to convert to C unsigned long");
        if (code == 'I' && magnitude > UINT32_MAX) return overflow(vm, "unsigned int is greater than maximum");
        return true;
    case 'Q':
        if (negative) return overflow(vm, "can't convert negative int to unsigned");
        return fits || overflow(vm, "int too big to convert");
    case 'q': return (fits && magnitude <= (uint64_t)INT64_MAX + negative) || overflow(vm, "int too big to convert");
    default: return check_small(vm, code, fits, negative, magnitude);
    }
}

/* The bits of an item for an array of this code. May run script. */
static bool item_bits(AioliVm *vm, char code, AioliValue v, uint64_t *bits) {
    double d;
    if (code == 'd' || code == 'f') {
        if (!aioli_float_get(vm, v, &d)) return false;
        float f = (float)d;
        uint32_t u32;
        memcpy(&u32, &f, sizeof u32);
        memcpy(bits, &d, sizeof d);
        if (code == 'f') *bits = u32;
        return true;
    }
    if (code != 'u' && code != 'w') return int_bits(vm, code, v, bits);
    if (aioli_type(vm, v) != AIOLI_TYPE_STRING || aioli_string_length(vm, v) != 1) {
        aioli_raise(vm, "TypeError", "array item must be unicode character");
        return false;
    }
    AioliValue ord = aioli_builtin(vm, "ord"), c = aioli_is_error(ord) ? ord : aioli_call(vm, ord, &v, 1);
    int64_t i;
    if (aioli_is_error(c) || !aioli_int_get(vm, c, &i)) return false;
    *bits = (uint64_t)i;
    return true;
}

/* ---- changing the block ---- */

static bool reserve(AioliVm *vm, Array *array, size_t count) {
    if (count <= array->capacity) return true;
    size_t capacity = array->capacity + array->capacity / 2 + 4;
    if (capacity < count) capacity = count;
    if (capacity > SIZE_MAX / 16) return aioli_raise(vm, "MemoryError", ""), false;
    char *data = aioli_memory_resize(vm, array->data, array->capacity * array->size, capacity * array->size);
    if (!data) return false;
    array->data = data;
    array->capacity = capacity;
    return true;
}

/* Put `count` items in the place of those from `start` to `end`. `items` lies outside of the array. */
static bool splice(AioliVm *vm, Array *array, size_t start, size_t end, const char *items, size_t count) {
    size_t size = array->size, rest = array->count - end;
    if (!reserve(vm, array, start + count + rest)) return false;
    if (rest) memmove(array->data + (start + count) * size, array->data + end * size, rest * size);
    if (count) memcpy(array->data + start * size, items, count * size);
    array->count = start + count + rest;
    return true;
}

/* The same with items of another array, which may be the same. */
static bool splice_array(AioliVm *vm, Array *array, size_t start, size_t end, const Array *other) {
    size_t count = other->count, size = count * other->size;
    if (other != array || !size) return splice(vm, array, start, end, other->data, count);
    char *copy = aioli_memory_resize(vm, NULL, 0, size);
    if (!copy) return false;
    memcpy(copy, other->data, size);
    bool ok = splice(vm, array, start, end, copy, count);
    aioli_memory_free(vm, copy, size);
    return ok;
}

static bool append(AioliVm *vm, AioliValue self, AioliValue v) {
    Array *array = array_of(vm, self);
    uint64_t bits;
    char item[8];
    if (!array || !item_bits(vm, array->code, v, &bits)) return false;
    store(item, bits, array->size);
    return splice(vm, array, array->count, array->count, item, 1);
}

static bool extend(AioliVm *vm, AioliValue self, AioliValue items) {
    AioliValue iterator = aioli_iterate(vm, items);
    bool ok = !aioli_is_error(iterator);
    for (bool more = ok; more;) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue item = aioli_next(vm, iterator);
        ok = !aioli_is_error(item) && (aioli_is_stop(item) || append(vm, self, item));
        more = ok && !aioli_is_stop(item);
        aioli_scope_close(vm, &scope, aioli_missing());
    }
    return ok;
}

static bool append_bytes(AioliVm *vm, Array *array, AioliValue v) {
    size_t size;
    const char *bytes = aioli_bytes_get(vm, v, &size);
    if (!bytes) return false;
    if (size % array->size) return aioli_raise(vm, "ValueError", "bytes length not a multiple of item size"), false;
    if (is_array(vm, v)) return splice_array(vm, array, array->count, array->count, array_of(vm, v));
    return splice(vm, array, array->count, array->count, bytes, size / array->size);
}

static AioliValue new_array(AioliVm *vm, AioliValue cls, char code) {
    AioliValue made = aioli_object_new(vm, cls);
    if (aioli_is_error(made)) return made;
    Array *array = array_of(vm, made);
    array->code = code;
    array->size = size_of(code);
    return made;
}

static AioliValue new_like(AioliVm *vm, const Array *array) {
    return new_array(vm, aioli_class_get(vm, &ARRAY_CLASS), array->code);
}

static void finalize_array(AioliVm *vm, void *payload) {
    Array *array = payload;
    aioli_memory_free(vm, array->data, array->capacity * array->size);
}

static char *array_bytes(void *payload, size_t *size) {
    const Array *array = payload;
    *size = array->count * array->size;
    return array->data;
}

/* ---- construction ---- */

static bool fill(AioliVm *vm, AioliValue self, AioliValue initial) {
    Array *array = array_of(vm, self);
    AioliType type = aioli_type(vm, initial);
    if (type == AIOLI_TYPE_STRING && !is_text(array)) {
        aioli_raise(vm, "TypeError", "cannot use a str to initialize an array with typecode '%c'", array->code);
        return false;
    }
    if (is_array(vm, initial)) {
        const Array *other = array_of(vm, initial);
        if (is_text(other) && !is_text(array)) {
            aioli_raise(vm, "TypeError", "cannot use a unicode array to initialize an array with typecode '%c'",
                        array->code);
            return false;
        }
        if (other->code == array->code) return splice_array(vm, array, 0, 0, other);
    }
    if (type == AIOLI_TYPE_BYTES || type == AIOLI_TYPE_BYTEARRAY) return append_bytes(vm, array, initial);
    return extend(vm, self, initial);
}

static AioliValue array_new(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t given = aioli_sequence_length(vm, args[1]);
    if (aioli_is_same(args[0], aioli_class_get(vm, &ARRAY_CLASS)) && aioli_dict_length(vm, args[2]))
        return aioli_raise(vm, "TypeError", "array.array() takes no keyword arguments");
    if (given < 1) return aioli_raise(vm, "TypeError", "array() takes at least 1 argument (0 given)");
    if (given > 2)
        return aioli_raise(vm, "TypeError", "array() takes at most 2 arguments (%lld given)", (long long)given);
    AioliValue code = aioli_sequence_get(vm, args[1], 0);
    if (aioli_type(vm, code) != AIOLI_TYPE_STRING || aioli_string_length(vm, code) != 1)
        return aioli_raise(vm, "TypeError", "array() argument 1 must be a unicode character, not %T", code);
    char c = *aioli_string_get(vm, code, NULL);
    if (!size_of(c))
        return aioli_raise(vm, "ValueError", "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)");
    if (c == 'u' &&
        !aioli_warn(vm, "DeprecationWarning", "The 'u' type code is deprecated and will be removed in Python 3.16"))
        return aioli_error();
    AioliValue made = new_array(vm, args[0], c);
    if (aioli_is_error(made) || given == 1) return made;
    return fill(vm, made, aioli_sequence_get(vm, args[1], 1)) ? made : aioli_error();
}

/* ---- subscripts ---- */

/* The item that an index names. False: IndexError `problem`. */
static bool find_index(AioliVm *vm, const Array *array, AioliValue key, const char *problem, size_t *out) {
    int64_t i;
    AioliType type = aioli_type(vm, key);
    if (type != AIOLI_TYPE_INT && type != AIOLI_TYPE_BOOL && aioli_is_missing(aioli_attr_find(vm, key, "__index__"))) {
        aioli_raise(vm, "TypeError", "array indices must be integers");
        return false;
    }
    if (!aioli_int_get_clipped(vm, key, &i)) return false;
    if (i < 0) i += (int64_t)array->count;
    if (i < 0 || (uint64_t)i >= array->count) {
        aioli_raise(vm, "IndexError", "%s", problem);
        return false;
    }
    *out = (size_t)i;
    return true;
}

typedef struct Part {
    int64_t start, stop, step, count;
} Part;

static bool find_part(AioliVm *vm, const Array *array, AioliValue slice, Part *part) {
    if (!aioli_slice_get(vm, slice, (int64_t)array->count, &part->start, &part->stop, &part->step, &part->count))
        return false;
    if (part->step == 1 && part->stop < part->start) part->stop = part->start;
    return true;
}

static AioliValue array_getitem(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Array *array = array_of(vm, args[0]);
    size_t index;
    if (!array) return aioli_error();
    if (aioli_type(vm, args[1]) != AIOLI_TYPE_SLICE)
        return find_index(vm, array, args[1], "array index out of range", &index) ? item_of(vm, array, index)
                                                                                  : aioli_error();
    Part part;
    if (!find_part(vm, array, args[1], &part)) return aioli_error();
    AioliValue made = new_like(vm, array);
    Array *out = aioli_is_error(made) ? NULL : array_of(vm, made);
    if (!out || !reserve(vm, out, (size_t)part.count)) return aioli_error();
    for (int64_t i = 0; i < part.count; i++)
        memcpy(out->data + (size_t)i * out->size, array->data + (size_t)(part.start + i * part.step) * out->size,
               out->size);
    out->count = (size_t)part.count;
    return made;
}

static bool assign_slice(AioliVm *vm, Array *array, AioliValue slice, AioliValue v) {
    Part part;
    if (!is_array(vm, v)) {
        aioli_raise(vm, "TypeError", "can only assign array (not \"%T\") to array slice", v);
        return false;
    }
    const Array *other = array_of(vm, v);
    if (other->code != array->code)
        return aioli_raise(vm, "TypeError", "bad argument type for built-in operation"), false;
    if (!find_part(vm, array, slice, &part)) return false;
    if (part.step == 1) return splice_array(vm, array, (size_t)part.start, (size_t)part.stop, other);
    if ((int64_t)other->count != part.count) {
        aioli_raise(vm, "ValueError", "attempt to assign array of size %zu to extended slice of size %lld",
                    other->count, (long long)part.count);
        return false;
    }
    size_t size = other->count * other->size;
    char *copy = aioli_memory_resize(vm, NULL, 0, size + 1); /* it may be the same array */
    if (!copy) return false;
    if (size) memcpy(copy, other->data, size);
    for (int64_t i = 0; i < part.count; i++)
        memcpy(array->data + (size_t)(part.start + i * part.step) * array->size, copy + (size_t)i * array->size,
               array->size);
    aioli_memory_free(vm, copy, size + 1);
    return true;
}

static AioliValue array_setitem(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Array *array = array_of(vm, args[0]);
    size_t index;
    uint64_t bits;
    if (!array) return aioli_error();
    if (aioli_type(vm, args[1]) == AIOLI_TYPE_SLICE)
        return assign_slice(vm, array, args[1], args[2]) ? aioli_none() : aioli_error();
    if (!find_index(vm, array, args[1], "array assignment index out of range", &index) ||
        !item_bits(vm, array->code, args[2], &bits))
        return aioli_error();
    if (index >= array->count) return aioli_raise(vm, "IndexError", "array assignment index out of range");
    store(array->data + index * array->size, bits, array->size);
    return aioli_none();
}

static AioliValue array_delitem(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Array *array = array_of(vm, args[0]);
    Part part = {0};
    if (!array) return aioli_error();
    if (aioli_type(vm, args[1]) != AIOLI_TYPE_SLICE) {
        size_t index;
        if (!find_index(vm, array, args[1], "array assignment index out of range", &index)) return aioli_error();
        return splice(vm, array, index, index + 1, NULL, 0) ? aioli_none() : aioli_error();
    }
    if (!find_part(vm, array, args[1], &part)) return aioli_error();
    if (part.step < 0) { /* the same items in ascending order */
        part.start += (part.count - 1) * part.step;
        part.step = -part.step;
    }
    size_t kept = part.count ? (size_t)part.start : array->count;
    for (size_t i = kept, gone = 0; i < array->count; i++) {
        bool is_gone = gone < (size_t)part.count && i == (size_t)part.start + gone * (size_t)part.step;
        if (is_gone)
            gone++;
        else
            memmove(array->data + kept++ * array->size, array->data + i * array->size, array->size);
    }
    array->count = kept;
    return aioli_none();
}

static AioliValue array_len(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Array *array = array_of(vm, args[0]);
    return array ? aioli_int(vm, (int64_t)array->count) : aioli_error();
}

/* ---- searching and comparing ---- */

/* Index of the first item from `start` to `stop` that equals `v`; -1: none; -2: an exception is pending. */
static int64_t find_item(AioliVm *vm, AioliValue self, AioliValue v, int64_t start, int64_t stop) {
    const Array *array = array_of(vm, self);
    if (!array) return -2;
    for (int64_t i = start; i < stop && (uint64_t)i < array->count; i++) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue item = item_of(vm, array, (size_t)i);
        int equal = aioli_is_error(item) ? -1 : aioli_equal(vm, item, v);
        aioli_scope_close(vm, &scope, aioli_missing());
        if (equal) return equal < 0 ? -2 : i;
    }
    return -1;
}

static AioliValue array_contains(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t at = find_item(vm, args[0], args[1], 0, INT64_MAX);
    return at == -2 ? aioli_error() : aioli_bool(at >= 0);
}

static bool read_bound(AioliVm *vm, const Array *array, AioliValue v, int64_t otherwise, int64_t *out) {
    *out = otherwise;
    if (aioli_is_missing(v)) return true;
    if (!aioli_int_get_clipped(vm, v, out)) return false;
    if (*out < 0) *out += (int64_t)array->count;
    if (*out < 0) *out = 0;
    return true;
}

static AioliValue array_index(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Array *array = array_of(vm, args[0]);
    int64_t start, stop;
    if (!array || !read_bound(vm, array, args[2], 0, &start) || !read_bound(vm, array, args[3], INT64_MAX, &stop))
        return aioli_error();
    int64_t at = find_item(vm, args[0], args[1], start, stop);
    if (at >= 0) return aioli_int(vm, at);
    return at == -2 ? aioli_error() : aioli_raise(vm, "ValueError", "array.index(x): x not in array");
}

static AioliValue array_count(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t number = 0;
    for (int64_t at = 0; (at = find_item(vm, args[0], args[1], at, INT64_MAX)) != -1; at++) {
        if (at == -2) return aioli_error();
        number++;
    }
    return aioli_int(vm, number);
}

static AioliValue array_remove(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t at = find_item(vm, args[0], args[1], 0, INT64_MAX);
    if (at == -1) return aioli_raise(vm, "ValueError", "array.remove(x): x not in array");
    Array *array = array_of(vm, args[0]);
    if (at == -2 || !array) return aioli_error();
    if ((uint64_t)at < array->count) splice(vm, array, (size_t)at, (size_t)at + 1, NULL, 0);
    return aioli_none();
}

static bool compare_counts(AioliComparison op, size_t a, size_t b) {
    switch (op) {
    case AIOLI_LT: return a < b;
    case AIOLI_LE: return a <= b;
    case AIOLI_EQ: return a == b;
    case AIOLI_NE: return a != b;
    case AIOLI_GT: return a > b;
    default: return a >= b;
    }
}

static AioliValue compare(AioliVm *vm, const AioliValue *args, AioliComparison op) {
    if (!is_array(vm, args[0]) || !is_array(vm, args[1])) return aioli_not_implemented();
    const Array *a = array_of(vm, args[0]), *b = array_of(vm, args[1]);
    if (a->count != b->count && (op == AIOLI_EQ || op == AIOLI_NE)) return aioli_bool(op == AIOLI_NE);
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue x = item_of(vm, a, i), y = item_of(vm, b, i), result = aioli_missing();
        int same = aioli_is_error(x) || aioli_is_error(y) ? -1 : aioli_compare_truth(vm, AIOLI_EQ, x, y);
        if (same < 0)
            result = aioli_error();
        else if (!same)
            result = op == AIOLI_EQ || op == AIOLI_NE ? aioli_bool(op == AIOLI_NE) : aioli_compare(vm, op, x, y);
        result = aioli_scope_close(vm, &scope, result);
        if (!aioli_is_missing(result)) return result;
    }
    return aioli_bool(compare_counts(op, a->count, b->count));
}

#define COMPARISON(name, op)                                                                                           \
    static AioliValue array_##name(AioliVm *vm, const AioliValue *args, size_t count) {                                \
        (void)count;                                                                                                   \
        return compare(vm, args, op);                                                                                  \
    }
COMPARISON(eq, AIOLI_EQ)
COMPARISON(ne, AIOLI_NE)
COMPARISON(lt, AIOLI_LT)
COMPARISON(le, AIOLI_LE)
COMPARISON(gt, AIOLI_GT)
COMPARISON(ge, AIOLI_GE)

/* ---- joining and repeating ---- */

static AioliValue array_add(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Array *array = array_of(vm, args[0]);
    if (!array) return aioli_error();
    if (!is_array(vm, args[1]))
        return aioli_raise(vm, "TypeError", "can only append array (not \"%T\") to array", args[1]);
    const Array *other = array_of(vm, args[1]);
    if (other->code != array->code) return aioli_raise(vm, "TypeError", "bad argument type for built-in operation");
    AioliValue made = new_like(vm, array);
    Array *out = aioli_is_error(made) ? NULL : array_of(vm, made);
    if (!out || !splice(vm, out, 0, 0, array->data, array->count) ||
        !splice(vm, out, out->count, out->count, other->data, other->count))
        return aioli_error();
    return made;
}

static AioliValue array_iadd(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Array *array = array_of(vm, args[0]);
    if (!array) return aioli_error();
    if (!is_array(vm, args[1]))
        return aioli_raise(vm, "TypeError", "can only extend array with array (not \"%T\")", args[1]);
    if (array_of(vm, args[1])->code != array->code)
        return aioli_raise(vm, "TypeError", "can only extend with array of same kind");
    return splice_array(vm, array, array->count, array->count, array_of(vm, args[1])) ? args[0] : aioli_error();
}

static bool read_times(AioliVm *vm, AioliValue v, int64_t *times) {
    if (aioli_type(vm, v) != AIOLI_TYPE_INT && aioli_is_missing(aioli_attr_find(vm, v, "__index__"))) {
        aioli_raise(vm, "TypeError", "can't multiply sequence by non-int of type '%T'", v);
        return false;
    }
    return aioli_int_get(vm, v, times);
}

/* Make `array` what `items` items repeated are. */
static bool repeat(AioliVm *vm, Array *array, const char *items, size_t count, int64_t times) {
    size_t total = times > 0 ? count * (size_t)times : 0;
    if (times > 0 && count && total / count != (size_t)times) return aioli_raise(vm, "MemoryError", ""), false;
    if (!reserve(vm, array, total)) return false;
    if (!items) items = array->data;
    for (size_t done = 0; count && done < total; done += count)
        memmove(array->data + done * array->size, items, count * array->size);
    array->count = total;
    return true;
}

static AioliValue array_mul(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Array *array = array_of(vm, args[0]);
    int64_t times;
    if (!array || !read_times(vm, args[1], &times)) return aioli_error();
    AioliValue made = new_like(vm, array);
    return !aioli_is_error(made) && repeat(vm, array_of(vm, made), array->data, array->count, times) ? made
                                                                                                     : aioli_error();
}

static AioliValue array_imul(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Array *array = array_of(vm, args[0]);
    int64_t times;
    if (!array || !read_times(vm, args[1], &times)) return aioli_error();
    return repeat(vm, array, NULL, array->count, times) ? args[0] : aioli_error();
}

/* ---- methods ---- */

static AioliValue array_append(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return append(vm, args[0], args[1]) ? aioli_none() : aioli_error();
}

static AioliValue array_extend(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (!is_array(vm, args[1])) return extend(vm, args[0], args[1]) ? aioli_none() : aioli_error();
    return aioli_is_error(array_iadd(vm, args, 2)) ? aioli_error() : aioli_none();
}

static AioliValue array_insert(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Array *array = array_of(vm, args[0]);
    int64_t at;
    uint64_t bits;
    char item[8];
    if (!array || !aioli_int_get_clipped(vm, args[1], &at) || !item_bits(vm, array->code, args[2], &bits))
        return aioli_error();
    if (at < 0) at += (int64_t)array->count;
    size_t index = at < 0 ? 0 : (uint64_t)at > array->count ? array->count : (size_t)at;
    store(item, bits, array->size);
    return splice(vm, array, index, index, item, 1) ? aioli_none() : aioli_error();
}

static AioliValue array_pop(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Array *array = array_of(vm, args[0]);
    int64_t at = -1;
    if (!array || (!aioli_is_missing(args[1]) && !aioli_int_get_clipped(vm, args[1], &at))) return aioli_error();
    if (!array->count) return aioli_raise(vm, "IndexError", "pop from empty array");
    if (at < 0) at += (int64_t)array->count;
    if (at < 0 || (uint64_t)at >= array->count) return aioli_raise(vm, "IndexError", "pop index out of range");
    AioliValue item = item_of(vm, array, (size_t)at);
    return aioli_is_error(item) || splice(vm, array, (size_t)at, (size_t)at + 1, NULL, 0) ? item : aioli_error();
}

static AioliValue array_clear(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Array *array = array_of(vm, args[0]);
    if (!array) return aioli_error();
    array->count = 0;
    return aioli_none();
}

static void swap_bytes(char *a, char *b, size_t size) {
    for (size_t i = 0; i < size; i++) {
        char c = a[i];
        a[i] = b[i];
        b[i] = c;
    }
}

static AioliValue array_reverse(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Array *array = array_of(vm, args[0]);
    if (!array) return aioli_error();
    for (size_t i = 0; i < array->count / 2; i++)
        swap_bytes(array->data + i * array->size, array->data + (array->count - 1 - i) * array->size, array->size);
    return aioli_none();
}

static AioliValue array_byteswap(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Array *array = array_of(vm, args[0]);
    if (!array) return aioli_error();
    for (size_t i = 0; i < array->count; i++)
        for (size_t k = 0; k < array->size / 2u; k++)
            swap_bytes(array->data + i * array->size + k, array->data + (i + 1) * array->size - 1 - k, 1);
    return aioli_none();
}

static AioliValue array_tobytes(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Array *array = array_of(vm, args[0]);
    return array ? aioli_bytes(vm, array->data ? array->data : "", array->count * array->size) : aioli_error();
}

static AioliValue array_frombytes(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Array *array = array_of(vm, args[0]);
    return array && append_bytes(vm, array, args[1]) ? aioli_none() : aioli_error();
}

static AioliValue array_tolist(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Array *array = array_of(vm, args[0]);
    AioliValue list = aioli_list(vm, NULL, 0);
    for (size_t i = 0; array && i < array->count && !aioli_is_error(list); i++) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue item = item_of(vm, array, i);
        bool ok = !aioli_is_error(item) && aioli_list_append(vm, list, item);
        aioli_scope_close(vm, &scope, aioli_missing());
        if (!ok) return aioli_error();
    }
    return array ? list : aioli_error();
}

static AioliValue array_fromlist(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Array *array = array_of(vm, args[0]);
    if (!array) return aioli_error();
    if (aioli_type(vm, args[1]) != AIOLI_TYPE_LIST) return aioli_raise(vm, "TypeError", "arg must be list");
    size_t before = array->count;
    if (extend(vm, args[0], args[1])) return aioli_none();
    if (array->count > before) array->count = before; /* all or nothing */
    return aioli_error();
}

static AioliValue array_fromunicode(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Array *array = array_of(vm, args[0]);
    if (!array) return aioli_error();
    if (!is_text(array))
        return aioli_raise(vm, "ValueError", "fromunicode() may only be called on unicode type arrays ('u' or 'w')");
    if (aioli_type(vm, args[1]) != AIOLI_TYPE_STRING)
        return aioli_raise(vm, "TypeError", "fromunicode() argument must be str, not %T", args[1]);
    return extend(vm, args[0], args[1]) ? aioli_none() : aioli_error();
}

static AioliValue array_tounicode(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Array *array = array_of(vm, args[0]);
    if (!array) return aioli_error();
    if (is_text(array)) return text_of(vm, array, 0, array->count);
    return aioli_raise(vm, "ValueError", "tounicode() may only be called on unicode type arrays ('u' or 'w')");
}

static AioliValue array_tofile(AioliVm *vm, const AioliValue *args, size_t count) {
    AioliValue bytes = array_tobytes(vm, args, count);
    if (aioli_is_error(bytes)) return bytes;
    return aioli_is_error(aioli_call_method(vm, args[1], "write", &bytes, 1)) ? aioli_error() : aioli_none();
}

static AioliValue array_fromfile(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Array *array = array_of(vm, args[0]);
    int64_t wanted;
    size_t got;
    if (!array || !aioli_int_get(vm, args[2], &wanted)) return aioli_error();
    if (wanted < 0) return aioli_raise(vm, "ValueError", "negative count");
    if (wanted > INT64_MAX / 8) return aioli_raise(vm, "MemoryError", "");
    AioliValue size = aioli_int(vm, wanted * array->size), bytes = aioli_call_method(vm, args[1], "read", &size, 1);
    if (aioli_is_error(bytes)) return bytes;
    if (aioli_type(vm, bytes) != AIOLI_TYPE_BYTES) return aioli_raise(vm, "TypeError", "read() didn't return bytes");
    if (!aioli_bytes_get(vm, bytes, &got) || !append_bytes(vm, array, bytes)) return aioli_error();
    if (got != (size_t)wanted * array->size) return aioli_raise(vm, "EOFError", "read() didn't return enough bytes");
    return aioli_none();
}

static AioliValue array_repr(AioliVm *vm, const AioliValue *args, size_t count) {
    const Array *array = array_of(vm, args[0]);
    if (!array) return aioli_error();
    AioliValue name = aioli_attr_get(vm, aioli_class_of(vm, args[0]), "__name__");
    if (aioli_is_error(name)) return name;
    if (!array->count) return aioli_string_format(vm, "%V('%c')", name, array->code);
    AioliValue items = is_text(array) ? text_of(vm, array, 0, array->count) : array_tolist(vm, args, count);
    return aioli_is_error(items) ? items : aioli_string_format(vm, "%V('%c', %R)", name, array->code, items);
}

static AioliValue array_copy(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Array *array = array_of(vm, args[0]);
    AioliValue made = array ? new_like(vm, array) : aioli_error();
    return !aioli_is_error(made) && splice_array(vm, array_of(vm, made), 0, 0, array) ? made : aioli_error();
}

static AioliValue array_reduce(AioliVm *vm, const AioliValue *args, size_t count) {
    const Array *array = array_of(vm, args[0]);
    AioliValue items = array ? array_tolist(vm, args, count) : aioli_error();
    if (aioli_is_error(items)) return items;
    AioliValue made[] = {aioli_string_format(vm, "%c", array->code), items};
    if (aioli_is_error(made[0])) return made[0];
    AioliValue state = aioli_attr_find(vm, args[0], "__dict__");
    if (aioli_is_error(state)) return state;
    AioliValue result[] = {aioli_class_of(vm, args[0]), aioli_tuple(vm, made, 2),
                           aioli_is_missing(state) ? aioli_none() : state};
    return aioli_is_error(result[1]) ? result[1] : aioli_tuple(vm, result, 3);
}

static AioliValue array_buffer_info(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Array *array = array_of(vm, args[0]);
    if (!array) return aioli_error();
    AioliValue pair[] = {aioli_int_unsigned(vm, (uint64_t)(uintptr_t)array->data),
                         aioli_int(vm, (int64_t)array->count)};
    return aioli_tuple(vm, pair, 2);
}

static AioliValue array_generic(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue module = aioli_import(vm, "types");
    return aioli_is_error(module) ? module : aioli_call_method(vm, module, "GenericAlias", args, 2);
}

static AioliValue get_typecode(AioliVm *vm, AioliValue self) {
    const Array *array = array_of(vm, self);
    return array ? aioli_string_intern(vm, &array->code, 1) : aioli_error();
}

static AioliValue get_itemsize(AioliVm *vm, AioliValue self) {
    const Array *array = array_of(vm, self);
    return array ? aioli_int(vm, array->size) : aioli_error();
}

/* ---- iteration ---- */

typedef struct Iterator {
    size_t index;
    bool is_over;
} Iterator;

static AioliValue array_iter(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue made = aioli_object_new(vm, aioli_class_new(vm, aioli_missing(), &ITERATOR_CLASS));
    if (!aioli_is_error(made)) aioli_object_set_value(vm, made, 0, args[0]);
    return made;
}

static AioliValue iterator_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Iterator *iterator = aioli_object_payload(vm, args[0], &ITERATOR_CLASS);
    if (!iterator) return aioli_error();
    if (iterator->is_over) return aioli_stop();
    const Array *array = array_of(vm, aioli_object_value(vm, args[0], 0));
    if (!array) return aioli_error();
    if (iterator->index < array->count) return item_of(vm, array, iterator->index++);
    iterator->is_over = true;
    return aioli_stop();
}

static const AioliClass ITERATOR_CLASS = {
    .name = "arrayiterator",
    .module = "array",
    .flags = AIOLI_CLASS_FINAL | AIOLI_CLASS_ABSTRACT,
    .payload_size = sizeof(Iterator),
    .value_count = 1,
    .methods = (const AioliFunction[]){{"__next__", "self, /", iterator_next, NULL}, {NULL, NULL, NULL, NULL}}};

static const AioliFunction METHODS[] = {
    {"__new__", "cls, /, *args, **options", array_new, NULL},
    {"append", "self, v, /", array_append, "Append new value v to the end of the array."},
    {"buffer_info", "self, /", array_buffer_info, "Return a tuple (address, length) of the buffer's memory."},
    {"byteswap", "self, /", array_byteswap, "Byteswap all items of the array."},
    {"clear", "self, /", array_clear, "Remove all items from the array."},
    {"count", "self, v, /", array_count, "Return number of occurrences of v in the array."},
    {"extend", "self, bb, /", array_extend, "Append items to the end of the array."},
    {"frombytes", "self, buffer, /", array_frombytes, "Appends items from a bytes-like object, as machine values."},
    {"fromfile", "self, f, n, /", array_fromfile, "Read n objects from the file object f and append them."},
    {"fromlist", "self, list, /", array_fromlist, "Append items to array from list."},
    {"fromunicode", "self, ustr, /", array_fromunicode, "Extends this array with data from the unicode string ustr."},
    {"index", "self, v, start=0, stop=, /", array_index, "Return index of first occurrence of v in the array."},
    {"insert", "self, i, v, /", array_insert, "Insert a new item v into the array before position i."},
    {"pop", "self, i=-1, /", array_pop, "Return the i-th element and delete it from the array."},
    {"remove", "self, v, /", array_remove, "Remove the first occurrence of v in the array."},
    {"reverse", "self, /", array_reverse, "Reverse the order of the items in the array."},
    {"tobytes", "self, /", array_tobytes, "Convert the array to an array of machine values."},
    {"tofile", "self, f, /", array_tofile, "Write all items (as machine values) to the file object f."},
    {"tolist", "self, /", array_tolist, "Convert array to an ordinary list with the same items."},
    {"tounicode", "self, /", array_tounicode, "Extends this array with data from the unicode string ustr."},
    {"__len__", "self, /", array_len, NULL},
    {"__getitem__", "self, key, /", array_getitem, NULL},
    {"__setitem__", "self, key, value, /", array_setitem, NULL},
    {"__delitem__", "self, key, /", array_delitem, NULL},
    {"__contains__", "self, key, /", array_contains, NULL},
    {"__iter__", "self, /", array_iter, NULL},
    {"__add__", "self, value, /", array_add, NULL},
    {"__iadd__", "self, value, /", array_iadd, NULL},
    {"__mul__", "self, value, /", array_mul, NULL},
    {"__rmul__", "self, value, /", array_mul, NULL},
    {"__imul__", "self, value, /", array_imul, NULL},
    {"__eq__", "self, value, /", array_eq, NULL},
    {"__ne__", "self, value, /", array_ne, NULL},
    {"__lt__", "self, value, /", array_lt, NULL},
    {"__le__", "self, value, /", array_le, NULL},
    {"__gt__", "self, value, /", array_gt, NULL},
    {"__ge__", "self, value, /", array_ge, NULL},
    {"__repr__", "self, /", array_repr, NULL},
    {"__copy__", "self, /", array_copy, NULL},
    {"__deepcopy__", "self, memo, /", array_copy, NULL},
    {"__reduce_ex__", "self, protocol, /", array_reduce, NULL},
    {NULL, NULL, NULL, NULL}};

static const AioliClass ARRAY_CLASS = {
    .name = "array",
    .module = "array",
    .doc = "array(typecode [, initializer]) -> array: a sequence of values of one C type.",
    .payload_size = sizeof(Array),
    .finalize = finalize_array,
    .methods = METHODS,
    .class_methods =
        (const AioliFunction[]){{"__class_getitem__", "cls, item, /", array_generic, NULL}, {NULL, NULL, NULL, NULL}},
    .properties =
        (const AioliProperty[]){{"typecode", get_typecode, NULL, "the typecode character used to create the array"},
                                {"itemsize", get_itemsize, NULL, "the size, in bytes, of one array item"},
                                {NULL, NULL, NULL, NULL}},
    .bytes = array_bytes};

static bool init_module(AioliVm *vm, AioliValue module) {
    AioliValue cls = aioli_class_new(vm, module, &ARRAY_CLASS), codes = aioli_string(vm, "bBuwhHiIlLqQfd", AIOLI_NUL);
    AioliValue abc = aioli_import(vm, "collections.abc");
    AioliValue base = aioli_is_error(abc) ? abc : aioli_attr_get(vm, abc, "MutableSequence");
    if (aioli_is_error(base) || aioli_is_error(aioli_call_method(vm, base, "register", &cls, 1))) return false;
    return !aioli_is_error(cls) && !aioli_is_error(codes) && aioli_attr_set(vm, module, "ArrayType", cls) &&
           aioli_attr_set(vm, module, "typecodes", codes);
}

const AioliModule oli_module_array = {"array", "Efficient arrays of basic values", NULL, init_module};
