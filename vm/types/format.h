/* SPDX-License-Identifier: MIT
 *
 * Formatting: the format-spec mini-language of format(), f-strings and str.format (PEP 3101), %-formatting, and the
 * templates of str.format.
 *
 * A spec is parsed once into a FormatSpec and applied to a value; every layout (fill, sign, grouping, padding) is done
 * here, digits come from number.h.
 */
#ifndef OLI_TYPES_FORMAT_H
#define OLI_TYPES_FORMAT_H

#include "types/number.h"
#include "types/str.h"

typedef struct FormatSpec {
    uint32_t fill;      /* code point */
    char align;         /* < > = ^ */
    char sign;          /* + - or space; 0: none given */
    bool no_negative_zero; /* z */
    bool alternate;     /* # */
    char separator;     /* , or _ between groups of digits; 0: none */
    bool align_given;
    int64_t width;      /* -1: none */
    int64_t precision;  /* -1: none */
    uint32_t type;      /* code point, or default_type */
} FormatSpec;

/* Parse `spec` for formatting `v` (named in errors). False: ValueError. */
bool oli_format_parse(Vm *vm, const Str *spec, Value v, uint32_t default_type, char default_align, FormatSpec *out);

/* format(v, spec) of built-in values: for ClassOps.format. `v` may be an instance of a subclass. */
Value oli_format_str(Vm *vm, Value v, Str *spec);
Value oli_format_int(Vm *vm, Value v, Str *spec); /* int and bool */
Value oli_format_float(Vm *vm, Value v, Str *spec);
Value oli_format_complex(Vm *vm, Value v, Str *spec);
/* The same, appended to `text`; false: an exception is pending. */
bool oli_format_str_to(TextBuilder *text, Value v, const Str *spec);
bool oli_format_int_to(TextBuilder *text, Value v, const Str *spec);
bool oli_format_float_to(TextBuilder *text, Value v, const Str *spec);
bool oli_format_complex_to(TextBuilder *text, Value v, const Str *spec);

/* For the files format*.c: str(v) appended; "Unknown format code"; a Str made by one of the functions above. */
bool oli_format_plain(TextBuilder *text, Value v);
bool oli_format_unknown(Vm *vm, uint32_t type, Value v);
Value oli_format_by(Vm *vm, Value v, Str *spec, bool (*format)(TextBuilder *text, Value v, const Str *spec));

/* A double as format() and % write it: `type` e f g E F G, or r (as repr does, when precision is -1). The sign is
 * '-' or left out; inf and nan too. `add_dot_zero`: "1.0", never "1". */
bool oli_format_double(TextBuilder *text, double d, char type, int precision, bool alternate, bool add_dot_zero);

/* template % argument. May run script; `template_` and `argument` are rooted by the caller. */
Value oli_percent_format(Vm *vm, Str *template_, Value argument);
/* The same on bytes: appends to `out`, which may then hold any bytes. */
bool oli_percent_format_bytes(TextBuilder *out, const char *template_, size_t size, Value argument);

/* template.format(*args, **names); `mapping` VALUE_UNDEF, or where format_map looks names up. All rooted by the caller.
 * May run script. */
Value oli_template_format(Vm *vm, Str *template_, Tuple *args, Value mapping);

#endif
