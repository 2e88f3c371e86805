/* SPDX-License-Identifier: MIT
 *
 * asyncio.StreamWriter, and the state of the protocol that stands between a stream and its transport. Source: the Python
 * documentation, "Streams"; the order of steps is CPython 3.13's.
 *
 * FlowControlMixin holds all that StreamReaderProtocol (asyncio/streams.aio) has: whether the transport asked for a
 * pause, who waits in drain(), the reader and so on. drain() is a coroutine that does not wait as long as the transport
 * keeps up.
 */
#include "asyncio_streams.h"

static const char HOOKS_KEY;

StreamHooks *oli_stream_hooks(AioliVm *vm) { return aioli_vm_data(vm, &HOOKS_KEY, sizeof(StreamHooks), NULL); }

/* ---- the protocol ---- */

static StreamProtocol *protocol_of(AioliVm *vm, AioliValue self) {
    return aioli_object_payload(vm, self, &oli_stream_protocol_class);
}

static AioliValue protocol_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue loop = args[1];
    if (!protocol_of(vm, args[0])) return aioli_error();
    if (aioli_is_missing(loop) || aioli_is_none(loop)) {
        AioliValue module = aioli_import(vm, "_asyncio");
        loop = aioli_is_error(module) ? module : aioli_call_method(vm, module, "get_event_loop", NULL, 0);
        if (aioli_is_error(loop)) return loop;
    }
    aioli_object_set_value(vm, args[0], PROTOCOL_LOOP, loop);
    return aioli_none();
}

/* Complete the Futures of everybody who waits in drain(), with an exception or (None) without. */
static bool release_waiters(AioliVm *vm, AioliValue self, AioliValue exception) {
    AioliValue waiters = aioli_object_value(vm, self, PROTOCOL_WAITERS);
    if (aioli_is_none(waiters)) return true;
    for (int64_t i = 0; i < aioli_sequence_length(vm, waiters); i++) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue waiter = aioli_sequence_get(vm, waiters, (size_t)i);
        if (!aioli_future_is_done(vm, waiter)) {
            if (aioli_is_none(exception))
                aioli_future_resolve(vm, waiter, aioli_none());
            else
                aioli_call_method(vm, waiter, "set_exception", &exception, 1);
        }
        aioli_scope_close(vm, &scope, aioli_missing());
        if (aioli_error_pending(vm)) return false;
    }
    return true;
}

static AioliValue protocol_pause_writing(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    StreamProtocol *protocol = protocol_of(vm, args[0]);
    if (!protocol) return aioli_error();
    if (protocol->paused) return aioli_raise(vm, "AssertionError", "");
    protocol->paused = true;
    return aioli_none();
}

static AioliValue protocol_resume_writing(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    StreamProtocol *protocol = protocol_of(vm, args[0]);
    if (!protocol) return aioli_error();
    if (!protocol->paused) return aioli_raise(vm, "AssertionError", "");
    protocol->paused = false;
    return release_waiters(vm, args[0], aioli_none()) ? aioli_none() : aioli_error();
}

static AioliValue protocol_connection_lost(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    StreamProtocol *protocol = protocol_of(vm, args[0]);
    if (!protocol) return aioli_error();
    protocol->connection_lost = true;
    if (!protocol->paused) return aioli_none();
    return release_waiters(vm, args[0], args[1]) ? aioli_none() : aioli_error();
}

static AioliValue protocol_data_received(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (!protocol_of(vm, args[0])) return aioli_error();
    AioliValue reader = aioli_object_value(vm, args[0], PROTOCOL_READER);
    if (aioli_is_none(reader)) return reader;
    size_t size;
    const void *bytes = aioli_bytes_get(vm, args[1], &size);
    if (bytes && aioli_object_is(vm, reader, &oli_stream_reader_class))
        return oli_stream_feed(vm, reader, bytes, size) ? aioli_none() : aioli_error();
    aioli_error_clear(vm);
    return aioli_call_method(vm, reader, "feed_data", &args[1], 1);
}

/* ---- drain ---- */

enum { DRAIN_START, DRAIN_TURN, DRAIN_WAITS };

