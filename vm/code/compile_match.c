/* SPDX-License-Identifier: MIT
 *
 * The match statement (Language Reference 8.6, PEP 634).
 *
 * A pattern is compiled against the register that holds its subject and jumps to one `fail` label; as values wait in
 * registers there is nothing to clean up on the way there. What a pattern captures stays in the temporaries where it
 * was found until the whole pattern has succeeded, and is stored to the names then, before the guard: registers that
 * hold a capture are kept until the end of the case. The placement rules (unreachable cases, names bound twice,
 * alternatives that bind different names) were checked by the parser.
 */
#include "code/compile.h"

/* A name and the register whose value it gets. */
typedef struct Capture {
    Name *name;
    uint32_t reg;
    struct Capture *next;
} Capture;

typedef struct Captures {
    Capture *first, **end;
} Captures;

static void match_pattern(Compiler *c, Pattern *p, uint32_t subject, Captures *captures, Label *fail);

static void capture(Compiler *c, Captures *captures, Name *name, uint32_t reg) {
    Capture *added = oli_compile_alloc(c, sizeof *added);
    if (!added) return;
    *added = (Capture){.name = name, .reg = reg};
    *captures->end = added;
    captures->end = &added->next;
}

static bool is_wildcard(const Pattern *p) { return p->kind == PATTERN_AS && !p->as.pattern && !p->as.name; }

/* ---- values ---- */

static void match_value(Compiler *c, Pattern *p, uint32_t subject, Label *fail) {
    uint32_t mark = c->unit->next_reg;
    Value constant;
    if (oli_constant_of(c, p->value, &constant) && is_int(constant) && int_of(constant) >= -128 &&
        int_of(constant) <= 127) {
        oli_at(c, p->at);
        oli_emit_jump(c, BC_JNEQ_IMMEDIATE, subject, 0, (uint32_t)int_of(constant), fail);
    } else {
        uint32_t value = oli_expr(c, p->value);
        oli_at(c, p->at);
        oli_emit_jump(c, BC_JNEQ, subject, value, 0, fail);
    }
    c->unit->next_reg = mark;
}

static void match_singleton(Compiler *c, Pattern *p, uint32_t subject, Label *fail) {
    oli_at(c, p->at);
    if (p->value->constant.kind == CONST_NONE) {
        oli_emit_jump(c, BC_JUMP_NOT_NONE, subject, 0, 0, fail);
        return;
    }
    uint32_t mark = c->unit->next_reg;
    uint32_t value = oli_expr_push(c, p->value);
    oli_at(c, p->at);
    oli_emit_jump(c, BC_JUMP_IS_NOT, subject, value, 0, fail);
    c->unit->next_reg = mark;
}

/* ---- sequences, mappings ---- */

/* Fail unless the subject has `count` items, or at least as many. */
static void match_length(Compiler *c, uint32_t subject, uint32_t count, bool at_least, Label *fail) {
    uint32_t mark = c->unit->next_reg, length = oli_reg_push(c, 1);
    oli_emit(c, BC_LENGTH, length, subject, 0);
    if (count <= 127) {
        oli_emit_jump(c, at_least ? BC_JNGE_IMMEDIATE : BC_JNEQ_IMMEDIATE, length, 0, count, fail);
    } else {
        uint32_t wanted = oli_reg_push(c, 1);
        oli_load_constant(c, wanted, make_int(count));
        oli_emit_jump(c, at_least ? BC_JNGE : BC_JNEQ, length, wanted, 0, fail);
    }
    c->unit->next_reg = mark;
}

/* [a, *_, b]: only the items that are looked at, by index; those behind the star ask for the length each, as in CPython. */
static void match_items_by_index(Compiler *c, Pattern *p, uint32_t subject, Captures *captures, Label *fail) {
    uint32_t count = p->items.count, star = UINT32_MAX;
    for (uint32_t i = 0; i < count; i++) {
        Pattern *item = p->items.items[i];
        if (item->kind == PATTERN_STAR) star = i;
        if (item->kind == PATTERN_STAR || is_wildcard(item)) continue;
        uint32_t reg = oli_reg_push(c, 1);
        oli_at(c, p->at);
        if (star == UINT32_MAX) {
            oli_load_constant(c, reg, make_int(i));
        } else {
            uint32_t back = oli_reg_push(c, 1);
            oli_emit(c, BC_LENGTH, reg, subject, 0);
            oli_load_constant(c, back, make_int(count - i));
            oli_emit(c, BC_SUB, reg, reg, back);
            c->unit->next_reg = back;
        }
        oli_emit(c, BC_GET_ITEM, reg, subject, reg);
        match_pattern(c, item, reg, captures, fail);
    }
}

