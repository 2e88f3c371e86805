/* SPDX-License-Identifier: MIT
 *
 * The first pass over a finished tree: makes a Block for everything that has names of its own, records what it does
 * with them, and mangles private names (contract in scope.h). CPython's symtable is the reference, for the order of
 * errors too.
 */
#include <string.h>

#include "parser/scope_build.h"

typedef struct {
    Parser *p;
    Block *block;
    Name *super, *cls_cell, *gather;
    Call *calls; /* gather(...) */
    bool gather_is_bound;
    bool failed;
} Builder;

static void visit_expr(Builder *b, Expr *expr);
static void visit_body(Builder *b, StmtList *body);

/* --- blocks and names --------------------------------------------------------------------------------------------- */

Symbol *oli_scope_find(const Scope *scope, const Name *name) {
    if (!scope->table_size) return NULL;
    Symbol *symbol = scope->table[name->hash & (scope->table_size - 1)];
    while (symbol && symbol->name != name) symbol = symbol->hash_next;
    return symbol;
}

static bool grow_table(Parser *p, Scope *scope) {
    uint32_t size = scope->table_size ? scope->table_size * 2 : 8;
    Symbol **table = oli_arena_alloc(p->arena, size * sizeof *table);
    if (!table) return false;
    for (Symbol *symbol = scope->symbols; symbol; symbol = symbol->next) {
        Symbol **slot = &table[symbol->name->hash & (size - 1)];
        symbol->hash_next = *slot;
        *slot = symbol;
    }
    scope->table = table;
    scope->table_size = size;
    return true;
}

NameUse *oli_name_use(Parser *p, Block *block, Name *name) {
    Scope *scope = &block->scope;
    if (!name) return NULL;
    Symbol *found = oli_scope_find(scope, name);
    if (found) return (NameUse *)found;
    if (scope->symbol_count >= scope->table_size && !grow_table(p, scope)) return NULL;
    NameUse *use = oli_arena_alloc(p->arena, sizeof *use);
    if (!use) return NULL;
    Symbol **slot = &scope->table[name->hash & (scope->table_size - 1)];
    use->symbol.name = name;
    use->symbol.hash_next = *slot;
    *slot = &use->symbol;
    if (block->last_symbol) block->last_symbol->next = &use->symbol;
    else scope->symbols = &use->symbol;
    block->last_symbol = &use->symbol;
    scope->symbol_count++;
    return use;
}

static void fail(Builder *b, Span at, const char *format, const char *what) {
    oli_error_late(&b->p->errors, at, format, what);
    b->failed = true;
}

static unsigned uses_of(const Block *block, const Name *name) {
    const NameUse *use = name ? (const NameUse *)oli_scope_find(&block->scope, name) : NULL;
    return use ? use->uses : 0;
}

static Name *mangle(Builder *b, Name *name) {
    const TypeParams *private = b->block->private;
    if (private) {
        uint32_t i = 0;
        while (i < private->count && private->items[i].name != name && private->items[i].text != name) i++;
        if (i == private->count) return name;
    }
    return oli_name_mangled(&b->p->names, name, b->block->cls);
}

/* `name` is mangled already. */
static void use_in(Builder *b, Block *block, Name *name, unsigned uses, Span at) {
    NameUse *use = oli_name_use(b->p, block, name);
    if (!use || b->failed) {
        b->failed = true;
        return;
    }
    if ((uses & USE_PARAM) && (use->uses & USE_PARAM)) {
        fail(b, at, "duplicate argument '%s' in function definition", name->text);
    }
    if ((uses & USE_TYPE_PARAM) && (use->uses & USE_TYPE_PARAM))
        fail(b, at, "duplicate type parameter '%s'", name->text);
    if (block->in_loop_target && (uses & USE_BIND)) {
        if (use->uses & (USE_GLOBAL | USE_NONLOCAL)) {
            fail(b, at, "comprehension inner loop cannot rebind assignment expression target '%s'", name->text);
        }
        uses |= USE_LOOP;
    }
    use->uses |= uses;
    use->symbol.is_param |= (uses & USE_PARAM) != 0;
    use->symbol.is_bound |= (uses & (USE_BIND | USE_PARAM | USE_TYPE_PARAM)) != 0;
    use->symbol.is_nonlocal |= (uses & USE_NONLOCAL) != 0;
    use->symbol.is_annotated |= (uses & USE_ANNOTATE) != 0;
    if (name == b->gather && ((uses & USE_GLOBAL) || ((uses & USE_BIND) && block->scope.kind == SCOPE_MODULE))) {
        b->gather_is_bound = true;
    }
}

