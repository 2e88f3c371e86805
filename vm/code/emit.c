/* SPDX-License-Identifier: MIT
 *
 * Building a Code: words, constants, positions, handler ranges and registers of the Unit at hand.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "code/compile.h"
#include "types/class.h"

const uint8_t oli_op_words[] = {
#define OP(name, words, operands) words,
#include "code/opcodes.def"
#undef OP
};

/* ---- errors ---- */

void oli_compile_error(Compiler *c, Span at, const char *format, ...) {
    if (c->failed) return;
    c->failed = true;
    va_list args;
    va_start(args, format);
    Str *message = oli_str_vformat(c->vm, format, args);
    va_end(args);
    if (message) oli_raise_syntax_error(c->vm, message, c->filename, at.line, at.col + 1, c->source, c->source_size);
}

void *oli_compile_alloc(Compiler *c, size_t size) {
    void *memory = oli_arena_alloc(&c->parse->arena, size);
    if (!memory && !c->failed) {
        c->failed = true;
        oli_raise_no_memory(c->vm);
    }
    return memory;
}

/* Room for one more item in a growing array. */
static bool grow(Compiler *c, void **items, uint32_t count, uint32_t *capacity, size_t item_size) {
    if (c->failed) return false;
    if (count < *capacity) return true;
    uint32_t wanted = *capacity ? *capacity * 2 : 32;
    void *grown = oli_resize(c->vm, *items, *capacity * item_size, wanted * item_size);
    if (!grown) {
        c->failed = true;
        return false;
    }
    *items = grown;
    *capacity = wanted;
    return true;
}
#define GROW(c, field, count, capacity) grow(c, (void **)&(field), count, &(capacity), sizeof *(field))

/* ---- instructions ---- */

void oli_at(Compiler *c, Span span) {
    if (span.line) c->unit->at = span;
}

void oli_at_attribute(Compiler *c, Span span, const Expr *attribute) {
    if (span.line != attribute->at.end_line) {
        const Name *name = attribute->attribute.name;
        uint32_t characters = 0;
        for (uint32_t i = 0; i < name->size; i++) characters += ((unsigned char)name->text[i] & 0xC0) != 0x80;
        span.line = attribute->at.end_line;
        span.col = attribute->at.end_col - characters;
    }
    oli_at(c, span);
}

static uint16_t column(uint32_t value) { return value < 0xFFFF ? (uint16_t)value : 0xFFFF; }

static void note_position(Compiler *c) {
    Unit *u = c->unit;
    CodePosition position = {.pc = u->word_count,
                             .line = u->at.line,
                             .end_line = u->at.end_line,
                             .column = column(u->at.col),
                             .end_column = column(u->at.end_col)};
    if (u->position_count) {
        CodePosition *last = &u->positions[u->position_count - 1];
        if (last->line == position.line && last->column == position.column && last->end_column == position.end_column &&
            last->end_line == position.end_line)
            return;
    }
    if (GROW(c, u->positions, u->position_count, u->position_capacity)) u->positions[u->position_count++] = position;
}

void oli_emit_word(Compiler *c, uint32_t word) {
    Unit *u = c->unit;
    if (GROW(c, u->words, u->word_count, u->word_capacity)) u->words[u->word_count++] = word;
}

uint32_t oli_emit(Compiler *c, Opcode op, uint32_t a, uint32_t b, uint32_t d) {
    note_position(c);
    uint32_t at = c->unit->word_count;
    oli_emit_word(c, instruction(op, a & 0xFF, b & 0xFF, d & 0xFF));
    return at;
}

void oli_emit_bx(Compiler *c, Opcode op, uint32_t a, uint32_t bx) {
    note_position(c);
    oli_emit_word(c, (uint32_t)op | (a & 0xFF) << 8 | bx << 16);
}

void oli_emit_name(Compiler *c, Opcode op, uint32_t a, uint32_t b, uint32_t d, const Name *name) {
    oli_emit(c, op, a, b, d);
    oli_emit_word(c, oli_name_constant(c, name));
    for (uint32_t i = 2; i < oli_op_words[op]; i++) oli_emit_word(c, 0);
}

