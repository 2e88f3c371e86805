/* SPDX-License-Identifier: MIT
 *
 * Patterns of module re: from the tree to PCRE2's syntax.
 *
 * The text that comes out uses only what PCRE2 and Python agree about, under the options PCRE2_DOTALL,
 * PCRE2_MULTILINE, PCRE2_ALT_CIRCUMFLEX and a newline that is "\n"; so no flag of Python's is handed on but ignoring
 * case, by (?i) and (?-i) in front of what needs it. For str patterns with UNICODE, PCRE2_UCP gives \w, \d and \b
 * Python's meaning. A subject that is all ASCII gets a translation of its own, without UTF-8, in which every character
 * is a byte: what cannot occur in it is written as the byte FF.
 */
#include <string.h>

#include "re_parts.h"

enum { PCRE_REPEAT_MAX = 65535 };

typedef struct Emitter {
    const ReTree *tree;
    ReText *text;
    ReSubject subject;
    bool ignores_case; /* as PCRE2 would read on at this place */
    bool has_unicode;  /* PCRE2_UCP is set */
} Emitter;

/* Characters that are the same to Python when case is ignored, though Unicode's simple case folding, which PCRE2
 * follows, keeps them apart: they have an upper case in common. */
static const uint32_t ALIKE[][4] = {{'i', 'I', 0x130, 0x131}, {0x390, 0x1FD3}, {0x3B0, 0x1FE3}, {0xFB05, 0xFB06}};
enum { ALIKE_COUNT = sizeof ALIKE / sizeof *ALIKE };

/* The characters beyond ASCII that are letters of ASCII to Python when case is ignored. */
static const uint32_t FOLDED[][2] = {{0x130, 'i'}, {0x131, 'i'}, {0x17F, 's'}, {0x212A, 'k'}};
enum { FOLDED_COUNT = sizeof FOLDED / sizeof *FOLDED };

static void put(Emitter *e, const char *text) { oli_re_add(e->text, text, strlen(text)); }

static void put_number(Emitter *e, uint32_t number) {
    char digits[12];
    size_t at = sizeof digits;
    do digits[--at] = (char)('0' + number % 10);
    while (number /= 10);
    oli_re_add(e->text, digits + at, sizeof digits - at);
}

static bool is_ascii_letter(uint32_t c) { return (c | 0x20) - 'a' < 26; }

/* A character, escaped so that it means itself both inside sets and outside. */
static void put_char(Emitter *e, uint32_t c) {
    static const char HEX[] = "0123456789abcdef";
    if (c >= 0x80) {
        if (e->subject == RE_SUBJECT_UTF) {
            oli_re_add_char(e->text, c);
        } else {
            char byte = (char)(e->subject == RE_SUBJECT_BYTES ? c : 0xFF);
            oli_re_add(e->text, &byte, 1);
        }
    } else if (is_ascii_letter(c) || c - '0' < 10 || c == '_' || c == ' ') {
        char byte = (char)c;
        oli_re_add(e->text, &byte, 1);
    } else if (c < 0x20 || c == 0x7F) {
        char escape[] = {'\\', 'x', '{', HEX[c >> 4], HEX[c & 15], '}'};
        oli_re_add(e->text, escape, sizeof escape);
    } else {
        char escape[] = {'\\', (char)c};
        oli_re_add(e->text, escape, sizeof escape);
    }
}

static void set_case(Emitter *e, bool ignores_case) {
    if (e->ignores_case == ignores_case) return;
    put(e, ignores_case ? "(?i)" : "(?-i)");
    e->ignores_case = ignores_case;
}

/* Case is PCRE2's business: not where letters are those of ASCII alone but the subject is text in UTF-8. */
static bool uses_option(const Emitter *e, uint32_t flags) {
    return flags & RE_IGNORECASE && !(e->subject == RE_SUBJECT_UTF && flags & RE_ASCII);
}

static const uint32_t *find_alike(uint32_t c) {
    for (size_t i = 0; i < ALIKE_COUNT; i++)
        for (size_t k = 0; k < 4; k++)
            if (ALIKE[i][k] == c) return ALIKE[i];
    return NULL;
}

/* Characters of ASCII that are the same to Python as `c`, which is not ASCII. */
static uint32_t fold_to_ascii(uint32_t c) {
    for (size_t i = 0; i < FOLDED_COUNT; i++)
        if (FOLDED[i][0] == c) return FOLDED[i][1];
    return c;
}

static void put_alike(Emitter *e, const uint32_t *alike) {
    for (size_t k = 0; k < 4 && alike[k]; k++) put_char(e, alike[k]);
}

