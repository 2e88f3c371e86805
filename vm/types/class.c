/* SPDX-License-Identifier: MIT
 *
 * Classes: `object` and `type`, made by hand first; built-in classes from ClassSpecs; user classes from class
 * statements and type(). The MRO is C3 (The Python 2.3 Method Resolution Order).
 *
 * Invariants: cls->version changes whenever an attribute lookup through cls could have another result; ops of a user
 * class always agree with its MRO (special.c); a class is held by its bases' `subclasses` and so is never collected.
 */
#include "types/class.h"
#include "types/descriptor.h"
#include "types/function.h"
#include "types/native.h"
#include "types/slots.h"

enum { METHOD_CACHE_SIZE = 1024 };

typedef struct MethodCacheEntry {
    uint32_t version; /* 0: free */
    Str *name;
    Value value;
} MethodCacheEntry;

/* ---- lookup ---- */

static Value lookup_slowly(Vm *vm, Class *cls, Str *name) {
    Tuple *mro = cls->mro;
    for (size_t i = 0; i < mro->count; i++) {
        Value found = oli_dict_get_str(vm, as_class(mro->items[i])->dict, name);
        if (!is_undef(found)) return found;
    }
    return VALUE_UNDEF;
}

Value oli_class_lookup(Vm *vm, Class *cls, Str *name) {
    if (!(name->header.flags & STR_INTERNED)) return lookup_slowly(vm, cls, name);
    uint32_t at = (cls->version * 31 + (uint32_t)((uintptr_t)name >> 4)) & (METHOD_CACHE_SIZE - 1);
    MethodCacheEntry *entry = &vm->method_cache[at];
    if (entry->version == cls->version && entry->name == name) return entry->value;
    *entry = (MethodCacheEntry){cls->version, name, lookup_slowly(vm, cls, name)};
    return entry->value;
}

/* A dead name's address could be a new name's: called before each sweep. */
void oli_method_cache_clear(Vm *vm) { memset(vm->method_cache, 0, METHOD_CACHE_SIZE * sizeof(MethodCacheEntry)); }

void oli_method_cache_free(Vm *vm) { oli_release(vm, vm->method_cache, METHOD_CACHE_SIZE * sizeof(MethodCacheEntry)); }

Value oli_class_lookup_from(Vm *vm, Class *cls, Class *after, Str *name) {
    Tuple *mro = cls->mro;
    size_t i = 0;
    while (i < mro->count && as_class(mro->items[i]) != after) i++;
    for (i++; i < mro->count; i++) {
        Value found = oli_dict_get_str(vm, as_class(mro->items[i])->dict, name);
        if (!is_undef(found)) return found;
    }
    return VALUE_UNDEF;
}

bool oli_class_is_subclass(const Class *cls, const Class *base) {
    if (cls == base) return true;
    if (!cls->mro) return false;
    for (size_t i = 1; i < cls->mro->count; i++)
        if (as_class(cls->mro->items[i]) == base) return true;
    return false;
}

void oli_class_changed(Vm *vm, Class *cls) {
    cls->version = ++vm->version_counter;
    if (!cls->subclasses) return;
    for (size_t i = 0; i < cls->subclasses->count; i++) oli_class_changed(vm, as_class(cls->subclasses->items[i]));
}

static void update_special(Vm *vm, Class *cls) {
    if (cls->flags & CLASS_FLAG_USER) oli_special_update(vm, cls);
    for (size_t i = 0; i < cls->subclasses->count; i++) update_special(vm, as_class(cls->subclasses->items[i]));
}

/* ---- setting class attributes ---- */

static bool is_dunder(const Str *name) {
    return name->size > 4 && name->data[0] == '_' && name->data[1] == '_' && name->data[name->size - 1] == '_';
}

