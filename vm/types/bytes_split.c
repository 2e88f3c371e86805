/* SPDX-License-Identifier: MIT
 *
 * Methods of bytes and bytearray that take bytes apart or pad them: split, splitlines, partition, strip, center, tabs.
 */
#include <string.h>

#include "types/bytes_methods.h"
#include "types/protocol.h"
#include "types/str_find.h"
#include "types/str_methods.h"
#include "types/unicode.h"

/* ---- split ---- */

/* Collects parts of `self`; nothing here runs script. */
typedef struct Splitter {
    Vm *vm;
    Value self;
    ByteSpan span;
    List *list;
} Splitter;

static bool add_part(Splitter *s, size_t start, size_t end) {
    Value part;
    if (!start && end == s->span.size) part = oli_bytes_unchanged(s->vm, s->self);
    else part = oli_bytes_like_self(s->vm, s->self, s->span.data + start, end - start);
    return !is_error(part) && oli_list_append(s->vm, s->list, part);
}

static bool split_space(Splitter *s, size_t limit) {
    size_t at = 0, size = s->span.size;
    for (;; limit--) {
        while (at < size && ascii_is_space(s->span.data[at])) at++;
        if (at == size) return true;
        if (!limit) return add_part(s, at, size);
        size_t start = at;
        while (at < size && !ascii_is_space(s->span.data[at])) at++;
        if (!add_part(s, start, at)) return false;
    }
}

static bool rsplit_space(Splitter *s, size_t limit) {
    size_t end = s->span.size;
    for (;; limit--) {
        while (end && ascii_is_space(s->span.data[end - 1])) end--;
        if (!end) return true;
        if (!limit) return add_part(s, 0, end);
        size_t start = end;
        while (start && !ascii_is_space(s->span.data[start - 1])) start--;
        if (!add_part(s, start, end)) return false;
        end = start;
    }
}

static bool split_at(Splitter *s, ByteSpan sep, size_t limit) {
    size_t at = 0;
    for (; limit; limit--) {
        size_t found = oli_find(s->span.data + at, s->span.size - at, sep.data, sep.size);
        if (found == NOT_FOUND) break;
        if (!add_part(s, at, at + found)) return false;
        at += found + sep.size;
    }
    return add_part(s, at, s->span.size);
}

static bool rsplit_at(Splitter *s, ByteSpan sep, size_t limit) {
    size_t end = s->span.size;
    for (; limit; limit--) {
        size_t found = oli_rfind(s->span.data, end, sep.data, sep.size);
        if (found == NOT_FOUND) break;
        if (!add_part(s, found + sep.size, end)) return false;
        end = found;
    }
    return add_part(s, 0, end);
}

static void reverse(List *list) {
    for (size_t i = 0, j = list->count; i + 1 < j; i++) {
        Value v = list->items[i];
        list->items[i] = list->items[--j];
        list->items[j] = v;
    }
}

static Value split(Vm *vm, const Value *args, bool from_end) {
    int64_t limit;
    if (!oli_size_argument(vm, args[2], -1, &limit)) return VALUE_ERROR;
    size_t splits = limit < 0 ? SIZE_MAX : (size_t)limit;
    bool by_space = is_undef(args[1]) || is_none(args[1]);
    ByteSpan sep = {NULL, 0};
    if (!by_space && !oli_bytes_like(vm, args[1], &sep)) return VALUE_ERROR;
    if (!by_space && !sep.size) return oli_raise(vm, EXC_VALUE_ERROR, "empty separator");
    Splitter s = {vm, args[0], span_of(args[0]), oli_list_new(vm, 0)};
    if (!s.list) return VALUE_ERROR;
    bool done;
    if (by_space) done = from_end ? rsplit_space(&s, splits) : split_space(&s, splits);
    else done = from_end ? rsplit_at(&s, sep, splits) : split_at(&s, sep, splits);
    if (!done) return VALUE_ERROR;
    if (from_end) reverse(s.list);
    return make_object(s.list);
}

