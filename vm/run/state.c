/* SPDX-License-Identifier: MIT
 *
 * The life of a VM: the order in which its parts come up, what the collector finds from it, how it ends.
 */
#include "run/state.h"

#include "run/loop_ops.h"
#include "run/finalizer.h"
#include "run/suggest.h"
#include "run/traceback.h"
#include "types/exception.h"
#include "types/init.h"

enum { DEFAULT_DEPTH = 1000, DEFAULT_C_STACK = 512 << 10 };

/* ---- coming up ---- */

static bool intern_names(Vm *vm) {
#define NAME(field, text)                                                                                              \
    if (!(vm->names.field = oli_str_intern(vm, text, sizeof text - 1))) return false;
    OLI_NAMES(NAME)
#undef NAME
    return true;
}

static bool make_chars(Vm *vm) {
    vm->empty_str = oli_str_intern(vm, "", 0);
    return vm->empty_str != NULL;
}

/* `next` in the built-in namespace is run by the loop itself. */
static void mark_controls(Vm *vm) {
    Str *name = oli_str_intern(vm, "next", 4);
    Value next = name ? oli_dict_get_str(vm, vm->builtins, name) : VALUE_UNDEF;
    if (is_kind(next, CLASS_NATIVE)) object_of(next)->flags = CONTROL_NEXT;
}

static bool start(Vm *vm) {
    static bool (*const PARTS[])(Vm *) = {
        oli_init_native,    oli_init_dict,        oli_init_list,       oli_init_tuple, oli_init_int,
        oli_init_float,     oli_init_complex,     oli_init_bytes,      oli_init_set,   oli_init_range,
        oli_init_iterators, oli_init_singletons,  oli_init_function,   oli_init_code,  oli_init_exceptions,
        oli_init_traceback, oli_init_descriptors, oli_init_generators, oli_init_union, oli_init_future,
        oli_scheduler_init, oli_init_builtins};
    if (!oli_class_bootstrap(vm) || !intern_names(vm) || !make_chars(vm) || !oli_special_names_init(vm)) return false;
    vm->empty_tuple = oli_tuple_new(vm, 0);
    vm->builtins = oli_dict_new(vm);
    vm->modules = oli_dict_new(vm);
    if (!vm->empty_tuple || !vm->builtins || !vm->modules) return false;
    if (!oli_init_class(vm) || !oli_special_init(vm) || !oli_init_str(vm)) return false;
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
        if (!PARTS[i](vm)) return false;
    mark_controls(vm);
    return oli_stack_init(vm);
}

Vm *oli_vm_new(const VmOptions *options) {
    Vm *vm = options->alloc(options->alloc_host, NULL, 0, sizeof *vm);
    if (!vm) return NULL;
    memset(vm, 0, sizeof *vm);
    oli_heap_init(vm, options->alloc, options->alloc_host, options->limit_bytes);
    vm->exception = vm->stop_value = vm->repr_stack = vm->sent = VALUE_UNDEF;
    vm->memory_error = VALUE_UNDEF;
    vm->handled = VALUE_NONE;
    vm->fuel = vm->fuel_slice = 1 << 20;
    vm->budget = -1;
    vm->depth_limit = options->depth_limit ? options->depth_limit : DEFAULT_DEPTH;
    vm->c_stack_limit = options->c_stack_bytes ? options->c_stack_bytes : DEFAULT_C_STACK;
    vm->hash_seed = options->hash_seed;
    vm->int_digits_limit = 4300;
    vm->heap.disabled = true;
    char *saved = oli_vm_enter(vm);
    bool ok = start(vm);
    oli_vm_leave(vm, saved);
    vm->heap.disabled = false;
    vm->heap.stress = options->gc_stress;
    if (vm->heap.stress) vm->fuel = 0;
    vm->budget = options->budget;
    if (ok) return vm;
    oli_vm_free(vm);
    return NULL;
}

void oli_vm_free(Vm *vm) {
    AllocFn alloc = vm->heap.alloc;
    void *host = vm->heap.alloc_host;
    oli_scheduler_free(vm);
    oli_stack_free(vm);
    oli_heap_free(vm);
    oli_finalizer_free(vm);
    oli_weak_free(vm);
    if (vm->interned) oli_str_free_interned(vm);
    if (vm->shapes) oli_release(vm, vm->shapes, vm->shape_capacity * sizeof *vm->shapes);
    if (vm->method_cache) oli_method_cache_free(vm);
    if (vm->special_names) oli_release(vm, vm->special_names, SPECIAL_COUNT * sizeof(Str *));
    alloc(host, vm, sizeof *vm, 0);
}

/* ---- the collector's view ---- */

static void trace_frames(Tracer *tracer) {
    for (Frame *frame = tracer->vm->frame; frame; frame = frame->caller) {
        if (!frame->function) continue;
        trace_object(tracer, frame->function);
        trace_value(tracer, frame->extra);
        if (frame->is_heap) trace_object(tracer, generator_of(frame));
        trace_values(tracer, frame->regs, frame_code(frame)->register_count);
    }
}

