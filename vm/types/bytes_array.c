/* SPDX-License-Identifier: MIT
 *
 * bytearray: its storage, and the operations that change it.
 *
 * Invariant: data[0 .. size) lies within block[0 .. capacity). Growing leaves room behind, so that appending is
 * amortised; removing from the front moves `data`, and the room before it is taken back when the block is full. While a
 * memoryview looks into it, the size must not change: a view that nobody holds any more is found by a collection first.
 */
#include <string.h>

#include "types/bytes_methods.h"
#include "types/container.h"
#include "types/native.h"
#include "types/slice.h"
#include "types/str_find.h"

/* ---- views ---- */

ViewCount *oli_bytearray_add_view(Vm *vm, ByteArray *array) {
    if (!array->views) {
        array->views = oli_resize(vm, NULL, 0, sizeof *array->views);
        if (!array->views) return NULL;
        *array->views = (ViewCount){.owners = 1};
    }
    array->views->views++;
    array->views->owners++;
    return array->views;
}

void oli_view_count_release(Vm *vm, ViewCount *count) {
    if (count && !--count->owners) oli_release(vm, count, sizeof *count);
}

/* Whether the size may change. May collect garbage: what the caller holds is rooted. */
static bool check_views(Vm *vm, ByteArray *array) {
    if (!array->views || !array->views->views) return true;
    oli_gc_full(vm);
    if (!array->views->views) return true;
    return oli_raise_false(vm, EXC_BUFFER_ERROR, "Existing exports of data: object cannot be re-sized");
}

/* ---- storage ---- */

void oli_bytearray_finalize(Vm *vm, Object *self) {
    ByteArray *array = (ByteArray *)(void *)self;
    oli_release(vm, array->block, array->capacity);
    oli_view_count_release(vm, array->views);
}

static void release_block(Vm *vm, ByteArray *array) {
    oli_release(vm, array->block, array->capacity);
    array->block = array->data = NULL;
    array->size = array->capacity = 0;
}

/* Give the block `capacity` bytes, with the data at its start. */
static bool set_capacity(Vm *vm, ByteArray *array, size_t capacity) {
    if (array->data != array->block) memmove(array->block, array->data, array->size);
    array->data = array->block;
    char *block = oli_resize(vm, array->block, array->capacity, capacity);
    if (!block) return false;
    array->block = array->data = block;
    array->capacity = capacity;
    return true;
}

/* Room for `size` bytes from data on. */
static bool reserve(Vm *vm, ByteArray *array, size_t size) {
    size_t before = (size_t)(array->data - array->block);
    if (array->block && size <= array->capacity - before) return true;
    if (size > SIZE_MAX / 4) {
        oli_raise_no_memory(vm);
        return false;
    }
    if (size <= array->capacity / 2) { /* enough of it is unused in front */
        memmove(array->block, array->data, array->size);
        array->data = array->block;
        return true;
    }
    return set_capacity(vm, array, array->capacity ? size + size / 4 + 16 : size);
}

bool oli_bytearray_resize(Vm *vm, ByteArray *array, size_t size) {
    if (size == array->size) return true;
    if (!check_views(vm, array)) return false;
    if (!size) {
        release_block(vm, array);
        return true;
    }
    if (size > array->size) {
        if (!reserve(vm, array, size)) return false;
        memset(array->data + array->size, 0, size - array->size);
        array->size = size;
        return true;
    }
    array->size = size;
    if (size < array->capacity / 4 && !set_capacity(vm, array, size + size / 4 + 16)) clear_exception(vm);
    return true;
}

/* Make the bytes [start, end) be `size` bytes, whose contents are left open. */
static bool open_gap(Vm *vm, ByteArray *array, size_t start, size_t end, size_t size) {
    size_t old = end - start, tail = array->size - end;
    if (size == old) return true;
    if (size < old && start == 0 && size == 0 && tail) { /* off the front */
        if (!check_views(vm, array)) return false;
        array->data += old;
        array->size -= old;
        return true;
    }
    if (size > old) {
        if (!oli_bytearray_resize(vm, array, array->size + (size - old))) return false;
        memmove(array->data + start + size, array->data + end, tail);
        return true;
    }
    if (!check_views(vm, array)) return false;
    memmove(array->data + start + size, array->data + end, tail);
    return oli_bytearray_resize(vm, array, array->size - (old - size));
}

/* Replace the bytes [start, end) by those of a span that is not its own. */
static bool splice(Vm *vm, ByteArray *array, size_t start, size_t end, ByteSpan with) {
    if (!open_gap(vm, array, start, end, with.size)) return false;
    if (with.size) memcpy(array->data + start, with.data, with.size);
    return true;
}

/* ---- construction ---- */

