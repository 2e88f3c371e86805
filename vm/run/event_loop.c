/* SPDX-License-Identifier: MIT
 *
 * Event loops as scripts see them: EventLoop, Handle, TimerHandle, and the functions of _asyncio that give loops.
 *
 * There is one scheduler, and one loop at a time is *selected*: what it has to run stands in the scheduler. The others
 * keep theirs in their own LoopQueues; selecting a loop exchanges the two. While a loop runs, another one is selected
 * just for the time of a call on it. asyncio.run makes a loop of its own and closes it at its end, as asyncio.Runner
 * does; run_until_complete and run_forever leave the loop open.
 */
#include "run/event_loop.h"

#include <math.h>
#include <string.h>

#include "run/loop_ops.h"
#include "types/str.h"

/* ---- which loop is selected ---- */

static void exchange_queues(Vm *vm, EventLoop *loop) {
    Scheduler *s = vm->scheduler;
    LoopQueues *own = &loop->queues, taken = *own;
    *own = (LoopQueues){s->ready,       s->ready_head,     s->ready_count, s->ready_capacity, s->timers,
                        s->timer_count, s->timer_capacity, s->tasks,       s->task_count,     s->task_capacity};
    s->ready = taken.ready;
    s->ready_head = taken.ready_head;
    s->ready_count = taken.ready_count;
    s->ready_capacity = taken.ready_capacity;
    s->timers = taken.timers;
    s->timer_count = taken.timer_count;
    s->timer_capacity = taken.timer_capacity;
    s->tasks = taken.tasks;
    s->task_count = taken.task_count;
    s->task_capacity = taken.task_capacity;
    barrier_owner(vm, loop);
}

void oli_loop_select(Vm *vm, EventLoop *loop) {
    EventLoop *selected = as_loop(vm->scheduler->loop);
    if (selected == loop) return;
    exchange_queues(vm, selected);
    exchange_queues(vm, loop);
    vm->scheduler->loop = make_object(loop);
    vm->scheduler->overrides = loop->overrides;
}

/* Select `loop` for a call on it; returns the loop that leave_loop selects again: the one that runs, or `loop`. */
EventLoop *oli_loop_enter(Vm *vm, EventLoop *loop) {
    EventLoop *running = oli_loop_is_running(vm) ? as_loop(vm->scheduler->loop) : loop;
    oli_loop_select(vm, loop);
    return running;
}

static EventLoop *loop_new_of(Vm *vm, Class *cls) {
    EventLoop *loop = oli_new(vm, cls, cls->size);
    if (!loop) return NULL;
    loop->exception_handler = loop->task_factory = loop->executor = VALUE_NONE;
    if (cls->flags & CLASS_FLAG_USER) loop->overrides = oli_loop_find_overrides(vm, cls);
    loop->number = oli_loop_number(vm, make_object(loop));
    return loop->number ? loop : NULL;
}

static EventLoop *loop_new(Vm *vm) { return loop_new_of(vm, vm->classes[CLASS_EVENT_LOOP]); }

bool oli_loop_open(Vm *vm, Value factory) {
    EventLoop *loop = as_loop(vm->scheduler->loop);
    if (is_given(factory)) {
        Value made = oli_call0(vm, factory);
        if (is_error(made)) return false;
        if (!is_kind(made, CLASS_EVENT_LOOP))
            return oli_raise_false(vm, EXC_TYPE_ERROR, "loop_factory must return an event loop, not %T", made);
        loop = as_loop(made);
    } else if (loop->is_spare) {
        loop->is_spare = false;
    } else {
        loop = loop_new(vm);
        if (!loop) return false;
    }
    oli_loop_select(vm, loop);
    return true;
}

/* What modules have opened for the loop (asyncio/events.aio). Its errors end here: a loop closes whatever happens. */
static void close_parts(Vm *vm, Value loop) {
    Str *name = oli_str_intern(vm, "_to_close", 9);
    if (!name) return clear_exception(vm);
    if (is_undef(oli_slots_get(vm, object_of(loop), name))) return;
    if (is_error(oli_call_library(vm, "asyncio.events", "_close_parts", &loop, 1)) && !vm->uncatchable)
        clear_exception(vm);
}

