/* SPDX-License-Identifier: MIT
 *
 * The operations of the language on any value: text, truth, comparison, hashing, containers, iteration. Each tries the
 * exact built-in types first, then the class's ops. Arithmetic is in operator.c, calls in call.c.
 */
#include "types/protocol.h"
#include "types/class.h"
#include "types/function.h"

/* ---- text ---- */

static Str *checked_str(Vm *vm, Value text, const char *method) {
    if (is_error(text)) return NULL;
    if (is_str(text)) return as_str(text);
    return oli_raise_null(vm, EXC_TYPE_ERROR, "%s returned non-string (type %T)", method, text);
}

Str *oli_repr(Vm *vm, Value v) {
    if (!oli_check_c_stack_in(vm, " while getting the repr of an object")) return NULL;
    return checked_str(vm, class_of(vm, v)->ops.repr(vm, v), "__repr__");
}

Str *oli_to_str(Vm *vm, Value v) {
    if (is_exact(vm, v, CLASS_STR)) return as_str(v);
    Class *cls = class_of(vm, v);
    if (!cls->ops.str) return oli_repr(vm, v);
    if (!oli_check_c_stack(vm)) return NULL;
    return checked_str(vm, cls->ops.str(vm, v), "__str__");
}

Value oli_format_value(Vm *vm, Value v, Str *spec) {
    Class *cls = class_of(vm, v);
    if (cls->ops.format) {
        Value text = cls->ops.format(vm, v, spec);
        if (is_error(text) || is_str(text)) return text;
        return oli_raise(vm, EXC_TYPE_ERROR, "__format__ must return a str, not %T", text);
    }
    if (spec->size) return oli_raise(vm, EXC_TYPE_ERROR, "unsupported format string passed to %C.__format__", cls);
    Str *text = oli_to_str(vm, v);
    return text ? make_object(text) : VALUE_ERROR;
}

/* Containers being printed, as a list that grows and shrinks like a stack (vm->repr_stack). */
int oli_repr_enter(Vm *vm, Value v) {
    if (!oli_check_c_stack(vm)) return -1;
    if (is_undef(vm->repr_stack)) {
        List *list = oli_list_new(vm, 4);
        if (!list) return -1;
        vm->repr_stack = make_object(list);
    }
    List *stack = as_list(vm->repr_stack);
    for (size_t i = 0; i < stack->count; i++)
        if (is_same(stack->items[i], v)) return 0;
    return oli_list_append(vm, stack, v) ? 1 : -1;
}

void oli_repr_leave(Vm *vm, Value v) {
    List *stack = as_list(vm->repr_stack);
    while (stack->count && !is_same(stack->items[--stack->count], v)) {}
}

bool oli_check_c_stack_in(Vm *vm, const char *where) {
    char here;
    size_t used = (size_t)(vm->c_stack_base > &here ? vm->c_stack_base - &here : &here - vm->c_stack_base);
    if (__builtin_expect(used < vm->c_stack_limit || !vm->c_stack_base, 1)) return true;
    return oli_raise_false(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded%s", where);
}

bool oli_check_c_stack(Vm *vm) { return oli_check_c_stack_in(vm, ""); }

/* ---- truth, hash ---- */

int oli_truth(Vm *vm, Value v) {
    if (is_bool(v)) return is_same(v, VALUE_TRUE);
    if (is_none(v)) return 0;
    if (is_int(v)) return int_of(v) != 0;
    Class *cls = class_of(vm, v);
    if (cls->ops.truth) return cls->ops.truth(vm, v);
    if (!cls->ops.length) return 1;
    int64_t length = cls->ops.length(vm, v);
    return length < 0 ? -1 : length != 0;
}

bool oli_hash(Vm *vm, Value v, int64_t *out) {
    Class *cls = class_of(vm, v);
    if (cls->ops.hash) return cls->ops.hash(vm, v, out);
    return oli_raise_false(vm, EXC_TYPE_ERROR, "unhashable type: '%T'", v);
}

/* ---- comparison ---- */

static const CompareOperator SWAPPED[] = {COMPARE_EQ, COMPARE_NE, COMPARE_GT, COMPARE_GE, COMPARE_LT, COMPARE_LE};
static const char *const COMPARE_SYMBOLS[] = {"==", "!=", "<", "<=", ">", ">="};

static Value compare_generic(Vm *vm, Value a, Value b, CompareOperator op) {
    Class *ca = class_of(vm, a), *cb = class_of(vm, b);
    bool tried_b = false;
    if (ca != cb && cb->ops.compare && oli_class_is_subclass(cb, ca)) {
        Value result = cb->ops.compare(vm, b, a, SWAPPED[op]);
        if (!is_not_implemented(result)) return result;
        tried_b = true;
    }
    if (ca->ops.compare) {
        Value result = ca->ops.compare(vm, a, b, op);
        if (!is_not_implemented(result)) return result;
    }
    if (!tried_b && cb->ops.compare) {
        Value result = cb->ops.compare(vm, b, a, SWAPPED[op]);
        if (!is_not_implemented(result)) return result;
    }
    if (op == COMPARE_EQ) return make_bool(is_same(a, b));
    if (op == COMPARE_NE) return make_bool(!is_same(a, b));
    return oli_raise(vm, EXC_TYPE_ERROR, "'%s' not supported between instances of '%T' and '%T'", COMPARE_SYMBOLS[op],
                     a, b);
}

Value oli_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (!oli_check_c_stack_in(vm, " in comparison")) return VALUE_ERROR;
    Root root_a, root_b;
    root_push(vm, &root_a, a);
    root_push(vm, &root_b, b);
    Value result = compare_generic(vm, a, b, op);
    root_pop(vm, &root_b);
    root_pop(vm, &root_a);
    return result;
}

