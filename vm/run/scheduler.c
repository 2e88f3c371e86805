/* SPDX-License-Identifier: MIT
 *
 * The scheduler: whose turn it is.
 *
 * Entries of the ready queue run first in, first out. A turn takes the entries that are there when it begins, as
 * asyncio's loop does: it looks at the host's loop, moves due timers to the end of the queue, and counts. An entry is a
 * task to step, a timer of a sleeping task (whose wake-up is a further entry, as asyncio's future callback is), a handle,
 * a done-callback, or a finished child of a gather. Nothing here calls script code: oli_schedule returns a frame and the
 * interpreter loop goes on in it.
 *
 * What a step does to a task stands in task.c, timers in timers.c, asyncio.run in running.c.
 */
#include "run/scheduler.h"

#include "run/loop_ops.h"
#include "run/recorder.h"
#include "run/state.h"
#include "run/traceback.h"

static inline Scheduler *scheduler_of(Vm *vm) { return vm->scheduler; }

/* ---- the ready queue ----
 * A ring of words. An entry is a target's pointer, marked in its low bits: alone, with "its timer fired", or with an
 * argument in the next word. Sleeping and waking tasks so cost eight bytes here. */

enum { ENTRY_ALONE = 0, ENTRY_TIMER = 1, ENTRY_WITH_ARG = 2, ENTRY_MARKS = 3 };

static bool grow_ready(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    size_t capacity = s->ready_capacity ? s->ready_capacity * 2 : 64;
    uint64_t *grown = oli_resize(vm, NULL, 0, capacity * sizeof *grown);
    if (!grown) return false;
    for (size_t i = 0; i < s->ready_count; i++) grown[i] = s->ready[(s->ready_head + i) & (s->ready_capacity - 1)];
    oli_release(vm, s->ready, s->ready_capacity * sizeof *grown);
    s->ready = grown;
    s->ready_capacity = capacity;
    s->ready_head = 0;
    return true;
}

static void push_word(Scheduler *s, uint64_t word) {
    s->ready[(s->ready_head + s->ready_count++) & (s->ready_capacity - 1)] = word;
}

static uint64_t pop_word(Scheduler *s) {
    uint64_t word = s->ready[s->ready_head];
    s->ready_head = (s->ready_head + 1) & (s->ready_capacity - 1);
    s->ready_count--;
    return word;
}

static bool push_entry(Vm *vm, Value target, unsigned mark, Value arg) {
    Scheduler *s = scheduler_of(vm);
    if (s->ready_count + 2 > s->ready_capacity && !grow_ready(vm)) return false;
    push_word(s, VALUE_BITS(target) | mark);
    if (mark == ENTRY_WITH_ARG) push_word(s, VALUE_BITS(arg));
    return true;
}

bool oli_ready_push(Vm *vm, Value target, Value arg) {
    return push_entry(vm, target, is_undef(arg) ? ENTRY_ALONE : ENTRY_WITH_ARG, arg);
}

/* The next entry and its mark; counts it off this turn. */
static ReadyEntry pop_ready(Scheduler *s, unsigned *mark) {
    uint64_t word = pop_word(s);
    *mark = word & ENTRY_MARKS;
    s->turn_left -= *mark == ENTRY_WITH_ARG ? 2 : 1;
    ReadyEntry entry = {VALUE_OF_BITS(word & ~(uint64_t)ENTRY_MARKS), VALUE_UNDEF};
    if (*mark == ENTRY_WITH_ARG) entry.arg = VALUE_OF_BITS(pop_word(s));
    return entry;
}

/* The targets of the entries, as a List. */
Value oli_ready_list(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    List *list = oli_list_new(vm, s->ready_count);
    for (size_t i = 0; list && i < s->ready_count; i++) {
        uint64_t word = s->ready[(s->ready_head + i) & (s->ready_capacity - 1)];
        if (!oli_list_append(vm, list, VALUE_OF_BITS(word & ~(uint64_t)ENTRY_MARKS))) return VALUE_ERROR;
        if ((word & ENTRY_MARKS) == ENTRY_WITH_ARG) i++;
    }
    return list ? make_object(list) : VALUE_ERROR;
}

/* ---- callbacks ---- */

/* A call_soon callback or done-callback raised: reported, and the loop goes on (asyncio's default handler). */
void oli_callback_failed(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    Value exception = oli_take_exception(vm);
    if (oli_is_instance_of_exception(vm, exception, EXC_KEYBOARD_INTERRUPT) ||
        oli_is_instance_of_exception(vm, exception, EXC_SYSTEM_EXIT) || vm->uncatchable) {
        oli_scheduler_stop_with(vm, exception);
        return;
    }
    oli_callback_error(vm, s->callback, exception);
}

