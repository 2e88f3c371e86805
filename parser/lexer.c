/* SPDX-License-Identifier: MIT
 *
 * The lexer's core (model in lexer.h): lines and indentation, names and keywords, operators, brackets. Numbers and
 * strings have files of their own.
 *
 * Lines are counted lazily, as CPython does: after a NEWLINE token the lexer still stands on the line that it ended,
 * because an error found there belongs to that line.
 */
#include "parser/lexer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "grammar.h"

void oli_lexer_init(Lexer *lexer, Errors *errors, ParseMode mode) {
    memset(lexer, 0, sizeof *lexer);
    lexer->errors = errors;
    lexer->cursor = lexer->line_start = lexer->buffer_start = errors->source;
    lexer->limit = errors->limit;
    lexer->mode = mode;
    lexer->line = errors->source < errors->limit;
    lexer->at_line_start = true;
    lexer->indent_count = 1; /* column 0 */
}

int oli_lex_fail(Lexer *lexer, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char message[300];
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    const char *newline = memchr(lexer->line_start, '\n', (size_t)(lexer->limit - lexer->line_start));
    Line text = {lexer->line_start, (size_t)((newline ? newline : lexer->limit) - lexer->line_start)};
    uint32_t offset = oli_count_chars(lexer->line_start, (size_t)(lexer->cursor - lexer->line_start));
    oli_error(lexer->errors, SYNTAX_ERROR, lexer->line, offset, lexer->line, (int32_t)offset, text, "%s", message);
    lexer->fault = FAULT_RAISED;
    return LEX_ERROR;
}

static int stop(Lexer *lexer, LexFault fault) {
    lexer->fault = fault;
    return LEX_ERROR;
}

/* The text that CPython shows for an error on the line being read: all of its buffer, newline included. */
static Line buffered_text(const Lexer *lexer) {
    const char *newline = memchr(lexer->line_start, '\n', (size_t)(lexer->limit - lexer->line_start));
    const char *end = newline ? newline + 1 : lexer->limit;
    return (Line){lexer->buffer_start, (size_t)(end - lexer->buffer_start)};
}

void oli_lexer_raise_unclosed(Lexer *lexer) {
    const Bracket *bracket = &lexer->brackets[lexer->depth - 1];
    Line text = oli_source_line(lexer->errors, bracket->line);
    uint32_t offset = oli_count_chars(text.start, bracket->col) + 1;
    if (bracket->line >= lexer->line) text = buffered_text(lexer);
    oli_error(lexer->errors, SYNTAX_ERROR, bracket->line, offset, bracket->line, 0, text, "'%c' was never closed",
              bracket->open);
    lexer->errors->is_incomplete = true;
}

void oli_lexer_raise_fault(Lexer *lexer) {
    Line text = buffered_text(lexer);
    uint32_t line = lexer->line;
    uint32_t all = oli_count_chars(lexer->line_start, (size_t)(text.start + text.size - lexer->line_start));
    switch (lexer->fault) {
        case FAULT_NONE: case FAULT_RAISED: break;
        case FAULT_END:
            if (lexer->depth) {
                oli_lexer_raise_unclosed(lexer);
            } else {
                oli_error(lexer->errors, SYNTAX_ERROR, line, all, line, -1, text, "unexpected EOF while parsing");
            }
            lexer->errors->is_incomplete = true;
            break;
        case FAULT_DEDENT:
            oli_error(lexer->errors, INDENTATION_ERROR, line, all, line, -1, text,
                      "unindent does not match any outer indentation level");
            break;
        case FAULT_TABS:
            oli_error(lexer->errors, TAB_ERROR, line, 1, line, 0, text,
                      "inconsistent use of tabs and spaces in indentation");
            break;
        case FAULT_TOO_DEEP:
            oli_error(lexer->errors, INDENTATION_ERROR, line, 1, line, 0, text, "too many levels of indentation");
            break;
        case FAULT_CONTINUATION:
            oli_error(lexer->errors, SYNTAX_ERROR, line,
                      oli_count_chars(text.start, (size_t)(lexer->cursor - text.start)), line, 0, text,
                      "unexpected character after line continuation character");
            break;
    }
}

/* --- lines and indentation ---------------------------------------------------------------------------------------- */

