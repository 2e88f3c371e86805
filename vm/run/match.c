/* SPDX-License-Identifier: MIT
 *
 * What the instructions of the match statement ask: is this a sequence, a mapping; the values of a mapping's keys, the
 * attributes that a class pattern names (PEP 634).
 *
 * Operands stand in registers of the running frame, so they are rooted here. Which classes count as sequences and
 * mappings: built-in ones by their layout; others when collections.abc says so, which is asked only once somebody has
 * imported it, as before that nobody can derive from its classes or register with them.
 */
#include "run/match.h"

#include "types/class.h"
#include "types/dict.h"
#include "types/error.h"
#include "types/protocol.h"

/* ---- kinds of subject ---- */

/* Attribute `name` of module `module` when that is imported, else VALUE_UNDEF. */
static Value imported_class(Vm *vm, const char *module, const char *name) {
    Str *key = oli_str_intern(vm, module, strlen(module));
    if (!key) return VALUE_ERROR;
    Value found = oli_dict_get_str(vm, vm->modules, key);
    if (is_undef(found)) return found;
    Root root;
    root_push(vm, &root, found);
    Str *attribute = oli_str_intern(vm, name, strlen(name));
    Value cls = attribute ? oli_find_attr(vm, found, attribute) : VALUE_ERROR;
    root_pop(vm, &root);
    return is_error(cls) || is_class(cls) ? cls : VALUE_UNDEF;
}

/* Whether `v` is an instance of that class of collections.abc: 1, 0, -1. */
static int is_instance_of_abstract(Vm *vm, Value v, const char *name) {
    Value cls = imported_class(vm, "collections.abc", name);
    if (is_error(cls)) return -1;
    if (is_undef(cls)) return 0;
    if (oli_class_is_subclass(class_of(vm, v), as_class(cls))) return 1;
    Root root;
    root_push(vm, &root, cls);
    int answer = oli_is_subclass(vm, make_object(class_of(vm, v)), cls);
    root_pop(vm, &root);
    return answer;
}

static bool is_builtin_class(const Vm *vm, Value v) {
    const Class *cls = class_of(vm, v);
    return !is_object(v) || cls == vm->classes[object_of(v)->kind];
}

int oli_match_sequence(Vm *vm, Value v) {
    if (!is_object(v)) return 0;
    switch (object_of(v)->kind) {
    case CLASS_LIST:
    case CLASS_TUPLE:
    case CLASS_RANGE:
    case CLASS_MEMORYVIEW: return 1;
    case CLASS_STR:
    case CLASS_BYTES:
    case CLASS_BYTEARRAY:
    case CLASS_DICT: return 0;
    default: break;
    }
    if (is_builtin_class(vm, v) && object_of(v)->kind != CLASS_OBJECT) return 0;
    Value deque = imported_class(vm, "collections", "deque");
    if (is_error(deque)) return -1;
    if (!is_undef(deque) && oli_class_is_subclass(class_of(vm, v), as_class(deque))) return 1;
    return is_instance_of_abstract(vm, v, "Sequence");
}

int oli_match_mapping(Vm *vm, Value v) {
    if (!is_object(v)) return 0;
    uint8_t kind = object_of(v)->kind;
    if (kind == CLASS_DICT || kind == CLASS_MAPPING_PROXY) return 1;
    if (is_builtin_class(vm, v) && kind != CLASS_OBJECT) return 0;
    return is_instance_of_abstract(vm, v, "Mapping");
}

/* ---- mappings ---- */

/* The value of a key; VALUE_UNDEF when missing. `get` is the mapping's method, or VALUE_UNDEF for a plain dict. */
static Value value_of_key(Vm *vm, Value subject, Value get, Value missing, Value key) {
    if (is_undef(get)) return oli_dict_get(vm, as_dict(subject), key);
    Value args[2] = {key, missing};
    Value found = oli_call(vm, get, args, 2, NULL);
    return is_same(found, missing) ? VALUE_UNDEF : found;
}

