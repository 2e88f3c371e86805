/* SPDX-License-Identifier: MIT
 *
 * Module _poll: when file descriptors can be read and written, for loop.add_reader, add_writer and what is made of them
 * (asyncio/selector_events.aio).
 *
 * One Watch per descriptor holds the loop's Handles for reading and for writing, and a uv_poll_t that is active while
 * there is one. When libuv reports the descriptor, the Handle is put into its loop's ready queue, as CPython's selector
 * loop does after each select. Errors and hang-ups make both ends ready: the callback then meets the error itself.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <uv.h>

#include "aioli.h"
#include "loop_uv.h"

enum { READ, WRITE, DIRECTIONS };

typedef struct Watch {
    uv_close_cb on_closed; /* loop_uv.h */
    uv_poll_t poll;
    AioliVm *vm;
    int fd;
    AioliRef *loop;
    AioliRef *handles[DIRECTIONS]; /* NULL: nobody waits for it */
} Watch;

/* Watches by descriptor. */
typedef struct Watches {
    Watch **by_fd;
    size_t capacity;
} Watches;

static const char KEY;

static void free_watches(void *block) { free(((Watches *)block)->by_fd); }

static Watches *watches_of(AioliVm *vm) { return aioli_vm_data(vm, &KEY, sizeof(Watches), free_watches); }

static Watch *find(const Watches *watches, int fd) {
    return fd >= 0 && (size_t)fd < watches->capacity ? watches->by_fd[fd] : NULL;
}

static bool make_room(AioliVm *vm, Watches *watches, int fd) {
    if ((size_t)fd < watches->capacity) return true;
    size_t capacity = watches->capacity ? watches->capacity : 16;
    while (capacity <= (size_t)fd) capacity *= 2;
    Watch **grown = realloc(watches->by_fd, capacity * sizeof *grown);
    if (!grown) {
        aioli_raise(vm, "MemoryError", "");
        return false;
    }
    for (size_t i = watches->capacity; i < capacity; i++) grown[i] = NULL;
    watches->by_fd = grown;
    watches->capacity = capacity;
    return true;
}

/* ---- events ---- */

static void on_closed(uv_handle_t *handle) {
    Watch *watch = handle->data;
    for (int i = 0; i < DIRECTIONS; i++) aioli_ref_free(watch->vm, watch->handles[i]);
    aioli_ref_free(watch->vm, watch->loop);
    free(watch);
}

static void stop(Watch *watch) {
    watches_of(watch->vm)->by_fd[watch->fd] = NULL;
    uv_close((uv_handle_t *)&watch->poll, on_closed);
}

static void on_event(uv_poll_t *poll, int status, int events);

/* Watch for what somebody waits for. */
static int update(Watch *watch) {
    int events = (watch->handles[READ] ? UV_READABLE : 0) | (watch->handles[WRITE] ? UV_WRITABLE : 0);
    return events ? uv_poll_start(&watch->poll, events, on_event) : uv_poll_stop(&watch->poll);
}

/* Into the ready queue. False: the loop is closed, nobody waits any more; or an exception is pending. */
static bool queue_handle(AioliVm *vm, AioliValue loop, AioliRef *handle) {
    AioliValue closed = aioli_call_method(vm, loop, "is_closed", NULL, 0);
    if (aioli_is_error(closed) || aioli_is_true(closed)) return false;
    AioliValue value = aioli_ref_get(handle);
    return !aioli_is_error(aioli_call_method(vm, loop, "_add_callback", &value, 1));
}

static void on_event(uv_poll_t *poll, int status, int events) {
    static const int EVENTS[DIRECTIONS] = {UV_READABLE, UV_WRITABLE};
    Watch *watch = poll->data;
    AioliVm *vm = watch->vm;
    if (aioli_error_pending(vm)) return; /* of another callback of the same poll: this event comes again */
    AioliScope scope;
    aioli_scope_open(vm, &scope);
    AioliValue loop = aioli_ref_get(watch->loop);
    bool open = true;
    for (int i = 0; i < DIRECTIONS; i++)
        if (open && watch->handles[i] && (status < 0 || events & EVENTS[i]))
            open = queue_handle(vm, loop, watch->handles[i]);
    if (!open && !aioli_error_pending(vm))
        stop(watch);
    else if (status < 0)
        update(watch); /* libuv stops at errors */
    aioli_scope_close(vm, &scope, aioli_missing());
}

/* ---- functions ---- */

