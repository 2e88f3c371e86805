/* SPDX-License-Identifier: MIT
 *
 * OSError: OSError(errno, strerror[, filename[, winerror[, filename2]]]) selects the subclass that stands for errno.
 *
 * As in CPython the fields are taken in __new__, unless a script's subclass overrides __init__ alone: then __new__
 * leaves everything to the __init__ that it calls.
 */
#include "types/exception.h"

#include <errno.h>

static ExceptionId class_for_errno(int64_t error) {
    switch (error) {
#ifdef EAGAIN
    case EAGAIN: return EXC_BLOCKING_IO_ERROR;
#endif
#ifdef EALREADY
    case EALREADY: return EXC_BLOCKING_IO_ERROR;
#endif
#ifdef EINPROGRESS
    case EINPROGRESS: return EXC_BLOCKING_IO_ERROR;
#endif
#ifdef EPIPE
    case EPIPE: return EXC_BROKEN_PIPE_ERROR;
#endif
#ifdef ESHUTDOWN
    case ESHUTDOWN: return EXC_BROKEN_PIPE_ERROR;
#endif
#ifdef ECHILD
    case ECHILD: return EXC_CHILD_PROCESS_ERROR;
#endif
#ifdef ECONNABORTED
    case ECONNABORTED: return EXC_CONNECTION_ABORTED_ERROR;
#endif
#ifdef ECONNREFUSED
    case ECONNREFUSED: return EXC_CONNECTION_REFUSED_ERROR;
#endif
#ifdef ECONNRESET
    case ECONNRESET: return EXC_CONNECTION_RESET_ERROR;
#endif
#ifdef EEXIST
    case EEXIST: return EXC_FILE_EXISTS_ERROR;
#endif
#ifdef ENOENT
    case ENOENT: return EXC_FILE_NOT_FOUND_ERROR;
#endif
#ifdef EISDIR
    case EISDIR: return EXC_IS_A_DIRECTORY_ERROR;
#endif
#ifdef ENOTDIR
    case ENOTDIR: return EXC_NOT_A_DIRECTORY_ERROR;
#endif
#ifdef EINTR
    case EINTR: return EXC_INTERRUPTED_ERROR;
#endif
#ifdef EACCES
    case EACCES: return EXC_PERMISSION_ERROR;
#endif
#ifdef EPERM
    case EPERM: return EXC_PERMISSION_ERROR;
#endif
#ifdef ESRCH
    case ESRCH: return EXC_PROCESS_LOOKUP_ERROR;
#endif
#ifdef ETIMEDOUT
    case ETIMEDOUT: return EXC_TIMEOUT_ERROR;
#endif
    default: return EXC_OS_ERROR;
    }
}

Class *oli_os_error_class(Vm *vm, int64_t error) { return vm->exceptions[class_for_errno(error)]; }

/* Whether __init__ takes the fields rather than __new__. */
static bool init_takes_fields(const Class *cls) {
    return (cls->flags & CLASS_FLAG_HAS_INIT) && !(cls->flags & CLASS_FLAG_HAS_NEW);
}

/* Fill the fields from the arguments, and args too: without the file names, when there is one. */
static bool take_fields(Vm *vm, Value self, Value *args, uint32_t count) {
    uint32_t kept = count;
    if (count >= 2 && count <= 5) {
        exception_set_field(vm, self, OS_ERROR_ERRNO, args[0]);
        exception_set_field(vm, self, OS_ERROR_STRERROR, args[1]);
        if (count >= 3 && !is_none(args[2])) {
            bool blocking = object_of(self)->cls == vm->exceptions[EXC_BLOCKING_IO_ERROR];
            if (blocking && is_integer(args[2])) {
                exception_set_field(vm, self, OS_ERROR_CHARACTERS_WRITTEN, args[2]);
            } else {
                exception_set_field(vm, self, OS_ERROR_FILENAME, args[2]);
                if (count == 5 && !is_none(args[4])) exception_set_field(vm, self, OS_ERROR_FILENAME2, args[4]);
                kept = 2;
            }
        }
    }
    return oli_exception_set_args(vm, as_exception(self), args, kept);
}

