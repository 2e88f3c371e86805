/* SPDX-License-Identifier: MIT
 *
 * __reduce_ex__ of the built-in classes (reduce.h). Those that C knows are described here, by the kind of their layout,
 * so that subclasses made by scripts are included; all others by copyreg, which is written in Aioli.
 *
 * Values of one answer are kept in an array that is rooted while it fills, since import and __getstate__ run script.
 */
#include "types/reduce.h"

#include "types/bytes.h"
#include "types/dict.h"
#include "types/function.h"
#include "types/iterators.h"
#include "types/native.h"
#include "types/set.h"
#include "types/str_codec.h"
#include "types/unicode.h"

/* ---- making answers ---- */

static Value make_tuple(Vm *vm, const Value *values, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (is_error(values[i])) return VALUE_ERROR;
    Tuple *tuple = oli_tuple_from(vm, values, count);
    return tuple ? make_object(tuple) : VALUE_ERROR;
}

static Value find_builtin(Vm *vm, const char *name) {
    Str *text = oli_str_from_c(vm, name);
    Value found = text ? oli_dict_get_str(vm, vm->builtins, text) : VALUE_ERROR;
    return is_undef(found) ? oli_raise(vm, EXC_ATTRIBUTE_ERROR, "%s", name) : found;
}

/* (function, (argument,)[, state]); state VALUE_UNDEF: none. */
static Value call_of_one(Vm *vm, Value function, Value argument, Value state) {
    Value parts[3] = {function, is_error(argument) ? argument : make_tuple(vm, &argument, 1), state};
    return make_tuple(vm, parts, is_undef(state) ? 2 : 3);
}

static Value empty_iterator(Vm *vm, Value empty) {
    return call_of_one(vm, find_builtin(vm, "iter"), empty, VALUE_UNDEF);
}

/* What v.__getstate__() says. */
static Value state_of(Vm *vm, Value v) {
    Str *name = oli_str_from_c(vm, "__getstate__");
    return name ? oli_call_method(vm, v, name, NULL, 0) : VALUE_ERROR;
}

/* ---- iterators ---- */

static Value reduce_sequence_iterator(Vm *vm, Value self, const char *function) {
    const SequenceIterator *iterator = (const SequenceIterator *)(const void *)object_of(self);
    if (!is_undef(iterator->sequence))
        return call_of_one(vm, find_builtin(vm, function), iterator->sequence, make_int((int64_t)iterator->index));
    if (object_of(self)->kind == CLASS_STR_ITERATOR) return empty_iterator(vm, make_object(vm->empty_str));
    if (object_of(self)->kind != CLASS_LIST_ITERATOR && object_of(self)->kind != CLASS_LIST_REVERSE_ITERATOR)
        return empty_iterator(vm, make_object(vm->empty_tuple));
    List *empty = oli_list_new(vm, 0);
    return empty ? empty_iterator(vm, make_object(empty)) : VALUE_ERROR;
}

/* The index of the next item of reversed() is one below what the iterator holds. */
static Value reduce_reversed(Vm *vm, Value self) {
    const SequenceIterator *iterator = (const SequenceIterator *)(const void *)object_of(self);
    if (is_undef(iterator->sequence)) return empty_iterator(vm, make_object(vm->empty_tuple));
    return call_of_one(vm, make_object(object_of(self)->cls), iterator->sequence,
                       make_int((int64_t)iterator->index - 1));
}

/* Iterators of dicts and sets: the items that are left, in a list. The iterator itself stays where it is. */
static Value reduce_by_copy(Vm *vm, Value self) {
    const Object *original = object_of(self);
    Object *copy = oli_new(vm, original->cls, original->cls->size);
    if (!copy) return VALUE_ERROR;
    size_t head = sizeof(Object);
    memcpy((char *)copy + head, (const char *)original + head, original->cls->size - head);
    List *rest = oli_list_of(vm, make_object(copy));
    return rest ? call_of_one(vm, find_builtin(vm, "iter"), make_object(rest), VALUE_UNDEF) : VALUE_ERROR;
}