static Frame *enter_callback(Vm *vm, Value callable, const Value *args, uint32_t count) {
    Scheduler *s = scheduler_of(vm);
    if (is_kind(callable, CLASS_FUNCTION) && !is_generator_code(as_function(callable)->code)) {
        Frame *frame = oli_enter(vm, s->base, as_function(callable), args, count, NULL, RETURN_CALLBACK, 0);
        if (!frame) oli_callback_failed(vm);
        return frame;
    }
    Value result = oli_call(vm, callable, args, count, NULL);
    if (is_error(result)) oli_callback_failed(vm);
    return NULL;
}

static Frame *run_handle(Vm *vm, Handle *handle) {
    Value callback = handle->callback;
    if (is_undef(callback)) return NULL;
    scheduler_of(vm)->callback = make_object(handle);
    scheduler_of(vm)->callback_context = handle->context;
    return enter_callback(vm, callback, handle->args->items, (uint32_t)handle->args->count);
}

/* A sleeping task's timer is due: its wake-up is an entry of its own. */
static void timer_fired(Vm *vm, Task *task) {
    if (task->wait != WAIT_TIMER || task->timer_index) return; /* cancelled meanwhile */
    task->wait = WAIT_FIRED;
    oli_task_wake(vm, task);
}

static Frame *run_entry(Vm *vm, ReadyEntry entry, unsigned mark) {
    switch (object_of(entry.target)->kind) {
    case CLASS_TASK:
        if (mark == ENTRY_ALONE) return oli_task_step(vm, as_task(entry.target));
        timer_fired(vm, as_task(entry.target));
        return NULL;
    case CLASS_GATHERING:
        oli_gathering_child_done(vm, (Gathering *)(void *)object_of(entry.target), entry.arg);
        return NULL;
    case CLASS_HANDLE:
    case CLASS_TIMER_HANDLE: return run_handle(vm, (Handle *)(void *)object_of(entry.target));
    default: {
        Value callable = entry.target;
        Scheduler *s = scheduler_of(vm);
        s->callback = callable;
        s->callback_context = VALUE_NONE;
        if (is_exact(vm, callable, CLASS_TUPLE)) {
            s->callback_context = as_tuple(callable)->items[1];
            callable = as_tuple(callable)->items[0];
        }
        return enter_callback(vm, callable, &entry.arg, 1);
    }
    }
}

/* ---- turns ---- */

static void fire_due_timers(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    if (!s->timer_count) return;
    if (s->overrides & LOOP_OWN_TIME) oli_loop_read_time(vm);
    int64_t now = oli_clock_ns(vm);
    while (s->timer_count && s->timers[0].deadline_ns <= now) {
        Value target = s->timers[0].target;
        if (!push_entry(vm, target, is_kind(target, CLASS_TASK) ? ENTRY_TIMER : ENTRY_ALONE, VALUE_UNDEF)) {
            clear_exception(vm);
            return;
        }
        oli_timer_remove(vm, target);
    }
}

/* Whether the host may still have news for us. */
static bool host_may_wake(Scheduler *s) { return s->host.has_pending && s->host.has_pending(s->host.host); }

/* Nothing is ready: wait for the next deadline or news. False: there is nothing to wait for. */
static bool wait_for_news(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    bool pending = host_may_wake(s);
    if (!s->timer_count && !pending && !(s->host.may_wake && s->host.may_wake(s->host.host))) return false;
    int64_t deadline = s->timer_count ? s->timers[0].deadline_ns : -1;
    if ((s->virtual_time || !s->host.now_ns) && !pending && s->timer_count) {
        if (deadline > s->virtual_ns) s->virtual_ns = deadline;
        return true;
    }
    if (s->host.poll) s->host.poll(s->host.host, deadline);
    s->step_count++; /* waiting is no step */
    return true;
}

static Frame *throw_deadlock(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    oli_raise_deadlock(vm);
    Value error = oli_take_exception(vm);
    Task *main = is_kind(s->main, CLASS_TASK) ? as_task(s->main) : NULL;
    if (main && main->root && !main->root->frame.running && s->phase == RUN_MAIN) {
        if (is_future(main->waiting_on)) {
            oli_future_remove_waiter(vm, as_future(main->waiting_on), s->main);
            as_future(main->waiting_on)->retrieved = true; /* nobody will ask what becomes of it */
        }
        main->waiting_on = error;
        barrier(vm, error);
        return oli_task_step(vm, main);
    }
    oli_scheduler_stop_with(vm, is_undef(s->error) ? error : s->error); /* the main task's own error comes first */
    return NULL;
}

