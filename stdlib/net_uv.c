/* SPDX-License-Identifier: MIT
 *
 * The socket transport of asyncio, on libuv. Source: the Python documentation, "Transports and Protocols"; the order of
 * callbacks is that of CPython 3.13's selector event loop.
 *
 * libuv tells when the descriptor can be read or written (uv_poll_t); that puts an entry into the ready queue, and the
 * system call is made when its turn comes: as in CPython, nothing is read that the protocol may still refuse by
 * pause_reading() or close(), and callbacks of the same turn keep their order. Writing is tried at once; what the system
 * does not take stands in one block until it does.
 *
 * A transport that is watched stands in a list of such, through two of its own values, whose head is a reference: that
 * keeps it alive. The watch, which libuv knows, is freed when libuv has closed it, and may outlive the transport.
 */
#define _GNU_SOURCE

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <uv.h>

#include "asyncio_streams.h"
#include "loop_uv.h"
#include "net.h"

enum { RECEIVE_BYTES = 256 * 1024, LOG_THRESHOLD = 5, SMALL_BLOCK_BYTES = 256 };

typedef struct NetWatch {
    uv_close_cb on_closed; /* loop_uv.h */
    uv_poll_t poll;
    AioliValue transport;
    Transport *payload; /* its payload; NULL when the transport is done */
} NetWatch;

/* What the module keeps in a VM. */
typedef struct NetState {
    AioliRef *on_readable, *on_writable; /* functions for the ready queue */
    AioliRef *first;                     /* of the watched transports, or None */
    char *received;                      /* RECEIVE_BYTES */
} NetState;

static const char KEY;

static void free_state(void *block) { free(((NetState *)block)->received); }

static NetState *state_of(AioliVm *vm) { return aioli_vm_data(vm, &KEY, sizeof(NetState), free_state); }

Transport *oli_transport_of(AioliVm *vm, AioliValue self) {
    return aioli_object_payload(vm, self, &oli_transport_class);
}

/* ---- the watch ---- */

static void on_closed(uv_handle_t *handle) {
    NetWatch *watch = handle->data;
    free(watch);
}

static void link_transport(AioliVm *vm, AioliValue self) {
    const NetState *state = state_of(vm);
    AioliValue next = aioli_ref_get(state->first);
    aioli_object_set_value(vm, self, TRANSPORT_NEXT, next);
    if (!aioli_is_none(next)) aioli_object_set_value(vm, next, TRANSPORT_PREVIOUS, self);
    aioli_ref_set(vm, state->first, self);
}

static void unlink_transport(AioliVm *vm, AioliValue self) {
    AioliValue next = aioli_object_value(vm, self, TRANSPORT_NEXT);
    AioliValue previous = aioli_object_value(vm, self, TRANSPORT_PREVIOUS);
    if (!aioli_is_none(next)) aioli_object_set_value(vm, next, TRANSPORT_PREVIOUS, previous);
    if (aioli_is_none(previous))
        aioli_ref_set(vm, state_of(vm)->first, next);
    else
        aioli_object_set_value(vm, previous, TRANSPORT_NEXT, next);
    aioli_object_set_value(vm, self, TRANSPORT_NEXT, aioli_none());
    aioli_object_set_value(vm, self, TRANSPORT_PREVIOUS, aioli_none());
}

/* Queue the transport's turn. An event that comes again before the last one had its turn (another loop runs) is not
 * watched for until then. */
static void queue_turn(AioliVm *vm, AioliValue self, Transport *transport, bool is_read) {
    const NetState *state = state_of(vm);
    bool *is_queued = is_read ? &transport->read_is_queued : &transport->write_is_queued;
    if (*is_queued) {
        if (is_read)
            transport->reads = false;
        else
            transport->writes = false;
        return;
    }
    AioliValue loop = aioli_object_value(vm, self, TRANSPORT_LOOP);
    AioliValue function = aioli_ref_get(is_read ? state->on_readable : state->on_writable);
    *is_queued = aioli_call_soon(vm, loop, function, self);
}

