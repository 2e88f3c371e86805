/* SPDX-License-Identifier: MIT
 *
 * Methods of bytes and bytearray that look for bytes in bytes: find, count, startswith, replace and their kin.
 */
#include <string.h>

#include "types/bytes_methods.h"
#include "types/protocol.h"
#include "types/str_find.h"
#include "types/str_methods.h"

/* What is looked for: a bytes-like object, or one byte given as an int. */
typedef struct Needle {
    ByteSpan span;
    char byte;
} Needle;

/* The part of the haystack between the bounds; false with nothing raised does not happen: *possible tells. */
typedef struct Window {
    const char *data;
    size_t size, start;
    bool is_possible;
} Window;

/* Reads args[1 .. 3] of find() and its kin. Spans are taken last, since the bounds may run script. */
static bool read_search(Vm *vm, const Value *args, Needle *needle, Window *window) {
    Value sub = args[1];
    bool is_number = is_integer(sub) || (!is_object(sub) ? false : class_of(vm, sub)->ops.index != NULL);
    if (is_number && !oli_byte_argument(vm, sub, &needle->byte)) return false;
    if (!is_number && !oli_bytes_span(sub, &needle->span))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "argument should be integer or bytes-like object, not '%T'", sub);
    int64_t start, end;
    if (!oli_find_bounds(vm, args[2], args[3], span_of(args[0]).size, &start, &end)) return false;
    ByteSpan span = span_of(args[0]);
    if (end > (int64_t)span.size) end = (int64_t)span.size;
    if (is_number) needle->span = (ByteSpan){&needle->byte, 1};
    else oli_bytes_span(sub, &needle->span);
    *window = (Window){.is_possible = start <= end};
    if (!window->is_possible) return true;
    window->data = span.data + start;
    window->size = (size_t)(end - start);
    window->start = (size_t)start;
    return true;
}

typedef size_t (*Finder)(const char *text, size_t size, const char *needle, size_t needle_size);

/* Where it was found, -1, or -2 with an exception pending. */
static int64_t find_index(Vm *vm, const Value *args, Finder finder) {
    Needle needle;
    Window w;
    if (!read_search(vm, args, &needle, &w)) return -2;
    if (!w.is_possible) return -1;
    size_t found = finder(w.data, w.size, needle.span.data, needle.span.size);
    return found == NOT_FOUND ? -1 : (int64_t)(w.start + found);
}

static Value find(Vm *vm, const Value *args, Finder finder) {
    int64_t index = find_index(vm, args, finder);
    return index == -2 ? VALUE_ERROR : make_int(index);
}

static Value find_or_raise(Vm *vm, const Value *args, Finder finder) {
    int64_t index = find_index(vm, args, finder);
    if (index == -2) return VALUE_ERROR;
    return index < 0 ? oli_raise(vm, EXC_VALUE_ERROR, "subsection not found") : make_int(index);
}

Value oli_bytes_do_find(Vm *vm, Value *args) { return find(vm, args, oli_find); }
Value oli_bytes_do_rfind(Vm *vm, Value *args) { return find(vm, args, oli_rfind); }
Value oli_bytes_do_index(Vm *vm, Value *args) { return find_or_raise(vm, args, oli_find); }
Value oli_bytes_do_rindex(Vm *vm, Value *args) { return find_or_raise(vm, args, oli_rfind); }

Value oli_bytes_do_count(Vm *vm, Value *args) {
    Needle needle;
    Window w;
    if (!read_search(vm, args, &needle, &w)) return VALUE_ERROR;
    if (!w.is_possible) return make_int(0);
    if (!needle.span.size) return make_int((int64_t)w.size + 1);
    return make_int((int64_t)oli_count(w.data, w.size, needle.span.data, needle.span.size, SIZE_MAX));
}

/* ---- startswith, endswith ---- */

static bool matches_end(ByteSpan span, ByteSpan part, bool at_start) {
    if (part.size > span.size) return false;
    return !memcmp(at_start ? span.data : span.data + span.size - part.size, part.data, part.size);
}

