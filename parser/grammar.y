/* SPDX-License-Identifier: MIT
 *
 * Python 3.13's grammar for Lemon. It builds the tree and is generous where LALR(1) cannot be exact: check.c refuses
 * the rest. Nothing here words an error (diagnose.c does).
 *
 * Soft keywords: the lexer sends MATCH and TYPE only where such a statement begins, and CASE at the start of a line;
 * %fallback makes them names everywhere else.
 */
%name OliGrammar
%token_prefix TOKEN_
%token_type {Token}
%default_type {Token}
%extra_context {Parser *p}
%start_symbol start
%stack_size 2500
%include {
#ifndef NDEBUG
#define NDEBUG /* keeps the generated parser's trace variables (global, mutable) out */
#endif
#include <assert.h>
#include <stddef.h>
#include "parser/tree.h"
#define YYNOERRORRECOVERY 1
}
%code {
/* Bytes of a machine, for whoever allocates it. */
size_t oli_grammar_size(void);
size_t oli_grammar_size(void) {
    return sizeof(yyParser);
}
}
%syntax_error { p->is_refused = true; }
%stack_overflow { p->is_refused = true; p->is_too_deep = true; }

%token UNKNOWN.
%left BAR.
%left CARET.
%left AMP.
%left LSHIFT RSHIFT.
%left PLUS MINUS.
%left STAR SLASH DSLASH PERCENT AT.
%right UNARY.
%right DSTAR.
%fallback NAME MATCH CASE TYPE.

/* --- what is parsed: the first token says ------------------------------------------------------------------------- */

start ::= START_FILE END.
start ::= START_FILE stmts(B) END. { p->module->body = B; }
start ::= START_EVAL starlist(E) newlines END. {
    Stmt *stmt = oli_new_stmt(p, STMT_EXPR, E->outer);
    stmt->expr = E;
    p->module->body = oli_stmt_list(p, (StmtList){0}, stmt);
}
start ::= START_SINGLE simple_line(B) newlines END. { p->module->body = B; }
start ::= START_SINGLE compound(S) NEWLINE newlines END. { p->module->body = oli_stmt_list(p, (StmtList){0}, S); }
start ::= START_SINGLE NEWLINE newlines END.
start ::= START_SINGLE END. { if (!p->options->has_more_input) p->is_refused = true; }
newlines ::= .
newlines ::= newlines NEWLINE.

/* --- statements --------------------------------------------------------------------------------------------------- */

%type stmts {StmtList}
%type simple_line {StmtList}
%type smalls {StmtList}
%type suite {StmtList}
%type else_opt {StmtList}
%type fin_opt {StmtList}
%type small {Stmt *}
%type compound {Stmt *}
%type assign {Stmt *}
%type for_stmt {Stmt *}
%type with_stmt {Stmt *}
%type classdef {Stmt *}
%type funcdef {Stmt *}

stmts(L) ::= simple_line(A). { L = A; }
stmts(L) ::= compound(A). { L = oli_stmt_list(p, (StmtList){0}, A); }
stmts(L) ::= stmts(A) simple_line(B). {
    L = A;
    for (uint32_t i = 0; i < B.count; i++) L = oli_stmt_list(p, L, B.items[i]);
}
stmts(L) ::= stmts(A) compound(B). { L = oli_stmt_list(p, A, B); }
simple_line(L) ::= smalls(A) NEWLINE. { L = A; }
simple_line(L) ::= smalls(A) SEMI NEWLINE. { L = A; }
smalls(L) ::= small(A). { L = oli_stmt_list(p, (StmtList){0}, A); }
smalls(L) ::= smalls(A) SEMI small(B). { L = oli_stmt_list(p, A, B); }

