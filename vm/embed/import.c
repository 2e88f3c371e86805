/* SPDX-License-Identifier: MIT
 *
 * Importing: see import.h. This file loads what find.c finds, and does what the import statement says about packages,
 * relative names and lists of names.
 */
#include "embed/import.h"

#include "embed/find.h"
#include "embed/host.h"
#include "run/run.h"
#include "types/exception.h"
#include "types/function.h"

/* ---- the lists and modules that import keeps ---- */

List *oli_import_path(Vm *vm) {
    Embed *embed = embed_of(vm);
    if (!is_undef(embed->held[HELD_PATH])) return as_list(embed->held[HELD_PATH]);
    List *path = oli_list_new(vm, 4);
    for (const char *const *folder = embed->config.import_paths; path && folder && *folder; folder++) {
        Str *text = oli_str_from_c(vm, *folder);
        if (!text || !oli_list_append(vm, path, make_object(text))) return NULL;
    }
    if (path) embed->held[HELD_PATH] = make_object(path);
    return path;
}

bool oli_import_set_script_folder(Vm *vm, const char *folder) {
    List *path = oli_import_path(vm);
    Str *text = oli_str_from_c(vm, folder);
    return path && text && oli_list_insert(vm, path, 0, make_object(text));
}

static Value builtins_module(Vm *vm) {
    Value module = oli_dict_get_str(vm, vm->modules, vm->names.builtins);
    if (is_kind(module, CLASS_MODULE)) return module;
    module = oli_module_new(vm, vm->names.builtins);
    if (is_error(module)) return module;
    Dict *own = module_dict(module);
    uint32_t position = 0;
    for (DictEntry *entry; (entry = oli_dict_next(own, &position));)
        if (!oli_dict_set(vm, vm->builtins, entry->key, entry->value)) return VALUE_ERROR;
    ((ModuleObject *)(void *)object_of(module))->dict = vm->builtins;
    return oli_dict_set_str(vm, vm->modules, vm->names.builtins, module) ? module : VALUE_ERROR;
}

Value oli_main_module(Vm *vm) {
    Embed *embed = embed_of(vm);
    if (!is_undef(embed->held[HELD_MAIN])) return embed->held[HELD_MAIN];
    Value builtins = builtins_module(vm);
    if (is_error(builtins)) return builtins;
    Value module = oli_module_new(vm, vm->names.dunder_main);
    if (is_error(module)) return module;
    if (!oli_dict_set_str(vm, module_dict(module), vm->names.dunder_builtins, builtins) ||
        !oli_dict_set_str(vm, vm->modules, vm->names.dunder_main, module))
        return VALUE_ERROR;
    return embed->held[HELD_MAIN] = module;
}

static Dict *loading(Vm *vm) {
    Embed *embed = embed_of(vm);
    if (is_undef(embed->held[HELD_LOADING])) {
        Dict *dict = oli_dict_new(vm);
        if (dict) embed->held[HELD_LOADING] = make_object(dict);
        return dict;
    }
    return as_dict(embed->held[HELD_LOADING]);
}

/* ---- errors ---- */

/* ModuleNotFoundError or ImportError with name (and path). */
static Value raise_import(Vm *vm, ExceptionId id, Str *message, Value name, Value path) {
    if (!message) return VALUE_ERROR;
    Value arg = make_object(message);
    Value error = oli_exception_new(vm, vm->exceptions[id], &arg, 1);
    if (is_error(error)) return error;
    exception_set_field(vm, error, IMPORT_ERROR_MSG, arg);
    exception_set_field(vm, error, IMPORT_ERROR_NAME, name);
    exception_set_field(vm, error, IMPORT_ERROR_PATH, path);
    return oli_raise_value(vm, error);
}

static Value raise_not_found(Vm *vm, Str *name) {
    return raise_import(vm, EXC_MODULE_NOT_FOUND_ERROR, oli_str_format(vm, "No module named %R", make_object(name)),
                        make_object(name), VALUE_NONE);
}

/* ---- loading ---- */

