/* SPDX-License-Identifier: MIT
 *
 * str methods that look for text in text: find, count, startswith, replace and their kin.
 */
#include <string.h>

#include "types/protocol.h"
#include "types/str_find.h"
#include "types/str_methods.h"
#include "types/unicode.h"

/* ---- arguments ---- */

/* One bound: VALUE_UNDEF and None leave *out as it is. */
static bool read_bound(Vm *vm, Value v, int64_t *out) {
    if (is_int(v)) {
        *out = int_of(v);
        return true;
    }
    if (is_undef(v) || is_none(v)) return true;
    if (!class_of(vm, v)->ops.index)
        return oli_raise_false(vm, EXC_TYPE_ERROR,
                               "slice indices must be integers or None or have an __index__ method");
    return oli_as_i64_clipped(vm, v, out);
}

bool oli_find_bounds(Vm *vm, Value start, Value end, size_t length, int64_t *out_start, int64_t *out_end) {
    int64_t size = (int64_t)length;
    *out_start = 0;
    *out_end = size;
    if (!read_bound(vm, start, out_start) || !read_bound(vm, end, out_end)) return false;
    if (*out_end > size) *out_end = size;
    else if (*out_end < 0) *out_end = *out_end + size < 0 ? 0 : *out_end + size;
    if (*out_start < 0) *out_start = *out_start < -size ? 0 : *out_start + size;
    return true;
}

bool oli_size_argument(Vm *vm, Value v, int64_t missing, int64_t *out) {
    *out = missing;
    if (is_undef(v)) return true;
    if (is_int(v)) {
        *out = int_of(v);
        return true;
    }
    if (!oli_as_i64(vm, v, out)) return false;
    return true;
}

/* The part of a string that a search looks at, in bytes. */
typedef struct Window {
    Str *s, *sub;
    size_t start, end;
    bool is_possible; /* the bounds leave room, if only for nothing */
} Window;

static bool check_str_argument(Vm *vm, const char *method, int position, Value v) {
    if (is_str(v)) return true;
    return oli_raise_false(vm, EXC_TYPE_ERROR, "%s() argument %d must be str, not %T", method, position, v);
}

/* The window that args[2] and args[3] describe. */
static bool read_window(Vm *vm, const Value *args, Window *out) {
    Str *s = out->s = as_str(args[0]);
    out->start = 0;
    out->end = s->size;
    out->is_possible = true;
    if (is_undef(args[2])) return true;
    int64_t start, end;
    if (!oli_find_bounds(vm, args[2], args[3], s->length, &start, &end)) return false;
    out->is_possible = start <= end;
    if (!out->is_possible) return true;
    out->start = oli_str_offset(vm, s, (size_t)start);
    out->end = oli_str_offset(vm, s, (size_t)end);
    return true;
}

static bool read_search(Vm *vm, const char *method, const Value *args, Window *out) {
    if (!check_str_argument(vm, method, 1, args[1]) || !read_window(vm, args, out)) return false;
    out->sub = as_str(args[1]);
    return true;
}

/* ---- find ---- */

typedef size_t (*Finder)(const char *text, size_t size, const char *needle, size_t needle_size);

/* Index of the code point where `sub` was found, or -1; -2: an exception is pending. */
static int64_t find_index(Vm *vm, const char *method, const Value *args, Finder finder) {
    Window w;
    if (!read_search(vm, method, args, &w)) return -2;
    if (!w.is_possible) return -1;
    size_t found = finder(w.s->data + w.start, w.end - w.start, w.sub->data, w.sub->size);
    return found == NOT_FOUND ? -1 : (int64_t)oli_str_index(vm, w.s, w.start + found);
}

static Value find(Vm *vm, const char *method, const Value *args, Finder finder) {
    int64_t index = find_index(vm, method, args, finder);
    return index == -2 ? VALUE_ERROR : make_int(index);
}

static Value find_or_raise(Vm *vm, const char *method, const Value *args, Finder finder) {
    int64_t index = find_index(vm, method, args, finder);
    if (index == -2) return VALUE_ERROR;
    return index < 0 ? oli_raise(vm, EXC_VALUE_ERROR, "substring not found") : make_int(index);
}

Value oli_str_do_find(Vm *vm, Value *args) { return find(vm, "find", args, oli_find); }
Value oli_str_do_rfind(Vm *vm, Value *args) { return find(vm, "rfind", args, oli_rfind); }
Value oli_str_do_index(Vm *vm, Value *args) { return find_or_raise(vm, "index", args, oli_find); }
Value oli_str_do_rindex(Vm *vm, Value *args) { return find_or_raise(vm, "rindex", args, oli_rfind); }

