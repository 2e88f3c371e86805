/* SPDX-License-Identifier: MIT
 *
 * Running patterns of module re on PCRE2 (pcre2api(3)): one engine a VM, which owns the contexts, the match data and
 * the stack of machine code.
 *
 * A pattern has up to six compiled forms: for subjects of ASCII (or bytes) and for UTF-8, each for searching, matching
 * and matching as a whole; they are made when first needed, and turned into machine code when used often or on long
 * subjects. All memory is the VM's. PCRE2's limits stop patterns that backtrack without end: RuntimeError.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#include "re_parts.h"

enum {
    BLOCK_HEADER = 16, /* of memory that PCRE2 asks for: its size */
    USES_BEFORE_MACHINE_CODE = 12,
    LONG_SUBJECT = 2000,
    MATCH_LIMIT = 50000000,
    HEAP_LIMIT_KIB = 512 * 1024,
    PAREN_LIMIT = 5000,
    STACK_MIN = 32 * 1024,
    STACK_MAX = 32 * 1024 * 1024
};

typedef struct Engine {
    AioliVm *vm;
    pcre2_general_context *general;
    pcre2_compile_context *compile;
    pcre2_match_context *match;
    pcre2_match_data *data;
    uint32_t data_pairs;
    pcre2_jit_stack *stack;
} Engine;

static const char ENGINE_KEY;

/* ---- memory ---- */

static void *allocate(size_t size, void *vm) {
    char *block = aioli_memory_resize(vm, NULL, 0, size + BLOCK_HEADER);
    if (!block) return NULL;
    memcpy(block, &size, sizeof size);
    return block + BLOCK_HEADER;
}

static void release(void *memory, void *vm) {
    if (!memory) return;
    size_t size;
    char *block = (char *)memory - BLOCK_HEADER;
    memcpy(&size, block, sizeof size);
    aioli_memory_free(vm, block, size + BLOCK_HEADER);
}

static void free_engine(void *block) {
    Engine *engine = block;
    pcre2_jit_stack_free(engine->stack);
    pcre2_match_data_free(engine->data);
    pcre2_match_context_free(engine->match);
    pcre2_compile_context_free(engine->compile);
    pcre2_general_context_free(engine->general);
}

static Engine *engine_of(AioliVm *vm) {
    Engine *engine = aioli_vm_data(vm, &ENGINE_KEY, sizeof *engine, free_engine);
    if (!engine || engine->match) return engine;
    engine->vm = vm;
    if (!engine->general) engine->general = pcre2_general_context_create(allocate, release, vm);
    if (!engine->general) return NULL;
    if (!engine->compile) engine->compile = pcre2_compile_context_create(engine->general);
    if (!engine->compile) return NULL;
    pcre2_set_newline(engine->compile, PCRE2_NEWLINE_LF);
    pcre2_set_parens_nest_limit(engine->compile, PAREN_LIMIT);
    engine->match = pcre2_match_context_create(engine->general);
    if (!engine->match) return NULL;
    pcre2_set_match_limit(engine->match, MATCH_LIMIT);
    pcre2_set_depth_limit(engine->match, MATCH_LIMIT);
    pcre2_set_heap_limit(engine->match, HEAP_LIMIT_KIB);
    return engine;
}

/* ---- compiling ---- */

/* PCRE2 refuses what Python accepts: it is too large. */
static bool fail_compile(AioliVm *vm, int error) {
    if (aioli_error_pending(vm)) return false;
    PCRE2_UCHAR message[160];
    pcre2_get_error_message(error, message, sizeof message);
    aioli_raise(vm, "RuntimeError", "regular expression cannot be compiled: %s", (const char *)message);
    return false;
}

static pcre2_code *compile_text(Engine *engine, const RePattern *pattern, const ReText *text, bool is_utf,
                                ReMode mode) {
    static const uint32_t MODES[] = {0, PCRE2_ANCHORED, PCRE2_ANCHORED | PCRE2_ENDANCHORED};
    uint32_t options = PCRE2_DOTALL | PCRE2_MULTILINE | PCRE2_ALT_CIRCUMFLEX | MODES[mode];
    if (is_utf) options |= PCRE2_UTF | PCRE2_NO_UTF_CHECK | (pattern->flags & RE_UNICODE ? PCRE2_UCP : 0u);
    int error;
    size_t offset;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)(text->size ? text->data : ""), text->size, options, &error, &offset,
                                     engine->compile);
    if (!code) fail_compile(engine->vm, error);
    return code;
}

