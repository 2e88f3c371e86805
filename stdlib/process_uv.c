/* SPDX-License-Identifier: MIT
 *
 * Module _process: child processes on libuv, for subprocess and asyncio's subprocesses.
 *
 * Each child is a Process with its uv_process_t, and a Child, the object that scripts have. The Process outlives the
 * Child when nobody asks for the child any more, so that libuv still reaps it: no zombie stays, and nothing is killed.
 *
 * libuv reports a child's end in the loop that started it. Children of asyncio belong to the VM's loop and tell it by
 * the Handle given to on_exit. Children of synchronous code belong to a loop of their own, which runs only inside
 * wait() and poll(): waiting for one runs no other callback. (Node's spawnSync works the same way.)
 *
 * Pipes are made by the callers: the child inherits descriptors and knows no libuv.
 */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <uv.h>

#include "aioli.h"
#include "loop_uv.h"
#include "signals.h"

/* How long a wait goes on before it looks for Ctrl-C again. */
enum { LOOK_MS = 50 };
enum { MAX_STDIO = 256 };

struct Child;

typedef struct Process {
    uv_close_cb on_closed; /* loop_uv.h */
    uv_process_t process;
    AioliVm *vm;
    struct Child *child; /* NULL: nobody asks any more */
    AioliRef *self;      /* the Child, while a Handle is to be queued at its end */
} Process;

/* The payload of a Child. */
typedef struct Child {
    Process *process; /* NULL: it has ended */
    uv_loop_t *loop;
    int pid, status;
    bool has_ended;
} Child;

enum { VALUE_LOOP, VALUE_HANDLE, VALUE_COUNT }; /* the values of a Child */

/* The loop of synchronous children. */
typedef struct WaitLoop {
    uv_loop_t loop;
    uv_timer_t timer;
    uv_signal_t child_signal; /* see keep_listening */
    bool is_open;
} WaitLoop;

/* The same for children of the VM's loop. */
typedef struct Listener {
    uv_signal_t child_signal;
    bool is_open;
} Listener;

static const char KEY, LISTENER_KEY;

static void on_child_signal(uv_signal_t *handle, int number) {
    (void)handle;
    (void)number;
}

/* libuv listens to SIGCHLD only while it has children, and sets the process's handler whenever it begins. A handle of
 * our own keeps it listening from the first child on, so that a script's handler stays in place (signals.h). */
static void keep_listening(uv_loop_t *loop, uv_signal_t *signal) {
    if (uv_signal_init(loop, signal)) return;
    signal->data = NULL;
    uv_signal_start(signal, on_child_signal, SIGCHLD);
    uv_unref((uv_handle_t *)signal);
    oli_signal_share_children();
}

static void close_any(uv_handle_t *handle, void *context) {
    (void)context;
    const uv_close_cb *on_closed = handle->data;
    if (!uv_is_closing(handle)) uv_close(handle, on_closed ? *on_closed : NULL);
}

/* The VM goes. Its heap is still there. */
static void close_wait_loop(void *block) {
    WaitLoop *wait = block;
    if (!wait->is_open) return;
    uv_walk(&wait->loop, close_any, NULL);
    uv_run(&wait->loop, UV_RUN_DEFAULT);
    uv_loop_close(&wait->loop);
}

static WaitLoop *wait_loop(AioliVm *vm) {
    WaitLoop *wait = aioli_vm_data(vm, &KEY, sizeof *wait, close_wait_loop);
    if (!wait || wait->is_open) return wait;
    int error = uv_loop_init(&wait->loop);
    if (!error) error = uv_timer_init(&wait->loop, &wait->timer);
    if (error) {
        aioli_raise_errno(vm, -error, aioli_missing());
        return NULL;
    }
    wait->timer.data = NULL;
    wait->is_open = true;
    keep_listening(&wait->loop, &wait->child_signal);
    return wait;
}

/* The VM's loop; NULL: an exception is pending. */
static uv_loop_t *vm_loop(AioliVm *vm) {
    uv_loop_t *loop = oli_loop_uv(vm);
    Listener *listener = loop ? aioli_vm_data(vm, &LISTENER_KEY, sizeof *listener, NULL) : NULL;
    if (!listener) return NULL;
    if (!listener->is_open) keep_listening(loop, &listener->child_signal);
    listener->is_open = true;
    return loop;
}

/* ---- the end of a child ---- */

static void on_closed(uv_handle_t *handle) {
    Process *process = handle->data;
    if (process->child) process->child->process = NULL;
    aioli_ref_free(process->vm, process->self);
    free(process);
}

