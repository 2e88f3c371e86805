/* SPDX-License-Identifier: MIT
 *
 * The whole text of an exception: those it was caused by or raised while handling, and the members of groups as a tree.
 *
 * What is shown is settled before anything is printed, as a list of nodes: an exception that was met before is not
 * followed again, so cycles end, and script that runs for str() cannot change what is being walked. Chains are walked
 * in loops; only groups in groups recurse, to a fixed depth.
 */
#include "run/traceback.h"
#include "types/exception.h"
#include "types/function.h"
#include "types/unicode.h"

#include <stdio.h>

enum { MAX_GROUP_WIDTH = 15, MAX_GROUP_DEPTH = 10, NO_NODE = -1 };

typedef struct Node {
    int32_t before;       /* the exception shown above this one, or NO_NODE */
    bool before_is_cause; /* else it is the context */
    uint32_t first_member, member_count;
    bool is_group;
    int32_t pending; /* the node to look at after this one */
} Node;

typedef struct Report {
    Vm *vm;
    Pieces *pieces;
    int64_t limit; /* of frames */
    bool chain;
    Value traceback; /* of the exception itself, where it is not its own; else VALUE_UNDEF. Reachable. */
    Root exceptions; /* List: by node */
    Root seen;       /* Set of their addresses */
    Node *nodes;
    size_t count, capacity;
    int32_t pending; /* nodes whose causes and members are not known yet; the last found comes first, as in CPython */
    bool needs_close;
} Report;

/* ---- what to show ---- */

static int32_t add_node(Report *report, Value exception) {
    Vm *vm = report->vm;
    if (report->count == report->capacity) {
        size_t capacity = report->capacity ? report->capacity * 2 : 8;
        Node *nodes = oli_resize(vm, report->nodes, report->capacity * sizeof *nodes, capacity * sizeof *nodes);
        if (!nodes) return NO_NODE;
        report->nodes = nodes;
        report->capacity = capacity;
    }
    if (!oli_list_append(vm, as_list(report->exceptions.value), exception)) return NO_NODE;
    report->nodes[report->count] = (Node){.before = NO_NODE, .pending = report->pending};
    report->pending = (int32_t)report->count;
    return (int32_t)report->count++;
}

/* 1 when the exception is met for the first time, 0, or -1: no memory. */
static int mark_seen(Report *report, Value exception) {
    return oli_set_add(report->vm, as_set(report->seen.value), make_int((int64_t)(VALUE_BITS(exception) >> 4)));
}

/* Make `exception` what is shown before node `index`, if it was not met yet: 1, 0, -1. */
static int link_before(Report *report, size_t index, Value exception, bool is_cause) {
    if (!is_exception(exception)) return 0;
    int is_new = mark_seen(report, exception);
    if (is_new <= 0) return is_new;
    int32_t before = add_node(report, exception);
    if (before == NO_NODE) return -1;
    report->nodes[index].before = before;
    report->nodes[index].before_is_cause = is_cause;
    return 1;
}

static bool add_members(Report *report, size_t index, Value group) {
    Value members = exception_field(group, GROUP_EXCEPTIONS);
    report->nodes[index].is_group = true;
    if (!is_tuple(members)) return true;
    Tuple *tuple = as_tuple(members);
    uint32_t first = (uint32_t)report->count;
    for (size_t i = 0; i < tuple->count; i++)
        if (mark_seen(report, tuple->items[i]) < 0 || add_node(report, tuple->items[i]) == NO_NODE) return false;
    report->nodes[index].first_member = first;
    report->nodes[index].member_count = (uint32_t)tuple->count;
    return true;
}

/* Add what belongs to a node. */
static bool expand(Report *report, size_t index) {
    Value exception = as_list(report->exceptions.value)->items[index];
    Exception *e = as_exception(exception);
    int linked = report->chain ? link_before(report, index, e->cause, true) : 0;
    if (linked == 0 && report->chain && !e->suppress_context) linked = link_before(report, index, e->context, false);
    if (linked < 0) return false;
    bool is_group = oli_is_instance_of_exception(report->vm, exception, EXC_BASE_EXCEPTION_GROUP);
    return !is_group || add_members(report, index, exception);
}

/* ---- pieces ---- */

bool oli_pieces_begin(Vm *vm, Pieces *pieces, TextBuilder *out) {
    *pieces = (Pieces){.vm = vm, .out = out, .margin = "| "};
    oli_text_init(&pieces->unit, vm);
    List *list = out ? NULL : oli_list_new(vm, 4);
    root_push(vm, &pieces->list, list ? make_object(list) : VALUE_NONE);
    return out || list;
}

