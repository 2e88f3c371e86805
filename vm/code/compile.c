/* SPDX-License-Identifier: MIT
 *
 * oli_compile: text to Code. Parses, compiles the module's unit, turns the parser's errors into SyntaxError exceptions.
 */
#include "code/compile.h"
#include "types/class.h"
#include "types/unicode_names.h"

static void *parser_alloc(void *host, void *old, size_t old_size, size_t new_size) {
    return oli_try_resize(host, old, old_size, new_size);
}

void oli_note_self_store(Compiler *c, Name *name) {
    Unit *u = c->unit;
    for (uint32_t i = 0; i < u->self_count; i++)
        if (u->self_names[i] == name) return;
    if (u->self_count < sizeof u->self_names / sizeof *u->self_names) u->self_names[u->self_count++] = name;
}

static const char *find_line(const char *source, size_t size, uint32_t line, size_t *length) {
    const char *end = source + size, *at = source;
    for (; line > 1; line--) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        if (!newline) return NULL;
        at = newline + 1;
    }
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    *length = (size_t)((newline ? newline + 1 : end) - at);
    return at;
}

Str *oli_source_text(Compiler *c, Span at) {
    size_t length, end_length;
    const char *first = find_line(c->source, c->source_size, at.line, &length);
    const char *last = find_line(c->source, c->source_size, at.end_line, &end_length);
    if (!first || !last) return oli_str_from_c(c->vm, "");
    const char *start = first + at.col, *end = last + at.end_col;
    Str *text = oli_str_new(c->vm, start, end > start ? (size_t)(end - start) : 0);
    if (!text) c->failed = true;
    return text;
}

/* ---- docstrings (inspect.cleandoc's rule, which 3.13's compiler applies) ---- */

static size_t indentation(const char *line, const char *end) {
    size_t n = 0;
    while (line + n < end && line[n] == ' ') n++;
    return n;
}

static bool is_blank(const char *line, const char *end) {
    while (line < end && (*line == ' ' || *line == '\n')) {
        if (*line == '\n') return true;
        line++;
    }
    return line == end;
}

static size_t common_indentation(const char *text, const char *end) {
    size_t margin = SIZE_MAX;
    const char *line = memchr(text, '\n', (size_t)(end - text));
    while (line && ++line < end) {
        if (!is_blank(line, end)) {
            size_t own = indentation(line, end);
            if (own < margin) margin = own;
        }
        line = memchr(line, '\n', (size_t)(end - line));
    }
    return margin == SIZE_MAX ? 0 : margin;
}

Str *oli_clean_doc(Compiler *c, Expr *doc) {
    const char *text = doc->constant.u.text.data, *end = text + doc->constant.u.text.size;
    size_t margin = common_indentation(text, end);
    TextBuilder out;
    oli_text_init(&out, c->vm);
    while (text < end && *text == ' ') text++;
    for (const char *line = text; line < end;) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const char *stop = newline ? newline + 1 : end;
        oli_text_append(&out, line, (size_t)(stop - line));
        line = stop;
        for (size_t i = 0; i < margin && line < end && *line == ' '; i++) line++;
    }
    Str *result = oli_text_finish(&out);
    if (!result) c->failed = true;
    return result;
}

/* ---- errors ---- */

void oli_raise_syntax(Vm *vm, ExceptionId id, Str *message, Str *filename, uint32_t line, uint32_t offset,
                      uint32_t end_line, int32_t end_offset, Str *text) {
    Value details[6] = {make_object(filename), make_int(line),
                        make_int(offset),      text ? make_object(text) : VALUE_NONE,
                        make_int(end_line),    make_int(end_offset)};
    Tuple *tuple = oli_tuple_from(vm, details, 6);
    if (!tuple) return;
    Value args[2] = {make_object(message), make_object(tuple)};
    Value exception = oli_exception_new(vm, vm->exceptions[id], args, 2);
    if (!is_error(exception)) oli_raise_value(vm, exception);
}

static void raise_parse_error(Vm *vm, const SyntaxError *error, Str *filename, bool is_file) {
    static const ExceptionId KINDS[] = {EXC_SYNTAX_ERROR, EXC_INDENTATION_ERROR, EXC_TAB_ERROR, EXC_VALUE_ERROR};
    if (error->kind == SYNTAX_VALUE_ERROR) {
        oli_raise(vm, EXC_VALUE_ERROR, "%s", error->message);
        return;
    }
    Str *message = oli_str_from_c(vm, error->message);
    const char *line = error->text;
    size_t line_size = error->text_size;
    if (error->is_late && is_file) { /* found after parsing: CPython takes the line from the file, if it is one */
        line = error->late_text;
        line_size = error->late_text_size;
    }
    Str *text = line ? oli_str_new(vm, line, line_size) : NULL;
    if (!message || (line && !text)) return;
    oli_raise_syntax(vm, KINDS[error->kind], message, filename, error->line, error->offset, error->end_line,
                     error->end_offset, text);
}

void oli_raise_syntax_error(Vm *vm, Str *message, Str *filename, uint32_t line, uint32_t offset, const char *source,
                            size_t size) {
    size_t length;
    const char *at = find_line(source, size, line, &length);
    Str *text = at ? oli_str_new(vm, at, length) : NULL;
    if (at && !text) return;
    oli_raise_syntax(vm, EXC_SYNTAX_ERROR, message, filename, line, offset, line, offset, text);
}

/* ---- the module ---- */

