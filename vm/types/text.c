/* SPDX-License-Identifier: MIT
 *
 * TextBuilder: text put together piece by piece, and the formatter behind oli_raise and oli_str_format (directives in
 * error.h).
 *
 * The builder begins in its own small array and goes to memory of the VM when that is full; a large result takes that
 * memory over without copying it. After a failure every append does nothing and oli_text_finish returns NULL, so
 * callers check once, at the end. The formatter roots the Values it is given while it runs script for %V and %R.
 */
#include <string.h>

#include "types/format.h"
#include "types/protocol.h"
#include "types/str.h"
#include "types/unicode.h"

/* ---- the builder ---- */

void oli_text_init(TextBuilder *text, Vm *vm) {
    text->vm = vm;
    text->data = text->small;
    text->size = 0;
    text->capacity = sizeof text->small;
    text->failed = false;
}

void oli_text_free(TextBuilder *text) {
    if (text->data != text->small) oli_release(text->vm, text->data, text->capacity);
    text->data = text->small;
    text->size = 0;
    text->capacity = sizeof text->small;
}

static bool grow(TextBuilder *text, size_t size) {
    if (text->failed) return false;
    size_t wanted = text->size + size, capacity = text->capacity * 2;
    if (wanted < size) wanted = SIZE_MAX;
    if (capacity < wanted) capacity = wanted;
    bool is_small = text->data == text->small;
    char *block = oli_resize(text->vm, is_small ? NULL : text->data, is_small ? 0 : text->capacity, capacity);
    if (!block) {
        text->failed = true;
        return false;
    }
    if (is_small) memcpy(block, text->small, text->size);
    text->data = block;
    text->capacity = capacity;
    return true;
}

char *oli_text_reserve(TextBuilder *text, size_t size) {
    if (text->failed || (size > text->capacity - text->size && !grow(text, size))) return NULL;
    return text->data + text->size;
}

bool oli_text_append(TextBuilder *text, const char *data, size_t size) {
    char *out = oli_text_reserve(text, size);
    if (!out) return false;
    if (size) memcpy(out, data, size);
    text->size += size;
    return true;
}

bool oli_text_append_c(TextBuilder *text, const char *data) { return oli_text_append(text, data, strlen(data)); }

bool oli_text_append_str(TextBuilder *text, const Str *s) { return oli_text_append(text, s->data, s->size); }

bool oli_text_append_char(TextBuilder *text, uint32_t code_point) {
    char *out = oli_text_reserve(text, UTF8_MAX);
    if (!out) return false;
    text->size += utf8_write(out, code_point);
    return true;
}

bool oli_text_append_fill(TextBuilder *text, uint32_t code_point, size_t count) {
    char bytes[UTF8_MAX];
    size_t size = utf8_write(bytes, code_point);
    if (count > SIZE_MAX / 2 / size || !oli_may_allocate(text->vm, size * count)) {
        if (!text->failed && !has_exception(text->vm)) oli_raise_no_memory(text->vm);
        text->failed = true;
        return false;
    }
    char *out = oli_text_reserve(text, size * count);
    if (!out) return false;
    if (size == 1) memset(out, bytes[0], count);
    else for (size_t i = 0; i < count; i++) memcpy(out + i * size, bytes, size);
    text->size += size * count;
    return true;
}

/* Appends `s` and forgets it; NULL: an exception is pending. */
static bool append_result(TextBuilder *text, const Str *s) {
    if (!s) {
        text->failed = true;
        return false;
    }
    return oli_text_append(text, s->data, s->size);
}

bool oli_text_append_repr(TextBuilder *text, Value v) {
    return !text->failed && append_result(text, oli_repr(text->vm, v));
}

Str *oli_text_finish(TextBuilder *text) {
    Str *s = NULL;
    if (!text->failed) {
        if (text->data == text->small) return oli_str_new(text->vm, text->data, text->size);
        s = oli_str_adopt(text->vm, text->data, text->size, text->capacity);
        text->data = text->small;
    }
    oli_text_free(text);
    return s;
}

/* ---- numbers ---- */

/* The digits of `n`, written backwards from `end`; returns their start. */
static char *write_digits(char *end, uint64_t n, unsigned base) {
    do *--end = "0123456789abcdef"[n % base];
    while (n /= base);
    return end;
}

static bool append_i64(TextBuilder *text, int64_t i) {
    char digits[24], *end = digits + sizeof digits;
    char *start = write_digits(end, i < 0 ? 0 - (uint64_t)i : (uint64_t)i, 10);
    if (i < 0) *--start = '-';
    return oli_text_append(text, start, (size_t)(end - start));
}

/* ---- replacement fields of f-strings ---- */

