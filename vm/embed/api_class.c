/* SPDX-License-Identifier: MIT
 *
 * The public API: classes whose instances carry C data (aioli.h).
 *
 * A host class is made like a script's class deriving from object, with the host's functions as its methods, and then
 * given the layout of a HostObject: header, def, values, payload, attributes. It is immutable from then on, so that
 * its ops stay as they are set here; script subclasses inherit trace, finalize and create from it. __iter__, __next__
 * and __call__ go straight to the C function; the other special methods are found by name as a script's would be.
 */
#include "embed/host.h"
#include "types/class.h"
#include "types/descriptor.h"
#include "types/function.h"

static size_t payload_offset(const AioliClass *def) {
    return (offsetof(HostObject, values) + def->value_count * sizeof(Value) + 15) & ~(size_t)15;
}

static HostObject *as_host(Value v) { return (HostObject *)(void *)object_of(v); }

/* ---- from a class to its def ---- */

static const AioliClass *find_def(const Embed *embed, const Class *cls) {
    for (; cls; cls = cls->base)
        for (size_t i = 0; i < embed->class_count; i++)
            if (embed->classes[i].cls == cls) return embed->classes[i].def;
    return NULL;
}

/* Classes are never freed while the VM lives, so an entry of the cache stays right. */
static const AioliClass *def_of(Embed *embed, Class *cls) {
    HostClass *cached = &embed->class_cache[((uintptr_t)cls >> 5) % (sizeof embed->class_cache / sizeof(HostClass))];
    if (cached->cls != cls) *cached = (HostClass){find_def(embed, cls), cls};
    return cached->def;
}

/* ---- operations of instances ---- */

static void trace_host(Tracer *tracer, Object *self) {
    HostObject *host = (HostObject *)(void *)self;
    if (host->def) trace_values(tracer, host->values, host->def->value_count);
}

static void finalize_host(Vm *vm, Object *self) {
    HostObject *host = (HostObject *)(void *)self;
    if (host->def && host->def->finalize) host->def->finalize(handle_of(vm), (char *)host + payload_offset(host->def));
}

static char *host_bytes(Value self, size_t *size) {
    HostObject *host = as_host(self);
    return host->def->bytes((char *)host + payload_offset(host->def), size);
}

static Value new_instance(Vm *vm, Class *cls) {
    const AioliClass *def = cls->kind == CLASS_HOST ? def_of(embed_of(vm), cls) : NULL;
    if (!def) return oli_raise(vm, EXC_TYPE_ERROR, "%C is not a host's class", cls);
    HostObject *host = oli_new(vm, cls, cls->size);
    if (!host) return VALUE_ERROR;
    host->def = def;
    for (size_t i = 0; i < def->value_count; i++) host->values[i] = VALUE_NONE;
    return make_object(host);
}

static Value host_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)args;
    (void)names;
    if (count && is_undef(oli_class_lookup(vm, cls, vm->names.dunder_init)))
        return oli_raise(vm, EXC_TYPE_ERROR, "%C() takes no arguments", cls);
    const AioliClass *def = def_of(embed_of(vm), cls);
    if (def && def->flags & AIOLI_CLASS_ABSTRACT)
        return oli_raise(vm, EXC_TYPE_ERROR, "cannot create '%s.%C' instances", def->module, cls);
    return new_instance(vm, cls);
}

/* The host's own function for a special method of exactly this class. */
static HostFunction *own_function(Vm *vm, Value self, Str *name) {
    Value method = oli_class_lookup(vm, class_of(vm, self), name);
    return is_kind(method, CLASS_NATIVE_METHOD) ? as_native(method)->host : NULL;
}

