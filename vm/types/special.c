/* SPDX-License-Identifier: MIT
 *
 * The bridge between ClassOps and special methods; see special.h. First the functions that stand in the ops of user
 * classes and call script methods; then the other direction, slot wrappers; then what decides which ops a class has.
 */
#include "types/bigint.h"
#include "types/special.h"
#include "types/class.h"
#include "types/function.h"

/* ---- from ops to methods ---- */

static Value lookup_special(Vm *vm, Value self, Special special) {
    return oli_class_lookup(vm, class_of(vm, self), special_name(vm, special));
}

/* Call the special method with (self, args...); VALUE_UNDEF when the class has none. */
static Value call_special(Vm *vm, Value self, Special special, const Value *args, uint32_t count) {
    return oli_call_special(vm, self, special_name(vm, special), args, count);
}

static Value special_repr(Vm *vm, Value self) { return call_special(vm, self, SPECIAL_REPR, NULL, 0); }
static Value special_str(Vm *vm, Value self) { return call_special(vm, self, SPECIAL_STR, NULL, 0); }

static bool special_hash(Vm *vm, Value self, int64_t *out) {
    Value result = call_special(vm, self, SPECIAL_HASH, NULL, 0);
    if (is_error(result)) return false;
    if (is_undef(result)) return oli_raise_false(vm, EXC_TYPE_ERROR, "unhashable type: '%T'", self);
    if (!is_integer(result)) return oli_raise_false(vm, EXC_TYPE_ERROR, "__hash__ method should return an integer");
    if (!oli_int_to_i64(result, out)) *out = oli_hash_int(result); /* as it is, where it fits */
    if (*out == -1) *out = -2;
    return true;
}

/* Whether a != b is what object.__ne__ says: the inverse of __eq__. */
static bool inherits_ne(Vm *vm, Value a) {
    Value method = lookup_special(vm, a, SPECIAL_NE);
    return is_undef(method) || (is_kind(method, CLASS_SLOT_WRAPPER) &&
                                ((SlotWrapper *)object_of(method))->owner == vm->classes[CLASS_OBJECT]);
}

Value oli_special_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (op != COMPARE_NE || !inherits_ne(vm, a)) {
        Value result = call_special(vm, a, special_of_compare(op), &b, 1);
        return is_undef(result) ? VALUE_NOT_IMPLEMENTED : result;
    }
    Value result = call_special(vm, a, SPECIAL_EQ, &b, 1);
    if (is_undef(result)) return VALUE_NOT_IMPLEMENTED;
    if (is_error(result) || is_not_implemented(result)) return result;
    int truth = oli_truth(vm, result);
    return truth < 0 ? VALUE_ERROR : make_bool(!truth);
}

int oli_special_truth(Vm *vm, Value self) {
    Value result = call_special(vm, self, SPECIAL_BOOL, NULL, 0);
    if (is_error(result)) return -1;
    if (is_bool(result)) return is_same(result, VALUE_TRUE);
    if (!is_undef(result)) return oli_raise_int(vm, EXC_TYPE_ERROR, "__bool__ should return bool, returned %T", result);
    int64_t length = oli_length(vm, self);
    return length < 0 ? -1 : length != 0;
}

static Value special_format(Vm *vm, Value self, Str *spec) {
    Value arg = make_object(spec);
    return call_special(vm, self, SPECIAL_FORMAT, &arg, 1);
}

static int64_t special_length(Vm *vm, Value self) {
    Value result = call_special(vm, self, SPECIAL_LEN, NULL, 0);
    if (is_error(result)) return -1;
    int64_t length;
    Value integer = oli_as_index(vm, result);
    if (is_error(integer)) return -1;
    if (!oli_int_to_i64(integer, &length)) {
        if (oli_int_sign(integer) > 0)
            return oli_raise_int(vm, EXC_OVERFLOW_ERROR, "cannot fit 'int' into an index-sized integer");
        length = -1;
    }
    if (length < 0) return oli_raise_int(vm, EXC_VALUE_ERROR, "__len__() should return >= 0");
    return length;
}

Value oli_special_get_item(Vm *vm, Value self, Value key) {
    Value result = call_special(vm, self, SPECIAL_GETITEM, &key, 1);
    return is_undef(result) ? oli_raise(vm, EXC_TYPE_ERROR, "'%T' object is not subscriptable", self) : result;
}

