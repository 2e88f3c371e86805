/* SPDX-License-Identifier: MIT
 *
 * memoryview: a one-dimensional window on the bytes of a bytes or bytearray, whole or every n-th item, whose items are
 * bytes or, after cast(), native numbers.
 *
 * A view refers to the bytes object or bytearray itself, never to another view. While it is not released, a bytearray's
 * size does not change (ViewCount), so offset and length stay within it.
 */
#include <limits.h>
#include <string.h>

#include "types/bytes_methods.h"
#include "types/container.h"
#include "types/native.h"
#include "types/slice.h"
#include "types/str_methods.h"

typedef struct MemoryView {
    Object header;
    Value source;     /* Bytes or ByteArray; VALUE_UNDEF once released */
    ViewCount *count; /* of a ByteArray, or NULL */
    size_t offset;    /* of the first item, in bytes */
    size_t length;    /* items */
    int64_t stride;   /* bytes from one item to the next */
    uint8_t item_size;
    char format;
    bool is_readonly;
} MemoryView;

static MemoryView *as_view(Value v) { return (MemoryView *)object_of(v); }

static bool is_released(const MemoryView *view) { return is_undef(view->source); }

static bool check_alive(Vm *vm, const MemoryView *view) {
    if (!is_released(view)) return true;
    return oli_raise_false(vm, EXC_VALUE_ERROR, "operation forbidden on released memoryview object");
}

/* The address of item `index` of a view that is not released. */
static char *item_at(const MemoryView *view, size_t index) {
    char *base = is_bytes(view->source) ? as_bytes(view->source)->data : as_bytearray(view->source)->data;
    return base + view->offset + (int64_t)index * view->stride;
}

static bool is_contiguous(const MemoryView *view) { return view->stride == view->item_size || view->length < 2; }

/* ---- making and ending ---- */

/* A view like `like`, on the same bytes. */
static MemoryView *new_view(Vm *vm, const MemoryView *like) {
    MemoryView *view = oli_new(vm, vm->classes[CLASS_MEMORYVIEW], sizeof *view);
    if (!view) return NULL;
    view->source = VALUE_UNDEF; /* until the count is right */
    ViewCount *count = NULL;
    if (is_bytearray(like->source) && !(count = oli_bytearray_add_view(vm, as_bytearray(like->source)))) return NULL;
    Object header = view->header;
    *view = *like;
    view->header = header;
    view->count = count;
    return view;
}

static MemoryView *view_of(Vm *vm, Value source) {
    MemoryView whole = {.source = source, .stride = 1, .item_size = 1, .format = 'B', .is_readonly = is_bytes(source)};
    whole.length = span_of(source).size;
    return new_view(vm, &whole);
}

static Value create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    Value bound[NATIVE_MAX_ARGS];
    (void)cls;
    if (!oli_native_bind(vm, "memoryview", "object", args, count, names, bound)) return VALUE_ERROR;
    MemoryView *view;
    if (is_kind(bound[0], CLASS_MEMORYVIEW)) {
        if (!check_alive(vm, as_view(bound[0]))) return VALUE_ERROR;
        view = new_view(vm, as_view(bound[0]));
    } else if (is_bytes(bound[0]) || is_bytearray(bound[0])) {
        view = view_of(vm, bound[0]);
    } else {
        return oli_raise(vm, EXC_TYPE_ERROR, "memoryview: a bytes-like object is required, not '%T'", bound[0]);
    }
    return view ? make_object(view) : VALUE_ERROR;
}

static void let_go(Vm *vm, MemoryView *view) {
    if (view->count) view->count->views--;
    oli_view_count_release(vm, view->count);
    view->count = NULL;
}

static Value release(Vm *vm, Value *args) {
    MemoryView *view = as_view(args[0]);
    let_go(vm, view);
    view->source = VALUE_UNDEF;
    return VALUE_NONE;
}

static void finalize(Vm *vm, Object *self) { let_go(vm, (MemoryView *)(void *)self); }

static void trace(Tracer *tracer, Object *self) { trace_value(tracer, ((MemoryView *)(void *)self)->source); }

/* ---- items ---- */

#define READ(type, make)                                                                                              \
    {                                                                                                                 \
        type item;                                                                                                    \
        memcpy(&item, p, sizeof item);                                                                                \
        return make;                                                                                                  \
    }

