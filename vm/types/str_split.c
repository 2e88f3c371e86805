/* SPDX-License-Identifier: MIT
 *
 * str methods that take text apart or put it together: split, splitlines, partition, strip, join, padding, tabs.
 */
#include <string.h>

#include "types/protocol.h"
#include "types/str_find.h"
#include "types/str_methods.h"
#include "types/unicode.h"

/* ---- split ---- */

/* Append the part of s from byte `start` to byte `end`. */
static bool append_part(Vm *vm, List *list, Str *s, size_t start, size_t end) {
    Str *part = oli_str_part_bytes(vm, s, start, end);
    return part && oli_list_append(vm, list, make_object(part));
}

static size_t skip_space(const Str *s, size_t at) {
    const char *p = s->data + at, *end = s->data + s->size;
    while (p < end) {
        const char *next = p;
        if (!is_space(utf8_read(&next))) break;
        p = next;
    }
    return (size_t)(p - s->data);
}

static size_t skip_word(const Str *s, size_t at) {
    const char *p = s->data + at, *end = s->data + s->size;
    while (p < end) {
        const char *next = p;
        if (is_space(utf8_read(&next))) break;
        p = next;
    }
    return (size_t)(p - s->data);
}

static size_t skip_space_back(const Str *s, size_t at) {
    const char *p = s->data + at;
    while (p > s->data) {
        const char *before = utf8_before(p), *next = before;
        if (!is_space(utf8_read(&next))) break;
        p = before;
    }
    return (size_t)(p - s->data);
}

static size_t skip_word_back(const Str *s, size_t at) {
    const char *p = s->data + at;
    while (p > s->data) {
        const char *before = utf8_before(p), *next = before;
        if (is_space(utf8_read(&next))) break;
        p = before;
    }
    return (size_t)(p - s->data);
}

static bool split_space(Vm *vm, List *list, Str *s, size_t limit) {
    size_t at = skip_space(s, 0);
    for (; at < s->size; limit--) {
        if (!limit) return append_part(vm, list, s, at, s->size);
        size_t end = skip_word(s, at);
        if (!append_part(vm, list, s, at, end)) return false;
        at = skip_space(s, end);
    }
    return true;
}

static bool rsplit_space(Vm *vm, List *list, Str *s, size_t limit) {
    size_t end = skip_space_back(s, s->size);
    for (; end; limit--) {
        if (!limit) return append_part(vm, list, s, 0, end);
        size_t start = skip_word_back(s, end);
        if (!append_part(vm, list, s, start, end)) return false;
        end = skip_space_back(s, start);
    }
    return true;
}

static bool split_at(Vm *vm, List *list, Str *s, const Str *sep, size_t limit) {
    size_t at = 0;
    for (; limit; limit--) {
        size_t found = oli_find(s->data + at, s->size - at, sep->data, sep->size);
        if (found == NOT_FOUND) break;
        if (!append_part(vm, list, s, at, at + found)) return false;
        at += found + sep->size;
    }
    return append_part(vm, list, s, at, s->size);
}

static bool rsplit_at(Vm *vm, List *list, Str *s, const Str *sep, size_t limit) {
    size_t end = s->size;
    for (; limit; limit--) {
        size_t found = oli_rfind(s->data, end, sep->data, sep->size);
        if (found == NOT_FOUND) break;
        if (!append_part(vm, list, s, found + sep->size, end)) return false;
        end = found;
    }
    return append_part(vm, list, s, 0, end);
}

static void reverse(List *list) {
    for (size_t i = 0, j = list->count; i + 1 < j; i++) {
        Value v = list->items[i];
        list->items[i] = list->items[--j];
        list->items[j] = v;
    }
}

static Value split(Vm *vm, Value *args, bool from_end) {
    int64_t limit;
    if (!oli_size_argument(vm, args[2], -1, &limit)) return VALUE_ERROR;
    Str *s = as_str(args[0]);
    size_t splits = limit < 0 ? SIZE_MAX : (size_t)limit;
    Value sep = args[1];
    bool by_space = is_undef(sep) || is_none(sep);
    if (!by_space && !is_str(sep)) return oli_raise(vm, EXC_TYPE_ERROR, "must be str or None, not %T", sep);
    if (!by_space && !as_str(sep)->size) return oli_raise(vm, EXC_VALUE_ERROR, "empty separator");
    List *list = oli_list_new(vm, 0);
    if (!list) return VALUE_ERROR;
    bool done;
    if (by_space) done = from_end ? rsplit_space(vm, list, s, splits) : split_space(vm, list, s, splits);
    else done = from_end ? rsplit_at(vm, list, s, as_str(sep), splits) : split_at(vm, list, s, as_str(sep), splits);
    if (!done) return VALUE_ERROR;
    if (from_end) reverse(list);
    return make_object(list);
}

