/* SPDX-License-Identifier: MIT
 *
 * Scheduler: the state behind task.h, and the interface to the host's loop.
 *
 * The host loop is what waits: for a deadline, for I/O, for a wake from another thread. Its functions are called on the
 * VM's own thread; with none given, waiting for timers is an error unless time is virtual (oli_schedule says so).
 */
#ifndef OLI_RUN_SCHEDULER_H
#define OLI_RUN_SCHEDULER_H

#include "run/task.h"

/* What the VM needs of whoever owns the process (stdlib/loop_uv.c for the command). All may be NULL. */
typedef struct HostLoop {
    void *host;
    /* Nanoseconds of a monotonic clock. */
    int64_t (*now_ns)(void *host);
    /* Wait until deadline_ns (negative: for ever; not after now: only look), or until something happened. */
    void (*poll)(void *host, int64_t deadline_ns);
    /* Whether something is under way that will wake the VM: pending I/O, host futures. Virtual time does not jump then. */
    bool (*has_pending)(void *host);
    /* An EventLoop was closed: nothing is to be done on its behalf any more. */
    void (*loop_closed)(void *host, Value loop);
    /* Whether something may wake it, but need not: signal handlers. */
    bool (*may_wake)(void *host);
} HostLoop;

typedef struct ReadyEntry {
    Value target, arg;
} ReadyEntry;

typedef struct TimerEntry {
    int64_t deadline_ns;
    Value target; /* Task or TimerHandle; it knows its order among equal deadlines */
} TimerEntry;

/* What a loop has to run while it is not the selected one (event_loop.c). */
typedef struct LoopQueues {
    uint64_t *ready;
    size_t ready_head, ready_count, ready_capacity;
    TimerEntry *timers;
    uint32_t timer_count, timer_capacity;
    Task **tasks;
    uint32_t task_count, task_capacity;
} LoopQueues;

typedef struct EventLoop {
    Object header;
    LoopQueues queues;       /* empty while it is the scheduler's loop: then they stand in the Scheduler */
    Value exception_handler; /* VALUE_NONE: the default one */
    Value task_factory;      /* VALUE_NONE: none */
    Value executor;          /* set_default_executor; VALUE_NONE: none */
    bool executor_shut;
    bool closed, debug;
    bool stop_requested; /* stop() was called before it runs, or while it runs by turns */
    bool is_spare;       /* made with the VM, for the first asyncio.run */
    bool by_turns;       /* run_forever calls _run_once, which a script's class has */
    uint8_t overrides;   /* LoopOverride: what a script's class has of its own */
    uint16_t number;     /* in the scheduler's table of loops */
} EventLoop;

/* Methods of a script's loop that the scheduler calls; for other loops it never looks. */
enum LoopOverride { LOOP_OWN_TIME = 1, LOOP_OWN_CALL_AT = 2, LOOP_OWN_CALL_LATER = 4, LOOP_OWN_TURN = 8 };

/* A place in a program that creates tasks. There are few, so a task keeps a number instead of (code, pc). */
typedef struct CreationSite {
    Code *code;
    uint32_t pc;
    bool warned;  /* of a coroutine that was made here and never awaited */
    bool stalled; /* a step that held the loop here has been reported */
} CreationSite;

/* Failed tasks and futures are looked at when those that wait for them have run. */
typedef enum FailedCheck { CHECK_NONE, CHECK_AFTER_TURN, CHECK_NOW } FailedCheck;

/* An asynchronous generator that has begun (async_hooks.c). */
typedef struct BegunGenerator {
    GeneratorObject *generator; /* weak */
    Value finalizer;            /* its hook of that time: a callable, an EventLoop, or VALUE_NONE */
} BegunGenerator;

typedef enum RunPhase {
    RUN_IDLE,       /* no asyncio.run is active */
    RUN_MAIN,       /* until the main task is done */
    RUN_CANCELLING, /* then the others are cancelled and awaited */
    RUN_FINALIZING, /* then the asynchronous generators that are left are closed */
    RUN_CLOSING
} RunPhase;

