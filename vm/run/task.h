/* SPDX-License-Identifier: MIT
 *
 * Futures, tasks and the scheduler, to the loop and to the modules that build on them.
 *
 * The order of steps is asyncio's: wherever CPython's asyncio does one call_soon, one entry is pushed on the ready
 * queue here (scheduler.c), and a turn of the scheduler handles just the entries that were there when it began.
 *
 * A Task is a Future with a coroutine. A suspended task is this one object plus its frames: what it waits on, its place
 * in the timer heap and its state are fields, so a sleep or a wait allocates nothing.
 */
#ifndef OLI_RUN_TASK_H
#define OLI_RUN_TASK_H

#include "run/frame.h"

typedef struct Task Task;

typedef enum FutureState { FUTURE_PENDING, FUTURE_CANCELLED, FUTURE_FINISHED } FutureState;

typedef struct Future {
    Object header;
    uint8_t state;
    bool is_error : 1;    /* FINISHED: result is an exception */
    bool retrieved : 1;   /* somebody looked at the exception */
    bool wants_wake : 1;  /* a task yielded this future and waits on it (asyncio's _asyncio_future_blocking) */
    bool quiet : 1;       /* Task: _log_destroy_pending is False */
    uint16_t loop;        /* whose it is: number in the scheduler's table of loops; 0: the current one's */
    uint32_t timer_order; /* Task: equal deadlines fire in the order of their creation */
    Value result;         /* or exception; while pending or cancelled: the message of cancel(), VALUE_UNDEF: none;
                             of a task that a CancelledError ended: that one, until somebody has got it */
    Value
        callbacks; /* VALUE_UNDEF: none; a Task or Gathering; or a List of entries: those, or Tuples (callback, context) */
} Future;

typedef enum WaitKind {
    WAIT_NONE,        /* in the ready queue, or running */
    WAIT_FUTURE,      /* task->waiting_on */
    WAIT_TIMER,       /* asyncio.sleep: in the timer heap, or fired and in the ready queue for its wake-up */
    WAIT_FIRED,       /* its sleep is over: in the ready queue */
    WAIT_INTERRUPTED, /* what it waited for was cancelled: in the ready queue, the CancelledError in waiting_on */
} WaitKind;

struct Task {
    Future future;
    GeneratorObject *root; /* the coroutine; NULL when done */
    Value waiting_on;      /* WAIT_FUTURE: a Future; VALUE_NONE; when done: the coroutine */
    uint32_t timer_index;  /* in the heap, plus 1; 0: not there */
    uint32_t slot;         /* in the scheduler's list of pending tasks, plus 1; 0: done */
    uint16_t cancel_requests;
    uint8_t wait;     /* WaitKind */
    bool must_cancel; /* a CancelledError is to be thrown at the next step */
    uint32_t site;    /* where it was created: number in the scheduler's table of sites; 0: from C */
    Value name;       /* Str; an int stands for "Task-<int>"; or a Tuple (that, context) */
};

/* call_soon(callback, *args), call_later: the object that cancel() is called on. */
typedef struct Handle {
    Object header;
    Value callback; /* VALUE_UNDEF: cancelled, or called */
    Tuple *args;
    Value context;       /* context.c */
    int64_t deadline_ns; /* TimerHandle */
    double when;         /* the same in seconds, as it was given */
    uint32_t timer_index, timer_order;
    bool cancelled;
} Handle;

static inline bool is_future(Value v) {
    return is_kind(v, CLASS_FUTURE) || is_kind(v, CLASS_TASK) || is_kind(v, CLASS_GATHERING);
}
static inline Future *as_future(Value v) { return (Future *)(void *)object_of(v); }
static inline Task *as_task(Value v) { return (Task *)(void *)object_of(v); }
static inline Value cancel_message_of(const Future *future) {
    return is_undef(future->result) || is_exception(future->result) ? VALUE_NONE : future->result;
}
static inline bool oli_future_is_done(Value v) { return as_future(v)->state != FUTURE_PENDING; }

/* A native coroutine: asyncio.sleep(), Queue.get(), ... A step function and its state. */
typedef struct NativeCoroutine NativeCoroutine;
/* Go on with `sent` (VALUE_UNDEF: an exception is pending, thrown into it). Returns VALUE_STOP with vm->stop_value when
 * it is done, VALUE_ERROR, VALUE_UNDEF when the task of `driver` has been parked, or a value to be yielded. */
typedef Value (*StepFn)(Vm *vm, NativeCoroutine *self, GeneratorObject *driver, Value sent);
struct NativeCoroutine {
    Object header;
    StepFn step;
    const char *name;
    uint32_t state; /* 0: not started; the step function's own; UINT32_MAX: finished */
    Value a, b, c;  /* its arguments and locals */
    void *host;     /* embed/: the step function of the public API, or NULL */
    Value awaited;  /* embed/: what it waits for, or VALUE_UNDEF */
};

/* ---- future.c ---- */
Future *oli_future_new(Vm *vm);
bool oli_future_set_result(Vm *vm, Future *future, Value result); /* false: InvalidStateError pending */
bool oli_future_set_exception(Vm *vm, Future *future, Value exception);
bool oli_future_cancel(Vm *vm, Value future, Value message); /* any kind: see oli_task_cancel */
/* The result of a done future, as `await` gives it: VALUE_ERROR with its exception (or CancelledError) pending. */
Value oli_future_take(Vm *vm, Value future);
/* A coroutine that awaited `future` is resumed: the result; RuntimeError when it is not done. An exception is to be
 * thrown into the coroutine: it has no context yet (oli_chain_thrown). */
