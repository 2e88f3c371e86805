/* SPDX-License-Identifier: MIT
 *
 * The socket transport of asyncio as scripts see it: the class _SelectorSocketTransport. net_uv.c does the work.
 */
#define _GNU_SOURCE

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "asyncio_streams.h"
#include "net.h"

enum { DEFAULT_HIGH_WATER = 64 * 1024 };

static void finalize_transport(AioliVm *vm, void *payload) {
    Transport *transport = payload;
    aioli_memory_free(vm, transport->block, transport->capacity);
}

/* ---- making ---- */

static bool set_protocol(AioliVm *vm, AioliValue self, Transport *transport, AioliValue protocol) {
    const StreamHooks *hooks = oli_stream_hooks(vm);
    if (!hooks) return false;
    ProtocolKind kind = PROTOCOL_PLAIN;
    if (hooks->protocol_class && aioli_is_same(aioli_class_of(vm, protocol), aioli_ref_get(hooks->protocol_class))) {
        kind = PROTOCOL_STREAM;
    } else {
        AioliValue module = aioli_import(vm, "asyncio.protocols");
        AioliValue cls = aioli_is_error(module) ? module : aioli_attr_get(vm, module, "BufferedProtocol");
        int is_buffered = aioli_is_error(cls) ? -1 : aioli_is_instance(vm, protocol, cls);
        if (is_buffered < 0) return false;
        if (is_buffered) kind = PROTOCOL_BUFFERED;
    }
    aioli_object_set_value(vm, self, TRANSPORT_PROTOCOL, protocol);
    transport->kind = (uint8_t)kind;
    transport->is_connected = true;
    return true;
}

/* What socket.method() gives, None when that is an OSError. */
static AioliValue ask_name(AioliVm *vm, AioliValue socket, const char *method) {
    AioliValue name = aioli_call_method(vm, socket, method, NULL, 0);
    if (!aioli_is_error(name) || !aioli_error_is(vm, "OSError")) return name;
    aioli_error_clear(vm);
    return aioli_none();
}

/* __init__(loop, sock, protocol, extra=None, server=None) */
static AioliValue transport_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Transport *transport = oli_transport_of(vm, args[0]);
    AioliValue number = transport ? aioli_call_method(vm, args[2], "fileno", NULL, 0) : aioli_error();
    int64_t fd;
    if (aioli_is_error(number) || !aioli_int_get(vm, number, &fd)) return aioli_error();
    transport->fd = (int)fd;
    transport->high_water = DEFAULT_HIGH_WATER;
    transport->low_water = DEFAULT_HIGH_WATER / 4;
    int on = 1; /* small answers are not held back; sockets that are not TCP refuse */
    setsockopt(transport->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    AioliValue extra = aioli_is_missing(args[4]) ? aioli_none() : args[4];
    AioliValue server = aioli_is_missing(args[5]) ? aioli_none() : args[5];
    AioliValue peer = aioli_is_none(extra) ? aioli_missing() : aioli_dict_get_c(vm, extra, "peername");
    if (!aioli_is_missing(peer) && aioli_dict_length(vm, extra) == 1) extra = aioli_none();
    if (aioli_is_missing(peer)) peer = ask_name(vm, args[2], "getpeername");
    if (aioli_is_error(peer)) return peer;
    aioli_object_set_value(vm, args[0], TRANSPORT_LOOP, args[1]);
    aioli_object_set_value(vm, args[0], TRANSPORT_SOCKET, args[2]);
    aioli_object_set_value(vm, args[0], TRANSPORT_EXTRA, extra);
    aioli_object_set_value(vm, args[0], TRANSPORT_SERVER, server);
    aioli_object_set_value(vm, args[0], TRANSPORT_PEER_NAME, peer);
    if (!set_protocol(vm, args[0], transport, args[3])) return aioli_error();
    return aioli_is_none(server) ? server : aioli_call_method(vm, server, "_attach", args, 1);
}

/* ---- methods ---- */

static bool is_reading(const Transport *transport) { return !transport->is_closing && !transport->is_paused; }

static AioliValue transport_start_reading(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Transport *transport = oli_transport_of(vm, args[0]);
    if (!transport) return aioli_error();
    if (!is_reading(transport)) return aioli_none();
    return oli_transport_watch(vm, args[0], true, transport->writes) ? aioli_none() : aioli_error();
}

