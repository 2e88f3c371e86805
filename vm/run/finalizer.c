/* SPDX-License-Identifier: MIT
 *
 * Finalisers: see finalizer.h.
 *
 * Two arrays: `known`, those alive as far as anybody knows, in order of making; `due`, those found dead. Each has room
 * for all of both, so that a collection allocates nothing. References whose callback is
 * due are linked through their `next`.
 */
#include "run/finalizer.h"

#include "run/loop_ops.h"
#include "run/run.h"

struct Finalizers {
    Object **known, **due;
    uint32_t known_count, known_capacity;
    uint32_t due_first, due_count, due_capacity; /* those before due_first have run */
    WeakRef *first_callback, **last_callback;
    bool running;
};

static Finalizers *finalizers_of(Vm *vm) {
    if (vm->finalizers) return vm->finalizers;
    Finalizers *made = oli_try_resize(vm, NULL, 0, sizeof *made);
    if (!made) return NULL;
    *made = (Finalizers){0};
    made->last_callback = &made->first_callback;
    return vm->finalizers = made;
}

static bool grow(Vm *vm, Object ***array, uint32_t *capacity, uint32_t wanted) {
    if (wanted <= *capacity) return true;
    uint32_t larger = *capacity ? *capacity * 2 : 16;
    Object **grown = oli_resize(vm, *array, *capacity * sizeof *grown, larger * sizeof *grown);
    if (!grown) return false;
    *array = grown;
    *capacity = larger;
    return true;
}

/* Room for one more in either array, come what may. */
static bool reserve(Vm *vm, Finalizers *f) {
    uint32_t wanted = f->known_count + f->due_count + 1;
    return grow(vm, &f->due, &f->due_capacity, wanted) && grow(vm, &f->known, &f->known_capacity, wanted);
}

bool oli_finalizer_add(Vm *vm, Object *object) {
    if (object->gc & OBJECT_HAS_DEL) return true;
    Finalizers *f = finalizers_of(vm);
    if (!f) return !is_error(oli_raise_no_memory(vm));
    if (!reserve(vm, f)) return false;
    f->known[f->known_count++] = object;
    object->gc |= OBJECT_HAS_DEL;
    return true;
}

typedef struct Adoption {
    Class *cls;
    bool failed;
} Adoption;

static void adopt(Vm *vm, Object *object, void *context) {
    Adoption *adoption = context;
    if (adoption->failed || object->kind != adoption->cls->kind || !oli_class_is_subclass(object->cls, adoption->cls))
        return;
    adoption->failed = !oli_finalizer_add(vm, object);
}

bool oli_finalizer_adopt(Vm *vm, Class *cls) {
    Adoption adoption = {.cls = cls};
    oli_gc_finish_sweep(vm);
    oli_heap_walk(vm, adopt, &adoption);
    return !adoption.failed;
}

void oli_finalizer_free(Vm *vm) {
    Finalizers *f = vm->finalizers;
    if (!f) return;
    oli_release(vm, f->known, f->known_capacity * sizeof *f->known);
    oli_release(vm, f->due, f->due_capacity * sizeof *f->due);
    oli_release(vm, f, sizeof *f);
    vm->finalizers = NULL;
}

/* ---- in a collection ---- */

void oli_finalizer_trace(Tracer *tracer) {
    const Finalizers *f = tracer->vm->finalizers;
    if (!f) return;
    for (uint32_t i = f->due_first; i < f->due_count; i++) trace_object(tracer, f->due[i]);
    for (WeakRef *ref = f->first_callback; ref; ref = ref->next) trace_object(tracer, ref);
}

/* Whether anything is left to run for it. */
static bool has_finalizer(const Object *object) {
    if (!(object->gc & OBJECT_HAS_DEL)) return false;
    if (object->kind != CLASS_GENERATOR) return true;
    const Frame *frame = &((const GeneratorObject *)(const void *)object)->frame;
    return !frame->finished && frame->resume != RESUME_START;
}

/* First those that no other dead one refers to, so that a whole is finalised before its parts; then the rest. Both in
 * order of making. */
static void queue_dead(Vm *vm, Finalizers *f, uint32_t first) {
    for (uint32_t i = first; i < f->due_count; i++)
        if (!oli_is_marked(f->due[i])) oli_mark_below(vm, f->due[i]);
    uint32_t parts = 0;
    Object **parts_at = f->known + f->known_count; /* free: there is room for all of both arrays */
    uint32_t wholes = first;
    for (uint32_t i = first; i < f->due_count; i++) {
        if (oli_is_marked(f->due[i]))
            parts_at[parts++] = f->due[i];
        else
            f->due[wholes++] = f->due[i];
    }
    memcpy(f->due + wholes, parts_at, parts * sizeof *parts_at);
    for (uint32_t i = first; i < f->due_count; i++) oli_shade(vm, f->due[i]);
}

void oli_finalizer_find(Vm *vm) {
    Finalizers *f = vm->finalizers;
    if (!f) return;
    uint32_t kept = 0, first = f->due_count;
    for (uint32_t i = 0; i < f->known_count; i++) {
        Object *object = f->known[i];
        if (oli_is_marked(object))
            f->known[kept++] = object;
        else if (has_finalizer(object))
            f->due[f->due_count++] = object;
    }
    f->known_count = kept;
    if (f->due_count > first) queue_dead(vm, f, first);
    if (f->due_count) oli_request_safepoint(vm);
}