void oli_loop_close(Vm *vm) {
    Scheduler *s = vm->scheduler;
    close_parts(vm, s->loop);
    as_loop(s->loop)->closed = true;
    s->ready_count = 0;
    s->turn_left = 0;
    while (s->timer_count) oli_timer_remove(vm, s->timers[0].target);
    while (s->task_count) s->tasks[--s->task_count]->slot = 0;
    s->policy_loop = VALUE_NONE;
    s->policy_set = true;
    if (s->host.loop_closed) s->host.loop_closed(s->host.host, s->loop);
}

static bool is_running(Vm *vm, EventLoop *loop) {
    return loop->by_turns || (oli_loop_is_running(vm) && is_same(vm->scheduler->loop, make_object(loop)));
}

bool oli_loop_check_open(Vm *vm, EventLoop *loop) {
    return !loop->closed || oli_raise_false(vm, EXC_RUNTIME_ERROR, "Event loop is closed");
}

/* ---- running ---- */

static Value request_stop(Vm *vm, Value *args) {
    (void)args;
    vm->scheduler->stopping = true;
    return VALUE_NONE;
}

/* The loop was told to stop before it runs: one turn. */
static bool stop_after_turn(Vm *vm) {
    static const NativeDef STOP = NATIVE("stop", "*args", request_stop);
    Value callback = oli_native_new(vm, &STOP, VALUE_UNDEF, NULL);
    return !is_error(callback) && oli_ready_push(vm, callback, VALUE_NONE);
}

/* Run until `future` is done (VALUE_NONE: until stop()). VALUE_NONE, or VALUE_ERROR with what ended the loop. */
static Value run_loop(Vm *vm, EventLoop *loop, Value future, bool is_main) {
    oli_loop_select(vm, loop);
    if (loop->overrides & LOOP_OWN_TURN) return oli_loop_run_by_turns(vm, loop, future);
    if (loop->stop_requested && !stop_after_turn(vm)) return VALUE_ERROR;
    loop->stop_requested = false;
    if (!oli_scheduler_begin(vm, future, is_main)) return VALUE_ERROR;
    Root root;
    root_push(vm, &root, make_object(loop));
    Value result = oli_interpret(vm, NULL);
    root_pop(vm, &root);
    return result;
}

Value oli_loop_new(Vm *vm) {
    EventLoop *loop = loop_new(vm);
    return loop ? make_object(loop) : VALUE_ERROR;
}

StepResult oli_loop_step(Vm *vm, Value loop, uint64_t budget, int64_t *deadline_ns) {
    Scheduler *s = vm->scheduler;
    s->stepping = true;
    s->step_budget = budget;
    Value result = run_loop(vm, as_loop(loop), VALUE_NONE, false);
    s->stepping = false;
    *deadline_ns = s->timer_count ? s->timers[0].deadline_ns : INT64_MAX;
    if (is_error(result)) return STEP_ERROR;
    if (s->ready_count) return STEP_READY;
    if (!s->task_count && !s->timer_count) return STEP_DONE;
    if (s->timer_count || (s->host.has_pending && s->host.has_pending(s->host.host)) ||
        (s->host.may_wake && s->host.may_wake(s->host.host)))
        return STEP_WAITING;
    oli_raise_deadlock(vm);
    return STEP_ERROR;
}

static bool check_may_run(Vm *vm, EventLoop *loop) {
    if (!oli_loop_check_open(vm, loop)) return false;
    if (is_running(vm, loop)) return oli_raise_false(vm, EXC_RUNTIME_ERROR, "This event loop is already running");
    if (oli_loop_is_running(vm))
        return oli_raise_false(vm, EXC_RUNTIME_ERROR, "Cannot run the event loop while another loop is running");
    return true;
}

static Value run_until_complete(Vm *vm, Value *args, bool is_main) {
    EventLoop *loop = as_loop(args[0]);
    if (!check_may_run(vm, loop)) return VALUE_ERROR;
    args[1] = oli_ensure_future_in(vm, args[1], args[0]);
    if (is_error(args[1])) return args[1];
    Value result = run_loop(vm, loop, args[1], is_main);
    if (is_error(result)) {
        if (as_future(args[1])->state != FUTURE_PENDING) as_future(args[1])->retrieved = true;
        return result;
    }
    if (!oli_future_is_done(args[1]))
        return oli_raise(vm, EXC_RUNTIME_ERROR, "Event loop stopped before Future completed.");
    return oli_future_take(vm, args[1]);
}

static Value loop_run_until_complete(Vm *vm, Value *args) { return run_until_complete(vm, args, false); }