bool oli_special_set_item(Vm *vm, Value self, Value key, Value item) {
    bool deletes = is_undef(item);
    Value args[2] = {key, item};
    Value result = call_special(vm, self, deletes ? SPECIAL_DELITEM : SPECIAL_SETITEM, args, deletes ? 1 : 2);
    if (!is_undef(result)) return !is_error(result);
    return oli_raise_false(vm, EXC_TYPE_ERROR, "'%T' object does%s support item %s", self, deletes ? "n't" : " not",
                           deletes ? "deletion" : "assignment");
}

int oli_special_contains(Vm *vm, Value self, Value item) {
    Value result = call_special(vm, self, SPECIAL_CONTAINS, &item, 1);
    if (is_error(result)) return -1;
    if (is_undef(result)) {
        if (is_none(lookup_special(vm, self, SPECIAL_CONTAINS)))
            return oli_raise_int(vm, EXC_TYPE_ERROR, "'%T' object is not a container", self);
        return oli_contains_by_iteration(vm, self, item);
    }
    return oli_truth(vm, result);
}

Value oli_special_iter(Vm *vm, Value self) {
    Value result = call_special(vm, self, SPECIAL_ITER, NULL, 0);
    if (is_error(result)) return result;
    if (is_undef(result)) {
        Value method = lookup_special(vm, self, SPECIAL_ITER);
        if (is_undef(method) && !is_undef(lookup_special(vm, self, SPECIAL_GETITEM)))
            return oli_sequence_iterator_new(vm, self);
        return oli_raise(vm, EXC_TYPE_ERROR, "'%T' object is not iterable", self);
    }
    if (!class_of(vm, result)->ops.next)
        return oli_raise(vm, EXC_TYPE_ERROR, "iter() returned non-iterator of type '%T'", result);
    return result;
}

Value oli_special_next(Vm *vm, Value self) {
    Value result = call_special(vm, self, SPECIAL_NEXT, NULL, 0);
    if (is_undef(result)) return oli_raise(vm, EXC_TYPE_ERROR, "'%T' object is not an iterator", self);
    if (!is_error(result) || !oli_exception_is(vm, EXC_STOP_ITERATION)) return result;
    vm->stop_value = as_exception(oli_take_exception(vm))->value;
    return VALUE_STOP;
}

/* One direction of a binary operator. */
static Value binary_step(Vm *vm, Special special, Value self, Value other) {
    Value result = call_special(vm, self, special, &other, 1);
    return is_undef(result) ? VALUE_NOT_IMPLEMENTED : result;
}

/* Called with a's ops (then a is an instance of a user class) or with b's, for the reflected method. */
Value oli_special_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    bool forward = class_of(vm, a)->ops.binary == oli_special_binary;
    bool reflected = class_of(vm, b)->ops.binary == oli_special_binary && class_of(vm, a) != class_of(vm, b);
    if (forward && reflected && oli_class_is_subclass(class_of(vm, b), class_of(vm, a))) {
        Value own = lookup_special(vm, b, special_of_reflected(op));
        if (!is_same(own, lookup_special(vm, a, special_of_reflected(op)))) {
            Value result = binary_step(vm, special_of_reflected(op), b, a);
            if (!is_not_implemented(result)) return result;
            reflected = false;
        }
    }
    Root root_a, root_b;
    root_push(vm, &root_a, a);
    root_push(vm, &root_b, b);
    Value result = forward ? binary_step(vm, special_of_binary(op), a, b) : VALUE_NOT_IMPLEMENTED;
    if (is_not_implemented(result) && reflected) result = binary_step(vm, special_of_reflected(op), b, a);
    root_pop(vm, &root_b);
    root_pop(vm, &root_a);
    return result;
}

Value oli_special_inplace(Vm *vm, BinaryOperator op, Value a, Value b) {
    return binary_step(vm, special_of_inplace(op), a, b);
}

Value oli_special_unary(Vm *vm, UnaryOperator op, Value self) {
    static const Special BY_OPERATOR[] = {SPECIAL_INVERT, SPECIAL_INVERT, SPECIAL_POS, SPECIAL_NEG, SPECIAL_ABS};
    Value result = call_special(vm, self, BY_OPERATOR[op], NULL, 0);
    return is_undef(result) ? VALUE_NOT_IMPLEMENTED : result;
}

