/* SPDX-License-Identifier: MIT
 *
 * Read, evaluate, print. Input comes by libedit from a terminal (history in ~/.aioli_history, Tab completes names), or
 * line by line from standard input, with the prompts on stderr, as `python3 -i` does. An error is printed and the loop
 * goes on; only SystemExit and the end of the input end it. Ctrl-C drops the input that was begun.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#ifdef AIOLI_HAVE_EDIT
#include <histedit.h>
#endif

enum { HISTORY_LINES = 1000 };

typedef struct Repl {
    AioliVm *vm;
    char *text; /* the input so far, NUL-terminated */
    size_t size, capacity;
    char *line; /* getline's */
    size_t line_capacity;
    bool is_terminal;
#ifdef AIOLI_HAVE_EDIT
    EditLine *editor;
    History *history;
    char history_path[4096];
#endif
} Repl;

static const char *prompt_of(const Repl *repl) { return repl->size ? "... " : ">>> "; }

static bool append(Repl *repl, const char *line, size_t size) {
    if (repl->size + size + 1 > repl->capacity) {
        size_t capacity = (repl->size + size + 1) * 2;
        char *text = realloc(repl->text, capacity);
        if (!text) return false;
        repl->text = text;
        repl->capacity = capacity;
    }
    memcpy(repl->text + repl->size, line, size);
    repl->size += size;
    repl->text[repl->size] = 0;
    return true;
}

/* ---- a terminal ---- */

#ifdef AIOLI_HAVE_EDIT

static char *editor_prompt(EditLine *editor) {
    Repl *repl;
    el_get(editor, EL_CLIENTDATA, &repl);
    return (char *)(uintptr_t)prompt_of(repl);
}

static bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80);
}

/* The value whose attributes `path` ("a.b.") asks for; missing when there is none. Runs what attributes run. */
static AioliValue resolve(AioliVm *vm, const char *path, size_t size) {
    AioliValue value = aioli_missing();
    char name[128];
    while (size) {
        const char *dot = memchr(path, '.', size);
        size_t part = dot ? (size_t)(dot - path) : size;
        if (!part || part >= sizeof name) return aioli_missing();
        memcpy(name, path, part);
        name[part] = 0;
        if (aioli_is_missing(value)) {
            value = aioli_global_get(vm, name);
            if (aioli_is_error(value)) {
                aioli_error_clear(vm);
                value = aioli_builtin(vm, name);
            }
        } else {
            value = aioli_attr_get(vm, value, name);
        }
        if (aioli_is_error(value)) {
            aioli_error_clear(vm);
            return aioli_missing();
        }
        path += part + 1;
        size -= dot ? part + 1 : part;
    }
    return value;
}

/* The names that may follow: attributes of what stands before the last dot, or those of __main__ and the built-ins. */
static AioliValue candidates(AioliVm *vm, const char *word, size_t before) {
    AioliValue dir = aioli_builtin(vm, "dir");
    if (before) {
        AioliValue value = resolve(vm, word, before - 1);
        return aioli_is_missing(value) ? aioli_list(vm, NULL, 0) : aioli_call(vm, dir, &value, 1);
    }
    AioliValue names =
        aioli_vm_eval(vm, "[*globals(), *__builtins__.__dict__, *__import__('keyword').kwlist]", AIOLI_NUL);
    return names;
}

/* How much all names that begin with `stem` share; the first of them is copied to `out`. 0: none does. */
static size_t common_start(AioliVm *vm, AioliValue names, const char *stem, size_t stem_size, char *out, size_t room,
                           size_t *matches) {
    size_t common = 0;
    *matches = 0;
    int64_t count = aioli_sequence_length(vm, names);
    for (int64_t i = 0; i < count; i++) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        size_t size;
        const char *name = aioli_string_get(vm, aioli_sequence_get(vm, names, (size_t)i), &size);
        if (name && size >= stem_size && size < room && !memcmp(name, stem, stem_size) &&
            (stem_size || name[0] != '_')) {
            if (!(*matches)++) {
                memcpy(out, name, size);
                common = size;
            }
            size_t same = 0;
            while (same < common && same < size && out[same] == name[same]) same++;
            common = same;
        }
        aioli_error_clear(vm);
        aioli_scope_close(vm, &scope, aioli_missing());
    }
    out[common] = 0;
    return common;
}

static unsigned char complete(EditLine *editor, int key) {
    (void)key;
    Repl *repl;
    el_get(editor, EL_CLIENTDATA, &repl);
    const LineInfo *info = el_line(editor);
    const char *word = info->cursor;
    while (word > info->buffer && (is_name_char(word[-1]) || word[-1] == '.')) word--;
    size_t size = (size_t)(info->cursor - word), before = size;
    if (!size) return el_insertstr(editor, "    ") ? CC_ERROR : CC_REFRESH;
    while (before && word[before - 1] != '.') before--;
    AioliScope scope;
    aioli_scope_open(repl->vm, &scope);
    AioliValue names = candidates(repl->vm, word, before);
    char found[128];
    size_t matches = 0, common = 0;
    if (!aioli_is_error(names))
        common = common_start(repl->vm, names, word + before, size - before, found, sizeof found, &matches);
    aioli_error_clear(repl->vm);
    aioli_scope_close(repl->vm, &scope, aioli_missing());
    if (common <= size - before) return matches == 1 ? CC_NORM : CC_REFRESH_BEEP;
    return el_insertstr(editor, found + (size - before)) ? CC_ERROR : CC_REFRESH;
}

