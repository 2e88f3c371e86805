/* SPDX-License-Identifier: MIT
 *
 * Module _hashlib: the objects of module hashlib (hashlib.aio) on the digests of digest.h, PBKDF2, comparison in constant
 * time.
 */
#include <string.h>

#include "aioli.h"
#include "digest.h"

static const AioliClass HASH_CLASS, XOF_CLASS, BLAKE2B_CLASS, BLAKE2S_CLASS;

/* ---- objects ---- */

/* The state in a hash object of any class. One whose __init__ was not called is an empty message. */
static OliDigest *digest_of(AioliVm *vm, AioliValue self) {
    const AioliClass *const classes[] = {&HASH_CLASS, &XOF_CLASS, &BLAKE2B_CLASS, &BLAKE2S_CLASS};
    size_t i = 0;
    while (i < 3 && !aioli_object_is(vm, self, classes[i])) i++;
    OliDigest *digest = aioli_object_payload(vm, self, classes[i]);
    if (digest && !digest->kind) oli_digest_start(digest, classes[i] == &BLAKE2S_CLASS ? &oli_blake2s : &oli_blake2b);
    return digest;
}

static const AioliClass *class_for(const OliDigestKind *kind) {
    if (kind == &oli_blake2b) return &BLAKE2B_CLASS;
    if (kind == &oli_blake2s) return &BLAKE2S_CLASS;
    return kind->digest_size ? &HASH_CLASS : &XOF_CLASS;
}

/* The bytes to be hashed. NULL: TypeError. */
static const void *message_get(AioliVm *vm, AioliValue v, size_t *size) {
    const void *bytes = aioli_type(vm, v) == AIOLI_TYPE_STRING ? NULL : aioli_bytes_get(vm, v, size);
    if (bytes) return bytes;
    aioli_error_clear(vm);
    aioli_raise(vm, "TypeError",
                aioli_type(vm, v) == AIOLI_TYPE_STRING ? "Strings must be encoded before hashing"
                                                       : "object supporting the buffer API required");
    return NULL;
}

static bool update(AioliVm *vm, AioliValue self, AioliValue data) {
    size_t size;
    OliDigest *digest = digest_of(vm, self);
    const void *bytes = digest ? message_get(vm, data, &size) : NULL;
    if (bytes) oli_digest_update(digest, bytes, size);
    return bytes != NULL;
}

static AioliValue make(AioliVm *vm, const OliDigestKind *kind, AioliValue data) {
    AioliValue made = aioli_object_new(vm, aioli_class_get(vm, class_for(kind)));
    if (aioli_is_error(made)) return made;
    OliDigest *digest = aioli_object_payload(vm, made, class_for(kind));
    oli_digest_start(digest, kind);
    return aioli_is_missing(data) || update(vm, made, data) ? made : aioli_error();
}

static AioliValue hash_update(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return update(vm, args[0], args[1]) ? aioli_none() : aioli_error();
}

static AioliValue hash_copy(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const OliDigest *digest = digest_of(vm, args[0]);
    if (!digest) return aioli_error();
    AioliValue made = aioli_object_new(vm, aioli_class_of(vm, args[0]));
    if (!aioli_is_error(made)) *digest_of(vm, made) = *digest;
    return made;
}

/* The digest so far, `size` bytes of it, as bytes. */
static AioliValue result_of(AioliVm *vm, AioliValue self, size_t size) {
    const OliDigest *digest = digest_of(vm, self);
    if (!digest) return aioli_error();
    OliDigest last = *digest;
    void *out;
    AioliValue bytes = aioli_bytes_reserve(vm, size, &out);
    if (!aioli_is_error(bytes)) oli_digest_finish(&last, out, size);
    return bytes;
}

static AioliValue hash_digest(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const OliDigest *digest = digest_of(vm, args[0]);
    return digest ? result_of(vm, args[0], digest->digest_size) : aioli_error();
}

static AioliValue in_hex(AioliVm *vm, AioliValue bytes) {
    return aioli_is_error(bytes) ? bytes : aioli_call_method(vm, bytes, "hex", NULL, 0);
}

static AioliValue hash_hexdigest(AioliVm *vm, const AioliValue *args, size_t count) {
    return in_hex(vm, hash_digest(vm, args, count));
}

