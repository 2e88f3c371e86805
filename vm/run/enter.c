/* SPDX-License-Identifier: MIT
 *
 * Entering calls: frames, the register stack, and binding arguments to parameters (Language Reference 6.3.4 "Calls").
 */
#include "run/finalizer.h"
#include "run/run.h"
#include "run/scheduler.h"

enum { FIRST_CHUNK = 8192, CHUNK_VALUES = 65536, FRAME_BATCH = 32 };

/* ---- the register stack ---- */

static StackChunk *make_chunk(Vm *vm, size_t count) {
    StackChunk *chunk = oli_resize(vm, NULL, 0, sizeof(StackChunk) + count * sizeof(Value));
    if (!chunk) return NULL;
    chunk->below = NULL;
    chunk->count = count;
    for (size_t i = 0; i < count; i++) chunk->values[i] = VALUE_UNDEF;
    return chunk;
}

static void free_chunk(Vm *vm, StackChunk *chunk) {
    oli_release(vm, chunk, sizeof(StackChunk) + chunk->count * sizeof(Value));
}

Value *oli_stack_new_chunk(Vm *vm, uint32_t count) {
    StackChunk *chunk = make_chunk(vm, CHUNK_VALUES > count ? CHUNK_VALUES : count);
    if (!chunk) return NULL;
    chunk->below = vm->stack_chunk;
    vm->stack_chunk = chunk;
    vm->stack_limit = chunk->values + chunk->count;
    return chunk->values;
}

void oli_stack_drop_chunk(Vm *vm) {
    StackChunk *chunk = vm->stack_chunk;
    vm->stack_chunk = chunk->below;
    vm->stack_limit = vm->stack_chunk->values + vm->stack_chunk->count;
    free_chunk(vm, chunk);
}

bool oli_stack_init(Vm *vm) {
    vm->stack_chunk = make_chunk(vm, FIRST_CHUNK);
    vm->base_frame = vm->stack_chunk ? oli_resize(vm, NULL, 0, sizeof(Frame)) : NULL;
    if (!vm->base_frame) return false;
    vm->stack_limit = vm->stack_chunk->values + FIRST_CHUNK;
    *vm->base_frame = (Frame){.regs = vm->stack_chunk->values, .top = vm->stack_chunk->values, .extra = VALUE_UNDEF};
    vm->frame = vm->base_frame;
    return true;
}

void oli_stack_free(Vm *vm) {
    while (vm->stack_chunk) {
        StackChunk *below = vm->stack_chunk->below;
        free_chunk(vm, vm->stack_chunk);
        vm->stack_chunk = below;
    }
    for (Frame *frame = vm->base_frame; frame;) {
        Frame *above = frame->above;
        oli_release(vm, frame, sizeof *frame);
        frame = above;
    }
    vm->base_frame = NULL;
}

