/* SPDX-License-Identifier: MIT
 *
 * asyncio's Queue, LifoQueue and PriorityQueue. Source: CPython's asyncio documentation, "Queues".
 *
 * Items stand in a ring of the queue itself. Who waits in get() or put() has a Future in the ring of getters or putters;
 * whoever makes room, or brings an item, completes the first of them that is not done, which is one entry of the ready
 * queue: the steps of asyncio's queues.
 *
 * A subclass may keep its items another way. When it overrides _put and _get, these are called; when anybody asks for
 * `_queue`, or sets it, the items move there for good (Queue.store) and the base's own _put and _get use its methods.
 * Overridden full(), empty(), put_nowait() and get_nowait() are honoured by put() and get().
 */
#include "run/scheduler.h"

#include <math.h>

#include "run/loop_ops.h"
#include "types/class.h"

typedef struct Ring {
    Value *words;
    uint32_t head, count, capacity; /* capacity: a power of two */
} Ring;

typedef struct Queue {
    Object header;
    Value maxsize; /* as given */
    int64_t limit; /* items when it is full; 0: never; NOT_A_NUMBER: maxsize is none, which full() tells */
    Ring items;    /* PRIORITY: a heap from head 0 on */
    Value store;   /* the object `_queue` when the items are there; else VALUE_UNDEF */
    Ring getters, putters, joiners;
    Value loop; /* in which somebody waited first, or VALUE_NONE */
    int64_t unfinished;
    bool is_shut_down;
    bool has_own_items; /* a subclass has _put or _get */
    bool has_own_tests; /* ... full, empty, qsize, put_nowait or get_nowait */
} Queue;

enum { NOT_A_NUMBER = -1 };

static Queue *as_queue(Value v) { return (Queue *)(void *)object_of(v); }

/* ---- rings ---- */

static Value *ring_at(const Ring *ring, uint32_t i) { return &ring->words[(ring->head + i) & (ring->capacity - 1)]; }

static bool ring_grow(Vm *vm, Ring *ring) {
    uint32_t capacity = ring->capacity ? ring->capacity * 2 : 4;
    if (!capacity) return oli_raise_no_memory(vm), false;
    Value *grown = oli_resize(vm, NULL, 0, capacity * sizeof *grown);
    if (!grown) return false;
    for (uint32_t i = 0; i < ring->count; i++) grown[i] = *ring_at(ring, i);
    oli_release(vm, ring->words, ring->capacity * sizeof *grown);
    ring->words = grown;
    ring->capacity = capacity;
    ring->head = 0;
    return true;
}

static bool ring_push(Vm *vm, Ring *ring, Value v) {
    if (ring->count == ring->capacity && !ring_grow(vm, ring)) return false;
    *ring_at(ring, ring->count++) = v;
    barrier(vm, v);
    return true;
}

static Value ring_pop(Ring *ring) {
    Value v = ring->words[ring->head];
    ring->head = (ring->head + 1) & (ring->capacity - 1);
    ring->count--;
    return v;
}

static void ring_remove(Ring *ring, Value v) {
    uint32_t i = 0;
    while (i < ring->count && !is_same(*ring_at(ring, i), v)) i++;
    if (i == ring->count) return;
    if (!i) {
        ring_pop(ring);
        return;
    }
    for (; i + 1 < ring->count; i++) *ring_at(ring, i) = *ring_at(ring, i + 1);
    ring->count--;
}

static void ring_free(Vm *vm, Ring *ring) {
    oli_release(vm, ring->words, ring->capacity * sizeof(Value));
    *ring = (Ring){NULL, 0, 0, 0};
}

static void trace_ring(Tracer *tracer, const Ring *ring) {
    for (uint32_t i = 0; i < ring->count; i++) trace_value(tracer, *ring_at(ring, i));
}

/* ---- the heap of a PriorityQueue: heapq's order of comparisons ---- */

