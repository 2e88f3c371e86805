/* SPDX-License-Identifier: MIT
 *
 * Class Pattern of module re, its methods that find, and the iterator of finditer.
 *
 * A subject is used where it is: str and bytes never change. What may change (bytearray and the like) is copied.
 */
#include <stdio.h>
#include <string.h>

#include "re_parts.h"

RePattern *oli_re_pattern_of(AioliVm *vm, AioliValue v) { return aioli_object_payload(vm, v, &oli_re_pattern_class); }

/* ---- making ---- */

static bool fill_pattern(AioliVm *vm, AioliValue object, RePattern *pattern, const ReTree *tree, uint32_t flags) {
    (void)object;
    size_t size = tree->group_count * sizeof *pattern->groups;
    pattern->groups = aioli_memory_resize(vm, NULL, 0, size);
    if (!pattern->groups) return false;
    memcpy(pattern->groups, tree->groups, size);
    pattern->group_count = tree->group_count - 1;
    pattern->flags = tree->flags;
    pattern->given_flags = flags;
    pattern->is_text = tree->is_text;
    return oli_re_prepare(vm, tree, pattern, false, RE_SEARCH);
}

AioliValue oli_re_compile(AioliVm *vm, AioliValue text, uint32_t flags) {
    AioliType type = aioli_type(vm, text);
    int64_t hash;
    if (type != AIOLI_TYPE_STRING && type != AIOLI_TYPE_BYTES)
        return !aioli_hash(vm, text, &hash)
                   ? aioli_error()
                   : aioli_raise(vm, "TypeError", "first argument must be string or compiled pattern");
    AioliValue names = aioli_dict(vm), cls = aioli_class_get(vm, &oli_re_pattern_class);
    ReTree tree;
    if (aioli_is_error(names) || aioli_is_error(cls) || !oli_re_parse(vm, text, flags, names, &tree))
        return aioli_error();
    AioliValue object = aioli_object_new(vm, cls);
    bool ok = !aioli_is_error(object);
    if (ok) {
        aioli_object_set_value(vm, object, RE_PATTERN_TEXT, text);
        aioli_object_set_value(vm, object, RE_PATTERN_NAMES, names);
        ok = fill_pattern(vm, object, oli_re_pattern_of(vm, object), &tree, flags);
    }
    oli_re_tree_free(&tree);
    return ok ? object : aioli_error();
}

static void finalize_pattern(AioliVm *vm, void *payload) {
    RePattern *pattern = payload;
    oli_re_release_codes(pattern);
    if (pattern->groups) aioli_memory_free(vm, pattern->groups, (pattern->group_count + 1) * sizeof *pattern->groups);
}

/* ---- subjects ---- */

/* The bytes of anything that has some, copied where they may change. */
static bool open_bytes(AioliVm *vm, AioliValue string, ReView *view) {
    AioliType type = aioli_type(vm, string);
    view->holder = string;
    if (type != AIOLI_TYPE_BYTES) {
        size_t size;
        const void *bytes = aioli_bytes_get(vm, string, &size);
        if (!bytes) {
            aioli_error_clear(vm);
            aioli_raise(vm, "TypeError", "expected string or bytes-like object, got '%T'", string);
            return false;
        }
        view->holder = aioli_bytes(vm, bytes, size);
        if (aioli_is_error(view->holder)) return false;
    }
    view->data = aioli_bytes_get(vm, view->holder, &view->size);
    return view->data != NULL;
}

static int64_t clip(int64_t i, int64_t length) { return i < 0 ? 0 : i > length ? length : i; }

bool oli_re_view(AioliVm *vm, const RePattern *pattern, AioliValue string, int64_t start, int64_t end, ReView *view) {
    *view = (ReView){.string = string, .is_text = aioli_type(vm, string) == AIOLI_TYPE_STRING};
    int64_t length;
    if (view->is_text) {
        view->holder = string;
        view->data = aioli_string_get(vm, string, &view->size);
        length = aioli_string_length(vm, string);
        view->is_ascii = (uint64_t)length == view->size;
    } else {
        if (!open_bytes(vm, string, view)) return false;
        length = (int64_t)view->size;
    }
    if (view->is_text != pattern->is_text) {
        aioli_raise(vm, "TypeError", "cannot use a %s pattern on a %s object", pattern->is_text ? "string" : "bytes",
                    view->is_text ? "string-like" : "bytes-like");
        return false;
    }
    start = clip(start, length);
    end = clip(end, length);
    if (view->is_text && !view->is_ascii) {
        start = aioli_string_offset(vm, string, start);
        if (end != length)
            end = aioli_string_offset(vm, string, end);
        else
            end = (int64_t)view->size;
        if (start < 0 || end < 0) return false;
    }
    view->position = (size_t)start;
    view->size = (size_t)end;
    return true;
}