bool oli_bytearray_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    Value bound[NATIVE_MAX_ARGS];
    if (!oli_native_bind(vm, "bytearray", "source=, encoding=, errors=", args, count, names, bound)) return false;
    RootArray root;
    root_array_push(vm, &root, bound, 3);
    TextBuilder out;
    oli_text_init(&out, vm);
    ByteArray *array = as_bytearray(self);
    bool done = oli_bytes_build(&out, bound, "bytearray") && !out.failed &&
                splice(vm, array, 0, array->size, (ByteSpan){out.data, out.size});
    oli_text_free(&out);
    root_array_pop(vm, &root);
    return done;
}

/* ---- subscripts ---- */

static bool set_index(Vm *vm, ByteArray *array, Value key, Value item) {
    int64_t index;
    int known = oli_subscript_index(vm, key, &index);
    if (known < 0) return false;
    if (!known)
        return oli_raise_false(vm, EXC_TYPE_ERROR, "bytearray indices must be integers or slices, not %T", key);
    char byte = 0;
    size_t at;
    bool is_inside = oli_resolve_index(index, array->size, &at);
    if (is_inside && !is_undef(item)) {
        if (!oli_byte_argument(vm, item, &byte)) return false;
        is_inside = oli_resolve_index(index, array->size, &at); /* __index__ may have changed the size */
    }
    if (!is_inside) return oli_raise_false(vm, EXC_INDEX_ERROR, "bytearray index out of range");
    if (is_undef(item)) return open_gap(vm, array, at, at + 1, 0);
    array->data[at] = byte;
    return true;
}

/* Delete `count` bytes, `step` apart (positive) from `start` on. */
static bool delete_stepped(Vm *vm, ByteArray *array, size_t start, size_t step, size_t count) {
    if (!check_views(vm, array)) return false;
    size_t to = start, next = start, left = count;
    for (size_t from = start; from < array->size; from++) {
        if (left && from == next) {
            left--;
            next += step;
            continue;
        }
        array->data[to++] = array->data[from];
    }
    return oli_bytearray_resize(vm, array, array->size - count);
}

static bool assign_slice(Vm *vm, ByteArray *array, const Slice *slice, ByteSpan with) {
    int64_t start, stop, step;
    if (!oli_slice_unpack(vm, slice, &start, &stop, &step)) return false;
    int64_t count = oli_slice_clip((int64_t)array->size, &start, &stop, step);
    if (step == 1) return splice(vm, array, (size_t)start, (size_t)(start + count), with);
    if (!with.size) { /* assigning nothing deletes, as in CPython */
        if (!count) return true;
        if (step < 0) start += (count - 1) * step;
        return delete_stepped(vm, array, (size_t)start, (size_t)(step < 0 ? -step : step), (size_t)count);
    }
    if ((int64_t)with.size != count)
        return oli_raise_false(vm, EXC_VALUE_ERROR,
                               "attempt to assign bytes of size %zu to extended slice of size %lld", with.size,
                               (long long)count);
    for (int64_t i = 0; i < count; i++) array->data[start + i * step] = with.data[i];
    return true;
}

