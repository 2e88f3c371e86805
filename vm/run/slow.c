/* SPDX-License-Identifier: MIT
 *
 * What instructions do when their fast path does not apply: filling inline caches, building, unpacking, raising.
 */
#include "run/loop_ops.h"
#include "types/descriptor.h"
#include "types/format.h"
#include "types/slots.h"

/* ---- globals ---- */

static Value raise_name_error(Vm *vm, Str *name) {
    Value error = oli_raise(vm, EXC_NAME_ERROR, "name '%S' is not defined", name);
    oli_set_name_error(vm, name);
    return error;
}

/* words: the instruction; word 2 becomes the position in the globals, or the instruction a LOAD_BUILTIN. */
Value oli_load_global_slow(Vm *vm, Function *function, Str *name, uint32_t *words) {
    Dict *globals = function->globals;
    int64_t at = oli_dict_find_str(vm, globals, name);
    if (at >= 0) {
        words[2] = (uint32_t)at;
        return globals->entries[at].value;
    }
    at = oli_dict_find_str(vm, vm->builtins, name);
    if (at < 0) return raise_name_error(vm, name);
    words[0] = (words[0] & ~0xFFu) | BC_LOAD_BUILTIN;
    words[2] = (uint32_t)at;
    words[3] = globals->keys_version;
    return vm->builtins->entries[at].value;
}

Value oli_namespace_get(Vm *vm, Value namespace_, Str *name) {
    if (is_exact(vm, namespace_, CLASS_DICT)) return oli_dict_get_str(vm, as_dict(namespace_), name);
    Value found = oli_get_item(vm, namespace_, make_object(name));
    if (!is_error(found) || !oli_exception_is(vm, EXC_KEY_ERROR)) return found;
    clear_exception(vm);
    return VALUE_UNDEF;
}

bool oli_namespace_delete(Vm *vm, Value namespace_, Str *name) {
    if (oli_delete_item(vm, namespace_, make_object(name))) return true;
    if (!oli_exception_is(vm, EXC_KEY_ERROR)) return false;
    clear_exception(vm);
    raise_name_error(vm, name);
    return false;
}

Value oli_load_name(Vm *vm, Value namespace_, Function *function, Str *name) {
    Value found = oli_namespace_get(vm, namespace_, name);
    if (!is_undef(found)) return found;
    found = oli_dict_get_str(vm, function->globals, name);
    if (is_undef(found)) found = oli_dict_get_str(vm, vm->builtins, name);
    return is_undef(found) ? raise_name_error(vm, name) : found;
}

Value oli_raise_unbound_local(Vm *vm, Str *name) {
    return oli_raise(vm, EXC_UNBOUND_LOCAL_ERROR,
                     "cannot access local variable '%S' where it is not associated with a value", name);
}

Value oli_raise_unbound_cell(Vm *vm, Str *name, bool is_free) {
    if (!is_free) return oli_raise_unbound_local(vm, name);
    return oli_raise(vm, EXC_NAME_ERROR,
                     "cannot access free variable '%S' where it is not associated with a value in enclosing scope",
                     name);
}

bool oli_setup_annotations(Vm *vm, Value namespace_) {
    Str *name = vm->names.dunder_annotations;
    Value found = oli_namespace_get(vm, namespace_, name);
    if (!is_undef(found)) return !is_error(found);
    Dict *dict = oli_dict_new(vm);
    return dict && oli_set_item(vm, namespace_, make_object(name), make_object(dict));
}

/* ---- attribute caches ---- */

static void cache_value(uint32_t *words, Value v) {
    uint64_t bits = VALUE_BITS(v);
    memcpy(words, &bits, sizeof bits);
}

static void set_op(uint32_t *words, Opcode op) { words[0] = (words[0] & ~0xFFu) | (uint32_t)op; }

/* Classes whose instances' attributes can be cached: the generic protocol, attributes in slots. */
static bool is_plain(const Class *cls) {
    return cls->ops.get_attr == oli_generic_get_attr && !(cls->flags & CLASS_FLAG_VARIABLE);
}

/* The slot of what __slots__ declared, or -1. */
static int32_t member_slot(Value attribute, const Class *cls) {
    if (!is_kind(attribute, CLASS_MEMBER) || !oli_class_is_subclass(cls, as_member(attribute)->owner)) return -1;
    return (int32_t)as_member(attribute)->slot;
}

