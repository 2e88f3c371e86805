/* SPDX-License-Identifier: MIT
 *
 * The public API: text (aioli.h).
 */
#include "embed/embed.h"
#include "types/unicode.h"
#include "types/unicode_names.h"

AioliValue aioli_string(AioliVm *handle, const char *text, size_t size) {
    if (!is_ready(handle)) return aioli_error();
    if (!text) return oli_misuse(handle, __func__, "no text");
    return keep_object(vm_of(handle), oli_str_decode(vm_of(handle), text, text_size(text, size), "utf-8"));
}

AioliValue aioli_string_intern(AioliVm *handle, const char *text, size_t size) {
    if (!is_ready(handle)) return aioli_error();
    if (!text) return oli_misuse(handle, __func__, "no text");
    size = text_size(text, size);
    if (oli_utf8_valid_prefix(text, size, false) != size) return aioli_string(handle, text, size);
    return keep_object(vm_of(handle), oli_str_intern(vm_of(handle), text, size));
}

AioliValue aioli_string_from_system(AioliVm *handle, const char *text, size_t size) {
    if (!is_ready(handle)) return aioli_error();
    if (!text) return oli_misuse(handle, __func__, "no text");
    size = text_size(text, size);
    Vm *vm = vm_of(handle);
    if (oli_utf8_valid_prefix(text, size, false) == size) return keep_object(vm, oli_str_new(vm, text, size));
    TextBuilder builder;
    oli_text_init(&builder, vm);
    for (const char *end = text + size; text < end;) {
        size_t valid = oli_utf8_valid_prefix(text, (size_t)(end - text), false);
        oli_text_append(&builder, text, valid);
        text += valid;
        if (text < end) oli_text_append_char(&builder, 0xDC00u + (unsigned char)*text++);
    }
    return keep_object(vm, oli_text_finish(&builder));
}

const char *aioli_string_get(AioliVm *handle, AioliValue v, size_t *size) {
    if (!is_ready(handle)) return NULL;
    if (!is_script_value(v) || !is_str(value_in(v))) {
        oli_raise(vm_of(handle), EXC_TYPE_ERROR, "expected str, not %s", aioli_type_name(handle, v));
        return NULL;
    }
    const Str *s = as_str(value_in(v));
    if (size) *size = s->size;
    return s->data;
}

/* The text of `size` bytes as a C string of its own, kept in the open scope. */
static const char *keep_c_string(Vm *vm, const char *text, size_t size, const char *what) {
    if (memchr(text, 0, size)) return oli_raise_null(vm, EXC_VALUE_ERROR, "embedded null %s", what);
    Str *copy = oli_str_new(vm, text, size);
    if (aioli_is_error(keep_object(vm, copy))) return NULL;
    return copy->data;
}

const char *aioli_string_c(AioliVm *handle, AioliValue v) {
    size_t size;
    const char *text = aioli_string_get(handle, v, &size);
    if (!text) return NULL;
    if (!as_str(value_in(v))->buffer && !memchr(text, 0, size)) return text;
    return keep_c_string(vm_of(handle), text, size, "character");
}

/* The bytes that a str of a file name stands for: lone surrogates U+DC80..DCFF are single bytes. */
static const char *keep_system_string(Vm *vm, const Str *s) {
    char *bytes = oli_resize(vm, NULL, 0, s->size + 1);
    if (!bytes) return NULL;
    size_t size = 0;
    bool ok = true;
    for (const char *p = s->data, *end = p + s->size; p < end && ok;) {
        const char *start = p;
        uint32_t c = utf8_read(&p);
        if (c - 0xDC80 < 0x80) {
            bytes[size++] = (char)(c - 0xDC00);
        } else if (is_surrogate(c)) {
            ok = false;
        } else {
            memcpy(bytes + size, start, (size_t)(p - start));
            size += (size_t)(p - start);
        }
    }
    const char *result = NULL;
    if (!ok) oli_raise(vm, EXC_VALUE_ERROR, "'utf-8' codec can't encode a lone surrogate: surrogates not allowed");
    if (ok) result = keep_c_string(vm, bytes, size, "byte");
    oli_release(vm, bytes, s->size + 1);
    return result;
}

