/* SPDX-License-Identifier: MIT
 *
 * parse_tool: shows what the parser makes of sources, for comparing with CPython (run.py beside this file).
 *
 *     parse_tool [--tree | --scopes | --check] [--eval | --single] FILE...
 *
 * --tree (the default) prints the tree as `ast.dump` does, --scopes the scopes, --check only "ok"; an error prints as
 * Type|message|lineno|offset|end_lineno|end_offset|text (repr, or None). Every answer is one line (--scopes: some).
 * With "-" instead of files the input is a stream of sources, each after a line with its size in bytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser/dump.h"

typedef enum { SHOW_TREE, SHOW_SCOPES, SHOW_CHECK } Show;

typedef struct {
    Show show;
    ParseMode mode;
    bool warnings, more_input;
} Settings;

static void *host_alloc(void *host, void *old, size_t old_size, size_t new_size) {
    (void)host, (void)old_size;
    if (new_size) return realloc(old, new_size);
    free(old);
    return NULL;
}

static void write_out(void *host, const char *text, size_t size) {
    fwrite(text, 1, size, host);
}

static void show_error(const SyntaxError *error) {
    static const char *const types[] = {"SyntaxError", "IndentationError", "TabError", "ValueError"};
    printf("%s|%s|%u|%u|%u|%d|", types[error->kind], error->message, error->line, error->offset, error->end_line,
           error->end_offset);
    if (error->text) oli_dump_repr(error->text, error->text_size, false, write_out, stdout);
    else printf("None");
    printf("\n");
}

static bool show_source(const char *source, size_t size, const Settings *settings) {
    ParseOptions options = {.mode = settings->mode, .alloc = host_alloc, .tree_only = settings->show == SHOW_TREE,
                            .has_more_input = settings->more_input};
    Parse parse;
    ParseStatus status = oli_parse(&parse, source, size, &options);
    for (uint32_t i = 0; settings->warnings && i < parse.warning_count; i++) {
        printf("warning|%u|%s\n", parse.warnings[i].line, parse.warnings[i].message);
    }
    if (status == PARSE_NO_MEMORY) printf("out of memory\n");
    else if (status == PARSE_INCOMPLETE) printf("incomplete\n");
    else if (status == PARSE_SYNTAX_ERROR) show_error(&parse.error);
    else if (settings->show == SHOW_CHECK) printf("ok\n");
    else if (settings->show == SHOW_SCOPES) oli_dump_scopes(parse.module, write_out, stdout);
    else oli_dump_tree(parse.module, settings->mode, write_out, stdout), printf("\n");
    fflush(stdout);
    oli_parse_free(&parse);
    return status == PARSE_OK;
}

/* All of `file`, or the next `limit` bytes of it; NULL when it cannot be read. */
static char *read_bytes(FILE *file, size_t limit, size_t *size) {
    size_t room = 1 << 16;
    char *bytes = malloc(room);
    for (*size = 0; bytes && *size < limit;) {
        size_t wanted = limit - *size < room - *size ? limit - *size : room - *size;
        size_t got = fread(bytes + *size, 1, wanted, file);
        if (!got) break;
        *size += got;
        if (*size == room) bytes = realloc(bytes, room *= 2);
    }
    return bytes;
}

static bool show_stream(const Settings *settings) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        size_t size, wanted = strtoul(line, NULL, 10);
        char *source = read_bytes(stdin, wanted, &size);
        if (!source) return false;
        show_source(source, size, settings);
        free(source);
    }
    return true;
}

static bool show_file(const char *path, const Settings *settings) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return false;
    }
    size_t size;
    char *source = read_bytes(file, (size_t)-1, &size);
    fclose(file);
    bool ok = source && show_source(source, size, settings);
    free(source);
    return ok;
}

int main(int argc, char **argv) {
    Settings settings = {0};
    bool ok = true;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--tree") == 0) settings.show = SHOW_TREE;
        else if (strcmp(argv[i], "--scopes") == 0) settings.show = SHOW_SCOPES;
        else if (strcmp(argv[i], "--check") == 0) settings.show = SHOW_CHECK;
        else if (strcmp(argv[i], "--warnings") == 0) settings.warnings = true;
        else if (strcmp(argv[i], "--more") == 0) settings.more_input = true;
        else if (strcmp(argv[i], "--eval") == 0) settings.mode = PARSE_EVAL;
        else if (strcmp(argv[i], "--single") == 0) settings.mode = PARSE_SINGLE;
        else if (strcmp(argv[i], "-") == 0) ok = show_stream(&settings) && ok;
        else ok = show_file(argv[i], &settings) && ok;
    }
    return ok ? 0 : 1;
}
