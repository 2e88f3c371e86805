/* SPDX-License-Identifier: MIT
 *
 * AioliLoop over libuv: waits for a deadline, a wake, and whatever handles modules open on the uv loop.
 *
 * The uv loop is made at the first wait, so that programs that never wait do not pay for it. `woken` closes the gap
 * between a wake and the poll that it is to end: wake sets it before it looks for the async handle, poll reads it after
 * the handle is there.
 */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE

#include "loop_uv.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <uv.h>

enum { MAX_STOPPERS = 8 };

typedef struct UvLoop {
    uv_loop_t loop;
    uv_timer_t timer;
    uv_async_t wake;
    atomic_bool is_open;
    atomic_bool woken;
    void (*stoppers[MAX_STOPPERS])(AioliVm *vm, AioliValue loop);
    size_t stopper_count;
} UvLoop;

static void on_wake(uv_async_t *handle) { (void)handle; }
static void on_timer(uv_timer_t *handle) { (void)handle; }

static bool open_loop(UvLoop *uv, AioliVm *vm) {
    int error = uv_loop_init(&uv->loop);
    if (!error) error = uv_timer_init(&uv->loop, &uv->timer);
    if (!error) error = uv_async_init(&uv->loop, &uv->wake, on_wake);
    if (error) {
        aioli_raise_errno(vm, -error, aioli_missing());
        return false;
    }
    uv->loop.data = vm;
    uv_unref((uv_handle_t *)&uv->wake);
    atomic_store(&uv->is_open, true);
    return true;
}

/* Milliseconds until the deadline, rounded up. */
static uint64_t wait_ms(AioliVm *vm, int64_t deadline_ns) {
    int64_t left_ns = deadline_ns - aioli_clock_ns(vm, AIOLI_CLOCK_MONOTONIC);
    return left_ns <= 0 ? 0 : ((uint64_t)left_ns + 999999) / 1000000;
}

static bool poll_loop(void *context, AioliVm *vm, int64_t deadline_ns) {
    UvLoop *uv = context;
    if (!atomic_load(&uv->is_open) && !open_loop(uv, vm)) return false;
    bool woken = atomic_exchange(&uv->woken, false);
    uv_update_time(&uv->loop);
    uint64_t ms = deadline_ns == AIOLI_NEVER ? 0 : wait_ms(vm, deadline_ns);
    bool waits = !woken && (ms || deadline_ns == AIOLI_NEVER);
    if (waits && deadline_ns != AIOLI_NEVER) uv_timer_start(&uv->timer, on_timer, ms, 0);
    if (waits) uv_ref((uv_handle_t *)&uv->wake);
    uv_run(&uv->loop, waits ? UV_RUN_ONCE : UV_RUN_NOWAIT);
    if (waits) uv_unref((uv_handle_t *)&uv->wake);
    uv_timer_stop(&uv->timer);
    atomic_store(&uv->woken, false);
    return !aioli_error_pending(vm);
}

static void wake_loop(void *context) {
    UvLoop *uv = context;
    atomic_store(&uv->woken, true);
    if (atomic_load(&uv->is_open)) uv_async_send(&uv->wake);
}

/* The timer and the wake handle do not count: the one is idle between polls, the other is unreferenced. */
static bool is_alive(void *context) {
    UvLoop *uv = context;
    return atomic_load(&uv->is_open) && uv_loop_alive(&uv->loop);
}

static void loop_closed(void *context, AioliVm *vm, AioliValue loop) {
    UvLoop *uv = context;
    for (size_t i = 0; i < uv->stopper_count; i++) uv->stoppers[i](vm, loop);
}

/* NULL: the host has another loop. */
static UvLoop *find_loop(AioliVm *vm) {
    const AioliLoop *loop = aioli_vm_config(vm)->loop;
    return loop && loop->poll == poll_loop ? loop->context : NULL;
}

bool oli_loop_uv_on_loop_closed(AioliVm *vm, void (*stop)(AioliVm *vm, AioliValue loop)) {
    UvLoop *uv = find_loop(vm);
    if (!uv || uv->stopper_count == MAX_STOPPERS) return false;
    uv->stoppers[uv->stopper_count++] = stop;
    return true;
}

uv_loop_t *oli_loop_uv(AioliVm *vm) {
    UvLoop *uv = find_loop(vm);
    if (!uv) aioli_raise(vm, "RuntimeError", "this needs the event loop of the aioli command");
    if (!uv || (!atomic_load(&uv->is_open) && !open_loop(uv, vm))) return NULL;
    return &uv->loop;
}

static void close_handle(uv_handle_t *handle, void *context) {
    (void)context;
    const uv_close_cb *on_closed = handle->data;
    if (!uv_is_closing(handle)) uv_close(handle, on_closed ? *on_closed : NULL);
}

static void close_loop(void *context, AioliVm *vm) {
    (void)vm;
    UvLoop *uv = context;
    if (atomic_load(&uv->is_open)) {
        atomic_store(&uv->is_open, false);
        uv_walk(&uv->loop, close_handle, NULL);
        uv_run(&uv->loop, UV_RUN_DEFAULT);
        uv_loop_close(&uv->loop);
    }
    free(uv);
}

bool oli_loop_uv_open(AioliLoop *loop) {
    UvLoop *uv = calloc(1, sizeof *uv);
    if (!uv) return false;
    *loop = (AioliLoop){.size = sizeof *loop,
                        .context = uv,
                        .poll = poll_loop,
                        .wake = wake_loop,
                        .is_alive = is_alive,
                        .loop_closed = loop_closed,
                        .close = close_loop};
    return true;
}
