/* SPDX-License-Identifier: MIT
 *
 * Exception classes with fields of their own: StopIteration, SystemExit, KeyError, ImportError, NameError,
 * AttributeError, SyntaxError. (OSError: exception_os.c; the Unicode errors: exception_unicode.c.)
 */
#include "types/exception.h"

enum { FLAGS = CLASS_FLAG_SUBCLASSABLE | CLASS_FLAG_EXCEPTION | CLASS_FLAG_HAS_DICT };

/* ---- StopIteration.value, SystemExit.code ---- */

EXCEPTION_FIELD(first, value, 0)
EXCEPTION_FIELD(first, code, 0)

static bool stop_iteration_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    if (!oli_exception_init(vm, self, args, count, names)) return false;
    exception_set_field(vm, self, 0, count ? args[0] : VALUE_UNDEF);
    return true;
}

static bool system_exit_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    if (!oli_exception_init(vm, self, args, count, names)) return false;
    if (count == 1) exception_set_field(vm, self, 0, args[0]);
    if (count > 1) exception_set_field(vm, self, 0, make_object(as_exception(self)->args));
    return true;
}

static const GetSetDef stop_iteration_getsets[] = {EXCEPTION_GETSET(first, value), {NULL, NULL, NULL}};
static const GetSetDef system_exit_getsets[] = {EXCEPTION_GETSET(first, code), {NULL, NULL, NULL}};

const ClassSpec oli_stop_iteration_spec = {
    .id = CLASS_EXCEPTION,
    .module = "builtins",
    .size = EXCEPTION_SIZE(1),
    .flags = FLAGS,
    .ops = {.init = stop_iteration_init},
    .getsets = stop_iteration_getsets,
};

const ClassSpec oli_system_exit_spec = {
    .id = CLASS_EXCEPTION,
    .module = "builtins",
    .size = EXCEPTION_SIZE(1),
    .flags = FLAGS,
    .ops = {.init = system_exit_init},
    .getsets = system_exit_getsets,
};

/* ---- KeyError: the text of a single argument is its repr, so that KeyError('') says something ---- */

static Value key_error_str(Vm *vm, Value self) {
    Tuple *args = as_exception(self)->args;
    if (args->count != 1) return oli_exception_str(vm, self);
    Str *text = oli_repr(vm, args->items[0]);
    return text ? make_object(text) : VALUE_ERROR;
}

const ClassSpec oli_key_error_spec = {
    .id = CLASS_EXCEPTION,
    .module = "builtins",
    .flags = FLAGS,
    .ops = {.str = key_error_str},
};

/* ---- keywords that become fields ---- */

/* Store the keyword arguments in the fields of these names; TypeError for any other. Fields not named are unset. */
static bool take_keywords(Vm *vm, Value self, const Value *values, Tuple *names, const char *const *fields,
                          uint32_t field_count, uint32_t first_field, const char *class_name) {
    for (uint32_t i = 0; i < field_count; i++) exception_fields(as_exception(self))[first_field + i] = VALUE_UNDEF;
    for (size_t k = 0; names && k < names->count; k++) {
        uint32_t i = 0;
        while (i < field_count && !oli_str_equals_c(as_str(names->items[k]), fields[i])) i++;
        if (i == field_count)
            return oli_raise_false(vm, EXC_TYPE_ERROR, "%s() got an unexpected keyword argument %R", class_name,
                                   names->items[k]);
        exception_set_field(vm, self, first_field + i, values[k]);
    }
    return true;
}

static uint32_t positional_count(uint32_t count, const Tuple *names) {
    return names ? count - (uint32_t)names->count : count;
}

EXCEPTION_FIELD(import_error, msg, IMPORT_ERROR_MSG)
EXCEPTION_FIELD(import_error, name, IMPORT_ERROR_NAME)
EXCEPTION_FIELD(import_error, path, IMPORT_ERROR_PATH)
EXCEPTION_FIELD(import_error, name_from, IMPORT_ERROR_NAME_FROM)

