/* SPDX-License-Identifier: MIT
 *
 * The class str and its iterator: operators, subscripts, construction. Methods are listed in str_methods.h.
 */
#include "types/container.h"
#include "types/format.h"
#include "types/init.h"
#include "types/native.h"
#include "types/reduce.h"
#include "types/str_codec.h"
#include "types/str_find.h"
#include "types/str_methods.h"
#include "types/unicode.h"

/* ---- memory ---- */

static void trace(Tracer *tracer, Object *self) {
    Str *s = (Str *)(void *)self;
    trace_object(tracer, s->buffer);
    trace_object(tracer, s->offsets);
}

/* ---- construction ---- */

/* str(object, encoding, errors) */
static Value decode_argument(Vm *vm, const Value *bound) {
    static const char *const NAMES[] = {"object", "encoding", "errors"};
    for (int i = 1; i <= 2; i++)
        if (!is_undef(bound[i]) && !is_str(bound[i]))
            return oli_raise(vm, EXC_TYPE_ERROR, "str() argument '%s' must be str, not %T", NAMES[i], bound[i]);
    if (is_undef(bound[0])) return make_object(vm->empty_str);
    if (is_str(bound[0])) return oli_raise(vm, EXC_TYPE_ERROR, "decoding str is not supported");
    ByteSpan span;
    if (!oli_bytes_span(bound[0], &span))
        return oli_raise(vm, EXC_TYPE_ERROR, "decoding to str: need a bytes-like object, %T found", bound[0]);
    return oli_codec_decode(vm, span, bound[0], is_undef(bound[1]) ? NULL : as_str(bound[1]),
                            is_undef(bound[2]) ? NULL : as_str(bound[2]));
}

Value oli_str_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    Value bound[NATIVE_MAX_ARGS];
    if (count == 1 && !names) { /* the common case */
        bound[0] = args[0];
        bound[1] = bound[2] = VALUE_UNDEF;
    } else {
        if (count > 3 && !names)
            return oli_raise(vm, EXC_TYPE_ERROR, "str expected at most 3 arguments, got %u", count);
        if (!oli_native_bind(vm, "str", "object=, encoding=, errors=", args, count, names, bound)) return VALUE_ERROR;
    }
    Value text;
    if (!is_undef(bound[1]) || !is_undef(bound[2])) text = decode_argument(vm, bound);
    else if (is_undef(bound[0])) text = make_object(vm->empty_str);
    else text = str_value(oli_to_str(vm, bound[0]));
    if (is_error(text) || cls == vm->classes[CLASS_STR]) return text;
    return oli_str_instance(vm, cls, as_str(text));
}

/* ---- operators ---- */

static Value to_str(Vm *vm, Value self) { return str_value(oli_str_exact(vm, as_str(self))); }

static bool hash(Vm *vm, Value self, int64_t *out) {
    *out = (int64_t)oli_str_hash(vm, as_str(self));
    return true;
}

static Value compare(Vm *vm, Value a, Value b, CompareOperator op) {
    (void)vm;
    if (!is_str(a) || !is_str(b)) return VALUE_NOT_IMPLEMENTED;
    if (op == COMPARE_EQ) return make_bool(oli_str_equal(as_str(a), as_str(b)));
    if (op == COMPARE_NE) return make_bool(!oli_str_equal(as_str(a), as_str(b)));
    int order = oli_str_compare(as_str(a), as_str(b));
    switch (op) {
    case COMPARE_LT: return make_bool(order < 0);
    case COMPARE_LE: return make_bool(order <= 0);
    case COMPARE_GT: return make_bool(order > 0);
    default: return make_bool(order >= 0);
    }
}

static int64_t length(Vm *vm, Value self) {
    (void)vm;
    return as_str(self)->length;
}

static int contains(Vm *vm, Value self, Value item) {
    if (!is_str(item)) {
        oli_raise(vm, EXC_TYPE_ERROR, "'in <string>' requires string as left operand, not %T", item);
        return -1;
    }
    const Str *s = as_str(self), *part = as_str(item);
    return oli_find(s->data, s->size, part->data, part->size) != NOT_FOUND;
}

static Value get_slice(Vm *vm, Str *s, const Slice *slice) {
    int64_t start, stop, step, count;
    if (!oli_slice_resolve(vm, slice, s->length, &start, &stop, &step, &count)) return VALUE_ERROR;
    if (count <= 0) return make_object(vm->empty_str);
    if (step == 1) return str_value(oli_str_slice(vm, s, (size_t)start, (size_t)(start + count)));
    return str_value(oli_str_stepped(vm, s, start, step, count));
}

static Value get_item(Vm *vm, Value self, Value key) {
    Str *s = as_str(self);
    if (is_kind(key, CLASS_SLICE)) return get_slice(vm, s, (const Slice *)object_of(key));
    int64_t index;
    int known = oli_subscript_index(vm, key, &index);
    if (known < 0) return VALUE_ERROR;
    if (!known) return oli_raise(vm, EXC_TYPE_ERROR, "string indices must be integers, not '%T'", key);
    size_t at;
    if (!oli_resolve_index(index, s->length, &at)) return oli_raise(vm, EXC_INDEX_ERROR, "string index out of range");
    return oli_str_at(vm, s, at);
}

