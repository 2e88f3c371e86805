/* SPDX-License-Identifier: MIT
 *
 * Module _re: the functions of module re (stdlib/re.aio), each with a look into the cache of compiled patterns.
 *
 * The cache is a dict from (pattern, flags) to Pattern, the pattern alone where there are no flags; when it is full it
 * is emptied. Instances of subclasses of str and bytes are not cached: their equality is their own.
 */
#include "re_parts.h"

enum { CACHE_MAX = 512 };

typedef struct Cache {
    AioliRef *patterns; /* NULL: not made yet */
} Cache;

static const char CACHE_KEY;

/* The reference is freed with the VM. */
static AioliValue cache_of(AioliVm *vm) {
    Cache *cache = aioli_vm_data(vm, &CACHE_KEY, sizeof *cache, NULL);
    if (!cache) return aioli_error();
    if (!cache->patterns) {
        AioliValue dict = aioli_dict(vm);
        if (aioli_is_error(dict)) return dict;
        cache->patterns = aioli_ref_new(vm, dict);
    }
    return cache->patterns ? aioli_ref_get(cache->patterns) : aioli_error();
}

static bool clear_cache(AioliVm *vm) {
    Cache *cache = aioli_vm_data(vm, &CACHE_KEY, sizeof *cache, NULL);
    AioliValue dict = aioli_dict(vm);
    if (!cache || aioli_is_error(dict)) return false;
    if (cache->patterns) aioli_ref_set(vm, cache->patterns, dict);
    return true;
}

static AioliValue compile_cached(AioliVm *vm, AioliValue pattern, uint32_t flags) {
    AioliValue key = pattern, cache = cache_of(vm);
    if (aioli_is_error(cache)) return cache;
    if (flags) {
        AioliValue pair[] = {pattern, aioli_int(vm, flags)};
        key = aioli_tuple(vm, pair, 2);
        if (aioli_is_error(key)) return key;
    }
    AioliValue found = aioli_dict_get(vm, cache, key);
    if (!aioli_is_missing(found)) return found;
    AioliValue made = oli_re_compile(vm, pattern, flags);
    if (aioli_is_error(made) || flags & RE_DEBUG) return made;
    if (aioli_dict_length(vm, cache) >= CACHE_MAX) {
        if (!clear_cache(vm)) return aioli_error();
        cache = cache_of(vm);
    }
    return !aioli_is_error(cache) && aioli_dict_set(vm, cache, key, made) ? made : aioli_error();
}

/* What the first argument of the functions is: a Pattern, or the text of one. `flags` may be missing. */
static AioliValue compile(AioliVm *vm, AioliValue pattern, AioliValue flags) {
    int64_t bits = 0;
    if (!aioli_is_missing(flags)) {
        AioliType type = aioli_type(vm, flags);
        if (type != AIOLI_TYPE_INT && type != AIOLI_TYPE_BOOL)
            return aioli_raise(vm, "TypeError", "unsupported operand type(s) for &: '%T' and 'int'", flags);
        if (!aioli_int_get(vm, flags, &bits)) return aioli_error();
    }
    if (aioli_object_is(vm, pattern, &oli_re_pattern_class)) {
        if (!bits) return pattern;
        return aioli_raise(vm, "ValueError", "cannot process flags argument with a compiled pattern");
    }
    if (aioli_is_exact(vm, pattern, AIOLI_TYPE_STRING) || aioli_is_exact(vm, pattern, AIOLI_TYPE_BYTES))
        return compile_cached(vm, pattern, (uint32_t)bits);
    return oli_re_compile(vm, pattern, (uint32_t)bits);
}

/* ---- the functions ---- */

static AioliValue re_compile(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return compile(vm, args[0], args[1]);
}

static AioliValue find(AioliVm *vm, const AioliValue *args, ReMode mode) {
    AioliValue pattern = compile(vm, args[0], args[2]);
    return aioli_is_error(pattern) ? pattern : oli_re_find(vm, pattern, args[1], 0, INT64_MAX, mode);
}

static AioliValue re_match(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return find(vm, args, RE_MATCH);
}

static AioliValue re_fullmatch(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return find(vm, args, RE_FULLMATCH);
}

static AioliValue re_search(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return find(vm, args, RE_SEARCH);
}

static AioliValue re_findall(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue pattern = compile(vm, args[0], args[2]);
    return aioli_is_error(pattern) ? pattern : oli_re_findall(vm, pattern, args[1], 0, INT64_MAX);
}

static AioliValue re_finditer(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue pattern = compile(vm, args[0], args[2]);
    return aioli_is_error(pattern) ? pattern : oli_re_finditer(vm, pattern, args[1], 0, INT64_MAX);
}

/* A count and flags, either positional, in `rest` (deprecated since 3.13), or as keywords. `fixed`: the number of
 * arguments before them. */