static bool import_error_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    static const char *const fields[] = {"name", "path", "name_from"};
    uint32_t positional = positional_count(count, names);
    if (!oli_exception_set_args(vm, as_exception(self), args, positional)) return false;
    if (!take_keywords(vm, self, args + positional, names, fields, 3, IMPORT_ERROR_NAME, "ImportError")) return false;
    exception_set_field(vm, self, IMPORT_ERROR_MSG, positional == 1 ? args[0] : VALUE_UNDEF);
    return true;
}

static Value import_error_str(Vm *vm, Value self) {
    Value msg = exception_field(self, IMPORT_ERROR_MSG);
    return is_exact(vm, msg, CLASS_STR) ? msg : oli_exception_str(vm, self);
}

static const GetSetDef import_error_getsets[] = {
    EXCEPTION_GETSET(import_error, msg),
    EXCEPTION_GETSET(import_error, name),
    EXCEPTION_GETSET(import_error, path),
    EXCEPTION_GETSET(import_error, name_from),
    {NULL, NULL, NULL},
};

const ClassSpec oli_import_error_spec = {
    .id = CLASS_EXCEPTION,
    .module = "builtins",
    .size = EXCEPTION_SIZE(IMPORT_ERROR_FIELDS),
    .flags = FLAGS,
    .ops = {.init = import_error_init, .str = import_error_str},
    .getsets = import_error_getsets,
};

EXCEPTION_FIELD(name_error, name, NAME_ERROR_NAME)

static bool name_error_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    static const char *const fields[] = {"name"};
    uint32_t positional = positional_count(count, names);
    return oli_exception_set_args(vm, as_exception(self), args, positional) &&
           take_keywords(vm, self, args + positional, names, fields, 1, NAME_ERROR_NAME, "NameError");
}

static const GetSetDef name_error_getsets[] = {EXCEPTION_GETSET(name_error, name), {NULL, NULL, NULL}};

const ClassSpec oli_name_error_spec = {
    .id = CLASS_EXCEPTION,
    .module = "builtins",
    .size = EXCEPTION_SIZE(NAME_ERROR_FIELDS),
    .flags = FLAGS,
    .ops = {.init = name_error_init},
    .getsets = name_error_getsets,
};

EXCEPTION_FIELD(attribute_error, name, ATTRIBUTE_ERROR_NAME)
EXCEPTION_FIELD(attribute_error, obj, ATTRIBUTE_ERROR_OBJ)

static bool attribute_error_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    static const char *const fields[] = {"name", "obj"};
    uint32_t positional = positional_count(count, names);
    return oli_exception_set_args(vm, as_exception(self), args, positional) &&
           take_keywords(vm, self, args + positional, names, fields, 2, ATTRIBUTE_ERROR_NAME, "AttributeError");
}

static const GetSetDef attribute_error_getsets[] = {
    EXCEPTION_GETSET(attribute_error, name),
    EXCEPTION_GETSET(attribute_error, obj),
    {NULL, NULL, NULL},
};

const ClassSpec oli_attribute_error_spec = {
    .id = CLASS_EXCEPTION,
    .module = "builtins",
    .size = EXCEPTION_SIZE(ATTRIBUTE_ERROR_FIELDS),
    .flags = FLAGS,
    .ops = {.init = attribute_error_init},
    .getsets = attribute_error_getsets,
};

/* ---- SyntaxError(msg, (filename, lineno, offset, text[, end_lineno, end_offset])) ---- */

