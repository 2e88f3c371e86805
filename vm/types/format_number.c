/* SPDX-License-Identifier: MIT
 *
 * format() of numbers: how sign, prefix, grouped digits and padding are laid out around digits from number.h.
 */
#include <limits.h>
#include <math.h>
#include <string.h>

#include "types/format.h"
#include "types/protocol.h"
#include "types/unicode.h"

/* A number as text in its parts: sign, prefix, the digits that are grouped, and what follows them. */
typedef struct NumberText {
    bool is_negative;
    size_t prefix_size;
    const char *prefix; /* "0x", ... */
    const char *digits;
    size_t digit_count;
    const char *rest;   /* point, fraction, exponent; or "inf", "nan"; or a character (type c) */
    size_t rest_size, rest_length; /* bytes, code points */
    bool is_upper;      /* write the digits in capitals */
} NumberText;

/* ---- layout ---- */

static char sign_of(const FormatSpec *spec, bool is_negative) {
    if (is_negative) return '-';
    return spec->sign == '+' || spec->sign == ' ' ? spec->sign : 0;
}

static size_t group_size(const FormatSpec *spec) {
    if (!spec->separator) return SIZE_MAX;
    return spec->type == 'b' || spec->type == 'o' || spec->type == 'x' || spec->type == 'X' ? 4 : 3;
}

/* Characters that `count` digits take in groups of `group`, filled with zeros to `min_width` (separators included). */
static size_t grouped_width(size_t count, size_t group, size_t min_width) {
    if (!count) return 0;
    size_t digits = count, width = digits + (digits - 1) / group;
    if (width >= min_width) return width;
    if (group == SIZE_MAX) return min_width;
    /* A separator cannot stand in front: when the width would begin with one, a digit more is taken. */
    size_t rest = min_width % (group + 1);
    return rest == 0 ? min_width + 1 : min_width;
}

static void append_grouped(TextBuilder *text, const NumberText *number, const FormatSpec *spec, size_t width) {
    size_t group = group_size(spec);
    char *out = oli_text_reserve(text, width);
    if (!out) return;
    text->size += width;
    const char *digit = number->digits + number->digit_count;
    for (size_t i = width, in_group = 0; i-- > 0;) {
        if (in_group == group) {
            out[i] = spec->separator;
            in_group = 0;
            continue;
        }
        out[i] = digit > number->digits ? *--digit : '0';
        if (number->is_upper) out[i] = ascii_upper(out[i]);
        in_group++;
    }
}

static bool append_number(TextBuilder *text, const NumberText *number, const FormatSpec *spec) {
    char sign = sign_of(spec, number->is_negative);
    size_t fixed = (sign != 0) + number->prefix_size + number->rest_length;
    size_t wanted = spec->width > 0 ? (size_t)spec->width : 0;
    bool fills_zeros = spec->fill == '0' && spec->align == '=';
    size_t min_width = fills_zeros && wanted > fixed ? wanted - fixed : 0;
    if (min_width && !oli_may_allocate(text->vm, min_width)) return false;
    size_t digits = grouped_width(number->digit_count, group_size(spec), min_width);
    size_t pad = wanted > fixed + digits ? wanted - fixed - digits : 0;
    size_t before = spec->align == '>' ? pad : spec->align == '^' ? pad / 2 : 0;
    size_t inside = spec->align == '=' ? pad : 0;
    oli_text_append_fill(text, spec->fill, before);
    if (sign) oli_text_append(text, &sign, 1);
    oli_text_append(text, number->prefix, number->prefix_size);
    oli_text_append_fill(text, spec->fill, inside);
    append_grouped(text, number, spec, digits);
    oli_text_append(text, number->rest, number->rest_size);
    oli_text_append_fill(text, spec->fill, pad - before - inside);
    return !text->failed;
}

/* ---- int ---- */