static Value match_end(Vm *vm, const char *method, const Value *args, bool at_start) {
    int64_t start, end;
    if (!oli_find_bounds(vm, args[2], args[3], span_of(args[0]).size, &start, &end)) return VALUE_ERROR;
    ByteSpan span = span_of(args[0]), part;
    if (end > (int64_t)span.size) end = (int64_t)span.size;
    bool is_possible = start <= end;
    if (is_possible) span = (ByteSpan){span.data + start, (size_t)(end - start)};
    if (!is_tuple(args[1])) {
        if (oli_bytes_span(args[1], &part)) return make_bool(is_possible && matches_end(span, part, at_start));
        return oli_raise(vm, EXC_TYPE_ERROR, "%s first arg must be bytes or a tuple of bytes, not %T", method, args[1]);
    }
    const Tuple *parts = as_tuple(args[1]);
    for (size_t i = 0; i < parts->count; i++) {
        if (!oli_bytes_like(vm, parts->items[i], &part)) return VALUE_ERROR;
        if (is_possible && matches_end(span, part, at_start)) return VALUE_TRUE;
    }
    return VALUE_FALSE;
}

Value oli_bytes_do_startswith(Vm *vm, Value *args) { return match_end(vm, "startswith", args, true); }
Value oli_bytes_do_endswith(Vm *vm, Value *args) { return match_end(vm, "endswith", args, false); }

static Value remove_end(Vm *vm, const Value *args, bool at_start) {
    ByteSpan span = span_of(args[0]), part;
    if (!oli_bytes_like(vm, args[1], &part)) return VALUE_ERROR;
    if (!part.size || !matches_end(span, part, at_start)) return oli_bytes_unchanged(vm, args[0]);
    return oli_bytes_like_self(vm, args[0], span.data + (at_start ? part.size : 0), span.size - part.size);
}

Value oli_bytes_do_removeprefix(Vm *vm, Value *args) { return remove_end(vm, args, true); }
Value oli_bytes_do_removesuffix(Vm *vm, Value *args) { return remove_end(vm, args, false); }

/* ---- replace ---- */

static void interleave(TextBuilder *out, ByteSpan span, ByteSpan new_, size_t count) {
    size_t at = 0;
    for (; count && !out->failed; count--) {
        oli_text_append(out, new_.data, new_.size);
        if (at == span.size) break;
        oli_text_append(out, span.data + at++, 1);
    }
    oli_text_append(out, span.data + at, span.size - at);
}

static void replace(TextBuilder *out, ByteSpan span, ByteSpan old, ByteSpan new_, size_t count) {
    size_t at = 0;
    for (; count && !out->failed; count--) {
        size_t found = oli_find(span.data + at, span.size - at, old.data, old.size);
        if (found == NOT_FOUND) break;
        oli_text_append(out, span.data + at, found);
        oli_text_append(out, new_.data, new_.size);
        at += found + old.size;
    }
    oli_text_append(out, span.data + at, span.size - at);
}

Value oli_bytes_do_replace(Vm *vm, Value *args) {
    ByteSpan old, new_;
    int64_t limit;
    if (!oli_bytes_like(vm, args[1], &old) || !oli_bytes_like(vm, args[2], &new_) ||
        !oli_size_argument(vm, args[3], -1, &limit))
        return VALUE_ERROR;
    oli_bytes_span(args[1], &old); /* the limit's __index__ may have changed them */
    oli_bytes_span(args[2], &new_);
    ByteSpan span = span_of(args[0]);
    size_t count = limit < 0 ? SIZE_MAX : (size_t)limit;
    if (!count || (old.size && oli_find(span.data, span.size, old.data, old.size) == NOT_FOUND))
        return oli_bytes_unchanged(vm, args[0]);
    TextBuilder out;
    oli_text_init(&out, vm);
    if (old.size) replace(&out, span, old, new_, count);
    else interleave(&out, span, new_, count);
    return oli_bytes_finish(args[0], &out);
}
