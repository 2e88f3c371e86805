/* SPDX-License-Identifier: MIT
 *
 * The class dict: operations and methods.
 *
 * Lookups may run script (__hash__, __eq__) that changes the dict, so a position is used at once or not at all.
 * Methods keep their arguments alive by args[]; operators root what they need.
 */
#include "types/dict_private.h"
#include "types/init.h"

/* ---- life ---- */

static void trace(Tracer *tracer, Object *self) {
    const Dict *dict = (Dict *)self;
    for (uint32_t i = 0; i < dict->entry_count; i++) {
        trace_value(tracer, dict->entries[i].key);
        trace_value(tracer, dict->entries[i].value);
    }
}

void oli_dict_finalize(Vm *vm, Object *self) { oli_dict_clear(vm, (Dict *)self); }

static Value create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)args, (void)count, (void)names;
    return oli_instance_new(vm, cls);
}

/* Add keyword arguments: their values are args[0 ..). */
static bool add_keywords(Vm *vm, Dict *dict, const Value *args, const Tuple *names) {
    for (size_t i = 0; i < names->count; i++) {
        if (!oli_dict_set(vm, dict, names->items[i], args[i])) return false;
    }
    return true;
}

static bool init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    uint32_t positional = names ? count - (uint32_t)names->count : count;
    if (!oli_check_arg_count(vm, "dict", positional, 0, 1)) return false;
    Root self_root, names_root;
    root_push(vm, &self_root, self);
    root_push(vm, &names_root, names ? make_object(names) : VALUE_NONE);
    bool ok = (!positional || oli_dict_update(vm, as_dict(self), args[0])) &&
              (!names || add_keywords(vm, as_dict(self), args + positional, names));
    root_pop(vm, &names_root);
    root_pop(vm, &self_root);
    return ok;
}

/* ---- text ---- */

static bool append_entries(Vm *vm, TextBuilder *text, Dict *dict) {
    uint32_t position = 0;
    bool is_first = true;
    for (const DictEntry *entry; (entry = oli_dict_next(dict, &position)); is_first = false) {
        Root key, value;
        root_push(vm, &key, entry->key);
        root_push(vm, &value, entry->value);
        bool ok = (is_first || oli_text_append(text, ", ", 2)) && oli_text_append_repr(text, key.value) &&
                  oli_text_append(text, ": ", 2) && oli_text_append_repr(text, value.value);
        root_pop(vm, &value);
        root_pop(vm, &key);
        if (!ok) return false;
    }
    return true;
}

static Value repr(Vm *vm, Value self) {
    int entered = as_dict(self)->used ? oli_repr_enter(vm, self) : 0;
    if (entered < 0) return VALUE_ERROR;
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_text_append(&text, "{", 1);
    if (entered) {
        Root root;
        root_push(vm, &root, self);
        append_entries(vm, &text, as_dict(self));
        root_pop(vm, &root);
        oli_repr_leave(vm, self);
    } else if (as_dict(self)->used) {
        oli_text_append(&text, "...", 3);
    }
    oli_text_append(&text, "}", 1);
    Str *result = oli_text_finish(&text);
    return result ? make_object(result) : VALUE_ERROR;
}

/* ---- comparison ---- */

/* Whether `b` holds a value equal to that of `entry` under the same key: 1, 0, -1. */
static int has_equal_entry(Vm *vm, Dict *b, DictEntry entry) {
    Root key_root, value_root;
    root_push(vm, &key_root, entry.key);
    root_push(vm, &value_root, entry.value);
    int64_t position = oli_dict_lookup(vm, b, entry.key, entry.hash);
    int result = position == DICT_FAILED ? -1 : 0;
    if (position >= 0) result = oli_equal_items(vm, entry.value, b->entries[position].value);
    root_pop(vm, &value_root);
    root_pop(vm, &key_root);
    return result;
}

