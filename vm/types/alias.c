/* SPDX-License-Identifier: MIT
 *
 * GenericAlias (list[int]) and UnionType (int | str): what annotations are made of. Source: PEP 585, PEP 604.
 */
#include "types/class.h"
#include "types/function.h"
#include "types/native.h"
#include "types/init.h"

typedef struct Alias {
    Object header;
    Value origin; /* GenericAlias: the class; union: VALUE_NONE */
    Tuple *args;
    bool is_unpacked; /* *tuple[int] */
} Alias;

static Alias *as_alias(Value v) { return (Alias *)(void *)object_of(v); }
static bool is_alias(Value v) { return is_kind(v, CLASS_GENERIC_ALIAS) || is_kind(v, CLASS_UNION); }

static Value text_value(Str *text) { return text ? make_object(text) : VALUE_ERROR; }

static Value make_alias(Vm *vm, ClassId id, Value origin, Tuple *args) {
    if (!args) return VALUE_ERROR;
    Alias *alias = oli_new(vm, vm->classes[id], sizeof *alias);
    if (!alias) return VALUE_ERROR;
    alias->origin = origin;
    alias->args = args;
    return make_object(alias);
}

static void trace_alias(Tracer *tracer, Object *self) {
    trace_value(tracer, ((Alias *)(void *)self)->origin);
    trace_object(tracer, ((Alias *)(void *)self)->args);
}

static bool append_item(TextBuilder *text, Value v);

/* The parameters of a callable, as in Callable[[int, str], bool]. */
static bool append_items(TextBuilder *text, const List *list) {
    if (!oli_check_c_stack(text->vm)) return false;
    oli_text_append_c(text, "[");
    for (size_t i = 0; i < list->count; i++) {
        if (i) oli_text_append_c(text, ", ");
        if (!append_item(text, list->items[i])) return false;
    }
    return oli_text_append_c(text, "]");
}

/* The name of a class, "None", "...", or any other thing's repr. */
static bool append_item(TextBuilder *text, Value v) {
    Vm *vm = text->vm;
    if (is_same(v, make_object(vm->classes[CLASS_NONE]))) return oli_text_append_c(text, "None");
    if (is_same(v, VALUE_ELLIPSIS)) return oli_text_append_c(text, "...");
    if (is_exact(vm, v, CLASS_LIST)) return append_items(text, as_list(v));
    if (!is_class(v)) return oli_text_append_repr(text, v);
    Value module = oli_dict_get_str(vm, as_class(v)->dict, vm->names.dunder_module);
    if (is_str(module) && !oli_str_equals_c(as_str(module), "builtins")) oli_text_format(text, "%S.", as_str(module));
    return oli_text_append_str(text, as_class(v)->qualname);
}

static Value alias_repr(Vm *vm, Value self) {
    Alias *alias = as_alias(self);
    bool is_union = is_kind(self, CLASS_UNION);
    TextBuilder text;
    oli_text_init(&text, vm);
    if (!is_union) {
        if (alias->is_unpacked) oli_text_append_c(&text, "*");
        append_item(&text, alias->origin);
        oli_text_append_c(&text, alias->args->count ? "[" : "[()");
    }
    for (size_t i = 0; i < alias->args->count; i++) {
        if (i) oli_text_append_c(&text, is_union ? " | " : ", ");
        append_item(&text, alias->args->items[i]);
    }
    if (!is_union) oli_text_append_c(&text, "]");
    return text_value(oli_text_finish(&text));
}

static Value alias_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if ((op != COMPARE_EQ && op != COMPARE_NE) || !is_alias(b) || object_of(a)->kind != object_of(b)->kind)
        return VALUE_NOT_IMPLEMENTED;
    int equal;
    if (is_kind(a, CLASS_UNION)) { /* as sets */
        Set *x = oli_set_new(vm, true), *y = oli_set_new(vm, true);
        if (!x || !y || !oli_set_update(vm, x, make_object(as_alias(a)->args)) ||
            !oli_set_update(vm, y, make_object(as_alias(b)->args)))
            return VALUE_ERROR;
        equal = oli_equal(vm, make_object(x), make_object(y));
    } else if (as_alias(a)->is_unpacked != as_alias(b)->is_unpacked) {
        equal = 0;
    } else {
        equal = oli_equal(vm, as_alias(a)->origin, as_alias(b)->origin);
        if (equal > 0) equal = oli_equal(vm, make_object(as_alias(a)->args), make_object(as_alias(b)->args));
    }
    return equal < 0 ? VALUE_ERROR : make_bool((equal == 1) == (op == COMPARE_EQ));
}