small(S) ::= starlist(E). { S = oli_new_stmt(p, STMT_EXPR, E->outer); S->expr = E; }
small(S) ::= yield_expr(E). { S = oli_new_stmt(p, STMT_EXPR, E->outer); S->expr = E; }
small(S) ::= assign(A). { S = A; }
small(S) ::= starlist(T) AUG(O) rhs(V). { S = oli_make_aug_assign(p, T, O, V); }
small(S) ::= starlist(T) COLON test(A). {
    S = oli_new_stmt(p, STMT_ANN_ASSIGN, oli_span(T->outer, A->outer));
    S->ann_assign.target = T;
    S->ann_assign.annotation = A;
    S->ann_assign.simple = T->kind == EXPR_NAME && !T->parenthesised;
}
small(S) ::= starlist(T) COLON test(A) EQ rhs(V). {
    S = oli_new_stmt(p, STMT_ANN_ASSIGN, oli_span(T->outer, V->outer));
    S->ann_assign.target = T;
    S->ann_assign.annotation = A;
    S->ann_assign.value = V;
    S->ann_assign.simple = T->kind == EXPR_NAME && !T->parenthesised;
}
small(S) ::= DEL(T) exprs(L). {
    S = oli_new_stmt(p, STMT_DELETE, oli_span(T.at, L.items ? L.items[L.count - 1]->outer : T.at));
    S->targets = L;
}
small(S) ::= DEL(T) exprs(L) COMMA(C). { S = oli_new_stmt(p, STMT_DELETE, oli_span(T.at, C.at)); S->targets = L; }
small(S) ::= PASS(T). { S = oli_new_stmt(p, STMT_PASS, T.at); }
small(S) ::= BREAK(T). { S = oli_new_stmt(p, STMT_BREAK, T.at); }
small(S) ::= CONTINUE(T). { S = oli_new_stmt(p, STMT_CONTINUE, T.at); }
small(S) ::= RETURN(T). { S = oli_new_stmt(p, STMT_RETURN, T.at); }
small(S) ::= RETURN(T) starlist(E). { S = oli_new_stmt(p, STMT_RETURN, oli_span(T.at, E->outer)); S->expr = E; }
small(S) ::= RAISE(T). { S = oli_new_stmt(p, STMT_RAISE, T.at); }
small(S) ::= RAISE(T) test(E). { S = oli_new_stmt(p, STMT_RAISE, oli_span(T.at, E->outer)); S->raise.exception = E; }
small(S) ::= RAISE(T) test(E) FROM test(C). {
    S = oli_new_stmt(p, STMT_RAISE, oli_span(T.at, C->outer));
    S->raise.exception = E;
    S->raise.cause = C;
}
small(S) ::= GLOBAL(T) names(L). { S = oli_new_stmt(p, STMT_GLOBAL, oli_span(T.at, L.at)); S->names = L.list; }
small(S) ::= NONLOCAL(T) names(L). { S = oli_new_stmt(p, STMT_NONLOCAL, oli_span(T.at, L.at)); S->names = L.list; }
small(S) ::= ASSERT(T) test(E). { S = oli_new_stmt(p, STMT_ASSERT, oli_span(T.at, E->outer)); S->assertion.test = E; }
small(S) ::= ASSERT(T) test(E) COMMA test(M). {
    S = oli_new_stmt(p, STMT_ASSERT, oli_span(T.at, M->outer));
    S->assertion.test = E;
    S->assertion.message = M;
}
small(S) ::= IMPORT(T) dotted_as_names(A). {
    S = oli_new_stmt(p, STMT_IMPORT, oli_span(T.at, A.count ? A.items[A.count - 1].at : T.at));
    S->import.aliases = A.items;
    S->import.count = A.count;
}
small(S) ::= FROM(T) from_mod(M) IMPORT STAR(E). { S = oli_make_import_from(p, oli_span(T.at, E.at), M, (Aliases){0}); }
small(S) ::= FROM(T) from_mod(M) IMPORT as_names(A). {
    S = oli_make_import_from(p, oli_span(T.at, A.count ? A.items[A.count - 1].at : T.at), M, A);
}
small(S) ::= FROM(T) from_mod(M) IMPORT LPAREN as_names(A) comma_opt RPAREN(E). {
    S = oli_make_import_from(p, oli_span(T.at, E.at), M, A);
}
small(S) ::= TYPE(T) NAME(N) tparams_opt(P) EQ test(V). {
    S = oli_new_stmt(p, STMT_TYPE_ALIAS, oli_span(T.at, V->outer));
    S->type_alias.name = oli_token_name(p, N);
    S->type_alias.params = P;
    S->type_alias.value = V;
}
assign(S) ::= starlist(T) EQ rhs(V). { S = oli_make_assign(p, NULL, T, V); }
assign(S) ::= assign(A) EQ rhs(V). { S = oli_make_assign(p, A, NULL, V); }

%type rhs {Expr *}
%type yield_expr {Expr *}
rhs(E) ::= yield_expr(A). { E = A; }
rhs(E) ::= starlist(A). { E = A; }
yield_expr(E) ::= YIELD(T). { E = oli_new_expr(p, EXPR_YIELD, T.at); }
yield_expr(E) ::= YIELD(T) starlist(A). { E = oli_make_operand(p, EXPR_YIELD, T, A); }
yield_expr(E) ::= YIELD(T) FROM test(A). { E = oli_make_operand(p, EXPR_YIELD_FROM, T, A); }

%type names {SpannedNames}
%type dotted {SpannedNames}
%type from_mod {FromModule}
%type dots {FromModule}
%type dotted_as_names {Aliases}
%type as_names {Aliases}
%type dotted_as {Alias}
%type as_name {Alias}
names(L) ::= NAME(N). { L = oli_spanned_names(p, (SpannedNames){0}, N); }
names(L) ::= names(A) COMMA NAME(N). { L = oli_spanned_names(p, A, N); }
dotted(L) ::= NAME(N). { L = oli_spanned_names(p, (SpannedNames){0}, N); }
dotted(L) ::= dotted(A) DOT NAME(N). { L = oli_spanned_names(p, A, N); }
dotted_as(A) ::= dotted(D). { A = oli_make_alias(p, D.list, D.at, (Token){0}); }
dotted_as(A) ::= dotted(D) AS NAME(N). { A = oli_make_alias(p, D.list, oli_span(D.at, N.at), N); }
dotted_as_names(L) ::= dotted_as(A). { L = oli_add_alias(p, (Aliases){0}, A); }
dotted_as_names(L) ::= dotted_as_names(B) COMMA dotted_as(A). { L = oli_add_alias(p, B, A); }
as_name(A) ::= NAME(N). {
    SpannedNames names = oli_spanned_names(p, (SpannedNames){0}, N);
    A = oli_make_alias(p, names.list, N.at, (Token){0});
}
as_name(A) ::= NAME(N) AS NAME(M). {
    SpannedNames names = oli_spanned_names(p, (SpannedNames){0}, N);
    A = oli_make_alias(p, names.list, oli_span(N.at, M.at), M);
}
as_names(L) ::= as_name(A). { L = oli_add_alias(p, (Aliases){0}, A); }
as_names(L) ::= as_names(B) COMMA as_name(A). { L = oli_add_alias(p, B, A); }
from_mod(M) ::= dotted(D). { M = (FromModule){.level = 0, .dotted = D.list}; }
from_mod(M) ::= dots(A) dotted(D). { M = A; M.dotted = D.list; }
from_mod(M) ::= dots(A). { M = A; }
dots(M) ::= DOT. { M = (FromModule){.level = 1}; }
dots(M) ::= ELLIPSIS. { M = (FromModule){.level = 3}; }
dots(M) ::= dots(A) DOT. { M = A; M.level += 1; }
dots(M) ::= dots(A) ELLIPSIS. { M = A; M.level += 3; }
comma_opt ::= .
comma_opt ::= COMMA.

