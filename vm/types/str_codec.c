/* SPDX-License-Identifier: MIT
 *
 * Codecs by name: encode(), decode(), str(b, encoding). str_encode.c and str_decode.c do the work; here are the names,
 * the errors, and the cases where the bytes of a Str are already what is wanted.
 */
#include "types/str_codec.h"

#include <string.h>

#include "types/bytes_methods.h"
#include "types/protocol.h"
#include "types/str_methods.h"
#include "types/unicode.h"

/* ---- encodings ---- */

static const char ASCII_RANGE[] = "ordinal not in range(128)";
static const char LATIN_RANGE[] = "ordinal not in range(256)";
static const char CHARMAP_RANGE[] = "character maps to <undefined>";

static const uint16_t cp1252_high[64] = {
    0x20ac, 0,      0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,  0x2039, 0x152,
    0,      0x17d,  0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc,  0x2122,
    0x161,  0x203a, 0x153,  0,      0x17e,  0x178,  0xa0,   0xa1,   0xa2,   0xa3,   0xa4,   0xa5,   0xa6,
    0xa7,   0xa8,   0xa9,   0xaa,   0xab,   0xac,   0xad,   0xae,   0xaf,   0xb0,   0xb1,   0xb2,   0xb3,
    0xb4,   0xb5,   0xb6,   0xb7,   0xb8,   0xb9,   0xba,   0xbb,   0xbc,   0xbd,   0xbe,   0xbf,
};
static const uint16_t latin9_high[64] = {
    0x80,  0x81, 0x82, 0x83, 0x84,   0x85, 0x86,  0x87, 0x88,  0x89, 0x8a, 0x8b, 0x8c,  0x8d,  0x8e,  0x8f,
    0x90,  0x91, 0x92, 0x93, 0x94,   0x95, 0x96,  0x97, 0x98,  0x99, 0x9a, 0x9b, 0x9c,  0x9d,  0x9e,  0x9f,
    0xa0,  0xa1, 0xa2, 0xa3, 0x20ac, 0xa5, 0x160, 0xa7, 0x161, 0xa9, 0xaa, 0xab, 0xac,  0xad,  0xae,  0xaf,
    0xb0,  0xb1, 0xb2, 0xb3, 0x17d,  0xb5, 0xb6,  0xb7, 0x17e, 0xb9, 0xba, 0xbb, 0x152, 0x153, 0x178, 0xbf,
};

static const Codec utf8 = {.kind = CODEC_UTF8, .name = "utf-8"};
static const Codec utf8_sig = {.kind = CODEC_UTF8_SIG, .name = "utf-8"};
static const Codec utf16 = {.kind = CODEC_UTF16, .name = "utf-16", .has_mark = true};
static const Codec utf16_le = {.kind = CODEC_UTF16, .name = "utf-16-le"};
static const Codec utf16_be = {.kind = CODEC_UTF16, .name = "utf-16-be", .is_big_endian = true};
static const Codec utf32 = {.kind = CODEC_UTF32, .name = "utf-32", .has_mark = true};
static const Codec utf32_le = {.kind = CODEC_UTF32, .name = "utf-32-le"};
static const Codec utf32_be = {.kind = CODEC_UTF32, .name = "utf-32-be", .is_big_endian = true};
static const Codec ascii = {.kind = CODEC_BYTE, .name = "ascii", .plain = 0x80, .out_of_range = ASCII_RANGE};
static const Codec latin1 = {.kind = CODEC_BYTE, .name = "latin-1", .plain = 0x100, .out_of_range = LATIN_RANGE};
static const Codec cp1252 = {.kind = CODEC_BYTE, .name = "charmap", .high = cp1252_high, .out_of_range = CHARMAP_RANGE};
static const Codec latin9 = {.kind = CODEC_BYTE, .name = "charmap", .high = latin9_high, .out_of_range = CHARMAP_RANGE};
static const Codec unicode_escape = {.kind = CODEC_UNICODE_ESCAPE, .name = "unicodeescape"};
static const Codec raw_unicode_escape = {.kind = CODEC_RAW_UNICODE_ESCAPE, .name = "rawunicodeescape"};

