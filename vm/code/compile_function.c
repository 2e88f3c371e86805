/* SPDX-License-Identifier: MIT
 *
 * Functions, lambdas, generator expressions and classes: a Unit each, and the instructions that make the object.
 */
#include "code/compile.h"
#include "types/class.h"

/* ---- registers of a function's variables ---- */

static void add_cell_name(Compiler *c, const Name *name) {
    Unit *u = c->unit;
    uint32_t at = u->cell_count + u->free_count;
    Str *text = oli_name_str(c, name);
    if (at >= 255 || !text) {
        oli_compile_error(c, u->at, "too many captured variables in one function");
        return;
    }
    u->cell_names[at] = make_object(text);
}

/* Parameters have the first registers; then the other locals, the overflow of which is kept in a tuple. */
static void declare_locals(Compiler *c, Scope *scope) {
    Unit *u = c->unit;
    for (Symbol *s = scope->symbols; s; s = s->next)
        if (s->is_param) {
            uint32_t reg = oli_declare_local(c, s, oli_reg_push(c, 1));
            u->local_count = reg + 1;
            if (s->place == SYMBOL_LOCAL) u->bound.bits[reg / 64] |= (uint64_t)1 << (reg % 64);
        }
    for (Symbol *s = scope->symbols; s && !u->is_namespace; s = s->next) {
        if (s->is_param || (s->place != SYMBOL_LOCAL && s->place != SYMBOL_CELL)) continue;
        if (u->local_count >= MAX_LOCALS && s->place == SYMBOL_LOCAL) {
            s->reg = 256 + u->wide_count++ + 1;
            continue;
        }
        u->local_count = oli_declare_local(c, s, oli_reg_push(c, 1)) + 1;
    }
    if (!u->wide_count) return;
    u->wide_register = oli_reg_push(c, 1);
    bool is_plain = !(u->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR));
    if (is_plain) oli_load_constant(c, u->wide_register, VALUE_UNDEF); /* it holds what an earlier call left */
}

static void declare_frees(Compiler *c, Scope *scope) {
    Unit *u = c->unit;
    for (Symbol *s = scope->symbols; s; s = s->next)
        if (s->place == SYMBOL_CELL) {
            add_cell_name(c, s->name);
            u->cell_count++;
        }
    uint32_t count = 0;
    for (Symbol *s = scope->symbols; s; s = s->next)
        if (s->place == SYMBOL_FREE || s->is_free_class) count++;
    if (!count) return;
    u->frees = oli_compile_alloc(c, count * sizeof *u->frees);
    if (!u->frees) return;
    uint32_t base = oli_reg_push(c, count);
    for (Symbol *s = scope->symbols; s; s = s->next) {
        if (s->place != SYMBOL_FREE && !s->is_free_class) continue;
        s->reg = base + u->free_count + 1;
        add_cell_name(c, s->name);
        u->frees[u->free_count++] = s;
    }
    oli_emit(c, BC_COPY_FREE, base, count, 0);
}

static void make_cells(Compiler *c, Scope *scope) {
    for (Symbol *s = scope->symbols; s; s = s->next)
        if (s->place == SYMBOL_CELL && s->reg) oli_emit(c, s->is_param ? BC_MAKE_CELL : BC_NEW_CELL, s->reg - 1, 0, 0);
}

static uint32_t kind_flags(const Scope *scope) {
    if (scope->is_async && scope->is_generator) return CODE_ASYNC_GENERATOR;
    if (scope->is_async) return CODE_COROUTINE;
    return scope->is_generator ? CODE_GENERATOR : 0;
}

bool oli_function_begin(Compiler *c, Unit *unit, Scope *scope, const char *name, uint32_t line) {
    if (!oli_unit_begin(c, unit, scope, name)) return false;
    unit->flags = kind_flags(scope);
    unit->first_line = line;
    declare_locals(c, scope);
    if (unit->flags) oli_emit(c, BC_GENERATOR_START, 0, 0, 0);
    declare_frees(c, scope);
    make_cells(c, scope);
    return !c->failed;
}

void oli_function_variables(Compiler *c, Scope *scope) {
    declare_locals(c, scope);
    declare_frees(c, scope);
    make_cells(c, scope);
}

