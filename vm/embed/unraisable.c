/* SPDX-License-Identifier: MIT
 *
 * Exceptions that nobody can catch: those of finalisers and of the callbacks of weak references. They are told through
 * sys.unraisablehook, or printed on sys.stderr when the script put nothing there.
 */
#include "embed/embed.h"
#include "run/finalizer.h"
#include "run/traceback.h"
#include "run/run.h"
#include "types/exception.h"
#include "types/function.h"

static const char *const FIELDS[] = {"exc_type", "exc_value", "exc_traceback", "err_msg", "object", NULL};
static const AioliRecord ARGUMENTS = {.name = "UnraisableHookArgs", .module = "sys", .fields = FIELDS};

/* The script's own hook; VALUE_UNDEF: none. Raises nothing. */
static Value own_hook(Vm *vm) {
    Value sys = oli_dict_get_str(vm, vm->modules, vm->names.sys);
    if (!is_kind(sys, CLASS_MODULE)) return VALUE_UNDEF;
    Str *hook_name = oli_str_intern(vm, "unraisablehook", 14), *own_name = oli_str_intern(vm, "__unraisablehook__", 18);
    if (!hook_name || !own_name) {
        clear_exception(vm);
        return VALUE_UNDEF;
    }
    Value hook = oli_dict_get_str(vm, module_dict(sys), hook_name);
    Value own = oli_dict_get_str(vm, module_dict(sys), own_name);
    return is_none(hook) || is_same(hook, own) ? VALUE_UNDEF : hook;
}

void oli_print_unraisable(Vm *vm, const char *message, Value exception, Value object) {
    TextBuilder text;
    oli_text_init(&text, vm);
    if (is_none(object)) {
        oli_text_format(&text, "%s:\n", message ? message : "Exception ignored");
    } else {
        Str *shown = oli_repr(vm, object);
        if (!shown) clear_exception(vm);
        oli_text_format(&text, "%s: %s\n", message ? message : "Exception ignored in",
                        shown ? (const char *)shown->data : "<object repr() failed>");
    }
    Pieces pieces;
    bool ok = oli_pieces_begin(vm, &pieces, &text);
    pieces.no_carets = true;
    ok = ok && oli_format_exception_to(&pieces, exception, VALUE_UNDEF, ALL_FRAMES, false);
    oli_pieces_end(&pieces, ok);
    Str *whole = oli_text_finish(&text);
    if (whole) oli_warn_text(vm, whole);
    if (has_exception(vm)) clear_exception(vm);
}

static bool call_hook(Vm *vm, Value hook, const char *message, Value exception, Value object) {
    AioliVm *handle = handle_of(vm);
    AioliScope scope;
    aioli_scope_open(handle, &scope);
    Value traceback = as_exception(exception)->traceback;
    AioliValue values[5] = {value_out(make_object(class_of(vm, exception))), value_out(exception),
                            value_out(is_undef(traceback) ? VALUE_NONE : traceback),
                            message ? aioli_string(handle, message, AIOLI_NUL) : aioli_none(), value_out(object)};
    AioliValue arguments = aioli_is_error(values[3]) ? values[3] : aioli_record_new(handle, &ARGUMENTS, values);
    bool ok = !aioli_is_error(arguments) && !is_error(oli_call1(vm, hook, value_in(arguments)));
    aioli_scope_close(handle, &scope, aioli_missing());
    return ok;
}

void oli_report_unraisable(Vm *vm, const char *message, Value object) {
    Root exception, about, hook;
    root_push(vm, &exception, oli_take_exception(vm));
    root_push(vm, &about, object);
    root_push(vm, &hook, own_hook(vm));
    if (is_undef(hook.value)) {
        oli_print_unraisable(vm, message, exception.value, object);
    } else if (!call_hook(vm, hook.value, message, exception.value, object)) {
        Value failure = oli_take_exception(vm);
        root_pop(vm, &hook);
        root_push(vm, &hook, failure);
        oli_print_unraisable(vm, "Exception ignored in sys.unraisablehook", failure, VALUE_NONE);
    }
    root_pop(vm, &hook);
    root_pop(vm, &about);
    root_pop(vm, &exception);
}
