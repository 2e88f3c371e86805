/* SPDX-License-Identifier: MIT
 *
 * dir(), and suggestions of names: the nearest by an edit distance in which a change of case costs half of another
 * change, if no more than a third of the letters differ.
 */
#include "run/suggest.h"

#include "run/traceback.h"
#include "types/class.h"
#include "types/exception.h"
#include "types/unicode.h"

enum { MAX_CANDIDATES = 750, MAX_NAME_BYTES = 40, MOVE_COST = 2, CASE_COST = 1 };

/* ---- dir ---- */

List *oli_dir(Vm *vm, Value v) {
    Value names = oli_call_special(vm, v, vm->names.dunder_dir, NULL, 0);
    if (is_error(names)) return NULL;
    if (is_undef(names)) return oli_raise_null(vm, EXC_TYPE_ERROR, "object does not provide __dir__");
    List *list = oli_list_of(vm, names);
    if (!list) return NULL;
    Root root;
    root_push(vm, &root, make_object(list));
    bool ok = oli_list_sort(vm, list, VALUE_NONE, false);
    root_pop(vm, &root);
    return ok ? list : NULL;
}

/* ---- distance ---- */

static size_t substitution_cost(char a, char b) {
    if (a == b) return 0;
    return ascii_lower(a) == ascii_lower(b) && ascii_is_alpha(a) ? CASE_COST : MOVE_COST;
}

/* Edit distance of two byte strings; something over `limit` as soon as it must be over it. */
static size_t distance(const char *a, size_t a_size, const char *b, size_t b_size, size_t limit) {
    while (a_size && b_size && *a == *b) a++, b++, a_size--, b_size--;
    while (a_size && b_size && a[a_size - 1] == b[b_size - 1]) a_size--, b_size--;
    if (!a_size || !b_size) return (a_size + b_size) * MOVE_COST;
    if (a_size > MAX_NAME_BYTES || b_size > MAX_NAME_BYTES) return limit + 1;
    if (b_size < a_size) {
        const char *text = a;
        size_t size = a_size;
        a = b, a_size = b_size;
        b = text, b_size = size;
    }
    if ((b_size - a_size) * MOVE_COST > limit) return limit + 1;
    size_t row[MAX_NAME_BYTES];
    for (size_t i = 0; i < a_size; i++) row[i] = (i + 1) * MOVE_COST;
    size_t result = 0;
    for (size_t bi = 0; bi < b_size; bi++) {
        size_t diagonal = bi * MOVE_COST, minimum = SIZE_MAX;
        result = diagonal;
        for (size_t i = 0; i < a_size; i++) {
            size_t substitute = diagonal + substitution_cost(b[bi], a[i]);
            diagonal = row[i];
            size_t insert_delete = (result < diagonal ? result : diagonal) + MOVE_COST;
            result = insert_delete < substitute ? insert_delete : substitute;
            row[i] = result;
            if (result < minimum) minimum = result;
        }
        if (minimum > limit) return limit + 1;
    }
    return result;
}

Str *oli_suggest(const Value *candidates, size_t count, const Str *name) {
    if (count >= MAX_CANDIDATES) return NULL;
    Str *best = NULL;
    size_t best_distance = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        if (!is_str(candidates[i])) continue;
        Str *candidate = as_str(candidates[i]);
        if (oli_str_equal(candidate, name)) continue;
        size_t limit = (name->size + candidate->size + 3) * MOVE_COST / 6;
        if (limit > best_distance - 1) limit = best_distance - 1;
        size_t cost = distance(name->data, name->size, candidate->data, candidate->size, limit);
        if (cost > limit) continue;
        best = candidate;
        best_distance = cost;
    }
    return best;
}

/* ---- for exceptions ---- */

static bool is_private(const Str *name) { return name->size && name->data[0] == '_'; }

/* Drop the names that begin with an underscore. */
static void hide_private(List *names) {
    size_t kept = 0;
    for (size_t i = 0; i < names->count; i++)
        if (!is_str(names->items[i]) || !is_private(as_str(names->items[i]))) names->items[kept++] = names->items[i];
    names->count = kept;
}

/* Whether the frame that raised runs a method of `object`: then its private names are fair to suggest. */
static bool raised_in_method_of(Value exception, Value object) {
    Value traceback = as_exception(exception)->traceback;
    return is_traceback(traceback) && is_same(oli_traceback_self(traceback), object);
}

static Str *suggest_attribute(Vm *vm, Value exception, Value object, const Str *name, bool is_module) {
    List *names = oli_dir(vm, object);
    if (!names) return NULL;
    bool shows_private = is_private(name) || (!is_module && raised_in_method_of(exception, object));
    if (!shows_private) hide_private(names);
    return oli_suggest(names->items, names->count, name);
}

/* "self.name" when the frame that raised has a self with this attribute. */
static Str *suggest_self(Vm *vm, Value exception, Str *name) {
    Value self = oli_traceback_self(as_exception(exception)->traceback);
    if (is_undef(self)) return NULL;
    Value found = oli_find_attr(vm, self, name);
    if (is_error(found)) clear_exception(vm);
    return is_error(found) || is_undef(found) ? NULL : oli_str_format(vm, "self.%S", name);
}

static bool append_keys(Vm *vm, List *list, Dict *dict) {
    uint32_t position = 0;
    for (DictEntry *entry; (entry = oli_dict_next(dict, &position));)
        if (!oli_list_append(vm, list, entry->key)) return false;
    return true;
}

static Str *suggest_name(Vm *vm, Value exception, Str *name) {
    Value traceback = as_exception(exception)->traceback;
    if (!is_traceback(traceback)) return NULL;
    Str *in_self = suggest_self(vm, exception, name);
    if (in_self) return in_self;
    List *names = oli_list_new(vm, 0);
    if (!names || !oli_traceback_names(vm, traceback, names) || !append_keys(vm, names, vm->builtins)) return NULL;
    return oli_suggest(names->items, names->count, name);
}

static Str *suggest_import(Vm *vm, Value exception, const Str *name) {
    Value module = exception_field(exception, IMPORT_ERROR_NAME);
    Value found = is_str(module) ? oli_dict_get_str(vm, vm->modules, as_str(module)) : VALUE_UNDEF;
    return is_undef(found) ? NULL : suggest_attribute(vm, exception, found, name, true);
}

static Str *suggestion(Vm *vm, Value exception) {
    if (oli_is_instance_of_exception(vm, exception, EXC_IMPORT_ERROR)) {
        Value name = exception_field(exception, IMPORT_ERROR_NAME_FROM);
        return is_str(name) ? suggest_import(vm, exception, as_str(name)) : NULL;
    }
    if (oli_is_instance_of_exception(vm, exception, EXC_ATTRIBUTE_ERROR)) {
        Value name = exception_field(exception, ATTRIBUTE_ERROR_NAME);
        Value object = exception_field(exception, ATTRIBUTE_ERROR_OBJ);
        return is_str(name) ? suggest_attribute(vm, exception, object, as_str(name), false) : NULL;
    }
    if (oli_is_instance_of_exception(vm, exception, EXC_NAME_ERROR)) {
        Value name = exception_field(exception, NAME_ERROR_NAME);
        return is_str(name) ? suggest_name(vm, exception, as_str(name)) : NULL;
    }
    return NULL;
}

Str *oli_suggest_for(Vm *vm, Value exception) {
    Root root;
    root_push(vm, &root, exception);
    Str *found = suggestion(vm, exception);
    root_pop(vm, &root);
    clear_exception(vm);
    return found;
}
