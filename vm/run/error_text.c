/* SPDX-License-Identifier: MIT
 *
 * The text of exceptions, as CPython 3.13 prints it: chained ones first, each with its traceback, notes and suggestion;
 * exception groups as a tree.
 *
 * Which exceptions are shown is settled before anything is printed (a Report): an exception that was met already is not
 * followed again, so cycles end. Calls into script happen only for str() of an exception and its notes; failures there
 * are printed as such ("<exception str() failed>") and never raised.
 */
#include "run/suggest.h"
#include "run/traceback.h"
#include "types/class.h"
#include "types/exception.h"
#include "types/unicode.h"

/* ---- names and values ---- */

/* "module.qualname" of the exception's class; no module for builtins and __main__. */
static bool append_class_name(Vm *vm, TextBuilder *text, Class *cls) {
    Value module = oli_find_attr(vm, make_object(cls), vm->names.dunder_module);
    if (is_error(module)) clear_exception(vm);
    if (!is_str(module)) {
        oli_text_append_c(text, "<unknown>.");
    } else if (!oli_str_equals_c(as_str(module), "builtins") && !oli_str_equals_c(as_str(module), "__main__")) {
        oli_text_append_str(text, as_str(module));
        oli_text_append_c(text, ".");
    }
    return oli_text_append_str(text, cls->qualname);
}

/* str(v), or "<what str() failed>"; NULL only for want of memory. */
static Str *safe_str(Vm *vm, Value v, const char *what) {
    Str *text = oli_to_str(vm, v);
    if (text) return text;
    clear_exception(vm);
    return oli_str_format(vm, "<%s str() failed>", what);
}

/* ---- SyntaxError ---- */

static int64_t field_int(Value exception, uint32_t field, int64_t missing) {
    Value v = exception_field(exception, field);
    return is_int(v) ? int_of(v) : missing;
}

/* The source line without indentation, and carets below [offset, end_offset), counted in characters from 1. */
static bool append_marked_line(Pieces *pieces, Value exception, const Str *line) {
    TextBuilder *out = &pieces->unit;
    size_t size = line->size;
    while (size && line->data[size - 1] == '\n') size--;
    size_t skip = 0;
    while (skip < size && (line->data[skip] == ' ' || line->data[skip] == '\n' || line->data[skip] == '\f')) skip++;
    oli_text_append_c(out, "    ");
    oli_text_append(out, line->data + skip, size - skip);
    oli_text_append_c(out, "\n");
    if (!oli_piece_end(pieces)) return false;
    if (!is_int(exception_field(exception, SYNTAX_ERROR_OFFSET))) return true;
    int64_t spaces = (int64_t)skip, stripped_length = (int64_t)oli_utf8_length(line->data, size);
    int64_t offset = field_int(exception, SYNTAX_ERROR_OFFSET, 0), end_offset = stripped_length + 1;
    if (field_int(exception, SYNTAX_ERROR_LINENO, -1) == field_int(exception, SYNTAX_ERROR_END_LINENO, -1)) {
        end_offset = field_int(exception, SYNTAX_ERROR_END_OFFSET, 0);
        if (end_offset == 0) end_offset = offset;
    }
    if (line->size && offset > (int64_t)line->length) offset = stripped_length + 1;
    if (line->size && end_offset > (int64_t)line->length) end_offset = stripped_length + 1;
    if (offset >= end_offset || end_offset < 0) end_offset = offset + 1;
    int64_t column = offset - 1 - spaces, end_column = end_offset - 1 - spaces;
    if (column < 0) return true;
    oli_text_append_c(out, "    ");
    const char *at = line->data + skip, *end = line->data + size;
    for (int64_t i = 0; i < column && at < end; i++) { /* tabs and the like stay, for alignment */
        uint32_t c = utf8_read(&at);
        oli_text_append_char(out, oli_is_space(c) ? c : ' ');
    }
    for (int64_t i = column; i < end_column; i++) oli_text_append_c(out, "^");
    oli_text_append_c(out, "\n");
    return oli_piece_end(pieces);
}

static bool append_place(Pieces *pieces, Value exception) {
    Value line = exception_field(exception, SYNTAX_ERROR_LINENO);
    if (is_none(line)) return true;
    Value filename = exception_field(exception, SYNTAX_ERROR_FILENAME);
    Str *file =
        is_none(filename) ? oli_str_from_c(pieces->vm, "<string>") : safe_str(pieces->vm, filename, "exception");
    if (!file) return false;
    oli_text_format(&pieces->unit, "  File \"%S\", line ", file);
    Str *number = safe_str(pieces->vm, line, "exception");
    if (!number) return false;
    oli_text_append_str(&pieces->unit, number);
    oli_text_append_c(&pieces->unit, "\n");
    return oli_piece_end(pieces);
}

