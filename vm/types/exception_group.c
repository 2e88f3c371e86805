/* SPDX-License-Identifier: MIT
 *
 * BaseExceptionGroup and ExceptionGroup: construction, split, subgroup, derive; and the two steps of `except*`.
 *
 * Splitting keeps the tree: a part of a group is made by the group's own derive() and gets its traceback, cause,
 * context and notes. The recursion over groups in groups is guarded by oli_check_c_stack.
 */
#include "types/exception_group.h"

#include "types/class.h"

static Tuple *members_of(Value group) { return as_tuple(exception_field(group, GROUP_EXCEPTIONS)); }

static bool is_ordinary(Vm *vm, Value v) { return oli_is_instance_of_exception(vm, v, EXC_EXCEPTION); }

/* ---- construction ---- */

/* The members as a tuple; NULL: TypeError or ValueError. May run script. */
static Tuple *take_members(Vm *vm, Value exceptions) {
    bool is_sequence = is_list(exceptions) || is_tuple(exceptions) ||
                       (class_of(vm, exceptions)->ops.get_item && !is_dict(exceptions) && !is_set(exceptions));
    if (!is_sequence) return oli_raise_null(vm, EXC_TYPE_ERROR, "second argument (exceptions) must be a sequence");
    Tuple *members = oli_tuple_of(vm, exceptions);
    if (!members) return NULL;
    if (!members->count)
        return oli_raise_null(vm, EXC_VALUE_ERROR, "second argument (exceptions) must be a non-empty sequence");
    for (size_t i = 0; i < members->count; i++)
        if (!is_exception(members->items[i]))
            return oli_raise_null(vm, EXC_VALUE_ERROR, "Item %zu of second argument (exceptions) is not an exception",
                                  i);
    return members;
}

/* The class to make: BaseExceptionGroup of nothing but Exceptions is an ExceptionGroup. NULL: TypeError. */
static Class *choose_class(Vm *vm, Class *cls, const Tuple *members) {
    bool all_ordinary = true;
    for (size_t i = 0; i < members->count && all_ordinary; i++) all_ordinary = is_ordinary(vm, members->items[i]);
    if (all_ordinary)
        return cls == vm->exceptions[EXC_BASE_EXCEPTION_GROUP] ? vm->exceptions[EXC_EXCEPTION_GROUP] : cls;
    if (cls == vm->exceptions[EXC_EXCEPTION_GROUP])
        return oli_raise_null(vm, EXC_TYPE_ERROR, "Cannot nest BaseExceptions in an ExceptionGroup");
    if (oli_class_is_subclass(cls, vm->exceptions[EXC_EXCEPTION]))
        return oli_raise_null(vm, EXC_TYPE_ERROR, "Cannot nest BaseExceptions in '%C'", cls);
    return cls;
}

static Value group_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    uint32_t positional = names ? count - (uint32_t)names->count : count;
    if (positional != 2)
        return oli_raise(vm, EXC_TYPE_ERROR, "BaseExceptionGroup.__new__() takes exactly 2 arguments (%u given)",
                         positional);
    if (!is_str(args[0]))
        return oli_raise(vm, EXC_TYPE_ERROR, "BaseExceptionGroup.__new__() argument 1 must be str, not %T", args[0]);
    Tuple *members = take_members(vm, args[1]);
    if (!members || !(cls = choose_class(vm, cls, members))) return VALUE_ERROR;
    Tuple *tuple = oli_tuple_from(vm, args, 2);
    Exception *group = tuple ? oli_exception_alloc(vm, cls, tuple) : NULL;
    if (!group) return VALUE_ERROR;
    exception_fields(group)[GROUP_MESSAGE] = args[0];
    exception_fields(group)[GROUP_EXCEPTIONS] = make_object(members);
    return make_object(group);
}

Value oli_exception_group_new(Vm *vm, Str *message, List *exceptions) {
    Value values[2] = {make_object(message), make_object(exceptions)};
    return group_create(vm, vm->exceptions[EXC_BASE_EXCEPTION_GROUP], values, 2, NULL);
}

