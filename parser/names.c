/* SPDX-License-Identifier: MIT
 *
 * Interning of identifiers (contract in names.h): a chained hash table in the arena. Also the two transformations of
 * identifiers that the language asks for: NFKC normalisation and the mangling of private names.
 */
#include "parser/names.h"

#include <string.h>
#include <utf8proc.h>

void oli_names_init(NameTable *table, Arena *arena) {
    memset(table, 0, sizeof *table);
    table->arena = arena;
}

static uint32_t hash_bytes(const char *text, size_t size) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < size; i++) hash = (hash ^ (uint8_t)text[i]) * 16777619u;
    return hash;
}

static bool grow(NameTable *table) {
    uint32_t new_count = table->slot_count ? table->slot_count * 2 : 64;
    Name **slots = oli_arena_alloc(table->arena, new_count * sizeof *slots);
    if (!slots) return false;
    for (uint32_t i = 0; i < table->slot_count; i++) {
        for (Name *name = table->slots[i], *next; name; name = next) {
            next = name->next;
            name->next = slots[name->hash & (new_count - 1)];
            slots[name->hash & (new_count - 1)] = name;
        }
    }
    table->slots = slots;
    table->slot_count = new_count;
    return true;
}

Name *oli_name(NameTable *table, const char *text, size_t size) {
    if (table->count >= table->slot_count && !grow(table)) return NULL;
    uint32_t hash = hash_bytes(text, size);
    Name **slot = &table->slots[hash & (table->slot_count - 1)];
    for (Name *name = *slot; name; name = name->next) {
        if (name->hash == hash && name->size == size && memcmp(name->text, text, size) == 0) return name;
    }
    Name *name = oli_arena_alloc(table->arena, sizeof *name);
    char *copy = oli_arena_alloc(table->arena, size + 1);
    if (!name || !copy) return NULL;
    memcpy(copy, text, size);
    *name = (Name){.text = copy, .size = (uint32_t)size, .hash = hash, .next = *slot};
    *slot = name;
    table->count++;
    return name;
}

Name *oli_name_normalised(NameTable *table, const char *text, size_t size) {
    bool ascii = true;
    for (size_t i = 0; i < size && ascii; i++) ascii = (uint8_t)text[i] < 0x80;
    if (ascii) return oli_name(table, text, size);
    const utf8proc_option_t form = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text;
    utf8proc_ssize_t length = utf8proc_decompose(bytes, (utf8proc_ssize_t)size, NULL, 0, form);
    if (length < 0) return oli_name(table, text, size); /* cannot happen: the source is checked UTF-8 */
    utf8proc_int32_t *points = oli_arena_alloc(table->arena, ((size_t)length + 1) * sizeof *points);
    if (!points) return NULL;
    utf8proc_decompose(bytes, (utf8proc_ssize_t)size, points, length, form);
    length = utf8proc_reencode(points, length, form);
    return length < 0 ? oli_name(table, text, size) : oli_name(table, (const char *)points, (size_t)length);
}

Name *oli_name_mangled(NameTable *table, Name *name, const Name *cls) {
    if (!cls || !name || name->size < 3 || memcmp(name->text, "__", 2) != 0) return name;
    if (memcmp(name->text + name->size - 2, "__", 2) == 0 || memchr(name->text, '.', name->size)) return name;
    const char *stem = cls->text;
    while (*stem == '_') stem++;
    if (!*stem) return name;
    size_t stem_size = cls->size - (size_t)(stem - cls->text);
    char *text = oli_arena_alloc(table->arena, stem_size + name->size + 1);
    if (!text) return NULL;
    text[0] = '_';
    memcpy(text + 1, stem, stem_size);
    memcpy(text + 1 + stem_size, name->text, name->size);
    return oli_name(table, text, stem_size + name->size + 1);
}

Name *oli_name_joined(NameTable *table, const NameList *parts) {
    if (parts->count == 1) return parts->items[0];
    size_t size = 0;
    for (uint32_t i = 0; i < parts->count; i++) size += parts->items[i]->size + 1;
    char *text = oli_arena_alloc(table->arena, size + 1);
    if (!text) return NULL;
    char *end = text;
    for (uint32_t i = 0; i < parts->count; i++) {
        if (i) *end++ = '.';
        memcpy(end, parts->items[i]->text, parts->items[i]->size);
        end += parts->items[i]->size;
    }
    return oli_name(table, text, (size_t)(end - text));
}

bool oli_name_is(const Name *name, const char *text) {
    return name && strcmp(name->text, text) == 0;
}
