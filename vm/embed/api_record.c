/* SPDX-License-Identifier: MIT
 *
 * The public API: records, which are tuples with named items (aioli.h). The class is a user class deriving from tuple
 * with a property for each item; extra values are attributes of the instance. CPython calls these struct sequences.
 */
#include "embed/host.h"
#include "types/class.h"
#include "types/descriptor.h"
#include "types/function.h"

enum { MAX_EXTRA = 16 };

static size_t count_names(const char *const *names) {
    size_t count = 0;
    while (names && names[count]) count++;
    return count;
}

static bool has_name(const char *const *names, const char *name) {
    for (; names && *names; names++)
        if (!strcmp(*names, name)) return true;
    return false;
}

/* "time.struct_time(tm_year=1970, ...)" */
static AioliValue record_repr(AioliVm *handle, const AioliValue *args, size_t count) {
    (void)count;
    Vm *vm = vm_of(handle);
    Class *cls = class_of(vm, value_in(args[0]));
    Value module = oli_class_lookup(vm, cls, vm->names.dunder_module);
    Value names = oli_class_lookup(vm, cls, vm->names.dunder_match_args);
    const Tuple *items = as_tuple(value_in(args[0]));
    TextBuilder text;
    oli_text_init(&text, vm);
    if (!is_str(module) || !oli_str_equal(as_str(module), vm->names.builtins)) oli_text_format(&text, "%V.", module);
    oli_text_format(&text, "%C(", cls);
    for (size_t i = 0; is_tuple(names) && i < items->count && i < as_tuple(names)->count; i++) {
        oli_text_format(&text, "%s%V=", i ? ", " : "", as_tuple(names)->items[i]);
        oli_text_append_repr(&text, items->items[i]);
    }
    oli_text_append_c(&text, ")");
    return keep_object(vm, oli_text_finish(&text));
}

static Value make_tuple(Vm *vm, Class *cls, Value items) {
    return vm->classes[CLASS_TUPLE]->ops.create(vm, cls, &items, 1, NULL);
}

/* Set the attributes beyond the items. `values` are the extra ones in order, VALUE_UNDEF where not given: then None, or
 * the item of the same name. */
static bool set_extra(Vm *vm, Value record, const AioliRecord *def, const Value *values) {
    for (size_t i = 0; def->extra && def->extra[i]; i++) {
        Value value = values[i];
        for (size_t field = 0; is_undef(value) && def->fields[field]; field++)
            if (!strcmp(def->fields[field], def->extra[i])) value = as_tuple(record)->items[field];
        Str *name = oli_str_intern(vm, def->extra[i], strlen(def->extra[i]));
        if (!name || !oli_set_attr(vm, record, name, is_undef(value) ? VALUE_NONE : value)) return false;
    }
    return true;
}

static const AioliRecord *def_of(Vm *vm, const Class *cls) {
    const Embed *embed = embed_of(vm);
    for (; cls; cls = cls->base)
        for (size_t i = 0; i < embed->class_count; i++)
            if (embed->classes[i].cls == cls) return embed->classes[i].def;
    return NULL;
}

/* The items of the sequence; those beyond the fields are extra values. False: too few or too many. */
static bool split(Vm *vm, Class *cls, const AioliRecord *def, const Tuple *items, Value *extra) {
    size_t least = count_names(def->fields), extras = count_names(def->extra), most = least + extras;
    Value module = oli_class_lookup(vm, cls, vm->names.dunder_module);
    if (items->count < least || items->count > most)
        return oli_raise_false(vm, EXC_TYPE_ERROR, "%V.%C() takes %s%zu-sequence (%zu-sequence given)", module, cls,
                               least == most          ? "a "
                               : items->count < least ? "an at least "
                                                      : "an at most ",
                               items->count < least ? least : most, items->count);
    for (size_t i = 0; i < extras; i++) extra[i] = least + i < items->count ? items->items[least + i] : VALUE_UNDEF;
    return true;
}

/* cls(sequence, dict={}): the dict gives extra values by name. */
static AioliValue record_new(AioliVm *handle, const AioliValue *args, size_t count) {
    (void)count;
    Vm *vm = vm_of(handle);
    Class *cls = is_class(value_in(args[0])) ? as_class(value_in(args[0])) : NULL;
    const AioliRecord *def = cls ? def_of(vm, cls) : NULL;
    if (!def) return oli_misuse(handle, "__new__", "not a class of records");
    Value sequence = value_in(args[1]), extra[MAX_EXTRA];
    if (!class_of(vm, sequence)->ops.iter)
        return value_out(oli_raise(vm, EXC_TYPE_ERROR, "constructor requires a sequence"));
    Tuple *items = oli_tuple_of(vm, sequence);
    if (aioli_is_error(keep_object(vm, items)) || !split(vm, cls, def, items, extra)) return aioli_error();
    Value named = value_in(args[2]);
    for (size_t i = 0; is_dict(named) && def->extra && def->extra[i]; i++) {
        Str *name = oli_str_intern(vm, def->extra[i], strlen(def->extra[i]));
        if (!name) return aioli_error();
        if (is_undef(extra[i])) extra[i] = oli_dict_get_str(vm, as_dict(named), name);
    }
    Tuple *cut = oli_tuple_from(vm, items->items, count_names(def->fields));
    if (aioli_is_error(keep_object(vm, cut))) return aioli_error();
    AioliValue record = keep(vm, make_tuple(vm, cls, make_object(cut)));
    return !aioli_is_error(record) && set_extra(vm, value_in(record), def, extra) ? record : aioli_error();
}