static Value group_str(Vm *vm, Value self) {
    size_t count = members_of(self)->count;
    Str *text = oli_str_format(vm, "%V (%zu sub-exception%s)", exception_field(self, GROUP_MESSAGE), count,
                               count == 1 ? "" : "s");
    return text ? make_object(text) : VALUE_ERROR;
}

static Value get_message(Vm *vm, Value self) {
    (void)vm;
    return exception_field(self, GROUP_MESSAGE);
}

static Value get_exceptions(Vm *vm, Value self) {
    (void)vm;
    return exception_field(self, GROUP_EXCEPTIONS);
}

static Value group_derive(Vm *vm, Value *args) {
    Value values[2] = {exception_field(args[0], GROUP_MESSAGE), args[1]};
    return group_create(vm, vm->exceptions[EXC_BASE_EXCEPTION_GROUP], values, 2, NULL);
}

/* ---- splitting ---- */

typedef struct Matcher {
    enum { MATCH_CLASS, MATCH_CALL, MATCH_MEMBERS } kind;
    Value condition; /* class or tuple of classes; callable; set of exceptions' addresses */
    bool wants_rest;
} Matcher;

static bool is_exception_class(const Vm *vm, Value v) {
    return is_class(v) && oli_class_is_subclass(as_class(v), vm->exceptions[EXC_BASE_EXCEPTION]);
}

/* The int that stands for an exception in a set. */
static Value identity(Value v) { return make_int((int64_t)(VALUE_BITS(v) >> 4)); }

/* 1, 0, -1 */
static int matches(Vm *vm, Value exception, const Matcher *matcher) {
    Value condition = matcher->condition;
    if (matcher->kind == MATCH_MEMBERS) {
        if (is_exception_group(vm, exception)) return 0;
        return oli_set_contains(vm, as_set(condition), identity(exception));
    }
    if (matcher->kind == MATCH_CALL) {
        Value result = oli_call1(vm, condition, exception);
        return is_error(result) ? -1 : oli_truth(vm, result);
    }
    if (is_class(condition)) return oli_class_is_subclass(object_of(exception)->cls, as_class(condition));
    for (size_t i = 0; i < as_tuple(condition)->count; i++)
        if (oli_class_is_subclass(object_of(exception)->cls, as_class(as_tuple(condition)->items[i]))) return 1;
    return 0;
}

/* The notes of `from`, copied: later ones of either are its own. */
static bool copy_notes(Vm *vm, Value from, Value to) {
    Value notes = oli_find_attr(vm, from, vm->names.dunder_notes);
    if (is_error(notes)) return false;
    if (!is_list(notes) && !is_tuple(notes)) return true;
    List *copy = oli_list_of(vm, notes);
    return copy && oli_set_attr(vm, to, vm->names.dunder_notes, make_object(copy));
}

/* `group` with just these members, as its derive() makes it; None for no members. */
static Value make_part(Vm *vm, Value group, List *members) {
    if (!members->count) return VALUE_NONE;
    Str *name = oli_str_intern(vm, "derive", strlen("derive"));
    Value argument = make_object(members);
    Value part = name ? oli_call_method(vm, group, name, &argument, 1) : VALUE_ERROR;
    if (is_error(part)) return VALUE_ERROR;
    if (!is_exception_group(vm, part))
        return oli_raise(vm, EXC_TYPE_ERROR, "derive must return an instance of BaseExceptionGroup");
    Exception *from = as_exception(group), *to = as_exception(part);
    to->traceback = from->traceback;
    to->context = from->context;
    to->cause = from->cause;
    to->suppress_context = true;
    barrier_owner(vm, to);
    Root root;
    root_push(vm, &root, part);
    bool ok = copy_notes(vm, group, part);
    root_pop(vm, &root);
    return ok ? part : VALUE_ERROR;
}

static bool split(Vm *vm, Value exception, const Matcher *matcher, Root *match, Root *rest);

