/* SPDX-License-Identifier: MIT
 *
 * Codecs: text to bytes and back, with Python's error handlers.
 *
 * Encodings: utf-8, utf-8-sig, utf-16 and utf-32 (with a byte order mark, or -le, -be), ascii, latin-1, cp1252,
 * raw-unicode-escape, unicode-escape; names and aliases as Python spells them. Handlers: strict, ignore, replace,
 * backslashreplace, xmlcharrefreplace, namereplace, surrogateescape, surrogatepass. Encodings and handlers that scripts
 * registered (module codecs) are asked of the module _codecs, if it is loaded: then script runs.
 */
#ifndef OLI_TYPES_STR_CODEC_H
#define OLI_TYPES_STR_CODEC_H

#include "types/bytes.h"
#include "types/str.h"

typedef enum CodecKind {
    CODEC_UTF8, CODEC_UTF8_SIG, CODEC_UTF16, CODEC_UTF32, CODEC_BYTE, CODEC_UNICODE_ESCAPE, CODEC_RAW_UNICODE_ESCAPE
} CodecKind;

/* One encoding. CODEC_BYTE: every byte is a character: with `high` NULL the code point of the same number, below
 * `plain`; else those from 0x80 to 0xBF as `high` says (0: none), the others the code point of the same number. */
typedef struct Codec {
    CodecKind kind;
    const char *name;      /* in exceptions */
    bool is_big_endian, has_mark;
    uint32_t plain;
    const uint16_t *high;
    const char *out_of_range; /* the reason of failures of CODEC_BYTE */
} Codec;

typedef enum ErrorHandler {
    HANDLER_STRICT, HANDLER_IGNORE, HANDLER_REPLACE, HANDLER_BACKSLASH, HANDLER_XML, HANDLER_SURROGATE_ESCAPE,
    HANDLER_SURROGATE_PASS, HANDLER_NAME, HANDLER_UNKNOWN
} ErrorHandler;

/* Bytes of `text`; encoding NULL: utf-8; errors NULL: strict. LookupError, UnicodeEncodeError. Runs script for what is
 * registered: `text` and the names are rooted here. */
Value oli_codec_encode(Vm *vm, Str *text, const Str *encoding, const Str *errors);
/* Text of the bytes in `span`, which `object` holds (VALUE_UNDEF: C memory that stays). LookupError, UnicodeDecodeError.
 * Runs script as oli_codec_encode does. */
Value oli_codec_decode(Vm *vm, ByteSpan span, Value object, const Str *encoding, const Str *errors);

/* ---- between str_codec.c, str_encode.c and str_decode.c ---- */
typedef struct Coder {
    Vm *vm;
    const Codec *codec;
    ErrorHandler handler;
    const Str *errors; /* the handler's name, or NULL */
    Str *text;         /* encoding: what is encoded */
    ByteSpan span;     /* decoding: what is decoded, */
    Value object;      /* ... and who holds it */
    TextBuilder out;
} Coder;

bool oli_encode_text(Coder *coder);
bool oli_decode_bytes(Coder *coder);
/* Raise UnicodeEncodeError or UnicodeDecodeError; positions in code points, or in bytes. */
bool oli_raise_encode_error(Coder *coder, size_t start, size_t end, const char *reason);
bool oli_raise_decode_error(Coder *coder, const char *codec, size_t start, size_t end, const char *reason);
bool oli_raise_unknown_handler(Coder *coder);
/* Let the handler of a script's deal with the pending UnicodeError, which is taken: what stands for the characters or
 * bytes at fault (str, when encoding also bytes; rooted by nobody), and where to go on. VALUE_ERROR. */
Value oli_ask_handler(Coder *coder, int64_t *position);

#endif
