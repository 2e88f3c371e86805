/* SPDX-License-Identifier: MIT
 *
 * The views dict_keys, dict_values and dict_items: they show the dict as it is. Keys and items also behave as sets.
 */
#include "types/class.h"
#include "types/dict_private.h"
#include "types/set.h"

static inline Dict *dict_of(Value view) { return ((DictView *)object_of(view))->dict; }

static inline bool is_set_view(Value v) { return is_kind(v, CLASS_DICT_KEYS) || is_kind(v, CLASS_DICT_ITEMS); }

Value oli_dict_view_new(Vm *vm, ClassId id, Dict *dict) {
    DictView *view = oli_new(vm, vm->classes[id], sizeof(DictView));
    if (!view) return VALUE_ERROR;
    view->dict = dict;
    return make_object(view);
}

/* ---- operations ---- */

static void trace(Tracer *tracer, Object *self) { trace_object(tracer, ((DictView *)self)->dict); }

static int64_t length(Vm *vm, Value self) {
    (void)vm;
    return dict_of(self)->used;
}

static Value iter(Vm *vm, Value self) { return oli_dict_iterator_new(vm, dict_of(self), view_yields(self)); }

static Value repr_list(Vm *vm, Value self) {
    List *items = oli_list_of(vm, self);
    if (!items) return VALUE_ERROR;
    Root root;
    root_push(vm, &root, make_object(items));
    Str *text = oli_str_format(vm, "%T(%R)", self, root.value);
    root_pop(vm, &root);
    return text ? make_object(text) : VALUE_ERROR;
}

static Value repr(Vm *vm, Value self) {
    int entered = oli_repr_enter(vm, self);
    if (entered < 0) return VALUE_ERROR;
    if (!entered) {
        Str *text = oli_str_new(vm, "...", 3);
        return text ? make_object(text) : VALUE_ERROR;
    }
    Root root;
    root_push(vm, &root, self);
    Value result = repr_list(vm, self);
    root_pop(vm, &root);
    oli_repr_leave(vm, self);
    return result;
}

static int has_key(Vm *vm, Value self, Value key) {
    Value found = oli_dict_get(vm, dict_of(self), key);
    return is_error(found) ? -1 : !is_undef(found);
}

static int has_item(Vm *vm, Value self, Value item) {
    if (!is_tuple(item) || as_tuple(item)->count != 2) return 0;
    Root root;
    root_push(vm, &root, item);
    Value found = oli_dict_get(vm, dict_of(self), as_tuple(item)->items[0]);
    int result = is_error(found) ? -1 : 0;
    if (result == 0 && !is_undef(found)) result = oli_equal_items(vm, found, as_tuple(item)->items[1]);
    root_pop(vm, &root);
    return result;
}

/* ---- comparison ---- */

typedef struct Containment {
    Value container;
    int found;
} Containment;

static bool check_contained(Vm *vm, Value item, void *context) {
    Containment *check = context;
    check->found = oli_contains(vm, check->container, item);
    return check->found > 0;
}

/* Whether `container` holds all items of `iterable`; both are rooted. */
static int all_contained(Vm *vm, Value iterable, Value container) {
    Containment check = {container, 1};
    return oli_for_each(vm, iterable, check_contained, &check) || !has_exception(vm) ? check.found : -1;
}

static int compare_sizes_and_items(Vm *vm, Value a, Value b, CompareOperator op) {
    int64_t a_size = length(vm, a), b_size = oli_length(vm, b);
    if (b_size < 0) return -1;
    switch (op) {
    case COMPARE_EQ: return a_size == b_size ? all_contained(vm, a, b) : 0;
    case COMPARE_LT: return a_size < b_size ? all_contained(vm, a, b) : 0;
    case COMPARE_LE: return a_size <= b_size ? all_contained(vm, a, b) : 0;
    case COMPARE_GT: return a_size > b_size ? all_contained(vm, b, a) : 0;
    case COMPARE_GE: return a_size >= b_size ? all_contained(vm, b, a) : 0;
    default: break;
    }
    int equal = compare_sizes_and_items(vm, a, b, COMPARE_EQ);
    return equal < 0 ? -1 : !equal;
}

static Value compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (!is_set(b) && !is_set_view(b)) return VALUE_NOT_IMPLEMENTED;
    Root a_root, b_root;
    root_push(vm, &a_root, a);
    root_push(vm, &b_root, b);
    int result = compare_sizes_and_items(vm, a, b, op);
    root_pop(vm, &b_root);
    root_pop(vm, &a_root);
    return result < 0 ? VALUE_ERROR : make_bool(result);
}

/* ---- set operators; either operand may be any iterable ---- */

typedef struct Intersection {
    Value view;
    Set *result;
} Intersection;

static bool add_common(Vm *vm, Value item, void *context) {
    const Intersection *common = context;
    int found = oli_contains(vm, common->view, item);
    return found == 0 || (found > 0 && oli_set_add(vm, common->result, item) >= 0);
}

/* The items of `other` that the view holds. */
static bool add_intersection(Vm *vm, Value view, Value other, Set *result) {
    if (is_set_view(other) && dict_of(other)->used > dict_of(view)->used) {
        Value swapped = view;
        view = other;
        other = swapped;
    }
    Intersection common = {view, result};
    return oli_for_each(vm, other, add_common, &common);
}

