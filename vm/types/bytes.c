/* SPDX-License-Identifier: MIT
 *
 * bytes and bytearray: creation, operators, subscripts, the classes and their iterator.
 *
 * Most functions take either type, and make results of the type that they were given. The bytes of a ByteArray move
 * and change whenever script runs, so spans are taken after the last conversion of an argument.
 */
#include "types/bytes.h"

#include <string.h>

#include "types/bytes_methods.h"
#include "types/container.h"
#include "types/format.h"
#include "types/init.h"
#include "types/native.h"
#include "types/reduce.h"
#include "types/slice.h"
#include "types/str_codec.h"
#include "types/str_find.h"
#include "types/str_methods.h"
#include "types/unicode.h"

/* ---- creation ---- */

/* What a Bytes may hold, so that its size in bytes fits. */
static bool check_size(Vm *vm, size_t size) {
    if (size <= SIZE_MAX / 2) return true;
    oli_raise_no_memory(vm);
    return false;
}

Bytes *oli_bytes_alloc(Vm *vm, size_t size) {
    if (!check_size(vm, size)) return NULL;
    Bytes *bytes = oli_new(vm, vm->classes[CLASS_BYTES], sizeof(Bytes) + size + 1);
    if (bytes) bytes->size = size;
    return bytes;
}

Bytes *oli_bytes_new(Vm *vm, const char *data, size_t size) {
    Bytes *bytes = oli_bytes_alloc(vm, size);
    if (bytes) memcpy(bytes->data, data, size);
    return bytes;
}

ByteArray *oli_bytearray_new(Vm *vm, const char *data, size_t size) {
    ByteArray *array = oli_new(vm, vm->classes[CLASS_BYTEARRAY], sizeof(ByteArray));
    if (!array || (size && !oli_bytearray_resize(vm, array, size))) return NULL;
    if (size) memcpy(array->data, data, size);
    return array;
}

Value oli_bytes_instance(Vm *vm, Class *cls, const char *data, size_t size) {
    if (cls->kind == CLASS_BYTEARRAY) {
        ByteArray *array = oli_new(vm, cls, sizeof(ByteArray));
        if (!array || (size && !oli_bytearray_resize(vm, array, size))) return VALUE_ERROR;
        if (size) memcpy(array->data, data, size);
        return make_object(array);
    }
    if (!check_size(vm, size)) return VALUE_ERROR;
    Bytes head = {.size = size};
    Bytes *bytes = oli_new(vm, cls, oli_bytes_object_size(&head));
    if (!bytes) return VALUE_ERROR;
    bytes->size = size;
    memcpy(bytes->data, data, size);
    return make_object(bytes);
}

Value oli_bytes_like_self(Vm *vm, Value self, const char *data, size_t size) {
    if (is_bytes(self)) return bytes_value(oli_bytes_new(vm, data, size));
    ByteArray *array = oli_bytearray_new(vm, data, size);
    return array ? make_object(array) : VALUE_ERROR;
}

Value oli_bytes_unchanged(Vm *vm, Value self) {
    if (is_exact(vm, self, CLASS_BYTES)) return self;
    ByteSpan span = span_of(self);
    return oli_bytes_like_self(vm, self, span.data, span.size);
}

Value oli_bytes_finish(Value self, TextBuilder *text) {
    Value result = text->failed ? VALUE_ERROR : oli_bytes_like_self(text->vm, self, text->data, text->size);
    oli_text_free(text);
    return result;
}

bool oli_bytes_span(Value v, ByteSpan *out) {
    if (is_bytes(v) || is_bytearray(v)) {
        *out = span_of(v);
        return true;
    }
    if (is_kind(v, CLASS_MEMORYVIEW)) return oli_memoryview_span(v, out);
    if (!is_object(v) || !object_of(v)->cls->ops.bytes) return false;
    out->data = object_of(v)->cls->ops.bytes(v, &out->size);
    if (!out->data) out->data = "";
    return true;
}

bool oli_bytes_like(Vm *vm, Value v, ByteSpan *out) {
    if (oli_bytes_span(v, out)) return true;
    return oli_raise_false(vm, EXC_TYPE_ERROR, "a bytes-like object is required, not '%T'", v);
}