static void queue_handle(AioliVm *vm, AioliValue object) {
    AioliValue loop = aioli_object_value(vm, object, VALUE_LOOP), handle = aioli_object_value(vm, object, VALUE_HANDLE);
    if (!aioli_is_none(handle)) aioli_call_method(vm, loop, "_add_callback", &handle, 1);
}

static void on_exit_(uv_process_t *handle, int64_t status, int signal) {
    Process *process = handle->data;
    if (process->child) {
        process->child->has_ended = true;
        process->child->status = signal ? -signal : (int)status;
        process->child->process = NULL;
        process->child = NULL;
    }
    if (process->self) {
        AioliScope scope;
        aioli_scope_open(process->vm, &scope);
        queue_handle(process->vm, aioli_ref_get(process->self));
        aioli_scope_close(process->vm, &scope, aioli_missing());
    }
    uv_close((uv_handle_t *)handle, on_closed);
}

/* ---- Child ---- */

static const AioliClass CHILD;

static void finalize_child(AioliVm *vm, void *payload) {
    (void)vm;
    Child *child = payload;
    if (child->process) child->process->child = NULL;
}

static AioliValue child_pid(AioliVm *vm, AioliValue self) {
    const Child *child = aioli_object_payload(vm, self, &CHILD);
    return child ? aioli_int(vm, child->pid) : aioli_error();
}

static AioliValue child_returncode(AioliVm *vm, AioliValue self) {
    const Child *child = aioli_object_payload(vm, self, &CHILD);
    if (!child) return aioli_error();
    return child->has_ended ? aioli_int(vm, child->status) : aioli_none();
}

/* Queue `handle` in `loop` when the child ends, which is a reason to wait. False: it has ended already. */
static AioliValue child_on_exit(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Child *child = aioli_object_payload(vm, args[0], &CHILD);
    if (!child) return aioli_error();
    if (!child->process) return aioli_bool(false);
    aioli_object_set_value(vm, args[0], VALUE_LOOP, args[1]);
    aioli_object_set_value(vm, args[0], VALUE_HANDLE, args[2]);
    if (!child->process->self) child->process->self = aioli_ref_new(vm, args[0]);
    if (!child->process->self) return aioli_error();
    uv_ref((uv_handle_t *)&child->process->process);
    return aioli_bool(true);
}

/* Look whether a child of an event loop has ended, which the loop will be told later: it is not reaped here. */
static void look_at(Child *child) {
    siginfo_t info = {0};
    if (child->has_ended || waitid(P_PID, (id_t)child->pid, &info, WEXITED | WNOHANG | WNOWAIT) || !info.si_pid) return;
    child->has_ended = true;
    child->status = info.si_code == CLD_EXITED ? info.si_status : -info.si_status;
}

static AioliValue wait_beside_loop(AioliVm *vm, Child *child, double seconds) {
    uint64_t start_ns = uv_hrtime();
    for (look_at(child); !child->has_ended; look_at(child)) {
        if (seconds >= 0 && (double)(uv_hrtime() - start_ns) / 1e9 >= seconds) return aioli_bool(false);
        uv_sleep(1);
        if (!aioli_check_interrupt(vm)) return aioli_error();
    }
    return aioli_bool(true);
}

static AioliValue child_poll(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Child *child = aioli_object_payload(vm, args[0], &CHILD);
    if (!child) return aioli_error();
    WaitLoop *wait = wait_loop(vm);
    if (!wait) return aioli_error();
    if (child->process && child->loop == &wait->loop)
        uv_run(&wait->loop, UV_RUN_NOWAIT);
    else if (child->process)
        look_at(child);
    return child_returncode(vm, args[0]);
}

static void on_look(uv_timer_t *timer) { (void)timer; }

/* Milliseconds to wait at once; 0: the deadline has passed. */
static uint64_t step_ms(const uv_loop_t *loop, double seconds, uint64_t start_ms) {
    if (seconds < 0) return LOOK_MS;
    double left = seconds * 1000 - (double)(uv_now(loop) - start_ms);
    if (left <= 0) return 0;
    return left < LOOK_MS ? (uint64_t)left + 1 : LOOK_MS;
}

/* Wait for its end, at most `seconds` (negative: for ever). False: it has not come. */
static AioliValue child_wait(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    double seconds;
    Child *child = aioli_object_payload(vm, args[0], &CHILD);
    WaitLoop *wait = child && aioli_float_get(vm, args[1], &seconds) ? wait_loop(vm) : NULL;
    if (!wait) return aioli_error();
    aioli_flush(vm, 1);
    aioli_flush(vm, 2);
    if (child->process && child->loop != &wait->loop) return wait_beside_loop(vm, child, seconds);
    uv_update_time(&wait->loop);
    uint64_t start_ms = uv_now(&wait->loop), ms;
    while (child->process && (ms = step_ms(&wait->loop, seconds, start_ms)) > 0) {
        uv_timer_start(&wait->timer, on_look, ms, 0);
        uv_run(&wait->loop, UV_RUN_ONCE);
        uv_timer_stop(&wait->timer);
        if (!aioli_check_interrupt(vm)) return aioli_error();
        uv_update_time(&wait->loop);
    }
    return aioli_bool(!child->process);
}