static void on_event(uv_poll_t *poll, int status, int events) {
    NetWatch *watch = poll->data;
    Transport *transport = watch->payload;
    AioliVm *vm = poll->loop->data;
    if (!transport || aioli_error_pending(vm)) return;
    AioliScope scope;
    aioli_scope_open(vm, &scope);
    AioliValue self = watch->transport;
    bool reads = transport->reads, writes = transport->writes;
    if (reads && (status < 0 || events & UV_READABLE)) queue_turn(vm, self, transport, true);
    if (writes && (status < 0 || events & UV_WRITABLE)) queue_turn(vm, self, transport, false);
    int wanted = (transport->reads ? UV_READABLE : 0) | (transport->writes ? UV_WRITABLE : 0);
    if (status < 0 || reads != transport->reads || writes != transport->writes) uv_poll_start(poll, wanted, on_event);
    aioli_scope_close(vm, &scope, aioli_missing());
}

static bool open_watch(AioliVm *vm, AioliValue self, Transport *transport) {
    uv_loop_t *loop = oli_loop_uv(vm);
    NetWatch *watch = loop ? calloc(1, sizeof *watch) : NULL;
    if (!watch) {
        if (loop) aioli_raise(vm, "MemoryError", "");
        return false;
    }
    watch->on_closed = on_closed;
    watch->transport = self;
    watch->payload = transport;
    int error = uv_poll_init(loop, &watch->poll, transport->fd);
    if (error) {
        free(watch);
        aioli_raise_errno(vm, -error, aioli_missing());
        return false;
    }
    watch->poll.data = watch;
    transport->watch = watch;
    link_transport(vm, self);
    return true;
}

bool oli_transport_watch(AioliVm *vm, AioliValue self, bool reads, bool writes) {
    Transport *transport = oli_transport_of(vm, self);
    if (!transport) return false;
    if (transport->reads == reads && transport->writes == writes) return true;
    if (!transport->watch && !open_watch(vm, self, transport)) return false;
    transport->reads = reads;
    transport->writes = writes;
    uv_poll_start(&transport->watch->poll, (reads ? UV_READABLE : 0) | (writes ? UV_WRITABLE : 0), on_event);
    return true;
}

/* Free what it has outside of the heap. */
static void release(AioliVm *vm, AioliValue self, Transport *transport) {
    aioli_memory_free(vm, transport->block, transport->capacity);
    transport->block = NULL;
    transport->head = transport->size = transport->capacity = 0;
    NetWatch *watch = transport->watch;
    if (!watch) return;
    transport->watch = NULL;
    transport->reads = transport->writes = false;
    watch->payload = NULL;
    unlink_transport(vm, self);
    uv_close((uv_handle_t *)&watch->poll, on_closed);
}

/* The transports of an event loop that is closed are let go; the collector closes their sockets. */
static void stop_transports(AioliVm *vm, AioliValue loop) {
    AioliValue self = aioli_ref_get(state_of(vm)->first);
    while (!aioli_is_none(self)) {
        AioliValue next = aioli_object_value(vm, self, TRANSPORT_NEXT);
        if (aioli_is_same(aioli_object_value(vm, self, TRANSPORT_LOOP), loop))
            release(vm, self, oli_transport_of(vm, self));
        self = next;
    }
}

/* ---- errors and the end ---- */

static AioliValue protocol_of(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, TRANSPORT_PROTOCOL); }

/* Tell the loop's exception handler. */
static bool report(AioliVm *vm, AioliValue self, const char *message, AioliValue exception) {
    AioliValue context = aioli_dict(vm);
    if (aioli_is_error(context) || !aioli_dict_set_c(vm, context, "message", aioli_string(vm, message, AIOLI_NUL)) ||
        !aioli_dict_set_c(vm, context, "exception", exception) || !aioli_dict_set_c(vm, context, "transport", self) ||
        !aioli_dict_set_c(vm, context, "protocol", protocol_of(vm, self)))
        return false;
    AioliValue loop = aioli_object_value(vm, self, TRANSPORT_LOOP);
    return !aioli_is_error(aioli_call_method(vm, loop, "call_exception_handler", &context, 1));
}

static bool ends_program(AioliVm *vm) {
    return aioli_error_is(vm, "KeyboardInterrupt") || aioli_error_is(vm, "SystemExit");
}