static bool append_int_char(TextBuilder *text, Value v, const FormatSpec *spec) {
    Vm *vm = text->vm;
    if (spec->sign)
        return oli_raise_false(vm, EXC_VALUE_ERROR, "Sign not allowed with integer format specifier 'c'");
    if (spec->alternate)
        return oli_raise_false(vm, EXC_VALUE_ERROR, "Alternate form (#) not allowed with integer format specifier 'c'");
    int64_t c;
    if (!oli_int_to_i64(v, &c))
        return oli_raise_false(vm, EXC_OVERFLOW_ERROR, "Python int too large to convert to C long");
    if (c < 0 || c > UNICODE_MAX)
        return oli_raise_false(vm, EXC_OVERFLOW_ERROR, "%%c arg not in range(0x110000)");
    char bytes[UTF8_MAX];
    size_t size = utf8_write(bytes, (uint32_t)c);
    NumberText number = {.rest = bytes, .rest_size = size, .rest_length = 1};
    return append_number(text, &number, spec);
}

static int base_of(uint32_t type) { return type == 'b' ? 2 : type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 10; }

/* Digits of a magnitude, from the end of `buffer` (64 bytes). */
static char *small_digits(char *end, uint64_t n, unsigned base) {
    do *--end = "0123456789abcdef"[n % base];
    while (n /= base);
    return end;
}

static bool append_int(TextBuilder *text, Value v, const FormatSpec *spec) {
    Vm *vm = text->vm;
    if (spec->precision >= 0)
        return oli_raise_false(vm, EXC_VALUE_ERROR, "Precision not allowed in integer format specifier");
    if (spec->no_negative_zero)
        return oli_raise_false(vm, EXC_VALUE_ERROR,
                               "Negative zero coercion (z) not allowed in integer format specifier");
    if (spec->type == 'c') return append_int_char(text, v, spec);
    NumberText number = {0};
    int base = base_of(spec->type);
    char buffer[64];
    int64_t small;
    if (oli_int_to_i64(v, &small)) {
        number.is_negative = small < 0;
        uint64_t magnitude = small < 0 ? 0 - (uint64_t)small : (uint64_t)small;
        number.digits = small_digits(buffer + sizeof buffer, magnitude, (unsigned)base);
        number.digit_count = (size_t)(buffer + sizeof buffer - number.digits);
    } else {
        Str *s = oli_int_to_str(vm, v, base);
        if (!s) return false;
        number.is_negative = s->data[0] == '-';
        number.digits = s->data + number.is_negative;
        number.digit_count = s->size - number.is_negative;
    }
    number.is_upper = spec->type == 'X';
    if (spec->alternate && base != 10) {
        number.prefix = base == 2 ? "0b" : base == 8 ? "0o" : number.is_upper ? "0X" : "0x";
        number.prefix_size = 2;
    }
    return append_number(text, &number, spec);
}

static bool is_float_type(uint32_t type) { return type < 128 && type && strchr("eEfFgG%", (int)type); }

static bool append_double(TextBuilder *text, double d, Value v, const FormatSpec *spec);

bool oli_format_int_to(TextBuilder *text, Value v, const Str *spec_text) {
    Vm *vm = text->vm;
    if (!spec_text->size) return oli_format_plain(text, v);
    FormatSpec spec;
    if (!oli_format_parse(vm, spec_text, v, 'd', '>', &spec)) return false;
    if (is_float_type(spec.type)) {
        double d;
        return oli_as_double(vm, v, &d) && append_double(text, d, v, &spec);
    }
    if (spec.type < 128 && spec.type && strchr("bcdoxXn", (int)spec.type)) return append_int(text, v, &spec);
    return oli_format_unknown(vm, spec.type, v);
}

Value oli_format_int(Vm *vm, Value v, Str *spec) { return oli_format_by(vm, v, spec, oli_format_int_to); }

/* ---- float ---- */

/* Remove a '-' at `start` when every digit of the mantissa behind it is zero. */
static void drop_negative_zero(TextBuilder *text, size_t start) {
    if (text->failed || text->data[start] != '-') return;
    for (size_t i = start + 1; i < text->size; i++) {
        char c = text->data[i];
        if (c == 'e' || c == 'E') break;
        if (c != '0' && c != '.') return;
    }
    memmove(text->data + start, text->data + start + 1, text->size - start - 1);
    text->size--;
}

static const char *find_in(const TextBuilder *text, size_t start, char c) {
    return memchr(text->data + start, c, text->size - start);
}

