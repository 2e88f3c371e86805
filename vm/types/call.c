/* SPDX-License-Identifier: MIT
 *
 * Calls from C. Arguments are copied to memory that is a root for the time of the call, since the callee may run
 * script and a native callee may overwrite them.
 */
#include "types/class.h"
#include "types/function.h"
#include "types/native.h"

enum { SMALL_CALL = 16 };

static Value call_rooted(Vm *vm, Value callable, Value *args, uint32_t count, Tuple *names) {
    Class *cls = class_of(vm, callable);
    if (!cls->ops.call) return oli_raise(vm, EXC_TYPE_ERROR, "'%T' object is not callable", callable);
    if (!oli_check_c_stack(vm)) return VALUE_ERROR;
    return cls->ops.call(vm, callable, args, count, names);
}

/* Call with `hidden` (VALUE_UNDEF: none) before the arguments. */
static Value call_copied(Vm *vm, Value callable, Value hidden, const Value *args, uint32_t count, Tuple *names) {
    Value small[SMALL_CALL];
    uint32_t shift = !is_undef(hidden);
    uint32_t total = count + shift;
    Value *all = small;
    if (total + 2 > SMALL_CALL && !(all = oli_resize(vm, NULL, 0, (total + 2) * sizeof *all))) return VALUE_ERROR;
    all[0] = callable;
    all[1] = names ? make_object(names) : VALUE_NONE;
    if (shift) all[2] = hidden;
    if (count) memcpy(all + 2 + shift, args, count * sizeof *all);
    RootArray root;
    root_array_push(vm, &root, all, total + 2);
    Value result = call_rooted(vm, callable, all + 2, total, names);
    root_array_pop(vm, &root);
    if (all != small) oli_release(vm, all, (total + 2) * sizeof *all);
    return result;
}

Value oli_call(Vm *vm, Value callable, const Value *args, uint32_t count, Tuple *names) {
    return call_copied(vm, callable, VALUE_UNDEF, args, count, names);
}

Value oli_call0(Vm *vm, Value callable) { return oli_call(vm, callable, NULL, 0, NULL); }
Value oli_call1(Vm *vm, Value callable, Value a) { return oli_call(vm, callable, &a, 1, NULL); }

Value oli_call2(Vm *vm, Value callable, Value a, Value b) {
    Value args[2] = {a, b};
    return oli_call(vm, callable, args, 2, NULL);
}

Value oli_call_with_first(Vm *vm, Value callable, Value first, const Value *args, uint32_t count, Tuple *names) {
    return call_copied(vm, callable, first, args, count, names);
}

/* Whether a class attribute takes its instance as the plain first argument. */
static bool takes_self(Value method) {
    return is_kind(method, CLASS_FUNCTION) || is_kind(method, CLASS_NATIVE_METHOD) ||
           is_kind(method, CLASS_SLOT_WRAPPER);
}

Value oli_call_bound(Vm *vm, Value method, Value self, const Value *args, uint32_t count, Tuple *names) {
    if (takes_self(method)) return call_copied(vm, method, self, args, count, names);
    Value bound = oli_bind(vm, method, self, class_of(vm, self));
    return is_error(bound) ? bound : oli_call(vm, bound, args, count, names);
}

/* Special methods that are not there when the class has None in their place; with all others None is called. */
static bool none_says_absent(const Vm *vm, const Str *name) {
    const Names *names = &vm->names;
    return name == names->dunder_iter || name == names->dunder_contains || name == names->dunder_hash ||
           name == names->dunder_reversed || name == names->dunder_await || name == names->dunder_aiter ||
           name == names->dunder_anext;
}

Value oli_call_special(Vm *vm, Value v, Str *name, const Value *args, uint32_t count) {
    Value method = oli_class_lookup(vm, class_of(vm, v), name);
    if (is_undef(method) || (is_none(method) && none_says_absent(vm, name))) return VALUE_UNDEF;
    return oli_call_bound(vm, method, v, args, count, NULL);
}

Value oli_call_method(Vm *vm, Value v, Str *name, const Value *args, uint32_t count) {
    Class *cls = class_of(vm, v);
    if (!cls->ops.get_attr || cls->ops.get_attr == oli_generic_get_attr) {
        Value method = oli_class_lookup(vm, cls, name);
        bool shadowed = cls->attr_offset && !is_undef(oli_slots_get(vm, object_of(v), name));
        if (!is_undef(method) && takes_self(method) && !shadowed) return call_copied(vm, method, v, args, count, NULL);
    }
    Value method = oli_get_attr(vm, v, name);
    return is_error(method) ? method : oli_call(vm, method, args, count, NULL);
}

Value oli_call_with_dict(Vm *vm, Value callable, const Value *args, uint32_t count, Dict *keywords) {
    uint32_t total = count + keywords->used;
    Value *all = oli_resize(vm, NULL, 0, (total + 1) * sizeof *all);
    if (!all) return VALUE_ERROR;
    if (count) memcpy(all, args, count * sizeof *all);
    Tuple *names = oli_tuple_new(vm, keywords->used);
    Value result = VALUE_ERROR;
    if (names) {
        uint32_t position = 0, at = 0;
        bool ok = true;
        for (DictEntry *entry; ok && (entry = oli_dict_next(keywords, &position)); at++) {
            if (!is_str(entry->key)) ok = oli_raise_false(vm, EXC_TYPE_ERROR, "keywords must be strings");
            names->items[at] = entry->key;
            all[count + at] = entry->value;
        }
        if (ok) result = oli_call(vm, callable, all, total, names->count ? names : NULL);
    }
    oli_release(vm, all, (total + 1) * sizeof *all);
    return result;
}

bool oli_callable(Vm *vm, Value v) { return class_of(vm, v)->ops.call != NULL; }

bool oli_warn_deprecated(Vm *vm, Str *text) {
    if (!text) return false;
    Value args[2] = {make_object(text), make_object(vm->exceptions[EXC_DEPRECATION_WARNING])};
    return !is_error(oli_call_library(vm, "warnings", "warn", args, 2));
}