Value oli_bytes_do_split(Vm *vm, Value *args) { return split(vm, args, false); }
Value oli_bytes_do_rsplit(Vm *vm, Value *args) { return split(vm, args, true); }

Value oli_bytes_do_splitlines(Vm *vm, Value *args) {
    int keeps_ends = is_undef(args[1]) ? 0 : oli_truth(vm, args[1]);
    if (keeps_ends < 0) return VALUE_ERROR;
    Splitter s = {vm, args[0], span_of(args[0]), oli_list_new(vm, 0)};
    if (!s.list) return VALUE_ERROR;
    size_t line = 0, at = 0, size = s.span.size;
    while (at < size) {
        char c = s.span.data[at++];
        if (c != '\n' && c != '\r') continue;
        size_t end = at - 1;
        if (c == '\r' && at < size && s.span.data[at] == '\n') at++;
        if (!add_part(&s, line, keeps_ends ? at : end)) return VALUE_ERROR;
        line = at;
    }
    if (line < size && !add_part(&s, line, size)) return VALUE_ERROR;
    return make_object(s.list);
}

/* ---- partition ---- */

static Value triple(Vm *vm, Value a, Value b, Value c) {
    if (is_error(a) || is_error(b) || is_error(c)) return VALUE_ERROR;
    Value items[] = {a, b, c};
    Tuple *tuple = oli_tuple_from(vm, items, 3);
    return tuple ? make_object(tuple) : VALUE_ERROR;
}

static Value partition(Vm *vm, const Value *args, bool from_end) {
    Value self = args[0];
    ByteSpan span = span_of(self), sep;
    if (!oli_bytes_like(vm, args[1], &sep)) return VALUE_ERROR;
    if (!sep.size) return oli_raise(vm, EXC_VALUE_ERROR, "empty separator");
    size_t found = (from_end ? oli_rfind : oli_find)(span.data, span.size, sep.data, sep.size);
    if (found == NOT_FOUND) {
        Value whole = oli_bytes_unchanged(vm, self);
        Value first = oli_bytes_like_self(vm, self, "", 0), second = oli_bytes_like_self(vm, self, "", 0);
        return from_end ? triple(vm, first, second, whole) : triple(vm, whole, first, second);
    }
    Value before = oli_bytes_like_self(vm, self, span.data, found);
    if (is_error(before)) return VALUE_ERROR;
    Value middle = is_bytes(self) ? args[1] : oli_bytes_like_self(vm, self, sep.data, sep.size);
    if (is_error(middle)) return VALUE_ERROR;
    size_t rest = found + sep.size;
    return triple(vm, before, middle, oli_bytes_like_self(vm, self, span.data + rest, span.size - rest));
}

Value oli_bytes_do_partition(Vm *vm, Value *args) { return partition(vm, args, false); }
Value oli_bytes_do_rpartition(Vm *vm, Value *args) { return partition(vm, args, true); }

/* ---- strip ---- */

enum { STRIP_LEFT = 1, STRIP_RIGHT = 2 };

static Value strip(Vm *vm, const Value *args, int sides) {
    ByteSpan chars = {" \t\n\v\f\r", 6};
    if (!is_undef(args[1]) && !is_none(args[1]) && !oli_bytes_like(vm, args[1], &chars)) return VALUE_ERROR;
    ByteSpan span = span_of(args[0]);
    size_t start = 0, end = span.size;
    if (chars.size && (sides & STRIP_LEFT))
        while (start < end && memchr(chars.data, span.data[start], chars.size)) start++;
    if (chars.size && (sides & STRIP_RIGHT))
        while (start < end && memchr(chars.data, span.data[end - 1], chars.size)) end--;
    if (end - start == span.size) return oli_bytes_unchanged(vm, args[0]);
    return oli_bytes_like_self(vm, args[0], span.data + start, end - start);
}

Value oli_bytes_do_strip(Vm *vm, Value *args) { return strip(vm, args, STRIP_LEFT | STRIP_RIGHT); }
Value oli_bytes_do_lstrip(Vm *vm, Value *args) { return strip(vm, args, STRIP_LEFT); }
Value oli_bytes_do_rstrip(Vm *vm, Value *args) { return strip(vm, args, STRIP_RIGHT); }

