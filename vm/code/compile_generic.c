/* SPDX-License-Identifier: MIT
 *
 * Type parameters and `type` statements (PEP 695, 696).
 *
 * A generic function, class or alias is made inside a function of its own, "<generic parameters of NAME>", whose locals
 * are the type parameters; it is called at once and returns the object. The defaults of a generic function's parameters
 * are evaluated outside of it and are its arguments. Bounds, the type parameters' defaults and the values of aliases are
 * functions without parameters, called by whoever asks first.
 */
#include <stdio.h>

#include "code/compile.h"
#include "types/class.h"

/* R[reg] = a function that gives the value of `e`, or None when there is no `e`. `is_default`: a star means one item. */
static void lazy_value(Compiler *c, Expr *e, Scope *scope, const Name *name, uint32_t reg) {
    if (!e) {
        oli_load_constant(c, reg, VALUE_NONE);
        return;
    }
    uint32_t mark = c->unit->next_reg;
    uint32_t made = oli_reg_push(c, 1);
    Unit *unit = oli_compile_alloc(c, sizeof *unit);
    if (!unit) return;
    if (!oli_function_begin(c, unit, scope, name->text, e->at.line)) {
        if (c->unit == unit) oli_unit_free(c, unit);
        return;
    }
    uint32_t result = oli_reg_push(c, 1);
    if (e->kind == EXPR_STARRED)
        oli_emit(c, BC_UNPACK, result, oli_expr(c, e->operand), 1);
    else
        oli_expr_to(c, e, result);
    oli_emit(c, BC_RETURN, result, 0, 0);
    Code *code = oli_unit_end(c);
    if (!code) return;
    code->exact_args = 0;
    oli_make_function(c, made, code, unit->frees, unit->free_count, 0);
    oli_emit(c, BC_MOVE, reg, made, 0);
    c->unit->next_reg = mark;
}

static void load_name_text(Compiler *c, uint32_t reg, const Name *name) {
    Str *text = oli_name_str(c, name);
    if (text) oli_load_constant(c, reg, make_object(text));
}

/* Make the type parameters, bind their names, and R[result] = the tuple of all. */
static void make_parameters(Compiler *c, TypeParams *params, uint32_t result) {
    uint32_t mark = c->unit->next_reg;
    oli_emit(c, BC_BUILD_LIST, result, 0, 0);
    for (uint32_t i = 0; i < params->count && !c->failed; i++) {
        TypeParam *param = &params->items[i];
        uint32_t operands = oli_reg_push(c, 3);
        oli_at(c, param->at);
        load_name_text(c, operands, param->text);
        lazy_value(c, param->bound, param->bound_scope, param->name, operands + 1);
        lazy_value(c, param->fallback, param->fallback_scope, param->name, operands + 2);
        oli_at(c, param->at);
        bool constrained = param->bound && param->bound->kind == EXPR_TUPLE;
        oli_emit(c, BC_GENERIC, operands, operands,
                 constrained ? GENERIC_CONSTRAINED : GENERIC_TYPE_VAR + (uint32_t)param->kind);
        oli_store_name(c, param->name, operands);
        oli_emit(c, BC_LIST_APPEND, result, operands, 0);
        c->unit->next_reg = mark;
    }
    oli_emit(c, BC_LIST_TO_TUPLE, result, result, 0);
    oli_store_name(c, params->hidden, result);
}

/* Begin the function of the type parameters, with `count` hidden arguments in its first registers. */
static bool begin(Compiler *c, Unit *unit, TypeParams *params, const Name *name, Span at, uint32_t count) {
    char text[200];
    int size = snprintf(text, sizeof text, "<generic parameters of %.150s>", name->text);
    if (size < 0 || !oli_unit_begin(c, unit, params->scope, text)) {
        if (c->unit == unit) oli_unit_free(c, unit);
        return false;
    }
    unit->first_line = at.line;
    Str *hidden = oli_str_intern(c->vm, ".defaults", strlen(".defaults"));
    if (count) oli_reg_push(c, count);
    for (uint32_t i = 0; i < count && hidden; i++) unit->local_names[i] = make_object(hidden);
    unit->local_count = count;
    oli_function_variables(c, params->scope);
    return !c->failed;
}