/* After a lookup found `attribute` in the class: cache where the instance's own slot is, or the class's value. */
static void cache_get_attr(Vm *vm, Object *object, Str *name, uint32_t *words) {
    Class *cls = object->cls;
    if (!is_plain(cls)) return;
    Shape *shape = shape_of(vm, object);
    Value attribute = oli_class_lookup(vm, cls, name);
    bool is_descriptor =
        is_object(attribute) && (class_of(vm, attribute)->ops.descriptor_get || is_function(attribute));
    if (member_slot(attribute, cls) >= 0) {
        set_op(words, BC_GET_ATTR_SLOT);
        words[2] = object->shape;
        words[3] = cls->attr_offset + 1u + (uint32_t)member_slot(attribute, cls);
        return;
    }
    if (is_object(attribute) && is_data_descriptor(vm, attribute)) return;
    if (cls->attr_offset && !shape->is_dict) {
        int32_t slot = oli_shape_find(vm, shape, name);
        if (slot >= 0 && (uint32_t)slot < cls->inline_slots) {
            set_op(words, BC_GET_ATTR_SLOT);
            words[2] = object->shape;
            words[3] = cls->attr_offset + 1u + (uint32_t)slot;
            return;
        }
        if (slot >= 0) {
            set_op(words, BC_GET_ATTR_OVERFLOW);
            words[2] = object->shape;
            words[3] = (uint32_t)slot - cls->inline_slots;
            return;
        }
    }
    if (is_undef(attribute) || is_descriptor || shape->is_dict) return;
    set_op(words, BC_GET_ATTR_CLASS);
    words[2] = object->shape;
    words[3] = cls->version;
    cache_value(words + 4, attribute);
}

static void cache_module_attr(Vm *vm, Value module, Str *name, uint32_t *words) {
    int64_t at = oli_dict_find_str(vm, module_dict(module), name);
    if (at < 0) return;
    set_op(words, BC_GET_ATTR_MODULE);
    words[2] = (uint32_t)at;
}

Value oli_get_attr_slow(Vm *vm, Value v, Str *name, uint32_t *words) {
    set_op(words, BC_GET_ATTR);
    if (is_object(v)) {
        if (object_of(v)->cls == vm->classes[CLASS_MODULE])
            cache_module_attr(vm, v, name, words);
        else if (!is_class(v) && !is_kind(v, CLASS_MODULE))
            cache_get_attr(vm, object_of(v), name, words);
    }
    return oli_get_attr(vm, v, name);
}

bool oli_set_attr_slow(Vm *vm, Value v, Str *name, Value value, uint32_t *words) {
    set_op(words, BC_SET_ATTR);
    Class *cls = class_of(vm, v);
    bool plain = is_object(v) && cls->attr_offset && cls->ops.set_attr == oli_generic_set_attr &&
                 !(cls->flags & CLASS_FLAG_VARIABLE);
    if (!plain) return oli_set_attr(vm, v, name, value);
    Value attribute = oli_class_lookup(vm, cls, name);
    if (member_slot(attribute, cls) >= 0) {
        set_op(words, BC_SET_ATTR_SLOT);
        words[2] = object_of(v)->shape;
        words[3] = cls->attr_offset + 1u + (uint32_t)member_slot(attribute, cls);
        return oli_set_attr(vm, v, name, value);
    }
    bool generic = (is_object(attribute) && is_data_descriptor(vm, attribute)) || !has_instance_dict(cls);
    if (generic) return oli_set_attr(vm, v, name, value);
    Object *object = object_of(v);
    Shape *before = shape_of(vm, object);
    if (!oli_slots_set(vm, object, name, value)) return false;
    Shape *after = shape_of(vm, object);
    if (after->is_dict) return true;
    int32_t slot = oli_shape_find(vm, after, name);
    if (slot < 0 || (uint32_t)slot >= cls->inline_slots) return true;
    words[2] = before->id;
    words[3] = cls->attr_offset + 1u + (uint32_t)slot;
    if (after == before) {
        set_op(words, BC_SET_ATTR_SLOT);
    } else if (after->parent == before) {
        set_op(words, BC_SET_ATTR_ADD);
        words[4] = after->id;
        words[5] = cls->version;
    }
    return true;
}