/* As Runner.run does it: Ctrl-C cancels the task and is raised when that has ended it. */
Value oli_loop_run_main(Vm *vm, Value *args) {
    Value result = run_until_complete(vm, args, true);
    if (is_error(result) && vm->scheduler->interrupted && oli_exception_is(vm, EXC_CANCELLED_ERROR))
        vm->exception = oli_scheduler_as_interrupt(vm, args[1], oli_take_exception(vm));
    return result;
}

static Value loop_run_forever(Vm *vm, Value *args) {
    if (!check_may_run(vm, as_loop(args[0]))) return VALUE_ERROR;
    return run_loop(vm, as_loop(args[0]), VALUE_NONE, false);
}

static Value loop_stop(Vm *vm, Value *args) {
    EventLoop *loop = as_loop(args[0]);
    if (is_running(vm, loop) && !loop->by_turns)
        vm->scheduler->stopping = true;
    else
        loop->stop_requested = true;
    return VALUE_NONE;
}

static Value loop_close(Vm *vm, Value *args) {
    EventLoop *loop = as_loop(args[0]);
    if (is_running(vm, loop)) return oli_raise(vm, EXC_RUNTIME_ERROR, "Cannot close a running event loop");
    if (loop->closed) return VALUE_NONE;
    EventLoop *running = oli_loop_enter(vm, loop);
    Scheduler *s = vm->scheduler;
    Value policy_loop = s->policy_loop;
    bool policy_set = s->policy_set;
    size_t turn_left = s->turn_left;
    oli_loop_close(vm);
    s->policy_loop = policy_loop;
    s->policy_set = policy_set;
    s->turn_left = turn_left;
    oli_loop_select(vm, running);
    return VALUE_NONE;
}

static Value loop_is_running(Vm *vm, Value *args) { return make_bool(is_running(vm, as_loop(args[0]))); }

static Value loop_is_closed(Vm *vm, Value *args) {
    (void)vm;
    return make_bool(as_loop(args[0])->closed);
}

/* ---- the current loop ---- */

static Value new_event_loop(Vm *vm, Value *args) {
    (void)args;
    EventLoop *loop = loop_new(vm);
    return loop ? make_object(loop) : VALUE_ERROR;
}

static Value get_own_loop(Vm *vm, Value *args) {
    Scheduler *s = vm->scheduler;
    if (is_none(s->policy_loop) && !s->policy_set) {
        s->policy_loop = new_event_loop(vm, args);
        s->policy_set = true;
    }
    if (is_none(s->policy_loop))
        return oli_raise(vm, EXC_RUNTIME_ERROR, "There is no current event loop in thread 'MainThread'.");
    return s->policy_loop;
}

/* What the policy that the script has set says. */
static Value ask_policy(Vm *vm, const char *method, Value loop) {
    Str *name = oli_str_from_c(vm, method);
    if (!name) return VALUE_ERROR;
    Value call[2] = {make_object(name), loop};
    return oli_call_library(vm, "asyncio.events", "_policy_of", call, is_undef(loop) ? 1 : 2);
}

Value oli_get_event_loop(Vm *vm, Value *args) {
    if (oli_loop_is_running(vm)) return vm->scheduler->loop;
    return vm->scheduler->has_policy ? ask_policy(vm, "get_event_loop", VALUE_UNDEF) : get_own_loop(vm, args);
}

static Value make_event_loop(Vm *vm, Value *args) {
    return vm->scheduler->has_policy ? ask_policy(vm, "new_event_loop", VALUE_UNDEF) : new_event_loop(vm, args);
}

static Value use_policy(Vm *vm, Value *args) {
    vm->scheduler->has_policy = is_same(args[0], VALUE_TRUE);
    return VALUE_NONE;
}

/* ---- futures and tasks ---- */

static Value loop_time(Vm *vm, Value *args) {
    (void)args; /* its own, were time() overridden and super() asked */
    uint8_t overrides = vm->scheduler->overrides;
    vm->scheduler->overrides = 0;
    int64_t now_ns = oli_clock_ns(vm);
    vm->scheduler->overrides = overrides;
    return make_float(vm, (double)now_ns / 1e9);
}

static Value loop_create_future(Vm *vm, Value *args) {
    Future *future = oli_future_new(vm);
    if (future) future->loop = as_loop(args[0])->number;
    return future ? make_object(future) : VALUE_ERROR;
}

