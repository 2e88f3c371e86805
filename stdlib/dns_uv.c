/* SPDX-License-Identifier: MIT
 *
 * Module _dns: names of hosts and services, asked for on libuv's thread pool. Source: RFC 3493; libuv's documentation.
 *
 * A request holds a Future until the answer is there; a Future that is done by then (cancelled) stays as it is.
 */
#define _GNU_SOURCE

#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "loop_uv.h"
#include "socket.h"

typedef struct DnsRequest {
    union {
        uv_getaddrinfo_t addresses;
        uv_getnameinfo_t names;
    } uv;
    AioliVm *vm;
    AioliRef *future;
} DnsRequest;

/* libuv's own error codes as getaddrinfo's. */
static int gai_code(int status) {
    static const struct {
        int uv, gai;
    } CODES[] = {{UV_EAI_AGAIN, EAI_AGAIN},       {UV_EAI_BADFLAGS, EAI_BADFLAGS}, {UV_EAI_FAIL, EAI_FAIL},
                 {UV_EAI_FAMILY, EAI_FAMILY},     {UV_EAI_MEMORY, EAI_MEMORY},     {UV_EAI_NONAME, EAI_NONAME},
                 {UV_EAI_OVERFLOW, EAI_OVERFLOW}, {UV_EAI_SERVICE, EAI_SERVICE},   {UV_EAI_SOCKTYPE, EAI_SOCKTYPE},
#ifdef EAI_NODATA
                 {UV_EAI_NODATA, EAI_NODATA},     {UV_EAI_ADDRFAMILY, EAI_ADDRFAMILY},
#endif
    };
    for (size_t i = 0; i < sizeof CODES / sizeof *CODES; i++)
        if (CODES[i].uv == status) return CODES[i].gai;
    return 0;
}

static AioliValue raise_status(AioliVm *vm, int status) {
    int code = gai_code(status);
    return code ? oli_socket_raise_gai(vm, code) : aioli_raise_errno(vm, -status, aioli_missing());
}

/* Complete the Future with `result`, or the pending exception, and free the request. */
static void finish(DnsRequest *request, AioliValue result) {
    AioliVm *vm = request->vm;
    AioliValue future = aioli_ref_get(request->future);
    bool was_done = aioli_future_is_done(vm, future);
    if (aioli_is_error(result)) {
        AioliValue error = aioli_error_take(vm);
        if (!was_done) aioli_future_reject(vm, future, error);
    } else if (!was_done) {
        aioli_future_resolve(vm, future, result);
    }
    aioli_ref_free(vm, request->future);
    free(request);
}

static void on_addresses(uv_getaddrinfo_t *uv, int status, struct addrinfo *found) {
    DnsRequest *request = uv->data;
    AioliScope scope;
    aioli_scope_open(request->vm, &scope);
    AioliVm *vm = request->vm;
    finish(request, status ? raise_status(vm, status) : oli_socket_infos(vm, found));
    uv_freeaddrinfo(found);
    aioli_scope_close(vm, &scope, aioli_missing());
}

static void on_names(uv_getnameinfo_t *uv, int status, const char *host, const char *service) {
    DnsRequest *request = uv->data;
    AioliScope scope;
    AioliVm *vm = request->vm;
    aioli_scope_open(vm, &scope);
    AioliValue result = aioli_error();
    if (status) {
        raise_status(vm, status);
    } else {
        const AioliValue items[] = {aioli_string(vm, host, AIOLI_NUL), aioli_string(vm, service, AIOLI_NUL)};
        if (!aioli_error_pending(vm)) result = aioli_tuple(vm, items, 2);
    }
    finish(request, result);
    aioli_scope_close(vm, &scope, aioli_missing());
}

static DnsRequest *new_request(AioliVm *vm, AioliValue *future) {
    DnsRequest *request = calloc(1, sizeof *request);
    *future = aioli_future_new(vm);
    AioliRef *ref = request && !aioli_is_error(*future) ? aioli_ref_new(vm, *future) : NULL;
    if (!ref) {
        free(request);
        if (!aioli_error_pending(vm)) aioli_raise(vm, "MemoryError", "");
        return NULL;
    }
    request->vm = vm;
    request->future = ref;
    return request;
}

static bool read_ints(AioliVm *vm, const AioliValue *args, int *out, size_t count) {
    for (size_t i = 0; i < count; i++) {
        int64_t number;
        if (!aioli_int_get_clipped(vm, args[i], &number)) return false;
        out[i] = number > INT32_MAX || number < INT32_MIN ? -1 : (int)number;
    }
    return true;
}

/* getaddrinfo(host, port, family, type, proto, flags): a Future of socket.getaddrinfo's list */
static AioliValue find_addresses(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const char *host, *port;
    int numbers[4];
    if (!aioli_vm_require(vm, AIOLI_ALLOW_NETWORK, "getaddrinfo") ||
        !oli_socket_host_port(vm, args[0], args[1], &host, &port) || !read_ints(vm, args + 2, numbers, 4))
        return aioli_error();
    if (!host && !port) return oli_socket_raise_gai(vm, EAI_NONAME);
    uv_loop_t *loop = oli_loop_uv(vm);
    AioliValue future;
    DnsRequest *request = loop ? new_request(vm, &future) : NULL;
    if (!request) return aioli_error();
    struct addrinfo hints = {.ai_family = numbers[0], .ai_socktype = numbers[1], .ai_protocol = numbers[2],
                             .ai_flags = numbers[3]};
    request->uv.addresses.data = request;
    int error = uv_getaddrinfo(loop, &request->uv.addresses, on_addresses, host, port, &hints);
    if (!error) return future;
    raise_status(vm, error);
    finish(request, aioli_error());
    return future;
}

/* getnameinfo((host, port[, flow, scope]), flags): a Future of (host, service); the host must be numeric */
static AioliValue find_names(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const char *host, *port;
    int flags;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_NETWORK, "getnameinfo")) return aioli_error();
    if (aioli_type(vm, args[0]) != AIOLI_TYPE_TUPLE || aioli_sequence_length(vm, args[0]) < 2)
        return aioli_raise(vm, "TypeError", "getnameinfo() argument 1 must be a tuple");
    if (!oli_socket_host_port(vm, aioli_sequence_get(vm, args[0], 0), aioli_sequence_get(vm, args[0], 1), &host, &port) ||
        !read_ints(vm, args + 1, &flags, 1))
        return aioli_error();
    struct addrinfo hints = {.ai_socktype = SOCK_DGRAM, .ai_flags = AI_NUMERICHOST}, *found;
    int code = getaddrinfo(host, port, &hints, &found); /* numeric: asks nobody */
    if (code) return oli_socket_raise_gai(vm, code);
    uv_loop_t *loop = oli_loop_uv(vm);
    AioliValue future;
    DnsRequest *request = loop ? new_request(vm, &future) : NULL;
    if (request) {
        request->uv.names.data = request;
        int error = uv_getnameinfo(loop, &request->uv.names, on_names, found->ai_addr, flags);
        if (error) {
            raise_status(vm, error);
            finish(request, aioli_error());
        }
    }
    freeaddrinfo(found);
    return request ? future : aioli_error();
}

static const AioliFunction FUNCTIONS[] = {{"getaddrinfo", "host, port, family, type, proto, flags, /", find_addresses, NULL},
                                          {"getnameinfo", "sockaddr, flags, /", find_names, NULL},
                                          {NULL, NULL, NULL, NULL}};

extern const AioliModule oli_module__dns;
const AioliModule oli_module__dns = {.name = "_dns", .doc = "Names of hosts and services.", .functions = FUNCTIONS};