/* a < b; -1: error, also when the comparison changed the queue. */
static int is_less(Vm *vm, Queue *queue, Value a, Value b) {
    if (is_int(a) && is_int(b)) return int_of(a) < int_of(b);
    uint32_t count = queue->items.count;
    Root root_a, root_b;
    root_push(vm, &root_a, a);
    root_push(vm, &root_b, b);
    int less = oli_compare_bool(vm, a, b, COMPARE_LT);
    root_pop(vm, &root_b);
    root_pop(vm, &root_a);
    if (less >= 0 && (queue->items.count != count || !is_undef(queue->store)))
        return oli_raise_int(vm, EXC_RUNTIME_ERROR, "list changed size during iteration");
    return less;
}

/* Move the item at `at` towards the root, not above `top`. */
static bool sift_to_root(Vm *vm, Queue *queue, uint32_t top, uint32_t at) {
    Ring *items = &queue->items;
    while (at > top) {
        uint32_t parent = (at - 1) / 2;
        int less = is_less(vm, queue, *ring_at(items, at), *ring_at(items, parent));
        if (less < 0) return false;
        if (!less) return true;
        Value moved = *ring_at(items, at);
        *ring_at(items, at) = *ring_at(items, parent);
        *ring_at(items, parent) = moved;
        at = parent;
    }
    return true;
}

/* Move the item at the root down to a leaf, always to the smaller child, and then up to its place. */
static bool sift_from_root(Vm *vm, Queue *queue) {
    Ring *items = &queue->items;
    uint32_t at = 0, count = items->count;
    while (at < count / 2) {
        uint32_t child = at * 2 + 1;
        if (child + 1 < count) {
            int less = is_less(vm, queue, *ring_at(items, child), *ring_at(items, child + 1));
            if (less < 0) return false;
            if (!less) child++;
        }
        Value moved = *ring_at(items, at);
        *ring_at(items, at) = *ring_at(items, child);
        *ring_at(items, child) = moved;
        at = child;
    }
    return sift_to_root(vm, queue, 0, at);
}

static Value pop_least(Vm *vm, Queue *queue) {
    Ring *items = &queue->items;
    Value last = *ring_at(items, --items->count);
    if (!items->count) return last;
    Value least = *ring_at(items, 0);
    *ring_at(items, 0) = last;
    Root root;
    root_push(vm, &root, least);
    bool ok = sift_from_root(vm, queue);
    root_pop(vm, &root);
    return ok ? least : VALUE_ERROR;
}

/* ---- items, wherever they are ---- */

static Value call_method(Vm *vm, Value self, const char *name, const Value *args, uint32_t count) {
    Str *text = oli_str_intern(vm, name, strlen(name));
    return text ? oli_call_method(vm, self, text, args, count) : VALUE_ERROR;
}

/* -1: error */
static int64_t count_items(Vm *vm, Queue *queue) {
    return is_undef(queue->store) ? queue->items.count : oli_length(vm, queue->store);
}

/* The base classes' _put. */
static bool put_base(Vm *vm, Value self, Value item) {
    Queue *queue = as_queue(self);
    ClassId kind = object_of(self)->kind;
    if (!is_undef(queue->store)) {
        if (kind != CLASS_PRIORITY_QUEUE) return !is_error(call_method(vm, queue->store, "append", &item, 1));
        Value args[2] = {queue->store, item};
        return !is_error(oli_call_library(vm, "heapq", "heappush", args, 2));
    }
    if (!ring_push(vm, &queue->items, item)) return false;
    return kind != CLASS_PRIORITY_QUEUE || sift_to_root(vm, queue, 0, queue->items.count - 1);
}

/* The base classes' _get. */
static Value get_base(Vm *vm, Value self) {
    Queue *queue = as_queue(self);
    ClassId kind = object_of(self)->kind;
    if (!is_undef(queue->store)) {
        if (kind == CLASS_PRIORITY_QUEUE) return oli_call_library(vm, "heapq", "heappop", &queue->store, 1);
        return call_method(vm, queue->store, kind == CLASS_QUEUE ? "popleft" : "pop", NULL, 0);
    }
    if (!queue->items.count)
        return oli_raise(vm, EXC_INDEX_ERROR, kind == CLASS_QUEUE ? "pop from an empty deque" : "pop from empty list");
    if (kind == CLASS_QUEUE) return ring_pop(&queue->items);
    if (kind == CLASS_PRIORITY_QUEUE) return pop_least(vm, queue);
    return *ring_at(&queue->items, --queue->items.count);
}