static Value read_item(Vm *vm, const MemoryView *view, size_t index) {
    const char *p = item_at(view, index);
    switch (view->format) {
    case 'b': READ(signed char, make_int(item))
    case 'c': return bytes_value(oli_bytes_new(vm, p, 1));
    case 'h': READ(short, make_int(item))
    case 'H': READ(unsigned short, make_int(item))
    case 'i': READ(int, make_int(item))
    case 'I': READ(unsigned, make_int(item))
    case 'l': READ(long, oli_int_from_i64(vm, item))
    case 'L': READ(unsigned long, oli_int_from_u64(vm, item))
    case 'n':
    case 'q': READ(int64_t, oli_int_from_i64(vm, item))
    case 'N':
    case 'Q': READ(uint64_t, oli_int_from_u64(vm, item))
    case 'f': READ(float, make_float(vm, (double)item))
    case 'd': READ(double, make_float(vm, item))
    case '?': return make_bool(*p != 0);
    default: READ(unsigned char, make_int(item))
    }
}

static bool invalid_value(Vm *vm, char format) {
    return oli_raise_false(vm, EXC_VALUE_ERROR, "memoryview: invalid value for format '%c'", format);
}

static bool invalid_type(Vm *vm, char format) {
    return oli_raise_false(vm, EXC_TYPE_ERROR, "memoryview: invalid type for format '%c'", format);
}

/* The bytes of an integer item, in native order. */
static bool pack_integer(Vm *vm, char format, size_t size, Value v, char *out) {
    if (!is_integer(v) && !class_of(vm, v)->ops.index) return invalid_type(vm, format);
    Value integer = oli_as_index(vm, v);
    if (is_error(integer)) return false;
    bool is_signed = strchr("bhilqn", format) != NULL;
    int64_t value;
    if (!oli_int_to_i64(integer, &value)) {
        bool is_wide = !is_signed && size == 8;
        if (!is_wide || is_int(integer)) return invalid_value(vm, format);
        Str *digits = oli_int_to_str(vm, integer, 16);
        if (!digits) return false;
        if (digits->data[0] == '-' || digits->size > 16) return invalid_value(vm, format);
        uint64_t wide = 0;
        for (size_t i = 0; i < digits->size; i++)
            wide = wide << 4 | (uint64_t)(digits->data[i] <= '9' ? digits->data[i] - '0' : digits->data[i] - 'a' + 10);
        memcpy(out, &wide, 8);
        return true;
    }
    unsigned bits = (unsigned)size * CHAR_BIT;
    bool fits = size == 8 ? is_signed || value >= 0
                : is_signed ? value >= -((int64_t)1 << (bits - 1)) && value < (int64_t)1 << (bits - 1)
                            : value >= 0 && value < (int64_t)1 << bits;
    if (!fits) return invalid_value(vm, format);
    uint8_t byte = (uint8_t)value;
    uint16_t two = (uint16_t)value;
    uint32_t four = (uint32_t)value;
    if (size == 1) memcpy(out, &byte, size);
    else if (size == 2) memcpy(out, &two, size);
    else if (size == 4) memcpy(out, &four, size);
    else memcpy(out, &value, size);
    return true;
}

/* `v` in the form of an item, at `out` (8 bytes). May run script. */
static bool pack_item(Vm *vm, const MemoryView *view, Value v, char *out) {
    char format = view->format;
    if (format == 'c') {
        if (!is_bytes(v)) return invalid_type(vm, format);
        if (as_bytes(v)->size != 1) return invalid_value(vm, format);
        out[0] = as_bytes(v)->data[0];
        return true;
    }
    if (format == '?') {
        int truth = oli_truth(vm, v);
        out[0] = truth == 1;
        return truth >= 0;
    }
    if (format != 'f' && format != 'd') return pack_integer(vm, format, view->item_size, v, out);
    double d;
    if (!oli_as_double(vm, v, &d)) {
        if (!oli_exception_is(vm, EXC_TYPE_ERROR)) return false;
        clear_exception(vm);
        return invalid_type(vm, format);
    }
    float f = (float)d;
    if (format == 'f') memcpy(out, &f, sizeof f);
    else memcpy(out, &d, sizeof d);
    return true;
}

/* ---- bytes out ---- */

bool oli_memoryview_span(Value v, ByteSpan *out) {
    const MemoryView *view = as_view(v);
    if (is_released(view) || !is_contiguous(view)) return false;
    *out = (ByteSpan){view->length ? item_at(view, 0) : "", view->length * view->item_size};
    return true;
}

bool oli_memoryview_is_readonly(Value v) { return as_view(v)->is_readonly; }

Value oli_memoryview_to_bytes(Vm *vm, Value v) {
    const MemoryView *view = as_view(v);
    if (!check_alive(vm, view)) return VALUE_ERROR;
    Bytes *bytes = oli_bytes_alloc(vm, view->length * view->item_size);
    if (!bytes) return VALUE_ERROR;
    for (size_t i = 0; i < view->length; i++)
        memcpy(bytes->data + i * view->item_size, item_at(view, i), view->item_size);
    return make_object(bytes);
}

