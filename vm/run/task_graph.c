/* SPDX-License-Identifier: MIT
 *
 * Who waits for whom: the graph of the selected loop's tasks, made when somebody asks. From it come the text of a
 * deadlock, with its rings, and the tree of tasks that SIGUSR1 prints.
 *
 * Tasks are numbered by their place in the scheduler's list. An edge says that a task goes on only after another one: it
 * awaits it, alone or with others, or the other one holds the lock that it wants.
 */
#include "run/loop_ops.h"
#include "run/waits.h"

enum { MAX_NESTING = 16, MAX_CYCLES = 3, MAX_LISTED = 20 };

typedef struct Edge {
    uint32_t to;
    bool is_lock; /* `to` is the owner of the lock that is waited for */
} Edge;

typedef struct TaskGraph {
    Vm *vm;
    uint32_t count;
    uint32_t *first; /* by task: its edges begin here; count + 1 of them */
    Edge *edges;
    uint32_t edge_count, edge_capacity;
    uint8_t *marks;  /* by task; for the walks below */
    uint32_t *stack; /* by depth: a task and its next edge */
    bool failed;     /* no memory: what is there is shown */
} TaskGraph;

static void add_edge(TaskGraph *graph, uint32_t to, bool is_lock) {
    if (graph->edge_count == graph->edge_capacity) {
        uint32_t capacity = graph->edge_capacity ? graph->edge_capacity * 2 : 64;
        Edge *grown = oli_try_resize(graph->vm, graph->edges, graph->edge_capacity * sizeof *grown,
                                     capacity * sizeof *grown);
        if (!grown) {
            graph->failed = true;
            return;
        }
        graph->edges = grown;
        graph->edge_capacity = capacity;
    }
    graph->edges[graph->edge_count++] = (Edge){to, is_lock};
}

/* Edges to a task, or to those that a gather waits for. */
static void add_target(TaskGraph *graph, Value target, bool is_lock, uint32_t nesting) {
    if (is_kind(target, CLASS_TASK)) {
        uint32_t slot = as_task(target)->slot;
        bool is_here = slot && slot <= graph->count && graph->vm->scheduler->tasks[slot - 1] == as_task(target);
        if (is_here) add_edge(graph, slot - 1, is_lock);
    } else if (is_kind(target, CLASS_GATHERING) && nesting < MAX_NESTING) {
        const Tuple *children = ((Gathering *)(void *)object_of(target))->children;
        for (size_t i = 0; i < children->count; i++)
            if (!oli_future_is_done(children->items[i])) add_target(graph, children->items[i], is_lock, nesting + 1);
    }
}

static void graph_close(TaskGraph *graph) {
    size_t count = graph->count + 1;
    oli_release(graph->vm, graph->first, count * sizeof *graph->first);
    oli_release(graph->vm, graph->edges, graph->edge_capacity * sizeof *graph->edges);
    oli_release(graph->vm, graph->marks, count);
    oli_release(graph->vm, graph->stack, 2 * count * sizeof *graph->stack);
}

/* False: no memory. Balanced by graph_close in any case. */
static bool graph_open(Vm *vm, TaskGraph *graph) {
    Scheduler *s = vm->scheduler;
    *graph = (TaskGraph){.vm = vm, .count = s->task_count};
    size_t count = graph->count + 1;
    graph->first = oli_try_resize(vm, NULL, 0, count * sizeof *graph->first);
    graph->marks = oli_try_resize(vm, NULL, 0, count);
    graph->stack = oli_try_resize(vm, NULL, 0, 2 * count * sizeof *graph->stack);
    if (!graph->first || !graph->marks || !graph->stack) {
        graph_close(graph);
        *graph = (TaskGraph){.vm = vm};
        return false;
    }
    memset(graph->marks, 0, count);
    for (uint32_t i = 0; i < graph->count; i++) {
        TaskWait wait;
        graph->first[i] = graph->edge_count;
        oli_find_wait(vm, s->tasks[i], &wait);
        uint32_t position = 0;
        for (Value target; !is_undef(target = oli_wait_target(vm, &wait, &position));)
            add_target(graph, target, is_same(target, wait.owner), 0);
    }
    graph->first[graph->count] = graph->edge_count;
    return true;
}