static int equal_dicts(Vm *vm, Dict *a, Dict *b) {
    if (a->used != b->used) return 0;
    if (!oli_check_c_stack_in(vm, " in comparison")) return -1;
    Root a_root, b_root;
    root_push(vm, &a_root, make_object(a));
    root_push(vm, &b_root, make_object(b));
    int equal = 1;
    uint32_t position = 0;
    for (const DictEntry *entry; equal > 0 && (entry = oli_dict_next(a, &position));) {
        equal = has_equal_entry(vm, b, *entry);
    }
    root_pop(vm, &b_root);
    root_pop(vm, &a_root);
    return equal;
}

static Value compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (!is_dict(b) || (op != COMPARE_EQ && op != COMPARE_NE)) return VALUE_NOT_IMPLEMENTED;
    int equal = equal_dicts(vm, as_dict(a), as_dict(b));
    return equal < 0 ? VALUE_ERROR : make_bool(equal == (op == COMPARE_EQ));
}

/* ---- subscripts ---- */

static int64_t length(Vm *vm, Value self) {
    (void)vm;
    return as_dict(self)->used;
}

static Value get_missing(Vm *vm, Value self, Value key) {
    if (is_exact(vm, self, CLASS_DICT)) return oli_raise_key(vm, key);
    Root key_root;
    root_push(vm, &key_root, key);
    Value result = oli_call_special(vm, self, vm->names.dunder_missing, &key_root.value, 1);
    root_pop(vm, &key_root);
    return is_undef(result) ? oli_raise_key(vm, key) : result;
}

static Value get_item(Vm *vm, Value self, Value key) {
    Value found = oli_dict_get(vm, as_dict(self), key);
    return is_undef(found) ? get_missing(vm, self, key) : found;
}

static bool set_item(Vm *vm, Value self, Value key, Value item) {
    if (!is_undef(item)) return oli_dict_set(vm, as_dict(self), key, item);
    Root root;
    root_push(vm, &root, key);
    int deleted = oli_dict_delete(vm, as_dict(self), key);
    root_pop(vm, &root);
    if (!deleted) oli_raise_key(vm, key);
    return deleted > 0;
}

static int contains(Vm *vm, Value self, Value key) {
    Value found = oli_dict_get(vm, as_dict(self), key);
    return is_error(found) ? -1 : !is_undef(found);
}

static Value iter(Vm *vm, Value self) { return oli_dict_iterator_new(vm, as_dict(self), DICT_YIELD_KEYS); }

/* ---- | and |= ---- */

static Value binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (op != BINARY_OR || !is_dict(a) || !is_dict(b)) return VALUE_NOT_IMPLEMENTED;
    Dict *result = oli_dict_copy(vm, as_dict(a));
    if (!result) return VALUE_ERROR;
    Root root;
    root_push(vm, &root, make_object(result));
    bool ok = oli_dict_update(vm, result, b);
    root_pop(vm, &root);
    return ok ? make_object(result) : VALUE_ERROR;
}

static Value inplace(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (op != BINARY_OR) return VALUE_NOT_IMPLEMENTED;
    return oli_dict_update(vm, as_dict(a), b) ? a : VALUE_ERROR;
}

/* ---- methods ---- */

static Value or_none(Value v) { return is_undef(v) ? VALUE_NONE : v; }

static Value get_method(Vm *vm, Value *args) {
    Value found = oli_dict_get(vm, as_dict(args[0]), args[1]);
    return is_undef(found) ? or_none(args[2]) : found;
}

static Value setdefault(Vm *vm, Value *args) {
    Dict *dict = as_dict(args[0]);
    int64_t hash;
    if (!oli_hash_key(vm, args[1], &hash)) return VALUE_ERROR;
    int64_t position = oli_dict_lookup(vm, dict, args[1], hash);
    if (position == DICT_FAILED) return VALUE_ERROR;
    if (position >= 0) return dict->entries[position].value;
    Value value = or_none(args[2]);
    return oli_dict_append(vm, dict, args[1], hash, value) ? value : VALUE_ERROR;
}

