/* SPDX-License-Identifier: MIT
 *
 * String tokens. A plain string is one token, decoded by literal.c. An f-string is FSTRING_BEGIN, then texts and
 * replacement fields (ordinary tokens between LBRACE and RBRACE), then FSTRING_END; which of them comes next is in
 * the lexer's stack of f-strings, so quotes and strings nest as PEP 701 has it.
 */
#include <string.h>

#include "grammar.h"
#include "parser/lexer.h"

static int quote_size_at(const char *quote) {
    return quote[1] == quote[0] && quote[2] == quote[0] ? 3 : 1;
}

typedef struct {
    const char *text, *line_start;
    uint32_t line;
} Place;

/* Report an error at the string's first character, although the cursor is far behind it. */
static void go_to(Lexer *lexer, Place place) {
    lexer->cursor = place.text + 1;
    lexer->line_start = place.line_start;
    lexer->line = place.line;
}

static int unterminated(Lexer *lexer, Place start, char quote, int quote_size, bool escaped_quote) {
    uint32_t detected = lexer->line;
    bool at_end = lexer->cursor >= lexer->limit;
    const FString *outer = oli_lex_open_field(lexer);
    go_to(lexer, start);
    if (outer && outer->quote == quote && outer->quote_size == quote_size) {
        return oli_lex_fail(lexer, "f-string: expecting '}'");
    }
    if (quote_size == 3) {
        oli_lex_fail(lexer, "unterminated triple-quoted string literal (detected at line %u)", detected);
        lexer->errors->is_incomplete = at_end;
        return LEX_ERROR;
    }
    return oli_lex_fail(lexer, "unterminated string literal (detected at line %u)%s", detected,
                        escaped_quote ? "; perhaps you escaped the end quote?" : "");
}

static void step_newline(Lexer *lexer) {
    lexer->cursor++;
    oli_lex_begin_line(lexer);
}

int oli_lex_string(Lexer *lexer, const char *start) {
    Place origin = {start, lexer->line_start, lexer->line};
    char quote = *lexer->cursor;
    int quote_size = quote_size_at(lexer->cursor), found = 0;
    bool escaped_quote = false;
    if (quote_size == 1 && lexer->cursor[1] == quote) return lexer->cursor += 2, TOKEN_STRING;
    lexer->cursor += quote_size;
    while (found < quote_size) {
        char c = *lexer->cursor;
        if (lexer->cursor >= lexer->limit || (c == '\n' && quote_size == 1)) {
            return unterminated(lexer, origin, quote, quote_size, escaped_quote);
        }
        found = c == quote ? found + 1 : 0;
        if (c == '\\') {
            lexer->cursor++;
            if (lexer->cursor >= lexer->limit) continue;
            if (*lexer->cursor == quote) escaped_quote = true;
            if (*lexer->cursor == '\n') step_newline(lexer);
            else lexer->cursor++;
        } else if (c == '\n') {
            step_newline(lexer);
        } else {
            lexer->cursor++;
        }
    }
    return TOKEN_STRING;
}

int oli_lex_fstring_begin(Lexer *lexer, const char *start) {
    if (lexer->fstring_count >= LEX_MAX_FSTRINGS) {
        return oli_lex_fail(lexer, "too many nested f-strings");
    }
    FString *string = &lexer->fstrings[lexer->fstring_count++];
    memset(string, 0, sizeof *string);
    string->start = start;
    string->line_start = lexer->line_start;
    string->line = lexer->line;
    string->quote = *lexer->cursor;
    string->quote_size = (uint8_t)quote_size_at(lexer->cursor);
    for (const char *c = start; c < lexer->cursor; c++) string->is_raw |= *c == 'r' || *c == 'R';
    lexer->cursor += string->quote_size;
    return TOKEN_FSTRING_BEGIN;
}

