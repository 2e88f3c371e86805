/* SPDX-License-Identifier: MIT
 *
 * Nothing is lost without a word: exceptions of tasks and futures that nobody looks at, coroutines that nobody awaits,
 * tasks that a failed gather left running, and programs that wait for what cannot come.
 *
 * What failed is noted. Those that wait for it have looked at its exception two turns later; if nobody has, a collection
 * tells whether anything still refers to it. If not, nobody ever can look, and it is reported at once. Coroutines that
 * were made and not started are noted as well and reported when a collection finds them dead.
 */
#include "run/scheduler.h"

#include "run/loop_ops.h"
#include "run/traceback.h"
#include "run/waits.h"
#include "types/unicode.h"

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

void oli_note_failed(Vm *vm, Future *future) {
    Scheduler *s = vm->scheduler;
    if (!push(vm, &s->failed, &s->failed_count, &s->failed_capacity, future)) return;
    if (s->failed_check == CHECK_NONE) s->failed_check = CHECK_AFTER_TURN;
}

static bool is_fresh(const Object *object) {
    if (object->kind == CLASS_NATIVE_COROUTINE) return !((const NativeCoroutine *)(const void *)object)->state;
    const Frame *frame = &((const GeneratorObject *)(const void *)object)->frame;
    return frame->resume == RESUME_START && !frame->finished && !frame->running && !frame->is_owned;
}

static void forget_started(Scheduler *s) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s->fresh_count; i++)
        if (is_fresh(s->fresh[i])) s->fresh[kept++] = s->fresh[i];
    s->fresh_count = kept;
}

static void note_fresh(Vm *vm, Object *coroutine) {
    Scheduler *s = vm->scheduler;
    if (s->fresh_count == s->fresh_capacity) forget_started(s);
    push(vm, &s->fresh, &s->fresh_count, &s->fresh_capacity, coroutine);
}

void oli_note_coroutine(Vm *vm, GeneratorObject *coroutine) {
    coroutine->frame.depth = (uint16_t)oli_creation_site(vm); /* of no other use until it starts */
    note_fresh(vm, &coroutine->header);
}

void oli_note_native_coroutine(Vm *vm, NativeCoroutine *coroutine) {
    if (is_library_code(frame_code(vm->frame))) return;
    coroutine->header.flags = (uint16_t)oli_creation_site(vm);
    note_fresh(vm, &coroutine->header);
}

bool oli_note_report(Vm *vm, Object *object) {
    Scheduler *s = vm->scheduler;
    return push(vm, &s->reports, &s->report_count, &s->report_capacity, object);
}

/* After marking: what is dead and unheard of is kept for a report. */
void oli_find_never_awaited(Vm *vm) {
    Scheduler *s = vm->scheduler;
    if (!s) return;
    oli_loops_sweep(vm);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s->failed_count; i++) {
        Future *future = s->failed[i];
        if (future->retrieved) continue;
        if (oli_is_marked(&future->header))
            s->failed[kept++] = future;
        else if (oli_note_report(vm, &future->header))
            oli_shade(vm, &future->header);
    }
    s->failed_count = kept;
    kept = 0;
    for (uint32_t i = 0; i < s->fresh_count; i++) {
        Object *coroutine = s->fresh[i];
        if (!is_fresh(coroutine)) continue;
        if (oli_is_marked(coroutine))
            s->fresh[kept++] = coroutine;
        else if (oli_note_report(vm, coroutine))
            oli_shade(vm, coroutine);
    }
    s->fresh_count = kept;
}

/* ---- telling ---- */

void oli_tell(Vm *vm, TextBuilder *text) {
    Str *made = oli_text_finish(text);
    if (made) oli_warn_text(vm, made);
    if (has_exception(vm)) clear_exception(vm);
}

/* Sites are found by the last one (loops create from one place), then by looking through all: they are few. */
uint32_t oli_creation_site(Vm *vm) {
    Frame *frame = vm->frame; /* or whoever called the library */
    while (frame && (!frame->function || is_library_code(frame_code(frame)))) frame = frame->caller;
    if (!frame) return 0;
    Code *code = frame_code(frame);
    return oli_site_of(vm, code, (uint32_t)(frame->pc - code->words) - 1);
}

uint32_t oli_site_of(Vm *vm, Code *code, uint32_t pc) {
    Scheduler *s = vm->scheduler;
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
    s->sites[s->site_count++] = (CreationSite){code, pc, false, false};
    return s->last_site = s->site_count;
}