bool oli_class_set_attr(Vm *vm, Class *cls, Str *name, Value value) {
    name = oli_str_intern_str(vm, name);
    if (!name) return false;
    bool hides_slot = is_kind(oli_class_lookup(vm, cls, name), CLASS_MEMBER); /* caches go around it */
    if (is_undef(value)) {
        int deleted = oli_dict_delete(vm, cls->dict, make_object(name));
        if (deleted < 0) return false;
        if (!deleted)
            return oli_raise_false(vm, EXC_ATTRIBUTE_ERROR, "type object '%C' has no attribute '%S'", cls, name);
    } else if (!oli_dict_set_str(vm, cls->dict, name, value)) {
        return false;
    }
    oli_class_changed(vm, cls);
    if (is_dunder(name)) update_special(vm, cls);
    if (name == vm->names.dunder_del && !is_undef(value) && !oli_finalizer_adopt(vm, cls)) return false;
    bool is_data = !is_undef(value) && is_object(value) && is_data_descriptor(vm, value);
    if (is_data || hides_slot) oli_flush_inline_caches(vm);
    return true;
}

/* ---- C3 linearisation ---- */

static bool in_tail(const Tuple *sequence, size_t head, Value candidate) {
    for (size_t i = head + 1; i < sequence->count; i++)
        if (is_same(sequence->items[i], candidate)) return true;
    return false;
}

static bool is_good_head(Tuple *const *sequences, const size_t *heads, size_t count, Value candidate) {
    for (size_t i = 0; i < count; i++)
        if (in_tail(sequences[i], heads[i], candidate)) return false;
    return true;
}

static Tuple *raise_mro_conflict(Vm *vm, const Tuple *bases) {
    TextBuilder text;
    oli_text_init(&text, vm);
    for (size_t i = 0; i < bases->count; i++) oli_text_format(&text, "%s%C", i ? ", " : "", as_class(bases->items[i]));
    Str *names = oli_text_finish(&text);
    if (!names) return NULL;
    return oli_raise_null(vm, EXC_TYPE_ERROR, "Cannot create a consistent method resolution order (MRO) for bases %S",
                          names);
}

/* Merge the bases' MROs and the list of bases itself behind cls. */
static Tuple *linearise(Vm *vm, Class *cls, Tuple *bases) {
    size_t count = bases->count + 1;
    size_t total = 1 + bases->count;
    for (size_t i = 0; i < bases->count; i++) total += as_class(bases->items[i])->mro->count;
    size_t scratch = count * (sizeof(Tuple *) + sizeof(size_t)) + total * sizeof(Value);
    char *memory = oli_resize(vm, NULL, 0, scratch);
    if (!memory) return NULL;
    Value *out = (Value *)(void *)memory;
    Tuple **sequences = (Tuple **)(void *)(out + total);
    size_t *heads = (size_t *)(void *)(sequences + count);
    for (size_t i = 0; i < bases->count; i++) sequences[i] = as_class(bases->items[i])->mro;
    sequences[bases->count] = bases;
    memset(heads, 0, count * sizeof *heads);
    size_t used = 0;
    out[used++] = make_object(cls);
    Tuple *result = NULL;
    for (;;) {
        Value next = VALUE_UNDEF;
        bool left = false;
        for (size_t i = 0; i < count && is_undef(next); i++) {
            if (heads[i] == sequences[i]->count) continue;
            left = true;
            Value candidate = sequences[i]->items[heads[i]];
            if (is_good_head(sequences, heads, count, candidate)) next = candidate;
        }
        if (!left) result = oli_tuple_from(vm, out, used);
        if (!left) break;
        if (is_undef(next)) {
            raise_mro_conflict(vm, bases);
            break;
        }
        out[used++] = next;
        for (size_t i = 0; i < count; i++)
            if (heads[i] < sequences[i]->count && is_same(sequences[i]->items[heads[i]], next)) heads[i]++;
    }
    oli_release(vm, memory, scratch);
    return result;
}

/* ---- built-in classes ---- */

static void trace_class(Tracer *tracer, Object *self) {
    Class *cls = (Class *)(void *)self;
    trace_object(tracer, cls->shape);
    trace_object(tracer, cls->dict_shape);
    trace_object(tracer, cls->name);
    trace_object(tracer, cls->qualname);
    trace_object(tracer, cls->base);
    trace_object(tracer, cls->bases);
    trace_object(tracer, cls->mro);
    trace_object(tracer, cls->dict);
    trace_object(tracer, cls->subclasses);
}

static void trace_shape(Tracer *tracer, Object *self) {
    Shape *shape = (Shape *)(void *)self;
    trace_object(tracer, shape->cls);
    trace_object(tracer, shape->parent);
    trace_object(tracer, shape->name);
    trace_object(tracer, shape->index);
    for (uint32_t i = 0; i < shape->child_count; i++) trace_object(tracer, shape->children[i]);
}