/* ---- construction ---- */

bool oli_byte_argument(Vm *vm, Value v, char *out) {
    Value integer = is_int(v) ? v : oli_as_index(vm, v);
    int64_t byte;
    if (is_error(integer)) return false;
    if (!oli_int_to_i64(integer, &byte) || byte < 0 || byte > 255)
        return oli_raise_false(vm, EXC_VALUE_ERROR, "byte must be in range(0, 256)");
    *out = (char)byte;
    return true;
}

typedef struct Collector {
    TextBuilder *out;
    const char *range_error;
} Collector;

static bool collect_item(Vm *vm, Value item, void *context) {
    const Collector *collector = context;
    Value integer = is_int(item) ? item : oli_as_index(vm, item);
    int64_t byte;
    if (is_error(integer)) return false;
    if (!oli_int_to_i64(integer, &byte) || byte < 0 || byte > 255)
        return oli_raise_false(vm, EXC_VALUE_ERROR, "%s", collector->range_error);
    char c = (char)byte;
    return oli_text_append(collector->out, &c, 1);
}

bool oli_bytes_collect(TextBuilder *out, Value iterable, const char *range_error) {
    Collector collector = {out, range_error};
    return oli_for_each(out->vm, iterable, collect_item, &collector);
}

/* `count` zeros, as bytes(count) makes: 1 done, 0 `v` is no count, -1 raised. */
static int build_zeros(TextBuilder *out, Value v) {
    Vm *vm = out->vm;
    if (!is_integer(v) && !class_of(vm, v)->ops.index) return 0;
    Value integer = oli_as_index(vm, v);
    int64_t count;
    if (is_error(integer)) {
        if (!oli_exception_is(vm, EXC_TYPE_ERROR)) return -1;
        clear_exception(vm);
        return 0;
    }
    if (!oli_int_to_i64(integer, &count))
        return oli_raise_int(vm, EXC_OVERFLOW_ERROR, "cannot fit '%T' into an index-sized integer", v);
    if (count < 0) return oli_raise_int(vm, EXC_VALUE_ERROR, "negative count");
    return oli_text_append_fill(out, 0, (size_t)count) ? 1 : -1;
}

/* bytes(source) of anything but str, and without __bytes__. */
static bool build_from(TextBuilder *out, Value source, const char *name) {
    Vm *vm = out->vm;
    ByteSpan span;
    int counted = build_zeros(out, source);
    if (counted) return counted > 0;
    if (oli_bytes_span(source, &span)) return oli_text_append(out, span.data, span.size);
    if (is_kind(source, CLASS_MEMORYVIEW)) {
        Value bytes = oli_memoryview_to_bytes(vm, source);
        return !is_error(bytes) && oli_text_append(out, as_bytes(bytes)->data, as_bytes(bytes)->size);
    }
    const ClassOps *ops = &class_of(vm, source)->ops;
    if (is_str(source) || (!ops->iter && !ops->get_item))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "cannot convert '%T' object to %s", source, name);
    bool is_array = !strcmp(name, "bytearray");
    return oli_bytes_collect(out, source,
                             is_array ? "byte must be in range(0, 256)" : "bytes must be in range(0, 256)");
}

static bool build_encoded(TextBuilder *out, const Value *bound, const char *name) {
    static const char *const NAMES[] = {"source", "encoding", "errors"};
    Vm *vm = out->vm;
    for (int i = 1; i <= 2; i++)
        if (!is_undef(bound[i]) && !is_str(bound[i]))
            return oli_raise_false(vm, EXC_TYPE_ERROR, "%s() argument '%s' must be str, not %T", name, NAMES[i],
                                   bound[i]);
    if (is_undef(bound[0]) || !is_str(bound[0]))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "%s without a string argument",
                               is_undef(bound[1]) ? "errors" : "encoding");
    if (is_undef(bound[1])) return oli_raise_false(vm, EXC_TYPE_ERROR, "string argument without an encoding");
    const Str *errors = is_undef(bound[2]) ? NULL : as_str(bound[2]);
    Value bytes = oli_codec_encode(vm, as_str(bound[0]), as_str(bound[1]), errors);
    return !is_error(bytes) && oli_text_append(out, as_bytes(bytes)->data, as_bytes(bytes)->size);
}