static AioliValue transport_is_reading(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Transport *transport = oli_transport_of(vm, args[0]);
    return transport ? aioli_bool(is_reading(transport)) : aioli_error();
}

static AioliValue transport_pause_reading(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Transport *transport = oli_transport_of(vm, args[0]);
    if (!transport) return aioli_error();
    if (!is_reading(transport)) return aioli_none();
    transport->is_paused = true;
    return oli_transport_watch(vm, args[0], false, transport->writes) ? aioli_none() : aioli_error();
}

static AioliValue transport_resume_reading(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Transport *transport = oli_transport_of(vm, args[0]);
    if (!transport) return aioli_error();
    if (transport->is_closing || !transport->is_paused) return aioli_none();
    transport->is_paused = false;
    return oli_transport_watch(vm, args[0], true, transport->writes) ? aioli_none() : aioli_error();
}

static AioliValue transport_close(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Transport *transport = oli_transport_of(vm, args[0]);
    if (!transport) return aioli_error();
    if (transport->is_closing) return aioli_none();
    transport->is_closing = true;
    if (!oli_transport_watch(vm, args[0], false, transport->size && transport->writes)) return aioli_error();
    if (transport->size) return aioli_none();
    transport->lost++;
    return oli_transport_lose_soon(vm, args[0], aioli_none()) ? aioli_none() : aioli_error();
}

static AioliValue transport_abort(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return oli_transport_force_close(vm, args[0], aioli_none()) ? aioli_none() : aioli_error();
}

static AioliValue transport_force_close(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return oli_transport_force_close(vm, args[0], args[1]) ? aioli_none() : aioli_error();
}

static AioliValue transport_connection_lost(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return oli_transport_lose(vm, args[0], args[1]) ? aioli_none() : aioli_error();
}

static AioliValue transport_is_closing(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Transport *transport = oli_transport_of(vm, args[0]);
    return transport ? aioli_bool(transport->is_closing) : aioli_error();
}

static AioliValue transport_write(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return oli_transport_write(vm, args[0], args[1]) ? aioli_none() : aioli_error();
}

static AioliValue transport_writelines(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return oli_transport_write_list(vm, args[0], args[1]) ? aioli_none() : aioli_error();
}

static AioliValue transport_write_eof(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Transport *transport = oli_transport_of(vm, args[0]);
    if (!transport) return aioli_error();
    if (transport->is_closing || transport->is_eof) return aioli_none();
    transport->is_eof = true;
    if (transport->size) return aioli_none();
    AioliValue how = aioli_int(vm, SHUT_WR);
    return aioli_call_method(vm, aioli_object_value(vm, args[0], TRANSPORT_SOCKET), "shutdown", &how, 1);
}

static AioliValue transport_can_write_eof(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)vm;
    (void)args;
    (void)count;
    return aioli_bool(true);
}

static AioliValue transport_buffer_size(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Transport *transport = oli_transport_of(vm, args[0]);
    return transport ? aioli_int(vm, (int64_t)transport->size) : aioli_error();
}

static AioliValue transport_buffer_limits(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Transport *transport = oli_transport_of(vm, args[0]);
    if (!transport) return aioli_error();
    const AioliValue items[] = {aioli_int(vm, transport->low_water), aioli_int(vm, transport->high_water)};
    return aioli_tuple(vm, items, 2);
}

static AioliValue transport_set_limits(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Transport *transport = oli_transport_of(vm, args[0]);
    if (!transport) return aioli_error();
    bool has_high = !aioli_is_missing(args[1]) && !aioli_is_none(args[1]);
    bool has_low = !aioli_is_missing(args[2]) && !aioli_is_none(args[2]);
    int64_t high = DEFAULT_HIGH_WATER, low = 0;
    if ((has_high && !aioli_int_get_clipped(vm, args[1], &high)) ||
        (has_low && !aioli_int_get_clipped(vm, args[2], &low)))
        return aioli_error();
    if (!has_high && has_low) high = low > INT64_MAX / 4 ? INT64_MAX : low < INT64_MIN / 4 ? INT64_MIN : 4 * low;
    if (!has_low) low = high >= 0 ? high / 4 : (high - 3) / 4;
    if (high < low || low < 0)
        return aioli_raise(vm, "ValueError", "high (%lld) must be >= low (%lld) must be >= 0", (long long)high,
                           (long long)low);
    transport->high_water = high;
    transport->low_water = low;
    return oli_transport_maybe_pause(vm, args[0]) ? aioli_none() : aioli_error();
}

