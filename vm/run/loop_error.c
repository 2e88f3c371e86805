/* SPDX-License-Identifier: MIT
 *
 * Errors that nobody catches: in callbacks, and of tasks that nobody awaits. The script's exception handler gets them, or
 * they are printed.
 */
#include <string.h>

#include "run/event_loop.h"
#include "run/loop_ops.h"

static bool put(Vm *vm, Dict *dict, const char *name, Value v) {
    return is_undef(v) || oli_dict_set_c(vm, dict, name, v);
}

static Value get(Vm *vm, Dict *dict, const char *name) {
    Str *key = oli_str_intern(vm, name, strlen(name));
    return key ? oli_dict_get_str(vm, dict, key) : VALUE_UNDEF;
}

/* Where logging is in use, it gets the error. False: it is not. */
static bool log_context(Vm *vm, Dict *context) {
    Str *name = oli_str_intern(vm, "logging", 7);
    if (!name || is_undef(oli_dict_get_str(vm, vm->modules, name))) return false;
    Value arg = make_object(context);
    return !is_error(oli_call_library(vm, "asyncio.base_events", "_log_error", &arg, 1)) || has_exception(vm);
}

/* Print `context` as the default handler does: the message, the other entries, the exception with its traceback. */
static bool print_context(Vm *vm, Dict *context) {
    if (log_context(vm, context)) return !has_exception(vm);
    TextBuilder text;
    oli_text_init(&text, vm);
    Value message = get(vm, context, "message"), exception = get(vm, context, "exception");
    if (is_str(message) && as_str(message)->size)
        oli_text_format(&text, "%S\n", as_str(message));
    else
        oli_text_append_c(&text, "Unhandled exception in event loop\n");
    uint32_t position = 0;
    for (DictEntry *entry; (entry = oli_dict_next(context, &position));) {
        if (is_same(entry->value, message) || is_same(entry->value, exception)) continue;
        Value key = entry->key, value = entry->value;
        oli_text_format(&text, "%s: %R\n", is_str(key) ? as_str(key)->data : "?", value);
    }
    if (is_exception(exception)) oli_format_exception(vm, &text, exception);
    Str *made = oli_text_finish(&text);
    if (made) oli_warn_text(vm, made);
    return made && !has_exception(vm);
}

static bool call_handler(Vm *vm, EventLoop *loop, Dict *context) {
    Value result = oli_call2(vm, loop->exception_handler, make_object(loop), make_object(context));
    return !is_error(result);
}

/* The method `name` of the loop where it is not ours: a class of the script's, or the loop itself, has its own. */
static Value own_method(Vm *vm, Value loop, const char *name) {
    Str *text = oli_str_intern(vm, name, strlen(name));
    Value method = text ? oli_get_attr(vm, loop, text) : VALUE_ERROR;
    if (is_error(method)) clear_exception(vm);
    return is_error(method) || is_kind(method, CLASS_NATIVE) ? VALUE_UNDEF : method;
}

/* Whoever is to hear of it: the loop's own method, its handler, the logger. False: nobody, it is to be printed. */
static bool tell_context(Vm *vm, Value loop, Dict *context) {
    Value method = own_method(vm, loop, "call_exception_handler");
    if (!is_undef(method)) return oli_call1(vm, method, make_object(context)), true;
    if (!is_none(as_loop(loop)->exception_handler)) return call_handler(vm, as_loop(loop), context), true;
    method = own_method(vm, loop, "default_exception_handler");
    if (!is_undef(method)) return oli_call1(vm, method, make_object(context)), true;
    return log_context(vm, context);
}