Value oli_pieces_end(Pieces *pieces, bool ok) {
    root_pop(pieces->vm, &pieces->list);
    ok = ok && !pieces->unit.failed && !(pieces->out && pieces->out->failed);
    oli_text_free(&pieces->unit);
    return ok ? pieces->list.value : VALUE_ERROR;
}

/* Put the margin of the group before every line of the unit. */
static bool indent_unit(Pieces *pieces) {
    TextBuilder text;
    oli_text_init(&text, pieces->vm);
    for (const char *at = pieces->unit.data, *end = at + pieces->unit.size; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop ? stop + 1 : end;
        for (uint32_t i = 0; i < pieces->depth; i++) oli_text_append_c(&text, "  ");
        oli_text_append_c(&text, pieces->margin);
        oli_text_append(&text, at, (size_t)(stop - at));
        at = stop;
    }
    pieces->unit.size = 0;
    bool ok = !text.failed && oli_text_append(&pieces->unit, text.data, text.size);
    oli_text_free(&text);
    return ok;
}

/* End a piece that has its margin already. */
static bool end_as_is(Pieces *pieces) {
    if (pieces->unit.failed) return false;
    bool ok;
    if (pieces->out) {
        ok = oli_text_append(pieces->out, pieces->unit.data, pieces->unit.size);
    } else {
        Str *piece = oli_str_new(pieces->vm, pieces->unit.data, pieces->unit.size);
        ok = piece && oli_list_append(pieces->vm, as_list(pieces->list.value), make_object(piece));
    }
    pieces->unit.size = 0;
    return ok;
}

bool oli_piece_end(Pieces *pieces) {
    if (pieces->unit.failed || (pieces->depth && !indent_unit(pieces))) return false;
    return end_as_is(pieces);
}

/* ---- writing ---- */

/* A piece of fixed text. */
static bool emit(Report *report, const char *text, const char *margin) {
    report->pieces->margin = margin;
    oli_text_append_c(&report->pieces->unit, text);
    bool ok = oli_piece_end(report->pieces);
    report->pieces->margin = "| ";
    return ok;
}

/* A line that is drawn at the margin itself. */
static bool draw(Report *report, const char *before, const char *line) {
    TextBuilder *unit = &report->pieces->unit;
    for (uint32_t i = 0; i < report->pieces->depth; i++) oli_text_append_c(unit, "  ");
    oli_text_append_c(unit, before);
    oli_text_append_c(unit, line);
    return end_as_is(report->pieces);
}

static bool emit_chain(Report *report, int32_t index);

static bool emit_member(Report *report, const Node *node, uint32_t i, bool truncated, bool is_last) {
    char line[64];
    if (is_last) report->needs_close = true; /* a group inside may draw the closing line */
    snprintf(line, sizeof line,
             truncated ? "+---------------- ... ----------------\n" : "+---------------- %u ----------------\n", i + 1);
    if (!draw(report, i == 0 ? "+-" : "  ", line)) return false;
    report->pieces->depth++;
    bool ok;
    if (truncated) {
        uint32_t more = node->member_count - MAX_GROUP_WIDTH;
        snprintf(line, sizeof line, "and %u more exception%s\n", more, more > 1 ? "s" : "");
        ok = emit(report, line, "| ");
    } else {
        ok = emit_chain(report, (int32_t)(node->first_member + i));
    }
    if (ok && is_last && report->needs_close) {
        ok = draw(report, "", "+------------------------------------\n");
        report->needs_close = false;
    }
    report->pieces->depth--;
    return ok;
}

static bool emit_traceback(Report *report, int32_t index, const char *header, const char *margin) {
    Value exception = as_list(report->exceptions.value)->items[index];
    bool is_own = index || is_undef(report->traceback);
    Value traceback = is_own ? as_exception(exception)->traceback : report->traceback;
    if (!is_traceback(traceback) || !report->limit) return true;
    return emit(report, header, margin) && oli_format_traceback(report->pieces, traceback, report->limit);
}

static bool emit_group(Report *report, int32_t index, Value exception) {
    bool is_top = report->pieces->depth == 0;
    if (is_top) report->pieces->depth++;
    if (!emit_traceback(report, index, "Exception Group Traceback (most recent call last):\n", is_top ? "+ " : "| ") ||
        !oli_format_exception_only(report->pieces, exception))
        return false;
    Node node = report->nodes[index];
    uint32_t shown = node.member_count <= MAX_GROUP_WIDTH ? node.member_count : MAX_GROUP_WIDTH + 1;
    report->needs_close = false;
    for (uint32_t i = 0; i < shown; i++)
        if (!emit_member(report, &node, i, i >= MAX_GROUP_WIDTH, i + 1 == shown)) return false;
    if (is_top) report->pieces->depth = 0;
    return true;
}