static Name *use_name(Builder *b, Name *name, unsigned uses, Span at) {
    name = mangle(b, name);
    use_in(b, b->block, name, uses, at);
    return name;
}

static Block *enter(Builder *b, ScopeKind kind, Name *name, Span at) {
    Block *block = oli_arena_alloc(b->p->arena, sizeof *block), *parent = b->block;
    if (!block) {
        b->failed = true;
        return NULL;
    }
    block->scope.kind = kind;
    block->scope.name = name;
    block->scope.parent = parent ? &parent->scope : NULL;
    block->scope.line = at.line;
    if (parent) {
        block->cls = parent->cls;
        block->private = kind == SCOPE_CLASS ? NULL : parent->private;
        block->iterables = parent->iterables;
        if (parent->last_child) parent->last_child->next = block;
        else parent->first_child = block;
        parent->last_child = block;
    }
    b->block = block;
    return block;
}

static void leave(Builder *b) {
    b->block = oli_block_parent(b->block);
}

static Name *fixed_name(Builder *b, const char *text) {
    return oli_name(&b->p->names, text, strlen(text));
}

/* --- expressions that CPython's symtable refuses in some blocks --------------------------------------------------- */

static bool refuse_in_lazy(Builder *b, const char *what, Span at) {
    static const char *const where[] = {"", "a type alias", "the definition of a generic", "a TypeVar bound",
                                        "a TypeVar default"};
    if (b->block->lazy == LAZY_NONE) return false;
    oli_error_late(&b->p->errors, at, "%s cannot be used within %s", what, where[b->block->lazy]);
    return b->failed = true;
}

static void visit_yield(Builder *b, Expr *expr) {
    if (refuse_in_lazy(b, "yield expression", expr->at)) return;
    if (expr->operand) visit_expr(b, expr->operand);
    b->block->scope.is_generator = true;
    if (!oli_is_comprehension(b->block)) return;
    const char *name = b->block->scope.name ? b->block->scope.name->text : "";
    fail(b, expr->at, "'yield' inside %s", strcmp(name, "<listcomp>") == 0   ? "list comprehension"
                                           : strcmp(name, "<setcomp>") == 0  ? "set comprehension"
                                           : strcmp(name, "<dictcomp>") == 0 ? "dict comprehension"
                                                                             : "generator expression");
}

static void mark_await(Builder *b) {
    if (b->block->scope.kind == SCOPE_MODULE) b->block->scope.has_await = true;
    else if (oli_is_comprehension(b->block)) b->block->scope.is_async = true;
}

/* A walrus in a comprehension binds in the function (or module) around all comprehensions. */
static void bind_outside(Builder *b, Name *name, Span at) {
    Block *block = b->block;
    for (; block && oli_is_comprehension(block); block = oli_block_parent(block)) {
        unsigned uses = uses_of(block, name);
        if ((uses & USE_LOOP) && (uses & USE_BIND)) {
            fail(b, at, "assignment expression cannot rebind comprehension iteration variable '%s'",
                 name ? name->text : "");
            return;
        }
    }
    unsigned how = USE_NONLOCAL;
    const char *wrong = NULL;
    if (!block) return;
    if (block->scope.kind == SCOPE_MODULE || (uses_of(block, name) & USE_GLOBAL)) how = USE_GLOBAL;
    if (block->scope.kind == SCOPE_CLASS) wrong = "cannot be used in a class body";
    if (block->scope.kind == SCOPE_TYPE_PARAMS) wrong = "cannot be used within the definition of a generic";
    if (block->lazy == LAZY_ALIAS) wrong = "cannot be used in a type alias";
    if (block->lazy == LAZY_BOUND) wrong = "cannot be used in a TypeVar bound";
    if (block->lazy == LAZY_DEFAULT) wrong = "cannot be used in a TypeVar default";
    if (wrong) {
        fail(b, at, "assignment expression within a comprehension %s", wrong);
        return;
    }
    for (Block *inner = b->block; inner != block; inner = oli_block_parent(inner)) {
        if (inner == b->block) use_in(b, inner, name, how, at);
    }
    NameUse *use = oli_name_use(b->p, b->block, name);
    if (use && !use->directive.line) use->directive = at;
    bool gather_was_bound = b->gather_is_bound;
    use_in(b, block, name, USE_BIND, at);
    if (name == b->gather && block->scope.kind != SCOPE_MODULE && how != USE_GLOBAL)
        b->gather_is_bound = gather_was_bound;
}