static void finalize_shape(Vm *vm, Object *self) {
    Shape *shape = (Shape *)(void *)self;
    oli_release(vm, shape->children, shape->child_capacity * sizeof *shape->children);
}

static void finalize_buffer(Vm *vm, Object *self) {
    Buffer *buffer = (Buffer *)(void *)self;
    oli_release(vm, buffer->bytes, buffer->capacity);
}

/* A class object with layout and ops but no names yet: enough to allocate instances. */
static Class *make_raw(Vm *vm, ClassId id, Class *metaclass, uint32_t size) {
    Class *cls = oli_new(vm, metaclass, sizeof(Class));
    if (!cls) return NULL;
    cls->kind = id;
    cls->size = size;
    cls->version = ++vm->version_counter;
    vm->classes[id] = cls;
    return cls;
}

/* What needs other types to exist: names, bases, dict. */
static bool complete(Vm *vm, Class *cls, Class *base, const char *name, const char *module, const char *doc) {
    cls->name = cls->qualname = oli_str_intern(vm, name, strlen(name));
    if (!cls->name || !(cls->dict = oli_dict_new(vm)) || !(cls->subclasses = oli_list_new(vm, 0))) return false;
    cls->base = base;
    Value base_value = make_object(base);
    cls->bases = base ? oli_tuple_from(vm, &base_value, 1) : oli_tuple_new(vm, 0);
    if (!cls->bases) return false;
    size_t inherited = base ? base->mro->count : 0;
    cls->mro = oli_tuple_new(vm, 1 + inherited);
    if (!cls->mro) return false;
    cls->mro->items[0] = make_object(cls);
    for (size_t i = 0; i < inherited; i++) cls->mro->items[1 + i] = base->mro->items[i];
    if (base && !oli_list_append(vm, base->subclasses, make_object(cls))) return false;
    if (!cls->shape && !(cls->shape = oli_shape_root(vm, cls))) return false;
    Str *module_name = oli_str_intern(vm, module, strlen(module));
    if (!module_name || !oli_dict_set_str(vm, cls->dict, vm->names.dunder_module, make_object(module_name)))
        return false;
    Value text = VALUE_NONE;
    if (doc) {
        Str *doc_text = oli_str_from_c(vm, doc);
        if (!doc_text) return false;
        text = make_object(doc_text);
    }
    return oli_dict_set_str(vm, cls->dict, vm->names.dunder_doc, text);
}

/* Inherit every entry that the spec leaves empty. */
static void inherit_ops(ClassOps *ops, const ClassOps *base) {
    void (**own)(void) = (void (**)(void))(void *)ops;
    void (*const *from)(void) = (void (*const *)(void))(const void *)base;
    bool compares = ops->compare != NULL;
    for (size_t i = 0; i < sizeof *ops / sizeof *own; i++)
        if (!own[i]) own[i] = from[i];
    if (compares && ops->hash == base->hash) ops->hash = NULL; /* __eq__ without __hash__: unhashable */
}

static bool add_methods(Vm *vm, Class *cls, const NativeDef *defs, ClassId wrapper) {
    for (const NativeDef *def = defs; def && def->name; def++) {
        Value value;
        if (wrapper == CLASS_NATIVE_METHOD) {
            Native *native = oli_native_method_new(vm, def, cls);
            if (!native) return false;
            value = make_object(native);
        } else {
            value = oli_native_new(vm, def, VALUE_UNDEF, NULL);
            if (is_error(value)) return false;
            value = oli_wrap_method(vm, value, wrapper);
            if (is_error(value)) return false;
        }
        if (!oli_dict_set_c(vm, cls->dict, def->name, value)) return false;
    }
    return true;
}

static bool add_getsets(Vm *vm, Class *cls, const GetSetDef *defs) {
    for (const GetSetDef *def = defs; def && def->name; def++) {
        GetSet *getset = oli_new(vm, vm->classes[CLASS_GETSET], sizeof *getset);
        if (!getset) return false;
        getset->def = def;
        getset->owner = cls;
        if (!oli_dict_set_c(vm, cls->dict, def->name, make_object(getset))) return false;
    }
    return true;
}