/* --- compound statements ------------------------------------------------------------------------------------------ */

%type elifs {Elifs}
%type with_items {WithItems}
%type with_item {WithItem}
%type excepts {Handlers}
%type except {Handlers}
%type decorators {ExprList}
%type cases {Cases}
%type case {Case}
%type guard_opt {Expr *}

suite(L) ::= simple_line(A). { L = A; }
suite(L) ::= NEWLINE INDENT stmts(A) DEDENT. { L = A; }
compound(S) ::= IF(T) namedexpr(E) COLON suite(B) elifs(L) else_opt(O). { S = oli_make_if(p, T, E, B, L, O); }
compound(S) ::= WHILE(T) namedexpr(E) COLON suite(B) else_opt(O). {
    S = oli_new_stmt(p, STMT_WHILE, oli_span(T.at, oli_list_span(O.count ? &O : &B)));
    S->branch.test = E;
    S->branch.body = B;
    S->branch.otherwise = O;
}
compound(S) ::= for_stmt(A). { S = A; }
compound(S) ::= with_stmt(A). { S = A; }
compound(S) ::= ASYNC(T) for_stmt(A). { S = oli_with_async(T, A); }
compound(S) ::= ASYNC(T) with_stmt(A). { S = oli_with_async(T, A); }
compound(S) ::= funcdef(A). { S = A; }
compound(S) ::= ASYNC(T) funcdef(A). { S = oli_with_async(T, A); }
compound(S) ::= classdef(A). { S = A; }
compound(S) ::= decorators(D) classdef(A). { S = oli_with_decorators(A, D); }
compound(S) ::= decorators(D) funcdef(A). { S = oli_with_decorators(A, D); }
compound(S) ::= decorators(D) ASYNC(T) funcdef(A). { S = oli_with_decorators(oli_with_async(T, A), D); }
compound(S) ::= TRY(T) COLON suite(B) FINALLY COLON suite(F). {
    S = oli_make_try(p, T, B, (Handlers){0}, (StmtList){0}, F);
}
compound(S) ::= TRY(T) COLON suite(B) excepts(H) else_opt(O) fin_opt(F). { S = oli_make_try(p, T, B, H, O, F); }
compound(S) ::= MATCH(T) subject(E) COLON NEWLINE INDENT cases(C) DEDENT. {
    Span end = C.count ? oli_list_span(&C.items[C.count - 1].body) : T.at;
    S = oli_new_stmt(p, STMT_MATCH, oli_span(T.at, end));
    S->match.subject = E;
    S->match.cases = C.items;
    S->match.count = C.count;
}
elifs(L) ::= . { L = (Elifs){0}; }
elifs(L) ::= elifs(A) ELIF(T) namedexpr(E) COLON suite(B). { L = oli_add_elif(p, A, T, E, B); }
else_opt(L) ::= . { L = (StmtList){0}; }
else_opt(L) ::= ELSE COLON suite(A). { L = A; }
fin_opt(L) ::= . { L = (StmtList){0}; }
fin_opt(L) ::= FINALLY COLON suite(A). { L = A; }
for_stmt(S) ::= FOR(T) exprlist(X) IN starlist(E) COLON suite(B) else_opt(O). {
    S = oli_new_stmt(p, STMT_FOR, oli_span(T.at, oli_list_span(O.count ? &O : &B)));
    S->loop.target = X;
    S->loop.iter = E;
    S->loop.body = B;
    S->loop.otherwise = O;
}
with_stmt(S) ::= WITH(T) with_items(L) COLON suite(B). { S = oli_make_with(p, T, L, B); }
with_items(L) ::= with_item(A). { L = oli_add_with_item(p, (WithItems){0}, A); }
with_items(L) ::= with_items(B) COMMA with_item(A). { L = oli_add_with_item(p, B, A); }
with_item(A) ::= test(E). { A = (WithItem){.context = E}; }
with_item(A) ::= test(E) AS expr(X). { A = (WithItem){.context = E, .target = X}; }
excepts(H) ::= except(A). { H = A; }
excepts(H) ::= excepts(A) except(B). { H = oli_join_handlers(p, A, B); }
except(H) ::= EXCEPT(T) COLON suite(B). { H = oli_make_handler(p, T, false, NULL, (Token){0}, B); }
except(H) ::= EXCEPT(T) test(E) COLON suite(B). { H = oli_make_handler(p, T, false, E, (Token){0}, B); }
except(H) ::= EXCEPT(T) test(E) AS NAME(N) COLON suite(B). { H = oli_make_handler(p, T, false, E, N, B); }
except(H) ::= EXCEPT(T) STAR test(E) COLON suite(B). { H = oli_make_handler(p, T, true, E, (Token){0}, B); }
except(H) ::= EXCEPT(T) STAR test(E) AS NAME(N) COLON suite(B). { H = oli_make_handler(p, T, true, E, N, B); }
decorators(L) ::= AT namedexpr(E) NEWLINE. { L = oli_expr_list(p, (ExprList){0}, E); }
decorators(L) ::= decorators(A) AT namedexpr(E) NEWLINE. { L = oli_expr_list(p, A, E); }
classdef(S) ::= CLASS(T) NAME(N) tparams_opt(P) COLON suite(B). { S = oli_make_class(p, T, N, P, (Arguments){0}, B); }
classdef(S) ::= CLASS(T) NAME(N) tparams_opt(P) LPAREN args_opt(A) RPAREN COLON suite(B). {
    if (A.has_bare_generator) p->is_refused = true;
    S = oli_make_class(p, T, N, P, A, B);
}
funcdef(S) ::= DEF(T) NAME(N) tparams_opt(P) LPAREN params_opt(A) RPAREN ret_opt(R) COLON suite(B). {
    S = oli_new_stmt(p, STMT_FUNCTION, oli_span(T.at, oli_list_span(&B)));
    S->function.name = oli_token_name(p, N);
    S->function.name_at = N.at;
    S->function.type_params = P;
    S->function.params = oli_make_params(p, A);
    S->function.returns = R;
    S->function.body = B;
}
%type ret_opt {Expr *}
ret_opt(E) ::= . { E = NULL; }
ret_opt(E) ::= ARROW test(A). { E = A; }

