/* SPDX-License-Identifier: MIT
 *
 * The second pass over the blocks: decides for every name where it lives (scope.h), from the outside in, so that each
 * decision can look at the blocks around. A free name is entered in every block between its user and its owner.
 */
#include <string.h>

#include "parser/scope_build.h"

static bool is_own(const NameUse *use) {
    return use && (use->uses & (USE_BIND | USE_PARAM | USE_TYPE_PARAM)) && !(use->uses & (USE_GLOBAL | USE_NONLOCAL));
}

typedef struct {
    Block *block;   /* the owner; NULL: the name is global */
    bool via_class; /* a class's namespace comes first */
} Owner;

/* Who owns `name` as `block`, which does not bind it, sees it? */
static Owner find_owner(const Parser *p, Block *block, const Name *name) {
    Owner owner = {0};
    bool is_class_cell = oli_name_is(name, "__class__");
    bool sees_class = block->sees_class;
    (void)p;
    for (Block *outer = oli_block_parent(block); outer; outer = oli_block_parent(outer)) {
        const NameUse *use = (const NameUse *)oli_scope_find(&outer->scope, name);
        if (outer->scope.kind == SCOPE_CLASS) {
            if (sees_class && use && (use->uses & USE_GLOBAL)) return owner;
            if (sees_class) owner.via_class = true;
            if (sees_class && is_own(use)) return owner; /* the class's, or a global: not an enclosing function's */
            if (is_class_cell) {
                outer->scope.needs_class_cell = true;
                owner.block = outer;
                return owner;
            }
        } else if (outer->scope.kind == SCOPE_MODULE) {
            return owner;
        } else if (is_own(use)) {
            owner.block = outer;
            return owner;
        } else if (use && (use->uses & USE_GLOBAL)) {
            return owner;
        }
        sees_class = sees_class && outer->sees_class;
    }
    return owner;
}

/* The user's frame gets the namespace of the class whose names it sees, as the free name __classdict__. */
static void connect_class_dict(Parser *p, Block *user) {
    Name *name = oli_name(&p->names, "__classdict__", strlen("__classdict__"));
    for (Block *block = user; block && block->scope.kind != SCOPE_CLASS; block = oli_block_parent(block)) {
        NameUse *use = oli_name_use(p, block, name);
        if (!use) return;
        use->symbol.place = SYMBOL_FREE;
    }
}

/* Enter a free name between its user and its owner, and make it a cell where it is owned. */
static void connect(Parser *p, Block *user, Block *owner, Name *name) {
    bool same_frame = user->scope.kind == SCOPE_COMPREHENSION;
    for (Block *block = oli_block_parent(user); block != owner; block = oli_block_parent(block)) {
        NameUse *use = oli_name_use(p, block, name);
        if (!use) return;
        if (block->scope.kind == SCOPE_CLASS && is_own(use)) use->symbol.is_free_class = true;
        else use->symbol.place = SYMBOL_FREE;
        same_frame = same_frame && block->scope.kind == SCOPE_COMPREHENSION;
    }
    if (owner->scope.kind == SCOPE_CLASS) return; /* __class__ */
    NameUse *own = oli_name_use(p, owner, name);
    if (own && !same_frame) own->symbol.place = SYMBOL_CELL;
}

static bool resolve_nonlocal(Parser *p, Block *block, NameUse *use) {
    Name *name = use->symbol.name;
    if (block->scope.kind == SCOPE_MODULE) {
        oli_error_late(&p->errors, use->directive, "nonlocal declaration not allowed at module level");
        return false;
    }
    Owner owner = find_owner(p, block, name);
    if (!owner.block) {
        oli_error_late(&p->errors, use->directive, "no binding for nonlocal '%s' found", name->text);
        return false;
    }
    const NameUse *own = (const NameUse *)oli_scope_find(&owner.block->scope, name);
    if (own && (own->uses & USE_TYPE_PARAM)) {
        oli_error_late(&p->errors, use->directive, "nonlocal binding not allowed for type parameter '%s'", name->text);
        return false;
    }
    use->symbol.place = SYMBOL_FREE;
    connect(p, block, owner.block, name);
    return true;
}

static bool resolve_name(Parser *p, Block *block, NameUse *use) {
    Symbol *symbol = &use->symbol;
    if ((use->uses & USE_GLOBAL) && (use->uses & USE_NONLOCAL)) {
        oli_error_late(&p->errors, use->directive, "name '%s' is nonlocal and global", symbol->name->text);
        return false;
    }
    if (use->uses & USE_GLOBAL) {
        symbol->place = SYMBOL_GLOBAL;
        return true;
    }
    if (use->uses & USE_NONLOCAL) return resolve_nonlocal(p, block, use);
    if (is_own(use)) return true; /* SYMBOL_LOCAL, until an inner block makes it a cell */
    if (block->scope.kind == SCOPE_MODULE) {
        symbol->place = SYMBOL_GLOBAL_IMPLICIT;
        return true;
    }
    Owner owner = find_owner(p, block, symbol->name);
    symbol->via_class = owner.via_class || block->scope.kind == SCOPE_CLASS;
    if (owner.via_class) {
        for (Block *outer = oli_block_parent(block); outer; outer = oli_block_parent(outer)) {
            if (outer->scope.kind != SCOPE_CLASS) continue;
            outer->scope.needs_class_dict = true;
            connect_class_dict(p, block);
            break;
        }
    }
    symbol->place = owner.block ? SYMBOL_FREE : SYMBOL_GLOBAL_IMPLICIT;
    if (owner.block) connect(p, block, owner.block, symbol->name);
    return true;
}

static bool resolve_block(Parser *p, Block *block) {
    for (Symbol *symbol = block->scope.symbols; symbol; symbol = symbol->next) {
        NameUse *use = (NameUse *)symbol;
        if (use->uses && !resolve_name(p, block, use)) return false;
    }
    for (Block *child = block->first_child; child; child = child->next) {
        if (!resolve_block(p, child)) return false;
    }
    return !p->arena->failed;
}

bool oli_resolve(Parser *p, Block *module) {
    return resolve_block(p, module);
}
