/* SPDX-License-Identifier: MIT
 *
 * Context variables: ContextVar, Context, Token. Source: CPython's documentation of contextvars.
 *
 * Where a context is kept (a task, a Handle, the module level) it is one Value: VALUE_NONE, the empty one; a Dict,
 * which is shared and never changed; or a Context, which belongs to whoever keeps it. So copying a context for a new
 * task or callback allocates nothing, and only the first set() there makes a Context and copies the variables. A Context
 * whose Dict was handed out in this way says so (`shared`) and copies it before the next change.
 *
 * The current context is that of Context.run, else of the running task, else of the running callback, else the module
 * level's.
 */
#include "run/scheduler.h"

#include "run/loop_ops.h"
#include "types/class.h"

typedef struct Context {
    Object header;
    Dict *vars;  /* or NULL: none */
    bool shared; /* somebody else refers to vars */
    bool entered;
} Context;

typedef struct ContextVar {
    Object header;
    Str *name;
    Value fallback; /* VALUE_UNDEF: none */
} ContextVar;

typedef struct ContextToken {
    Object header;
    ContextVar *var;
    Value context;   /* the Context that it was made in */
    Value old_value; /* VALUE_UNDEF: there was none */
    bool used;
} ContextToken;

static Context *as_context(Value v) { return (Context *)(void *)object_of(v); }
static ContextVar *as_var(Value v) { return (ContextVar *)(void *)object_of(v); }
static ContextToken *as_token(Value v) { return (ContextToken *)(void *)object_of(v); }

/* ---- the current context ---- */

static Value current_context(Vm *vm) {
    Scheduler *s = vm->scheduler;
    if (!is_undef(s->entered_context)) return s->entered_context;
    if (s->current) return oli_task_context(s->current);
    return oli_loop_is_running(vm) ? s->callback_context : s->base_context;
}

static bool set_current_context(Vm *vm, Value context) {
    Scheduler *s = vm->scheduler;
    if (s->current) return oli_task_set_context(vm, s->current, context);
    if (oli_loop_is_running(vm))
        s->callback_context = context;
    else
        s->base_context = context;
    return true;
}

static Dict *vars_of(Value context) {
    if (is_none(context)) return NULL;
    return is_kind(context, CLASS_CONTEXT) ? as_context(context)->vars : as_dict(context);
}

Value oli_context_snapshot(Vm *vm) {
    Value context = current_context(vm);
    if (!is_kind(context, CLASS_CONTEXT)) return context;
    Dict *vars = as_context(context)->vars;
    if (!vars || !vars->used) return VALUE_NONE;
    as_context(context)->shared = true;
    return make_object(vars);
}

/* A Context of the variables in `context`, which is a snapshot. */
static Value make_context(Vm *vm, Value context) {
    Context *made = oli_new(vm, vm->classes[CLASS_CONTEXT], sizeof *made);
    if (!made) return VALUE_ERROR;
    made->vars = vars_of(context);
    made->shared = true;
    return make_object(made);
}

Value oli_context_object(Vm *vm, Value context) {
    return is_kind(context, CLASS_CONTEXT) ? context : make_context(vm, context);
}

/* The current context as a Context that may be changed. NULL: no memory. */
static Context *own_context(Vm *vm) {
    Value context = current_context(vm);
    if (!is_kind(context, CLASS_CONTEXT)) {
        context = make_context(vm, context);
        if (is_error(context) || !set_current_context(vm, context)) return NULL;
    }
    Context *own = as_context(context);
    if (own->vars && !own->shared) return own;
    Dict *vars = own->vars ? oli_dict_copy(vm, own->vars) : oli_dict_new(vm);
    if (!vars) return NULL;
    own->vars = vars;
    own->shared = false;
    barrier_object(vm, vars);
    return own;
}

/* ---- ContextVar ---- */

static Value var_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    Value out[2];
    if (!oli_native_bind(vm, "ContextVar", "name, /, *, default=", args, count, names, out)) return VALUE_ERROR;
    if (!is_str(out[0])) return oli_raise(vm, EXC_TYPE_ERROR, "context variable name must be a str");
    ContextVar *var = oli_new(vm, cls, sizeof *var);
    if (!var) return VALUE_ERROR;
    var->name = as_str(out[0]);
    var->fallback = out[1];
    return make_object(var);
}

