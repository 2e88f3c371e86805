/* SPDX-License-Identifier: MIT
 *
 * Module _ssl: one end of a TLS connection, and the memory through which its bytes pass. Source: the Python
 * documentation of module ssl ("Memory BIO Support"); OpenSSL's manual pages.
 *
 * Nothing here waits: a call that needs bytes of the peer raises SSLWantReadError, and whoever moves the bytes
 * (asyncio/sslproto.aio) tries again.
 */
#include <limits.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "ssl_parts.h"

/* ---- MemoryBIO ---- */

typedef struct MemoryBio {
    BIO *bio;
    bool is_eof;
} MemoryBio;

static void finalize_bio(AioliVm *vm, void *payload) {
    (void)vm;
    BIO_free(((MemoryBio *)payload)->bio);
}

static MemoryBio *bio_of(AioliVm *vm, AioliValue object) {
    MemoryBio *memory = aioli_object_payload(vm, object, &oli_ssl_bio_class);
    if (!memory || memory->bio) return memory;
    memory->bio = BIO_new(BIO_s_mem());
    if (!memory->bio) {
        aioli_raise(vm, "MemoryError", "");
        return NULL;
    }
    BIO_set_mem_eof_return(memory->bio, -1);
    return memory;
}

static AioliValue bio_read(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const MemoryBio *memory = bio_of(vm, args[0]);
    int64_t wanted = -1;
    if (!memory || (!aioli_is_missing(args[1]) && !aioli_int_get(vm, args[1], &wanted))) return aioli_error();
    size_t pending = BIO_ctrl_pending(memory->bio);
    size_t size = wanted < 0 || (size_t)wanted > pending ? pending : (size_t)wanted;
    if (!size) return aioli_bytes(vm, "", 0);
    void *bytes;
    AioliValue result = aioli_bytes_reserve(vm, size, &bytes);
    size_t got = 0;
    if (aioli_is_error(result)) return result;
    if (BIO_read_ex(memory->bio, bytes, size, &got) != 1 || got != size) return oli_ssl_raise(vm, "SSLError", NULL);
    return result;
}

static AioliValue bio_write(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const MemoryBio *memory = bio_of(vm, args[0]);
    size_t size, written = 0;
    const void *bytes = memory ? aioli_bytes_get(vm, args[1], &size) : NULL;
    if (!bytes) return aioli_error();
    if (memory->is_eof) return aioli_raise(vm, "ValueError", "cannot write() after write_eof()");
    if (size && BIO_write_ex(memory->bio, bytes, size, &written) != 1) return oli_ssl_raise(vm, "SSLError", NULL);
    return aioli_int(vm, (int64_t)written);
}

static AioliValue bio_write_eof(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    MemoryBio *memory = bio_of(vm, args[0]);
    if (!memory) return aioli_error();
    memory->is_eof = true;
    BIO_set_mem_eof_return(memory->bio, 0);
    return aioli_none();
}

static AioliValue get_pending(AioliVm *vm, AioliValue self) {
    const MemoryBio *memory = bio_of(vm, self);
    return memory ? aioli_int(vm, (int64_t)BIO_ctrl_pending(memory->bio)) : aioli_error();
}

static AioliValue get_eof(AioliVm *vm, AioliValue self) {
    const MemoryBio *memory = bio_of(vm, self);
    return memory ? aioli_bool(memory->is_eof && !BIO_ctrl_pending(memory->bio)) : aioli_error();
}

static const AioliFunction BIO_METHODS[] = {{"read", "self, size=-1, /", bio_read, NULL},
                                            {"write", "self, b, /", bio_write, NULL},
                                            {"write_eof", "self, /", bio_write_eof, NULL},
                                            {NULL, NULL, NULL, NULL}};
static const AioliProperty BIO_PROPERTIES[] = {
    {"pending", get_pending, NULL, NULL}, {"eof", get_eof, NULL, NULL}, {NULL, NULL, NULL, NULL}};
const AioliClass oli_ssl_bio_class = {.name = "MemoryBIO",
                                      .module = "_ssl",
                                      .payload_size = sizeof(MemoryBio),
                                      .finalize = finalize_bio,
                                      .methods = BIO_METHODS,
                                      .properties = BIO_PROPERTIES};

/* ---- the connection ---- */

enum { OBJECT_CONTEXT, OBJECT_INCOMING, OBJECT_OUTGOING, OBJECT_VALUES };

typedef struct SslObject {
    SSL *ssl;
} SslObject;

static void finalize_object(AioliVm *vm, void *payload) {
    (void)vm;
    SSL_free(((SslObject *)payload)->ssl);
}