AioliValue oli_re_part_of(AioliVm *vm, AioliValue holder, bool is_text, size_t start, size_t end) {
    if (start == RE_UNMATCHED) return aioli_none();
    if (is_text) return aioli_string_slice(vm, holder, start, end);
    size_t size;
    const char *bytes = aioli_bytes_get(vm, holder, &size);
    if (!bytes) return aioli_error();
    if (end > size) end = size; /* it has shrunk since */
    if (start > end) start = end;
    if (start == 0 && end == size && aioli_is_exact(vm, holder, AIOLI_TYPE_BYTES)) return holder;
    return aioli_bytes(vm, bytes + start, end - start);
}

AioliValue oli_re_part(AioliVm *vm, const ReView *view, size_t start, size_t end) {
    return oli_re_part_of(vm, view->holder, view->is_text, start, end);
}

/* ---- finding ---- */

int oli_re_step(AioliVm *vm, AioliValue object, RePattern *pattern, ReView *view, bool *no_empty,
                const size_t **spans) {
    int found = oli_re_run(vm, object, pattern, view, RE_SEARCH, *no_empty, spans);
    if (found <= 0) return found;
    *no_empty = (*spans)[0] == (*spans)[1];
    view->position = (*spans)[1];
    return 1;
}

AioliValue oli_re_find(AioliVm *vm, AioliValue object, AioliValue string, int64_t start, int64_t end, ReMode mode) {
    RePattern *pattern = oli_re_pattern_of(vm, object);
    ReView view;
    if (!pattern || !oli_re_view(vm, pattern, string, start, end, &view)) return aioli_error();
    const size_t *spans;
    int found = oli_re_run(vm, object, pattern, &view, mode, false, &spans);
    if (found <= 0) return found ? aioli_error() : aioli_none();
    return oli_re_match_new(vm, object, &view, spans);
}

/* What findall gives for one match: the whole, the only group, or a tuple of all groups. */
static AioliValue found_item(AioliVm *vm, const RePattern *pattern, const ReView *view, const size_t *spans) {
    uint32_t groups = pattern->group_count;
    if (!groups) return oli_re_part(vm, view, spans[0], spans[1]);
    enum { FEW = 16 };
    AioliValue few[FEW], *parts = few;
    if (groups > FEW) parts = aioli_memory_resize(vm, NULL, 0, groups * sizeof *parts);
    if (!parts) return aioli_error();
    AioliValue result = aioli_missing();
    for (uint32_t i = 0; i < groups && !aioli_is_error(result); i++) {
        size_t start = spans[2 * i + 2], end = spans[2 * i + 3];
        if (start == RE_UNMATCHED) start = end = 0;
        parts[i] = oli_re_part(vm, view, start, end);
        if (aioli_is_error(parts[i])) result = parts[i];
    }
    if (!aioli_is_error(result)) result = groups == 1 ? parts[0] : aioli_tuple(vm, parts, groups);
    if (parts != few) aioli_memory_free(vm, parts, groups * sizeof *parts);
    return result;
}

AioliValue oli_re_findall(AioliVm *vm, AioliValue object, AioliValue string, int64_t start, int64_t end) {
    RePattern *pattern = oli_re_pattern_of(vm, object);
    ReView view;
    AioliValue list = aioli_list(vm, NULL, 0);
    if (!pattern || aioli_is_error(list) || !oli_re_view(vm, pattern, string, start, end, &view)) return aioli_error();
    for (bool no_empty = false;;) {
        const size_t *spans;
        int found = oli_re_step(vm, object, pattern, &view, &no_empty, &spans);
        if (found <= 0) return found ? aioli_error() : list;
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue item = found_item(vm, pattern, &view, spans);
        bool ok = !aioli_is_error(item) && aioli_list_append(vm, list, item);
        aioli_scope_close(vm, &scope, aioli_missing());
        if (!ok) return aioli_error();
    }
}

/* ---- iterators: finditer, and the scanner that other code builds on ---- */

enum { CURSOR_PATTERN, CURSOR_STRING, CURSOR_HOLDER, CURSOR_VALUES };

typedef struct Cursor {
    size_t start, position, size;
    bool is_text, is_ascii, no_empty, is_over;
} Cursor;

static const AioliClass ITERATOR_CLASS, SCANNER_CLASS;

