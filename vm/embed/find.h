/* SPDX-License-Identifier: MIT
 *
 * Where a module is: the first half of an import (find.c; import.h says the order).
 */
#ifndef OLI_EMBED_FIND_H
#define OLI_EMBED_FIND_H

#include "embed/embed.h"

typedef enum FoundKind { FOUND_NOTHING, FOUND_ERROR, FOUND_C, FOUND_TEXT, FOUND_FILE, FOUND_NAMESPACE } FoundKind;

/* A module that exists; what is set depends on the kind. */
typedef struct Found {
    FoundKind kind;
    const AioliModule *module; /* FOUND_C */
    const char *text;          /* FOUND_TEXT */
    size_t size;
    Value file;   /* str: __file__ (FOUND_FILE), or what tracebacks show (FOUND_TEXT) */
    Value folder; /* str: of a package in files, its __path__[0]; VALUE_UNDEF for others */
    bool is_package;
} Found;

/* `path`: the list of folders to search, VALUE_UNDEF when the parent package is a built-in one. Raises only for want of
 * memory. Runs no script: what `path` holds beside str is skipped. */
Found oli_find_module(Vm *vm, Str *name, Value path);

/* The library's module of this name, or NULL. */
const OliScriptModule *oli_find_script(const char *name);
/* The bytes of a file: a TextBuilder's worth; an errno, 0 for success (ENOMEM: MemoryError pending). */
int oli_read_file(Vm *vm, const char *path, TextBuilder *out);

#endif