static const AioliFunction CHILD_METHODS[] = {{"on_exit", "self, loop, handle, /", child_on_exit, NULL},
                                              {"poll", "self, /", child_poll, NULL},
                                              {"wait", "self, seconds, /", child_wait, NULL},
                                              {NULL, NULL, NULL, NULL}};
static const AioliProperty CHILD_PROPERTIES[] = {
    {"pid", child_pid, NULL, NULL}, {"returncode", child_returncode, NULL, NULL}, {NULL, NULL, NULL, NULL}};
static const AioliClass CHILD = {.name = "Child",
                                 .module = "_process",
                                 .doc = "A child process.",
                                 .flags = AIOLI_CLASS_FINAL | AIOLI_CLASS_ABSTRACT,
                                 .payload_size = sizeof(Child),
                                 .value_count = VALUE_COUNT,
                                 .finalize = finalize_child,
                                 .methods = CHILD_METHODS,
                                 .properties = CHILD_PROPERTIES};

/* ---- starting ---- */

/* The items of a sequence as C strings, NULL-terminated; they live as long as the scope. free() the array. */
static char **texts_of(AioliVm *vm, AioliValue sequence) {
    int64_t length = aioli_sequence_length(vm, sequence);
    if (length < 0) return NULL;
    char **texts = calloc((size_t)length + 1, sizeof *texts);
    if (!texts) aioli_raise(vm, "MemoryError", "");
    for (int64_t i = 0; texts && i < length; i++) {
        texts[i] = (char *)aioli_path_c(vm, aioli_sequence_get(vm, sequence, (size_t)i));
        if (texts[i]) continue;
        free(texts);
        return NULL;
    }
    return texts;
}

static bool read_stdio(AioliVm *vm, AioliValue list, uv_stdio_container_t *stdio, int *count) {
    int64_t length = aioli_sequence_length(vm, list), fd;
    if (length < 0) return false;
    if (length > MAX_STDIO) {
        aioli_raise(vm, "ValueError", "file descriptors to pass must be below %d", MAX_STDIO);
        return false;
    }
    for (int64_t i = 0; i < length; i++) {
        if (!aioli_int_get(vm, aioli_sequence_get(vm, list, (size_t)i), &fd)) return false;
        stdio[i].flags = fd < 0 ? UV_IGNORE : UV_INHERIT_FD;
        stdio[i].data.fd = (int)fd;
    }
    *count = (int)length;
    return true;
}

/* OSError for what spawning said: about the folder when that is what is wrong. */
static AioliValue raise_spawn(AioliVm *vm, int error, const char *cwd, const AioliValue *args) {
    struct stat info;
    bool folder_fails = cwd && (stat(cwd, &info) || !S_ISDIR(info.st_mode));
    if (folder_fails) error = errno = stat(cwd, &info) ? errno : ENOTDIR;
    return aioli_raise_errno(vm, error, folder_fails ? args[3] : args[0]);
}

static AioliValue start(AioliVm *vm, uv_loop_t *loop, const uv_process_options_t *options, const AioliValue *args) {
    AioliValue cls = aioli_class_new(vm, aioli_missing(), &CHILD);
    AioliValue object = aioli_is_error(cls) ? cls : aioli_object_new(vm, cls);
    Child *child = aioli_is_error(object) ? NULL : aioli_object_payload(vm, object, &CHILD);
    if (!child) return aioli_error();
    Process *process = calloc(1, sizeof *process);
    if (!process) return aioli_raise(vm, "MemoryError", "");
    process->on_closed = on_closed;
    process->vm = vm;
    int error = uv_spawn(loop, &process->process, options);
    process->process.data = process;
    if (error) {
        uv_close((uv_handle_t *)&process->process, on_closed);
        return raise_spawn(vm, -error, options->cwd, args);
    }
    process->child = child;
    child->process = process;
    child->loop = loop;
    child->pid = process->process.pid;
    if (loop == oli_loop_uv(vm)) uv_unref((uv_handle_t *)&process->process); /* until somebody asks for its end */
    return object;
}

