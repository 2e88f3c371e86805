/* SPDX-License-Identifier: MIT
 *
 * Watching a program run: steps that hold the loop too long, the recorder's hooks, and the tree of tasks on request.
 *
 * A step that takes longer than the limit is found in three ways, none of which costs a running program anything to speak
 * of. Safepoints, passed every few milliseconds by script that computes, look at the clock and see whether the step is
 * still the one they saw last time: the place is exact. Functions that block tell how long they have (time.sleep). And
 * after the loop has waited for the host, which cost more than a look at the clock, the steps of that turn are timed:
 * whatever else blocked is found when the step is over, and the place is where the task waits then. Each place is
 * reported once.
 */
#include "run/loop_ops.h"
#include "run/recorder.h"
#include "run/traceback.h"

enum { MAX_TIMED_ENTRIES = 1024 }; /* of a turn whose steps are timed */

static int64_t real_ns(const Scheduler *s) { return s->host.now_ns(s->host.host); }

/* ---- reports ---- */

/* Whether this is the first report of the place. */
static bool is_new_place(Vm *vm, const Frame *frame) {
    Code *code = frame_code(frame);
    CodePosition place;
    oli_code_position(code, (uint32_t)(frame->pc - code->words) - 1, &place);
    uint32_t site = oli_site_of(vm, code, place.pc); /* one for all instructions of the expression */
    if (!site || vm->scheduler->sites[site - 1].stalled) return false;
    return vm->scheduler->sites[site - 1].stalled = true;
}

static const Frame *program_frame(const Frame *frame) {
    while (frame && (!frame->function || is_library_code(frame_code(frame)))) frame = frame->caller;
    return frame;
}

static void append_holder(Vm *vm, TextBuilder *text, Task *task, int64_t ns, const char *tense) {
    oli_text_append_c(text, "StallWarning: ");
    if (task) {
        oli_append_task(vm, text, task);
    } else {
        Value callback = vm->scheduler->callback;
        bool is_handle = is_kind(callback, CLASS_HANDLE) || is_kind(callback, CLASS_TIMER_HANDLE);
        if (is_handle) callback = ((Handle *)(void *)object_of(callback))->callback;
        oli_text_append_c(text, "callback ");
        oli_callback_text(vm, text, callback);
    }
    oli_text_format(text, " %s the event loop for %lld ms", tense, (long long)(ns / 1000000));
}

/* The step that runs now, at the running frame. */
static void report_running(Vm *vm, int64_t ns, const char *tense) {
    if (vm->frame == vm->scheduler->base) { /* a callback in C */
        TextBuilder text;
        oli_text_init(&text, vm);
        append_holder(vm, &text, vm->scheduler->current, ns, tense);
        oli_text_append_c(&text, "\n");
        oli_tell(vm, &text);
        return;
    }
    const Frame *frame = program_frame(vm->frame);
    if (!frame || !is_new_place(vm, frame)) return;
    const Code *code = frame_code(frame);
    CodePosition place;
    oli_code_position(code, (uint32_t)(frame->pc - code->words) - 1, &place);
    TextBuilder text;
    oli_text_init(&text, vm);
    append_holder(vm, &text, vm->scheduler->current, ns, tense);
    oli_text_append_c(&text, "\n");
    oli_format_frame(vm, &text, code->filename, code->name, &place);
    oli_tell(vm, &text);
}

/* The step that is over. */
static void report_ended(Vm *vm, Task *task, int64_t ns) {
    TaskWait wait;
    oli_find_wait(vm, task, &wait);
    if (wait.user && !is_new_place(vm, wait.user)) return;
    TextBuilder text;
    oli_text_init(&text, vm);
    append_holder(vm, &text, task, ns, "held");
    if (wait.user) {
        oli_text_append_c(&text, ", before it came to ");
        oli_append_frame_place(&text, wait.user);
    }
    oli_append_creation(vm, &text, task->site);
    oli_text_append_c(&text, "\n");
    oli_tell(vm, &text);
}

/* ---- long steps ---- */

void oli_watch_turn(Vm *vm) {
    Scheduler *s = vm->scheduler;
    if (s->stall_ns && s->ready_count <= MAX_TIMED_ENTRIES) s->is_watched = true;
}

void oli_watch_safepoint(Vm *vm) {
    Scheduler *s = vm->scheduler;
    if (vm->fuel > WATCH_SLICE) vm->fuel_slice = vm->fuel = WATCH_SLICE;
    if (s->phase == RUN_IDLE) return;
    int64_t now_ns = real_ns(s);
    if (s->checked_step != s->step_count) {
        s->checked_step = s->step_count;
        s->checked_ns = s->step_began_ns ? s->step_began_ns : now_ns;
        s->stall_told = false;
    }
    if (s->stall_told || now_ns - s->checked_ns < s->stall_ns) return;
    s->stall_told = true;
    report_running(vm, now_ns - s->checked_ns, "holds");
}

void oli_watch_blocked(Vm *vm, int64_t ns) {
    Scheduler *s = vm->scheduler;
    if (!s->stall_ns || ns < s->stall_ns || s->phase == RUN_IDLE) return;
    s->checked_step = s->step_count;
    s->checked_ns = real_ns(s);
    s->stall_told = true;
    report_running(vm, ns, "has held");
}

void oli_step_begins(Vm *vm) {
    Scheduler *s = vm->scheduler;
    if (s->stall_ns) s->step_began_ns = real_ns(s);
    if (s->recorder) oli_record_step_begins(vm);
    s->timed_task = s->current;
}

void oli_step_ends(Vm *vm) {
    Scheduler *s = vm->scheduler;
    if (s->recorder) oli_record_step_ends(vm);
    int64_t ns = s->step_began_ns ? real_ns(s) - s->step_began_ns : 0;
    Task *task = s->timed_task;
    bool is_told = s->stall_told && s->checked_step == s->step_count;
    s->step_began_ns = 0;
    s->timed_task = NULL;
    if (!s->turn_left && !s->recorder) s->is_watched = false;
    if (task && s->stall_ns && ns >= s->stall_ns && !is_told) report_ended(vm, task, ns);
}

/* ---- on request ---- */

void oli_show_tasks(Vm *vm) {
    TextBuilder text;
    oli_text_init(&text, vm);
    if (oli_loop_is_running(vm))
        oli_append_task_tree(vm, &text);
    else
        oli_text_append_c(&text, "no event loop runs\n");
    enum { MAX_FRAMES = 20 };
    int shown = 0;
    bool is_idle = oli_loop_is_running(vm) && vm->frame == vm->scheduler->base;
    for (const Frame *frame = is_idle ? NULL : vm->frame; frame; frame = frame->caller) {
        if (!frame->function || is_library_code(frame_code(frame)) || shown++ >= MAX_FRAMES) continue;
        oli_text_append_c(&text, shown == 1 ? "running at " : "  called at ");
        oli_append_frame_place(&text, frame);
        oli_text_append_c(&text, "\n");
    }
    oli_tell(vm, &text);
}
