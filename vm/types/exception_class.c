/* SPDX-License-Identifier: MIT
 *
 * BaseException and the classes of exceptions.def: construction, text, the attributes that every exception has.
 *
 * As in CPython, args are set by __new__ and again by __init__, so a subclass that overrides one of them behaves the
 * same. Classes with fields or text of their own have a spec in exception_kinds.c, exception_os.c, exception_unicode.c;
 * all others are BaseException under another name.
 */
#include "types/class.h"
#include "types/init.h"
#include "types/exception_group.h"

/* ---- construction ---- */

Exception *oli_exception_alloc(Vm *vm, Class *cls, Tuple *args) {
    Exception *exception = oli_new(vm, cls, cls->size);
    if (!exception) return NULL;
    exception->args = args;
    exception->cause = exception->context = exception->traceback = VALUE_NONE;
    Value *fields = exception_fields(exception);
    uint32_t count = (cls->size - (uint32_t)offsetof(Exception, value)) / (uint32_t)sizeof(Value);
    for (uint32_t i = 0; i < count; i++) fields[i] = VALUE_UNDEF;
    return exception;
}

static Tuple *make_args(Vm *vm, const Value *args, uint32_t count) {
    return count ? oli_tuple_from(vm, args, count) : vm->empty_tuple;
}

Value oli_exception_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    uint32_t positional = names ? count - (uint32_t)names->count : count;
    Tuple *tuple = make_args(vm, args, positional);
    Exception *exception = tuple ? oli_exception_alloc(vm, cls, tuple) : NULL;
    return exception ? make_object(exception) : VALUE_ERROR;
}

/* Whether args are these values already: __init__ follows __new__ with the same ones nearly always. */
static bool has_args(const Exception *exception, const Value *args, uint32_t count) {
    if (exception->args->count != count) return false;
    for (uint32_t i = 0; i < count; i++)
        if (!is_same(exception->args->items[i], args[i])) return false;
    return true;
}

bool oli_exception_set_args(Vm *vm, Exception *exception, const Value *args, uint32_t count) {
    if (has_args(exception, args, count)) return true;
    Tuple *tuple = make_args(vm, args, count);
    if (!tuple) return false;
    exception->args = tuple;
    barrier_object(vm, tuple);
    return true;
}

bool oli_exception_no_keywords(Vm *vm, Class *cls, Tuple *names) {
    if (!names || names->count == 0) return true;
    return oli_raise_false(vm, EXC_TYPE_ERROR, "%C() takes no keyword arguments", cls);
}

bool oli_exception_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    if (!oli_exception_no_keywords(vm, object_of(self)->cls, names)) return false;
    return oli_exception_set_args(vm, as_exception(self), args, count);
}

Value oli_exception_new(Vm *vm, Class *cls, const Value *args, uint32_t count) {
    if (cls->flags & CLASS_FLAG_USER) return oli_call(vm, make_object(cls), args, count, NULL);
    Value values[8];
    if (count > sizeof values / sizeof values[0]) return oli_call(vm, make_object(cls), args, count, NULL);
    for (uint32_t i = 0; i < count; i++) values[i] = args[i];
    Value exception = cls->ops.create(vm, cls, values, count, NULL);
    if (is_error(exception)) return VALUE_ERROR;
    return object_of(exception)->cls->ops.init(vm, exception, values, count, NULL) ? exception : VALUE_ERROR;
}

static void exception_trace(Tracer *tracer, Object *self) {
    Exception *exception = (Exception *)self;
    trace_object(tracer, exception->args);
    trace_value(tracer, exception->cause);
    trace_value(tracer, exception->context);
    trace_value(tracer, exception->traceback);
    uint32_t count = (self->cls->size - (uint32_t)offsetof(Exception, value)) / (uint32_t)sizeof(Value);
    trace_values(tracer, exception_fields(exception), count);
}

/* ---- text ---- */

Value oli_exception_str(Vm *vm, Value self) {
    Tuple *args = as_exception(self)->args;
    if (args->count == 0) return make_object(vm->empty_str);
    Str *text = oli_to_str(vm, args->count == 1 ? args->items[0] : make_object(args));
    return text ? make_object(text) : VALUE_ERROR;
}