bool oli_re_prepare(AioliVm *vm, const ReTree *tree, RePattern *pattern, bool is_utf, ReMode mode) {
    Engine *engine = engine_of(vm);
    if (!engine) return false;
    ReText text = {.vm = vm};
    ReSubject subject = !tree->is_text ? RE_SUBJECT_BYTES : is_utf ? RE_SUBJECT_UTF : RE_SUBJECT_ASCII;
    ReCode *code = &pattern->codes[mode + (is_utf ? 3 : 0)];
    if (oli_re_emit(tree, subject, &text)) code->code = compile_text(engine, pattern, &text, is_utf, mode);
    oli_re_text_free(&text);
    return code->code != NULL;
}

/* The same from the text of the pattern, which was parsed once without an error. */
static bool prepare_again(AioliVm *vm, AioliValue object, RePattern *pattern, bool is_utf, ReMode mode) {
    AioliScope scope;
    aioli_scope_open(vm, &scope);
    ReTree tree;
    AioliValue names = aioli_dict(vm);
    bool ok = !aioli_is_error(names) &&
              oli_re_parse(vm, aioli_object_value(vm, object, RE_PATTERN_TEXT), pattern->given_flags, names, &tree);
    if (ok) {
        ok = oli_re_prepare(vm, &tree, pattern, is_utf, mode);
        oli_re_tree_free(&tree);
    }
    aioli_scope_close(vm, &scope, aioli_missing());
    return ok;
}

void oli_re_release_codes(RePattern *pattern) {
    for (size_t i = 0; i < RE_CODES; i++) pcre2_code_free(pattern->codes[i].code);
}

/* ---- running ---- */

/* Machine code where it pays. Without it (no memory, another processor) PCRE2 interprets. */
static void make_fast(Engine *engine, ReCode *code, size_t size) {
    if (code->is_fast || (code->uses++ < USES_BEFORE_MACHINE_CODE && size < LONG_SUBJECT)) return;
    code->is_fast = true;
    pcre2_jit_compile(code->code, PCRE2_JIT_COMPLETE);
    if (engine->stack) return;
    engine->stack = pcre2_jit_stack_create(STACK_MIN, STACK_MAX, engine->general);
    if (engine->stack) pcre2_jit_stack_assign(engine->match, NULL, engine->stack);
}

static bool reserve_data(Engine *engine, uint32_t pairs) {
    if (engine->data_pairs >= pairs) return true;
    pcre2_match_data *data = pcre2_match_data_create(pairs < 16 ? 16 : pairs, engine->general);
    if (!data) return false;
    pcre2_match_data_free(engine->data);
    engine->data = data;
    engine->data_pairs = pairs < 16 ? 16 : pairs;
    return true;
}

static int fail_run(AioliVm *vm, int error) {
    if (aioli_error_pending(vm)) return -1;
    if (error == PCRE2_ERROR_NOMEMORY) {
        aioli_raise(vm, "MemoryError", "");
    } else if (error == PCRE2_ERROR_MATCHLIMIT || error == PCRE2_ERROR_DEPTHLIMIT || error == PCRE2_ERROR_HEAPLIMIT) {
        aioli_raise(vm, "RuntimeError", "regular expression gave up: too much backtracking for this text");
    } else {
        PCRE2_UCHAR message[160];
        pcre2_get_error_message(error, message, sizeof message);
        aioli_raise(vm, "RuntimeError", "regular expression failed: %s", (const char *)message);
    }
    return -1;
}

int oli_re_run(AioliVm *vm, AioliValue object, RePattern *pattern, const ReView *view, ReMode mode, bool no_empty,
               const size_t **spans) {
    if (view->position > view->size) return 0;
    bool is_utf = view->is_text && !view->is_ascii;
    ReCode *code = &pattern->codes[mode + (is_utf ? 3 : 0)];
    if (!code->code && !prepare_again(vm, object, pattern, is_utf, mode)) return -1;
    Engine *engine = engine_of(vm);
    if (!engine || !reserve_data(engine, pattern->group_count + 1)) return -1;
    make_fast(engine, code, view->size - view->position);
    uint32_t options = PCRE2_NO_UTF_CHECK | (no_empty ? PCRE2_NOTEMPTY_ATSTART : 0u);
    PCRE2_SPTR data = (PCRE2_SPTR)view->data;
    int result = pcre2_match(code->code, data, view->size, view->position, options, engine->data, engine->match);
    if (result == PCRE2_ERROR_JIT_STACKLIMIT)
        result = pcre2_match(code->code, data, view->size, view->position, options | PCRE2_NO_JIT, engine->data,
                             engine->match);
    if (result == PCRE2_ERROR_NOMATCH) return 0;
    if (result < 0) return fail_run(vm, result);
    *spans = pcre2_get_ovector_pointer(engine->data);
    return 1;
}