Label oli_label(void) { return (Label){.position = -1, .patches = -1}; }

void oli_emit_jump(Compiler *c, Opcode op, uint32_t a, uint32_t b, uint32_t d, Label *target) {
    oli_emit(c, op, a, b, d);
    uint32_t at = c->unit->word_count;
    if (target->position >= 0) {
        oli_emit_word(c, (uint32_t)(target->position - (int32_t)(at + 1)));
    } else {
        oli_emit_word(c, (uint32_t)target->patches);
        target->patches = (int32_t)at;
    }
}

void oli_place(Compiler *c, Label *label) {
    if (c->failed) return;
    Unit *u = c->unit;
    label->position = (int32_t)u->word_count;
    for (int32_t at = label->patches; at >= 0;) {
        int32_t next = (int32_t)u->words[at];
        u->words[at] = (uint32_t)(label->position - (at + 1));
        at = next;
    }
    label->patches = -1;
}

uint32_t oli_reg_push(Compiler *c, uint32_t count) {
    Unit *u = c->unit;
    uint32_t base = u->next_reg;
    u->next_reg += count;
    if (u->next_reg > u->max_reg) u->max_reg = u->next_reg;
    if (u->next_reg > MAX_REGISTERS && !c->failed)
        oli_compile_error(c, u->at, "expression needs more than %d registers", MAX_REGISTERS);
    return c->failed ? 0 : base;
}

/* ---- constants ---- */

static uint32_t hash_bits(Value v) { return (uint32_t)((VALUE_BITS(v) * 0x9E3779B97F4A7C15u) >> 40); }

static bool grow_table(Compiler *c) {
    Unit *u = c->unit;
    uint32_t size = u->constant_table_size ? u->constant_table_size * 2 : 64;
    uint32_t *table = oli_resize(c->vm, NULL, 0, size * sizeof *table);
    if (!table) {
        c->failed = true;
        return false;
    }
    memset(table, 0, size * sizeof *table);
    oli_release(c->vm, u->constant_table, u->constant_table_size * sizeof *table);
    u->constant_table = table;
    u->constant_table_size = size;
    for (uint32_t i = 0; i < u->constant_count; i++) {
        uint32_t at = hash_bits(u->constants[i]) & (size - 1);
        while (table[at]) at = (at + 1) & (size - 1);
        table[at] = i + 1;
    }
    return true;
}

uint32_t oli_constant(Compiler *c, Value v) {
    Unit *u = c->unit;
    if (c->failed) return 0;
    if (u->constant_count * 2 >= u->constant_table_size && !grow_table(c)) return 0;
    uint32_t mask = u->constant_table_size - 1;
    uint32_t at = hash_bits(v) & mask;
    for (; u->constant_table[at]; at = (at + 1) & mask)
        if (is_same(u->constants[u->constant_table[at] - 1], v)) return u->constant_table[at] - 1;
    if (!GROW(c, u->constants, u->constant_count, u->constant_capacity)) return 0;
    u->constants[u->constant_count] = v;
    u->constant_table[at] = u->constant_count + 1;
    if (u->constant_count > 65000) oli_compile_error(c, u->at, "too many constants in one function");
    return u->constant_count++;
}

void oli_load_constant(Compiler *c, uint32_t reg, Value v) {
    if (is_int(v) && int_of(v) >= -32768 && int_of(v) <= 32767)
        oli_emit_bx(c, BC_LOADI, reg, (uint16_t)int_of(v));
    else if (!is_int(v) && !is_inline_float(v) && !is_object(v))
        oli_emit(c, BC_LOAD_CONST, reg, (uint32_t)(VALUE_BITS(v) >> 3), 0);
    else
        oli_emit_bx(c, BC_LOADK, reg, oli_constant(c, v));
}