static bool read_options(AioliVm *vm, const char *function, const char *name, AioliValue rest, AioliValue *number,
                         AioliValue *flags, int fixed) {
    int64_t given = aioli_sequence_length(vm, rest);
    if (given <= 0) return given == 0;
    const char *twice = !aioli_is_missing(*number) ? name : given > 1 && !aioli_is_missing(*flags) ? "flags" : NULL;
    if (twice) {
        aioli_raise(vm, "TypeError", "%s() got multiple values for argument '%s'", function, twice);
        return false;
    }
    if (given > 2) {
        aioli_raise(vm, "TypeError", "%s() takes from %d to %d positional arguments but %lld were given", function,
                    fixed, fixed + 2, (long long)given + fixed);
        return false;
    }
    *number = aioli_sequence_get(vm, rest, 0);
    if (given > 1) *flags = aioli_sequence_get(vm, rest, 1);
    AioliValue message = aioli_string_format(vm, "'%s' is passed as positional argument", name);
    const char *text = aioli_is_error(message) ? NULL : aioli_string_c(vm, message);
    return text && aioli_warn(vm, "DeprecationWarning", text);
}

static AioliValue substitute(AioliVm *vm, const AioliValue *args, bool with_number) {
    AioliValue number = args[4], flags = args[5];
    int64_t limit = 0;
    if (!read_options(vm, with_number ? "subn" : "sub", "count", args[3], &number, &flags, 3)) return aioli_error();
    AioliValue pattern = compile(vm, args[0], flags);
    if (aioli_is_error(pattern) || (!aioli_is_missing(number) && !aioli_int_get(vm, number, &limit)))
        return aioli_error();
    return oli_re_sub(vm, pattern, args[1], args[2], limit, with_number);
}

static AioliValue re_sub(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return substitute(vm, args, false);
}

static AioliValue re_subn(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return substitute(vm, args, true);
}

static AioliValue re_split(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue number = args[3], flags = args[4];
    int64_t limit = 0;
    if (!read_options(vm, "split", "maxsplit", args[2], &number, &flags, 2)) return aioli_error();
    AioliValue pattern = compile(vm, args[0], flags);
    if (aioli_is_error(pattern) || (!aioli_is_missing(number) && !aioli_int_get(vm, number, &limit)))
        return aioli_error();
    return oli_re_split(vm, pattern, args[1], limit);
}

static AioliValue re_purge(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    return clear_cache(vm) ? aioli_none() : aioli_error();
}

static bool is_special(char c) {
    for (const char *p = "()[]{}?*+-|^$\\.&~# \t\n\r\v\f"; *p; p++)
        if (*p == c) return true;
    return false;
}

static AioliValue re_escape(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    size_t size;
    bool is_text = aioli_type(vm, args[0]) == AIOLI_TYPE_STRING;
    const char *data = is_text ? aioli_string_get(vm, args[0], &size) : aioli_bytes_get(vm, args[0], &size);
    if (!data) {
        aioli_error_clear(vm);
        return aioli_raise(vm, "TypeError", "decoding to str: need a bytes-like object, %T found", args[0]);
    }
    ReText text = {.vm = vm};
    for (size_t i = 0; i < size; i++) {
        if (is_special(data[i])) oli_re_add(&text, "\\", 1);
        oli_re_add(&text, data + i, 1);
    }
    AioliValue v = text.failed ? aioli_error()
                   : is_text   ? aioli_string_join(vm, text.size ? text.data : "", text.size)
                               : aioli_bytes(vm, text.size ? text.data : "", text.size);
    oli_re_text_free(&text);
    return v;
}

#define REST "*args, count=0, flags=0"
static const AioliFunction FUNCTIONS[] = {
    {"compile", "pattern, flags=0", re_compile, "Compile a regular expression pattern, returning a Pattern object."},
    {"match", "pattern, string, flags=0", re_match,
     "Try to apply the pattern at the start of the string, returning a Match object, or None if no match was found."},
    {"fullmatch", "pattern, string, flags=0", re_fullmatch,
     "Try to apply the pattern to all of the string, returning a Match object, or None if no match was found."},
    {"search", "pattern, string, flags=0", re_search,
     "Scan through string looking for a match to the pattern, returning a Match object, or None if no match was "
     "found."},
    {"findall", "pattern, string, flags=0", re_findall,
     "Return a list of all non-overlapping matches in the string. Empty matches are included in the result."},
    {"finditer", "pattern, string, flags=0", re_finditer,
     "Return an iterator over all non-overlapping matches in the string, each a Match object."},
    {"sub", "pattern, repl, string, " REST, re_sub,
     "Return the string obtained by replacing the leftmost non-overlapping occurrences of the pattern in string by the "
     "replacement repl, a string whose backslash escapes are processed, or a function of a Match object."},
    {"subn", "pattern, repl, string, " REST, re_subn, "As sub, but return (new_string, number of substitutions)."},
    {"split", "pattern, string, *args, maxsplit=0, flags=0", re_split,
     "Split the source string by the occurrences of the pattern, returning a list containing the resulting "
     "substrings."},
    {"purge", "", re_purge, "Clear the regular expression caches"},
    {"escape", "pattern", re_escape, "Escape special characters in a string."},
    {NULL, NULL, NULL, NULL}};

static bool init_module(AioliVm *vm, AioliValue module) {
    return !aioli_is_error(aioli_class_new(vm, module, &oli_re_pattern_class)) &&
           !aioli_is_error(aioli_class_new(vm, module, &oli_re_match_class));
}

const AioliModule oli_module__re = {"_re", NULL, FUNCTIONS, init_module};
