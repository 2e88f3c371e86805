/* SPDX-License-Identifier: MIT
 *
 * The module _asyncio: the scheduler's functions as scripts name them. The package asyncio (stdlib/asyncio) takes them
 * from here and adds what is written in Aioli.
 */
#include <math.h>
#include <string.h>

#include "run/scheduler.h"

#include "run/loop_ops.h"
#include "types/class.h"

/* ---- tasks ---- */

bool oli_is_coroutine(Vm *vm, Value v) {
    if (is_kind(v, CLASS_COROUTINE) || is_kind(v, CLASS_NATIVE_COROUTINE)) return true;
    Class *cls = class_of(vm, v);
    Str *const names[] = {vm->names.dunder_await, vm->names.send, vm->names.throw, vm->names.close};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_undef(oli_class_lookup(vm, cls, names[i]))) return false;
    return true;
}

bool oli_is_coroutine_function(Value v) {
    if (is_kind(v, CLASS_METHOD)) v = ((Method *)(void *)object_of(v))->function;
    return is_function(v) && as_function(v)->code->flags & CODE_COROUTINE;
}

static bool check_running(Vm *vm) {
    return oli_loop_is_running(vm) || oli_raise_false(vm, EXC_RUNTIME_ERROR, "no running event loop");
}

bool oli_task_arguments(Vm *vm, Value *coroutine, Value *name) {
    Value v = *coroutine;
    bool is_generator_based =
        is_kind(v, CLASS_GENERATOR) && as_generator(v)->frame.function->code->flags & CODE_ITERABLE_COROUTINE;
    if (!is_kind(v, CLASS_COROUTINE) && !is_generator_based) {
        *coroutine = oli_is_coroutine(vm, v) ? oli_wrap_awaitable(vm, v)
                                             : oli_raise(vm, EXC_TYPE_ERROR, "a coroutine was expected, got %R", v);
        if (is_error(*coroutine)) return false;
    }
    if (is_undef(*name) || is_none(*name)) {
        *name = VALUE_UNDEF;
        return true;
    }
    Root root;
    root_push(vm, &root, *coroutine);
    Str *text = oli_to_str(vm, *name);
    root_pop(vm, &root);
    if (text) *name = make_object(text);
    return text != NULL;
}

Value oli_create_task(Vm *vm, Value coroutine, Value name, Value context) {
    if (!oli_task_arguments(vm, &coroutine, &name)) return VALUE_ERROR;
    Task *task = oli_task_new(vm, coroutine, name);
    if (task && !is_undef(context) && !is_none(context) && !oli_task_set_context(vm, task, context)) return VALUE_ERROR;
    return task ? make_object(task) : VALUE_ERROR;
}

static Value create_task(Vm *vm, Value *args) {
    if (!check_running(vm)) return VALUE_ERROR;
    EventLoop *loop = (EventLoop *)(void *)object_of(vm->scheduler->loop);
    if (is_none(loop->task_factory)) return oli_create_task(vm, args[0], args[1], args[2]);
    return oli_create_task_by_factory(vm, loop, args);
}

static Value is_future_like(Vm *vm, Value *args) {
    if (is_future(args[0])) return VALUE_TRUE;
    Str *name = oli_str_intern(vm, "_asyncio_future_blocking", 24);
    if (!name) return VALUE_ERROR;
    Value cls = oli_get_attr(vm, args[0], vm->names.dunder_class);
    Value marked = is_error(cls) ? cls : oli_find_attr(vm, cls, name);
    if (is_error(marked) || is_undef(marked)) return is_error(marked) ? marked : VALUE_FALSE;
    Value blocking = oli_find_attr(vm, args[0], name);
    return is_error(blocking) ? blocking : make_bool(!is_undef(blocking) && !is_none(blocking));
}

static bool check_loop(Vm *vm, Value future, Value loop) {
    if (is_none(loop) || is_same(loop, oli_loop_numbered(vm, as_future(future)->loop))) return true;
    return oli_raise_false(vm, EXC_VALUE_ERROR,
                           "The future belongs to a different loop than the one specified as the loop argument");
}