/* Split every member; the parts go to two lists that the caller roots. */
static bool split_members(Vm *vm, Value group, const Matcher *matcher, List *matched, List *left) {
    Root match, rest;
    root_push(vm, &match, VALUE_NONE);
    root_push(vm, &rest, VALUE_NONE);
    bool ok = true;
    for (size_t i = 0; ok && i < members_of(group)->count; i++) {
        ok = split(vm, members_of(group)->items[i], matcher, &match, &rest);
        if (ok && !is_none(match.value)) ok = oli_list_append(vm, matched, match.value);
        if (ok && !is_none(rest.value)) ok = oli_list_append(vm, left, rest.value);
    }
    root_pop(vm, &rest);
    root_pop(vm, &match);
    return ok;
}

static bool split_group(Vm *vm, Value group, const Matcher *matcher, Root *match, Root *rest) {
    Root roots[2];
    List *matched = oli_list_new(vm, 0);
    if (!matched) return false;
    root_push(vm, &roots[0], make_object(matched));
    List *left = oli_list_new(vm, 0);
    root_push(vm, &roots[1], left ? make_object(left) : VALUE_NONE);
    bool ok = left && split_members(vm, group, matcher, matched, left);
    if (ok) match->value = make_part(vm, group, matched);
    if (ok && !is_error(match->value) && matcher->wants_rest) rest->value = make_part(vm, group, left);
    root_pop(vm, &roots[1]);
    root_pop(vm, &roots[0]);
    ok = ok && !is_error(match->value) && !is_error(rest->value);
    if (!ok) match->value = rest->value = VALUE_NONE;
    return ok;
}

/* *match and *rest are roots of the caller. `exception` is reachable. */
static bool split(Vm *vm, Value exception, const Matcher *matcher, Root *match, Root *rest) {
    match->value = rest->value = VALUE_NONE;
    if (!oli_check_c_stack(vm)) return false;
    int matched = matches(vm, exception, matcher);
    if (matched < 0) return false;
    if (matched) {
        match->value = exception;
        return true;
    }
    if (is_exception_group(vm, exception)) return split_group(vm, exception, matcher, match, rest);
    if (matcher->wants_rest) rest->value = exception;
    return true;
}

static bool make_matcher(Vm *vm, Value condition, Matcher *out) {
    out->condition = condition;
    out->kind = MATCH_CLASS;
    if (is_exception_class(vm, condition)) return true;
    if (is_tuple(condition)) {
        size_t i = 0;
        while (i < as_tuple(condition)->count && is_exception_class(vm, as_tuple(condition)->items[i])) i++;
        if (i == as_tuple(condition)->count) return true;
    } else if (!is_class(condition) && oli_callable(vm, condition)) {
        out->kind = MATCH_CALL;
        return true;
    }
    return oli_raise_false(
        vm, EXC_TYPE_ERROR,
        "expected an exception type, a tuple of exception types, or a callable (other than a class)");
}

/* split() and subgroup(): the pair, or the match alone. */
static Value split_by(Vm *vm, Value *args, bool wants_rest) {
    Matcher matcher = {.wants_rest = wants_rest};
    if (!make_matcher(vm, args[1], &matcher)) return VALUE_ERROR;
    Root match, rest;
    root_push(vm, &match, VALUE_NONE);
    root_push(vm, &rest, VALUE_NONE);
    bool ok = split(vm, args[0], &matcher, &match, &rest);
    root_pop(vm, &rest);
    root_pop(vm, &match);
    if (!ok) return VALUE_ERROR;
    if (!wants_rest) return match.value;
    Value values[2] = {match.value, rest.value};
    Tuple *pair = oli_tuple_from(vm, values, 2);
    return pair ? make_object(pair) : VALUE_ERROR;
}

static Value group_split(Vm *vm, Value *args) { return split_by(vm, args, true); }
static Value group_subgroup(Vm *vm, Value *args) { return split_by(vm, args, false); }

/* ---- except* ---- */