int oli_compare_bool(Vm *vm, Value a, Value b, CompareOperator op) {
    Value result = oli_compare(vm, a, b, op);
    return is_error(result) ? -1 : oli_truth(vm, result);
}

int oli_equal(Vm *vm, Value a, Value b) {
    if (is_same(a, b)) return 1;
    if (are_ints(a, b)) return 0;
    if (is_exact(vm, a, CLASS_STR) && is_exact(vm, b, CLASS_STR)) return oli_str_equal(as_str(a), as_str(b));
    return oli_compare_bool(vm, a, b, COMPARE_EQ);
}

/* ---- containers ---- */

int64_t oli_length(Vm *vm, Value v) {
    Class *cls = class_of(vm, v);
    if (cls->ops.length) return cls->ops.length(vm, v);
    return oli_raise_int(vm, EXC_TYPE_ERROR, "object of type '%T' has no len()", v);
}

int64_t oli_length_hint(Vm *vm, Value v) {
    Class *cls = class_of(vm, v);
    if (cls->ops.length && !(cls->flags & CLASS_FLAG_USER)) return cls->ops.length(vm, v);
    if (cls->ops.length) {
        int64_t length = cls->ops.length(vm, v);
        if (length >= 0 || !oli_exception_is(vm, EXC_TYPE_ERROR)) return length;
        clear_exception(vm);
    }
    Value hint = oli_call_special(vm, v, vm->names.dunder_length_hint, NULL, 0);
    if (is_error(hint)) {
        if (!oli_exception_is(vm, EXC_TYPE_ERROR)) return -1;
        clear_exception(vm);
        return 0;
    }
    if (is_undef(hint) || is_not_implemented(hint)) return 0;
    int64_t length;
    if (!is_integer(hint)) return oli_raise_int(vm, EXC_TYPE_ERROR, "__length_hint__ must be an integer, not %T", hint);
    if (!oli_as_i64(vm, hint, &length)) return -1;
    if (length < 0) return oli_raise_int(vm, EXC_VALUE_ERROR, "__length_hint__() should return >= 0");
    return length;
}

Value oli_get_item(Vm *vm, Value v, Value key) {
    Class *cls = class_of(vm, v);
    if (cls->ops.get_item) return cls->ops.get_item(vm, v, key);
    if (is_class(v)) {
        Value method = oli_class_lookup(vm, as_class(v), vm->names.dunder_class_getitem);
        if (!is_undef(method)) {
            Value bound = oli_bind(vm, method, VALUE_UNDEF, as_class(v));
            return is_error(bound) ? bound : oli_call1(vm, bound, key);
        }
        return oli_raise(vm, EXC_TYPE_ERROR, "type '%C' is not subscriptable", as_class(v));
    }
    return oli_raise(vm, EXC_TYPE_ERROR, "'%T' object is not subscriptable", v);
}

