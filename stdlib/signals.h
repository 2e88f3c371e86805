/* SPDX-License-Identifier: MIT
 *
 * What signal.c shares with the modules that use libuv.
 */
#ifndef OLI_STDLIB_SIGNALS_H
#define OLI_STDLIB_SIGNALS_H

#include "aioli.h"

/* SIGCHLD is wanted by libuv and perhaps by a script. Call it whenever libuv may have set or reset its handler: the
 * script's stays in place and hands the signal on. */
void oli_signal_share_children(void);

#endif