bool oli_transport_fail(AioliVm *vm, AioliValue self, const char *message) {
    if (ends_program(vm)) return false;
    bool is_os_error = aioli_error_is(vm, "OSError");
    AioliValue exception = aioli_error_take(vm);
    if (!is_os_error && !report(vm, self, message, exception)) return false;
    return oli_transport_force_close(vm, self, exception);
}

bool oli_transport_lose_soon(AioliVm *vm, AioliValue self, AioliValue exception) {
    AioliValue loop = aioli_object_value(vm, self, TRANSPORT_LOOP);
    AioliValue args[] = {aioli_attr_get(vm, self, "_call_connection_lost"), exception};
    return !aioli_is_error(args[0]) && !aioli_is_error(aioli_call_method(vm, loop, "call_soon", args, 2));
}

bool oli_transport_force_close(AioliVm *vm, AioliValue self, AioliValue exception) {
    Transport *transport = oli_transport_of(vm, self);
    if (!transport) return false;
    if (transport->lost) return true;
    transport->head = transport->size = 0;
    transport->is_closing = true;
    transport->lost++;
    return oli_transport_watch(vm, self, false, false) && oli_transport_lose_soon(vm, self, exception);
}

/* The rest of connection_lost, whatever that raised. */
static void let_go(AioliVm *vm, AioliValue self, Transport *transport) {
    AioliValue error = aioli_error_take(vm);
    AioliValue socket = aioli_object_value(vm, self, TRANSPORT_SOCKET);
    AioliValue server = aioli_object_value(vm, self, TRANSPORT_SERVER);
    AioliValue waiter = aioli_object_value(vm, self, TRANSPORT_EMPTY_WAITER);
    if (!aioli_is_none(socket) && aioli_is_none(aioli_object_value(vm, self, TRANSPORT_OWN_NAME))) {
        AioliValue own = aioli_call_method(vm, self, "_get_own_name", NULL, 0); /* it can be asked for later */
        if (aioli_is_error(own)) aioli_error_clear(vm);
    }
    release(vm, self, transport);
    static const size_t CLEARED[] = {TRANSPORT_SOCKET, TRANSPORT_PROTOCOL, TRANSPORT_SERVER, TRANSPORT_EMPTY_WAITER};
    for (size_t i = 0; i < sizeof CLEARED / sizeof *CLEARED; i++)
        aioli_object_set_value(vm, self, CLEARED[i], aioli_none());
    transport->is_connected = false;
    bool ok = aioli_is_none(socket) || !aioli_is_error(aioli_call_method(vm, socket, "close", NULL, 0));
    if (ok && !aioli_is_none(server)) ok = !aioli_is_error(aioli_call_method(vm, server, "_detach", &self, 1));
    if (ok && !aioli_is_none(waiter) && !aioli_future_is_done(vm, waiter)) {
        aioli_raise(vm, "ConnectionError", "Connection is closed by peer");
        aioli_future_reject(vm, waiter, aioli_missing());
    }
    if (aioli_is_none(error)) return;
    aioli_error_clear(vm);
    aioli_raise_value(vm, error, aioli_missing());
}

bool oli_transport_lose(AioliVm *vm, AioliValue self, AioliValue exception) {
    Transport *transport = oli_transport_of(vm, self);
    if (!transport) return false;
    if (transport->is_connected)
        aioli_call_method(vm, protocol_of(vm, self), "connection_lost", &exception, 1);
    let_go(vm, self, transport);
    return !aioli_error_pending(vm);
}

/* ---- flow control ---- */

/* Tell the protocol, whose errors are reported and then forgotten. */
static bool tell_protocol(AioliVm *vm, AioliValue self, const char *method, const char *message) {
    if (!aioli_is_error(aioli_call_method(vm, protocol_of(vm, self), method, NULL, 0))) return true;
    return !ends_program(vm) && report(vm, self, message, aioli_error_take(vm));
}

bool oli_transport_maybe_pause(AioliVm *vm, AioliValue self) {
    Transport *transport = oli_transport_of(vm, self);
    if (!transport) return false;
    if ((int64_t)transport->size <= transport->high_water || transport->protocol_paused) return true;
    transport->protocol_paused = true;
    return tell_protocol(vm, self, "pause_writing", "protocol.pause_writing() failed");
}

