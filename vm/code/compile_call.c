/* SPDX-License-Identifier: MIT
 *
 * Calls: callee and arguments into consecutive temporaries, then one instruction.
 *
 *     CALL           R[base] callee, R[base+1..] arguments
 *     CALL_METHOD    R[base] function, R[base+1] self (or undef), R[base+2..] arguments
 *     CALL_SPREAD    R[base] callee, R[base+1] tuple of positional arguments, R[base+2] dict of keywords or undef
 */
#include "code/compile.h"

enum { DIRECT_ARGS = 64 }; /* more arguments than this go through CALL_SPREAD */

static bool needs_spread(const ExprList *args, const KeywordList *keywords) {
    if (args->count + keywords->count > DIRECT_ARGS) return true;
    for (uint32_t i = 0; i < args->count; i++)
        if (args->items[i]->kind == EXPR_STARRED) return true;
    for (uint32_t i = 0; i < keywords->count; i++)
        if (!keywords->items[i].name) return true;
    return false;
}

/* All positional arguments as a tuple in R[reg]; in a call, R[reg-1] is the callee (for messages). */
static void spread_positional(Compiler *c, const ExprList *args, uint32_t reg, bool in_call) {
    Span whole = c->unit->at;
    if (args->count == 1 && args->items[0]->kind == EXPR_STARRED) {
        oli_expr_to(c, args->items[0]->operand, reg);
        oli_at(c, whole);
        oli_emit(c, BC_LIST_TO_TUPLE, reg, reg, in_call);
        return;
    }
    uint32_t mark = c->unit->next_reg;
    oli_emit(c, BC_BUILD_LIST, reg, 0, 0);
    for (uint32_t i = 0; i < args->count; i++) {
        Expr *arg = args->items[i];
        bool star = arg->kind == EXPR_STARRED;
        uint32_t value = oli_expr(c, star ? arg->operand : arg);
        oli_at(c, whole);
        oli_emit(c, star ? BC_LIST_EXTEND : BC_LIST_APPEND, reg, value, star && in_call);
        c->unit->next_reg = mark;
    }
    oli_emit(c, BC_LIST_TO_TUPLE, reg, reg, 0);
}

/* All keyword arguments as a dict in R[reg]; undef when there are none. */
static void spread_keywords(Compiler *c, const KeywordList *keywords, uint32_t reg, uint32_t callee) {
    if (!keywords->count) {
        oli_load_constant(c, reg, VALUE_UNDEF);
        return;
    }
    uint32_t mark = c->unit->next_reg;
    Span whole = c->unit->at;
    oli_emit(c, BC_BUILD_DICT, reg, 0, 0);
    for (uint32_t i = 0; i < keywords->count; i++) {
        Keyword *keyword = &keywords->items[i];
        uint32_t pair = oli_reg_push(c, 2);
        oli_expr_to(c, keyword->value, pair + 1);
        oli_at(c, whole);
        if (keyword->name) {
            Str *name = oli_name_str(c, keyword->name);
            if (name) oli_load_constant(c, pair, make_object(name));
            oli_emit(c, BC_BUILD_DICT, pair + 2 < MAX_REGISTERS ? oli_reg_push(c, 1) : 0, 0, 0);
            oli_emit(c, BC_DICT_SET, pair + 2, pair, pair + 1);
            oli_emit(c, BC_DICT_MERGE, reg, pair + 2, callee);
        } else {
            oli_emit(c, BC_DICT_MERGE, reg, pair + 1, callee);
        }
        c->unit->next_reg = mark;
    }
}

static void call_spread(Compiler *c, uint32_t base, const ExprList *args, const KeywordList *keywords, uint32_t reg) {
    Span at = c->unit->at;
    c->unit->next_reg = base + 1;
    uint32_t positional = oli_reg_push(c, 1);
    spread_positional(c, args, positional, true);
    uint32_t named = oli_reg_push(c, 1);
    oli_at(c, at);
    spread_keywords(c, keywords, named, base);
    oli_at(c, at);
    oli_emit(c, BC_CALL_SPREAD, base, 0, reg);
}

static uint32_t keyword_names(Compiler *c, const KeywordList *keywords) {
    Tuple *names = oli_tuple_new(c->vm, keywords->count);
    if (!names) {
        c->failed = true;
        return 0;
    }
    for (uint32_t i = 0; i < keywords->count; i++) {
        Str *name = oli_name_str(c, keywords->items[i].name);
        if (!name) return 0;
        names->items[i] = make_object(name);
    }
    return oli_constant(c, make_object(names));
}

void oli_emit_call(Compiler *c, uint32_t base, const ExprList *args, const KeywordList *keywords, uint32_t reg,
                   bool method) {
    Span at = c->unit->at;
    for (uint32_t i = 0; i < args->count; i++) oli_expr_push(c, args->items[i]);
    for (uint32_t i = 0; i < keywords->count; i++) oli_expr_push(c, keywords->items[i].value);
    oli_at(c, at);
    uint32_t count = args->count + keywords->count;
    if (!keywords->count) {
        oli_emit(c, method ? BC_CALL_METHOD : BC_CALL, base, count, reg);
        return;
    }
    oli_emit(c, method ? BC_CALL_METHOD_KEYWORDS : BC_CALL_KEYWORDS, base, count, reg);
    oli_emit_word(c, keyword_names(c, keywords));
}

/* super().name(...): class and self are operands, no super object. */
static bool super_method(Compiler *c, Expr *function, uint32_t base) {
    uint32_t start = c->unit->word_count;
    (void)start;
    if (!oli_super_operands(c, function->attribute.value, base)) return false;
    oli_at_attribute(c, function->at, function);
    oli_emit_name(c, BC_LOAD_SUPER, base, 0, 0, function->attribute.name);
    return true;
}

void oli_call_expr(Compiler *c, Expr *e, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    if (reg + 1 == mark && reg >= c->unit->local_count)
        c->unit->next_reg = reg; /* the target is free until the result */
    Expr *function = e->call.function;
    bool spread = needs_spread(&e->call.args, &e->call.keywords);
    if (function->kind == EXPR_ATTRIBUTE && !spread) {
        uint32_t base = oli_reg_push(c, 2);
        if (!super_method(c, function, base)) {
            uint32_t inner = c->unit->next_reg;
            uint32_t object = oli_expr(c, function->attribute.value);
            oli_at_attribute(c, function->at, function);
            oli_emit_name(c, BC_LOAD_METHOD, base, object, 0, function->attribute.name);
            c->unit->next_reg = inner;
        }
        oli_at_attribute(c, e->at, function);
        oli_emit_call(c, base, &e->call.args, &e->call.keywords, reg, true);
    } else {
        uint32_t base = oli_expr_push(c, function);
        oli_at(c, e->at);
        if (spread)
            call_spread(c, base, &e->call.args, &e->call.keywords, reg);
        else
            oli_emit_call(c, base, &e->call.args, &e->call.keywords, reg, false);
    }
    c->unit->next_reg = mark;
}

/* The keyword gather(...): an operation of the language, not a call of anything. */
void oli_gather_expr(Compiler *c, Expr *e, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    uint32_t base = oli_reg_push(c, 1);
    uint32_t options = oli_reg_push(c, 1);
    spread_positional(c, &e->call.args, base, false);
    spread_keywords(c, &e->call.keywords, options, base);
    oli_at(c, e->at);
    oli_emit(c, BC_GATHER, base, 0, reg);
    c->unit->next_reg = mark;
}