/* Fills `values`; 1 all are there, 0 one is missing, -1 error. */
static int values_of_keys(Vm *vm, Value subject, const Tuple *keys, Tuple *values, Set *seen, Value get,
                          Value missing) {
    for (size_t i = 0; i < keys->count; i++) {
        Value key = keys->items[i];
        int added = oli_set_add(vm, seen, key);
        if (added < 0) return -1;
        if (!added) {
            Str *text = oli_repr(vm, key);
            return text ? oli_raise_int(vm, EXC_VALUE_ERROR, "mapping pattern checks duplicate key (%S)", text) : -1;
        }
        Value found = value_of_key(vm, subject, get, missing, key);
        if (is_error(found)) return -1;
        if (is_undef(found)) return 0;
        values->items[i] = found;
        barrier(vm, found);
    }
    return 1;
}

Value oli_match_keys(Vm *vm, Value subject, Tuple *keys) {
    Value scratch[4] = {VALUE_UNDEF, VALUE_UNDEF, VALUE_UNDEF, VALUE_UNDEF}; /* values, seen, get, missing */
    RootArray root;
    root_array_push(vm, &root, scratch, 4);
    int matches = -1;
    Tuple *values = oli_tuple_new(vm, keys->count);
    if (!values) goto done;
    scratch[0] = make_object(values);
    Set *seen = oli_set_new(vm, false);
    if (!seen) goto done;
    scratch[1] = make_object(seen);
    if (!is_exact(vm, subject, CLASS_DICT)) {
        Str *get = oli_str_intern(vm, "get", 3);
        if (!get) goto done;
        scratch[2] = oli_get_attr(vm, subject, get);
        if (is_error(scratch[2])) {
            scratch[2] = VALUE_UNDEF;
            goto done;
        }
        scratch[3] = oli_instance_new(vm, vm->classes[CLASS_OBJECT]);
        if (is_error(scratch[3])) {
            scratch[3] = VALUE_UNDEF;
            goto done;
        }
    }
    matches = values_of_keys(vm, subject, keys, values, seen, scratch[2], scratch[3]);
done:
    root_array_pop(vm, &root);
    if (matches < 0) return VALUE_ERROR;
    return matches ? make_object(values) : VALUE_NONE;
}

Value oli_match_rest(Vm *vm, Value subject, Tuple *keys) {
    Dict *rest = oli_dict_new(vm);
    if (!rest) return VALUE_ERROR;
    Root root;
    root_push(vm, &root, make_object(rest));
    bool ok = oli_dict_update(vm, rest, subject);
    for (size_t i = 0; i < keys->count && ok; i++) {
        int deleted = oli_dict_delete(vm, rest, keys->items[i]);
        if (!deleted) oli_raise_key(vm, keys->items[i]);
        ok = deleted > 0;
    }
    root_pop(vm, &root);
    return ok ? make_object(rest) : VALUE_ERROR;
}

/* ---- classes ---- */

/* Built-in classes (and what derives from them) whose one positional pattern is matched against the subject itself. */
static bool matches_itself(const Vm *vm, const Class *cls) {
    static const uint8_t IDS[] = {CLASS_BOOL, CLASS_BYTEARRAY, CLASS_BYTES, CLASS_DICT, CLASS_FLOAT, CLASS_FROZENSET,
                                  CLASS_INT,  CLASS_LIST,      CLASS_SET,   CLASS_STR,  CLASS_TUPLE};
    for (size_t i = 0; i < sizeof IDS; i++)
        if (oli_class_is_subclass(cls, vm->classes[IDS[i]])) return true;
    return false;
}

typedef struct ClassMatch {
    Value subject;
    Class *cls;
    Tuple *found;     /* rooted */
    Value match_args; /* a tuple, or VALUE_UNDEF; rooted */
    Tuple *names;     /* of the keyword patterns */
    uint32_t positional;
} ClassMatch;

static Str *match_name(const ClassMatch *m, size_t i) {
    return as_str(i < m->positional ? as_tuple(m->match_args)->items[i] : m->names->items[i - m->positional]);
}

