/* SPDX-License-Identifier: MIT
 *
 * oli_parse: prepares the source, runs the steps that state.h names, and hands over their result.
 */
#include <string.h>

#include "grammar.h"
#include "parser/tree.h"

/* The generated parser (grammar.c). */
void OliGrammarInit(void *machine, Parser *p);
void OliGrammar(void *machine, int code, Token token);
void OliGrammarFinalize(void *machine);
size_t oli_grammar_size(void);

/* --- the source --------------------------------------------------------------------------------------------------- */

typedef struct {
    const char *text, *limit;
    Line encoding; /* of the coding line, or empty */
} Source;

static bool is_coding_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
}

/* PEP 263: the encoding that a comment names, or an empty line. */
static Line coding_of(const char *line, const char *end) {
    const char *c = line;
    while (c < end && (*c == ' ' || *c == '\t' || *c == '\f')) c++;
    if (c >= end || *c != '#') return (Line){0};
    for (; c + 7 < end; c++) {
        if (memcmp(c, "coding", 6) != 0 || (c[6] != ':' && c[6] != '=')) continue;
        const char *name = c + 7;
        while (name < end && (*name == ' ' || *name == '\t')) name++;
        const char *stop = name;
        while (stop < end && is_coding_char(*stop)) stop++;
        if (stop > name) return (Line){name, (size_t)(stop - name)};
    }
    return (Line){0};
}

static bool is_blank_or_comment(const char *line, const char *end) {
    while (line < end && (*line == ' ' || *line == '\t' || *line == '\f')) line++;
    return line == end || *line == '#' || *line == '\n';
}

static bool is_utf8_name(Line name) {
    static const char *const known[] = {"utf-8", "utf8", "u8", "utf", "us-ascii", "ascii", "cp65001"};
    char lower[16];
    if (name.size >= sizeof lower) return name.size > 6 && memcmp(name.start, "utf-8-", 6) == 0;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.start[i];
        lower[i] = c == '_' ? '-' : c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    lower[name.size] = 0;
    if (strncmp(lower, "utf-8-", 6) == 0) return true;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(lower, known[i]) == 0) return true;
    }
    return false;
}

/* The coding line is the first or second one, after nothing but comments. */
static Line find_coding(const char *text, const char *limit) {
    for (int line = 0; line < 2 && text < limit; line++) {
        const char *newline = memchr(text, '\n', (size_t)(limit - text));
        const char *end = newline ? newline : limit;
        Line coding = coding_of(text, end);
        if (coding.size) return coding;
        if (!is_blank_or_comment(text, end)) break;
        text = newline ? newline + 1 : limit;
    }
    return (Line){0};
}

/* Copy the source: no BOM, newlines as \n, one at the end of a file, NUL behind it. */
static bool copy_source(Arena *arena, const char *source, size_t size, ParseMode mode, Source *result) {
    if (size >= 3 && memcmp(source, "\xEF\xBB\xBF", 3) == 0) {
        source += 3;
        size -= 3;
    }
    char *text = oli_arena_alloc(arena, size + 8);
    if (!text) return false;
    size_t used = 0;
    for (size_t i = 0; i < size; i++) {
        if (source[i] == '\r') {
            text[used++] = '\n';
            if (i + 1 < size && source[i + 1] == '\n') i++;
        } else {
            text[used++] = source[i];
        }
    }
    if (mode == PARSE_FILE && used && text[used - 1] != '\n') text[used++] = '\n';
    *result = (Source){.text = text, .limit = text + used, .encoding = find_coding(text, text + used)};
    return true;
}

static bool check_source(Parser *p, const Source *source) {
    size_t size = (size_t)(source->limit - source->text);
    Line none = {0};
    if (memchr(source->text, 0, size)) {
        oli_error(&p->errors, SYNTAX_ERROR, 0, 0, 0, 0, none, "source code cannot contain null bytes");
        return false;
    }
    if (source->encoding.size && !is_utf8_name(source->encoding)) {
        oli_error(&p->errors, SYNTAX_ERROR, 0, 0, 0, 0, none, "unknown encoding: %.*s", (int)source->encoding.size,
                  source->encoding.start);
        return false;
    }
    return true;
}

/* --- the machine -------------------------------------------------------------------------------------------------- */

