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
 * asyncio.run(main) parks its caller's frame, runs until main's done-callback, then cancels what is left, as
 * asyncio.Runner does; the caller then goes on with the result.
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

/* ---- tasks ---- */

static bool own_task(Vm *vm, Task *task) {
    Scheduler *s = scheduler_of(vm);
    if (s->task_count == s->task_capacity) {
        uint32_t capacity = s->task_capacity ? s->task_capacity * 2 : 16;
        Task **grown = oli_resize(vm, s->tasks, s->task_capacity * sizeof *grown, capacity * sizeof *grown);
        if (!grown) return false;
        s->tasks = grown;
        s->task_capacity = capacity;
    }
    s->tasks[s->task_count++] = task;
    task->slot = s->task_count;
    return true;
}

static void disown_task(Vm *vm, Task *task) {
    Scheduler *s = scheduler_of(vm);
    if (!task->slot) return;
    Task *last = s->tasks[--s->task_count];
    s->tasks[task->slot - 1] = last;
    last->slot = task->slot;
    task->slot = 0;
}

Task *oli_task_new(Vm *vm, Value coroutine, Value name) {
    Task *task = oli_new(vm, vm->classes[CLASS_TASK], sizeof *task);
    if (!task) return NULL;
    oli_task_clear(task);
    return oli_task_start(vm, task, coroutine, name) ? task : NULL;
}

void oli_task_clear(Task *task) {
    task->future.result = task->future.callbacks = VALUE_UNDEF;
    task->waiting_on = VALUE_NONE;
    task->name = make_int(0);
}

bool oli_task_adopt(Vm *vm, Task *task, Value coroutine, Value name) {
    task->name = is_undef(name) ? make_int(++scheduler_of(vm)->task_number) : name;
    task->future.loop = ((EventLoop *)(void *)object_of(scheduler_of(vm)->loop))->number;
    task->root = as_generator(coroutine);
    task->root->frame.is_owned = true;
    task->root->task = task;
    barrier_owner(vm, task);
    barrier_object(vm, task);
    task->site = oli_creation_site(vm);
    Value context = oli_context_snapshot(vm);
    if (!is_none(context) && !oli_task_set_context(vm, task, context)) return false;
    if (UNLIKELY(vm->scheduler->recorder != NULL)) oli_record_created(vm, task);
    return own_task(vm, task);
}

bool oli_task_start(Vm *vm, Task *task, Value coroutine, Value name) {
    return oli_task_adopt(vm, task, coroutine, name) && oli_ready_push(vm, make_object(task), VALUE_UNDEF);
}

Task *oli_current_task(Vm *vm) { return vm->scheduler->current; }
bool oli_loop_is_running(Vm *vm) { return vm->scheduler->phase != RUN_IDLE; }
Value oli_event_loop(Vm *vm) { return vm->scheduler->loop; }

static void wake(Vm *vm, Task *task) {
    if (!oli_ready_push(vm, make_object(task), VALUE_UNDEF))
        clear_exception(vm); /* lost only without memory: see docs */
}

/* Throw the pending exception into the task at its next step. */
static void fail_next_step(Vm *vm, Task *task) {
    task->waiting_on = oli_take_exception(vm);
    barrier(vm, task->waiting_on);
    wake(vm, task);
}

/* A task may not wait on itself, nor on a future of another loop. */
static void refuse_to_wait(Vm *vm, Task *task, Value future) {
    if (is_same(future, make_object(task)))
        oli_raise(vm, EXC_RUNTIME_ERROR, "Task cannot await on itself: %R", future);
    else
        oli_raise(vm, EXC_RUNTIME_ERROR, "Task %R got Future %R attached to a different loop", make_object(task),
                  future);
    fail_next_step(vm, task);
}

