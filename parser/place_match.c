/* SPDX-License-Identifier: MIT
 *
 * The rules of `match`: cases that cannot be reached, names bound twice, alternatives that bind different names.
 */
#include <string.h>

#include "parser/place.h"
#include "parser/tree.h"

typedef struct {
    Placer *placer;
    NameList names; /* bound so far */
} Bindings;

static bool check_pattern(Bindings *b, const Pattern *pattern, bool may_match_all);

static bool bind(Bindings *b, Name *name, Span at) {
    if (!name) return true;
    if (!oli_check_bound_name(b->placer, name, at)) return false;
    for (uint32_t i = 0; i < b->names.count; i++) {
        if (b->names.items[i] == name) {
            return oli_place_error(b->placer, at, "multiple assignments to name '%s' in pattern", name->text);
        }
    }
    b->names = oli_name_list(b->placer->p, b->names, name);
    return true;
}

static bool same_names(const NameList *one, const NameList *other, uint32_t from) {
    if (one->count != other->count) return false;
    for (uint32_t i = from; i < one->count; i++) {
        bool found = false;
        for (uint32_t k = from; k < other->count && !found; k++) found = one->items[i] == other->items[k];
        if (!found) return false;
    }
    return true;
}

static bool check_or(Bindings *b, const Pattern *pattern, bool may_match_all) {
    NameList before = {0}, first = {0};
    for (uint32_t i = 0; i < b->names.count; i++) before = oli_name_list(b->placer->p, before, b->names.items[i]);
    for (uint32_t i = 0; i < pattern->items.count; i++) {
        bool is_last = i + 1 == pattern->items.count;
        b->names = (NameList){0};
        if (!check_pattern(b, pattern->items.items[i], is_last && may_match_all)) return false;
        if (i == 0) first = b->names;
        else if (!same_names(&first, &b->names, 0)) {
            return oli_place_error(b->placer, pattern->at, "alternative patterns bind different names%s", "");
        }
    }
    b->names = before;
    for (uint32_t i = 0; i < first.count; i++) {
        if (!bind(b, first.items[i], pattern->at)) return false;
    }
    return true;
}

static bool check_sequence(Bindings *b, const Pattern *pattern) {
    bool starred = false;
    for (uint32_t i = 0; i < pattern->items.count; i++) {
        if (pattern->items.items[i]->kind != PATTERN_STAR) continue;
        if (starred) return oli_place_error(b->placer, pattern->at, "multiple starred names in sequence pattern%s", "");
        starred = true;
    }
    for (uint32_t i = 0; i < pattern->items.count; i++) {
        if (!check_pattern(b, pattern->items.items[i], true)) return false;
    }
    return true;
}

static bool same_key(const Expr *one, const Expr *other) {
    if (one->kind != EXPR_CONST || other->kind != EXPR_CONST || one->constant.kind != other->constant.kind)
        return false;
    switch (one->constant.kind) {
        case CONST_INT: return one->constant.u.integer == other->constant.u.integer;
        case CONST_FLOAT: case CONST_IMAG: return one->constant.u.number == other->constant.u.number;
        case CONST_STR: case CONST_BYTES: case CONST_BIGINT:
            return one->constant.u.text.size == other->constant.u.text.size &&
                   memcmp(one->constant.u.text.data, other->constant.u.text.data, one->constant.u.text.size) == 0;
        default: return true;
    }
}

static const char *show_key(Parser *p, const Expr *key) {
    static const char *const singletons[] = {"None", "True", "False", "Ellipsis"};
    const char *text = NULL;
    if (key->constant.kind <= CONST_ELLIPSIS) return singletons[key->constant.kind];
    if (key->constant.kind == CONST_INT) text = oli_format(p->arena, "%lld", (long long)key->constant.u.integer);
    if (key->constant.kind == CONST_FLOAT) text = oli_format(p->arena, "%g", key->constant.u.number);
    if (key->constant.kind == CONST_STR || key->constant.kind == CONST_BYTES) {
        text = oli_format(p->arena, "%s'%.*s'", key->constant.kind == CONST_BYTES ? "b" : "",
                          (int)key->constant.u.text.size, key->constant.u.text.data);
    }
    return text ? text : "...";
}