static AioliValue leave_drain(AioliVm *vm, AioliValue protocol, AioliValue waiter) {
    AioliValue error = aioli_error_take(vm), waiters = aioli_object_value(vm, protocol, PROTOCOL_WAITERS);
    AioliValue removed = aioli_call_method(vm, waiters, "remove", &waiter, 1);
    if (aioli_is_error(removed)) return removed;
    return aioli_is_none(error) ? error : aioli_raise_value(vm, error, aioli_missing());
}

/* Wait until the transport lets the protocol write. values: any, the protocol, the Future */
static AioliValue wait_for_room(AioliVm *vm, AioliCoroutine *coroutine, AioliValue self) {
    const StreamProtocol *protocol = protocol_of(vm, self);
    if (!protocol) return aioli_error();
    if (protocol->connection_lost) return aioli_raise(vm, "ConnectionResetError", "Connection lost");
    if (!protocol->paused) return aioli_none();
    AioliValue waiters = aioli_object_value(vm, self, PROTOCOL_WAITERS), waiter = aioli_future_new(vm);
    if (aioli_is_none(waiters)) {
        waiters = aioli_list(vm, NULL, 0);
        if (!aioli_is_error(waiters)) aioli_object_set_value(vm, self, PROTOCOL_WAITERS, waiters);
    }
    if (aioli_is_error(waiters) || aioli_is_error(waiter) || !aioli_list_append(vm, waiters, waiter))
        return aioli_error();
    aioli_coroutine_set_value(vm, coroutine, 2, waiter);
    aioli_coroutine_set_state(coroutine, DRAIN_WAITS);
    return aioli_coroutine_await(vm, coroutine, waiter);
}

static AioliValue step_drain_helper(AioliVm *vm, AioliCoroutine *coroutine, AioliValue sent) {
    AioliValue protocol = aioli_coroutine_value(coroutine, 1);
    if (aioli_coroutine_state(coroutine) == DRAIN_WAITS)
        return leave_drain(vm, protocol, aioli_coroutine_value(coroutine, 2));
    return aioli_is_missing(sent) ? aioli_error() : wait_for_room(vm, coroutine, protocol);
}

static AioliValue protocol_drain_helper(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const AioliValue values[] = {args[0], args[0]};
    return aioli_coroutine_new(vm, "FlowControlMixin._drain_helper", step_drain_helper, values, 2);
}

#define FLAG_FIELD(name)                                                                                               \
    static AioliValue get_##name(AioliVm *vm, AioliValue self) {                                                       \
        const StreamProtocol *protocol = protocol_of(vm, self);                                                        \
        return protocol ? aioli_bool(protocol->name) : aioli_error();                                                  \
    }                                                                                                                  \
    static bool set_##name(AioliVm *vm, AioliValue self, AioliValue value) {                                           \
        StreamProtocol *protocol = protocol_of(vm, self);                                                              \
        int truth = !protocol || aioli_is_missing(value) ? -1 : aioli_truth(vm, value);                                \
        if (truth >= 0) protocol->name = truth;                                                                        \
        return truth >= 0;                                                                                             \
    }
FLAG_FIELD(paused)
FLAG_FIELD(connection_lost)
FLAG_FIELD(over_ssl)
FLAG_FIELD(reject)
#undef FLAG_FIELD

#define VALUE_FIELD(name, index)                                                                                       \
    static AioliValue get_##name(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, index); }         \
    static bool set_##name(AioliVm *vm, AioliValue self, AioliValue value) {                                           \
        aioli_object_set_value(vm, self, index, aioli_is_missing(value) ? aioli_none() : value);                       \
        return true;                                                                                                   \
    }
VALUE_FIELD(loop, PROTOCOL_LOOP)
VALUE_FIELD(waiters, PROTOCOL_WAITERS)
VALUE_FIELD(reader, PROTOCOL_READER)
VALUE_FIELD(transport, PROTOCOL_TRANSPORT)
VALUE_FIELD(callback, PROTOCOL_CALLBACK)
VALUE_FIELD(task, PROTOCOL_TASK)

static AioliValue get_closed(AioliVm *vm, AioliValue self) {
    AioliValue closed = aioli_object_value(vm, self, PROTOCOL_CLOSED);
    if (!aioli_is_none(closed)) return closed;
    closed = aioli_future_new(vm);
    if (!aioli_is_error(closed)) aioli_object_set_value(vm, self, PROTOCOL_CLOSED, closed);
    return closed;
}