/* The instruction that makes the function object, with its closure behind the other parts. */
void oli_make_function(Compiler *c, uint32_t reg, Code *code, Symbol **frees, uint32_t free_count, uint32_t parts) {
    if (c->failed) return;
    uint32_t mark = c->unit->next_reg;
    if (free_count) {
        uint32_t closure = reg + 1;
        for (uint32_t bit = 1; bit < MAKE_CLOSURE; bit <<= 1)
            if (parts & bit) closure++;
        if (c->unit->next_reg < closure + 1) oli_reg_push(c, closure + 1 - c->unit->next_reg);
        uint32_t cells = c->unit->next_reg;
        for (uint32_t i = 0; i < free_count; i++) oli_load_closure_cell(c, frees[i]->name, oli_reg_push(c, 1));
        oli_emit(c, BC_BUILD_TUPLE, closure, cells, free_count);
        parts |= MAKE_CLOSURE;
    }
    oli_emit_bx(c, BC_MAKE_FUNCTION, reg, oli_constant(c, make_object(code)));
    oli_emit_word(c, parts);
    c->unit->next_reg = mark;
}

/* ---- parameters ---- */

static void fill_counts(Code *code, const Params *params) {
    if (!code) return;
    code->posonly_count = (uint16_t)params->posonly_count;
    code->param_count = (uint16_t)(params->posonly_count + params->positional_count);
    code->keyword_only_count = (uint16_t)params->keyword_only_count;
    code->total_params =
        (uint16_t)(code->param_count + code->keyword_only_count + (params->rest != NULL) + (params->keywords != NULL));
    code->flags |= (params->rest ? CODE_HAS_REST : 0u) | (params->keywords ? CODE_HAS_OPTIONS : 0u);
    bool makes_generator = code->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR);
    bool plain = !params->rest && !params->keywords && !params->keyword_only_count && !makes_generator;
    code->exact_args = plain ? code->param_count : CODE_ANY_CALL;
}

/* Defaults and annotations, evaluated where the function is defined, into the registers after `reg`. */
static uint32_t default_parts(Compiler *c, const Params *params) {
    uint32_t parts = 0;
    uint32_t positional = params->posonly_count + params->positional_count;
    uint32_t first = 0;
    while (first < positional && !params->items[first].fallback) first++;
    if (first < positional) {
        uint32_t target = oli_reg_push(c, 1);
        uint32_t base = c->unit->next_reg;
        for (uint32_t i = first; i < positional; i++) oli_expr_push(c, params->items[i].fallback);
        oli_emit(c, BC_BUILD_TUPLE, target, base, positional - first);
        c->unit->next_reg = target + 1;
        parts |= MAKE_DEFAULTS;
    }
    uint32_t total = positional + params->keyword_only_count;
    bool any = false;
    for (uint32_t i = positional; i < total; i++) any = any || params->items[i].fallback;
    if (!any) return parts;
    uint32_t target = oli_reg_push(c, 1);
    oli_emit(c, BC_BUILD_DICT, target, 0, 0);
    for (uint32_t i = positional; i < total; i++) {
        if (!params->items[i].fallback) continue;
        uint32_t pair = oli_reg_push(c, 2);
        Str *name = oli_name_str(c, params->items[i].name);
        if (name) oli_load_constant(c, pair, make_object(name));
        oli_expr_to(c, params->items[i].fallback, pair + 1);
        oli_emit(c, BC_DICT_SET, target, pair, pair + 1);
        c->unit->next_reg = target + 1;
    }
    return parts | MAKE_KW_DEFAULTS;
}

void oli_annotation(Compiler *c, Expr *annotation, uint32_t reg) {
    if (!c->future_annotations) {
        if (annotation->kind == EXPR_STARRED) /* *args: *Ts */
            oli_emit(c, BC_UNPACK, reg, oli_expr(c, annotation->operand), 1);
        else
            oli_expr_to(c, annotation, reg);
        return;
    }
    Str *text = oli_source_text(c, annotation->at);
    if (text) oli_load_constant(c, reg, make_object(text));
}

