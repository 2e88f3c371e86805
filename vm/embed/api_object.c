/* SPDX-License-Identifier: MIT
 *
 * The public API: what a script can do with values (aioli.h): attributes, items, calls, iteration, operators.
 */
#include "embed/embed.h"

/* ---- attributes and items ---- */

static Str *intern_c(AioliVm *handle, const char *name, const char *function) {
    if (!is_ready(handle)) return NULL;
    if (name) return oli_str_intern(vm_of(handle), name, strlen(name));
    oli_misuse(handle, function, "no name");
    return NULL;
}

AioliValue aioli_attr_get(AioliVm *handle, AioliValue v, const char *name) {
    Str *interned = intern_c(handle, name, __func__);
    if (!interned) return aioli_error();
    if (!is_script_value(v)) return oli_misuse(handle, __func__, "not a value");
    return keep(vm_of(handle), oli_get_attr(vm_of(handle), value_in(v), interned));
}

AioliValue aioli_attr_find(AioliVm *handle, AioliValue v, const char *name) {
    Str *interned = intern_c(handle, name, __func__);
    if (!interned) return aioli_error();
    if (!is_script_value(v)) return oli_misuse(handle, __func__, "not a value");
    return keep(vm_of(handle), oli_find_attr(vm_of(handle), value_in(v), interned));
}

bool aioli_attr_set(AioliVm *handle, AioliValue v, const char *name, AioliValue value) {
    Str *interned = intern_c(handle, name, __func__);
    if (!interned) return false;
    if (!is_script_value(v) || !(is_script_value(value) || aioli_is_missing(value)))
        return oli_misuse_false(handle, __func__, "not a value");
    return oli_set_attr(vm_of(handle), value_in(v), interned, value_in(value));
}

AioliValue aioli_item_get(AioliVm *handle, AioliValue v, AioliValue key) {
    if (!is_ready(handle)) return aioli_error();
    if (!is_script_value(v) || !is_script_value(key)) return oli_misuse(handle, __func__, "not a value");
    return keep(vm_of(handle), oli_get_item(vm_of(handle), value_in(v), value_in(key)));
}

bool aioli_item_set(AioliVm *handle, AioliValue v, AioliValue key, AioliValue value) {
    if (!is_ready(handle)) return false;
    if (!is_script_value(v) || !is_script_value(key)) return oli_misuse_false(handle, __func__, "not a value");
    if (aioli_is_missing(value)) return oli_delete_item(vm_of(handle), value_in(v), value_in(key));
    if (!is_script_value(value)) return oli_misuse_false(handle, __func__, "not a value");
    return oli_set_item(vm_of(handle), value_in(v), value_in(key), value_in(value));
}

int aioli_contains(AioliVm *handle, AioliValue container, AioliValue item) {
    if (!is_ready(handle)) return -1;
    if (!is_script_value(container) || !is_script_value(item)) {
        oli_misuse(handle, __func__, "not a value");
        return -1;
    }
    return oli_contains(vm_of(handle), value_in(container), value_in(item));
}

int64_t aioli_length(AioliVm *handle, AioliValue v) {
    if (!is_ready(handle)) return -1;
    if (is_script_value(v)) return oli_length(vm_of(handle), value_in(v));
    oli_misuse(handle, __func__, "not a value");
    return -1;
}

/* ---- calls ---- */

static bool are_values(const AioliValue *items, size_t count) {
    if (count > UINT32_MAX || (count && !items)) return false;
    for (size_t i = 0; i < count; i++)
        if (!is_script_value(items[i])) return false;
    return true;
}

AioliValue aioli_call(AioliVm *handle, AioliValue callable, const AioliValue *args, size_t count) {
    if (!is_ready(handle)) return aioli_error();
    if (!is_script_value(callable) || !are_values(args, count)) return oli_misuse(handle, __func__, "not a value");
    return keep(vm_of(handle),
                oli_call(vm_of(handle), value_in(callable), (const Value *)(const void *)args, (uint32_t)count, NULL));
}

