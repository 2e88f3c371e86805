/* SPDX-License-Identifier: MIT
 *
 * Type parameters and type aliases (PEP 695, 696): the objects are the library's (stdlib/_typing_generic.aio), which is
 * imported when the first of them is made.
 */
#include "run/run.h"

#include "run/scheduler.h"
#include "types/class.h"

Value oli_generic(Vm *vm, uint32_t what, const Value *operands) {
    static const char *const MAKERS[] = {"type_var", "type_var_tuple", "param_spec", "type_alias", "generic_base",
                                         "constrained"};
    if (what == GENERIC_SET) {
        Function *function = as_function(operands[0]);
        function->type_params = operands[1];
        barrier(vm, operands[1]);
        return operands[0];
    }
    Value module = oli_dict_get_str(vm, vm->frame->function->globals, vm->names.dunder_name);
    Value arguments[4] = {operands[0], VALUE_NONE, VALUE_NONE, is_undef(module) ? VALUE_NONE : module};
    if (what == GENERIC_BASE) return oli_call_library(vm, "_typing_generic", MAKERS[what], arguments, 1);
    arguments[1] = operands[1];
    arguments[2] = operands[2];
    return oli_call_library(vm, "_typing_generic", MAKERS[what], arguments, 4);
}
