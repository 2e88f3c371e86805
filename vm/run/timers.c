/* SPDX-License-Identifier: MIT
 *
 * Timers of the selected loop: a binary heap that tells each target where it stands, so that it can be taken out.
 * Deadlines are of the loop's monotonic clock, which may be virtual.
 */
#include <math.h>

#include "run/loop_ops.h"

static inline Scheduler *scheduler_of(Vm *vm) { return vm->scheduler; }

static void set_timer_index(Value target, uint32_t index) {
    if (is_kind(target, CLASS_TASK))
        as_task(target)->timer_index = index;
    else
        ((Handle *)(void *)object_of(target))->timer_index = index;
}

static uint32_t timer_index_of(Value target) {
    return is_kind(target, CLASS_TASK) ? as_task(target)->timer_index
                                       : ((Handle *)(void *)object_of(target))->timer_index;
}

static uint32_t timer_order_of(Value target) {
    return is_kind(target, CLASS_TASK) ? as_future(target)->timer_order
                                       : ((Handle *)(void *)object_of(target))->timer_order;
}

/* Orders wrap around: what is less than half of the range ahead is later. */
static bool is_earlier(const TimerEntry *a, const TimerEntry *b) {
    if (a->deadline_ns != b->deadline_ns) return a->deadline_ns < b->deadline_ns;
    return (int32_t)(timer_order_of(a->target) - timer_order_of(b->target)) < 0;
}

static void put_timer(Scheduler *s, uint32_t at, TimerEntry entry) {
    s->timers[at] = entry;
    set_timer_index(entry.target, at + 1);
}

static void sift_up(Scheduler *s, uint32_t at, TimerEntry entry) {
    while (at) {
        uint32_t parent = (at - 1) / 2;
        if (!is_earlier(&entry, &s->timers[parent])) break;
        put_timer(s, at, s->timers[parent]);
        at = parent;
    }
    put_timer(s, at, entry);
}

static void sift_down(Scheduler *s, uint32_t at, TimerEntry entry) {
    for (;;) {
        uint32_t child = at * 2 + 1;
        if (child >= s->timer_count) break;
        if (child + 1 < s->timer_count && is_earlier(&s->timers[child + 1], &s->timers[child])) child++;
        if (!is_earlier(&s->timers[child], &entry)) break;
        put_timer(s, at, s->timers[child]);
        at = child;
    }
    put_timer(s, at, entry);
}

bool oli_timer_add(Vm *vm, Value target, int64_t deadline_ns) {
    Scheduler *s = scheduler_of(vm);
    if (s->timer_count == s->timer_capacity) {
        uint32_t capacity = s->timer_capacity ? s->timer_capacity * 2 : 16;
        TimerEntry *grown = oli_resize(vm, s->timers, s->timer_capacity * sizeof *grown, capacity * sizeof *grown);
        if (!grown) return false;
        s->timers = grown;
        s->timer_capacity = capacity;
    }
    if (is_kind(target, CLASS_TASK))
        as_future(target)->timer_order = ++s->timer_order;
    else
        ((Handle *)(void *)object_of(target))->timer_order = ++s->timer_order;
    sift_up(s, s->timer_count++, (TimerEntry){deadline_ns, target});
    return true;
}

void oli_timer_remove(Vm *vm, Value target) {
    Scheduler *s = scheduler_of(vm);
    uint32_t index = timer_index_of(target);
    if (!index) return;
    set_timer_index(target, 0);
    uint32_t at = index - 1;
    TimerEntry last = s->timers[--s->timer_count];
    if (at == s->timer_count) return;
    if (at && is_earlier(&last, &s->timers[(at - 1) / 2]))
        sift_up(s, at, last);
    else
        sift_down(s, at, last);
}

/* ---- the clock ---- */

int64_t oli_clock_ns(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    if (s->overrides & LOOP_OWN_TIME) return s->own_time_ns;
    if (s->virtual_time || !s->host.now_ns) return s->virtual_ns;
    return s->host.now_ns(s->host.host);
}

int64_t oli_deadline_ns(double seconds) {
    return seconds < -9e9 ? -(int64_t)9e18 : seconds > 9e9 ? (int64_t)9e18 : (int64_t)floor(seconds * 1e9 + 0.5);
}
