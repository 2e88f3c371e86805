/* SPDX-License-Identifier: MIT
 *
 * Hashes of text, and the table of interned strings: one Str per text, so that names compare by address.
 *
 * The hash is SipHash-1-3 keyed by vm->hash_seed, as a script must not be able to choose colliding keys. The table is
 * open-addressed with linear probing and at most 3/4 full; it is weak: the collector calls oli_str_sweep_interned
 * between marking and sweeping, and what died is taken out then. Single Latin-1 characters and the empty string are
 * shared through the Vm and never stand in the table, but count as interned.
 */
#include <string.h>

#include "types/error.h"
#include "types/str.h"
#include "types/unicode.h"

typedef struct StrTable {
    size_t count, capacity; /* capacity: a power of two, or 0 */
    Str **slots;
} StrTable;

enum { FIRST_CAPACITY = 1024 };

/* ---- SipHash-1-3 ---- */

static inline uint64_t rotate(uint64_t x, int bits) { return x << bits | x >> (64 - bits); }

typedef struct Sip {
    uint64_t a, b, c, d;
} Sip;

static inline void sip_round(Sip *s) {
    s->a += s->b;
    s->b = rotate(s->b, 13) ^ s->a;
    s->a = rotate(s->a, 32);
    s->c += s->d;
    s->d = rotate(s->d, 16) ^ s->c;
    s->a += s->d;
    s->d = rotate(s->d, 21) ^ s->a;
    s->c += s->b;
    s->b = rotate(s->b, 17) ^ s->c;
    s->c = rotate(s->c, 32);
}

static inline void sip_word(Sip *s, uint64_t word) {
    s->d ^= word;
    sip_round(s);
    s->a ^= word;
}

uint64_t oli_hash_bytes(const Vm *vm, const void *data, size_t size) {
    if (!size) return 0; /* as CPython's, whatever the seed */
    uint64_t key0 = vm->hash_seed, key1 = rotate(vm->hash_seed, 29) * 0x9E3779B97F4A7C15u;
    Sip s = {key0 ^ 0x736f6d6570736575u, key1 ^ 0x646f72616e646f6du, key0 ^ 0x6c7967656e657261u,
             key1 ^ 0x7465646279746573u};
    const char *p = data;
    size_t left = size;
    for (; left >= 8; left -= 8, p += 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        sip_word(&s, word);
    }
    uint64_t last = (uint64_t)size << 56;
    for (size_t i = 0; i < left; i++) last |= (uint64_t)(unsigned char)p[i] << (8 * i);
    sip_word(&s, last);
    s.c ^= 0xFF;
    for (int i = 0; i < 3; i++) sip_round(&s);
    return s.a ^ s.b ^ s.c ^ s.d;
}

uint32_t oli_str_hash(Vm *vm, Str *s) {
    if (s->header.flags & STR_HASHED) return s->hash;
    s->hash = (uint32_t)oli_hash_bytes(vm, s->data, s->size);
    s->header.flags |= STR_HASHED;
    return s->hash;
}

/* ---- the table ---- */

/* The slot that holds this text, or the free one where it belongs. */
static size_t find_slot(const StrTable *table, const char *data, size_t size, uint32_t hash) {
    size_t mask = table->capacity - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        const Str *s = table->slots[i];
        if (!s || (s->hash == hash && s->size == size && !memcmp(s->data, data, size))) return i;
    }
}

static bool grow(Vm *vm, StrTable *table) {
    size_t capacity = table->capacity ? table->capacity * 2 : FIRST_CAPACITY;
    Str **slots = oli_resize(vm, NULL, 0, capacity * sizeof *slots);
    if (!slots) return false;
    memset(slots, 0, capacity * sizeof *slots);
    for (size_t i = 0; i < table->capacity; i++) {
        Str *s = table->slots[i];
        if (!s) continue;
        size_t at = s->hash & (capacity - 1);
        while (slots[at]) at = (at + 1) & (capacity - 1);
        slots[at] = s;
    }
    oli_release(vm, table->slots, table->capacity * sizeof *slots);
    table->slots = slots;
    table->capacity = capacity;
    return true;
}

/* The table with room for one more string. */
static StrTable *table_with_room(Vm *vm) {
    if (!vm->interned) {
        vm->interned = oli_resize(vm, NULL, 0, sizeof *vm->interned);
        if (!vm->interned) return NULL;
        *vm->interned = (StrTable){0};
    }
    StrTable *table = vm->interned;
    if (table->count * 4 >= table->capacity * 3 && !grow(vm, table)) return NULL;
    return table;
}

static Str *enter(StrTable *table, size_t slot, Str *s) {
    s->header.flags |= STR_INTERNED;
    table->slots[slot] = s;
    table->count++;
    return s;
}

/* Whether such text is shared through the Vm: at most one character, Latin-1. */
static bool is_shared(const char *data, size_t size) {
    return size < 2 || (size == 2 && ((unsigned char)data[0] == 0xC2 || (unsigned char)data[0] == 0xC3));
}

Str *oli_str_intern(Vm *vm, const char *data, size_t size) {
    if (is_shared(data, size)) return oli_str_new(vm, data, size);
    StrTable *table = table_with_room(vm);
    if (!table) return NULL;
    uint32_t hash = (uint32_t)oli_hash_bytes(vm, data, size);
    size_t slot = find_slot(table, data, size, hash);
    if (table->slots[slot]) return table->slots[slot];
    Str *s = oli_str_new(vm, data, size);
    if (!s) return NULL;
    s->hash = hash;
    s->header.flags |= STR_HASHED;
    return enter(table, slot, s);
}

Str *oli_str_intern_str(Vm *vm, Str *s) {
    if (s->header.flags & STR_INTERNED) return s;
    if (is_shared(s->data, s->size)) return oli_str_new(vm, s->data, s->size);
    StrTable *table = table_with_room(vm);
    if (!table) return NULL;
    size_t slot = find_slot(table, s->data, s->size, oli_str_hash(vm, s));
    if (table->slots[slot]) return table->slots[slot];
    s = oli_str_exact(vm, s);
    if (!s) return NULL;
    oli_str_hash(vm, s);
    return enter(table, slot, s);
}

/* Take the string at `hole` out, moving up those that were pushed past it. */
static void remove_slot(StrTable *table, size_t hole) {
    size_t mask = table->capacity - 1;
    for (size_t i = (hole + 1) & mask; table->slots[i]; i = (i + 1) & mask) {
        size_t home = table->slots[i]->hash & mask;
        if (((i - home) & mask) < ((i - hole) & mask)) continue; /* it belongs after the hole */
        table->slots[hole] = table->slots[i];
        hole = i;
    }
    table->slots[hole] = NULL;
    table->count--;
}

void oli_str_sweep_interned(Vm *vm) {
    StrTable *table = vm->interned;
    if (!table) return;
    for (size_t i = 0; i < table->capacity;) {
        Str *s = table->slots[i];
        if (s && !oli_is_marked(&s->header)) remove_slot(table, i); /* another may stand here now */
        else i++;
    }
}

void oli_str_free_interned(Vm *vm) {
    StrTable *table = vm->interned;
    if (!table) return;
    oli_release(vm, table->slots, table->capacity * sizeof *table->slots);
    oli_release(vm, table, sizeof *table);
    vm->interned = NULL;
}