static bool maybe_resume(AioliVm *vm, AioliValue self, Transport *transport) {
    if (!transport->protocol_paused || (int64_t)transport->size > transport->low_water) return true;
    transport->protocol_paused = false;
    return tell_protocol(vm, self, "resume_writing", "protocol.resume_writing() failed");
}

/* ---- writing ---- */

static bool append(AioliVm *vm, Transport *transport, const char *bytes, size_t size) {
    if (transport->capacity - transport->head - transport->size < size) {
        if (transport->head) memmove(transport->block, transport->block + transport->head, transport->size);
        transport->head = 0;
        size_t capacity = transport->capacity ? transport->capacity : 1024;
        while (capacity - transport->size < size) capacity *= 2;
        if (capacity != transport->capacity) {
            char *grown = aioli_memory_resize(vm, transport->block, transport->capacity, capacity);
            if (!grown) return false;
            transport->block = grown;
            transport->capacity = capacity;
        }
    }
    memcpy(transport->block + transport->head + transport->size, bytes, size);
    transport->size += size;
    return true;
}

static void drop(AioliVm *vm, Transport *transport, size_t size) {
    transport->head += size;
    transport->size -= size;
    if (transport->size) return;
    transport->head = 0;
    if (transport->capacity <= SMALL_BLOCK_BYTES) return;
    aioli_memory_free(vm, transport->block, transport->capacity);
    transport->block = NULL;
    transport->capacity = 0;
}

/* What the system takes now: bytes, 0 when none; -1 with an OSError pending. */
static ssize_t send_now(AioliVm *vm, const Transport *transport, const char *bytes, size_t size) {
    ssize_t sent = send(transport->fd, bytes, size, MSG_NOSIGNAL);
    if (sent >= 0) return sent;
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return 0;
    aioli_raise_errno(vm, errno, aioli_missing());
    return -1;
}

static bool warn_of_lost_writes(AioliVm *vm) {
    AioliValue module = aioli_import(vm, "asyncio.selector_events");
    return !aioli_is_error(module) &&
           !aioli_is_error(aioli_call_method(vm, module, "_warn_of_lost_writes", NULL, 0));
}

/* The bytes of `data`; NULL: TypeError. */
static const char *bytes_of(AioliVm *vm, AioliValue data, size_t *size) {
    AioliType type = aioli_type(vm, data);
    if (type != AIOLI_TYPE_BYTES && type != AIOLI_TYPE_BYTEARRAY) {
        AioliValue view = aioli_builtin(vm, "memoryview");
        int is_view = aioli_is_error(view) ? -1 : aioli_is_instance(vm, data, view);
        if (!is_view)
            aioli_raise(vm, "TypeError", "data argument must be a bytes-like object, not '%T'", data);
        data = is_view > 0 ? aioli_call(vm, aioli_builtin(vm, "bytes"), &data, 1) : aioli_error();
        if (aioli_is_error(data)) return NULL;
    }
    return aioli_bytes_get(vm, data, size);
}

static bool may_write(AioliVm *vm, AioliValue self, const Transport *transport, const char *function) {
    if (transport->is_eof) {
        aioli_raise(vm, "RuntimeError", "Cannot call %s() after write_eof()", function);
        return false;
    }
    if (aioli_is_none(aioli_object_value(vm, self, TRANSPORT_EMPTY_WAITER))) return true;
    aioli_raise(vm, "RuntimeError", "unable to %s; sendfile is in progress", function);
    return false;
}

bool oli_transport_write(AioliVm *vm, AioliValue self, AioliValue data) {
    Transport *transport = oli_transport_of(vm, self);
    size_t size;
    const char *bytes = transport ? bytes_of(vm, data, &size) : NULL;
    if (!bytes || !may_write(vm, self, transport, "write")) return false;
    if (!size) return true;
    if (transport->lost) {
        bool warns = transport->lost >= LOG_THRESHOLD;
        transport->lost++;
        return !warns || warn_of_lost_writes(vm);
    }
    if (!transport->size) {
        ssize_t sent = send_now(vm, transport, bytes, size);
        if (sent < 0) return oli_transport_fail(vm, self, "Fatal write error on socket transport");
        bytes += sent;
        size -= (size_t)sent;
        if (!size) return true;
    }
    return append(vm, transport, bytes, size) && oli_transport_watch(vm, self, transport->reads, true) &&
           oli_transport_maybe_pause(vm, self);
}