void oli_lex_begin_line(Lexer *lexer) {
    if (lexer->cursor >= lexer->limit) return; /* an empty last line is none */
    lexer->line_start = lexer->cursor;
    lexer->line++;
    lexer->line_is_done = false;
}

/* The cursor stands behind a backslash: go on to the next line. */
static bool continue_line(Lexer *lexer) {
    if (lexer->cursor >= lexer->limit || *lexer->cursor != '\n') {
        if (lexer->cursor >= lexer->limit) {
            stop(lexer, FAULT_END);
        } else {
            lexer->cursor++;
            stop(lexer, FAULT_CONTINUATION);
        }
        return false;
    }
    lexer->cursor++;
    if (lexer->cursor >= lexer->limit) {
        stop(lexer, FAULT_END);
        return false;
    }
    oli_lex_begin_line(lexer);
    return true;
}

/* Compare a logical line's columns with the open blocks' and set pending_dedents. */
static bool apply_indentation(Lexer *lexer, uint32_t column, uint32_t narrow) {
    uint32_t top = lexer->indent_count - 1;
    if (column == lexer->indents[top]) {
        if (narrow != lexer->narrow_indents[top]) return stop(lexer, FAULT_TABS), false;
    } else if (column > lexer->indents[top]) {
        if (lexer->indent_count >= LEX_MAX_INDENTS) return stop(lexer, FAULT_TOO_DEEP), false;
        if (narrow <= lexer->narrow_indents[top]) return stop(lexer, FAULT_TABS), false;
        lexer->indents[lexer->indent_count] = column;
        lexer->narrow_indents[lexer->indent_count++] = narrow;
        lexer->pending_dedents = -1;
    } else {
        while (lexer->indent_count > 1 && column < lexer->indents[lexer->indent_count - 1]) {
            lexer->indent_count--;
            lexer->pending_dedents++;
        }
        if (column != lexer->indents[lexer->indent_count - 1]) return stop(lexer, FAULT_DEDENT), false;
        if (narrow != lexer->narrow_indents[lexer->indent_count - 1]) return stop(lexer, FAULT_TABS), false;
    }
    return true;
}

/* Measure the white space that begins a logical line. Lines without code have no indentation. */
static bool read_indentation(Lexer *lexer) {
    uint32_t column = 0, narrow = 0, before_continuation = 0;
    lexer->buffer_start = lexer->line_start;
    for (;; lexer->cursor++) {
        char c = *lexer->cursor;
        if (c == ' ') {
            column++, narrow++;
        } else if (c == '\t') {
            column = (column / 8 + 1) * 8;
            narrow++;
        } else if (c == '\f') {
            column = narrow = 0;
        } else if (c == '\\') { /* the indentation before the first backslash counts */
            if (!before_continuation) before_continuation = column;
            lexer->cursor++;
            if (!continue_line(lexer)) return false;
            lexer->buffer_start = lexer->line_start;
            lexer->cursor--;
        } else {
            break;
        }
    }
    if (before_continuation) column = narrow = before_continuation;
    if (*lexer->cursor == '#' || *lexer->cursor == '\n') return true;
    return apply_indentation(lexer, column, narrow);
}

/* --- tokens ------------------------------------------------------------------------------------------------------- */

static int finish(Lexer *lexer, Token *token, int code, const char *start) {
    token->code = code;
    token->text = start;
    token->size = (uint32_t)(lexer->cursor - start);
    token->at.end_line = lexer->line;
    token->at.end_col = (uint32_t)(lexer->cursor - lexer->line_start);
    token->depth = (uint16_t)lexer->depth;
    lexer->previous = code;
    if (code != TOKEN_NEWLINE) lexer->began = true;
    return code;
}

static int placeless(Lexer *lexer, Token *token, int code) {
    uint32_t column = (uint32_t)(lexer->cursor - lexer->line_start);
    token->at = (Span){lexer->line, column, lexer->line, column};
    token->is_placeless = true;
    return finish(lexer, token, code, lexer->cursor);
}

typedef struct {
    const char *text;
    int code;
} Keyword_;

