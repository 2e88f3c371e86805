/* SPDX-License-Identifier: MIT
 *
 * What suspended tasks wait for: see waits.h.
 *
 * The innermost frames of a waiting task that belong to the library say what it does: those of `async with lock` are
 * Lock.acquire under _Acquirable.__aenter__, with the Lock in their first register. The frame that the program itself
 * called counts, so a Barrier is a Barrier and not the Condition inside of it.
 */
#include "run/waits.h"

#include "run/loop_ops.h"

static bool is_named(const Frame *frame, const char *qualname) {
    return oli_str_equals_c(frame->function->code->qualname, qualname);
}

static Value variable_of(Value v) { return is_kind(v, CLASS_CELL) ? as_cell(v)->value : v; }

/* The next frame towards the root that runs a function; NULL: the task's own end. */
static const Frame *outer_of(const Frame *frame) {
    const Frame *caller = frame->caller;
    return caller && caller->function ? caller : NULL;
}

/* `self` of a frame, or VALUE_UNDEF. */
static Value self_of(Vm *vm, const Frame *frame) {
    const Code *code = frame->function->code;
    bool has_self =
        code->total_params && code->local_names->count && is_same(code->local_names->items[0], make_object(vm->names.self));
    return has_self ? variable_of(frame->regs[0]) : VALUE_UNDEF;
}

/* The local variable `name`, or VALUE_UNDEF. */
static Value local_of(const Frame *frame, const char *name) {
    const Code *code = frame->function->code;
    for (size_t i = 0; i < code->local_count && i < code->local_names->count; i++)
        if (is_str(code->local_names->items[i]) && oli_str_equals_c(as_str(code->local_names->items[i]), name))
            return variable_of(frame->regs[i]);
    return VALUE_UNDEF;
}

/* The free variable `name` of a closure, or VALUE_UNDEF. */
static Value free_variable_of(const Function *function, const char *name) {
    const Code *code = function->code;
    for (size_t i = 0; function->closure && i < code->free_count; i++) {
        Value variable = code->cell_names->items[code->cell_count + i];
        if (is_str(variable) && oli_str_equals_c(as_str(variable), name))
            return variable_of(function->closure->items[i]);
    }
    return VALUE_UNDEF;
}

static Value attribute_of(Vm *vm, Value object, const char *name) {
    if (!is_object(object) || !has_instance_dict(object_of(object)->cls)) return VALUE_UNDEF;
    Str *key = oli_str_intern(vm, name, strlen(name));
    if (key) return oli_slots_get(vm, object_of(object), key);
    clear_exception(vm);
    return VALUE_UNDEF;
}

/* ---- finding ---- */

static bool is_helper(const Frame *frame) { return is_named(frame, "_wrap_awaitable"); }

/* The run of the library's frames that begins at the innermost one: the outermost of them; NULL: none. */
static const Frame *library_of(const Frame *inner) {
    const Frame *found = NULL;
    for (const Frame *f = inner; f && is_library_code(f->function->code) && !is_helper(f); f = outer_of(f)) found = f;
    return found;
}

/* The lock that the innermost frames acquire: its owner. */
static Value owner_of_lock(Vm *vm, const TaskWait *wait) {
    for (const Frame *f = wait->inner; f; f = outer_of(f)) {
        if (is_named(f, "Lock.acquire")) {
            Value owner = attribute_of(vm, self_of(vm, f), "_owner");
            return is_kind(owner, CLASS_TASK) ? owner : VALUE_NONE;
        }
        if (f == wait->library) break;
    }
    return VALUE_NONE;
}

static void find_subject(Vm *vm, const Task *task, TaskWait *wait) {
    const Frame *inner = wait->inner;
    wait->library = library_of(inner);
    if (wait->library) {
        wait->subject = SUBJECT_LIBRARY;
        wait->object = self_of(vm, wait->library);
        wait->owner = owner_of_lock(vm, wait);
    } else if (task->wait == WAIT_TIMER) {
        wait->subject = SUBJECT_SLEEP;
    } else if (inner->resume == RESUME_NATIVE) {
        const NativeCoroutine *native = (NativeCoroutine *)(void *)object_of(inner->regs[inner->resume_src]);
        wait->subject = SUBJECT_NATIVE;
        wait->native_name = native->name;
        wait->object = native->a;
    } else {
        wait->subject = is_kind(wait->future, CLASS_TASK)        ? SUBJECT_TASK
                        : is_kind(wait->future, CLASS_GATHERING) ? SUBJECT_GATHER
                                                                 : SUBJECT_FUTURE;
        wait->object = wait->future;
    }
}

