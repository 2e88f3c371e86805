/* SPDX-License-Identifier: MIT
 *
 * Class Match of module re: what a pattern found. It holds offsets in bytes and cuts texts out when asked.
 */
#include <string.h>

#include "re_parts.h"

static ReMatch *match_of(AioliVm *vm, AioliValue v) { return aioli_object_payload(vm, v, &oli_re_match_class); }

AioliValue oli_re_match_new(AioliVm *vm, AioliValue pattern, const ReView *view, const size_t *spans) {
    AioliValue made = aioli_object_new(vm, aioli_class_get(vm, &oli_re_match_class));
    if (aioli_is_error(made)) return made;
    ReMatch *match = match_of(vm, made);
    size_t count = (size_t)oli_re_pattern_of(vm, pattern)->group_count + 1;
    if (count > RE_INLINE_GROUPS) {
        match->heap = aioli_memory_resize(vm, NULL, 0, 2 * count * sizeof *match->heap);
        if (!match->heap) return aioli_error();
    }
    match->count = count;
    match->start = view->position;
    match->end = view->size;
    memcpy(match->heap ? match->heap : match->local, spans, 2 * count * sizeof *spans);
    aioli_object_set_value(vm, made, RE_MATCH_PATTERN, pattern);
    aioli_object_set_value(vm, made, RE_MATCH_STRING, view->string);
    return made;
}

static void finalize_match(AioliVm *vm, void *payload) {
    ReMatch *match = payload;
    if (match->heap) aioli_memory_free(vm, match->heap, 2 * match->count * sizeof *match->heap);
}

static const size_t *spans_of(const ReMatch *match) { return match->heap ? match->heap : match->local; }

static bool is_text(AioliVm *vm, AioliValue self) {
    return aioli_type(vm, aioli_object_value(vm, self, RE_MATCH_STRING)) == AIOLI_TYPE_STRING;
}

static AioliValue holder_of(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, RE_MATCH_STRING); }

/* ---- groups ---- */

static AioliValue group_text(AioliVm *vm, AioliValue self, size_t group, AioliValue otherwise) {
    const size_t *span = spans_of(match_of(vm, self)) + 2 * group;
    if (span[0] == RE_UNMATCHED) return otherwise;
    return oli_re_part_of(vm, holder_of(vm, self), is_text(vm, self), span[0], span[1]);
}

/* The group that a number or a name stands for. False: IndexError. */
static bool find_group(AioliVm *vm, AioliValue self, AioliValue key, size_t *group) {
    const ReMatch *match = match_of(vm, self);
    if (!match) return false;
    *group = 0;
    if (aioli_is_missing(key)) return true;
    AioliType type = aioli_type(vm, key);
    AioliValue number = key;
    if (type != AIOLI_TYPE_INT && type != AIOLI_TYPE_BOOL) {
        AioliValue index = type == AIOLI_TYPE_STRING ? aioli_missing() : aioli_attr_find(vm, key, "__index__");
        if (aioli_is_error(index)) return false;
        if (aioli_is_missing(index)) {
            AioliValue pattern = aioli_object_value(vm, self, RE_MATCH_PATTERN);
            number = aioli_dict_get(vm, aioli_object_value(vm, pattern, RE_PATTERN_NAMES), key);
            if (aioli_is_error(number)) aioli_error_clear(vm);
        }
    }
    int64_t i = -1;
    if (!aioli_is_error(number) && !aioli_is_missing(number) && !aioli_int_get_clipped(vm, number, &i)) return false;
    if (i < 0 || (uint64_t)i >= match->count) {
        aioli_raise(vm, "IndexError", "no such group");
        return false;
    }
    *group = (size_t)i;
    return true;
}

static AioliValue group_of(AioliVm *vm, AioliValue self, AioliValue key) {
    size_t group;
    return find_group(vm, self, key, &group) ? group_text(vm, self, group, aioli_none()) : aioli_error();
}

static AioliValue match_getitem(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return group_of(vm, args[0], args[1]);
}

static AioliValue match_group(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t wanted = aioli_sequence_length(vm, args[1]);
    if (wanted <= 0) return wanted ? aioli_error() : group_of(vm, args[0], aioli_missing());
    if (wanted == 1) return group_of(vm, args[0], aioli_sequence_get(vm, args[1], 0));
    AioliValue list = aioli_list(vm, NULL, 0);
    for (int64_t i = 0; i < wanted && !aioli_is_error(list); i++) {
        AioliValue group = group_of(vm, args[0], aioli_sequence_get(vm, args[1], (size_t)i));
        if (aioli_is_error(group) || !aioli_list_append(vm, list, group)) list = aioli_error();
    }
    return aioli_is_error(list) ? list : aioli_tuple_of(vm, list);
}