static const Keyword_ keywords[] = { /* sorted by text */
    {"False", TOKEN_FALSE}, {"None", TOKEN_NONE}, {"True", TOKEN_TRUE}, {"and", TOKEN_AND}, {"as", TOKEN_AS},
    {"assert", TOKEN_ASSERT}, {"async", TOKEN_ASYNC}, {"await", TOKEN_AWAIT}, {"break", TOKEN_BREAK},
    {"class", TOKEN_CLASS}, {"continue", TOKEN_CONTINUE}, {"def", TOKEN_DEF}, {"del", TOKEN_DEL},
    {"elif", TOKEN_ELIF}, {"else", TOKEN_ELSE}, {"except", TOKEN_EXCEPT}, {"finally", TOKEN_FINALLY},
    {"for", TOKEN_FOR}, {"from", TOKEN_FROM}, {"global", TOKEN_GLOBAL}, {"if", TOKEN_IF}, {"import", TOKEN_IMPORT},
    {"in", TOKEN_IN}, {"is", TOKEN_IS}, {"lambda", TOKEN_LAMBDA}, {"nonlocal", TOKEN_NONLOCAL}, {"not", TOKEN_NOT},
    {"or", TOKEN_OR}, {"pass", TOKEN_PASS}, {"raise", TOKEN_RAISE}, {"return", TOKEN_RETURN}, {"try", TOKEN_TRY},
    {"while", TOKEN_WHILE}, {"with", TOKEN_WITH}, {"yield", TOKEN_YIELD},
};

int oli_keyword_code(const char *text, size_t size) {
    size_t low = 0, high = sizeof keywords / sizeof *keywords;
    if (size < 2 || size > 8) return TOKEN_NAME;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strncmp(text, keywords[middle].text, size);
        if (order == 0 && keywords[middle].text[size]) order = -1;
        if (order == 0) return keywords[middle].code;
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return TOKEN_NAME;
}

/* Can an expression begin with this token? Decides whether a soft keyword before it is one. */
static bool begins_expression(int code) {
    switch (code) {
        case TOKEN_NAME: case TOKEN_MATCH: case TOKEN_CASE: case TOKEN_TYPE: case TOKEN_NUMBER: case TOKEN_STRING:
        case TOKEN_FSTRING_BEGIN: case TOKEN_LPAREN: case TOKEN_LSQB: case TOKEN_LBRACE: case TOKEN_MINUS:
        case TOKEN_PLUS: case TOKEN_TILDE: case TOKEN_STAR: case TOKEN_NOT: case TOKEN_LAMBDA: case TOKEN_AWAIT:
        case TOKEN_NONE: case TOKEN_TRUE: case TOKEN_FALSE: case TOKEN_ELLIPSIS:
            return true;
        default: return false;
    }
}

/* Look ahead without leaving a trace: does `match` or `type`, just read, begin a statement of its own? `match` does
 * when an expression follows and the line ends in a colon, `type` when a name follows. */
static int soft_keyword(const Lexer *lexer, int code) {
    Lexer *ahead = oli_arena_alloc(lexer->errors->arena, sizeof *ahead);
    Errors ignored = *lexer->errors;
    if (!ahead) return TOKEN_NAME;
    *ahead = *lexer;
    ahead->errors = &ignored;
    ahead->is_quiet = true;
    ahead->previous = TOKEN_NAME;
    Token token;
    int last = 0, next = oli_lexer_next(ahead, &token);
    if (code == TOKEN_TYPE) return next == TOKEN_NAME ? TOKEN_TYPE : TOKEN_NAME;
    if (!begins_expression(next)) return TOKEN_NAME;
    for (; next != TOKEN_NEWLINE && next != TOKEN_END && next != LEX_ERROR; next = oli_lexer_next(ahead, &token)) {
        last = next;
    }
    return last == TOKEN_COLON ? TOKEN_MATCH : TOKEN_NAME;
}

static bool text_is(const char *start, const char *end, const char *word) {
    size_t size = strlen(word);
    return (size_t)(end - start) == size && memcmp(start, word, size) == 0;
}