bool oli_bytes_build(TextBuilder *out, Value *bound, const char *name) {
    if (!is_undef(bound[1]) || !is_undef(bound[2])) return build_encoded(out, bound, name);
    if (is_undef(bound[0])) return true;
    if (is_str(bound[0])) return oli_raise_false(out->vm, EXC_TYPE_ERROR, "string argument without an encoding");
    return build_from(out, bound[0], name);
}

/* What source.__bytes__() gives; VALUE_UNDEF when it has none. */
static Value ask_bytes(Vm *vm, Value source) {
    bool is_proxy = is_kind(source, CLASS_WEAK_PROXY) || is_kind(source, CLASS_CALLABLE_WEAK_PROXY);
    if (!is_object(source) || (class_of(vm, source) == vm->classes[object_of(source)->kind] && !is_proxy))
        return VALUE_UNDEF;
    Value bytes = oli_call_special(vm, source, vm->names.dunder_bytes, NULL, 0);
    if (is_error(bytes) || is_undef(bytes) || is_bytes(bytes)) return bytes;
    return oli_raise(vm, EXC_TYPE_ERROR, "__bytes__ returned non-bytes (type %T)", bytes);
}

static Value create_bytes(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    Value bound[NATIVE_MAX_ARGS];
    if (!oli_native_bind(vm, "bytes", "source=, encoding=, errors=", args, count, names, bound)) return VALUE_ERROR;
    bool is_plain = is_undef(bound[1]) && is_undef(bound[2]) && !is_undef(bound[0]);
    if (is_plain && cls == vm->classes[CLASS_BYTES] && is_exact(vm, bound[0], CLASS_BYTES)) return bound[0];
    if (is_plain) {
        Value bytes = ask_bytes(vm, bound[0]);
        if (is_error(bytes) || (!is_undef(bytes) && cls == vm->classes[CLASS_BYTES])) return bytes;
        if (!is_undef(bytes)) bound[0] = bytes;
    }
    RootArray root;
    root_array_push(vm, &root, bound, 3);
    TextBuilder out;
    oli_text_init(&out, vm);
    bool done = oli_bytes_build(&out, bound, "bytes") && !out.failed;
    root_array_pop(vm, &root);
    Value result = done ? oli_bytes_instance(vm, cls, out.data, out.size) : VALUE_ERROR;
    oli_text_free(&out);
    return result;
}

Value oli_bytes_from(Vm *vm, Value v) {
    Value args[] = {v};
    return create_bytes(vm, vm->classes[CLASS_BYTES], args, 1, NULL);
}

static Value create_bytearray(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)args, (void)count, (void)names;
    return oli_bytes_instance(vm, cls, "", 0);
}

/* ---- text ---- */

void oli_bytes_append_repr(TextBuilder *text, ByteSpan span, bool in_bytearray) {
    bool has_single = span.size && memchr(span.data, '\'', span.size);
    char quote = has_single && !memchr(span.data, '"', span.size) ? '"' : '\'';
    const char open[] = {'b', quote};
    oli_text_append(text, open, 2);
    for (size_t i = 0; i < span.size && !text->failed; i++) {
        char c = span.data[i], escape[ESCAPE_MAX] = {'\\', c};
        size_t size = 2;
        if (c == '\t') escape[1] = 't';
        else if (c == '\n') escape[1] = 'n';
        else if (c == '\r') escape[1] = 'r';
        else if (c == '\\' || c == quote || (in_bytearray && c == '\'')) size = 2;
        else if (c >= 0x20 && c < 0x7F) {
            escape[0] = c;
            size = 1;
        } else {
            size = oli_escape((unsigned char)c, escape);
        }
        oli_text_append(text, escape, size);
    }
    oli_text_append(text, &quote, 1);
}

static Value repr(Vm *vm, Value self) {
    TextBuilder text;
    oli_text_init(&text, vm);
    if (is_bytearray(self)) oli_text_format(&text, "%C(", object_of(self)->cls);
    oli_bytes_append_repr(&text, span_of(self), is_bytearray(self));
    if (is_bytearray(self)) oli_text_append(&text, ")", 1);
    return str_value(oli_text_finish(&text));
}