static AioliValue match_groups(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const ReMatch *match = match_of(vm, args[0]);
    if (!match) return aioli_error();
    AioliValue otherwise = aioli_is_missing(args[1]) ? aioli_none() : args[1];
    AioliValue list = aioli_list(vm, NULL, 0);
    for (size_t i = 1; i < match->count && !aioli_is_error(list); i++) {
        AioliValue group = group_text(vm, args[0], i, otherwise);
        if (aioli_is_error(group) || !aioli_list_append(vm, list, group)) list = aioli_error();
    }
    return aioli_is_error(list) ? list : aioli_tuple_of(vm, list);
}

static AioliValue match_groupdict(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (!match_of(vm, args[0])) return aioli_error();
    AioliValue otherwise = aioli_is_missing(args[1]) ? aioli_none() : args[1];
    AioliValue pattern = aioli_object_value(vm, args[0], RE_MATCH_PATTERN), result = aioli_dict(vm), name, number;
    AioliValue names = aioli_object_value(vm, pattern, RE_PATTERN_NAMES);
    if (aioli_is_error(result)) return result;
    for (size_t at = 0; aioli_dict_next(vm, names, &at, &name, &number);) {
        int64_t i;
        if (!aioli_int_get(vm, number, &i)) return aioli_error();
        AioliValue group = group_text(vm, args[0], (size_t)i, otherwise);
        if (aioli_is_error(group) || !aioli_dict_set(vm, result, name, group)) return aioli_error();
    }
    return result;
}

/* ---- positions ---- */

/* What scripts see of a byte offset. */
static AioliValue position(AioliVm *vm, AioliValue self, size_t offset) {
    if (offset == RE_UNMATCHED) return aioli_int(vm, -1);
    if (!is_text(vm, self)) return aioli_int(vm, (int64_t)offset);
    int64_t index = aioli_string_index(vm, aioli_object_value(vm, self, RE_MATCH_STRING), (int64_t)offset);
    return index < 0 ? aioli_error() : aioli_int(vm, index);
}

static AioliValue span(AioliVm *vm, AioliValue self, size_t group) {
    const size_t *spans = spans_of(match_of(vm, self)) + 2 * group;
    AioliValue pair[] = {position(vm, self, spans[0]), position(vm, self, spans[1])};
    if (aioli_is_error(pair[0]) || aioli_is_error(pair[1])) return aioli_error();
    return aioli_tuple(vm, pair, 2);
}

static AioliValue match_span(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    size_t group;
    return find_group(vm, args[0], args[1], &group) ? span(vm, args[0], group) : aioli_error();
}

static AioliValue match_start(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    size_t group;
    if (!find_group(vm, args[0], args[1], &group)) return aioli_error();
    return position(vm, args[0], spans_of(match_of(vm, args[0]))[2 * group]);
}

static AioliValue match_end(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    size_t group;
    if (!find_group(vm, args[0], args[1], &group)) return aioli_error();
    return position(vm, args[0], spans_of(match_of(vm, args[0]))[2 * group + 1]);
}

static AioliValue get_regs(AioliVm *vm, AioliValue self) {
    const ReMatch *match = match_of(vm, self);
    AioliValue list = aioli_list(vm, NULL, 0);
    for (size_t i = 0; match && i < match->count && !aioli_is_error(list); i++) {
        AioliValue pair = span(vm, self, i);
        if (aioli_is_error(pair) || !aioli_list_append(vm, list, pair)) list = aioli_error();
    }
    return !match || aioli_is_error(list) ? aioli_error() : aioli_tuple_of(vm, list);
}

static AioliValue get_pos(AioliVm *vm, AioliValue self) {
    const ReMatch *match = match_of(vm, self);
    return match ? position(vm, self, match->start) : aioli_error();
}

static AioliValue get_endpos(AioliVm *vm, AioliValue self) {
    const ReMatch *match = match_of(vm, self);
    return match ? position(vm, self, match->end) : aioli_error();
}

/* ---- the last group ---- */

static bool contains(const ReGroup *groups, size_t outer, size_t inner) {
    for (size_t i = groups[inner].parent; i; i = groups[i].parent)
        if (i == outer) return true;
    return false;
}

/* Whether group `b`, of the greater number, was closed after `a`. PCRE2 does not say; but a group closes after those
 * within, groups in a row close in order, and of groups that take turns in a repeat the one that ends later is last. */
static bool closes_later(const ReGroup *groups, const size_t *spans, size_t a, size_t b) {
    if (contains(groups, a, b)) return false;
    if (!groups[a].loop || groups[a].loop != groups[b].loop) return true;
    return spans[2 * b + 1] >= spans[2 * a + 1];
}

/* 0: none. */
static size_t last_group(AioliVm *vm, AioliValue self) {
    const ReMatch *match = match_of(vm, self);
    const RePattern *pattern = oli_re_pattern_of(vm, aioli_object_value(vm, self, RE_MATCH_PATTERN));
    size_t last = 0;
    if (!match || !pattern) return 0;
    const size_t *spans = spans_of(match);
    for (size_t i = 1; i < match->count; i++)
        if (spans[2 * i] != RE_UNMATCHED && (!last || closes_later(pattern->groups, spans, last, i))) last = i;
    return last;
}

