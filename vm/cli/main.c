/* SPDX-License-Identifier: MIT
 *
 * The aioli command: makes a VM that may do everything, runs one program in it, and ends as python3 would: same
 * messages, same exit statuses.
 */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "embed/modules.h"
#ifdef AIOLI_HAVE_UV
#include "stdlib/loop_uv.h"
#endif

/* The VM that Ctrl-C interrupts. A signal handler has no other way to it. */
static AioliVm *volatile interrupted_vm;

static void on_interrupt(int number) {
    (void)number;
    AioliVm *vm = interrupted_vm;
    if (vm) aioli_vm_interrupt(vm);
}

static void on_show(int number) {
    (void)number;
    AioliVm *vm = interrupted_vm;
    if (vm) aioli_vm_show_tasks(vm);
}

static void handle_signals(AioliVm *vm) {
    interrupted_vm = vm;
    struct sigaction ignored;
    if (!sigaction(SIGINT, NULL, &ignored) && ignored.sa_handler != SIG_IGN) {
        struct sigaction action = {.sa_handler = on_interrupt};
        sigemptyset(&action.sa_mask);
        sigaction(SIGINT, &action, NULL);
    }
    if (!sigaction(SIGUSR1, NULL, &ignored) && ignored.sa_handler == SIG_DFL) {
        struct sigaction action = {.sa_handler = on_show, .sa_flags = SA_RESTART};
        sigemptyset(&action.sa_mask);
        sigaction(SIGUSR1, &action, NULL);
    }
    signal(SIGPIPE, SIG_IGN);
}

/* End as a program does that Ctrl-C ended: by the signal. */
static _Noreturn void die_of_interrupt(void) {
    signal(SIGINT, SIG_DFL);
    raise(SIGINT);
    exit(128 + SIGINT);
}

/* ---- errors ---- */

/* Write to what sys.stderr is now; nothing when that is None. Failures are forgotten. */
static void write_error(AioliVm *vm, const char *text) {
    AioliValue sys = aioli_dict_get_c(vm, aioli_modules(vm), "sys"), message = aioli_string(vm, text, AIOLI_NUL);
    AioliValue stream = aioli_is_missing(sys) ? sys : aioli_attr_find(vm, sys, "stderr");
    if (aioli_is_error(message) || aioli_is_error(stream)) {
        aioli_error_clear(vm);
        aioli_write(vm, 2, text, AIOLI_NUL);
    } else if (aioli_is_missing(stream)) {
        aioli_write(vm, 2, text, AIOLI_NUL);
    } else if (!aioli_is_none(stream)) {
        if (aioli_is_error(aioli_call_method(vm, stream, "write", &message, 1))) aioli_error_clear(vm);
    }
    aioli_flush(vm, 2);
}

/* The pending exception's text; it is taken. */
static void print_pending(AioliVm *vm) {
    const char *text = aioli_error_text(vm);
    aioli_error_clear(vm);
    write_error(vm, text);
}

/* Call sys.excepthook if the script put one there. False: print it ourselves. */
static bool call_hook(AioliVm *vm, AioliValue error) {
    AioliValue sys = aioli_dict_get_c(vm, aioli_modules(vm), "sys");
    if (aioli_is_missing(sys)) return false;
    AioliValue hook = aioli_attr_find(vm, sys, "excepthook"), own = aioli_attr_find(vm, sys, "__excepthook__");
    if (aioli_is_error(hook) || aioli_is_error(own)) {
        aioli_error_clear(vm);
        return false;
    }
    if (aioli_is_missing(hook)) write_error(vm, "sys.excepthook is missing\n");
    if (aioli_is_missing(hook) || aioli_is_same(hook, own)) return false;
    AioliValue args[] = {aioli_class_of(vm, error), error, aioli_attr_get(vm, error, "__traceback__")};
    if (aioli_is_error(args[2])) args[2] = aioli_none();
    aioli_error_clear(vm);
    if (!aioli_is_error(aioli_call(vm, hook, args, 3))) return true;
    AioliValue failure = aioli_error_take(vm); /* the hook's own failure first, then what it was called for */
    write_error(vm, "Error in sys.excepthook:\n");
    aioli_raise_value(vm, failure, aioli_missing());
    print_pending(vm);
    write_error(vm, "\nOriginal exception was:\n");
    return false;
}

