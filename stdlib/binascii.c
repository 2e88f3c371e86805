/* SPDX-License-Identifier: MIT
 *
 * Module binascii: bytes as text and back (base64, hexadecimal, uuencode), and cyclic checksums.
 *
 * Base64 is RFC 4648's; what a decoder lets pass, and what its strict mode refuses, is CPython's. crc32 is that of
 * ISO 3309 (zlib, PNG), crc_hqx the CRC-CCITT of BinHex 4.
 */
#include <string.h>

#include "aioli.h"

static const AioliClass ERROR_CLASS, INCOMPLETE_CLASS;

static const char BASE64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static AioliValue fail(AioliVm *vm, AioliValue message) {
    return aioli_is_error(message) ? message : aioli_raise_value(vm, aioli_class_get(vm, &ERROR_CLASS), message);
}

static AioliValue fail_text(AioliVm *vm, const char *message) { return fail(vm, aioli_string(vm, message, AIOLI_NUL)); }

/* What functions that decode take: bytes-like, or a str of ASCII. */
static const unsigned char *ascii_get(AioliVm *vm, AioliValue v, size_t *size) {
    if (aioli_type(vm, v) == AIOLI_TYPE_STRING) {
        const char *text = aioli_string_get(vm, v, size);
        if (text && aioli_string_length(vm, v) != (int64_t)*size) {
            aioli_raise(vm, "ValueError", "string argument should contain only ASCII characters");
            return NULL;
        }
        return (const unsigned char *)text;
    }
    const void *bytes = aioli_bytes_get(vm, v, size);
    if (!bytes) {
        aioli_error_clear(vm);
        aioli_raise(vm, "TypeError", "argument should be bytes, buffer or ASCII string, not '%T'", v);
    }
    return bytes;
}

/* A flag; `otherwise` when it was not given. -1: error. */
static int flag_of(AioliVm *vm, AioliValue v, bool otherwise) {
    return aioli_is_missing(v) ? otherwise : aioli_truth(vm, v);
}

/* ---- base64 ---- */

static AioliValue b2a_base64(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    size_t size;
    const unsigned char *in = aioli_bytes_get(vm, args[0], &size);
    int newline = in ? flag_of(vm, args[1], true) : -1;
    if (newline < 0) return aioli_error();
    in = aioli_bytes_get(vm, args[0], &size); /* asking the flag may have run script */
    if (!in) return aioli_error();
    void *room;
    AioliValue result = aioli_bytes_reserve(vm, (size + 2) / 3 * 4 + (size_t)newline, &room);
    if (aioli_is_error(result)) return result;
    char *out = room;
    for (size_t i = 0; i < size; i += 3) {
        uint32_t left = (uint32_t)(size - i), word = (uint32_t)in[i] << 16;
        if (left > 1) word |= (uint32_t)in[i + 1] << 8;
        if (left > 2) word |= in[i + 2];
        *out++ = BASE64[word >> 18];
        *out++ = BASE64[word >> 12 & 63];
        *out++ = left > 1 ? BASE64[word >> 6 & 63] : '=';
        *out++ = left > 2 ? BASE64[word & 63] : '=';
    }
    if (newline) *out = '\n';
    return result;
}