static Value reduce_range_iterator(Vm *vm, Value self) {
    const RangeIterator *iterator = (const RangeIterator *)(const void *)object_of(self);
    Value start, step, remaining;
    if (is_undef(iterator->big)) {
        start = oli_int_from_i64(vm, iterator->next);
        step = oli_int_from_i64(vm, iterator->step);
        remaining = oli_int_from_i64(vm, iterator->remaining > 0 ? iterator->remaining : 0);
    } else {
        const Value *items = as_tuple(iterator->big)->items;
        start = items[0], step = items[1], remaining = items[2];
    }
    if (is_error(start) || is_error(step) || is_error(remaining)) return VALUE_ERROR;
    Value length = oli_int_binary(vm, BINARY_MUL, remaining, step);
    Value stop = is_error(length) ? length : oli_int_binary(vm, BINARY_ADD, start, length);
    Value range = is_error(stop) ? stop : oli_range_new(vm, start, stop, step);
    return is_error(range) ? range : call_of_one(vm, find_builtin(vm, "iter"), range, VALUE_NONE);
}

static Value reduce_callable_iterator(Vm *vm, Value self) {
    const CallableIterator *iterator = (const CallableIterator *)(const void *)object_of(self);
    if (is_undef(iterator->callable)) return empty_iterator(vm, make_object(vm->empty_tuple));
    Value arguments[2] = {iterator->callable, iterator->sentinel};
    Value parts[2] = {find_builtin(vm, "iter"), make_tuple(vm, arguments, 2)};
    return make_tuple(vm, parts, 2);
}

/* enumerate, zip, map, filter: called again with the iterators that they stand on. */
static Value reduce_lazy(Vm *vm, Value self) {
    Object *object = object_of(self);
    Value cls = make_object(object->cls), arguments;
    if (object->kind == CLASS_ENUMERATE) {
        Value values[2] = {((Enumerate *)(void *)object)->iterator, ((Enumerate *)(void *)object)->index};
        arguments = make_tuple(vm, values, 2);
    } else if (object->kind == CLASS_FILTER) {
        Value values[2] = {((Filter *)(void *)object)->function, ((Filter *)(void *)object)->iterator};
        arguments = make_tuple(vm, values, 2);
    } else if (object->kind == CLASS_MAP) {
        const Map *map = (const Map *)(const void *)object;
        Tuple *all = oli_tuple_new(vm, map->iterators->count + 1);
        if (!all) return VALUE_ERROR;
        all->items[0] = map->function;
        memcpy(all->items + 1, map->iterators->items, map->iterators->count * sizeof(Value));
        arguments = make_object(all);
    } else {
        const Zip *zip = (const Zip *)(const void *)object;
        Value parts[3] = {cls, make_object(zip->iterators), VALUE_TRUE};
        return make_tuple(vm, parts, zip->strict ? 3 : 2);
    }
    Value parts[2] = {cls, arguments};
    return make_tuple(vm, parts, 2);
}

static void set_str_position(SequenceIterator *iterator, int64_t index) {
    const Str *text = as_str(iterator->sequence);
    if (index > (int64_t)text->length) index = (int64_t)text->length;
    const char *at = text->data;
    for (int64_t i = 0; i < index; i++) utf8_read(&at);
    iterator->index = (size_t)index;
    iterator->offset = (size_t)(at - text->data);
}

