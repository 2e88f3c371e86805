/* SPDX-License-Identifier: MIT
 *
 * Module _socket: socket objects. Source: the Python documentation of module socket; POSIX.
 *
 * A socket with a timeout, or none, waits with poll(2) for each call and stops the whole VM meanwhile, as CPython stops
 * its thread; asyncio uses sockets that do not block. A socket that is collected closes its descriptor.
 */
#define _GNU_SOURCE

#include "socket.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

Socket *oli_socket_of(AioliVm *vm, AioliValue object) { return aioli_object_payload(vm, object, &oli_socket_class); }

static void finalize_socket(AioliVm *vm, void *payload) {
    (void)vm;
    Socket *socket = payload;
    if (socket->is_open) close(socket->fd);
}

static AioliValue raise_errno(AioliVm *vm) { return aioli_raise_errno(vm, errno, aioli_missing()); }

static int descriptor(const Socket *socket) { return socket->is_open ? socket->fd : -1; }

static bool set_blocking(int fd, bool blocks) {
    int flags = blocks ? 0 : 1;
    return !ioctl(fd, FIONBIO, &flags);
}

static bool read_int(AioliVm *vm, AioliValue v, int64_t otherwise, int *out) {
    int64_t number = otherwise;
    if (!aioli_is_missing(v) && !aioli_int_get_clipped(vm, v, &number)) return false;
    *out = number < INT32_MIN ? INT32_MIN : number > INT32_MAX ? INT32_MAX : (int)number;
    return true;
}

/* ---- waiting ---- */

static double now_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Wait until the socket is ready or `deadline` (negative: for ever). False: TimeoutError, or interrupted. */
static bool wait_ready(AioliVm *vm, int fd, short events, double deadline) {
    for (;;) {
        double left_s = deadline < 0 ? 0 : deadline - now_s();
        if (deadline >= 0 && left_s < 0) left_s = 0;
        int ms = deadline < 0 ? -1 : left_s > 2e6 ? 2000000000 : (int)ceil(left_s * 1000);
        struct pollfd entry = {.fd = fd, .events = events};
        int ready = poll(&entry, 1, ms);
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return raise_errno(vm), false;
        if (!aioli_check_interrupt(vm)) return false;
        if (!ready && deadline >= 0 && now_s() >= deadline) {
            aioli_raise(vm, "TimeoutError", "timed out");
            return false;
        }
    }
}

/* Whether the call that failed is to be tried again, after waiting if need be. False: an exception is pending. */
static bool may_retry(AioliVm *vm, const Socket *socket, short events, double deadline) {
    if (errno == EINTR) return aioli_check_interrupt(vm);
    if ((errno == EAGAIN || errno == EWOULDBLOCK) && socket->timeout_s != 0)
        return wait_ready(vm, descriptor(socket), events, deadline);
    raise_errno(vm);
    return false;
}

static double deadline_of(const Socket *socket) { return socket->timeout_s > 0 ? now_s() + socket->timeout_s : -1; }

/* ---- life ---- */

/* __init__(family, type, proto, fileno) */
static AioliValue socket_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Socket *self = oli_socket_of(vm, args[0]);
    int family, type, protocol, fd = -1;
    if (!self || !aioli_vm_require(vm, AIOLI_ALLOW_NETWORK, "socket") || !read_int(vm, args[1], AF_INET, &family) ||
        !read_int(vm, args[2], SOCK_STREAM, &type) || !read_int(vm, args[3], 0, &protocol))
        return aioli_error();
    if (!aioli_is_missing(args[4]) && !aioli_is_none(args[4])) {
        socklen_t size = sizeof family;
        if (!read_int(vm, args[4], -1, &fd)) return aioli_error();
        if (fd < 0) return aioli_raise(vm, "ValueError", "negative file descriptor");
        struct sockaddr_storage name;
        socklen_t name_size = sizeof name;
        if (getsockname(fd, (struct sockaddr *)&name, &name_size)) return raise_errno(vm);
        family = name.ss_family;
        if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size)) return raise_errno(vm);
        size = sizeof protocol;
#ifdef SO_PROTOCOL
        if (getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &size)) return raise_errno(vm);
