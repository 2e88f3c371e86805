/* SPDX-License-Identifier: MIT
 *
 * Expressions to registers.
 */
#include "code/compile.h"
#include "types/bytes.h"
#include "types/class.h"

/* ---- constants ---- */

static bool fold_unary(Compiler *c, Expr *e, Value *out) {
    Value operand;
    if (e->unary.op == UNARY_NOT || !oli_constant_of(c, e->unary.operand, &operand)) return false;
    if (!is_int(operand) && !is_float(operand) && !(is_big_int(operand) && e->unary.op == UNARY_MINUS)) return false;
    static const UnaryOperator BY_OP[] = {UNARY_OP_INVERT, UNARY_OP_NOT, UNARY_OP_PLUS, UNARY_OP_MINUS};
    if (e->unary.op == UNARY_INVERT && !is_int(operand)) return false;
    *out = oli_unary(c->vm, BY_OP[e->unary.op], operand);
    if (is_error(*out)) c->failed = true;
    return !c->failed;
}

/* Arithmetic on small ints and floats whose result is small; what raises is left for the run. */
static bool fold_binary(Compiler *c, Expr *e, Value *out) {
    Value a, b;
    if (!oli_constant_of(c, e->binary.left, &a) || !oli_constant_of(c, e->binary.right, &b)) return false;
    bool ints = are_ints(a, b);
    if (!(is_int(a) || is_inline_float(a)) || !(is_int(b) || is_inline_float(b))) return false;
    switch (e->binary.op) {
    case OP_ADD:
    case OP_SUB:
    case OP_MUL: break;
    case OP_DIV:
    case OP_FLOORDIV:
    case OP_MOD:
        if (is_int(b) ? int_of(b) == 0 : inline_float_of(b) == 0) return false;
        break;
    case OP_POW:
        if (!ints || int_of(b) < 0 || int_of(b) > 64 || int_of(a) > 1 << 16 || int_of(a) < -(1 << 16)) return false;
        break;
    case OP_LSHIFT:
    case OP_RSHIFT:
        if (!ints || int_of(b) < 0 || int_of(b) > 64) return false;
        break;
    case OP_BITOR:
    case OP_BITXOR:
    case OP_BITAND:
        if (!ints) return false;
        break;
    default: return false;
    }
    *out = oli_binary(c->vm, (BinaryOperator)e->binary.op, a, b);
    if (is_error(*out)) {
        clear_exception(c->vm);
        return false;
    }
    return true;
}

static bool fold_tuple(Compiler *c, Expr *e, Value *out) {
    for (uint32_t i = 0; i < e->items.count; i++) {
        ExprKind kind = e->items.items[i]->kind;
        if (kind != EXPR_CONST && kind != EXPR_TUPLE && kind != EXPR_UNARY) return false;
    }
    Tuple *tuple = oli_tuple_new(c->vm, e->items.count);
    if (!tuple) {
        c->failed = true;
        return false;
    }
    for (uint32_t i = 0; i < e->items.count; i++)
        if (!oli_constant_of(c, e->items.items[i], &tuple->items[i])) return false;
    *out = make_object(tuple);
    return true;
}

static Value literal(Compiler *c, Expr *e) {
    Vm *vm = c->vm;
    switch (e->constant.kind) {
    case CONST_NONE: return VALUE_NONE;
    case CONST_TRUE: return VALUE_TRUE;
    case CONST_FALSE: return VALUE_FALSE;
    case CONST_ELLIPSIS: return VALUE_ELLIPSIS;
    case CONST_INT: return oli_int_from_i64(vm, e->constant.u.integer);
    case CONST_BIGINT:
        return oli_int_from_digits(vm, e->constant.u.text.data, e->constant.u.text.size, e->constant.base, false);
    case CONST_FLOAT: return make_float(vm, e->constant.u.number);
    case CONST_IMAG: return oli_complex_new(vm, 0, e->constant.u.number);
    case CONST_STR: {
        Str *text = e->constant.u.text.size <= 4096
                        ? oli_str_intern(vm, e->constant.u.text.data, e->constant.u.text.size)
                        : oli_str_new(vm, e->constant.u.text.data, e->constant.u.text.size);
        return text ? make_object(text) : VALUE_ERROR;
    }
    case CONST_BYTES: {
        Bytes *bytes = oli_bytes_new(vm, e->constant.u.text.data, e->constant.u.text.size);
        return bytes ? make_object(bytes) : VALUE_ERROR;
    }
    }
    return VALUE_NONE;
}