static void annotate(Compiler *c, Name *name, Expr *annotation, uint32_t dict) {
    if (!annotation) return;
    uint32_t pair = oli_reg_push(c, 2);
    Str *key = oli_name_str(c, name);
    if (key) oli_load_constant(c, pair, make_object(key));
    oli_annotation(c, annotation, pair + 1);
    oli_emit(c, BC_DICT_SET, dict, pair, pair + 1);
    c->unit->next_reg = pair;
}

static uint32_t annotation_parts(Compiler *c, const Params *params, Expr *returns) {
    uint32_t total = params->posonly_count + params->positional_count + params->keyword_only_count;
    bool any =
        returns || (params->rest && params->rest->annotation) || (params->keywords && params->keywords->annotation);
    for (uint32_t i = 0; i < total; i++) any = any || params->items[i].annotation;
    if (!any) return 0;
    uint32_t dict = oli_reg_push(c, 1);
    oli_emit(c, BC_BUILD_DICT, dict, 0, 0);
    uint32_t positional = params->posonly_count + params->positional_count;
    for (uint32_t i = 0; i < positional; i++) annotate(c, params->items[i].name, params->items[i].annotation, dict);
    if (params->rest) annotate(c, params->rest->name, params->rest->annotation, dict);
    for (uint32_t i = positional; i < total; i++) annotate(c, params->items[i].name, params->items[i].annotation, dict);
    if (params->keywords) annotate(c, params->keywords->name, params->keywords->annotation, dict);
    if (returns) {
        Name return_name = {.text = "return", .size = 6};
        annotate(c, &return_name, returns, dict);
    }
    return MAKE_ANNOTATIONS;
}

/* ---- def ---- */

static Expr *docstring(const StmtList *body) {
    if (!body->count || body->items[0]->kind != STMT_EXPR) return NULL;
    Expr *e = body->items[0]->expr;
    return e->kind == EXPR_CONST && e->constant.kind == CONST_STR ? e : NULL;
}

static Code *function_body(Compiler *c, Stmt *s, Unit *unit) {
    Params *params = s->function.params;
    if (!oli_function_begin(c, unit, s->function.scope, s->function.name->text, s->at.line)) {
        if (c->unit == unit) oli_unit_free(c, unit);
        return NULL;
    }
    if (params->posonly_count + params->positional_count) unit->first_param = params->items[0].name;
    Expr *doc = docstring(&s->function.body);
    if (doc) {
        Str *text = oli_clean_doc(c, doc);
        if (text) unit->doc = make_object(text);
    }
    oli_statements(c, &s->function.body);
    if (!unit->bound.unreachable || c->failed || true) oli_emit(c, BC_RETURN_NONE, 0, 0, 0);
    Code *code = oli_unit_end(c);
    fill_counts(code, params);
    return code;
}

static uint32_t decorators(Compiler *c, const ExprList *list) {
    uint32_t first = c->unit->next_reg;
    for (uint32_t i = 0; i < list->count; i++) {
        oli_expr_push(c, list->items[i]); /* the callee's register; the argument's follows when it is called */
    }
    return first;
}

/* Call the decorators, last first, on R[value]; they are in R[first ..]. */
static void apply_decorators(Compiler *c, const ExprList *list, uint32_t first, uint32_t value) {
    for (uint32_t i = list->count; i-- > 0;) {
        uint32_t base = oli_reg_push(c, 2);
        oli_at(c, list->items[i]->at);
        oli_emit(c, BC_MOVE, base, first + i, 0);
        oli_emit(c, BC_MOVE, base + 1, value, 0);
        oli_emit(c, BC_CALL, base, 1, value);
        c->unit->next_reg = base;
    }
}

void oli_function_object(Compiler *c, Stmt *s, uint32_t reg, uint32_t parts) {
    parts |= annotation_parts(c, s->function.params, s->function.returns);
    Unit *unit = oli_compile_alloc(c, sizeof *unit);
    Code *code = unit ? function_body(c, s, unit) : NULL;
    if (code) oli_make_function(c, reg, code, unit->frees, unit->free_count, parts);
}

