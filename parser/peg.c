/* SPDX-License-Identifier: MIT
 *
 * The diagnosing parser's engine (model and notation in peg.h).
 */
#include "parser/peg.h"

#include <string.h>

#include "grammar.h"
#include "parser/tree.h"

enum { MAX_DEPTH = 5000, LABELS = 3 };

typedef enum {
    OP_TOKEN,
    OP_WORD,
    OP_SOFT_WORD,
    OP_RULE,
    OP_GROUP,
    OP_OPTIONAL,
    OP_STAR,
    OP_PLUS,
    OP_LIST,
    OP_AND,
    OP_NOT,
    OP_CUT,
    OP_FORCE
} OpType;

typedef struct Op Op;
typedef struct Choice Choice; /* alternatives of a group */

struct Op {
    OpType type;
    int8_t label;     /* -1: none */
    int code;         /* OP_TOKEN, OP_FORCE */
    const char *text; /* OP_WORD, OP_FORCE */
    size_t size;
    Rule *rule;       /* OP_RULE */
    Choice *choice;   /* OP_GROUP */
    Op *inner;        /* what the others repeat or test */
    Op *next;         /* in sequence */
};

struct Choice {
    Op *first;
    const Production *production; /* of a rule's alternative; NULL inside groups */
    Choice *next;
};

struct Rule {
    const char *name;
    size_t size; /* of name */
    Choice *choices, *last;
    unsigned flags;
    bool is_bad;
};

struct Memo {
    const Rule *rule;
    bool mode; /* seeks_mistakes when it was made */
    Node *node; /* NULL: no match */
    uint32_t end;
    Memo *next;
};

/* --- compiling the table ------------------------------------------------------------------------------------------ */

typedef struct {
    Peg *peg;
    const char *text;
} Reader;

static const struct {
    const char *text;
    int code;
} token_codes[] = {
    {"NAME", TOKEN_NAME}, {"NUMBER", TOKEN_NUMBER}, {"STRING", TOKEN_STRING}, {"NEWLINE", TOKEN_NEWLINE},
    {"INDENT", TOKEN_INDENT}, {"DEDENT", TOKEN_DEDENT}, {"END", TOKEN_END}, {"FBEGIN", TOKEN_FSTRING_BEGIN},
    {"FTEXT", TOKEN_FSTRING_TEXT}, {"FEND", TOKEN_FSTRING_END}, {"AUG", TOKEN_AUG}, {"(", TOKEN_LPAREN},
    {")", TOKEN_RPAREN}, {"[", TOKEN_LSQB}, {"]", TOKEN_RSQB}, {"{", TOKEN_LBRACE}, {"}", TOKEN_RBRACE},
    {",", TOKEN_COMMA}, {":", TOKEN_COLON}, {";", TOKEN_SEMI}, {".", TOKEN_DOT}, {"...", TOKEN_ELLIPSIS},
    {"=", TOKEN_EQ}, {":=", TOKEN_WALRUS}, {"->", TOKEN_ARROW}, {"@", TOKEN_AT}, {"!", TOKEN_BANG}, {"+", TOKEN_PLUS},
    {"-", TOKEN_MINUS}, {"*", TOKEN_STAR}, {"**", TOKEN_DSTAR}, {"/", TOKEN_SLASH}, {"//", TOKEN_DSLASH},
    {"%", TOKEN_PERCENT}, {"&", TOKEN_AMP}, {"|", TOKEN_BAR}, {"^", TOKEN_CARET}, {"~", TOKEN_TILDE},
    {"<<", TOKEN_LSHIFT}, {">>", TOKEN_RSHIFT}, {"==", TOKEN_EQEQ}, {"!=", TOKEN_NE}, {"<", TOKEN_LT}, {">", TOKEN_GT},
    {"<=", TOKEN_LE}, {">=", TOKEN_GE}};

static int token_code(const char *text, size_t size) {
    for (size_t i = 0; i < sizeof token_codes / sizeof *token_codes; i++) {
        if (strlen(token_codes[i].text) == size && memcmp(token_codes[i].text, text, size) == 0) {
            return token_codes[i].code;
        }
    }
    return oli_keyword_code(text, size);
}

