/* SPDX-License-Identifier: MIT
 *
 * The recordings that --trace and --timeline ask for.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <string.h>

#include "cli/cli.h"

typedef struct TraceFile {
    FILE *file;
    const char *path;
} TraceFile;

/* The command's own: it has one VM. */
static TraceFile trace_file, picture_file;

static bool complain(const CliOptions *options, const char *path) {
    fprintf(stderr, "%s: can't write file '%s': [Errno %d] %s\n", options->program, path, errno, strerror(errno));
    return false;
}

static bool open_file(const CliOptions *options, const char *path, TraceFile *out) {
    if (!path) return true;
    out->path = path;
    out->file = fopen(path, "we");
    return out->file || complain(options, path);
}

bool oli_cli_open_traces(const CliOptions *options) {
    return open_file(options, options->trace_path, &trace_file) &&
           open_file(options, options->timeline_path, &picture_file);
}

static bool put(void *to, const char *bytes, size_t size) { return fwrite(bytes, 1, size, to) == size; }

static bool write_file(AioliVm *vm, const CliOptions *options, AioliTraceForm form, TraceFile *out) {
    if (!out->file) return true;
    errno = ENOMEM;
    bool ok = aioli_vm_write_trace(vm, form, put, out->file);
    if (fclose(out->file)) ok = false;
    out->file = NULL;
    return ok || complain(options, out->path);
}

bool oli_cli_write_traces(AioliVm *vm, const CliOptions *options) {
    bool ok = write_file(vm, options, AIOLI_TRACE_JSON, &trace_file);
    ok = write_file(vm, options, AIOLI_TRACE_SVG, &picture_file) && ok;
    if (options->timeline && !options->timeline_path) aioli_vm_write_trace(vm, AIOLI_TRACE_TEXT, put, stderr);
    return ok;
}
