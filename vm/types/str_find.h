/* SPDX-License-Identifier: MIT
 *
 * Searching bytes in bytes: what str and bytes share. Linear in the worst case, whatever the needle.
 *
 * UTF-8 is self-synchronising, so a search for well-formed text in well-formed text needs no decoding.
 */
#ifndef OLI_TYPES_STR_FIND_H
#define OLI_TYPES_STR_FIND_H

#include <stddef.h>
#include <stdint.h>

#define NOT_FOUND SIZE_MAX

/* Offset of the first / last occurrence, or NOT_FOUND. An empty needle is found at 0 / at the end. */
size_t oli_find(const char *text, size_t size, const char *needle, size_t needle_size);
size_t oli_rfind(const char *text, size_t size, const char *needle, size_t needle_size);
/* Occurrences that do not overlap, up to `limit`. The needle is not empty. */
size_t oli_count(const char *text, size_t size, const char *needle, size_t needle_size, size_t limit);

#endif