static Value special_index(Vm *vm, Value self) { return call_special(vm, self, SPECIAL_INDEX, NULL, 0); }
static Value special_to_int(Vm *vm, Value self) { return call_special(vm, self, SPECIAL_INT, NULL, 0); }
static Value special_to_float(Vm *vm, Value self) { return call_special(vm, self, SPECIAL_FLOAT, NULL, 0); }

/* As the nearest base that is not written in Python does it. */
static Value native_get_attr(Vm *vm, Value self, Str *name) {
    Class *cls = class_of(vm, self);
    while (cls->ops.get_attr == oli_special_get_attr) cls = cls->base;
    return cls->ops.get_attr ? cls->ops.get_attr(vm, self, name) : oli_generic_get_attr(vm, self, name);
}

Value oli_special_get_attr(Vm *vm, Value self, Str *name) {
    Class *cls = class_of(vm, self);
    Value arg = make_object(name);
    Root root;
    root_push(vm, &root, self);
    Value result;
    if (cls->flags & CLASS_FLAG_HAS_GETATTRIBUTE)
        result = call_special(vm, self, SPECIAL_GETATTRIBUTE, &arg, 1);
    else
        result = native_get_attr(vm, self, name);
    root_pop(vm, &root);
    if (!is_error(result) || !(cls->flags & CLASS_FLAG_HAS_GETATTR) || !oli_exception_is(vm, EXC_ATTRIBUTE_ERROR))
        return result;
    clear_exception(vm);
    return call_special(vm, self, SPECIAL_GETATTR, &arg, 1);
}

static bool special_set_attr(Vm *vm, Value self, Str *name, Value value) {
    bool deletes = is_undef(value);
    Value args[2] = {make_object(name), value};
    return !is_error(call_special(vm, self, deletes ? SPECIAL_DELATTR : SPECIAL_SETATTR, args, deletes ? 1 : 2));
}

static Value special_descriptor_get(Vm *vm, Value self, Value instance, Value owner) {
    Value args[2] = {is_undef(instance) ? VALUE_NONE : instance, owner};
    Value result = call_special(vm, self, SPECIAL_GET, args, 2);
    return is_undef(result) ? self : result;
}

static bool special_descriptor_set(Vm *vm, Value self, Value instance, Value value) {
    bool deletes = is_undef(value);
    Value args[2] = {instance, value};
    Value result = call_special(vm, self, deletes ? SPECIAL_DELETE : SPECIAL_SET, args, deletes ? 1 : 2);
    if (is_undef(result)) return oli_raise_false(vm, EXC_ATTRIBUTE_ERROR, "%s", deletes ? "__delete__" : "__set__");
    return !is_error(result);
}

Value oli_special_call(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    Value method = lookup_special(vm, self, SPECIAL_CALL);
    return oli_call_bound(vm, method, self, args, count, names);
}

Value oli_special_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    Value method = oli_class_lookup(vm, cls, vm->names.dunder_new);
    method = oli_bind(vm, method, VALUE_UNDEF, cls);
    if (is_error(method)) return method;
    return oli_call_with_first(vm, method, make_object(cls), args, count, names);
}

bool oli_special_init_instance(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    Value method = lookup_special(vm, self, SPECIAL_INIT);
    Value result = oli_call_bound(vm, method, self, args, count, names);
    if (is_error(result)) return false;
    if (is_none(result)) return true;
    return oli_raise_false(vm, EXC_TYPE_ERROR, "__init__() should return None, not '%T'", result);
}

/* ---- which ops a user class has ---- */

typedef void (*AnyFn)(void);