Value oli_ensure_future_in(Vm *vm, Value awaitable, Value loop) {
    if (is_future(awaitable)) return check_loop(vm, awaitable, loop) ? awaitable : VALUE_ERROR;
    Value coroutine = awaitable;
    if (!is_kind(awaitable, CLASS_COROUTINE)) {
        Value like = is_object(awaitable) ? is_future_like(vm, &awaitable) : VALUE_FALSE;
        if (is_error(like)) return like;
        if (is_same(like, VALUE_TRUE)) return oli_call_library(vm, "asyncio.futures", "_follow", &awaitable, 1);
        coroutine = oli_wrap_awaitable(vm, awaitable);
        if (is_error(coroutine)) {
            if (oli_exception_is(vm, EXC_VALUE_ERROR)) {
                clear_exception(vm);
                return oli_raise(vm, EXC_TYPE_ERROR, "An asyncio.Future, a coroutine or an awaitable is required");
            }
            return coroutine;
        }
    }
    Root root;
    root_push(vm, &root, coroutine);
    Value task = oli_loop_create_task(vm, loop, coroutine);
    root_pop(vm, &root);
    if (is_error(task) || is_future(task)) return task;
    return oli_call_library(vm, "asyncio.futures", "_follow", &task, 1); /* a factory's own kind of task */
}

Value oli_ensure_future(Vm *vm, Value awaitable) { return oli_ensure_future_in(vm, awaitable, VALUE_NONE); }

static Value ensure_future(Vm *vm, Value *args) {
    if (is_object(args[0]) && !is_future(args[0]) && !is_kind(args[0], CLASS_COROUTINE)) {
        Value like = is_future_like(vm, args);
        if (is_error(like) || is_same(like, VALUE_TRUE)) return is_error(like) ? like : args[0];
    }
    return oli_ensure_future_in(vm, args[0], is_undef(args[1]) ? VALUE_NONE : args[1]);
}

/* Coroutine functions that the core itself needs, compiled at their first use. */
static Value helper(Vm *vm, const char *name) {
    static const char SOURCE[] = "async def _wrap_awaitable(awaitable):\n"
                                 "    return await awaitable\n"
                                 "class _Driver:\n"
                                 "    def __init__(self, coro):\n"
                                 "        self.coro, self.send, self.throw = coro, coro.send, coro.throw\n"
                                 "        self.close = coro.close\n"
                                 "    def __await__(self):\n"
                                 "        return self\n"
                                 "    __iter__ = __await__\n"
                                 "    def __next__(self):\n"
                                 "        return self.send(None)\n"
                                 "async def _drive(coro):\n"
                                 "    return await _Driver(coro)\n"
                                 "async def _anext_or(step, default):\n"
                                 "    try:\n"
                                 "        return await step\n"
                                 "    except StopAsyncIteration:\n"
                                 "        return default\n"
                                 "async def shutdown_asyncgens(loop, generators):\n"
                                 "    closing = [generator.aclose() for generator in generators]\n"
                                 "    results = await gather(*closing, return_exceptions=True)\n"
                                 "    for result, generator in zip(results, generators):\n"
                                 "        if isinstance(result, Exception):\n"
                                 "            loop.call_exception_handler({\n"
                                 "                'message': 'an error occurred during closing of asynchronous '\n"
                                 "                           f'generator {generator!r}',\n"
                                 "                'exception': result, 'asyncgen': generator})\n";
    Scheduler *s = vm->scheduler;
    if (is_undef(s->helpers)) {
        Str *filename = oli_str_from_c(vm, "<aioli:asyncio>");
        Dict *globals = oli_dict_new(vm);
        if (!filename || !globals) return VALUE_ERROR;
        Root root;
        root_push(vm, &root, make_object(globals));
        Code *code = oli_compile(vm, SOURCE, sizeof SOURCE - 1, filename, COMPILE_EXEC, 0, NULL);
        Value ran = code ? oli_run_code(vm, code, globals) : VALUE_ERROR;
        root_pop(vm, &root);
        if (is_error(ran)) return ran;
        s->helpers = make_object(globals);
    }
    Str *key = oli_str_intern(vm, name, strlen(name));
    return key ? oli_dict_get_str(vm, as_dict(s->helpers), key) : VALUE_ERROR;
}

