/* SPDX-License-Identifier: MIT
 *
 * Natives: making them from NativeDefs, and laying out arguments as their signature says.
 *
 * A signature is read once for its counts; its names are only looked at again when a call passes keywords or is wrong.
 * Error wordings follow CPython's: positional-only functions say "f expected 2 arguments, got 1" or "C.f() takes no
 * arguments (1 given)", functions with named parameters "f() takes at most 2 arguments (3 given)".
 */
#include "types/native.h"
#include "types/function.h"
#include "types/init.h"

typedef struct Param {
    const char *name;
    size_t size;
    enum { PARAM_POSITIONAL_ONLY, PARAM_NORMAL, PARAM_KEYWORD_ONLY, PARAM_REST, PARAM_OPTIONS } kind;
    bool optional;
} Param;

typedef struct Signature {
    Param params[NATIVE_MAX_ARGS];
    uint32_t total, positional, required; /* positional ones; those of them without a default */
    bool has_rest, has_options, has_keyword_only, takes_names;
} Signature;

static void add_param(Signature *signature, const char *text, size_t size, bool *keyword_only) {
    Param param = {.name = text, .size = size, .kind = *keyword_only ? PARAM_KEYWORD_ONLY : PARAM_NORMAL};
    if (text[0] == '*') {
        bool options = size > 1 && text[1] == '*';
        *keyword_only = true;
        if (size == 1) return;
        param.kind = options ? PARAM_OPTIONS : PARAM_REST;
        param.name += options ? 2 : 1;
        param.size -= options ? 2 : 1;
        param.optional = true;
        *(options ? &signature->has_options : &signature->has_rest) = true;
    } else {
        const char *equals = memchr(text, '=', size);
        param.optional = equals != NULL;
        if (equals) param.size = (size_t)(equals - text);
        if (!*keyword_only) {
            signature->positional++;
            if (!param.optional) signature->required++;
        } else {
            signature->has_keyword_only = true;
        }
    }
    signature->params[signature->total++] = param;
}

static void read_signature(Signature *out, const char *text) {
    *out = (Signature){0};
    bool keyword_only = false;
    while (*text) {
        size_t size = strcspn(text, ",");
        size_t trimmed = size;
        while (trimmed && text[trimmed - 1] == ' ') trimmed--;
        if (trimmed == 1 && *text == '/') {
            for (uint32_t i = 0; i < out->total; i++) out->params[i].kind = PARAM_POSITIONAL_ONLY;
        } else if (trimmed) {
            add_param(out, text, trimmed, &keyword_only);
        }
        text += size;
        while (*text == ',' || *text == ' ') text++;
    }
    if (out->total && out->params[0].size == 4 && !memcmp(out->params[0].name, "self", 4))
        out->params[0].kind = PARAM_POSITIONAL_ONLY;
    for (uint32_t i = 0; i < out->total; i++)
        if (out->params[i].kind == PARAM_NORMAL || out->params[i].kind == PARAM_KEYWORD_ONLY) out->takes_names = true;
    if (out->has_options) out->takes_names = true;
}

/* ---- messages ---- */

/* `hidden` arguments (self) are not counted in messages. */
static bool raise_count(Vm *vm, const char *name, const Signature *signature, uint32_t count) {
    uint32_t hidden =
        signature->total && signature->params[0].size == 4 && !memcmp(signature->params[0].name, "self", 4);
    uint32_t got = count - hidden, most = signature->positional - hidden;
    uint32_t least = signature->required > hidden ? signature->required - hidden : 0;
    if (!signature->takes_names) {
        if (least == most && most == 0 && !signature->has_rest)
            return oli_raise_false(vm, EXC_TYPE_ERROR, "%s() takes no arguments (%u given)", name, got);
        if (least == most && most == 1 && !signature->has_rest)
            return oli_raise_false(vm, EXC_TYPE_ERROR, "%s() takes exactly one argument (%u given)", name, got);
        const char *how = signature->has_rest || (least != most && got < least) ? "at least "
                          : least == most                                       ? ""
                                                                                : "at most ";
        uint32_t want = got < least ? least : most;
        return oli_raise_false(vm, EXC_TYPE_ERROR, "%s expected %s%u argument%s, got %u", name, how, want,
                               want == 1 ? "" : "s", got);
    }
    if (got > most) {
        if (!most) return oli_raise_false(vm, EXC_TYPE_ERROR, "%s() takes no positional arguments", name);
        bool beyond_all = got > signature->total - hidden; /* more than there are parameters of any kind */
        if (beyond_all) most = signature->total - hidden;
        return oli_raise_false(vm, EXC_TYPE_ERROR, "%s() takes %s %u %sargument%s (%u given)", name,
                               least == most && !beyond_all ? "exactly" : "at most", most,
                               beyond_all ? "" : "positional ", most == 1 ? "" : "s", got);
    }
    return true;
}