/* factory(loop, coro[, context=context]), and then the name; args: coro, name, context */
Value oli_create_task_by_factory(Vm *vm, EventLoop *loop, Value *args) {
    Value call[3] = {make_object(loop), args[0], args[2]};
    Value context_name = VALUE_UNDEF;
    bool has_context = is_given(args[2]);
    Tuple *names = NULL;
    if (has_context) {
        Str *text = oli_str_intern(vm, "context", 7);
        if (!text) return VALUE_ERROR;
        context_name = make_object(text);
        names = oli_tuple_from(vm, &context_name, 1);
        if (!names) return VALUE_ERROR;
    }
    Value task = oli_call(vm, loop->task_factory, call, has_context ? 3 : 2, names);
    if (is_error(task) || !is_given(args[1])) return task;
    Str *set_name = oli_str_intern(vm, "set_name", 8);
    if (!set_name) return VALUE_ERROR;
    Root root;
    root_push(vm, &root, task);
    Value set = oli_call_method(vm, task, set_name, &args[1], 1);
    root_pop(vm, &root);
    return is_error(set) ? set : task;
}

/* args: coroutine, name, context */
static Value create_task_in(Vm *vm, EventLoop *loop, Value *args) {
    if (!oli_loop_check_open(vm, loop)) return VALUE_ERROR;
    if (!is_none(loop->task_factory)) return oli_create_task_by_factory(vm, loop, args);
    EventLoop *running = oli_loop_enter(vm, loop);
    Value task = oli_create_task(vm, args[0], args[1], args[2]);
    oli_loop_select(vm, running);
    return task;
}

bool oli_loop_start_task(Vm *vm, Value loop, Task *task, Value coroutine, Value name) {
    if (!is_given(loop)) loop = oli_get_event_loop(vm, NULL);
    if (is_error(loop) || !oli_task_arguments(vm, &coroutine, &name)) return false;
    if (!is_kind(loop, CLASS_EVENT_LOOP))
        return oli_raise_false(vm, EXC_TYPE_ERROR, "loop must be an event loop, not '%T'", loop);
    if (!oli_loop_check_open(vm, as_loop(loop))) return false;
    EventLoop *running = oli_loop_enter(vm, as_loop(loop));
    bool ok = oli_task_start(vm, task, coroutine, name);
    oli_loop_select(vm, running);
    return ok;
}

Value oli_loop_create_task(Vm *vm, Value loop, Value coroutine) {
    if (is_none(loop)) loop = oli_get_event_loop(vm, NULL);
    if (is_error(loop)) return loop;
    if (!is_kind(loop, CLASS_EVENT_LOOP))
        return oli_raise(vm, EXC_TYPE_ERROR, "loop must be an event loop, not '%T'", loop);
    if (object_of(loop)->cls->flags & CLASS_FLAG_USER) return oli_call_own_create_task(vm, loop, coroutine);
    Value args[3] = {coroutine, VALUE_UNDEF, VALUE_UNDEF};
    return create_task_in(vm, as_loop(loop), args);
}

static Value loop_create_task(Vm *vm, Value *args) { return create_task_in(vm, as_loop(args[0]), args + 1); }

static Value loop_set_task_factory(Vm *vm, Value *args) {
    if (!is_none(args[1]) && !oli_callable(vm, args[1]))
        return oli_raise(vm, EXC_TYPE_ERROR, "task factory must be a callable or None");
    as_loop(args[0])->task_factory = args[1];
    barrier(vm, args[1]);
    return VALUE_NONE;
}

static Value loop_get_task_factory(Vm *vm, Value *args) {
    (void)vm;
    return as_loop(args[0])->task_factory;
}

static Value loop_get_debug(Vm *vm, Value *args) {
    (void)vm;
    return make_bool(as_loop(args[0])->debug);
}

static Value loop_set_debug(Vm *vm, Value *args) {
    int debug = oli_truth(vm, args[1]);
    if (debug < 0) return VALUE_ERROR;
    as_loop(args[0])->debug = debug;
    return VALUE_NONE;
}

/* shutdown_default_executor: the one that was set is shut down. a: the loop */
static Value step_shutdown(Vm *vm, NativeCoroutine *self, GeneratorObject *driver, Value sent) {
    (void)driver;
    if (is_undef(sent)) return VALUE_ERROR;
    EventLoop *loop = as_loop(self->a);
    loop->executor_shut = true;
    Str *name = is_none(loop->executor) ? NULL : oli_str_intern(vm, "shutdown", 8);
    if (name && is_error(oli_call_method(vm, loop->executor, name, NULL, 0))) return VALUE_ERROR;
    vm->stop_value = VALUE_NONE;
    return VALUE_STOP;
}

