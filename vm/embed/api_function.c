/* SPDX-License-Identifier: MIT
 *
 * The public API: C functions as script functions (aioli.h).
 *
 * A table of AioliFunctions becomes, once per VM, an array of HostFunctions, to which the natives made from it point
 * (Native.host); the array lives as long as the VM. Every call of a host function is a scope.
 */
#include "embed/host.h"
#include "types/function.h"

Value oli_host_check(Vm *vm, const HostFunction *function, AioliValue result) {
    Value v = value_in(result);
    if (has_exception(vm)) {
        if (is_error(v)) return v;
        return oli_raise(vm, EXC_SYSTEM_ERROR, "%s returned a result with an exception set", function->def.name);
    }
    if (is_script_value(result)) return v;
    if (is_stop(v)) return oli_raise_stop(vm, VALUE_UNDEF);
    if (is_error(v))
        return oli_raise(vm, EXC_SYSTEM_ERROR, "%s returned the error value without setting an exception",
                         function->def.name);
    return oli_raise(vm, EXC_SYSTEM_ERROR, "%s returned no value", function->def.name);
}

AioliValue oli_host_invoke(Vm *vm, const HostFunction *function, Value *args, uint32_t count) {
    Embed *embed = embed_of(vm);
    size_t mark = embed->handles.count, depth = embed->scope_depth++;
    embed->host_depth++;
    const AioliValue *in = (const AioliValue *)(const void *)args;
    AioliValue result;
    if (function->kind == HOST_FUNCTION) {
        result = function->fn(handle_of(vm), in, count);
    } else if (function->kind == HOST_GETTER) {
        result = function->get(handle_of(vm), in[0]);
    } else if (function->kind == HOST_FIELD) {
        result = aioli_sequence_get(handle_of(vm), in[0], function->field);
    } else {
        AioliValue value = function->kind == HOST_DELETER ? aioli_missing() : in[1];
        result = function->set(handle_of(vm), in[0], value) ? aioli_none() : aioli_error();
    }
    embed->handles.count = mark;
    embed->scope_depth = depth;
    embed->host_depth--;
    return result;
}

Value oli_host_call(Vm *vm, Native *native, Value *args, uint32_t count) {
    const HostFunction *function = native->host;
    return oli_host_check(vm, function, oli_host_invoke(vm, function, args, count));
}

/* ---- making ---- */

HostFunction *oli_host_functions(Vm *vm, const AioliFunction *functions, size_t *count) {
    size_t n = 0;
    while (functions && functions[n].name) n++;
    *count = n;
    HostFunction *table = oli_embed_keep_block(vm, (n + 1) * sizeof *table);
    for (size_t i = 0; table && i < n; i++) {
        table[i].def.name = functions[i].name;
        table[i].def.signature = functions[i].signature ? functions[i].signature : "";
        table[i].def.doc = functions[i].doc;
        table[i].kind = HOST_FUNCTION;
        table[i].fn = functions[i].fn;
    }
    return table;
}

Value oli_host_native(Vm *vm, HostFunction *function, Value self, Str *module) {
    Value native = oli_native_new(vm, &function->def, self, module);
    if (!is_error(native)) as_native(native)->host = function;
    return native;
}

Native *oli_host_method(Vm *vm, HostFunction *function) {
    Native *method = oli_native_method_new(vm, &function->def, NULL);
    if (method) method->host = function;
    return method;
}

bool oli_host_define(Vm *vm, Dict *namespace_, const AioliFunction *functions, Str *module) {
    size_t count;
    HostFunction *table = oli_host_functions(vm, functions, &count);
    if (!table) return false;
    for (size_t i = 0; i < count; i++) {
        Value native = oli_host_native(vm, &table[i], VALUE_UNDEF, module);
        if (is_error(native) || !oli_dict_set_c(vm, namespace_, table[i].def.name, native)) return false;
    }
    return true;
}

static bool is_module(AioliValue v) { return is_script_value(v) && is_kind(value_in(v), CLASS_MODULE); }

bool aioli_functions_add(AioliVm *handle, AioliValue target, const AioliFunction *functions) {
    if (!is_ready(handle)) return false;
    if (!is_script_value(target) || !functions) return oli_misuse_false(handle, __func__, "no target or no functions");
    Vm *vm = vm_of(handle);
    if (is_module(target)) {
        Dict *dict = module_dict(value_in(target));
        Value name = oli_dict_get_str(vm, dict, vm->names.dunder_name);
        return oli_host_define(vm, dict, functions, is_str(name) ? as_str(name) : NULL);
    }
    for (const AioliFunction *function = functions; function->name; function++) {
        AioliScope scope;
        aioli_scope_open(handle, &scope);
        AioliValue value = aioli_function_new(handle, function, aioli_missing());
        bool ok = !aioli_is_error(value) && aioli_attr_set(handle, target, function->name, value);
        aioli_scope_close(handle, &scope, aioli_missing());
        if (!ok) return false;
    }
    return true;
}

bool aioli_function_define(AioliVm *handle, const AioliFunction *function) {
    if (!is_ready(handle)) return false;
    AioliScope scope;
    aioli_scope_open(handle, &scope);
    AioliValue value = aioli_function_new(handle, function, aioli_missing());
    bool ok = !aioli_is_error(value) && aioli_global_set(handle, function->name, value);
    aioli_scope_close(handle, &scope, aioli_missing());
    return ok;
}

AioliValue aioli_function_new(AioliVm *handle, const AioliFunction *function, AioliValue self) {
    if (!is_ready(handle)) return aioli_error();
    if (!function || !function->name || !function->fn) return oli_misuse(handle, __func__, "no function");
    if (!is_script_value(self) && !aioli_is_missing(self)) return oli_misuse(handle, __func__, "not a value");
    Vm *vm = vm_of(handle);
    AioliFunction table[2] = {*function, {NULL, NULL, NULL, NULL}};
    size_t count;
    HostFunction *made = oli_host_functions(vm, table, &count);
    return made ? keep(vm, oli_host_native(vm, made, value_in(self), NULL)) : aioli_error();
}

bool aioli_module_add(AioliVm *handle, const AioliModule *module) {
    if (!is_ready(handle)) return false;
    if (!module || !module->name) return oli_misuse_false(handle, __func__, "no module");
    Vm *vm = vm_of(handle);
    Embed *embed = embed_of(vm);
    if (embed->module_count == embed->module_capacity) {
        size_t old = embed->module_capacity, capacity = old ? old * 2 : 8;
        void *modules =
            oli_resize(vm, (void *)embed->modules, old * sizeof *embed->modules, capacity * sizeof *embed->modules);
        if (!modules) return false;
        embed->modules = modules;
        embed->module_capacity = capacity;
    }
    embed->modules[embed->module_count++] = module;
    return true;
}
