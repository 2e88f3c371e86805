/* SPDX-License-Identifier: MIT
 *
 * The command line: the options of python3 that mean something here, and Aioli's own.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

static const char USAGE[] = "usage: %s [option] ... [-c cmd | -m mod | file | -] [arg] ...\n";

static const char HELP[] = "Options:\n"
                           "-c cmd : run the text of cmd (ends the list of options)\n"
                           "-m mod : run a module as a script (ends the list of options)\n"
                           "-i     : go on interactively after the script\n"
                           "-q     : no banner in interactive mode\n"
                           "-u     : do not buffer the lines of standard output\n"
                           "-V     : print the version and exit (also --version)\n"
                           "-h     : print this text and exit (also --help)\n"
                           "--virtual-time     : clocks jump to the next deadline when all tasks sleep\n"
                           "--memory-limit N   : raise MemoryError beyond N bytes (suffixes k, M, G)\n"
                           "--budget N         : stop the script after N calls and loop turns\n"
                           "--trace FILE       : write what tasks do to FILE, in Chrome's trace format (JSON)\n"
                           "--timeline         : draw what tasks did, one row each, on stderr\n"
                           "--timeline FILE.svg: the same as a picture\n"
                           "--stall-ms N       : report steps that hold the event loop N ms (100; 0: none)\n"
                           "--schedule-seed N  : shuffle the order of ready tasks, the same way for the same N\n"
                           "\n"
                           "Arguments:\n"
                           "file   : run this script\n"
                           "-      : run standard input (without a file: interactive when it is a terminal)\n"
                           "arg ...: sys.argv[1:]\n";

static bool complain(const CliOptions *options, int *status) {
    fprintf(stderr, USAGE, options->program);
    fprintf(stderr, "Try `%s -h' for more information.\n", options->program);
    *status = STATUS_USAGE;
    return false;
}

static bool print_and_end(int *status) {
    *status = fflush(stdout) ? STATUS_ERROR : STATUS_OK;
    return false;
}

/* "64M" as a number; false when it is none. */
static bool read_size(const char *text, uint64_t *out) {
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (end == text || errno || *text == '-') return false;
    unsigned shift = *end == 'k' || *end == 'K' ? 10 : *end == 'M' ? 20 : *end == 'G' ? 30 : 0;
    if (shift) end++;
    if (*end || number > UINT64_MAX >> shift) return false;
    *out = (uint64_t)number << shift;
    return true;
}

static bool ends_with(const char *text, const char *end) {
    size_t size = strlen(text), end_size = strlen(end);
    return size >= end_size && !strcmp(text + size - end_size, end);
}

/* --timeline, --timeline=FILE, --timeline FILE.svg; false: it is another option. */
static bool timeline_option(int argc, char **argv, int *at, CliOptions *options) {
    static const char NAME[] = "--timeline";
    const char *rest = argv[*at] + sizeof NAME - 1;
    if (strncmp(argv[*at], NAME, sizeof NAME - 1) || (*rest && (*rest != '=' || !rest[1]))) return false;
    options->timeline = true;
    if (*rest)
        options->timeline_path = rest + 1;
    else if (*at + 1 < argc && ends_with(argv[*at + 1], ".svg"))
        options->timeline_path = argv[++*at];
    return true;
}

/* Options that take a number. False: no such option, or no number; *status is set. */
static bool number_option(int argc, char **argv, int *at, CliOptions *options, int *status) {
    const char *option = argv[*at];
    static const char *const NAMES[] = {"--memory-limit", "--budget", "--stall-ms", "--schedule-seed"};
    size_t which = 0, count = sizeof NAMES / sizeof *NAMES;
    while (which < count && strcmp(option, NAMES[which])) which++;
    uint64_t number;
    if (which == count) {
        fprintf(stderr, "unknown option %s\n", option);
        return complain(options, status);
    }
    if (*at + 1 >= argc || !read_size(argv[*at + 1], &number)) {
        fprintf(stderr, "Number expected for the %s option\n", option);
        return complain(options, status);
    }
    (*at)++;
    switch (which) {
    case 0: options->memory_limit_bytes = (size_t)number; break;
    case 1: options->instruction_budget = number; break;
    case 2: options->stall_ms = number > UINT32_MAX ? UINT32_MAX : (uint32_t)number; break;
    default: options->schedule_seed = number; break;
    }
    return true;
}