static Value exception_repr(Vm *vm, Value self) {
    Tuple *args = as_exception(self)->args;
    Class *cls = object_of(self)->cls;
    Str *text = args->count == 1 ? oli_str_format(vm, "%C(%R)", cls, args->items[0])
                                 : oli_str_format(vm, "%C%R", cls, make_object(args));
    return text ? make_object(text) : VALUE_ERROR;
}

/* ---- attributes ---- */

static Value get_args(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_exception(self)->args);
}

static bool set_args(Vm *vm, Value self, Value value) {
    if (is_undef(value)) return oli_raise_false(vm, EXC_TYPE_ERROR, "args may not be deleted");
    Root root;
    root_push(vm, &root, self);
    Tuple *args = oli_tuple_of(vm, value);
    root_pop(vm, &root);
    if (!args) return false;
    as_exception(self)->args = args;
    barrier_object(vm, args);
    return true;
}

static Value get_traceback(Vm *vm, Value self) {
    (void)vm;
    return as_exception(self)->traceback;
}

static bool set_traceback(Vm *vm, Value self, Value value) {
    if (is_undef(value)) return oli_raise_false(vm, EXC_TYPE_ERROR, "__traceback__ may not be deleted");
    if (!is_none(value) && !is_kind(value, CLASS_TRACEBACK))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "__traceback__ must be a traceback or None");
    as_exception(self)->traceback = value;
    barrier(vm, value);
    return true;
}

static Value get_context(Vm *vm, Value self) {
    (void)vm;
    return as_exception(self)->context;
}

static bool set_context(Vm *vm, Value self, Value value) {
    if (is_undef(value)) return oli_raise_false(vm, EXC_TYPE_ERROR, "__context__ may not be deleted");
    if (!is_none(value) && !is_exception(value))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "exception context must be None or derive from BaseException");
    as_exception(self)->context = value;
    barrier(vm, value);
    return true;
}

static Value get_cause(Vm *vm, Value self) {
    (void)vm;
    return as_exception(self)->cause;
}

static bool set_cause(Vm *vm, Value self, Value value) {
    if (is_undef(value)) return oli_raise_false(vm, EXC_TYPE_ERROR, "__cause__ may not be deleted");
    if (!is_none(value) && !is_exception(value))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "exception cause must be None or derive from BaseException");
    as_exception(self)->cause = value;
    as_exception(self)->suppress_context = true;
    barrier(vm, value);
    return true;
}

static Value get_suppress_context(Vm *vm, Value self) {
    (void)vm;
    return make_bool(as_exception(self)->suppress_context);
}

static bool set_suppress_context(Vm *vm, Value self, Value value) {
    if (is_undef(value)) return oli_raise_false(vm, EXC_TYPE_ERROR, "can't delete numeric/char attribute");
    if (!is_bool(value)) return oli_raise_false(vm, EXC_TYPE_ERROR, "attribute value type must be bool");
    as_exception(self)->suppress_context = is_same(value, VALUE_TRUE);
    return true;
}

static const GetSetDef base_getsets[] = {
    {"args", get_args, set_args},
    {"__traceback__", get_traceback, set_traceback},
    {"__context__", get_context, set_context},
    {"__cause__", get_cause, set_cause},
    {"__suppress_context__", get_suppress_context, set_suppress_context},
    {NULL, NULL, NULL},
};

/* ---- methods ---- */

static Value with_traceback(Vm *vm, Value *args) { return set_traceback(vm, args[0], args[1]) ? args[0] : VALUE_ERROR; }

static Value add_note(Vm *vm, Value *args) {
    if (!is_str(args[1])) return oli_raise(vm, EXC_TYPE_ERROR, "note must be a str, not '%T'", args[1]);
    Value notes = oli_find_attr(vm, args[0], vm->names.dunder_notes);
    if (is_error(notes)) return VALUE_ERROR;
    if (is_undef(notes)) {
        List *list = oli_list_from(vm, &args[1], 1);
        if (!list || !oli_set_attr(vm, args[0], vm->names.dunder_notes, make_object(list))) return VALUE_ERROR;
        return VALUE_NONE;
    }
    if (!is_list(notes)) return oli_raise(vm, EXC_TYPE_ERROR, "Cannot add note: __notes__ is not a list");
    return oli_list_append(vm, as_list(notes), args[1]) ? VALUE_NONE : VALUE_ERROR;
}