static void visit_named(Builder *b, Expr *expr) {
    if (refuse_in_lazy(b, "named expression", expr->at)) return;
    if (b->block->iterables) {
        fail(b, expr->at, "assignment expression cannot be used in a comprehension iterable expression%s", "");
        return;
    }
    Expr *target = expr->named.target;
    if (oli_is_comprehension(b->block)) bind_outside(b, mangle(b, target->name), target->at);
    if (b->failed) return;
    visit_expr(b, expr->named.value);
    target->name = use_name(b, target->name, USE_BIND, target->at);
}

/* --- targets ------------------------------------------------------------------------------------------------------ */

static void visit_target(Builder *b, Expr *target, bool is_delete) {
    switch (target->kind) {
        case EXPR_NAME: {
            target->name = use_name(b, target->name, USE_BIND, target->at);
            NameUse *use = is_delete ? oli_name_use(b->p, b->block, target->name) : NULL;
            if (use) use->symbol.is_deleted = true;
            break;
        }
        case EXPR_STARRED: visit_target(b, target->operand, is_delete); break;
        case EXPR_TUPLE: case EXPR_LIST:
            for (uint32_t i = 0; i < target->items.count && !b->failed; i++) {
                visit_target(b, target->items.items[i], is_delete);
            }
            break;
        default: visit_expr(b, target); break;
    }
}

static void visit_loop_target(Builder *b, Expr *target) {
    b->block->in_loop_target = true;
    visit_target(b, target, false);
    b->block->in_loop_target = false;
}

/* --- expressions -------------------------------------------------------------------------------------------------- */

static void visit_list(Builder *b, ExprList *list) {
    for (uint32_t i = 0; i < list->count && !b->failed; i++) {
        if (list->items[i]) visit_expr(b, list->items[i]);
    }
}

static void visit_keywords(Builder *b, KeywordList *keywords) {
    for (uint32_t i = 0; i < keywords->count && !b->failed; i++) {
        keywords->items[i].name = mangle(b, keywords->items[i].name);
        visit_expr(b, keywords->items[i].value);
    }
}

static void visit_defaults(Builder *b, Params *params) {
    uint32_t count = params->posonly_count + params->positional_count + params->keyword_only_count;
    for (uint32_t i = 0; i < count && !b->failed; i++) {
        if (params->items[i].fallback) visit_expr(b, params->items[i].fallback);
    }
}

static void bind_params(Builder *b, Params *params) {
    uint32_t count = params->posonly_count + params->positional_count + params->keyword_only_count;
    for (uint32_t i = 0; i < count && !b->failed; i++) {
        Param *param = &params->items[i];
        param->name = use_name(b, param->name, USE_PARAM, param->at);
    }
    if (params->rest) params->rest->name = use_name(b, params->rest->name, USE_PARAM, params->rest->at);
    if (params->keywords) params->keywords->name = use_name(b, params->keywords->name, USE_PARAM, params->keywords->at);
}

static void visit_lambda(Builder *b, Expr *expr) {
    visit_defaults(b, expr->lambda.params);
    Block *block = b->failed ? NULL : enter(b, SCOPE_LAMBDA, fixed_name(b, "<lambda>"), expr->at);
    if (!block) return;
    expr->lambda.scope = &block->scope;
    bind_params(b, expr->lambda.params);
    visit_expr(b, expr->lambda.body);
    leave(b);
}