static Value find(Vm *vm, Value context, Value var) {
    Dict *vars = vars_of(context);
    return vars ? oli_dict_get(vm, vars, var) : VALUE_UNDEF;
}

static Value var_get(Vm *vm, Value *args) {
    Value value = find(vm, current_context(vm), args[0]);
    if (!is_undef(value)) return value;
    if (!is_undef(args[1])) return args[1];
    value = as_var(args[0])->fallback;
    if (!is_undef(value)) return value;
    return oli_raise_class(vm, vm->exceptions[EXC_LOOKUP_ERROR], args[0]);
}

static Value var_set(Vm *vm, Value *args) {
    Context *context = own_context(vm);
    ContextToken *token = context ? oli_new(vm, vm->classes[CLASS_CONTEXT_TOKEN], sizeof *token) : NULL;
    if (!token) return VALUE_ERROR;
    token->var = as_var(args[0]);
    token->context = make_object(context);
    token->old_value = oli_dict_get(vm, context->vars, args[0]);
    if (is_error(token->old_value) || !oli_dict_set(vm, context->vars, args[0], args[1])) return VALUE_ERROR;
    return make_object(token);
}

static Value var_reset(Vm *vm, Value *args) {
    if (!is_kind(args[1], CLASS_CONTEXT_TOKEN))
        return oli_raise(vm, EXC_TYPE_ERROR, "expected an instance of Token, got %R", args[1]);
    ContextToken *token = as_token(args[1]);
    if (token->used) return oli_raise(vm, EXC_RUNTIME_ERROR, "%R has already been used once", args[1]);
    if (token->var != as_var(args[0]))
        return oli_raise(vm, EXC_VALUE_ERROR, "%R was created by a different ContextVar", args[1]);
    if (!is_same(current_context(vm), token->context))
        return oli_raise(vm, EXC_VALUE_ERROR, "%R was created in a different Context", args[1]);
    Context *context = own_context(vm);
    if (!context) return VALUE_ERROR;
    token->used = true;
    bool ok = is_undef(token->old_value) ? oli_dict_delete(vm, context->vars, args[0]) >= 0
                                         : oli_dict_set(vm, context->vars, args[0], token->old_value);
    return ok ? VALUE_NONE : VALUE_ERROR;
}

static Value var_name(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_var(self)->name);
}

static Value var_repr(Vm *vm, Value self) {
    ContextVar *var = as_var(self);
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_text_format(&text, "<ContextVar name=%R", make_object(var->name));
    int entered = is_undef(var->fallback) ? 0 : oli_repr_enter(vm, self);
    if (entered > 0) {
        oli_text_format(&text, " default=%R", var->fallback);
        oli_repr_leave(vm, self);
    }
    oli_text_format(&text, " at 0x%llx>", (unsigned long long)VALUE_BITS(self));
    Str *made = oli_text_finish(&text);
    return made && entered >= 0 ? make_object(made) : VALUE_ERROR;
}

static void trace_var(Tracer *tracer, Object *self) {
    trace_object(tracer, ((ContextVar *)(void *)self)->name);
    trace_value(tracer, ((ContextVar *)(void *)self)->fallback);
}

/* ---- Token ---- */

static Value token_var(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_token(self)->var);
}

/* Token.MISSING: one object per VM, an attribute of the class. */
static Value token_missing(Vm *vm) {
    Str *name = oli_str_intern(vm, "MISSING", 7);
    return name ? oli_dict_get_str(vm, vm->classes[CLASS_CONTEXT_TOKEN]->dict, name) : VALUE_ERROR;
}

static Value token_old_value(Vm *vm, Value self) {
    Value old_value = as_token(self)->old_value;
    return is_undef(old_value) ? token_missing(vm) : old_value;
}

static Value token_repr(Vm *vm, Value self) {
    ContextToken *token = as_token(self);
    if (!token->var) {
        Str *text = oli_str_from_c(vm, "<Token.MISSING>");
        return text ? make_object(text) : VALUE_ERROR;
    }
    Str *text = oli_str_format(vm, "<Token%s var=%R at 0x%llx>", token->used ? " used" : "", make_object(token->var),
                               (unsigned long long)VALUE_BITS(self));
    return text ? make_object(text) : VALUE_ERROR;
}

