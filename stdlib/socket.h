/* SPDX-License-Identifier: MIT
 *
 * Module _socket: socket objects (socket.c), addresses and names (socket_address.c), constants (socket_names.c). Under
 * socket.aio, as CPython's module of that name is.
 */
#ifndef OLI_STDLIB_SOCKET_H
#define OLI_STDLIB_SOCKET_H

#include <netdb.h>
#include <sys/socket.h>

#include "aioli.h"

extern const AioliClass oli_socket_class;

typedef struct Socket {
    bool is_open; /* zeroed memory is a closed socket */
    bool is_close_requested;
    int16_t family;
    int fd, type, protocol;
    int io_refs;      /* files made from it that are open */
    double timeout_s; /* negative: blocks; 0: does not */
} Socket;

/* The descriptor of a socket object; -1: it is closed. `object` must be a socket: NULL, TypeError. */
Socket *oli_socket_of(AioliVm *vm, AioliValue object);

/* ---- socket_address.c ---- */
extern const AioliFunction oli_socket_address_functions[];
typedef struct SocketAddress {
    struct sockaddr_storage storage;
    socklen_t size;
} SocketAddress;
/* A script's address as the system has it; names are looked up. False: raised. `function` is for messages: "bind()". */
bool oli_socket_address(AioliVm *vm, const Socket *socket, AioliValue v, const char *function, SocketAddress *out);
/* ("127.0.0.1", 80) and the like; None for none. */
AioliValue oli_socket_address_value(AioliVm *vm, const struct sockaddr *address, socklen_t size);
/* socket.gaierror of a getaddrinfo error code. Always the error value. */
AioliValue oli_socket_raise_gai(AioliVm *vm, int code);
/* The list that getaddrinfo() gives. */
AioliValue oli_socket_infos(AioliVm *vm, const struct addrinfo *infos);
/* Host and port of getaddrinfo as C strings, alive in the scope (NULL for None). False: raised. */
bool oli_socket_host_port(AioliVm *vm, AioliValue host, AioliValue port, const char **host_out, const char **port_out);
bool oli_socket_add_errors(AioliVm *vm, AioliValue module); /* herror, gaierror */

/* ---- socket_names.c ---- */
bool oli_socket_add_constants(AioliVm *vm, AioliValue module);

#endif
