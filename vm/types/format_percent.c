/* SPDX-License-Identifier: MIT
 *
 * template % values, for str and bytes: %[(key)][flags][width][.precision][length]type.
 *
 * One engine serves both; what differs is %s, %b, %a, %c and some wordings. Text goes to a TextBuilder as it is found,
 * which for bytes holds bytes of any kind. The values are taken from a tuple one by one, or are one value, or come from
 * a mapping by key.
 */
#include <limits.h>
#include <string.h>

#include "types/bytes.h"
#include "types/format.h"
#include "types/protocol.h"
#include "types/unicode.h"

typedef struct Percent {
    Vm *vm;
    TextBuilder *out;
    bool is_bytes;
    const char *start, *cursor, *end;
    Value argument;
    const Tuple *tuple; /* the argument, if it is one */
    size_t next;        /* of the tuple; or 1 when the one value was used */
    bool is_mapping;    /* may be asked for keys */
    bool used_key;
    Root keyed;         /* the value that the key of this directive gave; VALUE_UNDEF: none */
} Percent;

typedef struct Directive {
    bool left, plus, space, alternate, zero;
    int64_t width, precision; /* precision -1: none */
    uint32_t type;
    size_t offset; /* of the type, for errors */
} Directive;

/* ---- arguments ---- */

/* VALUE_ERROR: there is none left. */
static Value next_argument(Percent *p) {
    if (!is_undef(p->keyed.value)) {
        Value v = p->keyed.value;
        p->keyed.value = VALUE_UNDEF;
        return v;
    }
    if (p->tuple && !p->used_key) {
        if (p->next < p->tuple->count) return p->tuple->items[p->next++];
    } else if (!p->used_key && !p->next) {
        p->next = 1;
        return p->argument;
    }
    return oli_raise(p->vm, EXC_TYPE_ERROR, "not enough arguments for format string");
}

/* ---- reading a directive ---- */

static bool incomplete(Percent *p) {
    return oli_raise_false(p->vm, EXC_VALUE_ERROR, "incomplete format");
}

/* (key), the cursor on its parenthesis: looks the value up. */
static bool read_key(Percent *p) {
    Vm *vm = p->vm;
    if (!p->is_mapping) return oli_raise_false(vm, EXC_TYPE_ERROR, "format requires a mapping");
    const char *key = ++p->cursor;
    for (int depth = 1; depth; p->cursor++) {
        if (p->cursor == p->end) return oli_raise_false(vm, EXC_VALUE_ERROR, "incomplete format key");
        if (*p->cursor == '(') depth++;
        else if (*p->cursor == ')') depth--;
    }
    size_t size = (size_t)(p->cursor - 1 - key);
    void *name = p->is_bytes ? (void *)oli_bytes_new(vm, key, size) : (void *)oli_str_new(vm, key, size);
    if (!name) return false;
    p->used_key = true;
    Root root;
    root_push(vm, &root, make_object(name));
    p->keyed.value = oli_get_item(vm, p->argument, root.value);
    root_pop(vm, &root);
    return !is_error(p->keyed.value);
}

static void read_flags(Percent *p, Directive *d) {
    for (; p->cursor < p->end; p->cursor++) {
        switch (*p->cursor) {
        case '-': d->left = true; break;
        case '+': d->plus = true; break;
        case ' ': d->space = true; break;
        case '#': d->alternate = true; break;
        case '0': d->zero = true; break;
        default: return;
        }
    }
}

/* A number or '*'; *out is unchanged when there is neither. */
static bool read_number(Percent *p, const char *what, int64_t limit, int64_t *out) {
    Vm *vm = p->vm;
    if (p->cursor < p->end && *p->cursor == '*') {
        p->cursor++;
        Value v = next_argument(p);
        if (is_error(v)) return false;
        if (!is_integer(v)) return oli_raise_false(vm, EXC_TYPE_ERROR, "* wants int");
        if (!oli_int_to_i64(v, out) || *out > limit)
            return oli_raise_false(vm, EXC_OVERFLOW_ERROR, "Python int too large to convert to C int");
        return true;
    }
    for (; p->cursor < p->end && ascii_is_digit(*p->cursor); p->cursor++) {
        int digit = *p->cursor - '0';
        if (*out < 0) *out = 0;
        if (*out > (limit - digit) / 10) return oli_raise_false(vm, EXC_VALUE_ERROR, "%s too big", what);
        *out = *out * 10 + digit;
    }
    return true;
}