Value oli_str_do_count(Vm *vm, Value *args) {
    Window w;
    if (!read_search(vm, "count", args, &w)) return VALUE_ERROR;
    if (!w.is_possible) return make_int(0);
    const char *text = w.s->data + w.start;
    size_t size = w.end - w.start;
    if (!w.sub->size) return make_int((int64_t)oli_utf8_length(text, size) + 1);
    return make_int((int64_t)oli_count(text, size, w.sub->data, w.sub->size, SIZE_MAX));
}

/* ---- startswith, endswith ---- */

static bool matches_end(const Window *w, const Str *part, bool at_start) {
    if (part->size > w->end - w->start) return false;
    size_t at = at_start ? w->start : w->end - part->size;
    return !memcmp(w->s->data + at, part->data, part->size);
}

static Value match_end(Vm *vm, const char *method, const Value *args, bool at_start) {
    Window w;
    if (!read_window(vm, args, &w)) return VALUE_ERROR;
    if (is_str(args[1])) return make_bool(w.is_possible && matches_end(&w, as_str(args[1]), at_start));
    if (!is_tuple(args[1]))
        return oli_raise(vm, EXC_TYPE_ERROR, "%s first arg must be str or a tuple of str, not %T", method, args[1]);
    const Tuple *parts = as_tuple(args[1]);
    for (size_t i = 0; i < parts->count; i++) {
        Value part = parts->items[i];
        if (!is_str(part))
            return oli_raise(vm, EXC_TYPE_ERROR, "tuple for %s must only contain str, not %T", method, part);
        if (w.is_possible && matches_end(&w, as_str(part), at_start)) return VALUE_TRUE;
    }
    return VALUE_FALSE;
}

Value oli_str_do_startswith(Vm *vm, Value *args) { return match_end(vm, "startswith", args, true); }
Value oli_str_do_endswith(Vm *vm, Value *args) { return match_end(vm, "endswith", args, false); }

static Value remove_end(Vm *vm, const char *method, const Value *args, bool at_start) {
    if (!is_str(args[1])) return oli_raise(vm, EXC_TYPE_ERROR, "%s() argument must be str, not %T", method, args[1]);
    Str *s = as_str(args[0]);
    const Str *part = as_str(args[1]);
    Window w = {.s = s, .end = s->size};
    if (!part->size || !matches_end(&w, part, at_start)) return str_value(oli_str_exact(vm, s));
    size_t start = at_start ? part->size : 0, end = at_start ? s->size : s->size - part->size;
    return str_value(oli_str_part(vm, s, start, end, s->length - part->length));
}

Value oli_str_do_removeprefix(Vm *vm, Value *args) { return remove_end(vm, "removeprefix", args, true); }
Value oli_str_do_removesuffix(Vm *vm, Value *args) { return remove_end(vm, "removesuffix", args, false); }

/* ---- replace ---- */

/* `new_` before each of the first `count` characters, and at the end if count allows. */
static Str *interleave(Vm *vm, const Str *s, const Str *new_, size_t count) {
    TextBuilder text;
    oli_text_init(&text, vm);
    const char *p = s->data, *end = p + s->size;
    for (; count && !text.failed; count--) {
        oli_text_append_str(&text, new_);
        if (p == end) break;
        size_t size = utf8_lead_size(*p);
        oli_text_append(&text, p, size);
        p += size;
    }
    oli_text_append(&text, p, (size_t)(end - p));
    return oli_text_finish(&text);
}

static Str *replace(Vm *vm, Str *s, const Str *old, const Str *new_, size_t limit) {
    size_t count = oli_count(s->data, s->size, old->data, old->size, limit);
    if (!count || oli_str_equal(old, new_)) return oli_str_exact(vm, s);
    char *out;
    Str *result = oli_str_alloc(vm, s->size - count * old->size + count * new_->size, &out);
    if (!result) return NULL;
    const char *p = s->data;
    size_t left = s->size;
    for (; count; count--) {
        size_t found = oli_find(p, left, old->data, old->size);
        memcpy(out, p, found);
        out += found;
        memcpy(out, new_->data, new_->size);
        out += new_->size;
        p += found + old->size;
        left -= found + old->size;
    }
    memcpy(out, p, left);
    return oli_str_seal(vm, result);
}

Value oli_str_do_replace(Vm *vm, Value *args) {
    int64_t limit;
    if (!check_str_argument(vm, "replace", 1, args[1]) || !check_str_argument(vm, "replace", 2, args[2]) ||
        !oli_size_argument(vm, args[3], -1, &limit))
        return VALUE_ERROR;
    Str *s = as_str(args[0]);
    const Str *old = as_str(args[1]), *new_ = as_str(args[2]);
    size_t count = limit < 0 ? SIZE_MAX : (size_t)limit;
    if (!count) return str_value(oli_str_exact(vm, s));
    return str_value(old->size ? replace(vm, s, old, new_, count) : interleave(vm, s, new_, count));
}