Str *oli_name_str(Compiler *c, const Name *name) {
    Str *text = oli_str_intern(c->vm, name->text, name->size);
    if (!text) c->failed = true;
    return text;
}

uint32_t oli_name_constant(Compiler *c, const Name *name) {
    Str *text = oli_name_str(c, name);
    return text ? oli_constant(c, make_object(text)) : 0;
}

/* ---- constants of loops ----
 * At the head of an outermost loop stands room for LOADK instructions; a number constant used inside the loop gets a
 * register that is loaded there once. Generators are left alone: their registers are memory of every suspended frame. */

void oli_loop_begin(Compiler *c) {
    Unit *u = c->unit;
    if (u->loop_depth++ || u->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR)) return;
    u->loop_constant_base = oli_reg_push(c, LOOP_CONSTANTS);
    u->loop_constant_count = 0;
    u->loop_slot = u->word_count;
    for (int i = 0; i < LOOP_CONSTANTS; i++) oli_emit(c, BC_NOP, 0, 0, 0);
}

void oli_loop_end(Compiler *c) {
    Unit *u = c->unit;
    if (--u->loop_depth || u->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR) || c->failed) return;
    uint32_t at = u->loop_slot;
    for (uint32_t i = 0; i < u->loop_constant_count; i++)
        u->words[at++] = (uint32_t)BC_LOADK | (u->loop_constant_base + i) << 8 | u->loop_constants[i] << 16;
    uint32_t left = LOOP_CONSTANTS - u->loop_constant_count;
    if (left < 2) return;
    /* what is left over in the others is not to live as long as the loop */
    u->words[at] = instruction(BC_CLEAR, u->loop_constant_base + u->loop_constant_count, left, 0);
    u->words[at + 1] = left - 2;
}

int32_t oli_loop_constant(Compiler *c, Value v) {
    Unit *u = c->unit;
    if (!u->loop_depth || u->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR)) return -1;
    uint32_t index = oli_constant(c, v);
    for (uint32_t i = 0; i < u->loop_constant_count; i++)
        if (u->loop_constants[i] == index) return (int32_t)(u->loop_constant_base + i);
    if (u->loop_constant_count == LOOP_CONSTANTS) return -1;
    u->loop_constants[u->loop_constant_count] = index;
    return (int32_t)(u->loop_constant_base + u->loop_constant_count++);
}

/* ---- units ---- */

static bool qualify(Compiler *c, Unit *unit, const char *name) {
    unit->name = oli_str_intern(c->vm, name, strlen(name));
    if (!unit->name) return false;
    unit->qualname = unit->name;
    Unit *outer = unit->outer;
    if (outer && outer->frame_scope->kind == SCOPE_TYPE_PARAMS) outer = outer->outer;
    if (!outer || outer->is_module) return true;
    const Symbol *global = NULL;
    for (Symbol *s = outer->scope->symbols; s && !global; s = s->next)
        if (s->place == SYMBOL_GLOBAL && s->name->size == unit->name->size &&
            !memcmp(s->name->text, unit->name->data, s->name->size))
            global = s;
    if (global) return true;
    unit->qualname =
        oli_str_format(c->vm, outer->is_namespace ? "%S.%S" : "%S.<locals>.%S", outer->qualname, unit->name);
    return unit->qualname != NULL;
}

bool oli_unit_begin(Compiler *c, Unit *unit, Scope *scope, const char *name) {
    *unit = (Unit){.outer = c->unit, .scope = scope, .frame_scope = scope, .doc = VALUE_NONE};
    if (!qualify(c, unit, name)) {
        c->failed = true;
        return false;
    }
    unit->local_names = oli_resize(c->vm, NULL, 0, 256 * sizeof(Value));
    if (!unit->local_names) {
        c->failed = true;
        return false;
    }
    for (size_t i = 0; i < 256; i++) unit->local_names[i] = VALUE_NONE; /* a name may be missing for want of memory */
    unit->at = c->unit ? c->unit->at : (Span){.line = 1, .end_line = 1};
    c->unit = unit;
    return true;
}