void oli_find_wait(Vm *vm, Task *task, TaskWait *wait) {
    *wait = (TaskWait){.object = VALUE_UNDEF, .future = VALUE_UNDEF, .owner = VALUE_NONE};
    if (!task->root) return;
    bool runs = task->root->frame.running;
    const Frame *inner = runs ? vm->frame : task->root->frame.inner;
    while (inner && !inner->function) inner = inner->caller;
    if (!inner) return;
    wait->inner = wait->user = inner;
    while (wait->user && is_library_code(wait->user->function->code)) wait->user = outer_of(wait->user);
    if (runs || task->wait == WAIT_NONE) return;
    if (task->wait == WAIT_FUTURE) {
        if (!is_future(task->waiting_on) || oli_future_is_done(task->waiting_on)) return;
        wait->future = task->waiting_on;
    }
    find_subject(vm, task, wait);
}

/* ---- what must be done first ---- */

/* The next key of a Dict, or item of a Tuple. */
static Value next_item(Value container, uint32_t *position) {
    if (is_tuple(container)) {
        Tuple *tuple = as_tuple(container);
        return *position < tuple->count ? tuple->items[(*position)++] : VALUE_UNDEF;
    }
    if (!is_kind(container, CLASS_DICT)) return VALUE_UNDEF;
    DictEntry *entry = oli_dict_next(as_dict(container), position);
    return entry ? entry->key : VALUE_UNDEF;
}

static Value next_of_library(Vm *vm, const TaskWait *wait, uint32_t *position) {
    for (const Frame *f = wait->inner; f; f = outer_of(f)) {
        if (is_named(f, "_wait")) return next_item(local_of(f, "futures"), position);
        if (is_named(f, "TaskGroup._wait_for_tasks"))
            return next_item(attribute_of(vm, self_of(vm, f), "_tasks"), position);
        if (is_named(f, "_AsCompletedIterator._next_one"))
            return next_item(attribute_of(vm, self_of(vm, f), "_todo"), position);
        if (f == wait->library) break;
    }
    Value one = is_none(wait->owner) ? wait->future : wait->owner;
    return (*position)++ ? VALUE_UNDEF : one;
}

/* What the outer future of a shield() follows; else the future itself. */
static Value inside_shield(Vm *vm, Value future) {
    Value callbacks = as_future(future)->callbacks;
    if (is_exact(vm, callbacks, CLASS_LIST) && as_list(callbacks)->count) callbacks = as_list(callbacks)->items[0];
    if (is_kind(callbacks, CLASS_TUPLE)) callbacks = as_tuple(callbacks)->items[0];
    if (!is_function(callbacks) || !is_library_code(as_function(callbacks)->code)) return future;
    Value inner = free_variable_of(as_function(callbacks), "inner");
    return is_future(inner) ? inner : future;
}

Value oli_wait_target(Vm *vm, const TaskWait *wait, uint32_t *position) {
    switch (wait->subject) {
    case SUBJECT_TASK: return (*position)++ ? VALUE_UNDEF : wait->object;
    case SUBJECT_FUTURE: return (*position)++ ? VALUE_UNDEF : inside_shield(vm, wait->object);
    case SUBJECT_GATHER: {
        Tuple *children = ((Gathering *)(void *)object_of(wait->object))->children;
        while (*position < children->count) {
            Value child = children->items[(*position)++];
            if (!oli_future_is_done(child)) return child;
        }
        return VALUE_UNDEF;
    }
    case SUBJECT_LIBRARY: return next_of_library(vm, wait, position);
    default: return VALUE_UNDEF;
    }
}

/* ---- text ---- */

/* A qualified name without the functions around it. */
static const char *short_name(const Str *qualname) {
    static const char LOCALS[] = "<locals>.";
    const char *name = qualname->data;
    for (const char *p; (p = strstr(name, LOCALS));) name = p + sizeof LOCALS - 1;
    return name;
}

