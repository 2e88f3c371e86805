/* SPDX-License-Identifier: MIT
 *
 * `from __future__ import ...`: found before the names are resolved, because `annotations` changes what they mean.
 */
#include <string.h>

#include "parser/state.h"

static bool is_feature(const Name *name) {
    static const char *const features[] = {"nested_scopes", "generators", "division", "absolute_import",
                                           "with_statement", "print_function", "unicode_literals", "barry_as_FLUFL",
                                           "generator_stop", "annotations"};
    for (size_t i = 0; i < sizeof features / sizeof *features; i++) {
        if (oli_name_is(name, features[i])) return true;
    }
    return false;
}

static bool check_features(Parser *p, const Stmt *stmt) {
    for (uint32_t i = 0; i < stmt->import_from.count; i++) {
        const Name *name = stmt->import_from.aliases[i].full;
        if (oli_name_is(name, "annotations")) p->module->has_future_annotations = true;
        if (is_feature(name)) continue;
        if (oli_name_is(name, "braces")) oli_error_late(&p->errors, stmt->at, "not a chance");
        else oli_error_late(&p->errors, stmt->at, "future feature %s is not defined", name->text);
        p->errors.error.end_offset = 0;
        return false;
    }
    return true;
}

bool oli_find_futures(Parser *p) {
    const StmtList *body = &p->module->body;
    for (uint32_t i = 0; i < body->count; i++) {
        const Stmt *stmt = body->items[i];
        bool is_future = stmt->kind == STMT_IMPORT_FROM && stmt->import_from.level == 0 &&
                         oli_name_is(stmt->import_from.module, "__future__");
        bool is_docstring = i == 0 && stmt->kind == STMT_EXPR && stmt->expr->kind == EXPR_CONST &&
                            stmt->expr->constant.kind == CONST_STR;
        if (!is_future && !is_docstring) break;
        if (is_future) {
            if (!check_features(p, stmt)) return false;
            p->last_future_line = stmt->at.line;
        }
    }
    return true;
}
