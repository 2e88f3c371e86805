/* SPDX-License-Identifier: MIT
 *
 * Built-in functions of numbers and of order: abs, bin, divmod, hex, max, min, oct, pow, round, sorted, sum.
 */
#include "embed/builtins.h"

#include <math.h>

/* ---- one number ---- */

static Value builtin_abs(Vm *vm, Value *args) {
    if (is_int(args[0])) {
        int64_t i = int_of(args[0]);
        return oli_int_from_i64(vm, i < 0 ? -i : i);
    }
    return oli_unary(vm, UNARY_OP_ABS, args[0]);
}

/* Digits in a base behind their prefix, "-0xff". */
static Value digits_with_prefix(Vm *vm, Value v, int base, const char *prefix) {
    v = oli_as_index(vm, v);
    if (is_error(v)) return VALUE_ERROR;
    Str *digits = oli_int_to_str(vm, v, base);
    if (!digits) return VALUE_ERROR;
    bool negative = digits->data[0] == '-';
    TextBuilder text;
    oli_text_init(&text, vm);
    if (negative) oli_text_append(&text, "-", 1);
    oli_text_append(&text, prefix, 2);
    oli_text_append(&text, digits->data + negative, digits->size - negative);
    return builtin_text(oli_text_finish(&text));
}

static Value builtin_bin(Vm *vm, Value *args) { return digits_with_prefix(vm, args[0], 2, "0b"); }
static Value builtin_oct(Vm *vm, Value *args) { return digits_with_prefix(vm, args[0], 8, "0o"); }
static Value builtin_hex(Vm *vm, Value *args) { return digits_with_prefix(vm, args[0], 16, "0x"); }

static Value builtin_round(Vm *vm, Value *args) {
    bool has_digits = !is_undef(args[1]) && !is_none(args[1]);
    if (is_int(args[0]) && !has_digits) return args[0];
    Value result = oli_call_special(vm, args[0], vm->names.dunder_round, &args[1], has_digits);
    if (is_undef(result)) return oli_raise(vm, EXC_TYPE_ERROR, "type %T doesn't define __round__ method", args[0]);
    return result;
}

/* ---- divmod ---- */

static Value make_pair(Vm *vm, Value a, Value b) {
    if (is_error(a) || is_error(b)) return VALUE_ERROR;
    Value values[2] = {a, b};
    Tuple *pair = oli_tuple_from(vm, values, 2);
    return pair ? make_object(pair) : VALUE_ERROR;
}

static bool is_zero_int(Value v) {
    int64_t i;
    return is_integer(v) && oli_int_to_i64(v, &i) && i == 0;
}

/* Both are ints or floats: no script runs. */
static Value divmod_numbers(Vm *vm, Value a, Value b) {
    if (is_integer(a) && is_integer(b)) {
        if (is_zero_int(b)) return oli_raise(vm, EXC_ZERO_DIVISION_ERROR, "integer division or modulo by zero");
        Value quotient = oli_int_binary(vm, BINARY_FLOORDIV, a, b);
        return make_pair(vm, quotient, is_error(quotient) ? VALUE_ERROR : oli_int_binary(vm, BINARY_MOD, a, b));
    }
    double x, y;
    if (!oli_as_double(vm, a, &x) || !oli_as_double(vm, b, &y)) return VALUE_ERROR;
    if (y == 0) return oli_raise(vm, EXC_ZERO_DIVISION_ERROR, "float divmod()");
    return make_pair(vm, make_float(vm, oli_float_floordiv(x, y)), make_float(vm, oli_float_mod(x, y)));
}

static bool is_real_number(Value v) { return is_integer(v) || is_float(v); }

/* type(v).name(v, other); NotImplemented when the class has none. */
static Value call_half(Vm *vm, Value v, Str *name, Value *other) {
    Value result = oli_call_special(vm, v, name, other, 1);
    return is_undef(result) ? VALUE_NOT_IMPLEMENTED : result;
}

