/* SPDX-License-Identifier: MIT
 *
 * The classes `object` and `type`: what every value and every class can do.
 */
#include "types/class.h"
#include "types/function.h"
#include "types/native.h"
#include "types/slots.h"
#include "types/str_codec.h"
#include "types/init.h"
#include "types/reduce.h"
#include "types/weakref.h"

static Value text_value(Str *text) { return text ? make_object(text) : VALUE_ERROR; }

/* ---- object ---- */

/* "module.qualname", without the module for builtins and __main__ scripts' reprs as CPython prints them. */
static Str *full_name(Vm *vm, Class *cls) {
    Value module = oli_dict_get_str(vm, cls->dict, vm->names.dunder_module);
    if (is_str(module) && !oli_str_equals_c(as_str(module), "builtins"))
        return oli_str_format(vm, "%S.%S", as_str(module), cls->qualname);
    return cls->qualname;
}

static Value object_repr(Vm *vm, Value self) {
    Str *name = full_name(vm, class_of(vm, self));
    if (!name) return VALUE_ERROR;
    return text_value(oli_str_format(vm, "<%S object at 0x%llx>", name, (unsigned long long)VALUE_BITS(self)));
}

static Value object_str(Vm *vm, Value self) { return text_value(oli_repr(vm, self)); }

int64_t oli_hash_identity(Value v) {
    uint64_t bits = VALUE_BITS(v) >> 4;
    int64_t hash = (int64_t)(bits | VALUE_BITS(v) << 60) >> 1;
    return hash == -1 ? -2 : hash;
}

static bool object_hash(Vm *vm, Value self, int64_t *out) {
    (void)vm;
    *out = oli_hash_identity(self);
    return true;
}

static Value object_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (op == COMPARE_EQ) return is_same(a, b) ? VALUE_TRUE : VALUE_NOT_IMPLEMENTED;
    if (op != COMPARE_NE) return VALUE_NOT_IMPLEMENTED;
    Class *cls = class_of(vm, a);
    if (!cls->ops.compare) return VALUE_NOT_IMPLEMENTED;
    Value equal = cls->ops.compare(vm, a, b, COMPARE_EQ);
    if (is_error(equal) || is_not_implemented(equal)) return equal;
    int truth = oli_truth(vm, equal);
    return truth < 0 ? VALUE_ERROR : make_bool(!truth);
}

/* object() takes no arguments, but passes them over to whichever of __new__ and __init__ a class overrides. */
static Value object_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)args;
    (void)names;
    bool own_init = cls->ops.init != vm->classes[CLASS_OBJECT]->ops.init;
    bool own_new = cls->ops.create != vm->classes[CLASS_OBJECT]->ops.create;
    if (count && own_new)
        return oli_raise(vm, EXC_TYPE_ERROR, "object.__new__() takes exactly one argument (the type to instantiate)");
    if (count && !own_init) return oli_raise(vm, EXC_TYPE_ERROR, "%C() takes no arguments", cls);
    if (cls->flags & CLASS_FLAG_ABSTRACT) return oli_raise_abstract(vm, cls);
    if (cls->kind != CLASS_OBJECT)
        return oli_raise(vm, EXC_TYPE_ERROR, "object.__new__(%C) is not safe, use %C.__new__()", cls, cls);
    return oli_instance_new(vm, cls);
}

Value oli_raise_abstract(Vm *vm, Class *cls) {
    Str *key = oli_str_intern(vm, "__abstractmethods__", 19);
    if (!key) return VALUE_ERROR;
    Value names = oli_dict_get_str(vm, cls->dict, key);
    List *sorted = is_undef(names) ? oli_list_new(vm, 0) : oli_list_of(vm, names);
    if (!sorted || !oli_list_sort(vm, sorted, VALUE_NONE, false)) return VALUE_ERROR;
    TextBuilder text;
    oli_text_init(&text, vm);
    for (size_t i = 0; i < sorted->count; i++) oli_text_format(&text, "%s'%V'", i ? ", " : "", sorted->items[i]);
    Str *joined = oli_text_finish(&text);
    if (!joined) return VALUE_ERROR;
    return oli_raise(vm, EXC_TYPE_ERROR,
                     "Can't instantiate abstract class %C without an implementation for abstract method%s %S", cls,
                     sorted->count == 1 ? "" : "s", joined);
}