static AioliValue cursor_new(AioliVm *vm, const AioliClass *def, AioliValue object, AioliValue string, int64_t start,
                             int64_t end) {
    RePattern *pattern = oli_re_pattern_of(vm, object);
    ReView view;
    if (!pattern || !oli_re_view(vm, pattern, string, start, end, &view)) return aioli_error();
    AioliValue cls = aioli_class_new(vm, aioli_missing(), def);
    if (aioli_is_error(cls)) return cls;
    AioliValue made = aioli_object_new(vm, cls);
    if (aioli_is_error(made)) return made;
    aioli_object_set_value(vm, made, CURSOR_PATTERN, object);
    aioli_object_set_value(vm, made, CURSOR_STRING, string);
    aioli_object_set_value(vm, made, CURSOR_HOLDER, view.holder);
    Cursor *cursor = aioli_object_payload(vm, made, def);
    *cursor = (Cursor){view.position, view.position, view.size, view.is_text, view.is_ascii, false, false};
    return made;
}

/* The next Match, or None at the end. */
static AioliValue cursor_next(AioliVm *vm, AioliValue self, const AioliClass *def, ReMode mode) {
    Cursor *cursor = aioli_object_payload(vm, self, def);
    if (!cursor) return aioli_error();
    if (cursor->is_over) return aioli_none();
    AioliValue object = aioli_object_value(vm, self, CURSOR_PATTERN);
    RePattern *pattern = oli_re_pattern_of(vm, object);
    if (!pattern) return aioli_error();
    ReView view = {.string = aioli_object_value(vm, self, CURSOR_STRING),
                   .holder = aioli_object_value(vm, self, CURSOR_HOLDER),
                   .size = cursor->size,
                   .position = cursor->position,
                   .is_text = cursor->is_text,
                   .is_ascii = cursor->is_ascii};
    view.data = view.is_text ? aioli_string_get(vm, view.holder, NULL) : aioli_bytes_get(vm, view.holder, NULL);
    const size_t *spans;
    int found = oli_re_run(vm, object, pattern, &view, mode, cursor->no_empty, &spans);
    if (found < 0) return aioli_error();
    if (!found) {
        cursor->is_over = true;
        return aioli_none();
    }
    cursor->position = spans[1];
    cursor->no_empty = spans[0] == spans[1];
    view.position = cursor->start;
    return oli_re_match_new(vm, object, &view, spans);
}

static AioliValue iterator_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue match = cursor_next(vm, args[0], &ITERATOR_CLASS, RE_SEARCH);
    return aioli_is_none(match) ? aioli_stop() : match;
}

static AioliValue scanner_search(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return cursor_next(vm, args[0], &SCANNER_CLASS, RE_SEARCH);
}

static AioliValue scanner_match(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return cursor_next(vm, args[0], &SCANNER_CLASS, RE_MATCH);
}

static AioliValue scanner_pattern(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, CURSOR_PATTERN); }

static const AioliClass ITERATOR_CLASS = {
    .name = "callable_iterator",
    .module = "builtins",
    .flags = AIOLI_CLASS_FINAL | AIOLI_CLASS_ABSTRACT,
    .payload_size = sizeof(Cursor),
    .value_count = CURSOR_VALUES,
    .methods = (const AioliFunction[]){{"__next__", "self, /", iterator_next, NULL}, {NULL, NULL, NULL, NULL}}};

static const AioliClass SCANNER_CLASS = {
    .name = "SRE_Scanner",
    .module = "_sre",
    .flags = AIOLI_CLASS_FINAL | AIOLI_CLASS_ABSTRACT,
    .payload_size = sizeof(Cursor),
    .value_count = CURSOR_VALUES,
    .methods = (const AioliFunction[]){{"match", "self, /", scanner_match, NULL},
                                       {"search", "self, /", scanner_search, NULL},
                                       {NULL, NULL, NULL, NULL}},
    .properties = (const AioliProperty[]){{"pattern", scanner_pattern, NULL, NULL}, {NULL, NULL, NULL, NULL}}};

AioliValue oli_re_finditer(AioliVm *vm, AioliValue pattern, AioliValue string, int64_t start, int64_t end) {
    return cursor_new(vm, &ITERATOR_CLASS, pattern, string, start, end);
}

/* ---- methods ---- */

/* pos and endpos of a method: args[2], args[3]. */
static bool read_bounds(AioliVm *vm, const AioliValue *args, int64_t *start, int64_t *end) {
    *start = 0;
    *end = INT64_MAX;
    return (aioli_is_missing(args[2]) || aioli_int_get_clipped(vm, args[2], start)) &&
           (aioli_is_missing(args[3]) || aioli_int_get_clipped(vm, args[3], end));
}

