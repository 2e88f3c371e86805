/* SPDX-License-Identifier: MIT
 *
 * Finding modules: see find.h. Files are reached through AioliSystem alone.
 */
#include "embed/find.h"

#include "embed/memory_modules.h"

#include <errno.h>

typedef struct Sink {
    TextBuilder *text;
} Sink;

static bool sink_bytes(void *to, const char *bytes, size_t size) {
    return oli_text_append(((Sink *)to)->text, bytes, size);
}

int oli_read_file(Vm *vm, const char *path, TextBuilder *out) {
    const AioliSystem *system = &embed_of(vm)->system;
    if (!system->read_file) return ENOSYS;
    Sink sink = {out};
    return system->read_file(system->context, path, sink_bytes, &sink);
}

/* ---- built-in ones ---- */

static const AioliModule *find_c(const Embed *embed, const char *name) {
    for (size_t i = 0; i < embed->module_count; i++)
        if (!strcmp(embed->modules[i]->name, name)) return embed->modules[i];
    static const AioliModule *const CORE[] = {&oli_module_gc, &oli_module_weakref};
    if (embed->config.no_stdlib) return NULL;
    for (size_t i = 0; i < sizeof CORE / sizeof *CORE; i++)
        if (!strcmp(CORE[i]->name, name)) return CORE[i];
    for (const AioliModule *const *module = oli_stdlib_modules; *module; module++)
        if (!strcmp((*module)->name, name)) return *module;
    return NULL;
}

const OliScriptModule *oli_find_script(const char *name) {
    for (const OliScriptModule *module = oli_stdlib_scripts; module->name; module++)
        if (!strcmp(module->name, name)) return module;
    return NULL;
}

static bool set_text(Vm *vm, Found *found, const char *text, size_t size, bool is_package, const char *prefix,
                     const char *name) {
    Str *file = oli_str_format(vm, "<%s%s>", prefix, name);
    if (!file) return false;
    *found = (Found){.kind = FOUND_TEXT, .text = text, .size = size, .is_package = is_package};
    found->file = make_object(file);
    found->folder = VALUE_UNDEF;
    return true;
}

/* ---- files ---- */

static int kind_of_file(const Embed *embed, const char *path) {
    const AioliSystem *system = &embed->system;
    return system->kind_of_file ? system->kind_of_file(system->context, path) : 0;
}

/* Append `tail` to the path in the builder, look, and cut it off again unless it is what was wanted. */
static int probe(const Embed *embed, TextBuilder *path, const char *tail) {
    size_t size = path->size;
    if (!oli_text_append(path, tail, strlen(tail) + 1)) return -1;
    int kind = kind_of_file(embed, path->data);
    path->size = kind == 1 ? path->size - 1 : size;
    return kind;
}

static bool set_file(Vm *vm, Found *found, FoundKind kind, const TextBuilder *path, size_t folder_size) {
    *found = (Found){.kind = kind, .is_package = folder_size != 0, .file = VALUE_UNDEF, .folder = VALUE_UNDEF};
    if (kind == FOUND_FILE) {
        Str *file = oli_str_new(vm, path->data, path->size);
        if (!file) return false;
        found->file = make_object(file);
    }
    if (folder_size) {
        Str *folder = oli_str_new(vm, path->data, folder_size);
        if (!folder) return false;
        found->folder = make_object(folder);
    }
    return true;
}

/* Look for the last part of the name in one folder. False: no memory. */
static bool find_in_folder(Vm *vm, const Str *folder, const char *leaf, Found *found) {
    static const char *const PACKAGE[] = {"/__init__.aio", "/__init__.py"}, *const PLAIN[] = {".aio", ".py"};
    const Embed *embed = embed_of(vm);
    TextBuilder path;
    oli_text_init(&path, vm);
    oli_text_append_str(&path, folder);
    if (folder->size && folder->data[folder->size - 1] != '/') oli_text_append_c(&path, "/");
    oli_text_append_c(&path, leaf);
    size_t base = path.size;
    int folder_kind = probe(embed, &path, "");
    path.size = base;
    bool ok = true;
    for (size_t i = 0; ok && folder_kind == 2 && i < 2 && found->kind == FOUND_NOTHING; i++)
        if (probe(embed, &path, PACKAGE[i]) == 1) ok = set_file(vm, found, FOUND_FILE, &path, base);
    for (size_t i = 0; ok && i < 2 && (found->kind == FOUND_NOTHING || found->kind == FOUND_NAMESPACE); i++) {
        path.size = base;
        if (probe(embed, &path, PLAIN[i]) == 1) ok = set_file(vm, found, FOUND_FILE, &path, 0);
    }
    path.size = base;
    if (ok && folder_kind == 2 && found->kind == FOUND_NOTHING) ok = set_file(vm, found, FOUND_NAMESPACE, &path, base);
    ok = ok && !path.failed;
    oli_text_free(&path);
    return ok;
}

static Found find_file(Vm *vm, Value path, const char *leaf) {
    Found found = {.kind = FOUND_NOTHING}, namespace_ = {.kind = FOUND_NOTHING};
    for (size_t i = 0; is_list(path) && i < as_list(path)->count; i++) {
        Value folder = as_list(path)->items[i];
        if (!is_str(folder)) continue;
        if (!find_in_folder(vm, as_str(folder), leaf, &found)) return (Found){.kind = FOUND_ERROR};
        if (found.kind == FOUND_FILE) return found;
        if (found.kind == FOUND_NAMESPACE && namespace_.kind == FOUND_NOTHING) namespace_ = found;
        found.kind = FOUND_NOTHING;
    }
    return namespace_;
}

Found oli_find_module(Vm *vm, Str *name, Value path) {
    Embed *embed = embed_of(vm);
    Found found = {.kind = FOUND_NOTHING, .file = VALUE_UNDEF, .folder = VALUE_UNDEF};
    const Found error = {.kind = FOUND_ERROR};
    TextBuilder dotted;
    oli_text_init(&dotted, vm);
    if (memchr(name->data, 0, name->size)) return found;
    if (!oli_text_append_str(&dotted, name) || !oli_text_append(&dotted, "", 1)) {
        oli_text_free(&dotted);
        return error;
    }
    const char *leaf = strrchr(dotted.data, '.');
    leaf = leaf ? leaf + 1 : dotted.data;
    const AioliModule *module = find_c(embed, dotted.data);
    const OliScriptModule *script = embed->config.no_stdlib ? NULL : oli_find_script(dotted.data);
    if (module) found = (Found){.kind = FOUND_C, .module = module, .file = VALUE_UNDEF, .folder = VALUE_UNDEF};
    if (found.kind == FOUND_NOTHING && embed->config.find_module) {
        size_t size = 0;
        bool is_package = false;
        const char *text = embed->config.find_module(embed->config.host, dotted.data, &size, &is_package);
        if (text && !set_text(vm, &found, text, text_size(text, size), is_package, "", dotted.data)) found = error;
    }
    if (found.kind == FOUND_NOTHING && embed->config.capabilities & AIOLI_ALLOW_IMPORTS)
        found = find_file(vm, path, leaf);
    if ((found.kind == FOUND_NOTHING || found.kind == FOUND_NAMESPACE) && script &&
        !set_text(vm, &found, script->text, script->size, script->is_package, "aioli:", script->name))
        found = error;
    oli_text_free(&dotted);
    return found;
}