static bool raise_missing(Vm *vm, const char *name, const Signature *signature, uint32_t index) {
    uint32_t hidden = signature->params[0].size == 4 && !memcmp(signature->params[0].name, "self", 4);
    const Param *param = &signature->params[index];
    if (param->kind == PARAM_POSITIONAL_ONLY) {
        uint32_t least = 0; /* positional-only parameters without a default */
        while (least < signature->required && signature->params[least].kind == PARAM_POSITIONAL_ONLY) least++;
        return oli_raise_false(vm, EXC_TYPE_ERROR, "%s() takes %s %u positional argument%s (%u given)", name,
                               least == signature->positional ? "exactly" : "at least", least - hidden,
                               least - hidden == 1 ? "" : "s", index - hidden);
    }
    return oli_raise_false(vm, EXC_TYPE_ERROR, "%s() missing required argument '%.*s' (pos %u)", name, (int)param->size,
                           param->name, index + 1 - hidden);
}

/* ---- binding ---- */

static int32_t find_param(const Signature *signature, const Str *name) {
    for (uint32_t i = 0; i < signature->total; i++) {
        const Param *param = &signature->params[i];
        if (param->kind != PARAM_NORMAL && param->kind != PARAM_KEYWORD_ONLY) continue;
        if (param->size == name->size && !memcmp(param->name, name->data, name->size)) return (int32_t)i;
    }
    return -1;
}

static bool raise_unexpected(Vm *vm, const char *name, const Signature *signature, const Str *key) {
    Value candidates[NATIVE_MAX_ARGS];
    size_t count = 0;
    for (uint32_t i = 0; i < signature->total; i++) {
        const Param *param = &signature->params[i];
        if (param->kind != PARAM_NORMAL && param->kind != PARAM_KEYWORD_ONLY) continue;
        Str *text = oli_str_intern(vm, param->name, param->size);
        if (!text) return false;
        candidates[count++] = make_object(text);
    }
    Str *near = oli_suggest(candidates, count, key);
    if (!near) return oli_raise_false(vm, EXC_TYPE_ERROR, "%s() got an unexpected keyword argument '%S'", name, key);
    return oli_raise_false(vm, EXC_TYPE_ERROR, "%s() got an unexpected keyword argument '%S'. Did you mean '%S'?", name,
                           key, near);
}

static bool bind_keywords(Vm *vm, const char *name, const Signature *signature, const Value *values, Tuple *names,
                          Value *out, Dict *options) {
    for (size_t i = 0; i < names->count; i++) {
        Str *key = as_str(names->items[i]);
        int32_t at = find_param(signature, key);
        if (at >= 0) {
            if (!is_undef(out[at]))
                return oli_raise_false(vm, EXC_TYPE_ERROR, "argument for %s() given by name ('%S') and position (%d)",
                                       name, key, at + 1);
            out[at] = values[i];
        } else if (options) {
            if (!oli_dict_set_str(vm, options, key, values[i])) return false;
        } else if (!signature->takes_names) {
            return oli_raise_false(vm, EXC_TYPE_ERROR, "%s() takes no keyword arguments", name);
        } else {
            return raise_unexpected(vm, name, signature, key);
        }
    }
    return true;
}