static bool append_plain(TextBuilder *text, Value v) {
    Vm *vm = text->vm;
    if (is_int(v)) return append_i64(text, int_of(v));
    if (is_inline_float(v)) {
        char *out = oli_text_reserve(text, 32);
        if (!out) return false;
        text->size += oli_double_repr(inline_float_of(v), out);
        return true;
    }
    if (is_exact(vm, v, CLASS_STR)) return oli_text_append_str(text, as_str(v));
    Value formatted = oli_format_value(vm, v, vm->empty_str);
    return append_result(text, is_error(formatted) ? NULL : as_str(formatted));
}

static bool append_by_spec(TextBuilder *text, Value v, Str *spec) {
    Vm *vm = text->vm;
    bool done;
    if (is_int(v) || is_exact(vm, v, CLASS_INT)) done = oli_format_int_to(text, v, spec);
    else if (is_inline_float(v) || is_exact(vm, v, CLASS_FLOAT)) done = oli_format_float_to(text, v, spec);
    else if (is_exact(vm, v, CLASS_STR)) done = oli_format_str_to(text, v, spec);
    else {
        Value formatted = oli_format_value(vm, v, spec);
        return append_result(text, is_error(formatted) ? NULL : as_str(formatted));
    }
    if (!done) text->failed = true;
    return done;
}

bool oli_text_append_format(TextBuilder *text, Value v, Str *spec, int conversion) {
    Vm *vm = text->vm;
    if (text->failed) return false;
    if (conversion == 's' || conversion == 'r' || conversion == 'a') {
        Str *converted = conversion == 's' ? oli_to_str(vm, v) : conversion == 'r' ? oli_repr(vm, v) : oli_ascii(vm, v);
        if (!converted) return append_result(text, NULL);
        v = make_object(converted);
    }
    return spec && spec->size ? append_by_spec(text, v, spec) : append_plain(text, v);
}

/* ---- the formatter ---- */

/* Bytes from outside: what is no UTF-8 becomes U+FFFD. */
static void append_foreign(TextBuilder *text, const char *data, size_t size) {
    size_t at = 0;
    while (at < size) {
        size_t valid = oli_utf8_valid_prefix(data + at, size - at, true);
        oli_text_append(text, data + at, valid);
        at += valid;
        if (at == size) return;
        size_t bad;
        oli_utf8_check_one(data + at, size - at, true, &bad);
        oli_text_append_char(text, 0xFFFD);
        at += bad;
    }
}

typedef struct Directive {
    bool zero_pad;
    int width, precision; /* precision -1: none */
    int longness;         /* count of l; 3: z */
    char kind;
} Directive;

static int read_number(const char **cursor) {
    int n = 0;
    while (ascii_is_digit(**cursor) && n < 10000) n = n * 10 + (*(*cursor)++ - '0');
    return n;
}

/* The directive behind a '%', which `cursor` is left behind; a precision `*` is -2. */
static Directive read_directive(const char **cursor) {
    Directive d = {.precision = -1};
    if (**cursor == '0') d.zero_pad = true;
    d.width = read_number(cursor);
    if (**cursor == '.') {
        ++*cursor;
        if (**cursor == '*') {
            ++*cursor;
            d.precision = -2;
        } else {
            d.precision = read_number(cursor);
        }
    }
    for (; **cursor == 'l' || **cursor == 'z'; ++*cursor) d.longness += **cursor == 'z' ? 3 : 1;
    d.kind = **cursor;
    if (d.kind) ++*cursor;
    return d;
}

static void append_number(TextBuilder *text, const Directive *d, uint64_t magnitude, bool negative) {
    char digits[24], *end = digits + sizeof digits;
    char *start = write_digits(end, magnitude, d->kind == 'x' ? 16 : 10);
    size_t size = (size_t)(end - start) + negative, pad = (size_t)d->width > size ? (size_t)d->width - size : 0;
    if (!d->zero_pad) oli_text_append_fill(text, ' ', pad);
    if (negative) oli_text_append(text, "-", 1);
    if (d->zero_pad) oli_text_append_fill(text, '0', pad);
    oli_text_append(text, start, (size_t)(end - start));
}

static void append_c_string(TextBuilder *text, const Directive *d, const char *s) {
    if (!s) s = "(null)";
    size_t size = 0;
    while ((d->precision < 0 || size < (size_t)d->precision) && s[size]) size++;
    append_foreign(text, s, size);
}

/* va_list in a struct, so that functions can share it. */
typedef struct Arguments {
    va_list list;
} Arguments;

static void append_signed(TextBuilder *text, const Directive *d, Arguments *args) {
    int64_t i = d->longness == 0   ? va_arg(args->list, int)
                : d->longness == 1 ? va_arg(args->list, long)
                : d->longness == 2 ? va_arg(args->list, long long)
                                   : va_arg(args->list, ptrdiff_t);
    append_number(text, d, i < 0 ? 0 - (uint64_t)i : (uint64_t)i, i < 0);
}

