/* SPDX-License-Identifier: MIT
 *
 * The parser's whole interface: source bytes in, a checked tree or one error out.
 *
 * Nothing here knows of the VM; a parse touches only its own Parse object and may run on any thread.
 */
#ifndef OLI_PARSER_PARSER_H
#define OLI_PARSER_PARSER_H

#include "parser/arena.h"
#include "parser/ast.h"
#include "parser/scope.h"

typedef enum {
    PARSE_FILE,   /* CPython's "exec" */
    PARSE_EVAL,   /* one expression; the module's body is one STMT_EXPR */
    PARSE_SINGLE  /* REPL: one interactive statement, or several on one line */
} ParseMode;

typedef enum {
    PARSE_OK,
    PARSE_SYNTAX_ERROR,
    PARSE_INCOMPLETE, /* PARSE_SINGLE only: the input is the beginning of something; read another line */
    PARSE_NO_MEMORY
} ParseStatus;

typedef enum {
    SYNTAX_ERROR, INDENTATION_ERROR, TAB_ERROR, SYNTAX_VALUE_ERROR /* CPython raises ValueError here */
} SyntaxErrorKind;

typedef struct {
    SyntaxErrorKind kind;
    const char *message;   /* CPython's wording; in the arena */
    uint32_t line;         /* from 1 */
    uint32_t offset;       /* characters, from 1, as SyntaxError.offset; 0: none */
    uint32_t end_line;
    int32_t end_offset;    /* 0 or -1: the end is not known */
    const char *text;      /* the line, with its newline, as SyntaxError.text; NULL where CPython has None */
    size_t text_size;
    bool is_late;          /* found after parsing (names, placement): CPython has text only if it can read the file */
    const char *late_text; /* is_late: the line, with its newline, for whoever runs a file; `text` is NULL */
    size_t late_text_size;
} SyntaxError;

typedef struct {
    uint32_t line;
    const char *message;   /* "invalid escape sequence '\\d'", "\"is\" with 'int' literal. Did you mean \"==\"?", ... */
} SyntaxWarningNote;

typedef struct {
    ParseMode mode;
    bool top_level_await;  /* REPL */
    bool has_more_input;   /* PARSE_SINGLE: more lines may come, so an open block or bracket is PARSE_INCOMPLETE; the
                            * source is whole lines with their newlines; a compound statement ends with a blank one */
    bool tree_only;        /* stop before names are resolved: the tree as CPython's ast.parse has it (for tests) */
    /* What \N{name} means; NULL: no name is known. */
    bool (*find_character)(const char *name, size_t size, uint32_t *out);
    OliAlloc alloc;
    void *alloc_host;
} ParseOptions;

typedef struct Parse {
    Arena arena;
    Module *module; /* PARSE_OK */
    SyntaxError error; /* PARSE_SYNTAX_ERROR */
    SyntaxWarningNote *warnings; /* in order of appearance */
    uint32_t warning_count;
} Parse;

/* Parse `source` (need not be NUL-terminated; a BOM and a PEP 263 coding line are understood, UTF-8 alone accepted).
 * `parse` is an out parameter; oli_parse_free releases it in every case. The source must outlive nothing: the tree
 * keeps copies. */
ParseStatus oli_parse(Parse *parse, const char *source, size_t size, const ParseOptions *options);
void oli_parse_free(Parse *parse);

#endif