/* ---- operators ---- */

static bool hash(Vm *vm, Value self, int64_t *out) {
    Bytes *bytes = as_bytes(self);
    if (!(bytes->header.flags & BYTES_HASHED)) {
        bytes->hash = (uint32_t)oli_hash_bytes(vm, bytes->data, bytes->size); /* that of the str of the same bytes */
        bytes->header.flags |= BYTES_HASHED;
    }
    *out = bytes->hash;
    return true;
}

static Value compare(Vm *vm, Value a, Value b, CompareOperator op) {
    (void)vm;
    ByteSpan x, y;
    if (is_kind(b, CLASS_MEMORYVIEW)) return VALUE_NOT_IMPLEMENTED; /* it knows better */
    if (!oli_bytes_span(a, &x) || !oli_bytes_span(b, &y)) return VALUE_NOT_IMPLEMENTED;
    bool is_equality = op == COMPARE_EQ || op == COMPARE_NE;
    if (is_equality && x.size != y.size) return make_bool(op == COMPARE_NE);
    int order = memcmp(x.data, y.data, x.size < y.size ? x.size : y.size);
    if (!order) return make_bool(oli_order_holds(op, x.size, y.size));
    return make_bool(oli_order_holds(op, order > 0, order < 0));
}

static int64_t length(Vm *vm, Value self) {
    (void)vm;
    return (int64_t)span_of(self).size;
}

static int contains(Vm *vm, Value self, Value item) {
    ByteSpan part;
    char byte;
    if (is_integer(item) || (!oli_bytes_span(item, &part) && class_of(vm, item)->ops.index)) {
        if (!oli_byte_argument(vm, item, &byte)) return -1;
        part = (ByteSpan){&byte, 1};
    } else if (!oli_bytes_like(vm, item, &part)) {
        return -1;
    }
    ByteSpan span = span_of(self);
    return oli_find(span.data, span.size, part.data, part.size) != NOT_FOUND;
}

static Value get_slice(Vm *vm, Value self, const Slice *slice) {
    int64_t start, stop, step;
    if (!oli_slice_unpack(vm, slice, &start, &stop, &step)) return VALUE_ERROR;
    ByteSpan span = span_of(self);
    int64_t count = oli_slice_clip((int64_t)span.size, &start, &stop, step);
    if (count <= 0) return oli_bytes_like_self(vm, self, "", 0);
    if (step == 1 && (size_t)count == span.size) return oli_bytes_unchanged(vm, self);
    if (step == 1) return oli_bytes_like_self(vm, self, span.data + start, (size_t)count);
    Value result = oli_bytes_like_self(vm, self, span.data, (size_t)count);
    if (is_error(result)) return result;
    char *out = is_bytes(result) ? as_bytes(result)->data : as_bytearray(result)->data;
    for (int64_t i = 0; i < count; i++) out[i] = span.data[start + i * step];
    return result;
}

static Value get_item(Vm *vm, Value self, Value key) {
    if (is_kind(key, CLASS_SLICE)) return get_slice(vm, self, (const Slice *)object_of(key));
    int64_t index;
    int known = oli_subscript_index(vm, key, &index);
    if (known < 0) return VALUE_ERROR;
    if (!known)
        return oli_raise(vm, EXC_TYPE_ERROR, "%s indices must be integers or slices, not %T",
                         is_bytes(self) ? "byte" : "bytearray", key);
    ByteSpan span = span_of(self);
    size_t at;
    if (!oli_resolve_index(index, span.size, &at))
        return oli_raise(vm, EXC_INDEX_ERROR, is_bytes(self) ? "index out of range" : "bytearray index out of range");
    return make_int((unsigned char)span.data[at]);
}

Value oli_bytes_concat_foreign(Vm *vm, Value a, Value b) {
    const ClassOps *ops = &class_of(vm, b)->ops;
    Value result = ops->binary ? ops->binary(vm, BINARY_ADD, a, b) : VALUE_NOT_IMPLEMENTED;
    return is_not_implemented(result) ? oli_raise(vm, EXC_TYPE_ERROR, "can't concat %T to %T", b, a) : result;
}

