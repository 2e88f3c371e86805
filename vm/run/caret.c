/* SPDX-License-Identifier: MIT
 *
 * Where the carets below a source line change: a look at the text of an expression that finds its outermost operation.
 *
 * CPython parses the text again and asks the tree. Here one pass over the tokens is enough, because only three answers
 * matter: a binary operation (which operator is applied last follows from precedence), a subscript or a call (the last
 * thing behind the primary), or anything else. The text compiled once, so that errors in it need no care: at worst the
 * carets are plain.
 */
#include "run/traceback.h"

#include "types/unicode.h"

/* Binding strength of operators; what is not here (comparisons, `not`, `if`, ...) ends the search. */
enum { LEVEL_OR = 1, LEVEL_XOR, LEVEL_AND, LEVEL_SHIFT, LEVEL_ADD, LEVEL_MUL, LEVEL_UNARY, LEVEL_POW, LEVEL_NONE };

typedef struct Scanner {
    const char *text;
    size_t size, at;
    bool after_operand; /* the next operator is binary, the next bracket a call or a subscript */
    bool begins_with_sign, begins_with_await;
    int level; /* of the operator that is applied last so far */
    size_t operator_at, operator_size;
    AnchorKind trailer; /* the last thing behind the last primary */
    size_t trailer_at;
    bool only_name; /* nothing but one name before the trailer */
    size_t primaries;
    size_t group_end;  /* end of the last bracket that was an operand, or 0 */
    size_t operand_at; /* where the last operand began */
} Scanner;

static char peek(const Scanner *s, size_t ahead) { return s->at + ahead < s->size ? s->text[s->at + ahead] : '\0'; }

static bool is_word(char c) { return ascii_is_alpha(c) || ascii_is_digit(c) || c == '_' || (unsigned char)c >= 0x80; }

/* ---- strings and brackets ---- */

enum { MAX_NESTING = 50 }; /* of f-strings in f-strings; deeper ones are taken for plain strings */

/* Whether the letters that end at `end` make a following string an f-string. */
static bool is_format_prefix(const char *text, size_t end) {
    for (size_t i = end; i > 0 && end - i < 2 && ascii_is_alpha(text[i - 1]); i--)
        if (ascii_lower(text[i - 1]) == 'f') return true;
    return false;
}

static size_t skip_string(const char *text, size_t size, size_t at, int nesting);

/* Behind the bracket that opens at `at`; that of an f-string's field ends its expression at ':', where the format
 * begins. */
static size_t skip_bracket(const char *text, size_t size, size_t at, bool field, int nesting) {
    size_t depth = 0;
    bool in_format = false;
    while (at < size) {
        char c = text[at];
        if (!in_format && (c == '\'' || c == '"')) {
            at = skip_string(text, size, at, nesting);
            continue;
        }
        if (!in_format && c == '#') {
            while (at < size && text[at] != '\n') at++;
            continue;
        }
        if (field && depth == 1 && c == ':') in_format = true;
        if (c == '(' || c == '[' || c == '{') depth++;
        at++;
        if ((c == ')' || c == ']' || c == '}') && --depth == 0) return at;
    }
    return size;
}

static bool ends_string(const char *text, size_t size, size_t at, char quote, bool triple) {
    if (text[at] != quote) return false;
    return !triple || (at + 2 < size && text[at + 1] == quote && text[at + 2] == quote);
}

/* Behind the string literal whose quote is at `at`. */
static size_t skip_string(const char *text, size_t size, size_t at, int nesting) {
    char quote = text[at];
    bool formatted = nesting < MAX_NESTING && is_format_prefix(text, at);
    bool triple = ends_string(text, size, at, quote, true);
    at += triple ? 3 : 1;
    while (at < size) {
        char c = text[at];
        if (ends_string(text, size, at, quote, triple)) return at + (triple ? 3 : 1);
        bool doubled = at + 1 < size && text[at + 1] == '{';
        if (formatted && c == '{' && !doubled) {
            at = skip_bracket(text, size, at, true, nesting + 1);
        } else {
            at += c == '\\' || (formatted && c == '{') ? 2 : 1;
        }
    }
    return size;
}

