/* SPDX-License-Identifier: MIT
 *
 * Time and waiting: the scheduler's HostLoop (run/scheduler.h) over the host's AioliLoop and AioliSystem.
 *
 * Without AIOLI_ALLOW_CLOCK, or when the host asked for it, time is virtual: it stands at the scheduler's virtual_ns and
 * moves when everybody sleeps. With no AioliLoop the VM waits by sleeping, and looks for messages of other threads now
 * and then.
 */
#include "embed/embed.h"
#include "embed/output.h"
#include "run/scheduler.h"
#include "run/state.h"

enum { LONGEST_SLEEP_NS = 20000000 }; /* without a loop: how late a message may be seen */

static bool is_virtual(const Embed *embed) {
    return embed->config.virtual_time || !(embed->config.capabilities & AIOLI_ALLOW_CLOCK) || !embed->system.clock_ns;
}

static int64_t system_clock(const Embed *embed, AioliClock clock) {
    return embed->system.clock_ns ? embed->system.clock_ns(embed->system.context, clock) : 0;
}

/* ---- the scheduler's view ---- */

static int64_t now_ns(void *host) { return system_clock(host, AIOLI_CLOCK_MONOTONIC); }

/* A future that the host still holds may be completed. */
static bool holds_pending_future(const Embed *embed) {
    for (size_t i = 0; i < embed->refs.count; i++) {
        Value v = embed->refs.values[i];
        if (is_kind(v, CLASS_FUTURE) && !oli_future_is_done(v)) return true;
    }
    return false;
}

static bool has_pending(void *host) {
    Embed *embed = host;
    if (__atomic_load_n(&embed->posts, __ATOMIC_RELAXED)) return true;
    if (embed->loop.is_alive && embed->loop.is_alive(embed->loop.context)) return true;
    return embed->refs.count && holds_pending_future(embed);
}

static bool may_wake(void *host) { return ((const Embed *)host)->expected > 0; }

static void sleep_some(const Embed *embed, int64_t deadline_ns) {
    if (!embed->system.sleep_until) return;
    int64_t latest_ns = system_clock(embed, AIOLI_CLOCK_MONOTONIC) + LONGEST_SLEEP_NS;
    embed->system.sleep_until(embed->system.context, deadline_ns < latest_ns ? deadline_ns : latest_ns);
}

/* Virtual time passes as real time does while something other than a timer is waited for. */
static void pass_time(Embed *embed, int64_t real_ns, int64_t deadline_ns) {
    Scheduler *s = embed->vm->scheduler;
    int64_t passed_ns = system_clock(embed, AIOLI_CLOCK_MONOTONIC) - real_ns;
    if (passed_ns <= 0) return;
    bool reached = deadline_ns >= 0 && passed_ns >= deadline_ns - s->virtual_ns;
    s->virtual_ns = reached ? deadline_ns : s->virtual_ns + passed_ns;
}

/* deadline_ns: negative: never; 0: only look. */
static void poll_host(void *host, int64_t deadline_ns) {
    Embed *embed = host;
    Vm *vm = embed->vm;
    bool passes_time = deadline_ns && is_virtual(embed) && embed->system.clock_ns;
    if (deadline_ns && is_virtual(embed) && !passes_time) deadline_ns = -1;
    int64_t real_ns = passes_time ? system_clock(embed, AIOLI_CLOCK_MONOTONIC) : 0, until_ns = deadline_ns;
    if (deadline_ns) oli_output_flush_quietly(vm);
    bool has_posts = __atomic_load_n(&embed->posts, __ATOMIC_RELAXED) != NULL;
    if (has_posts || vm->interrupted) deadline_ns = 0;
    if (embed->loop.poll) {
        embed->host_depth++;
        bool ok = embed->loop.poll(embed->loop.context, handle_of(vm), deadline_ns < 0 ? AIOLI_NEVER : deadline_ns);
        embed->host_depth--;
        if (!ok && has_exception(vm)) oli_callback_failed(vm);
    } else if (deadline_ns) {
        int64_t left_ns = passes_time ? deadline_ns - vm->scheduler->virtual_ns + real_ns : deadline_ns;
        sleep_some(embed, deadline_ns < 0 ? AIOLI_NEVER : left_ns);
    }
    if (passes_time) pass_time(embed, real_ns, until_ns);
    oli_embed_run_posts(vm);
}

static void loop_closed(void *host, Value loop) {
    Embed *embed = host;
    if (!embed->loop.loop_closed) return;
    AioliScope scope;
    aioli_scope_open(handle_of(embed->vm), &scope);
    embed->loop.loop_closed(embed->loop.context, handle_of(embed->vm), value_out(loop));
    aioli_scope_close(handle_of(embed->vm), &scope, aioli_missing());
}

void oli_embed_connect_loop(Vm *vm) {
    Embed *embed = embed_of(vm);
    Scheduler *scheduler = vm->scheduler;
    scheduler->host = (HostLoop){.host = embed,
                                 .now_ns = is_virtual(embed) ? NULL : now_ns,
                                 .poll = poll_host,
                                 .has_pending = has_pending,
                                 .may_wake = may_wake,
                                 .loop_closed = loop_closed};
    scheduler->virtual_time = is_virtual(embed);
    embed->real_start_ns = system_clock(embed, AIOLI_CLOCK_REAL);
}

/* ---- clocks ---- */

int64_t oli_embed_clock(Vm *vm, AioliClock clock) {
    const Embed *embed = embed_of(vm);
    if (clock == AIOLI_CLOCK_MONOTONIC) return oli_clock_ns(vm);
    if (!is_virtual(embed)) return system_clock(embed, clock);
    bool has_clock = embed->config.capabilities & AIOLI_ALLOW_CLOCK;
    if (clock != AIOLI_CLOCK_REAL) return has_clock ? system_clock(embed, clock) : oli_clock_ns(vm);
    return oli_clock_ns(vm) + (has_clock ? embed->real_start_ns : 0);
}

bool oli_embed_sleep(Vm *vm, int64_t deadline_ns) {
    Embed *embed = embed_of(vm);
    if (is_virtual(embed)) {
        if (deadline_ns > vm->scheduler->virtual_ns) vm->scheduler->virtual_ns = deadline_ns;
        return !vm->interrupted || oli_handle_interrupt(vm);
    }
    oli_output_flush_quietly(vm);
    int64_t began_ns = system_clock(embed, AIOLI_CLOCK_MONOTONIC);
    for (;;) {
        if (vm->interrupted && !oli_handle_interrupt(vm)) return false;
        int64_t now_ns = system_clock(embed, AIOLI_CLOCK_MONOTONIC);
        if (now_ns >= deadline_ns) {
            oli_watch_blocked(vm, now_ns - began_ns);
            return true;
        }
        if (!embed->system.sleep_until) return oli_raise_false(vm, EXC_OS_ERROR, "this system cannot sleep");
        embed->system.sleep_until(embed->system.context, deadline_ns);
    }
}

int64_t aioli_clock_ns(AioliVm *handle, AioliClock clock) { return handle ? oli_embed_clock(vm_of(handle), clock) : 0; }

bool aioli_sleep_ns(AioliVm *handle, int64_t duration_ns) {
    if (!is_ready(handle)) return false;
    int64_t now = oli_clock_ns(vm_of(handle));
    if (duration_ns < 0) duration_ns = 0;
    return oli_embed_sleep(vm_of(handle), duration_ns > INT64_MAX - now ? INT64_MAX : now + duration_ns);
}