static Value to_bytes(Vm *vm, Value *args) { return oli_memoryview_to_bytes(vm, args[0]); }

static Value to_list(Vm *vm, Value *args) {
    const MemoryView *view = as_view(args[0]);
    if (!check_alive(vm, view)) return VALUE_ERROR;
    List *list = oli_list_new(vm, view->length);
    for (size_t i = 0; list && i < view->length; i++) {
        Value item = read_item(vm, view, i);
        if (is_error(item) || !oli_list_append(vm, list, item)) return VALUE_ERROR;
    }
    return list ? make_object(list) : VALUE_ERROR;
}

static Value hex(Vm *vm, Value *args) {
    Value bytes = oli_memoryview_to_bytes(vm, args[0]);
    if (is_error(bytes)) return VALUE_ERROR;
    args[0] = bytes;
    return oli_bytes_hex(vm, bytes, args[1], args[2]);
}

/* ---- operators ---- */

static int64_t length(Vm *vm, Value self) {
    const MemoryView *view = as_view(self);
    return check_alive(vm, view) ? (int64_t)view->length : -1;
}

static Value get_slice(Vm *vm, const MemoryView *view, const Slice *slice) {
    int64_t start, stop, step;
    if (!oli_slice_unpack(vm, slice, &start, &stop, &step) || !check_alive(vm, view)) return VALUE_ERROR;
    MemoryView part = *view;
    part.length = (size_t)oli_slice_clip((int64_t)view->length, &start, &stop, step);
    if (part.length) part.offset = (size_t)((int64_t)view->offset + start * view->stride);
    part.stride = view->stride * step;
    MemoryView *made = new_view(vm, &part);
    return made ? make_object(made) : VALUE_ERROR;
}

/* The index that `key` is: false, an exception is pending. */
static bool read_index(Vm *vm, const MemoryView *view, Value key, size_t *out) {
    if (is_tuple(key) && as_tuple(key)->count == 1) key = as_tuple(key)->items[0];
    if (is_tuple(key) && !as_tuple(key)->count)
        return oli_raise_false(vm, EXC_NOT_IMPLEMENTED_ERROR, "sub-views are not implemented");
    if (is_tuple(key))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "cannot index 1-dimension view with %zu-element tuple",
                               as_tuple(key)->count);
    int64_t index;
    int known = oli_subscript_index(vm, key, &index);
    if (known < 0) return false;
    if (!known) return oli_raise_false(vm, EXC_TYPE_ERROR, "memoryview: invalid slice key");
    if (!check_alive(vm, view)) return false;
    if (oli_resolve_index(index, view->length, out)) return true;
    return oli_raise_false(vm, EXC_INDEX_ERROR, "index out of bounds on dimension 1");
}

static Value get_item(Vm *vm, Value self, Value key) {
    const MemoryView *view = as_view(self);
    if (!check_alive(vm, view)) return VALUE_ERROR;
    if (is_kind(key, CLASS_SLICE)) return get_slice(vm, view, (const Slice *)object_of(key));
    size_t index;
    return read_index(vm, view, key, &index) ? read_item(vm, view, index) : VALUE_ERROR;
}

static bool set_slice(Vm *vm, const MemoryView *view, const Slice *slice, Value item) {
    ByteSpan span;
    int64_t start, stop, step;
    char format = is_kind(item, CLASS_MEMORYVIEW) ? as_view(item)->format : 'B';
    Value bytes = item;
    if (is_kind(item, CLASS_MEMORYVIEW)) bytes = oli_memoryview_to_bytes(vm, item);
    else if (is_bytearray(item)) bytes = bytes_value(oli_bytes_new(vm, span_of(item).data, span_of(item).size));
    if (is_error(bytes)) return false; /* a copy, since they may overlap */
    Root root;
    root_push(vm, &root, bytes);
    bool unpacked = oli_slice_unpack(vm, slice, &start, &stop, &step);
    root_pop(vm, &root);
    if (!unpacked || !check_alive(vm, view) || !oli_bytes_like(vm, bytes, &span)) return false;
    size_t count = (size_t)oli_slice_clip((int64_t)view->length, &start, &stop, step);
    if (format != view->format || span.size != count * view->item_size)
        return oli_raise_false(vm, EXC_VALUE_ERROR,
                               "memoryview assignment: lvalue and rvalue have different structures");
    for (size_t i = 0; i < count; i++)
        memcpy(item_at(view, (size_t)(start + (int64_t)i * step)), span.data + i * view->item_size, view->item_size);
    return true;
}

