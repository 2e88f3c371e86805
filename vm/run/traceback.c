/* SPDX-License-Identifier: MIT
 *
 * Traceback objects, and the frames that scripts see through them.
 *
 * The loop adds one entry for each frame that an exception leaves, so this is on the way of every exception that is
 * raised: an entry is one small object, and lines are worked out later. When there is no memory for it, the traceback
 * stays short and the exception what it was.
 */
#include "run/traceback.h"

#include "run/frame.h"
#include "types/init.h"
#include "types/native.h"

/* ---- adding ---- */

/* The frame's `self`, as far as an error about names will want to look into it. */
static Value self_of_frame(Vm *vm, Value exception, const Frame *frame) {
    const Code *code = frame->function->code;
    bool is_about_names = oli_is_instance_of_exception(vm, exception, EXC_NAME_ERROR) ||
                          oli_is_instance_of_exception(vm, exception, EXC_ATTRIBUTE_ERROR);
    if (!is_about_names || !code->total_params || !code->local_names->count) return VALUE_UNDEF;
    if (!is_same(code->local_names->items[0], make_object(vm->names.self))) return VALUE_UNDEF;
    Value self = frame->regs[0];
    return is_kind(self, CLASS_CELL) ? as_cell(self)->value : self;
}

void oli_traceback_add(Vm *vm, Code *code, uint32_t pc) {
    Value exception = vm->exception;
    if (!is_exception(exception)) return;
    Traceback *entry = oli_new(vm, vm->classes[CLASS_TRACEBACK], sizeof *entry);
    vm->exception = exception; /* also when there was no memory */
    if (!entry) return;
    Exception *e = as_exception(exception);
    entry->code = code;
    entry->pc = pc;
    entry->self = entry->frame = VALUE_UNDEF;
    entry->next = e->traceback;
    const Frame *frame = vm->frame;
    if (frame && frame->function && frame->function->code == code) {
        entry->globals = frame->function ? frame->function->globals : NULL;
        if (is_none(e->traceback)) entry->self = self_of_frame(vm, exception, frame);
    }
    e->traceback = make_object(entry);
    barrier_object(vm, entry);
}

static Traceback *innermost(Value traceback) {
    Traceback *entry = as_traceback(traceback);
    while (is_traceback(entry->next)) entry = as_traceback(entry->next);
    return entry;
}

Value oli_traceback_self(Value traceback) {
    const Traceback *entry = innermost(traceback);
    return entry->has_label ? VALUE_UNDEF : entry->self;
}

static bool append_names(Vm *vm, List *names, const Tuple *from) {
    for (size_t i = 0; from && i < from->count; i++)
        if (is_str(from->items[i]) && !oli_list_append(vm, names, from->items[i])) return false;
    return true;
}

bool oli_traceback_names(Vm *vm, Value traceback, List *names) {
    const Traceback *entry = innermost(traceback);
    if (!append_names(vm, names, entry->code->local_names) || !append_names(vm, names, entry->code->cell_names))
        return false;
    if (!entry->globals) return true;
    uint32_t position = 0;
    for (DictEntry *item; (item = oli_dict_next(entry->globals, &position));)
        if (!oli_list_append(vm, names, item->key)) return false;
    return true;
}

/* ---- frames ---- */

static FrameView *as_view(Value v) { return (FrameView *)(void *)object_of(v); }

static Value view_new(Vm *vm, Code *code, uint32_t pc, Dict *globals, Value back) {
    FrameView *view = oli_new(vm, vm->classes[CLASS_FRAME], sizeof *view);
    if (!view) return VALUE_ERROR;
    view->code = code;
    view->pc = pc;
    view->globals = globals;
    view->back = back;
    view->locals = VALUE_UNDEF;
    view->generator = VALUE_NONE;
    return make_object(view);
}

static Value view_of(Vm *vm, const Frame *frame) {
    const Function *function = frame->function;
    uint32_t pc = (uint32_t)(frame->pc - function->code->words); /* behind the instruction that the frame is at */
    Value view = view_new(vm, function->code, pc ? pc - 1 : 0, function->globals, VALUE_NONE);
    if (!is_error(view) && frame->is_heap) as_view(view)->generator = make_object(generator_of((Frame *)(uintptr_t)frame));
    return view;
}

