/* SPDX-License-Identifier: MIT
 *
 * What the productions for mistakes do when they match: word the message, or look closer first.
 */
#include <string.h>

#include "grammar.h"
#include "parser/peg.h"
#include "parser/tree.h"

/* --- raising ------------------------------------------------------------------------------------------------------ */

static const char *kind_name(NodeKind kind) {
    static const char *const names[] = {
        "expression", "expression", "name", "attribute", "subscript", "starred", "list", "tuple", "lambda",
        "function call", "expression", "generator expression", "yield expression", "await expression",
        "list comprehension", "set comprehension", "dict comprehension", "dict literal", "set display",
        "f-string expression", "literal", "True", "False", "None", "ellipsis", "comparison", "conditional expression",
        "named expression"};
    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "expression";
}

/* The text that CPython shows for an error on `line`: with its newline only while the lexer is not beyond it. */
static Line shown_text(const Peg *peg, uint32_t line) {
    Line text = oli_source_line(&peg->p->errors, line);
    if (peg->lexer.line > line) return text;
    const char *limit = peg->p->errors.limit;
    if (peg->lexer.line == line && peg->lexer.buffer_start < text.start) {
        text.size += (size_t)(text.start - peg->lexer.buffer_start);
        text.start = peg->lexer.buffer_start;
    }
    if (text.start + text.size < limit) text.size++;
    return text;
}

/* Raise at byte columns; end_col -1: CPython does not know it. */
static void raise_at(Peg *peg, SyntaxErrorKind kind, Span at, int32_t end_offset, const char *message) {
    Line text = shown_text(peg, at.line);
    size_t size = at.col < text.size ? at.col : text.size;
    uint32_t offset = oli_count_chars(text.start, size) + 1;
    oli_error(&peg->p->errors, kind, at.line, offset, at.end_line, end_offset, text, "%s", message);
    peg->stopped = true;
}

/* CPython measures the end in the text of the first line, whatever line the end is on. */
static int32_t end_offset(const Peg *peg, Span at) {
    Line text = shown_text(peg, at.line);
    size_t size = at.end_col < text.size ? at.end_col : text.size;
    return (int32_t)oli_count_chars(text.start, size) + 1;
}

static void raise_span(Peg *peg, Span at, const char *message) {
    raise_at(peg, SYNTAX_ERROR, at, end_offset(peg, at), message);
}

/* A token that stands nowhere itself counts as where the lexer stands. */
static void raise_token(Peg *peg, SyntaxErrorKind kind, const Token *token, const char *message) {
    if (!token->is_placeless) {
        raise_at(peg, kind, token->at, end_offset(peg, token->at), message);
        return;
    }
    Line text = shown_text(peg, token->at.line);
    size_t bytes = (size_t)(peg->lexer.cursor - peg->lexer.line_start);
    uint32_t offset = oli_count_chars(peg->lexer.line_start, bytes);
    oli_error(&peg->p->errors, kind, token->at.line, offset, token->at.line, -1, text, "%s", message);
    peg->stopped = true;
}

static Span node_span(const Peg *peg, const Node *node) {
    return oli_span(peg->tokens[node->first].at, peg->tokens[node->last].at);
}

/* Put what is known of `node` into the message's %k, %s and %l. */
static const char *fill_in(Peg *peg, const char *message, const Node *node) {
    Arena *arena = peg->p->arena;
    const char *percent = strchr(message, '%');
    if (!percent || !node) return message;
    const Token *token = &peg->tokens[node->first];
    int before = (int)(percent - message);
    const char *filled = NULL;
    switch (percent[1]) {
        case 'k': filled = oli_format(arena, "%.*s%s%s", before, message, kind_name(node->kind), percent + 2); break;
        case 's':
            filled = oli_format(arena, "%.*s%.*s%s", before, message, (int)token->size, token->text, percent + 2);
            break;
        case 'l': filled = oli_format(arena, "%.*s%u%s", before, message, token->at.line, percent + 2); break;
        default: break;
    }
    return filled ? filled : message;
}

/* --- looking closer ----------------------------------------------------------------------------------------------- */

static bool token_is(const Token *token, const char *text) {
    return token->size == strlen(text) && memcmp(token->text, text, token->size) == 0;
}

static bool is_legacy(const Peg *peg, const Node *node) {
    if (node->kind != NODE_NAME) return false;
    const Token *token = &peg->tokens[node->first];
    return token_is(token, "print") || token_is(token, "exec");
}