static bool alias_hash(Vm *vm, Value self, int64_t *out) {
    Alias *alias = as_alias(self);
    int64_t total = 0x345678;
    for (size_t i = 0; i < alias->args->count; i++) {
        int64_t one;
        if (!oli_hash(vm, alias->args->items[i], &one)) return false;
        total ^= one;
    }
    *out = total == -1 ? -2 : total;
    return true;
}

/* list[int]() makes a list; attributes are the origin's. */
static Value generic_call(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    return oli_call(vm, as_alias(self)->origin, args, count, names);
}

static Value generic_get_attr(Vm *vm, Value self, Str *name) {
    Value own = oli_class_lookup(vm, class_of(vm, self), name);
    bool dunder = name->size > 4 && !memcmp(name->data, "__", 2);
    if (!is_undef(own) && dunder && name != vm->names.dunder_doc) return oli_generic_get_attr(vm, self, name);
    if (dunder && name != vm->names.dunder_name && name != vm->names.dunder_qualname && name != vm->names.dunder_module)
        return oli_generic_get_attr(vm, self, name);
    return oli_get_attr(vm, as_alias(self)->origin, name);
}

/* `*tuple[int]`: the one item is the alias itself, marked. */
static Value generic_iter(Vm *vm, Value self) {
    Value made = make_alias(vm, CLASS_GENERIC_ALIAS, as_alias(self)->origin, as_alias(self)->args);
    if (is_error(made)) return made;
    as_alias(made)->is_unpacked = true;
    Tuple *one = oli_tuple_from(vm, &made, 1);
    return one ? oli_iter(vm, make_object(one)) : VALUE_ERROR;
}
static Value generic_unpacked(Vm *vm, Value self) {
    (void)vm;
    return make_bool(as_alias(self)->is_unpacked);
}

static Value generic_mro_entries(Vm *vm, Value *args) {
    Tuple *bases = oli_tuple_from(vm, &as_alias(args[0])->origin, 1);
    return bases ? make_object(bases) : VALUE_ERROR;
}

static Value alias_args(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_alias(self)->args);
}
static Value generic_origin(Vm *vm, Value self) {
    (void)vm;
    return as_alias(self)->origin;
}
static Value alias_parameters(Vm *vm, Value self) {
    (void)self;
    return make_object(vm->empty_tuple);
}

static Value generic_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)cls;
    if (count != 2 || names) return oli_raise(vm, EXC_TYPE_ERROR, "GenericAlias expected 2 arguments, got %u", count);
    Tuple *items = is_tuple(args[1]) ? as_tuple(args[1]) : oli_tuple_from(vm, &args[1], 1);
    return make_alias(vm, CLASS_GENERIC_ALIAS, args[0], items);
}

Value oli_generic_alias(Vm *vm, Value *args) {
    Tuple *items = is_tuple(args[1]) ? as_tuple(args[1]) : oli_tuple_from(vm, &args[1], 1);
    return make_alias(vm, CLASS_GENERIC_ALIAS, args[0], items);
}

/* ---- unions ---- */

static bool may_join(Value v) { return is_none(v) || is_class(v) || is_alias(v); }

static bool add_member(Vm *vm, List *members, Value v) {
    if (is_none(v)) v = make_object(vm->classes[CLASS_NONE]);
    if (is_kind(v, CLASS_UNION)) {
        for (size_t i = 0; i < as_alias(v)->args->count; i++)
            if (!add_member(vm, members, as_alias(v)->args->items[i])) return false;
        return true;
    }
    for (size_t i = 0; i < members->count; i++) {
        int same = oli_equal(vm, members->items[i], v);
        if (same) return same > 0;
    }
    return oli_list_append(vm, members, v);
}