static Rule *find_rule(Peg *peg, const char *name, size_t size) {
    for (uint32_t i = 0; i < peg->rule_count; i++) {
        const Rule *rule = &peg->rules[i];
        if (rule->size == size && rule->name[size - 1] == name[size - 1] && memcmp(rule->name, name, size) == 0) {
            return &peg->rules[i];
        }
    }
    return NULL;
}

static Op *new_op(Reader *r, OpType type, Op *inner) {
    Op *op = oli_arena_alloc(r->peg->p->arena, sizeof *op);
    if (!op) return NULL;
    op->type = type;
    op->label = -1;
    op->inner = inner;
    return op;
}

static void skip_spaces(Reader *r) {
    while (*r->text == ' ') r->text++;
}

static Choice *read_choices(Reader *r);

static Op *read_quoted(Reader *r, char quote) {
    const char *start = ++r->text;
    while (*r->text != quote) r->text++;
    Op *op = new_op(r, quote == '`' ? OP_WORD : OP_TOKEN, NULL);
    if (!op) return NULL;
    op->text = start;
    op->size = (size_t)(r->text++ - start);
    op->code = quote == '`' ? TOKEN_NAME : token_code(start, op->size);
    return op;
}

static Op *read_word(Reader *r) {
    const char *start = r->text;
    while ((*r->text >= 'a' && *r->text <= 'z') || (*r->text >= 'A' && *r->text <= 'Z') || *r->text == '_') r->text++;
    size_t size = (size_t)(r->text - start);
    bool is_class = *start >= 'A' && *start <= 'Z';
    bool is_soft = is_class && size == 4 && memcmp(start, "SOFT", 4) == 0;
    Op *op = new_op(r, is_soft ? OP_SOFT_WORD : is_class ? OP_TOKEN : OP_RULE, NULL);
    if (!op) return NULL;
    if (is_class) op->code = token_code(start, size);
    else op->rule = find_rule(r->peg, start, size);
    return op;
}

static Op *read_atom(Reader *r) {
    if (*r->text == '\'' || *r->text == '`') return read_quoted(r, *r->text);
    if (*r->text != '(') return read_word(r);
    r->text++;
    Op *op = new_op(r, OP_GROUP, NULL);
    if (op) op->choice = read_choices(r);
    r->text++;
    return op;
}

static Op *read_item(Reader *r) {
    int8_t label = -1;
    if (r->text[0] >= 'a' && r->text[0] < 'a' + LABELS && r->text[1] == '=') {
        label = (int8_t)(*r->text - 'a');
        r->text += 2;
    }
    char prefix = *r->text;
    if (prefix == '~') return r->text++, new_op(r, OP_CUT, NULL);
    bool has_prefix = prefix == '&' || prefix == '!' || prefix == '^';
    if (has_prefix) r->text++;
    Op *op = read_atom(r);
    if (!op) return NULL;
    switch (*r->text) {
        case '?': r->text++, op = new_op(r, OP_OPTIONAL, op); break;
        case '*': r->text++, op = new_op(r, OP_STAR, op); break;
        case '+': r->text++, op = new_op(r, OP_PLUS, op); break;
        case '%': r->text++, op = new_op(r, OP_LIST, op); break;
        default: break;
    }
    if (op && prefix == '^') op->type = OP_FORCE;
    else if (op && has_prefix) op = new_op(r, prefix == '&' ? OP_AND : OP_NOT, op);
    if (op) op->label = label;
    return op;
}

static Op *read_sequence(Reader *r) {
    Op *first = NULL, **end = &first;
    for (skip_spaces(r); *r->text && *r->text != '|' && *r->text != ')'; skip_spaces(r)) {
        *end = read_item(r);
        if (!*end) return NULL;
        end = &(*end)->next;
    }
    return first;
}

static Choice *read_choices(Reader *r) {
    Choice *first = NULL, **end = &first;
    do {
        *end = oli_arena_alloc(r->peg->p->arena, sizeof **end);
        if (!*end) return NULL;
        (*end)->first = read_sequence(r);
        end = &(*end)->next;
    } while (*r->text == '|' && r->text++);
    return first;
}