static bool object_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    (void)args;
    (void)names;
    Class *cls = class_of(vm, self);
    bool own_init = cls->ops.init != vm->classes[CLASS_OBJECT]->ops.init;
    bool own_new = cls->ops.create != vm->classes[CLASS_OBJECT]->ops.create;
    if (count && own_init)
        return oli_raise_false(vm, EXC_TYPE_ERROR,
                               "object.__init__() takes exactly one argument (the instance to initialize)");
    if (count && !own_new) return oli_raise_false(vm, EXC_TYPE_ERROR, "%C() takes no arguments", cls);
    return true;
}

static Value object_class(Vm *vm, Value self) { return make_object(class_of(vm, self)); }

static bool object_set_class(Vm *vm, Value self, Value value) {
    if (!is_class(value))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "__class__ must be set to a class, not '%T' object", value);
    Class *from = class_of(vm, self), *to = as_class(value);
    bool is_mutable = is_kind(self, CLASS_MODULE) || (from->flags & CLASS_FLAG_USER && to->flags & CLASS_FLAG_USER);
    bool same_layout =
        is_object(self) && is_mutable && from->kind == to->kind && from->attr_offset == to->attr_offset;
    if (!same_layout)
        return oli_raise_false(vm, EXC_TYPE_ERROR,
                               "__class__ assignment only supported for mutable types or ModuleType subclasses");
    Object *object = object_of(self);
    bool differs = to->slot_count != from->slot_count || !oli_slots_alike(vm, to, from) ||
                   has_instance_dict(to) != has_instance_dict(from) || to->inline_slots > from->inline_slots;
    if (differs)
        return oli_raise_false(vm, EXC_TYPE_ERROR, "__class__ assignment: '%C' object layout differs from '%C'", to,
                               from);
    if (!has_instance_dict(to)) {
        object->cls = to;
        object->shape = to->shape->id;
        return true;
    }
    if (!oli_slots_dict(vm, object)) return false;
    if (!to->dict_shape) {
        Shape *shape = oli_shape_root(vm, to);
        if (!shape) return false;
        shape->is_dict = true;
        to->dict_shape = shape;
        barrier_object(vm, shape);
    }
    object->cls = to;
    object->shape = to->dict_shape->id;
    return true;
}

static Value object_format(Vm *vm, Value *args) {
    if (!is_str(args[1])) return oli_raise(vm, EXC_TYPE_ERROR, "__format__() argument must be str, not %T", args[1]);
    if (as_str(args[1])->size)
        return oli_raise(vm, EXC_TYPE_ERROR, "unsupported format string passed to %T.__format__", args[0]);
    return text_value(oli_to_str(vm, args[0]));
}

static Value object_init_subclass(Vm *vm, Value *args) {
    Dict *keywords = as_dict(args[1]);
    if (!keywords->used) return VALUE_NONE;
    return oli_raise(vm, EXC_TYPE_ERROR, "%C.__init_subclass__() takes no keyword arguments", as_class(args[0]));
}

static Value object_subclasshook(Vm *vm, Value *args) {
    (void)vm;
    (void)args;
    return VALUE_NOT_IMPLEMENTED;
}

static bool add_keys(Vm *vm, Dict *into, Dict *from) {
    uint32_t position = 0;
    for (DictEntry *entry; (entry = oli_dict_next(from, &position));)
        if (!oli_dict_set(vm, into, entry->key, VALUE_NONE)) return false;
    return true;
}

/* dir(): own attributes, then those of the MRO. */
static Value object_dir(Vm *vm, Value *args) {
    if (is_kind(args[0], CLASS_MODULE)) {
        Value own = oli_dict_get_str(vm, module_dict(args[0]), vm->names.dunder_dir);
        if (!is_undef(own)) return oli_call0(vm, own);
    }
    Dict *all = oli_dict_new(vm);
    if (!all) return VALUE_ERROR;
    Root root;
    root_push(vm, &root, make_object(all));
    Class *cls = class_of(vm, args[0]);
    bool ok = true;
    if (is_kind(args[0], CLASS_MODULE)) ok = add_keys(vm, all, module_dict(args[0]));
    if (ok && has_instance_dict(cls)) {
        Value dict = oli_find_attr(vm, args[0], vm->names.dunder_dict);
        ok = !is_error(dict) && (!is_dict(dict) || add_keys(vm, all, as_dict(dict)));
    }
    Tuple *mro = is_class(args[0]) ? as_class(args[0])->mro : cls->mro;
    for (size_t i = 0; ok && !is_kind(args[0], CLASS_MODULE) && i < mro->count; i++)
        ok = add_keys(vm, all, as_class(mro->items[i])->dict);
    List *names = ok ? oli_list_of(vm, make_object(all)) : NULL;
    root_pop(vm, &root);
    return names && oli_list_sort(vm, names, VALUE_NONE, false) ? make_object(names) : VALUE_ERROR;
}

