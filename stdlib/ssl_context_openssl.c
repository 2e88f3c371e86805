/* SPDX-License-Identifier: MIT
 *
 * Module _ssl: contexts (keys, trust, versions) and errors, over OpenSSL. Source: the Python documentation of module
 * ssl; OpenSSL's manual pages. ssl.aio has the rest of the module's face.
 */
#define _GNU_SOURCE

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "ssl_parts.h"

enum { PROTOCOL_TLS = 2, PROTOCOL_CLIENT = 16, PROTOCOL_SERVER = 17 };

static void finalize_context(AioliVm *vm, void *payload) {
    (void)vm;
    SslContext *context = payload;
    SSL_CTX_free(context->ctx);
    OPENSSL_free(context->protocols);
}

SSL_CTX *oli_ssl_context_of(AioliVm *vm, AioliValue object) {
    const SslContext *context = aioli_object_payload(vm, object, &oli_ssl_context_class);
    if (context && !context->ctx) aioli_raise(vm, "ValueError", "the context was not initialised");
    return context ? context->ctx : NULL;
}

/* ---- errors ---- */

/* "wrong version number" as WRONG_VERSION_NUMBER; of libraries the first word alone. */
static void make_symbol(char *out, size_t size, const char *text, bool first_word) {
    size_t i = 0;
    for (; text && text[i] && i + 1 < size && !(first_word && text[i] == ' '); i++)
        out[i] = text[i] == ' ' || text[i] == '-' ? '_' : (char)toupper((unsigned char)text[i]);
    out[i] = 0;
}

/* Why the peer's certificate was refused: a str; None when that was not what went wrong. */
static AioliValue verify_text(AioliVm *vm, const SSL *ssl, long *code) {
    *code = SSL_get_verify_result(ssl);
    X509_VERIFY_PARAM *param = SSL_get0_param((SSL *)(uintptr_t)ssl);
    const char *host = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    if (*code == X509_V_ERR_HOSTNAME_MISMATCH)
        return aioli_string_format(vm, "Hostname mismatch, certificate is not valid for '%s'.", host ? host : "");
    if (*code == X509_V_ERR_IP_ADDRESS_MISMATCH) {
        char *address = X509_VERIFY_PARAM_get1_ip_asc(param);
        AioliValue text = aioli_string_format(vm, "IP address mismatch, certificate is not valid for '%s'.",
                                              address ? address : "");
        OPENSSL_free(address);
        return text;
    }
    return aioli_string(vm, X509_verify_cert_error_string(*code), AIOLI_NUL);
}

AioliValue oli_ssl_raise(AioliVm *vm, const char *class_name, const SSL *ssl) {
    unsigned long code = ERR_peek_last_error();
    char library[32], symbol[128];
    const char *reason = ERR_reason_error_string(code);
    make_symbol(library, sizeof library, ERR_lib_error_string(code), true);
    make_symbol(symbol, sizeof symbol, reason, false);
    bool is_refused = ssl && ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) == SSL_R_CERTIFICATE_VERIFY_FAILED;
#ifdef SSL_R_UNEXPECTED_EOF_WHILE_READING
    if (ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
        class_name = "SSLEOFError";
#endif
    ERR_clear_error();
    long verify_code = 0;
    AioliValue refused = is_refused ? verify_text(vm, ssl, &verify_code) : aioli_none();
    AioliValue module = aioli_import(vm, "ssl");
    if (aioli_is_error(module) || aioli_is_error(refused)) return aioli_error();
    const AioliValue args[] = {aioli_string(vm, is_refused ? "SSLCertVerificationError" : class_name, AIOLI_NUL),
                               reason ? aioli_string(vm, library, AIOLI_NUL) : aioli_none(),
                               reason ? aioli_string(vm, symbol, AIOLI_NUL) : aioli_none(),
                               reason ? aioli_string(vm, reason, AIOLI_NUL) : aioli_none(),
                               aioli_int(vm, verify_code), refused};
    AioliValue error = aioli_error_pending(vm) ? aioli_error() : aioli_call_method(vm, module, "_make_error", args, 6);
    return aioli_is_error(error) ? error : aioli_raise_value(vm, error, aioli_missing());
}

