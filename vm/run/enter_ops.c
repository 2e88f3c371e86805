/* SPDX-License-Identifier: MIT
 *
 * Operations that may be a script method: where the method is a plain function, its frame is entered and the loop goes
 * on there, so that special methods nest without C recursion; in every other case C finishes the operation at once.
 * frame.h's OnReturn says what becomes of the method's result.
 */
#include "run/loop_ops.h"
#include "run/scheduler.h"
#include "types/descriptor.h"
#include "types/special.h"

/* Enter `method` (what a class lookup found) with `args`, self first, if it is a plain script function. NULL: it is
 * not (then nothing is pending), or entering failed (then something is). */
static Frame *enter_method(Vm *vm, Frame *f, Value method, const Value *args, uint32_t count, OnReturn how,
                           uint32_t dst) {
    if (!is_kind(method, CLASS_FUNCTION) || is_generator_code(as_function(method)->code)) return NULL;
    return oli_enter(vm, f, as_function(method), args, count, NULL, how, dst);
}

static Value lookup(Vm *vm, Value v, Special special) {
    return oli_class_lookup(vm, class_of(vm, v), special_name(vm, special));
}

/* ---- operators ---- */

/* Whether b's class overrides a's reflected method, which then goes first. */
static bool reflected_first(Vm *vm, Value a, Value b) {
    Class *ca = class_of(vm, a), *cb = class_of(vm, b);
    return ca != cb && oli_class_is_subclass(cb, ca);
}

Value oli_enter_binary(Vm *vm, Frame *f, BinaryOperator op, Value a, Value b, uint32_t dst, Frame **entered) {
    if (class_of(vm, a)->ops.binary == oli_special_binary && !reflected_first(vm, a, b)) {
        Value args[2] = {a, b};
        *entered = enter_method(vm, f, lookup(vm, a, special_of_binary(op)), args, 2, RETURN_BINARY, dst);
        if (*entered || has_exception(vm)) return VALUE_ERROR;
    }
    return oli_binary(vm, op, a, b);
}

Value oli_enter_inplace(Vm *vm, Frame *f, BinaryOperator op, Value a, Value b, uint32_t dst, Frame **entered) {
    (void)f;
    (void)dst;
    (void)entered;
    return oli_inplace(vm, op, a, b);
}

/* The instruction before f->pc: its operands are unchanged, as only the last write goes to the target. */
Value oli_continue_binary(Vm *vm, Frame *f) {
    uint32_t word = f->pc[-1];
    BinaryOperator op = binary_operator_of(op_of(word));
    Value a = f->regs[b_of(word)], b = f->regs[c_of(word)];
    Value result = VALUE_NOT_IMPLEMENTED;
    Class *cb = class_of(vm, b);
    if (cb != class_of(vm, a) && cb->ops.binary) {
        if (cb->ops.binary == oli_special_binary)
            result = oli_call_special(vm, b, special_name(vm, special_of_reflected(op)), &a, 1);
        else
            result = cb->ops.binary(vm, op, a, b);
    }
    if (!is_undef(result) && !is_not_implemented(result)) return result;
    return oli_raise(vm, EXC_TYPE_ERROR, "unsupported operand type(s) for %s: '%T' and '%T'", oli_binary_symbol(op), a,
                     b);
}

Value oli_enter_compare(Vm *vm, Frame *f, CompareOperator op, Value a, Value b, OnReturn how, uint32_t dst,
                        Frame **entered) {
    if (class_of(vm, a)->ops.compare == oli_special_compare && !reflected_first(vm, a, b)) {
        Value method = lookup(vm, a, special_of_compare(op));
        Value args[2] = {a, b};
        *entered = enter_method(vm, f, method, args, 2, how, dst);
        if (*entered || has_exception(vm)) return VALUE_ERROR;
    }
    return oli_compare(vm, a, b, op);
}