static void put_literal(Emitter *e, uint32_t c, bool negated, uint32_t flags) {
    bool ignores_case = flags & RE_IGNORECASE, is_unicode = flags & RE_UNICODE;
    if (e->subject == RE_SUBJECT_ASCII && ignores_case && is_unicode) c = fold_to_ascii(c);
    const uint32_t *alike = NULL;
    if (ignores_case && is_unicode && e->subject == RE_SUBJECT_UTF) alike = find_alike(c);
    bool by_hand = ignores_case && !uses_option(e, flags) && is_ascii_letter(c);
    bool has_case = is_ascii_letter(c) || c >= 0x80;
    if (has_case) set_case(e, uses_option(e, flags) && (is_unicode || is_ascii_letter(c)));
    if (!negated && !alike && !by_hand) {
        put_char(e, c);
        return;
    }
    put(e, negated ? "[^" : "[");
    if (alike)
        put_alike(e, alike);
    else
        put_char(e, c);
    if (by_hand) put_char(e, c ^ 0x20);
    put(e, "]");
}

/* ---- sets ---- */

static void put_category(Emitter *e, uint32_t category, uint32_t flags) {
    bool is_unicode = flags & RE_UNICODE && e->subject == RE_SUBJECT_UTF;
    bool separators = flags & RE_UNICODE; /* \x1c .. \x1f are space to str alone */
    char lower = (char)(category | 0x20);
    bool negated = lower != (char)category;
    /* With PCRE2_UCP \w would be Unicode's, without it ASCII's: say which where the two differ. */
    bool is_native = is_unicode == e->has_unicode || e->subject != RE_SUBJECT_UTF;
    if (lower == 's' && separators) {
        /* Negated, a class of its own cannot be merged into another one: the complement, piece by piece. */
        if (!negated)
            put(e, "\\s\\x{1c}-\\x{1f}");
        else if (is_unicode)
            put(e, "\\x{00}-\\x{08}\\x{0e}-\\x{1b}!-\\x{84}\\x{86}-\\x{9f}\\x{a1}-\\x{167f}"
                   "\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}"
                   "\\x{2060}-\\x{2fff}\\x{3001}-\\x{10ffff}");
        else
            put(e, "\\x{00}-\\x{08}\\x{0e}-\\x{1b}!-\\x{ff}");
    } else if (is_native) {
        char escape[] = {'\\', (char)category};
        oli_re_add(e->text, escape, 2);
    } else if (is_unicode) { /* (?u:...) in a pattern that is ASCII otherwise */
        put(e, lower == 'd' ? (negated ? "\\P{Nd}" : "\\p{Nd}") : (negated ? "\\P{Xwd}" : "\\p{Xwd}"));
    } else if (lower == 'd') {
        put(e, negated ? "\\x{00}-\\/\\:-\\x{10ffff}" : "0-9");
    } else if (lower == 'w') {
        put(e, negated ? "\\x{00}-\\/\\:-\\@\\[-\\^\\`\\{-\\x{10ffff}" : "a-zA-Z0-9_");
    } else {
        put(e, negated ? "\\x{00}-\\x{08}\\x{0e}-\\x{1f}!-\\x{10ffff}" : " \\x{09}-\\x{0d}");
    }
}

static void put_range(Emitter *e, uint32_t low, uint32_t high) {
    put_char(e, low);
    if (low == high) return;
    put(e, "-");
    put_char(e, high);
}

/* The letters of ASCII between `low` and `high`, whose first is `first`, in their other case. */
static void put_other_case(Emitter *e, uint32_t low, uint32_t high, uint32_t first) {
    uint32_t last = first + 25;
    if (high < first || low > last) return;
    put_range(e, (low > first ? low : first) ^ 0x20, (high < last ? high : last) ^ 0x20);
}

/* A range under IGNORECASE: what PCRE2's option would not add. */
static void put_range_extras(Emitter *e, uint32_t low, uint32_t high, uint32_t flags) {
    if (!uses_option(e, flags)) {
        put_other_case(e, low, high, 'a');
        put_other_case(e, low, high, 'A');
        return;
    }
    if (!(flags & RE_UNICODE)) return;
    if (e->subject == RE_SUBJECT_ASCII) {
        for (size_t i = 0; i < FOLDED_COUNT; i++)
            if (FOLDED[i][0] >= low && FOLDED[i][0] <= high) put_char(e, FOLDED[i][1]);
        return;
    }
    for (size_t i = 0; i < ALIKE_COUNT; i++)
        for (size_t k = 0; k < 4 && ALIKE[i][k]; k++)
            if (ALIKE[i][k] >= low && ALIKE[i][k] <= high) {
                put_alike(e, ALIKE[i]);
                break;
            }
}

