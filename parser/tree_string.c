/* SPDX-License-Identifier: MIT
 *
 * Runs of string literals: decoding, concatenation, f-strings (contracts in tree.h).
 *
 * A text of an f-string is decoded only when the whole literal is known, because its prefix says whether it is raw:
 * until then the constant's `base` is RAW_TEXT.
 */
#include <string.h>

#include "grammar.h"
#include "parser/tree.h"

enum { RAW_TEXT = 255 };

StringPieces oli_add_string(Parser *p, StringPieces pieces, StringPiece piece) {
    StringPiece *slot = oli_list_slot(p, (void **)&pieces.items, &pieces.count, sizeof *slot);
    if (slot) *slot = piece;
    return pieces;
}

static Expr *make_text(Parser *p, Span at, const char *text, size_t size) {
    Expr *expr = oli_new_expr(p, EXPR_CONST, at);
    expr->constant.kind = CONST_STR;
    expr->constant.u.text.data = text;
    expr->constant.u.text.size = size;
    return expr;
}

Expr *oli_make_text(Parser *p, Token token) {
    Expr *expr = make_text(p, token.at, token.text, token.size);
    expr->constant.base = RAW_TEXT;
    return expr;
}

/* What stands between the braces of `{expression = }`, up to the equals sign and the blanks behind it. */
static Expr *make_debug_text(Parser *p, Token open, Token equals, Conversion conversion, FormatSpec spec, Token close) {
    const char *start = open.text + 1;
    const char *end = conversion.bang.text ? conversion.bang.text : spec.colon.text ? spec.colon.text : close.text;
    Span at = {open.at.end_line, open.at.end_col, equals.at.end_line,
               equals.at.end_col + (uint32_t)(end - (equals.text + 1))};
    return make_text(p, at, start, (size_t)(end - start));
}

ExprList oli_add_field(Parser *p, ExprList parts, Token open, Expr *value, Token equals, Conversion conversion,
                       FormatSpec spec, Token close) {
    Expr *field = oli_new_expr(p, EXPR_FORMATTED, oli_span(open.at, close.at));
    field->formatted.value = value;
    if (conversion.bang.text) {
        char c = conversion.name.text[0];
        bool adjacent = conversion.bang.at.end_line == conversion.name.at.line &&
                        conversion.bang.at.end_col == conversion.name.at.col;
        if (!adjacent || conversion.name.size != 1 || (c != 's' && c != 'r' && c != 'a')) p->is_refused = true;
        field->formatted.conversion = c;
    }
    if (spec.colon.text) {
        Span at = {spec.colon.at.end_line, spec.colon.at.end_col, close.at.line, close.at.col};
        field->formatted.spec = oli_make_items(p, EXPR_FSTRING, at, spec.parts);
    }
    if (equals.text) {
        parts = oli_expr_list(p, parts, make_debug_text(p, open, equals, conversion, spec, close));
        if (!conversion.bang.text && !spec.colon.text) field->formatted.conversion = 'r';
    }
    return oli_expr_list(p, parts, field);
}

/* --- decoding ----------------------------------------------------------------------------------------------------- */

typedef struct {
    bool is_bytes, is_raw, is_u, is_f;
    size_t size;
} Prefix;

static Prefix read_prefix(Token token) {
    Prefix prefix = {0};
    for (; token.text[prefix.size] != '"' && token.text[prefix.size] != '\''; prefix.size++) {
        char c = (char)(token.text[prefix.size] | 32);
        prefix.is_bytes |= c == 'b';
        prefix.is_raw |= c == 'r';
        prefix.is_u |= c == 'u';
        prefix.is_f |= c == 'f';
    }
    return prefix;
}

static Expr *decode_plain(Parser *p, const StringPiece *piece, Prefix prefix) {
    const char *body = piece->token.text + prefix.size;
    size_t size = piece->token.size - prefix.size;
    size_t quote = size >= 6 && body[1] == body[0] && body[2] == body[0] ? 3 : 1;
    Expr *expr = oli_new_expr(p, EXPR_CONST, piece->at);
    expr->constant.has_u_prefix = prefix.is_u;
    bool ok =
        oli_decode_text(p, body + quote, size - 2 * quote, prefix.is_bytes, prefix.is_raw, false, piece->at, expr);
    return ok ? expr : NULL;
}

/* Decode the raw texts in place; merge neighbours and drop empty ones. Specs inside fields likewise. */
static bool decode_parts(Parser *p, ExprList *parts, bool is_raw) {
    ExprList merged = {0};
    for (uint32_t i = 0; i < parts->count; i++) {
        Expr *part = parts->items[i];
        if (part->kind == EXPR_FORMATTED) {
            Expr *spec = part->formatted.spec;
            if (spec && !decode_parts(p, &spec->items, is_raw)) return false;
        } else if (part->constant.base == RAW_TEXT) {
            part->constant.base = 0;
            if (!oli_decode_text(p, part->constant.u.text.data, part->constant.u.text.size, false, is_raw, true,
                                 part->at, part)) {
                return false;
            }
        }
        merged = oli_expr_list(p, merged, part);
    }
    *parts = merged;
    return true;
}