static Value host_next(Vm *vm, Value self) {
    const HostFunction *function = own_function(vm, self, vm->names.dunder_next);
    AioliValue result = oli_host_invoke(vm, function, &self, 1);
    if (aioli_is_stop(result) && !has_exception(vm)) {
        vm->stop_value = VALUE_NONE;
        return VALUE_STOP;
    }
    if (!aioli_is_error(result)) return oli_host_check(vm, function, result);
    if (!has_exception(vm) || !oli_exception_is(vm, EXC_STOP_ITERATION)) return oli_host_check(vm, function, result);
    vm->stop_value = as_exception(oli_take_exception(vm))->value;
    return VALUE_STOP;
}

static Value host_iter_self(Vm *vm, Value self) {
    (void)vm;
    return self;
}

/* ---- making the class ---- */

static bool add_method(Vm *vm, Dict *namespace_, HostFunction *function, ClassId wrapper) {
    Value value;
    if (wrapper == CLASS_NATIVE_METHOD) {
        Native *method = oli_host_method(vm, function);
        if (!method) return false;
        value = make_object(method);
    } else {
        value = oli_host_native(vm, function, VALUE_UNDEF, NULL);
        if (!is_error(value)) value = oli_wrap_method(vm, value, wrapper);
        if (is_error(value)) return false;
    }
    return oli_dict_set_c(vm, namespace_, function->def.name, value);
}

static bool add_methods(Vm *vm, Dict *namespace_, const AioliFunction *functions, ClassId wrapper) {
    if (!functions) return true;
    size_t count;
    HostFunction *table = oli_host_functions(vm, functions, &count);
    if (!table) return false;
    for (size_t i = 0; i < count; i++)
        if (!add_method(vm, namespace_, &table[i], strcmp(table[i].def.name, "__new__") ? wrapper : CLASS_STATICMETHOD))
            return false;
    return true;
}

static Value accessor(Vm *vm, HostFunction *function, const char *name, const char *signature, HostFunctionKind kind) {
    function->def.name = name;
    function->def.signature = signature;
    function->kind = kind;
    return oli_host_native(vm, function, VALUE_UNDEF, NULL);
}

static bool add_property(Vm *vm, Dict *namespace_, const AioliProperty *property) {
    HostFunction *functions = oli_embed_keep_block(vm, 3 * sizeof *functions);
    Property *made = oli_new(vm, vm->classes[CLASS_PROPERTY], sizeof *made);
    if (!functions || !made) return false;
    made->getter = made->setter = made->deleter = VALUE_NONE;
    made->doc = made->name = VALUE_UNDEF;
    functions[0].get = property->get;
    functions[1].set = functions[2].set = property->set;
    made->getter = accessor(vm, &functions[0], property->name, "self, /", HOST_GETTER);
    if (is_error(made->getter)) return false;
    if (property->set) {
        made->setter = accessor(vm, &functions[1], property->name, "self, value, /", HOST_SETTER);
        made->deleter = accessor(vm, &functions[2], property->name, "self, /", HOST_DELETER);
        if (is_error(made->setter) || is_error(made->deleter)) return false;
    }
    Str *doc = property->doc ? oli_str_from_c(vm, property->doc) : NULL;
    if (property->doc && !doc) return false;
    made->doc = doc ? make_object(doc) : VALUE_NONE;
    return oli_dict_set_c(vm, namespace_, property->name, make_object(made));
}

static Dict *make_namespace(Vm *vm, const AioliClass *def) {
    Dict *namespace_ = oli_dict_new(vm);
    Str *module = oli_str_from_c(vm, def->module ? def->module : "builtins");
    if (!namespace_ || !module || !oli_dict_set_str(vm, namespace_, vm->names.dunder_module, make_object(module)))
        return NULL;
    if (def->doc) {
        Str *doc = oli_str_from_c(vm, def->doc);
        if (!doc || !oli_dict_set_str(vm, namespace_, vm->names.dunder_doc, make_object(doc))) return NULL;
    }
    if (def->flags & AIOLI_CLASS_EXCEPTION) return namespace_;
    if (!add_methods(vm, namespace_, def->methods, CLASS_NATIVE_METHOD) ||
        !add_methods(vm, namespace_, def->class_methods, CLASS_CLASSMETHOD) ||
        !add_methods(vm, namespace_, def->static_methods, CLASS_STATICMETHOD))
        return NULL;
    for (const AioliProperty *property = def->properties; property && property->name; property++)
        if (!add_property(vm, namespace_, property)) return NULL;
    return namespace_;
}