void oli_report_exception(Vm *vm, const char *what, Value exception, Value source) {
    Root root, root_source, root_what;
    Str *text = oli_str_from_c(vm, what);
    if (!text) clear_exception(vm);
    root_push(vm, &root, exception);
    root_push(vm, &root_source, source);
    root_push(vm, &root_what, text ? make_object(text) : VALUE_NONE);
    if (!text || !oli_loop_handle_exception(vm, text, exception, source))
        oli_print_exception_report(vm, what, exception, source);
    else if (is_kind(root_source.value, CLASS_TASK) &&
             is_none(((EventLoop *)(void *)object_of(vm->scheduler->loop))->exception_handler))
        vm->lost_errors++; /* the logger has it */
    root_pop(vm, &root_what);
    root_pop(vm, &root_source);
    root_pop(vm, &root);
}

void oli_print_exception_report(Vm *vm, const char *what, Value exception, Value source) {
    Root root, root_source;
    root_push(vm, &root, exception);
    root_push(vm, &root_source, source);
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_text_format(&text, "%s\n", what);
    if (is_future(source)) oli_text_format(&text, "future: %R\n", source);
    oli_format_exception(vm, &text, exception);
    oli_tell(vm, &text);
    if (is_kind(root_source.value, CLASS_TASK)) vm->lost_errors++;
    root_pop(vm, &root_source);
    root_pop(vm, &root);
}

/* ---- what is found ---- */

static void report_future(Vm *vm, Future *future) {
    TextBuilder what;
    oli_text_init(&what, vm);
    future->retrieved = true;
    oli_text_format(&what, "%C exception was never retrieved", future->header.cls);
    oli_text_append(&what, "", 1);
    const char *text = what.failed ? "Task exception was never retrieved" : what.data;
    oli_report_exception(vm, strrchr(text, '.') ? strrchr(text, '.') + 1 : text, future->result, make_object(future));
    oli_text_free(&what);
}

/* Give a RuntimeWarning to the module warnings, whose filters decide. False: nobody has imported it. */
static bool warn_by_module(Vm *vm, Str *message, Value coroutine, const Code *code, uint32_t line) {
    Str *name = oli_str_intern(vm, "warnings", strlen("warnings"));
    if (!name || is_undef(oli_dict_get_str(vm, vm->modules, name))) return false;
    Value args[4] = {make_object(message), make_object(vm->exceptions[EXC_RUNTIME_WARNING]),
                     make_object(code->filename), make_int(line)};
    if (!is_error(oli_call_library(vm, "warnings", "warn_explicit", args, 4))) return true;
    Value exception = oli_take_exception(vm);
    Root root;
    root_push(vm, &root, exception);
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_text_format(&text, "Exception ignored in: %R\n", coroutine);
    oli_format_exception(vm, &text, exception);
    oli_tell(vm, &text);
    root_pop(vm, &root);
    return true;
}

static Str *never_awaited_message(Vm *vm, const Object *coroutine) {
    static const char FORMAT[] = "coroutine '%s' was never awaited";
    if (coroutine->kind == CLASS_NATIVE_COROUTINE)
        return oli_str_format(vm, FORMAT, ((const NativeCoroutine *)(const void *)coroutine)->name);
    return oli_str_format(vm, FORMAT,
                          ((const GeneratorObject *)(const void *)coroutine)->frame.function->qualname->data);
}

/* The first from each place, as the default filter of warnings would. `coroutine` is rooted. */
static void report_coroutine(Vm *vm, Object *coroutine) {
    CreationSite unknown = {NULL, 0, false, false}, *site = &unknown;
    uint32_t number = coroutine->flags;
    if (coroutine->kind == CLASS_NATIVE_COROUTINE) {
        ((NativeCoroutine *)(void *)coroutine)->state = UINT32_MAX;
    } else {
        Frame *frame = &((GeneratorObject *)(void *)coroutine)->frame;
        number = frame->depth;
        frame->finished = true;
        unknown.code = frame->function->code;
    }
    if (number) site = &vm->scheduler->sites[number - 1];
    if (!site->code || site->warned) return;
    site->warned = true;
    const Code *code = site->code;
    CodePosition place;
    oli_code_position(code, site->pc, &place);
    uint32_t line = number && place.line ? place.line : code->first_line;
    Str *message = never_awaited_message(vm, coroutine);
    if (!message || warn_by_module(vm, message, make_object(coroutine), code, line)) {
        clear_exception(vm);
        return;
    }
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_text_format(&text, "%S:%u: RuntimeWarning: %S\n", code->filename, line, message);
    const char *source;
    size_t size;
    if (oli_find_source_line(vm, code->filename, line, &source, &size)) {
        while (size && ascii_is_space(*source)) source++, size--;
        while (size && ascii_is_space(source[size - 1])) size--;
        oli_text_append_c(&text, "  ");
        oli_text_append(&text, source, size);
        oli_text_append_c(&text, "\n");
    }
    if (number && !(code->flags & CODE_MODULE)) oli_text_format(&text, "Coroutine created in %S\n", code->name);
    oli_tell(vm, &text);
}

