/* SPDX-License-Identifier: MIT
 *
 * function, method, cell and module.
 */
#include "types/function.h"
#include "code/code.h"
#include "types/container.h"
#include "types/native.h"
#include "types/init.h"

static Value text_value(Str *text) { return text ? make_object(text) : VALUE_ERROR; }

/* ---- function ---- */

Function *oli_function_new(Vm *vm, Code *code, Dict *globals) {
    Function *function = oli_new(vm, vm->classes[CLASS_FUNCTION], sizeof *function);
    if (!function) return NULL;
    function->code = code;
    function->globals = globals;
    function->name = code->name;
    function->qualname = code->qualname;
    function->doc = code->doc;
    function->module = oli_dict_get_str(vm, globals, vm->names.dunder_name);
    function->type_params = VALUE_UNDEF;
    return function;
}

uint32_t oli_function_self_stores(const Function *function) { return function->code->self_stores; }

static void trace_function(Tracer *tracer, Object *self) {
    Function *function = (Function *)(void *)self;
    trace_object(tracer, function->code);
    trace_object(tracer, function->globals);
    trace_object(tracer, function->closure);
    trace_object(tracer, function->defaults);
    trace_object(tracer, function->kw_defaults);
    trace_object(tracer, function->name);
    trace_object(tracer, function->qualname);
    trace_value(tracer, function->doc);
    trace_value(tracer, function->module);
    trace_object(tracer, function->annotations);
    trace_value(tracer, function->type_params);
}

static Value function_repr(Vm *vm, Value self) {
    return text_value(oli_str_format(vm, "<function %S at 0x%llx>", as_function(self)->qualname,
                                     (unsigned long long)VALUE_BITS(self)));
}

static Value function_bind(Vm *vm, Value self, Value instance, Value owner) {
    (void)owner;
    return is_undef(instance) ? self : oli_method_new(vm, self, instance);
}

static Value function_name(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_function(self)->name);
}
static bool function_set_name(Vm *vm, Value self, Value value) {
    if (!is_str(value)) return oli_raise_false(vm, EXC_TYPE_ERROR, "__name__ must be set to a string object");
    as_function(self)->name = as_str(value);
    barrier(vm, value);
    return true;
}
static Value function_qualname(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_function(self)->qualname);
}
static bool function_set_qualname(Vm *vm, Value self, Value value) {
    if (!is_str(value)) return oli_raise_false(vm, EXC_TYPE_ERROR, "__qualname__ must be set to a string object");
    as_function(self)->qualname = as_str(value);
    barrier(vm, value);
    return true;
}
static Value function_doc(Vm *vm, Value self) {
    (void)vm;
    return as_function(self)->doc;
}
static bool function_set_doc(Vm *vm, Value self, Value value) {
    as_function(self)->doc = is_undef(value) ? VALUE_NONE : value;
    barrier(vm, value);
    return true;
}
static Value function_module(Vm *vm, Value self) {
    (void)vm;
    Value module = as_function(self)->module;
    return is_undef(module) ? VALUE_NONE : module;
}
static bool function_set_module(Vm *vm, Value self, Value value) {
    as_function(self)->module = is_undef(value) ? VALUE_NONE : value;
    barrier(vm, value);
    return true;
}
static Value function_code(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_function(self)->code);
}
/* Frames find their constants and handlers through the function: the code of one that runs, or whose generators may be
 * suspended, stays. */