static Value token_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)cls, (void)args, (void)count, (void)names;
    return oli_raise(vm, EXC_RUNTIME_ERROR, "Tokens can only be created by ContextVars");
}

static void trace_token(Tracer *tracer, Object *self) {
    ContextToken *token = (ContextToken *)(void *)self;
    trace_object(tracer, token->var);
    trace_value(tracer, token->context);
    trace_value(tracer, token->old_value);
}

/* ---- Context ---- */

static Value context_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)cls, (void)args;
    if (count || names) return oli_raise(vm, EXC_TYPE_ERROR, "Context() does not accept any arguments");
    return make_context(vm, VALUE_NONE);
}

static bool check_key(Vm *vm, Value key) {
    return is_kind(key, CLASS_CONTEXT_VAR) ||
           oli_raise_false(vm, EXC_TYPE_ERROR, "a ContextVar key was expected, got %R", key);
}

static Value context_get_item(Vm *vm, Value self, Value key) {
    if (!check_key(vm, key)) return VALUE_ERROR;
    Value value = find(vm, self, key);
    return is_undef(value) ? oli_raise_key(vm, key) : value;
}

static int context_contains(Vm *vm, Value self, Value key) {
    if (!check_key(vm, key)) return -1;
    Value value = find(vm, self, key);
    return is_error(value) ? -1 : !is_undef(value);
}

static Value context_get(Vm *vm, Value *args) {
    if (!check_key(vm, args[1])) return VALUE_ERROR;
    Value value = find(vm, args[0], args[1]);
    return !is_undef(value) ? value : is_undef(args[2]) ? VALUE_NONE : args[2];
}

static int64_t context_length(Vm *vm, Value self) {
    (void)vm;
    return as_context(self)->vars ? as_context(self)->vars->used : 0;
}

/* A copy of the variables, which nobody changes: what the views and iterators look at. */
static Value frozen_vars(Vm *vm, Value self) {
    Dict *vars = as_context(self)->vars ? as_context(self)->vars : oli_dict_new(vm);
    if (vars == as_context(self)->vars) as_context(self)->shared = true;
    return vars ? make_object(vars) : VALUE_ERROR;
}

static Value context_iter(Vm *vm, Value self) {
    Value vars = frozen_vars(vm, self);
    return is_error(vars) ? vars : oli_iter(vm, vars);
}

static Value view_of(Vm *vm, Value self, const char *method) {
    Value vars = frozen_vars(vm, self);
    Str *name = oli_str_intern(vm, method, strlen(method));
    return is_error(vars) || !name ? VALUE_ERROR : oli_call_method(vm, vars, name, NULL, 0);
}

static Value context_keys(Vm *vm, Value *args) { return view_of(vm, args[0], "keys"); }
static Value context_values(Vm *vm, Value *args) { return view_of(vm, args[0], "values"); }
static Value context_items(Vm *vm, Value *args) { return view_of(vm, args[0], "items"); }

static Value context_copy(Vm *vm, Value *args) {
    as_context(args[0])->shared = true;
    return make_context(vm, args[0]);
}

static Value context_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (!is_kind(b, CLASS_CONTEXT) || (op != COMPARE_EQ && op != COMPARE_NE)) return VALUE_NOT_IMPLEMENTED;
    Value x = frozen_vars(vm, a), y = frozen_vars(vm, b);
    return is_error(x) || is_error(y) ? VALUE_ERROR : oli_compare(vm, x, y, op);
}

/* run(callable, *args, **options) */
static Value context_run(Vm *vm, Value *args, uint32_t count, Tuple *names) {
    uint32_t positional = names ? count - (uint32_t)names->count : count;
    if (positional < 2) return oli_raise(vm, EXC_TYPE_ERROR, "run() missing 1 required positional argument");
    Context *context = as_context(args[0]);
    if (context->entered)
        return oli_raise(vm, EXC_RUNTIME_ERROR, "cannot enter context: %R is already entered", args[0]);
    Scheduler *s = vm->scheduler;
    Root outer;
    root_push(vm, &outer, s->entered_context);
    s->entered_context = args[0];
    context->entered = true;
    Value result = oli_call(vm, args[1], args + 2, count - 2, names);
    context->entered = false;
    s->entered_context = outer.value;
    root_pop(vm, &outer);
    return result;
}

