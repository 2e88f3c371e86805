/* SPDX-License-Identifier: MIT
 *
 * The compiler's own state, shared by compile*.c.
 *
 * One Unit per code object being made. Registers are a stack: locals first, then temporaries, which an expression takes
 * with oli_reg_push and its user gives back by setting unit->next_reg. An expression is compiled either "to" a given
 * register or as an operand, which may be a local's own register; only the last instruction of a compile-to writes the
 * target when the target is a local, so an exception or a use within the expression still sees the old value.
 *
 * Errors are sticky: after c->failed nothing is emitted and everybody returns as soon as convenient. No script runs
 * and no collection happens while compiling, so raw pointers need no roots.
 */
#ifndef OLI_CODE_COMPILE_H
#define OLI_CODE_COMPILE_H

#include "code/code.h"
#include "parser/parser.h"

enum {
    MAX_REGISTERS = 250,
    MAX_LOCALS = 150,   /* further locals are "wide": in a tuple in one register */
    LOOP_CONSTANTS = 8, /* registers that keep a loop's constants */
    CHUNK = 32          /* items of a display or call built at once */
};

/* A jump target: not yet placed while position is -1; then `patches` chains the offset words that wait for it. */
typedef struct Label {
    int32_t position;
    int32_t patches; /* word index of the newest waiting offset, -1: none; each holds the next one's index */
} Label;

typedef enum BlockKind { BLOCK_LOOP, BLOCK_TRY, BLOCK_FINALLY, BLOCK_HANDLED, BLOCK_WITH } BlockKind;

/* What control flow passes on the way out: innermost first. */
typedef struct Block {
    struct Block *outer;
    BlockKind kind;
    Label *continue_to, *break_to; /* BLOCK_LOOP */
    const StmtList *finally;       /* BLOCK_FINALLY: compiled again on every way out */
    Name *name;                    /* BLOCK_HANDLED: `except ... as name` to unbind */
    uint32_t reg;                  /* BLOCK_HANDLED: the exception's; BLOCK_WITH: the exit pair's; BLOCK_LOOP: iterator */
    uint32_t handler_reg;          /* where the block's own handler finds its exception */
    bool is_async;                 /* BLOCK_WITH */
    bool owns_iterator;            /* BLOCK_LOOP: R[reg], the result of a call, which is dropped on every way out */
    bool has_range;                /* guards instructions: TRY, FINALLY, WITH, HANDLED */
    uint32_t range_start;          /* of the open range */
    Label *handler;
    uint32_t depth;
    Span at;
} Block;

typedef struct GuardRange {
    uint32_t start, end, reg, depth;
    Label *handler;
} GuardRange;

typedef struct BoundSet {
    uint64_t bits[4];
    bool unreachable;
} BoundSet;

typedef struct Unit {
    struct Unit *outer;
    Scope *scope;       /* innermost: a comprehension's while inside one */
    Scope *frame_scope; /* of the code object */
    bool is_namespace;  /* class body: names live in the dict in register 0 */
    bool is_module;
    uint32_t flags; /* CODE_x */
    Str *name, *qualname;
    uint32_t next_reg, max_reg;
    uint32_t local_count, cell_count, free_count;
    uint32_t wide_register, wide_count;
    Symbol **frees;          /* in closure order */
    uint32_t class_cell_reg; /* class body: register of the __class__ cell, plus 1 */
    uint32_t class_dict_reg; /* the same of __classdict__ */
    BoundSet bound;          /* registers of locals that are surely bound here */
    Block *block;
    uint32_t block_depth;
    /* growing arrays */
    uint32_t *words;
    uint32_t word_count, word_capacity;
    Value *constants;
    uint32_t constant_count, constant_capacity;
    uint32_t *constant_table; /* hash table of constant index + 1 */
    uint32_t constant_table_size;
    CodePosition *positions;
    uint32_t position_count, position_capacity;
    GuardRange *ranges;
    uint32_t range_count, range_capacity;
    Value *local_names; /* by register */
    Value cell_names[256];
    Span at; /* of what is compiled now */
    Value doc;
    uint32_t first_line;
    /* constants of the outermost loop being compiled */
    uint32_t loop_depth;
    uint32_t loop_constant_base, loop_constant_count, loop_slot;
    uint32_t loop_constants[LOOP_CONSTANTS];
    Name *self_names[24]; /* attributes stored through the first parameter */
    uint32_t self_count;
    Name *first_param;
    Name **static_names; /* class body: what its functions store as self.name, for __static_attributes__ */
    uint32_t static_count, static_capacity;
} Unit;

typedef struct Compiler {
    Vm *vm;
    Parse *parse;
    Str *filename;
    Unit *unit;
    bool failed; /* an exception is pending */
    bool future_annotations;
    bool has_walrus; /* operands that are locals are copied: a := may change them */
    bool interactive;
    const char *source;
    size_t source_size;
    uint32_t depth;
} Compiler;