static int name_or_keyword(Lexer *lexer, const char *start) {
    const char *end = lexer->cursor;
    int previous = lexer->previous;
    bool statement = !lexer->depth && (previous == 0 || previous == TOKEN_NEWLINE || previous == TOKEN_INDENT ||
                                       previous == TOKEN_DEDENT);
    bool small_statement = statement || (!lexer->depth && (previous == TOKEN_SEMI || previous == TOKEN_COLON));
    if (statement && text_is(start, end, "match")) return soft_keyword(lexer, TOKEN_MATCH);
    if (statement && text_is(start, end, "case")) return TOKEN_CASE;
    if (small_statement && text_is(start, end, "type")) return soft_keyword(lexer, TOKEN_TYPE);
    return oli_keyword_code(start, (size_t)(end - start));
}

/* --- names -------------------------------------------------------------------------------------------------------- */

uint32_t oli_lex_peek_char(const char *text, const char *limit, uint32_t *size) {
    utf8proc_int32_t point;
    utf8proc_ssize_t read = utf8proc_iterate((const utf8proc_uint8_t *)text, limit - text, &point);
    *size = read > 0 ? (uint32_t)read : 1;
    return read > 0 ? (uint32_t)point : 0xFFFD;
}

static bool is_start_char(uint32_t c) {
    switch (utf8proc_category((utf8proc_int32_t)c)) {
        case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT: case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO: case UTF8PROC_CATEGORY_NL:
            /* Letters whose compatibility form is no identifier. */
            return c != 0x37A && c != 0xE33 && c != 0xEB3 && !(c >= 0xFC5E && c <= 0xFC63) && c != 0xFDFA &&
                   c != 0xFDFB && !(c >= 0xFE70 && c <= 0xFE7E && c % 2 == 0) && c != 0xFF9E && c != 0xFF9F;
        default: return c == '_' || c == 0x1885 || c == 0x1886 || c == 0x2118 || c == 0x212E;
    }
}

static bool is_continue_char(uint32_t c) {
    switch (utf8proc_category((utf8proc_int32_t)c)) {
        case UTF8PROC_CATEGORY_MN: case UTF8PROC_CATEGORY_MC: case UTF8PROC_CATEGORY_ND: case UTF8PROC_CATEGORY_PC:
            return true;
        default:
            return is_start_char(c) || c == 0xB7 || c == 0x387 || (c >= 0x1369 && c <= 0x1371) || c == 0x19DA ||
                   c == 0xE33 || c == 0xEB3 || c == 0xFF9E || c == 0xFF9F || c == 0x30FB || c == 0xFF65;
    }
}

static bool is_printable(uint32_t c) {
    switch (utf8proc_category((utf8proc_int32_t)c)) {
        case UTF8PROC_CATEGORY_CN: case UTF8PROC_CATEGORY_CC: case UTF8PROC_CATEGORY_CF: case UTF8PROC_CATEGORY_CS:
        case UTF8PROC_CATEGORY_CO: case UTF8PROC_CATEGORY_ZL: case UTF8PROC_CATEGORY_ZP: case UTF8PROC_CATEGORY_ZS:
            return c == ' ';
        default: return true;
    }
}

static bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (uint8_t)c >= 0x80;
}

/* `word`, up to the cursor, has bytes beyond ASCII: is it an identifier? */
static bool check_identifier(Lexer *lexer, const char *word) {
    const char *fault = oli_utf8_fault(lexer->errors->arena, word, (size_t)(lexer->cursor - word));
    if (fault) {
        Line text = buffered_text(lexer);
        uint32_t offset = oli_count_chars(lexer->line_start, (size_t)(word - lexer->line_start)) + 1;
        oli_error(lexer->errors, SYNTAX_ERROR, lexer->line, offset, lexer->line, -1, text, "%s", fault);
        return stop(lexer, FAULT_RAISED), false;
    }
    for (const char *at = word; at < lexer->cursor;) {
        uint32_t size, c = oli_lex_peek_char(at, lexer->cursor, &size);
        if (at == word ? is_start_char(c) : is_continue_char(c)) {
            at += size;
            continue;
        }
        int shown = (int)size;
        lexer->cursor = at + size;
        if (is_printable(c)) {
            oli_lex_fail(lexer, "invalid character '%.*s' (U+%04X)", shown, at, c);
        } else {
            oli_lex_fail(lexer, "invalid non-printable character U+%04X", c);
        }
        return false;
    }
    return true;
}

