/* SPDX-License-Identifier: MIT
 *
 * What a suspended task waits for, as its program would put it: "Lock 'door', held by Task-3 (worker)".
 *
 * Nothing is recorded for this while a program runs but the owner of a Lock: the chain of frames of a waiting task tells
 * which coroutine of the library it is in and on which object. Reports, call graphs and traces are made from that.
 */
#ifndef OLI_RUN_WAITS_H
#define OLI_RUN_WAITS_H

#include "run/scheduler.h"

typedef enum WaitSubject {
    SUBJECT_NONE, /* it runs, or is ready to */
    SUBJECT_SLEEP,
    SUBJECT_FUTURE,
    SUBJECT_TASK,
    SUBJECT_GATHER,
    SUBJECT_NATIVE, /* a coroutine of the library written in C: Queue.get */
    SUBJECT_LIBRARY /* one that is written in Aioli: Lock.acquire */
} WaitSubject;

typedef struct TaskWait {
    WaitSubject subject;
    Value object;            /* what is waited for: a Future, Task or Gathering; a Queue; `self` of the library's method;
                                VALUE_UNDEF: none */
    Value future;            /* the Future that the task is parked on, or VALUE_UNDEF */
    const char *native_name; /* SUBJECT_NATIVE */
    const Frame *library;    /* SUBJECT_LIBRARY: the frame that the program called */
    const Frame *inner;      /* the innermost frame; NULL: it runs, or is done */
    const Frame *user;       /* the innermost frame outside of the library, or NULL */
    Value owner;             /* the Task that holds the lock that is waited for, or VALUE_NONE */
} TaskWait;

/* The functions below run no script and change nothing; what they give is valid until the next safepoint. */

void oli_find_wait(Vm *vm, Task *task, TaskWait *wait);
/* One after the other the futures that must be done before the task goes on (`*position` begins at 0): tasks, or what
 * other tasks complete. VALUE_UNDEF: no more. */
Value oli_wait_target(Vm *vm, const TaskWait *wait, uint32_t *position);
/* "waits for Task-2 (worker)", "sleeps", "is ready to run" */
void oli_append_wait(Vm *vm, TextBuilder *text, const TaskWait *wait);
/* "Task-2 (worker)": its name and its coroutine's */
void oli_append_task(Vm *vm, TextBuilder *text, Task *task);
/* "file:line in name" */
void oli_append_place(TextBuilder *text, const Code *code, uint32_t pc);
void oli_append_frame_place(TextBuilder *text, const Frame *frame);
/* Where the task was created: ", created at file:line in name", or nothing. */
void oli_append_creation(Vm *vm, TextBuilder *text, uint32_t site);

/* ---- task_graph.c ---- */
/* "Task-2 (worker) waits for ..., at file:line in worker, created at ..."; `separator` stands in place of the first comma. */
void oli_append_task_entry(Vm *vm, TextBuilder *text, Task *task, const char *separator);
/* What each task of the selected loop waits for, and the rings of tasks that wait for each other. */
void oli_append_deadlock(Vm *vm, TextBuilder *text);
/* The same as a tree: a line a task, below it those that it awaits. */
void oli_append_task_tree(Vm *vm, TextBuilder *text);
/* The Set of the tasks that await `future`, by themselves or in a gather, group or wait(); VALUE_NONE: none does. */
Value oli_awaited_by(Vm *vm, Value future);

/* Whether the code is of a module of the library. */
static inline bool is_library_code(const Code *code) { return code->flags & CODE_LIBRARY; }

#endif