static AioliValue find(AioliVm *vm, const AioliValue *args, ReMode mode) {
    int64_t start, end;
    if (!read_bounds(vm, args, &start, &end)) return aioli_error();
    return oli_re_find(vm, args[0], args[1], start, end, mode);
}

static AioliValue pattern_match(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return find(vm, args, RE_MATCH);
}

static AioliValue pattern_fullmatch(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return find(vm, args, RE_FULLMATCH);
}

static AioliValue pattern_search(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return find(vm, args, RE_SEARCH);
}

static AioliValue pattern_findall(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t start, end;
    if (!read_bounds(vm, args, &start, &end)) return aioli_error();
    return oli_re_findall(vm, args[0], args[1], start, end);
}

static AioliValue pattern_finditer(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t start, end;
    if (!read_bounds(vm, args, &start, &end)) return aioli_error();
    return oli_re_finditer(vm, args[0], args[1], start, end);
}

static AioliValue pattern_scanner(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t start, end;
    if (!read_bounds(vm, args, &start, &end)) return aioli_error();
    return cursor_new(vm, &SCANNER_CLASS, args[0], args[1], start, end);
}

static AioliValue pattern_split(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t limit = 0;
    if (!aioli_is_missing(args[2]) && !aioli_int_get(vm, args[2], &limit)) return aioli_error();
    return oli_re_split(vm, args[0], args[1], limit);
}

static AioliValue substitute(AioliVm *vm, const AioliValue *args, bool with_number) {
    int64_t limit = 0;
    if (!aioli_is_missing(args[3]) && !aioli_int_get(vm, args[3], &limit)) return aioli_error();
    return oli_re_sub(vm, args[0], args[1], args[2], limit, with_number);
}

static AioliValue pattern_sub(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return substitute(vm, args, false);
}

static AioliValue pattern_subn(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return substitute(vm, args, true);
}

static AioliValue pattern_repr(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    static const struct {
        uint32_t flag;
        const char *name;
    } NAMES[] = {{RE_IGNORECASE, "re.IGNORECASE"}, {RE_LOCALE, "re.LOCALE"},   {RE_MULTILINE, "re.MULTILINE"},
                 {RE_DOTALL, "re.DOTALL"},         {RE_UNICODE, "re.UNICODE"}, {RE_VERBOSE, "re.VERBOSE"},
                 {RE_DEBUG, "re.DEBUG"},           {RE_ASCII, "re.ASCII"}};
    const RePattern *pattern = oli_re_pattern_of(vm, args[0]);
    if (!pattern) return aioli_error();
    AioliValue shown = aioli_repr(vm, aioli_object_value(vm, args[0], RE_PATTERN_TEXT));
    if (aioli_is_error(shown)) return shown;
    if (aioli_string_length(vm, shown) > 200)
        shown = aioli_string_slice(vm, shown, 0, (size_t)aioli_string_offset(vm, shown, 200));
    uint32_t flags = pattern->flags;
    if (pattern->is_text && (flags & RE_KINDS) == RE_UNICODE) flags &= ~(uint32_t)RE_UNICODE;
    char text[180] = "";
    size_t size = 0;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (!(flags & NAMES[i].flag)) continue;
        size_t length = strlen(NAMES[i].name);
        text[size] = '|';
        memcpy(text + size + 1, NAMES[i].name, length + 1);
        size += length + 1;
        flags &= ~NAMES[i].flag;
    }
    if (flags) snprintf(text + size, sizeof text - size, "|0x%x", (unsigned)flags);
    size += flags != 0;
    return aioli_string_format(vm, size ? "re.compile(%V, %s)" : "re.compile(%V%s)", shown, size ? text + 1 : "");
}

static AioliValue pattern_equal(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (!aioli_object_is(vm, args[1], &oli_re_pattern_class)) return aioli_not_implemented();
    const RePattern *a = oli_re_pattern_of(vm, args[0]), *b = oli_re_pattern_of(vm, args[1]);
    if (!a || !b) return aioli_error();
    if (a->flags != b->flags || a->is_text != b->is_text) return aioli_bool(false);
    int equal = aioli_equal(vm, aioli_object_value(vm, args[0], RE_PATTERN_TEXT),
                            aioli_object_value(vm, args[1], RE_PATTERN_TEXT));
    return equal < 0 ? aioli_error() : aioli_bool(equal);
}

