/* SPDX-License-Identifier: MIT
 *
 * Tasks: a coroutine that the scheduler steps.
 *
 * Pending tasks are owned by the scheduler: its list keeps them alive, and a task knows its place there. A task that does
 * not run is in the ready queue, or parked: on a future (WAIT_FUTURE, it is among the future's waiters) or on a timer
 * (WAIT_TIMER, it is in the timer heap). Waking is an entry of the ready queue; whoever wakes a task takes it off what it
 * was parked on. What is to be thrown at its next step stands in waiting_on.
 */
#include "run/scheduler.h"

#include "run/loop_ops.h"
#include "run/recorder.h"
#include "run/state.h"
#include "run/traceback.h"

static inline Scheduler *scheduler_of(Vm *vm) { return vm->scheduler; }

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

void oli_task_wake(Vm *vm, Task *task) {
    if (!oli_ready_push(vm, make_object(task), VALUE_UNDEF))
        clear_exception(vm); /* lost only without memory: see docs */
}

/* Throw the pending exception into the task at its next step. */
static void fail_next_step(Vm *vm, Task *task) {
    task->waiting_on = oli_take_exception(vm);
    barrier(vm, task->waiting_on);
    oli_task_wake(vm, task);
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
    oli_task_wake(vm, task);
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
        oli_task_wake(vm, task);
    } else if (!oli_task_sleep(vm, task, oli_clock_ns(vm) + delay_ns)) {
        task->waiting_on = oli_take_exception(vm); /* no memory: thrown at the next step */
        oli_task_wake(vm, task);
    }
}

void oli_task_yielded(Vm *vm, Task *task, Value value) {
    vm->scheduler->current = NULL;
    if (is_none(value)) {
        oli_task_wake(vm, task);
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
        oli_scheduler_stop_with(vm, exception);
    }
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
Frame *oli_task_step(Vm *vm, Task *task) {
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