/* The attributes that pickling and copying restore after calling the class with args: what __dict__ holds, and the
 * keyword fields of ImportError, NameError and AttributeError. NULL: error; empty when there are none. */
static Dict *get_state(Vm *vm, Value self) {
    static const struct {
        ExceptionId id;
        uint32_t field;
        const char *name;
    } keyword_fields[] = {
        {EXC_IMPORT_ERROR, IMPORT_ERROR_NAME, "name"},           {EXC_IMPORT_ERROR, IMPORT_ERROR_PATH, "path"},
        {EXC_IMPORT_ERROR, IMPORT_ERROR_NAME_FROM, "name_from"}, {EXC_NAME_ERROR, NAME_ERROR_NAME, "name"},
        {EXC_ATTRIBUTE_ERROR, ATTRIBUTE_ERROR_NAME, "name"},
    };
    Value attributes = oli_find_attr(vm, self, vm->names.dunder_dict);
    if (is_error(attributes)) return NULL;
    Dict *state = is_dict(attributes) ? oli_dict_copy(vm, as_dict(attributes)) : oli_dict_new(vm);
    if (!state) return NULL;
    for (size_t i = 0; i < sizeof keyword_fields / sizeof keyword_fields[0]; i++) {
        if (!oli_is_instance_of_exception(vm, self, keyword_fields[i].id)) continue;
        Value v = exception_fields(as_exception(self))[keyword_fields[i].field];
        if (!is_undef(v) && !oli_dict_set_c(vm, state, keyword_fields[i].name, v)) return NULL;
    }
    bool keeps_args = state->used && oli_is_instance_of_exception(vm, self, EXC_ATTRIBUTE_ERROR);
    Value args = make_object(as_exception(self)->args);
    return keeps_args && !oli_dict_set_str(vm, state, vm->names.args, args) ? NULL : state;
}

/* OSError gave up its file names when it was made: calling it again needs them. */
static Tuple *arguments_again(Vm *vm, Value self) {
    Exception *exception = as_exception(self);
    if (!oli_is_instance_of_exception(vm, self, EXC_OS_ERROR) || exception->args->count != 2) return exception->args;
    const Value *fields = exception_fields(exception);
    if (is_undef(fields[OS_ERROR_FILENAME])) return exception->args;
    bool two_files = !is_undef(fields[OS_ERROR_FILENAME2]);
    Value values[5] = {exception->args->items[0], exception->args->items[1], fields[OS_ERROR_FILENAME], VALUE_NONE,
                       fields[OS_ERROR_FILENAME2]};
    return oli_tuple_from(vm, values, two_files ? 5 : 3);
}

static Value reduce(Vm *vm, Value *args) {
    Dict *state = get_state(vm, args[0]);
    Tuple *again = state ? arguments_again(vm, args[0]) : NULL;
    if (!again) return VALUE_ERROR;
    Value values[3] = {make_object(object_of(args[0])->cls), make_object(again), make_object(state)};
    Tuple *result = oli_tuple_from(vm, values, state->used ? 3 : 2);
    return result ? make_object(result) : VALUE_ERROR;
}

static Value set_state(Vm *vm, Value *args) {
    if (is_none(args[1])) return VALUE_NONE;
    if (!is_dict(args[1])) return oli_raise(vm, EXC_TYPE_ERROR, "state is not a dictionary");
    uint32_t position = 0;
    for (DictEntry *entry; (entry = oli_dict_next(as_dict(args[1]), &position));) {
        if (!is_str(entry->key))
            return oli_raise(vm, EXC_TYPE_ERROR, "attribute name must be string, not '%T'", entry->key);
        if (!oli_set_attr(vm, args[0], as_str(entry->key), entry->value)) return VALUE_ERROR;
    }
    return VALUE_NONE;
}

static const NativeDef base_methods[] = {
    NATIVE("with_traceback", "self, tb, /", with_traceback),
    NATIVE("add_note", "self, note, /", add_note),
    NATIVE("__reduce__", "self, /", reduce),
    NATIVE("__setstate__", "self, state, /", set_state),
    NATIVE_END,
};