static bool append_syntax_error(Pieces *pieces, Value exception) {
    Vm *vm = pieces->vm;
    TextBuilder *out = &pieces->unit;
    Value text = exception_field(exception, SYNTAX_ERROR_TEXT);
    if (!append_place(pieces, exception)) return false;
    if (is_str(text) && !append_marked_line(pieces, exception, as_str(text))) return false;
    append_class_name(vm, out, object_of(exception)->cls);
    oli_text_append_c(out, ": ");
    Value msg = exception_field(exception, SYNTAX_ERROR_MSG);
    if (is_none(msg) || (is_str(msg) && !as_str(msg)->size)) {
        oli_text_append_c(out, "<no detail available>");
    } else {
        Str *shown = safe_str(vm, msg, "exception");
        if (shown) oli_text_append_str(out, shown);
    }
    Value filename = exception_field(exception, SYNTAX_ERROR_FILENAME);
    if (is_none(exception_field(exception, SYNTAX_ERROR_LINENO)) && !is_none(filename)) {
        Str *file = safe_str(vm, filename, "exception");
        if (file) oli_text_format(out, " (%S)", file);
    }
    oli_text_append_c(out, "\n");
    return oli_piece_end(pieces);
}

/* ---- the final lines ---- */

/* ". Did you mean: 'x'?" behind the message. */
static void append_suggestion(Vm *vm, TextBuilder *out, Value exception) {
    Str *suggestion = oli_suggest_for(vm, exception);
    if (suggestion) oli_text_format(out, ". Did you mean: '%S'?", suggestion);
    if (!oli_is_instance_of_exception(vm, exception, EXC_NAME_ERROR)) return;
    Value name = exception_field(exception, NAME_ERROR_NAME);
    if (!is_str(name) || !oli_is_library_module(as_str(name))) return;
    oli_text_format(out, suggestion ? " Or did you forget to import '%S'?" : ". Did you forget to import '%S'?",
                    as_str(name));
}

static bool append_final_line(Pieces *pieces, Value exception) {
    Vm *vm = pieces->vm;
    TextBuilder *out = &pieces->unit;
    append_class_name(vm, out, object_of(exception)->cls);
    Str *message = safe_str(vm, exception, "exception");
    if (!message) return false;
    size_t before = out->size;
    oli_text_append_c(out, ": ");
    oli_text_append_str(out, message);
    append_suggestion(vm, out, exception);
    if (!out->failed && out->size == before + 2) out->size = before; /* no message: no colon */
    oli_text_append_c(out, "\n");
    return oli_piece_end(pieces);
}

/* A note, each line a piece. */
static bool append_note(Pieces *pieces, const Str *note) {
    for (const char *at = note->data, *end = at + note->size;;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        oli_text_append(&pieces->unit, at, (size_t)((stop ? stop : end) - at));
        oli_text_append_c(&pieces->unit, "\n");
        if (!oli_piece_end(pieces)) return false;
        if (!stop) return true;
        at = stop + 1;
    }
}

/* __notes__: the items of a list or tuple; the repr of anything else. */
static bool append_notes(Pieces *pieces, Value exception) {
    Vm *vm = pieces->vm;
    Value notes = oli_find_attr(vm, exception, vm->names.dunder_notes);
    if (is_error(notes)) {
        clear_exception(vm);
        return true;
    }
    if (is_undef(notes) || is_none(notes)) return true;
    if (!is_list(notes) && !is_tuple(notes)) {
        Str *text = oli_repr(vm, notes);
        clear_exception(vm);
        if (!text && !(text = oli_str_from_c(vm, "<__notes__ repr() failed>"))) return false;
        oli_text_append_str(&pieces->unit, text);
        oli_text_append_c(&pieces->unit, "\n");
        return oli_piece_end(pieces);
    }
    Tuple *copy = oli_tuple_of(vm, notes);
    if (!copy) return false;
    Root root;
    root_push(vm, &root, make_object(copy));
    bool ok = true;
    for (size_t i = 0; i < copy->count && ok; i++) {
        Str *note = safe_str(vm, copy->items[i], "note");
        ok = note && append_note(pieces, note);
    }
    root_pop(vm, &root);
    return ok;
}

bool oli_format_exception_only(Pieces *pieces, Value exception) {
    Vm *vm = pieces->vm;
    Root root;
    root_push(vm, &root, exception);
    bool is_syntax_error = oli_is_instance_of_exception(vm, exception, EXC_SYNTAX_ERROR);
    bool ok = is_syntax_error ? append_syntax_error(pieces, exception) : append_final_line(pieces, exception);
    ok = ok && append_notes(pieces, exception);
    root_pop(vm, &root);
    return ok;
}