/* ---- rings ---- */

enum { MARK_NEW, MARK_OPEN, MARK_DONE };

static void append_ring(TaskGraph *graph, TextBuilder *text, const char *indent, size_t from, size_t depth) {
    Task **tasks = graph->vm->scheduler->tasks;
    oli_text_append_c(text, indent);
    for (size_t i = from; i < depth; i++) {
        oli_append_task(graph->vm, text, tasks[graph->stack[2 * i]]);
        oli_text_append_c(text, " waits for ");
    }
    if (from + 1 == depth)
        oli_text_append_c(text, "itself");
    else
        oli_append_task(graph->vm, text, tasks[graph->stack[2 * from]]);
}

/* Walk from `start` depth first; an edge to a task on the way closes a ring. */
static void find_rings(TaskGraph *graph, TextBuilder *text, const char *indent, uint32_t start, uint32_t *found) {
    size_t depth = 0;
    graph->stack[0] = start;
    graph->stack[1] = graph->first[start];
    graph->marks[start] = MARK_OPEN;
    depth = 1;
    while (depth && *found < MAX_CYCLES) {
        uint32_t task = graph->stack[2 * depth - 2], at = graph->stack[2 * depth - 1]++;
        if (at == graph->first[task + 1]) {
            graph->marks[task] = MARK_DONE;
            depth--;
            continue;
        }
        uint32_t to = graph->edges[at].to;
        if (graph->marks[to] == MARK_OPEN) {
            size_t from = depth - 1;
            while (graph->stack[2 * from] != to) from--;
            append_ring(graph, text, indent, from, depth);
            ++*found;
        } else if (graph->marks[to] == MARK_NEW) {
            graph->stack[2 * depth] = to;
            graph->stack[2 * depth + 1] = graph->first[to];
            graph->marks[to] = MARK_OPEN;
            depth++;
        }
    }
}

static void append_rings(TaskGraph *graph, TextBuilder *text, const char *indent) {
    uint32_t found = 0;
    for (uint32_t i = 0; i < graph->count && found < MAX_CYCLES; i++)
        if (graph->marks[i] == MARK_NEW) find_rings(graph, text, indent, i, &found);
}

/* ---- text ---- */

void oli_append_task_entry(Vm *vm, TextBuilder *text, Task *task, const char *separator) {
    TaskWait wait;
    oli_find_wait(vm, task, &wait);
    oli_append_task(vm, text, task);
    oli_text_append_c(text, " ");
    if (task == vm->scheduler->current)
        oli_text_append_c(text, "runs");
    else
        oli_append_wait(vm, text, &wait);
    const Frame *place = wait.user;
    if (place && (place->resume != RESUME_START || !place->is_heap)) {
        oli_text_format(text, "%sat ", separator);
        oli_append_frame_place(text, place);
    }
    oli_append_creation(vm, text, task->site);
}

void oli_append_deadlock(Vm *vm, TextBuilder *text) {
    Scheduler *s = vm->scheduler;
    uint32_t count = s->task_count;
    if (!count) {
        oli_text_append_c(text, "no task is left, and nothing that could make one");
        return;
    }
    oli_text_format(text, "%u task%s, and nothing is left that could wake %s", count, count == 1 ? " waits" : "s wait",
                    count == 1 ? "it" : "any of them");
    uint32_t shown = count > MAX_LISTED ? MAX_LISTED : count;
    for (uint32_t i = 0; i < shown; i++) {
        oli_text_append_c(text, "\n  ");
        oli_append_task_entry(vm, text, s->tasks[i], "\n    ");
    }
    if (shown < count) oli_text_format(text, "\n  ... and %u more", count - shown);
    TaskGraph graph;
    if (!graph_open(vm, &graph)) return;
    append_rings(&graph, text, "\n  in a ring: ");
    graph_close(&graph);
}