void oli_unit_free(Compiler *c, Unit *u) {
    oli_release(c->vm, u->words, u->word_capacity * sizeof *u->words);
    oli_release(c->vm, u->constants, u->constant_capacity * sizeof *u->constants);
    oli_release(c->vm, u->constant_table, u->constant_table_size * sizeof *u->constant_table);
    oli_release(c->vm, u->positions, u->position_capacity * sizeof *u->positions);
    oli_release(c->vm, u->ranges, u->range_capacity * sizeof *u->ranges);
    oli_release(c->vm, u->local_names, 256 * sizeof(Value));
    c->unit = u->outer;
}

static int by_depth(const void *a, const void *b) {
    const GuardRange *x = a, *y = b;
    if (x->depth != y->depth) return x->depth > y->depth ? -1 : 1;
    return x->start < y->start ? -1 : x->start > y->start;
}

/* Exactly sized copies of the unit's arrays become the code's. */
static bool copy_array(Vm *vm, void **to, const void *from, size_t size) {
    if (!size) return true;
    *to = oli_resize(vm, NULL, 0, size);
    if (!*to) return false;
    memcpy(*to, from, size);
    return true;
}

static bool fill_ranges(Compiler *c, Unit *u, Code *code) {
    if (!u->range_count) return true;
    qsort(u->ranges, u->range_count, sizeof *u->ranges, by_depth);
    code->handlers = oli_resize(c->vm, NULL, 0, u->range_count * sizeof *code->handlers);
    if (!code->handlers) return false;
    code->handler_count = u->range_count;
    for (uint32_t i = 0; i < u->range_count; i++) {
        GuardRange *range = &u->ranges[i];
        code->handlers[i] = (CodeHandler){range->start, range->end, (uint32_t)range->handler->position, range->reg};
    }
    return true;
}

static bool fill_names(Compiler *c, Unit *u, Code *code) {
    code->local_names = oli_tuple_from(c->vm, u->local_names, u->local_count);
    code->cell_names = oli_tuple_from(c->vm, u->cell_names, u->cell_count + u->free_count);
    return code->local_names && code->cell_names;
}

/* The library's modules are called <aioli:name> (embed/find.c). */
static bool is_library_file(const Str *filename) { return !strncmp(filename->data, "<aioli:", 7); }

Code *oli_unit_end(Compiler *c) {
    Unit *u = c->unit;
    Code *code = c->failed ? NULL : oli_new(c->vm, c->vm->classes[CLASS_CODE], sizeof *code);
    if (code) {
        code->doc = u->doc;
        code->flags = u->flags | (u->range_count ? CODE_HAS_HANDLERS : 0);
        code->name = u->name;
        code->qualname = u->qualname;
        code->filename = c->filename;
        if (is_library_file(c->filename)) code->flags |= CODE_LIBRARY;
        code->register_count = (uint16_t)u->max_reg;
        code->local_count = (uint16_t)u->local_count;
        code->cell_count = (uint16_t)u->cell_count;
        code->free_count = (uint16_t)u->free_count;
        code->wide_register = (uint16_t)u->wide_register;
        code->wide_count = (uint16_t)u->wide_count;
        code->self_stores = (uint16_t)u->self_count;
        code->first_line = u->first_line ? u->first_line : 1;
        bool ok =
            copy_array(c->vm, (void **)&code->words, u->words, u->word_count * sizeof *u->words) &&
            copy_array(c->vm, (void **)&code->constants, u->constants, u->constant_count * sizeof *u->constants) &&
            copy_array(c->vm, (void **)&code->positions, u->positions, u->position_count * sizeof *u->positions) &&
            fill_ranges(c, u, code) && fill_names(c, u, code);
        code->word_count = code->words ? u->word_count : 0;
        code->constant_count = code->constants ? u->constant_count : 0;
        code->position_count = code->positions ? u->position_count : 0;
        if (!ok) code = NULL;
    }
    if (!code) c->failed = true;
    oli_unit_free(c, u);
    return code;
}
