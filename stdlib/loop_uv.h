/* SPDX-License-Identifier: MIT
 *
 * The libuv event loop of one VM (loop_uv.c).
 */
#ifndef OLI_STDLIB_LOOP_UV_H
#define OLI_STDLIB_LOOP_UV_H

#include "aioli.h"

/* Fill in an AioliLoop that waits with libuv. Nothing is opened before the first wait. False: no memory. The VM closes
 * and frees it (AioliLoop.close). */
bool oli_loop_uv_open(AioliLoop *loop);

#endif
