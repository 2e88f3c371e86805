/* SPDX-License-Identifier: MIT
 *
 * Running text: modules, expressions, interactive lines (aioli.h: aioli_vm_run_x, aioli_vm_eval).
 */
#include "embed/find.h"
#include "embed/import.h"
#include "embed/output.h"
#include "run/state.h"
#include "run/traceback.h"

/* Keep the text of what is no file, so that tracebacks can show its lines. */
static bool remember(Vm *vm, const char *text, size_t size, Str *filename) {
    Str *kept = oli_str_decode(vm, text, size, "utf-8");
    if (kept) return oli_source_remember(vm, filename, kept);
    if (!oli_exception_is(vm, EXC_UNICODE_DECODE_ERROR)) return false;
    clear_exception(vm); /* the parser says what is wrong */
    return true;
}

bool oli_run_text(Vm *vm, const char *text, size_t size, Str *filename, Dict *globals) {
    Code *code = oli_compile(vm, text, size, filename, COMPILE_EXEC, COMPILE_FILE, NULL);
    return code && !is_error(oli_run_code(vm, code, globals));
}

/* ---- __main__ ---- */

static Dict *main_globals(Vm *vm) {
    Value module = oli_main_module(vm);
    return is_error(module) ? NULL : module_dict(module);
}

static bool set_global(Vm *vm, Dict *globals, Str *name, Str *text) {
    return text && oli_dict_set_str(vm, globals, name, make_object(text));
}

/* Back to the host: what was printed goes with it. */
static AioliStatus finish(Vm *vm, bool ok) {
    if (is_outside(vm)) oli_output_flush_quietly(vm);
    return ok ? AIOLI_OK : AIOLI_RAISED;
}

AioliStatus aioli_vm_run_string(AioliVm *handle, const char *filename, const char *text, size_t size) {
    if (!handle || !text) return AIOLI_MISUSE;
    if (!is_ready(handle)) return AIOLI_RAISED;
    Vm *vm = vm_of(handle);
    size = text_size(text, size);
    Str *name = oli_str_from_c(vm, filename ? filename : "<string>");
    Dict *globals = name ? main_globals(vm) : NULL;
    bool ok = globals && remember(vm, text, size, name) && oli_run_text(vm, text, size, name, globals);
    return finish(vm, ok);
}

/* ---- files ---- */

/* The folder of a path, for sys.path: up to its last slash. */
static bool search_beside(Vm *vm, const char *path) {
    const char *slash = strrchr(path, '/');
    size_t size = slash ? (size_t)(slash - path) : 0;
    if (slash == path) size = 1;
    char *folder = oli_resize(vm, NULL, 0, size + 1);
    if (!folder) return false;
    memcpy(folder, path, size);
    folder[size] = 0;
    bool ok = oli_import_set_script_folder(vm, folder);
    oli_release(vm, folder, size + 1);
    return ok;
}

/* Read and run the file as __main__. */
static bool run_file(Vm *vm, const char *path) {
    Dict *globals = main_globals(vm);
    AioliValue name = globals ? aioli_string_from_system(handle_of(vm), path, AIOLI_NUL) : aioli_error();
    if (aioli_is_error(name)) return false;
    TextBuilder text;
    oli_text_init(&text, vm);
    int error = oli_read_file(vm, path, &text);
    if (error && !has_exception(vm)) oli_raise_errno(vm, error, value_in(name));
    bool ok =
        !error && set_global(vm, globals, vm->names.dunder_file, as_str(value_in(name))) && search_beside(vm, path);
    Code *code =
        ok ? oli_compile(vm, text.data, text.size, as_str(value_in(name)), COMPILE_EXEC, COMPILE_FILE, NULL) : NULL;
    oli_text_free(&text);
    return code && !is_error(oli_run_code(vm, code, globals));
}

AioliStatus aioli_vm_run_file(AioliVm *handle, const char *path) {
    if (!handle || !path) return AIOLI_MISUSE;
    if (!is_ready(handle)) return AIOLI_RAISED;
    return finish(vm_of(handle), run_file(vm_of(handle), path));
}

/* ---- modules ---- */

static bool run_found(Vm *vm, Str *name, const Found *found) {
    Dict *globals = main_globals(vm);
    size_t size = name->size;
    while (size && name->data[size - 1] != '.') size--;
    Str *package = oli_str_new(vm, name->data, size ? size - 1 : 0);
    if (!globals || !package || !set_global(vm, globals, vm->names.dunder_package, package)) return false;
    if (found->kind == FOUND_TEXT) return oli_run_text(vm, found->text, found->size, as_str(found->file), globals);
    const char *path = aioli_path_c(handle_of(vm), value_out(found->file));
    if (!path || !set_global(vm, globals, vm->names.dunder_file, as_str(found->file))) return false;
    TextBuilder text;
    oli_text_init(&text, vm);
    int error = oli_read_file(vm, path, &text);
    if (error && !has_exception(vm)) oli_raise_errno(vm, error, found->file);
    bool ok = !error && oli_run_text(vm, text.data, text.size, as_str(found->file), globals);
    oli_text_free(&text);
    return ok;
}