/* Words of the stack above the running frame may hold what was dead long ago: cleared, so that no later frame, whose
 * unused registers are scanned, revives it. */
static void clear_dead_stack(Vm *vm) {
    for (StackChunk *chunk = vm->stack_chunk; chunk; chunk = chunk->below) {
        Value *from = chunk->values, *end = chunk->values + chunk->count;
        for (Frame *frame = vm->frame; frame; frame = frame->caller)
            if (frame->top >= from && frame->top <= end) {
                from = frame->top;
                break;
            }
        while (from < end) *from++ = VALUE_UNDEF;
    }
}

/* The first register that nothing reads of those of `frame`, which waits in the instruction before its pc; without an
 * opinion, the number of its registers. Temporaries are a stack: what lies above a call's arguments is left over. */
static uint32_t live_registers(const Frame *frame) {
    const Code *code = frame_code(frame);
    const uint32_t *word = code->words, *next;
    for (; word < frame->pc; word = next) {
        next = word + oli_op_words[op_of(*word)];
        if (next != frame->pc) continue;
        switch (op_of(*word)) {
        case BC_CALL:
        case BC_CALL_KEYWORDS: return a_of(*word) + b_of(*word) + 1;
        case BC_CALL_METHOD:
        case BC_CALL_METHOD_KEYWORDS: return a_of(*word) + b_of(*word) + 2;
        case BC_CALL_SPREAD: return a_of(*word) + 3;
        default: break;
        }
    }
    return code->register_count;
}

/* Frames of the stack only: a frame above may have its window within the registers of the one below. */
void oli_clear_dead_registers(Vm *vm) {
    for (Frame *frame = vm->frame, *inner = NULL; frame; inner = frame, frame = frame->caller) {
        if (!frame->function) continue;
        uint32_t count = frame_code(frame)->register_count;
        if (inner && inner->regs >= frame->regs && inner->regs < frame->regs + count) continue;
        uint32_t live = live_registers(frame);
        if (live < frame_code(frame)->local_count) live = frame_code(frame)->local_count;
        for (uint32_t i = live; i < count; i++) frame->regs[i] = VALUE_UNDEF;
    }
}

static void trace_names(Tracer *tracer) {
    Vm *vm = tracer->vm;
    Str *const *names = (Str *const *)(const void *)&vm->names;
    for (size_t i = 0; i < sizeof vm->names / sizeof *names; i++) trace_object(tracer, names[i]);
    for (int i = 0; i < 256; i++) trace_object(tracer, vm->chars[i]);
}

void oli_trace_roots(Tracer *tracer) {
    Vm *vm = tracer->vm;
    for (int i = 0; i < CLASS_COUNT; i++) trace_object(tracer, vm->classes[i]);
    for (int i = 0; i < EXC_COUNT; i++) trace_object(tracer, vm->exceptions[i]);
    trace_names(tracer);
    trace_object(tracer, vm->empty_str);
    trace_object(tracer, vm->empty_tuple);
    trace_object(tracer, vm->builtins);
    trace_object(tracer, vm->modules);
    trace_object(tracer, vm->sources);
    trace_value(tracer, vm->repr_stack);
    trace_value(tracer, vm->exception);
    trace_value(tracer, vm->handled);
    trace_value(tracer, vm->stop_value);
    trace_value(tracer, vm->sent);
    trace_value(tracer, vm->memory_error);
    trace_object(tracer, vm->driver);
    for (Root *root = vm->roots; root; root = root->next) trace_value(tracer, root->value);
    for (RootArray *array = vm->root_arrays; array; array = array->next)
        trace_values(tracer, array->values, array->count);
    if (!tracer->verifying) clear_dead_stack(vm); /* first: a frame's registers reach into the stack above its callee */
    trace_frames(tracer);
    oli_finalizer_trace(tracer);
    if (vm->scheduler) oli_scheduler_trace(tracer, vm->scheduler);
}

void oli_before_finalize(Vm *vm) {
    oli_find_never_awaited(vm);
    oli_find_abandoned(vm);
    oli_finalizer_find(vm);
}

void oli_before_sweep(Vm *vm) {
    oli_weak_sweep(vm);
    oli_str_sweep_interned(vm);
    oli_method_cache_clear(vm);
    for (uint32_t i = 0; i < vm->shape_count; i++)
        if (vm->shapes[i] && !oli_is_marked(&vm->shapes[i]->header)) vm->shapes[i] = NULL;
}

