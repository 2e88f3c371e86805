/* SPDX-License-Identifier: MIT
 *
 * The exception classes' own layouts, for the files exception*.c and those that fill fields directly.
 *
 * Fields that a class adds to BaseException stand one after another from Exception.value on; how many follows from
 * Class.size, so one trace function serves all. An unset field is VALUE_UNDEF and reads as None.
 */
#ifndef OLI_TYPES_EXCEPTION_H
#define OLI_TYPES_EXCEPTION_H

#include "types/protocol.h"

enum { IMPORT_ERROR_MSG, IMPORT_ERROR_NAME, IMPORT_ERROR_PATH, IMPORT_ERROR_NAME_FROM, IMPORT_ERROR_FIELDS };
enum { NAME_ERROR_NAME, NAME_ERROR_FIELDS };
enum { ATTRIBUTE_ERROR_NAME, ATTRIBUTE_ERROR_OBJ, ATTRIBUTE_ERROR_FIELDS };
enum {
    OS_ERROR_ERRNO,
    OS_ERROR_STRERROR,
    OS_ERROR_FILENAME,
    OS_ERROR_FILENAME2,
    OS_ERROR_CHARACTERS_WRITTEN,
    OS_ERROR_FIELDS
};
enum {
    SYNTAX_ERROR_MSG,
    SYNTAX_ERROR_FILENAME,
    SYNTAX_ERROR_LINENO,
    SYNTAX_ERROR_OFFSET,
    SYNTAX_ERROR_TEXT,
    SYNTAX_ERROR_END_LINENO,
    SYNTAX_ERROR_END_OFFSET,
    SYNTAX_ERROR_PRINT_FILE_AND_LINE,
    SYNTAX_ERROR_FIELDS
};
enum {
    UNICODE_ERROR_ENCODING,
    UNICODE_ERROR_OBJECT,
    UNICODE_ERROR_START,
    UNICODE_ERROR_END,
    UNICODE_ERROR_REASON,
    UNICODE_ERROR_FIELDS
};
enum { GROUP_MESSAGE, GROUP_EXCEPTIONS, GROUP_FIELDS };

/* Bytes of an instance with `fields` fields of its own. */
#define EXCEPTION_SIZE(fields) ((uint32_t)(offsetof(Exception, value) + (fields) * sizeof(Value)))

static inline Value *exception_fields(Exception *exception) {
    return (Value *)(void *)((char *)exception + offsetof(Exception, value));
}

/* The field, None where unset. */
static inline Value exception_field(Value exception, uint32_t index) {
    Value v = exception_fields(as_exception(exception))[index];
    return is_undef(v) ? VALUE_NONE : v;
}

static inline void exception_set_field(Vm *vm, Value exception, uint32_t index, Value v) {
    exception_fields(as_exception(exception))[index] = v;
    barrier(vm, v);
}

/* A getter and a setter for a field that may hold anything; deleting it makes it read as None. */
#define EXCEPTION_FIELD(prefix, name, index)                                                                           \
    static Value prefix##_get_##name(Vm *vm, Value self) {                                                             \
        (void)vm;                                                                                                      \
        return exception_field(self, index);                                                                           \
    }                                                                                                                  \
    static bool prefix##_set_##name(Vm *vm, Value self, Value value) {                                                 \
        exception_set_field(vm, self, index, value);                                                                   \
        return true;                                                                                                   \
    }
#define EXCEPTION_GETSET(prefix, name)                                                                                 \
    { #name, prefix##_get_##name, prefix##_set_##name }

/* Specs of the classes that have more than a name; exception_class.c defines them. */
extern const ClassSpec oli_base_exception_spec, oli_stop_iteration_spec, oli_system_exit_spec, oli_key_error_spec,
    oli_import_error_spec, oli_name_error_spec, oli_attribute_error_spec, oli_syntax_error_spec, oli_os_error_spec,
    oli_unicode_decode_error_spec, oli_unicode_encode_error_spec, oli_unicode_translate_error_spec;

/* An instance of exactly `cls` with these args, fields unset; its class's constructor is not called. Never runs
 * script. NULL: no memory. */
Exception *oli_exception_alloc(Vm *vm, Class *cls, Tuple *args);

/* BaseException's operations, which the other classes' begin with. */
Value oli_exception_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names);
bool oli_exception_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names);
Value oli_exception_str(Vm *vm, Value self);
/* Replace args by the values. */
bool oli_exception_set_args(Vm *vm, Exception *exception, const Value *args, uint32_t count);
/* TypeError when a call passed keywords to a class that takes none. */
bool oli_exception_no_keywords(Vm *vm, Class *cls, Tuple *names);

/* The subclass of OSError that stands for this errno, or OSError itself. */
Class *oli_os_error_class(Vm *vm, int64_t error);

#endif