/* --- parameters --------------------------------------------------------------------------------------------------- */

%type tparams_opt {TypeParams}
%type tparams {TypeParams}
%type tparam {TypeParam}
%type tdefault_opt {Expr *}
tparams_opt(L) ::= . { L = (TypeParams){0}; }
tparams_opt(L) ::= LSQB tparams(A) comma_opt RSQB. { L = A; }
tparams(L) ::= tparam(A). { L = oli_add_type_param(p, (TypeParams){0}, A); }
tparams(L) ::= tparams(B) COMMA tparam(A). { L = oli_add_type_param(p, B, A); }
tparam(A) ::= NAME(N) ann_opt(B) tdefault_opt(D). { A = oli_make_type_param(p, TYPE_PARAM_VAR, N.at, N, B, D); }
tparam(A) ::= STAR(T) NAME(N). { A = oli_make_type_param(p, TYPE_PARAM_TUPLE, T.at, N, NULL, NULL); }
tparam(A) ::= STAR(T) NAME(N) EQ staritem(D). { A = oli_make_type_param(p, TYPE_PARAM_TUPLE, T.at, N, NULL, D); }
tparam(A) ::= DSTAR(T) NAME(N) tdefault_opt(D). { A = oli_make_type_param(p, TYPE_PARAM_SPEC, T.at, N, NULL, D); }
tdefault_opt(E) ::= . { E = NULL; }
tdefault_opt(E) ::= EQ test(A). { E = A; }

%type params_opt {ParamItems}
%type params {ParamItems}
%type lparams_opt {ParamItems}
%type lparams {ParamItems}
%type param {ParamItem}
%type lparam {ParamItem}
%type ann_opt {Expr *}
params_opt(L) ::= . { L = (ParamItems){0}; }
params_opt(L) ::= params(A) comma_opt. { L = A; }
params(L) ::= param(A). { L = oli_add_param(p, (ParamItems){0}, A); }
params(L) ::= params(B) COMMA param(A). { L = oli_add_param(p, B, A); }
param(A) ::= NAME(N) ann_opt(T). { A = oli_make_param(p, PARAM_PLAIN, N, T, NULL); }
param(A) ::= NAME(N) ann_opt(T) EQ test(D). { A = oli_make_param(p, PARAM_PLAIN, N, T, D); }
param(A) ::= SLASH(T). { A = oli_make_param(p, PARAM_SLASH, T, NULL, NULL); }
param(A) ::= STAR(T). { A = oli_make_param(p, PARAM_STAR, T, NULL, NULL); }
param(A) ::= STAR NAME(N) ann_opt(T). { A = oli_make_param(p, PARAM_STAR, N, T, NULL); }
param(A) ::= STAR NAME(N) COLON STAR(S) expr(T). {
    A = oli_make_param(p, PARAM_STAR, N, oli_make_operand(p, EXPR_STARRED, S, T), NULL);
}
param(A) ::= DSTAR NAME(N) ann_opt(T). { A = oli_make_param(p, PARAM_KEYWORDS, N, T, NULL); }
ann_opt(E) ::= . { E = NULL; }
ann_opt(E) ::= COLON test(A). { E = A; }
lparams_opt(L) ::= . { L = (ParamItems){0}; }
lparams_opt(L) ::= lparams(A) comma_opt. { L = A; }
lparams(L) ::= lparam(A). { L = oli_add_param(p, (ParamItems){0}, A); }
lparams(L) ::= lparams(B) COMMA lparam(A). { L = oli_add_param(p, B, A); }
lparam(A) ::= NAME(N). { A = oli_make_param(p, PARAM_PLAIN, N, NULL, NULL); }
lparam(A) ::= NAME(N) EQ test(D). { A = oli_make_param(p, PARAM_PLAIN, N, NULL, D); }
lparam(A) ::= SLASH(T). { A = oli_make_param(p, PARAM_SLASH, T, NULL, NULL); }
lparam(A) ::= STAR(T). { A = oli_make_param(p, PARAM_STAR, T, NULL, NULL); }
lparam(A) ::= STAR NAME(N). { A = oli_make_param(p, PARAM_STAR, N, NULL, NULL); }
lparam(A) ::= DSTAR NAME(N). { A = oli_make_param(p, PARAM_KEYWORDS, N, NULL, NULL); }

/* --- match -------------------------------------------------------------------------------------------------------- */

%type subject {Expr *}
%type subjects {ExprList}
%type subject_item {Expr *}
subject(E) ::= subjects(L). { E = oli_make_tuple(p, L, false, (Span){0}); }
subject(E) ::= subjects(L) COMMA(C). { E = oli_make_tuple(p, L, true, C.at); }
subjects(L) ::= subject_item(A). { L = oli_expr_list(p, (ExprList){0}, A); }
subjects(L) ::= subjects(B) COMMA subject_item(A). { L = oli_expr_list(p, B, A); }
subject_item(E) ::= namedexpr(A). { E = A; }
subject_item(E) ::= STAR(T) expr(A). { E = oli_make_operand(p, EXPR_STARRED, T, A); }

