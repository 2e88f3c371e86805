/* SPDX-License-Identifier: MIT
 *
 * Message digests: what all have in common, and the ones on 32-bit words: MD5, SHA-1, SHA-224, SHA-256 (digest.h).
 */
#include "digest.h"

#include <string.h>

/* ---- any digest ---- */

const OliDigestKind *const oli_digest_kinds[] = {
    &oli_md5,        &oli_sha1,       &oli_sha224,   &oli_sha256,   &oli_sha384,   &oli_sha512_kind,
    &oli_sha512_224, &oli_sha512_256, &oli_sha3_224, &oli_sha3_256, &oli_sha3_384, &oli_sha3_512,
    &oli_shake_128,  &oli_shake_256,  &oli_blake2b,  &oli_blake2s,  NULL};

const OliDigestKind *oli_digest_find(const char *name) {
    for (const OliDigestKind *const *kind = oli_digest_kinds; *kind; kind++)
        if (!strcmp((*kind)->name, name)) return *kind;
    return NULL;
}

void oli_digest_start(OliDigest *digest, const OliDigestKind *kind) {
    memset(digest, 0, sizeof *digest);
    digest->kind = kind;
    digest->digest_size = kind->digest_size;
    kind->start(digest);
}

void oli_digest_update(OliDigest *digest, const void *data, size_t size) {
    const unsigned char *bytes = data;
    size_t block = digest->kind->block_size;
    digest->total += size;
    while (size) {
        if (digest->used == block) {
            digest->kind->compress(digest, digest->buffer);
            digest->used = 0;
        }
        if (!digest->used && size > block) {
            digest->kind->compress(digest, bytes);
            bytes += block;
            size -= block;
            continue;
        }
        size_t part = block - digest->used < size ? block - digest->used : size;
        memcpy(digest->buffer + digest->used, bytes, part);
        digest->used += (uint32_t)part;
        bytes += part;
        size -= part;
    }
}

void oli_digest_finish(OliDigest *digest, unsigned char *out, size_t size) { digest->kind->finish(digest, out, size); }

/* ---- blocks of 64 bytes, words of 32 bits ---- */

enum { BLOCK = 64 };

static uint32_t rotate_left(uint32_t x, unsigned bits) { return x << bits | x >> (32 - bits); }
static uint32_t rotate_right(uint32_t x, unsigned bits) { return x >> bits | x << (32 - bits); }

