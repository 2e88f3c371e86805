/* SPDX-License-Identifier: MIT
 *
 * Scopes as text (contract in dump.h).
 */
#include <stdio.h>
#include <string.h>

#include "parser/dump.h"
#include "parser/scope_build.h"

static void dump_block(const Block *block, int depth, OliWrite write, void *host) {
    static const char *const kinds[] = {"module", "function", "lambda", "class", "comprehension", "generator",
                                        "type parameters"};
    static const char *const places[] = {"local", "cell", "free", "global", "implicit"};
    const Scope *scope = &block->scope;
    char line[400];
    int size = snprintf(line, sizeof line, "%*s%s %.100s%s%s%s%s\n", depth * 2, "", kinds[scope->kind],
                        scope->name->text, scope->is_async ? " async" : "", scope->is_generator ? " generator" : "",
                        scope->needs_class_cell ? " class-cell" : "", scope->needs_class_dict ? " class-dict" : "");
    write(host, line, (size_t)size);
    for (const Symbol *symbol = scope->symbols; symbol; symbol = symbol->next) {
        if (symbol->name->text[0] == '.' || !strcmp(symbol->name->text, "__classdict__")) continue; /* the compiler's */
        size = snprintf(line, sizeof line, "%*s- %.200s %s%s%s%s%s%s%s%s\n", depth * 2, "", symbol->name->text,
                        places[symbol->place], symbol->is_param ? " param" : "", symbol->is_bound ? " bound" : "",
                        symbol->is_nonlocal ? " nonlocal" : "", symbol->is_annotated ? " annotated" : "",
                        symbol->is_deleted ? " deleted" : "", symbol->via_class ? " via-class" : "",
                        symbol->is_free_class ? " free-class" : "");
        write(host, line, (size_t)size);
    }
    for (const Block *child = block->first_child; child; child = child->next) dump_block(child, depth + 1, write, host);
}

void oli_dump_scopes(const Module *module, OliWrite write, void *host) {
    dump_block((const Block *)module->scope, 0, write, host);
}
