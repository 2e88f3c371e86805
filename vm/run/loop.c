/* SPDX-License-Identifier: MIT
 *
 * The interpreter loop.
 *
 * One C function runs all script code of a VM: calls, generator resumes, awaits and task switches change the local
 * variables below and go on; only natives that call back nest it. Fast paths stand here, slow ones in slow.c. Before
 * anything that may look at the running frame (raise, allocate a traceback, collect, call back) SAVE() stores pc.
 *
 *     f        the running frame            pc       the next word
 *     R        its registers                K        its code's constants
 *     word     the instruction at hand
 */
#include "run/loop_ops.h"

#if defined(__GNUC__)
#define COMPUTED_GOTO 1
#endif

#define R_A R[a_of(word)]
#define R_B R[b_of(word)]
#define R_C R[c_of(word)]

#define SAVE() (f->pc = pc)
#define FETCH() (word = *pc++)
/* Make `frame` the running one: its registers, constants and pc. */
#define LOAD_FRAME(frame_)                                                                                             \
    do {                                                                                                               \
        f = (frame_);                                                                                                  \
        vm->frame = f;                                                                                                 \
        R = f->regs;                                                                                                   \
        K = f->function->code->constants;                                                                                        \
        pc = f->pc;                                                                                                    \
    } while (0)
/* Rewrite the instruction at hand to a specialised form. */
#define SPECIALISE(op) (((uint32_t *)(uintptr_t)pc)[-1] = (word & ~0xFFu) | (uint32_t)(op))
#define CACHE(n) (((uint32_t *)(uintptr_t)pc)[n])

#define RAISE_IF(condition)                                                                                            \
    do {                                                                                                               \
        if (UNLIKELY(condition)) goto raised;                                                                          \
    } while (0)
/* Store a result that may be an error. */
#define RESULT(reg, expression)                                                                                        \
    do {                                                                                                               \
        Value result_ = (expression);                                                                                  \
        if (UNLIKELY(is_error(result_))) goto raised;                                                                  \
        R[reg] = result_;                                                                                              \
    } while (0)
#define JUMP_TO(offset) (pc += (int32_t)(offset))
/* A taken jump: backward ones are safepoints. */
#define TAKE_JUMP()                                                                                                    \
    do {                                                                                                               \
        int32_t offset_ = (int32_t)*pc++;                                                                              \
        pc += offset_;                                                                                                 \
        if (offset_ < 0 && UNLIKELY(--vm->fuel < 0)) goto safepoint;                                                   \
        NEXT;                                                                                                          \
    } while (0)
#define JUMP_IF(condition)                                                                                             \
    do {                                                                                                               \
        if (condition) TAKE_JUMP();                                                                                    \
        pc++;                                                                                                          \
        NEXT;                                                                                                          \
    } while (0)

#ifdef COMPUTED_GOTO
#define OPCODE(name) L_##name
#define NEXT                                                                                                           \
    do {                                                                                                               \
        FETCH();                                                                                                       \
        goto *LABELS[word & 0xFF];                                                                                     \
    } while (0)
#else
#define OPCODE(name) case BC_##name
#define NEXT goto dispatch
#endif