Value oli_future_resume(Vm *vm, Value future);
/* waiter: a Task, a Gathering, a callable, or a Tuple (callable, context) */
bool oli_future_add_waiter(Vm *vm, Future *future, Value waiter);
/* The same for a task and a future of a script's class, whose own add_done_callback is called. */
bool oli_wait_by_method(Vm *vm, Task *task, Value future);
void oli_future_remove_waiter(Vm *vm, Future *future, Value waiter);
bool oli_future_schedule_callbacks(Vm *vm, Future *future);
Value oli_make_cancelled(Vm *vm, Value message);   /* a CancelledError, not raised */
Value oli_cancelled_error(Vm *vm, Future *future); /* the one that a cancelled future gives, not raised */
/* Parts of the repr: " result=...", " cb=[...]" */
bool oli_future_append_outcome(Vm *vm, TextBuilder *text, Value future);
void oli_future_append_callbacks(Vm *vm, TextBuilder *text, Future *future);
bool oli_init_future(Vm *vm);
/* ---- future_fields.c ---- */
const GetSetDef *oli_future_fields(void);
const GetSetDef *oli_task_fields(void);

/* ---- task_type.c ---- */
Value oli_task_label(const Task *task);   /* its name: a Str, or an int that stands for "Task-<int>" */
Value oli_task_context(const Task *task); /* context.c says what it may be */
bool oli_task_set_context(Vm *vm, Task *task, Value context);

/* ---- scheduler.c ---- */
bool oli_scheduler_init(Vm *vm);
void oli_scheduler_free(Vm *vm);
void oli_scheduler_trace(Tracer *tracer, Scheduler *scheduler);
/* asyncio.run(main, ...) called by script frame `f`: prepare it; non-NULL: the loop goes to oli_schedule. */
Frame *oli_scheduler_run(Vm *vm, Frame *f, Value *args, uint32_t count, Tuple *names, uint32_t dst);
/* The next frame to run; or the caller of asyncio.run with vm->scheduler_result set and *value its result (or
 * VALUE_ERROR); or NULL: *value is the result for C. */
Frame *oli_schedule(Vm *vm, Value *value);
void oli_task_yielded(Vm *vm, Task *task, Value value); /* its chain yielded a value */
void oli_task_wait(Vm *vm, Task *task, Value future);   /* its chain awaits a pending future */
void oli_task_finished(Vm *vm, Task *task, Value result);
void oli_task_failed(Vm *vm, Task *task); /* with the pending exception */
void oli_callback_failed(Vm *vm);
Task *oli_task_new(Vm *vm, Value coroutine, Value name); /* name VALUE_UNDEF: the next "Task-<n>" */
void oli_task_clear(Task *task);                         /* the fields of one that was just allocated */
bool oli_task_start(Vm *vm, Task *task, Value coroutine, Value name);
bool oli_task_adopt(Vm *vm, Task *task, Value coroutine, Value name); /* the same without a step in the ready queue */
/* False: it is done already; or with RecursionError pending, when gathers nest too deeply. May run script, where a
 * script's class of futures has its own cancel(). */
bool oli_task_cancel(Vm *vm, Task *task, Value message);
Task *oli_current_task(Vm *vm);
bool oli_loop_is_running(Vm *vm);
Value oli_event_loop(Vm *vm); /* the object that get_running_loop() gives */
/* Park the task of `driver` until `deadline_ns`; then it is resumed with None. */
/* The argument of sleep() where it is a plain number: nanoseconds, 0 for one turn. */
bool oli_sleep_delay(Value seconds, int64_t *delay_ns);
/* What `await sleep(delay)` does with the suspended task: one turn, or until the deadline. */
void oli_task_doze(Vm *vm, Task *task, int64_t delay_ns);
bool oli_task_sleep(Vm *vm, Task *task, int64_t deadline_ns);
/* Something to be run in the next turn: a Task (arg VALUE_UNDEF: step it), a Handle, a Gathering with the child that is
 * done, a callback (callable, or Tuple (callable, context)) with the Future that is done. False: MemoryError. */
bool oli_ready_push(Vm *vm, Value target, Value arg);
bool oli_timer_add(Vm *vm, Value target, int64_t deadline_ns); /* Task or TimerHandle */
void oli_timer_remove(Vm *vm, Value target);
void oli_find_never_awaited(Vm *vm);
bool oli_scheduler_interrupt(Vm *vm);    /* Ctrl-C: true when it cancelled the main task */
int64_t oli_clock_ns(Vm *vm);            /* the loop's monotonic clock, virtual or not */
int64_t oli_deadline_ns(double seconds); /* on that clock */

/* ---- native coroutines: native_coroutine.c ---- */
Value oli_native_coroutine_new(Vm *vm, StepFn step, const char *name, Value a, Value b, Value c);
bool oli_init_native_coroutine(Vm *vm);
Value oli_native_coroutine_step(Vm *vm, Value coroutine, GeneratorObject *driver, Value sent);

/* ---- gather.c ---- */
typedef struct Gathering {
    Future future;
    Tuple *children;  /* the Futures, in the order of the results; one may stand there twice */
    uint32_t pending; /* different children not yet done */
    bool return_exceptions, cancel_requested;
} Gathering;
void oli_gathering_child_done(Vm *vm, Gathering *gathering, Value child);
bool oli_gathering_cancel(Vm *vm, Gathering *gathering, Value message);
bool oli_init_gathering(Vm *vm);
Value oli_gather(Vm *vm, Tuple *awaitables, Value keywords); /* keywords: Dict or VALUE_UNDEF */

#endif