static bool emit_node(Report *report, int32_t index) {
    Value exception = as_list(report->exceptions.value)->items[index];
    if (report->nodes[index].is_group) {
        if (report->pieces->depth <= MAX_GROUP_DEPTH) return emit_group(report, index, exception);
        return emit(report, "... (max_group_depth is 10)\n", "| ");
    }
    return emit_traceback(report, index, "Traceback (most recent call last):\n", "| ") &&
           oli_format_exception_only(report->pieces, exception);
}

static bool emit_link(Report *report, const Node *node) {
    return emit(report,
                node->before_is_cause ? "\nThe above exception was the direct cause of the following exception:\n\n"
                                      : "\nDuring handling of the above exception, another exception occurred:\n\n",
                "| ");
}

/* A node behind all that is shown before it. */
static bool emit_chain(Report *report, int32_t index) {
    size_t length = 0;
    for (int32_t i = index; i != NO_NODE; i = report->nodes[i].before) length++;
    int32_t *chain = oli_resize(report->vm, NULL, 0, length * sizeof *chain);
    if (!chain) return false;
    size_t at = length;
    for (int32_t i = index; i != NO_NODE; i = report->nodes[i].before) chain[--at] = i;
    bool ok = true;
    for (at = 0; at < length && ok; at++) {
        ok = (!at || emit_link(report, &report->nodes[chain[at]])) && emit_node(report, chain[at]);
    }
    oli_release(report->vm, chain, length * sizeof *chain);
    return ok;
}

static bool build(Report *report, Value exception) {
    Vm *vm = report->vm;
    List *list = oli_list_new(vm, 4);
    if (!list) return false;
    report->exceptions.value = make_object(list);
    Set *seen = oli_set_new(vm, false);
    if (!seen) return false;
    report->seen.value = make_object(seen);
    if (mark_seen(report, exception) < 0 || add_node(report, exception) == NO_NODE) return false;
    while (report->pending != NO_NODE) {
        int32_t index = report->pending;
        report->pending = report->nodes[index].pending;
        if (!expand(report, (size_t)index)) return false;
    }
    return true;
}

bool oli_format_exception_to(Pieces *pieces, Value exception, Value traceback, int64_t limit, bool chain) {
    Vm *vm = pieces->vm;
    Root root;
    Report report = {
        .vm = vm, .pieces = pieces, .limit = limit, .chain = chain, .traceback = traceback, .pending = NO_NODE};
    root_push(vm, &root, exception);
    root_push(vm, &report.exceptions, VALUE_NONE);
    root_push(vm, &report.seen, VALUE_NONE);
    bool ok = build(&report, exception) && emit_chain(&report, 0);
    oli_release(vm, report.nodes, report.capacity * sizeof *report.nodes);
    root_pop(vm, &report.seen);
    root_pop(vm, &report.exceptions);
    root_pop(vm, &root);
    return ok;
}

/* ---- uncaught exceptions ---- */

/* sys.tracebacklimit: how many of the innermost frames an uncaught exception shows. */
static int64_t traceback_limit(Vm *vm) {
    Value sys = oli_dict_get_str(vm, vm->modules, vm->names.sys);
    Str *name = is_kind(sys, CLASS_MODULE) ? oli_str_intern(vm, "tracebacklimit", strlen("tracebacklimit")) : NULL;
    Value limit = name ? oli_dict_get_str(vm, module_dict(sys), name) : VALUE_UNDEF;
    if (!name) clear_exception(vm);
    if (!is_int(limit)) return ALL_FRAMES;
    return int_of(limit) > 0 ? -int_of(limit) : 0;
}

/* Append text, lone surrogates as \udc80: a terminal's UTF-8 has none. */
static bool append_escaped(TextBuilder *out, const TextBuilder *text) {
    const char *at = text->data, *end = at + text->size;
    for (const char *p; (p = memchr(at, 0xED, (size_t)(end - at)));) {
        const char *next = p;
        uint32_t c = utf8_read(&next);
        oli_text_append(out, at, (size_t)(p - at));
        if (is_surrogate(c)) {
            oli_text_format(out, "\\u%04x", c);
        } else {
            oli_text_append(out, p, (size_t)(next - p));
        }
        at = next;
    }
    return oli_text_append(out, at, (size_t)(end - at));
}

bool oli_format_exception(Vm *vm, TextBuilder *out, Value exception) {
    TextBuilder text;
    Pieces pieces;
    oli_text_init(&text, vm);
    bool ok = oli_pieces_begin(vm, &pieces, &text);
    pieces.shows_tasks = true;
    ok = ok && oli_format_exception_to(&pieces, exception, VALUE_UNDEF, traceback_limit(vm), true);
    ok = !is_error(oli_pieces_end(&pieces, ok)) && append_escaped(out, &text);
    oli_text_free(&text);
    return ok;
}
