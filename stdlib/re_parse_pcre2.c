/* SPDX-License-Identifier: MIT
 *
 * Patterns of module re: from Python's syntax to a tree (re_parts.h).
 *
 * The language is that of CPython's "Regular Expression Syntax"; so are the errors, their wordings and positions, which
 * follow from the order in which CPython looks at things: one token ahead, where a token is a character or a backslash
 * with the character behind it. A pattern is read as code points (bytes as Latin-1).
 */
#include <string.h>

#include "re_parser.h"

enum { MAX_GROUPS = 1073741823 }; /* as in CPython; the machine is full long before */

static uint32_t parse_alternatives(Parser *p, bool verbose, bool nested);

/* ---- groups ---- */

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
    return oli_re_error_value(p, aioli_string_format(p->vm, "bad character in group name %V", shown), length + offset);
}

/* The group named by the characters from `start` to `end`, behind which the terminator was taken. */
static bool find_named(Parser *p, size_t start, size_t end, uint32_t *group) {
    AioliValue name = oli_re_piece(p, start, end);
    if (aioli_is_error(name) || !check_name(p, name, end - start, 1)) return false;
    AioliValue number = aioli_dict_get(p->vm, p->names, name);
    if (aioli_is_error(number)) return false;
    if (aioli_is_missing(number))
        return oli_re_error_value(p, aioli_string_format(p->vm, "unknown group name %R", name), end - start + 1);
    int64_t i;
    if (!aioli_int_get(p->vm, number, &i)) return false;
    *group = (uint32_t)i;
    return true;
}

