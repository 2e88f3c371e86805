/* SPDX-License-Identifier: MIT
 *
 * Where printed text goes: buffers in front of the host's output hook, for the streams 1 (sys.stdout) and 2
 * (sys.stderr).
 *
 * stdout is handed over when its buffer is full, when it is flushed, at each line where the host asked for that, before
 * the VM waits, and when it returns to the host; stderr at each line. print() asks oli_output_target first: as long as
 * sys.stdout is the VM's own stream, text goes straight to oli_output_str.
 */
#ifndef OLI_EMBED_OUTPUT_H
#define OLI_EMBED_OUTPUT_H

#include "heap/vm.h"

typedef enum OutputTarget {
    OUTPUT_PLAIN,  /* the VM's own stream: oli_output_str */
    OUTPUT_OBJECT, /* the script put another object there: call its write() */
    OUTPUT_NONE,   /* it put None there: print nothing */
    OUTPUT_LOST    /* it deleted the name: RuntimeError "lost sys.stdout" */
} OutputTarget;

/* What sys.stdout (stream 1) or sys.stderr (2) is now; *object is set for OUTPUT_OBJECT. Runs no script. */
OutputTarget oli_output_target(Vm *vm, int stream, Value *object);

/* Write bytes that are UTF-8 / a str. False: an exception is pending (UnicodeEncodeError for lone surrogates, which
 * stderr shows as \udc80; OSError). Runs no script. */
bool oli_output(Vm *vm, int stream, const char *text, size_t size);
bool oli_output_str(Vm *vm, int stream, Str *text);
bool oli_output_flush(Vm *vm, int stream);
/* Flush both, forget errors: for the ends of things. */
void oli_output_flush_quietly(Vm *vm);

#endif