static void put_set(Emitter *e, const ReNode *node, uint32_t flags) {
    bool ignores_case = uses_option(e, flags), is_narrow = e->subject == RE_SUBJECT_ASCII;
    const ReItem *items = e->tree->items + node->a;
    set_case(e, ignores_case);
    put(e, node->variant ? "[^" : "[");
    size_t start = e->text->size;
    for (uint32_t i = 0; i < node->b; i++) {
        uint32_t low = items[i].low, high = items[i].high;
        if (items[i].category) {
            put_category(e, items[i].category, flags);
            continue;
        }
        if (flags & RE_IGNORECASE) put_range_extras(e, low, high, flags);
        if (is_narrow && low >= 0x80) continue;
        put_range(e, low, is_narrow && high >= 0x80 ? 0x7F : high);
    }
    if (e->text->size == start) put_char(e, 0xFF); /* nothing that an ASCII subject could hold */
    put(e, "]");
}

/* ---- structure ---- */

static bool emit(Emitter *e, uint32_t number, uint32_t flags);

static bool emit_children(Emitter *e, const ReNode *node, uint32_t flags, const char *between) {
    for (uint32_t child = node->child; child; child = e->tree->nodes[child].next) {
        if (child != node->child) put(e, between);
        if (!emit(e, child, flags)) return false;
    }
    return true;
}

/* `open`, the children, ")": settings of case end with the group. */
static bool emit_group(Emitter *e, const ReNode *node, uint32_t flags, const char *open, const char *between) {
    bool ignores_case = e->ignores_case;
    put(e, open);
    bool ok = emit_children(e, node, flags, between);
    put(e, ")");
    e->ignores_case = ignores_case;
    return ok;
}

static void put_limits(Emitter *e, uint32_t min, uint32_t max, uint8_t variant) {
    if (min == 0 && max == RE_REPEAT_MAX) {
        put(e, "*");
    } else if (min == 1 && max == RE_REPEAT_MAX) {
        put(e, "+");
    } else if (min == 0 && max == 1) {
        put(e, "?");
    } else {
        put(e, "{");
        put_number(e, min);
        if (max != min) put(e, ",");
        if (max != min && max != RE_REPEAT_MAX) put_number(e, max);
        put(e, "}");
    }
    if (variant != RE_GREEDY) put(e, variant == RE_LAZY ? "?" : "+");
}

/* Whether a quantifier behind the node's text would apply to all of it. */
static bool is_atom(const ReNode *node) {
    switch ((ReKind)node->kind) {
    case RE_LITERAL:
    case RE_NOT_LITERAL:
    case RE_ANY:
    case RE_SET:
    case RE_GROUP:
    case RE_ATOMIC:
    case RE_BACKREF: return true;
    default: return false;
    }
}

static bool emit_quantified(Emitter *e, const ReNode *item, uint32_t number, uint32_t flags, uint32_t min, uint32_t max,
                            uint8_t variant) {
    bool ok;
    if (is_atom(item)) {
        ok = emit(e, number, flags);
    } else {
        bool ignores_case = e->ignores_case;
        put(e, "(?:");
        ok = emit(e, number, flags);
        put(e, ")");
        e->ignores_case = ignores_case;
    }
    put_limits(e, min, max, variant);
    return ok;
}

/* PCRE2 counts to 65535: larger numbers are written as products and sums. */
static bool emit_large_repeat(Emitter *e, const ReNode *node, const ReNode *item, uint32_t flags) {
    uint32_t min = node->a, max = node->b, times = min / PCRE_REPEAT_MAX;
    bool ignores_case = e->ignores_case, ok = true;
    put(e, node->variant == RE_POSSESSIVE ? "(?>" : "(?:");
    if (times > PCRE_REPEAT_MAX) {
        put(e, "(?!)"); /* no text is that long */
    } else if (times) {
        put(e, "(?:");
        ok = emit_quantified(e, item, node->child, flags, PCRE_REPEAT_MAX, PCRE_REPEAT_MAX, RE_GREEDY);
        put(e, ")");
        put_limits(e, times, times, RE_GREEDY);
        e->ignores_case = ignores_case;
    }
    uint8_t variant = node->variant == RE_LAZY ? RE_LAZY : RE_GREEDY;
    uint32_t rest = min % PCRE_REPEAT_MAX, more = max == RE_REPEAT_MAX ? max : max - min;
    if (more != RE_REPEAT_MAX && more / PCRE_REPEAT_MAX > PCRE_REPEAT_MAX) more = RE_REPEAT_MAX;
    if (ok && rest) ok = emit_quantified(e, item, node->child, flags, rest, rest, RE_GREEDY);
    if (ok && more > PCRE_REPEAT_MAX && more != RE_REPEAT_MAX) {
        put(e, "(?:");
        ok = emit_quantified(e, item, node->child, flags, 0, PCRE_REPEAT_MAX, variant);
        put(e, ")");
        put_limits(e, more / PCRE_REPEAT_MAX, more / PCRE_REPEAT_MAX, RE_GREEDY);
        more %= PCRE_REPEAT_MAX;
        e->ignores_case = ignores_case;
    }
    if (ok && more) ok = emit_quantified(e, item, node->child, flags, 0, more, variant);
    put(e, ")");
    e->ignores_case = ignores_case;
    return ok;
}