static void open_editor(Repl *repl, const char *program) {
    HistEvent event;
    repl->editor = el_init(program, stdin, stdout, stderr);
    repl->history = history_init();
    if (!repl->editor || !repl->history) return;
    history(repl->history, &event, H_SETSIZE, HISTORY_LINES);
    history(repl->history, &event, H_SETUNIQUE, 1);
    const char *home = getenv("HOME");
    if (home && (size_t)snprintf(repl->history_path, sizeof repl->history_path, "%s/.aioli_history", home) <
                    sizeof repl->history_path)
        history(repl->history, &event, H_LOAD, repl->history_path);
    el_set(repl->editor, EL_CLIENTDATA, repl);
    el_set(repl->editor, EL_PROMPT, editor_prompt);
    el_set(repl->editor, EL_EDITOR, "emacs");
    el_set(repl->editor, EL_HIST, history, repl->history);
    el_set(repl->editor, EL_ADDFN, "aioli-complete", "Complete a name", complete);
    el_set(repl->editor, EL_BIND, "^I", "aioli-complete", NULL);
    el_source(repl->editor, NULL);
}

static void close_editor(Repl *repl) {
    HistEvent event;
    if (repl->history && repl->history_path[0]) history(repl->history, &event, H_SAVE, repl->history_path);
    if (repl->editor) el_end(repl->editor);
    if (repl->history) history_end(repl->history);
}

static const char *edit_line(Repl *repl, size_t *size) {
    int count = 0;
    const char *line = el_gets(repl->editor, &count);
    if (!line || count <= 0) return NULL;
    *size = (size_t)count;
    HistEvent event;
    if (count > 1) history(repl->history, &event, H_ENTER, line);
    return line;
}

#endif

/* ---- any input ---- */

/* The next line, with its newline; NULL at the end, or when Ctrl-C came (then errno is EINTR). */
static const char *read_line(Repl *repl, size_t *size) {
    errno = 0;
#ifdef AIOLI_HAVE_EDIT
    if (repl->editor) return edit_line(repl, size);
#endif
    fputs(prompt_of(repl), repl->is_terminal ? stdout : stderr);
    fflush(repl->is_terminal ? stdout : stderr);
    ssize_t got = getline(&repl->line, &repl->line_capacity, stdin);
    if (got < 0) {
        clearerr(stdin);
        return NULL;
    }
    *size = (size_t)got;
    return repl->line;
}

static void print_error(AioliVm *vm) {
    aioli_flush(vm, 1);
    oli_cli_report(vm);
}

/* Evaluate what was read if it is complete. False: SystemExit; *status is set. */
static bool evaluate(Repl *repl, bool has_more, int *status) {
    AioliVm *vm = repl->vm;
    AioliScope scope;
    aioli_scope_open(vm, &scope);
    AioliStatus result = aioli_vm_run_line(vm, repl->text, repl->size, has_more);
    bool goes_on = true;
    if (result == AIOLI_RAISED && aioli_error_is(vm, "SystemExit")) {
        *status = oli_cli_report(vm);
        goes_on = false;
    } else if (result == AIOLI_RAISED) {
        print_error(vm);
    }
    aioli_scope_close(vm, &scope, aioli_missing());
    aioli_flush(vm, 1);
    aioli_flush(vm, 2);
    if (result != AIOLI_INCOMPLETE || !goes_on) repl->size = 0;
    return goes_on;
}

/* A script's KeyboardInterrupt flag that was set while we waited for a line is ours. */
static void drop_input(Repl *repl) {
    if (!aioli_check_interrupt(repl->vm)) aioli_error_clear(repl->vm);
    fputs("\nKeyboardInterrupt\n", stderr);
    repl->size = 0;
}

static int loop(Repl *repl) {
    int status = STATUS_OK;
    for (;;) {
        size_t size;
        const char *line = read_line(repl, &size);
        if (!line && errno == EINTR) {
            drop_input(repl);
            continue;
        }
        if (!line) {
            fputs("\n", repl->is_terminal ? stdout : stderr);
            if (repl->size) evaluate(repl, false, &status);
            return status;
        }
        if (!append(repl, line, size)) return STATUS_ERROR;
        if (!evaluate(repl, true, &status)) return status;
    }
}

int oli_cli_repl(AioliVm *vm, const CliOptions *options) {
    Repl repl = {.vm = vm, .is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)};
    if (!options->quiet) fprintf(repl.is_terminal ? stdout : stderr, "Aioli %s (Python 3.13)\n", aioli_version());
    fflush(stdout);
#ifdef AIOLI_HAVE_EDIT
    if (repl.is_terminal) open_editor(&repl, options->program);
#endif
    int status = loop(&repl);
#ifdef AIOLI_HAVE_EDIT
    close_editor(&repl);
#endif
    free(repl.text);
    free(repl.line);
    return status;
}