/* Of functions that read files: OSError when the system refused, else OpenSSL's error. */
static AioliValue raise_file_error(AioliVm *vm, int error, AioliValue path) {
    (void)path;
    unsigned long code = ERR_peek_last_error();
    bool is_system = error && (ERR_GET_LIB(code) == ERR_LIB_SYS || ERR_GET_LIB(code) == ERR_LIB_BIO ||
                               ERR_GET_REASON(code) == ERR_R_SYS_LIB || ERR_SYSTEM_ERROR(code));
    if (!is_system) return oli_ssl_raise(vm, "SSLError", NULL);
    ERR_clear_error();
    return aioli_raise_errno(vm, error, aioli_missing());
}

/* ---- making ---- */

static AioliValue context_init(AioliVm *vm, const AioliValue *args, size_t count) {
    static const unsigned char SESSION_ID[] = "Aioli";
    (void)count;
    SslContext *context = aioli_object_payload(vm, args[0], &oli_ssl_context_class);
    int64_t protocol;
    if (!context || !aioli_int_get(vm, args[1], &protocol)) return aioli_error();
    const SSL_METHOD *method = protocol == PROTOCOL_CLIENT   ? TLS_client_method()
                               : protocol == PROTOCOL_SERVER ? TLS_server_method()
                               : protocol == PROTOCOL_TLS    ? TLS_method()
                                                             : NULL;
    if (!method) return aioli_raise(vm, "ValueError", "invalid or unsupported protocol version");
    SSL_CTX *ctx = SSL_CTX_new(method);
    if (!ctx) return oli_ssl_raise(vm, "SSLError", NULL);
    SSL_CTX_free(context->ctx);
    context->ctx = ctx;
    uint64_t options = SSL_OP_ALL | SSL_OP_NO_SSLv3 | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                       SSL_OP_SINGLE_DH_USE | SSL_OP_SINGLE_ECDH_USE;
#ifdef SSL_OP_IGNORE_UNEXPECTED_EOF
    options |= SSL_OP_IGNORE_UNEXPECTED_EOF;
#endif
    SSL_CTX_set_options(ctx, options & ~(uint64_t)SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS);
    SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_AUTO_RETRY |
                              SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
    SSL_CTX_set_session_id_context(ctx, SESSION_ID, sizeof SESSION_ID - 1);
    SSL_CTX_set_verify(ctx, protocol == PROTOCOL_CLIENT ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, NULL);
    X509_VERIFY_PARAM *param = SSL_CTX_get0_param(ctx);
    X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_TRUSTED_FIRST);
    X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return aioli_none();
}

/* ---- keys ---- */

typedef struct Password {
    const char *text;
    size_t size;
} Password;

static int give_password(char *out, int room, int is_writing, void *user) {
    (void)is_writing;
    const Password *password = user;
    if (!password->text || password->size > (size_t)room) return -1;
    memcpy(out, password->text, password->size);
    return (int)password->size;
}

/* load_cert_chain(certfile, keyfile, password): password is str, bytes or None */
static AioliValue context_load_cert_chain(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    SSL_CTX *ctx = oli_ssl_context_of(vm, args[0]);
    if (!ctx || !aioli_vm_require(vm, AIOLI_ALLOW_FILES, "load_cert_chain")) return aioli_error();
    Password password = {NULL, 0};
    if (aioli_type(vm, args[3]) == AIOLI_TYPE_STRING)
        password.text = aioli_string_get(vm, args[3], &password.size);
    else if (!aioli_is_none(args[3]))
        password.text = aioli_bytes_get(vm, args[3], &password.size);
    const char *chain = aioli_error_pending(vm) ? NULL : aioli_path_c(vm, args[1]);
    const char *key = !chain || aioli_is_none(args[2]) ? chain : aioli_path_c(vm, args[2]);
    if (!key) return aioli_error();
    SSL_CTX_set_default_passwd_cb(ctx, give_password);
    SSL_CTX_set_default_passwd_cb_userdata(ctx, &password);
    ERR_clear_error();
    errno = 0;
    bool ok = SSL_CTX_use_certificate_chain_file(ctx, chain) == 1 &&
              SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) == 1 && SSL_CTX_check_private_key(ctx) == 1;
    int error = errno;
    SSL_CTX_set_default_passwd_cb(ctx, NULL);
    SSL_CTX_set_default_passwd_cb_userdata(ctx, NULL);
    return ok ? aioli_none() : raise_file_error(vm, error, args[1]);
}