typedef struct Alias {
    const char *name;
    const Codec *codec;
} Alias;

/* Normalised: lower case, what is no letter, digit or dot made one '_'. Source: Standard Encodings of the Library
 * Reference. */
static const Alias aliases[] = {
    {"utf_8", &utf8},
    {"utf8", &utf8},
    {"u8", &utf8},
    {"utf", &utf8},
    {"cp65001", &utf8},
    {"utf_8_sig", &utf8_sig},
    {"utf_16", &utf16},
    {"utf16", &utf16},
    {"u16", &utf16},
    {"utf_16_le", &utf16_le},
    {"utf_16le", &utf16_le},
    {"utf_16_be", &utf16_be},
    {"utf_16be", &utf16_be},
    {"utf_32", &utf32},
    {"utf32", &utf32},
    {"u32", &utf32},
    {"utf_32_le", &utf32_le},
    {"utf_32le", &utf32_le},
    {"utf_32_be", &utf32_be},
    {"utf_32be", &utf32_be},
    {"ascii", &ascii},
    {"us_ascii", &ascii},
    {"us", &ascii},
    {"646", &ascii},
    {"ansi_x3.4_1968", &ascii},
    {"cp367", &ascii},
    {"iso646_us", &ascii},
    {"latin_1", &latin1},
    {"latin1", &latin1},
    {"latin", &latin1},
    {"l1", &latin1},
    {"iso_8859_1", &latin1},
    {"iso8859_1", &latin1},
    {"iso8859", &latin1},
    {"8859", &latin1},
    {"cp819", &latin1},
    {"cp1252", &cp1252},
    {"1252", &cp1252},
    {"windows_1252", &cp1252},
    {"iso8859_15", &latin9},
    {"iso_8859_15", &latin9},
    {"latin_9", &latin9},
    {"latin9", &latin9},
    {"l9", &latin9},
    {"unicode_escape", &unicode_escape},
    {"raw_unicode_escape", &raw_unicode_escape},
};

/* Codecs of CPython that are not between text and bytes. */
static const char *const not_text[] = {"base64", "base_64", "base64_codec", "bz2", "hex",   "hex_codec", "quopri",
                                       "rot13",  "rot_13",  "uu",           "zip", "zlib",  "quoted_printable"};

static bool is_name_char(char c) { return ascii_is_alpha(c) || ascii_is_digit(c) || c == '.'; }

static void normalise(const Str *name, char *out, size_t capacity) {
    size_t size = 0;
    bool in_gap = false;
    for (size_t i = 0; i < name->size && size + 2 < capacity; i++) {
        char c = name->data[i];
        if (!is_name_char(c)) {
            in_gap = size > 0;
            continue;
        }
        if (in_gap) out[size++] = '_';
        in_gap = false;
        out[size++] = ascii_lower(c);
    }
    out[size] = 0;
}

static const Codec *find_codec(Vm *vm, const Str *name, const char *function) {
    if (!name || oli_str_equals_c(name, "utf-8")) return &utf8;
    if (name->size && memchr(name->data, 0, name->size))
        return oli_raise_null(vm, EXC_VALUE_ERROR, "embedded null character");
    char normal[64];
    normalise(name, normal, sizeof normal);
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (!strcmp(aliases[i].name, normal)) return aliases[i].codec;
    for (size_t i = 0; i < sizeof not_text / sizeof *not_text; i++)
        if (!strcmp(not_text[i], normal))
            return oli_raise_null(vm, EXC_LOOKUP_ERROR,
                                  "'%S' is not a text encoding; use codecs.%s() to handle arbitrary codecs", name,
                                  function);
    return oli_raise_null(vm, EXC_LOOKUP_ERROR, "unknown encoding: %S", name);
}