static AioliValue pattern_hash(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const RePattern *pattern = oli_re_pattern_of(vm, args[0]);
    int64_t hash;
    if (!pattern || !aioli_hash(vm, aioli_object_value(vm, args[0], RE_PATTERN_TEXT), &hash)) return aioli_error();
    hash ^= (int64_t)pattern->flags << 8;
    return aioli_int(vm, hash == -1 ? -2 : hash);
}

AioliValue oli_re_self(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)vm;
    (void)count;
    return args[0];
}

AioliValue oli_re_generic(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue module = aioli_import(vm, "types");
    return aioli_is_error(module) ? module : aioli_call_method(vm, module, "GenericAlias", args, 2);
}

/* ---- attributes ---- */

static AioliValue get_pattern(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, RE_PATTERN_TEXT); }

static AioliValue get_flags(AioliVm *vm, AioliValue self) {
    const RePattern *pattern = oli_re_pattern_of(vm, self);
    return pattern ? aioli_int(vm, pattern->flags) : aioli_error();
}

static AioliValue get_groups(AioliVm *vm, AioliValue self) {
    const RePattern *pattern = oli_re_pattern_of(vm, self);
    return pattern ? aioli_int(vm, pattern->group_count) : aioli_error();
}

static AioliValue get_groupindex(AioliVm *vm, AioliValue self) {
    AioliValue index = aioli_object_value(vm, self, RE_PATTERN_INDEX);
    if (!aioli_is_none(index)) return index;
    AioliValue module = aioli_import(vm, "types"), names = aioli_object_value(vm, self, RE_PATTERN_NAMES);
    if (aioli_is_error(module)) return module;
    index = aioli_call_method(vm, module, "MappingProxyType", &names, 1);
    if (!aioli_is_error(index)) aioli_object_set_value(vm, self, RE_PATTERN_INDEX, index);
    return index;
}

#define WHERE "self, /, string, pos=0, endpos=9223372036854775807"
static const AioliFunction METHODS[] = {
    {"match", WHERE, pattern_match, "Matches zero or more characters at the beginning of the string."},
    {"fullmatch", WHERE, pattern_fullmatch, "Matches against all of the string."},
    {"search", WHERE, pattern_search,
     "Scan through string looking for a match, and return a corresponding match object "
     "instance.\n\nReturn None if no position in the string matches."},
    {"findall", WHERE, pattern_findall, "Return a list of all non-overlapping matches of pattern in string."},
    {"finditer", WHERE, pattern_finditer,
     "Return an iterator over all non-overlapping matches for the RE pattern in "
     "string.\n\nFor each match, the iterator returns a match object."},
    {"scanner", WHERE, pattern_scanner, NULL},
    {"split", "self, /, string, maxsplit=0", pattern_split, "Split string by the occurrences of pattern."},
    {"sub", "self, /, repl, string, count=0", pattern_sub,
     "Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the "
     "replacement repl."},
    {"subn", "self, /, repl, string, count=0", pattern_subn,
     "Return the tuple (new_string, number_of_subs_made) found by replacing the leftmost non-overlapping occurrences "
     "of "
     "pattern with the replacement repl."},
    {"__repr__", "self, /", pattern_repr, NULL},
    {"__eq__", "self, other, /", pattern_equal, NULL},
    {"__hash__", "self, /", pattern_hash, NULL},
    {"__copy__", "self, /", oli_re_self, NULL},
    {"__deepcopy__", "self, memo, /", oli_re_self, NULL},
    {NULL, NULL, NULL, NULL}};

const AioliClass oli_re_pattern_class = {
    .name = "Pattern",
    .module = "re",
    .doc = "Compiled regular expression object.",
    .flags = AIOLI_CLASS_FINAL | AIOLI_CLASS_ABSTRACT,
    .payload_size = sizeof(RePattern),
    .value_count = RE_PATTERN_VALUES,
    .finalize = finalize_pattern,
    .methods = METHODS,
    .class_methods =
        (const AioliFunction[]){{"__class_getitem__", "cls, item, /", oli_re_generic, NULL}, {NULL, NULL, NULL, NULL}},
    .properties = (const AioliProperty[]){
        {"pattern", get_pattern, NULL, "The pattern string from which the RE object was compiled."},
        {"flags", get_flags, NULL, "The regex matching flags."},
        {"groups", get_groups, NULL, "The number of capturing groups in the pattern."},
        {"groupindex", get_groupindex, NULL, "A dictionary mapping group names to group numbers."},
        {NULL, NULL, NULL, NULL}}};
