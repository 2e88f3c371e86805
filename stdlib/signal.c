/* SPDX-License-Identifier: MIT
 *
 * Module _signal: signals and who handles them, under module signal (signal.aio) and the event loops' signal handlers.
 *
 * Signals belong to the process, so this is the one place with state outside of a VM: which VM handles a signal, and
 * whether it has come. The C handler notes the signal there and asks for the VM's attention; at its next safepoint, or
 * in its wait, the VM calls the script's handler, as CPython's main thread does between two instructions. Handlers of
 * event loops (set by defer()) are called a little later, when the loop looks for news of the system.
 *
 * SIGINT begins as the command set it up: default_int_handler, which stands for aioli_vm_interrupt.
 */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "signals.h"

#ifndef NSIG
#define NSIG 65
#endif

/* By signal number. A handler in C has no other way to a VM. */
static struct {
    AioliVm *volatile vm;
    volatile sig_atomic_t came;
} signals[NSIG];

static volatile sig_atomic_t wakeup_fd = -1;

/* libuv's handler of SIGCHLD, which must hear of it as well: without it no child's end would be noticed. */
static void (*volatile chained)(int);

enum { DEFAULT, IGNORE }; /* SIG_DFL and SIG_IGN as numbers, as CPython shows them */

/* What a VM knows of its signals. */
typedef struct Signals {
    AioliVm *vm;
    AioliRef *handlers[NSIG]; /* NULL: as the process found it */
    bool deferred[NSIG];      /* called from the loop's wait */
    bool expected[NSIG];      /* counted by aioli_vm_expect */
    bool due[NSIG];           /* deferred ones that came */
    bool is_posted;
    AioliPost post;
} Signals;

static const char KEY;

static void release(void *block) {
    Signals *state = block;
    for (int i = 1; i < NSIG; i++) {
        if (signals[i].vm != state->vm) continue;
        signal(i, SIG_DFL);
        signals[i].vm = NULL;
    }
}

static bool attend(AioliVm *vm);

static Signals *state_of(AioliVm *vm) {
    Signals *state = aioli_vm_data(vm, &KEY, sizeof *state, release);
    if (state && !state->vm) {
        state->vm = vm;
        aioli_vm_on_attention(vm, attend);
    }
    return state;
}

static void on_signal(int number) {
    int error = errno;
    signals[number].came = 1;
    AioliVm *vm = signals[number].vm;
    if (vm) aioli_vm_attend(vm);
    if (number == SIGCHLD && chained) chained(number);
    unsigned char byte = (unsigned char)number;
    if (wakeup_fd >= 0 && write(wakeup_fd, &byte, 1) < 0) errno = error; /* a full pipe wakes as well */
    errno = error;
}

void oli_signal_share_children(void) {
    struct sigaction now, own = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    if (!signals[SIGCHLD].vm || sigaction(SIGCHLD, NULL, &now) || now.sa_handler == on_signal) return;
    bool is_handler = now.sa_handler != SIG_DFL && now.sa_handler != SIG_IGN;
    chained = is_handler ? now.sa_handler : NULL;
    sigemptyset(&own.sa_mask);
    sigaction(SIGCHLD, &own, NULL);
}

/* ---- calling the script's handlers ---- */

static bool call_handler(AioliVm *vm, const Signals *state, int number) {
    if (!state->handlers[number] || !aioli_is_callable(vm, aioli_ref_get(state->handlers[number]))) return true;
    const AioliValue args[] = {aioli_int(vm, number), aioli_none()};
    return !aioli_is_error(aioli_call(vm, aioli_ref_get(state->handlers[number]), args, 2));
}

static void call_due(AioliVm *vm, AioliPost *post) {
    (void)post;
    Signals *state = state_of(vm);
    if (!state) return;
    state->is_posted = false;
    for (int i = 1; i < NSIG; i++) {
        if (!state->due[i]) continue;
        state->due[i] = false;
        if (!call_handler(vm, state, i)) return;
    }
}