bool oli_constant_of(Compiler *c, Expr *e, Value *out) {
    if (c->failed) return false;
    switch (e->kind) {
    case EXPR_CONST:
        *out = literal(c, e);
        if (is_error(*out)) c->failed = true;
        return !c->failed;
    case EXPR_UNARY: return fold_unary(c, e, out);
    case EXPR_BINARY: return fold_binary(c, e, out);
    case EXPR_TUPLE: return fold_tuple(c, e, out);
    default: return false;
    }
}

/* ---- operators ---- */

static bool small_immediate(Compiler *c, Expr *e, int32_t *out) {
    Value v;
    if (e->kind != EXPR_CONST && e->kind != EXPR_UNARY) return false;
    if (!oli_constant_of(c, e, &v) || !is_int(v) || int_of(v) < -128 || int_of(v) > 127) return false;
    *out = (int32_t)int_of(v);
    return true;
}

/* An operand that must keep its value while `other` is evaluated: a := in there could change a local. */
static uint32_t steady_operand(Compiler *c, Expr *e, Expr *other) {
    if (c->has_walrus && e->kind == EXPR_NAME && other->kind != EXPR_NAME && other->kind != EXPR_CONST)
        return oli_expr_push(c, e);
    return oli_expr(c, e);
}

static void binary_to(Compiler *c, Expr *e, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    int32_t immediate;
    uint32_t left = steady_operand(c, e->binary.left, e->binary.right);
    BinaryOp op = e->binary.op;
    if ((op == OP_ADD || op == OP_SUB) && small_immediate(c, e->binary.right, &immediate)) {
        oli_at(c, e->at);
        oli_emit(c, op == OP_ADD ? BC_ADD_IMMEDIATE : BC_SUB_IMMEDIATE, reg, left, (uint32_t)immediate);
    } else {
        uint32_t right = oli_expr(c, e->binary.right);
        oli_at(c, e->at);
        oli_emit(c, (Opcode)(BC_ADD + (int)op), reg, left, right);
    }
    c->unit->next_reg = mark;
}

static void unary_to(Compiler *c, Expr *e, uint32_t reg) {
    static const Opcode BY_OP[] = {BC_INVERT, BC_NOT, BC_POSITIVE, BC_NEGATIVE};
    uint32_t mark = c->unit->next_reg;
    uint32_t operand = oli_expr(c, e->unary.operand);
    oli_at(c, e->at);
    oli_emit(c, BY_OP[e->unary.op], reg, operand, 0);
    c->unit->next_reg = mark;
}

static const Opcode COMPARE_OPS[] = {BC_EQ, BC_NE, BC_LT, BC_LE, BC_GT, BC_GE, BC_IS, BC_IS_NOT, BC_IN, BC_NOT_IN};

/* a < b < c: each operand once; stops at the first false result, which is the value. */
static void compare_to(Compiler *c, Expr *e, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    uint32_t count = e->compare.rights.count;
    uint32_t left = steady_operand(c, e->compare.left, e->compare.rights.items[0]);
    if (count == 1) {
        uint32_t right = oli_expr(c, e->compare.rights.items[0]);
        oli_at(c, e->at);
        oli_emit(c, COMPARE_OPS[e->compare.ops[0]], reg, left, right);
        c->unit->next_reg = mark;
        return;
    }
    Label end = oli_label();
    uint32_t result = oli_reg_push(c, 1);
    BoundSet after_first = {.unreachable = true};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t right = i + 1 < count ? steady_operand(c, e->compare.rights.items[i], e->compare.rights.items[i + 1])
                                       : oli_expr(c, e->compare.rights.items[i]);
        oli_at(c, e->at);
        oli_emit(c, COMPARE_OPS[e->compare.ops[i]], result, left, right);
        if (i + 1 < count) oli_emit_jump(c, BC_JUMP_FALSE, result, 0, 0, &end);
        left = right;
        if (i == 0) after_first = oli_bound_save(c);
    }
    oli_place(c, &end);
    oli_bound_restore(c, &after_first);
    if (reg != result) oli_emit(c, BC_MOVE, reg, result, 0);
    c->unit->next_reg = mark;
}