AioliValue aioli_call_keywords(AioliVm *handle, AioliValue callable, const AioliValue *args, size_t count,
                               const char *const *names, size_t name_count) {
    if (!is_ready(handle)) return aioli_error();
    if (!is_script_value(callable) || !are_values(args, count) || name_count > count || (name_count && !names))
        return oli_misuse(handle, __func__, "not a value");
    Vm *vm = vm_of(handle);
    Tuple *keywords = name_count ? oli_tuple_new(vm, name_count) : NULL;
    if (name_count && aioli_is_error(keep_object(vm, keywords))) return aioli_error();
    for (size_t i = 0; i < name_count; i++) {
        Str *name = oli_str_intern(vm, names[i], strlen(names[i]));
        if (!name) return aioli_error();
        keywords->items[i] = make_object(name);
    }
    return keep(vm, oli_call(vm, value_in(callable), (const Value *)(const void *)args, (uint32_t)count, keywords));
}

/* Append keyword values to the positional ones, and their names to `names`: nothing here runs script. */
static bool flatten_keywords(Vm *vm, Dict *keywords, Value *args, size_t at, Tuple *names) {
    size_t index = 0;
    uint32_t position = 0;
    for (DictEntry *entry; (entry = oli_dict_next(keywords, &position)) && index < names->count; index++) {
        if (!is_str(entry->key)) return oli_raise_false(vm, EXC_TYPE_ERROR, "keywords must be strings");
        args[at + index] = entry->value;
        names->items[index] = entry->key;
    }
    return true;
}

AioliValue aioli_call_tuple(AioliVm *handle, AioliValue callable, AioliValue args, AioliValue keywords) {
    if (!is_ready(handle)) return aioli_error();
    if (!is_script_value(callable) || !is_script_value(args) || !is_tuple(value_in(args)) ||
        !(aioli_is_missing(keywords) || (is_script_value(keywords) && is_dict(value_in(keywords)))))
        return oli_misuse(handle, __func__, "not a callable, a tuple and a dict");
    Vm *vm = vm_of(handle);
    Tuple *positional = as_tuple(value_in(args));
    size_t keyword_count = aioli_is_missing(keywords) ? 0 : as_dict(value_in(keywords))->used;
    if (!keyword_count)
        return keep(vm, oli_call(vm, value_in(callable), positional->items, (uint32_t)positional->count, NULL));
    Tuple *all = oli_tuple_new(vm, positional->count + keyword_count);
    if (aioli_is_error(keep_object(vm, all))) return aioli_error();
    Tuple *names = oli_tuple_new(vm, keyword_count);
    if (aioli_is_error(keep_object(vm, names))) return aioli_error();
    memcpy(all->items, positional->items, positional->count * sizeof(Value));
    if (!flatten_keywords(vm, as_dict(value_in(keywords)), all->items, positional->count, names)) return aioli_error();
    return keep(vm, oli_call(vm, value_in(callable), all->items, (uint32_t)all->count, names));
}

AioliValue aioli_call_method(AioliVm *handle, AioliValue v, const char *name, const AioliValue *args, size_t count) {
    Str *interned = intern_c(handle, name, __func__);
    if (!interned) return aioli_error();
    if (!is_script_value(v) || !are_values(args, count)) return oli_misuse(handle, __func__, "not a value");
    return keep(vm_of(handle), oli_call_method(vm_of(handle), value_in(v), interned, (const Value *)(const void *)args,
                                               (uint32_t)count));
}

bool aioli_is_callable(AioliVm *handle, AioliValue v) {
    return handle && is_script_value(v) && oli_callable(vm_of(handle), value_in(v));
}

/* ---- iteration ---- */

AioliValue aioli_iterate(AioliVm *handle, AioliValue iterable) {
    if (!is_ready(handle)) return aioli_error();
    if (!is_script_value(iterable)) return oli_misuse(handle, __func__, "not a value");
    return keep(vm_of(handle), oli_iter(vm_of(handle), value_in(iterable)));
}

AioliValue aioli_next(AioliVm *handle, AioliValue iterator) {
    if (!is_ready(handle)) return aioli_error();
    if (!is_script_value(iterator)) return oli_misuse(handle, __func__, "not a value");
    return keep(vm_of(handle), oli_next(vm_of(handle), value_in(iterator)));
}

/* ---- truth, text, comparison, operators ---- */

int aioli_truth(AioliVm *handle, AioliValue v) {
    if (!is_ready(handle)) return -1;
    if (is_script_value(v)) return oli_truth(vm_of(handle), value_in(v));
    oli_misuse(handle, __func__, "not a value");
    return -1;
}

AioliValue aioli_repr(AioliVm *handle, AioliValue v) {
    if (!is_ready(handle)) return aioli_error();
    if (!is_script_value(v)) return oli_misuse(handle, __func__, "not a value");
    return keep_object(vm_of(handle), oli_repr(vm_of(handle), value_in(v)));
}