static bool function_set_code(Vm *vm, Value self, Value value) {
    Function *function = as_function(self);
    if (!is_code(value)) return oli_raise_false(vm, EXC_TYPE_ERROR, "__code__ must be set to a code object");
    Code *code = as_code(value);
    if (code->free_count != function->code->free_count)
        return oli_raise_false(vm, EXC_VALUE_ERROR, "%S() requires a code object with %u free vars, not %u",
                               function->name, (unsigned)function->code->free_count, (unsigned)code->free_count);
    if (code == function->code) return true;
    const uint32_t suspends = CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR;
    if (function->code->flags & suspends || oli_function_is_running(vm, function))
        return oli_raise_false(vm, EXC_VALUE_ERROR, "the code of %S() cannot be replaced: it may be running",
                               function->name);
    function->code = code;
    barrier_object(vm, code);
    return true;
}
static Value function_globals(Vm *vm, Value self) {
    (void)vm;
    return make_object(as_function(self)->globals);
}
static Value function_closure(Vm *vm, Value self) {
    (void)vm;
    return as_function(self)->closure ? make_object(as_function(self)->closure) : VALUE_NONE;
}
static Value function_defaults(Vm *vm, Value self) {
    (void)vm;
    return as_function(self)->defaults ? make_object(as_function(self)->defaults) : VALUE_NONE;
}
static bool function_set_defaults(Vm *vm, Value self, Value value) {
    if (!is_tuple(value) && !is_none(value) && !is_undef(value))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "__defaults__ must be set to a tuple object");
    as_function(self)->defaults = is_tuple(value) && as_tuple(value)->count ? as_tuple(value) : NULL;
    barrier(vm, value);
    return true;
}
static Value function_kw_defaults(Vm *vm, Value self) {
    (void)vm;
    return as_function(self)->kw_defaults ? make_object(as_function(self)->kw_defaults) : VALUE_NONE;
}
static bool function_set_kw_defaults(Vm *vm, Value self, Value value) {
    if (!is_dict(value) && !is_none(value) && !is_undef(value))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "__kwdefaults__ must be set to a dict object");
    as_function(self)->kw_defaults = is_dict(value) ? as_dict(value) : NULL;
    barrier(vm, value);
    return true;
}
static Value function_annotations(Vm *vm, Value self) {
    Function *function = as_function(self);
    if (!function->annotations) {
        function->annotations = oli_dict_new(vm);
        if (!function->annotations) return VALUE_ERROR;
        barrier_object(vm, function->annotations);
    }
    return make_object(function->annotations);
}
static bool function_set_annotations(Vm *vm, Value self, Value value) {
    if (!is_dict(value) && !is_none(value) && !is_undef(value))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "__annotations__ must be set to a dict object");
    as_function(self)->annotations = is_dict(value) ? as_dict(value) : NULL;
    barrier(vm, value);
    return true;
}
static Value function_type_params(Vm *vm, Value self) {
    Value params = as_function(self)->type_params;
    return is_undef(params) ? make_object(vm->empty_tuple) : params;
}
static bool function_set_type_params(Vm *vm, Value self, Value value) {
    if (!is_tuple(value)) return oli_raise_false(vm, EXC_TYPE_ERROR, "__type_params__ must be set to a tuple");
    as_function(self)->type_params = value;
    barrier(vm, value);
    return true;
}
static Value function_builtins(Vm *vm, Value self) {
    (void)self;
    return make_object(vm->builtins);
}

/* ---- method ---- */

Value oli_method_new(Vm *vm, Value function, Value self) {
    Method *method = oli_new(vm, vm->classes[CLASS_METHOD], sizeof *method);
    if (!method) return VALUE_ERROR;
    method->function = function;
    method->self = self;
    return make_object(method);
}

static void trace_method(Tracer *tracer, Object *self) {
    trace_value(tracer, ((Method *)(void *)self)->function);
    trace_value(tracer, ((Method *)(void *)self)->self);
}

static Method *as_method(Value v) { return (Method *)(void *)object_of(v); }

static Value method_repr(Vm *vm, Value self) {
    Method *method = as_method(self);
    Value name = oli_find_attr(vm, method->function, vm->names.dunder_qualname);
    if (is_error(name)) return name;
    Str *text = oli_repr(vm, method->self);
    if (!text) return VALUE_ERROR;
    return text_value(oli_str_format(vm, "<bound method %V of %S>", is_undef(name) ? VALUE_NONE : name, text));
}

static Value method_call(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    return oli_call_with_first(vm, as_method(self)->function, as_method(self)->self, args, count, names);
}