/* and, or as values */
static void bool_op_to(Compiler *c, Expr *e, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    uint32_t result = oli_reg_push(c, 1);
    Label end = oli_label();
    BoundSet after_first = {.unreachable = true};
    for (uint32_t i = 0; i < e->bool_op.items.count; i++) {
        oli_expr_to(c, e->bool_op.items.items[i], result);
        if (i == 0) after_first = oli_bound_save(c);
        if (i + 1 < e->bool_op.items.count)
            oli_emit_jump(c, e->bool_op.is_or ? BC_JUMP_TRUE : BC_JUMP_FALSE, result, 0, 0, &end);
    }
    oli_place(c, &end);
    oli_bound_restore(c, &after_first);
    if (reg != result) oli_emit(c, BC_MOVE, reg, result, 0);
    c->unit->next_reg = mark;
}

static void conditional_to(Compiler *c, Expr *e, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    uint32_t result = oli_reg_push(c, 1);
    Label otherwise = oli_label(), end = oli_label();
    oli_jump_if(c, e->conditional.test, false, &otherwise);
    BoundSet before = oli_bound_save(c);
    oli_expr_to(c, e->conditional.then, result);
    BoundSet then = oli_bound_save(c);
    oli_emit_jump(c, BC_JUMP, 0, 0, 0, &end);
    oli_place(c, &otherwise);
    oli_bound_restore(c, &before);
    oli_expr_to(c, e->conditional.otherwise, result);
    oli_bound_merge(c, &then);
    oli_place(c, &end);
    if (reg != result) oli_emit(c, BC_MOVE, reg, result, 0);
    c->unit->next_reg = mark;
}

/* ---- conditions as jumps ---- */

static const Opcode JUMPS[2][6] = {{BC_JNEQ, BC_JNNE, BC_JNLT, BC_JNLE, BC_JNGT, BC_JNGE},
                                   {BC_JEQ, BC_JNE, BC_JLT, BC_JLE, BC_JGT, BC_JGE}};
static const Opcode IMMEDIATE_JUMPS[2][6] = {
    {BC_JNEQ_IMMEDIATE, BC_JNNE_IMMEDIATE, BC_JNLT_IMMEDIATE, BC_JNLE_IMMEDIATE, BC_JNGT_IMMEDIATE, BC_JNGE_IMMEDIATE},
    {BC_JEQ_IMMEDIATE, BC_JNE_IMMEDIATE, BC_JLT_IMMEDIATE, BC_JLE_IMMEDIATE, BC_JGT_IMMEDIATE, BC_JGE_IMMEDIATE}};

static bool is_none_literal(const Expr *e) { return e->kind == EXPR_CONST && e->constant.kind == CONST_NONE; }