static AioliValue get_lastindex(AioliVm *vm, AioliValue self) {
    size_t last = last_group(vm, self);
    return last ? aioli_int(vm, (int64_t)last) : aioli_none();
}

static AioliValue get_lastgroup(AioliVm *vm, AioliValue self) {
    size_t last = last_group(vm, self);
    if (!last) return aioli_none();
    AioliValue pattern = aioli_object_value(vm, self, RE_MATCH_PATTERN), name, number;
    AioliValue names = aioli_object_value(vm, pattern, RE_PATTERN_NAMES);
    for (size_t at = 0; aioli_dict_next(vm, names, &at, &name, &number);) {
        int64_t i;
        if (aioli_int_get(vm, number, &i) && (size_t)i == last) return name;
    }
    return aioli_none();
}

/* ---- the rest ---- */

static AioliValue match_expand(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const ReMatch *match = match_of(vm, args[0]);
    if (!match) return aioli_error();
    const RePattern *pattern = oli_re_pattern_of(vm, aioli_object_value(vm, args[0], RE_MATCH_PATTERN));
    ReView view;
    if (!pattern || !oli_re_view(vm, pattern, holder_of(vm, args[0]), 0, INT64_MAX, &view)) return aioli_error();
    return oli_re_expand(vm, aioli_object_value(vm, args[0], RE_MATCH_PATTERN), args[1], &view, spans_of(match));
}

static AioliValue match_repr(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (!match_of(vm, args[0])) return aioli_error();
    AioliValue where = span(vm, args[0], 0), text = group_text(vm, args[0], 0, aioli_none());
    if (aioli_is_error(where) || aioli_is_error(text)) return aioli_error();
    AioliValue shown = aioli_repr(vm, text);
    if (aioli_is_error(shown)) return shown;
    int64_t limit = aioli_string_length(vm, shown) > 50 ? aioli_string_offset(vm, shown, 50) : -1;
    if (limit >= 0) shown = aioli_string_slice(vm, shown, 0, (size_t)limit);
    return aioli_string_format(vm, "<re.Match object; span=%R, match=%V>", where, shown);
}

static AioliValue get_string(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, RE_MATCH_STRING); }
static AioliValue get_re(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, RE_MATCH_PATTERN); }

static const AioliFunction METHODS[] = {
    {"group", "self, /, *args", match_group,
     "group([group1, ...]) -> str or tuple.\nReturn subgroup(s) of the match by indices or names.\nFor 0 returns the "
     "entire match."},
    {"groups", "self, /, default=None", match_groups,
     "Return a tuple containing all the subgroups of the match, from 1."},
    {"groupdict", "self, /, default=None", match_groupdict,
     "Return a dictionary containing all the named subgroups of the match, keyed by the subgroup name."},
    {"start", "self, group=0, /", match_start, "Return index of the start of the substring matched by group."},
    {"end", "self, group=0, /", match_end, "Return index of the end of the substring matched by group."},
    {"span", "self, group=0, /", match_span, "For match object m, return the 2-tuple (m.start(group), m.end(group))."},
    {"expand", "self, /, template", match_expand,
     "Return the string obtained by doing backslash substitution on the string template, as done by the sub() method."},
    {"__getitem__", "self, key, /", match_getitem, NULL},
    {"__repr__", "self, /", match_repr, NULL},
    {"__copy__", "self, /", oli_re_self, NULL},
    {"__deepcopy__", "self, memo, /", oli_re_self, NULL},
    {NULL, NULL, NULL, NULL}};

const AioliClass oli_re_match_class = {
    .name = "Match",
    .module = "re",
    .doc = "The result of re.match() and re.search().\nMatch objects always have a boolean value of True.",
    .flags = AIOLI_CLASS_FINAL | AIOLI_CLASS_ABSTRACT,
    .payload_size = sizeof(ReMatch),
    .value_count = RE_MATCH_VALUES,
    .finalize = finalize_match,
    .methods = METHODS,
    .class_methods =
        (const AioliFunction[]){{"__class_getitem__", "cls, item, /", oli_re_generic, NULL}, {NULL, NULL, NULL, NULL}},
    .properties = (const AioliProperty[]){
        {"string", get_string, NULL, "The string passed to match() or search()."},
        {"re", get_re, NULL, "The regular expression object."},
        {"pos", get_pos, NULL, "The index into the string at which the RE engine started looking for a match."},
        {"endpos", get_endpos, NULL, "The index into the string beyond which the RE engine will not go."},
        {"lastindex", get_lastindex, NULL, "The integer index of the last matched capturing group."},
        {"lastgroup", get_lastgroup, NULL, "The name of the last matched capturing group."},
        {"regs", get_regs, NULL, NULL},
        {NULL, NULL, NULL, NULL}}};