static bool add_field(Vm *vm, Dict *namespace_, HostFunction *function, const char *name, size_t index) {
    function->def.name = name;
    function->def.signature = "self, /";
    function->kind = HOST_FIELD;
    function->field = index;
    Value getter = oli_host_native(vm, function, VALUE_UNDEF, NULL);
    Property *property = is_error(getter) ? NULL : oli_new(vm, vm->classes[CLASS_PROPERTY], sizeof *property);
    if (!property) return false;
    property->getter = getter;
    property->setter = property->deleter = property->doc = VALUE_NONE;
    property->name = VALUE_UNDEF;
    return oli_dict_set_c(vm, namespace_, name, make_object(property));
}

static bool add_fields(Vm *vm, Dict *namespace_, const AioliRecord *def) {
    size_t count = count_names(def->fields);
    HostFunction *functions = oli_embed_keep_block(vm, (count + 1) * sizeof *functions);
    Tuple *names = oli_tuple_new(vm, count);
    if (!functions || !names) return false;
    int64_t unnamed = 0;
    for (size_t i = 0; i < count; i++) {
        Str *name = oli_str_intern(vm, def->fields[i], strlen(def->fields[i]));
        if (!name) return false;
        bool shadowed = has_name(def->extra, def->fields[i]); /* the attribute differs from the item */
        unnamed += shadowed;
        if (!shadowed && !add_field(vm, namespace_, &functions[i], def->fields[i], i)) return false;
        names->items[i] = make_object(name);
    }
    size_t extra = count_names(def->extra);
    return oli_dict_set_str(vm, namespace_, vm->names.dunder_match_args, make_object(names)) &&
           oli_dict_set_c(vm, namespace_, "n_fields", make_int((int64_t)(count + extra))) &&
           oli_dict_set_c(vm, namespace_, "n_sequence_fields", make_int((int64_t)count)) &&
           oli_dict_set_c(vm, namespace_, "n_unnamed_fields", make_int(unnamed));
}

static Class *make_class(Vm *vm, const AioliRecord *def) {
    static const AioliFunction METHODS[] = {{"__repr__", "self, /", record_repr, NULL},
                                            {"__new__", "cls, sequence, dict=None", record_new, NULL},
                                            {NULL, NULL, NULL, NULL}};
    Dict *namespace_ = oli_dict_new(vm);
    Str *module = oli_str_from_c(vm, def->module), *doc = oli_str_from_c(vm, def->doc ? def->doc : "");
    Str *name = oli_str_intern(vm, def->name, strlen(def->name));
    size_t count;
    HostFunction *methods = oli_host_functions(vm, METHODS, &count);
    if (!namespace_ || !module || !doc || !name || !methods || !add_fields(vm, namespace_, def)) return NULL;
    Native *repr = oli_host_method(vm, &methods[0]);
    Value create = oli_host_native(vm, &methods[1], VALUE_UNDEF, NULL);
    if (!is_error(create)) create = oli_wrap_method(vm, create, CLASS_STATICMETHOD);
    Value base = make_object(vm->classes[CLASS_TUPLE]);
    Tuple *bases = oli_tuple_from(vm, &base, 1);
    if (!repr || is_error(create) || !bases ||
        !oli_dict_set_str(vm, namespace_, vm->names.dunder_module, make_object(module)) ||
        !oli_dict_set_str(vm, namespace_, vm->names.dunder_doc, make_object(doc)) ||
        !oli_dict_set_str(vm, namespace_, vm->names.dunder_repr, make_object(repr)) ||
        !oli_dict_set_str(vm, namespace_, vm->names.dunder_new, create))
        return NULL;
    Class *cls = oli_class_new(vm, vm->classes[CLASS_TYPE], name, bases, namespace_, VALUE_UNDEF);
    if (cls) repr->owner = cls;
    return cls;
}

AioliValue aioli_record_class(AioliVm *handle, AioliValue module, const AioliRecord *def) {
    if (!is_ready(handle)) return aioli_error();
    if (!def || !def->name || !def->module || !def->fields || count_names(def->extra) > MAX_EXTRA)
        return oli_misuse(handle, __func__, "no name, no fields, or too many");
    Vm *vm = vm_of(handle);
    AioliValue cls = oli_host_class(vm, def);
    if (aioli_is_missing(cls)) {
        cls = keep_object(vm, make_class(vm, def));
        if (aioli_is_error(cls) || !oli_host_remember(vm, def, as_class(value_in(cls)))) return aioli_error();
    }
    if (!aioli_is_missing(module) && !aioli_attr_set(handle, module, def->name, cls)) return aioli_error();
    return cls;
}

AioliValue aioli_record_new(AioliVm *handle, const AioliRecord *def, const AioliValue *values) {
    if (!is_ready(handle)) return aioli_error();
    AioliValue cls = aioli_record_class(handle, aioli_missing(), def);
    if (aioli_is_error(cls)) return cls;
    Vm *vm = vm_of(handle);
    size_t count = count_names(def->fields);
    AioliValue items = aioli_tuple(handle, values, count);
    if (aioli_is_error(items)) return items;
    AioliValue record = keep(vm, make_tuple(vm, as_class(value_in(cls)), value_in(items)));
    const Value *extra = (const Value *)(const void *)(values + count);
    return !aioli_is_error(record) && set_extra(vm, value_in(record), def, extra) ? record : aioli_error();
}