static Value concat(Vm *vm, Value a, Value b) {
    ByteSpan x, y;
    if (!is_bytes(a) && !is_bytearray(a)) return VALUE_NOT_IMPLEMENTED;
    if (!oli_bytes_span(b, &y)) return oli_bytes_concat_foreign(vm, a, b);
    x = span_of(a);
    if (x.size > SIZE_MAX / 2 - y.size) return oli_raise_no_memory(vm);
    if (is_bytes(a)) {
        Bytes *sum = oli_bytes_alloc(vm, x.size + y.size);
        if (!sum) return VALUE_ERROR;
        memcpy(sum->data, x.data, x.size);
        memcpy(sum->data + x.size, y.data, y.size);
        return make_object(sum);
    }
    ByteArray *sum = oli_bytearray_new(vm, x.data, x.size);
    if (!sum || !oli_bytearray_resize(vm, sum, x.size + y.size)) return VALUE_ERROR;
    if (y.size) memcpy(sum->data + x.size, y.data, y.size);
    return make_object(sum);
}

static Value repeat(Vm *vm, Value a, Value b) {
    bool a_is_self = is_bytes(a) || is_bytearray(a);
    if (!oli_may_repeat(vm, a_is_self ? b : a)) return VALUE_NOT_IMPLEMENTED;
    size_t count;
    Value early = oli_repeat_count(vm, a, b, !a_is_self, &count);
    if (!is_undef(early)) return early;
    Value self = a_is_self ? a : b;
    ByteSpan span = span_of(self);
    if (span.size && count > (size_t)INT64_MAX / span.size) {
        if (is_bytearray(self)) return oli_raise_no_memory(vm);
        return oli_raise(vm, EXC_OVERFLOW_ERROR, "repeated bytes are too long");
    }
    if (count == 1) return oli_bytes_unchanged(vm, self);
    size_t size = span.size * count;
    if (!oli_may_allocate(vm, size)) return VALUE_ERROR;
    Value result;
    if (is_bytes(self)) result = bytes_value(oli_bytes_alloc(vm, size));
    else result = oli_bytes_like_self(vm, self, "", 0);
    if (is_error(result) || !size) return result;
    if (is_bytearray(result) && !oli_bytearray_resize(vm, as_bytearray(result), size)) return VALUE_ERROR;
    char *out = is_bytes(result) ? as_bytes(result)->data : as_bytearray(result)->data;
    memcpy(out, span.data, span.size);
    for (size_t done = span.size; done < size;) {
        size_t step = done < size - done ? done : size - done;
        memcpy(out + done, out, step);
        done += step;
    }
    return result;
}

static Value percent(Vm *vm, Value self, Value argument) {
    ByteSpan span = span_of(self);
    TextBuilder out, copy;
    oli_text_init(&copy, vm); /* a bytearray may change while it is read */
    oli_text_init(&out, vm);
    bool done = oli_text_append(&copy, span.data, span.size) &&
                oli_percent_format_bytes(&out, copy.data, copy.size, argument);
    oli_text_free(&copy);
    if (done) return oli_bytes_finish(self, &out);
    oli_text_free(&out);
    return VALUE_ERROR;
}

static Value binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    switch (op) {
    case BINARY_ADD: return concat(vm, a, b);
    case BINARY_MUL: return repeat(vm, a, b);
    case BINARY_MOD: return is_bytes(a) || is_bytearray(a) ? percent(vm, a, b) : VALUE_NOT_IMPLEMENTED;
    default: return VALUE_NOT_IMPLEMENTED;
    }
}

static Value iter(Vm *vm, Value self) { return oli_iterator_over(vm, CLASS_BYTES_ITERATOR, self, 0); }

/* ---- methods that belong to no other file ---- */

static Value dunder_bytes(Vm *vm, Value *args) { return oli_bytes_unchanged(vm, args[0]); }

static Value getnewargs(Vm *vm, Value *args) {
    Value bytes = oli_bytes_unchanged(vm, args[0]);
    if (is_error(bytes)) return VALUE_ERROR;
    Tuple *tuple = oli_tuple_from(vm, &bytes, 1);
    return tuple ? make_object(tuple) : VALUE_ERROR;
}