/* Names live in the mapping that is the argument, as a class body's do in its namespace. */
static void use_namespace(Compiler *c) {
    Unit *u = c->unit;
    u->is_namespace = true;
    u->flags |= CODE_CLASS_BODY;
    oli_reg_push(c, 1);
    u->local_count = 1;
    u->local_names[0] = make_object(c->vm->names.dunder_dict);
}

static void module_body(Compiler *c, Module *module, CompileMode mode, bool has_namespace) {
    Unit *u = c->unit;
    u->is_module = true;
    u->flags = CODE_MODULE | (module->scope->has_await ? CODE_COROUTINE : 0u);
    if (has_namespace) use_namespace(c);
    u->first_line = 1;
    c->future_annotations = module->has_future_annotations;
    if (u->flags & CODE_COROUTINE) oli_emit(c, BC_GENERATOR_START, 0, 0, 0);
    if (mode == COMPILE_EVAL) {
        uint32_t reg = oli_expr(c, module->body.items[0]->expr);
        oli_emit(c, BC_RETURN, reg, 0, 0);
        return;
    }
    for (Symbol *symbol = module->scope->symbols; symbol; symbol = symbol->next)
        if (symbol->is_annotated) {
            oli_emit(c, BC_SETUP_ANNOTATIONS, has_namespace ? 0 : 255, 0, 0);
            break;
        }
    const StmtList *body = &module->body;
    if (mode == COMPILE_EXEC && body->count && body->items[0]->kind == STMT_EXPR &&
        body->items[0]->expr->kind == EXPR_CONST && body->items[0]->expr->constant.kind == CONST_STR) {
        Str *doc = oli_clean_doc(c, body->items[0]->expr);
        Name name = {.text = "__doc__", .size = 7};
        uint32_t reg = oli_reg_push(c, 1);
        if (doc) oli_load_constant(c, reg, make_object(doc));
        oli_emit_name(c, has_namespace ? BC_STORE_NAME : BC_STORE_GLOBAL, reg, 0, 0, &name);
        u->next_reg = reg;
    }
    oli_statements(c, body);
    oli_emit(c, BC_RETURN_NONE, 0, 0, 0);
}

static Code *compile_module(Vm *vm, Parse *parse, const char *source, size_t size, Str *filename, CompileMode mode,
                            bool has_namespace) {
    Unit unit;
    Compiler c = {.vm = vm,
                  .parse = parse,
                  .filename = filename,
                  .source = source,
                  .source_size = size,
                  .interactive = mode == COMPILE_SINGLE,
                  .has_walrus = false};
    for (const char *at = source; !c.has_walrus && (at = memchr(at, ':', (size_t)(source + size - at))); at++)
        c.has_walrus = at + 1 < source + size && at[1] == '=';
    if (!oli_unit_begin(&c, &unit, parse->module->scope, mode == COMPILE_EXEC ? "<module>" : "<module>")) return NULL;
    module_body(&c, parse->module, mode, has_namespace);
    Code *code = oli_unit_end(&c);
    if (code && has_namespace) code->param_count = code->total_params = code->exact_args = 1;
    return code;
}

/* Warnings of the parser, before anything is made. One that a filter makes an exception is a SyntaxError. */
static bool tell_warnings(Vm *vm, const Parse *parse, const char *source, size_t size, Str *filename) {
    bool ok = true;
    for (uint32_t i = 0; ok && i < parse->warning_count; i++) {
        const SyntaxWarningNote *note = &parse->warnings[i];
        Str *message = oli_str_from_c(vm, note->message);
        if (!message) return false;
        Root root;
        root_push(vm, &root, make_object(message));
        ok = oli_tell_syntax_warning(vm, message, filename, note->line);
        if (!ok && oli_exception_is(vm, EXC_SYNTAX_WARNING)) {
            clear_exception(vm);
            oli_raise_syntax_error(vm, message, filename, note->line, 1, source, size);
        }
        root_pop(vm, &root);
    }
    return ok;
}

static Code *compile_parsed(Vm *vm, Parse *parse, const char *source, size_t size, Str *filename, CompileMode mode,
                            uint32_t flags) {
    if (parse->warning_count) {
        Root root;
        root_push(vm, &root, make_object(filename));
        bool ok = tell_warnings(vm, parse, source, size, filename);
        root_pop(vm, &root);
        if (!ok) return NULL;
    }
    return compile_module(vm, parse, source, size, filename, mode, flags & COMPILE_NAMESPACE);
}

Code *oli_compile(Vm *vm, const char *source, size_t size, Str *filename, CompileMode mode, uint32_t flags,
                  bool *incomplete) {
    static const ParseMode MODES[] = {PARSE_FILE, PARSE_EVAL, PARSE_SINGLE};
    ParseOptions options = {.mode = MODES[mode],
                            .top_level_await = flags & COMPILE_TOP_LEVEL_AWAIT,
                            .has_more_input = flags & COMPILE_MORE_INPUT,
                            .find_character = oli_character_named,
                            .alloc = parser_alloc,
                            .alloc_host = vm};
    Parse parse;
    Code *code = NULL;
    if (incomplete) *incomplete = false;
    switch (oli_parse(&parse, source, size, &options)) {
    case PARSE_OK: code = compile_parsed(vm, &parse, source, size, filename, mode, flags); break;
    case PARSE_SYNTAX_ERROR: raise_parse_error(vm, &parse.error, filename, flags & COMPILE_FILE); break;
    case PARSE_INCOMPLETE:
        if (incomplete) *incomplete = true;
        break;
    case PARSE_NO_MEMORY: oli_raise_no_memory(vm); break;
    }
    oli_parse_free(&parse);
    return code;
}