cases(L) ::= case(A). { L = oli_add_case(p, (Cases){0}, A); }
cases(L) ::= cases(B) case(A). { L = oli_add_case(p, B, A); }
case(A) ::= CASE patterns(P) guard_opt(G) COLON suite(B). { A = (Case){.pattern = P, .guard = G, .body = B}; }
guard_opt(E) ::= . { E = NULL; }
guard_opt(E) ::= IF namedexpr(A). { E = A; }

%type patterns {Pattern *}
%type pat_seq {PatternList}
%type pat_seq2 {PatternList}
%type pat_item {Pattern *}
%type pat_as {Pattern *}
%type pat_or {Pattern *}
%type pat {Pattern *}
%type pmap {PatternArgs}
%type pargs {PatternArgs}
%type pargs_opt {PatternArgs}
%type signed_number {Expr *}
%type number {Expr *}
patterns(P) ::= pat_as(A). { P = A; }
patterns(P) ::= pat_seq(L). { P = oli_make_sequence_pattern(p, oli_patterns_span(L), L); }
pat_seq(L) ::= pat_item(A) COMMA. { L = oli_pattern_list(p, (PatternList){0}, A); }
pat_seq(L) ::= pat_seq2(A) comma_opt. { L = A; }
pat_seq2(L) ::= pat_item(A) COMMA pat_item(B). {
    L = oli_pattern_list(p, oli_pattern_list(p, (PatternList){0}, A), B);
}
pat_seq2(L) ::= pat_seq2(A) COMMA pat_item(B). { L = oli_pattern_list(p, A, B); }
pat_item(P) ::= pat_as(A). { P = A; }
pat_item(P) ::= STAR(T) NAME(N). {
    P = oli_new_pattern(p, PATTERN_STAR, oli_span(T.at, N.at));
    Name *name = oli_token_name(p, N);
    P->star = oli_name_is(name, "_") ? NULL : name;
}
pat_as(P) ::= pat_or(A). { P = A; }
pat_as(P) ::= pat_or(A) AS NAME(N). {
    P = oli_new_pattern(p, PATTERN_AS, oli_span(A->at, N.at));
    P->as.pattern = A;
    P->as.name = oli_token_name(p, N);
    if (oli_name_is(P->as.name, "_")) p->is_refused = true;
}
pat_or(P) ::= pat(A). { P = A; }
pat_or(P) ::= pat_or(A) BAR pat(B). { P = oli_make_or_pattern(p, A, B); }
number(E) ::= NUMBER(T). { E = oli_make_number(p, T); }
signed_number(E) ::= number(A). { E = A; }
signed_number(E) ::= MINUS(T) number(A). { E = oli_make_unary(p, UNARY_MINUS, T, A); }
pat(P) ::= signed_number(A). { P = oli_make_value_pattern(p, A); }
pat(P) ::= signed_number(A) PLUS number(B). { P = oli_make_value_pattern(p, oli_make_complex(p, OP_ADD, A, B)); }
pat(P) ::= signed_number(A) MINUS number(B). { P = oli_make_value_pattern(p, oli_make_complex(p, OP_SUB, A, B)); }
pat(P) ::= strings(A). { P = oli_make_value_pattern(p, oli_make_strings(p, A)); }
pat(P) ::= NONE(T). { P = oli_make_value_pattern(p, oli_make_constant(p, CONST_NONE, T)); }
pat(P) ::= TRUE(T). { P = oli_make_value_pattern(p, oli_make_constant(p, CONST_TRUE, T)); }
pat(P) ::= FALSE(T). { P = oli_make_value_pattern(p, oli_make_constant(p, CONST_FALSE, T)); }
%type pat_name {Expr *}
pat_name(E) ::= NAME(N). { E = oli_make_name(p, N); }
pat_name(E) ::= pat_name(A) DOT NAME(N). { E = oli_make_attribute(p, A, N); }
pat(P) ::= pat_name(A). { P = oli_make_capture_or_value(p, A); }
pat(P) ::= pat_name(A) LPAREN pargs_opt(B) RPAREN(C). { P = oli_make_class_pattern(p, A, B, C); }
pat(P) ::= LPAREN(T) RPAREN(C). { P = oli_make_sequence_pattern(p, oli_span(T.at, C.at), (PatternList){0}); }
pat(P) ::= LPAREN pat_as(A) RPAREN. { P = A; P->parenthesised = true; }
pat(P) ::= LPAREN(T) pat_seq(L) RPAREN(C). { P = oli_make_sequence_pattern(p, oli_span(T.at, C.at), L); }
pat(P) ::= LSQB(T) RSQB(C). { P = oli_make_sequence_pattern(p, oli_span(T.at, C.at), (PatternList){0}); }
pat(P) ::= LSQB(T) pat_item(A) RSQB(C). {
    P = oli_make_sequence_pattern(p, oli_span(T.at, C.at), oli_pattern_list(p, (PatternList){0}, A));
}
pat(P) ::= LSQB(T) pat_seq(L) RSQB(C). { P = oli_make_sequence_pattern(p, oli_span(T.at, C.at), L); }
pat(P) ::= LBRACE(T) RBRACE(C). { P = oli_make_mapping_pattern(p, oli_span(T.at, C.at), (PatternArgs){0}); }
pat(P) ::= LBRACE(T) pmap(L) comma_opt RBRACE(C). { P = oli_make_mapping_pattern(p, oli_span(T.at, C.at), L); }
%type pmap_item {PatternArg}
%type parg {PatternArg}
pmap(L) ::= pmap_item(A). { L = oli_add_pattern_arg(p, (PatternArgs){0}, A); }
pmap(L) ::= pmap(B) COMMA pmap_item(A). { L = oli_add_pattern_arg(p, B, A); }
pmap_item(A) ::= pat(K) COLON pat_as(V). { A = (PatternArg){.key = K, .value = V}; }
pmap_item(A) ::= DSTAR NAME(N). { A = (PatternArg){.name = oli_token_name(p, N)}; }
pargs_opt(L) ::= . { L = (PatternArgs){0}; }
pargs_opt(L) ::= pargs(A) comma_opt. { L = A; }
pargs(L) ::= parg(A). { L = oli_add_pattern_arg(p, (PatternArgs){0}, A); }
pargs(L) ::= pargs(B) COMMA parg(A). { L = oli_add_pattern_arg(p, B, A); }
parg(A) ::= pat_as(V). { A = (PatternArg){.value = V}; }
parg(A) ::= NAME(N) EQ pat_as(V). { A = (PatternArg){.name = oli_token_name(p, N), .value = V}; }

