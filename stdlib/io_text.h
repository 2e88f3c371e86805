/* SPDX-License-Identifier: MIT
 *
 * io.TextIOWrapper inside: what io_text.c and io_text_read.c share.
 */
#ifndef OLI_STDLIB_IO_TEXT_H
#define OLI_STDLIB_IO_TEXT_H

#include "io.h"

enum { VALUE_BUFFER, VALUE_USED, VALUE_ENCODING, VALUE_ERRORS, VALUE_DECODED, VALUE_COUNT };
enum { SEEN_LF = 1, SEEN_CR = 2, SEEN_CRLF = 4 };

typedef struct Text {
    Buffered *buffered; /* of value 1 */
    enum { ENCODING_UTF8, ENCODING_BYTE, ENCODING_OTHER } kind;
    IoNewline newline;
    bool is_strict, line_buffering, write_through, is_detached, is_ready;
    bool has_mark;     /* utf-8-sig: a mark at the start of the file is no text */
    bool iterates;     /* next() was called since the last seek or end: no tell() */
    bool has_decoded;  /* ENCODING_OTHER: value 4 is the rest of the file */
    size_t decoded_at; /* byte of it */
    size_t unchecked;  /* bytes at the end of what was read ahead that begin a character */
    uint8_t seen;      /* newlines met */
} Text;

static inline AioliValue used_of(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, VALUE_USED); }

/* The stream and its Buffered; NULL with an exception when it is closed, detached, or was never made. */
Text *oli_io_text_usable(AioliVm *vm, AioliValue self, Buffered **buffered);

/* ---- io_text_read.c ---- */

/* What can be looked at: bytes of the file, or the decoded rest. */
typedef struct Window {
    const char *text;
    size_t size;
    bool is_end;
} Window;

Window oli_io_text_window(AioliVm *vm, AioliValue self, const Text *text, const Buffered *buffered);
/* Up to `limit` characters, or all; the next line, or up to `limit` characters of it. Below 0: no limit. */
AioliValue oli_io_text_read(AioliVm *vm, AioliValue self, int64_t limit);
AioliValue oli_io_text_line(AioliVm *vm, AioliValue self, int64_t limit);

#endif