#endif
    } else {
        fd = socket(family < 0 ? AF_INET : family, (type < 0 ? SOCK_STREAM : type) | SOCK_CLOEXEC,
                    protocol < 0 ? 0 : protocol);
        if (fd < 0) return raise_errno(vm);
        if (family < 0) family = AF_INET;
        if (type < 0) type = SOCK_STREAM;
        if (protocol < 0) protocol = 0;
    }
    if (self->is_open) close(self->fd);
    bool blocks = !(type & SOCK_NONBLOCK);
    *self = (Socket){.is_open = true, .fd = fd, .family = (int16_t)family, .type = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC),
                     .protocol = protocol, .timeout_s = blocks ? -1 : 0};
    return aioli_none();
}

static AioliValue close_now(AioliVm *vm, Socket *self) {
    if (!self->is_open) return aioli_none();
    self->is_open = false;
    return close(self->fd) && errno != ECONNRESET && errno != EINTR ? raise_errno(vm) : aioli_none();
}

static AioliValue socket_close(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Socket *self = oli_socket_of(vm, args[0]);
    if (!self) return aioli_error();
    self->is_close_requested = true;
    return self->io_refs ? aioli_none() : close_now(vm, self);
}

static AioliValue socket_detach(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Socket *self = oli_socket_of(vm, args[0]);
    if (!self) return aioli_error();
    int fd = descriptor(self);
    self->is_open = false;
    self->is_close_requested = true;
    return aioli_int(vm, fd);
}

static AioliValue socket_fileno(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Socket *self = oli_socket_of(vm, args[0]);
    return self ? aioli_int(vm, descriptor(self)) : aioli_error();
}

/* ---- timeouts ---- */

static AioliValue socket_settimeout(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Socket *self = oli_socket_of(vm, args[0]);
    double timeout = -1;
    if (!self || (!aioli_is_none(args[1]) && !aioli_float_get(vm, args[1], &timeout))) return aioli_error();
    if (!aioli_is_none(args[1]) && timeout < 0) return aioli_raise(vm, "ValueError", "Timeout value out of range");
    if (!set_blocking(descriptor(self), timeout < 0)) return raise_errno(vm);
    self->timeout_s = timeout;
    return aioli_none();
}

static AioliValue socket_setblocking(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Socket *self = oli_socket_of(vm, args[0]);
    int blocks = self ? aioli_truth(vm, args[1]) : -1;
    if (blocks < 0) return aioli_error();
    if (!set_blocking(descriptor(self), blocks)) return raise_errno(vm);
    self->timeout_s = blocks ? -1 : 0;
    return aioli_none();
}

static AioliValue socket_gettimeout(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Socket *self = oli_socket_of(vm, args[0]);
    if (!self) return aioli_error();
    return self->timeout_s < 0 ? aioli_none() : aioli_float(vm, self->timeout_s);
}

static AioliValue socket_getblocking(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Socket *self = oli_socket_of(vm, args[0]);
    return self ? aioli_bool(self->timeout_s != 0) : aioli_error();
}

/* ---- addresses ---- */

static AioliValue socket_bind(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Socket *self = oli_socket_of(vm, args[0]);
    SocketAddress address;
    if (!self || !oli_socket_address(vm, self, args[1], "bind()", &address)) return aioli_error();
    return bind(descriptor(self), (struct sockaddr *)&address.storage, address.size) ? raise_errno(vm) : aioli_none();
}

static AioliValue socket_listen(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Socket *self = oli_socket_of(vm, args[0]);
    int backlog;
    if (!self || !read_int(vm, args[1], SOMAXCONN < 128 ? SOMAXCONN : 128, &backlog)) return aioli_error();
    return listen(descriptor(self), backlog < 0 ? 0 : backlog) ? raise_errno(vm) : aioli_none();
}

/* The end of a connection that was begun: its errno, 0 when it stands; -1 with an exception pending. */
static int finish_connect(AioliVm *vm, const Socket *self) {
    if (!wait_ready(vm, descriptor(self), POLLOUT, deadline_of(self))) return -1;
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(descriptor(self), SOL_SOCKET, SO_ERROR, &error, &size) ? errno : error;
}