static bool compile_rules(Peg *peg) {
    uint32_t count = 0;
    for (const Production *production = oli_productions; production->body; production++)
        count += production->rule != NULL;
    peg->rules = oli_arena_alloc(peg->p->arena, count * sizeof *peg->rules);
    if (!peg->rules) return false;
    for (const Production *production = oli_productions; production->body; production++) {
        if (!production->rule) continue;
        peg->rules[peg->rule_count].name = production->rule;
        peg->rules[peg->rule_count].size = strlen(production->rule);
        peg->rules[peg->rule_count++].is_bad = strncmp(production->rule, "bad_", 4) == 0;
    }
    Rule *rule = peg->rules - 1;
    for (const Production *production = oli_productions; production->body; production++) {
        Reader reader = {peg, production->body};
        rule += production->rule != NULL;
        Choice *choice = read_choices(&reader);
        if (!choice) return false;
        choice->production = production;
        rule->flags |= production->flags;
        if (rule->last) rule->last->next = choice;
        else rule->choices = choice;
        rule->last = choice;
    }
    return !peg->p->arena->failed;
}

bool oli_peg_init(Peg *peg, Parser *p) {
    memset(peg, 0, sizeof *peg);
    peg->p = p;
    oli_lexer_init(&peg->lexer, &p->errors, p->options->mode);
    return compile_rules(peg);
}

/* --- tokens ------------------------------------------------------------------------------------------------------- */

static bool is_soft_code(int code) {
    return code == TOKEN_MATCH || code == TOKEN_CASE || code == TOKEN_TYPE;
}

static bool grow_tokens(Peg *peg) {
    uint32_t count = peg->token_count;
    if (count & (count - 1)) return true;
    uint32_t room = count ? count * 2 : 1;
    Token *tokens = oli_arena_alloc(peg->p->arena, room * sizeof *tokens);
    Memo **memos = oli_arena_alloc(peg->p->arena, room * sizeof *memos);
    if (!tokens || !memos) return false;
    if (count) {
        memcpy(tokens, peg->tokens, count * sizeof *tokens);
        memcpy(memos, peg->memos, count * sizeof *memos);
    }
    peg->tokens = tokens;
    peg->memos = memos;
    return true;
}

const Token *oli_peg_token(Peg *peg, uint32_t index) {
    while (index >= peg->token_count) {
        if (peg->stopped) return NULL;
        Token token;
        int code = oli_lexer_next(&peg->lexer, &token);
        if (code == LEX_ERROR || !grow_tokens(peg)) {
            oli_lexer_raise_fault(&peg->lexer);
            peg->stopped = true;
            return NULL;
        }
        if (is_soft_code(code)) token.code = TOKEN_NAME;
        peg->tokens[peg->token_count++] = token;
    }
    return &peg->tokens[index];
}

/* --- nodes -------------------------------------------------------------------------------------------------------- */

static Node *new_node(Peg *peg, NodeKind kind, uint32_t first, uint32_t end) {
    Node *node = oli_arena_alloc(peg->p->arena, sizeof *node);
    if (!node) {
        peg->stopped = true;
        return NULL;
    }
    node->kind = kind;
    node->first = first;
    node->last = end > first ? end - 1 : first;
    return node;
}

static void push_child(Peg *peg, Node *node) {
    if (peg->child_count == peg->child_room) {
        uint32_t room = peg->child_room ? peg->child_room * 2 : 64;
        Node **grown = oli_arena_alloc(peg->p->arena, room * sizeof *grown);
        if (!grown) {
            peg->stopped = true;
            return;
        }
        if (peg->child_count) memcpy(grown, peg->children, peg->child_count * sizeof *grown);
        peg->children = grown;
        peg->child_room = room;
    }
    peg->children[peg->child_count++] = node;
}

/* The node of a sequence that matched from `first` on, with the children from `base` on. */
static Node *finish_node(Peg *peg, const Production *production, uint32_t first, uint32_t base) {
    uint32_t count = peg->child_count - base;
    NodeKind kind = production->kind;
    bool hands_on = kind == NODE_PLAIN || kind == NODE_PRIMARY || (production->flags & FOLD);
    if (count == 1 && hands_on) return peg->children[base];
    Node *node = new_node(peg, kind, first, peg->position);
    if (!node || !count) return node;
    node->children = oli_arena_alloc(peg->p->arena, count * sizeof *node->children);
    if (!node->children) {
        peg->stopped = true;
        return NULL;
    }
    memcpy(node->children, peg->children + base, count * sizeof *node->children);
    node->child_count = count;
    if (kind == NODE_PRIMARY) node->kind = node->children[count - 1]->kind;
    return node;
}

