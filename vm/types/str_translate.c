/* SPDX-License-Identifier: MIT
 *
 * str.translate() and the tables that str.maketrans() makes for it.
 */
#include "types/protocol.h"
#include "types/str_methods.h"
#include "types/unicode.h"

/* ---- maketrans ---- */

/* Code point at *cursor as a key or value. */
static Value next_code(const char **cursor) { return make_int((int64_t)utf8_read(cursor)); }

/* maketrans({...}): characters become code points. `root` is rooted. */
static Value table_from_dict(Vm *vm, Value x, Value *root) {
    if (!is_exact(vm, x, CLASS_DICT))
        return oli_raise(vm, EXC_TYPE_ERROR, "if you give only one argument to maketrans it must be a dict");
    Dict *table = oli_dict_new(vm);
    if (!table) return VALUE_ERROR;
    *root = make_object(table); /* a key of a class derived from int may have a __hash__ of its own */
    uint32_t position = 0;
    for (DictEntry *entry; (entry = oli_dict_next(as_dict(x), &position));) {
        Value key = entry->key, value = entry->value;
        if (is_str(key)) {
            if (as_str(key)->length != 1)
                return oli_raise(vm, EXC_VALUE_ERROR, "string keys in translate table must be of length 1");
            const char *p = as_str(key)->data;
            key = next_code(&p);
        } else if (!is_integer(key)) {
            return oli_raise(vm, EXC_TYPE_ERROR, "keys in translate table must be strings or integers");
        }
        if (!oli_dict_set(vm, table, key, value)) return VALUE_ERROR;
    }
    return make_object(table);
}

Value oli_str_do_maketrans(Vm *vm, Value *args) {
    Value x = args[0], y = args[1], z = args[2];
    if (is_undef(y)) return table_from_dict(vm, x, &args[1]);
    if (!is_str(y)) return oli_raise(vm, EXC_TYPE_ERROR, "maketrans() argument 2 must be str, not %T", y);
    if (!is_undef(z) && !is_str(z))
        return oli_raise(vm, EXC_TYPE_ERROR, "maketrans() argument 3 must be str, not %T", z);
    if (!is_str(x))
        return oli_raise(vm, EXC_TYPE_ERROR, "first maketrans argument must be a string if there is a second argument");
    if (as_str(x)->length != as_str(y)->length)
        return oli_raise(vm, EXC_VALUE_ERROR, "the first two maketrans arguments must have equal length");
    Dict *table = oli_dict_new(vm);
    if (!table) return VALUE_ERROR;
    const char *from = as_str(x)->data, *to = as_str(y)->data, *end = from + as_str(x)->size;
    while (from < end) {
        Value key = next_code(&from);
        if (!oli_dict_set(vm, table, key, next_code(&to))) return VALUE_ERROR;
    }
    if (is_undef(z)) return make_object(table);
    for (const char *p = as_str(z)->data, *last = p + as_str(z)->size; p < last;)
        if (!oli_dict_set(vm, table, next_code(&p), VALUE_NONE)) return VALUE_ERROR;
    return make_object(table);
}

/* ---- translate ---- */

/* What the table says of `c`: VALUE_UNDEF when it has nothing (LookupError). May run script. */
static Value look_up(Vm *vm, Value table, uint32_t c) {
    Value key = make_int((int64_t)c);
    if (is_exact(vm, table, CLASS_DICT)) return oli_dict_get(vm, as_dict(table), key);
    Value found = oli_get_item(vm, table, key);
    if (!is_error(found) || !oli_exception_is(vm, EXC_LOOKUP_ERROR)) return found;
    clear_exception(vm);
    return VALUE_UNDEF;
}

static bool append_translated(TextBuilder *text, uint32_t c, Value found) {
    Vm *vm = text->vm;
    if (is_undef(found)) return oli_text_append_char(text, c);
    if (is_none(found)) return true;
    if (is_str(found)) return oli_text_append_str(text, as_str(found));
    if (!is_integer(found))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "character mapping must return integer, None or str");
    int64_t code;
    if (!oli_int_to_i64(found, &code) || code < 0 || code > UNICODE_MAX)
        return oli_raise_false(vm, EXC_VALUE_ERROR, "character mapping must be in range(0x110000)");
    return oli_text_append_char(text, (uint32_t)code);
}

Value oli_str_do_translate(Vm *vm, Value *args) {
    const Str *s = as_str(args[0]);
    TextBuilder text;
    oli_text_init(&text, vm);
    for (const char *p = s->data, *end = p + s->size; p < end;) {
        uint32_t c = utf8_read(&p);
        Value found = look_up(vm, args[1], c);
        if (is_error(found) || !append_translated(&text, c, found)) {
            oli_text_free(&text);
            return VALUE_ERROR;
        }
    }
    return str_value(oli_text_finish(&text));
}