/* spawn(file, args, env or None, cwd or None, descriptors, new_session, uid or -1, gid or -1, in_loop) */
static AioliValue spawn(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    uv_stdio_container_t stdio[MAX_STDIO];
    uv_process_options_t options = {.exit_cb = on_exit_, .stdio = stdio};
    int64_t uid, gid;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_PROCESSES, "spawn")) return aioli_error();
    if (!aioli_int_get(vm, args[6], &uid) || !aioli_int_get(vm, args[7], &gid)) return aioli_error();
    if (!(options.file = aioli_path_c(vm, args[0]))) return aioli_error();
    if (!aioli_is_none(args[3]) && !(options.cwd = aioli_path_c(vm, args[3]))) return aioli_error();
    if (!read_stdio(vm, args[4], stdio, &options.stdio_count)) return aioli_error();
    if (aioli_is_true(args[5])) options.flags |= UV_PROCESS_DETACHED;
    if (uid >= 0) options.flags |= UV_PROCESS_SETUID;
    if (gid >= 0) options.flags |= UV_PROCESS_SETGID;
    options.uid = (uv_uid_t)uid;
    options.gid = (uv_gid_t)gid;
    WaitLoop *wait = aioli_is_true(args[8]) ? NULL : wait_loop(vm);
    uv_loop_t *loop = aioli_is_true(args[8]) ? vm_loop(vm) : wait ? &wait->loop : NULL;
    if (!loop) return aioli_error();
    if (wait) uv_run(loop, UV_RUN_NOWAIT); /* children that nobody waited for: no zombies pile up */
    AioliValue result = aioli_error();
    options.args = texts_of(vm, args[1]);
    if (options.args && !aioli_is_none(args[2])) options.env = texts_of(vm, args[2]);
    aioli_flush(vm, 1);
    aioli_flush(vm, 2);
    if (options.args && !aioli_error_pending(vm)) result = start(vm, loop, &options, args);
    free(options.args);
    free(options.env);
    return result;
}

/* ---- waiting for pipes ---- */

/* wait_ready(reads, writes, seconds): the descriptors of the two lists that are ready, as two lists. */
static bool read_fds(AioliVm *vm, AioliValue list, short events, struct pollfd *fds, size_t *count) {
    int64_t length = aioli_sequence_length(vm, list), fd;
    for (int64_t i = 0; i < length; i++) {
        if (!aioli_int_get(vm, aioli_sequence_get(vm, list, (size_t)i), &fd)) return false;
        fds[(*count)++] = (struct pollfd){.fd = (int)fd, .events = events};
    }
    return true;
}

static int poll_some(AioliVm *vm, struct pollfd *fds, size_t count, double seconds) {
    uint64_t start_ns = uv_hrtime();
    for (;;) {
        double left = seconds < 0 ? LOOK_MS : seconds * 1000 - (double)(uv_hrtime() - start_ns) / 1e6;
        int ms = left <= 0 ? 0 : left < LOOK_MS ? (int)left + 1 : LOOK_MS;
        int ready = poll(fds, count, ms);
        if (ready < 0 && errno != EINTR) return ready;
        if (!aioli_check_interrupt(vm)) return -1;
        if (ready > 0 || !ms) return ready < 0 ? 0 : ready;
    }
}

static AioliValue wait_ready(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    struct pollfd fds[8];
    size_t used = 0;
    double seconds;
    if (!aioli_float_get(vm, args[2], &seconds)) return aioli_error();
    int64_t reads = aioli_sequence_length(vm, args[0]), writes = aioli_sequence_length(vm, args[1]);
    if (reads < 0 || writes < 0) return aioli_error();
    if (reads + writes > 8) return aioli_raise(vm, "ValueError", "too many file descriptors");
    if (!read_fds(vm, args[0], POLLIN, fds, &used) || !read_fds(vm, args[1], POLLOUT, fds, &used)) return aioli_error();
    if (poll_some(vm, fds, used, seconds) < 0)
        return aioli_error_pending(vm) ? aioli_error() : aioli_raise_errno(vm, errno, aioli_missing());
    AioliValue ready = aioli_list(vm, NULL, 0);
    for (size_t i = 0; i < used && !aioli_is_error(ready); i++)
        if (fds[i].revents && !aioli_list_append(vm, ready, aioli_int(vm, fds[i].fd))) return aioli_error();
    return ready;
}

/* Seconds of the real clock, virtual time or not. */
static AioliValue now(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    return aioli_float(vm, (double)uv_hrtime() / 1e9);
}

static const AioliFunction FUNCTIONS[] = {
    {"spawn", "file, args, env, cwd, descriptors, new_session, uid, gid, in_loop, /", spawn, NULL},
    {"now", "", now, NULL},
    {"wait_ready", "reads, writes, seconds, /", wait_ready, NULL},
    {NULL, NULL, NULL, NULL}};

extern const AioliModule oli_module__process;
const AioliModule oli_module__process = {.name = "_process", .doc = "Child processes.", .functions = FUNCTIONS};
