/* SPDX-License-Identifier: MIT
 *
 * Raising: how C code makes an exception pending, takes it, and how exceptions are chained.
 *
 * At most one exception is pending, in vm->exception. An exception made pending here gets the one being handled
 * (vm->handled) as its __context__; passing on a pending exception changes nothing. MemoryError is one object made at
 * the start, so that raising it allocates nothing: it is wiped at each raise.
 */
#include "types/exception.h"

#include <string.h>

/* ---- chaining ---- */

/* Whether `wanted` is in the chain of contexts below `start`; a chain that is a cycle already ends the search. */
static Exception *find_in_contexts(Exception *start, const Exception *wanted) {
    Exception *slow = start;
    bool advance_slow = false;
    for (Exception *e = start; is_exception(e->context); advance_slow = !advance_slow) {
        Exception *next = as_exception(e->context);
        if (next == wanted) return e;
        e = next;
        if (e == slow) return NULL;
        if (advance_slow) slow = as_exception(slow->context);
    }
    return NULL;
}

void oli_exception_set_context(Vm *vm, Value exception, Value context) {
    if (!is_exception(context) || is_same(exception, context)) return;
    Exception *before = find_in_contexts(as_exception(context), as_exception(exception));
    if (before) before->context = VALUE_NONE;
    as_exception(exception)->context = context;
    barrier(vm, context);
}

Value oli_raise_value(Vm *vm, Value exception) {
    oli_exception_set_context(vm, exception, vm->handled);
    vm->exception = exception;
    return VALUE_ERROR;
}

/* ---- raising ---- */

/* An exception of a built-in class with the one argument `text`, or none when it is NULL. */
static Exception *make_exception(Vm *vm, ExceptionId id, Str *text) {
    Tuple *args = vm->empty_tuple;
    if (text) {
        args = oli_tuple_new(vm, 1);
        if (!args) return NULL;
        args->items[0] = make_object(text);
    }
    return oli_exception_alloc(vm, vm->exceptions[id], args);
}

static Exception *make_formatted(Vm *vm, ExceptionId id, const char *format, va_list args) {
    Str *text = oli_str_vformat(vm, format, args);
    return text ? make_exception(vm, id, text) : NULL;
}

static Value raise_formatted(Vm *vm, ExceptionId id, const char *format, va_list args) {
    Exception *exception = make_formatted(vm, id, format, args);
    return exception ? oli_raise_value(vm, make_object(exception)) : VALUE_ERROR;
}

Value oli_raise(Vm *vm, ExceptionId id, const char *format, ...) {
    va_list args;
    va_start(args, format);
    Value result = raise_formatted(vm, id, format, args);
    va_end(args);
    return result;
}

bool oli_raise_false(Vm *vm, ExceptionId id, const char *format, ...) {
    va_list args;
    va_start(args, format);
    raise_formatted(vm, id, format, args);
    va_end(args);
    return false;
}

void *oli_raise_null(Vm *vm, ExceptionId id, const char *format, ...) {
    va_list args;
    va_start(args, format);
    raise_formatted(vm, id, format, args);
    va_end(args);
    return NULL;
}

int oli_raise_int(Vm *vm, ExceptionId id, const char *format, ...) {
    va_list args;
    va_start(args, format);
    raise_formatted(vm, id, format, args);
    va_end(args);
    return -1;
}

Value oli_raise_class(Vm *vm, Class *cls, Value argument) {
    Value exception =
        is_undef(argument) ? oli_exception_new(vm, cls, NULL, 0) : oli_exception_new(vm, cls, &argument, 1);
    return is_error(exception) ? VALUE_ERROR : oli_raise_value(vm, exception);
}

Value oli_raise_no_memory(Vm *vm) {
    if (!is_exception(vm->memory_error)) { /* while the VM starts: pending, but nobody will look at it */
        vm->exception = VALUE_NONE;
        return VALUE_ERROR;
    }
    Exception *e = as_exception(vm->memory_error);
    e->cause = e->context = e->traceback = VALUE_NONE;
    e->suppress_context = false;
    return oli_raise_value(vm, vm->memory_error);
}

Value oli_raise_errno(Vm *vm, int error, Value filename) {
    Str *text = oli_str_from_c(vm, strerror(error));
    if (!text) return VALUE_ERROR;
    Value values[3] = {make_int(error), make_object(text), filename};
    Tuple *args = oli_tuple_from(vm, values, 2);
    if (!args) return VALUE_ERROR;
    Exception *exception = oli_exception_alloc(vm, oli_os_error_class(vm, error), args);
    if (!exception) return VALUE_ERROR;
    memcpy(exception_fields(exception), values, sizeof values);
    return oli_raise_value(vm, make_object(exception));
}