/* Stepping: whether another turn may run; if not, the loop stops. */
static bool may_step(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    fire_due_timers(vm);
    if (!s->ready_count && s->host.poll) {
        s->host.poll(s->host.host, 0);
        fire_due_timers(vm);
    }
    if (!s->ready_count && s->timer_count && (s->virtual_time || !s->host.now_ns) && !host_may_wake(s)) {
        s->virtual_ns = s->timers[0].deadline_ns;
        fire_due_timers(vm);
    }
    if (s->ready_count && s->step_budget) {
        s->step_budget -= s->ready_count < s->step_budget ? s->ready_count : s->step_budget;
        return true;
    }
    s->stopping = true;
    return false;
}

/* The next number of a SplitMix64 generator (Steele, Lea, Flood: Fast splittable pseudorandom number generators). */
static uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/* Put the tasks of this turn in another order; callbacks, whose order asyncio promises, stay where they are. */
static void shuffle_tasks(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    size_t *places = oli_try_resize(vm, NULL, 0, s->ready_count * sizeof *places), count = 0, mask = s->ready_capacity - 1;
    if (!places) return;
    for (size_t i = 0; i < s->ready_count; i++) {
        size_t at = (s->ready_head + i) & mask;
        unsigned mark = s->ready[at] & ENTRY_MARKS;
        if (mark == ENTRY_ALONE && is_kind(VALUE_OF_BITS(s->ready[at]), CLASS_TASK)) places[count++] = at;
        if (mark == ENTRY_WITH_ARG) i++;
    }
    for (size_t i = count; i > 1; i--) {
        size_t other = (size_t)(next_random(&s->shuffle_state) % i);
        uint64_t word = s->ready[places[i - 1]];
        s->ready[places[i - 1]] = s->ready[places[other]];
        s->ready[places[other]] = word;
    }
    oli_release(vm, places, s->ready_count * sizeof *places);
}

/* Begin a turn; may give a frame to run at once. False: stop. */
static bool begin_turn(Vm *vm, Frame **frame) {
    Scheduler *s = scheduler_of(vm);
    *frame = NULL;
    if (vm->fuel < 0 || vm->interrupted) {
        vm->frame = s->base;
        if (!oli_safepoint(vm)) {
            oli_scheduler_stop_with(vm, oli_take_exception(vm));
            return false;
        }
    }
    if (s->failed_check || s->report_count) {
        oli_report_lost(vm, false);
        if (s->failed_check && !s->ready_count) oli_report_lost(vm, false); /* nobody is left to look at it first */
    }
    if (s->stepping && !may_step(vm)) return false;
    if (!s->ready_count) {
        fire_due_timers(vm);
        bool waited = !s->ready_count;
        while (!s->ready_count) {
            if (!wait_for_news(vm)) {
                *frame = throw_deadlock(vm);
                return *frame != NULL;
            }
            if (vm->interrupted && !oli_safepoint(vm)) {
                oli_scheduler_stop_with(vm, oli_take_exception(vm));
                return false;
            }
            fire_due_timers(vm);
        }
        if (waited) oli_watch_turn(vm);
    } else {
        if (host_may_wake(s) && s->host.poll) s->host.poll(s->host.host, 0);
        fire_due_timers(vm);
    }
    if (UNLIKELY(s->shuffles)) shuffle_tasks(vm);
    s->turn_left = s->ready_count;
    return true;
}

/* ---- the next step ---- */

bool oli_scheduler_begin_turn(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    fire_due_timers(vm);
    if (!s->ready_count && !(s->overrides & LOOP_OWN_TIME) && wait_for_news(vm)) fire_due_timers(vm);
    if (!oli_scheduler_begin(vm, VALUE_NONE, false)) return false;
    s->turn_left = s->ready_count;
    s->stopping = true;
    return true;
}

Frame *oli_schedule(Vm *vm, Value *value) {
    Scheduler *s = scheduler_of(vm);
    if (UNLIKELY(s->is_watched)) oli_step_ends(vm);
    s->step_count++;
    for (;;) {
        Frame *frame = NULL;
        if (s->turn_left) {
            vm->frame = s->base;
            unsigned mark;
            ReadyEntry entry = pop_ready(s, &mark);
            frame = run_entry(vm, entry, mark);
        } else if (s->stopping) {
            if (oli_run_next_phase(vm)) return oli_run_end(vm, value);
        } else if (!begin_turn(vm, &frame)) {
            continue;
        }
        if (frame) {
            if (UNLIKELY(s->is_watched)) oli_step_begins(vm);
            return frame;
        }
    }
}

/* ---- life ---- */