/* ---- trust ---- */

static AioliValue add_authorities(AioliVm *vm, SSL_CTX *ctx, AioliValue data) {
    bool is_text = aioli_type(vm, data) == AIOLI_TYPE_STRING;
    size_t size;
    const char *bytes = is_text ? aioli_string_get(vm, data, &size) : aioli_bytes_get(vm, data, &size);
    if (!bytes) return aioli_error();
    if (!size) return aioli_raise(vm, "ValueError", "Empty certificate data");
    BIO *bio = size > INT_MAX ? NULL : BIO_new_mem_buf(bytes, (int)size);
    if (!bio) return aioli_raise(vm, "MemoryError", "");
    size_t added = 0;
    ERR_clear_error();
    for (;;) {
        X509 *certificate = is_text ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : d2i_X509_bio(bio, NULL);
        if (!certificate) break;
        added += X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), certificate) == 1;
        X509_free(certificate);
    }
    BIO_free(bio);
    if (added) {
        ERR_clear_error();
        return aioli_none();
    }
    return oli_ssl_raise(vm, "SSLError", NULL);
}

/* load_verify_locations(cafile, capath, cadata) */
static AioliValue context_load_verify(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    SSL_CTX *ctx = oli_ssl_context_of(vm, args[0]);
    if (!ctx) return aioli_error();
    if (aioli_is_none(args[1]) && aioli_is_none(args[2]) && aioli_is_none(args[3]))
        return aioli_raise(vm, "TypeError", "cafile, capath and cadata cannot be all omitted");
    if (!aioli_is_none(args[3]) && aioli_is_error(add_authorities(vm, ctx, args[3]))) return aioli_error();
    if (aioli_is_none(args[1]) && aioli_is_none(args[2])) return aioli_none();
    if (!aioli_vm_require(vm, AIOLI_ALLOW_FILES, "load_verify_locations")) return aioli_error();
    const char *file = aioli_is_none(args[1]) ? NULL : aioli_path_c(vm, args[1]);
    const char *folder = aioli_error_pending(vm) || aioli_is_none(args[2]) ? NULL : aioli_path_c(vm, args[2]);
    if (aioli_error_pending(vm)) return aioli_error();
    ERR_clear_error();
    errno = 0;
    if (SSL_CTX_load_verify_locations(ctx, file, folder) == 1) return aioli_none();
    return raise_file_error(vm, errno, args[1]);
}

static AioliValue context_default_paths(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    SSL_CTX *ctx = oli_ssl_context_of(vm, args[0]);
    if (!ctx) return aioli_error();
    return SSL_CTX_set_default_verify_paths(ctx) == 1 ? aioli_none() : oli_ssl_raise(vm, "SSLError", NULL);
}

static AioliValue context_store_stats(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    SSL_CTX *ctx = oli_ssl_context_of(vm, args[0]);
    if (!ctx) return aioli_error();
    STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(SSL_CTX_get_cert_store(ctx));
    int64_t certificates = 0, authorities = 0, lists = 0;
    for (int i = 0; i < sk_X509_OBJECT_num(objects); i++) {
        const X509_OBJECT *object = sk_X509_OBJECT_value(objects, i);
        X509 *certificate = X509_OBJECT_get0_X509(object);
        certificates += certificate != NULL;
        authorities += certificate && X509_check_ca(certificate);
        lists += X509_OBJECT_get_type(object) == X509_LU_CRL;
    }
    AioliValue dict = aioli_dict(vm);
    bool ok = !aioli_is_error(dict) && aioli_dict_set_c(vm, dict, "x509", aioli_int(vm, certificates)) &&
              aioli_dict_set_c(vm, dict, "crl", aioli_int(vm, lists)) &&
              aioli_dict_set_c(vm, dict, "x509_ca", aioli_int(vm, authorities));
    return ok ? dict : aioli_error();
}

