/* SPDX-License-Identifier: MIT
 *
 * Saying what is wrong with a source that was refused.
 */
#include "parser/state.h"

void oli_diagnose(Parser *p) {
    oli_lexer_raise_fault(&p->lexer);
    Line text = oli_source_line(&p->errors, p->lexer.line);
    oli_error(&p->errors, SYNTAX_ERROR, p->lexer.line, 1, p->lexer.line, 1, text,
              p->is_too_deep ? "too many nested expressions" : "invalid syntax");
}