void oli_weakref_due(Vm *vm, WeakRef *ref) {
    Finalizers *f = finalizers_of(vm);
    if (!f) return; /* no memory for forty bytes: the callback is lost */
    *f->last_callback = ref;
    f->last_callback = &ref->next;
    oli_request_safepoint(vm);
}

/* ---- at a safepoint ---- */

static void run_del(Vm *vm, Value self) {
    Value method = oli_class_lookup(vm, class_of(vm, self), vm->names.dunder_del);
    if (is_undef(method)) return; /* the class lost it */
    Root root;
    root_push(vm, &root, method);
    if (is_error(oli_call_bound(vm, method, self, NULL, 0, NULL)) && !vm->uncatchable)
        oli_report_unraisable(vm, NULL, root.value);
    root_pop(vm, &root);
}

static void run_close(Vm *vm, Value self) {
    if (is_error(oli_call_method(vm, self, vm->names.close, NULL, 0)) && !vm->uncatchable)
        oli_report_unraisable(vm, NULL, self);
}

static void run_callback(Vm *vm, Value ref) {
    Root root;
    root_push(vm, &root, as_weakref(ref)->callback);
    if (is_error(oli_call1(vm, root.value, ref)) && !vm->uncatchable) oli_report_unraisable(vm, NULL, root.value);
    root_pop(vm, &root);
}

static void finalize_one(Vm *vm, Object *object) {
    object->gc &= (uint8_t)~OBJECT_HAS_DEL;
    if (object->kind == CLASS_GENERATOR)
        run_close(vm, make_object(object));
    else
        run_del(vm, make_object(object));
}

/* Take the next one from the queue. False: it is empty. */
static bool run_next(Vm *vm, Finalizers *f) {
    Root root;
    if (f->due_count) {
        root_push(vm, &root, make_object(f->due[f->due_first++]));
        if (f->due_first == f->due_count) f->due_first = f->due_count = 0;
        finalize_one(vm, object_of(root.value));
    } else if (f->first_callback) {
        WeakRef *ref = f->first_callback;
        root_push(vm, &root, make_object(ref));
        f->first_callback = ref->next;
        if (!f->first_callback) f->last_callback = &f->first_callback;
        ref->next = NULL;
        run_callback(vm, root.value);
    } else {
        return false;
    }
    root_pop(vm, &root);
    return true;
}

bool oli_finalizer_is_due(const Vm *vm) {
    const Finalizers *f = vm->finalizers;
    return f && !f->running && (f->due_count || f->first_callback);
}

/* What the interrupted code may be in the middle of handing on is kept. */
typedef struct Interrupted {
    Root stop_value, sent, exception;
} Interrupted;

static void interrupt(Vm *vm, Interrupted *kept) {
    root_push(vm, &kept->stop_value, vm->stop_value);
    root_push(vm, &kept->sent, vm->sent);
    root_push(vm, &kept->exception, vm->exception);
    clear_exception(vm);
}

static void go_on(Vm *vm, Interrupted *kept) {
    if (!vm->uncatchable) vm->exception = kept->exception.value;
    vm->sent = kept->sent.value;
    vm->stop_value = kept->stop_value.value;
    root_pop(vm, &kept->exception);
    root_pop(vm, &kept->sent);
    root_pop(vm, &kept->stop_value);
}

bool oli_finalizer_run(Vm *vm) {
    if (!oli_finalizer_is_due(vm)) return true;
    Finalizers *f = vm->finalizers;
    Interrupted kept;
    interrupt(vm, &kept);
    f->running = true;
    while (!vm->uncatchable && run_next(vm, f)) {}
    f->running = false;
    go_on(vm, &kept);
    return !vm->uncatchable;
}

void oli_finalizer_run_all(Vm *vm) {
    enum { PASSES = 3 }; /* finalisers may make new objects that have one */
    if (!vm->finalizers || !oli_finalizer_run(vm)) return;
    Finalizers *f = vm->finalizers;
    f->running = true;
    for (int pass = 0; pass < PASSES && f->known_count; pass++) {
        uint32_t count = 0;
        for (uint32_t i = 0; i < f->known_count; i++)
            if (has_finalizer(f->known[i])) f->due[f->due_count + count++] = f->known[i];
        f->known_count = 0;
        f->due_count += count;
        while (f->due_count && !vm->uncatchable) run_next(vm, f);
    }
    f->running = false;
}

/* ---- gc.collect() ---- */

static void count_object(Vm *vm, Object *object, void *count) {
    (void)vm, (void)object;
    ++*(int64_t *)count;
}

static int64_t count_objects(Vm *vm) {
    int64_t count = 0;
    oli_heap_walk(vm, count_object, &count);
    return count;
}

int64_t oli_collect(Vm *vm) {
    enum { ROUNDS = 10 }; /* a finaliser may free things, or make them */
    int64_t before = count_objects(vm);
    oli_clear_dead_registers(vm);
    vm->stop_value = VALUE_NONE;
    if (vm->heap.phase != GC_IDLE) oli_gc_full(vm); /* what is marked already may have died since */
    for (int round = 0; round < ROUNDS; round++) {
        oli_gc_full(vm);
        if (!oli_finalizer_is_due(vm)) break;
        if (!oli_finalizer_run(vm)) return -1;
    }
    int64_t after = count_objects(vm);
    return after < before ? before - after : 0;
}