static bool same_text(const Str *a, const Str *b) {
    return a == b || (a->size == b->size && !memcmp(a->data, b->data, a->size));
}

/* The i-th attribute, whose name is none of those before: 1, 0 when the subject lacks it, -1. */
static int match_attribute(Vm *vm, ClassMatch *m, size_t i, size_t first) {
    Str *name = match_name(m, i);
    for (size_t earlier = first; earlier < i; earlier++) {
        if (!same_text(match_name(m, earlier), name)) continue;
        Str *text = oli_repr(vm, make_object(name));
        return text ? oli_raise_int(vm, EXC_TYPE_ERROR, "%S() got multiple sub-patterns for attribute %S", m->cls->name,
                                    text)
                    : -1;
    }
    Value found = oli_find_attr(vm, m->subject, name);
    if (is_error(found)) return -1;
    if (is_undef(found)) return 0;
    m->found->items[i] = found;
    barrier(vm, found);
    return 1;
}

/* What the positional patterns are matched against: m->match_args is set, or stays undef when it is the subject. */
static bool find_match_args(Vm *vm, ClassMatch *m) {
    Str *name = oli_str_intern(vm, "__match_args__", 14);
    if (!name) return false;
    size_t allowed = 0;
    bool itself = false;
    Value args = oli_find_attr(vm, make_object(m->cls), name);
    if (is_error(args)) return false;
    if (is_undef(args)) {
        itself = matches_itself(vm, m->cls);
        allowed = itself;
    } else if (!is_exact(vm, args, CLASS_TUPLE)) {
        return oli_raise_false(vm, EXC_TYPE_ERROR, "%S.__match_args__ must be a tuple (got %S)", m->cls->name,
                               class_of(vm, args)->name);
    } else {
        allowed = as_tuple(args)->count;
    }
    m->match_args = args;
    if (allowed >= m->positional) return true;
    return oli_raise_false(vm, EXC_TYPE_ERROR, "%S() accepts %zu positional sub-pattern%s (%u given)", m->cls->name,
                           allowed, allowed == 1 ? "" : "s", m->positional);
}

static int match_attributes(Vm *vm, ClassMatch *m, RootArray *root) {
    size_t first = 0; /* the first one that is found by name */
    if (m->positional) {
        if (!find_match_args(vm, m)) return -1;
        root->values[1] = m->match_args;
        if (is_undef(m->match_args)) {
            m->found->items[0] = m->subject;
            barrier(vm, m->subject);
            first = 1;
        }
    }
    for (size_t i = first; i < m->found->count; i++) {
        if (i < m->positional && !is_exact(vm, as_tuple(m->match_args)->items[i], CLASS_STR))
            return oli_raise_int(vm, EXC_TYPE_ERROR, "__match_args__ elements must be strings (got %S)",
                                 class_of(vm, as_tuple(m->match_args)->items[i])->name);
        int matches = match_attribute(vm, m, i, first);
        if (matches <= 0) return matches;
    }
    return 1;
}

Value oli_match_class(Vm *vm, Value subject, Value cls, Tuple *names, uint32_t positional) {
    if (!is_class(cls)) return oli_raise(vm, EXC_TYPE_ERROR, "called match pattern must be a class");
    int instance = oli_is_instance(vm, subject, cls);
    if (instance <= 0) return instance < 0 ? VALUE_ERROR : VALUE_NONE;
    Tuple *found = oli_tuple_new(vm, positional + names->count);
    if (!found) return VALUE_ERROR;
    ClassMatch m = {.subject = subject,
                    .cls = as_class(cls),
                    .found = found,
                    .match_args = VALUE_UNDEF,
                    .names = names,
                    .positional = positional};
    Value scratch[2] = {make_object(found), VALUE_UNDEF};
    RootArray root;
    root_array_push(vm, &root, scratch, 2);
    int matches = match_attributes(vm, &m, &root);
    root_array_pop(vm, &root);
    if (matches < 0) return VALUE_ERROR;
    return matches ? make_object(found) : VALUE_NONE;
}
