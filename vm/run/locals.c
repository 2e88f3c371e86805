/* SPDX-License-Identifier: MIT
 *
 * The names that a frame sees, as dicts: what locals() and globals() give.
 */
#include "run/traceback.h"

#include "run/frame.h"

/* The value behind a register: a captured variable is in a cell. */
static Value variable_of(Value v) { return is_kind(v, CLASS_CELL) ? as_cell(v)->value : v; }

static bool add_variable(Vm *vm, Dict *dict, Value name, Value v) {
    v = variable_of(v);
    if (is_undef(v) || !is_str(name) || as_str(name)->data[0] == '.') return true;
    return oli_dict_set_str(vm, dict, as_str(name), v);
}

static bool add_free_variables(Vm *vm, Dict *dict, const Frame *frame) {
    const Code *code = frame->function->code;
    Tuple *closure = frame->function ? frame->function->closure : NULL;
    for (size_t i = 0; closure && i < code->free_count; i++)
        if (!add_variable(vm, dict, code->cell_names->items[code->cell_count + i], closure->items[i])) return false;
    return true;
}

/* A new dict of what is bound now: changing it changes no variable. */
static Dict *snapshot(Vm *vm, const Frame *frame) {
    const Code *code = frame->function->code;
    Dict *dict = oli_dict_new(vm);
    if (!dict) return NULL;
    for (size_t i = 0; i < code->local_count && i < code->local_names->count; i++)
        if (!add_variable(vm, dict, code->local_names->items[i], frame->regs[i])) return NULL;
    return add_free_variables(vm, dict, frame) ? dict : NULL;
}

Dict *oli_frame_globals(Vm *vm) {
    const Frame *frame = vm->frame;
    return frame && frame->function ? frame->function->globals : NULL;
}

Value oli_frame_locals(Vm *vm) {
    const Frame *frame = vm->frame;
    if (!frame || !frame->function) return oli_raise(vm, EXC_SYSTEM_ERROR, "frame does not exist");
    return oli_locals_of(vm, frame);
}

Value oli_locals_of(Vm *vm, const Frame *frame) {
    if (frame->function->code->flags & CODE_CLASS_BODY) return frame->regs[0];
    if (frame->function->code->flags & CODE_MODULE) return make_object(frame->function->globals);
    Dict *dict = snapshot(vm, frame);
    return dict ? make_object(dict) : VALUE_ERROR;
}

bool oli_function_is_running(const Vm *vm, const Function *function) {
    for (const Frame *frame = vm->frame; frame; frame = frame->caller)
        if (frame->function == function) return true;
    return false;
}

static bool refuse_super(Vm *vm, const char *why) { return oli_raise_false(vm, EXC_RUNTIME_ERROR, "super(): %s", why); }

bool oli_super_of_frame(Vm *vm, Value out[2]) {
    const Frame *frame = vm->frame;
    if (!frame || !frame->function) return refuse_super(vm, "no current frame");
    const Code *code = frame->function->code;
    if (!code->param_count) return refuse_super(vm, "no arguments");
    out[1] = frame->regs[0];
    for (uint32_t i = 0; i < code->cell_count; i++) /* only a captured parameter is in a cell by itself */
        if (is_kind(out[1], CLASS_CELL) && is_same(code->cell_names->items[i], code->local_names->items[0])) {
            out[1] = as_cell(out[1])->value;
            break;
        }
    if (is_undef(out[1])) return refuse_super(vm, "arg[0] deleted");
    Tuple *closure = frame->function->closure;
    for (size_t i = 0; closure && i < code->free_count; i++) {
        Value name = code->cell_names->items[code->cell_count + i];
        if (!is_str(name) || !oli_str_equals_c(as_str(name), "__class__")) continue;
        out[0] = as_cell(closure->items[i])->value;
        if (is_undef(out[0])) return refuse_super(vm, "empty __class__ cell");
        if (is_class(out[0])) return true;
        return oli_raise_false(vm, EXC_RUNTIME_ERROR, "super(): __class__ is not a type (%T)", out[0]);
    }
    return refuse_super(vm, "__class__ cell not found");
}