/* As connect_ex: errno, 0; -1 with an exception pending. */
static int connect_to(AioliVm *vm, const Socket *self, AioliValue to, const char *function) {
    SocketAddress address;
    if (!oli_socket_address(vm, self, to, function, &address)) return -1;
    if (!connect(descriptor(self), (struct sockaddr *)&address.storage, address.size)) return 0;
    if (errno == EINPROGRESS && self->timeout_s > 0) return finish_connect(vm, self);
    if (errno == EINTR && self->timeout_s != 0) return aioli_check_interrupt(vm) ? finish_connect(vm, self) : -1;
    return errno;
}

static AioliValue socket_connect(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Socket *self = oli_socket_of(vm, args[0]);
    int error = self ? connect_to(vm, self, args[1], "connect()") : -1;
    if (error < 0) return aioli_error();
    return error ? aioli_raise_errno(vm, error, aioli_missing()) : aioli_none();
}

static AioliValue socket_connect_ex(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Socket *self = oli_socket_of(vm, args[0]);
    int error = self ? connect_to(vm, self, args[1], "connect_ex()") : -1;
    if (error >= 0) return aioli_int(vm, error);
    if (!aioli_error_is(vm, "TimeoutError")) return aioli_error();
    aioli_error_clear(vm);
    return aioli_int(vm, EAGAIN);
}

/* (descriptor, address of the peer) */
static AioliValue socket_accept(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Socket *self = oli_socket_of(vm, args[0]);
    if (!self) return aioli_error();
    double deadline = deadline_of(self);
    SocketAddress peer;
    int fd;
    for (;;) {
        peer.size = sizeof peer.storage;
        if (self->timeout_s != 0 && !wait_ready(vm, descriptor(self), POLLIN, deadline)) return aioli_error();
        fd = accept4(descriptor(self), (struct sockaddr *)&peer.storage, &peer.size, SOCK_CLOEXEC);
        if (fd >= 0) break;
        if (!may_retry(vm, self, POLLIN, deadline)) return aioli_error();
    }
    const AioliValue items[] = {aioli_int(vm, fd),
                                oli_socket_address_value(vm, (struct sockaddr *)&peer.storage, peer.size)};
    AioliValue result = aioli_is_error(items[1]) ? items[1] : aioli_tuple(vm, items, 2);
    if (aioli_is_error(result)) close(fd);
    return result;
}

static AioliValue name_of(AioliVm *vm, AioliValue object, int (*ask)(int, struct sockaddr *, socklen_t *)) {
    const Socket *self = oli_socket_of(vm, object);
    if (!self) return aioli_error();
    SocketAddress address = {.size = sizeof address.storage};
    if (ask(descriptor(self), (struct sockaddr *)&address.storage, &address.size)) return raise_errno(vm);
    return oli_socket_address_value(vm, (struct sockaddr *)&address.storage, address.size);
}

static int ask_own_name(int fd, struct sockaddr *address, socklen_t *size) { return getsockname(fd, address, size); }
static int ask_peer_name(int fd, struct sockaddr *address, socklen_t *size) { return getpeername(fd, address, size); }

static AioliValue socket_getsockname(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return name_of(vm, args[0], ask_own_name);
}

static AioliValue socket_getpeername(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return name_of(vm, args[0], ask_peer_name);
}

static AioliValue socket_shutdown(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Socket *self = oli_socket_of(vm, args[0]);
    int how;
    if (!self || !read_int(vm, args[1], 0, &how)) return aioli_error();
    return shutdown(descriptor(self), how) ? raise_errno(vm) : aioli_none();
}

/* ---- data ---- */

/* Receive up to `size` bytes; -1: an exception is pending. `from` may be NULL. */
static ssize_t receive(AioliVm *vm, const Socket *self, void *bytes, size_t size, int flags, SocketAddress *from) {
    double deadline = deadline_of(self);
    for (;;) {
        if (from) from->size = sizeof from->storage;
        ssize_t got = recvfrom(descriptor(self), bytes, size, flags, from ? (struct sockaddr *)&from->storage : NULL,
                               from ? &from->size : NULL);
        if (got >= 0) return got;
        if (!may_retry(vm, self, POLLIN, deadline)) return -1;
    }
}

