/* SPDX-License-Identifier: MIT
 *
 * The tree as `ast.dump` of CPython 3.13 prints it (contract in dump.h). A testing tool, not used by the compiler.
 */
#include "parser/dump.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

typedef struct {
    OliWrite write;
    void *host;
} Dump;

typedef enum { LOAD, STORE, DEL } Context;

static void dump_expr(Dump *d, const Expr *expr, Context context);
static void dump_body(Dump *d, const char *name, const StmtList *body, bool *first);
static void dump_pattern(Dump *d, const Pattern *pattern);

static void put(Dump *d, const char *text) {
    d->write(d->host, text, strlen(text));
}

static void putf(Dump *d, const char *format, ...) {
    char buffer[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(buffer, sizeof buffer, format, arguments);
    va_end(arguments);
    put(d, buffer);
}

/* --- constants ---------------------------------------------------------------------------------------------------- */

enum { BROKEN_CHAR = 0x110000 }; /* shown as U+FFFD, as Python decodes it with errors="replace" */

static uint32_t next_char(const char **text, const char *end) {
    const uint8_t *s = (const uint8_t *)*text;
    uint32_t c = s[0];
    int more = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    if (more) c &= 0x3Fu >> more;
    bool broken = end - *text <= more || (s[0] >= 0x80 && s[0] < 0xC2) || s[0] > 0xF4;
    for (int i = 1; i <= more && !broken; i++) {
        broken = (s[i] & 0xC0) != 0x80;
        c = c << 6 | (s[i] & 63);
    }
    *text += broken ? 1 : more + 1;
    return broken ? BROKEN_CHAR : c;
}

static bool is_printable(uint32_t c) {
    if (c < 0x80) return c >= ' ' && c < 0x7F;
    switch (utf8proc_category((utf8proc_int32_t)c)) {
        case UTF8PROC_CATEGORY_CN: case UTF8PROC_CATEGORY_CC: case UTF8PROC_CATEGORY_CF: case UTF8PROC_CATEGORY_CS:
        case UTF8PROC_CATEGORY_CO: case UTF8PROC_CATEGORY_ZL: case UTF8PROC_CATEGORY_ZP: case UTF8PROC_CATEGORY_ZS:
            return false;
        default: return true;
    }
}

static void put_char(Dump *d, uint32_t c, char quote, bool is_bytes, const char *source, size_t size) {
    if (c == BROKEN_CHAR) put(d, "\xEF\xBF\xBD");
    else if (c == (uint32_t)quote || c == '\\') putf(d, "\\%c", (int)c);
    else if (c == '\n') put(d, "\\n");
    else if (c == '\r') put(d, "\\r");
    else if (c == '\t') put(d, "\\t");
    else if (is_bytes ? c >= ' ' && c < 0x7F : is_printable(c)) d->write(d->host, source, size);
    else if (c < 0x100) putf(d, "\\x%02x", c);
    else if (c < 0x10000) putf(d, "\\u%04x", c);
    else putf(d, "\\U%08x", c);
}

void oli_dump_repr(const char *text, size_t size, bool is_bytes, OliWrite write, void *host) {
    Dump d = {write, host};
    char quote = memchr(text, '\'', size) && !memchr(text, '"', size) ? '"' : '\'';
    const char *end = text + size;
    putf(&d, "%s%c", is_bytes ? "b" : "", quote);
    while (text < end) {
        const char *start = text;
        uint32_t c = is_bytes ? (uint8_t)*text++ : next_char(&text, end);
        put_char(&d, c, quote, is_bytes, start, (size_t)(text - start));
    }
    putf(&d, "%c", quote);
}

static void dump_name_text(Dump *d, const Name *name) {
    oli_dump_repr(name->text, name->size, false, d->write, d->host);
}

static void put_float(Dump *d, double value) {
    char text[64];
    if (isinf(value)) {
        put(d, "inf");
        return;
    }
    int precision = 1;
    do snprintf(text, sizeof text, "%.*e", precision - 1, value);
    while (strtod(text, NULL) != value && ++precision <= 17);
    int exponent = atoi(strchr(text, 'e') + 1);
    if (exponent >= -4 && exponent < 16) {
        int decimals = precision - 1 - exponent;
        snprintf(text, sizeof text, "%.*f", decimals > 0 ? decimals : 0, value);
        put(d, text);
        if (!strchr(text, '.')) put(d, ".0");
        return;
    }
    put(d, text);
}

/* A big integer in decimal, digit by digit: quadratic, which is good enough here. */
static void put_big(Dump *d, const Expr *expr) {
    size_t size = expr->constant.u.text.size;
    const char *digits = expr->constant.u.text.data;
    if (expr->constant.base == 10) {
        while (size > 1 && *digits == '0') digits++, size--;
        d->write(d->host, digits, size);
        return;
    }
    char *decimal = calloc(size * 2 + 2, 1);
    if (!decimal) return;
    size_t used = 1;
    for (size_t i = 0; i < size; i++) {
        int carry = digits[i] <= '9' ? digits[i] - '0' : (digits[i] | 32) - 'a' + 10;
        for (size_t k = 0; k < used || carry; k++) {
            int value = decimal[k] * expr->constant.base + carry;
            decimal[k] = (char)(value % 10);
            carry = value / 10;
            if (k >= used) used = k + 1;
        }
    }
    while (used > 1 && !decimal[used - 1]) used--;
    while (used) putf(d, "%c", '0' + decimal[--used]);
    free(decimal);
}

static void dump_constant(Dump *d, const Expr *expr) {
    switch (expr->constant.kind) {
        case CONST_NONE: put(d, "None"); break;
        case CONST_TRUE: put(d, "True"); break;
        case CONST_FALSE: put(d, "False"); break;
        case CONST_ELLIPSIS: put(d, "Ellipsis"); break;
        case CONST_INT: putf(d, "%lld", (long long)expr->constant.u.integer); break;
        case CONST_BIGINT: put_big(d, expr); break;
        case CONST_FLOAT: put_float(d, expr->constant.u.number); break;
        case CONST_IMAG:
            if (expr->constant.u.number == floor(expr->constant.u.number) && expr->constant.u.number < 1e16) {
                putf(d, "%.0fj", expr->constant.u.number);
            } else {
                put_float(d, expr->constant.u.number);
                put(d, "j");
            }
            break;
        case CONST_STR: case CONST_BYTES:
            oli_dump_repr(expr->constant.u.text.data, expr->constant.u.text.size, expr->constant.kind == CONST_BYTES,
                          d->write, d->host);
            break;
    }
}

/* --- fields ------------------------------------------------------------------------------------------------------- */

static void field(Dump *d, const char *name, bool *first) {
    putf(d, "%s%s=", *first ? "" : ", ", name);
    *first = false;
}

static void dump_field(Dump *d, const char *name, const Expr *expr, Context context, bool *first) {
    if (!expr) return;
    field(d, name, first);
    dump_expr(d, expr, context);
}

static void dump_list(Dump *d, const char *name, const ExprList *list, Context context, bool *first) {
    if (!list->count) return;
    field(d, name, first);
    put(d, "[");
    for (uint32_t i = 0; i < list->count; i++) {
        if (i) put(d, ", ");
        if (list->items[i]) dump_expr(d, list->items[i], context);
        else put(d, "None");
    }
    put(d, "]");
}

static void name_field(Dump *d, const char *label, const Name *name, bool *first) {
    if (!name) return;
    field(d, label, first);
    dump_name_text(d, name);
}

static void dump_names(Dump *d, const char *label, const NameList *names, bool *first) {
    if (!names->count) return;
    field(d, label, first);
    for (uint32_t i = 0; i < names->count; i++) {
        put(d, i ? ", " : "[");
        dump_name_text(d, names->items[i]);
    }
    put(d, "]");
}

static void context_field(Dump *d, Context context, bool *first) {
    static const char *const names[] = {"Load()", "Store()", "Del()"};
    field(d, "ctx", first);
    put(d, names[context]);
}

static void dump_keywords(Dump *d, const KeywordList *keywords, bool *first) {
    if (!keywords->count) return;
    field(d, "keywords", first);
    for (uint32_t i = 0; i < keywords->count; i++) {
        bool inner = true;
        put(d, i ? ", keyword(" : "[keyword(");
        name_field(d, "arg", keywords->items[i].name, &inner);
        dump_field(d, "value", keywords->items[i].value, LOAD, &inner);
        put(d, ")");
    }
    put(d, "]");
}

/* --- parameters --------------------------------------------------------------------------------------------------- */

static void dump_param(Dump *d, const Param *param) {
    bool first = true;
    put(d, "arg(");
    name_field(d, "arg", param->name, &first);
    dump_field(d, "annotation", param->annotation, LOAD, &first);
    put(d, ")");
}

static void dump_param_list(Dump *d, const char *name, const Param *params, uint32_t count, bool *first) {
    if (!count) return;
    field(d, name, first);
    for (uint32_t i = 0; i < count; i++) {
        put(d, i ? ", " : "[");
        dump_param(d, &params[i]);
    }
    put(d, "]");
}

static void dump_params(Dump *d, const Params *params) {
    bool first = true;
    uint32_t positional = params->posonly_count + params->positional_count;
    put(d, "arguments(");
    dump_param_list(d, "posonlyargs", params->items, params->posonly_count, &first);
    dump_param_list(d, "args", params->items + params->posonly_count, params->positional_count, &first);
    if (params->rest) {
        field(d, "vararg", &first);
        dump_param(d, params->rest);
    }
    dump_param_list(d, "kwonlyargs", params->items + positional, params->keyword_only_count, &first);
    for (uint32_t i = 0; i < params->keyword_only_count; i++) {
        if (i == 0) field(d, "kw_defaults", &first);
        put(d, i ? ", " : "[");
        if (params->items[positional + i].fallback) dump_expr(d, params->items[positional + i].fallback, LOAD);
        else put(d, "None");
    }
    if (params->keyword_only_count) put(d, "]");
    if (params->keywords) {
        field(d, "kwarg", &first);
        dump_param(d, params->keywords);
    }
    bool any = false;
    for (uint32_t i = 0; i < positional; i++) {
        if (!params->items[i].fallback) continue;
        if (!any) field(d, "defaults", &first);
        put(d, any ? ", " : "[");
        dump_expr(d, params->items[i].fallback, LOAD);
        any = true;
    }
    if (any) put(d, "]");
    put(d, ")");
}

/* --- expressions -------------------------------------------------------------------------------------------------- */

static const char *const binary_names[] = {"Add", "Sub", "Mult", "MatMult", "Div", "Mod", "Pow", "LShift", "RShift",
                                           "BitOr", "BitXor", "BitAnd", "FloorDiv"};
static const char *const unary_names[] = {"Invert", "Not", "UAdd", "USub"};
static const char *const compare_names[] = {"Eq", "NotEq", "Lt", "LtE", "Gt", "GtE", "Is", "IsNot", "In", "NotIn"};

static void dump_clauses(Dump *d, const Expr *expr, bool *first) {
    field(d, "generators", first);
    for (uint32_t i = 0; i < expr->comp.clause_count; i++) {
        const Comprehension *clause = &expr->comp.clauses[i];
        bool inner = true;
        put(d, i ? ", comprehension(" : "[comprehension(");
        dump_field(d, "target", clause->target, STORE, &inner);
        dump_field(d, "iter", clause->iter, LOAD, &inner);
        dump_list(d, "ifs", &clause->conditions, LOAD, &inner);
        putf(d, ", is_async=%d)", clause->is_async);
    }
    put(d, "]");
}

static void dump_comp(Dump *d, const Expr *expr, bool *first) {
    bool is_dict = expr->kind == EXPR_DICT_COMP;
    dump_field(d, is_dict ? "key" : "elt", expr->comp.item, LOAD, first);
    if (is_dict) dump_field(d, "value", expr->comp.value, LOAD, first);
    dump_clauses(d, expr, first);
}

static void dump_compare(Dump *d, const Expr *expr, bool *first) {
    dump_field(d, "left", expr->compare.left, LOAD, first);
    field(d, "ops", first);
    for (uint32_t i = 0; i < expr->compare.rights.count; i++) {
        putf(d, "%s%s()", i ? ", " : "[", compare_names[expr->compare.ops[i]]);
    }
    put(d, "]");
    dump_list(d, "comparators", &expr->compare.rights, LOAD, first);
}

static void dump_formatted(Dump *d, const Expr *expr, bool *first) {
    dump_field(d, "value", expr->formatted.value, LOAD, first);
    putf(d, ", conversion=%d", expr->formatted.conversion ? expr->formatted.conversion : -1);
    dump_field(d, "format_spec", expr->formatted.spec, LOAD, first);
}

static void dump_lambda(Dump *d, const Expr *expr, bool *first) {
    field(d, "args", first);
    dump_params(d, expr->lambda.params);
    dump_field(d, "body", expr->lambda.body, LOAD, first);
}

static void dump_call(Dump *d, const Expr *expr, bool *first) {
    if (expr->kind == EXPR_GATHER) {
        field(d, "func", first);
        put(d, "Name(id='gather', ctx=Load())");
    } else {
        dump_field(d, "func", expr->call.function, LOAD, first);
    }
    dump_list(d, "args", &expr->call.args, LOAD, first);
    dump_keywords(d, &expr->call.keywords, first);
}

static const char *class_name(const Expr *expr) {
    static const char *const names[] = {
        "Constant", "Name", "Attribute", "Subscript", "Slice", "Starred", "Tuple", "List", "Set", "Dict", "ListComp",
        "SetComp", "DictComp", "GeneratorExp", "BoolOp", "BinOp", "UnaryOp", "Compare", "IfExp", "NamedExpr", "Lambda",
        "Call", "Call", "Await", "Yield", "YieldFrom", "JoinedStr", "FormattedValue"};
    return names[expr->kind];
}

static void dump_operators(Dump *d, const Expr *expr, bool *first) {
    if (expr->kind == EXPR_BOOL_OP) {
        field(d, "op", first);
        put(d, expr->bool_op.is_or ? "Or()" : "And()");
        dump_list(d, "values", &expr->bool_op.items, LOAD, first);
    } else if (expr->kind == EXPR_BINARY) {
        dump_field(d, "left", expr->binary.left, LOAD, first);
        putf(d, ", op=%s()", binary_names[expr->binary.op]);
        dump_field(d, "right", expr->binary.right, LOAD, first);
    } else {
        field(d, "op", first);
        putf(d, "%s()", unary_names[expr->unary.op]);
        dump_field(d, "operand", expr->unary.operand, LOAD, first);
    }
}

/* The fields of what can be a target, where the context matters. */
static void dump_target(Dump *d, const Expr *expr, Context context, bool *first) {
    switch (expr->kind) {
        case EXPR_NAME: name_field(d, "id", expr->name, first); break;
        case EXPR_ATTRIBUTE:
            dump_field(d, "value", expr->attribute.value, LOAD, first);
            name_field(d, "attr", expr->attribute.name, first);
            break;
        case EXPR_SUBSCRIPT:
            dump_field(d, "value", expr->subscript.value, LOAD, first);
            dump_field(d, "slice", expr->subscript.index, LOAD, first);
            break;
        case EXPR_STARRED: dump_field(d, "value", expr->operand, context, first); break;
        default: dump_list(d, "elts", &expr->items, context, first); break;
    }
    context_field(d, context, first);
}

static void dump_expr(Dump *d, const Expr *expr, Context context) {
    bool first = true;
    putf(d, "%s(", class_name(expr));
    switch (expr->kind) {
        case EXPR_CONST:
            field(d, "value", &first);
            dump_constant(d, expr);
            if (expr->constant.kind == CONST_STR && expr->constant.has_u_prefix) put(d, ", kind='u'");
            break;
        case EXPR_NAME: case EXPR_ATTRIBUTE: case EXPR_SUBSCRIPT: case EXPR_STARRED: case EXPR_TUPLE: case EXPR_LIST:
            dump_target(d, expr, context, &first);
            break;
        case EXPR_SLICE:
            dump_field(d, "lower", expr->slice.lower, LOAD, &first);
            dump_field(d, "upper", expr->slice.upper, LOAD, &first);
            dump_field(d, "step", expr->slice.step, LOAD, &first);
            break;
        case EXPR_SET: dump_list(d, "elts", &expr->items, LOAD, &first); break;
        case EXPR_FSTRING: dump_list(d, "values", &expr->items, LOAD, &first); break;
        case EXPR_DICT:
            dump_list(d, "keys", &expr->dict.keys, LOAD, &first);
            dump_list(d, "values", &expr->dict.values, LOAD, &first);
            break;
        case EXPR_LIST_COMP: case EXPR_SET_COMP: case EXPR_DICT_COMP: case EXPR_GENERATOR:
            dump_comp(d, expr, &first);
            break;
        case EXPR_BOOL_OP: case EXPR_BINARY: case EXPR_UNARY: dump_operators(d, expr, &first); break;
        case EXPR_COMPARE: dump_compare(d, expr, &first); break;
        case EXPR_CONDITIONAL:
            dump_field(d, "test", expr->conditional.test, LOAD, &first);
            dump_field(d, "body", expr->conditional.then, LOAD, &first);
            dump_field(d, "orelse", expr->conditional.otherwise, LOAD, &first);
            break;
        case EXPR_NAMED:
            dump_field(d, "target", expr->named.target, STORE, &first);
            dump_field(d, "value", expr->named.value, LOAD, &first);
            break;
        case EXPR_LAMBDA: dump_lambda(d, expr, &first); break;
        case EXPR_CALL: case EXPR_GATHER: dump_call(d, expr, &first); break;
        case EXPR_AWAIT: case EXPR_YIELD: case EXPR_YIELD_FROM:
            dump_field(d, "value", expr->operand, LOAD, &first);
            break;
        case EXPR_FORMATTED: dump_formatted(d, expr, &first); break;
    }
    put(d, ")");
}

/* --- patterns ----------------------------------------------------------------------------------------------------- */

static void dump_patterns(Dump *d, const char *name, const PatternList *list, bool *first) {
    if (!list->count) return;
    field(d, name, first);
    for (uint32_t i = 0; i < list->count; i++) {
        put(d, i ? ", " : "[");
        dump_pattern(d, list->items[i]);
    }
    put(d, "]");
}

static void dump_pattern(Dump *d, const Pattern *pattern) {
    static const char *const names[] = {"MatchValue", "MatchSingleton", "MatchSequence", "MatchMapping", "MatchClass",
                                        "MatchStar", "MatchAs", "MatchOr"};
    bool first = true;
    putf(d, "%s(", names[pattern->kind]);
    switch (pattern->kind) {
        case PATTERN_VALUE: dump_field(d, "value", pattern->value, LOAD, &first); break;
        case PATTERN_SINGLETON:
            field(d, "value", &first);
            dump_constant(d, pattern->value);
            break;
        case PATTERN_SEQUENCE: case PATTERN_OR: dump_patterns(d, "patterns", &pattern->items, &first); break;
        case PATTERN_MAPPING:
            dump_list(d, "keys", &pattern->mapping.keys, LOAD, &first);
            dump_patterns(d, "patterns", &pattern->mapping.values, &first);
            name_field(d, "rest", pattern->mapping.rest, &first);
            break;
        case PATTERN_CLASS:
            dump_field(d, "cls", pattern->cls.cls, LOAD, &first);
            dump_patterns(d, "patterns", &pattern->cls.items, &first);
            dump_names(d, "kwd_attrs", &pattern->cls.keyword_names, &first);
            dump_patterns(d, "kwd_patterns", &pattern->cls.keyword_patterns, &first);
            break;
        case PATTERN_STAR: name_field(d, "name", pattern->star, &first); break;
        case PATTERN_AS:
            if (pattern->as.pattern) {
                field(d, "pattern", &first);
                dump_pattern(d, pattern->as.pattern);
            }
            name_field(d, "name", pattern->as.name, &first);
            break;
    }
    put(d, ")");
}

/* --- statements --------------------------------------------------------------------------------------------------- */

static void dump_aliases(Dump *d, const Alias *aliases, uint32_t count, bool *first) {
    field(d, "names", first);
    if (!count) put(d, "[alias(name='*')");
    for (uint32_t i = 0; i < count; i++) {
        bool inner = true;
        put(d, i ? ", alias(" : "[alias(");
        name_field(d, "name", aliases[i].full, &inner);
        name_field(d, "asname", aliases[i].as, &inner);
        put(d, ")");
    }
    put(d, "]");
}

static void dump_type_params(Dump *d, const TypeParams *params, bool *first) {
    static const char *const names[] = {"TypeVar", "TypeVarTuple", "ParamSpec"};
    if (!params->count) return;
    field(d, "type_params", first);
    for (uint32_t i = 0; i < params->count; i++) {
        bool inner = true;
        putf(d, "%s%s(", i ? ", " : "[", names[params->items[i].kind]);
        name_field(d, "name", params->items[i].name, &inner);
        dump_field(d, "bound", params->items[i].bound, LOAD, &inner);
        dump_field(d, "default_value", params->items[i].fallback, LOAD, &inner);
        put(d, ")");
    }
    put(d, "]");
}

static void dump_function(Dump *d, const Stmt *stmt, bool *first) {
    name_field(d, "name", stmt->function.name, first);
    field(d, "args", first);
    dump_params(d, stmt->function.params);
    dump_body(d, "body", &stmt->function.body, first);
    dump_list(d, "decorator_list", &stmt->function.decorators, LOAD, first);
    dump_field(d, "returns", stmt->function.returns, LOAD, first);
    dump_type_params(d, &stmt->function.type_params, first);
}

static void dump_class(Dump *d, const Stmt *stmt, bool *first) {
    name_field(d, "name", stmt->cls.name, first);
    dump_list(d, "bases", &stmt->cls.bases, LOAD, first);
    dump_keywords(d, &stmt->cls.keywords, first);
    dump_body(d, "body", &stmt->cls.body, first);
    dump_list(d, "decorator_list", &stmt->cls.decorators, LOAD, first);
    dump_type_params(d, &stmt->cls.type_params, first);
}

static void dump_with(Dump *d, const Stmt *stmt, bool *first) {
    field(d, "items", first);
    for (uint32_t i = 0; i < stmt->with.count; i++) {
        bool inner = true;
        put(d, i ? ", withitem(" : "[withitem(");
        dump_field(d, "context_expr", stmt->with.items[i].context, LOAD, &inner);
        dump_field(d, "optional_vars", stmt->with.items[i].target, STORE, &inner);
        put(d, ")");
    }
    put(d, "]");
    dump_body(d, "body", &stmt->with.body, first);
}

static void dump_try(Dump *d, const Stmt *stmt, bool *first) {
    dump_body(d, "body", &stmt->try_.body, first);
    for (uint32_t i = 0; i < stmt->try_.handler_count; i++) {
        const Handler *handler = &stmt->try_.handlers[i];
        bool inner = true;
        if (i == 0) field(d, "handlers", first);
        put(d, i ? ", ExceptHandler(" : "[ExceptHandler(");
        dump_field(d, "type", handler->type, LOAD, &inner);
        name_field(d, "name", handler->name, &inner);
        dump_body(d, "body", &handler->body, &inner);
        put(d, ")");
    }
    if (stmt->try_.handler_count) put(d, "]");
    dump_body(d, "orelse", &stmt->try_.otherwise, first);
    dump_body(d, "finalbody", &stmt->try_.finally, first);
}

static void dump_match(Dump *d, const Stmt *stmt, bool *first) {
    dump_field(d, "subject", stmt->match.subject, LOAD, first);
    field(d, "cases", first);
    for (uint32_t i = 0; i < stmt->match.count; i++) {
        bool inner = false;
        put(d, i ? ", match_case(pattern=" : "[match_case(pattern=");
        dump_pattern(d, stmt->match.cases[i].pattern);
        dump_field(d, "guard", stmt->match.cases[i].guard, LOAD, &inner);
        dump_body(d, "body", &stmt->match.cases[i].body, &inner);
        put(d, ")");
    }
    put(d, "]");
}

static const char *stmt_class(const Stmt *stmt) {
    static const char *const names[] = {"Expr", "Assign", "AugAssign", "AnnAssign", "Delete", "Pass", "Break",
        "Continue", "Return", "Raise", "Global", "Nonlocal", "Assert", "Import", "ImportFrom", "TypeAlias", "If",
        "While", "For", "With", "Try", "Match", "FunctionDef", "ClassDef"};
    if (stmt->kind == STMT_FOR && stmt->loop.is_async) return "AsyncFor";
    if (stmt->kind == STMT_WITH && stmt->with.is_async) return "AsyncWith";
    if (stmt->kind == STMT_FUNCTION && stmt->function.is_async) return "AsyncFunctionDef";
    if (stmt->kind == STMT_TRY && stmt->try_.is_star) return "TryStar";
    return names[stmt->kind];
}

static void dump_assignment(Dump *d, const Stmt *stmt, bool *first) {
    if (stmt->kind == STMT_ASSIGN) {
        dump_list(d, "targets", &stmt->assign.targets, STORE, first);
        dump_field(d, "value", stmt->assign.value, LOAD, first);
    } else if (stmt->kind == STMT_AUG_ASSIGN) {
        dump_field(d, "target", stmt->aug_assign.target, STORE, first);
        putf(d, ", op=%s()", binary_names[stmt->aug_assign.op]);
        dump_field(d, "value", stmt->aug_assign.value, LOAD, first);
    } else {
        dump_field(d, "target", stmt->ann_assign.target, STORE, first);
        dump_field(d, "annotation", stmt->ann_assign.annotation, LOAD, first);
        dump_field(d, "value", stmt->ann_assign.value, LOAD, first);
        putf(d, ", simple=%d", stmt->ann_assign.simple);
    }
}

static void dump_simple(Dump *d, const Stmt *stmt, bool *first) {
    switch (stmt->kind) {
        case STMT_EXPR: case STMT_RETURN: dump_field(d, "value", stmt->expr, LOAD, first); break;
        case STMT_ASSIGN: case STMT_AUG_ASSIGN: case STMT_ANN_ASSIGN: dump_assignment(d, stmt, first); break;
        case STMT_DELETE: dump_list(d, "targets", &stmt->targets, DEL, first); break;
        case STMT_RAISE:
            dump_field(d, "exc", stmt->raise.exception, LOAD, first);
            dump_field(d, "cause", stmt->raise.cause, LOAD, first);
            break;
        case STMT_GLOBAL: case STMT_NONLOCAL: dump_names(d, "names", &stmt->names, first); break;
        case STMT_ASSERT:
            dump_field(d, "test", stmt->assertion.test, LOAD, first);
            dump_field(d, "msg", stmt->assertion.message, LOAD, first);
            break;
        case STMT_IMPORT: dump_aliases(d, stmt->import.aliases, stmt->import.count, first); break;
        case STMT_IMPORT_FROM:
            name_field(d, "module", stmt->import_from.module, first);
            dump_aliases(d, stmt->import_from.aliases, stmt->import_from.count, first);
            putf(d, ", level=%u", stmt->import_from.level);
            break;
        case STMT_TYPE_ALIAS:
            put(d, "name=Name(id=");
            dump_name_text(d, stmt->type_alias.name);
            put(d, ", ctx=Store())");
            *first = false;
            dump_type_params(d, &stmt->type_alias.params, first);
            dump_field(d, "value", stmt->type_alias.value, LOAD, first);
            break;
        default: break;
    }
}

static void dump_stmt(Dump *d, const Stmt *stmt) {
    bool first = true;
    putf(d, "%s(", stmt_class(stmt));
    switch (stmt->kind) {
        case STMT_IF: case STMT_WHILE:
            dump_field(d, "test", stmt->branch.test, LOAD, &first);
            dump_body(d, "body", &stmt->branch.body, &first);
            dump_body(d, "orelse", &stmt->branch.otherwise, &first);
            break;
        case STMT_FOR:
            dump_field(d, "target", stmt->loop.target, STORE, &first);
            dump_field(d, "iter", stmt->loop.iter, LOAD, &first);
            dump_body(d, "body", &stmt->loop.body, &first);
            dump_body(d, "orelse", &stmt->loop.otherwise, &first);
            break;
        case STMT_WITH: dump_with(d, stmt, &first); break;
        case STMT_TRY: dump_try(d, stmt, &first); break;
        case STMT_MATCH: dump_match(d, stmt, &first); break;
        case STMT_FUNCTION: dump_function(d, stmt, &first); break;
        case STMT_CLASS: dump_class(d, stmt, &first); break;
        default: dump_simple(d, stmt, &first); break;
    }
    put(d, ")");
}

static void dump_body(Dump *d, const char *name, const StmtList *body, bool *first) {
    if (!body->count) return;
    field(d, name, first);
    for (uint32_t i = 0; i < body->count; i++) {
        put(d, i ? ", " : "[");
        dump_stmt(d, body->items[i]);
    }
    put(d, "]");
}

void oli_dump_tree(const Module *module, ParseMode mode, OliWrite write, void *host) {
    Dump d = {write, host};
    bool first = true;
    if (mode == PARSE_EVAL) {
        put(&d, "Expression(body=");
        dump_expr(&d, module->body.items[0]->expr, LOAD);
    } else {
        put(&d, mode == PARSE_SINGLE ? "Interactive(" : "Module(");
        dump_body(&d, "body", &module->body, &first);
    }
    put(&d, ")");
}
