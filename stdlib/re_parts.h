/* SPDX-License-Identifier: MIT
 *
 * What the files of module _re share: regular expressions with Python's syntax on PCRE2.
 *
 *   re_parse_pcre2.c    a pattern, as Python writes it -> a tree, or Python's own error; with re_tokens_pcre2.c and
 *                       re_atoms_pcre2.c, which share re_parser.h with it
 *   re_emit_pcre2.c     the tree -> the same in PCRE2's syntax
 *   re_engine_pcre2.c   compiling for PCRE2, running
 *   re_pattern_pcre2.c  class Pattern: the methods that find
 *   re_match_pcre2.c    class Match
 *   re_sub_pcre2.c      templates; sub, subn, split
 *   re_pcre2.c          the module: functions with a cache of patterns
 *
 * Offsets inside these files are bytes of the subject; scripts see code points, converted when they ask.
 */
#ifndef OLI_STDLIB_RE_PARTS_H
#define OLI_STDLIB_RE_PARTS_H

#include "aioli.h"

enum { /* the values of re.RegexFlag */
       RE_IGNORECASE = 2,
       RE_LOCALE = 4,
       RE_MULTILINE = 8,
       RE_DOTALL = 16,
       RE_UNICODE = 32,
       RE_VERBOSE = 64,
       RE_DEBUG = 128,
       RE_ASCII = 256,
       RE_KINDS = RE_ASCII | RE_LOCALE | RE_UNICODE /* what letters are: one of them */
};

/* ---- the tree ---- */

#define RE_REPEAT_MAX UINT32_MAX /* no upper limit */

typedef enum ReKind {
    RE_SEQUENCE,    /* children in order */
    RE_BRANCH,      /* alternatives: children are sequences */
    RE_LITERAL,     /* a: the character */
    RE_NOT_LITERAL, /* any other than a */
    RE_ANY,         /* . */
    RE_SET,         /* [...]: items a .. a + b - 1; variant: negated */
    RE_AT,          /* a: ReAt */
    RE_REPEAT,      /* the child, a to b times; variant: ReRepeat */
    RE_GROUP,       /* the child; a: number, or 0 for (?:...); flags added and removed inside */
    RE_ATOMIC,      /* (?>...) */
    RE_LOOK,        /* the child; a: ReLook */
    RE_BACKREF,     /* a: group */
    RE_IF,          /* a: group; first child: yes; second, if there is one: no */
    RE_FAIL         /* matches nothing */
} ReKind;

typedef enum ReAt { RE_AT_START, RE_AT_CARET, RE_AT_DOLLAR, RE_AT_END, RE_AT_BOUNDARY, RE_AT_NOT_BOUNDARY } ReAt;
typedef enum ReRepeat { RE_GREEDY, RE_LAZY, RE_POSSESSIVE } ReRepeat;
enum { RE_LOOK_BEHIND = 1, RE_LOOK_NOT = 2 }; /* ReLook: bits */

/* Of a set: a range of characters, or a category: 'd', 'D', 's', 'S', 'w', 'W'. */
typedef struct ReItem {
    uint32_t category; /* 0: a range */
    uint32_t low, high;
} ReItem;

typedef struct ReNode {
    uint8_t kind;
    uint8_t variant;
    uint16_t add, remove; /* RE_GROUP */
    uint32_t a, b;
    uint32_t child, last, next; /* numbers of nodes; 0: none */
} ReNode;

/* A group: the group that it stands in (0: none), the outermost repeat around it (0: none), its width. */
typedef struct ReGroup {
    uint32_t parent, loop;
    bool is_closed;
    uint64_t min, max;
} ReGroup;

/* A parsed pattern. Everything is owned by it; oli_re_tree_free releases. */
typedef struct ReTree {
    AioliVm *vm;
    ReNode *nodes; /* [0] is not used */
    ReItem *items;
    ReGroup *groups; /* [0]: the whole */
    uint32_t node_count, node_capacity, item_count, item_capacity, group_count, group_capacity;
    uint32_t root;
    uint32_t flags; /* with those that the pattern itself sets */
    bool is_text;
} ReTree;

/* Parse `pattern`, a str or bytes; group names are set in the dict `names`. False: an exception is pending. May run
 * script (for messages and warnings). */
bool oli_re_parse(AioliVm *vm, AioliValue pattern, uint32_t flags, AioliValue names, ReTree *tree);
void oli_re_tree_free(ReTree *tree);
/* Least and greatest width in characters; UINT64_MAX: no limit. */
void oli_re_width(const ReTree *tree, uint32_t node, uint64_t *min, uint64_t *max);
/* re.PatternError(message, pattern, position); a negative position: none. Always false. */
bool oli_re_fail(AioliVm *vm, AioliValue message, AioliValue pattern, int64_t position);

/* ---- growing text ---- */

typedef struct ReText {
    AioliVm *vm;
    char *data;
    size_t size, capacity;
    bool failed; /* MemoryError is pending; what is added is lost */
} ReText;

void oli_re_add(ReText *text, const char *data, size_t size);
void oli_re_add_char(ReText *text, uint32_t c); /* as UTF-8 */
void oli_re_text_free(ReText *text);

/* What a pattern is translated for. */
typedef enum ReSubject {
    RE_SUBJECT_ASCII, /* str, nothing but ASCII: one byte a character */
    RE_SUBJECT_UTF,   /* str */
    RE_SUBJECT_BYTES
} ReSubject;

