/* SPDX-License-Identifier: MIT
 *
 * `__slots__`: attributes that a class declares (Data Model, "__slots__").
 *
 * Every declared name has a fixed inline slot: the base's come first (class->slot_count of them), so that a member
 * descriptor's slot is the same in every subclass. The class's first shape already counts them, nameless: they are
 * found through their descriptor only, and they stay in place when the other attributes move into a Dict. A slot
 * without a value holds zero bits (VALUE_UNSET), as fresh memory does.
 */
#include "types/slots.h"
#include "types/function.h"
#include "types/native.h"
#include "types/str_methods.h"

/* ---- the names ---- */

static bool is_identifier(Vm *vm, Str *name) {
    Value self = make_object(name);
    return is_same(oli_str_do_isidentifier(vm, &self), VALUE_TRUE);
}

/* __x in class C is _C__x, as the compiler has it. NULL: no memory. */
static Str *mangle(Vm *vm, Str *class_name, Str *name) {
    bool is_private = name->size > 2 && name->data[0] == '_' && name->data[1] == '_' &&
                      !(name->data[name->size - 1] == '_' && name->data[name->size - 2] == '_');
    size_t skip = 0;
    while (skip < class_name->size && class_name->data[skip] == '_') skip++;
    if (!is_private || skip == class_name->size) return oli_str_intern_str(vm, name);
    Str *mangled = oli_str_format(vm, "_%s%S", (const char *)class_name->data + skip, name);
    return mangled ? oli_str_intern_str(vm, mangled) : NULL;
}

static bool take_name(Vm *vm, Str *class_name, Dict *namespace_, Value item, SlotNames *slots) {
    if (!is_str(item)) return oli_raise_false(vm, EXC_TYPE_ERROR, "__slots__ items must be strings, not '%T'", item);
    Str *name = as_str(item);
    if (!is_identifier(vm, name)) return oli_raise_false(vm, EXC_TYPE_ERROR, "__slots__ must be identifiers");
    if (oli_str_equal(name, vm->names.dunder_dict)) {
        if (slots->has_dict)
            return oli_raise_false(vm, EXC_TYPE_ERROR, "__dict__ slot disallowed: we already got one");
        slots->has_dict = true;
        return true;
    }
    if (oli_str_equal(name, vm->names.dunder_weakref)) {
        if (slots->has_weakref)
            return oli_raise_false(vm, EXC_TYPE_ERROR, "__weakref__ slot disallowed: we already got one");
        slots->has_weakref = true;
        return true;
    }
    name = mangle(vm, class_name, name);
    bool taken = name && !is_undef(oli_dict_get_str(vm, namespace_, name));
    if (taken && name != vm->names.dunder_qualname && name != vm->names.dunder_classcell && name != vm->names.dunder_classdict)
        return oli_raise_false(vm, EXC_VALUE_ERROR, "%R in __slots__ conflicts with class variable", make_object(name));
    return name && oli_list_append(vm, slots->names, make_object(name));
}

bool oli_slot_names(Vm *vm, Str *class_name, Dict *namespace_, Value declared, SlotNames *slots) {
    *slots = (SlotNames){.names = oli_list_new(vm, 0)};
    if (!slots->names) return false;
    if (is_str(declared)) return take_name(vm, class_name, namespace_, declared, slots);
    Root root;
    root_push(vm, &root, make_object(slots->names));
    Tuple *items = oli_tuple_of(vm, declared);
    root_pop(vm, &root);
    for (size_t i = 0; items && i < items->count; i++)
        if (!take_name(vm, class_name, namespace_, items->items[i], slots)) return false;
    return items != NULL;
}

bool oli_slots_allowed(Vm *vm, Class *base) {
    bool varies = base->flags & CLASS_FLAG_VARIABLE || base->kind == CLASS_INT || base->kind == CLASS_TYPE ||
                  base->kind == CLASS_TUPLE || base->kind == CLASS_BYTES;
    if (!varies) return true;
    return oli_raise_false(vm, EXC_TYPE_ERROR, "nonempty __slots__ not supported for subtype of '%C'", base);
}

Class *oli_slots_owner(Class *cls) {
    if (!cls->slot_count) return NULL;
    while (cls->base->slot_count == cls->slot_count) cls = cls->base;
    return cls;
}

