/* SPDX-License-Identifier: MIT
 *
 * The iterators over dicts and their views, upwards and downwards.
 *
 * An iterator counts how many entries it still expects: a dict that changed its size is an error from then on, one
 * whose keys were exchanged meanwhile is noticed when there are more entries than expected.
 */
#include "types/dict_private.h"

enum { USED_CHANGED = -1 }; /* DictIterator.used after the size changed: the error stays */

Value oli_dict_entry_as(Vm *vm, const DictEntry *entry, DictYield yields) {
    if (yields == DICT_YIELD_KEYS) return entry->key;
    if (yields == DICT_YIELD_VALUES) return entry->value;
    Tuple *pair = oli_tuple_from(vm, (Value[]){entry->key, entry->value}, 2);
    return pair ? make_object(pair) : VALUE_ERROR;
}

static Value new_iterator(Vm *vm, ClassId id, Dict *dict, DictYield yields, uint32_t position) {
    DictIterator *iterator = oli_new(vm, vm->classes[id], sizeof(DictIterator));
    if (!iterator) return VALUE_ERROR;
    iterator->dict = dict;
    iterator->position = position;
    iterator->used = iterator->remaining = dict->used;
    iterator->yields = (uint8_t)yields;
    return make_object(iterator);
}

Value oli_dict_iterator_new(Vm *vm, Dict *dict, DictYield yields) {
    return new_iterator(vm, (ClassId)(CLASS_DICT_KEY_ITERATOR + (int)yields), dict, yields, 0);
}

Value oli_dict_reverse_iterator_new(Vm *vm, Dict *dict, DictYield yields) {
    return new_iterator(vm, (ClassId)(CLASS_DICT_REVERSE_ITERATOR + (int)yields), dict, yields, dict->entry_count);
}

static Value raise_changed(Vm *vm, DictIterator *iterator) {
    iterator->used = (uint32_t)USED_CHANGED;
    return oli_raise(vm, EXC_RUNTIME_ERROR, "dictionary changed size during iteration");
}

/* The next entry upwards, or NULL with *end set: VALUE_STOP or VALUE_ERROR. */
static inline const DictEntry *next_entry(Vm *vm, DictIterator *iterator, Value *end) {
    Dict *dict = iterator->dict;
    *end = VALUE_STOP;
    if (!dict) return NULL;
    if (iterator->used != dict->used) {
        *end = raise_changed(vm, iterator);
        return NULL;
    }
    const DictEntry *entry = oli_dict_next(dict, &iterator->position);
    if (!entry) {
        iterator->dict = NULL;
        return NULL;
    }
    if (!iterator->remaining) {
        iterator->dict = NULL;
        *end = oli_raise(vm, EXC_RUNTIME_ERROR, "dictionary keys changed during iteration");
        return NULL;
    }
    iterator->remaining--;
    return entry;
}

static inline Value next_as(Vm *vm, Value self, DictYield yields) {
    Value end;
    const DictEntry *entry = next_entry(vm, (DictIterator *)object_of(self), &end);
    return entry ? oli_dict_entry_as(vm, entry, yields) : end;
}

int oli_dict_next_pair(Vm *vm, Value iterator, Value out[2]) {
    Value end;
    const DictEntry *entry = next_entry(vm, (DictIterator *)object_of(iterator), &end);
    if (!entry) return is_stop(end) ? 0 : -1;
    out[0] = entry->key;
    out[1] = entry->value;
    return 1;
}

static Value next_key(Vm *vm, Value self) { return next_as(vm, self, DICT_YIELD_KEYS); }
static Value next_value(Vm *vm, Value self) { return next_as(vm, self, DICT_YIELD_VALUES); }
static Value next_item(Vm *vm, Value self) { return next_as(vm, self, DICT_YIELD_ITEMS); }

static Value next_reversed(Vm *vm, Value self) {
    DictIterator *iterator = (DictIterator *)object_of(self);
    Dict *dict = iterator->dict;
    if (!dict) return VALUE_STOP;
    if (iterator->used != dict->used) return raise_changed(vm, iterator);
    if (iterator->position > dict->entry_count) iterator->position = dict->entry_count;
    while (iterator->position > dict->first) {
        const DictEntry *entry = &dict->entries[--iterator->position];
        if (is_undef(entry->key)) continue;
        if (iterator->remaining) iterator->remaining--;
        return oli_dict_entry_as(vm, entry, (DictYield)iterator->yields);
    }
    iterator->dict = NULL;
    return VALUE_STOP;
}

static void trace(Tracer *tracer, Object *self) { trace_object(tracer, ((DictIterator *)self)->dict); }

static Value length_hint(Vm *vm, Value *args) {
    (void)vm;
    const DictIterator *iterator = (DictIterator *)object_of(args[0]);
    bool is_valid = iterator->dict && iterator->used == iterator->dict->used;
    return make_int(is_valid ? iterator->remaining : 0);
}

static const NativeDef methods[] = {
    NATIVE("__length_hint__", "self", length_hint),
    NATIVE_END,
};

static bool define(Vm *vm, ClassId id, UnaryFn next) {
    ClassSpec spec = {
        .id = id,
        .base = CLASS_OBJECT,
        .module = "builtins",
        .size = sizeof(DictIterator),
        .flags = CLASS_FLAG_NO_INSTANTIATE | CLASS_FLAG_NO_DICT,
        .ops = {.trace = trace, .iter = oli_iterate_self, .next = next},
        .methods = methods,
    };
    return oli_class_define(vm, &spec);
}

bool oli_init_dict_iterators(Vm *vm) {
    return define(vm, CLASS_DICT_KEY_ITERATOR, next_key) && define(vm, CLASS_DICT_VALUE_ITERATOR, next_value) &&
           define(vm, CLASS_DICT_ITEM_ITERATOR, next_item) && define(vm, CLASS_DICT_REVERSE_ITERATOR, next_reversed) &&
           define(vm, CLASS_DICT_REVERSE_VALUE_ITERATOR, next_reversed) &&
           define(vm, CLASS_DICT_REVERSE_ITEM_ITERATOR, next_reversed);
}
