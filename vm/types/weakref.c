/* SPDX-License-Identifier: MIT
 *
 * weakref.ref, and the table behind all weak references (weakref.h). Source: the library documentation of weakref.
 *
 * The table is open addressing with linear probing over {target, first}. Targets do not move, so their address is the
 * key; entries vanish only in oli_weak_sweep, which leaves a tombstone, and tombstones go when the table is rebuilt.
 */
#include "types/weakref.h"
#include "types/native.h"
#include "types/protocol.h"

typedef struct WeakEntry {
    Object *target; /* NULL: free; TOMBSTONE: was used */
    WeakRef *first;
} WeakEntry;

struct WeakTable {
    WeakEntry *entries;
    size_t capacity; /* power of two, or 0 */
    size_t used;     /* tombstones included */
    size_t live;
};

/* The address of something that is no script object. */
#define TOMBSTONE(vm) ((Object *)(void *)(vm))

/* ---- the table ---- */

static size_t slot_of(const Object *object, size_t capacity) {
    return (size_t)(((uintptr_t)object >> 4) * 0x9E3779B97F4A7C15u >> 20) & (capacity - 1);
}

static WeakEntry *find_entry(const WeakTable *table, const Object *object) {
    if (!table || !table->capacity) return NULL;
    for (size_t i = slot_of(object, table->capacity);; i = (i + 1) & (table->capacity - 1)) {
        if (table->entries[i].target == object) return &table->entries[i];
        if (!table->entries[i].target) return NULL;
    }
}

static void insert_entry(WeakEntry *entries, size_t capacity, WeakEntry entry) {
    size_t i = slot_of(entry.target, capacity);
    while (entries[i].target) i = (i + 1) & (capacity - 1);
    entries[i] = entry;
}

static bool rebuild(Vm *vm, WeakTable *table) {
    size_t capacity = 16;
    while (capacity < table->live * 3) capacity *= 2;
    WeakEntry *entries = oli_resize(vm, NULL, 0, capacity * sizeof *entries);
    if (!entries) return false;
    memset(entries, 0, capacity * sizeof *entries);
    for (size_t i = 0; i < table->capacity; i++) {
        WeakEntry entry = table->entries[i];
        if (entry.target && entry.target != TOMBSTONE(vm)) insert_entry(entries, capacity, entry);
    }
    oli_release(vm, table->entries, table->capacity * sizeof *entries);
    *table = (WeakTable){.entries = entries, .capacity = capacity, .used = table->live, .live = table->live};
    return true;
}

/* The entry of `object`, made if need be. NULL: no memory. */
static WeakEntry *own_entry(Vm *vm, Object *object) {
    WeakTable *table = vm->weak;
    if (!table) {
        if (!(table = oli_resize(vm, NULL, 0, sizeof *table))) return NULL;
        *table = (WeakTable){0};
        vm->weak = table;
    }
    WeakEntry *found = find_entry(table, object);
    if (found) return found;
    if ((table->used + 1) * 4 > table->capacity * 3 && !rebuild(vm, table)) return NULL;
    insert_entry(table->entries, table->capacity, (WeakEntry){object, NULL});
    table->used++;
    table->live++;
    return find_entry(table, object);
}

void oli_weak_free(Vm *vm) {
    if (!vm->weak) return;
    oli_release(vm, vm->weak->entries, vm->weak->capacity * sizeof(WeakEntry));
    oli_release(vm, vm->weak, sizeof(WeakTable));
    vm->weak = NULL;
}

WeakRef *oli_weakref_first(Vm *vm, const Object *object) {
    if (!(object->gc & OBJECT_WEAKLY_REFERENCED)) return NULL;
    const WeakEntry *entry = find_entry(vm->weak, object);
    return entry ? entry->first : NULL;
}

/* ---- the collector's view ---- */

/* The target is dead: its references know it; those that live and have a callback are due. */
static void clear_references(Vm *vm, WeakRef *ref) {
    while (ref) {
        WeakRef *next = ref->next;
        ref->target = NULL;
        ref->next = NULL;
        if (oli_is_marked(&ref->header) && !is_none(ref->callback)) oli_weakref_due(vm, ref);
        ref = next;
    }
}