Value oli_generator_view(Vm *vm, const Frame *frame) {
    Value view = view_of(vm, frame);
    Value locals = is_error(view) ? view : oli_locals_of(vm, frame);
    if (is_error(locals)) return VALUE_ERROR;
    as_view(view)->locals = locals;
    return view;
}

/* This frame or the next below that runs a function: the base frame runs none. */
static const Frame *skip_base(const Frame *frame) {
    while (frame && !frame->function) frame = frame->caller;
    return frame;
}

Value oli_frame_view(Vm *vm, uint32_t depth) {
    const Frame *frame = skip_base(vm->frame);
    while (frame && depth--) frame = skip_base(frame->caller);
    if (!frame) return VALUE_UNDEF;
    return oli_frame_view_of(vm, frame);
}

/* The callers of `first`, the view of the frame above `frame`. */
static bool add_callers(Vm *vm, Value first, const Frame *frame) {
    for (Value last = first; (frame = skip_base(frame->caller));) {
        Value back = view_of(vm, frame);
        if (is_error(back)) return false;
        as_view(last)->back = back;
        last = back;
    }
    return true;
}

Value oli_frame_view_of(Vm *vm, const Frame *frame) {
    Value view = view_of(vm, frame);
    Value locals = is_error(view) ? VALUE_ERROR : oli_locals_of(vm, frame);
    if (is_error(locals)) return VALUE_ERROR;
    as_view(view)->locals = locals;
    return add_callers(vm, view, frame) ? view : VALUE_ERROR;
}

static uint32_t line_of(const Code *code, uint32_t pc) {
    CodePosition place;
    oli_code_position(code, pc, &place);
    return place.line ? place.line : code->first_line;
}

static void view_trace(Tracer *tracer, Object *self) {
    FrameView *view = (FrameView *)(void *)self;
    trace_object(tracer, view->code);
    trace_object(tracer, view->globals);
    trace_value(tracer, view->back);
    trace_value(tracer, view->locals);
    trace_value(tracer, view->generator);
}

static Value view_repr(Vm *vm, Value self) {
    const FrameView *view = as_view(self);
    Str *text = oli_str_format(vm, "<frame at 0x%llx, file %R, line %u, code %S>", (unsigned long long)VALUE_BITS(self),
                               make_object(view->code->filename), line_of(view->code, view->pc), view->code->name);
    return text ? make_object(text) : VALUE_ERROR;
}

static Value view_code(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_view(self)->code);
}

static Value view_line(Vm *vm, Value self) {
    (void)vm;
    return make_int(line_of(as_view(self)->code, as_view(self)->pc));
}

static Value view_last_instruction(Vm *vm, Value self) {
    (void)vm;
    return make_int(as_view(self)->pc);
}

static Value view_globals(Vm *vm, Value self) {
    Dict *globals = as_view(self)->globals;
    if (!globals && !(globals = oli_dict_new(vm))) return VALUE_ERROR;
    return make_object(globals);
}

static Value view_locals(Vm *vm, Value self) {
    const FrameView *view = as_view(self);
    if (!is_undef(view->locals)) return view->locals;
    if (view->code->flags & CODE_MODULE && view->globals) return make_object(view->globals);
    return oli_raise(vm, EXC_ATTRIBUTE_ERROR, "'frame' object has no attribute 'f_locals'");
}

static Value view_builtins(Vm *vm, Value self) {
    (void)self;
    return make_object(vm->builtins);
}

static Value view_back(Vm *vm, Value self) {
    (void)vm;
    return as_view(self)->back;
}

static Value view_generator(Vm *vm, Value self) {
    (void)vm;
    return as_view(self)->generator;
}

