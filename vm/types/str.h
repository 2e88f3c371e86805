/* SPDX-License-Identifier: MIT
 *
 * Str: immutable text, UTF-8 inside (a lone surrogate as its three-byte form).
 *
 * `data` points to bytes that never change: into the object itself, or into a Buffer shared with other strings (slices
 * of large strings; the results of s += t, which append in place when s is the last user of the buffer's end, so that
 * building a string piece by piece is linear). Not NUL-terminated when it points into a Buffer.
 * Indexing counts code points: O(1) for ASCII, and through a sparse table of offsets, made at the first use, otherwise.
 */
#ifndef OLI_TYPES_STR_H
#define OLI_TYPES_STR_H

#include <stdarg.h>

#include "heap/vm.h"

typedef struct Buffer {
    Object header;
    size_t used, capacity;
    char *bytes; /* allocated by oli_resize, or inline */
} Buffer;

enum { /* Object.flags */
    STR_ASCII = 1,
    STR_INTERNED = 2,
    STR_HASHED = 4,
    STR_HAS_SURROGATES = 8, /* or had, in the text that it was cut from */
    STR_SUM = 16,           /* made by concatenation */
    STR_SCANNED = 32        /* indexed once without a table of offsets */
};

struct Str {
    Object header;
    uint32_t hash;   /* of the bytes, when STR_HASHED: seeded per VM */
    uint32_t length; /* code points */
    size_t size;     /* bytes */
    const char *data;
    Buffer *buffer;    /* owner of data when not inline, else NULL */
    Buffer *offsets;   /* holds the byte offset (uint32_t) of every 64th code point; NULL unless asked for, or ASCII */
    char inline_data[];
};

static inline bool is_str(Value v) { return is_kind(v, CLASS_STR); }
static inline Str *as_str(Value v) { return (Str *)object_of(v); }
static inline bool str_is_ascii(const Str *s) { return s->header.flags & STR_ASCII; }

/* All return NULL with an exception pending on failure. `data` is valid UTF-8 (surrogates allowed) unless said. */
Str *oli_str_new(Vm *vm, const char *data, size_t size);
Str *oli_str_from_c(Vm *vm, const char *text);
Str *oli_str_intern(Vm *vm, const char *data, size_t size); /* the one interned Str of this text */
Str *oli_str_intern_str(Vm *vm, Str *s);
Str *oli_str_char(Vm *vm, uint32_t code_point); /* Latin-1 ones are shared */
Str *oli_str_decode(Vm *vm, const char *data, size_t size, const char *what); /* checks UTF-8: UnicodeDecodeError */
Str *oli_str_concat(Vm *vm, Str *a, Str *b);
Str *oli_str_slice(Vm *vm, Str *s, size_t start, size_t end); /* code points, 0 <= start <= end <= length */
Str *oli_str_format(Vm *vm, const char *format, ...);  /* as oli_raise */
Str *oli_str_vformat(Vm *vm, const char *format, va_list args);
uint32_t oli_str_hash(Vm *vm, Str *s);
bool oli_str_equal(const Str *a, const Str *b);
int oli_str_compare(const Str *a, const Str *b); /* by code points: <0, 0, >0 */
size_t oli_str_offset(Vm *vm, Str *s, size_t index); /* byte offset of a code point, 0 <= index <= length */
Value oli_str_at(Vm *vm, Str *s, size_t index);
/* str_iterator: the character at iterator->index, or VALUE_STOP; iterator is a SequenceIterator over a str. */
Value oli_str_iterator_next(Vm *vm, Value iterator);
bool oli_str_equals_c(const Str *s, const char *text);
Value oli_str_join(Vm *vm, Str *separator, const Value *items, size_t count); /* TypeError when an item is no str */
size_t oli_str_index(Vm *vm, Str *s, size_t offset); /* the code point at a byte offset: inverse of oli_str_offset */
/* A Str of `size` bytes, which the caller writes to *out at once, and then seals. */
Str *oli_str_alloc(Vm *vm, size_t size, char **out);
Str *oli_str_seal(Vm *vm, Str *s); /* measures it; returns s, or the shared Str of a single character */
Str *oli_str_seal_ascii(Vm *vm, Str *s); /* the same, when it is known to be ASCII */
/* A Str of the first `size` bytes of a block of `capacity` from oli_resize, which then belongs to it (or is freed). */
Str *oli_str_adopt(Vm *vm, char *block, size_t size, size_t capacity);
/* `s`, or a plain str of the same text when its class is a subclass: what methods that change nothing return. */
Str *oli_str_exact(Vm *vm, Str *s);
/* The part of s from byte `start` to byte `end`, `length` code points: shares the text of large strings. */
Str *oli_str_part(Vm *vm, Str *s, size_t start, size_t end, size_t length);
Str *oli_str_part_bytes(Vm *vm, Str *s, size_t start, size_t end); /* the same, counts for itself */
Str *oli_str_repeat(Vm *vm, Str *s, int64_t count);
/* The `count` characters at start, start + step, ...: all of them exist. */
Str *oli_str_stepped(Vm *vm, Str *s, int64_t start, int64_t step, int64_t count);
Str *oli_str_ascii(Vm *vm, Str *s); /* what is not ASCII escaped: \xhh, \uhhhh, \Uhhhhhhhh */
/* An instance of `cls`, a subclass of str (or str), with the text of `s`. */
Value oli_str_instance(Vm *vm, Class *cls, Str *s);
bool oli_str_init_shared(Vm *vm);               /* vm->empty_str, vm->chars */
/* Keyed hash (SipHash-1-3) of any bytes. */
uint64_t oli_hash_bytes(const Vm *vm, const void *data, size_t size);

/* ---- interned strings (str_intern.c) ----
 * The table refers to its strings weakly: nobody else holds it, nobody misses it. */
void oli_str_sweep_interned(Vm *vm); /* between marking and sweeping: forget the strings that die */
void oli_str_free_interned(Vm *vm);  /* at the end of the VM */

/* ---- building text ---- */
typedef struct TextBuilder TextBuilder;
struct TextBuilder {
    Vm *vm;
    char *data;
    size_t size, capacity;
    bool failed; /* an append failed: the exception is pending, later appends do nothing */
    char small[128];
};

void oli_text_init(TextBuilder *text, Vm *vm);
void oli_text_free(TextBuilder *text);
bool oli_text_append(TextBuilder *text, const char *data, size_t size);
bool oli_text_append_c(TextBuilder *text, const char *data);
bool oli_text_append_str(TextBuilder *text, const Str *s);
bool oli_text_append_char(TextBuilder *text, uint32_t code_point);
bool oli_text_append_repr(TextBuilder *text, Value v); /* may run script */
bool oli_text_format(TextBuilder *text, const char *format, ...);
bool oli_text_vformat(TextBuilder *text, const char *format, va_list args);
/* Room for `size` more bytes, to be written at the address returned and counted in text->size. NULL: failed. */
char *oli_text_reserve(TextBuilder *text, size_t size);
bool oli_text_append_fill(TextBuilder *text, uint32_t code_point, size_t count); /* the same one `count` times */
/* What an f-string's replacement field puts out: `v` converted ('s', 'r', 'a', else 0), then formatted by `spec`
 * (NULL: none). Quick for str, int and float without a spec. May run script; v need not be rooted. */
bool oli_text_append_format(TextBuilder *text, Value v, Str *spec, int conversion);
Str *oli_text_finish(TextBuilder *text); /* the Str, and the builder is freed; NULL if anything failed */

#endif
