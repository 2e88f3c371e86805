/* SPDX-License-Identifier: MIT
 *
 * The public API: lists, tuples, dicts, sets, slices (aioli.h).
 */
#include "embed/embed.h"

/* The arguments of a constructor are values of a script. */
static bool are_values(const AioliValue *items, size_t count) {
    if (count && !items) return false;
    for (size_t i = 0; i < count; i++)
        if (!is_script_value(items[i])) return false;
    return true;
}

static const Value *values_in(const AioliValue *items) { return (const Value *)(const void *)items; }

/* ---- list and tuple ---- */

AioliValue aioli_list(AioliVm *handle, const AioliValue *items, size_t count) {
    if (!is_ready(handle)) return aioli_error();
    if (!are_values(items, count)) return oli_misuse(handle, __func__, "an item is no value");
    return keep_object(vm_of(handle), oli_list_from(vm_of(handle), values_in(items), count));
}

bool aioli_list_append(AioliVm *handle, AioliValue list, AioliValue item) {
    if (!is_ready(handle)) return false;
    if (!is_script_value(list) || !is_list(value_in(list))) return oli_misuse_false(handle, __func__, "not a list");
    if (!is_script_value(item)) return oli_misuse_false(handle, __func__, "not a value");
    return oli_list_append(vm_of(handle), as_list(value_in(list)), value_in(item));
}

AioliValue aioli_list_of(AioliVm *handle, AioliValue iterable) {
    if (!is_ready(handle)) return aioli_error();
    if (!is_script_value(iterable)) return oli_misuse(handle, __func__, "not a value");
    return keep_object(vm_of(handle), oli_list_of(vm_of(handle), value_in(iterable)));
}

bool aioli_list_sort(AioliVm *handle, AioliValue list) {
    if (!is_ready(handle)) return false;
    if (!is_script_value(list) || !is_list(value_in(list))) return oli_misuse_false(handle, __func__, "not a list");
    return oli_list_sort(vm_of(handle), as_list(value_in(list)), VALUE_NONE, false);
}

AioliValue aioli_tuple(AioliVm *handle, const AioliValue *items, size_t count) {
    if (!is_ready(handle)) return aioli_error();
    if (!are_values(items, count)) return oli_misuse(handle, __func__, "an item is no value");
    return keep_object(vm_of(handle), oli_tuple_from(vm_of(handle), values_in(items), count));
}

AioliValue aioli_tuple_of(AioliVm *handle, AioliValue iterable) {
    if (!is_ready(handle)) return aioli_error();
    if (!is_script_value(iterable)) return oli_misuse(handle, __func__, "not a value");
    return keep_object(vm_of(handle), oli_tuple_of(vm_of(handle), value_in(iterable)));
}

/* The items of a list or tuple, or NULL with TypeError pending. */
static Value *items_of(AioliVm *handle, AioliValue v, size_t *count) {
    static Value none[1];
    if (!is_ready(handle)) return NULL;
    Value value = value_in(v);
    if (is_script_value(v) && is_list(value)) {
        *count = as_list(value)->count;
        return *count ? as_list(value)->items : none;
    }
    if (is_script_value(v) && is_tuple(value)) {
        *count = as_tuple(value)->count;
        return as_tuple(value)->items;
    }
    return oli_raise_null(vm_of(handle), EXC_TYPE_ERROR, "expected list or tuple, not %s", aioli_type_name(handle, v));
}

int64_t aioli_sequence_length(AioliVm *handle, AioliValue v) {
    size_t count;
    return items_of(handle, v, &count) ? (int64_t)count : -1;
}

AioliValue aioli_sequence_get(AioliVm *handle, AioliValue v, size_t index) {
    size_t count;
    const Value *items = items_of(handle, v, &count);
    if (!items) return aioli_error();
    if (index >= count)
        return value_out(
            oli_raise(vm_of(handle), EXC_INDEX_ERROR, "%s index out of range", aioli_type_name(handle, v)));
    return keep(vm_of(handle), items[index]);
}

bool aioli_sequence_set(AioliVm *handle, AioliValue list, size_t index, AioliValue item) {
    if (!is_ready(handle)) return false;
    if (!is_script_value(list) || !is_list(value_in(list))) return oli_misuse_false(handle, __func__, "not a list");
    if (!is_script_value(item)) return oli_misuse_false(handle, __func__, "not a value");
    if (index >= as_list(value_in(list))->count)
        return oli_raise_false(vm_of(handle), EXC_INDEX_ERROR, "list assignment index out of range");
    as_list(value_in(list))->items[index] = value_in(item);
    barrier(vm_of(handle), value_in(item));
    return true;
}

/* ---- dict ---- */