/* Instructions that cache attributes go back to their general form. */
static void flush_code(Vm *vm, Object *object, void *context) {
    (void)vm;
    (void)context;
    if (object->kind != CLASS_CODE) return;
    Code *code = (Code *)(void *)object;
    for (uint32_t at = 0; at < code->word_count; at += oli_op_words[op_of(code->words[at])]) {
        Opcode op = op_of(code->words[at]);
        if (op >= BC_GET_ATTR && op <= BC_GET_ATTR_MODULE)
            op = BC_GET_ATTR;
        else if (op >= BC_SET_ATTR && op <= BC_SET_ATTR_ADD)
            op = BC_SET_ATTR;
        else if (op == BC_LOAD_METHOD_CACHED)
            op = BC_LOAD_METHOD;
        code->words[at] = (code->words[at] & ~0xFFu) | (uint32_t)op;
    }
}

void oli_flush_inline_caches(Vm *vm) { oli_heap_walk(vm, flush_code, NULL); }

/* ---- running from C ---- */

char *oli_vm_enter(Vm *vm) {
    char *saved = vm->c_stack_base;
    if (!saved) vm->c_stack_base = __builtin_frame_address(0);
    return saved;
}

void oli_vm_leave(Vm *vm, char *saved) { vm->c_stack_base = saved; }

Value oli_run_code(Vm *vm, Code *code, Dict *globals) {
    Function *function = oli_function_new(vm, code, globals);
    if (!function) return VALUE_ERROR;
    Root root;
    root_push(vm, &root, make_object(function));
    Value result = oli_function_call(vm, make_object(function), NULL, 0, NULL);
    root_pop(vm, &root);
    return result;
}

void oli_vm_interrupt(Vm *vm, InterruptKind kind) {
    __atomic_fetch_or(&vm->interrupted, kind, __ATOMIC_RELAXED);
    vm->fuel = 0;
}

Value oli_current_module_name(Vm *vm) {
    if (!vm->frame || !vm->frame->function) return make_object(vm->names.builtins);
    Value name = oli_dict_get_str(vm, vm->frame->function->globals, vm->names.dunder_name);
    return is_undef(name) ? make_object(vm->names.builtins) : name;
}

/* ---- errors that need a look at the running state ---- */

static void set_field(Vm *vm, ExceptionId id, uint32_t index, Value v) {
    if (!oli_exception_is(vm, id)) return; /* making it failed: MemoryError */
    exception_fields(as_exception(vm->exception))[index] = v;
    barrier(vm, v);
}

void oli_set_attribute_error(Vm *vm, Value object, Str *name) {
    if (!oli_exception_is(vm, EXC_ATTRIBUTE_ERROR)) return;
    const Value *fields = exception_fields(as_exception(vm->exception));
    if (!is_undef(fields[ATTRIBUTE_ERROR_NAME]) || !is_undef(fields[ATTRIBUTE_ERROR_OBJ]))
        return; /* it says so itself */
    set_field(vm, EXC_ATTRIBUTE_ERROR, ATTRIBUTE_ERROR_NAME, make_object(name));
    set_field(vm, EXC_ATTRIBUTE_ERROR, ATTRIBUTE_ERROR_OBJ, object);
}

void oli_set_name_error(Vm *vm, Str *name) { set_field(vm, EXC_NAME_ERROR, NAME_ERROR_NAME, make_object(name)); }

bool oli_raise_unexpected_keyword(Vm *vm, Function *function, Str *name) {
    Code *code = function->code;
    uint32_t count = (uint32_t)code->param_count + code->keyword_only_count - code->posonly_count;
    Str *near = oli_suggest(code->local_names->items + code->posonly_count, count, name);
    if (near)
        return oli_raise_false(vm, EXC_TYPE_ERROR, "%S() got an unexpected keyword argument '%S'. Did you mean '%S'?",
                               function->qualname, name, near);
    return oli_raise_false(vm, EXC_TYPE_ERROR, "%S() got an unexpected keyword argument '%S'", function->qualname,
                           name);
}

/* The instruction budget ends the script for good: a marked exception that no handler sees. */
bool oli_raise_budget(Vm *vm) {
    oli_raise(vm, EXC_RUNTIME_ERROR, "instruction budget exhausted");
    vm->uncatchable = true;
    return false;
}

bool oli_is_uncatchable(Vm *vm) { return __builtin_expect(vm->uncatchable, 0); }

bool oli_handle_interrupt(Vm *vm) {
    int kinds = __atomic_exchange_n(&vm->interrupted, 0, __ATOMIC_RELAXED);
    if (kinds & INTERRUPT_ATTENTION && vm->attend && !vm->attend(vm)) {
        if (kinds & INTERRUPT_KEYBOARD) oli_vm_interrupt(vm, INTERRUPT_KEYBOARD);
        return false;
    }
    if (kinds & INTERRUPT_SHOW) oli_show_tasks(vm);
    if (!(kinds & INTERRUPT_KEYBOARD)) return true;
    if (oli_scheduler_interrupt(vm)) return true; /* inside asyncio.run: its main task is cancelled instead */
    oli_raise_class(vm, vm->exceptions[EXC_KEYBOARD_INTERRUPT], VALUE_UNDEF);
    return false;
}
