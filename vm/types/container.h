/* SPDX-License-Identifier: MIT
 *
 * What the containers share: comparing items, resolving subscripts, growing arrays.
 */
#ifndef OLI_TYPES_CONTAINER_H
#define OLI_TYPES_CONTAINER_H

#include "types/protocol.h"

/* Whether two values are equal, when that can be told without script: 1, 0; or -1: ask oli_equal. */
static inline int oli_equal_fast(Vm *vm, Value a, Value b) {
    if (is_same(a, b)) return 1;
    if (are_ints(a, b)) return 0;
    if (are_inline_floats(a, b)) return inline_float_of(a) == inline_float_of(b);
    if (is_exact(vm, a, CLASS_STR) && is_exact(vm, b, CLASS_STR)) return oli_str_equal(as_str(a), as_str(b));
    return -1;
}

/* oli_equal that keeps both values alive: 1, 0, -1. What they came from must be looked at anew afterwards. */
int oli_equal_rooted(Vm *vm, Value a, Value b);
static inline int oli_equal_items(Vm *vm, Value a, Value b) {
    int equal = oli_equal_fast(vm, a, b);
    return equal >= 0 ? equal : oli_equal_rooted(vm, a, b);
}

/* An index given by a script, as int64: 1; 0: `key` is no integer (nothing raised); -1: raised. IndexError when it is
 * too large. May run script (__index__), keeps nothing alive. */
int oli_subscript_index(Vm *vm, Value key, int64_t *out);
/* `index` counted from the end where negative: false when it is outside of 0 .. count - 1. */
static inline bool oli_resolve_index(int64_t index, size_t count, size_t *out) {
    if (index < 0) index += (int64_t)count;
    if (index < 0 || (uint64_t)index >= count) return false;
    *out = (size_t)index;
    return true;
}
/* A bound as list.index(x, start, stop) takes it: negative counts from the end, clipped to 0 .. count. VALUE_UNDEF:
 * `missing`. May run script. */
bool oli_search_bound(Vm *vm, Value bound, size_t count, int64_t missing, int64_t *out);

/* The factor of `a * b`, where `self` is the sequence among them; negative counts as 0. VALUE_UNDEF: *out is set;
 * otherwise what the multiplication yields: NotImplemented, an error, or what the other operand made of it. */
Value oli_repeat_count(Vm *vm, Value a, Value b, bool reflected, size_t *out);
/* `a + b` where `a` is a `name` and b is not: what b makes of it, or TypeError "can only concatenate ...". */
Value oli_concat_foreign(Vm *vm, Value a, Value b, const char *name);

/* items[0 .. count) are set: repeat them up to count * times, count and times not 0. */
void oli_fill_repeated(Value *items, size_t count, size_t times);

/* Compare as sequences do: `a` and `b` are both lists or both tuples. Keeps them alive. */
Value oli_compare_sequences(Vm *vm, Value a, Value b, CompareOperator op);
/* The result of comparing two sizes. */
static inline bool oli_order_holds(CompareOperator op, size_t a, size_t b) {
    switch (op) {
    case COMPARE_EQ: return a == b;
    case COMPARE_NE: return a != b;
    case COMPARE_LT: return a < b;
    case COMPARE_LE: return a <= b;
    case COMPARE_GT: return a > b;
    default: return a >= b;
    }
}

/* repr of a list or tuple: `brackets` are "[]" or "()"; a tuple of one item gets a trailing comma. */
Value oli_sequence_repr(Vm *vm, Value self, const char *brackets);

/* TypeErrors of constructors, in CPython's words: "list() takes no keyword arguments",
 * "list expected at most 1 argument, got 2". */
bool oli_check_no_keywords(Vm *vm, const char *name, Tuple *names);
bool oli_check_arg_count(Vm *vm, const char *name, uint32_t count, uint32_t least, uint32_t most);

/* After storing values into a container that may be large: the cost is that of the values, not of the container. */
static inline void oli_barrier_values(Vm *vm, const Value *values, size_t count) {
    if (__builtin_expect(!is_marking(vm), 1)) return;
    for (size_t i = 0; i < count; i++) barrier(vm, values[i]);
}

/* Whether iterating `v` goes through its items as for the built-in class, though a subclass it may be. */
static inline bool oli_has_plain_iter(Vm *vm, Value v, ClassId id) {
    return class_of(vm, v)->ops.iter == vm->classes[id]->ops.iter;
}

/* A native iterator's __iter__. */
static inline Value oli_iterate_self(Vm *vm, Value self) {
    (void)vm;
    return self;
}

/* A new list_iterator or the like over `sequence`, from `index` on. */
Value oli_iterator_over(Vm *vm, ClassId id, Value sequence, size_t index);

#endif