void oli_task_wait(Vm *vm, Task *task, Value future) {
    vm->scheduler->current = NULL;
    uint16_t loop = as_future(future)->loop;
    if (is_same(future, make_object(task)) || (loop != task->future.loop && loop)) {
        refuse_to_wait(vm, task, future);
        return;
    }
    task->wait = WAIT_FUTURE;
    task->waiting_on = future;
    barrier(vm, future);
    bool own = class_of(vm, future)->flags & CLASS_FLAG_USER;
    if (!(own ? oli_wait_by_method(vm, task, future)
              : oli_future_add_waiter(vm, as_future(future), make_object(task)))) {
        oli_task_failed(vm, task);
        return;
    }
    if (!task->must_cancel) return;
    if (oli_future_cancel(vm, future, cancel_message_of(&task->future)))
        task->must_cancel = false;
    else
        clear_exception(vm);
}

/* What the task waits for is cancelled: it wakes next turn, with a CancelledError. False: no memory for that. */
static bool interrupt_wait(Vm *vm, Task *task, Value message) {
    Value error = oli_make_cancelled(vm, message);
    if (is_error(error)) {
        clear_exception(vm);
        return false;
    }
    if (task->wait == WAIT_TIMER)
        oli_timer_remove(vm, make_object(task));
    else
        oli_future_remove_waiter(vm, as_future(task->waiting_on), make_object(task));
    task->wait = WAIT_INTERRUPTED;
    task->waiting_on = error;
    barrier(vm, error);
    wake(vm, task);
    return true;
}

bool oli_task_sleep(Vm *vm, Task *task, int64_t deadline_ns) {
    if (!oli_timer_add(vm, make_object(task), deadline_ns)) return false;
    vm->scheduler->current = NULL;
    task->wait = WAIT_TIMER;
    if (task->must_cancel && interrupt_wait(vm, task, cancel_message_of(&task->future))) task->must_cancel = false;
    return true;
}

void oli_task_doze(Vm *vm, Task *task, int64_t delay_ns) {
    vm->scheduler->current = NULL;
    if (delay_ns <= 0) {
        wake(vm, task);
    } else if (!oli_task_sleep(vm, task, oli_clock_ns(vm) + delay_ns)) {
        task->waiting_on = oli_take_exception(vm); /* no memory: thrown at the next step */
        wake(vm, task);
    }
}

void oli_task_yielded(Vm *vm, Task *task, Value value) {
    vm->scheduler->current = NULL;
    if (is_none(value)) {
        wake(vm, task);
    } else if (is_future(value) && as_future(value)->wants_wake) {
        as_future(value)->wants_wake = false;
        oli_task_wait(vm, task, value);
    } else if (is_future(value)) {
        oli_raise(vm, EXC_RUNTIME_ERROR, "yield was used instead of yield from in task %R with %R", make_object(task),
                  value);
        fail_next_step(vm, task);
    } else {
        oli_raise(vm, EXC_RUNTIME_ERROR, "Task got bad yield: %R", value);
        fail_next_step(vm, task);
    }
}

static void complete_task(Vm *vm, Task *task) {
    task->waiting_on = make_object(task->root);
    barrier(vm, task->waiting_on);
    task->root->frame.is_owned = false; /* whoever still has the coroutine has not the task */
    task->root->task = NULL;
    task->root = NULL;
    task->wait = WAIT_NONE;
    task->must_cancel = false;
    vm->scheduler->current = NULL;
    disown_task(vm, task);
    if (!oli_future_schedule_callbacks(vm, &task->future)) clear_exception(vm);
}

void oli_task_finished(Vm *vm, Task *task, Value result) {
    if (task->must_cancel) {
        task->future.state = FUTURE_CANCELLED;
    } else {
        task->future.state = FUTURE_FINISHED;
        task->future.result = result;
        barrier(vm, result);
    }
    complete_task(vm, task);
}

/* KeyboardInterrupt and SystemExit end the loop: the exception is the task's and asyncio.run's. */
static void stop_with(Vm *vm, Value exception) {
    Scheduler *s = scheduler_of(vm);
    s->error = exception;
    s->result = VALUE_ERROR;
    s->stopping = true;
    s->turn_left = 0;
    s->awaited = VALUE_NONE;
}