static bool check_mapping(Bindings *b, const Pattern *pattern) {
    const ExprList *keys = &pattern->mapping.keys;
    for (uint32_t i = 0; i < keys->count; i++) {
        if (keys->items[i]->kind == EXPR_FSTRING) {
            return oli_place_error(b->placer, keys->items[i]->at,
                                   "mapping pattern keys may only match literals and attribute lookups%s", "");
        }
        for (uint32_t k = 0; k < i; k++) {
            if (!same_key(keys->items[k], keys->items[i])) continue;
            return oli_place_error(b->placer, pattern->at, "mapping pattern checks duplicate key (%s)",
                                   show_key(b->placer->p, keys->items[i]));
        }
    }
    for (uint32_t i = 0; i < pattern->mapping.values.count; i++) {
        if (!check_pattern(b, pattern->mapping.values.items[i], true)) return false;
    }
    return bind(b, pattern->mapping.rest, pattern->at);
}

static bool check_class(Bindings *b, const Pattern *pattern) {
    const NameList *names = &pattern->cls.keyword_names;
    for (uint32_t i = 0; i < names->count; i++) {
        Span at = pattern->cls.keyword_patterns.items[i]->at;
        if (!oli_check_bound_name(b->placer, names->items[i], at)) return false;
        for (uint32_t k = i + 1; k < names->count; k++) {
            if (names->items[k] != names->items[i]) continue;
            return oli_place_error(b->placer, pattern->cls.keyword_patterns.items[k]->at,
                                   "attribute name repeated in class pattern: %s", names->items[i]->text);
        }
    }
    for (uint32_t i = 0; i < pattern->cls.items.count; i++) {
        if (!check_pattern(b, pattern->cls.items.items[i], true)) return false;
    }
    for (uint32_t i = 0; i < names->count; i++) {
        if (!check_pattern(b, pattern->cls.keyword_patterns.items[i], true)) return false;
    }
    return true;
}

static bool check_capture(Bindings *b, const Pattern *pattern, bool may_match_all) {
    if (pattern->as.pattern) {
        return check_pattern(b, pattern->as.pattern, may_match_all) && bind(b, pattern->as.name, pattern->at);
    }
    if (may_match_all) return bind(b, pattern->as.name, pattern->at);
    if (!pattern->as.name) {
        return oli_place_error(b->placer, pattern->at, "wildcard makes remaining patterns unreachable%s", "");
    }
    return oli_place_error(b->placer, pattern->at, "name capture '%s' makes remaining patterns unreachable",
                           pattern->as.name->text);
}

static bool check_pattern(Bindings *b, const Pattern *pattern, bool may_match_all) {
    switch (pattern->kind) {
        case PATTERN_VALUE:
            if (pattern->value->kind != EXPR_FSTRING) return true;
            return oli_place_error(b->placer, pattern->at, "patterns may only match literals and attribute lookups%s",
                                   "");
        case PATTERN_SINGLETON: return true;
        case PATTERN_SEQUENCE: return check_sequence(b, pattern);
        case PATTERN_MAPPING: return check_mapping(b, pattern);
        case PATTERN_CLASS: return check_class(b, pattern);
        case PATTERN_STAR: return bind(b, pattern->star, pattern->at);
        case PATTERN_AS: return check_capture(b, pattern, may_match_all);
        case PATTERN_OR: return check_or(b, pattern, may_match_all);
    }
    return true;
}

bool oli_check_match(Placer *placer, const Stmt *stmt) {
    const Walk *walk = &placer->walk;
    if (!walk->expr(walk->self, stmt->match.subject)) return false;
    for (uint32_t i = 0; i < stmt->match.count; i++) {
        const Case *one = &stmt->match.cases[i];
        Bindings bindings = {.placer = placer};
        if (!check_pattern(&bindings, one->pattern, one->guard || i + 1 == stmt->match.count)) return false;
        if (one->guard && !walk->expr(walk->self, one->guard)) return false;
        if (!oli_walk_body(walk, &one->body)) return false;
    }
    return true;
}