bool oli_native_bind(Vm *vm, const char *name, const char *text, const Value *args, uint32_t count, Tuple *names,
                     Value *out) {
    Signature signature;
    read_signature(&signature, text);
    uint32_t positional = names ? count - (uint32_t)names->count : count;
    if (names && names->count && !signature.takes_names)
        return oli_raise_false(vm, EXC_TYPE_ERROR, "%s() takes no keyword arguments", name);
    if ((positional > signature.positional && !signature.has_rest) ||
        (positional < signature.required && !signature.takes_names))
        return raise_count(vm, name, &signature, positional);
    uint32_t direct = positional < signature.positional ? positional : signature.positional;
    for (uint32_t i = 0; i < signature.total; i++) out[i] = i < direct ? args[i] : VALUE_UNDEF;
    Dict *options = NULL;
    for (uint32_t i = signature.positional; i < signature.total; i++) {
        if (signature.params[i].kind == PARAM_REST) {
            Tuple *rest = oli_tuple_from(vm, args + direct, positional - direct);
            if (!rest) return false;
            out[i] = make_object(rest);
        } else if (signature.params[i].kind == PARAM_OPTIONS) {
            if (!(options = oli_dict_new(vm))) return false;
            out[i] = make_object(options);
        }
    }
    if (names && !bind_keywords(vm, name, &signature, args + positional, names, out, options)) return false;
    for (uint32_t i = 0; i < signature.total; i++) {
        if (!is_undef(out[i]) || signature.params[i].optional) continue;
        if (signature.params[i].kind == PARAM_KEYWORD_ONLY)
            return oli_raise_false(vm, EXC_TYPE_ERROR, "%s() missing 1 required keyword-only argument: '%.*s'", name,
                                   (int)signature.params[i].size, signature.params[i].name);
        return raise_missing(vm, name, &signature, i);
    }
    return true;
}

/* The name that messages use: "append" or, for methods of classes, "list.append". */
static const char *message_name(Vm *vm, const Native *native, char *buffer, size_t size) {
    (void)vm;
    if (!native->owner || native->owner->name->size + strlen(native->def->name) + 2 > size) return native->def->name;
    memcpy(buffer, native->owner->name->data, native->owner->name->size);
    buffer[native->owner->name->size] = '.';
    memcpy(buffer + native->owner->name->size + 1, native->def->name, strlen(native->def->name) + 1);
    return buffer;
}

static Value invoke(Vm *vm, Native *native, Value *args) {
    return native->host ? oli_host_call(vm, native, args, native->total) : native->def->fn(vm, args);
}

static Value call_laid_out(Vm *vm, Native *native, const Value *args, uint32_t count, Tuple *names) {
    Value out[NATIVE_MAX_ARGS];
    RootArray root;
    if (native->simple && !names && count >= native->min_count && count <= native->max_count) {
        memcpy(out, args, count * sizeof *out);
        for (uint32_t i = count; i < native->total; i++) out[i] = VALUE_UNDEF;
    } else {
        char buffer[96];
        bool plain = native->def->signature && strchr(native->def->signature, '/');
        const char *name =
            !plain || native->max_count <= 2 ? message_name(vm, native, buffer, sizeof buffer) : native->def->name;
        if (strchr(native->def->signature, '=')) name = native->def->name;
        if (!oli_native_bind(vm, name, native->def->signature, args, count, names, out)) return VALUE_ERROR;
    }
    root_array_push(vm, &root, out, native->total);
    Value result = invoke(vm, native, out);
    root_array_pop(vm, &root);
    return result;
}

/* Put self in front of the arguments, in memory of our own. */
static Value call_bound(Vm *vm, Native *native, Value *args, uint32_t count, Tuple *names) {
    Value small[NATIVE_MAX_ARGS];
    Value *all = small;
    if (count + 1 > NATIVE_MAX_ARGS && !(all = oli_resize(vm, NULL, 0, (count + 1) * sizeof *all))) return VALUE_ERROR;
    all[0] = native->self;
    memcpy(all + 1, args, count * sizeof *all);
    RootArray root;
    root_array_push(vm, &root, all, count + 1);
    Value result;
    if (native->def->raw)
        result = native->def->raw(vm, all, count + 1, names);
    else
        result = call_laid_out(vm, native, all, count + 1, names);
    root_array_pop(vm, &root);
    if (all != small) oli_release(vm, all, (count + 1) * sizeof *all);
    return result;
}

/* A method of a built-in class wants an instance of it. */
static bool check_self(Vm *vm, Native *native, const Value *args, uint32_t count) {
    if (!native->owner || !is_undef(native->self)) return true;
    if (!count)
        return oli_raise_false(vm, EXC_TYPE_ERROR, "unbound method %C.%s() needs an argument", native->owner,
                               native->def->name);
    if (oli_class_is_subclass(class_of(vm, args[0]), native->owner)) return true;
    return oli_raise_false(vm, EXC_TYPE_ERROR, "descriptor '%s' for '%C' objects doesn't apply to a '%T' object",
                           native->def->name, native->owner, args[0]);
}