static bool put_item(Vm *vm, Value self, Value item) {
    if (!as_queue(self)->has_own_items) return put_base(vm, self, item);
    return !is_error(call_method(vm, self, "_put", &item, 1));
}

static Value get_item(Vm *vm, Value self) {
    return as_queue(self)->has_own_items ? call_method(vm, self, "_get", NULL, 0) : get_base(vm, self);
}

static int test_by_method(Vm *vm, Value self, const char *name) {
    Value result = call_method(vm, self, name, NULL, 0);
    return is_error(result) ? -1 : oli_truth(vm, result);
}

/* 1, 0, -1 */
static int is_empty(Vm *vm, Value self) {
    Queue *queue = as_queue(self);
    if (queue->has_own_tests) return test_by_method(vm, self, "empty");
    int64_t count = count_items(vm, queue);
    return count < 0 ? -1 : !count;
}

static Value raise_not_a_number(Vm *vm, Queue *queue) {
    return oli_raise(vm, EXC_TYPE_ERROR, "'<=' not supported between instances of '%T' and 'int'", queue->maxsize);
}

static int is_full(Vm *vm, Value self) {
    Queue *queue = as_queue(self);
    if (queue->has_own_tests) return test_by_method(vm, self, "full");
    if (!queue->limit) return 0;
    if (queue->limit == NOT_A_NUMBER) return raise_not_a_number(vm, queue), -1;
    int64_t count = count_items(vm, queue);
    return count < 0 ? -1 : count >= queue->limit;
}

/* ---- waiting ---- */

static bool wake_next(Vm *vm, Ring *waiters) {
    while (waiters->count) {
        Value waiter = ring_pop(waiters);
        if (!oli_future_is_done(waiter)) return oli_future_set_result(vm, as_future(waiter), VALUE_NONE);
    }
    return true;
}

static bool wake_all(Vm *vm, Ring *waiters) {
    while (waiters->count)
        if (!wake_next(vm, waiters)) return false;
    return true;
}

/* Yield a new Future that stands in `waiters`; it is the coroutine's `c` until it goes on. */
static Value wait_in(Vm *vm, NativeCoroutine *coroutine, Ring *waiters) {
    Queue *queue = as_queue(coroutine->a);
    Value loop = oli_loop_is_running(vm) ? oli_event_loop(vm) : VALUE_NONE;
    if (is_none(queue->loop)) {
        queue->loop = loop;
        barrier(vm, loop);
    }
    if (!is_same(queue->loop, loop))
        return oli_raise(vm, EXC_RUNTIME_ERROR, "%R is bound to a different event loop", coroutine->a);
    Future *future = oli_future_new(vm);
    if (!future || !ring_push(vm, waiters, make_object(future))) return VALUE_ERROR;
    coroutine->c = make_object(future);
    barrier(vm, coroutine->c);
    return coroutine->c;
}

/* The pending exception was thrown into a waiting coroutine: it leaves the line, and a wake-up that had come for it goes
 * to the next one if that can go on (`must_wait` 0). Always VALUE_ERROR. */
static Value leave_line(Vm *vm, NativeCoroutine *coroutine, Ring *waiters, int (*must_wait)(Vm *, Value)) {
    Root root, root_waiter;
    root_push(vm, &root, oli_take_exception(vm));
    Value waiter = coroutine->c;
    root_push(vm, &root_waiter, waiter);
    oli_future_cancel(vm, waiter, VALUE_NONE);
    ring_remove(waiters, waiter);
    coroutine->c = VALUE_NONE;
    int waits = must_wait(vm, coroutine->a);
    bool ok = waits >= 0 && (waits || as_future(waiter)->state == FUTURE_CANCELLED || wake_next(vm, waiters));
    if (ok) vm->exception = root.value;
    root_pop(vm, &root_waiter);
    root_pop(vm, &root);
    return VALUE_ERROR;
}

static Value raise_plain(Vm *vm, ExceptionId id) {
    oli_raise_class(vm, vm->exceptions[id], VALUE_UNDEF);
    return VALUE_ERROR;
}

/* ---- put ---- */