/* A string's prefix, if a quote follows: bytes of it, else 0. */
static int string_prefix(const char *text) {
    int size = 0;
    bool r = false, b = false, u = false, f = false;
    for (;; size++) {
        char c = text[size] >= 'A' && text[size] <= 'Z' ? (char)(text[size] + 32) : text[size];
        if (c == 'r' && !r && !u) r = true;
        else if (c == 'b' && !b && !u && !f) b = true;
        else if (c == 'u' && !u && !r && !b && !f) u = true;
        else if (c == 'f' && !f && !b && !u) f = true;
        else break;
    }
    return text[size] == '"' || text[size] == '\'' ? size : 0;
}

static int read_string(Lexer *lexer, const char *start, int prefix) {
    lexer->cursor = start + prefix;
    for (int i = 0; i < prefix; i++) {
        if (start[i] == 'f' || start[i] == 'F') return oli_lex_fstring_begin(lexer, start);
    }
    return oli_lex_string(lexer, start);
}

static int read_word(Lexer *lexer, const char *start) {
    int prefix = string_prefix(start);
    if (prefix) return read_string(lexer, start, prefix);
    bool ascii = true;
    for (; is_word_byte(*lexer->cursor); lexer->cursor++) ascii = ascii && (uint8_t)*lexer->cursor < 0x80;
    if (!ascii) return check_identifier(lexer, start) ? TOKEN_NAME : LEX_ERROR;
    return name_or_keyword(lexer, start);
}

/* --- operators and brackets --------------------------------------------------------------------------------------- */

FString *oli_lex_open_field(Lexer *lexer) {
    FString *string = lexer->fstring_count ? &lexer->fstrings[lexer->fstring_count - 1] : NULL;
    return string && string->field_count && !string->in_spec[string->field_count - 1] ? string : NULL;
}

/* The f-string whose innermost field has no bracket open inside of it, or NULL. */
static FString *at_field_level(Lexer *lexer) {
    FString *string = oli_lex_open_field(lexer);
    return string && string->field_depth[string->field_count - 1] == lexer->depth ? string : NULL;
}

static int open_bracket(Lexer *lexer, const char *start, int code) {
    if (lexer->depth >= LEX_MAX_BRACKETS) return oli_lex_fail(lexer, "too many nested parentheses");
    lexer->brackets[lexer->depth++] = (Bracket){*start, lexer->line, (uint32_t)(start - lexer->line_start)};
    return code;
}

static int close_bracket(Lexer *lexer, const char *start, int code) {
    char close = *start;
    FString *field = at_field_level(lexer);
    if (field && close != '}') return oli_lex_fail(lexer, "f-string: unmatched '%c'", close);
    if (!lexer->depth) return oli_lex_fail(lexer, "unmatched '%c'", close);
    const Bracket *bracket = &lexer->brackets[lexer->depth - 1];
    bool matches = (bracket->open == '(' && close == ')') || (bracket->open == '[' && close == ']') ||
                   (bracket->open == '{' && close == '}');
    if (!matches && bracket->line != lexer->line) {
        return oli_lex_fail(lexer, "closing parenthesis '%c' does not match opening parenthesis '%c' on line %u",
                            close, bracket->open, bracket->line);
    }
    if (!matches) {
        return oli_lex_fail(lexer, "closing parenthesis '%c' does not match opening parenthesis '%c'", close,
                            bracket->open);
    }
    if (field) {
        field->field_count--;
        field->spec_resumed = true;
    }
    lexer->depth--;
    return code;
}

/* `plain`, or `longer` when `second` follows, or AUG when '=' does (if `augments`). */
static int operator_or(Lexer *lexer, int plain, char second, int longer, bool augments) {
    if (second && *lexer->cursor == second) {
        lexer->cursor++;
        if (augments && *lexer->cursor == '=') return lexer->cursor++, TOKEN_AUG;
        return longer;
    }
    if (augments && *lexer->cursor == '=') return lexer->cursor++, TOKEN_AUG;
    return plain;
}

static int read_colon(Lexer *lexer) {
    FString *field = at_field_level(lexer);
    if (field) {
        field->in_spec[field->field_count - 1] = true;
        field->spec_resumed = false;
        return TOKEN_COLON;
    }
    return operator_or(lexer, TOKEN_COLON, '=', TOKEN_WALRUS, false);
}

