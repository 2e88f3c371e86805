/* SPDX-License-Identifier: MIT
 *
 * What the compiled program needs of modules written in Aioli, imported when it is needed first: type parameters and type
 * aliases (PEP 695, 696; stdlib/_typing_generic.aio), and the compiler's warnings.
 */
#include "run/run.h"

#include "run/scheduler.h"
#include "types/class.h"

bool oli_tell_syntax_warning(Vm *vm, Str *message, Str *filename, uint32_t line) {
    Value arguments[4] = {make_object(message), make_object(vm->exceptions[EXC_SYNTAX_WARNING]), make_object(filename),
                          make_int(line)};
    return !is_error(oli_call_library(vm, "warnings", "warn_explicit", arguments, 4));
}

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
