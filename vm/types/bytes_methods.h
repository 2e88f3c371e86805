/* SPDX-License-Identifier: MIT
 *
 * Methods that bytes and bytearray share, in one table: METHOD(name, signature, C function). Each function
 * oli_bytes_do_NAME is a NativeFn whose args[0] is either; results are of the same kind. They live in bytes_search.c,
 * bytes_split.c, bytes_case.c and bytes_text.c. bytes_array.c has what only bytearray does.
 */
#ifndef OLI_TYPES_BYTES_METHODS_H
#define OLI_TYPES_BYTES_METHODS_H

#include "types/bytes.h"
#include "types/str.h"

#define BYTES_METHODS(METHOD)                                                                                         \
    METHOD("capitalize", "self, /", capitalize)                                                                       \
    METHOD("center", "self, width, fillchar=, /", center)                                                             \
    METHOD("count", "self, sub, start=, end=, /", count)                                                              \
    METHOD("decode", "self, encoding=, errors=", decode)                                                              \
    METHOD("endswith", "self, suffix, start=, end=, /", endswith)                                                     \
    METHOD("expandtabs", "self, tabsize=8", expandtabs)                                                               \
    METHOD("find", "self, sub, start=, end=, /", find)                                                                \
    METHOD("hex", "self, sep=, bytes_per_sep=1", hex)                                                                 \
    METHOD("index", "self, sub, start=, end=, /", index)                                                              \
    METHOD("isalnum", "self, /", isalnum)                                                                             \
    METHOD("isalpha", "self, /", isalpha)                                                                             \
    METHOD("isascii", "self, /", isascii)                                                                             \
    METHOD("isdigit", "self, /", isdigit)                                                                             \
    METHOD("islower", "self, /", islower)                                                                             \
    METHOD("isspace", "self, /", isspace)                                                                             \
    METHOD("istitle", "self, /", istitle)                                                                             \
    METHOD("isupper", "self, /", isupper)                                                                             \
    METHOD("join", "self, iterable, /", join)                                                                         \
    METHOD("ljust", "self, width, fillchar=, /", ljust)                                                               \
    METHOD("lower", "self, /", lower)                                                                                 \
    METHOD("lstrip", "self, bytes=, /", lstrip)                                                                       \
    METHOD("partition", "self, sep, /", partition)                                                                    \
    METHOD("removeprefix", "self, prefix, /", removeprefix)                                                           \
    METHOD("removesuffix", "self, suffix, /", removesuffix)                                                           \
    METHOD("replace", "self, old, new, count=-1, /", replace)                                                         \
    METHOD("rfind", "self, sub, start=, end=, /", rfind)                                                              \
    METHOD("rindex", "self, sub, start=, end=, /", rindex)                                                            \
    METHOD("rjust", "self, width, fillchar=, /", rjust)                                                               \
    METHOD("rpartition", "self, sep, /", rpartition)                                                                  \
    METHOD("rsplit", "self, sep=None, maxsplit=-1", rsplit)                                                           \
    METHOD("rstrip", "self, bytes=, /", rstrip)                                                                       \
    METHOD("split", "self, sep=None, maxsplit=-1", split)                                                             \
    METHOD("splitlines", "self, keepends=False", splitlines)                                                          \
    METHOD("startswith", "self, prefix, start=, end=, /", startswith)                                                 \
    METHOD("strip", "self, bytes=, /", strip)                                                                         \
    METHOD("swapcase", "self, /", swapcase)                                                                           \
    METHOD("title", "self, /", title)                                                                                 \
    METHOD("translate", "self, table, /, delete=", translate)                                                         \
    METHOD("upper", "self, /", upper)                                                                                 \
    METHOD("zfill", "self, width, /", zfill)