static AioliValue transport_set_protocol(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Transport *transport = oli_transport_of(vm, args[0]);
    return transport && set_protocol(vm, args[0], transport, args[1]) ? aioli_none() : aioli_error();
}

static AioliValue transport_get_protocol(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return aioli_object_value(vm, args[0], TRANSPORT_PROTOCOL);
}

static AioliValue extra_of(AioliVm *vm, AioliValue self) {
    AioliValue extra = aioli_object_value(vm, self, TRANSPORT_EXTRA);
    if (!aioli_is_none(extra)) return extra;
    extra = aioli_dict(vm);
    if (!aioli_is_error(extra)) aioli_object_set_value(vm, self, TRANSPORT_EXTRA, extra);
    return extra;
}

/* A TransportSocket for the transport's socket, made when first asked for. */
static AioliValue socket_wrapper(AioliVm *vm, AioliValue self, AioliValue otherwise) {
    AioliValue socket = aioli_object_value(vm, self, TRANSPORT_SOCKET), extra = extra_of(vm, self);
    if (aioli_is_error(extra)) return extra;
    AioliValue wrapper = aioli_dict_get_c(vm, extra, "socket");
    if (!aioli_is_missing(wrapper)) return wrapper;
    if (aioli_is_none(socket)) return otherwise;
    AioliValue module = aioli_import(vm, "asyncio.trsock");
    wrapper = aioli_is_error(module) ? module : aioli_call_method(vm, module, "TransportSocket", &socket, 1);
    return aioli_is_error(wrapper) || !aioli_dict_set_c(vm, extra, "socket", wrapper) ? aioli_error() : wrapper;
}

static AioliValue own_name(AioliVm *vm, AioliValue self) {
    AioliValue name = aioli_object_value(vm, self, TRANSPORT_OWN_NAME);
    AioliValue socket = aioli_object_value(vm, self, TRANSPORT_SOCKET);
    if (!aioli_is_none(name) || aioli_is_none(socket)) return name;
    name = ask_name(vm, socket, "getsockname");
    if (!aioli_is_error(name)) aioli_object_set_value(vm, self, TRANSPORT_OWN_NAME, name);
    return name;
}

static AioliValue transport_own_name(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return oli_transport_of(vm, args[0]) ? own_name(vm, args[0]) : aioli_error();
}

/* get_extra_info(name, default=None) */
static AioliValue transport_extra_info(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue otherwise = aioli_is_missing(args[2]) ? aioli_none() : args[2];
    size_t size = 0;
    const char *name = aioli_type(vm, args[1]) == AIOLI_TYPE_STRING ? aioli_string_get(vm, args[1], &size) : NULL;
    if (name && size == 6 && !memcmp(name, "socket", size)) return socket_wrapper(vm, args[0], otherwise);
    if (name && size == 8 && !memcmp(name, "sockname", size))
        return own_name(vm, args[0]);
    if (name && size == 8 && !memcmp(name, "peername", size))
        return aioli_object_value(vm, args[0], TRANSPORT_PEER_NAME);
    AioliValue extra = aioli_object_value(vm, args[0], TRANSPORT_EXTRA);
    AioliValue found = aioli_is_none(extra) ? aioli_missing() : aioli_dict_get(vm, extra, args[1]);
    return aioli_is_missing(found) ? otherwise : found;
}

static AioliValue transport_repr(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Transport *transport = oli_transport_of(vm, args[0]);
    if (!transport) return aioli_error();
    bool is_over = aioli_is_none(aioli_object_value(vm, args[0], TRANSPORT_SOCKET));
    const char *state = is_over ? " closed" : transport->is_closing ? " closing" : "";
    if (is_over) return aioli_string_format(vm, "<%T%s fd=%d>", args[0], state, transport->fd);
    return aioli_string_format(vm, "<%T%s fd=%d read=%s write=<%s, bufsize=%zu>>", args[0], state, transport->fd,
                               transport->reads ? "polling" : "idle", transport->writes ? "polling" : "idle",
                               transport->size);
}