/* The traceback so far is the task's: reports say so at its first entry (frame_text.c). */
static void mark_end_of_task(Vm *vm, const Task *task, Value exception) {
    Value v = as_exception(exception)->traceback;
    if (!is_traceback(v)) return;
    Traceback *entry = as_traceback(v);
    entry->is_task_end = true;
    entry->task_site = task->site & TRACEBACK_MAX_SITE;
    if (!is_undef(entry->self)) return;
    entry->has_label = true;
    entry->self = oli_task_label(task);
    barrier(vm, entry->self);
}

void oli_task_failed(Vm *vm, Task *task) {
    Scheduler *s = scheduler_of(vm);
    Value exception = oli_take_exception(vm);
    if (oli_is_instance_of_exception(vm, exception, EXC_CANCELLED_ERROR)) {
        task->future.state = FUTURE_CANCELLED;
        task->future.result = exception;
        barrier(vm, exception);
    } else {
        task->future.state = FUTURE_FINISHED;
        task->future.is_error = true;
        task->future.result = exception;
        barrier(vm, exception);
        if (!is_same(make_object(task), s->main)) {
            mark_end_of_task(vm, task, exception);
            oli_note_failed(vm, &task->future);
        }
    }
    bool ends = oli_is_instance_of_exception(vm, exception, EXC_KEYBOARD_INTERRUPT) ||
                oli_is_instance_of_exception(vm, exception, EXC_SYSTEM_EXIT) || vm->uncatchable;
    complete_task(vm, task);
    if (ends) {
        task->future.retrieved = true;
        stop_with(vm, exception);
    }
}

/* A call_soon callback or done-callback raised: reported, and the loop goes on (asyncio's default handler). */
void oli_callback_failed(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    Value exception = oli_take_exception(vm);
    if (oli_is_instance_of_exception(vm, exception, EXC_KEYBOARD_INTERRUPT) ||
        oli_is_instance_of_exception(vm, exception, EXC_SYSTEM_EXIT) || vm->uncatchable) {
        stop_with(vm, exception);
        return;
    }
    oli_callback_error(vm, s->callback, exception);
}

/* A pending task that waits for a pending task whose cancel() is the built-in one: that one, else NULL. */
static Task *awaited_task(Vm *vm, const Task *task) {
    if (task->wait != WAIT_FUTURE || !is_exact(vm, task->waiting_on, CLASS_TASK)) return NULL;
    Task *awaited = as_task(task->waiting_on);
    return awaited->future.state == FUTURE_PENDING ? awaited : NULL;
}

/* Cancel what the task waits for, or else the task itself. Tasks that wait for tasks are followed without recursion;
 * when they wait for each other in a ring, the one at which that is noticed is cancelled. */
bool oli_task_cancel(Vm *vm, Task *task, Value message) {
    if (task->future.state != FUTURE_PENDING) return false;
    task->cancel_requests++;
    const Task *passed = task;
    size_t steps = 0, limit = 16;
    for (Task *awaited; (awaited = awaited_task(vm, task));) {
        if (awaited == passed && interrupt_wait(vm, task, message)) return true;
        if (++steps == limit) {
            passed = awaited;
            limit *= 2;
        }
        task = awaited;
        task->cancel_requests++;
    }
    if (task->wait == WAIT_FUTURE && is_future(task->waiting_on)) {
        if (oli_future_cancel(vm, task->waiting_on, message)) return true;
        if (has_exception(vm)) return false;
    }
    if (task->wait == WAIT_TIMER && interrupt_wait(vm, task, message)) return true;
    task->must_cancel = true;
    task->future.result = is_none(message) ? VALUE_UNDEF : message;
    barrier(vm, message);
    return true;
}