static void append_unsigned(TextBuilder *text, const Directive *d, Arguments *args) {
    uint64_t u = d->longness == 0   ? va_arg(args->list, unsigned)
                 : d->longness == 1 ? va_arg(args->list, unsigned long)
                 : d->longness == 2 ? va_arg(args->list, unsigned long long)
                                    : va_arg(args->list, size_t);
    append_number(text, d, u, false);
}

/* The class of a value, as messages name it. */
static void append_class(TextBuilder *text, Class *cls) {
    if (cls->flags & CLASS_FLAG_DOTTED) {
        Value module = oli_dict_get_str(text->vm, cls->dict, text->vm->names.dunder_module);
        if (is_str(module)) oli_text_append_str(text, as_str(module));
        if (is_str(module)) oli_text_append_c(text, ".");
    }
    oli_text_append_str(text, cls->name);
}

static void append_directive(TextBuilder *text, Directive d, Arguments *args) {
    Vm *vm = text->vm;
    switch (d.kind) {
    case 's': append_c_string(text, &d, va_arg(args->list, const char *)); return;
    case 'c': oli_text_append_char(text, (uint32_t)va_arg(args->list, int)); return;
    case 'd':
    case 'i': append_signed(text, &d, args); return;
    case 'u':
    case 'x': append_unsigned(text, &d, args); return;
    case 'S': oli_text_append_str(text, va_arg(args->list, Str *)); return;
    case 'C': oli_text_append_str(text, va_arg(args->list, Class *)->name); return;
    case 'T': append_class(text, class_of(vm, va_arg(args->list, Value))); return;
    case 'V': {
        Value v = va_arg(args->list, Value);
        if (!text->failed) append_result(text, oli_to_str(vm, v));
        return;
    }
    case 'R': oli_text_append_repr(text, va_arg(args->list, Value)); return;
    case '%': oli_text_append(text, "%", 1); return;
    default: return;
    }
}

/* Collect the objects that directives name; returns how many (at most `limit`). */
static size_t collect_values(const char *format, Arguments *args, Value *values, size_t limit) {
    size_t count = 0;
    while (count < limit && (format = strchr(format, '%'))) {
        format++;
        Directive d = read_directive(&format);
        if (d.precision == -2) (void)va_arg(args->list, int);
        switch (d.kind) {
        case 's': (void)va_arg(args->list, const char *); break;
        case 'c': (void)va_arg(args->list, int); break;
        case 'd':
        case 'i':
        case 'u':
        case 'x':
            if (d.longness == 0) (void)va_arg(args->list, int);
            else if (d.longness == 1) (void)va_arg(args->list, long);
            else if (d.longness == 2) (void)va_arg(args->list, long long);
            else (void)va_arg(args->list, size_t);
            break;
        case 'S':
        case 'C': values[count++] = make_object(va_arg(args->list, void *)); break;
        case 'T':
        case 'V':
        case 'R': values[count++] = va_arg(args->list, Value); break;
        default: break;
        }
    }
    return count;
}

static bool runs_script(const char *format) {
    while ((format = strchr(format, '%'))) {
        format++;
        char kind = read_directive(&format).kind;
        if (kind == 'V' || kind == 'R') return true;
    }
    return false;
}

static void append_formatted(TextBuilder *text, const char *format, Arguments *args) {
    for (;;) {
        const char *percent = strchr(format, '%');
        if (!percent) {
            oli_text_append_c(text, format);
            return;
        }
        oli_text_append(text, format, (size_t)(percent - format));
        format = percent + 1;
        Directive d = read_directive(&format);
        if (d.precision == -2) d.precision = va_arg(args->list, int);
        append_directive(text, d, args);
    }
}

bool oli_text_vformat(TextBuilder *text, const char *format, va_list list) {
    enum { ROOTS_MAX = 8 };
    Value values[ROOTS_MAX];
    RootArray roots;
    Arguments args;
    bool needs_roots = runs_script(format);
    if (needs_roots) {
        va_copy(args.list, list);
        size_t count = collect_values(format, &args, values, ROOTS_MAX);
        va_end(args.list);
        root_array_push(text->vm, &roots, values, count);
    }
    va_copy(args.list, list);
    append_formatted(text, format, &args);
    va_end(args.list);
    if (needs_roots) root_array_pop(text->vm, &roots);
    return !text->failed;
}

bool oli_text_format(TextBuilder *text, const char *format, ...) {
    va_list args;
    va_start(args, format);
    bool done = oli_text_vformat(text, format, args);
    va_end(args);
    return done;
}

Str *oli_str_vformat(Vm *vm, const char *format, va_list args) {
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_text_vformat(&text, format, args);
    return oli_text_finish(&text);
}

Str *oli_str_format(Vm *vm, const char *format, ...) {
    va_list args;
    va_start(args, format);
    Str *s = oli_str_vformat(vm, format, args);
    va_end(args);
    return s;
}