static AioliValue xof_digest(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t size;
    if (!aioli_int_get(vm, args[1], &size)) return aioli_error();
    if (size < 0) return aioli_raise(vm, "ValueError", "value must be positive");
    if (size >= 1 << 29) return aioli_raise(vm, "ValueError", "length is too large");
    return result_of(vm, args[0], (size_t)size);
}

static AioliValue xof_hexdigest(AioliVm *vm, const AioliValue *args, size_t count) {
    return in_hex(vm, xof_digest(vm, args, count));
}

static AioliValue hash_repr(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const OliDigest *digest = digest_of(vm, args[0]);
    if (!digest) return aioli_error();
    return aioli_string_format(vm, "<%s _hashlib.%s object @ 0x%llx>", digest->kind->name,
                               digest->kind->digest_size ? "HASH" : "HASHXOF", (unsigned long long)args[0].bits);
}

static AioliValue get_name(AioliVm *vm, AioliValue self) {
    const OliDigest *digest = digest_of(vm, self);
    return digest ? aioli_string(vm, digest->kind->name, AIOLI_NUL) : aioli_error();
}

static AioliValue get_digest_size(AioliVm *vm, AioliValue self) {
    const OliDigest *digest = digest_of(vm, self);
    return digest ? aioli_int(vm, digest->digest_size) : aioli_error();
}

static AioliValue get_block_size(AioliVm *vm, AioliValue self) {
    const OliDigest *digest = digest_of(vm, self);
    return digest ? aioli_int(vm, digest->kind->block_size) : aioli_error();
}

static const AioliProperty PROPERTIES[] = {{"name", get_name, NULL, "algorithm name."},
                                           {"digest_size", get_digest_size, NULL, NULL},
                                           {"block_size", get_block_size, NULL, NULL},
                                           {NULL, NULL, NULL, NULL}};

static const AioliClass HASH_CLASS = {
    .name = "HASH",
    .module = "_hashlib",
    .flags = AIOLI_CLASS_FINAL | AIOLI_CLASS_ABSTRACT,
    .payload_size = sizeof(OliDigest),
    .methods = (const AioliFunction[]){{"update", "self, obj, /", hash_update, "Update this hash object's state."},
                                       {"digest", "self, /", hash_digest, "Return the digest value as a bytes object."},
                                       {"hexdigest", "self, /", hash_hexdigest, "Return it as hexadecimal digits."},
                                       {"copy", "self, /", hash_copy, "Return a copy of the hash object."},
                                       {"__repr__", "self, /", hash_repr, NULL},
                                       {NULL, NULL, NULL, NULL}},
    .properties = PROPERTIES};

static const AioliClass XOF_CLASS = {
    .name = "HASHXOF",
    .module = "_hashlib",
    .flags = AIOLI_CLASS_FINAL | AIOLI_CLASS_ABSTRACT,
    .payload_size = sizeof(OliDigest),
    .methods =
        (const AioliFunction[]){{"update", "self, obj, /", hash_update, "Update this hash object's state."},
                                {"digest", "self, length", xof_digest, "Return `length` bytes of the digest."},
                                {"hexdigest", "self, length", xof_hexdigest, "Return them as hexadecimal digits."},
                                {"copy", "self, /", hash_copy, "Return a copy of the hash object."},
                                {"__repr__", "self, /", hash_repr, NULL},
                                {NULL, NULL, NULL, NULL}},
    .properties = PROPERTIES};

/* ---- BLAKE2 with its parameters ---- */

enum {
    ARG_DATA = 1,
    ARG_SIZE,
    ARG_KEY,
    ARG_SALT,
    ARG_PERSON,
    ARG_FANOUT,
    ARG_DEPTH,
    ARG_LEAF,
    ARG_OFFSET,
    ARG_NODE_DEPTH,
    ARG_INNER,
    ARG_LAST
};

/* An int argument between two limits. */
static bool number_in(AioliVm *vm, AioliValue v, int64_t otherwise, int64_t min, int64_t max, const char *message,
                      int64_t *out) {
    *out = otherwise;
    if (aioli_is_missing(v)) return true;
    if (!aioli_int_get(vm, v, out)) return false;
    if (*out >= min && *out <= max) return true;
    aioli_raise(vm, strstr(message, "too large") ? "OverflowError" : "ValueError", "%s", message);
    return false;
}