bool oli_slots_alike(Vm *vm, Class *a, Class *b) {
    const Class *x = oli_slots_owner(a), *y = oli_slots_owner(b);
    if (x == y) return true;
    if (!x || !y || x->base != y->base || x->slot_count != y->slot_count) return false;
    uint32_t first = x->base->slot_count, position = 0, same = 0;
    for (DictEntry *entry; (entry = oli_dict_next(x->dict, &position));) {
        if (!is_kind(entry->value, CLASS_MEMBER) || as_member(entry->value)->slot < first) continue;
        int64_t at = oli_dict_find_str(vm, y->dict, as_member(entry->value)->name);
        Value other = at < 0 ? VALUE_UNDEF : y->dict->entries[at].value;
        same += is_kind(other, CLASS_MEMBER) && as_member(other)->slot == as_member(entry->value)->slot;
    }
    return same == x->slot_count - first;
}

bool oli_slots_define(Vm *vm, Class *cls, List *names) {
    uint32_t first = cls->slot_count - (uint32_t)names->count;
    for (size_t i = 0; i < names->count; i++) {
        Member *member = oli_new(vm, vm->classes[CLASS_MEMBER], sizeof *member);
        if (!member) return false;
        member->name = as_str(names->items[i]);
        member->owner = cls;
        member->slot = first + (uint32_t)i;
        if (!oli_dict_set_str(vm, cls->dict, member->name, make_object(member))) return false;
    }
    return true;
}

/* ---- member_descriptor ---- */

static void member_trace(Tracer *tracer, Object *self) {
    Member *member = (Member *)(void *)self;
    trace_object(tracer, member->name);
    trace_object(tracer, member->owner);
}

/* The word that holds the member's value in `instance`. NULL: TypeError. */
static Value *find_word(Vm *vm, Member *member, Value instance) {
    Class *cls = class_of(vm, instance);
    if (oli_class_is_subclass(cls, member->owner)) return attr_words(cls, object_of(instance)) + 1 + member->slot;
    return oli_raise_null(vm, EXC_TYPE_ERROR, "descriptor '%S' for '%C' objects doesn't apply to a '%T' object",
                          member->name, member->owner, instance);
}

static Value member_get(Vm *vm, Value self, Value instance, Value owner) {
    (void)owner;
    Member *member = as_member(self);
    if (is_undef(instance)) return self;
    Value *word = find_word(vm, member, instance);
    if (!word) return VALUE_ERROR;
    if (!is_unset(*word)) return *word;
    oli_raise(vm, EXC_ATTRIBUTE_ERROR, "'%T' object has no attribute '%S'", instance, member->name);
    oli_set_attribute_error(vm, instance, member->name);
    return VALUE_ERROR;
}

static bool member_set(Vm *vm, Value self, Value instance, Value value) {
    Member *member = as_member(self);
    Value *word = find_word(vm, member, instance);
    if (!word) return false;
    if (is_undef(value) && is_unset(*word)) return oli_raise_false(vm, EXC_ATTRIBUTE_ERROR, "%S", member->name);
    *word = is_undef(value) ? VALUE_UNSET : value;
    if (!is_undef(value)) barrier(vm, value);
    return true;
}

static Value member_repr(Vm *vm, Value self) {
    Member *member = as_member(self);
    Str *text = oli_str_format(vm, "<member '%S' of '%C' objects>", member->name, member->owner);
    return text ? make_object(text) : VALUE_ERROR;
}

static Value member_name(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_member(self)->name);
}

static Value member_qualname(Vm *vm, Value self) {
    Member *member = as_member(self);
    Str *text = oli_str_format(vm, "%S.%S", member->owner->qualname, member->name);
    return text ? make_object(text) : VALUE_ERROR;
}

static Value member_owner(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_member(self)->owner);
}

static Value member_doc(Vm *vm, Value self) {
    (void)vm, (void)self;
    return VALUE_NONE;
}

static const GetSetDef member_fields[] = {{"__name__", member_name, NULL},
                                          {"__qualname__", member_qualname, NULL},
                                          {"__objclass__", member_owner, NULL},
                                          {"__doc__", member_doc, NULL},
                                          {NULL, NULL, NULL}};

const ClassSpec oli_member_spec = {
    .id = CLASS_MEMBER,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(Member),
    .flags = CLASS_FLAG_NO_INSTANTIATE,
    .ops = {.trace = member_trace, .repr = member_repr, .descriptor_get = member_get, .descriptor_set = member_set},
    .getsets = member_fields,
};
