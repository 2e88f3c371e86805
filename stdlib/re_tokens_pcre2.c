/* SPDX-License-Identifier: MIT
 *
 * Reading patterns of module re: tokens, errors, and the nodes of the tree (re_parser.h).
 */
#include "re_parser.h"

/* ---- errors ---- */

bool oli_re_fail(AioliVm *vm, AioliValue message, AioliValue pattern, int64_t position) {
    if (aioli_is_error(message)) return false;
    AioliValue module = aioli_import(vm, "re");
    if (aioli_is_error(module)) return false;
    AioliValue cls = aioli_attr_get(vm, module, "PatternError");
    if (aioli_is_error(cls)) return false;
    AioliValue args[] = {message, position < 0 ? aioli_none() : pattern,
                         position < 0 ? aioli_none() : aioli_int(vm, position)};
    AioliValue error = aioli_call(vm, cls, args, 3);
    if (!aioli_is_error(error)) aioli_raise_value(vm, error, aioli_missing());
    return false;
}

/* Where the token ahead begins. */

/* Error `message`, `offset` characters before the token ahead. */
bool oli_re_error_value(Parser *p, AioliValue message, size_t offset) {
    return oli_re_fail(p->vm, message, p->pattern, (int64_t)(tell(p) - offset));
}

bool oli_re_error(Parser *p, const char *message, size_t offset) {
    return oli_re_error_value(p, aioli_string(p->vm, message, AIOLI_NUL), offset);
}

/* The characters from `start` to `end` as a str; those that are not ASCII escaped in messages about bytes. */
AioliValue oli_re_piece(Parser *p, size_t start, size_t end) {
    ReText text = {.vm = p->vm};
    for (size_t i = start; i < end && i < p->count; i++) oli_re_add_char(&text, p->chars[i]);
    AioliValue v = text.failed ? aioli_error() : aioli_string_join(p->vm, text.data, text.size);
    oli_re_text_free(&text);
    return v;
}

AioliValue oli_re_message_piece(Parser *p, size_t start, size_t end) {
    if (p->is_text) return oli_re_piece(p, start, end);
    ReText text = {.vm = p->vm};
    for (size_t i = start; i < end && i < p->count; i++) {
        static const char HEX[] = "0123456789abcdef";
        char escape[] = {'\\', 'x', HEX[p->chars[i] >> 4 & 15], HEX[p->chars[i] & 15]};
        if (p->chars[i] < 0x80)
            oli_re_add_char(&text, p->chars[i]);
        else
            oli_re_add(&text, escape, sizeof escape);
    }
    AioliValue v = text.failed ? aioli_error() : aioli_string_join(p->vm, text.data, text.size);
    oli_re_text_free(&text);
    return v;
}

/* An error whose message is `before` and the characters from `start` up to the token ahead; it lies at `start`. */
bool oli_re_error_about(Parser *p, const char *before, size_t start) {
    AioliValue part = oli_re_message_piece(p, start, tell(p));
    if (aioli_is_error(part)) return false;
    return oli_re_error_value(p, aioli_string_format(p->vm, "%s%V", before, part), tell(p) - start);
}

/* ---- tokens ---- */

bool oli_re_advance(Parser *p) {
    size_t at = p->index;
    p->next = (Token){-1, false};
    if (at >= p->count) return true;
    p->next.c = (int32_t)p->chars[at];
    if (p->next.c == '\\') {
        if (++at >= p->count) {
            p->next = (Token){-1, false};
            return oli_re_fail(p->vm, aioli_string(p->vm, "bad escape (end of pattern)", AIOLI_NUL), p->pattern,
                               (int64_t)p->count - 1);
        }
        p->next = (Token){(int32_t)p->chars[at], true};
    }
    p->index = at + 1;
    return true;
}

bool oli_re_take(Parser *p, Token *token) {
    *token = p->next;
    return oli_re_advance(p);
}

/* 1: the token ahead was `c`, and is taken. 0: it is another. -1: error. */
int oli_re_accept(Parser *p, char c) {
    if (!next_is(p, c)) return 0;
    return oli_re_advance(p) ? 1 : -1;
}

/* The name up to `terminator`, which is taken: characters *start up to *end. */
bool oli_re_read_until(Parser *p, char terminator, const char *what, size_t *start, size_t *end) {
    *start = tell(p);
    for (;;) {
        Token c = p->next;
        *end = tell(p);
        if (!oli_re_advance(p)) return false;
        bool is_last = c.c == terminator && !c.is_escaped;
        if (c.c >= 0 && !is_last) continue;
        if (*end == *start)
            return oli_re_error_value(p, aioli_string_format(p->vm, "missing %s", what), is_last ? 1 : 0);
        if (is_last) return true;
        return oli_re_error_value(p, aioli_string_format(p->vm, "missing %c, unterminated name", terminator),
                                  *end - *start);
    }
}

/* ---- the tree ---- */