static void match_sequence(Compiler *c, Pattern *p, uint32_t subject, Captures *captures, Label *fail) {
    const PatternList *items = &p->items;
    uint32_t count = items->count, star = UINT32_MAX;
    bool only_wildcards = true;
    for (uint32_t i = 0; i < count; i++) {
        Pattern *item = items->items[i];
        if (item->kind == PATTERN_STAR) star = i;
        only_wildcards = only_wildcards && (item->kind == PATTERN_STAR ? !item->star : is_wildcard(item));
    }
    oli_at(c, p->at);
    oli_emit_jump(c, BC_JUMP_NOT_SEQUENCE, subject, 0, 0, fail);
    if (star == UINT32_MAX)
        match_length(c, subject, count, false, fail);
    else if (count > 1)
        match_length(c, subject, count - 1, true, fail);
    if (only_wildcards) return;
    if (star != UINT32_MAX && !items->items[star]->star) {
        match_items_by_index(c, p, subject, captures, fail);
        return;
    }
    uint32_t base = oli_reg_push(c, count);
    if (star == UINT32_MAX) {
        oli_emit(c, BC_UNPACK, base, subject, count);
    } else {
        oli_emit(c, BC_UNPACK_STAR, base, subject, 0);
        oli_emit_word(c, star | (count - star - 1) << 8);
    }
    for (uint32_t i = 0; i < count; i++) match_pattern(c, items->items[i], base + i, captures, fail);
}

/* R[reg] = the tuple of a mapping pattern's keys */
static void mapping_keys(Compiler *c, const ExprList *keys, uint32_t reg) {
    Tuple *constant = oli_tuple_new(c->vm, keys->count);
    if (!constant) {
        c->failed = true;
        return;
    }
    uint32_t known = 0;
    while (known < keys->count && oli_constant_of(c, keys->items[known], &constant->items[known])) known++;
    if (known == keys->count) {
        oli_load_constant(c, reg, make_object(constant));
        return;
    }
    uint32_t mark = c->unit->next_reg;
    uint32_t base = mark;
    for (uint32_t i = 0; i < keys->count; i++) oli_expr_push(c, keys->items[i]);
    oli_emit(c, BC_BUILD_TUPLE, reg, base, keys->count);
    c->unit->next_reg = mark;
}

static void match_mapping(Compiler *c, Pattern *p, uint32_t subject, Captures *captures, Label *fail) {
    const ExprList *keys = &p->mapping.keys;
    oli_at(c, p->at);
    oli_emit_jump(c, BC_JUMP_NOT_MAPPING, subject, 0, 0, fail);
    if (!keys->count && !p->mapping.rest) return;
    if (keys->count) match_length(c, subject, keys->count, true, fail);
    uint32_t tuple = oli_reg_push(c, 1);
    mapping_keys(c, keys, tuple);
    oli_at(c, p->at);
    if (keys->count) {
        uint32_t base = oli_reg_push(c, keys->count);
        oli_emit(c, BC_MATCH_KEYS, base, subject, tuple);
        oli_emit_jump(c, BC_JUMP_NONE, base, 0, 0, fail);
        oli_emit(c, BC_UNPACK, base, base, keys->count);
        for (uint32_t i = 0; i < keys->count; i++)
            match_pattern(c, p->mapping.values.items[i], base + i, captures, fail);
    }
    if (!p->mapping.rest) return;
    uint32_t rest = oli_reg_push(c, 1);
    oli_at(c, p->at);
    oli_emit(c, BC_MATCH_REST, rest, subject, tuple);
    capture(c, captures, p->mapping.rest, rest);
}

/* ---- classes ---- */

static void match_class(Compiler *c, Pattern *p, uint32_t subject, Captures *captures, Label *fail) {
    uint32_t positional = p->cls.items.count, named = p->cls.keyword_names.count, count = positional + named;
    uint32_t base = oli_reg_push(c, count > 2 ? count : 2);
    oli_expr_to(c, p->cls.cls, base);
    Tuple *names = oli_tuple_new(c->vm, named);
    if (!names) c->failed = true;
    for (uint32_t i = 0; i < named && !c->failed; i++) {
        Str *name = oli_name_str(c, p->cls.keyword_names.items[i]);
        if (name) names->items[i] = make_object(name);
    }
    if (c->failed) return;
    oli_load_constant(c, base + 1, make_object(names));
    oli_at(c, p->at);
    oli_emit(c, BC_MATCH_CLASS, base, subject, positional);
    oli_emit_jump(c, BC_JUMP_NONE, base, 0, 0, fail);
    if (!count) return;
    oli_emit(c, BC_UNPACK, base, base, count);
    for (uint32_t i = 0; i < count; i++) {
        Pattern *item = i < positional ? p->cls.items.items[i] : p->cls.keyword_patterns.items[i - positional];
        match_pattern(c, item, base + i, captures, fail);
    }
}

/* ---- alternatives ---- */

/* Copy what an alternative captured to where the first one's captures are expected. */
static void gather_captures(Compiler *c, const Captures *results, const Captures *found) {
    for (const Capture *result = results->first; result; result = result->next)
        for (const Capture *own = found->first; own; own = own->next)
            if (own->name == result->name) oli_emit(c, BC_MOVE, result->reg, own->reg, 0);
}

static uint32_t bound_names(const Pattern *p);

static uint32_t bound_names_of(const PatternList *list) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < list->count; i++) count += bound_names(list->items[i]);
    return count;
}