static bool takes_self(Value method) {
    return is_kind(method, CLASS_FUNCTION) || is_kind(method, CLASS_NATIVE_METHOD) ||
           is_kind(method, CLASS_SLOT_WRAPPER);
}

bool oli_load_method_slow(Vm *vm, Value v, Str *name, uint32_t *words, Value *pair) {
    set_op(words, BC_LOAD_METHOD);
    Class *cls = class_of(vm, v);
    bool generic = !cls->ops.get_attr || cls->ops.get_attr == oli_generic_get_attr;
    if (generic) {
        Value method = oli_class_lookup(vm, cls, name);
        bool own = cls->attr_offset && !is_undef(oli_slots_get(vm, object_of(v), name));
        if (!is_undef(method) && takes_self(method) && !own) {
            if (is_object(v) && !(cls->attr_offset && shape_of(vm, object_of(v))->is_dict)) {
                set_op(words, BC_LOAD_METHOD_CACHED);
                words[2] = object_of(v)->shape;
                words[3] = cls->version;
                cache_value(words + 4, method);
            }
            pair[1] = v;
            pair[0] = method;
            return true;
        }
    }
    Value found = oli_get_attr(vm, v, name);
    pair[0] = found;
    pair[1] = VALUE_UNDEF;
    if (is_error(found)) pair[0] = VALUE_UNDEF;
    return !is_error(found);
}

/* pair: the class and self on entry */
bool oli_load_super(Vm *vm, Value *pair, Str *name, bool method) {
    if (!is_class(pair[0]))
        return oli_raise_false(vm, EXC_RUNTIME_ERROR, "super(): __class__ is not a type (%T)", pair[0]);
    Class *cls = as_class(pair[0]);
    Value self = pair[1];
    Class *self_class = oli_super_class(vm, cls, self);
    if (!self_class) return false;
    if (method) {
        Value found = oli_class_lookup_from(vm, self_class, cls, name);
        if (takes_self(found) && !is_class(self)) {
            pair[0] = found;
            return true;
        }
    }
    Value found = oli_super_get_attr(vm, cls, self_class, self, name);
    if (is_error(found)) return false;
    pair[0] = found;
    pair[1] = VALUE_UNDEF;
    return true;
}

bool oli_load_special(Vm *vm, Value v, Str *name, uint32_t context, Value *pair) {
    Class *cls = class_of(vm, v);
    Value method = oli_class_lookup(vm, cls, name);
    if (is_undef(method)) {
        bool async = context == 2;
        bool is_exit = name == vm->names.dunder_exit || name == vm->names.dunder_aexit;
        return oli_raise_false(vm, EXC_TYPE_ERROR, "'%T' object does not support the %scontext manager protocol%s", v,
                               async ? "asynchronous " : "",
                               !is_exit ? ""
                               : async  ? " (missed __aexit__ method)"
                                        : " (missed __exit__ method)");
    }
    if (takes_self(method)) {
        pair[1] = v;
        pair[0] = method;
        return true;
    }
    Value bound = oli_bind(vm, method, v, cls);
    pair[1] = VALUE_UNDEF;
    pair[0] = is_error(bound) ? VALUE_UNDEF : bound;
    return !is_error(bound);
}

/* ---- functions and classes ---- */

Value oli_make_function_value(Vm *vm, Frame *f, Code *code, uint32_t parts, Value *values) {
    Function *function = oli_function_new(vm, code, f->function->globals);
    if (!function) return VALUE_ERROR;
    if (parts & MAKE_DEFAULTS) function->defaults = as_tuple(*values++);
    if (parts & MAKE_KW_DEFAULTS) function->kw_defaults = as_dict(*values++);
    if (parts & MAKE_ANNOTATIONS) function->annotations = as_dict(*values++);
    if (parts & MAKE_CLOSURE) function->closure = as_tuple(*values++);
    return make_object(function);
}