/* Number of a new group, 0: error. `name`: missing for none; `length` its characters. */
static uint32_t open_group(Parser *p, AioliValue name, size_t length) {
    ReTree *tree = p->tree;
    ReGroup *groups = oli_re_grow(p->vm, tree->groups, tree->group_count, &tree->group_capacity, sizeof *groups);
    if (!groups) return 0;
    tree->groups = groups;
    uint32_t group = tree->group_count++;
    groups[group] = (ReGroup){.parent = p->parent, .loop = 0};
    if (aioli_is_missing(name)) return group;
    AioliValue old = aioli_dict_get(p->vm, p->names, name);
    if (aioli_is_error(old)) return 0;
    if (aioli_is_missing(old)) return aioli_dict_set(p->vm, p->names, name, aioli_int(p->vm, group)) ? group : 0;
    oli_re_error_value(p,
                       aioli_string_format(p->vm, "redefinition of group name %R as group %u; was group %V", name,
                                           (unsigned)group, old),
                       length + 1);
    return 0;
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
        *ok = oli_re_advance(p);
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
    int comma = oli_re_accept(p, ',');
    if (comma < 0) return -1;
    if (comma)
        has_high = read_number(p, &high, &ok);
    else
        has_high = has_low, high = low;
    if (!ok) return -1;
    int brace = oli_re_accept(p, '}');
    if (brace < 0) return -1;
    if (!brace) {
        p->index = here;
        return oli_re_advance(p) ? 0 : -1;
    }
    *min = has_low ? low : 0;
    *max = has_high ? high : RE_REPEAT_MAX;
    if ((has_low && low == RE_REPEAT_MAX) || (has_high && high == RE_REPEAT_MAX)) {
        aioli_raise(p->vm, "OverflowError", "the repetition number is too large");
        return -1;
    }
    if (has_high && *max < *min) {
        oli_re_error(p, "min repeat greater than max repeat", tell(p) - here);
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
        if (limits <= 0) return limits < 0 ? false : oli_re_add_node(p, sequence, RE_LITERAL, '{', 0);
    }
    ReTree *tree = p->tree;
    uint32_t item = tree->nodes[sequence].last;
    if (!item || tree->nodes[item].kind == RE_AT) return oli_re_error(p, "nothing to repeat", tell(p) - here + 1);
    if (tree->nodes[item].kind == RE_REPEAT) return oli_re_error(p, "multiple repeat", tell(p) - here + 1);
    int lazy = oli_re_accept(p, '?'), possessive = lazy ? 0 : oli_re_accept(p, '+');
    if (lazy < 0 || possessive < 0) return false;
    /* The item moves into a node of its own; the node it had becomes the repeat. */
    uint32_t moved = oli_re_new_node(p, RE_SEQUENCE, 0, 0);
    if (!moved) return false;
    tree->nodes[moved] = tree->nodes[item];
    tree->nodes[item] = (ReNode){.kind = RE_REPEAT,
                                 .variant = lazy         ? RE_LAZY
                                            : possessive ? RE_POSSESSIVE
                                                         : RE_GREEDY,
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
    if (token.c < 0) return oli_re_error(p, missing, 0);
    size_t length = token.is_escaped ? 2 : 1;
    bool is_alpha = is_letter(token.c) && !token.is_escaped;
    if (token.c >= 0x80 && !token.is_escaped) {
        AioliValue c = oli_re_piece(p, tell(p) - 1, tell(p));
        if (aioli_is_error(c)) return false;
        AioliValue answer = aioli_call_method(p->vm, c, "isalpha", NULL, 0);
        if (aioli_is_error(answer)) return false;
        is_alpha = aioli_is_true(answer);
    }
    return oli_re_error(p, is_alpha ? "unknown flag" : missing, length);
}

static bool read_added_flags(Parser *p, Token *token, uint32_t *add) {
    for (;;) {
        uint32_t flag = flag_of(*token);
        if (p->is_text && flag == RE_LOCALE)
            return oli_re_error(p, "bad inline flags: cannot use 'L' flag with a str pattern", 0);
        if (!p->is_text && flag == RE_UNICODE)
            return oli_re_error(p, "bad inline flags: cannot use 'u' flag with a bytes pattern", 0);
        *add |= flag;
        if (flag & RE_KINDS && (*add & RE_KINDS) != flag)
            return oli_re_error(p, "bad inline flags: flags 'a', 'u' and 'L' are incompatible", 0);
        if (!oli_re_take(p, token)) return false;
        if (is_one_of(*token, ")-:")) return true;
        if (!flag_of(*token)) return bad_flag(p, *token, "missing -, : or )");
    }
}

static bool read_removed_flags(Parser *p, Token *token, uint32_t *remove) {
    if (!oli_re_take(p, token)) return false;
    if (!flag_of(*token)) return bad_flag(p, *token, "missing flag");
    for (;;) {
        uint32_t flag = flag_of(*token);
        if (flag & RE_KINDS) return oli_re_error(p, "bad inline flags: cannot turn off flags 'a', 'u' and 'L'", 0);
        *remove |= flag;
        if (!oli_re_take(p, token)) return false;
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
    return !(*add & *remove) || oli_re_error(p, "bad inline flags: flag turned on and off", 1);
}

static uint32_t parse_sequence(Parser *p, bool verbose, bool first);

static bool expect_close(Parser *p, size_t start) {
    int close = oli_re_accept(p, ')');
    return close < 0 ? false : close || oli_re_error(p, "missing ), unterminated subpattern", tell(p) - start);
}

static bool add_parent(Parser *p, uint32_t sequence, ReKind kind, uint32_t a, uint32_t child) {
    if (!oli_re_add_node(p, sequence, kind, a, 0)) return false;
    oli_re_append_node(p, p->tree->nodes[sequence].last, child);
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
    AioliValue part = oli_re_message_piece(p, tell(p) - size, tell(p));
    if (aioli_is_error(part)) return false;
    return oli_re_error_value(p, aioli_string_format(p->vm, format, part), size + before);
}

/* (?= (?! (?<= (?<! : the token behind the "?" taken. */
static bool read_look(Parser *p, uint32_t sequence, Token token, bool verbose, size_t start) {
    uint32_t look = 0, outer = p->look_behind;
    if (token.c == '<') {
        if (!oli_re_take(p, &token)) return false;
        if (token.c < 0) return oli_re_error(p, "unexpected end of pattern", 0);
        if (!is_one_of(token, "=!")) return unknown_extension(p, "unknown extension ?<%V", token, 2);
        look = RE_LOOK_BEHIND;
        if (!outer) p->look_behind = p->tree->group_count;
    }
    uint32_t body = parse_alternatives(p, verbose, true);
    if (!body) return false;
    if (look) p->look_behind = outer;
    if (!expect_close(p, start)) return false;
    if (token.c == '!') look |= RE_LOOK_NOT;
    if (look & RE_LOOK_NOT && is_empty(p->tree, body)) return oli_re_add_node(p, sequence, RE_FAIL, 0, 0);
    return add_parent(p, sequence, RE_LOOK, look, body);
}

/* The number between `start` and `end`, 0 and what is too large being errors. */
static bool read_condition_number(Parser *p, size_t start, size_t end, uint32_t *group) {
    uint64_t number = 0;
    for (size_t i = start; i < end; i++) {
        number = number * 10 + (p->chars[i] - '0');
        if (number > UINT32_MAX) number = UINT32_MAX;
    }
    if (!number) return oli_re_error(p, "bad group number", end - start + 1);
    if (number >= MAX_GROUPS) {
        while (p->chars[start] == '0') start++;
        AioliValue digits = oli_re_piece(p, start, end);
        if (aioli_is_error(digits)) return false;
        return oli_re_error_value(p, aioli_string_format(p->vm, "invalid group reference %V", digits), end - start + 1);
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
    if (!oli_re_read_until(p, ')', "group name", &name, &end)) return false;
    if (!(is_number(p, name, end) ? read_condition_number(p, name, end, &group) : find_named(p, name, end, &group)))
        return false;
    if (!oli_re_check_look_behind(p, group)) return false;
    uint32_t yes = parse_sequence(p, verbose, false), no = 0;
    if (!yes) return false;
    int bar = oli_re_accept(p, '|');
    if (bar < 0) return false;
    if (bar) {
        no = parse_sequence(p, verbose, false);
        if (!no) return false;
        if (next_is(p, '|')) return oli_re_error(p, "conditional backref with more than two branches", 0);
    }
    if (!expect_close(p, start) || !add_parent(p, sequence, RE_IF, group, yes)) return false;
    if (no) oli_re_append_node(p, p->tree->nodes[sequence].last, no);
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
    int angle = oli_re_accept(p, '<');
    if (angle < 0) return false;
    if (angle) {
        if (!oli_re_read_until(p, '>', "group name", &first, &end)) return false;
        AioliValue name = oli_re_piece(p, first, end);
        if (aioli_is_error(name) || !check_name(p, name, end - first, 1)) return false;
        return read_group(p, sequence, (ReNode){.kind = RE_GROUP}, true, name, end - first, verbose, start);
    }
    int equals = oli_re_accept(p, '=');
    if (equals < 0) return false;
    if (!equals) {
        Token token;
        if (!oli_re_take(p, &token)) return false;
        if (token.c < 0) return oli_re_error(p, "unexpected end of pattern", 0);
        return unknown_extension(p, "unknown extension ?P%V", token, 2);
    }
    uint32_t group;
    if (!oli_re_read_until(p, ')', "group name", &first, &end) || !find_named(p, first, end, &group)) return false;
    if (!oli_re_is_closed(p, group)) return oli_re_error(p, "cannot refer to an open group", end - first + 1);
    return oli_re_check_look_behind(p, group) && oli_re_add_node(p, sequence, RE_BACKREF, group, 0);
}

static bool skip_comment(Parser *p, size_t start) {
    for (;;) {
        if (at_end(p)) return oli_re_error(p, "missing ), unterminated comment", tell(p) - start);
        bool is_last = next_is(p, ')');
        if (!oli_re_advance(p)) return false;
        if (is_last) return true;
    }
}

/* What begins with "(?", both taken. */
static bool read_extension(Parser *p, uint32_t sequence, bool *verbose, bool first, size_t start) {
    Token token;
    if (!oli_re_take(p, &token)) return false;
    if (token.c < 0) return oli_re_error(p, "unexpected end of pattern", 0);
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
                return oli_re_error(p, "global flags not at the start of the expression", tell(p) - start);
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
        if (!oli_re_take(p, &token)) return false;
        if (token.c < 0 || (token.c == '\n' && !token.is_escaped)) return true;
    }
}

static bool read_item(Parser *p, uint32_t sequence, Token token, bool *verbose, bool first) {
    size_t here = tell(p);
    if (token.is_escaped) return oli_re_read_escape(p, sequence, token.c, here - 2);
    switch (token.c) {
    case '[': return oli_re_read_set(p, sequence);
    case '.': return oli_re_add_node(p, sequence, RE_ANY, 0, 0);
    case '^': return oli_re_add_node(p, sequence, RE_AT, RE_AT_CARET, 0);
    case '$': return oli_re_add_node(p, sequence, RE_AT, RE_AT_DOLLAR, 0);
    case '*':
    case '+':
    case '?':
    case '{': return read_repeat(p, sequence, token.c);
    case '(': {
        int extension = oli_re_accept(p, '?');
        if (extension < 0) return false;
        if (extension) return read_extension(p, sequence, verbose, first, here - 1);
        return read_group(p, sequence, (ReNode){.kind = RE_GROUP}, true, aioli_missing(), 0, *verbose, here - 1);
    }
    default: return oli_re_add_node(p, sequence, RE_LITERAL, (uint32_t)token.c, 0);
    }
}

/* Items up to "|", ")" or the end; 0: error. */
static uint32_t parse_sequence(Parser *p, bool verbose, bool first) {
    if (!aioli_check_recursion(p->vm)) return 0;
    uint32_t sequence = oli_re_new_node(p, RE_SEQUENCE, 0, 0);
    while (sequence && !at_end(p) && !next_is(p, '|') && !next_is(p, ')')) {
        Token token;
        if (!oli_re_take(p, &token)) return 0;
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
            branch = oli_re_new_node(p, RE_BRANCH, 0, 0);
            if (branch) oli_re_append_node(p, branch, sequence);
        }
        sequence = 0;
        if (!branch || !oli_re_advance(p)) break;
        if (!nested) verbose = p->tree->flags & RE_VERBOSE;
        sequence = parse_sequence(p, verbose, false);
        if (sequence) oli_re_append_node(p, branch, sequence);
    }
    aioli_scope_close(p->vm, &scope, aioli_missing());
    return !sequence ? 0 : branch ? branch : sequence;
}

/* ---- the whole ---- */

static bool check_flags(AioliVm *vm, bool is_text, uint32_t *flags) {
    const char *problem = NULL;
    if (is_text) {
        if (*flags & RE_LOCALE)
            problem = "cannot use LOCALE flag with a str pattern";
        else if (!(*flags & RE_ASCII))
            *flags |= RE_UNICODE;
        else if (*flags & RE_UNICODE)
            problem = "ASCII and UNICODE flags are incompatible";
    } else {
        if (*flags & RE_UNICODE)
            problem = "cannot use UNICODE flag with a bytes pattern";
        else if (*flags & RE_LOCALE && *flags & RE_ASCII)
            problem = "ASCII and LOCALE flags are incompatible";
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
    if (!oli_re_new_node(p, RE_SEQUENCE, 0, 0) && !tree->nodes) return false; /* number 0 means none */
    if (!oli_re_advance(p)) return false;
    open_group(p, aioli_missing(), 0); /* the whole */
    if (!tree->groups) return false;
    tree->root = parse_alternatives(p, tree->flags & RE_VERBOSE, false);
    if (!tree->root || !check_flags(p->vm, p->is_text, &tree->flags)) return false;
    if (!at_end(p)) return oli_re_error(p, "unbalanced parenthesis", 0);
    if (p->last_reference >= tree->group_count)
        return oli_re_fail(p->vm, aioli_string_format(p->vm, "invalid group reference %u", (unsigned)p->last_reference),
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