static Value object_sizeof(Vm *vm, Value *args) {
    return make_int(is_object(args[0]) ? class_of(vm, args[0])->size : 8);
}

/* ---- type ---- */

static Value type_repr(Vm *vm, Value self) {
    Str *name = full_name(vm, as_class(self));
    return name ? text_value(oli_str_format(vm, "<class '%S'>", name)) : VALUE_ERROR;
}

/* Attributes of a class: data descriptors of the metaclass, then the MRO's dicts (descriptors bound to the class),
 * then the metaclass's others. */
Value oli_type_get_attr(Vm *vm, Value self, Str *name) {
    Class *cls = as_class(self);
    Class *meta = class_of(vm, self);
    Value from_meta = oli_class_lookup(vm, meta, name);
    if (is_object(from_meta) && is_data_descriptor(vm, from_meta) && class_of(vm, from_meta)->ops.descriptor_get)
        return class_of(vm, from_meta)->ops.descriptor_get(vm, from_meta, self, make_object(meta));
    Value own = oli_class_lookup(vm, cls, name);
    if (!is_undef(own)) {
        if (!is_object(own) || is_kind(own, CLASS_FUNCTION)) return own;
        Class *descriptor = object_of(own)->cls;
        return descriptor->ops.descriptor_get ? descriptor->ops.descriptor_get(vm, own, VALUE_UNDEF, self) : own;
    }
    if (!is_undef(from_meta)) return oli_bind(vm, from_meta, self, meta);
    Value error = oli_raise(vm, EXC_ATTRIBUTE_ERROR, "type object '%C' has no attribute '%S'", cls, name);
    oli_set_attribute_error(vm, self, name);
    return error;
}

static bool type_set_attr(Vm *vm, Value self, Str *name, Value value) {
    Class *cls = as_class(self);
    if (cls->flags & CLASS_FLAG_IMMUTABLE)
        return oli_raise_false(vm, EXC_TYPE_ERROR, "cannot set '%S' attribute of immutable type '%C'", name, cls);
    Value from_meta = oli_class_lookup(vm, class_of(vm, self), name);
    if (is_object(from_meta) && is_data_descriptor(vm, from_meta))
        return class_of(vm, from_meta)->ops.descriptor_set(vm, from_meta, self, value);
    return oli_class_set_attr(vm, cls, name, value);
}

static Value make_type(Vm *vm, Class *metaclass, Value *args, Value keywords) {
    if (!is_str(args[0]))
        return oli_raise(vm, EXC_TYPE_ERROR, "type.__new__() argument 1 must be str, not %T", args[0]);
    if (!is_tuple(args[1]))
        return oli_raise(vm, EXC_TYPE_ERROR, "type.__new__() argument 2 must be tuple, not %T", args[1]);
    if (!is_dict(args[2]))
        return oli_raise(vm, EXC_TYPE_ERROR, "type.__new__() argument 3 must be dict, not %T", args[2]);
    Class *cls = oli_class_new(vm, metaclass, as_str(args[0]), as_tuple(args[1]), as_dict(args[2]), keywords);
    return cls ? make_object(cls) : VALUE_ERROR;
}