Value oli_continue_compare(Vm *vm, Frame *f) {
    static const Special SWAPPED[] = {SPECIAL_EQ, SPECIAL_NE, SPECIAL_GT, SPECIAL_GE, SPECIAL_LT, SPECIAL_LE};
    static const char *const SYMBOLS[] = {"==", "!=", "<", "<=", ">", ">="};
    uint32_t word = f->pc[-1];
    CompareOperator op = (CompareOperator)(op_of(word) - BC_EQ);
    Value a = f->regs[b_of(word)], b = f->regs[c_of(word)];
    Class *cb = class_of(vm, b);
    Value result = VALUE_NOT_IMPLEMENTED;
    if (cb->ops.compare) result = cb->ops.compare(vm, b, a, (CompareOperator)(SWAPPED[op] - SPECIAL_EQ));
    if (!is_not_implemented(result)) return result;
    if (op == COMPARE_EQ) return make_bool(is_same(a, b));
    if (op == COMPARE_NE) return make_bool(!is_same(a, b));
    return oli_raise(vm, EXC_TYPE_ERROR, "'%s' not supported between instances of '%T' and '%T'", SYMBOLS[op], a, b);
}

int oli_compare_truth(Vm *vm, Value a, Value b, CompareOperator op) {
    if (is_exact(vm, a, CLASS_STR) && is_exact(vm, b, CLASS_STR)) {
        if (op == COMPARE_EQ) return oli_str_equal(as_str(a), as_str(b));
        if (op == COMPARE_NE) return !oli_str_equal(as_str(a), as_str(b));
    }
    return oli_compare_bool(vm, a, b, op);
}

/* ---- attributes, subscripts ---- */

Value oli_enter_get_attr(Vm *vm, Frame *f, Value object, Str *name, uint32_t *words, uint32_t dst, Frame **entered) {
    Class *cls = class_of(vm, object);
    if (cls->flags & CLASS_FLAG_USER && !is_class(object)) {
        if (cls->ops.get_attr == oli_generic_get_attr) {
            Value found = oli_class_lookup(vm, cls, name);
            if (is_property(found)) {
                Property *property = as_property(found);
                *entered = enter_method(vm, f, property->getter, &object, 1, RETURN_STORE, dst);
                if (*entered || has_exception(vm)) return VALUE_ERROR;
            }
        } else if (cls->flags & CLASS_FLAG_HAS_GETATTRIBUTE && !(cls->flags & CLASS_FLAG_HAS_GETATTR)) {
            Value args[2] = {object, make_object(name)};
            *entered = enter_method(vm, f, lookup(vm, object, SPECIAL_GETATTRIBUTE), args, 2, RETURN_STORE, dst);
            if (*entered || has_exception(vm)) return VALUE_ERROR;
        }
    }
    return oli_get_attr_slow(vm, object, name, words);
}

Value oli_enter_get_item(Vm *vm, Frame *f, Value object, Value key, uint32_t dst, Frame **entered) {
    if (class_of(vm, object)->ops.get_item == oli_special_get_item) {
        Value args[2] = {object, key};
        *entered = enter_method(vm, f, lookup(vm, object, SPECIAL_GETITEM), args, 2, RETURN_STORE, dst);
        if (*entered || has_exception(vm)) return VALUE_ERROR;
    }
    return oli_get_item(vm, object, key);
}

/* ---- iteration ---- */

Value oli_enter_iter(Vm *vm, Frame *f, Value iterable, uint32_t dst, Frame **entered) {
    if (is_kind(iterable, CLASS_GENERATOR)) return iterable;
    if (class_of(vm, iterable)->ops.iter == oli_special_iter) {
        *entered = enter_method(vm, f, lookup(vm, iterable, SPECIAL_ITER), &iterable, 1, RETURN_ITER, dst);
        if (*entered || has_exception(vm)) return VALUE_ERROR;
    }
    return oli_iter(vm, iterable);
}

Value oli_enter_next(Vm *vm, Frame *f, Value iterator, uint32_t dst, Frame **entered) {
    if (class_of(vm, iterator)->ops.next == oli_special_next) {
        *entered = enter_method(vm, f, lookup(vm, iterator, SPECIAL_NEXT), &iterator, 1, RETURN_NEXT, dst);
        if (*entered || has_exception(vm)) return VALUE_ERROR;
    }
    return oli_next(vm, iterator);
}

/* ---- calls of objects ---- */

/* A class whose __init__ is a script function: the instance is made, its __init__ entered. */
static Frame *enter_init(Vm *vm, Frame *f, Class *cls, const Value *args, uint32_t count, Tuple *names, uint32_t dst) {
    Function *init = fast_init(vm, cls);
    if (!init) return NULL;
    Value small[16];
    Value *all = small;
    if (count + 1 > 16 && !(all = oli_resize(vm, NULL, 0, (count + 1) * sizeof *all))) return NULL;
    Object *instance = oli_new(vm, cls, cls->size);
    Frame *entered = NULL;
    if (instance) {
        all[0] = make_object(instance);
        if (count) memcpy(all + 1, args, count * sizeof *all);
        entered = oli_enter(vm, f, init, all, count + 1, names, RETURN_INIT, dst);
        if (entered) entered->extra = make_object(instance);
    }
    if (all != small) oli_release(vm, all, (count + 1) * sizeof *all);
    return entered;
}

