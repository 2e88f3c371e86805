/* SPDX-License-Identifier: MIT
 *
 * str.format() and format_map(): templates of literal text and replacement fields {name[!conversion][:spec]}.
 *
 * A name is a number, a key, or nothing (numbered automatically), then any of .attribute and [index]. A spec may hold
 * fields itself, one level deep.
 */
#include <string.h>

#include "types/format.h"
#include "types/protocol.h"
#include "types/unicode.h"

enum { NESTING_MAX = 2 };

typedef enum Numbering { NUMBERING_UNKNOWN, NUMBERING_AUTOMATIC, NUMBERING_MANUAL } Numbering;

/* What all levels of one call share. */
typedef struct Template {
    Vm *vm;
    const Tuple *args; /* NULL: format_map */
    Value mapping; /* VALUE_UNDEF: no names were given */
    Numbering numbering;
    size_t next_number;
} Template;

typedef struct Span {
    const char *cursor, *end;
} Span;

typedef struct Field {
    Span name, spec;
    uint32_t conversion; /* 0: none */
    bool spec_has_fields;
} Field;

static bool raise_value(Template *t, const char *message) {
    return oli_raise_false(t->vm, EXC_VALUE_ERROR, "%s", message);
}

/* ---- taking the template apart ---- */

/* Append literal text up to the next field, whose '{' the cursor is left behind; *has_field is false at the end. */
static bool read_literal(Template *t, Span *in, TextBuilder *out, bool *has_field) {
    *has_field = false;
    while (in->cursor < in->end) {
        const char *p = in->cursor;
        while (p < in->end && *p != '{' && *p != '}') p++;
        if (!oli_text_append(out, in->cursor, (size_t)(p - in->cursor))) return false;
        in->cursor = p;
        if (p == in->end) return true;
        char brace = *in->cursor++;
        bool is_doubled = in->cursor < in->end && *in->cursor == brace;
        if (!is_doubled && brace == '}') return raise_value(t, "Single '}' encountered in format string");
        if (!is_doubled && in->cursor == in->end) return raise_value(t, "Single '{' encountered in format string");
        if (!is_doubled) {
            *has_field = true;
            return true;
        }
        in->cursor++;
        if (!oli_text_append(out, &brace, 1)) return false;
    }
    return true;
}

/* The name, up to what ends it, which is returned (0: nothing did). */
static bool read_name(Template *t, Span *in, Field *field, char *ended_by) {
    field->name.cursor = in->cursor;
    *ended_by = 0;
    while (in->cursor < in->end) {
        char c = *in->cursor++;
        if (c == '{') return raise_value(t, "unexpected '{' in field name");
        if (c == '[') {
            while (in->cursor < in->end && *in->cursor != ']') in->cursor++;
            continue;
        }
        if (c == '}' || c == ':' || c == '!') {
            field->name.end = in->cursor - 1;
            *ended_by = c;
            return true;
        }
    }
    return raise_value(t, "expected '}' before end of string");
}

/* The spec, up to the '}' that ends the field. */
static bool read_spec(Template *t, Span *in, Field *field) {
    field->spec.cursor = in->cursor;
    for (int depth = 1; in->cursor < in->end;) {
        char c = *in->cursor++;
        if (c == '{') {
            field->spec_has_fields = true;
            depth++;
        } else if (c == '}' && --depth == 0) {
            field->spec.end = in->cursor - 1;
            return true;
        }
    }
    return raise_value(t, "unmatched '{' in format spec");
}

static bool read_field(Template *t, Span *in, Field *field) {
    *field = (Field){0};
    char ended_by;
    if (!read_name(t, in, field, &ended_by)) return false;
    if (ended_by == '}') return true;
    if (ended_by == '!') {
        if (in->cursor == in->end) return raise_value(t, "end of string while looking for conversion specifier");
        field->conversion = utf8_read(&in->cursor);
        if (in->cursor < in->end) {
            char c = *in->cursor++;
            if (c == '}') return true;
            if (c != ':') return raise_value(t, "expected ':' after conversion specifier");
        }
    }
    return read_spec(t, in, field);
}

