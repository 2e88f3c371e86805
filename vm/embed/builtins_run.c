/* SPDX-License-Identifier: MIT
 *
 * Built-in functions about running: compile, eval, exec, globals, locals, __import__, open, exit.
 */
#include "embed/builtins.h"
#include "embed/import.h"
#include "run/traceback.h"
#include "types/bytes.h"
#include "types/function.h"

#include <stdio.h>

/* ---- namespaces ---- */

static Value builtin_globals(Vm *vm, Value *args) {
    (void)args;
    Dict *globals = oli_frame_globals(vm);
    return globals ? make_object(globals) : oli_raise(vm, EXC_SYSTEM_ERROR, "frame does not exist");
}

static Value builtin_locals(Vm *vm, Value *args) {
    (void)args;
    return oli_frame_locals(vm);
}

/* Where code runs: globals, and VALUE_UNDEF or another mapping for what it assigns. */
typedef struct Namespaces {
    Dict *globals;
    Value locals;
} Namespaces;

static bool is_mapping(Vm *vm, Value v) {
    return is_dict(v) || (class_of(vm, v)->ops.get_item && !is_list(v) && !is_tuple(v) && !is_str(v));
}

static bool check_namespaces(Vm *vm, Value globals, Value locals, bool is_eval) {
    if (!is_none(globals) && !is_dict(globals)) {
        if (is_eval && is_mapping(vm, globals))
            return oli_raise_false(vm, EXC_TYPE_ERROR, "globals must be a real dict; try eval(code, {}, mapping)");
        if (is_eval) return oli_raise_false(vm, EXC_TYPE_ERROR, "globals must be a dict");
        return oli_raise_false(vm, EXC_TYPE_ERROR, "exec() globals must be a dict, not %T", globals);
    }
    if (is_none(locals) || is_mapping(vm, locals)) return true;
    if (is_eval) return oli_raise_false(vm, EXC_TYPE_ERROR, "locals must be a mapping");
    return oli_raise_false(vm, EXC_TYPE_ERROR, "locals must be a mapping or None, not %T", locals);
}

/* The namespaces of eval() and exec(): given ones, else the caller's. args[1] and args[2] root them. */
static bool find_namespaces(Vm *vm, Value *args, bool is_eval, Namespaces *out) {
    if (is_undef(args[1])) args[1] = VALUE_NONE;
    if (is_undef(args[2])) args[2] = VALUE_NONE;
    if (!check_namespaces(vm, args[1], args[2], is_eval)) return false;
    if (is_none(args[1])) {
        Dict *globals = oli_frame_globals(vm);
        if (!globals && !(globals = oli_dict_new(vm))) return false;
        args[1] = make_object(globals);
        if (is_none(args[2]) && vm->frame) args[2] = oli_frame_locals(vm);
        if (is_error(args[2])) return false;
    }
    out->globals = as_dict(args[1]);
    out->locals = is_none(args[2]) || is_same(args[2], args[1]) ? VALUE_UNDEF : args[2];
    if (!is_undef(oli_dict_get_str(vm, out->globals, vm->names.dunder_builtins))) return true;
    return oli_dict_set_str(vm, out->globals, vm->names.dunder_builtins, make_object(vm->builtins));
}

/* ---- source ---- */

/* The bytes of source given as str or bytes; false: TypeError with `message`, or ValueError for a NUL. */
static bool source_span(Vm *vm, Value source, const char *message, ByteSpan *out) {
    if (is_str(source)) {
        *out = (ByteSpan){as_str(source)->data, as_str(source)->size};
    } else if (!oli_bytes_span(source, out)) {
        return oli_raise_false(vm, EXC_TYPE_ERROR, "%s", message);
    }
    if (out->size && memchr(out->data, '\0', out->size))
        return oli_raise_false(vm, EXC_SYNTAX_ERROR, "source code string cannot contain null bytes");
    return true;
}

