/* SPDX-License-Identifier: MIT
 *
 * Nothing is lost without a word: exceptions of tasks that nobody looks at, coroutines that nobody awaits, and programs
 * that wait for what cannot come.
 *
 * A failed task without a waiter is noted; at the next turn a collection tells whether anything still refers to it. If
 * not, nobody ever can look at its exception, and it is reported at once. Coroutines that were made and not started are
 * noted as well and reported when a collection finds them dead.
 */
#include "run/scheduler.h"

#include "run/loop_ops.h"
#include "run/traceback.h"
#include "run/waits.h"

static bool push(Vm *vm, void *array, uint32_t *count, uint32_t *capacity, void *item) {
    void ***items = array;
    if (*count == *capacity) {
        uint32_t wanted = *capacity ? *capacity * 2 : 16;
        void **grown = oli_try_resize(vm, *items, *capacity * sizeof *grown, wanted * sizeof *grown);
        if (!grown) return false;
        *items = grown;
        *capacity = wanted;
    }
    (*items)[(*count)++] = item;
    return true;
}

void oli_note_failed(Vm *vm, Task *task) {
    Scheduler *s = vm->scheduler;
    if (push(vm, &s->failed, &s->failed_count, &s->failed_capacity, task)) s->check_failed = true;
}

static bool is_fresh(const GeneratorObject *coroutine) {
    return coroutine->frame.resume == RESUME_START && !coroutine->frame.finished && !coroutine->frame.running &&
           !coroutine->frame.is_owned;
}

void oli_note_coroutine(Vm *vm, GeneratorObject *coroutine) {
    Scheduler *s = vm->scheduler;
    coroutine->frame.depth = (uint16_t)oli_creation_site(vm); /* of no other use until it starts */
    if (s->fresh_count == s->fresh_capacity) {                /* forget those that were started since */
        uint32_t kept = 0;
        for (uint32_t i = 0; i < s->fresh_count; i++)
            if (is_fresh(s->fresh[i])) s->fresh[kept++] = s->fresh[i];
        s->fresh_count = kept;
    }
    push(vm, &s->fresh, &s->fresh_count, &s->fresh_capacity, coroutine);
}

bool oli_note_report(Vm *vm, Object *object) {
    Scheduler *s = vm->scheduler;
    return push(vm, &s->reports, &s->report_count, &s->report_capacity, object);
}

/* After marking: what is dead and unheard of is kept for a report. */
void oli_find_never_awaited(Vm *vm) {
    Scheduler *s = vm->scheduler;
    if (!s) return;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s->failed_count; i++) {
        Task *task = s->failed[i];
        if (task->future.retrieved && oli_is_marked(&task->future.header)) continue;
        if (oli_is_marked(&task->future.header)) {
            s->failed[kept++] = task;
        } else if (!task->future.retrieved && push(vm, &s->reports, &s->report_count, &s->report_capacity, task)) {
            oli_shade(vm, &task->future.header);
        }
    }
    s->failed_count = kept;
    kept = 0;
    for (uint32_t i = 0; i < s->fresh_count; i++) {
        GeneratorObject *coroutine = s->fresh[i];
        bool marked = oli_is_marked(&coroutine->header);
        if (!is_fresh(coroutine)) continue;
        if (marked) {
            s->fresh[kept++] = coroutine;
        } else if (push(vm, &s->reports, &s->report_count, &s->report_capacity, coroutine)) {
            oli_shade(vm, &coroutine->header);
        }
    }
    s->fresh_count = kept;
}

/* ---- telling ---- */

static void tell(Vm *vm, Str *text) {
    if (text) oli_warn_text(vm, text);
    if (has_exception(vm)) clear_exception(vm);
}

/* Sites are found by the last one (loops create from one place), then by looking through all: they are few. */
uint32_t oli_creation_site(Vm *vm) {
    Scheduler *s = vm->scheduler;
    Frame *frame = vm->frame; /* or whoever called the library */
    while (frame && (!frame->function || is_library_code(frame_code(frame)))) frame = frame->caller;
    if (!frame) return 0;
    Code *code = frame_code(frame);
    uint32_t pc = (uint32_t)(frame->pc - code->words) - 1;
    if (s->last_site && s->sites[s->last_site - 1].code == code && s->sites[s->last_site - 1].pc == pc)
        return s->last_site;
    enum { MAX_SITES = 4096 };
    for (uint32_t i = 0; i < s->site_count; i++)
        if (s->sites[i].code == code && s->sites[i].pc == pc) return s->last_site = i + 1;
    if (s->site_count == MAX_SITES) return 0;
    if (s->site_count == s->site_capacity) {
        uint32_t capacity = s->site_capacity ? s->site_capacity * 2 : 16;
        CreationSite *grown = oli_try_resize(vm, s->sites, s->site_capacity * sizeof *grown, capacity * sizeof *grown);
        if (!grown) return 0;
        s->sites = grown;
        s->site_capacity = capacity;
    }
    s->sites[s->site_count++] = (CreationSite){code, pc};
    return s->last_site = s->site_count;
}