/* ---- finding the value ---- */

/* The number that `name` is, or -1 when it is none; -2: an exception is pending. */
static int64_t number_in(Template *t, Span name) {
    int64_t number = 0;
    if (name.cursor == name.end) return -1;
    while (name.cursor < name.end) {
        int digit = oli_decimal_value(utf8_read(&name.cursor));
        if (digit < 0) return -1;
        if (number > (INT64_MAX - digit) / 10) {
            raise_value(t, "Too many decimal digits in format string");
            return -2;
        }
        number = number * 10 + digit;
    }
    return number;
}

static bool choose_numbering(Template *t, Numbering wanted) {
    if (t->numbering == NUMBERING_UNKNOWN) t->numbering = wanted;
    if (t->numbering == wanted) return true;
    return raise_value(t, wanted == NUMBERING_MANUAL
                              ? "cannot switch from automatic field numbering to manual field specification"
                              : "cannot switch from manual field specification to automatic field numbering");
}

static Value positional(Template *t, size_t index) {
    if (!t->args) return raise_value(t, "Format string contains positional fields"), VALUE_ERROR;
    if (index < t->args->count) return t->args->items[index];
    return oli_raise(t->vm, EXC_INDEX_ERROR, "Replacement index %zu out of range for positional args tuple", index);
}

/* v[key], with the key kept alive meanwhile. */
static Value item_by_name(Template *t, Value v, Span name) {
    Str *key = oli_str_new(t->vm, name.cursor, (size_t)(name.end - name.cursor));
    if (!key) return VALUE_ERROR;
    if (is_undef(v)) return oli_raise_key(t->vm, make_object(key));
    Root root;
    root_push(t->vm, &root, make_object(key));
    Value item = oli_get_item(t->vm, v, root.value);
    root_pop(t->vm, &root);
    return item;
}

/* The first part of a name: a number, a key, or nothing. */
static Value first_value(Template *t, Span first) {
    int64_t number = number_in(t, first);
    if (number == -2) return VALUE_ERROR;
    bool is_empty = first.cursor == first.end;
    if (!is_empty && number < 0) return item_by_name(t, t->mapping, first);
    if (!choose_numbering(t, is_empty ? NUMBERING_AUTOMATIC : NUMBERING_MANUAL)) return VALUE_ERROR;
    return positional(t, is_empty ? t->next_number++ : (size_t)number);
}

static Value attribute_of(Template *t, Value v, Span name) {
    Str *attribute = oli_str_intern(t->vm, name.cursor, (size_t)(name.end - name.cursor));
    if (!attribute) return VALUE_ERROR;
    Root root;
    root_push(t->vm, &root, make_object(attribute));
    Value found = oli_get_attr(t->vm, v, attribute);
    root_pop(t->vm, &root);
    return found;
}

static Value item_of(Template *t, Value v, Span index) {
    int64_t number = number_in(t, index);
    if (number == -2) return VALUE_ERROR;
    if (number >= 0) return oli_get_item(t->vm, v, oli_int_from_i64(t->vm, number));
    return item_by_name(t, v, index);
}

static bool is_separator(char c) { return c == '.' || c == '['; }

/* One .attribute or [index] at `rest`, of `v`. */
static Value next_value(Template *t, Value v, Span *rest) {
    char kind = *rest->cursor++;
    Span part = {rest->cursor, rest->cursor};
    if (kind == '.') {
        while (rest->cursor < rest->end && !is_separator(*rest->cursor)) rest->cursor++;
        part.end = rest->cursor;
    } else if (kind == '[') {
        while (rest->cursor < rest->end && *rest->cursor != ']') rest->cursor++;
        if (rest->cursor == rest->end) return raise_value(t, "Missing ']' in format string"), VALUE_ERROR;
        part.end = rest->cursor++;
    } else {
        return raise_value(t, "Only '.' or '[' may follow ']' in format field specifier"), VALUE_ERROR;
    }
    if (part.cursor == part.end) return raise_value(t, "Empty attribute in format string"), VALUE_ERROR;
    return kind == '.' ? attribute_of(t, v, part) : item_of(t, v, part);
}