static Value os_error_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    bool later = init_takes_fields(cls);
    if (!later && !oli_exception_no_keywords(vm, cls, names)) return VALUE_ERROR;
    int64_t error;
    if (cls == vm->exceptions[EXC_OS_ERROR] && count >= 2 && count <= 5 && is_integer(args[0]) &&
        oli_int_to_i64(args[0], &error))
        cls = oli_os_error_class(vm, error);
    Exception *exception = oli_exception_alloc(vm, cls, vm->empty_tuple);
    if (!exception) return VALUE_ERROR;
    if (!later && !take_fields(vm, make_object(exception), args, count)) return VALUE_ERROR;
    return make_object(exception);
}

static bool os_error_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    if (!init_takes_fields(object_of(self)->cls)) return true;
    return oli_exception_no_keywords(vm, object_of(self)->cls, names) && take_fields(vm, self, args, count);
}

static Value os_error_str(Vm *vm, Value self) {
    const Value *fields = exception_fields(as_exception(self));
    Value error = exception_field(self, OS_ERROR_ERRNO), text = exception_field(self, OS_ERROR_STRERROR);
    Value filename = fields[OS_ERROR_FILENAME], filename2 = fields[OS_ERROR_FILENAME2];
    Str *result;
    if (!is_undef(filename)) {
        result = is_undef(filename2) ? oli_str_format(vm, "[Errno %V] %V: %R", error, text, filename)
                                     : oli_str_format(vm, "[Errno %V] %V: %R -> %R", error, text, filename, filename2);
    } else if (!is_undef(fields[OS_ERROR_ERRNO]) && !is_undef(fields[OS_ERROR_STRERROR])) {
        result = oli_str_format(vm, "[Errno %V] %V", error, text);
    } else {
        return oli_exception_str(vm, self);
    }
    return result ? make_object(result) : VALUE_ERROR;
}

EXCEPTION_FIELD(os_error, errno, OS_ERROR_ERRNO)
EXCEPTION_FIELD(os_error, strerror, OS_ERROR_STRERROR)
EXCEPTION_FIELD(os_error, filename, OS_ERROR_FILENAME)
EXCEPTION_FIELD(os_error, filename2, OS_ERROR_FILENAME2)

static Value get_characters_written(Vm *vm, Value self) {
    Value written = exception_fields(as_exception(self))[OS_ERROR_CHARACTERS_WRITTEN];
    return is_undef(written) ? oli_raise(vm, EXC_ATTRIBUTE_ERROR, "characters_written") : written;
}

static bool set_characters_written(Vm *vm, Value self, Value value) {
    if (is_undef(value)) {
        if (is_error(get_characters_written(vm, self))) return false;
    } else {
        value = oli_as_index(vm, value);
        if (is_error(value)) return false;
    }
    exception_set_field(vm, self, OS_ERROR_CHARACTERS_WRITTEN, value);
    return true;
}

static const GetSetDef os_error_getsets[] = {
    {"errno", os_error_get_errno, os_error_set_errno},
    EXCEPTION_GETSET(os_error, strerror),
    EXCEPTION_GETSET(os_error, filename),
    EXCEPTION_GETSET(os_error, filename2),
    {"characters_written", get_characters_written, set_characters_written},
    {NULL, NULL, NULL},
};

const ClassSpec oli_os_error_spec = {
    .id = CLASS_EXCEPTION,
    .module = "builtins",
    .size = EXCEPTION_SIZE(OS_ERROR_FIELDS),
    .flags = CLASS_FLAG_SUBCLASSABLE | CLASS_FLAG_EXCEPTION | CLASS_FLAG_HAS_DICT,
    .ops = {.create = os_error_create, .init = os_error_init, .str = os_error_str},
    .getsets = os_error_getsets,
};