/* The system takes bytes: send what is left. */
static bool write_ready(AioliVm *vm, AioliValue self, Transport *transport) {
    if (transport->lost) return true;
    ssize_t sent = send_now(vm, transport, transport->block + transport->head, transport->size);
    if (sent < 0) {
        transport->head = transport->size = 0;
        return oli_transport_watch(vm, self, transport->reads, false) &&
               oli_transport_fail(vm, self, "Fatal write error on socket transport");
    }
    drop(vm, transport, (size_t)sent);
    if (!maybe_resume(vm, self, transport)) return false; /* may write more */
    if (transport->size) return true;
    if (!oli_transport_watch(vm, self, transport->reads, false)) return false;
    AioliValue waiter = aioli_object_value(vm, self, TRANSPORT_EMPTY_WAITER);
    if (!aioli_is_none(waiter)) aioli_future_resolve(vm, waiter, aioli_none());
    if (transport->is_closing) return oli_transport_lose(vm, self, aioli_none());
    if (transport->is_eof) shutdown(transport->fd, SHUT_WR);
    return !aioli_error_pending(vm);
}

bool oli_transport_write_list(AioliVm *vm, AioliValue self, AioliValue list) {
    Transport *transport = oli_transport_of(vm, self);
    if (!transport || !may_write(vm, self, transport, "writelines")) return false;
    AioliValue items = aioli_list_of(vm, list);
    int64_t count = aioli_is_error(items) ? -1 : aioli_sequence_length(vm, items);
    if (count <= 0) return count == 0;
    AioliValue joined = aioli_call_method(vm, aioli_bytes(vm, "", 0), "join", &items, 1);
    size_t size;
    const char *bytes = aioli_is_error(joined) ? NULL : aioli_bytes_get(vm, joined, &size);
    if (!bytes) return false;
    if (transport->lost) return true;
    if (!append(vm, transport, bytes, size)) return false;
    if (!write_ready(vm, self, transport)) return false;
    if (!transport->size || transport->lost) return true;
    return oli_transport_watch(vm, self, transport->reads, true) && oli_transport_maybe_pause(vm, self);
}

/* ---- reading ---- */

/* The other end will send no more. */
static bool end_of_file(AioliVm *vm, AioliValue self, const Transport *transport) {
    AioliValue keep = aioli_call_method(vm, protocol_of(vm, self), "eof_received", NULL, 0);
    int stays = aioli_is_error(keep) ? -1 : aioli_truth(vm, keep);
    if (stays < 0) return oli_transport_fail(vm, self, "Fatal error: protocol.eof_received() call failed.");
    if (stays) return oli_transport_watch(vm, self, false, transport->writes);
    return !aioli_is_error(aioli_call_method(vm, self, "close", NULL, 0));
}

/* Into the protocol's own buffers. */
static bool read_into_buffer(AioliVm *vm, AioliValue self, Transport *transport) {
    static const char GET_FAILED[] = "Fatal error: protocol.get_buffer() call failed.";
    AioliValue protocol = protocol_of(vm, self), hint = aioli_int(vm, -1);
    AioliValue buffer = aioli_call_method(vm, protocol, "get_buffer", &hint, 1);
    int64_t room = aioli_is_error(buffer) ? -1 : aioli_length(vm, buffer);
    if (!room) aioli_raise(vm, "RuntimeError", "get_buffer() returned an empty buffer");
    if (room <= 0) return oli_transport_fail(vm, self, GET_FAILED);
    AioliValue socket = aioli_object_value(vm, self, TRANSPORT_SOCKET);
    AioliValue got = aioli_call_method(vm, socket, "recv_into", &buffer, 1);
    if (aioli_is_error(got)) {
        if (aioli_error_is(vm, "BlockingIOError") || aioli_error_is(vm, "InterruptedError")) {
            aioli_error_clear(vm);
            return true;
        }
        return oli_transport_fail(vm, self, "Fatal read error on socket transport");
    }
    int some = aioli_truth(vm, got);
    if (some <= 0) return !some && end_of_file(vm, self, transport);
    if (!aioli_is_error(aioli_call_method(vm, protocol, "buffer_updated", &got, 1))) return true;
    return oli_transport_fail(vm, self, "Fatal error: protocol.buffer_updated() call failed.");
}

