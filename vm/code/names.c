/* SPDX-License-Identifier: MIT
 *
 * Names to registers, cells, globals and namespaces, as the scopes decided; and which locals are surely bound.
 *
 * A local read where it may be unbound is preceded by CHECK_BOUND; the set of surely bound registers is tracked along
 * the tree: what one branch binds counts after an `if` only when the other does too, what a loop's body or a try's body
 * binds does not count after it. Locals that are ever deleted are always checked.
 */
#include "code/compile.h"

/* ---- bound sets ---- */

static inline bool is_set_in(const BoundSet *set, uint32_t reg) { return set->bits[reg / 64] >> (reg % 64) & 1; }

static void mark_register(Compiler *c, uint32_t reg) {
    if (reg < 256) c->unit->bound.bits[reg / 64] |= (uint64_t)1 << (reg % 64);
}

static void unmark_register(Compiler *c, uint32_t reg) {
    if (reg < 256) c->unit->bound.bits[reg / 64] &= ~((uint64_t)1 << (reg % 64));
}

BoundSet oli_bound_save(Compiler *c) { return c->unit->bound; }
void oli_bound_restore(Compiler *c, const BoundSet *saved) { c->unit->bound = *saved; }
void oli_unreachable(Compiler *c) { c->unit->bound.unreachable = true; }

void oli_bound_merge(Compiler *c, const BoundSet *other) {
    BoundSet *bound = &c->unit->bound;
    if (other->unreachable) return;
    if (bound->unreachable) {
        *bound = *other;
        return;
    }
    for (int i = 0; i < 4; i++) bound->bits[i] &= other->bits[i];
}

/* ---- where a name lives ---- */

typedef enum Home {
    HOME_REGISTER,
    HOME_CELL, /* register holds the cell */
    HOME_WIDE,
    HOME_GLOBAL,
    HOME_NAMESPACE,   /* class body or exec namespace in register 0 */
    HOME_CLASS_FREE,  /* class body: namespace first, then the cell */
    HOME_OUTER_CLASS, /* a scope that sees the class around it: its namespace first, then globals */
    HOME_OUTER_FREE   /* the same, then the cell */
} Home;

typedef struct Place {
    Home home;
    uint32_t reg; /* register; cell's register; wide index */
    Symbol *symbol;
} Place;

static bool in_class_body(const Unit *u, const Scope *scope) { return u->is_namespace && scope == u->frame_scope; }

/* The symbol that decides: a comprehension's free names are its parent's, as they share the frame. */
static Symbol *resolve(Compiler *c, const Name *name, Scope **where) {
    Scope *scope = c->unit->scope;
    Symbol *symbol = oli_scope_find(scope, name);
    while (scope != c->unit->frame_scope && symbol &&
           (symbol->place == SYMBOL_FREE || symbol->place == SYMBOL_GLOBAL_IMPLICIT)) {
        Symbol *outer = oli_scope_find(scope->parent, name);
        if (!outer) break;
        if (scope->parent->kind == SCOPE_CLASS) {
            if (symbol->place == SYMBOL_FREE) symbol = outer;
            break;
        }
        scope = scope->parent;
        symbol = outer;
    }
    *where = scope;
    return symbol;
}