Value oli_native_call(Vm *vm, Native *native, Value *args, uint32_t count, Tuple *names) {
    if (!check_self(vm, native, args, count)) return VALUE_ERROR;
    if (!is_undef(native->self)) return call_bound(vm, native, args, count, names);
    if (native->def->raw) return native->def->raw(vm, args, count, names);
    if (native->simple && count == native->total && !names) return invoke(vm, native, args);
    return call_laid_out(vm, native, args, count, names);
}

/* ---- making ---- */

static Native *make_native(Vm *vm, const NativeDef *def, ClassId kind) {
    Native *native = oli_new(vm, vm->classes[kind], sizeof *native);
    if (!native) return NULL;
    native->def = def;
    native->self = VALUE_UNDEF;
    if (!def->signature) return native;
    Signature signature;
    read_signature(&signature, def->signature);
    native->min_count = (uint8_t)signature.required;
    native->max_count = (uint8_t)signature.positional;
    native->total = (uint8_t)signature.total;
    native->simple = signature.total == signature.positional;
    return native;
}

Value oli_native_new(Vm *vm, const NativeDef *def, Value self, Str *module) {
    Native *native = make_native(vm, def, CLASS_NATIVE);
    if (!native) return VALUE_ERROR;
    native->self = self;
    native->module = module;
    native->direct = native->simple && is_undef(self) && def->fn;
    return make_object(native);
}

Native *oli_native_method_new(Vm *vm, const NativeDef *def, Class *owner) {
    Native *native = make_native(vm, def, CLASS_NATIVE_METHOD);
    if (native) native->owner = owner;
    return native;
}

bool oli_define_natives(Vm *vm, Dict *namespace_, const NativeDef *defs, Str *module) {
    for (const NativeDef *def = defs; def->name; def++) {
        Value native = oli_native_new(vm, def, VALUE_UNDEF, module);
        if (is_error(native) || !oli_dict_set_c(vm, namespace_, def->name, native)) return false;
    }
    return true;
}

/* ---- the classes ---- */

static void trace_native(Tracer *tracer, Object *self) {
    Native *native = (Native *)(void *)self;
    trace_value(tracer, native->self);
    trace_object(tracer, native->owner);
    trace_object(tracer, native->module);
}

static Value text_value(Str *text) { return text ? make_object(text) : VALUE_ERROR; }

static Value native_repr(Vm *vm, Value self) {
    Native *native = as_native(self);
    if (native->header.kind == CLASS_NATIVE_METHOD)
        return text_value(oli_str_format(vm, "<method '%s' of '%C' objects>", native->def->name, native->owner));
    if (is_undef(native->self)) return text_value(oli_str_format(vm, "<built-in function %s>", native->def->name));
    return text_value(oli_str_format(vm, "<built-in method %s of %T object at 0x%llx>", native->def->name, native->self,
                                     (unsigned long long)VALUE_BITS(native->self)));
}

static Value native_call(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    return oli_native_call(vm, as_native(self), args, count, names);
}

static Value method_bind(Vm *vm, Value self, Value instance, Value owner) {
    (void)owner;
    if (is_undef(instance)) return self;
    Native *method = as_native(self);
    Native *bound = oli_new(vm, vm->classes[CLASS_NATIVE], sizeof *bound);
    if (!bound) return VALUE_ERROR;
    Object header = bound->header;
    *bound = *method;
    bound->header = header;
    bound->header.flags = method->header.flags;
    bound->self = instance;
    bound->direct = false;
    return make_object(bound);
}

static Value native_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    (void)vm;
    if ((op != COMPARE_EQ && op != COMPARE_NE) || !is_object(b) || object_of(b)->kind != object_of(a)->kind)
        return VALUE_NOT_IMPLEMENTED;
    bool same = is_same(a, b) || (as_native(a)->def == as_native(b)->def && !is_undef(as_native(a)->self) &&
                                  is_same(as_native(a)->self, as_native(b)->self));
    return make_bool(same == (op == COMPARE_EQ));
}

static bool native_hash(Vm *vm, Value self, int64_t *out) {
    (void)vm;
    *out = (int64_t)(((uintptr_t)as_native(self)->def >> 4) ^ (VALUE_BITS(as_native(self)->self) >> 4));
    return true;
}

static Value native_name(Vm *vm, Value self) { return text_value(oli_str_from_c(vm, as_native(self)->def->name)); }