static int read_less_or_greater(Lexer *lexer, char c) {
    char next = *lexer->cursor;
    if (next == '=') return lexer->cursor++, c == '<' ? TOKEN_LE : TOKEN_GE;
    if (c == '<' && next == '>') return lexer->cursor++, TOKEN_UNKNOWN;
    if (next != c) return c == '<' ? TOKEN_LT : TOKEN_GT;
    lexer->cursor++;
    if (*lexer->cursor == '=') return lexer->cursor++, TOKEN_AUG;
    return c == '<' ? TOKEN_LSHIFT : TOKEN_RSHIFT;
}

static int read_dot(Lexer *lexer) {
    if (lexer->cursor[0] == '.' && lexer->cursor[1] == '.') return lexer->cursor += 2, TOKEN_ELLIPSIS;
    return TOKEN_DOT;
}

/* The cursor stands behind the first character of an operator. */
static int read_operator(Lexer *lexer, const char *start) {
    switch (*start) {
        case '(': return open_bracket(lexer, start, TOKEN_LPAREN);
        case '[': return open_bracket(lexer, start, TOKEN_LSQB);
        case '{': return open_bracket(lexer, start, TOKEN_LBRACE);
        case ')': return close_bracket(lexer, start, TOKEN_RPAREN);
        case ']': return close_bracket(lexer, start, TOKEN_RSQB);
        case '}': return close_bracket(lexer, start, TOKEN_RBRACE);
        case ',': return TOKEN_COMMA;
        case ';': return TOKEN_SEMI;
        case '~': return TOKEN_TILDE;
        case '.': return read_dot(lexer);
        case ':': return read_colon(lexer);
        case '+': return operator_or(lexer, TOKEN_PLUS, 0, 0, true);
        case '-':
            if (*lexer->cursor == '>') return lexer->cursor++, TOKEN_ARROW;
            return operator_or(lexer, TOKEN_MINUS, 0, 0, true);
        case '*': return operator_or(lexer, TOKEN_STAR, '*', TOKEN_DSTAR, true);
        case '/': return operator_or(lexer, TOKEN_SLASH, '/', TOKEN_DSLASH, true);
        case '%': return operator_or(lexer, TOKEN_PERCENT, 0, 0, true);
        case '@': return operator_or(lexer, TOKEN_AT, 0, 0, true);
        case '&': return operator_or(lexer, TOKEN_AMP, 0, 0, true);
        case '|': return operator_or(lexer, TOKEN_BAR, 0, 0, true);
        case '^': return operator_or(lexer, TOKEN_CARET, 0, 0, true);
        case '=': return operator_or(lexer, TOKEN_EQ, '=', TOKEN_EQEQ, false);
        case '!': return operator_or(lexer, TOKEN_BANG, '=', TOKEN_NE, false);
        case '<': case '>': return read_less_or_greater(lexer, *start);
        default:
            if ((uint8_t)*start < ' ' || *start == 0x7F) {
                return oli_lex_fail(lexer, "invalid non-printable character U+%04X", (unsigned)*start);
            }
            return TOKEN_UNKNOWN;
    }
}

static int read_token(Lexer *lexer) {
    const char *start = lexer->cursor;
    char c = *start;
    if (is_word_byte(c) && !(c >= '0' && c <= '9')) return read_word(lexer, start);
    if ((c >= '0' && c <= '9') || (c == '.' && start[1] >= '0' && start[1] <= '9')) return oli_lex_number(lexer);
    if (c == '"' || c == '\'') return oli_lex_string(lexer, start);
    lexer->cursor++;
    return read_operator(lexer, start);
}

/* The end of the source: whatever is still owed, then END for ever. */
static int read_end(Lexer *lexer, Token *token) {
    if (lexer->depth) return stop(lexer, FAULT_END);
    int previous = lexer->previous;
    if (previous && previous != TOKEN_NEWLINE && previous != TOKEN_DEDENT && previous != TOKEN_END) {
        token->at = (Span){lexer->line, (uint32_t)(lexer->cursor - lexer->line_start), 0, 0};
        finish(lexer, token, TOKEN_NEWLINE, lexer->cursor);
        token->at.end_col++;
        return TOKEN_NEWLINE;
    }
    if (lexer->mode == PARSE_SINGLE && lexer->began) {
        placeless(lexer, token, TOKEN_NEWLINE);
        lexer->began = false;
        return TOKEN_NEWLINE;
    }
    return placeless(lexer, token, TOKEN_END);
}