const char *aioli_path_c(AioliVm *handle, AioliValue v) {
    if (!is_ready(handle)) return NULL;
    Vm *vm = vm_of(handle);
    if (!is_script_value(v)) {
        oli_misuse(handle, __func__, "not a value");
        return NULL;
    }
    Value path = value_in(v);
    if (!is_str(path) && !is_kind(path, CLASS_BYTES)) {
        Value own = oli_call_special(vm, path, vm->names.dunder_fspath, NULL, 0);
        if (is_error(own)) return NULL;
        if (is_undef(own))
            return oli_raise_null(vm, EXC_TYPE_ERROR, "expected str, bytes or os.PathLike object, not %T", path);
        path = value_in(keep(vm, own));
    }
    if (is_str(path)) {
        const Str *s = as_str(path);
        return s->header.flags & STR_HAS_SURROGATES ? keep_system_string(vm, s)
                                                    : aioli_string_c(handle, value_out(path));
    }
    size_t size;
    const char *bytes = aioli_bytes_get(handle, value_out(path), &size);
    return bytes ? keep_c_string(vm, bytes, size, "byte") : NULL;
}

int64_t aioli_string_length(AioliVm *handle, AioliValue v) {
    return aioli_string_get(handle, v, NULL) ? (int64_t)as_str(value_in(v))->length : -1;
}

int64_t aioli_string_offset(AioliVm *handle, AioliValue v, int64_t index) {
    if (!aioli_string_get(handle, v, NULL)) return -1;
    Str *s = as_str(value_in(v));
    if (index >= 0 && (uint64_t)index <= s->length) return (int64_t)oli_str_offset(vm_of(handle), s, (size_t)index);
    oli_misuse(handle, __func__, "no such index");
    return -1;
}

int64_t aioli_string_index(AioliVm *handle, AioliValue v, int64_t offset) {
    if (!aioli_string_get(handle, v, NULL)) return -1;
    Str *s = as_str(value_in(v));
    if (offset >= 0 && (uint64_t)offset <= s->size) return (int64_t)oli_str_index(vm_of(handle), s, (size_t)offset);
    oli_misuse(handle, __func__, "no such offset");
    return -1;
}

AioliValue aioli_string_slice(AioliVm *handle, AioliValue v, size_t start, size_t end) {
    if (!aioli_string_get(handle, v, NULL)) return aioli_error();
    Vm *vm = vm_of(handle);
    Str *s = as_str(value_in(v));
    if (start > end || end > s->size) return oli_misuse(handle, __func__, "no such part");
    if (start == 0 && end == s->size) return keep_object(vm, oli_str_exact(vm, s));
    if (str_is_ascii(s)) return keep_object(vm, oli_str_part(vm, s, start, end, end - start));
    return keep_object(vm, oli_str_part_bytes(vm, s, start, end));
}

AioliValue aioli_string_join(AioliVm *handle, const char *text, size_t size) {
    if (!is_ready(handle)) return aioli_error();
    if (!text && size) return oli_misuse(handle, __func__, "no text");
    if (oli_utf8_valid_prefix(text, size, true) != size) return oli_misuse(handle, __func__, "not UTF-8");
    return keep_object(vm_of(handle), oli_str_new(vm_of(handle), text, size));
}

bool aioli_character_named(const char *name, size_t size, uint32_t *out) {
    return name && out && oli_character_named(name, text_size(name, size), out);
}

size_t aioli_character_name(uint32_t character, char out[AIOLI_CHARACTER_NAME_MAX]) {
    return out ? oli_character_name(character, out) : 0;
}

/* ---- formats ---- */

/* One conversion, `format` standing behind its '%'; returns what follows it. */
typedef struct Format {
    Vm *vm;
    TextBuilder *text;
    va_list args;
} Format;