static Place place_of(Compiler *c, const Name *name) {
    Unit *u = c->unit;
    Scope *scope;
    Symbol *symbol = resolve(c, name, &scope);
    Place place = {.home = HOME_GLOBAL, .symbol = symbol};
    if (!symbol) return place;
    bool class_body = in_class_body(u, u->scope);
    const Symbol *here = oli_scope_find(u->scope, name);
    bool inlined = u->scope != u->frame_scope && scope->kind == SCOPE_COMPREHENSION;
    if (inlined && symbol->is_free_class) { /* the class binds it, too, but a comprehension does not see that */
        place.home = HOME_CELL;
        place.reg = symbol->reg - 1;
        return place;
    }
    bool is_class_cell = inlined && u->class_cell_reg && here && here->place == SYMBOL_FREE;
    if (is_class_cell && !strcmp(name->text, "__class__")) return place; /* not seen by a comprehension in the body */
    if (symbol->via_class && !u->is_namespace && symbol->place >= SYMBOL_FREE && (!here || here->via_class)) {
        place.home = symbol->place == SYMBOL_FREE ? HOME_OUTER_FREE : HOME_OUTER_CLASS;
        place.reg = symbol->place == SYMBOL_FREE ? symbol->reg - 1 : 0;
        return place;
    }
    switch (symbol->place) {
    case SYMBOL_GLOBAL: return place;
    case SYMBOL_GLOBAL_IMPLICIT:
        if (class_body || (u->is_module && u->is_namespace)) place.home = HOME_NAMESPACE;
        return place;
    case SYMBOL_FREE:
        place.home = class_body ? HOME_CLASS_FREE : HOME_CELL;
        place.reg = symbol->reg - 1;
        return place;
    case SYMBOL_LOCAL:
    case SYMBOL_CELL: break;
    }
    if (scope == u->frame_scope && u->is_module && !u->is_namespace) return place;
    if (scope == u->frame_scope && u->is_namespace) {
        place.home = HOME_NAMESPACE;
        return place;
    }
    place.reg = symbol->reg - 1;
    place.home = symbol->place == SYMBOL_CELL ? HOME_CELL : place.reg >= 256 ? HOME_WIDE : HOME_REGISTER;
    return place;
}

uint32_t oli_declare_local(Compiler *c, Symbol *symbol, uint32_t reg) {
    symbol->reg = reg + 1;
    if (reg < 256) {
        Str *text = oli_name_str(c, symbol->name);
        if (text) c->unit->local_names[reg] = make_object(text);
        unmark_register(c, reg);
    }
    return reg;
}

int32_t oli_local_register(Compiler *c, Name *name) {
    Place place = place_of(c, name);
    if (place.home != HOME_REGISTER) return -1;
    if (place.symbol->is_deleted || !is_set_in(&c->unit->bound, place.reg)) {
        if (!c->unit->bound.unreachable || place.symbol->is_deleted)
            oli_emit_name(c, BC_CHECK_BOUND, place.reg, 0, 0, name);
        if (!place.symbol->is_deleted) mark_register(c, place.reg);
    }
    return (int32_t)place.reg;
}

int32_t oli_store_target(Compiler *c, Name *name) {
    Place place = place_of(c, name);
    return place.home == HOME_REGISTER ? (int32_t)place.reg : -1;
}

void oli_mark_bound(Compiler *c, Name *name) {
    Place place = place_of(c, name);
    if (place.home == HOME_REGISTER) mark_register(c, place.reg);
}

/* ---- code ---- */

static uint32_t class_dict_register(const Unit *u) {
    for (uint32_t i = 0; i < u->free_count; i++)
        if (!strcmp(u->frees[i]->name->text, "__classdict__")) return u->frees[i]->reg - 1;
    return 0;
}

/* A name that the class around a type parameter's or alias's scope may bind. */
static void load_through_class(Compiler *c, Name *name, const Place *place, uint32_t reg) {
    Name key = {.text = "__classdict__", .size = 13};
    uint32_t namespace_ = oli_reg_push(c, 1);
    oli_emit_name(c, BC_LOAD_CELL, namespace_, class_dict_register(c->unit), 1, &key);
    if (place->home == HOME_OUTER_FREE)
        oli_emit_name(c, BC_LOAD_CLASS_FREE, reg, namespace_, place->reg, name);
    else
        oli_emit_name(c, BC_LOAD_NAME, reg, namespace_, 0, name);
    c->unit->next_reg = namespace_;
}