static void trace_context(Tracer *tracer, Object *self) { trace_object(tracer, ((Context *)(void *)self)->vars); }

static Value copy_context(Vm *vm, Value *args) {
    (void)args;
    return make_context(vm, oli_context_snapshot(vm));
}

/* ---- the classes, made when contextvars is imported ---- */

static bool define_classes(Vm *vm) {
    static const NativeDef VAR_METHODS[] = {NATIVE("get", "self, default=, /", var_get),
                                            NATIVE("set", "self, value, /", var_set),
                                            NATIVE("reset", "self, token, /", var_reset), NATIVE_END};
    static const NativeDef SUBSCRIBE[] = {NATIVE("__class_getitem__", "cls, item, /", oli_generic_alias), NATIVE_END};
    static const GetSetDef VAR_FIELDS[] = {{"name", var_name, NULL}, {NULL, NULL, NULL}};
    static const GetSetDef TOKEN_FIELDS[] = {
        {"var", token_var, NULL}, {"old_value", token_old_value, NULL}, {NULL, NULL, NULL}};
    static const NativeDef CONTEXT_METHODS[] = {NATIVE_RAW("run", context_run),
                                                NATIVE("copy", "self, /", context_copy),
                                                NATIVE("get", "self, key, default=, /", context_get),
                                                NATIVE("keys", "self, /", context_keys),
                                                NATIVE("values", "self, /", context_values),
                                                NATIVE("items", "self, /", context_items),
                                                NATIVE_END};
    static const ClassSpec SPECS[] = {{.id = CLASS_CONTEXT_VAR,
                                       .module = "_contextvars",
                                       .size = sizeof(ContextVar),
                                       .ops = {.trace = trace_var, .create = var_create, .repr = var_repr},
                                       .methods = VAR_METHODS,
                                       .class_methods = SUBSCRIBE,
                                       .getsets = VAR_FIELDS},
                                      {.id = CLASS_CONTEXT_TOKEN,
                                       .module = "_contextvars",
                                       .size = sizeof(ContextToken),
                                       .ops = {.trace = trace_token, .create = token_create, .repr = token_repr},
                                       .class_methods = SUBSCRIBE,
                                       .getsets = TOKEN_FIELDS},
                                      {.id = CLASS_CONTEXT,
                                       .module = "_contextvars",
                                       .size = sizeof(Context),
                                       .ops = {.trace = trace_context,
                                               .create = context_create,
                                               .compare = context_compare,
                                               .length = context_length,
                                               .get_item = context_get_item,
                                               .contains = context_contains,
                                               .iter = context_iter},
                                       .methods = CONTEXT_METHODS}};
    for (size_t i = 0; i < sizeof SPECS / sizeof *SPECS; i++)
        if (!oli_class_define(vm, &SPECS[i])) return false;
    ContextToken *missing = oli_new(vm, vm->classes[CLASS_CONTEXT_TOKEN], sizeof *missing);
    if (!missing) return false;
    missing->context = VALUE_NONE;
    missing->old_value = VALUE_UNDEF;
    return oli_dict_set_c(vm, vm->classes[CLASS_CONTEXT_TOKEN]->dict, "MISSING", make_object(missing));
}

Value oli_context_names(Vm *vm, Value *args) {
    (void)args;
    static const NativeDef COPY = NATIVE("copy_context", "", copy_context);
    if (!vm->classes[CLASS_CONTEXT] && !define_classes(vm)) return VALUE_ERROR;
    Value items[4] = {make_object(vm->classes[CLASS_CONTEXT]), make_object(vm->classes[CLASS_CONTEXT_VAR]),
                      make_object(vm->classes[CLASS_CONTEXT_TOKEN]), oli_native_new(vm, &COPY, VALUE_UNDEF, NULL)};
    Tuple *tuple = is_error(items[3]) ? NULL : oli_tuple_from(vm, items, 4);
    return tuple ? make_object(tuple) : VALUE_ERROR;
}