/* Bases that are no classes may stand for others: __mro_entries__ (PEP 560). */
static Tuple *resolve_bases(Vm *vm, Tuple *bases, bool *changed) {
    *changed = false;
    List *out = oli_list_new(vm, bases->count);
    if (!out) return NULL;
    Root root;
    root_push(vm, &root, make_object(out));
    bool ok = true;
    for (size_t i = 0; ok && i < bases->count; i++) {
        Value base = bases->items[i];
        Value entries = VALUE_UNDEF;
        if (!is_class(base)) {
            Value method = oli_find_attr(vm, base, vm->names.dunder_mro_entries);
            if (!is_undef(method)) entries = is_error(method) ? method : oli_call1(vm, method, make_object(bases));
        }
        if (is_undef(entries)) {
            ok = oli_list_append(vm, out, base);
        } else if (is_error(entries)) {
            ok = false;
        } else if (!is_tuple(entries)) {
            ok = oli_raise_false(vm, EXC_TYPE_ERROR, "__mro_entries__ must return a tuple");
        } else {
            *changed = true;
            ok = oli_list_extend(vm, out, entries);
        }
    }
    Tuple *result = ok ? (*changed ? oli_tuple_from(vm, out->items, out->count) : bases) : NULL;
    root_pop(vm, &root);
    return result;
}

/* parts: body, name, bases, keywords. The namespace for the body; *metaclass as decided. */
Value oli_class_prepare(Vm *vm, Value *parts, Value *metaclass) {
    bool changed;
    Tuple *original = as_tuple(parts[2]);
    Tuple *bases = resolve_bases(vm, original, &changed);
    if (!bases) return VALUE_ERROR;
    parts[2] = make_object(bases);
    parts[4] = changed ? make_object(original) : VALUE_UNDEF; /* for __orig_bases__ */
    Value declared = VALUE_UNDEF;
    Dict *keywords = is_undef(parts[3]) ? NULL : as_dict(parts[3]);
    if (keywords) {
        declared = oli_dict_get_str(vm, keywords, vm->names.metaclass);
        if (!is_undef(declared) && oli_dict_delete(vm, keywords, make_object(vm->names.metaclass)) < 0)
            return VALUE_ERROR;
    }
    *metaclass = declared;
    if (is_undef(declared))
        *metaclass = bases->count ? make_object(class_of(vm, bases->items[0])) : make_object(vm->classes[CLASS_TYPE]);
    if (is_class(*metaclass)) {
        Class *winner = oli_class_metaclass(vm, as_class(*metaclass), bases);
        if (!winner) return VALUE_ERROR;
        *metaclass = make_object(winner);
    }
    Value namespace_;
    if (is_same(*metaclass, make_object(vm->classes[CLASS_TYPE]))) {
        Dict *dict = oli_dict_new(vm);
        if (!dict) return VALUE_ERROR;
        namespace_ = make_object(dict);
    } else {
        Root root;
        root_push(vm, &root, *metaclass);
        Value prepare = oli_find_attr(vm, *metaclass, vm->names.dunder_prepare);
        Value args[2] = {parts[1], parts[2]};
        if (is_error(prepare)) {
            namespace_ = prepare;
        } else if (is_undef(prepare)) {
            Dict *dict = oli_dict_new(vm);
            namespace_ = dict ? make_object(dict) : VALUE_ERROR;
        } else if (keywords && keywords->used) {
            namespace_ = oli_call_with_dict(vm, prepare, args, 2, keywords);
        } else {
            namespace_ = oli_call(vm, prepare, args, 2, NULL);
        }
        root_pop(vm, &root);
    }
    return namespace_;
}

/* The metaclass has set the cell of __class__ to the class it made, by way of type.__new__. */
static Value check_class_cell(Vm *vm, Value name, Value made, Value in_cell) {
    if (is_same(in_cell, made)) return made;
    if (is_undef(in_cell))
        return oli_raise(vm, EXC_RUNTIME_ERROR,
                         "__class__ not set defining %R as %R. Was __classcell__ propagated to type.__new__?", name,
                         made);
    return oli_raise(vm, EXC_TYPE_ERROR, "__class__ set to %R defining %R as %R", in_cell, name, made);
}