/* ---- operands ---- */

static void begin_operand(Scanner *s) {
    s->operand_at = s->at;
    s->trailer = ANCHOR_NONE;
    s->only_name = false;
    s->group_end = 0;
    s->after_operand = true;
    s->primaries++;
}

static void scan_number(Scanner *s) {
    bool hex = peek(s, 0) == '0' && ascii_lower(peek(s, 1)) == 'x';
    while (s->at < s->size) {
        char c = peek(s, 0);
        bool exponent_sign = !hex && (c == '+' || c == '-') && ascii_lower(s->text[s->at - 1]) == 'e';
        if (!is_word(c) && c != '.' && !exponent_sign) break;
        s->at++;
    }
}

typedef enum WordKind { WORD_NAME, WORD_AWAIT, WORD_OTHER } WordKind;

static WordKind word_kind(const char *word, size_t size) {
    static const char *const others[] = {
        "and", "or",    "not",    "in",     "is",     "if",     "else",    "lambda",   "for",  "async", "yield",
        "del", "raise", "return", "assert", "import", "from",   "global",  "nonlocal", "pass", "break", "with",
        "try", "while", "class",  "def",    "elif",   "except", "finally", "continue", "as",
    };
    if (size == 5 && !memcmp(word, "await", 5)) return WORD_AWAIT;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strlen(others[i]) == size && !memcmp(word, others[i], size)) return WORD_OTHER;
    return WORD_NAME;
}

/* A name, a keyword or a string prefix; false ends the search: the expression is none of the three. */
static bool scan_word(Scanner *s) {
    size_t start = s->at;
    size_t end = start;
    while (end < s->size && is_word(s->text[end])) end++;
    if (end < s->size && end - start <= 2 && (s->text[end] == '"' || s->text[end] == '\'')) {
        begin_operand(s);
        s->at = skip_string(s->text, s->size, end, 0);
        return true;
    }
    WordKind kind = word_kind(s->text + start, end - start);
    if (kind == WORD_OTHER) return false;
    if (kind == WORD_AWAIT) {
        if (s->primaries == 0) s->begins_with_await = true;
        s->at = end;
        return true;
    }
    begin_operand(s);
    s->only_name = true;
    s->at = end;
    return true;
}

static bool scan_open(Scanner *s) {
    char c = peek(s, 0);
    if (!s->after_operand) {
        begin_operand(s);
        s->at = skip_bracket(s->text, s->size, s->at, false, 0);
        s->group_end = s->at;
        return true;
    }
    if (c == '{') return false;
    if (s->trailer != ANCHOR_NONE) s->only_name = false;
    s->trailer = c == '(' ? ANCHOR_CALL : ANCHOR_SUBSCRIPT;
    s->trailer_at = s->at;
    s->group_end = 0;
    s->at = skip_bracket(s->text, s->size, s->at, false, 0);
    return true;
}

static bool scan_dot(Scanner *s) {
    if (!s->after_operand) { /* .5 or ... */
        begin_operand(s);
        if (ascii_is_digit(peek(s, 1))) {
            scan_number(s);
        } else {
            s->at += 3;
        }
        return true;
    }
    s->at++;
    while (s->at < s->size && (ascii_is_space(peek(s, 0)) || peek(s, 0) == '\\')) s->at++;
    while (s->at < s->size && is_word(peek(s, 0))) s->at++;
    s->trailer = ANCHOR_NONE;
    s->only_name = false;
    s->group_end = 0;
    return true;
}

/* ---- operators ---- */