/* A coroutine that awaits any awaitable. */
Value oli_wrap_awaitable(Vm *vm, Value awaitable) {
    bool known = is_future(awaitable) || is_kind(awaitable, CLASS_NATIVE_COROUTINE) ||
                 !is_undef(oli_class_lookup(vm, class_of(vm, awaitable), vm->names.dunder_await)) ||
                 (is_kind(awaitable, CLASS_GENERATOR) &&
                  as_generator(awaitable)->frame.function->code->flags & CODE_ITERABLE_COROUTINE);
    if (!known) return oli_raise(vm, EXC_VALUE_ERROR, "a coroutine was expected, got %R", awaitable);
    Root root;
    root_push(vm, &root, awaitable);
    bool is_foreign_coroutine = class_of(vm, awaitable)->flags & CLASS_FLAG_USER && oli_is_coroutine(vm, awaitable);
    Value wrapper = helper(vm, is_foreign_coroutine ? "_drive" : "_wrap_awaitable");
    root_pop(vm, &root);
    if (is_error(wrapper)) return wrapper;
    return oli_generator_call(vm, as_function(wrapper), &awaitable, 1, NULL);
}

Value oli_shutdown_asyncgens(Vm *vm, Value *args) {
    List *open = oli_async_take_open(vm, args[0]);
    if (!open) return VALUE_ERROR;
    Root root;
    root_push(vm, &root, make_object(open));
    oli_report_unclosed(vm, open);
    Value shutdown = helper(vm, "shutdown_asyncgens");
    Value pair[2] = {args[0], root.value};
    Value coroutine = is_error(shutdown) ? shutdown : oli_generator_call(vm, as_function(shutdown), pair, 2, NULL);
    root_pop(vm, &root);
    return coroutine;
}

/* ---- aiter, anext ---- */

static Value builtin_aiter(Vm *vm, Value *args) {
    Value method = oli_class_lookup(vm, class_of(vm, args[0]), vm->names.dunder_aiter);
    if (is_undef(method)) return oli_raise(vm, EXC_TYPE_ERROR, "'%T' object is not an async iterable", args[0]);
    Value iterator = oli_call_bound(vm, method, args[0], NULL, 0, NULL);
    if (is_error(iterator) || !is_undef(oli_class_lookup(vm, class_of(vm, iterator), vm->names.dunder_anext)))
        return iterator;
    return oli_raise(vm, EXC_TYPE_ERROR, "aiter() returned not an async iterator of type '%T'", iterator);
}

static Value builtin_anext(Vm *vm, Value *args) {
    Value step = oli_call_special(vm, args[0], vm->names.dunder_anext, NULL, 0);
    if (is_undef(step)) return oli_raise(vm, EXC_TYPE_ERROR, "'%T' object is not an async iterator", args[0]);
    if (is_error(step) || is_undef(args[1])) return step;
    Root root;
    root_push(vm, &root, step);
    Value with_default = helper(vm, "_anext_or");
    root_pop(vm, &root);
    if (is_error(with_default)) return with_default;
    Value pair[2] = {step, args[1]};
    return oli_generator_call(vm, as_function(with_default), pair, 2, NULL);
}

/* What the module asyncio.tasks knows of tasks of other implementations. */
static Value ask_foreign(Vm *vm, const char *function, Value loop) {
    if (!is_object(loop)) loop = vm->scheduler->loop;
    return oli_call_library(vm, "asyncio.tasks", function, &loop, 1);
}

static bool is_selected(Vm *vm, Value loop) {
    return is_undef(loop) || is_none(loop) || is_same(loop, vm->scheduler->loop);
}

static Value current_task(Vm *vm, Value *args) {
    if ((is_undef(args[0]) || is_none(args[0])) && !check_running(vm)) return VALUE_ERROR;
    Task *task = is_selected(vm, args[0]) ? oli_current_task(vm) : NULL;
    if (!task && vm->scheduler->has_foreign_tasks) return ask_foreign(vm, "_foreign_task", args[0]);
    return task ? make_object(task) : VALUE_NONE;
}

/* The same without an error where no loop runs. */
static Value running_task(Vm *vm, Value *args) {
    (void)args;
    Task *task = oli_current_task(vm);
    return task ? make_object(task) : VALUE_NONE;
}

static bool add_foreign_tasks(Vm *vm, Set *set, Value loop) {
    if (!vm->scheduler->has_foreign_tasks) return true;
    Root root;
    root_push(vm, &root, make_object(set));
    Value list = ask_foreign(vm, "_foreign_tasks", loop);
    Root root_list;
    root_push(vm, &root_list, is_error(list) ? VALUE_NONE : list);
    bool ok = is_kind(list, CLASS_LIST);
    for (size_t i = 0; ok && i < as_list(list)->count; i++) ok = oli_set_add(vm, set, as_list(list)->items[i]) >= 0;
    root_pop(vm, &root_list);
    root_pop(vm, &root);
    return ok;
}