void oli_append_place(TextBuilder *text, const Code *code, uint32_t pc) {
    CodePosition position;
    oli_code_position(code, pc, &position);
    oli_text_format(text, "%S:%u", code->filename, position.line ? position.line : code->first_line);
    if (!(code->flags & CODE_MODULE)) oli_text_format(text, " in %s", short_name(code->qualname));
}

void oli_append_frame_place(TextBuilder *text, const Frame *frame) {
    const Code *code = frame->function->code;
    uint32_t pc = (uint32_t)(frame->pc - code->words);
    oli_append_place(text, code, pc ? pc - 1 : 0);
}

void oli_append_creation(Vm *vm, TextBuilder *text, uint32_t site) {
    if (!site) return;
    const CreationSite *created = &vm->scheduler->sites[site - 1];
    oli_text_append_c(text, ", created at ");
    oli_append_place(text, created->code, created->pc);
}

void oli_append_task(Vm *vm, TextBuilder *text, Task *task) {
    Str *name = oli_task_name(vm, task);
    if (name)
        oli_text_append_str(text, name);
    else
        clear_exception(vm);
    if (task->root && is_helper(&task->root->frame)) { /* it awaits what the task was made from */
        Value wrapped = variable_of(task->root->frame.regs[0]);
        if (is_kind(wrapped, CLASS_NATIVE_COROUTINE))
            oli_text_format(text, " (%s)", ((NativeCoroutine *)(void *)object_of(wrapped))->name);
        return;
    }
    Value coroutine = task->root ? make_object(task->root) : task->waiting_on;
    Value function = is_generator(coroutine) ? make_object(as_generator(coroutine)->frame.function) : VALUE_NONE;
    if (is_function(function)) oli_text_format(text, " (%s)", short_name(as_function(function)->qualname));
}

/* The variable `owner.name` for an attribute that the code mentions. */
static bool append_attribute_name(Vm *vm, TextBuilder *text, const Frame *frame, size_t local, Value object) {
    const Code *code = frame->function->code;
    Value owner = variable_of(frame->regs[local]), name = code->local_names->items[local];
    if (!is_str(name) || !is_object(owner) || !has_instance_dict(object_of(owner)->cls)) return false;
    for (uint32_t i = 0; i < code->constant_count; i++) {
        Value attribute = code->constants[i];
        if (is_str(attribute) && is_same(oli_slots_get(vm, object_of(owner), as_str(attribute)), object))
            return oli_text_format(text, " '%S.%S'", as_str(name), as_str(attribute));
    }
    return false;
}

static bool append_local_name(Vm *vm, TextBuilder *text, const Frame *frame, Value object) {
    const Code *code = frame->function->code;
    size_t count = code->local_count < code->local_names->count ? code->local_count : code->local_names->count;
    for (size_t i = 0; i < count; i++) {
        Value name = code->local_names->items[i];
        if (is_str(name) && as_str(name)->data[0] != '.' && is_same(variable_of(frame->regs[i]), object))
            return oli_text_format(text, " '%S'", as_str(name));
    }
    for (size_t i = 0; i < count; i++)
        if (append_attribute_name(vm, text, frame, i, object)) return true;
    return false;
}

/* The name by which a frame knows an object: a variable, or an attribute of one. */
static bool append_known_name(Vm *vm, TextBuilder *text, const Frame *frame, Value object) {
    const Code *code = frame->function->code;
    if (append_local_name(vm, text, frame, object)) return true;
    const Tuple *closure = frame->function->closure;
    for (size_t i = 0; closure && i < code->free_count; i++)
        if (is_same(variable_of(closure->items[i]), object))
            return oli_text_format(text, " '%S'", as_str(code->cell_names->items[code->cell_count + i]));
    for (uint32_t i = 0; i < code->constant_count; i++) {
        Value name = code->constants[i];
        if (is_str(name) && is_same(oli_dict_get_str(vm, frame->function->globals, as_str(name)), object))
            return oli_text_format(text, " '%S'", as_str(name));
    }
    return false;
}

/* "Lock 'door'", or "a Lock" */
static void append_object(Vm *vm, TextBuilder *text, const TaskWait *wait) {
    const Str *kind = class_of(vm, wait->object)->name;
    size_t start = text->size;
    oli_text_append_str(text, kind);
    if (wait->user && append_known_name(vm, text, wait->user, wait->object)) return;
    text->size = start;
    oli_text_format(text, strchr("AEIOUaeiou", kind->data[0]) ? "an %S" : "a %S", kind);
}