static int operator_level(char c, bool doubled) {
    switch (c) {
    case '|': return LEVEL_OR;
    case '^': return LEVEL_XOR;
    case '&': return LEVEL_AND;
    case '<':
    case '>': return doubled ? LEVEL_SHIFT : 0;
    case '+':
    case '-': return LEVEL_ADD;
    case '*': return doubled ? LEVEL_POW : LEVEL_MUL;
    case '/':
    case '%':
    case '@': return LEVEL_MUL;
    default: return 0;
    }
}

static bool scan_operator(Scanner *s) {
    char c = peek(s, 0);
    if (!s->after_operand) {
        if (c != '+' && c != '-' && c != '~') return false;
        if (s->primaries == 0) s->begins_with_sign = true;
        s->at++;
        return true;
    }
    bool doubled = peek(s, 1) == c && (c == '*' || c == '/' || c == '<' || c == '>');
    int level = operator_level(c, doubled);
    size_t size = doubled ? 2 : 1;
    if (!level || peek(s, size) == '=') return false; /* a comparison, an assignment */
    if (level == LEVEL_POW ? level < s->level : level <= s->level) {
        s->level = level;
        s->operator_at = s->at;
        s->operator_size = size;
    }
    s->after_operand = false;
    s->at += size;
    return true;
}

/* ---- all of it ---- */

static bool scan_token(Scanner *s) {
    char c = peek(s, 0);
    if (ascii_is_space(c) || c == '\\') {
        s->at++;
        return true;
    }
    if (c == '#') {
        while (s->at < s->size && peek(s, 0) != '\n') s->at++;
        return true;
    }
    if (ascii_is_digit(c)) {
        begin_operand(s);
        scan_number(s);
        return true;
    }
    if (is_word(c)) return scan_word(s);
    if (c == '"' || c == '\'') {
        begin_operand(s);
        s->at = skip_string(s->text, s->size, s->at, 0);
        return true;
    }
    if (c == '(' || c == '[' || c == '{') return scan_open(s);
    if (c == '.') return scan_dot(s);
    return scan_operator(s);
}

/* Whether the brackets from `start` to `end` only group: no tuple, no generator expression. */
static bool is_plain_group(const Scanner *s, size_t start, size_t end) {
    size_t at = start + 1;
    while (at < end - 1) {
        char c = s->text[at];
        if (c == ',') return false;
        bool keyword = end - at > 3 && !memcmp(s->text + at, "for", 3) && !is_word(s->text[at + 3]);
        if (keyword && !is_word(s->text[at - 1])) return false;
        if (c == '\'' || c == '"') {
            at = skip_string(s->text, end, at, 0);
        } else if (c == '(' || c == '[' || c == '{') {
            at = skip_bracket(s->text, end, at, false, 0);
        } else {
            at++;
        }
    }
    return end > start + 2;
}

/* CPython marks the character behind an operator of one character too when it is not a space and not yet the right
 * operand: which it is not when that is in parentheses of its own. */
static size_t operator_end(const Scanner *s) {
    size_t end = s->operator_at + s->operator_size;
    bool parenthesised = s->operator_size == 1 && end < s->size && s->text[end] == '(' && s->operand_at == end;
    return parenthesised && s->group_end && is_plain_group(s, end, s->group_end) ? end + 1 : end;
}

Anchors oli_find_anchors(const char *text, size_t size) {
    const Anchors none = {.kind = ANCHOR_NONE};
    Scanner s = {.text = text, .size = size, .level = LEVEL_NONE};
    while (s.at < s.size)
        if (!scan_token(&s)) return none;
    if (s.at > s.size || !s.after_operand) return none;
    if (s.level < LEVEL_UNARY || (s.level == LEVEL_POW && !s.begins_with_sign))
        return (Anchors){.kind = ANCHOR_BINARY, .left_end = s.operator_at, .right_start = operator_end(&s)};
    if (s.begins_with_sign || s.begins_with_await || s.trailer == ANCHOR_NONE) return none;
    return (Anchors){.kind = s.trailer,
                     .left_end = s.trailer_at,
                     .right_start = size,
                     .callee_is_name = s.only_name && s.trailer == ANCHOR_CALL};
}