/* The value that a name stands for, kept in `root`. */
static bool find_value(Template *t, Span name, Root *root) {
    Span first = {name.cursor, name.cursor};
    while (first.end < name.end && !is_separator(*first.end)) first.end++;
    Span rest = {first.end, name.end};
    root->value = first_value(t, first);
    while (!is_error(root->value) && rest.cursor < rest.end) root->value = next_value(t, root->value, &rest);
    return !is_error(root->value);
}

/* ---- putting it together ---- */

static bool build(Template *t, Span in, int depth, TextBuilder *out);

static bool check_conversion(Template *t, uint32_t c) {
    if (!c || c == 'r' || c == 's' || c == 'a') return true;
    if (c > 32 && c < 127)
        return oli_raise_false(t->vm, EXC_VALUE_ERROR, "Unknown conversion specifier %c", (int)c);
    return oli_raise_false(t->vm, EXC_VALUE_ERROR, "Unknown conversion specifier \\x%x", c);
}

/* The spec as a Str, its own fields replaced. */
static Str *expand_spec(Template *t, const Field *field, int depth) {
    if (!field->spec_has_fields)
        return oli_str_new(t->vm, field->spec.cursor, (size_t)(field->spec.end - field->spec.cursor));
    TextBuilder text;
    oli_text_init(&text, t->vm);
    if (build(t, field->spec, depth - 1, &text)) return oli_text_finish(&text);
    oli_text_free(&text);
    return NULL;
}

static bool put_field(Template *t, const Field *field, int depth, TextBuilder *out) {
    Vm *vm = t->vm;
    Root value, spec;
    root_push(vm, &value, VALUE_UNDEF);
    root_push(vm, &spec, VALUE_UNDEF);
    bool done = find_value(t, field->name, &value) && check_conversion(t, field->conversion);
    if (done && field->conversion) { /* before the spec is expanded */
        Str *s = field->conversion == 'r'   ? oli_repr(vm, value.value)
                 : field->conversion == 's' ? oli_to_str(vm, value.value)
                                            : oli_ascii(vm, value.value);
        if (s) value.value = make_object(s);
        done = s != NULL;
    }
    if (done && field->spec.cursor < field->spec.end) {
        Str *s = expand_spec(t, field, depth);
        if (s) spec.value = make_object(s);
        done = s != NULL;
    }
    done = done && oli_text_append_format(out, value.value, is_undef(spec.value) ? NULL : as_str(spec.value), 0);
    root_pop(vm, &spec);
    root_pop(vm, &value);
    return done;
}

static bool build(Template *t, Span in, int depth, TextBuilder *out) {
    if (depth <= 0) return raise_value(t, "Max string recursion exceeded");
    for (;;) {
        bool has_field;
        Field field;
        if (!read_literal(t, &in, out, &has_field)) return false;
        if (!has_field) return true;
        if (!read_field(t, &in, &field) || !put_field(t, &field, depth, out)) return false;
    }
}

Value oli_template_format(Vm *vm, Str *template_, Tuple *args, Value mapping) {
    Template t = {.vm = vm, .args = args, .mapping = mapping};
    TextBuilder out;
    oli_text_init(&out, vm);
    if (!build(&t, (Span){template_->data, template_->data + template_->size}, NESTING_MAX, &out)) {
        oli_text_free(&out);
        return VALUE_ERROR;
    }
    Str *s = oli_text_finish(&out);
    return s ? make_object(s) : VALUE_ERROR;
}