bool oli_loop_handle_exception(Vm *vm, Str *what, Value exception, Value source) {
    Value v = vm->scheduler->loop;
    Str *logging = oli_str_intern(vm, "logging", 7);
    bool plain = is_kind(v, CLASS_EVENT_LOOP) && is_none(as_loop(v)->exception_handler) &&
                 !(object_of(v)->cls->flags & CLASS_FLAG_USER) && object_of(v)->shape == object_of(v)->cls->shape->id;
    if (!is_kind(v, CLASS_EVENT_LOOP) || !logging) return clear_exception(vm), false;
    if (plain && is_undef(oli_dict_get_str(vm, vm->modules, logging))) return false;
    Dict *context = oli_dict_new(vm);
    const char *key = is_future(source) ? "future" : "handle";
    if (!context || !put(vm, context, "message", make_object(what)) || !put(vm, context, "exception", exception) ||
        !put(vm, context, key, is_none(source) ? VALUE_UNDEF : source)) {
        clear_exception(vm);
        return false;
    }
    Root root;
    root_push(vm, &root, make_object(context));
    bool told = tell_context(vm, v, context);
    root_pop(vm, &root);
    if (has_exception(vm)) {
        Value error = oli_take_exception(vm);
        oli_print_exception_report(vm, "Unhandled error in exception handler", error, VALUE_NONE);
    }
    return told;
}

/* The Handle that the exception handler gets for a done-callback. VALUE_NONE: no memory. */
static Value handle_for_report(Vm *vm, Value callback) {
    Handle *handle = oli_new(vm, vm->classes[CLASS_HANDLE], sizeof *handle);
    if (!handle) {
        clear_exception(vm);
        return VALUE_NONE;
    }
    handle->callback = is_kind(callback, CLASS_TUPLE) ? as_tuple(callback)->items[0] : callback;
    handle->args = vm->empty_tuple;
    handle->context = VALUE_NONE;
    return make_object(handle);
}

void oli_callback_error(Vm *vm, Value callback, Value exception) {
    Root root, root_callback, root_what;
    root_push(vm, &root, exception);
    root_push(vm, &root_callback, callback);
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_text_append_c(&text, "Exception in callback ");
    bool is_handle = is_kind(callback, CLASS_HANDLE) || is_kind(callback, CLASS_TIMER_HANDLE);
    oli_callback_text(vm, &text, is_handle ? as_handle(callback)->callback : callback);
    Str *what = oli_text_finish(&text);
    if (!what) clear_exception(vm);
    root_push(vm, &root_what, what ? make_object(what) : VALUE_NONE);
    if (!is_handle) callback = handle_for_report(vm, callback);
    if (!what || !oli_loop_handle_exception(vm, what, exception, callback))
        oli_print_exception_report(vm, what ? what->data : "Exception in callback", exception, VALUE_NONE);
    root_pop(vm, &root_what);
    root_pop(vm, &root_callback);
    root_pop(vm, &root);
}

Value oli_loop_call_exception_handler(Vm *vm, Value *args) {
    EventLoop *loop = as_loop(args[0]);
    if (!is_kind(args[1], CLASS_DICT)) return oli_raise(vm, EXC_TYPE_ERROR, "context must be a dict, not %T", args[1]);
    if (is_none(loop->exception_handler)) {
        Value method = own_method(vm, args[0], "default_exception_handler");
        if (!is_undef(method)) return oli_call1(vm, method, args[1]);
        return print_context(vm, as_dict(args[1])) ? VALUE_NONE : VALUE_ERROR;
    }
    if (call_handler(vm, loop, as_dict(args[1]))) return VALUE_NONE;
    if (oli_exception_is(vm, EXC_KEYBOARD_INTERRUPT) || oli_exception_is(vm, EXC_SYSTEM_EXIT)) return VALUE_ERROR;
    Value error = oli_take_exception(vm);
    oli_print_exception_report(vm, "Unhandled error in exception handler", error, VALUE_NONE);
    return VALUE_NONE;
}

Value oli_loop_default_exception_handler(Vm *vm, Value *args) {
    if (!is_kind(args[1], CLASS_DICT)) return oli_raise(vm, EXC_TYPE_ERROR, "context must be a dict, not %T", args[1]);
    return print_context(vm, as_dict(args[1])) ? VALUE_NONE : VALUE_ERROR;
}

Value oli_loop_set_exception_handler(Vm *vm, Value *args) {
    if (!is_none(args[1]) && !oli_callable(vm, args[1]))
        return oli_raise(vm, EXC_TYPE_ERROR, "A callable object or None is expected, got %R", args[1]);
    as_loop(args[0])->exception_handler = args[1];
    barrier(vm, args[1]);
    return VALUE_NONE;
}

Value oli_loop_get_exception_handler(Vm *vm, Value *args) {
    (void)vm;
    return as_loop(args[0])->exception_handler;
}