/* Insert `piece` where the exponent of the number at `start` begins, or at its end. */
static void insert_before_exponent(TextBuilder *text, size_t start, const char *piece) {
    const char *exponent = find_in(text, start, 'e');
    if (!exponent) exponent = find_in(text, start, 'E');
    size_t at = exponent ? (size_t)(exponent - text->data) : text->size, size = strlen(piece);
    if (!oli_text_reserve(text, size)) return;
    memmove(text->data + at + size, text->data + at, text->size - at);
    memcpy(text->data + at, piece, size);
    text->size += size;
}

/* Remove the trailing zeros of the fraction, and its point, of a number with an exponent. */
static void strip_fraction_zeros(TextBuilder *text, size_t start) {
    const char *exponent = find_in(text, start, 'e');
    size_t end = (size_t)(exponent - text->data), keep = end;
    while (text->data[keep - 1] == '0') keep--;
    if (text->data[keep - 1] == '.') keep--;
    memmove(text->data + keep, text->data + end, text->size - end);
    text->size -= end - keep;
}

/* repr without a precision. */
static bool append_repr(TextBuilder *text, double d, bool alternate, bool add_dot_zero) {
    char digits[40];
    size_t size = oli_double_repr(d, digits);
    if (!add_dot_zero && size > 2 && digits[size - 1] == '0' && digits[size - 2] == '.') size -= 2;
    size_t start = text->size;
    if (!oli_text_append(text, digits, size)) return false;
    if (alternate && !find_in(text, start, '.')) insert_before_exponent(text, start, ".");
    return !text->failed;
}

/* No type but a precision: as g, but with a digit behind the point, for which one of the precision is kept. */
static bool append_general(TextBuilder *text, double d, int precision, bool alternate) {
    if (precision == 0) precision = 1;
    size_t start = text->size;
    if (!oli_double_format(text, d, 'e', precision - 1, alternate) || text->failed) return false;
    const char *mark = find_in(text, start, 'e');
    int exponent = 0;
    for (const char *p = mark + 2; p < text->data + text->size; p++) exponent = exponent * 10 + (*p - '0');
    if (mark[1] == '-') exponent = -exponent;
    if (exponent < -4 || exponent >= precision - 1) {
        if (!alternate && precision > 1) strip_fraction_zeros(text, start);
        return true;
    }
    text->size = start;
    if (!oli_double_format(text, d, 'g', precision, alternate) || text->failed) return false;
    if (!find_in(text, start, '.')) oli_text_append(text, ".0", 2);
    return !text->failed;
}

bool oli_format_double(TextBuilder *text, double d, char type, int precision, bool alternate, bool add_dot_zero) {
    if (isnan(d) || isinf(d)) {
        bool is_upper = ascii_is_upper(type);
        if (isnan(d)) return oli_text_append_c(text, is_upper ? "NAN" : "nan");
        if (d < 0) oli_text_append(text, "-", 1);
        return oli_text_append_c(text, is_upper ? "INF" : "inf");
    }
    if (type != 'r') return oli_double_format(text, d, type, precision, alternate) && !text->failed;
    if (precision < 0) return append_repr(text, d, alternate, add_dot_zero);
    if (add_dot_zero) return append_general(text, d, precision, alternate);
    return oli_double_format(text, d, 'g', precision, alternate) && !text->failed;
}

/* Digits for `d` by the spec, into `digits`. */
static bool double_digits(TextBuilder *digits, double d, const FormatSpec *spec, bool add_dot_zero) {
    Vm *vm = digits->vm;
    if (spec->precision > INT_MAX) return oli_raise_false(vm, EXC_VALUE_ERROR, "precision too big");
    int precision = (int)spec->precision;
    char type = (char)spec->type;
    if (!type) {
        type = 'r';
    } else {
        if (precision < 0) precision = 6;
        if (type == 'n') type = 'g';
    }
    bool is_percent = type == '%';
    if (is_percent) {
        type = 'f';
        d *= 100;
    }
    if (precision > 0 && !oli_may_allocate(vm, (size_t)precision)) return false;
    if (!oli_format_double(digits, d, type, precision, spec->alternate, add_dot_zero)) return false;
    if (spec->no_negative_zero) drop_negative_zero(digits, 0);
    if (is_percent) oli_text_append(digits, "%", 1);
    return !digits->failed;
}

