/* SPDX-License-Identifier: MIT
 *
 * UnicodeDecodeError, UnicodeEncodeError (encoding, object, start, end, reason) and UnicodeTranslateError (the same
 * without encoding). start and end are always ints that fit a machine word.
 */
#include "types/exception.h"
#include "types/unicode.h"

enum { FLAGS = CLASS_FLAG_SUBCLASSABLE | CLASS_FLAG_EXCEPTION | CLASS_FLAG_HAS_DICT };

/* ---- fields ---- */

EXCEPTION_FIELD(unicode_error, encoding, UNICODE_ERROR_ENCODING)
EXCEPTION_FIELD(unicode_error, object, UNICODE_ERROR_OBJECT)
EXCEPTION_FIELD(unicode_error, reason, UNICODE_ERROR_REASON)

static Value get_position(Value self, uint32_t field) {
    Value v = exception_fields(as_exception(self))[field];
    return is_undef(v) ? make_int(0) : v;
}

static bool set_position(Vm *vm, Value self, uint32_t field, Value value) {
    if (is_undef(value)) return oli_raise_false(vm, EXC_TYPE_ERROR, "can't delete numeric/char attribute");
    int64_t position;
    if (!is_integer(value)) return oli_raise_false(vm, EXC_TYPE_ERROR, "an integer is required");
    if (!oli_as_i64(vm, value, &position)) return false;
    if (!int_fits(position))
        return oli_raise_false(vm, EXC_OVERFLOW_ERROR, "Python int too large to convert to C ssize_t");
    exception_set_field(vm, self, field, make_int(position));
    return true;
}

static Value get_start(Vm *vm, Value self) {
    (void)vm;
    return get_position(self, UNICODE_ERROR_START);
}
static bool set_start(Vm *vm, Value self, Value value) { return set_position(vm, self, UNICODE_ERROR_START, value); }
static Value get_end(Vm *vm, Value self) {
    (void)vm;
    return get_position(self, UNICODE_ERROR_END);
}
static bool set_end(Vm *vm, Value self, Value value) { return set_position(vm, self, UNICODE_ERROR_END, value); }

static const GetSetDef unicode_error_getsets[] = {
    EXCEPTION_GETSET(unicode_error, encoding), EXCEPTION_GETSET(unicode_error, object),
    {"start", get_start, set_start},           {"end", get_end, set_end},
    EXCEPTION_GETSET(unicode_error, reason),   {NULL, NULL, NULL},
};

/* ---- construction ---- */

typedef struct Parts {
    bool has_encoding;
    bool object_is_bytes;
} Parts;

static bool require_str(Vm *vm, Value v, uint32_t position) {
    if (is_str(v)) return true;
    return oli_raise_false(vm, EXC_TYPE_ERROR, "argument %u must be str, not %T", position, v);
}

/* The object of a decoding error as bytes. */
static Value bytes_object(Vm *vm, Value self, Value object) {
    if (is_kind(object, CLASS_BYTES)) return object;
    if (!is_kind(object, CLASS_BYTEARRAY))
        return oli_raise(vm, EXC_TYPE_ERROR, "a bytes-like object is required, not '%T'", object);
    Root root;
    root_push(vm, &root, self);
    Value bytes = oli_call1(vm, make_object(vm->classes[CLASS_BYTES]), object);
    root_pop(vm, &root);
    return bytes;
}

static bool init_parts(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names, Parts parts) {
    if (!oli_exception_init(vm, self, args, count, names)) return false;
    uint32_t wanted = parts.has_encoding ? 5 : 4, at = 0;
    if (count != wanted)
        return oli_raise_false(vm, EXC_TYPE_ERROR, "function takes exactly %u arguments (%u given)", wanted, count);
    if (parts.has_encoding && !require_str(vm, args[at++], 1)) return false;
    uint32_t object_at = at++;
    if (!parts.object_is_bytes && !require_str(vm, args[object_at], at)) return false;
    int64_t start, end;
    if (!oli_as_i64(vm, args[at], &start) || !oli_as_i64(vm, args[at + 1], &end)) return false;
    if (!int_fits(start) || !int_fits(end))
        return oli_raise_false(vm, EXC_OVERFLOW_ERROR, "Python int too large to convert to C ssize_t");
    if (!require_str(vm, args[at + 2], at + 3)) return false;
    Value object = args[object_at];
    if (parts.object_is_bytes) object = bytes_object(vm, self, object);
    if (is_error(object)) return false;
    exception_set_field(vm, self, UNICODE_ERROR_ENCODING, parts.has_encoding ? args[0] : VALUE_UNDEF);
    exception_set_field(vm, self, UNICODE_ERROR_OBJECT, object);
    exception_set_field(vm, self, UNICODE_ERROR_START, make_int(start));
    exception_set_field(vm, self, UNICODE_ERROR_END, make_int(end));
    exception_set_field(vm, self, UNICODE_ERROR_REASON, args[at + 2]);
    return true;
}