static void jump_if_compare(Compiler *c, Expr *e, bool sense, Label *target) {
    uint32_t mark = c->unit->next_reg;
    CompareOp op = e->compare.ops[0];
    Expr *right_expr = e->compare.rights.items[0];
    uint32_t left = steady_operand(c, e->compare.left, right_expr);
    int32_t immediate;
    if ((op == CMP_IS || op == CMP_IS_NOT) && is_none_literal(right_expr)) {
        oli_at(c, e->at);
        oli_emit_jump(c, (op == CMP_IS) == sense ? BC_JUMP_NONE : BC_JUMP_NOT_NONE, left, 0, 0, target);
    } else if (op <= CMP_GE && small_immediate(c, right_expr, &immediate)) {
        oli_at(c, e->at);
        oli_emit_jump(c, IMMEDIATE_JUMPS[sense][op], left, 0, (uint32_t)immediate, target);
    } else {
        uint32_t right = oli_expr(c, right_expr);
        oli_at(c, e->at);
        Opcode jump = op <= CMP_GE       ? JUMPS[sense][op]
                      : op <= CMP_IS_NOT ? ((op == CMP_IS) == sense ? BC_JUMP_IS : BC_JUMP_IS_NOT)
                                         : ((op == CMP_IN) == sense ? BC_JUMP_IN : BC_JUMP_NOT_IN);
        oli_emit_jump(c, jump, left, right, 0, target);
    }
    c->unit->next_reg = mark;
}

static void jump_if_bool_op(Compiler *c, Expr *e, bool sense, Label *target) {
    uint32_t count = e->bool_op.items.count;
    BoundSet after_first = {.unreachable = true};
    Label skip = oli_label();
    for (uint32_t i = 0; i < count; i++) {
        bool last = i + 1 == count;
        if (last || e->bool_op.is_or == sense)
            oli_jump_if(c, e->bool_op.items.items[i], sense, target);
        else
            oli_jump_if(c, e->bool_op.items.items[i], !sense, &skip);
        if (i == 0) after_first = oli_bound_save(c);
    }
    oli_place(c, &skip);
    oli_bound_restore(c, &after_first);
}

void oli_jump_if(Compiler *c, Expr *e, bool sense, Label *target) {
    if (c->failed) return;
    Value constant;
    if (e->kind == EXPR_UNARY && e->unary.op == UNARY_NOT) {
        oli_jump_if(c, e->unary.operand, !sense, target);
    } else if (e->kind == EXPR_BOOL_OP) {
        jump_if_bool_op(c, e, sense, target);
    } else if (e->kind == EXPR_COMPARE && e->compare.rights.count == 1) {
        jump_if_compare(c, e, sense, target);
    } else if (e->kind == EXPR_CONST && oli_constant_of(c, e, &constant)) {
        if ((oli_truth(c->vm, constant) == 1) == sense) oli_emit_jump(c, BC_JUMP, 0, 0, 0, target);
    } else {
        uint32_t mark = c->unit->next_reg;
        uint32_t reg = oli_expr(c, e);
        oli_at(c, e->at);
        oli_emit_jump(c, sense ? BC_JUMP_TRUE : BC_JUMP_FALSE, reg, 0, 0, target);
        c->unit->next_reg = mark;
    }
}

/* ---- attributes, subscripts ---- */

static bool is_super_call(Compiler *c, Expr *e) {
    if (e->kind != EXPR_CALL || e->call.args.count || e->call.keywords.count || e->call.function->kind != EXPR_NAME)
        return false;
    Name *name = e->call.function->name;
    if (strcmp(name->text, "super") != 0) return false;
    Scope *module = c->unit->frame_scope;
    while (module->parent) module = module->parent;
    Symbol *global = oli_scope_find(module, name);
    if (global && global->is_bound) return false;
    Symbol *own = oli_scope_find(c->unit->scope, name);
    return own && own->place == SYMBOL_GLOBAL_IMPLICIT && c->unit->first_param;
}

/* super().name without making the super object: R[reg] the class, R[reg+1] the first argument. */
bool oli_super_operands(Compiler *c, Expr *e, uint32_t reg) {
    if (!is_super_call(c, e)) return false;
    Symbol *cls = NULL;
    Name *class_name = NULL;
    for (Scope *scope = c->unit->scope; scope && !cls; scope = scope == c->unit->frame_scope ? NULL : scope->parent)
        for (Symbol *s = scope->symbols; s; s = s->next)
            if (!strcmp(s->name->text, "__class__") && s->place == SYMBOL_FREE) {
                cls = s;
                class_name = s->name;
                break;
            }
    if (!cls) return false;
    oli_at(c, e->at);
    oli_compile_load(c, class_name, reg);
    oli_compile_load(c, c->unit->first_param, reg + 1);
    return true;
}