EXCEPTION_FIELD(syntax_error, msg, SYNTAX_ERROR_MSG)
EXCEPTION_FIELD(syntax_error, filename, SYNTAX_ERROR_FILENAME)
EXCEPTION_FIELD(syntax_error, lineno, SYNTAX_ERROR_LINENO)
EXCEPTION_FIELD(syntax_error, offset, SYNTAX_ERROR_OFFSET)
EXCEPTION_FIELD(syntax_error, text, SYNTAX_ERROR_TEXT)
EXCEPTION_FIELD(syntax_error, end_lineno, SYNTAX_ERROR_END_LINENO)
EXCEPTION_FIELD(syntax_error, end_offset, SYNTAX_ERROR_END_OFFSET)
EXCEPTION_FIELD(syntax_error, print_file_and_line, SYNTAX_ERROR_PRINT_FILE_AND_LINE)

static bool take_location(Vm *vm, Value self, Tuple *location) {
    size_t count = location->count;
    if (count < 4) return oli_raise_false(vm, EXC_TYPE_ERROR, "function takes at least 4 arguments (%zu given)", count);
    if (count > 7) return oli_raise_false(vm, EXC_TYPE_ERROR, "function takes at most 7 arguments (%zu given)", count);
    for (size_t i = 0; i < 6; i++)
        exception_set_field(vm, self, SYNTAX_ERROR_FILENAME + (uint32_t)i,
                            i < count ? location->items[i] : VALUE_UNDEF);
    if (count == 5)
        return oli_raise_false(vm, EXC_TYPE_ERROR, "end_offset must be provided when end_lineno is provided");
    return true;
}

static bool syntax_error_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    if (!oli_exception_init(vm, self, args, count, names)) return false;
    if (count >= 1) exception_set_field(vm, self, SYNTAX_ERROR_MSG, args[0]);
    if (count != 2) return true;
    Root root;
    root_push(vm, &root, self);
    Tuple *location = oli_tuple_of(vm, args[1]);
    root_pop(vm, &root);
    return location && take_location(vm, self, location);
}

/* "msg (file, line n)" with what is known; of the file its last path component. */
static Value syntax_error_str(Vm *vm, Value self) {
    Value filename = exception_field(self, SYNTAX_ERROR_FILENAME), line = exception_field(self, SYNTAX_ERROR_LINENO);
    const char *base = NULL;
    int size = 0;
    if (is_str(filename)) {
        const Str *path = as_str(filename);
        size_t start = path->size;
        while (start > 0 && path->data[start - 1] != '/') start--;
        base = path->data + start;
        size = (int)(path->size - start);
    }
    bool has_line = is_int(line);
    Value msg = exception_field(self, SYNTAX_ERROR_MSG);
    if (!base && !has_line) {
        Str *plain = oli_to_str(vm, msg);
        return plain ? make_object(plain) : VALUE_ERROR;
    }
    Str *text = base && has_line ? oli_str_format(vm, "%V (%.*s, line %lld)", msg, size, base, (long long)int_of(line))
                : base           ? oli_str_format(vm, "%V (%.*s)", msg, size, base)
                                 : oli_str_format(vm, "%V (line %lld)", msg, (long long)int_of(line));
    return text ? make_object(text) : VALUE_ERROR;
}

static const GetSetDef syntax_error_getsets[] = {
    EXCEPTION_GETSET(syntax_error, msg),
    EXCEPTION_GETSET(syntax_error, filename),
    EXCEPTION_GETSET(syntax_error, lineno),
    EXCEPTION_GETSET(syntax_error, offset),
    EXCEPTION_GETSET(syntax_error, text),
    EXCEPTION_GETSET(syntax_error, end_lineno),
    EXCEPTION_GETSET(syntax_error, end_offset),
    EXCEPTION_GETSET(syntax_error, print_file_and_line),
    {NULL, NULL, NULL},
};

const ClassSpec oli_syntax_error_spec = {
    .id = CLASS_EXCEPTION,
    .module = "builtins",
    .size = EXCEPTION_SIZE(SYNTAX_ERROR_FIELDS),
    .flags = FLAGS,
    .ops = {.init = syntax_error_init, .str = syntax_error_str},
    .getsets = syntax_error_getsets,
};