static Value all_tasks(Vm *vm, Value *args) {
    Scheduler *s = vm->scheduler;
    if ((is_undef(args[0]) || is_none(args[0])) && !check_running(vm)) return VALUE_ERROR;
    Set *set = oli_set_new(vm, false);
    if (!set) return VALUE_ERROR;
    bool selected = is_selected(vm, args[0]);
    LoopQueues *queues =
        !selected && is_kind(args[0], CLASS_EVENT_LOOP) ? &((EventLoop *)(void *)object_of(args[0]))->queues : NULL;
    Task **tasks = selected ? s->tasks : queues ? queues->tasks : NULL;
    uint32_t count = selected ? s->task_count : queues ? queues->task_count : 0;
    for (uint32_t i = 0; i < count; i++)
        if (oli_set_add(vm, set, make_object(tasks[i])) < 0) return VALUE_ERROR;
    return add_foreign_tasks(vm, set, args[0]) ? make_object(set) : VALUE_ERROR;
}

static Value use_foreign_tasks(Vm *vm, Value *args) {
    (void)args;
    vm->scheduler->has_foreign_tasks = true;
    return VALUE_NONE;
}

static Value gather(Vm *vm, Value *args, uint32_t count, Tuple *names) {
    uint32_t positional = names ? count - (uint32_t)names->count : count;
    Tuple *awaitables = oli_tuple_from(vm, args, positional);
    if (!awaitables) return VALUE_ERROR;
    Value keywords = VALUE_UNDEF;
    if (names) {
        Dict *dict = oli_dict_new(vm);
        if (!dict) return VALUE_ERROR;
        for (size_t i = 0; i < names->count; i++)
            if (!oli_dict_set_str(vm, dict, as_str(names->items[i]), args[positional + i])) return VALUE_ERROR;
        keywords = make_object(dict);
    }
    return oli_gather(vm, awaitables, keywords);
}

/* ---- sleep ---- */

static int64_t delay_of(double seconds) {
    if (!(seconds > 0)) return 0;
    if (seconds > 1e9) return (int64_t)1e18;
    int64_t ns = (int64_t)(seconds * 1e9 + 0.5);
    return ns ? ns : 1;
}

bool oli_sleep_delay(Value seconds, int64_t *delay_ns) {
    if (is_int(seconds) && int_of(seconds) < 1000000000) {
        *delay_ns = int_of(seconds) > 0 ? int_of(seconds) * 1000000000 : 0;
        return true;
    }
    if (!is_inline_float(seconds)) return false;
    double d = inline_float_of(seconds);
    *delay_ns = delay_of(d);
    return !isnan(d);
}

/* sleep(delay): false with an exception pending. */
static bool read_delay(Vm *vm, Value delay, int64_t *ns) {
    double seconds;
    if (oli_sleep_delay(delay, ns)) return true;
    if (!oli_as_double(vm, delay, &seconds)) {
        clear_exception(vm);
        return oli_raise_false(vm, EXC_TYPE_ERROR, "'<=' not supported between instances of '%T' and 'int'", delay);
    }
    if (isnan(seconds)) return oli_raise_false(vm, EXC_VALUE_ERROR, "Invalid delay: NaN (not a number)");
    *ns = delay_of(seconds);
    return true;
}

enum { SLEEP_FRESH, SLEEP_TIMER, SLEEP_FUTURE };

/* Nobody can be parked here (the coroutine is driven by hand, or runs before its task does): a Future is yielded. */
static Value sleep_on_future(Vm *vm, NativeCoroutine *self, int64_t delay_ns) {
    if (!check_running(vm)) return VALUE_ERROR;
    Future *future = oli_future_new(vm);
    if (!future) return VALUE_ERROR;
    self->c = make_object(future);
    barrier(vm, self->c);
    Value timer = oli_loop_set_result_later(vm, future, self->b, delay_ns);
    if (is_error(timer)) return timer;
    self->state = SLEEP_FUTURE;
    self->a = timer;
    barrier(vm, self->a);
    return self->c;
}