void oli_function(Compiler *c, Stmt *s) {
    uint32_t mark = c->unit->next_reg;
    uint32_t first = decorators(c, &s->function.decorators);
    uint32_t reg = oli_reg_push(c, 1);
    oli_at(c, s->at);
    uint32_t parts = default_parts(c, s->function.params);
    if (s->function.type_params.count)
        oli_generic_function(c, s, reg, parts);
    else
        oli_function_object(c, s, reg, parts);
    c->unit->next_reg = reg + 1;
    apply_decorators(c, &s->function.decorators, first, reg);
    oli_at(c, s->at);
    oli_store_name(c, s->function.name, reg);
    c->unit->next_reg = mark;
}

void oli_lambda(Compiler *c, Expr *e, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    uint32_t base = oli_reg_push(c, 1);
    uint32_t parts = default_parts(c, e->lambda.params);
    Unit *unit = oli_compile_alloc(c, sizeof *unit);
    if (!unit) return;
    if (!oli_function_begin(c, unit, e->lambda.scope, "<lambda>", e->at.line)) {
        if (c->unit == unit) oli_unit_free(c, unit);
        return;
    }
    Params *params = e->lambda.params;
    if (params->posonly_count + params->positional_count) unit->first_param = params->items[0].name;
    uint32_t result = oli_expr(c, e->lambda.body);
    oli_emit(c, BC_RETURN, result, 0, 0);
    Code *code = oli_unit_end(c);
    fill_counts(code, params);
    if (code) oli_make_function(c, base, code, unit->frees, unit->free_count, parts);
    if (reg != base) oli_emit(c, BC_MOVE, reg, base, 0);
    c->unit->next_reg = mark;
}

void oli_generator_expr(Compiler *c, Expr *e, uint32_t reg) {
    uint32_t mark = c->unit->next_reg;
    uint32_t base = oli_reg_push(c, 2);
    Unit *unit = oli_compile_alloc(c, sizeof *unit);
    if (!unit) return;
    if (!oli_unit_begin(c, unit, e->comp.scope, "<genexpr>")) {
        if (c->unit == unit) oli_unit_free(c, unit);
        return;
    }
    unit->flags = e->comp.scope->is_async ? CODE_ASYNC_GENERATOR : CODE_GENERATOR;
    unit->first_line = e->at.line;
    uint32_t first = oli_reg_push(c, 4); /* the iterator is the one parameter, ".0" */
    Str *hidden = oli_str_intern(c->vm, ".0", 2);
    if (hidden) unit->local_names[0] = make_object(hidden);
    for (uint32_t i = 1; i < 4; i++) unit->local_names[i] = unit->local_names[0];
    unit->local_count = 4;
    declare_locals(c, e->comp.scope);
    oli_emit(c, BC_GENERATOR_START, 0, 0, 0);
    declare_frees(c, e->comp.scope);
    make_cells(c, e->comp.scope);
    oli_comprehension_clauses(c, e, first, 0);
    oli_emit(c, BC_RETURN_NONE, 0, 0, 0);
    Code *code = oli_unit_end(c);
    if (!code) return;
    code->param_count = code->total_params = 1;
    code->exact_args = CODE_ANY_CALL;
    oli_at(c, e->at);
    oli_make_function(c, base, code, unit->frees, unit->free_count, 0);
    uint32_t iter = oli_expr(c, e->comp.clauses[0].iter);
    oli_at(c, e->comp.clauses[0].iter->at);
    oli_emit(c, e->comp.clauses[0].is_async ? BC_GET_ASYNC_ITER : BC_GET_ITER, base + 1, iter, 0);
    oli_at(c, e->at);
    oli_emit(c, BC_CALL, base, 1, reg);
    c->unit->next_reg = mark;
}

/* ---- class ---- */

static void store_constant_name(Compiler *c, const char *name, Value value) {
    uint32_t reg = oli_reg_push(c, 1);
    oli_load_constant(c, reg, value);
    Name key = {.text = name, .size = (uint32_t)strlen(name)};
    oli_emit_name(c, BC_STORE_NAME, reg, 0, 0, &key);
    c->unit->next_reg = reg;
}

