/* SPDX-License-Identifier: MIT
 *
 * Methods of bytes and bytearray about other forms: decode, hex, fromhex, translate, join.
 */
#include <string.h>

#include "types/bytes_methods.h"
#include "types/protocol.h"
#include "types/str_codec.h"
#include "types/str_methods.h"
#include "types/unicode.h"

Value oli_bytes_do_decode(Vm *vm, Value *args) {
    static const char *const NAMES[] = {"self", "encoding", "errors"};
    for (int i = 1; i <= 2; i++)
        if (!is_undef(args[i]) && !is_str(args[i]))
            return oli_raise(vm, EXC_TYPE_ERROR, "decode() argument '%s' must be str, not %T", NAMES[i], args[i]);
    return oli_codec_decode(vm, span_of(args[0]), args[0], is_undef(args[1]) ? NULL : as_str(args[1]),
                            is_undef(args[2]) ? NULL : as_str(args[2]));
}

/* ---- hex ---- */

/* The separator of hex(): one ASCII character; -1: none given. */
static bool read_separator(Vm *vm, Value v, int *out) {
    *out = -1;
    if (is_undef(v)) return true;
    ByteSpan span;
    size_t length;
    if (is_str(v)) {
        span = (ByteSpan){as_str(v)->data, as_str(v)->size};
        length = as_str(v)->length;
    } else if (is_bytes(v)) {
        span = span_of(v);
        length = span.size;
    } else {
        int64_t any = oli_length(vm, v);
        if (any < 0) return false;
        return oli_raise_false(vm, any == 1 ? EXC_TYPE_ERROR : EXC_VALUE_ERROR,
                               any == 1 ? "sep must be str or bytes." : "sep must be length 1.");
    }
    if (length != 1) return oli_raise_false(vm, EXC_VALUE_ERROR, "sep must be length 1.");
    if (span.data[0] & 0x80) return oli_raise_false(vm, EXC_VALUE_ERROR, "sep must be ASCII.");
    *out = span.data[0];
    return true;
}