static bool attend(AioliVm *vm) {
    Signals *state = state_of(vm);
    for (int i = 1; state && i < NSIG; i++) {
        if (!signals[i].came || signals[i].vm != vm) continue;
        signals[i].came = 0;
        if (state->deferred[i]) {
            state->due[i] = true;
            if (!state->is_posted) {
                state->is_posted = true;
                state->post.run = call_due;
                aioli_vm_post(vm, &state->post);
            }
        } else if (!call_handler(vm, state, i)) {
            aioli_vm_attend(vm); /* for the signals after this one */
            return false;
        }
    }
    return state != NULL;
}

/* ---- setting them ---- */

static bool read_number(AioliVm *vm, AioliValue v, int *number) {
    int64_t i;
    if (!aioli_int_get(vm, v, &i)) return false;
    if (i >= 1 && i < NSIG) {
        *number = (int)i;
        return true;
    }
    aioli_raise(vm, "ValueError", "signal number out of range");
    return false;
}

static AioliValue default_handler(AioliVm *vm) {
    return aioli_attr_get(vm, aioli_import(vm, "_signal"), "default_int_handler");
}

static AioliValue handler_of(AioliVm *vm, const Signals *state, int number) {
    if (state->handlers[number]) return aioli_ref_get(state->handlers[number]);
    struct sigaction now;
    if (number == SIGCHLD && chained) return aioli_int(vm, DEFAULT);
    if (sigaction(number, NULL, &now)) return aioli_none();
    if (now.sa_handler == SIG_DFL) return aioli_int(vm, DEFAULT);
    if (now.sa_handler == SIG_IGN) return aioli_int(vm, IGNORE);
    if (number == SIGUSR1) return aioli_int(vm, DEFAULT); /* the command's own: it shows the tasks */
    return number == SIGINT ? default_handler(vm) : aioli_none();
}

/* What the process is to do: SIG_DFL, SIG_IGN or on_signal. NULL in *found: the argument makes no sense. */
static bool find_action(AioliVm *vm, AioliValue handler, void (**action)(int)) {
    int64_t number;
    if (aioli_is_callable(vm, handler)) {
        *action = on_signal;
        return true;
    }
    if (aioli_type(vm, handler) == AIOLI_TYPE_INT && aioli_int_get(vm, handler, &number) &&
        (number == DEFAULT || number == IGNORE)) {
        *action = number == DEFAULT ? SIG_DFL : SIG_IGN;
        return true;
    }
    if (!aioli_error_pending(vm))
        aioli_raise(vm, "TypeError", "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
    return false;
}

static void expect(AioliVm *vm, Signals *state, int number, bool expected) {
    if (state->expected[number] != expected) aioli_vm_expect(vm, expected ? 1 : -1);
    state->expected[number] = expected;
}

static AioliValue set_handler(AioliVm *vm, const AioliValue *args, bool deferred) {
    int number;
    void (*action)(int);
    Signals *state = state_of(vm);
    if (!state || !aioli_vm_require(vm, AIOLI_ALLOW_PROCESSES, "signal")) return aioli_error();
    if (!read_number(vm, args[0], &number) || !find_action(vm, args[1], &action)) return aioli_error();
    AioliValue old = handler_of(vm, state, number);
    if (aioli_is_error(old)) return old;
    struct sigaction set = {.sa_handler = action};
    sigemptyset(&set.sa_mask);
    AioliVm *before = signals[number].vm;
    signals[number].vm = vm;
    if (number == SIGCHLD) oli_signal_share_children();
    if (number == SIGCHLD && chained) set.sa_handler = on_signal; /* libuv needs it, whatever the script wants */
    if (sigaction(number, &set, NULL)) {
        signals[number].vm = before;
        return aioli_raise_errno(vm, errno, aioli_missing());
    }
    if (state->handlers[number])
        aioli_ref_set(vm, state->handlers[number], args[1]);
    else if (!(state->handlers[number] = aioli_ref_new(vm, args[1])))
        return aioli_error();
    state->deferred[number] = deferred;
    bool is_own = action == on_signal && !(number == SIGINT && aioli_is_same(args[1], default_handler(vm)));
    expect(vm, state, number, is_own);
    return aioli_check_interrupt(vm) ? old : aioli_error();
}

static AioliValue signal_signal(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return set_handler(vm, args, false);
}

static AioliValue signal_defer(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return set_handler(vm, args, true);
}

static AioliValue signal_getsignal(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int number;
    Signals *state = state_of(vm);
    return state && read_number(vm, args[0], &number) ? handler_of(vm, state, number) : aioli_error();
}

/* Ctrl-C: cancels the main task inside asyncio.run, else raises KeyboardInterrupt. */
static AioliValue default_int_handler(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t length = aioli_sequence_length(vm, args[0]);
    if (length != 2)
        return aioli_raise(vm, "TypeError", "default_int_handler expected 2 arguments, got %lld", (long long)length);
    aioli_vm_interrupt(vm);
    return aioli_check_interrupt(vm) ? aioli_none() : aioli_error();
}

/* ---- sending, waiting, timers ---- */

static AioliValue checked(AioliVm *vm, int result) {
    if (result) return aioli_raise_errno(vm, errno, aioli_missing());
    return aioli_check_interrupt(vm) ? aioli_none() : aioli_error();
}

static AioliValue signal_raise_signal(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t number;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_PROCESSES, "raise_signal") || !aioli_int_get(vm, args[0], &number))
        return aioli_error();
    aioli_flush(vm, 1);
    aioli_flush(vm, 2);
    return checked(vm, raise(number < 0 || number >= NSIG ? -1 : (int)number));
}