void oli_note_static_store(Compiler *c, const Expr *target) {
    const Expr *value = target->attribute.value;
    if (value->kind != EXPR_NAME || strcmp(value->name->text, "self") != 0) return;
    Unit *u = c->unit;
    while (u && u->frame_scope->kind != SCOPE_CLASS) u = u->outer;
    if (!u) return;
    for (uint32_t i = 0; i < u->static_count; i++)
        if (u->static_names[i] == target->attribute.name) return;
    if (u->static_count == u->static_capacity) {
        uint32_t capacity = u->static_capacity ? u->static_capacity * 2 : 8;
        Name **grown = oli_compile_alloc(c, capacity * sizeof *grown);
        if (!grown) return;
        if (u->static_count) memcpy(grown, u->static_names, u->static_count * sizeof *grown);
        u->static_names = grown;
        u->static_capacity = capacity;
    }
    u->static_names[u->static_count++] = target->attribute.name;
}

/* The name as it was written: the tree has private names mangled. */
static Str *unmangled(Compiler *c, const Name *name, const char *cls) {
    while (*cls == '_') cls++;
    size_t size = strlen(cls);
    bool is_mangled = size && name->size > size + 3 && name->text[0] == '_' && !memcmp(name->text + 1, cls, size) &&
                      !memcmp(name->text + 1 + size, "__", 2);
    size_t skipped = is_mangled ? size + 1 : 0;
    Str *text = oli_str_intern(c->vm, name->text + skipped, name->size - skipped);
    if (!text) c->failed = true;
    return text;
}

static void store_static_attributes(Compiler *c, const char *cls) {
    Unit *u = c->unit;
    Tuple *names = oli_tuple_new(c->vm, u->static_count);
    if (!names) c->failed = true;
    for (uint32_t i = 0; i < u->static_count && !c->failed; i++) {
        Str *text = unmangled(c, u->static_names[i], cls);
        names->items[i] = text ? make_object(text) : VALUE_NONE;
    }
    if (!c->failed) store_constant_name(c, "__static_attributes__", make_object(names));
}

static Code *class_body(Compiler *c, Stmt *s, Unit *unit) {
    if (!oli_unit_begin(c, unit, s->cls.scope, s->cls.name->text)) return NULL;
    unit->is_namespace = true;
    unit->flags = CODE_CLASS_BODY;
    unit->first_line = s->at.line;
    oli_reg_push(c, 1); /* the namespace */
    unit->local_count = 1;
    unit->local_names[0] = make_object(c->vm->names.dunder_dict);
    declare_frees(c, s->cls.scope);
    if (s->cls.scope->needs_class_cell) {
        unit->class_cell_reg = oli_reg_push(c, 1) + 1;
        oli_emit(c, BC_NEW_CELL, unit->class_cell_reg - 1, 0, 0);
    }
    if (s->cls.scope->needs_class_dict) {
        unit->class_dict_reg = oli_reg_push(c, 1) + 1;
        oli_emit(c, BC_MOVE, unit->class_dict_reg - 1, 0, 0);
        oli_emit(c, BC_MAKE_CELL, unit->class_dict_reg - 1, 0, 0);
    }
    uint32_t name = oli_reg_push(c, 1);
    Name module_name = {.text = "__name__", .size = 8}, module_key = {.text = "__module__", .size = 10};
    oli_emit_name(c, BC_LOAD_GLOBAL, name, 0, 0, &module_name);
    oli_emit_name(c, BC_STORE_NAME, name, 0, 0, &module_key);
    c->unit->next_reg = name;
    store_constant_name(c, "__qualname__", make_object(unit->qualname));
    store_constant_name(c, "__firstlineno__",
                        make_int(s->cls.decorators.count ? s->cls.decorators.items[0]->at.line : s->at.line));
    if (s->cls.type_params.count) {
        Name key = {.text = "__type_params__", .size = 15};
        const Symbol *symbol = oli_scope_find(s->cls.scope, s->cls.type_params.hidden);
        oli_reg_push(c, 1);
        oli_emit_name(c, BC_LOAD_CELL, name, symbol->reg - 1, 1, s->cls.type_params.hidden);
        oli_emit_name(c, BC_STORE_NAME, name, 0, 0, &key);
        c->unit->next_reg = name;
    }
    for (Symbol *symbol = s->cls.scope->symbols; symbol; symbol = symbol->next)
        if (symbol->is_annotated) {
            oli_emit(c, BC_SETUP_ANNOTATIONS, 0, 0, 0);
            break;
        }
    Expr *doc = docstring(&s->cls.body);
    if (doc) {
        Str *text = oli_clean_doc(c, doc);
        if (text) store_constant_name(c, "__doc__", make_object(text));
    }
    oli_statements(c, &s->cls.body);
    store_static_attributes(c, s->cls.name->text);
    if (unit->class_dict_reg) {
        Name key = {.text = "__classdictcell__", .size = 17};
        oli_emit_name(c, BC_STORE_NAME, unit->class_dict_reg - 1, 0, 0, &key);
    }
    if (unit->class_cell_reg)
        oli_emit(c, BC_RETURN, unit->class_cell_reg - 1, 0, 0);
    else
        oli_emit(c, BC_RETURN_NONE, 0, 0, 0);
    return oli_unit_end(c);
}