void *oli_re_grow(AioliVm *vm, void *old, uint32_t count, uint32_t *capacity, size_t size) {
    if (count < *capacity) return old;
    uint32_t wanted = *capacity ? *capacity * 2 : 16;
    void *made = aioli_memory_resize(vm, old, *capacity * size, wanted * size);
    if (made) *capacity = wanted;
    return made;
}

/* A new node; 0: MemoryError. */
uint32_t oli_re_new_node(Parser *p, ReKind kind, uint32_t a, uint32_t b) {
    ReTree *tree = p->tree;
    ReNode *nodes = oli_re_grow(p->vm, tree->nodes, tree->node_count, &tree->node_capacity, sizeof *nodes);
    if (!nodes) return 0;
    tree->nodes = nodes;
    nodes[tree->node_count] = (ReNode){.kind = (uint8_t)kind, .a = a, .b = b};
    return tree->node_count++;
}

void oli_re_append_node(Parser *p, uint32_t parent, uint32_t child) {
    ReNode *nodes = p->tree->nodes;
    if (nodes[parent].last)
        nodes[nodes[parent].last].next = child;
    else
        nodes[parent].child = child;
    nodes[parent].last = child;
}

bool oli_re_add_node(Parser *p, uint32_t parent, ReKind kind, uint32_t a, uint32_t b) {
    uint32_t node = oli_re_new_node(p, kind, a, b);
    if (node) oli_re_append_node(p, parent, node);
    return node != 0;
}

bool oli_re_add_item(Parser *p, ReItem item) {
    ReTree *tree = p->tree;
    ReItem *items = oli_re_grow(p->vm, tree->items, tree->item_count, &tree->item_capacity, sizeof *items);
    if (!items) return false;
    tree->items = items;
    items[tree->item_count++] = item;
    return true;
}

static uint64_t add_width(uint64_t a, uint64_t b) { return a > UINT64_MAX - b ? UINT64_MAX : a + b; }
static uint64_t multiply_width(uint64_t a, uint64_t b) { return a && b > UINT64_MAX / a ? UINT64_MAX : a * b; }

static void children_width(const ReTree *tree, const ReNode *node, bool is_choice, uint64_t *min, uint64_t *max) {
    *min = is_choice ? UINT64_MAX : 0;
    *max = 0;
    for (uint32_t child = node->child; child; child = tree->nodes[child].next) {
        uint64_t low, high;
        oli_re_width(tree, child, &low, &high);
        *min = !is_choice ? add_width(*min, low) : low < *min ? low : *min;
        *max = !is_choice ? add_width(*max, high) : high > *max ? high : *max;
    }
}

void oli_re_width(const ReTree *tree, uint32_t number, uint64_t *min, uint64_t *max) {
    const ReNode *node = &tree->nodes[number];
    *min = *max = 0;
    switch ((ReKind)node->kind) {
    case RE_LITERAL:
    case RE_NOT_LITERAL:
    case RE_ANY:
    case RE_SET: *min = *max = 1; break;
    case RE_BACKREF:
        *min = tree->groups[node->a].min;
        *max = tree->groups[node->a].max;
        break;
    case RE_REPEAT:
        oli_re_width(tree, node->child, min, max);
        *min = multiply_width(*min, node->a);
        *max = node->b == RE_REPEAT_MAX && *max ? UINT64_MAX : multiply_width(*max, node->b);
        break;
    case RE_BRANCH: children_width(tree, node, true, min, max); break;
    case RE_IF:
        children_width(tree, node, true, min, max);
        if (node->child == node->last) *min = 0;
        break;
    case RE_SEQUENCE:
    case RE_GROUP:
    case RE_ATOMIC: children_width(tree, node, false, min, max); break;
    case RE_AT:
    case RE_LOOK:
    case RE_FAIL: break;
    }
}

void oli_re_tree_free(ReTree *tree) {
    aioli_memory_free(tree->vm, tree->nodes, tree->node_capacity * sizeof *tree->nodes);
    aioli_memory_free(tree->vm, tree->items, tree->item_capacity * sizeof *tree->items);
    aioli_memory_free(tree->vm, tree->groups, tree->group_capacity * sizeof *tree->groups);
    tree->nodes = NULL;
    tree->items = NULL;
    tree->groups = NULL;
    tree->node_capacity = tree->item_capacity = tree->group_capacity = 0;
}

/* ---- groups ---- */

bool oli_re_is_closed(const Parser *p, uint32_t group) {
    return group < p->tree->group_count && p->tree->groups[group].is_closed;
}

/* A reference to `group` in the lookbehind being read, if one is. */
bool oli_re_check_look_behind(Parser *p, uint32_t group) {
    if (!p->look_behind) return true;
    if (!oli_re_is_closed(p, group)) return oli_re_error(p, "cannot refer to an open group", 0);
    if (group >= p->look_behind)
        return oli_re_error(p, "cannot refer to group defined in the same lookbehind subpattern", 0);
    return true;
}
