/* SPDX-License-Identifier: MIT
 *
 * The arena of one parse (contract in arena.h): a chain of chunks, each twice the size of the one before up to a
 * limit, so that small snippets stay small and large files need few calls of the hook.
 */
#include "parser/arena.h"

#include <stdint.h>
#include <string.h>

enum { FIRST_CHUNK_BYTES = 4096, LARGEST_CHUNK_BYTES = 1 << 18, ALIGNMENT = _Alignof(max_align_t) };

struct ArenaChunk {
    ArenaChunk *older;
    size_t size; /* of the whole block, this header included */
};

#define HEADER_BYTES ((sizeof(ArenaChunk) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT)

void oli_arena_init(Arena *arena, OliAlloc alloc, void *host) {
    memset(arena, 0, sizeof *arena);
    arena->alloc = alloc;
    arena->host = host;
}

static bool add_chunk(Arena *arena, size_t needed) {
    size_t size = arena->chunks ? arena->chunks->size * 2 : FIRST_CHUNK_BYTES;
    if (size > LARGEST_CHUNK_BYTES) size = LARGEST_CHUNK_BYTES;
    if (needed > SIZE_MAX / 2) return false;
    if (size < needed + HEADER_BYTES) size = needed + HEADER_BYTES;
    ArenaChunk *chunk = arena->alloc(arena->host, NULL, 0, size);
    if (!chunk) return false;
    chunk->older = arena->chunks;
    chunk->size = size;
    arena->chunks = chunk;
    arena->next = (char *)chunk + HEADER_BYTES;
    arena->end = (char *)chunk + size;
    return true;
}

void *oli_arena_alloc(Arena *arena, size_t size) {
    if (arena->failed || size > SIZE_MAX / 2) {
        arena->failed = true;
        return NULL;
    }
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (size > (size_t)(arena->end - arena->next) && !add_chunk(arena, size)) {
        arena->failed = true;
        return NULL;
    }
    void *memory = arena->next;
    arena->next += size;
    return memset(memory, 0, size);
}

void oli_arena_free(Arena *arena) {
    while (arena->chunks) {
        ArenaChunk *chunk = arena->chunks;
        arena->chunks = chunk->older;
        arena->alloc(arena->host, chunk, chunk->size, 0);
    }
    arena->next = arena->end = NULL;
}