/* Raise a SyntaxError of class `id`; text may be NULL. */
void oli_raise_syntax(Vm *vm, ExceptionId id, Str *message, Str *filename, uint32_t line, uint32_t offset,
                      uint32_t end_line, int32_t end_offset, Str *text);
/* The same, the line taken from the program text. */
void oli_raise_syntax_error(Vm *vm, Str *message, Str *filename, uint32_t line, uint32_t offset, const char *source,
                            size_t size);

/* ---- emit.c: instructions, constants, registers ---- */
bool oli_unit_begin(Compiler *c, Unit *unit, Scope *scope, const char *name);
Code *oli_unit_end(Compiler *c); /* the finished code; the unit's memory is freed even on failure */
void oli_unit_free(Compiler *c, Unit *unit);
void oli_at(Compiler *c, Span span);
/* From here on, instructions stem from `span`, which uses `attribute`: of one on several lines they begin at the
 * attribute's name, as in CPython. */
void oli_at_attribute(Compiler *c, Span span, const Expr *attribute);
uint32_t oli_emit(Compiler *c, Opcode op, uint32_t a, uint32_t b, uint32_t d);
void oli_emit_bx(Compiler *c, Opcode op, uint32_t a, uint32_t bx);
void oli_emit_word(Compiler *c, uint32_t word);
void oli_emit_name(Compiler *c, Opcode op, uint32_t a, uint32_t b, uint32_t d,
                   const Name *name); /* with caches zeroed */
void oli_emit_jump(Compiler *c, Opcode op, uint32_t a, uint32_t b, uint32_t d, Label *target);
Label oli_label(void);
void oli_place(Compiler *c, Label *label);
uint32_t oli_constant(Compiler *c, Value v);
void oli_load_constant(Compiler *c, uint32_t reg, Value v);
uint32_t oli_name_constant(Compiler *c, const Name *name);
Str *oli_name_str(Compiler *c, const Name *name);
uint32_t oli_reg_push(Compiler *c, uint32_t count);
void oli_compile_error(Compiler *c, Span at, const char *format, ...);
void *oli_compile_alloc(Compiler *c, size_t size); /* arena memory; NULL and failed when refused */
/* Loops keep number constants in registers: begin and end of any loop. */
void oli_loop_begin(Compiler *c);
void oli_loop_end(Compiler *c);
/* The register that holds `v` throughout the current loop, or -1. */
int32_t oli_loop_constant(Compiler *c, Value v);

/* ---- names.c ---- */
void oli_compile_load(Compiler *c, Name *name, uint32_t reg);
int32_t oli_local_register(Compiler *c, Name *name); /* register of a plain bound local usable as an operand, or -1 */
void oli_store_name(Compiler *c, Name *name, uint32_t reg);
int32_t oli_store_target(Compiler *c, Name *name); /* register that a compile-to may write for this name, or -1 */
void oli_mark_bound(Compiler *c, Name *name);
void oli_delete_name(Compiler *c, Name *name);
BoundSet oli_bound_save(Compiler *c);
void oli_bound_merge(Compiler *c, const BoundSet *other); /* what is bound on both ways */
void oli_bound_restore(Compiler *c, const BoundSet *saved);
void oli_unreachable(Compiler *c);
void oli_load_closure_cell(Compiler *c, Name *name, uint32_t reg); /* the Cell itself */
uint32_t oli_declare_local(Compiler *c, Symbol *symbol, uint32_t reg);

/* ---- compile_expr.c ... ---- */
uint32_t oli_expr(Compiler *c, Expr *e);              /* operand: any register */
void oli_expr_to(Compiler *c, Expr *e, uint32_t reg); /* into this register */
uint32_t oli_expr_push(Compiler *c, Expr *e);         /* into a new temporary */
void oli_jump_if(Compiler *c, Expr *e, bool sense, Label *target);
bool oli_constant_of(Compiler *c, Expr *e, Value *out); /* constant-folds: true when e is one */
void oli_call_expr(Compiler *c, Expr *e, uint32_t reg);
void oli_gather_expr(Compiler *c, Expr *e, uint32_t reg);
/* Arguments into consecutive temporaries after `base`, then the call instruction; base is the callee. */
void oli_emit_call(Compiler *c, uint32_t base, const ExprList *args, const KeywordList *keywords, uint32_t reg,
                   bool method);