Value oli_class_finish(Vm *vm, Value *parts, Value metaclass, Value namespace_, Value cell) {
    if (is_kind(cell, CLASS_CELL) && !oli_set_item(vm, namespace_, make_object(vm->names.dunder_classcell), cell))
        return VALUE_ERROR;
    if (!is_undef(parts[4])) {
        Str *key = oli_str_intern(vm, "__orig_bases__", 14);
        if (!key || !oli_set_item(vm, namespace_, make_object(key), parts[4])) return VALUE_ERROR;
    }
    Dict *keywords = is_undef(parts[3]) ? NULL : as_dict(parts[3]);
    Root root, root_cell;
    root_push(vm, &root, namespace_);
    root_push(vm, &root_cell, cell);
    Value made;
    if (is_same(metaclass, make_object(vm->classes[CLASS_TYPE])) && is_exact(vm, namespace_, CLASS_DICT)) {
        Class *cls =
            oli_class_new(vm, as_class(metaclass), as_str(parts[1]), as_tuple(parts[2]), as_dict(namespace_), parts[3]);
        made = cls ? make_object(cls) : VALUE_ERROR;
    } else {
        Value args[3] = {parts[1], parts[2], namespace_};
        made = keywords && keywords->used ? oli_call_with_dict(vm, metaclass, args, 3, keywords)
                                          : oli_call(vm, metaclass, args, 3, NULL);
    }
    if (is_class(made) && is_kind(cell, CLASS_CELL)) made = check_class_cell(vm, parts[1], made, as_cell(cell)->value);
    root_pop(vm, &root_cell);
    root_pop(vm, &root);
    return made;
}

/* ---- raising ---- */

static Value instance_of_exception(Vm *vm, Value v) {
    if (is_class(v) && as_class(v)->flags & CLASS_FLAG_EXCEPTION) {
        Value made = oli_call0(vm, v);
        if (is_error(made) || is_exception(made)) return made;
        return oli_raise(vm, EXC_TYPE_ERROR, "calling %R should have returned an instance of BaseException, not %R", v,
                         make_object(class_of(vm, made)));
    }
    if (is_exception(v)) return v;
    return oli_raise(vm, EXC_TYPE_ERROR, "exceptions must derive from BaseException");
}

bool oli_do_raise(Vm *vm, Value exception, Value cause, bool has_cause) {
    Value instance = instance_of_exception(vm, exception);
    if (is_error(instance)) return false;
    if (has_cause) {
        Root root;
        root_push(vm, &root, instance);
        Value because = is_none(cause) ? cause : VALUE_ERROR;
        if (!is_none(cause)) {
            if ((is_class(cause) && as_class(cause)->flags & CLASS_FLAG_EXCEPTION) || is_exception(cause))
                because = instance_of_exception(vm, cause);
            else
                oli_raise(vm, EXC_TYPE_ERROR, "exception causes must derive from BaseException");
        }
        root_pop(vm, &root);
        if (is_error(because)) return false;
        as_exception(instance)->cause = because;
        as_exception(instance)->suppress_context = true;
        barrier(vm, because);
    }
    oli_raise_value(vm, instance);
    return false;
}

int oli_exception_matches(Vm *vm, Value exception, Value type) {
    if (is_class(type) && as_class(type)->flags & CLASS_FLAG_EXCEPTION)
        return oli_class_is_subclass(class_of(vm, exception), as_class(type));
    if (is_tuple(type)) {
        for (size_t i = 0; i < as_tuple(type)->count; i++) {
            Value item = as_tuple(type)->items[i];
            if (!is_class(item) || !(as_class(item)->flags & CLASS_FLAG_EXCEPTION))
                return oli_raise_int(vm, EXC_TYPE_ERROR,
                                     "catching classes that do not inherit from BaseException is not allowed");
        }
        for (size_t i = 0; i < as_tuple(type)->count; i++)
            if (oli_class_is_subclass(class_of(vm, exception), as_class(as_tuple(type)->items[i]))) return 1;
        return 0;
    }
    return oli_raise_int(vm, EXC_TYPE_ERROR, "catching classes that do not inherit from BaseException is not allowed");
}

/* ---- building, unpacking ---- */

Value oli_build_set(Vm *vm, Frame *f, const Value *items, uint32_t count) {
    (void)f;
    Set *set = oli_set_new(vm, false);
    if (!set) return VALUE_ERROR;
    Root root;
    root_push(vm, &root, make_object(set));
    bool ok = true;
    for (uint32_t i = 0; ok && i < count; i++) ok = oli_set_add(vm, set, items[i]) >= 0;
    root_pop(vm, &root);
    return ok ? make_object(set) : VALUE_ERROR;
}