struct Scheduler {
    uint64_t *ready; /* ring buffer of words, capacity a power of two (scheduler.c: an entry is one or two) */
    size_t ready_head, ready_count, ready_capacity; /* in words */
    size_t turn_left;                               /* words of this turn still to run */
    uint64_t step_count;                            /* tells steps apart */
    bool is_watched; /* oli_step_begins and _ends are called: recorder is there, or this turn is timed */
    bool shuffles;   /* the order of ready tasks is that of shuffle_state */
    TimerEntry *timers;                             /* binary heap */
    uint32_t timer_count, timer_capacity;
    uint32_t timer_order;
    Task **tasks; /* all pending ones: owned here */
    uint32_t task_count, task_capacity;
    uint32_t traced_tasks, traced_timers; /* by the collector, in slices */
    uint32_t task_number;                 /* of the newest default name */
    Task *current;
    Value callback;              /* the Handle or done-callback that was called last */
    Value callback_context;      /* its context; this and the next two as context.c says */
    Value base_context;          /* of the module level */
    Value entered_context;       /* Context.run is active: the Context; else VALUE_UNDEF */
    Value outer_entered_context; /* the same outside of asyncio.run */
    CreationSite *sites;         /* a task's site is an index plus 1 */
    uint32_t site_count, site_capacity;
    uint32_t last_site; /* the newest answer of oli_creation_site */
    Future **failed;    /* weak: with an exception that nobody has looked at */
    uint32_t failed_count, failed_capacity;
    uint32_t eager_checks; /* collections made only to look after failed tasks */
    FailedCheck failed_check;
    Object **reports;      /* failed tasks and never-awaited coroutines found dead: to be told of */
    uint32_t report_count, report_capacity;
    Object **fresh; /* weak: coroutines, native ones too, not started when they were last looked at */
    uint32_t fresh_count, fresh_capacity;
    BegunGenerator *begun;
    uint32_t begun_count, begun_capacity;
    Value asyncgen_firstiter, asyncgen_finalizer; /* callables, VALUE_NONE, or the EventLoop that runs: its own */
    Value outer_firstiter, outer_finalizer;       /* the same outside of asyncio.run */
    /* ---- watching (watch.c) ---- */
    struct Recorder *recorder; /* NULL: nothing is recorded */
    int64_t stall_ns;          /* steps that take longer are reported; 0: none */
    int64_t step_began_ns;     /* of a step that is timed from its begin; else 0 */
    Task *timed_task;          /* whose step that is, or NULL */
    uint64_t checked_step;     /* the one that a safepoint looked at last, and when it did so first */
    int64_t checked_ns;
    bool stall_told; /* of that step */
    uint64_t shuffle_state;

    HostLoop host;
    bool virtual_time;
    int64_t virtual_ns; /* the virtual clock */

    /* ---- asyncio.run ---- */
    RunPhase phase;
    bool stopping;                 /* the awaited task's done-callback ran: the turn ends the loop */
    Frame *base;                   /* the parked caller */
    GeneratorObject *outer_driver; /* vm->driver at that time */
    uint8_t dst;
    bool from_c;   /* called by C: the result is returned instead */
    Value main;    /* the main Task */
    Value awaited; /* what the present phase runs until: a Task or Gathering */
    Value result;  /* of the main task; VALUE_ERROR: `error` */
    Value error;
    bool interrupted; /* Ctrl-C cancelled the main task */
    bool keeps_loop;  /* run_until_complete, run_forever: the loop is left as it is */
    bool stepping;    /* oli_loop_step: never wait, and no more turns than step_budget allows */
    uint64_t step_budget;
    Value loop;        /* the selected EventLoop: its queues are the ones above */
    Value *loops;      /* by number, from 1: EventLoops (weak), other objects that futures were given as their loop */
    uint32_t loop_count, loop_capacity;
    uint8_t overrides; /* of the selected loop */
    bool has_foreign_tasks; /* asyncio.tasks knows of tasks that are none of ours */
    int64_t own_time_ns; /* LOOP_OWN_TIME: what its time() gave last */
    Value policy_loop; /* set_event_loop */
    bool policy_set;
    bool has_policy; /* set_event_loop_policy was called */
    Value helpers; /* Dict of asyncio.c's own coroutine functions; VALUE_UNDEF until needed */
};