/* Offsets into ClassOps, and the script-calling function of each special method. */
static const struct {
    size_t offset;
    AnyFn script;
} SLOTS[SPECIAL_COUNT] = {
#define SLOT(first, last, field, fn) [SPECIAL_##first... SPECIAL_##last] = {offsetof(ClassOps, field), (AnyFn)(fn)}
    SLOT(REPR, REPR, repr, special_repr),
    SLOT(STR, STR, str, special_str),
    SLOT(HASH, HASH, hash, special_hash),
    SLOT(EQ, GE, compare, oli_special_compare),
    SLOT(BOOL, BOOL, truth, oli_special_truth),
    SLOT(FORMAT, FORMAT, format, special_format),
    SLOT(LEN, LEN, length, special_length),
    SLOT(GETITEM, GETITEM, get_item, oli_special_get_item),
    SLOT(SETITEM, DELITEM, set_item, oli_special_set_item),
    SLOT(CONTAINS, CONTAINS, contains, oli_special_contains),
    SLOT(ITER, ITER, iter, oli_special_iter),
    SLOT(NEXT, NEXT, next, oli_special_next),
    SLOT(ADD, RFLOORDIV, binary, oli_special_binary),
    SLOT(IADD, IFLOORDIV, inplace, oli_special_inplace),
    SLOT(INVERT, ABS, unary, oli_special_unary),
    SLOT(INDEX, INDEX, index, special_index),
    SLOT(INT, INT, to_int, special_to_int),
    SLOT(FLOAT, FLOAT, to_float, special_to_float),
    SLOT(GETATTRIBUTE, GETATTR, get_attr, oli_special_get_attr),
    SLOT(SETATTR, DELATTR, set_attr, special_set_attr),
    SLOT(GET, GET, descriptor_get, special_descriptor_get),
    SLOT(SET, DELETE, descriptor_set, special_descriptor_set),
    SLOT(CALL, CALL, call, oli_special_call),
    SLOT(INIT, INIT, init, oli_special_init_instance),
    SLOT(NEW, NEW, create, oli_special_create),
#undef SLOT
};

static AnyFn *op_at(ClassOps *ops, Special special) { return (AnyFn *)(void *)((char *)ops + SLOTS[special].offset); }

/* What stands under a special name decides its entry: a wrapper gives the wrapped class's function, anything else the
 * function that calls it. Several names share an entry; one script method among them is enough to need the script's. */
static void update_entry(Vm *vm, Class *cls, Special special, bool *is_script) {
    Value found = oli_class_lookup(vm, cls, special_name(vm, special));
    if (is_undef(found)) return;
    AnyFn *entry = op_at(&cls->ops, special);
    if (is_kind(found, CLASS_SLOT_WRAPPER)) {
        SlotWrapper *wrapper = (SlotWrapper *)object_of(found);
        if (wrapper->special == special) {
            if (!*is_script) *entry = *op_at(&wrapper->owner->ops, special);
            return;
        }
    }
    if (special == SPECIAL_HASH && is_none(found)) {
        *entry = NULL;
        return;
    }
    *entry = SLOTS[special].script;
    *is_script = true;
}

static void update_flags(Vm *vm, Class *cls) {
    static const struct {
        Special special;
        uint32_t flag;
    } FLAGS[] = {{SPECIAL_GETATTRIBUTE, CLASS_FLAG_HAS_GETATTRIBUTE},
                 {SPECIAL_GETATTR, CLASS_FLAG_HAS_GETATTR},
                 {SPECIAL_SETATTR, CLASS_FLAG_HAS_SETATTR},
                 {SPECIAL_NEW, CLASS_FLAG_HAS_NEW},
                 {SPECIAL_INIT, CLASS_FLAG_HAS_INIT}};
    for (size_t i = 0; i < sizeof FLAGS / sizeof *FLAGS; i++) {
        Value found = oli_class_lookup(vm, cls, special_name(vm, FLAGS[i].special));
        bool script = !is_undef(found) && !is_kind(found, CLASS_SLOT_WRAPPER);
        cls->flags = script ? cls->flags | FLAGS[i].flag : cls->flags & ~FLAGS[i].flag;
    }
    if (!is_undef(oli_class_lookup(vm, cls, vm->names.dunder_del))) cls->flags |= CLASS_FLAG_HAS_DEL;
}

void oli_special_update(Vm *vm, Class *cls) {
    ClassOps ops = cls->base->ops;
    cls->ops = ops;
    bool is_script = false;
    for (int i = 0; i < SPECIAL_COUNT; i++) {
        if (i == 0 || SLOTS[i].offset != SLOTS[i - 1].offset) is_script = false;
        update_entry(vm, cls, (Special)i, &is_script);
    }
    update_flags(vm, cls);
}