/* The first part of `node` that cannot be a target, or NULL. */
static const Node *bad_target(const Node *node, Action what) {
    switch (node->kind) {
        case NODE_NAME: case NODE_ATTRIBUTE: case NODE_SUBSCRIPT: return NULL;
        case NODE_STARRED:
            if (what == CHECK_DELETE) return node;
            return node->child_count ? bad_target(node->children[0], what) : node;
        case NODE_LIST: case NODE_TUPLE:
            for (uint32_t i = 0; i < node->child_count; i++) {
                const Node *bad = bad_target(node->children[i], what);
                if (bad) return bad;
            }
            return NULL;
        case NODE_KEYWORDS: /* the items of a display */
            for (uint32_t i = 0; i < node->child_count; i++) {
                const Node *bad = bad_target(node->children[i], what);
                if (bad) return bad;
            }
            return NULL;
        case NODE_COMPARE:
            if (what != CHECK_FOR_TARGET) return node;
            if (node->child_count > 1 && node->children[1]->kind == NODE_IN) return bad_target(node->children[0], what);
            return NULL;
        default: return node;
    }
}

static bool check_target(Peg *peg, const Node *node, Action what) {
    const Node *bad = bad_target(node, what);
    if (!bad) return false;
    const char *message = oli_format(peg->p->arena, what == CHECK_DELETE ? "cannot delete %s" : "cannot assign to %s",
                                     kind_name(bad->kind));
    if (message) raise_span(peg, node_span(peg, bad), message);
    return true;
}

static const Node *last_leaf(const Node *node) {
    while (node->kind == NODE_KEYWORDS && node->child_count) node = node->children[node->child_count - 1];
    return node;
}

/* f(x for x in y, ...): from the element to the end of the clauses, or to the clause's target. */
static bool check_bare_generator(Peg *peg, const Production *production, const Node *a, const Node *b) {
    const Node *from = a->kind == NODE_KEYWORDS ? last_leaf(a) : a;
    if (a->kind == NODE_KEYWORDS && a->child_count <= 1 && from->kind != NODE_KEYWORD) return false;
    Span at = oli_span(node_span(peg, from), node_span(peg, last_leaf(b)));
    if (a->kind == NODE_KEYWORDS) at = oli_span(node_span(peg, from), node_span(peg, last_leaf(b)));
    raise_span(peg, at, production->message);
    return true;
}

static bool check_positional(Peg *peg, const Node *args) {
    bool unpacking = false;
    const Node *last = args;
    while (last->kind == NODE_KEYWORDS && last->child_count) {
        const Node *next = last->children[last->child_count - 1];
        if (peg->tokens[next->first].code == TOKEN_DSTAR) {
            unpacking = true;
            break;
        }
        if (next->kind != NODE_KEYWORDS && next->kind != NODE_PLAIN) break;
        last = next;
    }
    raise_token(peg, SYNTAX_ERROR, &peg->tokens[peg->token_count - 1],
                unpacking ? "positional argument follows keyword argument unpacking"
                          : "positional argument follows keyword argument");
    return true;
}

static bool check_legacy(Peg *peg, const Node *a, const Node *b) {
    if (!is_legacy(peg, a)) return false;
    const Token *token = &peg->tokens[a->first];
    const char *message = oli_format(peg->p->arena, "Missing parentheses in call to '%.*s'. Did you mean %.*s(...)?",
                                     (int)token->size, token->text, (int)token->size, token->text);
    if (message) raise_span(peg, oli_span(node_span(peg, a), node_span(peg, b)), message);
    return true;
}

static bool check_conversion(Peg *peg, const Node *a, const Node *b) {
    const Token *bang = &peg->tokens[a->first], *name = &peg->tokens[b->first];
    if (bang->at.end_line != name->at.line || bang->at.end_col != name->at.col) {
        raise_span(peg, oli_span(bang->at, name->at),
                   "f-string: conversion type must come right after the exclamation mark");
        return false;
    }
    if (name->size == 1 && strchr("sra", name->text[0])) return true;
    const char *message =
        oli_format(peg->p->arena, "f-string: invalid conversion character '%.*s': expected 's', 'r', or 'a'",
                   (int)name->size, name->text);
    if (message) raise_span(peg, name->at, message);
    return false;
}

static bool check_number(Peg *peg, const Node *a, bool imaginary) {
    const Token *token = &peg->tokens[a->first];
    bool has_j = token->size && (token->text[token->size - 1] | 32) == 'j';
    bool is_hex = token->size > 1 && (token->text[1] | 32) == 'x';
    if ((has_j && !is_hex) == imaginary) return true;
    raise_span(peg, token->at, imaginary ? "imaginary number required in complex literal"
                                         : "real number required in complex literal");
    return false;
}