static Value method_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    (void)vm;
    if ((op != COMPARE_EQ && op != COMPARE_NE) || !is_kind(b, CLASS_METHOD)) return VALUE_NOT_IMPLEMENTED;
    bool equal =
        is_same(as_method(a)->function, as_method(b)->function) && is_same(as_method(a)->self, as_method(b)->self);
    return make_bool(equal == (op == COMPARE_EQ));
}

static bool method_hash(Vm *vm, Value self, int64_t *out) {
    (void)vm;
    *out = (int64_t)((VALUE_BITS(as_method(self)->function) ^ VALUE_BITS(as_method(self)->self)) >> 4);
    return true;
}

static Value method_self(Vm *vm, Value self) {
    (void)vm;
    return as_method(self)->self;
}
static Value method_func(Vm *vm, Value self) {
    (void)vm;
    return as_method(self)->function;
}

/* Other attributes are the function's. */
static Value method_get_attr(Vm *vm, Value self, Str *name) {
    Value found = oli_class_lookup(vm, class_of(vm, self), name);
    if (!is_undef(found) && name != vm->names.dunder_doc) return oli_generic_get_attr(vm, self, name);
    return oli_get_attr(vm, as_method(self)->function, name);
}

static Value method_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)cls;
    if (count != 2 || names) return oli_raise(vm, EXC_TYPE_ERROR, "method expected 2 arguments, got %u", count);
    if (!oli_callable(vm, args[0])) return oli_raise(vm, EXC_TYPE_ERROR, "first argument must be callable");
    return oli_method_new(vm, args[0], args[1]);
}

/* ---- cell ---- */

Cell *oli_cell_new(Vm *vm, Value value) {
    Cell *cell = oli_new(vm, vm->classes[CLASS_CELL], sizeof *cell);
    if (cell) cell->value = value;
    return cell;
}

static void trace_cell(Tracer *tracer, Object *self) { trace_value(tracer, ((Cell *)(void *)self)->value); }

static Value cell_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)cls;
    if (!oli_check_no_keywords(vm, "cell", names)) return VALUE_ERROR;
    if (count > 1) return oli_raise(vm, EXC_TYPE_ERROR, "cell expected at most 1 argument, got %u", count);
    Cell *cell = oli_cell_new(vm, count ? args[0] : VALUE_UNDEF);
    return cell ? make_object(cell) : VALUE_ERROR;
}

/* By what they hold; an empty one is less than any other. */
static Value cell_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (!is_kind(b, CLASS_CELL)) return VALUE_NOT_IMPLEMENTED;
    Value x = as_cell(a)->value, y = as_cell(b)->value;
    if (!is_undef(x) && !is_undef(y)) return oli_compare(vm, x, y, op);
    return oli_compare(vm, make_int(!is_undef(x)), make_int(!is_undef(y)), op);
}

static Value cell_repr(Vm *vm, Value self) {
    Value content = as_cell(self)->value;
    unsigned long long address = (unsigned long long)VALUE_BITS(self);
    if (is_undef(content)) return text_value(oli_str_format(vm, "<cell at 0x%llx: empty>", address));
    return text_value(oli_str_format(vm, "<cell at 0x%llx: %T object at 0x%llx>", address, content,
                                     (unsigned long long)VALUE_BITS(content)));
}

static Value cell_contents(Vm *vm, Value self) {
    Value content = as_cell(self)->value;
    return is_undef(content) ? oli_raise(vm, EXC_VALUE_ERROR, "Cell is empty") : content;
}
static bool cell_set_contents(Vm *vm, Value self, Value value) {
    oli_cell_set(vm, self, value);
    return true;
}

/* ---- module ---- */