/* ---- definition ---- */

const ClassSpec oli_base_exception_spec = {
    .id = CLASS_EXCEPTION,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(Exception),
    .flags = CLASS_FLAG_SUBCLASSABLE | CLASS_FLAG_EXCEPTION | CLASS_FLAG_HAS_DICT,
    .ops = {.trace = exception_trace,
            .create = oli_exception_create,
            .init = oli_exception_init,
            .repr = exception_repr,
            .str = oli_exception_str},
    .methods = base_methods,
    .getsets = base_getsets,
};

/* A class that differs from its base in name only. */
static const ClassSpec plain_spec = {
    .id = CLASS_EXCEPTION,
    .module = "builtins",
    .flags = CLASS_FLAG_SUBCLASSABLE | CLASS_FLAG_EXCEPTION | CLASS_FLAG_HAS_DICT,
};

static const ClassSpec asyncio_spec = {
    .id = CLASS_EXCEPTION,
    .module = "asyncio.exceptions",
    .flags = CLASS_FLAG_SUBCLASSABLE | CLASS_FLAG_EXCEPTION | CLASS_FLAG_HAS_DICT,
};

static const ClassSpec asyncio_queue_spec = {
    .id = CLASS_EXCEPTION,
    .module = "asyncio.queues",
    .flags = CLASS_FLAG_SUBCLASSABLE | CLASS_FLAG_EXCEPTION | CLASS_FLAG_HAS_DICT,
};

static const ClassSpec *spec_of(ExceptionId id) {
    switch (id) {
    case EXC_BASE_EXCEPTION: return &oli_base_exception_spec;
    case EXC_STOP_ITERATION: return &oli_stop_iteration_spec;
    case EXC_SYSTEM_EXIT: return &oli_system_exit_spec;
    case EXC_KEY_ERROR: return &oli_key_error_spec;
    case EXC_IMPORT_ERROR: return &oli_import_error_spec;
    case EXC_NAME_ERROR: return &oli_name_error_spec;
    case EXC_ATTRIBUTE_ERROR: return &oli_attribute_error_spec;
    case EXC_SYNTAX_ERROR: return &oli_syntax_error_spec;
    case EXC_OS_ERROR: return &oli_os_error_spec;
    case EXC_UNICODE_DECODE_ERROR: return &oli_unicode_decode_error_spec;
    case EXC_UNICODE_ENCODE_ERROR: return &oli_unicode_encode_error_spec;
    case EXC_UNICODE_TRANSLATE_ERROR: return &oli_unicode_translate_error_spec;
    case EXC_BASE_EXCEPTION_GROUP: return &oli_exception_group_spec;
    case EXC_CANCELLED_ERROR:
    case EXC_INVALID_STATE_ERROR: return &asyncio_spec;
    case EXC_QUEUE_EMPTY:
    case EXC_QUEUE_FULL:
    case EXC_QUEUE_SHUT_DOWN: return &asyncio_queue_spec;
    default: return &plain_spec;
    }
}

bool oli_init_exceptions(Vm *vm) {
    static const struct {
        const char *name;
        ExceptionId base;
    } table[EXC_COUNT] = {
#define EXCEPTION(id, name, base) {#name, EXC_##base},
#include "types/exceptions.def"
#undef EXCEPTION
    };
    for (int id = 0; id < EXC_COUNT; id++) {
        Class *base = id == EXC_BASE_EXCEPTION ? vm->classes[CLASS_OBJECT] : vm->exceptions[table[id].base];
        Class *cls = oli_class_define_as(vm, spec_of((ExceptionId)id), table[id].name, base);
        if (!cls) return false;
        vm->exceptions[id] = cls;
        if (id == EXC_BASE_EXCEPTION) vm->classes[CLASS_EXCEPTION] = cls;
    }
    Exception *memory_error = oli_exception_alloc(vm, vm->exceptions[EXC_MEMORY_ERROR], vm->empty_tuple);
    if (!memory_error) return false;
    vm->memory_error = make_object(memory_error);
    return oli_exception_group_link(vm) && oli_init_traceback(vm);
}