bool oli_set_item(Vm *vm, Value v, Value key, Value item) {
    Class *cls = class_of(vm, v);
    if (cls->ops.set_item) return cls->ops.set_item(vm, v, key, item);
    return oli_raise_false(vm, EXC_TYPE_ERROR, "'%T' object does not support item assignment", v);
}

bool oli_delete_item(Vm *vm, Value v, Value key) {
    Class *cls = class_of(vm, v);
    if (cls->ops.set_item) return cls->ops.set_item(vm, v, key, VALUE_UNDEF);
    bool is_sequence = is_integer(key) && (cls->ops.length || cls->flags & CLASS_FLAG_USER);
    return oli_raise_false(vm, EXC_TYPE_ERROR, "'%T' object %s support item deletion", v,
                           is_sequence ? "doesn't" : "does not");
}

int oli_contains_by_iteration(Vm *vm, Value container, Value item) {
    Value iterator = oli_iter(vm, container);
    if (is_error(iterator)) {
        if (!oli_exception_is(vm, EXC_TYPE_ERROR)) return -1;
        clear_exception(vm);
        return oli_raise_int(vm, EXC_TYPE_ERROR, "argument of type '%T' is not iterable", container);
    }
    Root root_iterator, root_item;
    root_push(vm, &root_iterator, iterator);
    root_push(vm, &root_item, item);
    int found = 0;
    while (!found) {
        Value next = oli_next(vm, iterator);
        if (is_stop(next)) break;
        found = is_error(next) ? -1 : oli_equal(vm, next, item);
    }
    root_pop(vm, &root_item);
    root_pop(vm, &root_iterator);
    return found;
}

int oli_contains(Vm *vm, Value container, Value item) {
    Class *cls = class_of(vm, container);
    if (cls->ops.contains) return cls->ops.contains(vm, container, item);
    return oli_contains_by_iteration(vm, container, item);
}

/* ---- iteration ---- */

Value oli_iter(Vm *vm, Value v) {
    Class *cls = class_of(vm, v);
    if (cls->ops.iter) return cls->ops.iter(vm, v);
    if (cls->flags & CLASS_FLAG_USER) {
        Value method = oli_class_lookup(vm, cls, vm->names.dunder_iter);
        if (is_undef(method) && !is_undef(oli_class_lookup(vm, cls, vm->names.dunder_getitem)))
            return oli_sequence_iterator_new(vm, v);
    }
    return oli_raise(vm, EXC_TYPE_ERROR, "'%T' object is not iterable", v);
}

Value oli_next(Vm *vm, Value iterator) {
    Class *cls = class_of(vm, iterator);
    if (!cls->ops.next) return oli_raise(vm, EXC_TYPE_ERROR, "'%T' object is not an iterator", iterator);
    if (!oli_check_c_stack(vm)) return VALUE_ERROR; /* a map of a map of a map ... */
    vm->stop_value = VALUE_NONE;
    return cls->ops.next(vm, iterator);
}

/* ---- isinstance, issubclass ---- */

static int through_hook(Vm *vm, Value cls, Str *hook, Value candidate) {
    Value result = oli_call_special(vm, cls, hook, &candidate, 1);
    return is_error(result) ? -1 : oli_truth(vm, result);
}

/* Whether the class's metaclass defines the hook itself (type's own is the plain rule). */
static bool has_hook(Vm *vm, Value cls, Str *hook) {
    if (!is_object(cls) || is_exact(vm, cls, CLASS_TYPE)) return false;
    Value method = oli_class_lookup(vm, class_of(vm, cls), hook);
    return is_kind(method, CLASS_FUNCTION);
}

static int any_of(Vm *vm, Value v, Value classes, int (*test)(Vm *, Value, Value)) {
    if (!oli_check_c_stack(vm)) return -1;
    Tuple *tuple = as_tuple(classes);
    for (size_t i = 0; i < tuple->count; i++) {
        int result = test(vm, v, tuple->items[i]);
        if (result) return result;
    }
    return 0;
}