static bool check_catchable(Vm *vm, Value type) {
    size_t count = is_tuple(type) ? as_tuple(type)->count : 1;
    for (size_t i = 0; i < count; i++) {
        Value v = is_tuple(type) ? as_tuple(type)->items[i] : type;
        if (!is_exception_class(vm, v))
            return oli_raise_false(vm, EXC_TYPE_ERROR,
                                   "catching classes that do not inherit from BaseException is not allowed");
        if (oli_class_is_subclass(as_class(v), vm->exceptions[EXC_BASE_EXCEPTION_GROUP]))
            return oli_raise_false(vm, EXC_TYPE_ERROR,
                                   "catching ExceptionGroup with except* is not allowed. Use except instead.");
    }
    return true;
}

/* An exception that is no group, in one of its own. */
static Value wrap_naked(Vm *vm, Value exception) {
    Tuple *members = oli_tuple_from(vm, &exception, 1);
    Value values[2] = {make_object(vm->empty_str), members ? make_object(members) : VALUE_NONE};
    return members ? group_create(vm, vm->exceptions[EXC_BASE_EXCEPTION_GROUP], values, 2, NULL) : VALUE_ERROR;
}

/* exception.split(type), which a subclass may have overridden. */
static bool call_split(Vm *vm, Value exception, Value type, Root *match, Root *rest) {
    Str *name = oli_str_intern(vm, "split", strlen("split"));
    Value pair = name ? oli_call_method(vm, exception, name, &type, 1) : VALUE_ERROR;
    if (is_error(pair)) return false;
    if (!is_tuple(pair))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "%T.split must return a tuple, not %T", exception, pair);
    if (as_tuple(pair)->count < 2)
        return oli_raise_false(vm, EXC_TYPE_ERROR, "%T.split must return a 2-tuple, got tuple of size %zu", exception,
                               as_tuple(pair)->count);
    match->value = as_tuple(pair)->items[0];
    rest->value = as_tuple(pair)->items[1];
    return true;
}

bool oli_group_match(Vm *vm, Value exception, Value type, Root *match, Root *rest) {
    match->value = rest->value = VALUE_NONE;
    if (!check_catchable(vm, type)) return false;
    if (!is_exception(exception)) return true;
    Matcher matcher = {.condition = type};
    if (matches(vm, exception, &matcher)) {
        Value matched = is_exception_group(vm, exception) ? exception : wrap_naked(vm, exception);
        if (is_error(matched)) return false;
        match->value = matched;
        return true;
    }
    if (is_exception_group(vm, exception)) return call_split(vm, exception, type, match, rest);
    rest->value = exception;
    return true;
}

/* Whether `a` is `b` or a part of it that was passed on as it is: a new `raise` would have added to its traceback. */
static bool is_same_raise(Value a, Value b) {
    const Exception *x = as_exception(a), *y = as_exception(b);
    return is_same(x->traceback, y->traceback) && is_same(x->cause, y->cause) && is_same(x->context, y->context);
}

static bool add_leaves(Vm *vm, Set *leaves, Value exception) {
    if (!is_exception_group(vm, exception)) return oli_set_add(vm, leaves, identity(exception)) >= 0;
    if (!oli_check_c_stack(vm)) return false;
    Tuple *members = members_of(exception);
    for (size_t i = 0; i < members->count; i++)
        if (!add_leaves(vm, leaves, members->items[i])) return false;
    return true;
}

/* The part of `original` whose leaves are those of the exceptions that were passed on: its shape survives. */
static Value project(Vm *vm, Value original, List *passed_on) {
    if (!passed_on->count) return VALUE_NONE;
    Set *leaves = oli_set_new(vm, false);
    if (!leaves) return VALUE_ERROR;
    for (size_t i = 0; i < passed_on->count; i++)
        if (!add_leaves(vm, leaves, passed_on->items[i])) return VALUE_ERROR;
    Root set, match, rest;
    Matcher matcher = {.kind = MATCH_MEMBERS, .condition = make_object(leaves)};
    root_push(vm, &set, matcher.condition);
    root_push(vm, &match, VALUE_NONE);
    root_push(vm, &rest, VALUE_NONE);
    bool ok = split(vm, original, &matcher, &match, &rest);
    root_pop(vm, &rest);
    root_pop(vm, &match);
    root_pop(vm, &set);
    return ok ? match.value : VALUE_ERROR;
}