static Value loop_shutdown(Vm *vm, Value *args) {
    return oli_native_coroutine_new(vm, step_shutdown, "shutdown_default_executor", args[0], VALUE_NONE, VALUE_NONE);
}

static Value get_executor(Vm *vm, Value self) {
    (void)vm;
    return as_loop(self)->executor;
}

static bool set_executor(Vm *vm, Value self, Value value) {
    as_loop(self)->executor = is_undef(value) ? VALUE_NONE : value;
    barrier(vm, as_loop(self)->executor);
    return true;
}

static Value loop_repr(Vm *vm, Value self) {
    EventLoop *loop = as_loop(self);
    Str *text = oli_str_format(vm, "<%C running=%s closed=%s debug=%s>", class_of(vm, self),
                               is_running(vm, loop) ? "True" : "False", loop->closed ? "True" : "False",
                               loop->debug ? "True" : "False");
    return text ? make_object(text) : VALUE_ERROR;
}

static Value loop_create(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names) {
    (void)args, (void)count, (void)names;
    EventLoop *loop = loop_new_of(vm, cls);
    return loop ? make_object(loop) : VALUE_ERROR;
}

static bool loop_init(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names) {
    Value out[1];
    (void)self;
    return oli_native_bind(vm, "EventLoop", "selector=", args, count, names, out);
}

static void trace_loop(Tracer *tracer, Object *self) {
    EventLoop *loop = (EventLoop *)(void *)self;
    LoopQueues *queues = &loop->queues;
    oli_trace_ready(tracer, queues->ready, queues->ready_head, queues->ready_count, queues->ready_capacity);
    for (uint32_t i = 0; i < queues->timer_count; i++) trace_value(tracer, queues->timers[i].target);
    for (uint32_t i = 0; i < queues->task_count; i++) trace_object(tracer, queues->tasks[i]);
    trace_value(tracer, loop->exception_handler);
    trace_value(tracer, loop->executor);
    trace_value(tracer, loop->task_factory);
}

static void finalize_loop(Vm *vm, Object *self) {
    LoopQueues *queues = &((EventLoop *)(void *)self)->queues;
    oli_release(vm, queues->ready, queues->ready_capacity * sizeof *queues->ready);
    oli_release(vm, queues->timers, queues->timer_capacity * sizeof *queues->timers);
    oli_release(vm, queues->tasks, queues->task_capacity * sizeof *queues->tasks);
}

/* ---- functions of _asyncio ---- */

static Value get_running_loop(Vm *vm, Value *args) {
    (void)args;
    return oli_loop_is_running(vm) ? vm->scheduler->loop : oli_raise(vm, EXC_RUNTIME_ERROR, "no running event loop");
}

static Value find_running_loop(Vm *vm, Value *args) {
    (void)args;
    return oli_loop_is_running(vm) ? vm->scheduler->loop : VALUE_NONE;
}

static Value set_own_loop(Vm *vm, Value *args) {
    if (!is_none(args[0]) && !is_kind(args[0], CLASS_EVENT_LOOP))
        return oli_raise(vm, EXC_TYPE_ERROR, "loop must be an instance of AbstractEventLoop or None, not '%T'",
                         args[0]);
    vm->scheduler->policy_loop = args[0];
    vm->scheduler->policy_set = true;
    return VALUE_NONE;
}

static Value set_event_loop(Vm *vm, Value *args) {
    return vm->scheduler->has_policy ? ask_policy(vm, "set_event_loop", args[0]) : set_own_loop(vm, args);
}

static Value set_running_loop(Vm *vm, Value *args) {
    (void)vm;
    (void)args;
    return VALUE_NONE;
}