static ErrorHandler find_handler(const Str *name) {
    static const char *const NAMES[] = {"strict",          "ignore",        "replace",      "backslashreplace",
                                        "xmlcharrefreplace", "surrogateescape", "surrogatepass", "namereplace"};
    if (!name) return HANDLER_STRICT;
    for (int i = 0; i < HANDLER_UNKNOWN; i++)
        if (oli_str_equals_c(name, NAMES[i])) return (ErrorHandler)i;
    return HANDLER_UNKNOWN;
}

/* ---- errors ---- */

static bool raise_unicode(Vm *vm, ExceptionId id, const char *codec, Value object, size_t start, size_t end,
                          const char *reason) {
    Str *name = oli_str_from_c(vm, codec), *why = name ? oli_str_from_c(vm, reason) : NULL;
    if (!why) return false;
    Value args[] = {make_object(name), object, make_int((int64_t)start), make_int((int64_t)end), make_object(why)};
    Value exception = oli_exception_new(vm, vm->exceptions[id], args, 5);
    if (!is_error(exception)) oli_raise_value(vm, exception);
    return false;
}

bool oli_raise_encode_error(Coder *coder, size_t start, size_t end, const char *reason) {
    return raise_unicode(coder->vm, EXC_UNICODE_ENCODE_ERROR, coder->codec->name, make_object(coder->text), start, end,
                         reason);
}

bool oli_raise_decode_error(Coder *coder, const char *codec, size_t start, size_t end, const char *reason) {
    Value object = coder->object;
    if (!is_bytes(object)) {
        Bytes *bytes = oli_bytes_new(coder->vm, coder->span.data, coder->span.size);
        if (!bytes) return false;
        object = make_object(bytes);
    }
    return raise_unicode(coder->vm, EXC_UNICODE_DECODE_ERROR, codec, object, start, end, reason);
}

bool oli_raise_unknown_handler(Coder *coder) {
    return oli_raise_false(coder->vm, EXC_LOOKUP_ERROR, "unknown error handler name '%S'", coder->errors);
}

/* ---- what scripts registered ---- */

/* _codecs.name(args...) if that module is loaded; VALUE_UNDEF otherwise. */
static Value ask_registry(Vm *vm, const char *function, const Value *args, uint32_t count) {
    Str *module_name = oli_str_intern(vm, "_codecs", 7), *name = oli_str_from_c(vm, function);
    if (!module_name || !name) return VALUE_ERROR;
    Value module = oli_dict_get_str(vm, vm->modules, module_name);
    return is_undef(module) ? module : oli_call_method(vm, module, name, args, count);
}

Value oli_ask_handler(Coder *coder, int64_t *position) {
    Vm *vm = coder->vm;
    Value args[2] = {make_object(coder->errors), oli_take_exception(vm)};
    Value answer = ask_registry(vm, "_handle_error", args, 2);
    if (is_error(answer)) return answer;
    if (!is_tuple(answer)) return oli_raise_unknown_handler(coder) ? VALUE_UNDEF : VALUE_ERROR;
    if (!oli_int_to_i64(as_tuple(answer)->items[1], position)) *position = 0;
    return as_tuple(answer)->items[0];
}

/* The encoding that find_codec did not know, whose LookupError is pending. */
static Value by_registry(Vm *vm, const char *function, Value object, const Str *encoding, const Str *errors) {
    if (!oli_exception_is(vm, EXC_LOOKUP_ERROR)) return VALUE_ERROR;
    Root unknown;
    root_push(vm, &unknown, oli_take_exception(vm));
    Str *strict = errors ? NULL : oli_str_from_c(vm, "strict");
    Value args[3] = {object, make_object(encoding), errors ? make_object(errors) : make_object(strict)};
    Value result = errors || strict ? ask_registry(vm, function, args, 3) : VALUE_ERROR;
    root_pop(vm, &unknown);
    if (is_undef(result)) return oli_raise_value(vm, unknown.value);
    return result;
}

/* ---- entry points ---- */

/* Whether the UTF-8 of the text is what the codec makes of it. */
static bool is_encoded_already(const Codec *codec, const Str *text) {
    if (str_is_ascii(text)) return codec->kind == CODEC_UTF8 || codec->kind == CODEC_BYTE;
    return codec->kind == CODEC_UTF8 && !(text->header.flags & STR_HAS_SURROGATES);
}

