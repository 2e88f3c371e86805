/* SPDX-License-Identifier: MIT
 *
 * Patterns of module re: from Python's syntax to a tree (re_parts.h).
 *
 * The language is that of CPython's "Regular Expression Syntax"; so are the errors, their wordings and positions, which
 * follow from the order in which CPython looks at things: one token ahead, where a token is a character or a backslash
 * with the character behind it. A pattern is read as code points (bytes as Latin-1).
 */
#include <string.h>

#include "re_parts.h"

enum { MAX_GROUPS = 1073741823 }; /* as in CPython; the machine is full long before */

typedef struct Token {
    int32_t c; /* -1: the end */
    bool is_escaped;
} Token;

typedef struct Parser {
    AioliVm *vm;
    ReTree *tree;
    AioliValue pattern, names;
    const uint32_t *chars;
    size_t count;
    size_t index; /* behind the token `next` */
    Token next;
    bool is_text;
    uint32_t parent;          /* innermost open group */
    uint32_t look_behind;     /* groups from this number on are defined in the lookbehind being read; 0: none */
    uint32_t last_reference;  /* the greatest group number in conditions, and where it stands */
    size_t last_reference_at;
} Parser;

static uint32_t parse_alternatives(Parser *p, bool verbose, bool nested);

/* ---- errors ---- */

bool oli_re_fail(AioliVm *vm, AioliValue message, AioliValue pattern, int64_t position) {
    if (aioli_is_error(message)) return false;
    AioliValue module = aioli_import(vm, "re");
    if (aioli_is_error(module)) return false;
    AioliValue cls = aioli_attr_get(vm, module, "PatternError");
    if (aioli_is_error(cls)) return false;
    AioliValue args[] = {message, position < 0 ? aioli_none() : pattern,
                         position < 0 ? aioli_none() : aioli_int(vm, position)};
    AioliValue error = aioli_call(vm, cls, args, 3);
    if (!aioli_is_error(error)) aioli_raise_value(vm, error, aioli_missing());
    return false;
}

/* Where the token ahead begins. */
static size_t tell(const Parser *p) { return p->index - (p->next.c < 0 ? 0 : p->next.is_escaped ? 2 : 1); }

/* Error `message`, `offset` characters before the token ahead. */
static bool fail_value(Parser *p, AioliValue message, size_t offset) {
    return oli_re_fail(p->vm, message, p->pattern, (int64_t)(tell(p) - offset));
}

static bool fail(Parser *p, const char *message, size_t offset) {
    return fail_value(p, aioli_string(p->vm, message, AIOLI_NUL), offset);
}

/* The characters from `start` to `end` as a str; those that are not ASCII escaped in messages about bytes. */
static AioliValue piece(Parser *p, size_t start, size_t end) {
    ReText text = {.vm = p->vm};
    for (size_t i = start; i < end && i < p->count; i++) oli_re_add_char(&text, p->chars[i]);
    AioliValue v = text.failed ? aioli_error() : aioli_string_join(p->vm, text.data, text.size);
    oli_re_text_free(&text);
    return v;
}

static AioliValue message_piece(Parser *p, size_t start, size_t end) {
    if (p->is_text) return piece(p, start, end);
    ReText text = {.vm = p->vm};
    for (size_t i = start; i < end && i < p->count; i++) {
        static const char HEX[] = "0123456789abcdef";
        char escape[] = {'\\', 'x', HEX[p->chars[i] >> 4 & 15], HEX[p->chars[i] & 15]};
        if (p->chars[i] < 0x80) oli_re_add_char(&text, p->chars[i]);
        else oli_re_add(&text, escape, sizeof escape);
    }
    AioliValue v = text.failed ? aioli_error() : aioli_string_join(p->vm, text.data, text.size);
    oli_re_text_free(&text);
    return v;
}

/* An error whose message is `before` and the characters from `start` up to the token ahead; it lies at `start`. */
static bool fail_about(Parser *p, const char *before, size_t start) {
    AioliValue part = message_piece(p, start, tell(p));
    if (aioli_is_error(part)) return false;
    return fail_value(p, aioli_string_format(p->vm, "%s%V", before, part), tell(p) - start);
}

/* ---- tokens ---- */

static bool advance(Parser *p) {
    size_t at = p->index;
    p->next = (Token){-1, false};
    if (at >= p->count) return true;
    p->next.c = (int32_t)p->chars[at];
    if (p->next.c == '\\') {
        if (++at >= p->count) {
            p->next = (Token){-1, false};
            return oli_re_fail(p->vm, aioli_string(p->vm, "bad escape (end of pattern)", AIOLI_NUL), p->pattern,
                               (int64_t)p->count - 1);
        }
        p->next = (Token){(int32_t)p->chars[at], true};
    }
    p->index = at + 1;
    return true;
}

static bool next_is(const Parser *p, char c) { return p->next.c == c && !p->next.is_escaped; }
static bool at_end(const Parser *p) { return p->next.c < 0; }

/* 1: the token ahead was `c`, and is taken. 0: it is another. -1: error. */
static int accept(Parser *p, char c) {
    if (!next_is(p, c)) return 0;
    return advance(p) ? 1 : -1;
}

static bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }
static bool is_octal(int32_t c) { return c >= '0' && c <= '7'; }
static bool is_letter(int32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static int hex_value(int32_t c) {
    return is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}
static bool next_is_digit(const Parser *p) { return !p->next.is_escaped && is_digit(p->next.c); }
static bool next_is_octal(const Parser *p) { return !p->next.is_escaped && is_octal(p->next.c); }

/* The name up to `terminator`, which is taken: characters *start up to *end. */
static bool read_until(Parser *p, char terminator, const char *what, size_t *start, size_t *end) {
    *start = tell(p);
    for (;;) {
        Token c = p->next;
        *end = tell(p);
        if (!advance(p)) return false;
        bool is_last = c.c == terminator && !c.is_escaped;
        if (c.c >= 0 && !is_last) continue;
        if (*end == *start)
            return fail_value(p, aioli_string_format(p->vm, "missing %s", what), is_last ? 1 : 0);
        if (is_last) return true;
        return fail_value(p, aioli_string_format(p->vm, "missing %c, unterminated name", terminator), *end - *start);
    }
}

/* ---- the tree ---- */

static void *grow(AioliVm *vm, void *old, uint32_t count, uint32_t *capacity, size_t size) {
    if (count < *capacity) return old;
    uint32_t wanted = *capacity ? *capacity * 2 : 16;
    void *made = aioli_memory_resize(vm, old, *capacity * size, wanted * size);
    if (made) *capacity = wanted;
    return made;
}

/* A new node; 0: MemoryError. */
static uint32_t new_node(Parser *p, ReKind kind, uint32_t a, uint32_t b) {
    ReTree *tree = p->tree;
    ReNode *nodes = grow(p->vm, tree->nodes, tree->node_count, &tree->node_capacity, sizeof *nodes);
    if (!nodes) return 0;
    tree->nodes = nodes;
    nodes[tree->node_count] = (ReNode){.kind = (uint8_t)kind, .a = a, .b = b};
    return tree->node_count++;
}

static void append_node(Parser *p, uint32_t parent, uint32_t child) {
    ReNode *nodes = p->tree->nodes;
    if (nodes[parent].last) nodes[nodes[parent].last].next = child;
    else nodes[parent].child = child;
    nodes[parent].last = child;
}

static bool add_node(Parser *p, uint32_t parent, ReKind kind, uint32_t a, uint32_t b) {
    uint32_t node = new_node(p, kind, a, b);
    if (node) append_node(p, parent, node);
    return node != 0;
}

static bool add_item(Parser *p, ReItem item) {
    ReTree *tree = p->tree;
    ReItem *items = grow(p->vm, tree->items, tree->item_count, &tree->item_capacity, sizeof *items);
    if (!items) return false;
    tree->items = items;
    items[tree->item_count++] = item;
    return true;
}

static bool add_set(Parser *p, uint32_t parent, uint32_t category) {
    uint32_t first = p->tree->item_count;
    return add_item(p, (ReItem){category, 0, 0}) && add_node(p, parent, RE_SET, first, 1);
}

static uint64_t add_width(uint64_t a, uint64_t b) { return a > UINT64_MAX - b ? UINT64_MAX : a + b; }
static uint64_t multiply_width(uint64_t a, uint64_t b) {
    return a && b > UINT64_MAX / a ? UINT64_MAX : a * b;
}

static void children_width(const ReTree *tree, const ReNode *node, bool is_choice, uint64_t *min, uint64_t *max) {
    *min = is_choice ? UINT64_MAX : 0;
    *max = 0;
    for (uint32_t child = node->child; child; child = tree->nodes[child].next) {
        uint64_t low, high;
        oli_re_width(tree, child, &low, &high);
        *min = !is_choice ? add_width(*min, low) : low < *min ? low : *min;
        *max = !is_choice ? add_width(*max, high) : high > *max ? high : *max;
    }
}

void oli_re_width(const ReTree *tree, uint32_t number, uint64_t *min, uint64_t *max) {
    const ReNode *node = &tree->nodes[number];
    *min = *max = 0;
    switch ((ReKind)node->kind) {
    case RE_LITERAL:
    case RE_NOT_LITERAL:
    case RE_ANY:
    case RE_SET: *min = *max = 1; break;
    case RE_BACKREF:
        *min = tree->groups[node->a].min;
        *max = tree->groups[node->a].max;
        break;
    case RE_REPEAT:
        oli_re_width(tree, node->child, min, max);
        *min = multiply_width(*min, node->a);
        *max = node->b == RE_REPEAT_MAX && *max ? UINT64_MAX : multiply_width(*max, node->b);
        break;
    case RE_BRANCH: children_width(tree, node, true, min, max); break;
    case RE_IF:
        children_width(tree, node, true, min, max);
        if (node->child == node->last) *min = 0;
        break;
    case RE_SEQUENCE:
    case RE_GROUP:
    case RE_ATOMIC: children_width(tree, node, false, min, max); break;
    case RE_AT:
    case RE_LOOK:
    case RE_FAIL: break;
    }
}

void oli_re_tree_free(ReTree *tree) {
    aioli_memory_free(tree->vm, tree->nodes, tree->node_capacity * sizeof *tree->nodes);
    aioli_memory_free(tree->vm, tree->items, tree->item_capacity * sizeof *tree->items);
    aioli_memory_free(tree->vm, tree->groups, tree->group_capacity * sizeof *tree->groups);
    tree->nodes = NULL;
    tree->items = NULL;
    tree->groups = NULL;
    tree->node_capacity = tree->item_capacity = tree->group_capacity = 0;
}

/* ---- groups ---- */

static bool is_closed(const Parser *p, uint32_t group) {
    return group < p->tree->group_count && p->tree->groups[group].is_closed;
}

/* A reference to `group` in the lookbehind being read, if one is. */
static bool check_look_behind(Parser *p, uint32_t group) {
    if (!p->look_behind) return true;
    if (!is_closed(p, group)) return fail(p, "cannot refer to an open group", 0);
    if (group >= p->look_behind)
        return fail(p, "cannot refer to group defined in the same lookbehind subpattern", 0);
    return true;
}

static bool is_number(const Parser *p, size_t start, size_t end) {
    for (size_t i = start; i < end; i++)
        if (!is_digit((int32_t)p->chars[i])) return false;
    return true;
}

static bool check_name(Parser *p, AioliValue name, size_t length, size_t offset) {
    AioliValue ok = aioli_call_method(p->vm, name, p->is_text ? "isidentifier" : "isascii", NULL, 0);
    if (aioli_is_error(ok)) return false;
    AioliValue shown = aioli_missing();
    if (!p->is_text && aioli_is_false(ok)) {
        AioliValue ascii = aioli_builtin(p->vm, "ascii");
        if (aioli_is_error(ascii)) return false;
        shown = aioli_call(p->vm, ascii, &name, 1);
    } else if (!p->is_text) {
        ok = aioli_call_method(p->vm, name, "isidentifier", NULL, 0);
        if (aioli_is_error(ok)) return false;
    }
    if (aioli_is_true(ok)) return true;
    if (aioli_is_missing(shown)) shown = aioli_repr(p->vm, name);
    if (aioli_is_error(shown)) return false;
    return fail_value(p, aioli_string_format(p->vm, "bad character in group name %V", shown), length + offset);
}

/* The group named by the characters from `start` to `end`, behind which the terminator was taken. */
static bool find_named(Parser *p, size_t start, size_t end, uint32_t *group) {
    AioliValue name = piece(p, start, end);
    if (aioli_is_error(name) || !check_name(p, name, end - start, 1)) return false;
    AioliValue number = aioli_dict_get(p->vm, p->names, name);
    if (aioli_is_error(number)) return false;
    if (aioli_is_missing(number))
        return fail_value(p, aioli_string_format(p->vm, "unknown group name %R", name), end - start + 1);
    int64_t i;
    if (!aioli_int_get(p->vm, number, &i)) return false;
    *group = (uint32_t)i;
    return true;
}

/* Number of a new group, 0: error. `name`: missing for none; `length` its characters. */
static uint32_t open_group(Parser *p, AioliValue name, size_t length) {
    ReTree *tree = p->tree;
    ReGroup *groups = grow(p->vm, tree->groups, tree->group_count, &tree->group_capacity, sizeof *groups);
    if (!groups) return 0;
    tree->groups = groups;
    uint32_t group = tree->group_count++;
    groups[group] = (ReGroup){.parent = p->parent, .loop = 0};
    if (aioli_is_missing(name)) return group;
    AioliValue old = aioli_dict_get(p->vm, p->names, name);
    if (aioli_is_error(old)) return 0;
    if (aioli_is_missing(old))
        return aioli_dict_set(p->vm, p->names, name, aioli_int(p->vm, group)) ? group : 0;
    fail_value(p, aioli_string_format(p->vm, "redefinition of group name %R as group %u; was group %V", name,
                                      (unsigned)group, old),
               length + 1);
    return 0;
}

/* ---- escapes ---- */

static uint32_t control_escape(int32_t c) {
    switch (c) {
    case 'a': return 7;
    case 'b': return 8;
    case 'f': return 12;
    case 'n': return 10;
    case 'r': return 13;
    case 't': return 9;
    case 'v': return 11;
    default: return 0;
    }
}

/* \N{name}: the token \N was taken at `start`. */
static bool named_character(Parser *p, uint32_t *c) {
    int brace = accept(p, '{');
    if (brace <= 0) return brace < 0 ? false : fail(p, "missing {", 0);
    size_t start, end;
    if (!read_until(p, '}', "character name", &start, &end)) return false;
    AioliValue name = piece(p, start, end), module = aioli_import(p->vm, "unicodedata");
    if (aioli_is_error(name) || aioli_is_error(module)) return false;
    AioliValue found = aioli_call_method(p->vm, module, "lookup", &name, 1);
    if (aioli_is_error(found) && !aioli_error_is(p->vm, "KeyError")) return false;
    if (aioli_is_error(found) || aioli_string_length(p->vm, found) != 1) {
        aioli_error_clear(p->vm);
        return fail_value(p, aioli_string_format(p->vm, "undefined character name %R", name), end - start + 4);
    }
    size_t count;
    uint32_t *chars = oli_re_decode(p->vm, found, &count);
    if (!chars) return false;
    *c = chars[0];
    aioli_memory_free(p->vm, chars, (count ? count : 1) * sizeof *chars);
    return true;
}

/* What means the same inside sets and outside: \x41 \u0041 \U00000041 \N{...}, and punctuation. `start` is where the
 * escape, whose token was taken, begins. */
static bool simple_escape(Parser *p, int32_t letter, size_t start, uint32_t *c) {
    size_t digits = letter == 'x' ? 2 : letter == 'u' && p->is_text ? 4 : letter == 'U' && p->is_text ? 8 : 0;
    if (digits) {
        uint64_t value = 0;
        for (size_t i = 0; i < digits; i++) {
            int digit = p->next.is_escaped ? -1 : hex_value(p->next.c);
            if (digit < 0) return fail_about(p, "incomplete escape ", start);
            value = value << 4 | (uint64_t)digit;
            if (!advance(p)) return false;
        }
        *c = (uint32_t)value;
        return value <= 0x10FFFF || fail_about(p, "bad escape ", start);
    }
    if (letter == 'N' && p->is_text) return named_character(p, c);
    *c = (uint32_t)letter;
    if (!is_letter(letter) && !is_digit(letter)) return true;
    return fail_about(p, "bad escape ", start);
}

static bool is_category(int32_t c) { return c > 0 && strchr("dDsSwW", c) && c < 0x80; }

/* An escape in a set, its token taken. */
static bool set_escape(Parser *p, int32_t letter, size_t start, ReItem *item) {
    uint32_t c = control_escape(letter);
    if (is_category(letter)) {
        *item = (ReItem){(uint32_t)letter, 0, 0};
        return true;
    }
    if (!c && is_octal(letter)) {
        c = (uint32_t)letter - '0';
        for (int i = 0; i < 2 && next_is_octal(p); i++) {
            c = c * 8 + (uint32_t)p->next.c - '0';
            if (!advance(p)) return false;
        }
        if (c > 0377) {
            AioliValue part = message_piece(p, start, tell(p));
            if (aioli_is_error(part)) return false;
            return fail_value(
                p, aioli_string_format(p->vm, "octal escape value %V outside of range 0-0o377", part), tell(p) - start);
        }
    } else if (!c && !simple_escape(p, letter, start, &c)) {
        return false;
    }
    *item = (ReItem){0, c, c};
    return true;
}

/* \1 .. \99, or an octal escape of three digits. */
static bool numbered_escape(Parser *p, uint32_t sequence, int32_t first, size_t start) {
    uint32_t group = (uint32_t)first - '0';
    if (next_is_digit(p)) {
        int32_t second = p->next.c;
        group = group * 10 + (uint32_t)second - '0';
        if (!advance(p)) return false;
        if (is_octal(first) && is_octal(second) && next_is_octal(p)) {
            uint32_t c = ((uint32_t)(first - '0') * 8 + (uint32_t)(second - '0')) * 8 + (uint32_t)p->next.c - '0';
            if (!advance(p)) return false;
            if (c <= 0377) return add_node(p, sequence, RE_LITERAL, c, 0);
            AioliValue part = message_piece(p, start, tell(p));
            if (aioli_is_error(part)) return false;
            return fail_value(
                p, aioli_string_format(p->vm, "octal escape value %V outside of range 0-0o377", part), tell(p) - start);
        }
    }
    if (group >= p->tree->group_count)
        return fail_value(p, aioli_string_format(p->vm, "invalid group reference %u", (unsigned)group),
                          tell(p) - start - 1);
    if (!is_closed(p, group)) return fail(p, "cannot refer to an open group", tell(p) - start);
    return check_look_behind(p, group) && add_node(p, sequence, RE_BACKREF, group, 0);
}

/* An escape outside sets, its token taken. */
static bool read_escape(Parser *p, uint32_t sequence, int32_t letter, size_t start) {
    if (is_category(letter)) return add_set(p, sequence, (uint32_t)letter);
    switch (letter) {
    case 'A': return add_node(p, sequence, RE_AT, RE_AT_START, 0);
    case 'Z': return add_node(p, sequence, RE_AT, RE_AT_END, 0);
    case 'b': return add_node(p, sequence, RE_AT, RE_AT_BOUNDARY, 0);
    case 'B': return add_node(p, sequence, RE_AT, RE_AT_NOT_BOUNDARY, 0);
    default: break;
    }
    uint32_t c = control_escape(letter);
    if (letter == '0') {
        for (int i = 0; i < 2 && next_is_octal(p); i++) {
            c = c * 8 + (uint32_t)p->next.c - '0';
            if (!advance(p)) return false;
        }
    } else if (is_digit(letter)) {
        return numbered_escape(p, sequence, letter, start);
    } else if (!c && !simple_escape(p, letter, start, &c)) {
        return false;
    }
    return add_node(p, sequence, RE_LITERAL, c, 0);
}

/* ---- sets ---- */

static bool warn(Parser *p, const char *what, size_t position) {
    AioliValue message = aioli_string_format(p->vm, "Possible %s at position %zu", what, position);
    const char *text = aioli_is_error(message) ? NULL : aioli_string_c(p->vm, message);
    return text && aioli_warn(p->vm, "FutureWarning", text);
}

/* One end of a range, or an item alone: `token` was taken. */
static bool set_member(Parser *p, Token token, size_t start, ReItem *item) {
    if (token.is_escaped) return set_escape(p, token.c, start, item);
    *item = (ReItem){0, (uint32_t)token.c, (uint32_t)token.c};
    return true;
}

static bool bad_range(Parser *p, size_t low, size_t low_end, size_t high) {
    AioliValue from = message_piece(p, low, low_end), to = message_piece(p, high, tell(p));
    if (aioli_is_error(from) || aioli_is_error(to)) return false;
    return fail_value(p, aioli_string_format(p->vm, "bad character range %V-%V", from, to), tell(p) - low);
}

static bool warn_operation(Parser *p, Token token) {
    const char *what = token.c == '-'   ? "set difference"
                       : token.c == '&' ? "set intersection"
                       : token.c == '~' ? "set symmetric difference"
                                        : "set union";
    return warn(p, what, tell(p) - 1);
}

/* What follows "x-" in a set: 1: a range was added; 2: the set ends here; 0: error. */
static int read_range(Parser *p, ReItem low, size_t low_start, size_t low_end, size_t here) {
    Token that = p->next;
    size_t start = tell(p);
    if (!advance(p)) return 0;
    if (that.c < 0) return fail(p, "unterminated character set", tell(p) - here);
    if (that.c == ']' && !that.is_escaped)
        return add_item(p, low) && add_item(p, (ReItem){0, '-', '-'}) ? 2 : 0;
    if (that.c == '-' && !that.is_escaped && !warn(p, "set difference", tell(p) - 2)) return 0;
    ReItem high;
    if (!set_member(p, that, start, &high)) return 0;
    if (low.category || high.category || high.low < low.low) return bad_range(p, low_start, low_end, start);
    return add_item(p, (ReItem){0, low.low, high.low});
}

/* A set; the "[" was taken. */
static bool read_set(Parser *p, uint32_t sequence) {
    size_t here = tell(p) - 1;
    if (next_is(p, '[') && !warn(p, "nested set", tell(p))) return false;
    int negated = accept(p, '^');
    if (negated < 0) return false;
    uint32_t first = p->tree->item_count;
    for (;;) {
        Token this = p->next;
        size_t start = tell(p);
        if (!advance(p)) return false;
        if (this.c < 0) return fail(p, "unterminated character set", tell(p) - here);
        bool has_items = p->tree->item_count != first;
        if (this.c == ']' && !this.is_escaped && has_items) break;
        if (has_items && !this.is_escaped && (this.c == '-' || this.c == '&' || this.c == '~' || this.c == '|') &&
            next_is(p, (char)this.c) && !warn_operation(p, this))
            return false;
        ReItem item;
        if (!set_member(p, this, start, &item)) return false;
        size_t end = tell(p);
        int dash = accept(p, '-');
        if (dash < 0) return false;
        int done = dash ? read_range(p, item, start, end, here) : add_item(p, item);
        if (!done) return false;
        if (done == 2) break;
    }
    uint32_t count = p->tree->item_count - first;
    const ReItem *only = &p->tree->items[first];
    if (count == 1 && !only->category && only->low == only->high)
        return add_node(p, sequence, negated ? RE_NOT_LITERAL : RE_LITERAL, only->low, 0);
    if (!add_node(p, sequence, RE_SET, first, count)) return false;
    p->tree->nodes[p->tree->nodes[sequence].last].variant = negated == 1;
    return true;
}

/* ---- repeats ---- */

/* A number of at most ten digits or so; too large ones are RE_REPEAT_MAX. False: not a number (nothing was taken). */
static bool read_number(Parser *p, uint32_t *out, bool *ok) {
    uint64_t value = 0;
    bool any = false;
    while (next_is_digit(p) && *ok) {
        value = value * 10 + (uint64_t)(p->next.c - '0');
        if (value > RE_REPEAT_MAX) value = RE_REPEAT_MAX;
        any = true;
        *ok = advance(p);
    }
    *out = (uint32_t)value;
    return any;
}

/* What stands behind "{": 1: limits; 0: it is a literal brace, and `p` stands behind it again; -1: error. */
static int read_limits(Parser *p, uint32_t *min, uint32_t *max, size_t here) {
    if (next_is(p, '}')) return 0;
    uint32_t low, high = 0;
    bool ok = true, has_low = read_number(p, &low, &ok), has_high = false;
    if (!ok) return -1;
    int comma = accept(p, ',');
    if (comma < 0) return -1;
    if (comma) has_high = read_number(p, &high, &ok);
    else has_high = has_low, high = low;
    if (!ok) return -1;
    int brace = accept(p, '}');
    if (brace < 0) return -1;
    if (!brace) {
        p->index = here;
        return advance(p) ? 0 : -1;
    }
    *min = has_low ? low : 0;
    *max = has_high ? high : RE_REPEAT_MAX;
    if ((has_low && low == RE_REPEAT_MAX) || (has_high && high == RE_REPEAT_MAX)) {
        aioli_raise(p->vm, "OverflowError", "the repetition number is too large");
        return -1;
    }
    if (has_high && *max < *min) {
        fail(p, "min repeat greater than max repeat", tell(p) - here);
        return -1;
    }
    return 1;
}

/* Groups inside of node `number` are in the repeat `loop`, which is the outermost one so far. */
static void mark_loop(ReTree *tree, uint32_t first_group, uint32_t loop) {
    for (uint32_t group = first_group; group < tree->group_count; group++) tree->groups[group].loop = loop;
}

/* The first group that was opened inside the last item of `sequence`, or group_count: groups are numbered in order, and
 * the item is the last thing that was read. */
static uint32_t first_group_in(const ReTree *tree, uint32_t number) {
    const ReNode *node = &tree->nodes[number];
    uint32_t least = node->kind == RE_GROUP && node->a ? node->a : tree->group_count;
    for (uint32_t child = node->child; child; child = tree->nodes[child].next) {
        uint32_t group = least < tree->group_count ? least : first_group_in(tree, child);
        if (group < least) least = group;
    }
    return least;
}

/* A quantifier, its token taken. */
static bool read_repeat(Parser *p, uint32_t sequence, int32_t c) {
    size_t here = tell(p);
    uint32_t min = c == '+' ? 1 : 0, max = c == '?' ? 1 : RE_REPEAT_MAX;
    if (c == '{') {
        int limits = read_limits(p, &min, &max, here);
        if (limits <= 0) return limits < 0 ? false : add_node(p, sequence, RE_LITERAL, '{', 0);
    }
    ReTree *tree = p->tree;
    uint32_t item = tree->nodes[sequence].last;
    if (!item || tree->nodes[item].kind == RE_AT) return fail(p, "nothing to repeat", tell(p) - here + 1);
    if (tree->nodes[item].kind == RE_REPEAT) return fail(p, "multiple repeat", tell(p) - here + 1);
    int lazy = accept(p, '?'), possessive = lazy ? 0 : accept(p, '+');
    if (lazy < 0 || possessive < 0) return false;
    /* The item moves into a node of its own; the node it had becomes the repeat. */
    uint32_t moved = new_node(p, RE_SEQUENCE, 0, 0);
    if (!moved) return false;
    tree->nodes[moved] = tree->nodes[item];
    tree->nodes[item] = (ReNode){.kind = RE_REPEAT,
                                 .variant = lazy ? RE_LAZY : possessive ? RE_POSSESSIVE : RE_GREEDY,
                                 .a = min,
                                 .b = max,
                                 .child = moved,
                                 .last = moved};
    mark_loop(tree, first_group_in(tree, moved), item);
    return true;
}

/* ---- groups and extensions ---- */

static uint32_t flag_of(Token token) {
    if (token.is_escaped) return 0;
    switch (token.c) {
    case 'i': return RE_IGNORECASE;
    case 'L': return RE_LOCALE;
    case 'm': return RE_MULTILINE;
    case 's': return RE_DOTALL;
    case 'x': return RE_VERBOSE;
    case 'a': return RE_ASCII;
    case 'u': return RE_UNICODE;
    default: return 0;
    }
}

static bool is_one_of(Token token, const char *set) {
    return token.c > 0 && token.c < 0x80 && !token.is_escaped && strchr(set, token.c);
}

/* An unexpected token among flags, taken: "unknown flag" for letters, else `missing`. */
static bool bad_flag(Parser *p, Token token, const char *missing) {
    if (token.c < 0) return fail(p, missing, 0);
    size_t length = token.is_escaped ? 2 : 1;
    bool is_alpha = is_letter(token.c) && !token.is_escaped;
    if (token.c >= 0x80 && !token.is_escaped) {
        AioliValue c = piece(p, tell(p) - 1, tell(p));
        if (aioli_is_error(c)) return false;
        AioliValue answer = aioli_call_method(p->vm, c, "isalpha", NULL, 0);
        if (aioli_is_error(answer)) return false;
        is_alpha = aioli_is_true(answer);
    }
    return fail(p, is_alpha ? "unknown flag" : missing, length);
}

static bool take(Parser *p, Token *token) {
    *token = p->next;
    return advance(p);
}

static bool read_added_flags(Parser *p, Token *token, uint32_t *add) {
    for (;;) {
        uint32_t flag = flag_of(*token);
        if (p->is_text && flag == RE_LOCALE)
            return fail(p, "bad inline flags: cannot use 'L' flag with a str pattern", 0);
        if (!p->is_text && flag == RE_UNICODE)
            return fail(p, "bad inline flags: cannot use 'u' flag with a bytes pattern", 0);
        *add |= flag;
        if (flag & RE_KINDS && (*add & RE_KINDS) != flag)
            return fail(p, "bad inline flags: flags 'a', 'u' and 'L' are incompatible", 0);
        if (!take(p, token)) return false;
        if (is_one_of(*token, ")-:")) return true;
        if (!flag_of(*token)) return bad_flag(p, *token, "missing -, : or )");
    }
}

static bool read_removed_flags(Parser *p, Token *token, uint32_t *remove) {
    if (!take(p, token)) return false;
    if (!flag_of(*token)) return bad_flag(p, *token, "missing flag");
    for (;;) {
        uint32_t flag = flag_of(*token);
        if (flag & RE_KINDS) return fail(p, "bad inline flags: cannot turn off flags 'a', 'u' and 'L'", 0);
        *remove |= flag;
        if (!take(p, token)) return false;
        if (is_one_of(*token, ":")) return true;
        if (!flag_of(*token)) return bad_flag(p, *token, "missing :");
    }
}

/* Flags behind "(?", the first (or the "-") taken. *global: they are for the whole pattern, and were set. */
static bool read_flags(Parser *p, Token token, uint32_t *add, uint32_t *remove, bool *global) {
    *add = *remove = 0;
    *global = false;
    if (!is_one_of(token, "-") && !read_added_flags(p, &token, add)) return false;
    if (is_one_of(token, ")")) {
        p->tree->flags |= *add;
        *global = true;
        return true;
    }
    if (is_one_of(token, "-") && !read_removed_flags(p, &token, remove)) return false;
    return !(*add & *remove) || fail(p, "bad inline flags: flag turned on and off", 1);
}

static uint32_t parse_sequence(Parser *p, bool verbose, bool first);

static bool expect_close(Parser *p, size_t start) {
    int close = accept(p, ')');
    return close < 0 ? false : close || fail(p, "missing ), unterminated subpattern", tell(p) - start);
}

static bool add_parent(Parser *p, uint32_t sequence, ReKind kind, uint32_t a, uint32_t child) {
    if (!add_node(p, sequence, kind, a, 0)) return false;
    append_node(p, p->tree->nodes[sequence].last, child);
    return true;
}

/* Whether a subpattern is empty once groups that mean nothing are looked through. */
static bool is_empty(const ReTree *tree, uint32_t number) {
    const ReNode *node = &tree->nodes[number];
    if (node->kind == RE_GROUP && (node->a || node->add || node->remove)) return false;
    if (node->kind != RE_GROUP && node->kind != RE_SEQUENCE) return false;
    for (uint32_t child = node->child; child; child = tree->nodes[child].next)
        if (!is_empty(tree, child)) return false;
    return true;
}

/* `token`, which was taken, `before` characters behind the parenthesis. */
static bool unknown_extension(Parser *p, const char *format, Token token, size_t before) {
    size_t size = token.is_escaped ? 2 : 1;
    AioliValue part = message_piece(p, tell(p) - size, tell(p));
    if (aioli_is_error(part)) return false;
    return fail_value(p, aioli_string_format(p->vm, format, part), size + before);
}

/* (?= (?! (?<= (?<! : the token behind the "?" taken. */
static bool read_look(Parser *p, uint32_t sequence, Token token, bool verbose, size_t start) {
    uint32_t look = 0, outer = p->look_behind;
    if (token.c == '<') {
        if (!take(p, &token)) return false;
        if (token.c < 0) return fail(p, "unexpected end of pattern", 0);
        if (!is_one_of(token, "=!")) return unknown_extension(p, "unknown extension ?<%V", token, 2);
        look = RE_LOOK_BEHIND;
        if (!outer) p->look_behind = p->tree->group_count;
    }
    uint32_t body = parse_alternatives(p, verbose, true);
    if (!body) return false;
    if (look) p->look_behind = outer;
    if (!expect_close(p, start)) return false;
    if (token.c == '!') look |= RE_LOOK_NOT;
    if (look & RE_LOOK_NOT && is_empty(p->tree, body)) return add_node(p, sequence, RE_FAIL, 0, 0);
    return add_parent(p, sequence, RE_LOOK, look, body);
}

/* The number between `start` and `end`, 0 and what is too large being errors. */
static bool read_condition_number(Parser *p, size_t start, size_t end, uint32_t *group) {
    uint64_t number = 0;
    for (size_t i = start; i < end; i++) {
        number = number * 10 + (p->chars[i] - '0');
        if (number > UINT32_MAX) number = UINT32_MAX;
    }
    if (!number) return fail(p, "bad group number", end - start + 1);
    if (number >= MAX_GROUPS) {
        while (p->chars[start] == '0') start++;
        AioliValue digits = piece(p, start, end);
        if (aioli_is_error(digits)) return false;
        return fail_value(p, aioli_string_format(p->vm, "invalid group reference %V", digits), end - start + 1);
    }
    *group = (uint32_t)number;
    if (*group > p->last_reference) {
        p->last_reference = *group;
        p->last_reference_at = tell(p) - (end - start) - 1;
    }
    return true;
}

/* (?(name)yes|no) : the second "(" taken. */
static bool read_condition(Parser *p, uint32_t sequence, bool verbose, size_t start) {
    size_t name, end;
    uint32_t group;
    if (!read_until(p, ')', "group name", &name, &end)) return false;
    if (!(is_number(p, name, end) ? read_condition_number(p, name, end, &group) : find_named(p, name, end, &group)))
        return false;
    if (!check_look_behind(p, group)) return false;
    uint32_t yes = parse_sequence(p, verbose, false), no = 0;
    if (!yes) return false;
    int bar = accept(p, '|');
    if (bar < 0) return false;
    if (bar) {
        no = parse_sequence(p, verbose, false);
        if (!no) return false;
        if (next_is(p, '|')) return fail(p, "conditional backref with more than two branches", 0);
    }
    if (!expect_close(p, start) || !add_parent(p, sequence, RE_IF, group, yes)) return false;
    if (no) append_node(p, p->tree->nodes[sequence].last, no);
    return true;
}

/* The contents of a group and its ")". `name`: missing for none. */
static bool read_group(Parser *p, uint32_t sequence, ReNode group, bool captures, AioliValue name, size_t length,
                       bool verbose, size_t start) {
    uint32_t outer = p->parent;
    if (captures) {
        group.a = open_group(p, name, length);
        if (!group.a) return false;
        p->parent = group.a;
    }
    verbose = (verbose || group.add & RE_VERBOSE) && !(group.remove & RE_VERBOSE);
    uint32_t body = parse_alternatives(p, verbose, true);
    if (!body || !expect_close(p, start)) return false;
    p->parent = outer;
    if (captures) {
        uint64_t min, max;
        oli_re_width(p->tree, body, &min, &max);
        ReGroup *entry = &p->tree->groups[group.a];
        entry->min = min;
        entry->max = max;
        entry->is_closed = true;
    }
    if (!add_parent(p, sequence, (ReKind)group.kind, group.a, body)) return false;
    ReNode *node = &p->tree->nodes[p->tree->nodes[sequence].last];
    node->add = group.add;
    node->remove = group.remove;
    return true;
}

/* (?P<name>...), (?P=name) : the "P" taken. */
static bool read_named(Parser *p, uint32_t sequence, bool verbose, size_t start) {
    size_t first, end;
    int angle = accept(p, '<');
    if (angle < 0) return false;
    if (angle) {
        if (!read_until(p, '>', "group name", &first, &end)) return false;
        AioliValue name = piece(p, first, end);
        if (aioli_is_error(name) || !check_name(p, name, end - first, 1)) return false;
        return read_group(p, sequence, (ReNode){.kind = RE_GROUP}, true, name, end - first, verbose, start);
    }
    int equals = accept(p, '=');
    if (equals < 0) return false;
    if (!equals) {
        Token token;
        if (!take(p, &token)) return false;
        if (token.c < 0) return fail(p, "unexpected end of pattern", 0);
        return unknown_extension(p, "unknown extension ?P%V", token, 2);
    }
    uint32_t group;
    if (!read_until(p, ')', "group name", &first, &end) || !find_named(p, first, end, &group)) return false;
    if (!is_closed(p, group)) return fail(p, "cannot refer to an open group", end - first + 1);
    return check_look_behind(p, group) && add_node(p, sequence, RE_BACKREF, group, 0);
}

static bool skip_comment(Parser *p, size_t start) {
    for (;;) {
        if (at_end(p)) return fail(p, "missing ), unterminated comment", tell(p) - start);
        bool is_last = next_is(p, ')');
        if (!advance(p)) return false;
        if (is_last) return true;
    }
}

/* What begins with "(?", both taken. */
static bool read_extension(Parser *p, uint32_t sequence, bool *verbose, bool first, size_t start) {
    Token token;
    if (!take(p, &token)) return false;
    if (token.c < 0) return fail(p, "unexpected end of pattern", 0);
    if (is_one_of(token, "P")) return read_named(p, sequence, *verbose, start);
    if (is_one_of(token, "#")) return skip_comment(p, start);
    if (is_one_of(token, "=!<")) return read_look(p, sequence, token, *verbose, start);
    if (is_one_of(token, "(")) return read_condition(p, sequence, *verbose, start);
    ReNode group = {.kind = is_one_of(token, ">") ? RE_ATOMIC : RE_GROUP};
    if (flag_of(token) || is_one_of(token, "-")) {
        uint32_t add, remove;
        bool global;
        if (!read_flags(p, token, &add, &remove, &global)) return false;
        if (global) {
            if (!first || p->tree->nodes[sequence].child)
                return fail(p, "global flags not at the start of the expression", tell(p) - start);
            *verbose = p->tree->flags & RE_VERBOSE;
            return true;
        }
        group.add = (uint16_t)add;
        group.remove = (uint16_t)remove;
    } else if (!is_one_of(token, ":>")) {
        return unknown_extension(p, "unknown extension ?%V", token, 1);
    }
    return read_group(p, sequence, group, false, aioli_missing(), 0, *verbose, start);
}

/* ---- sequences ---- */

static bool skip_line(Parser *p) {
    for (;;) {
        Token token;
        if (!take(p, &token)) return false;
        if (token.c < 0 || (token.c == '\n' && !token.is_escaped)) return true;
    }
}

static bool read_item(Parser *p, uint32_t sequence, Token token, bool *verbose, bool first) {
    size_t here = tell(p);
    if (token.is_escaped) return read_escape(p, sequence, token.c, here - 2);
    switch (token.c) {
    case '[': return read_set(p, sequence);
    case '.': return add_node(p, sequence, RE_ANY, 0, 0);
    case '^': return add_node(p, sequence, RE_AT, RE_AT_CARET, 0);
    case '$': return add_node(p, sequence, RE_AT, RE_AT_DOLLAR, 0);
    case '*':
    case '+':
    case '?':
    case '{': return read_repeat(p, sequence, token.c);
    case '(': {
        int extension = accept(p, '?');
        if (extension < 0) return false;
        if (extension) return read_extension(p, sequence, verbose, first, here - 1);
        return read_group(p, sequence, (ReNode){.kind = RE_GROUP}, true, aioli_missing(), 0, *verbose, here - 1);
    }
    default: return add_node(p, sequence, RE_LITERAL, (uint32_t)token.c, 0);
    }
}

/* Items up to "|", ")" or the end; 0: error. */
static uint32_t parse_sequence(Parser *p, bool verbose, bool first) {
    if (!aioli_check_recursion(p->vm)) return 0;
    uint32_t sequence = new_node(p, RE_SEQUENCE, 0, 0);
    while (sequence && !at_end(p) && !next_is(p, '|') && !next_is(p, ')')) {
        Token token;
        if (!take(p, &token)) return 0;
        if (verbose && is_one_of(token, " \t\n\r\v\f")) continue;
        bool ok = verbose && is_one_of(token, "#") ? skip_line(p) : read_item(p, sequence, token, &verbose, first);
        if (!ok) return 0;
    }
    return sequence;
}

static uint32_t parse_alternatives(Parser *p, bool verbose, bool nested) {
    AioliScope scope;
    aioli_scope_open(p->vm, &scope);
    uint32_t branch = 0, sequence = parse_sequence(p, verbose, !nested);
    while (sequence && next_is(p, '|')) {
        if (!branch) {
            branch = new_node(p, RE_BRANCH, 0, 0);
            if (branch) append_node(p, branch, sequence);
        }
        sequence = 0;
        if (!branch || !advance(p)) break;
        if (!nested) verbose = p->tree->flags & RE_VERBOSE;
        sequence = parse_sequence(p, verbose, false);
        if (sequence) append_node(p, branch, sequence);
    }
    aioli_scope_close(p->vm, &scope, aioli_missing());
    return !sequence ? 0 : branch ? branch : sequence;
}

/* ---- the whole ---- */

static bool check_flags(AioliVm *vm, bool is_text, uint32_t *flags) {
    const char *problem = NULL;
    if (is_text) {
        if (*flags & RE_LOCALE) problem = "cannot use LOCALE flag with a str pattern";
        else if (!(*flags & RE_ASCII)) *flags |= RE_UNICODE;
        else if (*flags & RE_UNICODE) problem = "ASCII and UNICODE flags are incompatible";
    } else {
        if (*flags & RE_UNICODE) problem = "cannot use UNICODE flag with a bytes pattern";
        else if (*flags & RE_LOCALE && *flags & RE_ASCII) problem = "ASCII and LOCALE flags are incompatible";
    }
    if (problem) aioli_raise(vm, "ValueError", "%s", problem);
    return !problem;
}

/* Lookbehind in the subtree must have one width; checked last, as CPython does. */
static bool check_look_widths(AioliVm *vm, const ReTree *tree) {
    for (uint32_t i = 1; i < tree->node_count; i++) {
        const ReNode *node = &tree->nodes[i];
        if (node->kind != RE_LOOK || !(node->a & RE_LOOK_BEHIND)) continue;
        uint64_t min, max;
        oli_re_width(tree, node->child, &min, &max);
        if (min != max)
            return oli_re_fail(vm, aioli_string(vm, "look-behind requires fixed-width pattern", AIOLI_NUL),
                               aioli_none(), -1);
        if (min > UINT32_MAX)
            return oli_re_fail(vm, aioli_string(vm, "looks too much behind", AIOLI_NUL), aioli_none(), -1);
    }
    return true;
}

static bool parse_whole(Parser *p) {
    ReTree *tree = p->tree;
    if (!new_node(p, RE_SEQUENCE, 0, 0) && !tree->nodes) return false; /* number 0 means none */
    if (!advance(p)) return false;
    open_group(p, aioli_missing(), 0); /* the whole */
    if (!tree->groups) return false;
    tree->root = parse_alternatives(p, tree->flags & RE_VERBOSE, false);
    if (!tree->root || !check_flags(p->vm, p->is_text, &tree->flags)) return false;
    if (!at_end(p)) return fail(p, "unbalanced parenthesis", 0);
    if (p->last_reference >= tree->group_count)
        return oli_re_fail(p->vm,
                           aioli_string_format(p->vm, "invalid group reference %u", (unsigned)p->last_reference),
                           p->pattern, (int64_t)p->last_reference_at);
    return check_look_widths(p->vm, tree);
}

bool oli_re_parse(AioliVm *vm, AioliValue pattern, uint32_t flags, AioliValue names, ReTree *tree) {
    *tree = (ReTree){.vm = vm, .flags = flags, .is_text = aioli_type(vm, pattern) == AIOLI_TYPE_STRING};
    Parser parser = {.vm = vm, .tree = tree, .pattern = pattern, .names = names, .is_text = tree->is_text};
    uint32_t *chars = oli_re_decode(vm, pattern, &parser.count);
    if (!chars) return false;
    parser.chars = chars;
    bool ok = parse_whole(&parser);
    aioli_memory_free(vm, chars, (parser.count ? parser.count : 1) * sizeof *chars);
    if (!ok) oli_re_tree_free(tree);
    return ok;
}