/* ---- padding ---- */

/* oli_text_append_fill writes code points: a byte of the upper half is put one by one. */
static void fill(TextBuilder *out, char byte, size_t count) {
    if (!(byte & 0x80)) {
        oli_text_append_fill(out, (unsigned char)byte, count);
        return;
    }
    char *to = oli_may_allocate(out->vm, count) ? oli_text_reserve(out, count) : NULL;
    if (to) {
        memset(to, byte, count);
        out->size += count;
    } else {
        out->failed = true;
    }
}

typedef enum PadSide { PAD_LEFT, PAD_RIGHT, PAD_BOTH } PadSide;

static Value pad_to(Vm *vm, const char *method, const Value *args, PadSide side) {
    int64_t width;
    if (!oli_size_argument(vm, args[1], 0, &width)) return VALUE_ERROR;
    ByteSpan filler = {" ", 1};
    bool is_filler = is_undef(args[2]) || ((is_bytes(args[2]) || is_bytearray(args[2])) && span_of(args[2]).size == 1);
    if (!is_filler)
        return oli_raise(vm, EXC_TYPE_ERROR, "%s() argument 2 must be a byte string of length 1, not %T", method,
                         args[2]);
    if (!is_undef(args[2])) filler = span_of(args[2]);
    ByteSpan span = span_of(args[0]);
    if (width <= (int64_t)span.size) return oli_bytes_unchanged(vm, args[0]);
    size_t total = (size_t)width - span.size;
    size_t before = side == PAD_LEFT ? total : side == PAD_RIGHT ? 0 : total / 2 + (total & (size_t)width & 1);
    TextBuilder out;
    oli_text_init(&out, vm);
    fill(&out, filler.data[0], before);
    oli_text_append(&out, span.data, span.size);
    fill(&out, filler.data[0], total - before);
    return oli_bytes_finish(args[0], &out);
}

Value oli_bytes_do_center(Vm *vm, Value *args) { return pad_to(vm, "center", args, PAD_BOTH); }
Value oli_bytes_do_ljust(Vm *vm, Value *args) { return pad_to(vm, "ljust", args, PAD_RIGHT); }
Value oli_bytes_do_rjust(Vm *vm, Value *args) { return pad_to(vm, "rjust", args, PAD_LEFT); }

Value oli_bytes_do_zfill(Vm *vm, Value *args) {
    int64_t width;
    if (!oli_size_argument(vm, args[1], 0, &width)) return VALUE_ERROR;
    ByteSpan span = span_of(args[0]);
    if (width <= (int64_t)span.size) return oli_bytes_unchanged(vm, args[0]);
    bool has_sign = span.size && (span.data[0] == '+' || span.data[0] == '-');
    TextBuilder out;
    oli_text_init(&out, vm);
    oli_text_append(&out, span.data, has_sign);
    fill(&out, '0', (size_t)width - span.size);
    oli_text_append(&out, span.data + has_sign, span.size - has_sign);
    return oli_bytes_finish(args[0], &out);
}

Value oli_bytes_do_expandtabs(Vm *vm, Value *args) {
    int64_t tab_size, column = 0;
    if (!oli_size_argument(vm, args[1], 8, &tab_size)) return VALUE_ERROR;
    ByteSpan span = span_of(args[0]);
    TextBuilder out;
    oli_text_init(&out, vm);
    for (size_t i = 0; i < span.size && !out.failed; i++) {
        char c = span.data[i];
        if (c == '\t') {
            if (tab_size <= 0) continue;
            int64_t step = tab_size - column % tab_size;
            fill(&out, ' ', (size_t)step);
            column += step;
            continue;
        }
        oli_text_append(&out, &c, 1);
        column = c == '\n' || c == '\r' ? 0 : column + 1;
    }
    return oli_bytes_finish(args[0], &out);
}