Value oli_bytes_hex(Vm *vm, Value self, Value separator, Value group) {
    int mark;
    int64_t each;
    ByteSpan span;
    if (!oli_size_argument(vm, group, 1, &each) || !read_separator(vm, separator, &mark) ||
        !oli_bytes_like(vm, self, &span))
        return VALUE_ERROR;
    uint64_t size_of_group = mark >= 0 ? (each < 0 ? 0 - (uint64_t)each : (uint64_t)each) : 0;
    bool from_end = each > 0;
    if (!oli_may_allocate(vm, span.size)) return VALUE_ERROR;
    TextBuilder text;
    oli_text_init(&text, vm);
    for (size_t i = 0; i < span.size; i++) {
        bool starts_group = i && size_of_group && (from_end ? span.size - i : i) % size_of_group == 0;
        unsigned char byte = (unsigned char)span.data[i];
        char digits[3] = {(char)mark, "0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
        if (!oli_text_append(&text, digits + !starts_group, starts_group ? 3 : 2)) break;
    }
    return str_value(oli_text_finish(&text));
}

Value oli_bytes_do_hex(Vm *vm, Value *args) { return oli_bytes_hex(vm, args[0], args[1], args[2]); }

static int hex_value(char c) {
    if (ascii_is_digit(c)) return c - '0';
    char lower = ascii_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static bool append_hex(TextBuilder *out, const Str *s) {
    for (size_t i = 0; i < s->size;) {
        if (ascii_is_space(s->data[i])) {
            i++;
            continue;
        }
        int high = hex_value(s->data[i]), low = i + 1 < s->size ? hex_value(s->data[i + 1]) : -1;
        if (high < 0 || low < 0) {
            size_t at = oli_utf8_length(s->data, i) + (high >= 0);
            return oli_raise_false(out->vm, EXC_VALUE_ERROR,
                                   "non-hexadecimal number found in fromhex() arg at position %zu", at);
        }
        char byte = (char)(high << 4 | low);
        if (!oli_text_append(out, &byte, 1)) return false;
        i += 2;
    }
    return true;
}

Value oli_bytes_do_fromhex(Vm *vm, Value *args) {
    if (!is_str(args[1])) return oli_raise(vm, EXC_TYPE_ERROR, "fromhex() argument must be str, not %T", args[1]);
    Class *cls = (Class *)object_of(args[0]);
    TextBuilder out;
    oli_text_init(&out, vm);
    Value result = VALUE_ERROR;
    if (append_hex(&out, as_str(args[1]))) {
        Class *plain = vm->classes[cls->kind];
        result = oli_bytes_instance(vm, plain, out.data, out.size);
        if (!is_error(result) && cls != plain) result = oli_call1(vm, args[0], result);
    }
    oli_text_free(&out);
    return result;
}

/* ---- translate ---- */

Value oli_bytes_do_maketrans(Vm *vm, Value *args) {
    ByteSpan from, to;
    if (!oli_bytes_like(vm, args[0], &from) || !oli_bytes_like(vm, args[1], &to)) return VALUE_ERROR;
    if (from.size != to.size) return oli_raise(vm, EXC_VALUE_ERROR, "maketrans arguments must have same length");
    Bytes *table = oli_bytes_alloc(vm, 256);
    if (!table) return VALUE_ERROR;
    for (int i = 0; i < 256; i++) table->data[i] = (char)i;
    for (size_t i = 0; i < from.size; i++) table->data[(unsigned char)from.data[i]] = to.data[i];
    return make_object(table);
}

Value oli_bytes_do_translate(Vm *vm, Value *args) {
    ByteSpan table = {NULL, 0}, dropped = {NULL, 0}, span = span_of(args[0]);
    if (!is_none(args[1])) {
        if (!oli_bytes_like(vm, args[1], &table)) return VALUE_ERROR;
        if (table.size != 256) return oli_raise(vm, EXC_VALUE_ERROR, "translation table must be 256 characters long");
    }
    if (!is_undef(args[2]) && !oli_bytes_like(vm, args[2], &dropped)) return VALUE_ERROR;
    bool is_dropped[256] = {false};
    for (size_t i = 0; i < dropped.size; i++) is_dropped[(unsigned char)dropped.data[i]] = true;
    TextBuilder out;
    oli_text_init(&out, vm);
    char *to = oli_text_reserve(&out, span.size);
    for (size_t i = 0; to && i < span.size; i++) {
        unsigned char byte = (unsigned char)span.data[i];
        if (!is_dropped[byte]) to[out.size++] = table.data ? table.data[byte] : (char)byte;
    }
    return oli_bytes_finish(args[0], &out);
}

/* ---- join ---- */

static bool join(TextBuilder *out, ByteSpan separator, const Value *items, size_t count) {
    Vm *vm = out->vm;
    for (size_t i = 0; i < count; i++) {
        ByteSpan span;
        if (!oli_bytes_span(items[i], &span))
            return oli_raise_false(vm, EXC_TYPE_ERROR, "sequence item %zu: expected a bytes-like object, %T found", i,
                                   items[i]);
        if (i) oli_text_append(out, separator.data, separator.size);
        if (!oli_text_append(out, span.data, span.size)) return false;
    }
    return true;
}

Value oli_bytes_do_join(Vm *vm, Value *args) {
    Value source = args[1];
    const Value *items;
    size_t count;
    if (is_exact(vm, source, CLASS_LIST)) {
        items = as_list(source)->items;
        count = as_list(source)->count;
    } else {
        if (!class_of(vm, source)->ops.iter && !class_of(vm, source)->ops.get_item)
            return oli_raise(vm, EXC_TYPE_ERROR, "can only join an iterable");
        Tuple *tuple = oli_tuple_of(vm, source);
        if (!tuple) return VALUE_ERROR;
        items = tuple->items;
        count = tuple->count;
    }
    if (count == 1 && is_bytes(args[0]) && is_exact(vm, items[0], CLASS_BYTES)) return items[0];
    TextBuilder out;
    oli_text_init(&out, vm);
    if (join(&out, span_of(args[0]), items, count)) return oli_bytes_finish(args[0], &out);
    oli_text_free(&out);
    return VALUE_ERROR;
}
