/* SPDX-License-Identifier: MIT
 *
 * Module _ssl: certificates as scripts see them. Source: the Python documentation, SSLSocket.getpeercert().
 */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "ssl_parts.h"

/* The text of an ASN.1 string, as UTF-8. */
static AioliValue asn1_text(AioliVm *vm, const ASN1_STRING *string) {
    unsigned char *text = NULL;
    int size = ASN1_STRING_to_UTF8(&text, string);
    if (size < 0) return oli_ssl_raise(vm, "SSLError", NULL);
    AioliValue value = aioli_string_from_system(vm, (const char *)text, (size_t)size);
    OPENSSL_free(text);
    return value;
}

/* What OpenSSL prints. */
static AioliValue printed(AioliVm *vm, BIO *bio) {
    char *text;
    long size = BIO_get_mem_data(bio, &text);
    AioliValue value = aioli_string(vm, text, size < 0 ? 0 : (size_t)size);
    BIO_reset(bio);
    return value;
}

/* ((("commonName", "x"),), ...) */
static AioliValue name_value(AioliVm *vm, const X509_NAME *name) {
    AioliValue parts = aioli_list(vm, NULL, 0);
    for (int i = 0; i < X509_NAME_entry_count(name) && !aioli_is_error(parts); i++) {
        const X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, i);
        const ASN1_OBJECT *kind = X509_NAME_ENTRY_get_object(entry);
        char number[80];
        int known = OBJ_obj2nid(kind);
        if (known == NID_undef) OBJ_obj2txt(number, sizeof number, kind, 1);
        const AioliValue pair[] = {aioli_string(vm, known == NID_undef ? number : OBJ_nid2ln(known), AIOLI_NUL),
                                   asn1_text(vm, X509_NAME_ENTRY_get_data(entry))};
        if (aioli_error_pending(vm)) return aioli_error();
        AioliValue inner = aioli_tuple(vm, pair, 2);
        AioliValue outer = aioli_is_error(inner) ? inner : aioli_tuple(vm, &inner, 1);
        if (aioli_is_error(outer) || !aioli_list_append(vm, parts, outer)) parts = aioli_error();
    }
    return aioli_is_error(parts) ? parts : aioli_tuple_of(vm, parts);
}

/* ("DNS", "x"), ("IP Address", "127.0.0.1"), ... */
static AioliValue alternative_name(AioliVm *vm, const GENERAL_NAME *name, BIO *bio) {
    AioliValue kind, value;
    if (name->type == GEN_DNS || name->type == GEN_EMAIL || name->type == GEN_URI) {
        const char *label = name->type == GEN_DNS ? "DNS" : name->type == GEN_EMAIL ? "email" : "URI";
        kind = aioli_string(vm, label, AIOLI_NUL);
        value = aioli_string_from_system(vm, (const char *)ASN1_STRING_get0_data(name->d.ia5),
                                         (size_t)ASN1_STRING_length(name->d.ia5));
    } else if (name->type == GEN_DIRNAME) {
        kind = aioli_string(vm, "DirName", AIOLI_NUL);
        value = name_value(vm, name->d.dirn);
    } else {
        GENERAL_NAME_print(bio, (GENERAL_NAME *)(uintptr_t)name);
        char *text;
        long size = BIO_get_mem_data(bio, &text);
        const char *colon = size > 0 ? memchr(text, ':', (size_t)size) : NULL;
        size_t label = colon ? (size_t)(colon - text) : (size_t)size;
        kind = aioli_string(vm, text, label);
        value = aioli_string(vm, colon ? colon + 1 : "", colon ? (size_t)size - label - 1 : 0);
        BIO_reset(bio);
    }
    if (aioli_error_pending(vm)) return aioli_error();
    return aioli_tuple(vm, (AioliValue[]){kind, value}, 2);
}

static bool add_alternative_names(AioliVm *vm, AioliValue dict, X509 *certificate, BIO *bio) {
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    if (!names) return true;
    AioliValue list = aioli_list(vm, NULL, 0);
    bool ok = !aioli_is_error(list);
    for (int i = 0; ok && i < sk_GENERAL_NAME_num(names); i++) {
        AioliValue name = alternative_name(vm, sk_GENERAL_NAME_value(names, i), bio);
        ok = !aioli_is_error(name) && aioli_list_append(vm, list, name);
    }
    GENERAL_NAMES_free(names);
    AioliValue tuple = ok ? aioli_tuple_of(vm, list) : aioli_error();
    return !aioli_is_error(tuple) && aioli_dict_set_c(vm, dict, "subjectAltName", tuple);
}

static bool fill(AioliVm *vm, AioliValue dict, X509 *certificate, BIO *bio) {
    AioliValue subject = name_value(vm, X509_get_subject_name(certificate));
    AioliValue issuer = aioli_is_error(subject) ? subject : name_value(vm, X509_get_issuer_name(certificate));
    if (aioli_is_error(issuer) || !aioli_dict_set_c(vm, dict, "subject", subject) ||
        !aioli_dict_set_c(vm, dict, "issuer", issuer) ||
        !aioli_dict_set_c(vm, dict, "version", aioli_int(vm, X509_get_version(certificate) + 1)))
        return false;
    i2a_ASN1_INTEGER(bio, X509_get0_serialNumber(certificate));
    if (!aioli_dict_set_c(vm, dict, "serialNumber", printed(vm, bio))) return false;
    ASN1_TIME_print(bio, X509_get0_notBefore(certificate));
    if (!aioli_dict_set_c(vm, dict, "notBefore", printed(vm, bio))) return false;
    ASN1_TIME_print(bio, X509_get0_notAfter(certificate));
    return aioli_dict_set_c(vm, dict, "notAfter", printed(vm, bio)) &&
           add_alternative_names(vm, dict, certificate, bio);
}

AioliValue oli_ssl_certificate(AioliVm *vm, X509 *certificate, bool binary) {
    if (binary) {
        unsigned char *bytes = NULL;
        int size = i2d_X509(certificate, &bytes);
        if (size < 0) return oli_ssl_raise(vm, "SSLError", NULL);
        AioliValue value = aioli_bytes(vm, bytes, (size_t)size);
        OPENSSL_free(bytes);
        return value;
    }
    AioliValue dict = aioli_dict(vm);
    BIO *bio = BIO_new(BIO_s_mem());
    if (!bio) return aioli_raise(vm, "MemoryError", "");
    bool ok = !aioli_is_error(dict) && fill(vm, dict, certificate, bio);
    BIO_free(bio);
    ERR_clear_error();
    return ok ? dict : aioli_error();
}