static const GetSetDef view_getsets[] = {
    {"f_code", view_code, oli_set_readonly},
    {"f_lineno", view_line, NULL},
    {"f_lasti", view_last_instruction, oli_set_readonly},
    {"f_globals", view_globals, oli_set_readonly},
    {"f_locals", view_locals, oli_set_readonly},
    {"f_builtins", view_builtins, oli_set_readonly},
    {"f_back", view_back, oli_set_readonly},
    {"f_generator", view_generator, oli_set_readonly},
    {NULL, NULL, NULL},
};

static const ClassSpec view_spec = {
    .id = CLASS_FRAME,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(FrameView),
    .ops = {.trace = view_trace, .repr = view_repr},
    .getsets = view_getsets,
};

/* ---- tracebacks ---- */

static void traceback_trace(Tracer *tracer, Object *self) {
    Traceback *entry = (Traceback *)(void *)self;
    trace_object(tracer, entry->code);
    trace_object(tracer, entry->globals);
    trace_value(tracer, entry->self);
    trace_value(tracer, entry->frame);
    trace_value(tracer, entry->next);
}

static Value get_frame(Vm *vm, Value self) {
    Traceback *entry = as_traceback(self);
    if (!is_undef(entry->frame)) return entry->frame;
    Value frame = view_new(vm, entry->code, entry->pc, entry->globals, VALUE_NONE);
    if (is_error(frame)) return VALUE_ERROR;
    entry->frame = frame;
    barrier(vm, frame);
    return frame;
}

static Value get_line(Vm *vm, Value self) {
    (void)vm;
    return make_int(line_of(as_traceback(self)->code, as_traceback(self)->pc));
}

static Value get_last_instruction(Vm *vm, Value self) {
    (void)vm;
    return make_int(as_traceback(self)->pc);
}

static Value get_next(Vm *vm, Value self) {
    (void)vm;
    return as_traceback(self)->next;
}

static bool set_next(Vm *vm, Value self, Value value) {
    if (is_undef(value)) return oli_raise_false(vm, EXC_TYPE_ERROR, "can't delete tb_next attribute");
    if (!is_none(value) && !is_traceback(value))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "expected traceback object, got '%T'", value);
    for (Value v = value; is_traceback(v); v = as_traceback(v)->next)
        if (is_same(v, self)) return oli_raise_false(vm, EXC_VALUE_ERROR, "traceback loop detected");
    as_traceback(self)->next = value;
    barrier(vm, value);
    return true;
}

static const GetSetDef traceback_getsets[] = {
    {"tb_frame", get_frame, oli_set_readonly},
    {"tb_lineno", get_line, NULL},
    {"tb_lasti", get_last_instruction, oli_set_readonly},
    {"tb_next", get_next, set_next},
    {NULL, NULL, NULL},
};

static Value traceback_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    Value bound[NATIVE_MAX_ARGS];
    if (!oli_native_bind(vm, "traceback", "tb_next, tb_frame, tb_lasti, tb_lineno", args, count, names, bound))
        return VALUE_ERROR;
    if (!is_none(bound[0]) && !is_traceback(bound[0]))
        return oli_raise(vm, EXC_TYPE_ERROR, "expected traceback object or None, got '%T'", bound[0]);
    if (!is_kind(bound[1], CLASS_FRAME))
        return oli_raise(vm, EXC_TYPE_ERROR, "traceback() argument 'tb_frame' must be frame, not %T", bound[1]);
    Traceback *entry = oli_new(vm, cls, cls->size);
    if (!entry) return VALUE_ERROR;
    entry->code = as_view(bound[1])->code;
    entry->pc = as_view(bound[1])->pc;
    entry->globals = as_view(bound[1])->globals;
    entry->self = VALUE_UNDEF;
    entry->frame = bound[1];
    entry->next = bound[0];
    return make_object(entry);
}

static const ClassSpec traceback_spec = {
    .id = CLASS_TRACEBACK,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(Traceback),
    .ops = {.trace = traceback_trace, .create = traceback_create},
    .getsets = traceback_getsets,
};

bool oli_init_traceback(Vm *vm) { return oli_class_define(vm, &view_spec) && oli_class_define(vm, &traceback_spec); }