bool oli_scheduler_init(Vm *vm) {
    Scheduler *s = oli_resize(vm, NULL, 0, sizeof *s);
    if (!s) return false;
    memset(s, 0, sizeof *s);
    s->main = s->awaited = s->result = VALUE_NONE;
    s->error = VALUE_UNDEF;
    s->loop = s->policy_loop = VALUE_NONE;
    s->helpers = VALUE_UNDEF;
    s->asyncgen_firstiter = s->asyncgen_finalizer = s->outer_firstiter = s->outer_finalizer = VALUE_NONE;
    s->callback = s->callback_context = s->base_context = VALUE_NONE;
    s->entered_context = s->outer_entered_context = VALUE_UNDEF;
    vm->scheduler = s;
    return oli_init_task(vm) && oli_init_gathering(vm) && oli_init_asyncio(vm);
}

void oli_scheduler_free(Vm *vm) {
    Scheduler *s = vm->scheduler;
    if (!s) return;
    oli_release(vm, s->ready, s->ready_capacity * sizeof *s->ready);
    oli_release(vm, s->timers, s->timer_capacity * sizeof *s->timers);
    oli_release(vm, s->tasks, s->task_capacity * sizeof *s->tasks);
    oli_release(vm, s->sites, s->site_capacity * sizeof *s->sites);
    oli_release(vm, s->failed, s->failed_capacity * sizeof *s->failed);
    oli_release(vm, s->reports, s->report_capacity * sizeof *s->reports);
    oli_release(vm, s->fresh, s->fresh_capacity * sizeof *s->fresh);
    oli_release(vm, s->loops, s->loop_capacity * sizeof *s->loops);
    oli_release(vm, s->begun, s->begun_capacity * sizeof *s->begun);
    oli_record_free(vm);
    oli_release(vm, s, sizeof *s);
    vm->scheduler = NULL;
}

enum { TRACE_SLICE = 256 };

/* Tasks, then timers; both arrays may change between slices, so the last round (atomic) sees all of them again. */
bool oli_trace_root_slice(Tracer *tracer) {
    Scheduler *s = tracer->vm->scheduler;
    if (!s) return false;
    for (uint32_t i = 0; i < TRACE_SLICE && s->traced_tasks < s->task_count; i++)
        trace_object(tracer, s->tasks[s->traced_tasks++]);
    for (uint32_t i = 0; i < TRACE_SLICE && s->traced_timers < s->timer_count; i++)
        trace_value(tracer, s->timers[s->traced_timers++].target);
    return s->traced_tasks < s->task_count || s->traced_timers < s->timer_count;
}

void oli_trace_ready(Tracer *tracer, const uint64_t *ready, size_t head, size_t count, size_t capacity) {
    for (size_t i = 0; i < count; i++) {
        uint64_t word = ready[(head + i) & (capacity - 1)];
        unsigned mark = word & ENTRY_MARKS;
        trace_value(tracer, VALUE_OF_BITS(word & ~(uint64_t)ENTRY_MARKS));
        if (mark != ENTRY_WITH_ARG) continue;
        i++;
        trace_value(tracer, VALUE_OF_BITS(ready[(head + i) & (capacity - 1)]));
    }
}

void oli_scheduler_trace(Tracer *tracer, Scheduler *s) {
    oli_trace_ready(tracer, s->ready, s->ready_head, s->ready_count, s->ready_capacity);
    s->traced_tasks = s->traced_timers = 0;
    for (uint32_t i = 0; i < s->site_count; i++) trace_object(tracer, s->sites[i].code);
    trace_object(tracer, s->current);
    trace_object(tracer, s->timed_task);
    if (s->recorder) trace_object(tracer, s->recorder->running);
    trace_value(tracer, s->main);
    trace_value(tracer, s->awaited);
    trace_value(tracer, s->result);
    trace_value(tracer, s->error);
    trace_value(tracer, s->loop);
    trace_value(tracer, s->policy_loop);
    for (uint32_t i = 0; i < s->loop_count; i++)
        if (!is_kind(s->loops[i], CLASS_EVENT_LOOP)) trace_value(tracer, s->loops[i]);
    trace_value(tracer, s->helpers);
    trace_value(tracer, s->callback);
    trace_value(tracer, s->callback_context);
    trace_value(tracer, s->base_context);
    trace_value(tracer, s->entered_context);
    trace_value(tracer, s->outer_entered_context);
    trace_value(tracer, s->asyncgen_firstiter);
    trace_value(tracer, s->asyncgen_finalizer);
    trace_value(tracer, s->outer_firstiter);
    trace_value(tracer, s->outer_finalizer);
    for (uint32_t i = 0; i < s->begun_count; i++) trace_value(tracer, s->begun[i].finalizer);
    for (uint32_t i = 0; i < s->report_count; i++) trace_object(tracer, s->reports[i]);
}