void oli_compile_load(Compiler *c, Name *name, uint32_t reg) {
    Place place = place_of(c, name);
    switch (place.home) {
    case HOME_REGISTER: {
        int32_t local = oli_local_register(c, name);
        if (local != (int32_t)reg) oli_emit(c, BC_MOVE, reg, (uint32_t)local, 0);
        return;
    }
    case HOME_CELL: oli_emit_name(c, BC_LOAD_CELL, reg, place.reg, place.symbol->place == SYMBOL_FREE, name); return;
    case HOME_WIDE:
        oli_emit_bx(c, BC_LOAD_WIDE, reg, place.reg - 256);
        oli_emit_word(c, oli_name_constant(c, name));
        return;
    case HOME_GLOBAL: oli_emit_name(c, BC_LOAD_GLOBAL, reg, 0, 0, name); return;
    case HOME_NAMESPACE: oli_emit_name(c, BC_LOAD_NAME, reg, 0, 0, name); return;
    case HOME_CLASS_FREE: oli_emit_name(c, BC_LOAD_CLASS_FREE, reg, 0, place.reg, name); return;
    case HOME_OUTER_CLASS:
    case HOME_OUTER_FREE: load_through_class(c, name, &place, reg); return;
    }
}

void oli_store_name(Compiler *c, Name *name, uint32_t reg) {
    Place place = place_of(c, name);
    switch (place.home) {
    case HOME_REGISTER:
        if (place.reg != reg) oli_emit(c, BC_MOVE, place.reg, reg, 0);
        mark_register(c, place.reg);
        return;
    case HOME_CLASS_FREE: /* declared nonlocal in a class body */
    case HOME_CELL: oli_emit(c, BC_STORE_CELL, place.reg, reg, 0); return;
    case HOME_WIDE: oli_emit_bx(c, BC_STORE_WIDE, reg, place.reg - 256); return;
    case HOME_GLOBAL: oli_emit_name(c, BC_STORE_GLOBAL, reg, 0, 0, name); return;
    case HOME_NAMESPACE: oli_emit_name(c, BC_STORE_NAME, reg, 0, 0, name); return;
    case HOME_OUTER_CLASS:
    case HOME_OUTER_FREE: return; /* such scopes bind their own names alone */
    }
}

void oli_delete_name(Compiler *c, Name *name) {
    Place place = place_of(c, name);
    uint32_t temporary;
    switch (place.home) {
    case HOME_REGISTER:
        oli_emit_name(c, BC_DELETE_LOCAL, place.reg, 0, 0, name);
        unmark_register(c, place.reg);
        return;
    case HOME_CLASS_FREE:
    case HOME_CELL: oli_emit_name(c, BC_DELETE_CELL, place.reg, 0, place.symbol->place == SYMBOL_FREE, name); return;
    case HOME_WIDE:
        temporary = oli_reg_push(c, 1);
        oli_emit_bx(c, BC_LOAD_WIDE, temporary, place.reg - 256); /* raises when unbound */
        oli_emit_word(c, oli_name_constant(c, name));
        oli_load_constant(c, temporary, VALUE_UNDEF);
        oli_emit_bx(c, BC_STORE_WIDE, temporary, place.reg - 256);
        c->unit->next_reg--;
        return;
    case HOME_GLOBAL: oli_emit_name(c, BC_DELETE_GLOBAL, 0, 0, 0, name); return;
    case HOME_NAMESPACE: oli_emit_name(c, BC_DELETE_NAME, 0, 0, 0, name); return;
    case HOME_OUTER_CLASS:
    case HOME_OUTER_FREE: return;
    }
}

void oli_load_closure_cell(Compiler *c, Name *name, uint32_t reg) {
    Unit *u = c->unit;
    if (u->class_cell_reg && !strcmp(name->text, "__class__") && u->frame_scope->kind == SCOPE_CLASS) {
        oli_emit(c, BC_MOVE, reg, u->class_cell_reg - 1, 0);
        return;
    }
    if (u->class_dict_reg && !strcmp(name->text, "__classdict__")) {
        oli_emit(c, BC_MOVE, reg, u->class_dict_reg - 1, 0);
        return;
    }
    Scope *scope;
    Symbol *symbol = resolve(c, name, &scope);
    if (!symbol || !symbol->reg) {
        oli_compile_error(c, u->at, "internal error: no cell for '%s'", name->text);
        return;
    }
    oli_emit(c, BC_MOVE, reg, symbol->reg - 1, 0);
}