static void append_int(Format *format, int longs, char type) {
    char digits[32];
    size_t at = sizeof digits;
    bool negative = false;
    uint64_t magnitude;
    if (type == 'd') {
        long long i = longs >= 2   ? va_arg(format->args, long long)
                      : longs == 1 ? va_arg(format->args, long)
                                   : va_arg(format->args, int);
        negative = i < 0;
        magnitude = negative ? 0 - (uint64_t)i : (uint64_t)i;
    } else {
        magnitude = longs >= 2   ? va_arg(format->args, unsigned long long)
                    : longs == 1 ? va_arg(format->args, unsigned long)
                                 : va_arg(format->args, unsigned int);
    }
    unsigned base = type == 'x' ? 16 : 10;
    do digits[--at] = "0123456789abcdef"[magnitude % base];
    while (magnitude /= base);
    if (negative) digits[--at] = '-';
    oli_text_append(format->text, digits + at, sizeof digits - at);
}

static void append_value(Format *format, char type) {
    Value v = value_in(va_arg(format->args, AioliValue));
    if (type == 'T' || type == 'N') {
        oli_text_format(format->text, type == 'N' && is_none(v) ? "None" : "%T", v);
        return;
    }
    Str *text = type == 'R' ? oli_repr(format->vm, v) : oli_to_str(format->vm, v);
    if (!text) {
        format->text->failed = true;
        return;
    }
    oli_text_append_str(format->text, text);
}

static void append_string(Format *format, size_t limit) {
    const char *s = va_arg(format->args, const char *);
    if (!s) s = "(null)";
    size_t size = 0;
    while (size < limit && s[size]) size++;
    size_t valid = oli_utf8_valid_prefix(s, size, false);
    oli_text_append(format->text, s, valid);
    if (valid < size) oli_text_append_char(format->text, 0xFFFD);
}

static const char *append_conversion(Format *format, const char *p) {
    size_t precision = SIZE_MAX;
    if (*p == '.') {
        precision = 0;
        if (p[1] == '*') {
            precision = (size_t)va_arg(format->args, int);
            p += 2;
        } else {
            for (p++; *p >= '0' && *p <= '9'; p++) precision = precision * 10 + (size_t)(*p - '0');
        }
    }
    int longs = 0;
    for (; *p == 'l'; p++) longs++;
    if (*p == 'z') {
        longs = sizeof(size_t) == sizeof(long) ? 1 : sizeof(size_t) == sizeof(long long) ? 2 : 0;
        p++;
    }
    switch (*p) {
    case 'd':
    case 'u':
    case 'x': append_int(format, longs, *p); break;
    case 'c': oli_text_append_char(format->text, (uint32_t)va_arg(format->args, int)); break;
    case 's': append_string(format, precision); break;
    case 'g': {
        char buffer[40];
        oli_text_append(format->text, buffer, oli_double_repr(va_arg(format->args, double), buffer));
        break;
    }
    case 'V':
    case 'R':
    case 'N':
    case 'T': append_value(format, *p); break;
    case '%': oli_text_append_c(format->text, "%"); break;
    default: oli_text_append_c(format->text, "%?"); return p;
    }
    return p + 1;
}

bool oli_embed_format(Vm *vm, TextBuilder *text, const char *format, va_list args) {
    Format state = {.vm = vm, .text = text};
    va_copy(state.args, args);
    while (*format && !text->failed) {
        size_t plain = strcspn(format, "%");
        oli_text_append(text, format, plain);
        format += plain;
        if (*format) format = append_conversion(&state, format + 1);
    }
    va_end(state.args);
    return !text->failed;
}

AioliValue aioli_string_format(AioliVm *handle, const char *format, ...) {
    if (!is_ready(handle)) return aioli_error();
    if (!format) return oli_misuse(handle, __func__, "no format");
    TextBuilder text;
    oli_text_init(&text, vm_of(handle));
    va_list args;
    va_start(args, format);
    oli_embed_format(vm_of(handle), &text, format, args);
    va_end(args);
    return keep_object(vm_of(handle), oli_text_finish(&text));
}