/* R[base+2] = tuple of bases, R[base+3] = dict of keywords or undef */
static void class_arguments(Compiler *c, Stmt *s, uint32_t base, uint32_t generic_base) {
    uint32_t mark = c->unit->next_reg;
    oli_emit(c, BC_BUILD_LIST, base + 2, 0, 0);
    for (uint32_t i = 0; i < s->cls.bases.count; i++) {
        Expr *e = s->cls.bases.items[i];
        bool star = e->kind == EXPR_STARRED;
        uint32_t reg = oli_expr(c, star ? e->operand : e);
        oli_emit(c, star ? BC_LIST_EXTEND : BC_LIST_APPEND, base + 2, reg, 0);
        c->unit->next_reg = mark;
    }
    if (generic_base) oli_emit(c, BC_LIST_APPEND, base + 2, generic_base, 0);
    oli_emit(c, BC_LIST_TO_TUPLE, base + 2, base + 2, 0);
    if (!s->cls.keywords.count) {
        oli_load_constant(c, base + 3, VALUE_UNDEF);
        return;
    }
    oli_emit(c, BC_BUILD_DICT, base + 3, 0, 0);
    for (uint32_t i = 0; i < s->cls.keywords.count; i++) {
        Keyword *keyword = &s->cls.keywords.items[i];
        uint32_t pair = oli_reg_push(c, 2);
        oli_expr_to(c, keyword->value, pair + 1);
        if (keyword->name) {
            Str *name = oli_name_str(c, keyword->name);
            if (name) oli_load_constant(c, pair, make_object(name));
            oli_emit(c, BC_DICT_SET, base + 3, pair, pair + 1);
        } else {
            oli_emit(c, BC_DICT_UPDATE, base + 3, pair + 1, 0);
        }
        c->unit->next_reg = mark;
    }
}

void oli_class_object(Compiler *c, Stmt *s, uint32_t base, uint32_t generic_base) {
    Unit *unit = oli_compile_alloc(c, sizeof *unit);
    Code *code = unit ? class_body(c, s, unit) : NULL;
    if (!code) return;
    oli_make_function(c, base, code, unit->frees, unit->free_count, 0);
    Str *name = oli_name_str(c, s->cls.name);
    if (name) oli_load_constant(c, base + 1, make_object(name));
    class_arguments(c, s, base, generic_base);
    oli_at(c, s->at);
    oli_emit(c, BC_BUILD_CLASS, base, 0, base);
}

void oli_class(Compiler *c, Stmt *s) {
    uint32_t mark = c->unit->next_reg;
    uint32_t first = decorators(c, &s->cls.decorators);
    uint32_t base = oli_reg_push(c, 5);
    oli_at(c, s->at);
    if (s->cls.type_params.count)
        oli_generic_class(c, s, base);
    else
        oli_class_object(c, s, base, 0);
    apply_decorators(c, &s->cls.decorators, first, base);
    oli_at(c, s->at);
    oli_store_name(c, s->cls.name, base);
    c->unit->next_reg = mark;
}