static bool set_first_fields(Vm *vm, Dict *dict, Str *name, Value doc) {
    const struct {
        Str *key;
        Value value;
    } FIRST[] = {{vm->names.dunder_name, make_object(name)},
                 {vm->names.dunder_doc, doc},
                 {vm->names.dunder_package, VALUE_NONE},
                 {vm->names.dunder_loader, VALUE_NONE},
                 {vm->names.dunder_spec, VALUE_NONE}};
    for (size_t i = 0; i < sizeof FIRST / sizeof *FIRST; i++)
        if (!oli_dict_set_str(vm, dict, FIRST[i].key, FIRST[i].value)) return false;
    return true;
}

Value oli_module_new(Vm *vm, Str *name) {
    ModuleObject *module = oli_new(vm, vm->classes[CLASS_MODULE], sizeof *module);
    if (!module || !(module->dict = oli_dict_new(vm))) return VALUE_ERROR;
    return set_first_fields(vm, module->dict, name, VALUE_NONE) ? make_object(module) : VALUE_ERROR;
}

static void trace_module(Tracer *tracer, Object *self) { trace_object(tracer, ((ModuleObject *)(void *)self)->dict); }

/* A subclass's __init__ may take other arguments than ModuleType's: the name and the text come to __init__ alone. */
static Value module_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)args, (void)count, (void)names;
    ModuleObject *module = oli_new(vm, cls, cls->size);
    if (!module || !(module->dict = oli_dict_new(vm))) return VALUE_ERROR;
    module->by_script = true;
    return make_object(module);
}

static bool module_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    Value out[2];
    if (!oli_native_bind(vm, "module", "name, doc=", args, count, names, out)) return false;
    if (!is_str(out[0]))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "module() argument 'name' must be str, not %T", out[0]);
    return set_first_fields(vm, module_dict(self), as_str(out[0]), is_undef(out[1]) ? VALUE_NONE : out[1]);
}

static Value module_repr(Vm *vm, Value self) {
    Dict *dict = module_dict(self);
    Value name = oli_dict_get_str(vm, dict, vm->names.dunder_name);
    Value file = oli_dict_get_str(vm, dict, vm->names.dunder_file);
    Value loader = oli_dict_get_str(vm, dict, vm->names.dunder_loader);
    if (!is_str(name)) name = text_value(oli_str_from_c(vm, "?"));
    if (is_error(name)) return name;
    if (is_str(file)) return text_value(oli_str_format(vm, "<module %R from %R>", name, file));
    if (!is_undef(loader) && !is_none(loader))
        return text_value(oli_str_format(vm, "<module %R (%R)>", name, loader));
    bool is_builtin = is_undef(file) && !((ModuleObject *)(void *)object_of(self))->by_script;
    return text_value(oli_str_format(vm, "<module %R%s>", name, is_builtin ? " (built-in)" : ""));
}

static Value module_get_attr(Vm *vm, Value self, Str *name) {
    Dict *dict = module_dict(self);
    Class *cls = class_of(vm, self);
    Value found = oli_dict_get_str(vm, dict, name);
    if (!is_undef(found) && cls == vm->classes[CLASS_MODULE]) return found;
    Value attribute = oli_class_lookup(vm, cls, name);
    if (!is_undef(found) && !(is_object(attribute) && is_data_descriptor(vm, attribute))) return found;
    if (!is_undef(attribute)) return oli_generic_get_attr(vm, self, name);
    if (name == vm->names.dunder_annotations) {
        Dict *made = oli_dict_new(vm);
        return made && oli_dict_set_str(vm, dict, name, make_object(made)) ? make_object(made) : VALUE_ERROR;
    }
    Value hook = oli_dict_get_str(vm, dict, vm->names.dunder_getattr);
    if (!is_undef(hook)) return oli_call1(vm, hook, make_object(name));
    Value module_name = oli_dict_get_str(vm, dict, vm->names.dunder_name);
    Value error = is_str(module_name) ? oli_raise(vm, EXC_ATTRIBUTE_ERROR, "module '%S' has no attribute '%S'",
                                                  as_str(module_name), name)
                                      : oli_raise(vm, EXC_ATTRIBUTE_ERROR, "module has no attribute '%S'", name);
    oli_set_attribute_error(vm, self, name);
    return error;
}