void oli_await(Compiler *c, uint32_t reg, uint32_t operand, uint32_t kind);
void oli_comprehension(Compiler *c, Expr *e, uint32_t reg);
void oli_fstring(Compiler *c, Expr *e, uint32_t reg);
/* For super().x: R[reg] = the class, R[reg+1] = the first argument; false when `e` is no plain super() call. */
bool oli_super_operands(Compiler *c, Expr *e, uint32_t reg);
/* iter(e) into R[reg]; a call of range sets up R[reg .. reg+3] for FOR_RANGE instead. */
void oli_iterator_to(Compiler *c, Expr *e, uint32_t reg);
/* The loops of a comprehension or generator expression whose first iterator is in R[first .. first+3]. */
void oli_comprehension_clauses(Compiler *c, Expr *e, uint32_t first, uint32_t result);
void oli_slice_to(Compiler *c, Expr *e, uint32_t base);

/* ---- compile_function.c ---- */
void oli_function(Compiler *c, Stmt *s);
void oli_lambda(Compiler *c, Expr *e, uint32_t reg);
void oli_generator_expr(Compiler *c, Expr *e, uint32_t reg);
void oli_class(Compiler *c, Stmt *s);
/* The object of a `def` statement into R[reg]; its defaults are in the registers after it already (`parts`). */
void oli_function_object(Compiler *c, Stmt *s, uint32_t reg, uint32_t parts);
/* The object of a `class` statement into R[base]; R[base+1 ..+4] are used too. `generic_base` is the register of a last
 * base, or 0. */
void oli_class_object(Compiler *c, Stmt *s, uint32_t base, uint32_t generic_base);
/* Begin the unit of a function: registers of its variables, cells. False: the unit is to be freed, if it is c->unit. */
bool oli_function_begin(Compiler *c, Unit *unit, Scope *scope, const char *name, uint32_t line);
void oli_function_variables(Compiler *c, Scope *scope); /* that alone, in a unit that has begun */
/* compile_generic.c: the same objects, with type parameters, and `type` statements. R[reg+1 ..]: as there. */
void oli_generic_function(Compiler *c, Stmt *s, uint32_t reg, uint32_t parts);
void oli_generic_class(Compiler *c, Stmt *s, uint32_t reg);
void oli_type_alias(Compiler *c, Stmt *s);
/* Emit MAKE_FUNCTION for a finished code; parts present in the registers after reg. */
void oli_make_function(Compiler *c, uint32_t reg, Code *code, Symbol **frees, uint32_t free_count, uint32_t parts);
void oli_annotation(Compiler *c, Expr *annotation, uint32_t reg);

/* ---- compile_stmt.c, compile_try.c ---- */
void oli_statements(Compiler *c, const StmtList *list);
void oli_assign(Compiler *c, Expr *target, uint32_t reg); /* R[reg] to any target */
void oli_try(Compiler *c, Stmt *s);
void oli_match(Compiler *c, Stmt *s); /* compile_match.c */
void oli_with(Compiler *c, Stmt *s, uint32_t index);
void oli_unbind_exception_name(Compiler *c, Name *name);
void oli_note_self_store(Compiler *c, Name *name); /* self.name = ... was seen */
void oli_note_static_store(Compiler *c, const Expr *target); /* an attribute is stored: for the class around */
Str *oli_source_text(Compiler *c, Span at);        /* the program text of a node */
Str *oli_clean_doc(Compiler *c, Expr *doc);        /* a docstring without its common indentation (3.13) */
void oli_block_push(Compiler *c, Block *block, BlockKind kind);
void oli_block_pop(Compiler *c);
/* Instructions from here to oli_unguard are guarded: an exception goes to block->handler, the value to R[reg]. */
void oli_guard(Compiler *c, Block *block, BlockKind kind, uint32_t reg);
void oli_unguard(Compiler *c, Block *block);
/* Begin and end of the block of a loop over R[iterator]. When `iter` is a call, its result may be a generator that only
 * the loop refers to: any way out but its end drops it. The handler stands behind the loop. */
void oli_loop_block_begin(Compiler *c, Block *block, Expr *iter, uint32_t iterator, Label *next, Label *end);
void oli_loop_block_end(Compiler *c, Block *block);
void oli_loop_handler(Compiler *c, Block *block);
/* Asynchronous loops: what stands before and after the body. */
typedef struct AsyncLoop {
    uint32_t iterator, value, exception; /* registers; value: the item */
    Label next;
    Block guard;
} AsyncLoop;
/* R[iterator] = aiter(iter), unless iter is NULL: then it is in R[iterator] already. */
void oli_async_loop_begin(Compiler *c, AsyncLoop *loop, Expr *iter);
void oli_async_loop_end(Compiler *c, AsyncLoop *loop);
void oli_async_for(Compiler *c, Stmt *s);
void oli_range_open(Compiler *c, Block *block);
void oli_range_close(Compiler *c, Block *block);
/* Leave all blocks inside of `until` (NULL: all): emits their clean-up. Ranges are reopened by oli_unwind_end. */
void oli_unwind(Compiler *c, Block *until);
void oli_unwind_end(Compiler *c, Block *innermost, Block *until);

#endif
