/* SPDX-License-Identifier: MIT */
#ifndef OLI_STDLIB_SHA512_H
#define OLI_STDLIB_SHA512_H

#include <stddef.h>
#include <stdint.h>

/* The SHA-512 digest of `size` bytes. */
void oli_sha512(const void *data, size_t size, unsigned char digest[64]);

#endif