static bool set_slice(Vm *vm, ByteArray *array, const Slice *slice, Value item) {
    if (is_undef(item)) return assign_slice(vm, array, slice, (ByteSpan){NULL, 0});
    ByteSpan span;
    const ClassOps *ops = &class_of(vm, item)->ops;
    bool is_refused = is_str(item) || is_integer(item) || is_float(item) || ops->index ||
                      (!oli_bytes_span(item, &span) && !ops->iter && !ops->get_item);
    if (is_refused)
        return oli_raise_false(vm, EXC_TYPE_ERROR,
                               "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
    if (is_bytes(item)) return assign_slice(vm, array, slice, span_of(item));
    TextBuilder copy; /* the array itself, a view of it, or what an iterator yields while it changes the array */
    oli_text_init(&copy, vm);
    bool done = oli_bytes_span(item, &span) ? oli_text_append(&copy, span.data, span.size)
                                            : oli_bytes_collect(&copy, item, "byte must be in range(0, 256)");
    done = done && !copy.failed && assign_slice(vm, array, slice, (ByteSpan){copy.data, copy.size});
    oli_text_free(&copy);
    return done;
}

bool oli_bytearray_set_item(Vm *vm, Value self, Value key, Value item) {
    ByteArray *array = as_bytearray(self);
    if (is_kind(key, CLASS_SLICE)) return set_slice(vm, array, (const Slice *)object_of(key), item);
    return set_index(vm, array, key, item);
}

/* ---- += and *= ---- */

static bool append_bytes(Vm *vm, ByteArray *array, Value v) {
    ByteSpan span;
    oli_bytes_span(v, &span);
    size_t old = array->size, added = span.size;
    if (!oli_bytearray_resize(vm, array, old + added)) return false;
    oli_bytes_span(v, &span); /* it may be the array itself */
    if (added) memmove(array->data + old, span.data, added);
    return true;
}

Value oli_bytearray_inplace(Vm *vm, BinaryOperator op, Value a, Value b) {
    ByteArray *array = as_bytearray(a);
    ByteSpan span;
    if (op == BINARY_ADD) {
        if (!oli_bytes_span(b, &span)) return oli_bytes_concat_foreign(vm, a, b);
        return append_bytes(vm, array, b) ? a : VALUE_ERROR;
    }
    if (op != BINARY_MUL || !is_integer(b)) return VALUE_NOT_IMPLEMENTED;
    size_t count, size = array->size;
    Value early = oli_repeat_count(vm, a, b, false, &count);
    if (!is_undef(early)) return early;
    if (size && count > (size_t)INT64_MAX / size) return oli_raise_no_memory(vm);
    if (!oli_may_allocate(vm, size * count) || !oli_bytearray_resize(vm, array, size * count)) return VALUE_ERROR;
    for (size_t i = 1; i < count; i++) memcpy(array->data + i * size, array->data, size);
    return a;
}

/* ---- methods ---- */

Value oli_bytes_do_append(Vm *vm, Value *args) {
    char byte;
    if (!oli_byte_argument(vm, args[1], &byte)) return VALUE_ERROR;
    ByteArray *array = as_bytearray(args[0]);
    if (!oli_bytearray_resize(vm, array, array->size + 1)) return VALUE_ERROR;
    array->data[array->size - 1] = byte;
    return VALUE_NONE;
}

Value oli_bytes_do_clear(Vm *vm, Value *args) {
    return oli_bytearray_resize(vm, as_bytearray(args[0]), 0) ? VALUE_NONE : VALUE_ERROR;
}

Value oli_bytes_do_copy(Vm *vm, Value *args) { return oli_bytes_unchanged(vm, args[0]); }

Value oli_bytes_do_extend(Vm *vm, Value *args) {
    ByteArray *array = as_bytearray(args[0]);
    ByteSpan span;
    Value source = args[1];
    if (oli_bytes_span(source, &span)) return append_bytes(vm, array, source) ? VALUE_NONE : VALUE_ERROR;
    const ClassOps *ops = &class_of(vm, source)->ops;
    if (is_str(source)) return oli_raise(vm, EXC_TYPE_ERROR, "expected iterable of integers; got: 'str'");
    if (!ops->iter && !ops->get_item) return oli_raise(vm, EXC_TYPE_ERROR, "can't extend bytearray with %T", source);
    TextBuilder out;
    oli_text_init(&out, vm);
    bool done = oli_bytes_collect(&out, source, "byte must be in range(0, 256)") && !out.failed &&
                splice(vm, array, array->size, array->size, (ByteSpan){out.data, out.size});
    oli_text_free(&out);
    return done ? VALUE_NONE : VALUE_ERROR;
}

Value oli_bytes_do_insert(Vm *vm, Value *args) {
    int64_t index;
    char byte;
    if (!oli_as_i64(vm, args[1], &index) || !oli_byte_argument(vm, args[2], &byte)) return VALUE_ERROR;
    ByteArray *array = as_bytearray(args[0]);
    int64_t size = (int64_t)array->size;
    if (index < 0) index = index + size < 0 ? 0 : index + size;
    if (index > size) index = size;
    return splice(vm, array, (size_t)index, (size_t)index, (ByteSpan){&byte, 1}) ? VALUE_NONE : VALUE_ERROR;
}

Value oli_bytes_do_pop(Vm *vm, Value *args) {
    int64_t index = -1;
    if (!is_undef(args[1]) && !oli_as_i64(vm, args[1], &index)) return VALUE_ERROR;
    ByteArray *array = as_bytearray(args[0]);
    if (!array->size) return oli_raise(vm, EXC_INDEX_ERROR, "pop from empty bytearray");
    size_t at;
    if (!oli_resolve_index(index, array->size, &at)) return oli_raise(vm, EXC_INDEX_ERROR, "pop index out of range");
    Value byte = make_int((unsigned char)array->data[at]);
    return open_gap(vm, array, at, at + 1, 0) ? byte : VALUE_ERROR;
}

Value oli_bytes_do_remove(Vm *vm, Value *args) {
    char byte;
    if (!oli_byte_argument(vm, args[1], &byte)) return VALUE_ERROR;
    ByteArray *array = as_bytearray(args[0]);
    size_t at = array->size ? oli_find(array->data, array->size, &byte, 1) : NOT_FOUND;
    if (at == NOT_FOUND) return oli_raise(vm, EXC_VALUE_ERROR, "value not found in bytearray");
    return open_gap(vm, array, at, at + 1, 0) ? VALUE_NONE : VALUE_ERROR;
}

Value oli_bytes_do_reverse(Vm *vm, Value *args) {
    ByteArray *array = as_bytearray(args[0]);
    (void)vm;
    for (size_t i = 0, j = array->size; i + 1 < j; i++) {
        char c = array->data[i];
        array->data[i] = array->data[--j];
        array->data[j] = c;
    }
    return VALUE_NONE;
}
