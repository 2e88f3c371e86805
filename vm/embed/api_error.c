/* SPDX-License-Identifier: MIT
 *
 * The public API: exceptions (aioli.h).
 */
#include "embed/embed.h"
#include "embed/output.h"
#include "types/class.h"
#include "types/exception.h"

Class *oli_exception_class(Vm *vm, const char *name) {
    static const char *const NAMES[EXC_COUNT] = {
#define EXCEPTION(id, name, base) #name,
#include "types/exceptions.def"
#undef EXCEPTION
    };
    for (int i = 0; i < EXC_COUNT; i++)
        if (!strcmp(NAMES[i], name)) return vm->exceptions[i];
    return NULL;
}

/* ---- raising ---- */

AioliValue aioli_raise(AioliVm *handle, const char *class_name, const char *format, ...) {
    if (!is_ready(handle)) return aioli_error();
    Vm *vm = vm_of(handle);
    Class *cls = class_name ? oli_exception_class(vm, class_name) : NULL;
    if (!cls || !format) return oli_misuse(handle, __func__, "no such exception class");
    TextBuilder text;
    oli_text_init(&text, vm);
    va_list args;
    va_start(args, format);
    oli_embed_format(vm, &text, format, args);
    va_end(args);
    Str *message = oli_text_finish(&text);
    if (message) oli_raise_class(vm, cls, make_object(message));
    return aioli_error();
}

AioliValue aioli_raise_value(AioliVm *handle, AioliValue v, AioliValue argument) {
    if (!is_ready(handle)) return aioli_error();
    Vm *vm = vm_of(handle);
    Value value = value_in(v);
    if (is_script_value(v) && is_exception(value)) {
        oli_raise_value(vm, value);
    } else if (is_script_value(v) && is_class(value) && as_class(value)->flags & CLASS_FLAG_EXCEPTION) {
        oli_raise_class(vm, as_class(value), value_in(argument));
    } else {
        oli_raise(vm, EXC_TYPE_ERROR, "exceptions must derive from BaseException");
    }
    return aioli_error();
}

AioliValue aioli_raise_errno(AioliVm *handle, int error, AioliValue path) {
    if (!is_ready(handle)) return aioli_error();
    oli_raise_errno(vm_of(handle), error, value_in(path));
    return aioli_error();
}

/* ---- looking at the pending one ---- */

bool aioli_error_pending(AioliVm *handle) { return handle && has_exception(vm_of(handle)); }

AioliValue aioli_error_get(AioliVm *handle) {
    return aioli_error_pending(handle) ? keep(vm_of(handle), vm_of(handle)->exception) : aioli_none();
}

/* Whoever takes an exception has seen it, an exhausted budget too (which raises again while it is exhausted). */
AioliValue aioli_error_take(AioliVm *handle) {
    if (!aioli_error_pending(handle)) return aioli_none();
    vm_of(handle)->uncatchable = false;
    return keep(vm_of(handle), oli_take_exception(vm_of(handle)));
}

void aioli_error_clear(AioliVm *handle) {
    if (!handle) return;
    vm_of(handle)->uncatchable = false;
    clear_exception(vm_of(handle));
}

AioliValue aioli_error_handled(AioliVm *handle) {
    return handle ? keep(vm_of(handle), vm_of(handle)->handled) : aioli_error();
}

bool aioli_error_is(AioliVm *handle, const char *class_name) {
    if (!aioli_error_pending(handle) || !class_name) return false;
    Class *cls = oli_exception_class(vm_of(handle), class_name);
    return cls && oli_class_is_subclass(class_of(vm_of(handle), vm_of(handle)->exception), cls);
}

typedef enum Described { DESCRIBED_TEXT, DESCRIBED_MESSAGE, DESCRIBED_TYPE } Described;

/* Keep the text for the host: in memory of the VM, replaced by the next of its kind. */
static const char *keep_text(Vm *vm, Described what, const char *text, size_t size) {
    DescribedError *kept = &embed_of(vm)->described[what];
    char *grown = oli_try_resize(vm, kept->text, kept->size, size + 1);
    if (!grown) return what == DESCRIBED_MESSAGE ? "" : "MemoryError";
    memcpy(grown, text, size);
    grown[size] = 0;
    *kept = (DescribedError){grown, size + 1};
    return grown;
}

/* Run `describe` on the pending exception, taken out meanwhile, and put it back. */
static const char *describe_pending(AioliVm *handle, Described what,
                                    bool (*describe)(Vm *vm, TextBuilder *text, Value exception)) {
    if (!aioli_error_pending(handle)) return "";
    Vm *vm = vm_of(handle);
    Root root;
    root_push(vm, &root, oli_take_exception(vm));
    TextBuilder text;
    oli_text_init(&text, vm);
    const char *result;
    if (describe(vm, &text, root.value) && !text.failed) {
        result = keep_text(vm, what, text.data, text.size);
    } else {
        clear_exception(vm);
        Str *name = class_of(vm, root.value)->name;
        result = keep_text(vm, what, name->data, name->size);
    }
    oli_text_free(&text);
    clear_exception(vm);
    vm->exception = root.value;
    root_pop(vm, &root);
    return result;
}

static bool describe_message(Vm *vm, TextBuilder *text, Value exception) {
    Str *message = oli_to_str(vm, exception);
    return message && oli_text_append_str(text, message);
}

static bool describe_type(Vm *vm, TextBuilder *text, Value exception) {
    return oli_text_append_str(text, class_of(vm, exception)->name);
}

const char *aioli_error_text(AioliVm *handle) { return describe_pending(handle, DESCRIBED_TEXT, oli_format_exception); }
const char *aioli_error_message(AioliVm *handle) {
    return describe_pending(handle, DESCRIBED_MESSAGE, describe_message);
}
const char *aioli_error_type_name(AioliVm *handle) { return describe_pending(handle, DESCRIBED_TYPE, describe_type); }

/* ---- the end of a program ---- */

static int system_exit_status(Vm *vm, Value exception) {
    Value code = exception_field(exception, 0);
    if (is_none(code)) return 0;
    int64_t status;
    if (is_integer(code)) return oli_int_to_i64(code, &status) ? (int)(status & 0xFF) : 255;
    Root root;
    root_push(vm, &root, oli_take_exception(vm));
    Str *text = oli_to_str(vm, code);
    if (text) oli_output_str(vm, 2, text);
    oli_output(vm, 2, "\n", 1);
    clear_exception(vm);
    vm->exception = root.value;
    root_pop(vm, &root);
    return 1;
}

int aioli_error_exit_status(AioliVm *handle) {
    if (!aioli_error_pending(handle)) return 0;
    Vm *vm = vm_of(handle);
    return oli_exception_is(vm, EXC_SYSTEM_EXIT) ? system_exit_status(vm, vm->exception) : 1;
}

/* ---- warnings ---- */

bool aioli_warn(AioliVm *handle, const char *category, const char *message) {
    if (!is_ready(handle)) return false;
    AioliScope scope;
    aioli_scope_open(handle, &scope);
    AioliValue module = aioli_import(handle, "warnings");
    AioliValue args[] = {aioli_error(), aioli_error()};
    if (!aioli_is_error(module)) args[0] = aioli_string(handle, message, AIOLI_NUL);
    if (!aioli_is_error(args[0])) args[1] = aioli_builtin(handle, category);
    bool ok = !aioli_is_error(args[1]) && !aioli_is_error(aioli_call_method(handle, module, "warn", args, 2));
    aioli_scope_close(handle, &scope, aioli_missing());
    return ok;
}