Value oli_format_part(Vm *vm, Value v, Value spec, uint32_t conversion) {
    static const int CONVERSIONS[] = {0, 's', 'r', 'a'};
    if (is_undef(spec) && conversion <= 1 && is_exact(vm, v, CLASS_STR)) return v;
    TextBuilder text;
    oli_text_init(&text, vm);
    Str *spec_text = is_undef(spec) ? NULL : as_str(spec);
    oli_text_append_format(&text, v, spec_text, CONVERSIONS[conversion]);
    Str *result = oli_text_finish(&text);
    return result ? make_object(result) : VALUE_ERROR;
}

static Str *callee_name(Vm *vm, Value callee) {
    if (is_kind(callee, CLASS_FUNCTION))
        return oli_str_format(vm, "%S.%S()",
                              is_str(as_function(callee)->module) ? as_str(as_function(callee)->module) : vm->empty_str,
                              as_function(callee)->qualname);
    Value name = oli_find_attr(vm, callee, vm->names.dunder_qualname);
    if (is_error(name)) return NULL;
    return is_str(name) ? oli_str_format(vm, "%S()", as_str(name)) : oli_to_str(vm, callee);
}

/* `*v` where v cannot be iterated: TypeError, naming the callee in a call. */
static bool check_star(Vm *vm, Value v, Value callee) {
    Class *cls = class_of(vm, v);
    if (cls->ops.iter || !is_undef(oli_class_lookup(vm, cls, vm->names.dunder_getitem))) return true;
    if (is_undef(callee)) return oli_raise_false(vm, EXC_TYPE_ERROR, "Value after * must be an iterable, not %T", v);
    Str *name = callee_name(vm, callee);
    return name && oli_raise_false(vm, EXC_TYPE_ERROR, "%S argument after * must be an iterable, not %T", name, v);
}

bool oli_extend_display(Vm *vm, List *list, Value iterable, Value callee) {
    return check_star(vm, iterable, callee) && oli_list_extend(vm, list, iterable);
}

bool oli_update_display(Vm *vm, Dict *dict, Value mapping) {
    if (is_dict(mapping)) return oli_dict_update(vm, dict, mapping);
    Value keys = oli_find_attr(vm, mapping, vm->names.keys);
    if (is_error(keys)) return false;
    if (is_undef(keys)) return oli_raise_false(vm, EXC_TYPE_ERROR, "'%T' object is not a mapping", mapping);
    return oli_dict_update(vm, dict, mapping);
}

bool oli_merge_keywords(Vm *vm, Dict *dict, Value mapping, Value callee) {
    Dict *from = NULL;
    if (is_dict(mapping)) {
        from = as_dict(mapping);
    } else {
        Value keys = oli_find_attr(vm, mapping, vm->names.keys);
        if (is_error(keys)) return false;
        if (is_undef(keys)) {
            Str *name = callee_name(vm, callee);
            return name &&
                   oli_raise_false(vm, EXC_TYPE_ERROR, "%S argument after ** must be a mapping, not %T", name, mapping);
        }
        from = oli_dict_new(vm);
        if (!from) return false;
        Root root;
        root_push(vm, &root, make_object(from));
        bool ok = oli_dict_update(vm, from, mapping);
        root_pop(vm, &root);
        if (!ok) return false;
    }
    uint32_t position = 0;
    for (DictEntry *entry; (entry = oli_dict_next(from, &position));) {
        if (!is_str(entry->key)) return oli_raise_false(vm, EXC_TYPE_ERROR, "keywords must be strings");
        if (!is_undef(oli_dict_get_str(vm, dict, as_str(entry->key)))) {
            Value key = entry->key;
            Str *name = callee_name(vm, callee);
            return name &&
                   oli_raise_false(vm, EXC_TYPE_ERROR, "%S got multiple values for keyword argument '%V'", name, key);
        }
        if (!oli_dict_set_str(vm, dict, as_str(entry->key), entry->value)) return false;
    }
    return true;
}

Tuple *oli_spread_tuple(Vm *vm, Value v, Value callee) {
    if (is_exact(vm, v, CLASS_TUPLE)) return as_tuple(v);
    if (is_exact(vm, v, CLASS_LIST)) return oli_tuple_from(vm, as_list(v)->items, as_list(v)->count);
    return check_star(vm, v, callee) ? oli_tuple_of(vm, v) : NULL;
}

