/* SPDX-License-Identifier: MIT
 *
 * The code object: memory, lookups by instruction, and what scripts see of it.
 */
#include "code/code.h"
#include "types/class.h"

bool oli_code_position(const Code *code, uint32_t pc, CodePosition *out) {
    uint32_t low = 0, high = code->position_count;
    while (low < high) { /* the last entry at or before pc */
        uint32_t middle = low + (high - low) / 2;
        if (code->positions[middle].pc <= pc)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low) {
        *out = (CodePosition){0};
        return false;
    }
    *out = code->positions[low - 1];
    return true;
}

const CodeHandler *oli_code_handler(const Code *code, uint32_t pc) {
    for (uint32_t i = 0; i < code->handler_count; i++)
        if (pc >= code->handlers[i].start && pc < code->handlers[i].end) return &code->handlers[i];
    return NULL;
}

static void trace_code(Tracer *tracer, Object *self) {
    Code *code = (Code *)(void *)self;
    trace_values(tracer, code->constants, code->constant_count);
    trace_object(tracer, code->name);
    trace_object(tracer, code->qualname);
    trace_object(tracer, code->filename);
    trace_object(tracer, code->local_names);
    trace_object(tracer, code->cell_names);
    trace_value(tracer, code->doc);
}

static void finalize_code(Vm *vm, Object *self) {
    Code *code = (Code *)(void *)self;
    oli_release(vm, code->words, code->word_count * sizeof *code->words);
    oli_release(vm, code->constants, code->constant_count * sizeof *code->constants);
    oli_release(vm, code->handlers, code->handler_count * sizeof *code->handlers);
    oli_release(vm, code->positions, code->position_count * sizeof *code->positions);
}

static Value text_value(Str *text) { return text ? make_object(text) : VALUE_ERROR; }

static Value code_repr(Vm *vm, Value self) {
    Code *code = as_code(self);
    return text_value(oli_str_format(vm, "<code object %S at 0x%llx, file \"%S\", line %u>", code->name,
                                     (unsigned long long)VALUE_BITS(self), code->filename, code->first_line));
}

static Value code_name(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_code(self)->name);
}
static Value code_qualname(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_code(self)->qualname);
}
static Value code_filename(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_code(self)->filename);
}
static Value code_first_line(Vm *vm, Value self) {
    (void)vm;
    return make_int(as_code(self)->first_line);
}
static Value code_argcount(Vm *vm, Value self) {
    (void)vm;
    return make_int(as_code(self)->param_count);
}
static Value code_posonly(Vm *vm, Value self) {
    (void)vm;
    return make_int(as_code(self)->posonly_count);
}
static Value code_kwonly(Vm *vm, Value self) {
    (void)vm;
    return make_int(as_code(self)->keyword_only_count);
}
static Value code_nlocals(Vm *vm, Value self) {
    (void)vm;
    return make_int(as_code(self)->local_count);
}

/* CPython's names for the properties of a function: CO_OPTIMIZED, CO_NEWLOCALS, CO_VARARGS, ... */
static Value code_flags(Vm *vm, Value self) {
    (void)vm;
    uint32_t flags = as_code(self)->flags;
    int64_t out = flags & (CODE_MODULE | CODE_CLASS_BODY) ? 0 : 3;
    if (flags & CODE_HAS_REST) out |= 4;
    if (flags & CODE_HAS_OPTIONS) out |= 8;
    if (flags & CODE_GENERATOR) out |= 0x20;
    if (flags & CODE_COROUTINE) out |= 0x80;
    if (flags & CODE_ITERABLE_COROUTINE) out |= 0x100;
    if (flags & CODE_ASYNC_GENERATOR) out |= 0x200;
    return make_int(out);
}

static Value code_varnames(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_code(self)->local_names);
}

static Value names_between(Vm *vm, Tuple *names, size_t from, size_t to) {
    Tuple *part = oli_tuple_from(vm, names->items + from, to - from);
    return part ? make_object(part) : VALUE_ERROR;
}
static Value code_cellvars(Vm *vm, Value self) {
    Code *code = as_code(self);
    return names_between(vm, code->cell_names, 0, code->cell_count);
}
static Value code_freevars(Vm *vm, Value self) {
    Code *code = as_code(self);
    return names_between(vm, code->cell_names, code->cell_count, code->cell_names->count);
}
static Value code_consts(Vm *vm, Value self) {
    Code *code = as_code(self);
    Tuple *constants = oli_tuple_from(vm, code->constants, code->constant_count);
    return constants ? make_object(constants) : VALUE_ERROR;
}

/* Names of globals and attributes that the instructions use, in order of appearance. */
static Value code_names(Vm *vm, Value self) {
    static const char *const OPERANDS[] = {
#define OP(name, words, operands) operands,
#include "code/opcodes.def"
#undef OP
    };
    Code *code = as_code(self);
    Dict *seen = oli_dict_new(vm);
    if (!seen) return VALUE_ERROR;
    for (uint32_t at = 0; at < code->word_count; at += oli_op_words[op_of(code->words[at])]) {
        Opcode op = op_of(code->words[at]);
        bool is_local = op == BC_CHECK_BOUND || op == BC_DELETE_LOCAL || op == BC_LOAD_CELL || op == BC_DELETE_CELL;
        if (is_local || !strchr(OPERANDS[op], 'N')) continue;
        Value name = code->constants[code->words[at + 1]];
        if (is_str(name) && !oli_dict_set_str(vm, seen, as_str(name), VALUE_NONE)) return VALUE_ERROR;
    }
    Tuple *names = oli_tuple_of(vm, make_object(seen));
    return names ? make_object(names) : VALUE_ERROR;
}

bool oli_init_code(Vm *vm) {
    static const GetSetDef FIELDS[] = {{"co_name", code_name, NULL},
                                       {"co_qualname", code_qualname, NULL},
                                       {"co_filename", code_filename, NULL},
                                       {"co_firstlineno", code_first_line, NULL},
                                       {"co_argcount", code_argcount, NULL},
                                       {"co_posonlyargcount", code_posonly, NULL},
                                       {"co_kwonlyargcount", code_kwonly, NULL},
                                       {"co_nlocals", code_nlocals, NULL},
                                       {"co_flags", code_flags, NULL},
                                       {"co_varnames", code_varnames, NULL},
                                       {"co_cellvars", code_cellvars, NULL},
                                       {"co_freevars", code_freevars, NULL},
                                       {"co_consts", code_consts, NULL},
                                       {"co_names", code_names, NULL},
                                       {NULL, NULL, NULL}};
    static const ClassSpec SPEC = {.id = CLASS_CODE,
                                   .base = CLASS_OBJECT,
                                   .module = "builtins",
                                   .size = sizeof(Code),
                                   .ops = {.trace = trace_code, .finalize = finalize_code, .repr = code_repr},
                                   .getsets = FIELDS};
    return oli_class_define(vm, &SPEC);
}