static Value type_create(Vm *vm, Class *metaclass, Value *args, uint32_t count, Tuple *names) {
    uint32_t positional = names ? count - (uint32_t)names->count : count;
    if (positional == 1 && count == 1 && metaclass == vm->classes[CLASS_TYPE])
        return make_object(class_of(vm, args[0]));
    if (positional != 3) return oli_raise(vm, EXC_TYPE_ERROR, "type() takes 1 or 3 arguments");
    if (is_tuple(args[1])) { /* the bases may ask for a more derived metaclass, whose own __new__ then goes on */
        Class *winner = oli_class_metaclass(vm, metaclass, as_tuple(args[1]));
        if (!winner) return VALUE_ERROR;
        if (winner != metaclass && winner->ops.create != type_create)
            return winner->ops.create(vm, winner, args, count, names);
        metaclass = winner;
    }
    Value keywords = VALUE_UNDEF;
    if (names) {
        Dict *dict = oli_dict_new(vm);
        if (!dict) return VALUE_ERROR;
        for (size_t i = 0; i < names->count; i++)
            if (!oli_dict_set_str(vm, dict, as_str(names->items[i]), args[3 + i])) return VALUE_ERROR;
        keywords = make_object(dict);
    }
    Value made;
    Root root;
    root_push(vm, &root, keywords);
    made = make_type(vm, metaclass, args, keywords);
    root_pop(vm, &root);
    if (is_error(made)) return made;
    Str *module_key = vm->names.dunder_module;
    Dict *dict = as_class(made)->dict;
    if (is_undef(oli_dict_get_str(vm, dict, module_key))) {
        Value module = oli_current_module_name(vm);
        if (!oli_dict_set_str(vm, dict, module_key, module)) return VALUE_ERROR;
    }
    return made;
}

static bool type_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    (void)self;
    (void)args;
    uint32_t positional = names ? count - (uint32_t)names->count : count;
    if (positional == 1 || positional == 3) return true;
    return oli_raise_false(vm, EXC_TYPE_ERROR, "type.__init__() takes 1 or 3 arguments");
}

/* Calling a class: create, then initialise if the result is an instance of it. */
static Value type_call(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    Class *cls = as_class(self);
    if (cls == vm->classes[CLASS_TYPE] && count == 1 && !names) return make_object(class_of(vm, args[0]));
    if (!cls->ops.create || cls->flags & CLASS_FLAG_NO_INSTANTIATE)
        return oli_raise(vm, EXC_TYPE_ERROR, "cannot create '%C' instances", cls);
    if (!cls->ops.init || cls->ops.init == object_init) {
        Value made = cls->ops.create(vm, cls, args, count, names);
        if (is_error(made) || class_of(vm, made) == cls || !cls->ops.init) return made;
        return made;
    }
    Value copy[8];
    Value *kept = copy;
    if (count > 8 && !(kept = oli_resize(vm, NULL, 0, count * sizeof *kept))) return VALUE_ERROR;
    if (count) memcpy(kept, args, count * sizeof *kept); /* create may overwrite its arguments */
    RootArray roots;
    root_array_push(vm, &roots, kept, count);
    Value made = cls->ops.create(vm, cls, args, count, names);
    if (!is_error(made) && oli_class_is_subclass(class_of(vm, made), cls)) {
        Root root;
        root_push(vm, &root, made);
        if (!class_of(vm, made)->ops.init(vm, made, kept, count, names)) made = VALUE_ERROR;
        root_pop(vm, &root);
    }
    root_array_pop(vm, &roots);
    if (kept != copy) oli_release(vm, kept, count * sizeof *kept);
    return made;
}

static Value type_name(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_class(self)->name);
}

static bool check_mutable(Vm *vm, Value self, const char *name) {
    if (!(as_class(self)->flags & CLASS_FLAG_IMMUTABLE)) return true;
    return oli_raise_false(vm, EXC_TYPE_ERROR, "cannot set '%s' attribute of immutable type '%C'", name,
                           as_class(self));
}

/* A class's name holds no null character and no lone surrogate. */
static bool check_class_name(Vm *vm, Str *name) {
    if (memchr(name->data, 0, name->size))
        return oli_raise_false(vm, EXC_VALUE_ERROR, "type name must not contain null characters");
    if (!(name->header.flags & STR_HAS_SURROGATES)) return true;
    return !is_error(oli_codec_encode(vm, name, NULL, NULL));
}

static bool type_set_name(Vm *vm, Value self, Value value) {
    if (!check_mutable(vm, self, "__name__")) return false;
    if (!is_str(value))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "can only assign string to %C.__name__, not '%T'", as_class(self),
                               value);
    if (!check_class_name(vm, as_str(value))) return false;
    as_class(self)->name = as_str(value);
    barrier(vm, value);
    return true;
}

static Value type_qualname(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_class(self)->qualname);
}

static bool type_set_qualname(Vm *vm, Value self, Value value) {
    if (!check_mutable(vm, self, "__qualname__")) return false;
    if (!is_str(value))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "can only assign string to %C.__qualname__, not '%T'",
                               as_class(self), value);
    as_class(self)->qualname = as_str(value);
    barrier(vm, value);
    return true;
}

