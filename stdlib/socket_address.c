/* SPDX-License-Identifier: MIT
 *
 * Addresses of sockets as scripts write them, names of hosts and services, and their errors. Source: the Python
 * documentation of module socket; RFC 3493 (getaddrinfo).
 */
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "socket.h"

/* ---- errors ---- */

static const AioliClass HERROR = {
    .name = "herror", .module = "socket", .flags = AIOLI_CLASS_EXCEPTION, .base = "OSError"};
static const AioliClass GAIERROR = {
    .name = "gaierror", .module = "socket", .flags = AIOLI_CLASS_EXCEPTION, .base = "OSError"};

bool oli_socket_add_errors(AioliVm *vm, AioliValue module) {
    return !aioli_is_error(aioli_class_new(vm, module, &HERROR)) &&
           !aioli_is_error(aioli_class_new(vm, module, &GAIERROR));
}

static AioliValue raise_with(AioliVm *vm, const AioliClass *def, int code, const char *text) {
    AioliValue cls = aioli_class_new(vm, aioli_missing(), def);
    const AioliValue args[] = {aioli_int(vm, code), aioli_string(vm, text, AIOLI_NUL)};
    AioliValue error = aioli_is_error(cls) ? cls : aioli_call(vm, cls, args, 2);
    return aioli_is_error(error) ? error : aioli_raise_value(vm, error, aioli_missing());
}

AioliValue oli_socket_raise_gai(AioliVm *vm, int code) {
    if (code == EAI_SYSTEM) return aioli_raise_errno(vm, errno, aioli_missing());
    return raise_with(vm, &GAIERROR, code, gai_strerror(code));
}

/* ---- from scripts ---- */

/* An IPv4 or IPv6 address by name into the part of `out` that is not the port. */
static bool find_host(AioliVm *vm, int family, const char *name, SocketAddress *out) {
    if (family == AF_INET && !strcmp(name, "<broadcast>")) {
        ((struct sockaddr_in *)&out->storage)->sin_addr.s_addr = htonl(INADDR_BROADCAST);
        return true;
    }
    struct addrinfo hints = {.ai_family = family, .ai_socktype = SOCK_DGRAM}, *found;
    if (!*name) hints.ai_flags = AI_PASSIVE;
    int code = getaddrinfo(*name ? name : NULL, *name ? NULL : "0", &hints, &found);
    if (code) {
        oli_socket_raise_gai(vm, code);
        return false;
    }
    memcpy(&out->storage, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return true;
}

static bool read_port(AioliVm *vm, AioliValue v, const char *function, int *port) {
    int64_t number;
    if (!aioli_int_get(vm, v, &number)) return false;
    *port = (int)number;
    if (number >= 0 && number <= 0xFFFF) return true;
    aioli_raise(vm, "OverflowError", "%s: port must be 0-65535.", function);
    return false;
}

static const char *host_text(AioliVm *vm, AioliValue v) {
    if (aioli_type(vm, v) == AIOLI_TYPE_STRING || aioli_type(vm, v) == AIOLI_TYPE_BYTES) return aioli_path_c(vm, v);
    aioli_raise(vm, "TypeError", "str, bytes or bytearray expected, not %T", v);
    return NULL;
}

static bool internet_address(AioliVm *vm, int family, AioliValue v, const char *function, SocketAddress *out) {
    const char *family_name = family == AF_INET ? "AF_INET" : "AF_INET6";
    if (aioli_type(vm, v) != AIOLI_TYPE_TUPLE) {
        aioli_raise(vm, "TypeError", "%s: %s address must be tuple, not %T", function, family_name, v);
        return false;
    }
    int64_t count = aioli_sequence_length(vm, v);
    if (count < 2 || count > (family == AF_INET ? 2 : 4)) {
        if (family == AF_INET)
            aioli_raise(vm, "TypeError", "AF_INET address must be a pair (host, port)");
        else
            aioli_raise(vm, "TypeError", "AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])");
        return false;
    }
    int port;
    int64_t flow = 0, scope = 0;
    const char *host = host_text(vm, aioli_sequence_get(vm, v, 0));
    if (!host || !read_port(vm, aioli_sequence_get(vm, v, 1), function, &port)) return false;
    if (count > 2 && !aioli_int_get(vm, aioli_sequence_get(vm, v, 2), &flow)) return false;
    if (count > 3 && !aioli_int_get(vm, aioli_sequence_get(vm, v, 3), &scope)) return false;
    if (!find_host(vm, family, host, out)) return false;
    if (family == AF_INET) {
        struct sockaddr_in *address = (struct sockaddr_in *)&out->storage;
        address->sin_family = AF_INET;
        address->sin_port = htons((uint16_t)port);
        out->size = sizeof *address;
    } else {
        struct sockaddr_in6 *address = (struct sockaddr_in6 *)&out->storage;
        address->sin6_family = AF_INET6;
        address->sin6_port = htons((uint16_t)port);
        address->sin6_flowinfo = htonl((uint32_t)flow);
        if (scope) address->sin6_scope_id = (uint32_t)scope;
        out->size = sizeof *address;
    }
    return true;
}

/* A path; or a name that begins with NUL (Linux), which may hold more of them. */
static bool unix_address(AioliVm *vm, AioliValue v, SocketAddress *out) {
    struct sockaddr_un *address = (struct sockaddr_un *)&out->storage;
    size_t size = 0;
    const char *bytes = NULL;
    if (aioli_type(vm, v) == AIOLI_TYPE_BYTES || aioli_type(vm, v) == AIOLI_TYPE_BYTEARRAY) {
        bytes = aioli_bytes_get(vm, v, &size);
    } else if (aioli_type(vm, v) == AIOLI_TYPE_STRING) {
        bytes = aioli_string_get(vm, v, &size);
        if (bytes && size && *bytes) {
            bytes = aioli_path_c(vm, v);
            size = bytes ? strlen(bytes) : 0;
        }
    } else {
        bytes = aioli_path_c(vm, v);
        size = bytes ? strlen(bytes) : 0;
    }
    if (!bytes) return false;
    bool is_abstract = size && !*bytes;
    if (size > sizeof address->sun_path - !is_abstract) {
        aioli_raise(vm, "OSError", "AF_UNIX path too long");
        return false;
    }
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    memcpy(address->sun_path, bytes, size);
    out->size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size + !is_abstract);
    return true;
}

