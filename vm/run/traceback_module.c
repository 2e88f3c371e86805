/* SPDX-License-Identifier: MIT
 *
 * The module _traceback: what stdlib/traceback.aio and linecache.aio ask of the interpreter. Places are tuples
 * (filename, line, name, end line, column, end column), columns None where they are not known.
 */
#include "run/traceback.h"

#include "run/finalizer.h"
#include "types/function.h"
#include "types/native.h"

enum { COLUMN_UNKNOWN = 0xFFFF };

static bool read_limit(Vm *vm, Value v, int64_t *out) {
    *out = ALL_FRAMES;
    if (is_undef(v) || is_none(v)) return true;
    return oli_as_i64_clipped(vm, v, out);
}

static Value require_exception(Vm *vm, Value v) {
    return is_exception(v) ? v : oli_raise(vm, EXC_TYPE_ERROR, "Exception expected for value, %T found", v);
}

/* ---- text ---- */

static Value format_exception(Vm *vm, Value *args) {
    int64_t limit;
    int chain = is_undef(args[3]) ? 1 : oli_truth(vm, args[3]);
    if (chain < 0 || !read_limit(vm, args[2], &limit) || is_error(require_exception(vm, args[0]))) return VALUE_ERROR;
    Pieces pieces;
    bool ok =
        oli_pieces_begin(vm, &pieces, NULL) && oli_format_exception_to(&pieces, args[0], args[1], limit, chain > 0);
    return oli_pieces_end(&pieces, ok);
}

static Value format_exception_only(Vm *vm, Value *args) {
    if (is_error(require_exception(vm, args[0]))) return VALUE_ERROR;
    Pieces pieces;
    bool ok = oli_pieces_begin(vm, &pieces, NULL) && oli_format_exception_only(&pieces, args[0]);
    return oli_pieces_end(&pieces, ok);
}

/* The number of a column argument: None is unknown. */
static bool read_column(Vm *vm, Value v, uint16_t *out) {
    int64_t column = COLUMN_UNKNOWN;
    if (!is_none(v) && !oli_as_i64(vm, v, &column)) return false;
    *out = column >= 0 && column < COLUMN_UNKNOWN ? (uint16_t)column : COLUMN_UNKNOWN;
    return true;
}

static Value format_frame(Vm *vm, Value *args) {
    int64_t line, end_line;
    CodePosition place = {0};
    if (!is_str(args[0]) || !is_str(args[2])) return oli_raise(vm, EXC_TYPE_ERROR, "expected str");
    if (!oli_as_i64(vm, args[1], &line) || !oli_as_i64(vm, args[3], &end_line)) return VALUE_ERROR;
    if (!read_column(vm, args[4], &place.column) || !read_column(vm, args[5], &place.end_column)) return VALUE_ERROR;
    place.line = (uint32_t)line;
    place.end_line = (uint32_t)end_line;
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_format_frame(vm, &text, as_str(args[0]), as_str(args[2]), &place);
    Str *result = oli_text_finish(&text);
    return result ? make_object(result) : VALUE_ERROR;
}

static Value source_line(Vm *vm, Value *args) {
    int64_t line;
    const char *text = "";
    size_t size = 0;
    if (!is_str(args[0])) return make_object(vm->empty_str);
    if (!oli_as_i64_clipped(vm, args[1], &line)) return VALUE_ERROR;
    if (line < 1 || line > UINT32_MAX || !oli_find_source_line(vm, as_str(args[0]), (uint32_t)line, &text, &size))
        return make_object(vm->empty_str);
    Str *found = oli_str_format(vm, "%.*s\n", (int)size, text);
    return found ? make_object(found) : VALUE_ERROR;
}

/* ---- places ---- */

static Value make_place(Vm *vm, const Code *code, uint32_t pc) {
    CodePosition place;
    oli_code_position(code, pc, &place);
    bool known = place.column != COLUMN_UNKNOWN && place.end_column != COLUMN_UNKNOWN;
    Value values[6] = {make_object(code->filename),
                       make_int(place.line),
                       make_object(code->name),
                       make_int(place.end_line),
                       known ? make_int(place.column) : VALUE_NONE,
                       known ? make_int(place.end_column) : VALUE_NONE};
    Tuple *tuple = oli_tuple_from(vm, values, 6);
    return tuple ? make_object(tuple) : VALUE_ERROR;
}

static Value place_of(Vm *vm, Value *args) {
    if (is_traceback(args[0])) return make_place(vm, as_traceback(args[0])->code, as_traceback(args[0])->pc);
    if (!is_kind(args[0], CLASS_FRAME))
        return oli_raise(vm, EXC_TYPE_ERROR, "traceback or frame expected, %T found", args[0]);
    const FrameView *view = (const FrameView *)(void *)object_of(args[0]);
    return make_place(vm, view->code, view->pc);
}

static Value frame(Vm *vm, Value *args) {
    int64_t depth = 0;
    if (!is_undef(args[0]) && !oli_as_i64_clipped(vm, args[0], &depth)) return VALUE_ERROR;
    Value view = depth < 0 || depth > UINT32_MAX ? VALUE_UNDEF : oli_frame_view(vm, (uint32_t)depth);
    return is_undef(view) ? oli_raise(vm, EXC_VALUE_ERROR, "call stack is not deep enough") : view;
}

/* The default sys.unraisablehook(arguments). */
static Value unraisable_hook(Vm *vm, Value *args) {
    Root parts[3];
    static const char *const NAMES[3] = {"exc_value", "err_msg", "object"};
    int held = 0;
    for (; held < 3; held++) {
        Str *name = oli_str_from_c(vm, NAMES[held]);
        Value part = name ? oli_get_attr(vm, args[0], name) : VALUE_ERROR;
        if (is_error(part)) break;
        root_push(vm, &parts[held], part);
    }
    if (held == 3 && is_exception(parts[0].value)) {
        bool has_message = is_str(parts[1].value);
        oli_print_unraisable(vm, has_message ? as_str(parts[1].value)->data : NULL, parts[0].value, parts[2].value);
    }
    bool ok = held == 3;
    while (held) root_pop(vm, &parts[--held]);
    return ok ? VALUE_NONE : VALUE_ERROR;
}

static const NativeDef functions[] = {
    NATIVE("format_exception", "exception, traceback=, limit=, chain=, /", format_exception),
    NATIVE("format_exception_only", "exception, /", format_exception_only),
    NATIVE("format_frame", "filename, line, name, end_line, column, end_column, /", format_frame),
    NATIVE("source_line", "filename, line, /", source_line),
    NATIVE("place", "entry, /", place_of),
    NATIVE("_getframe", "depth=, /", frame),
    NATIVE("unraisablehook", "unraisable, /", unraisable_hook),
    NATIVE_END,
};

bool oli_init_traceback_module(Vm *vm) {
    Str *name = oli_str_intern(vm, "_traceback", 10);
    Value module = name ? oli_module_new(vm, name) : VALUE_ERROR;
    return !is_error(module) && oli_define_natives(vm, module_dict(module), functions, name) &&
           oli_dict_set_str(vm, vm->modules, name, module);
}
