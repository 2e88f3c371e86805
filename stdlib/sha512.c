/* SPDX-License-Identifier: MIT
 *
 * SHA-384, SHA-512 and the shorter forms of SHA-512 (FIPS 180-4). random.seed() needs SHA-512 for seeds that are text.
 */
#include <string.h>

#include "digest.h"

enum { BLOCK = 128, ROUNDS = 80 };

/* The first 64 bits of the fractions of the cube roots of the first 80 primes. */
const uint64_t oli_sha512_constants[80] = {
    0x428A2F98D728AE22, 0x7137449123EF65CD, 0xB5C0FBCFEC4D3B2F, 0xE9B5DBA58189DBBC, 0x3956C25BF348B538,
    0x59F111F1B605D019, 0x923F82A4AF194F9B, 0xAB1C5ED5DA6D8118, 0xD807AA98A3030242, 0x12835B0145706FBE,
    0x243185BE4EE4B28C, 0x550C7DC3D5FFB4E2, 0x72BE5D74F27B896F, 0x80DEB1FE3B1696B1, 0x9BDC06A725C71235,
    0xC19BF174CF692694, 0xE49B69C19EF14AD2, 0xEFBE4786384F25E3, 0x0FC19DC68B8CD5B5, 0x240CA1CC77AC9C65,
    0x2DE92C6F592B0275, 0x4A7484AA6EA6E483, 0x5CB0A9DCBD41FBD4, 0x76F988DA831153B5, 0x983E5152EE66DFAB,
    0xA831C66D2DB43210, 0xB00327C898FB213F, 0xBF597FC7BEEF0EE4, 0xC6E00BF33DA88FC2, 0xD5A79147930AA725,
    0x06CA6351E003826F, 0x142929670A0E6E70, 0x27B70A8546D22FFC, 0x2E1B21385C26C926, 0x4D2C6DFC5AC42AED,
    0x53380D139D95B3DF, 0x650A73548BAF63DE, 0x766A0ABB3C77B2A8, 0x81C2C92E47EDAEE6, 0x92722C851482353B,
    0xA2BFE8A14CF10364, 0xA81A664BBC423001, 0xC24B8B70D0F89791, 0xC76C51A30654BE30, 0xD192E819D6EF5218,
    0xD69906245565A910, 0xF40E35855771202A, 0x106AA07032BBD1B8, 0x19A4C116B8D2D0C8, 0x1E376C085141AB53,
    0x2748774CDF8EEB99, 0x34B0BCB5E19B48A8, 0x391C0CB3C5C95A63, 0x4ED8AA4AE3418ACB, 0x5B9CCA4F7763E373,
    0x682E6FF3D6B2B8A3, 0x748F82EE5DEFB2FC, 0x78A5636F43172F60, 0x84C87814A1F0AB72, 0x8CC702081A6439EC,
    0x90BEFFFA23631E28, 0xA4506CEBDE82BDE9, 0xBEF9A3F7B2C67915, 0xC67178F2E372532B, 0xCA273ECEEA26619C,
    0xD186B8C721C0C207, 0xEADA7DD6CDE0EB1E, 0xF57D4F7FEE6ED178, 0x06F067AA72176FBA, 0x0A637DC5A2C898A6,
    0x113F9804BEF90DAE, 0x1B710B35131C471B, 0x28DB77F523047D84, 0x32CAAB7B40C72493, 0x3C9EBE0A15C9BEBC,
    0x431D67C49C100D4C, 0x4CC5D4BECB3E42B6, 0x597F299CFC657E2A, 0x5FCB6FAB3AD6FAEC, 0x6C44198C4A475817,
};

/* The same of the square roots of the first 8. */
const uint64_t oli_sha512_start[8] = {
    0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
    0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179,
};

static uint64_t rotate(uint64_t x, int bits) { return x >> bits | x << (64 - bits); }

/* Of the 9th to 16th primes. */
static const uint64_t START_384[8] = {
    0xCBBB9D5DC1059ED8, 0x629A292A367CD507, 0x9159015A3070DD17, 0x152FECD8F70E5939,
    0x67332667FFC00B31, 0x8EB44A8768581511, 0xDB0C2E0D64F98FA7, 0x47B5481DBEFA4FA4,
};