Value oli_str_do_split(Vm *vm, Value *args) { return split(vm, args, false); }
Value oli_str_do_rsplit(Vm *vm, Value *args) { return split(vm, args, true); }

Value oli_str_do_splitlines(Vm *vm, Value *args) {
    int keeps_ends = is_undef(args[1]) ? 0 : oli_truth(vm, args[1]);
    if (keeps_ends < 0) return VALUE_ERROR;
    Str *s = as_str(args[0]);
    List *list = oli_list_new(vm, 0);
    if (!list) return VALUE_ERROR;
    const char *p = s->data, *end = p + s->size, *line = p;
    while (p < end) {
        const char *at = p;
        uint32_t c = utf8_read(&p);
        if (!is_line_break(c)) continue;
        if (c == '\r' && p < end && *p == '\n') p++;
        if (!append_part(vm, list, s, (size_t)(line - s->data), (size_t)((keeps_ends ? p : at) - s->data)))
            return VALUE_ERROR;
        line = p;
    }
    if (line < end && !append_part(vm, list, s, (size_t)(line - s->data), s->size)) return VALUE_ERROR;
    return make_object(list);
}

/* ---- partition ---- */

Value oli_str_triple(Vm *vm, Str *a, Str *b, Str *c) {
    if (!a || !b || !c) return VALUE_ERROR;
    Tuple *tuple = oli_tuple_new(vm, 3);
    if (!tuple) return VALUE_ERROR;
    tuple->items[0] = make_object(a);
    tuple->items[1] = make_object(b);
    tuple->items[2] = make_object(c);
    return make_object(tuple);
}

static Value partition(Vm *vm, const Value *args, bool from_end) {
    if (!is_str(args[1])) return oli_raise(vm, EXC_TYPE_ERROR, "must be str, not %T", args[1]);
    Str *s = as_str(args[0]), *sep = as_str(args[1]);
    if (!sep->size) return oli_raise(vm, EXC_VALUE_ERROR, "empty separator");
    size_t found = (from_end ? oli_rfind : oli_find)(s->data, s->size, sep->data, sep->size);
    if (found == NOT_FOUND) {
        Str *whole = oli_str_exact(vm, s), *none = vm->empty_str;
        return from_end ? oli_str_triple(vm, none, none, whole) : oli_str_triple(vm, whole, none, none);
    }
    Str *before = oli_str_part_bytes(vm, s, 0, found);
    Str *after = before ? oli_str_part_bytes(vm, s, found + sep->size, s->size) : NULL;
    return oli_str_triple(vm, before, oli_str_exact(vm, sep), after);
}

Value oli_str_do_partition(Vm *vm, Value *args) { return partition(vm, args, false); }
Value oli_str_do_rpartition(Vm *vm, Value *args) { return partition(vm, args, true); }

/* ---- strip ---- */

enum { STRIP_LEFT = 1, STRIP_RIGHT = 2 };

/* Whether the character at `p` is one of `chars`. */
static bool is_among(const char *p, const Str *chars) {
    size_t size = utf8_lead_size(*p);
    if (size == 1) return memchr(chars->data, *p, chars->size) != NULL;
    return oli_find(chars->data, chars->size, p, size) != NOT_FOUND;
}

static Value strip(Vm *vm, const char *method, const Value *args, int sides) {
    Str *s = as_str(args[0]);
    size_t start = 0, end = s->size;
    if (is_undef(args[1]) || is_none(args[1])) {
        if (sides & STRIP_LEFT) start = skip_space(s, 0);
        if ((sides & STRIP_RIGHT) && start < end) end = skip_space_back(s, end);
        return str_value(oli_str_part_bytes(vm, s, start, end));
    }
    if (!is_str(args[1])) return oli_raise(vm, EXC_TYPE_ERROR, "%s arg must be None or str", method);
    const Str *chars = as_str(args[1]);
    if (sides & STRIP_LEFT)
        while (start < end && is_among(s->data + start, chars)) start += utf8_lead_size(s->data[start]);
    if (sides & STRIP_RIGHT) {
        while (start < end) {
            const char *before = utf8_before(s->data + end);
            if (!is_among(before, chars)) break;
            end = (size_t)(before - s->data);
        }
    }
    return str_value(oli_str_part_bytes(vm, s, start, end));
}

Value oli_str_do_strip(Vm *vm, Value *args) { return strip(vm, "strip", args, STRIP_LEFT | STRIP_RIGHT); }
Value oli_str_do_lstrip(Vm *vm, Value *args) { return strip(vm, "lstrip", args, STRIP_LEFT); }
Value oli_str_do_rstrip(Vm *vm, Value *args) { return strip(vm, "rstrip", args, STRIP_RIGHT); }