/* args: socket, bufsize, flags */
static AioliValue receive_bytes(AioliVm *vm, const AioliValue *args, SocketAddress *from) {
    const Socket *self = oli_socket_of(vm, args[0]);
    int64_t size;
    int flags;
    char small[4096];
    if (!self || !aioli_int_get(vm, args[1], &size) || !read_int(vm, args[2], 0, &flags)) return aioli_error();
    if (size < 0) return aioli_raise(vm, "ValueError", "negative buffersize in recv");
    char *large = (size_t)size > sizeof small ? malloc((size_t)size) : NULL;
    if ((size_t)size > sizeof small && !large) return aioli_raise(vm, "MemoryError", "");
    ssize_t got = receive(vm, self, large ? large : small, (size_t)size, flags, from);
    AioliValue bytes = got < 0 ? aioli_error() : aioli_bytes(vm, large ? large : small, (size_t)got);
    free(large);
    return bytes;
}

static AioliValue socket_recv(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return receive_bytes(vm, args, NULL);
}

static AioliValue socket_recvfrom(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    SocketAddress from;
    AioliValue items[2] = {receive_bytes(vm, args, &from)};
    if (aioli_is_error(items[0])) return items[0];
    items[1] = oli_socket_address_value(vm, (struct sockaddr *)&from.storage, from.size);
    return aioli_is_error(items[1]) ? items[1] : aioli_tuple(vm, items, 2);
}

/* recv_into(buffer, nbytes, flags): by way of a bytes object and buffer[:n] = bytes */
static AioliValue socket_recv_into(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t room = aioli_length(vm, args[1]), wanted = 0;
    if (room < 0 || (!aioli_is_missing(args[2]) && !aioli_int_get(vm, args[2], &wanted))) return aioli_error();
    if (wanted < 0) return aioli_raise(vm, "ValueError", "negative buffersize in recv_into");
    if (wanted > room) return aioli_raise(vm, "ValueError", "buffer too small for requested bytes");
    const AioliValue call[] = {args[0], aioli_int(vm, wanted ? wanted : room), args[3]};
    AioliValue bytes = receive_bytes(vm, call, NULL);
    size_t size;
    if (aioli_is_error(bytes) || !aioli_bytes_get(vm, bytes, &size)) return aioli_error();
    AioliValue slice = aioli_slice(vm, aioli_none(), aioli_int(vm, (int64_t)size), aioli_none());
    if (aioli_is_error(slice) || !aioli_item_set(vm, args[1], slice, bytes)) return aioli_error();
    return aioli_int(vm, (int64_t)size);
}

/* The bytes of any bytes-like object, alive in the scope. NULL: TypeError. */
static const char *bytes_like(AioliVm *vm, AioliValue v, size_t *size) {
    AioliType type = aioli_type(vm, v);
    if (type != AIOLI_TYPE_BYTES && type != AIOLI_TYPE_BYTEARRAY) {
        if (type == AIOLI_TYPE_STRING || type == AIOLI_TYPE_INT || type == AIOLI_TYPE_LIST || type == AIOLI_TYPE_NONE ||
            type == AIOLI_TYPE_TUPLE) {
            aioli_raise(vm, "TypeError", "a bytes-like object is required, not '%T'", v);
            return NULL;
        }
        v = aioli_call(vm, aioli_builtin(vm, "bytes"), &v, 1);
        if (aioli_is_error(v)) return NULL;
    }
    return aioli_bytes_get(vm, v, size);
}

/* Bytes sent; -1: an exception is pending. */
static ssize_t send_some(AioliVm *vm, const Socket *self, const char *bytes, size_t size, int flags,
                         const SocketAddress *to, double deadline) {
    for (;;) {
        ssize_t sent = sendto(descriptor(self), bytes, size, flags | MSG_NOSIGNAL,
                              to ? (const struct sockaddr *)&to->storage : NULL, to ? to->size : 0);
        if (sent >= 0) return sent;
        if (!may_retry(vm, self, POLLOUT, deadline)) return -1;
    }
}

static AioliValue socket_send(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Socket *self = oli_socket_of(vm, args[0]);
    size_t size;
    int flags;
    const char *bytes = self ? bytes_like(vm, args[1], &size) : NULL;
    if (!bytes || !read_int(vm, args[2], 0, &flags)) return aioli_error();
    ssize_t sent = send_some(vm, self, bytes, size, flags, NULL, deadline_of(self));
    return sent < 0 ? aioli_error() : aioli_int(vm, sent);
}

