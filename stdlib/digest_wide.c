/* SPDX-License-Identifier: MIT
 *
 * SHA-3 and SHAKE (FIPS 202: the sponge Keccak), BLAKE2b and BLAKE2s (RFC 7693).
 */
#include <string.h>

#include "digest.h"

static uint64_t rotate_left(uint64_t x, unsigned bits) { return bits ? x << bits | x >> (64 - bits) : x; }

/* `size` bytes, the lowest first. */
static uint64_t read_little(const unsigned char *p, size_t size) {
    uint64_t word = 0;
    for (size_t i = 0; i < size; i++) word |= (uint64_t)p[i] << 8 * i;
    return word;
}

/* ---- Keccak ---- */

static const uint64_t ROUND_CONSTANTS[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008A, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000A, 0x000000008000808B, 0x800000000000008B, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

/* Lane x, y of the state stands at x + 5 * y. */
static void permute(uint64_t lanes[25]) {
    for (int round = 0; round < 24; round++) {
        uint64_t columns[5], moved[25];
        for (int x = 0; x < 5; x++)
            columns[x] = lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20];
        for (int i = 0; i < 25; i++) lanes[i] ^= columns[(i + 4) % 5] ^ rotate_left(columns[(i + 1) % 5], 1);
        moved[0] = lanes[0];
        for (unsigned x = 1, y = 0, t = 1; t <= 24; t++) {
            unsigned next_y = (2 * x + 3 * y) % 5;
            moved[y + 5 * next_y] = rotate_left(lanes[x + 5 * y], t * (t + 1) / 2 % 64);
            x = y;
            y = next_y;
        }
        for (int row = 0; row < 25; row += 5)
            for (int x = 0; x < 5; x++)
                lanes[row + x] = moved[row + x] ^ (~moved[row + (x + 1) % 5] & moved[row + (x + 2) % 5]);
        lanes[0] ^= ROUND_CONSTANTS[round];
    }
}

static void start_sponge(OliDigest *digest) { (void)digest; }

static void absorb(OliDigest *digest, const unsigned char *block) {
    for (size_t i = 0; i < digest->kind->block_size / 8u; i++) digest->state.lanes[i] ^= read_little(block + 8 * i, 8);
    permute(digest->state.lanes);
}

static void finish_sponge(OliDigest *digest, unsigned char *out, size_t size) {
    size_t rate = digest->kind->block_size;
    if (digest->used == rate) {
        absorb(digest, digest->buffer);
        digest->used = 0;
    }
    memset(digest->buffer + digest->used, 0, rate - digest->used);
    digest->buffer[digest->used] ^= digest->kind->digest_size ? 0x06 : 0x1F;
    digest->buffer[rate - 1] ^= 0x80;
    absorb(digest, digest->buffer);
    for (size_t i = 0; i < size; i++) {
        if (i && i % rate == 0) permute(digest->state.lanes);
        size_t at = i % rate;
        out[i] = (unsigned char)(digest->state.lanes[at / 8] >> 8 * (at % 8));
    }
}

const OliDigestKind oli_sha3_224 = {"sha3_224", 28, 144, start_sponge, absorb, finish_sponge};
const OliDigestKind oli_sha3_256 = {"sha3_256", 32, 136, start_sponge, absorb, finish_sponge};
const OliDigestKind oli_sha3_384 = {"sha3_384", 48, 104, start_sponge, absorb, finish_sponge};
const OliDigestKind oli_sha3_512 = {"sha3_512", 64, 72, start_sponge, absorb, finish_sponge};
const OliDigestKind oli_shake_128 = {"shake_128", 0, 168, start_sponge, absorb, finish_sponge};
const OliDigestKind oli_shake_256 = {"shake_256", 0, 136, start_sponge, absorb, finish_sponge};

/* ---- BLAKE2 ---- */

static const uint8_t ORDER[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
};
static const uint8_t QUARTERS[8][4] = {{0, 4, 8, 12},  {1, 5, 9, 13},  {2, 6, 10, 14}, {3, 7, 11, 15},
                                       {0, 5, 10, 15}, {1, 6, 11, 12}, {2, 7, 8, 13},  {3, 4, 9, 14}};

static bool is_wide(const OliDigest *digest) { return digest->kind == &oli_blake2b; }

static uint64_t turn_right(uint64_t x, unsigned bits) { return x >> bits | x << (64 - bits); }
static uint64_t turn_right_32(uint64_t x, unsigned bits) {
    return (uint32_t)((uint32_t)x >> bits | (uint32_t)x << (32 - bits));
}