static bool bytes_up_to(AioliVm *vm, AioliValue v, size_t max, const char *what, unsigned char *out, size_t *size) {
    *size = 0;
    if (aioli_is_missing(v)) return true;
    const void *bytes = aioli_bytes_get(vm, v, size);
    if (!bytes) return false;
    if (*size <= max) {
        memcpy(out, bytes, *size);
        return true;
    }
    aioli_raise(vm, "ValueError", "maximum %s length is %zu bytes", what, max);
    return false;
}

static bool read_tree(AioliVm *vm, const AioliValue *args, size_t size_max, OliBlakeParameters *out) {
    int64_t fanout, depth, leaf, offset, node_depth, inner;
    bool wide = size_max == 64;
    int last = aioli_is_missing(args[ARG_LAST]) ? 0 : aioli_truth(vm, args[ARG_LAST]);
    if (last < 0 || !number_in(vm, args[ARG_FANOUT], 1, 0, 255, "fanout must be between 0 and 255", &fanout) ||
        !number_in(vm, args[ARG_DEPTH], 1, 1, 255, "depth must be between 1 and 255", &depth) ||
        !number_in(vm, args[ARG_LEAF], 0, 0, UINT32_MAX, "leaf_size is too large", &leaf) ||
        !number_in(vm, args[ARG_OFFSET], 0, 0, wide ? INT64_MAX : 0xFFFFFFFFFFFF, "node_offset is too large",
                   &offset) ||
        !number_in(vm, args[ARG_NODE_DEPTH], 0, 0, 255, "node_depth must be between 0 and 255", &node_depth) ||
        !number_in(vm, args[ARG_INNER], 0, 0, (int64_t)size_max,
                   wide ? "inner_size must be between 0 and is 64" : "inner_size must be between 0 and is 32", &inner))
        return false;
    out->fanout = (uint8_t)fanout;
    out->depth = (uint8_t)depth;
    out->leaf_size = (uint32_t)leaf;
    out->node_offset = (uint64_t)offset;
    out->node_depth = (uint8_t)node_depth;
    out->inner_size = (uint8_t)inner;
    out->is_last_node = last;
    return true;
}

static AioliValue blake_init(AioliVm *vm, const AioliValue *args, const OliDigestKind *kind, const AioliClass *def) {
    OliBlakeParameters parameters = {0};
    size_t size_max = kind->digest_size, salt_max = size_max / 4, size, key_size;
    int64_t digest_size = (int64_t)size_max;
    unsigned char key[OLI_DIGEST_BLOCK_MAX] = {0};
    if (!aioli_is_missing(args[ARG_SIZE]) && !aioli_int_get(vm, args[ARG_SIZE], &digest_size)) return aioli_error();
    if (digest_size < 1 || digest_size > (int64_t)size_max)
        return aioli_raise(vm, "ValueError", "digest_size must be between 1 and %zu bytes", size_max);
    if (!bytes_up_to(vm, args[ARG_SALT], salt_max, "salt", parameters.salt, &size) ||
        !bytes_up_to(vm, args[ARG_PERSON], salt_max, "person", parameters.person, &size) ||
        !read_tree(vm, args, size_max, &parameters) || !bytes_up_to(vm, args[ARG_KEY], size_max, "key", key, &key_size))
        return aioli_error();
    parameters.digest_size = (uint8_t)digest_size;
    parameters.key_size = (uint8_t)key_size;
    OliDigest *digest = aioli_object_payload(vm, args[0], def);
    if (!digest) return aioli_error();
    oli_blake_start(digest, kind, &parameters);
    if (key_size) oli_digest_update(digest, key, kind->block_size);
    return aioli_is_missing(args[ARG_DATA]) || update(vm, args[0], args[ARG_DATA]) ? aioli_none() : aioli_error();
}

static AioliValue blake2b_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return blake_init(vm, args, &oli_blake2b, &BLAKE2B_CLASS);
}

static AioliValue blake2s_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return blake_init(vm, args, &oli_blake2s, &BLAKE2S_CLASS);
}

