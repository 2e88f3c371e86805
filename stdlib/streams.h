/* SPDX-License-Identifier: MIT
 *
 * The standard streams as values of a script (streams.c), for sys.c.
 */
#ifndef OLI_STDLIB_STREAMS_H
#define OLI_STDLIB_STREAMS_H

#include "aioli.h"

/* A new sys.stdin (0), sys.stdout (1) or sys.stderr (2), which the VM then knows as its own stream. */
AioliValue oli_standard_stream(AioliVm *vm, int number);

#endif