enum { SHOWN_TARGETS = 5 };

static void append_targets(Vm *vm, TextBuilder *text, const TaskWait *wait) {
    uint32_t position = 0, count = 0, more = 0;
    for (Value target; !is_undef(target = oli_wait_target(vm, wait, &position));) {
        if (!is_future(target) || oli_future_is_done(target)) continue;
        if (count == SHOWN_TARGETS) {
            more++;
            continue;
        }
        oli_text_append_c(text, count++ ? ", " : "");
        if (is_kind(target, CLASS_TASK))
            oli_append_task(vm, text, as_task(target));
        else
            oli_text_format(text, "a %s", is_kind(target, CLASS_GATHERING) ? "gather" : "Future");
    }
    if (more) oli_text_format(text, " and %u more", more);
}

static bool is_primitive(const Frame *frame) {
    static const char *const PREFIXES[] = {"_Acquirable.", "Lock.", "Event.", "Condition.", "Semaphore.", "Barrier."};
    const char *name = frame->function->code->qualname->data;
    for (size_t i = 0; i < sizeof PREFIXES / sizeof *PREFIXES; i++)
        if (!strncmp(name, PREFIXES[i], strlen(PREFIXES[i]))) return true;
    return false;
}

/* What a coroutine of the library waits for itself: tasks, or another coroutine; a Future of its own tells nothing. */
static void append_inner_wait(Vm *vm, TextBuilder *text, const TaskWait *wait) {
    if (!is_none(wait->owner)) return;
    uint32_t position = 0;
    if (is_kind(oli_wait_target(vm, wait, &position), CLASS_TASK)) {
        oli_text_append_c(text, " for ");
        append_targets(vm, text, wait);
    } else if (wait->inner->resume == RESUME_NATIVE) {
        const Value native = wait->inner->regs[wait->inner->resume_src];
        oli_text_format(text, " for %s()", ((NativeCoroutine *)(void *)object_of(native))->name);
    }
}

static void append_library(Vm *vm, TextBuilder *text, const TaskWait *wait) {
    const Str *name = wait->library->function->code->qualname;
    if (!strncmp(name->data, "TaskGroup.", 10)) {
        oli_text_append_c(text, "waits for the tasks of ");
        append_object(vm, text, wait);
        oli_text_append_c(text, ": ");
        append_targets(vm, text, wait);
        return;
    }
    if (is_primitive(wait->library) && !is_undef(wait->object)) {
        bool reacquires = !is_none(wait->owner) && strncmp(name->data, "Lock.", 5) && strncmp(name->data, "_Acq", 4);
        oli_text_append_c(text, reacquires ? "waits for the lock of " : "waits for ");
        append_object(vm, text, wait);
    } else {
        bool as_completed = !strncmp(name->data, "_AsCompleted", 12);
        oli_text_format(text, "waits in %s()", as_completed ? "as_completed" : name->data);
        append_inner_wait(vm, text, wait);
    }
    if (is_none(wait->owner)) return;
    oli_text_append_c(text, ", held by ");
    oli_append_task(vm, text, as_task(wait->owner));
}

void oli_append_wait(Vm *vm, TextBuilder *text, const TaskWait *wait) {
    switch (wait->subject) {
    case SUBJECT_NONE: oli_text_append_c(text, "is ready to run"); break;
    case SUBJECT_SLEEP: oli_text_append_c(text, "sleeps"); break;
    case SUBJECT_NATIVE:
        oli_text_format(text, "waits in %s()", wait->native_name);
        if (is_object(wait->object)) {
            oli_text_append_c(text, " of ");
            append_object(vm, text, wait);
        }
        break;
    case SUBJECT_LIBRARY: append_library(vm, text, wait); break;
    case SUBJECT_GATHER:
        oli_text_append_c(text, "waits in gather() for ");
        append_targets(vm, text, wait);
        break;
    default:
        oli_text_append_c(text, "waits for ");
        if (wait->subject == SUBJECT_FUTURE && is_same(inside_shield(vm, wait->object), wait->object))
            append_object(vm, text, wait);
        else
            append_targets(vm, text, wait);
    }
}
