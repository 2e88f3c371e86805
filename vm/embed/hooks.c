/* SPDX-License-Identifier: MIT
 *
 * What run/ asks of the layers above it: a place for warnings, and what the REPL does with a value.
 */
#include "embed/output.h"
#include "run/run.h"

void oli_warn_text(Vm *vm, Str *text) {
    oli_output_flush_quietly(vm);
    if (!oli_output_str(vm, 2, text)) clear_exception(vm);
}

/* sys.displayhook: print repr(v) unless it is None, and remember it as builtins._ */
bool oli_print_expression(Vm *vm, Value v) {
    if (is_none(v)) return true;
    Root root;
    root_push(vm, &root, v);
    Str *text = oli_repr(vm, v);
    bool ok = text && oli_output_str(vm, 1, text) && oli_output(vm, 1, "\n", 1) && oli_dict_set_c(vm, vm->builtins, "_", v);
    root_pop(vm, &root);
    return ok;
}