Frame *oli_frame_above(Vm *vm, Frame *frame) {
    if (frame->above) return frame->above;
    if (vm->depth + 1 >= vm->depth_limit) {
        oli_raise(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded");
        return NULL;
    }
    Frame *made = oli_resize(vm, NULL, 0, sizeof *made);
    if (!made) return NULL;
    *made = (Frame){.extra = VALUE_UNDEF};
    Frame *last = frame; /* heap frames borrow the list of whoever resumed them: find its end */
    if (frame->is_heap) {
        last = vm->base_frame;
        while (last->above) last = last->above;
    }
    last->above = made;
    frame->above = made;
    vm->depth++;
    return made;
}

/* Plain frames that run, the base frame included. */
static uint32_t frames_in_use(const Vm *vm) {
    uint32_t count = 0;
    for (const Frame *frame = vm->frame; frame; frame = frame->caller) count += !frame->is_heap;
    return count;
}

bool oli_set_depth_limit(Vm *vm, uint32_t limit) {
    uint32_t depth = frames_in_use(vm);
    if (depth >= limit)
        return oli_raise_false(vm, EXC_RECURSION_ERROR,
                               "cannot set the recursion limit to %u at the recursion depth %u: the limit is too low",
                               limit, depth);
    Frame *last = vm->base_frame;
    for (uint32_t i = 1; i < limit && last->above; i++) last = last->above;
    Frame *rest = last->above;
    for (Frame *frame = vm->frame; rest && frame; frame = frame->caller)
        if (frame->above == rest) frame->above = NULL; /* a heap frame: it borrowed that one */
    last->above = NULL;
    while (rest) { /* frames made before are used again without asking for the limit */
        Frame *above = rest->above;
        oli_release(vm, rest, sizeof *rest);
        vm->depth--;
        rest = above;
    }
    vm->depth_limit = limit;
    return true;
}

/* ---- messages of binding ---- */

static Str *param_name(const Code *code, uint32_t index) { return as_str(code->local_names->items[index]); }

static bool append_names(TextBuilder *text, const Code *code, const Value *regs, uint32_t from, uint32_t to,
                         uint32_t missing) {
    uint32_t seen = 0;
    for (uint32_t i = from; i < to; i++) {
        if (!is_undef(regs[i])) continue;
        seen++;
        const char *before = seen == 1 ? "" : seen < missing ? ", " : missing == 2 ? " and " : ", and ";
        if (!oli_text_format(text, "%s'%S'", before, param_name(code, i))) return false;
    }
    return true;
}

static bool raise_missing(Vm *vm, const Function *function, const Value *regs, uint32_t from, uint32_t to,
                          bool keyword_only) {
    uint32_t missing = 0;
    for (uint32_t i = from; i < to; i++) missing += is_undef(regs[i]);
    TextBuilder text;
    oli_text_init(&text, vm);
    append_names(&text, function->code, regs, from, to, missing);
    Str *names = oli_text_finish(&text);
    if (!names) return false;
    return oli_raise_false(vm, EXC_TYPE_ERROR, "%S() missing %u required %s argument%s: %S", function->qualname,
                           missing, keyword_only ? "keyword-only" : "positional", missing == 1 ? "" : "s", names);
}

static bool raise_too_many(Vm *vm, const Function *function, uint32_t given, const Value *regs) {
    const Code *code = function->code;
    uint32_t defaults = function->defaults ? (uint32_t)function->defaults->count : 0;
    uint32_t most = code->param_count, least = most - defaults;
    uint32_t keyword_only = 0;
    for (uint32_t i = most; i < most + code->keyword_only_count; i++) keyword_only += !is_undef(regs[i]);
    const char *was = given == 1 && !keyword_only ? "was" : "were";
    bool plural = defaults ? most != 1 : most != 1;
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_text_format(&text, "%S() takes ", function->qualname);
    if (defaults)
        oli_text_format(&text, "from %u to %u", least, most);
    else
        oli_text_format(&text, "%u", most);
    oli_text_format(&text, " positional argument%s but %u", plural ? "s" : "", given);
    if (keyword_only)
        oli_text_format(&text, " positional argument%s (and %u keyword-only argument%s)", given == 1 ? "" : "s",
                        keyword_only, keyword_only == 1 ? "" : "s");
    oli_text_format(&text, " %s given", was);
    Str *message = oli_text_finish(&text);
    return message && oli_raise_false(vm, EXC_TYPE_ERROR, "%S", message);
}

/* ---- binding ---- */

static int32_t find_param(const Code *code, Str *name, uint32_t from) {
    uint32_t total = (uint32_t)code->param_count + code->keyword_only_count;
    for (uint32_t i = from; i < total; i++) {
        Str *param = param_name(code, i);
        if (param == name || oli_str_equal(param, name)) return (int32_t)i;
    }
    return -1;
}

/* Positional-only parameters that were given by name: one TypeError names them all. */
static bool raise_posonly(Vm *vm, const Function *function, const Tuple *names) {
    const Code *code = function->code;
    TextBuilder text;
    oli_text_init(&text, vm);
    uint32_t found = 0;
    for (uint32_t i = 0; i < code->posonly_count; i++)
        for (size_t k = 0; k < names->count; k++)
            if (oli_str_equal(param_name(code, i), as_str(names->items[k])))
                oli_text_format(&text, "%s%S", found++ ? ", " : "", param_name(code, i));
    Str *list = oli_text_finish(&text);
    if (!list) return false;
    return oli_raise_false(vm, EXC_TYPE_ERROR,
                           "%S() got some positional-only arguments passed as keyword arguments: '%S'",
                           function->qualname, list);
}

static bool bind_keywords(Vm *vm, Function *function, const Value *values, Tuple *names, Value *regs, Dict *options) {
    const Code *code = function->code;
    for (size_t i = 0; i < names->count; i++) {
        Str *name = as_str(names->items[i]);
        int32_t at = find_param(code, name, code->posonly_count);
        if (at >= 0) {
            if (!is_undef(regs[at]))
                return oli_raise_false(vm, EXC_TYPE_ERROR, "%S() got multiple values for argument '%S'",
                                       function->qualname, name);
            regs[at] = values[i];
        } else if (options) {
            if (!oli_dict_set_str(vm, options, name, values[i])) return false;
        } else {
            for (uint32_t p = 0; p < code->posonly_count; p++)
                if (oli_str_equal(param_name(code, p), name)) return raise_posonly(vm, function, names);
            return oli_raise_unexpected_keyword(vm, function, name);
        }
    }
    return true;
}

static bool fill_defaults(Vm *vm, Function *function, Value *regs, uint32_t given, uint32_t *kept) {
    const Code *code = function->code;
    uint32_t defaults = function->defaults ? (uint32_t)function->defaults->count : 0;
    uint32_t first_default = code->param_count - defaults;
    (void)kept;
    for (uint32_t i = given < first_default ? first_default : given; i < code->param_count; i++)
        if (is_undef(regs[i])) regs[i] = function->defaults->items[i - first_default];
    for (uint32_t i = given; i < first_default; i++)
        if (is_undef(regs[i])) return raise_missing(vm, function, regs, 0, first_default, false);
    uint32_t end = (uint32_t)code->param_count + code->keyword_only_count;
    bool missing = false;
    for (uint32_t i = code->param_count; i < end; i++) {
        if (!is_undef(regs[i])) continue;
        if (function->kw_defaults) regs[i] = oli_dict_get_str(vm, function->kw_defaults, param_name(code, i));
        missing = missing || is_undef(regs[i]);
    }
    return !missing || raise_missing(vm, function, regs, code->param_count, end, true);
}

bool oli_bind_arguments(Vm *vm, Function *function, const Value *args, uint32_t count, Tuple *names, Value *regs) {
    const Code *code = function->code;
    uint32_t positional = names ? count - (uint32_t)names->count : count;
    uint32_t params = code->param_count;
    Value copy[32];
    Value *given = copy;
    if (count > 32 && !(given = oli_resize(vm, NULL, 0, count * sizeof *given))) return false;
    if (count) memcpy(given, args, count * sizeof *given);
    uint32_t direct = positional < params ? positional : params;
    if (direct) memmove(regs, args, direct * sizeof *regs);
    for (uint32_t i = direct; i < code->local_count; i++) regs[i] = VALUE_UNDEF;
    bool ok = true;
    uint32_t rest_at = params + code->keyword_only_count;
    Dict *options = NULL;
    if (code->flags & CODE_HAS_REST) {
        Tuple *rest = oli_tuple_from(vm, given + direct, positional - direct);
        ok = rest != NULL;
        if (ok) regs[rest_at++] = make_object(rest);
    }
    if (ok && code->flags & CODE_HAS_OPTIONS) {
        options = oli_dict_new(vm);
        ok = options != NULL;
        if (ok) regs[rest_at] = make_object(options);
    }
    if (ok && names) ok = bind_keywords(vm, function, given + positional, names, regs, options);
    if (ok && positional > params && !(code->flags & CODE_HAS_REST))
        ok = raise_too_many(vm, function, positional, regs);
    if (ok) ok = fill_defaults(vm, function, regs, direct, NULL);
    if (given != copy) oli_release(vm, given, count * sizeof *given);
    return ok;
}

Frame *oli_enter(Vm *vm, Frame *caller, Function *function, const Value *args, uint32_t count, Tuple *names,
                 OnReturn on_return, uint32_t dst) {
    Code *code = function->code;
    Frame *frame = oli_frame_above(vm, caller);
    if (!frame) return NULL;
    uint32_t room = code->register_count > count ? code->register_count : count;
    bool in_window = !caller->is_heap && args >= caller->regs && args < caller->top;
    Value *regs = in_window ? (Value *)(uintptr_t)args : caller->top;
    uint32_t new_chunk = 0;
    if (regs + room > vm->stack_limit || regs < vm->stack_chunk->values) {
        regs = oli_stack_new_chunk(vm, room);
        if (!regs) return NULL;
        new_chunk = RETURN_NEW_CHUNK;
    }
    bool ok = true;
    if (!names && count == code->exact_args) {
        if (regs != args && count) memmove(regs, args, count * sizeof *regs);
        for (uint32_t i = count; i < code->local_count; i++) regs[i] = VALUE_UNDEF;
    } else {
        ok = oli_bind_arguments(vm, function, args, count, names, regs);
    }
    if (!ok) {
        if (new_chunk) oli_stack_drop_chunk(vm);
        return NULL;
    }
    frame->pc = code->words;
    frame->regs = regs;
    frame->top = regs + code->register_count;
    frame->function = function;
    frame->caller = caller;
    frame->on_return = (uint8_t)(on_return | new_chunk);
    frame->dst = (uint8_t)dst;
    return frame;
}

/* ---- safepoints ---- */

enum { FUEL_SLICE = 1 << 20 };

/* Under stress: at each of the first safepoints of every code object, and ever more seldom in what runs on and on (the
 * number of collections grows with the logarithm of the loop's turns), so that whole programs end. */
static bool stress_collects(const Vm *vm) {
    enum { DENSE_SHIFT = 7 };
    Frame *frame = vm->frame;
    if (!frame || !frame->function) return true;
    uint32_t visits = ++frame->function->code->stress_visits;
    uint32_t stride = visits >> DENSE_SHIFT;
    return stride < 2 || visits % stride == 0;
}

bool oli_safepoint(Vm *vm) {
    Heap *heap = &vm->heap;
    int64_t used = heap->stress ? 1 : vm->fuel_slice - (vm->fuel < 0 ? 0 : vm->fuel);
    vm->fuel_slice = vm->fuel = FUEL_SLICE;
    if (heap->stress) {
        vm->fuel = vm->fuel_slice = 0;
        if (stress_collects(vm)) oli_gc_full(vm);
    } else if (gc_due(vm)) {
        oli_gc_step(vm);
        if (gc_due(vm)) vm->fuel = vm->fuel_slice = 64;
    }
    if (vm->finalizers && oli_finalizer_is_due(vm) && !oli_finalizer_run(vm)) return false;
    if (vm->budget >= 0) {
        vm->budget -= used;
        if (vm->budget <= 0) {
            vm->budget = 0;
            return oli_raise_budget(vm);
        }
        if (vm->fuel > vm->budget) vm->fuel = vm->fuel_slice = (int32_t)vm->budget;
    }
    if (vm->scheduler->stall_ns) oli_watch_safepoint(vm);
    if (vm->interrupted) return oli_handle_interrupt(vm);
    return true;
}