static AioliValue signal_strsignal(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int number;
    if (!read_number(vm, args[0], &number)) return aioli_error();
    const char *text = strsignal(number);
    if (!text || !strncmp(text, "Unknown signal", 14)) return aioli_none();
    return aioli_string(vm, text, AIOLI_NUL);
}

static AioliValue signal_pause(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_PROCESSES, "pause")) return aioli_error();
    aioli_flush(vm, 1);
    aioli_flush(vm, 2);
    pause();
    return aioli_check_interrupt(vm) ? aioli_none() : aioli_error();
}

static AioliValue signal_alarm(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t seconds;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_PROCESSES, "alarm") || !aioli_int_get_clipped(vm, args[0], &seconds))
        return aioli_error();
    return aioli_int(vm, alarm((unsigned)seconds));
}

static struct timeval time_of(double seconds) {
    double whole = (double)(int64_t)seconds;
    return (struct timeval){.tv_sec = (time_t)whole, .tv_usec = (suseconds_t)((seconds - whole) * 1e6)};
}

static AioliValue timer_tuple(AioliVm *vm, const struct itimerval *timer) {
    const AioliValue parts[] = {
        aioli_float(vm, (double)timer->it_value.tv_sec + (double)timer->it_value.tv_usec / 1e6),
        aioli_float(vm, (double)timer->it_interval.tv_sec + (double)timer->it_interval.tv_usec / 1e6)};
    return aioli_tuple(vm, parts, 2);
}

static AioliValue raise_timer(AioliVm *vm) {
    const AioliValue args[] = {aioli_int(vm, errno), aioli_string(vm, strerror(errno), AIOLI_NUL)};
    AioliValue cls = aioli_attr_get(vm, aioli_import(vm, "_signal"), "ItimerError");
    AioliValue made = aioli_is_error(cls) ? cls : aioli_call(vm, cls, args, 2);
    return aioli_is_error(made) ? made : aioli_raise_value(vm, made, aioli_missing());
}

static AioliValue signal_setitimer(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t which;
    double seconds, interval = 0;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_PROCESSES, "setitimer") || !aioli_int_get(vm, args[0], &which) ||
        !aioli_float_get(vm, args[1], &seconds) ||
        (!aioli_is_missing(args[2]) && !aioli_float_get(vm, args[2], &interval)))
        return aioli_error();
    struct itimerval timer = {.it_value = time_of(seconds), .it_interval = time_of(interval)}, old;
    if (seconds > 0 && !timer.it_value.tv_sec && !timer.it_value.tv_usec) timer.it_value.tv_usec = 1;
    return setitimer((int)which, &timer, &old) ? raise_timer(vm) : timer_tuple(vm, &old);
}