Value oli_raise_key(Vm *vm, Value key) {
    Tuple *args = oli_tuple_from(vm, &key, 1);
    Exception *exception = args ? oli_exception_alloc(vm, vm->exceptions[EXC_KEY_ERROR], args) : NULL;
    return exception ? oli_raise_value(vm, make_object(exception)) : VALUE_ERROR;
}

Value oli_raise_stop(Vm *vm, Value value) {
    Tuple *args = is_undef(value) ? vm->empty_tuple : oli_tuple_from(vm, &value, 1);
    Exception *exception = args ? oli_exception_alloc(vm, vm->exceptions[EXC_STOP_ITERATION], args) : NULL;
    if (!exception) return VALUE_ERROR;
    exception->value = value;
    return oli_raise_value(vm, make_object(exception));
}

Value oli_raise_attribute(Vm *vm, Value object, Str *name, const char *format, ...) {
    va_list args;
    va_start(args, format);
    Exception *exception = make_formatted(vm, EXC_ATTRIBUTE_ERROR, format, args);
    va_end(args);
    if (!exception) return VALUE_ERROR;
    exception_fields(exception)[ATTRIBUTE_ERROR_NAME] = make_object(name);
    exception_fields(exception)[ATTRIBUTE_ERROR_OBJ] = object;
    return oli_raise_value(vm, make_object(exception));
}

Value oli_raise_name(Vm *vm, ExceptionId id, Str *name, const char *format, ...) {
    va_list args;
    va_start(args, format);
    Exception *exception = make_formatted(vm, id, format, args);
    va_end(args);
    if (!exception) return VALUE_ERROR;
    exception_fields(exception)[NAME_ERROR_NAME] = make_object(name);
    return oli_raise_value(vm, make_object(exception));
}

Value oli_raise_import(Vm *vm, ExceptionId id, Str *name, Value path, const char *format, ...) {
    va_list args;
    va_start(args, format);
    Exception *exception = make_formatted(vm, id, format, args);
    va_end(args);
    if (!exception) return VALUE_ERROR;
    Value *fields = exception_fields(exception);
    fields[IMPORT_ERROR_MSG] = exception->args->items[0];
    fields[IMPORT_ERROR_NAME] = name ? make_object(name) : VALUE_UNDEF;
    fields[IMPORT_ERROR_PATH] = path;
    return oli_raise_value(vm, make_object(exception));
}

bool oli_set_readonly(Vm *vm, Value self, Value value) {
    (void)self, (void)value;
    return oli_raise_false(vm, EXC_ATTRIBUTE_ERROR, "readonly attribute");
}

/* ---- the raise statement ---- */

static bool is_exception_class(const Vm *vm, Value v) {
    return is_kind(v, CLASS_TYPE) && oli_class_is_subclass((Class *)object_of(v), vm->exceptions[EXC_BASE_EXCEPTION]);
}

/* The instance that `v` (an instance or a class) stands for; VALUE_ERROR with `wording` as a TypeError. */
static Value instantiate(Vm *vm, Value v, const char *wording) {
    if (is_exception(v)) return v;
    if (!is_exception_class(vm, v)) return oli_raise(vm, EXC_TYPE_ERROR, "%s", wording);
    Root root;
    root_push(vm, &root, v);
    Value made = oli_call0(vm, v);
    root_pop(vm, &root);
    if (is_error(made) || is_exception(made)) return made;
    return oli_raise(vm, EXC_TYPE_ERROR, "calling %R should have returned an instance of BaseException, not %R", v,
                     make_object(class_of(vm, made)));
}

static bool set_cause(Vm *vm, Value exception, Value cause) {
    if (!is_none(cause)) {
        Root root;
        root_push(vm, &root, exception);
        cause = instantiate(vm, cause, "exception causes must derive from BaseException");
        root_pop(vm, &root);
        if (is_error(cause)) return false;
    }
    as_exception(exception)->cause = cause;
    as_exception(exception)->suppress_context = true;
    barrier(vm, cause);
    return true;
}

Value oli_raise_statement(Vm *vm, Value exception, Value cause) {
    Root root;
    root_push(vm, &root, cause);
    Value made = instantiate(vm, exception, "exceptions must derive from BaseException");
    root_pop(vm, &root);
    if (is_error(made)) return VALUE_ERROR;
    if (!is_undef(cause) && !set_cause(vm, made, cause)) return VALUE_ERROR;
    return oli_raise_value(vm, made);
}

/* ---- looking ---- */

Value oli_take_exception(Vm *vm) {
    Value exception = vm->exception;
    vm->exception = VALUE_UNDEF;
    return exception;
}

bool oli_is_instance_of_exception(Vm *vm, Value v, ExceptionId id) {
    return is_exception(v) && oli_class_is_subclass(object_of(v)->cls, vm->exceptions[id]);
}

bool oli_exception_is(Vm *vm, ExceptionId id) { return oli_is_instance_of_exception(vm, vm->exception, id); }