/* --- matching ----------------------------------------------------------------------------------------------------- */

typedef struct {
    Node *labels[LABELS];
    bool cut;
} Frame;

static bool match_op(Peg *peg, const Op *op, Frame *frame);
static Node *match_rule(Peg *peg, Rule *rule);

static bool match_sequence(Peg *peg, const Op *op, Frame *frame) {
    for (; op; op = op->next) {
        if (!match_op(peg, op, frame)) return false;
    }
    return true;
}

static bool match_group(Peg *peg, const Choice *choice, Frame *frame) {
    uint32_t start = peg->position, base = peg->child_count;
    for (; choice && !peg->stopped; choice = choice->next) {
        Frame inner = {.cut = false};
        memcpy(inner.labels, frame->labels, sizeof inner.labels);
        if (match_sequence(peg, choice->first, &inner)) {
            memcpy(frame->labels, inner.labels, sizeof inner.labels);
            return true;
        }
        peg->position = start;
        peg->child_count = base;
        if (inner.cut) break;
    }
    return false;
}

static bool match_token(Peg *peg, const Op *op) {
    const Token *token = oli_peg_token(peg, peg->position);
    if (!token || token->code != op->code) return false;
    if (op->type == OP_WORD && (token->size != op->size || memcmp(token->text, op->text, op->size) != 0)) return false;
    peg->position++;
    return true;
}

/* CPython compares only as many characters as the name has: "c" counts as a soft keyword. */
static bool match_soft_word(Peg *peg) {
    static const char *const words[] = {"_", "case", "match", "type"};
    const Token *token = oli_peg_token(peg, peg->position);
    if (!token || token->code != TOKEN_NAME) return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strncmp(words[i], token->text, token->size) != 0) continue;
        peg->position++;
        return true;
    }
    return false;
}

static bool match_force(Peg *peg, const Op *op) {
    static const Production expected = {.body = "", .action = NEXT};
    const Token *token = oli_peg_token(peg, peg->position);
    if (!token) return false;
    if (token->code == op->code) return peg->position++, true;
    Production production = expected;
    production.message = oli_format(peg->p->arena, "expected '%.*s'", (int)op->size, op->text);
    Node *const none[LABELS] = {0};
    if (production.message) oli_peg_act(peg, &production, none, NULL);
    peg->stopped = true;
    return false;
}

/* One match after another, each one or more tokens long. */
static bool match_repeat(Peg *peg, const Op *op, Frame *frame, bool commas) {
    static const Op comma = {.type = OP_TOKEN, .label = -1, .code = TOKEN_COMMA};
    for (uint32_t count = 0;; count++) {
        uint32_t start = peg->position, base = peg->child_count;
        bool ok = (!commas || !count || match_token(peg, &comma)) && match_op(peg, op, frame);
        if (!ok || peg->position == start) {
            peg->position = start;
            peg->child_count = base;
            return count > 0;
        }
    }
}

static bool look_ahead(Peg *peg, const Op *op) {
    uint32_t start = peg->position, base = peg->child_count;
    Frame frame = {.cut = false};
    bool found = match_op(peg, op->inner, &frame);
    peg->position = start;
    peg->child_count = base;
    return found == (op->type == OP_AND) && !peg->stopped;
}

static bool match_unlabelled(Peg *peg, const Op *op, Frame *frame) {
    switch (op->type) {
        case OP_TOKEN: case OP_WORD: return match_token(peg, op);
        case OP_SOFT_WORD: return match_soft_word(peg);
        case OP_RULE: {
            Node *node = match_rule(peg, op->rule);
            if (node) push_child(peg, node);
            return node != NULL && !peg->stopped;
        }
        case OP_GROUP: return match_group(peg, op->choice, frame);
        case OP_OPTIONAL: {
            uint32_t start = peg->position, base = peg->child_count;
            if (match_op(peg, op->inner, frame)) return true;
            peg->position = start;
            peg->child_count = base;
            return !peg->stopped;
        }
        case OP_STAR: match_repeat(peg, op->inner, frame, false); return !peg->stopped;
        case OP_PLUS: return match_repeat(peg, op->inner, frame, false) && !peg->stopped;
        case OP_LIST: return match_repeat(peg, op->inner, frame, true) && !peg->stopped;
        case OP_AND: case OP_NOT: return look_ahead(peg, op);
        case OP_CUT: frame->cut = true; return true;
        case OP_FORCE: return match_force(peg, op);
    }
    return false;
}