/* Step a task: the frame to go on in, vm->sent saying with what. NULL: nothing to run. */
static Frame *step(Vm *vm, Task *task) {
    Scheduler *s = scheduler_of(vm);
    if (task->future.state != FUTURE_PENDING || !task->root) return NULL;
    Value waited = task->waiting_on;
    Frame *inner = oli_generator_link(vm, task->root, s->base, RETURN_TASK, 0);
    if (!inner) {
        oli_task_failed(vm, task);
        return NULL;
    }
    task->wait = WAIT_NONE;
    task->waiting_on = VALUE_NONE;
    s->current = task;
    vm->sent = VALUE_NONE;
    Value thrown = is_exception(waited) ? waited : VALUE_UNDEF;
    if (is_future(waited) && (task->must_cancel || inner->resume != RESUME_FUTURE) &&
        (as_future(waited)->state == FUTURE_CANCELLED || as_future(waited)->is_error)) {
        oli_future_resume(vm, waited);
        thrown = oli_take_exception(vm);
    }
    if (task->must_cancel) {
        if (is_undef(thrown) || !oli_is_instance_of_exception(vm, thrown, EXC_CANCELLED_ERROR))
            thrown = oli_make_cancelled(vm, cancel_message_of(&task->future));
        task->must_cancel = false;
    }
    if (!is_undef(thrown)) {
        vm->sent = VALUE_UNDEF;
        vm->exception = is_error(thrown) ? oli_take_exception(vm) : thrown;
    }
    return inner;
}

/* ---- callbacks ---- */

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
    wake(vm, task);
}

