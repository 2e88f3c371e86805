/* SPDX-License-Identifier: MIT
 *
 * The modules gc and _weakref: what scripts may see of the collector. stdlib/weakref.aio builds on the latter.
 *
 * Memory is traced only, so gc.disable() cannot mean what it does beside reference counts: it is remembered, and
 * collections go on.
 */
#include "embed/memory_modules.h"

#include "embed/embed.h"
#include "run/finalizer.h"
#include "types/class.h"
#include "types/function.h"
#include "types/native.h"

static bool define(AioliValue module, Vm *vm, const NativeDef *functions, const char *name) {
    Str *text = oli_str_intern(vm, name, strlen(name));
    return text && oli_define_natives(vm, module_dict(value_in(module)), functions, text);
}

/* ---- gc ---- */

static Value gc_collect(Vm *vm, Value *args) {
    int64_t generation = 2;
    if (!is_undef(args[0]) && !oli_as_i64(vm, args[0], &generation)) return VALUE_ERROR;
    if (generation < 0 || generation > 2) return oli_raise(vm, EXC_VALUE_ERROR, "invalid generation");
    int64_t freed = oli_collect(vm);
    return freed < 0 ? VALUE_ERROR : make_int(freed);
}

static Value gc_set_enabled(Vm *vm, bool enabled) {
    embed_of(vm)->gc_disabled = !enabled;
    return VALUE_NONE;
}
static Value gc_enable(Vm *vm, Value *args) {
    (void)args;
    return gc_set_enabled(vm, true);
}
static Value gc_disable(Vm *vm, Value *args) {
    (void)args;
    return gc_set_enabled(vm, false);
}
/* The thresholds of CPython's generations: remembered only, as whether collections are enabled. */
static Value gc_get_threshold(Vm *vm, Value *args) {
    (void)args;
    Value values[3];
    for (int i = 0; i < 3; i++) values[i] = make_int(embed_of(vm)->gc_thresholds[i]);
    Tuple *tuple = oli_tuple_from(vm, values, 3);
    return tuple ? make_object(tuple) : VALUE_ERROR;
}

static Value gc_set_threshold(Vm *vm, Value *args) {
    for (int i = 0; i < 3; i++) {
        int64_t threshold;
        if (is_undef(args[i])) continue;
        if (!oli_as_i64(vm, args[i], &threshold)) return VALUE_ERROR;
        embed_of(vm)->gc_thresholds[i] = (int32_t)threshold;
    }
    return VALUE_NONE;
}

static Value gc_isenabled(Vm *vm, Value *args) {
    (void)args;
    return make_bool(!embed_of(vm)->gc_disabled);
}

/* Whether it may refer to other objects that a script made. */
static Value gc_is_tracked(Vm *vm, Value *args) {
    (void)vm;
    if (!is_object(args[0])) return VALUE_FALSE;
    switch (object_of(args[0])->kind) {
    case CLASS_STR:
    case CLASS_INT:
    case CLASS_FLOAT:
    case CLASS_COMPLEX:
    case CLASS_BYTES:
    case CLASS_BYTEARRAY:
    case CLASS_RANGE: return make_bool(object_of(args[0])->cls->flags & CLASS_FLAG_USER);
    default: return VALUE_TRUE;
    }
}

static Value gc_is_finalized(Vm *vm, Value *args) {
    bool has_del = is_object(args[0]) && class_of(vm, args[0])->flags & CLASS_FLAG_HAS_DEL;
    return make_bool(has_del && !(object_of(args[0])->gc & OBJECT_HAS_DEL));
}

typedef struct Found {
    List *list;
    bool failed;
} Found;

static void add_object(Vm *vm, Object *object, void *context) {
    Found *found = context;
    bool is_shown = object->cls->flags & CLASS_FLAG_USER || object->kind == CLASS_TYPE ||
                    object->kind == CLASS_FUNCTION || object->kind == CLASS_MODULE || object->kind == CLASS_GENERATOR ||
                    object->kind == CLASS_COROUTINE || object->kind == CLASS_TASK;
    if (is_shown && !found->failed) found->failed = !oli_list_append(vm, found->list, make_object(object));
}