static const int start_codes[] = {TOKEN_START_FILE, TOKEN_START_EVAL, TOKEN_START_SINGLE};

/* Feed the machine until the end or the first refusal. */
static void run_machine(Parser *p, void *machine) {
    Token token = {0};
    OliGrammarInit(machine, p);
    OliGrammar(machine, start_codes[p->options->mode], token);
    while (!p->is_refused && !p->arena->failed) {
        int code = oli_lexer_next(&p->lexer, &token);
        if (code == LEX_ERROR) {
            p->is_refused = true;
            break;
        }
        OliGrammar(machine, code, token);
        if (code == TOKEN_END) {
            if (!p->is_refused) OliGrammar(machine, 0, token);
            break;
        }
    }
    OliGrammarFinalize(machine);
}

static bool build_tree(Parser *p) {
    size_t size = oli_grammar_size();
    void *machine = p->options->alloc(p->options->alloc_host, NULL, 0, size);
    if (!machine) {
        p->arena->failed = true;
        return false;
    }
    run_machine(p, machine);
    p->options->alloc(p->options->alloc_host, machine, size, 0);
    return !p->is_refused && !p->arena->failed && oli_check_tree(p);
}

/* --- interactive input -------------------------------------------------------------------------------------------- */

static bool ends_in_blank_line(const Source *source) {
    const char *c = source->limit;
    if (c == source->text || c[-1] != '\n') return false;
    for (c--; c > source->text && (c[-1] == ' ' || c[-1] == '\t'); c--) continue;
    return c == source->text || c[-1] == '\n';
}

static bool is_compound(const Module *module) {
    return module->body.count && module->body.items[0]->kind >= STMT_IF;
}

/* Would more lines help? An open bracket, string or block waits for them; a compound statement for a blank line. */
static bool is_incomplete(Parser *p, const Source *source, bool parsed) {
    if (p->options->mode != PARSE_SINGLE || !p->options->has_more_input) return false;
    if (parsed) return is_compound(p->module) && !ends_in_blank_line(source);
    if (p->errors.is_incomplete) return true;
    return p->errors.error.kind == INDENTATION_ERROR && p->lexer.cursor >= source->limit &&
           !ends_in_blank_line(source);
}

/* --- the steps ---------------------------------------------------------------------------------------------------- */

static bool run_steps(Parser *p, const Source *source) {
    oli_lexer_init(&p->lexer, &p->errors, p->options->mode);
    bool parsed = build_tree(p);
    if (!parsed && !p->arena->failed) {
        bool at_end = p->lexer.cursor >= source->limit && p->lexer.depth == 0;
        oli_diagnose(p);
        if (at_end && p->lexer.fault == FAULT_NONE && !ends_in_blank_line(source)) p->errors.is_incomplete = true;
        return false;
    }
    if (!parsed || p->arena->failed) return false;
    return p->options->tree_only || (oli_find_futures(p) && oli_build_scopes(p) && oli_check_placement(p));
}

ParseStatus oli_parse(Parse *parse, const char *source, size_t size, const ParseOptions *options) {
    memset(parse, 0, sizeof *parse);
    oli_arena_init(&parse->arena, options->alloc, options->alloc_host);
    Arena *arena = &parse->arena;
    Parser *p = oli_arena_alloc(arena, sizeof *p);
    Module *module = oli_arena_alloc(arena, sizeof *module);
    Source copy;
    if (!p || !module || !copy_source(arena, source, size, options->mode, &copy)) return PARSE_NO_MEMORY;
    p->arena = arena;
    p->options = options;
    p->module = module;
    oli_errors_init(&p->errors, arena, copy.text, copy.limit);
    oli_names_init(&p->names, arena);
    bool ok = check_source(p, &copy) && run_steps(p, &copy);
    if (arena->failed) return PARSE_NO_MEMORY;
    parse->error = p->errors.error;
    parse->warnings = p->errors.warnings;
    parse->warning_count = p->errors.warning_count;
    if (is_incomplete(p, &copy, ok)) return PARSE_INCOMPLETE;
    if (!ok) return PARSE_SYNTAX_ERROR;
    parse->module = module;
    return PARSE_OK;
}

void oli_parse_free(Parse *parse) {
    oli_arena_free(&parse->arena);
}