/* ---- slot wrappers: from methods to ops ---- */

/* Which binary operators the ops.binary of a built-in class knows (the function itself tells only by NotImplemented). */
static uint32_t binary_operators(const Class *cls) {
    enum {
        ADD = 1 << BINARY_ADD,
        SUB = 1 << BINARY_SUB,
        MUL = 1 << BINARY_MUL,
        DIV = 1 << BINARY_DIV,
        MOD = 1 << BINARY_MOD,
        POW = 1 << BINARY_POW,
        OR = 1 << BINARY_OR,
        XOR = 1 << BINARY_XOR,
        AND = 1 << BINARY_AND,
        FLOORDIV = 1 << BINARY_FLOORDIV,
        MATMUL = 1 << BINARY_MATMUL,
        ALL = (1 << 13) - 1
    };
    switch (cls->kind) {
    case CLASS_INT: return ALL & ~MATMUL;
    case CLASS_BOOL: return OR | XOR | AND;
    case CLASS_FLOAT: return ADD | SUB | MUL | DIV | MOD | POW | FLOORDIV;
    case CLASS_COMPLEX: return ADD | SUB | MUL | DIV | POW;
    case CLASS_STR:
    case CLASS_BYTES:
    case CLASS_BYTEARRAY: return ADD | MUL | MOD;
    case CLASS_LIST:
    case CLASS_TUPLE: return ADD | MUL;
    case CLASS_SET:
    case CLASS_FROZENSET:
    case CLASS_DICT_KEYS:
    case CLASS_DICT_ITEMS: return SUB | OR | XOR | AND;
    case CLASS_DICT:
    case CLASS_MAPPING_PROXY:
    case CLASS_TYPE:
    case CLASS_UNION: return OR;
    default: return 0;
    }
}

/* Sequences and mappings have no reflected forms but those of * (and % of text). */
static bool has_reflected(const Class *cls, BinaryOperator op) {
    switch (cls->kind) {
    case CLASS_STR:
    case CLASS_BYTES:
    case CLASS_BYTEARRAY: return op == BINARY_MUL || op == BINARY_MOD;
    case CLASS_LIST:
    case CLASS_TUPLE: return op == BINARY_MUL;
    default: return true;
    }
}

static bool unary_supported(const Class *cls, Special special) {
    if (cls->kind == CLASS_INT || (cls->kind == CLASS_BOOL && special == SPECIAL_INVERT)) return true;
    return special != SPECIAL_INVERT && (cls->kind == CLASS_FLOAT || cls->kind == CLASS_COMPLEX);
}

/* Whether a built-in class gets a wrapper for this special method. */
static bool wants_wrapper(const Class *cls, Special special) {
    const Class *base = cls->base;
    AnyFn own = *op_at((ClassOps *)(uintptr_t)&cls->ops, special);
    if (!own || (base && *op_at((ClassOps *)(uintptr_t)&base->ops, special) == own)) return false;
    if (special >= SPECIAL_ADD && special <= SPECIAL_FLOORDIV)
        return binary_operators(cls) >> (special - SPECIAL_ADD) & 1;
    if (special >= SPECIAL_RADD && special <= SPECIAL_RFLOORDIV)
        return (binary_operators(cls) >> (special - SPECIAL_RADD) & 1) &&
               has_reflected(cls, (BinaryOperator)(special - SPECIAL_RADD));
    if (special >= SPECIAL_IADD && special <= SPECIAL_IFLOORDIV) {
        uint32_t known = binary_operators(cls);
        if (cls->kind == CLASS_BYTEARRAY) known &= ~(1u << BINARY_MOD);
        return known >> (special - SPECIAL_IADD) & 1;
    }
    if (special >= SPECIAL_INVERT && special <= SPECIAL_ABS) return unary_supported(cls, special);
    if (cls->kind == CLASS_HOST && special >= SPECIAL_EQ && special <= SPECIAL_GE) return false; /* it names its own */
    if (special == SPECIAL_GETATTR) return false;
    if (special == SPECIAL_NEW) return cls->kind != CLASS_OBJECT || !cls->base;
    return true;
}