static bool define_loop_class(Vm *vm) {
    static const NativeDef METHODS[] = {
        NATIVE("time", "self, /", loop_time),
        NATIVE("create_future", "self, /", loop_create_future),
        NATIVE("create_task", "self, coro, *, name=, context=", loop_create_task),
        NATIVE("set_task_factory", "self, factory, /", loop_set_task_factory),
        NATIVE("get_task_factory", "self, /", loop_get_task_factory),
        NATIVE("call_soon", "self, callback, /, *args, context=", oli_loop_call_soon),
        NATIVE("call_soon_threadsafe", "self, callback, /, *args, context=", oli_loop_call_soon),
        NATIVE("call_later", "self, delay, callback, /, *args, context=", oli_loop_call_later),
        NATIVE("call_at", "self, when, callback, /, *args, context=", oli_loop_call_at),
        NATIVE("run_in_executor", "self, executor, func, /, *args", oli_loop_run_in_executor),
        NATIVE("run_until_complete", "self, future", loop_run_until_complete),
        NATIVE("_run_main", "self, task, /", oli_loop_run_main),
        NATIVE("run_forever", "self, /", loop_run_forever),
        NATIVE("stop", "self, /", loop_stop),
        NATIVE("close", "self, /", loop_close),
        NATIVE("is_running", "self, /", loop_is_running),
        NATIVE("is_closed", "self, /", loop_is_closed),
        NATIVE("call_exception_handler", "self, context, /", oli_loop_call_exception_handler),
        NATIVE("default_exception_handler", "self, context, /", oli_loop_default_exception_handler),
        NATIVE("set_exception_handler", "self, handler, /", oli_loop_set_exception_handler),
        NATIVE("get_exception_handler", "self, /", oli_loop_get_exception_handler),
        NATIVE("get_debug", "self, /", loop_get_debug),
        NATIVE("set_debug", "self, enabled, /", loop_set_debug),
        NATIVE("shutdown_asyncgens", "self, /", oli_shutdown_asyncgens),
        NATIVE("_asyncgen_firstiter_hook", "self, agen, /", oli_loop_asyncgen_firstiter),
        NATIVE("_asyncgen_finalizer_hook", "self, agen, /", oli_loop_asyncgen_finalizer),
        NATIVE("shutdown_default_executor", "self, timeout=", loop_shutdown),
        NATIVE("_run_once", "self, /", oli_loop_run_once),
        NATIVE("_make_handle", "self, callback, args, /", oli_loop_make_handle),
        NATIVE("_add_callback", "self, handle, /", oli_loop_add_callback),
#define LIBRARY_METHOD(name, module) NATIVE(#name, "self, /, *args, **options", oli_loop_##name),
#include "run/loop_library.def"
#undef LIBRARY_METHOD
        NATIVE_END};
    static const GetSetDef FIELDS[] = {{"_default_executor", get_executor, set_executor},
                                       {"_ready", oli_loop_get_ready, NULL}, {NULL, NULL, NULL}};
    static const ClassSpec SPEC = {
        .id = CLASS_EVENT_LOOP,
        .module = "asyncio.unix_events",
        .size = sizeof(EventLoop),
        .flags = CLASS_FLAG_HAS_DICT | CLASS_FLAG_SUBCLASSABLE,
        .ops = {.trace = trace_loop, .finalize = finalize_loop, .create = loop_create, .init = loop_init, .repr = loop_repr},
        .methods = METHODS,
        .getsets = FIELDS};
    return oli_class_define(vm, &SPEC);
}

bool oli_init_event_loop(Vm *vm) {
    if (!define_loop_class(vm) || !oli_init_handles(vm)) return false;
    EventLoop *loop = loop_new(vm);
    if (!loop) return false;
    loop->is_spare = true;
    vm->scheduler->loop = make_object(loop);
    vm->scheduler->policy_loop = VALUE_NONE;
    return true;
}

bool oli_define_loop_functions(Vm *vm, Dict *dict, Str *module) {
    static const NativeDef FUNCTIONS[] = {NATIVE("get_running_loop", "", get_running_loop),
                                          NATIVE("_get_running_loop", "", find_running_loop),
                                          NATIVE("_set_running_loop", "loop, /", set_running_loop),
                                          NATIVE("get_event_loop", "", oli_get_event_loop),
                                          NATIVE("set_event_loop", "loop, /", set_event_loop),
                                          NATIVE("new_event_loop", "", make_event_loop),
                                          NATIVE("_get_own_loop", "", get_own_loop),
                                          NATIVE("_set_own_loop", "loop, /", set_own_loop),
                                          NATIVE("_use_policy", "used, /", use_policy),
                                          NATIVE_END};
    static const struct {
        const char *name;
        ClassId id;
    } CLASSES[] = {{"Handle", CLASS_HANDLE}, {"TimerHandle", CLASS_TIMER_HANDLE}, {"EventLoop", CLASS_EVENT_LOOP}};
    if (!oli_define_natives(vm, dict, FUNCTIONS, module)) return false;
    for (size_t i = 0; i < sizeof CLASSES / sizeof *CLASSES; i++)
        if (!oli_dict_set_c(vm, dict, CLASSES[i].name, make_object(vm->classes[CLASSES[i].id]))) return false;
    return true;
}