static bool decode_error_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    return init_parts(vm, self, args, count, names, (Parts){true, true});
}

static bool encode_error_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    return init_parts(vm, self, args, count, names, (Parts){true, false});
}

static bool translate_error_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    return init_parts(vm, self, args, count, names, (Parts){false, false});
}

/* ---- text ---- */

/* The field as text; "<NULL>" where unset. May run script. */
static bool append_field(TextBuilder *text, Value self, uint32_t field) {
    Value v = exception_fields(as_exception(self))[field];
    return is_undef(v) ? oli_text_append_c(text, "<NULL>") : oli_text_format(text, "%V", v);
}

/* The one item the error is about, or -1 when it is about several. */
static int64_t single_item(Vm *vm, Value self) {
    Value object = exception_fields(as_exception(self))[UNICODE_ERROR_OBJECT];
    int64_t start = int_of(get_position(self, UNICODE_ERROR_START));
    if (int_of(get_position(self, UNICODE_ERROR_END)) != start + 1 || start < 0) return -1;
    if (!is_str(object) && !is_kind(object, CLASS_BYTES)) return -1;
    int64_t length = is_str(object) ? (int64_t)as_str(object)->length : oli_length(vm, object);
    if (start >= length) return -1;
    Value item = oli_get_item(vm, object, make_int(start));
    if (is_int(item)) return int_of(item);
    if (!is_str(item)) return -1;
    const char *data = as_str(item)->data;
    return utf8_read(&data);
}

static bool append_character(TextBuilder *text, int64_t c) {
    if (c <= 0xFF) return oli_text_format(text, "'\\x%02x'", (unsigned)c);
    if (c <= 0xFFFF) return oli_text_format(text, "'\\u%04x'", (unsigned)c);
    return oli_text_format(text, "'\\U%08x'", (unsigned)c);
}

/* "<verb> <what> <item> in position n: reason", or "<verb> <what>s in position n-m: reason". */
static Value describe(Vm *vm, Value self, const char *verb, const char *what, bool has_encoding) {
    if (is_undef(exception_fields(as_exception(self))[UNICODE_ERROR_OBJECT])) return make_object(vm->empty_str);
    long long start = int_of(get_position(self, UNICODE_ERROR_START));
    long long end = int_of(get_position(self, UNICODE_ERROR_END));
    int64_t item = single_item(vm, self);
    TextBuilder text;
    oli_text_init(&text, vm);
    if (has_encoding) {
        oli_text_append_c(&text, "'");
        append_field(&text, self, UNICODE_ERROR_ENCODING);
        oli_text_append_c(&text, "' codec ");
    }
    if (item >= 0) {
        oli_text_format(&text, "can't %s %s ", verb, what);
        if (is_kind(exception_field(self, UNICODE_ERROR_OBJECT), CLASS_BYTES)) {
            oli_text_format(&text, "0x%02x", (unsigned)item);
        } else {
            append_character(&text, item);
        }
        oli_text_format(&text, " in position %lld: ", start);
    } else {
        oli_text_format(&text, "can't %s %ss in position %lld-%lld: ", verb, what, start, end - 1);
    }
    append_field(&text, self, UNICODE_ERROR_REASON);
    Str *result = oli_text_finish(&text);
    return result ? make_object(result) : VALUE_ERROR;
}

static Value decode_error_str(Vm *vm, Value self) { return describe(vm, self, "decode", "byte", true); }
static Value encode_error_str(Vm *vm, Value self) { return describe(vm, self, "encode", "character", true); }
static Value translate_error_str(Vm *vm, Value self) { return describe(vm, self, "translate", "character", false); }

/* ---- classes ---- */

const ClassSpec oli_unicode_decode_error_spec = {
    .id = CLASS_EXCEPTION,
    .module = "builtins",
    .size = EXCEPTION_SIZE(UNICODE_ERROR_FIELDS),
    .flags = FLAGS,
    .ops = {.init = decode_error_init, .str = decode_error_str},
    .getsets = unicode_error_getsets,
};

const ClassSpec oli_unicode_encode_error_spec = {
    .id = CLASS_EXCEPTION,
    .module = "builtins",
    .size = EXCEPTION_SIZE(UNICODE_ERROR_FIELDS),
    .flags = FLAGS,
    .ops = {.init = encode_error_init, .str = encode_error_str},
    .getsets = unicode_error_getsets,
};

const ClassSpec oli_unicode_translate_error_spec = {
    .id = CLASS_EXCEPTION,
    .module = "builtins",
    .size = EXCEPTION_SIZE(UNICODE_ERROR_FIELDS),
    .flags = FLAGS,
    .ops = {.init = translate_error_init, .str = translate_error_str},
    .getsets = unicode_error_getsets,
};