bool oli_special_wrap(Vm *vm, Class *cls) {
    for (int i = 0; i < SPECIAL_COUNT; i++) {
        Str *name = special_name(vm, (Special)i);
        if (!wants_wrapper(cls, (Special)i) || !is_undef(oli_dict_get_str(vm, cls->dict, name))) continue;
        SlotWrapper *wrapper = oli_new(vm, vm->classes[CLASS_SLOT_WRAPPER], sizeof *wrapper);
        if (!wrapper) return false;
        wrapper->owner = cls;
        wrapper->special = (Special)i;
        if (!oli_dict_set_str(vm, cls->dict, name, make_object(wrapper))) return false;
    }
    if (cls->ops.compare && !cls->ops.hash && is_undef(oli_dict_get_str(vm, cls->dict, vm->names.dunder_hash)))
        return oli_dict_set_str(vm, cls->dict, vm->names.dunder_hash, VALUE_NONE);
    return true;
}

static Value wrong_count(Vm *vm, Str *name, uint32_t want, uint32_t got) {
    return oli_raise(vm, EXC_TYPE_ERROR, "%S() takes exactly %u argument%s (%u given)", name, want,
                     want == 1 ? "" : "s", got);
}

static Value none_if(bool ok) { return ok ? VALUE_NONE : VALUE_ERROR; }

static Value bool_of(int truth) { return truth < 0 ? VALUE_ERROR : make_bool(truth != 0); }

static Value call_number(Vm *vm, const ClassOps *ops, Special special, Value *args) {
    static const UnaryOperator UNARY[] = {UNARY_OP_INVERT, UNARY_OP_PLUS, UNARY_OP_MINUS, UNARY_OP_ABS};
    if (special <= SPECIAL_FLOORDIV) return ops->binary(vm, (BinaryOperator)(special - SPECIAL_ADD), args[0], args[1]);
    if (special <= SPECIAL_RFLOORDIV)
        return ops->binary(vm, (BinaryOperator)(special - SPECIAL_RADD), args[1], args[0]);
    if (special <= SPECIAL_IFLOORDIV)
        return ops->inplace(vm, (BinaryOperator)(special - SPECIAL_IADD), args[0], args[1]);
    return ops->unary(vm, UNARY[special - SPECIAL_INVERT], args[0]);
}

/* Methods of sequences do not decline: __mul__ wants an index, __add__ its like. */
static Value call_sequence_operator(Vm *vm, const ClassOps *ops, Special special, Value *args) {
    bool repeats = special == SPECIAL_MUL || special == SPECIAL_RMUL || special == SPECIAL_IMUL;
    if (repeats) {
        Value count = oli_as_index(vm, args[1]);
        if (is_error(count)) return count;
        args[1] = count;
    }
    Value result = call_number(vm, ops, special, args);
    bool concatenates = special == SPECIAL_ADD || special == SPECIAL_IADD;
    return is_not_implemented(result) && concatenates ? oli_raise_operands(vm, BINARY_ADD, args[0], args[1]) : result;
}

static bool is_sequence_class(const Class *cls) {
    return cls->kind == CLASS_STR || cls->kind == CLASS_BYTES || cls->kind == CLASS_BYTEARRAY ||
           cls->kind == CLASS_LIST || cls->kind == CLASS_TUPLE;
}

static Value call_next(Vm *vm, const ClassOps *ops, Value self) {
    Value result = ops->next(vm, self);
    return is_stop(result) ? oli_raise_stop(vm, vm->stop_value) : result;
}

/* Arguments, self included, that each wrapper takes. */
static uint32_t argument_count(Special special) {
    if (special >= SPECIAL_ADD && special <= SPECIAL_IFLOORDIV) return 2;
    if (special >= SPECIAL_EQ && special <= SPECIAL_GE) return 2;
    switch (special) {
    case SPECIAL_FORMAT:
    case SPECIAL_GETITEM:
    case SPECIAL_DELITEM:
    case SPECIAL_CONTAINS:
    case SPECIAL_GETATTRIBUTE:
    case SPECIAL_GETATTR:
    case SPECIAL_DELATTR:
    case SPECIAL_DELETE: return 2;
    case SPECIAL_SETITEM:
    case SPECIAL_SETATTR:
    case SPECIAL_GET:
    case SPECIAL_SET: return 3;
    default: return 1;
    }
}