static Value pop(Vm *vm, Value *args) {
    Dict *dict = as_dict(args[0]);
    if (!dict->used) { /* CPython does not hash the key then */
        return is_undef(args[2]) ? oli_raise_key(vm, args[1]) : args[2];
    }
    int64_t hash;
    if (!oli_hash_key(vm, args[1], &hash)) return VALUE_ERROR;
    int64_t position = oli_dict_lookup(vm, dict, args[1], hash);
    if (position == DICT_FAILED) return VALUE_ERROR;
    if (position == DICT_MISSING) return is_undef(args[2]) ? oli_raise_key(vm, args[1]) : args[2];
    Value value = dict->entries[position].value;
    oli_dict_remove_at(vm, dict, (uint32_t)position);
    return value;
}

static Value popitem(Vm *vm, Value *args) {
    if (!as_dict(args[0])->used) return oli_raise(vm, EXC_KEY_ERROR, "popitem(): dictionary is empty");
    Tuple *pair = oli_tuple_new(vm, 2);
    DictEntry entry;
    if (!pair || !oli_dict_pop_last(vm, as_dict(args[0]), &entry)) return VALUE_ERROR;
    pair->items[0] = entry.key;
    pair->items[1] = entry.value;
    return make_object(pair);
}

/* update([other], **keywords) */
static Value update(Vm *vm, Value *args, uint32_t count, Tuple *names) {
    Dict *dict = as_dict(args[0]);
    uint32_t positional = names ? count - (uint32_t)names->count : count;
    if (!oli_check_arg_count(vm, "update", positional - 1, 0, 1)) return VALUE_ERROR;
    if (positional > 1 && !oli_dict_update(vm, dict, args[1])) return VALUE_ERROR;
    return !names || add_keywords(vm, dict, args + positional, names) ? VALUE_NONE : VALUE_ERROR;
}

static Value clear(Vm *vm, Value *args) {
    oli_dict_clear(vm, as_dict(args[0]));
    return VALUE_NONE;
}

static Value copy(Vm *vm, Value *args) {
    Dict *result = oli_dict_copy(vm, as_dict(args[0]));
    return result ? make_object(result) : VALUE_ERROR;
}

static Value keys(Vm *vm, Value *args) { return oli_dict_view_new(vm, CLASS_DICT_KEYS, as_dict(args[0])); }
static Value values(Vm *vm, Value *args) { return oli_dict_view_new(vm, CLASS_DICT_VALUES, as_dict(args[0])); }
static Value items(Vm *vm, Value *args) { return oli_dict_view_new(vm, CLASS_DICT_ITEMS, as_dict(args[0])); }

static Value reversed(Vm *vm, Value *args) {
    return oli_dict_reverse_iterator_new(vm, as_dict(args[0]), DICT_YIELD_KEYS);
}

static const NativeDef methods[] = {
    NATIVE("clear", "self", clear),
    NATIVE("copy", "self", copy),
    NATIVE("get", "self, key, default=, /", get_method),
    NATIVE("items", "self", items),
    NATIVE("keys", "self", keys),
    NATIVE("pop", "self, key, default=, /", pop),
    NATIVE("popitem", "self", popitem),
    NATIVE("setdefault", "self, key, default=, /", setdefault),
    NATIVE_RAW("update", update),
    NATIVE("values", "self", values),
    NATIVE("__reversed__", "self", reversed),
    NATIVE_END,
};

static const NativeDef class_methods[] = {
    NATIVE("fromkeys", "self, iterable, value=, /", oli_dict_fromkeys),
    NATIVE_END,
};

static const ClassSpec dict_spec = {
    .id = CLASS_DICT,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "dict(mapping_or_pairs=(), /, **items): a mapping in the order of insertion.",
    .size = sizeof(Dict),
    .flags = CLASS_FLAG_SUBCLASSABLE,
    .ops = {.trace = trace,
            .finalize = oli_dict_finalize,
            .create = create,
            .init = init,
            .repr = repr,
            .compare = compare,
            .length = length,
            .get_item = get_item,
            .set_item = set_item,
            .contains = contains,
            .iter = iter,
            .binary = binary,
            .inplace = inplace},
    .methods = methods,
    .class_methods = class_methods,
};

bool oli_init_dict(Vm *vm) {
    return oli_class_define(vm, &dict_spec) && oli_init_dict_views(vm) && oli_init_dict_iterators(vm);
}