static bool fill(Vm *vm, Class *cls, const ClassSpec *spec) {
    cls->flags = spec->flags | CLASS_FLAG_IMMUTABLE;
    cls->ops = spec->ops;
    Class *base = cls->base;
    if (base) {
        bool hashes = spec->ops.hash != NULL, compares = spec->ops.compare != NULL;
        inherit_ops(&cls->ops, &base->ops);
        if (compares && !hashes) cls->ops.hash = NULL;
        if (!spec->ops.create && !(spec->flags & CLASS_FLAG_SUBCLASSABLE) && spec->id != CLASS_OBJECT &&
            base->kind == CLASS_OBJECT)
            cls->flags |= CLASS_FLAG_NO_INSTANTIATE;
    }
    if (spec->flags & CLASS_FLAG_HAS_DICT || (base && base->attr_offset)) {
        cls->attr_offset = (uint16_t)((cls->size + 7) / 8);
        cls->extra_bytes = sizeof(Value);
    }
    if (cls->attr_offset && !(base && base->attr_offset) && !oli_class_add_dict_field(vm, cls)) return false;
    return add_methods(vm, cls, spec->methods, CLASS_NATIVE_METHOD) &&
           add_methods(vm, cls, spec->class_methods, CLASS_CLASSMETHOD) &&
           add_methods(vm, cls, spec->static_methods, CLASS_STATICMETHOD) && add_getsets(vm, cls, spec->getsets) &&
           oli_special_wrap(vm, cls);
}

bool oli_class_define(Vm *vm, const ClassSpec *spec) {
    static const char *const NAMES[CLASS_COUNT] = {
#define CLASS(id, name) name,
#include "types/classes.def"
#undef CLASS
    };
    Class *cls = vm->classes[spec->id];
    if (!cls && !(cls = make_raw(vm, spec->id, vm->classes[CLASS_TYPE], spec->size))) return false;
    cls->size = spec->size;
    if (cls->mro) return fill(vm, cls, spec);
    Class *base = spec->id == CLASS_OBJECT ? NULL : vm->classes[spec->base];
    return complete(vm, cls, base, NAMES[spec->id], spec->module, spec->doc) && fill(vm, cls, spec);
}

Class *oli_class_define_as(Vm *vm, const ClassSpec *spec, const char *name, Class *base) {
    Class *cls = oli_new(vm, vm->classes[CLASS_TYPE], sizeof(Class));
    if (!cls) return NULL;
    cls->kind = spec->id;
    cls->size = spec->size ? spec->size : base->size;
    cls->version = ++vm->version_counter;
    return complete(vm, cls, base, name, spec->module, spec->doc) && fill(vm, cls, spec) ? cls : NULL;
}

bool oli_class_bootstrap(Vm *vm) {
    vm->method_cache = oli_resize(vm, NULL, 0, METHOD_CACHE_SIZE * sizeof(MethodCacheEntry));
    if (!vm->method_cache) return false;
    oli_method_cache_clear(vm);
    static const struct {
        ClassId id;
        uint32_t size;
    } FIRST[] = {{CLASS_OBJECT, sizeof(Object)},
                 {CLASS_SHAPE, sizeof(Shape)},
                 {CLASS_STR, sizeof(Str)},
                 {CLASS_TUPLE, sizeof(Tuple)},
                 {CLASS_LIST, sizeof(List)},
                 {CLASS_DICT, sizeof(Dict)},
                 {CLASS_BUFFER, sizeof(Buffer)},
                 {CLASS_NATIVE, sizeof(Native)},
                 {CLASS_NATIVE_METHOD, sizeof(Native)},
                 {CLASS_GETSET, sizeof(GetSet)},
                 {CLASS_CLASSMETHOD, sizeof(Method)},
                 {CLASS_STATICMETHOD, sizeof(Method)},
                 {CLASS_SLOT_WRAPPER, sizeof(SlotWrapper)}};
    Class bare = {.kind = CLASS_TYPE};
    Class *type = make_raw(vm, CLASS_TYPE, &bare, sizeof(Class));
    if (!type) return false;
    type->header.cls = type;
    type->ops.trace = trace_class;
    for (size_t i = 0; i < sizeof FIRST / sizeof *FIRST; i++)
        if (!make_raw(vm, FIRST[i].id, type, FIRST[i].size)) return false;
    vm->classes[CLASS_SHAPE]->ops = (ClassOps){.trace = trace_shape, .finalize = finalize_shape};
    vm->classes[CLASS_BUFFER]->ops.finalize = finalize_buffer;
    vm->classes[CLASS_DICT]->ops.finalize = oli_dict_finalize; /* a VM may end before the rest is there */
    vm->classes[CLASS_LIST]->ops.finalize = oli_list_finalize;
    /* Shapes before any instance: an object made now carries its class's shape. */
    for (int i = 0; i < CLASS_COUNT; i++)
        if (vm->classes[i] && !(vm->classes[i]->shape = oli_shape_root(vm, vm->classes[i]))) return false;
    for (int i = 0; i < CLASS_COUNT; i++)
        if (vm->classes[i]) vm->classes[i]->header.shape = type->shape->id;
    return true;
}

