/* SPDX-License-Identifier: MIT
 *
 * Module _net: asyncio's socket transport on libuv. net_uv.c has the descriptor, its events and the two directions;
 * net_class_uv.c what scripts see of it.
 */
#ifndef OLI_STDLIB_NET_H
#define OLI_STDLIB_NET_H

#include "aioli.h"

extern const AioliClass oli_transport_class;

enum {
    TRANSPORT_LOOP,
    TRANSPORT_SOCKET, /* None when it is closed */
    TRANSPORT_PROTOCOL,
    TRANSPORT_SERVER,
    TRANSPORT_EXTRA, /* dict or None; "socket": a TransportSocket, when somebody asked */
    TRANSPORT_OWN_NAME, /* None until somebody asks, or the socket is closed */
    TRANSPORT_PEER_NAME,
    TRANSPORT_EMPTY_WAITER,
    TRANSPORT_NEXT, /* of the watched transports (net_uv.c), or None */
    TRANSPORT_PREVIOUS,
    TRANSPORT_VALUES
};

/* How the protocol takes data. */
typedef enum ProtocolKind { PROTOCOL_PLAIN, PROTOCOL_STREAM, PROTOCOL_BUFFERED } ProtocolKind;

struct NetWatch;
typedef struct Transport {
    struct NetWatch *watch; /* NULL: nothing was ever watched, or it is over */
    char *block;            /* what is to be sent: block[head .. head + size) */
    size_t head, size, capacity;
    int64_t high_water, low_water;
    int fd;
    uint32_t lost; /* attempts to use the connection since it was lost; also counts the loss */
    uint8_t kind;  /* ProtocolKind */
    bool is_closing, is_eof, is_paused, is_connected, protocol_paused;
    bool reads, writes;                 /* what is watched for */
    bool read_is_queued, write_is_queued; /* an entry in the ready queue is on its way */
} Transport;

Transport *oli_transport_of(AioliVm *vm, AioliValue self);

/* All that return bool: false with an exception pending. They may run script. */
bool oli_transport_watch(AioliVm *vm, AioliValue self, bool reads, bool writes);
bool oli_transport_write(AioliVm *vm, AioliValue self, AioliValue data);
bool oli_transport_write_list(AioliVm *vm, AioliValue self, AioliValue list);
bool oli_transport_force_close(AioliVm *vm, AioliValue self, AioliValue exception);
bool oli_transport_lose_soon(AioliVm *vm, AioliValue self, AioliValue exception);
bool oli_transport_lose(AioliVm *vm, AioliValue self, AioliValue exception);
/* The pending exception ends the connection: told to the loop's handler unless it is an OSError. Ctrl-C and SystemExit
 * stay pending: false. */
bool oli_transport_fail(AioliVm *vm, AioliValue self, const char *message);
bool oli_transport_maybe_pause(AioliVm *vm, AioliValue self);

#endif