/* The package that holds `name` is imported first; a package itself is run by its module __main__. */
static bool run_module(Vm *vm, Str *name) {
    Value path = make_object(oli_import_path(vm));
    if (has_exception(vm)) return false;
    size_t size = name->size;
    while (size && name->data[size - 1] != '.') size--;
    if (size) {
        Str *parent = oli_str_intern(vm, name->data, size - 1);
        Value package = parent ? oli_import_module(vm, parent) : VALUE_ERROR;
        if (is_error(package)) return false;
        path = oli_find_attr(vm, value_in(keep(vm, package)), vm->names.dunder_path);
        if (is_error(path)) return false;
    }
    Found found = oli_find_module(vm, name, path);
    if (found.kind == FOUND_ERROR) return false;
    if (found.is_package) {
        Str *inner = oli_str_format(vm, "%S.__main__", name);
        return inner && !aioli_is_error(keep_object(vm, inner)) && run_module(vm, inner);
    }
    if (found.kind != FOUND_TEXT && found.kind != FOUND_FILE)
        return oli_raise_false(vm, EXC_IMPORT_ERROR,
                               found.kind == FOUND_C ? "No code object available for %S" : "No module named %S", name);
    return !aioli_is_error(keep(vm, found.file)) && run_found(vm, name, &found);
}

AioliStatus aioli_vm_run_module(AioliVm *handle, const char *name) {
    if (!handle || !name) return AIOLI_MISUSE;
    if (!is_ready(handle)) return AIOLI_RAISED;
    Vm *vm = vm_of(handle);
    Str *interned = oli_str_intern(vm, name, strlen(name));
    return finish(vm, interned && run_module(vm, interned));
}

/* ---- expressions and lines ---- */

AioliValue aioli_vm_eval(AioliVm *handle, const char *expression, size_t size) {
    if (!is_ready(handle)) return aioli_error();
    if (!expression) return oli_misuse(handle, __func__, "no expression");
    Vm *vm = vm_of(handle);
    Str *name = oli_str_from_c(vm, "<string>");
    Dict *globals = name ? main_globals(vm) : NULL;
    if (!globals) return aioli_error();
    size = text_size(expression, size);
    Code *code = oli_compile(vm, expression, size, name, COMPILE_EVAL, 0, NULL);
    return code ? keep(vm, oli_run_code(vm, code, globals)) : aioli_error();
}

/* sys.displayhook, when the script put its own there; VALUE_UNDEF otherwise. */
static Value own_display_hook(Vm *vm) {
    AioliValue sys = aioli_dict_get_c(handle_of(vm), aioli_modules(handle_of(vm)), "sys");
    if (aioli_is_missing(sys) || aioli_is_error(sys)) return value_in(sys);
    AioliValue hook = aioli_attr_find(handle_of(vm), sys, "displayhook");
    AioliValue original = aioli_attr_find(handle_of(vm), sys, "__displayhook__");
    if (aioli_is_error(hook) || aioli_is_error(original)) return VALUE_ERROR;
    return aioli_is_same(hook, original) ? VALUE_UNDEF : value_in(hook);
}

/* An interactive expression's value: shown and kept as `_`, as sys.displayhook does. */
bool oli_print_expression(Vm *vm, Value v) {
    AioliScope scope;
    aioli_scope_open(handle_of(vm), &scope);
    Value hook = own_display_hook(vm);
    bool ok = !is_error(hook);
    if (ok && !is_undef(hook)) {
        ok = !is_error(oli_call1(vm, hook, v));
    } else if (ok && !is_none(v)) {
        AioliValue kept = keep(vm, v), text = aioli_repr(handle_of(vm), kept);
        ok = !aioli_is_error(text) && oli_output_str(vm, 1, as_str(value_in(text))) && oli_output(vm, 1, "\n", 1) &&
             oli_dict_set_c(vm, vm->builtins, "_", v);
    }
    aioli_scope_close(handle_of(vm), &scope, aioli_missing());
    return ok;
}

AioliStatus aioli_vm_run_line(AioliVm *handle, const char *text, size_t size, bool has_more) {
    if (!handle || !text) return AIOLI_MISUSE;
    if (!is_ready(handle)) return AIOLI_RAISED;
    Vm *vm = vm_of(handle);
    size = text_size(text, size);
    Str *name = oli_str_from_c(vm, "<stdin>");
    Dict *globals = name ? main_globals(vm) : NULL;
    bool incomplete = false;
    uint32_t flags = COMPILE_TOP_LEVEL_AWAIT | (has_more ? COMPILE_MORE_INPUT : 0u);
    Code *code = globals ? oli_compile(vm, text, size, name, COMPILE_SINGLE, flags, &incomplete) : NULL;
    if (incomplete) return AIOLI_INCOMPLETE;
    if (!code || !remember(vm, text, size, name)) return finish(vm, false);
    bool awaits = code->flags & CODE_COROUTINE;
    Value result = oli_run_code(vm, code, globals);
    if (awaits && !is_error(result)) {
        AioliValue coroutine = keep(vm, result);
        result = aioli_is_error(coroutine) ? VALUE_ERROR : value_in(aioli_await(handle, coroutine));
    }
    return finish(vm, !is_error(result));
}

/* ---- names of __main__ ---- */

AioliValue aioli_global_get(AioliVm *handle, const char *name) {
    if (!is_ready(handle)) return aioli_error();
    if (!name) return oli_misuse(handle, __func__, "no name");
    Vm *vm = vm_of(handle);
    Dict *globals = main_globals(vm);
    Str *interned = globals ? oli_str_intern(vm, name, strlen(name)) : NULL;
    if (!interned) return aioli_error();
    Value value = oli_dict_get_str(vm, globals, interned);
    if (is_undef(value)) value = oli_raise(vm, EXC_NAME_ERROR, "name '%S' is not defined", interned);
    return keep(vm, value);
}

bool aioli_global_set(AioliVm *handle, const char *name, AioliValue value) {
    if (!is_ready(handle)) return false;
    if (!name || !is_script_value(value)) return oli_misuse_false(handle, __func__, "no name, or not a value");
    Vm *vm = vm_of(handle);
    Dict *globals = main_globals(vm);
    return globals && oli_dict_set_c(vm, globals, name, value_in(value));
}