static Value put_now(Vm *vm, Value self, Value item) {
    Queue *queue = as_queue(self);
    if (queue->is_shut_down) return raise_plain(vm, EXC_QUEUE_SHUT_DOWN);
    int full = is_full(vm, self);
    if (full) return full < 0 ? VALUE_ERROR : raise_plain(vm, EXC_QUEUE_FULL);
    if (!put_item(vm, self, item)) return VALUE_ERROR;
    queue->unfinished++;
    return wake_next(vm, &queue->getters) ? VALUE_NONE : VALUE_ERROR;
}

/* a: the queue, b: the item, c: the Future while it waits */
static Value step_put(Vm *vm, NativeCoroutine *self, GeneratorObject *driver, Value sent) {
    (void)driver;
    Queue *queue = as_queue(self->a);
    if (is_undef(sent)) return self->state ? leave_line(vm, self, &queue->putters, is_full) : VALUE_ERROR;
    self->state = 1;
    int full = is_full(vm, self->a);
    if (full < 0) return VALUE_ERROR;
    if (full) return queue->is_shut_down ? raise_plain(vm, EXC_QUEUE_SHUT_DOWN) : wait_in(vm, self, &queue->putters);
    Value result =
        queue->has_own_tests ? call_method(vm, self->a, "put_nowait", &self->b, 1) : put_now(vm, self->a, self->b);
    if (is_error(result)) return result;
    vm->stop_value = result;
    return VALUE_STOP;
}

static Value queue_put(Vm *vm, Value *args) {
    return oli_native_coroutine_new(vm, step_put, "Queue.put", args[0], args[1], VALUE_NONE);
}

static Value queue_put_nowait(Vm *vm, Value *args) { return put_now(vm, args[0], args[1]); }

/* ---- get ---- */

static Value get_now(Vm *vm, Value self) {
    Queue *queue = as_queue(self);
    int empty = is_empty(vm, self);
    if (empty < 0) return VALUE_ERROR;
    if (empty) return raise_plain(vm, queue->is_shut_down ? EXC_QUEUE_SHUT_DOWN : EXC_QUEUE_EMPTY);
    Value item = get_item(vm, self);
    if (is_error(item) || !queue->putters.count) return item;
    return wake_next(vm, &queue->putters) ? item : VALUE_ERROR;
}

/* a: the queue, c: the Future while it waits */
static Value step_get(Vm *vm, NativeCoroutine *self, GeneratorObject *driver, Value sent) {
    (void)driver;
    Queue *queue = as_queue(self->a);
    if (is_undef(sent)) return self->state ? leave_line(vm, self, &queue->getters, is_empty) : VALUE_ERROR;
    self->state = 1;
    int empty = is_empty(vm, self->a);
    if (empty < 0) return VALUE_ERROR;
    if (empty) return queue->is_shut_down ? raise_plain(vm, EXC_QUEUE_SHUT_DOWN) : wait_in(vm, self, &queue->getters);
    Value item = queue->has_own_tests ? call_method(vm, self->a, "get_nowait", NULL, 0) : get_now(vm, self->a);
    if (is_error(item)) return item;
    vm->stop_value = item;
    return VALUE_STOP;
}

static Value queue_get(Vm *vm, Value *args) {
    return oli_native_coroutine_new(vm, step_get, "Queue.get", args[0], VALUE_NONE, VALUE_NONE);
}

static Value queue_get_nowait(Vm *vm, Value *args) { return get_now(vm, args[0]); }

/* ---- join ---- */

static Value queue_task_done(Vm *vm, Value *args) {
    Queue *queue = as_queue(args[0]);
    if (queue->unfinished <= 0) return oli_raise(vm, EXC_VALUE_ERROR, "task_done() called too many times");
    if (--queue->unfinished) return VALUE_NONE;
    return wake_all(vm, &queue->joiners) ? VALUE_NONE : VALUE_ERROR;
}

static Value step_join(Vm *vm, NativeCoroutine *self, GeneratorObject *driver, Value sent) {
    (void)driver;
    Queue *queue = as_queue(self->a);
    if (is_undef(sent)) {
        if (self->state) ring_remove(&queue->joiners, self->c);
        return VALUE_ERROR;
    }
    if (!self->state && queue->unfinished > 0) {
        self->state = 1;
        return wait_in(vm, self, &queue->joiners);
    }
    vm->stop_value = VALUE_NONE;
    return VALUE_STOP;
}