static Value type_bases(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_class(self)->bases);
}
/* A class keeps its bases: what is no list of bases is told apart from that. */
static bool type_set_bases(Vm *vm, Value self, Value value) {
    if (is_undef(value))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "cannot delete '__bases__' attribute of immutable type '%C'",
                               as_class(self));
    if (!is_tuple(value))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "can only assign tuple to %C.__bases__, not %T", as_class(self),
                               value);
    return oli_raise_false(vm, EXC_ATTRIBUTE_ERROR, "attribute '__bases__' of 'type' objects is not writable");
}

static Value type_base(Vm *vm, Value self) {
    (void)vm;
    Class *base = as_class(self)->base;
    return base ? make_object(base) : VALUE_NONE;
}
static Value type_mro_tuple(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_class(self)->mro);
}
static Value type_dict(Vm *vm, Value self) { return oli_mapping_proxy_new(vm, make_object(as_class(self)->dict)); }

static Value own_field(Vm *vm, Value self, Str *name, Value fallback) {
    Value found = oli_dict_get_str(vm, as_class(self)->dict, name);
    if (is_undef(found)) return fallback;
    return is_object(found) && class_of(vm, found)->ops.descriptor_get && !is_kind(found, CLASS_FUNCTION)
               ? class_of(vm, found)->ops.descriptor_get(vm, found, VALUE_UNDEF, self)
               : found;
}

/* In the dicts of `type`, `function` and the like stands the field of their instances. */
static Value type_module(Vm *vm, Value self) {
    Value own = own_field(vm, self, vm->names.dunder_module, make_object(vm->names.builtins));
    bool is_field = as_class(self)->flags & CLASS_FLAG_IMMUTABLE && !is_str(own) && !is_error(own);
    return is_field ? make_object(vm->names.builtins) : own;
}
static bool type_set_module(Vm *vm, Value self, Value value) {
    return check_mutable(vm, self, "__module__") &&
           oli_class_set_attr(vm, as_class(self), vm->names.dunder_module, value);
}
static Value type_doc(Vm *vm, Value self) {
    if (as_class(self) == vm->classes[CLASS_TYPE])
        return text_value(oli_str_from_c(vm, "type(object)\ntype(name, bases, dict, **kwds)"));
    return own_field(vm, self, vm->names.dunder_doc, VALUE_NONE);
}
static bool type_set_doc(Vm *vm, Value self, Value value) {
    return check_mutable(vm, self, "__doc__") && oli_class_set_attr(vm, as_class(self), vm->names.dunder_doc, value);
}

/* Made on demand, kept in the class's dict. */
static Value type_annotations(Vm *vm, Value self) {
    Class *cls = as_class(self);
    if (cls->flags & CLASS_FLAG_IMMUTABLE) /* asked first: in the dict of `type` stands this very field */
        return oli_raise(vm, EXC_ATTRIBUTE_ERROR, "type object '%C' has no attribute '__annotations__'", cls);
    Value found = oli_dict_get_str(vm, cls->dict, vm->names.dunder_annotations);
    if (!is_undef(found)) return found;
    Dict *dict = oli_dict_new(vm);
    if (!dict || !oli_dict_set_str(vm, cls->dict, vm->names.dunder_annotations, make_object(dict))) return VALUE_ERROR;
    return make_object(dict);
}
static bool type_set_annotations(Vm *vm, Value self, Value value) {
    return check_mutable(vm, self, "__annotations__") &&
           oli_class_set_attr(vm, as_class(self), vm->names.dunder_annotations, value);
}

static Value type_params(Vm *vm, Value self) {
    if (as_class(self) == vm->classes[CLASS_TYPE]) return make_object(vm->empty_tuple);
    return own_field(vm, self, vm->names.dunder_type_params, make_object(vm->empty_tuple));
}
static bool type_set_params(Vm *vm, Value self, Value value) {
    return check_mutable(vm, self, "__type_params__") &&
           oli_class_set_attr(vm, as_class(self), vm->names.dunder_type_params, value);
}