/* Append the tree in PCRE2's syntax, for the options that the engine compiles with. False: pending exception. */
bool oli_re_emit(const ReTree *tree, ReSubject subject, ReText *text);

/* ---- patterns ---- */

typedef enum ReMode { RE_SEARCH, RE_MATCH, RE_FULLMATCH } ReMode;

enum { RE_CODES = 6, RE_PATTERN_TEXT = 0, RE_PATTERN_NAMES = 1, RE_PATTERN_INDEX = 2, RE_PATTERN_VALUES = 3 };

/* One translation, compiled when it is first needed, and to machine code when it is used often. */
typedef struct ReCode {
    void *code; /* pcre2_code */
    uint32_t uses;
    bool is_fast;
} ReCode;

/* Payload of Pattern. Its values: the pattern; a dict of names; a mappingproxy of it, made when asked for. */
typedef struct RePattern {
    uint32_t flags, given_flags; /* with those of the pattern's own text; without */
    uint32_t group_count;        /* without group 0 */
    ReGroup *groups;             /* group_count + 1 */
    bool is_text;
    ReCode codes[RE_CODES];
} RePattern;

extern const AioliClass oli_re_pattern_class, oli_re_match_class;

/* Payload of Match. Its values: the pattern; the string as given. */
enum { RE_MATCH_PATTERN = 0, RE_MATCH_STRING = 1, RE_MATCH_VALUES = 2, RE_INLINE_GROUPS = 8 };
#define RE_UNMATCHED SIZE_MAX
typedef struct ReMatch {
    size_t start, end; /* pos and endpos */
    size_t count;      /* groups, the whole included */
    size_t *heap;      /* 2 * count offsets that do not fit in local; else NULL */
    size_t local[2 * RE_INLINE_GROUPS];
} ReMatch;

/* What is searched in: a view of the str or the bytes in `holder`, which must be kept alive. */
typedef struct ReView {
    AioliValue string; /* as given */
    AioliValue holder; /* the same, or a copy as bytes of something mutable */
    const char *data;
    size_t size; /* up to endpos */
    size_t position;
    bool is_text, is_ascii;
} ReView;

/* Open `string` between two positions that scripts gave. TypeError when pattern and string do not fit. */
bool oli_re_view(AioliVm *vm, const RePattern *pattern, AioliValue string, int64_t start, int64_t end, ReView *view);
/* Run `pattern`, the payload of `object`. 1: found, spans in *spans (2 * (group_count + 1) of them, valid until the next
 * search of the VM); 0: not found; -1: pending exception. `no_empty`: an empty match at the position does not count. */
int oli_re_run(AioliVm *vm, AioliValue object, RePattern *pattern, const ReView *view, ReMode mode, bool no_empty,
               const size_t **spans);
/* Compile one form of a pattern from its tree. False: pending exception. */
bool oli_re_prepare(AioliVm *vm, const ReTree *tree, RePattern *pattern, bool is_utf, ReMode mode);
void oli_re_release_codes(RePattern *pattern);
/* The next match from view->position on, which then stands where the one after it is looked for: answers as oli_re_run.
 * *no_empty is the state between calls, false at first. */
int oli_re_step(AioliVm *vm, AioliValue object, RePattern *pattern, ReView *view, bool *no_empty, const size_t **spans);
/* A Match object. */
AioliValue oli_re_match_new(AioliVm *vm, AioliValue pattern, const ReView *view, const size_t *spans);
/* The part of the view from byte `start` to `end`; None when start is RE_UNMATCHED. */
AioliValue oli_re_part(AioliVm *vm, const ReView *view, size_t start, size_t end);
/* The same of a holder that is text or bytes. */
AioliValue oli_re_part_of(AioliVm *vm, AioliValue holder, bool is_text, size_t start, size_t end);

/* A Pattern from its text, without a look into the cache. */
AioliValue oli_re_compile(AioliVm *vm, AioliValue pattern, uint32_t flags);
/* The payload of a Pattern. NULL: TypeError. */
RePattern *oli_re_pattern_of(AioliVm *vm, AioliValue v);

AioliValue oli_re_findall(AioliVm *vm, AioliValue pattern, AioliValue string, int64_t start, int64_t end);
AioliValue oli_re_finditer(AioliVm *vm, AioliValue pattern, AioliValue string, int64_t start, int64_t end);
/* A Match, or None. */
AioliValue oli_re_find(AioliVm *vm, AioliValue pattern, AioliValue string, int64_t start, int64_t end, ReMode mode);
AioliValue oli_re_split(AioliVm *vm, AioliValue pattern, AioliValue string, int64_t limit);
/* (text, number) where `with_number`. */
AioliValue oli_re_sub(AioliVm *vm, AioliValue pattern, AioliValue replacement, AioliValue string, int64_t limit,
                      bool with_number);
/* A template, expanded for one match. */
AioliValue oli_re_expand(AioliVm *vm, AioliValue pattern, AioliValue template, const ReView *view, const size_t *spans);

/* Methods that both classes have: `self`, and __class_getitem__. */
AioliValue oli_re_self(AioliVm *vm, const AioliValue *args, size_t count);
AioliValue oli_re_generic(AioliVm *vm, const AioliValue *args, size_t count);

/* The characters of a str or bytes, as an array to be freed with aioli_memory_free (4 bytes each, and not
 * less than 4). */
uint32_t *oli_re_decode(AioliVm *vm, AioliValue v, size_t *count);

#endif