static void visit_clause(Builder *b, Comprehension *clause, bool is_first) {
    if (clause->is_async) b->block->scope.is_async = true;
    visit_loop_target(b, clause->target);
    if (!is_first && !b->failed) {
        b->block->iterables++;
        visit_expr(b, clause->iter);
        b->block->iterables--;
    }
    visit_list(b, &clause->conditions);
}

static void visit_comp(Builder *b, Expr *expr) {
    bool is_generator = expr->kind == EXPR_GENERATOR;
    const char *name = is_generator                    ? "<genexpr>"
                       : expr->kind == EXPR_LIST_COMP  ? "<listcomp>"
                       : expr->kind == EXPR_SET_COMP   ? "<setcomp>"
                                                       : "<dictcomp>";
    b->block->iterables++;
    visit_expr(b, expr->comp.clauses[0].iter);
    b->block->iterables--;
    if (b->failed) return;
    Block *block = enter(b, is_generator ? SCOPE_GENERATOR : SCOPE_COMPREHENSION, fixed_name(b, name), expr->at);
    if (!block) return;
    expr->comp.scope = &block->scope;
    for (uint32_t i = 0; i < expr->comp.clause_count && !b->failed; i++)
        visit_clause(b, &expr->comp.clauses[i], i == 0);
    if (expr->kind == EXPR_DICT_COMP && !b->failed) visit_expr(b, expr->comp.value);
    if (!b->failed) visit_expr(b, expr->comp.item);
    leave(b);
    if (is_generator) block->scope.is_generator = true;
    else if (block->scope.is_async) mark_await(b);
}

static void visit_call(Builder *b, Expr *expr) {
    Expr *function = expr->call.function;
    if (function->kind == EXPR_NAME && function->name == b->gather && !function->parenthesised) {
        Call *call = oli_arena_alloc(b->p->arena, sizeof *call);
        if (call) *call = (Call){expr, b->block, b->calls};
        if (call) b->calls = call;
    }
    visit_expr(b, function);
    visit_list(b, &expr->call.args);
    visit_keywords(b, &expr->call.keywords);
}

static bool is_function_like(const Block *block) {
    return block->scope.kind != SCOPE_MODULE && block->scope.kind != SCOPE_CLASS &&
           block->scope.kind != SCOPE_TYPE_PARAMS && block->lazy == LAZY_NONE;
}

static void visit_name(Builder *b, Expr *expr) {
    bool is_super = expr->name == b->super && is_function_like(b->block);
    expr->name = use_name(b, expr->name, USE_LOAD, expr->at);
    if (is_super) use_in(b, b->block, b->cls_cell, USE_LOAD, expr->at);
}

static void visit_optional(Builder *b, Expr *expr) {
    if (expr && !b->failed) visit_expr(b, expr);
}

/* Expressions that only hold other expressions. */
static void visit_parts(Builder *b, Expr *expr) {
    switch (expr->kind) {
        case EXPR_SUBSCRIPT:
            visit_expr(b, expr->subscript.value);
            visit_optional(b, expr->subscript.index);
            break;
        case EXPR_SLICE:
            visit_optional(b, expr->slice.lower);
            visit_optional(b, expr->slice.upper);
            visit_optional(b, expr->slice.step);
            break;
        case EXPR_TUPLE: case EXPR_LIST: case EXPR_SET: case EXPR_FSTRING: visit_list(b, &expr->items); break;
        case EXPR_DICT:
            visit_list(b, &expr->dict.keys);
            visit_list(b, &expr->dict.values);
            break;
        case EXPR_BOOL_OP: visit_list(b, &expr->bool_op.items); break;
        case EXPR_BINARY:
            visit_expr(b, expr->binary.left);
            visit_optional(b, expr->binary.right);
            break;
        case EXPR_UNARY: visit_expr(b, expr->unary.operand); break;
        case EXPR_COMPARE:
            visit_expr(b, expr->compare.left);
            visit_list(b, &expr->compare.rights);
            break;
        case EXPR_CONDITIONAL:
            visit_expr(b, expr->conditional.test);
            visit_optional(b, expr->conditional.then);
            visit_optional(b, expr->conditional.otherwise);
            break;
        default: break;
    }
}