Value oli_codec_encode(Vm *vm, Str *text, const Str *encoding, const Str *errors) {
    const Codec *codec = find_codec(vm, encoding, "encode");
    if (!codec) return by_registry(vm, "_encode_text", make_object(text), encoding, errors);
    Bytes *bytes = NULL;
    if (is_encoded_already(codec, text)) {
        bytes = oli_bytes_new(vm, text->data, text->size);
        return bytes ? make_object(bytes) : VALUE_ERROR;
    }
    Coder coder = {.vm = vm, .codec = codec, .handler = find_handler(errors), .errors = errors, .text = text};
    oli_text_init(&coder.out, vm);
    Root root, root_errors;
    root_push(vm, &root, make_object(text));
    root_push(vm, &root_errors, errors ? make_object(errors) : VALUE_NONE);
    if (oli_encode_text(&coder) && !coder.out.failed) bytes = oli_bytes_new(vm, coder.out.data, coder.out.size);
    root_pop(vm, &root_errors);
    root_pop(vm, &root);
    oli_text_free(&coder.out);
    return bytes ? make_object(bytes) : VALUE_ERROR;
}

/* The bytes in an object of their own, which no script changes. */
static Value own_bytes(Vm *vm, ByteSpan span, Value object) {
    if (is_bytes(object)) return object;
    Bytes *bytes = oli_bytes_new(vm, span.data, span.size);
    return bytes ? make_object(bytes) : VALUE_ERROR;
}

Value oli_codec_decode(Vm *vm, ByteSpan span, Value object, const Str *encoding, const Str *errors) {
    const Codec *codec = find_codec(vm, encoding, "decode");
    if (!codec) {
        Value unknown = vm->exception, bytes = own_bytes(vm, span, object);
        if (is_error(bytes)) return bytes;
        vm->exception = unknown;
        return by_registry(vm, "_decode_bytes", bytes, encoding, errors);
    }
    if (codec->kind == CODEC_UTF8 || codec->kind == CODEC_BYTE) {
        size_t plain = codec->kind == CODEC_BYTE ? oli_ascii_prefix(span.data, span.size)
                                                 : oli_utf8_valid_prefix(span.data, span.size, false);
        if (plain == span.size) return str_value(oli_str_new(vm, span.data, span.size));
    }
    Coder coder = {.vm = vm, .codec = codec, .handler = find_handler(errors), .errors = errors, .span = span,
                   .object = object};
    if (coder.handler == HANDLER_UNKNOWN) {
        Value bytes = own_bytes(vm, span, object);
        if (is_error(bytes)) return bytes;
        coder.object = bytes;
        coder.span = span_of(bytes);
    }
    oli_text_init(&coder.out, vm);
    Root root, root_errors;
    root_push(vm, &root, coder.object);
    root_push(vm, &root_errors, errors ? make_object(errors) : VALUE_NONE);
    bool ok = oli_decode_bytes(&coder);
    root_pop(vm, &root_errors);
    root_pop(vm, &root);
    if (ok) return str_value(oli_text_finish(&coder.out));
    oli_text_free(&coder.out);
    return VALUE_ERROR;
}

Str *oli_str_decode(Vm *vm, const char *data, size_t size, const char *what) {
    (void)what;
    Value text = oli_codec_decode(vm, (ByteSpan){data, size}, VALUE_UNDEF, NULL, NULL);
    return is_error(text) ? NULL : as_str(text);
}

Value oli_str_do_encode(Vm *vm, Value *args) {
    static const char *const NAMES[] = {"self", "encoding", "errors"};
    for (int i = 1; i <= 2; i++)
        if (!is_undef(args[i]) && !is_str(args[i]))
            return oli_raise(vm, EXC_TYPE_ERROR, "encode() argument '%s' must be str, not %T", NAMES[i], args[i]);
    return oli_codec_encode(vm, as_str(args[0]), is_undef(args[1]) ? NULL : as_str(args[1]),
                            is_undef(args[2]) ? NULL : as_str(args[2]));
}