static Value queue_join(Vm *vm, Value *args) {
    return oli_native_coroutine_new(vm, step_join, "Queue.join", args[0], VALUE_NONE, VALUE_NONE);
}

static bool drop_items(Vm *vm, Value self) {
    Queue *queue = as_queue(self);
    for (int empty; !(empty = is_empty(vm, self));) {
        if (is_error(get_item(vm, self))) return false;
        if (queue->unfinished > 0) queue->unfinished--;
    }
    return !has_exception(vm) && (queue->unfinished || wake_all(vm, &queue->joiners));
}

static Value queue_shutdown(Vm *vm, Value *args) {
    Queue *queue = as_queue(args[0]);
    queue->is_shut_down = true;
    int immediate = is_undef(args[1]) ? 0 : oli_truth(vm, args[1]);
    if (immediate < 0 || (immediate && !drop_items(vm, args[0]))) return VALUE_ERROR;
    return wake_all(vm, &queue->getters) && wake_all(vm, &queue->putters) ? VALUE_NONE : VALUE_ERROR;
}

/* ---- what it holds ---- */

static Value queue_qsize(Vm *vm, Value *args) {
    int64_t count = count_items(vm, as_queue(args[0]));
    return count < 0 ? VALUE_ERROR : make_int(count);
}

static Value queue_empty(Vm *vm, Value *args) {
    int64_t count = count_items(vm, as_queue(args[0]));
    return count < 0 ? VALUE_ERROR : make_bool(!count);
}

static Value queue_full(Vm *vm, Value *args) {
    Queue *queue = as_queue(args[0]);
    if (!queue->limit) return VALUE_FALSE;
    if (queue->limit == NOT_A_NUMBER) return raise_not_a_number(vm, queue);
    Value size = queue->has_own_tests ? call_method(vm, args[0], "qsize", NULL, 0) : queue_qsize(vm, args);
    if (is_error(size)) return size;
    int more = oli_compare_bool(vm, size, make_int(queue->limit), COMPARE_GE);
    return more < 0 ? VALUE_ERROR : make_bool(more);
}

static Value queue_base_init(Vm *vm, Value *args) {
    Queue *queue = as_queue(args[0]);
    (void)vm;
    queue->items.head = queue->items.count = 0;
    queue->store = VALUE_UNDEF;
    return VALUE_NONE;
}

static Value queue_base_put(Vm *vm, Value *args) { return put_base(vm, args[0], args[1]) ? VALUE_NONE : VALUE_ERROR; }
static Value queue_base_get(Vm *vm, Value *args) { return get_base(vm, args[0]); }

/* A list of the items. */
static List *list_items(Vm *vm, Queue *queue) {
    List *list = oli_list_new(vm, queue->items.count);
    for (uint32_t i = 0; list && i < queue->items.count; i++)
        if (!oli_list_append(vm, list, *ring_at(&queue->items, i))) return NULL;
    return list;
}

/* `_queue`: from now on the items are in the object that it gives. */
static Value get_store(Vm *vm, Value self) {
    Queue *queue = as_queue(self);
    if (!is_undef(queue->store)) return queue->store;
    List *list = list_items(vm, queue);
    if (!list) return VALUE_ERROR;
    Value store = make_object(list);
    if (object_of(self)->kind == CLASS_QUEUE) store = oli_call_library(vm, "collections", "deque", &store, 1);
    if (is_error(store)) return store;
    queue->items.head = queue->items.count = 0;
    queue->store = store;
    barrier(vm, store);
    return store;
}

static bool set_store(Vm *vm, Value self, Value value) {
    Queue *queue = as_queue(self);
    if (is_undef(value)) return oli_raise_false(vm, EXC_TYPE_ERROR, "cannot delete _queue");
    queue->items.head = queue->items.count = 0;
    queue->store = value;
    barrier(vm, value);
    return true;
}

static Value get_maxsize(Vm *vm, Value self) {
    (void)vm;
    return as_queue(self)->maxsize;
}

