/* SPDX-License-Identifier: MIT
 *
 * The identifiers of one parse, each stored once: equal names are equal pointers. Owned by the parse's arena.
 */
#ifndef OLI_PARSER_NAMES_H
#define OLI_PARSER_NAMES_H

#include "parser/arena.h"
#include "parser/ast.h"

typedef struct NameTable {
    Arena *arena;
    Name **slots; /* chained; power-of-two size, or NULL when empty */
    uint32_t slot_count, count;
} NameTable;

void oli_names_init(NameTable *table, Arena *arena);
/* The one Name of `text`, entered if it is new. NULL: out of memory. */
Name *oli_name(NameTable *table, const char *text, size_t size);
/* The same, after NFKC normalisation, as identifiers in source have it. */
Name *oli_name_normalised(NameTable *table, const char *text, size_t size);
/* `name` as it is known inside the class `cls` (or NULL): __x becomes _cls__x. */
Name *oli_name_mangled(NameTable *table, Name *name, const Name *cls);
/* The dotted name of `parts`. */
Name *oli_name_joined(NameTable *table, const NameList *parts);
bool oli_name_is(const Name *name, const char *text);

#endif