/* Sort what the clauses left into new exceptions and parts of the original. */
static bool sort_raised(Vm *vm, Value original, List *raised, List *fresh, List *passed_on) {
    for (size_t i = 0; i < raised->count; i++) {
        Value v = raised->items[i];
        if (!is_exception(v)) continue;
        if (!oli_list_append(vm, is_same_raise(v, original) ? passed_on : fresh, v)) return false;
    }
    return true;
}

static Value reraise_group(Vm *vm, Value original, List *raised, Root *fresh_root, Root *passed_root) {
    List *fresh = oli_list_new(vm, 0);
    if (!fresh) return VALUE_ERROR;
    fresh_root->value = make_object(fresh);
    List *passed_on = oli_list_new(vm, 0);
    if (!passed_on) return VALUE_ERROR;
    passed_root->value = make_object(passed_on);
    if (!sort_raised(vm, original, raised, fresh, passed_on)) return VALUE_ERROR;
    Value part = project(vm, original, passed_on);
    if (is_error(part) || !fresh->count) return part;
    if (!is_none(part) && !oli_list_append(vm, fresh, part)) return VALUE_ERROR;
    return fresh->count == 1 ? fresh->items[0] : oli_exception_group_new(vm, vm->empty_str, fresh);
}

Value oli_group_reraise(Vm *vm, Value original, List *raised) {
    if (!is_exception_group(vm, original)) { /* it was wrapped for one clause, and only that one could raise */
        for (size_t i = 0; i < raised->count; i++)
            if (is_exception(raised->items[i])) return raised->items[i];
        return VALUE_NONE;
    }
    Root roots[4];
    root_push(vm, &roots[0], original);
    root_push(vm, &roots[1], make_object(raised));
    root_push(vm, &roots[2], VALUE_NONE);
    root_push(vm, &roots[3], VALUE_NONE);
    Value result = reraise_group(vm, original, raised, &roots[2], &roots[3]);
    for (int i = 3; i >= 0; i--) root_pop(vm, &roots[i]);
    return result;
}

/* ---- classes ---- */

static const GetSetDef group_getsets[] = {
    {"message", get_message, oli_set_readonly},
    {"exceptions", get_exceptions, oli_set_readonly},
    {NULL, NULL, NULL},
};

static const NativeDef group_methods[] = {
    NATIVE("derive", "self, excs, /", group_derive),
    NATIVE("split", "self, matcher_value, /", group_split),
    NATIVE("subgroup", "self, matcher_value, /", group_subgroup),
    NATIVE_END,
};

static const NativeDef group_class_methods[] = {
    NATIVE("__class_getitem__", "cls, item, /", oli_generic_alias),
    NATIVE_END,
};

const ClassSpec oli_exception_group_spec = {
    .id = CLASS_EXCEPTION,
    .module = "builtins",
    .size = EXCEPTION_SIZE(GROUP_FIELDS),
    .flags = CLASS_FLAG_SUBCLASSABLE | CLASS_FLAG_EXCEPTION | CLASS_FLAG_HAS_DICT,
    .ops = {.create = group_create, .str = group_str},
    .methods = group_methods,
    .class_methods = group_class_methods,
    .getsets = group_getsets,
};

bool oli_exception_group_link(Vm *vm) {
    Class *group = vm->exceptions[EXC_EXCEPTION_GROUP], *base = vm->exceptions[EXC_BASE_EXCEPTION_GROUP];
    Class *exception = vm->exceptions[EXC_EXCEPTION];
    Value bases[2] = {make_object(base), make_object(exception)};
    Value mro[5] = {make_object(group), bases[0], bases[1], make_object(vm->exceptions[EXC_BASE_EXCEPTION]),
                    make_object(vm->classes[CLASS_OBJECT])};
    group->bases = oli_tuple_from(vm, bases, 2);
    group->mro = oli_tuple_from(vm, mro, 5);
    if (!group->bases || !group->mro || !oli_list_append(vm, exception->subclasses, make_object(group))) return false;
    oli_class_changed(vm, group);
    return true;
}