/* a: delay, b: result; SLEEP_FUTURE: a: TimerHandle, c: Future */
static Value step_sleep(Vm *vm, NativeCoroutine *self, GeneratorObject *driver, Value sent) {
    if (is_undef(sent)) { /* cancelled, or thrown into: goes through */
        if (self->state == SLEEP_FUTURE) oli_handle_cancel(vm, self->a);
        return VALUE_ERROR;
    }
    if (self->state == SLEEP_FUTURE) {
        vm->stop_value = oli_future_resume(vm, self->c);
        return is_error(vm->stop_value) ? VALUE_ERROR : VALUE_STOP;
    }
    if (self->state == SLEEP_TIMER) {
        vm->stop_value = self->b;
        return VALUE_STOP;
    }
    int64_t delay_ns;
    if (!read_delay(vm, self->a, &delay_ns)) return VALUE_ERROR;
    self->state = SLEEP_TIMER;
    if (delay_ns <= 0) return VALUE_NONE; /* one turn, as a bare yield */
    if (!driver || driver->frame.on_return != RETURN_TASK || vm->scheduler->overrides)
        return sleep_on_future(vm, self, delay_ns);
    if (!oli_task_sleep(vm, driver->task, oli_clock_ns(vm) + delay_ns)) return VALUE_ERROR;
    return VALUE_UNDEF;
}

static Value sleep_(Vm *vm, Value *args) {
    return oli_native_coroutine_new(vm, step_sleep, "sleep", args[0], is_undef(args[1]) ? VALUE_NONE : args[1],
                                    VALUE_NONE);
}

/* types.coroutine: the function's generators may be awaited. */
static Value mark_coroutine(Vm *vm, Value *args) {
    if (!is_function(args[0])) return args[0];
    Function *function = as_function(args[0]);
    (void)vm;
    if (function->code->flags & CODE_GENERATOR) function->code->flags |= CODE_ITERABLE_COROUTINE;
    return args[0];
}

static Value set_future_blocking(Vm *vm, Value *args) {
    (void)vm;
    if (is_future(args[0])) as_future(args[0])->wants_wake = true;
    return VALUE_NONE;
}

Value oli_call_library(Vm *vm, const char *module, const char *function, Value *args, uint32_t count) {
    Str *module_name = oli_str_intern(vm, module, strlen(module)),
        *name = oli_str_intern(vm, function, strlen(function));
    if (!module_name || !name) return VALUE_ERROR;
    RootArray root;
    root_array_push(vm, &root, args, count);
    Tuple *wanted = oli_tuple_new(vm, 1);
    if (wanted) wanted->items[0] = make_object(name);
    Value found = wanted ? oli_import_name(vm, module_name, make_object(wanted), 0, NULL) : VALUE_ERROR;
    if (!is_error(found)) found = oli_get_attr(vm, found, name);
    if (!is_error(found)) found = oli_call(vm, found, args, count, NULL);
    root_array_pop(vm, &root);
    return found;
}

/* ---- what is it ---- */

static Value is_coroutine(Vm *vm, Value *args) { return make_bool(oli_is_coroutine(vm, args[0])); }

/* An async def function, a method of one, or a functools.partial of either. */
static Value is_coroutine_function(Vm *vm, Value *args) {
    Value v = args[0];
    Str *func = oli_str_intern(vm, "func", 4), *mark = oli_str_intern(vm, "_is_coroutine_mark", 18);
    if (!func || !mark) return VALUE_ERROR;
    while (!is_function(v)) {
        if (is_kind(v, CLASS_METHOD)) {
            v = ((Method *)(void *)object_of(v))->function;
        } else if (is_object(v) && oli_str_equals_c(class_of(vm, v)->name, "partial")) {
            v = oli_find_attr(vm, v, func);
            if (is_error(v)) return v;
            if (is_undef(v)) return VALUE_FALSE;
        } else if (is_kind(v, CLASS_NATIVE) || is_kind(v, CLASS_NATIVE_METHOD)) {
            const NativeDef *def = as_native(v)->def;
            return make_bool(def->fn == sleep_ || oli_is_queue_coroutine(def));
        } else {
            return VALUE_FALSE;
        }
    }
    if (as_function(v)->code->flags & CODE_COROUTINE) return VALUE_TRUE;
    Value marked = oli_find_attr(vm, v, mark);
    return is_error(marked) ? marked : make_bool(!is_undef(marked));
}