bool oli_socket_address(AioliVm *vm, const Socket *socket, AioliValue v, const char *function, SocketAddress *out) {
    memset(out, 0, sizeof *out);
    if (socket->family == AF_INET || socket->family == AF_INET6)
        return internet_address(vm, socket->family, v, function, out);
    if (socket->family == AF_UNIX) return unix_address(vm, v, out);
    aioli_raise(vm, "OSError", "%s: bad family", function);
    return false;
}

/* ---- to scripts ---- */

static AioliValue unix_address_value(AioliVm *vm, const struct sockaddr_un *address, socklen_t size) {
    size_t offset = offsetof(struct sockaddr_un, sun_path), count = size > offset ? size - offset : 0;
    if (count && !*address->sun_path) return aioli_bytes(vm, address->sun_path, count);
    return aioli_string_from_system(vm, address->sun_path, count ? strnlen(address->sun_path, count) : 0);
}

AioliValue oli_socket_address_value(AioliVm *vm, const struct sockaddr *address, socklen_t size) {
    char host[INET6_ADDRSTRLEN + IF_NAMESIZE + 1];
    if (!size) return aioli_none();
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)address;
        inet_ntop(AF_INET, &in->sin_addr, host, sizeof host);
        const AioliValue items[] = {aioli_string(vm, host, AIOLI_NUL), aioli_int(vm, ntohs(in->sin_port))};
        return aioli_tuple(vm, items, 2);
    }
    if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)(const void *)address;
        if (getnameinfo(address, size, host, sizeof host, NULL, 0, NI_NUMERICHOST))
            inet_ntop(AF_INET6, &in->sin6_addr, host, sizeof host);
        const AioliValue items[] = {aioli_string(vm, host, AIOLI_NUL), aioli_int(vm, ntohs(in->sin6_port)),
                                    aioli_int(vm, ntohl(in->sin6_flowinfo)), aioli_int(vm, in->sin6_scope_id)};
        return aioli_tuple(vm, items, 4);
    }
    if (address->sa_family == AF_UNIX)
        return unix_address_value(vm, (const struct sockaddr_un *)(const void *)address, size);
    const AioliValue items[] = {aioli_int(vm, address->sa_family),
                                aioli_bytes(vm, address->sa_data, size - offsetof(struct sockaddr, sa_data))};
    return aioli_tuple(vm, items, 2);
}

AioliValue oli_socket_infos(AioliVm *vm, const struct addrinfo *infos) {
    AioliValue list = aioli_list(vm, NULL, 0);
    for (const struct addrinfo *info = infos; info && !aioli_is_error(list); info = info->ai_next) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        const AioliValue items[] = {aioli_int(vm, info->ai_family), aioli_int(vm, info->ai_socktype),
                                    aioli_int(vm, info->ai_protocol),
                                    aioli_string(vm, info->ai_canonname ? info->ai_canonname : "", AIOLI_NUL),
                                    oli_socket_address_value(vm, info->ai_addr, info->ai_addrlen)};
        AioliValue item = aioli_error_pending(vm) ? aioli_error() : aioli_tuple(vm, items, 5);
        if (aioli_is_error(item) || !aioli_list_append(vm, list, item)) list = aioli_error();
        aioli_scope_close(vm, &scope, aioli_missing());
    }
    return list;
}