/* From a class with object's layout to one of host objects. No instance exists yet. */
static bool set_layout(Vm *vm, Class *cls, const AioliClass *def) {
    cls->kind = CLASS_HOST;
    cls->size = (uint32_t)((payload_offset(def) + def->payload_size + 7) & ~(size_t)7);
    bool has_dict = def->flags & AIOLI_CLASS_HAS_DICT;
    cls->attr_offset = has_dict ? (uint16_t)(cls->size / sizeof(Value)) : 0;
    cls->inline_slots = 0;
    cls->extra_bytes = has_dict ? sizeof(Value) : 0;
    cls->flags &= ~(uint32_t)(CLASS_FLAG_USER | CLASS_FLAG_SUBCLASSABLE);
    cls->flags |= CLASS_FLAG_IMMUTABLE | (def->module && strcmp(def->module, "builtins") ? CLASS_FLAG_DOTTED : 0u);
    if (!(def->flags & AIOLI_CLASS_FINAL)) cls->flags |= CLASS_FLAG_SUBCLASSABLE;
    cls->ops.trace = trace_host;
    cls->ops.finalize = finalize_host;
    if (def->bytes) cls->ops.bytes = host_bytes;
    for (uint32_t at = 0;;) {
        DictEntry *entry = oli_dict_next(cls->dict, &at);
        if (!entry) break;
        if (is_kind(entry->value, CLASS_NATIVE_METHOD)) as_native(entry->value)->owner = cls;
    }
    if (is_undef(oli_dict_get_str(vm, cls->dict, vm->names.dunder_new))) {
        cls->ops.create = host_create;
        cls->flags &= ~(uint32_t)CLASS_FLAG_HAS_NEW;
    }
    if (!is_undef(oli_dict_get_str(vm, cls->dict, vm->names.dunder_next))) cls->ops.next = host_next;
    if (cls->ops.next == host_next && is_undef(oli_dict_get_str(vm, cls->dict, vm->names.dunder_iter)))
        cls->ops.iter = host_iter_self;
    return oli_special_wrap(vm, cls);
}

static Class *make_class(Vm *vm, const AioliClass *def) {
    Class *base = vm->classes[CLASS_OBJECT];
    if (def->flags & AIOLI_CLASS_EXCEPTION) base = oli_exception_class(vm, def->base ? def->base : "Exception");
    if (!base) return oli_raise_null(vm, EXC_SYSTEM_ERROR, "%s: no exception class '%s'", def->name, def->base);
    Value base_value = make_object(base);
    Tuple *bases = oli_tuple_from(vm, &base_value, 1);
    Str *name = oli_str_intern(vm, def->name, strlen(def->name));
    Dict *namespace_ = make_namespace(vm, def);
    if (!bases || !name || !namespace_) return NULL;
    Class *cls = oli_class_new(vm, vm->classes[CLASS_TYPE], name, bases, namespace_, VALUE_UNDEF);
    if (cls && !(def->flags & AIOLI_CLASS_EXCEPTION) && !set_layout(vm, cls, def)) return NULL;
    return cls;
}

bool oli_host_remember(Vm *vm, const void *def, Class *cls) {
    Embed *embed = embed_of(vm);
    if (embed->class_count == embed->class_capacity) {
        size_t old = embed->class_capacity, capacity = old ? old * 2 : 8;
        HostClass *classes = oli_resize(vm, embed->classes, old * sizeof *classes, capacity * sizeof *classes);
        if (!classes) return false;
        embed->classes = classes;
        embed->class_capacity = capacity;
    }
    embed->classes[embed->class_count++] = (HostClass){def, cls};
    return true;
}

