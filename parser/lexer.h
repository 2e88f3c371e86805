/* SPDX-License-Identifier: MIT
 *
 * Lexer: source text to tokens, one per call; token codes are the grammar's own (TOKEN_*).
 *
 * Model. `cursor` runs over text whose newlines are \n and that ends in a NUL at `limit`. Three stacks hold the state:
 * open brackets (newlines inside them do not count), indentation columns (twice: tabs as up to 8 columns and as 1, so
 * that mixtures whose meaning depends on the tab size are found), and f-strings being read (each with the replacement
 * fields open in it). A Lexer is a plain value: copying it saves the position for looking ahead.
 *
 * An error stops the lexer for good: `fault` tells how, and oli_lexer_raise_fault makes the SyntaxError of it.
 */
#ifndef OLI_PARSER_LEXER_H
#define OLI_PARSER_LEXER_H

#include "parser/error.h"

enum { LEX_MAX_BRACKETS = 200, LEX_MAX_INDENTS = 100, LEX_MAX_FSTRINGS = 150, LEX_MAX_FIELDS = 3 };
enum { LEX_ERROR = -1 };

typedef struct Token {
    int code;          /* TOKEN_* */
    uint32_t size;     /* bytes of text */
    const char *text;  /* into the source */
    Span at;
    uint16_t depth;    /* brackets open after it */
    bool is_placeless; /* INDENT, DEDENT, END: stands nowhere itself */
} Token;

typedef enum {
    FAULT_NONE,
    FAULT_RAISED,       /* the SyntaxError is in `errors` already */
    FAULT_END,          /* the source ends inside brackets or after a backslash */
    FAULT_DEDENT,
    FAULT_TABS,
    FAULT_TOO_DEEP,
    FAULT_CONTINUATION  /* something follows a backslash */
} LexFault;

typedef struct Bracket {
    char open;
    uint32_t line, col; /* col in bytes */
} Bracket;

typedef struct FString {
    const char *start, *line_start;
    uint32_t line;
    char quote;
    uint8_t quote_size; /* 1 or 3 */
    bool is_raw;
    uint8_t field_count; /* replacement fields open */
    uint8_t field_depth[LEX_MAX_FIELDS]; /* brackets open inside each */
    bool in_spec[LEX_MAX_FIELDS];        /* past its colon */
    bool spec_resumed; /* a field inside a spec is done: from then on a newline ends the string, not the spec */
} FString;

typedef struct Lexer {
    Errors *errors;
    const char *cursor, *limit, *line_start;
    const char *buffer_start; /* first line of the token being read: what CPython shows as text */
    uint32_t line;
    ParseMode mode;
    LexFault fault;
    bool at_line_start;
    bool line_is_done;  /* the newline before the cursor is read, but the next line not begun */
    bool began;         /* a token other than NEWLINE was given (PARSE_SINGLE) */
    bool is_quiet;      /* looking ahead: no warnings */
    int previous;       /* code of the token given last */
    int pending_dedents; /* INDENT to come: -1 */
    uint32_t depth, indent_count, fstring_count;
    Bracket brackets[LEX_MAX_BRACKETS];
    uint32_t indents[LEX_MAX_INDENTS], narrow_indents[LEX_MAX_INDENTS];
    FString fstrings[LEX_MAX_FSTRINGS];
} Lexer;

void oli_lexer_init(Lexer *lexer, Errors *errors, ParseMode mode);
/* The next token; LEX_ERROR (and fault set) for none. After END always END. */
int oli_lexer_next(Lexer *lexer, Token *token);
/* Turn the fault into an error, if it is not one already. */
void oli_lexer_raise_fault(Lexer *lexer);
/* "'(' was never closed", for the innermost open bracket. */
void oli_lexer_raise_unclosed(Lexer *lexer);
/* Keywords, by text; TOKEN_NAME when it is none. */
int oli_keyword_code(const char *text, size_t size);

/* Between the lexer's own files. */
int oli_lex_fail(Lexer *lexer, const char *format, ...); /* an error that ends at the cursor; LEX_ERROR */
int oli_lex_number(Lexer *lexer);                        /* cursor at a digit, or a dot before one */
int oli_lex_string(Lexer *lexer, const char *start);     /* cursor at the opening quote */
int oli_lex_fstring_begin(Lexer *lexer, const char *start);
int oli_lex_fstring_text(Lexer *lexer);                  /* inside an f-string, outside of its fields' expressions */
void oli_lex_begin_line(Lexer *lexer);                   /* the cursor stands behind a newline */
/* The f-string whose field's expression is being read, or NULL. */
FString *oli_lex_open_field(Lexer *lexer);
/* Decode the character at the cursor (0xFFFD for none). */
uint32_t oli_lex_peek_char(const char *text, const char *limit, uint32_t *size);

#endif