static Value builtin_divmod(Vm *vm, Value *args) {
    Class *left = class_of(vm, args[0]), *right = class_of(vm, args[1]);
    bool plain = !((left->flags | right->flags) & CLASS_FLAG_USER);
    if (plain && is_real_number(args[0]) && is_real_number(args[1])) return divmod_numbers(vm, args[0], args[1]);
    Value values[2] = {args[0], args[1]};
    bool right_first = left != right && oli_class_is_subclass(right, left);
    Value result = VALUE_NOT_IMPLEMENTED;
    if (right_first) result = call_half(vm, args[1], vm->names.dunder_rdivmod, &values[0]);
    if (is_not_implemented(result)) result = call_half(vm, args[0], vm->names.dunder_divmod, &values[1]);
    if (is_not_implemented(result) && !right_first && left != right)
        result = call_half(vm, args[1], vm->names.dunder_rdivmod, &values[0]);
    if (!is_not_implemented(result)) return result;
    if (is_real_number(args[0]) && is_real_number(args[1])) return divmod_numbers(vm, args[0], args[1]);
    return oli_raise(vm, EXC_TYPE_ERROR, "unsupported operand type(s) for divmod(): '%T' and '%T'", args[0], args[1]);
}

static Value builtin_pow(Vm *vm, Value *args) {
    return oli_power(vm, args[0], args[1], is_undef(args[2]) ? VALUE_NONE : args[2]);
}

/* ---- sum ----
 * Three states, as in CPython: machine ints, doubles with the compensation of Kahan and Babuska in Neumaier's form, and
 * any objects. Later states are never left again. */
typedef struct Sum {
    enum { SUM_INT, SUM_FLOAT, SUM_OBJECT } state;
    int64_t integer;
    double total, compensation;
    Root object; /* SUM_OBJECT */
} Sum;

static double sum_float(const Sum *sum) {
    bool compensates = sum->compensation != 0 && isfinite(sum->compensation);
    return compensates ? sum->total + sum->compensation : sum->total;
}

static Value sum_value(Vm *vm, const Sum *sum) {
    switch (sum->state) {
    case SUM_INT: return oli_int_from_i64(vm, sum->integer);
    case SUM_FLOAT: return make_float(vm, sum_float(sum));
    default: return sum->object.value;
    }
}

static void add_double(Sum *sum, double x) {
    double t = sum->total + x;
    sum->compensation += fabs(sum->total) >= fabs(x) ? (sum->total - t) + x : (x - t) + sum->total;
    sum->total = t;
}

static bool is_exact_float(const Vm *vm, Value v) { return is_inline_float(v) || is_exact(vm, v, CLASS_FLOAT); }

/* Add `item` when the state knows its kind. */
static bool add_quickly(const Vm *vm, Sum *sum, Value item) {
    if (sum->state == SUM_INT) {
        if (is_int(item)) return !__builtin_add_overflow(sum->integer, int_of(item), &sum->integer);
        if (!is_bool(item)) return false;
        return !__builtin_add_overflow(sum->integer, is_same(item, VALUE_TRUE) ? 1 : 0, &sum->integer);
    }
    if (sum->state != SUM_FLOAT) return false;
    if (is_exact_float(vm, item)) {
        add_double(sum, float_of(item));
        return true;
    }
    int64_t i;
    if (!is_integer(item) || !oli_int_to_i64(item, &i)) return false;
    sum->total += (double)i;
    return true;
}

static bool sum_add(Vm *vm, Value item, void *context) {
    Sum *sum = context;
    if (add_quickly(vm, sum, item)) return true;
    Value left = sum_value(vm, sum);
    if (is_error(left)) return false;
    Value total = oli_binary(vm, BINARY_ADD, left, item);
    if (is_error(total)) return false;
    if (sum->state == SUM_INT && is_exact_float(vm, total)) {
        sum->state = SUM_FLOAT;
        sum->total = float_of(total);
        return true;
    }
    sum->state = SUM_OBJECT;
    sum->object.value = total;
    return true;
}