static void attribute_to(Compiler *c, Expr *e, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    uint32_t pair = oli_reg_push(c, 2);
    if (oli_super_operands(c, e->attribute.value, pair)) {
        oli_at_attribute(c, e->at, e);
        oli_emit_name(c, BC_GET_SUPER_ATTR, reg, pair, pair + 1, e->attribute.name);
    } else {
        c->unit->next_reg = mark;
        uint32_t value = oli_expr(c, e->attribute.value);
        oli_at_attribute(c, e->at, e);
        oli_emit_name(c, BC_GET_ATTR, reg, value, 0, e->attribute.name);
    }
    c->unit->next_reg = mark;
}

/* lower, upper, step into three temporaries from base */
void oli_slice_to(Compiler *c, Expr *e, uint32_t base) {
    Expr *parts[3] = {e->slice.lower, e->slice.upper, e->slice.step};
    for (uint32_t i = 0; i < 3; i++) {
        if (parts[i])
            oli_expr_to(c, parts[i], base + i);
        else
            oli_load_constant(c, base + i, VALUE_NONE);
    }
}

static void subscript_to(Compiler *c, Expr *e, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    Expr *index = e->subscript.index;
    int32_t immediate;
    uint32_t value = steady_operand(c, e->subscript.value, index);
    if (small_immediate(c, index, &immediate)) {
        oli_at(c, e->at);
        oli_emit(c, BC_GET_ITEM_IMMEDIATE, reg, value, (uint32_t)immediate);
    } else if (index->kind == EXPR_SLICE && !index->slice.step) {
        uint32_t base = oli_reg_push(c, 3);
        oli_slice_to(c, index, base);
        oli_at(c, e->at);
        oli_emit(c, BC_GET_SLICE, reg, value, base);
    } else {
        uint32_t key = oli_expr(c, index);
        oli_at(c, e->at);
        oli_emit(c, BC_GET_ITEM, reg, value, key);
    }
    c->unit->next_reg = mark;
}

static void slice_expr_to(Compiler *c, Expr *e, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    uint32_t base = oli_reg_push(c, 3);
    oli_slice_to(c, e, base);
    oli_at(c, e->at);
    oli_emit(c, BC_SLICE, reg, base, 0);
    c->unit->next_reg = mark;
}

/* ---- displays ---- */

static bool has_star(const ExprList *list) {
    for (uint32_t i = 0; i < list->count; i++)
        if (list->items[i]->kind == EXPR_STARRED) return true;
    return false;
}

/* Build into `result` (a temporary): a first batch at once, the rest appended. Errors are of the whole display. */
static void display_items(Compiler *c, Expr *e, Opcode build, Opcode append, Opcode extend, uint32_t result) {
    const ExprList *list = &e->items;
    uint32_t mark = c->unit->next_reg;
    uint32_t first = 0;
    while (first < list->count && first < CHUNK && list->items[first]->kind != EXPR_STARRED) first++;
    uint32_t base = c->unit->next_reg;
    for (uint32_t i = 0; i < first; i++) oli_expr_push(c, list->items[i]);
    oli_at(c, e->at);
    oli_emit(c, build, result, base, first);
    c->unit->next_reg = mark;
    for (uint32_t i = first; i < list->count; i++) {
        Expr *item = list->items[i];
        bool star = item->kind == EXPR_STARRED;
        uint32_t reg = oli_expr(c, star ? item->operand : item);
        oli_at(c, e->at);
        oli_emit(c, star ? extend : append, result, reg, 0);
        c->unit->next_reg = mark;
    }
}

