/* SPDX-License-Identifier: MIT
 *
 * Source lines for tracebacks: vm->sources maps file names to texts, None where a text cannot be had. Looking one up
 * reports no errors: a traceback without source lines is better than none.
 */
#include "run/traceback.h"

bool oli_source_remember(Vm *vm, Str *filename, Str *text) {
    if (!vm->sources) {
        vm->sources = oli_dict_new(vm);
        if (!vm->sources) return false;
    }
    return oli_dict_set_str(vm, vm->sources, filename, make_object(text));
}

/* Ask the host, and remember the answer. */
static Str *read_text(Vm *vm, Str *filename) {
    Str *text = vm->read_source ? vm->read_source(vm, filename) : NULL;
    if (!vm->sources) vm->sources = oli_dict_new(vm);
    if (vm->sources) oli_dict_set_str(vm, vm->sources, filename, text ? make_object(text) : VALUE_NONE);
    return text;
}

/* The text of a file, or NULL. What is pending stays pending. */
static Str *find_text(Vm *vm, Str *filename) {
    Value known = vm->sources ? oli_dict_get_str(vm, vm->sources, filename) : VALUE_UNDEF;
    if (is_str(known)) return as_str(known);
    if (!is_undef(known)) return NULL;
    Value pending = vm->exception;
    vm->exception = VALUE_UNDEF;
    Str *text = read_text(vm, filename);
    vm->exception = pending;
    return text;
}

bool oli_find_source_line(Vm *vm, Str *filename, uint32_t line, const char **out, size_t *size) {
    Str *text = find_text(vm, filename);
    if (!text || line == 0) return false;
    const char *at = text->data, *end = text->data + text->size;
    while (--line) {
        at = memchr(at, '\n', (size_t)(end - at));
        if (!at) return false;
        at++;
    }
    if (at == end) return false;
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    if (!stop) stop = end;
    if (stop > at && stop[-1] == '\r') stop--;
    *out = at;
    *size = (size_t)(stop - at);
    return true;
}