static const AioliFunction PROTOCOL_METHODS[] = {
    {"__init__", "self, loop=None", protocol_init, NULL},
    {"pause_writing", "self", protocol_pause_writing, NULL},
    {"resume_writing", "self", protocol_resume_writing, NULL},
    {"connection_lost", "self, exc", protocol_connection_lost, NULL},
    {"data_received", "self, data", protocol_data_received, NULL},
    {"_drain_helper", "self", protocol_drain_helper, NULL},
    {NULL, NULL, NULL, NULL}};

static const AioliProperty PROTOCOL_PROPERTIES[] = {
    {"_paused", get_paused, set_paused, NULL},
    {"_connection_lost", get_connection_lost, set_connection_lost, NULL},
    {"_over_ssl", get_over_ssl, set_over_ssl, NULL},
    {"_reject_connection", get_reject, set_reject, NULL},
    {"_loop", get_loop, set_loop, NULL},
    {"_drain_waiters", get_waiters, set_waiters, NULL},
    {"_stream_reader", get_reader, set_reader, NULL},
    {"_transport", get_transport, set_transport, NULL},
    {"_closed", get_closed, NULL, NULL},
    {"_client_connected_cb", get_callback, set_callback, NULL},
    {"_task", get_task, set_task, NULL},
    {NULL, NULL, NULL, NULL}};

const AioliClass oli_stream_protocol_class = {.name = "FlowControlMixin",
                                              .module = "asyncio.streams",
                                              .doc = "What a protocol needs for drain() of a StreamWriter.",
                                              .flags = AIOLI_CLASS_HAS_DICT,
                                              .payload_size = sizeof(StreamProtocol),
                                              .value_count = PROTOCOL_VALUES,
                                              .methods = PROTOCOL_METHODS,
                                              .properties = PROTOCOL_PROPERTIES};

/* ---- StreamWriter ---- */

enum { WRITER_TRANSPORT, WRITER_PROTOCOL, WRITER_READER, WRITER_LOOP, WRITER_VALUES };

static bool is_writer(AioliVm *vm, AioliValue self) {
    return aioli_object_payload(vm, self, &oli_stream_writer_class) != NULL;
}

static AioliValue transport_of(AioliVm *vm, AioliValue self) {
    return is_writer(vm, self) ? aioli_object_value(vm, self, WRITER_TRANSPORT) : aioli_error();
}

/* The hooks when they know the transport, else NULL. */
static const StreamHooks *hooks_for(AioliVm *vm, AioliValue transport) {
    const StreamHooks *hooks = oli_stream_hooks(vm);
    return hooks && hooks->transport && aioli_object_is(vm, transport, hooks->transport) ? hooks : NULL;
}

static AioliValue writer_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (!is_writer(vm, args[0])) return aioli_error();
    aioli_object_set_value(vm, args[0], WRITER_TRANSPORT, args[1]);
    aioli_object_set_value(vm, args[0], WRITER_PROTOCOL, args[2]);
    aioli_object_set_value(vm, args[0], WRITER_READER, args[3]);
    aioli_object_set_value(vm, args[0], WRITER_LOOP, args[4]);
    return aioli_none();
}

static AioliValue writer_write(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue transport = transport_of(vm, args[0]);
    if (aioli_is_error(transport)) return transport;
    const StreamHooks *hooks = hooks_for(vm, transport);
    if (hooks) return hooks->write(vm, transport, args[1]) ? aioli_none() : aioli_error();
    AioliValue result = aioli_call_method(vm, transport, "write", &args[1], 1);
    return aioli_is_error(result) ? result : aioli_none();
}

/* Calls of the same name go on to the transport. */
static AioliValue pass_on(AioliVm *vm, AioliValue self, const char *method, const AioliValue *args, size_t count) {
    AioliValue transport = transport_of(vm, self);
    return aioli_is_error(transport) ? transport : aioli_call_method(vm, transport, method, args, count);
}

#define PASS_ON(name, argument_count)                                                                                  \
    static AioliValue writer_##name(AioliVm *vm, const AioliValue *args, size_t count) {                               \
        (void)count;                                                                                                   \
        return pass_on(vm, args[0], #name, args + 1, argument_count);                                                  \
    }
PASS_ON(writelines, 1)
PASS_ON(write_eof, 0)
PASS_ON(can_write_eof, 0)
PASS_ON(close, 0)
PASS_ON(is_closing, 0)
#undef PASS_ON

