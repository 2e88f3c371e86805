/* SPDX-License-Identifier: MIT
 *
 * Reading patterns of module re: escapes and sets (re_parser.h).
 */
#include <string.h>

#include "re_parser.h"

/* ---- escapes ---- */

static bool add_set(Parser *p, uint32_t parent, uint32_t category) {
    uint32_t first = p->tree->item_count;
    return oli_re_add_item(p, (ReItem){category, 0, 0}) && oli_re_add_node(p, parent, RE_SET, first, 1);
}

static int hex_value(int32_t c) {
    return is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

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
    int brace = oli_re_accept(p, '{');
    if (brace <= 0) return brace < 0 ? false : oli_re_error(p, "missing {", 0);
    size_t start, end;
    if (!oli_re_read_until(p, '}', "character name", &start, &end)) return false;
    AioliValue name = oli_re_piece(p, start, end), module = aioli_import(p->vm, "unicodedata");
    if (aioli_is_error(name) || aioli_is_error(module)) return false;
    AioliValue found = aioli_call_method(p->vm, module, "lookup", &name, 1);
    if (aioli_is_error(found) && !aioli_error_is(p->vm, "KeyError")) return false;
    if (aioli_is_error(found) || aioli_string_length(p->vm, found) != 1) {
        aioli_error_clear(p->vm);
        return oli_re_error_value(p, aioli_string_format(p->vm, "undefined character name %R", name), end - start + 4);
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
            if (digit < 0) return oli_re_error_about(p, "incomplete escape ", start);
            value = value << 4 | (uint64_t)digit;
            if (!oli_re_advance(p)) return false;
        }
        *c = (uint32_t)value;
        return value <= 0x10FFFF || oli_re_error_about(p, "bad escape ", start);
    }
    if (letter == 'N' && p->is_text) return named_character(p, c);
    *c = (uint32_t)letter;
    if (!is_letter(letter) && !is_digit(letter)) return true;
    return oli_re_error_about(p, "bad escape ", start);
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
            if (!oli_re_advance(p)) return false;
        }
        if (c > 0377) {
            AioliValue part = oli_re_message_piece(p, start, tell(p));
            if (aioli_is_error(part)) return false;
            return oli_re_error_value(
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
        if (!oli_re_advance(p)) return false;
        if (is_octal(first) && is_octal(second) && next_is_octal(p)) {
            uint32_t c = ((uint32_t)(first - '0') * 8 + (uint32_t)(second - '0')) * 8 + (uint32_t)p->next.c - '0';
            if (!oli_re_advance(p)) return false;
            if (c <= 0377) return oli_re_add_node(p, sequence, RE_LITERAL, c, 0);
            AioliValue part = oli_re_message_piece(p, start, tell(p));
            if (aioli_is_error(part)) return false;
            return oli_re_error_value(
                p, aioli_string_format(p->vm, "octal escape value %V outside of range 0-0o377", part), tell(p) - start);
        }
    }
    if (group >= p->tree->group_count)
        return oli_re_error_value(p, aioli_string_format(p->vm, "invalid group reference %u", (unsigned)group),
                                  tell(p) - start - 1);
    if (!oli_re_is_closed(p, group)) return oli_re_error(p, "cannot refer to an open group", tell(p) - start);
    return oli_re_check_look_behind(p, group) && oli_re_add_node(p, sequence, RE_BACKREF, group, 0);
}

/* An escape outside sets, its token taken. */
bool oli_re_read_escape(Parser *p, uint32_t sequence, int32_t letter, size_t start) {
    if (is_category(letter)) return add_set(p, sequence, (uint32_t)letter);
    switch (letter) {
    case 'A': return oli_re_add_node(p, sequence, RE_AT, RE_AT_START, 0);
    case 'Z': return oli_re_add_node(p, sequence, RE_AT, RE_AT_END, 0);
    case 'b': return oli_re_add_node(p, sequence, RE_AT, RE_AT_BOUNDARY, 0);
    case 'B': return oli_re_add_node(p, sequence, RE_AT, RE_AT_NOT_BOUNDARY, 0);
    default: break;
    }
    uint32_t c = control_escape(letter);
    if (letter == '0') {
        for (int i = 0; i < 2 && next_is_octal(p); i++) {
            c = c * 8 + (uint32_t)p->next.c - '0';
            if (!oli_re_advance(p)) return false;
        }
    } else if (is_digit(letter)) {
        return numbered_escape(p, sequence, letter, start);
    } else if (!c && !simple_escape(p, letter, start, &c)) {
        return false;
    }
    return oli_re_add_node(p, sequence, RE_LITERAL, c, 0);
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
    AioliValue from = oli_re_message_piece(p, low, low_end), to = oli_re_message_piece(p, high, tell(p));
    if (aioli_is_error(from) || aioli_is_error(to)) return false;
    return oli_re_error_value(p, aioli_string_format(p->vm, "bad character range %V-%V", from, to), tell(p) - low);
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
    if (!oli_re_advance(p)) return 0;
    if (that.c < 0) return oli_re_error(p, "unterminated character set", tell(p) - here);
    if (that.c == ']' && !that.is_escaped)
        return oli_re_add_item(p, low) && oli_re_add_item(p, (ReItem){0, '-', '-'}) ? 2 : 0;
    if (that.c == '-' && !that.is_escaped && !warn(p, "set difference", tell(p) - 2)) return 0;
    ReItem high;
    if (!set_member(p, that, start, &high)) return 0;
    if (low.category || high.category || high.low < low.low) return bad_range(p, low_start, low_end, start);
    return oli_re_add_item(p, (ReItem){0, low.low, high.low});
}

/* A set; the "[" was taken. */
bool oli_re_read_set(Parser *p, uint32_t sequence) {
    size_t here = tell(p) - 1;
    if (next_is(p, '[') && !warn(p, "nested set", tell(p))) return false;
    int negated = oli_re_accept(p, '^');
    if (negated < 0) return false;
    uint32_t first = p->tree->item_count;
    for (;;) {
        Token this = p->next;
        size_t start = tell(p);
        if (!oli_re_advance(p)) return false;
        if (this.c < 0) return oli_re_error(p, "unterminated character set", tell(p) - here);
        bool has_items = p->tree->item_count != first;
        if (this.c == ']' && !this.is_escaped && has_items) break;
        if (has_items && !this.is_escaped && (this.c == '-' || this.c == '&' || this.c == '~' || this.c == '|') &&
            next_is(p, (char)this.c) && !warn_operation(p, this))
            return false;
        ReItem item;
        if (!set_member(p, this, start, &item)) return false;
        size_t end = tell(p);
        int dash = oli_re_accept(p, '-');
        if (dash < 0) return false;
        int done = dash ? read_range(p, item, start, end, here) : oli_re_add_item(p, item);
        if (!done) return false;
        if (done == 2) break;
    }
    uint32_t count = p->tree->item_count - first;
    const ReItem *only = &p->tree->items[first];
    if (count == 1 && !only->category && only->low == only->high)
        return oli_re_add_node(p, sequence, negated ? RE_NOT_LITERAL : RE_LITERAL, only->low, 0);
    if (!oli_re_add_node(p, sequence, RE_SET, first, count)) return false;
    p->tree->nodes[p->tree->nodes[sequence].last].variant = negated == 1;
    return true;
}
