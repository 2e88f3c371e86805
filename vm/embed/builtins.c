/* SPDX-License-Identifier: MIT
 *
 * The namespace of the module builtins: functions, classes, exceptions, constants.
 */
#include "embed/builtins.h"
#include "run/traceback.h"
#include "types/init.h"

/* Classes that scripts name; all others are reached through their instances. */
static const ClassId visible_classes[] = {
    CLASS_OBJECT,   CLASS_TYPE,        CLASS_INT,          CLASS_BOOL,  CLASS_FLOAT, CLASS_COMPLEX, CLASS_STR,
    CLASS_BYTES,    CLASS_BYTEARRAY,   CLASS_LIST,         CLASS_TUPLE, CLASS_DICT,  CLASS_SET,     CLASS_FROZENSET,
    CLASS_RANGE,    CLASS_SLICE,       CLASS_ENUMERATE,    CLASS_ZIP,   CLASS_MAP,   CLASS_FILTER,  CLASS_REVERSED,
    CLASS_PROPERTY, CLASS_CLASSMETHOD, CLASS_STATICMETHOD, CLASS_SUPER, CLASS_MEMORYVIEW,
};

static bool add_classes(Vm *vm, Dict *namespace_) {
    for (size_t i = 0; i < sizeof visible_classes / sizeof visible_classes[0]; i++) {
        Class *cls = vm->classes[visible_classes[i]];
        if (!oli_dict_set_str(vm, namespace_, cls->name, make_object(cls))) return false;
    }
    return true;
}

/* asyncio's exceptions are found in asyncio. */
static bool is_in_builtins(Vm *vm, Class *cls) {
    Value module = oli_dict_get_str(vm, cls->dict, vm->names.dunder_module);
    return is_str(module) && as_str(module) == vm->names.builtins;
}

static bool add_exceptions(Vm *vm, Dict *namespace_) {
    for (int id = 0; id < EXC_COUNT; id++) {
        Class *cls = vm->exceptions[id];
        if (is_in_builtins(vm, cls) && !oli_dict_set_str(vm, namespace_, cls->name, make_object(cls))) return false;
    }
    Value os_error = make_object(vm->exceptions[EXC_OS_ERROR]);
    return oli_dict_set_c(vm, namespace_, "EnvironmentError", os_error) &&
           oli_dict_set_c(vm, namespace_, "IOError", os_error);
}

bool oli_init_builtins(Vm *vm) {
    if (!vm->builtins && !(vm->builtins = oli_dict_new(vm))) return false;
    Dict *namespace_ = vm->builtins;
    Str *module = vm->names.builtins;
    return oli_dict_set_str(vm, namespace_, vm->names.dunder_name, make_object(module)) &&
           oli_define_natives(vm, namespace_, oli_builtins_number, module) &&
           oli_define_natives(vm, namespace_, oli_builtins_object, module) &&
           oli_define_natives(vm, namespace_, oli_builtins_text, module) &&
           oli_define_natives(vm, namespace_, oli_builtins_run, module) && add_classes(vm, namespace_) &&
           add_exceptions(vm, namespace_) && oli_dict_set_c(vm, namespace_, "None", VALUE_NONE) &&
           oli_dict_set_c(vm, namespace_, "True", VALUE_TRUE) && oli_dict_set_c(vm, namespace_, "False", VALUE_FALSE) &&
           oli_dict_set_c(vm, namespace_, "NotImplemented", VALUE_NOT_IMPLEMENTED) &&
           oli_dict_set_c(vm, namespace_, "Ellipsis", VALUE_ELLIPSIS) &&
           oli_dict_set_c(vm, namespace_, "__debug__", VALUE_TRUE) && oli_init_traceback_module(vm);
}