/* ---- lost.c: nothing is lost without a word ---- */
void oli_note_failed(Vm *vm, Future *future);                /* it ended with an exception */
void oli_note_coroutine(Vm *vm, GeneratorObject *coroutine); /* made, and not at once awaited */
bool oli_note_report(Vm *vm, Object *object); /* found dead by a collection, to be dealt with afterwards; false: no memory */
void oli_note_native_coroutine(Vm *vm, NativeCoroutine *coroutine); /* the same */
/* Tell of what nobody can look at any more; `at_end`: collect first, so that all that is dead is found. */
void oli_report_lost(Vm *vm, bool at_end);
/* Tell of everything left: the VM ends. */
void oli_report_rest(Vm *vm);
uint32_t oli_creation_site(Vm *vm); /* of the running frame; 0: none, or no memory to note it */
/* Tell the loop's exception handler, or else stderr; the second: stderr. */
void oli_report_exception(Vm *vm, const char *what, Value exception, Value source); /* Future or VALUE_NONE */
void oli_print_exception_report(Vm *vm, const char *what, Value exception, Value source);
void oli_report_left_running(Vm *vm);                  /* the loop ends: children of failed gathers among its tasks */
void oli_report_unclosed(Vm *vm, List *generators);    /* asynchronous ones that the end of the loop closes */
void oli_raise_deadlock(Vm *vm);
uint32_t oli_site_of(Vm *vm, Code *code, uint32_t pc); /* 0: no memory, or there are too many */
void oli_tell(Vm *vm, TextBuilder *text);              /* write what was built to stderr, and free it; a failure is forgotten */

/* ---- watch.c: what the program does now ---- */
enum { WATCH_SLICE = 1 << 16 }; /* safepoints between two looks at the clock, where stalls are watched for */
void oli_step_begins(Vm *vm);
void oli_step_ends(Vm *vm);
void oli_watch_turn(Vm *vm);               /* the loop has waited for news: time the steps of this turn */
void oli_watch_safepoint(Vm *vm);          /* stall_ns is set: see whether the running step takes too long */
void oli_watch_blocked(Vm *vm, int64_t ns); /* a function has blocked the loop for so long */
void oli_show_tasks(Vm *vm);               /* the tree of tasks, and what runs, on stderr */


/* ---- task.c ---- */
/* The frame to go on in, vm->sent saying with what. NULL: nothing to run. */
Frame *oli_task_step(Vm *vm, Task *task);
void oli_task_wake(Vm *vm, Task *task);

/* ---- running.c ---- */
/* KeyboardInterrupt and SystemExit end the loop: the exception is asyncio.run's. */
void oli_scheduler_stop_with(Vm *vm, Value exception);
bool oli_run_next_phase(Vm *vm);           /* the loop stopped; true: the end is reached */
Frame *oli_run_end(Vm *vm, Value *value);  /* back to the parked caller; NULL: it is C, with *value */

/* ---- event_loop.c ---- */
bool oli_loop_open(Vm *vm,
                   Value factory); /* a new loop for asyncio.run is selected; `factory` NONE or UNDEF: the usual */
/* For a host that has a loop of its own: run what is ready in `loop`, whole turns of about `budget` words of the ready
 * queue, and never wait. STEP_WAITING: nothing before *deadline_ns (INT64_MAX: no timer). May run script. */
typedef enum StepResult { STEP_READY, STEP_WAITING, STEP_DONE, STEP_ERROR } StepResult;
StepResult oli_loop_step(Vm *vm, Value loop, uint64_t budget, int64_t *deadline_ns);
Value oli_loop_new(Vm *vm);                   /* an EventLoop, open, not selected */
Value oli_loop_run_main(Vm *vm, Value *args); /* args: loop, awaitable: as Runner.run; the loop stays open */
void oli_loop_close(Vm *vm);                  /* the selected loop: what it holds is dropped */
/* Give an error that nobody catches to the handler that the script has set; `source`: Task, Future, Handle or VALUE_NONE.
 * False: there is none, the default is to be done. Runs script. */
bool oli_loop_handle_exception(Vm *vm, Str *what, Value exception, Value source);
void oli_callback_error(Vm *vm, Value callback, Value exception);  /* a Handle's, or a done-callback's: it is told of */
void oli_callback_text(Vm *vm, TextBuilder *text, Value callable); /* "name() at file:line"; any waiter of a Future */
bool oli_loop_start_task(Vm *vm, Value loop, Task *task, Value coroutine, Value name); /* loop NONE or UNDEF: current */
Value oli_loop_create_task(Vm *vm, Value loop, Value coroutine);        /* VALUE_NONE: in the current loop */
Value oli_create_task_by_factory(Vm *vm, EventLoop *loop, Value *args); /* args: coroutine, name, context */
/* A TimerHandle that completes `future`, unless it is cancelled, in the selected loop. */
Value oli_loop_set_result_later(Vm *vm, Future *future, Value result, int64_t delay_ns);
void oli_handle_cancel(Vm *vm, Value handle);