Value oli_iterator_set_state(Vm *vm, Value *args) {
    Object *object = object_of(args[0]);
    if (object->kind == CLASS_ZIP) {
        int strict = oli_truth(vm, args[1]);
        if (strict >= 0) ((Zip *)(void *)object)->strict = strict;
        return strict < 0 ? VALUE_ERROR : VALUE_NONE;
    }
    int64_t index;
    if (!oli_as_i64_clipped(vm, args[1], &index)) return VALUE_ERROR;
    if (object->kind == CLASS_RANGE_ITERATOR) {
        RangeIterator *iterator = (RangeIterator *)(void *)object;
        if (!is_undef(iterator->big)) return VALUE_NONE;
        if (index < 0) index = 0;
        if (index > iterator->remaining) index = iterator->remaining;
        iterator->next += index * iterator->step;
        iterator->remaining -= index;
        return VALUE_NONE;
    }
    SequenceIterator *iterator = (SequenceIterator *)(void *)object;
    if (is_undef(iterator->sequence)) return VALUE_NONE;
    if (object->kind == CLASS_REVERSED || object->kind == CLASS_LIST_REVERSE_ITERATOR) {
        int64_t length = oli_length(vm, iterator->sequence);
        if (length < 0) return VALUE_ERROR;
        if (index < -1) index = -1;
        if (index > length - 1) index = length - 1;
        iterator->index = (size_t)(index + 1);
        return VALUE_NONE;
    }
    if (index < 0) index = 0;
    if (object->kind == CLASS_STR_ITERATOR)
        set_str_position(iterator, index);
    else
        iterator->index = (size_t)index;
    return VALUE_NONE;
}

/* ---- others that C knows ---- */

static Value reduce_set(Vm *vm, Value self) {
    Value parts[3] = {make_object(object_of(self)->cls), VALUE_NONE, VALUE_NONE};
    RootArray root;
    root_array_push(vm, &root, parts, 3);
    List *items = oli_list_of(vm, self);
    Value list = items ? make_object(items) : VALUE_ERROR;
    parts[1] = is_error(list) ? list : make_tuple(vm, &list, 1);
    if (!is_error(parts[1])) parts[2] = state_of(vm, self);
    root_array_pop(vm, &root);
    return make_tuple(vm, parts, 3);
}

static Value reduce_bytearray(Vm *vm, Value self, int64_t protocol) {
    const ByteArray *array = as_bytearray(self);
    Value parts[3] = {make_object(object_of(self)->cls), make_object(vm->empty_tuple), VALUE_NONE};
    RootArray root;
    root_array_push(vm, &root, parts, 3);
    if (array->size && protocol < 3) {
        Str *text = oli_str_decode(vm, array->data, array->size, "latin-1"), *codec = oli_str_from_c(vm, "latin-1");
        Value values[2] = {text ? make_object(text) : VALUE_ERROR, codec ? make_object(codec) : VALUE_ERROR};
        parts[1] = make_tuple(vm, values, 2);
    } else if (array->size) {
        Bytes *bytes = oli_bytes_new(vm, array->data, array->size);
        Value value = bytes ? make_object(bytes) : VALUE_ERROR;
        parts[1] = is_error(value) ? value : make_tuple(vm, &value, 1);
    }
    if (!is_error(parts[1])) parts[2] = state_of(vm, self);
    root_array_pop(vm, &root);
    return make_tuple(vm, parts, 3);
}

static Value reduce_range(Vm *vm, Value self, bool is_slice) {
    static const char *const NAMES[3] = {"start", "stop", "step"};
    Value values[3];
    for (int i = 0; i < 3; i++) {
        Str *name = oli_str_from_c(vm, NAMES[i]);
        values[i] = name ? oli_get_attr(vm, self, name) : VALUE_ERROR;
    }
    Value parts[2] = {make_object(vm->classes[is_slice ? CLASS_SLICE : CLASS_RANGE]), make_tuple(vm, values, 3)};
    return make_tuple(vm, parts, 2);
}

/* A bound function: getattr(self, name). A function of a module: its name. */
static Value reduce_bound(Vm *vm, Value self, Value owner) {
    Value name = oli_get_attr(vm, self, vm->names.dunder_name);
    if (is_error(name) || is_undef(owner) || is_kind(owner, CLASS_MODULE)) return name;
    Value arguments[2] = {owner, name};
    Value parts[2] = {find_builtin(vm, "getattr"), make_tuple(vm, arguments, 2)};
    return make_tuple(vm, parts, 2);
}