int oli_cli_report(AioliVm *vm) {
    AioliScope scope;
    aioli_scope_open(vm, &scope);
    int status = aioli_error_exit_status(vm);
    AioliValue error = aioli_error_is(vm, "SystemExit") ? aioli_missing() : aioli_error_get(vm);
    aioli_error_clear(vm);
    if (!aioli_is_missing(error) && !call_hook(vm, error)) {
        aioli_raise_value(vm, error, aioli_missing());
        print_pending(vm);
    }
    aioli_scope_close(vm, &scope, aioli_missing());
    return status;
}

/* ---- what to run ---- */

bool oli_cli_read_stdin(char **text, size_t *size) {
    size_t capacity = 0;
    *text = NULL;
    *size = 0;
    for (;;) {
        if (*size == capacity) {
            capacity = capacity ? capacity * 2 : 4096;
            char *grown = realloc(*text, capacity);
            if (!grown) return false;
            *text = grown;
        }
        ssize_t got = read(STDIN_FILENO, *text + *size, capacity - *size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return false;
        if (!got) return true;
        *size += (size_t)got;
    }
}

static AioliStatus run_stdin(AioliVm *vm) {
    char *text;
    size_t size;
    AioliStatus status = AIOLI_RAISED;
    if (oli_cli_read_stdin(&text, &size))
        status = aioli_vm_run_string(vm, "<stdin>", text ? text : "", size);
    else
        aioli_raise_errno(vm, errno, aioli_missing());
    free(text);
    return status;
}

/* The absolute path of a script, as CPython forms it (not normalised); false: it does not fit. */
static bool absolute_path(const char *path, char out[PATH_MAX]) {
    char folder[PATH_MAX];
    if (*path == '/' || !getcwd(folder, sizeof folder)) return snprintf(out, PATH_MAX, "%s", path) < PATH_MAX;
    return (size_t)snprintf(out, PATH_MAX, "%s/%s", folder, path) < PATH_MAX;
}

/* Check that the script can be read before a VM is made; for a folder, its __main__. */
static bool find_script(const CliOptions *options, char path[PATH_MAX], int *status) {
    static const char *const MAIN[] = {"__main__.aio", "__main__.py"};
    struct stat info;
    char inner[PATH_MAX];
    bool fits = absolute_path(options->target, path);
    if (!fits) errno = ENAMETOOLONG;
    if (fits && !stat(path, &info)) {
        if (!S_ISDIR(info.st_mode) && !access(path, R_OK)) return true;
        for (size_t i = 0; S_ISDIR(info.st_mode) && i < sizeof MAIN / sizeof *MAIN; i++) {
            if ((size_t)snprintf(inner, sizeof inner, "%s/%s", path, MAIN[i]) >= sizeof inner || access(inner, R_OK))
                continue;
            memcpy(path, inner, sizeof inner);
            return true;
        }
        if (S_ISDIR(info.st_mode)) {
            fprintf(stderr, "%s: can't find '__main__' module in '%s'\n", options->program, path);
            *status = STATUS_ERROR;
            return false;
        }
    }
    fprintf(stderr, "%s: can't open file '%s': [Errno %d] %s\n", options->program, path, errno, strerror(errno));
    *status = STATUS_USAGE;
    return false;
}

static AioliStatus run_program(AioliVm *vm, const CliOptions *options, const char *path) {
    switch (options->source) {
    case CLI_FILE: return aioli_vm_run_file(vm, path);
    case CLI_COMMAND: return aioli_vm_run_string(vm, "<string>", options->target, AIOLI_NUL);
    case CLI_MODULE: return aioli_vm_run_module(vm, options->target);
    default: return run_stdin(vm);
    }
}

/* ---- the end ---- */

/* What atexit holds, if anybody imported it. */
static void run_exit_functions(AioliVm *vm) {
    AioliValue atexit = aioli_dict_get_c(vm, aioli_modules(vm), "atexit");
    if (aioli_is_missing(atexit) || aioli_is_error(atexit)) return;
    if (aioli_is_error(aioli_call_method(vm, atexit, "_run_exitfuncs", NULL, 0))) oli_cli_report(vm);
}

static int flush_at_end(AioliVm *vm, int status) {
    if (aioli_flush(vm, 1) && aioli_flush(vm, 2)) return status;
    fputs("Exception ignored in: <_io.TextIOWrapper name='<stdout>' mode='w' encoding='utf-8'>\n", stderr);
    fprintf(stderr, "%s: %s\n", aioli_error_type_name(vm), aioli_error_message(vm));
    aioli_error_clear(vm);
    return STATUS_FLUSH_FAILED;
}

static AioliVm *make_vm(const CliOptions *options) {
    static const char *const HERE[] = {"", NULL};
    AioliLoop loop = {0};
    AioliConfig config = {.size = sizeof config,
                          .memory_limit_bytes = options->memory_limit_bytes,
                          .instruction_budget = options->instruction_budget,
                          .capabilities = AIOLI_ALLOW_ALL,
                          .virtual_time = options->virtual_time,
                          .line_buffered = options->unbuffered || isatty(STDOUT_FILENO),
                          .import_paths = options->source == CLI_FILE ? NULL : HERE,
                          .argc = options->argc,
                          .argv = (const char *const *)options->argv,
                          .executable = options->program,
                          .hash_seed = options->hash_seed,
                          .schedule_seed = options->schedule_seed,
                          .stall_ms = options->stall_ms,
                          .record_tasks = options->trace_path || options->timeline};
#ifdef AIOLI_HAVE_UV
    if (oli_loop_uv_open(&loop)) config.loop = &loop;
#endif
    AioliVm *vm = aioli_vm_new(&config);
    for (const AioliModule *const *module = oli_command_modules; vm && *module; module++) aioli_module_add(vm, *module);
    return vm;
}

int main(int argc, char **argv) {
    CliOptions options;
    int status = STATUS_OK;
    char path[PATH_MAX] = "";
    if (!oli_cli_parse(argc, argv, &options, &status)) return status;
    if (options.source == CLI_FILE && !find_script(&options, path, &status)) return status;
    if (!oli_cli_open_traces(&options)) return STATUS_USAGE;
    AioliVm *vm = make_vm(&options);
    if (!vm) {
        fprintf(stderr, "%s: not enough memory to start\n", options.program);
        return STATUS_ERROR;
    }
    handle_signals(vm);
    bool is_interactive = options.source == CLI_STDIN && (options.interactive || isatty(STDIN_FILENO));
    bool was_interrupted = false;
    if (!is_interactive && run_program(vm, &options, path) != AIOLI_OK) {
        was_interrupted = aioli_error_is(vm, "KeyboardInterrupt");
        status = oli_cli_report(vm);
    }
    if (is_interactive || options.interactive) status = oli_cli_repl(vm, &options);
    run_exit_functions(vm);
    if (aioli_vm_report_lost(vm) && status == STATUS_OK) status = STATUS_ERROR;
    status = flush_at_end(vm, status);
    if (!oli_cli_write_traces(vm, &options) && status == STATUS_OK) status = STATUS_ERROR;
    interrupted_vm = NULL;
    aioli_vm_free(vm);
    if (was_interrupted && !options.interactive) die_of_interrupt();
    return status;
}