/* Classes, functions, modules, generators, coroutines, tasks and instances of scripts' classes: lists and the like may
 * be the interpreter's own. */
static Value gc_get_objects(Vm *vm, Value *args) {
    (void)args;
    oli_gc_full(vm); /* only the living */
    Found found = {.list = oli_list_new(vm, 0)};
    if (!found.list) return VALUE_ERROR;
    oli_heap_walk(vm, add_object, &found);
    return found.failed ? VALUE_ERROR : make_object(found.list);
}

static bool init_gc(AioliVm *handle, AioliValue module) {
    static const NativeDef FUNCTIONS[] = {NATIVE("collect", "generation=", gc_collect),
                                          NATIVE("enable", "", gc_enable),
                                          NATIVE("disable", "", gc_disable),
                                          NATIVE("isenabled", "", gc_isenabled),
                                          NATIVE("get_threshold", "", gc_get_threshold),
                                          NATIVE("set_threshold", "threshold0, threshold1=, threshold2=, /",
                                                 gc_set_threshold),
                                          NATIVE("is_tracked", "obj, /", gc_is_tracked),
                                          NATIVE("is_finalized", "obj, /", gc_is_finalized),
                                          NATIVE("get_objects", "", gc_get_objects),
                                          NATIVE_END};
    Vm *vm = vm_of(handle);
    embed_of(vm)->gc_thresholds[0] = 2000;
    embed_of(vm)->gc_thresholds[1] = 10;
    List *garbage = oli_list_new(vm, 0);
    return garbage && oli_dict_set_c(vm, module_dict(value_in(module)), "garbage", make_object(garbage)) &&
           define(module, vm, FUNCTIONS, "gc");
}

const AioliModule oli_module_gc = {.name = "gc", .doc = "What scripts may see of the collector.", .init = init_gc};

/* ---- _weakref ---- */

static Value weak_proxy(Vm *vm, Value *args) {
    ClassId id = oli_callable(vm, args[0]) ? CLASS_CALLABLE_WEAK_PROXY : CLASS_WEAK_PROXY;
    return oli_weakref_new(vm, vm->classes[id], args[0], is_undef(args[1]) ? VALUE_NONE : args[1]);
}

static Value weakref_count(Vm *vm, Value *args) {
    int64_t count = 0;
    WeakRef *ref = is_object(args[0]) ? oli_weakref_first(vm, object_of(args[0])) : NULL;
    for (; ref; ref = ref->next) count++;
    return make_int(count);
}

static Value weakrefs(Vm *vm, Value *args) {
    List *list = oli_list_new(vm, 0);
    WeakRef *ref = is_object(args[0]) ? oli_weakref_first(vm, object_of(args[0])) : NULL;
    for (; list && ref; ref = ref->next)
        if (!oli_list_append(vm, list, make_object(ref))) return VALUE_ERROR;
    return list ? make_object(list) : VALUE_ERROR;
}

static bool init_weakref(AioliVm *handle, AioliValue module) {
    static const NativeDef FUNCTIONS[] = {NATIVE("proxy", "object, callback=, /", weak_proxy),
                                          NATIVE("getweakrefcount", "object, /", weakref_count),
                                          NATIVE("getweakrefs", "object, /", weakrefs), NATIVE_END};
    Vm *vm = vm_of(handle);
    Dict *dict = module_dict(value_in(module));
    if (!oli_init_weakref(vm) || !define(module, vm, FUNCTIONS, "_weakref")) return false;
    Value ref = make_object(vm->classes[CLASS_WEAKREF]);
    return oli_dict_set_c(vm, dict, "ref", ref) && oli_dict_set_c(vm, dict, "ReferenceType", ref) &&
           oli_dict_set_c(vm, dict, "ProxyType", make_object(vm->classes[CLASS_WEAK_PROXY])) &&
           oli_dict_set_c(vm, dict, "CallableProxyType", make_object(vm->classes[CLASS_CALLABLE_WEAK_PROXY]));
}

const AioliModule oli_module_weakref = {
    .name = "_weakref", .doc = "Weak references; use the module weakref.", .init = init_weakref};