#define BLAKE_PARAMETERS                                                                                               \
    "self, data=b'', /, *, digest_size=64, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, "            \
    "node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True"
#define BLAKE_METHODS(init)                                                                                            \
    (const AioliFunction[]) {                                                                                          \
        {"__init__", BLAKE_PARAMETERS, init, NULL}, {"update", "self, data, /", hash_update, NULL},                    \
            {"digest", "self, /", hash_digest, NULL}, {"hexdigest", "self, /", hash_hexdigest, NULL},                  \
            {"copy", "self, /", hash_copy, NULL}, {                                                                    \
            NULL, NULL, NULL, NULL                                                                                     \
        }                                                                                                              \
    }

static const AioliClass BLAKE2B_CLASS = {.name = "blake2b",
                                         .module = "_blake2",
                                         .payload_size = sizeof(OliDigest),
                                         .methods = BLAKE_METHODS(blake2b_init),
                                         .properties = PROPERTIES};
static const AioliClass BLAKE2S_CLASS = {.name = "blake2s",
                                         .module = "_blake2",
                                         .payload_size = sizeof(OliDigest),
                                         .methods = BLAKE_METHODS(blake2s_init),
                                         .properties = PROPERTIES};

/* ---- functions ---- */

/* The algorithm that a str names, in any case and with "-" for "_". NULL: ValueError. */
static const OliDigestKind *find_kind(AioliVm *vm, AioliValue name) {
    size_t size;
    const char *text = aioli_string_get(vm, name, &size);
    char plain[16] = "";
    if (!text) return NULL;
    for (size_t i = 0; i < size && size < sizeof plain; i++) {
        char c = text[i];
        plain[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c == '-' ? '_' : c;
    }
    const OliDigestKind *kind = oli_digest_find(plain);
    if (!kind && !strncmp(plain, "sha_", 4)) { /* "SHA-256" */
        memmove(plain + 3, plain + 4, sizeof plain - 4);
        kind = oli_digest_find(plain);
    }
    if (!kind) aioli_raise(vm, "ValueError", "unsupported hash type %V", name);
    return kind;
}

static AioliValue hashlib_new(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const OliDigestKind *kind = find_kind(vm, args[0]);
    return kind ? make(vm, kind, args[1]) : aioli_error();
}

#define CONSTRUCTOR(name, kind)                                                                                        \
    static AioliValue make_##name(AioliVm *vm, const AioliValue *args, size_t count) {                                 \
        (void)count;                                                                                                   \
        return make(vm, &kind, args[0]);                                                                               \
    }
CONSTRUCTOR(md5, oli_md5)
CONSTRUCTOR(sha1, oli_sha1)
CONSTRUCTOR(sha224, oli_sha224)
CONSTRUCTOR(sha256, oli_sha256)
CONSTRUCTOR(sha384, oli_sha384)
CONSTRUCTOR(sha512, oli_sha512_kind)
CONSTRUCTOR(sha3_224, oli_sha3_224)
CONSTRUCTOR(sha3_256, oli_sha3_256)
CONSTRUCTOR(sha3_384, oli_sha3_384)
CONSTRUCTOR(sha3_512, oli_sha3_512)
CONSTRUCTOR(shake_128, oli_shake_128)
CONSTRUCTOR(shake_256, oli_shake_256)

/* HMAC (RFC 2104) with the key set: copied for each message. */
typedef struct Mac {
    OliDigest inner, outer;
} Mac;

static void mac_start(Mac *mac, const OliDigestKind *kind, const unsigned char *key, size_t size) {
    unsigned char block[OLI_DIGEST_BLOCK_MAX] = {0};
    if (size > kind->block_size) {
        oli_digest_start(&mac->inner, kind);
        oli_digest_update(&mac->inner, key, size);
        oli_digest_finish(&mac->inner, block, kind->digest_size);
    } else {
        memcpy(block, key, size);
    }
    for (size_t i = 0; i < kind->block_size; i++) block[i] ^= 0x36;
    oli_digest_start(&mac->inner, kind);
    oli_digest_update(&mac->inner, block, kind->block_size);
    for (size_t i = 0; i < kind->block_size; i++) block[i] ^= 0x36 ^ 0x5C;
    oli_digest_start(&mac->outer, kind);
    oli_digest_update(&mac->outer, block, kind->block_size);
}