static bool check_name(Vm *vm, Value name) {
    return is_str(name) || oli_raise_false(vm, EXC_TYPE_ERROR, "attribute name must be string, not '%T'", name);
}

static Value call_attribute(Vm *vm, const ClassOps *ops, Special special, Value *args) {
    if (!check_name(vm, args[1])) return VALUE_ERROR;
    Str *name = as_str(args[1]);
    if (special == SPECIAL_GETATTRIBUTE)
        return ops->get_attr ? ops->get_attr(vm, args[0], name) : oli_generic_get_attr(vm, args[0], name);
    Value value = special == SPECIAL_SETATTR ? args[2] : VALUE_UNDEF;
    return none_if(ops->set_attr ? ops->set_attr(vm, args[0], name, value)
                                 : oli_generic_set_attr(vm, args[0], name, value));
}

static Value call_fixed(Vm *vm, SlotWrapper *wrapper, Value *args) {
    const ClassOps *ops = &wrapper->owner->ops;
    Special special = wrapper->special;
    if (special >= SPECIAL_ADD && special <= SPECIAL_ABS)
        return is_sequence_class(wrapper->owner) ? call_sequence_operator(vm, ops, special, args)
                                                 : call_number(vm, ops, special, args);
    if (special >= SPECIAL_EQ && special <= SPECIAL_GE)
        return ops->compare(vm, args[0], args[1], (CompareOperator)(special - SPECIAL_EQ));
    int64_t number;
    switch (special) {
    case SPECIAL_REPR: return ops->repr(vm, args[0]);
    case SPECIAL_STR: return ops->str(vm, args[0]);
    case SPECIAL_HASH: return ops->hash(vm, args[0], &number) ? oli_int_from_i64(vm, number) : VALUE_ERROR;
    case SPECIAL_BOOL: return bool_of(ops->truth(vm, args[0]));
    case SPECIAL_FORMAT:
        if (!is_str(args[1]))
            return oli_raise(vm, EXC_TYPE_ERROR, "__format__() argument must be str, not %T", args[1]);
        return ops->format(vm, args[0], as_str(args[1]));
    case SPECIAL_LEN: number = ops->length(vm, args[0]); return number < 0 ? VALUE_ERROR : oli_int_from_i64(vm, number);
    case SPECIAL_GETITEM: return ops->get_item(vm, args[0], args[1]);
    case SPECIAL_SETITEM: return none_if(ops->set_item(vm, args[0], args[1], args[2]));
    case SPECIAL_DELITEM: return none_if(ops->set_item(vm, args[0], args[1], VALUE_UNDEF));
    case SPECIAL_CONTAINS: return bool_of(ops->contains(vm, args[0], args[1]));
    case SPECIAL_ITER: return ops->iter(vm, args[0]);
    case SPECIAL_NEXT: return call_next(vm, ops, args[0]);
    case SPECIAL_INDEX: return ops->index(vm, args[0]);
    case SPECIAL_INT: return ops->to_int(vm, args[0]);
    case SPECIAL_FLOAT: return ops->to_float(vm, args[0]);
    case SPECIAL_GET: return ops->descriptor_get(vm, args[0], is_none(args[1]) ? VALUE_UNDEF : args[1], args[2]);
    case SPECIAL_SET: return none_if(ops->descriptor_set(vm, args[0], args[1], args[2]));
    case SPECIAL_DELETE: return none_if(ops->descriptor_set(vm, args[0], args[1], VALUE_UNDEF));
    default: return call_attribute(vm, ops, special, args);
    }
}

static Value call_new(Vm *vm, SlotWrapper *wrapper, Value *args, uint32_t count, Tuple *names) {
    Class *owner = wrapper->owner;
    if (!count || !is_class(args[0]))
        return oli_raise(vm, EXC_TYPE_ERROR, "%C.__new__(X): X is not a type object (%T)", owner,
                         count ? args[0] : VALUE_NONE);
    Class *cls = as_class(args[0]);
    if (!oli_class_is_subclass(cls, owner))
        return oli_raise(vm, EXC_TYPE_ERROR, "%C.__new__(%C): %C is not a subtype of %C", owner, cls, cls, owner);
    return owner->ops.create(vm, cls, args + 1, count - 1, names);
}