static Value native_qualname(Vm *vm, Value self) {
    Native *native = as_native(self);
    if (!native->owner) return native_name(vm, self);
    return text_value(oli_str_format(vm, "%C.%s", native->owner, native->def->name));
}

static Value native_doc(Vm *vm, Value self) {
    const char *doc = as_native(self)->def->doc;
    return doc ? text_value(oli_str_from_c(vm, doc)) : VALUE_NONE;
}

static Value native_self(Vm *vm, Value self) {
    (void)vm;
    Native *native = as_native(self);
    return is_undef(native->self) ? VALUE_NONE : native->self;
}

static Value native_module(Vm *vm, Value self) {
    (void)vm;
    Native *native = as_native(self);
    return native->module ? make_object(native->module) : native->owner ? VALUE_NONE : make_object(vm->names.builtins);
}

static Value native_owner(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_native(self)->owner);
}

static void trace_getset(Tracer *tracer, Object *self) { trace_object(tracer, ((GetSet *)(void *)self)->owner); }

static Value getset_repr(Vm *vm, Value self) {
    GetSet *getset = (GetSet *)object_of(self);
    return text_value(oli_str_format(vm, "<attribute '%s' of '%C' objects>", getset->def->name, getset->owner));
}

static Value getset_get(Vm *vm, Value self, Value instance, Value owner) {
    (void)owner;
    GetSet *getset = (GetSet *)object_of(self);
    if (is_undef(instance)) return self;
    if (oli_class_is_subclass(class_of(vm, instance), getset->owner)) return getset->def->get(vm, instance);
    return oli_raise(vm, EXC_TYPE_ERROR, "descriptor '%s' for '%C' objects doesn't apply to a '%T' object",
                     getset->def->name, getset->owner, instance);
}

static bool getset_set(Vm *vm, Value self, Value instance, Value value) {
    GetSet *getset = (GetSet *)object_of(self);
    if (getset->def->set) return getset->def->set(vm, instance, value);
    return oli_raise_false(vm, EXC_ATTRIBUTE_ERROR, "attribute '%s' of '%C' objects is not writable", getset->def->name,
                           getset->owner);
}

static Value getset_name(Vm *vm, Value self) {
    return text_value(oli_str_from_c(vm, ((GetSet *)object_of(self))->def->name));
}

static Value getset_owner(Vm *vm, Value self) {
    (void)vm;
    return make_object(((GetSet *)object_of(self))->owner);
}

bool oli_init_native(Vm *vm) {
    static const GetSetDef FUNCTION_FIELDS[] = {
        {"__name__", native_name, NULL}, {"__qualname__", native_qualname, NULL}, {"__doc__", native_doc, NULL},
        {"__self__", native_self, NULL}, {"__module__", native_module, NULL},     {NULL, NULL, NULL}};
    static const GetSetDef METHOD_FIELDS[] = {{"__name__", native_name, NULL},
                                              {"__qualname__", native_qualname, NULL},
                                              {"__doc__", native_doc, NULL},
                                              {"__objclass__", native_owner, NULL},
                                              {NULL, NULL, NULL}};
    static const GetSetDef GETSET_FIELDS[] = {
        {"__name__", getset_name, NULL}, {"__objclass__", getset_owner, NULL}, {NULL, NULL, NULL}};
    static const ClassSpec SPECS[] = {
        {.id = CLASS_NATIVE,
         .module = "builtins",
         .size = sizeof(Native),
         .ops = {.trace = trace_native,
                 .repr = native_repr,
                 .call = native_call,
                 .compare = native_compare,
                 .hash = native_hash},
         .getsets = FUNCTION_FIELDS},
        {.id = CLASS_NATIVE_METHOD,
         .module = "builtins",
         .size = sizeof(Native),
         .ops = {.trace = trace_native, .repr = native_repr, .call = native_call, .descriptor_get = method_bind},
         .getsets = METHOD_FIELDS},
        {.id = CLASS_GETSET,
         .module = "builtins",
         .size = sizeof(GetSet),
         .ops =
             {.trace = trace_getset, .repr = getset_repr, .descriptor_get = getset_get, .descriptor_set = getset_set},
         .getsets = GETSET_FIELDS}};
    for (size_t i = 0; i < sizeof SPECS / sizeof *SPECS; i++)
        if (!oli_class_define(vm, &SPECS[i])) return false;
    return true;
}
