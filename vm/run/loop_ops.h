/* SPDX-License-Identifier: MIT
 *
 * Small operations of the interpreter loop, inlined into it: arithmetic on tagged ints, caches, and the enter_x
 * functions, which decide whether an operation is a script method (then *entered is its frame, to be run next) or
 * something that C finishes at once.
 */
#ifndef OLI_RUN_LOOP_OPS_H
#define OLI_RUN_LOOP_OPS_H

#include <math.h>

#include "run/async_generator.h"
#include "run/match.h"
#include "run/run.h"
#include "run/scheduler.h"
#include "types/class.h"
#include "types/exception_group.h"

#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/* ---- ints ---- */

static inline bool int_add(Value x, Value y, Value *out) {
    int64_t sum;
    if (__builtin_add_overflow((int64_t)VALUE_BITS(x), (int64_t)(VALUE_BITS(y) - 1), &sum)) return false;
    *out = VALUE_OF_BITS((uint64_t)sum);
    return true;
}

static inline bool int_sub(Value x, Value y, Value *out) {
    int64_t difference;
    if (__builtin_sub_overflow((int64_t)VALUE_BITS(x), (int64_t)(VALUE_BITS(y) - 1), &difference)) return false;
    *out = VALUE_OF_BITS((uint64_t)difference);
    return true;
}

static inline bool int_mul(Value x, Value y, Value *out) {
    int64_t product;
    if (__builtin_mul_overflow((int64_t)(VALUE_BITS(x) - 1), int_of(y), &product)) return false;
    *out = VALUE_OF_BITS((uint64_t)product + 1);
    return true;
}

/* Floor division and modulo; 32-bit operands take the cheaper instruction. */
static inline bool int_mod(Value x, Value y, Value *out) {
    int64_t a = int_of(x), b = int_of(y);
    if (LIKELY(((uint64_t)a | (uint64_t)b) >> 32 == 0 && b != 0)) {
        *out = make_int((int64_t)((uint32_t)a % (uint32_t)b));
        return true;
    }
    if (b == 0 || b == -1) return false;
    int64_t remainder = a % b;
    if (remainder && (remainder ^ b) < 0) remainder += b;
    *out = make_int(remainder);
    return true;
}

static inline bool int_floordiv(Value x, Value y, Value *out) {
    int64_t a = int_of(x), b = int_of(y);
    if (LIKELY(((uint64_t)a | (uint64_t)b) >> 32 == 0 && b != 0)) {
        *out = make_int((int64_t)((uint32_t)a / (uint32_t)b));
        return true;
    }
    if (b == 0 || b == -1) return false;
    int64_t quotient = a / b;
    if (a % b && ((a % b) ^ b) < 0) quotient--;
    *out = make_int(quotient);
    return true;
}

static inline bool int_shift_left(Value x, Value y, Value *out) {
    int64_t a = int_of(x), shift = int_of(y);
    if (shift < 0 || shift > 61) return false;
    int64_t shifted = (int64_t)((uint64_t)a << shift);
    if (shifted >> shift != a || !int_fits(shifted)) return false;
    *out = make_int(shifted);
    return true;
}

static inline bool int_is_exact_double(Value v) {
    int64_t i = int_of(v);
    return i >= -((int64_t)1 << 53) && i <= ((int64_t)1 << 53);
}

/* A float and a float or an int that a double holds exactly; false for two ints. */
static inline bool as_float_pair(Value x, Value y, double *dx, double *dy) {
    if (is_inline_float(x)) {
        *dx = inline_float_of(x);
        if (is_inline_float(y)) {
            *dy = inline_float_of(y);
            return true;
        }
        if (is_int(y) && int_is_exact_double(y)) {
            *dy = (double)int_of(y);
            return true;
        }
        return false;
    }
    if (is_inline_float(y) && is_int(x) && int_is_exact_double(x)) {
        *dx = (double)int_of(x);
        *dy = inline_float_of(y);
        return true;
    }
    return false;
}

/* Powers without special cases; the rest (zero to a negative power, complex results, overflow) is number.h's. */
static inline bool plain_float_pow(double x, double y, double *out) {
    if (!(x > 0) || !isfinite(y)) return false;
    *out = pow(x, y);
    return isfinite(*out);
}