static Dict *dict_in(AioliVm *handle, AioliValue dict, const char *function) {
    if (!is_ready(handle)) return NULL;
    if (is_script_value(dict) && is_dict(value_in(dict))) return as_dict(value_in(dict));
    oli_misuse(handle, function, "not a dict");
    return NULL;
}

AioliValue aioli_dict(AioliVm *handle) {
    return is_ready(handle) ? keep_object(vm_of(handle), oli_dict_new(vm_of(handle))) : aioli_error();
}

AioliValue aioli_dict_get(AioliVm *handle, AioliValue dict, AioliValue key) {
    Dict *d = dict_in(handle, dict, __func__);
    if (!d) return aioli_error();
    if (!is_script_value(key)) return oli_misuse(handle, __func__, "not a value");
    return keep(vm_of(handle), oli_dict_get(vm_of(handle), d, value_in(key)));
}

bool aioli_dict_set(AioliVm *handle, AioliValue dict, AioliValue key, AioliValue value) {
    Dict *d = dict_in(handle, dict, __func__);
    if (!d) return false;
    if (!is_script_value(key) || !is_script_value(value)) return oli_misuse_false(handle, __func__, "not a value");
    return oli_dict_set(vm_of(handle), d, value_in(key), value_in(value));
}

int aioli_dict_delete(AioliVm *handle, AioliValue dict, AioliValue key) {
    Dict *d = dict_in(handle, dict, __func__);
    if (!d) return -1;
    if (!is_script_value(key)) return oli_misuse_false(handle, __func__, "not a value") - 1;
    return oli_dict_delete(vm_of(handle), d, value_in(key));
}

AioliValue aioli_dict_get_c(AioliVm *handle, AioliValue dict, const char *key) {
    Dict *d = dict_in(handle, dict, __func__);
    if (!d) return aioli_error();
    Str *name = oli_str_intern(vm_of(handle), key, strlen(key));
    return name ? keep(vm_of(handle), oli_dict_get_str(vm_of(handle), d, name)) : aioli_error();
}

bool aioli_dict_set_c(AioliVm *handle, AioliValue dict, const char *key, AioliValue value) {
    Dict *d = dict_in(handle, dict, __func__);
    if (!d) return false;
    if (!is_script_value(value)) return oli_misuse_false(handle, __func__, "not a value");
    return oli_dict_set_c(vm_of(handle), d, key, value_in(value));
}

size_t aioli_dict_length(AioliVm *handle, AioliValue dict) {
    return handle && is_script_value(dict) && is_dict(value_in(dict)) ? as_dict(value_in(dict))->used : 0;
}

bool aioli_dict_next(AioliVm *handle, AioliValue dict, size_t *position, AioliValue *key, AioliValue *value) {
    Dict *d = dict_in(handle, dict, __func__);
    if (!d || !position || *position > UINT32_MAX) return false;
    uint32_t at = (uint32_t)*position;
    DictEntry *entry = oli_dict_next(d, &at);
    *position = at;
    if (!entry) return false;
    AioliValue found_value = keep(vm_of(handle), entry->value);
    AioliValue found_key = keep(vm_of(handle), entry->key);
    if (key) *key = found_key;
    if (value) *value = found_value;
    return !aioli_is_error(found_key) && !aioli_is_error(found_value);
}

/* ---- set, slice ---- */

AioliValue aioli_set(AioliVm *handle, bool frozen) {
    return is_ready(handle) ? keep_object(vm_of(handle), oli_set_new(vm_of(handle), frozen)) : aioli_error();
}

int aioli_set_add(AioliVm *handle, AioliValue set, AioliValue item) {
    if (!is_ready(handle)) return -1;
    if (!is_script_value(set) || !is_set(value_in(set)) || !is_script_value(item)) {
        oli_misuse(handle, __func__, "not a set, or not a value");
        return -1;
    }
    return oli_set_add(vm_of(handle), as_set(value_in(set)), value_in(item));
}

AioliValue aioli_slice(AioliVm *handle, AioliValue start, AioliValue stop, AioliValue step) {
    if (!is_ready(handle)) return aioli_error();
    if (!is_script_value(start) || !is_script_value(stop) || !is_script_value(step))
        return oli_misuse(handle, __func__, "not a value");
    return keep(vm_of(handle), oli_slice_new(vm_of(handle), value_in(start), value_in(stop), value_in(step)));
}

bool aioli_slice_get(AioliVm *handle, AioliValue slice, int64_t length, int64_t *start, int64_t *stop, int64_t *step,
                     int64_t *count) {
    if (!is_ready(handle)) return false;
    if (!is_script_value(slice) || !is_kind(value_in(slice), CLASS_SLICE))
        return oli_misuse_false(handle, __func__, "not a slice");
    return oli_slice_resolve(vm_of(handle), (const Slice *)(const void *)object_of(value_in(slice)), length, start,
                             stop, step, count);
}