static Code *compile_source(Vm *vm, ByteSpan span, CompileMode mode, uint32_t flags) {
    Str *filename = oli_str_intern(vm, "<string>", strlen("<string>"));
    return filename ? oli_compile(vm, span.data, span.size, filename, mode, flags, NULL) : NULL;
}

/* The code to run: a code object itself, or source compiled for these namespaces. */
static Code *code_of(Vm *vm, Value source, CompileMode mode, const Namespaces *names) {
    const char *function = mode == COMPILE_EVAL ? "eval" : "exec";
    if (is_code(source)) {
        if (!as_code(source)->free_count) return as_code(source);
        return oli_raise_null(vm, EXC_TYPE_ERROR,
                              mode == COMPILE_EVAL ? "code object passed to eval() may not contain free variables"
                                                   : "code object passed to exec() may not contain free variables");
    }
    char message[64];
    snprintf(message, sizeof message, "%s() arg 1 must be a string, bytes or code object", function);
    ByteSpan span;
    if (!source_span(vm, source, message, &span)) return NULL;
    while (mode == COMPILE_EVAL && span.size && (*span.data == ' ' || *span.data == '\t')) span.data++, span.size--;
    return compile_source(vm, span, mode, is_undef(names->locals) ? 0 : COMPILE_NAMESPACE);
}

static Value run_code(Vm *vm, Code *code, const Namespaces *names) {
    Function *function = oli_function_new(vm, code, names->globals);
    if (!function) return VALUE_ERROR;
    if (is_undef(names->locals) || !(code->flags & CODE_CLASS_BODY)) return oli_call0(vm, make_object(function));
    return oli_call1(vm, make_object(function), names->locals);
}

static Value builtin_eval(Vm *vm, Value *args) {
    Namespaces names;
    if (!find_namespaces(vm, args, true, &names)) return VALUE_ERROR;
    Code *code = code_of(vm, args[0], COMPILE_EVAL, &names);
    return code ? run_code(vm, code, &names) : VALUE_ERROR;
}

static Value builtin_exec(Vm *vm, Value *args) {
    Namespaces names;
    if (!find_namespaces(vm, args, false, &names)) return VALUE_ERROR;
    Code *code = code_of(vm, args[0], COMPILE_EXEC, &names);
    return code && !is_error(run_code(vm, code, &names)) ? VALUE_NONE : VALUE_ERROR;
}

/* ---- compile ---- */

static Str *file_name(Vm *vm, Value v) {
    if (is_str(v)) return as_str(v);
    ByteSpan span;
    if (oli_bytes_span(v, &span)) return oli_str_decode(vm, span.data, span.size, "utf-8");
    Value path = oli_call_special(vm, v, vm->names.dunder_fspath, NULL, 0);
    if (is_str(path)) return as_str(path);
    if (is_error(path)) return NULL;
    return oli_raise_null(vm, EXC_TYPE_ERROR, "expected str, bytes or os.PathLike object, not %T", v);
}

static bool compile_mode(Vm *vm, Value v, CompileMode *out) {
    if (!is_str(v)) return oli_raise_false(vm, EXC_TYPE_ERROR, "compile() argument 'mode' must be str, not %T", v);
    static const struct {
        const char *name;
        CompileMode mode;
    } modes[] = {{"exec", COMPILE_EXEC}, {"eval", COMPILE_EVAL}, {"single", COMPILE_SINGLE}};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        *out = modes[i].mode;
        if (oli_str_equals_c(as_str(v), modes[i].name)) return true;
    }
    return oli_raise_false(vm, EXC_VALUE_ERROR, "compile() mode must be 'exec', 'eval' or 'single'");
}

enum { FLAG_TOP_LEVEL_AWAIT = 0x2000, KNOWN_FLAGS = 0x1FFFE10 | FLAG_TOP_LEVEL_AWAIT };