Value oli_slot_call(Vm *vm, SlotWrapper *wrapper, Value *args, uint32_t count, Tuple *names) {
    Class *owner = wrapper->owner;
    Str *name = special_name(vm, wrapper->special);
    if (wrapper->special == SPECIAL_NEW) return call_new(vm, wrapper, args, count, names);
    if (!count) return oli_raise(vm, EXC_TYPE_ERROR, "descriptor '%S' of '%C' object needs an argument", name, owner);
    if (!oli_class_is_subclass(class_of(vm, args[0]), owner))
        return oli_raise(vm, EXC_TYPE_ERROR, "descriptor '%S' requires a '%C' object but received a '%T'", name, owner,
                         args[0]);
    if (wrapper->special == SPECIAL_CALL) return owner->ops.call(vm, args[0], args + 1, count - 1, names);
    if (wrapper->special == SPECIAL_INIT) return none_if(owner->ops.init(vm, args[0], args + 1, count - 1, names));
    if (names) return oli_raise(vm, EXC_TYPE_ERROR, "wrapper %S() takes no keyword arguments", name);
    uint32_t want = argument_count(wrapper->special);
    if (wrapper->special == SPECIAL_GET && count == 2) {
        Value three[3] = {args[0], args[1], make_object(class_of(vm, args[1]))};
        return call_fixed(vm, wrapper, three);
    }
    if (wrapper->special == SPECIAL_POW && count == 3) return oli_power(vm, args[0], args[1], args[2]);
    if (count != want) return wrong_count(vm, name, want - 1, count - 1);
    return call_fixed(vm, wrapper, args);
}

/* ---- the class wrapper_descriptor ---- */

static void trace_wrapper(Tracer *tracer, Object *self) { trace_object(tracer, ((SlotWrapper *)(void *)self)->owner); }

static Value wrapper_repr(Vm *vm, Value self) {
    SlotWrapper *wrapper = (SlotWrapper *)object_of(self);
    Str *text =
        oli_str_format(vm, "<slot wrapper '%S' of '%C' objects>", special_name(vm, wrapper->special), wrapper->owner);
    return text ? make_object(text) : VALUE_ERROR;
}

static Value wrapper_call(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    return oli_slot_call(vm, (SlotWrapper *)object_of(self), args, count, names);
}

static Value wrapper_bind(Vm *vm, Value self, Value instance, Value owner) {
    (void)owner;
    SlotWrapper *wrapper = (SlotWrapper *)object_of(self);
    if (is_undef(instance) || wrapper->special == SPECIAL_NEW) return self;
    return oli_method_new(vm, self, instance);
}

static Value wrapper_name(Vm *vm, Value self) {
    return make_object(special_name(vm, ((SlotWrapper *)object_of(self))->special));
}

static Value wrapper_qualname(Vm *vm, Value self) {
    SlotWrapper *wrapper = (SlotWrapper *)object_of(self);
    Str *text = oli_str_format(vm, "%C.%S", wrapper->owner, special_name(vm, wrapper->special));
    return text ? make_object(text) : VALUE_ERROR;
}

static Value wrapper_owner(Vm *vm, Value self) {
    (void)vm;
    return make_object(((SlotWrapper *)object_of(self))->owner);
}

bool oli_special_init(Vm *vm) {
    static const GetSetDef GETSETS[] = {{"__name__", wrapper_name, NULL},
                                        {"__qualname__", wrapper_qualname, NULL},
                                        {"__objclass__", wrapper_owner, NULL},
                                        {NULL, NULL, NULL}};
    static const ClassSpec SPEC = {
        .id = CLASS_SLOT_WRAPPER,
        .base = CLASS_OBJECT,
        .module = "builtins",
        .size = sizeof(SlotWrapper),
        .ops = {.trace = trace_wrapper, .repr = wrapper_repr, .call = wrapper_call, .descriptor_get = wrapper_bind},
        .getsets = GETSETS};
    return oli_class_define(vm, &SPEC);
}

bool oli_special_names_init(Vm *vm) {
    vm->special_names = oli_resize(vm, NULL, 0, SPECIAL_COUNT * sizeof(Str *));
    if (!vm->special_names) return false;
#define SPECIAL(id, name, op) vm->special_names[SPECIAL_##id] = vm->names.name;
#include "types/special.def"
#undef SPECIAL
    return true;
}
