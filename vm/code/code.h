/* SPDX-License-Identifier: MIT
 *
 * Code: one compiled function, class body or module. Immutable but for its instruction words, which specialise
 * themselves in place (opcodes.def), so a Code is never shared between VMs.
 *
 * Registers: parameters first, in the order of the signature (positional-only, positional, keyword-only, *args,
 * **kwargs), then other locals, then temporaries. Cells of captured variables stand in the variable's own register.
 */
#ifndef OLI_CODE_CODE_H
#define OLI_CODE_CODE_H

#include "types/protocol.h"

typedef enum Opcode {
#define OP(name, words, operands) BC_##name,
#include "code/opcodes.def"
#undef OP
    BC_COUNT
} Opcode;

enum {
    CODE_HAS_REST = 1,        /* *args */
    CODE_HAS_OPTIONS = 2,     /* **kwargs */
    CODE_GENERATOR = 4,
    CODE_COROUTINE = 8,       /* async def without yield */
    CODE_ASYNC_GENERATOR = 16,
    CODE_CLASS_BODY = 32,     /* register 0: the namespace */
    CODE_MODULE = 64,
    CODE_ITERABLE_COROUTINE = 128, /* types.coroutine: a generator that may be awaited */
    CODE_HAS_HANDLERS = 256,  /* may change which exception is being handled */
    CODE_NESTED = 512,
    CODE_LIBRARY = 1024       /* of a module of the library */
};

enum { CODE_ANY_CALL = 0xFFFF }; /* exact_args of a code whose calls need the general binding */

/* While pc is in [start, end): on an exception, R[reg] = it, go to target. Inner ranges stand before outer ones. */
typedef struct Handler_ {
    uint32_t start, end, target; /* word offsets */
    uint32_t reg;
} CodeHandler;

/* From word `pc` on, instructions stem from this place. Lines from 1; columns are byte offsets from 0. */
typedef struct CodePosition {
    uint32_t pc;
    uint32_t line, end_line;
    uint16_t column, end_column; /* 0xFFFF: unknown */
} CodePosition;

/* Parts of MAKE_FUNCTION's word 1: what stands in R[a+1], R[a+2], ... in this order. */
enum { MAKE_DEFAULTS = 1, MAKE_KW_DEFAULTS = 2, MAKE_ANNOTATIONS = 4, MAKE_CLOSURE = 8 };

/* What the instruction GENERIC makes, of which operands (PEP 695, 696). `bound`, `default` and `value` are functions
 * without parameters, or None. The first three are in the order of TypeParamKind. */
enum {
    GENERIC_TYPE_VAR,       /* name, bound, default; a bound that is a tuple display holds constraints: */
    GENERIC_TYPE_VAR_TUPLE, /* name, None, default */
    GENERIC_PARAM_SPEC,     /* name, None, default */
    GENERIC_ALIAS,          /* name, tuple of type parameters, value */
    GENERIC_BASE,           /* tuple of type parameters: Generic[...] of them */
    GENERIC_CONSTRAINED,    /* name, constraints, default */
    GENERIC_SET             /* function, tuple of type parameters: the function */
};

struct Code {
    Object header;
    uint32_t *words;
    Value *constants;
    uint32_t word_count, constant_count;
    uint16_t register_count;
    uint16_t exact_args;       /* a call with just so many positional arguments needs no binding; or CODE_ANY_CALL */
    uint16_t param_count;      /* positional ones, positional-only included */
    uint16_t posonly_count, keyword_only_count;
    uint16_t local_count;      /* registers that hold locals; those after the parameters begin undef */
    uint16_t total_params;     /* with keyword-only, *args and **kwargs */
    uint16_t free_count, cell_count;
    uint16_t wide_register, wide_count; /* locals beyond the registers; count 0: none */
    uint16_t self_stores;      /* different attributes stored through the first parameter */
    uint32_t flags;
    CodeHandler *handlers;
    CodePosition *positions;
    uint32_t handler_count, position_count;
    Str *name, *qualname, *filename;
    Tuple *local_names;        /* by register; parameters first */
    Tuple *cell_names;         /* cells of this code, then free variables */
    Value doc;                 /* Str or VALUE_NONE */
    uint32_t first_line;
    uint32_t stress_visits;    /* safepoints passed under GC stress (run/enter.c) */
};

static inline bool is_code(Value v) { return is_kind(v, CLASS_CODE); }
static inline Code *as_code(Value v) { return (Code *)object_of(v); }

static inline uint32_t instruction(Opcode op, uint32_t a, uint32_t b, uint32_t c) {
    return (uint32_t)op | a << 8 | b << 16 | c << 24;
}
static inline Opcode op_of(uint32_t word) { return (Opcode)(word & 0xFF); }
static inline uint32_t a_of(uint32_t word) { return word >> 8 & 0xFF; }
static inline uint32_t b_of(uint32_t word) { return word >> 16 & 0xFF; }
static inline uint32_t c_of(uint32_t word) { return word >> 24; }
static inline uint32_t bx_of(uint32_t word) { return word >> 16; }
static inline int32_t immediate_of(uint32_t word) { return (int32_t)word >> 24; }

extern const uint8_t oli_op_words[]; /* instruction lengths, by Opcode */

/* The place of the instruction at word `pc`; false when the code has none (then all fields are 0). */
bool oli_code_position(const Code *code, uint32_t pc, CodePosition *out);
/* The handler of an exception raised at word `pc`, or NULL. */
const CodeHandler *oli_code_handler(const Code *code, uint32_t pc);
bool oli_init_code(Vm *vm);
/* run/generic.c: warnings.warn_explicit with a SyntaxWarning. False: it was made an exception. Runs script. */
bool oli_tell_syntax_warning(Vm *vm, Str *message, Str *filename, uint32_t line);

/* ---- compiling (code/compile.c) ---- */
typedef enum CompileMode { COMPILE_EXEC, COMPILE_EVAL, COMPILE_SINGLE } CompileMode;
/* COMPILE_NAMESPACE: code whose names live in a mapping, its one argument (exec with locals of their own). */
/* COMPILE_FILE: the text is that of the named file, so every SyntaxError shows its line (CPython finds it there). */
enum { COMPILE_TOP_LEVEL_AWAIT = 1, COMPILE_MORE_INPUT = 2, COMPILE_NAMESPACE = 4, COMPILE_FILE = 8 };
/* NULL with SyntaxError (or MemoryError) pending. *incomplete (may be NULL) is set when COMPILE_MORE_INPUT and the text
 * is the beginning of something (then nothing is pending). SyntaxWarnings go to the module warnings, so it may run
 * script; `source` is the caller's to keep. */
Code *oli_compile(Vm *vm, const char *source, size_t size, Str *filename, CompileMode mode, uint32_t flags,
                  bool *incomplete);

#endif