#define BYTEARRAY_METHODS(METHOD)                                                                                     \
    METHOD("append", "self, item, /", append)                                                                         \
    METHOD("clear", "self, /", clear)                                                                                 \
    METHOD("copy", "self, /", copy)                                                                                   \
    METHOD("extend", "self, iterable_of_ints, /", extend)                                                             \
    METHOD("insert", "self, index, item, /", insert)                                                                  \
    METHOD("pop", "self, index=-1, /", pop)                                                                           \
    METHOD("remove", "self, value, /", remove)                                                                        \
    METHOD("reverse", "self, /", reverse)

#define METHOD(name, signature, function) Value oli_bytes_do_##function(Vm *vm, Value *args);
BYTES_METHODS(METHOD)
BYTEARRAY_METHODS(METHOD)
#undef METHOD
Value oli_bytes_do_maketrans(Vm *vm, Value *args); /* static: frm, to */
Value oli_bytes_do_fromhex(Vm *vm, Value *args);   /* of the class: cls, string */

/* ---- operations of bytearray (bytes_array.c) ---- */
bool oli_bytearray_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names);
bool oli_bytearray_set_item(Vm *vm, Value self, Value key, Value item);
Value oli_bytearray_inplace(Vm *vm, BinaryOperator op, Value a, Value b);
void oli_bytearray_finalize(Vm *vm, Object *self);

/* ---- shared by the files above ---- */

/* The bytes of a Bytes or ByteArray. */
static inline ByteSpan span_of(Value v) {
    if (is_bytes(v)) return (ByteSpan){as_bytes(v)->data, as_bytes(v)->size};
    const ByteArray *array = as_bytearray(v);
    return (ByteSpan){array->data ? array->data : "", array->size};
}
static inline Value bytes_value(Bytes *bytes) { return bytes ? make_object(bytes) : VALUE_ERROR; }
/* A bytes or bytearray, as `self` is, of these bytes (which may be its own). */
Value oli_bytes_like_self(Vm *vm, Value self, const char *data, size_t size);
/* `self` itself when it is exactly a bytes, else a copy: what methods that change nothing return. */
Value oli_bytes_unchanged(Vm *vm, Value self);
/* What is in `text`, as a bytes or bytearray; the builder is freed. */
Value oli_bytes_finish(Value self, TextBuilder *text);
/* An instance of cls (bytes, bytearray or derived from them) of these bytes. */
Value oli_bytes_instance(Vm *vm, Class *cls, const char *data, size_t size);
/* a + b where only a is bytes: what b makes of it, or TypeError. May run script. */
Value oli_bytes_concat_foreign(Vm *vm, Value a, Value b);
/* One byte, from an int: TypeError, ValueError "byte must be in range(0, 256)". May run script. */
bool oli_byte_argument(Vm *vm, Value v, char *out);
/* Append the ints of an iterable; `range_error` is what a number out of range raises. May run script. */
bool oli_bytes_collect(TextBuilder *out, Value iterable, const char *range_error);
/* The arguments (source, encoding, errors) of bytes() and bytearray(), bound: the bytes they describe. `name`: the
 * class, for messages. May run script. */
bool oli_bytes_build(TextBuilder *out, Value *bound, const char *name);
/* repr of bytes in quotes, with b in front; in a bytearray's a single quote is always escaped. */
void oli_bytes_append_repr(TextBuilder *text, ByteSpan span, bool in_bytearray);

/* The view count of an array, made at need (NULL: no memory, pending), with one more owner. */
ViewCount *oli_bytearray_add_view(Vm *vm, ByteArray *array);
/* One owner less; frees it when it was the last. */
void oli_view_count_release(Vm *vm, ViewCount *count);
/* self.hex(separator, group) of a bytes-like object. */
Value oli_bytes_hex(Vm *vm, Value self, Value separator, Value group);
bool oli_memoryview_define(Vm *vm);
/* The bytes that a contiguous, unreleased memoryview sees. */
bool oli_memoryview_span(Value v, ByteSpan *out);
bool oli_memoryview_is_readonly(Value v);
Value oli_memoryview_to_bytes(Vm *vm, Value v);

#endif