/* Options with two dashes; *at moves over the value of one that has one. */
static bool long_option(int argc, char **argv, int *at, CliOptions *options, int *status) {
    const char *option = argv[*at];
    if (!strcmp(option, "--help")) {
        printf(USAGE, options->program);
        fputs(HELP, stdout);
        return print_and_end(status);
    }
    if (!strcmp(option, "--version")) {
        printf("Aioli %s (Python 3.13)\n", aioli_version());
        return print_and_end(status);
    }
    if (!strcmp(option, "--virtual-time")) {
        options->virtual_time = true;
        return true;
    }
    if (!strcmp(option, "--trace")) {
        if (*at + 1 >= argc) {
            fputs("File expected for the --trace option\n", stderr);
            return complain(options, status);
        }
        options->trace_path = argv[++*at];
        return true;
    }
    return timeline_option(argc, argv, at, options) || number_option(argc, argv, at, options, status);
}

static void set_source(CliOptions *options, CliSource source, const char *target, int argc, char **argv) {
    options->source = source;
    options->target = target;
    options->argc = argc;
    options->argv = argv;
}

typedef enum LetterResult { LETTER_GO_ON, LETTER_DONE, LETTER_END } LetterResult;

/* The letters of one argument such as -iq. LETTER_DONE: the program to run is known. */
static LetterResult letters(int argc, char **argv, int at, CliOptions *options, int *status) {
    for (const char *letter = argv[at] + 1; *letter; letter++) {
        switch (*letter) {
        case 'i': options->interactive = true; break;
        case 'q': options->quiet = true; break;
        case 'u': options->unbuffered = true; break;
        case 'B':
        case 'E':
        case 'I':
        case 'P':
        case 's':
        case 'S': break; /* nothing to switch off */
        case 'V':
            printf("Aioli %s (Python 3.13)\n", aioli_version());
            print_and_end(status);
            return LETTER_END;
        case 'h':
        case '?':
            printf(USAGE, options->program);
            fputs(HELP, stdout);
            print_and_end(status);
            return LETTER_END;
        case 'c':
        case 'm': {
            char *value = letter[1] ? (char *)(uintptr_t)(letter + 1) : at + 1 < argc ? argv[at + 1] : NULL;
            if (!value) {
                fprintf(stderr, "Argument expected for the -%c option\n", *letter);
                complain(options, status);
                return LETTER_END;
            }
            int first = letter[1] ? at : at + 1;
            argv[first] = (char *)(uintptr_t)(*letter == 'c' ? "-c" : "-m");
            set_source(options, *letter == 'c' ? CLI_COMMAND : CLI_MODULE, value, argc - first, argv + first);
            return LETTER_DONE;
        }
        default:
            fprintf(stderr, "Unknown option: -%c\n", *letter);
            complain(options, status);
            return LETTER_END;
        }
    }
    return LETTER_GO_ON;
}

bool oli_cli_parse(int argc, char **argv, CliOptions *options, int *status) {
    *options = (CliOptions){.program = argc ? argv[0] : "aioli", .source = CLI_STDIN, .stall_ms = 100};
    const char *seed = getenv("PYTHONHASHSEED");
    if (seed && *seed >= '0' && *seed <= '9') options->hash_seed = strtoull(seed, NULL, 10) + 1;
    int at = 1;
    for (; at < argc && argv[at][0] == '-' && argv[at][1]; at++) {
        if (!strcmp(argv[at], "--")) {
            at++;
            break;
        }
        if (argv[at][1] == '-') {
            if (!long_option(argc, argv, &at, options, status)) return false;
            continue;
        }
        LetterResult result = letters(argc, argv, at, options, status);
        if (result != LETTER_GO_ON) return result == LETTER_DONE;
    }
    if (at >= argc) return true;
    bool is_stdin = !strcmp(argv[at], "-");
    set_source(options, is_stdin ? CLI_STDIN : CLI_FILE, is_stdin ? NULL : argv[at], argc - at, argv + at);
    return true;
}