static void visit_expr(Builder *b, Expr *expr) {
    if (b->failed) return;
    switch (expr->kind) {
        case EXPR_CONST: break;
        case EXPR_NAME: visit_name(b, expr); break;
        case EXPR_ATTRIBUTE:
            expr->attribute.name = mangle(b, expr->attribute.name);
            visit_expr(b, expr->attribute.value);
            break;
        case EXPR_STARRED: visit_expr(b, expr->operand); break;
        case EXPR_LIST_COMP: case EXPR_SET_COMP: case EXPR_DICT_COMP: case EXPR_GENERATOR: visit_comp(b, expr); break;
        case EXPR_NAMED: visit_named(b, expr); break;
        case EXPR_LAMBDA: visit_lambda(b, expr); break;
        case EXPR_CALL: visit_call(b, expr); break;
        case EXPR_AWAIT:
            if (refuse_in_lazy(b, "await expression", expr->at)) break;
            mark_await(b);
            visit_expr(b, expr->operand);
            break;
        case EXPR_YIELD: case EXPR_YIELD_FROM: visit_yield(b, expr); break;
        case EXPR_FORMATTED:
            visit_expr(b, expr->formatted.value);
            visit_optional(b, expr->formatted.spec);
            break;
        default: visit_parts(b, expr); break;
    }
}

/* --- patterns ----------------------------------------------------------------------------------------------------- */

static void visit_pattern(Builder *b, Pattern *pattern);

static void visit_patterns(Builder *b, PatternList *list) {
    for (uint32_t i = 0; i < list->count && !b->failed; i++) visit_pattern(b, list->items[i]);
}

static void visit_pattern(Builder *b, Pattern *pattern) {
    switch (pattern->kind) {
        case PATTERN_VALUE: visit_expr(b, pattern->value); break;
        case PATTERN_SINGLETON: break;
        case PATTERN_SEQUENCE: case PATTERN_OR: visit_patterns(b, &pattern->items); break;
        case PATTERN_MAPPING:
            visit_list(b, &pattern->mapping.keys);
            visit_patterns(b, &pattern->mapping.values);
            if (pattern->mapping.rest) {
                pattern->mapping.rest = use_name(b, pattern->mapping.rest, USE_BIND, pattern->at);
            }
            break;
        case PATTERN_CLASS:
            visit_expr(b, pattern->cls.cls);
            visit_patterns(b, &pattern->cls.items);
            visit_patterns(b, &pattern->cls.keyword_patterns);
            break;
        case PATTERN_STAR:
            if (pattern->star) pattern->star = use_name(b, pattern->star, USE_BIND, pattern->at);
            break;
        case PATTERN_AS:
            if (pattern->as.pattern) visit_pattern(b, pattern->as.pattern);
            if (pattern->as.name) pattern->as.name = use_name(b, pattern->as.name, USE_BIND, pattern->at);
            break;
    }
}

/* --- definitions -------------------------------------------------------------------------------------------------- */

/* An expression that is evaluated when somebody asks for its value: a function of its own. */
static Scope *visit_lazy(Builder *b, Expr *value, Name *name, LazyKind lazy) {
    bool sees_class = b->block->sees_class || b->block->scope.kind == SCOPE_CLASS;
    Block *block = b->failed ? NULL : enter(b, SCOPE_LAMBDA, name, value->at);
    if (!block) return NULL;
    block->lazy = lazy;
    block->sees_class = sees_class;
    visit_expr(b, value);
    leave(b);
    return &block->scope;
}

/* Enter the block of type parameters, if there are any. */
static bool enter_type_params(Builder *b, TypeParams *params, Name *name, Span at, bool is_class) {
    if (!params->count || b->failed) return false;
    Block *block = enter(b, SCOPE_TYPE_PARAMS, name, at);
    if (!block) return false;
    block->sees_class = oli_block_parent(block)->scope.kind == SCOPE_CLASS;
    block->lazy = LAZY_GENERIC;
    params->scope = &block->scope;
    if (is_class) {
        block->cls = name;
        block->private = params;
    }
    params->hidden = fixed_name(b, ".type_params");
    use_in(b, block, params->hidden, USE_BIND, at);
    for (uint32_t i = 0; i < params->count && !b->failed; i++) {
        TypeParam *param = &params->items[i];
        param->text = param->name;
        param->name = use_name(b, param->name, USE_TYPE_PARAM | USE_BIND, param->at);
        if (param->bound) param->bound_scope = visit_lazy(b, param->bound, param->name, LAZY_BOUND);
        if (param->fallback) param->fallback_scope = visit_lazy(b, param->fallback, param->name, LAZY_DEFAULT);
    }
    return true;
}