static bool set_item(Vm *vm, Value self, Value key, Value item) {
    const MemoryView *view = as_view(self);
    if (!check_alive(vm, view)) return false;
    if (view->is_readonly) return oli_raise_false(vm, EXC_TYPE_ERROR, "cannot modify read-only memory");
    if (is_undef(item)) return oli_raise_false(vm, EXC_TYPE_ERROR, "cannot delete memory");
    if (is_kind(key, CLASS_SLICE)) return set_slice(vm, view, (const Slice *)object_of(key), item);
    size_t index;
    char packed[8];
    if (!read_index(vm, view, key, &index) || !pack_item(vm, view, item, packed) || !check_alive(vm, view))
        return false;
    memcpy(item_at(view, index), packed, view->item_size);
    return true;
}

/* Whether two views hold equal items: 1, 0, -1. Items are built-in values: comparing them runs no script. */
static int equal_items(Vm *vm, const MemoryView *a, const MemoryView *b) {
    if (a->length != b->length) return 0;
    for (size_t i = 0; i < a->length; i++) {
        Value x = read_item(vm, a, i), y = is_error(x) ? VALUE_ERROR : read_item(vm, b, i);
        if (is_error(y)) return -1;
        int equal = oli_compare_bool(vm, x, y, COMPARE_EQ);
        if (equal != 1) return equal;
    }
    return 1;
}

static Value compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (op != COMPARE_EQ && op != COMPARE_NE) return VALUE_NOT_IMPLEMENTED;
    const MemoryView *view = as_view(a);
    MemoryView whole = {.stride = 1, .item_size = 1, .format = 'B'}, *other = &whole;
    if (is_kind(b, CLASS_MEMORYVIEW)) {
        other = as_view(b);
    } else if (is_bytes(b) || is_bytearray(b)) {
        whole.source = b;
        whole.length = span_of(b).size;
    } else {
        return VALUE_NOT_IMPLEMENTED;
    }
    if (view == other || is_released(view) || is_released(other))
        return make_bool((view == other) == (op == COMPARE_EQ));
    int equal = equal_items(vm, view, other);
    return equal < 0 ? VALUE_ERROR : make_bool(equal == (op == COMPARE_EQ));
}

static bool hash(Vm *vm, Value self, int64_t *out) {
    const MemoryView *view = as_view(self);
    if (!check_alive(vm, view)) return false;
    if (!view->is_readonly) return oli_raise_false(vm, EXC_VALUE_ERROR, "cannot hash writable memoryview object");
    if (!strchr("Bbc", view->format))
        return oli_raise_false(vm, EXC_VALUE_ERROR, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
    Value bytes = oli_memoryview_to_bytes(vm, self);
    return !is_error(bytes) && oli_hash(vm, bytes, out);
}

static Value repr(Vm *vm, Value self) {
    const char *what = is_released(as_view(self)) ? "released memory" : "memory";
    return str_value(oli_str_format(vm, "<%s at 0x%012llx>", what, (unsigned long long)VALUE_BITS(self)));
}

static Value iter(Vm *vm, Value self) {
    if (!check_alive(vm, as_view(self))) return VALUE_ERROR;
    return oli_iterator_over(vm, CLASS_SEQUENCE_ITERATOR, self, 0);
}

/* ---- other methods ---- */

static size_t size_of_format(char format) {
    switch (format) {
    case 'B':
    case 'b':
    case 'c':
    case '?': return 1;
    case 'h':
    case 'H': return sizeof(short);
    case 'i':
    case 'I': return sizeof(int);
    case 'l':
    case 'L': return sizeof(long);
    case 'q':
    case 'Q':
    case 'n':
    case 'N': return 8;
    case 'f': return sizeof(float);
    case 'd': return sizeof(double);
    default: return 0;
    }
}

static bool is_byte_format(char format) { return format == 'B' || format == 'b' || format == 'c'; }

static Value cast(Vm *vm, Value *args) {
    const MemoryView *view = as_view(args[0]);
    if (!check_alive(vm, view)) return VALUE_ERROR;
    if (!is_str(args[1])) return oli_raise(vm, EXC_TYPE_ERROR, "cast() argument 'format' must be str, not %T", args[1]);
    if (!is_undef(args[2]))
        return oli_raise(vm, EXC_NOT_IMPLEMENTED_ERROR, "memoryview: multi-dimensional views are not supported");
    const Str *name = as_str(args[1]);
    size_t skip = name->size == 2 && name->data[0] == '@';
    char format = name->size == skip + 1 ? name->data[skip] : 0;
    size_t item_size = size_of_format(format);
    if (!item_size)
        return oli_raise(vm, EXC_VALUE_ERROR,
                         "memoryview: destination format must be a native single character format prefixed with an "
                         "optional '@'");
    if (!is_contiguous(view))
        return oli_raise(vm, EXC_TYPE_ERROR, "memoryview: casts are restricted to C-contiguous views");
    if (!is_byte_format(view->format) && !is_byte_format(format))
        return oli_raise(vm, EXC_TYPE_ERROR, "memoryview: cannot cast between two non-byte formats");
    size_t size = view->length * view->item_size;
    if (size % item_size) return oli_raise(vm, EXC_TYPE_ERROR, "memoryview: length is not a multiple of itemsize");
    MemoryView made = *view;
    made.format = format;
    made.item_size = (uint8_t)item_size;
    made.stride = (int64_t)item_size;
    made.length = size / item_size;
    MemoryView *result = new_view(vm, &made);
    return result ? make_object(result) : VALUE_ERROR;
}

static Value to_readonly(Vm *vm, Value *args) {
    const MemoryView *view = as_view(args[0]);
    if (!check_alive(vm, view)) return VALUE_ERROR;
    MemoryView made = *view;
    made.is_readonly = true;
    MemoryView *result = new_view(vm, &made);
    return result ? make_object(result) : VALUE_ERROR;
}

static Value enter(Vm *vm, Value *args) { return check_alive(vm, as_view(args[0])) ? args[0] : VALUE_ERROR; }

/* ---- attributes ---- */

#define VIEW_GETTER(name, expression)                                                                                 \
    static Value get_##name(Vm *vm, Value self) {                                                                     \
        const MemoryView *view = as_view(self);                                                                       \
        return check_alive(vm, view) ? (expression) : VALUE_ERROR;                                                    \
    }