Value oli_enter_object_call(Vm *vm, Frame *f, Value callee, Value *args, uint32_t count, Tuple *names, uint32_t dst,
                            Frame **entered) {
    if (is_kind(callee, CLASS_FUNCTION)) {
        Function *function = as_function(callee);
        if (is_generator_code(function->code)) {
            Value made = oli_generator_call(vm, function, args, count, names);
            if (is_kind(made, CLASS_COROUTINE)) oli_note_coroutine(vm, as_generator(made));
            if (is_generator(made)) note_iterator(f, made, dst);
            return made;
        }
        *entered = oli_enter(vm, f, function, args, count, names, RETURN_STORE, dst);
        return VALUE_ERROR;
    }
    if (is_exact(vm, callee, CLASS_TYPE)) {
        *entered = enter_init(vm, f, as_class(callee), args, count, names, dst);
        if (*entered || has_exception(vm)) return VALUE_ERROR;
    } else if (is_kind(callee, CLASS_METHOD)) {
        Method *method = (Method *)object_of(callee);
        if (is_kind(method->function, CLASS_FUNCTION) && count + 1 <= 16) {
            Value all[16];
            all[0] = method->self;
            if (count) memcpy(all + 1, args, count * sizeof *all);
            return oli_enter_object_call(vm, f, method->function, all, count + 1, names, dst, entered);
        }
    } else if (class_of(vm, callee)->ops.call == oli_special_call) {
        Value method = lookup(vm, callee, SPECIAL_CALL);
        if (is_kind(method, CLASS_FUNCTION) && count + 1 <= 16) {
            Value all[16];
            all[0] = callee;
            if (count) memcpy(all + 1, args, count * sizeof *all);
            return oli_enter_object_call(vm, f, method, all, count + 1, names, dst, entered);
        }
    }
    return class_of(vm, callee)->ops.call(vm, callee, args, count, names);
}

/* R[0] callee, R[1] tuple of positional arguments, R[2] dict of keywords or undef */
Value oli_enter_spread_call(Vm *vm, Frame *f, Value *parts, uint32_t dst, Frame **entered) {
    Value callee = parts[0];
    Tuple *positional = as_tuple(parts[1]);
    Dict *keywords = is_undef(parts[2]) ? NULL : as_dict(parts[2]);
    if (!class_of(vm, callee)->ops.call) return oli_raise(vm, EXC_TYPE_ERROR, "'%T' object is not callable", callee);
    uint32_t named = keywords ? keywords->used : 0;
    uint32_t count = (uint32_t)positional->count + named;
    Tuple *names = named ? oli_tuple_new(vm, named) : NULL;
    if (named && !names) return VALUE_ERROR;
    Value *all = oli_resize(vm, NULL, 0, (count + 2) * sizeof *all);
    if (!all) return VALUE_ERROR;
    all[0] = callee;
    all[1] = names ? make_object(names) : VALUE_NONE;
    memcpy(all + 2, positional->items, positional->count * sizeof *all);
    uint32_t position = 0, at = 0;
    for (DictEntry *entry; keywords && (entry = oli_dict_next(keywords, &position)); at++) {
        names->items[at] = entry->key;
        all[2 + positional->count + at] = entry->value;
    }
    RootArray root;
    root_array_push(vm, &root, all, count + 2);
    Value result = oli_enter_object_call(vm, f, callee, all + 2, count, names, dst, entered);
    root_array_pop(vm, &root);
    oli_release(vm, all, (count + 2) * sizeof *all);
    return result;
}

/* ---- class bodies ---- */

Frame *oli_enter_class_body(Vm *vm, Frame *f, Function *body, Value namespace_, uint32_t dst) {
    Frame *entered = oli_enter(vm, f, body, NULL, 0, NULL, RETURN_CLASS, dst);
    if (!entered) return NULL;
    entered->regs[0] = namespace_;
    entered->extra = namespace_;
    return entered;
}