/* ---- functions ---- */

bool oli_socket_host_port(AioliVm *vm, AioliValue host, AioliValue port, const char **host_out, const char **port_out) {
    *host_out = *port_out = NULL;
    if (!aioli_is_none(host)) {
        if (aioli_type(vm, host) != AIOLI_TYPE_STRING && aioli_type(vm, host) != AIOLI_TYPE_BYTES) {
            aioli_raise(vm, "TypeError", "getaddrinfo() argument 1 must be string or None");
            return false;
        }
        if (!(*host_out = aioli_path_c(vm, host))) return false;
    }
    AioliType type = aioli_type(vm, port);
    if (type == AIOLI_TYPE_INT || type == AIOLI_TYPE_BOOL) {
        AioliValue text = aioli_int_text(vm, port, 10);
        *port_out = aioli_is_error(text) ? NULL : aioli_string_c(vm, text);
    } else if (type == AIOLI_TYPE_STRING || type == AIOLI_TYPE_BYTES) {
        *port_out = aioli_path_c(vm, port);
    } else if (!aioli_is_none(port)) {
        aioli_raise(vm, "OSError", "Int or String expected");
    }
    return !aioli_error_pending(vm);
}

static bool read_ints(AioliVm *vm, const AioliValue *args, int *out, size_t count) {
    for (size_t i = 0; i < count; i++) {
        int64_t number = 0;
        if (!aioli_is_missing(args[i]) && !aioli_int_get_clipped(vm, args[i], &number)) return false;
        out[i] = (int)number;
    }
    return true;
}

static AioliValue find_addresses(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const char *host, *port;
    int numbers[4];
    if (!aioli_vm_require(vm, AIOLI_ALLOW_NETWORK, "getaddrinfo") ||
        !oli_socket_host_port(vm, args[0], args[1], &host, &port) || !read_ints(vm, args + 2, numbers, 4))
        return aioli_error();
    struct addrinfo hints = {.ai_family = numbers[0], .ai_socktype = numbers[1], .ai_protocol = numbers[2],
                             .ai_flags = numbers[3]};
    struct addrinfo *found;
    int code = getaddrinfo(host, port, &hints, &found);
    if (code) return oli_socket_raise_gai(vm, code);
    AioliValue list = oli_socket_infos(vm, found);
    freeaddrinfo(found);
    return list;
}

/* getnameinfo((host, port[, flow, scope]), flags): the host must be numeric */
static AioliValue find_names(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_NETWORK, "getnameinfo")) return aioli_error();
    if (aioli_type(vm, args[0]) != AIOLI_TYPE_TUPLE)
        return aioli_raise(vm, "TypeError", "getnameinfo() argument 1 must be a tuple");
    int64_t length = aioli_sequence_length(vm, args[0]);
    if (length < 2 || length > 4) return aioli_raise(vm, "TypeError", "getnameinfo() argument 1 must have 2 to 4 items");
    const char *host, *port;
    int flags;
    if (!oli_socket_host_port(vm, aioli_sequence_get(vm, args[0], 0), aioli_sequence_get(vm, args[0], 1), &host, &port) ||
        !read_ints(vm, args + 1, &flags, 1))
        return aioli_error();
    struct addrinfo hints = {.ai_socktype = SOCK_DGRAM, .ai_flags = AI_NUMERICHOST}, *found;
    int code = getaddrinfo(host, port, &hints, &found);
    if (code) return oli_socket_raise_gai(vm, code);
    char host_name[NI_MAXHOST], service[NI_MAXSERV];
    code = getnameinfo(found->ai_addr, found->ai_addrlen, host_name, sizeof host_name, service, sizeof service, flags);
    freeaddrinfo(found);
    if (code) return oli_socket_raise_gai(vm, code);
    const AioliValue items[] = {aioli_string(vm, host_name, AIOLI_NUL), aioli_string(vm, service, AIOLI_NUL)};
    return aioli_tuple(vm, items, 2);
}

static AioliValue host_name(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    char name[HOST_NAME_MAX + 1] = "";
    if (!aioli_vm_require(vm, AIOLI_ALLOW_ENVIRONMENT, "gethostname")) return aioli_error();
    if (gethostname(name, sizeof name - 1)) return aioli_raise_errno(vm, errno, aioli_missing());
    return aioli_string_from_system(vm, name, AIOLI_NUL);
}