/* Bytes of a dotted name before its last dot; 0 when it has none. */
static size_t size_before_leaf(const Str *name) {
    size_t size = name->size;
    while (size && name->data[size - 1] != '.') size--;
    return size ? size - 1 : 0;
}

static bool set_package(Vm *vm, Dict *dict, Str *name, const Found *found) {
    Str *package = found->is_package ? name : oli_str_new(vm, name->data, size_before_leaf(name));
    if (!package || !oli_dict_set_str(vm, dict, vm->names.dunder_package, make_object(package))) return false;
    if (!found->is_package) return true;
    List *path = oli_list_new(vm, 1);
    if (!path || (!is_undef(found->folder) && !oli_list_append(vm, path, found->folder))) return false;
    return oli_dict_set_str(vm, dict, vm->names.dunder_path, make_object(path));
}

static bool load_c(Vm *vm, Value module, Str *name, const AioliModule *def) {
    Dict *dict = module_dict(module);
    if (def->doc) {
        Str *doc = oli_str_from_c(vm, def->doc);
        if (!doc || !oli_dict_set_str(vm, dict, vm->names.dunder_doc, make_object(doc))) return false;
    }
    if (def->functions && !oli_host_define(vm, dict, def->functions, name)) return false;
    if (!def->init) return true;
    AioliScope scope;
    aioli_scope_open(handle_of(vm), &scope);
    Embed *embed = embed_of(vm);
    embed->host_depth++;
    bool ok = def->init(handle_of(vm), value_out(module));
    embed->host_depth--;
    embed->handles.count = scope.mark;
    embed->scope_depth = scope.depth - 1;
    if (ok == has_exception(vm))
        oli_raise(vm, EXC_SYSTEM_ERROR, "initialization of %S %s", name,
                  ok ? "raised unreported exception" : "failed without raising an exception");
    return ok && !has_exception(vm);
}

static bool load_file(Vm *vm, Str *file, Dict *dict) {
    TextBuilder text, path;
    oli_text_init(&text, vm);
    oli_text_init(&path, vm);
    oli_text_append_str(&path, file);
    oli_text_append(&path, "", 1);
    bool ok = !path.failed;
    int error = ok ? oli_read_file(vm, path.data, &text) : 0;
    oli_text_free(&path);
    if (error && !has_exception(vm)) oli_raise_errno(vm, error, make_object(file));
    ok = ok && !error && oli_run_text(vm, text.data, text.size, file, dict);
    oli_text_free(&text);
    return ok;
}

static bool load(Vm *vm, Value module, Str *name, const Found *found) {
    Dict *dict = module_dict(module);
    if (!set_package(vm, dict, name, found)) return false;
    if (found->kind == FOUND_C) return load_c(vm, module, name, found->module);
    if (found->kind == FOUND_NAMESPACE) return oli_dict_set_str(vm, dict, vm->names.dunder_file, VALUE_NONE);
    Value builtins = builtins_module(vm);
    if (is_error(builtins) || !oli_dict_set_str(vm, dict, vm->names.dunder_builtins, builtins)) return false;
    if (found->kind == FOUND_TEXT) return oli_run_text(vm, found->text, found->size, as_str(found->file), dict);
    return oli_dict_set_str(vm, dict, vm->names.dunder_file, found->file) && load_file(vm, as_str(found->file), dict);
}

static void forget(Vm *vm, Str *name) {
    Value pending = vm->exception;
    Root root;
    root_push(vm, &root, pending);
    clear_exception(vm);
    oli_dict_delete(vm, vm->modules, make_object(name));
    clear_exception(vm);
    vm->exception = pending;
    root_pop(vm, &root);
}