/* ---- join ---- */

Value oli_str_do_join(Vm *vm, Value *args) {
    Value items = args[1];
    if (is_exact(vm, items, CLASS_LIST))
        return oli_str_join(vm, as_str(args[0]), as_list(items)->items, as_list(items)->count);
    if (!is_exact(vm, items, CLASS_TUPLE)) {
        if (!class_of(vm, items)->ops.iter && !class_of(vm, items)->ops.get_item)
            return oli_raise(vm, EXC_TYPE_ERROR, "can only join an iterable");
        List *list = oli_list_of(vm, items);
        if (!list) return VALUE_ERROR;
        return oli_str_join(vm, as_str(args[0]), list->items, list->count);
    }
    return oli_str_join(vm, as_str(args[0]), as_tuple(items)->items, as_tuple(items)->count);
}

/* ---- padding ---- */

static Str *pad(Vm *vm, Str *s, size_t before, size_t after, uint32_t fill) {
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_text_append_fill(&text, fill, before);
    oli_text_append_str(&text, s);
    oli_text_append_fill(&text, fill, after);
    return oli_text_finish(&text);
}

/* The width and fill of center(), ljust() and rjust(). Fill: args[2]. */
static bool pad_arguments(Vm *vm, const Value *args, int64_t *width, uint32_t *fill) {
    *fill = ' ';
    if (!oli_size_argument(vm, args[1], 0, width)) return false;
    if (is_undef(args[2])) return true;
    if (!is_str(args[2]))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "The fill character must be a unicode character, not %T", args[2]);
    const Str *s = as_str(args[2]);
    if (s->length != 1)
        return oli_raise_false(vm, EXC_TYPE_ERROR, "The fill character must be exactly one character long");
    const char *p = s->data;
    *fill = utf8_read(&p);
    return true;
}

typedef enum PadSide { PAD_LEFT, PAD_RIGHT, PAD_BOTH } PadSide;

static Value pad_to(Vm *vm, const Value *args, PadSide side) {
    int64_t width;
    uint32_t fill;
    if (!pad_arguments(vm, args, &width, &fill)) return VALUE_ERROR;
    Str *s = as_str(args[0]);
    if (width <= (int64_t)s->length) return str_value(oli_str_exact(vm, s));
    size_t total = (size_t)width - s->length;
    size_t before = side == PAD_LEFT ? total : side == PAD_RIGHT ? 0 : total / 2 + (total & (size_t)width & 1);
    return str_value(pad(vm, s, before, total - before, fill));
}

Value oli_str_do_center(Vm *vm, Value *args) { return pad_to(vm, args, PAD_BOTH); }
Value oli_str_do_ljust(Vm *vm, Value *args) { return pad_to(vm, args, PAD_RIGHT); }
Value oli_str_do_rjust(Vm *vm, Value *args) { return pad_to(vm, args, PAD_LEFT); }

Value oli_str_do_zfill(Vm *vm, Value *args) {
    int64_t width;
    if (!oli_size_argument(vm, args[1], 0, &width)) return VALUE_ERROR;
    Str *s = as_str(args[0]);
    if (width <= (int64_t)s->length) return str_value(oli_str_exact(vm, s));
    bool has_sign = s->size && (s->data[0] == '+' || s->data[0] == '-');
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_text_append(&text, s->data, has_sign);
    oli_text_append_fill(&text, '0', (size_t)width - s->length);
    oli_text_append(&text, s->data + has_sign, s->size - has_sign);
    return str_value(oli_text_finish(&text));
}

Value oli_str_do_expandtabs(Vm *vm, Value *args) {
    int64_t tab_size;
    if (!oli_size_argument(vm, args[1], 8, &tab_size)) return VALUE_ERROR;
    Str *s = as_str(args[0]);
    if (!s->size || !memchr(s->data, '\t', s->size)) return str_value(oli_str_exact(vm, s));
    TextBuilder text;
    oli_text_init(&text, vm);
    int64_t column = 0;
    for (const char *p = s->data, *end = p + s->size; p < end;) {
        size_t size = utf8_lead_size(*p);
        if (*p == '\t') {
            if (tab_size > 0) {
                int64_t step = tab_size - column % tab_size;
                oli_text_append_fill(&text, ' ', (size_t)step);
                column += step;
            }
        } else {
            oli_text_append(&text, p, size);
            column = *p == '\n' || *p == '\r' ? 0 : column + 1;
        }
        p += size;
    }
    return str_value(oli_text_finish(&text));
}