/* VALUE_UNDEF: not one of those. */
static Value reduce_builtin(Vm *vm, Value self, int64_t protocol) {
    if (!is_object(self)) return VALUE_UNDEF;
    switch (object_of(self)->kind) {
    case CLASS_LIST_ITERATOR:
    case CLASS_TUPLE_ITERATOR:
    case CLASS_STR_ITERATOR:
    case CLASS_BYTES_ITERATOR:
    case CLASS_SEQUENCE_ITERATOR: return reduce_sequence_iterator(vm, self, "iter");
    case CLASS_LIST_REVERSE_ITERATOR:
        if (is_undef(((SequenceIterator *)(void *)object_of(self))->sequence))
            return reduce_sequence_iterator(vm, self, "iter");
        return call_of_one(vm, find_builtin(vm, "reversed"), ((SequenceIterator *)(void *)object_of(self))->sequence,
                           make_int((int64_t)((SequenceIterator *)(void *)object_of(self))->index - 1));
    case CLASS_REVERSED: return reduce_reversed(vm, self);
    case CLASS_DICT_KEY_ITERATOR:
    case CLASS_DICT_VALUE_ITERATOR:
    case CLASS_DICT_ITEM_ITERATOR:
    case CLASS_DICT_REVERSE_ITERATOR:
    case CLASS_DICT_REVERSE_VALUE_ITERATOR:
    case CLASS_DICT_REVERSE_ITEM_ITERATOR:
    case CLASS_SET_ITERATOR: return reduce_by_copy(vm, self);
    case CLASS_RANGE_ITERATOR: return reduce_range_iterator(vm, self);
    case CLASS_CALLABLE_ITERATOR: return reduce_callable_iterator(vm, self);
    case CLASS_ENUMERATE:
    case CLASS_FILTER:
    case CLASS_MAP:
    case CLASS_ZIP: return reduce_lazy(vm, self);
    case CLASS_SET:
    case CLASS_FROZENSET: return reduce_set(vm, self);
    case CLASS_BYTEARRAY: return reduce_bytearray(vm, self, protocol);
    case CLASS_RANGE: return reduce_range(vm, self, false);
    case CLASS_SLICE: return reduce_range(vm, self, true);
    case CLASS_METHOD: return reduce_bound(vm, self, ((Method *)(void *)object_of(self))->self);
    case CLASS_NATIVE: return reduce_bound(vm, self, as_native(self)->self);
    case CLASS_NATIVE_METHOD: return reduce_bound(vm, self, make_object(as_native(self)->owner));
    default: return VALUE_UNDEF;
    }
}

/* ---- object's methods ---- */

/* The built-in class whose layout instances of `cls` have. */
static Class *layout_class(Class *cls) {
    while (cls->flags & CLASS_FLAG_USER) cls = cls->base;
    return cls;
}

static Value reduce_any(Vm *vm, Value self, int64_t protocol) {
    Value known = reduce_builtin(vm, self, protocol);
    if (!is_undef(known)) return known;
    Value args[3] = {self, make_int(protocol), make_object(layout_class(class_of(vm, self)))};
    return oli_call_library(vm, "copyreg", "_reduce_object", args, 3);
}

Value oli_object_reduce(Vm *vm, Value *args) { return reduce_any(vm, args[0], 0); }

Value oli_object_reduce_ex(Vm *vm, Value *args) {
    int64_t protocol;
    if (!oli_as_i64_clipped(vm, args[1], &protocol)) return VALUE_ERROR;
    Str *name = oli_str_intern(vm, "__reduce__", 10);
    if (!name) return VALUE_ERROR;
    Value own = oli_class_lookup(vm, class_of(vm, args[0]), name);
    bool is_default = is_kind(own, CLASS_NATIVE_METHOD) && as_native(own)->def->fn == oli_object_reduce;
    return is_default ? reduce_any(vm, args[0], protocol) : oli_call_method(vm, args[0], name, NULL, 0);
}

Value oli_object_get_state(Vm *vm, Value *args) { return oli_call_library(vm, "copyreg", "_get_state", args, 1); }