/* End it with `result`, and R[reg] = what it returns when called with R[reg+1 ..]. */
static void end(Compiler *c, Unit *unit, uint32_t result, uint32_t reg, uint32_t count) {
    oli_emit(c, BC_RETURN, result, 0, 0);
    Code *code = oli_unit_end(c);
    if (!code) return;
    code->param_count = code->total_params = code->exact_args = (uint16_t)count;
    uint32_t mark = c->unit->next_reg;
    uint32_t base = oli_reg_push(c, 1 + count);
    oli_make_function(c, base, code, unit->frees, unit->free_count, 0);
    for (uint32_t i = 0; i < count; i++) oli_emit(c, BC_MOVE, base + 1 + i, reg + 1 + i, 0);
    oli_emit(c, BC_CALL, base, count, reg);
    c->unit->next_reg = mark;
}

void oli_generic_function(Compiler *c, Stmt *s, uint32_t reg, uint32_t parts) {
    TypeParams *params = &s->function.type_params;
    uint32_t count = (parts & MAKE_DEFAULTS ? 1u : 0u) + (parts & MAKE_KW_DEFAULTS ? 1u : 0u);
    Unit *unit = oli_compile_alloc(c, sizeof *unit);
    if (!unit || !begin(c, unit, params, s->function.name, s->at, count)) return;
    uint32_t pair = oli_reg_push(c, 2); /* GENERIC_SET's operands; the parts follow the function, so the tuple moves */
    uint32_t all = oli_reg_push(c, 1);
    make_parameters(c, params, all);
    uint32_t made = oli_reg_push(c, 1);
    for (uint32_t i = 0; i < count; i++) oli_emit(c, BC_MOVE, oli_reg_push(c, 1), i, 0);
    oli_at(c, s->at);
    oli_function_object(c, s, made, parts);
    oli_emit(c, BC_MOVE, pair, made, 0);
    oli_emit(c, BC_MOVE, pair + 1, all, 0);
    oli_emit(c, BC_GENERIC, pair, pair, GENERIC_SET);
    end(c, unit, pair, reg, count);
}

void oli_generic_class(Compiler *c, Stmt *s, uint32_t reg) {
    TypeParams *params = &s->cls.type_params;
    Unit *unit = oli_compile_alloc(c, sizeof *unit);
    if (!unit || !begin(c, unit, params, s->cls.name, s->at, 0)) return;
    uint32_t all = oli_reg_push(c, 3);
    make_parameters(c, params, all);
    uint32_t generic = oli_reg_push(c, 1);
    oli_emit(c, BC_GENERIC, generic, all, GENERIC_BASE);
    uint32_t base = oli_reg_push(c, 5);
    oli_at(c, s->at);
    oli_class_object(c, s, base, generic);
    end(c, unit, base, reg, 0);
}

/* R[base .. base+2]: the operands of GENERIC_ALIAS; the parameters are there. */
static void make_alias(Compiler *c, Stmt *s, uint32_t base) {
    load_name_text(c, base, s->type_alias.name);
    lazy_value(c, s->type_alias.value, s->type_alias.scope, s->type_alias.name, base + 2);
    oli_at(c, s->at);
    oli_emit(c, BC_GENERIC, base, base, GENERIC_ALIAS);
}

void oli_type_alias(Compiler *c, Stmt *s) {
    uint32_t mark = c->unit->next_reg;
    TypeParams *params = &s->type_alias.params;
    oli_at(c, s->at);
    uint32_t base = oli_reg_push(c, 3);
    if (params->count) {
        Unit *unit = oli_compile_alloc(c, sizeof *unit);
        if (!unit || !begin(c, unit, params, s->type_alias.name, s->at, 0)) return;
        uint32_t inner = oli_reg_push(c, 3);
        make_parameters(c, params, inner + 1);
        make_alias(c, s, inner);
        end(c, unit, inner, base, 0);
    } else {
        oli_load_constant(c, base + 1, make_object(c->vm->empty_tuple));
        make_alias(c, s, base);
    }
    oli_at(c, s->at);
    oli_store_name(c, s->type_alias.name, base);
    c->unit->next_reg = mark;
}