static bool type_set_abstract(Vm *vm, Value self, Value value) {
    Class *cls = as_class(self);
    Str *key = oli_str_intern(vm, "__abstractmethods__", 19);
    if (!key || !check_mutable(vm, self, "__abstractmethods__")) return false;
    int truth = is_undef(value) ? 0 : oli_truth(vm, value);
    if (truth < 0 || !oli_dict_set_str(vm, cls->dict, key, is_undef(value) ? VALUE_NONE : value)) return false;
    cls->flags = truth ? cls->flags | CLASS_FLAG_ABSTRACT : cls->flags & ~(uint32_t)CLASS_FLAG_ABSTRACT;
    return true;
}

static Value type_abstract(Vm *vm, Value self) {
    Str *key = oli_str_intern(vm, "__abstractmethods__", 19);
    bool is_type = as_class(self) == vm->classes[CLASS_TYPE]; /* its dict holds this field */
    Value found = key && !is_type ? oli_dict_get_str(vm, as_class(self)->dict, key) : VALUE_UNDEF;
    return is_undef(found) ? oli_raise(vm, EXC_ATTRIBUTE_ERROR, "__abstractmethods__") : found;
}

static Value type_mro(Vm *vm, Value *args) {
    List *list = oli_list_from(vm, as_class(args[0])->mro->items, as_class(args[0])->mro->count);
    return list ? make_object(list) : VALUE_ERROR;
}

static Value type_subclasses(Vm *vm, Value *args) {
    List *all = as_class(args[0])->subclasses;
    List *copy = oli_list_from(vm, all->items, all->count);
    return copy ? make_object(copy) : VALUE_ERROR;
}

static Value type_instancecheck(Vm *vm, Value *args) {
    if (!is_class(args[0])) return VALUE_FALSE;
    return make_bool(oli_class_is_subclass(class_of(vm, args[1]), as_class(args[0])));
}

static Value type_subclasscheck(Vm *vm, Value *args) {
    if (!is_class(args[1])) return oli_raise(vm, EXC_TYPE_ERROR, "issubclass() arg 1 must be a class");
    return make_bool(oli_class_is_subclass(as_class(args[1]), as_class(args[0])));
}

static Value type_prepare(Vm *vm, Value *args) {
    (void)args;
    Dict *dict = oli_dict_new(vm);
    return dict ? make_object(dict) : VALUE_ERROR;
}

static Value type_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    return op == BINARY_OR ? oli_union_new(vm, a, b) : VALUE_NOT_IMPLEMENTED;
}