static AioliValue host_by_name(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_NETWORK, "gethostbyname")) return aioli_error();
    const char *name = host_text(vm, args[0]);
    SocketAddress address = {.size = 0};
    if (!name || !find_host(vm, AF_INET, name, &address)) return aioli_error();
    char text[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, &((struct sockaddr_in *)&address.storage)->sin_addr, text, sizeof text);
    return aioli_string(vm, text, AIOLI_NUL);
}

static AioliValue service_port(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const char *name = host_text(vm, args[0]), *protocol = NULL;
    if (name && !aioli_is_missing(args[1])) protocol = host_text(vm, args[1]);
    if (aioli_error_pending(vm)) return aioli_error();
    const struct servent *found = getservbyname(name, protocol);
    if (!found) return aioli_raise(vm, "OSError", "service/proto not found");
    return aioli_int(vm, ntohs((uint16_t)found->s_port));
}

static AioliValue text_to_packed(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int family;
    unsigned char packed[16];
    const char *text = host_text(vm, args[1]);
    if (!text || !read_ints(vm, args, &family, 1)) return aioli_error();
    if (family != AF_INET && family != AF_INET6) return aioli_raise_errno(vm, EAFNOSUPPORT, aioli_missing());
    if (inet_pton(family, text, packed) != 1)
        return aioli_raise(vm, "OSError", "illegal IP address string passed to inet_pton");
    return aioli_bytes(vm, packed, family == AF_INET ? 4 : 16);
}

static AioliValue packed_to_text(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int family;
    size_t size;
    char text[INET6_ADDRSTRLEN];
    const void *packed = aioli_bytes_get(vm, args[1], &size);
    if (!packed || !read_ints(vm, args, &family, 1)) return aioli_error();
    if (family != AF_INET && family != AF_INET6)
        return aioli_raise(vm, "ValueError", "unknown address family %d", family);
    if (size != (family == AF_INET ? 4 : 16))
        return aioli_raise(vm, "ValueError", "invalid length of packed IP address string");
    inet_ntop(family, packed, text, sizeof text);
    return aioli_string(vm, text, AIOLI_NUL);
}

static AioliValue text_to_address(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    struct in_addr address;
    const char *text = host_text(vm, args[0]);
    if (!text) return aioli_error();
    if (!inet_aton(text, &address))
        return aioli_raise(vm, "OSError", "illegal IP address string passed to inet_aton");
    return aioli_bytes(vm, &address, sizeof address);
}

static AioliValue address_to_text(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    size_t size;
    char text[INET_ADDRSTRLEN];
    const void *packed = aioli_bytes_get(vm, args[0], &size);
    if (!packed) return aioli_error();
    if (size != 4) return aioli_raise(vm, "OSError", "packed IP wrong length");
    inet_ntop(AF_INET, packed, text, sizeof text);
    return aioli_string(vm, text, AIOLI_NUL);
}

static AioliValue swap(AioliVm *vm, AioliValue v, const char *function, int bits) {
    int64_t number;
    if (!aioli_int_get(vm, v, &number)) return aioli_error();
    if (number < 0)
        return aioli_raise(vm, "OverflowError", "%s: can't convert negative Python int to C %d-bit unsigned integer",
                           function, bits);
    if (number >> bits)
        return aioli_raise(vm, "OverflowError", "%s: Python int too large to convert to C %d-bit unsigned integer",
                           function, bits);
    return aioli_int(vm, bits == 16 ? (int64_t)htons((uint16_t)number) : (int64_t)htonl((uint32_t)number));
}

#define SWAP(name, bits)                                                                                               \
    static AioliValue swap_##name(AioliVm *vm, const AioliValue *args, size_t count) {                                 \
        (void)count;                                                                                                   \
        return swap(vm, args[0], #name, bits);                                                                         \
    }
SWAP(htons, 16)
SWAP(ntohs, 16)
SWAP(htonl, 32)
SWAP(ntohl, 32)
#undef SWAP

const AioliFunction oli_socket_address_functions[] = {
    {"getaddrinfo", "host, port, family=0, type=0, proto=0, flags=0", find_addresses, NULL},
    {"getnameinfo", "sockaddr, flags, /", find_names, NULL},
    {"gethostname", "", host_name, NULL},
    {"gethostbyname", "hostname, /", host_by_name, NULL},
    {"getservbyname", "servicename, protocolname=, /", service_port, NULL},
    {"inet_pton", "family, text, /", text_to_packed, NULL},
    {"inet_ntop", "family, packed, /", packed_to_text, NULL},
    {"inet_aton", "text, /", text_to_address, NULL},
    {"inet_ntoa", "packed, /", address_to_text, NULL},
    {"htons", "x, /", swap_htons, NULL},
    {"ntohs", "x, /", swap_ntohs, NULL},
    {"htonl", "x, /", swap_htonl, NULL},
    {"ntohl", "x, /", swap_ntohl, NULL},
    {NULL, NULL, NULL, NULL}};