Value oli_union_new(Vm *vm, Value a, Value b) {
    if (!may_join(a) || !may_join(b)) return VALUE_NOT_IMPLEMENTED;
    List *members = oli_list_new(vm, 4);
    if (!members) return VALUE_ERROR;
    Root root;
    root_push(vm, &root, make_object(members));
    bool ok = add_member(vm, members, a) && add_member(vm, members, b);
    root_pop(vm, &root);
    if (!ok) return VALUE_ERROR;
    if (members->count == 1) return members->items[0];
    return make_alias(vm, CLASS_UNION, VALUE_NONE, oli_tuple_from(vm, members->items, members->count));
}

static Value alias_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    return op == BINARY_OR ? oli_union_new(vm, a, b) : VALUE_NOT_IMPLEMENTED;
}

/* list[int], ...: classes that take parameters in annotations. */
static bool add_subscription(Vm *vm) {
    static const NativeDef SUBSCRIBE = NATIVE("__class_getitem__", "cls, item, /", oli_generic_alias);
    static const ClassId IDS[] = {CLASS_LIST,      CLASS_DICT,      CLASS_TUPLE,    CLASS_SET,
                                  CLASS_FROZENSET, CLASS_TYPE,      CLASS_FUTURE,   CLASS_TASK,
                                  CLASS_ENUMERATE, CLASS_COROUTINE, CLASS_GENERATOR};
    for (size_t i = 0; i < sizeof IDS / sizeof *IDS; i++) {
        if (!vm->classes[IDS[i]]) continue;
        Value native = oli_native_new(vm, &SUBSCRIBE, VALUE_UNDEF, NULL);
        Value method = is_error(native) ? native : oli_wrap_method(vm, native, CLASS_CLASSMETHOD);
        if (is_error(method) ||
            !oli_dict_set_str(vm, vm->classes[IDS[i]]->dict, vm->names.dunder_class_getitem, method))
            return false;
    }
    return true;
}

bool oli_init_union(Vm *vm) {
    static const NativeDef GENERIC_METHODS[] = {NATIVE("__mro_entries__", "self, bases, /", generic_mro_entries),
                                                NATIVE_END};
    static const GetSetDef GENERIC_FIELDS[] = {{"__origin__", generic_origin, NULL},
                                               {"__args__", alias_args, NULL},
                                               {"__unpacked__", generic_unpacked, NULL},
                                               {"__parameters__", alias_parameters, NULL},
                                               {NULL, NULL, NULL}};
    static const GetSetDef UNION_FIELDS[] = {{"__args__", alias_args, NULL},
                                             {"args", alias_args, NULL},
                                             {"__parameters__", alias_parameters, NULL},
                                             {NULL, NULL, NULL}};
    static const ClassSpec SPECS[] = {{.id = CLASS_GENERIC_ALIAS,
                                       .module = "types",
                                       .size = sizeof(Alias),
                                       .ops = {.trace = trace_alias,
                                               .create = generic_create,
                                               .repr = alias_repr,
                                               .compare = alias_compare,
                                               .hash = alias_hash,
                                               .iter = generic_iter,
                                               .call = generic_call,
                                               .get_attr = generic_get_attr,
                                               .binary = alias_binary},
                                       .methods = GENERIC_METHODS,
                                       .getsets = GENERIC_FIELDS},
                                      {.id = CLASS_UNION,
                                       .module = "types",
                                       .size = sizeof(Alias),
                                       .ops = {.trace = trace_alias,
                                               .repr = alias_repr,
                                               .compare = alias_compare,
                                               .hash = alias_hash,
                                               .binary = alias_binary},
                                       .getsets = UNION_FIELDS}};
    for (size_t i = 0; i < sizeof SPECS / sizeof *SPECS; i++)
        if (!oli_class_define(vm, &SPECS[i])) return false;
    return add_subscription(vm);
}