static AioliValue writer_get_extra_info(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const AioliValue passed[] = {args[1], aioli_is_missing(args[2]) ? aioli_none() : args[2]};
    return pass_on(vm, args[0], "get_extra_info", passed, 2);
}

static int is_closing(AioliVm *vm, AioliValue transport) {
    const StreamHooks *hooks = hooks_for(vm, transport);
    if (hooks) return hooks->is_closing(vm, transport);
    AioliValue closing = aioli_call_method(vm, transport, "is_closing", NULL, 0);
    return aioli_is_error(closing) ? -1 : aioli_truth(vm, closing);
}

/* The reader's exception, raised. False: there is one, or something else went wrong. */
static bool check_reader(AioliVm *vm, AioliValue reader) {
    if (aioli_is_none(reader)) return true;
    AioliValue exception = aioli_object_is(vm, reader, &oli_stream_reader_class)
                               ? aioli_object_value(vm, reader, READER_EXCEPTION)
                               : aioli_call_method(vm, reader, "exception", NULL, 0);
    if (!aioli_is_error(exception) && !aioli_is_none(exception)) aioli_raise_value(vm, exception, aioli_missing());
    return !aioli_error_pending(vm);
}

/* A protocol that is not ours: await its _drain_helper() as a task of its own would be one step too many, so that its
 * coroutine is run by the loop that awaits drain(): see writer_drain. values: the writer, its protocol, the Future */
static AioliValue step_drain(AioliVm *vm, AioliCoroutine *coroutine, AioliValue sent) {
    AioliValue self = aioli_coroutine_value(coroutine, 0), protocol = aioli_object_value(vm, self, WRITER_PROTOCOL);
    uint32_t state = aioli_coroutine_state(coroutine);
    if (state == DRAIN_WAITS)
        return leave_drain(vm, aioli_coroutine_value(coroutine, 1), aioli_coroutine_value(coroutine, 2));
    if (aioli_is_missing(sent)) return aioli_error();
    if (state == DRAIN_START) {
        if (!check_reader(vm, aioli_object_value(vm, self, WRITER_READER))) return aioli_error();
        int closing = is_closing(vm, aioli_object_value(vm, self, WRITER_TRANSPORT));
        if (closing < 0) return aioli_error();
        if (closing) {
            aioli_coroutine_set_state(coroutine, DRAIN_TURN);
            return aioli_coroutine_await(vm, coroutine, aioli_none());
        }
    }
    aioli_coroutine_set_value(vm, coroutine, 1, protocol);
    return wait_for_room(vm, coroutine, protocol);
}

/* The coroutine in script for protocols that are not made from FlowControlMixin. */
static AioliValue drain_in_script(AioliVm *vm, AioliValue self) {
    AioliValue module = aioli_import(vm, "asyncio.streams");
    return aioli_is_error(module) ? module : aioli_call_method(vm, module, "_drain", &self, 1);
}

static AioliValue writer_drain(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (!is_writer(vm, args[0])) return aioli_error();
    AioliValue protocol = aioli_object_value(vm, args[0], WRITER_PROTOCOL);
    if (!aioli_object_is(vm, protocol, &oli_stream_protocol_class)) return drain_in_script(vm, args[0]);
    return aioli_coroutine_new(vm, "StreamWriter.drain", step_drain, args, 1);
}

static AioliValue step_wait_closed(AioliVm *vm, AioliCoroutine *coroutine, AioliValue sent) {
    if (aioli_is_missing(sent)) return aioli_error();
    if (aioli_coroutine_state(coroutine)) return aioli_none();
    AioliValue self = aioli_coroutine_value(coroutine, 0), protocol = aioli_object_value(vm, self, WRITER_PROTOCOL);
    AioliValue closed = aioli_call_method(vm, protocol, "_get_close_waiter", &self, 1);
    if (aioli_is_error(closed)) return closed;
    aioli_coroutine_set_state(coroutine, 1);
    return aioli_coroutine_await(vm, coroutine, closed);
}

static AioliValue writer_wait_closed(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (!is_writer(vm, args[0])) return aioli_error();
    return aioli_coroutine_new(vm, "StreamWriter.wait_closed", step_wait_closed, args, 1);
}