static bool raise_too_many(Vm *vm, uint32_t wanted) {
    return oli_raise_false(vm, EXC_VALUE_ERROR, "too many values to unpack (expected %u)", wanted);
}

static bool raise_too_few(Vm *vm, const char *at_least, uint32_t wanted, size_t got) {
    return oli_raise_false(vm, EXC_VALUE_ERROR, "not enough values to unpack (expected %s%u, got %zu)", at_least,
                           wanted, got);
}

/* a, b = iterator: exactly `wanted` items; no more than one beyond is taken. */
static bool unpack_iterator(Vm *vm, Value iterator, Value *out, uint32_t wanted) {
    for (uint32_t i = 0; i <= wanted; i++) {
        Value item = oli_next(vm, iterator);
        if (is_error(item)) return false;
        if (is_stop(item)) return i == wanted || raise_too_few(vm, "", wanted, i);
        if (i == wanted) return raise_too_many(vm, wanted);
        out[i] = item; /* a register: rooted */
    }
    return true;
}

/* a, *b, c = iterator: the first ones, then what list() makes of the rest. */
static bool unpack_star(Vm *vm, Value iterator, Value *out, uint32_t before, uint32_t after) {
    for (uint32_t i = 0; i < before; i++) {
        Value item = oli_next(vm, iterator);
        if (is_error(item)) return false;
        if (is_stop(item)) return raise_too_few(vm, "at least ", before + after, i);
        out[i] = item;
    }
    List *rest = oli_list_of(vm, iterator);
    if (!rest) return false;
    if (rest->count < after) return raise_too_few(vm, "at least ", before + after, before + rest->count);
    size_t middle = rest->count - after;
    if (after) memcpy(out + before + 1, rest->items + middle, after * sizeof *out);
    rest->count = middle;
    out[before] = make_object(rest);
    return true;
}

bool oli_unpack(Vm *vm, Value v, Value *out, uint32_t before, uint32_t after, bool star) {
    if (is_exact(vm, v, CLASS_LIST) && !star) {
        List *list = as_list(v);
        if (list->count > before) return raise_too_many(vm, before);
        if (list->count < before) return raise_too_few(vm, "", before, list->count);
        memcpy(out, list->items, before * sizeof *out);
        return true;
    }
    Class *cls = class_of(vm, v);
    if (!cls->ops.iter && is_undef(oli_class_lookup(vm, cls, vm->names.dunder_getitem)))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "cannot unpack non-iterable %T object", v);
    Value iterator = oli_iter(vm, v);
    if (is_error(iterator)) return false;
    Root root;
    root_push(vm, &root, iterator);
    bool ok = star ? unpack_star(vm, iterator, out, before, after) : unpack_iterator(vm, iterator, out, before);
    root_pop(vm, &root);
    return ok;
}

Value oli_get_slice(Vm *vm, Value v, Value lower, Value upper) {
    if ((is_none(lower) || is_int(lower)) && (is_none(upper) || is_int(upper)) && is_object(v)) {
        bool is_list_ = is_exact(vm, v, CLASS_LIST), is_text = is_exact(vm, v, CLASS_STR);
        int64_t length = is_list_ ? (int64_t)as_list(v)->count : is_text ? (int64_t)as_str(v)->length : -1;
        if (length >= 0) {
            int64_t start = is_none(lower) ? 0 : int_of(lower), stop = is_none(upper) ? length : int_of(upper);
            if (start < 0) start = start + length < 0 ? 0 : start + length;
            if (stop < 0) stop = stop + length < 0 ? 0 : stop + length;
            if (start > length) start = length;
            if (stop > length) stop = length;
            if (stop < start) stop = start;
            if (is_list_) {
                List *list = oli_list_from(vm, as_list(v)->items + start, (size_t)(stop - start));
                return list ? make_object(list) : VALUE_ERROR;
            }
            Str *text = oli_str_slice(vm, as_str(v), (size_t)start, (size_t)stop);
            return text ? make_object(text) : VALUE_ERROR;
        }
    }
    Value slice = oli_slice_new(vm, lower, upper, VALUE_NONE);
    if (is_error(slice)) return slice;
    Root root;
    root_push(vm, &root, slice);
    Value result = oli_get_item(vm, v, slice);
    root_pop(vm, &root);
    return result;
}