static bool module_set_attr(Vm *vm, Value self, Str *name, Value value) {
    Value attribute = oli_class_lookup(vm, class_of(vm, self), name);
    if (is_object(attribute) && is_data_descriptor(vm, attribute)) return oli_generic_set_attr(vm, self, name, value);
    if (!is_undef(value)) return oli_dict_set_str(vm, module_dict(self), oli_str_intern_str(vm, name), value);
    int deleted = oli_dict_delete(vm, module_dict(self), make_object(name));
    if (deleted) return deleted > 0;
    return oli_raise_false(vm, EXC_ATTRIBUTE_ERROR, "module has no attribute '%S'", name);
}

static Value module_dict_field(Vm *vm, Value self) {
    (void)vm;
    return make_object(module_dict(self));
}

bool oli_init_function(Vm *vm) {
    static const GetSetDef FUNCTION_FIELDS[] = {{"__name__", function_name, function_set_name},
                                                {"__qualname__", function_qualname, function_set_qualname},
                                                {"__doc__", function_doc, function_set_doc},
                                                {"__module__", function_module, function_set_module},
                                                {"__code__", function_code, function_set_code},
                                                {"__globals__", function_globals, NULL},
                                                {"__closure__", function_closure, NULL},
                                                {"__defaults__", function_defaults, function_set_defaults},
                                                {"__kwdefaults__", function_kw_defaults, function_set_kw_defaults},
                                                {"__annotations__", function_annotations, function_set_annotations},
                                                {"__type_params__", function_type_params, function_set_type_params},
                                                {"__builtins__", function_builtins, NULL},
                                                {NULL, NULL, NULL}};
    static const GetSetDef METHOD_FIELDS[] = {
        {"__self__", method_self, NULL}, {"__func__", method_func, NULL}, {NULL, NULL, NULL}};
    static const GetSetDef CELL_FIELDS[] = {{"cell_contents", cell_contents, cell_set_contents}, {NULL, NULL, NULL}};
    static const GetSetDef MODULE_FIELDS[] = {{"__dict__", module_dict_field, NULL}, {NULL, NULL, NULL}};
    static const ClassSpec SPECS[] = {{.id = CLASS_FUNCTION,
                                       .module = "builtins",
                                       .size = sizeof(Function),
                                       .flags = CLASS_FLAG_HAS_DICT,
                                       .ops = {.trace = trace_function,
                                               .repr = function_repr,
                                               .descriptor_get = function_bind,
                                               .call = oli_function_call},
                                       .getsets = FUNCTION_FIELDS},
                                      {.id = CLASS_METHOD,
                                       .module = "builtins",
                                       .size = sizeof(Method),
                                       .ops = {.trace = trace_method,
                                               .create = method_create,
                                               .repr = method_repr,
                                               .call = method_call,
                                               .compare = method_compare,
                                               .hash = method_hash,
                                               .get_attr = method_get_attr},
                                       .getsets = METHOD_FIELDS},
                                      {.id = CLASS_CELL,
                                       .module = "builtins",
                                       .size = sizeof(Cell),
                                       .ops = {.trace = trace_cell,
                                               .create = cell_create,
                                               .repr = cell_repr,
                                               .compare = cell_compare},
                                       .getsets = CELL_FIELDS},
                                      {.id = CLASS_MODULE,
                                       .module = "builtins",
                                       .size = sizeof(ModuleObject),
                                       .flags = CLASS_FLAG_SUBCLASSABLE,
                                       .ops = {.trace = trace_module,
                                               .create = module_create,
                                               .init = module_init,
                                               .repr = module_repr,
                                               .get_attr = module_get_attr,
                                               .set_attr = module_set_attr},
                                       .getsets = MODULE_FIELDS}};
    for (size_t i = 0; i < sizeof SPECS / sizeof *SPECS; i++)
        if (!oli_class_define(vm, &SPECS[i])) return false;
    return true;
}