static Frame *run_entry(Vm *vm, ReadyEntry entry, unsigned mark) {
    switch (object_of(entry.target)->kind) {
    case CLASS_TASK:
        if (mark == ENTRY_ALONE) return step(vm, as_task(entry.target));
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
        return step(vm, main);
    }
    stop_with(vm, is_undef(s->error) ? error : s->error); /* the main task's own error comes first */
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
            stop_with(vm, oli_take_exception(vm));
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
                stop_with(vm, oli_take_exception(vm));
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

/* ---- asyncio.run ---- */

static const NativeDef STOP = NATIVE("_run_until_complete_cb", "future, /", oli_scheduler_stop);

/* The done-callback of what the present phase waits for: the turn that runs it is the last. */
Value oli_scheduler_stop(Vm *vm, Value *args) {
    Scheduler *s = scheduler_of(vm);
    if (is_same(args[0], s->awaited)) s->stopping = true;
    return VALUE_NONE;
}

static bool run_until(Vm *vm, Value future) {
    Scheduler *s = scheduler_of(vm);
    Value callback = oli_native_new(vm, &STOP, VALUE_UNDEF, NULL);
    if (is_error(callback)) return false;
    s->awaited = future;
    return oli_future_add_waiter(vm, as_future(future), callback);
}

/* The caller `f` is parked from here on. */
static void park_caller(Vm *vm, Frame *f, bool from_c, uint32_t dst, bool keeps_loop) {
    Scheduler *s = scheduler_of(vm);
    s->callback_context = oli_context_snapshot(vm); /* what the main task inherits */
    s->base = f;
    s->dst = (uint8_t)dst;
    s->from_c = from_c;
    s->keeps_loop = keeps_loop;
    s->stopping = s->interrupted = false;
    s->turn_left = 0;
    s->result = VALUE_NONE;
    s->error = VALUE_UNDEF;
    s->phase = RUN_MAIN;
    oli_watch_turn(vm);
    s->outer_driver = vm->driver;
    vm->driver = NULL;
    s->outer_entered_context = s->entered_context;
    s->outer_firstiter = s->asyncgen_firstiter;
    s->outer_finalizer = s->asyncgen_finalizer;
    s->asyncgen_firstiter = s->asyncgen_finalizer = s->loop;
}

static void unpark_caller(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    vm->driver = s->outer_driver;
    s->asyncgen_firstiter = s->outer_firstiter;
    s->asyncgen_finalizer = s->outer_finalizer;
    s->outer_firstiter = s->outer_finalizer = VALUE_NONE;
}

static Frame *begin_run(Vm *vm, Frame *f, const Value *args, bool from_c, uint32_t dst) {
    Scheduler *s = scheduler_of(vm);
    if (s->phase != RUN_IDLE) {
        oli_raise(vm, EXC_RUNTIME_ERROR, "asyncio.run() cannot be called from a running event loop");
        return NULL;
    }
    Value driven = args[0];
    if (!is_kind(driven, CLASS_COROUTINE)) {
        driven = is_future(driven) ? oli_raise(vm, EXC_VALUE_ERROR, "a coroutine was expected, got %R", driven)
                                   : oli_wrap_awaitable(vm, driven);
        if (is_error(driven)) return NULL;
    }
    Root root;
    root_push(vm, &root, driven);
    bool opened = oli_loop_open(vm, args[2]);
    root_pop(vm, &root);
    if (!opened) return NULL;
    if (!is_undef(args[1]) && !is_none(args[1])) {
        int debug = oli_truth(vm, args[1]);
        if (debug < 0) return NULL;
        ((EventLoop *)(void *)object_of(s->loop))->debug = debug;
    }
    park_caller(vm, f, from_c, dst, false);
    Task *main = oli_task_new(vm, driven, VALUE_UNDEF);
    if (main) s->main = make_object(main);
    if (main && run_until(vm, s->main)) {
        s->entered_context = VALUE_UNDEF;
        return f;
    }
    s->phase = RUN_IDLE;
    unpark_caller(vm);
    return NULL;
}

bool oli_scheduler_begin(Vm *vm, Value future, bool is_main) {
    Scheduler *s = scheduler_of(vm);
    park_caller(vm, vm->frame, true, 0, true);
    s->main = is_main ? future : VALUE_NONE;
    if (is_none(future) || run_until(vm, future)) {
        s->entered_context = VALUE_UNDEF;
        return true;
    }
    s->phase = RUN_IDLE;
    unpark_caller(vm);
    return false;
}

bool oli_scheduler_begin_turn(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    fire_due_timers(vm);
    if (!s->ready_count && !(s->overrides & LOOP_OWN_TIME) && wait_for_news(vm)) fire_due_timers(vm);
    if (!oli_scheduler_begin(vm, VALUE_NONE, false)) return false;
    s->turn_left = s->ready_count;
    s->stopping = true;
    return true;
}

Frame *oli_scheduler_run(Vm *vm, Frame *f, Value *args, uint32_t count, Tuple *names, uint32_t dst) {
    Value out[3];
    if (!oli_native_bind(vm, "run", "main, *, debug=, loop_factory=", args, count, names, out)) return NULL;
    return begin_run(vm, f, out, false, dst);
}

static bool asks_policy(Vm *vm) { return scheduler_of(vm)->has_policy && scheduler_of(vm)->phase == RUN_IDLE; }

static Value run_by_policy(Vm *vm, Value *args) {
    for (int i = 1; i < 3; i++)
        if (is_undef(args[i])) args[i] = VALUE_NONE;
    return oli_call_library(vm, "asyncio.runners", "_run", args, 3);
}

Value oli_scheduler_run_from_c(Vm *vm, Value *args, uint32_t count, Tuple *names) {
    Value out[3];
    if (!oli_native_bind(vm, "run", "main, *, debug=, loop_factory=", args, count, names, out)) return VALUE_ERROR;
    if (asks_policy(vm)) return run_by_policy(vm, out);
    if (!begin_run(vm, vm->frame, out, true, 0)) return VALUE_ERROR;
    return oli_interpret(vm, NULL);
}

/* Without memory the tasks that are left cannot be waited for: the run ends with this error, unless it has one. */
static bool give_up_rest(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    Value error = oli_take_exception(vm);
    if (!is_undef(s->error)) return false;
    s->error = error;
    s->result = VALUE_ERROR;
    return false;
}

/* Cancel every task that is left and wait for all of them, as asyncio.Runner.close does. False: nothing to wait for. */
static bool cancel_rest(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    if (!s->task_count) return false;
    oli_report_left_running(vm);
    if (!s->task_count) return false;
    Tuple *rest = oli_tuple_new(vm, s->task_count);
    if (!rest) return give_up_rest(vm);
    for (uint32_t i = 0; i < s->task_count; i++) rest->items[i] = make_object(s->tasks[i]);
    for (size_t i = 0; i < rest->count; i++) {
        oli_task_cancel(vm, as_task(rest->items[i]), VALUE_NONE);
        clear_exception(vm);
    }
    Value gathering = oli_gather_all(vm, rest);
    return (!is_error(gathering) && run_until(vm, gathering)) || give_up_rest(vm);
}

/* Close the asynchronous generators that are left, as asyncio.Runner.close does. False: there are none. */
static bool close_generators(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    if (!oli_async_has_open(vm, s->loop)) return false;
    Value coroutine = oli_shutdown_asyncgens(vm, &s->loop);
    Task *task = is_error(coroutine) ? NULL : oli_task_new(vm, coroutine, VALUE_UNDEF);
    return (task && run_until(vm, make_object(task))) || give_up_rest(vm);
}

/* The main task ended by `cancelled`. If Ctrl-C alone asked for that, KeyboardInterrupt goes on, as Runner.run has it. */
Value oli_scheduler_as_interrupt(Vm *vm, Value main, Value cancelled) {
    if (!vm->scheduler->interrupted || !oli_is_instance_of_exception(vm, cancelled, EXC_CANCELLED_ERROR)) return cancelled;
    if (is_kind(main, CLASS_TASK) && as_task(main)->cancel_requests > 1) return cancelled;
    Root root;
    root_push(vm, &root, cancelled);
    oli_raise_class(vm, vm->exceptions[EXC_KEYBOARD_INTERRUPT], VALUE_UNDEF);
    Value interrupt = oli_take_exception(vm);
    if (is_exception(interrupt)) oli_exception_set_context(vm, interrupt, cancelled);
    root_pop(vm, &root);
    return interrupt;
}

static void take_main_result(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    if (!is_undef(s->error)) return;
    Value result = oli_future_take(vm, s->main);
    s->result = result;
    if (!is_error(result)) return;
    s->error = oli_scheduler_as_interrupt(vm, s->main, oli_take_exception(vm));
}

/* The loop stopped: the next phase, or the end. True when the end is reached. */
static bool next_phase(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    s->stopping = false;
    if (s->keeps_loop) {
        s->phase = RUN_IDLE;
        s->main = s->awaited = VALUE_NONE;
        s->current = NULL;
        oli_report_lost(vm, false);
        return true;
    }
    if (s->phase == RUN_MAIN) {
        take_main_result(vm);
        s->phase = RUN_CANCELLING;
        if (!vm->uncatchable && cancel_rest(vm)) return false;
    }
    if (s->phase == RUN_CANCELLING) {
        s->phase = RUN_FINALIZING;
        if (!vm->uncatchable && close_generators(vm)) return false;
    }
    s->phase = RUN_IDLE;
    oli_loop_close(vm);
    s->main = s->awaited = VALUE_NONE;
    s->current = NULL;
    oli_report_lost(vm, true);
    return true;
}

static Frame *end_run(Vm *vm, Value *value) {
    Scheduler *s = scheduler_of(vm);
    *value = s->result;
    if (is_error(s->result)) vm->exception = s->error;
    s->result = VALUE_NONE;
    s->error = VALUE_UNDEF;
    vm->frame = s->base;
    unpark_caller(vm);
    s->entered_context = s->outer_entered_context;
    s->outer_entered_context = VALUE_UNDEF;
    if (s->from_c) return NULL;
    vm->scheduler_result = true;
    vm->scheduler_dst = s->dst;
    return s->base;
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
            if (next_phase(vm)) return end_run(vm, value);
        } else if (!begin_turn(vm, &frame)) {
            continue;
        }
        if (frame) {
            if (UNLIKELY(s->is_watched)) oli_step_begins(vm);
            return frame;
        }
    }
}

bool oli_scheduler_interrupt(Vm *vm) {
    Scheduler *s = scheduler_of(vm);
    if (!s || s->phase != RUN_MAIN || s->interrupted || !is_kind(s->main, CLASS_TASK)) return false;
    Task *main = as_task(s->main);
    if (main->future.state != FUTURE_PENDING) return false;
    s->interrupted = true;
    oli_task_cancel(vm, main, VALUE_NONE);
    clear_exception(vm);
    return true;
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
