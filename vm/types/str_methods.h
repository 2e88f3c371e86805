/* SPDX-License-Identifier: MIT
 *
 * The methods of str, in one table: METHOD(name, signature, C function). Each function oli_str_do_NAME is a NativeFn:
 * args[0] is the string. They live in str_case.c (case, isX), str_search.c (find, replace, ...), str_split.c (split,
 * strip, partition, pad), str_translate.c and str_codec.c.
 */
#ifndef OLI_TYPES_STR_METHODS_H
#define OLI_TYPES_STR_METHODS_H

#include "types/str.h"

#define STR_METHODS(METHOD)                                                                                           \
    METHOD("capitalize", "self, /", capitalize)                                                                       \
    METHOD("casefold", "self, /", casefold)                                                                           \
    METHOD("center", "self, width, fillchar=, /", center)                                                             \
    METHOD("count", "self, sub, start=, end=, /", count)                                                              \
    METHOD("encode", "self, encoding=, errors=", encode)                                                              \
    METHOD("endswith", "self, suffix, start=, end=, /", endswith)                                                     \
    METHOD("expandtabs", "self, tabsize=8", expandtabs)                                                               \
    METHOD("find", "self, sub, start=, end=, /", find)                                                                \
    METHOD("format_map", "self, mapping, /", format_map)                                                              \
    METHOD("index", "self, sub, start=, end=, /", index)                                                              \
    METHOD("isalnum", "self, /", isalnum)                                                                             \
    METHOD("isalpha", "self, /", isalpha)                                                                             \
    METHOD("isascii", "self, /", isascii)                                                                             \
    METHOD("isdecimal", "self, /", isdecimal)                                                                         \
    METHOD("isdigit", "self, /", isdigit)                                                                             \
    METHOD("isidentifier", "self, /", isidentifier)                                                                   \
    METHOD("islower", "self, /", islower)                                                                             \
    METHOD("isnumeric", "self, /", isnumeric)                                                                         \
    METHOD("isprintable", "self, /", isprintable)                                                                     \
    METHOD("isspace", "self, /", isspace)                                                                             \
    METHOD("istitle", "self, /", istitle)                                                                             \
    METHOD("isupper", "self, /", isupper)                                                                             \
    METHOD("join", "self, iterable, /", join)                                                                         \
    METHOD("ljust", "self, width, fillchar=, /", ljust)                                                               \
    METHOD("lower", "self, /", lower)                                                                                 \
    METHOD("lstrip", "self, chars=, /", lstrip)                                                                       \
    METHOD("partition", "self, sep, /", partition)                                                                    \
    METHOD("removeprefix", "self, prefix, /", removeprefix)                                                           \
    METHOD("removesuffix", "self, suffix, /", removesuffix)                                                           \
    METHOD("replace", "self, old, new, /, count=-1", replace)                                                         \
    METHOD("rfind", "self, sub, start=, end=, /", rfind)                                                              \
    METHOD("rindex", "self, sub, start=, end=, /", rindex)                                                            \
    METHOD("rjust", "self, width, fillchar=, /", rjust)                                                               \
    METHOD("rpartition", "self, sep, /", rpartition)                                                                  \
    METHOD("rsplit", "self, sep=None, maxsplit=-1", rsplit)                                                           \
    METHOD("rstrip", "self, chars=, /", rstrip)                                                                       \
    METHOD("split", "self, sep=None, maxsplit=-1", split)                                                             \
    METHOD("splitlines", "self, keepends=False", splitlines)                                                          \
    METHOD("startswith", "self, prefix, start=, end=, /", startswith)                                                 \
    METHOD("strip", "self, chars=, /", strip)                                                                         \
    METHOD("swapcase", "self, /", swapcase)                                                                           \
    METHOD("title", "self, /", title)                                                                                 \
    METHOD("translate", "self, table, /", translate)                                                                  \
    METHOD("upper", "self, /", upper)                                                                                 \
    METHOD("zfill", "self, width, /", zfill)                                                                          \
    METHOD("__getnewargs__", "self, /", getnewargs)

#define METHOD(name, signature, function) Value oli_str_do_##function(Vm *vm, Value *args);
STR_METHODS(METHOD)
#undef METHOD

Value oli_str_do_maketrans(Vm *vm, Value *args); /* static: x, y, z */
Value oli_str_do_format(Vm *vm, Value *args, uint32_t count, Tuple *names); /* raw */

/* ---- operations of the class ---- */
Value oli_str_repr(Vm *vm, Value self);
Value oli_str_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names);

/* ---- shared by the files above ---- */

/* The bounds of s[start:end] for a sequence of `length`, as find() and its kin take them: VALUE_UNDEF and None stand
 * for the ends, what is negative counts from the end, the end is clipped; *start may be behind *end. May run script. */
bool oli_find_bounds(Vm *vm, Value start, Value end, size_t length, int64_t *out_start, int64_t *out_end);
/* An optional argument of Py_ssize_t: `missing` when it is VALUE_UNDEF. May run script. */
bool oli_size_argument(Vm *vm, Value v, int64_t missing, int64_t *out);
/* Whether a text or bytes may be multiplied by `v`: it is an int or has __index__, and is no text or bytes itself. */
static inline bool oli_may_repeat(const Vm *vm, Value v) {
    if (is_int(v)) return true;
    return !is_str(v) && !is_kind(v, CLASS_BYTES) && !is_kind(v, CLASS_BYTEARRAY) && class_of(vm, v)->ops.index;
}
/* A tuple of three strings. NULL strings: an exception is pending. */
Value oli_str_triple(Vm *vm, Str *a, Str *b, Str *c);
static inline Value str_value(Str *s) { return s ? make_object(s) : VALUE_ERROR; }

#endif