static bool read_directive(Percent *p, Directive *d) {
    *d = (Directive){.precision = -1};
    if (p->cursor < p->end && *p->cursor == '(' && !read_key(p)) return false;
    read_flags(p, d);
    if (!read_number(p, "width", INT64_MAX, &d->width)) return false;
    if (d->width < 0) {
        d->left = true;
        d->width = -d->width;
    }
    if (p->cursor < p->end && *p->cursor == '.') {
        p->cursor++;
        d->precision = 0;
        if (!read_number(p, "precision", INT_MAX, &d->precision)) return false;
        if (d->precision < 0) d->precision = 0;
    }
    if (p->cursor < p->end && (*p->cursor == 'h' || *p->cursor == 'l' || *p->cursor == 'L')) p->cursor++;
    if (p->cursor == p->end) return incomplete(p);
    d->offset = (size_t)(p->cursor - p->start);
    if (p->is_bytes) d->type = (unsigned char)*p->cursor++;
    else d->type = utf8_read(&p->cursor);
    return true;
}

/* ---- output ---- */

/* `size` bytes of text, `length` characters, padded with spaces. */
static bool put_padded(Percent *p, const Directive *d, const char *data, size_t size, size_t length) {
    size_t pad = d->width > (int64_t)length ? (size_t)d->width - length : 0;
    return oli_text_append_fill(p->out, ' ', d->left ? 0 : pad) && oli_text_append(p->out, data, size) &&
           oli_text_append_fill(p->out, ' ', d->left ? pad : 0);
}

/* sign, prefix, `zeros` zeros and digits, padded with spaces or zeros. */
static bool put_number(Percent *p, const Directive *d, bool is_negative, const char *prefix, size_t zeros,
                       const char *digits, size_t size) {
    char sign = is_negative ? '-' : d->plus ? '+' : d->space ? ' ' : 0;
    size_t prefix_size = strlen(prefix), length = (sign != 0) + prefix_size + zeros + size;
    size_t pad = d->width > (int64_t)length ? (size_t)d->width - length : 0;
    bool fills_zeros = d->zero && !d->left;
    if (!d->left && !fills_zeros) oli_text_append_fill(p->out, ' ', pad);
    if (sign) oli_text_append(p->out, &sign, 1);
    oli_text_append(p->out, prefix, prefix_size);
    oli_text_append_fill(p->out, '0', zeros + (fills_zeros ? pad : 0));
    oli_text_append(p->out, digits, size);
    if (d->left) oli_text_append_fill(p->out, ' ', pad);
    return !p->out->failed;
}

static bool put_str(Percent *p, const Directive *d, Str *s) {
    if (!s) return false;
    size_t length = s->length, size = s->size;
    if (d->precision >= 0 && (uint64_t)d->precision < length) {
        length = (size_t)d->precision;
        size = oli_str_offset(p->vm, s, length);
    }
    return put_padded(p, d, s->data, size, length);
}

/* ---- numbers ---- */

/* The int that `v` is for %d or %x; VALUE_ERROR. May run script. */
static Value integer_of(Percent *p, Value v, char type) {
    Vm *vm = p->vm;
    bool takes_real = type == 'd' || type == 'i' || type == 'u';
    const ClassOps *ops = &class_of(vm, v)->ops;
    Value result = VALUE_ERROR;
    if (is_integer(v)) return v;
    if (takes_real && ops->to_int) result = ops->to_int(vm, v);
    else if (ops->index) result = oli_as_index(vm, v);
    if (!is_error(result) || (has_exception(vm) && !oli_exception_is(vm, EXC_TYPE_ERROR))) return result;
    clear_exception(vm);
    return oli_raise(vm, EXC_TYPE_ERROR, "%%%c format: %s is required, not %T", type,
                     takes_real ? "a real number" : "an integer", v);
}