static bool emit_repeat(Emitter *e, const ReNode *node, uint32_t flags) {
    const ReNode *item = &e->tree->nodes[node->child];
    bool is_large = node->a > PCRE_REPEAT_MAX || (node->b > PCRE_REPEAT_MAX && node->b != RE_REPEAT_MAX);
    if (is_large) return emit_large_repeat(e, node, item, flags);
    return emit_quantified(e, item, node->child, flags, node->a, node->b, node->variant);
}

static void put_boundary(Emitter *e, bool negated, uint32_t flags) {
    bool is_unicode = flags & RE_UNICODE;
    if (e->subject != RE_SUBJECT_UTF || is_unicode == e->has_unicode) {
        put(e, negated ? "(?!\\A\\z)\\B" : "\\b"); /* to Python an empty text has no non-boundary */
        return;
    }
    const char *word = is_unicode ? "[\\p{Xwd}]" : "[a-zA-Z0-9_]";
    if (negated) put(e, "(?!\\A\\z)");
    const char *const parts[] = {
        "(?:(?<=", word, negated ? ")(?=" : ")(?!", word, ")|(?<!", word, negated ? ")(?!" : ")(?=", word, "))"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) put(e, parts[i]);
}

static void put_at(Emitter *e, ReAt at, uint32_t flags) {
    bool many = flags & RE_MULTILINE;
    switch (at) {
    case RE_AT_START: put(e, "\\A"); break;
    case RE_AT_CARET: put(e, many ? "^" : "\\A"); break;
    case RE_AT_DOLLAR: put(e, many ? "$" : "\\Z"); break;
    case RE_AT_END: put(e, "\\z"); break;
    case RE_AT_BOUNDARY:
    case RE_AT_NOT_BOUNDARY: put_boundary(e, at == RE_AT_NOT_BOUNDARY, flags); break;
    }
}

static bool emit_look(Emitter *e, const ReNode *node, uint32_t flags) {
    static const char *const OPEN[] = {"(?=", "(?<=", "(?!", "(?<!"};
    return emit_group(e, node, flags, OPEN[node->a & 3], "");
}

static bool emit_scoped(Emitter *e, const ReNode *node, uint32_t flags) {
    if (node->add & RE_KINDS) flags &= ~(uint32_t)RE_KINDS;
    flags = (flags | node->add) & ~(uint32_t)node->remove;
    return emit_group(e, node, flags, node->a ? "(" : "(?:", "");
}

static bool emit_if(Emitter *e, const ReNode *node, uint32_t flags) {
    bool ignores_case = e->ignores_case;
    put(e, "(?(");
    put_number(e, node->a);
    put(e, ")");
    bool ok = emit_children(e, node, flags, "|");
    put(e, ")");
    e->ignores_case = ignores_case;
    return ok;
}

static bool emit(Emitter *e, uint32_t number, uint32_t flags) {
    if (!aioli_check_recursion(e->tree->vm)) return false;
    const ReNode *node = &e->tree->nodes[number];
    switch ((ReKind)node->kind) {
    case RE_SEQUENCE: return emit_children(e, node, flags, "");
    case RE_BRANCH: return emit_children(e, node, flags, "|");
    case RE_LITERAL: put_literal(e, node->a, false, flags); break;
    case RE_NOT_LITERAL: put_literal(e, node->a, true, flags); break;
    case RE_ANY: put(e, flags & RE_DOTALL ? "." : "\\N"); break;
    case RE_SET: put_set(e, node, flags); break;
    case RE_AT: put_at(e, (ReAt)node->a, flags); break;
    case RE_REPEAT: return emit_repeat(e, node, flags);
    case RE_GROUP: return emit_scoped(e, node, flags);
    case RE_ATOMIC: return emit_group(e, node, flags, "(?>", "");
    case RE_LOOK: return emit_look(e, node, flags);
    case RE_BACKREF:
        set_case(e, flags & RE_IGNORECASE);
        put(e, "\\g{");
        put_number(e, node->a);
        put(e, "}");
        break;
    case RE_IF: return emit_if(e, node, flags);
    case RE_FAIL: put(e, "(?!)"); break;
    }
    return true;
}

bool oli_re_emit(const ReTree *tree, ReSubject subject, ReText *text) {
    Emitter emitter = {.tree = tree, .text = text, .subject = subject};
    emitter.has_unicode = subject == RE_SUBJECT_UTF && tree->flags & RE_UNICODE;
    return emit(&emitter, tree->root, tree->flags) && !text->failed;
}
