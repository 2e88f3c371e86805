/* SPDX-License-Identifier: MIT
 *
 * Message digests, for modules hashlib and random: MD5 (RFC 1321), SHA-1 and SHA-2 (FIPS 180-4), SHA-3 and SHAKE (FIPS
 * 202), BLAKE2 (RFC 7693).
 *
 * A digest is a plain structure: copying it copies the state. A block is compressed only when more follows it, which
 * BLAKE2 needs and the others do not mind. Nothing here needs a VM.
 */
#ifndef OLI_STDLIB_DIGEST_H
#define OLI_STDLIB_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OLI_DIGEST_BLOCK_MAX = 168, OLI_DIGEST_MAX = 64 };

typedef struct OliDigest OliDigest;

typedef struct OliDigestKind {
    const char *name;
    uint16_t digest_size; /* 0: as long as wanted (SHAKE) */
    uint16_t block_size;
    void (*start)(OliDigest *digest);
    void (*compress)(OliDigest *digest, const unsigned char *block);
    /* Ends the message and writes `size` bytes. The state is used up. */
    void (*finish)(OliDigest *digest, unsigned char *out, size_t size);
} OliDigestKind;

struct OliDigest {
    const OliDigestKind *kind;
    union {
        uint32_t words[8];
        uint64_t lanes[25];
    } state;
    uint64_t total;       /* bytes of the message so far; BLAKE2: of what was compressed */
    uint32_t used;        /* bytes in buffer */
    uint16_t digest_size; /* as the kind's, or what BLAKE2 was asked for */
    bool is_last_node;    /* BLAKE2: of its level in a tree */
    unsigned char buffer[OLI_DIGEST_BLOCK_MAX];
};

/* By name ("sha256"); NULL: unknown. */
const OliDigestKind *oli_digest_find(const char *name);
/* All of them; NULL ends. */
extern const OliDigestKind *const oli_digest_kinds[];

void oli_digest_start(OliDigest *digest, const OliDigestKind *kind);
void oli_digest_update(OliDigest *digest, const void *data, size_t size);
void oli_digest_finish(OliDigest *digest, unsigned char *out, size_t size);

/* Shared by the files of digests: SHA-512's constants (those of SHA-256 are their upper halves) and start values. */
extern const uint64_t oli_sha512_constants[80], oli_sha512_start[8];

extern const OliDigestKind oli_md5, oli_sha1, oli_sha224, oli_sha256, oli_sha384, oli_sha512_kind, oli_sha512_224,
    oli_sha512_256, oli_sha3_224, oli_sha3_256, oli_sha3_384, oli_sha3_512, oli_shake_128, oli_shake_256, oli_blake2b,
    oli_blake2s;

/* Parameters of BLAKE2 (RFC 7693, 2.5, and the BLAKE2 paper for trees); the key goes in as the first block. */
typedef struct OliBlakeParameters {
    uint8_t digest_size, key_size, fanout, depth, node_depth, inner_size;
    uint32_t leaf_size;
    uint64_t node_offset;
    unsigned char salt[16], person[16]; /* BLAKE2s: 8 of each */
    bool is_last_node;
} OliBlakeParameters;
void oli_blake_start(OliDigest *digest, const OliDigestKind *kind, const OliBlakeParameters *parameters);

/* The SHA-512 digest of `size` bytes. */
void oli_sha512(const void *data, size_t size, unsigned char digest[64]);

#endif
