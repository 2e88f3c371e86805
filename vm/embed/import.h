/* SPDX-License-Identifier: MIT
 *
 * Importing modules: what the import statement, __import__ and aioli_import do.
 *
 * A module is looked for among those of the host, the built-in ones in C, the host's texts (AioliConfig.find_module),
 * then (AIOLI_ALLOW_IMPORTS) files on sys.path: NAME/__init__.aio, NAME/__init__.py, NAME.aio, NAME.py, and folders as
 * namespace packages; last the library's own modules in Aioli, which a script's module of the same name hides, as with
 * CPython's library. It stands in sys.modules while its code runs, so that circular imports see what is there already,
 * and is taken out again when the code fails. All may run script.
 */
#ifndef OLI_EMBED_IMPORT_H
#define OLI_EMBED_IMPORT_H

#include "types/protocol.h"

/* __import__(name, globals, locals, fromlist, level): `globals` NULL where none are known; `fromlist` a tuple or list
 * of names or None. Returns the top-level package, or with a fromlist the module itself. */
Value oli_import(Vm *vm, Str *name, Dict *globals, Value fromlist, int64_t level);
/* The module of a dotted absolute name itself, imported if need be. */
Value oli_import_module(Vm *vm, Str *name);
/* oli_import_name, oli_import_from and oli_import_star, which the loop calls, are declared in run/run.h. */

/* The module __main__, made on first use; NULL with an exception pending. */
Value oli_main_module(Vm *vm);
/* The list sys.path. */
List *oli_import_path(Vm *vm);
/* Put `folder` in front of sys.path, where the folder of the script stands. */
bool oli_import_set_script_folder(Vm *vm, const char *folder);
/* vm->read_source: the text of a file or a built-in module, for tracebacks. */
Str *oli_read_source(Vm *vm, Str *filename);
/* Run code of `text` in `globals`: embed/run.c. */
bool oli_run_text(Vm *vm, const char *text, size_t size, Str *filename, Dict *globals);

#endif