static void mac_message(const Mac *mac, const void *data, size_t size, const void *more, size_t more_size,
                        unsigned char out[OLI_DIGEST_MAX]) {
    OliDigest inner = mac->inner, outer = mac->outer;
    oli_digest_update(&inner, data, size);
    oli_digest_update(&inner, more, more_size);
    oli_digest_finish(&inner, out, inner.digest_size);
    oli_digest_update(&outer, out, inner.digest_size);
    oli_digest_finish(&outer, out, outer.digest_size);
}

/* PBKDF2 (RFC 8018, 5.2). False: interrupted. */
static bool derive(AioliVm *vm, const Mac *mac, const void *salt, size_t salt_size, int64_t iterations,
                   unsigned char *out, size_t size) {
    size_t step = mac->inner.digest_size;
    for (uint32_t block = 1; size; block++) {
        unsigned char number[4], sum[OLI_DIGEST_MAX], last[OLI_DIGEST_MAX];
        for (int i = 0; i < 4; i++) number[i] = (unsigned char)(block >> 8 * (3 - i));
        mac_message(mac, salt, salt_size, number, sizeof number, last);
        memcpy(sum, last, step);
        for (int64_t i = 1; i < iterations; i++) {
            mac_message(mac, last, step, NULL, 0, last);
            for (size_t k = 0; k < step; k++) sum[k] ^= last[k];
            if (i % 4096 == 0 && !aioli_check_interrupt(vm)) return false;
        }
        size_t part = size < step ? size : step;
        memcpy(out, sum, part);
        out += part;
        size -= part;
    }
    return true;
}

static AioliValue pbkdf2_hmac(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    size_t password_size, salt_size;
    int64_t iterations, length;
    const OliDigestKind *kind = find_kind(vm, args[0]);
    if (!kind || !aioli_int_get(vm, args[3], &iterations)) return aioli_error();
    if (!kind->digest_size) return aioli_raise(vm, "ValueError", "unsupported hash type %s", kind->name);
    length = kind->digest_size;
    if (!aioli_is_missing(args[4]) && !aioli_is_none(args[4]) && !aioli_int_get(vm, args[4], &length))
        return aioli_error();
    if (iterations < 1) return aioli_raise(vm, "ValueError", "iteration value must be greater than 0.");
    if (length < 1) return aioli_raise(vm, "ValueError", "key length must be greater than 0.");
    if (length > INT32_MAX) return aioli_raise(vm, "OverflowError", "key length is too great.");
    const void *password = aioli_bytes_get(vm, args[1], &password_size);
    const void *given = password ? aioli_bytes_get(vm, args[2], &salt_size) : NULL;
    AioliValue salt = given ? aioli_bytes(vm, given, salt_size) : aioli_error(); /* a bytearray may change meanwhile */
    if (aioli_is_error(salt)) return salt;
    Mac mac;
    mac_start(&mac, kind, password, password_size);
    void *out;
    AioliValue result = aioli_bytes_reserve(vm, (size_t)length, &out);
    if (aioli_is_error(result)) return result;
    return derive(vm, &mac, aioli_bytes_get(vm, salt, NULL), salt_size, iterations, out, (size_t)length)
               ? result
               : aioli_error();
}

static AioliValue hmac_digest(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    size_t key_size, size;
    const OliDigestKind *kind = find_kind(vm, args[2]);
    if (!kind) return aioli_error();
    if (!kind->digest_size) return aioli_raise(vm, "ValueError", "unsupported hash type %s", kind->name);
    const void *key = aioli_bytes_get(vm, args[0], &key_size),
               *message = key ? aioli_bytes_get(vm, args[1], &size) : NULL;
    if (!message) return aioli_error();
    Mac mac;
    unsigned char out[OLI_DIGEST_MAX];
    mac_start(&mac, kind, key, key_size);
    mac_message(&mac, message, size, NULL, 0, out);
    return aioli_bytes(vm, out, kind->digest_size);
}

