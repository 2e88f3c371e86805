/* SPDX-License-Identifier: MIT
 *
 * What the files of module _re that read patterns share: re_tokens_pcre2.c (errors, tokens, building the tree),
 * re_atoms_pcre2.c (escapes and sets) and re_parse_pcre2.c (the rest).
 *
 * Functions that answer bool return false with an exception pending. A position is counted in characters.
 */
#ifndef OLI_STDLIB_RE_PARSER_H
#define OLI_STDLIB_RE_PARSER_H

#include "re_parts.h"

typedef struct Token {
    int32_t c; /* -1: the end */
    bool is_escaped;
} Token;

typedef struct Parser {
    AioliVm *vm;
    ReTree *tree;
    AioliValue pattern, names;
    const uint32_t *chars;
    size_t count;
    size_t index; /* behind the token `next` */
    Token next;
    bool is_text;
    uint32_t parent;         /* innermost open group */
    uint32_t look_behind;    /* groups from this number on are defined in the lookbehind being read; 0: none */
    uint32_t last_reference; /* the greatest group number in conditions, and where it stands */
    size_t last_reference_at;
} Parser;

/* Where the token ahead begins. */
static inline size_t tell(const Parser *p) { return p->index - (p->next.c < 0 ? 0 : p->next.is_escaped ? 2 : 1); }
static inline bool next_is(const Parser *p, char c) { return p->next.c == c && !p->next.is_escaped; }
static inline bool at_end(const Parser *p) { return p->next.c < 0; }
static inline bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }
static inline bool is_octal(int32_t c) { return c >= '0' && c <= '7'; }
static inline bool is_letter(int32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static inline bool next_is_digit(const Parser *p) { return !p->next.is_escaped && is_digit(p->next.c); }
static inline bool next_is_octal(const Parser *p) { return !p->next.is_escaped && is_octal(p->next.c); }

/* ---- errors ---- */

/* Error `message`, `offset` characters before the token ahead. Always false. */
bool oli_re_error_value(Parser *p, AioliValue message, size_t offset);
bool oli_re_error(Parser *p, const char *message, size_t offset);
/* An error whose message is `before` and the characters from `start` up to the token ahead; it lies at `start`. */
bool oli_re_error_about(Parser *p, const char *before, size_t start);
/* The characters from `start` to `end` as a str; for messages about bytes, those that are not ASCII escaped. */
AioliValue oli_re_piece(Parser *p, size_t start, size_t end);
AioliValue oli_re_message_piece(Parser *p, size_t start, size_t end);

/* ---- tokens ---- */

/* Look at the next token; a backslash at the end of the pattern is an error. */
bool oli_re_advance(Parser *p);
/* The token ahead, which is taken. */
bool oli_re_take(Parser *p, Token *token);
/* 1: the token ahead was `c`, and is taken. 0: it is another. -1: error. */
int oli_re_accept(Parser *p, char c);
/* The name up to `terminator`, which is taken: characters *start up to *end. */
bool oli_re_read_until(Parser *p, char terminator, const char *what, size_t *start, size_t *end);

/* ---- building the tree ---- */

/* A new node; 0: MemoryError. */
uint32_t oli_re_new_node(Parser *p, ReKind kind, uint32_t a, uint32_t b);
void oli_re_append_node(Parser *p, uint32_t parent, uint32_t child);
/* Both at once. */
bool oli_re_add_node(Parser *p, uint32_t parent, ReKind kind, uint32_t a, uint32_t b);
bool oli_re_add_item(Parser *p, ReItem item);
/* `old` with room for more than `count` things of `size` bytes. NULL: MemoryError. */
void *oli_re_grow(AioliVm *vm, void *old, uint32_t count, uint32_t *capacity, size_t size);
/* Whether references to `group` are allowed: it was closed; and in a lookbehind, before that began. */
bool oli_re_is_closed(const Parser *p, uint32_t group);
bool oli_re_check_look_behind(Parser *p, uint32_t group);

/* ---- atoms ---- */

/* An escape outside sets: its token, `letter` behind a backslash at `start`, was taken. */
bool oli_re_read_escape(Parser *p, uint32_t sequence, int32_t letter, size_t start);
/* A set; the "[" was taken. */
bool oli_re_read_set(Parser *p, uint32_t sequence);

#endif