/* --- expressions -------------------------------------------------------------------------------------------------- */

%type starlist {Expr *}
%type staritems {ExprList}
%type staritem {Expr *}
%type exprlist {Expr *}
%type exprs {ExprList}
%type namedexpr {Expr *}
%type test {Expr *}
%type or_test {Expr *}
%type and_test {Expr *}
%type not_test {Expr *}
%type comparison {Expr *}
%type expr {Expr *}
%type power {Expr *}
%type awaited {Expr *}
%type primary {Expr *}
%type atom {Expr *}
%type comp_op {CompareOp}

starlist(E) ::= staritems(L). { E = oli_make_tuple(p, L, false, (Span){0}); }
starlist(E) ::= staritems(L) COMMA(C). { E = oli_make_tuple(p, L, true, C.at); }
staritems(L) ::= staritem(A). { L = oli_expr_list(p, (ExprList){0}, A); }
staritems(L) ::= staritems(B) COMMA staritem(A). { L = oli_expr_list(p, B, A); }
staritem(E) ::= test(A). { E = A; }
staritem(E) ::= STAR(T) expr(A). { E = oli_make_operand(p, EXPR_STARRED, T, A); }
exprlist(E) ::= exprs(L). { E = oli_make_tuple(p, L, false, (Span){0}); }
exprlist(E) ::= exprs(L) COMMA(C). { E = oli_make_tuple(p, L, true, C.at); }
exprs(L) ::= expr(A). { L = oli_expr_list(p, (ExprList){0}, A); }
exprs(L) ::= STAR(T) expr(A). { L = oli_expr_list(p, (ExprList){0}, oli_make_operand(p, EXPR_STARRED, T, A)); }
exprs(L) ::= exprs(B) COMMA expr(A). { L = oli_expr_list(p, B, A); }
exprs(L) ::= exprs(B) COMMA STAR(T) expr(A). { L = oli_expr_list(p, B, oli_make_operand(p, EXPR_STARRED, T, A)); }

namedexpr(E) ::= test(A). { E = A; }
namedexpr(E) ::= NAME(N) WALRUS test(V). {
    E = oli_new_expr(p, EXPR_NAMED, oli_span(N.at, V->outer));
    E->named.target = oli_make_name(p, N);
    E->named.value = V;
}
test(E) ::= or_test(A). { E = A; }
test(E) ::= or_test(A) IF or_test(B) ELSE test(C). {
    E = oli_new_expr(p, EXPR_CONDITIONAL, oli_span(A->outer, C->outer));
    E->conditional.test = B;
    E->conditional.then = A;
    E->conditional.otherwise = C;
}
test(E) ::= LAMBDA(T) lparams_opt(L) COLON test(B). { E = oli_make_lambda(p, T, L, B); }
or_test(E) ::= and_test(A). { E = A; }
or_test(E) ::= or_test(A) OR and_test(B). { E = oli_make_bool(p, true, A, B); }
and_test(E) ::= not_test(A). { E = A; }
and_test(E) ::= and_test(A) AND not_test(B). { E = oli_make_bool(p, false, A, B); }
not_test(E) ::= comparison(A). { E = A; }
not_test(E) ::= NOT(T) not_test(A). { E = oli_make_unary(p, UNARY_NOT, T, A); }
comparison(E) ::= expr(A). { E = A; }
comparison(E) ::= comparison(A) comp_op(O) expr(B). { E = oli_make_compare(p, A, O, B); }
comp_op(O) ::= LT. { O = CMP_LT; }
comp_op(O) ::= GT. { O = CMP_GT; }
comp_op(O) ::= EQEQ. { O = CMP_EQ; }
comp_op(O) ::= GE. { O = CMP_GE; }
comp_op(O) ::= LE. { O = CMP_LE; }
comp_op(O) ::= NE. { O = CMP_NE; }
comp_op(O) ::= IN. { O = CMP_IN; }
comp_op(O) ::= NOT IN. { O = CMP_NOT_IN; }
comp_op(O) ::= IS. { O = CMP_IS; }
comp_op(O) ::= IS NOT. { O = CMP_IS_NOT; }
expr(E) ::= expr(A) BAR expr(B). { E = oli_make_binary(p, OP_BITOR, A, B); }
expr(E) ::= expr(A) CARET expr(B). { E = oli_make_binary(p, OP_BITXOR, A, B); }
expr(E) ::= expr(A) AMP expr(B). { E = oli_make_binary(p, OP_BITAND, A, B); }
expr(E) ::= expr(A) LSHIFT expr(B). { E = oli_make_binary(p, OP_LSHIFT, A, B); }
expr(E) ::= expr(A) RSHIFT expr(B). { E = oli_make_binary(p, OP_RSHIFT, A, B); }
expr(E) ::= expr(A) PLUS expr(B). { E = oli_make_binary(p, OP_ADD, A, B); }
expr(E) ::= expr(A) MINUS expr(B). { E = oli_make_binary(p, OP_SUB, A, B); }
expr(E) ::= expr(A) STAR expr(B). { E = oli_make_binary(p, OP_MUL, A, B); }
expr(E) ::= expr(A) SLASH expr(B). { E = oli_make_binary(p, OP_DIV, A, B); }
expr(E) ::= expr(A) DSLASH expr(B). { E = oli_make_binary(p, OP_FLOORDIV, A, B); }
expr(E) ::= expr(A) PERCENT expr(B). { E = oli_make_binary(p, OP_MOD, A, B); }
expr(E) ::= expr(A) AT expr(B). { E = oli_make_binary(p, OP_MATMUL, A, B); }
expr(E) ::= PLUS(T) expr(A). [UNARY] { E = oli_make_unary(p, UNARY_PLUS, T, A); }
expr(E) ::= MINUS(T) expr(A). [UNARY] { E = oli_make_unary(p, UNARY_MINUS, T, A); }
expr(E) ::= TILDE(T) expr(A). [UNARY] { E = oli_make_unary(p, UNARY_INVERT, T, A); }
expr(E) ::= power(A). { E = A; }
power(E) ::= awaited(A). { E = A; }
power(E) ::= awaited(A) DSTAR expr(B). [DSTAR] { E = oli_make_binary(p, OP_POW, A, B); }
awaited(E) ::= primary(A). { E = A; }
awaited(E) ::= AWAIT(T) primary(A). { E = oli_make_operand(p, EXPR_AWAIT, T, A); }
primary(E) ::= atom(A). { E = A; }
primary(E) ::= primary(A) DOT NAME(N). { E = oli_make_attribute(p, A, N); }
primary(E) ::= primary(A) LPAREN args_opt(B) RPAREN(C). { E = oli_make_call(p, A, B, C); }
primary(E) ::= primary(A) LSQB subs(B) RSQB(C). {
    E = oli_new_expr(p, EXPR_SUBSCRIPT, oli_span(A->outer, C.at));
    E->subscript.value = A;
    E->subscript.index = B;
}