static Value one_tuple(Vm *vm, Value v) {
    Tuple *tuple = oli_tuple_from(vm, &v, 1);
    return tuple ? make_object(tuple) : VALUE_ERROR;
}

VIEW_GETTER(obj, view->source)
VIEW_GETTER(nbytes, make_int((int64_t)(view->length * view->item_size)))
VIEW_GETTER(itemsize, make_int(view->item_size))
VIEW_GETTER(format, str_value(oli_str_char(vm, (uint32_t)view->format)))
VIEW_GETTER(ndim, make_int(1))
VIEW_GETTER(readonly, make_bool(view->is_readonly))
VIEW_GETTER(shape, one_tuple(vm, make_int((int64_t)view->length)))
VIEW_GETTER(strides, one_tuple(vm, make_int(view->stride)))
VIEW_GETTER(suboffsets, make_object(vm->empty_tuple))
VIEW_GETTER(contiguous, make_bool(view->length == 1 || view->stride == view->item_size))

static const GetSetDef getsets[] = {
    {"obj", get_obj, NULL},
    {"nbytes", get_nbytes, NULL},
    {"itemsize", get_itemsize, NULL},
    {"format", get_format, NULL},
    {"ndim", get_ndim, NULL},
    {"readonly", get_readonly, NULL},
    {"shape", get_shape, NULL},
    {"strides", get_strides, NULL},
    {"suboffsets", get_suboffsets, NULL},
    {"contiguous", get_contiguous, NULL},
    {"c_contiguous", get_contiguous, NULL},
    {"f_contiguous", get_contiguous, NULL},
    {NULL, NULL, NULL},
};

static const NativeDef methods[] = {
    NATIVE("tobytes", "self, order=", to_bytes),
    NATIVE("tolist", "self, /", to_list),
    NATIVE("hex", "self, sep=, bytes_per_sep=1", hex),
    NATIVE("release", "self, /", release),
    NATIVE("cast", "self, format, shape=", cast),
    NATIVE("toreadonly", "self, /", to_readonly),
    NATIVE("__enter__", "self, /", enter),
    NATIVE("__exit__", "self, *args", release),
    NATIVE_END,
};

static const ClassSpec spec = {
    .id = CLASS_MEMORYVIEW,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "Create a new memoryview object which references the given object.",
    .size = sizeof(MemoryView),
    .ops = {.trace = trace,
            .finalize = finalize,
            .create = create,
            .repr = repr,
            .hash = hash,
            .compare = compare,
            .length = length,
            .get_item = get_item,
            .set_item = set_item,
            .iter = iter},
    .methods = methods,
    .getsets = getsets,
};

bool oli_memoryview_define(Vm *vm) { return oli_class_define(vm, &spec); }