/* start_tls(sslcontext, *, server_hostname, ssl_handshake_timeout, ssl_shutdown_timeout) */
static AioliValue writer_start_tls(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue module = aioli_import(vm, "asyncio.streams"), all = aioli_list(vm, args, 2);
    if (aioli_is_error(module) || aioli_is_error(all)) return aioli_error();
    AioliValue function = aioli_attr_get(vm, module, "_start_tls"), positional = aioli_tuple_of(vm, all);
    if (aioli_is_error(function) || aioli_is_error(positional)) return aioli_error();
    return aioli_call_tuple(vm, function, positional, args[2]);
}

static AioliValue writer_repr(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue transport = transport_of(vm, args[0]);
    if (aioli_is_error(transport)) return transport;
    AioliValue reader = aioli_object_value(vm, args[0], WRITER_READER);
    if (aioli_is_none(reader)) return aioli_string_format(vm, "<StreamWriter transport=%R>", transport);
    return aioli_string_format(vm, "<StreamWriter transport=%R reader=%R>", transport, reader);
}

static AioliValue get_transport_public(AioliVm *vm, AioliValue self) { return transport_of(vm, self); }

VALUE_FIELD(writer_transport, WRITER_TRANSPORT)
VALUE_FIELD(writer_protocol, WRITER_PROTOCOL)
VALUE_FIELD(writer_reader, WRITER_READER)
VALUE_FIELD(writer_loop, WRITER_LOOP)
#undef VALUE_FIELD

static const AioliFunction WRITER_METHODS[] = {
    {"__init__", "self, transport, protocol, reader, loop", writer_init, NULL},
    {"__repr__", "self", writer_repr, NULL},
    {"write", "self, data", writer_write, "Send bytes, now or when the connection takes them."},
    {"writelines", "self, data", writer_writelines, "Send the items of an iterable."},
    {"write_eof", "self", writer_write_eof, "Close the writing end when all is sent."},
    {"can_write_eof", "self", writer_can_write_eof, NULL},
    {"close", "self", writer_close, "Close when all is sent; then await wait_closed()."},
    {"is_closing", "self", writer_is_closing, NULL},
    {"wait_closed", "self", writer_wait_closed, NULL},
    {"get_extra_info", "self, name, default=None", writer_get_extra_info, NULL},
    {"drain", "self", writer_drain, "Wait until the connection has room for more."},
    {"start_tls", "self, sslcontext, **options", writer_start_tls, NULL},
    {NULL, NULL, NULL, NULL}};

static const AioliProperty WRITER_PROPERTIES[] = {
    {"transport", get_transport_public, NULL, NULL},
    {"_transport", get_writer_transport, set_writer_transport, NULL},
    {"_protocol", get_writer_protocol, set_writer_protocol, NULL},
    {"_reader", get_writer_reader, set_writer_reader, NULL},
    {"_loop", get_writer_loop, set_writer_loop, NULL},
    {NULL, NULL, NULL, NULL}};

const AioliClass oli_stream_writer_class = {.name = "StreamWriter",
                                            .module = "asyncio.streams",
                                            .doc = "Writes bytes to a transport.",
                                            .flags = AIOLI_CLASS_HAS_DICT,
                                            .payload_size = 1,
                                            .value_count = WRITER_VALUES,
                                            .methods = WRITER_METHODS,
                                            .properties = WRITER_PROPERTIES};

/* ---- the module ---- */

/* _set_protocol_class(cls): instances of exactly this class get their data directly. */
static AioliValue set_protocol_class(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    StreamHooks *hooks = oli_stream_hooks(vm);
    if (!hooks) return aioli_error();
    hooks->protocol_class = aioli_ref_new(vm, args[0]);
    return hooks->protocol_class ? aioli_none() : aioli_error();
}

static const AioliFunction FUNCTIONS[] = {{"_set_protocol_class", "cls, /", set_protocol_class, NULL},
                                          {NULL, NULL, NULL, NULL}};

static bool init_streams(AioliVm *vm, AioliValue module) {
    return !aioli_is_error(aioli_class_new(vm, module, &oli_stream_reader_class)) &&
           !aioli_is_error(aioli_class_new(vm, module, &oli_stream_writer_class)) &&
           !aioli_is_error(aioli_class_new(vm, module, &oli_stream_protocol_class));
}

extern const AioliModule oli_module__streams;
const AioliModule oli_module__streams = {
    .name = "_streams", .doc = "The fast parts of asyncio's streams.", .functions = FUNCTIONS, .init = init_streams};