static Value repeat(Vm *vm, Value a, Value b) {
    if (!oli_may_repeat(vm, is_str(a) ? b : a)) return VALUE_NOT_IMPLEMENTED;
    size_t count;
    Value early = oli_repeat_count(vm, a, b, !is_str(a), &count);
    if (!is_undef(early)) return early;
    Str *s = as_str(is_str(a) ? a : b);
    if (s->size && count > (size_t)INT64_MAX / s->size)
        return oli_raise(vm, EXC_OVERFLOW_ERROR, "repeated string is too long");
    return str_value(oli_str_repeat(vm, s, (int64_t)count));
}

static Value binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    switch (op) {
    case BINARY_ADD:
        if (!is_str(a)) return VALUE_NOT_IMPLEMENTED;
        if (!is_str(b)) return oli_concat_foreign(vm, a, b, "str");
        return str_value(oli_str_concat(vm, as_str(a), as_str(b)));
    case BINARY_MUL: return repeat(vm, a, b);
    case BINARY_MOD: return is_str(a) ? oli_percent_format(vm, as_str(a), b) : VALUE_NOT_IMPLEMENTED;
    default: return VALUE_NOT_IMPLEMENTED;
    }
}

static Value iter(Vm *vm, Value self) { return oli_iterator_over(vm, CLASS_STR_ITERATOR, self, 0); }

/* ---- methods that belong to no other file ---- */

Value oli_str_do_getnewargs(Vm *vm, Value *args) {
    Str *text = oli_str_exact(vm, as_str(args[0]));
    if (!text) return VALUE_ERROR;
    Value item = make_object(text);
    Tuple *tuple = oli_tuple_from(vm, &item, 1);
    return tuple ? make_object(tuple) : VALUE_ERROR;
}

Value oli_str_do_format_map(Vm *vm, Value *args) { return oli_template_format(vm, as_str(args[0]), NULL, args[1]); }

Value oli_str_do_format(Vm *vm, Value *args, uint32_t count, Tuple *names) {
    uint32_t named = names ? (uint32_t)names->count : 0, positional = count - 1 - named;
    Str *template_ = as_str(args[0]);
    Tuple *values = oli_tuple_from(vm, args + 1, positional);
    Dict *by_name = values && named ? oli_dict_new(vm) : NULL;
    if (!values || (named && !by_name)) return VALUE_ERROR;
    for (uint32_t i = 0; i < named; i++)
        if (!oli_dict_set_str(vm, by_name, as_str(names->items[i]), args[1 + positional + i])) return VALUE_ERROR;
    Root values_root, names_root;
    root_push(vm, &values_root, make_object(values));
    root_push(vm, &names_root, named ? make_object(by_name) : VALUE_UNDEF);
    Value result = oli_template_format(vm, template_, values, names_root.value);
    root_pop(vm, &names_root);
    root_pop(vm, &values_root);
    return result;
}

/* ---- the iterator ---- */

static void trace_iterator(Tracer *tracer, Object *self) {
    trace_value(tracer, ((SequenceIterator *)(void *)self)->sequence);
}

static Value iterator_self(Vm *vm, Value self) {
    (void)vm;
    return self;
}

static Value iterator_length_hint(Vm *vm, Value *args) {
    (void)vm;
    const SequenceIterator *iterator = (const SequenceIterator *)object_of(args[0]);
    if (is_undef(iterator->sequence)) return make_int(0);
    return make_int((int64_t)(as_str(iterator->sequence)->length - iterator->index));
}

/* ---- the classes ---- */

static const NativeDef methods[] = {
#define METHOD(name, signature, function) NATIVE(name, signature, oli_str_do_##function),
    STR_METHODS(METHOD)
#undef METHOD
    NATIVE_RAW("format", oli_str_do_format),
    NATIVE_END,
};

static const NativeDef static_methods[] = {NATIVE("maketrans", "x, y=, z=, /", oli_str_do_maketrans), NATIVE_END};

static const NativeDef iterator_methods[] = {NATIVE("__length_hint__", "self, /", iterator_length_hint),
                                                NATIVE("__setstate__", "self, state, /", oli_iterator_set_state),
                                                NATIVE_END};

static const ClassSpec str_spec = {
    .id = CLASS_STR,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .doc = "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\nText: an immutable sequence of "
           "code points.",
    .size = sizeof(Str),
    .flags = CLASS_FLAG_SUBCLASSABLE,
    .ops = {.trace = trace,
            .create = oli_str_create,
            .repr = oli_str_repr,
            .str = to_str,
            .hash = hash,
            .compare = compare,
            .format = oli_format_str,
            .length = length,
            .get_item = get_item,
            .contains = contains,
            .iter = iter,
            .binary = binary},
    .methods = methods,
    .static_methods = static_methods,
};

static const ClassSpec iterator_spec = {
    .id = CLASS_STR_ITERATOR,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(SequenceIterator),
    .ops = {.trace = trace_iterator, .iter = iterator_self, .next = oli_str_iterator_next},
    .methods = iterator_methods,
};

bool oli_init_str(Vm *vm) {
    return oli_class_define(vm, &str_spec) && oli_str_init_shared(vm) && oli_class_define(vm, &iterator_spec);
}
