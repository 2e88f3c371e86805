/* SPDX-License-Identifier: MIT
 *
 * Arena: all memory of one parse, freed at once.
 *
 * A parse allocates tokens' text, names and tree nodes here and never frees one by one, so no node needs a
 * destructor and an error may leave a half-built tree behind. Memory comes in chunks from the `OliAlloc` hook that
 * the owner gives; when the hook refuses, oli_arena_alloc returns NULL and `failed` stays set.
 */
#ifndef OLI_PARSER_ARENA_H
#define OLI_PARSER_ARENA_H

#include <stdbool.h>
#include <stddef.h>

/* realloc-like: size 0 frees `old` and returns NULL; old_size is exact. Returns NULL when memory is refused. */
typedef void *(*OliAlloc)(void *host, void *old, size_t old_size, size_t new_size);

typedef struct ArenaChunk ArenaChunk;

typedef struct Arena {
    OliAlloc alloc;
    void *host;
    ArenaChunk *chunks;
    char *next, *end; /* free space of the newest chunk */
    bool failed;      /* an allocation was refused: the parse ends with "out of memory" */
} Arena;

void oli_arena_init(Arena *arena, OliAlloc alloc, void *host);
/* Zeroed memory, aligned for any object; NULL (and failed) when refused. */
void *oli_arena_alloc(Arena *arena, size_t size);
void oli_arena_free(Arena *arena);

#endif
