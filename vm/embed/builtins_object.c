/* SPDX-License-Identifier: MIT
 *
 * Built-in functions of any object: attributes, classes, identity, containers and iteration.
 */
#include "embed/builtins.h"
#include "run/suggest.h"

/* ---- attributes ---- */

Str *oli_attribute_name(Vm *vm, Value v) {
    if (is_str(v)) return oli_str_intern_str(vm, as_str(v));
    return oli_raise_null(vm, EXC_TYPE_ERROR, "attribute name must be string, not '%T'", v);
}

static Value builtin_getattr(Vm *vm, Value *args) {
    Str *name = oli_attribute_name(vm, args[1]);
    if (!name) return VALUE_ERROR;
    if (is_undef(args[2])) return oli_get_attr(vm, args[0], name);
    Value found = oli_find_attr(vm, args[0], name);
    return is_undef(found) ? args[2] : found;
}

static Value builtin_hasattr(Vm *vm, Value *args) {
    Str *name = oli_attribute_name(vm, args[1]);
    Value found = name ? oli_find_attr(vm, args[0], name) : VALUE_ERROR;
    return is_error(found) ? VALUE_ERROR : make_bool(!is_undef(found));
}

static Value builtin_setattr(Vm *vm, Value *args) {
    Str *name = oli_attribute_name(vm, args[1]);
    return name && oli_set_attr(vm, args[0], name, args[2]) ? VALUE_NONE : VALUE_ERROR;
}

static Value builtin_delattr(Vm *vm, Value *args) {
    Str *name = oli_attribute_name(vm, args[1]);
    return name && oli_set_attr(vm, args[0], name, VALUE_UNDEF) ? VALUE_NONE : VALUE_ERROR;
}

/* ---- classes and identity ---- */

static Value builtin_isinstance(Vm *vm, Value *args) {
    if (is_class(args[1]) && class_of(vm, args[0]) == as_class(args[1])) return VALUE_TRUE;
    int result = oli_is_instance(vm, args[0], args[1]);
    return result < 0 ? VALUE_ERROR : make_bool(result);
}

static Value builtin_issubclass(Vm *vm, Value *args) {
    int result = oli_is_subclass(vm, args[0], args[1]);
    return result < 0 ? VALUE_ERROR : make_bool(result);
}

static Value builtin_callable(Vm *vm, Value *args) { return make_bool(oli_callable(vm, args[0])); }

/* The word itself: equal small ints and floats are the same object. */
static Value builtin_id(Vm *vm, Value *args) { return oli_int_from_u64(vm, VALUE_BITS(args[0])); }

static Value builtin_hash(Vm *vm, Value *args) {
    int64_t hash;
    return oli_hash(vm, args[0], &hash) ? oli_int_from_i64(vm, hash) : VALUE_ERROR;
}

/* ---- names ---- */

static Value call_builtin(Vm *vm, const char *name) {
    Str *key = oli_str_from_c(vm, name);
    Value function = key ? oli_dict_get_str(vm, vm->builtins, key) : VALUE_ERROR;
    return is_error(function) ? VALUE_ERROR : oli_call0(vm, function);
}

static Value builtin_vars(Vm *vm, Value *args) {
    if (is_undef(args[0])) return call_builtin(vm, "locals");
    Value found = oli_find_attr(vm, args[0], vm->names.dunder_dict);
    if (is_undef(found)) return oli_raise(vm, EXC_TYPE_ERROR, "vars() argument must have __dict__ attribute");
    return found;
}

static Value builtin_dir(Vm *vm, Value *args) {
    List *names;
    if (is_undef(args[0])) {
        args[0] = call_builtin(vm, "locals");
        if (is_error(args[0])) return VALUE_ERROR;
        names = oli_list_of(vm, args[0]);
        if (!names) return VALUE_ERROR;
        args[0] = make_object(names);
        return oli_list_sort(vm, names, VALUE_NONE, false) ? args[0] : VALUE_ERROR;
    }
    names = oli_dir(vm, args[0]);
    return names ? make_object(names) : VALUE_ERROR;
}

/* ---- containers and iteration ---- */

static Value builtin_len(Vm *vm, Value *args) {
    int64_t length = oli_length(vm, args[0]);
    return length < 0 ? VALUE_ERROR : oli_int_from_i64(vm, length);
}

static Value builtin_iter(Vm *vm, Value *args) {
    if (is_undef(args[1])) return oli_iter(vm, args[0]);
    if (!oli_callable(vm, args[0])) return oli_raise(vm, EXC_TYPE_ERROR, "iter(v, w): v must be callable");
    return oli_callable_iterator_new(vm, args[0], args[1]);
}

static Value builtin_next(Vm *vm, Value *args) {
    if (!class_of(vm, args[0])->ops.next)
        return oli_raise(vm, EXC_TYPE_ERROR, "'%T' object is not an iterator", args[0]);
    Value item = class_of(vm, args[0])->ops.next(vm, args[0]);
    if (is_stop(item)) {
        if (!is_undef(args[1])) return args[1];
        return oli_raise_stop(vm, is_none(vm->stop_value) ? VALUE_UNDEF : vm->stop_value);
    }
    if (!is_error(item) || is_undef(args[1]) || !oli_exception_is(vm, EXC_STOP_ITERATION)) return item;
    clear_exception(vm);
    return args[1];
}

/* ---- all, any ---- */

typedef struct Search {
    bool wanted; /* the truth that ends it */
    bool found;
} Search;

static bool look_at(Vm *vm, Value item, void *context) {
    Search *search = context;
    int truth = is_bool(item) ? is_same(item, VALUE_TRUE) : oli_truth(vm, item);
    search->found = truth == (int)search->wanted;
    return truth >= 0 && !search->found;
}

static bool search_truth(Vm *vm, Value iterable, bool wanted, bool *found) {
    Search search = {.wanted = wanted};
    bool all = oli_for_each(vm, iterable, look_at, &search);
    *found = search.found;
    return all || search.found;
}

static Value builtin_all(Vm *vm, Value *args) {
    bool found;
    return search_truth(vm, args[0], false, &found) ? make_bool(!found) : VALUE_ERROR;
}

static Value builtin_any(Vm *vm, Value *args) {
    bool found;
    return search_truth(vm, args[0], true, &found) ? make_bool(found) : VALUE_ERROR;
}

const NativeDef oli_builtins_object[] = {
    NATIVE("all", "iterable, /", builtin_all),
    NATIVE("any", "iterable, /", builtin_any),
    NATIVE("callable", "obj, /", builtin_callable),
    NATIVE("delattr", "obj, name, /", builtin_delattr),
    NATIVE("dir", "object=, /", builtin_dir),
    NATIVE("getattr", "object, name, default=, /", builtin_getattr),
    NATIVE("hasattr", "obj, name, /", builtin_hasattr),
    NATIVE("hash", "obj, /", builtin_hash),
    NATIVE("id", "obj, /", builtin_id),
    NATIVE("isinstance", "obj, class_or_tuple, /", builtin_isinstance),
    NATIVE("issubclass", "cls, class_or_tuple, /", builtin_issubclass),
    NATIVE("iter", "object, sentinel=, /", builtin_iter),
    NATIVE("len", "obj, /", builtin_len),
    NATIVE("next", "iterator, default=, /", builtin_next),
    NATIVE("setattr", "obj, name, value, /", builtin_setattr),
    NATIVE("vars", "object=, /", builtin_vars),
    NATIVE_END,
};