static AioliValue compare_digest(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    size_t sizes[2];
    const unsigned char *texts[2];
    bool a_text = aioli_type(vm, args[0]) == AIOLI_TYPE_STRING, b_text = aioli_type(vm, args[1]) == AIOLI_TYPE_STRING;
    for (int i = 0; i < 2; i++) {
        if (a_text && b_text) {
            texts[i] = (const unsigned char *)aioli_string_get(vm, args[i], &sizes[i]);
            if (aioli_string_length(vm, args[i]) != (int64_t)sizes[i])
                return aioli_raise(vm, "TypeError", "comparing strings with non-ASCII characters is not supported");
        } else {
            texts[i] = aioli_bytes_get(vm, args[i], &sizes[i]);
            if (texts[i]) continue;
            if (i == 1) return aioli_error();
            aioli_error_clear(vm);
            if (aioli_bytes_get(vm, args[1], &sizes[1]))
                return aioli_raise(vm, "TypeError", "a bytes-like object is required, not '%T'", args[0]);
            aioli_error_clear(vm);
            return aioli_raise(vm, "TypeError", "unsupported operand types(s) or combination of types: '%T' and '%T'",
                               args[0], args[1]);
        }
    }
    /* As long for any first text of this size; where the sizes differ, the second is compared with itself. */
    const unsigned char *first = sizes[0] == sizes[1] ? texts[0] : texts[1];
    volatile unsigned char difference = sizes[0] != sizes[1];
    for (size_t i = 0; i < sizes[1]; i++) difference |= first[i] ^ texts[1][i];
    return aioli_bool(!difference);
}

#define DATA "string=b'', *, usedforsecurity=True"
static const AioliFunction FUNCTIONS[] = {
    {"new", "name, string=b'', *, usedforsecurity=True", hashlib_new,
     "Return a new hash object using the named algorithm."},
    {"md5", DATA, make_md5, "Returns a md5 hash object; optionally initialized with a string"},
    {"sha1", DATA, make_sha1, "Returns a sha1 hash object; optionally initialized with a string"},
    {"sha224", DATA, make_sha224, "Returns a sha224 hash object; optionally initialized with a string"},
    {"sha256", DATA, make_sha256, "Returns a sha256 hash object; optionally initialized with a string"},
    {"sha384", DATA, make_sha384, "Returns a sha384 hash object; optionally initialized with a string"},
    {"sha512", DATA, make_sha512, "Returns a sha512 hash object; optionally initialized with a string"},
    {"sha3_224", DATA, make_sha3_224, "Returns a sha3-224 hash object; optionally initialized with a string"},
    {"sha3_256", DATA, make_sha3_256, "Returns a sha3-256 hash object; optionally initialized with a string"},
    {"sha3_384", DATA, make_sha3_384, "Returns a sha3-384 hash object; optionally initialized with a string"},
    {"sha3_512", DATA, make_sha3_512, "Returns a sha3-512 hash object; optionally initialized with a string"},
    {"shake_128", DATA, make_shake_128,
     "Returns a shake-128 variable hash object; optionally initialized with a string"},
    {"shake_256", DATA, make_shake_256,
     "Returns a shake-256 variable hash object; optionally initialized with a string"},
    {"pbkdf2_hmac", "hash_name, password, salt, iterations, dklen=None", pbkdf2_hmac,
     "Password based key derivation function 2 (PKCS #5 v2.0) with HMAC as pseudorandom function."},
    {"hmac_digest", "key, msg, digest", hmac_digest, "Single-shot HMAC."},
    {"compare_digest", "a, b, /", compare_digest, "Return 'a == b', in a time that tells nothing about the content."},
    {NULL, NULL, NULL, NULL}};

static bool init_module(AioliVm *vm, AioliValue module) {
    return !aioli_is_error(aioli_class_new(vm, module, &HASH_CLASS)) &&
           !aioli_is_error(aioli_class_new(vm, module, &XOF_CLASS)) &&
           !aioli_is_error(aioli_class_new(vm, module, &BLAKE2B_CLASS)) &&
           !aioli_is_error(aioli_class_new(vm, module, &BLAKE2S_CLASS));
}

const AioliModule oli_module__hashlib = {"_hashlib", NULL, FUNCTIONS, init_module};