/* Both variants on 64-bit variables; BLAKE2s cuts to 32 bits after each step. */
static void mix(uint64_t v[16], const uint64_t words[16], int rounds, bool wide) {
    static const uint8_t TURNS[2][4] = {{16, 12, 8, 7}, {32, 24, 16, 63}};
    const uint8_t *turns = TURNS[wide];
    uint64_t mask = wide ? UINT64_MAX : UINT32_MAX;
    for (int round = 0; round < rounds; round++) {
        const uint8_t *order = ORDER[round % 10];
        for (int q = 0; q < 8; q++) {
            uint64_t *a = &v[QUARTERS[q][0]], *b = &v[QUARTERS[q][1]], *c = &v[QUARTERS[q][2]], *d = &v[QUARTERS[q][3]];
            for (int half = 0; half < 2; half++) {
                *a = (*a + *b + words[order[2 * q + half]]) & mask;
                *d ^= *a;
                *d = wide ? turn_right(*d, turns[2 * half]) : turn_right_32(*d, turns[2 * half]);
                *c = (*c + *d) & mask;
                *b ^= *c;
                *b = wide ? turn_right(*b, turns[2 * half + 1]) : turn_right_32(*b, turns[2 * half + 1]);
            }
        }
    }
}

/* The state in lanes: 8 of the digest, then how many bytes were compressed. */
enum { COMPRESSED = 8 };

static void blake_compress(OliDigest *digest, const unsigned char *block, size_t bytes, bool is_last) {
    bool wide = is_wide(digest);
    size_t word = wide ? 8 : 4;
    uint64_t v[16], words[16], *state = digest->state.lanes, mask = wide ? UINT64_MAX : UINT32_MAX;
    state[COMPRESSED] += bytes;
    for (size_t i = 0; i < 16; i++) words[i] = read_little(block + word * i, word);
    for (size_t i = 0; i < 8; i++) {
        v[i] = state[i];
        v[i + 8] = wide ? oli_sha512_start[i] : oli_sha512_start[i] >> 32;
    }
    v[12] ^= state[COMPRESSED] & mask;
    if (!wide) v[13] ^= state[COMPRESSED] >> 32;
    if (is_last) v[14] ^= mask;
    if (is_last && digest->is_last_node) v[15] ^= mask;
    mix(v, words, wide ? 12 : 10, wide);
    for (int i = 0; i < 8; i++) state[i] ^= v[i] ^ v[i + 8];
}

static void compress_blake(OliDigest *digest, const unsigned char *block) {
    blake_compress(digest, block, digest->kind->block_size, false);
}

static void finish_blake(OliDigest *digest, unsigned char *out, size_t size) {
    memset(digest->buffer + digest->used, 0, digest->kind->block_size - digest->used);
    blake_compress(digest, digest->buffer, digest->used, true);
    size_t word = is_wide(digest) ? 8 : 4;
    for (size_t i = 0; i < size; i++) out[i] = (unsigned char)(digest->state.lanes[i / word] >> 8 * (i % word));
}

void oli_blake_start(OliDigest *digest, const OliDigestKind *kind, const OliBlakeParameters *parameters) {
    memset(digest, 0, sizeof *digest);
    digest->kind = kind;
    digest->digest_size = parameters->digest_size;
    digest->is_last_node = parameters->is_last_node;
    bool wide = is_wide(digest);
    size_t word = wide ? 8 : 4;
    unsigned char block[64] = {parameters->digest_size, parameters->key_size, parameters->fanout, parameters->depth};
    for (size_t i = 0; i < 4; i++) block[4 + i] = (unsigned char)(parameters->leaf_size >> 8 * i);
    for (size_t i = 0; i < (wide ? 8u : 6u); i++) block[8 + i] = (unsigned char)(parameters->node_offset >> 8 * i);
    block[wide ? 16 : 14] = parameters->node_depth;
    block[wide ? 17 : 15] = parameters->inner_size;
    memcpy(block + 4 * word, parameters->salt, 2 * word);
    memcpy(block + 6 * word, parameters->person, 2 * word);
    for (size_t i = 0; i < 8; i++) {
        uint64_t start = wide ? oli_sha512_start[i] : oli_sha512_start[i] >> 32;
        digest->state.lanes[i] = start ^ read_little(block + word * i, word);
    }
}

static void start_blake(OliDigest *digest) {
    OliBlakeParameters parameters = {.digest_size = (uint8_t)digest->kind->digest_size, .fanout = 1, .depth = 1};
    oli_blake_start(digest, digest->kind, &parameters);
}

const OliDigestKind oli_blake2b = {"blake2b", 64, 128, start_blake, compress_blake, finish_blake};
const OliDigestKind oli_blake2s = {"blake2s", 32, 64, start_blake, compress_blake, finish_blake};