/* Make the module, register it, run its code. `name` is rooted by the caller. */
static Value load_found(Vm *vm, Str *name, const Found *found) {
    Dict *busy = loading(vm);
    if (!busy) return VALUE_ERROR;
    if (found->kind == FOUND_C && name == vm->names.builtins) return builtins_module(vm);
    Root module, file, folder;
    Value made = oli_module_new(vm, name);
    if (is_error(made)) return made;
    if (!oli_dict_set_str(vm, vm->modules, name, made) || !oli_dict_set_str(vm, busy, name, VALUE_TRUE))
        return VALUE_ERROR;
    root_push(vm, &module, made);
    root_push(vm, &file, found->file);
    root_push(vm, &folder, found->folder);
    bool ok = load(vm, made, name, found);
    root_pop(vm, &folder);
    root_pop(vm, &file);
    root_pop(vm, &module);
    if (!ok) forget(vm, name);
    Value pending = vm->exception;
    clear_exception(vm);
    oli_dict_delete(vm, busy, make_object(name));
    vm->exception = pending;
    if (!ok) return VALUE_ERROR;
    Value replaced = oli_dict_get_str(vm, vm->modules, name); /* a module may put something else in its place */
    return is_undef(replaced) ? raise_not_found(vm, name) : replaced;
}

/* ---- one dotted name ---- */

/* The folders of a package; VALUE_UNDEF when it has no list of them, VALUE_NONE when it is no package. */
static Value path_of(Vm *vm, Value package) {
    Value path = oli_find_attr(vm, package, vm->names.dunder_path);
    return is_undef(path) ? VALUE_NONE : path;
}

static Value find_and_load(Vm *vm, Str *name, Value parent) {
    Value path;
    if (is_undef(parent)) {
        List *folders = oli_import_path(vm);
        if (!folders) return VALUE_ERROR;
        path = make_object(folders);
    } else {
        path = path_of(vm, parent);
        if (is_error(path)) return path;
    }
    if (is_none(path)) {
        Str *holder = oli_str_new(vm, name->data, size_before_leaf(name));
        if (!holder) return VALUE_ERROR;
        Str *message =
            oli_str_format(vm, "No module named %R; %R is not a package", make_object(name), make_object(holder));
        return raise_import(vm, EXC_MODULE_NOT_FOUND_ERROR, message, make_object(name), VALUE_NONE);
    }
    Found found = oli_find_module(vm, name, path);
    if (found.kind == FOUND_ERROR) return VALUE_ERROR;
    if (found.kind == FOUND_NOTHING) return raise_not_found(vm, name);
    return load_found(vm, name, &found);
}

static Value import_cached(Vm *vm, Str *name) {
    Value module = oli_dict_get(vm, vm->modules, make_object(name));
    if (!is_none(module)) return module;
    return raise_import(vm, EXC_MODULE_NOT_FOUND_ERROR,
                        oli_str_format(vm, "import of %S halted; None in sys.modules", name), make_object(name),
                        VALUE_NONE);
}

/* Import a.b.c part by part: each package before what it holds, each bound as an attribute of its parent. */
Value oli_import_module(Vm *vm, Str *name) {
    Value cached = import_cached(vm, name);
    if (!is_undef(cached)) return cached;
    Root whole, part, parent;
    root_push(vm, &whole, make_object(name));
    root_push(vm, &part, VALUE_NONE);
    root_push(vm, &parent, VALUE_UNDEF);
    Value module = VALUE_UNDEF;
    for (size_t start = 0, end = 0; end <= name->size && !is_error(module); start = ++end) {
        while (end < name->size && name->data[end] != '.') end++;
        Str *prefix = oli_str_intern(vm, name->data, end);
        module = VALUE_ERROR;
        if (!prefix) break;
        part.value = make_object(prefix);
        module = import_cached(vm, prefix);
        if (is_undef(module)) {
            module = find_and_load(vm, prefix, parent.value);
            Str *leaf = is_error(module) ? NULL : oli_str_intern(vm, name->data + start, end - start);
            Root loaded;
            root_push(vm, &loaded, module);
            if (leaf && !is_undef(parent.value) && !oli_set_attr(vm, parent.value, leaf, module)) leaf = NULL;
            root_pop(vm, &loaded);
            if (!leaf) module = VALUE_ERROR;
        }
        parent.value = module;
    }
    root_pop(vm, &parent);
    root_pop(vm, &part);
    root_pop(vm, &whole);
    return module;
}