static bool sum_begin(Vm *vm, Sum *sum, Value start) {
    *sum = (Sum){.state = SUM_INT};
    sum->object.value = VALUE_NONE;
    if (is_undef(start)) return true;
    if (is_str(start)) return oli_raise_false(vm, EXC_TYPE_ERROR, "sum() can't sum strings [use ''.join(seq) instead]");
    if (is_kind(start, CLASS_BYTES))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "sum() can't sum bytes [use b''.join(seq) instead]");
    if (is_kind(start, CLASS_BYTEARRAY))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "sum() can't sum bytearray [use b''.join(seq) instead]");
    if (is_int(start)) {
        sum->integer = int_of(start);
    } else if (is_exact_float(vm, start)) {
        sum->state = SUM_FLOAT;
        sum->total = float_of(start);
    } else {
        sum->state = SUM_OBJECT;
        sum->object.value = start;
    }
    return true;
}

static Value builtin_sum(Vm *vm, Value *args) {
    Sum sum;
    if (!sum_begin(vm, &sum, args[1])) return VALUE_ERROR;
    root_push(vm, &sum.object, sum.object.value);
    bool ok = oli_for_each(vm, args[0], sum_add, &sum);
    root_pop(vm, &sum.object);
    return ok ? sum_value(vm, &sum) : VALUE_ERROR;
}

/* ---- min, max ---- */

typedef struct Best {
    CompareOperator op; /* COMPARE_LT: min, COMPARE_GT: max */
    Value key;          /* VALUE_NONE: compare the items themselves */
    Root item, rank;    /* the best so far, VALUE_UNDEF before the first; what it is compared by */
} Best;

/* a `op` b for small ints and inline floats: 1, 0; or -1: ask the protocol. */
static int compare_quickly(Value a, Value b, CompareOperator op) {
    if (are_ints(a, b)) return op == COMPARE_LT ? int_of(a) < int_of(b) : int_of(a) > int_of(b);
    if (!are_inline_floats(a, b)) return -1;
    double x = inline_float_of(a), y = inline_float_of(b);
    return op == COMPARE_LT ? x < y : x > y;
}

static bool consider(Vm *vm, Value item, void *context) {
    Best *best = context;
    if (is_none(best->key) && !is_undef(best->rank.value)) {
        int better = compare_quickly(item, best->rank.value, best->op);
        if (better > 0) best->item.value = best->rank.value = item;
        if (better >= 0) return true;
    }
    Root roots[2];
    root_push(vm, &roots[0], item);
    Value rank = is_none(best->key) ? item : oli_call1(vm, best->key, item);
    int better = is_error(rank) ? -1 : 1;
    if (better > 0 && !is_undef(best->item.value)) {
        better = compare_quickly(rank, best->rank.value, best->op);
        if (better < 0) {
            root_push(vm, &roots[1], rank);
            better = oli_compare_bool(vm, rank, best->rank.value, best->op);
            root_pop(vm, &roots[1]);
        }
    }
    root_pop(vm, &roots[0]);
    if (better <= 0) return better == 0;
    best->item.value = item;
    best->rank.value = rank;
    return true;
}

typedef struct BestOptions {
    Value key, default_; /* VALUE_UNDEF: not given */
} BestOptions;

static bool read_options(Vm *vm, const char *name, const Value *values, Tuple *names, BestOptions *out) {
    *out = (BestOptions){VALUE_NONE, VALUE_UNDEF};
    for (size_t i = 0; names && i < names->count; i++) {
        Str *keyword = as_str(names->items[i]);
        if (oli_str_equals_c(keyword, "key")) {
            out->key = values[i];
        } else if (oli_str_equals_c(keyword, "default")) {
            out->default_ = values[i];
        } else {
            return oli_raise_false(vm, EXC_TYPE_ERROR, "%s() got an unexpected keyword argument '%S'", name, keyword);
        }
    }
    return true;
}

