/* SPDX-License-Identifier: MIT
 *
 * Built-in functions of text: ascii, chr, format, input, ord, print, repr.
 *
 * print() asks where sys.stdout stands (output.h): the VM's own stream takes text at once, any other object gets it
 * through its write(), piece by piece as in CPython.
 */
#include "embed/builtins.h"
#include "embed/import.h"
#include "embed/output.h"
#include "types/bytes.h"
#include "types/function.h"
#include "types/unicode.h"

#include <stdio.h>

/* ---- characters ---- */

static Value builtin_chr(Vm *vm, Value *args) {
    Value index = oli_as_index(vm, args[0]);
    if (is_error(index)) return VALUE_ERROR;
    if (!is_int(index) || int_of(index) < 0 || int_of(index) > UNICODE_MAX)
        return oli_raise(vm, EXC_VALUE_ERROR, "chr() arg not in range(0x110000)");
    return builtin_text(oli_str_char(vm, (uint32_t)int_of(index)));
}

static Value builtin_ord(Vm *vm, Value *args) {
    size_t length;
    ByteSpan span;
    if (is_str(args[0])) {
        Str *text = as_str(args[0]);
        const char *at = text->data;
        if (text->length == 1) return make_int(utf8_read(&at));
        length = text->length;
    } else if ((is_bytes(args[0]) || is_bytearray(args[0])) && oli_bytes_span(args[0], &span)) {
        if (span.size == 1) return make_int((unsigned char)span.data[0]);
        length = span.size;
    } else {
        return oli_raise(vm, EXC_TYPE_ERROR, "ord() expected string of length 1, but %T found", args[0]);
    }
    return oli_raise(vm, EXC_TYPE_ERROR, "ord() expected a character, but string of length %zu found", length);
}

static Value builtin_repr(Vm *vm, Value *args) { return builtin_text(oli_repr(vm, args[0])); }
static Value builtin_ascii(Vm *vm, Value *args) { return builtin_text(oli_ascii(vm, args[0])); }

static Value builtin_format(Vm *vm, Value *args) {
    Value spec = is_undef(args[1]) ? make_object(vm->empty_str) : args[1];
    if (!is_str(spec)) return oli_raise(vm, EXC_TYPE_ERROR, "format() argument 2 must be str, not %T", spec);
    return oli_format_value(vm, args[0], as_str(spec));
}

/* ---- print ---- */

/* Where one print() writes. */
typedef struct Printer {
    OutputTarget target;
    Value file; /* OUTPUT_OBJECT; reachable from the arguments or rooted */
} Printer;

typedef struct PrintOptions {
    Value sep, end; /* strs, or VALUE_NONE: the usual ones */
    Value file;     /* VALUE_NONE: sys.stdout */
    bool flush;
} PrintOptions;

static bool print_str(Vm *vm, const Printer *printer, Str *text) {
    if (printer->target == OUTPUT_PLAIN) return oli_output_str(vm, 1, text);
    Root root;
    root_push(vm, &root, make_object(text));
    Value write = oli_get_attr(vm, printer->file, vm->names.write);
    bool ok = !is_error(write) && !is_error(oli_call1(vm, write, make_object(text)));
    root_pop(vm, &root);
    return ok;
}

static bool print_bytes(Vm *vm, const Printer *printer, const char *text, size_t size) {
    if (printer->target == OUTPUT_PLAIN) return oli_output(vm, 1, text, size);
    Str *str = oli_str_new(vm, text, size);
    return str && print_str(vm, printer, str);
}

static bool print_value(Vm *vm, const Printer *printer, Value v) {
    if (is_exact(vm, v, CLASS_STR)) return print_str(vm, printer, as_str(v));
    if (is_int(v)) {
        char digits[24];
        int size = snprintf(digits, sizeof digits, "%lld", (long long)int_of(v));
        return print_bytes(vm, printer, digits, (size_t)size);
    }
    Str *text = oli_to_str(vm, v);
    return text && print_str(vm, printer, text);
}

/* A separator: `otherwise` where the script gave none. */
static bool print_separator(Vm *vm, const Printer *printer, Value v, const char *otherwise) {
    return is_none(v) ? print_bytes(vm, printer, otherwise, 1) : print_value(vm, printer, v);
}

static bool print_all(Vm *vm, const Printer *printer, const PrintOptions *options, Value *args, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (i && !print_separator(vm, printer, options->sep, " ")) return false;
        if (!print_value(vm, printer, args[i])) return false;
    }
    return print_separator(vm, printer, options->end, "\n");
}

static bool check_separator(Vm *vm, const char *name, Value v) {
    if (is_none(v) || is_str(v)) return true;
    return oli_raise_false(vm, EXC_TYPE_ERROR, "%s must be None or a string, not %T", name, v);
}