static AioliValue socket_sendall(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Socket *self = oli_socket_of(vm, args[0]);
    size_t size;
    int flags;
    const char *bytes = self ? bytes_like(vm, args[1], &size) : NULL;
    if (!bytes || !read_int(vm, args[2], 0, &flags)) return aioli_error();
    double deadline = deadline_of(self);
    while (size) {
        ssize_t sent = send_some(vm, self, bytes, size, flags, NULL, deadline);
        if (sent < 0) return aioli_error();
        bytes += sent;
        size -= (size_t)sent;
    }
    return aioli_none();
}

/* sendto(data, address), sendto(data, flags, address) */
static AioliValue socket_sendto(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Socket *self = oli_socket_of(vm, args[0]);
    bool has_flags = !aioli_is_missing(args[3]);
    size_t size;
    int flags = 0;
    SocketAddress to;
    const char *bytes = self ? bytes_like(vm, args[1], &size) : NULL;
    if (!bytes || (has_flags && !read_int(vm, args[2], 0, &flags)) ||
        !oli_socket_address(vm, self, args[has_flags ? 3 : 2], "sendto()", &to))
        return aioli_error();
    ssize_t sent = send_some(vm, self, bytes, size, flags, &to, deadline_of(self));
    return sent < 0 ? aioli_error() : aioli_int(vm, sent);
}

/* ---- options ---- */

static AioliValue socket_setsockopt(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Socket *self = oli_socket_of(vm, args[0]);
    int level, name, value, result;
    if (!self || !read_int(vm, args[1], 0, &level) || !read_int(vm, args[2], 0, &name)) return aioli_error();
    AioliType type = aioli_type(vm, args[3]);
    if (type == AIOLI_TYPE_BYTES || type == AIOLI_TYPE_BYTEARRAY) {
        size_t size;
        const void *bytes = aioli_bytes_get(vm, args[3], &size);
        result = setsockopt(descriptor(self), level, name, bytes, (socklen_t)size);
    } else {
        if (!read_int(vm, args[3], 0, &value)) return aioli_error();
        result = setsockopt(descriptor(self), level, name, &value, sizeof value);
    }
    return result ? raise_errno(vm) : aioli_none();
}

static AioliValue socket_getsockopt(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Socket *self = oli_socket_of(vm, args[0]);
    int level, name, size, value = 0;
    char bytes[1024];
    if (!self || !read_int(vm, args[1], 0, &level) || !read_int(vm, args[2], 0, &name) ||
        !read_int(vm, args[3], 0, &size))
        return aioli_error();
    if (size < 0 || size > (int)sizeof bytes)
        return aioli_raise(vm, "OSError", "getsockopt buflen out of range");
    socklen_t got = size ? (socklen_t)size : sizeof value;
    if (getsockopt(descriptor(self), level, name, size ? (void *)bytes : &value, &got)) return raise_errno(vm);
    return size ? aioli_bytes(vm, bytes, got) : aioli_int(vm, value);
}

/* ---- fields ---- */

#define INT_FIELD(field)                                                                                               \
    static AioliValue get_##field(AioliVm *vm, AioliValue object) {                                                    \
        const Socket *self = oli_socket_of(vm, object);                                                                \
        return self ? aioli_int(vm, self->field) : aioli_error();                                                      \
    }
INT_FIELD(family)
INT_FIELD(type)
INT_FIELD(protocol)
INT_FIELD(io_refs)
#undef INT_FIELD

static AioliValue get_closed(AioliVm *vm, AioliValue object) {
    const Socket *self = oli_socket_of(vm, object);
    return self ? aioli_bool(self->is_close_requested) : aioli_error();
}

/* Files made from the socket keep it open. */
static bool set_io_refs(AioliVm *vm, AioliValue object, AioliValue value) {
    Socket *self = oli_socket_of(vm, object);
    if (!self || aioli_is_missing(value) || !read_int(vm, value, 0, &self->io_refs)) return false;
    return self->io_refs > 0 || !self->is_close_requested || !aioli_is_error(close_now(vm, self));
}