static AioliValue signal_getitimer(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t which;
    struct itimerval timer;
    if (!aioli_int_get(vm, args[0], &which)) return aioli_error();
    return getitimer((int)which, &timer) ? raise_timer(vm) : timer_tuple(vm, &timer);
}

/* ---- sets of signals ---- */

static AioliValue set_of(AioliVm *vm, const sigset_t *mask) {
    AioliValue set = aioli_set(vm, false);
    for (int i = 1; i < NSIG && !aioli_is_error(set); i++)
        if (sigismember(mask, i) == 1 && aioli_set_add(vm, set, aioli_int(vm, i)) < 0) return aioli_error();
    return set;
}

static bool read_set(AioliVm *vm, AioliValue v, sigset_t *mask) {
    int64_t number;
    sigemptyset(mask);
    AioliValue list = aioli_list_of(vm, v);
    int64_t length = aioli_is_error(list) ? -1 : aioli_sequence_length(vm, list);
    for (int64_t i = 0; i < length; i++) {
        if (!aioli_int_get(vm, aioli_sequence_get(vm, list, (size_t)i), &number)) return false;
        if (number >= 1 && number < NSIG) {
            sigaddset(mask, (int)number);
            continue;
        }
        aioli_raise(vm, "ValueError", "signal number %lld out of range [1; %d]", (long long)number, NSIG - 1);
        return false;
    }
    return length >= 0;
}

static AioliValue signal_valid_signals(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    sigset_t all;
    sigfillset(&all);
    return set_of(vm, &all);
}

static AioliValue signal_sigpending(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    sigset_t mask;
    return sigpending(&mask) ? aioli_raise_errno(vm, errno, aioli_missing()) : set_of(vm, &mask);
}

static AioliValue signal_pthread_sigmask(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t how;
    sigset_t mask, old;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_PROCESSES, "pthread_sigmask") || !aioli_int_get(vm, args[0], &how) ||
        !read_set(vm, args[1], &mask))
        return aioli_error();
    int error = pthread_sigmask((int)how, &mask, &old);
    if (error) return aioli_raise_errno(vm, error, aioli_missing());
    return aioli_check_interrupt(vm) ? set_of(vm, &old) : aioli_error();
}

static AioliValue signal_sigwait(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    sigset_t mask;
    int number;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_PROCESSES, "sigwait") || !read_set(vm, args[0], &mask)) return aioli_error();
    aioli_flush(vm, 1);
    aioli_flush(vm, 2);
    int error = sigwait(&mask, &number);
    return error ? aioli_raise_errno(vm, error, aioli_missing()) : aioli_int(vm, number);
}

static AioliValue signal_siginterrupt(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int number, flag = aioli_truth(vm, args[1]);
    struct sigaction action;
    if (flag < 0 || !read_number(vm, args[0], &number)) return aioli_error();
    if (sigaction(number, NULL, &action)) return aioli_raise_errno(vm, errno, aioli_missing());
    action.sa_flags = flag ? action.sa_flags & ~SA_RESTART : action.sa_flags | SA_RESTART;
    return checked(vm, sigaction(number, &action, NULL));
}

static AioliValue signal_set_wakeup_fd(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t fd;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_PROCESSES, "set_wakeup_fd") || !aioli_int_get(vm, args[0], &fd))
        return aioli_error();
    int old = wakeup_fd;
    wakeup_fd = (int)fd;
    return aioli_int(vm, old);
}

