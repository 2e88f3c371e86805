/* SPDX-License-Identifier: MIT
 *
 * Saying what is wrong with a source that was refused: reads it again as CPython does (peg.h), and settles which of
 * several errors is reported. Errors of the lexer come first when the parser met them first; an error of the parser
 * gives way to a lexer's error further on, and to a bracket that is never closed.
 */
#include <string.h>

#include "grammar.h"
#include "parser/peg.h"

/* Does the lexer find something worse in the rest of the source? */
static void read_rest(Peg *peg, uint32_t error_line) {
    Errors *errors = &peg->p->errors;
    Errors found = *errors;
    Token token;
    int code;
    if (peg->lexer.fault || peg->p->options->mode == PARSE_SINGLE) return;
    found.is_set = false;
    peg->lexer.errors = &found;
    do code = oli_lexer_next(&peg->lexer, &token);
    while (code != LEX_ERROR && code != TOKEN_END);
    if (code == TOKEN_END || peg->lexer.fstring_count)
        return; /* inside an f-string the parser's error is the better one */
    if (peg->lexer.fault != FAULT_RAISED) {
        uint32_t depth = peg->lexer.depth;
        if (!depth || error_line <= peg->lexer.brackets[depth - 1].line) return;
        oli_lexer_raise_unclosed(&peg->lexer);
    }
    if (found.is_set) {
        errors->error = found.error;
        errors->is_incomplete = found.is_incomplete;
    }
}

static uint32_t last_line(const Peg *peg) {
    return peg->token_count ? peg->tokens[peg->token_count - 1].at.line : 0;
}

static void raise_generic(Peg *peg, const Token *last) {
    static const Production indent = {.body = "", .action = INDENT_AFTER, .message = "unexpected indent"};
    static const Production unindent = {.body = "", .action = INDENT_AFTER, .message = "unexpected unindent"};
    static const Production generic = {.body = "", .action = NEXT, .message = "invalid syntax"};
    Node *const none[3] = {0};
    if (last->code == TOKEN_INDENT || last->code == TOKEN_DEDENT) {
        oli_peg_act(peg, last->code == TOKEN_INDENT ? &indent : &unindent, none, NULL);
        return;
    }
    if (last->code == TOKEN_END) { /* has no column */
        Line text = oli_source_line(&peg->p->errors, last->at.line);
        if (text.start + text.size < peg->p->errors.limit) text.size++;
        oli_error(&peg->p->errors, SYNTAX_ERROR, last->at.line, 0, last->at.line, 0, text, "invalid syntax");
        return;
    }
    peg->stopped = false;
    peg->position = (uint32_t)(last - peg->tokens);
    oli_peg_act(peg, &generic, none, NULL);
    read_rest(peg, last_line(peg));
}

static void say_too_deep(Parser *p) {
    p->errors.is_set = false;
    Line text = oli_source_line(&p->errors, p->lexer.line);
    oli_error(&p->errors, SYNTAX_ERROR, p->lexer.line, 1, p->lexer.line, 0, text, "too many nested expressions");
}

/* `single` took one statement: nothing but newlines and comments may follow. */
static bool more_follows(Peg *peg) {
    for (;; peg->position++) {
        const Token *token = oli_peg_token(peg, peg->position);
        if (!token || token->code == TOKEN_END) return false;
        if (token->code != TOKEN_NEWLINE) return true;
    }
}

static void say_several(Peg *peg) {
    Errors *errors = &peg->p->errors;
    Line text = oli_source_line(errors, 1);
    if (text.start + text.size < errors->limit) text.size++;
    uint32_t offset = oli_count_chars(text.start, text.size);
    oli_error(errors, SYNTAX_ERROR, 1, offset, 1, (int32_t)offset + 1, text,
              "multiple statements found while compiling a single statement");
}

/* Both readings. True: an error is recorded. */
static bool read_twice(Peg *peg) {
    static const char *const starts[] = {"file", "eval", "single"};
    const char *start = starts[peg->p->options->mode];
    Errors *errors = &peg->p->errors;
    bool matched = oli_peg_match(peg, start);
    if (matched && peg->p->options->mode == PARSE_SINGLE && more_follows(peg)) say_several(peg);
    if (matched || errors->is_set || peg->p->arena->failed || peg->p->is_too_deep) {
        if (errors->is_set && !matched) read_rest(peg, last_line(peg));
        return errors->is_set;
    }
    uint32_t last = peg->token_count - 1;
    peg->seeks_mistakes = true;
    oli_peg_match(peg, start);
    if (errors->is_set) {
        read_rest(peg, last_line(peg));
        return true;
    }
    if (!peg->p->is_too_deep && !peg->p->arena->failed) raise_generic(peg, &peg->tokens[last]);
    return errors->is_set;
}

void oli_diagnose(Parser *p) {
    Errors first = p->errors; /* in case the second opinion finds nothing */
    uint32_t line = p->lexer.line;
    p->errors.is_set = false;
    p->errors.warning_count = 0;
    p->errors.warnings = NULL;
    Peg *peg = oli_arena_alloc(p->arena, sizeof *peg);
    if (p->is_too_deep) {
        say_too_deep(p);
        return;
    }
    if (!peg || !oli_peg_init(peg, p)) return;
    if (read_twice(peg) || p->arena->failed) return;
    p->lexer.line = line;
    if (p->is_too_deep) {
        say_too_deep(p);
    } else if (first.is_set) {
        p->errors = first;
    } else {
        Line text = oli_source_line(&p->errors, line);
        oli_error(&p->errors, SYNTAX_ERROR, line, 1, line, 1, text, "invalid syntax");
    }
}