static void report_one(Vm *vm, Object *object) {
    if (is_future(make_object(object)))
        report_future(vm, (Future *)(void *)object);
    else if (object->kind == CLASS_ASYNC_GENERATOR)
        oli_async_finalize(vm, (GeneratorObject *)(void *)object);
    else
        report_coroutine(vm, object);
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

static void forget_retrieved(Scheduler *s) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s->failed_count; i++)
        if (!s->failed[i]->retrieved) s->failed[kept++] = s->failed[i];
    s->failed_count = kept;
}

void oli_report_lost(Vm *vm, bool at_end) {
    Scheduler *s = vm->scheduler;
    if (!at_end && s->failed_check == CHECK_AFTER_TURN) {
        s->failed_check = CHECK_NOW;
    } else if (at_end || s->failed_check == CHECK_NOW) {
        s->failed_check = CHECK_NONE;
        forget_retrieved(s);
        if (at_end) forget_started(s);
        bool cheap = s->eager_checks < EAGER_CHECKS || vm->heap.allocated_bytes > vm->heap.trigger_bytes / 8;
        if (at_end ? s->failed_count || s->fresh_count : s->failed_count && cheap) {
            s->eager_checks++;
            if (is_marking(vm)) oli_gc_full(vm); /* what is marked already may have died since */
            oli_gc_full(vm);
        }
    }
    report_found(vm);
}

void oli_report_rest(Vm *vm) {
    Scheduler *s = vm->scheduler;
    if (!s) return;
    forget_retrieved(s);
    forget_started(s);
    for (uint32_t i = 0; i < s->failed_count; i++) oli_note_report(vm, &s->failed[i]->header);
    for (uint32_t i = 0; i < s->fresh_count; i++) oli_note_report(vm, s->fresh[i]);
    s->failed_count = s->fresh_count = 0;
    report_found(vm);
}

/* ---- what a failed gather leaves behind ---- */

static bool is_failed_gathering(Value v) {
    return is_kind(v, CLASS_GATHERING) && as_future(v)->state == FUTURE_FINISHED && as_future(v)->is_error;
}

static bool is_left_behind(Vm *vm, const Task *task) {
    Value callbacks = task->future.callbacks;
    if (!is_exact(vm, callbacks, CLASS_LIST)) return is_failed_gathering(callbacks);
    const List *list = as_list(callbacks);
    for (size_t i = 0; i < list->count; i++)
        if (is_failed_gathering(list->items[i])) return true;
    return false;
}

void oli_report_left_running(Vm *vm) {
    enum { MAX_SHOWN = 20 };
    Scheduler *s = vm->scheduler;
    uint32_t count = 0;
    TextBuilder text;
    oli_text_init(&text, vm);
    for (uint32_t i = 0; i < s->task_count; i++) {
        if (!is_left_behind(vm, s->tasks[i])) continue;
        if (!count)
            oli_text_append_c(&text, "RuntimeWarning: a gather() failed and left tasks running, which are now cancelled\n");
        if (++count > MAX_SHOWN) continue;
        oli_text_append_c(&text, "  ");
        oli_append_task_entry(vm, &text, s->tasks[i], "\n    ");
        oli_text_append_c(&text, "\n");
    }
    if (count > MAX_SHOWN) oli_text_format(&text, "  ... and %u more\n", count - MAX_SHOWN);
    if (count)
        oli_tell(vm, &text);
    else
        oli_text_free(&text);
}

void oli_report_unclosed(Vm *vm, List *generators) {
    Root root;
    root_push(vm, &root, make_object(generators));
    for (size_t i = 0; i < generators->count; i++) {
        const Frame *frame = &as_generator(generators->items[i])->frame;
        const Code *code = frame_code(frame);
        uint32_t pc = (uint32_t)(frame->pc - code->words) - 1;
        if (frame->running || frame->finished || !oli_code_handler(code, pc)) continue; /* nothing that must end */
        TextBuilder text;
        oli_text_init(&text, vm);
        oli_text_format(&text, "RuntimeWarning: asynchronous generator '%S' was not closed, the end of its loop closes it: it is at ",
                        frame->function->qualname);
        oli_append_frame_place(&text, frame);
        oli_text_append_c(&text, "\n");
        oli_tell(vm, &text);
    }
    root_pop(vm, &root);
}

/* ---- deadlock ---- */

void oli_raise_deadlock(Vm *vm) {
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_append_deadlock(vm, &text);
    Str *message = oli_text_finish(&text);
    if (message) oli_raise(vm, EXC_DEADLOCK_ERROR, "%S", message);
}