static uint64_t read_word(const unsigned char *bytes) {
    uint64_t word = 0;
    for (int i = 0; i < 8; i++) word = word << 8 | bytes[i];
    return word;
}

static void compress(OliDigest *digest, const unsigned char *block) {
    uint64_t w[ROUNDS], *state = digest->state.lanes;
    for (int i = 0; i < 16; i++) w[i] = read_word(block + 8 * i);
    for (int i = 16; i < ROUNDS; i++) {
        uint64_t low = rotate(w[i - 15], 1) ^ rotate(w[i - 15], 8) ^ w[i - 15] >> 7;
        uint64_t high = rotate(w[i - 2], 19) ^ rotate(w[i - 2], 61) ^ w[i - 2] >> 6;
        w[i] = w[i - 16] + low + w[i - 7] + high;
    }
    uint64_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint64_t e = state[4], f = state[5], g = state[6], h = state[7];
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t high = rotate(e, 14) ^ rotate(e, 18) ^ rotate(e, 41),
                 low = rotate(a, 28) ^ rotate(a, 34) ^ rotate(a, 39);
        uint64_t first = h + high + ((e & f) ^ (~e & g)) + oli_sha512_constants[i] + w[i];
        uint64_t second = low + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + first;
        d = c, c = b, b = a, a = first + second;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
    state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

/* The end: a bit 1, zeros, and the length in bits as 16 bytes. */
static void finish(OliDigest *digest, unsigned char *out, size_t size) {
    if (digest->used == BLOCK) {
        compress(digest, digest->buffer);
        digest->used = 0;
    }
    digest->buffer[digest->used++] = 0x80;
    memset(digest->buffer + digest->used, 0, BLOCK - digest->used);
    if (digest->used > BLOCK - 16) {
        compress(digest, digest->buffer);
        memset(digest->buffer, 0, BLOCK);
    }
    uint64_t bits = digest->total << 3;
    for (size_t i = 0; i < 8; i++) digest->buffer[BLOCK - 1 - i] = (unsigned char)(bits >> 8 * i);
    digest->buffer[BLOCK - 9] = (unsigned char)(digest->total >> 61);
    compress(digest, digest->buffer);
    for (size_t i = 0; i < size; i++) out[i] = (unsigned char)(digest->state.lanes[i / 8] >> 8 * (7 - i % 8));
}

static void start_512(OliDigest *digest) { memcpy(digest->state.lanes, oli_sha512_start, sizeof oli_sha512_start); }
static void start_384(OliDigest *digest) { memcpy(digest->state.lanes, START_384, sizeof START_384); }

/* FIPS 180-4, 5.3.6: the start values are themselves the digest of a name, from other start values. */
static void start_truncated(OliDigest *digest, const char *name) {
    OliDigest made = {.kind = &oli_sha512_kind};
    unsigned char bytes[64];
    for (int i = 0; i < 8; i++) made.state.lanes[i] = oli_sha512_start[i] ^ 0xA5A5A5A5A5A5A5A5;
    oli_digest_update(&made, name, strlen(name));
    finish(&made, bytes, sizeof bytes);
    for (int i = 0; i < 8; i++) digest->state.lanes[i] = read_word(bytes + 8 * i);
}

static void start_224(OliDigest *digest) { start_truncated(digest, "SHA-512/224"); }
static void start_256(OliDigest *digest) { start_truncated(digest, "SHA-512/256"); }

const OliDigestKind oli_sha512_kind = {"sha512", 64, BLOCK, start_512, compress, finish};
const OliDigestKind oli_sha384 = {"sha384", 48, BLOCK, start_384, compress, finish};
const OliDigestKind oli_sha512_224 = {"sha512_224", 28, BLOCK, start_224, compress, finish};
const OliDigestKind oli_sha512_256 = {"sha512_256", 32, BLOCK, start_256, compress, finish};

void oli_sha512(const void *data, size_t size, unsigned char digest[64]) {
    OliDigest message;
    oli_digest_start(&message, &oli_sha512_kind);
    oli_digest_update(&message, data, size);
    oli_digest_finish(&message, digest, 64);
}