%type subs {Expr *}
%type sublist {ExprList}
%type sub {Expr *}
%type test_opt {Expr *}
subs(E) ::= sublist(L). { E = oli_make_subscript(p, L, false, (Span){0}); }
subs(E) ::= sublist(L) COMMA(C). { E = oli_make_subscript(p, L, true, C.at); }
sublist(L) ::= sub(A). { L = oli_expr_list(p, (ExprList){0}, A); }
sublist(L) ::= sublist(B) COMMA sub(A). { L = oli_expr_list(p, B, A); }
sub(E) ::= namedexpr(A). { E = A; }
sub(E) ::= STAR(T) expr(A). { E = oli_make_operand(p, EXPR_STARRED, T, A); }
sub(E) ::= test_opt(A) COLON(T) test_opt(B). { E = oli_make_slice(p, A, T, B, (Token){0}, NULL); }
sub(E) ::= test_opt(A) COLON(T) test_opt(B) COLON(U) test_opt(C). { E = oli_make_slice(p, A, T, B, U, C); }
test_opt(E) ::= . { E = NULL; }
test_opt(E) ::= test(A). { E = A; }

%type args_opt {Arguments}
%type args {Arguments}
%type arg {ArgumentItem}
args_opt(L) ::= . { L = (Arguments){0}; }
args_opt(L) ::= args(A). { L = A; }
args_opt(L) ::= args(A) COMMA. { L = A; if (L.has_bare_generator) p->is_refused = true; }
args(L) ::= arg(A). { L = oli_add_argument(p, (Arguments){0}, A); }
args(L) ::= args(B) COMMA arg(A). { L = oli_add_argument(p, B, A); }
arg(A) ::= namedexpr(E). { A = (ArgumentItem){.value = E}; }
arg(A) ::= namedexpr(E) comp_for(C). {
    A = (ArgumentItem){.value = oli_make_comp(p, EXPR_GENERATOR, oli_span(E->outer, C.at), E, NULL, C)};
    A.is_bare_generator = true;
}
arg(A) ::= NAME(N) EQ test(E). {
    A = (ArgumentItem){.is_keyword = true, .name = oli_token_name(p, N), .value = E, .at = oli_span(N.at, E->outer)};
}
arg(A) ::= STAR(T) test(E). { A = (ArgumentItem){.value = oli_make_operand(p, EXPR_STARRED, T, E)}; }
arg(A) ::= DSTAR(T) test(E). { A = (ArgumentItem){.is_keyword = true, .value = E, .at = oli_span(T.at, E->outer)}; }

/* --- atoms -------------------------------------------------------------------------------------------------------- */