static void display_to(Compiler *c, Expr *e, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    uint32_t result = oli_reg_push(c, 1);
    const ExprList *list = &e->items;
    if (e->kind == EXPR_SET) {
        display_items(c, e, BC_BUILD_SET, BC_SET_ADD, BC_SET_UPDATE, result);
    } else if (e->kind == EXPR_LIST) {
        display_items(c, e, BC_BUILD_LIST, BC_LIST_APPEND, BC_LIST_EXTEND, result);
    } else if (list->count <= CHUNK && !has_star(list)) {
        display_items(c, e, BC_BUILD_TUPLE, BC_LIST_APPEND, BC_LIST_EXTEND, result);
    } else {
        display_items(c, e, BC_BUILD_LIST, BC_LIST_APPEND, BC_LIST_EXTEND, result);
        oli_emit(c, BC_LIST_TO_TUPLE, result, result, 0);
    }
    if (reg != result) oli_emit(c, BC_MOVE, reg, result, 0);
    c->unit->next_reg = mark;
}

static void dict_to(Compiler *c, Expr *e, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    uint32_t result = oli_reg_push(c, 1);
    oli_at(c, e->at);
    oli_emit(c, BC_BUILD_DICT, result, 0, 0);
    uint32_t inner = c->unit->next_reg;
    for (uint32_t i = 0; i < e->dict.keys.count; i++) {
        Expr *key = e->dict.keys.items[i], *value = e->dict.values.items[i];
        if (key) {
            uint32_t key_reg = steady_operand(c, key, value);
            uint32_t value_reg = oli_expr(c, value);
            oli_at(c, e->at);
            oli_emit(c, BC_DICT_SET, result, key_reg, value_reg);
        } else {
            uint32_t value_reg = oli_expr(c, value);
            oli_at(c, e->at);
            oli_emit(c, BC_DICT_UPDATE, result, value_reg, 0);
        }
        c->unit->next_reg = inner;
    }
    if (reg != result) oli_emit(c, BC_MOVE, reg, result, 0);
    c->unit->next_reg = mark;
}

/* ---- f-strings ---- */

static void format_part(Compiler *c, Expr *e, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    uint32_t base = oli_reg_push(c, 2);
    oli_expr_to(c, e->formatted.value, base);
    if (e->formatted.spec) oli_expr_to(c, e->formatted.spec, base + 1);
    static const char CONVERSIONS[] = "\0sra";
    uint32_t conversion = 0;
    while (CONVERSIONS[conversion] != e->formatted.conversion) conversion++;
    oli_at(c, e->at);
    oli_emit(c, BC_FORMAT, reg, base, conversion << 1 | (e->formatted.spec != NULL));
    c->unit->next_reg = mark;
}

void oli_fstring(Compiler *c, Expr *e, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    uint32_t count = e->items.count;
    uint32_t base = c->unit->next_reg, used = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (used == CHUNK) { /* join what there is */
            oli_emit(c, BC_BUILD_STRING, base, base, used);
            c->unit->next_reg = base + 1;
            used = 1;
        }
        uint32_t at = oli_reg_push(c, 1);
        Expr *part = e->items.items[i];
        if (part->kind == EXPR_FORMATTED)
            format_part(c, part, at);
        else
            oli_expr_to(c, part, at);
        used++;
    }
    oli_at(c, e->at);
    oli_emit(c, BC_BUILD_STRING, reg, base, used);
    c->unit->next_reg = mark;
}

/* ---- await, yield, walrus ---- */

void oli_await(Compiler *c, uint32_t reg, uint32_t operand, uint32_t kind) {
    oli_emit(c, BC_AWAIT, reg, operand, kind);
}

static void await_to(Compiler *c, Expr *e, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    bool free_target = reg + 1 == mark && reg >= c->unit->local_count;
    uint32_t operand = reg; /* a temporary: it may be replaced by its iterator */
    if (free_target)
        oli_expr_to(c, e->operand, reg);
    else
        operand = oli_expr_push(c, e->operand);
    oli_at(c, e->at);
    oli_await(c, reg, operand, 0);
    c->unit->next_reg = mark;
}

static void yield_to(Compiler *c, Expr *e, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    uint32_t operand;
    if (e->operand) {
        operand = oli_expr(c, e->operand);
    } else {
        operand = oli_reg_push(c, 1);
        oli_load_constant(c, operand, VALUE_NONE);
    }
    oli_at(c, e->at);
    oli_emit(c, c->unit->flags & CODE_ASYNC_GENERATOR ? BC_ASYNC_YIELD : BC_YIELD, reg, operand, 0);
    c->unit->next_reg = mark;
}