/* ---- loop_custom.c: loops with methods of their own, and which loop a future belongs to ---- */
/* The number of a loop: an EventLoop's own, or a new one of any other object. 0: MemoryError pending. */
uint16_t oli_loop_number(Vm *vm, Value loop);
Value oli_loop_numbered(Vm *vm, uint16_t number); /* the selected loop, where the number says nothing (any more) */
void oli_loops_sweep(Vm *vm); /* after marking: loops that died have no number any more */
uint8_t oli_loop_find_overrides(Vm *vm, Class *cls);
void oli_loop_read_time(Vm *vm); /* ask the selected loop's own time(); its errors leave the time as it was */
/* run_forever by calls of the loop's own _run_once, until stop(), or until `future` (VALUE_NONE: none) is done. */
Value oli_loop_run_by_turns(Vm *vm, EventLoop *loop, Value future);
Value oli_call_own_create_task(Vm *vm, Value loop, Value coroutine); /* loop.create_task(coroutine) */
Value oli_loop_get_ready(Vm *vm, Value self);
Value oli_ready_list(Vm *vm); /* scheduler.c */
Value oli_loop_run_once(Vm *vm, Value *args); /* one turn; args: loop */
bool oli_scheduler_begin_turn(Vm *vm);        /* scheduler.c: prepare for one turn of the selected loop */
/* call_soon(callback, future, context=...) of the loop of `future`, which is not the selected one. */
bool oli_call_soon_elsewhere(Vm *vm, Future *future, Value waiter);
bool oli_init_event_loop(Vm *vm);
bool oli_define_loop_functions(Vm *vm, Dict *dict, Str *module);
/* scheduler.c, for it: run the selected loop until `future` (VALUE_NONE: until it is stopped); `is_main`: Ctrl-C cancels
 * it. The caller enters the interpreter loop with oli_interpret(vm, NULL). */
/* The words of a ready queue that is not the scheduler's. */
void oli_trace_ready(Tracer *tracer, const uint64_t *ready, size_t head, size_t count, size_t capacity);
bool oli_scheduler_begin(Vm *vm, Value future, bool is_main);
Value oli_scheduler_as_interrupt(Vm *vm, Value main, Value cancelled); /* the exception to raise in its place, or it */

/* ---- context.c ---- */
Value oli_context_snapshot(Vm *vm);              /* of the current context: VALUE_NONE or a Dict that nobody changes */
Value oli_context_object(Vm *vm, Value context); /* what a task or Handle keeps, as a Context */
Value oli_context_names(Vm *vm, Value *args);    /* (Context, ContextVar, Token, copy_context) */

/* ---- queue.c ---- */
bool oli_init_queue(Vm *vm);
bool oli_is_queue_coroutine(const NativeDef *def); /* a method that gives a coroutine */

/* ---- the rest of asyncio's core ---- */
Value oli_shutdown_asyncgens(Vm *vm, Value *args); /* args: loop; the coroutine of loop.shutdown_asyncgens() */
bool oli_init_task(Vm *vm);
bool oli_init_asyncio(Vm *vm);
Value oli_scheduler_stop(Vm *vm, Value *args);
Value oli_scheduler_run_from_c(Vm *vm, Value *args, uint32_t count, Tuple *names);
Value oli_wrap_awaitable(Vm *vm,
                         Value awaitable); /* a coroutine that awaits it; TypeError "A coroutine was expected, got x" */
bool oli_is_coroutine_function(Value v); /* made by async def, or a method of one */
bool oli_is_coroutine(Vm *vm, Value v);    /* one, or an object with the methods of one */
/* Check and convert what a task is made from: a generator-like coroutine; a Str, or VALUE_UNDEF. May run script. */
bool oli_task_arguments(Vm *vm, Value *coroutine, Value *name);
Value oli_create_task(Vm *vm, Value coroutine, Value name, Value context); /* in the selected loop */
Value oli_ensure_future(Vm *vm, Value awaitable);                /* a Future as it is, a coroutine as a new Task */
Value oli_ensure_future_in(Vm *vm, Value awaitable, Value loop); /* VALUE_NONE: of the current loop */
Value oli_gather_all(Vm *vm, Tuple *futures);                    /* return_exceptions=True */
Str *oli_task_name(Vm *vm, Task *task);

#endif