/* ---- relative names ---- */

/* The package that a relative import in a module with these globals starts from. NULL: raised. */
static Str *package_of(Vm *vm, Dict *globals) {
    Value package = globals ? oli_dict_get_str(vm, globals, vm->names.dunder_package) : VALUE_UNDEF;
    if (is_str(package)) return as_str(package);
    Value name = globals ? oli_dict_get_str(vm, globals, vm->names.dunder_name) : VALUE_UNDEF;
    if (!is_str(name)) return oli_raise_null(vm, EXC_KEY_ERROR, "'__name__' not in globals");
    if (!is_undef(oli_dict_get_str(vm, globals, vm->names.dunder_path))) return as_str(name);
    return oli_str_new(vm, as_str(name)->data, size_before_leaf(as_str(name)));
}

static Str *absolute_name(Vm *vm, Str *name, Dict *globals, int64_t level) {
    Str *package = package_of(vm, globals);
    if (!package) return NULL;
    if (!package->size)
        return oli_raise_null(vm, EXC_IMPORT_ERROR, "attempted relative import with no known parent package");
    size_t size = package->size;
    for (int64_t i = 1; i < level; i++) {
        while (size && package->data[size - 1] != '.') size--;
        if (!size) return oli_raise_null(vm, EXC_IMPORT_ERROR, "attempted relative import beyond top-level package");
        size--;
    }
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_text_append(&text, package->data, size);
    if (name->size) oli_text_append_c(&text, ".");
    oli_text_append_str(&text, name);
    return oli_text_finish(&text);
}

/* ---- lists of names ---- */

/* `from package import name`: import the submodule when the package lacks the attribute; there may be none. */
static bool import_submodule(Vm *vm, Value package, Str *package_name, Str *name) {
    Value attribute = oli_find_attr(vm, package, name);
    if (!is_undef(attribute)) return !is_error(attribute);
    Str *full = oli_str_format(vm, "%S.%S", package_name, name);
    if (!full) return false;
    Root root;
    root_push(vm, &root, make_object(full));
    Value module = oli_import_module(vm, full);
    root_pop(vm, &root);
    if (!is_error(module)) return true;
    if (!oli_exception_is(vm, EXC_MODULE_NOT_FOUND_ERROR)) return false;
    Value missing = exception_field(vm->exception, IMPORT_ERROR_NAME);
    if (!is_str(missing) || !oli_str_equal(as_str(missing), full)) return false;
    clear_exception(vm);
    return true;
}

static bool import_names(Vm *vm, Value package, Str *package_name, Value names, bool recursive);

/* The names of __all__, when the package says so. */
static bool import_all(Vm *vm, Value package, Str *package_name) {
    Value all = oli_find_attr(vm, package, vm->names.dunder_all);
    if (is_undef(all)) return true;
    return !is_error(all) && import_names(vm, package, package_name, all, true);
}

static bool import_names(Vm *vm, Value package, Str *package_name, Value names, bool recursive) {
    Tuple *list = oli_tuple_of(vm, names);
    if (!list) return false;
    Root root;
    root_push(vm, &root, make_object(list));
    bool ok = true;
    for (size_t i = 0; ok && i < list->count; i++) {
        if (!is_str(list->items[i])) {
            ok = oli_raise_false(vm, EXC_TYPE_ERROR, "Item in %s must be str, not %T",
                                 recursive ? "package.__all__" : "``from list''", list->items[i]);
        } else if (oli_str_equals_c(as_str(list->items[i]), "*")) {
            ok = recursive || import_all(vm, package, package_name);
        } else {
            ok = import_submodule(vm, package, package_name, as_str(list->items[i]));
        }
    }
    root_pop(vm, &root);
    return ok;
}

static size_t first_part(const Str *name) {
    const char *dot = memchr(name->data, '.', name->size);
    return dot ? (size_t)(dot - name->data) : name->size;
}