static bool fill_module(Vm *vm, Dict *dict, Str *name) {
    static const NativeDef FUNCTIONS[] = {NATIVE_RAW("run", oli_scheduler_run_from_c),
                                          NATIVE_RAW("gather", gather),
                                          NATIVE("create_task", "coro, *, name=, context=", create_task),
                                          NATIVE("ensure_future", "coro_or_future, *, loop=", ensure_future),
                                          NATIVE("current_task", "loop=", current_task),
                                          NATIVE("_running_task", "", running_task),
                                          NATIVE("all_tasks", "loop=", all_tasks),
                                          NATIVE("sleep", "delay, result=", sleep_),
                                          NATIVE("iscoroutine", "obj", is_coroutine),
                                          NATIVE("iscoroutinefunction", "func", is_coroutine_function),
                                          NATIVE("isfuture", "obj", is_future_like),
                                          NATIVE("_use_foreign_tasks", "", use_foreign_tasks),
                                          NATIVE("_context_names", "", oli_context_names),
                                          NATIVE("_get_asyncgen_hooks", "", oli_async_get_hooks),
                                          NATIVE("_set_asyncgen_hooks", "firstiter=, finalizer=",
                                                 oli_async_set_hooks),
                                          NATIVE("_mark_coroutine", "func, /", mark_coroutine),
                                          NATIVE("_set_future_blocking", "future, /", set_future_blocking),
                                          NATIVE_END};
    static const struct {
        const char *name;
        ClassId id;
    } CLASSES[] = {{"Future", CLASS_FUTURE},
                   {"Task", CLASS_TASK},
                   {"Queue", CLASS_QUEUE},
                   {"LifoQueue", CLASS_LIFO_QUEUE},
                   {"PriorityQueue", CLASS_PRIORITY_QUEUE}};
    static const struct {
        const char *name;
        ExceptionId id;
    } EXCEPTIONS[] = {{"CancelledError", EXC_CANCELLED_ERROR}, {"InvalidStateError", EXC_INVALID_STATE_ERROR},
                      {"QueueEmpty", EXC_QUEUE_EMPTY},         {"QueueFull", EXC_QUEUE_FULL},
                      {"QueueShutDown", EXC_QUEUE_SHUT_DOWN},  {"DeadlockError", EXC_DEADLOCK_ERROR}};
    static const char *const CONDITIONS[] = {"FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"};
    if (!oli_define_natives(vm, dict, FUNCTIONS, name) || !oli_define_loop_functions(vm, dict, name)) return false;
    for (size_t i = 0; i < sizeof CONDITIONS / sizeof *CONDITIONS; i++) {
        Str *text = oli_str_intern(vm, CONDITIONS[i], strlen(CONDITIONS[i]));
        if (!text || !oli_dict_set_str(vm, dict, text, make_object(text))) return false;
    }
    for (size_t i = 0; i < sizeof CLASSES / sizeof *CLASSES; i++)
        if (!oli_dict_set_c(vm, dict, CLASSES[i].name, make_object(vm->classes[CLASSES[i].id]))) return false;
    for (size_t i = 0; i < sizeof EXCEPTIONS / sizeof *EXCEPTIONS; i++)
        if (!oli_dict_set_c(vm, dict, EXCEPTIONS[i].name, make_object(vm->exceptions[EXCEPTIONS[i].id]))) return false;
    Str *run = oli_str_intern(vm, "run", 3);
    if (!run) return false;
    object_of(oli_dict_get_str(vm, dict, run))->flags = CONTROL_RUN;
    Str *sleep_name = oli_str_intern(vm, "sleep", 5);
    if (!sleep_name) return false;
    object_of(oli_dict_get_str(vm, dict, sleep_name))->flags = CONTROL_SLEEP;
    return true;
}

bool oli_init_asyncio(Vm *vm) {
    static const NativeDef BUILTINS[] = {NATIVE("aiter", "async_iterable, /", builtin_aiter),
                                         NATIVE("anext", "async_iterator, default=, /", builtin_anext), NATIVE_END};
    if (!oli_define_natives(vm, vm->builtins, BUILTINS, vm->names.builtins)) return false;
    Str *name = oli_str_intern(vm, "_asyncio", 8);
    if (!name || !oli_init_event_loop(vm) || !oli_init_queue(vm) || !oli_init_native_coroutine(vm)) return false;
    Value module = oli_module_new(vm, name);
    if (is_error(module)) return false;
    return fill_module(vm, module_dict(module), name) && oli_dict_set_str(vm, vm->modules, name, module);
}