/* 0 .. 63, or -1. */
static int base64_value(unsigned char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

typedef struct Decoder {
    unsigned char *out;
    size_t size;
    unsigned position, pads, rest; /* within the group of four; pads since the last digit; bits left over */
    bool has_padding, is_strict;
} Decoder;

static void add_digit(Decoder *decoder, unsigned value) {
    decoder->pads = 0;
    switch (decoder->position) {
    case 0: decoder->rest = value; break;
    case 1:
        decoder->out[decoder->size++] = (unsigned char)(decoder->rest << 2 | value >> 4);
        decoder->rest = value & 15;
        break;
    case 2:
        decoder->out[decoder->size++] = (unsigned char)(decoder->rest << 4 | value >> 2);
        decoder->rest = value & 3;
        break;
    default:
        decoder->out[decoder->size++] = (unsigned char)(decoder->rest << 6 | value);
        decoder->rest = 0;
        break;
    }
    decoder->position = (decoder->position + 1) & 3;
}

/* NULL: fine; else what is wrong. *is_done: padding ended the data. */
static const char *decode_char(Decoder *decoder, const unsigned char *in, size_t i, size_t size, bool *is_done) {
    if (in[i] == '=') {
        decoder->has_padding = true;
        if (decoder->is_strict && decoder->position == 0)
            return i == 0 ? "Leading padding not allowed" : "Excess padding not allowed";
        if (decoder->position >= 2 && decoder->position + ++decoder->pads >= 4) {
            if (decoder->is_strict && i + 1 < size) return "Excess data after padding";
            *is_done = true;
        }
        return NULL;
    }
    int value = base64_value(in[i]);
    if (value < 0) return decoder->is_strict ? "Only base64 data is allowed" : NULL;
    if (decoder->is_strict && decoder->has_padding) return "Discontinuous padding not allowed";
    add_digit(decoder, (unsigned)value);
    return NULL;
}

static AioliValue decode_base64(AioliVm *vm, Decoder *decoder, const unsigned char *in, size_t size) {
    bool is_done = false;
    for (size_t i = 0; i < size && !is_done; i++) {
        const char *problem = decode_char(decoder, in, i, size, &is_done);
        if (problem) return fail_text(vm, problem);
    }
    if (is_done || decoder->position == 0) return aioli_bytes(vm, decoder->out, decoder->size);
    if (decoder->position > 1) return fail_text(vm, "Incorrect padding");
    return fail(vm,
                aioli_string_format(vm,
                                    "Invalid base64-encoded string: number of data characters (%zu) cannot be 1 more "
                                    "than a multiple of 4",
                                    decoder->size / 3 * 4 + 1));
}

static AioliValue a2b_base64(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    size_t size;
    int strict = flag_of(vm, args[1], false);
    const unsigned char *in = strict < 0 ? NULL : ascii_get(vm, args[0], &size);
    if (!in) return aioli_error();
    size_t capacity = size / 4 * 3 + 4;
    Decoder decoder = {.out = aioli_memory_resize(vm, NULL, 0, capacity), .is_strict = strict};
    if (!decoder.out) return aioli_error();
    AioliValue result = decode_base64(vm, &decoder, in, size);
    aioli_memory_free(vm, decoder.out, capacity);
    return result;
}

/* ---- hexadecimal ---- */

static AioliValue hexlify(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    size_t size;
    const void *in = aioli_bytes_get(vm, args[0], &size);
    AioliValue bytes = in ? aioli_bytes(vm, in, size) : aioli_error();
    if (aioli_is_error(bytes)) return bytes;
    size_t given = aioli_is_missing(args[1]) ? 0 : aioli_is_missing(args[2]) ? 1 : 2;
    AioliValue text = aioli_call_method(vm, bytes, "hex", args + 1, given);
    if (aioli_is_error(text)) return text;
    const char *hex = aioli_string_get(vm, text, &size);
    return hex ? aioli_bytes(vm, hex, size) : aioli_error();
}

static int hex_value(unsigned char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static AioliValue unhexlify(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    size_t size;
    const unsigned char *in = ascii_get(vm, args[0], &size);
    if (!in) return aioli_error();
    if (size % 2) return fail_text(vm, "Odd-length string");
    for (size_t i = 0; i < size; i++)
        if (hex_value(in[i]) < 0) return fail_text(vm, "Non-hexadecimal digit found");
    void *room;
    AioliValue result = aioli_bytes_reserve(vm, size / 2, &room);
    unsigned char *out = room;
    for (size_t i = 0; !aioli_is_error(result) && i < size / 2; i++)
        out[i] = (unsigned char)(hex_value(in[2 * i]) << 4 | hex_value(in[2 * i + 1]));
    return result;
}

/* ---- uuencode ---- */

static AioliValue b2a_uu(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    enum { LINE_MAX_BYTES = 45 };
    size_t size, written = 0;
    int backtick = flag_of(vm, args[1], false);
    const unsigned char *in = backtick < 0 ? NULL : aioli_bytes_get(vm, args[0], &size);
    if (!in) return aioli_error();
    if (size > LINE_MAX_BYTES) return fail_text(vm, "At most 45 bytes at once");
    char out[LINE_MAX_BYTES / 3 * 4 + 2], zero = backtick ? '`' : ' ';
    out[written++] = size ? (char)(size + ' ') : zero;
    for (size_t i = 0; i < size; i += 3) {
        uint32_t word = (uint32_t)in[i] << 16;
        if (i + 1 < size) word |= (uint32_t)in[i + 1] << 8;
        if (i + 2 < size) word |= in[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6) {
            uint32_t digit = word >> shift & 63;
            out[written++] = digit ? (char)(digit + ' ') : zero;
        }
    }
    out[written++] = '\n';
    return aioli_bytes(vm, out, written);
}

static bool is_line_end(unsigned char c) { return c == '\n' || c == '\r'; }

static AioliValue a2b_uu(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    size_t size, written = 0, at = 1;
    const unsigned char *in = ascii_get(vm, args[0], &size);
    if (!in) return aioli_error();
    size_t wanted = size ? (in[0] - ' ') & 63 : 32;
    unsigned char out[64];
    uint32_t bits = 0;
    for (unsigned have = 0; written < wanted; at++) {
        unsigned char c = at < size ? in[at] : '\n';
        if (is_line_end(c) || at >= size)
            c = ' '; /* what is cut off is zeros */
        else if (c < ' ' || c > ' ' + 64)
            return fail_text(vm, "Illegal char");
        bits = bits << 6 | ((c - ' ') & 63);
        have += 6;
        if (have < 8) continue;
        have -= 8;
        out[written++] = (unsigned char)(bits >> have);
        bits &= (1u << have) - 1;
    }
    for (; at < size; at++)
        if (in[at] != ' ' && in[at] != ' ' + 64 && !is_line_end(in[at])) return fail_text(vm, "Trailing garbage");
    return aioli_bytes(vm, out, written);
}

/* ---- checksums ---- */

/* Four bits at a time: a table of 16 words instead of 256. */
static uint32_t crc32_step(uint32_t crc, unsigned char byte) {
    static const uint32_t TABLE[16] = {0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4,
                                       0x4DB26158, 0x5005713C, 0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C,
                                       0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C};
    crc ^= byte;
    crc = crc >> 4 ^ TABLE[crc & 15];
    return crc >> 4 ^ TABLE[crc & 15];
}

/* The low 32 bits of any int; the whole is 0 when it was not given. */
static bool start_value(AioliVm *vm, AioliValue v, uint32_t *out) {
    *out = 0;
    if (aioli_is_missing(v)) return true;
    AioliValue index = aioli_index(vm, v);
    unsigned char bytes[4];
    bool negative;
    if (aioli_is_error(index) || aioli_int_to_bytes(vm, index, bytes, sizeof bytes, &negative) == AIOLI_NUL)
        return false;
    *out = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    if (negative) *out = 0 - *out;
    return true;
}

static AioliValue crc32(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    uint32_t crc;
    size_t size;
    if (!start_value(vm, args[1], &crc)) return aioli_error();
    const unsigned char *in = aioli_bytes_get(vm, args[0], &size);
    if (!in) return aioli_error();
    crc = ~crc;
    for (size_t i = 0; i < size; i++) crc = crc32_step(crc, in[i]);
    return aioli_int(vm, (int64_t)(uint32_t)~crc);
}

static AioliValue crc_hqx(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    uint32_t crc;
    size_t size;
    if (!start_value(vm, args[1], &crc)) return aioli_error();
    const unsigned char *in = aioli_bytes_get(vm, args[0], &size);
    if (!in) return aioli_error();
    crc &= 0xFFFF;
    for (size_t i = 0; i < size; i++) {
        crc ^= (uint32_t)in[i] << 8;
        for (int bit = 0; bit < 8; bit++) crc = (crc << 1 ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xFFFF;
    }
    return aioli_int(vm, crc);
}

/* ---- the module ---- */

static const AioliClass ERROR_CLASS = {
    .name = "Error", .module = "binascii", .flags = AIOLI_CLASS_EXCEPTION, .base = "ValueError"};
static const AioliClass INCOMPLETE_CLASS = {
    .name = "Incomplete", .module = "binascii", .flags = AIOLI_CLASS_EXCEPTION, .base = "Exception"};

static const AioliFunction FUNCTIONS[] = {
    {"a2b_base64", "data, /, *, strict_mode=False", a2b_base64, "Decode a line of base64 data."},
    {"b2a_base64", "data, /, *, newline=True", b2a_base64, "Base64-code line of data."},
    {"a2b_hex", "hexstr, /", unhexlify, "Binary data of hexadecimal representation."},
    {"unhexlify", "hexstr, /", unhexlify, "Binary data of hexadecimal representation."},
    {"b2a_hex", "data, sep=, bytes_per_sep=1", hexlify, "Hexadecimal representation of binary data."},
    {"hexlify", "data, sep=, bytes_per_sep=1", hexlify, "Hexadecimal representation of binary data."},
    {"a2b_uu", "data, /", a2b_uu, "Decode a line of uuencoded data."},
    {"b2a_uu", "data, /, *, backtick=False", b2a_uu, "Uuencode line of data."},
    {"crc32", "data, crc=0, /", crc32, "Compute CRC-32 incrementally."},
    {"crc_hqx", "data, crc, /", crc_hqx, "Compute CRC-CCITT incrementally."},
    {NULL, NULL, NULL, NULL}};

static bool init_module(AioliVm *vm, AioliValue module) {
    return !aioli_is_error(aioli_class_new(vm, module, &ERROR_CLASS)) &&
           !aioli_is_error(aioli_class_new(vm, module, &INCOMPLETE_CLASS));
}

const AioliModule oli_module_binascii = {"binascii", "Conversion between binary data and ASCII", FUNCTIONS,
                                         init_module};