void oli_report_exception(Vm *vm, const char *what, Value exception, Task *task) {
    Root root, root_task, root_what;
    Str *text = oli_str_from_c(vm, what);
    if (!text) clear_exception(vm);
    root_push(vm, &root, exception);
    root_push(vm, &root_task, task ? make_object(task) : VALUE_NONE);
    root_push(vm, &root_what, text ? make_object(text) : VALUE_NONE);
    if (!text || !oli_loop_handle_exception(vm, text, exception, root_task.value))
        oli_print_exception_report(vm, what, exception, task);
    root_pop(vm, &root_what);
    root_pop(vm, &root_task);
    root_pop(vm, &root);
}

void oli_print_exception_report(Vm *vm, const char *what, Value exception, Task *task) {
    Root root, root_task;
    root_push(vm, &root, exception);
    root_push(vm, &root_task, task ? make_object(task) : VALUE_NONE);
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_text_format(&text, "%s\n", what);
    if (task) {
        Str *name = oli_task_name(vm, task);
        if (name) oli_text_format(&text, "task: %S", name);
        oli_append_creation(vm, &text, task->site);
        oli_text_append_c(&text, "\n");
    }
    oli_format_exception(vm, &text, exception);
    tell(vm, oli_text_finish(&text));
    root_pop(vm, &root_task);
    root_pop(vm, &root);
    vm->lost_errors++;
}

static void report_coroutine(Vm *vm, GeneratorObject *coroutine) {
    TextBuilder text;
    oli_text_init(&text, vm);
    if (coroutine->frame.depth) {
        const CreationSite *site = &vm->scheduler->sites[coroutine->frame.depth - 1];
        oli_append_place(&text, site->code, site->pc);
    } else {
        oli_append_place(&text, coroutine->frame.function->code, 0);
    }
    oli_text_format(&text, ": RuntimeWarning: coroutine '%S' was never awaited\n", coroutine->frame.function->qualname);
    tell(vm, oli_text_finish(&text));
    coroutine->frame.finished = 1;
}

static void report_one(Vm *vm, Object *object) {
    if (object->kind == CLASS_TASK) {
        Task *task = (Task *)(void *)object;
        task->future.retrieved = true;
        oli_report_exception(vm, "Task exception was never retrieved", task->future.result, task);
    } else if (object->kind == CLASS_ASYNC_GENERATOR) {
        oli_async_finalize(vm, (GeneratorObject *)(void *)object);
    } else {
        report_coroutine(vm, (GeneratorObject *)(void *)object);
    }
}

static void report_found(Vm *vm) {
    Scheduler *s = vm->scheduler;
    while (s->report_count) {
        Object *object = s->reports[0];
        Root root;
        root_push(vm, &root, make_object(object));
        memmove(s->reports, s->reports + 1, --s->report_count * sizeof *s->reports);
        report_one(vm, object);
        root_pop(vm, &root);
    }
}

enum { EAGER_CHECKS = 16 };

void oli_report_lost(Vm *vm, bool at_end) {
    Scheduler *s = vm->scheduler;
    bool anything = s->failed_count || (at_end && s->fresh_count);
    bool cheap = s->eager_checks < EAGER_CHECKS || vm->heap.allocated_bytes > vm->heap.trigger_bytes / 8;
    if (anything && (at_end || (s->check_failed && cheap))) {
        s->eager_checks++;
        if (is_marking(vm)) oli_gc_full(vm); /* what is marked already may have died since */
        oli_gc_full(vm);
    }
    s->check_failed = false;
    report_found(vm);
}

void oli_report_rest(Vm *vm) {
    Scheduler *s = vm->scheduler;
    if (!s) return;
    for (uint32_t i = 0; i < s->failed_count; i++)
        if (!s->failed[i]->future.retrieved) push(vm, &s->reports, &s->report_count, &s->report_capacity, s->failed[i]);
    s->failed_count = 0;
    for (uint32_t i = 0; i < s->fresh_count; i++)
        if (is_fresh(s->fresh[i])) push(vm, &s->reports, &s->report_count, &s->report_capacity, s->fresh[i]);
    s->fresh_count = 0;
    report_found(vm);
}

/* ---- deadlock ---- */

void oli_raise_deadlock(Vm *vm) {
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_append_deadlock(vm, &text);
    Str *message = oli_text_finish(&text);
    if (message) oli_raise(vm, EXC_DEADLOCK_ERROR, "%S", message);
}
