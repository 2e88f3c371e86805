/* SPDX-License-Identifier: MIT
 *
 * Number tokens: where they end and what is wrong with them. Their value is literal.c's.
 */
#include <string.h>

#include "grammar.h"
#include "parser/lexer.h"

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_digit_of(char c, int base) {
    if (base == 16) return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    return c >= '0' && c < '0' + base;
}

static bool is_word_char(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* A keyword may follow a number without a space ("1if x else y"), with a warning. */
static bool keyword_follows(const char *text) {
    static const char *const words[] = {"and", "else", "for", "if", "in", "is", "not", "or"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t size = strlen(words[i]);
        bool ends_here = !is_word_char(text[size]) && (uint8_t)text[size] < 0x80;
        bool is_short = words[i][0] == 'i'; /* CPython looks no further than "if", "in" and "is" */
        if (strncmp(text, words[i], size) == 0 && (ends_here || is_short)) return true;
    }
    return false;
}

static int end_number(Lexer *lexer, const char *kind) {
    if (keyword_follows(lexer->cursor)) {
        if (!lexer->is_quiet) oli_warn(lexer->errors, lexer->line, "invalid %s literal", kind);
    } else if (is_word_char(*lexer->cursor)) {
        return oli_lex_fail(lexer, "invalid %s literal", kind);
    }
    return TOKEN_NUMBER;
}

/* Digits with single underscores between them; the cursor stands at the first. */
static bool decimal_digits(Lexer *lexer) {
    for (;;) {
        while (is_digit(*lexer->cursor)) lexer->cursor++;
        if (*lexer->cursor != '_') return true;
        lexer->cursor++;
        if (!is_digit(*lexer->cursor)) return oli_lex_fail(lexer, "invalid decimal literal"), false;
    }
}

/* After "0x", "0o" or "0b". */
static int based_number(Lexer *lexer, int base, const char *kind) {
    do {
        if (*lexer->cursor == '_') lexer->cursor++;
        char c = *lexer->cursor;
        if (!is_digit_of(c, base)) {
            if (!is_digit(c)) return oli_lex_fail(lexer, "invalid %s literal", kind);
            lexer->cursor++;
            return oli_lex_fail(lexer, "invalid digit '%c' in %s literal", c, kind);
        }
        while (is_digit_of(*lexer->cursor, base)) lexer->cursor++;
    } while (*lexer->cursor == '_');
    if (is_digit(*lexer->cursor)) {
        char c = *lexer->cursor++;
        return oli_lex_fail(lexer, "invalid digit '%c' in %s literal", c, kind);
    }
    return end_number(lexer, kind);
}

/* Fraction, exponent and j, each optional. The integer part is read; *is_integer when none of them follows. */
static int number_tail(Lexer *lexer, bool *is_integer) {
    if (*lexer->cursor == '.') {
        *is_integer = false;
        lexer->cursor++;
        if (is_digit(*lexer->cursor) && !decimal_digits(lexer)) return LEX_ERROR;
    }
    if (*lexer->cursor == 'e' || *lexer->cursor == 'E') {
        const char *next = lexer->cursor + 1;
        if (*next == '+' || *next == '-') {
            lexer->cursor += 2;
            if (!is_digit(*lexer->cursor)) return oli_lex_fail(lexer, "invalid decimal literal");
        } else if (is_digit(*next)) {
            lexer->cursor++;
        } else {
            *is_integer = false;
            return end_number(lexer, "decimal");
        }
        *is_integer = false;
        if (!decimal_digits(lexer)) return LEX_ERROR;
    }
    if (*lexer->cursor == 'j' || *lexer->cursor == 'J') {
        *is_integer = false;
        lexer->cursor++;
        return end_number(lexer, "imaginary");
    }
    return *is_integer ? TOKEN_NUMBER : end_number(lexer, "decimal");
}

/* "0" followed by more zeros, digits or underscores: an integer only if it is zero. */
static int zero_number(Lexer *lexer) {
    const char *start = lexer->cursor++;
    for (;;) {
        if (*lexer->cursor == '_') {
            lexer->cursor++;
            if (!is_digit(*lexer->cursor)) return oli_lex_fail(lexer, "invalid decimal literal");
        }
        if (*lexer->cursor != '0') break;
        lexer->cursor++;
    }
    bool nonzero = is_digit(*lexer->cursor), is_integer = true;
    const char *zeros_end = lexer->cursor + 1;
    if (nonzero && !decimal_digits(lexer)) return LEX_ERROR;
    int code = number_tail(lexer, &is_integer);
    if (code == LEX_ERROR || !is_integer) return code;
    if (!nonzero) return end_number(lexer, "decimal");
    const char *newline = memchr(lexer->line_start, '\n', (size_t)(lexer->limit - lexer->line_start));
    Line text = {lexer->line_start, (size_t)((newline ? newline : lexer->limit) - lexer->line_start)};
    oli_error(lexer->errors, SYNTAX_ERROR, lexer->line,
              oli_count_chars(lexer->line_start, (size_t)(start - lexer->line_start)) + 1, lexer->line,
              (int32_t)oli_count_chars(lexer->line_start, (size_t)(zeros_end - lexer->line_start)), text,
              "leading zeros in decimal integer literals are not permitted; "
              "use an 0o prefix for octal integers");
    lexer->fault = FAULT_RAISED;
    return LEX_ERROR;
}

int oli_lex_number(Lexer *lexer) {
    const char *start = lexer->cursor;
    if (*start == '0') {
        char kind = (char)(start[1] | 32);
        if (start[1] && (kind == 'x' || kind == 'o' || kind == 'b')) lexer->cursor += 2;
        if (start[1] && kind == 'x') return based_number(lexer, 16, "hexadecimal");
        if (start[1] && kind == 'o') return based_number(lexer, 8, "octal");
        if (start[1] && kind == 'b') return based_number(lexer, 2, "binary");
        return zero_number(lexer);
    }
    bool is_integer = true;
    if (*start != '.' && !decimal_digits(lexer)) return LEX_ERROR;
    int code = number_tail(lexer, &is_integer);
    return code != LEX_ERROR && is_integer ? end_number(lexer, "decimal") : code;
}