static bool set_maxsize(Vm *vm, Value self, Value value) {
    Queue *queue = as_queue(self);
    double size = 0;
    if (is_undef(value)) return oli_raise_false(vm, EXC_TYPE_ERROR, "cannot delete _maxsize");
    if (is_int(value)) {
        queue->limit = int_of(value) > 0 ? int_of(value) : 0;
    } else if (oli_as_double(vm, value, &size)) {
        queue->limit = size <= 0 ? 0 : size >= 4e18 ? INT64_MAX / 2 : (int64_t)ceil(size);
    } else {
        clear_exception(vm);
        queue->limit = NOT_A_NUMBER;
    }
    queue->maxsize = value;
    barrier(vm, value);
    return true;
}

static Value get_unfinished(Vm *vm, Value self) {
    (void)vm;
    return make_int(as_queue(self)->unfinished);
}

static bool set_unfinished(Vm *vm, Value self, Value value) {
    if (!is_int(value)) return oli_raise_false(vm, EXC_TYPE_ERROR, "_unfinished_tasks must be an int");
    as_queue(self)->unfinished = int_of(value);
    return true;
}

static Value get_is_shut_down(Vm *vm, Value self) {
    (void)vm;
    return make_bool(as_queue(self)->is_shut_down);
}

/* ---- text ---- */

static bool append_items(Vm *vm, TextBuilder *text, Queue *queue) {
    int64_t count = count_items(vm, queue);
    if (count <= 0) return count == 0;
    List *list;
    if (is_undef(queue->store)) {
        list = list_items(vm, queue);
    } else {
        list = oli_list_new(vm, 0);
        if (list && !oli_list_extend(vm, list, queue->store)) list = NULL;
    }
    return list && oli_text_format(text, " _queue=%R", make_object(list));
}

static Value describe(Vm *vm, Value self, bool with_address) {
    Queue *queue = as_queue(self);
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_text_format(&text, "<%C", class_of(vm, self));
    if (with_address) oli_text_format(&text, " at 0x%llx", (unsigned long long)VALUE_BITS(self));
    oli_text_format(&text, " maxsize=%R", queue->maxsize);
    if (!append_items(vm, &text, queue)) {
        oli_text_free(&text);
        return VALUE_ERROR;
    }
    if (queue->getters.count) oli_text_format(&text, " _getters[%u]", queue->getters.count);
    if (queue->putters.count) oli_text_format(&text, " _putters[%u]", queue->putters.count);
    if (queue->unfinished) oli_text_format(&text, " tasks=%lld", (long long)queue->unfinished);
    oli_text_append_c(&text, queue->is_shut_down ? " shutdown>" : ">");
    Str *made = oli_text_finish(&text);
    return made ? make_object(made) : VALUE_ERROR;
}

static Value queue_repr(Vm *vm, Value self) { return describe(vm, self, true); }
static Value queue_str(Vm *vm, Value self) { return describe(vm, self, false); }

static Value queue_format(Vm *vm, Value *args) {
    Value text = describe(vm, args[0], false);
    if (is_error(text)) return text;
    const char *start = strchr(as_str(text)->data, ' ') + 1;
    Str *made = oli_str_new(vm, start, strlen(start) - 1);
    return made ? make_object(made) : VALUE_ERROR;
}

/* ---- life ---- */

static Value queue_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)args, (void)count, (void)names;
    Value made = oli_instance_new(vm, cls);
    if (is_error(made)) return made;
    Queue *queue = as_queue(made);
    queue->maxsize = make_int(0);
    queue->store = VALUE_UNDEF;
    queue->loop = VALUE_NONE;
    return made;
}

/* Whether the class has another `name` than the built-in ones. */
static bool overrides(Vm *vm, Class *cls, const char *name) {
    Str *key = oli_str_intern(vm, name, strlen(name));
    Value found = key ? oli_class_lookup(vm, cls, key) : VALUE_ERROR;
    return !is_kind(found, CLASS_NATIVE_METHOD);
}