/* Those of the references that are alive themselves, in the same order. */
static WeakRef *living_references(WeakRef *ref) {
    WeakRef *first = NULL, **end = &first;
    for (; ref; ref = ref->next) {
        if (!oli_is_marked(&ref->header)) continue;
        *end = ref;
        end = &ref->next;
    }
    *end = NULL;
    return first;
}

void oli_weak_sweep(Vm *vm) {
    WeakTable *table = vm->weak;
    if (!table) return;
    for (size_t i = 0; i < table->capacity; i++) {
        WeakEntry *entry = &table->entries[i];
        if (!entry->target || entry->target == TOMBSTONE(vm)) continue;
        if (!oli_is_marked(entry->target))
            clear_references(vm, entry->first);
        else if ((entry->first = living_references(entry->first)))
            continue;
        else
            entry->target->gc &= (uint8_t)~OBJECT_WEAKLY_REFERENCED;
        entry->target = TOMBSTONE(vm);
        table->live--;
    }
}

/* ---- making ---- */

bool oli_takes_weakrefs(const Class *cls) {
    if (cls->flags & CLASS_FLAG_TAKES_WEAKREFS) return true;
    switch (cls->kind) {
    case CLASS_TYPE:
    case CLASS_MEMORYVIEW:
    case CLASS_SET:
    case CLASS_FROZENSET:
    case CLASS_FUNCTION:
    case CLASS_NATIVE:
    case CLASS_METHOD:
    case CLASS_CODE:
    case CLASS_MODULE:
    case CLASS_GENERATOR:
    case CLASS_COROUTINE:
    case CLASS_ASYNC_GENERATOR:
    case CLASS_FUTURE:
    case CLASS_TASK:
    case CLASS_GATHERING:
    case CLASS_HANDLE:
    case CLASS_TIMER_HANDLE:
    case CLASS_EVENT_LOOP:
    case CLASS_EVENT:
    case CLASS_LOCK:
    case CLASS_QUEUE:
    case CLASS_LIFO_QUEUE:
    case CLASS_PRIORITY_QUEUE:
    case CLASS_CONTEXT:
    case CLASS_GENERIC_ALIAS:
    case CLASS_HOST: return true;
    default: return false;
    }
}

static bool is_canonical(Vm *vm, const WeakRef *ref) {
    return is_none(ref->callback) && ref->header.cls == vm->classes[ref->header.kind];
}

Value oli_weakref_new(Vm *vm, Class *cls, Value target, Value callback) {
    if (!is_object(target) || !oli_takes_weakrefs(class_of(vm, target)))
        return oli_raise(vm, EXC_TYPE_ERROR, "cannot create weak reference to '%T' object", target);
    Object *object = object_of(target);
    WeakEntry *entry = own_entry(vm, object);
    if (!entry) return VALUE_ERROR;
    bool wants_canonical = is_none(callback) && cls == vm->classes[cls->kind];
    WeakRef **at = &entry->first;
    for (; *at && is_canonical(vm, *at); at = &(*at)->next)
        if (wants_canonical && (*at)->header.cls == cls) return make_object(*at);
    WeakRef *ref = oli_new(vm, cls, cls->size);
    if (!ref) return VALUE_ERROR;
    if (wants_canonical) at = &entry->first;
    ref->target = object;
    ref->callback = callback;
    ref->next = *at;
    *at = ref;
    object->gc |= OBJECT_WEAKLY_REFERENCED;
    return make_object(ref);
}

static Value ref_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    uint32_t positional = count - (names ? (uint32_t)names->count : 0);
    if (names && cls == vm->classes[CLASS_WEAKREF])
        return oli_raise(vm, EXC_TYPE_ERROR, "ref() takes no keyword arguments");
    if (positional < 1 || positional > 2)
        return oli_raise(vm, EXC_TYPE_ERROR, "__new__ expected at %s, got %u",
                         positional < 1 ? "least 1 argument" : "most 2 arguments", positional);
    return oli_weakref_new(vm, cls, args[0], positional > 1 ? args[1] : VALUE_NONE);
}

static bool ref_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    (void)self, (void)args;
    if (names) return oli_raise_false(vm, EXC_TYPE_ERROR, "ref() takes no keyword arguments");
    if (count >= 1 && count <= 2) return true;
    return oli_raise_false(vm, EXC_TYPE_ERROR, "__init__ expected at %s, got %u",
                           count < 1 ? "least 1 argument" : "most 2 arguments", count);
}