bool oli_init_class(Vm *vm) {
    static const NativeDef OBJECT_METHODS[] = {NATIVE("__format__", "self, format_spec, /", object_format),
                                               NATIVE("__dir__", "self, /", object_dir),
                                               NATIVE("__sizeof__", "self, /", object_sizeof),
                                               NATIVE("__reduce__", "self, /", oli_object_reduce),
                                               NATIVE("__reduce_ex__", "self, protocol, /", oli_object_reduce_ex),
                                               NATIVE("__getstate__", "self, /", oli_object_get_state),
                                               NATIVE_END};
    static const NativeDef OBJECT_CLASS_METHODS[] = {
        NATIVE("__init_subclass__", "cls, /, **keywords", object_init_subclass),
        NATIVE("__subclasshook__", "cls, other, /", object_subclasshook), NATIVE_END};
    static const GetSetDef OBJECT_FIELDS[] = {{"__class__", object_class, object_set_class}, {NULL, NULL, NULL}};
    static const NativeDef TYPE_METHODS[] = {
        NATIVE("mro", "self, /", type_mro), NATIVE("__subclasses__", "self, /", type_subclasses),
        NATIVE("__instancecheck__", "self, instance, /", type_instancecheck),
        NATIVE("__subclasscheck__", "self, subclass, /", type_subclasscheck), NATIVE_END};
    static const NativeDef TYPE_CLASS_METHODS[] = {NATIVE("__prepare__", "cls, /, *args, **keywords", type_prepare),
                                                   NATIVE_END};
    static const GetSetDef TYPE_FIELDS[] = {{"__name__", type_name, type_set_name},
                                            {"__qualname__", type_qualname, type_set_qualname},
                                            {"__bases__", type_bases, type_set_bases},
                                            {"__base__", type_base, NULL},
                                            {"__mro__", type_mro_tuple, NULL},
                                            {"__dict__", type_dict, NULL},
                                            {"__module__", type_module, type_set_module},
                                            {"__doc__", type_doc, type_set_doc},
                                            {"__annotations__", type_annotations, type_set_annotations},
                                            {"__type_params__", type_params, type_set_params},
                                            {"__abstractmethods__", type_abstract, type_set_abstract},
                                            {NULL, NULL, NULL}};
    static const ClassSpec OBJECT = {.id = CLASS_OBJECT,
                                     .module = "builtins",
                                     .doc = "The base class of all classes.",
                                     .size = sizeof(Object),
                                     .flags = CLASS_FLAG_SUBCLASSABLE,
                                     .ops = {.create = object_create,
                                             .init = object_init,
                                             .repr = object_repr,
                                             .str = object_str,
                                             .hash = object_hash,
                                             .compare = object_compare,
                                             .get_attr = oli_generic_get_attr,
                                             .set_attr = oli_generic_set_attr},
                                     .methods = OBJECT_METHODS,
                                     .class_methods = OBJECT_CLASS_METHODS,
                                     .getsets = OBJECT_FIELDS};
    ClassSpec type = {.id = CLASS_TYPE,
                      .base = CLASS_OBJECT,
                      .module = "builtins",
                      .doc = "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
                      .size = sizeof(Class),
                      .flags = CLASS_FLAG_SUBCLASSABLE | CLASS_FLAG_METACLASS,
                      .ops = {.create = type_create,
                              .init = type_init,
                              .repr = type_repr,
                              .binary = type_binary,
                              .get_attr = oli_type_get_attr,
                              .set_attr = type_set_attr,
                              .call = type_call},
                      .methods = TYPE_METHODS,
                      .class_methods = TYPE_CLASS_METHODS,
                      .getsets = TYPE_FIELDS};
    type.ops.trace = vm->classes[CLASS_TYPE]->ops.trace;
    ClassSpec shape = {
        .id = CLASS_SHAPE, .module = "builtins", .size = sizeof(Shape), .ops = vm->classes[CLASS_SHAPE]->ops};
    ClassSpec buffer = {
        .id = CLASS_BUFFER, .module = "builtins", .size = sizeof(Buffer), .ops = vm->classes[CLASS_BUFFER]->ops};
    return oli_class_define(vm, &OBJECT) && oli_class_define(vm, &type) && oli_class_define(vm, &shape) &&
           oli_class_define(vm, &buffer);
}

/* `obj.__dict__`, for every class whose instances take attributes: put into a user class by oli_special_update's
 * caller only once per layout, so it stands on the class that introduced the attributes. */
static Value instance_dict(Vm *vm, Value self) {
    if (!has_instance_dict(class_of(vm, self)))
        return oli_raise(vm, EXC_ATTRIBUTE_ERROR, "'%T' object has no attribute '__dict__'", self);
    Dict *dict = oli_slots_dict(vm, object_of(self));
    return dict ? make_object(dict) : VALUE_ERROR;
}

static bool set_instance_dict(Vm *vm, Value self, Value value) {
    if (!has_instance_dict(class_of(vm, self)))
        return oli_raise_false(vm, EXC_ATTRIBUTE_ERROR, "'%T' object has no attribute '__dict__'", self);
    if (!is_dict(value))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "__dict__ must be set to a dictionary, not a '%T'", value);
    return oli_slots_replace(vm, object_of(self), as_dict(value));
}

static Value instance_weakref(Vm *vm, Value self) {
    (void)vm;
    WeakRef *first = is_object(self) ? oli_weakref_first(vm, object_of(self)) : NULL;
    return first ? make_object(first) : VALUE_NONE;
}

static bool add_field(Vm *vm, Class *cls, size_t i) {
    static const GetSetDef FIELDS[] = {{"__dict__", instance_dict, set_instance_dict},
                                       {"__weakref__", instance_weakref, NULL}};
    GetSet *getset = oli_new(vm, vm->classes[CLASS_GETSET], sizeof *getset);
    if (!getset) return false;
    getset->def = &FIELDS[i];
    getset->owner = cls;
    Str *name = i ? vm->names.dunder_weakref : vm->names.dunder_dict;
    return !is_undef(oli_dict_get_str(vm, cls->dict, name)) ||
           oli_dict_set_str(vm, cls->dict, name, make_object(getset));
}

bool oli_class_add_dict_field(Vm *vm, Class *cls) { return add_field(vm, cls, 0); }

bool oli_class_add_weakref_field(Vm *vm, Class *cls) { return add_field(vm, cls, 1); }