Value oli_interpret(Vm *vm, Frame *entry) {
#ifdef COMPUTED_GOTO
    static const void *const LABELS[256] = {
#define OP(name, words, operands) &&L_##name,
#include "code/opcodes.def"
#undef OP
    };
#endif
    Frame *f;
    const uint32_t *pc;
    Value *R;
    const Value *K;
    uint32_t word;
    Value value, callee;  /* what is returned or delivered; what is called */
    Value *args;          /* call_any: arguments, in registers */
    uint32_t count;

    if (!entry) goto schedule; /* asyncio.run was called by C */
    if (!oli_check_c_stack(vm)) {
        oli_abandon(vm, entry);
        return VALUE_ERROR;
    }
    if (entry->is_heap) { /* a generator driven from C: the caller linked it and set vm->sent */
        f = entry;
        goto resume;
    }
    LOAD_FRAME(entry);
    if (UNLIKELY(--vm->fuel < 0)) goto safepoint;

#ifdef COMPUTED_GOTO
    NEXT;
#else
dispatch:
    FETCH();
    switch ((Opcode)(word & 0xFF)) {
#endif

    /* ---- moves ---- */
    OPCODE(NOP) : NEXT;
    OPCODE(MOVE) : R_A = R_B;
    NEXT;
    OPCODE(LOADK) : R_A = K[bx_of(word)];
    NEXT;
    OPCODE(LOADI) : R_A = make_int((int16_t)bx_of(word));
    NEXT;
    OPCODE(LOAD_CONST) : R_A = VALUE_CONSTANT(b_of(word));
    NEXT;
    OPCODE(CHECK_BOUND) : {
        if (UNLIKELY(is_undef(R_A))) {
            SAVE();
            oli_raise_unbound_local(vm, as_str(K[*pc]));
            goto raised;
        }
        pc++;
        NEXT;
    }
    OPCODE(DELETE_LOCAL) : {
        if (UNLIKELY(is_undef(R_A))) {
            SAVE();
            oli_raise_unbound_local(vm, as_str(K[*pc]));
            goto raised;
        }
        R_A = VALUE_UNDEF;
        pc++;
        NEXT;
    }
    OPCODE(MAKE_CELL) : {
        SAVE();
        Cell *cell = oli_cell_new(vm, R_A);
        RAISE_IF(!cell);
        R_A = make_object(cell);
        NEXT;
    }
    OPCODE(NEW_CELL) : {
        SAVE();
        Cell *cell = oli_cell_new(vm, VALUE_UNDEF);
        RAISE_IF(!cell);
        R_A = make_object(cell);
        NEXT;
    }
    OPCODE(COPY_FREE) : {
        const Value *cells = f->function->closure->items;
        Value *to = &R_A;
        for (uint32_t i = 0; i < b_of(word); i++) to[i] = cells[i];
        NEXT;
    }
    OPCODE(LOAD_CELL) : {
        Value v = as_cell(R_B)->value;
        if (UNLIKELY(is_undef(v))) {
            SAVE();
            oli_raise_unbound_cell(vm, as_str(K[*pc]), c_of(word));
            goto raised;
        }
        R_A = v;
        pc++;
        NEXT;
    }
    OPCODE(STORE_CELL) : {
        oli_cell_set(vm, R_A, R_B);
        NEXT;
    }
    OPCODE(DELETE_CELL) : {
        Cell *cell = as_cell(R_A);
        if (is_undef(cell->value)) {
            SAVE();
            oli_raise_unbound_cell(vm, as_str(K[*pc]), b_of(word));
            goto raised;
        }
        cell->value = VALUE_UNDEF;
        pc++;
        NEXT;
    }
    OPCODE(LOAD_WIDE) : {
        Value v = wide_get(f, bx_of(word));
        if (UNLIKELY(is_undef(v))) {
            SAVE();
            oli_raise_unbound_local(vm, as_str(K[*pc]));
            goto raised;
        }
        R_A = v;
        pc++;
        NEXT;
    }
    OPCODE(STORE_WIDE) : {
        SAVE();
        RAISE_IF(!wide_set(vm, f, bx_of(word), R_A));
        NEXT;
    }
    OPCODE(LOAD_GLOBAL) : {
        Dict *globals = f->function->globals;
        uint32_t at = pc[1];
        if (LIKELY(at < globals->entry_count && is_same(globals->entries[at].key, K[pc[0]]))) {
            R_A = globals->entries[at].value;
            pc += 3;
            NEXT;
        }
        SAVE();
        Value v = oli_load_global_slow(vm, f->function, as_str(K[pc[0]]), (uint32_t *)(uintptr_t)(pc - 1));
        pc += 3;
        SAVE();
        RAISE_IF(is_error(v));
        R_A = v;
        NEXT;
    }
    OPCODE(LOAD_BUILTIN) : {
        Dict *builtins = vm->builtins;
        uint32_t at = pc[1];
        if (LIKELY(f->function->globals->keys_version == pc[2] && at < builtins->entry_count &&
                   is_same(builtins->entries[at].key, K[pc[0]]))) {
            R_A = builtins->entries[at].value;
            pc += 3;
            NEXT;
        }
        SPECIALISE(BC_LOAD_GLOBAL);
        CACHE(1) = UINT32_MAX;
        pc--;
        NEXT;
    }
    OPCODE(STORE_GLOBAL) : {
        Dict *globals = f->function->globals;
        uint32_t at = pc[1];
        if (LIKELY(at < globals->entry_count && is_same(globals->entries[at].key, K[pc[0]]))) {
            globals->entries[at].value = R_A;
            barrier(vm, R_A);
            pc += 2;
            NEXT;
        }
        SAVE();
        Str *name = as_str(K[pc[0]]);
        RAISE_IF(!oli_dict_set_str(vm, globals, name, R_A));
        CACHE(1) = (uint32_t)oli_dict_find_str(vm, globals, name);
        pc += 2;
        NEXT;
    }
    OPCODE(DELETE_GLOBAL) : {
        SAVE();
        int deleted = oli_dict_delete(vm, f->function->globals, K[*pc]);
        if (!deleted) oli_raise(vm, EXC_NAME_ERROR, "name '%S' is not defined", as_str(K[*pc]));
        RAISE_IF(deleted <= 0);
        pc++;
        NEXT;
    }
    OPCODE(LOAD_NAME) : {
        SAVE();
        RESULT(a_of(word), oli_load_name(vm, R_B, f->function, as_str(K[*pc])));
        pc++;
        NEXT;
    }
    OPCODE(LOAD_CLASS_FREE) : {
        SAVE();
        Value v = oli_namespace_get(vm, R_B, as_str(K[*pc]));
        RAISE_IF(is_error(v));
        if (is_undef(v)) v = as_cell(R_C)->value;
        if (is_undef(v)) {
            oli_raise_unbound_cell(vm, as_str(K[*pc]), true);
            goto raised;
        }
        R_A = v;
        pc++;
        NEXT;
    }
    OPCODE(STORE_NAME) : {
        SAVE();
        Value namespace_ = R_B;
        bool ok = is_exact(vm, namespace_, CLASS_DICT) ? oli_dict_set(vm, as_dict(namespace_), K[*pc], R_A)
                                                       : oli_set_item(vm, namespace_, K[*pc], R_A);
        RAISE_IF(!ok);
        pc++;
        NEXT;
    }
    OPCODE(DELETE_NAME) : {
        SAVE();
        RAISE_IF(!oli_namespace_delete(vm, R_B, as_str(K[*pc])));
        pc++;
        NEXT;
    }

    /* ---- arithmetic ---- */
#define ARITHMETIC(NAME, INT_OP, FLOAT_OP, INT_FN)                                                                     \
    OPCODE(NAME) : {                                                                                                   \
        Value x = R_B, y = R_C;                                                                                        \
        SPECIALISE(are_ints(x, y) ? BC_##NAME##_INT : are_inline_floats(x, y) ? BC_##NAME##_FLOAT : BC_##NAME##_ANY);  \
        goto any_##NAME;                                                                                               \
    }                                                                                                                  \
    OPCODE(NAME##_INT) : {                                                                                             \
        Value x = R_B, y = R_C, z;                                                                                     \
        if (LIKELY(are_ints(x, y) && INT_FN(x, y, &z))) {                                                              \
            R_A = z;                                                                                                   \
            NEXT;                                                                                                      \
        }                                                                                                              \
        SPECIALISE(BC_##NAME##_ANY);                                                                                   \
        goto any_##NAME;                                                                                               \
    }                                                                                                                  \
    OPCODE(NAME##_FLOAT) : {                                                                                           \
        Value x = R_B, y = R_C, z;                                                                                     \
        if (LIKELY(are_inline_floats(x, y)) &&                                                                         \
            LIKELY(encode_inline_float(inline_float_of(x) FLOAT_OP inline_float_of(y), &z))) {                         \
            R_A = z;                                                                                                   \
            NEXT;                                                                                                      \
        }                                                                                                              \
        SPECIALISE(BC_##NAME##_ANY);                                                                                   \
        goto any_##NAME;                                                                                               \
    }                                                                                                                  \
    OPCODE(NAME##_ANY) : any_##NAME : {                                                                                \
        Value x = R_B, y = R_C, z;                                                                                     \
        if (are_ints(x, y) && INT_FN(x, y, &z)) {                                                                      \
            R_A = z;                                                                                                   \
            NEXT;                                                                                                      \
        }                                                                                                              \
        double dx, dy;                                                                                                 \
        if (as_float_pair(x, y, &dx, &dy)) {                                                                           \
            SAVE();                                                                                                    \
            RESULT(a_of(word), make_float(vm, dx FLOAT_OP dy));                                                        \
            NEXT;                                                                                                      \
        }                                                                                                              \
        goto binary_slow;                                                                                              \
    }
    ARITHMETIC(ADD, +, +, int_add)
    ARITHMETIC(SUB, -, -, int_sub)
    ARITHMETIC(MUL, *, *, int_mul)

    OPCODE(DIV) : {
        if (are_inline_floats(R_B, R_C)) SPECIALISE(BC_DIV_FLOAT);
        goto any_div;
    }
    OPCODE(DIV_FLOAT) : {
        Value x = R_B, y = R_C, z;
        if (LIKELY(are_inline_floats(x, y))) {
            double divisor = inline_float_of(y);
            if (LIKELY(divisor != 0) && LIKELY(encode_inline_float(inline_float_of(x) / divisor, &z))) {
                R_A = z;
                NEXT;
            }
        }
        goto any_div;
    }
any_div: {
    double dx, dy;
    Value x = R_B, y = R_C;
    if (as_float_pair(x, y, &dx, &dy) && dy != 0) {
        SAVE();
        RESULT(a_of(word), make_float(vm, dx / dy));
        NEXT;
    }
    if (are_ints(x, y) && int_is_exact_double(x) && int_is_exact_double(y) && int_of(y) != 0) {
        SAVE();
        RESULT(a_of(word), make_float(vm, (double)int_of(x) / (double)int_of(y)));
        NEXT;
    }
    word = (word & ~0xFFu) | BC_DIV;
    goto binary_slow;
}
    OPCODE(MOD) : {
        Value z;
        if (LIKELY(are_ints(R_B, R_C)) && LIKELY(int_mod(R_B, R_C, &z))) {
            R_A = z;
            NEXT;
        }
        goto binary_slow;
    }
    OPCODE(FLOORDIV) : {
        Value z;
        if (LIKELY(are_ints(R_B, R_C)) && LIKELY(int_floordiv(R_B, R_C, &z))) {
            R_A = z;
            NEXT;
        }
        goto binary_slow;
    }
    OPCODE(AND) : {
        if (LIKELY(are_ints(R_B, R_C))) {
            R_A = VALUE_OF_BITS(VALUE_BITS(R_B) & VALUE_BITS(R_C));
            NEXT;
        }
        goto binary_slow;
    }
    OPCODE(OR) : {
        if (LIKELY(are_ints(R_B, R_C))) {
            R_A = VALUE_OF_BITS(VALUE_BITS(R_B) | VALUE_BITS(R_C));
            NEXT;
        }
        goto binary_slow;
    }
    OPCODE(XOR) : {
        if (LIKELY(are_ints(R_B, R_C))) {
            R_A = VALUE_OF_BITS((VALUE_BITS(R_B) ^ VALUE_BITS(R_C)) | 1);
            NEXT;
        }
        goto binary_slow;
    }
    OPCODE(LSHIFT) : {
        Value z;
        if (LIKELY(are_ints(R_B, R_C)) && LIKELY(int_shift_left(R_B, R_C, &z))) {
            R_A = z;
            NEXT;
        }
        goto binary_slow;
    }
    OPCODE(RSHIFT) : {
        if (LIKELY(are_ints(R_B, R_C)) && LIKELY(int_of(R_C) >= 0)) {
            int64_t shift = int_of(R_C);
            R_A = make_int(int_of(R_B) >> (shift > 63 ? 63 : shift));
            NEXT;
        }
        goto binary_slow;
    }
    OPCODE(POW) : {
        double dx, dy, power;
        if (as_float_pair(R_B, R_C, &dx, &dy) && plain_float_pow(dx, dy, &power)) {
            SAVE();
            RESULT(a_of(word), make_float(vm, power));
            NEXT;
        }
        goto binary_slow;
    }
    OPCODE(MATMUL) : goto binary_slow;
binary_slow: {
    SAVE();
    BinaryOperator op = binary_operator_of(op_of(word));
    Frame *entered = NULL;
    Value v = oli_enter_binary(vm, f, op, R_B, R_C, a_of(word), &entered);
    if (entered) goto enter_plain_entered;
    RAISE_IF(is_error(v));
    R_A = v;
    NEXT;
enter_plain_entered:
    LOAD_FRAME(entered);
    if (UNLIKELY(--vm->fuel < 0)) goto safepoint;
    NEXT;
}
#define IMMEDIATE(NAME, BUILTIN, OPERATOR, SLOW)                                                                       \
    OPCODE(NAME) : {                                                                                                   \
        Value x = R_B;                                                                                                 \
        int64_t result;                                                                                                \
        if (LIKELY(is_int(x)) && LIKELY(!BUILTIN((int64_t)VALUE_BITS(x), (int64_t)immediate_of(word) * 2, &result))) { \
            R_A = VALUE_OF_BITS((uint64_t)result);                                                                     \
            NEXT;                                                                                                      \
        }                                                                                                              \
        SAVE();                                                                                                        \
        RESULT(a_of(word), SLOW(vm, OPERATOR, x, make_int(immediate_of(word))));                                       \
        NEXT;                                                                                                          \
    }
    IMMEDIATE(ADD_IMMEDIATE, __builtin_add_overflow, BINARY_ADD, oli_binary)
    IMMEDIATE(SUB_IMMEDIATE, __builtin_sub_overflow, BINARY_SUB, oli_binary)
    IMMEDIATE(ADD_INPLACE_IMMEDIATE, __builtin_add_overflow, BINARY_ADD, oli_inplace)
    IMMEDIATE(SUB_INPLACE_IMMEDIATE, __builtin_sub_overflow, BINARY_SUB, oli_inplace)
    OPCODE(INPLACE) : {
        Value x = R_B, y = R_C, z;
        BinaryOperator op = (BinaryOperator)*pc;
        if (inplace_numbers(vm, op, x, y, &z)) {
            RAISE_IF(is_error(z));
            R_A = z;
            pc++;
            NEXT;
        }
        pc++;
        SAVE();
        Frame *entered = NULL;
        z = oli_enter_inplace(vm, f, op, x, y, a_of(word), &entered);
        if (entered) {
            LOAD_FRAME(entered);
            NEXT;
        }
        RAISE_IF(is_error(z));
        R_A = z;
        NEXT;
    }
    OPCODE(NEGATIVE) : {
        Value x = R_B;
        if (LIKELY(is_int(x)) && LIKELY(int_of(x) != SMALL_INT_MIN)) {
            R_A = make_int(-int_of(x));
            NEXT;
        }
        SAVE();
        if (is_inline_float(x))
            RESULT(a_of(word), make_float(vm, -inline_float_of(x)));
        else
            RESULT(a_of(word), oli_unary(vm, UNARY_OP_MINUS, x));
        NEXT;
    }
    OPCODE(POSITIVE) : {
        SAVE();
        RESULT(a_of(word), oli_unary(vm, UNARY_OP_PLUS, R_B));
        NEXT;
    }
    OPCODE(INVERT) : {
        SAVE();
        RESULT(a_of(word), oli_unary(vm, UNARY_OP_INVERT, R_B));
        NEXT;
    }
    OPCODE(NOT) : {
        Value x = R_B;
        if (LIKELY(is_bool(x))) {
            R_A = make_bool(is_same(x, VALUE_FALSE));
            NEXT;
        }
        SAVE();
        RESULT(a_of(word), oli_unary(vm, UNARY_OP_NOT, x));
        NEXT;
    }

    /* ---- comparison ---- */
#define COMPARISON(NAME, OP)                                                                                           \
    OPCODE(NAME) : {                                                                                                   \
        Value x = R_B, y = R_C;                                                                                        \
        if (LIKELY(are_ints(x, y))) {                                                                                  \
            R_A = make_bool((int64_t)VALUE_BITS(x) OP (int64_t)VALUE_BITS(y));                                         \
            NEXT;                                                                                                      \
        }                                                                                                              \
        double dx, dy;                                                                                                 \
        if (as_float_pair(x, y, &dx, &dy)) {                                                                           \
            R_A = make_bool(dx OP dy);                                                                                 \
            NEXT;                                                                                                      \
        }                                                                                                              \
        goto compare_slow;                                                                                             \
    }
    COMPARISON(EQ, ==)
    COMPARISON(NE, !=)
    COMPARISON(LT, <)
    COMPARISON(LE, <=)
    COMPARISON(GT, >)
    COMPARISON(GE, >=)
compare_slow: {
    SAVE();
    CompareOperator op = (CompareOperator)(op_of(word) - BC_EQ);
    Frame *entered = NULL;
    Value v = oli_enter_compare(vm, f, op, R_B, R_C, RETURN_COMPARE, a_of(word), &entered);
    if (entered) {
        LOAD_FRAME(entered);
        NEXT;
    }
    RAISE_IF(is_error(v));
    R_A = v;
    NEXT;
}
    OPCODE(IS) : R_A = make_bool(oli_is_identical(R_B, R_C));
    NEXT;
    OPCODE(IS_NOT) : R_A = make_bool(!oli_is_identical(R_B, R_C));
    NEXT;
    OPCODE(IN) : {
        SAVE();
        int found = contains(vm, R_C, R_B);
        RAISE_IF(found < 0);
        R_A = make_bool(found);
        NEXT;
    }
    OPCODE(NOT_IN) : {
        SAVE();
        int found = contains(vm, R_C, R_B);
        RAISE_IF(found < 0);
        R_A = make_bool(!found);
        NEXT;
    }

    /* ---- jumps ---- */
    OPCODE(JUMP) : {
        JUMP_TO(pc[0] + 1);
        NEXT;
    }
    OPCODE(CLEAR) : {
        Value *regs = &R_A;
        for (uint32_t i = 0; i < b_of(word); i++) regs[i] = VALUE_UNDEF;
        JUMP_TO(pc[0] + 1);
        NEXT;
    }
    OPCODE(JUMP_BACK) : TAKE_JUMP();
    OPCODE(JUMP_TRUE) : {
        Value x = R_A;
        if (LIKELY(is_bool(x))) JUMP_IF(is_same(x, VALUE_TRUE));
        SAVE();
        int truth = oli_truth(vm, x);
        RAISE_IF(truth < 0);
        JUMP_IF(truth);
    }
    OPCODE(JUMP_FALSE) : {
        Value x = R_A;
        if (LIKELY(is_bool(x))) JUMP_IF(is_same(x, VALUE_FALSE));
        SAVE();
        int truth = oli_truth(vm, x);
        RAISE_IF(truth < 0);
        JUMP_IF(!truth);
    }
    OPCODE(JUMP_NONE) : JUMP_IF(is_none(R_A));
    OPCODE(JUMP_NOT_NONE) : JUMP_IF(!is_none(R_A));
    OPCODE(JUMP_IS) : JUMP_IF(oli_is_identical(R_A, R_B));
    OPCODE(JUMP_IS_NOT) : JUMP_IF(!oli_is_identical(R_A, R_B));
    OPCODE(JUMP_IN) : {
        SAVE();
        int found = contains(vm, R_B, R_A);
        RAISE_IF(found < 0);
        JUMP_IF(found);
    }
    OPCODE(JUMP_NOT_IN) : {
        SAVE();
        int found = contains(vm, R_B, R_A);
        RAISE_IF(found < 0);
        JUMP_IF(!found);
    }
#define COMPARE_JUMP(NAME, OP, NEGATED, COMPARE)                                                                       \
    OPCODE(NAME) : {                                                                                                   \
        Value x = R_A, y = R_B;                                                                                        \
        if (LIKELY(are_ints(x, y))) JUMP_IF(NEGATED((int64_t)VALUE_BITS(x) OP (int64_t)VALUE_BITS(y)));                \
        double dx, dy;                                                                                                 \
        if (as_float_pair(x, y, &dx, &dy)) JUMP_IF(NEGATED(dx OP dy));                                                 \
        SAVE();                                                                                                        \
        int truth = oli_compare_truth(vm, x, y, COMPARE);                                                                  \
        RAISE_IF(truth < 0);                                                                                           \
        JUMP_IF(NEGATED(truth));                                                                                       \
    }
    COMPARE_JUMP(JEQ, ==, , COMPARE_EQ)
    COMPARE_JUMP(JNE, !=, , COMPARE_NE)
    COMPARE_JUMP(JLT, <, , COMPARE_LT)
    COMPARE_JUMP(JLE, <=, , COMPARE_LE)
    COMPARE_JUMP(JGT, >, , COMPARE_GT)
    COMPARE_JUMP(JGE, >=, , COMPARE_GE)
    COMPARE_JUMP(JNEQ, ==, !, COMPARE_EQ)
    COMPARE_JUMP(JNNE, !=, !, COMPARE_NE)
    COMPARE_JUMP(JNLT, <, !, COMPARE_LT)
    COMPARE_JUMP(JNLE, <=, !, COMPARE_LE)
    COMPARE_JUMP(JNGT, >, !, COMPARE_GT)
    COMPARE_JUMP(JNGE, >=, !, COMPARE_GE)
#define COMPARE_IMMEDIATE(NAME, OP, NEGATED, COMPARE)                                                                  \
    OPCODE(NAME) : {                                                                                                   \
        Value x = R_A;                                                                                                 \
        if (LIKELY(is_int(x)))                                                                                         \
            JUMP_IF(NEGATED((int64_t)VALUE_BITS(x) OP ((int64_t)immediate_of(word) * 2 + 1)));                         \
        if (is_inline_float(x)) JUMP_IF(NEGATED(inline_float_of(x) OP immediate_of(word)));                            \
        SAVE();                                                                                                        \
        int truth = oli_compare_truth(vm, x, make_int(immediate_of(word)), COMPARE);                                       \
        RAISE_IF(truth < 0);                                                                                           \
        JUMP_IF(NEGATED(truth));                                                                                       \
    }
    COMPARE_IMMEDIATE(JEQ_IMMEDIATE, ==, , COMPARE_EQ)
    COMPARE_IMMEDIATE(JNE_IMMEDIATE, !=, , COMPARE_NE)
    COMPARE_IMMEDIATE(JLT_IMMEDIATE, <, , COMPARE_LT)
    COMPARE_IMMEDIATE(JLE_IMMEDIATE, <=, , COMPARE_LE)
    COMPARE_IMMEDIATE(JGT_IMMEDIATE, >, , COMPARE_GT)
    COMPARE_IMMEDIATE(JGE_IMMEDIATE, >=, , COMPARE_GE)
    COMPARE_IMMEDIATE(JNEQ_IMMEDIATE, ==, !, COMPARE_EQ)
    COMPARE_IMMEDIATE(JNNE_IMMEDIATE, !=, !, COMPARE_NE)
    COMPARE_IMMEDIATE(JNLT_IMMEDIATE, <, !, COMPARE_LT)
    COMPARE_IMMEDIATE(JNLE_IMMEDIATE, <=, !, COMPARE_LE)
    COMPARE_IMMEDIATE(JNGT_IMMEDIATE, >, !, COMPARE_GT)
    COMPARE_IMMEDIATE(JNGE_IMMEDIATE, >=, !, COMPARE_GE)

    /* ---- attributes ---- */
    OPCODE(GET_ATTR) : attribute_slow : {
        pc += 5;
        SAVE();
        Value object = R_B;
        Str *name = as_str(K[pc[-5]]);
        Frame *entered = NULL;
        Value v = oli_enter_get_attr(vm, f, object, name, (uint32_t *)(uintptr_t)(pc - 6), a_of(word), &entered);
        if (entered) {
            LOAD_FRAME(entered);
            NEXT;
        }
        RAISE_IF(is_error(v));
        R_A = v;
        NEXT;
    }
    OPCODE(GET_ATTR_SLOT) : {
        Value object = R_B;
        if (LIKELY(is_object(object)) && LIKELY(object_of(object)->shape == pc[1])) {
            Value found = ((Value *)(void *)object_of(object))[pc[2]];
            if (UNLIKELY(is_unset(found))) goto attribute_slow; /* of __slots__ */
            R_A = found;
            pc += 5;
            NEXT;
        }
        goto attribute_slow;
    }
    OPCODE(GET_ATTR_OVERFLOW) : {
        Value object = R_B;
        if (LIKELY(is_object(object)) && LIKELY(object_of(object)->shape == pc[1])) {
            R_A = overflow_slot(object_of(object), pc[2]);
            pc += 5;
            NEXT;
        }
        goto attribute_slow;
    }
    OPCODE(GET_ATTR_CLASS) : {
        Value object = R_B;
        if (LIKELY(is_object(object)) && LIKELY(object_of(object)->shape == pc[1]) &&
            LIKELY(object_of(object)->cls->version == pc[2])) {
            R_A = cached_value(pc + 3);
            pc += 5;
            NEXT;
        }
        goto attribute_slow;
    }
    OPCODE(GET_ATTR_MODULE) : {
        Value object = R_B;
        if (LIKELY(is_kind(object, CLASS_MODULE))) {
            Dict *dict = module_dict(object);
            uint32_t at = pc[1];
            if (LIKELY(at < dict->entry_count && is_same(dict->entries[at].key, K[pc[0]]))) {
                R_A = dict->entries[at].value;
                pc += 5;
                NEXT;
            }
        }
        goto attribute_slow;
    }
    OPCODE(SET_ATTR) : set_attribute_slow : {
        pc += 5;
        SAVE();
        RAISE_IF(!oli_set_attr_slow(vm, R_A, as_str(K[pc[-5]]), R_B, (uint32_t *)(uintptr_t)(pc - 6)));
        NEXT;
    }
    OPCODE(SET_ATTR_SLOT) : {
        Value object = R_A;
        if (LIKELY(is_object(object)) && LIKELY(object_of(object)->shape == pc[1])) {
            ((Value *)(void *)object_of(object))[pc[2]] = R_B;
            barrier(vm, R_B);
            pc += 5;
            NEXT;
        }
        goto set_attribute_slow;
    }
    OPCODE(SET_ATTR_ADD) : {
        Value object = R_A;
        if (LIKELY(is_object(object)) && LIKELY(object_of(object)->shape == pc[1]) &&
            LIKELY(object_of(object)->cls->version == pc[4])) {
            ((Value *)(void *)object_of(object))[pc[2]] = R_B;
            object_of(object)->shape = pc[3];
            barrier(vm, R_B);
            pc += 5;
            NEXT;
        }
        goto set_attribute_slow;
    }
    OPCODE(DELETE_ATTR) : {
        SAVE();
        RAISE_IF(!oli_set_attr(vm, R_A, as_str(K[*pc]), VALUE_UNDEF));
        pc++;
        NEXT;
    }
    OPCODE(LOAD_METHOD_CACHED) : {
        Value object = R_B;
        if (LIKELY(is_object(object)) && LIKELY(object_of(object)->shape == pc[1]) &&
            LIKELY(object_of(object)->cls->version == pc[2])) {
            Value *pair = &R_A;
            pair[1] = object;
            pair[0] = cached_value(pc + 3);
            pc += 5;
            NEXT;
        }
        goto load_method_slow;
    }
    OPCODE(LOAD_METHOD) : load_method_slow : {
        pc += 5;
        SAVE();
        RAISE_IF(!oli_load_method_slow(vm, R_B, as_str(K[pc[-5]]), (uint32_t *)(uintptr_t)(pc - 6), &R_A));
        NEXT;
    }
    OPCODE(LOAD_SUPER) : {
        SAVE();
        RAISE_IF(!oli_load_super(vm, &R_A, as_str(K[*pc]), true));
        pc++;
        NEXT;
    }
    OPCODE(GET_SUPER_ATTR) : {
        SAVE();
        Value *pair = &R_B;
        RAISE_IF(!oli_load_super(vm, pair, as_str(K[*pc]), false));
        R_A = pair[0];
        pc++;
        NEXT;
    }

    /* ---- subscripts ---- */
    OPCODE(GET_ITEM) : {
        Value object = R_B, key = R_C;
        if (LIKELY(is_object(object))) {
            Class *cls = object_of(object)->cls;
            if (LIKELY(is_int(key))) {
                int64_t index = int_of(key);
                if (LIKELY(cls == vm->classes[CLASS_LIST])) {
                    List *list = as_list(object);
                    if (index < 0) index += (int64_t)list->count;
                    if (LIKELY((uint64_t)index < list->count)) {
                        R_A = list->items[index];
                        NEXT;
                    }
                } else if (cls == vm->classes[CLASS_TUPLE]) {
                    Tuple *tuple = as_tuple(object);
                    if (index < 0) index += (int64_t)tuple->count;
                    if (LIKELY((uint64_t)index < tuple->count)) {
                        R_A = tuple->items[index];
                        NEXT;
                    }
                } else if (cls == vm->classes[CLASS_STR]) {
                    Str *text = as_str(object);
                    if (index < 0) index += text->length;
                    if (LIKELY((uint64_t)index < text->length)) {
                        SAVE();
                        RESULT(a_of(word), str_is_ascii(text) ? make_object(vm->chars[(uint8_t)text->data[index]])
                                                              : oli_str_at(vm, text, (size_t)index));
                        NEXT;
                    }
                }
            }
            if (cls == vm->classes[CLASS_DICT]) {
                SAVE();
                Value v = oli_dict_get(vm, as_dict(object), key);
                if (UNLIKELY(is_undef(v))) v = oli_raise_key(vm, key);
                RAISE_IF(is_error(v));
                R_A = v;
                NEXT;
            }
        }
        SAVE();
        Frame *entered = NULL;
        Value v = oli_enter_get_item(vm, f, object, key, a_of(word), &entered);
        if (entered) {
            LOAD_FRAME(entered);
            NEXT;
        }
        RAISE_IF(is_error(v));
        R_A = v;
        NEXT;
    }
    OPCODE(GET_ITEM_IMMEDIATE) : {
        Value object = R_B;
        int64_t index = immediate_of(word);
        if (LIKELY(is_object(object))) {
            Class *cls = object_of(object)->cls;
            if (LIKELY(cls == vm->classes[CLASS_LIST])) {
                List *list = as_list(object);
                if (index < 0) index += (int64_t)list->count;
                if (LIKELY((uint64_t)index < list->count)) {
                    R_A = list->items[index];
                    NEXT;
                }
            } else if (cls == vm->classes[CLASS_TUPLE]) {
                Tuple *tuple = as_tuple(object);
                if (index < 0) index += (int64_t)tuple->count;
                if (LIKELY((uint64_t)index < tuple->count)) {
                    R_A = tuple->items[index];
                    NEXT;
                }
            }
        }
        SAVE();
        Frame *entered = NULL;
        Value v = oli_enter_get_item(vm, f, object, make_int(immediate_of(word)), a_of(word), &entered);
        if (entered) {
            LOAD_FRAME(entered);
            NEXT;
        }
        RAISE_IF(is_error(v));
        R_A = v;
        NEXT;
    }
    OPCODE(SET_ITEM) : {
        Value object = R_A, key = R_B, item = R_C;
        if (LIKELY(is_object(object))) {
            Class *cls = object_of(object)->cls;
            if (LIKELY(cls == vm->classes[CLASS_LIST]) && LIKELY(is_int(key))) {
                List *list = as_list(object);
                int64_t index = int_of(key);
                if (index < 0) index += (int64_t)list->count;
                if (LIKELY((uint64_t)index < list->count)) {
                    list->items[index] = item;
                    barrier(vm, item);
                    NEXT;
                }
            } else if (cls == vm->classes[CLASS_DICT]) {
                SAVE();
                RAISE_IF(!oli_dict_set(vm, as_dict(object), key, item));
                NEXT;
            }
        }
        SAVE();
        RAISE_IF(!oli_set_item(vm, object, key, item));
        NEXT;
    }
    OPCODE(DELETE_ITEM) : {
        SAVE();
        RAISE_IF(!oli_delete_item(vm, R_A, R_B));
        NEXT;
    }
    OPCODE(SLICE) : {
        SAVE();
        const Value *parts = &R_B;
        RESULT(a_of(word), oli_slice_new(vm, parts[0], parts[1], parts[2]));
        NEXT;
    }
    OPCODE(GET_SLICE) : {
        SAVE();
        const Value *bounds = &R_C;
        RESULT(a_of(word), oli_get_slice(vm, R_B, bounds[0], bounds[1]));
        NEXT;
    }

#include "run/loop_calls.inc"
#include "run/loop_rest.inc"

#ifndef COMPUTED_GOTO
    default: break;
    }
#endif

safepoint:
    SAVE();
    if (oli_safepoint(vm)) NEXT;
    goto raised;
}