AioliValue oli_host_class(Vm *vm, const void *def) {
    const Embed *embed = embed_of(vm);
    for (size_t i = 0; i < embed->class_count; i++)
        if (embed->classes[i].def == def) return keep_object(vm, embed->classes[i].cls);
    return aioli_missing();
}

AioliValue aioli_class_get(AioliVm *handle, const AioliClass *def) {
    return handle ? oli_host_class(vm_of(handle), def) : aioli_error();
}

AioliValue aioli_class_new(AioliVm *handle, AioliValue module, const AioliClass *def) {
    if (!is_ready(handle)) return aioli_error();
    if (!def || !def->name || def->payload_size > UINT16_MAX || def->value_count > UINT8_MAX)
        return oli_misuse(handle, __func__, "no name, or too large");
    if (!is_script_value(module) && !aioli_is_missing(module)) return oli_misuse(handle, __func__, "not a value");
    Vm *vm = vm_of(handle);
    AioliValue cls = aioli_class_get(handle, def);
    if (aioli_is_missing(cls)) {
        cls = keep_object(vm, make_class(vm, def));
        if (aioli_is_error(cls) || !oli_host_remember(vm, def, as_class(value_in(cls)))) return aioli_error();
    }
    if (!aioli_is_missing(module) && !aioli_attr_set(handle, module, def->name, cls)) return aioli_error();
    return cls;
}

/* ---- instances ---- */

AioliValue aioli_object_new(AioliVm *handle, AioliValue cls) {
    if (!is_ready(handle)) return aioli_error();
    if (!is_script_value(cls) || !is_class(value_in(cls))) return oli_misuse(handle, __func__, "not a class");
    return keep(vm_of(handle), new_instance(vm_of(handle), as_class(value_in(cls))));
}

bool aioli_object_is(AioliVm *handle, AioliValue object, const AioliClass *def) {
    return handle && def && is_script_value(object) && is_kind(value_in(object), CLASS_HOST) &&
           as_host(value_in(object))->def == def;
}

void *aioli_object_payload(AioliVm *handle, AioliValue object, const AioliClass *def) {
    if (aioli_object_is(handle, object, def)) return (char *)as_host(value_in(object)) + payload_offset(def);
    if (is_ready(handle))
        oli_raise(vm_of(handle), EXC_TYPE_ERROR, "expected %s, not %s", def ? def->name : "?",
                  aioli_type_name(handle, object));
    return NULL;
}

AioliValue aioli_object_value(AioliVm *handle, AioliValue object, size_t index) {
    if (!handle) return aioli_error();
    if (!is_script_value(object) || !is_kind(value_in(object), CLASS_HOST) ||
        index >= as_host(value_in(object))->def->value_count)
        return oli_misuse(handle, __func__, "not a host object, or no such value");
    return keep(vm_of(handle), as_host(value_in(object))->values[index]);
}

void aioli_object_set_value(AioliVm *handle, AioliValue object, size_t index, AioliValue value) {
    if (!handle || !(is_script_value(value) || aioli_is_missing(value))) return;
    if (!is_script_value(object) || !is_kind(value_in(object), CLASS_HOST) ||
        index >= as_host(value_in(object))->def->value_count) {
        oli_misuse(handle, __func__, "not a host object, or no such value");
        return;
    }
    as_host(value_in(object))->values[index] = value_in(value);
    barrier(vm_of(handle), value_in(value));
}

bool oli_init_host(Vm *vm) {
    static const ClassSpec SPEC = {.id = CLASS_HOST,
                                   .base = CLASS_OBJECT,
                                   .module = "builtins",
                                   .size = sizeof(HostObject),
                                   .flags = CLASS_FLAG_NO_INSTANTIATE,
                                   .ops = {.trace = trace_host, .finalize = finalize_host}};
    return oli_class_define(vm, &SPEC);
}