static bool read_args(AioliVm *vm, const AioliValue *args, int *fd, int *direction) {
    int64_t number, which;
    if (!aioli_int_get(vm, args[0], &number) || !aioli_int_get(vm, args[1], &which)) return false;
    *fd = number < 0 || number > INT32_MAX ? -1 : (int)number;
    *direction = which ? WRITE : READ;
    return true;
}

/* NULL: an exception is pending. Being watched leaves a descriptor as blocking as it was. */
static Watch *open_watch(AioliVm *vm, Watches *watches, int fd) {
    uv_loop_t *loop = oli_loop_uv(vm);
    if (!loop || !make_room(vm, watches, fd)) return NULL;
    Watch *watch = calloc(1, sizeof *watch);
    if (!watch) {
        aioli_raise(vm, "MemoryError", "");
        return NULL;
    }
    int flags = fcntl(fd, F_GETFL), error = uv_poll_init(loop, &watch->poll, fd);
    if (error) {
        free(watch);
        aioli_raise_errno(vm, -error, aioli_missing());
        return NULL;
    }
    if (flags != -1) fcntl(fd, F_SETFL, flags);
    *watch = (Watch){.on_closed = on_closed, .poll = watch->poll, .vm = vm, .fd = fd};
    watch->poll.data = watch;
    return watches->by_fd[fd] = watch;
}

static bool set_ref(AioliVm *vm, AioliRef **ref, AioliValue value) {
    if (*ref)
        aioli_ref_set(vm, *ref, value);
    else
        *ref = aioli_ref_new(vm, value);
    return *ref != NULL;
}

/* add(fd, direction, loop, handle): the Handle that it replaces, or None */
static AioliValue poll_add(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int fd, direction;
    Watches *watches = watches_of(vm);
    if (!watches || !read_args(vm, args, &fd, &direction)) return aioli_error();
    if (fd < 0) return aioli_raise_errno(vm, EBADF, aioli_missing());
    Watch *watch = find(watches, fd);
    if (!watch && !(watch = open_watch(vm, watches, fd))) return aioli_error();
    AioliRef **handle = &watch->handles[direction];
    AioliValue old = *handle ? aioli_ref_get(*handle) : aioli_none();
    bool ok = set_ref(vm, &watch->loop, args[2]) && set_ref(vm, handle, args[3]);
    int error = ok ? update(watch) : 0;
    if (error) aioli_raise_errno(vm, -error, aioli_missing());
    if (!error && ok) return old;
    stop(watch);
    return aioli_error();
}

/* remove(fd, direction): the Handle that waited, or None */
static AioliValue poll_remove(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int fd, direction;
    Watches *watches = watches_of(vm);
    if (!watches || !read_args(vm, args, &fd, &direction)) return aioli_error();
    Watch *watch = find(watches, fd);
    if (!watch || !watch->handles[direction]) return aioli_none();
    AioliValue old = aioli_ref_get(watch->handles[direction]);
    aioli_ref_free(vm, watch->handles[direction]);
    watch->handles[direction] = NULL;
    if (watch->handles[READ] || watch->handles[WRITE])
        update(watch);
    else
        stop(watch);
    return old;
}

/* forget(loop): it is closed; nothing is watched for it any more */
static AioliValue poll_forget(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Watches *watches = watches_of(vm);
    for (size_t i = 0; watches && i < watches->capacity; i++)
        if (watches->by_fd[i] && aioli_is_same(aioli_ref_get(watches->by_fd[i]->loop), args[0]))
            stop(watches->by_fd[i]);
    return watches ? aioli_none() : aioli_error();
}

/* What an event loop that is closed waited for. */
static void stop_watches(AioliVm *vm, AioliValue loop) {
    const Watches *watches = watches_of(vm);
    for (size_t fd = 0; fd < watches->capacity; fd++)
        if (watches->by_fd[fd] && aioli_is_same(aioli_ref_get(watches->by_fd[fd]->loop), loop))
            stop(watches->by_fd[fd]);
}

static bool init_poll(AioliVm *vm, AioliValue module) {
    (void)module;
    oli_loop_uv_on_loop_closed(vm, stop_watches);
    return watches_of(vm) != NULL;
}

static const AioliFunction FUNCTIONS[] = {{"add", "fd, direction, loop, handle, /", poll_add, NULL},
                                          {"forget", "loop, /", poll_forget, NULL},
                                          {"remove", "fd, direction, /", poll_remove, NULL},
                                          {NULL, NULL, NULL, NULL}};

extern const AioliModule oli_module__poll;
const AioliModule oli_module__poll = {
    .name = "_poll", .doc = "When file descriptors are ready.", .functions = FUNCTIONS, .init = init_poll};