static int unterminated_fstring(Lexer *lexer, const FString *string) {
    uint32_t detected = lexer->line;
    bool at_end = lexer->cursor >= lexer->limit;
    go_to(lexer, (Place){string->start, string->line_start, string->line});
    if (string->quote_size == 1) {
        return oli_lex_fail(lexer, "unterminated f-string literal (detected at line %u)", detected);
    }
    oli_lex_fail(lexer, "unterminated triple-quoted f-string literal (detected at line %u)", detected);
    lexer->errors->is_incomplete = at_end;
    return LEX_ERROR;
}

static int open_field(Lexer *lexer, FString *string) {
    if (string->field_count >= LEX_MAX_FIELDS) {
        return oli_lex_fail(lexer, "f-string: expressions nested too deeply");
    }
    const char *start = lexer->cursor++;
    if (lexer->depth >= LEX_MAX_BRACKETS) return oli_lex_fail(lexer, "too many nested parentheses");
    lexer->brackets[lexer->depth++] = (Bracket){'{', lexer->line, (uint32_t)(start - lexer->line_start)};
    string->field_depth[string->field_count] = (uint8_t)lexer->depth;
    string->in_spec[string->field_count++] = false;
    return TOKEN_LBRACE;
}

static bool at_end_quote(const Lexer *lexer, const FString *string) {
    for (int i = 0; i < string->quote_size; i++) {
        if (lexer->cursor[i] != string->quote) return false;
    }
    return true;
}

/* Step over a backslash and what it hides from the search for the end. Braces are not hidden, but for \N{...}. */
static void skip_escape(Lexer *lexer, const FString *string) {
    lexer->cursor++;
    char c = *lexer->cursor;
    if (c == '{' || c == '}' || lexer->cursor >= lexer->limit) return;
    if (c == '\n') {
        step_newline(lexer);
    } else if (c == 'N' && !string->is_raw && lexer->cursor[1] == '{') {
        while (lexer->cursor < lexer->limit && *lexer->cursor != '}' && *lexer->cursor != '\n' &&
               *lexer->cursor != string->quote) {
            lexer->cursor++;
        }
        if (*lexer->cursor == '}') lexer->cursor++;
    } else {
        lexer->cursor++;
    }
}

/* Text up to a field, the end quote or (in a spec) the field's closing brace. */
static int read_text(Lexer *lexer, FString *string, bool in_spec) {
    for (;;) {
        char c = *lexer->cursor;
        if (lexer->cursor >= lexer->limit || (c == '\n' && string->quote_size == 1)) {
            if (c == '\n' && in_spec && !string->spec_resumed) { /* the spec ends, its expression goes on */
                string->in_spec[string->field_count - 1] = false;
                return TOKEN_FSTRING_TEXT;
            }
            return unterminated_fstring(lexer, string);
        }
        if (c == string->quote && at_end_quote(lexer, string)) return TOKEN_FSTRING_TEXT;
        if (c == '\\') {
            skip_escape(lexer, string);
        } else if (c == '\n') {
            step_newline(lexer);
        } else if (c == '{' || c == '}') {
            if (in_spec || lexer->cursor[1] != c) return TOKEN_FSTRING_TEXT;
            lexer->cursor += 2;
        } else {
            lexer->cursor++;
        }
    }
}

int oli_lex_fstring_text(Lexer *lexer) {
    FString *string = &lexer->fstrings[lexer->fstring_count - 1];
    bool in_spec = string->field_count > 0;
    char c = *lexer->cursor;
    if (c == '{' && (in_spec || lexer->cursor[1] != '{')) return open_field(lexer, string);
    if (c == '}' && in_spec) {
        lexer->cursor++;
        string->field_count--;
        string->spec_resumed = true;
        lexer->depth--;
        return TOKEN_RBRACE;
    }
    if (c == '}' && lexer->cursor[1] != '}') {
        lexer->cursor++;
        return oli_lex_fail(lexer, "f-string: single '}' is not allowed");
    }
    if (c == string->quote && at_end_quote(lexer, string)) {
        lexer->cursor += string->quote_size;
        string->field_count = 0; /* if a spec has no brace, the bracket stays open: that is an error further on */
        lexer->fstring_count--;
        return TOKEN_FSTRING_END;
    }
    return read_text(lexer, string, in_spec);
}