static bool queue_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    static const char *const TESTS[] = {"full", "empty", "qsize", "put_nowait", "get_nowait"};
    Value out[1];
    Class *cls = class_of(vm, self);
    if (!oli_native_bind(vm, "Queue.__init__", "maxsize=", args, count, names, out)) return false;
    Queue *queue = as_queue(self);
    if (!set_maxsize(vm, self, is_undef(out[0]) ? make_int(0) : out[0])) return false;
    if (!(cls->flags & CLASS_FLAG_USER)) return true;
    queue->has_own_items = overrides(vm, cls, "_put") || overrides(vm, cls, "_get");
    for (size_t i = 0; i < sizeof TESTS / sizeof *TESTS; i++)
        if (overrides(vm, cls, TESTS[i])) queue->has_own_tests = true;
    if (has_exception(vm)) return false;
    return !overrides(vm, cls, "_init") || !is_error(call_method(vm, self, "_init", &queue->maxsize, 1));
}

static void trace_queue(Tracer *tracer, Object *self) {
    Queue *queue = (Queue *)(void *)self;
    trace_value(tracer, queue->maxsize);
    trace_ring(tracer, &queue->items);
    trace_value(tracer, queue->store);
    trace_ring(tracer, &queue->getters);
    trace_ring(tracer, &queue->putters);
    trace_ring(tracer, &queue->joiners);
    trace_value(tracer, queue->loop);
}

static void finalize_queue(Vm *vm, Object *self) {
    Queue *queue = (Queue *)(void *)self;
    ring_free(vm, &queue->items);
    ring_free(vm, &queue->getters);
    ring_free(vm, &queue->putters);
    ring_free(vm, &queue->joiners);
}

bool oli_is_queue_coroutine(const NativeDef *def) {
    return def->fn == queue_get || def->fn == queue_put || def->fn == queue_join;
}

bool oli_init_queue(Vm *vm) {
    static const NativeDef METHODS[] = {NATIVE("put", "self, item", queue_put),
                                        NATIVE("put_nowait", "self, item", queue_put_nowait),
                                        NATIVE("get", "self, /", queue_get),
                                        NATIVE("get_nowait", "self, /", queue_get_nowait),
                                        NATIVE("task_done", "self, /", queue_task_done),
                                        NATIVE("join", "self, /", queue_join),
                                        NATIVE("shutdown", "self, immediate=", queue_shutdown),
                                        NATIVE("qsize", "self, /", queue_qsize),
                                        NATIVE("empty", "self, /", queue_empty),
                                        NATIVE("full", "self, /", queue_full),
                                        NATIVE("_init", "self, maxsize, /", queue_base_init),
                                        NATIVE("_put", "self, item, /", queue_base_put),
                                        NATIVE("_get", "self, /", queue_base_get),
                                        NATIVE("_format", "self, /", queue_format),
                                        NATIVE_END};
    static const NativeDef CLASS_METHODS[] = {NATIVE("__class_getitem__", "cls, item, /", oli_generic_alias),
                                              NATIVE_END};
    static const GetSetDef FIELDS[] = {
        {"maxsize", get_maxsize, NULL},           {"_maxsize", get_maxsize, set_maxsize},
        {"_queue", get_store, set_store},         {"_unfinished_tasks", get_unfinished, set_unfinished},
        {"_is_shutdown", get_is_shut_down, NULL}, {NULL, NULL, NULL}};
    static const ClassOps OPS = {.trace = trace_queue,
                                 .finalize = finalize_queue,
                                 .create = queue_create,
                                 .init = queue_init,
                                 .repr = queue_repr,
                                 .str = queue_str};
    ClassSpec spec = {
        .id = CLASS_QUEUE,
        .base = CLASS_OBJECT,
        .module = "asyncio.queues",
        .doc = "First in, first out. put() waits while `maxsize` items are in it (0: never), get() while none is.",
        .size = sizeof(Queue),
        .flags = CLASS_FLAG_SUBCLASSABLE | CLASS_FLAG_HAS_DICT,
        .ops = OPS,
        .methods = METHODS,
        .class_methods = CLASS_METHODS,
        .getsets = FIELDS};
    if (!oli_class_define(vm, &spec)) return false;
    spec.base = CLASS_QUEUE;
    spec.methods = spec.class_methods = NULL;
    spec.getsets = NULL;
    spec.id = CLASS_LIFO_QUEUE;
    spec.doc = "Last in, first out.";
    if (!oli_class_define(vm, &spec)) return false;
    spec.id = CLASS_PRIORITY_QUEUE;
    spec.doc = "The least item comes out first.";
    return oli_class_define(vm, &spec);
}