static int pending_indentation(Lexer *lexer, Token *token) {
    if (lexer->pending_dedents < 0) {
        lexer->pending_dedents = 0;
        return placeless(lexer, token, TOKEN_INDENT);
    }
    lexer->pending_dedents--;
    return placeless(lexer, token, TOKEN_DEDENT);
}

/* Skip blanks, comments, continued lines and, inside brackets or on lines without code, newlines. False: a fault.
 * `*newline` is where the NEWLINE token that is next begins: a comment before it is part of it. */
static bool skip_blanks(Lexer *lexer, bool line_has_code, const char **newline) {
    const char *comment = NULL;
    for (;;) {
        char c = *lexer->cursor;
        if (c == ' ' || c == '\t' || c == '\f') {
            lexer->cursor++;
        } else if (c == '#') {
            comment = lexer->cursor;
            const char *end = memchr(lexer->cursor, '\n', (size_t)(lexer->limit - lexer->cursor));
            lexer->cursor = end ? end : lexer->limit;
        } else if (c == '\\') {
            lexer->cursor++;
            if (!continue_line(lexer)) return false;
        } else if (c == '\n' && (lexer->depth || !line_has_code)) {
            lexer->cursor++;
            if (!lexer->depth) {
                lexer->at_line_start = lexer->line_is_done = true;
                return true;
            }
            oli_lex_begin_line(lexer);
            if (lexer->cursor < lexer->limit) lexer->buffer_start = lexer->line_start;
        } else {
            if (c == '\n') *newline = comment ? comment : lexer->cursor;
            return true;
        }
    }
}

/* Go to the next token's first character. False: *code says what was met instead. */
static bool seek_token(Lexer *lexer, Token *token, int *code) {
    for (;;) {
        if (lexer->line_is_done) oli_lex_begin_line(lexer);
        bool was_line_start = lexer->at_line_start;
        if (lexer->at_line_start) {
            lexer->at_line_start = false;
            if (!read_indentation(lexer)) return *code = LEX_ERROR, false;
        }
        if (lexer->pending_dedents) return *code = pending_indentation(lexer, token), false;
        const char *newline = NULL;
        int previous = lexer->previous;
        bool has_code = !was_line_start && previous && previous != TOKEN_NEWLINE && previous != TOKEN_INDENT &&
                        previous != TOKEN_DEDENT;
        if (!skip_blanks(lexer, has_code, &newline)) return *code = LEX_ERROR, false;
        if (lexer->at_line_start) {
            if (lexer->cursor < lexer->limit) continue;
            lexer->at_line_start = false;
            if (!apply_indentation(lexer, 0, 0)) return *code = LEX_ERROR, false;
            continue;
        }
        if (lexer->cursor >= lexer->limit) return *code = read_end(lexer, token), false;
        if (!newline) return true;
        lexer->cursor++;
        *code = finish(lexer, token, TOKEN_NEWLINE, newline);
        token->at = (Span){lexer->line, (uint32_t)(newline - lexer->line_start), lexer->line, token->at.end_col};
        lexer->at_line_start = lexer->line_is_done = true;
        return false;
    }
}

static bool in_fstring_text(const Lexer *lexer) {
    if (!lexer->fstring_count) return false;
    const FString *string = &lexer->fstrings[lexer->fstring_count - 1];
    return !string->field_count || string->in_spec[string->field_count - 1];
}

int oli_lexer_next(Lexer *lexer, Token *token) {
    if (lexer->fault) return LEX_ERROR;
    memset(token, 0, sizeof *token);
    int code = 0;
    bool in_text = in_fstring_text(lexer);
    if (!in_text && !seek_token(lexer, token, &code)) return code;
    const char *start = lexer->cursor;
    token->at.line = lexer->line;
    token->at.col = (uint32_t)(start - lexer->line_start);
    code = in_text ? oli_lex_fstring_text(lexer) : read_token(lexer);
    return code == LEX_ERROR ? code : finish(lexer, token, code, start);
}