AioliValue aioli_str(AioliVm *handle, AioliValue v) {
    if (!is_ready(handle)) return aioli_error();
    if (!is_script_value(v)) return oli_misuse(handle, __func__, "not a value");
    return keep_object(vm_of(handle), oli_to_str(vm_of(handle), value_in(v)));
}

bool aioli_hash(AioliVm *handle, AioliValue v, int64_t *out) {
    if (!is_ready(handle)) return false;
    if (!is_script_value(v) || !out) return oli_misuse_false(handle, __func__, "not a value");
    return oli_hash(vm_of(handle), value_in(v), out);
}

static bool are_operands(AioliVm *handle, AioliValue a, AioliValue b, const char *function) {
    if (!is_ready(handle)) return false;
    if (is_script_value(a) && is_script_value(b)) return true;
    return oli_misuse_false(handle, function, "not a value");
}

int aioli_equal(AioliVm *handle, AioliValue a, AioliValue b) {
    return are_operands(handle, a, b, __func__) ? oli_equal(vm_of(handle), value_in(a), value_in(b)) : -1;
}

AioliValue aioli_binary(AioliVm *handle, AioliOperator op, AioliValue a, AioliValue b) {
    if (!are_operands(handle, a, b, __func__)) return aioli_error();
    return keep(vm_of(handle), oli_binary(vm_of(handle), (BinaryOperator)op, value_in(a), value_in(b)));
}

AioliValue aioli_inplace(AioliVm *handle, AioliOperator op, AioliValue a, AioliValue b) {
    if (!are_operands(handle, a, b, __func__)) return aioli_error();
    return keep(vm_of(handle), oli_inplace(vm_of(handle), (BinaryOperator)op, value_in(a), value_in(b)));
}

AioliValue aioli_unary(AioliVm *handle, AioliUnary op, AioliValue v) {
    if (!are_operands(handle, v, v, __func__)) return aioli_error();
    return keep(vm_of(handle), oli_unary(vm_of(handle), (UnaryOperator)op, value_in(v)));
}

AioliValue aioli_compare(AioliVm *handle, AioliComparison op, AioliValue a, AioliValue b) {
    if (!are_operands(handle, a, b, __func__)) return aioli_error();
    return keep(vm_of(handle), oli_compare(vm_of(handle), value_in(a), value_in(b), (CompareOperator)op));
}

int aioli_compare_truth(AioliVm *handle, AioliComparison op, AioliValue a, AioliValue b) {
    if (!are_operands(handle, a, b, __func__)) return -1;
    return oli_compare_bool(vm_of(handle), value_in(a), value_in(b), (CompareOperator)op);
}

/* ---- classes ---- */

AioliValue aioli_class_of(AioliVm *handle, AioliValue v) {
    if (!is_ready(handle)) return aioli_error();
    if (!is_script_value(v)) return oli_misuse(handle, __func__, "not a value");
    return keep_object(vm_of(handle), class_of(vm_of(handle), value_in(v)));
}

int aioli_is_instance(AioliVm *handle, AioliValue v, AioliValue cls) {
    return are_operands(handle, v, cls, __func__) ? oli_is_instance(vm_of(handle), value_in(v), value_in(cls)) : -1;
}

int aioli_is_subclass(AioliVm *handle, AioliValue cls, AioliValue base) {
    return are_operands(handle, cls, base, __func__) ? oli_is_subclass(vm_of(handle), value_in(cls), value_in(base))
                                                     : -1;
}

AioliValue aioli_builtin(AioliVm *handle, const char *name) {
    Str *interned = intern_c(handle, name, __func__);
    if (!interned) return aioli_error();
    Value found = oli_dict_get_str(vm_of(handle), vm_of(handle)->builtins, interned);
    if (is_undef(found)) return value_out(oli_raise(vm_of(handle), EXC_NAME_ERROR, "name '%s' is not defined", name));
    return keep(vm_of(handle), found);
}

/* ---- guards ---- */

int aioli_repr_enter(AioliVm *handle, AioliValue v) {
    return are_operands(handle, v, v, __func__) ? oli_repr_enter(vm_of(handle), value_in(v)) : -1;
}

void aioli_repr_leave(AioliVm *handle, AioliValue v) {
    if (handle && is_script_value(v)) oli_repr_leave(vm_of(handle), value_in(v));
}

bool aioli_check_recursion(AioliVm *handle) { return is_ready(handle) && oli_check_c_stack(vm_of(handle)); }