/* ---- user classes ---- */

Class *oli_class_metaclass(Vm *vm, Class *declared, Tuple *bases) {
    Class *winner = declared;
    for (size_t i = 0; i < bases->count; i++) {
        Class *candidate = class_of(vm, bases->items[i]);
        if (oli_class_is_subclass(winner, candidate)) continue;
        if (!oli_class_is_subclass(candidate, winner))
            return oli_raise_null(
                vm, EXC_TYPE_ERROR,
                "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass "
                "of the metaclasses of all its bases");
        winner = candidate;
    }
    return winner;
}

/* Layout: the built-in class whose layout instances have. */
static Class *layout_of(Vm *vm, Class *cls) {
    return cls->flags & CLASS_FLAG_EXCEPTION ? vm->exceptions[EXC_BASE_EXCEPTION] : vm->classes[cls->kind];
}

/* Do instances of cls begin with all the slots of base's? */
static bool extends_slots(Class *cls, Class *base) {
    Class *owner = oli_slots_owner(cls), *base_owner = oli_slots_owner(base);
    return !base_owner || (owner && oli_class_is_subclass(owner, base_owner));
}

/* Slots stand behind the built-in part: those of one must begin those of the other, built-in part included. */
static bool have_compatible_slots(Class *a, Class *b) {
    if (a->kind != b->kind) return !(a->kind == CLASS_OBJECT ? a : b)->slot_count;
    return extends_slots(a, b) || extends_slots(b, a);
}

/* The base whose layout the class inherits: all others' layouts must be prefixes of it. */
static Class *best_base(Vm *vm, Tuple *bases) {
    Class *best = NULL;
    for (size_t i = 0; i < bases->count; i++) {
        if (!is_class(bases->items[i])) return oli_raise_null(vm, EXC_TYPE_ERROR, "bases must be types");
        Class *base = as_class(bases->items[i]);
        if (!(base->flags & (CLASS_FLAG_SUBCLASSABLE | CLASS_FLAG_USER)))
            return oli_raise_null(vm, EXC_TYPE_ERROR, "type '%C' is not an acceptable base type", base);
        for (size_t k = 0; k < i; k++)
            if (is_same(bases->items[k], bases->items[i]))
                return oli_raise_null(vm, EXC_TYPE_ERROR, "duplicate base class %C", base);
        if (best && !have_compatible_slots(base, best))
            return oli_raise_null(vm, EXC_TYPE_ERROR, "multiple bases have instance lay-out conflict");
        if (!best || (best->kind == CLASS_OBJECT && base->kind != CLASS_OBJECT)) {
            best = base;
        } else if (base->kind != CLASS_OBJECT && layout_of(vm, base) != layout_of(vm, best)) {
            return oli_raise_null(vm, EXC_TYPE_ERROR, "multiple bases have instance lay-out conflict");
        } else if (base->slot_count || best->slot_count) {
            if (oli_slots_owner(base) && extends_slots(base, best)) best = base;
        } else if (base->kind == best->kind && (base->size > best->size || base->attr_offset > best->attr_offset)) {
            best = base;
        }
    }
    return best;
}

/* Inline slots: what the class's own functions store through their first parameter (the compiler counted), plus what
 * its bases have. */