static Value builtin_compile(Vm *vm, Value *args) {
    int64_t flags = 0;
    CompileMode mode;
    ByteSpan span;
    if (!is_undef(args[3]) && !oli_as_i64(vm, args[3], &flags)) return VALUE_ERROR;
    if (!compile_mode(vm, args[2], &mode)) return VALUE_ERROR;
    if (flags & ~(int64_t)KNOWN_FLAGS) return oli_raise(vm, EXC_VALUE_ERROR, "compile(): unrecognised flags");
    Str *filename = file_name(vm, args[1]);
    if (!filename) return VALUE_ERROR;
    if (is_code(args[0])) return args[0];
    if (!source_span(vm, args[0], "compile() arg 1 must be a string, bytes or AST object", &span)) return VALUE_ERROR;
    uint32_t options = flags & FLAG_TOP_LEVEL_AWAIT ? COMPILE_TOP_LEVEL_AWAIT : 0;
    Code *code = oli_compile(vm, span.data, span.size, filename, mode, options, NULL);
    return code ? make_object(code) : VALUE_ERROR;
}

/* ---- modules ---- */

static Value builtin_import(Vm *vm, Value *args) {
    if (!is_str(args[0])) return oli_raise(vm, EXC_TYPE_ERROR, "module name must be a string");
    int64_t level = 0;
    if (!is_undef(args[4]) && !oli_as_i64(vm, args[4], &level)) return VALUE_ERROR;
    Dict *globals = is_dict(args[1]) ? as_dict(args[1]) : oli_frame_globals(vm);
    Value fromlist = is_undef(args[3]) ? VALUE_NONE : args[3];
    return oli_import(vm, as_str(args[0]), globals, fromlist, level);
}

/* open() stands in module _io, which is loaded when it is first called. */
static Value builtin_open(Vm *vm, Value *args, uint32_t count, Tuple *names) {
    Str *module_name = oli_str_intern(vm, "_io", 3), *name = oli_str_intern(vm, "open", 4);
    Value module = module_name && name ? oli_import_module(vm, module_name) : VALUE_ERROR;
    Value function = is_error(module) ? module : oli_get_attr(vm, module, name);
    return is_error(function) ? VALUE_ERROR : oli_call(vm, function, args, count, names);
}

static Value builtin_exit(Vm *vm, Value *args) {
    return oli_raise_class(vm, vm->exceptions[EXC_SYSTEM_EXIT], is_undef(args[0]) ? VALUE_NONE : args[0]);
}

/* What sys.breakpointhook says. */
static Value builtin_breakpoint(Vm *vm, Value *args) {
    Str *name = oli_str_intern(vm, "breakpointhook", strlen("breakpointhook"));
    Value module = name ? oli_import_module(vm, vm->names.sys) : VALUE_ERROR;
    Value hook = is_error(module) ? module : oli_find_attr(vm, module, name);
    if (is_error(hook)) return hook;
    if (is_undef(hook)) return oli_raise(vm, EXC_RUNTIME_ERROR, "lost sys.breakpointhook");
    const Tuple *rest = as_tuple(args[0]);
    return oli_call_with_dict(vm, hook, rest->items, (uint32_t)rest->count, as_dict(args[1]));
}

const NativeDef oli_builtins_run[] = {
    NATIVE("breakpoint", "*args, **kws", builtin_breakpoint),
    NATIVE("__import__", "name, globals=, locals=, fromlist=, level=", builtin_import),
    NATIVE("compile",
           "source, filename, mode, flags=, dont_inherit=, optimize=, *, _feature_version=", builtin_compile),
    NATIVE("eval", "source, /, globals=, locals=", builtin_eval),
    NATIVE("exec", "source, /, globals=, locals=, *, closure=", builtin_exec),
    NATIVE("exit", "code=", builtin_exit),
    NATIVE("globals", "", builtin_globals),
    NATIVE("locals", "", builtin_locals),
    NATIVE_RAW("open", builtin_open),
    NATIVE("quit", "code=", builtin_exit),
    NATIVE_END,
};