/* Find the parts of a double's text. */
static NumberText split_double(const TextBuilder *digits) {
    NumberText number = {.is_negative = digits->size && digits->data[0] == '-'};
    number.digits = digits->data + number.is_negative;
    const char *end = digits->data + digits->size, *p = number.digits;
    while (p < end && ascii_is_digit(*p)) p++;
    number.digit_count = (size_t)(p - number.digits);
    number.rest = p;
    number.rest_size = number.rest_length = (size_t)(end - p);
    return number;
}

static bool append_double(TextBuilder *text, double d, Value v, const FormatSpec *spec) {
    if (spec->type && !is_float_type(spec->type) && spec->type != 'n')
        return oli_format_unknown(text->vm, spec->type, v);
    TextBuilder digits;
    oli_text_init(&digits, text->vm);
    bool done = double_digits(&digits, d, spec, true);
    if (done) {
        NumberText number = split_double(&digits);
        done = append_number(text, &number, spec);
    }
    oli_text_free(&digits);
    return done;
}

bool oli_format_float_to(TextBuilder *text, Value v, const Str *spec_text) {
    if (!spec_text->size) return oli_format_plain(text, v);
    FormatSpec spec;
    if (!oli_format_parse(text->vm, spec_text, v, 0, '>', &spec)) return false;
    return append_double(text, float_of(v), v, &spec);
}

Value oli_format_float(Vm *vm, Value v, Str *spec) { return oli_format_by(vm, v, spec, oli_format_float_to); }

/* ---- complex ---- */

static bool check_complex_spec(Vm *vm, const FormatSpec *spec, Value v) {
    if (spec->type && (spec->type == '%' || (!is_float_type(spec->type) && spec->type != 'n')))
        return oli_format_unknown(vm, spec->type, v);
    if (spec->fill == '0')
        return oli_raise_false(vm, EXC_VALUE_ERROR, "Zero padding is not allowed in complex format specifier");
    if (spec->align == '=')
        return oli_raise_false(vm, EXC_VALUE_ERROR, "'=' alignment flag is not allowed in complex format specifier");
    return true;
}

/* One part of a complex number, with its sign, unpadded. */
static bool append_part(TextBuilder *out, double d, const FormatSpec *spec) {
    TextBuilder digits;
    oli_text_init(&digits, out->vm);
    bool done = double_digits(&digits, d, spec, false);
    if (done) {
        FormatSpec unpadded = *spec;
        unpadded.width = -1;
        NumberText number = split_double(&digits);
        done = append_number(out, &number, &unpadded);
    }
    oli_text_free(&digits);
    return done;
}

static bool append_complex(TextBuilder *out, double real, double imag, const FormatSpec *spec) {
    bool skips_real = !spec->type && real == 0.0 && !signbit(real);
    bool has_parens = !spec->type && !skips_real;
    if (has_parens) oli_text_append(out, "(", 1);
    if (!skips_real && !append_part(out, real, spec)) return false;
    FormatSpec imag_spec = *spec;
    if (!skips_real) imag_spec.sign = '+';
    if (!append_part(out, imag, &imag_spec)) return false;
    return oli_text_append_c(out, has_parens ? "j)" : "j");
}

bool oli_format_complex_to(TextBuilder *text, Value v, const Str *spec_text) {
    Vm *vm = text->vm;
    if (!spec_text->size) return oli_format_plain(text, v);
    const Complex *c = (const Complex *)object_of(v);
    FormatSpec spec;
    if (!oli_format_parse(vm, spec_text, v, 0, '>', &spec) || !check_complex_spec(vm, &spec, v)) return false;
    TextBuilder number;
    oli_text_init(&number, vm);
    bool done = append_complex(&number, c->real, c->imag, &spec);
    if (done) {
        size_t pad = spec.width > (int64_t)number.size ? (size_t)spec.width - number.size : 0;
        size_t before = spec.align == '>' ? pad : spec.align == '^' ? pad / 2 : 0;
        done = oli_text_append_fill(text, spec.fill, before) && oli_text_append(text, number.data, number.size) &&
               oli_text_append_fill(text, spec.fill, pad - before);
    }
    oli_text_free(&number);
    return done;
}

Value oli_format_complex(Vm *vm, Value v, Str *spec) { return oli_format_by(vm, v, spec, oli_format_complex_to); }