static const AioliFunction METHODS[] = {{"__init__", "self, family=-1, type=-1, proto=-1, fileno=None", socket_init, NULL},
                                        {"close", "self, /", socket_close, NULL},
                                        {"detach", "self, /", socket_detach, NULL},
                                        {"fileno", "self, /", socket_fileno, NULL},
                                        {"settimeout", "self, value, /", socket_settimeout, NULL},
                                        {"gettimeout", "self, /", socket_gettimeout, NULL},
                                        {"setblocking", "self, flag, /", socket_setblocking, NULL},
                                        {"getblocking", "self, /", socket_getblocking, NULL},
                                        {"bind", "self, address, /", socket_bind, NULL},
                                        {"listen", "self, backlog=, /", socket_listen, NULL},
                                        {"connect", "self, address, /", socket_connect, NULL},
                                        {"connect_ex", "self, address, /", socket_connect_ex, NULL},
                                        {"_accept", "self, /", socket_accept, NULL},
                                        {"getsockname", "self, /", socket_getsockname, NULL},
                                        {"getpeername", "self, /", socket_getpeername, NULL},
                                        {"shutdown", "self, how, /", socket_shutdown, NULL},
                                        {"recv", "self, bufsize, flags=, /", socket_recv, NULL},
                                        {"recvfrom", "self, bufsize, flags=, /", socket_recvfrom, NULL},
                                        {"recv_into", "self, buffer, nbytes=0, flags=0", socket_recv_into, NULL},
                                        {"send", "self, data, flags=, /", socket_send, NULL},
                                        {"sendall", "self, data, flags=, /", socket_sendall, NULL},
                                        {"sendto", "self, data, flags_or_address, address=, /", socket_sendto, NULL},
                                        {"setsockopt", "self, level, option, value, /", socket_setsockopt, NULL},
                                        {"getsockopt", "self, level, option, buflen=, /", socket_getsockopt, NULL},
                                        {NULL, NULL, NULL, NULL}};

static const AioliProperty PROPERTIES[] = {{"family", get_family, NULL, NULL},
                                           {"type", get_type, NULL, NULL},
                                           {"proto", get_protocol, NULL, NULL},
                                           {"_io_refs", get_io_refs, set_io_refs, NULL},
                                           {"_closed", get_closed, NULL, NULL},
                                           {NULL, NULL, NULL, NULL}};

const AioliClass oli_socket_class = {.name = "socket",
                                     .module = "_socket",
                                     .doc = "One end of a connection, or a place where connections arrive.",
                                     .payload_size = sizeof(Socket),
                                     .finalize = finalize_socket,
                                     .methods = METHODS,
                                     .properties = PROPERTIES};

/* ---- the module ---- */

/* socketpair(family, type, proto): two descriptors */
static AioliValue make_pair(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int family, type, protocol, fds[2];
    if (!aioli_vm_require(vm, AIOLI_ALLOW_NETWORK, "socketpair") || !read_int(vm, args[0], AF_UNIX, &family) ||
        !read_int(vm, args[1], SOCK_STREAM, &type) || !read_int(vm, args[2], 0, &protocol))
        return aioli_error();
    if (socketpair(family, type | SOCK_CLOEXEC, protocol, fds)) return raise_errno(vm);
    const AioliValue items[] = {aioli_int(vm, fds[0]), aioli_int(vm, fds[1])};
    return aioli_tuple(vm, items, 2);
}

static AioliValue duplicate(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int fd;
    if (!read_int(vm, args[0], 0, &fd)) return aioli_error();
    fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    return fd < 0 ? raise_errno(vm) : aioli_int(vm, fd);
}

static AioliValue close_descriptor(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int fd;
    if (!read_int(vm, args[0], 0, &fd)) return aioli_error();
    return close(fd) && errno != ECONNRESET ? raise_errno(vm) : aioli_none();
}

static const AioliFunction FUNCTIONS[] = {{"_pair", "family, type, proto, /", make_pair, NULL},
                                          {"dup", "fd, /", duplicate, NULL},
                                          {"close", "fd, /", close_descriptor, NULL},
                                          {NULL, NULL, NULL, NULL}};

static bool init_socket(AioliVm *vm, AioliValue module) {
    return !aioli_is_error(aioli_class_new(vm, module, &oli_socket_class)) && oli_socket_add_errors(vm, module) &&
           oli_socket_add_constants(vm, module) && aioli_functions_add(vm, module, oli_socket_address_functions);
}

extern const AioliModule oli_module__socket;
const AioliModule oli_module__socket = {
    .name = "_socket", .doc = "The system's sockets.", .functions = FUNCTIONS, .init = init_socket};
