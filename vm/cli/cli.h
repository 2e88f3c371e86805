/* SPDX-License-Identifier: MIT
 *
 * The aioli command: options and what the files of vm/cli share. It uses the public API alone, as any host does.
 */
#ifndef OLI_CLI_CLI_H
#define OLI_CLI_CLI_H

#include <stdio.h>

#include "aioli.h"

typedef enum CliSource { CLI_STDIN, CLI_FILE, CLI_COMMAND, CLI_MODULE } CliSource;

enum { STATUS_OK = 0, STATUS_ERROR = 1, STATUS_USAGE = 2, STATUS_FLUSH_FAILED = 120 };

typedef struct CliOptions {
    const char *program; /* argv[0] */
    CliSource source;
    const char *target; /* path, command text, module name */
    int argc;           /* sys.argv, its first item included */
    char **argv;
    bool interactive; /* -i */
    bool quiet;       /* -q */
    bool unbuffered;  /* -u */
    bool virtual_time;
    size_t memory_limit_bytes;
    uint64_t instruction_budget;
    uint64_t hash_seed;
    uint64_t schedule_seed;
    uint32_t stall_ms;
    const char *trace_path;    /* --trace, or NULL */
    bool timeline;             /* --timeline */
    const char *timeline_path; /* of the picture; NULL: text on stderr */
} CliOptions;

/* Read the command line. False: it said what to print and the program ends with *status. */
bool oli_cli_parse(int argc, char **argv, CliOptions *options, int *status);

/* Print the pending exception as nobody caught it (sys.excepthook), clear it, and say which status it asks for;
 * SystemExit prints at most its message. */
int oli_cli_report(AioliVm *vm);

/* The files of --trace and --timeline are made before the script runs: it may change the folder. False: it said why. */
bool oli_cli_open_traces(const CliOptions *options);
/* Write what the program did, whatever its end was. False: it said why. */
bool oli_cli_write_traces(AioliVm *vm, const CliOptions *options);

/* Read, evaluate, print until the end of the input; the exit status. */
int oli_cli_repl(AioliVm *vm, const CliOptions *options);

/* The whole of standard input as one script. False: errno says why. */
bool oli_cli_read_stdin(char **text, size_t *size);

#endif