static uint16_t expect_slots(Vm *vm, Class *cls) {
    uint32_t count = cls->base ? cls->base->inline_slots : 0;
    uint32_t position = 0;
    for (DictEntry *entry; (entry = oli_dict_next(cls->dict, &position));) {
        if (!is_kind(entry->value, CLASS_FUNCTION)) continue;
        uint32_t stores = oli_function_self_stores(as_function(entry->value));
        bool is_init = is_same(entry->key, make_object(vm->names.dunder_init));
        if (is_init) count += stores;
    }
    return (uint16_t)(count > 24 ? 24 : count);
}

/* Without __slots__, with its __dict__, or when any base has one. */
static bool wants_dict(Class *cls, const SlotNames *slots) {
    if (!slots || slots->has_dict) return true;
    for (size_t i = 0; i < cls->bases->count; i++)
        if (has_instance_dict(as_class(cls->bases->items[i]))) return true;
    return false;
}

/* As in CPython, without __slots__ that leave it out, and not with inline data of varying size. */
static bool takes_weakrefs(const Class *cls, const SlotNames *slots) {
    for (size_t i = 0; i < cls->bases->count; i++)
        if (as_class(cls->bases->items[i])->flags & CLASS_FLAG_TAKES_WEAKREFS) return true;
    if (slots) return slots->has_weakref;
    return !(cls->base->flags & CLASS_FLAG_VARIABLE) && cls->kind != CLASS_INT;
}

/* slots: what __slots__ says, NULL without it. */
static void set_layout(Vm *vm, Class *cls, const SlotNames *slots) {
    Class *base = cls->base;
    cls->kind = base->kind;
    cls->size = base->size;
    cls->flags = CLASS_FLAG_USER | CLASS_FLAG_SUBCLASSABLE |
                 (base->flags & (CLASS_FLAG_VARIABLE | CLASS_FLAG_EXCEPTION | CLASS_FLAG_METACLASS));
    if (takes_weakrefs(cls, slots)) cls->flags |= CLASS_FLAG_TAKES_WEAKREFS;
    /* Attributes of classes and modules live in their dict. */
    if (base->kind == CLASS_TYPE || (base->kind == CLASS_MODULE && !slots)) return;
    cls->slot_count = (uint16_t)(base->slot_count + (slots ? slots->names->count : 0));
    bool has_dict = wants_dict(cls, slots);
    if (!has_dict) cls->flags |= CLASS_FLAG_NO_DICT;
    if (!has_dict && !cls->slot_count) return;
    cls->attr_offset = (uint16_t)((cls->size + 7) / 8);
    cls->inline_slots = cls->flags & CLASS_FLAG_VARIABLE || !has_dict ? 0 : expect_slots(vm, cls);
    if (cls->inline_slots < cls->slot_count) cls->inline_slots = cls->slot_count;
    cls->extra_bytes = (uint32_t)((1 + cls->inline_slots) * sizeof(Value));
}

static bool link_bases(Vm *vm, Class *cls) {
    for (size_t i = 0; i < cls->bases->count; i++)
        if (!oli_list_append(vm, as_class(cls->bases->items[i])->subclasses, make_object(cls))) return false;
    return true;
}

static bool are_slots_allowed(Vm *vm, Class *base, const SlotNames *slots) {
    if (slots->has_dict && has_instance_dict(base))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "__dict__ slot disallowed: we already got one");
    if (slots->has_weakref && base->flags & CLASS_FLAG_TAKES_WEAKREFS)
        return oli_raise_false(vm, EXC_TYPE_ERROR, "__weakref__ slot disallowed: we already got one");
    if (base->slot_count + slots->names->count > 10000)
        return oli_raise_false(vm, EXC_TYPE_ERROR, "too many __slots__");
    return !slots->names->count || oli_slots_allowed(vm, base);
}

/* What the layout brings: descriptors of slots, __dict__, __weakref__. */
static bool add_layout_fields(Vm *vm, Class *cls, const SlotNames *slots) {
    if (slots && !oli_slots_define(vm, cls, slots->names)) return false;
    if (has_instance_dict(cls) && !has_instance_dict(cls->base) && !oli_class_add_dict_field(vm, cls)) return false;
    bool is_new = cls->flags & CLASS_FLAG_TAKES_WEAKREFS && !(cls->base->flags & CLASS_FLAG_TAKES_WEAKREFS);
    return !is_new || oli_class_add_weakref_field(vm, cls);
}