static bool put_integer(Percent *p, const Directive *d, Value v) {
    char type = (char)d->type;
    Value integer = integer_of(p, v, type);
    if (is_error(integer)) return false;
    bool is_hex = type == 'x' || type == 'X';
    Str *text = oli_int_to_str(p->vm, integer, is_hex ? 16 : type == 'o' ? 8 : 10);
    if (!text) return false;
    bool is_negative = text->data[0] == '-';
    const char *digits = text->data + is_negative, *prefix = "";
    size_t size = text->size - is_negative;
    size_t zeros = d->precision > (int64_t)size ? (size_t)d->precision - size : 0;
    if (d->alternate && (is_hex || type == 'o')) prefix = type == 'x' ? "0x" : type == 'X' ? "0X" : "0o";
    size_t at = p->out->size;
    if (!put_number(p, d, is_negative, prefix, zeros, digits, size)) return false;
    if (type == 'X') /* only digits can be lower case here */
        for (size_t i = at; i < p->out->size; i++) p->out->data[i] = ascii_upper(p->out->data[i]);
    return true;
}

static bool put_float(Percent *p, const Directive *d, Value v) {
    Vm *vm = p->vm;
    double number;
    if (!oli_as_double(vm, v, &number)) {
        if (!p->is_bytes || !oli_exception_is(vm, EXC_TYPE_ERROR)) return false;
        clear_exception(vm);
        return oli_raise_false(vm, EXC_TYPE_ERROR, "float argument required, not %T", v);
    }
    int precision = d->precision < 0 ? 6 : (int)d->precision;
    if (!oli_may_allocate(vm, (size_t)precision)) return false;
    TextBuilder digits;
    oli_text_init(&digits, vm);
    bool done = oli_format_double(&digits, number, (char)d->type, precision, d->alternate, false);
    if (done) {
        bool is_negative = digits.data[0] == '-';
        done = put_number(p, d, is_negative, "", 0, digits.data + is_negative, digits.size - is_negative);
    }
    oli_text_free(&digits);
    return done;
}

/* ---- characters ---- */

static bool put_char(Percent *p, const Directive *d, Value v) {
    Vm *vm = p->vm;
    if (is_str(v)) {
        if (as_str(v)->length == 1) return put_padded(p, d, as_str(v)->data, as_str(v)->size, 1);
        return oli_raise_false(vm, EXC_TYPE_ERROR, "%%c requires int or char");
    }
    if (!is_integer(v) && !class_of(vm, v)->ops.index)
        return oli_raise_false(vm, EXC_TYPE_ERROR, "%%c requires int or char");
    Value integer = oli_as_index(vm, v);
    int64_t c;
    if (is_error(integer)) return false;
    if (!oli_int_to_i64(integer, &c) || c < 0 || c > UNICODE_MAX)
        return oli_raise_false(vm, EXC_OVERFLOW_ERROR, "%%c arg not in range(0x110000)");
    char bytes[UTF8_MAX];
    return put_padded(p, d, bytes, utf8_write(bytes, (uint32_t)c), 1);
}

static bool put_byte(Percent *p, const Directive *d, Value v) {
    Vm *vm = p->vm;
    ByteSpan span;
    if ((is_bytes(v) || is_bytearray(v)) && oli_bytes_span(v, &span) && span.size == 1)
        return put_padded(p, d, span.data, 1, 1);
    if (!is_integer(v) && !class_of(vm, v)->ops.index)
        return oli_raise_false(vm, EXC_TYPE_ERROR, "%%c requires an integer in range(256) or a single byte");
    Value integer = oli_as_index(vm, v);
    int64_t c;
    if (is_error(integer)) return false;
    if (!oli_int_to_i64(integer, &c) || c < 0 || c > 255)
        return oli_raise_false(vm, EXC_OVERFLOW_ERROR, "%%c arg not in range(256)");
    char byte = (char)c;
    return put_padded(p, d, &byte, 1, 1);
}

/* %s and %b of bytes. */
static bool put_bytes(Percent *p, const Directive *d, Value v) {
    Vm *vm = p->vm;
    ByteSpan span;
    if (!oli_bytes_span(v, &span)) {
        Value bytes = oli_call_special(vm, v, vm->names.dunder_bytes, NULL, 0);
        if (is_error(bytes)) return false;
        if (is_undef(bytes))
            return oli_raise_false(
                vm, EXC_TYPE_ERROR,
                "%%b requires a bytes-like object, or an object that implements __bytes__, not '%T'", v);
        if (!is_bytes(bytes))
            return oli_raise_false(vm, EXC_TYPE_ERROR, "__bytes__ returned non-bytes (type %T)", bytes);
        oli_bytes_span(bytes, &span);
    }
    size_t size = d->precision >= 0 && (uint64_t)d->precision < span.size ? (size_t)d->precision : span.size;
    return put_padded(p, d, span.data, size, size);
}