/* --- strings ------------------------------------------------------------------------------------------------------ */

/* Decode the literals as the tree builder does, for the errors alone. */
static bool check_strings(Peg *peg, Node *node) {
    bool bytes = false, text = false, is_f = false;
    int depth = 0;
    for (uint32_t i = node->first; i <= node->last; i++) {
        const Token *token = &peg->tokens[i];
        is_f |= token->code == TOKEN_FSTRING_BEGIN;
        if (token->code == TOKEN_FSTRING_END) depth--;
        bool is_literal = depth == 0 && (token->code == TOKEN_STRING || token->code == TOKEN_FSTRING_BEGIN);
        if (token->code == TOKEN_FSTRING_BEGIN) depth++;
        if (!is_literal) continue;
        bool is_bytes = token->code == TOKEN_STRING && ((token->text[0] | 32) == 'b' ||
                                                        ((token->text[0] | 32) == 'r' && (token->text[1] | 32) == 'b'));
        bytes |= is_bytes;
        text |= !is_bytes;
    }
    node->kind = is_f ? NODE_FSTRING : NODE_LITERAL;
    if (bytes && text) {
        raise_token(peg, SYNTAX_ERROR, &peg->tokens[peg->token_count - 1], "cannot mix bytes and nonbytes literals");
        return false;
    }
    Span lexer_line = {peg->lexer.line, 0, 0, 0};
    peg->p->lexer.line = lexer_line.line; /* decides how much of the line is shown */
    if (!oli_check_literals(peg->p, peg->tokens + node->first, node->last - node->first + 1)) peg->stopped = true;
    return !peg->stopped;
}

/* --- the actions -------------------------------------------------------------------------------------------------- */

static void raise_onward(Peg *peg, const Node *a, const char *message) {
    Span at = node_span(peg, a);
    at.end_line = peg->lexer.line;
    at.end_col = (uint32_t)(peg->lexer.cursor - peg->lexer.line_start);
    uint32_t end = oli_count_chars(peg->lexer.line_start, at.end_col);
    raise_at(peg, SYNTAX_ERROR, at, (int32_t)end, message);
}

static bool report(Peg *peg, const Production *production, Node *const labels[3]) {
    const Node *a = labels[0], *b = labels[1];
    const char *message = fill_in(peg, production->message, a);
    const Token *last = &peg->tokens[peg->token_count - 1];
    switch (production->action) {
        case AT: raise_span(peg, node_span(peg, a), message); break;
        case BETWEEN: raise_span(peg, oli_span(node_span(peg, a), node_span(peg, b)), message); break;
        case ONWARD: raise_onward(peg, a, message); break;
        case NEXT: {
            const Token *next = oli_peg_token(peg, peg->position);
            if (next) raise_token(peg, SYNTAX_ERROR, next, message);
            break;
        }
        case AFTER_KEY: {
            Span at = node_span(peg, a);
            at.col = at.end_col - 1;
            raise_at(peg, SYNTAX_ERROR, at, 0, message);
            break;
        }
        case INDENT_AFTER: raise_token(peg, INDENTATION_ERROR, last, message); break;
        default: raise_token(peg, SYNTAX_ERROR, last, message); break;
    }
    return true;
}

bool oli_peg_act(Peg *peg, const Production *production, Node *const labels[3], Node *result) {
    const Node *a = labels[0], *b = labels[1];
    switch (production->action) {
        case CHECK_STRINGS: return check_strings(peg, result);
        case CHECK_COMMA:
            if (is_legacy(peg, a) || peg->tokens[peg->position - 1].depth == 0) return false;
            raise_span(peg, oli_span(node_span(peg, a), node_span(peg, b)), production->message);
            return true;
        case CHECK_LEGACY: return check_legacy(peg, a, b);
        case CHECK_TARGET: case CHECK_DELETE: case CHECK_FOR_TARGET: return check_target(peg, a, production->action);
        case CHECK_POSITIONAL: return check_positional(peg, a);
        case CHECK_BARE_GENERATOR: return check_bare_generator(peg, production, a, b);
        case CHECK_CONVERSION: return check_conversion(peg, a, b);
        case CHECK_REAL: return check_number(peg, a, false);
        case CHECK_IMAGINARY: return check_number(peg, a, true);
        case CHECK_SPEC: {
            Production next = *production;
            next.action = NEXT;
            return report(peg, &next, labels);
        }
        default: return report(peg, production, labels);
    }
}