static bool match_op(Peg *peg, const Op *op, Frame *frame) {
    if (peg->stopped) return false;
    uint32_t start = peg->position, base = peg->child_count;
    if (!match_unlabelled(peg, op, frame)) return false;
    if (op->label < 0) return true;
    Node *node = peg->child_count > base ? peg->children[peg->child_count - 1]
                                         : new_node(peg, NODE_TOKEN, start, peg->position);
    if (op->type == OP_OPTIONAL && peg->position == start) node = NULL;
    frame->labels[op->label] = node;
    return !peg->stopped;
}

/* Try a rule's alternatives in order; NULL: none. */
static Node *match_choices(Peg *peg, const Rule *rule) {
    uint32_t start = peg->position, base = peg->child_count;
    for (const Choice *choice = rule->choices; choice && !peg->stopped; choice = choice->next) {
        Frame frame = {.cut = false};
        if (match_sequence(peg, choice->first, &frame)) {
            const Production *production = choice->production;
            Node *node = finish_node(peg, production, start, base);
            peg->child_count = base;
            bool keep = !peg->stopped && (!production->action || oli_peg_act(peg, production, frame.labels, node));
            return keep && !peg->stopped ? node : NULL;
        }
        peg->position = start;
        peg->child_count = base;
        if (frame.cut) break;
    }
    return NULL;
}

static const Memo *find_memo(const Peg *peg, const Rule *rule, uint32_t start) {
    const Memo *memo = start < peg->token_count ? peg->memos[start] : NULL;
    while (memo && (memo->rule != rule || (!(rule->flags & MEMO) && memo->mode != peg->seeks_mistakes)))
        memo = memo->next;
    return memo;
}

static void keep_memo(Peg *peg, const Rule *rule, uint32_t start, Node *node) {
    Memo *memo = peg->free_memos;
    if (memo) peg->free_memos = memo->next;
    else memo = oli_arena_alloc(peg->p->arena, sizeof *memo);
    if (!memo || !oli_peg_token(peg, start)) return;
    *memo = (Memo){rule, peg->seeks_mistakes, node, peg->position, peg->memos[start]};
    peg->memos[start] = memo;
}

/* A statement is done: what was learnt inside of it will not be asked for again. */
static void forget(Peg *peg, uint32_t first, uint32_t end) {
    for (uint32_t i = first; i < end && i < peg->token_count; i++) {
        while (peg->memos[i]) {
            Memo *memo = peg->memos[i];
            peg->memos[i] = memo->next;
            memo->next = peg->free_memos;
            peg->free_memos = memo;
        }
    }
}

static Node *match_rule(Peg *peg, Rule *rule) {
    if (rule->is_bad && !peg->seeks_mistakes) return NULL;
    uint32_t start = peg->position;
    const Memo *memo = find_memo(peg, rule, start);
    if (memo) {
        if (memo->node) peg->position = memo->end;
        return memo->node;
    }
    if (++peg->depth > MAX_DEPTH) {
        peg->p->is_too_deep = peg->stopped = true;
        return NULL;
    }
    bool seeks_mistakes = peg->seeks_mistakes;
    if (rule->flags & QUIET) peg->seeks_mistakes = false;
    Node *node = match_choices(peg, rule);
    peg->seeks_mistakes = seeks_mistakes;
    peg->depth--;
    if (peg->stopped) return NULL;
    if (!node) peg->position = start;
    if (node && strcmp(rule->name, "statement") == 0) forget(peg, start, peg->position);
    else keep_memo(peg, rule, start, node);
    return node;
}

bool oli_peg_match(Peg *peg, const char *rule) {
    Rule *start = find_rule(peg, rule, strlen(rule));
    forget(peg, 0, peg->token_count);
    peg->position = peg->child_count = peg->depth = 0;
    return start && match_rule(peg, start) != NULL;
}