/* The in-place operators on numbers: as the binary ones. An int result that overflows is left to the slow path. */
static inline bool inplace_numbers(Vm *vm, BinaryOperator op, Value x, Value y, Value *out) {
    if (are_ints(x, y)) {
        switch (op) {
        case BINARY_ADD: return int_add(x, y, out);
        case BINARY_SUB: return int_sub(x, y, out);
        case BINARY_MUL: return int_mul(x, y, out);
        case BINARY_MOD: return int_mod(x, y, out);
        case BINARY_FLOORDIV: return int_floordiv(x, y, out);
        default: return false;
        }
    }
    double dx, dy;
    if (!as_float_pair(x, y, &dx, &dy)) return false;
    switch (op) {
    case BINARY_ADD: *out = make_float(vm, dx + dy); return true;
    case BINARY_SUB: *out = make_float(vm, dx - dy); return true;
    case BINARY_MUL: *out = make_float(vm, dx * dy); return true;
    case BINARY_DIV:
        if (dy == 0) return false;
        *out = make_float(vm, dx / dy);
        return true;
    default: return false;
    }
}

static inline BinaryOperator binary_operator_of(Opcode op) {
    if (op >= BC_ADD && op <= BC_FLOORDIV) return (BinaryOperator)(op - BC_ADD);
    switch (op) {
    case BC_ADD_INT:
    case BC_ADD_FLOAT:
    case BC_ADD_ANY: return BINARY_ADD;
    case BC_SUB_INT:
    case BC_SUB_FLOAT:
    case BC_SUB_ANY: return BINARY_SUB;
    case BC_DIV_FLOAT: return BINARY_DIV;
    default: return BINARY_MUL;
    }
}

/* `is`: boxed doubles of one value are one object to scripts only when they are the same object. */
static inline bool oli_is_identical(Value a, Value b) { return is_same(a, b); }

/* ---- caches, slots ---- */

static inline Value cached_value(const uint32_t *words) {
    uint64_t bits;
    memcpy(&bits, words, sizeof bits);
    return VALUE_OF_BITS(bits);
}

static inline Value overflow_slot(Object *object, uint32_t index) {
    const Value *words = (const Value *)(const void *)object + object->cls->attr_offset;
    return ((const Value *)(uintptr_t)VALUE_BITS(words[0]))[index];
}

static inline Value wide_get(const Frame *f, uint32_t index) {
    Value wide = f->regs[f->function->code->wide_register];
    return is_undef(wide) ? VALUE_UNDEF : as_tuple(wide)->items[index];
}

static inline bool wide_set(Vm *vm, Frame *f, uint32_t index, Value v) {
    Value *wide = &f->regs[f->function->code->wide_register];
    if (!is_tuple(*wide)) {
        Tuple *made = oli_tuple_new(vm, f->function->code->wide_count);
        if (!made) return false;
        for (uint32_t i = 0; i < f->function->code->wide_count; i++) made->items[i] = VALUE_UNDEF;
        *wide = make_object(made);
    }
    as_tuple(*wide)->items[index] = v;
    barrier(vm, v);
    return true;
}

static inline bool is_generator_code(const Code *code) {
    return code->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR);
}

/* `made` is the result of a call that goes to R[dst] of `f`: a generator that the next instruction loops over belongs to
 * that loop alone. */
static inline void note_iterator(const Frame *f, Value made, uint32_t dst) {
    uint32_t next = *f->pc;
    if ((op_of(next) == BC_GET_ITER || op_of(next) == BC_GET_ASYNC_ITER) && b_of(next) == dst && is_generator(made))
        as_generator(made)->frame.is_temporary = true;
}

/* An asynchronous generator ended under a step: the awaiting frame, ready to run. */
static inline Frame *end_async_step(Vm *vm, Frame *frame) {
    oli_async_step_leave(vm, frame);
    Frame *awaiter = frame->caller;
    awaiter->above = frame->above;
    awaiter->top = frame->top;
    frame->caller = NULL;
    frame->running = false;
    frame->finished = true;
    frame->handled = VALUE_UNDEF;
    return awaiter;
}

/* The script __init__ of a class whose instances are made the ordinary way, or NULL. */
static inline Function *fast_init(Vm *vm, Class *cls) {
    const uint32_t special = CLASS_FLAG_HAS_NEW | CLASS_FLAG_ABSTRACT | CLASS_FLAG_EXCEPTION | CLASS_FLAG_HAS_INIT | CLASS_FLAG_VARIABLE;
    if ((cls->flags & special) != CLASS_FLAG_HAS_INIT || cls->kind != CLASS_OBJECT) return NULL;
    Value init = oli_class_lookup(vm, cls, vm->names.dunder_init);
    if (!is_kind(init, CLASS_FUNCTION)) return NULL;
    return is_generator_code(as_function(init)->code) ? NULL : as_function(init);
}