/* What `import a.b` binds: a. With a relative name, as much of the absolute one as goes beyond the package. */
static Value top_of(Vm *vm, Value module, Str *name, Str *absolute, int64_t level) {
    if (level > 0 && !name->size) return module;
    size_t first = first_part(name);
    if (first == name->size) return module;
    Str *top = oli_str_intern(vm, absolute->data, absolute->size - (name->size - first));
    if (!top) return VALUE_ERROR;
    Value package = oli_dict_get_str(vm, vm->modules, top);
    return is_undef(package) ? oli_raise(vm, EXC_KEY_ERROR, "%R not in sys.modules as expected", make_object(top))
                             : package;
}

Value oli_import(Vm *vm, Str *name, Dict *globals, Value fromlist, int64_t level) {
    if (level < 0) return oli_raise(vm, EXC_VALUE_ERROR, "level must be >= 0");
    if (!level && !name->size) return oli_raise(vm, EXC_VALUE_ERROR, "Empty module name");
    Str *absolute = level ? absolute_name(vm, name, globals, level) : oli_str_intern_str(vm, name);
    if (!absolute) return VALUE_ERROR;
    Root name_root, module, names;
    root_push(vm, &name_root, make_object(absolute));
    root_push(vm, &names, fromlist);
    root_push(vm, &module, oli_import_module(vm, absolute));
    Value result = module.value;
    int wanted = is_error(result) || is_none(fromlist) ? 0 : oli_truth(vm, fromlist);
    if (wanted < 0) {
        result = VALUE_ERROR;
    } else if (!is_error(result) && !wanted) {
        result = top_of(vm, result, name, absolute, level);
    } else if (!is_error(result)) {
        Value path = path_of(vm, result);
        if (is_error(path) || (!is_none(path) && !import_names(vm, module.value, absolute, fromlist, false)))
            result = VALUE_ERROR;
    }
    root_pop(vm, &module);
    root_pop(vm, &names);
    root_pop(vm, &name_root);
    return result;
}

Value oli_import_name(Vm *vm, Str *name, Value fromlist, uint32_t level, Dict *globals) {
    return oli_import(vm, name, globals, fromlist, level);
}

/* ---- from module import name ---- */

static Value raise_cannot_import(Vm *vm, Value module, Str *name, Value module_name) {
    Value file = oli_find_attr(vm, module, vm->names.dunder_file);
    if (is_error(file)) return file;
    Dict *busy = loading(vm);
    Str *unknown = oli_str_from_c(vm, "<unknown module name>"), *place = oli_str_from_c(vm, "unknown location");
    if (!busy || !unknown || !place) return VALUE_ERROR;
    if (is_str(file)) place = as_str(file);
    bool is_loading = is_str(module_name) && !is_undef(oli_dict_get_str(vm, busy, as_str(module_name)));
    Value shown = is_str(module_name) ? module_name : make_object(unknown);
    const char *format = is_loading
                             ? "cannot import name %R from partially initialized module %R (most likely due to a "
                               "circular import) (%S)"
                             : "cannot import name %R from %R (%S)";
    Str *message = oli_str_format(vm, format, make_object(name), shown, place);
    Value error = raise_import(vm, EXC_IMPORT_ERROR, message, is_str(module_name) ? module_name : VALUE_NONE,
                               is_str(file) ? file : VALUE_NONE);
    if (message && oli_exception_is(vm, EXC_IMPORT_ERROR))
        exception_set_field(vm, vm->exception, IMPORT_ERROR_NAME_FROM, make_object(name));
    return error;
}

static Value imported_submodule(Vm *vm, Value module_name, Str *name) {
    if (!is_str(module_name)) return VALUE_UNDEF;
    Str *full = oli_str_format(vm, "%S.%S", as_str(module_name), name);
    return full ? oli_dict_get(vm, vm->modules, make_object(full)) : VALUE_ERROR;
}

