/* SPDX-License-Identifier: MIT
 *
 * What the files of module _ssl share: ssl_context_openssl.c, ssl_object_openssl.c, ssl_cert_openssl.c.
 */
#ifndef OLI_STDLIB_SSL_PARTS_H
#define OLI_STDLIB_SSL_PARTS_H

#include <openssl/ssl.h>

#include "aioli.h"

extern const AioliClass oli_ssl_context_class;
extern const AioliClass oli_ssl_bio_class;
extern const AioliClass oli_ssl_object_class;

typedef struct SslContext {
    SSL_CTX *ctx;
    unsigned char *protocols; /* of ALPN, each after its length, then 0; or NULL */
} SslContext;

/* The initialiser of module _ssl, which ssl_loader.c finds by name. */
AIOLI_API bool oli_ssl_init(AioliVm *vm, AioliValue module);
/* NULL with an exception pending when it is none, or was never initialised. */
SSL_CTX *oli_ssl_context_of(AioliVm *vm, AioliValue object);
/* ssl.SSLError (or the subclass of this name) with what OpenSSL's error queue says; `ssl` may be NULL. The queue is
 * empty afterwards. Always the error value. */
AioliValue oli_ssl_raise(AioliVm *vm, const char *class_name, const SSL *ssl);
/* The certificate as getpeercert() gives it: a dict, or bytes (DER). */
AioliValue oli_ssl_certificate(AioliVm *vm, X509 *certificate, bool binary);

#endif