/* ---- the iterator ---- */

static void trace_iterator(Tracer *tracer, Object *self) {
    trace_value(tracer, ((SequenceIterator *)(void *)self)->sequence);
}

static Value iterator_self(Vm *vm, Value self) {
    (void)vm;
    return self;
}

static Value iterator_next(Vm *vm, Value self) {
    SequenceIterator *iterator = (SequenceIterator *)object_of(self);
    (void)vm;
    if (is_undef(iterator->sequence)) return VALUE_STOP;
    ByteSpan span = span_of(iterator->sequence);
    if (iterator->index < span.size) return make_int((unsigned char)span.data[iterator->index++]);
    iterator->sequence = VALUE_UNDEF;
    return VALUE_STOP;
}

static Value iterator_length_hint(Vm *vm, Value *args) {
    const SequenceIterator *iterator = (const SequenceIterator *)object_of(args[0]);
    (void)vm;
    if (is_undef(iterator->sequence)) return make_int(0);
    size_t size = span_of(iterator->sequence).size;
    return make_int(size > iterator->index ? (int64_t)(size - iterator->index) : 0);
}

/* ---- the classes ---- */

static const NativeDef bytes_methods[] = {
#define METHOD(name, signature, function) NATIVE(name, signature, oli_bytes_do_##function),
    BYTES_METHODS(METHOD)
    NATIVE("__bytes__", "self, /", dunder_bytes),
    NATIVE("__getnewargs__", "self, /", getnewargs),
    NATIVE_END,
};

static const NativeDef bytearray_methods[] = {
    BYTES_METHODS(METHOD)
    BYTEARRAY_METHODS(METHOD)
#undef METHOD
    NATIVE_END,
};

static const NativeDef class_methods[] = {NATIVE("fromhex", "cls, string, /", oli_bytes_do_fromhex), NATIVE_END};
static const NativeDef static_methods[] = {NATIVE("maketrans", "frm, to, /", oli_bytes_do_maketrans), NATIVE_END};
static const NativeDef iterator_methods[] = {NATIVE("__length_hint__", "self, /", iterator_length_hint),
                                                NATIVE("__setstate__", "self, state, /", oli_iterator_set_state),
                                                NATIVE_END};

static const ClassSpec bytes_spec = {
    .id = CLASS_BYTES,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\n\n"
           "An immutable array of bytes.",
    .size = sizeof(Bytes),
    .flags = CLASS_FLAG_SUBCLASSABLE | CLASS_FLAG_VARIABLE,
    .ops = {.create = create_bytes,
            .repr = repr,
            .hash = hash,
            .compare = compare,
            .length = length,
            .get_item = get_item,
            .contains = contains,
            .iter = iter,
            .binary = binary},
    .methods = bytes_methods,
    .class_methods = class_methods,
    .static_methods = static_methods,
};

static const ClassSpec bytearray_spec = {
    .id = CLASS_BYTEARRAY,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "bytearray(iterable_of_ints) -> bytearray\n\nA mutable array of bytes.",
    .size = sizeof(ByteArray),
    .flags = CLASS_FLAG_SUBCLASSABLE,
    .ops = {.finalize = oli_bytearray_finalize,
            .create = create_bytearray,
            .init = oli_bytearray_init,
            .repr = repr,
            .compare = compare,
            .length = length,
            .get_item = get_item,
            .set_item = oli_bytearray_set_item,
            .contains = contains,
            .iter = iter,
            .binary = binary,
            .inplace = oli_bytearray_inplace},
    .methods = bytearray_methods,
    .class_methods = class_methods,
    .static_methods = static_methods,
};

static const ClassSpec iterator_spec = {
    .id = CLASS_BYTES_ITERATOR,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(SequenceIterator),
    .ops = {.trace = trace_iterator, .iter = iterator_self, .next = iterator_next},
    .methods = iterator_methods,
};

bool oli_init_bytes(Vm *vm) {
    return oli_class_define(vm, &bytes_spec) && oli_class_define(vm, &bytearray_spec) &&
           oli_class_define(vm, &iterator_spec) && oli_memoryview_define(vm);
}