static void visit_annotations(Builder *b, Params *params, Expr *returns) {
    if (b->p->module->has_future_annotations) return;
    uint32_t positional = params->posonly_count + params->positional_count;
    for (uint32_t i = 0; i < positional; i++) visit_optional(b, params->items[i].annotation);
    if (params->rest) visit_optional(b, params->rest->annotation);
    for (uint32_t i = 0; i < params->keyword_only_count; i++)
        visit_optional(b, params->items[positional + i].annotation);
    if (params->keywords) visit_optional(b, params->keywords->annotation);
    visit_optional(b, returns);
}

static void visit_function(Builder *b, Stmt *stmt) {
    Name *name = stmt->function.name;
    stmt->function.name = use_name(b, name, USE_BIND, stmt->at);
    visit_defaults(b, stmt->function.params);
    visit_list(b, &stmt->function.decorators);
    bool generic = enter_type_params(b, &stmt->function.type_params, name, stmt->at, false);
    visit_annotations(b, stmt->function.params, stmt->function.returns);
    Block *block = b->failed ? NULL : enter(b, SCOPE_FUNCTION, name, stmt->at);
    if (!block) return;
    block->scope.is_async = stmt->function.is_async;
    stmt->function.scope = &block->scope;
    block->iterables = 0;
    bind_params(b, stmt->function.params);
    visit_body(b, &stmt->function.body);
    leave(b);
    if (generic) leave(b);
}

static void visit_class(Builder *b, Stmt *stmt) {
    Name *name = stmt->cls.name;
    stmt->cls.name = use_name(b, name, USE_BIND, stmt->at);
    visit_list(b, &stmt->cls.decorators);
    bool generic = enter_type_params(b, &stmt->cls.type_params, name, stmt->at, true);
    visit_list(b, &stmt->cls.bases);
    visit_keywords(b, &stmt->cls.keywords);
    Block *block = b->failed ? NULL : enter(b, SCOPE_CLASS, name, stmt->at);
    if (!block) return;
    stmt->cls.scope = &block->scope;
    block->cls = name;
    if (generic) use_in(b, block, stmt->cls.type_params.hidden, USE_LOAD, stmt->at);
    visit_body(b, &stmt->cls.body);
    leave(b);
    if (generic) leave(b);
}

static void visit_type_alias(Builder *b, Stmt *stmt) {
    Name *name = stmt->type_alias.name;
    stmt->type_alias.name = use_name(b, name, USE_BIND, stmt->at);
    bool generic = enter_type_params(b, &stmt->type_alias.params, name, stmt->at, false);
    stmt->type_alias.scope = visit_lazy(b, stmt->type_alias.value, name, LAZY_ALIAS);
    if (generic) leave(b);
}

/* --- simple statements -------------------------------------------------------------------------------------------- */

static void declare(Builder *b, Stmt *stmt, unsigned how) {
    const char *kind = how == USE_GLOBAL ? "global" : "nonlocal";
    for (uint32_t i = 0; i < stmt->names.count && !b->failed; i++) {
        Name *name = stmt->names.items[i] = mangle(b, stmt->names.items[i]);
        unsigned uses = uses_of(b->block, name);
        const char *format = uses & USE_PARAM      ? "name '%s' is parameter and %s"
                             : uses & USE_LOAD     ? "name '%s' is used prior to %s declaration"
                             : uses & USE_ANNOTATE ? "annotated name '%s' can't be %s"
                             : uses & USE_BIND     ? "name '%s' is assigned to before %s declaration"
                                                   : NULL;
        if (format) {
            oli_error_late(&b->p->errors, stmt->at, format, name->text, kind);
            b->failed = true;
            return;
        }
        use_in(b, b->block, name, how, stmt->at);
        NameUse *use = oli_name_use(b->p, b->block, name);
        if (use && !use->directive.line) use->directive = stmt->at;
    }
}

