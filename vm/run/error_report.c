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
    TextBuilder *out;
    Root exceptions; /* List: by node */
    Root seen;       /* Set of their addresses */
    Node *nodes;
    size_t count, capacity;
    int32_t pending; /* nodes whose causes and members are not known yet; the last found comes first, as in CPython */
    uint32_t depth;  /* of groups */
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
    int linked = link_before(report, index, e->cause, true);
    if (linked == 0 && !e->suppress_context) linked = link_before(report, index, e->context, false);
    if (linked < 0) return false;
    bool is_group = oli_is_instance_of_exception(report->vm, exception, EXC_BASE_EXCEPTION_GROUP);
    return !is_group || add_members(report, index, exception);
}

/* ---- writing ---- */

static void append_indent(Report *report, uint32_t depth) {
    for (uint32_t i = 0; i < depth; i++) oli_text_append_c(report->out, "  ");
}

/* Text of whole lines, behind the margin of the group it belongs to. */
static void emit(Report *report, const char *text, size_t size, const char *margin) {
    if (!report->depth) {
        oli_text_append(report->out, text, size);
        return;
    }
    for (const char *end = text + size; text < end;) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        stop = stop ? stop + 1 : end;
        append_indent(report, report->depth);
        oli_text_append_c(report->out, margin);
        oli_text_append(report->out, text, (size_t)(stop - text));
        text = stop;
    }
}

static void emit_c(Report *report, const char *text, const char *margin) { emit(report, text, strlen(text), margin); }

typedef bool (*FormatFn)(Vm *vm, TextBuilder *text, Value v);

static bool emit_formatted(Report *report, FormatFn format, Value v) {
    if (!report->depth) return format(report->vm, report->out, v);
    TextBuilder text;
    oli_text_init(&text, report->vm);
    bool ok = format(report->vm, &text, v);
    if (ok) emit(report, text.data, text.size, "| ");
    oli_text_free(&text);
    return ok && !report->out->failed;
}

static bool emit_chain(Report *report, int32_t index);

static bool emit_member(Report *report, const Node *node, uint32_t i, bool truncated, bool is_last) {
    if (is_last) report->needs_close = true; /* a group inside may draw the closing line */
    append_indent(report, report->depth);
    oli_text_append_c(report->out, i == 0 ? "+-" : "  ");
    if (truncated) {
        oli_text_append_c(report->out, "+---------------- ... ----------------\n");
    } else {
        oli_text_format(report->out, "+---------------- %u ----------------\n", i + 1);
    }
    report->depth++;
    bool ok = true;
    if (truncated) {
        uint32_t more = node->member_count - MAX_GROUP_WIDTH;
        char line[64];
        snprintf(line, sizeof line, "and %u more exception%s\n", more, more > 1 ? "s" : "");
        emit_c(report, line, "| ");
    } else {
        ok = emit_chain(report, (int32_t)(node->first_member + i));
    }
    if (is_last && report->needs_close) {
        append_indent(report, report->depth);
        oli_text_append_c(report->out, "+------------------------------------\n");
        report->needs_close = false;
    }
    report->depth--;
    return ok;
}

static bool emit_group(Report *report, int32_t index, Value exception) {
    bool is_top = report->depth == 0;
    if (is_top) report->depth++;
    if (is_traceback(as_exception(exception)->traceback)) {
        emit_c(report, "Exception Group Traceback (most recent call last):\n", is_top ? "+ " : "| ");
        if (!emit_formatted(report, oli_format_traceback, as_exception(exception)->traceback)) return false;
    }
    if (!emit_formatted(report, oli_format_exception_only, exception)) return false;
    Node node = report->nodes[index];
    uint32_t shown = node.member_count <= MAX_GROUP_WIDTH ? node.member_count : MAX_GROUP_WIDTH + 1;
    report->needs_close = false;
    for (uint32_t i = 0; i < shown; i++)
        if (!emit_member(report, &node, i, i >= MAX_GROUP_WIDTH, i + 1 == shown)) return false;
    if (is_top) report->depth = 0;
    return true;
}

static bool emit_node(Report *report, int32_t index) {
    Value exception = as_list(report->exceptions.value)->items[index];
    if (report->nodes[index].is_group) {
        if (report->depth <= MAX_GROUP_DEPTH) return emit_group(report, index, exception);
        emit_c(report, "... (max_group_depth is 10)\n", "| ");
        return true;
    }
    if (is_traceback(as_exception(exception)->traceback)) {
        emit_c(report, "Traceback (most recent call last):\n", "| ");
        if (!emit_formatted(report, oli_format_traceback, as_exception(exception)->traceback)) return false;
    }
    return emit_formatted(report, oli_format_exception_only, exception);
}

static void emit_link(Report *report, const Node *node) {
    emit_c(report,
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
        if (at) emit_link(report, &report->nodes[chain[at]]);
        ok = emit_node(report, chain[at]);
    }
    oli_release(report->vm, chain, length * sizeof *chain);
    return ok && !report->out->failed;
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

bool oli_format_exception(Vm *vm, TextBuilder *out, Value exception) {
    Root root;
    Report report = {.vm = vm, .out = out, .pending = NO_NODE};
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