/* ---- the loop ---- */

static bool put_directive(Percent *p, const Directive *d, Value v) {
    Vm *vm = p->vm;
    switch (d->type) {
    case 's':
        if (p->is_bytes) return put_bytes(p, d, v);
        return put_str(p, d, oli_to_str(vm, v));
    case 'b':
        if (p->is_bytes) return put_bytes(p, d, v);
        break;
    case 'r':
        return put_str(p, d, p->is_bytes ? oli_ascii(vm, v) : oli_repr(vm, v));
    case 'a': return put_str(p, d, oli_ascii(vm, v));
    case 'c': return p->is_bytes ? put_byte(p, d, v) : put_char(p, d, v);
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X': return put_integer(p, d, v);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': return put_float(p, d, v);
    default: break;
    }
    if (p->is_bytes && d->type >= 0x80)
        return oli_raise_false(vm, EXC_OVERFLOW_ERROR, "character argument not in range(0x110000)");
    return oli_raise_false(vm, EXC_VALUE_ERROR, "unsupported format character '%c' (0x%x) at index %zu",
                           d->type > 31 && d->type < 127 ? (int)d->type : '?', d->type,
                           p->is_bytes ? d->offset : oli_utf8_length(p->start, d->offset));
}

/* The directive behind the '%' at the cursor. */
static bool format_one(Percent *p) {
    if (p->cursor < p->end && *p->cursor == '%') {
        p->cursor++;
        return oli_text_append(p->out, "%", 1);
    }
    Directive d;
    if (!read_directive(p, &d)) return false;
    Value v = next_argument(p);
    if (is_error(v)) return false;
    Root root; /* a value that a mapping made up lives nowhere else */
    root_push(p->vm, &root, v);
    bool done = put_directive(p, &d, v);
    root_pop(p->vm, &root);
    return done;
}

static bool all_used(const Percent *p) {
    if (p->tuple) return p->used_key || p->next >= p->tuple->count;
    return p->is_mapping || p->next;
}

static bool format_all(Percent *p) {
    while (p->cursor < p->end) {
        const char *percent = memchr(p->cursor, '%', (size_t)(p->end - p->cursor));
        const char *stop = percent ? percent : p->end;
        if (!oli_text_append(p->out, p->cursor, (size_t)(stop - p->cursor))) return false;
        p->cursor = stop;
        if (!percent) break;
        p->cursor++;
        if (!format_one(p)) return false;
    }
    if (all_used(p)) return true;
    return oli_raise_false(p->vm, EXC_TYPE_ERROR, "not all arguments converted during %s formatting",
                           p->is_bytes ? "bytes" : "string");
}

static bool run(TextBuilder *out, const char *template_, size_t size, Value argument, bool is_bytes_template) {
    Vm *vm = out->vm;
    Percent p = {.vm = vm,
                 .out = out,
                 .is_bytes = is_bytes_template,
                 .start = template_,
                 .cursor = template_,
                 .end = template_ + size,
                 .argument = argument,
                 .tuple = is_tuple(argument) ? as_tuple(argument) : NULL};
    bool is_own_kind = is_bytes_template ? is_bytes(argument) || is_bytearray(argument) : is_str(argument);
    p.is_mapping = !p.tuple && !is_own_kind && class_of(vm, argument)->ops.get_item != NULL;
    root_push(vm, &p.keyed, VALUE_UNDEF);
    bool done = format_all(&p);
    root_pop(vm, &p.keyed);
    return done && !out->failed;
}

Value oli_percent_format(Vm *vm, Str *template_, Value argument) {
    TextBuilder out;
    oli_text_init(&out, vm);
    if (!run(&out, template_->data, template_->size, argument, false)) {
        oli_text_free(&out);
        return VALUE_ERROR;
    }
    Str *s = oli_text_finish(&out);
    return s ? make_object(s) : VALUE_ERROR;
}

bool oli_percent_format_bytes(TextBuilder *out, const char *template_, size_t size, Value argument) {
    return run(out, template_, size, argument, true);
}
