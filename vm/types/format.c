/* SPDX-License-Identifier: MIT
 *
 * The format-spec mini-language: [[fill]align][sign][z][#][0][width][,_][.precision][type], and str by it.
 * format_number.c applies it to numbers.
 */
#include "types/format.h"

#include "types/protocol.h"
#include "types/unicode.h"

typedef struct SpecReader {
    const char *cursor, *end;
} SpecReader;

static bool at_end(const SpecReader *reader) { return reader->cursor == reader->end; }

/* Take the next code point if it is `c`. */
static bool take(SpecReader *reader, char c) {
    if (at_end(reader) || *reader->cursor != c) return false;
    reader->cursor++;
    return true;
}

static bool is_align(char c) { return c == '<' || c == '>' || c == '=' || c == '^'; }

/* [[fill]align]: whether a fill was given. */
static bool read_align(SpecReader *reader, FormatSpec *out) {
    if (at_end(reader)) return false;
    const char *after = reader->cursor;
    uint32_t first = utf8_read(&after);
    if (after < reader->end && is_align(*after)) {
        out->fill = first;
        out->align = *after;
        out->align_given = true;
        reader->cursor = after + 1;
        return true;
    }
    if (is_align(*reader->cursor)) {
        out->align = *reader->cursor++;
        out->align_given = true;
    }
    return false;
}

/* Decimal digits of any script; *out is -1 when there are none. False: they overflow. */
static bool read_number(Vm *vm, SpecReader *reader, int64_t *out) {
    *out = -1;
    int64_t n = 0;
    while (!at_end(reader)) {
        const char *after = reader->cursor;
        int digit = oli_decimal_value(utf8_read(&after));
        if (digit < 0) break;
        if (n > (INT64_MAX - digit) / 10)
            return oli_raise_false(vm, EXC_VALUE_ERROR, "Too many decimal digits in format string");
        n = n * 10 + digit;
        *out = n;
        reader->cursor = after;
    }
    return true;
}

static bool read_separator(Vm *vm, SpecReader *reader, FormatSpec *out) {
    bool comma = take(reader, ',');
    bool underscore = take(reader, '_');
    bool both = comma ? underscore : underscore && !at_end(reader) && *reader->cursor == ',';
    if (both) return oli_raise_false(vm, EXC_VALUE_ERROR, "Cannot specify both ',' and '_'.");
    out->separator = comma ? ',' : underscore ? '_' : 0;
    return true;
}

/* Whether digits of this type may be grouped by the separator. */
static bool check_separator(Vm *vm, const FormatSpec *spec) {
    switch (spec->type) {
    case 0:
    case 'd':
    case 'e':
    case 'f':
    case 'g':
    case 'E':
    case 'G':
    case '%':
    case 'F':
        return true;
    case 'b':
    case 'o':
    case 'x':
    case 'X':
        if (spec->separator == '_') return true;
        break;
    default:
        break;
    }
    if (spec->type > 32 && spec->type < 128)
        return oli_raise_false(vm, EXC_VALUE_ERROR, "Cannot specify '%c' with '%c'.", spec->separator, (int)spec->type);
    return oli_raise_false(vm, EXC_VALUE_ERROR, "Cannot specify '%c' with '\\x%x'.", spec->separator, spec->type);
}

bool oli_format_parse(Vm *vm, const Str *spec, Value v, uint32_t default_type, char default_align, FormatSpec *out) {
    SpecReader reader = {spec->data, spec->data + spec->size};
    *out = (FormatSpec){.fill = ' ', .align = default_align, .type = default_type};
    bool fill_given = read_align(&reader, out);
    if (!at_end(&reader) && (*reader.cursor == '+' || *reader.cursor == '-' || *reader.cursor == ' '))
        out->sign = *reader.cursor++;
    out->no_negative_zero = take(&reader, 'z');
    out->alternate = take(&reader, '#');
    if (!fill_given && take(&reader, '0')) {
        out->fill = '0';
        if (!out->align_given && default_align == '>') out->align = '=';
    }
    if (!read_number(vm, &reader, &out->width) || !read_separator(vm, &reader, out)) return false;
    out->precision = -1;
    if (take(&reader, '.')) {
        if (!read_number(vm, &reader, &out->precision)) return false;
        if (out->precision < 0) return oli_raise_false(vm, EXC_VALUE_ERROR, "Format specifier missing precision");
    }
    if (!at_end(&reader)) out->type = utf8_read(&reader.cursor);
    if (!at_end(&reader))
        return oli_raise_false(vm, EXC_VALUE_ERROR, "Invalid format specifier '%S' for object of type '%T'", spec, v);
    return !out->separator || check_separator(vm, out);
}

bool oli_format_unknown(Vm *vm, uint32_t type, Value v) {
    if (type > 32 && type < 128)
        return oli_raise_false(vm, EXC_VALUE_ERROR, "Unknown format code '%c' for object of type '%T'", (int)type, v);
    return oli_raise_false(vm, EXC_VALUE_ERROR, "Unknown format code '\\x%x' for object of type '%T'", type, v);
}

bool oli_format_plain(TextBuilder *text, Value v) {
    Str *s = oli_to_str(text->vm, v);
    return s && oli_text_append_str(text, s);
}

Value oli_format_by(Vm *vm, Value v, Str *spec, bool (*format)(TextBuilder *text, Value v, const Str *spec)) {
    TextBuilder text;
    oli_text_init(&text, vm);
    if (!format(&text, v, spec)) {
        oli_text_free(&text);
        return VALUE_ERROR;
    }
    Str *s = oli_text_finish(&text);
    return s ? make_object(s) : VALUE_ERROR;
}

/* ---- str ---- */

static bool check_str_spec(Vm *vm, const FormatSpec *spec, Value v) {
    if (spec->type != 's') return oli_format_unknown(vm, spec->type, v);
    const char *problem = NULL;
    if (spec->sign) problem = spec->sign == ' ' ? "Space not allowed in string format specifier"
                                                : "Sign not allowed in string format specifier";
    else if (spec->no_negative_zero) problem = "Negative zero coercion (z) not allowed in string format specifier";
    else if (spec->alternate) problem = "Alternate form (#) not allowed in string format specifier";
    else if (spec->align == '=') problem = "'=' alignment not allowed in string format specifier";
    return !problem || oli_raise_false(vm, EXC_VALUE_ERROR, "%s", problem);
}

bool oli_format_str_to(TextBuilder *text, Value v, const Str *spec_text) {
    Vm *vm = text->vm;
    Str *s = as_str(v);
    if (!spec_text->size) {
        if (is_exact(vm, v, CLASS_STR)) return oli_text_append_str(text, s);
        return oli_format_plain(text, v);
    }
    FormatSpec spec;
    if (!oli_format_parse(vm, spec_text, v, 's', '<', &spec) || !check_str_spec(vm, &spec, v)) return false;
    size_t length = s->length, size = s->size;
    if (spec.precision >= 0 && (uint64_t)spec.precision < length) {
        length = (size_t)spec.precision;
        size = oli_str_offset(vm, s, length);
    }
    size_t pad = spec.width > (int64_t)length ? (size_t)spec.width - length : 0;
    size_t before = spec.align == '>' ? pad : spec.align == '^' ? pad / 2 : 0;
    return oli_text_append_fill(text, spec.fill, before) && oli_text_append(text, s->data, size) &&
           oli_text_append_fill(text, spec.fill, pad - before);
}

Value oli_format_str(Vm *vm, Value v, Str *spec) {
    if (!spec->size && is_exact(vm, v, CLASS_STR)) return v;
    return oli_format_by(vm, v, spec, oli_format_str_to);
}