/* `task` and below it those that it awaits. */
static void append_tree(TaskGraph *graph, TextBuilder *text, uint32_t task) {
    size_t depth = 0;
    for (;;) {
        if (!graph->marks[task]) {
            graph->marks[task] = 1;
            for (size_t i = 0; i <= depth; i++) oli_text_append_c(text, "  ");
            oli_append_task_entry(graph->vm, text, graph->vm->scheduler->tasks[task], ", ");
            oli_text_append_c(text, "\n");
            graph->stack[2 * depth] = task;
            graph->stack[2 * depth + 1] = graph->first[task];
            depth++;
        }
        uint32_t next = UINT32_MAX;
        while (depth && next == UINT32_MAX) {
            uint32_t *at = &graph->stack[2 * depth - 1], end = graph->first[graph->stack[2 * depth - 2] + 1];
            while (*at < end && (graph->edges[*at].is_lock || graph->marks[graph->edges[*at].to])) ++*at;
            if (*at < end)
                next = graph->edges[(*at)++].to;
            else
                depth--;
        }
        if (!depth) return;
        task = next;
    }
}

void oli_append_task_tree(Vm *vm, TextBuilder *text) {
    TaskGraph graph;
    uint32_t count = vm->scheduler->task_count;
    oli_text_format(text, "%u task%s\n", count, count == 1 ? "" : "s");
    if (!graph_open(vm, &graph)) return;
    for (uint32_t i = 0; i < graph.edge_count; i++)
        if (!graph.edges[i].is_lock) graph.marks[graph.edges[i].to] = MARK_DONE; /* somebody awaits it */
    uint8_t *awaited = oli_try_resize(vm, NULL, 0, count + 1);
    if (awaited) {
        memcpy(awaited, graph.marks, count);
        memset(graph.marks, 0, count);
        for (uint32_t i = 0; i < count; i++)
            if (!awaited[i]) append_tree(&graph, text, i);
        for (uint32_t i = 0; i < count; i++) /* those in a ring */
            if (!graph.marks[i]) append_tree(&graph, text, i);
        oli_release(vm, awaited, count + 1);
    }
    graph_close(&graph);
}

/* ---- who awaits a future ---- */

/* Whether `target` is the future or a gather that it is a child of. */
static bool leads_to(Value target, Value future, uint32_t nesting) {
    if (is_same(target, future)) return true;
    if (!is_kind(target, CLASS_GATHERING) || nesting == MAX_NESTING) return false;
    const Tuple *children = ((Gathering *)(void *)object_of(target))->children;
    for (size_t i = 0; i < children->count; i++)
        if (leads_to(children->items[i], future, nesting + 1)) return true;
    return false;
}

static bool awaits(Vm *vm, Task *task, Value future) {
    TaskWait wait;
    uint32_t position = 0;
    oli_find_wait(vm, task, &wait);
    if (!is_none(wait.owner)) return false;
    for (Value target; !is_undef(target = oli_wait_target(vm, &wait, &position));)
        if (leads_to(target, future, 0)) return true;
    return false;
}

Value oli_awaited_by(Vm *vm, Value future) {
    Scheduler *s = vm->scheduler;
    Set *found = NULL;
    for (uint32_t i = 0; i < s->task_count; i++) {
        if (is_same(make_object(s->tasks[i]), future) || !awaits(vm, s->tasks[i], future)) continue;
        if (!found && !(found = oli_set_new(vm, false))) return VALUE_ERROR;
        if (oli_set_add(vm, found, make_object(s->tasks[i])) < 0) return VALUE_ERROR;
    }
    return found ? make_object(found) : VALUE_NONE;
}