static Class *make_user_class(Vm *vm, Class *metaclass, Str *name, Tuple *bases, Dict *namespace_,
                              const SlotNames *slots) {
    Class *base = best_base(vm, bases);
    if (!base || (slots && !are_slots_allowed(vm, base, slots))) return NULL;
    Class *cls = oli_new(vm, metaclass, sizeof(Class));
    if (!cls) return NULL;
    cls->version = ++vm->version_counter;
    cls->name = cls->qualname = name;
    cls->base = base;
    cls->bases = bases;
    cls->dict = oli_dict_copy(vm, namespace_);
    cls->subclasses = oli_list_new(vm, 0);
    if (!cls->dict || !cls->subclasses || !(cls->mro = linearise(vm, cls, bases))) return NULL;
    set_layout(vm, cls, slots);
    if (!(cls->shape = oli_shape_root(vm, cls))) return NULL;
    Value qualname = oli_dict_get_str(vm, cls->dict, vm->names.dunder_qualname);
    if (!is_undef(qualname)) {
        if (!is_str(qualname))
            return oli_raise_null(vm, EXC_TYPE_ERROR, "type __qualname__ must be a str, not %T", qualname);
        cls->qualname = as_str(qualname);
        if (oli_dict_delete(vm, cls->dict, make_object(vm->names.dunder_qualname)) < 0) return NULL;
    }
    Value doc = oli_dict_get_str(vm, cls->dict, vm->names.dunder_doc);
    if (is_undef(doc) && !oli_dict_set_str(vm, cls->dict, vm->names.dunder_doc, VALUE_NONE)) return NULL;
    Value eq = oli_dict_get_str(vm, cls->dict, vm->names.dunder_eq);
    Value hash = oli_dict_get_str(vm, cls->dict, vm->names.dunder_hash);
    if (!is_undef(eq) && is_undef(hash) && !oli_dict_set_str(vm, cls->dict, vm->names.dunder_hash, VALUE_NONE))
        return NULL;
    if (!add_layout_fields(vm, cls, slots)) return NULL;
    if (!link_bases(vm, cls)) return NULL;
    oli_special_update(vm, cls);
    return cls;
}

/* Some special names are class or static methods even when written as plain functions. */
static bool wrap_implicit(Vm *vm, Class *cls, Str *name, ClassId wrapper) {
    Value found = oli_dict_get_str(vm, cls->dict, name);
    if (!is_kind(found, CLASS_FUNCTION)) return true;
    Value wrapped = oli_wrap_method(vm, found, wrapper);
    return !is_error(wrapped) && oli_dict_set_str(vm, cls->dict, name, wrapped);
}

/* The pending exception of a __set_name__ tells by a note where it was called; without memory it does not. */
static void note_failed_name(Vm *vm, Class *cls, Value named, Value name) {
    if (vm->uncatchable) return;
    Root error;
    root_push(vm, &error, oli_take_exception(vm));
    Str *note = oli_str_format(vm, "Error calling __set_name__ on '%T' instance %R in '%S'", named, name, cls->name);
    Str *method = note ? oli_str_intern(vm, "add_note", 8) : NULL;
    Value text = note ? make_object(note) : VALUE_NONE;
    if (method) oli_call_method(vm, error.value, method, &text, 1);
    vm->exception = error.value; /* and not what failed here */
    root_pop(vm, &error);
}

/* Call __set_name__ of every attribute that has one. */
static bool set_names(Vm *vm, Class *cls) {
    Dict *copy = oli_dict_copy(vm, cls->dict);
    if (!copy) return false;
    Root root;
    root_push(vm, &root, make_object(copy));
    bool ok = true;
    uint32_t position = 0;
    for (DictEntry *entry; ok && (entry = oli_dict_next(copy, &position));) {
        if (is_exact(vm, entry->value, CLASS_PROPERTY) && is_str(entry->key))
            oli_property_set_name(vm, as_property(entry->value), as_str(entry->key));
        if (!is_object(entry->value) || !(object_of(entry->value)->cls->flags & CLASS_FLAG_USER)) continue;
        Value args[2] = {make_object(cls), entry->key};
        Value named = entry->value;
        ok = !is_error(oli_call_special(vm, named, vm->names.dunder_set_name, args, 2));
        if (!ok) note_failed_name(vm, cls, named, args[1]);
    }
    root_pop(vm, &root);
    return ok;
}

