/* SPDX-License-Identifier: MIT
 *
 * Names of characters: what \N{...} means, and back. Needs no Vm, allocates nothing.
 */
#ifndef OLI_TYPES_UNICODE_NAMES_H
#define OLI_TYPES_UNICODE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHARACTER_NAME_MAX = 128 }; /* no name is longer */

/* The character that `name` is the name or an alias of, whatever the case of its letters. Takes about a millisecond. */
bool oli_character_named(const char *name, size_t size, uint32_t *out);
/* The name of `c`, not NUL-terminated; returns its size, 0 when it has none. */
size_t oli_character_name(uint32_t c, char out[CHARACTER_NAME_MAX]);

#endif