static uint32_t read_big(const unsigned char *p) {
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint32_t read_little(const unsigned char *p) {
    return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

/* The end: a bit 1, zeros, and the length in bits as 8 bytes. */
static void finish_words(OliDigest *digest, unsigned char *out, size_t size, bool is_big) {
    if (digest->used == BLOCK) {
        digest->kind->compress(digest, digest->buffer);
        digest->used = 0;
    }
    digest->buffer[digest->used++] = 0x80;
    memset(digest->buffer + digest->used, 0, BLOCK - digest->used);
    if (digest->used > BLOCK - 8) {
        digest->kind->compress(digest, digest->buffer);
        memset(digest->buffer, 0, BLOCK);
    }
    uint64_t bits = digest->total << 3;
    for (size_t i = 0; i < 8; i++)
        digest->buffer[is_big ? BLOCK - 1 - i : BLOCK - 8 + i] = (unsigned char)(bits >> 8 * i);
    digest->kind->compress(digest, digest->buffer);
    for (size_t i = 0; i < size; i++)
        out[i] = (unsigned char)(digest->state.words[i / 4] >> 8 * (is_big ? 3 - i % 4 : i % 4));
}

static void finish_big(OliDigest *digest, unsigned char *out, size_t size) { finish_words(digest, out, size, true); }
static void finish_little(OliDigest *digest, unsigned char *out, size_t size) {
    finish_words(digest, out, size, false);
}

/* ---- MD5 ---- */

/* The first 32 bits of the fractions of |sin(1)|, |sin(2)|, ... */
static const uint32_t SINES[64] = {
    0xD76AA478, 0xE8C7B756, 0x242070DB, 0xC1BDCEEE, 0xF57C0FAF, 0x4787C62A, 0xA8304613, 0xFD469501,
    0x698098D8, 0x8B44F7AF, 0xFFFF5BB1, 0x895CD7BE, 0x6B901122, 0xFD987193, 0xA679438E, 0x49B40821,
    0xF61E2562, 0xC040B340, 0x265E5A51, 0xE9B6C7AA, 0xD62F105D, 0x02441453, 0xD8A1E681, 0xE7D3FBC8,
    0x21E1CDE6, 0xC33707D6, 0xF4D50D87, 0x455A14ED, 0xA9E3E905, 0xFCEFA3F8, 0x676F02D9, 0x8D2A4C8A,
    0xFFFA3942, 0x8771F681, 0x6D9D6122, 0xFDE5380C, 0xA4BEEA44, 0x4BDECFA9, 0xF6BB4B60, 0xBEBFBC70,
    0x289B7EC6, 0xEAA127FA, 0xD4EF3085, 0x04881D05, 0xD9D4D039, 0xE6DB99E5, 0x1FA27CF8, 0xC4AC5665,
    0xF4292244, 0x432AFF97, 0xAB9423A7, 0xFC93A039, 0x655B59C3, 0x8F0CCC92, 0xFFEFF47D, 0x85845DD1,
    0x6FA87E4F, 0xFE2CE6E0, 0xA3014314, 0x4E0811A1, 0xF7537E82, 0xBD3AF235, 0x2AD7D2BB, 0xEB86D391,
};

static void start_md5(OliDigest *digest) {
    static const uint32_t START[] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
    memcpy(digest->state.words, START, sizeof START);
}

static void compress_md5(OliDigest *digest, const unsigned char *block) {
    static const uint8_t TURNS[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    uint32_t *state = digest->state.words, a = state[0], b = state[1], c = state[2], d = state[3], w[16];
    for (int i = 0; i < 16; i++) w[i] = read_little(block + 4 * i);
    for (unsigned i = 0; i < 64; i++) {
        uint32_t mixed;
        unsigned at;
        switch (i / 16) {
        case 0: mixed = (b & c) | (~b & d), at = i; break;
        case 1: mixed = (d & b) | (~d & c), at = (5 * i + 1) % 16; break;
        case 2: mixed = b ^ c ^ d, at = (3 * i + 5) % 16; break;
        default: mixed = c ^ (b | ~d), at = 7 * i % 16; break;
        }
        mixed += a + SINES[i] + w[at];
        a = d, d = c, c = b;
        b += rotate_left(mixed, TURNS[i / 16][i % 4]);
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
}

const OliDigestKind oli_md5 = {"md5", 16, BLOCK, start_md5, compress_md5, finish_little};

/* ---- SHA-1 ---- */

static void start_sha1(OliDigest *digest) {
    static const uint32_t START[] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    memcpy(digest->state.words, START, sizeof START);
}

static void compress_sha1(OliDigest *digest, const unsigned char *block) {
    uint32_t *state = digest->state.words, w[80];
    for (int i = 0; i < 16; i++) w[i] = read_big(block + 4 * i);
    for (int i = 16; i < 80; i++) w[i] = rotate_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (int i = 0; i < 80; i++) {
        uint32_t mixed;
        if (i < 20)
            mixed = ((b & c) | (~b & d)) + 0x5A827999;
        else if (i < 40)
            mixed = (b ^ c ^ d) + 0x6ED9EBA1;
        else if (i < 60)
            mixed = ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDC;
        else
            mixed = (b ^ c ^ d) + 0xCA62C1D6;
        mixed += rotate_left(a, 5) + e + w[i];
        e = d, d = c, c = rotate_left(b, 30), b = a, a = mixed;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
}

const OliDigestKind oli_sha1 = {"sha1", 20, BLOCK, start_sha1, compress_sha1, finish_big};

/* ---- SHA-224, SHA-256 ---- */

static void start_sha256(OliDigest *digest) {
    for (int i = 0; i < 8; i++) digest->state.words[i] = (uint32_t)(oli_sha512_start[i] >> 32);
}

static void start_sha224(OliDigest *digest) {
    static const uint32_t START[] = {0xC1059ED8, 0x367CD507, 0x3070DD17, 0xF70E5939,
                                     0xFFC00B31, 0x68581511, 0x64F98FA7, 0xBEFA4FA4};
    memcpy(digest->state.words, START, sizeof START);
}

static void compress_sha256(OliDigest *digest, const unsigned char *block) {
    uint32_t *state = digest->state.words, w[64];
    for (int i = 0; i < 16; i++) w[i] = read_big(block + 4 * i);
    for (int i = 16; i < 64; i++) {
        uint32_t low = rotate_right(w[i - 15], 7) ^ rotate_right(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t high = rotate_right(w[i - 2], 17) ^ rotate_right(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + low + w[i - 7] + high;
    }
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    for (int i = 0; i < 64; i++) {
        uint32_t high = rotate_right(e, 6) ^ rotate_right(e, 11) ^ rotate_right(e, 25);
        uint32_t low = rotate_right(a, 2) ^ rotate_right(a, 13) ^ rotate_right(a, 22);
        uint32_t first = h + high + ((e & f) ^ (~e & g)) + (uint32_t)(oli_sha512_constants[i] >> 32) + w[i];
        uint32_t second = low + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + first;
        d = c, c = b, b = a, a = first + second;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
    state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

const OliDigestKind oli_sha256 = {"sha256", 32, BLOCK, start_sha256, compress_sha256, finish_big};
const OliDigestKind oli_sha224 = {"sha224", 28, BLOCK, start_sha224, compress_sha256, finish_big};