/* _make_empty_waiter(): a Future that is done when everything is sent; until _reset_empty_waiter nothing is taken. */
static AioliValue transport_make_empty_waiter(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Transport *transport = oli_transport_of(vm, args[0]);
    if (!transport) return aioli_error();
    if (!aioli_is_none(aioli_object_value(vm, args[0], TRANSPORT_EMPTY_WAITER)))
        return aioli_raise(vm, "RuntimeError", "Empty waiter is already set");
    AioliValue waiter = aioli_future_new(vm);
    if (aioli_is_error(waiter)) return waiter;
    aioli_object_set_value(vm, args[0], TRANSPORT_EMPTY_WAITER, waiter);
    if (!transport->size) aioli_future_resolve(vm, waiter, aioli_none());
    return waiter;
}

static AioliValue transport_reset_empty_waiter(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (!oli_transport_of(vm, args[0])) return aioli_error();
    aioli_object_set_value(vm, args[0], TRANSPORT_EMPTY_WAITER, aioli_none());
    return aioli_none();
}

static AioliValue get_sock(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, TRANSPORT_SOCKET); }
static AioliValue get_loop(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, TRANSPORT_LOOP); }
static AioliValue get_server(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, TRANSPORT_SERVER); }

static AioliValue get_lost(AioliVm *vm, AioliValue self) {
    const Transport *transport = oli_transport_of(vm, self);
    return transport ? aioli_int(vm, transport->lost) : aioli_error();
}

static AioliValue get_paused(AioliVm *vm, AioliValue self) {
    const Transport *transport = oli_transport_of(vm, self);
    return transport ? aioli_bool(transport->is_paused) : aioli_error();
}

static const AioliFunction METHODS[] = {
    {"__init__", "self, loop, sock, protocol, extra=None, server=None", transport_init, NULL},
    {"__repr__", "self", transport_repr, NULL},
    {"_start_reading", "self", transport_start_reading, NULL},
    {"_call_connection_lost", "self, exc", transport_connection_lost, NULL},
    {"_force_close", "self, exc", transport_force_close, NULL},
    {"_get_own_name", "self", transport_own_name, NULL},
    {"_make_empty_waiter", "self", transport_make_empty_waiter, NULL},
    {"_reset_empty_waiter", "self", transport_reset_empty_waiter, NULL},
    {"is_reading", "self", transport_is_reading, "Whether data_received may be called."},
    {"pause_reading", "self", transport_pause_reading, "Call data_received no more for now."},
    {"resume_reading", "self", transport_resume_reading, "Go on calling data_received."},
    {"close", "self", transport_close, "Send what is buffered, then close."},
    {"abort", "self", transport_abort, "Close at once; what is buffered is lost."},
    {"is_closing", "self", transport_is_closing, "Whether it is closed, or on its way to that."},
    {"write", "self, data", transport_write, "Send bytes, now or later; never waits."},
    {"writelines", "self, list_of_data", transport_writelines, "Send the items of an iterable."},
    {"write_eof", "self", transport_write_eof, "Send what is buffered, then close the writing end alone."},
    {"can_write_eof", "self", transport_can_write_eof, NULL},
    {"get_write_buffer_size", "self", transport_buffer_size, "How many bytes are buffered."},
    {"get_write_buffer_limits", "self", transport_buffer_limits, "(low, high)"},
    {"set_write_buffer_limits", "self, high=None, low=None", transport_set_limits,
     "When to call the protocol's pause_writing and resume_writing, in bytes buffered."},
    {"set_protocol", "self, protocol", transport_set_protocol, NULL},
    {"get_protocol", "self", transport_get_protocol, NULL},
    {"get_extra_info", "self, name, default=None", transport_extra_info, "'socket', 'sockname', 'peername', ..."},
    {NULL, NULL, NULL, NULL}};

static const AioliProperty PROPERTIES[] = {{"_sock", get_sock, NULL, NULL},
                                           {"_loop", get_loop, NULL, NULL},
                                           {"_server", get_server, NULL, NULL},
                                           {"_conn_lost", get_lost, NULL, NULL},
                                           {"_paused", get_paused, NULL, NULL},
                                           {NULL, NULL, NULL, NULL}};

const AioliClass oli_transport_class = {.name = "SocketTransport",
                                        .module = "_net",
                                        .doc = "A connection: gives the bytes that come to its protocol, takes those to send.",
                                        .payload_size = sizeof(Transport),
                                        .value_count = TRANSPORT_VALUES,
                                        .finalize = finalize_transport,
                                        .methods = METHODS,
                                        .properties = PROPERTIES};