/* How many names a pattern captures. */
static uint32_t bound_names(const Pattern *p) {
    switch (p->kind) {
    case PATTERN_VALUE:
    case PATTERN_SINGLETON: return 0;
    case PATTERN_SEQUENCE: return bound_names_of(&p->items);
    case PATTERN_OR: return bound_names(p->items.items[0]);
    case PATTERN_MAPPING: return bound_names_of(&p->mapping.values) + (p->mapping.rest != NULL);
    case PATTERN_CLASS: return bound_names_of(&p->cls.items) + bound_names_of(&p->cls.keyword_patterns);
    case PATTERN_STAR: return p->star != NULL;
    case PATTERN_AS: return (p->as.name != NULL) + (p->as.pattern ? bound_names(p->as.pattern) : 0);
    }
    return 0;
}

static void match_alternatives(Compiler *c, Pattern *p, uint32_t subject, Captures *captures, Label *fail) {
    uint32_t names = bound_names(p);
    uint32_t base = oli_reg_push(c, names), mark = c->unit->next_reg;
    Captures results = {0};
    results.end = &results.first;
    Label matched = oli_label();
    BoundSet before = oli_bound_save(c);
    for (uint32_t i = 0; i < p->items.count && !c->failed; i++) {
        bool last = i + 1 == p->items.count;
        Label next = oli_label();
        Captures found = {0};
        found.end = &found.first;
        match_pattern(c, p->items.items[i], subject, &found, last ? fail : &next);
        if (i == 0) {
            uint32_t reg = base;
            for (const Capture *own = found.first; own; own = own->next) capture(c, &results, own->name, reg++);
        }
        gather_captures(c, &results, &found);
        if (!last) oli_emit_jump(c, BC_JUMP, 0, 0, 0, &matched);
        oli_place(c, &next);
        oli_bound_restore(c, &before);
        c->unit->next_reg = mark;
    }
    oli_place(c, &matched);
    for (const Capture *result = results.first; result; result = result->next)
        capture(c, captures, result->name, result->reg);
}

/* ---- dispatch ---- */

/* Jump to `fail` unless R[subject], a temporary that keeps its value, matches. */
static void match_pattern(Compiler *c, Pattern *p, uint32_t subject, Captures *captures, Label *fail) {
    if (c->failed) return;
    uint32_t mark = c->unit->next_reg;
    Capture **before = captures->end;
    switch (p->kind) {
    case PATTERN_VALUE: match_value(c, p, subject, fail); break;
    case PATTERN_SINGLETON: match_singleton(c, p, subject, fail); break;
    case PATTERN_SEQUENCE: match_sequence(c, p, subject, captures, fail); break;
    case PATTERN_MAPPING: match_mapping(c, p, subject, captures, fail); break;
    case PATTERN_CLASS: match_class(c, p, subject, captures, fail); break;
    case PATTERN_OR: match_alternatives(c, p, subject, captures, fail); break;
    case PATTERN_STAR:
        if (p->star) capture(c, captures, p->star, subject);
        break;
    case PATTERN_AS:
        if (p->as.pattern) match_pattern(c, p->as.pattern, subject, captures, fail);
        if (captures->end == before) c->unit->next_reg = mark;
        if (p->as.name) capture(c, captures, p->as.name, subject);
        return;
    }
    if (captures->end == before) c->unit->next_reg = mark;
}

static bool is_irrefutable(const Pattern *p) {
    if (p->kind == PATTERN_AS) return !p->as.pattern || is_irrefutable(p->as.pattern);
    return p->kind == PATTERN_OR && is_irrefutable(p->items.items[p->items.count - 1]);
}

static void match_case(Compiler *c, Case *arm, uint32_t subject, Label *next) {
    uint32_t mark = c->unit->next_reg;
    Captures captures = {0};
    captures.end = &captures.first;
    match_pattern(c, arm->pattern, subject, &captures, next);
    oli_at(c, arm->pattern->at);
    for (const Capture *own = captures.first; own && !c->failed; own = own->next)
        oli_store_name(c, own->name, own->reg);
    c->unit->next_reg = mark;
    if (arm->guard) oli_jump_if(c, arm->guard, false, next);
    oli_statements(c, &arm->body);
}

void oli_match(Compiler *c, Stmt *s) {
    uint32_t mark = c->unit->next_reg;
    uint32_t subject = oli_expr_push(c, s->match.subject);
    Label end = oli_label();
    BoundSet before = oli_bound_save(c), result = {.unreachable = true};
    bool falls_through = true;
    for (uint32_t i = 0; i < s->match.count && !c->failed; i++) {
        Case *arm = &s->match.cases[i];
        Label next = oli_label();
        match_case(c, arm, subject, &next);
        if (!arm->guard && is_irrefutable(arm->pattern)) falls_through = false;
        if (!c->unit->bound.unreachable && i + 1 < s->match.count) oli_emit_jump(c, BC_JUMP, 0, 0, 0, &end);
        oli_bound_merge(c, &result);
        result = oli_bound_save(c);
        oli_place(c, &next);
        oli_bound_restore(c, &before);
    }
    if (!falls_through)
        oli_bound_restore(c, &result);
    else
        oli_bound_merge(c, &result);
    oli_place(c, &end);
    c->unit->next_reg = mark;
}