/* --- concatenation ------------------------------------------------------------------------------------------------ */

static bool is_text(const Expr *expr) {
    return expr->kind == EXPR_CONST;
}

/* One constant of parts[first..last). */
static Expr *join_texts(Parser *p, const ExprList *parts, uint32_t first, uint32_t last) {
    if (last - first == 1) return parts->items[first];
    size_t size = 0;
    for (uint32_t i = first; i < last; i++) size += parts->items[i]->constant.u.text.size;
    char *text = oli_arena_alloc(p->arena, size + 1);
    Expr *joined = oli_new_expr(p, EXPR_CONST, oli_span(parts->items[first]->at, parts->items[last - 1]->at));
    if (!text) return joined;
    joined->constant = parts->items[first]->constant;
    joined->constant.u.text.data = text;
    joined->constant.u.text.size = size;
    for (uint32_t i = first; i < last; i++) {
        memcpy(text, parts->items[i]->constant.u.text.data, parts->items[i]->constant.u.text.size);
        text += parts->items[i]->constant.u.text.size;
    }
    return joined;
}

/* Neighbouring texts become one, empty ones vanish. */
static ExprList merge_texts(Parser *p, const ExprList *parts) {
    ExprList merged = {0};
    for (uint32_t i = 0; i < parts->count;) {
        if (!is_text(parts->items[i])) {
            Expr *field = parts->items[i++];
            Expr *spec = field->formatted.spec;
            if (spec) spec->items = merge_texts(p, &spec->items);
            merged = oli_expr_list(p, merged, field);
            continue;
        }
        uint32_t first = i;
        while (i < parts->count && is_text(parts->items[i])) i++;
        Expr *text = join_texts(p, parts, first, i);
        if (text->constant.u.text.size) merged = oli_expr_list(p, merged, text);
    }
    return merged;
}

/* Bytes stand with bytes only. */
static bool check_kinds(Parser *p, StringPieces pieces) {
    bool first = read_prefix(pieces.items[0].token).is_bytes;
    for (uint32_t i = 1; i < pieces.count; i++) {
        if (read_prefix(pieces.items[i].token).is_bytes != first) {
            p->is_refused = true;
            return false;
        }
    }
    return true;
}

Expr *oli_make_strings(Parser *p, StringPieces pieces) {
    if (!pieces.count) return oli_new_expr(p, EXPR_CONST, (Span){0}); /* out of memory */
    Span at = oli_span(pieces.items[0].at, pieces.items[pieces.count - 1].at);
    Expr *failed = oli_new_expr(p, EXPR_CONST, at);
    if (!check_kinds(p, pieces)) return failed;
    ExprList parts = {0};
    bool is_fstring = false;
    for (uint32_t i = 0; i < pieces.count; i++) {
        StringPiece *piece = &pieces.items[i];
        Prefix prefix = read_prefix(piece->token);
        is_fstring |= prefix.is_f;
        if (prefix.is_f) {
            if (!decode_parts(p, &piece->parts, prefix.is_raw)) return p->is_refused = true, failed;
            for (uint32_t k = 0; k < piece->parts.count; k++) parts = oli_expr_list(p, parts, piece->parts.items[k]);
        } else {
            Expr *text = decode_plain(p, piece, prefix);
            if (!text) return p->is_refused = true, failed;
            parts = oli_expr_list(p, parts, text);
        }
    }
    Expr *result;
    if (is_fstring) {
        result = oli_make_items(p, EXPR_FSTRING, at, merge_texts(p, &parts));
    } else {
        result = parts.count ? join_texts(p, &parts, 0, parts.count) : failed;
    }
    result->at = result->outer = at;
    return result;
}

bool oli_check_literals(Parser *p, const Token *tokens, uint32_t count) {
    bool is_raw[LEX_MAX_FSTRINGS + 1] = {false};
    uint32_t depth = 0;
    for (uint32_t i = 0; i < count; i++) {
        const Token *token = &tokens[i];
        Expr *text = oli_new_expr(p, EXPR_CONST, token->at);
        bool ok = true;
        if (token->code == TOKEN_FSTRING_BEGIN && depth < LEX_MAX_FSTRINGS)
            is_raw[++depth] = read_prefix(*token).is_raw;
        if (token->code == TOKEN_FSTRING_END && depth) depth--;
        if (token->code == TOKEN_FSTRING_TEXT) {
            ok = oli_decode_text(p, token->text, token->size, false, is_raw[depth], true, token->at, text);
        }
        if (token->code == TOKEN_STRING) {
            StringPiece piece = {.token = *token, .at = token->at};
            ok = decode_plain(p, &piece, read_prefix(*token)) != NULL;
        }
        if (!ok) return false;
    }
    return true;
}