static bool read_print_options(Vm *vm, const Value *values, Tuple *names, PrintOptions *out) {
    Value flush = VALUE_FALSE;
    for (size_t i = 0; names && i < names->count; i++) {
        Str *keyword = as_str(names->items[i]);
        if (oli_str_equals_c(keyword, "sep")) {
            out->sep = values[i];
        } else if (oli_str_equals_c(keyword, "end")) {
            out->end = values[i];
        } else if (oli_str_equals_c(keyword, "file")) {
            out->file = values[i];
        } else if (oli_str_equals_c(keyword, "flush")) {
            flush = values[i];
        } else {
            return oli_raise_false(vm, EXC_TYPE_ERROR, "print() got an unexpected keyword argument '%S'", keyword);
        }
    }
    int truth = oli_truth(vm, flush);
    out->flush = truth > 0;
    return truth >= 0 && check_separator(vm, "sep", out->sep) && check_separator(vm, "end", out->end);
}

static bool flush_printer(Vm *vm, const Printer *printer) {
    if (printer->target == OUTPUT_PLAIN) return oli_output_flush(vm, 1);
    return !is_error(oli_call_method(vm, printer->file, vm->names.flush, NULL, 0));
}

static Value builtin_print(Vm *vm, Value *args, uint32_t count, Tuple *names) {
    uint32_t positional = names ? count - (uint32_t)names->count : count;
    PrintOptions options = {VALUE_NONE, VALUE_NONE, VALUE_NONE, false};
    if (names && !read_print_options(vm, args + positional, names, &options)) return VALUE_ERROR;
    Printer printer = {.target = OUTPUT_OBJECT, .file = options.file};
    if (is_none(options.file)) printer.target = oli_output_target(vm, 1, &printer.file);
    if (printer.target == OUTPUT_NONE) return VALUE_NONE;
    if (printer.target == OUTPUT_LOST) return oli_raise(vm, EXC_RUNTIME_ERROR, "lost sys.stdout");
    Root root;
    root_push(vm, &root, printer.file);
    bool ok = print_all(vm, &printer, &options, args, positional) && (!options.flush || flush_printer(vm, &printer));
    root_pop(vm, &root);
    return ok ? VALUE_NONE : VALUE_ERROR;
}

/* ---- input ---- */

/* sys.stdin; VALUE_ERROR with RuntimeError when the script took it away. */
static Value standard_input(Vm *vm) {
    Str *sys = vm->names.sys;
    Value module = oli_import_module(vm, sys);
    Str *name = is_error(module) ? NULL : oli_str_intern(vm, "stdin", strlen("stdin"));
    if (!name) return VALUE_ERROR;
    Value found = oli_find_attr(vm, module, name);
    if (is_undef(found) || is_none(found)) return oli_raise(vm, EXC_RUNTIME_ERROR, "input(): lost sys.stdin");
    return found;
}

static bool print_prompt(Vm *vm, Value prompt) {
    Printer printer = {.file = VALUE_NONE};
    printer.target = oli_output_target(vm, 1, &printer.file);
    if (printer.target == OUTPUT_NONE || printer.target == OUTPUT_LOST)
        return oli_raise_false(vm, EXC_RUNTIME_ERROR, "input(): lost sys.stdout");
    Root root;
    root_push(vm, &root, printer.file);
    bool ok = (is_undef(prompt) || print_value(vm, &printer, prompt)) && flush_printer(vm, &printer);
    root_pop(vm, &root);
    return ok;
}

static Value builtin_input(Vm *vm, Value *args) {
    Value input = standard_input(vm);
    if (is_error(input)) return VALUE_ERROR;
    Root root;
    root_push(vm, &root, input);
    Value line = print_prompt(vm, args[0]) ? oli_call_method(vm, input, vm->names.readline, NULL, 0) : VALUE_ERROR;
    root_pop(vm, &root);
    if (is_error(line)) return VALUE_ERROR;
    if (!is_str(line)) return oli_raise(vm, EXC_TYPE_ERROR, "object.readline() returned non-string");
    Str *text = as_str(line);
    if (text->length == 0) return oli_raise(vm, EXC_EOF_ERROR, "EOF when reading a line");
    bool has_break = text->data[text->size - 1] == '\n';
    return has_break ? builtin_text(oli_str_slice(vm, text, 0, text->length - 1)) : line;
}

const NativeDef oli_builtins_text[] = {
    NATIVE("ascii", "obj, /", builtin_ascii),
    NATIVE("chr", "i, /", builtin_chr),
    NATIVE("format", "value, format_spec=, /", builtin_format),
    NATIVE("input", "prompt=, /", builtin_input),
    NATIVE("ord", "c, /", builtin_ord),
    NATIVE_RAW("print", builtin_print),
    NATIVE("repr", "obj, /", builtin_repr),
    NATIVE_END,
};