static inline int contains(Vm *vm, Value container, Value item) {
    if (is_exact(vm, container, CLASS_DICT)) {
        Value found = oli_dict_get(vm, as_dict(container), item);
        return is_error(found) ? -1 : !is_undef(found);
    }
    return oli_contains(vm, container, item);
}

/* Whether R[state..] can be set up for FOR_RANGE: VALUE_STOP, next, left, step. */
static inline bool range_begin(const Value *args, uint32_t count, Value *state) {
    int64_t start = 0, stop, step = 1;
    for (uint32_t i = 0; i < count; i++)
        if (!is_int(args[i])) return false;
    stop = int_of(args[count == 1 ? 0 : 1]);
    if (count > 1) start = int_of(args[0]);
    if (count > 2) step = int_of(args[2]);
    const int64_t limit = (int64_t)1 << 60;
    if (step == 0 || start < -limit || start > limit || stop < -limit || stop > limit || step < -limit || step > limit)
        return false;
    int64_t left = 0;
    if (step > 0 && start < stop) left = (stop - start - 1) / step + 1;
    if (step < 0 && start > stop) left = (start - stop - 1) / -step + 1;
    state[0] = VALUE_STOP;
    state[1] = make_int(start);
    state[2] = make_int(left);
    state[3] = make_int(step);
    return true;
}

/* ---- operations that may enter a script method (enter_ops.c) ---- */
Value oli_enter_binary(Vm *vm, Frame *f, BinaryOperator op, Value a, Value b, uint32_t dst, Frame **entered);
Value oli_enter_inplace(Vm *vm, Frame *f, BinaryOperator op, Value a, Value b, uint32_t dst, Frame **entered);
Value oli_enter_compare(Vm *vm, Frame *f, CompareOperator op, Value a, Value b, OnReturn how, uint32_t dst, Frame **entered);
Value oli_enter_get_attr(Vm *vm, Frame *f, Value object, Str *name, uint32_t *words, uint32_t dst, Frame **entered);
Value oli_enter_get_item(Vm *vm, Frame *f, Value object, Value key, uint32_t dst, Frame **entered);
Value oli_enter_iter(Vm *vm, Frame *f, Value iterable, uint32_t dst, Frame **entered);
Value oli_enter_next(Vm *vm, Frame *f, Value iterator, uint32_t dst, Frame **entered);
Value oli_enter_object_call(Vm *vm, Frame *f, Value callee, Value *args, uint32_t count, Tuple *names, uint32_t dst, Frame **entered);
Value oli_enter_spread_call(Vm *vm, Frame *f, Value *parts, uint32_t dst, Frame **entered);
Frame *oli_enter_class_body(Vm *vm, Frame *f, Function *body, Value namespace_, uint32_t dst);
/* NotImplemented came back from a method that binary or comparison instruction before f->pc called: go on with the rules. */
Value oli_continue_binary(Vm *vm, Frame *f);
Value oli_continue_compare(Vm *vm, Frame *f);
int oli_compare_truth(Vm *vm, Value a, Value b, CompareOperator op);

/* ---- slow.c ---- */
Value oli_make_function_value(Vm *vm, Frame *f, Code *code, uint32_t parts, Value *values);
Value oli_namespace_get(Vm *vm, Value namespace_, Str *name);
bool oli_namespace_delete(Vm *vm, Value namespace_, Str *name);
Value oli_build_set(Vm *vm, Frame *f, const Value *items, uint32_t count);
Value oli_format_part(Vm *vm, Value v, Value spec, uint32_t conversion);
bool oli_extend_display(Vm *vm, List *list, Value iterable, Value callee); /* callee: of a call, or VALUE_UNDEF */
bool oli_update_display(Vm *vm, Dict *dict, Value mapping);
Tuple *oli_spread_tuple(Vm *vm, Value v, Value callee);
bool oli_setup_annotations(Vm *vm, Value namespace_);
bool oli_is_uncatchable(Vm *vm);
void oli_abandon(Vm *vm, Frame *entry); /* an entered frame that will not run: undo */

#endif