/* ---- weakref.ref ---- */

static void trace(Tracer *tracer, Object *self) { trace_value(tracer, ((WeakRef *)(void *)self)->callback); }

static Value ref_call(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    (void)args;
    if (names) return oli_raise(vm, EXC_TYPE_ERROR, "weakref() takes no keyword arguments");
    if (count) return oli_raise(vm, EXC_TYPE_ERROR, "weakref expected 0 arguments, got %u", count);
    return weakref_target(as_weakref(self));
}

static Value ref_repr(Vm *vm, Value self) {
    const WeakRef *ref = as_weakref(self);
    unsigned long long own = (unsigned long long)VALUE_BITS(self);
    Str *text;
    if (!ref->target) {
        text = oli_str_format(vm, "<weakref at 0x%llx; dead>", own);
        return text ? make_object(text) : VALUE_ERROR;
    }
    Root target;
    root_push(vm, &target, make_object(ref->target));
    unsigned long long other = (unsigned long long)VALUE_BITS(target.value);
    Value name = oli_find_attr(vm, target.value, vm->names.dunder_name);
    if (is_error(name)) clear_exception(vm); /* no reason not to show the rest */
    if (is_str(name))
        text = oli_str_format(vm, "<weakref at 0x%llx; to '%T' at 0x%llx (%V)>", own, target.value, other, name);
    else
        text = oli_str_format(vm, "<weakref at 0x%llx; to '%T' at 0x%llx>", own, target.value, other);
    root_pop(vm, &target);
    return text ? make_object(text) : VALUE_ERROR;
}

static bool ref_hash(Vm *vm, Value self, int64_t *out) {
    WeakRef *ref = as_weakref(self);
    if (!ref->is_hashed) {
        if (!ref->target) return oli_raise_false(vm, EXC_TYPE_ERROR, "weak object has gone away");
        Root target;
        root_push(vm, &target, make_object(ref->target));
        bool ok = oli_hash(vm, target.value, out);
        root_pop(vm, &target);
        if (!ok) return false;
        ref->hash = *out;
        ref->is_hashed = true;
    }
    *out = ref->hash;
    return true;
}

static Value ref_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if ((op != COMPARE_EQ && op != COMPARE_NE) || !is_kind(a, CLASS_WEAKREF) || !is_kind(b, CLASS_WEAKREF))
        return VALUE_NOT_IMPLEMENTED;
    Value left = weakref_target(as_weakref(a)), right = weakref_target(as_weakref(b));
    if (is_none(left) || is_none(right)) return make_bool(is_same(a, b) == (op == COMPARE_EQ));
    Root root_left, root_right;
    root_push(vm, &root_left, left);
    root_push(vm, &root_right, right);
    Value result = oli_compare(vm, left, right, op);
    root_pop(vm, &root_right);
    root_pop(vm, &root_left);
    return result;
}

static Value ref_callback(Vm *vm, Value self) {
    (void)vm;
    return as_weakref(self)->target ? as_weakref(self)->callback : VALUE_NONE;
}

bool oli_init_weakref(Vm *vm) {
    static const NativeDef CLASS_METHODS[] = {NATIVE("__class_getitem__", "cls, item, /", oli_generic_alias),
                                              NATIVE_END};
    static const GetSetDef FIELDS[] = {{"__callback__", ref_callback, NULL}, {NULL, NULL, NULL}};
    static const ClassSpec REF = {.id = CLASS_WEAKREF,
                                  .base = CLASS_OBJECT,
                                  .module = "weakref",
                                  .size = sizeof(WeakRef),
                                  .flags = CLASS_FLAG_SUBCLASSABLE,
                                  .ops = {.trace = trace,
                                          .create = ref_create,
                                          .init = ref_init,
                                          .repr = ref_repr,
                                          .hash = ref_hash,
                                          .compare = ref_compare,
                                          .call = ref_call},
                                  .class_methods = CLASS_METHODS,
                                  .getsets = FIELDS};
    return oli_class_define(vm, &REF) && oli_class_define(vm, &oli_weak_proxy_spec) &&
           oli_class_define(vm, &oli_callable_weak_proxy_spec);
}