static void visit_import(Builder *b, Alias *alias, bool is_from) {
    Name *name = alias->as ? alias->as : alias->dotted.count ? alias->dotted.items[0] : NULL;
    if (!name) return;
    Name *bound = use_name(b, name, USE_BIND, alias->at);
    if (alias->as) alias->as = bound;
    else if (bound != name && (is_from || alias->dotted.count == 1)) alias->as = bound;
}

static void visit_import_from(Builder *b, Stmt *stmt) {
    for (uint32_t i = 0; i < stmt->import_from.count && !b->failed; i++) {
        visit_import(b, &stmt->import_from.aliases[i], true);
    }
    if (stmt->import_from.count) return;
    if (b->block->scope.kind != SCOPE_MODULE) {
        Span star = {stmt->at.end_line, stmt->at.end_col - 1, stmt->at.end_line, stmt->at.end_col};
        fail(b, star, "import * only allowed at module level%s", "");
        return;
    }
    b->block->scope.has_star_import = true;
    b->gather_is_bound = true;
}

static void visit_annotated(Builder *b, Stmt *stmt) {
    Expr *target = stmt->ann_assign.target;
    if (target->kind == EXPR_NAME) {
        unsigned uses = uses_of(b->block, mangle(b, target->name));
        bool declared = (uses & (USE_GLOBAL | USE_NONLOCAL)) && b->block->scope.kind != SCOPE_MODULE;
        if (declared && stmt->ann_assign.simple) {
            oli_error_late(&b->p->errors, stmt->at, "annotated name '%s' can't be %s", target->name->text,
                           uses & USE_GLOBAL ? "global" : "nonlocal");
            b->failed = true;
            return;
        }
        if (stmt->ann_assign.simple) target->name = use_name(b, target->name, USE_ANNOTATE | USE_BIND, target->at);
        else if (stmt->ann_assign.value) target->name = use_name(b, target->name, USE_BIND, target->at);
    } else {
        visit_expr(b, target);
    }
    if (!b->p->module->has_future_annotations) visit_optional(b, stmt->ann_assign.annotation);
    visit_optional(b, stmt->ann_assign.value);
}

static void visit_targets(Builder *b, ExprList *targets, bool is_delete) {
    for (uint32_t i = 0; i < targets->count && !b->failed; i++) visit_target(b, targets->items[i], is_delete);
}

static void visit_simple(Builder *b, Stmt *stmt) {
    switch (stmt->kind) {
        case STMT_EXPR: case STMT_RETURN: visit_optional(b, stmt->expr); break;
        case STMT_ASSIGN:
            visit_targets(b, &stmt->assign.targets, false);
            visit_optional(b, stmt->assign.value);
            break;
        case STMT_AUG_ASSIGN:
            visit_target(b, stmt->aug_assign.target, false);
            visit_optional(b, stmt->aug_assign.value);
            break;
        case STMT_ANN_ASSIGN: visit_annotated(b, stmt); break;
        case STMT_DELETE: visit_targets(b, &stmt->targets, true); break;
        case STMT_RAISE:
            visit_optional(b, stmt->raise.exception);
            visit_optional(b, stmt->raise.cause);
            break;
        case STMT_GLOBAL: declare(b, stmt, USE_GLOBAL); break;
        case STMT_NONLOCAL: declare(b, stmt, USE_NONLOCAL); break;
        case STMT_ASSERT:
            visit_optional(b, stmt->assertion.test);
            visit_optional(b, stmt->assertion.message);
            break;
        case STMT_IMPORT:
            for (uint32_t i = 0; i < stmt->import.count && !b->failed; i++) {
                visit_import(b, &stmt->import.aliases[i], false);
            }
            break;
        case STMT_IMPORT_FROM: visit_import_from(b, stmt); break;
        case STMT_TYPE_ALIAS: visit_type_alias(b, stmt); break;
        default: break;
    }
}

/* --- compound statements ------------------------------------------------------------------------------------------ */