/* v.__bases__ when that is a tuple: such an object counts as a class. VALUE_UNDEF: it is none. */
static Value abstract_bases(Vm *vm, Value v) {
    Value bases = oli_find_attr(vm, v, vm->names.dunder_bases);
    return is_error(bases) || is_tuple(bases) ? bases : VALUE_UNDEF;
}

/* Whether `derived`, or a base of it as its __bases__ say, is `cls` itself. */
static int is_abstract_subclass(Vm *vm, Value derived, Value cls) {
    Root root;
    root_push(vm, &root, derived);
    int result = 0;
    for (;;) {
        if (is_same(root.value, cls)) {
            result = 1;
            break;
        }
        if (!oli_check_c_stack_in(vm, " in __issubclass__")) {
            result = -1;
            break;
        }
        Value bases = abstract_bases(vm, root.value);
        if (is_error(bases)) result = -1;
        if (!is_tuple(bases) || !as_tuple(bases)->count) break;
        root.value = as_tuple(bases)->items[0];
        if (as_tuple(bases)->count == 1) continue; /* a chain, however long */
        Root held;
        root_push(vm, &held, bases);
        for (size_t i = 0; i < as_tuple(bases)->count && !result; i++)
            result = is_abstract_subclass(vm, as_tuple(bases)->items[i], cls);
        root_pop(vm, &held);
        break;
    }
    root_pop(vm, &root);
    return result;
}

/* TypeError unless `v` counts as a class. */
static bool check_abstract(Vm *vm, Value v, const char *message) {
    Value bases = abstract_bases(vm, v);
    if (is_error(bases)) return false;
    return !is_undef(bases) || oli_raise_false(vm, EXC_TYPE_ERROR, "%s", message);
}

static int is_abstract_instance(Vm *vm, Value v, Value cls) {
    if (!check_abstract(vm, cls, "isinstance() arg 2 must be a type, a tuple of types, or a union")) return -1;
    Value declared = oli_find_attr(vm, v, vm->names.dunder_class);
    if (is_error(declared)) return -1;
    return is_undef(declared) ? 0 : is_abstract_subclass(vm, declared, cls);
}

int oli_is_instance(Vm *vm, Value v, Value cls) {
    if (is_class(cls) && class_of(vm, v) == as_class(cls)) return 1;
    if (is_tuple(cls)) return any_of(vm, v, cls, oli_is_instance);
    if (has_hook(vm, cls, vm->names.dunder_instancecheck))
        return through_hook(vm, cls, vm->names.dunder_instancecheck, v);
    if (is_kind(cls, CLASS_UNION)) {
        Value members = oli_get_attr(vm, cls, vm->names.args);
        return is_error(members) ? -1 : any_of(vm, v, members, oli_is_instance);
    }
    if (!is_class(cls)) return is_abstract_instance(vm, v, cls);
    if (oli_class_is_subclass(class_of(vm, v), as_class(cls))) return 1;
    if (!is_object(v)) return 0;
    bool may_pretend = object_of(v)->cls->flags & CLASS_FLAG_USER || object_of(v)->kind == CLASS_WEAK_PROXY ||
                       object_of(v)->kind == CLASS_CALLABLE_WEAK_PROXY;
    if (!may_pretend) return 0;
    Value declared = oli_find_attr(vm, v, vm->names.dunder_class); /* proxies */
    if (is_error(declared)) return -1;
    return is_class(declared) && oli_class_is_subclass(as_class(declared), as_class(cls));
}

int oli_is_subclass(Vm *vm, Value cls, Value base) {
    if (is_tuple(base)) return any_of(vm, cls, base, oli_is_subclass);
    if (has_hook(vm, base, vm->names.dunder_subclasscheck))
        return through_hook(vm, base, vm->names.dunder_subclasscheck, cls);
    if (is_kind(base, CLASS_UNION)) {
        Value members = oli_get_attr(vm, base, vm->names.args);
        return is_error(members) ? -1 : any_of(vm, cls, members, oli_is_subclass);
    }
    if (!is_class(cls) || !is_class(base)) {
        if (!check_abstract(vm, cls, "issubclass() arg 1 must be a class") ||
            !check_abstract(vm, base, "issubclass() arg 2 must be a class, a tuple of classes, or a union"))
            return -1;
        return is_abstract_subclass(vm, cls, base);
    }
    return oli_class_is_subclass(as_class(cls), as_class(base));
}