static Set *intersect(Vm *vm, Value a, Value b) {
    Value view = is_set_view(a) ? a : b, other = is_set_view(a) ? b : a;
    if (is_exact(vm, other, CLASS_SET) && dict_of(view)->used <= as_set(other)->used) {
        return oli_set_intersection(vm, as_set(other), view);
    }
    Set *result = oli_set_new(vm, false);
    if (!result) return NULL;
    Root root;
    root_push(vm, &root, make_object(result));
    bool ok = add_intersection(vm, view, other, result);
    root_pop(vm, &root);
    return ok ? result : NULL;
}

/* The set of a's items, changed by `change` with b. Keys of a dict are not hashed again. */
static Set *change_set_of(Vm *vm, Value a, Value b, bool (*change)(Vm *vm, Set *set, Value other)) {
    bool has_dict = is_kind(a, CLASS_DICT_KEYS) && is_exact(vm, make_object(dict_of(a)), CLASS_DICT);
    Set *set = oli_set_of(vm, has_dict ? make_object(dict_of(a)) : a, false);
    if (!set) return NULL;
    Root root;
    root_push(vm, &root, make_object(set));
    bool ok = change(vm, set, b);
    root_pop(vm, &root);
    return ok ? set : NULL;
}

static Set *combine(Vm *vm, BinaryOperator op, Value a, Value b) {
    switch (op) {
    case BINARY_AND: return intersect(vm, a, b);
    case BINARY_OR: return change_set_of(vm, a, b, oli_set_update);
    case BINARY_SUB: return change_set_of(vm, a, b, oli_set_difference_update);
    default: return change_set_of(vm, a, b, oli_set_symmetric_difference_update);
    }
}

static Value binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (op != BINARY_AND && op != BINARY_OR && op != BINARY_SUB && op != BINARY_XOR) return VALUE_NOT_IMPLEMENTED;
    Root a_root, b_root;
    root_push(vm, &a_root, a);
    root_push(vm, &b_root, b);
    Set *result = combine(vm, op, a, b);
    root_pop(vm, &b_root);
    root_pop(vm, &a_root);
    return result ? make_object(result) : VALUE_ERROR;
}

/* ---- methods ---- */

static bool check_missing(Vm *vm, Value item, void *context) {
    Containment *check = context;
    check->found = oli_contains(vm, check->container, item);
    return check->found == 0;
}

static Value isdisjoint(Vm *vm, Value *args) {
    Value visited = args[1], container = args[0];
    if (is_same(visited, container)) return make_bool(!dict_of(container)->used);
    if (is_set(visited) || is_set_view(visited)) { /* go through the smaller one */
        int64_t size = oli_length(vm, visited);
        if (size < 0) return VALUE_ERROR;
        if (size > (int64_t)dict_of(container)->used) {
            visited = args[0];
            container = args[1];
        }
    }
    Containment check = {container, 0};
    if (!oli_for_each(vm, visited, check_missing, &check) && has_exception(vm)) return VALUE_ERROR;
    return make_bool(!check.found);
}

static Value reversed(Vm *vm, Value *args) {
    return oli_dict_reverse_iterator_new(vm, dict_of(args[0]), view_yields(args[0]));
}

static Value get_mapping(Vm *vm, Value self) { return oli_mapping_proxy_new(vm, make_object(dict_of(self))); }

static const NativeDef set_view_methods[] = {
    NATIVE("isdisjoint", "self, other, /", isdisjoint),
    NATIVE("__reversed__", "self", reversed),
    NATIVE_END,
};

static const NativeDef values_methods[] = {
    NATIVE("__reversed__", "self", reversed),
    NATIVE_END,
};

static const GetSetDef getsets[] = {
    {"mapping", get_mapping, NULL},
    {NULL, NULL, NULL},
};

enum { VIEW_FLAGS = CLASS_FLAG_NO_INSTANTIATE | CLASS_FLAG_NO_DICT };

static const ClassSpec keys_spec = {
    .id = CLASS_DICT_KEYS,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(DictView),
    .flags = VIEW_FLAGS,
    .ops = {.trace = trace,
            .repr = repr,
            .compare = compare,
            .length = length,
            .contains = has_key,
            .iter = iter,
            .binary = binary},
    .methods = set_view_methods,
    .getsets = getsets,
};

static const ClassSpec items_spec = {
    .id = CLASS_DICT_ITEMS,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(DictView),
    .flags = VIEW_FLAGS,
    .ops = {.trace = trace,
            .repr = repr,
            .compare = compare,
            .length = length,
            .contains = has_item,
            .iter = iter,
            .binary = binary},
    .methods = set_view_methods,
    .getsets = getsets,
};

static const ClassSpec values_spec = {
    .id = CLASS_DICT_VALUES,
    .base = CLASS_OBJECT,
    .module = "builtins",
    .size = sizeof(DictView),
    .flags = VIEW_FLAGS,
    .ops = {.trace = trace, .repr = repr, .length = length, .iter = iter},
    .methods = values_methods,
    .getsets = getsets,
};

bool oli_init_dict_views(Vm *vm) {
    return oli_class_define(vm, &keys_spec) && oli_class_define(vm, &values_spec) && oli_class_define(vm, &items_spec);
}
