/* SPDX-License-Identifier: MIT
 *
 * Trees and scopes as text, for tests: the format is that of CPython 3.13's `ast.dump(tree)`, so the two can be
 * compared byte by byte.
 */
#ifndef OLI_PARSER_DUMP_H
#define OLI_PARSER_DUMP_H

#include "parser/ast.h"
#include "parser/parser.h"

typedef void (*OliWrite)(void *host, const char *text, size_t size);

void oli_dump_tree(const Module *module, ParseMode mode, OliWrite write, void *host);
/* One line per scope, children indented: kind, name, flags; then one per symbol. */
void oli_dump_scopes(const Module *module, OliWrite write, void *host);
/* `text` as Python's repr shows a str (or bytes). */
void oli_dump_repr(const char *text, size_t size, bool is_bytes, OliWrite write, void *host);

#endif