static void yield_from_to(Compiler *c, Expr *e, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    uint32_t operand = oli_expr_push(c, e->operand);
    oli_at(c, e->at);
    oli_emit(c, BC_GET_YIELD_ITER, operand, operand, 0);
    oli_emit(c, BC_YIELD_FROM, reg, operand, 0);
    c->unit->next_reg = mark;
}

static void named_to(Compiler *c, Expr *e, uint32_t reg) {
    oli_expr_to(c, e->named.value, reg);
    oli_at(c, e->at);
    oli_store_name(c, e->named.target->name, reg);
}

/* ---- dispatch ---- */

static void dispatch_to(Compiler *c, Expr *e, uint32_t reg) {
    switch (e->kind) {
    case EXPR_CONST: break; /* oli_constant_of took it */
    case EXPR_NAME: oli_compile_load(c, e->name, reg); return;
    case EXPR_ATTRIBUTE: attribute_to(c, e, reg); return;
    case EXPR_SUBSCRIPT: subscript_to(c, e, reg); return;
    case EXPR_SLICE: slice_expr_to(c, e, reg); return;
    case EXPR_STARRED: oli_compile_error(c, e->at, "can't use starred expression here"); return;
    case EXPR_TUPLE:
    case EXPR_LIST:
    case EXPR_SET: display_to(c, e, reg); return;
    case EXPR_DICT: dict_to(c, e, reg); return;
    case EXPR_LIST_COMP:
    case EXPR_SET_COMP:
    case EXPR_DICT_COMP: oli_comprehension(c, e, reg); return;
    case EXPR_GENERATOR: oli_generator_expr(c, e, reg); return;
    case EXPR_BOOL_OP: bool_op_to(c, e, reg); return;
    case EXPR_BINARY: binary_to(c, e, reg); return;
    case EXPR_UNARY: unary_to(c, e, reg); return;
    case EXPR_COMPARE: compare_to(c, e, reg); return;
    case EXPR_CONDITIONAL: conditional_to(c, e, reg); return;
    case EXPR_NAMED: named_to(c, e, reg); return;
    case EXPR_LAMBDA: oli_lambda(c, e, reg); return;
    case EXPR_CALL: oli_call_expr(c, e, reg); return;
    case EXPR_GATHER: oli_gather_expr(c, e, reg); return;
    case EXPR_AWAIT: await_to(c, e, reg); return;
    case EXPR_YIELD: yield_to(c, e, reg); return;
    case EXPR_YIELD_FROM: yield_from_to(c, e, reg); return;
    case EXPR_FSTRING: oli_fstring(c, e, reg); return;
    case EXPR_FORMATTED: format_part(c, e, reg); return;
    }
}

void oli_expr_to(Compiler *c, Expr *e, uint32_t reg) {
    if (c->failed) return;
    oli_at(c, e->at);
    Value constant;
    if (oli_constant_of(c, e, &constant))
        oli_load_constant(c, reg, constant);
    else
        dispatch_to(c, e, reg);
}

uint32_t oli_expr_push(Compiler *c, Expr *e) {
    uint32_t reg = oli_reg_push(c, 1);
    oli_expr_to(c, e, reg);
    c->unit->next_reg = reg + 1;
    return reg;
}

uint32_t oli_expr(Compiler *c, Expr *e) {
    if (c->failed) return 0;
    if (e->kind == EXPR_NAME) {
        oli_at(c, e->at);
        int32_t local = oli_local_register(c, e->name);
        if (local >= 0) return (uint32_t)local;
    }
    Value constant;
    if (oli_constant_of(c, e, &constant) && (is_int(constant) || is_float(constant))) {
        int32_t held = oli_loop_constant(c, constant);
        if (held >= 0) return (uint32_t)held;
    }
    return oli_expr_push(c, e);
}