static bool deliver(AioliVm *vm, AioliValue self, const Transport *transport, const char *bytes, size_t size) {
    AioliValue protocol = protocol_of(vm, self);
    bool ok = true;
    AioliValue reader =
        transport->kind == PROTOCOL_STREAM ? aioli_object_value(vm, protocol, PROTOCOL_READER) : aioli_none();
    if (!aioli_is_none(reader) && aioli_object_is(vm, reader, &oli_stream_reader_class)) {
        ok = oli_stream_feed(vm, reader, bytes, size);
    } else {
        AioliValue data = aioli_bytes(vm, bytes, size);
        ok = !aioli_is_error(data) && !aioli_is_error(aioli_call_method(vm, protocol, "data_received", &data, 1));
    }
    return ok || oli_transport_fail(vm, self, "Fatal error: protocol.data_received() call failed.");
}

static bool read_ready(AioliVm *vm, AioliValue self, Transport *transport) {
    if (transport->lost || !transport->reads) return true;
    if (transport->kind == PROTOCOL_BUFFERED) return read_into_buffer(vm, self, transport);
    const NetState *state = state_of(vm);
    ssize_t got = recv(transport->fd, state->received, RECEIVE_BYTES, 0);
    if (got > 0) return deliver(vm, self, transport, state->received, (size_t)got);
    if (!got) return end_of_file(vm, self, transport);
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return true;
    aioli_raise_errno(vm, errno, aioli_missing());
    return oli_transport_fail(vm, self, "Fatal read error on socket transport");
}

/* ---- entries of the ready queue ---- */

static AioliValue on_readable(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Transport *transport = oli_transport_of(vm, args[0]);
    if (!transport) return aioli_error();
    transport->read_is_queued = false;
    return read_ready(vm, args[0], transport) ? aioli_none() : aioli_error();
}

static AioliValue on_writable(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Transport *transport = oli_transport_of(vm, args[0]);
    if (!transport) return aioli_error();
    transport->write_is_queued = false;
    bool ok = !transport->writes || write_ready(vm, args[0], transport);
    return ok ? aioli_none() : aioli_error();
}

static bool is_closing(AioliVm *vm, AioliValue self) {
    const Transport *transport = oli_transport_of(vm, self);
    return transport && transport->is_closing;
}

static bool init_net(AioliVm *vm, AioliValue module) {
    static const AioliFunction READABLE = {"_SelectorSocketTransport._read_ready", "transport, /", on_readable, NULL};
    static const AioliFunction WRITABLE = {"_SelectorSocketTransport._write_ready", "transport, /", on_writable, NULL};
    StreamHooks *hooks = oli_stream_hooks(vm);
    NetState *state = state_of(vm);
    if (!hooks || !state || aioli_is_error(aioli_class_new(vm, module, &oli_transport_class))) return false;
    AioliValue readable = aioli_function_new(vm, &READABLE, aioli_missing());
    AioliValue writable = aioli_function_new(vm, &WRITABLE, aioli_missing());
    if (aioli_is_error(readable) || aioli_is_error(writable)) return false;
    state->on_readable = aioli_ref_new(vm, readable);
    state->on_writable = aioli_ref_new(vm, writable);
    state->first = aioli_ref_new(vm, aioli_none());
    state->received = malloc(RECEIVE_BYTES);
    if (!state->on_readable || !state->on_writable || !state->first || !state->received) {
        if (!aioli_error_pending(vm)) aioli_raise(vm, "MemoryError", "");
        return false;
    }
    oli_loop_uv_on_loop_closed(vm, stop_transports);
    hooks->transport = &oli_transport_class;
    hooks->write = oli_transport_write;
    hooks->is_closing = is_closing;
    return true;
}

extern const AioliModule oli_module__net;
const AioliModule oli_module__net = {.name = "_net", .doc = "asyncio's transport for sockets.", .init = init_net};