static SSL *ssl_of(AioliVm *vm, AioliValue object) {
    const SslObject *self = aioli_object_payload(vm, object, &oli_ssl_object_class);
    if (self && !self->ssl) aioli_raise(vm, "ValueError", "the connection was not initialised");
    return self ? self->ssl : NULL;
}

/* The name that the peer's certificate must have, and (names alone) that the server is told. */
static bool set_host(AioliVm *vm, SSL *ssl, const char *host, bool is_checked) {
    X509_VERIFY_PARAM *param = SSL_get0_param(ssl);
    ASN1_OCTET_STRING *address = a2i_IPADDRESS(host);
    bool is_address = address != NULL, ok = true;
    ASN1_OCTET_STRING_free(address);
    ERR_clear_error();
    if (!is_address) ok = SSL_set_tlsext_host_name(ssl, host) == 1;
    if (ok && is_checked)
        ok = is_address ? X509_VERIFY_PARAM_set1_ip_asc(param, host) == 1
                        : X509_VERIFY_PARAM_set1_host(param, host, strlen(host)) == 1;
    if (!ok) oli_ssl_raise(vm, "SSLError", NULL);
    return ok;
}

/* __init__(context, incoming, outgoing, server_side, server_hostname, check_hostname) */
static AioliValue object_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    SslObject *self = aioli_object_payload(vm, args[0], &oli_ssl_object_class);
    SSL_CTX *ctx = self ? oli_ssl_context_of(vm, args[1]) : NULL;
    const MemoryBio *incoming = ctx ? bio_of(vm, args[2]) : NULL, *outgoing = incoming ? bio_of(vm, args[3]) : NULL;
    int is_server = outgoing ? aioli_truth(vm, args[4]) : -1, is_checked = is_server < 0 ? -1 : aioli_truth(vm, args[6]);
    const char *host = is_checked < 0 || aioli_is_none(args[5]) ? NULL : aioli_string_c(vm, args[5]);
    if (is_checked < 0 || aioli_error_pending(vm)) return aioli_error();
    SSL *ssl = SSL_new(ctx);
    if (!ssl) return oli_ssl_raise(vm, "SSLError", NULL);
    SSL_free(self->ssl);
    self->ssl = ssl;
    BIO_up_ref(incoming->bio);
    BIO_up_ref(outgoing->bio);
    SSL_set_bio(ssl, incoming->bio, outgoing->bio);
    for (size_t i = 0; i < OBJECT_VALUES; i++) aioli_object_set_value(vm, args[0], i, args[i + 1]);
    if (host && !set_host(vm, ssl, host, is_checked && !is_server)) return aioli_error();
    if (is_server)
        SSL_set_accept_state(ssl);
    else
        SSL_set_connect_state(ssl);
    return aioli_none();
}

/* The exception for a call of OpenSSL that returned `result`. */
static AioliValue raise_result(AioliVm *vm, const SSL *ssl, int result) {
    switch (SSL_get_error(ssl, result)) {
    case SSL_ERROR_WANT_READ: return oli_ssl_raise(vm, "SSLWantReadError", NULL);
    case SSL_ERROR_WANT_WRITE: return oli_ssl_raise(vm, "SSLWantWriteError", NULL);
    case SSL_ERROR_ZERO_RETURN: return oli_ssl_raise(vm, "SSLZeroReturnError", NULL);
    case SSL_ERROR_SYSCALL: return oli_ssl_raise(vm, ERR_peek_error() ? "SSLError" : "SSLEOFError", NULL);
    default: return oli_ssl_raise(vm, "SSLError", ssl);
    }
}

static AioliValue object_do_handshake(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    SSL *ssl = ssl_of(vm, args[0]);
    if (!ssl) return aioli_error();
    ERR_clear_error();
    int result = SSL_do_handshake(ssl);
    return result == 1 ? aioli_none() : raise_result(vm, ssl, result);
}

static AioliValue object_read(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    SSL *ssl = ssl_of(vm, args[0]);
    int64_t wanted = 1024;
    if (!ssl || (!aioli_is_missing(args[1]) && !aioli_int_get_clipped(vm, args[1], &wanted))) return aioli_error();
    if (wanted < 0) return aioli_raise(vm, "ValueError", "size should not be negative");
    if (!wanted) return aioli_bytes(vm, "", 0);
    size_t size = wanted > (1 << 20) ? 1 << 20 : (size_t)wanted, got = 0;
    char small[16384], *bytes = size > sizeof small ? malloc(size) : small;
    if (!bytes) return aioli_raise(vm, "MemoryError", "");
    ERR_clear_error();
    int result = SSL_read_ex(ssl, bytes, size, &got);
    AioliValue data = result == 1 ? aioli_bytes(vm, bytes, got) : raise_result(vm, ssl, result);
    if (bytes != small) free(bytes);
    return data;
}