static void visit_try(Builder *b, Stmt *stmt) {
    visit_body(b, &stmt->try_.body);
    visit_body(b, &stmt->try_.otherwise);
    for (uint32_t i = 0; i < stmt->try_.handler_count && !b->failed; i++) {
        Handler *handler = &stmt->try_.handlers[i];
        visit_optional(b, handler->type);
        if (handler->name && !b->failed) {
            handler->name = use_name(b, handler->name, USE_BIND, handler->at);
            NameUse *use = oli_name_use(b->p, b->block, handler->name);
            if (use) use->symbol.is_deleted = true;
        }
        visit_body(b, &handler->body);
    }
    visit_body(b, &stmt->try_.finally);
}

static void visit_with(Builder *b, Stmt *stmt) {
    if (stmt->with.is_async) mark_await(b);
    for (uint32_t i = 0; i < stmt->with.count && !b->failed; i++) {
        visit_expr(b, stmt->with.items[i].context);
        if (stmt->with.items[i].target && !b->failed) visit_target(b, stmt->with.items[i].target, false);
    }
    visit_body(b, &stmt->with.body);
}

static void visit_match(Builder *b, Stmt *stmt) {
    visit_optional(b, stmt->match.subject);
    for (uint32_t i = 0; i < stmt->match.count && !b->failed; i++) {
        visit_pattern(b, stmt->match.cases[i].pattern);
        visit_optional(b, stmt->match.cases[i].guard);
        visit_body(b, &stmt->match.cases[i].body);
    }
}

static void visit_stmt(Builder *b, Stmt *stmt) {
    switch (stmt->kind) {
        case STMT_IF: case STMT_WHILE:
            visit_optional(b, stmt->branch.test);
            visit_body(b, &stmt->branch.body);
            visit_body(b, &stmt->branch.otherwise);
            break;
        case STMT_FOR:
            if (stmt->loop.is_async) mark_await(b);
            visit_target(b, stmt->loop.target, false);
            visit_optional(b, stmt->loop.iter);
            visit_body(b, &stmt->loop.body);
            visit_body(b, &stmt->loop.otherwise);
            break;
        case STMT_WITH: visit_with(b, stmt); break;
        case STMT_TRY: visit_try(b, stmt); break;
        case STMT_MATCH: visit_match(b, stmt); break;
        case STMT_FUNCTION: visit_function(b, stmt); break;
        case STMT_CLASS: visit_class(b, stmt); break;
        default: visit_simple(b, stmt); break;
    }
}

static void visit_body(Builder *b, StmtList *body) {
    for (uint32_t i = 0; i < body->count && !b->failed; i++) visit_stmt(b, body->items[i]);
}

/* --- the keyword gather ------------------------------------------------------------------------------------------- */

/* A block that sees the names of the class around it may mean one of those. */
static bool class_binds_gather(const Builder *b, const Block *block) {
    for (; block->sees_class; block = oli_block_parent(block)) {
        if (uses_of(oli_block_parent(block), b->gather) & USE_BIND) return true;
    }
    return false;
}

/* gather(...) is the keyword where the name would be looked up among the built-ins. */
static void mark_gathers(Builder *b) {
    if (b->gather_is_bound) return;
    for (Call *call = b->calls; call; call = call->next) {
        const Symbol *symbol = oli_scope_find(&call->block->scope, b->gather);
        if (!symbol || symbol->place != SYMBOL_GLOBAL_IMPLICIT || class_binds_gather(b, call->block)) continue;
        call->expr->kind = EXPR_GATHER;
        call->expr->call.function = NULL;
        if (oli_is_comprehension(call->block)) continue;
        if (call->block->scope.kind == SCOPE_MODULE) call->block->scope.has_await = true;
    }
}

bool oli_build_scopes(Parser *p) {
    Builder b = {.p = p};
    b.super = fixed_name(&b, "super");
    b.cls_cell = fixed_name(&b, "__class__");
    b.gather = fixed_name(&b, "gather");
    Block *module = enter(&b, SCOPE_MODULE, fixed_name(&b, "<module>"), (Span){0});
    if (!module) return false;
    p->module->scope = &module->scope;
    visit_body(&b, &p->module->body);
    if (b.failed || p->arena->failed || !oli_resolve(p, module)) return false;
    mark_gathers(&b);
    return !p->arena->failed;
}