/* ---- what is agreed on ---- */

static AioliValue context_set_ciphers(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    SSL_CTX *ctx = oli_ssl_context_of(vm, args[0]);
    const char *list = ctx ? aioli_string_c(vm, args[1]) : NULL;
    if (!list) return aioli_error();
    if (SSL_CTX_set_cipher_list(ctx, list) == 1) return aioli_none();
    ERR_clear_error();
    return aioli_raise_value(vm, aioli_attr_get(vm, aioli_import(vm, "ssl"), "SSLError"),
                             aioli_tuple(vm, (AioliValue[]){aioli_string(vm, "No cipher can be selected.", AIOLI_NUL)}, 1));
}

/* A server takes the first protocol of its own list that the client offers too; the list belongs to the context. */
static int select_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_size, const unsigned char *offered,
                           unsigned int offered_size, void *user) {
    (void)ssl;
    size_t size = 0;
    const unsigned char *own = user;
    while (own[size]) size += own[size] + 1u;
    unsigned char *chosen;
    int how = SSL_select_next_proto(&chosen, out_size, own, (unsigned int)size, offered, offered_size);
    *out = chosen;
    return how == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

/* _set_alpn_protocols(bytes): each name after its length */
static AioliValue context_set_alpn(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    SSL_CTX *ctx = oli_ssl_context_of(vm, args[0]);
    size_t size;
    const unsigned char *bytes = ctx ? aioli_bytes_get(vm, args[1], &size) : NULL;
    if (!bytes) return aioli_error();
    unsigned char *copy = OPENSSL_zalloc(size + 1);
    if (!copy || SSL_CTX_set_alpn_protos(ctx, bytes, (unsigned int)size)) {
        OPENSSL_free(copy);
        return aioli_raise(vm, "MemoryError", "");
    }
    memcpy(copy, bytes, size);
    SslContext *context = aioli_object_payload(vm, args[0], &oli_ssl_context_class);
    OPENSSL_free(context->protocols);
    context->protocols = copy;
    SSL_CTX_set_alpn_select_cb(ctx, select_protocol, copy);
    return aioli_none();
}

/* ---- settings that are numbers ---- */

typedef enum Setting { SETTING_VERIFY_MODE, SETTING_VERIFY_FLAGS, SETTING_OPTIONS, SETTING_MINIMUM, SETTING_MAXIMUM } Setting;

static int64_t read_setting(SSL_CTX *ctx, Setting setting) {
    switch (setting) {
    case SETTING_VERIFY_MODE: {
        int mode = SSL_CTX_get_verify_mode(ctx);
        return !(mode & SSL_VERIFY_PEER) ? 0 : mode & SSL_VERIFY_FAIL_IF_NO_PEER_CERT ? 2 : 1;
    }
    case SETTING_VERIFY_FLAGS: return (int64_t)X509_VERIFY_PARAM_get_flags(SSL_CTX_get0_param(ctx));
    case SETTING_OPTIONS: return (int64_t)SSL_CTX_get_options(ctx);
    case SETTING_MINIMUM: return SSL_CTX_get_min_proto_version(ctx);
    default: return SSL_CTX_get_max_proto_version(ctx);
    }
}

static bool write_setting(SSL_CTX *ctx, Setting setting, int64_t value) {
    static const int MODES[] = {SSL_VERIFY_NONE, SSL_VERIFY_PEER, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT};
    X509_VERIFY_PARAM *param = SSL_CTX_get0_param(ctx);
    switch (setting) {
    case SETTING_VERIFY_MODE:
        if (value < 0 || value > 2) return false;
        SSL_CTX_set_verify(ctx, MODES[value], NULL);
        return true;
    case SETTING_VERIFY_FLAGS:
        X509_VERIFY_PARAM_clear_flags(param, X509_VERIFY_PARAM_get_flags(param) & ~(unsigned long)value);
        return X509_VERIFY_PARAM_set_flags(param, (unsigned long)value) == 1;
    case SETTING_OPTIONS:
        SSL_CTX_clear_options(ctx, SSL_CTX_get_options(ctx) & ~(uint64_t)value);
        SSL_CTX_set_options(ctx, (uint64_t)value);
        return true;
    case SETTING_MINIMUM: return SSL_CTX_set_min_proto_version(ctx, (int)value) == 1;
    default: return SSL_CTX_set_max_proto_version(ctx, (int)value) == 1;
    }
}

/* _get(setting), _set(setting, number): numbers of settings are those of the enum above */
static AioliValue context_get(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    SSL_CTX *ctx = oli_ssl_context_of(vm, args[0]);
    int64_t setting;
    if (!ctx || !aioli_int_get(vm, args[1], &setting)) return aioli_error();
    return aioli_int(vm, read_setting(ctx, (Setting)setting));
}

static AioliValue context_set(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    SSL_CTX *ctx = oli_ssl_context_of(vm, args[0]);
    int64_t setting, value;
    if (!ctx || !aioli_int_get(vm, args[1], &setting) || !aioli_int_get(vm, args[2], &value)) return aioli_error();
    if (write_setting(ctx, (Setting)setting, value)) return aioli_none();
    ERR_clear_error();
    return aioli_raise(vm, "ValueError", "invalid value for the setting");
}

static const AioliFunction METHODS[] = {{"__init__", "self, protocol, /", context_init, NULL},
                                        {"_load_cert_chain", "self, certfile, keyfile, password, /",
                                         context_load_cert_chain, NULL},
                                        {"_load_verify_locations", "self, cafile, capath, cadata, /",
                                         context_load_verify, NULL},
                                        {"set_default_verify_paths", "self, /", context_default_paths, NULL},
                                        {"cert_store_stats", "self, /", context_store_stats, NULL},
                                        {"set_ciphers", "self, ciphers, /", context_set_ciphers, NULL},
                                        {"_set_alpn_protocols", "self, protocols, /", context_set_alpn, NULL},
                                        {"_get", "self, setting, /", context_get, NULL},
                                        {"_set", "self, setting, value, /", context_set, NULL},
                                        {NULL, NULL, NULL, NULL}};

const AioliClass oli_ssl_context_class = {.name = "_SSLContext",
                                          .module = "_ssl",
                                          .payload_size = sizeof(SslContext),
                                          .finalize = finalize_context,
                                          .methods = METHODS};

bool oli_ssl_init(AioliVm *vm, AioliValue module) {
    static const char DEFAULT_CIPHERS[] =
        "@SECLEVEL=2:ECDH+AESGCM:ECDH+CHACHA20:ECDH+AES:DHE+AES:!aNULL:!eNULL:!aDSS:!SHA1:!AESCCM";
    return !aioli_is_error(aioli_class_new(vm, module, &oli_ssl_context_class)) &&
           !aioli_is_error(aioli_class_new(vm, module, &oli_ssl_bio_class)) &&
           !aioli_is_error(aioli_class_new(vm, module, &oli_ssl_object_class)) &&
           aioli_attr_set(vm, module, "OPENSSL_VERSION",
                          aioli_string(vm, OpenSSL_version(OPENSSL_VERSION), AIOLI_NUL)) &&
           aioli_attr_set(vm, module, "OPENSSL_VERSION_NUMBER", aioli_int(vm, (int64_t)OpenSSL_version_num())) &&
           aioli_attr_set(vm, module, "_DEFAULT_CIPHERS", aioli_string(vm, DEFAULT_CIPHERS, AIOLI_NUL));
}