static AioliValue object_write(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    SSL *ssl = ssl_of(vm, args[0]);
    size_t size, written = 0;
    const void *bytes = ssl ? aioli_bytes_get(vm, args[1], &size) : NULL;
    if (!bytes) return aioli_error();
    if (!size) return aioli_int(vm, 0);
    ERR_clear_error();
    int result = SSL_write_ex(ssl, bytes, size, &written);
    return result == 1 ? aioli_int(vm, (int64_t)written) : raise_result(vm, ssl, result);
}

/* Say goodbye, and hear it: SSLWantReadError until the peer has said it too. */
static AioliValue object_shutdown(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    SSL *ssl = ssl_of(vm, args[0]);
    if (!ssl) return aioli_error();
    ERR_clear_error();
    int result = SSL_shutdown(ssl);
    if (!result) result = SSL_shutdown(ssl);
    return result == 1 ? aioli_none() : raise_result(vm, ssl, result);
}

static AioliValue object_pending(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const SSL *ssl = ssl_of(vm, args[0]);
    return ssl ? aioli_int(vm, SSL_pending(ssl)) : aioli_error();
}

/* ---- what was agreed on ---- */

static AioliValue object_getpeercert(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    SSL *ssl = ssl_of(vm, args[0]);
    int binary = !ssl || aioli_is_missing(args[1]) ? 0 : aioli_truth(vm, args[1]);
    if (!ssl || binary < 0) return aioli_error();
    if (!SSL_is_init_finished(ssl)) return aioli_raise(vm, "ValueError", "handshake not done yet");
    X509 *certificate = SSL_get_peer_certificate(ssl);
    if (!certificate) return aioli_none();
    bool is_verified = SSL_get_verify_mode(ssl) & SSL_VERIFY_PEER;
    AioliValue result = binary || is_verified ? oli_ssl_certificate(vm, certificate, binary) : aioli_dict(vm);
    X509_free(certificate);
    return result;
}

static AioliValue object_cipher(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const SSL *ssl = ssl_of(vm, args[0]);
    const SSL_CIPHER *cipher = ssl ? SSL_get_current_cipher(ssl) : NULL;
    if (!cipher) return ssl ? aioli_none() : aioli_error();
    const AioliValue items[] = {aioli_string(vm, SSL_CIPHER_get_name(cipher), AIOLI_NUL),
                                aioli_string(vm, SSL_CIPHER_get_version(cipher), AIOLI_NUL),
                                aioli_int(vm, SSL_CIPHER_get_bits(cipher, NULL))};
    return aioli_tuple(vm, items, 3);
}

static AioliValue object_version(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const SSL *ssl = ssl_of(vm, args[0]);
    if (!ssl) return aioli_error();
    return SSL_is_init_finished(ssl) ? aioli_string(vm, SSL_get_version(ssl), AIOLI_NUL) : aioli_none();
}

static AioliValue object_alpn(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const SSL *ssl = ssl_of(vm, args[0]);
    const unsigned char *name;
    unsigned int size;
    if (!ssl) return aioli_error();
    SSL_get0_alpn_selected(ssl, &name, &size);
    return size ? aioli_string(vm, (const char *)name, size) : aioli_none();
}

static AioliValue get_context(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, OBJECT_CONTEXT); }

static const AioliFunction METHODS[] = {
    {"__init__", "self, context, incoming, outgoing, server_side, server_hostname, check_hostname, /", object_init, NULL},
    {"do_handshake", "self, /", object_do_handshake, NULL},
    {"_read", "self, size=1024, /", object_read, NULL},
    {"write", "self, data, /", object_write, NULL},
    {"unwrap", "self, /", object_shutdown, NULL},
    {"pending", "self, /", object_pending, NULL},
    {"getpeercert", "self, binary_form=False", object_getpeercert, NULL},
    {"cipher", "self, /", object_cipher, NULL},
    {"version", "self, /", object_version, NULL},
    {"selected_alpn_protocol", "self, /", object_alpn, NULL},
    {NULL, NULL, NULL, NULL}};
static const AioliProperty PROPERTIES[] = {{"context", get_context, NULL, NULL}, {NULL, NULL, NULL, NULL}};

const AioliClass oli_ssl_object_class = {.name = "_SSLObject",
                                         .module = "_ssl",
                                         .payload_size = sizeof(SslObject),
                                         .value_count = OBJECT_VALUES,
                                         .finalize = finalize_object,
                                         .methods = METHODS,
                                         .properties = PROPERTIES};