Value oli_import_from(Vm *vm, Value module, Str *name) {
    Value found = oli_find_attr(vm, module, name);
    if (!is_undef(found)) return found;
    Root module_root, name_root, module_name;
    root_push(vm, &module_root, module);
    root_push(vm, &name_root, make_object(name));
    root_push(vm, &module_name, oli_find_attr(vm, module, vm->names.dunder_name));
    found = is_error(module_name.value) ? VALUE_ERROR : imported_submodule(vm, module_name.value, name);
    if (is_undef(found)) found = raise_cannot_import(vm, module, name, module_name.value);
    root_pop(vm, &module_name);
    root_pop(vm, &name_root);
    root_pop(vm, &module_root);
    return found;
}

/* ---- from module import * ---- */

static bool star_name(Vm *vm, Value module, Dict *namespace_, Value name, bool skip_underscore) {
    if (!is_str(name)) {
        Value module_name = oli_find_attr(vm, module, vm->names.dunder_name);
        if (is_error(module_name)) return false;
        return oli_raise_false(vm, EXC_TYPE_ERROR, "%s in %V.%s must be str, not %T", skip_underscore ? "Key" : "Item",
                               is_undef(module_name) ? VALUE_NONE : module_name,
                               skip_underscore ? "__dict__" : "__all__", name);
    }
    if (skip_underscore && as_str(name)->size && as_str(name)->data[0] == '_') return true;
    Str *interned = oli_str_intern_str(vm, as_str(name));
    if (!interned) return false;
    Value value = oli_get_attr(vm, module, interned);
    return !is_error(value) && oli_dict_set_str(vm, namespace_, interned, value);
}

bool oli_import_star(Vm *vm, Value module, Dict *namespace_) {
    Value all = oli_find_attr(vm, module, vm->names.dunder_all);
    if (is_error(all)) return false;
    bool by_dict = is_undef(all);
    if (by_dict) {
        all = oli_find_attr(vm, module, vm->names.dunder_dict);
        if (is_error(all)) return false;
        if (is_undef(all))
            return oli_raise_false(vm, EXC_IMPORT_ERROR, "from-import-* object has no __dict__ and no __all__");
    }
    Root root, target;
    root_push(vm, &target, make_object(namespace_));
    root_push(vm, &root, all);
    Tuple *names = oli_tuple_of(vm, all);
    if (names) root.value = make_object(names);
    bool ok = names != NULL;
    for (size_t i = 0; ok && i < names->count; i++) ok = star_name(vm, module, namespace_, names->items[i], by_dict);
    root_pop(vm, &root);
    root_pop(vm, &target);
    return ok;
}

/* ---- sources for tracebacks ---- */

Str *oli_read_source(Vm *vm, Str *filename) {
    static const char PREFIX[] = "<aioli:";
    TextBuilder path, text;
    oli_text_init(&path, vm);
    oli_text_init(&text, vm);
    oli_text_append_str(&path, filename);
    Str *result = NULL;
    if (path.size > sizeof PREFIX && !memcmp(path.data, PREFIX, sizeof PREFIX - 1)) {
        path.data[path.size - 1] = 0;
        const OliScriptModule *script = oli_find_script(path.data + sizeof PREFIX - 1);
        if (script) result = oli_str_new(vm, script->text, script->size);
    } else if (oli_text_append(&path, "", 1) && path.data[0] != '<' && !oli_read_file(vm, path.data, &text)) {
        result = oli_str_decode(vm, text.data, text.size, "utf-8");
    }
    oli_text_free(&path);
    oli_text_free(&text);
    if (!result) clear_exception(vm);
    return result;
}

AioliValue aioli_import(AioliVm *handle, const char *name) {
    if (!is_ready(handle)) return aioli_error();
    if (!name || !*name) return oli_misuse(handle, __func__, "no name");
    Vm *vm = vm_of(handle);
    Str *interned = oli_str_intern(vm, name, strlen(name));
    return interned ? keep(vm, oli_import_module(vm, interned)) : aioli_error();
}

AioliValue aioli_modules(AioliVm *handle) {
    return handle ? keep_object(vm_of(handle), vm_of(handle)->modules) : aioli_error();
}

AioliValue aioli_import_path(AioliVm *handle) {
    return is_ready(handle) ? keep_object(vm_of(handle), oli_import_path(vm_of(handle))) : aioli_error();
}