static const AioliFunction FUNCTIONS[] = {
    {"signal", "signalnum, handler, /", signal_signal, NULL},
    {"defer", "signalnum, handler, /", signal_defer, NULL},
    {"getsignal", "signalnum, /", signal_getsignal, NULL},
    {"default_int_handler", "*args", default_int_handler, NULL},
    {"raise_signal", "signalnum, /", signal_raise_signal, NULL},
    {"strsignal", "signalnum, /", signal_strsignal, NULL},
    {"pause", "", signal_pause, NULL},
    {"alarm", "seconds, /", signal_alarm, NULL},
    {"setitimer", "which, seconds, interval=0.0, /", signal_setitimer, NULL},
    {"getitimer", "which, /", signal_getitimer, NULL},
    {"valid_signals", "", signal_valid_signals, NULL},
    {"sigpending", "", signal_sigpending, NULL},
    {"pthread_sigmask", "how, mask, /", signal_pthread_sigmask, NULL},
    {"sigwait", "sigset, /", signal_sigwait, NULL},
    {"siginterrupt", "signalnum, flag, /", signal_siginterrupt, NULL},
    {"set_wakeup_fd", "fd, /, *, warn_on_full_buffer=True", signal_set_wakeup_fd, NULL},
    {NULL, NULL, NULL, NULL}};

/* ---- the module ---- */

#define NUMBER(name)                                                                                                   \
    { #name, name }
static const struct {
    const char *name;
    int value;
} NUMBERS[] = {NUMBER(SIGHUP),
               NUMBER(SIGINT),
               NUMBER(SIGQUIT),
               NUMBER(SIGILL),
               NUMBER(SIGTRAP),
               NUMBER(SIGABRT),
               NUMBER(SIGBUS),
               NUMBER(SIGFPE),
               NUMBER(SIGKILL),
               NUMBER(SIGUSR1),
               NUMBER(SIGSEGV),
               NUMBER(SIGUSR2),
               NUMBER(SIGPIPE),
               NUMBER(SIGALRM),
               NUMBER(SIGTERM),
               NUMBER(SIGCHLD),
               NUMBER(SIGCONT),
               NUMBER(SIGSTOP),
               NUMBER(SIGTSTP),
               NUMBER(SIGTTIN),
               NUMBER(SIGTTOU),
               NUMBER(SIGURG),
               NUMBER(SIGXCPU),
               NUMBER(SIGXFSZ),
               NUMBER(SIGVTALRM),
               NUMBER(SIGPROF),
               NUMBER(SIGWINCH),
               NUMBER(SIGIO),
               NUMBER(SIGSYS),
#ifdef SIGSTKFLT
               NUMBER(SIGSTKFLT),
#endif
#ifdef SIGPWR
               NUMBER(SIGPWR),
#endif
               {"SIG_BLOCK", SIG_BLOCK},
               {"SIG_UNBLOCK", SIG_UNBLOCK},
               {"SIG_SETMASK", SIG_SETMASK},
               NUMBER(ITIMER_REAL),
               NUMBER(ITIMER_VIRTUAL),
               NUMBER(ITIMER_PROF),
               {"NSIG", NSIG}};

static const AioliClass ITIMER_ERROR = {
    .name = "itimer_error", .module = "signal", .flags = AIOLI_CLASS_EXCEPTION, .base = "OSError"};

static bool init(AioliVm *vm, AioliValue module) {
    for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++)
        if (!aioli_attr_set(vm, module, NUMBERS[i].name, aioli_int(vm, NUMBERS[i].value))) return false;
#ifdef SIGRTMIN
    if (!aioli_attr_set(vm, module, "SIGRTMIN", aioli_int(vm, SIGRTMIN))) return false;
    if (!aioli_attr_set(vm, module, "SIGRTMAX", aioli_int(vm, SIGRTMAX))) return false;
#endif
    AioliValue error = aioli_class_new(vm, aioli_missing(), &ITIMER_ERROR);
    return !aioli_is_error(error) && aioli_attr_set(vm, module, "ItimerError", error);
}

extern const AioliModule oli_module__signal;
const AioliModule oli_module__signal = {
    .name = "_signal", .doc = "Signals under module signal.", .functions = FUNCTIONS, .init = init};