%type elems {ExprList}
%type elem {Expr *}
%type ditems {DictItems}
%type ditem {DictItem}
%type comp_for {Clauses}
%type comp_iter_opt {CompTail}
atom(E) ::= NAME(N). { E = oli_make_name(p, N); }
atom(E) ::= number(A). { E = A; }
atom(E) ::= NONE(T). { E = oli_make_constant(p, CONST_NONE, T); }
atom(E) ::= TRUE(T). { E = oli_make_constant(p, CONST_TRUE, T); }
atom(E) ::= FALSE(T). { E = oli_make_constant(p, CONST_FALSE, T); }
atom(E) ::= ELLIPSIS(T). { E = oli_make_constant(p, CONST_ELLIPSIS, T); }
atom(E) ::= strings(A). { E = oli_make_strings(p, A); }
atom(E) ::= LPAREN(T) RPAREN(C). { E = oli_make_items(p, EXPR_TUPLE, oli_span(T.at, C.at), (ExprList){0}); }
atom(E) ::= LPAREN(T) yield_expr(A) RPAREN(C). { E = oli_parenthesised(A, oli_span(T.at, C.at)); }
atom(E) ::= LPAREN(T) elems(L) RPAREN(C). { E = oli_make_group(p, oli_span(T.at, C.at), L, false); }
atom(E) ::= LPAREN(T) elems(L) COMMA RPAREN(C). { E = oli_make_group(p, oli_span(T.at, C.at), L, true); }
atom(E) ::= LPAREN(T) elem(A) comp_for(F) RPAREN(C). {
    E = oli_make_comp(p, EXPR_GENERATOR, oli_span(T.at, C.at), A, NULL, F);
    E->parenthesised = true;
}
atom(E) ::= LSQB(T) RSQB(C). { E = oli_make_items(p, EXPR_LIST, oli_span(T.at, C.at), (ExprList){0}); }
atom(E) ::= LSQB(T) elems(L) comma_opt RSQB(C). { E = oli_make_items(p, EXPR_LIST, oli_span(T.at, C.at), L); }
atom(E) ::= LSQB(T) elem(A) comp_for(F) RSQB(C). {
    E = oli_make_comp(p, EXPR_LIST_COMP, oli_span(T.at, C.at), A, NULL, F);
}
atom(E) ::= LBRACE(T) RBRACE(C). { E = oli_make_dict(p, oli_span(T.at, C.at), (DictItems){0}); }
atom(E) ::= LBRACE(T) elems(L) comma_opt RBRACE(C). { E = oli_make_items(p, EXPR_SET, oli_span(T.at, C.at), L); }
atom(E) ::= LBRACE(T) elem(A) comp_for(F) RBRACE(C). {
    E = oli_make_comp(p, EXPR_SET_COMP, oli_span(T.at, C.at), A, NULL, F);
}
atom(E) ::= LBRACE(T) ditems(L) comma_opt RBRACE(C). { E = oli_make_dict(p, oli_span(T.at, C.at), L); }
atom(E) ::= LBRACE(T) ditem(A) comp_for(F) RBRACE(C). {
    if (!A.key) p->is_refused = true;
    E = oli_make_comp(p, EXPR_DICT_COMP, oli_span(T.at, C.at), A.key ? A.key : A.value, A.value, F);
}
elems(L) ::= elem(A). { L = oli_expr_list(p, (ExprList){0}, A); }
elems(L) ::= elems(B) COMMA elem(A). { L = oli_expr_list(p, B, A); }
elem(E) ::= namedexpr(A). { E = A; }
elem(E) ::= STAR(T) expr(A). { E = oli_make_operand(p, EXPR_STARRED, T, A); }
elem(E) ::= test(A) AS expr(B). { E = oli_make_binary(p, OP_ADD, A, B); E->kind = (ExprKind)EXPR_AS_ITEM; }
ditems(L) ::= ditem(A). { L = oli_add_dict_item(p, (DictItems){0}, A); }
ditems(L) ::= ditems(B) COMMA ditem(A). { L = oli_add_dict_item(p, B, A); }
ditem(A) ::= test(K) COLON test(V). { A = (DictItem){.key = K, .value = V}; }
ditem(A) ::= DSTAR expr(V). { A = (DictItem){.value = V}; }

comp_for(F) ::= FOR(T) exprlist(X) IN or_test(I) comp_iter_opt(R). {
    F = oli_join_clauses(p, T.at, (Comprehension){.target = X, .iter = I}, R);
}
comp_for(F) ::= ASYNC(T) FOR exprlist(X) IN or_test(I) comp_iter_opt(R). {
    F = oli_join_clauses(p, T.at, (Comprehension){.target = X, .iter = I, .is_async = true}, R);
}
comp_iter_opt(R) ::= . { R = (CompTail){0}; }
comp_iter_opt(R) ::= comp_for(F). { R = (CompTail){.clauses = F}; }
comp_iter_opt(R) ::= IF or_test(C) comp_iter_opt(A). { R = oli_add_condition(p, C, A); }

/* --- strings ------------------------------------------------------------------------------------------------------ */

%type strings {StringPieces}
%type str {StringPiece}
%type fparts {ExprList}
%type fvalue {Expr *}
%type eq_opt {Token}
%type conv_opt {Conversion}
%type fspec_opt {FormatSpec}
strings(L) ::= str(A). { L = oli_add_string(p, (StringPieces){0}, A); }
strings(L) ::= strings(B) str(A). { L = oli_add_string(p, B, A); }
str(A) ::= STRING(T). { A = (StringPiece){.token = T, .at = T.at}; }
str(A) ::= FSTRING_BEGIN(T) fparts(L) FSTRING_END(C). {
    A = (StringPiece){.token = T, .at = oli_span(T.at, C.at), .parts = L};
}
fparts(L) ::= . { L = (ExprList){0}; }
fparts(L) ::= fparts(A) FSTRING_TEXT(T). { L = oli_expr_list(p, A, oli_make_text(p, T)); }
fparts(L) ::= fparts(A) LBRACE(O) fvalue(V) eq_opt(Q) conv_opt(N) fspec_opt(S) RBRACE(C). {
    L = oli_add_field(p, A, O, V, Q, N, S, C);
}
fvalue(E) ::= starlist(A). { E = A; }
fvalue(E) ::= yield_expr(A). { E = A; }
eq_opt(A) ::= . { A = (Token){0}; }
eq_opt(A) ::= EQ(T). { A = T; }
conv_opt(A) ::= . { A = (Conversion){0}; }
conv_opt(A) ::= BANG(T) NAME(N). { A = (Conversion){.bang = T, .name = N}; }
fspec_opt(A) ::= . { A = (FormatSpec){0}; }
fspec_opt(A) ::= COLON(T) fparts(L). { A = (FormatSpec){.colon = T, .parts = L}; }
