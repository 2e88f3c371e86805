/* SPDX-License-Identifier: MIT
 *
 * The tables of built-in modules, generated from stdlib/ by stdlib/embed.sh: import (import.c) looks here before it
 * looks for files. C modules describe themselves through the public API alone (aioli.h).
 */
#ifndef OLI_EMBED_MODULES_H
#define OLI_EMBED_MODULES_H

#include "aioli.h"

/* A module written in Aioli, its text embedded at build time. */
typedef struct OliScriptModule {
    const char *name; /* dotted; NULL ends the table */
    const char *path; /* where it stands in the source tree: shown in tracebacks as <path> */
    const char *text;
    size_t size;
    bool is_package;
} OliScriptModule;

extern const AioliModule *const oli_stdlib_modules[];  /* NULL ends; in the library */
extern const AioliModule *const oli_command_modules[]; /* NULL ends; those that need the command's libraries */
extern const OliScriptModule oli_stdlib_scripts[];

/* The operating system of this build, where AioliConfig.system is NULL; may itself be NULL. stdlib/system.c */
extern const AioliSystem *const oli_default_system;

#endif