static bool find_best(Vm *vm, Best *best, Value *args, uint32_t positional) {
    if (positional == 1) return oli_for_each(vm, args[0], consider, best);
    for (uint32_t i = 0; i < positional; i++)
        if (!consider(vm, args[i], best)) return false;
    return true;
}

static Value best_of(Vm *vm, const char *name, CompareOperator op, Value *args, uint32_t count, Tuple *names) {
    uint32_t positional = names ? count - (uint32_t)names->count : count;
    if (positional == 0) return oli_raise(vm, EXC_TYPE_ERROR, "%s expected at least 1 argument, got 0", name);
    BestOptions options;
    if (!read_options(vm, name, args + positional, names, &options)) return VALUE_ERROR;
    if (positional > 1 && !is_undef(options.default_))
        return oli_raise(vm, EXC_TYPE_ERROR, "Cannot specify a default for %s() with multiple positional arguments",
                         name);
    Best best = {.op = op, .key = options.key};
    root_push(vm, &best.item, VALUE_UNDEF);
    root_push(vm, &best.rank, VALUE_UNDEF);
    bool ok = find_best(vm, &best, args, positional);
    root_pop(vm, &best.rank);
    root_pop(vm, &best.item);
    if (!ok) return VALUE_ERROR;
    if (!is_undef(best.item.value)) return best.item.value;
    if (!is_undef(options.default_)) return options.default_;
    return oli_raise(vm, EXC_VALUE_ERROR, "%s() iterable argument is empty", name);
}

static Value builtin_min(Vm *vm, Value *args, uint32_t count, Tuple *names) {
    return best_of(vm, "min", COMPARE_LT, args, count, names);
}

static Value builtin_max(Vm *vm, Value *args, uint32_t count, Tuple *names) {
    return best_of(vm, "max", COMPARE_GT, args, count, names);
}

/* ---- sorted ---- */

static bool read_sort_options(Vm *vm, const Value *values, Tuple *names, Value *key, bool *reverse) {
    for (size_t i = 0; names && i < names->count; i++) {
        Str *keyword = as_str(names->items[i]);
        if (oli_str_equals_c(keyword, "key")) {
            *key = values[i];
        } else if (oli_str_equals_c(keyword, "reverse")) {
            int truth = oli_truth(vm, values[i]);
            if (truth < 0) return false;
            *reverse = truth;
        } else {
            return oli_raise_false(vm, EXC_TYPE_ERROR, "sort() got an unexpected keyword argument '%S'", keyword);
        }
    }
    return true;
}

static Value builtin_sorted(Vm *vm, Value *args, uint32_t count, Tuple *names) {
    uint32_t positional = names ? count - (uint32_t)names->count : count;
    if (positional != 1) return oli_raise(vm, EXC_TYPE_ERROR, "sorted expected 1 argument, got %u", positional);
    List *list = oli_list_of(vm, args[0]);
    if (!list) return VALUE_ERROR;
    args[0] = make_object(list);
    Value key = VALUE_NONE;
    bool reverse = false;
    if (!read_sort_options(vm, args + 1, names, &key, &reverse)) return VALUE_ERROR;
    return oli_list_sort(vm, as_list(args[0]), key, reverse) ? args[0] : VALUE_ERROR;
}

const NativeDef oli_builtins_number[] = {
    NATIVE("abs", "x, /", builtin_abs),
    NATIVE("bin", "number, /", builtin_bin),
    NATIVE("divmod", "x, y, /", builtin_divmod),
    NATIVE("hex", "number, /", builtin_hex),
    NATIVE_RAW("max", builtin_max),
    NATIVE_RAW("min", builtin_min),
    NATIVE("oct", "number, /", builtin_oct),
    NATIVE("pow", "base, exp, mod=", builtin_pow),
    NATIVE("round", "number, ndigits=", builtin_round),
    NATIVE_RAW("sorted", builtin_sorted),
    NATIVE("sum", "iterable, /, start=0", builtin_sum),
    NATIVE_END,
};