/* super(cls, cls).__init_subclass__(**keywords) */
static bool init_subclass(Vm *vm, Class *cls, Value keywords) {
    Value hook = oli_class_lookup_from(vm, cls, cls, vm->names.dunder_init_subclass);
    if (is_undef(hook)) return true;
    Value bound = oli_bind(vm, hook, make_object(cls), cls);
    if (is_error(bound)) return false;
    if (is_undef(keywords) || !as_dict(keywords)->used) return !is_error(oli_call(vm, bound, NULL, 0, NULL));
    return !is_error(oli_call_with_dict(vm, bound, NULL, 0, as_dict(keywords)));
}

/* Nothing of the arguments is collected meanwhile. */
static bool read_slots(Vm *vm, Str *name, Tuple *bases, Dict *namespace_, Value declared, SlotNames *slots) {
    Value held[4] = {make_object(name), make_object(bases), make_object(namespace_), declared};
    Root roots[4];
    for (size_t i = 0; i < 4; i++) root_push(vm, &roots[i], held[i]);
    bool ok = oli_slot_names(vm, name, namespace_, declared, slots);
    for (size_t i = 4; i > 0; i--) root_pop(vm, &roots[i - 1]);
    return ok;
}

Class *oli_class_new(Vm *vm, Class *metaclass, Str *name, Tuple *bases, Dict *namespace_, Value keywords) {
    if (!bases->count) {
        Value object = make_object(vm->classes[CLASS_OBJECT]);
        if (!(bases = oli_tuple_from(vm, &object, 1))) return NULL;
    }
    for (size_t i = 0; i < bases->count; i++)
        if (!is_class(bases->items[i])) return oli_raise_null(vm, EXC_TYPE_ERROR, "bases must be types");
    metaclass = oli_class_metaclass(vm, metaclass, bases);
    if (!metaclass) return NULL;
    SlotNames slots;
    Value declared = oli_dict_get_str(vm, namespace_, vm->names.dunder_slots);
    if (!is_undef(declared) && !read_slots(vm, name, bases, namespace_, declared, &slots)) return NULL;
    Class *cls = make_user_class(vm, metaclass, name, bases, namespace_, is_undef(declared) ? NULL : &slots);
    if (!cls || !wrap_implicit(vm, cls, vm->names.dunder_new, CLASS_STATICMETHOD) ||
        !wrap_implicit(vm, cls, vm->names.dunder_init_subclass, CLASS_CLASSMETHOD) ||
        !wrap_implicit(vm, cls, vm->names.dunder_class_getitem, CLASS_CLASSMETHOD))
        return NULL;
    oli_class_changed(vm, cls);
    Value cell = oli_dict_get_str(vm, cls->dict, vm->names.dunder_classcell);
    if (!is_undef(cell) && !is_kind(cell, CLASS_CELL))
        return oli_raise_null(vm, EXC_TYPE_ERROR, "__classcell__ must be a nonlocal cell, not %R",
                              make_object(class_of(vm, cell)));
    if (is_kind(cell, CLASS_CELL)) {
        oli_cell_set(vm, cell, make_object(cls));
        if (oli_dict_delete(vm, cls->dict, make_object(vm->names.dunder_classcell)) < 0) return NULL;
    }
    cell = oli_dict_get_str(vm, cls->dict, vm->names.dunder_classdict);
    if (is_kind(cell, CLASS_CELL)) { /* from now on the names of the class are what its own dict says */
        oli_cell_set(vm, cell, make_object(cls->dict));
        if (oli_dict_delete(vm, cls->dict, make_object(vm->names.dunder_classdict)) < 0) return NULL;
    }
    Root root;
    root_push(vm, &root, make_object(cls));
    bool ok = set_names(vm, cls) && init_subclass(vm, cls, keywords);
    root_pop(vm, &root);
    return ok ? cls : NULL;
}

Value oli_instance_new(Vm *vm, Class *cls) {
    Object *object = oli_new(vm, cls, cls->size);
    return object ? make_object(object) : VALUE_ERROR;
}
